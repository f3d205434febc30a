"""The solutions of regularization against Keras, TensorFlow, scikit-learn, SciPy and measured slopes."""

from itertools import pairwise

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage, optimize, stats
from sklearn.linear_model import ElasticNet

import dlkit
from solutions import regularization as by_hand

seeds = st.integers(0, 10_000)
widths = st.lists(st.integers(1, 5), min_size=2, max_size=5)


def random_network(seed, layer_dims):
    rng = np.random.default_rng(seed)
    parameters = {}
    for number, (n_before, n) in enumerate(pairwise(layer_dims), start=1):
        parameters[f"W{number}"] = rng.normal(size=(n, n_before))
        parameters[f"b{number}"] = rng.normal(size=(n, 1))
    return parameters, {f"d{name}": rng.normal(size=value.shape) for name, value in parameters.items()}


def weights_of(parameters):
    return [value for name, value in parameters.items() if name.startswith("W")]


@given(seeds, widths, st.floats(0, 10), st.integers(1, 50))
def test_l2_cost_equals_the_keras_regularizer(seed, layer_dims, lambd, m):
    parameters, _ = random_network(seed, layer_dims)
    regularizer = keras.regularizers.L2(lambd / (2 * m))
    expected = sum(float(regularizer(W)) for W in weights_of(parameters))
    assert by_hand.l2_cost(parameters, lambd, m) == pytest.approx(expected, rel=1e-4, abs=1e-6)


@given(seeds, widths, st.floats(0, 10), st.integers(1, 50))
def test_l1_cost_equals_the_keras_regularizer(seed, layer_dims, lambd, m):
    parameters, _ = random_network(seed, layer_dims)
    regularizer = keras.regularizers.L1(lambd / m)
    expected = sum(float(regularizer(W)) for W in weights_of(parameters))
    assert by_hand.l1_cost(parameters, lambd, m) == pytest.approx(expected, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_elastic_net_cost_is_what_scikit_learn_minimizes(seed):
    rng = np.random.default_rng(seed)
    m, lambd, ratio = 30, 6.0, 0.4
    X = rng.normal(size=(m, 3))
    y = X @ [2.0, -1.0, 0.0] + 0.1 * rng.normal(size=m)
    # scikit-learn: |y - Xw|^2 / (2 m) + alpha ratio |w|_1 + alpha (1 - ratio) |w|^2 / 2, so alpha is lambd / m
    theirs = ElasticNet(alpha=lambd / m, l1_ratio=ratio, fit_intercept=False, tol=1e-10).fit(X, y).coef_

    def total(w):
        penalty = by_hand.elastic_net_cost({"W1": w.reshape(1, -1), "b1": np.ones((1, 1))}, lambd, ratio, m)
        return float(np.sum((y - X @ w) ** 2) / (2 * m) + penalty)

    ours = optimize.minimize(total, np.zeros(3), method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-12}).x
    np.testing.assert_allclose(ours, theirs, atol=1e-4)


@pytest.mark.parametrize(("add_slope", "cost"), [("l2_gradients", "l2_cost"), ("l1_gradients", "l1_cost")])
@given(seed=seeds, layer_dims=widths)
@settings(max_examples=25)
def test_gradients_equal_measured_slopes(add_slope, cost, seed, layer_dims):
    parameters, grads = random_network(seed, layer_dims)
    before = {name: value.copy() for name, value in grads.items()}
    answer = getattr(by_hand, add_slope)(grads, parameters, 1.3, 7)
    assert answer.keys() == grads.keys()
    for name, value in parameters.items():
        np.testing.assert_array_equal(grads[f"d{name}"], before[f"d{name}"])

        def penalty_at(theta, name=name, value=value):
            return getattr(by_hand, cost)({**parameters, name: theta.reshape(value.shape)}, 1.3, 7)

        measured = optimize.approx_fprime(value.ravel(), penalty_at, 1e-7).reshape(value.shape)
        np.testing.assert_allclose(answer[f"d{name}"] - grads[f"d{name}"], measured, atol=1e-5)


def test_l1_does_not_push_a_weight_that_is_zero():
    parameters = {"W1": np.zeros((2, 3)), "b1": np.ones((2, 1))}
    grads = {"dW1": np.ones((2, 3)), "db1": np.ones((2, 1))}
    np.testing.assert_array_equal(by_hand.l1_gradients(grads, parameters, 1.0, 1)["dW1"], grads["dW1"])


