"""Hidden checks of attention.

The network is *measured* (`assignments/attention/measures.py`): by what its attention falls on, and by what changes in its
scores when a letter, a digit or the padding changes. So any way of wiring it that does what it should is right.
"""

import itertools

import numpy as np
import pytest

# The exponentials of two ways to write a softmax differ in the last digits.
NEAR = {"rtol": 1e-5, "atol": 1e-7}


def seed_of(rng):
    """Draw a number from which a measure draws its inputs."""
    return int(rng.integers(2**31))


def some_mask(rng, m, places):
    """Return a mask (m, places) with something and not everything to see in each row, in no order."""
    mask = np.zeros((m, places), dtype=bool)
    for row in mask:
        row[rng.permutation(places)[: rng.integers(1, max(places, 2))]] = True
    return mask


def asked(rng, m, t_y, t_x, d, d_v, digits=16):
    """Return a query, keys, values and a mask."""
    shapes = ((m, t_y, d), (m, t_x, d), (m, t_x, d_v))
    return (*(rng.normal(size=shape).round(digits) for shape in shapes), some_mask(rng, m, t_x))


# encode_dates


ALPHABET = " ,./0123456789abcdefghijklmnopqrstuvwxyz"


@pytest.mark.exercise("encode_dates")
@pytest.mark.visible
def test_three_short_texts(student, solution, compare):
    """Three texts, padded to seven: the first letter of the alphabet is among them, a space at an end, letters it does not know."""
    compare(student.encode_dates, solution.encode_dates, ["b a3", "3/ab é", " A3 "], "ab3 ", 7)


@pytest.mark.exercise("encode_dates")
@pytest.mark.visible
def test_a_text_that_is_too_long(student, solution, compare):
    """Room for four letters: one text is longer, one as long, one shorter."""
    compare(student.encode_dates, solution.encode_dates, ["bacabca", "aabb", "c"], "abc", 4)


@pytest.mark.exercise("encode_dates", weight=3)
def test_texts_of_drawn_letters(student, solution, rng, compare):
    """Seven texts of drawn letters, some of them not in the alphabet."""
    letters = [*ALPHABET, "é", "ö", "-", "M"]
    texts = ["".join(rng.choice(letters, size=size)) for size in (3, 15, 11, 12, 5, 14, 2)]
    alphabet = "".join(rng.permutation(list(ALPHABET)))
    compare(student.encode_dates, solution.encode_dates, texts, alphabet, 12)


@pytest.mark.exercise("encode_dates")
def test_one_text_and_one_that_is_empty(student, solution, rng, compare):
    """A single text that fills its row to the last place, and a text without a letter among others."""
    size = int(rng.integers(3, 7))
    compare(student.encode_dates, solution.encode_dates, ["".join(rng.choice(list("xyz"), size=size))], "zyx", size)
    compare(student.encode_dates, solution.encode_dates, ["zx", "", "y?", " x ", "Z "], "xyz ", size)


# masked_softmax


@pytest.mark.exercise("masked_softmax")
@pytest.mark.visible
def test_masked_softmax_of_three_rows(student, solution, compare):
    """Three rows: the largest score is masked in the first, nothing in the second, all but one place in the third."""
    scores = np.array([[1.0, 0.5, 9.0, -1.0], [0.0, 2.0, 1.0, -2.0], [3.0, 1.0, 0.0, 2.0]])
    mask = np.array([[True, True, False, True], [True, True, True, True], [False, False, True, False]])
    compare(student.masked_softmax, solution.masked_softmax, scores, mask, **NEAR)


@pytest.mark.exercise("masked_softmax")
@pytest.mark.visible
def test_masked_softmax_where_nothing_is_seen(student, solution, compare):
    """The first of two texts has nothing to look at, the second one letter less than it has; one mask for all places of each."""
    scores = np.array([[[1.0, 2.0, 0.5], [0.0, 1.0, -1.0]], [[2.0, 0.0, 1.0], [1.0, 1.5, 3.0]]])
    mask = np.array([[[False, False, False]], [[True, True, False]]])
    compare(student.masked_softmax, solution.masked_softmax, scores, mask, **NEAR)


