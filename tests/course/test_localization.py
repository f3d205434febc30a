"""The solutions of localization against Keras' losses and boxes, TensorFlow's crops, SciPy, sets of pixels; its results."""

import math
import re
import time

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal, special

import dlkit
from dlkit.comparing.losses import observe_loss
from dlkit.course import find_assignment
from dlkit.desk.questions import read_questions
from solutions import localization as solution

sizes = st.integers(1, 6)
seeds = st.integers(0, 1000)
boxes_of_keras = keras.utils.bounding_boxes


def boxes_within(rng, count, width, height, least=1.0):
    sides = least + rng.uniform(0, 1, (count, 2)) * (np.array([width, height]) - least)
    low = rng.uniform(0, 1, (count, 2)) * (np.array([width, height]) - sides)
    return np.concatenate([low, low + sides], axis=1)


def observed(loss, *arguments, place=1):
    """The value of a loss, and its gradient for one argument, from Keras."""
    found = observe_loss(loss, arguments, {}, gradient_of=(place,)).value
    return np.asarray(found["value"]), np.asarray(found["gradients"][0])


# localization_target


@settings(max_examples=30, deadline=None)
@given(seed=seeds, classes=st.integers(1, 8), data=st.data())
def test_a_target_holds_the_box_as_keras_converts_it(seed, classes, data):
    label = data.draw(st.integers(0, classes - 1))
    box = boxes_within(np.random.default_rng(seed), 1, 1, 1, 0.1)
    theirs = boxes_of_keras.convert_format(box, "rel_xyxy", "rel_center_xywh", height=50, width=70)
    expected = [1, *np.asarray(theirs)[0], *keras.utils.to_categorical(label, classes)]
    np.testing.assert_allclose(solution.localization_target(box[0], label, classes), expected, atol=1e-6)
    np.testing.assert_array_equal(solution.localization_target(None, None, classes), np.zeros(5 + classes))


# smooth_l1


@settings(max_examples=30, deadline=None)
@given(m=sizes, n=sizes, beta=st.sampled_from([0.1, 0.5, 1.0, 3.0]), seed=seeds)
def test_smooth_l1_is_hubers_loss_by_its_width(m, n, beta, seed):
    y_true, y_pred = 2 * np.random.default_rng(seed).normal(size=(2, m, n))
    value, slope = observed(solution.smooth_l1, y_true, y_pred, beta)
    huber = keras.losses.Huber(beta, reduction=None)
    theirs = [
        [float(huber(np.array([a]), np.array([b]))) for a, b in zip(*rows, strict=True)]
        for rows in zip(y_true, y_pred, strict=True)
    ]
    np.testing.assert_allclose(value, np.array(theirs) / beta, rtol=1e-4, atol=1e-6)
    error = y_pred - y_true
    assert slope.shape == (m, n)
    assert np.all(np.sign(slope) * np.sign(error) >= 0)
    outside = np.abs(error) > beta * 1.001
    assert np.ptp(np.abs(slope[outside])) < 1e-5 if outside.any() else True


# localization_loss


def answers(seed, batch, classes):
    rng = np.random.default_rng(seed)
    boxes = boxes_within(rng, batch, 1, 1, 0.1)
    rows = [
        solution.localization_target(
            *((box, int(rng.integers(classes))) if rng.uniform() < 0.6 else (None, None)), classes
        )
        for box in boxes
    ]
    raw = rng.normal(size=(batch, 5 + classes))
    raw[:, 1:5] *= 0.3
    return np.array(rows), raw


@settings(max_examples=25, deadline=None)
@given(seed=seeds, batch=sizes, classes=st.integers(2, 5), weight=st.sampled_from([1.0, 10.0]))
def test_the_loss_of_a_picture_is_charged_part_by_part(seed, batch, classes, weight):
    y_true, raw = answers(seed, batch, classes)
    expected = []
    for y, z in zip(y_true, raw, strict=True):
        total = -special.log_expit(z[0]) if y[0] else -special.log_expit(-z[0])
        if y[0]:
            for a, b in zip(y[1:5], z[1:5], strict=True):
                total += weight * (abs(a - b) - 0.05 if abs(a - b) >= 0.1 else (a - b) ** 2 / 0.2)
            total -= special.log_softmax(z[5:])[int(np.argmax(y[5:]))]
        expected.append(total)
    value, slope = observed(solution.localization_loss, y_true, raw, weight)
    np.testing.assert_allclose(value, expected, rtol=1e-4, atol=1e-5)
    empty = y_true[:, 0] == 0
    assert np.all(slope[empty][:, 1:] == 0)
    assert np.all(slope[:, 0] != 0)


