"""The solutions of convolution against Keras, TensorFlow, SciPy, measured slopes and brute force."""

import time

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage, signal
from scipy import optimize as scipy_optimize

import dlkit
from solutions import convolution as by_hand

sizes = st.integers(1, 7)
strides = st.integers(1, 4)
pads = st.integers(0, 3)
seeds = st.integers(0, 1000)


@st.composite
def convolutions(draw):
    """A_prev, W, b, stride and pad of a convolution with at least one window."""
    f, pad, stride = draw(st.integers(1, 4)), draw(st.integers(0, 2)), draw(st.integers(1, 3))
    smallest = max(1, f - 2 * pad)
    n_H, n_W = (draw(st.integers(smallest, smallest + 4)) for _ in range(2))
    m, channels, filters = (draw(st.integers(1, 3)) for _ in range(3))
    rng = np.random.default_rng(draw(seeds))
    A_prev = rng.normal(size=(m, n_H, n_W, channels))
    return A_prev, rng.normal(size=(f, f, channels, filters)), rng.normal(size=filters), stride, pad


@st.composite
def poolings(draw):
    """A_prev, f and stride of a pooling with at least one window and no two equal pixels."""
    f, stride = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    n_H, n_W = (draw(st.integers(f, f + 5)) for _ in range(2))
    m, channels = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    rng = np.random.default_rng(draw(seeds))
    shape = (m, n_H, n_W, channels)
    return rng.permutation(np.linspace(-1, 1, int(np.prod(shape)))).reshape(shape), f, stride


@st.composite
def transposed_convolutions(draw):
    """X, W, b and stride of a transposed convolution."""
    f, stride = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    m, n_H, n_W, channels_in, channels_out = (draw(st.integers(1, 4)) for _ in range(5))
    rng = np.random.default_rng(draw(seeds))
    W = rng.normal(size=(f, f, channels_out, channels_in))
    return rng.normal(size=(m, n_H, n_W, channels_in)), W, rng.normal(size=channels_out), stride


def framed(X, pad):
    """The images with a frame of zeros, by TensorFlow."""
    return tf.pad(X, [[0, 0], [pad, pad], [pad, pad], [0, 0]])


def conv_of_keras(A_prev, W, b, stride, pad):
    return keras.ops.conv(framed(A_prev, pad), W, strides=stride, padding="valid") + b


def measured_gradient(function, place):
    """The slopes of a function that returns a number, by SciPy."""
    slopes = scipy_optimize.approx_fprime(place.ravel(), lambda values: function(values.reshape(place.shape)), 1e-6)
    return slopes.reshape(place.shape)


@given(seeds)
def test_a_step_is_the_correlation_of_scipy(seed):
    rng = np.random.default_rng(seed)
    window, W, b = rng.normal(size=(3, 3, 2)), rng.normal(size=(3, 3, 2)), rng.normal()
    expected = signal.correlate(window, W, mode="valid").item() + b
    assert by_hand.conv_step(window, W, b) == pytest.approx(expected, rel=1e-9)


@given(st.integers(1, 20), sizes, strides, pads)
def test_the_output_size_is_the_number_of_windows_that_fit(n, f, stride, padding):
    if n + 2 * padding < f:
        return
    starts = [start for start in range(0, n + 2 * padding, stride) if start + f <= n + 2 * padding]
    assert by_hand.output_size(n, f, stride, padding) == len(starts)


@given(st.integers(7, 20), sizes, strides)
def test_the_output_size_is_that_of_keras(n, f, stride):
    layer = keras.layers.Conv1D(1, f, strides=stride, padding="valid")
    assert by_hand.output_size(n, f, stride, 0) == layer.compute_output_shape((None, n, 1))[1]


@given(convolutions(), pads)
def test_padding_is_that_of_tensorflow(convolution, pad):
    X = convolution[0]
    np.testing.assert_array_equal(by_hand.zero_pad(X, pad), framed(X, pad).numpy())


@given(convolutions())
def test_both_convolutions_are_that_of_keras(convolution):
    A_prev, W, b, stride, pad = convolution
    expected = np.asarray(conv_of_keras(*convolution))
    for forward in (by_hand.conv_forward, by_hand.conv_forward_fast):
        Z, cache = forward(*convolution)
        np.testing.assert_allclose(Z, expected, rtol=1e-9, atol=1e-12)
        assert cache["A_prev"] is A_prev
        assert cache["W"] is W
        assert cache["b"] is b
        assert (cache["stride"], cache["pad"]) == (stride, pad)


