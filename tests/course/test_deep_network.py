"""The solutions of deep_network against SciPy, scikit-learn, Keras, GradientTape and measured slopes."""

import itertools

import keras
import numpy as np
import pytest
import scipy.special
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy import optimize as scipy_optimize
from scipy import stats
from sklearn.metrics import accuracy_score, log_loss

import dlkit
from solutions import deep_network as by_hand

LAYERS = [64, 48, 32, 10]

scores = npst.arrays(
    np.float64, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.floats(-50, 50, allow_subnormal=False)
)
widths = st.lists(st.integers(2, 6), min_size=2, max_size=6)  # one to five layers
seeds = st.integers(0, 1000)


def random_network(layer_dims, m, seed):
    """Parameters far from zero, biases too, X (n[0], m) and one-hot Y (n[L], m)."""
    rng = np.random.default_rng(seed)
    parameters = {}
    for layer, (n_prev, n) in enumerate(itertools.pairwise(layer_dims), start=1):
        parameters[f"W{layer}"] = rng.normal(size=(n, n_prev))
        parameters[f"b{layer}"] = rng.normal(size=(n, 1))
    Y = np.eye(layer_dims[-1])[rng.integers(layer_dims[-1], size=m)].T
    return parameters, rng.normal(size=(layer_dims[0], m)), Y