@pytest.mark.exercise("masked_softmax")
@pytest.mark.visible
def test_masked_softmax_of_large_scores(student, solution, compare):
    """Scores of a thousand and more on both sides, the largest of them masked."""
    scores = np.array([[1000.0, 1001.0, 5000.0], [-1000.0, -1002.0, 0.0]])
    compare(student.masked_softmax, solution.masked_softmax, scores, np.array([True, True, False]), **NEAR)


@pytest.mark.exercise("masked_softmax", weight=3)
def test_masked_softmax_of_many_places(student, solution, rng, compare):
    """Five texts, three places that ask, seven that are asked; the masks are one row for each text."""
    scores, mask = 3 * rng.normal(size=(5, 3, 7)), some_mask(rng, 5, 7)[:, np.newaxis]
    compare(student.masked_softmax, solution.masked_softmax, scores, mask, **NEAR)


@pytest.mark.exercise("masked_softmax", weight=2)
def test_masked_softmax_of_a_square(student, solution, rng, compare):
    """As many places ask as are asked, each with a mask of its own; the last sees nothing."""
    scores, mask = rng.normal(size=(2, 4, 4)), np.stack([some_mask(rng, 4, 4), some_mask(rng, 4, 4)])
    mask[:, -1] = False
    compare(student.masked_softmax, solution.masked_softmax, scores, mask, **NEAR)


@pytest.mark.exercise("masked_softmax")
def test_masked_softmax_of_extremes(student, solution, rng, compare):
    """Two rows of scores of several thousands, with and without a masked one that is larger still; one is far below the other."""
    row = rng.permutation([2000.0, 2001.0, 1999.0, -2000.0, 4000.0])
    scores = np.stack([row, row - 5000])
    for mask in (np.stack([row < 3000, row < 3000]), scores < 1e9):
        compare(student.masked_softmax, solution.masked_softmax, scores, mask, **NEAR)


@pytest.mark.exercise("masked_softmax")
def test_what_is_masked_does_not_matter(student, solution, rng, compare):
    """Other scores in the masked places change nothing, and a row that sees something is 1 in sum."""
    scores, mask = rng.normal(size=(3, 6)), some_mask(rng, 3, 6)
    weights = np.asarray(compare(student.masked_softmax, solution.masked_softmax, scores, mask, **NEAR))
    other = np.asarray(student.masked_softmax(np.where(mask, scores, scores + 5), mask))
    assert np.allclose(weights, other, rtol=1e-4, atol=1e-5), "Another score in a masked place changes the weights."
    assert np.allclose(weights.sum(axis=-1), 1, atol=1e-4), "The weights of a row should be 1 in sum."


# dot_attention


@pytest.mark.exercise("dot_attention", weight=2)
@pytest.mark.visible
def test_dot_attention_of_two_texts(student, solution, rng, compare):
    """Two texts of four places, three that ask; keys of five numbers, values of two."""
    query, keys, values, _ = asked(rng, 2, 3, 4, 5, 2, digits=1)
    mask = np.array([[True, True, True, False], [True, False, True, True]])
    compare(student.dot_attention, solution.dot_attention, query, keys, values, mask, **NEAR)


@pytest.mark.exercise("dot_attention", weight=3)
def test_dot_attention_of_drawn_sizes(student, solution, rng, compare):
    """Other sizes, all of them different; one text has nothing to look at."""
    query, keys, values, mask = asked(rng, 4, 2, 6, 7, 3)
    mask[2] = False
    compare(student.dot_attention, solution.dot_attention, query, keys, values, mask, **NEAR)


@pytest.mark.exercise("dot_attention", weight=2)
def test_dot_attention_of_equal_sizes(student, solution, rng, compare):
    """As many texts as places that ask and that are asked: nothing that is turned by mistake is seen by its shape."""
    query, keys, values, mask = asked(rng, 4, 4, 4, 4, 4)
    compare(student.dot_attention, solution.dot_attention, query, keys, values, mask, **NEAR)


@pytest.mark.exercise("dot_attention")
def test_dot_attention_of_one_place(student, solution, rng, compare):
    """A single text, a single place that asks, a single number in each key."""
    query, keys, values, mask = asked(rng, 1, 1, 5, 1, 2)
    compare(student.dot_attention, solution.dot_attention, query, keys, values, mask, **NEAR)


