"""The solutions of yolo against TensorFlow, Keras, boxes of pixels, and the stated result."""

import itertools
import math

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

import dlkit
from solutions import yolo as solution

ANCHORS = np.array([[0.16, 0.27], [0.22, 0.37], [0.29, 0.45]])  # as the notebook finds them
SIDE = 12

ranges = st.tuples(st.integers(0, SIDE), st.integers(0, SIDE)).map(sorted)
boxes_of_pixels = st.tuples(ranges, ranges).map(lambda xy: (xy[0][0], xy[1][0], xy[0][1], xy[1][1]))
floats = st.floats(-3, 3)


def random_boxes(rng, count):
    corner, size = rng.uniform(0, 0.7, (count, 2)), rng.uniform(0.05, 0.4, (count, 2))
    return np.concatenate([corner, corner + size], axis=1)


def painted(box):
    """The pixels that a box covers, painted one by one."""
    pixels = np.zeros((SIDE, SIDE), dtype=bool)
    for row, column in itertools.product(range(SIDE), repeat=2):
        pixels[row, column] = box[0] <= column < box[2] and box[1] <= row < box[3]
    return pixels


def iou_of_pixels(one, two):
    one, two = painted(one), painted(two)
    union = np.count_nonzero(one | two)
    return np.count_nonzero(one & two) / union if union else 0.0


@given(boxes_of_pixels, boxes_of_pixels)
def test_iou_counts_pixels(one, two):
    expected = iou_of_pixels(one, two)
    assert solution.iou(np.array(one), np.array(two)) == pytest.approx(expected)
    assert solution.iou(np.array(two) / SIDE, np.array(one) / SIDE) == pytest.approx(expected)


@settings(max_examples=30)
@given(st.lists(boxes_of_pixels, max_size=4), st.lists(boxes_of_pixels, max_size=3))
def test_iou_matrix_counts_pixels_for_each_pair(first, second):
    matrix = solution.iou_matrix(*(np.array(boxes, dtype=float).reshape(-1, 4) for boxes in (first, second)))
    assert matrix.shape == (len(first), len(second))
    for (i, one), (j, two) in itertools.product(enumerate(first), enumerate(second)):
        assert matrix[i, j] == pytest.approx(iou_of_pixels(one, two))


@given(st.lists(st.tuples(floats, floats, floats, floats), min_size=1, max_size=5))
def test_center_and_corners_undo_each_other(rows):
    boxes = np.array(rows)
    np.testing.assert_allclose(solution.center_to_corners(solution.corners_to_center(boxes)), boxes, atol=1e-12)
    np.testing.assert_allclose(solution.corners_to_center(solution.center_to_corners(boxes)), boxes, atol=1e-12)


def test_boxes_are_converted_as_keras_converts_them():
    boxes = random_boxes(np.random.default_rng(0), 20)
    expected = keras.utils.bounding_boxes.convert_format(boxes, source="xyxy", target="center_xywh")
    np.testing.assert_allclose(solution.corners_to_center(boxes), expected, rtol=1e-5)


def test_the_best_anchor_is_that_with_the_largest_iou_around_one_centre():
    rng = np.random.default_rng(0)
    for box in random_boxes(rng, 200):
        x, y, _, _ = solution.corners_to_center(box)
        overlaps = [solution.iou(box, solution.center_to_corners(np.array([x, y, w, h]))) for w, h in ANCHORS]
        assert solution.best_anchor(box, ANCHORS) == int(np.argmax(overlaps))


def logit(p):
    return math.log(p / (1 - p))


