"""How functions that draw random numbers, or must lose no digit, are measured here.

Each measure takes a student's function and a number from which everything random is drawn. For each sentence that a
student may be told it returns a number; where that is off, the sentence is told. See `dlkit.comparing.measures`.
"""

import numpy as np

from dlkit.comparing import measure_first_weights


def _share(condition):
    """Return the share of entries in which a condition holds."""
    return float(np.mean(condition))


def _size(number):
    """Return a spread on a scale where seven percent are 0.07, however small it is."""
    return float(np.log(np.abs(number) + 1e-12))


# The initializers


def _draws(initialize, draw, widths, spread):
    return measure_first_weights(
        lambda rng: initialize(list(widths), rng), draw, layers=len(widths) - 1, spread=spread
    )


def normal(initialize_normal, draw, *, widths, scale):
    """Measure thousands of weights with one standard deviation for all layers."""
    spread = "The standard deviation of the weights should be scale, in every layer, and in {} it is not."
    return _draws(lambda dims, rng: initialize_normal(dims, scale, rng), draw, widths, spread)


def xavier(initialize_xavier, draw, *, widths):
    """Measure thousands of weights that should have the variance 2 / (n[l-1] + n[l])."""
    spread = (
        "The weights in {} do not have the spread of the formula: for layer l the variance is 2 / (n[l-1] + n[l]), and "
        "the standard deviation is its square root."
    )
    return _draws(initialize_xavier, draw, widths, spread)


def he(initialize_he, draw, *, widths):
    """Measure thousands of weights that should have the variance 2 / n[l-1]."""
    spread = (
        "The weights in {} do not have the spread of the formula: for layer l the variance is 2 / n[l-1], and the "
        "standard deviation is its square root."
    )
    return _draws(initialize_he, draw, widths, spread)


# activation_spread


def _slanted(layer_dims, rng):
    """An initializer that draws nothing: each unit listens to one of the layer before, and has a bias of its own."""
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = 0.8 * np.eye(n, n_before)
        parameters[f"b{layer}"] = np.linspace(-1.0, 1.5, n).reshape(n, 1)
    return parameters


def _bent(Z):
    """An activation that nobody has hard-coded."""
    return np.where(Z > 0.2, 1.5 * Z, 0.3 * Z - 0.1)


def spreads(activation_spread, draw, *, widths):
    """Measure the spreads of two layers with biases and an activation of their own, and where they come from."""
    found, again, other = (
        np.asarray(
            activation_spread(widths, _slanted, _bent, np.random.default_rng(seed)),
            dtype=float,
        )
        for seed in (draw, draw, draw + 1)
    )
    return {
        **{
            f"With biases and a bent line for an activation, the spread after layer {layer} is not right.": _size(
                spread
            )
            for layer, spread in enumerate(found, start=1)
        },
        "Two generators with the same seed should give the same spreads: draw the examples with the rng that is passed "
        "in, not with np.random.": _share(np.array_equal(found, again)),
        "Another generator should give slightly other spreads. Draw the examples with the rng that is passed in.": (
            _share(np.all(found != other))
        ),
    }


# to_vector and from_vector


def _close_numbers(draw, count):
    """Return numbers in random order that differ in the tenth digit."""
    return 1 + 1e-10 * np.random.default_rng(draw).permutation(count)


def digits_of_vector(to_vector, draw):
    """Put two arrays whose numbers differ in the tenth digit into one row, and count how many stay different."""
    vector = np.asarray(
        to_vector(
            {"W1": _close_numbers(draw, 6).reshape(2, 3), "b1": np.array([[1e-10], [0.5]])}
        )
    )
    return {
        "Digits are lost on the way: numbers that were different are the same in the row. Do not round, and stay in "
        "float64.": len(np.unique(vector)) / vector.size,
        "The numbers are not in the order of the dict, each array row by row.": float(
            vector @ np.arange(vector.size)
        ),
    }


def digits_of_arrays(from_vector, draw):
    """Cut a row of numbers that differ in the tenth digit into two arrays, and count how many stay different."""
    theta, template = _close_numbers(draw, 8), {"W1": np.zeros((2, 3)), "b1": np.zeros((2, 1))}
    theta[-1] = 0.5
    answer = from_vector(theta, template)
    found = np.concatenate([np.ravel(answer[name]).astype(float) for name in template])
    return {
        "Digits are lost on the way: numbers that were different in theta are the same afterwards. Do not round, and "
        "stay in float64.": len(np.unique(found)) / theta.size,
        "The arrays do not hold the numbers of theta in their order.": float(
            found @ np.arange(theta.size)
        ),
    }


# gradient_check


def precision(gradient_check, draw):
    """Check the right gradients of a cost that bends, and gradients that are a thousandth too large."""
    rng = np.random.default_rng(draw)
    parameters = {
        "W1": rng.uniform(0.5, 1.5, size=(2, 3)),
        "b1": rng.uniform(0.5, 1.5, size=(2, 1)),
    }
    grads = {
        "dW1": 3 * parameters["b1"] * parameters["W1"] ** 2,
        "db1": np.sum(parameters["W1"] ** 3, axis=1)[:, None],
    }

    def cost_of(moved):
        return float(np.sum(moved["b1"] * moved["W1"] ** 3))

    right = gradient_check(parameters, grads, cost_of)
    slightly_wrong = gradient_check(
        parameters, {name: 1.001 * slopes for name, slopes in grads.items()}, cost_of
    )
    return {
        "The cost is one that bends, and its gradients are right: the differences should be far below one millionth. "
        "How large is the step?": _share([abs(right[name]) < 1e-6 for name in grads]),
        "Gradients that are a thousandth too large should get a difference of one half of a thousandth.": 1000
        * float(np.mean([slightly_wrong[name] for name in grads])),
    }
