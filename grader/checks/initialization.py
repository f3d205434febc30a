"""Hidden checks of initialization.

Functions that draw random numbers have no golden answer. Their sizes are compared with a tolerance that swallows
whatever was drawn, and what they draw is *measured*: spreads and shares over many draws, held against those
of the reference (`assignments/initialization/measures.py`). `activation_spread` gets initializers in which nothing is left to chance.
"""

from itertools import pairwise

import numpy as np
import pytest

from grader.authoring import stand_in

MOSTLY_CONSTANT = {"initialize_zeros": "every right answer is zeros"}

NEAR = 0.07  # how far two measurements may lie apart: five standard deviations or more of what chance does to them
# Where a weight is drawn with a standard deviation of 0.24 at most, two draws hardly ever differ by 1.6.
WHATEVER_WAS_DRAWN = {"rtol": 0, "atol": 1.6}
SHAPES_ONLY = {"rtol": 0, "atol": 10.0}
# The spread of 20,000 random numbers or more is known to less than one percent.
MEASURED_SPREAD = {"rtol": 0.04, "atol": 1e-3}
MEASURED_SLOPES = {"rtol": 1e-5, "atol": 1e-6}
WIDTHS = [100, 160, 70, 120]  # neighbours differ so much that the formulas for fan-in, fan-out and both do, too


def seed_of(rng):
    """Draw the seed of a generator."""
    return int(rng.integers(2**32))


def wide_layers(rng):
    """Draw widths near those of WIDTHS."""
    return [int(width + shift) for width, shift in zip(WIDTHS, rng.integers(-5, 6, size=4), strict=True)]


def shapes_of(layer_dims):
    """The names and shapes that the parameters of a network have."""
    shapes = {}
    for layer, (n_before, n) in enumerate(pairwise(layer_dims), start=1):
        shapes |= {f"W{layer}": (n, n_before), f"b{layer}": (n, 1)}
    return shapes


# initialize_zeros


@pytest.mark.exercise("initialize_zeros")
@pytest.mark.visible
def test_zeros_for_three_layers(student, solution, compare):
    """Two inputs, three units, one unit, two outputs."""
    compare(student.initialize_zeros, solution.initialize_zeros, [2, 3, 1, 2])


@pytest.mark.exercise("initialize_zeros")
def test_zeros_for_two_layers(student, solution, rng, compare):
    """Two layers of different widths, which come as a tuple."""
    compare(student.initialize_zeros, solution.initialize_zeros, tuple(rng.permutation([2, 3, 4, 5])[:3].tolist()))


@pytest.mark.exercise("initialize_zeros", weight=2)
def test_zeros_for_other_widths(student, solution, rng, compare):
    """One layer, one of a single unit, and three layers of different widths."""
    compare(student.initialize_zeros, solution.initialize_zeros, (int(rng.integers(5, 9)), 2))
    compare(student.initialize_zeros, solution.initialize_zeros, [1, 1])
    compare(student.initialize_zeros, solution.initialize_zeros, tuple(rng.permutation([5, 6, 7, 4]).tolist()))


@pytest.mark.exercise("initialize_zeros")
def test_zeros_for_many_layers(student, solution, rng, compare):
    """Twelve layers: the names count on, W10, W11, W12."""
    widths = rng.permutation([1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3, 2, 1]).tolist()
    compare(student.initialize_zeros, solution.initialize_zeros, widths)


# initialize_normal

ALL_ALIKE = "All weights of a layer are the same number. Draw each weight by itself."


@pytest.mark.exercise("initialize_normal")
@pytest.mark.visible
def test_normal_shapes_of_three_layers(student, solution, rng, compare):
    """Two inputs, three units, one unit, two outputs, scale 0.01: the shapes, small weights and the biases."""
    compare(student.initialize_normal, solution.initialize_normal, (2, 3, 1, 2), 0.01, rng, rtol=0, atol=0.1)


@pytest.mark.exercise("initialize_normal")
def test_normal_shapes_of_four_layers(student, solution, rng, compare):
    """Four layers of different widths, scale 0.2: the shapes, small weights that are not all alike, the biases."""
    widths = [2, *rng.permutation([4, 3, 5]).tolist(), 1]
    answer = compare(student.initialize_normal, solution.initialize_normal, widths, 0.2, rng, **WHATEVER_WAS_DRAWN)
    assert len(np.unique(answer["W1"])) > 1, ALL_ALIKE


