"""Hidden checks of recurrent.

Sizes are all different where a swapped axis would show by its shape, and all alike where it would show by its numbers.
What `sample` draws has no golden answer. Where a model is as good as sure of what comes next, chance has no say; everywhere
else the draws are counted (`assignments/recurrent/measures.py`).
"""

import numpy as np
import pytest

FLOAT32_INSIDE = {"rtol": 1e-5, "atol": 1e-6}  # made in float64 of what a student's cell gave in float32
NEAR = 0.2  # more than seven standard deviations of what chance does to the difference of two shares of 600 draws
MOSTLY_CONSTANT = {"one_hot_batch": "a one-hot batch is zeros, but for a 1 at each symbol"}


def seed_of(rng):
    """Draw the seed of a generator."""
    return int(rng.integers(2**32))


def cell(rng, n_x, n_h, blocks=1, digits=16):
    """Draw the parameters of a cell with so many blocks of columns; no bias is near zero."""
    shapes = {"Wx": (n_x, blocks * n_h), "Wh": (n_h, blocks * n_h), "b": (blocks * n_h,)}
    drawn = {name: 0.7 * rng.normal(size=shape) for name, shape in shapes.items()}
    drawn["b"] = drawn["b"] + np.where(drawn["b"] < 0, -0.2, 0.2)
    return {name: value.round(digits) for name, value in drawn.items()}


def drawn(rng, *shape, digits=16):
    """Draw numbers of a shape."""
    return rng.normal(size=shape).round(digits)


def some_places(rng, shape, count=3):
    """Draw some places in an array."""
    return [tuple(int(rng.integers(n)) for n in shape) for _ in range(count)]


def slope(value_at, array, place):
    """Measure how a value changes when one number of an array is moved."""
    step = np.zeros(array.shape)
    step[place] = 1e-5
    return (value_at(array + step) - value_at(array - step)) / 2e-5


def is_slope(answer, place, measured):
    """Whether the answer, an array or nested lists, holds at a place the slope that was measured."""
    return np.isclose(float(np.asarray(answer)[place]), measured, rtol=1e-3, atol=1e-5)


# one_hot_batch


def sequences_of(rng, lengths, size):
    """Draw sequences of given lengths as lists."""
    return [[int(symbol) for symbol in rng.integers(0, size, n)] for n in lengths]


@pytest.mark.exercise("one_hot_batch")
@pytest.mark.visible
def test_one_hot_of_three_short_sequences(student, solution, compare):
    """Three sequences of four symbols: one has a symbol twice, one is empty, and one is too long for three steps."""
    compare(student.one_hot_batch, solution.one_hot_batch, [[2, 2], [], [3, 0, 1, 2, 3]], 4, 3)


@pytest.mark.exercise("one_hot_batch")
@pytest.mark.visible
def test_one_hot_where_all_are_short(student, solution, compare):
    """Two sequences that are both shorter than the three steps: padding is needed behind each."""
    compare(student.one_hot_batch, solution.one_hot_batch, [[1], [0]], 2, 3)


@pytest.mark.exercise("one_hot_batch", weight=3)
def test_one_hot_of_many_sequences(student, solution, rng, compare):
    """Seven sequences of up to five symbols, of eleven kinds, in six steps."""
    sequences = sequences_of(rng, rng.permutation([0, 1, 2, 3, 4, 5, 5]), 11)
    compare(student.one_hot_batch, solution.one_hot_batch, sequences, 11, 6)


@pytest.mark.exercise("one_hot_batch", weight=2)
def test_one_hot_of_one_sequence_that_is_cut(student, solution, rng, compare):
    """A single sequence of nine symbols, of which four fit in; and one that just fits in."""
    for length in (4, 9):
        compare(student.one_hot_batch, solution.one_hot_batch, sequences_of(rng, [9], 5), 5, length)


# rnn_step


@pytest.mark.exercise("rnn_step")
@pytest.mark.visible
def test_rnn_step_of_two_examples(student, solution, rng, compare):
    """Two examples, three numbers seen, four in the state."""
    x, h = drawn(rng, 2, 3, digits=1), drawn(rng, 2, 4, digits=1)
    compare(student.rnn_step, solution.rnn_step, x, h, cell(rng, 3, 4, digits=1))


