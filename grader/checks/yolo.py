"""Hidden checks of yolo."""

import itertools

import numpy as np
import pytest

ANCHORS = np.array([[0.15, 0.3], [0.2, 0.45], [0.35, 0.4], [0.5, 0.15], [0.75, 0.8]])
NEAR = {"rtol": 1e-5, "atol": 1e-7}  # of what other exercises may hand on in float32


def random_boxes(rng, count, smallest=0.08, largest=0.4):
    """Return boxes (count, 4) inside the picture, corners; a coordinate hardly ever lies on the edge of a cell."""
    size = rng.uniform(smallest, largest, (count, 2))
    corner = rng.uniform(0, 1 - size)
    return np.concatenate([corner, corner + size], axis=1)


def draw_until(is_clear, draw):
    """Draw again until no rounding can decide the answer: right ones may be computed in float32."""
    drawn = draw()
    while not is_clear(*drawn):
        drawn = draw()
    return drawn


def far_from(numbers, threshold):
    """Tell whether all numbers lie on the same side of the threshold in float32 as well."""
    return np.all(np.abs(numbers - threshold) > 2e-5)


def all_different(numbers):
    """Tell whether the order of the numbers is the same in float32 as well."""
    return np.all(np.diff(np.sort(numbers, axis=None)) > 1e-6)


def sizes_of_clear_shape(rng, count, smallest, largest):
    """Return sizes (count, 2) of boxes, each with one of ANCHORS that fits clearly better than the others."""

    def is_clear(size):
        common = np.minimum(size, ANCHORS).prod(axis=1)
        second, best = np.sort(common / (size.prod() + ANCHORS.prod(axis=1) - common))[-2:]
        return best - second > 0.01

    return np.array([draw_until(is_clear, lambda: (rng.uniform(smallest, largest, 2),))[0] for _ in range(count)])


def placed_anywhere(rng, *arrays):
    """Move and stretch boxes (..., 4) that lie in the unit square, all alike: every IoU stays as it is."""
    scale = rng.uniform(0.4, 0.9, 2)
    corner = rng.uniform(0, 1 - scale)
    return [np.tile(corner, 2) + np.tile(scale, 2) * array for array in arrays]


def lines_of_a_grid(rng, *spaces):
    """Return places between 0 and 1 with at least these spaces, in sixteenths: sums and products of them are exact."""
    lines = np.cumsum([0, *(np.array(spaces) + rng.integers(2, size=len(spaces)))])
    return (lines + rng.integers(17 - lines[-1])) / 16