def test_the_loss_is_that_of_keras_with_sample_weights():
    y_true, raw = (a.astype("float32") for a in answers(3, 40, 4))
    there = keras.losses.BinaryCrossentropy(from_logits=True)(y_true[:, :1], raw[:, :1])
    box = keras.losses.Huber(0.1)(
        y_true[:, 1:5], raw[:, 1:5], sample_weight=y_true[:, 0]
    )  # a mean of four, and 0.1 times ours
    label = keras.losses.CategoricalCrossentropy(from_logits=True)(
        y_true[:, 5:], raw[:, 5:], sample_weight=y_true[:, 0]
    )
    mine = np.mean(solution.localization_loss(y_true, raw, 7.0))
    assert mine == pytest.approx(float(there) + 7 * 4 / 0.1 * float(box) + float(label), rel=1e-4)


# localizer


def test_a_localizer_is_its_table_computed_by_hand():
    rng = np.random.default_rng(0)
    model = solution.localizer((17, 33, 2), 3)
    model.set_weights(
        [rng.uniform(0.1, 0.3, w.shape) * rng.choice([1, -1], w.shape) ** (w.ndim > 1) for w in model.get_weights()]
    )
    x = rng.normal(size=(17, 33, 2))
    image = x
    norms = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]

    def normed(values, norm):
        gamma, beta, mean, variance = norm.get_weights()
        return np.maximum(gamma * (values - mean) / np.sqrt(variance + norm.epsilon) + beta, 0)

    for conv, norm in zip(
        [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)],
        norms[:4],
        strict=True,
    ):
        kernel, bias = conv.get_weights()
        image = np.stack(
            [
                sum(signal.correlate2d(image[..., c], kernel[..., c, f], mode="same") for c in range(image.shape[2]))
                + bias[f]
                for f in range(kernel.shape[3])
            ],
            axis=-1,
        )
        image = normed(image, norm)
        rows, columns = image.shape[0] // 2, image.shape[1] // 2
        if kernel.shape[3] < 128:
            image = image[: 2 * rows, : 2 * columns].reshape(rows, 2, columns, 2, -1).max(axis=(1, 3))
    of_inputs = {
        layer.get_weights()[0].shape: layer.get_weights()
        for layer in model.layers
        if isinstance(layer, keras.layers.Dense)
    }
    hidden, box, what = of_inputs[image.size, 64], of_inputs[64, 4], of_inputs[128, 4]
    where = normed(image.ravel() @ hidden[0] + hidden[1], norms[4]) @ box[0] + box[1]
    scores = image.max(axis=(0, 1)) @ what[0] + what[1]
    expected = [scores[0], *where, *scores[1:]]
    np.testing.assert_allclose(np.asarray(model(x[np.newaxis]))[0], expected, rtol=1e-3, atol=1e-3)


# landmark_loss


@settings(max_examples=25, deadline=None)
@given(m=sizes, k=sizes, seed=seeds, hidden=st.sampled_from([np.nan, -1.0, 50.0]))
def test_landmark_loss_is_a_mean_over_the_points_that_are_seen(m, k, seed, hidden):
    rng = np.random.default_rng(seed)
    y_true, y_pred = rng.normal(size=(2, m, k, 2))
    visible = (rng.uniform(size=(m, k)) < 0.6).astype(float)
    distances = [
        math.dist(a, b) ** 2
        for a, b, seen in zip(y_true.reshape(-1, 2), y_pred.reshape(-1, 2), visible.ravel(), strict=True)
        if seen
    ]
    marked = np.where(visible[..., None] > 0, y_true, hidden)
    value, slope = observed(solution.landmark_loss, marked, y_pred, visible)
    assert float(value) == pytest.approx(np.mean(distances) if distances else 0, rel=1e-4)
    expected = 2 * (y_pred - y_true) * visible[..., None] / max(1, visible.sum())
    np.testing.assert_allclose(slope, expected, rtol=1e-3, atol=1e-5)


def test_landmark_loss_is_twice_the_mean_squared_error_of_keras_where_all_is_seen():
    y_true, y_pred = np.random.default_rng(0).normal(size=(2, 6, 5, 2)).astype("float32")
    mine = float(solution.landmark_loss(y_true, y_pred, keras.ops.ones((6, 5))))
    assert mine == pytest.approx(2 * float(keras.losses.MeanSquaredError()(y_true, y_pred)), rel=1e-5)


