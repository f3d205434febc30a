"""Hidden checks of shallow_network."""

import numpy as np
import pytest

NAMES = ("W1", "b1", "W2", "b2")
# Inside a student's notebook float32 may come in through another exercise and leave as float64.
FLOAT32_INSIDE = {"rtol": 1e-5, "atol": 1e-6}
# First weights are tiny, so in its first steps a network is nearly the same whatever was drawn for them:
# of 3,000 pairs of starts, the two furthest apart differed by 0.12 after as many steps as these checks take.
WHATEVER_WAS_DRAWN = {"rtol": 0, "atol": 0.15}
NEAR = 0.07  # how far two measurements may lie apart: five standard deviations or more of what chance does to them


def shapes_of(inputs, hidden, outputs=1):
    """Return the shape of each parameter."""
    return {"W1": (hidden, inputs), "b1": (hidden, 1), "W2": (outputs, hidden), "b2": (outputs, 1)}


def network(rng, inputs, hidden, outputs=1):
    """Return parameters that are far from zero, biases too."""
    return {
        name: rng.normal(scale=0.8, size=shape).round(2) for name, shape in shapes_of(inputs, hidden, outputs).items()
    }


def problem(rng, inputs, hidden, examples):
    """Return parameters, X (inputs, examples) and Y (1, examples) with both labels where it can."""
    Y = rng.permutation(np.arange(examples) % 2).reshape(1, examples)
    return network(rng, inputs, hidden), rng.normal(size=(inputs, examples)).round(2), Y


def one_class_rare(rng, inputs, examples):
    """Return points near the middle, nine in ten of class 1: the last bias moves fast, and the weights hardly."""
    Y = np.ones((1, examples), dtype=int)
    Y[0, ::10] = 0
    return rng.normal(scale=0.2, size=(inputs, examples)).round(2), Y


def without_corner(rng, shape):
    """Return scores of both signs that keep away from 0, where a slope may not exist."""
    return rng.uniform(0.1, 4.0, size=shape) * rng.choice([-1.0, 1.0], size=shape)


def whole_numbers(rng):
    """Return scores that are integers, (2, 2), two of them negative."""
    return rng.permutation([*-rng.integers(1, 5, size=2), *rng.integers(1, 6, size=2)]).reshape(2, 2)


def far_out(rng):
    """Return two very large scores among ordinary ones, (1, 6)."""
    return rng.permutation([-800.0, 800.0, *without_corner(rng, 4)]).reshape(1, 6)


def seed_of(rng):
    """Draw the seed of a generator."""
    return int(rng.integers(2**32))


def answer_and_hidden_layer(solution):
    """Return a reference for forward that asks of the cache only what backward cannot do without."""

    def forward(X, parameters):
        A2, cache = solution.forward(X, parameters)
        return A2, {"A1": cache["A1"], "A2": A2}

    return forward


def slopes_whatever_the_cache(solution):
    """Return a reference for backward that makes its own cache, so that the student's may hold what it likes."""

    def backward(parameters, cache, X, Y):
        return solution.backward(parameters, solution.forward(X, parameters)[1], X, Y)

    return backward


def compare_slopes(student, solution, compare, parameters, X, Y):
    """Compare the slopes that the student's backward makes of the student's own cache."""
    answer = student.forward(X, parameters)
    has_cache = isinstance(answer, (tuple, list)) and len(answer) == 2
    assert has_cache, "backward needs a cache: forward should return two things, A2 and the cache."
    reference = slopes_whatever_the_cache(solution)
    return compare(student.backward, reference, parameters, answer[1], X, Y, **FLOAT32_INSIDE)


def is_network(parameters, shapes):
    """Tell whether this is a dict with the four parameters as arrays of these shapes."""
    return isinstance(parameters, dict) and all(
        isinstance(parameters.get(name), np.ndarray) and parameters[name].shape == shape
        for name, shape in shapes.items()
    )


