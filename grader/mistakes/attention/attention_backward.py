import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.attention import dot_attention

softmax_like_a_sigmoid = edited(
    "d_values is right, the other two are not: the slope of the softmax is taken as if each weight depended on its own score alone. "
    "A score moves all weights of its row: subtract the sum of A dA along the row.",
    (
        "weights * (d_weights - np.sum(weights * d_weights, axis=-1, keepdims=True))",
        "weights * (1 - weights) * d_weights",
    ),
)
softmax_without_the_sum = edited(
    "d_values is right, the other two are not: the sum is missing. ds = a (da - sum of a da along the row).",
    ("weights * (d_weights - np.sum(weights * d_weights, axis=-1, keepdims=True))", "weights * d_weights"),
)
softmax_left_out = edited(
    "d_values is right, the other two are not: nothing goes back through the softmax.",
    ("weights * (d_weights - np.sum(weights * d_weights, axis=-1, keepdims=True))", "d_weights"),
)
sum_without_weights = edited(
    "d_values is right, the other two are not: the sum along the row is that of dA alone. It is the sum of A times dA.",
    ("np.sum(weights * d_weights, axis=-1, keepdims=True)", "np.sum(d_weights, axis=-1, keepdims=True)"),
)
sum_along_the_queries = edited(
    "d_values is right, the other two are not: the sum runs along the places that ask. A row of weights runs along the keys, the "
    "last axis.",
    ("np.sum(weights * d_weights, axis=-1, keepdims=True)", "np.sum(weights * d_weights, axis=1, keepdims=True)"),
)
mean_in_place_of_the_sum = edited(
    "d_values is right, the other two are not: the mean of A dA is subtracted. It is the sum.",
    ("np.sum(weights * d_weights, axis=-1, keepdims=True)", "np.mean(weights * d_weights, axis=-1, keepdims=True)"),
)
root_forgotten = edited(
    "d_query and d_keys are too large by the root of d: the scores were divided by it on the way forward, so it stands in their "
    "slopes, too.",
    ("d_scores / np.sqrt(keys.shape[-1])", "d_scores"),
)
root_twice = edited(
    "d_query and d_keys are divided by d, by the root twice. Once, as on the way forward.",
    ("d_scores / np.sqrt(keys.shape[-1])", "d_scores / keys.shape[-1]"),
)
root_undone = edited(
    "d_query and d_keys are multiplied by the root of d. The slope of a division is the same division again.",
    ("d_scores / np.sqrt(keys.shape[-1])", "d_scores * np.sqrt(keys.shape[-1])"),
)
query_and_keys_exchanged = edited(
    "d_query and d_keys hold each other's gradients.",
    ('"d_query": d_products @ keys', '"d_query": np.swapaxes(d_products, 1, 2) @ query'),
    ('"d_keys": np.swapaxes(d_products, 1, 2) @ query', '"d_keys": d_products @ keys'),
)
divided_by_m = edited(
    "All gradients are too small by the number of examples. d_context belongs to the whole loss already: nothing is averaged here.",
    ('"d_query": d_products @ keys', '"d_query": d_products @ keys / len(query)'),
    ('"d_keys": np.swapaxes(d_products, 1, 2) @ query', '"d_keys": np.swapaxes(d_products, 1, 2) @ query / len(query)'),
    ('"d_values": d_values', '"d_values": d_values / len(query)'),
)
weights_of_the_whole_context = edited(
    "d_values is wrong, the other two are right: are the weights left out, or not transposed? A value gets of dC as much as it gave to "
    "the context: A transposed times dC.",
    ("np.swapaxes(weights, 1, 2) @ d_context", "np.ones_like(np.swapaxes(weights, 1, 2)) @ d_context"),
)
without_the_mask = edited(
    "Masked places get a gradient. Pass the mask on to dot_attention: what was not looked at has the weight 0, and no slope.",
    ("dot_attention(query, keys, values, mask)", "dot_attention(query, keys, values, np.ones_like(mask))"),
)


@mistake("The three gradients come back as a tuple. Return a dict of d_query, d_keys and d_values.")
def as_a_tuple(d_context, query, keys, values, mask):
    _, weights = dot_attention(query, keys, values, mask)
    d_weights = d_context @ np.swapaxes(values, 1, 2)
    d_scores = weights * (d_weights - np.sum(weights * d_weights, axis=-1, keepdims=True)) / np.sqrt(keys.shape[-1])
    return d_scores @ keys, np.swapaxes(d_scores, 1, 2) @ query, np.swapaxes(weights, 1, 2) @ d_context


@alternative
def with_the_whole_matrix_of_slopes(d_context, query, keys, values, mask):
    _, weights = dot_attention(query, keys, values, mask)
    d_weights = np.einsum("miv,mjv->mij", d_context, values)
    slopes = np.einsum("mij,jk->mijk", weights, np.eye(keys.shape[1])) - np.einsum("mij,mik->mijk", weights, weights)
    d_scores = np.einsum("mijk,mik->mij", slopes, d_weights) / np.sqrt(keys.shape[2])
    return {
        "d_query": np.einsum("mij,mjd->mid", d_scores, keys),
        "d_keys": np.einsum("mij,mid->mjd", d_scores, query),
        "d_values": np.einsum("mij,miv->mjv", weights, d_context),
    }


@alternative
def example_by_example(d_context, query, keys, values, mask):
    grads = {"d_values": np.zeros(values.shape), "d_query": np.zeros(query.shape), "d_keys": np.zeros(keys.shape)}
    _, weights = dot_attention(query, keys, values, mask)
    for i, A in enumerate(weights):
        dA = d_context[i] @ values[i].T
        dS = A * (dA - (A * dA).sum(axis=1)[:, None]) / query.shape[2] ** 0.5
        grads["d_query"][i] += dS @ keys[i]
        grads["d_keys"][i] += dS.T @ query[i]
        grads["d_values"][i] += A.T @ d_context[i]
    return grads


@alternative
def by_the_context(d_context, query, keys, values, mask):
    context, weights = dot_attention(query, keys, values, mask)
    turned = weights.transpose(0, 2, 1)
    inner = np.sum(d_context * context, axis=-1, keepdims=True)  # the same as the sum of A dA along the row
    d_scores = weights * (d_context @ values.transpose(0, 2, 1) - inner)
    d_scores = (d_scores / np.sqrt(query.shape[-1])).astype(np.float32)
    return {
        "d_query": d_scores @ keys.astype(np.float32),
        "d_keys": d_scores.transpose(0, 2, 1) @ query.astype(np.float32),
        "d_values": turned @ d_context,
        "d_scores": d_scores,
    }
