"""Hidden checks of deep_network."""

import itertools

import numpy as np
import pytest

# Inside a student's notebook float32 may come in through another exercise and leave as float64.
FLOAT32_INSIDE = {"rtol": 1e-5, "atol": 1e-6}
NEAR = 0.07  # how far two measurements may lie apart: five standard deviations or more of what chance does to them
ANY_NORMAL_DRAW = {"rtol": 0, "atol": 12.0}  # shapes and names alone
# A cost near 0 differs by how far A is kept from 0 and 1.
WHATEVER_THE_MARGIN = {"rtol": 1e-5, "atol": 1e-6}


def network(rng, layer_dims):
    """Return parameters that are far from zero, biases too."""
    parameters = {}
    for layer, (n_prev, n) in enumerate(itertools.pairwise(layer_dims), start=1):
        parameters[f"W{layer}"] = rng.normal(scale=0.8, size=(n, n_prev))
        parameters[f"b{layer}"] = rng.normal(scale=0.5, size=(n, 1))
    return parameters


def until(holds, draw):
    """Draw again and again until what was drawn shows what a check is for, and no accident hides it."""
    while not holds(drawn := draw()):
        pass
    return drawn


def bends(Z):
    """Tell whether ReLU lets some of these scores pass and cuts others, none of them near its corner."""
    return bool(np.any(Z > 0) and np.any(Z < 0) and np.all(np.abs(Z) > 1e-3))


def one_hot(rng, classes, examples):
    """Return labels, (classes, examples), in which the classes take turns in random order."""
    return np.eye(classes)[:, rng.permutation(np.arange(examples) % classes)]


def one_layer(rng, n_prev, n, m):
    """Return A_prev (n_prev, m), W (n, n_prev) and b (n, 1), far from zero."""
    return rng.normal(size=(n_prev, m)), rng.normal(size=(n, n_prev)), rng.normal(size=(n, 1))


def halves(rng, *shape):
    """Return multiples of one half, none of them 0: their sums and products are short to write into a notebook."""
    return rng.choice([-2.0, -1.5, -1.0, -0.5, 0.5, 1.0, 1.5, 2.0], size=shape)


def layer_of_halves(rng, n_prev, n, m):
    """Return A_prev, W and b like `one_layer`."""
    return halves(rng, n_prev, m), halves(rng, n, n_prev), halves(rng, n, 1)


def network_of_halves(rng, layer_dims):
    """Return parameters like `network`."""
    return {name: halves(rng, *value.shape) for name, value in network(rng, layer_dims).items()}


def backwards(named):
    """Return the same dict in the opposite order."""
    return {name: named[name] for name in reversed(named)}


def layer_cache(rng, n_prev, n, m):
    """Return the cache of a layer in the stated form, with scores that keep away from the corner of ReLU."""
    A_prev, W, b = one_layer(rng, n_prev, n, m)
    Z = rng.uniform(0.1, 2.0, size=(n, m)) * rng.choice([-1.0, 1.0], size=(n, m))
    return {"A_prev": A_prev, "W": W, "b": b, "Z": Z}


def backward_problem(solution, rng, layer_dims, examples):
    """Return AL, Y and the caches of a network on random examples."""
    AL, caches = solution.model_forward(rng.normal(size=(layer_dims[0], examples)), network(rng, layer_dims))
    return AL, one_hot(rng, layer_dims[-1], examples), caches


def living_problem(solution, rng, layer_dims, examples):
    """Return AL, Y and caches like `backward_problem`: every layer bends, and the error reaches every layer."""

    def lives(problem):
        grads = solution.model_backward(*problem)
        reached = all(np.abs(slopes).max() > 1e-3 for slopes in grads.values())
        return reached and all(bends(cache["Z"]) for cache in problem[2])

    return until(lives, lambda: backward_problem(solution, rng, layer_dims, examples))


def living_network(solution, rng, layer_dims, examples):
    """Return X and parameters with which every layer bends."""

    def lives(problem):
        return all(bends(cache["Z"]) for cache in solution.model_forward(*problem)[1])

    return until(lives, lambda: (rng.normal(size=(layer_dims[0], examples)), network(rng, layer_dims)))


