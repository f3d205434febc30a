"""The solutions of linear_classifiers against SciPy, scikit-learn, Keras, loops, measured slopes and the stated results."""

import itertools
import math

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy.optimize import approx_fprime, linprog, minimize
from scipy.spatial.distance import cdist
from scipy.special import log_softmax, softmax
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import LinearSVC

import dlkit
from dlkit.course import find_assignment
from dlkit.desk.questions import read_questions
from solutions import linear_classifiers as by_hand

SLUG = "linear_classifiers"
RATES = {"hinge": 0.1, "softmax": 0.3}
L2 = 0.001
seeds = st.integers(0, 10_000)
sizes = st.integers(1, 7)
classes_of = st.integers(2, 6)


def problem(seed, m, classes):
    rng = np.random.default_rng(seed)
    return 2 * rng.normal(size=(m, classes)), rng.integers(classes, size=m)


@given(seed=seeds, m=sizes, n=sizes, d=sizes)
def test_distances_are_those_of_scipy(seed, m, n, d):
    rng = np.random.default_rng(seed)
    A, B = rng.normal(size=(m, d)), rng.normal(size=(n, d))
    np.testing.assert_allclose(by_hand.pairwise_distances(A, B), cdist(A, B), rtol=1e-6, atol=1e-7)


@given(npst.arrays(float, st.tuples(sizes, sizes), elements=st.floats(-100, 100)))
def test_no_distance_is_nan_or_negative_or_far_from_zero_on_the_diagonal(e):
    table = by_hand.pairwise_distances(e, e)
    assert np.all(table >= 0)
    assert np.all(np.diag(table) <= 1e-6 * (1 + np.linalg.norm(e, axis=1)))


def named_by_brute_force(known, labels, x, k):
    voters = sorted(range(len(known)), key=lambda place: (math.dist(known[place], x), place))[:k]
    votes = [labels[place] for place in voters]
    most = max(votes.count(vote) for vote in votes)
    return next(vote for vote in votes if votes.count(vote) == most)


@settings(max_examples=60)
@given(
    known=npst.arrays(np.int64, st.tuples(st.integers(1, 12), st.just(2)), elements=st.integers(-2, 2)),
    asked=npst.arrays(np.int64, st.tuples(st.integers(1, 4), st.just(2)), elements=st.integers(-2, 2)),
    data=st.data(),
)
def test_neighbours_are_those_of_brute_force_with_all_ties(known, asked, data):
    labels = data.draw(npst.arrays(np.int64, len(known), elements=st.integers(0, 3)))
    k = data.draw(st.integers(1, len(known)))
    found = by_hand.nearest_neighbours(known.astype(float), labels, asked.astype(float), k)
    assert found.tolist() == [named_by_brute_force(known, labels.tolist(), x, k) for x in asked]


@pytest.mark.parametrize("k", [1, 5])
def test_neighbours_on_digits_are_those_of_scikit_learn(k):
    digits = dlkit.data.digits()
    X, X_test = digits.x_train.reshape(-1, 64), digits.x_test.reshape(-1, 64)
    theirs = KNeighborsClassifier(k, algorithm="brute").fit(X, digits.y_train).predict(X_test)
    ours = by_hand.nearest_neighbours(X, digits.y_train, X_test, k)
    assert np.mean(ours == theirs) > 0.99  # the two differ in equal votes only
    assert np.mean(ours == digits.y_test) > 0.98


@given(seed=seeds, m=sizes, n_x=sizes, classes=classes_of)
@settings(max_examples=20)
def test_scores_are_those_of_a_dense_layer(seed, m, n_x, classes):
    rng = np.random.default_rng(seed)
    W, b, X = rng.normal(size=(n_x, classes)), rng.normal(size=classes), rng.normal(size=(m, n_x))
    layer = keras.layers.Dense(classes, dtype="float64")
    layer.build((None, n_x))
    layer.set_weights([W, b])
    np.testing.assert_allclose(by_hand.scores(W, b, X), np.array(layer(X)), rtol=1e-6, atol=1e-9)


