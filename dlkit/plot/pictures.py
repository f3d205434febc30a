"""Pictures as pictures: grids of images, weights in colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from dlkit.plot.axes import new_axes
from dlkit.plot.description import counted, listed, note, span

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def images(
    images: npt.ArrayLike,
    labels: Sequence[object] | npt.NDArray[Any] | None = None,
    *,
    columns: int = 8,
    ax: Axes | None = None,
) -> Axes:
    """Draw pictures in a grid, each with its label above it.

    Grey pictures share one scale, from black (0 or the smallest value) to white (1 or the largest).

    Args:
        images: (m, height, width), (m, height, width, 1) for grey, or (m, height, width, 3) for colour.
        labels: one label for each picture: a number or a short text.
        columns: how many pictures stand in a row.
        ax: where to draw; a new figure if left out.

    Returns:
        The Axes with the grid.

    Raises:
        ValueError: if the shapes do not fit.
    """
    pictures = _checked_images(images)
    count, height, width = pictures.shape[:3]
    if labels is not None and len(labels) != count:
        raise ValueError(f"labels should hold one label per image, {count} in all; received {len(labels)}.")
    if columns < 1:
        raise ValueError(f"columns should be at least 1; received {columns}.")
    columns = min(columns, count)
    rows = -(-count // columns)
    gap = max(1, round(0.08 * width))
    headroom = gap if labels is None else max(gap, round(0.32 * height))
    if ax is None:
        inches = max(0.9, min(2.5, 8.0 / columns))
        ax = new_axes(inches * columns, inches * rows * (height + headroom) / (width + gap))

    canvas = np.full((rows * (height + headroom), columns * (width + gap) - gap, pictures.shape[3]), np.nan)
    fontsize = _label_size(ax, canvas.shape[:2], headroom)
    for index, picture in enumerate(pictures):
        top = (index // columns) * (height + headroom) + headroom
        left = (index % columns) * (width + gap)
        canvas[top : top + height, left : left + width] = picture
        if labels is not None:
            middle, above = left + (width - 1) / 2, top - 0.5 - 0.06 * height
            ax.text(middle, above, str(labels[index]), ha="center", va="bottom", fontsize=fontsize)
    if pictures.shape[3] == 1:
        low, high = _scale(pictures)
        ax.imshow(canvas[:, :, 0], cmap="gray", vmin=low, vmax=high, interpolation="nearest")
    else:
        opaque = ~np.isnan(canvas[:, :, :1])
        ax.imshow(np.concatenate([np.nan_to_num(canvas), opaque], axis=2), interpolation="nearest")
    ax.set_axis_off()
    note(
        ax,
        f"{counted(count, 'picture')} of {height} x {width} pixels",
        *([] if labels is None else [f"labelled {listed(labels)}"]),
    )
    return ax


def weights(w: npt.ArrayLike, shape: tuple[int, int] = (8, 8), *, ax: Axes | None = None) -> Axes:
    """Draw the weights of one neuron as a picture.

    Red pulls the neuron's answer up, blue pulls it down, white does neither.
    The colours reach equally far to both sides of zero, so that white always means zero.

    Args:
        w: the weights, height * width numbers in any shape, such as (64, 1).
        shape: (height, width) of the picture.
        ax: where to draw; a new figure if left out.

    Returns:
        The Axes with the picture; a colour bar stands beside it.

    Raises:
        ValueError: if the number of weights is not height * width.
    """
    values = np.asarray(w, dtype=np.float64)
    if values.size != shape[0] * shape[1]:
        raise ValueError(
            f"w should hold {shape[0]} * {shape[1]} = {shape[0] * shape[1]} weights; "
            f"received {values.size} in shape {values.shape}."
        )
    ax = new_axes(4.4, 3.6) if ax is None else ax
    finite = np.abs(values[np.isfinite(values)])
    limit = float(finite.max(initial=0.0)) or 1.0
    picture = ax.imshow(values.reshape(shape), cmap="RdBu_r", vmin=-limit, vmax=limit)
    ax.set_xticks([])
    ax.set_yticks([])
    colour_bar = ax.figure.colorbar(picture, ax=ax, fraction=0.046, pad=0.04)
    colour_bar.set_label("weight", fontsize=11)
    negative = int(np.sum(values < 0))
    note(
        ax,
        f"{values.size} weights as a picture of {shape[0]} x {shape[1]}",
        f"{span(values)}, {negative} of them negative",
    )
    return ax


def _label_size(ax: Axes, canvas_shape: tuple[int, ...], headroom: int) -> float:
    """Return the size in points at which a label fits into the room above its picture."""
    box, points_per_dot = ax.get_window_extent(), 72.0 / ax.figure.dpi
    points_per_row = points_per_dot * min(box.height / canvas_shape[0], box.width / canvas_shape[1])
    return float(np.clip(0.65 * headroom * points_per_row, 4.0, 9.0))


def _checked_images(images: npt.ArrayLike) -> npt.NDArray[np.float64]:
    pictures = np.asarray(images)
    received = pictures.shape
    if pictures.ndim == 3:
        pictures = pictures[..., np.newaxis]
    if pictures.ndim != 4 or pictures.shape[3] not in (1, 3) or pictures.size == 0:
        raise ValueError(
            "images should have shape (m, height, width) or (m, height, width, 1 or 3 channels), "
            f"with at least one image; received {received}."
        )
    if pictures.shape[3] == 3 and np.issubdtype(pictures.dtype, np.integer):
        return pictures / 255.0
    return pictures.astype(np.float64)


def _scale(pictures: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Return the values drawn black and white: 0 and 1 where they fit, so that a dim picture looks dim."""
    finite = pictures[np.isfinite(pictures)]
    low, high = float(finite.min(initial=0.0)), float(finite.max(initial=1.0))
    return (low, high) if high > low else (low, low + 1.0)
