"""Normalization by hand and in Keras: batch, layer, group and instance norm, and what each remembers.

Examples are rows: x is (m, d). Pictures are (m, height, width, channels), sequences (m, time, d).
"""

from typing import Any

import keras
import numpy as np


def running_average(old: np.ndarray, new: np.ndarray, momentum: float) -> np.ndarray:
    """Move an average a little towards a new value: momentum old + (1 - momentum) new.

    Args:
        old: the average so far, any shape.
        new: what was just measured, same shape.
        momentum: the share of the old that stays, from 0 to 1.

    Returns:
        The average after this step, same shape.
    """
    average: np.ndarray = momentum * old + (1 - momentum) * new
    return average


def batch_norm_forward(
    x: np.ndarray,
    gamma: np.ndarray,
    beta: np.ndarray,
    state: dict[str, np.ndarray],
    training: bool,
    momentum: float = 0.9,
    epsilon: float = 1e-5,
) -> tuple[np.ndarray, dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Bring each column to mean 0 and deviation 1, then to scale gamma and shift beta (Ioffe and Szegedy, 2015).

    Args:
        x: a batch, (m, d).
        gamma: the scale of each column, (d,).
        beta: the shift of each column, (d,).
        state: what was usual so far, {"mean": (d,), "variance": (d,)}.
        training: whether the batch's own statistics are used, and remembered.
        momentum: the share of the state that stays in one step.
        epsilon: small number that is added to the variance.

    Returns:
        y (m, d), the state after this call, and the cache {"centered", "std", "x_hat", "gamma"}.
    """
    if training:
        mean, variance = np.mean(x, axis=0), np.var(x, axis=0)
        state = {
            "mean": running_average(state["mean"], mean, momentum),
            "variance": running_average(state["variance"], variance, momentum),
        }
    else:
        mean, variance = state["mean"], state["variance"]
    centered = x - mean  # (m, d)
    std = np.sqrt(variance + epsilon)  # (d,)
    x_hat = centered / std
    y = gamma * x_hat + beta
    return y, state, {"centered": centered, "std": std, "x_hat": x_hat, "gamma": gamma}


def batch_norm_backward(dout: np.ndarray, cache: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Walk back through batch norm in training, step by step of the forward pass.

    Args:
        dout: gradient with respect to y, (m, d).
        cache: {"centered" (m, d), "std" (d,), "x_hat" (m, d), "gamma" (d,)}.

    Returns:
        dx (m, d), d_gamma (d,), d_beta (d,).
    """
    m = len(dout)
    d_beta = np.sum(dout, axis=0)
    d_gamma = np.sum(dout * cache["x_hat"], axis=0)
    dx_hat = dout * cache["gamma"]
    d_std = -np.sum(dx_hat * cache["centered"], axis=0) / cache["std"] ** 2
    d_variance = d_std / (2 * cache["std"])
    d_centered = dx_hat / cache["std"] + 2 * cache["centered"] * d_variance / m  # two ways lead to it
    d_mean = -np.sum(d_centered, axis=0)
    dx = d_centered + d_mean / m
    return dx, d_gamma, d_beta


def batch_norm_backward_short(
    dout: np.ndarray, cache: dict[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Go back through batch norm in training by one formula.

    dx = gamma / std (dout - d_beta / m - x_hat d_gamma / m).

    Args:
        dout: gradient with respect to y, (m, d).
        cache: {"centered", "std" (d,), "x_hat" (m, d), "gamma" (d,)}; centered is not needed.

    Returns:
        dx (m, d), d_gamma (d,), d_beta (d,).
    """
    m = len(dout)
    d_beta = np.sum(dout, axis=0)
    d_gamma = np.sum(dout * cache["x_hat"], axis=0)
    dx = cache["gamma"] / cache["std"] * (dout - d_beta / m - cache["x_hat"] * (d_gamma / m))
    return dx, d_gamma, d_beta


def layer_norm_forward(
    x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, epsilon: float = 1e-5
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Bring each example, over its last axis, to mean 0 and deviation 1 (Ba, Kiros and Hinton, 2016).

    Args:
        x: any shape, the last axis of length d: rows (m, d), sequences (m, time, d), ...
        gamma: the scale of each of the d numbers, (d,).
        beta: their shift, (d,).
        epsilon: small number that is added to the variance.

    Returns:
        y in the shape of x, and the cache {"std" (..., 1), "x_hat", "gamma"}.
    """
    mean = np.mean(x, axis=-1, keepdims=True)
    std = np.sqrt(np.var(x, axis=-1, keepdims=True) + epsilon)
    x_hat = (x - mean) / std
    y = gamma * x_hat + beta
    return y, {"std": std, "x_hat": x_hat, "gamma": gamma}


def layer_norm_backward(dout: np.ndarray, cache: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Go back through layer norm.

    Args:
        dout: gradient with respect to y, any shape, the last axis of length d.
        cache: {"std" (..., 1), "x_hat" in the shape of dout, "gamma" (d,)}.

    Returns:
        dx in the shape of dout, d_gamma (d,), d_beta (d,).
    """
    x_hat = cache["x_hat"]
    all_but_last = tuple(range(dout.ndim - 1))
    d_beta = np.sum(dout, axis=all_but_last)
    d_gamma = np.sum(dout * x_hat, axis=all_but_last)
    dx_hat = dout * cache["gamma"]  # gamma differs along the row: it goes in before the means
    mean = np.mean(dx_hat, axis=-1, keepdims=True)
    mean_with_x_hat = np.mean(dx_hat * x_hat, axis=-1, keepdims=True)
    dx = (dx_hat - mean - x_hat * mean_with_x_hat) / cache["std"]
    return dx, d_gamma, d_beta


def spatial_batch_norm_forward(
    x: np.ndarray,
    gamma: np.ndarray,
    beta: np.ndarray,
    state: dict[str, np.ndarray],
    training: bool,
    momentum: float = 0.9,
    epsilon: float = 1e-5,
) -> tuple[np.ndarray, dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Batch norm of pictures: every pixel of every picture is a row, every channel a column.

    Args:
        x: pictures, (m, height, width, channels).
        gamma: the scale of each channel, (channels,).
        beta: the shift of each channel, (channels,).
        state: {"mean": (channels,), "variance": (channels,)}.
        training: as in batch_norm_forward.
        momentum: as in batch_norm_forward.
        epsilon: as in batch_norm_forward.

    Returns:
        y (m, height, width, channels), the state after this call, and the cache of batch_norm_forward as it is.
    """
    rows = x.reshape(-1, x.shape[-1])  # (m height width, channels)
    y, state, cache = batch_norm_forward(rows, gamma, beta, state, training, momentum, epsilon)
    return y.reshape(x.shape), state, cache


def spatial_batch_norm_backward(
    dout: np.ndarray, cache: dict[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Go back through batch norm of pictures.

    Args:
        dout: gradient with respect to y, (m, height, width, channels).
        cache: the cache of batch_norm_forward, for the pixels as rows.

    Returns:
        dx (m, height, width, channels), d_gamma (channels,), d_beta (channels,).
    """
    rows = dout.reshape(-1, dout.shape[-1])
    dx, d_gamma, d_beta = batch_norm_backward_short(rows, cache)
    return dx.reshape(dout.shape), d_gamma, d_beta


def group_norm_forward(
    x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, groups: int, epsilon: float = 1e-5
) -> np.ndarray:
    """Normalise each group of neighbouring channels of each example, over all places (Wu and He, 2018).

    Args:
        x: pictures (m, height, width, channels), sequences (m, time, channels) or rows (m, channels).
        gamma: the scale of each channel, (channels,).
        beta: the shift of each channel, (channels,).
        groups: number of groups; it divides channels.
        epsilon: small number that is added to the variance.

    Returns:
        y in the shape of x.
    """
    m, channels = x.shape[0], x.shape[-1]
    grouped = x.reshape(m, -1, groups, channels // groups)  # (m, places, groups, channels of a group)
    mean = np.mean(grouped, axis=(1, 3), keepdims=True)
    variance = np.var(grouped, axis=(1, 3), keepdims=True)
    x_hat = ((grouped - mean) / np.sqrt(variance + epsilon)).reshape(x.shape)
    y: np.ndarray = gamma * x_hat + beta
    return y


def instance_norm(x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, epsilon: float = 1e-5) -> np.ndarray:
    """Normalise each channel of each picture by itself (Ulyanov, Vedaldi and Lempitsky, 2016).

    Args:
        x: pictures, (m, height, width, channels).
        gamma: the scale of each channel, (channels,).
        beta: the shift of each channel, (channels,).
        epsilon: small number that is added to the variance.

    Returns:
        y in the shape of x.
    """
    return group_norm_forward(x, gamma, beta, x.shape[-1], epsilon)


def pool_statistics(means: np.ndarray, variances: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Put the statistics of several batches together, as if all their rows had been one batch.

    The variance of all is the average variance within the batches plus the variance between their means.

    Args:
        means: the mean of each batch, (k, d).
        variances: the variance of each batch (divided by its size), (k, d).
        sizes: the number of rows of each batch, (k,).

    Returns:
        mean (d,) and variance (d,) of all rows.
    """
    share = (sizes / np.sum(sizes)).reshape(-1, 1)  # (k, 1)
    mean = np.sum(share * means, axis=0)
    within = np.sum(share * variances, axis=0)
    between = np.sum(share * (means - mean) ** 2, axis=0)
    return mean, within + between


def network_with(norm: str, input_shape: tuple[int, int, int] = (8, 8, 1), classes: int = 10) -> keras.Model:
    """Build a small convolutional network with one kind of normalization in both of its blocks.

    Args:
        norm: "none", "batch", "layer", "group" (four groups) or "instance".
        input_shape: (height, width, channels).
        classes: number of classes.

    Returns:
        A keras.Model, not compiled: input (batch, height, width, channels), output (batch, classes).
    """
    layers: dict[str, Any] = {
        "none": lambda: keras.layers.Identity(),
        "batch": lambda: keras.layers.BatchNormalization(),
        "layer": lambda: keras.layers.LayerNormalization(axis=(1, 2, 3)),  # the default is the last axis alone
        "group": lambda: keras.layers.GroupNormalization(groups=4),
        "instance": lambda: keras.layers.GroupNormalization(groups=-1),
    }
    inputs = x = keras.Input(input_shape)
    for filters in (8, 16):
        x = keras.layers.Conv2D(filters, 3, padding="same", use_bias=norm == "none")(x)
        x = layers[norm]()(x)
        x = keras.layers.ReLU()(x)
        x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Flatten()(x)
    outputs = keras.layers.Dense(classes, activation="softmax")(x)
    return keras.Model(inputs, outputs)
