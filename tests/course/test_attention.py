"""The solutions of attention against SciPy, Keras, the tape, measured slopes, brute force and the stated results."""

import functools
import inspect
import itertools
import math
from fractions import Fraction

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import log_softmax, softmax

import dlkit
from dlkit.comparing.measures import load_measures, observe_measure
from dlkit.comparing.views import FunctionHere
from dlkit.course import find_assignment
from dlkit.desk.questions import read_questions
from grader.authoring.catalogue import load_catalogue
from solutions import attention as solution

DIGITS, START, END = "0123456789-", 11, 12
TOKENS, UNITS, PLACES = 13, 64, 11
sizes = st.integers(1, 6)
seeds = st.integers(0, 10_000)


def asked(seed, m, t_y, t_x, d, d_v):
    rng = np.random.default_rng(seed)
    query, keys, values = (rng.normal(size=shape) for shape in ((m, t_y, d), (m, t_x, d), (m, t_x, d_v)))
    return query, keys, values, rng.random((m, t_x)) < 0.6


# texts


@settings(max_examples=60)
@given(
    texts=st.lists(st.text("abcdxyz?", max_size=9), min_size=1, max_size=5),
    alphabet=st.permutations("abcdx"),
    length=st.integers(1, 8),
)
def test_tokens_are_those_of_a_translation_of_the_text(texts, alphabet, length):
    alphabet = "".join(alphabet)
    table = {ord(letter): chr(number) for number, letter in enumerate(alphabet, start=2)}
    rows = []
    for text in texts:
        known = "".join(letter if letter in alphabet else "\x01" for letter in text)
        rows.append([ord(letter) for letter in known.translate(table).ljust(length, "\0")[:length]])
    np.testing.assert_array_equal(solution.encode_dates(texts, alphabet, length), rows)


def test_tokens_lead_back_to_every_date_of_the_kit():
    drawn = dlkit.data.dates(300, np.random.default_rng(0)).spellings
    alphabet = "".join(sorted(set("".join(drawn))))
    tokens = solution.encode_dates(drawn, alphabet, max(map(len, drawn)))
    assert tokens.dtype.kind == "i"
    assert tuple("".join(alphabet[token - 2] for token in row if token) for row in tokens) == drawn


@settings(max_examples=60)
@given(
    right=st.lists(st.booleans(), min_size=1, max_size=12),
)
def test_exact_match_is_the_share_of_equal_texts(right):
    truths = [f"text {number}" for number in range(len(right))]
    answers = [truth if is_right else truth[::-1] for truth, is_right in zip(truths, right, strict=True)]
    assert solution.exact_match(answers, truths) == pytest.approx(Fraction(sum(right), len(right)))


# weights


@settings(max_examples=80)
@given(m=sizes, t_y=sizes, t_x=sizes, size=st.sampled_from([0.1, 3.0, 2000.0]), seed=seeds)
def test_weights_are_those_of_scipy_on_what_is_seen(m, t_y, t_x, size, seed):
    rng = np.random.default_rng(seed)
    scores, mask = size * rng.normal(size=(m, t_y, t_x)), rng.random((m, 1, t_x)) < 0.5
    weights = solution.masked_softmax(scores, mask)
    expected = np.zeros(scores.shape)
    for example, seen in enumerate(mask[:, 0]):
        if seen.any():
            expected[example][:, seen] = softmax(scores[example][:, seen], axis=-1)
    np.testing.assert_allclose(weights, expected, rtol=1e-9, atol=1e-12)


def test_a_mask_of_all_ones_changes_nothing_and_another_number_on_all_scores_neither():
    scores = np.random.default_rng(0).normal(size=(3, 4, 5))
    weights = solution.masked_softmax(scores, np.ones(5, dtype=bool))
    np.testing.assert_allclose(weights, softmax(scores, axis=-1))
    np.testing.assert_allclose(solution.masked_softmax(scores + 1000, np.ones(5, dtype=bool)), weights)


