import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.transformer import feed_forward, join_heads, layer_norm, scaled_dot_product_attention, split_heads

new_place_not_seen = edited(
    "The new place does not look at itself: the attention takes the keys and values of the old cache.",
    (
        "scaled_dot_product_attention(q, k, v)",
        'scaled_dot_product_attention(q, cache["k"], cache["v"]) if cache["k"].shape[2] else (np.zeros(q.shape), None)',
    ),
)
only_the_new_place_seen = edited(
    "The new place looks at itself alone. It should look at all places of the cache, too.",
    ("scaled_dot_product_attention(q, k, v)", "scaled_dot_product_attention(q, new_k, new_v)"),
)
cache_not_grown = edited(
    "The old cache comes back. Return one that holds the new key and value, too.",
    ('{"k": k, "v": v}', '{"k": cache["k"], "v": cache["v"]}'),
)
cache_of_the_new_alone = edited(
    "The cache that comes back holds the new place alone. It should hold those before it, too.",
    ('{"k": k, "v": v}', '{"k": new_k, "v": new_v}'),
)
put_in_front = edited(
    "The new key and value stand in front of the old ones. They come last.",
    ('[cache["k"], new_k]', '[new_k, cache["k"]]'),
    ('[cache["v"], new_v]', '[new_v, cache["v"]]'),
)
keys_of_the_plain_x = edited(
    "Keys and values are made of x as it is. Like the query, they are made of the normalized x.",
    ('normed @ parameters["W_k"]', 'x @ parameters["W_k"]'),
    ('normed @ parameters["W_v"]', 'x @ parameters["W_v"]'),
)
first_norm_forgotten = edited(
    "The first norm is missing.",
    ('normed = layer_norm(x, parameters["gamma1"], parameters["beta1"])', "normed = x"),
)
first_sum_forgotten = edited(
    "What the attention says replaces x. It is added to x.", ("x = x + join_heads", "x = join_heads")
)
second_sum_forgotten = edited(
    "What the feed-forward part says replaces x. It is added to x.", ("x = x + feed_forward", "x = feed_forward")
)
feed_forward_forgotten = edited(
    "The feed-forward part of the block is missing.",
    ('x = x + feed_forward(layer_norm(x, parameters["gamma2"], parameters["beta2"]), parameters)', ""),
)
second_norm_forgotten = edited(
    "The second norm is missing.",
    (
        'feed_forward(layer_norm(x, parameters["gamma2"], parameters["beta2"]), parameters)',
        "feed_forward(x, parameters)",
    ),
)
output_matrix_forgotten = edited(
    "W_o and b_o are missing: the joined heads go through one more linear layer.",
    ('join_heads(seen) @ parameters["W_o"] + parameters["b_o"]', "join_heads(seen)"),
)
values_are_keys = edited(
    "The new key is put into both halves of the cache. Values are made with W_v and b_v.",
    ('parameters["W_v"] + parameters["b_v"]', 'parameters["W_k"] + parameters["b_k"]'),
)
scaled_by_the_whole_depth = edited(
    "The scores are divided by the root of depth. Each head has depth / heads numbers: the root of that.",
    ("scaled_dot_product_attention(q, k, v)", "scaled_dot_product_attention(q / np.sqrt(heads), k, v)"),
)
second_shortcut_from_the_start = edited(
    "The second shortcut begins at the x that came in, so what the attention said is lost. Add to the sum.",
    ('layer_norm(x, parameters["gamma1"]', 'layer_norm(start := x, parameters["gamma1"]'),
    ("x = x + feed_forward", "x = start + feed_forward"),
)
with_the_causal_mask = edited(
    "The output has more than one place. There is a single query here, and it needs no mask.",
    (
        "scaled_dot_product_attention(q, k, v)",
        "scaled_dot_product_attention(q, k, v, np.tril(np.ones((k.shape[2], k.shape[2]), dtype=bool)))",
    ),
)
no_bias_of_the_keys = edited(
    "b_k is missing in the new key. It changes no weight, but the cache should hold what W_k and b_k make.",
    (' + parameters["b_k"]', ""),
)
biases_forgotten = edited(
    "The biases of query, key and value are missing: b_q, b_k and b_v.",
    (' + parameters["b_q"]', ""),
    (' + parameters["b_k"]', ""),
    (' + parameters["b_v"]', ""),
)


