"""A model's layers as a table, with what sets it apart from another model marked."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from dlkit.comparing import layer_table as rows_of
from dlkit.plot.axes import PALETTE, new_axes
from dlkit.plot.description import counted, note

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ONLY_HERE, ONLY_THERE = PALETTE[0], PALETTE[1]  # blue and vermilion: told apart with every kind of colour vision
_COLUMNS = ((0.06, "left"), (0.68, "right"), (0.98, "right"))  # where the texts of a row stand
_ROW_INCHES = 0.24
Row = tuple[str, str, int]


def layer_table(model: Any, beside: Any = None, *, ax: Axes | None = None) -> Axes:
    """Draw the table of a model's layers, and mark the layers in which it differs from another model.

    A row for each layer: its kind, the shape of its output without the batch axis, its number of parameters.
    Layers are compared by these three; their names do not count. With `beside`, a blue row with a plus is only
    in `model`, an orange row with a minus is only in `beside`, and the other rows are in both, in this order.

    Args:
        model: a built `keras.Model`; layers of nested models count one by one.
        beside: the model to compare it with; no row is marked if left out.
        ax: where to draw; a new figure if left out.

    Returns:
        The Axes with the table.

    Raises:
        ValueError: if one of the two is not built, so that its layers have no shapes yet.
    """
    rows = _rows(model)
    marked = _marked(rows, rows if beside is None else _rows(beside))
    ax = ax or new_axes(5.6, _ROW_INCHES * (len(marked) + 2.4))
    ax.set_axis_off()
    ax.set_xlim(0, 1)
    ax.set_ylim(len(marked) + 1.6, -1)
    _write(ax, -0.4, ("layer", "output", "parameters"), fontweight="bold")
    ax.axhline(0.1, color="0.4", linewidth=0.8)
    for number, (sign, (kind, shape, parameters)) in enumerate(marked):
        colour = {"+": ONLY_HERE, "-": ONLY_THERE}.get(sign)
        if colour is not None:
            ax.axhspan(number + 0.15, number + 1.15, color=colour, alpha=0.2, linewidth=0)
            ax.text(0.03, number + 0.65, {"-": "\u2212"}.get(sign, sign), ha="center", va="center", color=colour)
        _write(ax, number + 0.65, (kind, shape, f"{parameters:,}"))
    ax.axhline(len(marked) + 0.25, color="0.4", linewidth=0.8)
    _write(ax, len(marked) + 0.85, ("together", "", _together(rows, beside)), fontweight="bold")
    differs = [
        f"{ {'+': 'only here', '-': 'only in the other model'}[sign] } {kind} with output {shape}"
        for sign, (kind, shape, _) in marked
        if sign
    ]
    note(
        ax,
        f"A table of {counted(len(rows), 'layer')}",
        f"{sum(parameters for _, _, parameters in rows):,} parameters together",
        *(differs or [f"from {rows[0][0]} with output {rows[0][1]} to {rows[-1][0]} with output {rows[-1][1]}"]),
    )
    return ax


def _rows(model: Any) -> list[Row]:
    rows = [(row["kind"], row["output_shape"], row["parameters"]) for row in rows_of(model)]
    if not rows or any(shape is None for _, shape, _ in rows):
        raise ValueError("The model is not built: start it with keras.Input(...), so that its layers have shapes.")
    return [(kind, _words(shape), parameters) for kind, shape, parameters in rows]


def _words(shape: list[int | None]) -> str:
    return " x ".join("any" if n is None else str(n) for n in shape)


def _marked(rows: list[Row], others: list[Row]) -> list[tuple[str, Row]]:
    """The rows of both, each once: with a plus if it is in the first only, with a minus if in the second only."""
    found: list[tuple[str, Row]] = []
    for _, a, b, c, d in SequenceMatcher(None, others, rows, autojunk=False).get_opcodes():
        same = others[a:b] == rows[c:d]
        found += [("" if same else "-", row) for row in others[a:b]]
        found += [] if same else [("+", row) for row in rows[c:d]]
    return found


def _together(rows: list[Row], beside: Any) -> str:
    total = sum(parameters for _, _, parameters in rows)
    if beside is None:
        return f"{total:,}"
    more = total - sum(parameters for _, _, parameters in _rows(beside))
    return f"{total:,} ({more:+,})" if more else f"{total:,}"


def _write(ax: Axes, y: float, texts: tuple[str, ...], **options: Any) -> None:
    for (x, side), text in zip(_COLUMNS, texts, strict=True):
        ax.text(x, y, text, ha=side, va="center", fontsize=10, **options)
