"""Word vectors by hand: look-ups, likeness, analogies, a bias and its removal, skip-gram, and the cost of GloVe.

Words are rows: E is (V, d), a vector of d numbers for each of the V words of a vocabulary, and a word's number is its
row. Words of a text stand as text where a function takes `words`, and as numbers where it takes `ids`.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np


def one_hot_times_matrix(ids: np.ndarray, E: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Make a one-hot row of each number, and multiply these rows with a matrix.

    Args:
        ids: numbers of words, (m,).
        E: a row for each word of the vocabulary, (V, d).

    Returns:
        The one-hot rows, (m, V), and their product with E, (m, d).
    """
    one_hot = np.zeros((len(ids), len(E)))
    one_hot[np.arange(len(ids)), ids] = 1
    return one_hot, one_hot @ E


def embedding_lookup(ids: np.ndarray, E: np.ndarray) -> np.ndarray:
    """Pick the row of each number.

    Args:
        ids: numbers of words, of any shape.
        E: a row for each word of the vocabulary, (V, d).

    Returns:
        Their vectors, of the shape of ids with d behind it.
    """
    vectors: np.ndarray = E[ids]
    return vectors


def cosine_similarity(u: np.ndarray, E: np.ndarray) -> np.ndarray:
    """Compute the cosine of the angle between a vector and each row of a matrix.

    Args:
        u: a vector, (d,).
        E: vectors in rows, (n, d).

    Returns:
        Cosines, (n,); 0 where one of the two vectors is all zeros.
    """
    lengths = np.linalg.norm(u) * np.linalg.norm(E, axis=1)  # (n,)
    cosines: np.ndarray = E @ u / np.where(lengths > 0, lengths, 1)
    return cosines


def nearest_words(word: str, words: Sequence[str], E: np.ndarray, k: int) -> list[str]:
    """Find the k words that are most like a word, without itself.

    Args:
        word: one of the words.
        words: V words.
        E: their vectors, (V, d).
        k: how many, from 1 to V - 1.

    Returns:
        k words, the most alike first.
    """
    row = list(words).index(word)
    cosines = cosine_similarity(E[row], E)
    cosines[row] = -np.inf
    return [words[place] for place in np.argsort(-cosines)[:k]]


def complete_analogy(a: str, b: str, c: str, words: Sequence[str], E: np.ndarray) -> str:
    """Answer "a is to b as c is to which word?" with all vectors brought to length one.

    Args:
        a: one of the words.
        b: one of the words.
        c: one of the words.
        words: V words.
        E: their vectors, (V, d), none all zeros.

    Returns:
        The word whose vector has the largest cosine with b - a + c; never a, b or c.
    """
    units = E / np.linalg.norm(E, axis=1, keepdims=True)
    places = [list(words).index(word) for word in (a, b, c)]
    at_a, at_b, at_c = units[places]
    cosines = cosine_similarity(at_b - at_a + at_c, units)
    cosines[places] = -np.inf
    return words[int(np.argmax(cosines))]


def sentence_average(tokens: Sequence[str], words: Sequence[str], E: np.ndarray) -> np.ndarray:
    """Average the vectors of the words of a text.

    Args:
        tokens: the words of the text.
        words: V words.
        E: their vectors, (V, d).

    Returns:
        The average over those tokens that have a vector, (d,); zeros if none has.
    """
    rows = {word: row for row, word in enumerate(words)}
    known = [rows[token] for token in tokens if token in rows]
    if not known:
        return np.zeros(E.shape[1])
    average: np.ndarray = np.mean(E[known], axis=0)
    return average


def bias_direction(pairs: Sequence[tuple[str, str]], words: Sequence[str], E: np.ndarray) -> np.ndarray:
    """Find the direction that leads from the second to the first word of several pairs, on average.

    Args:
        pairs: pairs of words.
        words: V words.
        E: their vectors, (V, d).

    Returns:
        The average of first minus second, brought to length one, (d,).
    """
    rows = {word: row for row, word in enumerate(words)}
    differences = [E[rows[first]] - E[rows[second]] for first, second in pairs]
    average = np.mean(differences, axis=0)
    direction: np.ndarray = average / np.linalg.norm(average)
    return direction


