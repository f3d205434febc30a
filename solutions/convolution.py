"""Convolution by hand: sizes, windows, the passes forward and backward, pooling, the transpose, a fast version.

Images are (m, height, width, channels), as in Keras. The weights of a convolution are W (f, f, channels_in, filters)
with one bias for each filter, b (filters,). What is called convolution here does not flip its filters, as everywhere
in deep learning. The letters of the shapes: m examples, n_H rows, n_W columns, n_C channels; "_prev" is the input.
"""

from typing import Any

import numpy as np


def conv_step(a_slice: np.ndarray, W: np.ndarray, b: float) -> float:
    """Apply one filter to one window: the sum of all products, plus the bias.

    Args:
        a_slice: the window, (f, f, channels).
        W: the weights of the filter, (f, f, channels).
        b: the bias of the filter, one number.

    Returns:
        The answer of the filter, one number.
    """
    return float(np.sum(a_slice * W) + b)


def output_size(n: int, f: int, stride: int, padding: int) -> int:
    """Count the windows along one axis: floor((n + 2 padding - f) / stride) + 1.

    Args:
        n: pixels along the axis.
        f: size of the window.
        stride: how far the window moves.
        padding: zeros added at each of the two ends.

    Returns:
        The number of windows, an integer.
    """
    return (n + 2 * padding - f) // stride + 1


def zero_pad(X: np.ndarray, pad: int) -> np.ndarray:
    """Put a frame of zeros around every image.

    Args:
        X: images, (m, height, width, channels).
        pad: thickness of the frame in pixels.

    Returns:
        The framed images, (m, height + 2 pad, width + 2 pad, channels).
    """
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))


def conv_forward(
    A_prev: np.ndarray, W: np.ndarray, b: np.ndarray, stride: int, pad: int
) -> tuple[np.ndarray, dict[str, Any]]:
    """Slide every filter over every image: Z[i, h, w, c] is filter c on window (h, w) of image i.

    Args:
        A_prev: images, (m, n_H_prev, n_W_prev, n_C_prev).
        W: filters, (f, f, n_C_prev, n_C).
        b: biases, (n_C,).
        stride: how far the window moves.
        pad: zeros on each side.

    Returns:
        Z (m, n_H, n_W, n_C), and the cache {"A_prev", "W", "b", "stride", "pad"} with the arguments as they came.
    """
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, _, _, n_C = W.shape
    n_H, n_W = output_size(n_H_prev, f, stride, pad), output_size(n_W_prev, f, stride, pad)
    A_prev_pad = zero_pad(A_prev, pad)
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                a_slice = A_prev_pad[i, top : top + f, left : left + f, :]  # (f, f, n_C_prev)
                for c in range(n_C):
                    Z[i, h, w, c] = conv_step(a_slice, W[:, :, :, c], b[c])
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


def pool_forward(A_prev: np.ndarray, f: int, stride: int, mode: str) -> tuple[np.ndarray, dict[str, Any]]:
    """Keep the largest value, or the average, of every window; each channel by itself.

    Args:
        A_prev: images, (m, n_H_prev, n_W_prev, n_C).
        f: size of the window.
        stride: how far the window moves.
        mode: "max" or "average".

    Returns:
        A (m, n_H, n_W, n_C), and the cache {"A_prev", "f", "stride"} with the arguments as they came.
    """
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    n_H, n_W = output_size(n_H_prev, f, stride, 0), output_size(n_W_prev, f, stride, 0)
    A = np.zeros((m, n_H, n_W, n_C))
    for h in range(n_H):
        for w in range(n_W):
            top, left = h * stride, w * stride
            window = A_prev[:, top : top + f, left : left + f, :]  # (m, f, f, n_C)
            if mode == "max":
                A[:, h, w, :] = np.max(window, axis=(1, 2))
            else:
                A[:, h, w, :] = np.mean(window, axis=(1, 2))
    return A, {"A_prev": A_prev, "f": f, "stride": stride}


def count_parameters(f: int, channels_in: int, filters: int) -> int:
    """Count the weights and biases of a convolution: (f f channels_in + 1) filters.

    Args:
        f: size of the window.
        channels_in: channels of the input.
        filters: number of filters.

    Returns:
        How many numbers there are to learn.
    """
    return (f * f * channels_in + 1) * filters


def receptive_field(layers: list[tuple[int, int]]) -> int:
    """Count the pixels, along one axis, that one unit of the last layer sees: 1 + sum of (f_l - 1) s_1 ... s_(l-1).

    Args:
        layers: a pair (f, stride) for each layer, the first layer first.

    Returns:
        The size of the receptive field; 1 if there is no layer.
    """
    size, jump = 1, 1  # jump: pixels of the image between two neighbouring units
    for f, stride in layers:
        size += (f - 1) * jump
        jump *= stride
    return size


