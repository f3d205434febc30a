"""Residual networks: blocks with shortcuts, a small ResNet, ResNet-50, and batch norm folded away."""

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray


def identity_block(x: Any, filters: int, kernel_size: int) -> Any:
    """Return ReLU(F(x) + x), with F = conv, batch norm, ReLU, conv, batch norm.

    `x` and the result are (batch, height, width, filters). Source: He et al. 2015, figure 2.
    """
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)  # (batch, height, width, filters)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([x, y])
    return keras.layers.ReLU()(y)


def projection_block(x: Any, filters: int, kernel_size: int, stride: int) -> Any:
    """Return ReLU(F(x) + P(x)), with P = 1x1 conv with the stride, batch norm.

    `x` is (batch, height, width, channels); the result is (batch, h, w, filters), where h and w are height
    and width divided by the stride and rounded up.
    """
    shortcut = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)

    y = keras.layers.Conv2D(filters, kernel_size, strides=stride, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


def basic_block(x: Any, filters: int, stride: int) -> Any:
    """Return a residual block of two 3x3 convolutions, projected only where the shape changes.

    `x` is (batch, height, width, channels); the result is (batch, h, w, filters), where h and w are height
    and width divided by the stride and rounded up.
    """
    if stride == 1 and x.shape[-1] == filters:
        return identity_block(x, filters, 3)
    return projection_block(x, filters, 3, stride)


def bottleneck_block(x: Any, filters: int, stride: int) -> Any:
    """Return ReLU(F(x) + shortcut), with F = 1x1 down (stride), 3x3, 1x1 up to 4 * filters.

    `x` is (batch, height, width, channels); the result is (batch, h, w, 4 * filters), where h and w are
    height and width divided by the stride and rounded up.
    """
    shortcut = x
    if stride != 1 or x.shape[-1] != 4 * filters:
        shortcut = keras.layers.Conv2D(4 * filters, 1, strides=stride)(x)
        shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)

    y = keras.layers.Conv2D(filters, 1, strides=stride)(x)  # narrow
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, 3, padding="same")(y)  # look around
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(4 * filters, 1)(y)  # widen
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


def resnet(input_shape: tuple[int, int, int], classes: int, blocks: int) -> keras.Model:
    """Return the ResNet of 6 * blocks + 2 layers: a stem, three stages of basic blocks, a softmax.

    Input (batch, height, width, channels), output (batch, classes).
    """
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(16, 3, padding="same")(inputs)  # (batch, height, width, 16)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    for filters, first_stride in ((16, 1), (32, 2), (64, 2)):
        x = basic_block(x, filters, first_stride)
        for _ in range(blocks - 1):
            x = basic_block(x, filters, 1)
    x = keras.layers.GlobalAveragePooling2D()(x)  # (batch, 64)
    outputs = keras.layers.Dense(classes, activation="softmax")(x)
    return keras.Model(inputs, outputs)


def resnet50(input_shape: tuple[int, int, int], classes: int) -> keras.Model:
    """Return ResNet-50: a stem that shrinks four times, stages of 3, 4, 6 and 3 bottleneck blocks, a softmax.

    Input (batch, height, width, channels), output (batch, classes).
    """
    inputs = keras.Input(input_shape)
    x = keras.layers.ZeroPadding2D(3)(inputs)
    x = keras.layers.Conv2D(64, 7, strides=2)(x)  # half the height and width
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.ZeroPadding2D(1)(x)
    x = keras.layers.MaxPooling2D(3, strides=2)(x)  # a quarter
    for filters, blocks, first_stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        x = bottleneck_block(x, filters, first_stride)
        for _ in range(blocks - 1):
            x = bottleneck_block(x, filters, 1)
    x = keras.layers.GlobalAveragePooling2D()(x)  # (batch, 2048)
    outputs = keras.layers.Dense(classes, activation="softmax")(x)
    return keras.Model(inputs, outputs)


def fold_batch_norm(
    kernel: NDArray[Any],
    bias: NDArray[Any],
    gamma: NDArray[Any],
    beta: NDArray[Any],
    mean: NDArray[Any],
    variance: NDArray[Any],
    epsilon: float,
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the kernel and bias of the one convolution that equals convolution, then batch norm.

    scale = gamma / sqrt(variance + epsilon); kernel * scale, (bias - mean) * scale + beta.
    `kernel` is (f, f, channels, filters), all others (filters,).
    """
    scale = gamma / np.sqrt(variance + epsilon)  # (filters,)
    return kernel * scale, (bias - mean) * scale + beta
