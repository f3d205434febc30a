"""The solutions of resnet against Keras' own ResNet-50, TensorFlow and the stated result."""

import math

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

import dlkit
from dlkit.comparing.models import set_weights_by_role
from solutions import resnet as solution

EPSILON = 1.001e-5
sizes = st.integers(min_value=3, max_value=9)


def built(block, shape, *args):
    """Wire one block into a model whose weights are all different from their starting values."""
    inputs = keras.Input(shape)
    model = keras.Model(inputs, block(inputs, *args))
    rng = np.random.default_rng(3)
    for weight in model.weights:
        weight.assign(rng.uniform(0.3, 1.5, weight.shape) * (0.2 if weight.name == "kernel" else 1))
    return model


def kernels(model):
    return [weight for weight in model.weights if weight.name == "kernel"]


def convolve(x, weights, stride):
    """Convolution and batch norm by TensorFlow's own operations, taking their six weights off a list."""
    kernel, bias, gamma, beta, mean, variance = (weights.pop(0) for _ in range(6))
    z = tf.nn.conv2d(x, kernel, strides=stride, padding="SAME") + bias
    return tf.nn.batch_normalization(z, mean, variance, beta, gamma, EPSILON)


def weights_of(model, kernel_shapes):
    """The weights of convolution and batch norm, in the order in which their kernels' shapes are given."""
    convolutions = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    norms = {id(layer.input): layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)}
    found = []
    for shape in kernel_shapes:
        layer = next(layer for layer in convolutions if tuple(layer.kernel.shape) == shape)
        convolutions.remove(layer)
        found += [*layer.get_weights(), *norms[id(layer.output)].get_weights()]
    return found


def test_identity_block_is_relu_of_x_plus_branch():
    model = built(solution.identity_block, (5, 7, 4), 4, 3)
    x = np.random.default_rng(0).normal(size=(2, 5, 7, 4)).astype("float32")
    weights = weights_of(model, [(3, 3, 4, 4)] * 2)
    y = tf.nn.relu(convolve(x, weights, 1))
    expected = tf.nn.relu(x + convolve(y, weights, 1))
    np.testing.assert_allclose(model(x, training=False), expected, rtol=1e-4, atol=1e-4)


def test_identity_block_with_zero_kernels_hands_on_its_input():
    inputs = keras.Input((6, 8, 3))
    model = keras.Model(inputs, solution.identity_block(inputs, 3, 3))
    for kernel in kernels(model):
        kernel.assign(np.zeros(kernel.shape))
    x = np.random.default_rng(0).uniform(size=(2, 6, 8, 3)).astype("float32")
    np.testing.assert_allclose(model(x), x, atol=1e-6)


@pytest.mark.parametrize(("shape", "stride"), [((7, 9, 3), 2), ((6, 8, 3), 2), ((8, 11, 3), 3), ((5, 6, 3), 1)])
def test_projection_block_is_relu_of_projection_plus_branch(shape, stride):
    model = built(solution.projection_block, shape, 5, 3, stride)
    x = np.random.default_rng(0).normal(size=(2, *shape)).astype("float32")
    weights = weights_of(model, [(3, 3, 3, 5), (3, 3, 5, 5), (1, 1, 3, 5)])
    y = convolve(tf.nn.relu(convolve(x, weights, stride)), weights, 1)
    expected = tf.nn.relu(y + convolve(x, weights, stride))
    np.testing.assert_allclose(model(x, training=False), expected, rtol=1e-4, atol=1e-4)


@settings(max_examples=15)
@given(height=sizes, width=sizes, filters=st.integers(1, 5), size=st.integers(1, 5), stride=st.integers(1, 4))
def test_projection_block_rounds_the_sides_up(height, width, filters, size, stride):
    y = solution.projection_block(keras.Input((height, width, 2)), filters, size, stride)
    assert y.shape == (None, math.ceil(height / stride), math.ceil(width / stride), filters)


@pytest.mark.parametrize(
    ("channels", "filters", "stride", "convolutions"),
    [(4, 4, 1, 2), (3, 4, 1, 3), (4, 4, 2, 3), (3, 4, 2, 3), (6, 2, 3, 3)],
)
def test_basic_block_projects_only_where_the_shape_changes(channels, filters, stride, convolutions):
    model = built(solution.basic_block, (7, 9, channels), filters, stride)
    assert len(kernels(model)) == convolutions
    assert model.output_shape == (None, math.ceil(7 / stride), math.ceil(9 / stride), filters)


@pytest.mark.parametrize("blocks", [1, 2, 3, 7])
def test_resnet_has_six_layers_per_block_and_two(blocks):
    model = solution.resnet((8, 8, 1), 10, blocks)
    dense = sum(isinstance(layer, keras.layers.Dense) for layer in model.layers)
    projections = 2
    assert len(kernels(model)) - projections == 6 * blocks + 2
    assert dense == 1
    assert model.output_shape == (None, 10)
    np.testing.assert_allclose(np.asarray(model(np.ones((3, 8, 8, 1)))).sum(axis=1), 1, rtol=1e-5)


def test_resnet_knows_nothing_at_first():
    dlkit.seed(0)
    digits = dlkit.data.digits()
    answers = solution.resnet((8, 8, 1), 10, 2)(digits.x_test[..., np.newaxis], training=False)
    loss = keras.losses.SparseCategoricalCrossentropy()(digits.y_test, answers)
    assert float(loss) == pytest.approx(math.log(10), abs=0.05)


