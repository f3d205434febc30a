import numpy as np

from grader.authoring import alternative, edited, everywhere

corners_twice_as_wide = edited(
    "You go a whole width to each side of the centre. Half of it is enough: the box would be twice as wide.",
    everywhere(" / 2", ""),
)
corners_from_the_center = edited(
    "You begin at the centre as if it were the upper left corner: the first corner lies half a size before it.",
    ("[x - width / 2, y - height / 2, x + width / 2, y + height / 2]", "[x, y, x + width, y + height]"),
)
corners_sizes_swapped = edited(
    "Width and height have changed places: x goes with the width, y with the height.",
    ("x, y, width, height", "x, y, height, width"),
)
corners_mixed_order = edited(
    "The order is mixed up: you return x1, x2, y1, y2. Asked for are x1, y1, x2, y2.",
    ("y - height / 2, x + width / 2", "x + width / 2, y - height / 2"),
)
corners_floor_division = edited(
    "The halves are rounded to whole numbers: // cuts them off. Divide with /.", everywhere("/ 2", "// 2")
)
corners_clipped = edited(
    "Corners are cut off at the border of the picture. A box may reach out of the picture; only write it in another "
    "way.",
    ("np.stack(", "np.clip(np.stack("),
    ("axis=-1)", "axis=-1), 0, 1)"),
)
corners_into_whole_numbers = edited(
    "The corners are cut off to whole numbers. A copy of whole numbers can hold no halves: put the results into a "
    "new array, such as np.stack makes it.",
    ("axis=-1)", "axis=-1).astype(boxes.dtype)"),
)
corners_from_the_changed_center = edited(
    "x2 and y2 stand at the centre. The array was changed in place, so x was the left side already when x2 was "
    "computed from it. Compute all four numbers first, then put them together.",
    ("x + width / 2, y + height / 2", "x, y"),
)


@alternative
def corners_by_halves(boxes):
    center, half = boxes[..., :2], boxes[..., 2:] * 0.5
    return np.concatenate((center - half, center + half), axis=-1)


@alternative
def corners_into_a_copy(boxes):
    corners = np.zeros(boxes.shape)
    corners[..., 0] = boxes[..., 0] - boxes[..., 2] / 2
    corners[..., 1] = boxes[..., 1] - boxes[..., 3] / 2
    corners[..., 2] = corners[..., 0] + boxes[..., 2]
    corners[..., 3] = corners[..., 1] + boxes[..., 3]
    return corners
