"""Hidden checks of word_vectors.

`draw_negatives` draws at random, and `keras_text_classifier` reads whole numbers: where words are possible that leave no
choice, draws are compared like anything else; everywhere else both are *measured*
(`assignments/word_vectors/measures.py`).
"""

import numpy as np
import pytest

# Wide enough for float32 inside a student's notebook.
NEAR = {"rtol": 1e-5, "atol": 1e-6}
# For what the notebook sees where many known mistakes return many numbers: five digits of each are enough.
SEEN = {"rtol": 1e-3, "atol": 1e-6}
# How far two measurements may lie apart: five standard deviations or more of what chance does to their difference.
CHANCE = 0.06
SYLLABLES = ("ba", "de", "fi", "go", "lu", "mo", "na", "pe", "ri", "so", "tu", "ve", "wi", "yo", "za")


def invented_words(rng, count):
    """Return different words in no order."""
    chosen = rng.permutation(len(SYLLABLES) ** 2)[:count]
    return [SYLLABLES[one // len(SYLLABLES)] + SYLLABLES[one % len(SYLLABLES)] for one in chosen]


def of_unequal_lengths(rng, count, depth):
    """Return vectors that are short and long."""
    E = rng.normal(size=(count, depth))
    return E / np.linalg.norm(E, axis=1, keepdims=True) * rng.permutation(np.geomspace(0.2, 5, count))[:, np.newaxis]


def unit(rng, *shape):
    """Return vectors of length one."""
    E = rng.normal(size=shape)
    return E / np.linalg.norm(E, axis=-1, keepdims=True)


def cosines_of(E):
    """Return the table of all cosines."""
    units = E / np.linalg.norm(E, axis=1, keepdims=True)
    return units @ units.T


def has_no_tie(values, gap=1e-3):
    """Whether no two numbers are so near that rounding decides which is larger."""
    return np.min(np.diff(np.sort(values))) > gap


def drawn_until(draw, suits):
    """Return the first of what is drawn that suits."""
    while not suits(drawn := draw()):
        pass
    return drawn


def vectors_without_ties(rng, count, depth):
    """Return vectors of unequal lengths of which no row has two neighbours that are equally alike."""

    def suits(E):
        table = cosines_of(E)
        return all(has_no_tie(np.delete(table[row], row)) for row in range(count))

    return drawn_until(lambda: of_unequal_lengths(rng, count, depth), suits)


def seed_of(rng):
    """Draw the seed of a generator."""
    return int(rng.integers(2**31))


# one_hot_times_matrix


@pytest.mark.exercise("one_hot_times_matrix")
@pytest.mark.visible
def test_one_hot_rows_in_whole_numbers(student, solution, compare):
    """Three numbers, one of them twice, of four words that have two numbers each."""
    E = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]])
    compare(student.one_hot_times_matrix, solution.one_hot_times_matrix, np.array([2, 0, 2]), E, **NEAR)


@pytest.mark.exercise("one_hot_times_matrix", weight=2)
def test_one_hot_rows_of_other_shapes(student, solution, rng, compare):
    """The last word does not occur; a single number; as many numbers as words as numbers in a vector."""
    for m, vocabulary, depth in ((5, 7, 3), (1, 4, 2), (4, 4, 4)):
        ids = rng.integers(vocabulary - 1, size=m)
        compare(
            student.one_hot_times_matrix,
            solution.one_hot_times_matrix,
            ids,
            rng.normal(size=(vocabulary, depth)),
            **NEAR,
        )


# embedding_lookup


@pytest.mark.exercise("embedding_lookup")
@pytest.mark.visible
def test_look_up_two_texts(student, solution, compare):
    """Two texts of three words each, numbers of shape (2, 3); then a batch of both, (1, 2, 3)."""
    E = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]])
    ids = np.array([[2, 0, 2], [3, 1, 0]])
    for numbers in (ids, ids[np.newaxis]):
        compare(student.embedding_lookup, solution.embedding_lookup, numbers, E, **NEAR)


@pytest.mark.exercise("embedding_lookup", weight=2)
def test_look_up_numbers_of_other_shapes(student, solution, rng, compare):
    """One axis, two, and three."""
    for shape in ((5,), (4, 2), (2, 1, 3)):
        ids = rng.integers(6, size=shape)
        compare(student.embedding_lookup, solution.embedding_lookup, ids, rng.normal(size=(6, 4)), **NEAR)


@pytest.mark.exercise("embedding_lookup")
def test_look_up_where_everything_is_square(student, solution, rng, compare):
    """As many words as numbers in a vector, and as many texts as words in each."""
    compare(
        student.embedding_lookup,
        solution.embedding_lookup,
        rng.integers(3, size=(3, 3)),
        rng.normal(size=(3, 3)),
        **NEAR,
    )


# cosine_similarity


@pytest.mark.exercise("cosine_similarity")
@pytest.mark.visible
def test_cosines_in_your_head(student, solution, compare):
    """The same direction, at right angles, opposite, in between, and a row of zeros; then as many rows as numbers; then u is zero."""
    E = np.array([[6.0, 8.0], [-4.0, 3.0], [-0.3, -0.4], [5.0, 0.0], [0.0, 0.0]])
    compare(student.cosine_similarity, solution.cosine_similarity, np.array([3.0, 4.0]), E, **NEAR)
    compare(student.cosine_similarity, solution.cosine_similarity, np.array([3.0, 4.0]), E[2:4], **NEAR)
    compare(student.cosine_similarity, solution.cosine_similarity, np.zeros(2), E[:2], **NEAR)


@pytest.mark.exercise("cosine_similarity", weight=3)
def test_cosines_of_random_vectors(student, solution, rng, compare):
    """Short and long vectors, a single row, and as many rows as numbers in each."""
    for count, depth in ((6, 4), (1, 5), (4, 4)):
        u, E = 3 * rng.normal(size=depth), of_unequal_lengths(rng, count, depth)
        compare(student.cosine_similarity, solution.cosine_similarity, u, E, **NEAR)


@pytest.mark.exercise("cosine_similarity")
def test_cosines_with_zeros(student, solution, rng, compare):
    """Some rows are all zeros; then the vector is."""
    E = rng.normal(size=(5, 3))
    E[[1, 4]] = 0
    compare(student.cosine_similarity, solution.cosine_similarity, rng.normal(size=3), E, **NEAR)
    compare(student.cosine_similarity, solution.cosine_similarity, np.zeros(3), E, **NEAR)


# nearest_words

SMALL_WORDS = ["cat", "dog", "car", "bus", "sun"]
SMALL = np.array([[2.0, 1.0, 0.0], [4.0, 3.0, 0.0], [0.0, 0.5, 2.0], [0.3, 0.0, 1.0], [-1.0, -1.0, 1.0]])


@pytest.mark.exercise("nearest_words")
@pytest.mark.visible
def test_nearest_of_five_words(student, solution, compare):
    """Five words with short and long vectors."""
    compare(student.nearest_words, solution.nearest_words, "cat", SMALL_WORDS, SMALL, 2)
    compare(student.nearest_words, solution.nearest_words, "bus", SMALL_WORDS, SMALL, 4)


@pytest.mark.exercise("nearest_words")
@pytest.mark.visible
def test_nearest_of_eight_words(student, solution, rng, compare):
    """Eight invented words with short and long vectors; then two of them have the same direction."""
    words, E = invented_words(rng, 8), vectors_without_ties(rng, 8, 3).round(3)
    compare(student.nearest_words, solution.nearest_words, words[3], words, E, 5)
    twins = np.vstack([E[0], 2 * E[6], E[2:]])
    compare(student.nearest_words, solution.nearest_words, words[6], words, twins, 1)


@pytest.mark.exercise("nearest_words", weight=3)
def test_nearest_of_many_words(student, solution, rng, compare):
    """Fourteen words, several of them asked for, and several k."""
    words, E = invented_words(rng, 14), vectors_without_ties(rng, 14, 4)
    for word, k in zip(rng.permutation(words)[:4].tolist(), (1, 3, 6, 13), strict=True):
        compare(student.nearest_words, solution.nearest_words, word, words, E, k)


@pytest.mark.exercise("nearest_words")
def test_a_word_with_a_twin_is_not_its_own_neighbour(student, solution, rng, compare):
    """Two words have the same direction: the other one is the nearest, the word itself is left out."""
    words, E = invented_words(rng, 9), vectors_without_ties(rng, 9, 5)
    for row, twin in ((7, 2), (1, 5)):
        E[twin] = 2 * E[row]
        compare(student.nearest_words, solution.nearest_words, words[row], words, E, 1)


# complete_analogy


def right_by_a_gap(a, b, c, E):
    """Whether rounding does not decide which word is the answer to an analogy."""
    units = E / np.linalg.norm(E, axis=1, keepdims=True)
    likeness = cosines_of(np.vstack([units[b] - units[a] + units[c], units]))[0, 1:]
    first, second = np.sort(np.delete(likeness, [a, b, c]))[[-1, -2]]
    return first - second > 1e-2


def analogies(rng, words, E, count):
    """Return questions of three words each."""
    rows = [
        drawn_until(lambda: rng.permutation(len(words))[:3], lambda abc: right_by_a_gap(*abc, E)) for _ in range(count)
    ]
    return [tuple(words[row] for row in abc) for abc in rows]


@pytest.mark.exercise("complete_analogy")
@pytest.mark.visible
def test_analogy_of_kings_and_queens(student, solution, compare):
    """Man is to woman as king is to? And two questions without a meaning; the vectors are not of one length."""
    words = ["man", "woman", "king", "queen", "apple", "royal"]
    E = np.array(
        [[2.0, 0.1, 0.2], [1.6, 0.1, 1.6], [1.0, 1.1, 0.1], [3.0, 3.3, 2.0], [-1.0, 0.2, 0.3], [0.0, 2.0, 0.3]]
    )
    for a, b, c in (
        ("man", "woman", "king"),
        ("king", "royal", "woman"),
        ("queen", "royal", "woman"),
    ):
        compare(student.complete_analogy, solution.complete_analogy, a, b, c, words, E)


@pytest.mark.exercise("complete_analogy")
@pytest.mark.visible
def test_analogies_of_the_notebook(student, solution, rng, compare):
    """Four questions about twelve invented words."""
    words, E = invented_words(rng, 12), of_unequal_lengths(rng, 12, 4).round(2)
    for a, b, c in analogies(rng, words, E, 4):
        compare(student.complete_analogy, solution.complete_analogy, a, b, c, words, E)


@pytest.mark.exercise("complete_analogy")
@pytest.mark.visible
def test_analogies_of_few_words(student, solution, rng, compare):
    """Two questions about seven invented words."""
    words, E = invented_words(rng, 7), of_unequal_lengths(rng, 7, 3).round(2)
    for a, b, c in analogies(rng, words, E, 2):
        compare(student.complete_analogy, solution.complete_analogy, a, b, c, words, E)


@pytest.mark.exercise("complete_analogy", weight=4)
def test_analogies_of_many_words(student, solution, rng, compare):
    """Questions about twenty words with short and long vectors."""
    words, E = invented_words(rng, 20), of_unequal_lengths(rng, 20, 5)
    for a, b, c in analogies(rng, words, E, 10):
        compare(student.complete_analogy, solution.complete_analogy, a, b, c, words, E)


@pytest.mark.exercise("complete_analogy", weight=2)
def test_analogies_in_a_small_vocabulary(student, solution, rng, compare):
    """Five words: the three of the question are often the nearest, and may not be the answer."""
    words, E = invented_words(rng, 5), of_unequal_lengths(rng, 5, 3)
    for a, b, c in analogies(rng, words, E, 10):
        compare(student.complete_analogy, solution.complete_analogy, a, b, c, words, E)


# sentence_average


@pytest.mark.exercise("sentence_average")
@pytest.mark.visible
def test_average_with_an_unknown_word(student, solution, compare):
    """A word that has no vector, one that comes twice, and a text of unknown words alone."""
    for text in ("cat sees dog dog dog", "sun", "nobody knows"):
        compare(student.sentence_average, solution.sentence_average, text.split(), SMALL_WORDS, SMALL, **NEAR)


@pytest.mark.exercise("sentence_average", weight=2)
def test_average_of_random_texts(student, solution, rng, compare):
    """Texts with several unknown words, among them the first and the last."""
    words, E = invented_words(rng, 12), of_unequal_lengths(rng, 8, 3)
    for size in (1, 6, 15):
        text = [words[11], *rng.choice(words, size).tolist(), words[2], words[10]]
        compare(student.sentence_average, solution.sentence_average, text, words[:8], E, **NEAR)


@pytest.mark.exercise("sentence_average")
def test_average_where_nothing_is_known(student, solution, rng, compare):
    """No word has a vector; then there is no word at all; then one of two has."""
    words, E = invented_words(rng, 9), rng.normal(size=(6, 4))
    compare(student.sentence_average, solution.sentence_average, words[6:], words[:6], E, **NEAR)
    compare(student.sentence_average, solution.sentence_average, [], words[:6], E, **NEAR)
    compare(student.sentence_average, solution.sentence_average, [words[7], words[3]], words[:6], E, **NEAR)


# bias_direction


@pytest.mark.exercise("bias_direction")
@pytest.mark.visible
def test_direction_of_three_pairs(student, solution, compare):
    """Three pairs of words whose differences are of unequal length."""
    pairs = [("dog", "cat"), ("bus", "car"), ("sun", "dog")]
    compare(student.bias_direction, solution.bias_direction, pairs, SMALL_WORDS, SMALL, **NEAR)


@pytest.mark.exercise("bias_direction", weight=3)
def test_direction_of_random_pairs(student, solution, rng, compare):
    """One pair, and several, some words in more than one of them."""
    words, E = invented_words(rng, 10), of_unequal_lengths(rng, 10, 4)
    for count in (1, 3, 5):
        rows = drawn_until(
            lambda count=count: [rng.permutation(10)[:2] for _ in range(count)],
            lambda rows: np.linalg.norm(sum(E[first] - E[second] for first, second in rows)) > 0.3,
        )
        pairs = [(words[first], words[second]) for first, second in rows]
        compare(student.bias_direction, solution.bias_direction, pairs, words, E, **NEAR)


# neutralize


@pytest.mark.exercise("neutralize")
@pytest.mark.visible
def test_neutralize_along_a_long_direction(student, solution, compare):
    """Three vectors, and a direction whose length is 5."""
    E = np.array([[1.0, 2.0, 3.0], [6.0, 8.0, 0.0], [-3.0, 1.0, 1.0]])
    compare(student.neutralize, solution.neutralize, E, np.array([3.0, 4.0, 0.0]), **NEAR)


@pytest.mark.exercise("neutralize", weight=3)
def test_neutralize_random_vectors(student, solution, rng, compare):
    """Several vectors, a single one, and as many as numbers in each; directions short and long."""
    for (count, depth), length in zip(((6, 4), (1, 5), (4, 4)), (0.3, 4.0, 1.0), strict=True):
        compare(
            student.neutralize, solution.neutralize, rng.normal(size=(count, depth)), length * unit(rng, depth), **NEAR
        )


@pytest.mark.exercise("neutralize")
def test_just_what_lies_along_the_direction_is_taken_away(student, rng):
    """What is left is at right angles to the direction, what went lies along it, and doing it again changes nothing."""
    E, g = rng.normal(size=(5, 4)), 2.5 * unit(rng, 4)
    once = np.asarray(student.neutralize(E, g))
    assert once.shape == E.shape, "The answer should have the shape of E."
    assert np.allclose(once @ g, 0, atol=1e-5), "Some rows still have a part along g: their products with g are not 0."
    gone = E - once
    assert np.allclose(gone, np.outer(gone @ g, g) / (g @ g), atol=1e-5), (
        "More was taken away than the rows' parts along g: what went should be a multiple of g."
    )
    assert np.allclose(student.neutralize(once, g), once, atol=1e-5), (
        "Neutralizing a second time changes the rows: the first time should have left nothing to take away."
    )


# equalize


def pair_with_a_side(rng, depth):
    """Return two vectors of length one and a direction; they lie clearly apart along it."""

    def draw():
        return unit(rng, depth), unit(rng, depth), rng.uniform(0.3, 3) * unit(rng, depth)

    return drawn_until(draw, lambda uvg: abs((uvg[0] - uvg[1]) @ uvg[2]) > 0.2 * np.linalg.norm(uvg[2]))


@pytest.mark.exercise("equalize")
@pytest.mark.visible
def test_equalize_a_pair_in_three_dimensions(student, solution, compare):
    """The pair lies on one side of the direction, and not equally far; then the two are swapped."""
    u, v, g = np.array([0.8, 0.6, 0.0]), np.array([0.28, 0.0, 0.96]), np.array([2.0, 0.0, 0.0])
    compare(student.equalize, solution.equalize, u, v, g, **SEEN)
    compare(student.equalize, solution.equalize, v, u, g, **SEEN)


@pytest.mark.exercise("equalize", weight=3)
def test_equalize_random_pairs(student, solution, rng, compare):
    """Pairs in several dimensions, and directions short and long."""
    for depth in (2, 4, 7):
        compare(student.equalize, solution.equalize, *pair_with_a_side(rng, depth), **NEAR)


@pytest.mark.exercise("equalize")
def test_an_equalized_pair_is_equally_far_from_what_is_neutral(student, rng):
    """Both have length one, and the same cosine with every neutral vector."""
    u, v, g = pair_with_a_side(rng, 5)
    answer = student.equalize(u, v, g)
    assert isinstance(answer, (tuple, list)), "Return two vectors, the new u and the new v."
    assert len(answer) == 2, "Return two vectors, the new u and the new v."
    new_u, new_v = (np.asarray(one) for one in answer)
    assert np.allclose([np.linalg.norm(new_u), np.linalg.norm(new_v)], 1, atol=1e-5), "Both should have the length one."
    neutral = rng.normal(size=(6, 5))
    neutral -= np.outer(neutral @ g, g) / (g @ g)
    assert np.allclose(neutral @ new_u, neutral @ new_v, atol=1e-5), (
        "A vector at right angles to g should be equally near to both."
    )
    assert np.isclose(new_u @ g, -(new_v @ g), atol=1e-5), "Along g the two should lie equally far on two sides of 0."
    assert np.sign(new_u @ g - new_v @ g) == np.sign(u @ g - v @ g), "The two have changed sides along g."


# build_vocabulary


@pytest.mark.exercise("build_vocabulary")
@pytest.mark.visible
def test_vocabulary_of_a_rhyme(student, solution, compare):
    """Words that come three times, twice and once; equally frequent ones in the order of the alphabet."""
    rhyme = "wheels go round and round said the bus the wheels go round the town"
    for min_count in (2, 1):
        compare(student.build_vocabulary, solution.build_vocabulary, rhyme.split(), min_count)


@pytest.mark.exercise("build_vocabulary", weight=3)
def test_vocabulary_of_random_texts(student, solution, rng, compare):
    """Longer texts with many ties, and several limits."""
    for min_count in (1, 3, 4):
        words = invented_words(rng, 12)
        times = np.array([1, 2, 2, 3, 3, 3, 4, 4, 5, 7, 7, 9])
        text = rng.permutation(np.repeat(words, times)).tolist()
        compare(student.build_vocabulary, solution.build_vocabulary, text, min_count)


@pytest.mark.exercise("build_vocabulary")
def test_vocabulary_in_which_nothing_is_left(student, solution, rng, compare):
    """No word is frequent enough; then just one is."""
    words = invented_words(rng, 4)
    compare(student.build_vocabulary, solution.build_vocabulary, [*words, words[1]], 3)
    compare(student.build_vocabulary, solution.build_vocabulary, [*words, words[1], words[1]], 3)


# skip_gram_pairs


@pytest.mark.exercise("skip_gram_pairs")
@pytest.mark.visible
def test_pairs_of_a_short_sentence(student, solution, compare):
    """Four words, then three with the same word twice, then a single one."""
    for ids, window in (([7, 3, 9, 5], 2), ([4, 8, 4], 2), ([6], 3)):
        compare(student.skip_gram_pairs, solution.skip_gram_pairs, np.array(ids), window)


@pytest.mark.exercise("skip_gram_pairs", weight=3)
def test_pairs_of_random_sentences(student, solution, rng, compare):
    """Sentences with words that come again, and windows that are narrow and wide."""
    for size, window in ((9, 2), (6, 3), (4, 10), (7, 1)):
        ids = rng.permutation(np.arange(size) % 4 + int(rng.integers(1, 20)))
        compare(student.skip_gram_pairs, solution.skip_gram_pairs, ids, window)


