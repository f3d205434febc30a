"""Known wrong and other right answers for yolo."""

import keras
import numpy as np
from scipy.special import expit as sigmoid
from scipy.special import softmax

from grader.catalogue import alternative, mistake
from solutions.yolo import *

# sliding_window_as_convolution


@mistake(
    "sliding_window_as_convolution",
    hint="Height and width are swapped: a window is laid out row by row, so the kernel begins with the rows.",
)
def window_width_before_height(dense_weights, input_shape):
    height, width, channels = input_shape
    first, *others = dense_weights
    kernel = first.reshape(width, height, channels, -1)
    return [kernel, *(w.reshape(1, 1, *w.shape) if w.ndim == 2 else w for w in others)]


@mistake(
    "sliding_window_as_convolution",
    hint="You take the channels apart first. Flatten runs through the channels of one pixel before it goes on to the "
    "next pixel, so channels are the last axis of the window.",
)
def window_channels_first(dense_weights, input_shape):
    height, width, channels = input_shape
    first, *others = dense_weights
    kernel = first.reshape(channels, height, width, -1).transpose(1, 2, 0, 3)
    return [kernel, *(w.reshape(1, 1, *w.shape) if w.ndim == 2 else w for w in others)]


@mistake(
    "sliding_window_as_convolution",
    hint="The kernel is turned upside down. In mathematics a convolution flips its kernel; in neural networks it does "
    "not, and the weights stay where they are.",
)
def window_flipped(dense_weights, input_shape):
    first, *others = dense_weights
    kernel = first.reshape(*input_shape, -1)[::-1, ::-1]
    return [kernel, *(w.reshape(1, 1, *w.shape) if w.ndim == 2 else w for w in others)]


@mistake(
    "sliding_window_as_convolution",
    hint="Only the first kernel has become a convolution. The later ones look at one place each: they need the shape "
    "(1, 1, n1, n2).",
)
def window_later_kernels_stay_flat(dense_weights, input_shape):
    first, *others = dense_weights
    return [first.reshape(*input_shape, -1), *others]


@mistake(
    "sliding_window_as_convolution",
    hint="The biases are gone. They belong into the list too, each behind its kernel, as they are.",
)
def window_without_biases(dense_weights, input_shape):
    first, *others = dense_weights
    kernels = [w.reshape(1, 1, *w.shape) for w in others if w.ndim == 2]
    return [first.reshape(*input_shape, -1), *kernels]


@mistake(
    "sliding_window_as_convolution",
    hint="You transpose the kernel before you give it a new shape. Its rows are the numbers of the window already, and "
    "its columns the filters: only take the rows apart.",
)
def window_transposed_first(dense_weights, input_shape):
    first, *others = dense_weights
    kernel = first.T.reshape(*input_shape, -1)
    return [kernel, *(w.reshape(1, 1, *w.shape) if w.ndim == 2 else w for w in others)]


@mistake(
    "sliding_window_as_convolution",
    hint='The rows are taken apart in the order of columns (order="F"). Flatten goes row by row, which is the normal '
    "order of reshape.",
)
def window_fortran_order(dense_weights, input_shape):
    first, *others = dense_weights
    kernel = first.reshape(*input_shape, -1, order="F")
    return [kernel, *(w.reshape(1, 1, *w.shape) if w.ndim == 2 else w for w in others)]


@alternative("sliding_window_as_convolution")
def window_pixel_by_pixel(dense_weights, input_shape):
    height, width, channels = input_shape
    filters = dense_weights[0].shape[1]
    kernel = np.zeros((height, width, channels, filters))
    for i in range(height):
        for j in range(width):
            for k in range(channels):
                kernel[i, j, k] = dense_weights[0][(i * width + j) * channels + k]
    weights = [kernel, dense_weights[1]]
    for i in range(2, len(dense_weights), 2):
        weights.append(dense_weights[i][None, None])
        weights.append(dense_weights[i + 1])
    return weights


@alternative("sliding_window_as_convolution")
def window_in_float32(dense_weights, input_shape):
    weights = []
    for i, w in enumerate(dense_weights):
        w = np.asarray(w, dtype=np.float32)
        if i == 0:
            w = np.reshape(w, (input_shape[0], input_shape[1], input_shape[2], w.shape[1]))
        elif i % 2 == 0:
            w = np.expand_dims(w, (0, 1))
        weights.append(w)
    return tuple(weights)


# corners_to_center


@mistake(
    "corners_to_center",
    hint="Your centre is half the size: it measures from the left side of the box, not from that of the picture. The "
    "centre is the mean of both corners, (x1 + x2) / 2.",
)
def center_from_difference(boxes):
    x1, y1, x2, y2 = (boxes[..., i] for i in range(4))
    return np.stack([(x2 - x1) / 2, (y2 - y1) / 2, x2 - x1, y2 - y1], axis=-1)


@mistake(
    "corners_to_center",
    hint="The first two numbers are still the upper left corner. They should be the centre.",
)
def center_is_the_corner(boxes):
    x1, y1, x2, y2 = (boxes[..., i] for i in range(4))
    return np.stack([x1, y1, x2 - x1, y2 - y1], axis=-1)