@given(seed=seeds, m=sizes, classes=classes_of, margin=st.sampled_from([0.3, 1.0, 2.5]))
def test_hinge_loss_by_loops_and_at_once_and_by_the_formula(seed, m, classes, margin):
    S, y = problem(seed, m, classes)
    pairs = itertools.product(range(m), range(classes))
    formula = sum(max(0.0, S[i, j] - S[i, y[i]] + margin) for i, j in pairs if j != y[i]) / m
    assert by_hand.hinge_loss(S, y, margin) == pytest.approx(formula)
    one_by_one = [by_hand.hinge_of_one(s, int(label), margin) for s, label in zip(S, y, strict=True)]
    assert np.mean(one_by_one) == pytest.approx(formula)


@given(seed=seeds, m=sizes, classes=classes_of, margin=st.sampled_from([0.3, 1.0, 2.5]))
@settings(max_examples=40)
def test_hinge_gradient_is_that_of_the_tape(seed, m, classes, margin):
    S, y = problem(seed, m, classes)
    variable = tf.Variable(S)
    with tf.GradientTape() as tape:
        right = tf.gather(variable, y, axis=1, batch_dims=1)[:, None]
        terms = tf.nn.relu(variable - right + margin) * (1 - tf.one_hot(y, classes, dtype=tf.float64))
        loss = tf.reduce_sum(terms) / m
    np.testing.assert_allclose(by_hand.hinge_gradient(S, y, margin), tape.gradient(loss, variable), atol=1e-12)


@given(seed=seeds, m=sizes, classes=classes_of, size=st.sampled_from([1.0, 30.0, 1000.0]))
def test_softmax_loss_and_gradient_are_those_of_scipy(seed, m, classes, size):
    S, y = problem(seed, m, classes)
    S = size * S
    assert by_hand.softmax_loss(S, y) == pytest.approx(-np.mean(log_softmax(S, axis=1)[np.arange(m), y]))
    expected = (softmax(S, axis=1) - np.eye(classes)[y]) / m
    np.testing.assert_allclose(by_hand.softmax_gradient(S, y), expected, atol=1e-12)


def test_softmax_loss_is_that_of_keras():
    S, y = problem(3, 6, 4)
    theirs = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y, S)
    assert by_hand.softmax_loss(S, y) == pytest.approx(float(theirs), rel=1e-5)


@pytest.mark.parametrize("loss", ["hinge", "softmax"])
@pytest.mark.parametrize("seed", range(2))
def test_gradients_of_the_weights_are_measured_slopes(loss, seed):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(6, 4)), rng.integers(3, size=6)
    W, b = rng.normal(size=(4, 3)), rng.normal(size=3)

    def cost(theta):
        W, b = theta[:12].reshape(4, 3), theta[12:]
        S = by_hand.scores(W, b, X)
        value = by_hand.hinge_loss(S, y, 1.0) if loss == "hinge" else by_hand.softmax_loss(S, y)
        return value + 0.7 / 2 * np.sum(W**2)

    S = by_hand.scores(W, b, X)
    dS = by_hand.hinge_gradient(S, y, 1.0) if loss == "hinge" else by_hand.softmax_gradient(S, y)
    grads = by_hand.linear_backward(dS, X, W, 0.7)
    measured = approx_fprime(np.concatenate([W.ravel(), b]), cost, 1e-7)
    np.testing.assert_allclose(np.concatenate([grads["dW"].ravel(), grads["db"]]), measured, atol=1e-5)


