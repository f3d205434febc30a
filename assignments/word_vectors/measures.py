"""How functions that draw at random, and models that read words, are measured here.

Each measure takes a student's function and a number from which everything random is drawn. For each sentence that a
student may be told it returns a number; where that is off, the sentence is told. See `dlkit.comparing.measures`.
"""

import numpy as np


def generator(seed):
    """Return a fresh generator: the same seed gives the same draws."""
    return np.random.default_rng(seed)


def share(condition):
    """Return the share of entries in which a condition holds."""
    return float(np.mean(condition))


# draw_negatives


def negatives(draw_negatives, draw, *, pairs=4000):
    """Count how often each word is drawn, how often it is the context, and whether rows differ."""
    rng = generator(draw)
    table = rng.permutation([0.4, 0.3, 0.15, 0.1, 0.05])
    likely, other, rare = np.argsort(-table)[[0, 1, 4]]
    contexts = rng.permutation(
        np.repeat([likely, other, rare], [pairs // 2, pairs // 4, pairs // 4])
    )
    k = int(rng.integers(4, 7))
    drawn = np.asarray(draw_negatives(contexts, table, k, generator(draw)))
    again = draw_negatives(contexts, table, k, generator(draw))
    changed = draw_negatives(contexts, table, k, generator(draw + 1))
    rows = [drawn[contexts == word] for word in (likely, other, rare)]
    off = [
        share(of == word) - (0 if word == context else table[word] / (1 - table[context]))
        for context, of in zip((likely, other, rare), rows, strict=True)
        for word in range(5)
    ]
    return {
        "Numbers of words are rows of a table: they should be whole numbers from 0 to V - 1.": share(
            (drawn == np.floor(drawn)) & (drawn >= 0) & (drawn < 5)
        ),
        "Some negatives are the context of their own pair.": bool(
            np.any(drawn == contexts[:, np.newaxis])
        ),
        "Counted over many pairs, some words are drawn more often, and others less often, than the table says among "
        "those that are not the context.": float(np.max(np.abs(off))),
        "The negatives of one pair should be drawn independently of each other: two of them are the same word too often, "
        "or too rarely.": share(drawn[:, 0] == drawn[:, 1]),
        "Too many pairs with the same context have the same negatives: each pair needs draws of its own.": share(
            np.all(rows[0][1:] == rows[0][:-1], axis=1)
        ),
        "The same generator in the same state should give the same negatives: draw from rng and nothing else.": share(
            np.array_equal(drawn, again)
        ),
        "Another generator should give other negatives: draw from the rng that is passed in.": share(
            not np.array_equal(drawn, changed)
        ),
    }


# keras_text_classifier


def _texts(rng, vocabulary):
    """Return three texts of 3, 5 and 4 words, as rows that end in zeros, and the words of each."""
    texts = [rng.integers(1, vocabulary, size) for size in (3, 5, 4)]
    ids = np.zeros((3, 5), dtype=int)
    for row, words in zip(ids, texts, strict=True):
        row[: len(words)] = words
    return ids, texts


def _distance(found, expected):
    """Return the largest difference, and 1 where the shapes differ."""
    found, expected = np.asarray(found), np.asarray(expected)
    return float(np.abs(found - expected).max()) if found.shape == expected.shape else 1.0


def classifier(keras_text_classifier, draw):
    """Ask the model for probabilities, compute them from its weights, and train it for a step."""
    rng = generator(draw)
    vocabulary, depth, classes = (
        int(rng.integers(18, 24)),
        int(rng.integers(4, 7)),
        int(rng.integers(3, 6)),
    )
    E = rng.normal(size=(vocabulary, depth)).astype(np.float32)
    ids, texts = _texts(rng, vocabulary)
    labels = rng.integers(classes, size=3)
    fixed = keras_text_classifier(E, classes, False)
    taught = keras_text_classifier(E, classes, True)
    weights = [np.asarray(values) for values in fixed.get_weights()]
    shapes = sorted(values.shape for values in weights)
    assert shapes == sorted([(vocabulary, depth), (depth, classes), (classes,)]), (
        "The model should have a table of vectors of the shape of E and one dense layer, from the average of the vectors "
        "to the classes."
    )
    kernel = next(values for values in weights[1:] if values.ndim == 2)
    bias = next(values for values in weights if values.ndim == 1)
    means = np.stack([E[words].mean(axis=0) for words in texts])
    lead = np.exp(means @ kernel + bias)
    expected = lead / lead.sum(axis=1, keepdims=True)
    compiled = fixed.compiled
    assert compiled is not None, "The model should be compiled."
    answer = np.asarray(fixed.predict(ids))
    longer = np.asarray(fixed.predict(np.pad(ids, ((0, 0), (0, 3)))))
    crossentropy = float(-np.mean(np.log(expected[np.arange(3), labels])))
    loss = float(fixed.train_on_batch(ids, labels))
    taught.train_on_batch(ids, labels)
    moved = [_distance(model.get_weights()[0], E) for model in (fixed, taught)]
    learned = next(values for values in fixed.get_weights()[1:] if np.ndim(values) == 2)
    # Adam's first step is as long as its learning rate, whatever the slope. (A word that comes twice may go farther.)
    step = _distance(
        next(values for values in fixed.get_weights() if np.ndim(values) == 1), bias
    )
    untouched = np.setdiff1d(np.arange(vocabulary), ids)
    return {
        "The table of vectors should start as E.": _distance(weights[0], E) < 1e-6,
        "Probabilities should add up to 1 in each row.": _distance(
            answer.sum(axis=1), np.ones(3)
        )
        < 1e-4,
        "The probabilities are not the softmax of the dense layer of the average of the vectors of the words.": (
            _distance(answer, expected) < 1e-4
        ),
        "More zeros behind a text should change nothing: padding must not count in the average.": (
            _distance(answer, longer) < 1e-5
        ),
        "The loss should be the cross-entropy, for labels that are numbers of classes.": abs(
            loss - crossentropy
        )
        < 1e-3,
        "With trainable=False, training should leave the vectors as they are.": moved[0]
        > 1e-4,
        "With trainable=False, the dense layer should learn all the same: freeze the table of vectors only.": (
            _distance(learned, kernel) > 1e-4
        ),
        "With trainable=True, training should change the vectors.": moved[1] > 1e-4,
        "Training should not change the vectors of words that do not occur.": (
            _distance(np.asarray(taught.get_weights()[0])[untouched], E[untouched]) < 1e-6
        ),
        "Compile with the optimizer Adam.": "adam" in str(compiled["optimizer"]).lower(),
        "The steps of training are too long or too short: compile with keras.optimizers.Adam(0.01).": (
            0.008 < step < 0.012
        ),
    }
