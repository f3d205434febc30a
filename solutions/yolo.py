"""A one-stage detector: boxes and their overlap, anchors, targets, a loss, decoding, suppression, and its measure.

Boxes are corners (x1, y1, x2, y2) in parts of the picture, x to the right and y down, unless a name says centre.
"""

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray
from scipy.special import expit as sigmoid
from scipy.special import softmax


def sliding_window_as_convolution(
    dense_weights: list[NDArray[Any]], input_shape: tuple[int, int, int]
) -> list[NDArray[Any]]:
    """Return the weights of the convolutions that do, at every place, what dense layers do in one window.

    `dense_weights` is [kernel (h * w * c, n1), bias (n1,), kernel (n1, n2), bias (n2,), ...], `input_shape` the
    window (h, w, c). The first kernel becomes (h, w, c, n1), the others (1, 1, n1, n2) and so on; biases stay.
    """
    first, *others = dense_weights
    kernel = first.reshape(*input_shape, -1)  # Flatten counts through channels fastest, then columns, then rows
    return [kernel, *(w.reshape(1, 1, *w.shape) if w.ndim == 2 else w.copy() for w in others)]


def corners_to_center(boxes: NDArray[Any]) -> NDArray[Any]:
    """Return boxes (..., 4) as x, y of the centre, width, height, from corners x1, y1, x2, y2."""
    x1, y1, x2, y2 = (boxes[..., i] for i in range(4))
    return np.stack([(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1], axis=-1)


def center_to_corners(boxes: NDArray[Any]) -> NDArray[Any]:
    """Return boxes (..., 4) as corners x1, y1, x2, y2, from x, y of the centre, width, height."""
    x, y, width, height = (boxes[..., i] for i in range(4))
    return np.stack([x - width / 2, y - height / 2, x + width / 2, y + height / 2], axis=-1)


def iou(box1: NDArray[Any], box2: NDArray[Any]) -> float:
    """Return intersection over union of two boxes (4,): 0 for boxes that are disjoint or touch, or both empty."""
    width = max(0.0, min(box1[2], box2[2]) - max(box1[0], box2[0]))
    height = max(0.0, min(box1[3], box2[3]) - max(box1[1], box2[1]))
    intersection = width * height
    area1 = (box1[2] - box1[0]) * (box1[3] - box1[1])
    area2 = (box2[2] - box2[0]) * (box2[3] - box2[1])
    union = area1 + area2 - intersection
    return float(intersection / union) if union > 0 else 0.0


def iou_matrix(boxes1: NDArray[Any], boxes2: NDArray[Any]) -> NDArray[Any]:
    """Return the IoU (n, m) of each box of (n, 4) with each of (m, 4)."""
    one, two = boxes1[:, np.newaxis], boxes2[np.newaxis]  # (n, 1, 4), (1, m, 4)
    sides = np.minimum(one[..., 2:], two[..., 2:]) - np.maximum(one[..., :2], two[..., :2])  # (n, m, 2)
    intersection = np.prod(np.maximum(sides, 0), axis=-1)  # (n, m)
    areas1, areas2 = (np.prod(boxes[..., 2:] - boxes[..., :2], axis=-1) for boxes in (one, two))
    union = areas1 + areas2 - intersection
    ratio: NDArray[Any] = np.divide(intersection, union, out=np.zeros(union.shape), where=union > 0)
    return ratio


def best_anchor(box: NDArray[Any], anchors: NDArray[Any]) -> int:
    """Return which of the anchors (A, 2), widths and heights, overlaps a box (4,) most if both have one centre."""
    width, height = box[2] - box[0], box[3] - box[1]
    intersection = np.minimum(width, anchors[:, 0]) * np.minimum(height, anchors[:, 1])  # (A,)
    union = width * height + anchors[:, 0] * anchors[:, 1] - intersection
    return int(np.argmax(intersection / union))


def encode_targets(boxes: NDArray[Any], classes: NDArray[Any], grid: int, anchors: NDArray[Any]) -> NDArray[Any]:
    """Return what the detector should answer for boxes (k, 4) of classes (k,): (grid, grid, A, 6).

    The six numbers are x and y of the centre within its cell (0..1), log(width / anchor width),
    log(height / anchor height), 1 for an object, and its class; zeros where there is none.
    """
    targets = np.zeros((grid, grid, len(anchors), 6))
    for box, label in zip(boxes, classes, strict=True):
        x, y, width, height = corners_to_center(box)
        column, row = int(x * grid), int(y * grid)
        a = best_anchor(box, anchors)
        stretch = np.log([width / anchors[a, 0], height / anchors[a, 1]])
        targets[row, column, a] = [x * grid - column, y * grid - row, *stretch, 1, label]
    return targets


def detector(input_shape: tuple[int, int, int], grid: int, anchors: NDArray[Any], classes: int) -> keras.Model:
    """Return a convolutional network from pictures to raw numbers (batch, grid, grid, A, 5 + classes).

    Stages of 3x3 convolution, batch norm, ReLU and 2x2 max pooling, from 16 filters and twice as many each time,
    until the picture is as small as the grid; two more without pooling; a 1x1 convolution.
    """
    inputs = keras.Input(input_shape)
    x, size, filters = inputs, input_shape[0], 16
    while size > grid:
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)  # (batch, size, size, filters)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
        x = keras.layers.MaxPooling2D(2)(x)
        size, filters = size // 2, 2 * filters
    for _ in range(2):
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)  # (batch, grid, grid, filters)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(len(anchors) * (5 + classes), 1)(x)
    outputs = keras.layers.Reshape((grid, grid, len(anchors), 5 + classes))(x)
    return keras.Model(inputs, outputs)


