"""Hidden checks of ensembles.

Functions that draw random numbers have no golden answer. Where chance has no say they are compared as all others;
everywhere else they are *measured* (`assignments/ensembles/measures.py`).
"""

import numpy as np
import pytest

# How far two measurements may lie apart: five standard deviations or more of what chance does to them.
NEAR = 0.08
NEAR_FOR_FEW = 0.12  # in the notebook, which draws less
NEAR_FOR_CALLS = 0.15  # where every draw is a call of its own


def generator(seed):
    """Return a fresh generator: the same seed gives the same draws."""
    return np.random.default_rng(seed)


def seed_of(rng):
    """Draw the seed of a generator."""
    return int(rng.integers(2**32))


def shares(rng, *shape, digits=16):
    """Return probabilities that add up to 1 along the last axis."""
    values = rng.uniform(0.1, 1, size=shape) ** 2
    return (values / values.sum(axis=-1, keepdims=True)).round(digits)


# average_probabilities


@pytest.mark.exercise("average_probabilities")
@pytest.mark.visible
def test_average_of_three_members(student, solution, compare):
    """Three members, two pictures, four classes; all members count alike."""
    said = np.array(
        [
            [[0.7, 0.1, 0.1, 0.1], [0.0, 0.5, 0.25, 0.25]],
            [[0.2, 0.6, 0.1, 0.1], [0.0, 0.0, 1.0, 0.0]],
            [[0.6, 0.2, 0.1, 0.1], [0.3, 0.4, 0.1, 0.2]],
        ]
    )
    compare(student.average_probabilities, solution.average_probabilities, said)


@pytest.mark.exercise("average_probabilities")
@pytest.mark.visible
def test_average_with_weights(student, solution, rng, compare):
    """Weights that do not add up to 1, one of them 0; as many members as pictures."""
    said = shares(rng, 3, 3, 4, digits=3)
    compare(student.average_probabilities, solution.average_probabilities, said, np.array([3.0, 0.0, 1.0]))


@pytest.mark.exercise("average_probabilities", weight=2)
def test_average_of_many_members(student, solution, rng, compare):
    """Six members, four pictures, three classes; with weights and without."""
    said = shares(rng, 6, 4, 3)
    compare(student.average_probabilities, solution.average_probabilities, said)
    compare(student.average_probabilities, solution.average_probabilities, said, rng.uniform(0.2, 5, size=6))


@pytest.mark.exercise("average_probabilities")
def test_average_where_all_numbers_are_alike(student, solution, rng, compare):
    """As many members as pictures as classes."""
    said = shares(rng, 4, 4, 4)
    compare(student.average_probabilities, solution.average_probabilities, said, rng.uniform(1, 9, size=4))


@pytest.mark.exercise("average_probabilities")
def test_average_of_a_single_member(student, solution, rng, compare):
    """One member, whatever its weight, and one picture."""
    said = shares(rng, 1, 3, 5)
    compare(student.average_probabilities, solution.average_probabilities, said, np.array([rng.uniform(2, 5)]))
    compare(student.average_probabilities, solution.average_probabilities, shares(rng, 5, 1, 3))


@pytest.mark.exercise("average_probabilities")
def test_average_is_no_vote(student, solution, rng, compare):
    """Two members are a little for one class, and one is very sure of another."""
    sure = rng.uniform(0.9, 0.98)
    said = np.array([[[0.55, 0.45]], [[0.52, 0.48]], [[1 - sure, sure]]])
    compare(student.average_probabilities, solution.average_probabilities, said)


# majority_vote


@pytest.mark.exercise("majority_vote")
@pytest.mark.visible
def test_vote_of_five_members(student, solution, compare):
    """Five members, six pictures: clear ones, a tie of two, a tie of all, and a larger class before a smaller."""
    votes = np.array(
        [
            [3, 1, 2, 4, 0, 3],
            [3, 1, 0, 3, 2, 1],
            [3, 0, 2, 2, 2, 3],
            [3, 2, 0, 1, 4, 0],
            [3, 1, 4, 0, 4, 1],
        ]
    )
    compare(student.majority_vote, solution.majority_vote, votes, 5)


