import numpy as np

from grader.authoring import alternative, edited
from solutions.initialization import initialize_zeros

he_fan_out = edited(
    "This is 2 divided by the width of the layer itself, the fan-out. A unit adds up the numbers of the layer "
    "BEFORE: divide by the fan-in.",
    ("2 / n_before", "2 / n"),
)
he_variance_for_deviation = edited(
    "The formula gives the variance. To make the weights so wide, multiply by its square root, the standard deviation.",
    ("np.sqrt", ""),
)
he_one_for_two = edited(
    "The 2 is missing. ReLU throws half of the variance away, and the 2 makes up for it.", ("2", "1")
)
he_xavier_for_he = edited(
    "This is Xavier, 2 / (fan-in + fan-out). The formula of He has the fan-in alone.",
    ("2 / n_before", "2 / (n_before + n)"),
)
he_root_of_two_outside = edited(
    "The 2 belongs under the root: the standard deviation is the root of 2 / fan-in, not 2 divided by the root of "
    "the fan-in.",
    ("np.sqrt(2 / n_before)", "2 / np.sqrt(n_before)"),
)
he_not_scaled = edited(
    "The weights are drawn with the standard deviation 1. Multiply them by the root of the variance of the formula.",
    ("np.sqrt(2 / n_before) * rng.standard_normal((n, n_before))", "rng.standard_normal((n, n_before))"),
)
he_upside_down = edited(
    "The fraction is upside down. More inputs need smaller weights: 2 divided by the fan-in.",
    ("2 / n_before", "n_before / 2"),
)
he_first_fan_in = edited(
    "The fan-in of the first layer is used for all layers. Take for each layer the width of the layer before it.",
    ("2 / n_before", "2 / layer_dims[0]"),
)
he_limits_for_deviation = edited(
    "rng.uniform with these limits draws evenly, and too small. Draw with rng.standard_normal and multiply by the "
    "root of the variance.",
    (
        "np.sqrt(2 / n_before) * rng.standard_normal((n, n_before))",
        "rng.uniform(-np.sqrt(2 / n_before), np.sqrt(2 / n_before), size=(n, n_before))",
    ),
)
he_positive = edited(
    "rng.random draws from 0 to 1, evenly, so that all weights are positive. Draw with rng.standard_normal.",
    ("rng.standard_normal", "rng.random"),
)
he_on_their_side = edited(
    "The weight matrices lie on their side. Each has one row for each unit of its own layer, and one column for each "
    "unit of the layer before.",
    ("(n, n_before)", "(n_before, n)"),
)
he_random_biases = edited(
    "The biases are random, too. Leave them at zero: random weights are enough to make the units different.",
    ("np.zeros((n, 1))", "0.1 * rng.standard_normal((n, 1))"),
)
he_flat_biases = edited("The biases have one axis only. Make them columns, (n, 1).", ("(n, 1)", "n"))
he_own_generator = edited(
    "You make a generator of your own, so that every network starts with the same numbers. Draw with the rng that is "
    "passed in.",
    ("parameters = {}", "rng = np.random.default_rng(1)", "parameters = {}"),
)
he_global_generator = edited(
    "np.random.randn draws from NumPy's old, global generator. Draw with the rng that is passed in: "
    "rng.standard_normal.",
    ("rng.standard_normal", "np.random.standard_normal"),
)
he_rows_repeated = edited(
    "One row of weights is drawn and then repeated, so all units of a layer are equal, and stay equal. Draw the "
    "whole matrix.",
    ("rng.standard_normal((n, n_before))", "np.ones((n, 1)) * rng.standard_normal((1, n_before))"),
)
he_last_left_out = edited(
    "The last layer is missing. range leaves out its end: range(1, len(layer_dims)) counts to the last layer.",
    ("len(layer_dims)", "len(layer_dims) - 1"),
)
he_drawn_evenly = edited(
    "The weights are drawn evenly from an interval. The spread is right, but the exercise asks for the normal "
    "distribution: rng.standard_normal.",
    ("rng.standard_normal((n, n_before))", "rng.uniform(-np.sqrt(3), np.sqrt(3), (n, n_before))"),
)


@alternative
def he_with_rng_normal(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = rng.normal(0, np.sqrt(2 / n_before), size=(n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@alternative
def he_backwards_in_float32(layer_dims, rng):
    parameters = {}
    for layer in reversed(range(1, len(layer_dims))):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        W = rng.standard_normal((n, n_before), dtype=np.float32)
        parameters[f"W{layer}"] = W * np.float32(np.sqrt(2 / n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1), dtype=np.float32)
    return parameters


@alternative
def he_one_number_after_the_other(layer_dims, rng):
    parameters = {}
    for layer, (n_before, n) in enumerate(zip(layer_dims, layer_dims[1:]), start=1):
        W = np.zeros((n, n_before))
        for i in range(n):
            for j in range(n_before):
                W[i, j] = np.sqrt(2 / n_before) * rng.standard_normal()
        parameters[f"W{layer}"], parameters[f"b{layer}"] = W, np.array([[0.0]] * n)
    return parameters


@alternative
def he_from_the_zeros(layer_dims, rng):
    parameters = initialize_zeros(layer_dims)
    for layer in range(1, len(layer_dims)):
        n, n_before = parameters[f"W{layer}"].shape
        parameters[f"W{layer}"] = parameters[f"W{layer}"] + np.sqrt(2 / n_before) * rng.normal(size=(n_before, n)).T
    return parameters


he_times_the_fan_in = edited(
    "The fan-in multiplies where it should divide: the more inputs, the larger the weights. It is 2 divided by the fan-in.",
    ("2 / n_before", "2 * n_before"),
)
he_two_over_the_root_of_its_own = edited(
    "Two slips in one: the 2 belongs under the root, and the width is that of the layer BEFORE, the fan-in, not of the "
    "layer itself.",
    ("np.sqrt(2 / n_before)", "2 / np.sqrt(n)"),
)
