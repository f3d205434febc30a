"""The solutions of convnet against Keras' own layers and counts, TensorFlow, scikit-learn and the stated results."""

import math

import keras
import numpy as np
import pytest
import sklearn.metrics
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

import dlkit
from solutions import convnet as solution


def chain_of(*layers, input_shape):
    return keras.Sequential([keras.Input(input_shape), *layers])


def describe(model):
    """Describe the layers of a chain as the notebook does."""
    wanted = ("filters", "kernel_size", "pool_size", "strides", "padding", "use_bias", "units")
    rows = []
    for layer in model.layers:
        config = layer.get_config()
        settings = {name: config[name] for name in wanted if name in config}
        rows.append({"kind": type(layer).__name__, **settings})
    return rows


def test_normalized_ranges_and_statistics():
    rng = np.random.default_rng(0)
    x_train = rng.integers(0, 256, (30, 5, 7, 3)).astype(np.uint8)
    x_test = rng.integers(0, 256, (9, 5, 7, 3)).astype(np.uint8)
    train, test = solution.normalize_images(x_train, x_test, "range")
    rescaled = keras.layers.Rescaling(1 / 255)
    np.testing.assert_allclose(train, rescaled(x_train), rtol=1e-6)
    np.testing.assert_allclose(test, rescaled(x_test), rtol=1e-6)
    train, test = solution.normalize_images(x_train, x_test, "mean")
    np.testing.assert_allclose(train.mean(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(x_test - test, np.broadcast_to(x_train[0] - train[0], x_test.shape), atol=1e-9)
    oracle = keras.layers.Normalization(axis=-1)
    oracle.adapt(x_train.astype("float32"))
    train, test = solution.normalize_images(x_train, x_test, "standard")
    np.testing.assert_allclose(train, oracle(x_train.astype("float32")), rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(test, oracle(x_test.astype("float32")), rtol=1e-4, atol=1e-4)


def test_normalizing_refuses_an_unknown_kind():
    with pytest.raises(ValueError, match="should be"):
        solution.normalize_images(np.ones((2, 3, 3, 1)), np.ones((2, 3, 3, 1)), "minmax")


def test_lenet_on_its_first_pictures_has_the_parameters_of_the_paper_and_a_padding():
    model = solution.lenet((32, 32, 1), 10)
    convolutions = (25 * 1 + 1) * 6 + (25 * 6 + 1) * 16
    dense = (8 * 8 * 16 + 1) * 120 + (120 + 1) * 84 + (84 + 1) * 10
    assert model.count_params() == convolutions + dense
    assert [layer.output.shape[1:] for layer in model.layers][:5] == [
        (32, 32, 6),
        (16, 16, 6),
        (16, 16, 16),
        (8, 8, 16),
        (1024,),
    ]


def test_lenet_computes_what_tensorflow_computes():
    model = solution.lenet((8, 12, 3), 7)
    x = np.random.default_rng(0).normal(size=(4, 8, 12, 3)).astype("float32")
    k1, b1, k2, b2, w1, c1, w2, c2, w3, c3 = [np.asarray(w) for w in model.get_weights()]
    y = tf.nn.max_pool2d(tf.nn.relu(tf.nn.conv2d(x, k1, 1, "SAME") + b1), 2, 2, "VALID")
    y = tf.nn.max_pool2d(tf.nn.relu(tf.nn.conv2d(y, k2, 1, "SAME") + b2), 2, 2, "VALID")
    y = tf.nn.relu(tf.nn.relu(tf.reshape(y, (4, -1)) @ w1 + c1) @ w2 + c2)
    np.testing.assert_allclose(model(x), tf.nn.softmax(y @ w3 + c3), rtol=1e-4, atol=1e-5)


pairs = st.tuples(st.integers(1, 4), st.integers(1, 4))


@settings(max_examples=40)
@given(
    shape=st.tuples(st.integers(6, 13), st.integers(6, 13), st.integers(1, 5)),
    kernel=pairs,
    strides=pairs,
    padding=st.sampled_from(["same", "valid"]),
    bias=st.booleans(),
    filters=st.integers(1, 6),
    kind=st.sampled_from(["conv", "depthwise", "max", "average"]),
)
def test_layer_table_says_what_keras_says_of_one_layer(shape, kernel, strides, padding, bias, filters, kind):
    if kind == "depthwise":
        strides = (strides[0], strides[0])  # TensorFlow's depthwise convolution knows no other
    window = {"strides": strides, "padding": padding}
    layer = {
        "conv": lambda: keras.layers.Conv2D(filters, kernel, use_bias=bias, **window),
        "depthwise": lambda: keras.layers.DepthwiseConv2D(kernel, use_bias=bias, **window),
        "max": lambda: keras.layers.MaxPooling2D(kernel, **window),
        "average": lambda: keras.layers.AveragePooling2D(kernel, **window),
    }[kind]()
    model = chain_of(layer, input_shape=shape)
    assert solution.layer_table(describe(model), shape) == [(layer.output.shape[1:], model.count_params())]


@pytest.mark.parametrize(
    "model",
    [
        solution.lenet((8, 8, 1), 10),
        solution.lenet((13, 9, 3), 4),
        chain_of(
            keras.layers.Conv2D(8, (3, 5), strides=2, use_bias=False),
            keras.layers.BatchNormalization(),
            keras.layers.ReLU(),
            keras.layers.Dropout(0.2),
            keras.layers.DepthwiseConv2D(3, padding="same"),
            keras.layers.Dense(7),
            keras.layers.AveragePooling2D((2, 3), strides=1),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.BatchNormalization(),
            keras.layers.Dense(5, use_bias=False),
            keras.layers.Softmax(),
            input_shape=(17, 23, 2),
        ),
    ],
)
def test_layer_table_says_what_keras_says_of_chains(model):
    table = solution.layer_table(describe(model), model.input_shape[1:])
    assert [shape for shape, _ in table] == [tuple(layer.output.shape[1:]) for layer in model.layers]
    assert [parameters for _, parameters in table] == [layer.count_params() for layer in model.layers]


@pytest.mark.parametrize("from_logits", [True, False])
def test_cross_entropy_is_that_of_tensorflow(from_logits):
    rng = np.random.default_rng(0)
    scores = 3 * rng.normal(size=(6, 4)).astype("float32")
    labels = rng.integers(0, 4, 6)
    predictions = scores if from_logits else tf.nn.softmax(scores).numpy()
    expected = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, scores))
    for y_true in (labels, np.eye(4, dtype="float32")[labels]):
        np.testing.assert_allclose(solution.cross_entropy(y_true, predictions, from_logits), expected, rtol=1e-5)


def test_train_learns_and_goes_on():
    dlkit.seed(0)
    digits = dlkit.data.digits(classes=(0, 1))
    model = solution.lenet((8, 8, 1), 2)
    first = solution.train(model, digits.x_train[..., np.newaxis], digits.y_train, 1, learning_rate=0.002)
    optimizer, steps = model.optimizer, int(model.optimizer.iterations)
    second = solution.train(model, digits.x_train[..., np.newaxis], digits.y_train, 2)
    assert len(first["loss"]) == 1
    assert len(second["accuracy"]) == 2
    assert model.optimizer is optimizer
    assert int(optimizer.iterations) == 3 * steps
    assert second["loss"][-1] < first["loss"][0] / 2
    with pytest.raises(ValueError, match="whole numbers"):
        solution.train(model, digits.x_train, np.eye(2)[digits.y_train], 1)


@settings(max_examples=30)
@given(m=st.integers(1, 40), classes=st.integers(1, 6), seed=st.integers(0, 999))
def test_confusion_matrix_is_that_of_scikit_learn(m, classes, seed):
    y, y_hat = np.random.default_rng(seed).integers(0, classes, (2, m))
    expected = sklearn.metrics.confusion_matrix(y, y_hat, labels=range(classes))
    np.testing.assert_array_equal(solution.confusion_matrix(y, y_hat, classes), expected)


def test_augmenter_moves_in_training_only_and_not_too_far():
    dlkit.seed(0)
    x = np.zeros((200, 25, 25, 1), dtype="float32")
    x[:, 11:14, 11:14] = 1  # in the middle: turning and zooming leave its centre
    model = solution.augmenter((25, 25, 1), 0.2, 20, 0.1)
    np.testing.assert_array_equal(model(x, training=False), x)
    moved = np.asarray(model(x, training=True))[..., 0]
    rows = (moved.sum(axis=2) * np.arange(25)).sum(axis=1) / moved.sum(axis=(1, 2)) - 12
    assert 4 < np.abs(rows).max() < 0.2 * 25 * 1.15
    assert abs(rows.mean()) < 1


def test_overlapping_windows_give_as_many_numbers_and_less_changes_when_digits_move():
    assert all((55 - size) // 2 + 1 == 27 for size in (2, 3))
    digits = dlkit.data.digits().x_test[..., np.newaxis].astype("float32")
    pictures = keras.ops.image.resize(digits, (16, 16), interpolation="bicubic")
    framed = np.pad(np.clip(np.asarray(pictures), 0, 1), ((0, 0), (2, 3), (2, 3), (0, 0)))
    changes = [np.abs(np.roll(framed, 1, axis=2) - framed).mean() / framed.mean()]
    for size in (2, 3):
        pool = keras.layers.MaxPooling2D(size, strides=2)
        pooled, moved = (np.asarray(pool(x)) for x in (framed, np.roll(framed, 1, axis=2)))
        assert pooled.shape[1:3] == (10, 10)
        changes.append(np.abs(moved - pooled).mean() / pooled.mean())
    bare, tiled, overlapping = changes
    assert overlapping < 0.95 * tiled < 0.85 * bare


def test_vgg_block_keeps_the_sides_until_the_pooling():
    inputs = keras.Input((10, 7, 3))
    model = keras.Model(inputs, solution.vgg_block(inputs, 8, 2))
    assert model.output_shape == (None, 5, 3, 8)
    assert model.count_params() == (9 * 3 + 1) * 8 + (9 * 8 + 1) * 8


def test_inception_block_as_in_googlenet():
    inputs = keras.Input((28, 28, 192))
    model = keras.Model(inputs, solution.inception_block(inputs, (64, 96, 128, 16, 32, 32)))
    assert model.output_shape == (None, 28, 28, 256)
    weights = sum(int(np.prod(w.shape)) for w in model.weights if w.name == "kernel")
    assert weights == 163_328  # the 159K of the paper's table 1 says 159 * 1024 = 162,816, rounded


def test_inception_multiplications_count_the_kernels_of_the_models():
    filters, places = (64, 96, 128, 16, 32, 32), 28 * 28
    inputs = keras.Input((28, 28, 192))
    one, _, three, _, five, pool = filters
    block = keras.Model(inputs, solution.inception_block(inputs, filters))
    branches = [keras.layers.Conv2D(n, f, padding="same")(inputs) for n, f in ((one, 1), (three, 3), (five, 5))]
    pooled = keras.layers.MaxPooling2D(3, strides=1, padding="same")(inputs)
    naive = keras.Model(inputs, keras.layers.concatenate([*branches, keras.layers.Conv2D(pool, 1)(pooled)]))
    counts = [places * sum(math.prod(w.shape) for w in m.weights if w.name == "kernel") for m in (naive, block)]
    assert solution.inception_multiplications(28, 28, 192, filters) == tuple(counts)


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_depthwise_separable_block_is_a_grouped_and_a_pointwise_convolution(stride):
    inputs = keras.Input((9, 8, 4))
    model = keras.Model(inputs, solution.depthwise_separable_block(inputs, 6, stride))
    rng = np.random.default_rng(0)
    for weight in model.weights:
        weight.assign(rng.uniform(0.3, 1.5, weight.shape))
    x = rng.normal(size=(2, 9, 8, 4)).astype("float32")
    depthwise, g1, b1, m1, v1, pointwise, g2, b2, m2, v2 = [np.asarray(w) for w in model.get_weights()]
    y = [tf.nn.conv2d(x[..., c : c + 1], depthwise[:, :, c : c + 1], stride, "SAME") for c in range(4)]
    y = tf.nn.relu(tf.nn.batch_normalization(tf.concat(y, -1), m1, v1, b1, g1, 1e-3))
    y = tf.nn.relu(tf.nn.batch_normalization(y @ pointwise[0, 0], m2, v2, b2, g2, 1e-3))
    np.testing.assert_allclose(model(x, training=False), y, rtol=1e-4, atol=1e-4)


@settings(max_examples=20)
@given(
    shape=st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(1, 5), st.integers(1, 4)),
    momentum=st.sampled_from([0.5, 0.9, 0.99]),
    epsilon=st.sampled_from([1e-3, 0.1]),
    training=st.booleans(),
    seed=st.integers(0, 999),
)
def test_batch_norm_is_that_of_keras(shape, momentum, epsilon, training, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(2, 3, shape)
    gamma, beta, mean = rng.normal(size=(3, shape[-1]))
    variance = rng.uniform(0.2, 2, shape[-1])
    layer = keras.layers.BatchNormalization(momentum=momentum, epsilon=epsilon)
    layer.build(shape)
    layer.set_weights([gamma, beta, mean, variance])
    expected = np.asarray(layer(x.astype("float32"), training=training))
    y, new_mean, new_variance = solution.batch_norm(x, gamma, beta, mean, variance, training, momentum, epsilon)
    np.testing.assert_allclose(y, expected, rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(new_mean, layer.moving_mean, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(new_variance, layer.moving_variance, rtol=1e-4, atol=1e-4)


def enlarged(pictures):
    """Double height and width as the notebook does."""
    doubled = keras.ops.image.resize(pictures[..., np.newaxis].astype("float32"), (16, 16), interpolation="bicubic")
    return np.clip(keras.ops.convert_to_numpy(doubled), 0, 1)


def accuracy(model, x, y):
    return float((model.predict(x, batch_size=400, verbose=0).argmax(axis=1) == y).mean())


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_lenet_reads_97_of_100_digits(seed):
    dlkit.seed(seed)
    digits = dlkit.data.digits()
    model = solution.lenet((16, 16, 1), 10)
    solution.train(model, enlarged(digits.x_train), digits.y_train, 20, learning_rate=0.002)
    assert accuracy(model, enlarged(digits.x_test), digits.y_test) >= 0.97


def accuracy_with_200_pictures(seed, augmented):
    """Train as section 7 does; return the accuracy on all other pictures, averaged over the last five epochs."""
    digits, rng = dlkit.data.digits(), np.random.default_rng(seed)
    x, y = enlarged(digits.x_train), digits.y_train
    few = np.concatenate([rng.choice(np.flatnonzero(y == digit), 20, replace=False) for digit in range(10)])
    others = np.setdiff1d(np.arange(len(y)), few)
    x_unseen = np.concatenate([x[others], enlarged(digits.x_test)])
    y_unseen = np.concatenate([y[others], digits.y_test])
    many, labels = np.tile(x[few], (8, 1, 1, 1)), np.tile(y[few], 8)
    dlkit.seed(seed)
    model, changed = solution.lenet((16, 16, 1), 10), solution.augmenter((16, 16, 1), 0.1, 15, 0.15)
    found = []
    for _ in range(20):
        shown = keras.ops.convert_to_numpy(changed(many, training=True)) if augmented else many
        solution.train(model, shown, labels, 1, learning_rate=0.002)
        found.append(accuracy(model, x_unseen, y_unseen))
    return np.mean(found[-5:])


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_augmentation_helps_with_200_pictures(seed):
    plain, augmented = (accuracy_with_200_pictures(seed, augmented) for augmented in (False, True))
    assert augmented > plain + 0.005
