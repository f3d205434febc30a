"""Pictures that the notebooks draw.

Every function draws into the Axes it is given, or into a new figure, and returns the Axes; what is animated
comes back as a moving picture.
"""

from dlkit.plot.activations import activation_function
from dlkit.plot.axes import PALETTE
from dlkit.plot.curves import learning_curves
from dlkit.plot.descent import animate_descent, descent_paths
from dlkit.plot.histograms import activation_histograms
from dlkit.plot.pictures import images, weights
from dlkit.plot.planes import decision_boundary

__all__ = [
    "PALETTE",
    "activation_function",
    "activation_histograms",
    "animate_descent",
    "decision_boundary",
    "descent_paths",
    "images",
    "learning_curves",
    "weights",
]
