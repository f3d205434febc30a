"""What all pictures share: a palette for every kind of colour vision, and new Axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# M. Okabe and K. Ito, "Color Universal Design" (2008): told apart with every kind of colour vision.
# Its yellow is left out: too pale for a line on white.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
LINE_STYLES = ("-", "--", "-.", ":")


def new_axes(width: float, height: float) -> Axes:
    """Return the Axes of a new figure, `width` by `height` inches."""
    from matplotlib import pyplot

    figure = pyplot.figure(figsize=(width, height), layout="constrained")
    axes: Axes = figure.add_subplot()
    return axes


def draw_picture(ax: Axes, image: npt.ArrayLike) -> tuple[int, int]:
    """Draw one picture, grey or colour, without ticks; return its height and width in pixels.

    Raises:
        ValueError: if it is no picture.
    """
    picture = np.asarray(image)
    if picture.ndim == 3 and picture.shape[2] == 1:
        picture = picture[:, :, 0]
    if picture.ndim not in (2, 3) or (picture.ndim == 3 and picture.shape[2] != 3) or picture.size == 0:
        raise ValueError(
            f"image should have shape (height, width) or (height, width, 1 or 3 channels); received {np.shape(image)}."
        )
    if np.issubdtype(picture.dtype, np.integer):
        picture = picture / 255.0
    ax.imshow(np.clip(picture, 0.0, 1.0), cmap="gray", vmin=0.0, vmax=1.0, interpolation="nearest")
    ax.set_axis_off()
    height, width = picture.shape[:2]
    return height, width
