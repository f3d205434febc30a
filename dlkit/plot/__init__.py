"""Pictures that the notebooks draw.

Every function draws into the Axes it is given, or into a new figure, and returns the Axes.
"""

from dlkit.plot.activations import activation_function
from dlkit.plot.axes import PALETTE
from dlkit.plot.curves import learning_curves
from dlkit.plot.pictures import images, weights
from dlkit.plot.planes import decision_boundary

__all__ = ["PALETTE", "activation_function", "decision_boundary", "images", "learning_curves", "weights"]
