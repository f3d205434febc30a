"""Figures that a reader can move: one number on a slider, or two boxes to drag, and the picture follows.

Each is an HTML page of its own, with a small script and no package: it moves wherever a notebook's scripts run, also
with no kernel and in an exported page. Where they do not run, a still figure stands in its place.
"""

from dlkit.interactive.convolving import convolution_kernel
from dlkit.interactive.deciding import decision_threshold
from dlkit.interactive.descending import learning_rate
from dlkit.interactive.embedding import triplet_margin
from dlkit.interactive.figure import InteractiveFigure
from dlkit.interactive.fitting import regularization_strength
from dlkit.interactive.overlapping import intersection_over_union

__all__ = [
    "InteractiveFigure",
    "convolution_kernel",
    "decision_threshold",
    "intersection_over_union",
    "learning_rate",
    "regularization_strength",
    "triplet_margin",
]
