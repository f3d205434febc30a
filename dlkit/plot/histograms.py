"""Activations layer by layer: they show whether a signal survives its way through a deep network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from dlkit.plot.axes import PALETTE, new_axes
from dlkit.plot.description import note, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BINS = 25
WIDTH, HEIGHT = 0.86, 0.62  # of one histogram, in a cell of 1 by 1


def activation_histograms(
    activations: Mapping[str, Sequence[npt.NDArray[Any]]],
    *,
    x_range: tuple[float, float] = (-1.0, 1.0),
    saturated: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw how the activations of each layer are distributed: a row for each name, a column for each layer.

    Each histogram is as high as its tallest bar, whatever the numbers; below it stands the standard deviation.

    Args:
        activations: name to the activations of layers 1, 2, ..., arrays of any shape, such as
            `{"Xavier": [A1, A2, A3]}`.
        x_range: the values that each histogram shows; what lies outside is counted at its edge.
        saturated: bars at values beyond this, to either side of zero, are drawn in another colour.
        ax: where to draw; a new figure if left out.

    Returns:
        The Axes with the histograms.

    Raises:
        ValueError: if there is nothing to draw, or a layer that holds no finite numbers.
    """
    columns = max((len(layers) for layers in activations.values()), default=0)
    if columns == 0:
        raise ValueError('activations should hold at least one layer, such as {"Xavier": [A1, A2]}; received none.')
    ax = new_axes(1.0 * columns + 1.4, 1.0 * len(activations) + 0.7) if ax is None else ax
    edges = np.linspace(*x_range, BINS + 1)
    for row, (name, layers) in enumerate(activations.items()):
        for column, layer in enumerate(layers):
            _draw_histogram(ax, column, row, _numbers(name, column + 1, layer), edges, saturated)
    ax.set_xlim(-0.05, columns - 1 + WIDTH + 0.05)
    ax.set_ylim(len(activations) - 1 + HEIGHT + 0.32, -0.08)  # the first row on top
    ax.set_xticks(np.arange(columns) + WIDTH / 2, [str(column + 1) for column in range(columns)])
    ax.set_yticks(np.arange(len(activations)) + HEIGHT / 2, list(activations), fontsize=11)
    ax.set_xlabel(f"layer (each from {x_range[0]:g} to {x_range[1]:g}; the number is the standard deviation)")
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    note(
        ax,
        "Histograms of activations, layer by layer",
        *(
            f"{name} has the standard deviations {', '.join(number(np.std(layer)) for layer in layers)}".strip()
            for name, layers in activations.items()
        ),
    )
    return ax


def _numbers(name: str, layer: int, values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    numbers = np.ravel(np.asarray(values, dtype=np.float64))
    if numbers.size == 0 or not np.all(np.isfinite(numbers)):
        raise ValueError(f"layer {layer} of {name!r} should hold finite numbers; received an array with none, or nan.")
    return numbers


def _draw_histogram(
    ax: Axes,
    left: int,
    top: int,
    numbers: npt.NDArray[np.float64],
    edges: npt.NDArray[np.float64],
    saturated: float | None,
) -> None:
    counts, _ = np.histogram(np.clip(numbers, edges[0], edges[-1]), edges)
    centers = (edges[:-1] + edges[1:]) / 2
    is_saturated = np.zeros(BINS, dtype=bool) if saturated is None else np.abs(centers) > saturated
    heights = HEIGHT * counts / counts.max()
    width = WIDTH / BINS
    base = top + HEIGHT
    ax.plot([left, left + WIDTH], [base, base], color="0.7", linewidth=0.8, zorder=1)
    ax.bar(
        left + width * np.arange(BINS),
        -heights,
        width,
        bottom=base,
        align="edge",
        color=np.where(is_saturated, PALETTE[1], PALETTE[0]).tolist(),
        zorder=2,
    )
    spread = f"{np.std(numbers):.2g}"
    ax.text(left + WIDTH / 2, base + 0.05, spread, ha="center", va="top", fontsize=8, color="0.3")
