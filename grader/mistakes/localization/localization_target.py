import numpy as np

from grader.authoring import alternative, edited, mistake

CENTRES, SIDES = "(x1 + x2) / 2, (y1 + y2) / 2", "x2 - x1, y2 - y1"

target_of_corners = edited(
    "Behind the 1 stand the corners x1, y1, x2, y2. The row wants centre and sides: x, y, w, h.",
    (f"{CENTRES}, {SIDES}", "x1, y1, x2, y2"),
)
target_of_first_corner = edited(
    "Behind the 1 stands the upper left corner. x and y are the centre of the box: the mean of its corners.",
    (CENTRES, "x1, y1"),
)
target_sides_swapped = edited(
    "Width and height have changed places. The order is p, x, y, w, h: first the width, x2 - x1.",
    (SIDES, "y2 - y1, x2 - x1"),
)
target_centre_swapped = edited(
    "x and y of the centre have changed places. The order is p, x, y, w, h.", (CENTRES, "(y1 + y2) / 2, (x1 + x2) / 2")
)
target_half_sides = edited(
    "The sides are half as long as they should be. w is the whole width, x2 - x1.",
    (SIDES, "(x2 - x1) / 2, (y2 - y1) / 2"),
)
target_centre_not_halved = edited(
    "x and y are the sums of the corners. The centre is their mean: divide by 2.", (CENTRES, "x1 + x2, y1 + y2")
)
target_centre_of_sides = edited(
    "x and y are half of width and height, as if each box began at (0, 0). The centre is the mean of the corners, "
    "(x1 + x2) / 2.",
    (CENTRES, "(x2 - x1) / 2, (y2 - y1) / 2"),
)
target_classes_too_early = edited(
    "The 1 of the class stands one place too early. Five numbers stand before the classes, so class 0 has index 5.",
    ("target[5 + label] = 1", "target[4 + label] = 1"),
)
target_without_p = edited(
    "The first number is 0 although there is an object. It says whether one is there: write 1.",
    ("target[:5] = 1,", "target[:5] = 0,"),
)
target_without_class = edited(
    "No class is marked. Write 1 at the place of the label, behind the first five numbers.",
    ("target[5 + label] = 1", ""),
)
target_label_for_one_hot = edited(
    "The number of the class stands in the row. The classes are one-hot: a 1 at the place of the label, zeros "
    "elsewhere.",
    ("target[5 + label] = 1", "target[5 + label] = label"),
)
target_class_zero_is_nothing = edited(
    "A digit of class 0 is taken for an empty picture. In Python 0 counts as False: ask whether `box is None`.",
    ("box is not None and label is not None", "box is not None and label"),
)


@mistake("The p of an empty picture is 1. Where the box is None, all numbers are 0.")
def target_p_always_one(box, label, classes):
    target = np.zeros(5 + classes)
    target[0] = 1
    if box is not None:
        x1, y1, x2, y2 = box
        target[1:5] = (x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1
        target[5 + label] = 1
    return target


@mistake(
    "The answer to an empty picture is one number or nothing. It has 5 + classes zeros, as each row has that length."
)
def target_short_where_empty(box, label, classes):
    if box is None:
        return np.zeros(1)
    x1, y1, x2, y2 = box
    return np.concatenate([[1, (x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1], np.eye(classes)[label]])


@alternative
def target_concatenated(box, label, classes):
    if box is None:
        return np.zeros(5 + classes)
    low, high = np.asarray(box)[:2], np.asarray(box)[2:]
    return np.concatenate([[1.0], (low + high) / 2, high - low, np.eye(classes)[label]])


@alternative
def target_as_a_list(box, label, classes):
    if box is None:
        return [0.0] * (5 + classes)
    row = [1.0, box[0] + (box[2] - box[0]) / 2, box[1] + (box[3] - box[1]) / 2, box[2] - box[0], box[3] - box[1]]
    return row + [1.0 if k == label else 0.0 for k in range(classes)]


@alternative
def target_in_float32(box, label, classes):
    target = np.zeros((5 + classes,), dtype=np.float32)
    if box is None:
        return target
    x1, y1, x2, y2 = box
    target[0] = 1
    target[1] = (x1 + x2) / 2
    target[2] = (y1 + y2) / 2
    target[3] = x2 - x1
    target[4] = y2 - y1
    target[5:][label] = 1
    return target
