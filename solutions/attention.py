"""Attention by hand and in Keras: what is looked at, its gradients, a network that reads dates, and how its answers are searched.

Examples are rows. A query is (m, T_y, d): for each of m examples the T_y places that ask; keys are (m, T_x, d), values
(m, T_x, d_v): the T_x places that are asked. A mask is (m, T_x), True where a place may be looked at. `PADDING`, `UNKNOWN`
and the toy steps (`chatter`, `choir`, `two_roads`, `long_road`) are no exercises: they are given in the notebook, for it and for its checks.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence

import keras
import numpy as np

PADDING, UNKNOWN = 0, 1  # tokens that are no letter of an alphabet

Step = Callable[[np.ndarray], np.ndarray]


def encode_dates(texts: Sequence[str], alphabet: str, length: int) -> np.ndarray:
    """Write texts as rows of whole numbers, all of one length.

    A letter becomes its place in the alphabet plus 2, any other letter UNKNOWN (1). Behind the end of a text stands
    PADDING (0). A text that is longer than `length` loses its end.

    Args:
        texts: m texts.
        alphabet: a text in which each known letter stands once.
        length: how many tokens each row has, 1 or more.

    Returns:
        Whole numbers, (m, length).
    """
    tokens = np.full((len(texts), length), PADDING)
    for row, text in zip(tokens, texts, strict=True):
        for place, letter in enumerate(text[:length]):
            row[place] = alphabet.index(letter) + 2 if letter in alphabet else UNKNOWN
    return tokens


def masked_softmax(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Make weights of scores along the last axis, as if the masked ones were not there.

    Args:
        scores: any shape, such as (m, T_y, T_x).
        mask: True where a score counts; of a shape that NumPy stretches to that of the scores.

    Returns:
        Weights in the shape of the scores: 0 where the mask is False, else above 0 and 1 in sum along the last axis. A
        row without any True is 0 everywhere.
    """
    counted = np.where(mask, scores, -np.inf)
    highest = np.max(counted, axis=-1, keepdims=True)
    highest = np.where(np.isfinite(highest), highest, 0)  # a row that sees nothing
    exponentials = np.exp(counted - highest)  # of minus infinity: 0
    total = np.sum(exponentials, axis=-1, keepdims=True)
    weights: np.ndarray = exponentials / np.where(total > 0, total, 1)
    return weights


