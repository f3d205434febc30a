"""How the network of this assignment is measured: by what it looks at, and by what changes when an input changes.

A measure takes a student's function and a number from which its inputs are drawn. For each sentence that a student may
be told it returns a number; where that is off, the sentence is told. See `dlkit.comparing.measures`.
"""

import numpy as np

from dlkit.comparing import ModelView

LETTERS, DIGITS, UNITS = 9, 6, 4
PADDED = 3  # places of padding behind each text
SMALLEST = 1e-5  # a difference that rounding alone does not make


def answers(model, x, so_far):
    """Return the scores and the attention weights for some letters and digits."""
    outputs = model.predict([x, so_far])
    has_two = isinstance(outputs, (list, tuple)) and len(outputs) == 2
    assert has_two, "The model should have two outputs, [scores, attention weights]."
    scores, weights = (np.asarray(part) for part in outputs)
    wanted = [(*so_far.shape, DIGITS), (*so_far.shape, x.shape[1])]
    for name, part, shape in zip(
        ("scores", "attention weights"), (scores, weights), wanted, strict=True
    ):
        assert part.shape == shape, (
            f"For {len(x)} texts of {x.shape[1]} letters and {so_far.shape[1]} places of the answer, the {name} should "
            f"have the shape {shape}, but they have the shape {part.shape}."
        )
    return scores, weights


def drawn(model, rng, size):
    """Give a model weights of about some size."""
    model.set_weights(
        [
            rng.uniform(0.3, 1, np.shape(weight)).astype(np.float32)
            * size
            * rng.choice([-1, 1], np.shape(weight)).astype(np.float32)
            for weight in model.get_weights()
        ]
    )


def differs(one, other):
    """Say for each place whether two scores differ, (T_y,)."""
    return np.max(np.abs(one - other), axis=(0, 2)) > SMALLEST


def network(seq2seq, draw):
    """Build a small network, and look at what its scores and its attention depend on."""
    rng = np.random.default_rng(draw)
    model = seq2seq(LETTERS, DIGITS, UNITS)
    assert isinstance(model, ModelView), "Return a keras.Model."
    parameters = model.count_params()
    drawn(model, rng, 0.6)
    m, letters, places = 2, 4, 3  # few, for what is carried along a row fades
    text = rng.integers(1, LETTERS, (m, letters))
    padding = np.zeros((m, PADDED), dtype=int)
    x = np.concatenate([text, padding], axis=1)
    so_far = rng.integers(0, DIGITS, (m, places))
    bare_scores, bare_weights = answers(model, text, so_far)

    def changed(tokens, place, lowest, count):
        """Put another token in one place of each row."""
        other = tokens.copy()
        other[:, place] = lowest + (other[:, place] - lowest + 1) % (count - lowest)
        return other

    # all in one batch, for a recurrent layer takes its time
    zero = so_far.copy()
    zero[:, :2] = [1, 0]  # in an answer 0 is a digit, and no padding
    texts = (x, changed(x, 0, 1, LETTERS), changed(x, letters - 1, 1, LETTERS), x, x, x)
    digits = (
        *(so_far,) * 3,
        changed(so_far, 0, 0, DIGITS),
        changed(so_far, places - 1, 0, DIGITS),
        zero,
    )
    every_score, every_weight = answers(model, np.concatenate(texts), np.concatenate(digits))
    scores, other_first, other_last, first_digit, last_digit = np.split(every_score, 6)[:5]
    weights, weights_first, weights_last, weights_digit, _, weights_zero = np.split(
        every_weight, 6
    )

    one_letter = text[:, :2] * [1, 0]  # all of the attention falls on it, whatever is asked
    of_one = [
        answers(model, one_letter, digits)[0]
        for digits in (so_far, changed(so_far, places - 1, 0, DIGITS))
    ]

    def ratio(of, one, other):
        """Compare the weights of two letters: what all scores of a row have in common falls out."""
        with np.errstate(all="ignore"):
            return np.log(of[:, :, one] / of[:, :, other])

    read_backward = np.max(np.abs(ratio(weights_last, 0, 1) - ratio(weights, 0, 1)))
    read_forward = np.max(
        np.abs(
            ratio(weights_first, letters - 2, letters - 1)
            - ratio(weights, letters - 2, letters - 1)
        )
    )
    loud, given = [], []
    many = rng.integers(1, LETTERS, (12, letters)), rng.integers(0, DIGITS, (12, places))
    for _ in range(2):  # many places and two networks, for of few all signs might be alike
        drawn(model, rng, 30)  # so large that every tanh is at its end
        loud.append(answers(model, *many)[0])
        found = {np.shape(weight): np.asarray(weight) for weight in model.get_weights()}
        kernel, bias = found.get((UNITS, DIGITS)), found.get((DIGITS,))
        # what the last Dense was given, for it has more digits than units
        has_both = kernel is not None and bias is not None
        given.append((loud[-1] - bias) @ np.linalg.pinv(kernel) if has_both else loud[-1])
    return {
        "The attention weights of a place should be 0 or more, and 1 in sum.": np.all(
            weights >= 0
        )
        and np.allclose(np.sum(weights, axis=-1), 1, atol=1e-4),
        "Some attention falls on padding. The mask has to go into the attention: mask=[None, mask].": np.max(
            weights[:, :, letters:]
        )
        > SMALLEST,
        "All letters of a text get the same attention.": np.ptp(bare_weights, axis=-1).max()
        > 1e-4,
        "The model has another number of parameters than the layers of the table have.": parameters,
        "More padding behind the text changes the scores. The layer that reads backward begins in the padding: does it know "
        "the mask? (If it is a layer with go_backwards=True: are its outputs flipped?)": np.max(
            np.abs(scores - bare_scores)
        )
        > 1e-4,
        "A later digit changes the scores of earlier places, so that the network can look up what it should guess.": np.any(
            differs(scores, last_digit)[:-1]
        ),
        "The digit that is given in a place does not change the scores of that place.": differs(
            scores, last_digit
        )[-1],
        "The first digit does not change the scores of the last place: the layer that writes should remember.": differs(
            scores, first_digit
        )[-1],
        "In a text of a single letter, whatever is asked, the digits so far change no score: the states of the layer that writes "
        "should go to the end, too.": differs(*of_one)[-1],
        "The letters do not change the scores.": np.any(differs(scores, other_first))
        and np.any(differs(scores, other_last)),
        "What is known of the first letters does not depend on the last one: the letters should be read in both "
        "directions.": read_backward > 1e-5,
        "What is known of the last letters does not depend on the first one: the letters should be read in both "
        "directions.": read_forward > 1e-5,
        "What one place looks at should depend on the digits so far.": np.max(
            np.abs(weights[:, 0] - weights[:, 1])
        )
        > 1e-6,
        "What the last place looks at does not depend on the first digit: the queries should be made of the states, which "
        "remember.": np.max(np.abs(weights_digit[:, -1] - weights[:, -1])) > 1e-6,
        "A digit 0 is skipped: behind it the network looks where it looked before. In the answers token 0 is a digit and no "
        "padding: is mask_zero set there?": np.max(
            np.abs(weights_zero[:, 1] - weights_zero[:, 0])
        )
        > 1e-6,
        "The scores should be any numbers, as they come out of the last Dense: no softmax.": np.any(
            scores < 0
        )
        or np.any(np.stack(loud) < 0),
        "The last Dense should be given numbers from -1 to 1, on both sides of 0, as a tanh makes them. It is given others.": (
            np.max(np.abs(given)) < 1.01 and np.min(given) < -0.5
        ),
    }
