"""Efficient networks: counting the work, inverted residuals, a small MobileNet, compound scaling, and distillation."""

import math
from collections.abc import Sequence
from typing import Any

import keras


def count_multiplications(kind: str, shape: Sequence[int], filters: int, size: int, stride: int) -> int:
    """Return how many multiplications a layer does for one picture, padded so that every side is divided and rounded up.

    `kind` is "conv", "depthwise" or "dense"; `shape` is (height, width, channels) of what goes in, (n,) for "dense".
    """
    if kind == "dense":
        return shape[0] * filters
    height, width, channels = shape
    places = math.ceil(height / stride) * math.ceil(width / stride)
    kernels_per_channel = 1 if kind == "depthwise" else filters
    return places * size**2 * channels * kernels_per_channel


def depthwise_cost_ratio(f: int, filters: int) -> float:
    """Return the work of a depthwise f x f and a pointwise convolution, as a share of the full convolution's.

    1 / filters + 1 / f^2. Source: Howard et al. 2017, MobileNets, section 3.1.
    """
    return 1 / filters + 1 / f**2


def make_divisible(v: float, divisor: int) -> int:
    """Return the multiple of the divisor nearest to `v`, at least the divisor, and at least 90 % of `v`.

    Halves go up; one multiple more is taken where rounding would take away more than a tenth.
    """
    rounded = max(divisor, int(v + divisor / 2) // divisor * divisor)
    if rounded < 0.9 * v:
        rounded += divisor
    return rounded


def inverted_residual(x: Any, filters: int, stride: int, expansion: int) -> Any:
    """Return the block: 1x1 up to expansion * channels, depthwise 3x3 (stride), 1x1 down to filters, without activation.

    `x` is (batch, height, width, channels); the result is (batch, h, w, filters), where h and w are height and width
    divided by the stride and rounded up. With stride 1 and as many filters as channels, x is added.
    Source: Sandler et al. 2018, MobileNetV2.
    """
    channels = x.shape[-1]
    y = x
    if expansion != 1:
        y = keras.layers.Conv2D(expansion * channels, 1, use_bias=False)(y)  # (batch, height, width, wide)
        y = keras.layers.BatchNormalization(momentum=0.9)(y)
        y = keras.layers.ReLU(6)(y)
    y = keras.layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(y)  # (batch, h, w, wide)
    y = keras.layers.BatchNormalization(momentum=0.9)(y)
    y = keras.layers.ReLU(6)(y)
    y = keras.layers.Conv2D(filters, 1, use_bias=False)(y)  # (batch, h, w, filters)
    y = keras.layers.BatchNormalization(momentum=0.9)(y)
    if stride == 1 and channels == filters:
        y = keras.layers.Add()([x, y])
    return y


def squeeze_excite(x: Any, ratio: int) -> Any:
    """Return x with each channel multiplied by a gate between 0 and 1, made of the means of all channels.

    `x` and the result are (batch, height, width, channels). Source: Hu et al. 2017, squeeze-and-excitation networks.
    """
    channels = x.shape[-1]
    gates = keras.layers.GlobalAveragePooling2D()(x)  # (batch, channels)
    gates = keras.layers.Dense(max(1, channels // ratio), activation="relu")(gates)
    gates = keras.layers.Dense(channels, activation="sigmoid")(gates)
    gates = keras.layers.Reshape((1, 1, channels))(gates)
    return keras.layers.Multiply()([x, gates])


def mobilenet(input_shape: tuple[int, int, int], classes: int, alpha: float) -> keras.Model:
    """Return a small MobileNetV2: a stem with stride 2, five inverted residuals, a 1x1 convolution to 128, scores.

    Input (batch, height, width, channels), output (batch, classes). All channels but the 128 are made alpha times as many.
    """
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(make_divisible(16 * alpha, 8), 3, strides=2, padding="same", use_bias=False)(inputs)
    x = keras.layers.BatchNormalization(momentum=0.9)(x)
    x = keras.layers.ReLU(6)(x)
    for filters, stride, expansion in ((16, 1, 1), (24, 2, 4), (24, 1, 4), (40, 1, 4), (40, 1, 4)):
        x = inverted_residual(x, make_divisible(filters * alpha, 8), stride, expansion)
    x = keras.layers.Conv2D(128, 1, use_bias=False)(x)  # a quarter of the height and width
    x = keras.layers.BatchNormalization(momentum=0.9)(x)
    x = keras.layers.ReLU(6)(x)
    x = keras.layers.GlobalAveragePooling2D()(x)  # (batch, 128)
    outputs = keras.layers.Dense(classes)(x)
    return keras.Model(inputs, outputs)


def compound_scaling(phi: float, alpha: float, beta: float, gamma: float) -> tuple[float, float, float, float]:
    """Return by how much depth, width and resolution grow at step phi, and the work.

    alpha^phi, beta^phi, gamma^phi, and (alpha * beta^2 * gamma^2)^phi. Source: Tan and Le 2019, EfficientNet.
    """
    depth, width, resolution = alpha**phi, beta**phi, gamma**phi
    return depth, width, resolution, depth * width**2 * resolution**2


def round_filters(filters: int, width: float, divisor: int) -> int:
    """Return width times as many filters, made divisible."""
    return make_divisible(filters * width, divisor)


def round_repeats(repeats: int, depth: float) -> int:
    """Return depth times as many blocks, rounded up: a stage never loses a part of a block."""
    return math.ceil(repeats * depth)


def distillation_loss(student: Any, teacher: Any, y: Any, temperature: float, weight: float) -> Any:
    """Return the loss of a student who learns from a teacher's softened answers and from the labels.

    weight * T^2 * KL(softmax(teacher / T) || softmax(student / T)) + (1 - weight) * cross-entropy, means over the batch.
    `student` and `teacher` are scores (m, classes), `y` is (m,). Source: Hinton et al. 2015, distilling the knowledge.
    """
    targets = keras.ops.softmax(teacher / temperature)  # (m, classes)
    log_ratio = keras.ops.log_softmax(teacher / temperature) - keras.ops.log_softmax(student / temperature)
    soft = keras.ops.mean(keras.ops.sum(targets * log_ratio, axis=1))
    hard = keras.ops.mean(keras.losses.sparse_categorical_crossentropy(y, student, from_logits=True))
    return weight * temperature**2 * soft + (1 - weight) * hard
