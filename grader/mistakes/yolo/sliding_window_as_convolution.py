import numpy as np

from grader.authoring import alternative, edited

window_width_before_height = edited(
    "Height and width are swapped: a window is laid out row by row, so the kernel begins with the rows.",
    ("first, *others = dense_weights", "height, width, channels = input_shape", "first, *others = dense_weights"),
    ("*input_shape", "width, height, channels"),
)
window_channels_first = edited(
    "You take the channels apart first. Flatten runs through the channels of one pixel before it goes on to the next "
    "pixel, so channels are the last axis of the window.",
    ("first.reshape(*input_shape, -1)", "first.reshape(input_shape[2], *input_shape[:2], -1).transpose(1, 2, 0, 3)"),
)
window_flipped = edited(
    "The kernel is turned upside down. In mathematics a convolution flips its kernel; in neural networks it does "
    "not, and the weights stay where they are.",
    ("first.reshape(*input_shape, -1)", "first.reshape(*input_shape, -1)[::-1, ::-1]"),
)
window_later_kernels_stay_flat = edited(
    "Only the first kernel has become a convolution. The later ones look at one place each: they need the shape (1, "
    "1, n1, n2).",
    ("(w.reshape(1, 1, *w.shape) if w.ndim == 2 else w.copy() for w in others)", "others"),
)
window_without_biases = edited(
    "The biases are gone. They belong into the list too, each behind its kernel, as they are.",
    ("if w.ndim == 2 else w.copy() for w in others", "for w in others if w.ndim == 2"),
)
window_transposed_first = edited(
    "You transpose the kernel before you give it a new shape. Its rows are the numbers of the window already, and "
    "its columns the filters: only take the rows apart.",
    ("first.reshape", "first.T.reshape"),
)
window_fortran_order = edited(
    'The rows are taken apart in the order of columns (order="F"). Flatten goes row by row, which is the normal '
    "order of reshape.",
    ("-1", '-1, order="F"'),
)


@alternative
def window_pixel_by_pixel(dense_weights, input_shape):
    height, width, channels = input_shape
    filters = dense_weights[0].shape[1]
    kernel = np.zeros((height, width, channels, filters))
    for i in range(height):
        for j in range(width):
            for k in range(channels):
                kernel[i, j, k] = dense_weights[0][(i * width + j) * channels + k]
    weights = [kernel, dense_weights[1]]
    for i in range(2, len(dense_weights), 2):
        weights.append(dense_weights[i][None, None])
        weights.append(dense_weights[i + 1])
    return weights


@alternative
def window_in_float32(dense_weights, input_shape):
    weights = []
    for i, w in enumerate(dense_weights):
        w = np.asarray(w, dtype=np.float32)
        if i == 0:
            w = np.reshape(w, (input_shape[0], input_shape[1], input_shape[2], w.shape[1]))
        elif i % 2 == 0:
            w = np.expand_dims(w, (0, 1))
        weights.append(w)
    return tuple(weights)