@pytest.mark.parametrize("loss", ["hinge", "softmax"])
def test_sgd_takes_the_steps_of_keras(loss):
    rng = np.random.default_rng(4)
    X, y = rng.normal(size=(20, 5)), rng.integers(3, size=20)
    W, b = rng.normal(size=(5, 3)), rng.normal(size=3)
    batches = [rng.permutation(20)[:size] for size in (7, 20, 1, 5)]
    found_W, found_b, losses = by_hand.sgd(W, b, X, y, batches, loss, 0.2, 0.1)

    kernel, bias = keras.Variable(W, dtype="float64"), keras.Variable(b, dtype="float64")
    optimizer, theirs = keras.optimizers.SGD(0.2), []
    for rows in batches:
        with tf.GradientTape() as tape:
            S = keras.ops.matmul(X[rows], kernel) + bias
            one_hot = np.eye(3)[y[rows]]
            if loss == "hinge":
                right = keras.ops.sum(S * one_hot, axis=1, keepdims=True)
                terms = keras.ops.sum(keras.ops.relu(S - right + 1) * (1 - one_hot), axis=1)
            else:
                terms = keras.losses.categorical_crossentropy(one_hot, S, from_logits=True)
            total = keras.ops.mean(terms) + 0.05 * keras.ops.sum(kernel**2)
        theirs.append(float(total))
        optimizer.apply(tape.gradient(total, [kernel.value, bias.value]), [kernel, bias])
    np.testing.assert_allclose(losses, theirs, rtol=1e-6)
    np.testing.assert_allclose(found_W, kernel.value.numpy(), rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(found_b, bias.value.numpy(), rtol=1e-6, atol=1e-8)


def test_one_against_all_is_a_logistic_regression_for_each_class():
    """With the softmax, yes minus no follows the logistic regression of twice the steps, and ends where SciPy does."""
    rng = np.random.default_rng(5)
    X, y = rng.normal(size=(40, 3)), rng.integers(4, size=40)
    W, b = by_hand.one_vs_all(X, y, 4, [np.arange(40)] * 3000, "softmax", 0.5, 0.05)
    for k in range(4):
        sign = np.where(y == k, 1, -1)

        def cost(theta, sign=sign):
            # both columns move apart by the same, so a penalty of l2/2 on both is l2/4 on their difference
            lead = X @ theta[:3] + theta[3]
            return np.mean(np.logaddexp(0, -sign * lead)) + 0.05 / 4 * np.sum(theta[:3] ** 2)

        best = minimize(cost, np.zeros(4), tol=1e-10).x
        np.testing.assert_allclose([*W[:, k], b[k]], best, atol=1e-3)


@given(seed=seeds, m=sizes, n=sizes)
@settings(max_examples=30)
def test_prelu_and_its_derivatives_are_those_of_the_tape(seed, m, n):
    rng = np.random.default_rng(seed)
    Z, a = rng.normal(size=(m, n)), rng.normal(size=n)
    layer = keras.layers.PReLU(dtype="float64")
    layer.build((None, n))
    layer.set_weights([a])
    variable = tf.Variable(Z)
    with tf.GradientTape(persistent=True) as tape:
        theirs = layer(variable)
    value, dz, da = by_hand.prelu(Z, a)
    np.testing.assert_allclose(value, theirs, rtol=1e-6)
    np.testing.assert_allclose(dz, tape.gradient(theirs, variable), rtol=1e-6)
    np.testing.assert_allclose(da.sum(axis=0), tape.gradient(theirs, layer.trainable_variables[0].value), rtol=1e-6)


@given(npst.arrays(float, st.tuples(sizes, sizes), elements=st.floats(-1000, 1000)))
@settings(max_examples=30)
def test_selu_is_that_of_keras(z):
    theirs = np.array(keras.activations.selu(keras.ops.convert_to_tensor(z)))
    np.testing.assert_allclose(by_hand.selu(z), theirs, rtol=1e-6, atol=1e-9)


def test_selu_keeps_mean_and_variance():
    z = np.random.default_rng(6).normal(size=1_000_000)
    answer = by_hand.selu(z)
    assert np.mean(answer) == pytest.approx(0, abs=0.005)
    assert np.var(answer) == pytest.approx(1, abs=0.01)


def hinge_of_keras(S, y):
    return float(keras.losses.CategoricalHinge()(np.eye(S.shape[1])[y], S))


def test_keras_takes_the_maximum_over_the_wrong_classes_and_zero():
    for seed in range(5):
        S, y = problem(seed, 6, 4)
        rivals = S.copy()
        rivals[np.arange(6), y] = 0  # what Keras leaves there
        expected = np.mean(np.maximum(0, rivals.max(axis=1) - S[np.arange(6), y] + 1))
        assert hinge_of_keras(S, y) == pytest.approx(expected, rel=1e-6)
        assert hinge_of_keras(S, y) != pytest.approx(by_hand.hinge_loss(S, y, 1.0))
    low = np.array([[-2.0, -2.5, -2.2]])
    assert hinge_of_keras(low, np.array([0])) == pytest.approx(3.0)
    assert hinge_of_keras(low + 10, np.array([0])) == pytest.approx(0.8)
    labels = np.array([[0], [2], [1]])
    S = np.random.default_rng(0).normal(size=(3, 3))
    assert float(keras.losses.CategoricalHinge()(labels, S)) != pytest.approx(hinge_of_keras(S, labels[:, 0]))


# The stated results


@pytest.fixture(scope="module")
def centred():
    digits = dlkit.data.digits()
    X, X_test = digits.x_train.reshape(-1, 64), digits.x_test.reshape(-1, 64)
    return X - X.mean(axis=0), digits.y_train, X_test - X.mean(axis=0), digits.y_test


def shuffled_batches(m, batch_size, epochs, rng):
    orders = [rng.permutation(m) for _ in range(epochs)]
    return [order[start : start + batch_size] for order in orders for start in range(0, m, batch_size)]


def trained(X, y, loss, seed):
    """Train as the notebook does."""
    rng = dlkit.seed(seed)
    batches = shuffled_batches(len(y), 32, 40, rng)
    W = rng.normal(size=(64, 10)) * 0.01
    return by_hand.sgd(W, np.zeros(10), X, y, batches, loss, RATES[loss], L2)


def accuracy(W, b, X, y):
    return np.mean(by_hand.scores(W, b, X).argmax(axis=1) == y)


@pytest.mark.parametrize("loss", ["hinge", "softmax"])
@pytest.mark.parametrize("seed", range(1, 6))
def test_both_losses_read_digits(centred, loss, seed):
    X, y, X_test, y_test = centred
    W, b, losses = trained(X, y, loss, seed)
    assert accuracy(W, b, X_test, y_test) >= 0.95  # the notebook promises 0.93
    assert losses[-1] < losses[0] / 3


def test_scikit_learn_comes_out_in_the_same_place(centred):
    X, y, X_test, y_test = centred
    svc = LinearSVC(C=1 / (L2 * len(y)), max_iter=20_000).fit(X, y)
    hinge, softmax_run = trained(X, y, "hinge", 1), trained(X, y, "softmax", 1)
    assert accuracy(*hinge[:2], X_test, y_test) == pytest.approx(svc.score(X_test, y_test), abs=0.02)
    maximum = LinearSVC(multi_class="crammer_singer", C=1 / (L2 * len(y)), max_iter=20_000).fit(X, y)
    assert accuracy(*hinge[:2], X_test, y_test) == pytest.approx(maximum.score(X_test, y_test), abs=0.02)
    logistic = LogisticRegression(C=1 / (L2 * len(y)), max_iter=2000, tol=1e-6).fit(X, y)
    assert accuracy(*softmax_run[:2], X_test, y_test) == pytest.approx(logistic.score(X_test, y_test), abs=0.01)

    def cost(W, b):
        return by_hand.softmax_loss(by_hand.scores(W, b, X), y) + L2 / 2 * np.sum(W**2)

    theirs = cost(logistic.coef_.T, logistic.intercept_)
    assert theirs < cost(*softmax_run[:2]) < 1.05 * theirs


@pytest.mark.parametrize("loss", ["hinge", "softmax"])
def test_twenty_digits_are_learned_by_heart(centred, loss):
    X, y, _, _ = centred
    start = np.zeros((64, 10)), np.zeros(10)
    W, b, losses = by_hand.sgd(*start, X[:20], y[:20], [np.arange(20)] * 200, loss, RATES[loss], 0.0)
    assert losses[0] == pytest.approx(9.0 if loss == "hinge" else math.log(10))
    assert accuracy(W, b, X[:20], y[:20]) == 1
    assert (losses[-1] == 0) == (loss == "hinge")


@pytest.mark.parametrize("loss", ["hinge", "softmax"])
def test_one_against_all_reads_digits(centred, loss):
    X, y, X_test, y_test = centred
    batches = shuffled_batches(len(y), 32, 20, dlkit.seed(4))
    W, b = by_hand.one_vs_all(X, y, 10, batches, loss, RATES[loss], L2)
    assert accuracy(W, b, X_test, y_test) >= 0.94
    assert np.any(np.all(by_hand.scores(W, b, X_test) <= 0, axis=1)), "nobody claims some digits"
    assert np.any(np.sum(by_hand.scores(W, b, X_test) > 0, axis=1) > 1), "several claim others"


def summed_hinge(y_true, S):
    right = keras.ops.sum(y_true * S, axis=1, keepdims=True)
    return keras.ops.sum(keras.ops.maximum(S - right + 1, 0) * (1 - y_true), axis=1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(9, 14))
def test_all_three_losses_of_keras_learn_on_the_same_layer(centred, seed):
    X, y, X_test, y_test = centred
    ways = [
        (summed_hinge, "hinge"),
        (keras.losses.CategoricalHinge(), "hinge"),
        (keras.losses.CategoricalCrossentropy(from_logits=True), "softmax"),
    ]
    for loss, rate in ways:
        dlkit.seed(seed)
        penalty = keras.regularizers.L2(L2 / 2)
        model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, kernel_regularizer=penalty)])
        model.compile(keras.optimizers.SGD(RATES[rate]), loss=loss)
        model.fit(X.astype("float32"), np.eye(10, dtype="float32")[y], epochs=40, batch_size=32, verbose=0)
        assert np.mean(np.array(model(X_test)).argmax(axis=1) == y_test) >= 0.95


