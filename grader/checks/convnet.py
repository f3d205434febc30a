"""Hidden checks of convnet.

Some of what is asked for is no plain answer to compare: `augmenter` draws at random, `train` changes a model. It is
*measured*, and held against the reference's (`assignments/convnet/measures.py`).
"""

import numpy as np
import pytest

from dlkit.comparing import KerasInput

NEAR = {"rtol": 0.01, "atol": 0.003}


def seed_of(rng):
    """Draw a number from which a measure draws its inputs."""
    return int(rng.integers(2**31))


def conv(filters, kernel_size, strides=(1, 1), padding="valid", use_bias=True):
    """Describe a convolution as the notebook's `describe` does."""
    return {
        "kind": "Conv2D",
        "filters": filters,
        "kernel_size": kernel_size,
        "strides": strides,
        "padding": padding,
        "use_bias": use_bias,
    }


def depthwise(kernel_size, strides=(1, 1), padding="same", use_bias=True):
    """Describe a depthwise convolution."""
    return {
        "kind": "DepthwiseConv2D",
        "kernel_size": kernel_size,
        "strides": strides,
        "padding": padding,
        "use_bias": use_bias,
    }


def pool(kind, pool_size, strides, padding="valid"):
    """Describe a pooling layer."""
    return {"kind": kind, "pool_size": pool_size, "strides": strides, "padding": padding}


def dense(units, use_bias=True):
    """Describe a dense layer."""
    return {"kind": "Dense", "units": units, "use_bias": use_bias}


def one_of(rng, *sizes):
    """Return one of several sizes: a model is slow to build, so there are few, and each was seen to tell mistakes apart."""
    return sizes[rng.integers(len(sizes))]


def camera(rng, m, *shape):
    """Return pictures with whole numbers in 0..255 whose channels differ."""
    return rng.integers(0, 60, (m, *shape)) + 50 * np.arange(shape[-1]) + rng.integers(0, 20, (1, *shape))


# normalize_images


@pytest.mark.exercise("normalize_images")
@pytest.mark.visible
def test_pictures_with_range(student, solution, rng, compare):
    """The kind "range": whole numbers from 0 to 255; and a kind that does not exist: a ValueError."""
    x_train, x_test = np.array([0, 51, 102, 255]).reshape(2, 1, 2, 1), camera(rng, 1, 1, 2, 1)
    for kind in ("range", "scale"):
        compare(student.normalize_images, solution.normalize_images, x_train, x_test, kind)


@pytest.mark.exercise("normalize_images")
@pytest.mark.visible
@pytest.mark.parametrize("kind", ["mean", "standard"])
def test_pictures_with_statistics(student, solution, rng, compare, kind):
    """Three small training pictures, one test picture, two channels."""
    x_train, x_test = camera(rng, 3, 1, 2, 2), camera(rng, 1, 1, 2, 2) + 40
    compare(student.normalize_images, solution.normalize_images, x_train, x_test, kind)


@pytest.mark.exercise("normalize_images")
@pytest.mark.visible
def test_a_channel_of_equal_numbers(student, solution, compare):
    """The second channel is 100 in all training pictures, so that its standard deviation is zero."""
    x_train, x_test = np.array([[40, 100], [60, 100]]).reshape(2, 1, 1, 2), np.array([65, 103]).reshape(1, 1, 1, 2)
    compare(student.normalize_images, solution.normalize_images, x_train, x_test, "standard")


@pytest.mark.exercise("normalize_images", weight=2)
@pytest.mark.parametrize("kind", ["range", "mean", "standard"])
def test_coloured_pictures(student, solution, rng, compare, kind):
    """Pictures of three colours and unequal sides, stored as bytes; the test pictures are brighter."""
    x_train, x_test = camera(rng, 7, 4, 6, 3).astype(np.uint8), (camera(rng, 4, 4, 6, 3) + 60).astype(np.uint8)
    compare(student.normalize_images, solution.normalize_images, x_train, x_test, kind)


@pytest.mark.exercise("normalize_images")
def test_a_channel_that_never_changes(student, solution, rng, compare):
    """One channel has the same value in all training pictures: its standard deviation is zero."""
    x_train, x_test = camera(rng, 5, 3, 2, 2).astype(float), camera(rng, 1, 3, 2, 2).astype(float)
    level = float(rng.integers(50, 200))
    x_train[..., 1] = x_test[..., 1] = level
    x_test[0, 0, 0, 1] = level + rng.integers(2, 6)
    compare(student.normalize_images, solution.normalize_images, x_train, x_test, "standard", atol=1e-5)


