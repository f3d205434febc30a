import keras

from grader.authoring import alternative, edited, mistake
from solutions.style_transfer import gram_matrix

LOSS = "keras.ops.mean(keras.ops.square(gram_matrix(generated) - target))"

summed = edited("The squares are summed. Take their mean, over all c * c entries.", ("keras.ops.mean", "keras.ops.sum"))
quarter_of_the_mean = edited(
    "There is a factor 1/4, as in the paper. In this notebook a loss is a plain mean.", (LOSS, f"{LOSS} / 4")
)
half_the_mean = edited("There is a factor 1/2 too many.", (LOSS, f"{LOSS} / 2"))
divided_by_the_channels = edited(
    "You divide by the number of channels once. The matrix has c * c entries.",
    (LOSS, "keras.ops.sum(keras.ops.square(gram_matrix(generated) - target)) / target.shape[0]"),
)
divided_by_the_places_again = edited(
    "You divide by the number of places once more. gram_matrix has done that.",
    (LOSS, f"{LOSS} / (generated.shape[1] * generated.shape[2])"),
)
with_root = edited("You took the root. The loss is the mean of the squares itself.", (LOSS, f"keras.ops.sqrt({LOSS})"))
absolute = edited("The absolute differences are averaged. Square them.", ("keras.ops.square(", "keras.ops.absolute("))
diagonal_only = edited(
    "Only the diagonal is compared: how strong each channel is. How channels go together stands beside it.",
    (LOSS, "keras.ops.mean(keras.ops.square(keras.ops.diagonal(gram_matrix(generated) - target)))"),
)
not_squared = edited(
    "The differences are not squared, so those up and those down cancel.",
    (LOSS, "keras.ops.mean(gram_matrix(generated) - target)"),
)
square_of_the_mean = edited(
    "The mean comes first, and the square of it afterwards: differences up and down cancel. Square each one first.",
    (LOSS, "keras.ops.square(keras.ops.mean(gram_matrix(generated) - target))"),
)
one_for_each_channel = edited(
    "There is a number for each channel. The loss is one number: take the mean over both axes.",
    (LOSS, "keras.ops.mean(keras.ops.square(gram_matrix(generated) - target), axis=0)"),
)
with_numpy = edited(
    "The number is right, but it was cut off from the picture on the way, as NumPy, .numpy() or float() do it, so no gradient "
    "can flow back. Compute with keras.ops from beginning to end, and return the tensor.",
    (LOSS, "float(np.mean((np.asarray(gram_matrix(generated)) - np.asarray(target)) ** 2))"),
)


@mistake("The products of the target are taken once more, though it is a Gram matrix already. Use it as it is.")
def matrix_of_the_matrix(target, generated):
    twice = keras.ops.matmul(target, keras.ops.transpose(target)) / target.shape[0]
    return keras.ops.mean(keras.ops.square(gram_matrix(generated) - twice))


@mistake("generated are features, and target is a Gram matrix: make the Gram matrix of generated, then compare.")
def features_and_a_matrix(target, generated):
    return keras.ops.mean(keras.ops.square(generated - target))


@alternative
def sum_over_entries(target, generated):
    away = gram_matrix(generated) - target
    return keras.ops.sum(away**2) / away.shape[0] ** 2


@alternative
def by_itself(target, generated):
    _, height, width, _ = generated.shape
    G = keras.ops.einsum("bijc,bijd->cd", generated, generated) / (height * width)
    return keras.ops.mean((target - G) ** 2)


@alternative
def of_the_upper_half(target, generated):
    squares = keras.ops.square(gram_matrix(generated) - target)
    upper = keras.ops.sum(keras.ops.triu(squares, k=1))
    c = target.shape[0]
    return (2 * upper + keras.ops.sum(keras.ops.diagonal(squares))) / (c * c)
