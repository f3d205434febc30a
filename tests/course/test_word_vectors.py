"""The solutions of word_vectors against SciPy, scikit-learn, Keras, loops, measured slopes and the stated results."""

import itertools
import re
from collections import Counter

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import approx_fprime
from scipy.spatial.distance import cdist
from scipy.special import expit
from scipy.stats import chisquare

import dlkit
from dlkit.course import find_assignment
from dlkit.desk.questions import read_questions
from grader.authoring.authored import load_authored
from solutions import word_vectors as by_hand

SLUG = "word_vectors"
seeds = st.integers(0, 10_000)
sizes = st.integers(1, 7)
texts = st.lists(st.text("ab", min_size=1, max_size=2), max_size=30)


def drawn(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


# Tables and likeness


@given(seed=seeds, m=sizes, vocabulary=sizes, depth=sizes)
@settings(max_examples=30)
def test_look_up_and_one_hot_product_are_the_layer_of_keras(seed, m, vocabulary, depth):
    E, ids = drawn(seed, vocabulary, depth), np.random.default_rng(seed).integers(vocabulary, size=m)
    layer = keras.layers.Embedding(vocabulary, depth, weights=[E], dtype="float64")
    expected = np.array(layer(ids))
    np.testing.assert_array_equal(by_hand.embedding_lookup(ids, E), expected)
    one_hot, product = by_hand.one_hot_times_matrix(ids, E)
    np.testing.assert_allclose(product, expected)
    np.testing.assert_array_equal(one_hot, keras.utils.to_categorical(ids, vocabulary))


def test_a_batch_of_texts_is_looked_up_as_keras_does():
    E, ids = drawn(1, 9, 4), np.random.default_rng(1).integers(9, size=(3, 5))
    layer = keras.layers.Embedding(9, 4, weights=[E], dtype="float64")
    np.testing.assert_array_equal(by_hand.embedding_lookup(ids, E), np.array(layer(ids)))


@given(seed=seeds, n=sizes, depth=sizes)
def test_cosines_are_those_of_scipy(seed, n, depth):
    u, E = drawn(seed, depth), drawn(seed + 1, n, depth)
    np.testing.assert_allclose(by_hand.cosine_similarity(u, E), 1 - cdist([u], E, "cosine")[0], atol=1e-9)


def test_the_cosine_of_zeros_is_zero():
    E = drawn(2, 3, 4)
    E[1] = 0
    assert by_hand.cosine_similarity(drawn(3, 4), E)[1] == 0
    np.testing.assert_array_equal(by_hand.cosine_similarity(np.zeros(4), E), np.zeros(3))


def invented(n):
    return [f"word{number}" for number in range(n)]


@given(seed=seeds, n=st.integers(2, 9), depth=st.integers(2, 5), data=st.data())
def test_nearest_words_are_those_of_brute_force(seed, n, depth, data):
    words, E, k = invented(n), drawn(seed, n, depth), data.draw(st.integers(1, n - 1))
    own = data.draw(st.integers(0, n - 1))
    others = sorted(set(range(n)) - {own}, key=lambda row: cdist(E[[own]], E[[row]], "cosine")[0, 0])
    assert by_hand.nearest_words(words[own], words, E, k) == [words[row] for row in others[:k]]


@given(seed=seeds, n=st.integers(4, 9), depth=st.integers(2, 5))
def test_analogies_are_those_of_brute_force(seed, n, depth):
    words, E = invented(n), drawn(seed, n, depth)
    a, b, c = np.random.default_rng(seed).permutation(n)[:3]
    units = E / np.sqrt(np.sum(E**2, axis=1, keepdims=True))
    target = units[b] - units[a] + units[c]
    best = max(set(range(n)) - {a, b, c}, key=lambda row: units[row] @ target)
    assert by_hand.complete_analogy(words[a], words[b], words[c], words, E) == words[best]


@given(tokens=st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=8), seed=seeds)
def test_averages_are_those_of_a_loop(tokens, seed):
    E = drawn(seed, 3, 4)
    found = [E["abc".index(token)] for token in tokens if token != "d"]
    expected = sum(found) / len(found) if found else np.zeros(4)
    np.testing.assert_allclose(by_hand.sentence_average(tokens, ["a", "b", "c"], E), expected, atol=1e-12)


