"""The solutions of siamese against scikit-learn, brute force, measured slopes and the stated result."""

import functools
import itertools
import math

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from sklearn.calibration import calibration_curve
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, pairwise_distances, roc_auc_score
from sklearn.neighbors import KNeighborsClassifier

import dlkit
from dlkit.checking import check_exercise
from dlkit.comparing.losses import observe_loss
from dlkit.comparing.models import set_weights_by_role
from dlkit.course import find_assignment
from solutions import siamese as solution

SEEN, NEW = (1, 2, 4, 5, 7, 8, 9), (0, 3, 6)
MARGIN = 0.5
sizes = st.integers(1, 8)
seeds = st.integers(0, 1000)


def unit(rng, *shape):
    e = rng.normal(size=shape)
    return e / np.linalg.norm(e, axis=-1, keepdims=True)


def numeric_gradient(f, x, epsilon=1e-4):
    """The slope of a loss of float64 arrays, measured."""
    slopes = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[place] = epsilon
        slopes[place] = (float(f(x + step)) - float(f(x - step))) / (2 * epsilon)
    return slopes


@settings(max_examples=40)
@given(m=sizes, n=sizes, d=sizes, seed=seeds)
def test_distances_are_those_of_scikit_learn(m, n, d, seed):
    rng = np.random.default_rng(seed)
    A, B = rng.normal(size=(m, d)), rng.normal(size=(n, d))
    expected = pairwise_distances(A, B, metric="sqeuclidean")
    np.testing.assert_allclose(solution.pairwise_squared_distances(A, B), expected, rtol=1e-9, atol=1e-12)


@settings(max_examples=40)
@given(e=npst.arrays(np.float32, st.tuples(sizes, sizes), elements=st.floats(-100, 100, width=32)))
def test_no_distance_is_negative_or_far_from_zero_on_the_diagonal(e):
    table = np.asarray(solution.pairwise_squared_distances(e, e))
    assert np.all(table >= 0)
    assert np.all(np.diag(table) <= 1e-5 * np.maximum(1, np.sum(e.astype(float) ** 2, axis=1)))


def test_the_gradient_of_distances_is_the_measured_one_and_zero_where_points_are_equal():
    rng = np.random.default_rng(0)
    A, B = rng.normal(size=(3, 4)), rng.normal(size=(2, 4))
    B[0] = A[1]
    observed = observe_loss(solution.pairwise_squared_distances, (A, B), {}, gradient_of=(0, 1)).value["gradients"]

    def total(A, B):
        return np.sum(pairwise_distances(A, B, metric="sqeuclidean"))

    np.testing.assert_allclose(observed[0], numeric_gradient(lambda moved: total(moved, B), A), rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(observed[1], numeric_gradient(lambda moved: total(A, moved), B), rtol=1e-3, atol=1e-3)
    alone = observe_loss(solution.pairwise_squared_distances, (A[1:2], A[1:2]), {}, gradient_of=(0,)).value
    np.testing.assert_allclose(alone["gradients"][0], 0, atol=1e-5)


@settings(max_examples=40)
@given(m=sizes, d=sizes, seed=seeds, threshold=st.floats(0.1, 10))
def test_verify_looks_at_the_diagonal_of_the_table(m, d, seed, threshold):
    rng = np.random.default_rng(seed)
    e1, e2 = rng.normal(size=(m, d)), rng.normal(size=(m, d))
    expected = np.diag(pairwise_distances(e1, e2, metric="sqeuclidean")) <= threshold
    np.testing.assert_array_equal(solution.verify(e1, e2, threshold), expected)


def test_verify_lets_the_threshold_itself_in():
    assert solution.verify(np.array([[3.0, 4.0]]), np.zeros((1, 2)), 25.0).tolist() == [True]


@settings(max_examples=60)
@given(pairs=st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=1, max_size=20))
def test_best_threshold_is_that_of_a_search(pairs):
    distances, same = np.array([float(d) for d, _ in pairs]), np.array([s for _, s in pairs])
    threshold, accuracy = solution.best_threshold(distances, same)
    tried = {float(t): accuracy_score(same, distances <= t) for t in distances}
    assert accuracy == pytest.approx(max(tried.values()))
    assert threshold == min(t for t, a in tried.items() if a == max(tried.values()))