@pytest.mark.exercise("dot_attention", weight=2)
def test_dot_attention_knows_no_order(student, solution, rng, compare):
    """The places that are asked in another order: the same context, the weights in that order. What is masked has no say."""
    query, keys, values, mask = asked(rng, 2, 3, 5, 4, 6)
    context, _ = compare(student.dot_attention, solution.dot_attention, query, keys, values, mask, **NEAR)
    order = rng.permutation(5)
    moved, _ = student.dot_attention(query, keys[:, order], values[:, order], mask[:, order])
    assert np.allclose(context, moved, rtol=1e-3, atol=1e-4), (
        "Keys, values and mask were put into another order, all in the same one, and the context has changed."
    )
    hidden = np.where(mask[:, :, np.newaxis], 0.0, 3.0)
    unseen, _ = student.dot_attention(query, keys + hidden, values + hidden, mask)
    assert np.allclose(context, unseen, rtol=1e-3, atol=1e-4), "A key or a value that is masked changes the context."


# attention_backward


@pytest.mark.exercise("attention_backward", weight=3)
@pytest.mark.visible
def test_gradients_of_two_texts(student, solution, rng, compare):
    """Two texts of three places, two that ask; keys of four numbers, values of two."""
    query, keys, values, _ = asked(rng, 2, 2, 3, 4, 2, digits=1)
    mask = np.array([[True, True, False], [True, True, True]])
    d_context = rng.normal(size=(2, 2, 2)).round(1)
    compare(student.attention_backward, solution.attention_backward, d_context, query, keys, values, mask, **NEAR)


@pytest.mark.exercise("attention_backward", weight=3)
def test_gradients_of_drawn_sizes(student, solution, rng, compare):
    """Other sizes, all of them different; one text has nothing to look at."""
    query, keys, values, mask = asked(rng, 4, 3, 6, 2, 5)
    mask[1] = False
    d_context = rng.normal(size=(4, 3, 5))
    compare(student.attention_backward, solution.attention_backward, d_context, query, keys, values, mask, **NEAR)


@pytest.mark.exercise("attention_backward", weight=2)
def test_gradients_of_equal_sizes(student, solution, rng, compare):
    """All sizes are the same: nothing that is turned by mistake is seen by its shape."""
    query, keys, values, mask = asked(rng, 4, 4, 4, 4, 4)
    d_context = rng.normal(size=(4, 4, 4))
    compare(student.attention_backward, solution.attention_backward, d_context, query, keys, values, mask, **NEAR)


@pytest.mark.exercise("attention_backward", weight=2)
def test_gradients_are_the_measured_slopes(student, solution, rng):
    """Moves single numbers of the query, the keys and the values a little, and measures how the context changes."""
    query, keys, values, mask = asked(rng, 2, 3, 4, 3, 2)
    inputs = {"query": query, "keys": keys, "values": values}
    d_context = rng.normal(size=(2, 3, 2))
    answer = student.attention_backward(d_context, query, keys, values, mask)
    is_complete = isinstance(answer, dict) and all(
        np.shape(answer.get(f"d_{name}")) == part.shape for name, part in inputs.items()
    )
    assert is_complete, (
        'Return a dict of "d_query", "d_keys" and "d_values", each in the shape of the array that it belongs to.'
    )
    for name, part in inputs.items():
        for _ in range(4):
            place = tuple(rng.integers(part.shape))
            step = np.zeros(part.shape)
            step[place] = 1e-5
            up, _ = solution.dot_attention(**{**inputs, name: part + step}, mask=mask)
            down, _ = solution.dot_attention(**{**inputs, name: part - step}, mask=mask)
            slope = np.sum(d_context * (up - down)) / 2e-5
            assert np.isclose(np.asarray(answer[f"d_{name}"])[place], slope, rtol=1e-3, atol=1e-5), (
                f"When one number of {name} is moved a little, the loss changes by another slope than d_{name} says."
            )


@pytest.mark.exercise("attention_backward")
def test_gradients_of_one_place(student, solution, rng, compare):
    """A single place to look at: the weights cannot change, so query and keys have no slope; and with two they have."""
    for places in (1, 2):
        query, keys, values, _ = asked(rng, 1, 2, places, 3, 4)
        mask, d_context = np.ones((1, places), dtype=bool), rng.normal(size=(1, 2, 4))
        compare(student.attention_backward, solution.attention_backward, d_context, query, keys, values, mask, **NEAR)


