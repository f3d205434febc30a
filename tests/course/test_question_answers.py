"""The numbers and shapes that questions call right, and those that they call wrong, computed with the solutions."""

import math

import numpy as np
import pytest

import dlkit
from dlkit.course import find_assignment
from dlkit.desk.questions import read_questions
from solutions import deep_network, initialization, logistic_regression, optimizers, regularization, shallow_network


def says(slug, name, right, *, wrong=()):
    """Has a question mark what was computed: right is right, each wrong one is known and gets a reason."""
    question = read_questions(find_assignment(slug))[name]
    assert question.mark(right).right, f"{name}: {right}"
    for value in wrong:
        found = question.mark(value)
        assert not found.right
        assert found.reason in [known.because for known in question.wrong], f"{name}: {value}"


def test_logistic_regression():
    images = np.arange(3 * 64).reshape(3, 8, 8)
    np.testing.assert_array_equal(images.reshape(64, 3)[:, 0], np.arange(0, 192, 3))

    picture = np.linspace(0, 1, 64).reshape(64, 1)
    mean, std = picture.mean(axis=1, keepdims=True), picture.std(axis=1, keepdims=True)
    assert not logistic_regression.standardize(picture, mean, std).any()

    sigmoid = logistic_regression.sigmoid
    says("logistic_regression", "sigmoid_of_minus_two", sigmoid(-2.0), wrong=[-0.88, sigmoid(2.0)])
    w, X = np.ones((64, 1)), np.ones((64, 10))
    says("logistic_regression", "shape_of_the_star", (w * X).shape, wrong=[(w.T @ X).shape, w.shape])

    right = np.ones((1, 10))
    anna = logistic_regression.cost(np.array([[0.6] * 9 + [0.4]]), right)
    bert = logistic_regression.cost(np.array([[0.99] * 9 + [0.0001]]), right)
    assert (round(anna, 2), round(bert, 2), round(-math.log(0.0001), 1)) == (0.55, 0.93, 9.2)

    Y = (np.arange(100) == 0).astype(float).reshape(1, 100)
    halves, rare = np.full_like(Y, 0.5), np.full_like(Y, 0.01)
    known = [logistic_regression.cost(rare, Y), -math.log(0.01), 0.5]
    says("logistic_regression", "first_cost_when_eights_are_rare", logistic_regression.cost(halves, Y), wrong=known)

    score = math.log(0.3 / 0.7)
    slope = logistic_regression.gradients(np.array([[1.0]]), score - 2.0, np.array([[2.0]]), np.array([[1.0]]))["dw"]
    assert slope[0, 0] == pytest.approx(-0.7 * 2)

    two = np.array([[0.9, 0.7]]), np.array([[0.0, 1.0]])
    precisions = [logistic_regression.precision_recall_f1(two[0] >= t, two[1])[0] for t in (0.5, 0.8)]
    assert precisions == [0.5, 0.0]
    Y, Y_hat = np.zeros((1, 100)), np.zeros((1, 100))
    Y[0, :4], Y_hat[0, 1:7] = 1, 1
    precision, recall, _ = logistic_regression.precision_recall_f1(Y_hat, Y)
    says("logistic_regression", "recall_of_four_eights", recall, wrong=[precision, np.mean(Y_hat == Y)])


def test_raw_pixels_learn_more_slowly():
    digits = dlkit.data.digits(classes=(3, 8))
    raw, Y = digits.x_train.reshape(-1, 64).T, (digits.y_train == 8).astype(float).reshape(1, -1)
    scaled = logistic_regression.standardize(raw, raw.mean(axis=1, keepdims=True), raw.std(axis=1, keepdims=True))
    ends = [
        logistic_regression.optimize(*logistic_regression.initialize(64), X, Y, 500, 0.1)[2][-1] for X in (raw, scaled)
    ]
    assert math.log(2) > ends[0] > 3 * ends[1]