@pytest.mark.parametrize(("shape", "dimension"), [((10, 10, 1), 32), ((7, 9, 3), 5)])
def test_embeddings_have_length_one(shape, dimension):
    model = solution.embedding_model(shape, dimension)
    set_weights_by_role(model)
    e = model.predict(np.random.default_rng(0).normal(size=(6, *shape)), verbose=0)
    np.testing.assert_allclose(np.linalg.norm(e, axis=1), 1, rtol=1e-5)
    flat = (shape[0] // 4) * (shape[1] // 4) * 64
    assert model.count_params() == (9 * shape[2] * 32 + 32) + (9 * 32 * 64 + 64) + (flat * dimension + dimension)


def triplet_loss_by_hand(a, p, n, margin):
    losses = [max(math.dist(x, y) ** 2 - math.dist(x, z) ** 2 + margin, 0) for x, y, z in zip(a, p, n, strict=True)]
    return sum(losses) / len(losses) if losses else 0.0


@settings(max_examples=30)
@given(m=st.integers(0, 6), d=sizes, seed=seeds, margin=st.sampled_from([0.1, 0.5, 3.0]))
def test_triplet_loss_and_its_slope(m, d, seed, margin):
    rng = np.random.default_rng(seed)
    three = [rng.normal(size=(m, d)) for _ in range(3)]
    observed = observe_loss(solution.triplet_loss, (*three, margin), {}, gradient_of=(0, 1, 2)).value
    assert float(observed["value"]) == pytest.approx(triplet_loss_by_hand(*three, margin), rel=1e-4, abs=1e-5)
    a, p, n = three
    terms = np.sum((a - p) ** 2, axis=1) - np.sum((a - n) ** 2, axis=1) + margin
    if np.all(np.abs(terms) > 0.01):  # at the bend there is no slope to measure
        for place, gradient in enumerate(observed["gradients"]):

            def moved(x, place=place):
                return triplet_loss_by_hand(*(x if k == place else item for k, item in enumerate(three)), margin)

            np.testing.assert_allclose(gradient, numeric_gradient(moved, three[place]), rtol=2e-3, atol=2e-3)


def test_triplet_loss_of_a_collapsed_network_is_the_margin():
    point = np.ones((4, 3))
    assert float(solution.triplet_loss(point, point, point, 0.3)) == pytest.approx(0.3)


def mined_by_brute_force(e, labels, margin):
    found = []
    for a, p in itertools.permutations(range(len(e)), 2):
        if labels[a] != labels[p]:
            continue
        to_p = sum((e[a] - e[p]) ** 2)
        semi_hard = [(sum((e[a] - e[n]) ** 2), n) for n in range(len(e)) if labels[n] != labels[a]]
        semi_hard = [(d, n) for d, n in semi_hard if to_p < d < to_p + margin]
        if semi_hard:
            found.append([a, p, min(semi_hard)[1]])
    return found


@settings(max_examples=60)
@given(
    e=st.integers(1, 10).flatmap(lambda m: npst.arrays(np.int64, (m, 2), elements=st.integers(-4, 4))),
    number=st.integers(1, 3),
    margin=st.integers(1, 9),
)
def test_mined_triplets_are_those_of_brute_force(e, number, margin):
    e, labels = e.astype(float), np.arange(len(e)) % number
    found = solution.semi_hard_negatives(e, labels, margin)
    assert found.shape == (len(found), 3)
    assert found.tolist() == mined_by_brute_force(e, labels, margin)


@settings(max_examples=30)
@given(m=st.integers(1, 6), d=sizes, seed=seeds, margin=st.sampled_from([0.5, 2.0, 5.0]))
def test_contrastive_loss_and_its_slope(m, d, seed, margin):
    rng = np.random.default_rng(seed)
    e1, e2, same = rng.normal(size=(m, d)), rng.normal(size=(m, d)), rng.integers(0, 2, m).astype(float)

    def by_hand(e1, e2):
        delta = [math.dist(x, y) for x, y in zip(e1, e2, strict=True)]
        return np.mean([x**2 if s else max(margin - x, 0) ** 2 for x, s in zip(delta, same, strict=True)])

    observed = observe_loss(solution.contrastive_loss, (e1, e2, same, margin), {}, gradient_of=(0, 1)).value
    assert float(observed["value"]) == pytest.approx(by_hand(e1, e2), rel=1e-3, abs=1e-4)
    slopes = (numeric_gradient(lambda x: by_hand(x, e2), e1), numeric_gradient(lambda x: by_hand(e1, x), e2))
    for gradient, measured in zip(observed["gradients"], slopes, strict=True):
        np.testing.assert_allclose(gradient, measured, rtol=5e-3, atol=5e-3)


@pytest.mark.parametrize("same", [0.0, 1.0])
def test_contrastive_loss_has_no_slope_where_both_are_equal(same):
    e = np.ones((2, 3))
    observed = observe_loss(solution.contrastive_loss, (e, e, np.full(2, same), 1.0), {}, gradient_of=(0, 1)).value
    assert float(observed["value"]) == pytest.approx(1 - same, abs=1e-5)
    for gradient in observed["gradients"]:
        np.testing.assert_array_equal(gradient, 0)


def test_siamese_network_is_the_sigmoid_of_weighed_differences():
    embedding = solution.embedding_model((8, 8, 1), 6)
    network = solution.siamese_network(embedding)
    set_weights_by_role(network)
    rng = np.random.default_rng(0)
    first, second = rng.normal(size=(2, 5, 8, 8, 1)).astype("float32")
    kernel, bias = network.layers[-1].get_weights()
    differences = np.abs(embedding.predict(first, verbose=0) - embedding.predict(second, verbose=0))
    expected = 1 / (1 + np.exp(-(differences @ kernel + bias)))
    np.testing.assert_allclose(network.predict([first, second], verbose=0), expected, rtol=1e-4)
    np.testing.assert_allclose(network.predict([second, first], verbose=0), expected, rtol=1e-4)
    assert network.count_params() == embedding.count_params() + 7


@settings(max_examples=40)
@given(persons=st.integers(1, 5), seed=seeds, threshold=st.floats(0.1, 4))
def test_recognize_is_the_nearest_neighbour_within_the_threshold(persons, seed, threshold):
    rng = np.random.default_rng(seed)
    gallery = {f"person {k}": unit(rng, int(rng.integers(1, 4)), 3) for k in range(persons)}
    names = [name for name, known in gallery.items() for _ in known]
    neighbour = KNeighborsClassifier(1).fit(np.concatenate(list(gallery.values())), names)
    for e in unit(rng, 5, 3):
        distance, _ = neighbour.kneighbors([e])
        expected = neighbour.predict([e])[0] if distance[0, 0] ** 2 <= threshold else None
        assert solution.recognize(e, gallery, threshold) == expected


def test_recognize_nobody_and_the_first_of_equals():
    assert solution.recognize(np.zeros(2), {}, 1.0) is None
    gallery = {"b": np.array([[0.0, 1.0]]), "a": np.array([[1.0, 0.0]])}
    assert solution.recognize(np.zeros(2), gallery, 1.0) == "b"
    assert solution.recognize(np.zeros(2), gallery, 0.99) is None


@settings(max_examples=10, deadline=None)
@given(m=sizes, d=sizes, seed=seeds)
def test_pair_classifier_is_the_sigmoid_of_weighed_differences_whichever_comes_first(m, d, seed):
    model = solution.pair_classifier(d)
    set_weights_by_role(model)
    e1, e2 = np.random.default_rng(seed).normal(size=(2, m, d)).astype("float32")
    kernel, bias = model.get_weights()
    expected = [[1 / (1 + math.exp(-(np.abs(a - b) @ kernel[:, 0] + bias[0])))] for a, b in zip(e1, e2, strict=True)]
    np.testing.assert_allclose(model([e1, e2]), expected, rtol=1e-4)
    np.testing.assert_array_equal(model([e1, e2]), model([e2, e1]))
    assert model.count_params() == d + 1


def test_a_trained_pair_classifier_is_the_logistic_regression_of_scikit_learn():
    rng = dlkit.seed(0)
    e1, e2 = rng.normal(size=(2, 600, 5)).astype("float32")
    same = rng.random(600) < 1 / (1 + np.exp(np.abs(e1 - e2) @ [2, 1, 0, 0.5, -1] - 2))
    model = solution.pair_classifier(5)
    model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy")
    model.fit([e1, e2], same, batch_size=600, epochs=400, verbose=0)
    theirs = LogisticRegression(C=1e6).fit(np.abs(e1 - e2), same)
    np.testing.assert_allclose(model.get_weights()[0][:, 0], theirs.coef_[0], atol=0.02)
    np.testing.assert_allclose(model.get_weights()[1], theirs.intercept_, atol=0.05)


def test_what_gets_a_half_is_rarely_the_same_where_few_are():
    """Two heaps, one to the right of the other: where a fair mix gives a half, one in 200 gives 1 in 200."""
    rng = np.random.default_rng(0)
    same = np.arange(2_000_000) % 200 == 0
    distances = rng.normal(size=len(same)) + np.where(same, 0.0, 1.0)
    assert np.mean(same[np.abs(distances - 0.5) < 0.05]) == pytest.approx(1 / 200, rel=0.2)


def placed(pictures, rng):
    sheets = np.zeros((len(pictures), 10, 10, 1), dtype="float32")
    rows, columns = rng.integers(0, 3, (2, len(pictures), 1, 1))
    number, steps = np.arange(len(pictures))[:, None, None], np.arange(8)
    sheets[number, rows + steps[:, None], columns + steps, 0] = pictures
    return sheets


@functools.cache
def trained_with_triplets(seed):
    """Train as the notebook does."""
    rng = dlkit.seed(seed)
    seen = dlkit.data.digits(classes=SEEN)
    pictures = np.concatenate([seen.x_train, np.rot90(seen.x_train, axes=(1, 2))])
    y = np.concatenate([seen.y_train, seen.y_train + 10])
    embedding = solution.embedding_model((10, 10, 1), 32)
    inputs = keras.Input((3, 10, 10, 1))
    e = embedding(keras.ops.reshape(inputs, (-1, 10, 10, 1)))
    trainer = keras.Model(inputs, keras.ops.reshape(e, (-1, 3, 32)))

    def loss(nothing, e):
        return solution.triplet_loss(e[:, 0], e[:, 1], e[:, 2], MARGIN)

    trainer.compile(keras.optimizers.Adam(0.001), loss=loss)
    for number in range(10):
        x = placed(pictures, rng)
        e = embedding.predict(x, batch_size=512, verbose=0)
        batches = np.array_split(rng.permutation(len(x)), len(x) // 140)
        chosen = np.concatenate([batch[solution.semi_hard_negatives(e[batch], y[batch], MARGIN)] for batch in batches])
        chosen = rng.permutation(chosen)[:4000]
        trainer.optimizer.learning_rate = 0.001 if number < 7 else 0.0002
        trainer.fit(x[chosen], np.zeros(len(chosen)), batch_size=128, verbose=0)
    return embedding


def result_of(seed):
    """The area under the ROC curve and the one-shot accuracy of three ways, on the digits that were never seen."""
    embedding = trained_with_triplets(seed)
    rng = np.random.default_rng(seed)
    new = dlkit.data.digits(classes=NEW)
    y = np.concatenate([new.y_train, new.y_test])
    e = embedding.predict(placed(np.concatenate([new.x_train, new.x_test]), rng), batch_size=512, verbose=0)
    table = np.asarray(solution.pairwise_squared_distances(e, e))
    i, j = np.triu_indices(len(e), 1)
    area = roc_auc_score(y[i] == y[j], -table[i, j])
    accuracies = []
    for _ in range(200):
        gallery = [rng.choice(np.flatnonzero(y == digit)) for digit in NEW]
        others = np.setdiff1d(np.arange(len(y)), gallery)
        accuracies.append(np.mean(np.array(NEW)[table[others][:, gallery].argmin(axis=1)] == y[others]))
    return area, np.mean(accuracies)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_digits_that_were_never_seen_are_verified_and_recognised(seed):
    area, accuracy = result_of(seed)
    assert area >= 0.85
    assert accuracy >= 0.75


def result_of_the_pair_classifier(seed):
    """What the notebook prints of it: areas by distance and by classifier, and how far its probabilities are from the truth."""
    embedding, rng = trained_with_triplets(seed), np.random.default_rng(seed)
    found = {}
    for name, digits in (("seen", dlkit.data.digits(classes=SEEN)), ("new", dlkit.data.digits(classes=NEW))):
        parts = ("test",) if name == "seen" else ("train", "test")
        pictures, y = (np.concatenate([getattr(digits, f"{what}_{part}") for part in parts]) for what in "xy")
        e = embedding.predict(placed(pictures, rng), batch_size=512, verbose=0)
        i, j = np.triu_indices(len(e), 1)
        is_chosen = np.isin(np.arange(len(i)), rng.choice(len(i), 4000, replace=False)) & (name == "seen")
        if name == "seen":
            head = solution.pair_classifier(32)
            falling = keras.optimizers.schedules.CosineDecay(0.3, 16 * 60)
            head.compile(keras.optimizers.Adam(falling), "binary_crossentropy")
            pairs, same = [e[i[is_chosen]], e[j[is_chosen]]], (y[i] == y[j])[is_chosen]
            head.fit(pairs, same, batch_size=250, epochs=60, verbose=0)
            differences = np.abs(pairs[0] - pairs[1])
            theirs = LogisticRegression(C=1000, max_iter=1000).fit(differences, same).predict_proba(differences)[:, 1]
            found["from scikit-learn"] = np.mean(np.abs(head.predict(pairs, verbose=0)[:, 0] - theirs))
        i, j = i[~is_chosen], j[~is_chosen]
        same, distances = y[i] == y[j], np.sum((e[i] - e[j]) ** 2, axis=1)
        probability = head.predict([e[i], e[j]], batch_size=4096, verbose=0)[:, 0]
        truth, told = calibration_curve(same, probability, n_bins=5)
        found[name] = {
            "by distance": roc_auc_score(same, -distances),
            "by classifier": roc_auc_score(same, probability),
            "off": np.mean(np.abs(truth - told)),
            "told few, are": truth[0] - told[0],
            "below 0.1": np.mean(same[probability < 0.1]),
            "same": np.mean(same),
        }
    return {**found, "negative weights": np.mean(head.get_weights()[0] < 0)}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_a_pair_classifier_can_be_believed_on_the_seen_digits_and_not_on_the_new_ones(seed):
    found = result_of_the_pair_classifier(seed)
    seen, new = found["seen"], found["new"]
    assert found["from scikit-learn"] < 0.015
    assert 0 < seen["by classifier"] - seen["by distance"] < 0.01
    assert new["by classifier"] < new["by distance"]
    assert found["negative weights"] > 0.8
    assert seen["off"] < 0.05 < new["off"]
    assert new["told few, are"] > 0.05 > abs(seen["told few, are"])
    assert seen["below 0.1"] < 0.1 < new["below 0.1"]
    assert seen["same"] == pytest.approx(1 / 7, abs=0.01)
    assert new["same"] == pytest.approx(1 / 3, abs=0.01)


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="a graph of JAX knows the length of its batch")
@pytest.mark.parametrize("counting", ["max(keras.ops.shape(anchor)[0], 1)", "max(len(anchor), 1)"])
def test_a_triplet_loss_that_dies_in_training_is_wrong_in_the_notebook_already(counting):
    """Called directly it is right; `fit` stops with an error."""
    code = f"""
import keras
def triplet_loss(anchor, positive, negative, margin):
    gaps = keras.ops.sum((anchor - positive) ** 2, axis=1) - keras.ops.sum((anchor - negative) ** 2, axis=1)
    return keras.ops.sum(keras.ops.maximum(gaps + margin, 0)) / {counting}
"""
    namespace = {}
    exec(code, namespace)
    loss, model = namespace["triplet_loss"], keras.Sequential([keras.Input((3, 2)), keras.layers.Dense(2)])
    model.compile("sgd", loss=lambda _, e: loss(e[:, 0], e[:, 1], e[:, 2], 0.5))
    with pytest.raises(TypeError):
        model.fit(np.ones((4, 3, 2)), np.zeros(4), batch_size=3, verbose=0)
    report = check_exercise(find_assignment("siamese"), "triplet_loss", namespace)
    assert not report.ok
    assert report.diagnosis.mistake == ("triplet_len" if "len" in counting else "triplet_python_max")
    assert "training makes a graph of it" in report.diagnosis.message