# multi_label_loss


@settings(max_examples=25, deadline=None)
@given(m=sizes, tags=sizes, seed=seeds, unknown=st.sampled_from([-1.0, 0.0, 9.0]))
def test_multi_label_loss_is_that_of_keras_with_weights(m, tags, seed, unknown):
    rng = np.random.default_rng(seed)
    y_true, y_pred = rng.integers(0, 2, (m, tags)).astype(float), 3 * rng.normal(size=(m, tags))
    known = (rng.uniform(size=(m, tags)) < 0.6).astype(float)
    known[0, 0] = 1
    theirs = keras.losses.BinaryCrossentropy(from_logits=True, reduction="mean_with_sample_weight")
    expected = float(theirs(y_true[..., None], y_pred[..., None], sample_weight=known))
    value, slope = observed(solution.multi_label_loss, np.where(known > 0, y_true, unknown), y_pred, known)
    assert float(value) == pytest.approx(expected, rel=1e-4, abs=1e-6)
    np.testing.assert_allclose(slope, (special.expit(y_pred) - y_true) * known / known.sum(), rtol=1e-3, atol=1e-5)


# propose_regions


def regions_of_pixels(image, segments):
    """Join sets of pixels, pair by pair; returns the sets in the order in which they came up."""
    pixels = list(np.ndindex(image.shape))
    regions = [{place for place in pixels if segments[place] == label} for label in range(segments.max() + 1)]
    alive = set(range(len(regions)))
    while len(alive) > 1:
        costs = {}
        for a in alive:
            border = {(i + di, j + dj) for i, j in regions[a] for di, dj in ((0, 1), (1, 0), (0, -1), (-1, 0))}
            for b in alive:
                if a < b and border & regions[b]:
                    means = [math.fsum(image[place] for place in regions[k]) / len(regions[k]) for k in (a, b)]
                    costs[a, b] = abs(means[0] - means[1]) + (len(regions[a]) + len(regions[b])) / image.size
        a, b = min(costs, key=costs.__getitem__)
        regions.append(regions[a] | regions[b])
        alive = alive - {a, b} | {len(regions) - 1}
    return regions


@settings(max_examples=25, deadline=None)
@given(rows=st.integers(1, 4), columns=st.integers(1, 4), seed=seeds)
def test_regions_are_those_of_sets_of_pixels(rows, columns, seed):
    rng = np.random.default_rng(seed)
    numbers = rng.permutation(rows * columns).reshape(rows, columns)
    segments = np.repeat(np.repeat(numbers, rng.integers(1, 4, rows), axis=0), rng.integers(1, 3, columns), axis=1)
    image = rng.uniform(size=segments.shape)
    found = solution.propose_regions(image, segments)
    expected = []
    for region in regions_of_pixels(image, segments):
        y, x = zip(*region, strict=True)
        expected.append([min(x), min(y), max(x) + 1, max(y) + 1])
    np.testing.assert_array_equal(found, expected)
    assert found[-1].tolist() == [0, 0, image.shape[1], image.shape[0]]


# crop_and_resize


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="the oracle is TensorFlow's")
@settings(max_examples=25, deadline=None)
@given(
    height=st.integers(2, 8), width=st.integers(2, 8), channels=st.integers(1, 3), size=st.integers(2, 7), seed=seeds
)
def test_crops_are_those_of_tensorflow_on_a_picture_that_goes_on(height, width, channels, size, seed):
    import tensorflow as tf

    rng = np.random.default_rng(seed)
    image = rng.uniform(size=(height, width, channels))
    boxes = boxes_within(rng, 4, width, height)
    padded = np.pad(image, ((1, 1), (1, 1), (0, 0)), mode="edge")
    half = (boxes[:, 2:] - boxes[:, :2]) / (2 * size)
    first, last = boxes[:, :2] + half + 0.5, boxes[:, 2:] - half + 0.5  # in middles of padded pixels
    theirs = np.stack([first[:, 1], first[:, 0], last[:, 1], last[:, 0]], axis=1) / np.array(
        [height + 1, width + 1] * 2
    )
    expected = tf.image.crop_and_resize(padded[None], theirs, np.zeros(4, dtype=int), (size, size))
    np.testing.assert_allclose(solution.crop_and_resize(image, boxes, size), expected, atol=1e-4)


