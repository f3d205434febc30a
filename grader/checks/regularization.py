"""Hidden checks of regularization.

Functions that draw random numbers have no golden answer. Where chance has no say (`keep_prob` of 1, a shift of 0,
examples that are all alike) they are compared as all others. Everywhere else they are *measured*: a few
shares and averages over many draws, held against those of the reference (`assignments/regularization/measures.py`).
"""

from itertools import pairwise

import numpy as np
import pytest

# How far two measurements may lie apart: five standard deviations or more of what chance does to them.
NEAR = 0.07
NEAR_FOR_FEW = 0.2  # in the notebook, which draws less


def network(rng, *widths, digits=16):
    """Return the parameters of a network and gradients of the same shapes, biases far from zero; rounded to digits."""
    parameters = {}
    for number, (n_before, n) in enumerate(pairwise(widths), start=1):
        parameters[f"W{number}"] = rng.normal(size=(n, n_before)).round(digits)
        parameters[f"b{number}"] = rng.normal(loc=1.0, size=(n, 1)).round(digits)
    grads = {f"d{name}": rng.normal(size=value.shape).round(digits) for name, value in parameters.items()}
    return parameters, grads


def generator(seed):
    """Return a fresh generator: the same seed gives the same draws."""
    return np.random.default_rng(seed)


def seed_of(rng):
    """Draw the seed of a generator."""
    return int(rng.integers(2**32))


# l2_cost


@pytest.mark.exercise("l2_cost")
@pytest.mark.visible
def test_l2_cost_of_a_small_network(student, solution, compare):
    """Four layers with weights that you can square in your head; the biases do not count."""
    parameters = {
        "W1": np.array([[1.0, -2.0], [0.0, 3.0], [0.5, -0.5]]),
        "b1": np.array([[10.0], [20.0], [30.0]]),
        "W2": np.array([[2.0, -1.0, 1.0], [0.0, -3.0, 0.5]]),
        "b2": np.array([[40.0], [50.0]]),
        "W3": np.array([[-1.5, 2.0]]),
        "b3": np.array([[60.0]]),
        "W4": np.array([[-4.0]]),
        "b4": np.array([[70.0]]),
    }
    compare(student.l2_cost, solution.l2_cost, parameters, 0.6, 5)


@pytest.mark.exercise("l2_cost", weight=2)
def test_l2_cost_of_four_layers(student, solution, rng, compare):
    """Four layers of different widths: all of them count."""
    parameters, _ = network(rng, 6, 5, 4, 3, 2)
    compare(student.l2_cost, solution.l2_cost, parameters, 1.7, 23)


@pytest.mark.exercise("l2_cost")
def test_l2_cost_of_one_layer(student, solution, rng, compare):
    """A single layer, more inputs than units."""
    parameters, _ = network(rng, 7, 2)
    compare(student.l2_cost, solution.l2_cost, parameters, 0.1, 3)


@pytest.mark.exercise("l2_cost")
def test_l2_cost_without_penalty_is_zero(student, solution, rng, compare):
    """With lambd = 0 the weights cost nothing, with more than 0 they do."""
    parameters, _ = network(rng, 4, 3, 1)
    for lambd in (rng.uniform(0.5, 2), 0.0):
        compare(student.l2_cost, solution.l2_cost, parameters, lambd, 9)


# l2_gradients


@pytest.mark.exercise("l2_gradients")
@pytest.mark.visible
def test_l2_gradients_of_small_layers(student, solution, rng, compare):
    """Four layers: weights get their share, biases stay."""
    parameters, grads = network(rng, 3, 2, 1, 2, 1, digits=2)
    compare(student.l2_gradients, solution.l2_gradients, grads, parameters, 0.6, 5)


@pytest.mark.exercise("l2_gradients", weight=2)
def test_l2_gradients_of_four_layers(student, solution, rng, compare):
    """Four layers of different widths: all of them get their share."""
    parameters, grads = network(rng, 6, 5, 4, 3, 2)
    compare(student.l2_gradients, solution.l2_gradients, grads, parameters, 2.3, 17)


@pytest.mark.exercise("l2_gradients")
def test_l2_gradients_without_penalty(student, solution, rng, compare):
    """With lambd = 0 the gradients come back as they went in, with more than 0 they do not."""
    parameters, grads = network(rng, 4, 3, 1)
    for lambd in (rng.uniform(0.5, 2), 0.0):
        compare(student.l2_gradients, solution.l2_gradients, grads, parameters, lambd, 9)


