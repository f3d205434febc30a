import numpy as np

from grader.catalogue import alternative, mistake


@mistake("Height and width are swapped: a window is laid out row by row, so the kernel begins with the rows.")
def window_width_before_height(dense_weights, input_shape):
    height, width, channels = input_shape
    first, *others = dense_weights
    kernel = first.reshape(width, height, channels, -1)
    return [kernel, *(w.reshape(1, 1, *w.shape) if w.ndim == 2 else w for w in others)]


@mistake(
    "You take the channels apart first. Flatten runs through the channels of one pixel before it goes on to the next "
    "pixel, so channels are the last axis of the window."
)
def window_channels_first(dense_weights, input_shape):
    height, width, channels = input_shape
    first, *others = dense_weights
    kernel = first.reshape(channels, height, width, -1).transpose(1, 2, 0, 3)
    return [kernel, *(w.reshape(1, 1, *w.shape) if w.ndim == 2 else w for w in others)]


@mistake(
    "The kernel is turned upside down. In mathematics a convolution flips its kernel; in neural networks it does "
    "not, and the weights stay where they are."
)
def window_flipped(dense_weights, input_shape):
    first, *others = dense_weights
    kernel = first.reshape(*input_shape, -1)[::-1, ::-1]
    return [kernel, *(w.reshape(1, 1, *w.shape) if w.ndim == 2 else w for w in others)]


@mistake(
    "Only the first kernel has become a convolution. The later ones look at one place each: they need the shape (1, "
    "1, n1, n2)."
)
def window_later_kernels_stay_flat(dense_weights, input_shape):
    first, *others = dense_weights
    return [first.reshape(*input_shape, -1), *others]


@mistake("The biases are gone. They belong into the list too, each behind its kernel, as they are.")
def window_without_biases(dense_weights, input_shape):
    first, *others = dense_weights
    kernels = [w.reshape(1, 1, *w.shape) for w in others if w.ndim == 2]
    return [first.reshape(*input_shape, -1), *kernels]


@mistake(
    "You transpose the kernel before you give it a new shape. Its rows are the numbers of the window already, and "
    "its columns the filters: only take the rows apart."
)
def window_transposed_first(dense_weights, input_shape):
    first, *others = dense_weights
    kernel = first.T.reshape(*input_shape, -1)
    return [kernel, *(w.reshape(1, 1, *w.shape) if w.ndim == 2 else w for w in others)]


@mistake(
    'The rows are taken apart in the order of columns (order="F"). Flatten goes row by row, which is the normal '
    "order of reshape."
)
def window_fortran_order(dense_weights, input_shape):
    first, *others = dense_weights
    kernel = first.reshape(*input_shape, -1, order="F")
    return [kernel, *(w.reshape(1, 1, *w.shape) if w.ndim == 2 else w for w in others)]


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