@pytest.mark.exercise("initialize_normal")
@pytest.mark.visible
def test_normal_drawn_thousands_of_times(student, solution, rng, compare, measures):
    """Thousands of weights: normal, with the standard deviation 0.3, from the given generator."""
    function, right, draw = student.initialize_normal, solution.initialize_normal, seed_of(rng)
    compare.measure(function, right, measures.normal, draw, near=NEAR, widths=WIDTHS, scale=0.3)


@pytest.mark.exercise("initialize_normal", weight=4)
@pytest.mark.parametrize("size", [0.01, 3.0])
def test_normal_draws_as_it_should(student, solution, rng, compare, measures, size):
    """Thousands of weights: normal, with a standard deviation near this one, from the given generator."""
    function, right, scale = student.initialize_normal, solution.initialize_normal, size * rng.uniform(0.8, 1.3)
    widths, draw = wide_layers(rng), seed_of(rng)
    compare.measure(function, right, measures.normal, draw, near=NEAR, widths=widths, scale=scale)


# initialize_xavier


@pytest.mark.exercise("initialize_xavier")
@pytest.mark.visible
def test_xavier_shapes(student, solution, rng, compare):
    """Two inputs, three units and one: the shapes and the biases."""
    compare(student.initialize_xavier, solution.initialize_xavier, [2, 3, 1], rng, **SHAPES_ONLY)


@pytest.mark.exercise("initialize_xavier")
def test_xavier_of_four_layers(student, solution, rng, compare):
    """Four layers of different widths: the shapes, weights that are not all alike, and the biases."""
    widths = (2, *rng.permutation([4, 3, 5]).tolist(), 1)
    answer = compare(student.initialize_xavier, solution.initialize_xavier, widths, rng, **SHAPES_ONLY)
    assert len(np.unique(answer["W1"])) > 1, ALL_ALIKE


@pytest.mark.exercise("initialize_xavier")
@pytest.mark.visible
def test_xavier_drawn_thousands_of_times(student, solution, rng, compare, measures):
    """Thousands of weights: normal, with the variance of the formula, from the given generator."""
    function, right, draw = student.initialize_xavier, solution.initialize_xavier, seed_of(rng)
    compare.measure(function, right, measures.xavier, draw, near=NEAR, widths=WIDTHS)


@pytest.mark.exercise("initialize_xavier", weight=5)
def test_xavier_draws_as_it_should(student, solution, rng, compare, measures):
    """Thousands of weights in layers of other widths: normal, with the variance of the formula, from the generator."""
    function, right, widths = student.initialize_xavier, solution.initialize_xavier, wide_layers(rng)
    compare.measure(function, right, measures.xavier, seed_of(rng), near=NEAR, widths=widths)


# initialize_he


@pytest.mark.exercise("initialize_he")
@pytest.mark.visible
def test_he_shapes(student, solution, rng, compare):
    """Two inputs, then three units, one and two: the shapes and the biases; and small weights behind forty inputs."""
    compare(student.initialize_he, solution.initialize_he, (2, 3, 1, 2), rng, **SHAPES_ONLY)
    compare(student.initialize_he, solution.initialize_he, [40, 1], rng, **WHATEVER_WAS_DRAWN)


@pytest.mark.exercise("initialize_he")
@pytest.mark.visible
def test_he_drawn_thousands_of_times(student, solution, rng, compare, measures):
    """Thousands of weights: normal, with the variance of the formula, from the given generator."""
    function, right, draw = student.initialize_he, solution.initialize_he, seed_of(rng)
    compare.measure(function, right, measures.he, draw, near=NEAR, widths=WIDTHS)


@pytest.mark.exercise("initialize_he", weight=5)
def test_he_draws_as_it_should(student, solution, rng, compare, measures):
    """Thousands of weights in layers of other widths: normal, with the variance of the formula, from the generator."""
    function, right, widths = student.initialize_he, solution.initialize_he, wide_layers(rng)
    compare.measure(function, right, measures.he, seed_of(rng), near=NEAR, widths=widths)