@settings(max_examples=25, deadline=None)
@given(m=sizes, t_y=sizes, t_x=sizes, d=sizes, d_v=sizes, seed=seeds)
def test_dot_attention_is_that_of_keras(m, t_y, t_x, d, d_v, seed):
    query, keys, values, mask = asked(seed, m, t_y, t_x, d, d_v)
    mask[:, 0] = True  # Keras gives a row that sees nothing equal weights
    context, weights = solution.dot_attention(query, keys, values, mask)
    theirs = keras.layers.Attention(dtype="float64")(
        [query / np.sqrt(d), values, keys], mask=[None, mask], return_attention_scores=True
    )
    np.testing.assert_allclose(context, theirs[0], rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(weights, theirs[1], rtol=1e-6, atol=1e-8)


@settings(max_examples=25)
@given(m=sizes, t_y=sizes, t_x=sizes, d=sizes, d_v=sizes, seed=seeds)
def test_attention_knows_no_order_and_its_rows_are_1_in_sum_where_something_is_seen(m, t_y, t_x, d, d_v, seed):
    query, keys, values, mask = asked(seed, m, t_y, t_x, d, d_v)
    order = np.random.default_rng(seed).permutation(t_x)
    context, weights = solution.dot_attention(query, keys, values, mask)
    moved, moved_weights = solution.dot_attention(query, keys[:, order], values[:, order], mask[:, order])
    np.testing.assert_allclose(moved, context, atol=1e-12)
    np.testing.assert_allclose(moved_weights, weights[:, :, order], atol=1e-12)
    np.testing.assert_allclose(weights.sum(axis=-1), np.repeat(mask.any(axis=1)[:, None], t_y, axis=1))


@settings(max_examples=25, deadline=None)
@given(m=sizes, t_y=sizes, t_x=sizes, d_q=sizes, d_k=sizes, units=sizes, seed=seeds)
def test_additive_attention_is_that_of_keras(m, t_y, t_x, d_q, d_k, units, seed):
    rng = np.random.default_rng(seed)
    shapes = ((m, t_y, d_q), (m, t_x, d_k), (d_q, units), (d_k, units), (units,))
    query, keys, W_q, W_k, v = (rng.normal(size=shape) for shape in shapes)
    mask = rng.random((m, t_x)) < 0.6
    mask[:, -1] = True
    context, weights = solution.additive_attention(query, keys, W_q, W_k, v, mask)
    layer = keras.layers.AdditiveAttention(dtype="float64")
    layer([query @ W_q, keys, keys @ W_k])
    layer.set_weights([v])
    theirs = layer([query @ W_q, keys, keys @ W_k], mask=[None, mask], return_attention_scores=True)
    np.testing.assert_allclose(context, theirs[0], rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(weights, theirs[1], rtol=1e-6, atol=1e-8)


def test_additive_attention_of_a_text_in_which_nothing_is_seen_is_0():
    rng = np.random.default_rng(0)
    inputs = (rng.normal(size=shape) for shape in ((1, 2, 3), (1, 4, 5), (3, 6), (5, 6), (6,)))
    context, weights = solution.additive_attention(*inputs, np.zeros((1, 4), dtype=bool))
    assert not np.any(context)
    assert not np.any(weights)


# gradients


@settings(max_examples=25)
@given(m=st.integers(1, 3), t_y=sizes, t_x=sizes, d=sizes, d_v=sizes, seed=seeds)
def test_gradients_are_the_measured_slopes(m, t_y, t_x, d, d_v, seed):
    query, keys, values, mask = asked(seed, m, t_y, t_x, d, d_v)
    d_context = np.random.default_rng(seed + 1).normal(size=(m, t_y, d_v))
    grads = solution.attention_backward(d_context, query, keys, values, mask)
    inputs = {"query": query, "keys": keys, "values": values}
    for name, part in inputs.items():
        measured = np.zeros(part.shape)
        for place in np.ndindex(part.shape):
            step = np.zeros(part.shape)
            step[place] = 1e-5
            up, _ = solution.dot_attention(**{**inputs, name: part + step}, mask=mask)
            down, _ = solution.dot_attention(**{**inputs, name: part - step}, mask=mask)
            measured[place] = np.sum(d_context * (up - down)) / 2e-5
        np.testing.assert_allclose(grads[f"d_{name}"], measured, rtol=1e-4, atol=1e-7)


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="the tape is TensorFlow's")
@pytest.mark.parametrize("seed", [0, 1])
def test_gradients_are_those_of_the_tape(seed):
    import tensorflow as tf

    query, keys, values, mask = asked(seed, 3, 4, 5, 2, 6)
    mask[:, 0] = True
    d_context = np.random.default_rng(seed).normal(size=(3, 4, 6))
    moved = [tf.constant(part) for part in (query, keys, values)]
    with tf.GradientTape() as tape:
        tape.watch(moved)
        context = keras.layers.Attention(dtype="float64")(
            [moved[0] / np.sqrt(2), moved[2], moved[1]], mask=[None, mask]
        )
        loss = tf.reduce_sum(context * d_context)
    grads = solution.attention_backward(d_context, query, keys, values, mask)
    for name, theirs in zip(("d_query", "d_keys", "d_values"), tape.gradient(loss, moved), strict=True):
        np.testing.assert_allclose(grads[name], theirs, rtol=1e-6, atol=1e-9)


# writing


@settings(max_examples=40)
@given(
    y=st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=1, max_size=4), start=st.integers(10, 20)
)
def test_what_is_given_is_the_right_answer_one_place_later(y, start):
    given_tokens = solution.teacher_forcing_inputs(np.array(y), start)
    assert given_tokens.tolist() == [[start, *row[:-1]] for row in y]


