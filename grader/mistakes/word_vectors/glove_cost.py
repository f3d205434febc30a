import numpy as np

from grader.authoring import alternative, edited, mistake

WEIGHTS = "weights = np.minimum(counts / x_max, 1) ** alpha"
ERRORS = "errors = np.sum(W[i] * C[j], axis=1) + b_word[i] + b_context[j] - np.log(counts)"
LAST = "return float(np.sum(weights * errors**2))"

glove_without_weights = edited(
    "All pairs have the same weight. Multiply each squared error by f of its count.", (WEIGHTS, "weights = 1.0")
)
glove_weights_not_cut_off = edited(
    "The weight of frequent pairs grows beyond 1. From x_max on it is 1.",
    (WEIGHTS, "weights = (counts / x_max) ** alpha"),
)
glove_weights_without_the_power = edited(
    "The exponent alpha is missing in the weight.", (WEIGHTS, "weights = np.minimum(counts / x_max, 1)")
)
glove_without_biases = edited(
    "The biases are missing.", (ERRORS, "errors = np.sum(W[i] * C[j], axis=1) - np.log(counts)")
)
glove_biases_swapped = edited(
    "The biases are swapped: b_word belongs to the word in the row, b_context to the context in the column.",
    (ERRORS, "errors = np.sum(W[i] * C[j], axis=1) + b_word[j] + b_context[i] - np.log(counts)"),
)
glove_without_the_contexts_bias = edited(
    "The bias of the context is missing: each pair has two.", (ERRORS, ERRORS.replace(" + b_context[j]", ""))
)
glove_without_the_words_bias = edited(
    "The bias of the word is missing: each pair has two.", (ERRORS, ERRORS.replace(" + b_word[i]", ""))
)
glove_without_the_logarithm = edited(
    "The product is compared with the count. Compare it with the logarithm of the count.",
    (ERRORS, "errors = np.sum(W[i] * C[j], axis=1) + b_word[i] + b_context[j] - counts"),
)
glove_logarithm_of_one_more = edited(
    "1 is added to the counts before the logarithm. Pairs that do not occur are left out instead.",
    (ERRORS, "errors = np.sum(W[i] * C[j], axis=1) + b_word[i] + b_context[j] - np.log(1 + counts)"),
)
glove_with_logarithms_of_ten = edited(
    "The logarithm has the base 10. Take the natural one, np.log.", (ERRORS, ERRORS.replace("np.log(", "np.log10("))
)
glove_averaged = edited(
    "The cost is an average. It is a sum over the pairs that occur.",
    (LAST, "return float(np.mean(weights * errors**2)) if len(i) else 0.0"),
)
glove_halved = edited(
    "The cost is halved. There is no factor 1/2 here.", (LAST, "return float(np.sum(weights * errors**2) / 2)")
)
glove_not_squared = edited("The errors are not squared.", (LAST, "return float(np.sum(weights * errors))"))
glove_weight_squared = edited(
    "The weight is squared along with the error. Square the error alone.",
    (LAST, "return float(np.sum((weights * errors) ** 2))"),
)
glove_tables_transposed = edited(
    "Rows and columns of X are mixed up: the word stands in the row, its context in the column.",
    ("i, j = np.nonzero(X)", "i, j = np.nonzero(X.T)"),
    ("counts = X[i, j]", "counts = X[j, i]"),
)
glove_of_one_table = edited(
    "Both vectors come from one table. The context's vector is a row of C.",
    (ERRORS, "errors = np.sum(W[i] * W[j], axis=1) + b_word[i] + b_context[j] - np.log(counts)"),
)


@mistake(
    "Pairs that do not occur spoil the sum: the logarithm of 0 is minus infinity, and 0 times that is not a number."
)
def glove_with_the_zeros(W, C, b_word, b_context, X, x_max, alpha):
    weights = np.minimum(X / x_max, 1) ** alpha
    return float(np.sum(weights * (W @ C.T + b_word[:, None] + b_context - np.log(X)) ** 2))


@mistake("Pairs that do not occur are counted as if their logarithm were 0, with a weight. They are left out.")
def glove_that_charges_zeros(W, C, b_word, b_context, X, x_max, alpha):
    weights = np.where(X > 0, np.minimum(X / x_max, 1) ** alpha, 1.0)
    return float(np.sum(weights * (W @ C.T + b_word[:, None] + b_context - np.log(np.maximum(X, 1))) ** 2))


@alternative
def glove_by_loops(W, C, b_word, b_context, X, x_max, alpha):
    cost = 0.0
    for i in range(len(W)):
        for j in range(len(C)):
            if X[i, j] > 0:
                weight = (X[i, j] / x_max) ** alpha if X[i, j] < x_max else 1.0
                cost += weight * (W[i] @ C[j] + b_word[i] + b_context[j] - np.log(X[i, j])) ** 2
    return cost


@alternative
def glove_as_a_table(W, C, b_word, b_context, X, x_max, alpha):
    occurs = X > 0
    logarithm = np.log(np.where(occurs, X, 1))
    weights = np.where(X < x_max, (X / x_max) ** alpha, 1) * occurs
    return np.sum(weights * (W @ C.T + b_word[:, None] + b_context[None] - logarithm) ** 2)


@alternative
def glove_in_float32(W, C, b_word, b_context, X, x_max, alpha):
    W, C, X = (np.asarray(one, dtype=np.float32) for one in (W, C, X))
    error = np.einsum("id,jd->ij", W, C) + b_word.reshape(-1, 1) + b_context.reshape(1, -1)
    total = np.float32(0)
    for i, j in np.argwhere(X):
        total += min(1.0, X[i, j] / x_max) ** alpha * (error[i, j] - np.log(X[i, j])) ** 2
    return float(total)
