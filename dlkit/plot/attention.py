"""What an attention looks at: one row for each that asks, one column for each that is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from dlkit.plot.axes import PALETTE, new_axes
from dlkit.plot.description import note, number, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SPACE = "\N{OPEN BOX}"  # a space that is seen


def attention(
    weights: npt.ArrayLike,
    queries: Sequence[object] | npt.NDArray[Any] | None = None,
    keys: Sequence[object] | npt.NDArray[Any] | None = None,
    *,
    title: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw the weights of an attention as a table of colours.

    A row for each query, a column for each key, from white (0) to blue (1). A dot stands on the largest weight of
    each row, on the first of several; a row of nothing but 0 has none. A space is written as an open box.

    Args:
        weights: (queries, keys), from 0 to 1: entry [i, j] says how much query i looks at key j.
        queries: a label for each row, such as the letters of the output; its number if left out. A text is taken letter
            by letter.
        keys: a label for each column, likewise.
        title: stands above the table.
        ax: where to draw; a new figure if left out.

    Returns:
        The Axes with the table.

    Raises:
        ValueError: if the weights are no such table, or the labels do not fit.
    """
    table = _checked_weights(weights)
    rows, columns = table.shape
    row_names, column_names = _names(queries, rows, "queries"), _names(keys, columns, "keys")
    longest = max(map(len, column_names))
    if ax is None:
        height = 1 + 0.24 * rows + (0.09 * longest if longest > 2 else 0)
        ax = new_axes(float(np.clip(1.3 + 0.24 * columns, 3.0, 12.0)), float(np.clip(height, 1.8, 9.0)))
    ax.imshow(_colours(table), interpolation="nearest", aspect="auto")
    strongest = table.argmax(axis=1)
    seen = np.flatnonzero(table.max(axis=1) > 0)
    for i in seen:
        colour = "white" if table[i, strongest[i]] > 0.5 else "black"
        ax.plot(strongest[i], i, marker="o", markersize=3.5, color=colour, linestyle="none")

    ax.xaxis.tick_top()
    ax.set_xticks(range(columns), column_names, rotation=90 if longest > 2 else 0)
    ax.set_yticks(range(rows), row_names)
    size = _label_size(ax, rows, columns)
    for label in (*ax.get_xticklabels(), *ax.get_yticklabels()):
        label.set_fontfamily("monospace")
        label.set_fontsize(size)
    ax.set_xticks(np.arange(0.5, columns - 1), minor=True)
    ax.set_yticks(np.arange(0.5, rows - 1), minor=True)
    ax.grid(which="minor", color="0.9", linewidth=0.6)
    ax.tick_params(which="both", length=0)
    ax.spines[:].set_color("0.6")
    if title:
        ax.set_title(title, fontsize=11)
    note(
        ax,
        f"A map of attention, {rows} x {columns}",
        *(
            f'"{row_names[i]}" looks most at "{column_names[strongest[i]]}" in column {strongest[i] + 1}, '
            f"{number(table[i, strongest[i]])}"
            for i in seen
        ),
    )
    return ax


def _checked_weights(weights: npt.ArrayLike) -> npt.NDArray[np.float64]:
    table = np.asarray(weights, dtype=np.float64)
    if table.ndim != 2 or table.size == 0:
        raise ValueError(f"weights should be one table, (queries, keys); received shape {table.shape}.")
    if not np.all((table >= -1e-6) & (table <= 1 + 1e-6)):
        raise ValueError("weights should be numbers from 0 to 1: what comes out of the softmax, not the scores.")
    return np.clip(table, 0.0, 1.0)


def _names(labels: Sequence[object] | npt.NDArray[Any] | None, count: int, argument: str) -> list[str]:
    names = [str(label).replace(" ", SPACE) for label in (range(count) if labels is None else labels)]
    if len(names) != count:
        raise ValueError(f"{argument} should hold one label for each of {count}; received {len(names)}.")
    return [plain(name) for name in names]


def _colours(table: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    from matplotlib.colors import to_rgb

    colours: npt.NDArray[np.float64] = 1 - table[..., None] * (1 - np.array(to_rgb(PALETTE[0])))
    return colours


def _label_size(ax: Axes, rows: int, columns: int) -> float:
    """Return the size in points at which a letter fits beside each row and above each column."""
    box, points = ax.get_window_extent(), 72.0 / ax.figure.dpi
    return float(np.clip(0.75 * points * min(box.width / columns, box.height / rows), 5.0, 10.0))
