"""Activation functions: the curve, its slope, and where the slope is so small that learning stops."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from dlkit.plot.axes import PALETTE, new_axes
from dlkit.plot.description import course, note, number, span

if TYPE_CHECKING:
    from matplotlib.axes import Axes

POINTS = 400  # an even number: none of them is the corner at 0, where a slope may not exist
FLAT = 0.05  # a slope below this passes on less than a twentieth of the error


def activation_function(
    function: Callable[[npt.NDArray[np.float64]], npt.ArrayLike],
    derivative: Callable[[npt.NDArray[np.float64]], npt.ArrayLike],
    *,
    title: str | None = None,
    reach: float = 5.0,
    ax: Axes | None = None,
) -> Axes:
    """Draw an activation function and its derivative, and mark where it saturates.

    The grey bands are where the slope is smaller than 0.05 to either side of zero: a unit whose scores lie
    there hardly learns.

    Args:
        function: takes scores (k,) and returns their activations.
        derivative: takes the same scores and returns the slopes of `function` at them.
        title: stands above the picture.
        reach: scores from -reach to reach are drawn.
        ax: where to draw; a new figure if left out.

    Returns:
        The Axes with the picture.

    Raises:
        ValueError: if `function` or `derivative` does not return one number for each score.
    """
    scores = np.linspace(-reach, reach, POINTS)
    values, slopes = _answers("function", function, scores), _answers("derivative", derivative, scores)
    ax = new_axes(4.4, 3.2) if ax is None else ax
    is_flat = np.abs(slopes) < FLAT
    if is_flat.any():
        ax.fill_between(
            scores,
            0,
            1,
            where=list(is_flat),
            transform=ax.get_xaxis_transform(),
            color="0.88",
            linewidth=0,
            label="saturated",
            zorder=0,
        )
    ax.axhline(0, color="0.6", linewidth=0.8)
    ax.axvline(0, color="0.6", linewidth=0.8)
    ax.plot(scores, values, color=PALETTE[0], linewidth=2, label="activation")
    ax.plot(scores, slopes, color=PALETTE[1], linewidth=2, linestyle="--", label="its slope")
    ax.set_xlim(-reach, reach)
    ax.set_xlabel("score z", fontsize=11)
    if title is not None:
        ax.set_title(title, fontsize=11)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(edgecolor="none", framealpha=0.9, fontsize=9)  # or the grey of its patch is lost on a grey band
    flat = f"saturated, with a slope under {FLAT:g}, for scores {_bands(scores, is_flat)}" if is_flat.any() else ""
    note(
        ax,
        "The curve of an activation function, and its slope",
        f"the activation {course(values)} as the score goes from {number(-reach)} to {number(reach)}",
        f"the slope goes {span(slopes)}",
        *[flat] * bool(flat),
    )
    return ax


def _bands(scores: npt.NDArray[np.float64], chosen: npt.NDArray[np.bool_]) -> str:
    """The stretches of the scores that are chosen."""
    starts = np.flatnonzero(np.diff(chosen.astype(int), prepend=0) == 1)
    ends = np.flatnonzero(np.diff(chosen.astype(int), append=0) == -1)
    return " and ".join(span([scores[start], scores[end]]) for start, end in zip(starts, ends, strict=True))


def _answers(
    name: str, function: Callable[[npt.NDArray[np.float64]], Any], scores: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    answers = np.asarray(function(scores.copy()), dtype=np.float64)
    if answers.shape != scores.shape:
        raise ValueError(
            f"{name} should return one number for each score, shape {scores.shape}; received shape {answers.shape}."
        )
    return answers