@pytest.mark.exercise("normalize_images")
def test_an_unknown_kind_is_refused(student, solution, rng, compare):
    """A kind that does not exist, after one that does: a ValueError, and no pictures."""
    x_train, x_test = camera(rng, 2, 2, 2, 1), camera(rng, 2, 2, 2, 1)
    for kind in ("range", one_of(rng, "z", "Range", "std", "meaning")):
        compare(student.normalize_images, solution.normalize_images, x_train, x_test, kind)


# lenet


@pytest.mark.exercise("lenet")
@pytest.mark.visible
def test_lenet_on_small_pictures(student, solution, compare):
    """Pictures of 5x9 pixels, four classes."""
    compare.model(student.lenet, solution.lenet, (5, 9, 1), 4, **NEAR)


@pytest.mark.exercise("lenet", weight=2)
def test_lenet_on_colours(student, solution, rng, compare):
    """Pictures with three colours and unequal sides, one of them odd; few classes; in both modes."""
    shape, classes = one_of(rng, ((13, 18, 3), 4), ((18, 13, 3), 6), ((14, 17, 3), 5))
    compare.model(student.lenet, solution.lenet, shape, classes, training=True, **NEAR)


@pytest.mark.exercise("lenet")
def test_lenet_on_large_pictures(student, solution, rng, compare):
    """Pictures of 32x32 as in 1998: shapes and numbers of parameters."""
    compare.model(student.lenet, solution.lenet, (32, 32, 1), one_of(rng, 10, 12, 26), outputs=False)


@pytest.mark.exercise("lenet")
@pytest.mark.visible
def test_a_small_lenet_is_not_compiled(student, solution, rng, compare, measures):
    """A model of very small pictures is left for train to compile."""
    compare.measure(student.lenet, solution.lenet, measures.compiling, seed_of(rng), near=0)


@pytest.mark.exercise("lenet")
def test_lenet_is_not_compiled(student, solution, rng, compare, measures):
    """Whether the model is LeNet by its shapes and numbers of parameters, and is left for train to compile."""
    classes = one_of(rng, 2, 3, 4)
    compare.model(student.lenet, solution.lenet, (6, 6, 1), classes, outputs=False)
    compare.measure(student.lenet, solution.lenet, measures.compiling, seed_of(rng), near=0)


# layer_table


@pytest.mark.exercise("layer_table")
@pytest.mark.visible
def test_table_of_two_convolutions(student, solution, compare):
    """Padding "same", then "valid" with a window and strides that are not square, on a picture wider than high."""
    layers = [conv(6, (5, 5), padding="same"), conv(4, (3, 2), strides=(2, 3))]
    compare(student.layer_table, solution.layer_table, layers, (8, 11, 1))


@pytest.mark.exercise("layer_table")
@pytest.mark.visible
def test_table_of_a_small_network(student, solution, compare):
    """Convolution without a bias, batch norm, ReLU, pooling, and a dense layer before and after flatten."""
    layers = [
        conv(4, (3, 3), padding="same", use_bias=False),
        {"kind": "BatchNormalization"},
        {"kind": "ReLU"},
        pool("MaxPooling2D", (2, 2), (2, 2)),
        dense(6),
        {"kind": "Flatten"},
        dense(10),
    ]
    compare(student.layer_table, solution.layer_table, layers, (7, 10, 3))


@pytest.mark.exercise("layer_table")
@pytest.mark.visible
def test_table_of_separable_convolutions(student, solution, compare):
    """Depthwise with stride 2 on odd sides, pointwise, global average pooling, dense without a bias."""
    layers = [depthwise((3, 3), (2, 2)), conv(8, (1, 1)), {"kind": "GlobalAveragePooling2D"}, dense(5, use_bias=False)]
    compare(student.layer_table, solution.layer_table, layers, (9, 11, 4))


@pytest.mark.exercise("layer_table", weight=2)
def test_table_of_lenet(student, solution, rng, compare):
    """LeNet as you built it, on pictures of some twenty pixels."""
    height, width, classes = 14 + 4 * int(rng.integers(3)), 18 + 4 * int(rng.integers(3)), int(rng.integers(5, 10))
    layers = [
        conv(6, (5, 5), padding="same"),
        pool("MaxPooling2D", (2, 2), (2, 2)),
        conv(16, (5, 5), padding="same"),
        pool("MaxPooling2D", (2, 2), (2, 2)),
        {"kind": "Flatten"},
        *(dense(units) for units in (120, 84, classes)),
    ]
    compare(student.layer_table, solution.layer_table, layers, (height, width, 1))


