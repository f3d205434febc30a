"""What masks hold, and how what `generate` draws is measured here: which tokens come, and how often.

Each measure takes a student's function and a number from which everything random is drawn. For each sentence that a
student may be told it returns a number; where that is off, the sentence is told. See `dlkit.comparing.measures`.
"""

import numpy as np


def generator(seed):
    """Return a fresh generator: the same seed gives the same draws."""
    return np.random.default_rng(seed)


TRUTH = "The mask should hold True and False, not numbers: it says where one may look, and will be used to choose."


def truth_of_causal_mask(causal_mask, draw):
    """Look at what a mask holds."""
    mask = np.asarray(causal_mask(int(generator(draw).integers(3, 7))))
    return {
        TRUTH: float(mask.dtype == bool),
        "The first place should see itself and nothing else.": float(
            np.count_nonzero(mask[0])
        ),
        "The last place should see all places.": float(np.all(mask[-1])),
    }


def truth_of_padding_mask(padding_mask, draw):
    """Look at what a mask holds."""
    mask = np.asarray(padding_mask(generator(draw).integers(0, 3, size=(2, 5))))
    return {
        TRUTH: float(mask.dtype == bool),
        "There should be as many True as there are tokens that are no padding.": float(
            np.count_nonzero(mask)
        ),
    }


def always(logits):
    """Return a model that gives every place the same logits."""

    def model(tokens):
        return np.tile(logits, (len(tokens), 1))

    return model


def drawn(generate, draw, *, steps=200):
    """Draw hundreds of tokens of four kinds: at a high temperature, from the two likeliest, and at a low temperature."""
    order = generator(draw).permutation(4)  # the likeliest first
    logits = np.empty(4)
    logits[order] = [3.0, 1.5, 0.0, -1.0]
    model = always(logits)

    def tokens(steps, temperature, top_k, seed):
        answer = generate(model, order[:1], steps, temperature, top_k, generator(seed))
        return np.asarray(answer)[1:]

    hot = tokens(steps, 10.0, None, draw)
    again = tokens(steps, 10.0, None, draw)
    other = tokens(steps // 2, 10.0, None, draw + 1)
    chosen = tokens(steps // 2, 10.0, 2, draw + 2)
    cold = tokens(steps // 2, 0.6, None, draw + 3)
    return {
        "With top_k = 2 two different tokens should be drawn now and then, no more and no less.": float(
            len(np.unique(chosen))
        ),
        "With top_k = 2 only the two tokens with the largest logits may be drawn; another was.": float(
            np.all(np.isin(chosen, order[:2]))
        ),
        "At temperature 10 every one of the four tokens should be drawn now and then.": float(
            len(np.unique(hot)) == 4
        ),
        "At temperature 10 the likeliest token does not come as often as the softmax of logits / 10 says.": float(
            np.mean(hot == order[0])
        ),
        "At temperature 0.6 the likeliest token does not come as often as the softmax of logits / 0.6 says.": float(
            np.mean(cold == order[0])
        ),
        "The same generator in the same state should give the same tokens: draw from rng and nothing else.": float(
            np.array_equal(again, hot)
        ),
        "Another generator should give other tokens: draw from the rng that is passed in.": float(
            not np.array_equal(other, hot[: len(other)])
        ),
    }