@pytest.mark.parametrize("seed", range(8, 13))
def test_of_thirty_layers_selu_keeps_the_signal_and_relu_loses_it(seed):
    left = {}
    for name, bend in {"SELU": by_hand.selu, "tanh": np.tanh, "ReLU": lambda z: np.maximum(z, 0)}.items():
        rng = np.random.default_rng(seed)
        A = rng.normal(size=(500, 100))
        for _ in range(30):
            A = bend(A @ rng.normal(size=(100, 100)) / 10)
        left[name] = A.std()
    assert 2 > left["SELU"] > 0.5 > left["tanh"] > 100 * left["ReLU"]


def test_averages_are_a_linear_classifier_and_neighbours_and_templates_break_when_digits_move(centred):
    X, y, _, y_test = centred
    digits = dlkit.data.digits()
    pixels, pixels_test = digits.x_train.reshape(-1, 64), digits.x_test.reshape(-1, 64)
    means = np.stack([pixels[y == digit].mean(axis=0) for digit in range(10)], axis=1)
    by_score = by_hand.scores(means, -np.sum(means**2, axis=0) / 2, pixels_test).argmax(axis=1)
    np.testing.assert_array_equal(by_score, cdist(pixels_test, means.T).argmin(axis=1))
    assert 0.85 < np.mean(by_score == y_test) < 0.93
    assert np.array_equal(16 * pixels, np.round(16 * pixels)), "whole sixteenths: their squares need no rounding"

    moved = np.zeros_like(digits.x_test)
    moved[:, :, 1:] = digits.x_test[:, :, :-1]
    X_moved = moved.reshape(-1, 64) - digits.x_train.reshape(-1, 64).mean(axis=0)
    W, b, _ = trained(X, y, "softmax", 1)
    assert accuracy(W, b, X_moved, y_test) < 0.6
    assert np.mean(by_hand.nearest_neighbours(X, y, X_moved, 5) == y_test) < 0.75


