import numpy as np

from grader.authoring import alternative, edited

center_from_difference = edited(
    "Your centre is half the size: it measures from the left side of the box, not from that of the picture. The "
    "centre is the mean of both corners, (x1 + x2) / 2.",
    ("[(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1]", "[(x2 - x1) / 2, (y2 - y1) / 2, x2 - x1, y2 - y1]"),
)
center_is_the_corner = edited(
    "The first two numbers are still the upper left corner. They should be the centre.",
    ("[(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1]", "[x1, y1, x2 - x1, y2 - y1]"),
)
center_sizes_plus_one = edited(
    "Width and height are too large by one. Corners are places on a ruler: from 3 to 5 it is 2.",
    ("x2 - x1, y2 - y1", "x2 - x1 + 1, y2 - y1 + 1"),
)
center_mixed_order = edited(
    "The order is mixed up: you return x, width, y, height. Asked for are x, y, width, height.",
    ("[(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1]", "[(x1 + x2) / 2, x2 - x1, (y1 + y2) / 2, y2 - y1]"),
)
center_floor_division = edited(
    "The centre is rounded to whole numbers: // cuts off the half. So does writing into boxes.copy(), if the boxes "
    "are whole numbers. Divide with /, and put the results into a new array.",
    ("[(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1]", "[(x1 + x2) // 2, (y1 + y2) // 2, x2 - x1, y2 - y1]"),
)
center_two_axes_only = edited(
    "boxes[:, 0] asks for two axes, and a single box has only one. Write boxes[..., 0]: the last axis, however many "
    "stand before it.",
    ("(boxes[..., i] for i in range(4))", "boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]"),
)
center_stacked_first = edited(
    "The four numbers are stacked along the first axis, so they became rows. They belong along the last axis.",
    (", axis=-1", ""),
)


@alternative
def center_by_halves(boxes):
    boxes = np.asarray(boxes)
    first, second = boxes[..., :2], boxes[..., 2:]
    return np.concatenate([0.5 * (first + second), second - first], axis=-1)


@alternative
def center_by_a_matrix(boxes):
    matrix = np.array([[0.5, 0, -1, 0], [0, 0.5, 0, -1], [0.5, 0, 1, 0], [0, 0.5, 0, 1]])
    print("a print does no harm")
    return boxes @ matrix