@pytest.mark.exercise("majority_vote")
@pytest.mark.visible
def test_vote_where_the_best_has_no_majority(student, solution, compare):
    """Of ten classes only some are named; the most frequent has two votes of six, once a tie of 1 and 8."""
    votes = np.array([[9, 7, 1], [8, 5, 8], [2, 9, 3], [9, 6, 8], [4, 5, 1], [3, 8, 5]])  # a set holds 8 before 1
    compare(student.majority_vote, solution.majority_vote, votes, 10)


@pytest.mark.exercise("majority_vote", weight=3)
def test_vote_of_random_members(student, solution, rng, compare):
    """Seven members, thirty pictures, four classes: many ties."""
    compare(student.majority_vote, solution.majority_vote, rng.integers(4, size=(7, 30)), 4)
    compare(student.majority_vote, solution.majority_vote, rng.integers(10, size=(4, 25)), 10)


@pytest.mark.exercise("majority_vote")
def test_vote_of_one_member_and_of_one_picture(student, solution, rng, compare):
    """A single member always wins; a single picture gives one answer."""
    compare(student.majority_vote, solution.majority_vote, rng.integers(6, size=(1, 8)), 6)
    first = rng.integers(2, 5)
    compare(student.majority_vote, solution.majority_vote, np.array([[first], [0], [first], [1], [0], [first]]), 6)


@pytest.mark.exercise("majority_vote", weight=2)
def test_vote_in_a_tie_takes_the_smallest(student, solution, rng, compare):
    """Two classes have equally many votes, in every order in which they can be cast."""
    small, large = np.sort(rng.permutation(8)[:2])
    for order in ([large, small, large, small], [small, large, large, small], [large, large, small, small]):
        compare(student.majority_vote, solution.majority_vote, np.reshape(order, (4, 1)), 8)


# bagging_indices


@pytest.mark.exercise("bagging_indices")
@pytest.mark.visible
def test_bags_of_one_example(student, solution, compare):
    """There is one example only, so that chance has no say: three members, each with a bag of one."""
    compare(student.bagging_indices, solution.bagging_indices, 1, 3, generator(1))


@pytest.mark.exercise("bagging_indices")
@pytest.mark.visible
def test_bags_counted_in_the_notebook(student, solution, rng, compare, measures):
    """Draws bags and counts: rows of the training set, each bag its own, some rows twice and some never."""
    compare.measure(
        student.bagging_indices, solution.bagging_indices, measures.bags, seed_of(rng), near=NEAR_FOR_FEW, members=200
    )


@pytest.mark.exercise("bagging_indices", weight=4)
def test_bags_counted(student, solution, rng, compare, measures):
    """Draws many bags and counts what is in them."""
    compare.measure(student.bagging_indices, solution.bagging_indices, measures.bags, seed_of(rng), near=NEAR)


@pytest.mark.exercise("bagging_indices")
def test_bags_of_few_members(student, rng):
    """Three members and many examples: a row of the answer for each member, with whole numbers that are rows."""
    m = int(rng.integers(90, 120))
    bags = np.asarray(student.bagging_indices(m, 3, generator(seed_of(rng))))
    assert bags.shape == (3, m), "The answer should have one row for each member, and m numbers in each."
    assert np.all((bags >= 0) & (bags < m) & (bags == np.round(bags))), "Some numbers are no rows of the training set."
    shares = [len(np.unique(bag)) / m for bag in bags]
    assert min(shares) > 0.45, "Hardly any row is in some of the bags: draw from all m rows."
    assert max(shares) < 0.8, "Nearly every row is in some of the bags. With replacement it would be about 63 percent."


# out_of_bag_probabilities


def bags_with_gaps(rng, members, examples):
    """Return bags such that the first row is in all of them and the last one in none."""
    return np.stack([np.append(0, rng.integers(0, examples - 1, size=examples - 1)) for _ in range(members)])