@pytest.mark.exercise("skip_gram_pairs")
def test_pairs_of_the_shortest_sentences(student, solution, compare):
    """No word, and one word: there are no pairs, and the shape is (0, 2). Two words have two."""
    for ids in (np.array([], dtype=int), np.array([3]), np.array([3, 5])):
        compare(student.skip_gram_pairs, solution.skip_gram_pairs, ids, 2)


# negative_sampling_table


@pytest.mark.exercise("negative_sampling_table")
@pytest.mark.visible
def test_table_of_three_words(student, solution, compare):
    """Counts of 81, 16 and 2, and a power of 3/4; then a power of 1/2."""
    for power in (0.75, 0.5):
        compare(student.negative_sampling_table, solution.negative_sampling_table, np.array([81, 16, 2]), power, **NEAR)


@pytest.mark.exercise("negative_sampling_table", weight=2)
def test_table_of_random_counts(student, solution, rng, compare):
    """Several powers, among them 1, which changes nothing, and 0, which makes all words equal."""
    for power in (0.75, 1.0, 0.0, 0.3):
        counts = rng.integers(1, 500, size=int(rng.integers(3, 9)))
        compare(student.negative_sampling_table, solution.negative_sampling_table, counts, power, **NEAR)


# draw_negatives


@pytest.mark.exercise("draw_negatives")
@pytest.mark.visible
def test_negatives_without_a_choice(student, solution, compare):
    """Only two words are possible: where one is the context, the other must be drawn."""
    contexts, table = np.array([1, 3, 3, 1]), np.array([0.0, 0.6, 0.0, 0.4])
    compare(student.draw_negatives, solution.draw_negatives, contexts, table, 3, np.random.default_rng(1))


@pytest.mark.exercise("draw_negatives")
@pytest.mark.visible
def test_negatives_counted_in_the_notebook(student, solution, rng, compare, measures):
    """Draws for many pairs and counts: never the context, otherwise as often as the table says."""
    compare.measure(student.draw_negatives, solution.draw_negatives, measures.negatives, seed_of(rng), near=CHANCE)


@pytest.mark.exercise("draw_negatives")
def test_negatives_without_a_choice_among_more_words(student, solution, rng, compare):
    """Two of seven words are possible, one of them rare."""
    first, second = rng.permutation(7)[:2]
    table = np.zeros(7)
    table[[first, second]] = 0.95, 0.05
    contexts = rng.choice([first, second], size=8)
    compare(student.draw_negatives, solution.draw_negatives, contexts, table, 4, np.random.default_rng(seed_of(rng)))


@pytest.mark.exercise("draw_negatives", weight=4)
def test_negatives_counted(student, solution, rng, compare, measures):
    """Draws for many pairs and counts: never the context, otherwise as often as the table says."""
    compare.measure(student.draw_negatives, solution.draw_negatives, measures.negatives, seed_of(rng), near=CHANCE)


# embedding_gradient


@pytest.mark.exercise("embedding_gradient")
@pytest.mark.visible
def test_gradient_of_a_word_that_is_looked_up_twice(student, solution, compare):
    """Five places, three of them the same word, in a table of six rows."""
    d_rows = np.array([[1.0, 2.0], [10.0, 20.0], [0.5, -1.0], [100.0, 5.0], [7.0, -3.0]])
    compare(student.embedding_gradient, solution.embedding_gradient, np.array([3, 1, 3, 3, 0]), d_rows, 6, **NEAR)


@pytest.mark.exercise("embedding_gradient", weight=3)
def test_gradient_of_random_look_ups(student, solution, rng, compare):
    """Words that come again, words that never come, a single place, and square tables."""
    for m, vocabulary, depth in ((9, 4, 3), (1, 6, 2), (4, 4, 4)):
        ids = np.sort(rng.integers(vocabulary - 1, size=m))[::-1].copy()
        d_rows = rng.normal(size=(m, depth))
        compare(student.embedding_gradient, solution.embedding_gradient, ids, d_rows, vocabulary, **NEAR)


