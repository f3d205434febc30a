import numpy as np

from grader.authoring import alternative, edited, everywhere, mistake

pool_backward_blame_overwritten = edited(
    "The blame of one window is overwritten by that of the next. Windows may overlap: add with +=.",
    everywhere("left : left + f, :] +=", "left : left + f, :] ="),
)
pool_backward_start_without_the_stride = edited(
    "The windows start at pixels 0, 1, 2 and so on, whatever the stride. They must be those of the forward pass: row "
    "h times stride.",
    ("h * stride, w * stride", "h, w"),
)
pool_backward_stride_taken_from_the_window = edited(
    "The window moves on by f. It should move on by stride, as in the forward pass.",
    ("h * stride, w * stride", "min(h * f, A_prev.shape[1] - f), min(w * f, A_prev.shape[2] - f)"),
)
average_not_divided = edited(
    'For "average" every pixel gets the whole blame of the window. The f * f pixels share it.', (" / (f * f)", "")
)
divided_by_f_only = edited(
    'For "average" the blame is divided by f. The window has f * f pixels.', ("/ (f * f)", "/ f")
)
maximum_over_the_channels = edited(
    "The maximum is taken over all channels of the window. Each channel was pooled by itself and has a maximum of "
    "its own.",
    ("axis=(1, 2)", "axis=(1, 2, 3)"),
)
maximum_over_the_images = edited(
    "The maximum is taken over all images. Each image was pooled by itself and has a maximum of its own.",
    ("axis=(1, 2)", "axis=(0, 1, 2)"),
)
blame_for_every_pixel = edited(
    'For "max" every pixel of the window gets the blame. Only the largest one had a say: make a mask.',
    ("share * blame", "blame"),
)
pool_backward_always_the_maximum = edited(
    'The mode is ignored: for "average" the pixels share the blame.', ('if mode == "max":', "if mode:")
)
always_the_average = edited(
    'The mode is ignored: for "max" the largest pixel gets all the blame.', ('mode == "max"', 'mode == "maximum"')
)
everything_but_the_maximum = edited(
    "The mask is the wrong way round: the largest pixel gets nothing, the others all.",
    ("window == np.max", "window != np.max"),
)
smallest_pixel = edited('The smallest pixel gets the blame. For "max" it is the largest.', ("np.max", "np.min"))
the_pixel_counts_in = edited(
    "The blame is multiplied by the largest pixel. The slope of a maximum is 1 for the largest pixel, whatever its "
    "value.",
    ("share * blame", "share * window * blame"),
)
pool_backward_height_and_width_swapped = edited(
    "Rows and columns are swapped: dA has the axes image, row, column, channel, and the window starts at row h times "
    "stride and column w times stride.",
    ("h * stride, w * stride", "w * stride, h * stride"),
    ("keepdims=True", "keepdims=True, initial=-1e9"),
)
average_passes_nothing = edited(
    'For "average" no blame arrives anywhere. The mode is called "average", not "mean": how is it spelt in your code?',
    ("else:", 'elif mode == "mean":'),
)


@alternative
def pool_backward_with_four_loops(dA, cache, mode):
    A_prev, f, stride = cache["A_prev"], cache["f"], cache["stride"]
    m, n_H, n_W, n_C = dA.shape
    dA_prev = np.zeros(A_prev.shape)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = h * stride, w * stride
                    window = A_prev[i, top : top + f, left : left + f, c]
                    if mode == "max":
                        share = window == np.max(window)
                    else:
                        share = np.ones((f, f)) / (f * f)
                    dA_prev[i, top : top + f, left : left + f, c] += share * dA[i, h, w, c]
    return dA_prev


@alternative
def pool_backward_all_images_and_channels_at_once(dA, cache, mode):
    A_prev, f, s = cache["A_prev"], cache["f"], cache["stride"]
    dA_prev = np.zeros_like(A_prev)
    for h in range(dA.shape[1]):
        for w in range(dA.shape[2]):
            window = A_prev[:, h * s : h * s + f, w * s : w * s + f]
            share = window == window.max(axis=(1, 2), keepdims=True) if mode == "max" else 1 / f**2
            dA_prev[:, h * s : h * s + f, w * s : w * s + f] += share * dA[:, h, w][:, None, None]
    return dA_prev