def test_shallow_network():
    corners, classes = np.array([[0, 0, 1, 1], [0, 1, 0, 1]]), np.array([0, 1, 1, 0])
    lines = np.random.default_rng(0).normal(size=(20_000, 3))
    says("shallow_network", "four_corners", max(np.sum((lines[:, :2] @ corners > lines[:, 2:]) == classes, axis=1)))

    count = sum(v.size for v in shallow_network.initialize(3, 4, 2, np.random.default_rng(0)).values())
    says("shallow_network", "numbers_of_a_network", count, wrong=[3 * 4 + 4 * 2, 3 * 4 + 4 + 4 * 2, 3 + 4 + 2])

    X, Y = dlkit.data.planar("flower", 400, 0.05, dlkit.seed(1))
    twins = {
        "W1": np.array([[0.3, -0.2], [0.3, -0.2]]),
        "b1": np.zeros((2, 1)),
        "W2": np.array([[0.5, -0.4]]),
        "b2": np.zeros((1, 1)),
    }
    after = shallow_network.update(
        twins, shallow_network.backward(twins, shallow_network.forward(X, twins)[1], X, Y), 1.0
    )
    assert np.abs(after["W1"][0] - after["W1"][1]).max() > 1e-3

    slope = shallow_network.tanh_derivative(np.arctanh(0.9))
    says("shallow_network", "what_passes_at_0_9", slope, wrong=[1 - 0.9, 0.81, shallow_network.tanh_derivative(0.9)])
    with pytest.raises(ValueError, match="broadcast"):
        np.ones((5, 400)) + np.ones(5)
    assert (np.ones((5, 5)) + np.arange(5)).shape == (5, 5)

    zeros = {name: np.zeros_like(value) for name, value in twins.items()}
    db2 = shallow_network.backward(zeros, shallow_network.forward(X, zeros)[1], X, Y)["db2"]
    says("shallow_network", "bias_of_even_classes", db2, wrong=[0.5, -0.5])

    parameters = {"W1": np.zeros(1)}
    copied = parameters.copy()
    copied["W1"] -= 1
    assert parameters["W1"] == -1
    says("shallow_network", "weights_of_maxout", 5 * 2 * (2 + 1), wrong=[5 * 3, 5 * 2 * 2, 5 * 2 * 2 + 5])