def bending_network(rng, X, layer_dims):
    """Return parameters that are short to write, with which half of the examples in X pass each unit's ReLU."""
    parameters, A = {}, X
    for layer, n in enumerate(layer_dims[1:], start=1):
        W = halves(rng, n, len(A))
        b = -np.median(W @ A, axis=1, keepdims=True)
        parameters[f"W{layer}"], parameters[f"b{layer}"], A = W, b, np.maximum(0, W @ A + b)
    return parameters


def bending_problem(solution, rng, layer_dims, examples):
    """Return AL, Y and caches like `living_problem`, but short to write; hardly any slope is 0, and every bend counts."""

    def draw():
        X = halves(rng, layer_dims[0], examples)
        AL, caches = solution.model_forward(X, bending_network(rng, X, layer_dims))
        return AL.round(1).clip(0.1, 0.9), one_hot(rng, layer_dims[-1], examples), caches

    def lives(problem):
        AL, Y, caches = problem
        slopes, dZ = np.concatenate([np.ravel(part) for part in solution.model_backward(*problem).values()]), AL - Y
        for cache, above in zip(caches[-2::-1], caches[:0:-1], strict=True):
            dA = above["W"].T @ dZ
            if not np.any(dA[cache["Z"] < 0]):
                return False
            dZ = dA * (cache["Z"] > 0)
        return np.mean(np.abs(slopes) > 1e-3) > 0.9 and all(bends(cache["Z"]) for cache in caches)

    return until(lives, draw)


def answered(solution, rng, layer_dims, examples):
    """Return X and parameters of a network whose answers are of several classes, none of them by a hair."""
    parameters, X = network(rng, layer_dims), rng.normal(scale=2, size=(layer_dims[0], 10 * examples + 40))
    Z = solution.model_forward(X, parameters)[1][-1]["Z"]
    middle = Z.mean(axis=1, keepdims=True)  # without it, no class is ahead of the others everywhere
    last = f"b{len(layer_dims) - 1}"
    scores = np.sort(Z - middle, axis=0)
    clear = np.flatnonzero(scores[-1] - scores[-2] > 0.01)
    classes = np.argmax(Z - middle, axis=0)[clear].tolist()
    turns = [classes[:place].count(found) for place, found in enumerate(classes)]  # each class comes once, then again
    chosen = clear[np.argsort(turns, kind="stable")[:examples]]
    return X[:, chosen], {**parameters, last: parameters[last] - middle}


def seed_of(rng):
    """Draw the seed of a generator."""
    return int(rng.integers(2**32))


@pytest.mark.exercise("initialize", weight=2)
@pytest.mark.visible
def test_initialize_two_layers(student, solution, rng, compare):
    """Widths 3, 2 and 4: two matrices and two columns, each in its shape."""
    compare(student.initialize, solution.initialize, [3, 2, 4], rng, **ANY_NORMAL_DRAW)


@pytest.mark.exercise("initialize", weight=2)
@pytest.mark.visible
def test_initialize_thousands_of_weights(student, solution, rng, compare, measures):
    """Thousands of weights: normal, each layer's as small as its inputs are many, from the given generator."""
    function, right, draw = student.initialize, solution.initialize, seed_of(rng)
    compare.measure(function, right, measures.draws, draw, near=NEAR, layer_dims=[100, 160, 70, 120])


@pytest.mark.exercise("initialize")
def test_initialize_other_depths(student, solution, rng, compare):
    """One layer, and five layers; the weights are not all alike."""
    for layer_dims in ([3, int(rng.integers(5, 9))], [2, *rng.permutation([6, 3, 4, 5]).tolist(), 3]):
        parameters = compare(student.initialize, solution.initialize, layer_dims, rng, **ANY_NORMAL_DRAW)
        assert len(np.unique(parameters["W1"])) > 1, "All weights of a layer are the same number. Draw each by itself."


@pytest.mark.exercise("initialize", weight=7)
def test_initialize_draws_as_it_should(student, solution, rng, compare, measures):
    """Thousands of weights of other widths: normal, each layer's in its size, from the given generator."""
    layer_dims = [200, *rng.permutation([80, 120]).tolist(), 50]
    function, right, draw = student.initialize, solution.initialize, seed_of(rng)
    compare.measure(function, right, measures.draws, draw, near=NEAR, layer_dims=layer_dims)


@pytest.mark.exercise("linear_forward", weight=2)
@pytest.mark.visible
def test_linear_forward_three_units(student, solution, rng, compare):
    """Four inputs, three units, two examples, and biases that are not zero."""
    compare(student.linear_forward, solution.linear_forward, *layer_of_halves(rng, n_prev=4, n=3, m=2))


