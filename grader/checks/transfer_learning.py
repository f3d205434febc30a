"""Hidden checks of transfer_learning.

What a function does to a model that it is given is *measured* (`assignments/transfer_learning/measures.py`): the weights
before and after, what training may change, what comes out. All networks are tiny, for each of them costs time.
"""

import numpy as np
import pytest

from dlkit.comparing import KerasNetwork

NEAR = {"rtol": 0.01, "atol": 0.003}
TRAINED = 2e-3  # how far two losses may lie apart, or two changes of weights


def seed_of(rng):
    """Draw a number from which a measure draws its inputs."""
    return int(rng.integers(2**31))


def one_of(rng, *sizes):
    """Return one of several sizes: a model is slow to build, so there are few, and each was seen to tell mistakes apart."""
    return sizes[rng.integers(len(sizes))]


# few_of_each


@pytest.mark.exercise("few_of_each")
@pytest.mark.visible
def test_three_of_each_of_four_classes(student, solution, rng, compare, measures):
    """Draws three of each of four classes again and again, from labels in no order."""
    compare.measure(student.few_of_each, solution.few_of_each, measures.drawing, seed_of(rng), near=0)


@pytest.mark.exercise("few_of_each", weight=2)
def test_few_of_each_by_what_is_drawn(student, solution, rng, compare, measures):
    """Draws a few of each class again and again: how many of which class, none twice, each of them sometimes."""
    few = student.few_of_each, solution.few_of_each
    compare.measure(*few, measures.drawing, seed_of(rng), near=0)
    compare.measure(*few, measures.drawing, seed_of(rng), k=1, near=0)


# feature_extractor

SMALL = ("conv 2", "norm", "relu", "pool", "flatten", "dense 3")
DEEP = ("conv 2", "norm", "relu", "conv 3", "relu", "pool", "conv 4", "relu", "average")


@pytest.mark.exercise("feature_extractor")
@pytest.mark.visible
@pytest.mark.parametrize("layer", ["pool1", "dense1"])
def test_features_of_a_small_network(student, solution, compare, layer):
    """A network of one convolution, cut behind its pooling, or behind its first dense layer; in both modes."""
    network = KerasNetwork((4, 6, 1), 5, layers=SMALL)
    compare.model(student.feature_extractor, solution.feature_extractor, network, layer, training=True, **NEAR)


@pytest.mark.exercise("feature_extractor")
@pytest.mark.visible
def test_the_features_share_the_weights(student, solution, rng, compare, measures):
    """The network gets other weights after it was cut, and its first part should have them, too."""
    compare.measure(student.feature_extractor, solution.feature_extractor, measures.sharing, seed_of(rng), near=0)


@pytest.mark.exercise("feature_extractor", weight=4)
def test_features_of_a_deeper_network(student, solution, rng, compare):
    """A network of three convolutions, cut in the middle of one of its blocks; in both modes."""
    network = KerasNetwork((6, 4, 2), 3, layers=DEEP)
    layer = one_of(rng, "relu2", "conv2", "pool1")
    compare.model(student.feature_extractor, solution.feature_extractor, network, layer, training=True, **NEAR)


@pytest.mark.exercise("feature_extractor")
def test_features_near_the_ends(student, solution, rng, compare):
    """Cut behind the first layer of all, and behind the last but one."""
    network = KerasNetwork((4, 4, 1), 4, layers=DEEP)
    for layer in ("conv1", "average1"):
        compare.model(student.feature_extractor, solution.feature_extractor, network, layer, **NEAR)


@pytest.mark.exercise("feature_extractor", weight=3)
def test_features_are_no_copy(student, solution, rng, compare, measures):
    """Whether the features follow when the network gets other weights."""
    compare.measure(student.feature_extractor, solution.feature_extractor, measures.sharing, seed_of(rng), near=0)


# count_trainable


