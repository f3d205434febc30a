"""How numbers change while a model learns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from dlkit.plot.axes import LINE_STYLES, PALETTE, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def learning_curves(
    curves: Mapping[str, Sequence[float] | npt.NDArray[Any]],
    *,
    x_label: str = "iteration",
    y_label: str = "cost",
    ax: Axes | None = None,
) -> Axes:
    """Draw how numbers changed while a model learned, one line for each name.

    Args:
        curves: name to values, such as `{"cost": costs}` or the `history` of a Keras `History`. The first
            value is drawn at 1. Lines may have different lengths.
        x_label: what is counted along the x axis.
        y_label: what the values are.
        ax: where to draw; a new figure if left out.

    Returns:
        The Axes with the curves, and a legend if there are several.

    Raises:
        ValueError: if there is no curve, or one that is not a sequence of numbers.
    """
    if not curves:
        raise ValueError('curves should hold at least one curve, such as {"cost": costs}; received none.')
    from matplotlib.ticker import MaxNLocator

    ax = new_axes(6.4, 4.0) if ax is None else ax
    for index, (name, sequence) in enumerate(curves.items()):
        values = np.asarray(sequence, dtype=np.float64)
        if values.ndim != 1 or values.size == 0:
            raise ValueError(f"the curve {name!r} should be a row of numbers; received shape {values.shape}.")
        ax.plot(
            np.arange(1, values.size + 1),
            values,
            label=name,
            color=PALETTE[index % len(PALETTE)],
            linestyle=LINE_STYLES[index % len(LINE_STYLES)],
            linewidth=2,
            marker="o" if values.size <= 30 else None,  # a curve of one value would be invisible
            markersize=4,
        )
    ax.set_xlabel(x_label, fontsize=11)
    ax.set_ylabel(y_label, fontsize=11)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(alpha=0.3)
    ax.spines[["top", "right"]].set_visible(False)
    if len(curves) > 1:
        ax.legend(frameon=False, fontsize=10)
    return ax
