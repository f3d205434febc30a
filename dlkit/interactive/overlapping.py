"""Intersection over union: two boxes to drag."""

from __future__ import annotations

import numpy as np

from dlkit.interactive.figure import InteractiveFigure, interactive, new_figure
from dlkit.plot import boxes

FIRST, SECOND = (0.30, 0.30, 0.70, 0.80), (0.40, 0.20, 0.80, 0.70)
Box = tuple[float, float, float, float]


def intersection_over_union(first: Box = FIRST, second: Box = SECOND) -> InteractiveFigure:
    """Two boxes that can be dragged and made larger or smaller, with the area that they share and their IoU.

    Args:
        first: corners x1, y1, x2, y2 from 0 to 1.
        second: corners of the other one.

    Returns:
        The figure. Make it the last line of a cell.
    """
    figure = new_figure(3.6, 3.8)
    intersection, union = areas(first, second)
    title = f"IoU = {intersection:.3f} / {union:.3f} = {intersection / union if union else 0.0:.3f}"
    blank = np.full((100, 100), 0.9)
    boxes(blank, [first, second], classes=["A", "B"], title=title, ax=figure.add_subplot())
    return interactive("overlap", "Drag the boxes: how well do they agree?", {"boxes": [first, second]}, figure)


def areas(first: Box, second: Box) -> tuple[float, float]:
    """The area that two boxes share, and the area that they cover together."""
    left, top, right, bottom = np.maximum(first[:2], second[:2]).tolist() + np.minimum(first[2:], second[2:]).tolist()
    intersection = max(0.0, right - left) * max(0.0, bottom - top)
    alone = sum((x2 - x1) * (y2 - y1) for x1, y1, x2, y2 in (first, second))
    return intersection, alone - intersection
