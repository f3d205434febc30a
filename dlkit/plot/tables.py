"""Tables of numbers that are read by colour: which classes a model takes for which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from dlkit.plot.axes import PALETTE, new_axes
from dlkit.plot.description import MOST, note

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RIGHT, WRONG = PALETTE[0], PALETTE[1]  # blue and vermilion: told apart with every kind of colour vision
PALEST = 0.25  # of its colour: even a single mistake is seen
DARK = 0.75  # from this share of its colour on, a cell has white numbers


def confusion_matrix(
    counts: npt.ArrayLike,
    labels: Sequence[object] | npt.NDArray[Any] | None = None,
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw how often each class was taken for each class.

    A row for each true class, a column for each answer. Right answers stand on the diagonal, in pale blue.
    Mistakes are orange, the darker the more of them; each of the two colours has its own scale, so that few
    mistakes stand out beside many right answers. Where nothing was counted, the cell is empty.

    Args:
        counts: whole numbers, (classes, classes): entry [i, j] says how many examples of class i were called j.
        labels: a name for each class; its number if left out.
        ax: where to draw; a new figure if left out.

    Returns:
        The Axes with the table.

    Raises:
        ValueError: if the counts are not a square of whole numbers from 0, or the labels do not fit.
    """
    table = _checked_counts(counts)
    classes = len(table)
    names = [str(label) for label in (range(classes) if labels is None else labels)]
    if len(names) != classes:
        raise ValueError(f"labels should hold one name per class, {classes} in all; received {len(names)}.")
    if ax is None:
        inches = float(np.clip(0.45 * classes, 2.4, 9.0))
        ax = new_axes(inches + 0.9, inches + 0.7)

    diagonal = np.eye(classes, dtype=bool)
    shares = np.where(diagonal, 0.5 * _shares(table, diagonal), _shares(table, ~diagonal))
    ax.imshow(_colours(shares, diagonal), interpolation="nearest")
    size = _number_size(ax, classes, len(str(int(table.max(initial=0)))))
    for i, j in np.argwhere(table > 0):
        ax.text(
            j,
            i,
            str(table[i, j]),
            ha="center",
            va="center",
            fontsize=size,
            color="white" if shares[i, j] >= DARK else "black",
            fontweight="normal" if i == j else "bold",
        )
    ax.set_xticks(range(classes), names)
    ax.set_yticks(range(classes), names)
    ax.set_xticks(np.arange(0.5, classes - 1), minor=True)
    ax.set_yticks(np.arange(0.5, classes - 1), minor=True)
    ax.grid(which="minor", color="0.85", linewidth=0.8)
    ax.tick_params(which="both", length=0)
    ax.spines[:].set_color("0.6")
    ax.set_xlabel("answer", fontsize=11)
    ax.set_ylabel("true class", fontsize=11)
    mistakes = [(int(table[i, j]), names[i], names[j]) for i, j in np.argwhere((table > 0) & ~diagonal)]
    worst = sorted(mistakes, key=lambda item: -item[0])[: MOST - 1]
    note(
        ax,
        f"A confusion matrix of {classes} classes",
        f"{int(np.trace(table)):,} of {int(table.sum()):,} right",
        *(f'"{true}" taken for "{answer}": {times:,}' for times, true, answer in worst),
    )
    return ax


def _checked_counts(counts: npt.ArrayLike) -> npt.NDArray[np.int64]:
    table = np.asarray(counts)
    if table.ndim != 2 or table.shape[0] != table.shape[1] or table.size == 0:
        raise ValueError(f"counts should be a square table, a row and a column per class; received {table.shape}.")
    if table.dtype.kind not in "iuf" or not np.array_equal(table, np.floor(table)) or table.min() < 0:
        raise ValueError("counts should be whole numbers from 0: how many examples, not which share of them.")
    return table.astype(np.int64)


def _shares(table: npt.NDArray[np.int64], chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Return how strong the colour of each cell is, from 0 to 1, against the largest of the chosen cells."""
    largest = max(1, int(table[chosen].max(initial=0)))
    shares: npt.NDArray[np.float64] = np.where(table > 0, PALEST + (1 - PALEST) * table / largest, 0.0)
    return shares


def _colours(shares: npt.NDArray[np.float64], diagonal: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    from matplotlib.colors import to_rgb

    paint = np.where(diagonal[..., None], to_rgb(RIGHT), to_rgb(WRONG))
    colours: npt.NDArray[np.float64] = 1 - shares[..., None] * (1 - paint)
    return colours


def _number_size(ax: Axes, classes: int, digits: int) -> float:
    """Return the size in points at which a number of so many digits fits into a cell."""
    box = ax.get_window_extent()
    cell = min(box.width, box.height) / classes * 72.0 / ax.figure.dpi
    return float(np.clip(cell / (0.75 * max(digits, 2)), 3.0, 11.0))