@pytest.fixture(scope="module")
def two_layers():
    """The network that the notebook gives, from its very cell, with the solutions as the exercises."""
    from grader.authoring.authored import load_authored

    namespace = {**vars(by_hand), "dlkit": dlkit, "points": None}
    (source,) = [cell.source for cell in load_authored(SLUG).cells if "def two_layers(" in cell.source]
    exec(source.split("points, ring")[0], namespace)
    return namespace["two_layers"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5, 10))
def test_prelu_bends_what_two_linear_layers_cannot(two_layers, seed):
    points, ring = dlkit.data.planar("circles", 300, 0.1, dlkit.seed(seed))
    new_points, new_ring = dlkit.data.planar("circles", 1000, 0.1, dlkit.seed(seed + 100))
    right = {}
    for bend in (False, True):
        lead, _ = two_layers(points.T, ring[0], 8, bend, seed=seed)
        right[bend] = np.mean((lead(new_points.T) > 0) == new_ring[0])
    assert right[False] < 0.7
    assert right[True] > 0.95


# The questions


def counts_of_prelu():
    _, _, da = by_hand.prelu(np.array([[2.0], [-1.0], [-3.0], [0.5]]), np.array([0.25]))
    return da.sum()


def on_the_training_set():
    X = np.random.default_rng(0).normal(size=(30, 4))
    y = np.arange(30) % 3
    return np.mean(by_hand.nearest_neighbours(X, y, X, 1) == y)