def table_step(seed, tokens):
    """A step whose logarithms of probabilities are drawn anew for each beginning, and always the same for the same one."""

    @functools.cache
    def row(beginning):
        rng = np.random.default_rng([*np.ravel(seed), *beginning])
        return log_softmax(2 * rng.normal(size=tokens))

    def step(so_far):
        return np.array([row(tuple(int(token) for token in beginning)) for beginning in np.asarray(so_far)])

    return step


def followed(step, start, end, length):
    written = [start]
    while len(written) <= length and (len(written) == 1 or written[-1] != end):
        written.append(int(step([written])[0].argmax()))
    return written[1:]


@settings(max_examples=30)
@given(seed=seeds, tokens=st.integers(2, 5), length=st.integers(1, 6), m=sizes)
def test_greedy_answers_are_those_of_a_walk_and_stay_at_the_end(seed, tokens, length, m):
    steps, end = [table_step([seed, row], tokens) for row in range(m)], seed % tokens

    def step(so_far):
        return np.array([of_row([row])[0] for of_row, row in zip(steps, so_far, strict=True)])

    walks = [followed(of_row, tokens, end, length) for of_row in steps]
    answers = solution.greedy_decode(step, m, tokens, end, length)
    assert answers.tolist() == [walk + [end] * (length - len(walk)) for walk in walks]


@settings(max_examples=30, deadline=None)
@given(seed=seeds, tokens=st.integers(2, 3), length=st.integers(1, 4), penalty=st.sampled_from([0.0, 0.6, 1.0]))
def test_a_wide_beam_finds_the_best_of_all_answers_and_a_narrow_one_is_greedy(seed, tokens, length, penalty):
    step, end = table_step(seed, tokens), tokens - 1
    best = None
    for written in itertools.product(range(tokens), repeat=length):
        answer = written[: written.index(end) + 1] if end in written else written
        total = sum(step([[tokens, *answer[:t]]])[0][token] for t, token in enumerate(answer))
        score = total / len(answer) ** penalty
        best = max(best or (score, answer), (score, answer))
    found, score = solution.beam_search(step, tokens, end, length, tokens**length, penalty)
    assert (tuple(found), score) == (best[1], pytest.approx(best[0]))
    narrow, _ = solution.beam_search(step, tokens, end, length, 1, penalty)
    assert narrow == followed(step, tokens, end, length)


