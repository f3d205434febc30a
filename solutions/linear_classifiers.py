"""Linear classifiers by hand: neighbours, templates, two losses with their gradients, and two activations that learn.

Examples are rows, as Keras holds them: X is (m, n_x), W is (n_x, C), b is (C,), scores S = X W + b are (m, C),
labels y are (m,), the numbers of the classes.
"""

import numpy as np

SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805


def pairwise_distances(A: np.ndarray, B: np.ndarray) -> np.ndarray:
    """Compute the Euclidean distance of each row of A from each row of B.

    |a - b|^2 = |a|^2 + |b|^2 - 2 a.b, so that the only large computation is one matrix product.

    Args:
        A: (m, d).
        B: (n, d).

    Returns:
        Distances, (m, n); none is NaN, where rounding makes a square a little negative.
    """
    squares = np.sum(A**2, axis=1)[:, np.newaxis] + np.sum(B**2, axis=1) - 2 * A @ B.T  # (m, 1) + (n,) - (m, n)
    distances: np.ndarray = np.sqrt(np.maximum(squares, 0))
    return distances


def nearest_neighbours(X_train: np.ndarray, y_train: np.ndarray, X: np.ndarray, k: int) -> np.ndarray:
    """Let the k nearest training examples vote on the class of each row of X.

    Of two that are equally far the one that stands first in X_train is the nearer. Of classes with equally many
    votes, the one of the nearest neighbour among them wins.

    Args:
        X_train: examples that are known, (n, d).
        y_train: their classes, (n,).
        X: examples to be named, (m, d).
        k: how many vote, from 1 to n.

    Returns:
        A class for each row of X, (m,).
    """
    distances = pairwise_distances(X, X_train)
    order = np.argsort(distances, axis=1, kind="stable")[:, :k]
    answers = np.zeros(len(X), dtype=y_train.dtype)
    for i, voters in enumerate(order):
        votes = y_train[voters]  # (k,), the nearest first
        counts = np.array([np.sum(votes == vote) for vote in votes])
        answers[i] = votes[np.argmax(counts)]  # the first of the largest
    return answers


def scores(W: np.ndarray, b: np.ndarray, X: np.ndarray) -> np.ndarray:
    """Compute a score for each example and class: X W + b.

    Args:
        W: a column for each class, (n_x, C).
        b: a number for each class, (C,).
        X: examples in rows, (m, n_x).

    Returns:
        Scores, (m, C).
    """
    S: np.ndarray = X @ W + b
    return S


def hinge_of_one(s: np.ndarray, y: int, margin: float) -> float:
    """Compute the hinge loss of one example by a loop: what each wrong class lacks, added up.

    Args:
        s: its scores, (C,).
        y: its class.
        margin: by how much the right score should be ahead.

    Returns:
        The loss, 0 or more.
    """
    loss = 0.0
    for j in range(len(s)):
        if j != y:
            loss += max(0.0, s[j] - s[y] + margin)
    return float(loss)


def hinge_loss(S: np.ndarray, y: np.ndarray, margin: float) -> float:
    """Compute the multi-class hinge loss (Weston and Watkins, 1999), averaged over the examples.

    Args:
        S: scores, (m, C).
        y: classes, (m,).
        margin: by how much the right score should be ahead.

    Returns:
        The average over the examples of the sum over the wrong classes of max(0, s_j - s_y + margin).
    """
    m = len(y)
    rows = np.arange(m)
    right = S[rows, y][:, np.newaxis]  # (m, 1)
    lacking = np.maximum(S - right + margin, 0)  # (m, C)
    lacking[rows, y] = 0  # the right class is no rival of itself
    return float(np.sum(lacking) / m)


def hinge_gradient(S: np.ndarray, y: np.ndarray, margin: float) -> np.ndarray:
    """Compute the slope of hinge_loss with respect to the scores.

    Args:
        S: scores, (m, C).
        y: classes, (m,).
        margin: by how much the right score should be ahead.

    Returns:
        dS, (m, C): 1/m for each wrong class that is too near, minus their number / m for the right class.
    """
    m = len(y)
    rows = np.arange(m)
    right = S[rows, y][:, np.newaxis]
    dS = (S - right + margin > 0).astype(float)
    dS[rows, y] = 0
    dS[rows, y] = -np.sum(dS, axis=1)
    averaged: np.ndarray = dS / m
    return averaged


def softmax_loss(S: np.ndarray, y: np.ndarray) -> float:
    """Compute the cross-entropy of the softmax of the scores, averaged over the examples, without overflow.

    Args:
        S: scores, (m, C).
        y: classes, (m,).

    Returns:
        The average of log(sum_j exp(s_j)) - s_y.
    """
    m = len(y)
    shifted = S - np.max(S, axis=1, keepdims=True)  # the largest becomes 0: nothing overflows
    log_sums = np.log(np.sum(np.exp(shifted), axis=1))  # (m,)
    return float(np.mean(log_sums - shifted[np.arange(m), y]))


