"""What a convolution holds and what it sees: its filters, and the maps that they make of a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from dlkit.plot.axes import new_axes
from dlkit.plot.description import MOST, counted, listed, note, span
from dlkit.plot.pictures import images

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Labels = Sequence[object] | npt.NDArray[Any] | None
MOST_INCHES = 3.6  # of one map, and of one cell in a grid of filters
MOST_NUMBERED = 7  # the largest filter whose weights are written into it


def filters(
    kernels: npt.ArrayLike,
    labels: Labels = None,
    *,
    columns: int = 8,
    numbers: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw the weights of filters in a grid: red is positive, blue negative, white zero.

    All filters share one scale, equally far to both sides of zero.

    Args:
        kernels: (f, f, channels, filters) as a convolution holds them, or (f, f, filters). Of several channels
            each makes a picture of its own: the first filter's channels, then the second's, and so on.
        labels: one label for each picture.
        columns: how many pictures stand in a row.
        numbers: whether each weight is written into its square, if the filters are small enough for that.
        ax: where to draw; a new figure if left out.

    Returns:
        The Axes with the grid; a colour bar stands beside it.

    Raises:
        ValueError: if the shapes do not fit.

    Example:
        >>> vertical = np.array([[-1, 0, 1]] * 3)
        >>> filters(np.stack([vertical, vertical.T], axis=-1), labels=["vertical", "horizontal"], numbers=True)
    """
    weights = np.asarray(kernels, dtype=np.float64)
    received = weights.shape
    if weights.ndim == 3:
        weights = weights[:, :, np.newaxis, :]
    if weights.ndim != 4 or weights.size == 0:
        raise ValueError(
            "kernels should have shape (f, f, channels, filters) or (f, f, filters), "
            f"with at least one filter; received {received}."
        )
    pictures = weights.transpose(3, 2, 0, 1).reshape(-1, *weights.shape[:2])
    ax = _room_for(pictures.shape, labels, columns, MOST_INCHES / 2) if ax is None else ax
    ax = images(pictures, labels, columns=columns, ax=ax)
    grid = _in_colour(ax, _largest(pictures), "weight")
    if numbers and max(weights.shape[:2]) <= MOST_NUMBERED:
        _write_numbers(ax, grid)
    _note(ax, "filter", pictures, labels, "weights")
    return ax


def feature_maps(
    maps: npt.ArrayLike,
    labels: Labels = None,
    *,
    columns: int = 4,
    signed: bool | None = None,
    meaning: str = "answer of the filter",
    ax: Axes | None = None,
) -> Axes:
    """Draw feature maps in a grid: what each filter answers, at each place of the picture.

    Maps with negative answers are drawn in colour (red positive, blue negative, white zero); maps without are
    drawn in grey. All maps share one scale, so that a filter that finds little looks pale.

    Args:
        maps: (height, width, channels), the maps of one picture.
        labels: one label for each map.
        columns: how many maps stand in a row.
        signed: whether to draw in colour; if left out, where an answer is negative.
        meaning: what the numbers are; stands beside the colour bar.
        ax: where to draw; a new figure if left out.

    Returns:
        The Axes with the grid; a colour bar stands beside it.

    Raises:
        ValueError: if the shapes do not fit.
    """
    answers = np.asarray(maps, dtype=np.float64)
    if answers.ndim != 3 or answers.size == 0:
        raise ValueError(
            "maps should have shape (height, width, channels): the maps of one picture, such as Z[0]; "
            f"received {answers.shape}."
        )
    pictures = answers.transpose(2, 0, 1)
    ax = _room_for(pictures.shape, labels, columns, MOST_INCHES) if ax is None else ax
    ax = images(pictures, labels, columns=columns, ax=ax)
    if signed is None:
        signed = bool(np.nanmin(answers) < 0)
    if signed:
        _in_colour(ax, _largest(pictures), meaning)
    else:
        drawn = ax.get_images()[0]
        drawn.set_clim(0, _largest(pictures))
        _colour_bar(ax, drawn, meaning)
    _note(ax, "feature map", pictures, labels, meaning)
    return ax


def _note(ax: Axes, thing: str, pictures: npt.NDArray[np.float64], labels: Labels, meaning: str) -> None:
    count, height, width = pictures.shape
    if labels is not None and count <= MOST:
        facts = [f"{label}: {meaning} {span(picture)}" for label, picture in zip(labels, pictures, strict=True)]
    else:
        facts = [f"{meaning} {span(pictures)}", *([] if labels is None else [f"labelled {listed(labels)}"])]
    note(ax, f"{counted(count, thing)} of {height} x {width}", *facts)


def _room_for(shape: tuple[int, ...], labels: Labels, columns: int, most_inches: float) -> Axes:
    """Return new Axes in which a grid of pictures of that shape is neither tiny nor huge."""
    count, height, width = shape
    columns = max(1, min(columns, count))
    rows = -(-count // columns)
    inches = min(most_inches, 10.0 / columns)
    headroom = 0.08 if labels is None else 0.32  # as a share of a picture's height, as `images` leaves it
    bar = 0.9
    return new_axes(inches * columns + bar, inches * rows * (1 + headroom) * height / width)


def _largest(pictures: npt.NDArray[np.float64]) -> float:
    finite = np.abs(pictures[np.isfinite(pictures)])
    return float(finite.max(initial=0.0)) or 1.0


def _in_colour(ax: Axes, limit: float, meaning: str) -> npt.NDArray[np.float64]:
    """Recolour the grid that `images` drew, symmetrically about zero; return its numbers."""
    drawn = ax.get_images()[0]
    drawn.set_cmap("RdBu_r")
    drawn.set_clim(-limit, limit)
    _colour_bar(ax, drawn, meaning)
    grid: npt.NDArray[np.float64] = np.ma.filled(np.ma.asarray(drawn.get_array()), np.nan)
    return grid


def _colour_bar(ax: Axes, drawn: Any, meaning: str) -> None:
    ax.figure.colorbar(drawn, ax=ax, fraction=0.03, pad=0.02, aspect=30).set_label(meaning, fontsize=10)


def _write_numbers(ax: Axes, grid: npt.NDArray[np.float64]) -> None:
    limit = ax.get_images()[0].get_clim()[1]
    for row, column in np.argwhere(np.isfinite(grid)):
        value = grid[row, column]
        colour = "white" if abs(value) > 0.6 * limit else "black"
        ax.text(column, row, f"{value:.2g}", ha="center", va="center", fontsize=9, color=colour)