@settings(max_examples=30, deadline=None)
@given(seed=seeds, width=st.integers(1, 4), penalty=st.sampled_from([0.0, 0.6, 1.0]))
def test_a_beams_score_is_that_of_its_answer(seed, width, penalty):
    step = table_step(seed, 4)
    found, score = solution.beam_search(step, 4, 0, 5, width, penalty)
    total = sum(step([[4, *found[:t]]])[0][token] for t, token in enumerate(found))
    assert score == pytest.approx(total / len(found) ** penalty)
    assert 0 not in found[:-1]
    assert len(found) == 5 or found[-1] == 0


def test_sentences_get_what_the_notebook_says_of_them():
    references = [
        ["we", "meet", "at", "the", "old", "bridge", "as", "soon", "as", "it", "gets", "dark"],
        ["when", "it", "is", "dark", "we", "will", "meet", "at", "the", "old", "bridge"],
    ]
    same, opposite, other, backward, beginning = (
        [bleu_by_hand(sentence.split(), references, longest) for longest in (1, 2, 4)]
        for sentence in (
            "when it gets dark we meet at the old bridge",
            "we never meet at the old bridge as soon as it gets dark",
            "at nightfall everybody comes to the ancient crossing of the river",
            "dark gets it as soon as bridge old the at meet we",
            "we meet at the old bridge",
        )
    )
    assert other[2] == 0
    assert opposite[2] > max(same[2], backward[2], beginning[2])
    assert backward[0] == 1


def test_the_toys_do_what_the_notebook_says_of_them():
    assert np.exp(solution.long_road(np.array([[3]])))[0, 2] == pytest.approx(0.33)
    surest = [np.exp(solution.long_road(np.zeros((1, size), dtype=int))).max() for size in range(1, 6)]
    assert surest == sorted(surest)
    np.testing.assert_array_equal(solution.two_roads([[3.0, 1.0]]), solution.two_roads([[3, 1]]))
    assert solution.beam_search(solution.two_roads, 3, 2, 5, 1, 0.0)[0] == [0] * 5
    found, score = solution.beam_search(solution.two_roads, 3, 2, 5, 2, 0.0)
    assert (found, math.exp(score)) == ([1, 2], pytest.approx(0.36))
    assert solution.beam_search(solution.long_road, 3, 2, 7, 3, 0.0)[0] == [2]
    assert solution.beam_search(solution.long_road, 3, 2, 7, 3, 1.0)[0] == [0] * 5 + [2]
    for step in (solution.chatter, solution.choir, solution.two_roads, solution.long_road):
        probabilities = np.exp(step(np.array([[3, 0, 1], [3, 1, 1]])))
        np.testing.assert_allclose(probabilities.sum(axis=1), 1)


def bleu_by_hand(candidate, references, longest):
    """By fractions, with each run looked for in the text itself."""
    product = Fraction(1)
    for size in range(1, longest + 1):
        places = range(len(candidate) - size + 1)
        runs = [candidate[place : place + size] for place in places]
        clipped = 0
        for number, run in enumerate(runs):
            in_references = [
                sum(reference[place : place + size] == run for place in range(len(reference)))
                for reference in references
            ]
            clipped += runs[:number].count(run) < max(
                in_references
            )  # the next of its kind, and there is still one left
        product *= Fraction(clipped, len(runs)) if runs else 0
    nearest = sorted(references, key=lambda words: (abs(len(words) - len(candidate)), len(words)))[0]
    ratio = len(nearest) / max(len(candidate), 1)
    return float(product) ** (1 / longest) * min(1.0, math.exp(1 - ratio))


