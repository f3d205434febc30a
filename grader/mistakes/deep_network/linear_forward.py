import numpy as np

from grader.authoring import alternative, edited

star_for_the_matrix_product = edited(
    "The star multiplies entry by entry and adds nothing up. A weighted sum is a matrix product: use @.",
    ("W @ A_prev", "W * A_prev"),
)
weights_transposed = edited(
    "W is transposed here. Each unit has a row of W already, so no transpose is needed.", ("W @ A_prev", "W.T @ A_prev")
)
examples_first = edited(
    "A_prev comes first in your product, but examples are columns: the weights stand on the left.",
    ("W @ A_prev", "A_prev @ W"),
)
bias_forgotten = edited("The bias is missing: add b to the weighted sum.", ("W @ A_prev + b", "W @ A_prev"))
minus_the_bias = edited("The bias is subtracted. Add it.", ("W @ A_prev + b", "W @ A_prev - b"))
bias_as_a_row = edited(
    "b is turned into a row before it is added. Leave it a column: one entry for each unit.",
    ("W @ A_prev + b", "W @ A_prev + b.T"),
)
cache_not_returned = edited(
    "Only Z comes back. Return two things: Z and the cache, which the way back will need.",
    ('Z, {"A_prev": A_prev, "W": W, "b": b}', "Z"),
)
cache_first = edited(
    "The order is turned round: return Z first, then the cache.",
    ('Z, {"A_prev": A_prev, "W": W, "b": b}', '{"A_prev": A_prev, "W": W, "b": b}, Z'),
)
cache_as_a_tuple = edited(
    "The cache is a tuple without names. Make it a dict with the entries A_prev, W and b.",
    ('{"A_prev": A_prev, "W": W, "b": b}', "(A_prev, W, b)"),
)
cache_with_another_name = edited(
    'The input stands in the cache as "A". Its name there is "A_prev".', ('"A_prev"', '"A"')
)
scores_in_the_place_of_the_input = edited(
    'Z is right, but "A_prev" in the cache holds Z. It should hold the input, as it came in.',
    ('{"A_prev": A_prev, "W": W, "b": b}', '{"A_prev": Z, "W": W, "b": b}'),
)
bent_already = edited(
    "ReLU is applied already. This half of the layer returns the plain scores.",
    ("W @ A_prev + b", "np.maximum(0, W @ A_prev + b)"),
)


@alternative
def scores_number_by_number(A_prev, W, b):
    Z = np.zeros((W.shape[0], A_prev.shape[1]))
    for i in range(A_prev.shape[1]):
        for j in range(W.shape[0]):
            Z[j, i] = sum(W[j, k] * A_prev[k, i] for k in range(W.shape[1])) + b[j, 0]
    return Z, {"A_prev": A_prev, "W": W, "b": b}


@alternative
def with_einsum_and_more_in_the_cache(A_prev, W, b):
    Z = np.einsum("jk,ki->ji", W, A_prev) + b
    return [Z, {"Z": Z, "A_prev": A_prev.copy(), "W": W.copy(), "b": b.copy(), "m": A_prev.shape[1]}]


@alternative
def with_dot_in_rows(A_prev, W, b):
    Z = (np.dot(A_prev.T, W.T) + b.reshape(-1)).T
    return Z, {"b": b, "W": W, "A_prev": A_prev}


@alternative
def scores_in_float32(A_prev, W, b):
    A_prev, W, b = (part.astype(np.float32) for part in (A_prev, W, b))
    return W @ A_prev + b, {"A_prev": A_prev, "W": W, "b": b}