@pytest.mark.parametrize("grid", [4, 8])
def test_what_is_encoded_is_decoded_to_the_same_boxes_and_classes(grid):
    boxes = np.array([[0.06, 0.1, 0.2, 0.36], [0.55, 0.5, 0.78, 0.97], [0.11, 0.6, 0.4, 0.96]])
    classes = np.array([3, 0, 9])
    targets = solution.encode_targets(boxes, classes, grid, ANCHORS)
    assert np.count_nonzero(targets[..., 4]) == 3
    raw = np.full((grid, grid, 3, 15), -20.0)
    for row, column, a in np.argwhere(targets[..., 4]):
        x, y, stretch_x, stretch_y, _, label = targets[row, column, a]
        raw[row, column, a, :5] = [logit(x), logit(y), stretch_x, stretch_y, 20]
        raw[row, column, a, 5 + int(label)] = 20
    found, scores, labels = solution.detect(raw, ANCHORS, 0.5, 0.5)
    order = [list(labels).index(label) for label in classes]
    np.testing.assert_allclose(found[order], boxes, atol=1e-9)
    np.testing.assert_allclose(scores, 1, atol=1e-6)


@pytest.mark.parametrize(("shape", "grid", "classes"), [((64, 64, 1), 8, 10), ((32, 32, 3), 8, 4), ((64, 64, 1), 4, 2)])
def test_the_detector_answers_with_a_grid_that_covers_the_picture(shape, grid, classes):
    model = solution.detector(shape, grid, ANCHORS, classes)
    assert model.output_shape == (None, grid, grid, 3, 5 + classes)
    pictures = np.zeros((1, *shape), dtype="float32")
    pictures[0, -1, 0] = 5  # lower left: the last row of cells, the first column
    changed = np.abs(np.asarray(model(pictures)) - np.asarray(model(0 * pictures)))[0].sum(axis=(2, 3))
    half = grid // 2
    assert changed[half:, :half].sum() > 0.5 * changed.sum()


def loss_by_loops(y_true, y_pred, box_weight, no_object_weight):
    """The formula of the notebook, place by place, in plain Python."""
    losses = []
    for targets, raw in zip(y_true, y_pred, strict=True):
        total = 0.0
        for place in np.ndindex(targets.shape[:3]):
            x, y, stretch_x, stretch_y, has_object, label = targets[place]
            tx, ty, tw, th, to, *logits = raw[place]
            sure = 1 / (1 + math.exp(-to))
            if has_object:
                px, py = 1 / (1 + math.exp(-tx)), 1 / (1 + math.exp(-ty))
                box = (px - x) ** 2 + (py - y) ** 2 + (tw - stretch_x) ** 2 + (th - stretch_y) ** 2
                total += box_weight * box - math.log(sure)
                total += math.log(sum(map(math.exp, logits))) - logits[int(label)]
            else:
                total -= no_object_weight * math.log(1 - sure)
        losses.append(total)
    return losses


def loss_problem(rng, empty=False):
    y_true = np.zeros((2, 4, 4, 3, 6), dtype="float32")
    if not empty:
        for i in range(2):
            y_true[i] = solution.encode_targets(random_boxes(rng, 3), rng.integers(0, 5, 3), 4, ANCHORS)
    return y_true, rng.normal(size=(2, 4, 4, 3, 10)).astype("float32")


@pytest.mark.parametrize("weights", [(5.0, 0.5), (2.0, 0.1)])
@pytest.mark.parametrize("empty", [False, True])
def test_the_loss_is_that_of_plain_loops(weights, empty):
    y_true, y_pred = loss_problem(np.random.default_rng(0), empty)
    loss = solution.yolo_loss(y_true, y_pred, *weights)
    np.testing.assert_allclose(loss, loss_by_loops(y_true, y_pred, *weights), rtol=1e-5)


@pytest.mark.parametrize("empty", [False, True])
def test_the_gradient_of_the_loss_is_the_numeric_one(empty):
    y_true, y_pred = loss_problem(np.random.default_rng(1), empty)
    y_true, y_pred = y_true[:, :2, :2, :2], y_pred[:, :2, :2, :2].astype("float64")
    y_true[0, 1, 1, 1] = 0 if empty else [0.3, 0.6, 0.2, -0.3, 1, 2]
    with tf.GradientTape() as tape:
        tensor = tf.constant(y_pred, "float32")
        tape.watch(tensor)
        loss = solution.yolo_loss(tf.constant(y_true, "float32"), tensor)
    gradient = tape.gradient(loss, tensor).numpy()
    for place in np.ndindex(y_pred.shape):
        moved = [y_pred.copy(), y_pred.copy()]
        moved[0][place] += 1e-4
        moved[1][place] -= 1e-4
        above, below = (sum(loss_by_loops(y_true, item, 5.0, 0.5)) for item in moved)
        assert gradient[place] == pytest.approx((above - below) / 2e-4, abs=1e-3)