sentences = st.lists(st.sampled_from("abc"), min_size=1, max_size=9)


@settings(max_examples=150)
@given(candidate=sentences, references=st.lists(sentences, min_size=1, max_size=3), longest=st.integers(1, 4))
def test_bleu_is_that_of_counting_by_hand(candidate, references, longest):
    expected = bleu_by_hand(candidate, references, longest)
    assert solution.bleu(candidate, references, longest) == pytest.approx(expected)


def test_a_sentence_is_its_own_best_translation_and_no_word_is_none():
    words = ["we", "meet", "at", "the", "old", "bridge"]
    assert solution.bleu(words, [words]) == pytest.approx(1)
    assert solution.bleu([], [words]) == 0
    assert solution.bleu(words[:3], [words]) == 0


# the network


def gru(x, weights, mask=None):
    """A recurrent layer as Keras has it, in NumPy: every state of each row, the last one kept where the mask is False."""
    kernel, recurrent, (bias, recurrent_bias) = weights
    units = recurrent.shape[0]
    state, states = np.zeros((len(x), units)), []
    for place in range(x.shape[1]):
        from_input, from_state = x[:, place] @ kernel + bias, state @ recurrent + recurrent_bias
        z, r = (
            1 / (1 + np.exp(-(from_input + from_state)[:, part])) for part in (slice(units), slice(units, 2 * units))
        )
        proposal = np.tanh(from_input[:, 2 * units :] + r * from_state[:, 2 * units :])
        new = z * state + (1 - z) * proposal
        state = new if mask is None else np.where(mask[:, place, None], new, state)
        states.append(state)
    return np.stack(states, axis=1)


