"""Convolutional networks in Keras: LeNet, its table of layers, losses, data, blocks, and batch norm by hand."""

import math
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray


def normalize_images(
    x_train: NDArray[Any], x_test: NDArray[Any], kind: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return both sets of pictures, shifted and scaled by numbers that come from the training pictures alone.

    `kind` is "range" (x / 255), "mean" (x minus the mean picture) or "standard" ((x - mean) / (std + 1e-7), one mean
    and one standard deviation for each channel). Both sets are (m, height, width, channels).
    """
    if kind == "range":
        return x_train / 255, x_test / 255
    if kind == "mean":
        mean = x_train.mean(axis=0)  # (height, width, channels)
        return x_train - mean, x_test - mean
    if kind == "standard":
        mean = x_train.mean(axis=(0, 1, 2))  # (channels,)
        std = x_train.std(axis=(0, 1, 2)) + 1e-7
        return (x_train - mean) / std, (x_test - mean) / std
    raise ValueError(f'kind should be "range", "mean" or "standard"; received {kind!r}.')


def lenet(input_shape: tuple[int, int, int], classes: int) -> keras.Model:
    """Return LeNet: two times convolution and pooling, then three dense layers, the last one with softmax.

    Input (batch, height, width, channels), output (batch, classes). Source: LeCun et al. 1998, figure 2.
    """
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(6, 5, padding="same", activation="relu"),  # (batch, height, width, 6)
            keras.layers.MaxPooling2D(2),  # (batch, height // 2, width // 2, 6)
            keras.layers.Conv2D(16, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),  # (batch, height // 4, width // 4, 16)
            keras.layers.Flatten(),
            keras.layers.Dense(120, activation="relu"),
            keras.layers.Dense(84, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )


def layer_table(layers: list[dict[str, Any]], input_shape: tuple[int, ...]) -> list[tuple[tuple[int, ...], int]]:
    """Return (output shape, parameters) of each layer of a chain, by the formulas.

    Sides: ceil(n / s) with padding "same", floor((n - f) / s) + 1 with "valid". Parameters: (f_h f_w c + 1) filters
    for a convolution, (f_h f_w + 1) c for a depthwise one, (n + 1) units for a dense layer, 4 c for batch norm; the
    1 only if there is a bias.
    """
    shape, table = tuple(input_shape), []
    for layer in layers:
        kind, parameters = layer["kind"], 0
        channels = shape[-1]
        if kind in ("Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"):
            window = layer["pool_size"] if "Pooling" in kind else layer["kernel_size"]
            sides = tuple(
                math.ceil(n / s) if layer["padding"] == "same" else (n - f) // s + 1
                for n, f, s in zip(shape[:2], window, layer["strides"], strict=True)
            )
            shape = (*sides, layer["filters"] if kind == "Conv2D" else channels)
            if kind == "Conv2D":
                parameters = (window[0] * window[1] * channels + layer["use_bias"]) * layer["filters"]
            elif kind == "DepthwiseConv2D":
                parameters = (window[0] * window[1] + layer["use_bias"]) * channels
        elif kind == "Dense":
            shape = (*shape[:-1], layer["units"])
            parameters = (channels + layer["use_bias"]) * layer["units"]
        elif kind == "BatchNormalization":
            parameters = 4 * channels
        elif kind == "Flatten":
            shape = (math.prod(shape),)
        elif kind == "GlobalAveragePooling2D":
            shape = (channels,)
        table.append((shape, parameters))
    return table


def cross_entropy(y_true: Any, y_pred: Any, from_logits: bool) -> Any:
    """Return the mean over the batch of -log(probability of the true class).

    `y_true` is (m,) whole numbers or (m, classes) one-hot; `y_pred` is (m, classes): scores if `from_logits`, else
    probabilities.
    """
    if len(y_true.shape) == 1:
        losses = keras.losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits=from_logits)
    else:
        losses = keras.losses.categorical_crossentropy(y_true, y_pred, from_logits=from_logits)
    return keras.ops.mean(losses)  # losses is (m,)


def train(
    model: keras.Model,
    x: NDArray[Any],
    y: NDArray[Any],
    epochs: int,
    batch_size: int = 32,
    learning_rate: float = 0.001,
) -> dict[str, list[float]]:
    """Train a classifier for some epochs more, and return the loss and accuracy of each.

    `x` is (m, height, width, channels), `y` is (m,) whole numbers. The model ends with a softmax.
    """
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    history: dict[str, list[float]] = model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history
    return history


def confusion_matrix(y: NDArray[np.int64], y_hat: NDArray[np.int64], classes: int) -> NDArray[np.int64]:
    """Return how often each class was taken for each: entry [i, j] counts examples of class i that were called j.

    `y` and `y_hat` are (m,) whole numbers from 0 to classes - 1; the answer is (classes, classes).
    """
    counts = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(counts, (y, y_hat), 1)
    return counts


def augmenter(input_shape: tuple[int, int, int], shift: float, degrees: float, zoom: float) -> keras.Model:
    """Return a model that shifts, turns and zooms each picture at random while training, and else hands it on.

    Input and output are (batch, height, width, channels). What comes into view from outside is 0.
    """
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.RandomTranslation(shift, shift, fill_mode="constant"),
            keras.layers.RandomRotation(degrees / 360, fill_mode="constant"),
            keras.layers.RandomZoom(zoom, fill_mode="constant"),
        ]
    )


def vgg_block(x: Any, filters: int, convolutions: int) -> Any:
    """Return some 3x3 convolutions with ReLU, then 2x2 max pooling.

    `x` is (batch, height, width, channels); the result is (batch, height // 2, width // 2, filters).
    Source: Simonyan and Zisserman 2014, table 1.
    """
    for _ in range(convolutions):
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return keras.layers.MaxPooling2D(2)(x)


def inception_block(x: Any, filters: tuple[int, int, int, int, int, int]) -> Any:
    """Return four branches side by side: 1x1; 1x1 then 3x3; 1x1 then 5x5; 3x3 max pooling then 1x1.

    `filters` is (one, three_reduce, three, five_reduce, five, pool). `x` is (batch, height, width, channels), the
    result (batch, height, width, one + three + five + pool). Source: Szegedy et al. 2014, figure 2(b).
    """
    one, three_reduce, three, five_reduce, five, pool = filters
    a = keras.layers.Conv2D(one, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three_reduce, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three, 3, padding="same", activation="relu")(b)
    c = keras.layers.Conv2D(five_reduce, 1, activation="relu")(x)
    c = keras.layers.Conv2D(five, 5, padding="same", activation="relu")(c)
    d = keras.layers.MaxPooling2D(3, strides=1, padding="same")(x)
    d = keras.layers.Conv2D(pool, 1, activation="relu")(d)
    return keras.layers.Concatenate()([a, b, c, d])


def inception_multiplications(
    height: int, width: int, channels: int, filters: tuple[int, int, int, int, int, int]
) -> tuple[int, int]:
    """Return the multiplications of an inception block without its two bottlenecks, and with them.

    A convolution of f x f from c to k channels needs height * width * f^2 * c * k.
    """
    one, three_reduce, three, five_reduce, five, pool = filters
    places = height * width
    both = places * channels * (one + pool)
    direct = both + places * channels * (9 * three + 25 * five)
    through = places * (channels * three_reduce + 9 * three_reduce * three)
    through += places * (channels * five_reduce + 25 * five_reduce * five)
    return direct, both + through


def depthwise_separable_block(x: Any, filters: int, stride: int) -> Any:
    """Return a 3x3 depthwise convolution with the stride, BN, ReLU, then a 1x1 convolution, BN, ReLU; no biases.

    `x` is (batch, height, width, channels); the result is (batch, h, w, filters), where h and w are height and width
    divided by the stride and rounded up. Source: Howard et al. 2017, figure 3.
    """
    x = keras.layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x)
    x = keras.layers.ReLU()(x)  # (batch, h, w, channels)
    x = keras.layers.Conv2D(filters, 1, use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x)
    return keras.layers.ReLU()(x)  # (batch, h, w, filters)


def batch_norm(
    x: NDArray[Any],
    gamma: NDArray[Any],
    beta: NDArray[Any],
    moving_mean: NDArray[Any],
    moving_variance: NDArray[Any],
    training: bool,
    momentum: float = 0.99,
    epsilon: float = 0.001,
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return gamma (x - mean) / sqrt(variance + epsilon) + beta, and the new moving mean and variance.

    In training, mean and variance are those of the batch, one for each channel, and the moving ones go a step
    towards them; otherwise the moving ones are used and stay. `x` is (m, height, width, channels), all other arrays
    (channels,). Source: Ioffe and Szegedy 2015, algorithms 1 and 2.
    """
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))  # (channels,)
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance
