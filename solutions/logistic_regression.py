"""Logistic regression by hand and in Keras: one neuron that tells two digits apart.

Examples are columns: X is (n_x, m), Y and A are (1, m), w is (n_x, 1) and b is a number.
"""

import keras
import numpy as np


def standardize(X: np.ndarray, mean: np.ndarray, std: np.ndarray) -> np.ndarray:
    """Shift and scale each pixel: (X - mean) / std, with 1 in place of a std of 0.

    Args:
        X: pixels, (n_x, m).
        mean: mean of each pixel over the training examples, (n_x, 1).
        std: standard deviation of each pixel over the training examples, (n_x, 1).

    Returns:
        Standardized pixels, (n_x, m).
    """
    scale = np.where(std == 0, 1.0, std)
    standardized: np.ndarray = (X - mean) / scale
    return standardized


def sigmoid(z: np.ndarray | float) -> np.ndarray:
    """Squash any real number into 0..1: 1 / (1 + exp(-z)), written so that exp cannot overflow.

    Args:
        z: a number, or an array of any shape.

    Returns:
        The sigmoid of each entry, in the shape of z.
    """
    e = np.exp(-np.abs(z))  # between 0 and 1, whatever z is
    return np.where(np.asarray(z) >= 0, 1 / (1 + e), e / (1 + e))


def initialize(n_x: int) -> tuple[np.ndarray, float]:
    """Start from nothing: all weights and the bias are zero.

    Args:
        n_x: number of inputs.

    Returns:
        The weights w, (n_x, 1), and the bias b, a number.
    """
    return np.zeros((n_x, 1)), 0.0


def predict_proba(w: np.ndarray, b: float, X: np.ndarray) -> np.ndarray:
    """Compute A = sigmoid(w^T X + b), the probability that each example is of class 1.

    Args:
        w: weights, (n_x, 1).
        b: bias, a number.
        X: examples in columns, (n_x, m).

    Returns:
        Probabilities A, (1, m).
    """
    Z = w.T @ X + b  # (1, m)
    return sigmoid(Z)


def cost(A: np.ndarray, Y: np.ndarray) -> float:
    """Average the cross-entropy -(y log a + (1 - y) log(1 - a)) over the m examples.

    Args:
        A: probabilities, (1, m).
        Y: labels 0 or 1, (1, m).

    Returns:
        The cost, a number; finite even where A is exactly 0 or 1.
    """
    A = np.clip(A, 1e-12, 1 - 1e-12)
    losses = -(Y * np.log(A) + (1 - Y) * np.log(1 - A))  # (1, m)
    return float(np.mean(losses))


def gradients(w: np.ndarray, b: float, X: np.ndarray, Y: np.ndarray) -> dict[str, np.ndarray | float]:
    """Compute the slopes of the cost: dw = X (A - Y)^T / m and db = the mean of A - Y.

    Args:
        w: weights, (n_x, 1).
        b: bias, a number.
        X: examples in columns, (n_x, m).
        Y: labels 0 or 1, (1, m).

    Returns:
        A dict with "dw", (n_x, 1), and "db", a number.
    """
    m = X.shape[1]
    error = predict_proba(w, b, X) - Y  # (1, m)
    return {"dw": X @ error.T / m, "db": float(np.mean(error))}


def optimize(
    w: np.ndarray, b: float, X: np.ndarray, Y: np.ndarray, num_iterations: int, learning_rate: float
) -> tuple[np.ndarray, float, list[float]]:
    """Walk down the cost: w <- w - learning_rate * dw and b <- b - learning_rate * db, again and again.

    Args:
        w: weights to start from, (n_x, 1).
        b: bias to start from, a number.
        X: examples in columns, (n_x, m).
        Y: labels 0 or 1, (1, m).
        num_iterations: number of steps.
        learning_rate: size of a step.

    Returns:
        The final w, the final b, and the list of the costs before each step, num_iterations long.
    """
    costs = []
    for _ in range(num_iterations):
        costs.append(cost(predict_proba(w, b, X), Y))
        grads = gradients(w, b, X, Y)
        w = w - learning_rate * grads["dw"]
        b = b - learning_rate * float(grads["db"])
    return w, b, costs


def predict(w: np.ndarray, b: float, X: np.ndarray, threshold: float = 0.5) -> np.ndarray:
    """Answer 1 where the probability reaches the threshold, and 0 elsewhere.

    Args:
        w: weights, (n_x, 1).
        b: bias, a number.
        X: examples in columns, (n_x, m).
        threshold: the least probability that counts as a yes.

    Returns:
        Answers 0 or 1, (1, m).
    """
    return (predict_proba(w, b, X) >= threshold).astype(int)


def precision_recall_f1(Y_hat: np.ndarray, Y: np.ndarray) -> tuple[float, float, float]:
    """Tell how far a yes can be trusted, how many of the positives were found, and both in one number.

    Precision is tp / (tp + fp), recall is tp / (tp + fn), F1 is 2 precision recall / (precision + recall).
    Where a denominator is 0, the answer is 0.

    Args:
        Y_hat: answers 0 or 1, (1, m).
        Y: labels 0 or 1, (1, m).

    Returns:
        Precision, recall and F1, three numbers.
    """
    tp = int(np.sum((Y_hat == 1) & (Y == 1)))
    fp = int(np.sum((Y_hat == 1) & (Y == 0)))
    fn = int(np.sum((Y_hat == 0) & (Y == 1)))
    precision = tp / (tp + fp) if tp + fp > 0 else 0.0
    recall = tp / (tp + fn) if tp + fn > 0 else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall > 0 else 0.0
    return precision, recall, f1


def keras_logistic_regression(n_x: int) -> keras.Model:
    """Build the same neuron in Keras: one Dense unit with a sigmoid, compiled for plain gradient descent.

    Args:
        n_x: number of inputs.

    Returns:
        A compiled model from (batch, n_x) to probabilities (batch, 1).
    """
    model = keras.Sequential([keras.Input((n_x,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.1), loss="binary_crossentropy", metrics=["accuracy"])
    return model
