"""Hidden checks of unet."""

from functools import lru_cache

import keras
import numpy as np
import pytest

from dlkit.comparing import KerasInput, Tensor, observe_model
from grader.authoring import stand_in


@stand_in("encoder_block")
def one_convolution(x, filters, dropout, pool):
    skip = keras.layers.Conv2D(filters, 3, padding="same", activation="tanh")(x)
    if dropout:
        skip = keras.layers.Dropout(dropout)(skip)
    return (keras.layers.AveragePooling2D(2)(skip) if pool else skip), skip


@stand_in("decoder_block")
def repeated_and_joined(x, skip, filters):
    x = keras.layers.Concatenate()([skip, keras.layers.UpSampling2D(2)(x)])
    return keras.layers.Conv2D(filters, 1, activation="tanh")(x)


def one_of(rng, *sizes):
    """Return one of several sizes: a model is slow to build, so there are few, and each was seen to tell mistakes apart."""
    return sizes[rng.integers(len(sizes))]


def ranked(rng, low, high, shape):
    """Return scores whose last axis holds evenly spread numbers of a range, in any order: none is nearly as large as another."""
    places = rng.permuted(np.broadcast_to(np.arange(shape[-1]), shape), axis=-1)
    return low + (places + rng.uniform(0.2, 0.8, shape)) * (high - low) / shape[-1]


def two_masks(rng, shape, classes):
    """Return two masks (m, height, width) that agree in about half of their pixels."""
    y_true, other = rng.integers(0, classes, (2, *shape))
    return y_true, np.where(rng.uniform(size=shape) < 0.5, y_true, other)


def loss_problem(rng, shape, classes, present=None, scale=1.0):
    """Return a mask (m, height, width) with the classes below `present`, and logits (m, height, width, classes)."""
    y_true = rng.integers(0, present or classes, shape)
    return y_true, (scale * rng.normal(size=(*shape, classes))).round(2)


@pytest.mark.exercise("create_mask")
@pytest.mark.visible
def test_create_mask_of_two_small_pictures(student, solution, rng, compare):
    """Two pictures, two rows, three columns, four classes; in the second the scores are in the thousands."""
    scale = np.array([1.0, 3000.0]).reshape(2, 1, 1, 1)
    compare(student.create_mask, solution.create_mask, (scale * rng.normal(size=(2, 2, 3, 4))).round(1))


@pytest.mark.exercise("create_mask")
def test_create_mask_of_one_picture(student, solution, rng, compare):
    """A batch of one, more classes than pixels, and only negative scores."""
    compare(student.create_mask, solution.create_mask, ranked(rng, -90, -1, (1, 3, 2, 11)))


@pytest.mark.exercise("create_mask")
def test_create_mask_of_large_scores(student, solution, rng, compare):
    """Scores of some thousands, whose exponentials overflow."""
    compare(student.create_mask, solution.create_mask, ranked(rng, -6000, 6000, (3, 2, 5, 4)))


@pytest.mark.exercise("mean_iou")
@pytest.mark.visible
def test_mean_iou_where_every_class_occurs(student, solution, rng, compare):
    """Two pictures, three classes, all of them in both masks."""
    y_true, y_pred = two_masks(rng, (2, 3, 5), 3)
    y_true[0, 0, :3] = y_pred[0, 0, 2::-1] = [0, 1, 2]
    compare(student.mean_iou, solution.mean_iou, y_true, y_pred, 3)


@pytest.mark.exercise("mean_iou")
@pytest.mark.visible
def test_mean_iou_with_classes_in_neither_mask(student, solution, rng, compare):
    """Six classes: one is only true and one only predicted, which count with an IoU of 0; one is in neither mask."""
    y_true, y_pred = two_masks(rng, (2, 4, 3), 3)
    y_true[0, 0, 0], y_pred[1, 1, 1] = 3, 4
    compare(student.mean_iou, solution.mean_iou, y_true, y_pred, 6)


@pytest.mark.exercise("mean_iou", weight=2)
def test_mean_iou_with_classes_in_one_mask_only(student, solution, rng, compare):
    """Two classes that are only predicted, and one that is only true: they count, with an IoU of 0."""
    y_true, y_pred = two_masks(rng, (3, 4, 5), 3)
    y_true[0, 0] = 3
    y_pred[0, 0] = 0
    y_pred[1, 1] = [5, 6, 5, 6, 5]
    compare(student.mean_iou, solution.mean_iou, y_true, y_pred, 8)


