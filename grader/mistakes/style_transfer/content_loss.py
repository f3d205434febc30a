import keras
import numpy as np

from grader.authoring import alternative, edited, mistake

LOSS = "keras.ops.mean(keras.ops.square(generated - target))"

summed = edited("The squares are summed. Take their mean, over all axes.", ("keras.ops.mean", "keras.ops.sum"))
half_the_sum = edited(
    "It is half of the sum of squares, as in the paper. In this notebook each loss is a mean.",
    (LOSS, "keras.ops.sum(keras.ops.square(generated - target)) / 2"),
)
half_the_mean = edited("There is a factor 1/2 too many.", (LOSS, f"{LOSS} / 2"))
quarter_of_the_mean = edited(
    "There is a factor 1/4. Some courses have it; in this notebook a loss is a plain mean.", (LOSS, f"{LOSS} / 4")
)
divided_by_the_channels = edited(
    "You divide by the number of channels alone. The mean is over all numbers: places and channels.",
    (LOSS, "keras.ops.sum(keras.ops.square(generated - target)) / target.shape[-1]"),
)
divided_by_the_places = edited(
    "You divide by the number of places alone. The mean is over all numbers: places and channels.",
    (LOSS, "keras.ops.sum(keras.ops.square(generated - target)) / (target.shape[1] * target.shape[2])"),
)
absolute = edited(
    "The absolute differences are averaged. Square them.",
    ("keras.ops.square(generated", "keras.ops.absolute(generated"),
)
with_root = edited("You took the root. The loss is the mean of the squares itself.", (LOSS, f"keras.ops.sqrt({LOSS})"))
square_of_the_mean = edited(
    "The mean comes first, and the square of it afterwards: differences up and down cancel. Square each one first.",
    (LOSS, "keras.ops.square(keras.ops.mean(generated - target))"),
)
difference_of_squares = edited(
    "It is the difference of the squares. Subtract first, then square.",
    (LOSS, "keras.ops.mean(keras.ops.square(generated) - keras.ops.square(target))"),
)
not_squared = edited(
    "The differences are not squared, so those up and those down cancel.", (LOSS, "keras.ops.mean(generated - target)")
)
one_for_each_place = edited(
    "There is a number for each place. The loss is one number: take the mean over all axes.",
    (LOSS, "keras.ops.mean(keras.ops.square(generated - target), axis=-1)"),
)
with_numpy = edited(
    "The number is right, but it was cut off from the picture on the way, as NumPy, .numpy() or float() do it, so no gradient "
    "can flow back. Compute with keras.ops from beginning to end, and return the tensor.",
    (LOSS, "float(np.mean((np.asarray(generated) - np.asarray(target)) ** 2))"),
)


@mistake("The features are divided by their own length first. Compare them as they are.")
def of_unit_length(target, generated):
    target = target / (keras.ops.sqrt(keras.ops.sum(target**2)) + 1e-12)
    generated = generated / (keras.ops.sqrt(keras.ops.sum(generated**2)) + 1e-12)
    return keras.ops.mean(keras.ops.square(generated - target))


@alternative
def sum_over_size(target, generated):
    away = target - generated
    return keras.ops.sum(away * away) / float(np.prod(target.shape))


@alternative
def flat(target, generated):
    a, b = keras.ops.reshape(target, (-1,)), keras.ops.reshape(generated, (-1,))
    return keras.ops.mean((a - b) ** 2)


@alternative
def by_einsum(target, generated):
    _, height, width, channels = generated.shape
    away = generated - target
    return keras.ops.einsum("bijc,bijc->", away, away) / (height * width * channels)
