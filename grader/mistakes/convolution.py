"""Known wrong and other right answers for convolution."""

import numpy as np

from grader.catalogue import alternative, mistake
from solutions.convolution import *

# conv_step


@mistake(
    "conv_step",
    hint="The bias is missing: add b to the sum.",
)
def no_bias(a_slice, W, b):
    return np.sum(a_slice * W)


@mistake(
    "conv_step",
    hint="The bias is added to each product before the sum, so it counts many times. Add it once, after the sum.",
)
def bias_in_every_product(a_slice, W, b):
    return np.sum(a_slice * W + b)


@mistake(
    "conv_step",
    hint="These are the single products. The answer of a filter is one number: add them all up.",
)
def not_summed(a_slice, W, b):
    return a_slice * W + b


@mistake(
    "conv_step",
    hint="The sum leaves the channels apart. A filter looks at all channels at once: sum over them, too.",
)
def one_answer_for_each_channel(a_slice, W, b):
    return np.sum(a_slice * W, axis=(0, 1)) + b


@mistake(
    "conv_step",
    hint="Only the first channel is looked at. The window and the filter are as deep as the image: multiply them whole.",
)
def first_channel_only(a_slice, W, b):
    return np.sum(a_slice[:, :, 0] * W[:, :, 0]) + b


@mistake(
    "conv_step",
    hint="The filter is turned upside down first. That is the convolution of mathematics; in deep learning each weight meets the pixel at its own place.",
)
def upside_down(a_slice, W, b):
    return np.sum(a_slice * W[::-1, ::-1, :]) + b


@mistake(
    "conv_step",
    hint="The mean of the products is taken. The answer of a filter is their sum.",
)
def mean_of_the_products(a_slice, W, b):
    return np.mean(a_slice * W) + b


@mistake(
    "conv_step",
    hint="@ is the matrix product. Here each number is multiplied by the weight at its own place, which is *.",
)
def matrix_product(a_slice, W, b):
    return np.sum(a_slice @ W) + b


@mistake(
    "conv_step",
    hint="The window and the filter are summed first and multiplied afterwards. Multiply first, number by number, and then sum.",
)
def sums_multiplied(a_slice, W, b):
    return np.sum(a_slice) * np.sum(W) + b


@mistake(
    "conv_step",
    hint="The bias is subtracted. It is added.",
)
def bias_subtracted(a_slice, W, b):
    return np.sum(a_slice * W) - b


@mistake(
    "conv_step",
    hint="np.dot multiplies rows by columns, as a matrix product does. Here each number is multiplied by the weight at its own place, and then all are added up.",
)
def dot_of_the_arrays(a_slice, W, b):
    return np.dot(a_slice, W) + b


@alternative("conv_step")
def with_loops(a_slice, W, b):
    total = 0.0
    for i in range(a_slice.shape[0]):
        for j in range(a_slice.shape[1]):
            for k in range(a_slice.shape[2]):
                total += a_slice[i, j, k] * W[i, j, k]
    return total + b


@alternative("conv_step")
def with_einsum(a_slice, W, b):
    return np.einsum("ijk,ijk->", a_slice, W) + b


@alternative("conv_step")
def with_vdot(a_slice, W, b):
    return np.vdot(a_slice, W) + b


@alternative("conv_step")
def with_a_product_of_two_rows(a_slice, W, b):
    return a_slice.ravel() @ W.ravel() + b


@alternative("conv_step")
def in_float32(a_slice, W, b):
    return np.float32(np.sum(a_slice.astype(np.float32) * W.astype(np.float32)) + np.float32(b))


@alternative("conv_step")
def as_a_0d_array(a_slice, W, b):
    return np.array((a_slice * W).sum() + b)


# output_size


@mistake(
    "output_size",
    hint="The division leaves a fraction. A step that does not fit is not taken: round down with //.",
)
def not_rounded_down(n, f, stride, padding):
    return (n + 2 * padding - f) / stride + 1


@mistake(
    "output_size",
    hint="That counts the steps. The window at the start counts too: one more.",
)
def without_the_first_window(n, f, stride, padding):
    return (n + 2 * padding - f) // stride


@mistake(
    "output_size",
    hint="You round up, so the last window sticks out. Round down.",
)
def rounded_up(n, f, stride, padding):
    return -(-(n + 2 * padding - f) // stride) + 1


@mistake(
    "output_size",
    hint="You round to the nearest number. A step fits or it does not: round down.",
)
def rounded_to_the_nearest(n, f, stride, padding):
    return int((n + 2 * padding - f) / stride + 0.5) + 1


@mistake(
    "output_size",
    hint="The padding is counted once. It is put on at both ends.",
)
def padding_on_one_side(n, f, stride, padding):
    return (n + padding - f) // stride + 1


@mistake(
    "output_size",
    hint="The padding makes the axis longer, not shorter: add it.",
)
def padding_subtracted(n, f, stride, padding):
    return (n - 2 * padding - f) // stride + 1


@mistake(
    "output_size",
    hint="The padding is not used.",
)
def padding_ignored(n, f, stride, padding):
    return (n - f) // stride + 1


@mistake(
    "output_size",
    hint="The 1 is added before the division, so it is divided as well. Add it after.",
)
def one_added_too_early(n, f, stride, padding):
    return (n + 2 * padding - f + 1) // stride


@mistake(
    "output_size",
    hint="The stride is not used: divide the way that the window can go by it.",
)
def stride_ignored(n, f, stride, padding):
    return n + 2 * padding - f + 1


@mistake(
    "output_size",
    hint="Take the size of the window off: its first pixel cannot go to the very end.",
)
def window_left_out(n, f, stride, padding):
    return (n + 2 * padding) // stride + 1


@alternative("output_size")
def by_counting(n, f, stride, padding):
    return len(range(0, n + 2 * padding - f + 1, stride))


@alternative("output_size")
def with_int(n, f, stride, padding):
    return int(np.floor((n + 2 * padding - f) / stride)) + 1


@alternative("output_size")
def divided_once(n, f, stride, padding):
    return (n + 2 * padding - f + stride) // stride


@alternative("output_size")
def as_a_numpy_integer(n, f, stride, padding):
    return np.int64((n + 2 * padding - f) // stride + 1)


@alternative("output_size")
def with_a_while_loop(n, f, stride, padding):
    count, start = 0, -padding
    while start + f <= n + padding:
        count, start = count + 1, start + stride
    return count


# zero_pad


@mistake(
    "zero_pad",
    hint="Every axis is padded, so there are black images and black channels besides. Only height and width grow.",
)
def every_axis(X, pad):
    return np.pad(X, pad)


@mistake(
    "zero_pad",
    hint="The channels are padded, too. The last axis stays as it is.",
)
def channels_too(X, pad):
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (pad, pad)))


@mistake(
    "zero_pad",
    hint="The first axis grows, too: these are black images. Pad height and width only.",
)
def images_too(X, pad):
    return np.pad(X, ((pad, pad), (pad, pad), (pad, pad), (0, 0)))


@mistake(
    "zero_pad",
    hint="The pairs stand one axis too early: the first axis counts the images. Height is the second and width the third.",
)
def images_and_rows(X, pad):
    return np.pad(X, ((pad, pad), (pad, pad), (0, 0), (0, 0)))


@mistake(
    "zero_pad",
    hint="The pairs stand one axis too late: the last axis counts the channels. Height is the second and width the third.",
)
def columns_and_channels(X, pad):
    return np.pad(X, ((0, 0), (0, 0), (pad, pad), (pad, pad)))


@mistake(
    "zero_pad",
    hint="There are zeros at the end only. The frame goes all around: put them before and after.",
)
def one_side_only(X, pad):
    return np.pad(X, ((0, 0), (0, pad), (0, pad), (0, 0)))


@mistake(
    "zero_pad",
    hint="There are zeros at the beginning only. The frame goes all around: put them before and after.",
)
def before_only(X, pad):
    return np.pad(X, ((0, 0), (pad, 0), (pad, 0), (0, 0)))


@mistake(
    "zero_pad",
    hint="Only the height grows. The frame goes all around.",
)
def height_only(X, pad):
    return np.pad(X, ((0, 0), (pad, pad), (0, 0), (0, 0)))


@mistake(
    "zero_pad",
    hint="Only the width grows. The frame goes all around.",
)
def width_only(X, pad):
    return np.pad(X, ((0, 0), (0, 0), (pad, pad), (0, 0)))


@mistake(
    "zero_pad",
    hint="The frame repeats the outermost pixels. It should hold zeros.",
)
def edge_repeated(X, pad):
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)), mode="edge")


@mistake(
    "zero_pad",
    hint="The frame is twice as thick as it should be: pad is what each side gets.",
)
def twice_as_thick(X, pad):
    return np.pad(X, ((0, 0), (2 * pad, 2 * pad), (2 * pad, 2 * pad), (0, 0)))


@mistake(
    "zero_pad",
    hint="np.pad needs a pair for each of the four axes, the first one for the images included.",
)
def three_pairs(X, pad):
    return np.pad(X, ((pad, pad), (pad, pad), (0, 0)))


@alternative("zero_pad")
def into_zeros(X, pad):
    m, n_H, n_W, n_C = X.shape
    framed = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C))
    framed[:, pad : pad + n_H, pad : pad + n_W, :] = X
    return framed


@alternative("zero_pad")
def with_named_mode(X, pad):
    return np.pad(X, ((0,), (pad,), (pad,), (0,)), mode="constant", constant_values=0)


@alternative("zero_pad")
def image_by_image(X, pad):
    return np.stack([np.pad(image, ((pad, pad), (pad, pad), (0, 0))) for image in X])