def test_deep_network():
    rng = np.random.default_rng(0)
    factor = np.std(0.01 * rng.standard_normal((64, 64)) @ rng.standard_normal((64, 5000)))
    says("deep_network", "factor_of_one_layer", round(factor, 2), wrong=[64 * 0.01, 0.01])
    shares = deep_network.softmax(np.array([[5.0], [3.0]]))[:, 0]
    says("deep_network", "softmax_of_5_and_3", shares[0], wrong=[5 / 8, shares[1]])

    scores = np.array([[2.0, 2.0, 2.0], [1.0, 1.1, 2.1], [0.5, 0.5, 0.5], [-1.0, -1.0, -1.0]])
    hard, soft = deep_network.softmax(1e4 * scores)[1], deep_network.softmax(scores)[1]
    rises = [hard[2] - hard[0], round(soft[1] - soft[0], 3), 0.1]
    says("deep_network", "hardmax_of_a_little_more", hard[1] - hard[0], wrong=rises)

    parameters = deep_network.initialize([6, 5, 4, 3, 2], rng)
    _, caches = deep_network.model_forward(rng.normal(size=(6, 7)), parameters)
    (layer,) = [name[1:] for name, value in parameters.items() if value is caches[2]["W"]]
    says("deep_network", "layer_of_the_cache", int(layer), wrong=[2, 1])

    parameters = deep_network.initialize([6, 5, 4, 3], rng)
    X, Y = rng.normal(size=(6, 10)), np.eye(3)[:, rng.integers(3, size=10)]
    AL, caches = deep_network.model_forward(X, parameters)
    grads, divided = deep_network.model_backward(AL, Y, caches), divided_once_more(AL, Y, caches)
    says("deep_network", "divided_once_more", float(grads["dW1"].flat[0] / divided["dW1"].flat[0]), wrong=[10, 1000])
    assert grads["dW2"] == pytest.approx(10 * divided["dW2"])
    assert grads["dW3"] == pytest.approx(divided["dW3"])

    scores = rng.normal(scale=1.3, size=(300, 300))
    _, cache = deep_network.activation_forward(scores, np.eye(300), np.zeros((300, 1)), "relu")
    passed = deep_network.activation_backward(np.ones((300, 300)), cache, "relu")[0].mean()
    says("deep_network", "share_through_relu", passed, wrong=[1, 0])

    says("deep_network", "slope_for_the_right_score", 0.5 - 1, wrong=[0.5, -1 / 0.5])
    says("deep_network", "steps_of_fifty_epochs", 50 * math.ceil(1438 / 32), wrong=[50, 50 * (1438 // 32), 2247])
    assert round(50 * 1438 / 32) == 2247


def divided_once_more(AL, Y, caches):
    """The gradients where each `dA_prev` is divided by m as well."""
    grads, dA, m = {}, None, Y.shape[1]
    for layer in range(len(caches), 0, -1):
        cache = caches[layer - 1]
        if dA is None:
            dA, dW, _ = deep_network.linear_backward(AL - Y, cache)
        else:
            dA, dW, _ = deep_network.activation_backward(dA / m, cache, "relu")
        grads[f"dW{layer}"] = dW
    return grads


def test_initialization():
    rng = np.random.default_rng(0)
    labels = np.array([0] * 10 + [1] * 20)  # a third of class 0
    bias = np.zeros(2)
    for _ in range(2000):
        answer = np.exp(bias) / np.exp(bias).sum()
        bias = bias - (answer - np.array([1, 2]) / 3)
    assert np.mean(labels == 0) == pytest.approx(1 / 3)
    says("initialization", "zeros_after_long_training", answer[0], wrong=[0.1, 0])

    factor = np.std(0.01 * rng.standard_normal((400, 400)) @ rng.standard_normal((400, 2000)))
    says("initialization", "factor_with_400_units", factor, wrong=[4, 0.01, 400 * 0.01**2])
    narrow, wide = (initialization.initialize_xavier((n, n), rng)["W1"].std() for n in (500, 1000))
    says("initialization", "twice_as_wide", wide / narrow, wrong=[0.5, math.sqrt(2), 2])
    kept = {alpha: np.mean(np.where(z > 0, z, alpha * z) ** 2) for z in [rng.normal(size=10**6)] for alpha in (0, 1)}
    says("initialization", "leaky_relu_with_alpha_1", round(1 / kept[1]), wrong=[round(1 / kept[0]), 4])

    up, down = np.array([1, 2, 3]), np.array([1, 2, 3])
    up[0] += 1e-5
    down[0] -= 1e-5
    says("initialization", "slope_of_whole_numbers", up[0], wrong=[1.00001, 2])
    assert (np.sum(up**3) - np.sum(down**3)) / 2e-5 == pytest.approx(50000)

    passes = []
    initialization.numerical_gradient(lambda theta: passes.append(1) or 0.0, np.zeros(1000), 1e-5)
    says("initialization", "passes_for_a_thousand_numbers", len(passes), wrong=[1000, 1001])
    a = rng.normal(size=(3, 4))
    says("initialization", "relative_difference_of_twice", initialization.relative_difference(a, 2 * a), wrong=[1, 0.5])


def test_regularization():
    weights = {"W1": np.ones((2, 3)), "b1": np.ones((2, 1))}
    doubled = {"W1": 2 * weights["W1"], "b1": weights["b1"]}
    ratios = [
        cost(doubled, 1.0, 7) / cost(weights, 1.0, 7) for cost in (regularization.l2_cost, regularization.l1_cost)
    ]
    says("regularization", "penalty_of_weights_twice_as_large", ratios[0], wrong=[ratios[1], 1])

    grads = regularization.l2_gradients(
        {"dW1": np.zeros(1), "db1": np.zeros(1)}, {"W1": np.ones(1), "b1": np.ones(1)}, 8, 160
    )
    left = 1 - 0.1 * grads["dW1"][0]
    says("regularization", "share_that_is_left", left, wrong=[1 - 0.1 * 8 / 320, 1 - 0.1 * 8, 1 - 8 / 160])
    assert left**1000 == pytest.approx(0.007, abs=0.0005)
    assert round(0.9**10, 2) == 0.35

    A = np.array([[6.0]])
    says(
        "regularization", "a_unit_that_stays", regularization.dropout_forward(A, np.ones_like(A), 0.75), wrong=[6, 4.5]
    )
    losses = [0.9, 0.6, 0.7, 0.65, 0.5, 0.55, 0.52, 0.51]
    says("regularization", "patience_of_three", regularization.early_stopping(losses, 3), wrong=[1, 7, 5])

    corners = {
        tuple(np.argwhere(regularization.cutout(np.ones((1, 10, 6)), 4, np.random.default_rng(seed))[0] == 0)[0])
        for seed in range(1000)
    }
    says("regularization", "places_of_a_square", len(corners), wrong=[6 * 2, 10 * 6])
    says("regularization", "mixup_of_two_threes", 0.7 + 0.3, wrong=[0.7, 0.7**2 + 0.3**2])
    says("regularization", "penalty_for_keras", 3.2 / (2 * 160), wrong=[3.2, 3.2 / 160])
    says("regularization", "true_labels_learned_by_heart", 1 - 0.15, wrong=[1, 0.15])


def test_optimizers():
    X, Y, rng = np.zeros((2, 1000)), np.zeros((1, 1000)), np.random.default_rng(0)
    says("optimizers", "steps_of_one_epoch", len(optimizers.mini_batches(X, Y, 64, rng)), wrong=[15, 1000 / 64])
    says("optimizers", "two_orders", 0.1, wrong=[0, 0.9])

    def moves(step, slopes, start=0.0, **options):
        parameters, state, places = {"w": np.array([start])}, {}, [start]
        for slope in slopes:
            parameters, state = step(parameters, {"dw": np.array([slope])}, state, **options)
            places.append(float(parameters["w"][0]))
        return np.diff(places), places[-1]

    _, place = moves(optimizers.sgd_step, [3.0], start=1.5, learning_rate=0.5)
    _, across = moves(optimizers.sgd_step, [3.0], start=1.5, learning_rate=1.0)
    says("optimizers", "one_step_on_the_wall", place, wrong=[0.75, across, 3])

    first = optimizers.moving_average([7.0], 0.98, True)[0], optimizers.moving_average([7.0], 0.98, False)[0]
    says("optimizers", "first_corrected_average", first[0], wrong=[first[1], 0.98 * 7])
    ball, _ = moves(optimizers.momentum_step, [1.0] * 300, learning_rate=0.01, momentum=0.9)
    says("optimizers", "speed_of_the_ball", ball[-1] / -0.01, wrong=[ball[1] / -0.01, 0.9, 9])
    ahead, _ = moves(optimizers.nesterov_step, [1.0], learning_rate=0.01, momentum=0.9)
    says("optimizers", "first_step_of_nesterov", ahead[0] / -0.01, wrong=[ball[0] / -0.01, 0.9])
    slow, _ = moves(optimizers.adagrad_step, [1.0] * 100, learning_rate=1.0)
    says("optimizers", "hundredth_step_of_adagrad", slow[-1] / slow[0], wrong=[0.01, 1])
    adam, _ = moves(optimizers.adam_step, [1e4], learning_rate=0.001)
    says("optimizers", "first_step_of_adam", adam[0] / -0.001, wrong=[1e4, 0.1 / math.sqrt(0.001), 0.1])

    sizes = {
        name: [abs(moves(getattr(optimizers, name), [scale * g for g in (1.0, 2.0, 0.5)])[1]) for scale in (1, 1000)]
        for name in ("sgd_step", "momentum_step", "rmsprop_step", "adam_step")
    }
    assert all(sizes[name][1] / sizes[name][0] == pytest.approx(1000) for name in ("sgd_step", "momentum_step"))
    assert all(sizes[name][1] / sizes[name][0] == pytest.approx(1, rel=1e-3) for name in ("rmsprop_step", "adam_step"))

    inverse = [optimizers.inverse_time_decay(step, 1.0, 50, 1.0) for step in (150, 100)]
    halved = optimizers.exponential_decay(150, 1.0, 50, 0.5)
    says("optimizers", "inverse_time_after_three", inverse[0], wrong=[halved, inverse[1]])
    assert round(optimizers.cosine_decay(25, 1.0, 100), 2) == 0.85