@pytest.mark.exercise("initialize", weight=2)
@pytest.mark.visible
def test_initialize_several_outputs(student, solution, rng, compare):
    """Four inputs, three hidden units, two outputs: four small arrays, whose shapes come from the arguments."""
    compare(student.initialize, solution.initialize, 4, 3, 2, rng, **WHATEVER_WAS_DRAWN)


@pytest.mark.exercise("initialize", weight=2)
@pytest.mark.visible
def test_initialize_thousands_of_weights(student, solution, rng, compare, measures):
    """Thousands of weights: normal, with a standard deviation of 0.01, from the given generator; biases of zero."""
    function, right, draw = student.initialize, solution.initialize, seed_of(rng)
    compare.measure(function, right, measures.draws, draw, near=NEAR, sizes=[110, 100, 105])


@pytest.mark.exercise("initialize", weight=8)
def test_initialize_draws_as_it_should(student, solution, rng, compare, measures):
    """Thousands of weights in other shapes: normal, small, from the given generator; biases of zero."""
    function, right, draw = student.initialize, solution.initialize, seed_of(rng)
    sizes = rng.permutation([90, 115, 125]).tolist()
    compare.measure(function, right, measures.draws, draw, near=NEAR, sizes=sizes)


@pytest.mark.exercise("tanh")
@pytest.mark.visible
def test_tanh_of_a_small_array(student, solution, compare):
    """Some ordinary scores, positive and negative, in an array of shape (2, 3)."""
    compare(student.tanh, solution.tanh, np.array([[-3.0, -0.5, 0.0], [0.25, 1.0, 4.0]]))


@pytest.mark.exercise("tanh")
@pytest.mark.visible
def test_tanh_does_not_overflow(student, solution, compare):
    """Scores as large as 800 and as small as -800."""
    compare(student.tanh, solution.tanh, np.array([[-800.0, -30.0, 30.0, 800.0]]))


@pytest.mark.exercise("tanh", weight=2)
def test_tanh_of_other_shapes(student, solution, rng, compare):
    """A row, and an array with three axes."""
    compare(student.tanh, solution.tanh, rng.normal(scale=2, size=5))
    compare(student.tanh, solution.tanh, rng.normal(scale=2, size=(2, 3, 4)))


@pytest.mark.exercise("tanh", weight=2)
def test_tanh_far_out(student, solution, rng, compare):
    """Scores of +-800 among ordinary ones."""
    compare(student.tanh, solution.tanh, far_out(rng))


@pytest.mark.exercise("tanh_derivative")
@pytest.mark.visible
def test_tanh_derivative_of_a_small_array(student, solution, compare):
    """Some ordinary scores, positive and negative, in an array of shape (2, 3)."""
    Z = np.array([[-2.0, -0.5, 0.0], [0.25, 1.0, 3.0]])
    compare(student.tanh_derivative, solution.tanh_derivative, Z, **FLOAT32_INSIDE)


@pytest.mark.exercise("tanh_derivative")
def test_tanh_derivative_far_out(student, solution, rng, compare):
    """Scores of +-800, where tanh is flat, among ordinary ones."""
    compare(student.tanh_derivative, solution.tanh_derivative, far_out(rng), **FLOAT32_INSIDE)


@pytest.mark.exercise("tanh_derivative")
def test_tanh_derivative_of_other_shapes(student, solution, rng, compare):
    """A row, and an array with three axes."""
    compare(student.tanh_derivative, solution.tanh_derivative, rng.normal(size=5), **FLOAT32_INSIDE)
    compare(student.tanh_derivative, solution.tanh_derivative, rng.normal(size=(2, 3, 4)), **FLOAT32_INSIDE)


@pytest.mark.exercise("forward", weight=2)
@pytest.mark.visible
def test_forward_three_hidden_units(student, solution, rng, compare):
    """Two inputs, three hidden units, four points, and biases that are not zero."""
    parameters, X, _ = problem(rng, inputs=2, hidden=3, examples=4)
    compare(student.forward, answer_and_hidden_layer(solution), X, parameters, **FLOAT32_INSIDE)