@pytest.mark.exercise("rnn_step", weight=2)
def test_rnn_step_of_other_sizes(student, solution, rng, compare):
    """Five examples, two numbers seen, three in the state; and one example of four and two."""
    for m, n_x, n_h in ((5, 2, 3), (1, 4, 2)):
        compare(student.rnn_step, solution.rnn_step, drawn(rng, m, n_x), drawn(rng, m, n_h), cell(rng, n_x, n_h))


@pytest.mark.exercise("rnn_step")
def test_rnn_step_where_all_sizes_are_the_same(student, solution, rng, compare):
    """Three examples, three numbers, three units: whatever is swapped fits."""
    compare(student.rnn_step, solution.rnn_step, drawn(rng, 3, 3), drawn(rng, 3, 3), cell(rng, 3, 3))


# rnn_forward


@pytest.mark.exercise("rnn_forward")
@pytest.mark.visible
def test_rnn_forward_of_three_steps(student, solution, rng, compare):
    """Two sequences of three steps, one number at each, two in the state."""
    compare(student.rnn_forward, solution.rnn_forward, drawn(rng, 2, 3, 1, digits=1), cell(rng, 1, 2, digits=1))


@pytest.mark.exercise("rnn_forward", weight=2)
def test_rnn_forward_of_other_sizes(student, solution, rng, compare):
    """Four sequences of six steps, then five of two, and a single one of seven."""
    for m, T, n_x, n_h in ((4, 6, 3, 5), (5, 2, 4, 3), (1, 7, 2, 4)):
        compare(student.rnn_forward, solution.rnn_forward, drawn(rng, m, T, n_x), cell(rng, n_x, n_h))


@pytest.mark.exercise("rnn_forward")
def test_rnn_forward_of_one_step_and_of_equal_sizes(student, solution, rng, compare):
    """Sequences of one step; and three sequences of three steps with three numbers and three units."""
    compare(student.rnn_forward, solution.rnn_forward, drawn(rng, 4, 1, 2), cell(rng, 2, 3))
    compare(student.rnn_forward, solution.rnn_forward, drawn(rng, 3, 3, 3), cell(rng, 3, 3))


@pytest.mark.exercise("rnn_forward")
def test_rnn_forward_does_not_look_ahead(student, rng):
    """Changes the last two steps of some sequences: the states before them must stay as they are, the others must not."""
    X, parameters = drawn(rng, 3, 6, 2), cell(rng, 2, 4)
    changed = X.copy()
    changed[:, 4:] = drawn(rng, 3, 2, 2)
    before, after = (np.asarray(student.rnn_forward(item, parameters)) for item in (X, changed))
    assert before.shape == after.shape == (3, 6, 4), "The states should have shape (m, T, n_h)."
    assert np.allclose(before[:, :4], after[:, :4], atol=1e-6), (
        "When later steps of a sequence change, earlier states change, too. A state can only know what came before it."
    )
    assert np.all(np.abs(before[:, 4:] - after[:, 4:]).max(axis=-1) > 1e-6), (
        "When the last steps of a sequence change, their states do not. Does each step see its own X[:, t]?"
    )


# sequence_cross_entropy


def guesses(rng, m, T, C, mask, digits=16):
    """Draw logits, right symbols and a mask; at padding stand symbols, too, that mean nothing."""
    return drawn(rng, m, T, C, digits=digits), rng.integers(0, C, (m, T)), np.asarray(mask, dtype=float)


def prefix_mask(lengths, T):
    """Make a mask that counts the first steps of each row."""
    return (np.arange(T) < np.asarray(lengths)[:, None]).astype(float)


@pytest.mark.exercise("sequence_cross_entropy")
@pytest.mark.visible
def test_cross_entropy_with_padding(student, solution, rng, compare):
    """Two sequences of three steps and four symbols; the second has one symbol, and the rest is padding."""
    given = guesses(rng, 2, 3, 4, prefix_mask([3, 1], 3), digits=1)
    compare(student.sequence_cross_entropy, solution.sequence_cross_entropy, *given)


@pytest.mark.exercise("sequence_cross_entropy")
@pytest.mark.visible
def test_cross_entropy_of_huge_logits(student, solution, compare):
    """Logits of a thousand and of minus a thousand; and a mask that counts nothing."""
    logits, y = np.array([[[1000.0, 0.0, -1000.0], [-1000.0, 1000.0, 998.0]]]), np.array([[0, 0]])
    for mask in ([[1.0, 1.0]], [[0.0, 0.0]]):
        compare(student.sequence_cross_entropy, solution.sequence_cross_entropy, logits, y, np.array(mask))


@pytest.mark.exercise("sequence_cross_entropy", weight=3)
def test_cross_entropy_of_other_sizes(student, solution, rng, compare):
    """Sequences of different lengths, then without any padding, then one with a hole in the middle."""
    for m, T, C, mask in (
        (4, 6, 5, prefix_mask(rng.permutation([6, 2, 4, 0]), 6)),
        (3, 2, 7, np.ones((3, 2))),
        (1, 5, 3, [[1, 1, 0, 1, 0]]),
        (4, 4, 4, prefix_mask(rng.permutation([4, 1, 2, 3]), 4)),
    ):
        given = guesses(rng, m, T, C, mask)
        compare(student.sequence_cross_entropy, solution.sequence_cross_entropy, *given)


@pytest.mark.exercise("sequence_cross_entropy")
def test_cross_entropy_does_not_look_at_padding(student, solution, rng, compare):
    """Logits and symbols at padding are drawn anew: the loss stays as it is."""
    logits, y, mask = guesses(rng, 3, 5, 4, prefix_mask([2, 5, 3], 5))
    for _ in range(2):
        logits = np.where(mask[:, :, None] == 1, logits, 30 * drawn(rng, 3, 5, 4))
        y = np.where(mask == 1, y, rng.integers(0, 4, (3, 5)))
        compare(student.sequence_cross_entropy, solution.sequence_cross_entropy, logits, y, mask)


@pytest.mark.exercise("sequence_cross_entropy")
def test_cross_entropy_of_other_huge_logits(student, solution, rng, compare):
    """Logits in the thousands, right and wrong; and a batch in which nothing counts."""
    logits, y = 3000 * drawn(rng, 2, 4, 5), rng.integers(0, 5, (2, 4))
    for mask in (prefix_mask([4, 2], 4), np.zeros((2, 4))):
        compare(student.sequence_cross_entropy, solution.sequence_cross_entropy, logits, y, mask)


@pytest.mark.exercise("sequence_cross_entropy", weight=2)
def test_cross_entropy_gradient_is_the_measured_slope(student, solution, rng):
    """Moves single logits a little, at padding and elsewhere, and measures how the loss changes."""
    logits, y, mask = guesses(rng, 3, 4, 5, prefix_mask([4, 1, 3], 4))
    answer = student.sequence_cross_entropy(logits, y, mask)
    is_pair = isinstance(answer, (tuple, list)) and len(answer) == 2 and np.shape(answer[1]) == logits.shape
    assert is_pair, "Return two things: the loss, and the gradient in the shape of the logits."
    for place in [*some_places(rng, logits.shape, 6), (1, 2, 0)]:
        measured = slope(lambda moved: solution.sequence_cross_entropy(moved, y, mask)[0], logits, place)
        assert is_slope(answer[1], place, measured), (
            "The gradient is not the slope of the loss: when a logit is moved a little, the loss changes differently. "
            "Are both divided by the same number, and is the gradient zero at padding?"
        )


# rnn_step_backward


def one_step(rng, solution, m, n_x, n_h, digits=16):
    """Draw what goes into a step back: a gradient, both inputs, the state after and the parameters."""
    x, h = drawn(rng, m, n_x, digits=digits), drawn(rng, m, n_h, digits=digits)
    parameters = cell(rng, n_x, n_h, digits=digits)
    return drawn(rng, m, n_h, digits=digits), x, h, solution.rnn_step(x, h, parameters), parameters


@pytest.mark.exercise("rnn_step_backward")
@pytest.mark.visible
def test_one_step_back(student, solution, rng, compare):
    """Three examples, one number seen, two in the state."""
    compare(student.rnn_step_backward, solution.rnn_step_backward, *one_step(rng, solution, 3, 1, 2, digits=1))


