"""The solutions of unet against Keras' losses and metrics, scikit-learn, TensorFlow, and the stated result."""

import math

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import jaccard_score

import dlkit
from solutions import unet as solution

sizes = st.integers(min_value=1, max_value=5)


def masks(rng, shape, classes):
    return rng.integers(0, classes, shape)


def built(block, *shapes_and_arguments):
    """Wire one block into a model whose weights are all different from their starting values."""
    arguments = [keras.Input(item) if isinstance(item, tuple) else item for item in shapes_and_arguments]
    inputs = [item for item in arguments if isinstance(item, keras.KerasTensor)]
    model = keras.Model(inputs if len(inputs) > 1 else inputs[0], block(*arguments))
    rng = np.random.default_rng(3)
    for weight in model.weights:
        if "seed" not in weight.name:
            weight.assign(rng.normal(size=weight.shape) * 0.4)
    return model


def convolved(x, weights):
    """Convolution and ReLU by TensorFlow's own operations, taking their two weights off a list."""
    kernel, bias = weights.pop(0), weights.pop(0)
    return tf.nn.relu(tf.nn.conv2d(x, kernel, strides=1, padding="SAME") + bias)


def convolutions(model, kind=keras.layers.Conv2D):
    return [layer for layer in model.layers if type(layer) is kind]


@settings(max_examples=30)
@given(m=sizes, height=sizes, width=sizes, classes=sizes, seed=st.integers(0, 1000))
def test_create_mask_is_the_place_of_the_largest_score(m, height, width, classes, seed):
    logits = np.random.default_rng(seed).normal(size=(m, height, width, classes))
    mask = np.asarray(solution.create_mask(logits))
    assert mask.shape == (m, height, width)
    assert mask.dtype.kind == "i"
    largest = np.take_along_axis(logits, mask[..., np.newaxis], axis=-1)[..., 0]
    assert np.array_equal(largest, logits.max(axis=-1))


@settings(max_examples=40)
@given(m=sizes, height=sizes, width=sizes, classes=st.integers(1, 12), seed=st.integers(0, 1000))
def test_mean_iou_is_that_of_scikit_learn_and_of_keras(m, height, width, classes, seed):
    rng = np.random.default_rng(seed)
    y_true, y_pred = masks(rng, (m, height, width), classes), masks(rng, (m, height, width), classes)
    ours = solution.mean_iou(y_true, y_pred, classes)
    assert ours == pytest.approx(jaccard_score(y_true.ravel(), y_pred.ravel(), average="macro"))
    metric = keras.metrics.MeanIoU(classes)
    metric.update_state(y_true, y_pred)
    assert ours == pytest.approx(float(metric.result()), rel=1e-5)


def test_mean_iou_is_one_for_the_truth_whatever_classes_are_absent():
    y_true = np.array([[[0, 0, 3], [3, 3, 0]]], dtype=np.uint8)
    assert solution.mean_iou(y_true, y_true, 11) == 1
    assert solution.mean_iou(y_true, np.zeros_like(y_true), 11) == pytest.approx((3 / 6 + 0) / 2)