@pytest.mark.exercise("count_trainable")
@pytest.mark.visible
def test_counts_of_four_small_networks(student, solution, rng, compare, measures):
    """Dense layers alone; batch norm, dropout and a frozen layer; the same inside another model; all of it frozen."""
    compare.measure(student.count_trainable, solution.count_trainable, measures.counting, seed_of(rng), near=0)


@pytest.mark.exercise("count_trainable", weight=2)
def test_counts_of_other_networks(student, solution, rng, compare, measures):
    """Four networks of other sizes, with batch norm, dropout, frozen layers, and models inside models."""
    compare.measure(student.count_trainable, solution.count_trainable, measures.counting, seed_of(rng), near=0)


# freeze

TWO_BLOCKS = ("conv 2", "norm", "relu", "conv 3", "norm", "relu", "average")


@pytest.mark.exercise("freeze")
@pytest.mark.visible
def test_freeze_until_a_batch_norm(student, solution, compare):
    """Two blocks, frozen until the batch norm of the first; trainable numbers, and the output in both modes."""
    network = KerasNetwork((4, 4, 1), 3, layers=TWO_BLOCKS)
    compare.model(student.freeze, solution.freeze, network, "norm1", training=True, **NEAR)


@pytest.mark.exercise("freeze")
@pytest.mark.visible
def test_freeze_less_than_before(student, solution, compare):
    """The second block is frozen from earlier, and the first is not: freeze until the first convolution."""
    layers = ("conv 2", "norm", "relu", "frozen conv 3", "frozen norm", "relu", "average")
    compare.model(student.freeze, solution.freeze, KerasNetwork((4, 4, 1), 3, layers=layers), "conv1", **NEAR)


@pytest.mark.exercise("freeze")
@pytest.mark.visible
def test_thaw_a_network_that_is_frozen_as_a_whole(student, solution, compare):
    """The whole network is frozen, and its first layer besides; with None all of it is thawed."""
    network = KerasNetwork((4, 4, 1), 3, layers=("frozen conv 2", "relu", "conv 3", "average"), frozen=True)
    compare.model(student.freeze, solution.freeze, network, None, **NEAR)


@pytest.mark.exercise("freeze")
@pytest.mark.visible
def test_the_model_that_is_passed_in_is_frozen(student, solution, rng, compare, measures):
    """All of a network is frozen: both what comes back and what was passed in should be."""
    compare.measure(student.freeze, solution.freeze, measures.frozen_itself, seed_of(rng), near=0)


@pytest.mark.exercise("freeze", weight=4)
def test_freeze_in_a_deeper_network(student, solution, rng, compare):
    """Freezes until a layer in the middle, where some of the rest are frozen from earlier; in both modes."""
    layers = ("conv 2", "frozen norm", "relu", "conv 3", "norm", "relu", "frozen conv 4", "norm", "average")
    until = one_of(rng, "relu1", "conv2", "norm2")
    network = KerasNetwork((4, 5, 2), 4, layers=layers)
    compare.model(student.freeze, solution.freeze, network, until, training=True, **NEAR)


@pytest.mark.exercise("freeze", weight=2)
def test_freeze_part_of_a_frozen_network(student, solution, rng, compare):
    """The whole network is frozen; afterwards only its first layers are."""
    until = one_of(rng, "conv1", "norm1")
    network = KerasNetwork((4, 4, 1), 3, layers=TWO_BLOCKS, frozen=True)
    compare.model(student.freeze, solution.freeze, network, until, training=True, **NEAR)


@pytest.mark.exercise("freeze", weight=2)
def test_no_copy_is_frozen(student, solution, rng, compare, measures):
    """Whether the very model that was passed in is frozen."""
    compare.measure(student.freeze, solution.freeze, measures.frozen_itself, seed_of(rng), near=0)


@pytest.mark.exercise("freeze")
def test_freeze_all_and_nothing(student, solution, rng, compare):
    """Until the last layer, and then, with None, nothing at all."""
    network = KerasNetwork((3, 3, 1), one_of(rng, 2, 3, 4), layers=("frozen conv 2", "norm", "average"))
    for until in ("scores", None):
        compare.model(student.freeze, solution.freeze, network, until, training=True, **NEAR)