def test_a_place_without_an_object_is_not_charged_for_its_box_and_class():
    y_true, y_pred = loss_problem(np.random.default_rng(2))
    elsewhere = y_true[..., 4] == 0
    moved = y_pred.copy()
    moved[elsewhere, :4] += 7
    moved[elsewhere, 5:] -= np.arange(5)
    np.testing.assert_allclose(solution.yolo_loss(y_true, moved), solution.yolo_loss(y_true, y_pred))


def test_the_loss_stays_finite_for_very_sure_answers():
    y_true, y_pred = loss_problem(np.random.default_rng(3))
    assert np.all(np.isfinite(solution.yolo_loss(y_true, 500 * y_pred)))


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.integers(0, 25), st.sampled_from([0.2, 0.45, 0.7]))
def test_suppression_keeps_what_tensorflow_keeps(seed, count, threshold):
    rng = np.random.default_rng(seed)
    boxes, scores = random_boxes(rng, count), rng.uniform(size=count)
    classes = rng.integers(0, 3, count)
    kept = solution.non_max_suppression(boxes, scores, classes, threshold)
    assert np.all(np.diff(scores[kept]) < 0)
    for label in range(3):
        (own,) = np.nonzero(classes == label)
        yxyx = boxes[own][:, [1, 0, 3, 2]].astype("float32")
        expected = tf.image.non_max_suppression(yxyx, scores[own].astype("float32"), count + 1, threshold).numpy()
        assert [i for i in kept if classes[i] == label] == list(own[expected])


def test_of_two_equal_scores_the_earlier_box_stays():
    boxes = np.array([[0.1, 0.1, 0.5, 0.5], [0.1, 0.1, 0.5, 0.5], [0.6, 0.6, 0.9, 0.9]])
    kept = solution.non_max_suppression(boxes, np.array([0.7, 0.7, 0.7]), np.array([1, 1, 1]), 0.5)
    assert list(kept) == [0, 2]


def average_precision_by_recall(scores, correct, positives):
    """For each recall that can be reached, the best precision with at least that recall; the mean of them."""
    hits = [right for _, right in sorted(zip(-scores, correct, strict=True), key=lambda pair: pair[0])]
    points = [(sum(hits[:n]) / positives, sum(hits[:n]) / n) for n in range(1, len(hits) + 1)]
    wanted = [k / positives for k in range(1, positives + 1)]
    return sum(max((p for r, p in points if r >= want - 1e-12), default=0.0) for want in wanted) / positives


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.integers(0, 20), st.integers(0, 5))
def test_average_precision_is_the_mean_over_all_recalls(seed, count, missed):
    rng = np.random.default_rng(seed)
    scores, correct = rng.permutation(count) / 20, rng.uniform(size=count) < 0.6
    positives = max(1, int(correct.sum()) + missed)
    expected = average_precision_by_recall(scores, correct, positives)
    assert solution.average_precision(scores, correct, positives) == pytest.approx(expected)


def test_average_precision_is_scikit_learns_where_precision_only_falls():
    scores, correct = np.array([0.9, 0.8, 0.7, 0.6, 0.5]), np.array([1, 1, 1, 0, 1])
    ours = solution.average_precision(scores[:4], correct[:4], 3)
    assert ours == pytest.approx(average_precision_score(correct[:4], scores[:4])) == 1.0
    assert solution.average_precision(scores, correct, 4) == pytest.approx(average_precision_score(correct, scores))
    assert solution.average_precision(scores, correct, 8) == pytest.approx(average_precision_score(correct, scores) / 2)


