"""Points of the plane in two classes, and how a model divides the plane between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from dlkit.plot.axes import PALETTE, new_axes
from dlkit.plot.description import note

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GRID = 200  # points to each side: fine enough for a smooth line, and quick
MARGIN = 0.1  # of the width of the data, left free around it
MARKERS = ("o", "^")  # the classes differ in shape too, for a print in grey


def decision_boundary(
    predict: Callable[[npt.NDArray[np.float64]], npt.ArrayLike] | None,
    X: npt.ArrayLike,
    Y: npt.ArrayLike,
    *,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw points of two classes and, behind them, which class a model gives to each place of the plane.

    If the model answers with probabilities, the colour fades where it is unsure, and the line is at 0.5.

    Args:
        predict: takes points (2, k) and returns k answers, each a class 0 or 1 or a probability of class 1,
            in shape (1, k) or (k,). `None` draws the points alone.
        X: the points, (2, m).
        Y: their classes 0 or 1, (1, m) or (m,).
        title: stands above the picture.
        ax: where to draw; a new figure if left out.

    Returns:
        The Axes with the picture.

    Raises:
        ValueError: if the shapes do not fit, or `predict` does not return one answer for each point.
    """
    points, classes = np.asarray(X, dtype=np.float64), np.asarray(Y).ravel()
    if points.ndim != 2 or points.shape[0] != 2 or points.shape[1] != classes.size:
        raise ValueError(
            "X should have shape (2, m) and Y shape (1, m), with the same m; "
            f"received {points.shape} and {np.shape(Y)}."
        )
    ax = new_axes(4.4, 4.0) if ax is None else ax
    if predict is not None:
        _draw_regions(predict, points, ax)
    for label, marker in enumerate(MARKERS):
        chosen = classes == label
        ax.scatter(
            points[0, chosen],
            points[1, chosen],
            c=PALETTE[label],
            marker=marker,
            s=18,
            linewidths=0.4,
            edgecolors="white",
            label=f"class {label}",
        )
    ax.set_xticks([])
    ax.set_yticks([])
    if title is not None:
        ax.set_title(title, fontsize=11)
    counts = [f"{int(np.sum(classes == label)):,} points of class {label}" for label in range(len(MARKERS))]
    if predict is None:
        note(ax, "Points of two classes in the plane", *counts)
    else:
        right = np.mean((np.asarray(predict(points), dtype=np.float64).ravel() > 0.5) == classes)
        note(ax, "Points of two classes over the areas of a model's answers", *counts, f"{right:.1%} on the right side")
    return ax


def _draw_regions(predict: Callable[[npt.NDArray[np.float64]], Any], points: npt.NDArray[np.float64], ax: Axes) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    low, high = points.min(axis=1), points.max(axis=1)
    room = MARGIN * np.maximum(high - low, 1e-9)
    first, second = (np.linspace(a, b, GRID) for a, b in zip(low - room, high + room, strict=True))
    grid = np.stack(np.meshgrid(first, second)).reshape(2, -1)
    answers = np.asarray(predict(grid), dtype=np.float64)
    if answers.size != grid.shape[1]:
        raise ValueError(
            f"predict should return one answer for each point, {grid.shape[1]} for points of shape {grid.shape}; "
            f"received shape {answers.shape}."
        )
    field = answers.reshape(GRID, GRID)
    colours = LinearSegmentedColormap.from_list("classes", [PALETTE[0], "white", PALETTE[1]])
    ax.pcolormesh(first, second, field, cmap=colours, vmin=0, vmax=1, alpha=0.45, shading="auto", rasterized=True)
    if field.min() < 0.5 < field.max():
        ax.contour(first, second, field, levels=[0.5], colors="black", linewidths=1.2)
