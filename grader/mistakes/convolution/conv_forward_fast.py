import numpy as np

from grader.authoring import alternative, edited, everywhere
from solutions.convolution import conv_forward, im2col, output_size, zero_pad

filters_as_rows_by_reshape = edited(
    "W.reshape(n_C, -1).T mixes the filters: the last axis of W counts them, so they must become columns, "
    "W.reshape(-1, n_C).",
    ("W.reshape(-1, n_C)", "W.reshape(n_C, -1).T"),
)
filters_transposed_first = edited(
    "The axes of W are turned round before the reshape, so its weights stand in another order than the pixels of "
    "im2col.",
    ("W.reshape(-1, n_C)", "W.T.reshape(n_C, -1).T"),
)
conv_forward_fast_without_bias = edited(
    "The biases are not added.", ("windows @ W.reshape(-1, n_C) + b", "windows @ W.reshape(-1, n_C)")
)
all_biases_added_up = edited(
    "The biases are added up and given to all filters. Each filter has one of its own.",
    ("windows @ W.reshape(-1, n_C) + b", "windows @ W.reshape(-1, n_C) + np.sum(b)"),
)
conv_forward_fast_height_and_width_swapped = edited(
    "Height and width are swapped in the last reshape, or n_H and n_W before it. On square images nobody notices.",
    ("Z.reshape(m, n_H, n_W, n_C)", "Z.reshape(m, n_W, n_H, n_C)"),
)
filters_before_places = edited(
    "The last reshape puts the filters before the places. In Z from im2col the filters are the last axis; keep them "
    "there.",
    ("Z.reshape(m, n_H, n_W, n_C)", "Z.reshape(m, n_C, n_H, n_W).transpose(0, 2, 3, 1)"),
)
images_last = edited(
    "The last reshape takes the images for the last thing that changes. The rows of im2col go image after image: m "
    "comes first.",
    ("Z.reshape(m, n_H, n_W, n_C)", "Z.reshape(n_H, n_W, m, n_C).transpose(2, 0, 1, 3)"),
)
still_a_matrix = edited(
    "Z is still a matrix. Give it its four axes back: image, row, column, filter.", ("Z.reshape(m, n_H, n_W, n_C)", "Z")
)
conv_forward_fast_frame_ignored = edited(
    "The padding is ignored: the images get no frame, and Z is too small.",
    everywhere("f, stride, pad)", "f, stride, 0)"),
)
conv_forward_fast_stride_ignored = edited(
    "The stride is ignored: Z holds the answers for all places, as with a stride of 1.",
    everywhere("f, stride, pad)", "f, 1, pad)"),
)
conv_forward_fast_cache_left_out = edited(
    "The cache is missing. Return the same two things as conv_forward: Z, and the dict of the five arguments.",
    (', {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}', ""),
)
windows_in_the_cache = edited(
    'The cache holds the matrix of windows as "A_prev". It should hold A_prev as it came.',
    ('"A_prev": A_prev', '"A_prev": windows'),
)
size_of_the_images = edited(
    "The last reshape takes the height and width of the images. It needs those of Z, n_H and n_W.",
    ("Z.reshape(m, n_H, n_W, n_C)", "Z.reshape(m, n_H_prev, n_W_prev, n_C)"),
)


@alternative
def with_tensordot(A_prev, W, b, stride, pad):
    f = W.shape[0]
    windows = np.lib.stride_tricks.sliding_window_view(zero_pad(A_prev, pad), (f, f), axis=(1, 2))[
        :, ::stride, ::stride
    ]
    Z = np.tensordot(windows, W.transpose(2, 0, 1, 3), axes=3) + b
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@alternative
def with_einsum_and_more_in_the_cache(A_prev, W, b, stride, pad):
    f, _, channels, n_C = W.shape
    n_H = output_size(A_prev.shape[1], f, stride, pad)
    columns = im2col(A_prev, f, stride, pad)
    Z = np.einsum("rk,kc->rc", columns, W.reshape(f * f * channels, n_C)).reshape(len(A_prev), n_H, -1, n_C) + b
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad, "columns": columns}


@alternative
def a_place_in_the_window_at_a_time(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, _, _, n_C = W.shape
    n_H, n_W = output_size(n_H_prev, f, stride, pad), output_size(n_W_prev, f, stride, pad)
    X = zero_pad(A_prev, pad)
    Z = np.zeros((m, n_H, n_W, n_C)) + b
    for j in range(f):
        for k in range(f):
            Z += X[:, j : j + stride * n_H : stride, k : k + stride * n_W : stride] @ W[j, k]
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@alternative
def conv_forward_fast_in_float32(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    windows = im2col(A_prev, f, stride, pad).astype(np.float32)
    Z = windows @ W.reshape(-1, n_C).astype(np.float32) + b.astype(np.float32)
    Z = Z.reshape(m, n_H, n_W, n_C)
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@alternative
def the_loops_again(A_prev, W, b, stride, pad):
    return conv_forward(A_prev, W, b, stride, pad)
