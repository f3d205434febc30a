"""The solutions of normalization against Keras, gradient tapes, measured slopes and NumPy on all rows at once."""

import tomllib

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

import dlkit
from dlkit.course import find_assignment
from solutions import normalization as by_hand

seeds = st.integers(0, 10_000)
sizes = st.integers(1, 6)
EXACT = {"epsilon": 1e-3, "dtype": "float64"}
USUAL = {"epsilon": 1e-5, "dtype": "float64"}


def problem(seed, *shape):
    rng = np.random.default_rng(seed)
    x, dout = rng.normal(1, 2, size=shape), rng.normal(size=shape)
    gamma, beta = rng.uniform(0.5, 2, size=shape[-1]), rng.normal(size=shape[-1])
    state = {"mean": rng.normal(size=shape[-1]), "variance": rng.uniform(0.5, 2, size=shape[-1])}
    return x, dout, gamma, beta, state


def by_keras(layer, x, weights, dout, **options):
    layer.build(x.shape)
    layer.set_weights(weights)
    tensor = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        y = layer(tensor, **options)
    slopes = tape.gradient(y, [tensor, layer.gamma, layer.beta], tf.constant(dout))
    return y.numpy(), [np.asarray(slope) for slope in slopes]


def assert_close(mine, theirs):
    for a, b in zip(mine, theirs, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-7)


@given(seeds, st.floats(0, 1))
def test_running_average_is_what_numpy_averages_with_weights(seed, momentum):
    old, new = np.random.default_rng(seed).normal(size=(2, 5))
    expected = np.average([old, new], axis=0, weights=[momentum, 1 - momentum])
    np.testing.assert_allclose(by_hand.running_average(old, new, momentum), expected, atol=1e-12)


@given(seed=seeds, m=st.integers(2, 8), d=sizes, training=st.booleans(), momentum=st.floats(0.1, 0.99))
@settings(max_examples=15, deadline=None)
def test_batch_norm_equals_the_keras_layer_in_both_modes(seed, m, d, training, momentum):
    x, dout, gamma, beta, state = problem(seed, m, d)
    layer = keras.layers.BatchNormalization(momentum=momentum, **EXACT)
    y, slopes = by_keras(layer, x, [gamma, beta, *state.values()], dout, training=training)
    before = {name: value.copy() for name, value in state.items()}
    mine, moved, cache = by_hand.batch_norm_forward(x, gamma, beta, state, training, momentum, 1e-3)
    assert_close([mine, *moved.values()], [y, layer.moving_mean.numpy(), layer.moving_variance.numpy()])
    for name, value in state.items():
        np.testing.assert_array_equal(value, before[name])
    if training:
        assert_close(by_hand.batch_norm_backward(dout, cache), slopes)
        assert_close(by_hand.batch_norm_backward_short(dout, cache), slopes)


@given(seed=seeds, m=st.integers(1, 9), d=sizes)
@settings(max_examples=25, deadline=None)
def test_the_two_ways_back_through_batch_norm_are_equal(seed, m, d):
    x, dout, gamma, beta, state = problem(seed, m, d)
    cache = by_hand.batch_norm_forward(x, gamma, beta, state, True, 0.9, 1e-3)[2]
    np.testing.assert_allclose(cache["gamma"] * cache["x_hat"] * cache["std"], gamma * cache["centered"])
    # the formula folds epsilon as the graph does: no terms are left out
    assert_close(by_hand.batch_norm_backward(dout, cache), by_hand.batch_norm_backward_short(dout, cache))


@given(seed=seeds, shape=st.lists(sizes, min_size=1, max_size=3), d=st.integers(2, 6))
@settings(max_examples=15, deadline=None)
def test_layer_norm_equals_the_keras_layer_on_any_number_of_axes(seed, shape, d):
    x, dout, gamma, beta, _ = problem(seed, *shape, d)
    y, slopes = by_keras(keras.layers.LayerNormalization(**EXACT), x, [gamma, beta], dout)
    mine, cache = by_hand.layer_norm_forward(x, gamma, beta, 1e-3)
    assert_close([mine, *by_hand.layer_norm_backward(dout, cache)], [y, *slopes])


@pytest.mark.parametrize("shape", [(3, 4, 2, 5), (1, 3, 3, 2), (5, 1, 2, 1)])
def test_batch_norm_of_pictures_equals_the_keras_layer(shape):
    x, dout, gamma, beta, state = problem(1, *shape)
    layer = keras.layers.BatchNormalization(momentum=0.9, **EXACT)
    y, slopes = by_keras(layer, x, [gamma, beta, *state.values()], dout, training=True)
    mine, moved, cache = by_hand.spatial_batch_norm_forward(x, gamma, beta, state, True, 0.9, 1e-3)
    assert_close([mine, *moved.values()], [y, layer.moving_mean.numpy(), layer.moving_variance.numpy()])
    assert_close(by_hand.spatial_batch_norm_backward(dout, cache), slopes)
    later, kept, _ = by_hand.spatial_batch_norm_forward(x, gamma, beta, state, False, 0.9, 1e-3)
    layer.set_weights([gamma, beta, *state.values()])
    assert_close([later, *kept.values()], [layer(x, training=False), *state.values()])


