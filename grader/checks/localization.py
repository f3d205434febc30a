"""Hidden checks of localization."""

import keras
import numpy as np
import pytest

from grader.authoring import stand_in

# Wide enough for the order in which a sum in float32 is taken.
NEAR = {"rtol": 2e-4, "atol": 1e-5}
CLOSE = {"rtol": 1e-5, "atol": 1e-6}  # arrays that a student may compute in float32


@stand_in("smooth_l1")
def neutral_smooth_l1(y_true, y_pred, beta=1.0):
    """Any error with a gradient, in the shape of its arguments, that knows its width."""
    return keras.ops.square(y_true - y_pred) * (1 + beta)


def one_of(rng, *sizes):
    """Return one of several sizes: a model is slow to build, so there are few."""
    return sizes[rng.integers(len(sizes))]


def boxes_within(rng, count, width, height, least=1.0):
    """Draw boxes (count, 4) inside of width x height, with sides of at least `least`, wider and higher ones."""
    sides = least + rng.uniform(0, 1, (count, 2)) * (np.array([width, height]) - least)
    low = rng.uniform(0, 1, (count, 2)) * (np.array([width, height]) - sides)
    return np.concatenate([low, low + sides], axis=1)


# localization_target


@pytest.mark.exercise("localization_target")
@pytest.mark.visible
def test_target_of_a_digit(student, solution, compare):
    """A wide box, class 2 of 3."""
    compare(
        student.localization_target, solution.localization_target, np.array([0.25, 0.125, 0.75, 0.375]), 2, 3, **CLOSE
    )


@pytest.mark.exercise("localization_target")
@pytest.mark.visible
def test_target_of_class_zero_and_of_an_empty_picture(student, solution, compare):
    """Class 0 is a class, too; and an empty picture has a row of zeros."""
    box = np.array([0.5, 0.25, 0.625, 1.0])
    for arguments in ((box, 0, 2), (None, None, 2)):
        compare(student.localization_target, solution.localization_target, *arguments, **CLOSE)


@pytest.mark.exercise("localization_target", weight=3)
def test_targets_of_random_boxes(student, solution, rng, compare):
    """Boxes of all sizes, each class of several, the last one too."""
    classes = int(rng.integers(3, 9))
    for label, box in enumerate(boxes_within(rng, classes, 1, 1, least=0.05)):
        compare(student.localization_target, solution.localization_target, box, label, classes, **CLOSE)


@pytest.mark.exercise("localization_target")
def test_target_in_a_corner_and_none(student, solution, rng, compare):
    """A box that begins at (0, 0), one that fills the picture, and none, with other numbers of classes."""
    side = rng.uniform(0.2, 0.8)
    for box in (np.array([0.0, 0.0, side, side / 2]), np.array([0.0, 0.0, 1.0, 1.0])):
        compare(student.localization_target, solution.localization_target, box, int(rng.integers(0, 2)), 2, **CLOSE)
    compare(student.localization_target, solution.localization_target, None, None, int(rng.integers(1, 12)), **CLOSE)


# smooth_l1


@pytest.mark.exercise("smooth_l1")
@pytest.mark.visible
def test_smooth_l1_by_hand(student, solution, compare):
    """Two rows of three numbers, beta 2; errors of both signs on both branches: value and gradient."""
    y_true = np.array([[0.0, 1.0, -2.0], [5.0, 0.0, 1.0]])
    y_pred = np.array([[1.0, -3.0, -2.5], [1.0, 3.0, 1.0]])
    compare.loss(student.smooth_l1, solution.smooth_l1, y_true, y_pred, 2.0, gradient_of="y_pred", **NEAR)


@pytest.mark.exercise("smooth_l1")
@pytest.mark.visible
def test_smooth_l1_of_the_default_width(student, solution, compare):
    """Four numbers without a beta, which is then 1."""
    y_true, y_pred = np.array([0.0, 0.0, 0.0, 0.0]), np.array([0.5, -0.25, 1.5, -3.0])
    compare.loss(student.smooth_l1, solution.smooth_l1, y_true, y_pred, gradient_of="y_pred", graph=False, **NEAR)


