import keras
import numpy as np

from grader.authoring import alternative, edited
from solutions.yolo import iou

matrix_not_clamped = edited(
    "Boxes that lie apart get an overlap: negative sides are not set to 0, and two of them even multiply to "
    "something positive. Clamp the sides of the common part at 0.",
    ("np.maximum(sides, 0)", "sides"),
)
matrix_area_clamped = edited(
    "You clamp the area at 0, but not its sides. If both sides are negative, their product is positive.",
    ("np.prod(np.maximum(sides, 0), axis=-1)", "np.maximum(np.prod(sides, axis=-1), 0)"),
)
matrix_transposed = edited(
    "Rows and columns are swapped: the first array belongs to the rows of the answer, the second to its columns.",
    ("boxes1[:, np.newaxis], boxes2[np.newaxis]", "boxes1[np.newaxis], boxes2[:, np.newaxis]"),
)
matrix_zero_by_zero = edited(
    "For two empty boxes you divide 0 by 0. Where the union is 0, the answer is 0.",
    ("np.divide(intersection, union, out=np.zeros(union.shape), where=union > 0)", "intersection / union"),
)
matrix_union_too_large = edited(
    "The common part is counted twice in the union: subtract it once from the sum of both areas.",
    ("areas1 + areas2 - intersection", "areas1 + areas2"),
)
matrix_plus_one = edited(
    "One is added to each side, as if corners were numbers of pixels. They are places on a ruler: add nothing.",
    ("two[..., :2])", "two[..., :2]) + 1"),
    ("boxes[..., :2]", "boxes[..., :2] + 1"),
)
matrix_pair_by_pair = edited(
    "You compare the first box with the first, the second with the second. Asked for are all pairs: give the two "
    "arrays the shapes (n, 1, 4) and (1, m, 4), and NumPy makes them.",
    ("boxes1[:, np.newaxis], boxes2[np.newaxis]", "boxes1, boxes2"),
)
matrix_areas_without_axis = edited(
    "The areas have the shapes (n,) and (m,), and NumPy cannot add them. They need the extra axis too: (n, 1) and "
    "(1, m) make (n, m).",
    ("(one, two)", "(boxes1, boxes2)"),
)


@alternative
def matrix_with_loops(boxes1, boxes2):
    result = np.zeros((len(boxes1), len(boxes2)))
    for i in range(len(boxes1)):
        for j in range(len(boxes2)):
            result[i, j] = iou(boxes1[i], boxes2[j])
    return result


@alternative
def matrix_side_by_side(boxes1, boxes2):
    a, b = boxes1.astype(np.float32), boxes2.astype(np.float32)
    width = np.clip(np.minimum(a[:, None, 2], b[None, :, 2]) - np.maximum(a[:, None, 0], b[None, :, 0]), 0, None)
    height = np.clip(np.minimum(a[:, None, 3], b[None, :, 3]) - np.maximum(a[:, None, 1], b[None, :, 1]), 0, None)
    area_a = (a[:, 2] - a[:, 0]) * (a[:, 3] - a[:, 1])
    area_b = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    union = np.add.outer(area_a, area_b) - width * height
    return np.where(union > 0, width * height / np.where(union > 0, union, 1), 0)


@alternative
def matrix_tensors(boxes1, boxes2):
    one = keras.ops.expand_dims(keras.ops.convert_to_tensor(boxes1, "float64"), 1)
    two = keras.ops.expand_dims(keras.ops.convert_to_tensor(boxes2, "float64"), 0)
    sides = keras.ops.minimum(one[..., 2:], two[..., 2:]) - keras.ops.maximum(one[..., :2], two[..., :2])
    common = keras.ops.prod(keras.ops.relu(sides), axis=-1)
    areas = [keras.ops.prod(b[..., 2:] - b[..., :2], axis=-1) for b in (one, two)]
    return np.asarray(keras.ops.divide_no_nan(common, areas[0] + areas[1] - common))