@pytest.mark.exercise("linear_forward")
def test_linear_forward_more_units_than_inputs(student, solution, rng, compare):
    """Two inputs, six units, five examples."""
    compare(student.linear_forward, solution.linear_forward, *one_layer(rng, n_prev=2, n=6, m=5))


@pytest.mark.exercise("linear_forward", weight=2)
def test_linear_forward_all_sizes_equal(student, solution, rng, compare):
    """As many inputs as units as examples, where a wrong product may have the right shape."""
    compare(student.linear_forward, solution.linear_forward, *one_layer(rng, n_prev=4, n=4, m=4))


@pytest.mark.exercise("linear_forward")
def test_linear_forward_a_single_example(student, solution, rng, compare):
    """One example is still a column; and then one single unit."""
    compare(student.linear_forward, solution.linear_forward, *one_layer(rng, n_prev=5, n=3, m=1))
    compare(student.linear_forward, solution.linear_forward, *one_layer(rng, n_prev=3, n=1, m=4))


@pytest.mark.exercise("softmax", weight=2)
@pytest.mark.visible
def test_softmax_of_four_classes(student, solution, compare):
    """Four classes, three examples: the columns add up to 1."""
    Z = np.array([[2.0, -1.0, 0.5], [1.0, 0.0, 0.5], [0.1, 3.0, -2.0], [-1.0, 0.2, 1.0]])
    compare(student.softmax, solution.softmax, Z)


@pytest.mark.exercise("softmax", weight=2)
@pytest.mark.visible
def test_softmax_does_not_overflow(student, solution, compare):
    """Scores of +-800, where the exponential is too large for a computer, or all powers are 0."""
    compare(student.softmax, solution.softmax, np.array([[800.0, -801.0, 1.0], [-800.0, -800.0, 0.0]]))


@pytest.mark.exercise("softmax", weight=2)
def test_softmax_of_other_sizes(student, solution, rng, compare):
    """Ten classes and four examples, two classes and seven examples."""
    compare(student.softmax, solution.softmax, rng.normal(scale=2, size=(10, 4)))
    compare(student.softmax, solution.softmax, rng.normal(scale=2, size=(2, 7)))


@pytest.mark.exercise("softmax", weight=2)
def test_softmax_as_many_classes_as_examples(student, solution, rng, compare):
    """A square of scores, where the wrong axis does not show in the shape."""
    compare(student.softmax, solution.softmax, rng.normal(scale=2, size=(5, 5)))


@pytest.mark.exercise("softmax", weight=2)
def test_softmax_of_a_single_example(student, solution, rng, compare):
    """One example, and one with whole numbers for scores."""
    compare(student.softmax, solution.softmax, rng.normal(scale=2, size=(6, 1)))
    compare(student.softmax, solution.softmax, rng.permutation([3, 1, -2, 5])[:3].reshape(3, 1))


@pytest.mark.exercise("softmax", weight=2)
def test_softmax_examples_far_apart(student, solution, rng, compare):
    """Some examples with scores around 2000 or -2000; and one example with both: each column has its own maximum."""
    Z = rng.normal(size=(3, 4)) + rng.permutation([2000.0, 0.0, -2000.0, 5.0])
    compare(student.softmax, solution.softmax, Z)
    Z[:, rng.integers(4)] += rng.permutation([2000.0, -2000.0, 0.0])
    compare(student.softmax, solution.softmax, Z)


@pytest.mark.exercise("activation_forward", weight=2)
@pytest.mark.visible
@pytest.mark.parametrize("activation", ["relu", "tanh", "softmax"])
def test_activation_forward_with_each_activation(student, solution, rng, compare, activation):
    """Three inputs, two units, two examples, with this activation."""
    problem = layer_of_halves(rng, n_prev=3, n=2, m=2)
    compare(student.activation_forward, solution.activation_forward, *problem, activation, **FLOAT32_INSIDE)


@pytest.mark.exercise("activation_forward", weight=3)
@pytest.mark.parametrize("activation", ["relu", "tanh", "softmax"])
def test_activation_forward_other_sizes(student, solution, rng, compare, activation):
    """Six inputs, two units, three examples; then one example alone."""
    for m in (3, 1):
        problem = until(
            lambda problem: bends(solution.linear_forward(*problem)[0]), lambda m=m: one_layer(rng, n_prev=6, n=2, m=m)
        )
        compare(
            student.activation_forward,
            solution.activation_forward,
            *problem,
            activation=activation,
            **FLOAT32_INSIDE,
        )