def test_the_network_is_that_of_the_table_computed_in_numpy():
    keras.utils.set_random_seed(0)
    letters, digits, units = 9, 6, 4
    model = solution.seq2seq(letters, digits, units)
    rng = np.random.default_rng(0)
    model.set_weights([rng.normal(size=weight.shape) for weight in model.get_weights()])
    of = {}
    for layer in model.layers:
        of.setdefault(type(layer).__name__, []).append([np.asarray(weight, float) for weight in layer.get_weights()])
    by_shape = {weights[0].shape: weights for weights in [*of["Embedding"], *of["Dense"]]}

    x, so_far = rng.integers(1, letters, (3, 5)), rng.integers(0, digits, (3, 4))
    x[1, 3:] = 0
    mask = x != 0
    read = by_shape[letters, units][0][x]
    (both,) = of["Bidirectional"]
    forward, backward = gru(read, both[:3], mask), gru(read[:, ::-1], both[3:], mask[:, ::-1])[:, ::-1]
    annotations = np.concatenate([forward, backward], axis=-1)
    states = gru(by_shape[digits, units][0][so_far], of["GRU"][0])
    W_q, W_k = by_shape[units, units][0], by_shape[2 * units, units][0]
    context, weights = solution.additive_attention(states, annotations, W_q, W_k, of["AdditiveAttention"][0][0], mask)
    kernel, bias = by_shape[3 * units, units]
    hidden = np.tanh(np.concatenate([states, context], axis=-1) @ kernel + bias)
    kernel, bias = by_shape[units, digits]
    theirs = model.predict([x, so_far], verbose=0)
    np.testing.assert_allclose(theirs[0], hidden @ kernel + bias, rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(theirs[1], weights, rtol=1e-3, atol=1e-5)


def test_the_number_of_parameters_is_that_of_the_notebook():
    gates = 3 * (UNITS + UNITS + 2) * UNITS
    expected = (51 * UNITS + 2 * gates) + (TOKENS * UNITS + gates) + (UNITS**2 + 2 * UNITS**2 + UNITS)
    expected += 3 * UNITS**2 + UNITS + UNITS * TOKENS + TOKENS
    assert solution.seq2seq(51, TOKENS, UNITS).count_params() == expected


def test_more_padding_changes_nothing():
    keras.utils.set_random_seed(1)
    model, rng = solution.seq2seq(9, 6, 4), np.random.default_rng(1)
    x, so_far = rng.integers(1, 9, (2, 5)), rng.integers(0, 6, (2, 4))
    padded = np.pad(x, ((0, 0), (0, 4)))
    for bare, with_padding in zip(
        model.predict([x, so_far], verbose=0), model.predict([padded, so_far], verbose=0), strict=True
    ):
        np.testing.assert_allclose(with_padding[..., : bare.shape[-1]], bare, atol=1e-5)


def measured(build, draw):
    """What the measure of the exercise finds in a network, as a student's function would hand it over."""
    network = load_measures(find_assignment("attention").measures).network
    found = observe_measure(
        network, FunctionHere(build, "seq2seq", ("letters", "digits", "units")), draw=draw, sizes={}
    )
    assert not found.raised, found.raised
    return found.value


def with_another_line(old, new):
    """The solution's network with one line written otherwise."""
    source = inspect.getsource(solution.seq2seq)
    assert source.count(old) == 1
    names = dict(vars(solution))
    exec(source.replace(old, new), names)
    return names["seq2seq"]


@pytest.mark.turns(5)
def test_every_right_network_is_measured_alike_whatever_is_drawn():
    entries = [entry for entry in load_catalogue("attention") if entry.exercise == "seq2seq"]
    right = [entry.function for entry in entries if entry.role == "alternative"]
    assert len(right) >= 3
    expected = measured(solution.seq2seq, 1)
    not_so = ("Some attention falls on padding", "More padding", "A later digit")
    for sentence, value in expected.items():
        assert "number of parameters" in sentence or bool(value) != sentence.startswith(not_so)
    for draw in range(2, 22):
        assert measured(solution.seq2seq, draw) == expected
        assert measured(right[draw % len(right)], 100 + draw) == expected


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("Embedding(digits, units)", "Embedding(digits, units, mask_zero=True)", "mask_zero"),
        ("use_bias=False)(states)", "use_bias=False)(written)", "made of the states"),
        ('activation="tanh"', 'activation="sigmoid"', "as a tanh makes them"),
        ("Dense(digits)(hidden)", 'Dense(digits, activation="sigmoid")(hidden)', "any numbers"),
        ("AdditiveAttention()", "AdditiveAttention(use_scale=False)", "number of parameters"),
        (
            "annotations = both_ways(read, mask=mask)",
            "one, other = (keras.layers.GRU(units, return_sequences=True, go_backwards=turned) for turned in (False, True)); "
            "annotations = keras.layers.Concatenate()([one(read, mask=mask), other(read, mask=mask)])",
            "go_backwards",
        ),
    ],
)
def test_a_wrong_network_is_told_what_is_wrong(old, new, sentence):
    found, expected = measured(with_another_line(old, new), 3), measured(solution.seq2seq, 3)
    (told,) = (key for key in expected if sentence in key)
    assert found[told] != expected[told]


# the experiment


