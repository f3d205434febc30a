"""A filter of nine numbers on a photograph."""

from __future__ import annotations

import base64

import numpy as np
import numpy.typing as npt

from dlkit.interactive.figure import InteractiveFigure, interactive, new_figure
from dlkit.plot import feature_maps

LARGEST = 200  # pixels to each side
KERNELS = {
    "vertical edges": ((-1, 0, 1), (-1, 0, 1), (-1, 0, 1)),
    "horizontal edges": ((-1, -1, -1), (0, 0, 0), (1, 1, 1)),
    "outlines": ((-1, -1, -1), (-1, 8, -1), (-1, -1, -1)),
    "blur": ((1, 1, 1), (1, 1, 1), (1, 1, 1)),
    "sharpen": ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
    "nothing": ((0, 0, 0), (0, 1, 0), (0, 0, 0)),
}


def convolution_kernel(image: npt.ArrayLike) -> InteractiveFigure:
    """A picture beside the answers of a 3 x 3 filter, whose nine numbers can be changed.

    Args:
        image: a grey picture, numbers from 0 to 1 in shape (height, width), at least 3 and at most 200 to a side.
            It is kept in 256 shades of grey.

    Returns:
        The figure. Make it the last line of a cell.

    Raises:
        ValueError: if it is no such picture.
    """
    picture = np.asarray(image, dtype=np.float64)
    if picture.ndim != 2 or min(picture.shape) < 3 or max(picture.shape) > LARGEST or not np.isfinite(picture).all():
        raise ValueError(
            f"image should be a grey picture, (height, width), of finite numbers, 3 to {LARGEST} to a side; "
            f"received shape {picture.shape}."
        )
    shades = (255 * np.clip(picture, 0, 1)).round().astype(np.uint8)
    figure = new_figure(8.0, 4.6)
    shown = list(KERNELS)[:4]
    maps = np.stack([answers(shades / 255, KERNELS[name]) for name in shown], axis=-1)
    feature_maps(maps, labels=shown, columns=2, ax=figure.add_subplot())
    height, width = shades.shape
    pixels = base64.b64encode(shades.tobytes()).decode("ascii")
    data = {"height": height, "width": width, "pixels": pixels, "kernels": KERNELS}
    return interactive("kernel", "Nine numbers that look for something", data, figure)


def answers(picture: npt.NDArray[np.float64], kernel: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """What a 3 x 3 filter answers at each place where it fits, (height - 2, width - 2)."""
    windows = np.lib.stride_tricks.sliding_window_view(picture, (3, 3))
    result: npt.NDArray[np.float64] = np.einsum("hwij,ij->hw", windows, np.asarray(kernel, dtype=np.float64))
    return result