@pytest.mark.exercise("activation_forward", weight=3)
def test_activation_forward_with_large_scores(student, solution, rng, compare):
    """Weights so large that the scores are in the hundreds."""
    # Scores of one example are far from 0 and from each other, so that float32 finds the same answer.
    W = np.stack([rng.permutation([-900.0, -300.0, 300.0, 900.0]) for _ in range(3)], axis=1)  # (4, 3)
    A_prev = np.eye(3)[:, rng.permutation(3)] + rng.uniform(-0.05, 0.05, size=(3, 3))
    b = rng.normal(size=(4, 1))
    for activation in ("softmax", "tanh", "relu"):
        compare(student.activation_forward, solution.activation_forward, A_prev, W, b, activation, **FLOAT32_INSIDE)


@pytest.mark.exercise("model_forward", weight=2)
@pytest.mark.visible
def test_model_forward_four_layers(student, solution, rng, compare):
    """Widths 2, 3, 2, 2 and 2, two examples; the parameters stand in the dict in another order."""

    def lives(problem):
        return all(bends(cache["Z"]) for cache in solution.model_forward(*problem)[1])

    X = halves(rng, 2, 2)
    X, parameters = until(lives, lambda: (X, bending_network(rng, X, [2, 3, 2, 2, 2])))
    compare(student.model_forward, solution.model_forward, X, backwards(parameters), **FLOAT32_INSIDE)


@pytest.mark.exercise("model_forward", weight=2)
def test_model_forward_five_layers(student, solution, rng, compare):
    """Widths 4, 6, 3, 5, 2 and 4, seven examples."""
    X, parameters = living_network(solution, rng, [4, 6, 3, 5, 2, 4], examples=7)
    compare(student.model_forward, solution.model_forward, X, parameters, **FLOAT32_INSIDE)


@pytest.mark.exercise("model_forward")
def test_model_forward_one_and_two_layers(student, solution, rng, compare):
    """No hidden layer at all, and then one."""
    for layer_dims in ([5, 3], [4, 6, 3]):
        X, parameters = living_network(solution, rng, layer_dims, examples=4)
        compare(student.model_forward, solution.model_forward, X, parameters, **FLOAT32_INSIDE)


@pytest.mark.exercise("model_forward")
def test_model_forward_all_widths_equal(student, solution, rng, compare):
    """Four layers of width 4, where taking the wrong matrix does not show in the shapes."""
    X, parameters = living_network(solution, rng, [4, 4, 4, 4, 4], examples=4)
    compare(student.model_forward, solution.model_forward, X, parameters, **FLOAT32_INSIDE)


@pytest.mark.exercise("model_forward")
def test_model_forward_a_single_example(student, solution, rng, compare):
    """One example through three layers; the parameters stand in the dict in another order."""
    X, parameters = living_network(solution, rng, [3, 5, 4, 2], examples=1)
    compare(student.model_forward, solution.model_forward, X, backwards(parameters), **FLOAT32_INSIDE)


@pytest.mark.exercise("cross_entropy", weight=2)
@pytest.mark.visible
def test_cross_entropy_of_four_examples(student, solution, compare):
    """Three classes, four examples, some answers good, some bad."""
    A = np.array([[0.7, 0.1, 0.2, 0.35], [0.2, 0.8, 0.3, 0.6], [0.1, 0.1, 0.5, 0.05]])
    Y = np.array([[1, 0, 0, 0], [0, 1, 1, 0], [0, 0, 0, 1]])
    compare(student.cross_entropy, solution.cross_entropy, A, Y, **WHATEVER_THE_MARGIN)


@pytest.mark.exercise("cross_entropy")
@pytest.mark.visible
def test_cross_entropy_of_sure_and_right_answers(student, solution, compare):
    """Answers of exactly 0 and exactly 1, all of them right: the cost is zero."""
    Y = np.array([[1, 0], [0, 1], [0, 0]])
    compare(student.cross_entropy, solution.cross_entropy, Y.astype(float), Y, atol=1e-5)