@pytest.mark.exercise("rnn_step_backward", weight=2)
def test_one_step_back_of_other_sizes(student, solution, rng, compare):
    """Five examples of two numbers and three units; one example; and all sizes alike."""
    for sizes in ((5, 2, 3), (1, 4, 2), (3, 3, 3)):
        compare(student.rnn_step_backward, solution.rnn_step_backward, *one_step(rng, solution, *sizes))


@pytest.mark.exercise("rnn_step_backward", weight=2)
def test_one_step_back_is_the_measured_slope(student, solution, rng):
    """Moves single numbers of each input and of each parameter, and measures how the state changes."""
    dh_next, x, h, h_next, parameters = one_step(rng, solution, 4, 2, 3)
    answer = student.rnn_step_backward(dh_next, x, h, h_next, parameters)
    is_complete = (
        isinstance(answer, (tuple, list))
        and len(answer) == 3
        and isinstance(answer[2], dict)
        and all(np.shape(answer[2].get(f"d{name}")) == value.shape for name, value in parameters.items())
        and [np.shape(part) for part in answer[:2]] == [x.shape, h.shape]
    )
    assert is_complete, "Return dx, dh and a dict of dWx, dWh and db, each in the shape of what it belongs to."
    found = {"x": answer[0], "h": answer[1], **{name: answer[2][f"d{name}"] for name in parameters}}
    values = {"x": x, "h": h, **parameters}
    for name, array in values.items():
        for place in some_places(rng, array.shape):

            def pulled(moved, name=name):
                given = {**values, name: moved}
                return np.sum(dh_next * solution.rnn_step(given["x"], given["h"], given))

            assert is_slope(found[name], place, slope(pulled, array, place)), (
                f"d{name} is not the slope of the step: when a number of {name} is moved a little, the state changes "
                "differently."
            )


# rnn_backward


def many_steps(rng, solution, m, T, n_x, n_h, digits=16):
    """Draw what goes into the way back through a plain cell."""
    X, parameters = drawn(rng, m, T, n_x, digits=digits), cell(rng, n_x, n_h, digits=digits)
    return drawn(rng, m, T, n_h, digits=digits), X, solution.rnn_forward(X, parameters), parameters


@pytest.mark.exercise("rnn_backward", weight=2)
@pytest.mark.visible
def test_three_steps_back(student, solution, rng, compare):
    """Two sequences of three steps; every step has a loss of its own."""
    compare(
        student.rnn_backward, solution.rnn_backward, *many_steps(rng, solution, 2, 3, 1, 2, digits=1), **FLOAT32_INSIDE
    )


@pytest.mark.exercise("rnn_backward", weight=2)
def test_many_steps_back_of_other_sizes(student, solution, rng, compare):
    """Four sequences of six steps; a single one; all sizes alike; and one step only."""
    for sizes in ((4, 6, 3, 5), (1, 5, 2, 3), (3, 3, 3, 3), (5, 1, 2, 4)):
        compare(student.rnn_backward, solution.rnn_backward, *many_steps(rng, solution, *sizes), **FLOAT32_INSIDE)


@pytest.mark.exercise("rnn_backward")
def test_many_steps_back_from_the_last_one_alone(student, solution, rng, compare):
    """Only the last of five steps has a loss: its gradient reaches all of them."""
    dH, X, H, parameters = many_steps(rng, solution, 3, 5, 2, 4)
    dH[:, :-1] = 0
    compare(student.rnn_backward, solution.rnn_backward, dH, X, H, parameters, **FLOAT32_INSIDE)


@pytest.mark.exercise("rnn_backward", weight=2)
def test_many_steps_back_are_the_measured_slope(student, solution, rng):
    """Moves single numbers of X and of each parameter, and measures how all states change."""
    dH, X, H, parameters = many_steps(rng, solution, 2, 5, 3, 4)
    answer = student.rnn_backward(dH, X, H, parameters)
    slopes_are_measured(rng, answer, X, parameters, lambda X, cell: np.sum(dH * solution.rnn_forward(X, cell)))