@pytest.mark.exercise("layer_table")
def test_table_with_windows_that_are_not_square(student, solution, rng, compare):
    """Windows and strides that differ in height and width."""
    # Something is left over at every stride, and less than half of the first.
    height, width = 16 + 3 * int(rng.integers(4)), 31 + 6 * int(rng.integers(4))
    first, second = rng.permutation([3, 5, 6, 7]).tolist()[:2]
    layers = [
        conv(first, (2, 5), strides=(3, 1), padding="same", use_bias=False),
        conv(second, (4, 2), strides=(1, 3)),
        pool("AveragePooling2D", (1, 3), (1, 2)),
    ]
    compare(student.layer_table, solution.layer_table, layers, (height, width, 2))


@pytest.mark.exercise("layer_table")
def test_table_with_pooling_that_overlaps(student, solution, rng, compare):
    """Windows of pooling that overlap, with both kinds of padding, and global pooling at the end."""
    height, width = 15 + 4 * int(rng.integers(4)), 20 + 4 * int(rng.integers(4))
    layers = [
        pool("MaxPooling2D", (3, 3), (2, 2), "same"),
        pool("MaxPooling2D", (3, 3), (1, 1), "same"),
        pool("AveragePooling2D", (3, 3), (2, 2)),
        {"kind": "GlobalAveragePooling2D"},
    ]
    compare(student.layer_table, solution.layer_table, layers, (height, width, int(rng.integers(3, 9))))


@pytest.mark.exercise("layer_table")
def test_table_with_dense_at_every_place(student, solution, rng, compare):
    """A dense layer on a feature map, dropout, and batch norm after a dense layer."""
    height, width, channels, last = rng.permutation([2, 3, 4, 5]).tolist()
    layers = [
        dense(int(rng.integers(6, 10))),
        {"kind": "Dropout"},
        {"kind": "Flatten"},
        dense(last, use_bias=False),
        {"kind": "BatchNormalization"},
    ]
    compare(student.layer_table, solution.layer_table, layers, (height, width, channels))


@pytest.mark.exercise("layer_table")
def test_table_with_depthwise_without_bias(student, solution, rng, compare):
    """Depthwise convolutions with padding "valid", with and without a bias."""
    height, width, channels = 16 + 3 * int(rng.integers(3)), 12 + 3 * int(rng.integers(3)), int(rng.integers(6, 10))
    layers = [depthwise((3, 3), (1, 1), "valid", use_bias=False), depthwise((5, 5), (3, 3), "valid")]
    compare(student.layer_table, solution.layer_table, layers, (height, width, channels))


# cross_entropy. Of probabilities only the value is compared: some right answers divide each row by its sum, which
# leaves the value alone and changes the slope. Nothing trains with it, so it need not run as a graph.


def scores(rng, m, classes, size=2.0):
    """Return scores (m, classes), the labels (m,), and the labels as one-hot rows."""
    labels = rng.integers(0, classes, m)
    return (size * rng.normal(size=(m, classes))).round(2), labels, np.eye(classes)[labels]


def softmax(z):
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@pytest.mark.exercise("cross_entropy")
@pytest.mark.visible
def test_loss_of_whole_numbers_and_logits(student, solution, rng, compare):
    """Labels are whole numbers, predictions are logits: value and gradient."""
    y_pred, labels, _ = scores(rng, 4, 3)
    compare.loss(student.cross_entropy, solution.cross_entropy, labels, y_pred, True, gradient_of="y_pred", graph=False)


@pytest.mark.exercise("cross_entropy")
@pytest.mark.visible
def test_loss_of_one_hot_labels_and_probabilities(student, solution, rng, compare):
    """Labels are one-hot rows of whole numbers, predictions are probabilities."""
    y_pred, _, one_hot = scores(rng, 3, 4)
    one_hot = one_hot.astype(np.int64)
    compare.loss(student.cross_entropy, solution.cross_entropy, one_hot, softmax(y_pred), False, gradient_of=())