def test_matches_are_what_a_search_by_hand_finds():
    rng = np.random.default_rng(0)
    for _ in range(50):
        truth = random_boxes(rng, 4)
        found = np.concatenate([truth + rng.normal(0, 0.03, truth.shape) for _ in range(2)])
        scores = rng.permutation(8) / 8
        free, expected = [*range(4)], [False] * 8
        for i in sorted(range(8), key=lambda i: -scores[i]):
            near = max(free, key=lambda j: solution.iou(found[i], truth[j]), default=None)
            if near is not None and solution.iou(found[i], truth[near]) >= 0.5:
                expected[i] = True
                free.remove(near)
        assert list(solution.match_detections(found, scores, truth, 0.5)) == expected


@pytest.mark.parametrize("shape", [(6, 4, 2), (8, 8, 1)])
def test_the_convolution_is_the_sliding_window(shape):
    rng = np.random.default_rng(0)
    layers = keras.layers
    dense = keras.Sequential(
        [
            keras.Input(shape),
            layers.Flatten(),
            layers.Dense(7, activation="relu"),
            layers.Dense(3, activation="softmax"),
        ]
    )
    sliding = keras.Sequential(
        [
            keras.Input((None, None, shape[2])),
            layers.Conv2D(7, shape[:2], activation="relu"),
            layers.Conv2D(3, 1, activation="softmax"),
        ]
    )
    dense.set_weights([rng.normal(size=w.shape) for w in dense.get_weights()])
    sliding.set_weights(solution.sliding_window_as_convolution(dense.get_weights(), shape))
    picture = rng.normal(size=(1, 13, 11, shape[2])).astype("float32")
    everywhere = np.asarray(sliding(picture))[0]
    assert everywhere.shape == (13 - shape[0] + 1, 11 - shape[1] + 1, 3)
    for row, column in np.ndindex(everywhere.shape[:2]):
        window = picture[:, row : row + shape[0], column : column + shape[1]]
        np.testing.assert_allclose(everywhere[row, column], np.asarray(dense(window))[0], rtol=1e-4, atol=1e-5)


def mean_average_precision(model, scenes):
    found = [solution.detect(raw, ANCHORS, 0.05, 0.45) for raw in model.predict(scenes.images, verbose=0)]
    precisions = []
    for digit in range(10):
        scores, correct, positives = [], [], 0
        for (boxes, own_scores, labels), truth, true_labels in zip(found, scenes.boxes, scenes.classes, strict=True):
            mine, theirs = labels == digit, true_labels == digit
            scores.append(own_scores[mine])
            correct.append(solution.match_detections(boxes[mine], own_scores[mine], truth[theirs], 0.5))
            positives += int(theirs.sum())
        precisions.append(solution.average_precision(np.concatenate(scores), np.concatenate(correct), positives))
    return float(np.mean(precisions))


@pytest.mark.slow
@pytest.mark.turns(5)
@pytest.mark.parametrize("seed", [1])
def test_a_small_detector_finds_the_digits_of_unseen_scenes(seed):
    rng = dlkit.seed(seed)
    test = dlkit.data.digit_scenes(400, 64, rng, split="test")
    model = solution.detector((64, 64, 1), 8, ANCHORS, 10)
    model.compile(keras.optimizers.Adam(), loss=solution.yolo_loss)
    epochs = 30
    for epoch in range(epochs):
        model.optimizer.learning_rate = 0.004 * (1 + np.cos(np.pi * epoch / epochs)) / 2
        scenes = dlkit.data.digit_scenes(2000, 64, rng)
        pairs = zip(scenes.boxes, scenes.classes, strict=True)
        targets = np.stack([solution.encode_targets(boxes, labels, 8, ANCHORS) for boxes, labels in pairs])
        model.fit(scenes.images, targets.astype("float32"), verbose=0)
    assert mean_average_precision(model, test) >= 0.90
