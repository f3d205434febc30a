import numpy as np

from grader.authoring import alternative, edited, mistake


@mistake("You go a whole width to each side of the centre. Half of it is enough: the box would be twice as wide.")
def corners_twice_as_wide(boxes):
    x, y, width, height = (boxes[..., i] for i in range(4))
    return np.stack([x - width, y - height, x + width, y + height], axis=-1)


corners_from_the_center = edited(
    "You begin at the centre as if it were the upper left corner: the first corner lies half a size before it.",
    ("[x - width / 2, y - height / 2, x + width / 2, y + height / 2]", "[x, y, x + width, y + height]"),
)


@mistake("Width and height have changed places: x goes with the width, y with the height.")
def corners_sizes_swapped(boxes):
    x, y, width, height = (boxes[..., i] for i in range(4))
    return np.stack([x - height / 2, y - width / 2, x + height / 2, y + width / 2], axis=-1)


@mistake("The order is mixed up: you return x1, x2, y1, y2. Asked for are x1, y1, x2, y2.")
def corners_mixed_order(boxes):
    x, y, width, height = (boxes[..., i] for i in range(4))
    return np.stack([x - width / 2, x + width / 2, y - height / 2, y + height / 2], axis=-1)


@mistake("The halves are rounded to whole numbers: // cuts them off. Divide with /.")
def corners_floor_division(boxes):
    x, y, width, height = (boxes[..., i] for i in range(4))
    return np.stack([x - width // 2, y - height // 2, x + width // 2, y + height // 2], axis=-1)


corners_clipped = edited(
    "Corners are cut off at the border of the picture. A box may reach out of the picture; only write it in another "
    "way.",
    (
        "np.stack([x - width / 2, y - height / 2, x + width / 2, y + height / 2], axis=-1)",
        "np.clip(np.stack([x - width / 2, y - height / 2, x + width / 2, y + height / 2], axis=-1), 0, 1)",
    ),
)


@mistake(
    "The corners are cut off to whole numbers. A copy of whole numbers can hold no halves: put the results into a "
    "new array, such as np.stack makes it."
)
def corners_into_whole_numbers(boxes):
    corners = boxes.copy()
    corners[..., :2] = boxes[..., :2] - boxes[..., 2:] / 2
    corners[..., 2:] = boxes[..., :2] + boxes[..., 2:] / 2
    return corners


@mistake(
    "x2 and y2 stand at the centre. The array was changed in place, so x was the left side already when x2 was "
    "computed from it. Compute all four numbers first, then put them together."
)
def corners_from_the_changed_center(boxes):
    corners = boxes.astype(float)
    corners[..., 0] = corners[..., 0] - corners[..., 2] / 2
    corners[..., 1] = corners[..., 1] - corners[..., 3] / 2
    corners[..., 2] = corners[..., 0] + corners[..., 2] / 2
    corners[..., 3] = corners[..., 1] + corners[..., 3] / 2
    return corners


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