@pytest.mark.exercise("embedding_gradient")
def test_gradient_is_that_of_the_one_hot_product(student, rng):
    """Every place where a word was looked up adds to its row; the sum over all rows stays the same."""
    ids, d_rows = rng.permutation(np.array([0, 2, 2, 2, 5, 5, 1])), rng.normal(size=(7, 3))
    answer = np.asarray(student.embedding_gradient(ids, d_rows, 6))
    assert answer.shape == (6, 3), "The gradient should have the shape of the table: (size, d)."
    assert np.allclose(answer.sum(axis=0), d_rows.sum(axis=0), atol=1e-5), (
        "Some of the gradient is lost, or counted too often: every row of d_rows should arrive once."
    )


# skip_gram_loss_and_gradients


def skip_gram_problem(rng, m, k, vocabulary, depth, scale=1.0):
    """Return two tables and pairs with their negatives, in which words come again."""
    W, C = scale * rng.normal(size=(vocabulary, depth)), scale * rng.normal(size=(vocabulary, depth))
    centers, contexts = rng.integers(vocabulary - 1, size=m), rng.integers(vocabulary - 1, size=m)
    negatives = (contexts[:, np.newaxis] + rng.integers(1, vocabulary - 1, size=(m, k))) % (vocabulary - 1)
    return W, C, centers, contexts, negatives


@pytest.mark.exercise("skip_gram_loss_and_gradients")
@pytest.mark.visible
def test_skip_gram_of_one_pair(student, solution, compare):
    """One pair with two negatives, in small numbers."""
    W, C = np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]), np.array([[0.5, 1.0], [-1.0, 0.0], [2.0, 0.5]])
    f, g = student.skip_gram_loss_and_gradients, solution.skip_gram_loss_and_gradients
    compare(f, g, W, C, np.array([2]), np.array([1]), np.array([[0, 2]]), **SEEN)


@pytest.mark.exercise("skip_gram_loss_and_gradients")
@pytest.mark.visible
def test_skip_gram_of_pairs_with_words_that_come_again(student, solution, rng, compare):
    """Five pairs of four words: centres, contexts and negatives all come again."""
    f, g = student.skip_gram_loss_and_gradients, solution.skip_gram_loss_and_gradients
    problem = [part.round(2) for part in skip_gram_problem(rng, 5, 3, 4, 2)]
    compare(f, g, *problem, **SEEN)


@pytest.mark.exercise("skip_gram_loss_and_gradients")
@pytest.mark.visible
def test_skip_gram_of_very_long_vectors(student, solution, compare):
    """Products of 900 and -900: nothing runs over, and no logarithm meets a 0."""
    W, C = np.array([[30.0, 0.0], [0.0, 1.0], [1.0, -1.0]]), np.array([[-30.0, 1.0], [30.0, 2.0], [1.0, 1.0]])
    f, g = student.skip_gram_loss_and_gradients, solution.skip_gram_loss_and_gradients
    compare(f, g, W, C, np.array([0, 1]), np.array([0, 2]), np.array([[1, 2], [0, 1]]), **SEEN)


@pytest.mark.exercise("skip_gram_loss_and_gradients", weight=3)
def test_skip_gram_of_random_pairs(student, solution, rng, compare):
    """Other sizes: many pairs, one negative, and all sizes equal."""
    f, g = student.skip_gram_loss_and_gradients, solution.skip_gram_loss_and_gradients
    for m, k, vocabulary, depth in ((12, 4, 6, 3), (5, 1, 9, 4), (4, 4, 4, 4)):
        compare(f, g, *skip_gram_problem(rng, m, k, vocabulary, depth), **NEAR)


@pytest.mark.exercise("skip_gram_loss_and_gradients")
def test_skip_gram_of_long_vectors(student, solution, rng, compare):
    """Products in the thousands: the exponential must not run over."""
    f, g = student.skip_gram_loss_and_gradients, solution.skip_gram_loss_and_gradients
    compare(f, g, *skip_gram_problem(rng, 5, 2, 6, 3, scale=40.0), **NEAR)