def test_the_average_of_keras_is_ours_with_padding_left_out():
    E, words = drawn(5, 6, 3), ["", "a", "b", "c", "d", "e"]
    E[0] = 0
    table = keras.layers.Embedding(6, 3, weights=[E], mask_zero=True, dtype="float64")
    ids = np.array([[2, 5, 5, 0, 0]])
    pooled = keras.layers.GlobalAveragePooling1D(dtype="float64")(table(ids), mask=table.compute_mask(ids))
    np.testing.assert_allclose(
        np.array(pooled)[0], by_hand.sentence_average(["b", "e", "e", "unknown"], words, E), atol=1e-6
    )


# Directions


@given(seed=seeds, depth=st.integers(2, 6))
def test_the_direction_is_the_one_with_the_largest_sum_of_products(seed, depth):
    """By Cauchy and Schwarz: of all vectors of length one, it has the largest product with the sum of the differences."""
    words, E = invented(6), drawn(seed, 6, depth)
    pairs = [(words[0], words[1]), (words[2], words[3]), (words[4], words[0])]
    g = by_hand.bias_direction(pairs, words, E)
    total = E[0] - E[1] + E[2] - E[3] + E[4] - E[0]
    assert np.linalg.norm(g) == pytest.approx(1)
    assert g @ total == pytest.approx(np.linalg.norm(total))


@given(seed=seeds, n=sizes, depth=st.integers(2, 6))
def test_neutral_is_the_nearest_point_at_right_angles(seed, n, depth):
    """What least squares leaves of each row."""
    E, g = drawn(seed, n, depth), 3 * drawn(seed + 1, depth)
    factors, *_ = np.linalg.lstsq(g[:, np.newaxis], E.T, rcond=None)
    np.testing.assert_allclose(by_hand.neutralize(E, g), E - factors.T * g, atol=1e-9)


@given(seed=seeds, depth=st.integers(2, 6))
def test_an_equalized_pair_is_what_its_definition_says(seed, depth):
    u, v, g = drawn(seed, depth), drawn(seed + 1, depth), drawn(seed + 2, depth)
    u, v = u / np.linalg.norm(u), v / np.linalg.norm(v)
    new_u, new_v = by_hand.equalize(u, v, g)
    assert np.linalg.norm(new_u) == pytest.approx(1)
    assert np.linalg.norm(new_v) == pytest.approx(1)
    neutral = by_hand.neutralize(drawn(seed + 3, 4, depth), g)
    np.testing.assert_allclose(neutral @ new_u, neutral @ new_v, atol=1e-9)
    np.testing.assert_allclose(neutral @ (new_u + new_v), neutral @ (u + v), atol=1e-9)
    assert np.sign((new_u - new_v) @ g) == np.sign((u - v) @ g)
    assert (new_u + new_v) @ g == pytest.approx(0, abs=1e-9)


# Skip-gram


@given(tokens=texts, min_count=st.integers(1, 4))
def test_a_vocabulary_is_what_counting_says(tokens, min_count):
    words, counts = by_hand.build_vocabulary(tokens, min_count)
    assert len(words) == len(set(words)) == len(counts)
    assert set(words) == {word for word in tokens if tokens.count(word) >= min_count}
    assert counts.tolist() == [tokens.count(word) for word in words]
    for (first, n), (second, m) in itertools.pairwise(zip(words, counts, strict=True)):
        assert n > m or (n == m and first < second)


def test_the_vocabulary_is_that_of_scikit_learn():
    from sklearn.feature_extraction.text import CountVectorizer

    texts = dlkit.data.definitions().texts[:300]
    counter = CountVectorizer(token_pattern="[a-z]+")
    table = np.asarray(counter.fit_transform(texts).sum(axis=0))[0]
    tokens = [token for text in texts for token in counter.build_analyzer()(text)]
    words, counts = by_hand.build_vocabulary(tokens, 1)
    assert dict(zip(words, counts, strict=True)) == dict(zip(counter.get_feature_names_out(), table, strict=True))


@given(ids=st.lists(st.integers(0, 3), max_size=9), window=st.integers(1, 5))
def test_pairs_are_those_of_the_definition(ids, window):
    places = itertools.product(range(len(ids)), repeat=2)
    expected = [(ids[i], ids[j]) for i, j in places if 0 < abs(i - j) <= window]
    found = by_hand.skip_gram_pairs(np.array(ids, dtype=int), window)
    assert found.shape == (len(expected), 2)
    assert [tuple(row) for row in found.tolist()] == expected
    assert np.issubdtype(found.dtype, np.integer)