@given(seed=seeds, m=sizes, places=st.lists(sizes, min_size=1, max_size=2), groups=st.integers(1, 3), size=sizes)
@settings(max_examples=15, deadline=None)
def test_group_norm_equals_the_keras_layer(seed, m, places, groups, size):
    x, dout, gamma, beta, _ = problem(seed, m, *places, groups * size)
    y, _ = by_keras(keras.layers.GroupNormalization(groups=groups, **EXACT), x, [gamma, beta], dout)
    assert_close([by_hand.group_norm_forward(x, gamma, beta, groups, 1e-3)], [y])


def test_group_norm_of_rows_is_layer_norm_of_the_parts():
    x, _, gamma, beta, _ = problem(2, 4, 6)
    parts = by_hand.layer_norm_forward(x.reshape(4, 3, 2), np.ones(2), np.zeros(2))[0].reshape(4, 6)
    assert_close([by_hand.group_norm_forward(x, gamma, beta, 3)], [gamma * parts + beta])
    with pytest.raises(ValueError, match="reshape"):
        by_hand.group_norm_forward(x, gamma, beta, 4)


def test_group_norm_with_one_group_is_not_layer_norm_of_sequences():
    x, _, gamma, beta, _ = problem(3, 2, 5, 4)
    one_group, layer_norm = (
        by_hand.group_norm_forward(x, gamma, beta, 1),
        by_hand.layer_norm_forward(x, gamma, beta)[0],
    )
    assert np.abs(one_group - layer_norm).max() > 0.1


@given(seed=seeds, shape=st.tuples(sizes, sizes, sizes, sizes))
@settings(max_examples=15, deadline=None)
def test_instance_norm_equals_keras_with_a_group_for_each_channel(seed, shape):
    x, dout, gamma, beta, _ = problem(seed, *shape)
    y, _ = by_keras(keras.layers.GroupNormalization(groups=-1, **EXACT), x, [gamma, beta], dout)
    assert_close([by_hand.instance_norm(x, gamma, beta, 1e-3)], [y])


def test_what_is_left_out_is_what_the_stubs_print():
    rows, _, gamma, beta, state = problem(8, 4, 6)
    rows = 0.01 * rows  # of a variance that shows epsilon
    layer = keras.layers.BatchNormalization(momentum=0.9, **USUAL)
    y, _ = by_keras(layer, rows, [gamma, beta, *state.values()], rows, training=True)
    mine, moved, _ = by_hand.batch_norm_forward(rows, gamma, beta, state, True)
    assert_close([mine, *moved.values()], [y, layer.moving_mean.numpy(), layer.moving_variance.numpy()])
    y, _ = by_keras(keras.layers.LayerNormalization(**USUAL), rows, [gamma, beta], rows)
    assert_close([by_hand.layer_norm_forward(rows, gamma, beta)[0]], [y])

    pictures = rows.reshape(1, 2, 2, 6)
    layer = keras.layers.BatchNormalization(momentum=0.9, **USUAL)
    y, _ = by_keras(layer, pictures, [gamma, beta, *state.values()], pictures, training=True)
    mine, moved, _ = by_hand.spatial_batch_norm_forward(pictures, gamma, beta, state, True)
    assert_close([mine, *moved.values()], [y, layer.moving_mean.numpy(), layer.moving_variance.numpy()])
    for groups, answer in (
        (3, by_hand.group_norm_forward(pictures, gamma, beta, 3)),
        (-1, by_hand.instance_norm(pictures, gamma, beta)),
    ):
        layer = keras.layers.GroupNormalization(groups=groups, **USUAL)
        assert_close([answer], [by_keras(layer, pictures, [gamma, beta], pictures)[0]])


@given(seeds, st.lists(st.integers(1, 9), min_size=1, max_size=6), sizes)
def test_pooled_statistics_are_those_of_all_rows(seed, counts, d):
    x = np.random.default_rng(seed).normal(3, 2, size=(sum(counts), d))
    parts = np.split(x, np.cumsum(counts)[:-1])
    mean, variance = by_hand.pool_statistics(
        np.array([part.mean(axis=0) for part in parts]),
        np.array([part.var(axis=0) for part in parts]),
        np.array(counts),
    )
    assert_close([mean, variance], [x.mean(axis=0), x.var(axis=0)])


