"""Known wrong and other right answers for initialization."""

import numpy as np

from grader.catalogue import alternative, mistake
from solutions.initialization import *

# initialize_zeros


@mistake(
    "initialize_zeros",
    hint="The weight matrices lie on their side. Each has one row for each unit of its own layer, and one column for each unit of the layer before.",
)
def zeros_on_their_side(layer_dims):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.zeros((n_before, n))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_zeros",
    hint="The biases have one axis only. Make them columns, (n, 1), so that they are added to each column of the scores.",
)
def zero_biases_with_one_axis(layer_dims):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.zeros((n, n_before))
        parameters[f"b{layer}"] = np.zeros(n)
    return parameters


@mistake(
    "initialize_zeros",
    hint="The biases are rows here. They must be columns: one row for each unit.",
)
def zero_biases_as_rows(layer_dims):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.zeros((n, n_before))
        parameters[f"b{layer}"] = np.zeros((1, n))
    return parameters


@mistake(
    "initialize_zeros",
    hint="The biases have the length of the layer before. There is one bias for each unit of the layer itself.",
)
def zero_biases_of_the_layer_before(layer_dims):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.zeros((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n_before, 1))
    return parameters


@mistake(
    "initialize_zeros",
    hint="The last layer is missing. range leaves out its end: range(1, len(layer_dims)) counts to the last layer.",
)
def last_layer_left_out(layer_dims):
    parameters = {}
    for layer in range(1, len(layer_dims) - 1):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.zeros((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_zeros",
    hint="There is one layer too many: layer_dims begins with the inputs, and L + 1 widths make L layers.",
)
def one_layer_too_many(layer_dims):
    parameters = {}
    for layer in range(1, len(layer_dims) + 1):
        parameters[f"W{layer}"] = np.zeros((layer_dims[layer], layer_dims[layer - 1]))
        parameters[f"b{layer}"] = np.zeros((layer_dims[layer], 1))
    return parameters


@mistake(
    "initialize_zeros",
    hint="The names begin with W0 and b0. The first layer of weights is layer 1: W1 and b1.",
)
def names_from_zero(layer_dims):
    parameters = {}
    for layer in range(len(layer_dims) - 1):
        parameters[f"W{layer}"] = np.zeros((layer_dims[layer + 1], layer_dims[layer]))
        parameters[f"b{layer}"] = np.zeros((layer_dims[layer + 1], 1))
    return parameters


@mistake(
    "initialize_zeros",
    hint="These are always two layers. Count the widths with len(layer_dims) and make as many layers as they ask for.",
)
def always_two_layers(layer_dims):
    return {
        "W1": np.zeros((layer_dims[1], layer_dims[0])),
        "b1": np.zeros((layer_dims[1], 1)),
        "W2": np.zeros((layer_dims[2], layer_dims[1])),
        "b2": np.zeros((layer_dims[2], 1)),
    }


@mistake(
    "initialize_zeros",
    hint="The shape needs brackets of its own: np.zeros((rows, columns)). Without them the second number is taken for a dtype.",
)
def shape_without_brackets(layer_dims):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.zeros(n, n_before)
        parameters[f"b{layer}"] = np.zeros(n, 1)
    return parameters


@mistake(
    "initialize_zeros",
    hint="These weights are ones. The exercise asks for zeros.",
)
def ones_for_zeros(layer_dims):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.ones((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_zeros",
    hint="The biases are missing. Each layer has a W and a b.",
)
def no_biases(layer_dims):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.zeros((n, n_before))
    return parameters


@mistake(
    "initialize_zeros",
    hint="This is a list of arrays. Put them into a dict with the names W1, b1, W2 and so on.",
)
def zeros_in_a_list(layer_dims):
    parameters = []
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters += [np.zeros((n, n_before)), np.zeros((n, 1))]
    return parameters


@alternative("initialize_zeros")
def zeros_in_pairs(layer_dims):
    parameters = {}
    for layer, (n_before, n) in enumerate(zip(layer_dims[:-1], layer_dims[1:]), start=1):
        parameters["W" + str(layer)] = np.zeros((n, n_before), dtype=np.float32)
        parameters["b" + str(layer)] = np.zeros((n, 1), dtype=np.float32)
    return parameters


@alternative("initialize_zeros")
def zeros_by_comprehension(layer_dims):
    L = len(layer_dims) - 1
    weights = {f"W{k}": np.full((layer_dims[k], layer_dims[k - 1]), 0.0) for k in range(1, L + 1)}
    biases = {f"b{k}": np.full((layer_dims[k], 1), 0.0) for k in range(L, 0, -1)}
    return {**biases, **weights, "L": L}


@alternative("initialize_zeros")
def zeros_from_empty_arrays(layer_dims):
    print("widths:", layer_dims)
    parameters = {}
    layer = 1
    while layer < len(layer_dims):
        W = np.empty((layer_dims[layer], layer_dims[layer - 1]))
        W[:] = 0
        parameters[f"W{layer}"], parameters[f"b{layer}"] = W, W[:, :1] * 0
        layer += 1
    return parameters


# initialize_normal


@mistake(
    "initialize_normal",
    hint="The weights are drawn with the standard deviation 1, whatever scale is. Multiply them by scale.",
)
def normal_not_scaled(layer_dims, scale, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_normal",
    hint="The scale is written into the code. The caller chooses it: use the argument scale.",
)
def normal_hard_coded(layer_dims, scale, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = 0.01 * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_normal",
    hint="scale is the standard deviation, but here it is treated as the variance. No root is needed.",
)
def normal_variance(layer_dims, scale, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(scale) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_normal",
    hint="The weights are multiplied by the square of scale. Multiply by scale itself.",
)
def normal_scale_squared(layer_dims, scale, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = scale**2 * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_normal",
    hint="You divide by scale. Multiply: numbers with standard deviation 1 times scale have the standard deviation scale.",
)
def normal_divided(layer_dims, scale, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = rng.standard_normal((n, n_before)) / scale
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_normal",
    hint="rng.random draws from 0 to 1, evenly, so that all weights are positive. Draw with rng.standard_normal.",
)
def normal_positive(layer_dims, scale, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = scale * rng.random((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_normal",
    hint="rng.uniform draws evenly between two limits, and their spread is not scale. Draw with rng.standard_normal.",
)
def normal_between_minus_and_plus(layer_dims, scale, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = rng.uniform(-scale, scale, size=(n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_normal",
    hint="scale has become the mean: the first argument of rng.normal is the mean, the second one the standard deviation.",
)
def normal_mean_for_scale(layer_dims, scale, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = rng.normal(scale, 1, size=(n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_normal",
    hint="All weights are the same number. Equal units stay equal for ever: draw each weight at random.",
)
def normal_all_equal(layer_dims, scale, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.full((n, n_before), scale)
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_normal",
    hint="The weight matrices lie on their side. Each has one row for each unit of its own layer, and one column for each unit of the layer before.",
)
def normal_on_their_side(layer_dims, scale, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = scale * rng.standard_normal((n_before, n))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_normal",
    hint="The biases are random, too. Leave them at zero: random weights are enough to make the units different.",
)
def normal_random_biases(layer_dims, scale, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = scale * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = 0.1 * rng.standard_normal((n, 1))
    return parameters


@mistake(
    "initialize_normal",
    hint="The biases have one axis only. Make them columns, (n, 1).",
)
def normal_flat_biases(layer_dims, scale, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = scale * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros(n)
    return parameters


@mistake(
    "initialize_normal",
    hint="You make a generator of your own, so that every network starts with the same numbers. Draw with the rng that is passed in.",
)
def normal_own_generator(layer_dims, scale, rng):
    rng = np.random.default_rng(1)
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = scale * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_normal",
    hint="np.random.randn draws from NumPy's old, global generator. Draw with the rng that is passed in: rng.standard_normal.",
)
def normal_global_generator(layer_dims, scale, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = scale * np.random.randn(n, n_before)
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_normal",
    hint="One row of weights is drawn and then repeated, so all units of a layer are equal, and stay equal. Draw the whole matrix.",
)
def normal_rows_repeated(layer_dims, scale, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.tile(scale * rng.standard_normal((1, n_before)), (n, 1))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_normal",
    hint="The last layer is missing. range leaves out its end: range(1, len(layer_dims)) counts to the last layer.",
)
def normal_last_left_out(layer_dims, scale, rng):
    parameters = {}
    for layer in range(1, len(layer_dims) - 1):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = scale * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_normal",
    hint="The weights are drawn evenly from an interval. The spread is right, but the exercise asks for the normal distribution: rng.standard_normal.",
)
def normal_drawn_evenly(layer_dims, scale, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = scale * rng.uniform(-np.sqrt(3), np.sqrt(3), size=(n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@alternative("initialize_normal")
def normal_with_rng_normal(layer_dims, scale, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = rng.normal(0, scale, size=(n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@alternative("initialize_normal")
def normal_backwards_in_float32(layer_dims, scale, rng):
    parameters = {}
    for layer in reversed(range(1, len(layer_dims))):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        W = rng.standard_normal((n, n_before), dtype=np.float32)
        parameters[f"W{layer}"] = W * np.float32(scale)
        parameters[f"b{layer}"] = np.zeros((n, 1), dtype=np.float32)
    return parameters


@alternative("initialize_normal")
def normal_one_number_after_the_other(layer_dims, scale, rng):
    parameters = {}
    for layer, (n_before, n) in enumerate(zip(layer_dims, layer_dims[1:]), start=1):
        W = np.zeros((n, n_before))
        for i in range(n):
            for j in range(n_before):
                W[i, j] = scale * rng.standard_normal()
        parameters[f"W{layer}"], parameters[f"b{layer}"] = W, np.array([[0.0]] * n)
    return parameters


@alternative("initialize_normal")
def normal_from_the_zeros(layer_dims, scale, rng):
    parameters = initialize_zeros(layer_dims)
    for layer in range(1, len(layer_dims)):
        n, n_before = parameters[f"W{layer}"].shape
        parameters[f"W{layer}"] = parameters[f"W{layer}"] + scale * rng.normal(size=(n_before, n)).T
    return parameters


# initialize_xavier


@mistake(
    "initialize_xavier",
    hint="The formula gives the variance. To make the weights so wide, multiply by its square root, the standard deviation.",
)
def xavier_variance_for_deviation(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = 2 / (n_before + n) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_xavier",
    hint="This is 1 / fan-in, which some books call Xavier. In this notebook the variance is 2 / (fan-in + fan-out).",
)
def xavier_one_over_fan_in(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(1 / n_before) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_xavier",
    hint="The variance is 1 / fan-out here. Xavier is the middle between the way forward and the way back: 2 / (fan-in + fan-out).",
)
def xavier_one_over_fan_out(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(1 / n) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_xavier",
    hint="The 2 is missing: the variance is 2 / (fan-in + fan-out). With equal widths n it must give 1 / n.",
)
def xavier_one_for_two(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(1 / (n_before + n)) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_xavier",
    hint="This is the formula of He, 2 / fan-in. Xavier divides by fan-in plus fan-out.",
)
def xavier_he_for_xavier(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(2 / n_before) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_xavier",
    hint="The 6 belongs to the even draw, where it makes the limits of the interval. The normal distribution needs 2 / (fan-in + fan-out).",
)
def xavier_six_for_two(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(6 / (n_before + n)) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_xavier",
    hint="rng.uniform with these limits draws evenly, and far too small. Draw with rng.standard_normal and multiply by the root of the variance.",
)
def xavier_limits_for_deviation(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = rng.uniform(
            -np.sqrt(2 / (n_before + n)), np.sqrt(2 / (n_before + n)), size=(n, n_before)
        )
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_xavier",
    hint="fan-in and fan-out are multiplied here. They have to be added: 2 / (fan-in + fan-out).",
)
def xavier_root_of_the_product(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(2 / (n_before * n)) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_xavier",
    hint="The weights are drawn with the standard deviation 1. Multiply them by the root of the variance of the formula.",
)
def xavier_not_scaled(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_xavier",
    hint="Brackets are missing below the 2: as it stands, only the fan-in divides, and the fan-out is added.",
)
def xavier_brackets_missing(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(2 / n_before + n) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_xavier",
    hint="The fans of the first layer are used for all layers. Take the two widths of each layer.",
)
def xavier_fans_of_the_first_layer(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(2 / (layer_dims[0] + layer_dims[1])) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_xavier",
    hint="The weight matrices lie on their side. Each has one row for each unit of its own layer, and one column for each unit of the layer before.",
)
def xavier_on_their_side(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(2 / (n_before + n)) * rng.standard_normal((n_before, n))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_xavier",
    hint="The biases are random, too. Leave them at zero: random weights are enough to make the units different.",
)
def xavier_random_biases(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(2 / (n_before + n)) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = 0.1 * rng.standard_normal((n, 1))
    return parameters


@mistake(
    "initialize_xavier",
    hint="The biases have one axis only. Make them columns, (n, 1).",
)
def xavier_flat_biases(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(2 / (n_before + n)) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros(n)
    return parameters


@mistake(
    "initialize_xavier",
    hint="You make a generator of your own, so that every network starts with the same numbers. Draw with the rng that is passed in.",
)
def xavier_own_generator(layer_dims, rng):
    rng = np.random.default_rng(1)
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(2 / (n_before + n)) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_xavier",
    hint="np.random.randn draws from NumPy's old, global generator. Draw with the rng that is passed in: rng.standard_normal.",
)
def xavier_global_generator(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(2 / (n_before + n)) * np.random.randn(n, n_before)
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_xavier",
    hint="One row of weights is drawn and then repeated, so all units of a layer are equal, and stay equal. Draw the whole matrix.",
)
def xavier_rows_repeated(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.tile(np.sqrt(2 / (n_before + n)) * rng.standard_normal((1, n_before)), (n, 1))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_xavier",
    hint="The last layer is missing. range leaves out its end: range(1, len(layer_dims)) counts to the last layer.",
)
def xavier_last_left_out(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims) - 1):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(2 / (n_before + n)) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_xavier",
    hint="The weights are drawn evenly from an interval. The spread is right, but the exercise asks for the normal distribution: rng.standard_normal.",
)
def xavier_drawn_evenly(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(2 / (n_before + n)) * rng.uniform(-np.sqrt(3), np.sqrt(3), size=(n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@alternative("initialize_xavier")
def xavier_with_rng_normal(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = rng.normal(0, np.sqrt(2 / (n_before + n)), size=(n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@alternative("initialize_xavier")
def xavier_backwards_in_float32(layer_dims, rng):
    parameters = {}
    for layer in reversed(range(1, len(layer_dims))):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        W = rng.standard_normal((n, n_before), dtype=np.float32)
        parameters[f"W{layer}"] = W * np.float32(np.sqrt(2 / (n_before + n)))
        parameters[f"b{layer}"] = np.zeros((n, 1), dtype=np.float32)
    return parameters


@alternative("initialize_xavier")
def xavier_one_number_after_the_other(layer_dims, rng):
    parameters = {}
    for layer, (n_before, n) in enumerate(zip(layer_dims, layer_dims[1:]), start=1):
        W = np.zeros((n, n_before))
        for i in range(n):
            for j in range(n_before):
                W[i, j] = np.sqrt(2 / (n_before + n)) * rng.standard_normal()
        parameters[f"W{layer}"], parameters[f"b{layer}"] = W, np.array([[0.0]] * n)
    return parameters


@alternative("initialize_xavier")
def xavier_from_the_zeros(layer_dims, rng):
    parameters = initialize_zeros(layer_dims)
    for layer in range(1, len(layer_dims)):
        n, n_before = parameters[f"W{layer}"].shape
        parameters[f"W{layer}"] = (
            parameters[f"W{layer}"] + np.sqrt(2 / (n_before + n)) * rng.normal(size=(n_before, n)).T
        )
    return parameters


# initialize_he


@mistake(
    "initialize_he",
    hint="This is 2 divided by the width of the layer itself, the fan-out. A unit adds up the numbers of the layer BEFORE: divide by the fan-in.",
)
def he_fan_out(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(2 / n) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_he",
    hint="The formula gives the variance. To make the weights so wide, multiply by its square root, the standard deviation.",
)
def he_variance_for_deviation(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = 2 / n_before * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_he",
    hint="The 2 is missing. ReLU throws half of the variance away, and the 2 makes up for it.",
)
def he_one_for_two(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(1 / n_before) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_he",
    hint="This is Xavier, 2 / (fan-in + fan-out). The formula of He has the fan-in alone.",
)
def he_xavier_for_he(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(2 / (n_before + n)) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_he",
    hint="The 2 belongs under the root: the standard deviation is the root of 2 / fan-in, not 2 divided by the root of the fan-in.",
)
def he_root_of_two_outside(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = 2 / np.sqrt(n_before) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_he",
    hint="The weights are drawn with the standard deviation 1. Multiply them by the root of the variance of the formula.",
)
def he_not_scaled(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_he",
    hint="The fraction is upside down. More inputs need smaller weights: 2 divided by the fan-in.",
)
def he_upside_down(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(n_before / 2) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_he",
    hint="The fan-in of the first layer is used for all layers. Take for each layer the width of the layer before it.",
)
def he_first_fan_in(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(2 / layer_dims[0]) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_he",
    hint="rng.uniform with these limits draws evenly, and too small. Draw with rng.standard_normal and multiply by the root of the variance.",
)
def he_limits_for_deviation(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = rng.uniform(-np.sqrt(2 / n_before), np.sqrt(2 / n_before), size=(n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_he",
    hint="rng.random draws from 0 to 1, evenly, so that all weights are positive. Draw with rng.standard_normal.",
)
def he_positive(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(2 / n_before) * rng.random((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_he",
    hint="The weight matrices lie on their side. Each has one row for each unit of its own layer, and one column for each unit of the layer before.",
)
def he_on_their_side(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(2 / n_before) * rng.standard_normal((n_before, n))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_he",
    hint="The biases are random, too. Leave them at zero: random weights are enough to make the units different.",
)
def he_random_biases(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(2 / n_before) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = 0.1 * rng.standard_normal((n, 1))
    return parameters


@mistake(
    "initialize_he",
    hint="The biases have one axis only. Make them columns, (n, 1).",
)
def he_flat_biases(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(2 / n_before) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros(n)
    return parameters


@mistake(
    "initialize_he",
    hint="You make a generator of your own, so that every network starts with the same numbers. Draw with the rng that is passed in.",
)
def he_own_generator(layer_dims, rng):
    rng = np.random.default_rng(1)
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(2 / n_before) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_he",
    hint="np.random.randn draws from NumPy's old, global generator. Draw with the rng that is passed in: rng.standard_normal.",
)
def he_global_generator(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(2 / n_before) * np.random.randn(n, n_before)
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_he",
    hint="One row of weights is drawn and then repeated, so all units of a layer are equal, and stay equal. Draw the whole matrix.",
)
def he_rows_repeated(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.tile(np.sqrt(2 / n_before) * rng.standard_normal((1, n_before)), (n, 1))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_he",
    hint="The last layer is missing. range leaves out its end: range(1, len(layer_dims)) counts to the last layer.",
)
def he_last_left_out(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims) - 1):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(2 / n_before) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@mistake(
    "initialize_he",
    hint="The weights are drawn evenly from an interval. The spread is right, but the exercise asks for the normal distribution: rng.standard_normal.",
)
def he_drawn_evenly(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(2 / n_before) * rng.uniform(-np.sqrt(3), np.sqrt(3), size=(n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@alternative("initialize_he")
def he_with_rng_normal(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = rng.normal(0, np.sqrt(2 / n_before), size=(n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@alternative("initialize_he")
def he_backwards_in_float32(layer_dims, rng):
    parameters = {}
    for layer in reversed(range(1, len(layer_dims))):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        W = rng.standard_normal((n, n_before), dtype=np.float32)
        parameters[f"W{layer}"] = W * np.float32(np.sqrt(2 / n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1), dtype=np.float32)
    return parameters


@alternative("initialize_he")
def he_one_number_after_the_other(layer_dims, rng):
    parameters = {}
    for layer, (n_before, n) in enumerate(zip(layer_dims, layer_dims[1:]), start=1):
        W = np.zeros((n, n_before))
        for i in range(n):
            for j in range(n_before):
                W[i, j] = np.sqrt(2 / n_before) * rng.standard_normal()
        parameters[f"W{layer}"], parameters[f"b{layer}"] = W, np.array([[0.0]] * n)
    return parameters


@alternative("initialize_he")
def he_from_the_zeros(layer_dims, rng):
    parameters = initialize_zeros(layer_dims)
    for layer in range(1, len(layer_dims)):
        n, n_before = parameters[f"W{layer}"].shape
        parameters[f"W{layer}"] = parameters[f"W{layer}"] + np.sqrt(2 / n_before) * rng.normal(size=(n_before, n)).T
    return parameters


# activation_spread


@mistake(
    "activation_spread",
    hint="This is the spread of the scores Z. Bend them first: the standard deviation of the activations is asked for.",
)
def spread_of_scores(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = rng.standard_normal((layer_dims[0], 1000))
    spread = []
    for layer in range(1, len(layer_dims)):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = activation(Z)
        spread.append(np.std(Z))
    return spread


@mistake(
    "activation_spread",
    hint="The input's own spread stands at the front of the list. Begin with the first layer: L layers, L numbers.",
)
def input_counted(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = rng.standard_normal((layer_dims[0], 1000))
    spread = [np.std(A)]
    for layer in range(1, len(layer_dims)):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = activation(Z)
        spread.append(np.std(A))
    return spread


@mistake(
    "activation_spread",
    hint="The last layer is missing. range leaves out its end: range(1, len(layer_dims)) counts to the last layer.",
)
def spread_without_last_layer(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = rng.standard_normal((layer_dims[0], 1000))
    spread = []
    for layer in range(1, len(layer_dims) - 1):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = activation(Z)
        spread.append(np.std(A))
    return spread


@mistake(
    "activation_spread",
    hint="The activation is left out in the last layer. Here every layer has it, the last one, too.",
)
def last_layer_not_bent(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = rng.standard_normal((layer_dims[0], 1000))
    spread = []
    for layer in range(1, len(layer_dims)):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = activation(Z) if layer < len(layer_dims) - 1 else Z
        spread.append(np.std(A))
    return spread


@mistake(
    "activation_spread",
    hint="This is the variance. The standard deviation is its square root, np.std.",
)
def variance_of_activations(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = rng.standard_normal((layer_dims[0], 1000))
    spread = []
    for layer in range(1, len(layer_dims)):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = activation(Z)
        spread.append(np.var(A))
    return spread


@mistake(
    "activation_spread",
    hint="Every layer gets the random examples. Only the first one should: each other layer gets the activations of the layer before.",
)
def examples_for_every_layer(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = rng.standard_normal((layer_dims[0], 1000))
    spread = []
    for layer in range(1, len(layer_dims)):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        spread.append(np.std(activation(Z)))
    return spread


@mistake(
    "activation_spread",
    hint="The scores are passed on to the next layer without their bend. Pass on the activations.",
)
def scores_passed_on(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = rng.standard_normal((layer_dims[0], 1000))
    spread = []
    for layer in range(1, len(layer_dims)):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        spread.append(np.std(activation(Z)))
        A = Z
    return spread


@mistake(
    "activation_spread",
    hint="rng.random draws evenly from 0 to 1. The examples should be normal with standard deviation 1: rng.standard_normal.",
)
def even_examples(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = rng.random((layer_dims[0], 1000))
    spread = []
    for layer in range(1, len(layer_dims)):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = activation(Z)
        spread.append(np.std(A))
    return spread


@mistake(
    "activation_spread",
    hint="The biases are left out. The initializer hands over a W and a b for each layer: Z = W A + b.",
)
def spread_without_biases(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = rng.standard_normal((layer_dims[0], 1000))
    spread = []
    for layer in range(1, len(layer_dims)):
        Z = parameters[f"W{layer}"] @ A
        A = activation(Z)
        spread.append(np.std(A))
    return spread


@mistake(
    "activation_spread",
    hint="The activation is left out: the scores go on as they are. Bend them with activation(Z).",
)
def activation_left_out(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = rng.standard_normal((layer_dims[0], 1000))
    spread = []
    for layer in range(1, len(layer_dims)):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = Z
        spread.append(np.std(A))
    return spread


@mistake(
    "activation_spread",
    hint="tanh is written into the code. The caller chooses the activation: call activation(Z).",
)
def tanh_hard_coded(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = rng.standard_normal((layer_dims[0], 1000))
    spread = []
    for layer in range(1, len(layer_dims)):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = np.tanh(Z)
        spread.append(np.std(A))
    return spread


@mistake(
    "activation_spread",
    hint="ReLU is written into the code. The caller chooses the activation: call activation(Z).",
)
def relu_hard_coded(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = rng.standard_normal((layer_dims[0], 1000))
    spread = []
    for layer in range(1, len(layer_dims)):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = np.maximum(0, Z)
        spread.append(np.std(A))
    return spread


@mistake(
    "activation_spread",
    hint="This gives a whole array for each layer, one standard deviation for each unit. Take it over all entries at once: np.std without an axis.",
)
def spread_of_each_unit(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = rng.standard_normal((layer_dims[0], 1000))
    spread = []
    for layer in range(1, len(layer_dims)):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = activation(Z)
        spread.append(np.std(A, axis=1))
    return spread


@mistake(
    "activation_spread",
    hint="The standard deviations of the single units are averaged. Take it over all entries of the layer at once: units may have different means, and that is spread, too.",
)
def average_over_units(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = rng.standard_normal((layer_dims[0], 1000))
    spread = []
    for layer in range(1, len(layer_dims)):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = activation(Z)
        spread.append(np.mean(np.std(A, axis=1)))
    return spread


@mistake(
    "activation_spread",
    hint="This is the root of the mean square. The standard deviation measures from the mean of the activations, and behind ReLU that is not zero.",
)
def root_mean_square(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = rng.standard_normal((layer_dims[0], 1000))
    spread = []
    for layer in range(1, len(layer_dims)):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = activation(Z)
        spread.append(np.sqrt(np.mean(A**2)))
    return spread


@mistake(
    "activation_spread",
    hint="This is the mean of the activations. How far they lie apart is asked for: the standard deviation.",
)
def mean_of_activations(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = rng.standard_normal((layer_dims[0], 1000))
    spread = []
    for layer in range(1, len(layer_dims)):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = activation(Z)
        spread.append(np.mean(A))
    return spread


@mistake(
    "activation_spread",
    hint="Only the spread of the last layer comes back. Collect one number for each layer in a list.",
)
def last_spread_only(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = rng.standard_normal((layer_dims[0], 1000))
    spread = []
    for layer in range(1, len(layer_dims)):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = activation(Z)
        spread.append(np.std(A))
    return spread[-1]


@mistake(
    "activation_spread",
    hint="The examples have one axis only, so the columns of b make a square of what should be one column. Draw an array of shape (layer_dims[0], 1000).",
)
def one_example_without_axis(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = rng.standard_normal(layer_dims[0])
    spread = []
    for layer in range(1, len(layer_dims)):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = activation(Z)
        spread.append(np.std(A))
    return spread


@mistake(
    "activation_spread",
    hint="There is one example only, and its spread is a matter of luck. Draw 1,000 columns.",
)
def one_example(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = rng.standard_normal((layer_dims[0], 1))
    spread = []
    for layer in range(1, len(layer_dims)):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = activation(Z)
        spread.append(np.std(A))
    return spread


@mistake(
    "activation_spread",
    hint="The examples lie in rows here. In this course each example is a column: (layer_dims[0], 1000).",
)
def examples_in_rows(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = rng.standard_normal((1000, layer_dims[0]))
    spread = []
    for layer in range(1, len(layer_dims)):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = activation(Z)
        spread.append(np.std(A))
    return spread


@mistake(
    "activation_spread",
    hint="You make a generator of your own for the examples. Draw them with the rng that is passed in.",
)
def examples_of_own_generator(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = np.random.default_rng(0).standard_normal((layer_dims[0], 1000))
    spread = []
    for layer in range(1, len(layer_dims)):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = activation(Z)
        spread.append(np.std(A))
    return spread


@mistake(
    "activation_spread",
    hint="np.random.randn draws from NumPy's old, global generator. Draw the examples with the rng that is passed in.",
)
def examples_of_global_generator(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = np.random.randn(layer_dims[0], 1000)
    spread = []
    for layer in range(1, len(layer_dims)):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = activation(Z)
        spread.append(np.std(A))
    return spread


@alternative("activation_spread")
def more_examples_drawn_first(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = rng.normal(0, 1, (layer_dims[0], 1500))
    spread = []
    for layer in range(1, len(layer_dims)):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = activation(Z)
        spread.append(np.std(A))
    return np.array(spread)


@alternative("activation_spread")
def spread_by_einsum(layer_dims, initializer, activation, rng):
    A = rng.standard_normal((layer_dims[0], 1000))
    parameters = initializer(layer_dims, rng)
    spread = ()
    for layer in range(len(layer_dims) - 1):
        W, b = parameters["W" + str(layer + 1)], parameters["b" + str(layer + 1)]
        A = activation(np.einsum("ij,jk->ik", W, A) + b)
        spread = (*spread, np.sqrt(np.mean((A - A.mean()) ** 2)))
    return spread


@alternative("activation_spread")
def spread_in_float32(layer_dims, initializer, activation, rng):
    parameters = initializer(layer_dims, rng)
    A = rng.standard_normal((layer_dims[0], 1000), dtype=np.float32)
    spread = []
    for layer in range(1, len(layer_dims)):
        W, b = (parameters[name + str(layer)].astype(np.float32) for name in "Wb")
        A = np.asarray(activation(np.dot(W, A) + b)).astype(np.float32)
        spread.append(np.std(A))
    print("spread", spread)
    return spread


@alternative("activation_spread")
def layer_by_layer_initializer(layer_dims, initializer, activation, rng):
    examples = rng.standard_normal((1000, layer_dims[0]))
    spread = []
    for pair in zip(layer_dims[:-1], layer_dims[1:]):
        parameters = initializer(pair, rng)
        examples = activation(examples @ parameters["W1"].T + parameters["b1"].T)
        spread.append(float(examples.std()))
    return spread


# to_vector


@mistake(
    "to_vector",
    hint="This is a column of shape (n, 1). A row with one axis is asked for, shape (n,): ravel instead of reshape(-1, 1).",
)
def as_a_column(parameters):
    return np.concatenate([array.reshape(-1, 1) for array in parameters.values()])


@mistake(
    "to_vector",
    hint="This has two axes, shape (1, n). One axis is asked for, shape (n,).",
)
def as_a_flat_matrix(parameters):
    return np.concatenate([array.reshape(1, -1) for array in parameters.values()], axis=1)


@mistake(
    "to_vector",
    hint="The arrays are read column by column. Read them row by row, as ravel() does without an argument.",
)
def column_by_column(parameters):
    return np.concatenate([array.ravel("F") for array in parameters.values()])


@mistake(
    "to_vector",
    hint="The names are sorted first. Keep the order of the dict: sorted, b1 stands before W1 or behind it, and W10 before W2.",
)
def sorted_by_name(parameters):
    return np.concatenate([parameters[name].ravel() for name in sorted(parameters)])


@mistake(
    "to_vector",
    hint="The arrays come in the wrong order: all weights first, then all biases. Keep the order of the dict.",
)
def weights_first(parameters):
    weights = [array.ravel() for name, array in parameters.items() if name.startswith("W")]
    others = [array.ravel() for name, array in parameters.items() if not name.startswith("W")]
    return np.concatenate(weights + others)


@mistake(
    "to_vector",
    hint="The biases are left out. All numbers of the dict belong into the row.",
)
def biases_left_out(parameters):
    return np.concatenate([array.ravel() for name, array in parameters.items() if not name.startswith("b")])


@mistake(
    "to_vector",
    hint="The names W1, b1, W2, b2 are written into the code. There may be other names and other numbers of layers: go through the dict.",
)
def names_written_down(parameters):
    return np.concatenate([parameters[name].ravel() for name in ("W1", "b1", "W2", "b2")])


@mistake(
    "to_vector",
    hint="The layers are counted, and W and b of each are looked up by number. The dict may have other names and another order: go through it as it is.",
)
def counted_by_number(parameters):
    numbers = range(1, len(parameters) // 2 + 1)
    return np.concatenate([parameters[f"{letter}{number}"].ravel() for number in numbers for letter in "Wb"])


@mistake(
    "to_vector",
    hint="This is a list of rows, one for each array. Put them one behind the other into a single array: np.concatenate.",
)
def list_of_rows(parameters):
    return [array.ravel() for array in parameters.values()]


@mistake(
    "to_vector",
    hint="The numbers are rounded to float32, which has seven digits. The gradient check needs them all: stay in float64.",
)
def rounded_to_float32(parameters):
    return np.concatenate([array.ravel() for array in parameters.values()]).astype(np.float32)


@mistake(
    "to_vector",
    hint="np.concatenate needs flat arrays. Arrays with different numbers of columns cannot be put one behind the other: ravel each of them first.",
)
def not_flattened(parameters):
    return np.concatenate(list(parameters.values()))


@mistake(
    "to_vector",
    hint="The arrays come in backward order. Keep the order of the dict.",
)
def last_array_first(parameters):
    return np.concatenate([parameters[name].ravel() for name in reversed(parameters)])


@alternative("to_vector")
def number_after_number(parameters):
    numbers = []
    for array in parameters.values():
        for number in array.flat:
            numbers.append(number)
    return np.array(numbers)


@alternative("to_vector")
def stacked_side_by_side(parameters):
    return np.hstack([np.reshape(parameters[name], -1) for name in parameters])


@alternative("to_vector")
def filled_in(parameters):
    theta = np.empty(sum(array.size for array in parameters.values()))
    position = 0
    for name, array in parameters.items():
        print(name, array.shape)
        theta[position : position + array.size] = array.flatten()
        position += array.size
    return theta


@alternative("to_vector")
def grown_with_append(parameters):
    theta = np.array([])
    for array in parameters.values():
        theta = np.append(theta, array)
    return theta


# from_vector


@mistake(
    "from_vector",
    hint="Every array is cut from the beginning of theta. Remember where the last piece ended, and begin the next one there.",
)
def always_from_the_start(theta, template):
    parameters = {}
    for name, array in template.items():
        parameters[name] = theta[: array.size].reshape(array.shape)
        pass
    return parameters


@mistake(
    "from_vector",
    hint="The pieces are put in column by column. Row by row is asked for, as reshape does without an order.",
)
def back_column_by_column(theta, template):
    parameters, start = {}, 0
    for name, array in template.items():
        parameters[name] = theta[start : start + array.size].reshape(array.shape, order="F")
        start += array.size
    return parameters


@mistake(
    "from_vector",
    hint="The pieces are still flat. Give each the shape of its array in the template: reshape(array.shape).",
)
def pieces_left_flat(theta, template):
    parameters, start = {}, 0
    for name, array in template.items():
        parameters[name] = theta[start : start + array.size]
        start += array.size
    return parameters


@mistake(
    "from_vector",
    hint="len(array) is the number of rows. How many numbers an array holds tells array.size.",
)
def rows_for_numbers(theta, template):
    parameters, start = {}, 0
    for name, array in template.items():
        parameters[name] = theta[start : start + len(array)].reshape(array.shape)
        start += len(array)
    return parameters


@mistake(
    "from_vector",
    hint="This is the template itself, with its old numbers. Fill new arrays with the numbers of theta.",
)
def template_returned(theta, template):
    return {name: array.copy() for name, array in template.items()}


@mistake(
    "from_vector",
    hint="The right numbers are there, but they have been written into the arrays of the template. Make new arrays and a new dict.",
)
def written_into_the_template(theta, template):
    start = 0
    for array in template.values():
        array[:] = theta[start : start + array.size].reshape(array.shape)
        start += array.size
    return template


@mistake(
    "from_vector",
    hint="The names are sorted first. Go through the template in its own order.",
)
def back_sorted_by_name(theta, template):
    parameters, start = {}, 0
    for name, array in sorted(template.items()):
        parameters[name] = theta[start : start + array.size].reshape(array.shape)
        start += array.size
    return parameters


@mistake(
    "from_vector",
    hint="The weights are cut out first, then the biases. Go through the template in its own order.",
)
def back_weights_first(theta, template):
    parameters, start = {}, 0
    for name, array in sorted(template.items(), key=lambda item: not item[0].startswith("W")):
        parameters[name] = theta[start : start + array.size].reshape(array.shape)
        start += array.size
    return parameters


@mistake(
    "from_vector",
    hint="theta is read from its end. Begin with the first number and the first array.",
)
def read_from_the_end(theta, template):
    parameters, start = {}, 0
    for name, array in reversed(template.items()):
        parameters[name] = theta[start : start + array.size].reshape(array.shape)
        start += array.size
    return parameters


@mistake(
    "from_vector",
    hint="One number is skipped between the pieces. A slice leaves out its end, so the next piece begins exactly there.",
)
def one_number_skipped(theta, template):
    parameters, start = {}, 0
    for name, array in template.items():
        parameters[name] = np.resize(theta[start : start + array.size], array.shape)
        start += array.size + 1
    return parameters


@mistake(
    "from_vector",
    hint="The names W1, b1, W2, b2 are written into the code. There may be other names and other numbers of layers: go through the template.",
)
def back_names_written_down(theta, template):
    parameters, start = {}, 0
    for name, array in [(name, template[name]) for name in ("W1", "b1", "W2", "b2")]:
        parameters[name] = theta[start : start + array.size].reshape(array.shape)
        start += array.size
    return parameters


@mistake(
    "from_vector",
    hint="The arrays stand in a list. Put them into a dict, under the names of the template.",
)
def list_of_arrays(theta, template):
    arrays, start = [], 0
    for array in template.values():
        arrays.append(theta[start : start + array.size].reshape(array.shape))
        start += array.size
    return arrays


@mistake(
    "from_vector",
    hint="Rows and columns are swapped: each piece gets the shape of the transposed array. Take array.shape as it is.",
)
def back_transposed(theta, template):
    parameters, start = {}, 0
    for name, array in template.items():
        parameters[name] = theta[start : start + array.size].reshape(array.T.shape)
        start += array.size
    return parameters


@mistake(
    "from_vector",
    hint="The numbers are rounded to float32, which has seven digits. The gradient check needs them all: stay in float64.",
)
def back_in_float32(theta, template):
    parameters, start = {}, 0
    for name, array in template.items():
        parameters[name] = theta[start : start + array.size].reshape(array.shape).astype(np.float32)
        start += array.size
    return parameters


@mistake(
    "from_vector",
    hint="The new arrays are made like those of the template. If it holds whole numbers, so do they, and the decimals are cut off. Only its names, order and shapes count.",
)
def made_like_the_template(theta, template):
    parameters, start = {}, 0
    for name, array in template.items():
        parameters[name] = np.zeros_like(array)
        parameters[name].flat = theta[start : start + array.size]
        start += array.size
    return parameters


@alternative("from_vector")
def cut_with_split(theta, template):
    ends = np.cumsum([array.size for array in template.values()])
    pieces = np.split(theta, ends[:-1])
    return {name: piece.reshape(array.shape) for (name, array), piece in zip(template.items(), pieces)}


@alternative("from_vector")
def taken_from_an_iterator(theta, template):
    numbers = iter(theta)
    parameters = {}
    for name, array in template.items():
        parameters[name] = np.array([next(numbers) for _ in range(array.size)]).reshape(np.shape(array))
    return parameters


@alternative("from_vector")
def copied_and_filled(theta, template):
    parameters = {name: np.zeros(array.shape) for name, array in template.items()}
    position = 0
    for array in parameters.values():
        array.flat = theta[position : position + array.size]
        position += array.size
    print(position, "numbers used")
    return parameters


@alternative("from_vector")
def rest_cut_shorter(theta, template):
    rest, parameters = theta, {}
    for name in template:
        size = int(np.prod(template[name].shape))
        parameters[name], rest = np.reshape(rest[:size], template[name].shape), rest[size:]
    return parameters


# numerical_gradient


@mistake(
    "numerical_gradient",
    hint="The step goes to one side only. Go to both sides, theta plus and theta minus the step, and divide by their distance, 2 epsilon.",
)
def one_side_only(f, theta, epsilon):
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        step = np.zeros(len(theta))
        step[i] = epsilon
        slopes[i] = (f(theta + step) - f(theta)) / epsilon
    return slopes


@mistake(
    "numerical_gradient",
    hint="The step goes to the left side only. Go to both sides, and divide by their distance, 2 epsilon.",
)
def left_side_only(f, theta, epsilon):
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        step = np.zeros(len(theta))
        step[i] = epsilon
        slopes[i] = (f(theta) - f(theta - step)) / epsilon
    return slopes


@mistake(
    "numerical_gradient",
    hint="The two places are 2 epsilon apart, but you divide by epsilon. All slopes are twice too large.",
)
def divided_by_one_epsilon(f, theta, epsilon):
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        step = np.zeros(len(theta))
        step[i] = epsilon
        slopes[i] = (f(theta + step) - f(theta - step)) / epsilon
    return slopes


@mistake(
    "numerical_gradient",
    hint="Brackets are missing: / 2 * epsilon divides by 2 and then MULTIPLIES by epsilon. Write / (2 * epsilon).",
)
def brackets_of_two_epsilon(f, theta, epsilon):
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        step = np.zeros(len(theta))
        step[i] = epsilon
        slopes[i] = (f(theta + step) - f(theta - step)) / 2 * epsilon
    return slopes


@mistake(
    "numerical_gradient",
    hint="The sign is turned round: the height on the right minus the height on the left.",
)
def left_minus_right(f, theta, epsilon):
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        step = np.zeros(len(theta))
        step[i] = epsilon
        slopes[i] = (f(theta - step) - f(theta + step)) / (2 * epsilon)
    return slopes


@mistake(
    "numerical_gradient",
    hint="The change is not divided by the distance of the two places, 2 epsilon.",
)
def not_divided(f, theta, epsilon):
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        step = np.zeros(len(theta))
        step[i] = epsilon
        slopes[i] = f(theta + step) - f(theta - step)
    return slopes


@mistake(
    "numerical_gradient",
    hint="All entries are moved together. Move one entry at a time, and leave all the others where they are.",
)
def all_moved_together(f, theta, epsilon):
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        step = np.zeros(len(theta))
        step[:] = epsilon
        slopes[i] = (f(theta + step) - f(theta - step)) / (2 * epsilon)
    return slopes


@mistake(
    "numerical_gradient",
    hint="theta is made longer and shorter, theta * (1 + epsilon). Add epsilon to the one entry and subtract it.",
)
def multiplied_for_added(f, theta, epsilon):
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        step = np.zeros(len(theta))
        step[i] = epsilon
        slopes[i] = (f(theta * (1 + step)) - f(theta * (1 - step))) / (2 * epsilon)
    return slopes


@mistake(
    "numerical_gradient",
    hint="The epsilon of the caller is not used: another one is written into the code.",
)
def epsilon_written_down(f, theta, epsilon):
    epsilon = 1e-6
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        step = np.zeros(len(theta))
        step[i] = epsilon
        slopes[i] = (f(theta + step) - f(theta - step)) / (2 * epsilon)
    return slopes


@mistake(
    "numerical_gradient",
    hint="An entry that was moved stays moved while the next one is measured. Take a fresh copy of theta for each entry.",
)
def entries_stay_moved(f, theta, epsilon):
    moved = np.array(theta, dtype=float)
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        moved[i] += epsilon
        right = f(moved)
        moved[i] -= 2 * epsilon
        slopes[i] = (right - f(moved)) / (2 * epsilon)
    return slopes


@mistake(
    "numerical_gradient",
    hint="theta itself is moved, and the caller's array is not the same afterwards, if only in the last digit. Work on a copy.",
)
def moved_in_place(f, theta, epsilon):
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        theta[i] += epsilon
        right = f(theta)
        theta[i] -= 2 * epsilon
        slopes[i] = (right - f(theta)) / (2 * epsilon)
        theta[i] += epsilon
    return slopes


@mistake(
    "numerical_gradient",
    hint="theta holds whole numbers, and a small step that is added to an entry of such an array is cut off. Make a copy as floats first: np.array(theta, dtype=float).",
)
def step_cut_off(f, theta, epsilon):
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        right, left = theta.copy(), theta.copy()
        right[i] = right[i] + epsilon
        left[i] = left[i] - epsilon
        slopes[i] = (f(right) - f(left)) / (2 * epsilon)
    return slopes


@mistake(
    "numerical_gradient",
    hint="The slopes are written into an array like theta. If theta holds whole numbers, so do the slopes, and their decimals are cut off. Use np.zeros(len(theta)).",
)
def slopes_cut_off(f, theta, epsilon):
    slopes = np.zeros_like(theta)
    for i in range(len(theta)):
        step = np.zeros(len(theta))
        step[i] = epsilon
        slopes[i] = (f(theta + step) - f(theta - step)) / (2 * epsilon)
    return slopes


@mistake(
    "numerical_gradient",
    hint="theta is rounded to float32. It has seven digits, and the difference of two nearly equal heights is made of the others. Stay in float64.",
)
def measured_in_float32(f, theta, epsilon):
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        step = np.zeros(len(theta))
        step[i] = epsilon
        slopes[i] = (f(np.float32(theta + step)) - f(np.float32(theta - step))) / (2 * epsilon)
    return slopes


@mistake(
    "numerical_gradient",
    hint="Only the slope of the last entry comes back. Collect all slopes in an array of shape (n,).",
)
def last_slope_only(f, theta, epsilon):
    for i in range(len(theta)):
        step = np.zeros(len(theta))
        step[i] = epsilon
        slope = (f(theta + step) - f(theta - step)) / (2 * epsilon)
    return slope


@mistake(
    "numerical_gradient",
    hint="The answer is a column, (n, 1). The slopes should have the shape of theta, (n,).",
)
def slopes_as_a_column(f, theta, epsilon):
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        step = np.zeros(len(theta))
        step[i] = epsilon
        slopes[i] = (f(theta + step) - f(theta - step)) / (2 * epsilon)
    return slopes.reshape(-1, 1)


@alternative("numerical_gradient")
def rows_of_an_identity_matrix(f, theta, epsilon):
    steps = epsilon * np.eye(len(theta))
    return np.array([(f(theta + step) - f(theta - step)) / (2 * epsilon) for step in steps])


@alternative("numerical_gradient")
def fresh_copies(f, theta, epsilon):
    slopes = []
    for i in range(theta.size):
        right = np.array(theta, dtype=np.float64)
        left = np.array(theta, dtype=np.float64)
        right[i] += epsilon
        left[i] -= epsilon
        slopes.append(f(right) / (2 * epsilon) - f(left) / (2 * epsilon))
    print("measured", len(slopes), "slopes")
    return np.array(slopes)


@alternative("numerical_gradient")
def moved_and_put_back(f, theta, epsilon):
    moved = theta.astype(float)
    slopes = np.empty(moved.shape)
    for i, value in enumerate(theta):
        moved[i] = value + epsilon
        right = f(moved)
        moved[i] = value - epsilon
        left = f(moved)
        moved[i] = value
        slopes[i] = 0.5 * (right - left) / epsilon
    return slopes


@alternative("numerical_gradient")
def divided_by_the_true_distance(f, theta, epsilon):
    slopes = np.zeros(theta.shape)
    for i in np.ndindex(theta.shape):
        right, left = theta + 0.0, theta + 0.0
        right[i] += epsilon
        left[i] -= epsilon
        slopes[i] = (f(right) - f(left)) / (right[i] - left[i])
    return slopes


# relative_difference


@mistake(
    "relative_difference",
    hint="This is the absolute difference. Divide it by the lengths of the two: a tiny difference of tiny slopes may still be a factor of two.",
)
def absolute_difference(a, b):
    return np.linalg.norm(a - b)


@mistake(
    "relative_difference",
    hint="Two arrays of zeros give 0 / 0, which is nan. They are equal: return 0.",
)
def nan_for_zeros(a, b):
    return np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b))


@mistake(
    "relative_difference",
    hint="A small number in the denominator avoids 0 / 0, but it makes all tiny slopes look right. Ask whether both lengths are zero instead.",
)
def small_number_added(a, b):
    return np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b) + 1e-8)


@mistake(
    "relative_difference",
    hint="Brackets are missing: the length of a divides, but the length of b is added. Put the sum of the two lengths into brackets.",
)
def sum_without_brackets(a, b):
    if np.linalg.norm(a) == 0:
        return 0.0
    return np.linalg.norm(a - b) / np.linalg.norm(a) + np.linalg.norm(b)


@mistake(
    "relative_difference",
    hint="You divide by the length of b alone. Divide by the sum of both lengths, so that it does not matter which comes first.",
)
def divided_by_b_alone(a, b):
    if np.linalg.norm(b) == 0:
        return 0.0
    return np.linalg.norm(a - b) / np.linalg.norm(b)


@mistake(
    "relative_difference",
    hint="You divide by the length of a alone. Divide by the sum of both lengths, so that it does not matter which comes first.",
)
def divided_by_a_alone(a, b):
    if np.linalg.norm(a) == 0:
        return 0.0
    return np.linalg.norm(a - b) / np.linalg.norm(a)


@mistake(
    "relative_difference",
    hint="You divide by the larger of the two lengths, as some people do. In this notebook it is their sum.",
)
def divided_by_the_larger(a, b):
    if np.linalg.norm(a) + np.linalg.norm(b) == 0:
        return 0.0
    return np.linalg.norm(a - b) / max(np.linalg.norm(a), np.linalg.norm(b))


@mistake(
    "relative_difference",
    hint="You divide by the length of the sum, which is zero for opposite numbers. Divide by the sum of the lengths.",
)
def length_of_the_sum(a, b):
    if np.linalg.norm(a + b) == 0:
        return 0.0
    return np.linalg.norm(a - b) / np.linalg.norm(a + b)


@mistake(
    "relative_difference",
    hint="The lengths are subtracted, but arrays of the same length can be quite different. Subtract the arrays first, then take the length.",
)
def difference_of_lengths(a, b):
    if np.linalg.norm(a) + np.linalg.norm(b) == 0:
        return 0.0
    return abs(np.linalg.norm(a) - np.linalg.norm(b)) / (np.linalg.norm(a) + np.linalg.norm(b))


@mistake(
    "relative_difference",
    hint="The squares of the lengths are divided. The root is missing: np.linalg.norm takes it.",
)
def squares_of_lengths(a, b):
    if np.linalg.norm(a) + np.linalg.norm(b) == 0:
        return 0.0
    return np.sum((a - b) ** 2) / (np.sum(a**2) + np.sum(b**2))


@mistake(
    "relative_difference",
    hint="Absolute values are added up here. The length of an array is the root of the sum of squares, np.linalg.norm.",
)
def sums_of_absolute_values(a, b):
    if np.linalg.norm(a) + np.linalg.norm(b) == 0:
        return 0.0
    return np.sum(np.abs(a - b)) / (np.sum(np.abs(a)) + np.sum(np.abs(b)))


@mistake(
    "relative_difference",
    hint="The largest entry is taken for the length. The length is the root of the sum of all squares, np.linalg.norm.",
)
def largest_entries(a, b):
    if np.linalg.norm(a) + np.linalg.norm(b) == 0:
        return 0.0
    return np.max(np.abs(a - b)) / (np.max(np.abs(a)) + np.max(np.abs(b)))


@mistake(
    "relative_difference",
    hint="This compares entry by entry and gives an array. One number for the whole arrays is asked for: use their lengths.",
)
def entry_by_entry(a, b):
    size = np.abs(a) + np.abs(b)
    return np.where(size == 0, 0.0, np.abs(a - b) / np.where(size == 0, 1.0, size))


@mistake(
    "relative_difference",
    hint="The arrays are added in the numerator. Their difference is asked for.",
)
def sum_for_difference(a, b):
    if np.linalg.norm(a) + np.linalg.norm(b) == 0:
        return 0.0
    return np.linalg.norm(a + b) / (np.linalg.norm(a) + np.linalg.norm(b))


@alternative("relative_difference")
def with_roots_of_sums(a, b):
    difference = np.sqrt(np.sum((a - b) ** 2))
    size = np.sqrt(np.sum(a**2)) + np.sqrt(np.sum(b**2))
    return difference / size if size > 0 else 0


@alternative("relative_difference")
def number_by_number(a, b):
    difference = length_a = length_b = 0.0
    for x, y in zip(np.ravel(a), np.ravel(b)):
        difference += (x - y) ** 2
        length_a += x * x
        length_b += y * y
    if length_a == 0 and length_b == 0:
        return 0.0
    return difference**0.5 / (length_a**0.5 + length_b**0.5)


@alternative("relative_difference")
def zero_dimensional(a, b):
    a, b = np.asarray(a).ravel(), np.asarray(b).ravel()
    if np.array_equal(a, b):
        return np.array(0.0)
    print("they differ")
    return np.array(np.sqrt((a - b) @ (a - b)) / (np.sqrt(a @ a) + np.sqrt(b @ b)))


@alternative("relative_difference")
def divided_where_possible(a, b):
    size = np.linalg.norm(a) + np.linalg.norm(b)
    return np.divide(np.linalg.norm(a - b), size, out=np.zeros(()), where=size > 0)


# gradient_check


@mistake(
    "gradient_check",
    hint="Gradients are matched with parameters by their place in the dict. A backward pass begins with the last layer: find each gradient by its name.",
)
def matched_by_place(parameters, grads, cost_of):
    theta = to_vector(parameters)
    slopes = numerical_gradient(lambda moved: cost_of(from_vector(moved, parameters)), theta, 1e-5)
    measured = from_vector(slopes, parameters)
    return {"d" + name: relative_difference(slope, measured[name]) for name, slope in zip(parameters, grads.values())}


@mistake(
    "gradient_check",
    hint="These are absolute differences. Use relative_difference, so that tiny slopes count as much as large ones.",
)
def absolute_differences(parameters, grads, cost_of):
    theta = to_vector(parameters)
    slopes = numerical_gradient(lambda moved: cost_of(from_vector(moved, parameters)), theta, 1e-5)
    measured = from_vector(slopes, parameters)
    return {"d" + name: np.linalg.norm(grads["d" + name] - measured[name]) for name in parameters}


@mistake(
    "gradient_check",
    hint="This is one number for all gradients together. Return one for each, in a dict, so that one can see where the error is.",
)
def one_number_for_all(parameters, grads, cost_of):
    theta = to_vector(parameters)
    slopes = numerical_gradient(lambda moved: cost_of(from_vector(moved, parameters)), theta, 1e-5)
    return relative_difference(to_vector({name: grads["d" + name] for name in parameters}), slopes)


@mistake(
    "gradient_check",
    hint="The names of the parameters are used. Return the differences under the names of the gradients, with a d in front.",
)
def named_like_parameters(parameters, grads, cost_of):
    theta = to_vector(parameters)
    slopes = numerical_gradient(lambda moved: cost_of(from_vector(moved, parameters)), theta, 1e-5)
    measured = from_vector(slopes, parameters)
    return {name: relative_difference(grads["d" + name], measured[name]) for name in parameters}


@mistake(
    "gradient_check",
    hint="Right gradients should get a number near 0, but they get 1. If you return True and False, return the relative difference itself instead.",
)
def yes_or_no(parameters, grads, cost_of):
    theta = to_vector(parameters)
    slopes = numerical_gradient(lambda moved: cost_of(from_vector(moved, parameters)), theta, 1e-5)
    measured = from_vector(slopes, parameters)
    return {"d" + name: bool(relative_difference(grads["d" + name], measured[name]) < 1e-7) for name in parameters}


@mistake(
    "gradient_check",
    hint="These are the measured slopes themselves. Compare each with its gradient: relative_difference.",
)
def slopes_returned(parameters, grads, cost_of):
    theta = to_vector(parameters)
    slopes = numerical_gradient(lambda moved: cost_of(from_vector(moved, parameters)), theta, 1e-5)
    measured = from_vector(slopes, parameters)
    return {"d" + name: measured[name] for name in parameters}


@mistake(
    "gradient_check",
    hint="The gradients are compared with the parameters. Compare them with the measured slopes.",
)
def compared_with_parameters(parameters, grads, cost_of):
    return {"d" + name: relative_difference(grads["d" + name], parameters[name]) for name in parameters}


@mistake(
    "gradient_check",
    hint="The gradients are compared with themselves: then the difference is always 0. Compare them with the measured slopes.",
)
def compared_with_themselves(parameters, grads, cost_of):
    return {"d" + name: relative_difference(grads["d" + name], grads["d" + name]) for name in parameters}


@mistake(
    "gradient_check",
    hint="The slopes are measured to one side only. Use your numerical_gradient, which goes to both sides.",
)
def checked_to_one_side(parameters, grads, cost_of):
    theta, slopes = to_vector(parameters), []
    for i in range(len(theta)):
        moved = theta.copy()
        moved[i] += 1e-5
        slopes.append((cost_of(from_vector(moved, parameters)) - cost_of(parameters)) / 1e-5)
    measured = from_vector(np.array(slopes), parameters)
    return {"d" + name: relative_difference(grads["d" + name], measured[name]) for name in parameters}


@mistake(
    "gradient_check",
    hint="The parameters are rounded to float32. With seven digits a tiny change of the cost cannot be measured. Stay in float64.",
)
def checked_in_float32(parameters, grads, cost_of):
    theta = to_vector(parameters)

    def cost_at(moved):
        return np.float32(cost_of(from_vector(moved.astype(np.float32), parameters)))

    measured = from_vector(numerical_gradient(cost_at, theta, 1e-5), parameters)
    return {"d" + name: relative_difference(grads["d" + name], measured[name]) for name in parameters}


@mistake(
    "gradient_check",
    hint="The step is far too large: with it, right gradients look wrong. Take epsilon = 1e-5.",
)
def step_too_large(parameters, grads, cost_of):
    theta = to_vector(parameters)
    slopes = numerical_gradient(lambda moved: cost_of(from_vector(moved, parameters)), theta, 0.1)
    measured = from_vector(slopes, parameters)
    return {"d" + name: relative_difference(grads["d" + name], measured[name]) for name in parameters}


@mistake(
    "gradient_check",
    hint="The step is far too small: the two costs agree in nearly all their digits, and only noise is left. Take epsilon = 1e-5.",
)
def step_too_small(parameters, grads, cost_of):
    theta = to_vector(parameters)
    slopes = numerical_gradient(lambda moved: cost_of(from_vector(moved, parameters)), theta, 1e-13)
    measured = from_vector(slopes, parameters)
    return {"d" + name: relative_difference(grads["d" + name], measured[name]) for name in parameters}


@mistake(
    "gradient_check",
    hint="The differences come in the right order, but as a list. Return a dict, with the name of each gradient.",
)
def list_of_differences(parameters, grads, cost_of):
    theta = to_vector(parameters)
    slopes = numerical_gradient(lambda moved: cost_of(from_vector(moved, parameters)), theta, 1e-5)
    measured = from_vector(slopes, parameters)
    return [relative_difference(grads["d" + name], measured[name]) for name in parameters]


@alternative("gradient_check")
def gradient_check_with_a_def(parameters, grads, cost_of):
    def cost_of_row(row):
        return cost_of(from_vector(row, parameters))

    measured = from_vector(numerical_gradient(cost_of_row, to_vector(parameters), epsilon=1e-6), parameters)
    differences = {}
    for name, slope in measured.items():
        differences[f"d{name}"] = relative_difference(slope, grads[f"d{name}"])
    print(differences)
    return differences


@alternative("gradient_check")
def gradient_check_parameter_by_parameter(parameters, grads, cost_of):
    differences = {}
    for name in parameters:
        slopes = np.zeros(parameters[name].shape)
        for place in np.ndindex(slopes.shape):
            costs = []
            for step in (1e-5, -1e-5):
                moved = {key: array.copy() for key, array in parameters.items()}
                moved[name][place] += step
                costs.append(cost_of(moved))
            slopes[place] = (costs[0] - costs[1]) / 2e-5
        differences["d" + name] = relative_difference(grads["d" + name], slopes)
    return differences


@alternative("gradient_check")
def gradient_check_on_rows(parameters, grads, cost_of):
    by_formula = to_vector({name: grads["d" + name] for name in parameters})
    slopes = numerical_gradient(lambda row: cost_of(from_vector(row, parameters)), to_vector(parameters), 1e-5)
    differences, start = {"all": relative_difference(by_formula, slopes)}, 0
    for name, array in parameters.items():
        end = start + array.size
        differences["d" + name] = np.array(relative_difference(by_formula[start:end], slopes[start:end]))
        start = end
    return differences


# fixed_backward


@mistake(
    "fixed_backward",
    hint="All three bugs are still there. Begin at the top of your report: which gradient nearest to the output is wrong?",
)
def nothing_mended(parameters, activations, Y):
    return buggy_backward(parameters, activations, Y)


@mistake(
    "fixed_backward",
    hint="One bug is left, in db3: it is a sum over the m examples, and the other biases get an average.",
)
def bias_still_summed(parameters, activations, Y):
    m = Y.shape[1]
    A0, A1, A2, A3 = activations
    dZ3 = A3 - Y
    dZ2 = (parameters["W3"].T @ dZ3) * (1 - A2**2)
    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A1**2)
    return {
        "dW3": dZ3 @ A2.T / m,
        "db3": np.sum(dZ3, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dW1": dZ1 @ A0.T / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }


@mistake(
    "fixed_backward",
    hint="One bug is left, in dZ2: look at the slope of tanh, and at what the formula does with A.",
)
def square_still_missing(parameters, activations, Y):
    m = Y.shape[1]
    A0, A1, A2, A3 = activations
    dZ3 = A3 - Y
    dZ2 = (parameters["W3"].T @ dZ3) * (1 - A2)
    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A1**2)
    return {
        "dW3": dZ3 @ A2.T / m,
        "db3": np.sum(dZ3, axis=1, keepdims=True) / m,
        "dW2": dZ2 @ A1.T / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dW1": dZ1 @ A0.T / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }


@mistake(
    "fixed_backward",
    hint="One bug is left, in dZ1: the slope of tanh must be that of this layer, but it is taken from the layer behind it.",
)
def slope_of_the_wrong_layer(parameters, activations, Y):
    m = Y.shape[1]
    A0, A1, A2, A3 = activations
    dZ3 = A3 - Y
    dZ2 = (parameters["W3"].T @ dZ3) * (1 - A2**2)
    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A2**2)
    return {
        "dW3": dZ3 @ A2.T / m,
        "db3": np.sum(dZ3, axis=1, keepdims=True) / m,
        "dW2": dZ2 @ A1.T / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dW1": dZ1 @ A0.T / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }


@mistake(
    "fixed_backward",
    hint="Two bugs are left: one in db3, and one in the slope of tanh in dZ2. Begin with db3.",
)
def first_and_second_left(parameters, activations, Y):
    m = Y.shape[1]
    A0, A1, A2, A3 = activations
    dZ3 = A3 - Y
    dZ2 = (parameters["W3"].T @ dZ3) * (1 - A2)
    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A1**2)
    return {
        "dW3": dZ3 @ A2.T / m,
        "db3": np.sum(dZ3, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dW1": dZ1 @ A0.T / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }


@mistake(
    "fixed_backward",
    hint="Two bugs are left: one in db3, and one in dZ1. Begin with db3.",
)
def first_and_third_left(parameters, activations, Y):
    m = Y.shape[1]
    A0, A1, A2, A3 = activations
    dZ3 = A3 - Y
    dZ2 = (parameters["W3"].T @ dZ3) * (1 - A2**2)
    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A2**2)
    return {
        "dW3": dZ3 @ A2.T / m,
        "db3": np.sum(dZ3, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dW1": dZ1 @ A0.T / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }


@mistake(
    "fixed_backward",
    hint="Two bugs are left: one in dZ2, and one in dZ1. Begin with dZ2: what is behind it cannot be right before.",
)
def second_and_third_left(parameters, activations, Y):
    m = Y.shape[1]
    A0, A1, A2, A3 = activations
    dZ3 = A3 - Y
    dZ2 = (parameters["W3"].T @ dZ3) * (1 - A2)
    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A2**2)
    return {
        "dW3": dZ3 @ A2.T / m,
        "db3": np.sum(dZ3, axis=1, keepdims=True) / m,
        "dW2": dZ2 @ A1.T / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dW1": dZ1 @ A0.T / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }


@mistake(
    "fixed_backward",
    hint="The biases fit each other now, but the wrong way: all three are sums. Average all of them over the m examples.",
)
def all_biases_summed(parameters, activations, Y):
    m = Y.shape[1]
    A0, A1, A2, A3 = activations
    dZ3 = A3 - Y
    dZ2 = (parameters["W3"].T @ dZ3) * (1 - A2**2)
    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A1**2)
    return {
        "dW3": dZ3 @ A2.T / m,
        "db3": np.sum(dZ3, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True),
        "dW1": dZ1 @ A0.T / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True),
    }


@mistake(
    "fixed_backward",
    hint="dZ1 takes the right activations now, A1, but its square is lost: the slope of tanh is 1 minus the square.",
)
def square_lost_in_the_first_layer(parameters, activations, Y):
    m = Y.shape[1]
    A0, A1, A2, A3 = activations
    dZ3 = A3 - Y
    dZ2 = (parameters["W3"].T @ dZ3) * (1 - A2**2)
    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A1)
    return {
        "dW3": dZ3 @ A2.T / m,
        "db3": np.sum(dZ3, axis=1, keepdims=True) / m,
        "dW2": dZ2 @ A1.T / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dW1": dZ1 @ A0.T / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }


@mistake(
    "fixed_backward",
    hint="dZ2 uses A1 now. It was right to use A2 there: each layer takes its own slope.",
)
def both_slopes_of_the_first_layer(parameters, activations, Y):
    m = Y.shape[1]
    A0, A1, A2, A3 = activations
    dZ3 = A3 - Y
    dZ2 = (parameters["W3"].T @ dZ3) * (1 - A1**2)
    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A1**2)
    return {
        "dW3": dZ3 @ A2.T / m,
        "db3": np.sum(dZ3, axis=1, keepdims=True) / m,
        "dW2": dZ2 @ A1.T / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dW1": dZ1 @ A0.T / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }


@mistake(
    "fixed_backward",
    hint="db3 is averaged over everything, classes too. Average over the examples only, axis=1, and keep the column.",
)
def average_over_everything(parameters, activations, Y):
    m = Y.shape[1]
    A0, A1, A2, A3 = activations
    dZ3 = A3 - Y
    dZ2 = (parameters["W3"].T @ dZ3) * (1 - A2**2)
    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A1**2)
    return {
        "dW3": dZ3 @ A2.T / m,
        "db3": np.mean(dZ3, keepdims=True),
        "dW2": dZ2 @ A1.T / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dW1": dZ1 @ A0.T / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }


@mistake(
    "fixed_backward",
    hint="db3 has lost its second axis. Keep the column: keepdims=True.",
)
def column_lost(parameters, activations, Y):
    m = Y.shape[1]
    A0, A1, A2, A3 = activations
    dZ3 = A3 - Y
    dZ2 = (parameters["W3"].T @ dZ3) * (1 - A2**2)
    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A1**2)
    return {
        "dW3": dZ3 @ A2.T / m,
        "db3": np.mean(dZ3, axis=1),
        "dW2": dZ2 @ A1.T / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dW1": dZ1 @ A0.T / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }


@mistake(
    "fixed_backward",
    hint="dZ3 is turned round: answer minus truth, A3 - Y, was right.",
)
def truth_minus_answer(parameters, activations, Y):
    m = Y.shape[1]
    A0, A1, A2, A3 = activations
    dZ3 = Y - A3
    dZ2 = (parameters["W3"].T @ dZ3) * (1 - A2**2)
    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A1**2)
    return {
        "dW3": dZ3 @ A2.T / m,
        "db3": np.sum(dZ3, axis=1, keepdims=True) / m,
        "dW2": dZ2 @ A1.T / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dW1": dZ1 @ A0.T / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }


@mistake(
    "fixed_backward",
    hint="Now everything is divided by m twice: once in dZ3 and once in each gradient. Once is enough.",
)
def divided_by_m_twice(parameters, activations, Y):
    m = Y.shape[1]
    A0, A1, A2, A3 = activations
    dZ3 = (A3 - Y) / m
    dZ2 = (parameters["W3"].T @ dZ3) * (1 - A2**2)
    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A1**2)
    return {
        "dW3": dZ3 @ A2.T / m,
        "db3": np.sum(dZ3, axis=1, keepdims=True) / m,
        "dW2": dZ2 @ A1.T / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dW1": dZ1 @ A0.T / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }


@mistake(
    "fixed_backward",
    hint="This is the slope of the sigmoid, A (1 - A). The hidden layers use tanh: 1 minus the square of A.",
)
def sigmoid_slopes(parameters, activations, Y):
    m = Y.shape[1]
    A0, A1, A2, A3 = activations
    dZ3 = A3 - Y
    dZ2 = (parameters["W3"].T @ dZ3) * (A2 * (1 - A2))
    dZ1 = (parameters["W2"].T @ dZ2) * (A1 * (1 - A1))
    return {
        "dW3": dZ3 @ A2.T / m,
        "db3": np.sum(dZ3, axis=1, keepdims=True) / m,
        "dW2": dZ2 @ A1.T / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dW1": dZ1 @ A0.T / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }


@mistake(
    "fixed_backward",
    hint="This is the slope of ReLU. The hidden layers use tanh: 1 minus the square of A.",
)
def relu_slopes(parameters, activations, Y):
    m = Y.shape[1]
    A0, A1, A2, A3 = activations
    dZ3 = A3 - Y
    dZ2 = (parameters["W3"].T @ dZ3) * (A2 > 0)
    dZ1 = (parameters["W2"].T @ dZ2) * (A1 > 0)
    return {
        "dW3": dZ3 @ A2.T / m,
        "db3": np.sum(dZ3, axis=1, keepdims=True) / m,
        "dW2": dZ2 @ A1.T / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dW1": dZ1 @ A0.T / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }


@mistake(
    "fixed_backward",
    hint="tanh is applied to A once more. A is the tanh of Z already: the slope is 1 minus the square of A.",
)
def tanh_of_activations(parameters, activations, Y):
    m = Y.shape[1]
    A0, A1, A2, A3 = activations
    dZ3 = A3 - Y
    dZ2 = (parameters["W3"].T @ dZ3) * (1 - np.tanh(A2) ** 2)
    dZ1 = (parameters["W2"].T @ dZ2) * (1 - np.tanh(A1) ** 2)
    return {
        "dW3": dZ3 @ A2.T / m,
        "db3": np.sum(dZ3, axis=1, keepdims=True) / m,
        "dW2": dZ2 @ A1.T / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dW1": dZ1 @ A0.T / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }


@alternative("fixed_backward")
def by_means(parameters, activations, Y):
    m = Y.shape[1]
    A0, A1, A2, A3 = activations
    dZ3 = A3 - Y
    dZ2 = (parameters["W3"].T @ dZ3) * (1 - A2 * A2)
    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A1) * (1 + A1)
    return {
        "dW3": dZ3 @ A2.T / m,
        "db3": dZ3.mean(axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T / m,
        "db2": dZ2.mean(axis=1, keepdims=True),
        "dW1": dZ1 @ A0.T / m,
        "db1": dZ1.mean(axis=1, keepdims=True),
    }


@alternative("fixed_backward")
def averaged_at_the_start(parameters, activations, Y):
    m = Y.shape[1]
    A0, A1, A2, A3 = activations
    dZ3 = (A3 - Y) / m
    dZ2 = (parameters["W3"].T @ dZ3) * (1 - A2**2)
    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A1**2)
    return {
        "dW3": dZ3 @ A2.T,
        "db3": dZ3.sum(axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T,
        "db2": dZ2.sum(axis=1, keepdims=True),
        "dW1": dZ1 @ A0.T,
        "db1": dZ1.sum(axis=1, keepdims=True),
    }


@alternative("fixed_backward")
def backward_in_a_loop(parameters, activations, Y):
    grads, dZ = {}, activations[3] - Y
    for layer in (3, 2, 1):
        A_before = activations[layer - 1]
        grads[f"dW{layer}"] = np.einsum("ik,jk->ij", dZ, A_before) / Y.shape[1]
        grads[f"db{layer}"] = np.average(dZ, axis=1)[:, None]
        if layer > 1:
            dZ = np.dot(parameters[f"W{layer}"].T, dZ) * (1 - np.square(A_before))
    return grads


@alternative("fixed_backward")
def backward_in_float32(parameters, activations, Y):
    A0, A1, A2, A3 = (np.asarray(A, dtype=np.float32) for A in activations)
    W2, W3 = parameters["W2"].astype(np.float32), parameters["W3"].astype(np.float32)
    m, dZ3 = np.float32(Y.shape[1]), A3 - Y.astype(np.float32)
    dZ2 = (W3.T @ dZ3) * (1 - A2**2)
    dZ1 = (W2.T @ dZ2) * (1 - A1**2)
    pairs = zip("321", (dZ3, dZ2, dZ1), (A2, A1, A0))
    grads = {}
    for layer, dZ, A in pairs:
        grads["dW" + layer], grads["db" + layer] = dZ @ A.T / m, dZ.mean(axis=1, keepdims=True)
    return {**grads, "dZ1": dZ1}
