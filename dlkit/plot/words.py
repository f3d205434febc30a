"""Words in the plane, by their vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from dlkit.plot.axes import PALETTE, new_axes
from dlkit.plot.description import counted, listed, note
from dlkit.plot.similarity import MARKERS

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def word_map(
    vectors: npt.ArrayLike,
    words: Sequence[str],
    *,
    arrows: Sequence[tuple[str, str]] = (),
    groups: Sequence[str] | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw words at the places that their vectors have in the plane in which they spread most.

    Args:
        vectors: (n, depth), a vector for each word, depth at least 2.
        words: the n words.
        arrows: pairs of these words; an arrow leads from the first to the second.
        groups: what each word belongs to, n names; each group has its own colour and shape.
        title: stands above the picture.
        ax: where to draw; a new figure if left out.

    Returns:
        The Axes with the words.

    Raises:
        ValueError: if the shapes do not fit, or an arrow has a word that is not among them.
    """
    table, names = np.asarray(vectors, dtype=np.float64), list(words)
    if table.ndim != 2 or table.shape[1] < 2 or len(table) != len(names) or len(table) < 2:
        raise ValueError(
            "vectors should have shape (n, depth), with at least two rows and two columns, and words one for each row; "
            f"received {table.shape} and {len(names)} words."
        )
    kinds = [""] * len(names) if groups is None else list(groups)
    if len(kinds) != len(names):
        raise ValueError(f"groups should hold one name for each of the {len(names)} words; received {len(kinds)}.")
    if strangers := [word for pair in arrows for word in pair if word not in names]:
        raise ValueError(f"arrows should lead from one of the words to another; not among them: {listed(strangers)}.")
    centred = table - table.mean(axis=0)
    places = centred @ np.linalg.svd(centred, full_matrices=False)[2][:2].T
    ax = new_axes(7.2, 5.4) if ax is None else ax
    of_word = dict(zip(names, places, strict=True))
    for first, second in arrows:
        start, end = (tuple(of_word[word].tolist()) for word in (first, second))
        ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": "0.6", "shrinkA": 4, "shrinkB": 4})
    for index, kind in enumerate(dict.fromkeys(kinds)):
        of_kind = places[[its == kind for its in kinds]]
        colour, marker = PALETTE[index % len(PALETTE)], MARKERS[index % len(MARKERS)]
        ax.scatter(of_kind[:, 0], of_kind[:, 1], c=colour, marker=marker, s=26, label=kind or None)
    for name, side in zip(names, _sides(places, names), strict=True):
        ax.annotate(
            name,
            tuple(of_word[name].tolist()),
            xytext=(4 * side[0], 2 * side[1]),
            textcoords="offset points",
            fontsize=9,
            ha="left" if side[0] > 0 else "right",
            va="bottom" if side[1] > 0 else "top",
        )
    ax.margins(0.12)
    ax.set(xticks=[], yticks=[])
    if groups is not None:
        ax.legend(frameon=False, fontsize=9, loc="center left", bbox_to_anchor=(1.0, 0.5))
    if title is not None:
        ax.set_title(title, fontsize=11)
    facts = [f"arrows from {listed([pair[0] for pair in arrows])} to {listed([pair[1] for pair in arrows])}"] * bool(
        arrows
    )
    if groups is not None:
        facts.append(f"in groups: {listed(dict.fromkeys(kinds))}")
    note(ax, f"A map of {counted(len(names), 'word')}", listed(names), *facts)
    return ax


def _sides(places: np.ndarray, names: Sequence[str]) -> list[tuple[int, int]]:
    """On which side of its place each word is written, so that words cover each other as little as can be."""
    low, high = places.min(axis=0), places.max(axis=0)
    spots = (places - low) / np.where(high > low, high - low, 1)
    taken: list[np.ndarray] = []
    chosen = []
    for spot, name in zip(spots, names, strict=True):
        best, least = (1, 1), np.inf
        for side in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
            corner = spot + np.multiply(side, (0.016 * len(name) + 0.01, 0.05))
            box = np.sort([spot, corner], axis=0)
            shared = [
                np.prod(np.clip(np.minimum(box[1], other[1]) - np.maximum(box[0], other[0]), 0, None))
                for other in taken
            ]
            if sum(shared) < least:
                best, least, kept = side, sum(shared), box
        chosen.append(best)
        taken.append(kept)
    return chosen