@pytest.mark.exercise("l2_gradients", weight=2)
def test_l2_gradients_are_the_measured_slopes_of_the_penalty(student, solution, rng):
    """Moves single weights a little and measures how the L2 penalty changes."""
    slopes_are_measured(student.l2_gradients, solution.l2_cost, rng)


def slopes_are_measured(gradients, cost, rng):
    """Hold what a function adds to the gradients against slopes of the penalty."""
    parameters, _ = network(rng, 3, 4, 2, 1)
    parameters = {name: value + np.copysign(0.3, value) for name, value in parameters.items()}  # |w| has a corner at 0
    nothing = {f"d{name}": np.zeros(value.shape) for name, value in parameters.items()}
    answer = gradients(nothing, parameters, 1.5, 6)
    is_complete = isinstance(answer, dict) and all(
        np.shape(answer.get(name)) == value.shape for name, value in nothing.items()
    )
    assert is_complete, "Return a dict with the names of grads, each gradient in its own shape."
    for name, value in parameters.items():
        step = np.zeros(value.shape)
        step[-1, 0] = 1e-5
        up = cost({**parameters, name: value + step}, 1.5, 6)
        down = cost({**parameters, name: value - step}, 1.5, 6)
        assert np.isclose(answer[f"d{name}"][-1, 0], (up - down) / 2e-5, rtol=1e-3, atol=1e-6), (
            "What is added to the gradients is not the slope of the penalty: when one number is moved a little, "
            "the penalty changes differently. Do cost and gradient have the same factor, and are the biases free?"
        )


# l1_cost


@pytest.mark.exercise("l1_cost")
@pytest.mark.visible
def test_l1_cost_of_a_small_network(student, solution, compare):
    """Four layers with weights that you can add up in your head; the biases do not count."""
    parameters = {
        "W1": np.array([[1.0, -2.0], [0.0, 3.0], [0.5, -0.5]]),
        "b1": np.array([[10.0], [20.0], [30.0]]),
        "W2": np.array([[2.0, -1.0, 1.5], [0.0, -3.0, 0.5]]),
        "b2": np.array([[40.0], [50.0]]),
        "W3": np.array([[-1.5, 2.0]]),
        "b3": np.array([[60.0]]),
        "W4": np.array([[-4.0]]),
        "b4": np.array([[70.0]]),
    }
    compare(student.l1_cost, solution.l1_cost, parameters, 0.6, 5)


@pytest.mark.exercise("l1_cost", weight=2)
def test_l1_cost_of_four_layers(student, solution, rng, compare):
    """Four layers of different widths: all of them count."""
    parameters, _ = network(rng, 6, 5, 4, 3, 2)
    compare(student.l1_cost, solution.l1_cost, parameters, 1.7, 23)


@pytest.mark.exercise("l1_cost")
def test_l1_cost_of_one_layer(student, solution, rng, compare):
    """A single layer, more inputs than units."""
    parameters, _ = network(rng, 7, 2)
    compare(student.l1_cost, solution.l1_cost, parameters, 0.1, 3)


# l1_gradients


@pytest.mark.exercise("l1_gradients")
@pytest.mark.visible
def test_l1_gradients_of_small_layers(student, solution, rng, compare):
    """Four layers, with weights of both signs and one that is exactly zero."""
    parameters, grads = network(rng, 3, 2, 1, 2, 1, digits=2)
    parameters["W1"][1, 0] = 0.0
    compare(student.l1_gradients, solution.l1_gradients, grads, parameters, 0.6, 5)


@pytest.mark.exercise("l1_gradients", weight=2)
def test_l1_gradients_of_four_layers(student, solution, rng, compare):
    """Four layers of different widths: all of them get their share."""
    parameters, grads = network(rng, 6, 5, 4, 3, 2)
    compare(student.l1_gradients, solution.l1_gradients, grads, parameters, 2.3, 17)


@pytest.mark.exercise("l1_gradients")
def test_l1_gradients_of_weights_that_are_zero(student, solution, rng, compare):
    """A layer whose weights are all exactly zero: nothing pushes them."""
    parameters, grads = network(rng, 4, 3, 2)
    parameters["W2"] = np.zeros((2, 3))
    compare(student.l1_gradients, solution.l1_gradients, grads, parameters, 0.8, 7)


