import numpy as np
from scipy.special import expit as sigmoid
from scipy.special import softmax

from grader.authoring import alternative, edited, everywhere

decode_rows_for_columns = edited(
    "Rows and columns are swapped: x grows with the column, the second axis of raw, and y with the row, the first.",
    ("(columns + ", "(rows + "),
    ("(rows + ", "(columns + "),
)
decode_without_cell = edited(
    "The centre is not moved to its cell: add the column to x and the row to y, then divide by grid.",
    ("columns + s", "s"),
    ("rows + s", "s"),
)
decode_without_sigmoid = edited(
    "x and y lack the sigmoid: a centre could leave its cell.",
    ("sigmoid(raw[..., 0])", "raw[..., 0]"),
    ("sigmoid(raw[..., 1])", "raw[..., 1]"),
)
decode_in_cells = edited(
    "The centre is measured in cells. Divide all of it by grid, the cell and what the sigmoid gives.",
    everywhere(" / grid", ""),
)
decode_cell_divided_alone = edited(
    "Only the cell is divided by grid, and not the place within it. Add first, then divide the sum.",
    ("(columns + sigmoid(raw[..., 0])) / grid", "columns / grid + sigmoid(raw[..., 0])"),
    ("(rows + sigmoid(raw[..., 1])) / grid", "rows / grid + sigmoid(raw[..., 1])"),
)
decode_without_exp = edited(
    "The stretches are logarithms: apply exp to them before you multiply by the anchor.",
    ("np.exp(raw[..., 2])", "raw[..., 2]"),
    ("np.exp(raw[..., 3])", "raw[..., 3]"),
)
decode_anchors_in_cells = edited(
    "Width and height are divided by grid as well. Our anchors are parts of the picture already, not numbers of cells.",
    ("np.exp(raw[..., 2])", "np.exp(raw[..., 2]) / grid"),
    ("np.exp(raw[..., 3])", "np.exp(raw[..., 3]) / grid"),
)
decode_centers_for_corners = edited(
    "The boxes are still centre and size. Return corners: go through center_to_corners.", ("center_to_corners", "")
)
decode_scores_without_object = edited(
    "The scores forget the object: a place without any object still has some most likely class. Multiply by the "
    "sigmoid of the object number.",
    ("sigmoid(raw[..., 4:5]) * ", ""),
)
decode_softmax_over_everything = edited(
    "softmax runs over the whole grid: without an axis all numbers together sum to 1. Each place has its own: axis=-1.",
    ("softmax(raw[..., 5:], axis=-1)", "softmax(raw[..., 5:])"),
)
decode_sigmoid_for_softmax = edited(
    "The classes go through the sigmoid. They exclude each other, and the loss has trained them with softmax.",
    ("softmax(raw[..., 5:], axis=-1)", "sigmoid(raw[..., 5:])"),
)
decode_not_flat = edited(
    "The answer has still the shape of the grid. Return one row for each place: reshape to (-1, 4) and (-1, C).",
    ("boxes.reshape(-1, 4), scores.reshape(-1, scores.shape[-1])", "boxes, scores"),
)
decode_anchor_sides_swapped = edited(
    "Width and height of the anchors are swapped: anchors[:, 0] are the widths, anchors[:, 1] the heights.",
    ("anchors[:, 0]", "anchors[:, 1]"),
    ("anchors[:, 1]", "anchors[:, 0]"),
)
decode_raw_object_number = edited(
    "The object number is multiplied in as it is. Make a probability of it first, with the sigmoid.",
    ("sigmoid(raw[..., 4:5])", "raw[..., 4:5]"),
)
decode_columns_along_anchors = edited(
    "np.arange(grid) has the shape (grid,), so NumPy lays it along the last axis, that of the anchors. Give the "
    "columns the shape (grid, 1) and the rows (grid, 1, 1).",
    (
        "np.arange(grid)[:, np.newaxis, np.newaxis], np.arange(grid)[:, np.newaxis]",
        "np.arange(grid)[:, np.newaxis], np.arange(grid)",
    ),
)


@alternative
def decode_with_loops(raw, anchors):
    grid, _, number, _ = raw.shape
    boxes, scores = [], []
    for row in range(grid):
        for column in range(grid):
            for a in range(number):
                t = raw[row, column, a]
                x, y = (column + sigmoid(t[0])) / grid, (row + sigmoid(t[1])) / grid
                w, h = anchors[a][0] * np.exp(t[2]), anchors[a][1] * np.exp(t[3])
                boxes.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
                scores.append(sigmoid(t[4]) * softmax(t[5:]))
    return np.array(boxes), np.array(scores)


@alternative
def decode_with_meshgrid(raw, anchors):
    grid = raw.shape[0]
    columns, rows = np.meshgrid(np.arange(grid), np.arange(grid))
    cells = np.stack([columns, rows], axis=-1)[:, :, None, :]
    centers = (cells + sigmoid(raw[..., 0:2])) / grid
    sizes = np.exp(raw[..., 2:4]) * anchors
    boxes = np.concatenate([centers - sizes / 2, centers + sizes / 2], axis=-1).reshape((-1, 4))
    shifted = raw[..., 5:] - raw[..., 5:].max(axis=-1, keepdims=True)
    probabilities = np.exp(shifted) / np.exp(shifted).sum(axis=-1, keepdims=True)
    return boxes, np.einsum("rca,rcak->rcak", sigmoid(raw[..., 4]), probabilities).reshape(len(boxes), -1)