@given(poolings())
def test_pooling_is_that_of_keras(pooling):
    A_prev, f, stride = pooling
    for mode, operation in (("max", keras.ops.max_pool), ("average", keras.ops.average_pool)):
        A, cache = by_hand.pool_forward(A_prev, f, stride, mode)
        expected = np.asarray(operation(tf.constant(A_prev), f, strides=stride, padding="valid"))
        np.testing.assert_allclose(A, expected, rtol=1e-9, atol=1e-12)
        assert cache["A_prev"] is A_prev
        assert (cache["f"], cache["stride"]) == (f, stride)


@given(sizes, st.integers(1, 9), st.integers(1, 9))
def test_parameters_are_as_many_as_keras_counts(f, channels_in, filters):
    layer = keras.layers.Conv2D(filters, f)
    layer.build((None, 16, 16, channels_in))
    assert by_hand.count_parameters(f, channels_in, filters) == layer.count_params()


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3)), max_size=4))
def test_the_receptive_field_is_where_the_gradient_tape_sees_a_slope(layers):
    n = 200
    line = tf.Variable(np.zeros((1, n, 1)))
    with tf.GradientTape() as tape:
        Z = tf.identity(line)
        for f, stride in layers:
            Z = keras.ops.conv(Z, np.ones((f, 1, 1)), strides=stride, padding="valid")
        unit = Z[0, 0, 0]
    seen = np.flatnonzero(tape.gradient(unit, line).numpy())
    assert by_hand.receptive_field(layers) == seen.max() - seen.min() + 1


def test_the_receptive_field_of_no_layer_is_one_pixel():
    assert by_hand.receptive_field([]) == 1


@given(convolutions(), seeds)
def test_the_backward_pass_is_that_of_the_gradient_tape(convolution, seed):
    A_prev, W, b, stride, pad = convolution
    Z, cache = by_hand.conv_forward(*convolution)
    dZ = np.random.default_rng(seed).normal(size=Z.shape)
    variables = [tf.Variable(array) for array in (A_prev, W, b)]
    with tf.GradientTape() as tape:
        value = tf.reduce_sum(conv_of_keras(*variables, stride, pad) * dZ)
    for ours, theirs in zip(by_hand.conv_backward(dZ, cache), tape.gradient(value, variables), strict=True):
        assert ours.shape == theirs.shape
        np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize(("stride", "pad"), [(1, 0), (2, 1), (3, 2)])
def test_the_backward_pass_is_the_measured_slope(stride, pad):
    rng = np.random.default_rng(stride)
    A_prev, W, b = rng.normal(size=(2, 5, 6, 2)), rng.normal(size=(3, 3, 2, 2)), rng.normal(size=2)
    Z, cache = by_hand.conv_forward(A_prev, W, b, stride, pad)
    dZ = rng.normal(size=Z.shape)

    def cost(A_prev, W, b):
        return np.sum(dZ * by_hand.conv_forward_fast(A_prev, W, b, stride, pad)[0])

    dA_prev, dW, db = by_hand.conv_backward(dZ, cache)
    np.testing.assert_allclose(dA_prev, measured_gradient(lambda X: cost(X, W, b), A_prev), atol=1e-6)
    np.testing.assert_allclose(dW, measured_gradient(lambda X: cost(A_prev, X, b), W), atol=1e-6)
    np.testing.assert_allclose(db, measured_gradient(lambda X: cost(A_prev, W, X), b), atol=1e-6)