def errors(rng, shape, beta):
    """Return two arrays whose errors lie on both branches, none of them near beta or zero."""
    size = np.prod(shape)
    sizes = beta * rng.permutation(
        np.concatenate([rng.uniform(0.1, 0.85, size // 2), rng.uniform(1.2, 6, size - size // 2)])
    )
    y_true = rng.normal(size=shape).round(2)
    return y_true, y_true + (sizes * rng.choice([-1, 1], size)).reshape(shape)


@pytest.mark.exercise("smooth_l1", weight=3)
def test_smooth_l1_of_random_numbers(student, solution, rng, compare):
    """Arrays of two and of three axes, a narrow and a wide parabola: value and gradients."""
    for shape, beta in (((5, 4), rng.uniform(0.05, 0.2)), ((2, 3, 2), rng.uniform(1.5, 3))):
        arrays = errors(rng, shape, beta)
        compare.loss(student.smooth_l1, solution.smooth_l1, *arrays, beta, gradient_of=["y_true", "y_pred"], **NEAR)


@pytest.mark.exercise("smooth_l1")
def test_smooth_l1_where_all_is_right(student, solution, rng, compare):
    """No error at all: the value and the gradient are zero; and a large one, without a beta."""
    y = rng.normal(size=(3, 4))
    compare.loss(student.smooth_l1, solution.smooth_l1, y, y, 0.1, gradient_of="y_pred", graph=False, **NEAR)
    compare.loss(student.smooth_l1, solution.smooth_l1, y, y + 50, gradient_of="y_pred", graph=False, **NEAR)


# localization_loss


@pytest.mark.exercise("localization_loss")
@pytest.mark.visible
def test_localization_loss_by_hand(student, solution, compare):
    """A picture with an object, and an empty one, three classes: value and gradient."""
    y_true = np.array([[1.0, 0.5, 0.4, 0.2, 0.3, 0.0, 0.0, 1.0], [0.0] * 8])
    y_pred = np.array([[0.5, 0.55, 0.4, 0.5, 0.1, 1.0, -0.5, 0.0], [-1.0, 0.3, 0.2, 0.6, 0.4, 2.0, 0.0, 1.0]])
    compare.loss(student.localization_loss, solution.localization_loss, y_true, y_pred, gradient_of="y_pred", **NEAR)


@pytest.mark.exercise("localization_loss")
@pytest.mark.visible
def test_localization_loss_with_another_weight(student, solution, compare):
    """Two classes, boxes that count five times; the first picture is empty, and the network is very sure that it is not."""
    y_true = np.array([[0.0] * 7, [1.0, 0.25, 0.75, 0.5, 0.25, 1.0, 0.0], [1.0, 0.5, 0.5, 0.75, 1.0, 0.0, 1.0]])
    y_pred = np.array(
        [
            [150.0, 0.5, 0.5, 0.5, 0.5, 1.0, 0.0],
            [-1.0, 0.3, 0.7, 0.8, 0.2, 0.0, 1.5],
            [0.5, 0.1, 0.52, 0.7, 0.4, 2.0, 0.5],
        ]
    )
    both = student.localization_loss, solution.localization_loss
    compare.loss(*both, y_true, y_pred, 5.0, gradient_of="y_pred", graph=False, **NEAR)


def answers(rng, batch, classes, share=0.6):
    """Return targets and raw numbers (batch, 5 + classes), of which some are of empty pictures."""
    has_object = rng.permutation(np.arange(batch) < share * batch).astype(float)
    boxes = boxes_within(rng, batch, 1, 1, least=0.1)
    centres, sides = (boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]
    one_hot = np.eye(classes)[rng.integers(0, classes, batch)]
    y_true = np.concatenate([np.ones((batch, 1)), centres, sides, one_hot], axis=1) * has_object[:, np.newaxis]
    raw = 2 * rng.normal(size=(batch, 5 + classes))
    here, there = errors(rng, (batch, 4), 0.1)
    raw[:, 1:5] = y_true[:, 1:5] + there - here
    return y_true, raw


@pytest.mark.exercise("localization_loss", weight=3)
def test_localization_loss_of_random_pictures(student, solution, rng, compare):
    """Nine pictures, some of them empty: value and gradient, and both as a graph."""
    both = student.localization_loss, solution.localization_loss
    compare.loss(*both, *answers(rng, 9, int(rng.integers(3, 8))), gradient_of="y_pred", **NEAR)


@pytest.mark.exercise("localization_loss", weight=2)
def test_localization_loss_of_empty_pictures(student, solution, rng, compare):
    """Every picture is empty: box and class are free, whatever the network says; and then none of them is."""
    both = student.localization_loss, solution.localization_loss
    for share in (0, 1):
        compare.loss(*both, *answers(rng, 6, 4, share), rng.uniform(5, 9), gradient_of="y_pred", graph=False, **NEAR)


@pytest.mark.exercise("localization_loss")
def test_localization_loss_of_large_scores(student, solution, rng, compare):
    """Two pictures, and raw numbers that are very sure of what is wrong: the loss is large, and finite."""
    y_true, raw = answers(rng, 2, 3, 1)
    raw[:, 0] = -rng.uniform(120, 200, 2)
    raw[:, 5:] = rng.uniform(-60, 60, (2, 3)) - 200 * y_true[:, 5:]
    both = student.localization_loss, solution.localization_loss
    compare.loss(*both, y_true, raw, gradient_of="y_pred", graph=False, **NEAR)


# localizer


@pytest.mark.exercise("localizer")
@pytest.mark.visible
def test_localizer_of_small_pictures(student, solution, compare):
    """Grey pictures of 8x16 pixels, three classes; in both modes."""
    compare.model(student.localizer, solution.localizer, (8, 16, 1), 3, training=True)


@pytest.mark.exercise("localizer", weight=2)
def test_localizer_of_colour_pictures(student, solution, rng, compare):
    """Colour pictures with unequal, odd sides, and another number of classes; in both modes."""
    shape, classes = one_of(rng, ((19, 29, 3), 5), ((27, 17, 2), 2), ((18, 37, 3), 4))
    compare.model(student.localizer, solution.localizer, shape, classes, training=True)


@pytest.mark.exercise("localizer")
def test_localizer_of_the_notebooks_pictures(student, solution, rng, compare):
    """Pictures of 40x40 pixels, or crops of 16x16."""
    compare.model(student.localizer, solution.localizer, (one_of(rng, 40, 16),) * 2 + (1,), 10)


# landmark_loss


@pytest.mark.exercise("landmark_loss")
@pytest.mark.visible
def test_landmark_loss_by_hand(student, solution, compare):
    """Two pictures of three points; two of the six are hidden, and marked as -1: value and gradient."""
    y_true = np.array([[[0.0, 0.0], [2.0, 1.0], [3.0, 1.0]], [[1.0, 3.0], [-1.0, -1.0], [-1.0, -1.0]]])
    y_pred = np.array([[[1.0, 0.0], [2.0, 3.0], [3.0, 3.0]], [[4.0, 2.0], [1.0, 1.0], [4.0, 1.0]]])
    visible = np.array([[1.0, 1.0, 1.0], [1.0, 0.0, 0.0]])
    both = student.landmark_loss, solution.landmark_loss
    compare.loss(*both, y_true, y_pred, visible, gradient_of="y_pred", **NEAR)


@pytest.mark.exercise("landmark_loss")
@pytest.mark.visible
def test_landmark_loss_where_a_hidden_point_is_nan(student, solution, compare):
    """One picture of two points, of which the second one is hidden and marked as NaN: value and gradient."""
    y_true, y_pred = np.array([[[0.5, 0.25], [np.nan, np.nan]]]), np.array([[[0.0, 1.0], [2.0, 1.0]]])
    both = student.landmark_loss, solution.landmark_loss
    compare.loss(*both, y_true, y_pred, np.array([[1.0, 0.0]]), gradient_of="y_pred", graph=False, **NEAR)


@pytest.mark.exercise("landmark_loss")
@pytest.mark.visible
def test_landmark_loss_where_nothing_is_seen(student, solution, compare):
    """One picture of two points, both hidden and marked as NaN: nothing to learn, and the loss is 0."""
    y_true, y_pred = np.full((1, 2, 2), np.nan), np.array([[[0.5, 0.25], [1.0, 0.0]]])
    both = student.landmark_loss, solution.landmark_loss
    compare.loss(*both, y_true, y_pred, np.zeros((1, 2)), gradient_of="y_pred", graph=False, **NEAR)


def landmarks(rng, m, k, hidden):
    """Return points (m, k, 2), guesses and what is visible; hidden points hold a given number."""
    y_true, y_pred = rng.uniform(-1, 1, (2, m, k, 2))
    visible = (rng.permutation(m * k) % 3 > 0).astype(float).reshape(m, k)
    return np.where(visible[..., np.newaxis] > 0, y_true, hidden), y_pred, visible


@pytest.mark.exercise("landmark_loss", weight=3)
def test_landmark_loss_of_random_points(student, solution, rng, compare):
    """Seven pictures of five points, some hidden and -1: value and gradient, and both as a graph."""
    both = student.landmark_loss, solution.landmark_loss
    compare.loss(*both, *landmarks(rng, 7, 5, -1.0), gradient_of="y_pred", **NEAR)


@pytest.mark.exercise("landmark_loss", weight=2)
def test_landmark_loss_of_hidden_points(student, solution, rng, compare):
    """What is hidden is NaN, or far away: neither the value nor the gradient may feel it."""
    both = student.landmark_loss, solution.landmark_loss
    for hidden in (np.nan, 1000.0):
        compare.loss(*both, *landmarks(rng, 3, 4, hidden), gradient_of="y_pred", graph=False, **NEAR)


@pytest.mark.exercise("landmark_loss")
def test_landmark_loss_where_all_or_nothing_is_seen(student, solution, rng, compare):
    """All points are seen; none is."""
    y_true, y_pred, _ = landmarks(rng, 4, 2, 0.0)
    both = student.landmark_loss, solution.landmark_loss
    for visible in (np.ones((4, 2)), np.zeros((4, 2))):
        compare.loss(*both, y_true, y_pred, visible, gradient_of="y_pred", graph=False, **NEAR)


# multi_label_loss


@pytest.mark.exercise("multi_label_loss", weight=2)
@pytest.mark.visible
def test_multi_label_loss_by_hand(student, solution, compare):
    """Two pictures of four tags; three of the eight are unknown, written as -1, and one score is very sure."""
    y_true = np.array([[1.0, 0.0, -1.0, 1.0], [-1.0, 1.0, 0.0, -1.0]])
    y_pred = np.array([[0.5, -1.0, 3.0, 30.0], [1.0, -2.0, 0.25, 0.5]])
    known = np.array([[1.0, 1.0, 0.0, 1.0], [0.0, 1.0, 1.0, 0.0]])
    both = student.multi_label_loss, solution.multi_label_loss
    compare.loss(*both, y_true, y_pred, known, gradient_of="y_pred", **NEAR)


@pytest.mark.exercise("multi_label_loss")
@pytest.mark.visible
def test_multi_label_loss_where_nothing_is_known(student, solution, compare):
    """One picture of three tags that nobody has looked at: the loss is 0."""
    y_true, y_pred = np.array([[1.0, 0.0, 0.0]]), np.array([[0.5, -0.5, 1.0]])
    both = student.multi_label_loss, solution.multi_label_loss
    compare.loss(*both, y_true, y_pred, np.zeros((1, 3)), gradient_of="y_pred", graph=False, **NEAR)


def tags(rng, m, count, unknown):
    """Return tags (m, count), scores and what is known; what is unknown holds a given number, or what it is if None."""
    y_true = rng.integers(0, 2, (m, count)).astype(float)
    known = (rng.permutation(m * count) % 5 > 1).astype(float).reshape(m, count)
    return np.where((known > 0) | (unknown is None), y_true, unknown or 0.0), 2 * rng.normal(size=(m, count)), known


@pytest.mark.exercise("multi_label_loss", weight=3)
def test_multi_label_loss_of_random_tags(student, solution, rng, compare):
    """Nine pictures of six tags, some unknown: value and gradient, and both as a graph."""
    both = student.multi_label_loss, solution.multi_label_loss
    compare.loss(*both, *tags(rng, 9, 6, -1.0), gradient_of="y_pred", **NEAR)


@pytest.mark.exercise("multi_label_loss", weight=2)
def test_multi_label_loss_of_plausible_unknown_tags(student, solution, rng, compare):
    """What is unknown looks like a tag, or is a number far away: only `known` says that it is none."""
    both = student.multi_label_loss, solution.multi_label_loss
    for unknown in (None, 7.0):
        compare.loss(*both, *tags(rng, 5, 3, unknown), gradient_of="y_pred", graph=False, **NEAR)


@pytest.mark.exercise("multi_label_loss")
def test_multi_label_loss_of_large_scores(student, solution, rng, compare):
    """Scores of a hundred, right and wrong: the loss stays finite; and all tags are known, or none is."""
    y_true, y_pred, _ = tags(rng, 4, 3, None)
    both = student.multi_label_loss, solution.multi_label_loss
    for known in (np.ones((4, 3)), np.zeros((4, 3))):
        compare.loss(*both, y_true, 50 * y_pred, known, gradient_of="y_pred", graph=False, **NEAR)


# propose_regions


@pytest.mark.exercise("propose_regions")
@pytest.mark.visible
def test_regions_of_four_segments(student, solution, compare):
    """Four segments in a picture of 3x4 pixels: follow the joints by hand."""
    image = np.array([[0.9, 0.9, 0.1, 0.1], [0.9, 0.8, 0.3, 0.1], [0.75, 0.75, 0.3, 0.3]])
    segments = np.array([[0, 0, 1, 1], [0, 0, 3, 1], [2, 2, 3, 3]])
    compare(student.propose_regions, solution.propose_regions, image, segments)


@pytest.mark.exercise("propose_regions")
@pytest.mark.visible
def test_regions_of_six_segments(student, solution, compare):
    """Six segments of unequal sizes in a picture of 4x6 pixels, numbered in no order."""
    image = np.array([[0.4, 0.2, 0.2, 0.6, 0.6, 0.65]] + [[0.8, 0.6, 0.6, 0.5, 0.5, 0.5]] * 3)
    segments = np.array([[1, 4, 4, 0, 0, 0]] + [[2, 3, 3, 5, 5, 5]] * 3)
    compare(student.propose_regions, solution.propose_regions, image, segments)


def blocks(rng, rows, columns):
    """Return a picture and its segments: a grid of blocks of unequal sides, numbered in no order."""
    heights, widths = rng.integers(1, 4, rows), rng.integers(1, 4, columns)
    numbers = rng.permutation(rows * columns).reshape(rows, columns)
    segments = np.repeat(np.repeat(numbers, heights, axis=0), widths, axis=1)
    means = rng.uniform(0, 1, rows * columns)
    return means[segments] + rng.uniform(-0.03, 0.03, segments.shape), segments


@pytest.mark.exercise("propose_regions", weight=3)
def test_regions_of_random_blocks(student, solution, rng, compare):
    """Twelve and twenty segments of unequal sizes, numbered in no order, in pictures that are no squares."""
    for rows, columns in ((3, 4), (5, 4)):
        compare(student.propose_regions, solution.propose_regions, *blocks(rng, rows, columns))


@pytest.mark.exercise("propose_regions")
def test_regions_of_one_row_and_of_two(student, solution, rng, compare):
    """Segments in one row only, and a single segment, which is all there is."""
    compare(student.propose_regions, solution.propose_regions, *blocks(rng, 1, 5))
    image = rng.uniform(size=(3, 2))
    compare(student.propose_regions, solution.propose_regions, image, np.zeros((3, 2), dtype=int))


@pytest.mark.exercise("propose_regions", weight=2)
def test_regions_that_surround_others(student, solution, rng, compare):
    """A segment with holes, in which others lie; some have a part of another number's box."""
    segments = np.zeros((8, 9), dtype=int)
    segments[1:4, 1:5], segments[2, 2:4], segments[5:7, 3:8], segments[5, 6] = 1, 2, 3, 4
    image = rng.permutation(np.linspace(0.05, 0.95, 5) + rng.uniform(-0.02, 0.02, 5))[segments]
    compare(student.propose_regions, solution.propose_regions, image, segments)


# crop_and_resize


@pytest.mark.exercise("crop_and_resize")
@pytest.mark.visible
def test_crops_of_a_ramp(student, solution, compare):
    """A picture of 4x5 pixels that gets brighter to the right and down; a box on whole pixels, and one between them."""
    image = (np.arange(4)[:, None] * 10.0 + np.arange(5))[..., np.newaxis]
    boxes = np.array([[1.0, 0.0, 5.0, 2.0], [0.5, 1.25, 3.5, 3.25]])
    compare(student.crop_and_resize, solution.crop_and_resize, image, boxes, 2, **CLOSE)


@pytest.mark.exercise("crop_and_resize")
@pytest.mark.visible
def test_crop_at_the_border_in_two_channels(student, solution, compare):
    """A box of one pixel in each far corner, stretched to 3x3; two channels that are not alike."""
    image = np.array([[[1.0, 5.0], [2.0, 0.0], [4.0, 1.0]], [[0.0, 2.0], [3.0, 7.0], [9.0, 4.0]]])
    boxes = np.array([[0.0, 0.0, 1.0, 1.0], [2.0, 1.0, 3.0, 2.0]])
    compare(student.crop_and_resize, solution.crop_and_resize, image, boxes, 3, **CLOSE)


@pytest.mark.exercise("crop_and_resize", weight=3)
def test_crops_of_random_boxes(student, solution, rng, compare):
    """Three channels, unequal sides, boxes of all sizes, and crops that are larger or smaller."""
    image = rng.uniform(size=(9, 13, 3))
    for size in (3, 7):
        compare(student.crop_and_resize, solution.crop_and_resize, image, boxes_within(rng, 5, 13, 9), size, **CLOSE)


@pytest.mark.exercise("crop_and_resize")
def test_crop_of_the_whole_picture(student, solution, rng, compare):
    """The whole picture at its own size is the picture; at another size it is not; a size of 1 is its middle."""
    image = rng.uniform(size=(6, 6, 1))
    for size in (6, 9, 1):
        whole = np.array([[0.0, 0.0, 6.0, 6.0]])
        compare(student.crop_and_resize, solution.crop_and_resize, image, whole, size, **CLOSE)


@pytest.mark.exercise("crop_and_resize")
def test_no_crop_and_pictures_of_whole_numbers(student, solution, rng, compare):
    """No box at all; and a picture of whole numbers, which must not be cut off to whole numbers on the way."""
    image = rng.integers(0, 256, (5, 4, 2))
    compare(student.crop_and_resize, solution.crop_and_resize, image, np.zeros((0, 4)), 3, **CLOSE)
    compare(student.crop_and_resize, solution.crop_and_resize, image, boxes_within(rng, 3, 4, 5), 2, **CLOSE)


# box_deltas


@pytest.mark.exercise("box_deltas")
@pytest.mark.visible
def test_deltas_of_two_boxes(student, solution, compare):
    """One box is moved, another is stretched as well; whole numbers."""
    proposals = np.array([[0.0, 0.0, 4.0, 8.0], [10.0, 20.0, 14.0, 30.0]])
    boxes = np.array([[1.0, 2.0, 5.0, 10.0], [8.0, 20.0, 16.0, 25.0]])
    compare(student.box_deltas, solution.box_deltas, proposals, boxes, **CLOSE)


@pytest.mark.exercise("box_deltas", weight=2)
def test_deltas_of_random_boxes(student, solution, rng, compare):
    """Six pairs of boxes that lie anywhere, once in pixels and once in parts of a picture."""
    for width, height, least in ((60, 40, 3), (1, 1, 0.1)):
        pairs = boxes_within(rng, 6, width, height, least), boxes_within(rng, 6, width, height, least)
        compare(student.box_deltas, solution.box_deltas, *pairs, **CLOSE)


@pytest.mark.exercise("box_deltas")
def test_deltas_of_one_box_and_of_itself(student, solution, rng, compare):
    """A single pair; and a box from itself, where nothing is to be done."""
    one, other = boxes_within(rng, 1, 30, 20, 2), boxes_within(rng, 1, 30, 20, 2)
    compare(student.box_deltas, solution.box_deltas, one, other, **CLOSE)
    compare(student.box_deltas, solution.box_deltas, one, one.copy(), **CLOSE)


# apply_deltas


@pytest.mark.exercise("apply_deltas")
@pytest.mark.visible
def test_two_boxes_are_moved(student, solution, compare):
    """One box is moved, another is stretched as well."""
    proposals = np.array([[0.0, 0.0, 4.0, 8.0], [10.0, 20.0, 14.0, 30.0]])
    deltas = np.array([[0.25, -0.5, 0.0, 0.0], [0.5, 0.1, 0.5, -1.0]])
    compare(student.apply_deltas, solution.apply_deltas, proposals, deltas, **CLOSE)


@pytest.mark.exercise("apply_deltas", weight=2)
def test_random_boxes_are_moved(student, solution, rng, compare):
    """Six boxes, in pixels and in parts of a picture, and deltas of both signs."""
    for width, height, least in ((60, 40, 3), (1, 1, 0.1)):
        boxes = boxes_within(rng, 6, width, height, least)
        compare(student.apply_deltas, solution.apply_deltas, boxes, 0.7 * rng.normal(size=(6, 4)), **CLOSE)


@pytest.mark.exercise("apply_deltas")
def test_one_box_is_moved_or_stays(student, solution, rng, compare):
    """A single box; and deltas of zero, which change nothing."""
    box = boxes_within(rng, 1, 30, 20, 2)
    compare(student.apply_deltas, solution.apply_deltas, box, rng.uniform(-1, 1, (1, 4)), **CLOSE)
    compare(student.apply_deltas, solution.apply_deltas, box, np.zeros((1, 4)), **CLOSE)


# roi_pool


@pytest.mark.exercise("roi_pool")
@pytest.mark.visible
def test_pooling_of_two_boxes(student, solution, compare):
    """A map of 4x6 cells; one box on whole cells, and one that touches cells in part."""
    features = (
        np.array([[3, 8, 1, 0, 2, 9], [7, 4, 6, 5, 1, 0], [2, 0, 9, 8, 3, 4], [1, 5, 2, 7, 6, 8]])[..., None] * 1.0
    )
    boxes = np.array([[0.0, 0.0, 4.0, 2.0], [1.25, 1.75, 4.25, 3.5]])
    compare(student.roi_pool, solution.roi_pool, features, boxes, 2, **CLOSE)


@pytest.mark.exercise("roi_pool")
@pytest.mark.visible
def test_pooling_of_a_small_box_below_zero(student, solution, compare):
    """A box of 2x1 cells pooled to 3x3 parts, which share cells; two channels, and features below zero."""
    features = -np.arange(1.0, 25.0).reshape(3, 4, 2)
    features[1, 2] = [-30.0, -2.0]
    compare(student.roi_pool, solution.roi_pool, features, np.array([[1.0, 1.0, 3.0, 2.0]]), 3, **CLOSE)


@pytest.mark.exercise("roi_pool", weight=3)
def test_pooling_of_random_boxes(student, solution, rng, compare):
    """Three channels, a map that is no square, and numbers of parts that do not divide the sides."""
    features = rng.normal(size=(9, 12, 3))
    for size in (2, 3, 5):
        compare(student.roi_pool, solution.roi_pool, features, boxes_within(rng, 5, 12, 9, 0.3), size, **CLOSE)


@pytest.mark.exercise("roi_pool")
def test_pooling_of_the_whole_map_and_of_nothing(student, solution, rng, compare):
    """The whole map, with sides that the parts divide; one part alone; and no box at all."""
    features = rng.normal(size=(6, 8, 2))
    whole = np.array([[0.0, 0.0, 8.0, 6.0]])
    inside = np.array([[1.0, 1.0, 6.0, 4.0], [2.0, 3.0, 4.0, 5.0]])  # on whole cells
    for boxes, size in ((whole, 2), (inside, 2), (whole, 1), (np.zeros((0, 4)), 3)):
        compare(student.roi_pool, solution.roi_pool, features, boxes, size, **CLOSE)