# activation_spread


def slanted(layer_dims, rng):
    """An initializer that draws nothing: each unit listens to one of the layer before, and has a bias of its own."""
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = 0.8 * np.eye(n, n_before)
        parameters[f"b{layer}"] = np.linspace(-1.0, 1.5, n).reshape(n, 1)
    return parameters


def paired(layer_dims, rng):
    """An initializer that draws nothing: each unit adds up two neighbours of the layer before."""
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.eye(n, n_before) + 0.7 * np.eye(n, n_before, 1)
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


def bent(Z):
    """An activation that nobody has hard-coded."""
    return np.where(Z > 0.2, 1.5 * Z, 0.3 * Z - 0.1)


@pytest.mark.exercise("activation_spread")
@pytest.mark.visible
def test_spread_is_halved_in_every_layer(student, solution, rng, compare):
    """Layers that halve every number: three with an activation that changes nothing, two narrower ones with ReLU."""
    compare(student.activation_spread, solution.activation_spread, [30, 30, 30, 30], solution.halve, solution.identity,
            rng, **MEASURED_SPREAD)  # fmt: skip
    compare(student.activation_spread, solution.activation_spread, (40, 30, 20), solution.halve, solution.relu, rng,
            **MEASURED_SPREAD)  # fmt: skip


@pytest.mark.exercise("activation_spread", weight=2)
def test_spread_with_biases_and_tanh(student, solution, rng, compare):
    """Four layers whose units have biases, with tanh."""
    compare(student.activation_spread, solution.activation_spread, [40, 36, 30, 30, 24], slanted, np.tanh, rng,
            **MEASURED_SPREAD)  # fmt: skip


@pytest.mark.exercise("activation_spread", weight=2)
def test_spread_with_another_activation(student, solution, rng, compare):
    """Three layers with weights between the units, and an activation that is not in the notebook."""
    # Neighbours hear the same, so that their spread is known less well: it takes more units, and more room.
    compare(student.activation_spread, solution.activation_spread, [80, 64, 64, 50], paired, bent, rng,
            rtol=0.07, atol=1e-3)  # fmt: skip
    compare(student.activation_spread, solution.activation_spread, [30, 30, 30], slanted, bent, rng,
            **MEASURED_SPREAD)  # fmt: skip


@pytest.mark.exercise("activation_spread")
@pytest.mark.visible
def test_spread_behind_a_bent_line(student, solution, rng, compare, measures):
    """With biases and another activation; the same generator gives the same spreads again, another one slightly others."""
    function, right, draw = student.activation_spread, solution.activation_spread, seed_of(rng)
    compare.measure(function, right, measures.spreads, draw, near=NEAR, widths=[20, 19, 12])


@pytest.mark.exercise("activation_spread")
def test_spread_comes_from_the_generator_that_is_passed_in(student, solution, rng, compare, measures):
    """The same generator gives the same numbers again, another one slightly different numbers."""
    function, right, draw = student.activation_spread, solution.activation_spread, seed_of(rng)
    widths = [20, int(rng.integers(16, 21)), 12]
    compare.measure(function, right, measures.spreads, draw, near=NEAR, widths=widths)


# to_vector and from_vector


def arrays(rng, shapes):
    """Arrays of the given shapes, by name, in that order."""
    return {name: np.round(rng.normal(size=shape), 3) for name, shape in shapes.items()}


BACKWARD_ORDER = {"W2": (1, 2), "b2": (1, 1), "W1": (2, 2), "b1": (2, 1)}
THREE_BACKWARD = {"W3": (1, 2), "b3": (1, 1), "W2": (2, 3), "b2": (2, 1), "W1": (3, 2), "b1": (3, 1)}
OTHER_NAMES = {"offset": (2,), "kernel": (2, 3, 2), "scale": (1, 1), "Embedding": (3, 4)}


def many_layers():
    """The shapes of a network of eleven layers: sorted by name, W10 would stand before W2."""
    widths = [2, 1, 3, 2, 1, 2, 1, 3, 1, 2, 3, 2]
    return shapes_of(widths)