def test_the_table_is_that_of_logarithms():
    counts = np.random.default_rng(3).integers(1, 1000, size=40)
    for power in (0.0, 0.5, 0.75, 1.0):
        expected = keras.ops.softmax(power * np.log(counts))
        np.testing.assert_allclose(by_hand.negative_sampling_table(counts, power), expected, rtol=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_negatives_are_drawn_as_the_table_says_without_the_context(seed):
    rng = np.random.default_rng(seed)
    table = rng.dirichlet(np.ones(6))
    contexts = rng.permutation(np.repeat(np.arange(6), 2000))
    drawn_ = by_hand.draw_negatives(contexts, table, 5, rng)
    assert drawn_.shape == (12_000, 5)
    assert not np.any(drawn_ == contexts[:, np.newaxis])
    for context in range(6):
        rest = np.delete(table, context)
        found = np.delete(np.bincount(drawn_[contexts == context].ravel(), minlength=6), context)
        assert chisquare(found, rest / rest.sum() * found.sum()).pvalue > 1e-6


@given(seed=seeds, m=st.integers(1, 12), vocabulary=sizes, depth=sizes)
def test_the_gradient_of_a_table_is_that_of_the_one_hot_product(seed, m, vocabulary, depth):
    ids, d_rows = np.random.default_rng(seed).integers(vocabulary, size=m), drawn(seed, m, depth)
    expected = np.eye(vocabulary)[ids].T @ d_rows
    np.testing.assert_allclose(by_hand.embedding_gradient(ids, d_rows, vocabulary), expected, atol=1e-12)


def skip_gram_problem(seed, m=7, k=3, vocabulary=5, depth=4):
    rng = np.random.default_rng(seed)
    W, C = rng.normal(size=(vocabulary, depth)), rng.normal(size=(vocabulary, depth))
    ids = [rng.integers(vocabulary, size=size) for size in (m, m, (m, k))]
    return W, C, *ids


@given(seed=seeds, m=sizes, k=st.integers(1, 4))
@settings(max_examples=25)
def test_loss_and_gradients_of_skip_gram_are_those_of_the_tape(seed, m, k):
    W, C, centers, contexts, negatives = skip_gram_problem(seed, m, k)
    loss, dW, dC = by_hand.skip_gram_loss_and_gradients(W, C, centers, contexts, negatives)
    tables = [tf.Variable(W), tf.Variable(C)]
    with tf.GradientTape() as tape:
        w = tf.gather(tables[0], centers)[:, tf.newaxis]
        others = tf.gather(tables[1], np.concatenate([contexts[:, np.newaxis], negatives], axis=1))
        is_real = np.repeat([[1.0] + [0.0] * k], m, axis=0)
        decisions = tf.nn.sigmoid_cross_entropy_with_logits(is_real, tf.reduce_sum(w * others, axis=2))
        theirs = tf.reduce_mean(tf.reduce_sum(decisions, axis=1))
    assert loss == pytest.approx(float(theirs))
    for ours, slopes in zip((dW, dC), tape.gradient(theirs, tables), strict=True):
        np.testing.assert_allclose(ours, tf.convert_to_tensor(slopes), atol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_gradients_of_skip_gram_are_measured_slopes(seed):
    W, C, *ids = skip_gram_problem(seed)

    def cost(theta):
        return by_hand.skip_gram_loss_and_gradients(theta[:20].reshape(5, 4), theta[20:].reshape(5, 4), *ids)[0]

    theta = np.concatenate([W.ravel(), C.ravel()])
    _, dW, dC = by_hand.skip_gram_loss_and_gradients(W, C, *ids)
    np.testing.assert_allclose(np.concatenate([dW.ravel(), dC.ravel()]), approx_fprime(theta, cost, 1e-7), atol=1e-5)


def test_the_loss_of_skip_gram_is_the_formula_and_holds_for_long_vectors():
    W, C, centers, contexts, negatives = skip_gram_problem(4)
    formula = [
        -np.log(expit(W[i] @ C[j])) - sum(np.log(expit(-W[i] @ C[n])) for n in drawn_)
        for i, j, drawn_ in zip(centers, contexts, negatives, strict=True)
    ]
    assert by_hand.skip_gram_loss_and_gradients(W, C, centers, contexts, negatives)[0] == pytest.approx(
        np.mean(formula)
    )
    loss, dW, dC = by_hand.skip_gram_loss_and_gradients(100 * W, 100 * C, centers, contexts, negatives)
    assert np.all(np.isfinite([loss, *dW.ravel(), *dC.ravel()]))


# GloVe and Keras


@given(seed=seeds, vocabulary=sizes, depth=sizes, alpha=st.sampled_from([0.5, 0.75, 1.0]))
@settings(max_examples=40)
def test_the_cost_of_glove_is_the_sum_of_the_paper(seed, vocabulary, depth, alpha):
    rng = np.random.default_rng(seed)
    W, C = drawn(seed, vocabulary, depth), drawn(seed + 1, vocabulary, depth)
    b, c = drawn(seed, vocabulary), drawn(seed + 2, vocabulary)
    X = rng.integers(0, 40, size=(vocabulary, vocabulary)) * rng.integers(0, 2, size=(vocabulary, vocabulary))
    total = 0.0
    for i, j in itertools.product(range(vocabulary), repeat=2):
        if X[i, j] > 0:
            weight = (X[i, j] / 20) ** alpha if X[i, j] < 20 else 1
            total += weight * (np.dot(W[i], C[j]) + b[i] + c[j] - np.log(X[i, j])) ** 2
    assert by_hand.glove_cost(W, C, b, c, X, 20.0, alpha) == pytest.approx(total)


def test_the_classifier_is_the_average_and_a_softmax():
    E = drawn(6, 7, 3).astype("float32")
    model = by_hand.keras_text_classifier(E, 4, trainable=False)
    table, kernel, bias = model.get_weights()
    np.testing.assert_array_equal(table, E)
    ids = np.array([[3, 1, 1, 0, 0], [6, 5, 4, 2, 1]])
    means = np.stack([E[[3, 1, 1]].mean(axis=0), E[[6, 5, 4, 2, 1]].mean(axis=0)])
    np.testing.assert_allclose(model(ids), keras.ops.softmax(means @ kernel + bias), rtol=1e-5)
    assert len(model.trainable_variables) == 2
    assert len(by_hand.keras_text_classifier(E, 4, trainable=True).trainable_variables) == 3


# The stated results, by the notebook's own cells


def run_given(namespace, *marks, until="\0"):
    """Run those cells that the notebook gives in which one of the marks stands, each up to a text."""
    for cell in load_authored(SLUG).cells:
        if cell.role == "demo" and any(mark in cell.source for mark in marks):
            exec(cell.source.split(until)[0], namespace)
    return namespace


@pytest.fixture(scope="module")
def given_code():
    """What the notebook gives, from its very cells, with the solutions as the exercises; nothing is trained."""
    glove = dlkit.data.word_vectors()
    units = glove.vectors / np.linalg.norm(glove.vectors, axis=1, keepdims=True)
    namespace = {**vars(by_hand), "re": re, "np": np, "dlkit": dlkit}
    namespace |= {"glove": glove, "words": glove.words, "E": glove.vectors, "units": units}
    return run_given(namespace, "KINDS = {", "SHE_HE = [", "def tokens_of(")


@pytest.fixture(scope="module")
def dictionary(given_code):
    """The dictionary as the notebook prepares it, and its training."""
    run_given(given_code, "entries = [", "def thinned(", "table = negative_sampling_table(")
    run_given(given_code, "def train_skip_gram(", until="started = ")
    return given_code


@pytest.mark.parametrize("seed", range(1, 6))
def test_at_least_sixty_of_a_hundred_analogies_are_right(given_code, seed):
    glove = given_code["glove"]
    right = [
        by_hand.complete_analogy(a, b, c, glove.words, glove.vectors) == expected
        for _, a, b, c, expected in given_code["fair_list"](100, dlkit.seed(seed))
    ]
    assert len(right) == 100
    assert np.mean(right) >= 0.6


def test_the_fair_list_asks_of_all_kinds_alike_and_never_twice_of_one_pair(given_code):
    questions = given_code["fair_list"](600, dlkit.seed(6))
    assert set(Counter(kind for kind, *_ in questions).values()) == {100}
    assert all((a, b) != (c, d) for _, a, b, c, d in questions)
    assert {len(pairs) for pairs in given_code["PAIRS"].values()} == {19}


def test_peoples_are_the_easiest_kind_and_verbs_and_more_of_the_hardest(given_code):
    right = {kind: [] for kind in given_code["PAIRS"]}
    for seed in range(1, 6):
        for kind, a, b, c, expected in given_code["fair_list"](100, dlkit.seed(seed)):
            answer = by_hand.complete_analogy(a, b, c, given_code["words"], given_code["E"])
            right[kind].append(answer == expected)
    order = sorted(right, key=lambda kind: np.mean(right[kind]))
    assert order[-1] == "people of"
    assert set(order[:2]) == {"more of", "yesterday"}


def test_without_the_rule_the_own_words_are_often_nearest_and_hardly_ever_the_first(given_code):
    units, rows, own = given_code["units"], given_code["glove"].rows, []
    for seed in range(1, 6):
        for _, a, b, c, _ in given_code["fair_list"](100, dlkit.seed(seed)):
            cosines = units @ (units[rows[b]] - units[rows[a]] + units[rows[c]])
            nearest = given_code["words"][int(np.argmax(cosines))]
            own.append("abc"[(a, b, c).index(nearest)] if nearest in (a, b, c) else "")
    assert np.mean(np.array(own) != "") == pytest.approx(0.37, abs=0.01), "as the model answer says"
    assert own.count("a") < 0.1 * (own.count("b") + own.count("c"))


def test_the_gaps_of_two_jobs_are_those_of_the_model_answer(given_code):
    units, rows = given_code["units"], given_code["glove"].rows
    gap = {job: float((units[rows["woman"]] - units[rows["man"]]) @ units[rows[job]]) for job in ("nurse", "captain")}
    assert gap == pytest.approx({"nurse": 0.14, "captain": -0.22}, abs=0.005)


def test_the_direction_puts_first_names_in_order_that_had_no_part_in_it(given_code):
    assert not {*given_code["women"], *given_code["men"]} & {word for pair in given_code["SHE_HE"] for word in pair}
    assert given_code["in_order"] > 0.98


def test_after_neutralizing_all_words_names_are_told_apart_less_often_but_more_often_than_by_chance(given_code):
    run_given(given_code, "def names_told_apart(")
    told = {title: np.mean(shares) for title, shares in given_code["told"].items()}
    assert told["as they come"] > 0.9
    assert told["all neutralized"] == pytest.approx(0.67, abs=0.01), "as the model answer says"
    assert told["dealt anew"] == pytest.approx(0.5, abs=0.06)


def test_an_equalized_pair_is_equally_near_to_every_neutral_job(given_code):
    units, rows, g = given_code["units"], given_code["glove"].rows, given_code["g"]
    woman, man = by_hand.equalize(units[rows["woman"]], units[rows["man"]], g)
    for job in ("nurse", "doctor", "engineer", "captain"):
        after = by_hand.neutralize(units[[rows[job]]], g)
        np.testing.assert_allclose(
            by_hand.cosine_similarity(woman, after), by_hand.cosine_similarity(man, after), atol=1e-6
        )


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5, 10))
def test_skip_gram_finds_neighbours_that_glove_approves_of(dictionary, seed):
    W, C, losses, pairs = dictionary["train_skip_gram"](seed)
    assert losses[0] == pytest.approx(6 * np.log(2), abs=1e-4)
    assert np.mean(losses[-100:]) < 2.4
    dictionary |= {"W": W, "C": C, "pairs": pairs}
    run_given(dictionary, "PROBES = probes")
    run_given(dictionary, "def approved(")
    share, by_chance = dictionary["approved"](W), dictionary["approved"](dictionary["untrained"])
    print(f"seed {seed}: {share:.2f} approved, {by_chance:.2f} untrained")
    assert share > 0.5
    assert by_chance < 0.15


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12, 17))
def test_from_few_definitions_more_is_learned_with_the_vectors_of_glove(given_code, seed):
    run_given(given_code, "def few_examples(", until="x_train, y_train")
    run_given(given_code, "WAYS = {", until="print(")
    right = {}
    for each in (5, 20):
        x_train, y_train, x_test, y_test = given_code["few_examples"](each, dlkit.seed(seed))
        for name, (start, trainable) in given_code["WAYS"].items():
            model = by_hand.keras_text_classifier(start, 10, trainable)
            model.fit(x_train, y_train, epochs=60, batch_size=len(x_train) // 4, verbose=0)
            right[name, each] = np.mean(np.array(model(x_test)).argmax(axis=1) == y_test)
    print(f"seed {seed}: {right}")
    for each, ahead in ((5, 0.08), (20, 0.03)):
        assert right["GloVe, kept", each] > right["dealt anew, trained", each] + ahead
    assert right["GloVe, kept", 5] == pytest.approx(right["dealt anew, trained", 20], abs=0.15), "about as good"


def test_each_word_has_another_ones_vector_in_the_control(given_code):
    run_given(given_code, "def few_examples(", until="x_train, y_train")
    run_given(given_code, "WAYS = {", until="print(")
    table, dealt = given_code["table_of_glove"], given_code["dealt_anew"]
    assert not np.any(dealt[0])
    np.testing.assert_array_equal(np.sort(dealt[1:, 0]), np.sort(table[1:, 0]))
    assert np.mean(np.all(dealt[1:] == table[1:], axis=1)) < 0.001


def test_salmon_is_a_neighbour_of_fish_in_glove():
    glove = dlkit.data.word_vectors()
    assert "fish" in by_hand.nearest_words("salmon", glove.words, glove.vectors, 10)


# The questions


def products_of_one_hot():
    count = 0
    for _ in range(50):
        count += 8000
    return count


def added_once():
    dE = np.zeros((4, 1))
    dE[[2, 2, 2]] += 1
    return dE[2, 0]


def left_along_g():
    """The part along g of what least squares leaves of e."""
    e, g = drawn(11, 4), drawn(10, 4)
    e += (0.7 - e @ g) * g / (g @ g)
    factor, *_ = np.linalg.lstsq(g[:, np.newaxis], e, rcond=None)
    return g @ (e - factor * g)


COMPUTED = {
    "price_of_one_hot": products_of_one_hot,
    "shape_of_a_look_up": lambda: np.zeros((8000, 50))[np.zeros((32, 20), dtype=int)].shape,
    "cosine_of_the_opposite": lambda: cdist(
        [[1.0, 2.0]], [[-3.0, -6.0]], lambda u, v: u @ v / np.sqrt(u @ u * (v @ v))
    )[0, 0],
    "left_along_g": left_along_g,
    "pairs_of_six": lambda: sum(0 < abs(i - j) <= 2 for i in range(6) for j in range(6)),
    "power_of_the_table": lambda: np.sqrt(np.sqrt(16)) ** 3,
    "added_once": added_once,
    "loss_at_the_start": lambda: -np.log(expit(0)) - 5 * np.log(expit(-0.0)),
    "weight_of_a_rare_pair": lambda: np.exp(0.75 * np.log(1 / 16)),
}


@pytest.mark.parametrize("name", COMPUTED)
def test_what_is_called_right_is_what_comes_out(name):
    found = COMPUTED[name]()
    marked = read_questions(find_assignment(SLUG))[name].mark(found if np.ndim(found) else float(found))
    assert marked.right, (found, marked.reason)


def test_every_number_and_shape_is_computed():
    questions = read_questions(find_assignment(SLUG))
    assert {name for name, one in questions.items() if one.kind.key in ("number", "shape")} == set(COMPUTED)


def test_an_average_does_not_know_the_order_of_words():
    glove = dlkit.data.word_vectors()
    first, second = ["the", "dog", "bites", "the", "man"], ["the", "man", "bites", "the", "dog"]
    averages = [by_hand.sentence_average(text, glove.words, glove.vectors) for text in (first, second)]
    np.testing.assert_allclose(*averages, atol=1e-6)


def test_the_vector_of_a_word_that_does_not_occur_is_not_trained():
    E = drawn(12, 9, 3).astype("float32")
    model = by_hand.keras_text_classifier(E, 2, trainable=True)
    model.fit(np.array([[1, 2], [3, 4]]), np.array([0, 1]), epochs=3, verbose=0)
    moved = np.abs(model.get_weights()[0] - E).max(axis=1) > 1e-6
    assert moved.tolist() == [False, True, True, True, True, False, False, False, False]