@pytest.mark.exercise("out_of_bag_probabilities")
@pytest.mark.visible
def test_out_of_bag_of_three_members(student, solution, compare):
    """Three members, four examples, two classes: example 0 is in every bag, example 3 in none."""
    said = np.array(
        [
            [[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.6, 0.4]],
            [[0.7, 0.3], [0.1, 0.9], [0.5, 0.5], [0.2, 0.8]],
            [[1.0, 0.0], [0.4, 0.6], [0.9, 0.1], [0.1, 0.9]],
        ]
    )
    indices = np.array([[0, 1, 1, 0], [2, 0, 2, 2], [0, 0, 2, 0]])
    compare(student.out_of_bag_probabilities, solution.out_of_bag_probabilities, said, indices)


@pytest.mark.exercise("out_of_bag_probabilities")
@pytest.mark.visible
def test_out_of_bag_of_bags_in_another_size(student, solution, rng, compare):
    """Bags of three rows of five examples, and three classes."""
    said = shares(rng, 2, 5, 3, digits=3)
    indices = np.array([[4, 4, 0], [1, 4, 2]])
    compare(student.out_of_bag_probabilities, solution.out_of_bag_probabilities, said, indices)


@pytest.mark.exercise("out_of_bag_probabilities", weight=3)
def test_out_of_bag_of_many_members(student, solution, rng, compare):
    """Seven members and nine examples; one example that all have seen, and one that nobody has."""
    for classes in (3, 10):
        said = shares(rng, 7, 9, classes)
        compare(student.out_of_bag_probabilities, solution.out_of_bag_probabilities, said, bags_with_gaps(rng, 7, 9))


@pytest.mark.exercise("out_of_bag_probabilities", weight=2)
def test_out_of_bag_where_all_numbers_are_alike(student, solution, rng, compare):
    """As many members as examples as classes."""
    said = shares(rng, 4, 4, 4)
    indices = np.stack([rng.integers(4, size=4) for _ in range(4)])
    compare(student.out_of_bag_probabilities, solution.out_of_bag_probabilities, said, indices)


@pytest.mark.exercise("out_of_bag_probabilities")
def test_out_of_bag_of_a_single_member(student, solution, rng, compare):
    """One member: what it has seen gets no opinion, the rest its own."""
    said = shares(rng, 1, 6, 4)
    indices = rng.integers(1, 5, size=(1, 6))
    compare(student.out_of_bag_probabilities, solution.out_of_bag_probabilities, said, indices)


# snapshot_schedule


@pytest.mark.exercise("snapshot_schedule")
@pytest.mark.visible
def test_schedule_of_two_cycles(student, solution, compare):
    """Twelve steps in two cycles of six: the start, a third, the middle, the last of a cycle, and the next start."""
    for step in (0, 2, 3, 5, 6, 8):
        compare(student.snapshot_schedule, solution.snapshot_schedule, step, 12, 2, 0.5)


@pytest.mark.exercise("snapshot_schedule")
@pytest.mark.visible
def test_schedule_of_cycles_that_do_not_divide(student, solution, compare):
    """Ten steps in three cycles: each has four steps, and the last is cut off."""
    for step in (3, 4, 7, 9):
        compare(student.snapshot_schedule, solution.snapshot_schedule, step, 10, 3, 2.0)


@pytest.mark.exercise("snapshot_schedule", weight=3)
def test_schedule_of_long_trainings(student, solution, rng, compare):
    """Steps of long trainings, with many cycles and few."""
    for cycles in (1, 4, 7):
        steps, rate = int(rng.integers(300, 900)), rng.uniform(0.01, 0.3)
        for step in rng.integers(0, steps, size=3).tolist():
            compare(student.snapshot_schedule, solution.snapshot_schedule, step, steps, cycles, rate)


