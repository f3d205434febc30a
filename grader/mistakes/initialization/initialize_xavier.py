import numpy as np

from grader.authoring import alternative, edited
from solutions.initialization import initialize_zeros

xavier_variance_for_deviation = edited(
    "The formula gives the variance. To make the weights so wide, multiply by its square root, the standard deviation.",
    ("np.sqrt", ""),
)
xavier_one_over_fan_in = edited(
    "This is 1 / fan-in, which some books call Xavier. In this notebook the variance is 2 / (fan-in + fan-out).",
    ("2 / (n_before + n)", "1 / n_before"),
)
xavier_one_over_fan_out = edited(
    "The variance is 1 / fan-out here. Xavier is the middle between the way forward and the way back: 2 / (fan-in + "
    "fan-out).",
    ("2 / (n_before + n)", "1 / n"),
)
xavier_one_for_two = edited(
    "The 2 is missing: the variance is 2 / (fan-in + fan-out). With equal widths n it must give 1 / n.", ("2", "1")
)
xavier_he_for_xavier = edited(
    "This is the formula of He, 2 / fan-in. Xavier divides by fan-in plus fan-out.", ("n_before + n", "n_before")
)
xavier_six_for_two = edited(
    "The 6 belongs to the even draw, where it makes the limits of the interval. The normal distribution needs 2 / "
    "(fan-in + fan-out).",
    ("2", "6"),
)
xavier_limits_for_deviation = edited(
    "rng.uniform with these limits draws evenly, and far too small. Draw with rng.standard_normal and multiply by "
    "the root of the variance.",
    (
        "np.sqrt(2 / (n_before + n)) * rng.standard_normal((n, n_before))",
        "rng.uniform( -np.sqrt(2 / (n_before + n)), np.sqrt(2 / (n_before + n)), size=(n, n_before) )",
    ),
)
xavier_root_of_the_product = edited(
    "fan-in and fan-out are multiplied here. They have to be added: 2 / (fan-in + fan-out).",
    ("n_before + n", "n_before * n"),
)
xavier_not_scaled = edited(
    "The weights are drawn with the standard deviation 1. Multiply them by the root of the variance of the formula.",
    ("np.sqrt(2 / (n_before + n)) * rng.standard_normal((n, n_before))", "rng.standard_normal((n, n_before))"),
)
xavier_brackets_missing = edited(
    "Brackets are missing below the 2: as it stands, only the fan-in divides, and the fan-out is added.",
    ("2 / (n_before + n)", "2 / n_before + n"),
)
xavier_fans_of_the_first_layer = edited(
    "The fans of the first layer are used for all layers. Take the two widths of each layer.",
    ("n_before + n", "layer_dims[0] + layer_dims[1]"),
)
xavier_on_their_side = edited(
    "The weight matrices lie on their side. Each has one row for each unit of its own layer, and one column for each "
    "unit of the layer before.",
    ("(n, n_before)", "(n_before, n)"),
)
xavier_random_biases = edited(
    "The biases are random, too. Leave them at zero: random weights are enough to make the units different.",
    ("np.zeros((n, 1))", "0.1 * rng.standard_normal((n, 1))"),
)
xavier_flat_biases = edited("The biases have one axis only. Make them columns, (n, 1).", ("(n, 1)", "n"))
xavier_own_generator = edited(
    "You make a generator of your own, so that every network starts with the same numbers. Draw with the rng that is "
    "passed in.",
    ("parameters = {}", "rng = np.random.default_rng(1)", "parameters = {}"),
)
xavier_global_generator = edited(
    "np.random.randn draws from NumPy's old, global generator. Draw with the rng that is passed in: "
    "rng.standard_normal.",
    ("rng.standard_normal", "np.random.standard_normal"),
)
xavier_rows_repeated = edited(
    "One row of weights is drawn and then repeated, so all units of a layer are equal, and stay equal. Draw the "
    "whole matrix.",
    ("rng.standard_normal((n, n_before))", "np.ones((n, 1)) * rng.standard_normal((1, n_before))"),
)
xavier_last_left_out = edited(
    "The last layer is missing. range leaves out its end: range(1, len(layer_dims)) counts to the last layer.",
    ("len(layer_dims)", "len(layer_dims) - 1"),
)
xavier_drawn_evenly = edited(
    "The weights are drawn evenly from an interval. The spread is right, but the exercise asks for the normal "
    "distribution: rng.standard_normal.",
    ("rng.standard_normal((n, n_before))", "rng.uniform(-np.sqrt(3), np.sqrt(3), (n, n_before))"),
)


@alternative
def xavier_with_rng_normal(layer_dims, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = rng.normal(0, np.sqrt(2 / (n_before + n)), size=(n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@alternative
def xavier_backwards_in_float32(layer_dims, rng):
    parameters = {}
    for layer in reversed(range(1, len(layer_dims))):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        W = rng.standard_normal((n, n_before), dtype=np.float32)
        parameters[f"W{layer}"] = W * np.float32(np.sqrt(2 / (n_before + n)))
        parameters[f"b{layer}"] = np.zeros((n, 1), dtype=np.float32)
    return parameters


@alternative
def xavier_one_number_after_the_other(layer_dims, rng):
    parameters = {}
    for layer, (n_before, n) in enumerate(zip(layer_dims, layer_dims[1:]), start=1):
        W = np.zeros((n, n_before))
        for i in range(n):
            for j in range(n_before):
                W[i, j] = np.sqrt(2 / (n_before + n)) * rng.standard_normal()
        parameters[f"W{layer}"], parameters[f"b{layer}"] = W, np.array([[0.0]] * n)
    return parameters


@alternative
def xavier_from_the_zeros(layer_dims, rng):
    parameters = initialize_zeros(layer_dims)
    for layer in range(1, len(layer_dims)):
        n, n_before = parameters[f"W{layer}"].shape
        parameters[f"W{layer}"] = (
            parameters[f"W{layer}"] + np.sqrt(2 / (n_before + n)) * rng.normal(size=(n_before, n)).T
        )
    return parameters