@pytest.mark.exercise("to_vector")
@pytest.mark.visible
def test_to_vector_of_small_networks(student, solution, rng, compare):
    """Two layers, numbered in the right order; and the last layer first, as in the gradients of a backward pass."""
    parameters = {
        "W1": np.arange(1.0, 7.0).reshape(2, 3),
        "b1": np.array([[7.0], [8.0]]),
        "W2": np.array([[9.0, 10.0]]),
        "b2": np.array([[11.0]]),
    }
    compare(student.to_vector, solution.to_vector, parameters)
    compare(student.to_vector, solution.to_vector, arrays(rng, BACKWARD_ORDER))


@pytest.mark.exercise("to_vector")
@pytest.mark.visible
def test_to_vector_keeps_close_numbers_apart(student, solution, rng, compare, measures):
    """Numbers that differ in the tenth digit stay different."""
    compare.measure(student.to_vector, solution.to_vector, measures.digits_of_vector, seed_of(rng), near=NEAR)


@pytest.mark.exercise("to_vector", weight=2)
def test_to_vector_of_other_names_and_shapes(student, solution, rng, compare):
    """Names and shapes of all kinds, and a network of eleven layers."""
    compare(student.to_vector, solution.to_vector, arrays(rng, THREE_BACKWARD))
    compare(student.to_vector, solution.to_vector, arrays(rng, OTHER_NAMES))
    compare(student.to_vector, solution.to_vector, arrays(rng, many_layers()))


@pytest.mark.exercise("to_vector", weight=2)
def test_to_vector_keeps_every_digit(student, solution, rng, compare, measures):
    """Other numbers that differ in the tenth digit stay different."""
    compare.measure(student.to_vector, solution.to_vector, measures.digits_of_vector, seed_of(rng), near=NEAR)


@pytest.mark.exercise("from_vector")
@pytest.mark.visible
def test_from_vector_of_small_networks(student, solution, rng, compare):
    """Nine numbers for two layers, in the order of the template, even if it holds whole numbers or the last layer first."""
    template = {"W1": np.zeros((2, 2)), "b1": np.zeros((2, 1)), "W2": np.zeros((1, 2)), "b2": np.zeros((1, 1))}
    compare(student.from_vector, solution.from_vector, np.arange(1.0, 10.0), template)
    compare(student.from_vector, solution.from_vector, np.arange(9.0), arrays(rng, BACKWARD_ORDER))
    whole = {"W1": np.ones((1, 2), dtype=int), "b1": np.zeros((1, 1), dtype=int)}
    compare(student.from_vector, solution.from_vector, np.array([0.25, -1.5, 2.75]), whole)


@pytest.mark.exercise("from_vector")
@pytest.mark.visible
def test_from_vector_keeps_close_numbers_apart(student, solution, rng, compare, measures):
    """Numbers that differ in the tenth digit stay different."""
    compare.measure(student.from_vector, solution.from_vector, measures.digits_of_arrays, seed_of(rng), near=NEAR)


@pytest.mark.exercise("from_vector", weight=2)
def test_from_vector_of_other_names_and_shapes(student, solution, rng, compare):
    """Names and shapes of all kinds, and a network of eleven layers."""
    for shapes in (OTHER_NAMES, THREE_BACKWARD, many_layers()):
        template = arrays(rng, shapes)
        numbers = rng.normal(size=sum(array.size for array in template.values()))
        compare(student.from_vector, solution.from_vector, numbers, template)


@pytest.mark.exercise("from_vector")
def test_from_vector_of_a_network_with_square_weights(student, solution, rng, compare):
    """Square weights, where rows and columns are easily taken for each other."""
    template = {"W1": np.zeros((3, 3)), "b1": np.zeros((3, 1))}
    compare(student.from_vector, solution.from_vector, rng.normal(size=12), template)


@pytest.mark.exercise("from_vector")
def test_from_vector_of_a_template_of_whole_numbers(student, solution, rng, compare):
    """A template of integers: its numbers do not matter, and the new arrays keep their decimals."""
    template = {"W1": np.ones((2, 3), dtype=int), "b1": np.zeros((2, 1), dtype=int)}
    compare(student.from_vector, solution.from_vector, rng.normal(size=8), template)