@given(poolings(), seeds)
def test_the_backward_pass_of_pooling_is_that_of_the_gradient_tape(pooling, seed):
    A_prev, f, stride = pooling
    for mode, operation in (("max", keras.ops.max_pool), ("average", keras.ops.average_pool)):
        A, cache = by_hand.pool_forward(A_prev, f, stride, mode)
        dA = np.random.default_rng(seed).normal(size=A.shape)
        variable = tf.Variable(A_prev)
        with tf.GradientTape() as tape:
            value = tf.reduce_sum(operation(variable, f, strides=stride, padding="valid") * dA)
        expected = tape.gradient(value, variable).numpy()
        np.testing.assert_allclose(by_hand.pool_backward(dA, cache, mode), expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("mode", ["max", "average"])
def test_the_backward_pass_of_pooling_is_the_measured_slope(mode):
    rng = np.random.default_rng(0)
    A_prev = rng.permutation(np.linspace(-1, 1, 120)).reshape(2, 5, 6, 2)
    A, cache = by_hand.pool_forward(A_prev, 3, 2, mode)
    dA = rng.normal(size=A.shape)
    measured = measured_gradient(lambda X: np.sum(dA * by_hand.pool_forward(X, 3, 2, mode)[0]), A_prev)
    np.testing.assert_allclose(by_hand.pool_backward(dA, cache, mode), measured, atol=1e-6)


@given(st.integers(1, 9), sizes, strides, pads, st.integers(0, 3))
def test_the_transposed_size_is_one_that_the_convolution_takes_back(n, f, stride, padding, extra):
    output_padding = min(extra, stride - 1)
    larger = by_hand.transposed_output_size(n, f, stride, padding, output_padding)
    if larger >= 1:
        assert by_hand.output_size(larger, f, stride, padding) == n


@pytest.mark.parametrize("stride", [2, 3])
@pytest.mark.parametrize("output_padding", [0, 1])
@pytest.mark.parametrize("f", [1, 3, 5])
def test_the_transposed_size_is_that_of_keras(f, stride, output_padding):
    for name, padding in (("valid", 0), ("same", f // 2)):
        layer = keras.layers.Conv1DTranspose(1, f, strides=stride, padding=name, output_padding=output_padding)
        expected = layer.compute_output_shape((None, 7, 1))[1]
        assert by_hand.transposed_output_size(7, f, stride, padding, output_padding) == expected


@given(transposed_convolutions())
def test_the_transposed_convolution_is_that_of_keras(transposed):
    X, W, b, stride = transposed
    f = W.shape[0]
    expected = np.asarray(keras.ops.conv_transpose(tf.constant(X), W, strides=stride, padding="valid")) + b
    if f < stride:  # Keras goes on to the end of the last step, where nothing is printed
        ends = [by_hand.transposed_output_size(n, f, stride, 0, 0) for n in X.shape[1:3]]
        expected = expected[:, : ends[0], : ends[1]]
    np.testing.assert_allclose(by_hand.conv_transpose(X, W, b, stride), expected, rtol=1e-9, atol=1e-12)


@given(transposed_convolutions())
def test_the_transposed_convolution_is_the_way_back_through_a_convolution(transposed):
    X, W, b, stride = transposed
    larger = by_hand.conv_transpose(X, W, 0 * b, stride)
    cache = {"A_prev": larger, "W": W, "b": np.zeros(W.shape[3]), "stride": stride, "pad": 0}
    np.testing.assert_allclose(by_hand.conv_backward(X, cache)[0], larger, atol=1e-10)


@given(convolutions())
def test_the_rows_of_im2col_are_the_patches_that_tensorflow_extracts(convolution):
    X, W, _, stride, pad = convolution
    f = W.shape[0]
    patches = tf.image.extract_patches(framed(X, pad), [1, f, f, 1], [1, stride, stride, 1], [1, 1, 1, 1], "VALID")
    expected = patches.numpy().reshape(-1, f * f * X.shape[3])
    np.testing.assert_array_equal(by_hand.im2col(X, f, stride, pad), expected)


def test_the_sobel_filter_is_that_of_scipy(photo):
    sobel = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
    Z, _ = by_hand.conv_forward_fast(photo[None, :, :, None], sobel[:, :, None, None], np.zeros(1), 1, 1)
    expected = ndimage.sobel(photo, axis=1, mode="constant")
    np.testing.assert_allclose(Z[0, :, :, 0], expected, atol=1e-12)


@pytest.fixture
def photo():
    return dlkit.data.photos()["china"].mean(axis=2)[100:160, 200:300]


def test_no_function_changes_its_arguments():
    rng = np.random.default_rng(0)
    A_prev, W, b = rng.normal(size=(2, 5, 6, 3)), rng.normal(size=(3, 3, 3, 2)), rng.normal(size=2)
    before = [array.copy() for array in (A_prev, W, b)]
    Z, cache = by_hand.conv_forward(A_prev, W, b, 2, 1)
    by_hand.conv_backward(Z, cache)
    A, cache = by_hand.pool_forward(A_prev, 2, 1, "max")
    by_hand.pool_backward(A, cache, "max")
    by_hand.conv_transpose(rng.normal(size=(1, 3, 3, 2)), W, np.zeros(3), 2)
    by_hand.conv_forward_fast(A_prev, W, b, 2, 1)
    for array, copy in zip((A_prev, W, b), before, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_the_fast_convolution_is_at_least_twenty_times_faster_than_the_loops():
    """The input that the notebook states. Measured there at some hundred times; the best of three each, for calm."""
    rng = np.random.default_rng(0)
    A_prev, W, b = rng.normal(size=(4, 32, 32, 3)), rng.normal(size=(3, 3, 3, 8)), rng.normal(size=8)

    def seconds(forward):
        times = []
        for _ in range(3):
            start = time.perf_counter()
            forward(A_prev, W, b, 1, 1)
            times.append(time.perf_counter() - start)
        return min(times)

    assert seconds(by_hand.conv_forward) > 20 * seconds(by_hand.conv_forward_fast)


def edges_learned_from_a_photograph(photo, seed):
    """The weights after the notebook's training of one filter, by the loops, and the goal."""
    sobel = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])[:, :, None, None]
    X = (photo - photo.mean()) / photo.std()
    target, _ = by_hand.conv_forward(X, sobel, np.zeros(1), 1, 0)
    rng = np.random.default_rng(seed)
    W, b, velocities = rng.normal(size=(3, 3, 1, 1)), np.zeros(1), (0.0, 0.0)
    for _ in range(300):
        Z, cache = by_hand.conv_forward(X, W, b, 1, 0)
        slopes = by_hand.conv_backward(2 * (Z - target) / Z.size, cache)[1:]
        velocities = [0.9 * velocity + slope for velocity, slope in zip(velocities, slopes, strict=True)]
        W, b = W - 0.02 * velocities[0], b - 0.02 * velocities[1]
    return W, sobel


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_a_filter_learns_to_be_sobel(seed):
    grey = dlkit.data.photos()["china"].mean(axis=2)
    small = grey[:424].reshape(106, 4, 160, 4).mean(axis=(1, 3))
    learned, sobel = edges_learned_from_a_photograph(small[None, 40:68, 20:52, None], seed)
    np.testing.assert_allclose(learned, sobel, atol=0.1)


def trained_network(X, y, seed, epochs=10):
    """The notebook's network of a convolution, pooling and a dense layer; its parameters after training."""
    rng = np.random.default_rng(seed)
    parameters = {
        "W1": rng.normal(size=(3, 3, 1, 8)) * np.sqrt(2 / 9),
        "b1": np.zeros(8),
        "W2": rng.normal(size=(128, 10)) * np.sqrt(1 / 128),
        "b2": np.zeros(10),
    }
    velocity = dict.fromkeys(parameters, 0.0)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for begin in range(0, len(X), 32):
            chosen = order[begin : begin + 32]
            probabilities, (Z, A, conv_cache, pool_cache) = network_forward(X[chosen], parameters)
            d_scores = (probabilities - np.eye(10)[y[chosen]]) / len(chosen)
            dZ = by_hand.pool_backward((d_scores @ parameters["W2"].T).reshape(A.shape), pool_cache, "max") * (Z > 0)
            rows = by_hand.im2col(conv_cache["A_prev"], 3, 1, 1)
            grads = {
                "W1": (rows.T @ dZ.reshape(-1, 8)).reshape(3, 3, 1, 8),
                "b1": dZ.sum(axis=(0, 1, 2)),
                "W2": A.reshape(len(chosen), -1).T @ d_scores,
                "b2": d_scores.sum(axis=0),
            }
            velocity = {name: 0.9 * velocity[name] + grads[name] for name in parameters}
            parameters = {name: parameters[name] - 0.03 * velocity[name] for name in parameters}
    return parameters


def network_forward(X, parameters):
    Z, conv_cache = by_hand.conv_forward_fast(X, parameters["W1"], parameters["b1"], 1, 1)
    A, pool_cache = by_hand.pool_forward(np.maximum(Z, 0), 2, 2, "max")
    scores = A.reshape(len(X), -1) @ parameters["W2"] + parameters["b2"]
    E = np.exp(scores - scores.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True), (Z, A, conv_cache, pool_cache)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_the_network_of_the_notebook_reads_95_percent_of_the_digits(seed):
    digits = dlkit.data.digits()
    rng = np.random.default_rng(seed + 100)
    X_train, X_test = (
        images[..., None] + 0.01 * rng.uniform(size=(*images.shape, 1)) for images in (digits.x_train, digits.x_test)
    )
    parameters = trained_network(X_train, digits.y_train, seed)
    answers = network_forward(X_test, parameters)[0].argmax(axis=1)
    assert np.mean(answers == digits.y_test) >= 0.95
