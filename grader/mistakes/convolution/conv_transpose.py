import numpy as np

from grader.authoring import alternative, edited
from solutions.convolution import conv_backward, conv_forward, transposed_output_size

prints_overwritten = edited(
    "A print overwrites what is there, the bias and the prints before it. Prints add up: use +=.", ("+= X[i", "= X[i")
)
bias_in_every_print = edited(
    "The bias is added with every print, so it counts several times. Add it once to every pixel of the result.",
    ("Y += b  # to every pixel, once", ""),
    ("X[i, h, w, c] * W[:, :, :, c]", "X[i, h, w, c] * W[:, :, :, c] + b"),
)
conv_transpose_without_bias = edited(
    "The biases are missing: add them once to every pixel of the result.", ("Y += b  # to every pixel, once", "")
)
bias_where_printed_only = edited(
    "The bias is missing where nothing was printed. Every pixel of the result gets it, once.",
    ("Y += b  # to every pixel, once", ""),
    ("return Y", "return Y + b * (Y != 0)"),
)
conv_transpose_start_without_the_stride = edited(
    "The prints start at pixels 0, 1, 2 and so on, whatever the stride. Print number h starts at row h times stride.",
    ("for w in range(n_W):", "for w in range(n_W):", "    top = h"),
    ("top, left = h * stride, w * stride", "left = w"),
)
stamp_upside_down = edited("The stamp is turned upside down. Print it as it is.", (":, :, :, c", "::-1, ::-1, :, c"))
conv_transpose_first_channel_only = edited(
    "Only the first channel prints. Each channel has a stamp of its own, and all of them add up.",
    ("range(channels_in)", "range(1)"),
)
one_stamp_for_all = edited(
    "All channels print the first stamp. Channel c has the stamp W[:, :, :, c].", (":, :, :, c", ":, :, :, 0")
)
channels_swapped = edited(
    "The last two axes of W are taken the wrong way round: first the channels that go out, then those that come in.",
    ("Y += b", "Y = Y + b"),
    ("_, channels_out, _", "_, _, channels_out"),
    ("W[:, :, :, c]", "W[:, :, c, :]"),
)
conv_transpose_first_image_only = edited(
    "Every image gets the prints of the first one. Take the pixel from image i.", ("i, h, w, c", "0, h, w, c")
)
result_too_small = edited(
    "The result is n * stride large. The last stamp begins at (n - 1) * stride and is f long.",
    ("transposed_output_size(n_H, f, stride, 0, 0)", "n_H * stride"),
    ("transposed_output_size(n_W, f, stride, 0, 0)", "n_W * stride"),
)
size_of_the_way_there = edited(
    "The size is that of an ordinary convolution, which makes images smaller. Use transposed_output_size.",
    ("transposed_output_size(n_H, f, stride, 0, 0)", "max((n_H - f) // stride + 1, 1)"),
    ("transposed_output_size(n_W, f, stride, 0, 0)", "max((n_W - f) // stride + 1, 1)"),
)


@alternative
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


@alternative
def conv_transpose_all_images_at_once(X, W, b, stride):
    m, n_H, n_W, _ = X.shape
    f = W.shape[0]
    Y = np.zeros((m, (n_H - 1) * stride + f, (n_W - 1) * stride + f, W.shape[2]))
    for h in range(n_H):
        for w in range(n_W):
            Y[:, h * stride : h * stride + f, w * stride : w * stride + f] += np.tensordot(X[:, h, w], W, axes=(1, 3))
    return Y + b


@alternative
def as_a_convolution_of_a_stretched_image(X, W, b, stride):
    m, n_H, n_W, channels_in = X.shape
    f = W.shape[0]
    stretched = np.zeros((m, (n_H - 1) * stride + 1, (n_W - 1) * stride + 1, channels_in))
    stretched[:, ::stride, ::stride] = X
    return conv_forward(stretched, W[::-1, ::-1].transpose(0, 1, 3, 2), b, 1, f - 1)[0]


@alternative
def as_the_way_back(X, W, b, stride):
    f = W.shape[0]
    shape = (len(X), (X.shape[1] - 1) * stride + f, (X.shape[2] - 1) * stride + f, W.shape[2])
    cache = {"A_prev": np.zeros(shape), "W": W, "b": np.zeros(W.shape[3]), "stride": stride, "pad": 0}
    return conv_backward(X, cache)[0] + b


@alternative
def conv_transpose_with_einsum(X, W, b, stride):
    m, n_H, n_W, _ = X.shape
    f = W.shape[0]
    Y = np.zeros((m, (n_H - 1) * stride + f, (n_W - 1) * stride + f, W.shape[2]))
    for j in range(f):
        for k in range(f):
            Y[:, j : j + stride * n_H : stride, k : k + stride * n_W : stride] += np.einsum("ihwc,oc->ihwo", X, W[j, k])
    return (Y + b).astype(np.float32)