@pytest.mark.exercise("cross_entropy")
@pytest.mark.visible
def test_loss_of_large_logits(student, solution, compare):
    """Two examples and logits of some hundred: one sure and right, one sure and wrong."""
    y_pred = np.array([[300.0, -200.0, 0.0], [-150.0, 250.0, 100.0]])
    labels = np.array([0, 2])
    compare.loss(student.cross_entropy, solution.cross_entropy, labels, y_pred, True, gradient_of="y_pred", graph=False)


@pytest.mark.exercise("cross_entropy", weight=2)
def test_loss_of_one_hot_labels_and_logits(student, solution, rng, compare):
    """Labels are one-hot rows, predictions are logits: value and gradient."""
    y_pred, _, one_hot = scores(rng, 3, 7)
    compare.loss(
        student.cross_entropy, solution.cross_entropy, one_hot, y_pred, True, gradient_of="y_pred", graph=False
    )


@pytest.mark.exercise("cross_entropy")
def test_loss_of_whole_numbers_and_probabilities(student, solution, rng, compare):
    """Labels are whole numbers, predictions are probabilities."""
    y_pred, labels, _ = scores(rng, 9, 4)
    compare.loss(student.cross_entropy, solution.cross_entropy, labels, softmax(y_pred), False, gradient_of=())


@pytest.mark.exercise("cross_entropy")
def test_loss_of_one_hot_whole_numbers(student, solution, rng, compare):
    """One-hot rows that are stored as whole numbers, as many examples as classes."""
    y_pred, _, one_hot = scores(rng, 5, 5)
    one_hot = one_hot.astype(np.int64)
    compare.loss(
        student.cross_entropy, solution.cross_entropy, one_hot, y_pred, True, gradient_of="y_pred", graph=False
    )


@pytest.mark.exercise("cross_entropy")
def test_loss_of_extreme_logits(student, solution, rng, compare):
    """Logits of a few hundred: a probability is 0 as far as float32 can tell, the loss is not infinite."""
    y_pred, labels, _ = scores(rng, 6, 4, size=150.0)
    sure_and_wrong = rng.permutation(6)[:3]
    labels[sure_and_wrong] = np.argmin(y_pred[sure_and_wrong], axis=1)
    compare.loss(student.cross_entropy, solution.cross_entropy, labels, y_pred, True, gradient_of="y_pred", graph=False)


@pytest.mark.exercise("cross_entropy")
def test_loss_of_a_single_example(student, solution, rng, compare):
    """A batch of one."""
    y_pred, labels, one_hot = scores(rng, 1, 5)
    compare.loss(student.cross_entropy, solution.cross_entropy, labels, y_pred, True, gradient_of="y_pred", graph=False)
    compare.loss(student.cross_entropy, solution.cross_entropy, one_hot, softmax(y_pred), False, gradient_of=())


# train


@pytest.mark.exercise("train")
@pytest.mark.visible
def test_one_hot_labels_are_refused(student, solution, rng, compare):
    """One-hot labels: a ValueError before anything else; this call has no model."""
    x, y = rng.uniform(size=(3, 2, 2, 1)), np.eye(3, dtype=np.int64)
    compare(student.train, solution.train, None, x, y, 1)


@pytest.mark.exercise("train")
@pytest.mark.visible
def test_labels_that_do_not_pair_are_refused(student, solution, rng, compare):
    """Three pictures and four labels: a ValueError before anything else; this call has no model."""
    x, y = rng.uniform(size=(3, 2, 2, 1)), np.array([0, 1, 2, 1])
    compare(student.train, solution.train, None, x, y, 1)


@pytest.mark.exercise("train")
def test_labels_in_a_column_are_refused(student, solution, rng, compare):
    """Labels of shape (m, 1): a ValueError before anything else; this call has no model."""
    x, y = rng.uniform(size=(4, 2, 2, 1)), np.array([[0], [1], [1], [0]])
    compare(student.train, solution.train, None, x, y, 2)


TRAINED = 2e-3  # how far two losses may lie apart, or two probabilities


@pytest.mark.exercise("train")
@pytest.mark.visible
def test_a_small_network_is_trained_twice(student, solution, rng, compare, measures):
    """Trains a network of one layer on nine pictures that are all alike, for two epochs, and then for one more."""
    compare.measure(student.train, solution.train, measures.training, seed_of(rng), near=TRAINED)
    compare.measure(student.train, solution.train, measures.logits, seed_of(rng), near=0)