@pytest.mark.exercise("l1_gradients", weight=2)
def test_l1_gradients_are_the_measured_slopes_of_the_penalty(student, solution, rng):
    """Moves single weights a little and measures how the L1 penalty changes."""
    slopes_are_measured(student.l1_gradients, solution.l1_cost, rng)


# elastic_net_cost


@pytest.mark.exercise("elastic_net_cost")
@pytest.mark.visible
def test_elastic_net_mostly_l1(student, solution, rng, compare):
    """Seven tenths of L1, three tenths of L2."""
    parameters, _ = network(rng, 2, 3, 1, digits=2)
    compare(student.elastic_net_cost, solution.elastic_net_cost, parameters, 0.6, 0.7, 5, rtol=1e-5)


@pytest.mark.exercise("elastic_net_cost")
def test_elastic_net_of_three_layers(student, solution, rng, compare):
    """A tenth of L1, nine tenths of L2, three layers."""
    parameters, _ = network(rng, 5, 4, 3, 2)
    compare(student.elastic_net_cost, solution.elastic_net_cost, parameters, 2.5, 0.1, 13, rtol=1e-5)


@pytest.mark.exercise("elastic_net_cost")
def test_elastic_net_at_both_ends(student, solution, rng, compare):
    """A ratio of 0 is L2 alone, a ratio of 1 is L1 alone."""
    parameters, _ = network(rng, 4, 3, 1)
    compare(student.elastic_net_cost, solution.elastic_net_cost, parameters, 1.3, 0.0, 8, rtol=1e-5)
    compare(student.elastic_net_cost, solution.elastic_net_cost, parameters, 1.3, 1.0, 8, rtol=1e-5)


# dropout_mask


@pytest.mark.exercise("dropout_mask")
@pytest.mark.visible
def test_dropout_mask_at_the_edges(student, solution, compare):
    """With keep_prob 1 all stay, with keep_prob 0 none does."""
    compare(student.dropout_mask, solution.dropout_mask, (3, 4), 1.0, generator(1))
    compare(student.dropout_mask, solution.dropout_mask, (6, 2), 0.0, generator(2))


@pytest.mark.exercise("dropout_mask")
@pytest.mark.visible
def test_dropout_mask_counted_in_the_notebook(student, solution, rng, compare, measures):
    """Draws masks and counts: zeros and ones only, the right share, a coin for every entry, all of them from rng."""
    compare.measure(student.dropout_mask, solution.dropout_mask, measures.mask, seed_of(rng), near=NEAR, examples=400)


@pytest.mark.exercise("dropout_mask")
def test_dropout_mask_takes_any_shape(student, solution, rng, compare):
    """A single column, and three axes."""
    column, block = (int(rng.integers(4, 9)), 1), tuple(rng.permutation([2, 3, 4]).tolist())
    compare(student.dropout_mask, solution.dropout_mask, column, 1.0, generator(seed_of(rng)))
    compare(student.dropout_mask, solution.dropout_mask, block, 0.0, generator(seed_of(rng)))


@pytest.mark.exercise("dropout_mask", weight=4)
def test_dropout_mask_counted(student, solution, rng, compare, measures):
    """Draws large masks and counts: zeros and ones only, the right share, a coin for every entry."""
    compare.measure(student.dropout_mask, solution.dropout_mask, measures.mask, seed_of(rng), near=NEAR)


# dropout_forward and dropout_backward


@pytest.mark.exercise("dropout_forward")
@pytest.mark.visible
def test_dropout_forward_of_a_small_layer(student, solution, compare):
    """Two units, three examples, kept with probability 0.8."""
    A, mask = np.array([[1.0, 2.0, 0.5], [3.0, 0.25, 4.0]]), np.array([[1.0, 0.0, 1.0], [1.0, 1.0, 0.0]])
    compare(student.dropout_forward, solution.dropout_forward, A, mask, 0.8)


@pytest.mark.exercise("dropout_forward")
@pytest.mark.visible
def test_dropout_forward_with_a_mask_of_truth_values(student, solution, compare):
    """A mask of True and False does the same as one of ones and zeros."""
    A, mask = np.array([[1.0, -2.0], [0.0, 0.75]]), np.array([[True, True], [False, True]])
    compare(student.dropout_forward, solution.dropout_forward, A, mask, 0.7)


