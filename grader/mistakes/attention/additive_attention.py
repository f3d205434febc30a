import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.attention import masked_softmax

without_tanh = edited(
    "The tanh is missing. Without it the query has no say: it moves all scores of its row by the same amount.",
    ("np.tanh(pairs) @ v", "pairs @ v"),
)
with_relu = edited(
    "Where the sum of the two is negative, the score gets nothing: a ReLU stands in the place of the tanh.",
    ("np.tanh(pairs) @ v", "np.maximum(pairs, 0) @ v"),
)
with_sigmoid = edited(
    "A sigmoid stands in the place of the tanh.",
    ("np.tanh(pairs) @ v", "(1 / (1 + np.exp(-pairs))) @ v"),
)
tanh_of_each_alone = edited(
    "The tanh is taken of query and key apart, and then they are added. Add first: otherwise the query moves all scores of "
    "its row alike.",
    (
        "(query @ W_q)[:, :, np.newaxis, :] + (keys @ W_k)[:, np.newaxis, :, :]",
        "np.tanh(query @ W_q)[:, :, np.newaxis, :] + np.tanh(keys @ W_k)[:, np.newaxis, :, :]",
    ),
    ("np.tanh(pairs) @ v", "pairs @ v"),
)
tanh_at_the_end = edited(
    "The tanh is taken behind v, of the score. It belongs before: each unit is bent, and then v weighs them.",
    ("np.tanh(pairs) @ v", "np.tanh(pairs @ v)"),
)
v_inside_the_tanh = edited(
    "v stands inside the tanh. Each unit is bent first, and then v weighs them.",
    ("np.tanh(pairs) @ v", "np.tanh(pairs * v).sum(axis=-1)"),
)
v_left_out = edited(
    "The units are added up as they are: v is not used.",
    ("np.tanh(pairs) @ v", "np.tanh(pairs).sum(axis=-1)"),
)
multiplied_in_place_of_added = edited(
    "Query and key are multiplied. Here they are added.",
    (
        "(query @ W_q)[:, :, np.newaxis, :] + (keys @ W_k)[:, np.newaxis, :, :]",
        "(query @ W_q)[:, :, np.newaxis, :] * (keys @ W_k)[:, np.newaxis, :, :]",
    ),
)
with_a_root = edited(
    "The scores are divided by the root of the number of units. Here they are not: the tanh keeps them small.",
    ("np.tanh(pairs) @ v", "np.tanh(pairs) @ v / np.sqrt(len(v))"),
)
mask_left_out = edited(
    "The mask is not used: places that are masked are looked at.",
    ("masked_softmax(scores, mask[:, np.newaxis, :])", "masked_softmax(scores, np.ones(scores.shape, dtype=bool))"),
)
mask_after_the_softmax = edited(
    "Where something is masked the weights are below 1 in sum: is the mask put on after the softmax? Give it to masked_softmax.",
    (
        "masked_softmax(scores, mask[:, np.newaxis, :])",
        "masked_softmax(scores, np.ones(scores.shape, dtype=bool)) * mask[:, np.newaxis, :]",
    ),
)
softmax_along_the_queries = edited(
    "The weights are 1 in sum along the places that *ask*. For each query the weights of all keys should be 1 in sum.",
    (
        "masked_softmax(scores, mask[:, np.newaxis, :])",
        "np.swapaxes(masked_softmax(np.swapaxes(scores, 1, 2), mask[:, :, np.newaxis]), 1, 2)",
    ),
)
averages_what_W_k_makes = edited(
    "What is averaged is keys @ W_k. The keys themselves are the values: the context has as many numbers as a key.",
    ("return weights @ keys, weights", "return weights @ (keys @ W_k), weights"),
)
tuple_turned_round = edited(
    "Context and weights have changed places. The context comes first.",
    ("return weights @ keys, weights", "return weights, weights @ keys"),
)
scores_in_place_of_weights = edited(
    "The second part is not what comes out of the softmax: its rows are not 1 in sum. Return the weights, not the scores.",
    ("return weights @ keys, weights", "return weights @ keys, scores"),
)


@mistake(
    "All queries of an example get the same weights: are they averaged before they meet the keys? Each query meets each key."
)
def queries_averaged(query, keys, W_q, W_k, v, mask):
    both = np.tanh(np.mean(query @ W_q, axis=1, keepdims=True) + keys @ W_k) @ v
    weights = masked_softmax(np.repeat(both[:, np.newaxis], query.shape[1], axis=1), mask[:, np.newaxis, :])
    return weights @ keys, weights


@alternative
def with_loops_over_the_places(query, keys, W_q, W_k, v, mask):
    m, t_y, t_x = query.shape[0], query.shape[1], keys.shape[1]
    scores = np.zeros((m, t_y, t_x))
    for i in range(t_y):
        for j in range(t_x):
            scores[:, i, j] = np.tanh(query[:, i] @ W_q + keys[:, j] @ W_k) @ v
    weights = masked_softmax(scores, np.repeat(mask[:, None], t_y, axis=1))
    return np.einsum("mij,mjd->mid", weights, keys), weights


@alternative
def with_einsum(query, keys, W_q, W_k, v, mask):
    pairs = np.tanh(np.expand_dims(query.dot(W_q), 2) + np.expand_dims(keys.dot(W_k), 1))
    weights = masked_softmax(np.einsum("miju,u->mij", pairs, v), mask[:, None, :])
    return (weights[..., None] * keys[:, None]).sum(axis=2), weights


@alternative
def in_float32(query, keys, W_q, W_k, v, mask):
    query, keys, W_q, W_k, v = (part.astype(np.float32) for part in (query, keys, W_q, W_k, v))
    joined = np.tanh((query @ W_q)[:, :, None] + (keys @ W_k)[:, None])
    weights = masked_softmax((joined * v).sum(-1), mask[:, None]).astype(np.float32)
    return np.matmul(weights, keys), weights