@pytest.mark.exercise("train", weight=6)
def test_training_by_what_it_does(student, solution, rng, compare, measures):
    """Trains a small network on nine pictures that are all alike, for two epochs, and then for one more."""
    compare.measure(student.train, solution.train, measures.training, seed_of(rng), near=TRAINED)


@pytest.mark.exercise("train")
def test_answers_are_not_taken_for_logits(student, solution, rng, compare, measures):
    """Trains a network without a softmax for one step, only to see what the loss takes its answers for."""
    compare.measure(student.train, solution.train, measures.logits, seed_of(rng), near=0)


# confusion_matrix


@pytest.mark.exercise("confusion_matrix")
@pytest.mark.visible
def test_confusion_of_three_classes(student, solution, compare):
    """Sixteen examples of three classes, each of which is sometimes taken for another."""
    y = np.array([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2])
    y_hat = np.array([0, 0, 0, 2, 2, 1, 1, 1, 1, 1, 0, 0, 2, 2, 2, 1])
    compare(student.confusion_matrix, solution.confusion_matrix, y, y_hat, 3)


@pytest.mark.exercise("confusion_matrix")
@pytest.mark.visible
def test_confusion_with_classes_that_do_not_occur(student, solution, compare):
    """Three classes, of which the last does not occur: its row and its column are zero."""
    y, y_hat = np.array([0, 0, 1, 1, 1, 1, 0]), np.array([1, 0, 0, 0, 1, 0, 1])
    compare(student.confusion_matrix, solution.confusion_matrix, y, y_hat, 3)


@pytest.mark.exercise("confusion_matrix", weight=3)
def test_confusion_of_many_examples(student, solution, rng, compare):
    """Some hundred examples of several classes, often called by the next one's name."""
    classes = int(rng.integers(7, 13))
    y = rng.integers(0, classes, 300)
    y_hat = np.where(rng.uniform(size=300) < 0.6, y, np.minimum(y + 1, classes - 1))
    compare(student.confusion_matrix, solution.confusion_matrix, y, y_hat, classes)


@pytest.mark.exercise("confusion_matrix")
def test_confusion_of_a_single_example(student, solution, rng, compare):
    """One example, and it is wrong; the last class does not occur."""
    classes = int(rng.integers(4, 10))
    y, y_hat = rng.permutation(classes - 1)[:2, np.newaxis]
    compare(student.confusion_matrix, solution.confusion_matrix, y, y_hat, classes)


# augmenter


@pytest.mark.exercise("augmenter")
@pytest.mark.visible
def test_pictures_stay_in_inference_mode(student, solution, compare):
    """In inference mode every picture comes out as it went in, in its own shape."""
    compare.model(student.augmenter, solution.augmenter, (6, 9, 1), 0.1, 10.0, 0.1, **NEAR)


@pytest.mark.exercise("augmenter")
def test_pictures_with_colours_stay_in_inference_mode(student, solution, rng, compare):
    """The same with three colours and other ranges."""
    shape, degrees = one_of(rng, ((8, 5, 3), 45.0), ((5, 8, 3), 30.0), ((7, 6, 3), 60.0))
    compare.model(student.augmenter, solution.augmenter, shape, 0.3, degrees, 0.2, **NEAR)


# How far two measurements of 256 pictures may lie apart: more than chance ever moves them.
NEAR_SHIFTS, NEAR_TURNS, NEAR_ZOOMS = 0.05, 0.2, 0.04


@pytest.mark.exercise("augmenter")
@pytest.mark.visible
def test_each_change_by_what_it_does(student, solution, rng, compare, measures):
    """In training mode, one change at a time: how far a spot moves, how far a stroke turns, how large a square gets."""
    compare.measure(student.augmenter, solution.augmenter, measures.shifts, seed_of(rng), near=NEAR_SHIFTS)
    compare.measure(student.augmenter, solution.augmenter, measures.turns, seed_of(rng), near=NEAR_TURNS)
    compare.measure(student.augmenter, solution.augmenter, measures.zooms, seed_of(rng), near=NEAR_ZOOMS)


@pytest.mark.exercise("augmenter", weight=2)
def test_shifts_by_what_they_do(student, solution, rng, compare, measures):
    """Shifts a spot many times by up to about a quarter, with nothing else, and looks how far it goes."""
    compare.measure(student.augmenter, solution.augmenter, measures.shifts, seed_of(rng), near=NEAR_SHIFTS)