@mistake("The caller's cache is written over, and comes back. Make a new dict with new arrays.")
def cache_written_over(x, cache, parameters, heads):
    normed = layer_norm(x, parameters["gamma1"], parameters["beta1"])
    q, new_k, new_v = (split_heads(normed @ parameters[f"W_{name}"] + parameters[f"b_{name}"], heads) for name in "qkv")
    cache["k"] = np.concatenate([cache["k"], new_k], axis=2)
    cache["v"] = np.concatenate([cache["v"], new_v], axis=2)
    seen, _ = scaled_dot_product_attention(q, cache["k"], cache["v"])
    x = x + join_heads(seen) @ parameters["W_o"] + parameters["b_o"]
    return x + feed_forward(layer_norm(x, parameters["gamma2"], parameters["beta2"]), parameters), cache


@mistake("Only the output is returned. Return the new cache, too: x, cache.")
def output_alone(x, cache, parameters, heads):
    normed = layer_norm(x, parameters["gamma1"], parameters["beta1"])
    q, k, v = (split_heads(normed @ parameters[f"W_{name}"] + parameters[f"b_{name}"], heads) for name in "qkv")
    k, v = np.concatenate([cache["k"], k], axis=2), np.concatenate([cache["v"], v], axis=2)
    x = x + join_heads(scaled_dot_product_attention(q, k, v)[0]) @ parameters["W_o"] + parameters["b_o"]
    return x + feed_forward(layer_norm(x, parameters["gamma2"], parameters["beta2"]), parameters)


@alternative
def with_a_mask_that_hides_nothing(x, cache, parameters, heads):
    p = parameters
    normed = layer_norm(x, p["gamma1"], p["beta1"])
    new = {name: split_heads(normed @ p[f"W_{name}"] + p[f"b_{name}"], heads) for name in "qkv"}
    cache = {name: np.append(cache[name], new[name], axis=2) for name in ("k", "v")}
    mask = np.ones((1, cache["k"].shape[2]), dtype=bool)
    seen, _ = scaled_dot_product_attention(new["q"], cache["k"], cache["v"], mask)
    middle = x + join_heads(seen) @ p["W_o"] + p["b_o"]
    return [middle + feed_forward(layer_norm(middle, p["gamma2"], p["beta2"]), p), cache]


@alternative
def into_a_larger_array(x, cache, parameters, heads):
    batch, _, t, d = cache["k"].shape
    keys, values = np.empty((batch, heads, t + 1, d)), np.empty((batch, heads, t + 1, d))
    keys[:, :, :t], values[:, :, :t] = cache["k"], cache["v"]
    normed = layer_norm(x, parameters["gamma1"], parameters["beta1"])[:, 0]
    query = (normed @ parameters["W_q"] + parameters["b_q"]).reshape(batch, heads, 1, d)
    keys[:, :, t] = (normed @ parameters["W_k"] + parameters["b_k"]).reshape(batch, heads, d)
    values[:, :, t] = (normed @ parameters["W_v"] + parameters["b_v"]).reshape(batch, heads, d)
    scores = np.einsum("bhqd,bhtd->bhqt", query, keys) / np.sqrt(d)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    seen = np.einsum("bhqt,bhtd->bqhd", weights / weights.sum(axis=-1, keepdims=True), values).reshape(batch, 1, -1)
    x = x + seen @ parameters["W_o"] + parameters["b_o"]
    x = x + feed_forward(layer_norm(x, parameters["gamma2"], parameters["beta2"]), parameters)
    return x, {"k": keys, "v": values}


@alternative
def in_float32(x, cache, parameters, heads):
    x, parameters = np.float32(x), {name: np.float32(value) for name, value in parameters.items()}
    cache = {name: np.float32(value) for name, value in cache.items()}
    normed = layer_norm(x, parameters["gamma1"], parameters["beta1"])
    q, k, v = (split_heads(normed @ parameters[f"W_{name}"] + parameters[f"b_{name}"], heads) for name in "qkv")
    grown = {"k": np.concatenate((cache["k"], k), 2), "v": np.concatenate((cache["v"], v), 2)}
    seen = scaled_dot_product_attention(q, grown["k"], grown["v"])[0]
    x = x + (join_heads(seen) @ parameters["W_o"] + parameters["b_o"])
    return x + feed_forward(layer_norm(x, parameters["gamma2"], parameters["beta2"]), parameters), grown