@pytest.mark.parametrize("pool", [True, False])
def test_encoder_block_is_two_convolutions_and_a_pooling(pool):
    model = built(solution.encoder_block, (6, 8, 3), 4, 0.5, pool)
    x = np.random.default_rng(0).normal(size=(2, 6, 8, 3)).astype("float32")
    weights = [w for layer in convolutions(model) for w in layer.get_weights()]
    expected_skip = convolved(convolved(x, weights), weights)
    expected_down = tf.nn.max_pool2d(expected_skip, 2, 2, "VALID") if pool else expected_skip
    down, skip = model(x, training=False)
    np.testing.assert_allclose(skip, expected_skip, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(down, expected_down, rtol=1e-4, atol=1e-4)


def test_encoder_block_drops_out_while_training_only():
    model = built(solution.encoder_block, (16, 16, 3), 8, 0.25, False)
    x = np.abs(np.random.default_rng(0).normal(size=(8, 16, 16, 3)).astype("float32"))
    calm, wild = np.asarray(model(x, training=False)[1]), np.asarray(model(x, training=True)[1])
    alive = calm > 0
    assert np.mean(wild[alive] == 0) == pytest.approx(0.25, abs=0.03)
    kept = alive & (wild > 0)
    np.testing.assert_allclose(wild[kept], calm[kept] / 0.75, rtol=1e-4)


def test_decoder_block_is_a_transposed_convolution_beside_the_skip():
    model = built(solution.decoder_block, (3, 5, 4), (6, 10, 2), 3)
    rng = np.random.default_rng(0)
    x, skip = (rng.normal(size=(2, *shape)).astype("float32") for shape in ((3, 5, 4), (6, 10, 2)))
    (up,) = convolutions(model, keras.layers.Conv2DTranspose)
    kernel, bias = up.get_weights()
    y = tf.nn.conv2d_transpose(x, kernel, (2, 6, 10, 3), strides=2, padding="VALID") + bias
    weights = [w for layer in convolutions(model) for w in layer.get_weights()]
    expected = convolved(convolved(tf.concat([y, skip], axis=-1), weights), weights)
    np.testing.assert_allclose(model([x, skip], training=False), expected, rtol=1e-4, atol=1e-4)


def parameters_by_hand(channels, classes, depth, filters):
    def convolution(size, into, out):
        return size**2 * into * out + out

    widths = [filters * 2**level for level in range(depth + 1)]
    total, into = 0, channels
    for width in widths:
        total += convolution(3, into, width) + convolution(3, width, width)
        into = width
    for width in widths[-2::-1]:
        total += convolution(2, 2 * width, width) + convolution(3, 2 * width, width) + convolution(3, width, width)
    return total + convolution(1, filters, classes)


@pytest.mark.parametrize(
    ("shape", "classes", "depth", "filters"),
    [((16, 24, 1), 11, 3, 4), ((8, 4, 3), 2, 2, 3), ((6, 10, 2), 5, 1, 2), ((5, 7, 1), 4, 0, 3)],
)
def test_unet_has_the_shapes_and_parameters_of_the_formula(shape, classes, depth, filters):
    model = solution.unet(shape, classes, depth, filters)
    assert model.output_shape == (None, *shape[:2], classes)
    assert model.count_params() == parameters_by_hand(shape[-1], classes, depth, filters)


def test_unet_takes_each_skip_from_its_own_level():
    model = solution.unet((16, 24, 1), 3, 3, 2)
    joined = [layer for layer in model.layers if isinstance(layer, keras.layers.Concatenate)]
    assert [tuple(tensor.shape[1:] for tensor in layer.input) for layer in joined] == [
        ((4, 6, 8), (4, 6, 8)),
        ((8, 12, 4), (8, 12, 4)),
        ((16, 24, 2), (16, 24, 2)),
    ]


def test_unet_knows_nothing_at_first_and_gives_logits():
    dlkit.seed(0)
    scenes = dlkit.data.digit_scenes(8, 32, np.random.default_rng(0))
    logits = solution.unet((32, 32, 1), 11, 3, 8)(scenes.images, training=False)
    assert float(solution.pixel_cross_entropy(scenes.masks, logits)) == pytest.approx(math.log(11), abs=1.0)
    assert np.abs(np.asarray(logits).sum(axis=-1) - 1).max() > 0.01


@settings(max_examples=25)
@given(m=sizes, height=sizes, width=sizes, classes=sizes, seed=st.integers(0, 1000))
@pytest.mark.parametrize("dtype", ["uint8", "int64", "float32"])
def test_one_hot_mask_is_that_of_numpy(m, height, width, classes, seed, dtype):
    mask = masks(np.random.default_rng(seed), (m, height, width), classes)
    answer = np.asarray(solution.one_hot_mask(mask.astype(dtype), classes))
    assert answer.dtype == np.float32
    assert np.array_equal(answer, np.eye(classes)[mask])


def loss_problem(seed, classes, scale=1.0):
    rng = np.random.default_rng(seed)
    y_true = masks(rng, (2, 3, 4), classes)
    return y_true, scale * rng.normal(size=(2, 3, 4, classes))


def gradient(loss, y_true, y_pred):
    tensor = tf.convert_to_tensor(y_pred, "float32")
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        value = loss(y_true, tensor)
    return np.asarray(tape.gradient(value, tensor))


@pytest.mark.parametrize("scale", [1.0, 30.0, 1000.0])
@pytest.mark.parametrize("classes", [2, 5, 11])
def test_pixel_cross_entropy_is_that_of_keras(classes, scale):
    y_true, y_pred = loss_problem(classes, classes, scale)
    theirs = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    ours = float(solution.pixel_cross_entropy(y_true, keras.ops.cast(y_pred, "float32")))
    assert ours == pytest.approx(float(theirs(y_true, y_pred.astype("float32"))), rel=1e-5)
    np.testing.assert_allclose(
        gradient(solution.pixel_cross_entropy, y_true, y_pred), gradient(theirs, y_true, y_pred), atol=1e-6
    )


def test_dice_loss_without_epsilon_is_that_of_keras_where_no_class_is_absent():
    y_true, y_pred = loss_problem(1, 3)
    assert len(np.unique(y_true)) == 3
    theirs = keras.losses.Dice(axis=(0, 1, 2))
    expected = float(theirs(np.eye(3)[y_true], keras.ops.softmax(y_pred)))
    assert float(solution.dice_loss(y_true, keras.ops.cast(y_pred, "float32"), 0.0)) == pytest.approx(
        expected, rel=1e-5
    )


def numeric_gradient(loss, y_pred, step=1e-4):
    answer = np.zeros_like(y_pred)
    for place in np.ndindex(y_pred.shape):
        values = []
        for sign in (1, -1):
            moved = y_pred.copy()
            moved[place] += sign * step
            values.append(loss(moved))
        answer[place] = (values[0] - values[1]) / (2 * step)
    return answer


def dice_by_loops(y_true, y_pred, epsilon):
    """One class, one pixel after the other, in float64."""
    p = np.exp(y_pred - y_pred.max(axis=-1, keepdims=True))
    p /= p.sum(axis=-1, keepdims=True)
    quotients = []
    for label in range(p.shape[-1]):
        overlap = size = 0.0
        for place in np.ndindex(y_true.shape):
            overlap += p[place][label] * (y_true[place] == label)
            size += p[place][label] + (y_true[place] == label)
        quotients.append((2 * overlap + epsilon) / (size + epsilon))
    return 1 - sum(quotients) / len(quotients)


@pytest.mark.parametrize("present", [5, 3, 1])
def test_dice_loss_and_its_gradient_are_those_of_loops_and_of_small_steps(present):
    y_true, y_pred = loss_problem(present, 5)
    y_true %= present
    assert float(solution.dice_loss(y_true, keras.ops.cast(y_pred, "float32"))) == pytest.approx(
        dice_by_loops(y_true, y_pred, 1.0), rel=1e-5
    )
    expected = numeric_gradient(lambda moved: dice_by_loops(y_true, moved, 1.0), y_pred)
    np.testing.assert_allclose(gradient(solution.dice_loss, y_true, y_pred), expected, atol=1e-5)


def test_dice_loss_is_zero_for_the_truth_although_classes_are_absent():
    y_true, _ = loss_problem(0, 3)
    sure = 1000 * (2 * np.eye(11, dtype="float32")[y_true] - 1)
    assert float(solution.dice_loss(y_true, sure)) == pytest.approx(0, abs=1e-6)
    assert np.all(np.isfinite(gradient(solution.dice_loss, y_true, sure)))


def loss_of_both(y_true, y_pred):
    return solution.pixel_cross_entropy(y_true, y_pred) + solution.dice_loss(y_true, y_pred)


def masks_of(model, images):
    return np.asarray(solution.create_mask(model.predict(images, batch_size=50, verbose=0)))


def test_unet_learns_four_scenes_by_heart():
    dlkit.seed(0)
    scenes = dlkit.data.digit_scenes(4, 32, np.random.default_rng(1))
    model = solution.unet((32, 32, 1), 11, 2, 8)
    model.compile(keras.optimizers.Adam(0.005), loss_of_both)
    model.fit(scenes.images, scenes.masks, batch_size=4, epochs=150, verbose=0)
    assert solution.mean_iou(scenes.masks, masks_of(model, scenes.images), 11) > 0.9


@pytest.mark.slow
@pytest.mark.turns(5)
def test_unet_labels_test_scenes_with_a_mean_iou_of_eighty_and_needs_its_skips(monkeypatch):
    epochs, batch_size, size = 10, 8, 64
    train = dlkit.data.digit_scenes(2000, size, np.random.default_rng(1))
    test = dlkit.data.digit_scenes(200, size, np.random.default_rng(2), split="test")
    dlkit.seed(1)
    model = solution.unet((size, size, 1), 11, 3, 16)
    steps = epochs * len(train) // batch_size
    rate = keras.optimizers.schedules.CosineDecay(2e-4, steps, warmup_target=2e-3, warmup_steps=steps // 20)
    model.compile(keras.optimizers.Adam(rate), loss_of_both)
    model.fit(train.images, train.masks, batch_size=batch_size, epochs=epochs, verbose=0)
    reached = solution.mean_iou(test.masks, masks_of(model, test.images), 11)
    assert reached >= 0.80

    whole = solution.decoder_block
    monkeypatch.setattr(solution, "decoder_block", lambda x, skip, filters: whole(x, 0.0 * skip, filters))
    blind = solution.unet((size, size, 1), 11, 3, 16)
    blind.set_weights(model.get_weights())
    assert solution.mean_iou(test.masks, masks_of(blind, test.images), 11) < 0.5 * reached
