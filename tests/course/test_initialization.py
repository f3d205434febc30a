"""The solutions of initialization against Keras, TensorFlow and SciPy, and the notebook's stated results."""

import ast
import functools

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy import optimize as scipy_optimize
from scipy import stats
from scipy.spatial import distance
from threadpoolctl import threadpool_limits

import dlkit
from grader.authoring.authored import load_authored
from grader.authoring.catalogue import function_source
from solutions import initialization as by_hand

widths = st.lists(st.integers(1, 6), min_size=2, max_size=6)
seeds = st.integers(0, 1000)
templates = st.dictionaries(
    st.text(min_size=1, max_size=4), npst.array_shapes(max_dims=3, max_side=4).map(np.zeros), min_size=1, max_size=5
)
numbers = st.floats(-100, 100).map(lambda number: round(number, 9))  # the square of 1e-200 is 0
INITIALIZERS = {
    "initialize_normal": functools.partial(by_hand.initialize_normal, scale=0.05),
    "initialize_xavier": by_hand.initialize_xavier,
    "initialize_he": by_hand.initialize_he,
}
IN_KERAS = {
    "initialize_normal": keras.initializers.RandomNormal(stddev=0.05, seed=0),
    "initialize_xavier": keras.initializers.GlorotNormal(seed=0),
    "initialize_he": keras.initializers.HeNormal(seed=0),
}
DEEP = [64] * 21 + [10]


def tanh_network(rng, layer_dims, examples):
    """Parameters far from zero, X and Y of a tanh network with softmax."""
    parameters = by_hand.initialize_normal(layer_dims, 0.7, rng)
    parameters = {name: value + 0.3 * rng.normal(size=value.shape) for name, value in parameters.items()}
    Y = np.eye(layer_dims[-1])[:, rng.integers(layer_dims[-1], size=examples)]
    return parameters, rng.normal(size=(layer_dims[0], examples)), Y


def tanh_forward(X, parameters):
    activations, L = [X], len(parameters) // 2
    for layer in range(1, L + 1):
        Z = parameters[f"W{layer}"] @ activations[-1] + parameters[f"b{layer}"]
        activations.append(np.tanh(Z) if layer < L else np.exp(Z) / np.exp(Z).sum(axis=0))
    return activations


def tanh_cost(X, Y, parameters):
    return -np.mean(np.log(np.sum(tanh_forward(X, parameters)[-1] * Y, axis=0)))


def slopes_by_tape(X, Y, parameters):
    """The gradients of the same cost by TensorFlow."""
    variables = {name: tf.Variable(value) for name, value in parameters.items()}
    L = len(parameters) // 2
    with tf.GradientTape() as tape:
        A = tf.constant(X)
        for layer in range(1, L + 1):
            Z = variables[f"W{layer}"] @ A + variables[f"b{layer}"]
            A = tf.math.tanh(Z)
        losses = tf.nn.softmax_cross_entropy_with_logits(tf.constant(Y.T), tf.transpose(Z))
        loss = tf.reduce_mean(losses)
    return {f"d{name}": slope.numpy() for name, slope in tape.gradient(loss, variables).items()}


@functools.cache
def notebook_functions():
    """The functions that the notebook's cells define, taken from the cells themselves."""
    namespace = {"np": np, "dlkit": dlkit, **vars(by_hand)}
    digits = dlkit.data.digits()
    mean, std = digits.x_train.mean(), digits.x_train.std()
    namespace |= {
        "X_train": (digits.x_train.reshape(-1, 64).T - mean) / std,
        "X_test": (digits.x_test.reshape(-1, 64).T - mean) / std,
        "Y_train": np.eye(10)[digits.y_train].T,
        "Y_test": np.eye(10)[digits.y_test].T,
    }
    for cell in load_authored("initialization").cells:
        if cell.role in ("setup", "demo"):
            for node in ast.parse(cell.source).body:
                if isinstance(node, ast.FunctionDef):
                    exec(ast.unparse(node), namespace)
    return namespace


@functools.cache
def trained(name, seed):
    """Train the twenty layers of the notebook; return the test accuracy and the costs."""
    starts = {
        "all zero": lambda dims, rng: by_hand.initialize_zeros(dims),
        "too small": lambda dims, rng: by_hand.initialize_normal(dims, 0.01, rng),
        "too large": lambda dims, rng: by_hand.initialize_normal(dims, 1.0, rng),
        "Xavier": by_hand.initialize_xavier,
        "He": by_hand.initialize_he,
    }
    given = notebook_functions()
    rng = np.random.default_rng(seed)
    with np.errstate(all="ignore"), threadpool_limits(1):
        parameters, costs = given["train"](starts[name](DEEP, rng), rng)
        return given["accuracy"](parameters), costs