@pytest.mark.exercise("cross_entropy", weight=3)
def test_cross_entropy_is_an_average_over_examples(student, solution, rng, compare):
    """Five classes and nine examples; three classes and one example; as many classes as examples."""
    for classes, m in ((5, 9), (3, 1), (4, 4)):
        A = solution.softmax(rng.normal(scale=1.5, size=(classes, m)))
        compare(student.cross_entropy, solution.cross_entropy, A, one_hot(rng, classes, m), **WHATEVER_THE_MARGIN)


@pytest.mark.exercise("cross_entropy")
def test_cross_entropy_of_small_probabilities(student, solution, rng, compare):
    """The right class got about one in ten thousand, in both examples: small, but no rounding error."""
    (p, q), rows = rng.uniform(0.9e-4, 1.1e-4, size=2), rng.permutation(3)
    A, Y = np.array([[p, 0.5], [1 - p, q], [0.0, 0.5 - q]])[rows], np.array([[1, 0], [0, 1], [0, 0]])[rows]
    compare(student.cross_entropy, solution.cross_entropy, A, Y, rtol=2e-3)


@pytest.mark.exercise("cross_entropy", weight=2)
def test_cross_entropy_of_sure_and_wrong_answers_is_large_and_finite(student, rng):
    """Answers of exactly 0 and exactly 1, all of them wrong."""
    rows = rng.permutation(3)
    A, Y = np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 0.0]])[rows], np.array([[1, 0], [0, 0], [0, 1]])[rows]
    value = student.cross_entropy(A, Y)
    assert np.size(value) == 1, "The cost should be a single number: average over the examples."
    assert np.all(np.isfinite(value)), (
        "Where the right class got a probability of exactly 0, the cost is not finite. "
        "Raise such entries of A to a tiny number before taking logarithms."
    )
    assert np.all(np.asarray(value) > 5), (
        "Being completely sure and wrong should be punished hard, but the cost is small here. "
        "Do you keep A away from 0 by a tiny amount only, such as 1e-12?"
    )


@pytest.mark.exercise("linear_backward", weight=2)
@pytest.mark.visible
def test_linear_backward_three_units(student, solution, rng, compare):
    """Two inputs, three units, four examples."""
    cache = solution.linear_forward(*layer_of_halves(rng, n_prev=2, n=3, m=4))[1]
    compare(student.linear_backward, solution.linear_backward, halves(rng, 3, 4), cache)


@pytest.mark.exercise("linear_backward", weight=2)
def test_linear_backward_more_units_than_inputs(student, solution, rng, compare):
    """Two inputs, six units, three examples."""
    cache = solution.linear_forward(*one_layer(rng, n_prev=2, n=6, m=3))[1]
    compare(student.linear_backward, solution.linear_backward, rng.normal(size=(6, 3)), cache)


@pytest.mark.exercise("linear_backward")
def test_linear_backward_all_sizes_equal(student, solution, rng, compare):
    """As many inputs as units as examples, where a wrong product may have the right shape."""
    cache = solution.linear_forward(*one_layer(rng, n_prev=4, n=4, m=4))[1]
    compare(student.linear_backward, solution.linear_backward, rng.normal(size=(4, 4)), cache)


@pytest.mark.exercise("linear_backward")
def test_linear_backward_small_sizes(student, solution, rng, compare):
    """One example alone, and then one single unit: all arrays keep two axes."""
    cache = solution.linear_forward(*one_layer(rng, n_prev=3, n=5, m=1))[1]
    compare(student.linear_backward, solution.linear_backward, rng.normal(size=(5, 1)), cache)
    cache = solution.linear_forward(*one_layer(rng, n_prev=3, n=1, m=6))[1]
    compare(student.linear_backward, solution.linear_backward, rng.normal(size=(1, 6)), cache)


@pytest.mark.exercise("linear_backward")
def test_linear_backward_gives_the_measured_slopes(student, solution, rng):
    """Moves each number a little and measures how a cost changes that ends after this layer."""
    A_prev, W, b = one_layer(rng, n_prev=3, n=2, m=6)
    dZ = rng.normal(size=(2, 6))
    answer = student.linear_backward(dZ, {"A_prev": A_prev, "W": W, "b": b})
    complete = (
        isinstance(answer, (tuple, list))
        and len(answer) == 3
        and all(np.shape(part) == arg.shape for part, arg in zip(answer, (A_prev, W, b), strict=True))
    )
    assert complete, "Return three arrays, dA_prev, dW and db, in the shapes of A_prev, W and b."
    for name, part, moved, factor in zip(
        ("dA_prev", "dW", "db"), answer, (A_prev, W, b), (A_prev.shape[1], 1, 1), strict=True
    ):
        for place in np.ndindex(moved.shape):
            before, costs = moved[place], []
            for step in (1e-5, -1e-5):
                moved[place] = before + step
                costs.append(np.sum(dZ * (W @ A_prev + b)) / A_prev.shape[1])
            moved[place] = before
            slope = factor * (costs[0] - costs[1]) / 2e-5
            assert np.isclose(part[place], slope, rtol=1e-3, atol=1e-5), (
                f"{name} is not the slope that it should be: when a number is moved a little, the cost of the "
                "layer changes differently."
            )