@pytest.mark.exercise("forward")
def test_forward_more_inputs_than_units(student, solution, rng, compare):
    """Five inputs, two hidden units, three points."""
    parameters, X, _ = problem(rng, inputs=5, hidden=2, examples=3)
    compare(student.forward, answer_and_hidden_layer(solution), X, parameters, **FLOAT32_INSIDE)


@pytest.mark.exercise("forward")
def test_forward_a_single_point(student, solution, rng, compare):
    """One point is still a column, and its answer has the shape (1, 1)."""
    parameters, X, _ = problem(rng, inputs=3, hidden=4, examples=1)
    compare(student.forward, answer_and_hidden_layer(solution), X, parameters, **FLOAT32_INSIDE)


@pytest.mark.exercise("forward")
def test_forward_all_sizes_equal(student, solution, rng, compare):
    """As many inputs as units as points, where a wrong product may have the right shape."""
    parameters, X, _ = problem(rng, inputs=4, hidden=4, examples=4)
    compare(student.forward, answer_and_hidden_layer(solution), X, parameters, **FLOAT32_INSIDE)


@pytest.mark.exercise("forward")
def test_forward_with_huge_scores(student, solution, rng, compare):
    """Scores of many hundreds in both directions, in both layers."""
    X, parameters = huge_scores(solution, rng, inputs=2, hidden=3, examples=6)
    compare(student.forward, answer_and_hidden_layer(solution), X, parameters, **FLOAT32_INSIDE)


def huge_scores(solution, rng, inputs, hidden, examples):
    """Return X and parameters whose scores lie far out on both sides of 0, so that float32 finds the same answer."""
    while True:
        parameters, X, _ = problem(rng, inputs, hidden, examples)
        large = {name: 1000 * value for name, value in parameters.items()}
        cache = solution.forward(X, large)[1]
        layers = (cache["Z1"], cache["Z2"])
        if all(np.all(np.abs(Z) > 50) and np.any(Z > 0) and np.any(Z < 0) for Z in layers):
            return X, large


@pytest.mark.exercise("cost")
@pytest.mark.visible
def test_cost_of_four_answers(student, solution, compare):
    """Four answers, some good, some bad."""
    A2, Y = np.array([[0.9, 0.2, 0.6, 0.05]]), np.array([[1, 0, 0, 1]])
    compare(student.cost, solution.cost, A2, Y, rtol=1e-5)


@pytest.mark.exercise("cost")
@pytest.mark.visible
def test_cost_of_sure_and_right_answers(student, solution, compare):
    """Answers of exactly 0 and exactly 1, all of them right: the cost is zero."""
    A2, Y = np.array([[0.0, 1.0, 1.0]]), np.array([[0, 1, 1]])
    compare(student.cost, solution.cost, A2, Y, atol=1e-5)


@pytest.mark.exercise("cost", weight=2)
def test_cost_is_an_average_over_examples(student, solution, rng, compare):
    """Nine answers, and then one alone: the cost does not grow with the number of examples."""
    Y = rng.permutation(np.arange(9) % 2).reshape(1, 9)
    compare(student.cost, solution.cost, rng.uniform(0.02, 0.98, size=(1, 9)), Y, rtol=1e-5)
    compare(student.cost, solution.cost, rng.uniform(0.1, 0.4, size=(1, 1)), np.array([[1]]), rtol=1e-5)


@pytest.mark.exercise("cost", weight=2)
def test_cost_of_sure_and_wrong_answers_is_large_and_finite(student, rng):
    """Answers of exactly 0 and exactly 1, all of them wrong."""
    Y = rng.permutation([0, 1, rng.integers(2)]).reshape(1, 3)
    value = student.cost(1.0 - Y, Y)
    assert np.size(value) == 1, "The cost should be a single number: average over the examples."
    assert np.all(np.isfinite(value)), (
        "For answers of exactly 0 and 1 that are wrong, the cost is not finite. "
        "Keep A2 a tiny bit away from 0 and 1 before taking logarithms."
    )
    assert np.all(np.asarray(value) > 5), (
        "Being completely sure and wrong should be punished hard, but the cost is small here. "
        "Do you keep A2 away from 0 and 1 by a tiny amount only, such as 1e-12?"
    )


