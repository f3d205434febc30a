"""The solutions of shallow_network against SciPy, scikit-learn, Keras, TensorFlow and measured slopes."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy import optimize as scipy_optimize
from scipy import stats
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

import dlkit
from solutions import shallow_network as by_hand

NAMES = ("W1", "b1", "W2", "b2")

scores = npst.arrays(
    np.float64, npst.array_shapes(max_dims=3, max_side=4), elements=st.floats(-30, 30, allow_subnormal=False)
)
# At 0 the pieces of ReLU, leaky ReLU and ELU meet, and a slope need not exist.
scores_off_zero = scores.map(lambda Z: np.where(np.abs(Z) < 1e-3, 0.5, Z))
slopes_below_0 = st.floats(0.01, 0.9)
sizes = st.tuples(*[st.integers(1, 6)] * 3, st.integers(0, 1000))  # n_x, n_h, m, seed


def random_network(n_x, n_h, m, seed):
    """Parameters far from zero, X (n_x, m) and Y (1, m)."""
    rng = np.random.default_rng(seed)
    shapes = {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (1, n_h), "b2": (1, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return parameters, rng.normal(size=(n_x, m)), rng.permutation(np.arange(m) % 2).reshape(1, m)


def in_keras(parameters, learning_rate=0.5):
    """The same network in Keras, in float64, compiled for plain gradient descent."""
    n_h, n_x = parameters["W1"].shape
    model = keras.Sequential(
        [
            keras.Input((n_x,), dtype="float64"),
            keras.layers.Dense(n_h, activation="tanh", dtype="float64"),
            keras.layers.Dense(1, activation="sigmoid", dtype="float64"),
        ]
    )
    model.compile(optimizer=keras.optimizers.SGD(learning_rate), loss="binary_crossentropy")
    model.set_weights([parameters["W1"].T, parameters["b1"][:, 0], parameters["W2"].T, parameters["b2"][:, 0]])
    return model


def from_keras(model):
    W1, b1, W2, b2 = model.get_weights()
    return {"W1": W1.T, "b1": b1.reshape(-1, 1), "W2": W2.T, "b2": b2.reshape(-1, 1)}


def assert_same(parameters, expected, **tolerance):
    assert set(parameters) == set(expected)
    for name, value in expected.items():
        np.testing.assert_allclose(parameters[name], value, err_msg=name, **tolerance)


def slopes_by_tape(function, Z):
    """What GradientTape says the slope of `function` is at every entry of Z."""
    variable = tf.Variable(Z)
    with tf.GradientTape() as tape:
        values = function(variable)
    return tape.gradient(values, variable).numpy()


def flower(seed):
    """Training and test points of the flower."""
    rng = np.random.default_rng(seed)
    return *dlkit.data.planar("flower", 400, 0.05, rng), *dlkit.data.planar("flower", 400, 0.05, rng)


def accuracy(parameters, X, Y):
    return float(np.mean(by_hand.predict(parameters, X) == Y))


def test_initial_weights_come_from_the_normal_distribution_with_scale_one_hundredth():
    parameters = by_hand.initialize(60, 50, 40, np.random.default_rng(0))
    assert {name: value.shape for name, value in parameters.items()} == {
        "W1": (50, 60),
        "b1": (50, 1),
        "W2": (40, 50),
        "b2": (40, 1),
    }
    for name in ("W1", "W2"):
        assert stats.kstest(parameters[name].ravel() / 0.01, "norm").pvalue > 0.01
    assert not parameters["b1"].any()
    assert not parameters["b2"].any()


def test_the_same_generator_gives_the_same_start_and_goes_on():
    first = by_hand.initialize(2, 3, 1, rng := np.random.default_rng(5))
    second = by_hand.initialize(2, 3, 1, rng)
    assert_same(by_hand.initialize(2, 3, 1, np.random.default_rng(5)), first)
    assert not np.array_equal(first["W1"], second["W1"])


@given(scores)
def test_tanh_equals_tensorflow_and_its_formula(Z):
    np.testing.assert_allclose(by_hand.tanh(Z), tf.math.tanh(Z).numpy(), rtol=1e-12, atol=1e-14)
    formula = (np.exp(Z) - np.exp(-Z)) / (np.exp(Z) + np.exp(-Z))
    np.testing.assert_allclose(by_hand.tanh(Z), formula, rtol=1e-9, atol=1e-14)


@given(scores_off_zero, slopes_below_0)
def test_relu_leaky_relu_and_elu_equal_keras(Z, alpha):
    for value, expected in (
        (by_hand.relu(Z), keras.ops.relu(Z)),
        (by_hand.leaky_relu(Z, alpha), keras.ops.leaky_relu(Z, alpha)),
        (by_hand.elu(Z, alpha), keras.ops.elu(Z, alpha)),
    ):
        np.testing.assert_allclose(value, np.asarray(expected), rtol=1e-6, atol=1e-7)  # Keras may go by float32


@given(scores_off_zero, slopes_below_0)
def test_every_derivative_equals_that_of_the_gradient_tape(Z, alpha):
    for value, function in (
        (by_hand.tanh_derivative(Z), tf.math.tanh),
        (by_hand.relu_derivative(Z), tf.nn.relu),
        (by_hand.leaky_relu_derivative(Z, alpha), lambda z: tf.nn.leaky_relu(z, alpha)),
        (by_hand.elu_derivative(Z, alpha), lambda z: tf.where(z > 0, z, alpha * tf.math.expm1(z))),
    ):
        assert value.shape == Z.shape
        np.testing.assert_allclose(value, slopes_by_tape(function, Z), rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("name", ["tanh", "relu", "leaky_relu", "elu"])
def test_every_derivative_is_the_measured_slope_of_its_function(name):
    function, derivative = getattr(by_hand, name), getattr(by_hand, f"{name}_derivative")
    Z = np.linspace(-3, 3, 50)  # 0 is not among them
    np.testing.assert_allclose(derivative(Z), (function(Z + 1e-6) - function(Z - 1e-6)) / 2e-6, atol=1e-8)


def test_no_activation_overflows():
    Z = np.array([[-800.0, 800.0]])
    with np.errstate(over="raise", invalid="raise"):
        for name in ("tanh", "relu", "leaky_relu", "elu"):
            assert np.all(np.isfinite(getattr(by_hand, name)(Z)))
            assert np.all(np.isfinite(getattr(by_hand, f"{name}_derivative")(Z)))


@given(scores, st.integers(0, 100))
def test_maxout_equals_keras(Z, seed):
    other = np.random.default_rng(seed).normal(size=Z.shape)
    np.testing.assert_allclose(by_hand.maxout(Z, other), np.asarray(keras.ops.maximum(Z, other)), rtol=1e-6)


@settings(max_examples=20)
@given(sizes)
def test_forward_equals_keras(size):
    parameters, X, _ = random_network(*size)
    A2, cache = by_hand.forward(X, parameters)
    expected = np.asarray(in_keras(parameters)(X.T)).T
    np.testing.assert_allclose(A2, expected, rtol=1e-9)
    np.testing.assert_allclose(cache["A2"], expected, rtol=1e-9)
    hidden = np.asarray(keras.ops.tanh(X.T @ parameters["W1"].T + parameters["b1"].T)).T
    np.testing.assert_allclose(cache["A1"], hidden, rtol=1e-6)


@given(st.integers(1, 30), st.integers(0, 1000))
def test_cost_equals_the_log_loss_of_scikit_learn(m, seed):
    rng = np.random.default_rng(seed)
    A2, Y = rng.uniform(1e-6, 1 - 1e-6, size=(1, m)), rng.integers(2, size=(1, m))
    expected = log_loss(Y[0], np.column_stack([1 - A2[0], A2[0]]), labels=[0, 1])
    assert by_hand.cost(A2, Y) == pytest.approx(expected, rel=1e-9)


def test_cost_is_finite_for_sure_answers_and_ln_2_for_none():
    Y = np.array([[0, 1, 1]])
    assert by_hand.cost(Y.astype(float), Y) == pytest.approx(0, abs=1e-9)
    assert np.isfinite(by_hand.cost(1.0 - Y, Y))
    parameters = by_hand.initialize(2, 5, 1, np.random.default_rng(0))
    X, Y, _, _ = flower(0)
    assert by_hand.cost(by_hand.forward(X, parameters)[0], Y) == pytest.approx(np.log(2), abs=1e-3)


@settings(max_examples=30)
@given(sizes)
def test_backward_equals_the_slopes_that_scipy_measures(size):
    parameters, X, Y = random_network(*size)
    shapes = [parameters[name].shape for name in NAMES]
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1]

    def cost_at(theta):
        parts = zip(NAMES, np.split(theta, ends), shapes, strict=True)
        moved = {name: part.reshape(shape) for name, part, shape in parts}
        return by_hand.cost(by_hand.forward(X, moved)[0], Y)

    start = np.concatenate([parameters[name].ravel() for name in NAMES])
    measured = scipy_optimize.approx_fprime(start, cost_at, 1e-7)
    grads = by_hand.backward(parameters, by_hand.forward(X, parameters)[1], X, Y)
    assert {name: value.shape for name, value in grads.items()} == {
        f"d{name}": parameters[name].shape for name in NAMES
    }
    np.testing.assert_allclose(np.concatenate([grads[f"d{name}"].ravel() for name in NAMES]), measured, atol=1e-5)


@pytest.mark.parametrize("seed", range(5))
def test_backward_equals_the_gradient_tape(seed):
    parameters, X, Y = random_network(3, 4, 7, seed)
    variables = {name: tf.Variable(value) for name, value in parameters.items()}
    with tf.GradientTape() as tape:
        A1 = tf.math.tanh(variables["W1"] @ X + variables["b1"])
        Z2 = variables["W2"] @ A1 + variables["b2"]
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(tf.constant(Y, tf.float64), Z2))
    expected = {f"d{name}": slope.numpy() for name, slope in tape.gradient(loss, variables).items()}
    assert_same(by_hand.backward(parameters, by_hand.forward(X, parameters)[1], X, Y), expected, rtol=1e-9)


def test_update_is_the_step_of_keras_and_leaves_its_arguments_alone():
    parameters, X, Y = random_network(2, 3, 5, 0)
    before = {name: value.copy() for name, value in parameters.items()}
    grads = by_hand.backward(parameters, by_hand.forward(X, parameters)[1], X, Y)
    after = by_hand.update(parameters, grads, 0.3)
    assert_same(parameters, before, rtol=0)
    for name in NAMES:
        variable = keras.Variable(parameters[name], dtype="float64")
        keras.optimizers.SGD(0.3).apply([keras.ops.cast(grads[f"d{name}"], "float64")], [variable])
        np.testing.assert_allclose(after[name], np.asarray(variable), rtol=1e-6)


def test_fit_takes_the_same_steps_as_keras():
    X, Y, _, _ = flower(0)
    model = in_keras(by_hand.initialize(2, 4, 1, np.random.default_rng(3)), learning_rate=2.0)
    losses = [float(model.train_on_batch(X.T, Y.T)) for _ in range(30)]
    parameters, costs = by_hand.fit(X, Y, 4, 30, 2.0, np.random.default_rng(3))
    assert_same(parameters, from_keras(model), atol=1e-6)
    assert len(costs) == 30
    np.testing.assert_allclose(losses, costs, atol=1e-4)


def test_fit_without_a_step_returns_the_start():
    X, Y, _, _ = flower(0)
    parameters, costs = by_hand.fit(X, Y, 4, 0, 2.0, np.random.default_rng(3))
    assert costs == []
    assert_same(parameters, by_hand.initialize(2, 4, 1, np.random.default_rng(3)))


def test_a_network_of_zeros_learns_nothing_but_the_share_of_the_classes():
    X, Y, _, _ = flower(0)
    parameters = {name: 0 * value for name, value in by_hand.initialize(2, 5, 1, np.random.default_rng(0)).items()}
    for _ in range(50):
        grads = by_hand.backward(parameters, by_hand.forward(X, parameters)[1], X, Y)
        parameters = by_hand.update(parameters, grads, 1.0)
    assert not parameters["W1"].any()
    assert not parameters["W2"].any()


@given(sizes)
@settings(max_examples=20)
def test_predict_is_the_side_of_the_boundary_on_which_keras_sees_a_point(size):
    parameters, X, _ = random_network(*size)
    expected = (np.asarray(in_keras(parameters)(X.T)).T > 0.5).astype(int)
    np.testing.assert_array_equal(by_hand.predict(parameters, X), expected)


def test_logistic_regression_stays_under_065_on_the_flower_of_the_notebook():
    X, Y, X_test, Y_test = flower(1)
    line = LogisticRegression(C=np.inf).fit(X.T, Y[0])
    assert line.score(X.T, Y[0]) < 0.65
    assert line.score(X_test.T, Y_test[0]) < 0.65


def test_no_straight_line_gets_far_above_two_thirds_of_the_flower():
    for seed in range(10):
        X, Y, _, _ = flower(seed)
        angles, offsets = np.linspace(0, np.pi, 90, endpoint=False), np.linspace(-1, 1, 61)
        positions = np.cos(angles)[:, None] * X[0] + np.sin(angles)[:, None] * X[1]  # (angles, m)
        right = np.mean((positions[:, None] > offsets[:, None]) == (Y == 1), axis=2)
        assert max(right.max(), 1 - right.min()) < 0.72


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("n_h", [5, 20])
def test_a_hidden_layer_reaches_the_stated_accuracy_on_the_flower(seed, n_h):
    X, Y, X_test, Y_test = flower(seed)
    line = LogisticRegression(C=np.inf).fit(X.T, Y[0])
    parameters, costs = by_hand.fit(X, Y, n_h, 4000, 2.0, np.random.default_rng(seed))
    assert costs[-1] < 0.15
    assert accuracy(parameters, X, Y) >= 0.95
    assert accuracy(parameters, X_test, Y_test) >= 0.95
    assert accuracy(parameters, X_test, Y_test) > line.score(X_test.T, Y_test[0]) + 0.25


@pytest.mark.parametrize("seed", range(5))
def test_ten_hidden_units_unroll_the_spirals(seed):
    rng = np.random.default_rng(seed)
    (X, Y), (X_test, Y_test) = (dlkit.data.planar("spirals", 400, 0.03, rng) for _ in range(2))
    parameters, _ = by_hand.fit(X, Y, 10, 10_000, 2.0, np.random.default_rng(seed))
    assert accuracy(parameters, X_test, Y_test) >= 0.95


@pytest.mark.parametrize(("n_h", "lowest", "highest"), [(1, 0.5, 0.72), (2, 0.6, 0.87), (5, 0.95, 1.0)])
def test_the_boundary_bends_once_for_each_hidden_unit(n_h, lowest, highest):
    X, Y, _, _ = flower(1)
    parameters, _ = by_hand.fit(X, Y, n_h, 4000, 2.0, np.random.default_rng(1))
    assert lowest <= accuracy(parameters, X, Y) <= highest
