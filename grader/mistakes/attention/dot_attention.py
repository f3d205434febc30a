import math

import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.attention import masked_softmax

not_scaled = edited(
    "The scores are too far apart: they are not divided by the root of d, the length of a key.",
    (" / np.sqrt(keys.shape[-1])", ""),
)
divided_by_d = edited(
    "The scores are divided by d. Divide by its root.",
    ("np.sqrt(keys.shape[-1])", "keys.shape[-1]"),
)
root_of_the_places = edited(
    "The scores are divided by the root of another length: is it the number of places, T_x? It is that of a key, its last axis.",
    ("keys.shape[-1]", "keys.shape[1]"),
)
root_of_the_values = edited(
    "The scores are divided by the root of another length: is it that of a value, d_v? It is that of a key, d.",
    ("keys.shape[-1]", "values.shape[-1]"),
)
multiplied_by_the_root = edited(
    "The scores are multiplied by the root of d. Divide.",
    ("/ np.sqrt(keys.shape[-1])", "* np.sqrt(keys.shape[-1])"),
)
mask_left_out = edited(
    "The mask is not used: places that are masked are looked at.",
    ("masked_softmax(scores, mask[:, np.newaxis, :])", "masked_softmax(scores, np.ones(scores.shape, dtype=bool))"),
)
softmax_along_the_queries = edited(
    "The weights are 1 in sum along the places that *ask*. For each query the weights of all keys should be 1 in sum: the last "
    "axis of the scores belongs to the keys.",
    (
        "masked_softmax(scores, mask[:, np.newaxis, :])",
        "np.swapaxes(masked_softmax(np.swapaxes(scores, 1, 2), mask[:, :, np.newaxis]), 1, 2)",
    ),
)
scaled_after_the_softmax = edited(
    "The *weights* are divided by the root of d, so that they are no longer 1 in sum. The scores are.",
    (" / np.sqrt(keys.shape[-1])  # (m, T_y, T_x)", ""),
    (
        "masked_softmax(scores, mask[:, np.newaxis, :])",
        "masked_softmax(scores, mask[:, np.newaxis, :]) / np.sqrt(keys.shape[-1])",
    ),
)
tuple_turned_round = edited(
    "Context and weights have changed places. The context comes first.",
    ("return weights @ values, weights", "return weights, weights @ values"),
)
context_alone = edited(
    "Only the context comes back. Return a tuple (context, weights).",
    ("return weights @ values, weights", "return weights @ values"),
)
scores_in_place_of_weights = edited(
    "The second part is not what comes out of the softmax: its rows are not 1 in sum. Return the weights, not the scores.",
    ("return weights @ values, weights", "return weights @ values, scores"),
)
an_average_without_weights = edited(
    "The context is the same for all queries: a plain average of what is not masked. Weigh the values.",
    (
        "return weights @ values, weights",
        "flat = masked_softmax(0 * scores, mask[:, np.newaxis, :])",
        "return flat @ values, weights",
    ),
)
softmax_taken_twice = edited(
    "The softmax is taken twice, so that the weights are too much alike.",
    (
        "masked_softmax(scores, mask[:, np.newaxis, :])",
        "masked_softmax(masked_softmax(scores, mask[:, np.newaxis, :]), mask[:, np.newaxis, :])",
    ),
)


@mistake(
    "The first example's keys and values are used for all examples. Each example has its own: @ multiplies the last two axes."
)
def first_example_for_all(query, keys, values, mask):
    scores = query @ keys[0].T / np.sqrt(keys.shape[-1])
    weights = masked_softmax(scores, mask[:, np.newaxis, :])
    return weights @ values[0], weights


averages_the_keys = edited(
    "The keys are averaged. They only say how much: what is averaged are the values.",
    ("return weights @ values, weights", "return weights @ keys, weights"),
)
reshaped_keys = edited(
    "The keys are reshaped to (m, d, T_x), which puts their numbers into other places. Exchange the last two axes: np.swapaxes.",
    ("np.swapaxes(keys, 1, 2)", "keys.reshape(len(keys), keys.shape[2], keys.shape[1])"),
)
mask_after_the_softmax = edited(
    "Where something is masked the weights are below 1 in sum: is the mask put on after the softmax? Give it to masked_softmax.",
    (
        "masked_softmax(scores, mask[:, np.newaxis, :])",
        "masked_softmax(scores, np.ones(scores.shape, dtype=bool)) * mask[:, np.newaxis, :]",
    ),
)
masked_scores_are_zero = edited(
    "Masked places are looked at: their scores are 0, and exp(0) is 1. Leave the mask to masked_softmax.",
    (
        "masked_softmax(scores, mask[:, np.newaxis, :])",
        "masked_softmax(scores * mask[:, np.newaxis, :], np.ones(scores.shape, dtype=bool))",
    ),
)


@alternative
def with_einsum(query, keys, values, mask):
    scores = np.einsum("mid,mjd->mij", query, keys) * keys.shape[-1] ** -0.5
    weights = masked_softmax(scores, mask[:, None])
    return np.einsum("mij,mjv->miv", weights, values), weights


@alternative
def example_by_example(query, keys, values, mask):
    contexts, all_weights = [], []
    for q, k, v, seen in zip(query, keys, values, mask, strict=True):
        weights = masked_softmax(q @ k.T / math.sqrt(k.shape[1]), np.tile(seen, (len(q), 1)))
        contexts.append(weights @ v)
        all_weights.append(weights)
    return np.array(contexts), np.array(all_weights)


@alternative
def in_float32_as_a_list(query, keys, values, mask):
    query, keys, values = (part.astype(np.float32) for part in (query, keys, values))
    scores = np.matmul(query / np.float32(np.sqrt(query.shape[2])), keys.transpose(0, 2, 1))
    weights = masked_softmax(scores, np.expand_dims(mask, 1)).astype(np.float32)
    return [np.matmul(weights, values), weights]


@alternative
def with_a_softmax_of_its_own(query, keys, values, mask):
    scores = query @ keys.transpose(0, 2, 1) / np.sqrt(query.shape[-1])
    e = np.exp(scores - scores.max(axis=-1, keepdims=True)) * mask[:, None, :]
    total = e.sum(axis=-1, keepdims=True)
    weights = np.divide(e, total, out=np.zeros_like(e), where=total > 0)
    return weights @ values, weights