def slopes_are_measured(rng, answer, X, parameters, pulled):
    """Hold a gradient through time against slopes."""
    is_complete = (
        isinstance(answer, (tuple, list))
        and len(answer) == 2
        and isinstance(answer[1], dict)
        and np.shape(answer[0]) == X.shape
        and all(np.shape(answer[1].get(f"d{name}")) == value.shape for name, value in parameters.items())
    )
    assert is_complete, "Return dX and a dict of dWx, dWh and db, each in the shape of what it belongs to."
    for place in some_places(rng, X.shape, 5):
        assert is_slope(answer[0], place, slope(lambda moved: pulled(moved, parameters), X, place)), (
            "dX is not the slope: when a number of X is moved a little, the states of its own step and of all later "
            "ones change, and not as dX says."
        )
    for name, array in parameters.items():
        for place in some_places(rng, array.shape):
            measured = slope(lambda moved, name=name: pulled(X, {**parameters, name: moved}), array, place)
            assert is_slope(answer[1][f"d{name}"], place, measured), (
                f"d{name} is not the slope: when a number of {name} is moved a little, the states of all steps change, "
                f"and not as d{name} says."
            )


# clip_gradients


@pytest.mark.exercise("clip_gradients")
@pytest.mark.visible
def test_clip_by_value_of_small_numbers(student, solution, compare):
    """Numbers above, below and within the limit, of both signs."""
    grads = {"dWx": np.array([[3.0, -0.5], [-7.0, 2.0]]), "db": np.array([0.0, -2.5])}
    compare(student.clip_gradients, solution.clip_gradients, grads, 2.0)


@pytest.mark.exercise("clip_gradients", weight=2)
def test_clip_by_value_of_many_numbers(student, solution, rng, compare):
    """Other names and shapes, a limit below 1 and one above all numbers."""
    grads = {"kernel": 3 * drawn(rng, 2, 3, 4), "dWh": drawn(rng, 5, 5), "scale": 40 * drawn(rng, 1)}
    for limit in (rng.uniform(0.3, 0.8), 1000.0):
        compare(student.clip_gradients, solution.clip_gradients, grads, limit)


# clip_by_norm


@pytest.mark.exercise("clip_by_norm")
@pytest.mark.visible
def test_clip_by_norm_of_length_thirteen(student, solution, compare):
    """Two arrays whose length is 13, together: with a limit of 3.25, and with one of 20."""
    grads = {"dWx": np.array([[12.0]]), "db": np.array([3.0, -4.0])}
    for limit in (3.25, 20.0):
        compare(student.clip_by_norm, solution.clip_by_norm, grads, limit)


@pytest.mark.exercise("clip_by_norm")
@pytest.mark.visible
def test_clip_by_norm_of_nothing(student, solution, compare):
    """Gradients that are all zero stay zero."""
    compare(student.clip_by_norm, solution.clip_by_norm, {"dWx": np.zeros((2, 1)), "db": np.zeros(1)}, 1.0)


@pytest.mark.exercise("clip_by_norm", weight=3)
def test_clip_by_norm_of_many_numbers(student, solution, rng, compare):
    """Three arrays of very different size, longer than the limit, and a little shorter than it."""
    grads = {"dWx": 5 * drawn(rng, 3, 4), "dWh": 0.1 * drawn(rng, 4, 4), "db": drawn(rng, 4)}
    length = np.sqrt(sum(np.sum(value**2) for value in grads.values()))
    for limit in (0.3, length * rng.uniform(0.6, 0.9), length * rng.uniform(1.02, 1.1)):
        compare(student.clip_by_norm, solution.clip_by_norm, grads, limit)


@pytest.mark.exercise("clip_by_norm")
def test_clip_by_norm_of_zeros(student, solution, rng, compare):
    """Gradients that are all zero stay so, and those of another call do not."""
    nothing, some = {"dW": np.zeros((2, 3)), "db": np.zeros(3)}, {"dW": drawn(rng, 2, 3), "db": 4 + drawn(rng, 3)}
    for grads in (some, nothing):
        compare(student.clip_by_norm, solution.clip_by_norm, grads, 1.0)


# sample


def spell_hidden(symbol, state):
    """Be as good as sure of 4, 2, 2, 0, 1 and then of 3, the mark."""
    place = 0 if state is None else state
    logits = np.full(5, -400.0)
    logits[[4, 2, 2, 0, 1, 3][place % 6]] = -300.0
    return logits, place + 1


def triple(symbol, state):
    """Be as good as sure of three times the last symbol, of seven."""
    return 200.0 * np.eye(7)[3 * symbol % 7], state