@pytest.mark.exercise("activation_backward", weight=2)
@pytest.mark.visible
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_activation_backward_with_each_activation(student, solution, rng, compare, activation):
    """Two inputs, three units, four examples, with this activation."""
    A_prev, W, b = layer_of_halves(rng, n_prev=2, n=3, m=4)
    dA, cache = halves(rng, 3, 4), {"A_prev": A_prev, "W": W, "b": b, "Z": halves(rng, 3, 4)}
    compare(student.activation_backward, solution.activation_backward, dA, cache, activation, **FLOAT32_INSIDE)


@pytest.mark.exercise("activation_backward", weight=3)
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_activation_backward_other_sizes(student, solution, rng, compare, activation):
    """Six inputs, two units, three examples; then all sizes equal."""
    for n_prev, n, m in ((6, 2, 3), (4, 4, 4)):
        dA = rng.normal(size=(n, m))
        cache = until(
            lambda cache: bends(cache["Z"]), lambda n_prev=n_prev, n=n, m=m: layer_cache(rng, n_prev=n_prev, n=n, m=m)
        )
        compare(
            student.activation_backward,
            solution.activation_backward,
            dA,
            cache,
            activation=activation,
            **FLOAT32_INSIDE,
        )


@pytest.mark.exercise("activation_backward")
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_activation_backward_a_single_example(student, solution, rng, compare, activation):
    """One example alone."""
    dA = rng.normal(size=(5, 1))
    cache = until(lambda cache: bends(cache["Z"]), lambda: layer_cache(rng, n_prev=2, n=5, m=1))
    compare(student.activation_backward, solution.activation_backward, dA, cache, activation, **FLOAT32_INSIDE)


@pytest.mark.exercise("model_backward", weight=2)
@pytest.mark.visible
def test_model_backward_four_layers(student, solution, rng, compare):
    """Four layers of width 2 and four examples: every layer lets some scores pass and cuts others."""
    problem = bending_problem(solution, rng, [2, 2, 2, 2, 2], examples=4)
    compare(student.model_backward, solution.model_backward, *problem, **FLOAT32_INSIDE)


@pytest.mark.exercise("model_backward", weight=2)
def test_model_backward_four_layers_of_one_width(student, solution, rng, compare):
    """Four layers of width 3, where a wrong cache does not show in the shapes."""
    problem = living_problem(solution, rng, [3, 3, 3, 3, 3], examples=4)
    compare(student.model_backward, solution.model_backward, *problem, **FLOAT32_INSIDE)


@pytest.mark.exercise("model_backward", weight=2)
def test_model_backward_five_layers(student, solution, rng, compare):
    """Widths 4, 6, 3, 5, 2 and 4, seven examples."""
    problem = living_problem(solution, rng, [4, 6, 3, 5, 2, 4], examples=7)
    compare(student.model_backward, solution.model_backward, *problem, **FLOAT32_INSIDE)


@pytest.mark.exercise("model_backward")
def test_model_backward_one_and_two_layers(student, solution, rng, compare):
    """No hidden layer at all, and then one."""
    for layer_dims in ([5, 3], [4, 6, 3]):
        problem = living_problem(solution, rng, layer_dims, examples=4)
        compare(student.model_backward, solution.model_backward, *problem, **FLOAT32_INSIDE)


@pytest.mark.exercise("model_backward", weight=2)
def test_model_backward_other_widths_and_a_single_example(student, solution, rng, compare):
    """Four layers of width 5 and six examples; then three layers and one example."""
    for layer_dims, examples in (([5, 5, 5, 5, 5], 6), ([3, 6, 4, 2], 1)):
        problem = living_problem(solution, rng, layer_dims, examples)
        compare(student.model_backward, solution.model_backward, *problem, **FLOAT32_INSIDE)