@given(seeds, st.floats(0.05, 0.95))
@settings(max_examples=25)
def test_dropout_mask_holds_independent_coins(seed, keep_prob):
    shape = (40, 50)
    mask = by_hand.dropout_mask(shape, keep_prob, np.random.default_rng(seed))
    assert mask.shape == shape
    assert set(np.unique(mask)) <= {0.0, 1.0}
    assert stats.binomtest(int(mask.sum()), mask.size, keep_prob).pvalue > 1e-6
    np.testing.assert_array_equal(mask, by_hand.dropout_mask(shape, keep_prob, np.random.default_rng(seed)))
    for sums in (mask.sum(axis=0), mask.sum(axis=1)):  # shared coins would spread the sums far more
        spread = np.var(sums) / (mask.size / sums.size * keep_prob * (1 - keep_prob))
        assert 0.2 < spread < 3


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.7])
def test_dropout_has_the_statistics_of_the_keras_layer(rate):
    A = np.random.default_rng(0).uniform(0.5, 2, size=(400, 400))
    theirs = np.array(keras.layers.Dropout(rate, seed=1)(A.astype("float32"), training=True))
    mask = by_hand.dropout_mask(A.shape, 1 - rate, np.random.default_rng(2))
    ours = by_hand.dropout_forward(A, mask, 1 - rate)
    assert np.mean(ours == 0) == pytest.approx(np.mean(theirs == 0), abs=0.01)
    assert np.mean(ours) == pytest.approx(np.mean(theirs), abs=0.02)
    np.testing.assert_allclose((ours / A)[mask == 1].max(), (theirs / A)[theirs != 0].max(), rtol=1e-5)
    assert np.mean(ours) == pytest.approx(np.mean(A), abs=0.02)


def test_dropout_backward_equals_the_gradient_tape():
    rng = np.random.default_rng(3)
    A, dA, mask = rng.normal(size=(5, 8)), rng.normal(size=(5, 8)), (rng.random((5, 8)) < 0.6).astype(float)
    variable = tf.Variable(A)
    with tf.GradientTape() as tape:
        dropped = tf.nn.experimental.stateless_dropout(variable, 0.4, seed=[1, 2])
        value = tf.reduce_sum(dropped * dA)
    their_mask = (dropped.numpy() != 0).astype(float)
    np.testing.assert_allclose(by_hand.dropout_forward(A, their_mask, 0.6), dropped.numpy())
    np.testing.assert_allclose(by_hand.dropout_backward(dA, their_mask, 0.6), tape.gradient(value, variable).numpy())
    assert not np.array_equal(by_hand.dropout_backward(dA, mask, 0.6), dA)


class OnlyLosses(keras.Model):
    """A model that does nothing, for a callback that only looks at losses."""

    def __init__(self):
        super().__init__()
        self.stop_training = False


@given(st.lists(st.integers(0, 6), min_size=1, max_size=25), st.integers(1, 6))
@settings(max_examples=200)
def test_early_stopping_equals_the_keras_callback(losses, patience):
    losses = [loss / 10 for loss in losses]  # few values: many ties
    callback = keras.callbacks.EarlyStopping(monitor="val_loss", mode="min", patience=patience)
    callback.set_model(OnlyLosses())
    callback.on_train_begin()
    for epoch, loss in enumerate(losses):
        callback.on_epoch_end(epoch, {"val_loss": loss})
        if callback.model.stop_training:
            break
    assert by_hand.early_stopping(losses, patience) == callback.best_epoch


@given(seeds, st.integers(0, 3), st.booleans())
@settings(max_examples=30)
def test_augment_gives_shifted_and_mirrored_pictures_as_scipy_makes_them(seed, max_shift, flip):
    rng = np.random.default_rng(seed)
    images = rng.uniform(0.1, 1, size=(6, 5, 7))
    before = images.copy()
    shifts = range(-max_shift, max_shift + 1)
    for original, made in zip(images, by_hand.augment(images, rng, max_shift, flip), strict=True):
        possible = [ndimage.shift(original, (down, right), order=0) for down in shifts for right in shifts]
        possible += [picture[:, ::-1] for picture in possible] if flip else []
        assert any(np.array_equal(made, picture) for picture in possible)
    np.testing.assert_array_equal(images, before)


def test_augment_draws_all_shifts_evenly_and_mirrors_half():
    images = np.zeros((9000, 5, 5))
    images[:, 2, 2] = 1.0
    moved = by_hand.augment(images, np.random.default_rng(1))
    counts = moved.sum(axis=0)
    assert counts[1:4, 1:4].sum() == 9000
    assert stats.chisquare(counts[1:4, 1:4].ravel()).pvalue > 1e-4
    images[:, 2, 3] = 2.0
    mirrored = by_hand.augment(images, np.random.default_rng(2), max_shift=0, flip=True)
    assert stats.binomtest(int(np.sum(mirrored[:, 2, 1] == 2)), 9000, 0.5).pvalue > 1e-4


def test_cutout_hides_one_square_anywhere_inside():
    images = np.ones((6000, 6, 4))
    cut = by_hand.cutout(images, 3, np.random.default_rng(1))
    assert np.all(images == 1)
    corners = np.zeros((4, 2))
    for hole in cut == 0:
        (top, left), *_ = np.argwhere(hole)
        assert hole.sum() == 9
        assert hole[top : top + 3, left : left + 3].all()
        corners[top, left] += 1
    assert stats.chisquare(corners.ravel()).pvalue > 1e-4