@pytest.mark.parametrize("name", ["identity", "relu", "halve", "cubes", "valley", "toy_cost", "buggy_backward"])
def test_the_functions_that_the_notebook_gives_are_those_of_the_solutions(name):
    def plain(function):
        function.returns = None
        for argument in function.args.args:
            argument.annotation = None
        statements = function.body[1:]  # without the docstring
        joined = ast.unparse(ast.Module(body=statements, type_ignores=[]))
        joined = joined.replace(
            "activations: np.ndarray = np.maximum(0, Z)\nreturn activations", "return np.maximum(0, Z)"
        )
        return ast.unparse(function.args), joined

    authored = load_authored("initialization")
    nodes = [node for cell in authored.cells if cell.role == "setup" for node in ast.parse(cell.source).body]
    in_notebook = next(node for node in nodes if isinstance(node, ast.FunctionDef) and node.name == name)
    in_solutions = ast.parse(function_source(getattr(by_hand, name))).body[0]
    assert plain(in_notebook) == plain(in_solutions)
    assert name in authored.given_functions


@given(widths)
def test_zeros_have_the_shapes_of_dense_layers(layer_dims):
    parameters = by_hand.initialize_zeros(layer_dims)
    layers = [keras.layers.Dense(n) for n in layer_dims[1:]]
    for number, (layer, n_before) in enumerate(zip(layers, layer_dims[:-1], strict=True), start=1):
        layer.build((None, n_before))
        assert parameters[f"W{number}"].shape == layer.kernel.shape[::-1]
        assert parameters[f"b{number}"].shape == (*layer.bias.shape, 1)
    assert len(parameters) == 2 * len(layers)
    assert not any(value.any() for value in parameters.values())


@pytest.mark.parametrize("name", INITIALIZERS)
def test_weights_have_the_variance_of_their_namesake_in_keras(name):
    layer_dims = (300, 500, 200)
    parameters = INITIALIZERS[name](layer_dims, rng=np.random.default_rng(0))
    for layer in (1, 2):
        W = parameters[f"W{layer}"]
        theirs = np.asarray(IN_KERAS[name]((layer_dims[layer - 1], layer_dims[layer])))
        assert W.shape == theirs.shape[::-1]
        assert W.std() == pytest.approx(theirs.std(), rel=0.015)
        assert stats.kstest(W.ravel() / W.std(), "norm").pvalue > 0.01
        assert not parameters[f"b{layer}"].any()


@pytest.mark.parametrize("name", INITIALIZERS)
@given(layer_dims=widths, seed=seeds)
@settings(max_examples=20)
def test_random_initializers_repeat_with_the_same_generator_only(name, layer_dims, seed):
    first, again, other = (INITIALIZERS[name](layer_dims, rng=np.random.default_rng(s)) for s in (seed, seed, seed + 1))
    shapes = {key: value.shape for key, value in by_hand.initialize_zeros(layer_dims).items()}
    assert {key: value.shape for key, value in first.items()} == shapes
    assert all(np.array_equal(first[key], again[key]) for key in first)
    assert not np.array_equal(first["W1"], other["W1"])


def test_spread_of_halved_numbers_is_halved_in_each_layer():
    rng = np.random.default_rng(0)
    spread = by_hand.activation_spread([50, 50, 50, 50], by_hand.halve, by_hand.identity, rng)
    np.testing.assert_allclose(spread, [0.5, 0.25, 0.125], rtol=0.02)


@pytest.mark.parametrize(("activation", "in_keras"), [(np.tanh, "tanh"), (by_hand.relu, "relu")])
def test_spread_equals_that_of_the_same_network_in_keras(activation, in_keras):
    kept = {}

    def initializer(layer_dims, rng):
        kept.update(by_hand.initialize_he(layer_dims, rng))
        for layer in range(1, len(layer_dims)):
            kept[f"b{layer}"] = rng.normal(size=(layer_dims[layer], 1))
        return kept

    layer_dims = (80, 60, 90, 40)
    spread = by_hand.activation_spread(layer_dims, initializer, activation, np.random.default_rng(0))
    layers = [keras.layers.Dense(n, activation=in_keras) for n in layer_dims[1:]]
    model = keras.Sequential([keras.Input((80,)), *layers])
    model.set_weights([value.T if name.startswith("W") else value[:, 0] for name, value in kept.items()])
    A = np.random.default_rng(1).standard_normal((3000, 80))
    for layer, s in zip(layers, spread, strict=True):
        A = np.asarray(layer(A))
        assert s == pytest.approx(A.std(), rel=0.02)