RESNET50_CASES = [((64, 64, 3), 10), ((48, 96, 1), 7), ((224, 224, 3), 1000)]


@pytest.mark.parametrize(("shape", "classes"), RESNET50_CASES)
def test_resnet50_has_the_parameters_and_shapes_of_keras_applications(shape, classes):
    ours = solution.resnet50(shape, classes)
    theirs = keras.applications.ResNet50(weights=None, input_shape=shape, classes=classes)
    assert ours.count_params() == theirs.count_params()
    assert ours.output_shape == theirs.output_shape
    for part in ("trainable_weights", "non_trainable_weights"):
        our_shapes, their_shapes = ([tuple(w.shape) for w in getattr(m, part)] for m in (ours, theirs))
        assert sorted(our_shapes) == sorted(their_shapes)
    added = [[layer.output.shape for layer in m.layers if isinstance(layer, keras.layers.Add)] for m in (ours, theirs)]
    assert added[0] == added[1]
    if classes == 1000:
        assert ours.count_params() == 25_636_712


def test_resnet50_computes_what_keras_applications_computes():
    shape = (32, 64, 3)
    ours = solution.resnet50(shape, 6)
    theirs = keras.applications.ResNet50(weights=None, input_shape=shape, classes=6)
    x = np.random.default_rng(0).normal(size=(2, *shape)).astype("float32")
    features = []
    for model in (ours, theirs):
        set_weights_by_role(model)
        features.append(np.asarray(keras.Model(model.input, model.layers[-2].output)(x, training=False)))
    assert features[0].std() > 0
    np.testing.assert_allclose(features[0], features[1], rtol=1e-3, atol=1e-3 * np.abs(features[1]).max())


@settings(max_examples=20)
@given(
    size=st.integers(1, 4),
    channels=st.integers(1, 4),
    filters=st.integers(1, 4),
    stride=st.integers(1, 2),
    padding=st.sampled_from(["same", "valid"]),
    epsilon=st.sampled_from([1e-3, EPSILON, 0.3]),
    seed=st.integers(0, 1000),
)
def test_folded_convolution_equals_convolution_then_batch_norm(size, channels, filters, stride, padding, epsilon, seed):
    rng = np.random.default_rng(seed)
    convolution = keras.layers.Conv2D(filters, size, strides=stride, padding=padding)
    norm = keras.layers.BatchNormalization(epsilon=epsilon)
    single = keras.layers.Conv2D(filters, size, strides=stride, padding=padding)
    x = rng.normal(size=(2, 6, 7, channels)).astype("float32")
    norm(convolution(x))
    single(x)
    convolution.set_weights([rng.normal(size=w.shape) for w in convolution.get_weights()])
    gamma, beta, mean = rng.normal(size=(3, filters))
    norm.set_weights([gamma, beta, mean, rng.uniform(0, 2, filters)])
    single.set_weights(solution.fold_batch_norm(*convolution.get_weights(), *norm.get_weights(), epsilon))
    expected = np.asarray(norm(convolution(x), training=False))
    np.testing.assert_allclose(single(x), expected, rtol=1e-3, atol=1e-4 * max(1, np.abs(expected).max()))


def test_fold_batch_norm_leaves_its_arguments_alone():
    arrays = [np.full((3, 3, 2, 4), 2.0), *np.ones((5, 4))]
    before = [array.copy() for array in arrays]
    solution.fold_batch_norm(*arrays, 1e-3)
    assert all(np.array_equal(array, old) for array, old in zip(arrays, before, strict=True))


def plain_block(x, filters, stride):
    for step in (stride, 1):
        x = keras.layers.Conv2D(filters, 3, strides=step, padding="same")(x)
        x = keras.layers.BatchNormalization(epsilon=EPSILON)(x)
        x = keras.layers.ReLU()(x)
    return x


def trained(blocks, seed, epochs=15):
    """Train as the notebook does; return the last training loss and the test accuracy."""
    dlkit.seed(seed)
    digits = dlkit.data.digits()
    model = solution.resnet((8, 8, 1), 10, blocks)
    rate = keras.optimizers.schedules.CosineDecay(0.05, epochs * math.ceil(len(digits.y_train) / 32))
    optimizer = keras.optimizers.SGD(rate, momentum=0.9)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    x_train, x_test = digits.x_train[..., np.newaxis], digits.x_test[..., np.newaxis]
    history = model.fit(x_train, digits.y_train, batch_size=32, epochs=epochs, verbose=0).history
    return history["loss"][-1], model.evaluate(x_test, digits.y_test, verbose=0)[1]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_small_resnet_reads_97_of_100_digits(seed):
    _, accuracy = trained(2, seed)
    assert accuracy >= 0.97


@pytest.mark.slow
@pytest.mark.turns(5)
def test_forty_four_plain_layers_are_worse_than_fourteen_and_with_shortcuts_they_are_not(monkeypatch):
    deep_loss, deep_accuracy = trained(7, seed=1, epochs=9)
    monkeypatch.setattr(solution, "basic_block", plain_block)
    shallow_plain_loss, shallow_plain_accuracy = trained(2, seed=1, epochs=9)
    deep_plain_loss, deep_plain_accuracy = trained(7, seed=1, epochs=9)
    assert deep_plain_loss > 10 * shallow_plain_loss
    assert deep_plain_accuracy < shallow_plain_accuracy - 0.1
    assert deep_loss < deep_plain_loss / 5
    assert deep_accuracy > deep_plain_accuracy + 0.1