@pytest.mark.exercise("from_vector")
def test_from_vector_keeps_every_digit(student, solution, rng, compare, measures):
    """Other numbers that differ in the tenth digit stay different."""
    compare.measure(student.from_vector, solution.from_vector, measures.digits_of_arrays, seed_of(rng), near=NEAR)


# numerical_gradient


def waves(theta):
    """A function of any number of entries, each with a part of its own and neighbours that matter."""
    return float(np.sum(np.sin(theta)) + np.sum(theta[1:] * theta[:-1] ** 2))


@pytest.mark.exercise("numerical_gradient")
@pytest.mark.visible
def test_numerical_gradient_of_cubes(student, solution, compare):
    """The cubes at three places, with a step of 0.1, large enough to tell the formulas apart."""
    theta = np.array([1.0, -2.0, 0.5])
    compare(student.numerical_gradient, solution.numerical_gradient, solution.cubes, theta, 0.1)


@pytest.mark.exercise("numerical_gradient")
@pytest.mark.visible
def test_numerical_gradient_of_a_valley(student, solution, compare):
    """The valley, whose entries depend on each other, with a step of 0.25."""
    theta = np.array([3.0, 1.0, -2.0])
    compare(student.numerical_gradient, solution.numerical_gradient, solution.valley, theta, 0.25)


@pytest.mark.exercise("numerical_gradient")
@pytest.mark.visible
def test_numerical_gradient_at_whole_numbers(student, solution, compare):
    """An array of integers, with a step of 0.001 and one of 0.5, in which the slopes are no integers."""
    theta = np.array([1, 2, -3])
    compare(student.numerical_gradient, solution.numerical_gradient, solution.cubes, theta, 1e-3, **MEASURED_SLOPES)
    compare(student.numerical_gradient, solution.numerical_gradient, solution.cubes, theta, 0.5)


@pytest.mark.exercise("numerical_gradient", weight=3)
def test_numerical_gradient_of_another_function(student, solution, rng, compare):
    """Another function, of one number, of four and of nine, with small steps and large ones."""
    for n, epsilon in ((1, 0.3), (4, 1e-5), (9, 0.05)):
        theta = rng.uniform(-2, 2, size=n)
        compare(student.numerical_gradient, solution.numerical_gradient, waves, theta, epsilon, **MEASURED_SLOPES)


@pytest.mark.exercise("numerical_gradient", weight=3)
def test_numerical_gradient_is_precise(student, solution, rng, compare):
    """With a step of 1e-5 the slopes are right to eight digits, at integers, too."""
    theta = rng.uniform(0.5, 2, size=5)
    compare(student.numerical_gradient, solution.numerical_gradient, waves, theta, 1e-5, rtol=1e-8, atol=1e-8)
    theta = rng.permutation([2, -1, 3, 1])
    compare(student.numerical_gradient, solution.numerical_gradient, waves, theta, 1e-5, rtol=1e-8, atol=1e-8)


# relative_difference


@pytest.mark.exercise("relative_difference")
@pytest.mark.visible
def test_relative_difference_of_two_rows(student, solution, compare):
    """Two rows of three numbers."""
    a, b = np.array([1.0, 2.0, -2.0]), np.array([1.5, 2.0, -1.0])
    compare(student.relative_difference, solution.relative_difference, a, b)


@pytest.mark.exercise("relative_difference")
@pytest.mark.visible
def test_relative_difference_of_zeros(student, solution, compare):
    """Two arrays of zeros are equal; an array of zeros and another, however small, are as different as can be."""
    zeros = np.zeros((2, 2))
    compare(student.relative_difference, solution.relative_difference, zeros, zeros)
    compare(student.relative_difference, solution.relative_difference, zeros, np.array([[0.0, 3.0], [0.0, 0.0]]))
    compare(student.relative_difference, solution.relative_difference, zeros, np.array([[4e-9, 0.0], [0.0, 3e-9]]))


