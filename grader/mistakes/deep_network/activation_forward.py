import numpy as np

from grader.authoring import alternative, edited
from solutions.deep_network import linear_forward, softmax

always_relu = edited(
    "ReLU is used whatever the name says. Look at the argument activation.",
    ('A, {**cache, "Z": Z}', 'np.maximum(0, Z), {**cache, "Z": Z}'),
)
sigmoid_for_tanh = edited(
    "For tanh you compute the sigmoid. They are related, but tanh runs from -1 to 1.",
    ("np.tanh(Z)", "1 / (1 + np.exp(-Z))"),
)
softmax_forgotten = edited(
    "With softmax the plain scores come back. Send them through your softmax.", ("softmax(Z)", "Z")
)
slope_for_relu = edited(
    "For ReLU you return 0 or 1, which is its slope. ReLU lets a positive score pass as it is.",
    ("np.maximum(0, Z)", "np.where(Z > 0, 1.0, 0.0)"),
)
absolute_value_for_relu = edited(
    "For ReLU the negative scores lose their sign. They should become 0.", ("np.maximum(0, Z)", "np.abs(Z)")
)
minimum_for_relu = edited(
    "For ReLU you keep the smaller one of 0 and Z. It is the larger one.", ("np.maximum", "np.minimum")
)
scores_returned = edited(
    "The scores come back, and no activation has touched them. Return A.",
    ('A, {**cache, "Z": Z}', 'Z, {**cache, "Z": Z}'),
)
activations_in_the_cache = edited(
    'The activations are right, but "Z" in the cache holds A. It should hold the scores.',
    ('{**cache, "Z": Z}', '{**cache, "Z": A}'),
)
relu_written_into_the_scores = edited(
    "For ReLU you write zeros into Z itself, so the scores in the cache are cut, too. Make a new array for A.",
    ("A = np.maximum(0, Z)", "A = Z", "A[A < 0] = 0"),
)
scores_missing_from_the_cache = edited(
    'The cache is that of linear_forward, without the scores. Add "Z" to it.', ('{**cache, "Z": Z}', "cache")
)
only_scores_in_the_cache = edited(
    'The cache holds "Z" alone. A_prev, W and b must stay in it: copy them over.', ('{**cache, "Z": Z}', '{"Z": Z}')
)
pair_of_caches = edited(
    "The cache is a pair of two caches. Here it is one flat dict with four entries: A_prev, W, b and Z.",
    ('{**cache, "Z": Z}', "(cache, Z)"),
)
layer_cache_not_returned = edited(
    "Only A comes back. Return two things: A and the cache, which the way back will need.", (', {**cache, "Z": Z}', "")
)
pair_not_unpacked = edited(
    "linear_forward returns two things, the scores and a cache, and you use both together as the scores. Unpack them.",
    ("Z, cache", "Z"),
)


@alternative
def masks_that_multiply(A_prev, W, b, activation):
    Z, cache = linear_forward(A_prev, W, b)
    cache["Z"] = Z
    if activation == "softmax":
        return softmax(Z), cache
    if activation == "tanh":
        return 2 / (1 + np.exp(-2 * np.clip(Z, -300, 300))) - 1, cache
    return Z * (Z > 0), cache


@alternative
def table_of_functions(A_prev, W, b, activation):
    functions = {"relu": lambda Z: np.where(Z < 0, 0, Z), "tanh": np.tanh, "softmax": softmax}
    Z = W.dot(A_prev) + b
    return functions[activation](Z), {"A_prev": A_prev, "W": W, "b": b, "Z": Z, "activation": activation}


@alternative
def copies_and_loops(A_prev, W, b, activation):
    Z, cache = linear_forward(A_prev, W, b)
    A = Z.copy()
    if activation == "softmax":
        A = softmax(A)
    else:
        for place in np.ndindex(A.shape):
            A[place] = max(0.0, A[place]) if activation == "relu" else np.tanh(A[place])
    return (A, {"Z": Z, "A": A} | cache)


@alternative
def layer_in_float32(A_prev, W, b, activation):
    Z, cache = linear_forward(A_prev.astype(np.float32), W.astype(np.float32), b.astype(np.float32))
    if activation == "relu":
        A = (Z + np.abs(Z)) / 2
    elif activation == "tanh":
        A = np.tanh(Z)
    else:
        A = softmax(Z)
    return A, {**cache, "Z": Z}