@pytest.mark.parametrize("norm", ["none", "batch", "layer", "group", "instance"])
def test_the_network_normalises_as_the_functions_do(norm):
    model = by_hand.network_with(norm, (6, 4, 2), 3)
    x = np.random.default_rng(4).normal(size=(3, 6, 4, 2)).astype("float32")
    convolution = next(layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D))
    assert convolution.use_bias is (norm == "none")
    z = convolution(x).numpy()
    relu = next(layer for layer in model.layers if isinstance(layer, keras.layers.ReLU))
    seen = keras.Model(model.input, relu.input)(x, training=norm == "batch").numpy()
    ones, zeros = np.ones(8), np.zeros(8)
    state = {"mean": zeros, "variance": ones}
    flat = z.reshape(3, -1)
    expected = {
        "none": lambda: z,
        "batch": lambda: by_hand.spatial_batch_norm_forward(z, ones, zeros, state, True, 0.99, 1e-3)[0],
        "layer": lambda: by_hand.layer_norm_forward(flat, np.ones(192), np.zeros(192), 1e-3)[0].reshape(z.shape),
        "group": lambda: by_hand.group_norm_forward(z, ones, zeros, 4, 1e-3),
        "instance": lambda: by_hand.instance_norm(z, ones, zeros, 1e-3),
    }[norm]()
    np.testing.assert_allclose(seen, expected, atol=1e-4)
    assert model.output_shape == (None, 3)
    np.testing.assert_allclose(model(x).numpy().sum(axis=1), 1, rtol=1e-5)


def test_the_right_numbers_of_the_questions():
    asked = tomllib.loads((find_assignment("normalization").folder / "questions.toml").read_text())
    average = np.ones(1)
    for _ in range(10):
        average = by_hand.running_average(average, np.zeros(1), 0.9)
    assert asked["share_of_the_start"]["number"] == pytest.approx(float(average[0]))
    assert asked["nine_halvings"]["number"] == np.prod(np.full(9, 0.5))

    x, dout, gamma, beta, state = problem(5, 8, 3)
    y, _, cache = by_hand.batch_norm_forward(x[:1], gamma, beta, state, True)
    np.testing.assert_allclose(y[0], beta)  # batch_of_one
    dx, d_gamma, d_beta = by_hand.batch_norm_backward(dout[:1], cache)
    assert not dx.any()
    assert not d_gamma.any()
    np.testing.assert_array_equal(d_beta, dout[0])
    _, _, cache = by_hand.batch_norm_forward(x, gamma, beta, state, True)
    _, _, d_beta = by_hand.batch_norm_backward(np.full((8, 3), 0.25), cache)
    np.testing.assert_allclose(d_beta, asked["beta_of_eight_rows"]["number"])
    np.testing.assert_allclose(by_hand.batch_norm_backward(dout, cache)[0].sum(axis=0), 0, atol=1e-12)  # a bias

    draws = np.random.default_rng(6).normal(size=(4000, 64))
    noise = draws[:, :4].mean(axis=1).std() / draws.mean(axis=1).std()
    assert asked["noise_of_four"]["number"] == pytest.approx(noise, rel=0.05)

    assert asked["what_layer_norm_remembers"]["number"] == len(
        keras.layers.LayerNormalization().non_trainable_variables
    )
    layer = keras.layers.BatchNormalization()
    layer.build((32, 8, 8, 16))
    assert asked["shape_of_d_gamma"]["shape"] == list(layer.gamma.shape)
    layer = keras.layers.LayerNormalization(axis=(1, 2, 3))
    layer.build((1, 4, 4, 8))
    assert asked["parameters_of_layer_norm"]["number"] == layer.count_params()
    assert asked["zeros_and_tens"]["number"] == np.var([0] * 5 + [10] * 5)
    pictures = np.zeros((1, 8, 8, 6))
    pictures[0, 0, 0, 0] = 1  # so the mean of its n numbers is 1/n, and y is (1 - 1/n) / s there and -1/n / s elsewhere
    y = by_hand.group_norm_forward(pictures, np.ones(6), np.zeros(6), 6)[0]
    counted = (y[0, 1, 0] - y[0, 0, 0]) / y[0, 1, 0]
    assert asked["as_many_groups_as_channels"]["number"] == pytest.approx(counted)


@pytest.fixture(scope="module")
def given_code():
    """The network and the training that the notebook gives, from its very cells, with the solutions as the exercises."""
    from grader.authoring.authored import load_authored

    namespace = {**vars(by_hand), "dlkit": dlkit}
    for cell in load_authored("normalization").cells:
        if cell.role == "demo" and any(text in cell.source for text in GIVEN):
            source = cell.source
            for text, head in GIVEN.items():  # its functions, without the experiment below them
                source = source.split(head)[0] if text in source else source
            exec(source, namespace)
    return namespace


