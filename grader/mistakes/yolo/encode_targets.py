import numpy as np

from grader.authoring import alternative, edited
from solutions.yolo import best_anchor, corners_to_center

encode_column_first = edited(
    "Rows and columns are swapped. The index is [row, column, anchor]; the row comes from y, the column from x.",
    ("row, column, a", "column, row, a"),
)
encode_place_in_picture = edited(
    "The centre is still a place in the whole picture. Entries 0 and 1 say where in its *cell* it lies, from 0 to 1: "
    "multiply by grid and take away the column or row.",
    ("[x * grid - column, y * grid - row, *stretch, 1, label]", "[x, y, *stretch, 1, label]"),
)
encode_cell_not_subtracted = edited(
    "Entries 0 and 1 are measured in cells from the corner of the picture. Take away the column and the row, so that "
    "the place within the cell is left.",
    ("[x * grid - column, y * grid - row, *stretch, 1, label]", "[x * grid, y * grid, *stretch, 1, label]"),
)
encode_without_log = edited(
    "The stretches are plain ratios. Take their logarithm: then 0 says just as wide as the anchor.",
    ("np.log([width / anchors[a, 0], height / anchors[a, 1]])", "[width / anchors[a, 0], height / anchors[a, 1]]"),
)
encode_ratio_upside_down = edited(
    "The stretches are upside down: how much wider the box is than the anchor, width / anchor width, and not the "
    "other way round.",
    ("[width / anchors[a, 0], height / anchors[a, 1]]", "[anchors[a, 0] / width, anchors[a, 1] / height]"),
)
encode_corner_for_center = edited(
    "The cell is that of the upper left corner. It is the *centre* that decides: go through corners_to_center.",
    ("column, row = ", "x, y = box[0], box[1]", "column, row = "),
)
encode_every_anchor = edited(
    "Every anchor of the cell is told that the object is its own. Only the one that fits best is responsible.",
    (
        "targets[row, column, a] = [x * grid - column, y * grid - row, *stretch, 1, label]",
        "for a in range(len(anchors)):",
        "    stretch = np.log([width / anchors[a, 0], height / anchors[a, 1]])",
        "    targets[row, column, a] = [x * grid - column, y * grid - row, *stretch, 1, label]",
    ),
)
encode_class_before_object = edited(
    "Entries 4 and 5 are swapped: first the 1 that says there is an object, then its class.", ("1, label", "label, 1")
)
encode_rounded_cell = edited(
    "The cell is rounded to the nearest one. Cells are counted from their upper left corner: cut off, do not round.",
    ("int(x * grid), int(y * grid)", "round(x * grid), min(grid - 1, round(y * grid))"),
)
encode_object_forgotten = edited(
    "Nothing says that there is an object: entry 4 must be 1 at the places of the objects.", ("1, label", "0, label")
)
encode_anchor_of_center_box = edited(
    "best_anchor is given centre and size. It wants corners: hand over the box as it came.",
    ("best_anchor(box, anchors)", "best_anchor(corners_to_center(box), anchors)"),
)
encode_sizes_in_cells = edited(
    "Width and height are multiplied by grid as well as the centre. Anchors are parts of the picture, and so must "
    "the sizes be that you compare with them.",
    ("width / anchors", "grid * width / anchors"),
    ("height / anchors", "grid * height / anchors"),
)


@alternative
def encode_without_loop(boxes, classes, grid, anchors):
    targets = np.zeros((grid, grid, len(anchors), 6), dtype=np.float32)
    if len(boxes) == 0:
        return targets
    centers = corners_to_center(boxes)
    chosen = np.array([best_anchor(box, anchors) for box in boxes])
    place, cell = np.modf(centers[:, :2] * grid)
    column, row = cell.astype(int).T
    targets[row, column, chosen, 0:2] = place
    targets[row, column, chosen, 2:4] = np.log(centers[:, 2:] / anchors[chosen])
    targets[row, column, chosen, 4] = 1
    targets[row, column, chosen, 5] = classes
    return targets


@alternative
def encode_with_modulo(boxes, classes, grid, anchors):
    targets = np.zeros([grid, grid, anchors.shape[0], 6])
    for i in range(boxes.shape[0]):
        x1, y1, x2, y2 = boxes[i]
        a = best_anchor(boxes[i], anchors)
        cx, cy = (x1 + x2) / 2 * grid, (y1 + y2) / 2 * grid
        target = targets[int(np.floor(cy)), int(np.floor(cx)), a]
        target[0], target[1] = cx % 1, cy % 1
        target[2] = np.log(x2 - x1) - np.log(anchors[a][0])
        target[3] = np.log(y2 - y1) - np.log(anchors[a][1])
        target[4], target[5] = 1, classes[i]
    return targets