# additive_attention


def with_matrices(rng, m, t_y, t_x, d_q, d_k, units, digits=16):
    """Return a query, keys, W_q, W_k, v and a mask."""
    shapes = ((m, t_y, d_q), (m, t_x, d_k), (d_q, units), (d_k, units), (units,))
    return (*(rng.normal(size=shape).round(digits) for shape in shapes), some_mask(rng, m, t_x))


@pytest.mark.exercise("additive_attention", weight=2)
@pytest.mark.visible
def test_additive_attention_of_two_texts(student, solution, rng, compare):
    """Two texts of four places, three that ask; queries of five numbers, keys of two, six units."""
    *inputs, _ = with_matrices(rng, 2, 3, 4, 5, 2, 6, digits=1)
    mask = np.array([[True, True, True, False], [True, False, True, True]])
    compare(student.additive_attention, solution.additive_attention, *inputs, mask, **NEAR)


@pytest.mark.exercise("additive_attention", weight=3)
def test_additive_attention_of_drawn_sizes(student, solution, rng, compare):
    """Other sizes, all of them different; one text has nothing to look at."""
    *inputs, mask = with_matrices(rng, 4, 2, 6, 3, 5, 7)
    mask[3] = False
    compare(student.additive_attention, solution.additive_attention, *inputs, mask, **NEAR)


@pytest.mark.exercise("additive_attention", weight=2)
def test_additive_attention_of_equal_sizes(student, solution, rng, compare):
    """All sizes are the same: nothing that is turned by mistake is seen by its shape."""
    compare(student.additive_attention, solution.additive_attention, *with_matrices(rng, 4, 4, 4, 4, 4, 4), **NEAR)


@pytest.mark.exercise("additive_attention")
def test_additive_attention_of_one_unit(student, solution, rng, compare):
    """A single text, a single place that asks, a single unit."""
    compare(student.additive_attention, solution.additive_attention, *with_matrices(rng, 1, 1, 5, 3, 2, 1), **NEAR)


# teacher_forcing_inputs


@pytest.mark.exercise("teacher_forcing_inputs")
@pytest.mark.visible
def test_inputs_of_two_answers(student, solution, compare):
    """Two answers of four tokens; 7 is the start."""
    y = np.array([[1, 9, 4, 2], [2, 0, 0, 5]])
    compare(student.teacher_forcing_inputs, solution.teacher_forcing_inputs, y, 7)


@pytest.mark.exercise("teacher_forcing_inputs", weight=2)
def test_inputs_of_drawn_answers(student, solution, rng, compare):
    """Five answers of drawn tokens, as many tokens as answers; another start."""
    y, start = rng.integers(0, 10, (5, 5)), int(rng.integers(10, 15))
    compare(student.teacher_forcing_inputs, solution.teacher_forcing_inputs, y, start)


@pytest.mark.exercise("teacher_forcing_inputs")
def test_inputs_of_answers_of_one_token(student, solution, rng, compare):
    """Answers of a single token: nothing is left but the start; and one answer of many."""
    y = rng.integers(0, 10, (3, 1))
    compare(student.teacher_forcing_inputs, solution.teacher_forcing_inputs, y, 11)
    y = rng.integers(0, 10, (1, 6))
    compare(student.teacher_forcing_inputs, solution.teacher_forcing_inputs, y, 12)


# seq2seq


@pytest.mark.exercise("seq2seq")
@pytest.mark.visible
def test_a_small_network(student, solution, compare, measures):
    """Builds a network of four units, and looks at what its scores and its attention depend on."""
    compare.measure(student.seq2seq, solution.seq2seq, measures.network, 1, near=0)


@pytest.mark.exercise("seq2seq", weight=3)
def test_a_network_with_other_weights(student, solution, rng, compare, measures):
    """The same with other weights, letters and digits."""
    compare.measure(student.seq2seq, solution.seq2seq, measures.network, seed_of(rng), near=0)


# greedy_decode


@pytest.mark.exercise("greedy_decode")
@pytest.mark.visible
def test_four_answers_of_a_choir(student, solution, compare):
    """Four answers at once, each goes its own way; two of them end early, and one at once."""
    compare(student.greedy_decode, solution.greedy_decode, solution.choir, 4, 4, 3, 6)