def softmax_gradient(S: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Compute the slope of softmax_loss with respect to the scores: probabilities minus the truth, over m.

    Args:
        S: scores, (m, C).
        y: classes, (m,).

    Returns:
        dS, (m, C).
    """
    m = len(y)
    E = np.exp(S - np.max(S, axis=1, keepdims=True))
    dS = E / np.sum(E, axis=1, keepdims=True)
    dS[np.arange(m), y] -= 1
    averaged: np.ndarray = dS / m
    return averaged


def linear_backward(dS: np.ndarray, X: np.ndarray, W: np.ndarray, l2: float) -> dict[str, np.ndarray]:
    """Carry the slope of the loss back from the scores to W and b, and add the slope of the penalty l2/2 sum(W^2).

    Args:
        dS: slope with respect to the scores, (m, C).
        X: examples in rows, (m, n_x).
        W: (n_x, C).
        l2: strength of the penalty; the bias is free.

    Returns:
        {"dW": (n_x, C), "db": (C,)}.
    """
    return {"dW": X.T @ dS + l2 * W, "db": np.sum(dS, axis=0)}


def sgd(
    W: np.ndarray,
    b: np.ndarray,
    X: np.ndarray,
    y: np.ndarray,
    batches: list[np.ndarray],
    loss: str,
    learning_rate: float,
    l2: float,
) -> tuple[np.ndarray, np.ndarray, list[float]]:
    """Take one step of gradient descent for each batch.

    Args:
        W: first weights, (n_x, C).
        b: first biases, (C,).
        X: all examples, (m, n_x).
        y: all classes, (m,).
        batches: for each step an array of row numbers.
        loss: "hinge" (with margin 1) or "softmax".
        learning_rate: factor of each step.
        l2: strength of the penalty l2/2 sum(W^2).

    Returns:
        W and b after all steps, and the loss of each batch, penalty included, before its step.
    """
    losses = []
    for rows in batches:
        X_batch, y_batch = X[rows], y[rows]
        S = scores(W, b, X_batch)
        if loss == "hinge":
            value, dS = hinge_loss(S, y_batch, 1.0), hinge_gradient(S, y_batch, 1.0)
        else:
            value, dS = softmax_loss(S, y_batch), softmax_gradient(S, y_batch)
        losses.append(float(value + l2 / 2 * np.sum(W**2)))
        grads = linear_backward(dS, X_batch, W, l2)
        W = W - learning_rate * grads["dW"]
        b = b - learning_rate * grads["db"]
    return W, b, losses


def one_vs_all(
    X: np.ndarray,
    y: np.ndarray,
    classes: int,
    batches: list[np.ndarray],
    loss: str,
    learning_rate: float,
    l2: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Train a classifier for each class against all others, from zeros, and put them side by side.

    Args:
        X: examples, (m, n_x).
        y: classes, (m,), from 0 to classes - 1.
        classes: how many there are.
        batches: the steps, the same for each classifier.
        loss: "hinge" or "softmax".
        learning_rate: factor of each step.
        l2: strength of the penalty.

    Returns:
        W (n_x, classes) and b (classes,): for each class the score of "yes" minus the score of "no".
    """
    n_x = X.shape[1]
    W, b = np.zeros((n_x, classes)), np.zeros(classes)
    for k in range(classes):
        is_k = (y == k).astype(int)  # 1: this class, 0: any other
        W_two, b_two, _ = sgd(np.zeros((n_x, 2)), np.zeros(2), X, is_k, batches, loss, learning_rate, l2)
        W[:, k] = W_two[:, 1] - W_two[:, 0]
        b[k] = b_two[1] - b_two[0]
    return W, b


def prelu(Z: np.ndarray, a: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Compute the PReLU and both of its derivatives (He et al., 2015).

    Args:
        Z: numbers, (m, n).
        a: slope of each column below zero, (n,).

    Returns:
        The value, z or a z; its derivative with respect to Z, 1 or a; its derivative with respect to a, 0 or z;
        all (m, n). At z = 0 the side of z <= 0 counts.
    """
    positive = Z > 0
    return np.where(positive, Z, a * Z), np.where(positive, 1.0, a), np.where(positive, 0.0, Z)


def selu(z: np.ndarray) -> np.ndarray:
    """Compute the scaled exponential linear unit (Klambauer et al., 2017), without overflow.

    Args:
        z: numbers of any shape.

    Returns:
        scale z for z > 0, scale alpha (exp(z) - 1) elsewhere.
    """
    below = SELU_ALPHA * np.expm1(np.minimum(z, 0))  # exp of large numbers overflows
    answer: np.ndarray = SELU_SCALE * np.where(z > 0, z, below)
    return answer
