"""The solutions of ensembles against NumPy, SciPy, scikit-learn, Keras, TensorFlow and measured slopes."""

import itertools
import math

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats
from sklearn.ensemble import BaggingClassifier
from sklearn.tree import DecisionTreeClassifier

import dlkit
from dlkit.course import find_assignment
from dlkit.desk.questions import read_questions
from solutions import ensembles as by_hand

seeds = st.integers(0, 10_000)
sizes = st.integers(1, 6)


@settings(max_examples=30)
@given(seed=seeds, k=sizes, m=sizes, classes=sizes, is_weighted=st.booleans())
def test_average_probabilities_is_that_of_numpy(seed, k, m, classes, is_weighted):
    rng = np.random.default_rng(seed)
    said, weights = rng.dirichlet(np.ones(classes), size=(k, m)), rng.uniform(0.1, 3, size=k)
    given_weights = weights if is_weighted else None
    expected = np.average(said, axis=0, weights=given_weights)
    answer = by_hand.average_probabilities(said, given_weights)
    np.testing.assert_allclose(answer, expected)
    np.testing.assert_allclose(answer.sum(axis=1), 1)


@settings(max_examples=40)
@given(seed=seeds, k=sizes, m=sizes, classes=sizes)
def test_majority_vote_is_the_mode_of_scipy(seed, k, m, classes):
    votes = np.random.default_rng(seed).integers(classes, size=(k, m))
    expected = stats.mode(votes, axis=0, keepdims=False).mode  # of equals the smallest
    np.testing.assert_array_equal(by_hand.majority_vote(votes, classes), expected)


def test_bags_are_drawn_evenly_with_replacement():
    bags = by_hand.bagging_indices(50, 4000, np.random.default_rng(0))
    assert bags.shape == (4000, 50)
    assert stats.chisquare(np.bincount(bags.ravel(), minlength=50)).pvalue > 1e-4
    shares = [len(np.unique(bag)) / 50 for bag in bags]
    assert np.mean(shares) == pytest.approx(1 - (1 - 1 / 50) ** 50, abs=0.005)
    np.testing.assert_array_equal(bags, by_hand.bagging_indices(50, 4000, np.random.default_rng(0)))


@pytest.mark.parametrize("seed", range(2))
def test_out_of_bag_probabilities_are_those_of_scikit_learn(seed):
    digits = dlkit.data.digits()
    X, y = digits.x_train[:200].reshape(200, 64), digits.y_train[:200]
    forest = BaggingClassifier(DecisionTreeClassifier(max_depth=4), 40, oob_score=True, random_state=seed).fit(X, y)
    said = np.stack([tree.predict_proba(X) for tree in forest.estimators_])
    answer = by_hand.out_of_bag_probabilities(said, np.array(forest.estimators_samples_))
    np.testing.assert_allclose(answer, forest.oob_decision_function_)


def test_what_all_have_seen_gets_no_opinion():
    said = np.random.default_rng(0).dirichlet(np.ones(4), size=(3, 2))
    answer = by_hand.out_of_bag_probabilities(said, np.array([[0, 0], [0, 0], [0, 0]]))
    np.testing.assert_allclose(answer, [[0.25] * 4, said[:, 1].mean(axis=0)])


@settings(max_examples=15, deadline=None)
@given(length=st.integers(1, 50), cycles=st.integers(1, 6), rate=st.floats(0.01, 1), data=st.data())
def test_snapshot_schedule_is_that_of_keras_with_restarts(length, cycles, rate, data):
    step = data.draw(st.integers(0, length * cycles - 1))
    schedule = keras.optimizers.schedules.CosineDecayRestarts(rate, length, t_mul=1.0)
    answer = by_hand.snapshot_schedule(step, length * cycles, cycles, rate)
    # in float32 Keras may take the first step of a cycle for the last one of the cycle before
    if step % length:
        assert answer == pytest.approx(float(schedule(step)), abs=2e-4 * rate)
    else:
        assert answer == pytest.approx(rate)