@pytest.mark.parametrize("seed", range(5))
def test_he_keeps_the_signal_of_relu_and_xavier_loses_half_of_its_variance_in_each_layer(seed):
    layer_dims = [400] * 11
    he, xavier, small = (
        by_hand.activation_spread(layer_dims, start, by_hand.relu, np.random.default_rng(seed))
        for start in (
            by_hand.initialize_he,
            by_hand.initialize_xavier,
            lambda dims, rng: by_hand.initialize_normal(dims, 0.01, rng),
        )
    )
    assert 0.5 < he[-1] / he[0] < 2
    assert xavier[-1] / xavier[0] == pytest.approx(2**-4.5, rel=0.5)
    assert small[-1] / small[0] == pytest.approx((np.sqrt(400 / 2) * 0.01) ** 9, rel=0.6)


def test_large_weights_saturate_tanh_and_xavier_does_not():
    for scale, lowest, highest in ((1.0, 0.8, 1.0), (0.1, 0.0, 0.1)):  # 0.1 is that of Xavier for 100 units
        rng = np.random.default_rng(0)
        parameters, A = by_hand.initialize_normal([100] * 11, scale, rng), rng.standard_normal((100, 1000))
        for layer in range(1, 11):
            A = np.tanh(parameters[f"W{layer}"] @ A)
            if layer > 1:
                assert lowest <= np.mean(np.abs(A) > 0.95) <= highest


@given(templates, seeds)
def test_there_and_back_again_changes_nothing(template, seed):
    rng = np.random.default_rng(seed)
    parameters = {name: rng.normal(size=array.shape) for name, array in template.items()}
    theta = by_hand.to_vector(parameters)
    np.testing.assert_array_equal(theta, np.concatenate([tf.reshape(array, -1) for array in parameters.values()]))
    back = by_hand.from_vector(theta, template)
    assert list(back) == list(parameters)
    for name, array in parameters.items():
        np.testing.assert_array_equal(back[name], array)
        back[name][...] = 0  # the row keeps its numbers
    np.testing.assert_array_equal(theta, by_hand.to_vector(parameters))


@given(npst.arrays(np.float64, st.integers(1, 6), elements=st.floats(-2, 2)))
def test_numerical_gradient_equals_that_of_scipy_and_of_the_tape(theta):
    def waves(values, library):
        return library.sin(values[0]) + sum(values[i] ** 2 * values[i - 1] for i in range(1, len(theta)))

    measured = by_hand.numerical_gradient(lambda values: waves(values, np), theta, 1e-5)
    theirs = scipy_optimize.approx_fprime(theta, lambda values: waves(values, np), 1e-8)
    np.testing.assert_allclose(measured, theirs, atol=1e-5)
    variable = tf.Variable(theta)
    with tf.GradientTape() as tape:
        value = waves(variable, tf)
    np.testing.assert_allclose(measured, tf.convert_to_tensor(tape.gradient(value, variable)), atol=1e-8)


@given(npst.arrays(np.float64, st.integers(1, 5), elements=st.floats(-3, 3)), st.sampled_from([0.5, 0.1, 1e-3]))
def test_numerical_gradient_of_cubes_is_off_by_the_square_of_epsilon(theta, epsilon):
    measured = by_hand.numerical_gradient(by_hand.cubes, theta, epsilon)
    np.testing.assert_allclose(measured, 3 * theta**2 + epsilon**2, atol=1e-9)
    whole = np.round(theta).astype(int)
    np.testing.assert_allclose(
        by_hand.numerical_gradient(by_hand.cubes, whole, epsilon), 3.0 * whole**2 + epsilon**2, atol=1e-9
    )