def yolo_loss(y_true: Any, y_pred: Any, box_weight: float = 5.0, no_object_weight: float = 0.5) -> Any:
    """Return the loss of each picture (batch,), from targets (batch, grid, grid, A, 6) and raw (..., 5 + C).

    For a place with an object: box_weight * squared errors of sigmoid(x, y) and of the stretches, cross-entropy of
    the object score, cross-entropy of the class. For one without: no_object_weight * cross-entropy of the object
    score. All are summed over the places.
    """
    has_object = y_true[..., 4]  # (batch, grid, grid, A)
    place = keras.ops.square(keras.ops.sigmoid(y_pred[..., 0:2]) - y_true[..., 0:2])
    stretch = keras.ops.square(y_pred[..., 2:4] - y_true[..., 2:4])
    box_error = keras.ops.sum(place + stretch, axis=-1)
    object_error = keras.ops.binary_crossentropy(has_object, y_pred[..., 4], from_logits=True)
    labels = keras.ops.cast(y_true[..., 5], "int32")
    class_error = keras.ops.sparse_categorical_crossentropy(labels, y_pred[..., 5:], from_logits=True)
    with_object = has_object * (box_weight * box_error + object_error + class_error)
    without_object = (1 - has_object) * no_object_weight * object_error
    return keras.ops.sum(with_object + without_object, axis=(1, 2, 3))


def decode_predictions(raw: NDArray[Any], anchors: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return boxes (grid * grid * A, 4), corners, and their scores for each class (grid * grid * A, C).

    `raw` is (grid, grid, A, 5 + C), for one picture. Score of a class: sigmoid(object) * softmax(classes).
    """
    grid = raw.shape[0]
    rows, columns = np.arange(grid)[:, np.newaxis, np.newaxis], np.arange(grid)[:, np.newaxis]
    x = (columns + sigmoid(raw[..., 0])) / grid  # (grid, grid, A)
    y = (rows + sigmoid(raw[..., 1])) / grid
    width, height = anchors[:, 0] * np.exp(raw[..., 2]), anchors[:, 1] * np.exp(raw[..., 3])
    boxes = center_to_corners(np.stack([x, y, width, height], axis=-1))
    scores = sigmoid(raw[..., 4:5]) * softmax(raw[..., 5:], axis=-1)
    return boxes.reshape(-1, 4), scores.reshape(-1, scores.shape[-1])


def filter_boxes(
    boxes: NDArray[Any], scores: NDArray[Any], threshold: float
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return boxes (k, 4), scores (k,) and classes (k,) of those whose best class scores at least `threshold`.

    `boxes` is (n, 4), `scores` (n, C).
    """
    classes = np.argmax(scores, axis=1)  # (n,)
    best = np.max(scores, axis=1)
    kept = best >= threshold
    return boxes[kept], best[kept], classes[kept]


def non_max_suppression(
    boxes: NDArray[Any], scores: NDArray[Any], classes: NDArray[Any], iou_threshold: float
) -> NDArray[Any]:
    """Return the indices of the boxes that stay, best score first.

    A box goes if one of its class that stays has a better score and an IoU with it above `iou_threshold`.
    """
    order = np.argsort(-scores, kind="stable")
    kept = []
    while order.size > 0:
        best, rest = order[0], order[1:]
        kept.append(best)
        overlap = iou_matrix(boxes[[best]], boxes[rest])[0]
        order = rest[(overlap <= iou_threshold) | (classes[rest] != classes[best])]
    return np.array(kept, dtype=np.int64)


def detect(
    raw: NDArray[Any], anchors: NDArray[Any], score_threshold: float, iou_threshold: float
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return boxes (k, 4), scores (k,) and classes (k,) of what is found in one picture, best score first."""
    boxes, scores, classes = filter_boxes(*decode_predictions(raw, anchors), score_threshold)
    kept = non_max_suppression(boxes, scores, classes, iou_threshold)
    return boxes[kept], scores[kept], classes[kept]


def match_detections(
    boxes: NDArray[Any], scores: NDArray[Any], true_boxes: NDArray[Any], iou_threshold: float
) -> NDArray[Any]:
    """Return for each found box (k, 4) whether it is correct (k,), for one picture and one class.

    Best score first, each takes the free true box (m, 4) that it overlaps most, if the IoU is at least the threshold.
    """
    correct = np.zeros(len(boxes), dtype=bool)
    overlap = iou_matrix(boxes, true_boxes)  # (k, m)
    free = np.ones(len(true_boxes), dtype=bool)
    for i in np.argsort(-scores, kind="stable"):
        candidates = np.where(free, overlap[i], -1.0)  # (m,)
        if free.any() and candidates.max() >= iou_threshold:
            correct[i] = True
            free[np.argmax(candidates)] = False
    return correct


def average_precision(scores: NDArray[Any], correct: NDArray[Any], positives: int) -> float:
    """Return the area under the precision-recall curve after it was made to fall, a number in 0..1.

    The sum, over the correct ones by falling score, of the best precision from there on, divided by `positives`.
    """
    hits = correct[np.argsort(-scores, kind="stable")].astype(bool)  # (k,)
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    best_from_here = np.maximum.accumulate(precision[::-1])[::-1]
    return float(np.sum(best_from_here[hits]) / positives)