@pytest.mark.parametrize("alpha", [0.2, 1.0, 3.0])
def test_mixup_blends_with_beta_shares(alpha):
    m = 400
    X, Y = np.eye(m), 3 * np.eye(m)
    X_mixed, Y_mixed = by_hand.mixup(X, Y, alpha, np.random.default_rng(4))
    np.testing.assert_allclose(Y_mixed, 3 * X_mixed, atol=1e-12)
    np.testing.assert_allclose(X_mixed.sum(axis=0), 1)
    np.testing.assert_array_equal(X, np.eye(m))
    assert np.count_nonzero(X_mixed, axis=0).max() <= 2
    share = np.diag(X_mixed)
    assert stats.kstest(share[share < 1], stats.beta(alpha, alpha).cdf).pvalue > 1e-4


def test_keras_regularized_charges_our_penalty_and_takes_our_gradient():
    m, lambd = 9, 2.0
    model = by_hand.keras_regularized(3, lambd / (2 * m), 0.4)
    kernels, biases = model.get_weights()[::2], model.get_weights()[1::2]
    parameters = {f"W{i}": kernel.T for i, kernel in enumerate(kernels, start=1)}
    parameters |= {f"b{i}": bias.reshape(-1, 1) + 1 for i, bias in enumerate(biases, start=1)}
    with tf.GradientTape() as tape:
        penalty = sum(model.losses)
    assert float(penalty) == pytest.approx(by_hand.l2_cost(parameters, lambd, m), rel=1e-5)
    nothing = {f"d{name}": np.zeros(value.shape) for name, value in parameters.items()}
    ours = by_hand.l2_gradients(nothing, parameters, lambd, m)
    theirs = tape.gradient(penalty, model.trainable_variables)
    for number in range(3):
        np.testing.assert_allclose(ours[f"dW{number + 1}"].T, theirs[2 * number].numpy(), rtol=1e-4, atol=1e-8)
        assert theirs[2 * number + 1] is None  # no bias is in the penalty
    assert [layer.rate for layer in model.layers if isinstance(layer, keras.layers.Dropout)] == [0.4, 0.4]
    assert model.count_params() == 3 * 200 + 200 + 200 * 100 + 100 + 100 + 1


def noisy_moons(m, rng):
    X, Y = dlkit.data.planar("moons", m, 0.15, rng)
    is_wrong = rng.random(Y.shape) < 0.15
    return X, np.where(is_wrong, 1 - Y, Y)


@pytest.fixture(scope="module")
def given_code():
    """The network and the training that the notebook gives, from its very cells, with the solutions as the exercises."""
    from grader.authoring.authored import load_authored

    namespace = {**vars(by_hand), "dlkit": dlkit}
    for cell in load_authored("regularization").cells:
        if cell.role == "demo" and ("def forward(" in cell.source or "def train(" in cell.source):
            exec(cell.source, namespace)
    return namespace


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 6))
def test_the_gap_is_at_least_halved_with_l2_and_with_dropout(given_code, seed):
    rng = np.random.default_rng(seed)
    X, Y = noisy_moons(160, rng)
    X_test, Y_test = noisy_moons(1000, rng)
    train, accuracy = given_code["train"], given_code["accuracy"]

    def gap_and_test(**ways):
        parameters = train(X, Y, seed=seed, **ways)
        right, right_test = accuracy(parameters, X, Y), accuracy(parameters, X_test, Y_test)
        return right - right_test, right_test

    gap, right = gap_and_test()
    gap_l2, right_l2 = gap_and_test(penalize=lambda grads, values: by_hand.l2_gradients(grads, values, 1.0, 160))
    gap_dropout, right_dropout = gap_and_test(keep_prob=0.3)
    print(f"seed {seed}: gap {gap:.3f}, L2 {gap_l2:.3f}, dropout {gap_dropout:.3f}")
    assert gap > 0.15
    assert gap_l2 < gap / 2
    assert gap_dropout < gap / 2
    assert min(right_l2, right_dropout) > right + 0.02


@pytest.mark.slow
def test_a_network_meets_well_what_it_was_trained_for(given_code):
    digits = dlkit.data.digits()
    rng = np.random.default_rng(0)
    chosen = np.concatenate([rng.permutation(np.flatnonzero(digits.y_train == label))[:30] for label in range(10)])
    few, labels = digits.x_train[chosen], np.eye(10)[:, digits.y_train[chosen]]
    train, accuracy = given_code["train"], given_code["accuracy"]
    right_labels = np.eye(10)[:, digits.y_test]

    def columns(images):
        return images.reshape(len(images), 64).T

    def trained(prepare):
        return train(columns(few), labels, hidden=(100,), steps=400, prepare=prepare)

    plain = trained(None)
    for change in (by_hand.augment, lambda images, rng: by_hand.cutout(images, 3, rng)):
        network = trained(lambda X, Y, rng, change=change: (columns(change(few, rng)), Y))
        exam = columns(change(digits.x_test, np.random.default_rng(5)))
        assert accuracy(network, exam, right_labels) > accuracy(plain, exam, right_labels) + 0.05