@pytest.mark.exercise("greedy_decode")
@pytest.mark.visible
def test_one_answer_that_never_ends_and_two_that_do(student, solution, compare):
    """A single answer that goes on until there is no more room; then two that have both ended before that."""
    compare(student.greedy_decode, solution.greedy_decode, solution.two_roads, 1, 3, 2, 5)
    compare(student.greedy_decode, solution.greedy_decode, solution.long_road, 2, 3, 2, 9)


def some_step(rng, tokens, *, by_row):
    """Return a step: whatever is written changes what comes next, and where `by_row`, so does the number of the answer."""
    factors, turns, rows = rng.uniform(1, 5, tokens), rng.uniform(1, 6, 12), by_row * rng.uniform(2, 4)

    def step(so_far):
        """Logarithms of probabilities."""
        so_far = np.asarray(so_far)
        mixed = so_far @ turns[: so_far.shape[1]] + rows * np.arange(len(so_far))
        scores = 2 * np.cos(np.outer(mixed, factors))
        return scores - np.log(np.sum(np.exp(scores), axis=1, keepdims=True))

    return step


@pytest.mark.exercise("greedy_decode", weight=3)
def test_answers_of_another_step(student, solution, rng, compare):
    """Another step that has not been seen, with more tokens, and the end in the middle of them."""
    step = some_step(rng, 7, by_row=True)
    compare(student.greedy_decode, solution.greedy_decode, step, 6, 7, 3, 8)
    compare(student.greedy_decode, solution.greedy_decode, step, 9, 7, 0, 4)
    compare(student.greedy_decode, solution.greedy_decode, solution.long_road, int(rng.integers(2, 5)), 3, 2, 8)


@pytest.mark.exercise("greedy_decode")
def test_answers_of_one_token(student, solution, rng, compare):
    """Room for a single token, and three answers."""
    compare(student.greedy_decode, solution.greedy_decode, some_step(rng, 5, by_row=True), 3, 5, 1, 1)


# exact_match


@pytest.mark.exercise("exact_match")
@pytest.mark.visible
def test_exact_match_of_eight_dates(student, solution, compare):
    """Two are right; three have a wrong digit, one has its digits exchanged, two are too short: 2 of 8."""
    answers = ["1979-05-03", "1979-05-04", "1997-05-03", "2001-12-31", "1979-05", "1979", "1978-05-03", "1979-06-03"]
    truths = ["2001-12-31" if answer == "2001-12-31" else "1979-05-03" for answer in answers]
    compare(student.exact_match, solution.exact_match, answers, truths)


@pytest.mark.exercise("exact_match")
@pytest.mark.visible
def test_exact_match_of_the_right_answers_to_other_questions(student, solution, compare):
    """Four answers of which each is right somewhere, and two where they stand."""
    answers, truths = (
        ["1999-01-01", "2000-02-02", "2001-03-03", "2002-04-04"],
        ["1999-01-01", "2001-03-03", "2000-02-02"],
    )
    compare(student.exact_match, solution.exact_match, answers, [*truths, "2002-04-04"])


@pytest.mark.exercise("exact_match", weight=4)
def test_exact_match_of_drawn_texts(student, solution, rng, compare):
    """Texts of three letters: right ones, right ones of other questions, beginnings, the same letters in another order."""
    every = ["".join(letters) for letters in itertools.permutations("abcd", 3)]
    truths = [str(text) for text in rng.permutation(every)[:13]]
    answers = [
        *truths[:4],
        *truths[5:7],
        truths[4],
        *(text[:2] for text in truths[7:10]),
        *(text[::-1] for text in truths[10:]),
    ]
    compare(student.exact_match, solution.exact_match, answers, truths)
    compare(student.exact_match, solution.exact_match, truths, truths)


# beam_search


@pytest.mark.exercise("beam_search")
@pytest.mark.visible
def test_beams_on_two_roads(student, solution, compare):
    """The first road looks better, the second is: with a width of one, and of two."""
    for width, length in ((1, 3), (2, 5)):
        compare(student.beam_search, solution.beam_search, solution.two_roads, 3, 2, length, width, 0.0, **NEAR)


