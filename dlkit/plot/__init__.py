"""Pictures that the notebooks draw.

Every function draws into the Axes it is given, or into a new figure, and returns the Axes; what is animated
comes back as a moving picture.
"""

from dlkit.plot.activations import activation_function
from dlkit.plot.attention import attention
from dlkit.plot.axes import PALETTE
from dlkit.plot.curves import learning_curves
from dlkit.plot.descent import animate_descent, descent_paths
from dlkit.plot.detection import boxes
from dlkit.plot.filters import feature_maps, filters
from dlkit.plot.histograms import activation_histograms
from dlkit.plot.masks import MASK_COLOURS, masks, segmentation
from dlkit.plot.models import layer_table
from dlkit.plot.pictures import images, weights
from dlkit.plot.planes import decision_boundary
from dlkit.plot.similarity import distance_histogram, embeddings, precision_recall_curve, roc_curve
from dlkit.plot.tables import confusion_matrix
from dlkit.plot.words import word_map

__all__ = [
    "MASK_COLOURS",
    "PALETTE",
    "activation_function",
    "activation_histograms",
    "animate_descent",
    "attention",
    "boxes",
    "confusion_matrix",
    "decision_boundary",
    "descent_paths",
    "distance_histogram",
    "embeddings",
    "feature_maps",
    "filters",
    "images",
    "layer_table",
    "learning_curves",
    "masks",
    "precision_recall_curve",
    "roc_curve",
    "segmentation",
    "weights",
    "word_map",
]