@pytest.mark.exercise("dropout_forward", weight=2)
def test_dropout_forward_of_a_wide_layer(student, solution, rng, compare):
    """Many units, most of them dropped."""
    mask = (rng.random((12, 7)) < 0.3).astype(float)
    compare(student.dropout_forward, solution.dropout_forward, rng.normal(size=(12, 7)), mask, 0.3)


@pytest.mark.exercise("dropout_forward")
def test_dropout_forward_of_a_single_example(student, solution, rng, compare):
    """One example, and a layer of as many units as examples."""
    mask = rng.permutation([1, 0, 1, 1]).reshape(4, 1)
    compare(student.dropout_forward, solution.dropout_forward, rng.normal(size=(4, 1)), mask, 0.6)
    mask = (rng.random((4, 4)) < 0.6).astype(float)
    compare(student.dropout_forward, solution.dropout_forward, rng.normal(size=(4, 4)), mask, 0.6)


@pytest.mark.exercise("dropout_forward")
def test_dropout_forward_when_nobody_is_dropped(student, solution, rng, compare):
    """With a mask of ones: keep_prob 1 changes nothing, a smaller one makes all activations larger."""
    A, mask = rng.normal(size=(3, 5)), np.ones((3, 5))
    for keep_prob in (rng.uniform(0.6, 0.9), 1.0):
        compare(student.dropout_forward, solution.dropout_forward, A, mask, keep_prob)


@pytest.mark.exercise("dropout_backward")
@pytest.mark.visible
def test_dropout_backward_of_a_small_layer(student, solution, compare):
    """Two units, three examples, kept with probability 0.8."""
    dA, mask = np.array([[0.5, -1.0, 2.0], [1.5, 0.1, -0.3]]), np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])
    compare(student.dropout_backward, solution.dropout_backward, dA, mask, 0.8)


@pytest.mark.exercise("dropout_backward")
def test_dropout_backward_of_a_wide_layer(student, solution, rng, compare):
    """Many units, most of them dropped."""
    mask = (rng.random((12, 7)) < 0.3).astype(float)
    compare(student.dropout_backward, solution.dropout_backward, rng.normal(size=(12, 7)), mask, 0.3)


@pytest.mark.exercise("dropout_backward")
def test_dropout_backward_of_a_single_example(student, solution, rng, compare):
    """One example, a mask of truth values, and a layer of as many units as examples."""
    mask = rng.permutation([True, False, True, True]).reshape(4, 1)
    compare(student.dropout_backward, solution.dropout_backward, rng.normal(size=(4, 1)), mask, 0.6)
    mask = (rng.random((4, 4)) < 0.6).astype(float)
    compare(student.dropout_backward, solution.dropout_backward, rng.normal(size=(4, 4)), mask, 0.6)


@pytest.mark.exercise("dropout_backward", weight=2)
def test_dropout_backward_is_the_measured_slope_of_dropout(student, solution, rng):
    """Moves single activations a little and measures how the result of dropout changes."""
    A, dA = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    mask = rng.permutation(np.repeat([1.0, 0.0], [8, 4])).reshape(3, 4)
    answer = student.dropout_backward(dA, mask, 0.7)
    assert np.shape(answer) == (3, 4), "The gradient should have the shape of dA."
    step = np.zeros((3, 4))
    for place in np.ndindex(3, 4):
        step[:] = 0
        step[place] = 1e-5
        change = solution.dropout_forward(A + step, mask, 0.7) - solution.dropout_forward(A - step, mask, 0.7)
        assert np.isclose(answer[place], np.sum(dA * change) / 2e-5, rtol=1e-3, atol=1e-6), (
            "This is not the slope of the forward pass: when one activation is moved a little, the result of "
            "dropout changes differently. Use the same mask and the same scale as on the way forward."
        )


# early_stopping


def history(rng, losses, before=0):
    """Return losses that rise and fall as the given ones do, after some epochs in which they only fell."""
    fallen = max(losses) + 0.2 * np.arange(before, 0, -1)
    return np.round(rng.uniform(0.6, 1.4) * np.concatenate([fallen, losses]) + rng.uniform(0, 1), 3)


@pytest.mark.exercise("early_stopping")
@pytest.mark.visible
def test_early_stopping_example_of_the_text(student, solution, compare):
    """The example of the text: with patience 2 the last loss is never seen, with patience 3 it is."""
    for patience in (2, 3):
        compare(student.early_stopping, solution.early_stopping, [0.9, 0.7, 0.8, 0.75, 0.6], patience)