@pytest.mark.exercise("model_backward", weight=2)
def test_model_backward_gives_the_measured_slopes_of_the_cost(student, solution, rng):
    """Moves each parameter of a network with four layers a little and measures how the cost changes."""
    layer_dims = [3, 5, 2, 4, 3]
    AL, Y, caches = living_problem(solution, rng, layer_dims, examples=6)
    X, parameters = caches[0]["A_prev"], parameters_of(caches)
    grads = student.model_backward(AL, Y, caches)
    complete = isinstance(grads, dict) and all(
        np.shape(grads.get(f"d{name}")) == value.shape for name, value in parameters.items()
    )
    assert complete, 'Return a dict of "dW1", "db1", ..., "dWL" and "dbL", each in the shape of what it changes.'
    for name, value in parameters.items():
        for place in np.ndindex(value.shape):
            costs = []
            for step in (1e-5, -1e-5):
                moved = {key: array.copy() for key, array in parameters.items()}
                moved[name][place] += step
                costs.append(solution.cross_entropy(solution.model_forward(X, moved)[0], Y))
            slope = (costs[0] - costs[1]) / 2e-5
            assert np.isclose(grads[f"d{name}"][place], slope, rtol=1e-3, atol=1e-5), (
                f"d{name} is not the slope of the cost: when an entry of {name} is moved a little, "
                "the cost changes differently."
            )


def parameters_of(caches):
    """Return the parameters that the caches of a network hold."""
    return {f"{name}{layer}": cache[name] for layer, cache in enumerate(caches, start=1) for name in ("W", "b")}


@pytest.mark.exercise("update", weight=2)
@pytest.mark.visible
def test_update_three_layers(student, solution, rng, compare):
    """Three layers, a learning rate of 0.5; the gradients stand in another order, and that of A1 is with them."""
    parameters = network_of_halves(rng, [2, 3, 2, 2])
    grads = {f"d{name}": halves(rng, *value.shape) for name, value in backwards(parameters).items()}
    compare(student.update, solution.update, parameters, {"dA1": halves(rng, 3, 2), **grads}, 0.5)


@pytest.mark.exercise("update", weight=2)
def test_update_other_depths(student, solution, rng, compare):
    """One layer, and five layers; another learning rate."""
    for layer_dims in ([4, 3], [2, 4, 3, 5, 2, 3]):
        parameters = network(rng, layer_dims)
        grads = {f"d{name}": rng.normal(size=value.shape) for name, value in parameters.items()}
        compare(student.update, solution.update, parameters, grads, learning_rate=rng.uniform(0.02, 0.2))


@pytest.mark.exercise("update", weight=2)
def test_update_finds_gradients_by_name(student, solution, rng, compare):
    """The gradients stand in the dict in another order, and there are more than are needed."""
    parameters = network(rng, [3, 3, 3])
    grads = {f"d{name}": rng.normal(size=value.shape) for name, value in reversed(parameters.items())}
    grads = {"dA1": rng.normal(size=(3, 4)), **grads}
    compare(student.update, solution.update, parameters, grads, 1.5)


@pytest.mark.exercise("predict", weight=2)
@pytest.mark.visible
def test_predict_five_examples(student, solution, rng, compare):
    """Three layers, four classes, five examples."""

    def is_clear(problem):
        scores = np.sort(solution.model_forward(*problem)[0], axis=0)
        several = len(set(solution.predict(*problem))) > 2
        return several and np.all(scores[-1] - scores[-2] > 0.05) and scores[-1].min() < 0.5

    problem = until(is_clear, lambda: (2 * halves(rng, 2, 5), network_of_halves(rng, [2, 3, 3, 4])))
    compare(student.predict, solution.predict, *problem)


@pytest.mark.exercise("predict", weight=2)
def test_predict_other_sizes(student, solution, rng, compare):
    """Ten classes and forty examples; as many classes as examples."""
    compare(student.predict, solution.predict, *answered(solution, rng, [6, 8, 12, 10], examples=40))
    compare(student.predict, solution.predict, *answered(solution, rng, [4, 7, 5], examples=5))


@pytest.mark.exercise("predict", weight=2)
def test_predict_single_examples(student, solution, rng, compare):
    """One example at a time: the answer is an array of one number."""
    X, parameters = answered(solution, rng, [3, 6, 8, 5], examples=4)
    for place in range(4):
        compare(student.predict, solution.predict, X[:, place : place + 1], parameters)