# new_head


@pytest.mark.exercise("new_head")
@pytest.mark.visible
def test_head_on_a_small_network(student, solution, compare):
    """Three classes on the six numbers of a network with batch norm: shapes, what is trainable, outputs in both modes."""
    features = KerasNetwork((4, 3, 1), 6, layers=("conv 2", "norm", "relu", "average"))
    compare.model(student.new_head, solution.new_head, features, 3, training=True, **NEAR)


@pytest.mark.exercise("new_head")
@pytest.mark.visible
def test_the_head_stands_on_the_features_themselves(student, solution, rng, compare, measures):
    """The features get other weights after the head was made, and what comes out should follow."""
    compare.measure(student.new_head, solution.new_head, measures.standing_on, seed_of(rng), near=0)


@pytest.mark.exercise("new_head", weight=3)
def test_head_on_another_network(student, solution, rng, compare):
    """Colour pictures, another number of classes, batch norm in two places; in both modes."""
    shape, units, classes = one_of(rng, ((3, 5, 3), 4, 7), ((5, 3, 2), 6, 4), ((4, 5, 3), 7, 2))
    features = KerasNetwork(shape, units, layers=TWO_BLOCKS)
    compare.model(student.new_head, solution.new_head, features, classes, training=True, **NEAR)


@pytest.mark.exercise("new_head", weight=2)
def test_the_head_stands_on_no_copy(student, solution, rng, compare, measures):
    """Whether the answers follow when the features get other weights."""
    compare.measure(student.new_head, solution.new_head, measures.standing_on, seed_of(rng), near=0)


# fine_tune


@pytest.mark.exercise("fine_tune", weight=2)
@pytest.mark.visible
def test_a_nested_network_is_tuned(student, solution, rng, compare, measures):
    """A model in a model, with batch norm and a frozen layer, is tuned for two epochs, and then again for one."""
    compare.measure(student.fine_tune, solution.fine_tune, measures.tuning, seed_of(rng), near=TRAINED)


@pytest.mark.exercise("fine_tune")
@pytest.mark.visible
def test_a_network_two_models_deep_is_tuned(student, solution, rng, compare, measures):
    """A model in a model in a model: its batch norm is two models deep."""
    compare.measure(student.fine_tune, solution.fine_tune, measures.tuning, seed_of(rng), models=2, near=TRAINED)


@pytest.mark.exercise("fine_tune", weight=4)
def test_tuning_by_what_it_does(student, solution, rng, compare, measures):
    """A model in a model is tuned twice: which of its weights change, by how much, and what is returned."""
    compare.measure(student.fine_tune, solution.fine_tune, measures.tuning, seed_of(rng), near=TRAINED)


@pytest.mark.exercise("fine_tune", weight=2)
def test_tuning_a_flat_network(student, solution, rng, compare, measures):
    """A network whose batch norm stands among its own layers."""
    compare.measure(student.fine_tune, solution.fine_tune, measures.tuning, seed_of(rng), models=0, near=TRAINED)


@pytest.mark.exercise("fine_tune", weight=2)
def test_tuning_two_models_deep(student, solution, rng, compare, measures):
    """A model in a model in a model, with batch norm in the innermost."""
    compare.measure(student.fine_tune, solution.fine_tune, measures.tuning, seed_of(rng), models=2, near=TRAINED)


# multi_task_model


@pytest.mark.exercise("multi_task_model")
@pytest.mark.visible
def test_two_tasks_on_a_small_network(student, solution, compare):
    """Three shared numbers from pictures of 2x3, four classes, five units for each task alone."""
    compare.model(
        student.multi_task_model,
        solution.multi_task_model,
        KerasNetwork((2, 3, 1), 3, layers=("flatten",)),
        4,
        5,
        **NEAR,
    )