@pytest.mark.exercise("sample")
@pytest.mark.visible
def test_sample_spells_what_is_sure(student, solution, compare):
    """A model that is sure of "anna", to its end and cut off behind two letters."""
    for options in ({}, {"max_length": 2}):
        compare(student.sample, solution.sample, solution.spell_anna, 0, 1.0, np.random.default_rng(1), **options)


@pytest.mark.exercise("sample")
@pytest.mark.visible
def test_sample_counts_on_from_the_mark(student, solution, compare):
    """A model that is sure of the next number of five; the mark is 2. So cold that the scaled logits are above a thousand."""
    compare(student.sample, solution.sample, solution.count_up, 2, 0.05, np.random.default_rng(2))


@pytest.mark.exercise("sample")
@pytest.mark.visible
def test_sample_counted_in_the_notebook(student, solution, rng, compare, measures):
    """Draws many times from a model that is not sure, at two temperatures, and counts."""
    compare.measure(student.sample, solution.sample, measures.writing, seed_of(rng), near=NEAR)


@pytest.mark.exercise("sample")
def test_sample_spells_another_word(student, solution, rng, compare):
    """A model that is sure of its word, with another mark, with huge negative logits, also at a low temperature."""
    for temperature in (1.0, 0.05):
        generator = np.random.default_rng(seed_of(rng))
        compare(student.sample, solution.sample, spell_hidden, 3, temperature, generator)


@pytest.mark.exercise("sample", weight=2)
def test_sample_follows_another_model(student, solution, rng, compare):
    """A model that is sure of what follows each symbol, with several marks, to its end and cut off."""
    for start, max_length in ((1, 20), (5, 4), (2, 6)):
        generator = np.random.default_rng(seed_of(rng))
        compare(student.sample, solution.sample, triple, start, 2.0, generator, max_length)


@pytest.mark.exercise("sample", weight=5)
def test_sample_counted(student, solution, rng, compare, measures):
    """Draws from a model that is not sure, with another generator, at two temperatures, and counts."""
    compare.measure(student.sample, solution.sample, measures.writing, seed_of(rng), near=NEAR)


# lstm_gates


@pytest.mark.exercise("lstm_gates")
@pytest.mark.visible
def test_gates_of_three_examples(student, solution, rng, compare):
    """Three examples, one number seen, two units: each gate has a range and a place of its own."""
    x, h = drawn(rng, 3, 1, digits=1), drawn(rng, 3, 2, digits=1)
    compare(student.lstm_gates, solution.lstm_gates, x, h, cell(rng, 1, 2, blocks=4, digits=1))


@pytest.mark.exercise("lstm_gates", weight=2)
def test_gates_of_other_sizes(student, solution, rng, compare):
    """Five examples of two numbers and three units; one of four and two; all sizes alike; four examples, one unit."""
    for m, n_x, n_h in ((5, 2, 3), (1, 4, 2), (3, 3, 3), (4, 2, 1)):
        given = drawn(rng, m, n_x), drawn(rng, m, n_h), cell(rng, n_x, n_h, blocks=4)
        compare(student.lstm_gates, solution.lstm_gates, *given)


@pytest.mark.exercise("lstm_gates")
def test_gates_that_are_wide_open_or_shut(student, solution, rng, compare):
    """Numbers so large that the gates are 0 or 1."""
    parameters = cell(rng, 2, 3, blocks=4)
    compare(student.lstm_gates, solution.lstm_gates, 400 * drawn(rng, 4, 2), drawn(rng, 4, 3), parameters)


# lstm_step


@pytest.mark.exercise("lstm_step")
@pytest.mark.visible
def test_lstm_step_of_three_examples(student, solution, rng, compare):
    """Three examples, one number seen, two units."""
    x, h, c = drawn(rng, 3, 1, digits=1), drawn(rng, 3, 2, digits=1), drawn(rng, 3, 2, digits=1)
    compare(student.lstm_step, solution.lstm_step, x, h, c, cell(rng, 1, 2, blocks=4, digits=1), **FLOAT32_INSIDE)


@pytest.mark.exercise("lstm_step", weight=2)
def test_lstm_step_of_other_sizes(student, solution, rng, compare):
    """Five examples of two numbers and three units; one example; all sizes alike; large cell states."""
    for m, n_x, n_h, size in ((5, 2, 3, 1), (1, 4, 2, 1), (3, 3, 3, 1), (4, 2, 3, 5)):
        given = drawn(rng, m, n_x), drawn(rng, m, n_h), size * drawn(rng, m, n_h), cell(rng, n_x, n_h, blocks=4)
        compare(student.lstm_step, solution.lstm_step, *given, **FLOAT32_INSIDE)


