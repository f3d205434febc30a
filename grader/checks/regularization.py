"""Hidden checks of regularization.

Functions that draw random numbers have no golden answer. Where chance has no say (`keep_prob` of 1, a shift of 0,
examples that are all alike) they are compared as all others. Everywhere else they are *measured*: a few
shares and averages over many draws, held against those of the reference.
"""

from functools import lru_cache
from itertools import pairwise

import numpy as np
import pytest

from dlkit.comparing import Diagnosis, Mismatch, observe
from grader.authoring import load_catalogue
from grader.judging import StudentFunction

NEAR = 0.07  # how far two measurements may lie apart: five standard deviations or more of what chance does to them


def network(rng, *widths):
    """Return the parameters of a network and gradients of the same shapes, biases far from zero."""
    parameters = {}
    for number, (n_before, n) in enumerate(pairwise(widths), start=1):
        parameters[f"W{number}"] = rng.normal(size=(n, n_before))
        parameters[f"b{number}"] = rng.normal(loc=1.0, size=(n, 1))
    grads = {f"d{name}": rng.normal(size=value.shape) for name, value in parameters.items()}
    return parameters, grads


def near(measured, other):
    """Whether two measurements agree in every number."""
    same_names = measured.keys() == other.keys()
    return same_names and all(abs(measured[name] - other[name]) <= NEAR for name in measured)


@lru_cache(maxsize=2000)  # the reference and the mistakes, each in eight variants
def measure_ours(measure, function, draw):
    """Measure the reference or a known mistake, once for each draw; one that stops with an error explains nothing."""
    try:
        return measure(function, draw)
    except Exception:
        return {}


def judge_by_measure(measure, student, solution, meanings, rng):
    """Fail unless the student's function measures as the reference does; name the known mistake that measures the same.

    Args:
        measure: takes a function and a number, from which it draws its inputs; returns a dict of numbers.
        student: the student's function.
        solution: the reference.
        meanings: for each measurement, the sentence for a student in whose answer it is off.
        rng: draws that number.
    """
    draw = seed_of(rng)
    measured, expected = measure(student, draw), measure_ours(measure, solution, draw)
    if near(measured, expected):
        return
    off = [name for name in measured if abs(measured[name] - expected.get(name, np.inf)) > NEAR]
    known = [entry for entry in load_catalogue("regularization") if entry.role == "mistake"]
    explains = tuple(
        (entry.name, entry.hint)
        for entry in known
        if entry.exercise == student.name and near(measured, measure_ours(measure, entry.function, draw))
    )
    raise Mismatch(Diagnosis("property", meanings[off[0]], explains=explains))


