"""The solutions of optimizers against keras.optimizers and its schedules, SciPy and NumPy, step by step."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy import signal
from threadpoolctl import threadpool_limits

from dlkit import data
from solutions import optimizers as by_hand

# Keras takes some numbers through float32; these survive that to the last bit.
rates = st.integers(1, 1024).map(lambda k: k / 1024)
fractions = st.integers(0, 1023).map(lambda k: k / 1024)
positive_fractions = st.integers(1, 1023).map(lambda k: k / 1024)
epsilons = st.sampled_from([2.0**-27, 2.0**-23, 2.0**-10, 0.125])
shapes = st.lists(npst.array_shapes(min_dims=1, max_dims=3, max_side=4), min_size=1, max_size=3)
schedule = given(step=st.integers(0, 500), rate=rates, decay_steps=st.integers(1, 300), decay_rate=positive_fractions)


def random_steps(shapes, seed, *, steps=6):
    """Parameters, and as many gradients as there are steps; tiny ones among them, so that epsilon matters."""
    rng = np.random.default_rng(seed)
    parameters = {f"P{i}": rng.normal(size=shape) for i, shape in enumerate(shapes)}
    scales = 10.0 ** rng.integers(-6, 2, size=steps)
    grads = [{"d" + name: scale * rng.normal(size=p.shape) for name, p in parameters.items()} for scale in scales]
    return parameters, grads


def assert_steps_equal_keras(step, optimizer, shapes, seed, state_names, rtol=1e-9, **options):
    """Take the same steps by hand and with Keras in float64; compare parameters and state after each."""
    parameters, all_grads = random_steps(shapes, seed)
    variables = [keras.Variable(value, dtype="float64", name=name) for name, value in parameters.items()]
    state = {}
    for grads in all_grads:
        parameters, state = step(parameters, grads, state, **options)
        optimizer.apply(
            [keras.ops.convert_to_tensor(grads["d" + v.name], dtype="float64") for v in variables], variables
        )
        for variable in variables:
            np.testing.assert_allclose(parameters[variable.name], variable.numpy(), rtol=rtol, atol=1e-12)
        slots = {v.path: v.numpy() for v in optimizer.variables}
        for letter, slot in state_names.items():
            for name in parameters:
                theirs = next(value for path, value in slots.items() if path.endswith(f"{name}_{slot}"))
                np.testing.assert_allclose(state[letter + name], theirs, rtol=rtol, atol=1e-12)


few = settings(max_examples=12)


@pytest.fixture(autouse=True, scope="module")
def keras_computes_in_float64():
    keras.config.set_floatx("float64")
    yield
    keras.config.set_floatx("float32")


@few
@given(shapes, st.integers(0, 999), rates)
def test_sgd_equals_keras(shapes, seed, rate):
    optimizer = keras.optimizers.SGD(rate)
    assert_steps_equal_keras(by_hand.sgd_step, optimizer, shapes, seed, {}, learning_rate=rate)


@few
@given(shapes, st.integers(0, 999), rates, positive_fractions)
def test_momentum_equals_keras(shapes, seed, rate, momentum):
    assert_steps_equal_keras(
        by_hand.momentum_step,
        keras.optimizers.SGD(rate, momentum=momentum),
        shapes,
        seed,
        {"v": "momentum"},
        learning_rate=rate,
        momentum=momentum,
    )


@few
@given(shapes, st.integers(0, 999), rates, positive_fractions)
def test_nesterov_equals_keras(shapes, seed, rate, momentum):
    assert_steps_equal_keras(
        by_hand.nesterov_step,
        keras.optimizers.SGD(rate, momentum=momentum, nesterov=True),
        shapes,
        seed,
        {"v": "momentum"},
        learning_rate=rate,
        momentum=momentum,
    )


@few
@given(shapes, st.integers(0, 999), rates, st.sampled_from([0.0, 0.125, 2.0]), epsilons)
def test_adagrad_equals_keras(shapes, seed, rate, start, epsilon):
    assert_steps_equal_keras(
        by_hand.adagrad_step,
        keras.optimizers.Adagrad(rate, initial_accumulator_value=start, epsilon=epsilon),
        shapes,
        seed,
        {"s": "accumulator"},
        learning_rate=rate,
        initial_accumulator_value=start,
        epsilon=epsilon,
    )


@few
@given(shapes, st.integers(0, 999), rates, fractions, epsilons)
def test_rmsprop_equals_keras(shapes, seed, rate, rho, epsilon):
    assert_steps_equal_keras(
        by_hand.rmsprop_step,
        keras.optimizers.RMSprop(rate, rho=rho, epsilon=epsilon),
        shapes,
        seed,
        {"s": "velocity"},
        learning_rate=rate,
        rho=rho,
        epsilon=epsilon,
    )


@few
@given(shapes, st.integers(0, 999), rates, fractions, fractions, epsilons)
def test_adam_equals_keras(shapes, seed, rate, beta_1, beta_2, epsilon):
    assert_steps_equal_keras(
        by_hand.adam_step,
        keras.optimizers.Adam(rate, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon),
        shapes,
        seed,
        {"m": "momentum", "s": "velocity"},
        learning_rate=rate,
        beta_1=beta_1,
        beta_2=beta_2,
        epsilon=epsilon,
    )


STEPS = {
    by_hand.sgd_step: keras.optimizers.SGD,
    by_hand.adagrad_step: keras.optimizers.Adagrad,
    by_hand.rmsprop_step: keras.optimizers.RMSprop,
    by_hand.adam_step: keras.optimizers.Adam,
}


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_the_defaults_are_those_of_keras(step):
    assert_steps_equal_keras(step, STEPS[step](), [(2, 3), (2, 1)], 0, {}, rtol=1e-5)


@pytest.mark.parametrize("step", [*STEPS, by_hand.momentum_step, by_hand.nesterov_step], ids=lambda step: step.__name__)
def test_a_step_leaves_its_arguments_alone(step):
    parameters, (first, second, *_) = random_steps([(2, 3), (4,)], 1)
    _, state = step(parameters, first, {})
    before = [{key: np.copy(value) for key, value in part.items()} for part in (parameters, second, state)]
    step(parameters, second, state)
    for old, new in zip(before, (parameters, second, state), strict=True):
        assert old.keys() == new.keys()
        assert all(np.array_equal(old[key], new[key]) for key in old)


@given(st.integers(1, 4), st.integers(1, 30), st.integers(1, 12), st.integers(0, 99))
def test_every_example_is_in_one_batch_with_its_own_label(features, examples, batch_size, seed):
    X = np.arange(features * examples, dtype=float).reshape(features, examples)
    Y = np.stack([X[0] * 10, X[0] * 100])  # (2, m)
    batches = by_hand.mini_batches(X, Y, batch_size, np.random.default_rng(seed))
    sizes = [x.shape[1] for x, _ in batches]
    assert sizes == [batch_size] * (examples // batch_size) + [examples % batch_size] * (examples % batch_size > 0)
    joined_x, joined_y = np.hstack([x for x, _ in batches]), np.hstack([y for _, y in batches])
    np.testing.assert_array_equal(joined_x[:, np.argsort(joined_x[0])], X)
    np.testing.assert_array_equal(joined_y, [joined_x[0] * 10, joined_x[0] * 100])


def test_batches_are_shuffled_evenly():
    X = np.arange(6.0).reshape(1, 6)
    rng = np.random.default_rng(0)
    firsts = [int(by_hand.mini_batches(X, X, 4, rng)[0][0][0, 0]) for _ in range(3000)]
    np.testing.assert_allclose(np.bincount(firsts, minlength=6) / 3000, 1 / 6, atol=0.03)


@given(npst.arrays(np.float64, st.integers(1, 30), elements=st.floats(-100, 100)), fractions)
def test_moving_average_equals_the_filter_of_scipy(values, beta):
    expected = signal.lfilter([1 - beta], [1, -beta], values)
    np.testing.assert_allclose(by_hand.moving_average(values, beta, False), expected, rtol=1e-9, atol=1e-9)


@given(npst.arrays(np.float64, st.integers(1, 20), elements=st.floats(-100, 100)), st.floats(0.01, 0.99))
def test_a_corrected_moving_average_equals_the_weighted_average_of_numpy(values, beta):
    expected = [np.average(values[:t], weights=beta ** np.arange(t)[::-1]) for t in range(1, len(values) + 1)]
    np.testing.assert_allclose(by_hand.moving_average(values, beta, True), expected, rtol=1e-8, atol=1e-8)


@few
@schedule
def test_inverse_time_decay_equals_keras(step, rate, decay_steps, decay_rate):
    theirs = keras.optimizers.schedules.InverseTimeDecay(rate, decay_steps, decay_rate)
    assert by_hand.inverse_time_decay(step, rate, decay_steps, decay_rate) == pytest.approx(
        float(theirs(step)), rel=1e-5
    )


@few
@schedule
def test_exponential_decay_equals_keras(step, rate, decay_steps, decay_rate):
    theirs = keras.optimizers.schedules.ExponentialDecay(rate, decay_steps, decay_rate)
    ours = by_hand.exponential_decay(step, rate, decay_steps, decay_rate)
    assert ours == pytest.approx(float(theirs(step)), rel=1e-3, abs=1e-30)


@few
@schedule
def test_staircase_decay_equals_keras(step, rate, decay_steps, decay_rate):
    theirs = keras.optimizers.schedules.ExponentialDecay(rate, decay_steps, decay_rate, staircase=True)
    ours = by_hand.staircase_decay(step, rate, decay_steps, decay_rate)
    assert ours == pytest.approx(float(theirs(step)), rel=1e-3, abs=1e-30)


@few
@schedule
def test_cosine_decay_equals_keras(step, rate, decay_steps, decay_rate):
    theirs = keras.optimizers.schedules.CosineDecay(rate, decay_steps, alpha=decay_rate)
    assert by_hand.cosine_decay(step, rate, decay_steps, decay_rate) == pytest.approx(float(theirs(step)), rel=1e-4)


@few
@given(st.integers(0, 500), rates, st.integers(1, 200), st.integers(1, 300))
def test_warmup_equals_keras(step, rate, warmup_steps, decay_steps):
    theirs = keras.optimizers.schedules.CosineDecay(0.0, decay_steps, warmup_target=rate, warmup_steps=warmup_steps)
    assert by_hand.warmup(step, rate, warmup_steps, decay_steps) == pytest.approx(
        float(theirs(step)), rel=1e-4, abs=1e-7
    )


def test_no_warmup_is_the_cosine_alone():
    assert by_hand.warmup(0, 0.3, 0, 10) == 0.3
    assert by_hand.warmup(4, 0.3, 0, 10) == by_hand.cosine_decay(4, 0.3, 10)


def forward(X, parameters):
    """The hidden layer and the probabilities of ten digits."""
    hidden = np.maximum(parameters["W1"] @ X + parameters["b1"], 0)
    scores = parameters["W2"] @ hidden + parameters["b2"]
    exponentials = np.exp(scores - scores.max(axis=0))
    return hidden, exponentials / exponentials.sum(axis=0)


def gradients(parameters, X, Y):
    hidden, probabilities = forward(X, parameters)
    dZ2 = (probabilities - Y) / X.shape[1]
    dZ1 = (parameters["W2"].T @ dZ2) * (hidden > 0)
    return {
        "dW1": dZ1 @ X.T,
        "db1": dZ1.sum(axis=1, keepdims=True),
        "dW2": dZ2 @ hidden.T,
        "db2": dZ2.sum(axis=1, keepdims=True),
    }


def epochs_to_reach(goal, step, seed, *, at_most, **options):
    """Train a 64-32-10 network on digits; return after how many epochs the test accuracy reaches the goal."""
    digits = data.digits()
    X, X_test = (images.reshape(len(images), -1).T for images in (digits.x_train, digits.x_test))
    Y = np.eye(10)[digits.y_train].T
    rng = np.random.default_rng(seed)
    parameters, state = {}, {}
    for layer, (fan_out, fan_in) in enumerate([(32, 64), (10, 32)], start=1):
        parameters[f"W{layer}"] = rng.normal(size=(fan_out, fan_in)) * np.sqrt(2 / fan_in)
        parameters[f"b{layer}"] = np.zeros((fan_out, 1))
    for epoch in range(1, at_most + 1):
        for batch in by_hand.mini_batches(X, Y, 32, rng):
            parameters, state = step(parameters, gradients(parameters, *batch), state, **options)
        if np.mean(forward(X_test, parameters)[1].argmax(axis=0) == digits.y_test) >= goal:
            return epoch
    return at_most + 1


@pytest.mark.parametrize("seed", range(5))
def test_adam_reaches_the_goal_in_fewer_epochs_than_gradient_descent(seed):
    with threadpool_limits(1):
        adam = epochs_to_reach(0.9, by_hand.adam_step, seed, at_most=12)
        assert adam <= 12
        assert epochs_to_reach(0.9, by_hand.sgd_step, seed, at_most=adam + 5) > adam + 5


@pytest.mark.parametrize("seed", range(5))
def test_with_its_best_learning_rate_gradient_descent_is_nearly_as_fast(seed):
    with threadpool_limits(1):
        assert epochs_to_reach(0.9, by_hand.sgd_step, seed, at_most=5, learning_rate=0.5) <= 5
        assert epochs_to_reach(0.9, by_hand.adam_step, seed, at_most=5, learning_rate=0.01) <= 5
