import numpy as np

from grader.authoring import alternative, edited
from solutions.convolution import zero_pad

frame_left_on = edited(
    "dA_prev still has its frame. Nobody asks for the slopes of the zeros: cut pad pixels off on each side, so that "
    "it has the shape of A_prev.",
    ("dA_prev_pad[:, pad : pad + n_H_prev, pad : pad + n_W_prev, :]", "dA_prev_pad"),
)
nothing_left_without_padding = edited(
    "dA_prev is empty when pad is 0, because 0:-0 is an empty slice. Cut from pad to pad + n_H_prev instead.",
    ("pad + n_H_prev", "-pad"),
    ("pad + n_W_prev", "-pad"),
)
frame_cut_off_at_the_end = edited(
    "The frame is cut off at the lower right only, so the slopes have slipped by pad pixels. Cut it off on each side.",
    (":, pad : pad + n_H_prev, pad : pad + n_W_prev, :", ":, :n_H_prev, :n_W_prev, :"),
)
blame_overwritten = edited(
    "The blame for the pixels is overwritten by that of the next window. Windows overlap and filters share them: add "
    "with +=.",
    ("dA_prev_pad[i, top : top + f, left : left + f, :] +=", "dA_prev_pad[i, top : top + f, left : left + f, :] ="),
)
filters_overwritten = edited(
    "dW is overwritten in every window, so only the last one counts. All windows of all images share the weights: "
    "add with +=.",
    ("dW[:, :, :, c] +=", "dW[:, :, :, c] ="),
)
biases_overwritten = edited(
    "db is overwritten, so only the last window counts. Add over all places and images.",
    ("np.sum(dZ, axis=(0, 1, 2))", "dZ[-1, -1, -1]"),
)
conv_backward_start_without_the_stride = edited(
    "The windows start at pixels 0, 1, 2 and so on, whatever the stride. They must be those of the forward pass: row "
    "h times stride.",
    ("h * stride, w * stride", "h, w"),
)
conv_backward_stride_for_rows_only = edited(
    "The stride is used for the rows only. The windows of the forward pass move on by stride to the right, too.",
    ("w * stride", "w"),
)
averaged_over_the_images = edited(
    "The slopes of the weights are divided by m. If the cost is an average, the 1/m is in dZ already: only add up.",
    ("dA_prev, dW, db", "dA_prev, dW / m, db / m"),
)
filter_upside_down = edited(
    "The filter is turned upside down before it is added to the window. In this loop each weight goes to the pixel "
    "that it met in the forward pass.",
    ("W[:, :, :, c] * dZ[i, h, w, c]", "W[::-1, ::-1, :, c] * dZ[i, h, w, c]"),
)
biases_of_the_first_image_only = edited(
    "db sums over the places of one image only. Sum over all images, too.",
    ("np.sum(dZ, axis=(0, 1, 2))", "np.sum(dZ[0], axis=(0, 1))"),
)
window_of_the_first_image = edited(
    "The window is always cut out of the first image. Cut it out of image i.",
    ("a_slice = A_prev_pad[i", "a_slice = A_prev_pad[0"),
)
filters_shared_out_evenly = edited(
    "Every pixel of the window gets the blame as it is. It must be multiplied by the weight above the pixel.",
    ("W[:, :, :, c] * dZ[i, h, w, c]", "dZ[i, h, w, c]"),
)
blame_of_the_first_filter_only = edited(
    "Only the first filter sends blame to the pixels. All filters looked at the window: add up over c.",
    ("W[:, :, :, c] * dZ[i, h, w, c]", "W[:, :, :, c] * dZ[i, h, w, c] * (c == 0)"),
)
conv_backward_images_without_their_frame = edited(
    "The windows for dW are those of the images without their frame. The forward pass used the padded ones.",
    ("a_slice = A_prev_pad", "a_slice = np.pad(A_prev, ((0, 0), (0, 2 * pad), (0, 2 * pad), (0, 0)))"),
)
biases_with_four_axes = edited(
    "db has four axes. It has the shape of b: one axis, one number for each filter.",
    ("dA_prev, dW, db", "dA_prev, dW, db.reshape(1, 1, 1, n_C)"),
)
order_of_the_answers = edited(
    "The order of the three is wrong: dA_prev, then dW, then db.", ("dA_prev, dW, db", "dW, db, dA_prev")
)
biases_added_up = edited(
    "db is a single number: the sum over all filters. Each filter has a bias of its own, so sum over images, rows "
    "and columns only.",
    ("dA_prev, dW, db", "dA_prev, dW, np.sum(db)"),
)


@alternative
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


@alternative
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


@alternative
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


@alternative
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


frame_cut_off_image_by_image = edited(
    "pad:-pad leaves nothing where pad is 0, because -0 is 0, and nothing cannot be written into an image. Cut from pad "
    "to pad + n_H_prev instead.",
    (
        "dA_prev = dA_prev_pad[:, pad : pad + n_H_prev, pad : pad + n_W_prev, :]  # the frame was no pixel",
        "dA_prev = np.zeros(A_prev.shape)",
        "for i in range(m):",
        "    dA_prev[i] = dA_prev_pad[i, pad:-pad, pad:-pad, :]",
    ),
)