@pytest.mark.exercise("snapshot_schedule", weight=2)
def test_schedule_begins_anew(student, solution, rng, compare):
    """The first step of a later cycle has the full rate, and the one before it nearly none."""
    length, rate = int(rng.integers(20, 60)), rng.uniform(0.05, 0.5)
    for step in (3 * length, 3 * length - 1, 2 * length + length // 3):
        compare(student.snapshot_schedule, solution.snapshot_schedule, step, 5 * length, 5, rate)


@pytest.mark.exercise("snapshot_schedule")
def test_schedule_rounds_the_length_up(student, solution, rng, compare):
    """Eleven steps in three cycles, and one more than twenty in four."""
    rate = rng.uniform(0.1, 1)
    compare(student.snapshot_schedule, solution.snapshot_schedule, 7, 11, 3, rate)
    compare(student.snapshot_schedule, solution.snapshot_schedule, 11, 21, 4, rate)


# ten_crop


@pytest.mark.exercise("ten_crop")
@pytest.mark.visible
def test_ten_crops_of_a_small_picture(student, solution, compare):
    """One picture of 4 x 6 whole numbers, one channel, crops of 2 x 2: each can be looked up by hand."""
    compare(student.ten_crop, solution.ten_crop, np.arange(24.0).reshape(1, 4, 6, 1), 2)


@pytest.mark.exercise("ten_crop")
@pytest.mark.visible
def test_ten_crops_where_the_centre_lies_between(student, solution, compare):
    """A picture of 4 x 5 pixels with two channels, crops of one pixel: the centre is rounded down."""
    images = np.arange(40.0).reshape(1, 4, 5, 2)
    compare(student.ten_crop, solution.ten_crop, images, 1)


@pytest.mark.exercise("ten_crop", weight=3)
def test_ten_crops_of_colour_pictures(student, solution, rng, compare):
    """Three colour pictures, wider than high, and three that are higher than wide."""
    compare(student.ten_crop, solution.ten_crop, rng.random((3, 7, 10, 3)), 4)
    compare(student.ten_crop, solution.ten_crop, rng.random((2, 9, 6, 3)), 5)


@pytest.mark.exercise("ten_crop")
def test_ten_crops_of_the_whole_picture(student, solution, rng, compare):
    """Crops as large as the picture: five times the same, and five times its mirror image."""
    compare(student.ten_crop, solution.ten_crop, rng.random((2, 5, 5, 1)), 5)


@pytest.mark.exercise("ten_crop")
def test_ten_crops_of_one_pixel(student, solution, rng, compare):
    """Crops of a single pixel."""
    compare(student.ten_crop, solution.ten_crop, rng.random((4, 6, 3, 2)), 1)


# tta_predict


@pytest.mark.exercise("tta_predict")
@pytest.mark.visible
def test_two_views_of_small_pictures(student, solution, rng, compare):
    """The pictures as they are and their mirror images; the given network looks at the top left pixel."""
    images = rng.uniform(0, 1, size=(3, 2, 3, 1)).round(2)
    views = [solution.unchanged, solution.mirrored]
    compare(student.tta_predict, solution.tta_predict, solution.corner_scores, images, views)


@pytest.mark.exercise("tta_predict")
@pytest.mark.visible
def test_views_without_the_picture_itself(student, solution, rng, compare):
    """Three views, and the picture as it is is not among them."""
    images = rng.uniform(0, 1, size=(2, 3, 2, 1)).round(2)
    views = [solution.turned, solution.mirrored, solution.brighter]
    compare(student.tta_predict, solution.tta_predict, solution.corner_scores, images, views)


@pytest.mark.exercise("tta_predict")
@pytest.mark.visible
def test_a_single_smaller_view(student, solution, rng, compare):
    """One view alone, which is smaller than the pictures."""
    images = rng.uniform(0, 1, size=(3, 2, 4, 1)).round(2)
    compare(student.tta_predict, solution.tta_predict, solution.corner_scores, images, [solution.narrower])


def three_classes(images):
    """Return probabilities of three classes from three places of the pictures."""
    scores = np.exp(np.stack([2 * images[:, 0, 0, 0], images[:, -1, 0, 0], 3 * images.mean(axis=(1, 2, 3))], axis=1))
    return scores / scores.sum(axis=1, keepdims=True)


def darker(images):
    """Halve the brightness."""
    return images / 2


def upside_down(images):
    """Turn pictures upside down."""
    return images[:, ::-1]


def left_half(images):
    """Keep the left half."""
    return images[:, :, : images.shape[2] // 2]


def right_half(images):
    """Keep the right half, without the column in the middle."""
    return images[:, :, -(images.shape[2] // 2) :]


@pytest.mark.exercise("tta_predict", weight=6)
def test_views_of_another_network(student, solution, rng, compare):
    """Another network, with three classes, and views that it has not seen; on the second list they are smaller."""
    images = rng.uniform(0, 1, size=(4, 3, 5, 1))
    compare(student.tta_predict, solution.tta_predict, three_classes, images, [darker, upside_down, darker])
    compare(student.tta_predict, solution.tta_predict, three_classes, images[:2], [left_half, right_half])


@pytest.mark.exercise("tta_predict")
def test_a_single_view(student, solution, rng, compare):
    """One view alone, which is not the picture itself."""
    images = rng.uniform(0, 1, size=(3, 4, 2, 1))
    compare(student.tta_predict, solution.tta_predict, three_classes, images, [darker])


# drop_connect_forward and drop_connect_backward


def layer(rng, m, n_in, n_out, keep_prob, digits=16):
    """Return inputs, weights, biases and a mask with a connection of each kind."""
    mask = (rng.random((m, n_in, n_out)) < keep_prob).astype(float)
    mask[0, 0, 0], mask[-1, -1, -1] = 1, 0
    X, W = rng.normal(size=(m, n_in)).round(digits), rng.normal(size=(n_in, n_out)).round(digits)
    return X, W, rng.normal(loc=1, size=n_out).round(digits), mask


@pytest.mark.exercise("drop_connect_forward")
@pytest.mark.visible
def test_drop_connect_of_two_examples(student, solution, compare):
    """Two examples, three inputs, two units; each example has lost other connections."""
    X, W = np.array([[1.0, 2.0, -1.0], [0.5, 1.0, 3.0]]), np.array([[1.0, -2.0], [0.5, 1.0], [2.0, 4.0]])
    mask = np.array([[[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]], [[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]])
    compare(student.drop_connect_forward, solution.drop_connect_forward, X, W, np.array([10.0, -20.0]), mask, 0.8)


@pytest.mark.exercise("drop_connect_forward")
@pytest.mark.visible
def test_drop_connect_with_truth_values(student, solution, rng, compare):
    """A mask of True and False, four examples, two inputs, three units."""
    X, W, b, mask = layer(rng, 4, 2, 3, 0.5, digits=2)
    compare(student.drop_connect_forward, solution.drop_connect_forward, X, W, b, mask > 0, 0.5)


@pytest.mark.exercise("drop_connect_forward", weight=3)
def test_drop_connect_of_a_wide_layer(student, solution, rng, compare):
    """Many inputs, few units, most connections lost."""
    X, W, b, mask = layer(rng, 6, 9, 4, 0.3)
    compare(student.drop_connect_forward, solution.drop_connect_forward, X, W, b, mask, 0.3)


@pytest.mark.exercise("drop_connect_forward")
def test_drop_connect_where_all_numbers_are_alike(student, solution, rng, compare):
    """As many examples as inputs as units."""
    X, W, b, mask = layer(rng, 4, 4, 4, 0.6)
    compare(student.drop_connect_forward, solution.drop_connect_forward, X, W, b, mask, 0.6)


@pytest.mark.exercise("drop_connect_forward")
def test_drop_connect_where_nothing_is_lost(student, solution, rng, compare):
    """A mask of ones: with keep_prob 1 it is a dense layer, with less the sums are larger; and one example alone."""
    X, W, b, _ = layer(rng, 1, 5, 3, 1.0)
    for keep_prob in (rng.uniform(0.5, 0.8), 1.0):
        compare(student.drop_connect_forward, solution.drop_connect_forward, X, W, b, np.ones((1, 5, 3)), keep_prob)


@pytest.mark.exercise("drop_connect_backward")
@pytest.mark.visible
def test_drop_connect_backward_of_two_examples(student, solution, compare):
    """Two examples, three inputs, two units; each example has lost other connections."""
    X, W = np.array([[1.0, 2.0, -1.0], [0.5, 1.0, 3.0]]), np.array([[1.0, -2.0], [0.5, 1.0], [2.0, 4.0]])
    mask = np.array([[[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]], [[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]])
    dZ = np.array([[0.5, -1.0], [2.0, 0.25]])
    compare(student.drop_connect_backward, solution.drop_connect_backward, dZ, X, W, mask, 0.8)


@pytest.mark.exercise("drop_connect_backward")
@pytest.mark.visible
def test_drop_connect_backward_with_truth_values(student, solution, rng, compare):
    """A mask of True and False, four examples, two inputs, three units."""
    X, W, _, mask = layer(rng, 4, 2, 3, 0.5, digits=2)
    dZ = rng.normal(size=(4, 3)).round(2)
    compare(student.drop_connect_backward, solution.drop_connect_backward, dZ, X, W, mask > 0, 0.5)


@pytest.mark.exercise("drop_connect_backward", weight=2)
def test_drop_connect_backward_of_a_wide_layer(student, solution, rng, compare):
    """Many inputs, few units, most connections lost; and as many of each."""
    for sizes, keep_prob in (((6, 9, 4), 0.3), ((4, 4, 4), 0.6), ((1, 3, 5), 0.7)):
        X, W, _, mask = layer(rng, *sizes, keep_prob)
        dZ = rng.normal(size=(sizes[0], sizes[2]))
        compare(student.drop_connect_backward, solution.drop_connect_backward, dZ, X, W, mask, keep_prob)


@pytest.mark.exercise("drop_connect_backward", weight=3)
def test_drop_connect_backward_is_the_measured_slope(student, solution, rng):
    """Moves single inputs, weights and biases a little and measures how the scores change."""
    X, W, b, mask = layer(rng, 3, 4, 2, 0.6)
    dZ = rng.normal(size=(3, 2))
    answer = student.drop_connect_backward(dZ, X, W, mask, 0.6)
    is_complete = isinstance(answer, (tuple, list)) and [np.shape(part) for part in answer] == [(3, 4), (4, 2), (2,)]
    assert is_complete, "Return three gradients (dX, dW, db), in the shapes of X, W and b."
    answer = [np.asarray(part, dtype=float) for part in answer]
    for name, place, slopes in zip(("dX", "dW", "db"), range(3), answer, strict=True):
        given = [X, W, b]
        for index in np.ndindex(given[place].shape):
            step = np.zeros(given[place].shape)
            step[index] = 1e-5
            up, down = (
                solution.drop_connect_forward(*given[:place], given[place] + s, *given[place + 1 :], mask, 0.6)
                for s in (step, -step)
            )
            measured = np.sum(dZ * (up - down)) / 2e-5
            assert np.isclose(slopes[index], measured, rtol=1e-3, atol=1e-6), (
                f"{name} is not the slope of the forward pass: when one number is moved a little, the scores change "
                "differently. The same mask and the same scale belong to it as on the way forward."
            )


# stochastic_depth


@pytest.mark.exercise("stochastic_depth")
@pytest.mark.visible
def test_depth_outside_training(student, solution, rng, compare):
    """Outside training nothing is left out and nothing is scaled."""
    x, residual = rng.normal(size=(3, 2)).round(2), rng.normal(size=(3, 2)).round(2)
    compare(student.stochastic_depth, solution.stochastic_depth, x, residual, 0.5, generator(1), False)


@pytest.mark.exercise("stochastic_depth")
@pytest.mark.visible
def test_depth_when_all_are_kept(student, solution, rng, compare):
    """In training with keep_prob 1 every example keeps its residual, of pictures, too."""
    x, residual = rng.normal(size=(2, 2, 3, 1)).round(2), rng.normal(size=(2, 2, 3, 1)).round(2)
    compare(student.stochastic_depth, solution.stochastic_depth, x, residual, 1.0, generator(2), True)


@pytest.mark.exercise("stochastic_depth")
@pytest.mark.visible
def test_depth_counted_in_the_notebook(student, solution, rng, compare, measures):
    """Counts who keeps the residual, and measures what is left of it."""
    f, g = student.stochastic_depth, solution.stochastic_depth
    compare.measure(f, g, measures.dropped_examples, seed_of(rng), near=NEAR_FOR_FEW, examples=1200)


@pytest.mark.exercise("stochastic_depth", weight=5)
def test_depth_counted(student, solution, rng, compare, measures):
    """Counts in many examples who keeps the residual, and measures what is left of it."""
    f, g = student.stochastic_depth, solution.stochastic_depth
    compare.measure(f, g, measures.dropped_examples, seed_of(rng), near=NEAR)


@pytest.mark.exercise("stochastic_depth")
def test_depth_outside_training_of_maps(student, solution, rng, compare):
    """Maps of several channels outside training, and a batch of one in training with keep_prob 1."""
    x, residual = rng.normal(size=(3, 4, 2, 5)), rng.normal(size=(3, 4, 2, 5))
    f, g = student.stochastic_depth, solution.stochastic_depth
    compare(f, g, x, residual, rng.uniform(0.3, 0.7), generator(seed_of(rng)), False)
    compare(f, g, x[:1], residual[:1], 1.0, generator(seed_of(rng)), True)


@pytest.mark.exercise("stochastic_depth")
def test_depth_of_rows_and_of_maps_in_training(student, rng):
    """In training each example is either x itself or x with the scaled residual, of rows and of maps."""
    for shape in ((60, 4), (60, 2, 3, 4)):
        x, residual = rng.normal(size=shape), rng.uniform(1, 2, size=shape)
        answer = np.asarray(student.stochastic_depth(x, residual, 0.5, generator(seed_of(rng)), True))
        assert answer.shape == shape, "The answer should have the shape of x."
        axes = tuple(range(1, len(shape)))
        lost = np.all(np.isclose(answer, x, rtol=1e-4, atol=1e-5), axis=axes)
        kept = np.all(np.isclose(answer, x + residual / 0.5, rtol=1e-4, atol=1e-5), axis=axes)
        assert np.all(lost | kept), "Each example should be x as it is, or x + residual / keep_prob."
        assert np.any(lost), "With keep_prob 0.5 some of sixty examples should lose their residual."
        assert np.any(kept), "With keep_prob 0.5 some of sixty examples should keep their residual."


# stochastic_block


@pytest.mark.exercise("stochastic_block")
@pytest.mark.visible
def test_block_outside_training(student, solution, rng, compare):
    """Outside training the block always runs, and nothing is scaled."""
    x = rng.normal(size=(3, 2)).round(2)
    compare(student.stochastic_block, solution.stochastic_block, x, solution.halves, 0.5, generator(1), False)


@pytest.mark.exercise("stochastic_block")
@pytest.mark.visible
def test_block_counted_in_the_notebook(student, solution, rng, compare, measures):
    """Counts how often the block is called, and measures what is left of its residual."""
    f, g = student.stochastic_block, solution.stochastic_block
    compare.measure(f, g, measures.skipped_batches, seed_of(rng), near=NEAR_FOR_CALLS)


def squares(x):
    """Return the squares: a block."""
    return x**2


@pytest.mark.exercise("stochastic_block", weight=3)
def test_block_counted(student, solution, rng, compare, measures):
    """Counts over many batches how often the block is called, and measures what is left of its residual."""
    f, g = student.stochastic_block, solution.stochastic_block
    compare.measure(f, g, measures.skipped_batches, seed_of(rng), near=NEAR_FOR_CALLS)


@pytest.mark.exercise("stochastic_block", weight=2)
def test_block_of_another_kind(student, solution, rng, compare):
    """Another block: outside training, and in training with keep_prob 1."""
    x = rng.normal(size=(4, 3, 2))
    compare(student.stochastic_block, solution.stochastic_block, x, squares, 0.3, generator(seed_of(rng)), False)
    compare(student.stochastic_block, solution.stochastic_block, x, squares, 1.0, generator(seed_of(rng)), True)


# fractional_regions


@pytest.mark.exercise("fractional_regions")
@pytest.mark.visible
def test_regions_without_choice(student, solution, compare):
    """As many regions as rows, and half as many: chance has no say."""
    compare(student.fractional_regions, solution.fractional_regions, 5, 5, generator(1))
    compare(student.fractional_regions, solution.fractional_regions, 6, 3, generator(2))


@pytest.mark.exercise("fractional_regions")
@pytest.mark.visible
def test_regions_counted_in_the_notebook(student, solution, rng, compare, measures):
    """Cuts rows into regions many times, and counts in which orders they come."""
    f, g = student.fractional_regions, solution.fractional_regions
    compare.measure(f, g, measures.regions, seed_of(rng), near=NEAR_FOR_CALLS)


@pytest.mark.exercise("fractional_regions", weight=4)
def test_regions_counted(student, solution, rng, compare, measures):
    """Cuts rows into regions many times, and counts in which orders they come."""
    f, g = student.fractional_regions, solution.fractional_regions
    compare.measure(f, g, measures.regions, seed_of(rng), near=NEAR_FOR_CALLS)


@pytest.mark.exercise("fractional_regions")
def test_regions_of_other_sizes_without_choice(student, solution, rng, compare):
    """One region for each row, two rows in each, and a single region."""
    n = int(rng.integers(7, 12))
    f, g = student.fractional_regions, solution.fractional_regions
    for n_in, n_out in ((n, n), (2 * n, n), (1, 1), (2, 1)):
        compare(f, g, n_in, n_out, generator(seed_of(rng)))


# fractional_max_pool


def edges(rng, n_in, n_out):
    """Return edges of n_out regions of one or two rows."""
    sizes = rng.permutation(np.repeat([1, 2], [2 * n_out - n_in, n_in - n_out]))
    return np.concatenate([[0], np.cumsum(sizes)])


@pytest.mark.exercise("fractional_max_pool")
@pytest.mark.visible
def test_fractional_pool_of_a_small_picture(student, solution, compare):
    """One picture of 4 x 5 numbers in no order, three rows and three columns come out."""
    X = np.array(
        [[3.0, 1.0, 4.0, 1.5, 9.0], [2.0, 6.0, 5.0, 3.5, 8.0], [9.5, 7.0, 9.3, 2.3, 8.4], [6.2, 6.4, 3.3, 8.3, 2.7]]
    )
    f, g = student.fractional_max_pool, solution.fractional_max_pool
    compare(f, g, X.reshape(1, 4, 5, 1), np.array([0, 1, 3, 4]), np.array([0, 2, 3, 5]))


@pytest.mark.exercise("fractional_max_pool")
@pytest.mark.visible
def test_fractional_pool_of_numbers_below_zero(student, solution, rng, compare):
    """Two pictures with two channels, all numbers below zero, more rows than columns."""
    X = -rng.uniform(1, 9, size=(2, 4, 3, 2)).round(1)
    f, g = student.fractional_max_pool, solution.fractional_max_pool
    compare(f, g, X, np.array([0, 2, 3, 4]), np.array([0, 1, 3]))


@pytest.mark.exercise("fractional_max_pool", weight=3)
def test_fractional_pool_of_maps(student, solution, rng, compare):
    """Three maps with four channels, 9 x 7 numbers, and edges that are drawn."""
    X = rng.normal(size=(3, 9, 7, 4))
    f, g = student.fractional_max_pool, solution.fractional_max_pool
    compare(f, g, X, edges(rng, 9, 6), edges(rng, 7, 5))
    compare(f, g, X - 5, edges(rng, 9, 5), edges(rng, 7, 4))


@pytest.mark.exercise("fractional_max_pool")
def test_fractional_pool_that_keeps_all_or_little(student, solution, rng, compare):
    """One region for each number, and a single region for all."""
    X = rng.normal(size=(2, 3, 4, 1))
    f, g = student.fractional_max_pool, solution.fractional_max_pool
    compare(f, g, X, np.arange(4), np.arange(5))
    compare(f, g, X[:, :2, :2], np.array([0, 2]), np.array([0, 2]))
