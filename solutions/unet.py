"""A U-Net: blocks that go down and up, losses for pixels, and the mean intersection over union."""

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray


def create_mask(logits: Any) -> Any:
    """Return for each pixel the class with the largest score.

    `logits` is (m, height, width, classes), the result (m, height, width), whole numbers.
    """
    return keras.ops.argmax(logits, axis=-1)


def mean_iou(y_true: NDArray[Any], y_pred: NDArray[Any], classes: int) -> float:
    """Return the mean over the classes of intersection / union, taken over all pixels of all pictures.

    Both masks are (m, height, width), whole numbers. A class that neither mask holds does not count.
    """
    ious = []
    for label in range(classes):
        truth, prediction = y_true == label, y_pred == label  # (m, height, width)
        union = np.sum(truth | prediction)
        if union > 0:
            ious.append(np.sum(truth & prediction) / union)
    return float(np.mean(ious))


def encoder_block(x: Any, filters: int, dropout: float, pool: bool) -> tuple[Any, Any]:
    """Return two convolutions of x, made half as large by max pooling, and the same before the pooling.

    `x` is (batch, height, width, channels). The result is a tuple: the tensor that goes down, (batch, height / 2,
    width / 2, filters), and the skip, (batch, height, width, filters). Without pooling both are the skip.
    """
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(x)
    skip = keras.layers.Dropout(dropout)(x)  # (batch, height, width, filters)
    down = keras.layers.MaxPooling2D(2)(skip) if pool else skip
    return down, skip


def decoder_block(x: Any, skip: Any, filters: int) -> Any:
    """Return two convolutions of x, made twice as large, beside the skip.

    `x` is (batch, height, width, channels), `skip` (batch, 2 * height, 2 * width, skip_channels), the result
    (batch, 2 * height, 2 * width, filters). Source: Ronneberger, Fischer and Brox 2015, figure 1.
    """
    x = keras.layers.Conv2DTranspose(filters, 2, strides=2)(x)  # (batch, 2 * height, 2 * width, filters)
    x = keras.layers.Concatenate()([x, skip])  # (batch, 2 * height, 2 * width, filters + skip_channels)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(x)
    return keras.layers.Conv2D(filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(x)


def unet(input_shape: tuple[int, int, int], classes: int, depth: int, filters: int) -> keras.Model:
    """Return a U-Net that halves the picture `depth` times and doubles it as often.

    Input (batch, height, width, channels), output logits (batch, height, width, classes).
    """
    inputs = keras.Input(input_shape)
    x, skips = inputs, []
    for level in range(depth):
        x, skip = encoder_block(x, filters * 2**level, 0.0, True)
        skips.append(skip)
    x, _ = encoder_block(x, filters * 2**depth, 0.3, False)  # the bottom
    for level in reversed(range(depth)):
        x = decoder_block(x, skips[level], filters * 2**level)
    outputs = keras.layers.Conv2D(classes, 1)(x)  # (batch, height, width, classes)
    return keras.Model(inputs, outputs)


def one_hot_mask(mask: Any, classes: int) -> Any:
    """Return 1 where the last axis counts the class of the pixel, and 0 elsewhere.

    `mask` is (m, height, width), the result (m, height, width, classes), float32.
    """
    labels = keras.ops.cast(mask, "int32")[..., None]  # (m, height, width, 1)
    return keras.ops.cast(labels == keras.ops.arange(classes, dtype="int32"), "float32")


def pixel_cross_entropy(y_true: Any, y_pred: Any) -> Any:
    """Return the mean over all pixels of -log softmax(y_pred)[y_true].

    `y_true` is the mask (m, height, width), `y_pred` logits (m, height, width, classes). log softmax(z) is
    z - log(sum(exp(z))), where the largest z is taken out first.
    """
    log_p = keras.ops.log_softmax(y_pred, axis=-1)  # (m, height, width, classes)
    truth = one_hot_mask(y_true, y_pred.shape[-1])
    return -keras.ops.mean(keras.ops.sum(truth * log_p, axis=-1))


def dice_loss(y_true: Any, y_pred: Any, epsilon: float = 1.0) -> Any:
    """Return 1 - the mean over the classes of (2 sum(t p) + epsilon) / (sum(t) + sum(p) + epsilon).

    The sums go over all pixels of all pictures. `y_true` is the mask (m, height, width), `y_pred` logits
    (m, height, width, classes). Source: Milletari, Navab and Ahmadi 2016, here without the squares.
    """
    p = keras.ops.softmax(y_pred, axis=-1)
    t = one_hot_mask(y_true, y_pred.shape[-1])
    overlap = keras.ops.sum(t * p, axis=(0, 1, 2))  # (classes,)
    sizes = keras.ops.sum(t, axis=(0, 1, 2)) + keras.ops.sum(p, axis=(0, 1, 2))
    return 1 - keras.ops.mean((2 * overlap + epsilon) / (sizes + epsilon))