# lstm_forward


@pytest.mark.exercise("lstm_forward")
@pytest.mark.visible
def test_lstm_forward_of_three_steps(student, solution, rng, compare):
    """Two sequences of three steps, one number at each, one unit."""
    given = drawn(rng, 2, 3, 1, digits=1), cell(rng, 1, 1, blocks=4, digits=1)
    compare(student.lstm_forward, solution.lstm_forward, *given, **FLOAT32_INSIDE)


@pytest.mark.exercise("lstm_forward", weight=2)
def test_lstm_forward_of_other_sizes(student, solution, rng, compare):
    """Four sequences of six steps; a single one; all sizes alike; and one step only."""
    for m, T, n_x, n_h in ((4, 6, 3, 5), (1, 7, 2, 4), (3, 3, 3, 3), (5, 1, 2, 4)):
        compare(
            student.lstm_forward,
            solution.lstm_forward,
            drawn(rng, m, T, n_x),
            cell(rng, n_x, n_h, blocks=4),
            **FLOAT32_INSIDE,
        )


# lstm_backward


def many_lstm_steps(rng, solution, m, T, n_x, n_h, digits=16):
    """Draw what goes into the way back through an LSTM."""
    X, parameters = drawn(rng, m, T, n_x, digits=digits), cell(rng, n_x, n_h, blocks=4, digits=digits)
    H, C = solution.lstm_forward(X, parameters)
    return drawn(rng, m, T, n_h, digits=digits), drawn(rng, m, n_h, digits=digits), X, H, C, parameters


@pytest.mark.exercise("lstm_backward", weight=2)
@pytest.mark.visible
def test_three_lstm_steps_back(student, solution, rng, compare):
    """Two sequences of three steps; every step has a loss of its own, and so has the last cell state."""
    compare(
        student.lstm_backward,
        solution.lstm_backward,
        *many_lstm_steps(rng, solution, 2, 3, 1, 2, digits=1),
        **FLOAT32_INSIDE,
    )


@pytest.mark.exercise("lstm_backward", weight=2)
def test_many_lstm_steps_back_of_other_sizes(student, solution, rng, compare):
    """Four sequences of six steps; a single one; all sizes alike; and one step only."""
    for sizes in ((4, 6, 3, 5), (1, 5, 2, 3), (3, 3, 3, 3), (5, 1, 2, 4)):
        compare(
            student.lstm_backward, solution.lstm_backward, *many_lstm_steps(rng, solution, *sizes), **FLOAT32_INSIDE
        )


@pytest.mark.exercise("lstm_backward")
def test_lstm_steps_back_from_the_last_one_alone(student, solution, rng, compare):
    """Only the last of five states has a loss; then only the last cell state."""
    dH, dc_last, X, H, C, parameters = many_lstm_steps(rng, solution, 3, 5, 2, 4)
    last = dH.copy()
    last[:, :-1] = 0
    compare(
        student.lstm_backward, solution.lstm_backward, last, np.zeros((3, 4)), X, H, C, parameters, **FLOAT32_INSIDE
    )
    compare(
        student.lstm_backward,
        solution.lstm_backward,
        np.zeros(dH.shape),
        dc_last,
        X,
        H,
        C,
        parameters,
        **FLOAT32_INSIDE,
    )


@pytest.mark.exercise("lstm_backward", weight=2)
def test_lstm_steps_back_are_the_measured_slope(student, solution, rng):
    """Moves single numbers of X and of each parameter, and measures how states and the last cell state change."""
    dH, dc_last, X, H, C, parameters = many_lstm_steps(rng, solution, 2, 4, 3, 2)

    def pulled(X, parameters):
        states, cells = solution.lstm_forward(X, parameters)
        return np.sum(dH * states) + np.sum(dc_last * cells[:, -1])

    answer = student.lstm_backward(dH, dc_last, X, H, C, parameters)
    slopes_are_measured(rng, answer, X, parameters, pulled)


# gru_step


