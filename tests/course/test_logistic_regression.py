"""The solutions of logistic_regression against SciPy, scikit-learn, Keras and measured slopes."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy import optimize as scipy_optimize
from scipy import special
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, precision_recall_fscore_support
from sklearn.preprocessing import StandardScaler

import dlkit
from solutions import logistic_regression as by_hand

finite = st.floats(-1e3, 1e3, allow_subnormal=False)
labels = npst.arrays(np.int64, st.tuples(st.just(1), st.integers(1, 30)), elements=st.integers(0, 1))


def random_problem(seed, *, features=5, examples=9):
    rng = np.random.default_rng(seed)
    Y = rng.permutation(np.arange(examples) % 2).reshape(1, examples)
    w, b = rng.normal(size=(features, 1)), float(rng.normal())
    return w, b, rng.normal(size=(features, examples)), Y


def three_or_eight(rng=None):
    """Standardized columns and labels, training and test; shuffled and split anew if `rng` is given."""
    digits = dlkit.data.digits(classes=(3, 8))
    images = np.concatenate([digits.x_train, digits.x_test])
    Y = (np.concatenate([digits.y_train, digits.y_test]) == 8).astype(int).reshape(1, -1)
    order = np.arange(len(images)) if rng is None else rng.permutation(len(images))
    pixels, Y = images.reshape(len(images), -1).T[:, order], Y[:, order]
    m = len(digits.x_train)
    mean, std = pixels[:, :m].mean(axis=1, keepdims=True), pixels[:, :m].std(axis=1, keepdims=True)
    X = by_hand.standardize(pixels, mean, std)
    return X[:, :m], Y[:, :m], X[:, m:], Y[:, m:]


def accuracy(w, b, X, Y):
    return float(np.mean(by_hand.predict(w, b, X) == Y))


@given(npst.arrays(np.float64, st.tuples(st.integers(1, 5), st.integers(2, 8)), elements=st.floats(0, 1)))
def test_standardize_equals_the_standard_scaler_of_scikit_learn(X):
    train, new = X[:, 1:], X
    scaler = StandardScaler().fit(train.T)
    # scikit-learn also treats a spread at the level of rounding errors as none
    mean, std = scaler.mean_.reshape(-1, 1), np.where(scaler.scale_ == 1, 0, scaler.scale_).reshape(-1, 1)
    np.testing.assert_allclose(by_hand.standardize(new, mean, std), scaler.transform(new.T).T, rtol=1e-9, atol=1e-12)


def test_standardize_only_shifts_a_constant_pixel():
    with np.errstate(all="raise"):
        result = by_hand.standardize(np.array([[0.5, 0.75]]), np.array([[0.5]]), np.array([[0.0]]))
    np.testing.assert_array_equal(result, [[0.0, 0.25]])


@given(npst.arrays(np.float64, npst.array_shapes(max_dims=3, max_side=4), elements=finite))
def test_sigmoid_equals_scipy_and_never_overflows(z):
    with np.errstate(over="raise", invalid="raise"):
        result = by_hand.sigmoid(z)
    assert result.shape == z.shape
    np.testing.assert_allclose(result, special.expit(z), rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize("z", [0, -3, 2.5, 800, -800, np.array([1, -1])])
def test_sigmoid_takes_numbers_and_whole_numbers(z):
    np.testing.assert_allclose(by_hand.sigmoid(z), special.expit(z), rtol=1e-12)


def test_a_neuron_that_knows_nothing_costs_ln_2():
    X, Y, _, _ = three_or_eight()
    w, b = by_hand.initialize(X.shape[0])
    assert w.shape == (64, 1)
    assert isinstance(b, float)
    assert by_hand.cost(by_hand.predict_proba(w, b, X), Y) == pytest.approx(np.log(2), rel=1e-12)


@given(labels, st.data())
def test_cost_equals_the_log_loss_of_scikit_learn(Y, data):
    A = data.draw(npst.arrays(np.float64, Y.shape, elements=st.floats(1e-6, 1 - 1e-6)))
    expected = log_loss(Y[0], np.column_stack([1 - A[0], A[0]]), labels=[0, 1])
    assert by_hand.cost(A, Y) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(labels)
def test_cost_is_finite_for_sure_answers(Y):
    assert by_hand.cost(Y.astype(float), Y) == pytest.approx(0, abs=1e-9)
    wrong = by_hand.cost(1.0 - Y, Y)
    assert np.isfinite(wrong)
    assert wrong > 20


@pytest.mark.parametrize("seed", range(5))
def test_gradients_equal_measured_slopes(seed):
    w, b, X, Y = random_problem(seed)

    def cost_at(theta):
        return by_hand.cost(by_hand.predict_proba(theta[:-1].reshape(-1, 1), float(theta[-1]), X), Y)

    measured = scipy_optimize.approx_fprime(np.append(w, b), cost_at, 1e-7)
    grads = by_hand.gradients(w, b, X, Y)
    np.testing.assert_allclose(np.append(grads["dw"], grads["db"]), measured, atol=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_gradients_equal_those_of_the_gradient_tape(seed):
    w, b, X, Y = random_problem(seed, features=4, examples=7)
    kernel, bias = tf.Variable(w), tf.Variable(b, dtype=tf.float64)
    with tf.GradientTape() as tape:
        scores = tf.matmul(kernel, X, transpose_a=True) + bias
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.constant(Y, tf.float64), logits=scores))
    dw, db = tape.gradient(loss, [kernel, bias])
    grads = by_hand.gradients(w, b, X, Y)
    np.testing.assert_allclose(grads["dw"], dw.numpy(), rtol=1e-10)
    assert grads["db"] == pytest.approx(float(db), rel=1e-10)


def test_optimize_leaves_its_arguments_alone_and_counts_its_steps():
    w, b, X, Y = random_problem(0)
    before = w.copy()
    new_w, _, costs = by_hand.optimize(w, b, X, Y, 12, 0.1)
    np.testing.assert_array_equal(w, before)
    assert len(costs) == 12
    assert costs[0] == by_hand.cost(by_hand.predict_proba(w, b, X), Y)
    assert not np.array_equal(new_w, w)
    assert by_hand.optimize(w, b, X, Y, 0, 0.1)[2] == []


def test_optimize_goes_to_the_minimum_that_scipy_finds():
    w, b, X, Y = random_problem(3, features=2, examples=40)

    def cost_at(theta):
        return by_hand.cost(by_hand.predict_proba(theta[:-1].reshape(-1, 1), float(theta[-1]), X), Y)

    best = scipy_optimize.minimize(cost_at, np.append(w, b), tol=1e-12)
    _, _, costs = by_hand.optimize(w, b, X, Y, 5000, 0.5)
    assert costs[-1] == pytest.approx(best.fun, abs=1e-6)


@given(st.integers(0, 1000), st.floats(0.05, 0.95))
def test_predict_follows_the_threshold(seed, threshold):
    w, b, X, _ = random_problem(seed)
    answers = by_hand.predict(w, b, X, threshold)
    scores = w.T @ X + b
    np.testing.assert_array_equal(answers, (scores >= special.logit(threshold)).astype(int))


@given(labels, st.data())
def test_precision_recall_f1_equal_scikit_learn(Y, data):
    Y_hat = data.draw(npst.arrays(np.int64, Y.shape, elements=st.integers(0, 1)))
    *expected, _ = precision_recall_fscore_support(
        Y[0], Y_hat[0], labels=[0, 1], pos_label=1, average="binary", zero_division=0
    )
    np.testing.assert_allclose(by_hand.precision_recall_f1(Y_hat, Y), expected)


def test_the_result_that_the_notebook_states():
    X, Y, X_test, Y_test = three_or_eight()
    w, b, costs = by_hand.optimize(*by_hand.initialize(64), X, Y, 500, 0.1)
    assert np.all(np.diff(costs) < 0)
    assert costs[-1] < 0.05
    assert accuracy(w, b, X_test, Y_test) >= 0.95


@pytest.mark.parametrize("seed", range(5))
def test_the_stated_accuracy_holds_over_other_splits(seed):
    X, Y, X_test, Y_test = three_or_eight(np.random.default_rng(seed))
    w, b, _ = by_hand.optimize(*by_hand.initialize(64), X, Y, 500, 0.1)
    assert accuracy(w, b, X_test, Y_test) >= 0.95


def test_scikit_learn_without_penalty_agrees_in_accuracy():
    X, Y, X_test, Y_test = three_or_eight()
    w, b, _ = by_hand.optimize(*by_hand.initialize(64), X, Y, 500, 0.1)
    theirs = LogisticRegression(C=np.inf, max_iter=5000).fit(X.T, Y[0])
    assert accuracy(w, b, X_test, Y_test) == pytest.approx(theirs.score(X_test.T, Y_test[0]), abs=0.03)


def test_the_weights_look_like_the_difference_of_the_digits():
    X, Y, _, _ = three_or_eight()
    w, _, _ = by_hand.optimize(*by_hand.initialize(64), X, Y, 500, 0.1)
    difference = X[:, Y[0] == 1].mean(axis=1) - X[:, Y[0] == 0].mean(axis=1)
    assert np.corrcoef(w[:, 0], difference)[0, 1] > 0.7


def test_keras_takes_the_same_steps():
    X, Y, _, _ = three_or_eight()
    model = by_hand.keras_logistic_regression(64)
    assert model.count_params() == 65
    model.set_weights([np.zeros((64, 1)), np.zeros(1)])
    losses = [float(model.train_on_batch(X.T, Y.T, return_dict=True)["loss"]) for _ in range(20)]
    w, b, costs = by_hand.optimize(*by_hand.initialize(64), X, Y, 20, 0.1)
    kernel, bias = model.get_weights()
    np.testing.assert_allclose(kernel, w, atol=1e-5)
    assert bias[0] == pytest.approx(b, abs=1e-5)
    np.testing.assert_allclose(losses, costs, atol=1e-4)
    assert isinstance(model.optimizer, keras.optimizers.SGD)