@pytest.mark.exercise("beam_search")
@pytest.mark.visible
def test_beams_on_a_long_road(student, solution, compare):
    """An answer that ends at once against a long one that is surer of each token: without and with a penalty."""
    for penalty in (0.0, 1.0):
        compare(student.beam_search, solution.beam_search, solution.long_road, 3, 2, 7, 3, penalty, **NEAR)


@pytest.mark.exercise("beam_search")
@pytest.mark.visible
def test_beams_in_a_chatter(student, solution, compare):
    """Whatever is written changes what comes next: three starts and lengths, widths of two and three, part of a penalty."""
    for start, length, width, penalty in ((4, 5, 2, 0.5), (4, 6, 3, 0.7), (21, 6, 3, 0.7)):
        compare(student.beam_search, solution.beam_search, solution.chatter, start, 3, length, width, penalty, **NEAR)


@pytest.mark.exercise("beam_search", weight=5)
def test_beams_of_another_step(student, solution, rng, compare):
    """Twelve steps that have not been seen, of three tokens to five, in several widths and with several penalties."""
    for tokens, width, penalty in itertools.product((3, 4, 5), (2, 3), (0.5, 1.0)):
        step, end, length = some_step(rng, tokens, by_row=False), int(rng.integers(tokens)), int(rng.integers(4, 7))
        compare(student.beam_search, solution.beam_search, step, tokens, end, length, width, penalty, **NEAR)


def mapped_step(rng, roads):
    """Return a step of three tokens that goes by a map of roads, and its start and end; which token is which is drawn.

    `roads` says for beginnings such as "ab" the probabilities of a, b, and the end, in percent; "?" is any other beginning.
    """
    a, b, end = (int(token) for token in rng.permutation(3))
    names = {a: "a", b: "b", end: "e"}

    def step(so_far):
        """Logarithms of probabilities."""
        rows = np.empty((len(so_far), 3))
        for row, beginning in zip(rows, np.asarray(so_far), strict=True):
            written = "".join(names.get(int(token), "?") for token in beginning[1:])
            row[[a, b, end]] = np.log(np.array(roads.get(written, roads["?"])) / 100)
        return rows

    return step, 3, end


@pytest.mark.exercise("beam_search", weight=2)
def test_an_answer_that_has_ended_takes_no_place_in_the_beam(student, solution, rng, compare):
    """An answer ends at once; of those that live the second best becomes the best. Width two."""
    roads = {"": (50, 20, 30), "a": (45, 40, 15), "ab": (4, 1, 95), "?": (40, 35, 25)}
    compare(student.beam_search, solution.beam_search, *mapped_step(rng, roads), 4, 2, 1.0, **NEAR)


@pytest.mark.exercise("beam_search")
def test_the_beam_is_as_wide_as_it_is_for_all_beginnings_together(student, solution, rng, compare):
    """The third best beginning would become the best, but it is not kept: width two, then three."""
    roads = {
        "": (55, 40, 5),
        "a": (50, 45, 5),
        "b": (90, 5, 5),
        "ab": (1, 1, 98),
        "ba": (31, 29, 40),
        "?": (36, 34, 30),
    }
    for width in (2, 3):
        compare(student.beam_search, solution.beam_search, *mapped_step(rng, roads), 3, width, 0.5, **NEAR)


@pytest.mark.exercise("beam_search", weight=2)
def test_a_beam_as_wide_as_all_answers_finds_the_best(student, solution, rng):
    """A width that leaves nothing out: no answer has a better score than the one that comes back."""
    step, end, length, penalty = some_step(rng, 3, by_row=False), 2, 4, 0.8
    _, score = student.beam_search(step, 3, end, length, 200, penalty)
    best = -np.inf
    for written in itertools.product(range(3), repeat=length):
        answer = written[: written.index(end) + 1] if end in written else written
        total = sum(step(np.array([[3, *answer[:t]]]))[0, token] for t, token in enumerate(answer))
        best = max(best, total / len(answer) ** penalty)
    assert np.isclose(float(score), best, rtol=1e-4), (
        "With a width that leaves nothing out, another answer has a better score than the one that comes back, or the score "
        "is not that of an answer."
    )


