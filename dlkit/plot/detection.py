"""What a detector finds: boxes over a picture, with their classes and scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from dlkit.plot.axes import PALETTE, draw_picture, new_axes
from dlkit.plot.description import counted, note

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def boxes(
    image: npt.ArrayLike,
    boxes: npt.ArrayLike,
    *,
    classes: Sequence[object] | npt.NDArray[Any] | None = None,
    scores: Sequence[float] | npt.NDArray[Any] | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw boxes over a picture, each with its class and score.

    Boxes of one class have one colour. Boxes that reach out of the picture are cut off at its border.

    Args:
        image: (height, width), (height, width, 1) for grey, or (height, width, 3) for colour.
        boxes: (k, 4), one row of corners x1, y1, x2, y2 for each box, in parts of the picture: (0, 0) is its
            upper left corner and (1, 1) its lower right one. There may be none.
        classes: the class of each box, a number or a short text.
        scores: the score of each box.
        title: stands above the picture.
        ax: where to draw; a new figure if left out.

    Returns:
        The Axes with the picture.

    Raises:
        ValueError: if the shapes do not fit.
    """
    corners = np.asarray(boxes, dtype=np.float64)
    corners = corners.reshape(0, 4) if corners.size == 0 else corners
    if corners.ndim != 2 or corners.shape[1] != 4:
        raise ValueError(f"boxes should have shape (k, 4), rows x1, y1, x2, y2; received {np.shape(boxes)}.")
    for name, values in (("classes", classes), ("scores", scores)):
        if values is not None and len(values) != len(corners):
            raise ValueError(f"{name} should hold one for each box, {len(corners)} in all; received {len(values)}.")
    ax = new_axes(3.4, 3.4 if title is None else 3.7) if ax is None else ax
    height, width = draw_picture(ax, image)
    for index, (x1, y1, x2, y2) in enumerate(corners * (width, height, width, height) - 0.5):
        label = None if classes is None else classes[index]
        words = [] if label is None else [str(label)]
        words += [] if scores is None else [f"{float(scores[index]):.2f}"]
        _draw_box(ax, (x1, y1, x2, y2), " ".join(words), _colour(label))
    if title is not None:
        ax.set_title(title, fontsize=11)
    note(
        ax,
        f"A picture of {height} x {width} pixels with {counted(len(corners), 'box', 'boxes')}",
        *[
            f"{'' if classes is None else f'{classes[index]} '}from ({x1:.2f}, {y1:.2f}) to ({x2:.2f}, {y2:.2f})"
            f"{'' if scores is None else f' with score {float(scores[index]):.2f}'}"
            for index, (x1, y1, x2, y2) in enumerate(corners)
        ],
    )
    return ax


def _draw_box(ax: Axes, corners: tuple[float, float, float, float], text: str, colour: str) -> None:
    from matplotlib.patches import Rectangle

    x1, y1, x2, y2 = corners
    # A dark line beneath: the colour is seen on every ground.
    for width, edge in ((3.2, "black"), (1.8, colour)):
        ax.add_patch(Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, linewidth=width, edgecolor=edge))
    if text:
        top, bottom = ax.get_ylim()[::-1]
        is_above = y1 > top + 0.12 * (bottom - top)
        ax.text(
            x1,
            y1 if is_above else y2,
            text,
            color="black",
            fontsize=7.5,
            va="bottom" if is_above else "top",
            clip_on=True,
            bbox={"boxstyle": "square,pad=0.12", "facecolor": colour, "edgecolor": "none", "alpha": 0.9},
        )


def _colour(label: object) -> str:
    """Return a bright colour of the palette, the same for the same label."""
    bright = (*PALETTE[1:6], "#F0E442")
    if label is None:
        return bright[0]
    number = int(label) if isinstance(label, (int, np.integer)) else sum(map(ord, str(label)))
    return bright[number % len(bright)]
