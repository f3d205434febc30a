"""The margin of the triplet loss: which negatives still have something to teach."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dlkit.interactive.figure import InteractiveFigure, interactive, new_figure
from dlkit.plot.axes import PALETTE

ANCHOR, POSITIVE = (0.0, 0.0), (0.55, 0.35)
NEGATIVES, STILL = 16, 0.5  # how many, and the margin of the still figure
KINDS = ("hard", "semi-hard", "easy")


def triplet_margin() -> InteractiveFigure:
    """An anchor, a positive and sixteen negatives in the plane, with the margin of the triplet loss on a slider.

    Returns:
        The figure. Make it the last line of a cell.
    """
    places = negatives()
    kinds, losses = judge(places, STILL)
    figure = new_figure(4.6, 4.4)
    ax = figure.add_subplot()
    for colour, marker, kind in zip((PALETTE[1], PALETTE[3], PALETTE[0]), "sDo", KINDS, strict=True):
        chosen = places[kinds == kind]
        ax.scatter(chosen[:, 0], chosen[:, 1], c=colour, marker=marker, label=f"{kind} negatives")
    ax.scatter(*ANCHOR, c="black", marker="*", s=120, label="anchor")
    ax.scatter(*POSITIVE, c="black", marker="P", s=70, label="positive")
    ax.set(aspect="equal", title=f"margin {STILL:g}: loss {losses.mean():.3f}")
    ax.legend(frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    data = {"anchor": ANCHOR, "positive": POSITIVE, "negatives": places.tolist()}
    return interactive("triplet", "How much farther should a negative be?", data, figure)


def negatives() -> npt.NDArray[np.float64]:
    """The places of the negatives, (NEGATIVES, 2)."""
    rng = np.random.default_rng(5)
    angle, radius = rng.uniform(0, 2 * np.pi, NEGATIVES), np.linspace(0.35, 1.6, NEGATIVES)
    places: npt.NDArray[np.float64] = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).round(3)
    return places


def judge(places: npt.NDArray[np.float64], margin: float) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.float64]]:
    """Which negatives are hard, semi-hard or easy, and the loss of each triplet; distances are squared ones."""
    near = float(np.sum(np.subtract(ANCHOR, POSITIVE) ** 2))
    far = np.sum((places - np.array(ANCHOR)) ** 2, axis=1)
    kinds = np.select([far <= near, far < near + margin], KINDS[:2], KINDS[2])
    return kinds, np.maximum(near - far + margin, 0.0)