def batches(x, rng, size=64):
    lengths = np.sum(x != 0, axis=1)
    rows = rng.permutation(len(x))
    rows = rows[np.argsort(lengths[rows] // 6, kind="stable")]
    parts = np.split(rows, np.arange(size, len(rows), size))
    for place in rng.permutation(len(parts)):
        yield parts[place], -(-lengths[parts[place]].max() // 6) * 6


class Experiment:
    """The dates of the notebook, from some seed, and a network that is trained on them as it does."""

    def __init__(self, seed):
        self.seed, rng = seed, dlkit.seed(seed)
        train, drawn = dlkit.data.dates(8000, rng), dlkit.data.dates(1500, rng)
        known = set(train.iso)
        new = [place for place, day in enumerate(drawn.iso) if day not in known][:1000]
        self.alphabet = "".join(sorted(set("".join(train.spellings))))
        self.length = max(map(len, train.spellings))
        self.x = solution.encode_dates(train.spellings, self.alphabet, self.length)
        self.y = self.days(train.iso)
        self.test_texts = [drawn.spellings[place] for place in new]
        self.x_test = solution.encode_dates(self.test_texts, self.alphabet, self.length)
        self.truths = [drawn.iso[place] for place in new]

    @staticmethod
    def days(days):
        return np.array([[DIGITS.index(letter) for letter in day] + [END] for day in days])

    @staticmethod
    def texts(tokens):
        return ["".join((DIGITS + "??")[token] for token in row).split("?")[0] for row in tokens]

    def trainer(self, model):
        by_scores = keras.Model(model.inputs, model.outputs[0])
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        by_scores.compile(keras.optimizers.Adam(0.003), loss)
        return by_scores

    def round_of(self, by_scores, rng, examples=8000):
        given_tokens = solution.teacher_forcing_inputs(self.y, START)
        for rows, longest in batches(self.x[:examples], rng):
            by_scores.train_on_batch([self.x[rows, :longest], given_tokens[rows]], self.y[rows])

    def train(self, build, rounds=4):
        rng = dlkit.seed(self.seed)
        model = build(len(self.alphabet) + 2, TOKENS, UNITS)
        by_scores, found = self.trainer(model), []
        for number in range(1, rounds + 1):
            by_scores.optimizer.learning_rate = 0.003 if number < rounds else 0.0006
            self.round_of(by_scores, rng)
            found.append(self.exact_match(by_scores))
        return model, found

    def step(self, by_scores, x):
        def step(so_far):
            written = np.asarray(so_far).shape[1]
            given_tokens = np.full((len(so_far), PLACES), START)
            given_tokens[:, :written] = so_far
            texts = np.broadcast_to(x, (len(so_far), x.shape[1]))
            scores = by_scores.predict_on_batch([texts, given_tokens])
            return log_softmax(scores[:, written - 1], axis=-1)

        return step

    def exact_match(self, by_scores):
        tokens = solution.greedy_decode(self.step(by_scores, self.x_test), len(self.x_test), START, END, PLACES)
        return solution.exact_match(self.texts(tokens), self.truths)


def without_attention(letters, digits, units):
    x, so_far = keras.Input((None,), dtype="int32"), keras.Input((None,), dtype="int32")
    read = keras.layers.Embedding(letters, units)(x)
    last = keras.layers.Bidirectional(keras.layers.GRU(units))(read, mask=keras.ops.not_equal(x, 0))
    written = keras.layers.Embedding(digits, units)(so_far)
    states = keras.layers.GRU(units, return_sequences=True)(written)
    context = keras.ops.expand_dims(last, 1) + keras.ops.zeros_like(states[:, :, :1])
    hidden = keras.layers.Dense(units, activation="tanh")(keras.layers.Concatenate()([states, context]))
    return keras.Model([x, so_far], [keras.layers.Dense(digits)(hidden)])


@functools.cache
def experiment(seed):
    return Experiment(seed)


@functools.cache
def reader(seed):
    return experiment(seed).train(solution.seq2seq)


def hidden_letters(seed):
    """How often a digit changes when the letter with the largest weight is hidden, and when that beside it or another one is.

    Of each the shares of year, day, month as a word and month in digits.
    """
    data, model = experiment(seed), reader(seed)[0]
    rng, x, y = np.random.default_rng(seed), data.x_test[:400], data.days(data.truths[:400])
    given_tokens = solution.teacher_forcing_inputs(y, START)
    scores, weights = model.predict([x, given_tokens], batch_size=500, verbose=0)
    before, ends = scores.argmax(axis=-1), np.sum(x != 0, axis=1)
    changes = {"dot": [], "beside": [], "other": [], "drawn": []}
    for place in (2, 3, 5, 6, 8, 9):
        dotted = weights[:, place].argmax(axis=1)
        beside = np.where(dotted + 1 < ends, dotted + 1, dotted - 1)
        other = [rng.choice(np.setdiff1d(np.flatnonzero(row), [dot])) for row, dot in zip(x, dotted, strict=True)]
        drawn = rng.integers(2, len(data.alphabet) + 2, 400)
        places = (dotted, beside, np.array(other), dotted)
        for shares, columns, token in zip(changes.values(), places, (solution.UNKNOWN,) * 3 + (drawn,), strict=True):
            hidden = x.copy()
            hidden[np.arange(400), columns] = token
            after = model.predict([hidden, given_tokens], batch_size=500, verbose=0)[0].argmax(axis=-1)
            shares.append(after[:, place] != before[:, place])
    in_words = np.array([any(letter.isalpha() for letter in text) for text in data.test_texts[:400]])
    found = {}
    for name, shares in changes.items():
        year, month, day = np.reshape(shares, (3, 2, 400))
        found[name] = [part.mean() for part in (year, day, month[:, in_words], month[:, ~in_words])]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_dates_of_days_that_were_never_seen_are_read_and_attention_is_a_hint_at_the_letters_that_matter(seed):
    found = reader(seed)[1]
    assert found[0] > 0.6
    assert found[1] > 0.97
    assert found[-1] >= 0.95
    changes = hidden_letters(seed)
    year, day, as_a_word, in_digits = changes["dot"]
    assert min(year, day) > 0.6
    assert as_a_word < 0.4
    assert as_a_word < in_digits < min(year, day)
    for name in ("beside", "other"):
        assert max(changes[name][:3]) < 0.12
    np.testing.assert_allclose(changes["drawn"][:3], changes["dot"][:3], atol=0.15)


@pytest.mark.slow
@pytest.mark.turns(5)
@pytest.mark.parametrize("seed", [1, 2])
def test_one_vector_for_all_learns_far_more_slowly(seed):
    found = experiment(seed).train(without_attention)[1]
    assert found[0] < 0.15
    assert 0.5 < found[-1] < 0.95


# the questions


def test_the_numbers_of_the_questions_are_right():
    asked_questions = read_questions(find_assignment("attention"))
    numbers = {name: question.right.values[0] for name, question in asked_questions.items() if not question.choices}
    rng = np.random.default_rng(0)
    products = np.sum(rng.normal(size=(2, 50_000, 64)).prod(axis=0), axis=1)
    equal = softmax(np.zeros(4)) * [1, 1, 0, 0]
    roads = np.exp(solution.two_roads(np.array([[3], [1]])))
    text = "3 mai 1979"
    assert numbers["share_of_padding"] == pytest.approx((38 - len(text)) / 38, abs=0.001)
    assert numbers["sum_with_the_mask_afterwards"] == pytest.approx(equal.sum())
    assert numbers["spread_of_a_product"] == pytest.approx(products.std(), abs=0.1)
    scores, values = rng.normal(size=6), rng.normal(size=6)
    slopes = [(softmax(scores + move) - softmax(scores - move)) @ values**2 / 2e-5 for move in 1e-5 * np.eye(6)]
    assert np.min(np.abs(slopes)) > 1e-3
    assert numbers["slopes_of_a_row"] == pytest.approx(np.sum(slopes), abs=1e-8)
    assert numbers["numbers_on_the_way"] == pytest.approx(np.zeros((64, 11, 38, 64), dtype=bool).size / 1e6, abs=0.001)
    assert numbers["first_loss"] == pytest.approx(-log_softmax(np.zeros(13))[0], abs=0.001)
    assert numbers["ten_digits_right"] == pytest.approx(np.prod(np.full(10, 0.99)), abs=0.001)
    assert numbers["second_road"] == pytest.approx(roads[0, 1] * roads[1, 2])
    assert numbers["clipped_count"] == pytest.approx(
        bleu_by_hand(["the"] * 7, [["the", "a", "the", *"bcde"], ["the"]], 1), abs=0.001
    )