@given(st.data(), npst.array_shapes(max_dims=2, max_side=5))
def test_relative_difference_is_the_distance_of_scipy_over_the_lengths(data, shape):
    a, b = (data.draw(npst.arrays(np.float64, shape, elements=numbers)) for _ in range(2))
    size = distance.euclidean(a.ravel(), 0 * a.ravel()) + distance.euclidean(b.ravel(), 0 * b.ravel())
    expected = distance.euclidean(a.ravel(), b.ravel()) / size if size else 0.0
    assert by_hand.relative_difference(a, b) == pytest.approx(expected, rel=1e-9, abs=1e-300)
    assert by_hand.relative_difference(b, a) == by_hand.relative_difference(a, b)
    assert 0 <= by_hand.relative_difference(a, b) <= 1 + 1e-12


@pytest.mark.parametrize("seed", range(5))
def test_gradient_check_passes_the_tape_and_fails_what_is_not_the_tape(seed):
    parameters, X, Y = tanh_network(np.random.default_rng(seed), (4, 5, 3, 3), 6)
    grads = slopes_by_tape(X, Y, parameters)
    cost_of = functools.partial(tanh_cost, X, Y)
    assert max(by_hand.gradient_check(parameters, grads, cost_of).values()) < 1e-7
    for name in grads:
        found = by_hand.gradient_check(parameters, {**grads, name: 1.01 * grads[name]}, cost_of)
        assert found.pop(name) == pytest.approx(0.01 / 2.01, rel=1e-3)
        assert max(found.values()) < 1e-7


def test_gradient_check_says_of_a_gradient_what_scipy_says():
    parameters, X, Y = tanh_network(np.random.default_rng(0), (3, 4, 2), 5)
    grads = {"d" + name: np.ones(value.shape) for name, value in parameters.items()}

    def cost_at(theta):
        return tanh_cost(X, Y, by_hand.from_vector(theta, parameters))

    slopes = scipy_optimize.approx_fprime(by_hand.to_vector(parameters), cost_at, 1e-8)
    expected = by_hand.from_vector(slopes, parameters)
    found = by_hand.gradient_check(parameters, grads, functools.partial(tanh_cost, X, Y))
    for name, value in expected.items():
        assert found["d" + name] == pytest.approx(by_hand.relative_difference(value, grads["d" + name]), rel=1e-4)


@settings(max_examples=20)
@given(st.tuples(*[st.integers(1, 5)] * 3, st.integers(2, 5)), st.integers(1, 7), seeds)
def test_fixed_backward_equals_the_tape(layer_dims, examples, seed):
    parameters, X, Y = tanh_network(np.random.default_rng(seed), layer_dims, examples)
    grads = by_hand.fixed_backward(parameters, tanh_forward(X, parameters), Y)
    expected = slopes_by_tape(X, Y, parameters)
    assert set(grads) == set(expected)
    for name, slope in expected.items():
        np.testing.assert_allclose(grads[name], slope, rtol=1e-9, atol=1e-12, err_msg=name)


def test_the_three_bugs_show_where_the_notebook_says():
    rng = np.random.default_rng(0)
    parameters, X, Y = tanh_network(rng, (6, 5, 5, 4), 7)
    grads = by_hand.buggy_backward(parameters, tanh_forward(X, parameters), Y)
    found = by_hand.gradient_check(parameters, grads, functools.partial(tanh_cost, X, Y))
    assert found.pop("dW3") < 1e-7
    assert min(found.values()) > 1e-2


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", ["all zero", "too small", "too large", "Xavier", "He"])
def test_he_trains_twenty_layers_where_the_others_do_not(name, seed):
    accuracy, costs = trained(name, seed)
    if name == "He":
        assert accuracy >= 0.9
        assert costs[-1] < 0.2
    else:
        assert accuracy <= 0.4
        assert not costs[-1] < 1.5  # nan, too
    if name in ("all zero", "too small", "Xavier"):
        assert costs[0] == pytest.approx(np.log(10), abs=0.01)


@pytest.mark.parametrize("seed", range(5))
def test_two_quiet_bugs_learn_worse_than_none(seed):
    given, results = notebook_functions(), []
    with threadpool_limits(1):
        for backward in (given["quiet_backward"], by_hand.fixed_backward):
            results.append(given["train_tanh"](backward, np.random.default_rng(seed)))
    (quiet_costs, quiet), (fixed_costs, fixed) = results
    assert quiet_costs[-1] < quiet_costs[0]
    assert quiet < 0.92
    assert fixed >= 0.94
    assert fixed_costs[-1] < 0.1