@pytest.mark.exercise("early_stopping")
@pytest.mark.visible
def test_early_stopping_when_losses_only_fall(student, solution, compare):
    """Training runs to its end, and the last epoch is the best."""
    compare(student.early_stopping, solution.early_stopping, [1.0, 0.8, 0.7, 0.65], 1)


@pytest.mark.exercise("early_stopping")
@pytest.mark.visible
def test_early_stopping_is_patient_anew_after_each_best(student, solution, compare):
    """Each new best starts the count again, and a loss that only equals the best is no new best."""
    compare(student.early_stopping, solution.early_stopping, [0.9, 0.95, 0.8, 0.85, 0.7, 0.75, 0.6], 2)
    compare(student.early_stopping, solution.early_stopping, [0.8, 0.6, 0.6, 0.6, 0.5], 3)
    compare(student.early_stopping, solution.early_stopping, [0.8, 0.6, 0.6, 0.6, 0.5], 2)


@pytest.mark.exercise("early_stopping")
def test_early_stopping_counts_epochs_in_a_row(student, solution, rng, compare):
    """Bad epochs with a new best between them: only those in a row count."""
    losses = [1.0, 1.1, 0.9, 0.95, 0.8, 0.85, 0.7, 0.9, 0.75, 0.72, 0.1]
    for patience in (2, 3, 4):
        told = history(rng, losses, before=int(rng.integers(4))).tolist()
        compare(student.early_stopping, solution.early_stopping, told, patience)


@pytest.mark.exercise("early_stopping")
def test_early_stopping_compares_with_the_best(student, solution, rng, compare):
    """Losses that fall from epoch to epoch and still stay above the best one bring nothing new."""
    for patience in (3, 5):
        told = history(rng, [0.5, 0.9, 0.8, 0.7, 0.6, 0.4], before=int(rng.integers(4)))
        compare(student.early_stopping, solution.early_stopping, told, patience)


@pytest.mark.exercise("early_stopping")
def test_early_stopping_of_equal_losses(student, solution, rng, compare):
    """A loss equal to the best is no new best."""
    before, other = rng.permutation(4)[:2]
    told = history(rng, [0.7, 0.5, 0.5, 0.5, 0.3], before=before).tolist()
    compare(student.early_stopping, solution.early_stopping, told, 2)
    compare(student.early_stopping, solution.early_stopping, history(rng, [0.6, 0.5, 0.5], before=other).tolist(), 4)


@pytest.mark.exercise("early_stopping")
def test_early_stopping_when_the_first_epoch_is_best(student, solution, rng, compare):
    """The loss rises from the start, a training of a single epoch, and a loss that rises after some epochs."""
    rising = [0.5, 0.6, 0.7, 0.8]
    for losses, before in ((rising, 0), ([0.5], 0), (rising, int(rng.integers(1, 5)))):
        compare(student.early_stopping, solution.early_stopping, history(rng, losses, before=before).tolist(), 2)


@pytest.mark.exercise("early_stopping", weight=2)
def test_early_stopping_of_long_histories(student, solution, rng, compare):
    """Jittering losses over many epochs, with little patience and with much."""
    for patience in (1, 2, 5, 12):
        losses = 1 / np.arange(1, 41) + 0.15 * rng.random(40)
        compare(student.early_stopping, solution.early_stopping, losses, patience)


# augment


@pytest.mark.exercise("augment")
@pytest.mark.visible
def test_augment_without_shift_or_flip(student, solution, rng, compare):
    """With max_shift=0 and no flip, all pictures stay as they are."""
    compare(student.augment, solution.augment, rng.random((2, 3, 5)).round(2), generator(1), max_shift=0)


@pytest.mark.exercise("augment")
@pytest.mark.visible
def test_augment_mirrors_left_to_right(student, solution, rng, compare):
    """Pictures whose left half mirrors their right half: flip=True changes nothing."""
    half = rng.random((3, 2, 2)).round(2)
    images = np.concatenate([half, half[:, :, ::-1]], axis=2)
    compare(student.augment, solution.augment, images, generator(2), max_shift=0, flip=True)


@pytest.mark.exercise("augment")
@pytest.mark.visible
def test_augment_followed_through_some_pictures(student, solution, rng, compare, measures):
    """Follows single pixels through some hundred pictures: where they go, how often, and what gets lost."""
    compare.measure(
        student.augment, solution.augment, measures.movements, seed_of(rng), near=NEAR_FOR_FEW, pictures=300
    )