@pytest.mark.exercise("backward", weight=2)
@pytest.mark.visible
def test_backward_three_hidden_units(student, solution, rng, compare):
    """Two inputs, three hidden units, five points."""
    compare_slopes(student, solution, compare, *problem(rng, inputs=2, hidden=3, examples=5))


@pytest.mark.exercise("backward", weight=2)
def test_backward_more_inputs_than_points(student, solution, rng, compare):
    """Six inputs, two hidden units, four points."""
    compare_slopes(student, solution, compare, *problem(rng, inputs=6, hidden=2, examples=4))


@pytest.mark.exercise("backward")
def test_backward_all_sizes_equal(student, solution, rng, compare):
    """As many inputs as units as points, where a wrong product may have the right shape."""
    compare_slopes(student, solution, compare, *problem(rng, inputs=4, hidden=4, examples=4))


@pytest.mark.exercise("backward")
def test_backward_a_single_point(student, solution, rng, compare):
    """One point alone: nothing to average."""
    compare_slopes(student, solution, compare, *problem(rng, inputs=3, hidden=5, examples=1))


@pytest.mark.exercise("backward")
def test_backward_one_hidden_unit(student, solution, rng, compare):
    """A hidden layer of a single unit: all arrays keep two axes."""
    compare_slopes(student, solution, compare, *problem(rng, inputs=2, hidden=1, examples=6))


@pytest.mark.exercise("backward", weight=2)
def test_backward_gives_the_measured_slopes_of_the_cost(student, solution, rng):
    """Moves each parameter a little and measures how the cost changes."""
    parameters, X, Y = problem(rng, inputs=2, hidden=3, examples=7)
    answer = student.forward(X, parameters)
    has_cache = isinstance(answer, (tuple, list)) and len(answer) == 2
    assert has_cache, "backward needs a cache: forward should return two things, A2 and the cache."
    grads = student.backward(parameters, answer[1], X, Y)
    complete = isinstance(grads, dict) and all(
        np.shape(grads.get(f"d{name}")) == parameters[name].shape for name in NAMES
    )
    assert complete, 'Return a dict of "dW1", "db1", "dW2" and "db2", each in the shape of what it changes.'
    epsilon = 1e-5
    for name in NAMES:
        for place in np.ndindex(parameters[name].shape):
            costs = []
            for step in (epsilon, -epsilon):
                moved = {key: value.copy() for key, value in parameters.items()}
                moved[name][place] += step
                costs.append(solution.cost(solution.forward(X, moved)[0], Y))
            slope = (costs[0] - costs[1]) / (2 * epsilon)
            assert np.isclose(grads[f"d{name}"][place], slope, rtol=1e-3, atol=1e-5), (
                f"d{name} is not the slope of the cost: when an entry of {name} is moved a little, "
                "the cost changes differently."
            )


@pytest.mark.exercise("update", weight=2)
@pytest.mark.visible
def test_update_one_step(student, solution, rng, compare):
    """Two inputs, three hidden units, a learning rate of 0.5; the gradients stand in the dict in another order."""
    parameters = network(rng, 2, 3)
    grads = {f"d{name}": rng.normal(size=parameters[name].shape).round(2) for name in reversed(NAMES)}
    compare(student.update, solution.update, parameters, grads, 0.5)


@pytest.mark.exercise("update", weight=2)
def test_update_other_sizes(student, solution, rng, compare):
    """Four inputs, four hidden units, another learning rate."""
    parameters = network(rng, 4, 4)
    grads = {f"d{name}": rng.normal(size=value.shape) for name, value in parameters.items()}
    compare(student.update, solution.update, parameters, grads, learning_rate=rng.uniform(0.02, 0.2))


