import numpy as np

from grader.authoring import alternative, edited

not_scaled = edited(
    "The scores are not divided by the root of d, the length of a query: the softmax becomes too sure.",
    (" / np.sqrt(q.shape[-1])", ""),
)
scaled_by_d = edited(
    "The scores are divided by d. Divide by the square root of d.", ("np.sqrt(q.shape[-1])", "q.shape[-1]")
)
scaled_by_the_number_of_keys = edited(
    "The scores are divided by the root of the number of keys. What counts is the length of a query: its last axis.",
    ("np.sqrt(q.shape[-1])", "np.sqrt(k.shape[-2])"),
)
scaled_by_the_values = edited(
    "The scores are divided by the root of the length of a value. Take the length of a query: its last axis.",
    ("np.sqrt(q.shape[-1])", "np.sqrt(v.shape[-1])"),
)
softmax_over_the_queries = edited(
    "Each column of the weights adds up to 1, not each row. The softmax runs along the last axis, over the keys.",
    ("np.max(scores, axis=-1, keepdims=True)", "np.max(scores, axis=-2, keepdims=True)"),
    ("np.sum(weights, axis=-1, keepdims=True)", "np.sum(weights, axis=-2, keepdims=True)"),
)
softmax_over_everything = edited(
    "All weights together add up to 1. Those of each query should: softmax along the last axis.",
    ("np.max(scores, axis=-1, keepdims=True)", "np.max(scores)"),
    ("np.sum(weights, axis=-1, keepdims=True)", "np.sum(weights)"),
)
no_softmax_but_exponentials = edited(
    "The exponentials are not divided by their sum. The weights of each query should add up to 1.",
    ("scores = scores - np.max(scores, axis=-1, keepdims=True)", ""),
    ("weights = weights / np.sum(weights, axis=-1, keepdims=True)", ""),
)
mask_after_the_softmax = edited(
    "The mask comes after the softmax, so a query's weights no longer add up to 1. Hide the scores before it.",
    ("if mask is not None:", ""),
    ("scores = np.where(mask, scores, -np.inf)", ""),
    ("output =", "if mask is not None:", "    weights = np.where(mask, weights, 0.0)", "output ="),
)
mask_turned_round = edited(
    "The mask is used the other way round. True says that a query may look.",
    ("np.where(mask, scores, -np.inf)", "np.where(mask, -np.inf, scores)"),
)
hidden_scores_are_zero = edited(
    "Hidden scores become 0, and exp(0) is 1: they still get a share. Minus infinity gets none.",
    ("np.where(mask, scores, -np.inf)", "np.where(mask, scores, 0.0)"),
)
hidden_scores_not_small_enough = edited(
    "Hidden scores get a number that is not small enough: where the others are smaller still, it wins. Take minus "
    "infinity.",
    ("np.where(mask, scores, -np.inf)", "np.where(mask, scores, -100.0)"),
)
mask_added = edited(
    "The mask is added to the scores, which hides nothing. Where it is False, the score should be minus infinity.",
    ("np.where(mask, scores, -np.inf)", "scores + mask"),
)
mask_ignored = edited(
    "The mask makes no difference. Where it is False, the score should be minus infinity before the softmax.",
    ("if mask is not None:", ""),
    ("scores = np.where(mask, scores, -np.inf)", ""),
)
keys_for_values = edited("The weights average the keys. They average the values.", ("weights @ v", "weights @ k"))
exponentials_overflow = edited(
    "exp of scores far from 0 is infinite, or 0 in a whole row. Subtract each row's largest score first; the softmax "
    "stays the same.",
    ("scores = scores - np.max(scores, axis=-1, keepdims=True)", ""),
)
scores_instead_of_weights = edited(
    "The second thing returned are the scores. Return the weights, after the softmax.",
    ("return output, weights", "return output, scores"),
)
exponentials_masked = edited(
    "What is hidden is taken out after exp. If the largest score is hidden, the others may all be 0 by then, and 0 / "
    "0 is not a number. Hide the scores first.",
    ("if mask is not None:\n    scores = np.where(mask, scores, -np.inf)\n", ""),
    (
        "weights = np.exp(scores)",
        "weights = np.exp(scores)",
        "if mask is not None:",
        "    weights = np.where(mask, weights, 0.0)",
    ),
)
largest_of_all = edited(
    "You subtract the largest score of all, so that a row of far smaller ones has nothing but zeros: 0 / 0. Subtract "
    "each row's own largest.",
    ("np.max(scores, axis=-1, keepdims=True)", "np.max(scores)"),
)
mask_hides_what_is_true = edited(
    "What the mask calls True is pushed down, as if True meant hidden. True says that a query may look.",
    ("np.where(mask, scores, -np.inf)", "scores + np.where(mask, -1e9, 0.0)"),
)
weights_first = edited(
    "Output and weights come back in the wrong order: output first.",
    ("return output, weights", "return weights, output"),
)
keys_transposed_whole = edited(
    ".T turns round all axes. Of a batch with heads only the last two are to be swapped: np.swapaxes(k, -1, -2).",
    ("np.swapaxes(k, -1, -2)", "k.T"),
)


@alternative
def with_einsum(q, k, v, mask=None):
    scores = np.einsum("...nd,...md->...nm", q, k) * q.shape[-1] ** -0.5
    if mask is not None:
        scores = scores + np.where(mask, 0.0, -1e9)
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    weights /= weights.sum(-1, keepdims=True)
    return np.einsum("...nm,...me->...ne", weights, v), weights


@alternative
def query_by_query(q, k, v, mask=None):
    outputs, rows = [], []
    for i in range(q.shape[-2]):
        scores = np.sum(q[..., i : i + 1, :] * k, axis=-1) / np.sqrt(q.shape[-1])
        if mask is not None:
            allowed = np.broadcast_to(mask, (*scores.shape[:-1], q.shape[-2], scores.shape[-1]))[..., i, :]
            scores = np.where(allowed, scores, -1e30)
        exponentials = np.exp(scores - scores.max(axis=-1, keepdims=True))
        row = exponentials / exponentials.sum(axis=-1, keepdims=True)
        rows.append(row)
        outputs.append(np.sum(row[..., np.newaxis] * v, axis=-2))
    return [np.stack(outputs, axis=-2), np.stack(rows, axis=-2)]


@alternative
def with_scipy(q, k, v, mask=None):
    from scipy.special import softmax

    scores = (q / np.sqrt(np.shape(k)[-1])) @ np.moveaxis(k, -1, -2)
    if mask is not None:
        scores[~np.broadcast_to(mask, scores.shape)] = -np.inf
    weights = softmax(scores, axis=-1)
    return np.matmul(weights, v), weights


@alternative
def in_float32(q, k, v, mask=None):
    q, k, v = np.float32(q), np.float32(k), np.float32(v)
    scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    if mask is not None:
        scores = np.where(mask, scores, np.finfo(np.float32).min)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights @ v, weights
