import numpy as np

from grader.authoring import alternative, edited, mistake

scores_without_bias = edited("The biases are missing: X W + b.", ("X @ W + b", "X @ W"))
scores_bias_subtracted = edited("The biases are taken away. Add them.", ("+ b", "- b"))
scores_transposed = edited(
    "The table is transposed: one row for each example, one column for each class.", ("X @ W + b", "(X @ W + b).T")
)
scores_bias_summed = edited(
    "All biases are added to every score. Each class has its own: + b adds them column by column.",
    ("+ b", "+ np.sum(b)"),
)
scores_bias_averaged = edited(
    "The average of the biases is added to every score. Each class has its own.", ("+ b", "+ np.mean(b)")
)
scores_bias_times_weights = edited("The biases are multiplied into the scores. Add them.", ("X @ W + b", "X @ W * b"))
scores_first_bias_for_all = edited(
    "The bias of the first class is added to every score. Each class has its own.", ("+ b", "+ b[0]")
)


@mistake(
    "Examples are rows now: X @ W. W @ X, or the transposed W, is the order for columns; the inner sizes do not meet here."
)
def scores_as_with_columns(W, b, X):
    return W @ X + b[:, np.newaxis]


@mistake("Each score is squeezed into (0, 1) by a sigmoid. Return the scores themselves.")
def scores_with_sigmoid(W, b, X):
    return 1 / (1 + np.exp(-(X @ W + b)))


@mistake("A softmax makes probabilities of the scores here. Return the scores themselves.")
def scores_with_softmax(W, b, X):
    E = np.exp(X @ W + b - np.max(X @ W + b, axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


@mistake("This is the class with the highest score. Return the scores of all classes.")
def scores_argmax(W, b, X):
    return np.argmax(X @ W + b, axis=1)


@mistake("W is transposed, and need not be: its columns are the classes already. (m, n_x) times (n_x, C) is X @ W.")
def scores_weights_transposed(W, b, X):
    return X @ W.T + b


@mistake("The biases stand in a column, as in the notebooks before. A plain (C,) is added to each row: + b.")
def scores_bias_in_a_column(W, b, X):
    return X @ W + b.reshape(-1, 1)


@alternative
def scores_by_loops(W, b, X):
    S = np.zeros((X.shape[0], W.shape[1]))
    for i in range(len(X)):
        for j in range(len(b)):
            S[i, j] = sum(X[i, k] * W[k, j] for k in range(len(W))) + b[j]
    return S


@alternative
def scores_by_einsum(W, b, X):
    return np.einsum("mk,kc->mc", X, W) + b[np.newaxis, :]


@alternative
def scores_transposed_twice(W, b, X):
    return (W.T @ X.T + b.reshape(-1, 1)).T.astype(np.float32)