@pytest.mark.exercise("update", weight=2)
def test_update_finds_gradients_by_name(student, solution, rng, compare):
    """The gradients stand in the dict in another order; the names tell which is which."""
    parameters = network(rng, 3, 2)
    grads = {f"d{name}": rng.normal(size=parameters[name].shape) for name in reversed(NAMES)}
    compare(student.update, solution.update, parameters, grads, 1.5)


@pytest.mark.exercise("fit", weight=2)
@pytest.mark.visible
def test_fit_four_steps(student, solution, rng, compare):
    """Four steps with three hidden units on ten points, nine in ten of class 1."""
    X, Y = one_class_rare(rng, inputs=2, examples=10)
    compare(student.fit, solution.fit, X, Y, 3, 4, 1.5, rng, **WHATEVER_WAS_DRAWN)


@pytest.mark.exercise("fit")
def test_fit_other_sizes(student, solution, rng, compare):
    """Three steps with two hidden units on points with four coordinates."""
    X, Y = one_class_rare(rng, inputs=4, examples=20)
    arguments = {"n_h": 2, "num_iterations": 3, "learning_rate": 2.0}
    compare(student.fit, solution.fit, X, Y, **arguments, rng=rng, **WHATEVER_WAS_DRAWN)


@pytest.mark.exercise("fit", weight=2)
def test_fit_walks_down_from_its_own_start(student, solution, rng, compare):
    """Trains from the same generator for no step and for many, and follows the way between."""
    seed = int(rng.integers(1_000_000))
    _, X, Y = problem(rng, inputs=3, hidden=1, examples=12)
    answers = [student.fit(X, Y, 4, steps, 1.0, np.random.default_rng(seed)) for steps in (0, 60)]
    pairs = all(isinstance(answer, (tuple, list)) and len(answer) == 2 for answer in answers)
    assert pairs, "Return two things: the parameters as a dict of four arrays, and the list of costs."
    (start, no_costs), (end, costs) = answers
    assert np.size(no_costs) == 0, "Without a step there should be no cost: the list is empty."
    fitting = all(is_network(parameters, shapes_of(3, 4)) for parameters in (start, end))
    assert fitting, (
        'The parameters should be a dict of "W1", "b1", "W2" and "b2", with the sizes that come from the rows of X '
        "and Y and from n_h."
    )
    different = len({row.tobytes() for row in start["W1"]}) == 4
    assert different, "Before the first step two units have the same weights. Start from initialize, with the rng."
    parameters = {name: start[name].astype(np.float64) for name in NAMES}
    expected_costs = []
    for _ in range(60):
        A2, cache = solution.forward(X, parameters)
        expected_costs.append(solution.cost(A2, Y))
        parameters = solution.update(parameters, solution.backward(parameters, cache, X, Y), 1.0)
    assert np.shape(costs) == (60,), "After 60 steps there should be 60 costs: one for each step."
    assert np.allclose(costs, expected_costs, rtol=1e-4, atol=1e-4), (
        "The costs are not those of gradient descent from your start. In each round: forward, cost, backward, "
        "update, and start the next round from the new parameters."
    )
    assert all(np.allclose(end[name], parameters[name], rtol=1e-2, atol=1e-3) for name in NAMES), (
        "The final parameters are not those that gradient descent reaches from your start."
    )


@pytest.mark.exercise("fit", weight=2)
def test_fit_bends_the_boundary(student, solution, rng):
    """Trains on a disc inside a ring, which no straight line divides."""
    Y = (np.arange(60) % 2).reshape(1, 60)
    radius = np.where(Y[0] == 1, 1.0, 0.3)
    right = 0.0
    for _ in range(4):  # of a hundred starts, one is caught on the way
        angle = rng.uniform(0, 2 * np.pi, 60)
        X = radius * np.stack([np.cos(angle), np.sin(angle)])
        answer = student.fit(X, Y, 6, 1500, 2.0, rng)
        complete = isinstance(answer, (tuple, list)) and len(answer) == 2 and is_network(answer[0], shapes_of(2, 6))
        assert complete, "Return two things: the parameters as a dict of four arrays, and the list of costs."
        right = np.mean(solution.predict(answer[0], X) == Y)
        if right > 0.9:
            break
    assert right > 0.9, (
        "After 1500 steps six hidden units should tell a disc from the ring around it, but they do not. "
        "Does every parameter learn in every round?"
    )


