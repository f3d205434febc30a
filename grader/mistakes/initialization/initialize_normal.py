import numpy as np

from grader.authoring import alternative, edited
from solutions.initialization import initialize_zeros

normal_not_scaled = edited(
    "The weights are drawn with the standard deviation 1, whatever scale is. Multiply them by scale.",
    ("scale * rng.standard_normal((n, n_before))", "rng.standard_normal((n, n_before))"),
)
normal_hard_coded = edited(
    "The scale is written into the code. The caller chooses it: use the argument scale.",
    ("scale * rng.standard_normal((n, n_before))", "0.01 * rng.standard_normal((n, n_before))"),
)
normal_variance = edited(
    "scale is the standard deviation, but here it is treated as the variance. No root is needed.",
    ("scale * rng.standard_normal((n, n_before))", "np.sqrt(scale) * rng.standard_normal((n, n_before))"),
)
normal_scale_squared = edited(
    "The weights are multiplied by the square of scale. Multiply by scale itself.",
    ("scale * rng.standard_normal((n, n_before))", "scale**2 * rng.standard_normal((n, n_before))"),
)
normal_divided = edited(
    "You divide by scale. Multiply: numbers with standard deviation 1 times scale have the standard deviation scale.",
    ("scale * rng.standard_normal((n, n_before))", "rng.standard_normal((n, n_before)) / scale"),
)
normal_positive = edited(
    "rng.random draws from 0 to 1, evenly, so that all weights are positive. Draw with rng.standard_normal.",
    ("rng.standard_normal", "rng.random"),
)
normal_between_minus_and_plus = edited(
    "rng.uniform draws evenly between two limits, and their spread is not scale. Draw with rng.standard_normal.",
    ("scale * rng.standard_normal((n, n_before))", "rng.uniform(-scale, scale, (n, n_before))"),
)
normal_mean_for_scale = edited(
    "scale has become the mean: the first argument of rng.normal is the mean, the second one the standard deviation.",
    ("scale * rng.standard_normal((n, n_before))", "rng.normal(scale, 1, (n, n_before))"),
)
normal_all_equal = edited(
    "All weights are the same number. Equal units stay equal for ever: draw each weight at random.",
    ("scale * rng.standard_normal((n, n_before))", "np.full((n, n_before), scale)"),
)
normal_on_their_side = edited(
    "The weight matrices lie on their side. Each has one row for each unit of its own layer, and one column for each "
    "unit of the layer before.",
    ("(n, n_before)", "(n_before, n)"),
)
normal_random_biases = edited(
    "The biases are random, too. Leave them at zero: random weights are enough to make the units different.",
    ("np.zeros((n, 1))", "0.1 * rng.standard_normal((n, 1))"),
)
normal_flat_biases = edited("The biases have one axis only. Make them columns, (n, 1).", ("(n, 1)", "n"))
normal_own_generator = edited(
    "You make a generator of your own, so that every network starts with the same numbers. Draw with the rng that is "
    "passed in.",
    ("parameters = {}", "rng = np.random.default_rng(1)", "parameters = {}"),
)
normal_global_generator = edited(
    "np.random.randn draws from NumPy's old, global generator. Draw with the rng that is passed in: "
    "rng.standard_normal.",
    ("rng.standard_normal", "np.random.standard_normal"),
)
normal_rows_repeated = edited(
    "One row of weights is drawn and then repeated, so all units of a layer are equal, and stay equal. Draw the "
    "whole matrix.",
    ("scale * rng.standard_normal((n, n_before))", "np.tile(scale * rng.standard_normal((1, n_before)), (n, 1))"),
)
normal_last_left_out = edited(
    "The last layer is missing. range leaves out its end: range(1, len(layer_dims)) counts to the last layer.",
    ("len(layer_dims)", "len(layer_dims) - 1"),
)
normal_drawn_evenly = edited(
    "The weights are drawn evenly from an interval. The spread is right, but the exercise asks for the normal "
    "distribution: rng.standard_normal.",
    ("rng.standard_normal((n, n_before))", "rng.uniform(-np.sqrt(3), np.sqrt(3), (n, n_before))"),
)


@alternative
def normal_with_rng_normal(layer_dims, scale, rng):
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = rng.normal(0, scale, size=(n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@alternative
def normal_backwards_in_float32(layer_dims, scale, rng):
    parameters = {}
    for layer in reversed(range(1, len(layer_dims))):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        W = rng.standard_normal((n, n_before), dtype=np.float32)
        parameters[f"W{layer}"] = W * np.float32(scale)
        parameters[f"b{layer}"] = np.zeros((n, 1), dtype=np.float32)
    return parameters


@alternative
def normal_one_number_after_the_other(layer_dims, scale, rng):
    parameters = {}
    for layer, (n_before, n) in enumerate(zip(layer_dims, layer_dims[1:]), start=1):
        W = np.zeros((n, n_before))
        for i in range(n):
            for j in range(n_before):
                W[i, j] = scale * rng.standard_normal()
        parameters[f"W{layer}"], parameters[f"b{layer}"] = W, np.array([[0.0]] * n)
    return parameters


@alternative
def normal_from_the_zeros(layer_dims, scale, rng):
    parameters = initialize_zeros(layer_dims)
    for layer in range(1, len(layer_dims)):
        n, n_before = parameters[f"W{layer}"].shape
        parameters[f"W{layer}"] = parameters[f"W{layer}"] + scale * rng.normal(size=(n_before, n)).T
    return parameters
