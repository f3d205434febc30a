import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.convolution import output_size


@mistake(
    "The windows start at pixels 0, 1, 2 and so on, whatever the stride. Window number h starts at row h times stride."
)
def pool_forward_start_without_the_stride(A_prev, f, stride, mode):
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    n_H = output_size(n_H_prev, f, stride, 0)
    n_W = output_size(n_W_prev, f, stride, 0)
    A = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = h, w
                    window = A_prev[i, top : top + f, left : left + f, c]
                    if mode == "max":
                        A[i, h, w, c] = np.max(window)
                    else:
                        A[i, h, w, c] = np.mean(window)
    return A, {"A_prev": A_prev, "f": f, "stride": stride}


@mistake("The window moves on by f. It should move on by stride, which may be another number.")
def stride_taken_from_the_window(A_prev, f, stride, mode):
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    n_H = output_size(n_H_prev, f, f, 0)
    n_W = output_size(n_W_prev, f, f, 0)
    A = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = h * f, w * f
                    window = A_prev[i, top : top + f, left : left + f, c]
                    if mode == "max":
                        A[i, h, w, c] = np.max(window)
                    else:
                        A[i, h, w, c] = np.mean(window)
    return A, {"A_prev": A_prev, "f": f, "stride": stride}


@mistake("The window holds all channels, and one number is kept for all of them. Each channel is pooled by itself.")
def all_channels_mixed(A_prev, f, stride, mode):
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    n_H = output_size(n_H_prev, f, stride, 0)
    n_W = output_size(n_W_prev, f, stride, 0)
    A = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = h * stride, w * stride
                    window = A_prev[i, top : top + f, left : left + f, :]
                    if mode == "max":
                        A[i, h, w, c] = np.max(window)
                    else:
                        A[i, h, w, c] = np.mean(window)
    return A, {"A_prev": A_prev, "f": f, "stride": stride}


@mistake("The window holds all images, and one number is kept for all of them. Each image is pooled by itself.")
def all_images_mixed(A_prev, f, stride, mode):
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    n_H = output_size(n_H_prev, f, stride, 0)
    n_W = output_size(n_W_prev, f, stride, 0)
    A = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = h * stride, w * stride
                    window = A_prev[:, top : top + f, left : left + f, c]
                    if mode == "max":
                        A[i, h, w, c] = np.max(window)
                    else:
                        A[i, h, w, c] = np.mean(window)
    return A, {"A_prev": A_prev, "f": f, "stride": stride}


@mistake('The mode is ignored: for "average" it is the mean that counts.')
def always_the_maximum(A_prev, f, stride, mode):
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
                        A[i, h, w, c] = np.max(window)
    return A, {"A_prev": A_prev, "f": f, "stride": stride}


@mistake('The mode is ignored: for "max" it is the largest number that counts.')
def always_the_mean(A_prev, f, stride, mode):
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
                        A[i, h, w, c] = np.mean(window)
                    else:
                        A[i, h, w, c] = np.mean(window)
    return A, {"A_prev": A_prev, "f": f, "stride": stride}


@mistake('The modes are swapped: "max" gives the mean and "average" the maximum.')
def modes_swapped(A_prev, f, stride, mode):
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
                    if mode != "max":
                        A[i, h, w, c] = np.max(window)
                    else:
                        A[i, h, w, c] = np.mean(window)
    return A, {"A_prev": A_prev, "f": f, "stride": stride}


@mistake('For "average" the window is summed. Divide by the number of its pixels, or take np.mean.')
def summed_not_averaged(A_prev, f, stride, mode):
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
                        A[i, h, w, c] = np.sum(window)
    return A, {"A_prev": A_prev, "f": f, "stride": stride}


decimals_cut_off = edited(
    "A has the type of the image. For an image of whole numbers the decimals of the averages are cut off: make A "
    "with np.zeros, without a dtype.",
    ("(m, n_H, n_W, n_C)", "(m, n_H, n_W, n_C), dtype=A_prev.dtype"),
)


@mistake("The search for the maximum starts from 0, so negative numbers come out as 0. The largest of them is wanted.")
def never_below_zero(A_prev, f, stride, mode):
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
                        A[i, h, w, c] = max(0.0, np.max(window))
                    else:
                        A[i, h, w, c] = np.mean(window)
    return A, {"A_prev": A_prev, "f": f, "stride": stride}


@mistake("The numbers are compared by their size without sign. The largest of -5 and 2 is 2.")
def largest_in_size(A_prev, f, stride, mode):
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
                        A[i, h, w, c] = window.flat[np.argmax(np.abs(window))]
                    else:
                        A[i, h, w, c] = np.mean(window)
    return A, {"A_prev": A_prev, "f": f, "stride": stride}


@mistake(
    "Height and width are swapped: n_H comes from the second axis of A_prev, n_W from the third. On square images "
    "nobody notices."
)
def pool_forward_height_and_width_swapped(A_prev, f, stride, mode):
    m, n_W_prev, n_H_prev, n_C = A_prev.shape
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
                        A[i, h, w, c] = np.max(window) if window.size else 0
                    else:
                        A[i, h, w, c] = np.mean(window) if window.size else 0
    return A, {"A_prev": A_prev, "f": f, "stride": stride}


@mistake("Every channel gets the numbers of the first one. Take the window from channel c.")
def pool_forward_first_channel_only(A_prev, f, stride, mode):
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    n_H = output_size(n_H_prev, f, stride, 0)
    n_W = output_size(n_W_prev, f, stride, 0)
    A = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = h * stride, w * stride
                    window = A_prev[i, top : top + f, left : left + f, 0]
                    if mode == "max":
                        A[i, h, w, c] = np.max(window)
                    else:
                        A[i, h, w, c] = np.mean(window)
    return A, {"A_prev": A_prev, "f": f, "stride": stride}


pool_forward_cache_left_out = edited(
    'The cache is missing. Return two things: A, and the dict of "A_prev", "f" and "stride".',
    ('A, {"A_prev": A_prev, "f": f, "stride": stride}', "A"),
)


@mistake('For "average" everything stays zero. The mode is called "average", not "mean": how is it spelt in your code?')
def average_stays_zero(A_prev, f, stride, mode):
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
                    elif mode == "mean":
                        A[i, h, w, c] = np.max(window)
    return A, {"A_prev": A_prev, "f": f, "stride": stride}


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