@pytest.mark.exercise("multi_task_model")
@pytest.mark.visible
def test_two_tasks_stand_on_what_is_shared(student, solution, rng, compare, measures):
    """What is shared gets other weights after the network was made, and both tasks should follow."""
    two = student.multi_task_model, solution.multi_task_model
    compare.measure(*two, measures.standing_on, seed_of(rng), hidden=16, near=0)


@pytest.mark.exercise("multi_task_model", weight=3)
def test_two_tasks_on_other_networks(student, solution, rng, compare):
    """A shared part with a convolution and a batch norm, other numbers of classes and units; in both modes."""
    shared = KerasNetwork((4, 3, 2), 6, layers=("conv 2", "norm", "relu", "average"))
    classes, hidden = one_of(rng, (3, 7), (5, 4), (7, 5))
    compare.model(student.multi_task_model, solution.multi_task_model, shared, classes, hidden, training=True, **NEAR)


@pytest.mark.exercise("multi_task_model", weight=2)
def test_two_tasks_stand_on_no_copy(student, solution, rng, compare, measures):
    """Whether the scores follow when what is shared gets other weights."""
    two = student.multi_task_model, solution.multi_task_model
    compare.measure(*two, measures.standing_on, seed_of(rng), hidden=16, near=0)


# masked_multi_task_loss


def tasks(rng, m, classes, share=0.5):
    """Return labels (m, 2), scores (m, classes + 1) and a mask (m, 2) in which each task has labels, and lacks some."""
    y_true = np.stack([rng.integers(0, classes, m), rng.integers(0, 2, m)], axis=1).astype(float)
    y_pred = (2 * rng.normal(size=(m, classes + 1))).round(2)
    mask = (rng.uniform(size=(m, 2)) < share).astype(float)
    mask[0], mask[1], mask[2] = (1, 0), (0, 1), (0, 0)
    return y_true, y_pred, mask


@pytest.mark.exercise("masked_multi_task_loss")
@pytest.mark.visible
def test_loss_of_two_tasks_by_hand(student, solution, compare):
    """Four pictures and three classes; -1 stands for a label that nobody knows: value and gradient."""
    y_true = np.array([[2.0, 1.0], [0.0, -1.0], [-1.0, 0.0], [-1.0, 1.0]])
    y_pred = np.array([[0.5, -1.0, 2.0, 1.0], [1.5, 0.0, -0.5, 3.0], [0.0, 1.0, -2.0, 0.5], [2.0, 0.5, 1.0, -1.5]])
    mask = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    two = student.masked_multi_task_loss, solution.masked_multi_task_loss
    compare.loss(*two, y_true, y_pred, mask, gradient_of="y_pred")


@pytest.mark.exercise("masked_multi_task_loss")
@pytest.mark.visible
def test_loss_where_a_task_has_no_labels(student, solution, compare):
    """Nobody has said which digit any of the three pictures is; NaN stands for what is unknown."""
    y_true = np.array([[np.nan, 1.0], [np.nan, 0.0], [np.nan, np.nan]])
    y_pred = np.array([[0.5, -1.0, 0.0], [1.0, 2.0, 1.5], [0.0, 0.5, 1.0]])
    mask = np.array([[0.0, 1.0], [0.0, 1.0], [0.0, 0.0]])
    two = student.masked_multi_task_loss, solution.masked_multi_task_loss
    compare.loss(*two, y_true, y_pred, mask, gradient_of="y_pred", graph=False)


@pytest.mark.exercise("masked_multi_task_loss", weight=3)
def test_loss_of_random_tasks(student, solution, rng, compare):
    """Twelve pictures, some labels of each task unknown: value and gradient, and both as a graph."""
    y_true, y_pred, mask = tasks(rng, 12, one_of(rng, 4, 5, 7))
    y_true[mask == 0] = -1
    two = student.masked_multi_task_loss, solution.masked_multi_task_loss
    compare.loss(*two, y_true, y_pred, mask, gradient_of="y_pred")