def leaves_alone(function, *args):
    """Whether a function, the student's or one of ours, leaves its arguments as they are."""
    if isinstance(function, StudentFunction):
        outcome = function.backend.call(function.name, args, {}, function.names)
    else:
        outcome = observe(function, args, {})
    return not getattr(outcome, "changed", ())


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
    """Two layers with weights that you can square in your head; the biases do not count."""
    parameters = {
        "W1": np.array([[1.0, -2.0], [0.0, 3.0], [0.5, -0.5]]),
        "b1": np.array([[10.0], [20.0], [30.0]]),
        "W2": np.array([[2.0, -1.0, 1.0]]),
        "b2": np.array([[40.0]]),
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
def test_l2_gradients_of_two_layers(student, solution, rng, compare):
    """Two layers: weights get their share, biases stay."""
    parameters, grads = network(rng, 2, 3, 1)
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
    """Two layers with weights that you can add up in your head; the biases do not count."""
    parameters = {
        "W1": np.array([[1.0, -2.0], [0.0, 3.0], [0.5, -0.5]]),
        "b1": np.array([[10.0], [20.0], [30.0]]),
        "W2": np.array([[2.0, -1.0, 1.5]]),
        "b2": np.array([[40.0]]),
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
def test_l1_gradients_of_two_layers(student, solution, rng, compare):
    """Two layers, with weights of both signs and one that is exactly zero."""
    parameters, grads = network(rng, 2, 3, 1)
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
    parameters, _ = network(rng, 2, 3, 1)
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


def measure_mask(dropout_mask, draw):
    """Count ones in a mask of about 30 units for about 400 examples, and look for coins that are shared."""
    rng = generator(draw)
    shape = (int(rng.integers(28, 35)), int(rng.integers(390, 420)))
    keep_prob, low_keep_prob = rng.uniform(0.75, 0.85), rng.uniform(0.2, 0.35)
    mask = np.asarray(dropout_mask(shape, keep_prob, generator(draw)))
    if mask.shape != shape or mask.dtype.kind not in "biuf":
        return {"form": 0.0}
    mask = mask.astype(float)
    again = dropout_mask(shape, keep_prob, generator(draw))
    other = dropout_mask(shape, keep_prob, generator(draw + 1))
    low = np.asarray(dropout_mask(shape, low_keep_prob, generator(draw + 2)), dtype=float)
    return {
        "form": 1.0,
        "zeros and ones": float(np.mean((mask == 0) | (mask == 1))),
        "share kept": float(np.mean(mask != 0)),
        "low share kept": float(np.mean(low != 0)),
        "examples alike": float(np.mean([np.array_equal(column, mask[:, 0]) for column in mask.T])),
        "units alike": float(np.mean([np.array_equal(row, mask[0]) for row in mask])),
        "repeatable": float(np.array_equal(mask, again)),
        "follows rng": float(not np.array_equal(mask, other)),
    }


MASK = {
    "form": "The mask should be an array of numbers in the given shape.",
    "zeros and ones": "The mask should hold zeros and ones only; scaling comes later, in dropout_forward.",
    "share kept": "Over many entries the share of ones is not keep_prob.",
    "low share kept": "With a small keep_prob, the share of ones is not keep_prob.",
    "examples alike": "Too many examples share the same coins: every entry of the mask needs one of its own.",
    "units alike": "Too many units share the same coins: every entry of the mask needs one of its own.",
    "repeatable": "The same generator in the same state should give the same mask: draw from rng and nothing else.",
    "follows rng": "Another generator should give another mask: draw from the rng that is passed in.",
}


@pytest.mark.exercise("dropout_mask")
@pytest.mark.visible
def test_dropout_mask_at_the_edges(student, solution, compare):
    """With keep_prob 1 all stay, with keep_prob 0 none does."""
    compare(student.dropout_mask, solution.dropout_mask, (3, 5), 1.0, generator(1))
    compare(student.dropout_mask, solution.dropout_mask, (4, 2), 0.0, generator(2))


@pytest.mark.exercise("dropout_mask")
def test_dropout_mask_takes_any_shape(student, solution, rng, compare):
    """A single column, and three axes."""
    column, block = (int(rng.integers(4, 9)), 1), tuple(rng.permutation([2, 3, 4]).tolist())
    compare(student.dropout_mask, solution.dropout_mask, column, 1.0, generator(seed_of(rng)))
    compare(student.dropout_mask, solution.dropout_mask, block, 0.0, generator(seed_of(rng)))


@pytest.mark.exercise("dropout_mask", weight=4)
def test_dropout_mask_counted(student, solution, rng):
    """Draws large masks and counts: zeros and ones only, the right share, a coin for every entry."""
    judge_by_measure(measure_mask, student.dropout_mask, solution.dropout_mask, MASK, rng)


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
    """The example of the text: with patience 2 the last loss is never seen."""
    compare(student.early_stopping, solution.early_stopping, [0.9, 0.7, 0.8, 0.75, 0.6], 2)


@pytest.mark.exercise("early_stopping")
@pytest.mark.visible
def test_early_stopping_with_more_patience(student, solution, compare):
    """With patience 3 the same losses are seen to the end."""
    compare(student.early_stopping, solution.early_stopping, [0.9, 0.7, 0.8, 0.75, 0.6], 3)


@pytest.mark.exercise("early_stopping")
@pytest.mark.visible
def test_early_stopping_when_losses_only_fall(student, solution, compare):
    """Training runs to its end, and the last epoch is the best."""
    compare(student.early_stopping, solution.early_stopping, [1.0, 0.8, 0.7, 0.65], 1)


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


def pattern(count, height, width, top, left):
    """Return pictures with three pixels whose values tell them apart: 1, to its right 2, below it 3."""
    images = np.zeros((count, height, width))
    images[:, top, left], images[:, top, left + 1], images[:, top + 1, left] = 1.0, 2.0, 3.0
    return images


def places(images):
    """Return for each picture where the values 1, 2 and 3 stand, (m, 3, 2); -99 where one is not there exactly once."""
    found = np.full((len(images), 3, 2), -99)
    for value in (1, 2, 3):
        there = (images == value).reshape(len(images), -1)
        once = there.sum(axis=1) == 1
        found[once, value - 1] = np.stack(np.divmod(there.argmax(axis=1), images.shape[2]), axis=1)[once]
    return found


def measure_augment(augment, draw):
    """Follow three pixels through many pictures, and a pixel in a corner over the edge."""
    count, shift, rng = 3600, 2, generator(draw)
    height, width = (int(size) for size in rng.integers(8, 11, size=2))
    top, left = int(rng.integers(shift, height - 3)), int(rng.integers(shift, width - 3))
    pictures = pattern(count, height, width, top, left)
    if not leaves_alone(augment, pictures[:40], generator(draw)):
        return {"arguments stay": 0.0}
    moved = np.asarray(augment(pictures, generator(draw), max_shift=shift))
    if moved.shape != pictures.shape:
        return {"form": 0.0}
    found = places(moved)
    offsets = found[:, 0] - (top, left)
    whole = (found > -99).all(axis=(1, 2)) & (np.count_nonzero(moved, axis=(1, 2)) == 3)
    again = np.asarray(augment(pictures, generator(draw), max_shift=shift))
    other = np.asarray(augment(pictures, generator(draw + 1), max_shift=shift))
    corner = np.zeros(pictures.shape)
    corner[:, 0, 0], names = 1.0, np.arange(1.0, 1 + count).reshape(-1, 1, 1)
    gone = np.asarray(augment(corner, generator(draw + 2), max_shift=shift))
    mirrored = places(np.asarray(augment(pictures, generator(draw + 3), max_shift=0, flip=True)))
    ordered = np.asarray(augment(np.ones((count, 3, 4)) * names, generator(draw + 4), max_shift=0, flip=True))
    usual = places(np.asarray(augment(pictures, generator(draw + 5))))[:, 0] - (top, left)
    return {
        "form": 1.0,
        "in order": float(np.mean(ordered == names)),
        "whole": float(np.mean(whole)),
        "far": float(np.mean(np.abs(offsets).max(axis=1) > shift)),
        "same as first": float(np.mean((offsets == offsets[0]).all(axis=1))),
        "distinct places": len(np.unique(offsets, axis=0)) / 25,
        "usual far": float(np.mean(np.abs(usual).max(axis=1) > 1)),
        "usual places": len(np.unique(usual, axis=0)) / 9,
        "up or down": float(np.mean(offsets[:, 0] != 0)),
        "left or right": float(np.mean(offsets[:, 1] != 0)),
        "gone over the edge": float(np.mean(gone.sum(axis=(1, 2)) == 0)),
        "smeared": float(np.mean(np.count_nonzero(gone, axis=(1, 2)) > 1)),
        "mirrored without flip": float(np.mean(found[:, 1, 1] < found[:, 0, 1])),
        "mirrored": float(np.mean(mirrored[:, 1, 1] < mirrored[:, 0, 1])),
        "upside down": float(np.mean(mirrored[:, 2, 0] < mirrored[:, 0, 0])),
        "repeatable": float(np.array_equal(moved, again)),
        "follows rng": float(not np.array_equal(moved, other)),
    }


AUGMENT = {
    "form": "The answer should have the shape of images.",
    "arguments stay": "The pictures that go in are changed. Write into a new array.",
    "in order": "The pictures should stay in their order: each one moves within itself.",
    "whole": "A picture that is moved by a few pixels should keep its pixels as they are, with zeros around.",
    "far": "Some pictures move farther than max_shift.",
    "distinct places": "Not all shifts from -max_shift to max_shift, along both axes, occur.",
    "same as first": "Too many pictures move by the same amount: each should move on its own.",
    "usual far": "Without max_shift in the call, no picture should move farther than one pixel.",
    "usual places": "Without max_shift in the call, all shifts from -1 to 1 along both axes should occur.",
    "up or down": "Up and down, the shifts from -max_shift to max_shift are not equally likely.",
    "left or right": "Left and right, the shifts from -max_shift to max_shift are not equally likely.",
    "gone over the edge": "What moves out of the picture should be lost, and zeros should move in.",
    "smeared": "What moves in from outside should be 0, and not a copy of the edge.",
    "mirrored without flip": "Pictures are mirrored although flip is False.",
    "mirrored": "With flip=True, each picture should be mirrored left to right with probability 1/2, on its own.",
    "upside down": "With flip=True, pictures should be mirrored left to right and never upside down.",
    "repeatable": "The same generator in the same state should give the same pictures: draw from rng and nothing else.",
    "follows rng": "Another generator should give other pictures: draw from the rng that is passed in.",
}


@pytest.mark.exercise("augment")
@pytest.mark.visible
def test_augment_without_shift_or_flip(student, solution, rng, compare):
    """With max_shift=0 and no flip, all pictures stay as they are."""
    compare(student.augment, solution.augment, rng.random((3, 4, 5)), generator(1), max_shift=0)


@pytest.mark.exercise("augment")
@pytest.mark.visible
def test_augment_mirrors_left_to_right(student, solution, rng, compare):
    """Pictures whose left half mirrors their right half: flip=True changes nothing."""
    half = rng.random((4, 3, 2))
    images = np.concatenate([half, half[:, :, ::-1]], axis=2)
    compare(student.augment, solution.augment, images, generator(2), max_shift=0, flip=True)


@pytest.mark.exercise("augment")
def test_augment_of_empty_paper(student, solution, rng, compare):
    """Pictures of nothing stay pictures of nothing, however far they move; and others do move."""
    compare(student.augment, solution.augment, np.zeros((2, 5, 3)), generator(seed_of(rng)), max_shift=2, flip=True)
    pictures = rng.uniform(0.1, 1, size=(30, 5, 3))
    moved = student.augment(pictures, generator(seed_of(rng)), max_shift=2)
    assert np.shape(moved) == pictures.shape, AUGMENT["form"]
    assert np.any(np.abs(moved - pictures) > 0.05), (
        "With max_shift=2 thirty pictures should not all stay where they are."
    )
    assert np.max(moved) > 0.05, "A picture that moves by max_shift=2 at most should leave something of itself."


@pytest.mark.exercise("augment", weight=5)
def test_augment_followed_through_many_pictures(student, solution, rng):
    """Follows single pixels through many pictures: where they go, how often, and what gets lost."""
    judge_by_measure(measure_augment, student.augment, solution.augment, AUGMENT, rng)


@pytest.mark.exercise("augment")
def test_augment_of_a_single_pixel(student, solution, rng, compare):
    """Pictures of a single pixel: the mirror image is the same, and a pixel that moves is lost."""
    pictures = rng.uniform(0.2, 1, size=(200, 1, 1))
    compare(student.augment, solution.augment, pictures[:1], generator(seed_of(rng)), max_shift=0, flip=True)
    moved = np.asarray(student.augment(pictures, generator(seed_of(rng)), max_shift=1))
    assert moved.shape == pictures.shape, AUGMENT["form"]
    lost, kept = moved == 0, np.isclose(moved, pictures, rtol=1e-5)
    assert np.all(lost | kept), "A pixel should keep its value, or be lost and replaced by 0."
    assert np.any(lost), (
        "Of two hundred pictures of a single pixel, some should move by max_shift=1. Then the pixel should be lost "
        "and a 0 move in, but all are still there."
    )
    assert np.any(kept), "Of two hundred pictures some should stay where they are: a shift of 0 is possible, too."


# cutout


def measure_cutout(cutout, draw):
    """Cut holes into many pictures that are not square, and look where they lie."""
    count, size = 3000, int(generator(draw).integers(2, 4))
    height, width = size + 4, size + 2  # five rows and three columns in which a square can begin
    images = np.ones((count, height, width)) * np.arange(1.0, 1 + count).reshape(-1, 1, 1)
    cut = np.asarray(cutout(images, size, generator(draw)))
    if cut.shape != images.shape:
        return {"form": 0.0}
    again, other = cutout(images, size, generator(draw)), cutout(images, size, generator(draw + 1))
    holes = cut == 0
    in_rows, in_columns = holes.any(axis=2), holes.any(axis=1)
    corners = np.stack([in_rows.argmax(axis=1), in_columns.argmax(axis=1)], axis=1)
    top, left = corners[:, :1], corners[:, 1:]
    rows, columns = np.arange(height), np.arange(width)
    square_rows, square_columns = (rows >= top) & (rows < top + size), (columns >= left) & (columns < left + size)
    square = (holes == square_rows[:, :, None] & square_columns[:, None, :]).all(axis=(1, 2))
    return {
        "form": 1.0,
        "others untouched": float(np.mean((cut == images) | holes)),
        "pixels hidden": float(np.mean(holes.sum(axis=(1, 2))) / size**2),
        "square": float(np.mean(square)),
        "same as first": float(np.mean((corners == corners[0]).all(axis=1))),
        "distinct places": len(np.unique(corners, axis=0)) / 15,
        "topmost": float(np.mean(corners[:, 0] == 0)),
        "leftmost": float(np.mean(corners[:, 1] == 0)),
        "repeatable": float(np.array_equal(cut, again)),
        "follows rng": float(not np.array_equal(cut, other)),
    }


CUTOUT = {
    "form": "The answer should have the shape of images.",
    "others untouched": "Pixels outside the square should stay as they are, and pixels inside should become 0.",
    "pixels hidden": "In each picture exactly size * size pixels should become 0.",
    "square": "In each picture the hidden pixels should form one square, size by size, wholly inside.",
    "distinct places": "The square should be able to lie at every place where it fits, the outermost included, and at no other.",
    "same as first": "Too many pictures have the square at the same place: each should have its own.",
    "topmost": "Not all rows in which the square can begin are equally likely.",
    "leftmost": "Not all columns in which the square can begin are equally likely.",
    "repeatable": "The same generator in the same state should give the same squares: draw from rng and nothing else.",
    "follows rng": "Another generator should give other squares: draw from the rng that is passed in.",
}


@pytest.mark.exercise("cutout")
@pytest.mark.visible
def test_cutout_of_the_whole_picture(student, solution, rng, compare):
    """A square as large as the picture hides everything."""
    compare(student.cutout, solution.cutout, rng.uniform(0.1, 1, size=(3, 4, 4)), 4, generator(1))


@pytest.mark.exercise("cutout")
@pytest.mark.visible
def test_cutout_of_nothing(student, solution, rng, compare):
    """A square of size 0 hides nothing."""
    compare(student.cutout, solution.cutout, rng.uniform(0.1, 1, size=(2, 3, 5)), 0, generator(2))


@pytest.mark.exercise("cutout", weight=4)
def test_cutout_measured_on_many_pictures(student, solution, rng):
    """Cuts holes into many pictures, higher than wide, and looks how large they are and where they lie."""
    judge_by_measure(measure_cutout, student.cutout, solution.cutout, CUTOUT, rng)


@pytest.mark.exercise("cutout")
def test_cutout_of_a_single_pixel(student, solution, rng, compare):
    """Pictures of a single pixel: a square of size 1 hides it, one of size 0 does not."""
    pictures = rng.uniform(0.1, 1, size=(5, 1, 1))
    for size in (1, 0):
        compare(student.cutout, solution.cutout, pictures, size, generator(seed_of(rng)))


# mixup


def measure_mixup(mixup, draw):
    """Mix columns that are all of their own kind, so that each mixture tells what went into it."""
    rng = generator(draw)
    m, alpha = int(rng.integers(145, 156)), rng.uniform(0.3, 0.5)
    X, Y = 2.0 * np.eye(m), np.eye(m)
    if not leaves_alone(mixup, X, Y, alpha, generator(draw)):
        return {"arguments stay": 0.0}
    rounds = []
    for seed in range(draw, draw + 16):
        answer = mixup(X, Y, alpha, generator(seed))
        if not isinstance(answer, (tuple, list)) or [np.shape(part) for part in answer] != [(m, m), (m, m)]:
            return {"form": 0.0}
        rounds.append((np.asarray(answer[0], dtype=float) / 2, np.asarray(answer[1], dtype=float)))
    again = np.asarray(mixup(X, Y, alpha, generator(draw))[0], dtype=float) / 2
    x, y = np.concatenate([part for part, _ in rounds], axis=1), np.concatenate([part for _, part in rounds], axis=1)
    own = np.concatenate([np.diag(part) for part, _ in rounds])
    own_label = np.concatenate([np.diag(part) for _, part in rounds])
    return {
        "form": 1.0,
        "labels mixed": float(np.mean((own_label > 1e-9) & (own_label < 1 - 1e-9))),
        "shares add up": float(np.mean(x.sum(axis=0))),
        "label shares add up": float(np.mean(y.sum(axis=0))),
        "two parents": float(np.mean(np.count_nonzero(x, axis=0) <= 2)),
        "shares differ from 1": float(np.mean(np.abs(x.sum(axis=0) - 1))),
        "same partner": float(np.mean(((x != 0) == (y != 0)).all(axis=0))),
        "picture fits label": float(np.mean(np.abs(x - y).max(axis=0) < 1e-6)),
        "own number": len(np.unique(np.round(own, 12))) / own.size,
        "average share": float(np.mean(own)),
        "average label share": float(np.mean(own_label)),
        "spread of shares": float(4 * np.var(own)),
        "repeatable": float(np.array_equal(rounds[0][0], again)),
        "follows rng": float(not np.array_equal(rounds[0][0], rounds[1][0])),
    }


MIXUP = {
    "form": "Return two arrays: the mixed examples in the shape of X and the mixed labels in the shape of Y.",
    "labels mixed": "The labels should be mixed too: with the same partner and the same number as the examples.",
    "shares add up": "The two shares of an example should add up to 1: lam and 1 - lam.",
    "label shares add up": "The two shares of a label should add up to 1: lam and 1 - lam.",
    "two parents": "Each mixed example should come from itself and one partner.",
    "average label share": "On average a label should keep half of itself: the number comes from Beta(alpha, alpha) as it is.",
    "shares differ from 1": "The two shares of an example should add up to 1: one number for all its rows.",
    "same partner": "Examples and labels have different partners: draw the partners once.",
    "picture fits label": "Examples and labels are mixed differently: use the same partner and the same number for both.",
    "own number": "Every example should have a number of its own, drawn from Beta(alpha, alpha).",
    "average share": "On average an example should keep half of itself: the number comes from Beta(alpha, alpha) as it is.",
    "spread of shares": "The numbers do not look as if they came from Beta(alpha, alpha).",
    "arguments stay": "The examples or labels that go in are changed. Make new arrays.",
    "repeatable": "The same generator in the same state should give the same mixtures: draw from rng and nothing else.",
    "follows rng": "Another generator should give other mixtures: draw from the rng that is passed in.",
}


@pytest.mark.exercise("mixup")
@pytest.mark.visible
def test_mixup_of_examples_that_are_all_alike(student, solution, rng, compare):
    """Four copies of one example: whatever is mixed, nothing changes."""
    X, Y = np.repeat(rng.normal(size=(3, 1)), 4, axis=1), np.repeat([[0.0], [1.0]], 4, axis=1)
    compare(student.mixup, solution.mixup, X, Y, 0.5, generator(1))


@pytest.mark.exercise("mixup")
@pytest.mark.visible
def test_mixup_of_a_single_example(student, solution, rng, compare):
    """One example has only itself as a partner."""
    compare(student.mixup, solution.mixup, rng.normal(size=(4, 1)), np.array([[0.0], [0.0], [1.0]]), 1.0, generator(2))


@pytest.mark.exercise("mixup", weight=5)
def test_mixup_measured_on_many_examples(student, solution, rng):
    """Mixes many examples, each of its own kind, and looks what went into every mixture, and how much of it."""
    judge_by_measure(measure_mixup, student.mixup, solution.mixup, MIXUP, rng)


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


def loss_of(model, x, y):
    """Return the loss of one training step, of the student's model or of one of ours."""
    if hasattr(model, "run_eagerly"):
        model.run_eagerly = True  # no graph for a single step
    return float(np.ravel(model.train_on_batch(x, y))[0])


def set_by_shape(model, values, n_x):
    """Give kernels and biases values by their shape, zero where none is given; tell whether all shapes are there."""
    shapes = [(n_x, 200), (200,), (200, 100), (100,), (100, 1), (1,)]
    weights = model.get_weights()
    if not weights:  # a model written as a class has none before its first call
        model.predict(np.zeros((1, n_x), dtype=np.float32))
        weights = model.get_weights()
    if sorted(np.shape(part) for part in weights) != sorted(shapes):
        return False
    model.set_weights(
        [np.asarray(values.get(np.shape(part), np.zeros(np.shape(part))), dtype=np.float32) for part in weights]
    )
    return True


def only(shape, value):
    """Return zeros with one value in the first place."""
    array = np.zeros(shape)
    array[(0,) * len(shape)] = value
    return array


def measure_penalty(build, draw):
    """Read the penalty from the loss of a model with one weight in each kernel and one bias, whose answer is one half."""
    rng = generator(draw)
    n_x, l2 = int(rng.integers(3, 7)), rng.uniform(0.1, 0.3)
    x, y = np.zeros((4, n_x), dtype=np.float32), np.ones((4, 1), dtype=np.float32)
    # Far enough from each other that no sum of some of them, squared or not, is near another.
    first, middle, last, bias = np.array([1.0, -2.0, 4.0, 5.0]) * rng.uniform(0.98, 1.02, size=4)
    second, third = np.zeros((200, 100)), np.zeros((100, 1))
    second[1, 0], third[1, 0] = middle, last  # no two of them stand behind each other, so that nothing gets through
    free = build(n_x, 0.0, 0.0)
    if not set_by_shape(free, {(1,): np.array([1.0])}, n_x):
        return {"form": 0.0}
    model = build(n_x, l2, 0.0)
    values = {(n_x, 200): only((n_x, 200), first), (200,): only((200,), bias), (200, 100): second, (100, 1): third}
    set_by_shape(model, values, n_x)
    penalty = loss_of(model, x, y) - np.log(2)
    return {"form": 1.0, "cross-entropy": loss_of(free, x, y), "penalty": penalty / l2}


PENALTY = {
    "form": "The model should have three Dense layers with 200, 100 and 1 units, each with kernel and bias, "
    "and no other weights.",
    "cross-entropy": "Without penalty and dropout, the loss of the compiled model is not the binary cross-entropy of its answers.",
    "penalty": "The loss should charge l2 times the square of each weight in all three kernels, and nothing for a bias.",
}


def measure_drops(build, draw):
    """Send a signal along one chain of units and count how often it gets through: 0 or 1 before the sigmoid."""
    n_x, rows, rate, strength = 2, 3600, generator(draw).uniform(0.25, 0.3), 30.0
    x, y = np.ones((rows, n_x), dtype=np.float32), np.ones((rows, 1), dtype=np.float32)
    chains = {
        "second dropout": {(100,): only((100,), 1.0), (100, 1): only((100, 1), strength)},
        "both dropouts": {
            (200,): only((200,), 1.0),
            (200, 100): only((200, 100), 1.0),
            (100, 1): only((100, 1), strength),
        },
        "from the input": {
            (n_x, 200): only((n_x, 200), 1.0),
            (200, 100): only((200, 100), 1.0),
            (100, 1): only((100, 1), strength),
        },
    }
    measured = {"form": 1.0}
    for name, values in chains.items():
        model = build(n_x, 0.0, rate)
        if not set_by_shape(model, values, n_x):
            return {"form": 0.0}
        measured[name] = loss_of(model, x, y) / np.log(2)  # a silent chain costs ln 2, any other nothing
    return measured


DROPS = {
    "form": PENALTY["form"],
    "second dropout": "Behind the second hidden layer, the share of units that is dropped in training is not the argument dropout.",
    "both dropouts": "Behind the first hidden layer, the share of units that is dropped in training is not the argument dropout.",
    "from the input": "In training something is dropped before the first hidden layer. Inputs should all get through.",
}


@pytest.mark.exercise("keras_regularized")
@pytest.mark.visible
def test_keras_network_with_two_inputs(student, solution, compare):
    """A model with two inputs: same weights in, same probabilities out; and the same in training without dropout."""
    compare.model(student.keras_regularized, solution.keras_regularized, 2, 0.01, 0.0, training=True)


@pytest.mark.exercise("keras_regularized")
def test_keras_network_of_another_size_does_not_drop_when_it_answers(student, solution, rng, compare):
    """A model with many inputs and strong dropout: outside training nobody is dropped."""
    n_x = int(rng.integers(50, 80))
    compare.model(student.keras_regularized, solution.keras_regularized, n_x, 0.001, 0.6)


@pytest.mark.exercise("keras_regularized", weight=2)
def test_keras_penalty_is_in_the_loss(student, solution, rng):
    """Trains a model in which only a few weights are not zero: the loss tells what they cost."""
    handle_is_compiled(student.keras_regularized(3, 0.05, 0.0))
    judge_by_measure(measure_penalty, student.keras_regularized, solution.keras_regularized, PENALTY, rng)


@pytest.mark.exercise("keras_regularized", weight=2)
def test_keras_dropout_has_the_right_rate_and_place(student, solution, rng):
    """Sends a signal along a chain of single units in training and counts how often it gets through."""
    handle_is_compiled(student.keras_regularized(2, 0.0, 0.25))
    judge_by_measure(measure_drops, student.keras_regularized, solution.keras_regularized, DROPS, rng)


def handle_is_compiled(model):
    """Fail unless a model is a compiled one."""
    assert hasattr(model, "compiled"), "The function should return a Keras model. Is there a return at the end?"
    assert model.compiled, (
        "The model is not compiled: call model.compile(...) with optimizer and loss before you return it."
    )
