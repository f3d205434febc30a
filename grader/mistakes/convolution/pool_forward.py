import numpy as np

from grader.authoring import alternative, edited, everywhere
from solutions.convolution import output_size

pool_forward_start_without_the_stride = edited(
    "The windows start at pixels 0, 1, 2 and so on, whatever the stride. Window number h starts at row h times stride.",
    ("h * stride, w * stride", "h, w"),
)
stride_taken_from_the_window = edited(
    "The window moves on by f. It should move on by stride, which may be another number.",
    everywhere("f, stride, 0)", "f, f, 0)"),
    ("h * stride, w * stride", "h * f, w * f"),
)
all_channels_mixed = edited(
    "The window holds all channels, and one number is kept for all of them. Each channel is pooled by itself.",
    everywhere("axis=(1, 2))", "axis=(1, 2, 3))[:, None]"),
)
all_images_mixed = edited(
    "The window holds all images, and one number is kept for all of them. Each image is pooled by itself.",
    everywhere("axis=(1, 2)", "axis=(0, 1, 2)"),
)
always_the_maximum = edited('The mode is ignored: for "average" it is the mean that counts.', ("np.mean", "np.max"))
always_the_mean = edited('The mode is ignored: for "max" it is the largest number that counts.', ("np.max", "np.mean"))
modes_swapped = edited(
    'The modes are swapped: "max" gives the mean and "average" the maximum.', ('mode == "max"', 'mode != "max"')
)
summed_not_averaged = edited(
    'For "average" the window is summed. Divide by the number of its pixels, or take np.mean.', ("np.mean", "np.sum")
)
decimals_cut_off = edited(
    "A has the type of the image. For an image of whole numbers the decimals of the averages are cut off: make A "
    "with np.zeros, without a dtype.",
    ("(m, n_H, n_W, n_C)", "(m, n_H, n_W, n_C), dtype=A_prev.dtype"),
)
never_below_zero = edited(
    "The search for the maximum starts from 0, so negative numbers come out as 0. The largest of them is wanted.",
    ("np.max(window, axis=(1, 2))", "np.max(window, axis=(1, 2), initial=0)"),
)
largest_in_size = edited(
    "The numbers are compared by their size without sign. The largest of -5 and 2 is 2.",
    (
        "A[:, h, w, :] = np.max(window, axis=(1, 2))",
        "high, low = np.max(window, axis=(1, 2)), np.min(window, axis=(1, 2))",
        "A[:, h, w, :] = np.where(high >= -low, high, low)",
    ),
)
pool_forward_height_and_width_swapped = edited(
    "Height and width are swapped: n_H comes from the second axis of A_prev, n_W from the third. On square images "
    "nobody notices.",
    ("m, n_H_prev, n_W_prev", "m, n_W_prev, n_H_prev"),
    ("if mode", "if not window.size:", "    continue", "if mode"),
)
pool_forward_first_channel_only = edited(
    "Every channel gets the numbers of the first one. Take the window from channel c.",
    ("left : left + f, :]", "left : left + f, :1]"),
)
pool_forward_cache_left_out = edited(
    'The cache is missing. Return two things: A, and the dict of "A_prev", "f" and "stride".',
    ('A, {"A_prev": A_prev, "f": f, "stride": stride}', "A"),
)
average_stays_zero = edited(
    'For "average" everything stays zero. The mode is called "average", not "mean": how is it spelt in your code?',
    ("else:", 'elif mode == "mean":'),
)


@alternative
def with_four_loops(A_prev, f, stride, mode):
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    n_H = output_size(n_H_prev, f, stride, 0)
    n_W = output_size(n_W_prev, f, stride, 0)
    A = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = h * stride, w * stride
                    window = A_prev[i, top : top + f, left : left + f, c]
                    if mode == "max":
                        A[i, h, w, c] = np.max(window)
                    else:
                        A[i, h, w, c] = np.mean(window)
    return A, {"A_prev": A_prev, "f": f, "stride": stride}


@alternative
def all_images_and_channels_at_once(A_prev, f, stride, mode):
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    n_H, n_W = (n_H_prev - f) // stride + 1, (n_W_prev - f) // stride + 1
    reduce = {"max": np.max, "average": np.mean}[mode]
    A = np.empty((m, n_H, n_W, n_C))
    for h in range(n_H):
        for w in range(n_W):
            A[:, h, w] = reduce(A_prev[:, h * stride : h * stride + f, w * stride : w * stride + f], axis=(1, 2))
    return A, {"A_prev": A_prev, "f": f, "stride": stride, "mode": mode}


@alternative
def with_sliding_windows(A_prev, f, stride, mode):
    windows = np.lib.stride_tricks.sliding_window_view(A_prev, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    A = windows.max(axis=(4, 5)) if mode == "max" else windows.mean(axis=(4, 5))
    return A, {"A_prev": A_prev, "f": f, "stride": stride}


@alternative
def pool_forward_in_float32(A_prev, f, stride, mode):
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    n_H = output_size(n_H_prev, f, stride, 0)
    n_W = output_size(n_W_prev, f, stride, 0)
    A = np.zeros((m, n_H, n_W, n_C), dtype=np.float32)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = h * stride, w * stride
                    window = A_prev[i, top : top + f, left : left + f, c]
                    if mode == "max":
                        A[i, h, w, c] = np.max(window)
                    else:
                        A[i, h, w, c] = np.mean(window)
    return A, {"A_prev": A_prev, "f": f, "stride": stride}


@alternative
def with_a_running_maximum(A_prev, f, stride, mode):
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    n_H = output_size(n_H_prev, f, stride, 0)
    n_W = output_size(n_W_prev, f, stride, 0)
    A = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = h * stride, w * stride
                    window = A_prev[i, top : top + f, left : left + f, c]
                    if mode == "max":
                        A[i, h, w, c] = max(float(number) for number in window.ravel())
                    else:
                        A[i, h, w, c] = sum(float(number) for number in window.ravel()) / (f * f)
    return A, {"A_prev": A_prev, "f": f, "stride": stride}


pool_forward_columns_from_the_row = edited(
    "The left edge of the window is computed from h, the number of the row. It is the number of the column, w, times "
    "stride.",
    ("top, left = h * stride, w * stride", "top, left = h * stride, h * stride"),
)
pool_forward_places_in_steps_of_stride = edited(
    "The loops count in steps of stride, and places of A between them stay empty. Count the places of A one by one, 0, "
    "1, 2, ..., and multiply by stride only where a window begins.",
    ("for h in range(n_H):", "for h in range(0, n_H, stride):"),
    ("for w in range(n_W):", "for w in range(0, n_W, stride):"),
    ("top, left = h * stride, w * stride", "top, left = h, w"),
)