@mistake(
    "corners_to_center",
    hint="Width and height are too large by one. Corners are places on a ruler: from 3 to 5 it is 2.",
)
def center_sizes_plus_one(boxes):
    x1, y1, x2, y2 = (boxes[..., i] for i in range(4))
    return np.stack([(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1 + 1, y2 - y1 + 1], axis=-1)


@mistake(
    "corners_to_center",
    hint="The order is mixed up: you return x, width, y, height. Asked for are x, y, width, height.",
)
def center_mixed_order(boxes):
    x1, y1, x2, y2 = (boxes[..., i] for i in range(4))
    return np.stack([(x1 + x2) / 2, x2 - x1, (y1 + y2) / 2, y2 - y1], axis=-1)


@mistake(
    "corners_to_center",
    hint="The centre is rounded to whole numbers: // cuts off the half. So does writing into boxes.copy(), if the boxes "
    "are whole numbers. Divide with /, and put the results into a new array.",
)
def center_floor_division(boxes):
    x1, y1, x2, y2 = (boxes[..., i] for i in range(4))
    return np.stack([(x1 + x2) // 2, (y1 + y2) // 2, x2 - x1, y2 - y1], axis=-1)


@mistake(
    "corners_to_center",
    hint="boxes[:, 0] asks for two axes, and a single box has only one. Write boxes[..., 0]: the last axis, however "
    "many stand before it.",
)
def center_two_axes_only(boxes):
    x1, y1, x2, y2 = boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]
    return np.stack([(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1], axis=1)


@mistake(
    "corners_to_center",
    hint="The four numbers are stacked along the first axis, so they became rows. They belong along the last axis.",
)
def center_stacked_first(boxes):
    x1, y1, x2, y2 = (boxes[..., i] for i in range(4))
    return np.stack([(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1])


@alternative("corners_to_center")
def center_by_halves(boxes):
    boxes = np.asarray(boxes)
    first, second = boxes[..., :2], boxes[..., 2:]
    return np.concatenate([0.5 * (first + second), second - first], axis=-1)


@alternative("corners_to_center")
def center_by_a_matrix(boxes):
    matrix = np.array([[0.5, 0, -1, 0], [0, 0.5, 0, -1], [0.5, 0, 1, 0], [0, 0.5, 0, 1]])
    print("a print does no harm")
    return boxes @ matrix


# center_to_corners


@mistake(
    "center_to_corners",
    hint="You go a whole width to each side of the centre. Half of it is enough: the box would be twice as wide.",
)
def corners_twice_as_wide(boxes):
    x, y, width, height = (boxes[..., i] for i in range(4))
    return np.stack([x - width, y - height, x + width, y + height], axis=-1)


@mistake(
    "center_to_corners",
    hint="You begin at the centre as if it were the upper left corner: the first corner lies half a size before it.",
)
def corners_from_the_center(boxes):
    x, y, width, height = (boxes[..., i] for i in range(4))
    return np.stack([x, y, x + width, y + height], axis=-1)


@mistake(
    "center_to_corners",
    hint="Width and height have changed places: x goes with the width, y with the height.",
)
def corners_sizes_swapped(boxes):
    x, y, width, height = (boxes[..., i] for i in range(4))
    return np.stack([x - height / 2, y - width / 2, x + height / 2, y + width / 2], axis=-1)


@mistake(
    "center_to_corners",
    hint="The order is mixed up: you return x1, x2, y1, y2. Asked for are x1, y1, x2, y2.",
)
def corners_mixed_order(boxes):
    x, y, width, height = (boxes[..., i] for i in range(4))
    return np.stack([x - width / 2, x + width / 2, y - height / 2, y + height / 2], axis=-1)


@mistake(
    "center_to_corners",
    hint="The halves are rounded to whole numbers: // cuts them off. Divide with /.",
)
def corners_floor_division(boxes):
    x, y, width, height = (boxes[..., i] for i in range(4))
    return np.stack([x - width // 2, y - height // 2, x + width // 2, y + height // 2], axis=-1)


@mistake(
    "center_to_corners",
    hint="Corners are cut off at the border of the picture. A box may reach out of the picture; only write it in "
    "another way.",
)
def corners_clipped(boxes):
    x, y, width, height = (boxes[..., i] for i in range(4))
    return np.clip(np.stack([x - width / 2, y - height / 2, x + width / 2, y + height / 2], axis=-1), 0, 1)


@mistake(
    "center_to_corners",
    hint="The corners are cut off to whole numbers. A copy of whole numbers can hold no halves: put the results "
    "into a new array, such as np.stack makes it.",
)
def corners_into_whole_numbers(boxes):
    corners = boxes.copy()
    corners[..., :2] = boxes[..., :2] - boxes[..., 2:] / 2
    corners[..., 2:] = boxes[..., :2] + boxes[..., 2:] / 2
    return corners


@mistake(
    "center_to_corners",
    hint="x2 and y2 stand at the centre. The array was changed in place, so x was the left side already when x2 "
    "was computed from it. Compute all four numbers first, then put them together.",
)
def corners_from_the_changed_center(boxes):
    corners = boxes.astype(float)
    corners[..., 0] = corners[..., 0] - corners[..., 2] / 2
    corners[..., 1] = corners[..., 1] - corners[..., 3] / 2
    corners[..., 2] = corners[..., 0] + corners[..., 2] / 2
    corners[..., 3] = corners[..., 1] + corners[..., 3] / 2
    return corners


@alternative("center_to_corners")
def corners_by_halves(boxes):
    center, half = boxes[..., :2], boxes[..., 2:] * 0.5
    return np.concatenate((center - half, center + half), axis=-1)


@alternative("center_to_corners")
def corners_into_a_copy(boxes):
    corners = np.zeros(boxes.shape)
    corners[..., 0] = boxes[..., 0] - boxes[..., 2] / 2
    corners[..., 1] = boxes[..., 1] - boxes[..., 3] / 2
    corners[..., 2] = corners[..., 0] + boxes[..., 2]
    corners[..., 3] = corners[..., 1] + boxes[..., 3]
    return corners


# iou


@mistake(
    "iou",
    hint="Boxes that lie apart get an overlap: a negative side is not set to 0, and two negative sides even multiply "
    "to something positive. Clamp width and height of the common part at 0, each of them.",
)
def iou_not_clamped(box1, box2):
    width = min(box1[2], box2[2]) - max(box1[0], box2[0])
    height = min(box1[3], box2[3]) - max(box1[1], box2[1])
    intersection = width * height
    area1 = (box1[2] - box1[0]) * (box1[3] - box1[1])
    area2 = (box2[2] - box2[0]) * (box2[3] - box2[1])
    union = area1 + area2 - intersection
    return intersection / union if union > 0 else 0.0


@mistake(
    "iou",
    hint="You clamp the area at 0, but not its sides. If both sides are negative, their product is positive: clamp "
    "width and height before you multiply.",
)
def iou_area_clamped(box1, box2):
    width = min(box1[2], box2[2]) - max(box1[0], box2[0])
    height = min(box1[3], box2[3]) - max(box1[1], box2[1])
    intersection = max(0.0, width * height)
    area1 = (box1[2] - box1[0]) * (box1[3] - box1[1])
    area2 = (box2[2] - box2[0]) * (box2[3] - box2[1])
    union = area1 + area2 - intersection
    return intersection / union if union > 0 else 0.0


@mistake(
    "iou",
    hint="One is added to each side, as if corners were numbers of pixels. Corners are places on a ruler: a box from "
    "0.25 to 0.75 is 0.5 wide.",
)
def iou_plus_one(box1, box2):
    width = max(0.0, min(box1[2], box2[2]) - max(box1[0], box2[0]) + 1)
    height = max(0.0, min(box1[3], box2[3]) - max(box1[1], box2[1]) + 1)
    intersection = width * height
    area1 = (box1[2] - box1[0] + 1) * (box1[3] - box1[1] + 1)
    area2 = (box2[2] - box2[0] + 1) * (box2[3] - box2[1] + 1)
    return intersection / (area1 + area2 - intersection)


@mistake(
    "iou",
    hint="The common part is counted twice in the union: two equal boxes would get 0.5. Subtract it once.",
)
def iou_union_too_large(box1, box2):
    width = max(0.0, min(box1[2], box2[2]) - max(box1[0], box2[0]))
    height = max(0.0, min(box1[3], box2[3]) - max(box1[1], box2[1]))
    area1 = (box1[2] - box1[0]) * (box1[3] - box1[1])
    area2 = (box2[2] - box2[0]) * (box2[3] - box2[1])
    total = area1 + area2
    return width * height / total if total > 0 else 0.0


@mistake(
    "iou",
    hint="This is the common area alone. Divide it by the area of the union: two large boxes that hardly agree must not "
    "beat two small ones that are equal.",
)
def iou_intersection_alone(box1, box2):
    width = max(0.0, min(box1[2], box2[2]) - max(box1[0], box2[0]))
    height = max(0.0, min(box1[3], box2[3]) - max(box1[1], box2[1]))
    return width * height


@mistake(
    "iou",
    hint="You divide by the smaller area. A small box inside a large one would count as perfect. Divide by the union.",
)
def iou_over_the_smaller(box1, box2):
    width = max(0.0, min(box1[2], box2[2]) - max(box1[0], box2[0]))
    height = max(0.0, min(box1[3], box2[3]) - max(box1[1], box2[1]))
    area1 = (box1[2] - box1[0]) * (box1[3] - box1[1])
    area2 = (box2[2] - box2[0]) * (box2[3] - box2[1])
    smaller = min(area1, area2)
    return width * height / smaller if smaller > 0 else 0.0


@mistake(
    "iou",
    hint="You divide by the box that encloses both. The union is only what one of them covers: both areas, less the "
    "common part.",
)
def iou_over_the_hull(box1, box2):
    width = max(0.0, min(box1[2], box2[2]) - max(box1[0], box2[0]))
    height = max(0.0, min(box1[3], box2[3]) - max(box1[1], box2[1]))
    hull = (max(box1[2], box2[2]) - min(box1[0], box2[0])) * (max(box1[3], box2[3]) - min(box1[1], box2[1]))
    return width * height / hull if hull > 0 else 0.0


@mistake(
    "iou",
    hint="The third and fourth number are read as width and height. Here boxes are corners: x1, y1, x2, y2.",
)
def iou_sizes_for_corners(box1, box2):
    width = max(0.0, min(box1[0] + box1[2], box2[0] + box2[2]) - max(box1[0], box2[0]))
    height = max(0.0, min(box1[1] + box1[3], box2[1] + box2[3]) - max(box1[1], box2[1]))
    intersection = width * height
    union = box1[2] * box1[3] + box2[2] * box2[3] - intersection
    return intersection / union if union > 0 else 0.0


@mistake(
    "iou",
    hint="For two empty boxes you divide 0 by 0. If the union is 0, the answer is 0: ask before you divide.",
)
def iou_zero_by_zero(box1, box2):
    width = np.maximum(0.0, np.minimum(box1[2], box2[2]) - np.maximum(box1[0], box2[0]))
    height = np.maximum(0.0, np.minimum(box1[3], box2[3]) - np.maximum(box1[1], box2[1]))
    intersection = width * height
    area1 = (box1[2] - box1[0]) * (box1[3] - box1[1])
    area2 = (box2[2] - box2[0]) * (box2[3] - box2[1])
    return intersection / (area1 + area2 - intersection)


@mistake(
    "iou",
    hint="Smaller and larger are swapped: you measure from the smaller left side to the larger right side, which is "
    "what encloses both. What they share begins at the larger left side and ends at the smaller right side.",
)
def iou_min_and_max_swapped(box1, box2):
    width = max(0.0, max(box1[2], box2[2]) - min(box1[0], box2[0]))
    height = max(0.0, max(box1[3], box2[3]) - min(box1[1], box2[1]))
    intersection = width * height
    area1 = (box1[2] - box1[0]) * (box1[3] - box1[1])
    area2 = (box2[2] - box2[0]) * (box2[3] - box2[1])
    union = area1 + area2 - intersection
    return intersection / union if union > 0 else 0.0


@mistake(
    "iou",
    hint="The four numbers are read as x1, x2, y1, y2. The order is x1, y1, x2, y2: the width is box[2] - box[0].",
)
def iou_axes_mixed(box1, box2):
    width = max(0.0, min(box1[1], box2[1]) - max(box1[0], box2[0]))
    height = max(0.0, min(box1[3], box2[3]) - max(box1[2], box2[2]))
    intersection = width * height
    area1 = (box1[1] - box1[0]) * (box1[3] - box1[2])
    area2 = (box2[1] - box2[0]) * (box2[3] - box2[2])
    union = area1 + area2 - intersection
    return intersection / union if union > 0 else 0.0


@mistake(
    "iou",
    hint="All answers are a little too small: something is added to the union. That keeps 0/0 away, but it changes "
    "every answer, most of all for small boxes. Ask whether the union is 0 instead.",
)
def iou_with_epsilon(box1, box2):
    width = max(0.0, min(box1[2], box2[2]) - max(box1[0], box2[0]))
    height = max(0.0, min(box1[3], box2[3]) - max(box1[1], box2[1]))
    intersection = width * height
    area1 = (box1[2] - box1[0]) * (box1[3] - box1[1])
    area2 = (box2[2] - box2[0]) * (box2[3] - box2[1])
    return intersection / (area1 + area2 - intersection + 1e-6)


@alternative("iou")
def iou_vectorised(box1, box2):
    box1, box2 = np.asarray(box1, dtype=float), np.asarray(box2, dtype=float)
    common = np.clip(np.minimum(box1[2:], box2[2:]) - np.maximum(box1[:2], box2[:2]), 0, None).prod()
    union = (box1[2:] - box1[:2]).prod() + (box2[2:] - box2[:2]).prod() - common
    return np.asarray(common / union) if union else np.asarray(0.0)


@alternative("iou")
def iou_of_disjoint_first(box1, box2):
    left, right = max(box1[0], box2[0]), min(box1[2], box2[2])
    top, bottom = max(box1[1], box2[1]), min(box1[3], box2[3])
    if right <= left or bottom <= top:
        return 0
    common = (right - left) * (bottom - top)
    a, b = ((box[2] - box[0]) * (box[3] - box[1]) for box in (box1, box2))
    return np.float32(common / (a + b - common))


# iou_matrix


@mistake(
    "iou_matrix",
    hint="Boxes that lie apart get an overlap: negative sides are not set to 0, and two of them even multiply to "
    "something positive. Clamp the sides of the common part at 0.",
)
def matrix_not_clamped(boxes1, boxes2):
    one, two = boxes1[:, np.newaxis], boxes2[np.newaxis]
    sides = np.minimum(one[..., 2:], two[..., 2:]) - np.maximum(one[..., :2], two[..., :2])
    intersection = np.prod(sides, axis=-1)
    areas1, areas2 = (np.prod(boxes[..., 2:] - boxes[..., :2], axis=-1) for boxes in (one, two))
    union = areas1 + areas2 - intersection
    return np.divide(intersection, union, out=np.zeros(union.shape), where=union > 0)


@mistake(
    "iou_matrix",
    hint="You clamp the area at 0, but not its sides. If both sides are negative, their product is positive.",
)
def matrix_area_clamped(boxes1, boxes2):
    one, two = boxes1[:, np.newaxis], boxes2[np.newaxis]
    sides = np.minimum(one[..., 2:], two[..., 2:]) - np.maximum(one[..., :2], two[..., :2])
    intersection = np.maximum(np.prod(sides, axis=-1), 0)
    areas1, areas2 = (np.prod(boxes[..., 2:] - boxes[..., :2], axis=-1) for boxes in (one, two))
    union = areas1 + areas2 - intersection
    return np.divide(intersection, union, out=np.zeros(union.shape), where=union > 0)


@mistake(
    "iou_matrix",
    hint="Rows and columns are swapped: the first array belongs to the rows of the answer, the second to its columns.",
)
def matrix_transposed(boxes1, boxes2):
    one, two = boxes1[np.newaxis], boxes2[:, np.newaxis]
    sides = np.minimum(one[..., 2:], two[..., 2:]) - np.maximum(one[..., :2], two[..., :2])
    intersection = np.prod(np.maximum(sides, 0), axis=-1)
    areas1, areas2 = (np.prod(boxes[..., 2:] - boxes[..., :2], axis=-1) for boxes in (one, two))
    union = areas1 + areas2 - intersection
    return np.divide(intersection, union, out=np.zeros(union.shape), where=union > 0)


@mistake(
    "iou_matrix",
    hint="For two empty boxes you divide 0 by 0. Where the union is 0, the answer is 0.",
)
def matrix_zero_by_zero(boxes1, boxes2):
    one, two = boxes1[:, np.newaxis], boxes2[np.newaxis]
    sides = np.minimum(one[..., 2:], two[..., 2:]) - np.maximum(one[..., :2], two[..., :2])
    intersection = np.prod(np.maximum(sides, 0), axis=-1)
    areas1, areas2 = (np.prod(boxes[..., 2:] - boxes[..., :2], axis=-1) for boxes in (one, two))
    return intersection / (areas1 + areas2 - intersection)


@mistake(
    "iou_matrix",
    hint="The common part is counted twice in the union: subtract it once from the sum of both areas.",
)
def matrix_union_too_large(boxes1, boxes2):
    one, two = boxes1[:, np.newaxis], boxes2[np.newaxis]
    sides = np.minimum(one[..., 2:], two[..., 2:]) - np.maximum(one[..., :2], two[..., :2])
    intersection = np.prod(np.maximum(sides, 0), axis=-1)
    areas1, areas2 = (np.prod(boxes[..., 2:] - boxes[..., :2], axis=-1) for boxes in (one, two))
    total = areas1 + areas2
    return np.divide(intersection, total, out=np.zeros(total.shape), where=total > 0)


@mistake(
    "iou_matrix",
    hint="One is added to each side, as if corners were numbers of pixels. They are places on a ruler: add nothing.",
)
def matrix_plus_one(boxes1, boxes2):
    one, two = boxes1[:, np.newaxis], boxes2[np.newaxis]
    sides = np.minimum(one[..., 2:], two[..., 2:]) - np.maximum(one[..., :2], two[..., :2]) + 1
    intersection = np.prod(np.maximum(sides, 0), axis=-1)
    areas1, areas2 = (np.prod(boxes[..., 2:] - boxes[..., :2] + 1, axis=-1) for boxes in (one, two))
    return intersection / (areas1 + areas2 - intersection)


@mistake(
    "iou_matrix",
    hint="You compare the first box with the first, the second with the second. Asked for are all pairs: give the two "
    "arrays the shapes (n, 1, 4) and (1, m, 4), and NumPy makes them.",
)
def matrix_pair_by_pair(boxes1, boxes2):
    sides = np.minimum(boxes1[..., 2:], boxes2[..., 2:]) - np.maximum(boxes1[..., :2], boxes2[..., :2])
    intersection = np.prod(np.maximum(sides, 0), axis=-1)
    areas1, areas2 = (np.prod(boxes[..., 2:] - boxes[..., :2], axis=-1) for boxes in (boxes1, boxes2))
    union = areas1 + areas2 - intersection
    return np.divide(intersection, union, out=np.zeros(union.shape), where=union > 0)


@mistake(
    "iou_matrix",
    hint="The areas have the shapes (n,) and (m,), and NumPy cannot add them. They need the extra axis too: (n, 1) "
    "and (1, m) make (n, m).",
)
def matrix_areas_without_axis(boxes1, boxes2):
    one, two = boxes1[:, np.newaxis], boxes2[np.newaxis]
    sides = np.minimum(one[..., 2:], two[..., 2:]) - np.maximum(one[..., :2], two[..., :2])
    intersection = np.prod(np.maximum(sides, 0), axis=-1)
    areas1, areas2 = (np.prod(boxes[:, 2:] - boxes[:, :2], axis=-1) for boxes in (boxes1, boxes2))
    union = areas1 + areas2 - intersection
    return np.divide(intersection, union, out=np.zeros(union.shape), where=union > 0)


@alternative("iou_matrix")
def matrix_with_loops(boxes1, boxes2):
    result = np.zeros((len(boxes1), len(boxes2)))
    for i in range(len(boxes1)):
        for j in range(len(boxes2)):
            result[i, j] = iou(boxes1[i], boxes2[j])
    return result


@alternative("iou_matrix")
def matrix_side_by_side(boxes1, boxes2):
    a, b = boxes1.astype(np.float32), boxes2.astype(np.float32)
    width = np.clip(np.minimum(a[:, None, 2], b[None, :, 2]) - np.maximum(a[:, None, 0], b[None, :, 0]), 0, None)
    height = np.clip(np.minimum(a[:, None, 3], b[None, :, 3]) - np.maximum(a[:, None, 1], b[None, :, 1]), 0, None)
    area_a = (a[:, 2] - a[:, 0]) * (a[:, 3] - a[:, 1])
    area_b = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    union = np.add.outer(area_a, area_b) - width * height
    return np.where(union > 0, width * height / np.where(union > 0, union, 1), 0)


@alternative("iou_matrix")
def matrix_tensors(boxes1, boxes2):
    one = keras.ops.expand_dims(keras.ops.convert_to_tensor(boxes1, "float64"), 1)
    two = keras.ops.expand_dims(keras.ops.convert_to_tensor(boxes2, "float64"), 0)
    sides = keras.ops.minimum(one[..., 2:], two[..., 2:]) - keras.ops.maximum(one[..., :2], two[..., :2])
    common = keras.ops.prod(keras.ops.relu(sides), axis=-1)
    areas = [keras.ops.prod(b[..., 2:] - b[..., :2], axis=-1) for b in (one, two)]
    return np.asarray(keras.ops.divide_no_nan(common, areas[0] + areas[1] - common))


# best_anchor


@mistake(
    "best_anchor",
    hint="You take the anchor with the nearest width and height. A difference of 0.05 is little for a large box and a "
    "lot for a small one: compare by the IoU.",
)
def anchor_nearest(box, anchors):
    size = np.array([box[2] - box[0], box[3] - box[1]])
    return int(np.argmin(np.sum((anchors - size) ** 2, axis=1)))


@mistake(
    "best_anchor",
    hint="You take the largest common area, so a large anchor always wins. Divide by the union.",
)
def anchor_intersection_only(box, anchors):
    width, height = box[2] - box[0], box[3] - box[1]
    return int(np.argmax(np.minimum(width, anchors[:, 0]) * np.minimum(height, anchors[:, 1])))


@mistake(
    "best_anchor",
    hint="The third and fourth number of the box are taken for its width and height. They are the lower right corner: "
    "subtract the upper left one.",
)
def anchor_corner_as_size(box, anchors):
    width, height = box[2], box[3]
    intersection = np.minimum(width, anchors[:, 0]) * np.minimum(height, anchors[:, 1])
    return int(np.argmax(intersection / (width * height + anchors[:, 0] * anchors[:, 1] - intersection)))


@mistake(
    "best_anchor",
    hint="The anchor stands at the corner of the picture, and the box where it is. Only their shapes count: compare "
    "them as if both had the same centre.",
)
def anchor_at_the_origin(box, anchors):
    corners = np.concatenate([np.zeros((len(anchors), 2)), anchors], axis=1)
    return int(np.argmax(iou_matrix(box[np.newaxis], corners)[0]))


@mistake(
    "best_anchor",
    hint="This is the anchor that fits worst. Take the largest IoU, not the smallest.",
)
def anchor_worst(box, anchors):
    width, height = box[2] - box[0], box[3] - box[1]
    intersection = np.minimum(width, anchors[:, 0]) * np.minimum(height, anchors[:, 1])
    return int(np.argmin(intersection / (width * height + anchors[:, 0] * anchors[:, 1] - intersection)))


@mistake(
    "best_anchor",
    hint="Width and height are mixed up: the width of the box belongs to anchors[:, 0], its height to anchors[:, 1].",
)
def anchor_sides_swapped(box, anchors):
    height, width = box[2] - box[0], box[3] - box[1]
    intersection = np.minimum(width, anchors[:, 0]) * np.minimum(height, anchors[:, 1])
    return int(np.argmax(intersection / (width * height + anchors[:, 0] * anchors[:, 1] - intersection)))


@mistake(
    "best_anchor",
    hint="You return the best anchor itself. Asked for is its place among the anchors, a whole number.",
)
def anchor_itself(box, anchors):
    width, height = box[2] - box[0], box[3] - box[1]
    intersection = np.minimum(width, anchors[:, 0]) * np.minimum(height, anchors[:, 1])
    return anchors[np.argmax(intersection / (width * height + anchors[:, 0] * anchors[:, 1] - intersection))]


@mistake(
    "best_anchor",
    hint="You compare areas only. A standing and a lying box can have the same area: compare by the IoU.",
)
def anchor_nearest_area(box, anchors):
    area = (box[2] - box[0]) * (box[3] - box[1])
    return int(np.argmin(np.abs(anchors[:, 0] * anchors[:, 1] - area)))


@alternative("best_anchor")
def anchor_both_at_the_corner(box, anchors):
    own = np.array([0, 0, box[2] - box[0], box[3] - box[1]])
    corners = np.concatenate([np.zeros_like(anchors), anchors], axis=1)
    return iou_matrix(own[np.newaxis], corners)[0].argmax()


@alternative("best_anchor")
def anchor_by_centred_boxes(box, anchors):
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    boxes = np.stack(
        [x - anchors[:, 0] / 2, y - anchors[:, 1] / 2, x + anchors[:, 0] / 2, y + anchors[:, 1] / 2], axis=1
    )
    return np.argmax([iou(box, other) for other in boxes])


@alternative("best_anchor")
def anchor_with_a_loop(box, anchors):
    w, h = box[2] - box[0], box[3] - box[1]
    best, place = -1.0, None
    for a, (wa, ha) in enumerate(anchors):
        common = min(w, wa) * min(h, ha)
        value = common / (w * h + wa * ha - common)
        if value > best:
            best, place = value, a
    return np.array(place)


# encode_targets


@mistake(
    "encode_targets",
    hint="Rows and columns are swapped. The index is [row, column, anchor]; the row comes from y, the column from x.",
)
def encode_column_first(boxes, classes, grid, anchors):
    targets = np.zeros((grid, grid, len(anchors), 6))
    for box, label in zip(boxes, classes):
        x, y, width, height = corners_to_center(box)
        column, row = int(x * grid), int(y * grid)
        a = best_anchor(box, anchors)
        stretch = np.log([width / anchors[a, 0], height / anchors[a, 1]])
        targets[column, row, a] = [x * grid - column, y * grid - row, *stretch, 1, label]
    return targets


@mistake(
    "encode_targets",
    hint="The centre is still a place in the whole picture. Entries 0 and 1 say where in its *cell* it lies, from 0 to "
    "1: multiply by grid and take away the column or row.",
)
def encode_place_in_picture(boxes, classes, grid, anchors):
    targets = np.zeros((grid, grid, len(anchors), 6))
    for box, label in zip(boxes, classes):
        x, y, width, height = corners_to_center(box)
        column, row = int(x * grid), int(y * grid)
        a = best_anchor(box, anchors)
        stretch = np.log([width / anchors[a, 0], height / anchors[a, 1]])
        targets[row, column, a] = [x, y, *stretch, 1, label]
    return targets


@mistake(
    "encode_targets",
    hint="Entries 0 and 1 are measured in cells from the corner of the picture. Take away the column and the row, so "
    "that the place within the cell is left.",
)
def encode_cell_not_subtracted(boxes, classes, grid, anchors):
    targets = np.zeros((grid, grid, len(anchors), 6))
    for box, label in zip(boxes, classes):
        x, y, width, height = corners_to_center(box)
        column, row = int(x * grid), int(y * grid)
        a = best_anchor(box, anchors)
        stretch = np.log([width / anchors[a, 0], height / anchors[a, 1]])
        targets[row, column, a] = [x * grid, y * grid, *stretch, 1, label]
    return targets


@mistake(
    "encode_targets",
    hint="The stretches are plain ratios. Take their logarithm: then 0 says just as wide as the anchor.",
)
def encode_without_log(boxes, classes, grid, anchors):
    targets = np.zeros((grid, grid, len(anchors), 6))
    for box, label in zip(boxes, classes):
        x, y, width, height = corners_to_center(box)
        column, row = int(x * grid), int(y * grid)
        a = best_anchor(box, anchors)
        stretch = [width / anchors[a, 0], height / anchors[a, 1]]
        targets[row, column, a] = [x * grid - column, y * grid - row, *stretch, 1, label]
    return targets


@mistake(
    "encode_targets",
    hint="The stretches are upside down: how much wider the box is than the anchor, width / anchor width, and not the "
    "other way round.",
)
def encode_ratio_upside_down(boxes, classes, grid, anchors):
    targets = np.zeros((grid, grid, len(anchors), 6))
    for box, label in zip(boxes, classes):
        x, y, width, height = corners_to_center(box)
        column, row = int(x * grid), int(y * grid)
        a = best_anchor(box, anchors)
        stretch = np.log([anchors[a, 0] / width, anchors[a, 1] / height])
        targets[row, column, a] = [x * grid - column, y * grid - row, *stretch, 1, label]
    return targets


@mistake(
    "encode_targets",
    hint="The cell is that of the upper left corner. It is the *centre* that decides: go through corners_to_center.",
)
def encode_corner_for_center(boxes, classes, grid, anchors):
    targets = np.zeros((grid, grid, len(anchors), 6))
    for box, label in zip(boxes, classes):
        _, _, width, height = corners_to_center(box)
        x, y = box[0], box[1]
        column, row = int(x * grid), int(y * grid)
        a = best_anchor(box, anchors)
        stretch = np.log([width / anchors[a, 0], height / anchors[a, 1]])
        targets[row, column, a] = [x * grid - column, y * grid - row, *stretch, 1, label]
    return targets


@mistake(
    "encode_targets",
    hint="Every anchor of the cell is told that the object is its own. Only the one that fits best is responsible.",
)
def encode_every_anchor(boxes, classes, grid, anchors):
    targets = np.zeros((grid, grid, len(anchors), 6))
    for box, label in zip(boxes, classes):
        x, y, width, height = corners_to_center(box)
        column, row = int(x * grid), int(y * grid)
        for a in range(len(anchors)):
            stretch = np.log([width / anchors[a, 0], height / anchors[a, 1]])
            targets[row, column, a] = [x * grid - column, y * grid - row, *stretch, 1, label]
    return targets


@mistake(
    "encode_targets",
    hint="Entries 4 and 5 are swapped: first the 1 that says there is an object, then its class.",
)
def encode_class_before_object(boxes, classes, grid, anchors):
    targets = np.zeros((grid, grid, len(anchors), 6))
    for box, label in zip(boxes, classes):
        x, y, width, height = corners_to_center(box)
        column, row = int(x * grid), int(y * grid)
        a = best_anchor(box, anchors)
        stretch = np.log([width / anchors[a, 0], height / anchors[a, 1]])
        targets[row, column, a] = [x * grid - column, y * grid - row, *stretch, label, 1]
    return targets


@mistake(
    "encode_targets",
    hint="The cell is rounded to the nearest one. Cells are counted from their upper left corner: cut off, do not round.",
)
def encode_rounded_cell(boxes, classes, grid, anchors):
    targets = np.zeros((grid, grid, len(anchors), 6))
    for box, label in zip(boxes, classes):
        x, y, width, height = corners_to_center(box)
        column, row = min(grid - 1, round(x * grid)), min(grid - 1, round(y * grid))
        a = best_anchor(box, anchors)
        stretch = np.log([width / anchors[a, 0], height / anchors[a, 1]])
        targets[row, column, a] = [x * grid - column, y * grid - row, *stretch, 1, label]
    return targets


@mistake(
    "encode_targets",
    hint="Nothing says that there is an object: entry 4 must be 1 at the places of the objects.",
)
def encode_object_forgotten(boxes, classes, grid, anchors):
    targets = np.zeros((grid, grid, len(anchors), 6))
    for box, label in zip(boxes, classes):
        x, y, width, height = corners_to_center(box)
        column, row = int(x * grid), int(y * grid)
        a = best_anchor(box, anchors)
        stretch = np.log([width / anchors[a, 0], height / anchors[a, 1]])
        targets[row, column, a] = [x * grid - column, y * grid - row, *stretch, 0, label]
    return targets


@mistake(
    "encode_targets",
    hint="best_anchor is given centre and size. It wants corners: hand over the box as it came.",
)
def encode_anchor_of_center_box(boxes, classes, grid, anchors):
    targets = np.zeros((grid, grid, len(anchors), 6))
    for box, label in zip(boxes, classes):
        x, y, width, height = corners_to_center(box)
        column, row = int(x * grid), int(y * grid)
        a = best_anchor(corners_to_center(box), anchors)
        stretch = np.log([width / anchors[a, 0], height / anchors[a, 1]])
        targets[row, column, a] = [x * grid - column, y * grid - row, *stretch, 1, label]
    return targets


@mistake(
    "encode_targets",
    hint="Width and height are multiplied by grid as well as the centre. Anchors are parts of the picture, and so "
    "must the sizes be that you compare with them.",
)
def encode_sizes_in_cells(boxes, classes, grid, anchors):
    targets = np.zeros((grid, grid, len(anchors), 6))
    for box, label in zip(boxes, classes):
        x, y, width, height = corners_to_center(box)
        column, row = int(x * grid), int(y * grid)
        a = best_anchor(box, anchors)
        stretch = np.log([grid * width / anchors[a, 0], grid * height / anchors[a, 1]])
        targets[row, column, a] = [x * grid - column, y * grid - row, *stretch, 1, label]
    return targets


@alternative("encode_targets")
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


@alternative("encode_targets")
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


# detector


@mistake(
    "detector",
    hint="There is an activation on the last layer. It must give raw numbers: the loss and the decoding apply sigmoid "
    "and softmax where they belong.",
)
def detector_with_sigmoid(input_shape, grid, anchors, classes):
    inputs = keras.Input(input_shape)
    x, size, filters = inputs, input_shape[0], 16
    while size > grid:
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
        x = keras.layers.MaxPooling2D(2)(x)
        size, filters = size // 2, 2 * filters
    for _ in range(2):
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(len(anchors) * (5 + classes), 1, activation="sigmoid")(x)
    return keras.Model(inputs, keras.layers.Reshape((grid, grid, len(anchors), 5 + classes))(x))


@mistake(
    "detector",
    hint="There is a ReLU on the last layer. Raw numbers may be negative: a place without an object should answer "
    "with a very negative one.",
)
def detector_with_last_relu(input_shape, grid, anchors, classes):
    inputs = keras.Input(input_shape)
    x, size, filters = inputs, input_shape[0], 16
    while size > grid:
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
        x = keras.layers.MaxPooling2D(2)(x)
        size, filters = size // 2, 2 * filters
    for _ in range(2):
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(len(anchors) * (5 + classes), 1, activation="relu")(x)
    return keras.Model(inputs, keras.layers.Reshape((grid, grid, len(anchors), 5 + classes))(x))


@mistake(
    "detector",
    hint="All stages have 16 filters. Double them from stage to stage: while the picture gets smaller, more is said "
    "about each place.",
)
def detector_filters_not_doubled(input_shape, grid, anchors, classes):
    inputs = keras.Input(input_shape)
    x, size, filters = inputs, input_shape[0], 16
    while size > grid:
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
        x = keras.layers.MaxPooling2D(2)(x)
        size = size // 2
    for _ in range(2):
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(len(anchors) * (5 + classes), 1)(x)
    return keras.Model(inputs, keras.layers.Reshape((grid, grid, len(anchors), 5 + classes))(x))


@mistake(
    "detector",
    hint="The neck has as many filters as the last stage. It should have twice as many.",
)
def detector_narrow_neck(input_shape, grid, anchors, classes):
    inputs = keras.Input(input_shape)
    x, size, filters = inputs, input_shape[0], 16
    while size > grid:
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
        x = keras.layers.MaxPooling2D(2)(x)
        size, filters = size // 2, 2 * filters
    for _ in range(2):
        x = keras.layers.Conv2D(filters // 2, 3, padding="same")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(len(anchors) * (5 + classes), 1)(x)
    return keras.Model(inputs, keras.layers.Reshape((grid, grid, len(anchors), 5 + classes))(x))


@mistake(
    "detector",
    hint="The neck is too short: two convolutions follow after the last pooling, each with batch norm and ReLU.",
)
def detector_short_neck(input_shape, grid, anchors, classes):
    inputs = keras.Input(input_shape)
    x, size, filters = inputs, input_shape[0], 16
    while size > grid:
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
        x = keras.layers.MaxPooling2D(2)(x)
        size, filters = size // 2, 2 * filters
    x = keras.layers.Conv2D(filters, 3, padding="same")(x)
    x = keras.layers.BatchNormalization(momentum=0.9)(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(len(anchors) * (5 + classes), 1)(x)
    return keras.Model(inputs, keras.layers.Reshape((grid, grid, len(anchors), 5 + classes))(x))


@mistake("detector", hint="There is no batch norm. One stands between each 3x3 convolution and its ReLU.")
def detector_without_batch_norm(input_shape, grid, anchors, classes):
    inputs = keras.Input(input_shape)
    x, size, filters = inputs, input_shape[0], 16
    while size > grid:
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        x = keras.layers.MaxPooling2D(2)(x)
        size, filters = size // 2, 2 * filters
    for _ in range(2):
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(len(anchors) * (5 + classes), 1)(x)
    return keras.Model(inputs, keras.layers.Reshape((grid, grid, len(anchors), 5 + classes))(x))


@mistake(
    "detector",
    hint="ReLU comes before batch norm. The order is convolution, batch norm, ReLU.",
)
def detector_relu_before_batch_norm(input_shape, grid, anchors, classes):
    inputs = keras.Input(input_shape)
    x, size, filters = inputs, input_shape[0], 16
    while size > grid:
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.MaxPooling2D(2)(x)
        size, filters = size // 2, 2 * filters
    for _ in range(2):
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
    x = keras.layers.Conv2D(len(anchors) * (5 + classes), 1)(x)
    return keras.Model(inputs, keras.layers.Reshape((grid, grid, len(anchors), 5 + classes))(x))


@mistake("detector", hint="You pool by the average. Here it is max pooling: what stands out is what counts.")
def detector_average_pooling(input_shape, grid, anchors, classes):
    inputs = keras.Input(input_shape)
    x, size, filters = inputs, input_shape[0], 16
    while size > grid:
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
        x = keras.layers.AveragePooling2D(2)(x)
        size, filters = size // 2, 2 * filters
    for _ in range(2):
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(len(anchors) * (5 + classes), 1)(x)
    return keras.Model(inputs, keras.layers.Reshape((grid, grid, len(anchors), 5 + classes))(x))


@mistake(
    "detector",
    hint="You halve the picture with the stride of the convolution. Here the convolution has stride 1, and max "
    "pooling halves.",
)
def detector_strided(input_shape, grid, anchors, classes):
    inputs = keras.Input(input_shape)
    x, size, filters = inputs, input_shape[0], 16
    while size > grid:
        x = keras.layers.Conv2D(filters, 3, strides=2, padding="same")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
        size, filters = size // 2, 2 * filters
    for _ in range(2):
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(len(anchors) * (5 + classes), 1)(x)
    return keras.Model(inputs, keras.layers.Reshape((grid, grid, len(anchors), 5 + classes))(x))


@mistake(
    "detector",
    hint="The answer is not taken apart: reshape the last axis, so that anchors and their 5 + C numbers have an axis "
    "each.",
)
def detector_without_reshape(input_shape, grid, anchors, classes):
    inputs = keras.Input(input_shape)
    x, size, filters = inputs, input_shape[0], 16
    while size > grid:
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
        x = keras.layers.MaxPooling2D(2)(x)
        size, filters = size // 2, 2 * filters
    for _ in range(2):
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
    return keras.Model(inputs, keras.layers.Conv2D(len(anchors) * (5 + classes), 1)(x))


@mistake(
    "detector",
    hint="Each anchor answers with the classes and four more numbers. There are five: four for the box and one for the "
    "object.",
)
def detector_without_object_score(input_shape, grid, anchors, classes):
    inputs = keras.Input(input_shape)
    x, size, filters = inputs, input_shape[0], 16
    while size > grid:
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
        x = keras.layers.MaxPooling2D(2)(x)
        size, filters = size // 2, 2 * filters
    for _ in range(2):
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(len(anchors) * (4 + classes), 1)(x)
    return keras.Model(inputs, keras.layers.Reshape((grid, grid, len(anchors), 4 + classes))(x))


@mistake(
    "detector",
    hint="There are always three stages. How many are needed follows from input_shape and grid: go on until the "
    "picture is as small as the grid.",
)
def detector_three_stages(input_shape, grid, anchors, classes):
    inputs = keras.Input(input_shape)
    x, filters = inputs, 16
    for _ in range(3):
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
        x = keras.layers.MaxPooling2D(2)(x)
        filters = 2 * filters
    for _ in range(2):
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(len(anchors) * (5 + classes), 1)(x)
    grid = input_shape[0] // 8
    return keras.Model(inputs, keras.layers.Reshape((grid, grid, len(anchors), 5 + classes))(x))


@mistake(
    "detector",
    hint="The last convolution looks at 3x3 cells. It should be 1x1: the neck has looked around already.",
)
def detector_large_head(input_shape, grid, anchors, classes):
    inputs = keras.Input(input_shape)
    x, size, filters = inputs, input_shape[0], 16
    while size > grid:
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
        x = keras.layers.MaxPooling2D(2)(x)
        size, filters = size // 2, 2 * filters
    for _ in range(2):
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(len(anchors) * (5 + classes), 3, padding="same")(x)
    return keras.Model(inputs, keras.layers.Reshape((grid, grid, len(anchors), 5 + classes))(x))


@mistake(
    "detector",
    hint="The 3x3 convolutions have no bias. Batch norm makes it superfluous, but the table asks for it: leave "
    "use_bias out.",
)
def detector_without_bias(input_shape, grid, anchors, classes):
    inputs = keras.Input(input_shape)
    x, size, filters = inputs, input_shape[0], 16
    while size > grid:
        x = keras.layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
        x = keras.layers.MaxPooling2D(2)(x)
        size, filters = size // 2, 2 * filters
    for _ in range(2):
        x = keras.layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(len(anchors) * (5 + classes), 1)(x)
    return keras.Model(inputs, keras.layers.Reshape((grid, grid, len(anchors), 5 + classes))(x))


@mistake(
    "detector",
    hint="The second convolution of the neck has twice as many filters as the first. Both have the same number: "
    "twice that of the last stage.",
)
def detector_growing_neck(input_shape, grid, anchors, classes):
    inputs = keras.Input(input_shape)
    x, size, filters = inputs, input_shape[0], 16
    while size > grid:
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
        x = keras.layers.MaxPooling2D(2)(x)
        size, filters = size // 2, 2 * filters
    for _ in range(2):
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
        filters = 2 * filters
    x = keras.layers.Conv2D(len(anchors) * (5 + classes), 1)(x)
    return keras.Model(inputs, keras.layers.Reshape((grid, grid, len(anchors), 5 + classes))(x))


@mistake(
    "detector",
    hint="Each convolution makes the picture smaller by two, so it does not fit the grid in the end. "
    'padding="same" is missing.',
)
def detector_without_padding(input_shape, grid, anchors, classes):
    inputs = keras.Input(input_shape)
    x, size, filters = inputs, input_shape[0], 16
    while size > grid:
        x = keras.layers.Conv2D(filters, 3)(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
        x = keras.layers.MaxPooling2D(2)(x)
        size, filters = size // 2, 2 * filters
    for _ in range(2):
        x = keras.layers.Conv2D(filters, 3)(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(len(anchors) * (5 + classes), 1)(x)
    return keras.Model(inputs, keras.layers.Reshape((grid, grid, len(anchors), 5 + classes))(x))


@alternative("detector")
def detector_sequential(input_shape, grid, anchors, classes):
    model = keras.Sequential([keras.Input(input_shape)])
    stages = int(np.log2(input_shape[0] // grid))
    for i in range(stages + 2):
        model.add(keras.layers.Conv2D(16 * 2 ** min(i, stages), (3, 3), padding="same"))
        model.add(keras.layers.BatchNormalization(axis=-1, momentum=0.9))
        model.add(keras.layers.Activation("relu"))
        if i < stages:
            model.add(keras.layers.MaxPool2D(pool_size=(2, 2), strides=2))
    model.add(keras.layers.Conv2D(len(anchors) * (classes + 5), (1, 1), activation="linear"))
    model.add(keras.layers.Reshape((grid, grid, -1, classes + 5)))
    return model


@alternative("detector")
def detector_pools_before_relu(input_shape, grid, anchors, classes):
    def stage(x, filters):
        x = keras.layers.Conv2D(filters, 3, padding="same", kernel_initializer="he_normal")(x)
        return keras.layers.BatchNormalization()(x)

    inputs = keras.Input(input_shape, name="picture")
    x, filters = inputs, 16
    while x.shape[1] > grid:
        x = keras.ops.relu(keras.layers.MaxPooling2D()(stage(x, filters)))
        filters *= 2
    x = keras.ops.relu(stage(x, filters))
    x = keras.ops.relu(stage(x, filters))
    x = keras.layers.Conv2D(anchors.shape[0] * (5 + classes), 1, name="head")(x)
    x = keras.ops.reshape(x, (-1, grid, grid, anchors.shape[0], 5 + classes))
    return keras.Model(inputs, x, name="yolo")


# yolo_loss


@mistake(
    "yolo_loss",
    hint="Places without an object are charged for their boxes. There is no right box there: multiply the box error "
    "by has_object.",
)
def loss_boxes_everywhere(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = y_true[..., 4]
    place = keras.ops.square(keras.ops.sigmoid(y_pred[..., 0:2]) - y_true[..., 0:2])
    stretch = keras.ops.square(y_pred[..., 2:4] - y_true[..., 2:4])
    box_error = keras.ops.sum(place + stretch, axis=-1)
    object_error = keras.ops.binary_crossentropy(has_object, y_pred[..., 4], from_logits=True)
    labels = keras.ops.cast(y_true[..., 5], "int32")
    class_error = keras.ops.sparse_categorical_crossentropy(labels, y_pred[..., 5:], from_logits=True)
    with_object = box_weight * box_error + has_object * (object_error + class_error)
    return keras.ops.sum(with_object + (1 - has_object) * no_object_weight * object_error, axis=(1, 2, 3))


@mistake(
    "yolo_loss",
    hint="Places without an object are charged for their class. There is none: multiply the class error by has_object.",
)
def loss_classes_everywhere(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = y_true[..., 4]
    place = keras.ops.square(keras.ops.sigmoid(y_pred[..., 0:2]) - y_true[..., 0:2])
    stretch = keras.ops.square(y_pred[..., 2:4] - y_true[..., 2:4])
    box_error = keras.ops.sum(place + stretch, axis=-1)
    object_error = keras.ops.binary_crossentropy(has_object, y_pred[..., 4], from_logits=True)
    labels = keras.ops.cast(y_true[..., 5], "int32")
    class_error = keras.ops.sparse_categorical_crossentropy(labels, y_pred[..., 5:], from_logits=True)
    with_object = has_object * (box_weight * box_error + object_error) + class_error
    return keras.ops.sum(with_object + (1 - has_object) * no_object_weight * object_error, axis=(1, 2, 3))


@mistake(
    "yolo_loss",
    hint="Empty places pay nothing at all. Then the detector may claim objects everywhere: charge them for their object "
    "score, times no_object_weight.",
)
def loss_without_empty_places(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = y_true[..., 4]
    place = keras.ops.square(keras.ops.sigmoid(y_pred[..., 0:2]) - y_true[..., 0:2])
    stretch = keras.ops.square(y_pred[..., 2:4] - y_true[..., 2:4])
    box_error = keras.ops.sum(place + stretch, axis=-1)
    object_error = keras.ops.binary_crossentropy(has_object, y_pred[..., 4], from_logits=True)
    labels = keras.ops.cast(y_true[..., 5], "int32")
    class_error = keras.ops.sparse_categorical_crossentropy(labels, y_pred[..., 5:], from_logits=True)
    return keras.ops.sum(has_object * (box_weight * box_error + object_error + class_error), axis=(1, 2, 3))


@mistake(
    "yolo_loss",
    hint="The object score counts in full at empty places: no_object_weight is missing.",
)
def loss_without_no_object_weight(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = y_true[..., 4]
    place = keras.ops.square(keras.ops.sigmoid(y_pred[..., 0:2]) - y_true[..., 0:2])
    stretch = keras.ops.square(y_pred[..., 2:4] - y_true[..., 2:4])
    box_error = keras.ops.sum(place + stretch, axis=-1)
    object_error = keras.ops.binary_crossentropy(has_object, y_pred[..., 4], from_logits=True)
    labels = keras.ops.cast(y_true[..., 5], "int32")
    class_error = keras.ops.sparse_categorical_crossentropy(labels, y_pred[..., 5:], from_logits=True)
    return keras.ops.sum(has_object * (box_weight * box_error + class_error) + object_error, axis=(1, 2, 3))


@mistake(
    "yolo_loss",
    hint="no_object_weight is on the wrong side: it belongs to the places without an object, and those with one count in "
    "full.",
)
def loss_no_object_weight_on_objects(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = y_true[..., 4]
    place = keras.ops.square(keras.ops.sigmoid(y_pred[..., 0:2]) - y_true[..., 0:2])
    stretch = keras.ops.square(y_pred[..., 2:4] - y_true[..., 2:4])
    box_error = keras.ops.sum(place + stretch, axis=-1)
    object_error = keras.ops.binary_crossentropy(has_object, y_pred[..., 4], from_logits=True)
    labels = keras.ops.cast(y_true[..., 5], "int32")
    class_error = keras.ops.sparse_categorical_crossentropy(labels, y_pred[..., 5:], from_logits=True)
    with_object = has_object * (box_weight * box_error + no_object_weight * object_error + class_error)
    return keras.ops.sum(with_object + (1 - has_object) * object_error, axis=(1, 2, 3))


@mistake("yolo_loss", hint="The box error is not multiplied by box_weight.")
def loss_without_box_weight(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = y_true[..., 4]
    place = keras.ops.square(keras.ops.sigmoid(y_pred[..., 0:2]) - y_true[..., 0:2])
    stretch = keras.ops.square(y_pred[..., 2:4] - y_true[..., 2:4])
    box_error = keras.ops.sum(place + stretch, axis=-1)
    object_error = keras.ops.binary_crossentropy(has_object, y_pred[..., 4], from_logits=True)
    labels = keras.ops.cast(y_true[..., 5], "int32")
    class_error = keras.ops.sparse_categorical_crossentropy(labels, y_pred[..., 5:], from_logits=True)
    with_object = has_object * (box_error + object_error + class_error)
    return keras.ops.sum(with_object + (1 - has_object) * no_object_weight * object_error, axis=(1, 2, 3))


@mistake(
    "yolo_loss",
    hint="The weights 5.0 and 0.5 are written into the code. Use the arguments box_weight and no_object_weight.",
)
def loss_weights_in_the_code(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = y_true[..., 4]
    place = keras.ops.square(keras.ops.sigmoid(y_pred[..., 0:2]) - y_true[..., 0:2])
    stretch = keras.ops.square(y_pred[..., 2:4] - y_true[..., 2:4])
    box_error = keras.ops.sum(place + stretch, axis=-1)
    object_error = keras.ops.binary_crossentropy(has_object, y_pred[..., 4], from_logits=True)
    labels = keras.ops.cast(y_true[..., 5], "int32")
    class_error = keras.ops.sparse_categorical_crossentropy(labels, y_pred[..., 5:], from_logits=True)
    with_object = has_object * (5.0 * box_error + object_error + class_error)
    return keras.ops.sum(with_object + (1 - has_object) * 0.5 * object_error, axis=(1, 2, 3))


@mistake(
    "yolo_loss",
    hint="The raw x and y are compared with the target. They must go through the sigmoid first: the target is a place in "
    "the cell, from 0 to 1.",
)
def loss_place_without_sigmoid(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = y_true[..., 4]
    box_error = keras.ops.sum(keras.ops.square(y_pred[..., 0:4] - y_true[..., 0:4]), axis=-1)
    object_error = keras.ops.binary_crossentropy(has_object, y_pred[..., 4], from_logits=True)
    labels = keras.ops.cast(y_true[..., 5], "int32")
    class_error = keras.ops.sparse_categorical_crossentropy(labels, y_pred[..., 5:], from_logits=True)
    with_object = has_object * (box_weight * box_error + object_error + class_error)
    return keras.ops.sum(with_object + (1 - has_object) * no_object_weight * object_error, axis=(1, 2, 3))


@mistake(
    "yolo_loss",
    hint="The stretches go through the sigmoid. They may be negative or large; only x and y are squeezed into the cell.",
)
def loss_stretch_with_sigmoid(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = y_true[..., 4]
    error = keras.ops.square(keras.ops.sigmoid(y_pred[..., 0:4]) - y_true[..., 0:4])
    box_error = keras.ops.sum(error, axis=-1)
    object_error = keras.ops.binary_crossentropy(has_object, y_pred[..., 4], from_logits=True)
    labels = keras.ops.cast(y_true[..., 5], "int32")
    class_error = keras.ops.sparse_categorical_crossentropy(labels, y_pred[..., 5:], from_logits=True)
    with_object = has_object * (box_weight * box_error + object_error + class_error)
    return keras.ops.sum(with_object + (1 - has_object) * no_object_weight * object_error, axis=(1, 2, 3))


@mistake(
    "yolo_loss",
    hint="exp is applied to the stretches before they are compared. The target holds logarithms already: compare them as "
    "they are.",
)
def loss_stretch_with_exp(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = y_true[..., 4]
    place = keras.ops.square(keras.ops.sigmoid(y_pred[..., 0:2]) - y_true[..., 0:2])
    stretch = keras.ops.square(keras.ops.exp(y_pred[..., 2:4]) - keras.ops.exp(y_true[..., 2:4]))
    box_error = keras.ops.sum(place + stretch, axis=-1)
    object_error = keras.ops.binary_crossentropy(has_object, y_pred[..., 4], from_logits=True)
    labels = keras.ops.cast(y_true[..., 5], "int32")
    class_error = keras.ops.sparse_categorical_crossentropy(labels, y_pred[..., 5:], from_logits=True)
    with_object = has_object * (box_weight * box_error + object_error + class_error)
    return keras.ops.sum(with_object + (1 - has_object) * no_object_weight * object_error, axis=(1, 2, 3))


@mistake(
    "yolo_loss",
    hint="The box error is made of absolute differences. Square them.",
)
def loss_absolute_differences(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = y_true[..., 4]
    place = keras.ops.absolute(keras.ops.sigmoid(y_pred[..., 0:2]) - y_true[..., 0:2])
    stretch = keras.ops.absolute(y_pred[..., 2:4] - y_true[..., 2:4])
    box_error = keras.ops.sum(place + stretch, axis=-1)
    object_error = keras.ops.binary_crossentropy(has_object, y_pred[..., 4], from_logits=True)
    labels = keras.ops.cast(y_true[..., 5], "int32")
    class_error = keras.ops.sparse_categorical_crossentropy(labels, y_pred[..., 5:], from_logits=True)
    with_object = has_object * (box_weight * box_error + object_error + class_error)
    return keras.ops.sum(with_object + (1 - has_object) * no_object_weight * object_error, axis=(1, 2, 3))


@mistake(
    "yolo_loss",
    hint="The loss is averaged over the places. Sum it: of 192 places only a few matter, and a mean would hide them.",
)
def loss_averaged_over_places(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = y_true[..., 4]
    place = keras.ops.square(keras.ops.sigmoid(y_pred[..., 0:2]) - y_true[..., 0:2])
    stretch = keras.ops.square(y_pred[..., 2:4] - y_true[..., 2:4])
    box_error = keras.ops.sum(place + stretch, axis=-1)
    object_error = keras.ops.binary_crossentropy(has_object, y_pred[..., 4], from_logits=True)
    labels = keras.ops.cast(y_true[..., 5], "int32")
    class_error = keras.ops.sparse_categorical_crossentropy(labels, y_pred[..., 5:], from_logits=True)
    with_object = has_object * (box_weight * box_error + object_error + class_error)
    return keras.ops.mean(with_object + (1 - has_object) * no_object_weight * object_error, axis=(1, 2, 3))


@mistake(
    "yolo_loss",
    hint="You return one number for the whole batch. Return one for each picture: sum over the axes 1, 2 and 3 only.",
)
def loss_of_the_batch(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = y_true[..., 4]
    place = keras.ops.square(keras.ops.sigmoid(y_pred[..., 0:2]) - y_true[..., 0:2])
    stretch = keras.ops.square(y_pred[..., 2:4] - y_true[..., 2:4])
    box_error = keras.ops.sum(place + stretch, axis=-1)
    object_error = keras.ops.binary_crossentropy(has_object, y_pred[..., 4], from_logits=True)
    labels = keras.ops.cast(y_true[..., 5], "int32")
    class_error = keras.ops.sparse_categorical_crossentropy(labels, y_pred[..., 5:], from_logits=True)
    with_object = has_object * (box_weight * box_error + object_error + class_error)
    return keras.ops.sum(with_object + (1 - has_object) * no_object_weight * object_error)


@mistake(
    "yolo_loss",
    hint="You return one number for each place. Add them up: sum over the axes 1, 2 and 3, so that one number is left for "
    "each picture.",
)
def loss_of_each_place(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = y_true[..., 4]
    place = keras.ops.square(keras.ops.sigmoid(y_pred[..., 0:2]) - y_true[..., 0:2])
    stretch = keras.ops.square(y_pred[..., 2:4] - y_true[..., 2:4])
    box_error = keras.ops.sum(place + stretch, axis=-1)
    object_error = keras.ops.binary_crossentropy(has_object, y_pred[..., 4], from_logits=True)
    labels = keras.ops.cast(y_true[..., 5], "int32")
    class_error = keras.ops.sparse_categorical_crossentropy(labels, y_pred[..., 5:], from_logits=True)
    return (
        has_object * (box_weight * box_error + object_error + class_error)
        + (1 - has_object) * no_object_weight * object_error
    )


@mistake(
    "yolo_loss",
    hint="You divide by the number of objects. A picture without any object then has a loss of 0/0: divide by nothing.",
)
def loss_by_number_of_objects(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = y_true[..., 4]
    place = keras.ops.square(keras.ops.sigmoid(y_pred[..., 0:2]) - y_true[..., 0:2])
    stretch = keras.ops.square(y_pred[..., 2:4] - y_true[..., 2:4])
    box_error = keras.ops.sum(place + stretch, axis=-1)
    object_error = keras.ops.binary_crossentropy(has_object, y_pred[..., 4], from_logits=True)
    labels = keras.ops.cast(y_true[..., 5], "int32")
    class_error = keras.ops.sparse_categorical_crossentropy(labels, y_pred[..., 5:], from_logits=True)
    with_object = has_object * (box_weight * box_error + object_error + class_error)
    total = keras.ops.sum(with_object + (1 - has_object) * no_object_weight * object_error, axis=(1, 2, 3))
    return total / keras.ops.sum(has_object, axis=(1, 2, 3))


@mistake(
    "yolo_loss",
    hint="The raw object number is taken for a probability: from_logits=True is missing in the binary cross-entropy.",
)
def loss_object_not_from_logits(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = y_true[..., 4]
    place = keras.ops.square(keras.ops.sigmoid(y_pred[..., 0:2]) - y_true[..., 0:2])
    stretch = keras.ops.square(y_pred[..., 2:4] - y_true[..., 2:4])
    box_error = keras.ops.sum(place + stretch, axis=-1)
    object_error = keras.ops.binary_crossentropy(has_object, y_pred[..., 4])
    labels = keras.ops.cast(y_true[..., 5], "int32")
    class_error = keras.ops.sparse_categorical_crossentropy(labels, y_pred[..., 5:], from_logits=True)
    with_object = has_object * (box_weight * box_error + object_error + class_error)
    return keras.ops.sum(with_object + (1 - has_object) * no_object_weight * object_error, axis=(1, 2, 3))


@mistake(
    "yolo_loss",
    hint="The sigmoid is applied twice to the object number: once by you, and once by from_logits=True. Hand over the "
    "raw number.",
)
def loss_object_sigmoid_twice(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = y_true[..., 4]
    place = keras.ops.square(keras.ops.sigmoid(y_pred[..., 0:2]) - y_true[..., 0:2])
    stretch = keras.ops.square(y_pred[..., 2:4] - y_true[..., 2:4])
    box_error = keras.ops.sum(place + stretch, axis=-1)
    sure = 1 / (1 + keras.ops.exp(-y_pred[..., 4]))  # of its own sigmoid Keras would notice
    object_error = keras.ops.binary_crossentropy(has_object, sure, from_logits=True)
    labels = keras.ops.cast(y_true[..., 5], "int32")
    class_error = keras.ops.sparse_categorical_crossentropy(labels, y_pred[..., 5:], from_logits=True)
    with_object = has_object * (box_weight * box_error + object_error + class_error)
    return keras.ops.sum(with_object + (1 - has_object) * no_object_weight * object_error, axis=(1, 2, 3))


@mistake(
    "yolo_loss",
    hint="The raw class numbers are taken for probabilities: from_logits=True is missing in the cross-entropy of the "
    "classes.",
)
def loss_classes_not_from_logits(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = y_true[..., 4]
    place = keras.ops.square(keras.ops.sigmoid(y_pred[..., 0:2]) - y_true[..., 0:2])
    stretch = keras.ops.square(y_pred[..., 2:4] - y_true[..., 2:4])
    box_error = keras.ops.sum(place + stretch, axis=-1)
    object_error = keras.ops.binary_crossentropy(has_object, y_pred[..., 4], from_logits=True)
    labels = keras.ops.cast(y_true[..., 5], "int32")
    class_error = keras.ops.sparse_categorical_crossentropy(labels, y_pred[..., 5:])
    with_object = has_object * (box_weight * box_error + object_error + class_error)
    return keras.ops.sum(with_object + (1 - has_object) * no_object_weight * object_error, axis=(1, 2, 3))


@mistake(
    "yolo_loss",
    hint="y_true and y_pred have changed places in the cross-entropy: the target comes first, then the raw number.",
)
def loss_true_and_predicted_swapped(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = y_true[..., 4]
    place = keras.ops.square(keras.ops.sigmoid(y_pred[..., 0:2]) - y_true[..., 0:2])
    stretch = keras.ops.square(y_pred[..., 2:4] - y_true[..., 2:4])
    box_error = keras.ops.sum(place + stretch, axis=-1)
    object_error = keras.ops.binary_crossentropy(y_pred[..., 4], has_object, from_logits=True)
    labels = keras.ops.cast(y_true[..., 5], "int32")
    class_error = keras.ops.sparse_categorical_crossentropy(labels, y_pred[..., 5:], from_logits=True)
    with_object = has_object * (box_weight * box_error + object_error + class_error)
    return keras.ops.sum(with_object + (1 - has_object) * no_object_weight * object_error, axis=(1, 2, 3))


@mistake(
    "yolo_loss",
    hint="The classes are compared as numbers, as if 9 were nearer to 8 than to 1. Use the sparse cross-entropy: the "
    "label is a name, and the raw numbers are one score for each class.",
)
def loss_classes_as_numbers(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = y_true[..., 4]
    place = keras.ops.square(keras.ops.sigmoid(y_pred[..., 0:2]) - y_true[..., 0:2])
    stretch = keras.ops.square(y_pred[..., 2:4] - y_true[..., 2:4])
    box_error = keras.ops.sum(place + stretch, axis=-1)
    object_error = keras.ops.binary_crossentropy(has_object, y_pred[..., 4], from_logits=True)
    class_error = keras.ops.square(y_pred[..., 5] - y_true[..., 5])
    with_object = has_object * (box_weight * box_error + object_error + class_error)
    return keras.ops.sum(with_object + (1 - has_object) * no_object_weight * object_error, axis=(1, 2, 3))


@mistake(
    "yolo_loss",
    hint="Labels and one-hot rows are mixed: categorical_crossentropy wants one row of zeros and a one for each place, and "
    "the targets hold the number of the class. Use sparse_categorical_crossentropy.",
)
def loss_categorical_for_sparse(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = y_true[..., 4]
    place = keras.ops.square(keras.ops.sigmoid(y_pred[..., 0:2]) - y_true[..., 0:2])
    stretch = keras.ops.square(y_pred[..., 2:4] - y_true[..., 2:4])
    box_error = keras.ops.sum(place + stretch, axis=-1)
    object_error = keras.ops.binary_crossentropy(has_object, y_pred[..., 4], from_logits=True)
    class_error = keras.ops.categorical_crossentropy(y_true[..., 5], y_pred[..., 5:], from_logits=True)
    with_object = has_object * (box_weight * box_error + object_error + class_error)
    return keras.ops.sum(with_object + (1 - has_object) * no_object_weight * object_error, axis=(1, 2, 3))


@mistake(
    "yolo_loss",
    hint="The logarithms overflow where the detector is very sure: the sigmoid rounds to 0 or 1, and log(0) is infinite. "
    "Ask Keras for the cross-entropy, from the raw numbers.",
)
def loss_log_of_zero(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = y_true[..., 4]
    place = keras.ops.square(keras.ops.sigmoid(y_pred[..., 0:2]) - y_true[..., 0:2])
    stretch = keras.ops.square(y_pred[..., 2:4] - y_true[..., 2:4])
    box_error = keras.ops.sum(place + stretch, axis=-1)
    sure = keras.ops.sigmoid(y_pred[..., 4])
    labels = keras.ops.cast(y_true[..., 5], "int32")
    class_error = keras.ops.sparse_categorical_crossentropy(labels, y_pred[..., 5:], from_logits=True)
    with_object = has_object * (box_weight * box_error - keras.ops.log(sure) + class_error)
    without_object = -(1 - has_object) * no_object_weight * keras.ops.log(1 - sure)
    return keras.ops.sum(with_object + without_object, axis=(1, 2, 3))


@mistake(
    "yolo_loss",
    hint="The value is right, but it was computed with NumPy, so no gradient flows back, and nothing would be learned. "
    "Use keras.ops from beginning to end.",
)
def loss_with_numpy(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    y_true, raw = np.asarray(y_true, dtype="float64"), np.asarray(y_pred, dtype="float64")
    has_object = y_true[..., 4]
    place = (1 / (1 + np.exp(-raw[..., 0:2])) - y_true[..., 0:2]) ** 2
    box_error = np.sum(place + (raw[..., 2:4] - y_true[..., 2:4]) ** 2, axis=-1)
    object_error = np.logaddexp(0, raw[..., 4]) - has_object * raw[..., 4]
    chosen = np.take_along_axis(raw[..., 5:], y_true[..., 5:].astype(int), axis=-1)[..., 0]
    class_error = np.logaddexp.reduce(raw[..., 5:], axis=-1) - chosen
    with_object = has_object * (box_weight * box_error + object_error + class_error)
    total = np.sum(with_object + (1 - has_object) * no_object_weight * object_error, axis=(1, 2, 3))
    return keras.ops.convert_to_tensor(total.astype("float32"))


@mistake(
    "yolo_loss",
    hint="The squares of a box are averaged. Add them up: x, y, width and height each count in full.",
)
def loss_mean_of_box_errors(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = y_true[..., 4]
    place = keras.ops.square(keras.ops.sigmoid(y_pred[..., 0:2]) - y_true[..., 0:2])
    stretch = keras.ops.square(y_pred[..., 2:4] - y_true[..., 2:4])
    box_error = keras.ops.mean(place + stretch, axis=-1)
    object_error = keras.ops.binary_crossentropy(has_object, y_pred[..., 4], from_logits=True)
    labels = keras.ops.cast(y_true[..., 5], "int32")
    class_error = keras.ops.sparse_categorical_crossentropy(labels, y_pred[..., 5:], from_logits=True)
    with_object = has_object * (box_weight * box_error + object_error + class_error)
    return keras.ops.sum(with_object + (1 - has_object) * no_object_weight * object_error, axis=(1, 2, 3))


@mistake(
    "yolo_loss",
    hint="The classes begin one too early: y_pred[..., 4] is the object number, the classes are y_pred[..., 5:].",
)
def loss_object_among_classes(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = y_true[..., 4]
    place = keras.ops.square(keras.ops.sigmoid(y_pred[..., 0:2]) - y_true[..., 0:2])
    stretch = keras.ops.square(y_pred[..., 2:4] - y_true[..., 2:4])
    box_error = keras.ops.sum(place + stretch, axis=-1)
    object_error = keras.ops.binary_crossentropy(has_object, y_pred[..., 4], from_logits=True)
    labels = keras.ops.cast(y_true[..., 5], "int32")
    class_error = keras.ops.sparse_categorical_crossentropy(labels, y_pred[..., 4:], from_logits=True)
    with_object = has_object * (box_weight * box_error + object_error + class_error)
    return keras.ops.sum(with_object + (1 - has_object) * no_object_weight * object_error, axis=(1, 2, 3))


@alternative("yolo_loss")
def loss_by_softplus(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = keras.ops.equal(y_true[..., 4:5], 1.0)
    answer = keras.ops.concatenate([keras.ops.sigmoid(y_pred[..., :2]), y_pred[..., 2:4]], axis=-1)
    boxes = keras.ops.sum((answer - y_true[..., :4]) ** 2, axis=-1, keepdims=True)
    sure = keras.ops.softplus(-y_pred[..., 4:5])
    empty = keras.ops.softplus(y_pred[..., 4:5])
    one_hot = keras.ops.one_hot(keras.ops.cast(y_true[..., 5], "int32"), y_pred.shape[-1] - 5)
    logits = y_pred[..., 5:]
    classes = keras.ops.logsumexp(logits, axis=-1, keepdims=True) - keras.ops.sum(
        one_hot * logits, axis=-1, keepdims=True
    )
    places = keras.ops.where(has_object, box_weight * boxes + sure + classes, no_object_weight * empty)
    return keras.ops.sum(places, axis=[1, 2, 3, 4])


@alternative("yolo_loss")
def loss_picture_by_picture(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    losses = []
    for i in range(y_true.shape[0]):
        truth = keras.ops.reshape(y_true[i], (-1, 6))
        raw = keras.ops.reshape(y_pred[i], (-1, y_pred.shape[-1]))
        mask = truth[:, 4]
        total = box_weight * keras.ops.sum(mask * keras.ops.square(keras.ops.sigmoid(raw[:, 0]) - truth[:, 0]))
        total += box_weight * keras.ops.sum(mask * keras.ops.square(keras.ops.sigmoid(raw[:, 1]) - truth[:, 1]))
        total += box_weight * keras.ops.sum(mask * keras.ops.square(raw[:, 2] - truth[:, 2]))
        total += box_weight * keras.ops.sum(mask * keras.ops.square(raw[:, 3] - truth[:, 3]))
        weights = mask + no_object_weight * (1 - mask)
        total += keras.ops.sum(weights * keras.ops.binary_crossentropy(mask, raw[:, 4], from_logits=True))
        log_probabilities = keras.ops.log_softmax(raw[:, 5:], axis=-1)
        labels = keras.ops.cast(truth[:, 5:6], "int32")
        total -= keras.ops.sum(mask * keras.ops.take_along_axis(log_probabilities, labels, axis=1)[:, 0])
        losses.append(total)
    return keras.ops.stack(losses)


@alternative("yolo_loss")
def loss_by_loss_objects(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    binary = keras.losses.BinaryCrossentropy(from_logits=True, reduction="none")
    sparse = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")
    mask = y_true[..., 4]
    object_error = binary(y_true[..., 4:5], y_pred[..., 4:5])
    class_error = sparse(y_true[..., 5], y_pred[..., 5:])
    xy = keras.losses.mean_squared_error(y_true[..., :2], keras.ops.sigmoid(y_pred[..., :2]))
    wh = keras.losses.mean_squared_error(y_true[..., 2:4], y_pred[..., 2:4])
    losses = mask * 2 * box_weight * (xy + wh) + mask * class_error
    losses = losses + keras.ops.where(mask > 0, 1.0, no_object_weight) * object_error
    return keras.ops.sum(keras.ops.reshape(losses, (y_true.shape[0], -1)), axis=-1)


# decode_predictions


@mistake(
    "decode_predictions",
    hint="Rows and columns are swapped: x grows with the column, the second axis of raw, and y with the row, the first.",
)
def decode_rows_for_columns(raw, anchors):
    grid = raw.shape[0]
    rows, columns = np.arange(grid)[:, np.newaxis, np.newaxis], np.arange(grid)[:, np.newaxis]
    x, y = (rows + sigmoid(raw[..., 0])) / grid, (columns + sigmoid(raw[..., 1])) / grid
    width, height = anchors[:, 0] * np.exp(raw[..., 2]), anchors[:, 1] * np.exp(raw[..., 3])
    boxes = center_to_corners(np.stack([x, y, width, height], axis=-1))
    scores = sigmoid(raw[..., 4:5]) * softmax(raw[..., 5:], axis=-1)
    return boxes.reshape(-1, 4), scores.reshape(-1, scores.shape[-1])


@mistake(
    "decode_predictions",
    hint="The centre is not moved to its cell: add the column to x and the row to y, then divide by grid.",
)
def decode_without_cell(raw, anchors):
    grid = raw.shape[0]
    x, y = sigmoid(raw[..., 0]) / grid, sigmoid(raw[..., 1]) / grid
    width, height = anchors[:, 0] * np.exp(raw[..., 2]), anchors[:, 1] * np.exp(raw[..., 3])
    boxes = center_to_corners(np.stack([x, y, width, height], axis=-1))
    scores = sigmoid(raw[..., 4:5]) * softmax(raw[..., 5:], axis=-1)
    return boxes.reshape(-1, 4), scores.reshape(-1, scores.shape[-1])


@mistake(
    "decode_predictions",
    hint="x and y lack the sigmoid: a centre could leave its cell.",
)
def decode_without_sigmoid(raw, anchors):
    grid = raw.shape[0]
    rows, columns = np.arange(grid)[:, np.newaxis, np.newaxis], np.arange(grid)[:, np.newaxis]
    x, y = (columns + raw[..., 0]) / grid, (rows + raw[..., 1]) / grid
    width, height = anchors[:, 0] * np.exp(raw[..., 2]), anchors[:, 1] * np.exp(raw[..., 3])
    boxes = center_to_corners(np.stack([x, y, width, height], axis=-1))
    scores = sigmoid(raw[..., 4:5]) * softmax(raw[..., 5:], axis=-1)
    return boxes.reshape(-1, 4), scores.reshape(-1, scores.shape[-1])


@mistake(
    "decode_predictions",
    hint="The centre is measured in cells. Divide all of it by grid, the cell and what the sigmoid gives.",
)
def decode_in_cells(raw, anchors):
    grid = raw.shape[0]
    rows, columns = np.arange(grid)[:, np.newaxis, np.newaxis], np.arange(grid)[:, np.newaxis]
    x, y = columns + sigmoid(raw[..., 0]), rows + sigmoid(raw[..., 1])
    width, height = anchors[:, 0] * np.exp(raw[..., 2]), anchors[:, 1] * np.exp(raw[..., 3])
    boxes = center_to_corners(np.stack([x, y, width, height], axis=-1))
    scores = sigmoid(raw[..., 4:5]) * softmax(raw[..., 5:], axis=-1)
    return boxes.reshape(-1, 4), scores.reshape(-1, scores.shape[-1])


@mistake(
    "decode_predictions",
    hint="Only the cell is divided by grid, and not the place within it. Add first, then divide the sum.",
)
def decode_cell_divided_alone(raw, anchors):
    grid = raw.shape[0]
    rows, columns = np.arange(grid)[:, np.newaxis, np.newaxis], np.arange(grid)[:, np.newaxis]
    x, y = columns / grid + sigmoid(raw[..., 0]), rows / grid + sigmoid(raw[..., 1])
    width, height = anchors[:, 0] * np.exp(raw[..., 2]), anchors[:, 1] * np.exp(raw[..., 3])
    boxes = center_to_corners(np.stack([x, y, width, height], axis=-1))
    scores = sigmoid(raw[..., 4:5]) * softmax(raw[..., 5:], axis=-1)
    return boxes.reshape(-1, 4), scores.reshape(-1, scores.shape[-1])


@mistake(
    "decode_predictions",
    hint="The stretches are logarithms: apply exp to them before you multiply by the anchor.",
)
def decode_without_exp(raw, anchors):
    grid = raw.shape[0]
    rows, columns = np.arange(grid)[:, np.newaxis, np.newaxis], np.arange(grid)[:, np.newaxis]
    x, y = (columns + sigmoid(raw[..., 0])) / grid, (rows + sigmoid(raw[..., 1])) / grid
    width, height = anchors[:, 0] * raw[..., 2], anchors[:, 1] * raw[..., 3]
    boxes = center_to_corners(np.stack([x, y, width, height], axis=-1))
    scores = sigmoid(raw[..., 4:5]) * softmax(raw[..., 5:], axis=-1)
    return boxes.reshape(-1, 4), scores.reshape(-1, scores.shape[-1])


@mistake(
    "decode_predictions",
    hint="Width and height are divided by grid as well. Our anchors are parts of the picture already, not numbers of cells.",
)
def decode_anchors_in_cells(raw, anchors):
    grid = raw.shape[0]
    rows, columns = np.arange(grid)[:, np.newaxis, np.newaxis], np.arange(grid)[:, np.newaxis]
    x, y = (columns + sigmoid(raw[..., 0])) / grid, (rows + sigmoid(raw[..., 1])) / grid
    width, height = anchors[:, 0] * np.exp(raw[..., 2]) / grid, anchors[:, 1] * np.exp(raw[..., 3]) / grid
    boxes = center_to_corners(np.stack([x, y, width, height], axis=-1))
    scores = sigmoid(raw[..., 4:5]) * softmax(raw[..., 5:], axis=-1)
    return boxes.reshape(-1, 4), scores.reshape(-1, scores.shape[-1])


@mistake(
    "decode_predictions",
    hint="The boxes are still centre and size. Return corners: go through center_to_corners.",
)
def decode_centers_for_corners(raw, anchors):
    grid = raw.shape[0]
    rows, columns = np.arange(grid)[:, np.newaxis, np.newaxis], np.arange(grid)[:, np.newaxis]
    x, y = (columns + sigmoid(raw[..., 0])) / grid, (rows + sigmoid(raw[..., 1])) / grid
    width, height = anchors[:, 0] * np.exp(raw[..., 2]), anchors[:, 1] * np.exp(raw[..., 3])
    boxes = np.stack([x, y, width, height], axis=-1)
    scores = sigmoid(raw[..., 4:5]) * softmax(raw[..., 5:], axis=-1)
    return boxes.reshape(-1, 4), scores.reshape(-1, scores.shape[-1])


@mistake(
    "decode_predictions",
    hint="The scores forget the object: a place without any object still has some most likely class. Multiply by the "
    "sigmoid of the object number.",
)
def decode_scores_without_object(raw, anchors):
    grid = raw.shape[0]
    rows, columns = np.arange(grid)[:, np.newaxis, np.newaxis], np.arange(grid)[:, np.newaxis]
    x, y = (columns + sigmoid(raw[..., 0])) / grid, (rows + sigmoid(raw[..., 1])) / grid
    width, height = anchors[:, 0] * np.exp(raw[..., 2]), anchors[:, 1] * np.exp(raw[..., 3])
    boxes = center_to_corners(np.stack([x, y, width, height], axis=-1))
    scores = softmax(raw[..., 5:], axis=-1)
    return boxes.reshape(-1, 4), scores.reshape(-1, scores.shape[-1])


@mistake(
    "decode_predictions",
    hint="softmax runs over the whole grid: without an axis all numbers together sum to 1. Each place has its own: "
    "axis=-1.",
)
def decode_softmax_over_everything(raw, anchors):
    grid = raw.shape[0]
    rows, columns = np.arange(grid)[:, np.newaxis, np.newaxis], np.arange(grid)[:, np.newaxis]
    x, y = (columns + sigmoid(raw[..., 0])) / grid, (rows + sigmoid(raw[..., 1])) / grid
    width, height = anchors[:, 0] * np.exp(raw[..., 2]), anchors[:, 1] * np.exp(raw[..., 3])
    boxes = center_to_corners(np.stack([x, y, width, height], axis=-1))
    scores = sigmoid(raw[..., 4:5]) * softmax(raw[..., 5:])
    return boxes.reshape(-1, 4), scores.reshape(-1, scores.shape[-1])


@mistake(
    "decode_predictions",
    hint="The classes go through the sigmoid. They exclude each other, and the loss has trained them with softmax.",
)
def decode_sigmoid_for_softmax(raw, anchors):
    grid = raw.shape[0]
    rows, columns = np.arange(grid)[:, np.newaxis, np.newaxis], np.arange(grid)[:, np.newaxis]
    x, y = (columns + sigmoid(raw[..., 0])) / grid, (rows + sigmoid(raw[..., 1])) / grid
    width, height = anchors[:, 0] * np.exp(raw[..., 2]), anchors[:, 1] * np.exp(raw[..., 3])
    boxes = center_to_corners(np.stack([x, y, width, height], axis=-1))
    scores = sigmoid(raw[..., 4:5]) * sigmoid(raw[..., 5:])
    return boxes.reshape(-1, 4), scores.reshape(-1, scores.shape[-1])


@mistake(
    "decode_predictions",
    hint="The answer has still the shape of the grid. Return one row for each place: reshape to (-1, 4) and (-1, C).",
)
def decode_not_flat(raw, anchors):
    grid = raw.shape[0]
    rows, columns = np.arange(grid)[:, np.newaxis, np.newaxis], np.arange(grid)[:, np.newaxis]
    x, y = (columns + sigmoid(raw[..., 0])) / grid, (rows + sigmoid(raw[..., 1])) / grid
    width, height = anchors[:, 0] * np.exp(raw[..., 2]), anchors[:, 1] * np.exp(raw[..., 3])
    boxes = center_to_corners(np.stack([x, y, width, height], axis=-1))
    return boxes, sigmoid(raw[..., 4:5]) * softmax(raw[..., 5:], axis=-1)


@mistake(
    "decode_predictions",
    hint="Width and height of the anchors are swapped: anchors[:, 0] are the widths, anchors[:, 1] the heights.",
)
def decode_anchor_sides_swapped(raw, anchors):
    grid = raw.shape[0]
    rows, columns = np.arange(grid)[:, np.newaxis, np.newaxis], np.arange(grid)[:, np.newaxis]
    x, y = (columns + sigmoid(raw[..., 0])) / grid, (rows + sigmoid(raw[..., 1])) / grid
    width, height = anchors[:, 1] * np.exp(raw[..., 2]), anchors[:, 0] * np.exp(raw[..., 3])
    boxes = center_to_corners(np.stack([x, y, width, height], axis=-1))
    scores = sigmoid(raw[..., 4:5]) * softmax(raw[..., 5:], axis=-1)
    return boxes.reshape(-1, 4), scores.reshape(-1, scores.shape[-1])


@mistake(
    "decode_predictions",
    hint="The object number is multiplied in as it is. Make a probability of it first, with the sigmoid.",
)
def decode_raw_object_number(raw, anchors):
    grid = raw.shape[0]
    rows, columns = np.arange(grid)[:, np.newaxis, np.newaxis], np.arange(grid)[:, np.newaxis]
    x, y = (columns + sigmoid(raw[..., 0])) / grid, (rows + sigmoid(raw[..., 1])) / grid
    width, height = anchors[:, 0] * np.exp(raw[..., 2]), anchors[:, 1] * np.exp(raw[..., 3])
    boxes = center_to_corners(np.stack([x, y, width, height], axis=-1))
    scores = raw[..., 4:5] * softmax(raw[..., 5:], axis=-1)
    return boxes.reshape(-1, 4), scores.reshape(-1, scores.shape[-1])


@mistake(
    "decode_predictions",
    hint="np.arange(grid) has the shape (grid,), so NumPy lays it along the last axis, that of the anchors. Give "
    "the columns the shape (grid, 1) and the rows (grid, 1, 1).",
)
def decode_columns_along_anchors(raw, anchors):
    grid = raw.shape[0]
    rows, columns = np.arange(grid)[:, np.newaxis], np.arange(grid)
    x, y = (columns + sigmoid(raw[..., 0])) / grid, (rows + sigmoid(raw[..., 1])) / grid
    width, height = anchors[:, 0] * np.exp(raw[..., 2]), anchors[:, 1] * np.exp(raw[..., 3])
    boxes = center_to_corners(np.stack([x, y, width, height], axis=-1))
    scores = sigmoid(raw[..., 4:5]) * softmax(raw[..., 5:], axis=-1)
    return boxes.reshape(-1, 4), scores.reshape(-1, scores.shape[-1])


@alternative("decode_predictions")
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


@alternative("decode_predictions")
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


# filter_boxes


@mistake(
    "filter_boxes",
    hint="A box whose score is just the threshold is dropped. Keep what scores *at least* the threshold: >=.",
)
def filter_strictly_above(boxes, scores, threshold):
    classes, best = np.argmax(scores, axis=1), np.max(scores, axis=1)
    kept = best > threshold
    return boxes[kept], best[kept], classes[kept]


@mistake(
    "filter_boxes",
    hint="You look for the best box of each class. Look for the best class of each box: along axis 1.",
)
def filter_along_the_boxes(boxes, scores, threshold):
    classes, best = np.argmax(scores, axis=0), np.max(scores, axis=0)
    kept = best >= threshold
    return boxes[: len(kept)][kept[: len(boxes)]], best[kept], classes[kept]


@mistake(
    "filter_boxes",
    hint="This keeps what is below the threshold. Keep what scores at least as much.",
)
def filter_the_wrong_way(boxes, scores, threshold):
    classes, best = np.argmax(scores, axis=1), np.max(scores, axis=1)
    kept = best < threshold
    return boxes[kept], best[kept], classes[kept]


@mistake(
    "filter_boxes",
    hint="The boxes are filtered, the scores and classes are not: use the same mask on all three.",
)
def filter_boxes_only(boxes, scores, threshold):
    classes, best = np.argmax(scores, axis=1), np.max(scores, axis=1)
    return boxes[best >= threshold], best, classes


@mistake(
    "filter_boxes",
    hint="You add up the scores of all classes. What counts is the score of the best class alone.",
)
def filter_by_the_sum(boxes, scores, threshold):
    classes, total = np.argmax(scores, axis=1), np.sum(scores, axis=1)
    kept = total >= threshold
    return boxes[kept], total[kept], classes[kept]


@mistake(
    "filter_boxes",
    hint="You return the whole rows of scores. Asked for is the score of the best class, one number for each box.",
)
def filter_rows_of_scores(boxes, scores, threshold):
    classes, best = np.argmax(scores, axis=1), np.max(scores, axis=1)
    kept = best >= threshold
    return boxes[kept], scores[kept], classes[kept]


@mistake(
    "filter_boxes",
    hint="The second and third answer are swapped: first the scores, then the classes.",
)
def filter_classes_before_scores(boxes, scores, threshold):
    classes, best = np.argmax(scores, axis=1), np.max(scores, axis=1)
    kept = best >= threshold
    return boxes[kept], classes[kept], best[kept]


@mistake(
    "filter_boxes",
    hint="A box comes back once for each class that reaches the threshold. Take only its best class: one box, one "
    "answer.",
)
def filter_every_class_above(boxes, scores, threshold):
    rows, classes = np.where(scores >= threshold)
    return boxes[rows], scores[rows, classes], classes


@alternative("filter_boxes")
def filter_with_a_loop(boxes, scores, threshold):
    kept = [i for i in range(len(boxes)) if max(scores[i]) >= threshold]
    classes = np.array([np.argmax(scores[i]) for i in kept], dtype=int)
    return boxes[kept].reshape(-1, 4), np.array([scores[i, k] for i, k in zip(kept, classes)]), classes


@alternative("filter_boxes")
def filter_by_indices(boxes, scores, threshold):
    classes = scores.argmax(-1)
    best = np.take_along_axis(scores, classes[:, None], axis=1).squeeze(1)
    (kept,) = np.where(best >= threshold)
    return [np.take(boxes, kept, axis=0), best[kept].astype(np.float32), classes[kept].astype(np.int32)]


# non_max_suppression


@mistake(
    "non_max_suppression",
    hint="Boxes of different classes strike each other out. A 7 that lies across a 1 is no second 1: compare only "
    "within a class.",
)
def suppress_across_classes(boxes, scores, classes, iou_threshold):
    order = np.argsort(-scores, kind="stable")
    kept = []
    while order.size > 0:
        best, rest = order[0], order[1:]
        kept.append(best)
        order = rest[iou_matrix(boxes[[best]], boxes[rest])[0] <= iou_threshold]
    return np.array(kept, dtype=np.int64)


@mistake(
    "non_max_suppression",
    hint="You begin with the lowest score, so that the worst box of each digit stays. Begin with the highest.",
)
def suppress_keeps_the_lowest(boxes, scores, classes, iou_threshold):
    order = np.argsort(scores, kind="stable")
    kept = []
    while order.size > 0:
        best, rest = order[0], order[1:]
        kept.append(best)
        overlap = iou_matrix(boxes[[best]], boxes[rest])[0]
        order = rest[(overlap <= iou_threshold) | (classes[rest] != classes[best])]
    return np.array(kept, dtype=np.int64)


@mistake(
    "non_max_suppression",
    hint="A box that was struck out strikes out others. Compare only with boxes that stay.",
)
def suppress_by_the_suppressed(boxes, scores, classes, iou_threshold):
    order = np.argsort(-scores, kind="stable")
    overlap = iou_matrix(boxes, boxes)
    kept = []
    for place, i in enumerate(order):
        better = order[:place]
        if not np.any((overlap[i, better] > iou_threshold) & (classes[better] == classes[i])):
            kept.append(i)
    return np.array(kept, dtype=np.int64)


@mistake(
    "non_max_suppression",
    hint="The comparison is the wrong way round: a box goes if its IoU is *above* the threshold, and stays otherwise.",
)
def suppress_what_is_apart(boxes, scores, classes, iou_threshold):
    order = np.argsort(-scores, kind="stable")
    kept = []
    while order.size > 0:
        best, rest = order[0], order[1:]
        kept.append(best)
        overlap = iou_matrix(boxes[[best]], boxes[rest])[0]
        order = rest[(overlap > iou_threshold) | (classes[rest] != classes[best])]
    return np.array(kept, dtype=np.int64)


@mistake(
    "non_max_suppression",
    hint="The indices stand in the order of the boxes. Return them by falling score, best first.",
)
def suppress_in_order_of_boxes(boxes, scores, classes, iou_threshold):
    order = np.argsort(-scores, kind="stable")
    kept = []
    while order.size > 0:
        best, rest = order[0], order[1:]
        kept.append(best)
        overlap = iou_matrix(boxes[[best]], boxes[rest])[0]
        order = rest[(overlap <= iou_threshold) | (classes[rest] != classes[best])]
    return np.array(sorted(kept), dtype=np.int64)


@mistake(
    "non_max_suppression",
    hint="You go through the boxes as they come. Sort them by falling score first: the best one must go first.",
)
def suppress_unsorted(boxes, scores, classes, iou_threshold):
    order = np.arange(len(scores))
    kept = []
    while order.size > 0:
        best, rest = order[0], order[1:]
        kept.append(best)
        overlap = iou_matrix(boxes[[best]], boxes[rest])[0]
        order = rest[(overlap <= iou_threshold) | (classes[rest] != classes[best])]
    return np.array(kept, dtype=np.int64)


@mistake(
    "non_max_suppression",
    hint="You return the boxes. Asked for are their indices, so that scores and classes can be chosen with them too.",
)
def suppress_returns_boxes(boxes, scores, classes, iou_threshold):
    order = np.argsort(-scores, kind="stable")
    kept = []
    while order.size > 0:
        best, rest = order[0], order[1:]
        kept.append(best)
        overlap = iou_matrix(boxes[[best]], boxes[rest])[0]
        order = rest[(overlap <= iou_threshold) | (classes[rest] != classes[best])]
    return boxes[np.array(kept, dtype=np.int64)]


@mistake(
    "non_max_suppression",
    hint="You return a mask, a truth value for each box. Asked for are the indices of the boxes that stay, best score first.",
)
def suppress_returns_a_mask(boxes, scores, classes, iou_threshold):
    order = np.argsort(-scores, kind="stable")
    kept = np.zeros(len(scores), dtype=bool)
    while order.size > 0:
        best, rest = order[0], order[1:]
        kept[best] = True
        overlap = iou_matrix(boxes[[best]], boxes[rest])[0]
        order = rest[(overlap <= iou_threshold) | (classes[rest] != classes[best])]
    return kept


@mistake(
    "non_max_suppression",
    hint="Only one box of each class is left. Two digits of one kind may well be in a picture: strike out only what "
    "overlaps.",
)
def suppress_one_for_each_class(boxes, scores, classes, iou_threshold):
    order = np.argsort(-scores, kind="stable")
    kept = []
    while order.size > 0:
        best, rest = order[0], order[1:]
        kept.append(best)
        order = rest[classes[rest] != classes[best]]
    return np.array(kept, dtype=np.int64)


@mistake(
    "non_max_suppression",
    hint="Of equal scores the later box goes first: argsort(...)[::-1] turns equal ones round. Sort the negative scores "
    'with kind="stable" instead.',
)
def suppress_ties_turned_round(boxes, scores, classes, iou_threshold):
    order = np.argsort(scores, kind="stable")[::-1]
    kept = []
    while order.size > 0:
        best, rest = order[0], order[1:]
        kept.append(best)
        overlap = iou_matrix(boxes[[best]], boxes[rest])[0]
        order = rest[(overlap <= iou_threshold) | (classes[rest] != classes[best])]
    return np.array(kept, dtype=np.int64)


@mistake(
    "non_max_suppression",
    hint="You return places in the sorted order. Return indices into the arrays that came in.",
)
def suppress_places_in_the_order(boxes, scores, classes, iou_threshold):
    by_score = np.argsort(-scores, kind="stable")
    boxes, classes = boxes[by_score], classes[by_score]
    order = np.arange(len(scores))
    kept = []
    while order.size > 0:
        best, rest = order[0], order[1:]
        kept.append(best)
        overlap = iou_matrix(boxes[[best]], boxes[rest])[0]
        order = rest[(overlap <= iou_threshold) | (classes[rest] != classes[best])]
    return np.array(kept, dtype=np.int64)


@mistake(
    "non_max_suppression",
    hint="A box whose IoU is just the threshold is struck out. It goes only if the IoU is *above* it.",
)
def suppress_at_the_threshold(boxes, scores, classes, iou_threshold):
    order = np.argsort(-scores, kind="stable")
    kept = []
    while order.size > 0:
        best, rest = order[0], order[1:]
        kept.append(best)
        overlap = iou_matrix(boxes[[best]], boxes[rest])[0]
        order = rest[(overlap < iou_threshold) | (classes[rest] != classes[best])]
    return np.array(kept, dtype=np.int64)


@mistake(
    "non_max_suppression",
    hint="Each box is compared with one other alone, the last that stayed. It goes if it overlaps *any* box of its "
    "class that stays.",
)
def suppress_by_the_last_kept(boxes, scores, classes, iou_threshold):
    kept = []
    for i in np.argsort(-scores, kind="stable"):
        last = kept[-1:]
        if not last or classes[i] != classes[last[0]] or iou_matrix(boxes[[i]], boxes[last])[0, 0] <= iou_threshold:
            kept.append(i)
    return np.array(kept, dtype=np.int64)


@mistake(
    "non_max_suppression",
    hint="The indices stand class by class. Once all classes are done, put them in one order: by falling score.",
)
def suppress_sorted_by_class(boxes, scores, classes, iou_threshold):
    kept = []
    for label in np.unique(classes):
        own = np.flatnonzero(classes == label)
        order = own[np.argsort(-scores[own], kind="stable")]
        while order.size > 0:
            kept.append(order[0])
            order = order[1:][iou_matrix(boxes[order[:1]], boxes[order[1:]])[0] <= iou_threshold]
    return np.array(kept, dtype=np.int64)


@alternative("non_max_suppression")
def suppress_with_loops(boxes, scores, classes, iou_threshold):
    kept = []
    for i in sorted(range(len(scores)), key=lambda i: -scores[i]):
        if all(classes[i] != classes[j] or iou(boxes[i], boxes[j]) <= iou_threshold for j in kept):
            kept.append(i)
    return kept


@alternative("non_max_suppression")
def suppress_class_by_class(boxes, scores, classes, iou_threshold):
    overlap = iou_matrix(boxes, boxes)
    alive = np.ones(len(scores), dtype=bool)
    for label in set(classes.tolist()):
        own = np.flatnonzero(classes == label)
        for i in own[np.argsort(-scores[own], kind="stable")]:
            if alive[i]:
                rivals = own[(overlap[i, own] > iou_threshold) & (own != i)]
                alive[rivals] = False
    kept = np.flatnonzero(alive)
    return kept[np.argsort(-scores[kept], kind="stable")].astype(np.int32)


@alternative("non_max_suppression")
def suppress_by_moving_classes_apart(boxes, scores, classes, iou_threshold):
    apart = boxes + 10.0 * np.asarray(classes, dtype=float)[:, None]
    remaining = list(np.argsort(-np.asarray(scores), kind="mergesort"))
    kept = []
    while remaining:
        best = remaining.pop(0)
        kept.append(int(best))
        remaining = [i for i in remaining if iou(apart[best], apart[i]) <= iou_threshold]
    return np.array(kept, dtype=int)


# detect


@mistake(
    "detect",
    hint="Nothing is suppressed: after the filter, non_max_suppression is still to come.",
)
def detect_without_suppression(raw, anchors, score_threshold, iou_threshold):
    boxes, scores, classes = filter_boxes(*decode_predictions(raw, anchors), score_threshold)
    order = np.argsort(-scores, kind="stable")
    return boxes[order], scores[order], classes[order]


@mistake(
    "detect",
    hint="The two thresholds are swapped: the score threshold belongs to the filter, the IoU threshold to the suppression.",
)
def detect_thresholds_swapped(raw, anchors, score_threshold, iou_threshold):
    boxes, scores, classes = filter_boxes(*decode_predictions(raw, anchors), iou_threshold)
    kept = non_max_suppression(boxes, scores, classes, score_threshold)
    return boxes[kept], scores[kept], classes[kept]


@mistake(
    "detect",
    hint="Only the boxes are chosen by the suppression. Its indices choose scores and classes too.",
)
def detect_only_boxes_suppressed(raw, anchors, score_threshold, iou_threshold):
    boxes, scores, classes = filter_boxes(*decode_predictions(raw, anchors), score_threshold)
    return boxes[non_max_suppression(boxes, scores, classes, iou_threshold)], scores, classes


@mistake(
    "detect",
    hint="You return the indices of the suppression. Return what they choose: boxes, scores and classes.",
)
def detect_returns_indices(raw, anchors, score_threshold, iou_threshold):
    boxes, scores, classes = filter_boxes(*decode_predictions(raw, anchors), score_threshold)
    return non_max_suppression(boxes, scores, classes, iou_threshold)


@mistake(
    "detect",
    hint="Thresholds are written into the code. Use the arguments score_threshold and iou_threshold.",
)
def detect_thresholds_in_the_code(raw, anchors, score_threshold, iou_threshold):
    boxes, scores, classes = filter_boxes(*decode_predictions(raw, anchors), 0.5)
    kept = non_max_suppression(boxes, scores, classes, 0.5)
    return boxes[kept], scores[kept], classes[kept]


@mistake(
    "detect",
    hint="The boxes stand in the order of their places in the grid. Take them in the order in which the "
    "suppression gives the indices: best score first.",
)
def detect_in_order_of_places(raw, anchors, score_threshold, iou_threshold):
    boxes, scores, classes = filter_boxes(*decode_predictions(raw, anchors), score_threshold)
    kept = np.sort(non_max_suppression(boxes, scores, classes, iou_threshold))
    return boxes[kept], scores[kept], classes[kept]


@alternative("detect")
def detect_suppresses_first(raw, anchors, score_threshold, iou_threshold):
    boxes, scores, classes = filter_boxes(*decode_predictions(raw, anchors), 0.0)
    kept = non_max_suppression(boxes, scores, classes, iou_threshold)
    kept = kept[scores[kept] >= score_threshold]
    return boxes[kept], scores[kept], classes[kept]


@alternative("detect")
def detect_step_by_step(raw, anchors, score_threshold, iou_threshold):
    all_boxes, all_scores = decode_predictions(raw, anchors)
    chosen = filter_boxes(all_boxes, all_scores, score_threshold)
    kept = non_max_suppression(chosen[0], chosen[1], chosen[2], iou_threshold)
    return [part[kept] for part in chosen]


# match_detections


@mistake(
    "match_detections",
    hint="The same true box is found twice. Once it is taken, a second box on it is a false alarm.",
)
def match_twice(boxes, scores, true_boxes, iou_threshold):
    overlap = iou_matrix(boxes, true_boxes)
    return np.max(overlap, axis=1, initial=0.0) >= iou_threshold


@mistake(
    "match_detections",
    hint="The boxes choose in the order in which they stand. Let the best score choose first.",
)
def match_in_order_of_boxes(boxes, scores, true_boxes, iou_threshold):
    correct = np.zeros(len(boxes), dtype=bool)
    overlap, free = iou_matrix(boxes, true_boxes), np.ones(len(true_boxes), dtype=bool)
    for i in range(len(boxes)):
        candidates = np.where(free, overlap[i], -1.0)
        if free.any() and candidates.max() >= iou_threshold:
            correct[i] = True
            free[np.argmax(candidates)] = False
    return correct


@mistake(
    "match_detections",
    hint="The lowest score chooses first. Go through the boxes by falling score.",
)
def match_lowest_first(boxes, scores, true_boxes, iou_threshold):
    correct = np.zeros(len(boxes), dtype=bool)
    overlap, free = iou_matrix(boxes, true_boxes), np.ones(len(true_boxes), dtype=bool)
    for i in np.argsort(scores, kind="stable"):
        candidates = np.where(free, overlap[i], -1.0)
        if free.any() and candidates.max() >= iou_threshold:
            correct[i] = True
            free[np.argmax(candidates)] = False
    return correct


@mistake(
    "match_detections",
    hint="The answers stand in the order of the scores. Write each to the place of its box: correct[i].",
)
def match_answers_sorted(boxes, scores, true_boxes, iou_threshold):
    correct = []
    overlap, free = iou_matrix(boxes, true_boxes), np.ones(len(true_boxes), dtype=bool)
    for i in np.argsort(-scores, kind="stable"):
        candidates = np.where(free, overlap[i], -1.0)
        hit = bool(free.any() and candidates.max() >= iou_threshold)
        if hit:
            free[np.argmax(candidates)] = False
        correct.append(hit)
    return np.array(correct, dtype=bool)


@mistake(
    "match_detections",
    hint="Each box takes the first free true box that overlaps enough. Let it take the one that it overlaps most.",
)
def match_the_first_that_fits(boxes, scores, true_boxes, iou_threshold):
    correct = np.zeros(len(boxes), dtype=bool)
    overlap, free = iou_matrix(boxes, true_boxes), np.ones(len(true_boxes), dtype=bool)
    for i in np.argsort(-scores, kind="stable"):
        for j in range(len(true_boxes)):
            if free[j] and overlap[i, j] >= iou_threshold:
                correct[i], free[j] = True, False
                break
    return correct


@mistake(
    "match_detections",
    hint="A box that overlaps too little takes the true box all the same. A wrong box takes nothing.",
)
def match_wrong_ones_take_too(boxes, scores, true_boxes, iou_threshold):
    correct = np.zeros(len(boxes), dtype=bool)
    overlap, free = iou_matrix(boxes, true_boxes), np.ones(len(true_boxes), dtype=bool)
    for i in np.argsort(-scores, kind="stable"):
        candidates = np.where(free, overlap[i], 0.0)
        if len(candidates) and candidates.max() > 0:
            j = np.argmax(candidates)
            correct[i], free[j] = candidates[j] >= iou_threshold, False
    return correct


@mistake(
    "match_detections",
    hint="A box looks for its best true box among all of them, and gives up if that one is taken. Look among those that "
    "are still free. (Both rules are in use; ours is the second one.)",
)
def match_best_even_if_taken(boxes, scores, true_boxes, iou_threshold):
    correct = np.zeros(len(boxes), dtype=bool)
    overlap, free = iou_matrix(boxes, true_boxes), np.ones(len(true_boxes), dtype=bool)
    for i in np.argsort(-scores, kind="stable"):
        if len(true_boxes) == 0:
            break
        j = np.argmax(overlap[i])
        if free[j] and overlap[i, j] >= iou_threshold:
            correct[i], free[j] = True, False
    return correct


@mistake(
    "match_detections",
    hint="You say which true boxes were found. Asked for is which found boxes are correct.",
)
def match_the_other_way_round(boxes, scores, true_boxes, iou_threshold):
    overlap, free = iou_matrix(boxes, true_boxes), np.ones(len(true_boxes), dtype=bool)
    for i in np.argsort(-scores, kind="stable"):
        candidates = np.where(free, overlap[i], -1.0)
        if free.any() and candidates.max() >= iou_threshold:
            free[np.argmax(candidates)] = False
    return ~free


@mistake(
    "match_detections",
    hint="You look for the largest overlap among the free boxes only, so argmax counts among those. Translate it "
    "back: free[j] is the true box, and not j.",
)
def match_places_among_free(boxes, scores, true_boxes, iou_threshold):
    correct = np.zeros(len(boxes), dtype=bool)
    overlap, free = iou_matrix(boxes, true_boxes), list(range(len(true_boxes)))
    for i in np.argsort(-scores, kind="stable"):
        if free:
            j = int(np.argmax(overlap[i, free]))
            if overlap[i, j] >= iou_threshold:
                correct[i] = True
                free.pop(j)
    return correct


@mistake(
    "match_detections",
    hint="Here the true boxes choose, each the found box that overlaps it most. It is the other way round: the "
    "found boxes choose, best score first.",
)
def match_true_boxes_choose(boxes, scores, true_boxes, iou_threshold):
    correct = np.zeros(len(boxes), dtype=bool)
    overlap = iou_matrix(boxes, true_boxes)
    for j in range(len(true_boxes)):
        if len(boxes) and overlap[:, j].max() >= iou_threshold:
            correct[overlap[:, j].argmax()] = True
    return correct


@alternative("match_detections")
def match_with_a_set(boxes, scores, true_boxes, iou_threshold):
    correct, taken = [False] * len(boxes), set()
    for i in sorted(range(len(boxes)), key=lambda i: scores[i], reverse=True):
        free = [(iou(boxes[i], true_boxes[j]), j) for j in range(len(true_boxes)) if j not in taken]
        if free and max(free)[0] >= iou_threshold:
            correct[i] = True
            taken.add(max(free)[1])
    return correct


@alternative("match_detections")
def match_by_striking_out_columns(boxes, scores, true_boxes, iou_threshold):
    overlap = iou_matrix(boxes, true_boxes).copy()
    correct = np.zeros(len(boxes), dtype=int)
    if true_boxes.shape[0] == 0:
        return correct
    for i in np.argsort(-scores):
        j = overlap[i].argmax()
        if overlap[i, j] >= iou_threshold:
            correct[i] = 1
            overlap[:, j] = -1
    return correct


# average_precision


@mistake(
    "average_precision",
    hint="The boxes are not sorted. Go through them by falling score.",
)
def precision_unsorted(scores, correct, positives):
    hits = correct.astype(bool)
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    best_from_here = np.maximum.accumulate(precision[::-1])[::-1]
    return float(np.sum(best_from_here[hits]) / positives)


@mistake(
    "average_precision",
    hint="The lowest score comes first. Sort by *falling* score: argsort sorts upwards.",
)
def precision_lowest_first(scores, correct, positives):
    hits = correct[np.argsort(scores, kind="stable")].astype(bool)
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    best_from_here = np.maximum.accumulate(precision[::-1])[::-1]
    return float(np.sum(best_from_here[hits]) / positives)


@mistake(
    "average_precision",
    hint="The curve is not made to fall: this is the sum of the precisions themselves. At each correct box take the best "
    "precision from there on.",
)
def precision_not_made_to_fall(scores, correct, positives):
    hits = correct[np.argsort(-scores, kind="stable")].astype(bool)
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(np.sum(precision[hits]) / positives)


@mistake(
    "average_precision",
    hint="You take the best precision *up to* there. Look the other way: from there on, to the right.",
)
def precision_best_so_far(scores, correct, positives):
    hits = correct[np.argsort(-scores, kind="stable")].astype(bool)
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(np.sum(np.maximum.accumulate(precision)[hits]) / positives)


@mistake(
    "average_precision",
    hint="You divide by the number of correct boxes, so what was never found costs nothing. Divide by positives.",
)
def precision_by_found(scores, correct, positives):
    hits = correct[np.argsort(-scores, kind="stable")].astype(bool)
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    best_from_here = np.maximum.accumulate(precision[::-1])[::-1]
    return float(np.sum(best_from_here[hits]) / max(1, hits.sum()))


@mistake(
    "average_precision",
    hint="You add up over all boxes. Only correct ones raise the recall: add up over those.",
)
def precision_over_all_boxes(scores, correct, positives):
    hits = correct[np.argsort(-scores, kind="stable")].astype(bool)
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    best_from_here = np.maximum.accumulate(precision[::-1])[::-1]
    return float(np.sum(best_from_here) / positives)


@mistake(
    "average_precision",
    hint="This is the precision of all boxes together, one single number of the curve. Average precision looks at all "
    "thresholds: compute the precision after each box.",
)
def precision_at_the_end(scores, correct, positives):
    return float(np.mean(correct)) if len(correct) else 0.0


@mistake(
    "average_precision",
    hint="With 0 and 1 in place of truth values, best[hits] chooses the entries number 0 and 1. Make truth values of them "
    "first: astype(bool).",
)
def precision_zeros_and_ones_as_places(scores, correct, positives):
    hits = correct[np.argsort(-scores, kind="stable")]
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    best_from_here = np.maximum.accumulate(precision[::-1])[::-1]
    return float(np.sum(best_from_here[hits]) / positives)


@mistake(
    "average_precision",
    hint="You measure the area under straight lines between the points. In our definition the curve is made of steps: each "
    "correct box adds 1/P times the best precision from there on.",
)
def precision_by_trapezoids(scores, correct, positives):
    hits = correct[np.argsort(-scores, kind="stable")].astype(bool)
    precision, recall = np.cumsum(hits) / np.arange(1, len(hits) + 1), np.cumsum(hits) / positives
    return float(np.sum(np.diff(recall) * (precision[1:] + precision[:-1]) / 2))


@mistake(
    "average_precision",
    hint="This is the version with eleven recalls, 0, 0.1, ..., 1, as it was used until 2009. Ours takes every correct box.",
)
def precision_eleven_points(scores, correct, positives):
    hits = correct[np.argsort(-scores, kind="stable")].astype(bool)
    precision, recall = np.cumsum(hits) / np.arange(1, len(hits) + 1), np.cumsum(hits) / positives
    return float(np.mean([max(precision[recall >= r - 1e-9], default=0.0) for r in np.linspace(0, 1, 11)]))


@mistake(
    "average_precision",
    hint="The first step of the curve is lost: np.diff has one number less, because it does not know that the "
    "recall begins at 0. Put a 0 before the recalls, or add up over the correct boxes.",
)
def precision_first_step_lost(scores, correct, positives):
    hits = correct[np.argsort(-scores, kind="stable")].astype(bool)
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    best_from_here, recall = np.maximum.accumulate(precision[::-1])[::-1], np.cumsum(hits) / positives
    return float(np.sum(np.diff(recall) * best_from_here[1:]))


@mistake(
    "average_precision",
    hint="The running maximum still stands from right to left. Turn it round again, [::-1], before you take the "
    "entries of the correct boxes.",
)
def precision_not_turned_back(scores, correct, positives):
    hits = correct[np.argsort(-scores, kind="stable")].astype(bool)
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(np.sum(np.maximum.accumulate(precision[::-1])[hits]) / positives)


@alternative("average_precision")
def precision_as_an_area(scores, correct, positives):
    order = np.argsort(-scores)
    found = np.cumsum(np.asarray(correct)[order])
    recall = np.concatenate([[0.0], found / positives])
    precision = np.concatenate([[0.0], found / np.arange(1, len(found) + 1)])
    for i in range(len(precision) - 2, -1, -1):
        precision[i] = max(precision[i], precision[i + 1])
    return np.sum((recall[1:] - recall[:-1]) * precision[1:])


@alternative("average_precision")
def precision_in_plain_python(scores, correct, positives):
    pairs = sorted(zip(scores, correct), key=lambda pair: -pair[0])
    precisions, found = [], 0
    for n, (_, hit) in enumerate(pairs, start=1):
        found += int(hit)
        precisions.append(found / n)
    total = 0.0
    for n, (_, hit) in enumerate(pairs):
        if hit:
            total += max(precisions[n:])
    return np.float32(total / positives)