@pytest.mark.exercise("predict")
@pytest.mark.visible
def test_predict_eight_points(student, solution, rng, compare):
    """Two inputs, three hidden units, eight points."""
    parameters, X, _ = problem(rng, inputs=2, hidden=3, examples=8)
    compare(student.predict, solution.predict, balanced(solution, parameters, X), X)


@pytest.mark.exercise("predict")
def test_predict_many_points(student, solution, rng, compare):
    """Five inputs, two hidden units, thirty points."""
    parameters, X, _ = problem(rng, inputs=5, hidden=2, examples=30)
    compare(student.predict, solution.predict, with_close_calls(solution, parameters, X), X)


@pytest.mark.exercise("predict")
def test_predict_single_points(student, solution, rng, compare):
    """One point of each class, one after the other: each answer has the shape (1, 1)."""
    parameters, X, _ = problem(rng, inputs=3, hidden=4, examples=9)
    parameters = with_close_calls(solution, parameters, X)
    scores = solution.forward(X, parameters)[1]["Z2"][0]
    for place in (np.where(scores > 0, -np.inf, scores).argmax(), np.where(scores > 0, scores, np.inf).argmin()):
        compare(student.predict, solution.predict, parameters, X[:, place : place + 1])


def with_close_calls(solution, parameters, X):
    """Return balanced parameters with which the scores that are nearest to 0 are 0.3 and -0.3."""
    parameters = balanced(solution, parameters, X)
    nearest = np.abs(solution.forward(X, parameters)[1]["Z2"]).min()
    return {**parameters, **{name: parameters[name] * 0.3 / nearest for name in ("W2", "b2")}}


def balanced(solution, parameters, X):
    """Return the parameters with the last bias moved so that the answers fall on both sides, none near 0.5."""
    scores = np.sort(solution.forward(X, parameters)[1]["Z2"][0])
    gap = len(scores) // 3 + np.argmax(np.diff(scores[len(scores) // 3 : 2 * len(scores) // 3 + 1]))
    return {**parameters, "b2": parameters["b2"] - (scores[gap] + scores[gap + 1]) / 2}


@pytest.mark.exercise("relu")
@pytest.mark.visible
def test_relu_of_a_small_array(student, solution, compare):
    """Some ordinary scores, positive and negative, in an array of shape (2, 3)."""
    compare(student.relu, solution.relu, np.array([[-3.0, -0.5, 0.0], [0.25, 1.5, 4.0]]))


@pytest.mark.exercise("relu", weight=2)
def test_relu_of_other_shapes(student, solution, rng, compare):
    """A row, an array with three axes, and very large scores."""
    compare(student.relu, solution.relu, without_corner(rng, 7))
    compare(student.relu, solution.relu, without_corner(rng, (2, 3, 4)))
    compare(student.relu, solution.relu, far_out(rng))


@pytest.mark.exercise("relu_derivative")
@pytest.mark.visible
def test_relu_derivative_of_a_small_array(student, solution, compare):
    """Some scores on both sides, in an array of shape (2, 3)."""
    compare(student.relu_derivative, solution.relu_derivative, np.array([[-3.0, -0.5, 0.25], [0.75, -1.5, 4.0]]))


@pytest.mark.exercise("relu_derivative", weight=2)
def test_relu_derivative_of_other_shapes(student, solution, rng, compare):
    """A row, and an array with three axes."""
    compare(student.relu_derivative, solution.relu_derivative, without_corner(rng, 7))
    compare(student.relu_derivative, solution.relu_derivative, without_corner(rng, (2, 3, 4)))