def dot_attention(
    query: np.ndarray, keys: np.ndarray, values: np.ndarray, mask: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Average the values, each as much as its key fits the query: softmax(Q K^T / sqrt(d)) V.

    Args:
        query: (m, T_y, d).
        keys: (m, T_x, d).
        values: (m, T_x, d_v).
        mask: (m, T_x), True where a key may be looked at.

    Returns:
        The context (m, T_y, d_v) and the weights (m, T_y, T_x).
    """
    scores = query @ np.swapaxes(keys, 1, 2) / np.sqrt(keys.shape[-1])  # (m, T_y, T_x)
    weights = masked_softmax(scores, mask[:, np.newaxis, :])
    return weights @ values, weights


def attention_backward(
    d_context: np.ndarray, query: np.ndarray, keys: np.ndarray, values: np.ndarray, mask: np.ndarray
) -> dict[str, np.ndarray]:
    """Send the gradient of a loss back through `dot_attention`.

    Args:
        d_context: the gradient with respect to the context, (m, T_y, d_v).
        query: (m, T_y, d).
        keys: (m, T_x, d).
        values: (m, T_x, d_v).
        mask: (m, T_x), True where a key may be looked at.

    Returns:
        {"d_query": (m, T_y, d), "d_keys": (m, T_x, d), "d_values": (m, T_x, d_v)}.
    """
    _, weights = dot_attention(query, keys, values, mask)
    d_values = np.swapaxes(weights, 1, 2) @ d_context
    d_weights = d_context @ np.swapaxes(values, 1, 2)  # (m, T_y, T_x)
    d_scores = weights * (d_weights - np.sum(weights * d_weights, axis=-1, keepdims=True))
    d_products = d_scores / np.sqrt(keys.shape[-1])
    return {
        "d_query": d_products @ keys,
        "d_keys": np.swapaxes(d_products, 1, 2) @ query,
        "d_values": d_values,
    }


def additive_attention(
    query: np.ndarray, keys: np.ndarray, W_q: np.ndarray, W_k: np.ndarray, v: np.ndarray, mask: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Average the keys, weighted by what a small network thinks of each pair: v . tanh(q W_q + k W_k).

    Args:
        query: (m, T_y, d_q).
        keys: (m, T_x, d_k); they are the values, too.
        W_q: (d_q, units).
        W_k: (d_k, units).
        v: (units,).
        mask: (m, T_x), True where a key may be looked at.

    Returns:
        The context (m, T_y, d_k) and the weights (m, T_y, T_x).
    """
    pairs = (query @ W_q)[:, :, np.newaxis, :] + (keys @ W_k)[:, np.newaxis, :, :]  # (m, T_y, T_x, units)
    scores = np.tanh(pairs) @ v
    weights = masked_softmax(scores, mask[:, np.newaxis, :])
    return weights @ keys, weights


def teacher_forcing_inputs(y: np.ndarray, start: int) -> np.ndarray:
    """Return what the decoder is given while it learns to write y: the right tokens, one place later.

    Args:
        y: the right tokens, (m, T_y), whole numbers.
        start: the token that stands before the first.

    Returns:
        Whole numbers, (m, T_y): in place t stands what y has in place t - 1.
    """
    first = np.full((len(y), 1), start)
    return np.concatenate([first, y[:, :-1]], axis=1)


def seq2seq(letters: int, digits: int, units: int) -> keras.Model:
    """Build a network that reads letters, writes digits, and looks back at the letters while it writes.

    Args:
        letters: how many different tokens there are in the texts; 0 is padding.
        digits: how many different tokens there are in the answers; 0 is a digit.
        units: of each layer.

    Returns:
        A model of two inputs, [letters (batch, T_x), digits so far (batch, T_y)], and two outputs,
        [scores (batch, T_y, digits), attention weights (batch, T_y, T_x)].
    """
    x = keras.Input((None,), dtype="int32")
    so_far = keras.Input((None,), dtype="int32")
    mask = keras.ops.not_equal(x, PADDING)  # (batch, T_x)
    read = keras.layers.Embedding(letters, units)(x)
    both_ways = keras.layers.Bidirectional(keras.layers.GRU(units, return_sequences=True))
    annotations = both_ways(read, mask=mask)  # (batch, T_x, 2 units)
    written = keras.layers.Embedding(digits, units)(so_far)
    states = keras.layers.GRU(units, return_sequences=True)(written)  # (batch, T_y, units)
    query = keras.layers.Dense(units, use_bias=False)(states)
    keys = keras.layers.Dense(units, use_bias=False)(annotations)
    context, weights = keras.layers.AdditiveAttention()(
        [query, annotations, keys], mask=[None, mask], return_attention_scores=True
    )
    merged = keras.layers.Concatenate()([states, context])  # (batch, T_y, 3 units)
    hidden = keras.layers.Dense(units, activation="tanh")(merged)
    scores = keras.layers.Dense(digits)(hidden)
    return keras.Model([x, so_far], [scores, weights])


def greedy_decode(step: Step, m: int, start: int, end: int, length: int) -> np.ndarray:
    """Write m answers at once, each time with the likeliest token.

    Args:
        step: takes what is written so far, (m, t), the start token first, and returns the logarithms of the
            probabilities of what comes next, (m, tokens). It always gets all m rows in their order.
        m: how many answers.
        start: the token that each begins with.
        end: the token that ends an answer.
        length: how many tokens are written.

    Returns:
        Whole numbers, (m, length), without the start token. Behind an `end` stands nothing but `end`.
    """
    so_far = np.full((m, 1), start)
    has_ended = np.zeros(m, dtype=bool)
    for _ in range(length):
        chosen = np.where(has_ended, end, np.argmax(step(so_far), axis=1))
        has_ended |= chosen == end
        so_far = np.concatenate([so_far, chosen[:, np.newaxis]], axis=1)
    return so_far[:, 1:]


def exact_match(answers: Sequence[str], truths: Sequence[str]) -> float:
    """Compute the share of answers that are right from the first letter to the last.

    Args:
        answers: texts, one or more.
        truths: as many texts.

    Returns:
        A number from 0 to 1.
    """
    right = [answer == truth for answer, truth in zip(answers, truths, strict=True)]
    return sum(right) / len(right)


def beam_search(
    step: Step, start: int, end: int, length: int, width: int, length_penalty: float
) -> tuple[list[int], float]:
    """Write one answer, and keep the `width` best beginnings on the way.

    Args:
        step: takes k beginnings, (k, t), the start token first, and returns the logarithms of the probabilities of
            what comes next, (k, tokens).
        start: the token that each answer begins with.
        end: the token that ends an answer.
        length: how many tokens an answer has at most, `end` counted.
        width: how many extensions are kept in each round, 1 or more.
        length_penalty: the power of the number of tokens by which the sum of logarithms is divided, 0 or more.

    Returns:
        The tokens of the best answer, without the start token and with its `end`, if it has one, and its score.
    """
    live = [([start], 0.0)]
    candidates: list[tuple[list[int], float]] = []
    for _ in range(length):
        log_probabilities = step(np.array([tokens for tokens, _ in live]))
        extensions = [
            ([*tokens, token], total + float(log_probability))
            for (tokens, total), row in zip(live, log_probabilities, strict=True)
            for token, log_probability in enumerate(row)
        ]
        best = sorted(extensions, key=lambda item: item[1], reverse=True)[:width]
        candidates += [item for item in best if item[0][-1] == end]
        live = [item for item in best if item[0][-1] != end]
        if not live:
            break
    scored = [(tokens[1:], total / (len(tokens) - 1) ** length_penalty) for tokens, total in candidates + live]
    return max(scored, key=lambda item: item[1])


def bleu(candidate: list[str], references: list[list[str]], longest: int = 4) -> float:
    """Compare a sentence with several good ones, by the runs of words that they share (Papineni et al. 2002).

    Args:
        candidate: the words of the sentence.
        references: for each good sentence its words; one or more.
        longest: the longest runs that are counted.

    Returns:
        The brevity penalty times the geometric mean of the clipped precisions of runs of 1 to `longest` words; 0 if one
        of these is 0, or the candidate has fewer words than `longest`.
    """

    def runs(words: list[str], size: int) -> Counter[tuple[str, ...]]:
        return Counter(tuple(words[place : place + size]) for place in range(len(words) - size + 1))

    logarithms = []
    for size in range(1, longest + 1):
        counts = runs(candidate, size)
        most: Counter[tuple[str, ...]] = Counter()
        for reference in references:
            most |= runs(reference, size)  # of each run the larger count
        matched = sum((counts & most).values())  # of each run the smaller count
        if matched == 0:
            return 0.0
        logarithms.append(math.log(matched / sum(counts.values())))
    written = len(candidate)
    wanted = min((len(reference) for reference in references), key=lambda size: (abs(size - written), size))
    penalty = 1.0 if written >= wanted else math.exp(1 - wanted / written)
    return penalty * math.exp(sum(logarithms) / longest)


def log_softmax(scores: np.ndarray) -> np.ndarray:
    """The logarithms of the softmax along the last axis."""
    lowered = scores - np.max(scores, axis=-1, keepdims=True)
    logarithms: np.ndarray = lowered - np.log(np.sum(np.exp(lowered), axis=-1, keepdims=True))
    return logarithms


def chatter(so_far: np.ndarray) -> np.ndarray:
    """A toy step of four tokens, of which 3 is the end: whatever is written changes what comes next."""
    so_far = np.asarray(so_far)
    mixed = so_far @ np.arange(2, so_far.shape[1] + 2)
    return log_softmax(2 * np.cos(np.outer(mixed, [1.0, 1.9, 3.1, 4.1])))


def choir(so_far: np.ndarray) -> np.ndarray:
    """The same for several answers at once, each of which goes its own way."""
    so_far = np.asarray(so_far)
    mixed = so_far @ np.arange(2, so_far.shape[1] + 2) + 5 * np.arange(len(so_far))
    return log_softmax(2 * np.cos(np.outer(mixed, [1.0, 1.9, 3.1, 4.1])))


AFTER = np.array([[0.35, 0.33, 0.32], [0.05, 0.05, 0.9], [0.3, 0.3, 0.4], [0.5, 0.4, 0.1]])


def two_roads(so_far: np.ndarray) -> np.ndarray:
    """A toy step of three tokens, 2 is the end and 3 the start: row k of AFTER holds what comes after token k."""
    logarithms: np.ndarray = np.log(AFTER[np.asarray(so_far, dtype=int)[:, -1]])
    return logarithms


def long_road(so_far: np.ndarray) -> np.ndarray:
    """A toy step of three tokens, 2 is the end: the longer an answer is, the surer is what comes next."""
    so_far = np.asarray(so_far)
    written = so_far.shape[1] - 1
    sure = 0.45 + 0.125 * min(written, 4)
    row = [sure, 0.4 * (1 - sure), 0.6 * (1 - sure)] if written < 5 else [0.02, 0.03, 0.95]
    logarithms: np.ndarray = np.log(np.tile(row, (len(so_far), 1)))
    return logarithms