@pytest.mark.exercise("masked_multi_task_loss")
def test_loss_where_unknown_labels_are_nan(student, solution, rng, compare):
    """What is unknown is NaN, and no score may learn from it."""
    y_true, y_pred, mask = tasks(rng, 7, 3)
    y_true[mask == 0] = np.nan
    two = student.masked_multi_task_loss, solution.masked_multi_task_loss
    compare.loss(*two, y_true, y_pred, mask, gradient_of="y_pred", graph=False)


@pytest.mark.exercise("masked_multi_task_loss")
def test_loss_where_labels_are_plausible_but_unknown(student, solution, rng, compare):
    """What is unknown looks like a label: only the mask says that it is none."""
    two = student.masked_multi_task_loss, solution.masked_multi_task_loss
    compare.loss(*two, *tasks(rng, 9, 5), gradient_of="y_pred", graph=False)


@pytest.mark.exercise("masked_multi_task_loss")
def test_loss_where_the_second_task_has_no_labels(student, solution, rng, compare):
    """Of no picture is it known whether it is odd; and once nothing is known at all."""
    y_true, y_pred, mask = tasks(rng, 6, 4)
    two = student.masked_multi_task_loss, solution.masked_multi_task_loss
    for known in (np.array([1.0, 0.0]), np.zeros(2)):
        compare.loss(*two, y_true, y_pred, mask * known, gradient_of="y_pred", graph=False)


@pytest.mark.exercise("masked_multi_task_loss")
def test_loss_of_large_scores(student, solution, rng, compare):
    """Scores of some hundred, some of them sure and wrong: the loss is large, and not infinite."""
    y_true, y_pred, mask = tasks(rng, 8, 4, share=0.8)
    two = student.masked_multi_task_loss, solution.masked_multi_task_loss
    compare.loss(*two, y_true, 60 * y_pred, mask, gradient_of="y_pred", graph=False)


# contrast_of_tasks


def accuracies(rng, seeds, tasks):
    """Return accuracies (seeds, tasks) alone and together: the gains are from -3 to 3 standard errors, in equal steps."""
    alone = rng.uniform(0.4, 0.8, (seeds, 1)) + rng.uniform(-0.02, 0.02, (seeds, tasks))
    scatter = rng.normal(size=(seeds, tasks))
    scatter = (scatter - scatter.mean(axis=0)) / scatter.std(axis=0, ddof=1)
    return alone, alone + 0.02 * (scatter + np.linspace(-3, 3, tasks) / np.sqrt(seeds))


@pytest.mark.exercise("contrast_of_tasks")
@pytest.mark.visible
def test_contrast_of_three_tasks(student, solution, compare):
    """Four seeds and four tasks: one that gains, one that loses, one of which nobody can say, and one that never changes."""
    alone = np.array([[0.5, 0.8, 0.6, 0.5], [0.7, 0.9, 0.7, 0.75], [0.6, 0.7, 0.8, 0.5], [0.4, 0.8, 0.5, 0.25]])
    together = np.array(
        [[0.6, 0.74, 0.65, 0.5], [0.78, 0.86, 0.69, 0.75], [0.72, 0.64, 0.83, 0.5], [0.5, 0.76, 0.5, 0.25]]
    )
    compare(student.contrast_of_tasks, solution.contrast_of_tasks, alone, together)


@pytest.mark.exercise("contrast_of_tasks", weight=2)
def test_contrast_of_random_tasks(student, solution, rng, compare):
    """Seven seeds and five tasks, twice; and the other way round."""
    for _ in range(2):
        alone, together = accuracies(rng, 7, 5)
        compare(student.contrast_of_tasks, solution.contrast_of_tasks, alone, together)
        compare(student.contrast_of_tasks, solution.contrast_of_tasks, together, alone)


@pytest.mark.exercise("contrast_of_tasks")
def test_contrast_of_tasks_that_never_change(student, solution, rng, compare):
    """A task whose accuracy is the same alone and together: nothing can be said of it; and one that always gains as much."""
    alone = rng.integers(4, 8, (3, 2)) / 8  # nothing is rounded
    compare(student.contrast_of_tasks, solution.contrast_of_tasks, alone, alone + np.array([0.0, 0.125]))