@pytest.mark.exercise("relative_difference", weight=2)
def test_relative_difference_of_other_shapes(student, solution, rng, compare):
    """Matrices, columns and single numbers, of very different sizes, and zeros."""
    for shape in ((3, 4), (5, 1), (1, 1), (6,)):
        a = rng.normal(size=shape)
        compare(student.relative_difference, solution.relative_difference, 50 * a, 30 * rng.normal(size=shape))
    compare(student.relative_difference, solution.relative_difference, np.zeros(4), np.zeros(4))


@pytest.mark.exercise("relative_difference", weight=2)
def test_relative_difference_of_tiny_and_of_opposite_numbers(student, solution, rng, compare):
    """Numbers near 1e-10, numbers of opposite sign, and numbers that agree in nine digits."""
    a, b = 1e-10 * rng.normal(size=(2, 3)), 1e-10 * rng.normal(size=(2, 3))
    compare(student.relative_difference, solution.relative_difference, a, b)
    compare(student.relative_difference, solution.relative_difference, b, -b)
    compare(student.relative_difference, solution.relative_difference, a, a * (1 + 1e-9), rtol=1e-4, atol=1e-12)


# gradient_check


@stand_in("numerical_gradient")
def slopes_from_three_places_to_one_side(f, theta, epsilon):
    """Serves both sides when the student's own fails: a function among the arguments cannot travel to the reference."""
    slopes = []
    for step in epsilon * np.eye(len(theta)):
        slopes.append((4 * f(theta + step) - 3 * f(theta) - f(theta + 2 * step)) / (2 * epsilon))
    return np.array(slopes)


def softmax_cost(X, Y):
    """Return the cost of a network with one tanh layer and softmax on some examples, as a function of parameters."""

    def cost_of(parameters):
        A1 = np.tanh(parameters["W1"] @ X + parameters["b1"])
        Z2 = parameters["W2"] @ A1 + parameters["b2"]
        log_sums = np.log(np.sum(np.exp(Z2), axis=0))
        return float(np.mean(log_sums - np.sum(Z2 * Y, axis=0)))

    return cost_of


def softmax_gradients(X, Y, parameters):
    """The gradients of that cost, beginning with the last layer."""
    m = X.shape[1]
    A1 = np.tanh(parameters["W1"] @ X + parameters["b1"])
    E = np.exp(parameters["W2"] @ A1 + parameters["b2"])
    dZ2 = (E / E.sum(axis=0) - Y) / m
    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A1**2)
    return {
        "dW2": dZ2 @ A1.T,
        "db2": dZ2.sum(axis=1, keepdims=True),
        "dW1": dZ1 @ X.T,
        "db1": dZ1.sum(axis=1, keepdims=True),
    }


def softmax_problem(rng, inputs, hidden, classes, examples):
    """Return parameters, their gradients and their cost as a function."""
    parameters = {
        "W1": rng.normal(size=(hidden, inputs)),
        "b1": rng.normal(size=(hidden, 1)),
        "W2": rng.normal(size=(classes, hidden)),
        "b2": rng.normal(size=(classes, 1)),
    }
    X, Y = rng.normal(size=(inputs, examples)), np.eye(classes)[:, rng.integers(classes, size=examples)]
    return parameters, softmax_gradients(X, Y, parameters), softmax_cost(X, Y)


def toy(factor=2.0):
    """Return the parameters of the toy cost, and its gradients; the true factor in dW1 is 2."""
    parameters = {"W1": np.array([[1.0, -2.0, 0.5], [0.25, 1.5, -1.0]]), "b1": np.array([[2.0], [-0.5]])}
    grads = {
        "db1": np.sum(parameters["W1"] ** 2, axis=1, keepdims=True),
        "dW1": factor * parameters["b1"] * parameters["W1"],
    }
    return parameters, grads


@pytest.mark.exercise("gradient_check")
@pytest.mark.visible
def test_gradient_check_of_the_toy_cost(student, solution, compare):
    """The toy cost: with its right gradients both differences are nearly zero, with dW1 three times too large one is not."""
    parameters, grads = toy()
    compare(student.gradient_check, solution.gradient_check, parameters, grads, solution.toy_cost, atol=1e-6)
    parameters, grads = toy(factor=6.0)
    compare(student.gradient_check, solution.gradient_check, parameters, grads, solution.toy_cost, **MEASURED_SLOPES)