@alternative("zero_pad")
def by_joining(X, pad):
    m, n_H, n_W, n_C = X.shape
    rows = np.zeros((m, pad, n_W, n_C))
    taller = np.concatenate([rows, X, rows], axis=1)
    columns = np.zeros((m, n_H + 2 * pad, pad, n_C))
    return np.concatenate([columns, taller, columns], axis=2)


@alternative("zero_pad")
def zero_pad_in_float32(X, pad):
    return np.pad(X.astype(np.float32), ((0, 0), (pad, pad), (pad, pad), (0, 0)))


# conv_forward


@mistake(
    "conv_forward",
    hint="The windows start at pixels 0, 1, 2 and so on, whatever the stride. Window number h starts at row h times stride.",
)
def start_without_the_stride(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    A_prev_pad = zero_pad(A_prev, pad)
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h, w
                for c in range(n_C):
                    a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                    Z[i, h, w, c] = conv_step(a_slice, W[:, :, :, c], b[c])
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward",
    hint="The stride is used for the rows only. The window moves on by stride to the right, too.",
)
def stride_for_rows_only(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    A_prev_pad = zero_pad(A_prev, pad)
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w
                for c in range(n_C):
                    a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                    Z[i, h, w, c] = conv_step(a_slice, W[:, :, :, c], b[c])
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward",
    hint="The stride is used for the columns only. The window moves down by stride, too.",
)
def stride_for_columns_only(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    A_prev_pad = zero_pad(A_prev, pad)
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h, w * stride
                for c in range(n_C):
                    a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                    Z[i, h, w, c] = conv_step(a_slice, W[:, :, :, c], b[c])
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward",
    hint="Height and width are swapped: n_H comes from the second axis of A_prev, n_W from the third. On square images nobody notices.",
)
def height_and_width_swapped(A_prev, W, b, stride, pad):
    m, n_W_prev, n_H_prev, n_C_prev = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    A_prev_pad = zero_pad(A_prev, pad)
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(n_C):
                    a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                    Z[i, h, w, c] = conv_step(a_slice, W[:, :, :, c], b[c])
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward",
    hint="The window loses its channels: only the first one is looked at. Cut out rows and columns, and leave the last axis whole.",
)
def conv_forward_first_channel_only(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    A_prev_pad = zero_pad(A_prev, pad)
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(n_C):
                    a_slice = A_prev_pad[i, top : top + f, left : left + f, :1]
                    Z[i, h, w, c] = conv_step(a_slice, W[:, :, :1, c], b[c])
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward",
    hint="Filter number c sees only channel number c. Every filter sees all channels of the image: leave the last axis of the window whole.",
)
def channel_of_the_filter(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    A_prev_pad = zero_pad(A_prev, pad)
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(n_C):
                    a_slice = A_prev_pad[i, top : top + f, left : left + f, c % n_C_prev, None]
                    Z[i, h, w, c] = conv_step(a_slice, W[:, :, c % n_C_prev, c, None], b[c])
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward",
    hint="The windows are cut out of A_prev, without its frame of zeros. Cut them out of the padded images.",
)
def images_without_their_frame(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)

    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(n_C):
                    a_slice = A_prev[i, top : top + f, left : left + f, :]
                    Z[i, h, w, c] = conv_step(a_slice, W[: a_slice.shape[0], : a_slice.shape[1], :, c], b[c])
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward",
    hint="The padding is ignored: the images get no frame, and Z is too small.",
)
def frame_ignored(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, 0)
    n_W = output_size(n_W_prev, f, stride, 0)
    A_prev_pad = A_prev
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(n_C):
                    a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                    Z[i, h, w, c] = conv_step(a_slice, W[:, :, :, c], b[c])
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward",
    hint="The size is taken from the padded images, and the padding is added once more. Take n_H_prev and n_W_prev from A_prev.",
)
def padded_twice(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, n_C_prev = zero_pad(A_prev, pad).shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    A_prev_pad = zero_pad(zero_pad(A_prev, pad), pad)
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(n_C):
                    a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                    Z[i, h, w, c] = conv_step(a_slice, W[:, :, :, c], b[c])
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward",
    hint="All filters get the first bias. Each filter has one of its own.",
)
def one_bias_for_all(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    A_prev_pad = zero_pad(A_prev, pad)
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(n_C):
                    a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                    Z[i, h, w, c] = conv_step(a_slice, W[:, :, :, c], b[0])
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward",
    hint="The biases are not added. Each filter has one of its own.",
)
def without_bias(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    A_prev_pad = zero_pad(A_prev, pad)
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(n_C):
                    a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                    Z[i, h, w, c] = conv_step(a_slice, W[:, :, :, c], 0.0)
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward",
    hint="All biases are handed to conv_step, so that many numbers come out where one should. Filter number c has the bias b[c].",
)
def all_biases_at_once(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    A_prev_pad = zero_pad(A_prev, pad)
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(n_C):
                    a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                    Z[i, h, w, c] = conv_step(a_slice, W[:, :, :, c], b)
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward",
    hint="Every feature map is made by the first filter. Feature map c belongs to filter c.",
)
def one_filter_for_all(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    A_prev_pad = zero_pad(A_prev, pad)
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(n_C):
                    a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                    Z[i, h, w, c] = conv_step(a_slice, W[:, :, :, 0], b[c])
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward",
    hint="Every image gets the answers of the first one. Cut the window out of image i.",
)
def first_image_only(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    A_prev_pad = zero_pad(A_prev, pad)
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(n_C):
                    a_slice = A_prev_pad[0, top : top + f, left : left + f, :]
                    Z[i, h, w, c] = conv_step(a_slice, W[:, :, :, c], b[c])
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward",
    hint="The filters are turned upside down first. In deep learning they are not: each weight meets the pixel at its own place.",
)
def conv_forward_upside_down(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    A_prev_pad = zero_pad(A_prev, pad)
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(n_C):
                    a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                    Z[i, h, w, c] = conv_step(a_slice, W[::-1, ::-1, :, c], b[c])
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward",
    hint="The cache holds the padded images. It should hold A_prev as it came.",
)
def padded_images_in_the_cache(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    A_prev_pad = zero_pad(A_prev, pad)
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(n_C):
                    a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                    Z[i, h, w, c] = conv_step(a_slice, W[:, :, :, c], b[c])
    return Z, {"A_prev": A_prev_pad, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward",
    hint="The cache is missing. Return two things: Z, and the dict of the five arguments.",
)
def cache_left_out(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    A_prev_pad = zero_pad(A_prev, pad)
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(n_C):
                    a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                    Z[i, h, w, c] = conv_step(a_slice, W[:, :, :, c], b[c])
    return Z


@mistake(
    "conv_forward",
    hint="The last row and the last column of windows are missing: the loops end one too early, and Z keeps its zeros there.",
)
def last_window_left_out(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    A_prev_pad = zero_pad(A_prev, pad)
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H - 1):
            for w in range(n_W - 1):
                top, left = h * stride, w * stride
                for c in range(n_C):
                    a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                    Z[i, h, w, c] = conv_step(a_slice, W[:, :, :, c], b[c])
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward",
    hint="The windows begin at the right pixel, but end at h + f. They must be f long, so they end at h times stride plus f.",
)
def window_ends_without_the_stride(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    A_prev_pad = zero_pad(A_prev, pad)
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(n_C):
                    a_slice = A_prev_pad[i, top : h + f, left : w + f, :]
                    Z[i, h, w, c] = conv_step(a_slice, W[:, :, :, c], b[c])
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@alternative("conv_forward")
def sizes_by_hand(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = int((n_H_prev + 2 * pad - f) / stride) + 1
    n_W = int((n_W_prev + 2 * pad - f) / stride) + 1
    A_prev_pad = np.pad(A_prev, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(n_C):
                    a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                    Z[i, h, w, c] = np.sum(a_slice * W[:, :, :, c]) + b[c]
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@alternative("conv_forward")
def all_images_at_once(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H, n_W = output_size(n_H_prev, f, stride, pad), output_size(n_W_prev, f, stride, pad)
    padded = zero_pad(A_prev, pad)
    Z = np.zeros((m, n_H, n_W, n_C))
    for h in range(n_H):
        for w in range(n_W):
            windows = padded[:, h * stride : h * stride + f, w * stride : w * stride + f, :]
            Z[:, h, w, :] = np.tensordot(windows, W, axes=3) + b
    cache = {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad, "padded": padded}
    return Z, cache


@alternative("conv_forward")
def conv_forward_with_einsum(A_prev, W, b, stride, pad):
    f = W.shape[0]
    windows = np.lib.stride_tricks.sliding_window_view(zero_pad(A_prev, pad), (f, f), axis=(1, 2))
    windows = windows[:, ::stride, ::stride]
    Z = np.einsum("ihwkjl,jlkc->ihwc", windows, W) + b
    return [Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}]


@alternative("conv_forward")
def conv_forward_in_float32(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    A_prev_pad = zero_pad(A_prev, pad)
    Z = np.zeros((m, n_H, n_W, n_C), dtype=np.float32)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(n_C):
                    a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                    Z[i, h, w, c] = conv_step(a_slice, W[:, :, :, c], b[c])
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@alternative("conv_forward")
def filters_first_and_a_print(A_prev, W, b, stride, pad):
    print("convolving", A_prev.shape)
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, _, _, n_C = W.shape
    rows = range(0, n_H_prev + 2 * pad - f + 1, stride)
    columns = range(0, n_W_prev + 2 * pad - f + 1, stride)
    X = zero_pad(A_prev, pad)
    maps = []
    for c in range(n_C):
        maps.append(
            [[[conv_step(image[r : r + f, s : s + f], W[..., c], b[c]) for s in columns] for r in rows] for image in X]
        )
    Z = np.moveaxis(np.array(maps), 0, -1)
    return Z, {"A_prev": A_prev.copy(), "W": W.copy(), "b": b.copy(), "stride": stride, "pad": pad}


# pool_forward


@mistake(
    "pool_forward",
    hint="The windows start at pixels 0, 1, 2 and so on, whatever the stride. Window number h starts at row h times stride.",
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


@mistake(
    "pool_forward",
    hint="The window moves on by f. It should move on by stride, which may be another number.",
)
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


@mistake(
    "pool_forward",
    hint="The window holds all channels, and one number is kept for all of them. Each channel is pooled by itself.",
)
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


@mistake(
    "pool_forward",
    hint="The window holds all images, and one number is kept for all of them. Each image is pooled by itself.",
)
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


@mistake(
    "pool_forward",
    hint='The mode is ignored: for "average" it is the mean that counts.',
)
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


@mistake(
    "pool_forward",
    hint='The mode is ignored: for "max" it is the largest number that counts.',
)
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


@mistake(
    "pool_forward",
    hint='The modes are swapped: "max" gives the mean and "average" the maximum.',
)
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


@mistake(
    "pool_forward",
    hint='For "average" the window is summed. Divide by the number of its pixels, or take np.mean.',
)
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


@mistake(
    "pool_forward",
    hint="A has the type of the image. For an image of whole numbers the decimals of the averages are cut off: make A with np.zeros, without a dtype.",
)
def decimals_cut_off(A_prev, f, stride, mode):
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    n_H = output_size(n_H_prev, f, stride, 0)
    n_W = output_size(n_W_prev, f, stride, 0)
    A = np.zeros((m, n_H, n_W, n_C), dtype=A_prev.dtype)
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


@mistake(
    "pool_forward",
    hint="The search for the maximum starts from 0, so negative numbers come out as 0. The largest of them is wanted.",
)
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


@mistake(
    "pool_forward",
    hint="The numbers are compared by their size without sign. The largest of -5 and 2 is 2.",
)
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
    "pool_forward",
    hint="Height and width are swapped: n_H comes from the second axis of A_prev, n_W from the third. On square images nobody notices.",
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


@mistake(
    "pool_forward",
    hint="Every channel gets the numbers of the first one. Take the window from channel c.",
)
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


@mistake(
    "pool_forward",
    hint='The cache is missing. Return two things: A, and the dict of "A_prev", "f" and "stride".',
)
def pool_forward_cache_left_out(A_prev, f, stride, mode):
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
    return A


@mistake(
    "pool_forward",
    hint='For "average" everything stays zero. The mode is called "average", not "mean": how is it spelt in your code?',
)
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


@alternative("pool_forward")
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


@alternative("pool_forward")
def all_images_and_channels_at_once(A_prev, f, stride, mode):
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    n_H, n_W = (n_H_prev - f) // stride + 1, (n_W_prev - f) // stride + 1
    reduce = {"max": np.max, "average": np.mean}[mode]
    A = np.empty((m, n_H, n_W, n_C))
    for h in range(n_H):
        for w in range(n_W):
            A[:, h, w] = reduce(A_prev[:, h * stride : h * stride + f, w * stride : w * stride + f], axis=(1, 2))
    return A, {"A_prev": A_prev, "f": f, "stride": stride, "mode": mode}


@alternative("pool_forward")
def with_sliding_windows(A_prev, f, stride, mode):
    windows = np.lib.stride_tricks.sliding_window_view(A_prev, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    A = windows.max(axis=(4, 5)) if mode == "max" else windows.mean(axis=(4, 5))
    return A, {"A_prev": A_prev, "f": f, "stride": stride}


@alternative("pool_forward")
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


@alternative("pool_forward")
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


# count_parameters


@mistake(
    "count_parameters",
    hint="The biases are missing: each filter has one.",
)
def no_biases(f, channels_in, filters):
    return f * f * channels_in * filters


@mistake(
    "count_parameters",
    hint="Only one bias is counted. Each filter has one of its own.",
)
def count_parameters_one_bias_for_all(f, channels_in, filters):
    return f * f * channels_in * filters + 1


@mistake(
    "count_parameters",
    hint="The channels of the input are missing: a filter has weights for all of them.",
)
def channels_forgotten(f, channels_in, filters):
    return (f * f + 1) * filters


@mistake(
    "count_parameters",
    hint="That is one filter. Multiply by their number.",
)
def one_filter_only(f, channels_in, filters):
    return f * f * channels_in + 1


@mistake(
    "count_parameters",
    hint="The window has f rows and f columns: that is f * f pixels.",
)
def window_not_squared(f, channels_in, filters):
    return (f * channels_in + 1) * filters


@mistake(
    "count_parameters",
    hint="A bias is counted for each channel of each filter. A filter has one bias, whatever the number of channels.",
)
def a_bias_for_each_channel(f, channels_in, filters):
    return (f * f + 1) * channels_in * filters


@mistake(
    "count_parameters",
    hint="There are as many biases as filters, and not as many as channels that come in.",
)
def a_bias_for_each_incoming_channel(f, channels_in, filters):
    return f * f * channels_in * filters + channels_in


@mistake(
    "count_parameters",
    hint="In Python ^ is not a power. Write f ** 2 or f * f.",
)
def a_power(f, channels_in, filters):
    return ((f ^ 2) * channels_in + 1) * filters


@alternative("count_parameters")
def weights_and_biases(f, channels_in, filters):
    weights = f**2 * channels_in * filters
    biases = filters
    return weights + biases


@alternative("count_parameters")
def by_shapes(f, channels_in, filters):
    return int(np.prod((f, f, channels_in, filters))) + filters


@alternative("count_parameters")
def as_a_float(f, channels_in, filters):
    return (float(f) ** 2 * channels_in + 1) * filters


# receptive_field


@mistake(
    "receptive_field",
    hint="The strides are ignored. After a layer with stride 2, neighbouring units are two pixels apart, so every later window reaches twice as far.",
)
def strides_ignored(layers):
    return 1 + sum(f - 1 for f, _ in layers)


@mistake(
    "receptive_field",
    hint="A layer's own stride is counted for itself. It moves the windows apart, but a single window is no larger for it: multiply the jump after the size has grown.",
)
def own_stride_counted(layers):
    size, jump = 1, 1
    for f, stride in layers:
        jump *= stride
        size += (f - 1) * jump
    return size


@mistake(
    "receptive_field",
    hint="The jump is the stride of the layer before only. All strides before multiply.",
)
def only_the_last_stride(layers):
    size, jump = 1, 1
    for f, stride in layers:
        size += (f - 1) * jump
        jump = stride
    return size


@mistake(
    "receptive_field",
    hint="The strides are added up. They multiply: half of a half is a quarter.",
)
def strides_added(layers):
    size, jump = 1, 1
    for f, stride in layers:
        size += (f - 1) * jump
        jump += stride - 1
    return size


@mistake(
    "receptive_field",
    hint="The windows are added up whole. A window of f takes in f - 1 units more, not f.",
)
def windows_added(layers):
    size, jump = 1, 1
    for f, stride in layers:
        size += f * jump
        jump *= stride
    return size


@mistake(
    "receptive_field",
    hint="Start from 1: a unit without any layer before it sees one pixel.",
)
def started_from_zero(layers):
    size, jump = 0, 1
    for f, stride in layers:
        size += (f - 1) * jump
        jump *= stride
    return size


@mistake(
    "receptive_field",
    hint="This formula walks through the layers the wrong way round. Begin with the first layer: its stride spreads the windows of all layers after it.",
)
def last_layer_first(layers):
    size, jump = 1, 1
    for f, stride in reversed(layers):
        size += (f - 1) * jump
        jump *= stride
    return size


@mistake(
    "receptive_field",
    hint="The windows are multiplied. Neighbouring windows overlap, so the size grows by (f - 1) jumps only.",
)
def windows_multiplied(layers):
    size = 1
    for f, _ in layers:
        size *= f
    return size


@mistake(
    "receptive_field",
    hint="The pairs are read the wrong way round: first the window, then the stride.",
)
def pair_the_wrong_way_round(layers):
    size, jump = 1, 1
    for stride, f in layers:
        size += (f - 1) * jump
        jump *= stride
    return size


@alternative("receptive_field")
def from_the_last_layer_back(layers):
    size = 1
    for f, stride in reversed(layers):
        size = (size - 1) * stride + f
    return size


@alternative("receptive_field")
def with_products(layers):
    return 1 + sum((f - 1) * int(np.prod([s for _, s in layers[:place]])) for place, (f, _) in enumerate(layers))


@alternative("receptive_field")
def with_cumprod(layers):
    windows = np.array([f for f, _ in layers], dtype=int)
    jumps = np.cumprod([1] + [stride for _, stride in layers])[:-1]
    return 1 + np.sum((windows - 1) * jumps)


@alternative("receptive_field")
def with_recursion(layers):
    if not layers:
        return 1
    (f, stride), rest = layers[0], layers[1:]
    return (receptive_field(rest) - 1) * stride + f


# conv_backward


@mistake(
    "conv_backward",
    hint="dA_prev still has its frame. Nobody asks for the slopes of the zeros: cut pad pixels off on each side, so that it has the shape of A_prev.",
)
def frame_left_on(dZ, cache):
    A_prev, W, stride, pad = cache["A_prev"], cache["W"], cache["stride"], cache["pad"]
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad = np.zeros(A_prev_pad.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(n_C)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                for c in range(n_C):
                    dA_prev_pad[i, top : top + f, left : left + f, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]
                    db[c] += dZ[i, h, w, c]
    dA_prev = dA_prev_pad
    return dA_prev, dW, db


@mistake(
    "conv_backward",
    hint="dA_prev is empty when pad is 0, because 0:-0 is an empty slice. Cut from pad to pad + n_H_prev instead.",
)
def nothing_left_without_padding(dZ, cache):
    A_prev, W, stride, pad = cache["A_prev"], cache["W"], cache["stride"], cache["pad"]
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad = np.zeros(A_prev_pad.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(n_C)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                for c in range(n_C):
                    dA_prev_pad[i, top : top + f, left : left + f, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]
                    db[c] += dZ[i, h, w, c]
    dA_prev = dA_prev_pad[:, pad:-pad, pad:-pad, :]
    return dA_prev, dW, db


@mistake(
    "conv_backward",
    hint="The frame is cut off at the lower right only, so the slopes have slipped by pad pixels. Cut it off on each side.",
)
def frame_cut_off_at_the_end(dZ, cache):
    A_prev, W, stride, pad = cache["A_prev"], cache["W"], cache["stride"], cache["pad"]
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad = np.zeros(A_prev_pad.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(n_C)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                for c in range(n_C):
                    dA_prev_pad[i, top : top + f, left : left + f, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]
                    db[c] += dZ[i, h, w, c]
    dA_prev = dA_prev_pad[:, :n_H_prev, :n_W_prev, :]
    return dA_prev, dW, db


@mistake(
    "conv_backward",
    hint="The blame for the pixels is overwritten by that of the next window. Windows overlap and filters share them: add with +=.",
)
def blame_overwritten(dZ, cache):
    A_prev, W, stride, pad = cache["A_prev"], cache["W"], cache["stride"], cache["pad"]
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad = np.zeros(A_prev_pad.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(n_C)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                for c in range(n_C):
                    dA_prev_pad[i, top : top + f, left : left + f, :] = W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]
                    db[c] += dZ[i, h, w, c]
    dA_prev = dA_prev_pad[:, pad : pad + n_H_prev, pad : pad + n_W_prev, :]
    return dA_prev, dW, db


@mistake(
    "conv_backward",
    hint="dW is overwritten in every window, so only the last one counts. All windows of all images share the weights: add with +=.",
)
def filters_overwritten(dZ, cache):
    A_prev, W, stride, pad = cache["A_prev"], cache["W"], cache["stride"], cache["pad"]
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad = np.zeros(A_prev_pad.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(n_C)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                for c in range(n_C):
                    dA_prev_pad[i, top : top + f, left : left + f, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] = a_slice * dZ[i, h, w, c]
                    db[c] += dZ[i, h, w, c]
    dA_prev = dA_prev_pad[:, pad : pad + n_H_prev, pad : pad + n_W_prev, :]
    return dA_prev, dW, db


@mistake(
    "conv_backward",
    hint="db is overwritten, so only the last window counts. Add over all places and images.",
)
def biases_overwritten(dZ, cache):
    A_prev, W, stride, pad = cache["A_prev"], cache["W"], cache["stride"], cache["pad"]
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad = np.zeros(A_prev_pad.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(n_C)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                for c in range(n_C):
                    dA_prev_pad[i, top : top + f, left : left + f, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]
                    db[c] = dZ[i, h, w, c]
    dA_prev = dA_prev_pad[:, pad : pad + n_H_prev, pad : pad + n_W_prev, :]
    return dA_prev, dW, db


@mistake(
    "conv_backward",
    hint="The windows start at pixels 0, 1, 2 and so on, whatever the stride. They must be those of the forward pass: row h times stride.",
)
def conv_backward_start_without_the_stride(dZ, cache):
    A_prev, W, pad = cache["A_prev"], cache["W"], cache["pad"]
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad = np.zeros(A_prev_pad.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(n_C)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h, w
                a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                for c in range(n_C):
                    dA_prev_pad[i, top : top + f, left : left + f, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]
                    db[c] += dZ[i, h, w, c]
    dA_prev = dA_prev_pad[:, pad : pad + n_H_prev, pad : pad + n_W_prev, :]
    return dA_prev, dW, db


@mistake(
    "conv_backward",
    hint="The stride is used for the rows only. The windows of the forward pass move on by stride to the right, too.",
)
def conv_backward_stride_for_rows_only(dZ, cache):
    A_prev, W, stride, pad = cache["A_prev"], cache["W"], cache["stride"], cache["pad"]
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad = np.zeros(A_prev_pad.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(n_C)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w
                a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                for c in range(n_C):
                    dA_prev_pad[i, top : top + f, left : left + f, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]
                    db[c] += dZ[i, h, w, c]
    dA_prev = dA_prev_pad[:, pad : pad + n_H_prev, pad : pad + n_W_prev, :]
    return dA_prev, dW, db


@mistake(
    "conv_backward",
    hint="The slopes of the weights are divided by m. If the cost is an average, the 1/m is in dZ already: only add up.",
)
def averaged_over_the_images(dZ, cache):
    A_prev, W, stride, pad = cache["A_prev"], cache["W"], cache["stride"], cache["pad"]
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad = np.zeros(A_prev_pad.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(n_C)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                for c in range(n_C):
                    dA_prev_pad[i, top : top + f, left : left + f, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]
                    db[c] += dZ[i, h, w, c]
    dA_prev = dA_prev_pad[:, pad : pad + n_H_prev, pad : pad + n_W_prev, :]
    return dA_prev, dW / m, db / m


@mistake(
    "conv_backward",
    hint="The filter is turned upside down before it is added to the window. In this loop each weight goes to the pixel that it met in the forward pass.",
)
def filter_upside_down(dZ, cache):
    A_prev, W, stride, pad = cache["A_prev"], cache["W"], cache["stride"], cache["pad"]
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad = np.zeros(A_prev_pad.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(n_C)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                for c in range(n_C):
                    dA_prev_pad[i, top : top + f, left : left + f, :] += W[::-1, ::-1, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]
                    db[c] += dZ[i, h, w, c]
    dA_prev = dA_prev_pad[:, pad : pad + n_H_prev, pad : pad + n_W_prev, :]
    return dA_prev, dW, db


@mistake(
    "conv_backward",
    hint="db sums over the places of one image only. Sum over all images, too.",
)
def biases_of_the_first_image_only(dZ, cache):
    A_prev, W, stride, pad = cache["A_prev"], cache["W"], cache["stride"], cache["pad"]
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad = np.zeros(A_prev_pad.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(n_C)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                for c in range(n_C):
                    dA_prev_pad[i, top : top + f, left : left + f, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]
                    db[c] += dZ[0, h, w, c] / m
    dA_prev = dA_prev_pad[:, pad : pad + n_H_prev, pad : pad + n_W_prev, :]
    return dA_prev, dW, db


@mistake(
    "conv_backward",
    hint="The window is always cut out of the first image. Cut it out of image i.",
)
def window_of_the_first_image(dZ, cache):
    A_prev, W, stride, pad = cache["A_prev"], cache["W"], cache["stride"], cache["pad"]
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad = np.zeros(A_prev_pad.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(n_C)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                a_slice = A_prev_pad[0, top : top + f, left : left + f, :]
                for c in range(n_C):
                    dA_prev_pad[i, top : top + f, left : left + f, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]
                    db[c] += dZ[i, h, w, c]
    dA_prev = dA_prev_pad[:, pad : pad + n_H_prev, pad : pad + n_W_prev, :]
    return dA_prev, dW, db


@mistake(
    "conv_backward",
    hint="Every pixel of the window gets the blame as it is. It must be multiplied by the weight above the pixel.",
)
def filters_shared_out_evenly(dZ, cache):
    A_prev, W, stride, pad = cache["A_prev"], cache["W"], cache["stride"], cache["pad"]
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad = np.zeros(A_prev_pad.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(n_C)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                for c in range(n_C):
                    dA_prev_pad[i, top : top + f, left : left + f, :] += dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]
                    db[c] += dZ[i, h, w, c]
    dA_prev = dA_prev_pad[:, pad : pad + n_H_prev, pad : pad + n_W_prev, :]
    return dA_prev, dW, db


@mistake(
    "conv_backward",
    hint="Only the first filter sends blame to the pixels. All filters looked at the window: add up over c.",
)
def blame_of_the_first_filter_only(dZ, cache):
    A_prev, W, stride, pad = cache["A_prev"], cache["W"], cache["stride"], cache["pad"]
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad = np.zeros(A_prev_pad.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(n_C)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                for c in range(n_C):
                    dA_prev_pad[i, top : top + f, left : left + f, :] += W[:, :, :, c] * dZ[i, h, w, c] * (c == 0)
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]
                    db[c] += dZ[i, h, w, c]
    dA_prev = dA_prev_pad[:, pad : pad + n_H_prev, pad : pad + n_W_prev, :]
    return dA_prev, dW, db


@mistake(
    "conv_backward",
    hint="The windows for dW are those of the images without their frame. The forward pass used the padded ones.",
)
def conv_backward_images_without_their_frame(dZ, cache):
    A_prev, W, stride, pad = cache["A_prev"], cache["W"], cache["stride"], cache["pad"]
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad = np.zeros(A_prev_pad.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(n_C)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                a_slice = np.pad(A_prev, ((0, 0), (0, 2 * pad), (0, 2 * pad), (0, 0)))[
                    i, top : top + f, left : left + f, :
                ]
                for c in range(n_C):
                    dA_prev_pad[i, top : top + f, left : left + f, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]
                    db[c] += dZ[i, h, w, c]
    dA_prev = dA_prev_pad[:, pad : pad + n_H_prev, pad : pad + n_W_prev, :]
    return dA_prev, dW, db


@mistake(
    "conv_backward",
    hint="db has four axes. It has the shape of b: one axis, one number for each filter.",
)
def biases_with_four_axes(dZ, cache):
    A_prev, W, stride, pad = cache["A_prev"], cache["W"], cache["stride"], cache["pad"]
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad = np.zeros(A_prev_pad.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(n_C)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                for c in range(n_C):
                    dA_prev_pad[i, top : top + f, left : left + f, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]
                    db[c] += dZ[i, h, w, c]
    dA_prev = dA_prev_pad[:, pad : pad + n_H_prev, pad : pad + n_W_prev, :]
    return dA_prev, dW, db.reshape(1, 1, 1, n_C)


@mistake(
    "conv_backward",
    hint="The order of the three is wrong: dA_prev, then dW, then db.",
)
def order_of_the_answers(dZ, cache):
    A_prev, W, stride, pad = cache["A_prev"], cache["W"], cache["stride"], cache["pad"]
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad = np.zeros(A_prev_pad.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(n_C)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                for c in range(n_C):
                    dA_prev_pad[i, top : top + f, left : left + f, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]
                    db[c] += dZ[i, h, w, c]
    dA_prev = dA_prev_pad[:, pad : pad + n_H_prev, pad : pad + n_W_prev, :]
    return dW, db, dA_prev


@mistake(
    "conv_backward",
    hint="db is a single number: the sum over all filters. Each filter has a bias of its own, so sum over images, rows and columns only.",
)
def biases_added_up(dZ, cache):
    A_prev, W, stride, pad = cache["A_prev"], cache["W"], cache["stride"], cache["pad"]
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad = np.zeros(A_prev_pad.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(n_C)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                for c in range(n_C):
                    dA_prev_pad[i, top : top + f, left : left + f, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]
                    db[c] += dZ[i, h, w, c]
    dA_prev = dA_prev_pad[:, pad : pad + n_H_prev, pad : pad + n_W_prev, :]
    return dA_prev, dW, np.sum(db)


@alternative("conv_backward")
def conv_backward_with_four_loops(dZ, cache):
    A_prev, W, stride, pad = cache["A_prev"], cache["W"], cache["stride"], cache["pad"]
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad = np.zeros(A_prev_pad.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(n_C)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                for c in range(n_C):
                    dA_prev_pad[i, top : top + f, left : left + f, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]
                    db[c] += dZ[i, h, w, c]
    dA_prev = dA_prev_pad[:, pad : pad + n_H_prev, pad : pad + n_W_prev, :]
    return dA_prev, dW, db


@alternative("conv_backward")
def all_images_and_filters_at_once(dZ, cache):
    A_prev, W, s, p = (cache[name] for name in ("A_prev", "W", "stride", "pad"))
    f = W.shape[0]
    X = zero_pad(A_prev, p)
    dX, dW = np.zeros_like(X), np.zeros_like(W)
    for h in range(dZ.shape[1]):
        for w in range(dZ.shape[2]):
            rows, columns = slice(h * s, h * s + f), slice(w * s, w * s + f)
            dX[:, rows, columns] += np.tensordot(dZ[:, h, w], W, axes=(1, 3))
            dW += np.tensordot(X[:, rows, columns], dZ[:, h, w], axes=(0, 0))
    return dX[:, p : dX.shape[1] - p, p : dX.shape[2] - p], dW, dZ.sum((0, 1, 2))


@alternative("conv_backward")
def conv_backward_with_einsum(dZ, cache):
    A_prev, W, stride, pad = cache["A_prev"], cache["W"], cache["stride"], cache["pad"]
    f, n_H, n_W = W.shape[0], dZ.shape[1], dZ.shape[2]
    X = np.pad(A_prev, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    dX, dW = np.zeros(X.shape), np.zeros(W.shape)
    for j in range(f):
        for k in range(f):
            rows, columns = slice(j, j + stride * n_H, stride), slice(k, k + stride * n_W, stride)
            dW[j, k] = np.einsum("ihwd,ihwc->dc", X[:, rows, columns], dZ)
            dX[:, rows, columns] += np.einsum("ihwc,dc->ihwd", dZ, W[j, k])
    if pad > 0:
        dX = dX[:, pad:-pad, pad:-pad]
    return [dX, dW, np.einsum("ihwc->c", dZ)]


@alternative("conv_backward")
def conv_backward_in_float32(dZ, cache):
    A_prev, W, stride, pad = cache["A_prev"], cache["W"], cache["stride"], cache["pad"]
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad = np.zeros(A_prev_pad.shape, dtype=np.float32)
    dW = np.zeros(W.shape, dtype=np.float32)
    db = np.zeros(n_C)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                a_slice = A_prev_pad[i, top : top + f, left : left + f, :]
                for c in range(n_C):
                    dA_prev_pad[i, top : top + f, left : left + f, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]
                    db[c] += dZ[i, h, w, c]
    dA_prev = dA_prev_pad[:, pad : pad + n_H_prev, pad : pad + n_W_prev, :]
    return dA_prev, dW, db


# pool_backward


@mistake(
    "pool_backward",
    hint="The blame of one window is overwritten by that of the next. Windows may overlap: add with +=.",
)
def pool_backward_blame_overwritten(dA, cache, mode):
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
                    dA_prev[i, top : top + f, left : left + f, c] = share * dA[i, h, w, c]
    return dA_prev


@mistake(
    "pool_backward",
    hint="The windows start at pixels 0, 1, 2 and so on, whatever the stride. They must be those of the forward pass: row h times stride.",
)
def pool_backward_start_without_the_stride(dA, cache, mode):
    A_prev, f = cache["A_prev"], cache["f"]
    m, n_H, n_W, n_C = dA.shape
    dA_prev = np.zeros(A_prev.shape)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = h, w
                    window = A_prev[i, top : top + f, left : left + f, c]
                    if mode == "max":
                        share = window == np.max(window)
                    else:
                        share = np.ones((f, f)) / (f * f)
                    dA_prev[i, top : top + f, left : left + f, c] += share * dA[i, h, w, c]
    return dA_prev


@mistake(
    "pool_backward",
    hint="The window moves on by f. It should move on by stride, as in the forward pass.",
)
def pool_backward_stride_taken_from_the_window(dA, cache, mode):
    A_prev, f = cache["A_prev"], cache["f"]
    m, n_H, n_W, n_C = dA.shape
    dA_prev = np.zeros(A_prev.shape)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = min(h * f, A_prev.shape[1] - f), min(w * f, A_prev.shape[2] - f)
                    window = A_prev[i, top : top + f, left : left + f, c]
                    if mode == "max":
                        share = window == np.max(window)
                    else:
                        share = np.ones((f, f)) / (f * f)
                    dA_prev[i, top : top + f, left : left + f, c] += share * dA[i, h, w, c]
    return dA_prev


@mistake(
    "pool_backward",
    hint='For "average" every pixel gets the whole blame of the window. The f * f pixels share it.',
)
def average_not_divided(dA, cache, mode):
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
                        share = np.ones((f, f))
                    dA_prev[i, top : top + f, left : left + f, c] += share * dA[i, h, w, c]
    return dA_prev


@mistake(
    "pool_backward",
    hint='For "average" the blame is divided by f. The window has f * f pixels.',
)
def divided_by_f_only(dA, cache, mode):
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
                        share = np.ones((f, f)) / f
                    dA_prev[i, top : top + f, left : left + f, c] += share * dA[i, h, w, c]
    return dA_prev


@mistake(
    "pool_backward",
    hint="The maximum is taken over all channels of the window. Each channel was pooled by itself and has a maximum of its own.",
)
def maximum_over_the_channels(dA, cache, mode):
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
                        share = window == np.max(A_prev[i, top : top + f, left : left + f, :])
                    else:
                        share = np.ones((f, f)) / (f * f)
                    dA_prev[i, top : top + f, left : left + f, c] += share * dA[i, h, w, c]
    return dA_prev


@mistake(
    "pool_backward",
    hint="The maximum is taken over all images. Each image was pooled by itself and has a maximum of its own.",
)
def maximum_over_the_images(dA, cache, mode):
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
                        share = window == np.max(A_prev[:, top : top + f, left : left + f, c])
                    else:
                        share = np.ones((f, f)) / (f * f)
                    dA_prev[i, top : top + f, left : left + f, c] += share * dA[i, h, w, c]
    return dA_prev


@mistake(
    "pool_backward",
    hint='For "max" every pixel of the window gets the blame. Only the largest one had a say: make a mask.',
)
def blame_for_every_pixel(dA, cache, mode):
    A_prev, f, stride = cache["A_prev"], cache["f"], cache["stride"]
    m, n_H, n_W, n_C = dA.shape
    dA_prev = np.zeros(A_prev.shape)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = h * stride, w * stride
                    if mode == "max":
                        share = np.ones((f, f))
                    else:
                        share = np.ones((f, f)) / (f * f)
                    dA_prev[i, top : top + f, left : left + f, c] += share * dA[i, h, w, c]
    return dA_prev


@mistake(
    "pool_backward",
    hint='The mode is ignored: for "average" the pixels share the blame.',
)
def pool_backward_always_the_maximum(dA, cache, mode):
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
                        share = window == np.max(window)
                    dA_prev[i, top : top + f, left : left + f, c] += share * dA[i, h, w, c]
    return dA_prev


@mistake(
    "pool_backward",
    hint='The mode is ignored: for "max" the largest pixel gets all the blame.',
)
def always_the_average(dA, cache, mode):
    A_prev, f, stride = cache["A_prev"], cache["f"], cache["stride"]
    m, n_H, n_W, n_C = dA.shape
    dA_prev = np.zeros(A_prev.shape)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = h * stride, w * stride
                    if mode == "max":
                        share = np.ones((f, f)) / (f * f)
                    else:
                        share = np.ones((f, f)) / (f * f)
                    dA_prev[i, top : top + f, left : left + f, c] += share * dA[i, h, w, c]
    return dA_prev


@mistake(
    "pool_backward",
    hint="The mask is the wrong way round: the largest pixel gets nothing, the others all.",
)
def everything_but_the_maximum(dA, cache, mode):
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
                        share = window != np.max(window)
                    else:
                        share = np.ones((f, f)) / (f * f)
                    dA_prev[i, top : top + f, left : left + f, c] += share * dA[i, h, w, c]
    return dA_prev


@mistake(
    "pool_backward",
    hint='The smallest pixel gets the blame. For "max" it is the largest.',
)
def smallest_pixel(dA, cache, mode):
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
                        share = window == np.min(window)
                    else:
                        share = np.ones((f, f)) / (f * f)
                    dA_prev[i, top : top + f, left : left + f, c] += share * dA[i, h, w, c]
    return dA_prev


@mistake(
    "pool_backward",
    hint="The blame is multiplied by the largest pixel. The slope of a maximum is 1 for the largest pixel, whatever its value.",
)
def the_pixel_counts_in(dA, cache, mode):
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
                        share = (window == np.max(window)) * window
                    else:
                        share = np.ones((f, f)) / (f * f)
                    dA_prev[i, top : top + f, left : left + f, c] += share * dA[i, h, w, c]
    return dA_prev


@mistake(
    "pool_backward",
    hint="Rows and columns are swapped: dA has the axes image, row, column, channel, and the window starts at row h times stride and column w times stride.",
)
def pool_backward_height_and_width_swapped(dA, cache, mode):
    A_prev, f, stride = cache["A_prev"], cache["f"], cache["stride"]
    m, n_H, n_W, n_C = dA.shape
    dA_prev = np.zeros(A_prev.shape)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = w * stride, h * stride
                    window = A_prev[i, top : top + f, left : left + f, c]
                    if mode == "max":
                        share = np.pad(
                            window == np.max(window, initial=-1e9), ((0, f - window.shape[0]), (0, f - window.shape[1]))
                        )
                    else:
                        share = np.ones((f, f)) / (f * f)
                    dA_prev[i, top : top + f, left : left + f, c] += (
                        share[
                            : A_prev.shape[1] - top if top < A_prev.shape[1] else 0,
                            : A_prev.shape[2] - left if left < A_prev.shape[2] else 0,
                        ]
                        * dA[i, h, w, c]
                    )
    return dA_prev


@mistake(
    "pool_backward",
    hint='For "average" no blame arrives anywhere. The mode is called "average", not "mean": how is it spelt in your code?',
)
def average_passes_nothing(dA, cache, mode):
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
                        share = np.zeros((f, f))
                    dA_prev[i, top : top + f, left : left + f, c] += share * dA[i, h, w, c]
    return dA_prev


@alternative("pool_backward")
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


@alternative("pool_backward")
def pool_backward_all_images_and_channels_at_once(dA, cache, mode):
    A_prev, f, s = cache["A_prev"], cache["f"], cache["stride"]
    dA_prev = np.zeros_like(A_prev)
    for h in range(dA.shape[1]):
        for w in range(dA.shape[2]):
            window = A_prev[:, h * s : h * s + f, w * s : w * s + f]
            share = window == window.max(axis=(1, 2), keepdims=True) if mode == "max" else 1 / f**2
            dA_prev[:, h * s : h * s + f, w * s : w * s + f] += share * dA[:, h, w][:, None, None]
    return dA_prev


@alternative("pool_backward")
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


@alternative("pool_backward")
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


@alternative("pool_backward")
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


# transposed_output_size


@mistake(
    "transposed_output_size",
    hint="One step too many: n stamps have n - 1 steps between them.",
)
def a_step_for_each_pixel(n, f, stride, padding, output_padding):
    return n * stride + f - 2 * padding + output_padding


@mistake(
    "transposed_output_size",
    hint="The padding is cut off here, not added: it was added on the way there.",
)
def padding_added(n, f, stride, padding, output_padding):
    return (n - 1) * stride + f + 2 * padding + output_padding


@mistake(
    "transposed_output_size",
    hint="The padding is counted once. It is cut off at both ends.",
)
def transposed_output_size_padding_on_one_side(n, f, stride, padding, output_padding):
    return (n - 1) * stride + f - padding + output_padding


@mistake(
    "transposed_output_size",
    hint="The output padding is missing.",
)
def output_padding_forgotten(n, f, stride, padding, output_padding):
    return (n - 1) * stride + f - 2 * padding


@mistake(
    "transposed_output_size",
    hint="The output padding is added at one end only.",
)
def output_padding_twice(n, f, stride, padding, output_padding):
    return (n - 1) * stride + f - 2 * padding + 2 * output_padding


@mistake(
    "transposed_output_size",
    hint="The output padding is added, not cut off.",
)
def output_padding_subtracted(n, f, stride, padding, output_padding):
    return (n - 1) * stride + f - 2 * padding - output_padding


@mistake(
    "transposed_output_size",
    hint="The last stamp is f pixels long: add them.",
)
def stamp_left_out(n, f, stride, padding, output_padding):
    return (n - 1) * stride + 1 - 2 * padding + output_padding


@mistake(
    "transposed_output_size",
    hint="That is how many steps there are, times the stride. The last stamp may reach further than a step, the padding may take some away.",
)
def stride_times_pixels(n, f, stride, padding, output_padding):
    return n * stride


@mistake(
    "transposed_output_size",
    hint="That is the size of an ordinary convolution. Here the image gets larger: work the formula backwards.",
)
def the_way_there(n, f, stride, padding, output_padding):
    return (n + 2 * padding - f) // stride + 1


@mistake(
    "transposed_output_size",
    hint="The padding is missing: it is cut off at both ends.",
)
def transposed_output_size_padding_ignored(n, f, stride, padding, output_padding):
    return (n - 1) * stride + f + output_padding


@alternative("transposed_output_size")
def one_step_less(n, f, stride, padding, output_padding):
    return n * stride + max(f, 0) - stride - 2 * padding + output_padding


@alternative("transposed_output_size")
def by_the_last_stamp(n, f, stride, padding, output_padding):
    end_of_last_stamp = 0
    for pixel in range(n):
        end_of_last_stamp = pixel * stride + f
    return end_of_last_stamp - padding - padding + output_padding


@alternative("transposed_output_size")
def transposed_output_size_as_a_numpy_integer(n, f, stride, padding, output_padding):
    return np.int64(stride) * (n - 1) + f - 2 * padding + output_padding


# conv_transpose


@mistake(
    "conv_transpose",
    hint="A print overwrites what is there, the bias and the prints before it. Prints add up: use +=.",
)
def prints_overwritten(X, W, b, stride):
    m, n_H, n_W, channels_in = X.shape
    f, channels_out = W.shape[0], W.shape[2]
    height = transposed_output_size(n_H, f, stride, 0, 0)
    width = transposed_output_size(n_W, f, stride, 0, 0)
    Y = np.zeros((m, height, width, channels_out)) + b
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(channels_in):
                    Y[i, top : top + f, left : left + f, :] = X[i, h, w, c] * W[:, :, :, c]
    return Y


@mistake(
    "conv_transpose",
    hint="The bias is added with every print, so it counts several times. Add it once to every pixel of the result.",
)
def bias_in_every_print(X, W, b, stride):
    m, n_H, n_W, channels_in = X.shape
    f, channels_out = W.shape[0], W.shape[2]
    height = transposed_output_size(n_H, f, stride, 0, 0)
    width = transposed_output_size(n_W, f, stride, 0, 0)
    Y = np.zeros((m, height, width, channels_out))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(channels_in):
                    Y[i, top : top + f, left : left + f, :] += X[i, h, w, c] * W[:, :, :, c] + b
    return Y


@mistake(
    "conv_transpose",
    hint="The biases are missing: add them once to every pixel of the result.",
)
def conv_transpose_without_bias(X, W, b, stride):
    m, n_H, n_W, channels_in = X.shape
    f, channels_out = W.shape[0], W.shape[2]
    height = transposed_output_size(n_H, f, stride, 0, 0)
    width = transposed_output_size(n_W, f, stride, 0, 0)
    Y = np.zeros((m, height, width, channels_out))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(channels_in):
                    Y[i, top : top + f, left : left + f, :] += X[i, h, w, c] * W[:, :, :, c]
    return Y


@mistake(
    "conv_transpose",
    hint="The bias is missing where nothing was printed. Every pixel of the result gets it, once.",
)
def bias_where_printed_only(X, W, b, stride):
    m, n_H, n_W, channels_in = X.shape
    f, channels_out = W.shape[0], W.shape[2]
    height = transposed_output_size(n_H, f, stride, 0, 0)
    width = transposed_output_size(n_W, f, stride, 0, 0)
    Y = np.zeros((m, height, width, channels_out))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(channels_in):
                    Y[i, top : top + f, left : left + f, :] += X[i, h, w, c] * W[:, :, :, c]
    return Y + b * (Y != 0)


@mistake(
    "conv_transpose",
    hint="The prints start at pixels 0, 1, 2 and so on, whatever the stride. Print number h starts at row h times stride.",
)
def conv_transpose_start_without_the_stride(X, W, b, stride):
    m, n_H, n_W, channels_in = X.shape
    f, channels_out = W.shape[0], W.shape[2]
    height = transposed_output_size(n_H, f, stride, 0, 0)
    width = transposed_output_size(n_W, f, stride, 0, 0)
    Y = np.zeros((m, height, width, channels_out)) + b
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h, w
                for c in range(channels_in):
                    Y[i, top : top + f, left : left + f, :] += X[i, h, w, c] * W[:, :, :, c]
    return Y


@mistake(
    "conv_transpose",
    hint="The stamp is turned upside down. Print it as it is.",
)
def stamp_upside_down(X, W, b, stride):
    m, n_H, n_W, channels_in = X.shape
    f, channels_out = W.shape[0], W.shape[2]
    height = transposed_output_size(n_H, f, stride, 0, 0)
    width = transposed_output_size(n_W, f, stride, 0, 0)
    Y = np.zeros((m, height, width, channels_out)) + b
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(channels_in):
                    Y[i, top : top + f, left : left + f, :] += X[i, h, w, c] * W[::-1, ::-1, :, c]
    return Y


@mistake(
    "conv_transpose",
    hint="Only the first channel prints. Each channel has a stamp of its own, and all of them add up.",
)
def conv_transpose_first_channel_only(X, W, b, stride):
    m, n_H, n_W, channels_in = X.shape
    f, channels_out = W.shape[0], W.shape[2]
    height = transposed_output_size(n_H, f, stride, 0, 0)
    width = transposed_output_size(n_W, f, stride, 0, 0)
    Y = np.zeros((m, height, width, channels_out)) + b
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(1):
                    Y[i, top : top + f, left : left + f, :] += X[i, h, w, c] * W[:, :, :, c]
    return Y


@mistake(
    "conv_transpose",
    hint="All channels print the first stamp. Channel c has the stamp W[:, :, :, c].",
)
def one_stamp_for_all(X, W, b, stride):
    m, n_H, n_W, channels_in = X.shape
    f, channels_out = W.shape[0], W.shape[2]
    height = transposed_output_size(n_H, f, stride, 0, 0)
    width = transposed_output_size(n_W, f, stride, 0, 0)
    Y = np.zeros((m, height, width, channels_out)) + b
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(channels_in):
                    Y[i, top : top + f, left : left + f, :] += X[i, h, w, c] * W[:, :, :, 0]
    return Y


@mistake(
    "conv_transpose",
    hint="The last two axes of W are taken the wrong way round: first the channels that go out, then those that come in.",
)
def channels_swapped(X, W, b, stride):
    m, n_H, n_W, channels_in = X.shape
    f, channels_out = W.shape[0], W.shape[3]
    height = transposed_output_size(n_H, f, stride, 0, 0)
    width = transposed_output_size(n_W, f, stride, 0, 0)
    Y = np.zeros((m, height, width, channels_out)) + b
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(channels_in):
                    Y[i, top : top + f, left : left + f, :] += X[i, h, w, c] * W[:, :, c, :]
    return Y


@mistake(
    "conv_transpose",
    hint="Every image gets the prints of the first one. Take the pixel from image i.",
)
def conv_transpose_first_image_only(X, W, b, stride):
    m, n_H, n_W, channels_in = X.shape
    f, channels_out = W.shape[0], W.shape[2]
    height = transposed_output_size(n_H, f, stride, 0, 0)
    width = transposed_output_size(n_W, f, stride, 0, 0)
    Y = np.zeros((m, height, width, channels_out)) + b
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(channels_in):
                    Y[i, top : top + f, left : left + f, :] += X[0, h, w, c] * W[:, :, :, c]
    return Y


@mistake(
    "conv_transpose",
    hint="The result is n * stride large. The last stamp begins at (n - 1) * stride and is f long.",
)
def result_too_small(X, W, b, stride):
    m, n_H, n_W, channels_in = X.shape
    f, channels_out = W.shape[0], W.shape[2]
    height = n_H * stride
    width = n_W * stride
    Y = np.zeros((m, height, width, channels_out)) + b
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(channels_in):
                    Y[i, top : top + f, left : left + f, :] += X[i, h, w, c] * W[:, :, :, c]
    return Y


@mistake(
    "conv_transpose",
    hint="The size is that of an ordinary convolution, which makes images smaller. Use transposed_output_size.",
)
def size_of_the_way_there(X, W, b, stride):
    m, n_H, n_W, channels_in = X.shape
    f, channels_out = W.shape[0], W.shape[2]
    height = max((n_H - f) // stride + 1, 1)
    width = max((n_W - f) // stride + 1, 1)
    Y = np.zeros((m, height, width, channels_out)) + b
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(channels_in):
                    Y[i, top : top + f, left : left + f, :] += X[i, h, w, c] * W[:, :, :, c]
    return Y


@alternative("conv_transpose")
def conv_transpose_with_four_loops(X, W, b, stride):
    m, n_H, n_W, channels_in = X.shape
    f, channels_out = W.shape[0], W.shape[2]
    height = transposed_output_size(n_H, f, stride, 0, 0)
    width = transposed_output_size(n_W, f, stride, 0, 0)
    Y = np.zeros((m, height, width, channels_out)) + b
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(channels_in):
                    Y[i, top : top + f, left : left + f, :] += X[i, h, w, c] * W[:, :, :, c]
    return Y


@alternative("conv_transpose")
def conv_transpose_all_images_at_once(X, W, b, stride):
    m, n_H, n_W, _ = X.shape
    f = W.shape[0]
    Y = np.zeros((m, (n_H - 1) * stride + f, (n_W - 1) * stride + f, W.shape[2]))
    for h in range(n_H):
        for w in range(n_W):
            Y[:, h * stride : h * stride + f, w * stride : w * stride + f] += np.tensordot(X[:, h, w], W, axes=(1, 3))
    return Y + b


@alternative("conv_transpose")
def as_a_convolution_of_a_stretched_image(X, W, b, stride):
    m, n_H, n_W, channels_in = X.shape
    f = W.shape[0]
    stretched = np.zeros((m, (n_H - 1) * stride + 1, (n_W - 1) * stride + 1, channels_in))
    stretched[:, ::stride, ::stride] = X
    return conv_forward(stretched, W[::-1, ::-1].transpose(0, 1, 3, 2), b, 1, f - 1)[0]


@alternative("conv_transpose")
def as_the_way_back(X, W, b, stride):
    f = W.shape[0]
    shape = (len(X), (X.shape[1] - 1) * stride + f, (X.shape[2] - 1) * stride + f, W.shape[2])
    cache = {"A_prev": np.zeros(shape), "W": W, "b": np.zeros(W.shape[3]), "stride": stride, "pad": 0}
    return conv_backward(X, cache)[0] + b


@alternative("conv_transpose")
def conv_transpose_with_einsum(X, W, b, stride):
    m, n_H, n_W, _ = X.shape
    f = W.shape[0]
    Y = np.zeros((m, (n_H - 1) * stride + f, (n_W - 1) * stride + f, W.shape[2]))
    for j in range(f):
        for k in range(f):
            Y[:, j : j + stride * n_H : stride, k : k + stride * n_W : stride] += np.einsum("ihwc,oc->ihwo", X, W[j, k])
    return (Y + b).astype(np.float32)


# im2col


@mistake(
    "im2col",
    hint="The numbers of a window stand in the order channel, row, column. In ravel's order the channel changes fastest: row, column, channel.",
)
def channels_first(X, f, stride, pad):
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
                rows.append(window.transpose(2, 0, 1).ravel())
    return np.array(rows)


@mistake(
    "im2col",
    hint="The numbers of a window are read column by column. ravel reads row by row.",
)
def columns_first_in_a_window(X, f, stride, pad):
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
                rows.append(window.transpose(1, 0, 2).ravel())
    return np.array(rows)


@mistake(
    "im2col",
    hint="The windows are taken column by column, from top to bottom. Read as in a book: from left to right, then the next row.",
)
def windows_read_downwards(X, f, stride, pad):
    m, n_H_prev, n_W_prev, channels = X.shape
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    X_pad = zero_pad(X, pad)
    rows = []
    for i in range(m):
        for w in range(n_W):
            for h in range(n_H):
                top, left = h * stride, w * stride
                window = X_pad[i, top : top + f, left : left + f, :]
                rows.append(window.ravel())
    return np.array(rows)


@mistake(
    "im2col",
    hint="The images take turns: first the first window of each image, then the second. All windows of one image come first.",
)
def images_mixed(X, f, stride, pad):
    m, n_H_prev, n_W_prev, channels = X.shape
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    X_pad = zero_pad(X, pad)
    rows = []
    for h in range(n_H):
        for w in range(n_W):
            for i in range(m):
                top, left = h * stride, w * stride
                window = X_pad[i, top : top + f, left : left + f, :]
                rows.append(window.ravel())
    return np.array(rows)


@mistake(
    "im2col",
    hint="The windows are the columns of your matrix. Here they are its rows.",
)
def windows_as_columns(X, f, stride, pad):
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
    return np.array(rows).T


@mistake(
    "im2col",
    hint="The windows start at pixels 0, 1, 2 and so on, whatever the stride. Window number h starts at row h times stride.",
)
def im2col_start_without_the_stride(X, f, stride, pad):
    m, n_H_prev, n_W_prev, channels = X.shape
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    X_pad = zero_pad(X, pad)
    rows = []
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h, w
                window = X_pad[i, top : top + f, left : left + f, :]
                rows.append(window.ravel())
    return np.array(rows)


@mistake(
    "im2col",
    hint="The padding is ignored: the images get no frame, and there are too few windows.",
)
def im2col_frame_ignored(X, f, stride, pad):
    m, n_H_prev, n_W_prev, channels = X.shape
    n_H = output_size(n_H_prev, f, stride, 0)
    n_W = output_size(n_W_prev, f, stride, 0)
    X_pad = X
    rows = []
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                window = X_pad[i, top : top + f, left : left + f, :]
                rows.append(window.ravel())
    return np.array(rows)


@mistake(
    "im2col",
    hint="The images still have an axis of their own. All windows of all images stand in one matrix: two axes.",
)
def images_kept_apart(X, f, stride, pad):
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
    return np.array(rows).reshape(m, n_H * n_W, -1)


@mistake(
    "im2col",
    hint="The windows still have three axes of their own. Lay each as a row: ravel() or reshape.",
)
def windows_kept_as_they_are(X, f, stride, pad):
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
                rows.append(window)
    return np.array(rows)


@mistake(
    "im2col",
    hint="Only the first channel is there. A row holds the numbers of all channels.",
)
def im2col_first_channel_only(X, f, stride, pad):
    m, n_H_prev, n_W_prev, channels = X.shape
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    X_pad = zero_pad(X, pad)
    rows = []
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                window = X_pad[i, top : top + f, left : left + f, 0]
                rows.append(window.ravel())
    return np.array(rows)


@mistake(
    "im2col",
    hint="A reshape alone does not cut out windows: it only breaks the list of pixels into pieces. Take the windows out first.",
)
def reshaped_without_cutting(X, f, stride, pad):
    m, n_H_prev, n_W_prev, channels = X.shape
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    return np.resize(zero_pad(X, pad), (m * n_H * n_W, f * f * channels))


@mistake(
    "im2col",
    hint="Height and width are swapped: n_H comes from the second axis of X, n_W from the third. On square images nobody notices.",
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
    "im2col",
    hint="The last windows of each row and column are missing. A range ends before its end: the last window begins at pixel n - f.",
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


@alternative("im2col")
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


@alternative("im2col")
def im2col_with_sliding_windows(X, f, stride, pad):
    windows = np.lib.stride_tricks.sliding_window_view(zero_pad(X, pad), (f, f), axis=(1, 2))
    windows = windows[:, ::stride, ::stride].transpose(0, 1, 2, 4, 5, 3)
    return windows.reshape(-1, f * f * X.shape[3])


@alternative("im2col")
def with_an_index(X, f, stride, pad):
    X_pad = zero_pad(X, pad)
    top = np.arange(0, X_pad.shape[1] - f + 1, stride)
    left = np.arange(0, X_pad.shape[2] - f + 1, stride)
    rows = top[:, None, None, None] + np.arange(f)[:, None]
    columns = left[None, :, None, None] + np.arange(f)
    return X_pad[:, rows, columns, :].reshape(len(X) * len(top) * len(left), -1)


@alternative("im2col")
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


@alternative("im2col")
def with_as_strided(X, f, stride, pad):
    X_pad = np.ascontiguousarray(zero_pad(X, pad))
    m, height, width, channels = X_pad.shape
    n_H, n_W = (height - f) // stride + 1, (width - f) // stride + 1
    a, b, c, d = X_pad.strides
    shape, strides = (m, n_H, n_W, f, f, channels), (a, b * stride, c * stride, b, c, d)
    return np.lib.stride_tricks.as_strided(X_pad, shape, strides).reshape(m * n_H * n_W, -1).copy()


# conv_forward_fast


@mistake(
    "conv_forward_fast",
    hint="W.reshape(n_C, -1).T mixes the filters: the last axis of W counts them, so they must become columns, W.reshape(-1, n_C).",
)
def filters_as_rows_by_reshape(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    windows = im2col(A_prev, f, stride, pad)
    Z = windows @ W.reshape(n_C, -1).T + b
    Z = Z.reshape(m, n_H, n_W, n_C)
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward_fast",
    hint="The axes of W are turned round before the reshape, so its weights stand in another order than the pixels of im2col.",
)
def filters_transposed_first(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    windows = im2col(A_prev, f, stride, pad)
    Z = windows @ W.T.reshape(n_C, -1).T + b
    Z = Z.reshape(m, n_H, n_W, n_C)
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward_fast",
    hint="The biases are not added.",
)
def conv_forward_fast_without_bias(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    windows = im2col(A_prev, f, stride, pad)
    Z = windows @ W.reshape(-1, n_C)
    Z = Z.reshape(m, n_H, n_W, n_C)
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward_fast",
    hint="The biases are added up and given to all filters. Each filter has one of its own.",
)
def all_biases_added_up(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    windows = im2col(A_prev, f, stride, pad)
    Z = windows @ W.reshape(-1, n_C) + np.sum(b)
    Z = Z.reshape(m, n_H, n_W, n_C)
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward_fast",
    hint="Height and width are swapped in the last reshape, or n_H and n_W before it. On square images nobody notices.",
)
def conv_forward_fast_height_and_width_swapped(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    windows = im2col(A_prev, f, stride, pad)
    Z = windows @ W.reshape(-1, n_C) + b
    Z = Z.reshape(m, n_W, n_H, n_C)
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward_fast",
    hint="The last reshape puts the filters before the places. In Z from im2col the filters are the last axis; keep them there.",
)
def filters_before_places(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    windows = im2col(A_prev, f, stride, pad)
    Z = windows @ W.reshape(-1, n_C) + b
    Z = Z.reshape(m, n_C, n_H, n_W).transpose(0, 2, 3, 1)
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward_fast",
    hint="The last reshape takes the images for the last thing that changes. The rows of im2col go image after image: m comes first.",
)
def images_last(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    windows = im2col(A_prev, f, stride, pad)
    Z = windows @ W.reshape(-1, n_C) + b
    Z = Z.reshape(n_H, n_W, m, n_C).transpose(2, 0, 1, 3)
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward_fast",
    hint="Z is still a matrix. Give it its four axes back: image, row, column, filter.",
)
def still_a_matrix(A_prev, W, b, stride, pad):
    f, n_C = W.shape[0], W.shape[3]
    windows = im2col(A_prev, f, stride, pad)
    Z = windows @ W.reshape(-1, n_C) + b
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward_fast",
    hint="The padding is ignored: the images get no frame, and Z is too small.",
)
def conv_forward_fast_frame_ignored(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, 0)
    n_W = output_size(n_W_prev, f, stride, 0)
    windows = im2col(A_prev, f, stride, 0)
    Z = windows @ W.reshape(-1, n_C) + b
    Z = Z.reshape(m, n_H, n_W, n_C)
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward_fast",
    hint="The stride is ignored: Z holds the answers for all places, as with a stride of 1.",
)
def conv_forward_fast_stride_ignored(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, 1, pad)
    n_W = output_size(n_W_prev, f, 1, pad)
    windows = im2col(A_prev, f, 1, pad)
    Z = windows @ W.reshape(-1, n_C) + b
    Z = Z.reshape(m, n_H, n_W, n_C)
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward_fast",
    hint="The cache is missing. Return the same two things as conv_forward: Z, and the dict of the five arguments.",
)
def conv_forward_fast_cache_left_out(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    windows = im2col(A_prev, f, stride, pad)
    Z = windows @ W.reshape(-1, n_C) + b
    Z = Z.reshape(m, n_H, n_W, n_C)
    return Z


@mistake(
    "conv_forward_fast",
    hint='The cache holds the matrix of windows as "A_prev". It should hold A_prev as it came.',
)
def windows_in_the_cache(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    windows = im2col(A_prev, f, stride, pad)
    Z = windows @ W.reshape(-1, n_C) + b
    Z = Z.reshape(m, n_H, n_W, n_C)
    return Z, {"A_prev": windows, "W": W, "b": b, "stride": stride, "pad": pad}


@mistake(
    "conv_forward_fast",
    hint="The last reshape takes the height and width of the images. It needs those of Z, n_H and n_W.",
)
def size_of_the_images(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    windows = im2col(A_prev, f, stride, pad)
    Z = windows @ W.reshape(-1, n_C) + b
    Z = Z.reshape(m, n_H_prev, n_W_prev, n_C)
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@alternative("conv_forward_fast")
def with_tensordot(A_prev, W, b, stride, pad):
    f = W.shape[0]
    windows = np.lib.stride_tricks.sliding_window_view(zero_pad(A_prev, pad), (f, f), axis=(1, 2))[
        :, ::stride, ::stride
    ]
    Z = np.tensordot(windows, W.transpose(2, 0, 1, 3), axes=3) + b
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@alternative("conv_forward_fast")
def with_einsum_and_more_in_the_cache(A_prev, W, b, stride, pad):
    f, _, channels, n_C = W.shape
    n_H = output_size(A_prev.shape[1], f, stride, pad)
    columns = im2col(A_prev, f, stride, pad)
    Z = np.einsum("rk,kc->rc", columns, W.reshape(f * f * channels, n_C)).reshape(len(A_prev), n_H, -1, n_C) + b
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad, "columns": columns}


@alternative("conv_forward_fast")
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


@alternative("conv_forward_fast")
def conv_forward_fast_in_float32(A_prev, W, b, stride, pad):
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    n_H = output_size(n_H_prev, f, stride, pad)
    n_W = output_size(n_W_prev, f, stride, pad)
    windows = im2col(A_prev, f, stride, pad).astype(np.float32)
    Z = windows @ W.reshape(-1, n_C).astype(np.float32) + b.astype(np.float32)
    Z = Z.reshape(m, n_H, n_W, n_C)
    return Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}


@alternative("conv_forward_fast")
def the_loops_again(A_prev, W, b, stride, pad):
    return conv_forward(A_prev, W, b, stride, pad)
