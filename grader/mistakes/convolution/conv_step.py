import numpy as np

from grader.authoring import alternative, edited

no_bias = edited("The bias is missing: add b to the sum.", ("float(np.sum(a_slice * W) + b)", "np.sum(a_slice * W)"))
bias_in_every_product = edited(
    "The bias is added to each product before the sum, so it counts many times. Add it once, after the sum.",
    ("float(np.sum(a_slice * W) + b)", "np.sum((a_slice * W) + b)"),
)
not_summed = edited(
    "These are the single products. The answer of a filter is one number: add them all up.",
    ("float(np.sum(a_slice * W) + b)", "(a_slice * W) + b"),
)
one_answer_for_each_channel = edited(
    "The sum leaves the channels apart. A filter looks at all channels at once: sum over them, too.",
    ("float(np.sum(a_slice * W) + b)", "np.sum(a_slice * W, axis=(0, 1)) + b"),
)
first_channel_only = edited(
    "Only the first channel is looked at. The window and the filter are as deep as the image: multiply them whole.",
    ("float(np.sum(a_slice * W) + b)", "np.sum(a_slice[:, :, 0] * W[:, :, 0]) + b"),
)
upside_down = edited(
    "The filter is turned upside down first. That is the convolution of mathematics; in deep learning each weight "
    "meets the pixel at its own place.",
    ("float(np.sum(a_slice * W) + b)", "np.sum(a_slice * W[::-1, ::-1, :]) + b"),
)
mean_of_the_products = edited(
    "The mean of the products is taken. The answer of a filter is their sum.",
    ("float(np.sum(a_slice * W) + b)", "np.mean(a_slice * W) + b"),
)
matrix_product = edited(
    "@ is the matrix product. Here each number is multiplied by the weight at its own place, which is *.",
    ("float(np.sum(a_slice * W) + b)", "np.sum(a_slice @ W) + b"),
)
sums_multiplied = edited(
    "The window and the filter are summed first and multiplied afterwards. Multiply first, number by number, and "
    "then sum.",
    ("float(np.sum(a_slice * W) + b)", "np.sum(a_slice) * np.sum(W) + b"),
)
bias_subtracted = edited(
    "The bias is subtracted. It is added.", ("float(np.sum(a_slice * W) + b)", "np.sum(a_slice * W) - b")
)
dot_of_the_arrays = edited(
    "np.dot multiplies rows by columns, as a matrix product does. Here each number is multiplied by the weight at "
    "its own place, and then all are added up.",
    ("float(np.sum(a_slice * W) + b)", "np.dot(a_slice, W) + b"),
)


@alternative
def with_loops(a_slice, W, b):
    total = 0.0
    for i in range(a_slice.shape[0]):
        for j in range(a_slice.shape[1]):
            for k in range(a_slice.shape[2]):
                total += a_slice[i, j, k] * W[i, j, k]
    return total + b


@alternative
def with_einsum(a_slice, W, b):
    return np.einsum("ijk,ijk->", a_slice, W) + b


@alternative
def with_vdot(a_slice, W, b):
    return np.vdot(a_slice, W) + b


@alternative
def with_a_product_of_two_rows(a_slice, W, b):
    return a_slice.ravel() @ W.ravel() + b


@alternative
def in_float32(a_slice, W, b):
    return np.float32(np.sum(a_slice.astype(np.float32) * W.astype(np.float32)) + np.float32(b))


@alternative
def as_a_0d_array(a_slice, W, b):
    return np.array((a_slice * W).sum() + b)