def as_keras_weights(parameters):
    layers = range(1, len(parameters) // 2 + 1)
    return [part for layer in layers for part in (parameters[f"W{layer}"].T, parameters[f"b{layer}"][:, 0])]


def in_keras(parameters, learning_rate=0.2):
    """The same network in Keras, in float64, compiled for plain gradient descent; not the solution's builder."""
    L = len(parameters) // 2
    inputs = outputs = keras.Input((parameters["W1"].shape[1],), dtype="float64")
    for layer in range(1, L + 1):
        width, activation = parameters[f"W{layer}"].shape[0], "softmax" if layer == L else "relu"
        outputs = keras.layers.Dense(width, activation=activation, dtype="float64")(outputs)
    model = keras.Model(inputs, outputs)
    model.compile(optimizer=keras.optimizers.SGD(learning_rate), loss="categorical_crossentropy")
    model.set_weights(as_keras_weights(parameters))
    return model


def cost_of(parameters, X, Y):
    return by_hand.cross_entropy(by_hand.model_forward(X, parameters)[0], Y)


def gradients(parameters, X, Y):
    AL, caches = by_hand.model_forward(X, parameters)
    return by_hand.model_backward(AL, Y, caches)


def tape_gradients(parameters, X, Y):
    """What GradientTape says the slopes of the cost are; softmax and cross-entropy are TensorFlow's own."""
    variables = {name: tf.Variable(value) for name, value in parameters.items()}
    L = len(parameters) // 2
    with tf.GradientTape() as tape:
        Z = tf.constant(X)
        for layer in range(1, L + 1):
            Z = variables[f"W{layer}"] @ (Z if layer == 1 else tf.nn.relu(Z)) + variables[f"b{layer}"]
        losses = tf.nn.softmax_cross_entropy_with_logits(tf.constant(Y.T), tf.transpose(Z))
        cost = tf.reduce_mean(losses)
    return {f"d{name}": slope.numpy() for name, slope in tape.gradient(cost, variables).items()}


def measured(function, arrays):
    """SciPy's slopes of `function` at every entry of the arrays, in their shapes."""
    shapes = [array.shape for array in arrays]
    ends = np.cumsum([array.size for array in arrays])[:-1]

    def at(theta):
        return function(*(part.reshape(shape) for part, shape in zip(np.split(theta, ends), shapes, strict=True)))

    slopes = scipy_optimize.approx_fprime(np.concatenate([array.ravel() for array in arrays]), at, 1e-7)
    return [part.reshape(shape) for part, shape in zip(np.split(slopes, ends), shapes, strict=True)]


def assert_same(values, expected, **tolerance):
    assert set(values) == set(expected)
    for name, value in expected.items():
        np.testing.assert_allclose(values[name], value, err_msg=name, **tolerance)


@pytest.fixture(scope="module")
def digits():
    """X (64, m), one-hot Y (10, m), X_test and the digits of the test pictures, as the notebook has them."""
    data = dlkit.data.digits()
    X, X_test = (pictures.reshape(len(pictures), 64).T for pictures in (data.x_train, data.x_test))
    return X, np.eye(10)[data.y_train].T, X_test, data.y_test


def trained(X, Y, parameters, steps, learning_rate=0.2):
    for _ in range(steps):
        AL, caches = by_hand.model_forward(X, parameters)
        parameters = by_hand.update(parameters, by_hand.model_backward(AL, Y, caches), learning_rate)
    return parameters


def test_initial_weights_are_normal_and_narrower_where_more_inputs_come_in():
    parameters = by_hand.initialize([90, 40, 60, 30], np.random.default_rng(0))
    assert {name: value.shape for name, value in parameters.items()} == {
        "W1": (40, 90),
        "b1": (40, 1),
        "W2": (60, 40),
        "b2": (60, 1),
        "W3": (30, 60),
        "b3": (30, 1),
    }
    for layer, n_prev in ((1, 90), (2, 40), (3, 60)):
        assert stats.kstest(parameters[f"W{layer}"].ravel() * np.sqrt(n_prev), "norm").pvalue > 0.01
        assert not parameters[f"b{layer}"].any()


def test_initial_weights_have_the_spread_of_the_lecun_initializer_of_keras():
    parameters = by_hand.initialize([300, 200], np.random.default_rng(0))
    expected = np.asarray(keras.initializers.LecunNormal(seed=0)((300, 200)))
    assert np.std(parameters["W1"]) == pytest.approx(np.std(expected), rel=0.02)


def test_the_same_generator_gives_the_same_start_and_goes_on():
    first = by_hand.initialize([4, 3, 2], rng := np.random.default_rng(5))
    second = by_hand.initialize([4, 3, 2], rng)
    assert_same(by_hand.initialize([4, 3, 2], np.random.default_rng(5)), first)
    assert not np.array_equal(first["W1"], second["W1"])


@given(scores, st.integers(1, 5), seeds)
def test_linear_forward_is_a_dense_layer_of_keras_without_activation(A_prev, n, seed):
    rng = np.random.default_rng(seed)
    W, b = rng.normal(size=(n, A_prev.shape[0])), rng.normal(size=(n, 1))
    Z, cache = by_hand.linear_forward(A_prev, W, b)
    expected = np.asarray(keras.ops.matmul(A_prev.T, W.T) + b[:, 0]).T
    np.testing.assert_allclose(Z, expected, rtol=1e-5, atol=1e-4)
    assert_same(cache, {"A_prev": A_prev, "W": W, "b": b})


@given(scores)
def test_softmax_equals_scipy(Z):
    np.testing.assert_allclose(by_hand.softmax(Z), scipy.special.softmax(Z, axis=0), rtol=1e-12, atol=1e-300)


@given(scores, st.floats(-1000, 1000))
def test_softmax_gives_probabilities_and_does_not_see_a_shift(Z, shift):
    A = by_hand.softmax(Z)
    np.testing.assert_allclose(np.sum(A, axis=0), 1)
    np.testing.assert_allclose(by_hand.softmax(Z + shift), A, rtol=1e-8, atol=1e-12)


def test_softmax_does_not_overflow():
    Z = np.array([[800.0, -800.0], [0.0, -800.0], [-800.0, -801.0]])
    with np.errstate(over="raise", invalid="raise"):
        np.testing.assert_allclose(by_hand.softmax(Z), scipy.special.softmax(Z, axis=0))


@pytest.mark.parametrize("activation", ["relu", "tanh", "softmax"])
def test_a_layer_equals_keras(activation):
    parameters, X, _ = random_network([5, 3], 7, seed=2)
    dense = keras.layers.Dense(3, activation=activation, dtype="float64")
    dense.build((None, 5))
    dense.set_weights(as_keras_weights(parameters))
    A, cache = by_hand.activation_forward(X, parameters["W1"], parameters["b1"], activation)
    np.testing.assert_allclose(A, np.asarray(dense(X.T)).T, rtol=1e-7)
    expected = {"A_prev": X, "W": parameters["W1"], "b": parameters["b1"]}
    assert_same(cache, {**expected, "Z": parameters["W1"] @ X + parameters["b1"]})


@settings(max_examples=20)
@given(widths, st.integers(1, 5), seeds)
def test_model_forward_equals_keras(layer_dims, m, seed):
    parameters, X, _ = random_network(layer_dims, m, seed)
    AL, caches = by_hand.model_forward(X, parameters)
    np.testing.assert_allclose(AL, np.asarray(in_keras(parameters)(X.T)).T, rtol=1e-7, atol=1e-12)
    assert len(caches) == len(layer_dims) - 1
    for layer, cache in enumerate(caches, start=1):
        assert_same({"W": cache["W"], "b": cache["b"]}, {"W": parameters[f"W{layer}"], "b": parameters[f"b{layer}"]})
        before = X if layer == 1 else np.maximum(0, caches[layer - 2]["Z"])
        np.testing.assert_array_equal(cache["A_prev"], before)


@given(st.integers(2, 8), st.integers(1, 30), seeds)
def test_cross_entropy_equals_scikit_learn_and_keras(n, m, seed):
    rng = np.random.default_rng(seed)
    # Keras keeps probabilities above 1e-7, so these are not that extreme.
    A, labels = scipy.special.softmax(rng.normal(size=(n, m)), axis=0), rng.integers(n, size=m)
    Y = np.eye(n)[labels].T
    assert by_hand.cross_entropy(A, Y) == pytest.approx(log_loss(labels, A.T, labels=range(n)), rel=1e-7)
    expected = keras.losses.CategoricalCrossentropy()(Y.T, A.T)
    assert by_hand.cross_entropy(A, Y) == pytest.approx(float(expected), rel=1e-4, abs=1e-5)


def test_cross_entropy_is_finite_for_sure_answers_and_ln_10_for_none():
    Y = np.eye(10)
    assert by_hand.cross_entropy(Y, Y) == pytest.approx(0, abs=1e-9)
    assert 10 < by_hand.cross_entropy(np.roll(Y, 1, axis=0), Y) < 100
    assert by_hand.cross_entropy(np.full((10, 10), 0.1), Y) == pytest.approx(np.log(10))


@settings(max_examples=30)
@given(st.tuples(*[st.integers(1, 5)] * 3), seeds)
def test_linear_backward_gives_the_slopes_that_scipy_measures(size, seed):
    n, n_prev, m = size
    rng = np.random.default_rng(seed)
    A_prev, W, b, dZ = (rng.normal(size=shape) for shape in ((n_prev, m), (n, n_prev), (n, 1), (n, m)))
    # dZ is an error "times m": the cost is the average over the examples.
    slopes = measured(lambda A, W, b: np.sum(dZ * (W @ A + b)) / m, (A_prev, W, b))
    dA_prev, dW, db = by_hand.linear_backward(dZ, by_hand.linear_forward(A_prev, W, b)[1])
    for ours, expected in zip((dA_prev / m, dW, db), slopes, strict=True):
        assert ours.shape == expected.shape
        np.testing.assert_allclose(ours, expected, atol=1e-5)


@settings(max_examples=30)
@given(st.tuples(*[st.integers(1, 5)] * 3), seeds)
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_activation_backward_equals_the_gradient_tape(activation, size, seed):
    n, n_prev, m = size
    rng = np.random.default_rng(seed)
    A_prev, W, b, dA = (rng.normal(size=shape) for shape in ((n_prev, m), (n, n_prev), (n, 1), (n, m)))
    variables = [tf.Variable(value) for value in (A_prev, W, b)]
    with tf.GradientTape() as tape:
        A = getattr(tf.nn, activation)(variables[1] @ variables[0] + variables[2])
        cost = tf.reduce_sum(tf.constant(dA) * A) / m
    expected = [slope.numpy() for slope in tape.gradient(cost, variables)]
    _, cache = by_hand.activation_forward(A_prev, W, b, activation)
    dA_prev, dW, db = by_hand.activation_backward(dA, cache, activation)
    for ours, slope in zip((dA_prev / m, dW, db), expected, strict=True):
        np.testing.assert_allclose(ours, slope, rtol=1e-9, atol=1e-12)


@settings(max_examples=30)
@given(widths, st.integers(1, 5), seeds)
def test_model_backward_equals_the_gradient_tape_at_every_depth(layer_dims, m, seed):
    parameters, X, Y = random_network(layer_dims, m, seed)
    assert_same(gradients(parameters, X, Y), tape_gradients(parameters, X, Y), rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("layer_dims", [[3, 2], [4, 5, 3], [3, 6, 4, 2], [2, 3, 4, 5, 3]])
def test_model_backward_gives_the_slopes_that_scipy_measures(layer_dims):
    parameters, X, Y = random_network(layer_dims, 6, seed=4)
    slopes = measured(
        lambda *values: cost_of(dict(zip(parameters, values, strict=True)), X, Y), list(parameters.values())
    )
    expected = {f"d{name}": slope for name, slope in zip(parameters, slopes, strict=True)}
    assert_same(gradients(parameters, X, Y), expected, atol=1e-5)


def test_update_is_the_step_of_keras_and_leaves_its_arguments_alone():
    parameters, X, Y = random_network([3, 5, 4, 2], 6, seed=0)
    before = {name: value.copy() for name, value in parameters.items()}
    grads = gradients(parameters, X, Y)
    after = by_hand.update(parameters, grads, 0.3)
    assert_same(parameters, before, rtol=0)
    for name, value in parameters.items():
        variable = keras.Variable(value, dtype="float64")
        keras.optimizers.SGD(0.3).apply([keras.ops.cast(grads[f"d{name}"], "float64")], [variable])
        np.testing.assert_allclose(after[name], np.asarray(variable), rtol=1e-6)


@settings(max_examples=20)
@given(widths, st.integers(1, 6), seeds)
def test_predict_is_the_class_that_keras_finds_most_likely(layer_dims, m, seed):
    parameters, X, _ = random_network(layer_dims, m, seed)
    expected = np.argmax(np.asarray(in_keras(parameters)(X.T)), axis=1)
    np.testing.assert_array_equal(by_hand.predict(X, parameters), expected)


@pytest.mark.parametrize("layer_dims", [[6, 3], [5, 4, 3], [7, 6, 5, 4]])
def test_the_keras_network_has_the_parameters_and_takes_the_steps_of_ours(layer_dims):
    parameters, X, Y = random_network(layer_dims, 9, seed=3)
    model = by_hand.keras_deep_network(layer_dims)
    assert model.count_params() == sum(value.size for value in parameters.values())
    model.set_weights(as_keras_weights(parameters))
    loss = model.train_on_batch(X.T, Y.T)[0]
    assert float(loss) == pytest.approx(cost_of(parameters, X, Y), rel=1e-4)
    after = as_keras_weights(trained(X, Y, parameters, 1))
    for ours, theirs in zip(after, model.get_weights(), strict=True):
        np.testing.assert_allclose(theirs, ours, rtol=1e-4, atol=1e-5)


def test_thirty_steps_on_the_digits_are_those_of_keras(digits):
    X, Y, _, _ = digits
    start = by_hand.initialize(LAYERS, np.random.default_rng(1))
    model = in_keras(start)
    for _ in range(30):
        model.train_on_batch(X.T, Y.T)
    for ours, theirs in zip(as_keras_weights(trained(X, Y, start, 30)), model.get_weights(), strict=True):
        np.testing.assert_allclose(theirs, ours, atol=1e-5)


@pytest.mark.parametrize("seed", range(5))
def test_the_network_of_the_notebook_reaches_the_stated_results(digits, seed):
    X, Y, X_test, labels = digits
    start = by_hand.initialize(LAYERS, np.random.default_rng(seed))
    assert cost_of(start, X, Y) == pytest.approx(np.log(10), rel=0.05)
    assert cost_of({name: 0 * value for name, value in start.items()}, X, Y) == pytest.approx(np.log(10))
    learned = trained(X, Y, start, 600)
    assert cost_of(learned, X, Y) < 0.06
    assert accuracy_score(labels, by_hand.predict(X_test, learned)) >= 0.955


@pytest.mark.parametrize("seed", range(5))
def test_twenty_examples_are_learned_by_heart(digits, seed):
    X, Y, _, _ = digits
    learned = trained(X[:, :20], Y[:, :20], by_hand.initialize(LAYERS, np.random.default_rng(seed)), 200)
    np.testing.assert_array_equal(by_hand.predict(X[:, :20], learned), np.argmax(Y[:, :20], axis=0))
    assert cost_of(learned, X[:, :20], Y[:, :20]) < 0.02