@pytest.mark.exercise("leaky_relu")
@pytest.mark.visible
def test_leaky_relu_with_the_usual_alpha(student, solution, compare):
    """Scores on both sides, with alpha left at 0.01."""
    compare(student.leaky_relu, solution.leaky_relu, np.array([[-30.0, -5.0, -0.5], [0.25, 1.5, 4.0]]))


@pytest.mark.exercise("leaky_relu")
@pytest.mark.visible
def test_leaky_relu_with_another_alpha(student, solution, compare):
    """With alpha = 0.2; and once with whole numbers, of which the negative ones become fractions."""
    compare(student.leaky_relu, solution.leaky_relu, np.array([[-3.0, -0.5], [0.25, 4.0]]), 0.2)
    compare(student.leaky_relu, solution.leaky_relu, np.array([[-14, 2], [-6, 5]]), 0.2)


@pytest.mark.exercise("leaky_relu", weight=2)
def test_leaky_relu_of_other_shapes(student, solution, rng, compare):
    """A row, an array with three axes, and another alpha."""
    compare(student.leaky_relu, solution.leaky_relu, without_corner(rng, 7), alpha=0.3)
    compare(student.leaky_relu, solution.leaky_relu, without_corner(rng, (2, 3, 4)), alpha=0.05)


@pytest.mark.exercise("leaky_relu", weight=2)
def test_leaky_relu_of_whole_numbers(student, solution, rng, compare):
    """An array of integers; the negative ones become fractions."""
    compare(student.leaky_relu, solution.leaky_relu, whole_numbers(rng), alpha=0.23)


@pytest.mark.exercise("leaky_relu_derivative")
@pytest.mark.visible
def test_leaky_relu_derivative_with_the_usual_alpha(student, solution, compare):
    """Scores on both sides, with alpha left at 0.01."""
    Z = np.array([[-3.0, -0.5, 0.25], [0.75, -1.5, 4.0]])
    compare(student.leaky_relu_derivative, solution.leaky_relu_derivative, Z)


@pytest.mark.exercise("leaky_relu_derivative")
@pytest.mark.visible
def test_leaky_relu_derivative_with_another_alpha(student, solution, compare):
    """With alpha = 0.2; and once with whole numbers, whose slopes on the left are fractions."""
    compare(student.leaky_relu_derivative, solution.leaky_relu_derivative, np.array([[-3.0, -0.5], [0.25, 4.0]]), 0.2)
    compare(student.leaky_relu_derivative, solution.leaky_relu_derivative, np.array([[-3, 2], [-1, 5]]), 0.2)


@pytest.mark.exercise("leaky_relu_derivative", weight=2)
def test_leaky_relu_derivative_of_other_shapes(student, solution, rng, compare):
    """A row, an array with three axes, and another alpha."""
    compare(student.leaky_relu_derivative, solution.leaky_relu_derivative, without_corner(rng, 7), alpha=0.3)
    compare(student.leaky_relu_derivative, solution.leaky_relu_derivative, without_corner(rng, (2, 3, 4)), alpha=0.05)


@pytest.mark.exercise("leaky_relu_derivative", weight=2)
def test_leaky_relu_derivative_of_whole_numbers(student, solution, rng, compare):
    """An array of integers; the slopes on the left are fractions."""
    compare(student.leaky_relu_derivative, solution.leaky_relu_derivative, whole_numbers(rng), alpha=0.23)


@pytest.mark.exercise("elu")
@pytest.mark.visible
def test_elu_with_the_usual_alpha(student, solution, compare):
    """Scores on both sides, with alpha left at 1."""
    compare(student.elu, solution.elu, np.array([[-3.0, -0.5, 0.0], [0.25, 1.5, 4.0]]))


@pytest.mark.exercise("elu")
@pytest.mark.visible
def test_elu_with_another_alpha(student, solution, compare):
    """With alpha = 0.6; and once with alpha = 2.5 and whole numbers, of which the negative ones become fractions."""
    compare(student.elu, solution.elu, np.array([[-3.0, -0.5], [0.25, 4.0]]), 0.6)
    compare(student.elu, solution.elu, np.array([[-3, 2], [-1, 5]]), 2.5)