def test_a_whole_picture_at_its_own_size_is_itself():
    image = np.random.default_rng(0).uniform(size=(5, 5, 2))
    np.testing.assert_allclose(solution.crop_and_resize(image, np.array([[0.0, 0.0, 5.0, 5.0]]), 5)[0], image)
    assert solution.crop_and_resize(image, np.zeros((0, 4)), 3).shape == (0, 3, 3, 2)


# box_deltas and apply_deltas


@settings(max_examples=25, deadline=None)
@given(k=sizes, seed=seeds)
def test_deltas_are_those_of_keras_there_and_back(k, seed):
    rng = np.random.default_rng(seed)
    proposals, boxes = boxes_within(rng, k, 40, 30, 2), boxes_within(rng, k, 40, 30, 2)
    corners = {"anchor_format": "xyxy", "box_format": "xyxy"}
    theirs = boxes_of_keras.encode_box_to_deltas(
        proposals.astype("float32"), boxes.astype("float32"), **corners, encoding_format="center_xywh"
    )
    mine = solution.box_deltas(proposals, boxes)
    np.testing.assert_allclose(mine, theirs, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(solution.apply_deltas(proposals, mine), boxes, rtol=1e-9)
    deltas = 0.5 * rng.normal(size=(k, 4))
    decoded = boxes_of_keras.decode_deltas_to_boxes(
        proposals.astype("float32"), deltas.astype("float32"), **corners, encoded_format="center_xywh"
    )
    np.testing.assert_allclose(solution.apply_deltas(proposals, deltas), decoded, rtol=1e-3, atol=1e-3)


# roi_pool


@settings(max_examples=40, deadline=None)
@given(
    height=st.integers(1, 9), width=st.integers(1, 9), channels=st.integers(1, 3), size=st.integers(1, 6), seed=seeds
)
def test_pooled_is_the_largest_of_the_cells_that_share_ground_with_a_part(height, width, channels, size, seed):
    """A cell belongs to a part if the two overlap: part i covers i / size to (i + 1) / size of the window."""
    rng = np.random.default_rng(seed)
    features, boxes = rng.normal(size=(height, width, channels)), boxes_within(rng, 3, width, height, 0.2)
    found = solution.roi_pool(features, boxes, size)
    for k, (x1, y1, x2, y2) in enumerate(boxes):
        rows = [r for r in range(height) if r < y2 and r + 1 > y1]
        columns = [c for c in range(width) if c < x2 and c + 1 > x1]
        for i in range(size):
            for j in range(size):
                values = [
                    features[r, c]
                    for a, r in enumerate(rows)
                    for b, c in enumerate(columns)
                    if a * size < (i + 1) * len(rows)
                    and (a + 1) * size > i * len(rows)
                    and b * size < (j + 1) * len(columns)
                    and (b + 1) * size > j * len(columns)
                ]
                np.testing.assert_allclose(found[k, i, j], np.max(values, axis=0))


def test_pooling_a_whole_map_is_max_pooling_where_the_parts_divide_it():
    features = np.random.default_rng(0).normal(size=(6, 9, 2)).astype("float32")
    theirs = keras.layers.MaxPooling2D((2, 3))(features[np.newaxis])
    np.testing.assert_allclose(solution.roi_pool(features, np.array([[0.0, 0.0, 9.0, 6.0]]), 3), theirs)


# The questions


def loss_of(y_true, raw):
    return float(np.mean(solution.localization_loss(np.array(y_true, "float32"), np.array(raw, "float32"))))


def parts_of_a_first_loss():
    rows = [solution.localization_target(np.zeros(4), 3, 10)] * 4 + [solution.localization_target(None, None, 10)]
    return loss_of(rows, np.zeros((5, 15)))  # the boxes have no size, so nothing is off


def points_that_are_off():
    y = np.zeros((2, 5, 2), "float32")
    y[0, :, 0], y[1, 0, 1] = 2, 4
    seen = np.array([[1] * 5, [1, 0, 0, 0, 0]], "float32")
    return float(solution.landmark_loss(keras.ops.zeros((2, 5, 2)), keras.ops.convert_to_tensor(y), seen))


def windows_ratio():
    def count(step):
        return len(np.arange(0, 64 - 16 + 1e-9, 16 * step)) ** 2

    return round(count(1 / 8) / count(1 / 4))


def probability_of_a_tick():
    ticked = np.random.default_rng(0).uniform(size=200_000) < 0.3
    p = np.linspace(0.01, 0.99, 99)
    cost = -np.log(p) * ticked.mean() - np.log(1 - p) * (1 - ticked.mean())
    return round(float(p[np.argmin(cost)]), 2)


COMPUTED = {
    "length_of_the_answer": lambda: len(solution.localization_target(None, None, 43)),
    "error_of_two_tenths": lambda: float(keras.losses.Huber(0.1)(np.zeros(1), np.full(1, 0.2))) / 0.1,
    "loss_of_an_empty_picture": lambda: loss_of(np.zeros((1, 15)), np.zeros((1, 15))),
    "first_loss": parts_of_a_first_loss,
    "mean_over_visible": points_that_are_off,
    "loss_of_six_tags": lambda: float(
        keras.losses.BinaryCrossentropy(from_logits=True)(np.array([[1.0, 0.0]]), np.zeros((1, 2)))
    ),
    "tick_it_or_not": probability_of_a_tick,
    "how_many_proposals": lambda: len(
        regions_of_pixels(np.arange(50.0).reshape(5, 10) ** 1.5, np.arange(50).reshape(5, 10))
    ),
    "where_the_first_cell_looks": lambda: float(
        solution.crop_and_resize(np.arange(20.0)[None, :, None], np.array([[4.0, 0.0, 12.0, 1.0]]), 4)[0, 0, 0, 0]
    ),
    "twice_as_wide": lambda: float(
        boxes_of_keras.encode_box_to_deltas(
            np.array([[2.0, 0.0, 4.0, 2.0]], "float32"),
            np.array([[1.0, 0.0, 5.0, 2.0]], "float32"),
            anchor_format="xyxy",
            box_format="xyxy",
            encoding_format="center_xywh",
        )[0, 2]
    ),
    "half_the_step": windows_ratio,
    "rows_of_a_part": lambda: sum(1 for row in range(7) if row * 3 < 14 and (row + 1) * 3 > 7),
}


@pytest.mark.parametrize("name", COMPUTED)
def test_what_a_question_calls_right_is_what_comes_out(name):
    found = COMPUTED[name]()
    marked = read_questions(find_assignment("localization"))[name].mark(found)
    assert marked.right, (found, marked.reason)


# The stated results, by the notebook's very cells, with the solutions as the exercises

EXPERIMENTS = (  # what stands in a cell, and the words before which it ends; what comes behind them is only shown
    ("def one_digit(", "rng = dlkit.seed(1)"),
    ("def targets_of(", "for k in (0, 1, -1):"),
    ("def scores_on_test(", None),
    ("while len(losses) < EPOCHS", None),
    ("def on_top_of(", None),
    ("guessed = answer(pointer", "for k, name in"),
    ("def tagged(", "for t, tag in"),
    ("def segments_of(", "segments = segments_of("),
    ("CROP = 16", "crops = "),
    ("def boxes_to_learn(", None),
    ("def windows(", None),
    ("STRIDE, PARTS = 4, 4", "share, wrong, _ ="),
    ("def multiplications(", "fig, axes = "),
)


def experiment(seed):
    """Run the cells with a seed, which may be another than theirs, and return their names."""
    from grader.authoring.authored import load_authored

    cells = [cell.source for cell in load_authored("localization").cells if cell.role == "demo"]
    namespace = {**vars(solution), "dlkit": dlkit, "keras": keras, "np": np, "time": time}
    for words, end in EXPERIMENTS:
        (source,) = [cell for cell in cells if words in cell]
        source = source.split(end)[0] if end else source
        assert source.strip(), words
        exec(re.sub(r"seed\(1\)", f"seed({seed})", source), namespace)
    return namespace


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_what_the_notebook_says_of_boxes_points_tags_and_regions(seed):
    done = experiment(seed)
    there, right, iou = done["scores_on_test"](done["network"])
    assert there >= 0.95
    assert right >= 0.95
    assert iou >= 0.75
    off = [done["off"][done["test_seen"][:, k] > 0, k].mean() for k in range(5)]
    assert max(off[0], off[1], off[4]) < 2
    assert max(off[2], off[3]) < 3.5  # an upright edge has no leftmost point: these two are the hardest
    known, unknown = (np.mean(a == done["true_tags"]) for a in done["answers"].values())
    assert known > 0.8 > unknown + 0.1
    share, wrong = ({name: result[k] for name, result in done["results"].items()} for k in (0, 1))
    assert share["R-CNN"] > max(share["sliding window"], 0.8)
    assert wrong["R-CNN"] < min(wrong["sliding window"], wrong["R-CNN without deltas"], wrong["Fast R-CNN"])
    work = done["work"]
    assert work["sliding window"] > 10 * work["R-CNN"] > 20 * work["Fast R-CNN"]