def conv_backward(dZ: np.ndarray, cache: dict[str, Any]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Send the blame back: to the pixels through the weights, to the weights through the pixels.

    Args:
        dZ: slopes of the cost for Z, (m, n_H, n_W, n_C).
        cache: {"A_prev", "W", "b", "stride", "pad"} of the forward pass.

    Returns:
        dA_prev in the shape of A_prev, dW in the shape of W, db in the shape of b.
    """
    A_prev, W, stride, pad = cache["A_prev"], cache["W"], cache["stride"], cache["pad"]
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    _, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad = np.zeros(A_prev_pad.shape)
    dW = np.zeros(W.shape)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                for c in range(n_C):
                    dA_prev_pad[i, top : top + f, left : left + f, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]
    db = np.sum(dZ, axis=(0, 1, 2))
    dA_prev = dA_prev_pad[:, pad : pad + n_H_prev, pad : pad + n_W_prev, :]  # the frame was no pixel
    return dA_prev, dW, db


def pool_backward(dA: np.ndarray, cache: dict[str, Any], mode: str) -> np.ndarray:
    """Send the blame back through the pooling: all of it to the largest pixel, or an equal share to each.

    Args:
        dA: slopes of the cost for A, (m, n_H, n_W, n_C).
        cache: {"A_prev", "f", "stride"} of the forward pass.
        mode: "max" or "average".

    Returns:
        dA_prev, in the shape of A_prev. Windows may overlap: a pixel collects from all of them.
    """
    A_prev, f, stride = cache["A_prev"], cache["f"], cache["stride"]
    _, n_H, n_W, _ = dA.shape
    dA_prev = np.zeros(A_prev.shape)
    for h in range(n_H):
        for w in range(n_W):
            top, left = h * stride, w * stride
            blame = dA[:, h : h + 1, w : w + 1, :]  # (m, 1, 1, n_C)
            if mode == "max":
                window = A_prev[:, top : top + f, left : left + f, :]
                share = window == np.max(window, axis=(1, 2), keepdims=True)
                dA_prev[:, top : top + f, left : left + f, :] += share * blame
            else:
                dA_prev[:, top : top + f, left : left + f, :] += blame / (f * f)
    return dA_prev


def transposed_output_size(n: int, f: int, stride: int, padding: int, output_padding: int) -> int:
    """Say how large a transposed convolution makes an axis: (n - 1) stride + f - 2 padding + output_padding.

    Args:
        n: pixels along the axis.
        f: size of the stamp.
        stride: how far the stamp moves.
        padding: pixels cut off at each of the two ends.
        output_padding: pixels added at one end.

    Returns:
        The size of the output, an integer.
    """
    return (n - 1) * stride + f - 2 * padding + output_padding


def conv_transpose(X: np.ndarray, W: np.ndarray, b: np.ndarray, stride: int) -> np.ndarray:
    """Print a stamp for every pixel, as strong as the pixel; where stamps overlap, add.

    Args:
        X: images, (m, n_H, n_W, channels_in).
        W: stamps, (f, f, channels_out, channels_in).
        b: biases, (channels_out,).
        stride: how far the stamp moves from pixel to pixel.

    Returns:
        The larger images, (m, (n_H - 1) stride + f, (n_W - 1) stride + f, channels_out).
    """
    m, n_H, n_W, channels_in = X.shape
    f, _, channels_out, _ = W.shape
    height = transposed_output_size(n_H, f, stride, 0, 0)
    width = transposed_output_size(n_W, f, stride, 0, 0)
    Y = np.zeros((m, height, width, channels_out))
    Y += b  # to every pixel, once
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(channels_in):
                    Y[i, top : top + f, left : left + f, :] += X[i, h, w, c] * W[:, :, :, c]
    return Y


def im2col(X: np.ndarray, f: int, stride: int, pad: int) -> np.ndarray:
    """Write every window as a row of one large matrix.

    Args:
        X: images, (m, n_H_prev, n_W_prev, channels).
        f: size of the window.
        stride: how far the window moves.
        pad: zeros on each side.

    Returns:
        The windows, (m n_H n_W, f f channels). Rows: image after image, in each from left to right and from top to
        bottom. In a row: the numbers of a window as `ravel` lists them, (f, f, channels).
    """
    m, n_H_prev, n_W_prev, channels = X.shape
    n_H, n_W = output_size(n_H_prev, f, stride, pad), output_size(n_W_prev, f, stride, pad)
    X_pad = zero_pad(X, pad)
    windows = np.zeros((m, n_H, n_W, f, f, channels))
    for i in range(f):  # over the places in a window, and not over the windows: there are far fewer
        for j in range(f):
            rows, columns = slice(i, i + stride * n_H, stride), slice(j, j + stride * n_W, stride)
            windows[:, :, :, i, j, :] = X_pad[:, rows, columns, :]
    return windows.reshape(m * n_H * n_W, f * f * channels)


def conv_forward_fast(
    A_prev: np.ndarray, W: np.ndarray, b: np.ndarray, stride: int, pad: int
) -> tuple[np.ndarray, dict[str, Any]]:
    """Compute what `conv_forward` computes with one matrix product: windows (rows) times filters (columns).

    Args:
        A_prev: images, (m, n_H_prev, n_W_prev, n_C_prev).
        W: filters, (f, f, n_C_prev, n_C).
        b: biases, (n_C,).
        stride: how far the window moves.
        pad: zeros on each side.

    Returns:
        Z (m, n_H, n_W, n_C) and the cache, both as `conv_forward` returns them.
    """
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, _, _, n_C = W.shape
    n_H, n_W = output_size(n_H_prev, f, stride, pad), output_size(n_W_prev, f, stride, pad)
    windows = im2col(A_prev, f, stride, pad)  # (m n_H n_W, f f n_C_prev)
    Z = windows @ W.reshape(-1, n_C) + b  # (m n_H n_W, n_C)
    return Z.reshape(m, n_H, n_W, n_C), {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}
