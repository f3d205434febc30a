import numpy as np

from grader.catalogue import alternative, mistake


@mistake("The star multiplies entry by entry and adds nothing up. A weighted sum is a matrix product: use @.")
def star_for_the_matrix_product(A_prev, W, b):
    return W * A_prev + b, {"A_prev": A_prev, "W": W, "b": b}


@mistake("W is transposed here. Each unit has a row of W already, so no transpose is needed.")
def weights_transposed(A_prev, W, b):
    return W.T @ A_prev + b, {"A_prev": A_prev, "W": W, "b": b}


@mistake("A_prev comes first in your product, but examples are columns: the weights stand on the left.")
def examples_first(A_prev, W, b):
    return A_prev @ W + b, {"A_prev": A_prev, "W": W, "b": b}


@mistake("The bias is missing: add b to the weighted sum.")
def bias_forgotten(A_prev, W, b):
    return W @ A_prev, {"A_prev": A_prev, "W": W, "b": b}


@mistake("The bias is subtracted. Add it.")
def minus_the_bias(A_prev, W, b):
    return W @ A_prev - b, {"A_prev": A_prev, "W": W, "b": b}


@mistake("b is turned into a row before it is added. Leave it a column: one entry for each unit.")
def bias_as_a_row(A_prev, W, b):
    return W @ A_prev + b.T, {"A_prev": A_prev, "W": W, "b": b}


@mistake("Only Z comes back. Return two things: Z and the cache, which the way back will need.")
def cache_not_returned(A_prev, W, b):
    return W @ A_prev + b


@mistake("The order is turned round: return Z first, then the cache.")
def cache_first(A_prev, W, b):
    return {"A_prev": A_prev, "W": W, "b": b}, W @ A_prev + b


@mistake("The cache is a tuple without names. Make it a dict with the entries A_prev, W and b.")
def cache_as_a_tuple(A_prev, W, b):
    return W @ A_prev + b, (A_prev, W, b)


@mistake('The input stands in the cache as "A". Its name there is "A_prev".')
def cache_with_another_name(A_prev, W, b):
    return W @ A_prev + b, {"A": A_prev, "W": W, "b": b}


@mistake('Z is right, but "A_prev" in the cache holds Z. It should hold the input, as it came in.')
def scores_in_the_place_of_the_input(A_prev, W, b):
    Z = W @ A_prev + b
    return Z, {"A_prev": Z, "W": W, "b": b}


@mistake("ReLU is applied already. This half of the layer returns the plain scores.")
def bent_already(A_prev, W, b):
    return np.maximum(0, W @ A_prev + b), {"A_prev": A_prev, "W": W, "b": b}


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
