"""How alike things are, and how well a score tells right from wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from dlkit.plot.axes import LINE_STYLES, PALETTE, new_axes
from dlkit.plot.description import counted, listed, note, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MARKERS = "os^vDPX<>*"
BINS = 40


def embeddings(
    points: npt.ArrayLike,
    labels: Sequence[object] | npt.NDArray[Any],
    *,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw embeddings in the plane, one colour and one shape for each label.

    Points with more than two numbers are projected onto the two directions in which they spread most (their first
    two principal components).

    Args:
        points: (m, dimension), one embedding in each row, dimension at least 2.
        labels: the class of each point.
        title: stands above the picture.
        ax: where to draw; a new figure if left out.

    Returns:
        The Axes with the points; the labels stand at the middle of their points.

    Raises:
        ValueError: if the shapes do not fit.
    """
    places, names = np.asarray(points, dtype=np.float64), np.asarray(labels)
    if places.ndim != 2 or places.shape[1] < 2 or len(places) == 0 or names.shape != (len(places),):
        raise ValueError(
            "points should have shape (m, dimension), with at least two dimensions, and labels one for each point; "
            f"received {places.shape} and {names.shape}."
        )
    if places.shape[1] > 2:
        centred = places - places.mean(axis=0)
        places = centred @ np.linalg.svd(centred, full_matrices=False)[2][:2].T
        places = places if places.shape[1] == 2 else np.pad(places, ((0, 0), (0, 1)))  # a single point
    ax = new_axes(4.8, 4.4) if ax is None else ax
    for index, name in enumerate(np.unique(names)):
        of_class = places[names == name]
        colour, marker = PALETTE[index % len(PALETTE)], MARKERS[index % len(MARKERS)]
        ax.scatter(
            of_class[:, 0],
            of_class[:, 1],
            c=colour,
            marker=marker,
            s=20,
            linewidths=0.4,
            edgecolors="white",
            label=str(name),
        )
        middle = np.median(of_class, axis=0)
        box = {"boxstyle": "circle,pad=0.15", "facecolor": "white", "edgecolor": colour, "alpha": 0.9}
        ax.text(middle[0], middle[1], str(name), ha="center", va="center", fontsize=10, bbox=box)
    ax.set_aspect("equal", adjustable="datalim")
    ax.set_xticks([])
    ax.set_yticks([])
    if title is not None:
        ax.set_title(title, fontsize=11)
    classes = np.unique(names)
    note(
        ax,
        f"{counted(len(places), 'point')} of {counted(len(classes), 'class', 'classes')}",
        f"labelled {listed(classes)}",
    )
    return ax