@pytest.mark.exercise("gradient_check")
@pytest.mark.visible
def test_gradient_check_of_a_cost_that_bends(student, solution, rng, compare, measures):
    """A cost with cubes: right gradients get differences far below one millionth, slightly wrong ones do not."""
    compare.measure(student.gradient_check, solution.gradient_check, measures.precision, seed_of(rng), near=NEAR)


@pytest.mark.exercise("gradient_check", weight=2)
def test_gradient_check_finds_the_wrong_one(student, solution, rng, compare):
    """A network with two layers, in which one gradient after the other is wrong; the order of the gradients is mixed."""
    parameters, grads, cost_of = softmax_problem(rng, inputs=3, hidden=4, classes=3, examples=5)
    for name, factor in (("dW1", 5.0), ("db2", -1.0)):
        wrong = {key: factor * value if key == name else value for key, value in grads.items()}
        compare(student.gradient_check, solution.gradient_check, parameters, wrong, cost_of, **MEASURED_SLOPES)


@pytest.mark.exercise("gradient_check")
def test_gradient_check_where_all_shapes_are_alike(student, solution, rng, compare):
    """A network in which every layer has the same width, so that gradients could be taken for each other."""
    parameters, grads, cost_of = softmax_problem(rng, inputs=3, hidden=3, classes=3, examples=6)
    compare(student.gradient_check, solution.gradient_check, parameters, grads, cost_of, atol=1e-6)
    wrong = {**grads, "dW1": 3 * grads["dW1"]}
    compare(student.gradient_check, solution.gradient_check, parameters, wrong, cost_of, **MEASURED_SLOPES)


@pytest.mark.exercise("gradient_check", weight=2)
def test_gradient_check_is_precise(student, solution, rng, compare):
    """Right gradients of a network get differences below one millionth, and slightly wrong ones do not."""
    parameters, grads, cost_of = softmax_problem(rng, inputs=4, hidden=2, classes=3, examples=6)
    compare(student.gradient_check, solution.gradient_check, parameters, grads, cost_of, atol=1e-6)
    nearly = {name: value * 1.001 for name, value in grads.items()}
    compare(student.gradient_check, solution.gradient_check, parameters, nearly, cost_of, rtol=1e-2, atol=1e-6)


# fixed_backward


def three_layers(rng, widths, examples):
    """Return the parameters, activations and labels of a network with tanh, tanh and softmax."""
    parameters = {name: rng.normal(scale=0.7, size=shape) for name, shape in shapes_of(widths).items()}
    activations = [rng.normal(size=(widths[0], examples))]
    for layer in (1, 2, 3):
        Z = parameters[f"W{layer}"] @ activations[-1] + parameters[f"b{layer}"]
        activations.append(np.tanh(Z) if layer < 3 else np.exp(Z) / np.exp(Z).sum(axis=0))
    return parameters, activations, np.eye(widths[3])[:, rng.integers(widths[3], size=examples)]


@pytest.mark.exercise("fixed_backward")
@pytest.mark.visible
def test_backward_with_hidden_layers_of_the_same_width(student, solution, rng, compare):
    """One input, two hidden layers of two units, two classes, three examples."""
    compare(student.fixed_backward, solution.fixed_backward, *three_layers(rng, (1, 2, 2, 2), 3))


@pytest.mark.exercise("fixed_backward", weight=2)
def test_backward_of_another_network(student, solution, rng, compare):
    """Other sizes, hidden layers of the same width, nine examples."""
    compare(student.fixed_backward, solution.fixed_backward, *three_layers(rng, (5, 4, 4, 3), 9))


@pytest.mark.exercise("fixed_backward")
def test_backward_with_all_widths_different(student, solution, rng, compare):
    """Hidden layers of different widths, six examples."""
    compare(student.fixed_backward, solution.fixed_backward, *three_layers(rng, (3, 5, 4, 2), 6))


@pytest.mark.exercise("fixed_backward")
def test_backward_of_one_example(student, solution, rng, compare):
    """A single example."""
    compare(student.fixed_backward, solution.fixed_backward, *three_layers(rng, (4, 3, 3, 5), 1))