@pytest.mark.exercise("beam_search")
def test_a_beam_of_one_is_greedy(student, solution, rng):
    """With a width of one, the likeliest token is taken each time, whatever the penalty."""
    for _ in range(3):
        step = some_step(rng, 6, by_row=False)
        greedy = solution.greedy_decode(step, 1, 6, 0, 5)[0].tolist()
        greedy = greedy[: greedy.index(0) + 1] if 0 in greedy else greedy
        tokens, _ = student.beam_search(step, 6, 0, 5, 1, 0.5)
        assert [int(token) for token in np.ravel(tokens)] == greedy, (
            "With a width of 1, the answer should be the likeliest token each time, without the start token, up to its end."
        )


# bleu


def words(sentence):
    """Return the words of a sentence."""
    return sentence.split()


@pytest.mark.exercise("bleu")
@pytest.mark.visible
def test_bleu_of_words_again_and_again(student, solution, compare):
    """Single words only: "the" stands there five times, "cat" twice, and "dog" in no reference: 3 of 8."""
    references = [words("the cat is on the mat"), words("there is a cat on the mat")]
    compare(student.bleu, solution.bleu, words("the the cat the dog the cat the"), references, 1, **NEAR)


@pytest.mark.exercise("bleu")
@pytest.mark.visible
def test_bleu_of_a_short_sentence(student, solution, compare):
    """Words and pairs of a sentence that is shorter than both references; then with others."""
    references = [words("the cat sat down on the mat"), words("there the cat slept for hours on the mat at home")]
    for known in (references, [*references, words("cat on mat")], [*references, words("the cat slept here again")]):
        compare(student.bleu, solution.bleu, words("the cat slept on a mat"), known, 2, **NEAR)


@pytest.mark.exercise("bleu")
@pytest.mark.visible
def test_bleu_of_a_long_sentence(student, solution, compare):
    """Runs of up to three words of a sentence that is longer than both references."""
    references = [words("the old cat slept"), words("the cat sat on the mat")]
    compare(student.bleu, solution.bleu, words("on the old mat the cat sat and slept"), references, 3, **NEAR)


@pytest.mark.exercise("bleu")
@pytest.mark.visible
def test_bleu_of_a_sentence_without_a_run_of_four(student, solution, compare):
    """Single words, pairs and runs of three are right, but no run of four: the score is 0."""
    compare(student.bleu, solution.bleu, words("on the mat the cat sat"), [words("the cat sat on the mat")], 4, **NEAR)


def some_sentences(rng, vocabulary, sizes):
    """Return sentences of few different words, so that many runs are shared."""
    return [[str(word) for word in rng.choice(vocabulary, size=size)] for size in sizes]


@pytest.mark.exercise("bleu", weight=5)
def test_bleu_of_drawn_sentences(student, solution, rng, compare):
    """Sentences of three words in all orders, longer and shorter than their references."""
    for size, longest in ((9, 2), (14, 3), (20, 4), (12, 1)):
        references = some_sentences(rng, ["a", "b", "c"], (16, 13, 11))
        candidate = some_sentences(rng, ["a", "b", "c"], (size,))[0]
        compare(student.bleu, solution.bleu, candidate, references, longest, **NEAR)


@pytest.mark.exercise("bleu", weight=3)
def test_bleu_of_parts_of_a_reference(student, solution, rng, compare):
    """All but the last words of a reference, which stands among longer and shorter ones: all runs match, but it is short."""
    reference = [f"word{k}" for k in rng.permutation(12)]
    others = [reference[:5], [*reference, "more", "and", "more", "words"]]
    compare(student.bleu, solution.bleu, reference[:9], [reference, *others], 4, **NEAR)
    compare(student.bleu, solution.bleu, reference[:8], [*others, reference], 3, **NEAR)
    compare(student.bleu, solution.bleu, reference[:6], [[*reference[:3], *reference[4:8]], reference[:5]], 2, **NEAR)


@pytest.mark.exercise("bleu")
def test_bleu_of_very_few_words(student, solution, rng, compare):
    """Fewer words than the longest run, no word at all, no word in common; and a sentence that is its own reference."""
    sentence = [f"word{k}" for k in rng.permutation(9)]
    for candidate in (sentence[:2], [], ["another"] * 5, sentence):
        compare(student.bleu, solution.bleu, candidate, [sentence], 4, **NEAR)