@pytest.mark.exercise("augment")
def test_augment_of_empty_paper(student, solution, rng, compare):
    """Pictures of nothing stay pictures of nothing, however far they move; and others do move."""
    compare(student.augment, solution.augment, np.zeros((2, 5, 3)), generator(seed_of(rng)), max_shift=2, flip=True)
    pictures = rng.uniform(0.1, 1, size=(30, 5, 3))
    moved = student.augment(pictures, generator(seed_of(rng)), max_shift=2)
    assert np.shape(moved) == pictures.shape, "The answer should have the shape of images."
    assert np.any(np.abs(moved - pictures) > 0.05), (
        "With max_shift=2 thirty pictures should not all stay where they are."
    )
    assert np.max(moved) > 0.05, "A picture that moves by max_shift=2 at most should leave something of itself."


@pytest.mark.exercise("augment", weight=5)
def test_augment_followed_through_many_pictures(student, solution, rng, compare, measures):
    """Follows single pixels through many pictures: where they go, how often, and what gets lost."""
    compare.measure(student.augment, solution.augment, measures.movements, seed_of(rng), near=NEAR)


@pytest.mark.exercise("augment")
def test_augment_of_a_single_pixel(student, solution, rng, compare):
    """Pictures of a single pixel: the mirror image is the same, and a pixel that moves is lost."""
    pictures = rng.uniform(0.2, 1, size=(200, 1, 1))
    compare(student.augment, solution.augment, pictures[:1], generator(seed_of(rng)), max_shift=0, flip=True)
    moved = np.asarray(student.augment(pictures, generator(seed_of(rng)), max_shift=1))
    assert moved.shape == pictures.shape, "The answer should have the shape of images."
    lost, kept = moved == 0, np.isclose(moved, pictures, rtol=1e-5)
    assert np.all(lost | kept), "A pixel should keep its value, or be lost and replaced by 0."
    assert np.any(lost), (
        "Of two hundred pictures of a single pixel, some should move by max_shift=1. Then the pixel should be lost "
        "and a 0 move in, but all are still there."
    )
    assert np.any(kept), "Of two hundred pictures some should stay where they are: a shift of 0 is possible, too."


# cutout


@pytest.mark.exercise("cutout")
@pytest.mark.visible
def test_cutout_of_the_whole_picture_and_of_nothing(student, solution, rng, compare):
    """A square as large as the picture hides everything, and one of size 0 hides nothing."""
    compare(student.cutout, solution.cutout, rng.uniform(0.1, 1, size=(2, 3, 3)).round(2), 3, generator(1))
    compare(student.cutout, solution.cutout, rng.uniform(0.1, 1, size=(2, 3, 5)).round(2), 0, generator(2))


@pytest.mark.exercise("cutout")
@pytest.mark.visible
def test_cutout_measured_on_some_pictures(student, solution, rng, compare, measures):
    """Cuts holes into some hundred pictures, higher than wide, and looks how large they are and where they lie."""
    compare.measure(student.cutout, solution.cutout, measures.holes, seed_of(rng), near=NEAR_FOR_FEW, pictures=300)


@pytest.mark.exercise("cutout", weight=4)
def test_cutout_measured_on_many_pictures(student, solution, rng, compare, measures):
    """Cuts holes into many pictures, higher than wide, and looks how large they are and where they lie."""
    compare.measure(student.cutout, solution.cutout, measures.holes, seed_of(rng), near=NEAR)


@pytest.mark.exercise("cutout")
def test_cutout_of_a_single_pixel(student, solution, rng, compare):
    """Pictures of a single pixel: a square of size 1 hides it, one of size 0 does not."""
    pictures = rng.uniform(0.1, 1, size=(5, 1, 1))
    for size in (1, 0):
        compare(student.cutout, solution.cutout, pictures, size, generator(seed_of(rng)))


# mixup


@pytest.mark.exercise("mixup")
@pytest.mark.visible
def test_mixup_of_examples_that_are_all_alike(student, solution, rng, compare):
    """Four copies of one example: whatever is mixed, nothing changes."""
    X, Y = np.repeat(rng.normal(size=(3, 1)).round(2), 4, axis=1), np.repeat([[0.0], [1.0]], 4, axis=1)
    compare(student.mixup, solution.mixup, X, Y, 0.5, generator(1))


