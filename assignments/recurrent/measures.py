"""How a function that draws random numbers, and a model in its training, are measured here.

Each measure takes a student's function and a number from which everything random is drawn. For each sentence that a
student may be told it returns a number; where that is off, the sentence is told. See `dlkit.comparing.measures`.
"""

import numpy as np

from dlkit.comparing import ModelView


def generator(seed):
    """Return a fresh generator: the same seed gives the same draws."""
    return np.random.default_rng(seed)


def share(condition):
    """Return the share of entries in which a condition holds."""
    return float(np.mean(condition))


# sample


class Writer:
    """A model of five symbols that knows what it was asked, and never ends: symbol 0, the mark, has no chance."""

    def __init__(self):
        self.symbols, self.states = [], []

    def step(self, symbol, state):
        """Return logits and a new state: the number of symbols so far."""
        self.symbols.append(int(symbol))
        self.states.append(None if state is None else int(state))
        return np.array([-9999.0, 2.0, 0.5, 0.0, -1.0]), len(self.symbols)


def written(sample, temperature, texts, length, seed):
    """Let a fresh writer write each of some texts with one generator; return them as rows, and the writers."""
    rng, writers = generator(seed), [Writer() for _ in range(texts)]
    rows = [np.asarray(sample(writer.step, 0, temperature, rng, length)) for writer in writers]
    return np.array(rows), writers


def writing(sample, draw, *, texts=20, length=30):
    """Let a model write at two temperatures, and count its symbols and what it is asked."""
    hot, writers = written(sample, 10.0, texts, length, draw)
    again, _ = written(sample, 10.0, 1, length, draw)
    once_more, _ = written(sample, 10.0, 1, length, draw)
    other, _ = written(sample, 10.0, 1, length, draw + 1)
    cold, _ = written(sample, 0.25, texts, length, draw + 2)
    asked = [writer.symbols[:length] for writer in writers]
    states = [writer.states[:length] for writer in writers]
    return {
        "The symbols should be whole numbers of an integer type: they are used as indices.": float(
            np.issubdtype(hot.dtype, np.integer)
        ),
        "A symbol came whose probability is 0, or that has no logit. Draw with the softmax of the scaled logits.": float(
            np.all(np.isin(np.concatenate([hot, cold]), [1, 2, 3, 4]))
        ),
        "The first call of step should have the mark as its symbol, and each further call the symbol that was drawn last.": float(
            np.array_equal(asked, [[0, *row[:-1]] for row in hot])
        ),
        "The first call of step should have None as its state, and each further call the state that the call before gave.": float(
            states == texts * [[None, *range(1, length)]]
        ),
        "At temperature 10 the symbols do not come as often as the softmax of logits / 10 says.": share(
            hot == 1
        ),
        "At temperature 0.25 the symbols do not come as often as the softmax of logits / 0.25 says.": share(
            cold == 1
        ),
        "The same generator in the same state should give the same symbols: draw from rng and nothing else.": float(
            np.array_equal(again, once_more)
        ),
        "Another generator should give other symbols: draw from the rng that is passed in.": float(
            not np.array_equal(again, other)
        ),
    }


# keras_language_model


def first_step(keras_language_model, draw, *, vocabulary=4, units=3):
    """Train a model with known weights on one batch, and look at the loss and at how far its weights move."""
    model = keras_language_model(vocabulary, units)
    assert isinstance(model, ModelView), (
        "The function should return a Keras model. Is there a return at the end?"
    )
    assert model.compiled, (
        "The model is not compiled: call model.compile(...) with optimizer and loss before you return it."
    )
    rng = generator(draw)
    before = [
        rng.normal(size=np.shape(part)).astype(np.float32) for part in model.get_weights()
    ]
    shapes = [
        (vocabulary, 4 * units),
        (units, 4 * units),
        (4 * units,),
        (units, vocabulary),
        (vocabulary,),
    ]
    assert sorted(part.shape for part in before) == sorted(shapes), (
        "The model should have one LSTM with `units` units and one Dense layer with `vocabulary` outputs, and no "
        "other weights."
    )
    model.set_weights(before)
    x = np.eye(vocabulary, dtype=np.float32)[rng.integers(0, vocabulary, (5, 6))]
    y = rng.integers(0, vocabulary, (5, 6))
    full = model.train_on_batch(x, y)
    moved = max(
        float(np.max(np.abs(after - old)))
        for after, old in zip(model.get_weights(), before, strict=True)
    )
    model.set_weights(before)
    y[0, 2:], y[3, 5:], y[4, 1:] = -1, -1, -1
    padded = model.train_on_batch(x, y)
    return {
        "The loss of a batch without padding is not the mean cross-entropy of the softmax of the logits.": full,
        "The loss of a batch with padding is not the mean over the steps that are not labelled -1.": padded,
        "The first step of training does not move the weights by 0.003: compile with keras.optimizers.Adam(0.003).": 100
        * moved,
    }