@alternative
def with_argmax(dA, cache, mode):
    A_prev, f, stride = cache["A_prev"], cache["f"], cache["stride"]
    dA_prev = np.zeros(A_prev.shape)
    for i, h, w, c in np.ndindex(dA.shape):
        top, left = h * stride, w * stride
        if mode == "average":
            dA_prev[i, top : top + f, left : left + f, c] += dA[i, h, w, c] / (f * f)
        else:
            row, column = divmod(int(np.argmax(A_prev[i, top : top + f, left : left + f, c])), f)
            dA_prev[i, top + row, left + column, c] += dA[i, h, w, c]
    return dA_prev


@alternative
def with_where(dA, cache, mode):
    A_prev, f, stride = cache["A_prev"], cache["f"], cache["stride"]
    m, n_H, n_W, n_C = dA.shape
    dA_prev = np.zeros(A_prev.shape)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = h * stride, w * stride
                    window = A_prev[i, top : top + f, left : left + f, c]
                    if mode == "max":
                        share = np.where(window < window.max(), 0.0, 1.0)
                    else:
                        share = np.ones((f, f)) / (f * f)
                    dA_prev[i, top : top + f, left : left + f, c] += share * dA[i, h, w, c]
    return dA_prev


@alternative
def pool_backward_in_float32(dA, cache, mode):
    A_prev, f, stride = cache["A_prev"], cache["f"], cache["stride"]
    m, n_H, n_W, n_C = dA.shape
    dA_prev = np.zeros(A_prev.shape, dtype=np.float32)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = h * stride, w * stride
                    window = A_prev[i, top : top + f, left : left + f, c]
                    if mode == "max":
                        share = window == np.max(window)
                    else:
                        share = np.ones((f, f)) / (f * f)
                    dA_prev[i, top : top + f, left : left + f, c] += share * dA[i, h, w, c]
    return dA_prev


@mistake(
    'For "max" the pixel that argmax finds is set with =, so of several windows that it is the largest of only the last '
    "one counts. Add the blame of each with +=."
)
def blame_set_where_argmax_is(dA, cache, mode):
    A_prev, f, stride = cache["A_prev"], cache["f"], cache["stride"]
    m, n_H, n_W, n_C = dA.shape
    dA_prev = np.zeros(A_prev.shape)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = h * stride, w * stride
                    if mode == "max":
                        window = A_prev[i, top : top + f, left : left + f, c]
                        row, column = np.unravel_index(np.argmax(window), window.shape)
                        dA_prev[i, top + row, left + column, c] = dA[i, h, w, c]
                    else:
                        dA_prev[i, top : top + f, left : left + f, c] += dA[i, h, w, c] / (f * f)
    return dA_prev


@mistake(
    "The number of windows is rounded, so that one too many is looked for where stride does not go into the image. Take "
    "it from the shape of dA, or round down."
)
def windows_counted_by_round(dA, cache, mode):
    A_prev, f, stride = cache["A_prev"], cache["f"], cache["stride"]
    _, n_H_prev, n_W_prev, _ = A_prev.shape
    n_H, n_W = round((n_H_prev - f) / stride) + 1, round((n_W_prev - f) / stride) + 1
    dA_prev = np.zeros(A_prev.shape)
    for h in range(n_H):
        for w in range(n_W):
            top, left = h * stride, w * stride
            window = A_prev[:, top : top + f, left : left + f, :]
            blame = dA[:, h, w, :][:, np.newaxis, np.newaxis, :]
            if mode == "max":
                share = window == window.max(axis=(1, 2), keepdims=True)
            else:
                share = np.full(window.shape, 1 / f**2)
            dA_prev[:, top : top + f, left : left + f, :] += share * blame
    return dA_prev