@pytest.mark.exercise("elu")
@pytest.mark.visible
def test_elu_does_not_overflow(student, solution, compare):
    """Scores as large as 800 and as small as -800."""
    compare(student.elu, solution.elu, np.array([[-800.0, -1.0, 2.0, 800.0]]))


@pytest.mark.exercise("elu", weight=3)
def test_elu_of_other_shapes(student, solution, rng, compare):
    """A row, an array with three axes, another alpha; and scores of +-800 among ordinary ones."""
    compare(student.elu, solution.elu, without_corner(rng, 7), alpha=2.5)
    compare(student.elu, solution.elu, far_out(rng), alpha=0.6)
    compare(student.elu, solution.elu, without_corner(rng, (2, 3, 4)), alpha=0.3)


@pytest.mark.exercise("elu", weight=3)
def test_elu_of_whole_numbers(student, solution, rng, compare):
    """An array of integers; the negative ones become fractions."""
    compare(student.elu, solution.elu, whole_numbers(rng), alpha=1.5)


@pytest.mark.exercise("elu_derivative")
@pytest.mark.visible
def test_elu_derivative_with_the_usual_alpha(student, solution, compare):
    """Scores on both sides, with alpha left at 1."""
    Z = np.array([[-3.0, -0.5, 0.25], [0.75, -1.5, 4.0]])
    compare(student.elu_derivative, solution.elu_derivative, Z, **FLOAT32_INSIDE)


@pytest.mark.exercise("elu_derivative")
@pytest.mark.visible
def test_elu_derivative_with_another_alpha(student, solution, compare):
    """With alpha = 0.6; among ordinary scores one of -800, where the slope is 0, and one of 800."""
    Z = np.array([[-3.0, -800.0, -0.5], [0.25, 800.0, 4.0]])
    compare(student.elu_derivative, solution.elu_derivative, Z, 0.6, **FLOAT32_INSIDE)


@pytest.mark.exercise("elu_derivative", weight=2)
def test_elu_derivative_far_out(student, solution, rng, compare):
    """Scores of +-800: flat on the left, steep on the right; and ordinary ones among them."""
    compare(student.elu_derivative, solution.elu_derivative, far_out(rng), **FLOAT32_INSIDE)


@pytest.mark.exercise("elu_derivative", weight=2)
def test_elu_derivative_of_other_shapes(student, solution, rng, compare):
    """A row, an array with three axes, another alpha, and whole numbers."""
    for Z, alpha in (
        (without_corner(rng, 7), 2.5),
        (without_corner(rng, (2, 3, 4)), 0.3),
        (whole_numbers(rng), 1.5),
    ):
        compare(student.elu_derivative, solution.elu_derivative, Z, alpha=alpha, **FLOAT32_INSIDE)


@pytest.mark.exercise("maxout")
@pytest.mark.visible
def test_maxout_of_two_small_arrays(student, solution, compare):
    """Two arrays of shape (2, 3), with negative scores in both."""
    Z1, Z2 = np.array([[-3.0, 0.5, 2.0], [-0.25, 1.0, -4.0]]), np.array([[-1.0, 0.75, -5.0], [-0.5, 3.0, -6.0]])
    compare(student.maxout, solution.maxout, Z1, Z2)


@pytest.mark.exercise("maxout")
def test_maxout_of_other_shapes(student, solution, rng, compare):
    """Rows, and arrays with three axes."""
    compare(student.maxout, solution.maxout, rng.normal(size=6), rng.normal(size=6))
    compare(student.maxout, solution.maxout, rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 3, 4)))


@pytest.mark.exercise("maxout")
def test_maxout_where_all_scores_are_negative(student, solution, rng, compare):
    """Every score is below zero: the larger of two negative numbers is negative, too."""
    compare(student.maxout, solution.maxout, -rng.uniform(1, 3, size=(3, 4)), -rng.uniform(1, 3, size=(3, 4)))