@pytest.mark.exercise("mean_iou")
def test_mean_iou_where_the_pictures_differ(student, solution, rng, compare):
    """One picture is nearly all right, one nearly all wrong; masks of uint8, mostly background."""
    y_true, y_pred = two_masks(rng, (2, 6, 4), 4)
    y_true[:, 2:] = 0
    y_pred[0] = y_true[0]
    y_pred[1] = (y_true[1] + 1) % 4
    y_pred[0, 0, 0] = (y_true[0, 0, 0] + 1) % 4
    compare(student.mean_iou, solution.mean_iou, y_true.astype("uint8"), y_pred.astype("uint8"), 4)


@pytest.mark.exercise("mean_iou")
def test_mean_iou_of_the_truth_itself(student, solution, rng, compare):
    """One picture that is predicted without an error, with three of eleven classes, and then with one error."""
    y_true, _ = two_masks(rng, (1, 5, 4), 3)
    y_true[0, 0, :3] = [0, 1, 2]
    y_pred = y_true.copy()
    y_pred[0, 0, 0] = rng.integers(1, 3)
    compare(student.mean_iou, solution.mean_iou, y_true * 4, y_true * 4, 11)
    compare(student.mean_iou, solution.mean_iou, y_true * 4, y_pred * 4, 11)


# A rate of nearly 1: the output while training is no matter of chance.
@pytest.mark.exercise("encoder_block", weight=2)
@pytest.mark.visible
def test_encoder_block_with_pooling(student, solution, compare):
    """Pictures that are wider than high, with pooling, and a dropout that leaves nothing while training."""
    block = (KerasInput((2, 6, 2)), 3, 0.999999, True)
    compare.model(student.encoder_block, solution.encoder_block, *block, training=True)


@pytest.mark.exercise("encoder_block")
@pytest.mark.visible
def test_encoder_block_without_pooling(student, solution, compare):
    """Without dropout and pooling: what goes down is the skip."""
    compare.model(student.encoder_block, solution.encoder_block, KerasInput((2, 3, 2)), 2, 0.0, False)


@pytest.mark.exercise("encoder_block", weight=2)
def test_encoder_block_with_more_channels_than_filters(student, solution, rng, compare):
    """More channels in than filters, a dropout that must not be felt outside of training."""
    shape, filters = one_of(rng, ((8, 4, 5), 2), ((4, 8, 6), 3), ((6, 8, 4), 3), ((8, 6, 5), 3))
    dropout = round(rng.uniform(0.3, 0.6), 2)
    compare.model(student.encoder_block, solution.encoder_block, KerasInput(shape), filters, dropout, True)


# Nearly 1 and nearly 0: rates at which the output while training is no matter of chance.
@pytest.mark.exercise("encoder_block", weight=2)
def test_encoder_block_that_drops_nearly_all(student, solution, rng, compare):
    """A rate of 0.999999: while training nothing is left of both results, and outside of training all of it."""
    shape, filters = one_of(rng, ((4, 6, 2), 3), ((6, 4, 3), 4), ((4, 6, 3), 5))
    block = (KerasInput(shape), filters, 0.999999, True)
    compare.model(student.encoder_block, solution.encoder_block, *block, training=True)


@pytest.mark.exercise("encoder_block")
def test_encoder_block_that_drops_nearly_nothing(student, solution, rng, compare):
    """A rate of 0.000001, without pooling: while training nearly all is left. As many channels come in as go out."""
    height, width, channels = one_of(rng, (4, 2, 4), (2, 4, 5), (4, 6, 3))
    block = (KerasInput((height, width, channels)), channels, 0.000001, False)
    compare.model(student.encoder_block, solution.encoder_block, *block, training=True)