def gru_cell(rng, n_x, n_h, reset_after, digits=16):
    """Draw the parameters of a GRU: with reset_after there is a second bias."""
    parameters = cell(rng, n_x, n_h, blocks=3, digits=digits)
    return {**parameters, "bh": cell(rng, n_x, n_h, blocks=3, digits=digits)["b"]} if reset_after else parameters


@pytest.mark.exercise("gru_step")
@pytest.mark.visible
def test_gru_step_with_the_reset_before(student, solution, rng, compare):
    """Three examples, one number seen, two units; reset_after is left away."""
    x, h = drawn(rng, 3, 1, digits=1), drawn(rng, 3, 2, digits=1)
    compare(student.gru_step, solution.gru_step, x, h, gru_cell(rng, 1, 2, False, digits=1))


@pytest.mark.exercise("gru_step")
@pytest.mark.visible
def test_gru_step_with_the_reset_after(student, solution, rng, compare):
    """The same sizes with reset_after=True, and with a second bias."""
    x, h = drawn(rng, 3, 1, digits=1), drawn(rng, 3, 2, digits=1)
    compare(student.gru_step, solution.gru_step, x, h, gru_cell(rng, 1, 2, True, digits=1), reset_after=True)


@pytest.mark.exercise("gru_step", weight=4)
def test_gru_step_of_other_sizes(student, solution, rng, compare):
    """Both forms; five examples of two numbers and three units; one example; all sizes alike."""
    for reset_after in (False, True):
        for m, n_x, n_h in ((5, 2, 3), (1, 4, 2), (3, 3, 3)):
            given = drawn(rng, m, n_x), drawn(rng, m, n_h), gru_cell(rng, n_x, n_h, reset_after)
            compare(student.gru_step, solution.gru_step, *given, reset_after)


# bidirectional


@pytest.mark.exercise("bidirectional")
@pytest.mark.visible
def test_bidirectional_of_three_steps(student, solution, rng, compare):
    """Two sequences of three steps; one unit reads from the left, two from the right."""
    given = drawn(rng, 2, 3, 1, digits=1), cell(rng, 1, 1, digits=1), cell(rng, 1, 2, digits=1)
    compare(student.bidirectional, solution.bidirectional, *given)


@pytest.mark.exercise("bidirectional", weight=2)
def test_bidirectional_of_other_sizes(student, solution, rng, compare):
    """Five sequences of four steps; a single one; all sizes alike; and one step only."""
    for m, T, n_x, n_left, n_right in ((5, 4, 3, 2, 6), (1, 6, 2, 3, 3), (3, 3, 3, 3, 3), (4, 1, 2, 3, 2)):
        given = drawn(rng, m, T, n_x), cell(rng, n_x, n_left), cell(rng, n_x, n_right)
        compare(student.bidirectional, solution.bidirectional, *given)


# keras_language_model


@pytest.mark.exercise("keras_language_model")
@pytest.mark.visible
def test_keras_language_model_of_three_symbols(student, solution, compare):
    """Three symbols, two units: the same weights in, the same logits out, at each step."""
    compare.model(student.keras_language_model, solution.keras_language_model, 3, 2)


@pytest.mark.exercise("keras_language_model")
@pytest.mark.visible
def test_keras_language_model_trains_in_the_notebook(student, solution, rng, compare, measures):
    """Trains on one batch, some of whose steps are labelled -1: the loss of it, and how far the weights move."""
    function, right = student.keras_language_model, solution.keras_language_model
    compare.measure(function, right, measures.first_step, seed_of(rng), near=0.02)


@pytest.mark.exercise("keras_language_model", weight=2)
def test_keras_language_model_of_the_alphabet(student, solution, rng, compare):
    """The alphabet with its mark, and some more units."""
    compare.model(student.keras_language_model, solution.keras_language_model, 27, int(rng.integers(4, 9)))


@pytest.mark.exercise("keras_language_model", weight=2)
def test_keras_language_model_trains(student, solution, rng, compare, measures):
    """Trains on another batch, with other sizes."""
    function, right = student.keras_language_model, solution.keras_language_model
    sizes = {"vocabulary": int(rng.integers(6, 9)), "units": int(rng.integers(4, 7))}
    compare.measure(function, right, measures.first_step, seed_of(rng), near=0.02, **sizes)
