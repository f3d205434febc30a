"""The threshold: from which probability on a classifier says yes, and what precision and recall make of it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dlkit.interactive.figure import InteractiveFigure, interactive, new_figure

THRESHOLDS = np.linspace(0.0, 1.0, 101)


def decision_threshold(probabilities: npt.ArrayLike, labels: npt.ArrayLike) -> InteractiveFigure:
    """The answers of a classifier, with the threshold on a slider.

    Args:
        probabilities: the probability of class 1 for each example, in shape (1, m) or (m,).
        labels: their classes, 0 or 1, in the same shape.

    Returns:
        The figure. Make it the last line of a cell.

    Raises:
        ValueError: if the shapes do not fit, there is no example, or a probability is none.
    """
    chances, truths = np.asarray(probabilities, dtype=np.float64).ravel(), np.asarray(labels).ravel()
    if chances.shape != truths.shape or not chances.size:
        raise ValueError(
            "probabilities and labels should hold one number for each example; "
            f"received shapes {np.shape(probabilities)} and {np.shape(labels)}."
        )
    if not np.all((chances >= 0) & (chances <= 1)):
        raise ValueError("probabilities should lie between 0 and 1.")
    figure = new_figure(5.6, 3.2)
    ax = figure.add_subplot()
    scores = np.array([precision_and_recall(chances, truths == 1, threshold) for threshold in THRESHOLDS])
    for name, values, style in zip(("precision", "recall"), scores.T, ("-", "--"), strict=True):
        ax.plot(THRESHOLDS, values, style, linewidth=2, label=name)
    ax.set(xlabel="threshold", ylabel="precision, recall")
    ax.legend(frameon=False)
    data = {"probabilities": chances.tolist(), "positive": (truths == 1).tolist()}
    return interactive("threshold", "From which probability on is it a yes?", data, figure)


def precision_and_recall(
    chances: npt.NDArray[np.float64], positive: npt.NDArray[np.bool_], threshold: float
) -> tuple[float, float]:
    """Precision and recall where a yes needs at least the threshold; 0 where a denominator is 0."""
    yes = chances >= threshold
    hits = int(np.sum(yes & positive))
    return hits / max(1, int(np.sum(yes))), hits / max(1, int(np.sum(positive)))