GIVEN = {
    "\nrecorded = {": "\nfig, axes",
    "def new_network(": "\x00",
    "def group_norm_with_cache(": "\nfifty =",
    "def share_right(": "\nbegan,",
    "def teach_what_is_usual(": "\nmodel =",
}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 6))
def test_batch_norm_trains_what_stood_still_at_ten_times_the_rate(given_code, seed):
    train, accuracy, recorded = (given_code[name] for name in ("train", "accuracy", "recorded"))
    for rate in (0.03, 0.1, 0.3, 1.0):
        assert accuracy(train(learning_rate=rate, seed=seed)) < 0.3
    assert accuracy(train("batch", learning_rate=1.0, seed=seed), "batch") > 0.95
    he = {rate: accuracy(train(start="he", learning_rate=rate, seed=seed)) for rate in (0.03, 0.1, 1.0)}
    assert he[0.1] > 0.85
    assert he[1.0] < 0.5
    assert accuracy(train("batch", start="he", learning_rate=1.0, seed=seed), "batch") > 0.94

    for start, name in (("small", "small start"), ("he", "good start (He)")):  # the figure at the top of the notebook
        for rate, (lowest, _, highest) in zip(given_code["rates"], recorded[name]["with batch norm"], strict=True):
            right = accuracy(train("batch", start=start, learning_rate=rate, seed=seed), "batch")
            assert lowest - 0.03 < right < highest + 0.03
    for rate, (lowest, _, highest) in zip((0.03, 0.1), recorded["good start (He)"]["without"], strict=False):
        assert lowest - 0.05 < he[rate] < highest + 0.05


@pytest.mark.slow
def test_the_slopes_of_all_weights_are_equally_small_from_the_small_start(given_code):
    x, labels = given_code["x_train"][:256], given_code["y_train"][:256]
    product, weights, biases = {}, {}, {}
    for start in ("small", "he"):
        network = given_code["new_network"](start, np.random.default_rng(1))
        probabilities, caches = given_code["forward"](x, network)
        grads = given_code["backward"](probabilities, labels, caches, network)
        layers = range(1, 11)
        product[start] = [np.sum(network[f"W{layer}"] * grads[f"W{layer}"]) for layer in layers]
        weights[start] = np.array([np.abs(grads[f"W{layer}"]).mean() for layer in layers])
        biases[start] = np.array([np.abs(grads[f"b{layer}"]).mean() for layer in layers])
        np.testing.assert_allclose(product[start], product[start][0], rtol=1e-6)  # ReLU and biases of 0: exact
    assert np.all((weights["he"] / weights["small"] > 200) & (weights["he"] / weights["small"] < 2000))
    assert biases["small"][-1] > 10 * biases["small"][:5].max()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 6))
def test_layer_and_group_norm_hold_with_batches_of_four_where_batch_norm_falls(given_code, seed):
    train, accuracy = given_code["train"], given_code["accuracy"]

    def right(norm, rate, size=4, epochs=5):
        network = train(norm, learning_rate=rate, batch_size=size, epochs=epochs, seed=seed)
        return accuracy(network, norm)

    assert right("batch", 0.3, 64, 8) > 0.96
    fallen = max(right("batch", 0.003), right("batch", 0.03))
    assert fallen < 0.8
    assert min(right("layer", 0.003), right("group", 0.003)) > fallen + 0.12


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 6))
def test_with_batches_of_four_the_answer_depends_on_the_neighbours(given_code, seed):
    x_train, rng = given_code["x_train"], np.random.default_rng(seed)
    network = given_code["train"]("batch", learning_rate=0.03, batch_size=4, epochs=5, seed=seed)
    agreed = []
    for digit in range(20):
        batches = [x_train[np.r_[digit, rng.integers(len(x_train), size=3)]] for _ in range(50)]
        answers = [given_code["forward"](batch, dict(network), "batch", training=True)[0][0] for batch in batches]
        agreed.append(np.bincount([answer.argmax() for answer in answers]).max() / len(batches))
    assert np.mean(agreed) < 0.8


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_a_darker_test_set_fells_batch_norm_alone_and_new_statistics_mend_it(given_code, seed):
    digits = dlkit.data.digits()
    x_test = digits.x_test[..., None].astype("float32")

    def right(model, pictures):
        return np.mean(np.asarray(model(pictures)).argmax(axis=1)[180:] == digits.y_test[180:])

    dim = 0.3 * x_test
    for norm in ("layer", "group", "instance"):
        assert right(given_code["trained_with"](norm, seed), dim) > 0.93
    model = given_code["trained_with"]("batch", seed)
    assert right(model, x_test) > 0.93
    assert right(model, dim) < 0.7
    assert right(given_code["trained_with"]("none", seed), 0.5 * x_test) > right(model, 0.5 * x_test)
    given_code["teach_what_is_usual"](model, np.split(dim[:180], [32, 64, 96, 128, 160]))
    assert right(model, dim) > 0.92