@pytest.mark.exercise("mixup")
@pytest.mark.visible
def test_mixup_of_a_single_example(student, solution, rng, compare):
    """One example has only itself as a partner."""
    compare(
        student.mixup,
        solution.mixup,
        rng.normal(size=(4, 1)).round(2),
        np.array([[0.0], [0.0], [1.0]]),
        1.0,
        generator(2),
    )


@pytest.mark.exercise("mixup")
@pytest.mark.visible
def test_mixup_measured_on_some_examples(student, solution, rng, compare, measures):
    """Mixes examples, each of its own kind, and looks what went into every mixture, and how much of it."""
    compare.measure(
        student.mixup,
        solution.mixup,
        measures.mixtures,
        seed_of(rng),
        near=NEAR_FOR_FEW,
        examples=60,
        rounds=8,
    )


@pytest.mark.exercise("mixup", weight=5)
def test_mixup_measured_on_many_examples(student, solution, rng, compare, measures):
    """Mixes many examples, each of its own kind, and looks what went into every mixture, and how much of it."""
    compare.measure(student.mixup, solution.mixup, measures.mixtures, seed_of(rng), near=NEAR)


@pytest.mark.exercise("mixup")
def test_mixup_when_only_the_labels_are_alike(student, rng):
    """All labels are alike, the examples are not: labels stay, examples change and stay within their range."""
    X, Y = rng.uniform(size=(5, 30)), np.repeat([[0.0], [1.0], [0.0]], 30, axis=1)
    answer = student.mixup(X, Y, 1.0, generator(seed_of(rng)))
    is_pair = isinstance(answer, (tuple, list)) and [np.shape(part) for part in answer] == [(5, 30), (3, 30)]
    assert is_pair, "Return two arrays: the mixed examples in the shape of X and the mixed labels in the shape of Y."
    assert np.allclose(answer[1], Y, atol=1e-5), "Where all examples have the same label, mixing should not change it."
    assert np.any(np.abs(answer[0] - X) > 1e-3), "The examples come back as they went in. Mix each with its partner."
    low, high = X.min(axis=1, keepdims=True) - 1e-5, X.max(axis=1, keepdims=True) + 1e-5
    assert np.all((answer[0] >= low) & (answer[0] <= high)), (
        "A mixture lies between the two examples that it is made of: in each row, never below the smallest or above "
        "the largest value. Is each of the two shares between 0 and 1, and do they add up to 1?"
    )


# keras_regularized


@pytest.mark.exercise("keras_regularized")
@pytest.mark.visible
def test_keras_network_with_two_inputs(student, solution, compare):
    """A model with two inputs: same weights in, same probabilities out; and the same in training without dropout."""
    compare.model(student.keras_regularized, solution.keras_regularized, 2, 0.01, 0.0, training=True)


@pytest.mark.exercise("keras_regularized")
@pytest.mark.visible
def test_keras_penalty_and_dropout_in_training(student, solution, rng, compare, measures):
    """What weights cost in the loss, and how often a signal gets through a chain of single units in training."""
    build, right = student.keras_regularized, solution.keras_regularized
    compare.measure(build, right, measures.penalty, seed_of(rng), near=NEAR)
    compare.measure(build, right, measures.drops, seed_of(rng), near=NEAR)


@pytest.mark.exercise("keras_regularized")
def test_keras_network_of_another_size_does_not_drop_when_it_answers(student, solution, rng, compare):
    """A model with many inputs and strong dropout: outside training nobody is dropped."""
    n_x = int(rng.integers(50, 80))
    compare.model(student.keras_regularized, solution.keras_regularized, n_x, 0.001, 0.6)


@pytest.mark.exercise("keras_regularized", weight=2)
def test_keras_penalty_is_in_the_loss(student, solution, rng, compare, measures):
    """Trains a model in which only a few weights are not zero: the loss tells what they cost."""
    compare.measure(student.keras_regularized, solution.keras_regularized, measures.penalty, seed_of(rng), near=NEAR)


@pytest.mark.exercise("keras_regularized", weight=2)
def test_keras_dropout_has_the_right_rate_and_place(student, solution, rng, compare, measures):
    """Sends a signal along a chain of single units in training and counts how often it gets through."""
    compare.measure(student.keras_regularized, solution.keras_regularized, measures.drops, seed_of(rng), near=NEAR)
