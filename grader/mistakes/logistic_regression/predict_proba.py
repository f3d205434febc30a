import numpy as np

from grader.authoring import alternative, edited
from solutions.logistic_regression import sigmoid

star_for_the_matrix_product = edited(
    "The star multiplies entry by entry and adds nothing up. A weighted sum is a matrix product: use @ and w.T.",
    ("w.T @ X", "w * X"),
)
examples_as_rows = edited(
    "The answer is a column here. Examples are columns of X, so the answers form a row, (1, m): w.T comes first.",
    ("w.T @ X", "X.T @ w"),
)
bias_forgotten = edited("The bias is missing: add b to each weighted sum.", ("w.T @ X + b", "w.T @ X"))
sigmoid_forgotten = edited("These are scores, not probabilities. Send them through sigmoid.", ("sigmoid(Z)", "Z"))
answer_with_one_axis = edited(
    "The answer has one axis only, (m,). Keep both: (1, m). With a column w, w.T @ X has two axes by itself.",
    ("w.T", "w.ravel()"),
)
bias_outside = edited(
    "The bias is added after the sigmoid. It belongs inside: first w.T @ X + b, then squash.",
    ("w.T @ X", "sigmoid(w.T @ X)"),
    ("sigmoid(Z)", "Z"),
)
transpose_forgotten = edited(
    "w is a column, so w @ X does not fit: (n_x, 1) meets (n_x, m). Turn w into a row first, w.T.", ("w.T", "w")
)
mean_over_pixels = edited(
    "You average over the pixels. A neuron adds its weighted inputs up.",
    ("w.T @ X", "np.mean(w * X, axis=0, keepdims=True)"),
)
summed_over_everything = edited(
    "You add up over pixels and examples alike, so that one number remains. Add up over the pixels only, axis 0.",
    ("w.T @ X", "np.sum(w * X)"),
)


@alternative
def two_loops(w, b, X):
    A = np.zeros((1, X.shape[1]))
    for i in range(X.shape[1]):
        z = b
        for j in range(X.shape[0]):
            z += w[j, 0] * X[j, i]
        A[0, i] = sigmoid(z)
    return A


@alternative
def with_einsum(w, b, X):
    return sigmoid(np.einsum("jk,ji->ki", w, X) + b)


@alternative
def own_sigmoid_written_out(w, b, X):
    Z = np.sum(w * X, axis=0, keepdims=True) + b
    return 1 / (1 + np.exp(-Z))


@alternative
def probabilities_in_float32(w, b, X):
    return sigmoid(np.dot(X.T.astype(np.float32), w.astype(np.float32)).T + np.float32(b)).astype(np.float32)
