import numpy as np

from grader.authoring import alternative, edited, everywhere
from solutions.convolution import conv_step, output_size, zero_pad

start_without_the_stride = edited(
    "The windows start at pixels 0, 1, 2 and so on, whatever the stride. Window number h starts at row h times stride.",
    ("h * stride, w * stride", "h, w"),
)
stride_for_rows_only = edited(
    "The stride is used for the rows only. The window moves on by stride to the right, too.", ("w * stride", "w")
)
stride_for_columns_only = edited(
    "The stride is used for the columns only. The window moves down by stride, too.", ("h * stride", "h")
)
height_and_width_swapped = edited(
    "Height and width are swapped: n_H comes from the second axis of A_prev, n_W from the third. On square images "
    "nobody notices.",
    ("m, n_H_prev, n_W_prev", "m, n_W_prev, n_H_prev"),
)
conv_forward_first_channel_only = edited(
    "The window loses its channels: only the first one is looked at. Cut out rows and columns, and leave the last "
    "axis whole.",
    ("left : left + f, :]", "left : left + f, :1]"),
    (":, :, :, c", ":, :, :1, c"),
)
channel_of_the_filter = edited(
    "Filter number c sees only channel number c. Every filter sees all channels of the image: leave the last axis of "
    "the window whole.",
    ("a_slice, W[:, :, :, c]", "a_slice[:, :, c % W.shape[2]], W[:, :, c % W.shape[2], c]"),
)
images_without_their_frame = edited(
    "The windows are cut out of A_prev, without its frame of zeros. Cut them out of the padded images.",
    ("for c in range(n_C):", "for c in range(n_C):", "    a_slice = A_prev[i, top : top + f, left : left + f, :]"),
    (":, :, :, c", ": a_slice.shape[0], : a_slice.shape[1], :, c"),
)
frame_ignored = edited(
    "The padding is ignored: the images get no frame, and Z is too small.",
    everywhere("f, stride, pad)", "f, stride, 0)"),
    ("zero_pad(A_prev, pad)", "A_prev"),
)
padded_twice = edited(
    "The size is taken from the padded images, and the padding is added once more. Take n_H_prev and n_W_prev from "
    "A_prev.",
    ("_ = A_prev.shape", "_ = zero_pad(A_prev, pad).shape"),
    ("A_prev_pad = zero_pad(A_prev, pad)", "A_prev_pad = zero_pad(zero_pad(A_prev, pad), pad)"),
)
one_bias_for_all = edited("All filters get the first bias. Each filter has one of its own.", ("b[c]", "b[0]"))
without_bias = edited("The biases are not added. Each filter has one of its own.", ("b[c]", "0.0"))
all_biases_at_once = edited(
    "The bias that conv_step gets is an array, all of b or a slice of it. Filter number c has one bias: the number "
    "b[c].",
    ("b[c]", "b"),
    raises="TypeError",
)
one_filter_for_all = edited(
    "Every feature map is made by the first filter. Feature map c belongs to filter c.", (":, :, :, c", ":, :, :, 0")
)
first_image_only = edited(
    "Every image gets the answers of the first one. Cut the window out of image i.",
    ("for c in range(n_C):", "for c in range(n_C):", "    a_slice = A_prev_pad[0, top : top + f, left : left + f, :]"),
)
conv_forward_upside_down = edited(
    "The filters are turned upside down first. In deep learning they are not: each weight meets the pixel at its own "
    "place.",
    (":, :, :, c", "::-1, ::-1, :, c"),
)
padded_images_in_the_cache = edited(
    "The cache holds the padded images. It should hold A_prev as it came.", ('"A_prev": A_prev', '"A_prev": A_prev_pad')
)
cache_left_out = edited(
    "The cache is missing. Return two things: Z, and the dict of the five arguments.",
    ('Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}', "Z"),
)
last_window_left_out = edited(
    "The last row and the last column of windows are missing: the loops end one too early, and Z keeps its zeros "
    "there.",
    ("range(n_H)", "range(n_H - 1)"),
    ("range(n_W)", "range(n_W - 1)"),
)
window_ends_without_the_stride = edited(
    "The windows begin at the right pixel, but end at h + f. They must be f long, so they end at h times stride plus "
    "f.",
    ("for c in range(n_C):", "for c in range(n_C):", "    a_slice = A_prev_pad[i, top : h + f, left : w + f, :]"),
)


@alternative
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


@alternative
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


@alternative
def conv_forward_with_einsum(A_prev, W, b, stride, pad):
    f = W.shape[0]
    windows = np.lib.stride_tricks.sliding_window_view(zero_pad(A_prev, pad), (f, f), axis=(1, 2))
    windows = windows[:, ::stride, ::stride]
    Z = np.einsum("ihwkjl,jlkc->ihwc", windows, W) + b
    return [Z, {"A_prev": A_prev, "W": W, "b": b, "stride": stride, "pad": pad}]


@alternative
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


@alternative
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


bias_in_each_of_the_products = edited(
    "The bias is added inside the sum, to each product, so it counts many times. Add b[c] once, after the sum.",
    ("conv_step(a_slice, W[:, :, :, c], b[c])", "np.sum(a_slice * W[:, :, :, c] + b[c])"),
)