def neutralize(E: np.ndarray, g: np.ndarray) -> np.ndarray:
    """Take out of each row what lies along a direction.

    Args:
        E: vectors in rows, (n, d).
        g: a direction, (d,), of any length but 0.

    Returns:
        The rows without their projections onto g, (n, d).
    """
    along = E @ g / (g @ g)  # (n,)
    left: np.ndarray = E - along[:, np.newaxis] * g
    return left


def equalize(u: np.ndarray, v: np.ndarray, g: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Make two vectors of length one equal in everything but their side of a direction (Bolukbasi and others, 2016).

    Args:
        u: (d,), of length one.
        v: (d,), of length one, with another product with g than u.
        g: a direction, (d,), of any length but 0.

    Returns:
        Two vectors of length one, the new u and the new v.
    """
    unit = g / np.linalg.norm(g)
    middle = (u + v) / 2
    shared = middle - (middle @ unit) * unit
    aside = np.sqrt(1 - shared @ shared) * np.sign((u - v) @ unit) * unit
    return shared + aside, shared - aside


def build_vocabulary(tokens: Sequence[str], min_count: int) -> tuple[list[str], np.ndarray]:
    """Number the words of a text, the most frequent first.

    Args:
        tokens: the words of the text, in its order.
        min_count: a word that comes less often is left out.

    Returns:
        The words, equally frequent ones in the order of the alphabet, and how often each comes, (V,).
    """
    counted = [(word, count) for word, count in Counter(tokens).items() if count >= min_count]
    counted.sort(key=lambda entry: (-entry[1], entry[0]))
    return [word for word, _ in counted], np.array([count for _, count in counted], dtype=int)


def skip_gram_pairs(ids: np.ndarray, window: int) -> np.ndarray:
    """Pair each word of a sentence with each of its neighbours.

    Args:
        ids: the numbers of the words of one sentence, in its order, (n,).
        window: how many places a neighbour may be away, 1 or more.

    Returns:
        (m, 2): centre and context in each row, in the order of the centres, and for each the contexts from left to
        right.
    """
    n = len(ids)
    pairs = [
        (ids[place], ids[other])
        for place in range(n)
        for other in range(max(0, place - window), min(n, place + window + 1))
        if other != place
    ]
    return np.array(pairs, dtype=int).reshape(-1, 2)


def negative_sampling_table(counts: np.ndarray, power: float) -> np.ndarray:
    """Compute how likely each word is drawn as a negative one.

    Args:
        counts: how often each word comes, (V,).
        power: the exponent that makes frequent words less, and rare words more likely; 0.75 in word2vec.

    Returns:
        Probabilities, (V,).
    """
    raised = np.asarray(counts, dtype=float) ** power
    table: np.ndarray = raised / np.sum(raised)
    return table


def draw_negatives(contexts: np.ndarray, table: np.ndarray, k: int, rng: np.random.Generator) -> np.ndarray:
    """Draw k words for each pair that are not its context.

    Args:
        contexts: the context of each pair, (m,).
        table: how likely each word is, (V,); at least two words are possible.
        k: how many for each pair.
        rng: all chance comes from it.

    Returns:
        Numbers of words, (m, k); none is the context of its row.
    """
    negatives = rng.choice(len(table), size=(len(contexts), k), p=table)
    hits = negatives == contexts[:, np.newaxis]
    while np.any(hits):
        negatives[hits] = rng.choice(len(table), size=np.sum(hits), p=table)
        hits = negatives == contexts[:, np.newaxis]
    return negatives


def embedding_gradient(ids: np.ndarray, d_rows: np.ndarray, size: int) -> np.ndarray:
    """Compute the gradient of a table of vectors from the gradients of the rows that were looked up.

    Args:
        ids: which row each was, (m,).
        d_rows: the gradient with respect to each vector that came out, (m, d).
        size: how many rows the table has.

    Returns:
        (size, d): for each word the sum over all places where it was looked up.
    """
    dE = np.zeros((size, d_rows.shape[1]), dtype=d_rows.dtype)
    np.add.at(dE, ids, d_rows)
    return dE


def skip_gram_loss_and_gradients(
    W: np.ndarray, C: np.ndarray, centers: np.ndarray, contexts: np.ndarray, negatives: np.ndarray
) -> tuple[float, np.ndarray, np.ndarray]:
    """Compute the loss of skip-gram with negative sampling, averaged over the pairs, and its gradients.

    Args:
        W: a vector for each word as a centre, (V, d).
        C: a vector for each word as a context, (V, d).
        centers: the centre of each pair, (m,).
        contexts: the context of each pair, (m,).
        negatives: the words that were drawn for each pair, (m, k).

    Returns:
        The loss, and its gradients dW and dC, both (V, d).
    """
    m = len(centers)
    w, c, n = W[centers], C[contexts], C[negatives]  # (m, d), (m, d), (m, k, d)
    right = np.sum(w * c, axis=1)  # (m,)
    wrong = np.einsum("md,mkd->mk", w, n)
    loss = (np.sum(np.logaddexp(0, -right)) + np.sum(np.logaddexp(0, wrong))) / m

    d_right = -np.exp(-np.logaddexp(0, right))[:, np.newaxis] / m  # sigmoid(right) - 1, (m, 1)
    d_wrong = np.exp(-np.logaddexp(0, -wrong))[:, :, np.newaxis] / m  # sigmoid(wrong), (m, k, 1)
    d_w = d_right * c + np.sum(d_wrong * n, axis=1)  # (m, d)
    d_c, d_n = d_right * w, d_wrong * w[:, np.newaxis]  # (m, d), (m, k, d)
    dW = embedding_gradient(centers, d_w, len(W))
    dC = embedding_gradient(contexts, d_c, len(C))
    dC += embedding_gradient(negatives.ravel(), d_n.reshape(-1, C.shape[1]), len(C))
    return float(loss), dW, dC


def glove_cost(
    W: np.ndarray,
    C: np.ndarray,
    b_word: np.ndarray,
    b_context: np.ndarray,
    X: np.ndarray,
    x_max: float,
    alpha: float,
) -> float:
    """Compute the cost of GloVe (Pennington, Socher and Manning, 2014).

    Args:
        W: a vector for each word, (V, d).
        C: a vector for each word as a context, (V, d).
        b_word: a bias for each word, (V,).
        b_context: a bias for each word as a context, (V,).
        X: how often each word, in the rows, stands near each other word, in the columns, (V, V).
        x_max: from this count on the weight is 1.
        alpha: the exponent of the weight below it.

    Returns:
        The sum over all pairs that occur of weight times squared error of the logarithm.
    """
    i, j = np.nonzero(X)
    counts = X[i, j]
    weights = np.minimum(counts / x_max, 1) ** alpha
    errors = np.sum(W[i] * C[j], axis=1) + b_word[i] + b_context[j] - np.log(counts)
    return float(np.sum(weights * errors**2))


def keras_text_classifier(E: np.ndarray, classes: int, trainable: bool) -> Any:
    """Build a classifier of texts that averages the vectors of their words, compiled.

    Args:
        E: the vectors to start from, (V, d); row 0 stands for padding.
        classes: how many classes there are.
        trainable: whether training changes the vectors.

    Returns:
        A compiled keras.Model: numbers of words (batch, length), 0 where a text is over, to probabilities
        (batch, classes).
    """
    vocabulary, depth = E.shape
    start = keras.initializers.Constant(E)
    model = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(
                vocabulary, depth, embeddings_initializer=start, mask_zero=True, trainable=trainable
            ),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