@pytest.mark.exercise("augmenter", weight=2)
def test_turns_by_what_they_do(student, solution, rng, compare, measures):
    """Turns a stroke many times by up to a dozen degrees, with nothing else, and looks where it points."""
    compare.measure(student.augmenter, solution.augmenter, measures.turns, seed_of(rng), near=NEAR_TURNS)


@pytest.mark.exercise("augmenter")
def test_zooms_by_what_they_do(student, solution, rng, compare, measures):
    """Zooms a square many times by up to about a fifth, with nothing else, and looks how large and how small it gets."""
    compare.measure(student.augmenter, solution.augmenter, measures.zooms, seed_of(rng), near=NEAR_ZOOMS)


# vgg_block


@pytest.mark.exercise("vgg_block")
@pytest.mark.visible
def test_vgg_block_on_odd_sides(student, solution, compare):
    """Three convolutions with three filters, on small pictures with odd sides."""
    compare.model(student.vgg_block, solution.vgg_block, KerasInput((3, 5, 2)), 3, 3, **NEAR)


@pytest.mark.exercise("vgg_block")
def test_vgg_block_of_three_convolutions(student, solution, rng, compare):
    """Three convolutions, odd sides, in both modes."""
    shape, filters = one_of(rng, ((7, 9, 3), 4), ((9, 7, 2), 5), ((5, 9, 3), 5))
    compare.model(student.vgg_block, solution.vgg_block, KerasInput(shape), filters, 3, training=True, **NEAR)


@pytest.mark.exercise("vgg_block")
def test_vgg_block_of_one_convolution(student, solution, rng, compare):
    """A single convolution, fewer filters than channels."""
    shape, filters = one_of(rng, ((8, 5, 4), 2), ((5, 8, 4), 3), ((7, 6, 5), 2))
    compare.model(student.vgg_block, solution.vgg_block, KerasInput(shape), filters, 1, **NEAR)


# inception_block


@pytest.mark.exercise("inception_block", weight=2)
@pytest.mark.visible
def test_inception_block_of_six_numbers(student, solution, compare):
    """Six numbers of filters, on tiny pictures."""
    compare.model(student.inception_block, solution.inception_block, KerasInput((1, 2, 3)), (1, 3, 2, 4, 3, 1), **NEAR)


@pytest.mark.exercise("inception_block", weight=4)
def test_inception_block_in_another_proportion(student, solution, rng, compare):
    """Narrow bottlenecks and many channels, in both modes."""
    shape, filters = one_of(
        rng, ((7, 6, 8), (5, 2, 6, 3, 4, 1)), ((6, 7, 9), (3, 4, 5, 2, 6, 1)), ((5, 8, 7), (4, 3, 5, 2, 3, 6))
    )
    block = (KerasInput(shape), filters)
    compare.model(student.inception_block, solution.inception_block, *block, training=True, **NEAR)


# inception_multiplications


@pytest.mark.exercise("inception_multiplications")
@pytest.mark.visible
def test_multiplications_of_a_small_block(student, solution, compare):
    """Numbers that you can follow on paper: 2x3 places, 10 channels."""
    filters = (4, 2, 3, 1, 5, 6)
    compare(student.inception_multiplications, solution.inception_multiplications, 2, 3, 10, filters)


@pytest.mark.exercise("inception_multiplications")
def test_multiplications_of_googlenet(student, solution, rng, compare):
    """A block of GoogLeNet."""
    side, channels, filters = one_of(
        rng,
        (28, 192, (64, 96, 128, 16, 32, 32)),
        (14, 480, (192, 96, 208, 16, 48, 64)),
        (14, 512, (160, 112, 224, 24, 64, 64)),
        (14, 528, (256, 160, 320, 32, 128, 128)),
        (7, 832, (384, 192, 384, 48, 128, 128)),
    )
    compare(student.inception_multiplications, solution.inception_multiplications, side, side, channels, filters)


@pytest.mark.exercise("inception_multiplications")
def test_multiplications_where_the_bottleneck_does_not_pay(student, solution, rng, compare):
    """Bottlenecks wider than what comes in: they cost more than they save."""
    one, three, five, pool = rng.permutation([2, 3, 4, 5, 7]).tolist()[:4]
    filters = (one, int(rng.integers(18, 24)), three, int(rng.integers(26, 32)), five, pool)
    sizes = (*rng.permutation([5, 7, 8, 9]).tolist()[:2], 6)
    compare(student.inception_multiplications, solution.inception_multiplications, *sizes, filters)


# depthwise_separable_block


