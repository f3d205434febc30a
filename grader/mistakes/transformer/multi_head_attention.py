import numpy as np

from grader.authoring import alternative, edited, everywhere, mistake
from solutions.transformer import join_heads, scaled_dot_product_attention, split_heads

joined_without_transpose = edited(
    "The heads are joined without being put beside their places first, which mixes places up. Use join_heads.",
    ("join_heads(seen)", "seen.reshape(x.shape)"),
)
split_without_transpose = edited(
    "The heads are cut out by a reshape alone, which mixes places up. Use split_heads.",
    (
        'split_heads(x @ parameters["W_q"] + parameters["b_q"], heads)',
        '(x @ parameters["W_q"] + parameters["b_q"]).reshape(len(x), heads, x.shape[1], -1)',
    ),
    (
        'split_heads(x @ parameters["W_k"] + parameters["b_k"], heads)',
        '(x @ parameters["W_k"] + parameters["b_k"]).reshape(len(x), heads, x.shape[1], -1)',
    ),
    (
        'split_heads(x @ parameters["W_v"] + parameters["b_v"], heads)',
        '(x @ parameters["W_v"] + parameters["b_v"]).reshape(len(x), heads, x.shape[1], -1)',
    ),
)
one_head_only = edited(
    "There is only one head: heads makes no difference. Split q, k and v before the attention, and join what comes out.",
    everywhere(", heads)", ", 1)"),
)
scaled_by_the_whole_depth = edited(
    "The scores are divided by the root of depth. Each head has depth / heads numbers: the root of that.",
    (
        'split_heads(x @ parameters["W_q"] + parameters["b_q"], heads)',
        'split_heads((x @ parameters["W_q"] + parameters["b_q"]) / np.sqrt(heads), heads)',
    ),
)
scaled_twice = edited(
    "The scores are divided by the root of d twice. scaled_dot_product_attention does so by itself.",
    (
        "scaled_dot_product_attention(q, k, v, mask)",
        "scaled_dot_product_attention(q / np.sqrt(q.shape[-1]), k, v, mask)",
    ),
)
mask_not_handed_on = edited(
    "The mask makes no difference: hand it on to the attention.", ("(q, k, v, mask)", "(q, k, v)")
)
no_output_matrix = edited(
    "W_o and b_o are missing: the joined heads go through one more linear layer.",
    ('join_heads(seen) @ parameters["W_o"] + parameters["b_o"]', "join_heads(seen)"),
)
no_output_bias = edited(
    "b_o is missing at the end.", (' @ parameters["W_o"] + parameters["b_o"]', ' @ parameters["W_o"]')
)
no_biases_inside = edited(
    "The biases of queries and values are missing: each of the three layers adds its own.",
    (' + parameters["b_q"]', ""),
    (' + parameters["b_k"]', ""),
    (' + parameters["b_v"]', ""),
)
no_bias_of_the_queries = edited("b_q is missing: the queries are x @ W_q + b_q.", (' + parameters["b_q"]', ""))
no_bias_of_the_values = edited("b_v is missing: the values are x @ W_v + b_v.", (' + parameters["b_v"]', ""))
queries_and_keys_swapped = edited(
    "Queries and keys have changed places. W_q makes the queries, W_k the keys.",
    ('["W_q"] + parameters["b_q"]', '["W_k"] + parameters["b_k"]'),
    ('["W_k"] + parameters["b_k"]', '["W_q"] + parameters["b_q"]'),
)
values_from_the_keys = edited(
    "The values are made with W_k. They have a matrix of their own, W_v.",
    ('["W_v"] + parameters["b_v"]', '["W_k"] + parameters["b_k"]'),
)
values_are_x = edited(
    "The values are x itself. They are x @ W_v + b_v.",
    ('split_heads(x @ parameters["W_v"] + parameters["b_v"], heads)', "split_heads(x, heads)"),
)
matrices_transposed = edited(
    "The matrices are transposed. Examples stand in rows: x @ W.",
    ('["W_q"]', '["W_q"].T'),
    ('["W_k"]', '["W_k"].T'),
    ('["W_v"]', '["W_v"].T'),
    ('["W_o"]', '["W_o"].T'),
)
input_added = edited(
    "x is added to the output. That comes later, in the block: here return the attention alone.",
    ("return output, weights", "return x + output, weights"),
)
weights_averaged = edited(
    "The weights are averaged over the heads. Return those of each head: (batch, heads, n, n).",
    ("return output, weights", "return output, weights.mean(axis=1)"),
)


@mistake("Only the output is returned. Return the weights, too: output, weights.")
def output_alone(x, parameters, heads, mask=None):
    q = split_heads(x @ parameters["W_q"] + parameters["b_q"], heads)
    k = split_heads(x @ parameters["W_k"] + parameters["b_k"], heads)
    v = split_heads(x @ parameters["W_v"] + parameters["b_v"], heads)
    seen, _ = scaled_dot_product_attention(q, k, v, mask)
    return join_heads(seen) @ parameters["W_o"] + parameters["b_o"]


@alternative
def in_a_loop(x, parameters, heads, mask=None):
    q, k, v = (
        split_heads(np.einsum("bni,ij->bnj", x, parameters[f"W_{name}"]) + parameters[f"b_{name}"], heads)
        for name in "qkv"
    )
    seen, weights = scaled_dot_product_attention(q, k, v, mask=mask)
    return np.matmul(join_heads(seen), parameters["W_o"]) + parameters["b_o"], weights


@alternative
def head_by_head(x, parameters, heads, mask=None):
    batch, n, depth = x.shape
    d = depth // heads
    output, all_weights = np.zeros(x.shape) + parameters["b_o"], []
    for h in range(heads):
        part = slice(h * d, (h + 1) * d)
        q = x @ parameters["W_q"][:, part] + parameters["b_q"][part]
        k = x @ parameters["W_k"][:, part] + parameters["b_k"][part]
        v = x @ parameters["W_v"][:, part] + parameters["b_v"][part]
        scores = q @ k.transpose(0, 2, 1) / np.sqrt(d)
        if mask is not None:
            allowed = np.broadcast_to(mask, (batch, heads, n, n))[:, h]
            scores = np.where(allowed, scores, -1e9)
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        output += weights @ v @ parameters["W_o"][part]
        all_weights.append(weights)
    return [output, np.stack(all_weights, axis=1)]


@alternative
def with_one_large_matrix(x, parameters, heads, mask=None):
    W = np.concatenate([parameters["W_q"], parameters["W_k"], parameters["W_v"]], axis=1)
    b = np.concatenate([parameters["b_q"], parameters["b_k"], parameters["b_v"]])
    q, k, v = (split_heads(part, heads) for part in np.split(x @ W + b, 3, axis=-1))
    seen, weights = scaled_dot_product_attention(q, k, v, mask)
    return join_heads(seen) @ parameters["W_o"] + parameters["b_o"], weights


@alternative
def in_float32(x, parameters, heads, mask=None):
    x, p = np.float32(x), {name: np.float32(value) for name, value in parameters.items()}
    q, k, v = (split_heads(x @ p[f"W_{name}"] + p[f"b_{name}"], heads) for name in "qkv")
    scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    if mask is not None:
        scores = np.where(mask, scores, np.float32(-1e9))
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return join_heads(weights @ v) @ p["W_o"] + p["b_o"], weights