def distance_histogram(
    distances: npt.ArrayLike,
    same: npt.ArrayLike,
    *,
    threshold: float | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw how far apart pairs of the same thing are, and pairs of different things.

    Args:
        distances: the distance of each pair, (m,).
        same: for each pair, whether both are the same thing, (m,).
        threshold: the distance up to which a pair is taken for the same; drawn as a line.
        title: stands above the picture.
        ax: where to draw; a new figure if left out.

    Returns:
        The Axes with two histograms, each with an area of one.

    Raises:
        ValueError: if the shapes do not fit or there is no pair.
    """
    lengths, is_same = _pairs("distances", distances, "same", same)
    ax = new_axes(5.6, 3.4) if ax is None else ax
    bins = np.histogram_bin_edges(lengths, BINS).tolist()
    for name, chosen, colour, hatch in (("same", is_same, PALETTE[0], "//"), ("different", ~is_same, PALETTE[1], None)):
        if chosen.any():
            label = f"{name} ({int(chosen.sum()):,} pairs)"
            ax.hist(lengths[chosen], bins, density=True, alpha=0.55, color=colour, hatch=hatch, label=label)
    if threshold is not None:
        ax.axvline(threshold, color="black", linestyle="--", linewidth=1.8, label=f"threshold {threshold:.2f}")
    ax.margins(y=0.3)  # room for the legend
    ax.set_xlabel("distance", fontsize=11)
    ax.set_ylabel("density", fontsize=11)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(frameon=False, fontsize=9)
    if title is not None:
        ax.set_title(title, fontsize=11)
    pairs = (("the same", lengths[is_same]), ("different things", lengths[~is_same]))
    facts = [f"{len(of)} pairs of {name}, on average {number(of.mean())} apart" for name, of in pairs if of.size]
    at = [] if threshold is None else [f"a threshold at {number(threshold)}"]
    note(ax, "Two histograms of distances", *facts, *at)
    return ax


def roc_curve(
    scores: npt.ArrayLike, positive: npt.ArrayLike, *, name: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw which share of the positives is found against the share of the negatives that is taken for positive.

    Each place on the curve is a threshold on the score. Draw several into one Axes to compare them.

    Args:
        scores: (m,), larger for what is more likely positive. (For distances, pass their negatives.)
        positive: for each, whether it is positive, (m,).
        name: what the curve is called in the legend; the area under the curve stands behind it.
        ax: where to draw; a new figure if left out.

    Returns:
        The Axes with the curve.

    Raises:
        ValueError: if the shapes do not fit, or all are positive, or none.
    """
    values, is_positive = _pairs("scores", scores, "positive", positive)
    if is_positive.all() or not is_positive.any():
        raise ValueError("positive should hold both kinds, positives and negatives; received only one.")
    found, last = _found_by_threshold(values, is_positive)
    taken = last + 1 - found
    true_rate = np.concatenate([[0.0], found / is_positive.sum()])
    false_rate = np.concatenate([[0.0], taken / (~is_positive).sum()])
    area = float(np.sum(np.diff(false_rate) * (true_rate[1:] + true_rate[:-1]) / 2))
    if ax is None:
        ax = new_axes(4.2, 4.0)
    if not ax.lines:
        ax.plot([0, 1], [0, 1], color="0.6", linewidth=1, linestyle=":", label="by chance")
    label = f"area {area:.3f}" if name is None else f"{name}: area {area:.3f}"
    _draw_curve(ax, false_rate, true_rate, label, index=len(ax.lines) - 1)
    note(ax, "A ROC curve, positives found against negatives taken for positive", label)
    return _square(ax, "negatives taken for positive", "positives found")


def precision_recall_curve(
    scores: npt.ArrayLike,
    correct: npt.ArrayLike,
    *,
    positives: int | None = None,
    name: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw how much of what is taken is right, against how much of what is there is found.

    Each place on the curve is a threshold on the score. Draw several into one Axes to compare them.

    Args:
        scores: (m,), larger for what is taken first.
        correct: for each, whether it is right, (m,).
        positives: how many there are to be found; as many as are correct if left out. A detector misses some
            altogether, so it has more to find.
        name: what the curve is called in the legend.
        ax: where to draw; a new figure if left out.

    Returns:
        The Axes with the curve.

    Raises:
        ValueError: if the shapes do not fit, or there is nothing to be found.
    """
    values, is_correct = _pairs("scores", scores, "correct", correct)
    total = int(is_correct.sum()) if positives is None else positives
    if total < max(1, int(is_correct.sum())):
        raise ValueError(
            f"positives should be at least 1 and at least the number of correct ones, {int(is_correct.sum())}; "
            f"received {total}."
        )
    found, last = _found_by_threshold(values, is_correct)
    precision, recall = found / (last + 1), found / total
    ax = new_axes(4.2, 4.0) if ax is None else ax
    recall, precision = np.concatenate([[0.0], recall]), np.concatenate([precision[:1], precision])
    _draw_curve(ax, recall, precision, name, index=len(ax.lines))
    called = "" if name is None else f"{name}: "
    fact = f"{called}precision {precision[-1]:.2f} at the end, where recall is {recall[-1]:.2f}; {precision[0]:.2f} at first"
    note(ax, "A curve of precision against recall", fact)
    return _square(ax, "recall: found of all there are", "precision: right of all found")


def _pairs(
    name: str, values: npt.ArrayLike, other: str, truths: npt.ArrayLike
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    numbers, flags = np.asarray(values, dtype=np.float64), np.asarray(truths)
    if numbers.ndim != 1 or numbers.size == 0 or flags.shape != numbers.shape:
        raise ValueError(
            f"{name} and {other} should be rows of one length, with at least one entry; "
            f"received {numbers.shape} and {flags.shape}."
        )
    return numbers, flags.astype(bool)


def _found_by_threshold(
    scores: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return, for each different score, how many right ones score at least that, and the last place of them."""
    order = np.argsort(-scores, kind="stable")
    last = np.flatnonzero(np.append(np.diff(scores[order]) != 0, True))  # equal scores pass a threshold together
    found = np.cumsum(right[order], dtype=np.int64)[last]
    return found, last


def _draw_curve(
    ax: Axes, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], label: str | None, *, index: int
) -> None:
    style = LINE_STYLES[index % len(LINE_STYLES)]
    ax.plot(x, y, color=PALETTE[index % len(PALETTE)], linestyle=style, linewidth=2, label=label, clip_on=False)
    if label is not None:
        ax.legend(frameon=False, fontsize=9, loc="lower right" if y[0] < 0.5 else "lower left")


def _square(ax: Axes, x_label: str, y_label: str) -> Axes:
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1.02)
    ax.set_aspect("equal")
    ax.set_xlabel(x_label, fontsize=11)
    ax.set_ylabel(y_label, fontsize=11)
    ax.grid(alpha=0.3)
    ax.spines[["top", "right"]].set_visible(False)
    return ax