COMPUTED = {
    "shape_of_the_scores": lambda: by_hand.scores(np.zeros((784, 26)), np.zeros(26), np.zeros((200, 784))).shape,
    "accuracy_on_the_training_set": on_the_training_set,
    "hinge_at_the_start": lambda: by_hand.hinge_loss(np.zeros((1, 10)), np.array([4]), 1.0),
    "slope_of_the_right_score": lambda: by_hand.hinge_gradient(np.array([[2.0, 4.0, 3.5, 1.0]]), np.array([2]), 1.0)[
        0, 2
    ],
    "softmax_at_the_start": lambda: by_hand.softmax_loss(np.zeros((1, 10)), np.array([4])),
    "nobody_says_yes": lambda: np.argmax([-0.2, -3, -1, -2, -0.9, -4, -2, -1.5, -3, -5]),
    "gradient_of_a_slope": counts_of_prelu,
    "hinge_of_keras": lambda: hinge_of_keras(np.array([[2.0, 1.5, 1.8]]), np.array([0])),
}


@pytest.mark.parametrize("name", COMPUTED)
def test_what_is_called_right_is_what_comes_out(name):
    found = COMPUTED[name]()
    marked = read_questions(find_assignment(SLUG))[name].mark(found if np.ndim(found) else float(found))
    assert marked.right, (found, marked.reason)


def test_every_number_and_shape_is_computed():
    questions = read_questions(find_assignment(SLUG))
    assert {name for name, one in questions.items() if one.kind.key in ("number", "shape")} == set(COMPUTED)


def test_no_template_puts_either_pixel_alone_above_both_and_neither():
    first, second = np.array([[1, 0], [0, 1]]), np.array([[1, 1], [0, 0]])
    behind = np.array([other - one for one in first for other in second])  # a bias is in both, and goes away
    found = linprog(np.zeros(2), A_ub=behind, b_ub=-np.ones(4), bounds=(None, None))
    assert found.status == 2, "infeasible"


def test_without_a_penalty_ten_times_the_margin_and_the_step_change_no_answer():
    rng = np.random.default_rng(8)
    X, y, batches = rng.normal(size=(30, 4)), rng.integers(3, size=30), [np.arange(30)] * 50
    for l2, same in ((0.0, True), (0.1, False)):
        W, _, _ = by_hand.sgd(np.zeros((4, 3)), np.zeros(3), X, y, batches, "hinge", 0.1, l2)
        wide_W, wide_b = np.zeros((4, 3)), np.zeros(3)
        for rows in batches:
            dS = by_hand.hinge_gradient(by_hand.scores(wide_W, wide_b, X[rows]), y[rows], 10.0)
            grads = by_hand.linear_backward(dS, X[rows], wide_W, l2)
            wide_W, wide_b = wide_W - grads["dW"], wide_b - grads["db"]
        assert np.allclose(wide_W, 10 * W) == same


def test_the_right_class_as_its_own_rival_costs_the_margin_and_changes_no_slope():
    S, y = problem(7, 5, 4)

    def with_it(S):
        return np.sum(np.maximum(S - S[np.arange(5), y][:, None] + 1, 0)) / 5

    assert with_it(S) == pytest.approx(by_hand.hinge_loss(S, y, 1.0) + 1)
    measured = approx_fprime(S.ravel(), lambda s: with_it(s.reshape(5, 4)), 1e-7).reshape(5, 4)
    np.testing.assert_allclose(measured, by_hand.hinge_gradient(S, y, 1.0), atol=1e-5)