def answers(rng, count, classes=3):
    """Return boxes in bunches that overlap, with scores that differ by a hundredth at least, and classes."""
    middles = random_boxes(rng, max(1, count // 4), 0.2, 0.4)
    boxes = middles[rng.integers(len(middles), size=count)] + rng.uniform(-0.06, 0.06, (count, 4))
    scores = (rng.permutation(count) + rng.uniform(0.2, 0.8, count)) / count
    return boxes, scores, rng.integers(classes, size=count)


def truth_of_loss(rng, batch, grid, anchors, classes, objects):
    """Return targets (batch, grid, grid, anchors, 6) with so many objects in each picture."""
    targets = np.zeros((batch, grid * grid * anchors, 6), dtype="float32")
    for picture, count in zip(targets, objects, strict=True):
        for place in rng.choice(len(picture), count, replace=False):
            picture[place] = [*rng.uniform(size=2), *rng.normal(0, 0.4, 2), 1, rng.integers(classes)]
    return targets.reshape(batch, grid, grid, anchors, 6)


def raw_numbers(rng, shape, scale=1.0):
    """Return what a detector answers with."""
    return rng.normal(0, scale, shape).astype("float32")


def in_eighths(numbers):
    """Round numbers so that they are short to write, in float32 as well."""
    return (8 * numbers).round() / 8


def dense_weights(rng, inputs, *units):
    """Return the weights of dense layers, as Keras holds them."""
    sizes = [inputs, *units]
    pairs = ([rng.normal(size=(a, b)), rng.normal(size=b)] for a, b in itertools.pairwise(sizes))
    return [array.astype("float32") for pair in pairs for array in pair]


@pytest.mark.exercise("sliding_window_as_convolution")
@pytest.mark.visible
def test_window_of_two_layers(student, solution, rng, compare):
    """Windows of two rows, three columns and two channels; two dense layers."""
    weights = dense_weights(rng, 12, 3, 2)
    compare(student.sliding_window_as_convolution, solution.sliding_window_as_convolution, weights, (2, 3, 2), **NEAR)


@pytest.mark.exercise("sliding_window_as_convolution")
def test_window_of_one_layer(student, solution, rng, compare):
    """One dense layer, and windows that are higher than wide."""
    weights = dense_weights(rng, 15, 2)
    compare(student.sliding_window_as_convolution, solution.sliding_window_as_convolution, weights, (5, 3, 1), **NEAR)


@pytest.mark.exercise("sliding_window_as_convolution")
def test_window_of_three_layers(student, solution, rng, compare):
    """Three dense layers, and square windows with as many channels as rows."""
    weights = dense_weights(rng, 27, 5, 3, 2)
    compare(student.sliding_window_as_convolution, solution.sliding_window_as_convolution, weights, (3, 3, 3), **NEAR)


@pytest.mark.exercise("sliding_window_as_convolution")
def test_convolution_gives_what_the_sliding_window_gives(student, solution, rng, compare):
    """Slides windows over a picture, and does the same with your convolutions."""
    kernel, bias, second, second_bias = dense_weights(rng, 24, 4, 2)
    call = [kernel, bias, second, second_bias], (2, 4, 3)
    weights = compare(student.sliding_window_as_convolution, solution.sliding_window_as_convolution, *call, **NEAR)
    picture = rng.normal(size=(4, 7, 3))
    for row, column in itertools.product(range(3), range(4)):
        window = picture[row : row + 2, column : column + 4]
        dense = np.maximum(window.reshape(-1) @ kernel + bias, 0) @ second + second_bias
        first = np.einsum("hwc,hwcn->n", window, np.asarray(weights[0])) + np.asarray(weights[1])
        whole = np.maximum(first, 0) @ np.asarray(weights[2])[0, 0] + np.asarray(weights[3])
        assert np.allclose(dense, whole, rtol=1e-3, atol=1e-4), (
            "At some place of the picture the convolutions do not give what the dense layers give for the window."
        )


@pytest.mark.exercise("corners_to_center")
@pytest.mark.visible
def test_corners_of_two_boxes(student, solution, compare):
    """Two boxes, one of them reaching out of the picture."""
    boxes = np.array([[0.1, 0.2, 0.5, 0.8], [-0.2, 0.4, 0.1, 0.5]])
    compare(student.corners_to_center, solution.corners_to_center, boxes)


@pytest.mark.exercise("corners_to_center")
@pytest.mark.visible
def test_corners_of_a_single_box(student, solution, compare):
    """One box, an array of shape (4,)."""
    compare(student.corners_to_center, solution.corners_to_center, np.array([0.3, 0.1, 0.9, 0.35]))


@pytest.mark.exercise("corners_to_center", weight=2)
def test_corners_of_a_grid_of_boxes(student, solution, rng, compare):
    """A grid of boxes, as the detector gives them, and no box at all."""
    compare(student.corners_to_center, solution.corners_to_center, random_boxes(rng, 24).reshape(2, 3, 4, 4))
    compare(student.corners_to_center, solution.corners_to_center, np.zeros((0, 4)))


@pytest.mark.exercise("corners_to_center", weight=2)
def test_corners_in_pixels(student, solution, rng, compare):
    """Whole numbers: nothing in the formula asks for parts of the picture."""
    corners, odd_sizes = rng.integers(0, 30, (2, 2)), 2 * rng.integers(1, 30, (2, 2)) + 1
    boxes = np.concatenate([corners, corners + odd_sizes], axis=1)
    compare(student.corners_to_center, solution.corners_to_center, boxes)


@pytest.mark.exercise("center_to_corners")
@pytest.mark.visible
def test_centers_of_two_boxes(student, solution, compare):
    """Two boxes, one of them reaching out of the picture."""
    boxes = np.array([[0.3, 0.5, 0.4, 0.6], [0.05, 0.45, 0.3, 0.1]])
    compare(student.center_to_corners, solution.center_to_corners, boxes)


@pytest.mark.exercise("center_to_corners")
@pytest.mark.visible
def test_center_of_a_box_in_pixels(student, solution, compare):
    """One box in whole numbers, with odd sizes: its corners lie between two pixels."""
    compare(student.center_to_corners, solution.center_to_corners, np.array([40, 25, 7, 9]))


@pytest.mark.exercise("center_to_corners")
def test_center_of_a_single_box(student, solution, rng, compare):
    """One box, an array of shape (4,)."""
    compare(student.center_to_corners, solution.center_to_corners, rng.uniform(0.2, 0.7, 4))


@pytest.mark.exercise("center_to_corners")
def test_centers_of_a_grid_of_boxes(student, solution, rng, compare):
    """A grid of boxes, as the detector gives them, and no box at all."""
    compare(student.center_to_corners, solution.center_to_corners, rng.uniform(0.1, 1, (2, 3, 5, 4)))
    compare(student.center_to_corners, solution.center_to_corners, np.zeros((0, 4)))


@pytest.mark.exercise("center_to_corners", weight=2)
def test_centers_in_pixels(student, solution, rng, compare):
    """Whole numbers with halves between them."""
    middles, odd_sizes = rng.integers(30, 60, (2, 2)), 2 * rng.integers(1, 30, (2, 2)) + 1
    boxes = np.concatenate([middles, odd_sizes], axis=1)
    compare(student.center_to_corners, solution.center_to_corners, boxes)


@pytest.mark.exercise("iou")
@pytest.mark.visible
def test_iou_of_boxes_that_overlap(student, solution, compare):
    """Two boxes that share a corner of each, one inside another, either way round, and two in whole pixels."""
    box, inside = np.array([0.1, 0.2, 0.5, 0.8]), np.array([0.2, 0.3, 0.35, 0.7])
    compare(student.iou, solution.iou, box, np.array([0.15, 0.3, 0.6, 0.9]))
    compare(student.iou, solution.iou, box, inside)
    compare(student.iou, solution.iou, inside, box)
    compare(student.iou, solution.iou, np.array([10, 20, 40, 60]), np.array([20, 10, 50, 50]))


@pytest.mark.exercise("iou")
@pytest.mark.visible
def test_iou_of_disjoint_boxes(student, solution, compare):
    """Boxes that share nothing: side by side, and one both to the right of the other and below it."""
    box = np.array([0.1, 0.1, 0.3, 0.4])
    compare(student.iou, solution.iou, box, np.array([0.5, 0.2, 0.8, 0.4]))
    compare(student.iou, solution.iou, box, np.array([0.6, 0.6, 0.9, 0.7]))


@pytest.mark.exercise("iou")
@pytest.mark.visible
def test_iou_of_empty_boxes(student, solution, compare):
    """Boxes without an area: both, or only one."""
    empty = np.array([0.2, 0.3, 0.2, 0.6])
    compare(student.iou, solution.iou, empty, empty)
    compare(student.iou, solution.iou, empty, np.array([0.1, 0.1, 0.5, 0.5]))


@pytest.mark.exercise("iou", weight=2)
def test_iou_of_touching_boxes(student, solution, rng, compare):
    """Boxes that share nothing, an edge or only a corner; and one that covers the other."""
    # What lies between the disjoint boxes is small: two negative sides do not make the union negative, too.
    x, y = lines_of_a_grid(rng, 3, 1, 3), lines_of_a_grid(rng, 3, 1, 3)
    box = np.array([x[0], y[0], x[1], y[1]])
    for left, top in ((1, 0), (0, 1), (1, 1), (2, 2), (0, 0)):
        other = np.array([x[left], y[top], x[left + 1 if left else 2], y[top + 1 if top else 2]])
        compare(student.iou, solution.iou, box, other)
        compare(student.iou, solution.iou, other, box)


@pytest.mark.exercise("iou", weight=2)
def test_iou_of_contained_and_equal_boxes(student, solution, rng, compare):
    """One box inside the other, either way round, two equal boxes, and two without an area."""
    inside = rng.uniform([0.1, 0.1, 0.6, 0.6], [0.4, 0.4, 0.9, 0.9])
    outer, inner = placed_anywhere(rng, np.array([0.0, 0.0, 1.0, 1.0]), inside)
    compare(student.iou, solution.iou, outer, inner)
    compare(student.iou, solution.iou, inner, outer)
    compare(student.iou, solution.iou, outer, outer)
    empty = inner[[0, 1, 0, 3]]
    compare(student.iou, solution.iou, empty, empty)


@pytest.mark.exercise("iou", weight=2)
def test_iou_of_many_pairs(student, solution, rng, compare):
    """Many random pairs, some in pixels and with whole numbers."""
    for one, other in zip(random_boxes(rng, 12, 0.2, 0.7), random_boxes(rng, 12, 0.2, 0.7), strict=True):
        compare(student.iou, solution.iou, one, other)
    one, other = rng.integers([[3, 4, 20, 9], [10, 2, 30, 7]], [[8, 6, 25, 12], [15, 4, 40, 9]])
    compare(student.iou, solution.iou, one, other)


@pytest.mark.exercise("iou_matrix")
@pytest.mark.visible
def test_iou_matrix_of_three_and_two(student, solution, compare):
    """Three boxes with two: some overlap, one is inside another, one lies apart."""
    three = np.array([[0.1, 0.2, 0.5, 0.8], [0.2, 0.3, 0.4, 0.6], [0.0, 0.0, 0.1, 0.1]])
    two = np.array([[0.3, 0.4, 0.9, 1.0], [0.1, 0.25, 0.45, 0.9]])
    compare(student.iou_matrix, solution.iou_matrix, three, two)


@pytest.mark.exercise("iou_matrix")
@pytest.mark.visible
def test_iou_matrix_with_empty_boxes(student, solution, compare):
    """Boxes without an area."""
    boxes = np.array([[0.2, 0.3, 0.2, 0.6], [0.1, 0.1, 0.5, 0.5]])
    compare(student.iou_matrix, solution.iou_matrix, boxes, boxes)


@pytest.mark.exercise("iou_matrix", weight=2)
def test_iou_matrix_of_disjoint_and_touching_boxes(student, solution, rng, compare):
    """Boxes that share nothing, or an edge; and one inside another."""
    x, y = lines_of_a_grid(rng, 3, 3, 1, 3), lines_of_a_grid(rng, 3, 3, 1, 3)  # small between the disjoint boxes
    boxes = np.array([[x[0], y[0], x[1], y[1]], [x[1], y[0], x[2], y[1]], [x[3], y[3], x[4], y[4]]])
    inside = [(x[3] + x[4]) / 2, (y[3] + y[4]) / 2, x[4], y[4]]
    others = np.array([[x[1], y[1], x[2], y[2]], [x[2], y[0], x[3], y[1]], [x[0], y[3], x[1], y[4]], inside])
    compare(student.iou_matrix, solution.iou_matrix, boxes, others)


@pytest.mark.exercise("iou_matrix", weight=2)
def test_iou_matrix_of_many(student, solution, rng, compare):
    """Nine boxes with seven, then as many with as many."""
    compare(student.iou_matrix, solution.iou_matrix, random_boxes(rng, 9, 0.2, 0.7), random_boxes(rng, 7, 0.2, 0.7))
    compare(student.iou_matrix, solution.iou_matrix, random_boxes(rng, 5, 0.2, 0.7), random_boxes(rng, 5, 0.2, 0.7))


@pytest.mark.exercise("iou_matrix")
def test_iou_matrix_without_boxes(student, solution, rng, compare):
    """No box on one side or the other, a single one, and two without an area."""
    none = np.zeros((0, 4))
    compare(student.iou_matrix, solution.iou_matrix, none, random_boxes(rng, 3))
    compare(student.iou_matrix, solution.iou_matrix, random_boxes(rng, 2), none)
    compare(student.iou_matrix, solution.iou_matrix, random_boxes(rng, 1), random_boxes(rng, 4))
    empty = random_boxes(rng, 2)[:, [0, 1, 0, 3]]
    compare(student.iou_matrix, solution.iou_matrix, empty, empty)


@pytest.mark.exercise("best_anchor")
@pytest.mark.visible
def test_best_anchor_of_a_flat_box(student, solution, compare):
    """A box that is much wider than high, and wider than the only flat anchor."""
    compare(student.best_anchor, solution.best_anchor, np.array([0.2, 0.05, 0.86, 0.23]), ANCHORS)


@pytest.mark.exercise("best_anchor")
@pytest.mark.visible
def test_best_anchor_of_a_standing_box(student, solution, compare):
    """A box that is much higher than wide, higher and narrower than the anchor that fits best."""
    compare(student.best_anchor, solution.best_anchor, np.array([0.4, 0.05, 0.5, 0.47]), ANCHORS)


@pytest.mark.exercise("best_anchor", weight=2)
def test_best_anchor_of_many_boxes(student, solution, rng, compare):
    """Boxes of many shapes, anywhere in the picture."""
    for size in sizes_of_clear_shape(rng, 25, 0.08, 0.8):
        corner = rng.uniform(0, 1 - size)
        compare(student.best_anchor, solution.best_anchor, np.concatenate([corner, corner + size]), ANCHORS)


@pytest.mark.exercise("best_anchor", weight=2)
def test_best_anchor_where_differences_mislead(student, solution, rng, compare):
    """Here the nearest width and height do not belong to the anchor with the largest IoU."""
    anchors = np.array([[0.05, 0.05], [0.3, 0.3], [0.9, 0.9]])
    # IoU parts at the geometric mean of two sides, 0.12 and 0.52; the difference at their half sum, 0.175 and 0.6.
    for side in rng.uniform([0.127, 0.127, 0.127, 0.53, 0.4], [0.17, 0.17, 0.17, 0.59, 0.51]):
        corner = rng.uniform(0, 1 - side, 2)
        compare(student.best_anchor, solution.best_anchor, np.concatenate([corner, corner + side]), anchors)


@pytest.mark.exercise("best_anchor")
def test_best_anchor_of_two(student, solution, rng, compare):
    """Only two anchors, a lying and a standing one."""
    anchors = np.array([[0.4, 0.2], [0.2, 0.4]])
    for lies in rng.permutation(np.arange(10) % 2):
        size = rng.uniform([0.25, 0.08], [0.5, 0.18])[:: 1 if lies else -1]
        corner = rng.uniform(0, 1 - size)
        compare(student.best_anchor, solution.best_anchor, np.concatenate([corner, corner + size]), anchors)


@pytest.mark.exercise("encode_targets")
@pytest.mark.visible
def test_encode_three_boxes(student, solution, compare):
    """Three boxes on a grid of two, a single anchor."""
    boxes = np.array([[0.6, 0.3, 0.8, 0.55], [0.1, 0.2, 0.4, 0.4], [0.55, 0.7, 0.85, 0.9]])
    compare(student.encode_targets, solution.encode_targets, boxes, np.array([2, 5, 9]), 2, ANCHORS[:1], **NEAR)


@pytest.mark.exercise("encode_targets", weight=2)
@pytest.mark.visible
def test_encode_four_boxes(student, solution, compare):
    """Four boxes of different shapes, two of them in one cell, and two anchors; the class 0 is among them."""
    boxes = np.array([[0.05, 0.55, 0.2, 0.95], [0.35, 0.12, 0.92, 0.24], [0.7, 0.5, 0.85, 0.9], [0.5, 0.7, 0.9, 0.85]])
    classes = np.array([7, 0, 3, 1])
    compare(student.encode_targets, solution.encode_targets, boxes, classes, 2, ANCHORS[[1, 3]], **NEAR)


@pytest.mark.exercise("encode_targets", weight=3)
def test_encode_a_full_picture(student, solution, rng, compare):
    """Five boxes on a grid of eight, five anchors."""
    cells = rng.permutation(36)[:5, np.newaxis] // [6, 1] % 6 + 1  # all different, none at the border
    parts = rng.permutation(np.concatenate([rng.uniform(0.1, 0.45, 5), rng.uniform(0.55, 0.9, 5)])).reshape(5, 2)
    middles, sizes = (cells + parts) / 8, sizes_of_clear_shape(rng, 5, 0.1, 0.22)
    boxes = np.concatenate([middles - sizes / 2, middles + sizes / 2], axis=1)
    compare(student.encode_targets, solution.encode_targets, boxes, rng.integers(10, size=5), 8, ANCHORS, **NEAR)


@pytest.mark.exercise("encode_targets", weight=2)
def test_encode_two_boxes_in_one_cell(student, solution, rng, compare):
    """Two boxes with nearly the same centre, of different shapes: each has its own anchor."""
    middles = (rng.permutation([1, 2, 3])[:2] + rng.uniform(0.2, 0.8, (2, 2))) / 5
    sizes = np.array([[0.5, 0.14], [0.18, 0.44]]) * rng.uniform(0.95, 1.05, (2, 2))
    boxes = np.concatenate([middles - sizes / 2, middles + sizes / 2], axis=1)
    classes = rng.permutation(np.arange(2, 10))[:2]
    compare(student.encode_targets, solution.encode_targets, boxes, classes, 5, ANCHORS, **NEAR)


@pytest.mark.exercise("encode_targets")
def test_encode_nothing(student, solution, rng, compare):
    """A picture without any object: zeros; and one with a single object."""
    boxes = placed_anywhere(rng, np.array([[0.3, 0.35, 0.75, 0.7]]))[0]
    for count in (0, 1):
        call = boxes[:count], rng.integers(10, size=count), 6, ANCHORS[2:3]
        compare(student.encode_targets, solution.encode_targets, *call, **NEAR)


@pytest.mark.exercise("detector", weight=2)
@pytest.mark.visible
def test_detector_with_two_stages(student, solution, compare):
    """Pictures of 8x8 pixels, a grid of two, one anchor, two classes."""
    compare.model(student.detector, solution.detector, (8, 8, 1), 2, ANCHORS[:1], 2, rtol=0.01, atol=0.01)


@pytest.mark.exercise("detector", weight=2)
def test_detector_with_one_stage(student, solution, rng, compare):
    """Pictures in colour, of 12x12 pixels, a grid of six, several anchors and classes."""
    anchors, classes = ((2, 7), (3, 4), (4, 5))[rng.integers(3)]  # few, since models of mistakes are kept for each
    call = (12, 12, 3), 6, ANCHORS[:anchors], classes
    compare.model(student.detector, solution.detector, *call, rtol=0.01, atol=0.01)


@pytest.mark.exercise("detector", weight=2)
def test_detector_of_the_notebook(student, solution, compare):
    """Pictures of 64x64 pixels, a grid of eight, three anchors, ten classes."""
    compare.model(student.detector, solution.detector, (64, 64, 1), 8, ANCHORS[:3], 10, rtol=0.01, atol=0.01)


@pytest.mark.exercise("detector")
def test_detector_of_large_pictures(student, solution, rng, compare):
    """Pictures of 256x256 pixels, a grid of eight: shapes and numbers of parameters only."""
    call = (256, 256, 3), 8, ANCHORS, int(rng.choice([15, 20, 25]))
    compare.model(student.detector, solution.detector, *call, outputs=False)


@pytest.mark.exercise("yolo_loss", weight=2)
@pytest.mark.visible
def test_loss_of_two_pictures(student, solution, rng, compare):
    """Two pictures, one without any object and one with two; a grid of two, one anchor, two classes."""
    y_true = in_eighths(truth_of_loss(rng, 2, 2, 1, 2, objects=(0, 2)))
    raw = in_eighths(raw_numbers(rng, (2, 2, 2, 1, 7)))
    compare.loss(student.yolo_loss, solution.yolo_loss, y_true, raw, gradient_of="y_pred")


@pytest.mark.exercise("yolo_loss")
@pytest.mark.visible
def test_loss_of_a_sure_detector_with_other_weights(student, solution, rng, compare):
    """box_weight = 2, no_object_weight = 3; two pictures of one place, where +-120 for the object is wrong both times."""
    y_true = in_eighths(truth_of_loss(rng, 2, 1, 1, 2, objects=(0, 1)))
    raw = in_eighths(raw_numbers(rng, (2, 1, 1, 1, 7)))
    raw[..., 4] = 120 * (1 - 2 * y_true[..., 4])
    compare.loss(student.yolo_loss, solution.yolo_loss, y_true, raw, 2.0, 3.0, gradient_of="y_pred")


@pytest.mark.exercise("yolo_loss", weight=2)
def test_loss_of_a_picture_without_any_object(student, solution, rng, compare):
    """A picture without any object, and one with a single object; a grid of one, two anchors, four classes."""
    y_true = truth_of_loss(rng, 2, 1, 2, 4, objects=(0, 1))
    raw = raw_numbers(rng, (2, 1, 1, 2, 9))
    compare.loss(student.yolo_loss, solution.yolo_loss, y_true, raw, gradient_of="y_pred")


@pytest.mark.exercise("yolo_loss", weight=2)
def test_loss_with_other_weights(student, solution, rng, compare):
    """Other weights for boxes and for places without an object."""
    y_true = truth_of_loss(rng, 2, 3, 2, 4, objects=(2, 3))
    raw = raw_numbers(rng, (2, 3, 3, 2, 9))
    box_weight, no_object_weight = float(rng.uniform(1.5, 3)), float(rng.uniform(0.2, 0.4))
    compare.loss(student.yolo_loss, solution.yolo_loss, y_true, raw, box_weight, no_object_weight, gradient_of="y_pred")
    weights = {"box_weight": float(rng.uniform(0.5, 0.8)), "no_object_weight": float(rng.uniform(2, 4))}
    compare.loss(student.yolo_loss, solution.yolo_loss, y_true, raw, **weights, gradient_of="y_pred")


@pytest.mark.exercise("yolo_loss", weight=2)
def test_loss_of_many_pictures(student, solution, rng, compare):
    """Five pictures on a grid of four, three anchors, ten classes."""
    y_true = truth_of_loss(rng, 5, 4, 3, 10, objects=(0, 1, 2, 3, 5))
    raw = raw_numbers(rng, (5, 4, 4, 3, 15), scale=2.0)
    compare.loss(student.yolo_loss, solution.yolo_loss, y_true, raw, gradient_of="y_pred")


@pytest.mark.exercise("yolo_loss")
def test_loss_where_every_place_has_an_object(student, solution, rng, compare):
    """A single picture with an object at each of its places."""
    y_true = truth_of_loss(rng, 1, 2, 2, 3, objects=(8,))
    raw = raw_numbers(rng, (1, 2, 2, 2, 8))
    compare.loss(student.yolo_loss, solution.yolo_loss, y_true, raw, gradient_of="y_pred")


def very_sure(rng, y_true, raw):
    """Make the numbers for the object and the classes +-120, right and wrong both with an object and without."""
    for has_object in (0, 1):
        places = rng.permutation(np.argwhere(y_true[..., 4] == has_object))
        for number, place in enumerate(map(tuple, places)):
            raw[place][4] = 120 * (-1) ** number
            raw[place][5:] = -120
            raw[place][5 + (int(y_true[place][5]) + number // 2) % len(raw[place][5:])] = 120


@pytest.mark.exercise("yolo_loss", weight=2)
def test_loss_of_a_detector_that_is_very_sure(student, solution, rng, compare):
    """Raw numbers of +-120 for the object and the classes, some right and some wrong: nothing may overflow."""
    y_true = truth_of_loss(rng, 2, 2, 2, 3, objects=(0, 4))
    raw = raw_numbers(rng, (2, 2, 2, 2, 8))
    very_sure(rng, y_true, raw)
    compare.loss(student.yolo_loss, solution.yolo_loss, y_true, raw, gradient_of="y_pred")


@pytest.mark.exercise("decode_predictions")
@pytest.mark.visible
def test_decode_a_small_grid(student, solution, rng, compare):
    """A grid of two, one anchor, two classes."""
    raw = rng.normal(size=(2, 2, 1, 7)).round(1)
    compare(student.decode_predictions, solution.decode_predictions, raw, ANCHORS[:1], **NEAR)


@pytest.mark.exercise("decode_predictions", weight=2)
def test_decode_two_anchors(student, solution, rng, compare):
    """A grid of three, two anchors, three classes, and float32."""
    raw = raw_numbers(rng, (3, 3, 2, 8))
    compare(student.decode_predictions, solution.decode_predictions, raw, ANCHORS[2:4], **NEAR)


@pytest.mark.exercise("decode_predictions", weight=2)
def test_decode_many(student, solution, rng, compare):
    """A grid of eight, five anchors, ten classes."""
    raw = rng.normal(0, 2, size=(8, 8, 5, 15))
    compare(student.decode_predictions, solution.decode_predictions, raw, ANCHORS, **NEAR)


@pytest.mark.exercise("decode_predictions")
def test_decode_what_is_very_sure(student, solution, rng, compare):
    """Raw numbers of +-800 for the object and the classes: nothing may overflow."""
    raw = rng.normal(size=(2, 2, 2, 8))
    raw[..., 4:] = 800 * rng.choice([-1.0, 1.0], raw[..., 4:].shape)
    compare(student.decode_predictions, solution.decode_predictions, raw, ANCHORS[[0, 3]], **NEAR)


@pytest.mark.exercise("filter_boxes")
@pytest.mark.visible
def test_filter_four_boxes(student, solution, compare):
    """Four boxes, three classes; one score is just the threshold, and one box has two classes above it."""
    boxes = np.array([[0.1, 0.1, 0.3, 0.4], [0.5, 0.2, 0.9, 0.6], [0.0, 0.7, 0.2, 0.9], [0.4, 0.4, 0.5, 0.5]])
    scores = np.array([[0.1, 0.05, 0.6], [0.1, 0.15, 0.2], [0.25, 0.1, 0.05], [0.3, 0.45, 0.05]])
    compare(student.filter_boxes, solution.filter_boxes, boxes, scores, 0.25)


@pytest.mark.exercise("filter_boxes")
def test_filter_many_boxes(student, solution, rng, compare):
    """Forty boxes, ten classes, a low threshold and a high one."""
    boxes, scores = random_boxes(rng, 40), rng.uniform(size=(40, 10)) ** 4
    compare(student.filter_boxes, solution.filter_boxes, boxes, scores, 0.3)
    compare(student.filter_boxes, solution.filter_boxes, boxes, scores, 0.8)


@pytest.mark.exercise("filter_boxes")
def test_filter_everything(student, solution, rng, compare):
    """No box is sure enough: empty arrays of the right shapes. With a lower threshold some are left."""
    boxes, scores = random_boxes(rng, 6), rng.uniform(0, 0.3, (6, 4))
    for threshold in (0.5, 0.1):
        compare(student.filter_boxes, solution.filter_boxes, boxes, scores, threshold)


@pytest.mark.exercise("filter_boxes")
def test_filter_as_many_boxes_as_classes(student, solution, rng, compare):
    """Five boxes and five classes: rows and columns are easily mixed. One box is just sure enough."""
    scores = rng.permutation(np.arange(1, 26)).reshape(5, 5) / 32  # exact in float32 too
    threshold = float(np.sort(scores.max(axis=1))[2])
    compare(student.filter_boxes, solution.filter_boxes, random_boxes(rng, 5), scores, threshold)


@pytest.mark.exercise("non_max_suppression")
@pytest.mark.visible
def test_suppress_among_five(student, solution, compare):
    """Three boxes on one digit, one of another class across them, one apart."""
    boxes = np.array(
        [
            [0.1, 0.1, 0.4, 0.6],
            [0.12, 0.1, 0.42, 0.62],
            [0.6, 0.5, 0.9, 0.9],
            [0.1, 0.12, 0.4, 0.6],
            [0.08, 0.1, 0.4, 0.55],
        ]
    )
    scores, classes = np.array([0.6, 0.9, 0.5, 0.7, 0.8]), np.array([3, 3, 3, 1, 3])
    compare(student.non_max_suppression, solution.non_max_suppression, boxes, scores, classes, 0.5, **NEAR)


@pytest.mark.exercise("non_max_suppression")
@pytest.mark.visible
def test_suppress_a_chain(student, solution, compare):
    """A chain: the best strikes out its neighbours, so the second best cannot strike out the third; or all of them stay."""
    boxes = np.array([[0.2, 0.1, 0.6, 0.3], [0.3, 0.1, 0.7, 0.3], [0.1, 0.1, 0.5, 0.3], [0.0, 0.1, 0.4, 0.3]])
    scores, classes = np.array([0.7, 0.6, 0.8, 0.5]), np.array([1, 1, 1, 1])
    for threshold in (0.45, 0.65):
        compare(student.non_max_suppression, solution.non_max_suppression, boxes, scores, classes, threshold, **NEAR)


@pytest.mark.exercise("non_max_suppression")
@pytest.mark.visible
def test_suppress_on_the_edge(student, solution, compare):
    """Two equal scores: the box that stands earlier goes first. And an IoU of just the threshold: the box stays."""
    boxes = np.array([[0.5, 0.5, 1.0, 1.0], [0.5, 0.5, 1.0, 0.875], [0.0, 0.0, 0.5, 0.5], [0.0, 0.0, 0.5, 0.25]])
    scores, classes = np.array([0.625, 0.625, 0.75, 0.5]), np.array([2, 2, 2, 2])
    compare(student.non_max_suppression, solution.non_max_suppression, boxes, scores, classes, 0.5, **NEAR)


@pytest.mark.exercise("non_max_suppression", weight=3)
def test_suppress_among_many(student, solution, rng, compare):
    """Sixty boxes of three classes, with a low and with a high threshold."""
    thresholds = 0.2, 0.45, 0.7

    def is_clear(boxes, scores, classes):
        overlap = solution.iou_matrix(boxes, boxes)
        return all(far_from(overlap, threshold) for threshold in thresholds)

    problem = draw_until(is_clear, lambda: answers(rng, 60))
    for threshold in thresholds:
        compare(student.non_max_suppression, solution.non_max_suppression, *problem, threshold, **NEAR)


@pytest.mark.exercise("non_max_suppression")
def test_suppress_just_at_the_threshold(student, solution, rng, compare):
    """A box has an IoU of just the threshold with a better one, and stays; another has more, and goes."""
    x, y = lines_of_a_grid(rng, int(rng.integers(3, 13))), lines_of_a_grid(rng, int(rng.integers(3, 13)))
    parts = np.array([1.0, 0.5, 0.75])  # of the height or of the width, which are exact
    boxes, side = np.tile([x[0], y[0], x[1], y[1]], (3, 1)), int(rng.integers(2))
    boxes[:, 2 + side] = boxes[:, side] + parts * (boxes[:, 2 + side] - boxes[:, side])
    order = rng.permutation(3)
    scores, classes = rng.uniform([0.7, 0.4, 0.1], [0.9, 0.6, 0.3])[order], np.full(3, rng.integers(10))
    compare(student.non_max_suppression, solution.non_max_suppression, boxes[order], scores, classes, 0.5, **NEAR)


@pytest.mark.exercise("non_max_suppression")
def test_suppress_equal_scores(student, solution, rng, compare):
    """Equal scores: the box that stands earlier goes first."""
    pairs = np.array([[0.1, 0.1, 0.5, 0.5], [0.11, 0.1, 0.5, 0.5], [0.6, 0.6, 0.9, 0.9], [0.6, 0.61, 0.9, 0.9]])
    boxes = rng.permutation(placed_anywhere(rng, pairs)[0])
    scores, classes = np.full(4, rng.uniform(0.3, 0.9)), np.full(4, rng.integers(10))
    compare(student.non_max_suppression, solution.non_max_suppression, boxes, scores, classes, 0.5, **NEAR)


@pytest.mark.exercise("non_max_suppression")
def test_suppress_nothing(student, solution, rng, compare):
    """No box at all, a single one, and two that lie apart."""
    apart = np.array([[0.0, 0.1, 0.4, 0.5], [0.6, 0.3, 1.0, 0.8]])
    boxes, scores = placed_anywhere(rng, apart)[0], rng.uniform([0.2, 0.6], [0.4, 0.8])
    classes = np.full(2, rng.integers(10))
    for count in (0, 1, 2):
        call = boxes[:count], scores[:count], classes[:count]
        compare(student.non_max_suppression, solution.non_max_suppression, *call, 0.5, **NEAR)


def raw_of_scene(rng, grid, anchors, classes):
    """Return raw numbers in which some places are sure, and neighbours of theirs too."""
    raw = rng.normal(0, 0.6, size=(grid, grid, anchors, 5 + classes))
    raw[..., 4] = -4 + rng.normal(0, 0.5, size=raw.shape[:3])
    for row, column in rng.integers(0, grid - 1, (3, 2)):
        label = rng.integers(classes)
        raw[row : row + 2, column : column + 2, :, 4] += 5
        raw[row : row + 2, column : column + 2, :, 5 + label] += 5
    return raw.round(2)


@pytest.mark.exercise("detect")
@pytest.mark.visible
def test_detect_on_a_small_grid(student, solution, rng, compare):
    """A grid of three, two anchors, two classes; two boxes overlap too much, and a third is less sure."""
    raw = rng.normal(0, 0.3, size=(3, 3, 2, 7)).round(1)
    raw[..., 4] = -4
    raw[1, 0, 0] = [2, 0, 0, 0, 3, 2, -2]  # near the right edge of its cell
    raw[1, 1, 0] = [-2, 0, 0, 0, 1.5, 2, -2]  # near the left edge of the next one
    raw[0, 2, 1] = [0.5, -0.5, 0, 0.2, -0.5, -1, 3]
    compare(student.detect, solution.detect, raw, ANCHORS[[1, 3]], 0.3, 0.4, **NEAR)


def clear_scene(rng, solution, grid, anchors, classes, thresholds):
    """Return raw numbers of a scene in which rounding decides at none of the thresholds, (of scores, of IoU) each."""

    def is_clear(raw):
        lowest = min(score_threshold for score_threshold, _ in thresholds)
        boxes, scores, _ = solution.filter_boxes(*solution.decode_predictions(raw, anchors), lowest - 0.01)
        overlap = solution.iou_matrix(boxes, boxes)
        return all_different(scores) and all(
            far_from(scores, score_threshold) and far_from(overlap, iou_threshold)
            for score_threshold, iou_threshold in thresholds
        )

    return draw_until(is_clear, lambda: (raw_of_scene(rng, grid, len(anchors), classes),))[0]


@pytest.mark.exercise("detect", weight=2)
def test_detect_on_a_large_grid(student, solution, rng, compare):
    """A grid of eight, five anchors, ten classes, several thresholds."""
    thresholds = (0.2, 0.45), (0.5, 0.3), (0.05, 0.7)
    raw = clear_scene(rng, solution, 8, ANCHORS, 10, thresholds)
    for score_threshold, iou_threshold in thresholds:
        compare(student.detect, solution.detect, raw, ANCHORS, score_threshold, iou_threshold, **NEAR)


@pytest.mark.exercise("detect")
def test_detect_nothing(student, solution, rng, compare):
    """A picture in which nothing is sure enough: three empty arrays. With a lower threshold something is."""
    thresholds = (1.0, 0.5), (0.3, 0.5)
    raw = clear_scene(rng, solution, 4, ANCHORS[:2], 3, thresholds)
    for score_threshold, iou_threshold in thresholds:
        compare(student.detect, solution.detect, raw, ANCHORS[:2], score_threshold, iou_threshold, **NEAR)


@pytest.mark.exercise("match_detections")
@pytest.mark.visible
def test_match_several_boxes_on_one_digit(student, solution, compare):
    """Two digits and six found boxes: four on the first digit; on the second one that overlaps too little, and one."""
    first = [[0.1, 0.1, 0.42, 0.5], [0.1, 0.12, 0.4, 0.5], [0.1, 0.1, 0.4, 0.51], [0.12, 0.1, 0.42, 0.5]]
    boxes = np.array([*first, [0.5, 0.5, 0.75, 0.7], [0.55, 0.55, 0.9, 0.85]])
    scores = np.array([0.6, 0.4, 0.7, 0.9, 0.8, 0.5])
    truth = np.array([[0.1, 0.1, 0.4, 0.5], [0.55, 0.55, 0.9, 0.9]])
    compare(student.match_detections, solution.match_detections, boxes, scores, truth, 0.5, **NEAR)


@pytest.mark.exercise("match_detections")
@pytest.mark.visible
def test_match_the_true_box_that_fits_best(student, solution, compare):
    """Two true boxes side by side: each found box belongs to the one that it overlaps most."""
    truth = np.array([[0.1, 0.1, 0.5, 0.5], [0.2, 0.1, 0.6, 0.5]])
    boxes = np.array([[0.06, 0.1, 0.46, 0.5], [0.16, 0.1, 0.56, 0.5], [0.3, 0.1, 0.7, 0.5]])
    compare(student.match_detections, solution.match_detections, boxes, np.array([0.5, 0.8, 0.2]), truth, 0.55, **NEAR)


@pytest.mark.exercise("match_detections")
@pytest.mark.visible
def test_match_the_true_box_that_is_left(student, solution, compare):
    """Two true boxes side by side: two found ones overlap the same one most, and the worse of them takes the other."""
    truth = np.array([[0.1, 0.1, 0.5, 0.5], [0.2, 0.1, 0.6, 0.5]])
    boxes = np.array([[0.16, 0.1, 0.56, 0.52], [0.6, 0.6, 0.9, 0.9], [0.17, 0.1, 0.57, 0.5]])
    compare(student.match_detections, solution.match_detections, boxes, np.array([0.5, 0.7, 0.8]), truth, 0.5, **NEAR)


def found_and_true(rng):
    """Return found boxes (k, 4), scores (k,) and true boxes: some found twice, some missed, some made up."""
    truth = random_boxes(rng, 5, 0.25, 0.4)
    near = [truth[rng.integers(5, size=9)] + rng.uniform(-0.09, 0.09, (9, 4)), random_boxes(rng, 3, 0.2, 0.4)]
    boxes = rng.permutation(np.concatenate(near))
    return boxes, (rng.permutation(12) + rng.uniform(0.2, 0.8, 12)) / 12, truth


@pytest.mark.exercise("match_detections", weight=3)
def test_match_many(student, solution, rng, compare):
    """Twelve found boxes and five true ones in a crowd, several times, with several thresholds."""
    for threshold in (0.3, 0.4, 0.5, 0.6, 0.7):

        def is_clear(boxes, scores, truth, threshold=threshold):
            overlap = solution.iou_matrix(boxes, truth)
            return far_from(overlap, threshold) and all_different(overlap[overlap > 0])

        problem = draw_until(is_clear, lambda: found_and_true(rng))
        compare(student.match_detections, solution.match_detections, *problem, threshold, **NEAR)


@pytest.mark.exercise("match_detections")
def test_match_two_true_boxes_side_by_side(student, solution, rng, compare):
    """Two true boxes side by side and three found ones: each belongs to the free one that it overlaps most."""
    truth, found = np.array([[0.1, 0.1, 0.5, 0.5], [0.2, 0.1, 0.6, 0.5]]), np.tile([0.0, 0.1, 0.4, 0.5], (3, 1))
    found[:, [0, 2]] += rng.uniform([[0.05], [0.16], [0.29]], [[0.06], [0.17], [0.3]])
    truth, boxes = placed_anywhere(rng, truth, found)
    order, scores = rng.permutation(3), rng.uniform([0.4, 0.7, 0.1], [0.6, 0.9, 0.3])
    compare(student.match_detections, solution.match_detections, boxes[order], scores[order], truth, 0.55, **NEAR)


@pytest.mark.exercise("match_detections")
def test_match_nothing(student, solution, rng, compare):
    """Nothing was found, nothing is there, or neither; and then one box is found that is there."""
    box, scores = random_boxes(rng, 1), rng.uniform(0.2, 0.9, 1)
    for found, there in ((1, 0), (0, 1), (0, 0), (1, 1)):
        call = box[:found], scores[:found], box[:there]
        compare(student.match_detections, solution.match_detections, *call, 0.5, **NEAR)


@pytest.mark.exercise("match_detections")
def test_match_what_overlaps_too_little(student, solution, rng, compare):
    """A box that overlaps too little takes nothing from a worse one that overlaps enough."""
    found = np.array([[0.35, 0.35, 0.75, 0.75], [0.2, 0.22, 0.6, 0.6], [0.21, 0.2, 0.62, 0.6]])
    truth, boxes = placed_anywhere(rng, np.array([[0.2, 0.2, 0.6, 0.6]]), found)
    order, scores = rng.permutation(3), rng.uniform([0.8, 0.4, 0.6], [0.9, 0.5, 0.7])
    compare(student.match_detections, solution.match_detections, boxes[order], scores[order], truth, 0.5, **NEAR)


@pytest.mark.exercise("average_precision")
@pytest.mark.visible
def test_average_precision_of_an_example(student, solution, compare):
    """Six boxes out of order, four of them correct, and five true boxes; and four boxes with 0 and 1 for correct."""
    scores = np.array([0.3, 0.6, 0.5, 0.9, 0.8, 0.1])
    correct = np.array([True, False, True, True, True, False])
    compare(student.average_precision, solution.average_precision, scores, correct, 5)
    scores, correct = np.array([0.2, 0.7, 0.4, 0.9]), np.array([0, 0, 1, 1])
    compare(student.average_precision, solution.average_precision, scores, correct, 3)


@pytest.mark.exercise("average_precision")
@pytest.mark.visible
def test_average_precision_without_any_box(student, solution, compare):
    """Nothing was found, or nothing of it is correct."""
    compare(student.average_precision, solution.average_precision, np.zeros(0), np.zeros(0, dtype=bool), 3)
    compare(student.average_precision, solution.average_precision, np.array([0.4, 0.2]), np.array([0, 0]), 3)


@pytest.mark.exercise("average_precision")
def test_average_precision_of_a_perfect_detector(student, solution, rng, compare):
    """All are found first, and some false alarms come after them; and the same where two are never found."""
    hits, order = int(rng.integers(3, 6)), rng.permutation(8)
    scores, correct = (8 - order + rng.uniform(-0.3, 0.3, 8)) / 9, (order < hits).astype(int)
    for missed in (0, 2):
        compare(student.average_precision, solution.average_precision, scores, correct, hits + missed)


@pytest.mark.exercise("average_precision", weight=3)
def test_average_precision_of_many(student, solution, rng, compare):
    """Fifty boxes, some true ones never found, with truth values and with 0 and 1."""
    for missed, kind in ((0, bool), (7, int), (20, bool)):
        scores = rng.permutation(50) / 50
        correct = (rng.uniform(size=50) < 0.2 + 0.7 * scores).astype(kind)
        positives = int(correct.sum()) + missed
        compare(student.average_precision, solution.average_precision, scores, correct, positives)