def test_cycles_that_do_not_divide_are_rounded_up():
    rates = [by_hand.snapshot_schedule(step, 10, 3, 1.0) for step in range(10)]
    assert [step for step, rate in enumerate(rates) if rate == 1.0] == [0, 4, 8]


@settings(max_examples=20, deadline=None)
@given(seed=seeds, height=st.integers(2, 9), width=st.integers(2, 9), data=st.data())
def test_ten_crops_are_those_of_tensorflow(seed, height, width, data):
    size = data.draw(st.integers(1, min(height, width)))
    images = np.random.default_rng(seed).random((2, height, width, 3)).astype("float32")
    crops = by_hand.ten_crop(images, size)
    places = [*itertools.product((0, height - size), (0, width - size)), ((height - size) // 2, (width - size) // 2)]
    for number, (top, left) in enumerate(places):
        expected = tf.image.crop_to_bounding_box(images, top, left, size, size)
        np.testing.assert_array_equal(crops[number], expected)
        np.testing.assert_array_equal(crops[number + 5], tf.image.flip_left_right(expected))
    np.testing.assert_allclose(crops[4], keras.layers.CenterCrop(size, size)(images), atol=1e-6)


def test_tta_predict_is_the_mean_over_the_views():
    rng = np.random.default_rng(0)
    images = rng.random((4, 6, 6, 1))
    views = [lambda x, number=number: by_hand.ten_crop(x, 4)[number] for number in range(10)]
    weights = rng.normal(size=(16, 3))

    def predict(pictures):
        return tf.nn.softmax(pictures.reshape(len(pictures), -1) @ weights).numpy()

    everything = predict(by_hand.ten_crop(images, 4).reshape(40, 4, 4, 1)).reshape(10, 4, 3)
    np.testing.assert_allclose(by_hand.tta_predict(predict, images, views), everything.mean(axis=0))


def a_layer(seed, m, n_in, n_out):
    rng = np.random.default_rng(seed)
    mask = (rng.random((m, n_in, n_out)) < 0.6).astype(float)
    return rng.normal(size=(m, n_in)), rng.normal(size=(n_in, n_out)), rng.normal(size=n_out), mask


@settings(max_examples=25, deadline=None)
@given(seed=seeds, m=sizes, n_in=sizes, n_out=sizes)
def test_drop_connect_and_its_gradients_are_those_of_tensorflow(seed, m, n_in, n_out):
    X, W, b, mask = a_layer(seed, m, n_in, n_out)
    dZ = np.random.default_rng(seed + 1).normal(size=(m, n_out))
    variables = [tf.Variable(value) for value in (X, W, b)]
    with tf.GradientTape() as tape:
        x, w, offset = variables
        rows = [tf.linalg.matvec(tf.transpose(w * mask[i] / 0.6), x[i]) + offset for i in range(m)]
        Z = tf.stack(rows)
        total = tf.reduce_sum(Z * dZ)
    np.testing.assert_allclose(by_hand.drop_connect_forward(X, W, b, mask, 0.6), Z)
    for ours, theirs in zip(
        by_hand.drop_connect_backward(dZ, X, W, mask, 0.6), tape.gradient(total, variables), strict=True
    ):
        np.testing.assert_allclose(ours, theirs, atol=1e-12)


def test_drop_connect_backward_is_the_measured_slope():
    X, W, b, mask = a_layer(0, 4, 3, 5)
    dZ = np.random.default_rng(1).normal(size=(4, 5))

    def total(w):
        return float(np.sum(dZ * by_hand.drop_connect_forward(X, w.reshape(3, 5), b, mask, 0.6)))

    measured = optimize.approx_fprime(W.ravel(), total, 1e-6).reshape(3, 5)
    np.testing.assert_allclose(by_hand.drop_connect_backward(dZ, X, W, mask, 0.6)[1], measured, atol=1e-5)


@pytest.mark.parametrize("keep_prob", [0.3, 0.8])
def test_stochastic_depth_has_the_statistics_of_dropout_with_a_noise_shape(keep_prob):
    x, residual = np.zeros((6000, 3, 2)), np.random.default_rng(0).uniform(1, 2, size=(6000, 3, 2))
    layer = keras.layers.Dropout(1 - keep_prob, noise_shape=(None, 1, 1), seed=1)
    theirs = np.array(layer(residual, training=True), dtype=float)
    ours = by_hand.stochastic_depth(x, residual, keep_prob, np.random.default_rng(2), True)
    for values in (theirs, ours):
        scale = values / residual
        assert np.all(np.ptp(scale.reshape(6000, -1), axis=1) < 1e-4)  # whole examples
        assert stats.binomtest(int(np.sum(scale[:, 0, 0] > 0)), 6000, keep_prob).pvalue > 1e-5
        np.testing.assert_allclose(scale.max(), 1 / keep_prob, rtol=1e-5)
    np.testing.assert_array_equal(by_hand.stochastic_depth(residual, x, keep_prob, None, False), residual)


def test_a_skipped_block_is_not_called_and_the_average_stays():
    rng, called = np.random.default_rng(0), []

    def block(x):
        called.append(1)
        return 3 * x

    x = np.ones((2, 3))
    answers = np.array([by_hand.stochastic_block(x, block, 0.4, rng, True) for _ in range(5000)])
    ran = answers[:, 0, 0] > 1
    assert len(called) == ran.sum()
    assert stats.binomtest(int(ran.sum()), 5000, 0.4).pvalue > 1e-5
    np.testing.assert_allclose(np.unique(answers), [1, 1 + 3 / 0.4])
    np.testing.assert_array_equal(by_hand.stochastic_block(x, block, 0.4, rng, False), 4 * x)


def test_regions_come_in_all_orders_equally_often():
    rng = np.random.default_rng(0)
    drawn = [tuple(np.diff(by_hand.fractional_regions(8, 6, rng)).tolist()) for _ in range(6000)]
    orders, counts = np.unique(drawn, axis=0, return_counts=True)
    assert {tuple(order) for order in orders.tolist()} == set(itertools.permutations((1, 1, 1, 1, 2, 2)))
    assert stats.chisquare(counts).pvalue > 1e-4


@pytest.mark.parametrize("seed", range(1, 3))
@pytest.mark.parametrize(("height", "width", "ratio"), [(25, 18, 1.4), (9, 12, 1.2)])
def test_fractional_max_pool_is_that_of_tensorflow(seed, height, width, ratio):
    X = np.random.default_rng(seed).normal(size=(2, height, width, 3))
    theirs, rows, columns = tf.nn.fractional_max_pool(
        X, [1.0, ratio, ratio, 1.0], pseudo_random=False, overlapping=False, seed=seed
    )
    np.testing.assert_array_equal(by_hand.fractional_max_pool(X, rows.numpy(), columns.numpy()), theirs)
    for edges, n_in in ((rows.numpy(), height), (columns.numpy(), width)):  # theirs are of our form
        ours = by_hand.fractional_regions(n_in, len(edges) - 1, np.random.default_rng(seed))
        assert sorted(np.diff(ours)) == sorted(np.diff(edges))
        assert (ours[0], ours[-1]) == (edges[0], edges[-1])


@pytest.fixture(scope="module")
def given_code():
    """The data, the networks and their training from the notebook's very cells, with the solutions as the exercises."""
    from grader.authoring.authored import load_authored

    namespace = {**vars(by_hand), "dlkit": dlkit, "np": np}
    demos = [cell.source for cell in load_authored("ensembles").cells if cell.role == "demo"]
    parts = {
        "def train(": ("", "images, y, test_images, y_test = sheets(0)"),
        "def random_pool(": ("", "rng = dlkit.seed(13)"),
        "def fixed_pool(": ("half = np.arange(0, 9, 2)", "print("),
        "def train_deep(": ("", ""),
    }
    for inside, (first, behind) in parts.items():
        (source,) = [source for source in demos if inside in source]
        missing = [text for text in (first, behind) if text not in source]
        assert not missing, f"The cell with {inside!r} has been reworded: where is {missing}?"
        begin = source.index(first)
        end = source.index(behind, begin) if behind else len(source)
        exec(source[begin:end], namespace)
    return namespace


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_five_together_beat_the_best_and_five_views_help(given_code, seed):
    says, accuracy = given_code["says"], given_code["accuracy"]
    images, y, new, y_new = given_code["sheets"](seed)
    members = [given_code["train"](images, y, 10 * seed + number) for number in range(5)]
    crops = by_hand.ten_crop(new, 10)
    said = np.stack([[says(network, crop) for crop in crops] for network in members])  # (5, 10, m, 10)
    singles = [accuracy(part, y_new) for part in said[:, 4]]
    together = accuracy(by_hand.average_probabilities(said[:, 4]), y_new)
    with_views = [accuracy(by_hand.average_probabilities(part[:5]), y_new) for part in said]
    with_mirrors = [accuracy(by_hand.average_probabilities(part), y_new) for part in said]
    both = accuracy(said[:, :5].mean(axis=(0, 1)), y_new)
    print(f"seed {seed}: best {max(singles):.3f}, together {together:.3f}, five views {np.mean(with_views):.3f}")
    assert together > max(singles) + 0.02
    assert np.mean(with_views) > np.mean(singles) + 0.04
    assert np.mean(with_mirrors) < np.mean(with_views) - 0.03
    assert both > together


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_skipped_blocks_save_time_at_equal_accuracy(given_code, seed):
    x, y, new, y_new = given_code["split"](seed)
    right, shares, times = [], [], []
    for last in (1.0, 0.2):
        network, share, seconds = given_code["train_deep"](x.reshape(-1, 64), y, seed, last)
        p, _, _ = given_code["forward_deep"](network, new.reshape(-1, 64), np.ones(24), None, False)
        right.append(given_code["accuracy"](p, y_new))
        shares.append(share)
        times.append(seconds)
    print(f"seed {seed}: {right}, blocks {shares}, seconds {times}")
    assert shares == pytest.approx([1.0, 14 / 24], abs=0.02)
    assert times[1] < 0.8 * times[0]
    assert min(right) > 0.95
    assert abs(right[1] - right[0]) < 0.015


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_drop_connect_and_several_draws_of_a_grid_help(given_code, seed):
    train, says, accuracy = given_code["train"], given_code["says"], given_code["accuracy"]
    x, labels, new, y_new = given_code["split"](seed, training=300)
    rng = np.random.default_rng(seed)
    noisy = np.where(rng.random(300) < 0.2, rng.integers(10, size=300), labels)
    settings_ = {"hidden": 100, "steps": 600, "rate": 0.05, "prepare": given_code["as_they_are"]}
    whole, cut = (
        accuracy(says(train(x, noisy, seed, keep_prob=keep_prob, **settings_), new), y_new) for keep_prob in (1.0, 0.5)
    )
    assert cut > whole + 0.01
    x, labels, new, y_new = given_code["split"](seed)
    pool, rng = given_code["random_pool"], np.random.default_rng(seed)
    network = train(x, labels, seed, prepare=pool)
    draws = np.stack([says(network, pool(new, rng)) for _ in range(12)])
    together = accuracy(draws.mean(axis=0), y_new)
    assert together > np.mean([accuracy(part, y_new) for part in draws]) + 0.05
    fixed_pool = given_code["fixed_pool"]
    assert together > accuracy(says(train(x, labels, seed, prepare=fixed_pool), fixed_pool(new)), y_new) + 0.01


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_out_of_bag_is_nearer_to_the_test_than_the_training_pictures(given_code, seed):
    says, accuracy, train = given_code["says"], given_code["accuracy"], given_code["train"]
    images, y, new, y_new = given_code["sheets"](seed)
    indices = by_hand.bagging_indices(1000, 8, np.random.default_rng(seed))
    bagged = [train(images[bag], y[bag], 20 + 10 * seed + number) for number, bag in enumerate(indices)]
    on_training, on_test = (
        np.stack([says(network, pictures[:, 1:11, 1:11]) for network in bagged]) for pictures in (images, new)
    )
    asked = ~np.all([np.isin(np.arange(1000), bag) for bag in indices], axis=0)
    out = accuracy(by_hand.out_of_bag_probabilities(on_training, indices)[asked], y[asked])
    seen, test = accuracy(on_training.mean(axis=0), y), accuracy(on_test.mean(axis=0), y_new)
    print(f"seed {seed}: training {seen:.3f}, out of bag {out:.3f}, test {test:.3f}, seen by all {np.mean(~asked):.3f}")
    assert np.mean(~asked) == pytest.approx(0.0255, abs=0.02)
    assert out < test < seen


@pytest.mark.slow
@pytest.mark.turns(5)
def test_snapshots_agree_more_than_networks_and_end_within_two_points(given_code):
    says, accuracy, train = given_code["says"], given_code["accuracy"], given_code["train"]
    results = []
    for seed in range(5):
        images, y, new, y_new = given_code["sheets"](seed)
        middle, kept = new[:, 1:11, 1:11], []
        train(
            images,
            y,
            50 + seed,
            steps=7500,
            schedule=lambda step: by_hand.snapshot_schedule(step, 7500, 5, 0.1),
            watch=lambda step, network, kept=kept: kept.append(network) if step % 1500 == 1499 else None,
        )
        snapshots = np.stack([says(network, middle) for network in kept])
        separate = np.stack([says(train(images, y, 10 * seed + number), middle) for number in range(5)])
        long = says(train(images, y, 50 + seed, steps=7500), middle)
        pairs = list(itertools.combinations(range(5), 2))
        votes = [part.argmax(axis=2) for part in (snapshots, separate)]
        apart = [np.mean([np.mean(part[a] != part[b]) for a, b in pairs]) for part in votes]
        scores = [accuracy(part.mean(axis=0), y_new) for part in (snapshots, separate)]
        results.append([*scores, accuracy(long, y_new), accuracy(snapshots[-1], y_new), *apart])
    together, five, long, last, apart, five_apart = np.mean(results, axis=0)
    assert together > last
    assert max(together, five, long) - min(together, five, long) < 0.02
    assert apart < 0.7 * five_apart


# The questions


def chance_of_a_vote(p):
    return sum(math.comb(3, k) * p**k * (1 - p) ** (3 - k) for k in (2, 3))


def smallest_of_the_most_frequent(votes):
    most = max(votes.count(vote) for vote in votes)
    return min(vote for vote in votes if votes.count(vote) == most)


IN_ONE_BAG = 1 - (1 - 1 / 1000) ** 1000

COMPUTED = {
    "tie_of_five": lambda: smallest_of_the_most_frequent([7, 3, 3, 7, 1]),
    "three_that_do_not_copy": lambda: chance_of_a_vote(0.8),
    "share_of_a_bag": lambda: IN_ONE_BAG,
    "in_all_bags": lambda: IN_ONE_BAG**8,
    "rate_at_a_start": lambda: 0.2 / 2 * (1 + math.cos(math.pi * math.fmod(250, 500 / 4) / (500 / 4))),
    "coins_of_a_batch": lambda: np.zeros((32, 64, 100)).size,
    "blocks_that_run": lambda: round(float(np.sum(1 - 0.8 * np.arange(1, 25) / 24)), 9),
    "orders_of_six": lambda: math.comb(6, 2),
}


@pytest.mark.parametrize("name", COMPUTED)
def test_what_is_called_right_is_what_comes_out(name):
    question = read_questions(find_assignment("ensembles"))[name]
    found = COMPUTED[name]()
    marked = question.mark(float(found))
    assert marked.right, (found, question.right, marked.reason)


def test_every_number_of_the_questions_is_computed():
    questions = read_questions(find_assignment("ensembles"))
    assert set(COMPUTED) == {name for name, question in questions.items() if question.kind.key in ("number", "shape")}


def test_five_copies_gain_nothing():
    said = np.random.default_rng(0).dirichlet(np.ones(4), size=(1, 30))
    np.testing.assert_allclose(by_hand.average_probabilities(np.repeat(said, 5, axis=0)), said[0])
