import keras
import numpy as np

from grader.authoring import alternative, edited, everywhere, mistake

BOTH = "keras.ops.sum(keras.ops.absolute(down)) + keras.ops.sum(keras.ops.absolute(across))"

squared = edited(
    "The differences are squared. Take their absolute values.", everywhere("keras.ops.absolute", "keras.ops.square")
)
averaged = edited(
    "You take means. The total variation is the sum over all neighbours.", everywhere("keras.ops.sum", "keras.ops.mean")
)
down_only = edited(
    "Only neighbours one below the other are compared. Those side by side count, too.",
    (BOTH, "keras.ops.sum(keras.ops.absolute(down))"),
)
across_only = edited(
    "Only neighbours side by side are compared. Those one below the other count, too.",
    (BOTH, "keras.ops.sum(keras.ops.absolute(across))"),
)
with_signs = edited(
    "The differences keep their signs, so that all in between cancel and only the edges of the picture are left. Take "
    "absolute values.",
    (BOTH, "keras.ops.sum(down) + keras.ops.sum(across)"),
)
absolute_after_the_sum = edited(
    "The absolute value is taken of the whole sum. Take it of each difference, before you sum.",
    (BOTH, "keras.ops.absolute(keras.ops.sum(down)) + keras.ops.absolute(keras.ops.sum(across))"),
)
around_the_edge = edited(
    "The last row is compared with the first, and the last column with the first, too: roll goes round the edge. Use slices.",
    ("image[:, 1:] - image[:, :-1]", "keras.ops.roll(image, -1, axis=1) - image"),
    ("image[:, :, 1:] - image[:, :, :-1]", "keras.ops.roll(image, -1, axis=2) - image"),
)
divided_by_the_size = edited(
    "The sum is divided by how many numbers the picture has. Here it is the plain sum.",
    (BOTH, f"({BOTH}) / np.prod(image.shape)"),
)
half = edited("There is a factor 1/2 too many.", (BOTH, f"0.5 * ({BOTH})"))
one_for_each_channel = edited(
    "There is a number for each channel. Sum over the channels, too.",
    (
        BOTH,
        "keras.ops.sum(keras.ops.absolute(down), axis=(0, 1, 2)) + keras.ops.sum(keras.ops.absolute(across), axis=(0, 1, 2))",
    ),
)


@mistake("The root of the sum of both squares is taken at each place. Here the two absolute differences are added.")
def as_lengths(image):
    down = image[:, 1:, :-1] - image[:, :-1, :-1]
    across = image[:, :-1, 1:] - image[:, :-1, :-1]
    return keras.ops.sum(keras.ops.sqrt(down**2 + across**2 + 1e-12))


@mistake(
    "The last row and the last column are left out of both sums. A pixel of the last row still has a neighbour beside it."
)
def without_the_edge(image):
    down = image[:, 1:, :-1] - image[:, :-1, :-1]
    across = image[:, :-1, 1:] - image[:, :-1, :-1]
    return keras.ops.sum(keras.ops.absolute(down)) + keras.ops.sum(keras.ops.absolute(across))


@mistake("There is a number for each picture of the batch. Here it is one number: sum over all axes.")
def one_for_each_picture(image):
    down, across = image[:, 1:] - image[:, :-1], image[:, :, 1:] - image[:, :, :-1]
    return keras.ops.sum(keras.ops.abs(down), axis=(1, 2, 3)) + keras.ops.sum(keras.ops.abs(across), axis=(1, 2, 3))


@mistake(
    "Both differences are squared and added at each place, and the power 1.25 is taken, as in an example of Keras. Here the "
    "absolute differences are summed, and the last row and column count, too."
)
def with_a_power(image):
    down = image[:, 1:, :-1] - image[:, :-1, :-1]
    across = image[:, :-1, 1:] - image[:, :-1, :-1]
    return keras.ops.sum((down**2 + across**2) ** 1.25)


@mistake(
    "The number is right. But where two neighbours are equal, the slope is not 0, so that what is flat is pulled apart. Use "
    "keras.ops.absolute."
)
def larger_of_both_signs(image):
    down, across = image[:, 1:] - image[:, :-1], image[:, :, 1:] - image[:, :, :-1]
    return keras.ops.sum(keras.ops.maximum(down, -down)) + keras.ops.sum(keras.ops.maximum(across, -across))


@mistake(
    "The number is right. But the root of a square has no slope at 0: where two neighbours are equal, the gradient is NaN. Use "
    "keras.ops.absolute."
)
def root_of_the_square(image):
    down, across = image[:, 1:] - image[:, :-1], image[:, :, 1:] - image[:, :, :-1]
    return keras.ops.sum(keras.ops.sqrt(down**2)) + keras.ops.sum(keras.ops.sqrt(across**2))


@mistake(
    "The number is right, but it was cut off from the picture on the way, as NumPy, .numpy() or float() do it, so no gradient "
    "can flow back. Compute with keras.ops from beginning to end, and return the tensor."
)
def with_numpy(image):
    image = np.asarray(image)
    return float(np.abs(np.diff(image, axis=1)).sum() + np.abs(np.diff(image, axis=2)).sum())


@alternative
def with_diff(image):
    return keras.ops.sum(keras.ops.abs(keras.ops.diff(image, axis=1))) + keras.ops.sum(
        keras.ops.abs(keras.ops.diff(image, axis=2))
    )


@alternative
def row_by_row(image):
    total = 0.0 * keras.ops.sum(image)
    for i in range(1, image.shape[1]):
        total = total + keras.ops.sum(keras.ops.absolute(image[:, i] - image[:, i - 1]))
    for j in range(1, image.shape[2]):
        total = total + keras.ops.sum(keras.ops.absolute(image[:, :, j] - image[:, :, j - 1]))
    return total


@alternative
def other_sign(image):
    picture = image[0]
    down, across = picture[:-1] - picture[1:], picture[:, :-1] - picture[:, 1:]
    return keras.ops.sum(keras.ops.abs(down)) + keras.ops.sum(keras.ops.abs(across))
