import numpy as np

from grader.authoring import alternative, edited, everywhere, mistake
from solutions.convolution import output_size, zero_pad

channels_first = edited(
    "The numbers of a window stand in the order channel, row, column. In ravel's order the channel changes fastest: "
    "row, column, channel.",
    ("windows.reshape", "windows.transpose(0, 1, 2, 5, 3, 4).reshape"),
)
columns_first_in_a_window = edited(
    "The numbers of a window are read column by column. ravel reads row by row.",
    ("windows.reshape", "windows.transpose(0, 1, 2, 4, 3, 5).reshape"),
)
windows_read_downwards = edited(
    "The windows are taken column by column, from top to bottom. Read as in a book: from left to right, then the "
    "next row.",
    ("windows.reshape", "windows.transpose(0, 2, 1, 3, 4, 5).reshape"),
)
images_mixed = edited(
    "The images take turns: first the first window of each image, then the second. All windows of one image come first.",
    ("windows.reshape", "windows.transpose(1, 2, 0, 3, 4, 5).reshape"),
)
windows_as_columns = edited(
    "The windows are the columns of your matrix. Here they are its rows.", ("f * f * channels)", "f * f * channels).T")
)
im2col_start_without_the_stride = edited(
    "The windows start at pixels 0, 1, 2 and so on, whatever the stride. Window number h starts at row h times stride.",
    ("slice(i, i + stride * n_H, stride), slice(j, j + stride * n_W, stride)", "slice(i, i + n_H), slice(j, j + n_W)"),
)
im2col_frame_ignored = edited(
    "The padding is ignored: the images get no frame, and there are too few windows.",
    everywhere("_prev, f, stride, pad)", "_prev, f, stride, 0)"),
    ("zero_pad(X, pad)", "X"),
)
images_kept_apart = edited(
    "The images still have an axis of their own. All windows of all images stand in one matrix: two axes.",
    ("m * n_H * n_W", "m, n_H * n_W"),
)
windows_kept_as_they_are = edited(
    "The windows still have three axes of their own. Lay each as a row: ravel() or reshape.",
    ("f * f * channels", "f, f, channels"),
)
im2col_first_channel_only = edited(
    "Only the first channel is there. A row holds the numbers of all channels.",
    ("windows.reshape(m * n_H * n_W, f * f * channels)", "windows[..., 0].reshape(m * n_H * n_W, f * f)"),
)
reshaped_without_cutting = edited(
    "A reshape alone does not cut out windows: it only breaks the list of pixels into pieces. Take the windows out "
    "first.",
    (
        "windows.reshape(m * n_H * n_W, f * f * channels)",
        "np.resize(zero_pad(X, pad), (m * n_H * n_W, f * f * channels))",
    ),
)


@mistake(
    "Height and width are swapped: n_H comes from the second axis of X, n_W from the third. On square images nobody "
    "notices."
)
def im2col_height_and_width_swapped(X, f, stride, pad):
    m, n_W_prev, n_H_prev, channels = X.shape
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    X_pad = zero_pad(X, pad)
    rows = []
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                window = X_pad[i, top : top + f, left : left + f, :]
                rows.append(window.ravel())
    return np.array(rows)


@mistake(
    "The last windows of each row and column are missing. A range ends before its end: the last window begins at "
    "pixel n - f."
)
def last_windows_left_out(X, f, stride, pad):
    m = len(X)
    X_pad = zero_pad(X, pad)
    rows = []
    for i in range(m):
        for h in range((X_pad.shape[1] - f + stride - 1) // stride):
            for w in range((X_pad.shape[2] - f + stride - 1) // stride):
                top, left = h * stride, w * stride
                window = X_pad[i, top : top + f, left : left + f, :]
                rows.append(window.ravel())
    return np.array(rows)


@alternative
def window_by_window(X, f, stride, pad):
    m, n_H_prev, n_W_prev, channels = X.shape
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    X_pad = zero_pad(X, pad)
    rows = []
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                window = X_pad[i, top : top + f, left : left + f, :]
                rows.append(window.ravel())
    return np.array(rows)


@alternative
def im2col_with_sliding_windows(X, f, stride, pad):
    windows = np.lib.stride_tricks.sliding_window_view(zero_pad(X, pad), (f, f), axis=(1, 2))
    windows = windows[:, ::stride, ::stride].transpose(0, 1, 2, 4, 5, 3)
    return windows.reshape(-1, f * f * X.shape[3])


@alternative
def with_an_index(X, f, stride, pad):
    X_pad = zero_pad(X, pad)
    top = np.arange(0, X_pad.shape[1] - f + 1, stride)
    left = np.arange(0, X_pad.shape[2] - f + 1, stride)
    rows = top[:, None, None, None] + np.arange(f)[:, None]
    columns = left[None, :, None, None] + np.arange(f)
    return X_pad[:, rows, columns, :].reshape(len(X) * len(top) * len(left), -1)


@alternative
def im2col_in_float32(X, f, stride, pad):
    m, n_H_prev, n_W_prev, channels = X.shape
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    X_pad = zero_pad(X, pad)
    rows = []
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                window = X_pad[i, top : top + f, left : left + f, :]
                rows.append(window.ravel())
    return np.array(rows, dtype=np.float32)


@alternative
def with_as_strided(X, f, stride, pad):
    X_pad = np.ascontiguousarray(zero_pad(X, pad))
    m, height, width, channels = X_pad.shape
    n_H, n_W = (height - f) // stride + 1, (width - f) // stride + 1
    a, b, c, d = X_pad.strides
    shape, strides = (m, n_H, n_W, f, f, channels), (a, b * stride, c * stride, b, c, d)
    return np.lib.stride_tricks.as_strided(X_pad, shape, strides).reshape(m * n_H * n_W, -1).copy()
