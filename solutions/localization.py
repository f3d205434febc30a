"""Localization: one object with its box, its landmarks and its tags; and regions that are proposed, cut out, pooled
and corrected.

Boxes are corners (x1, y1, x2, y2), x to the right and y down: in parts of the picture for the network, in pixels for
regions.
"""

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray


def localization_target(box: NDArray[Any] | None, label: int | None, classes: int) -> NDArray[Any]:
    """Return what a network should answer for one picture: (5 + classes,).

    First 1 for an object, x and y of the centre, width, height of `box`, which holds corners in parts of the picture;
    then the class `label`, one-hot. Zeros if `box` is None: there is no object.
    """
    target = np.zeros(5 + classes)
    if box is not None and label is not None:
        x1, y1, x2, y2 = box
        target[:5] = 1, (x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1
        target[5 + label] = 1
    return target


def smooth_l1(y_true: Any, y_pred: Any, beta: float = 1.0) -> Any:
    """Return for each number d^2 / (2 beta) where the error |d| is below beta, and |d| - beta / 2 elsewhere."""
    error = keras.ops.absolute(y_true - y_pred)
    return keras.ops.where(error < beta, keras.ops.square(error) / (2 * beta), error - beta / 2)


def localization_loss(y_true: Any, y_pred: Any, box_weight: float = 4.0) -> Any:
    """Return the loss of each picture (batch,), from targets and raw numbers, both (batch, 5 + classes).

    The cross-entropy of the first number; and where there is an object, box_weight times the smooth L1 error (beta
    0.1) of its box, summed over its four numbers, and the cross-entropy of its class.
    """
    has_object = y_true[:, 0]  # (batch,)
    object_error = keras.ops.binary_crossentropy(has_object, y_pred[:, 0], from_logits=True)
    box_error = keras.ops.sum(smooth_l1(y_true[:, 1:5], y_pred[:, 1:5], 0.1), axis=1)
    class_error = keras.ops.categorical_crossentropy(y_true[:, 5:], y_pred[:, 5:], from_logits=True)
    return object_error + has_object * (box_weight * box_error + class_error)


def localizer(input_shape: tuple[int, int, int], classes: int) -> keras.Model:
    """Return a network from pictures to raw numbers (batch, 5 + classes): object, box, classes.

    Four stages of 3x3 convolution, batch norm and ReLU with 16, 32, 64 and 128 filters, the first three with 2x2 max
    pooling. The box comes from 64 units that see every place, object and classes from the largest value of each
    channel.
    """
    inputs = keras.Input(input_shape)
    x = inputs
    for filters in (16, 32, 64, 128):
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.ReLU()(x)
        if filters < 128:
            x = keras.layers.MaxPooling2D(2)(x)
    where = keras.layers.Dense(64)(keras.layers.Flatten()(x))
    where = keras.layers.BatchNormalization(momentum=0.9)(where)
    where = keras.layers.Dense(4)(keras.layers.ReLU()(where))
    what = keras.layers.Dense(1 + classes)(keras.layers.GlobalMaxPooling2D()(x))
    return keras.Model(inputs, keras.layers.Concatenate()([what[:, :1], where, what[:, 1:]]))


def landmark_loss(y_true: Any, y_pred: Any, visible: Any) -> Any:
    """Return the mean squared distance of the visible points from where they are.

    `y_true` and `y_pred` are (m, k, 2), x and y of k points; `visible` is (m, k), ones and zeros. Where a point is
    not visible, `y_true` may hold anything, NaN too. Where none is, the loss is 0.
    """
    visible = keras.ops.cast(visible, y_pred.dtype)
    y_true = keras.ops.where(visible[..., None] > 0, y_true, y_pred)  # what is hidden is right, whatever was said
    distances = keras.ops.sum(keras.ops.square(y_true - y_pred), axis=-1)  # (m, k)
    return keras.ops.sum(distances) / keras.ops.maximum(keras.ops.sum(visible), 1)


def multi_label_loss(y_true: Any, y_pred: Any, known: Any) -> Any:
    """Return the mean cross-entropy of the tags that are known, each a yes or no of its own.

    `y_true`, `y_pred` and `known` are (m, tags): ones and zeros, scores, and ones where the tag is known. An unknown
    one may be any number. Where none is known, the loss is 0.
    """
    known = keras.ops.cast(known, y_pred.dtype)
    y_true = keras.ops.cast(y_true, y_pred.dtype) * known  # what is unknown becomes 0, which is harmless
    losses = keras.ops.binary_crossentropy(y_true, y_pred, from_logits=True)  # (m, tags)
    return keras.ops.sum(losses * known) / keras.ops.maximum(keras.ops.sum(known), 1)


def propose_regions(image: NDArray[Any], segments: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the boxes (2n - 1, 4) of n segments and of all that comes of them when the most alike are joined, pair
    by pair.

    `image` is (height, width), `segments` is (height, width) with the numbers 0 to n - 1. The cost of a pair that
    touches is the difference of its mean brightnesses plus the part of the picture that it covers together. What is
    joined gets the next number.
    """
    current = segments.copy()
    masks = [segments == label for label in range(segments.max() + 1)]
    sizes, totals = [mask.sum() for mask in masks], [image[mask].sum() for mask in masks]
    for _ in range(len(masks) - 1):
        costs = {}
        for a, b in neighbours(current):
            unlike = abs(totals[a] / sizes[a] - totals[b] / sizes[b])
            costs[a, b] = unlike + (sizes[a] + sizes[b]) / image.size
        a, b = min(costs, key=lambda pair: costs[pair])
        masks.append(masks[a] | masks[b])
        sizes.append(sizes[a] + sizes[b])
        totals.append(totals[a] + totals[b])
        current[masks[-1]] = len(masks) - 1
    return np.array([box_of(mask) for mask in masks])


def neighbours(segments: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return the pairs (a, b), a < b, of numbers that stand side by side somewhere, or one above the other."""
    sides = [(segments[:, :-1], segments[:, 1:]), (segments[:-1], segments[1:])]
    pairs = {pair for a, b in sides for pair in zip(a[a != b].tolist(), b[a != b].tolist(), strict=True)}
    return sorted({(min(pair), max(pair)) for pair in pairs})


def box_of(mask: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Return the corners (x1, y1, x2, y2), in pixels, of the smallest box around what is True in a mask."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def crop_and_resize(image: NDArray[Any], boxes: NDArray[Any], size: int) -> NDArray[Any]:
    """Return what lies in each box, stretched to one size: (k, size, size, channels).

    `image` is (height, width, channels), `boxes` is (k, 4), corners in pixels, where the pixel in row i and column j
    reaches from (j, i) to (j + 1, i + 1). Bilinear, at the middles of size x size equal cells; beyond the border goes
    on what stands there.
    """
    height, width = image.shape[:2]
    steps = (np.arange(size) + 0.5) / size
    crops = []
    for x1, y1, x2, y2 in boxes:
        x = np.clip(x1 + steps * (x2 - x1) - 0.5, 0, width - 1)  # (size,), in numbers of pixels
        y = np.clip(y1 + steps * (y2 - y1) - 0.5, 0, height - 1)
        left, top = np.floor(x).astype(int), np.floor(y).astype(int)
        right, bottom = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
        a, b = (x - left)[:, np.newaxis], (y - top)[:, np.newaxis, np.newaxis]
        upper = (1 - a) * image[top][:, left] + a * image[top][:, right]  # (size, size, channels)
        lower = (1 - a) * image[bottom][:, left] + a * image[bottom][:, right]
        crops.append((1 - b) * upper + b * lower)
    return np.array(crops).reshape(len(boxes), size, size, image.shape[2])


def roi_pool(features: NDArray[Any], boxes: NDArray[Any], size: int) -> NDArray[Any]:
    """Return the largest features in each of size x size parts of each box: (k, size, size, channels).

    `features` is (height, width, channels), `boxes` is (k, 4), corners in cells of the feature map. A box takes every
    cell that it touches. Of n rows, part i takes those from floor(i n / size) to ceil((i + 1) n / size), and columns
    likewise.
    """
    pooled = np.zeros((len(boxes), size, size, features.shape[2]))
    for number, (x1, y1, x2, y2) in enumerate(boxes):
        window = features[int(np.floor(y1)) : int(np.ceil(y2)), int(np.floor(x1)) : int(np.ceil(x2))]
        rows, columns = window.shape[:2]
        for i in range(size):
            top, bottom = i * rows // size, -(-(i + 1) * rows // size)
            for j in range(size):
                left, right = j * columns // size, -(-(j + 1) * columns // size)
                pooled[number, i, j] = window[top:bottom, left:right].max(axis=(0, 1))
    return pooled


def box_deltas(proposals: NDArray[Any], boxes: NDArray[Any]) -> NDArray[Any]:
    """Return how each proposal (k, 4) is to be moved and stretched to become the box (k, 4) in its row: (k, 4).

    The centre's way to the right and down, in widths and heights of the proposal; and the logarithms of the two
    stretches.
    """
    sides, new_sides = proposals[:, 2:] - proposals[:, :2], boxes[:, 2:] - boxes[:, :2]  # (k, 2)
    move = (boxes[:, :2] + boxes[:, 2:] - proposals[:, :2] - proposals[:, 2:]) / 2 / sides
    return np.concatenate([move, np.log(new_sides / sides)], axis=1)


def apply_deltas(proposals: NDArray[Any], deltas: NDArray[Any]) -> NDArray[Any]:
    """Return each proposal (k, 4) moved and stretched as its row of deltas (k, 4) says: corners (k, 4)."""
    sides = proposals[:, 2:] - proposals[:, :2]  # (k, 2)
    centres = (proposals[:, :2] + proposals[:, 2:]) / 2 + deltas[:, :2] * sides
    new_sides = sides * np.exp(deltas[:, 2:])
    return np.concatenate([centres - new_sides / 2, centres + new_sides / 2], axis=1)