@pytest.mark.exercise("keras_deep_network")
@pytest.mark.visible
def test_keras_network_with_two_hidden_layers(student, solution, compare):
    """Widths 6, 5, 4 and 3: same weights in, same probabilities out."""
    compare.model(student.keras_deep_network, solution.keras_deep_network, [6, 5, 4, 3])


@pytest.mark.exercise("keras_deep_network")
def test_keras_network_of_other_depths(student, solution, rng, compare):
    """Four hidden layers, and the digits' own widths."""
    for layer_dims in ([5, *rng.permutation([9, 7, 8, 6]).tolist(), 4], [64, 48, 32, 10]):
        compare.model(student.keras_deep_network, solution.keras_deep_network, layer_dims)


@pytest.mark.exercise("keras_deep_network")
def test_keras_network_without_a_hidden_layer(student, solution, rng, compare):
    """No hidden layer, three classes: the input goes straight into softmax."""
    compare.model(student.keras_deep_network, solution.keras_deep_network, [int(rng.integers(5, 10)), 3])


@pytest.mark.exercise("keras_deep_network")
def test_keras_network_is_compiled_as_the_same_gradient_descent(student, solution, rng):
    """Trains the model on one batch: its loss is your cost, and its step is your step."""
    layer_dims, m = [5, 6, 4, 3], 8
    model = student.keras_deep_network(layer_dims)
    assert model.compiled, (
        "The model is not compiled: call model.compile(...) with optimizer and loss before you return it."
    )

    def tells_losses_apart(problem):
        AL, Y, _ = problem
        return abs(solution.cross_entropy(AL, Y) - solution.cross_entropy(solution.softmax(AL), Y)) > 0.1

    AL, Y, caches = until(tells_losses_apart, lambda: living_problem(solution, rng, layer_dims, m))
    X, before = caches[0]["A_prev"].astype(np.float32), parameters_of(caches)
    model.predict(X.T)  # a model written as a class has no weights before its first call
    set_parameters(model, before, layer_dims)
    loss = model.train_on_batch(X.T, Y.T.astype(np.float32))
    twice = solution.cross_entropy(solution.softmax(AL), Y)
    assert not np.isclose(loss, twice, rtol=1e-3, atol=1e-4), (
        "The loss takes softmax a second time, because of from_logits=True. The model ends in softmax already, so "
        "from_logits stays False."
    )
    assert np.isclose(loss, solution.cross_entropy(AL, Y), rtol=1e-3, atol=1e-4), (
        "The loss of the compiled model is not the cross-entropy of its probabilities, averaged over the examples. "
        'Compile with loss="categorical_crossentropy": the labels are one-hot.'
    )
    expected = solution.update(before, solution.model_backward(AL, Y, caches), 0.2)
    after = as_parameters(model, layer_dims)
    assert all(np.allclose(after[name], expected[name], atol=1e-4) for name in expected), (
        "One training step does not move the weights as plain gradient descent does. "
        "Compile with keras.optimizers.SGD and a learning rate of 0.2."
    )


def set_parameters(model, parameters, layer_dims):
    """Give a model of Dense layers of different widths our parameters, by their shapes."""
    as_parameters(model, layer_dims)  # all shapes are there, each once
    ours = [values.T if name.startswith("W") else values[:, 0] for name, values in parameters.items()]
    values = {array.shape: array.astype(np.float32) for array in ours}
    model.set_weights([values[np.shape(part)] for part in model.get_weights()])


def as_parameters(model, layer_dims):
    """Return the weights of a model of Dense layers of different widths as our parameters, by their shapes."""
    weights = [part.astype(np.float64) for part in model.get_weights()]
    parameters = {}
    for layer, (n_prev, n) in enumerate(itertools.pairwise(layer_dims), start=1):
        kernels = [part for part in weights if part.shape == (n_prev, n)]
        biases = [part for part in weights if part.shape == (n,)]
        assert len(kernels) == 1 and len(biases) == 1, (  # noqa: PT018
            "The model should have one kernel and one bias for each layer, in the widths of layer_dims."
        )
        parameters[f"W{layer}"], parameters[f"b{layer}"] = kernels[0].T, biases[0].reshape(n, 1)
    return parameters