@pytest.mark.exercise("encoder_block")
def test_encoder_block_drops_single_numbers_once(student, solution, rng, compare):
    """A rate of a half: while training each number of the skip is 0 or twice what it is outside of training."""
    height, width, filters = one_of(rng, (16, 12, 6), (12, 16, 5), (14, 14, 7))
    block = (KerasInput((height, width, 2)), filters, 0.5, True)
    observed = compare.model(student.encoder_block, solution.encoder_block, *block, training=True, atol=1e6)
    _, calm = observed["output"]
    down, skip = observed["training_output"]  # (2, height / 2, width / 2, filters), (2, height, width, filters)
    kept = skip > 0
    assert np.allclose(skip[kept], 2 * calm[kept], rtol=1e-3, atol=1e-4), (
        "With a rate of a half a number of the skip should be 0 while training, or twice what it is otherwise. Yours has "
        "others too, so something is dropped before the last convolution. There is one dropout, after the second ReLU."
    )
    whole = ~np.any(kept, axis=(1, 2)) & (np.sum(calm > 0, axis=(1, 2)) > 30)
    assert not np.any(whole), (
        "While training whole channels disappear. keras.layers.Dropout drops each number by itself."
    )
    pooled = skip.reshape(2, height // 2, 2, width // 2, 2, filters).max(axis=(2, 4))
    assert np.allclose(down, pooled, rtol=1e-3, atol=1e-4), (
        "While training what goes down is not the pooled skip, so there is more than one dropout. Drop once, before the "
        "ways part."
    )


@pytest.mark.exercise("decoder_block", weight=2)
@pytest.mark.visible
def test_decoder_block_with_equal_channels(student, solution, compare):
    """From below four channels, from across two, two filters."""
    below, across = KerasInput((1, 2, 4)), KerasInput((2, 4, 2))
    compare.model(student.decoder_block, solution.decoder_block, below, across, 2)


@pytest.mark.exercise("decoder_block", weight=2)
def test_decoder_block_with_unequal_channels(student, solution, rng, compare):
    """Other numbers of channels from below and from across, and more filters than either."""
    height, width, lower, skipped, filters = one_of(rng, (3, 2, 4, 2, 5), (2, 3, 5, 3, 6), (3, 4, 3, 2, 4))
    below, across = KerasInput((height, width, lower)), KerasInput((2 * height, 2 * width, skipped))
    compare.model(student.decoder_block, solution.decoder_block, below, across, filters)


@pytest.mark.exercise("decoder_block", weight=2)
def test_decoder_block_on_a_single_place(student, solution, rng, compare):
    """From below a single place; more channels across than below."""
    lower, skipped, filters = one_of(rng, (2, 4, 2), (3, 5, 4), (2, 3, 4))
    below, across = KerasInput((1, 1, lower)), KerasInput((2, 2, skipped))
    compare.model(student.decoder_block, solution.decoder_block, below, across, filters, training=True)


@pytest.mark.exercise("unet", weight=2)
@pytest.mark.visible
def test_unet_of_depth_two(student, solution, compare):
    """Grey pictures of 4x4 pixels, two classes, three filters."""
    compare.model(student.unet, solution.unet, (4, 4, 1), 2, 2, 3)


@pytest.mark.exercise("unet", weight=2)
def test_unet_of_depth_three(student, solution, rng, compare):
    """Pictures in colour with unequal sides, more classes, three filters."""
    shape, classes = one_of(rng, ((16, 8, 3), 5), ((8, 16, 3), 6), ((16, 8, 3), 4))
    compare.model(student.unet, solution.unet, shape, classes, 3, 3)


@pytest.mark.exercise("unet")
def test_unet_of_depth_one(student, solution, rng, compare):
    """A single skip."""
    shape, classes, filters = one_of(rng, ((4, 6, 2), 4, 3), ((6, 4, 2), 5, 4), ((6, 8, 3), 3, 5))
    compare.model(student.unet, solution.unet, shape, classes, 1, filters)


@pytest.mark.exercise("unet")
def test_unet_of_depth_zero(student, solution, rng, compare):
    """Nothing but the bottom, on pictures with odd sides."""
    shape, classes, filters = one_of(rng, ((5, 3, 1), 2, 4), ((3, 5, 1), 3, 5), ((7, 3, 2), 4, 3))
    compare.model(student.unet, solution.unet, shape, classes, 0, filters)


def trembling(observed):
    """Return how far the output while training is from that in use, a mean square; it varies by 4 % of itself."""
    return np.mean((observed["training_output"] - observed["output"]) ** 2)


@lru_cache(maxsize=32)
def trembling_of_reference(unet, arguments):
    """Return the mean of three measurements, kept from one submission to the next."""
    return np.mean([trembling(observe_model(unet, arguments, {}, training=True).value) for _ in range(3)])


@pytest.mark.exercise("unet")
def test_unet_drops_at_the_bottom_only(student, solution, rng, compare):
    """How much the output trembles while training tells where dropout is, and how strong."""
    arguments = ((32, 32, 1), one_of(rng, 5, 6, 7), 1, 8)
    anything = {"training": True, "atol": 1e6}
    calls = [compare.model(student.unet, solution.unet, *arguments, **anything) for _ in range(2)]
    mine = np.mean([trembling(observed) for observed in calls])
    assert mine > 0, (
        "The output is the same in training and in use, so nothing is dropped. The block at the bottom has a dropout of 0.3."
    )
    assert 0.8 < mine / trembling_of_reference(solution.unet, arguments) < 1.25, (
        "Dropout acts in another place or with another strength than it should. The block at the bottom has a dropout "
        "of 0.3, all others have 0."
    )


@pytest.mark.exercise("one_hot_mask")
@pytest.mark.visible
def test_one_hot_mask_of_two_small_masks(student, solution, rng, compare):
    """Two masks, two rows, three columns, four classes."""
    compare(student.one_hot_mask, solution.one_hot_mask, rng.integers(0, 4, (2, 2, 3)), 4)


@pytest.mark.exercise("one_hot_mask")
@pytest.mark.visible
def test_one_hot_mask_of_decimal_numbers(student, solution, compare):
    """A tensor as Keras hands it to a loss: 2.0 instead of 2. One of the classes does not occur."""
    mask = np.array([[[0.0, 2.0], [1.0, 2.0], [0.0, 1.0]]], dtype="float32")
    compare.loss(student.one_hot_mask, solution.one_hot_mask, mask, 4, gradient_of=())


@pytest.mark.exercise("one_hot_mask", weight=2)
def test_one_hot_mask_of_small_whole_numbers(student, solution, rng, compare):
    """Masks of uint8, as the scenes have them, in which the last classes do not occur."""
    mask = rng.integers(0, 7, (3, 4, 2)).astype("uint8")
    compare(student.one_hot_mask, solution.one_hot_mask, mask, 11)


@pytest.mark.exercise("one_hot_mask")
def test_one_hot_mask_of_a_tensor_of_decimal_numbers(student, solution, rng, compare):
    """A tensor of float32: in this shape Keras hands masks to a loss while it trains."""
    mask = rng.integers(0, 5, (2, 4, 3)).astype("float32")
    compare.loss(student.one_hot_mask, solution.one_hot_mask, mask, 5, gradient_of=())


@pytest.mark.exercise("one_hot_mask")
def test_one_hot_mask_is_a_tensor(student, solution, rng, compare):
    """A loss is traced before there are numbers, so this has to be computed with tensors, of float32."""
    mask = rng.integers(0, 3, (1, 5, 4))
    compare(student.one_hot_mask, solution.one_hot_mask, mask, 3)
    one_hot_mask = student.one_hot_mask
    answer = one_hot_mask.backend.call(one_hot_mask.name, (mask, 3), {}, one_hot_mask.names).value
    assert isinstance(answer, Tensor), (
        "The numbers are right, but they are a NumPy array. While Keras prepares a training step there are no numbers "
        "yet, and NumPy cannot follow. Compute with keras.ops."
    )
    assert answer.array.dtype == np.float32, (
        f"The numbers are right, but their type is {answer.array.dtype}. Your losses multiply them with decimal numbers, "
        'and TensorFlow does not mix types. Cast to "float32".'
    )


@pytest.mark.exercise("pixel_cross_entropy", weight=2)
@pytest.mark.visible
def test_pixel_cross_entropy_of_random_logits(student, solution, rng, compare):
    """Two pictures of three pixels, four classes: value and gradient."""
    problem = loss_problem(rng, (2, 1, 3), 4)
    compare.loss(student.pixel_cross_entropy, solution.pixel_cross_entropy, *problem, gradient_of="y_pred")


# The largest logit is small in one of these checks and large in the other: exp overflows, or the log meets a zero.
@pytest.mark.exercise("pixel_cross_entropy")
@pytest.mark.visible
def test_pixel_cross_entropy_of_a_network_that_is_sure(student, solution, compare):
    """Three pixels and logits down to minus several hundred: two pixels right, one wrong."""
    y_true = np.array([[[0, 2, 1]]])
    y_pred = np.array([[[[0.0, -400, -5], [-200, -300, 0], [0, -260, -300]]]])
    compare.loss(student.pixel_cross_entropy, solution.pixel_cross_entropy, y_true, y_pred, gradient_of="y_pred")


@pytest.mark.exercise("pixel_cross_entropy")
@pytest.mark.visible
def test_pixel_cross_entropy_of_large_logits(student, solution, rng, compare):
    """All logits are near 300, and the network is not sure at all."""
    y_true, y_pred = loss_problem(rng, (1, 1, 2), 3)
    compare.loss(student.pixel_cross_entropy, solution.pixel_cross_entropy, y_true, 300 + y_pred, gradient_of="y_pred")


@pytest.mark.exercise("pixel_cross_entropy", weight=3)
def test_pixel_cross_entropy_of_one_picture(student, solution, rng, compare):
    """A batch of one, seven classes, of which three do not occur; the mask in decimal numbers."""
    y_true, y_pred = loss_problem(rng, (1, 5, 3), 7, present=4, scale=3.0)
    compare.loss(
        student.pixel_cross_entropy,
        solution.pixel_cross_entropy,
        y_true.astype("float32"),
        y_pred,
        gradient_of="y_pred",
    )


@pytest.mark.exercise("pixel_cross_entropy", weight=3)
def test_pixel_cross_entropy_of_extreme_logits(student, solution, rng, compare):
    """A network that is very sure, now and then of the wrong class: logits of several hundred."""
    problem = loss_problem(rng, (2, 3, 2), 4, scale=300.0)
    compare.loss(student.pixel_cross_entropy, solution.pixel_cross_entropy, *problem, gradient_of="y_pred")


@pytest.mark.exercise("pixel_cross_entropy", weight=2)
def test_pixel_cross_entropy_where_all_logits_are_equal(student, solution, rng, compare):
    """All logits are equal, and most of the picture is background."""
    y_true = rng.permutation([0] * 15 + [1, 2, 4]).reshape(3, 2, 3).astype("uint8")
    y_pred = np.full((3, 2, 3, 5), rng.uniform(3, 9))
    compare.loss(student.pixel_cross_entropy, solution.pixel_cross_entropy, y_true, y_pred, gradient_of="y_pred")


@pytest.mark.exercise("dice_loss", weight=2)
@pytest.mark.visible
def test_dice_loss_where_every_class_occurs(student, solution, rng, compare):
    """Two pictures, three classes, all of them in the truth: value and gradient."""
    y_true, y_pred = loss_problem(rng, (2, 1, 3), 3)
    y_true[0, 0] = [0, 1, 2]
    compare.loss(student.dice_loss, solution.dice_loss, y_true, y_pred, gradient_of="y_pred")


@pytest.mark.exercise("dice_loss")
@pytest.mark.visible
def test_dice_loss_with_absent_classes(student, solution, rng, compare):
    """Five classes, of which the truth holds two, an epsilon of one half, and all logits near 100."""
    y_true, y_pred = loss_problem(rng, (1, 2, 2), 5, present=2)
    compare.loss(student.dice_loss, solution.dice_loss, y_true, 100 + y_pred, 0.5, gradient_of="y_pred")


@pytest.mark.exercise("dice_loss")
def test_dice_loss_of_a_sure_and_right_answer(student, solution, rng, compare):
    """The truth, said with certainty, and then its opposite, where most classes are absent: no 0 / 0 may be left."""
    y_true, _ = loss_problem(rng, (2, 3, 4), 6, present=2)
    y_pred = rng.uniform(150, 168) * (
        np.eye(6)[y_true] - 0.5
    )  # exp(84) is finite in float32, and the softmax is 0 all the same
    for scores in (y_pred, -y_pred):
        compare.loss(student.dice_loss, solution.dice_loss, y_true, scores, gradient_of="y_pred")


@pytest.mark.exercise("dice_loss")
def test_dice_loss_of_large_logits(student, solution, rng, compare):
    """All logits are near 300, and every class occurs."""
    y_true, y_pred = loss_problem(rng, (2, 3, 2), 3)
    y_true[0, :, 0] = [0, 1, 2]
    compare.loss(student.dice_loss, solution.dice_loss, y_true, 300 + y_pred, gradient_of="y_pred")


@pytest.mark.exercise("dice_loss", weight=2)
def test_dice_loss_with_another_epsilon(student, solution, rng, compare):
    """A small epsilon, one picture, the mask in decimal numbers."""
    y_true, y_pred = loss_problem(rng, (1, 4, 3), 4, present=3, scale=3.0)
    epsilon = rng.uniform(0.2, 0.4)
    compare.loss(student.dice_loss, solution.dice_loss, y_true.astype("float32"), y_pred, epsilon, gradient_of="y_pred")


@pytest.mark.exercise("dice_loss", weight=2)
def test_dice_loss_where_the_pictures_differ(student, solution, rng, compare):
    """Three pictures, of which each holds other classes."""
    y_true, y_pred = loss_problem(rng, (3, 2, 5), 6, present=2, scale=2.0)
    y_true += np.array([0, 2, 4]).reshape(3, 1, 1)
    compare.loss(student.dice_loss, solution.dice_loss, y_true, y_pred, gradient_of="y_pred")