@pytest.mark.exercise("depthwise_separable_block")
@pytest.mark.visible
def test_separable_block_with_stride_two(student, solution, compare):
    """From three channels to four, stride 2, an odd and an even side, in both modes."""
    block = (KerasInput((3, 2, 3)), 4, 2)
    compare.model(student.depthwise_separable_block, solution.depthwise_separable_block, *block, training=True, **NEAR)


@pytest.mark.exercise("depthwise_separable_block")
def test_separable_block_with_stride_one(student, solution, rng, compare):
    """Stride 1, fewer filters than channels."""
    shape, filters = one_of(rng, ((6, 4, 6), 4), ((4, 6, 5), 3), ((6, 5, 6), 3))
    block = (KerasInput(shape), filters, 1)
    compare.model(student.depthwise_separable_block, solution.depthwise_separable_block, *block, **NEAR)


@pytest.mark.exercise("depthwise_separable_block", weight=2)
def test_separable_block_with_stride_three(student, solution, rng, compare):
    """Stride 3, as many filters as channels, in both modes."""
    shape = one_of(rng, (8, 10, 4), (10, 8, 5), (7, 10, 4))
    block = (KerasInput(shape), shape[-1], 3)
    compare.model(student.depthwise_separable_block, solution.depthwise_separable_block, *block, training=True, **NEAR)


NEAR_GROWTH = 0.05


@pytest.mark.exercise("depthwise_separable_block")
@pytest.mark.visible
def test_zeros_and_large_numbers_pass_a_new_block(student, solution, rng, compare, measures):
    """A new block, called without a word on training, gets zeros, numbers of some thousands, and twice as large ones."""
    block = (student.depthwise_separable_block, solution.depthwise_separable_block)
    compare.measure(*block, measures.zeros_and_large_numbers, seed_of(rng), near=NEAR_GROWTH)


@pytest.mark.exercise("depthwise_separable_block")
def test_zeros_and_large_numbers_pass_the_block(student, solution, rng, compare, measures):
    """A new block, called without a word on training, gets zeros, large numbers, and twice as large ones."""
    block = (student.depthwise_separable_block, solution.depthwise_separable_block)
    compare.measure(*block, measures.zeros_and_large_numbers, seed_of(rng), near=NEAR_GROWTH)


# batch_norm


def batch_norm_problem(rng, *shape):
    """Return x of a shape, then gamma, beta, moving mean and moving variance, each (channels,)."""
    channels = shape[-1]
    x = rng.normal(size=shape) * rng.uniform(0.5, 2, channels) + 3 * np.arange(1, channels + 1)
    gamma, beta, mean = rng.normal(size=(3, channels)).round(2)
    return x.round(2), gamma, beta, mean, rng.uniform(0.4, 1.8, channels).round(2)


@pytest.mark.exercise("batch_norm")
@pytest.mark.visible
@pytest.mark.parametrize("training", [True, False])
def test_batch_norm_of_a_small_batch(student, solution, rng, compare, training):
    """Two pictures of 2x1 with two channels, in each of the two modes."""
    compare(student.batch_norm, solution.batch_norm, *batch_norm_problem(rng, 2, 2, 1, 2), training, 0.9, 0.1)


@pytest.mark.exercise("batch_norm")
@pytest.mark.parametrize("training", [True, False])
def test_batch_norm_of_another_batch(student, solution, rng, compare, training):
    """Unequal sides, three channels, the usual momentum and epsilon."""
    compare(student.batch_norm, solution.batch_norm, *batch_norm_problem(rng, 4, 3, 5, 3), training)


@pytest.mark.exercise("batch_norm")
def test_batch_norm_where_all_sides_are_equal(student, solution, rng, compare):
    """Three pictures of 3x3 with three channels: only the axes tell."""
    momentum = round(rng.uniform(0.4, 0.6), 2)
    compare(student.batch_norm, solution.batch_norm, *batch_norm_problem(rng, 3, 3, 3, 3), True, momentum, 0.01)


@pytest.mark.exercise("batch_norm")
def test_batch_norm_of_a_constant_channel(student, solution, rng, compare):
    """A single picture with a channel that is constant: epsilon keeps the division finite."""
    x, *rest = batch_norm_problem(rng, 1, 2, 3, 2)
    x[..., 1] = rng.integers(3, 9)
    compare(student.batch_norm, solution.batch_norm, x, *rest, True, 0.8, 0.001)