@pytest.mark.exercise("skip_gram_loss_and_gradients", weight=2)
def test_skip_gram_gradients_are_the_measured_slopes(student, solution, rng):
    """Moves single numbers of both tables a little and measures how the loss changes."""
    W, C, centers, contexts, negatives = skip_gram_problem(rng, 5, 2, 4, 2)
    answer = student.skip_gram_loss_and_gradients(W, C, centers, contexts, negatives)
    assert isinstance(answer, (tuple, list)), "Return three things: the loss, dW and dC."
    assert len(answer) == 3, "Return three things: the loss, dW and dC."
    for name, table, slopes in (("W", W, np.asarray(answer[1])), ("C", C, np.asarray(answer[2]))):
        assert slopes.shape == table.shape, f"d{name} should have the shape of {name}."
        for place in np.ndindex(table.shape):
            losses = []
            for step in (1e-5, -1e-5):
                moved = table.copy()
                moved[place] += step
                tables = (moved, C) if name == "W" else (W, moved)
                losses.append(solution.skip_gram_loss_and_gradients(*tables, centers, contexts, negatives)[0])
            assert np.isclose(slopes[place], (losses[0] - losses[1]) / 2e-5, rtol=1e-3, atol=1e-5), (
                f"d{name} is not the slope of the loss: when one number of {name} is moved a little, the loss changes "
                "differently."
            )


# glove_cost


def glove_problem(rng, vocabulary, depth):
    """Return tables, biases, and counts of which some are 0, some below 10 and some above."""
    X = rng.permutation(np.resize([0.0, 1.0, 4.0, 25.0, 0.0, 9.0, 60.0], vocabulary**2)).reshape(vocabulary, vocabulary)
    tables = [rng.normal(size=(vocabulary, depth)) for _ in range(2)]
    return *tables, rng.normal(size=vocabulary), rng.normal(size=vocabulary), X


@pytest.mark.exercise("glove_cost")
@pytest.mark.visible
def test_glove_cost_of_two_words(student, solution, compare):
    """Four counts: one is 0, one is 1, one below the limit and one above."""
    W, C = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([[0.0, 1.0], [2.0, 0.5]])
    b, c, X = np.array([0.1, -0.2]), np.array([0.3, 0.4]), np.array([[0.0, 1.0], [4.0, 200.0]])
    compare(student.glove_cost, solution.glove_cost, W, C, b, c, X, 100.0, 0.75, **NEAR)
    compare(student.glove_cost, solution.glove_cost, W, C, b, c, X, 64.0, 0.5, **NEAR)


@pytest.mark.exercise("glove_cost", weight=3)
def test_glove_cost_of_random_tables(student, solution, rng, compare):
    """Counts that are not the same both ways, and several limits and exponents."""
    for vocabulary, depth, x_max, alpha in ((5, 3, 10.0, 0.75), (3, 3, 30.0, 0.5), (4, 6, 5.0, 1.0)):
        compare(student.glove_cost, solution.glove_cost, *glove_problem(rng, vocabulary, depth), x_max, alpha, **NEAR)


@pytest.mark.exercise("glove_cost")
def test_glove_cost_where_hardly_anything_occurs(student, solution, rng, compare):
    """No pair occurs, which costs nothing; then a single one."""
    W, C, b, c, X = glove_problem(rng, 4, 2)
    X = np.zeros((4, 4))
    compare(student.glove_cost, solution.glove_cost, W, C, b, c, X, 10.0, 0.75, **NEAR)
    X[tuple(rng.integers(4, size=2))] = 3.0
    compare(student.glove_cost, solution.glove_cost, W, C, b, c, X, 10.0, 0.75, **NEAR)


# keras_text_classifier


@pytest.mark.exercise("keras_text_classifier")
@pytest.mark.visible
def test_classifier_measured_in_the_notebook(student, solution, rng, compare, measures):
    """Small texts with padding: the probabilities, and what a step of training changes."""
    compare.measure(
        student.keras_text_classifier, solution.keras_text_classifier, measures.classifier, seed_of(rng), near=0
    )


@pytest.mark.exercise("keras_text_classifier", weight=2)
def test_classifier_measured(student, solution, rng, compare, measures):
    """Other sizes and other texts."""
    compare.measure(
        student.keras_text_classifier, solution.keras_text_classifier, measures.classifier, seed_of(rng), near=0
    )
