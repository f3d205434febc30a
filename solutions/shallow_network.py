"""A network with one hidden layer, by hand: forward, backward, gradient descent, and a lab of activations.

Examples are columns: X is (n_x, m), Y and A2 are (1, m). The hidden layer has n_h units with tanh, the output
one unit with a sigmoid. Parameters are a dict of W1 (n_h, n_x), b1 (n_h, 1), W2 (n_y, n_h), b2 (n_y, 1).
"""

import numpy as np
from scipy.special import expit as sigmoid


def initialize(n_x: int, n_h: int, n_y: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Start small and different: weights drawn from the normal distribution with scale 0.01, biases of zero.

    Args:
        n_x: number of inputs.
        n_h: number of hidden units.
        n_y: number of outputs.
        rng: the generator that the weights are drawn with.

    Returns:
        A dict of W1 (n_h, n_x), b1 (n_h, 1), W2 (n_y, n_h), b2 (n_y, 1).
    """
    return {
        "W1": 0.01 * rng.standard_normal((n_h, n_x)),
        "b1": np.zeros((n_h, 1)),
        "W2": 0.01 * rng.standard_normal((n_y, n_h)),
        "b2": np.zeros((n_y, 1)),
    }


def tanh(Z: np.ndarray) -> np.ndarray:
    """Squash every score into -1..1: tanh z = (e^z - e^-z) / (e^z + e^-z).

    Args:
        Z: scores, of any shape.

    Returns:
        The activations, in the shape of Z.
    """
    activations: np.ndarray = np.tanh(Z)
    return activations


def tanh_derivative(Z: np.ndarray) -> np.ndarray:
    """Compute the slope of tanh at every score: 1 - tanh(z)^2.

    Args:
        Z: scores (not activations), of any shape.

    Returns:
        The slopes, in the shape of Z: between 0 and 1.
    """
    slopes: np.ndarray = 1 - tanh(Z) ** 2
    return slopes


def forward(X: np.ndarray, parameters: dict[str, np.ndarray]) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Compute A1 = tanh(W1 X + b1) and A2 = sigmoid(W2 A1 + b2).

    Args:
        X: examples in columns, (n_x, m).
        parameters: W1, b1, W2 and b2.

    Returns:
        The probabilities A2, (1, m), and the cache: a dict of Z1 and A1, (n_h, m), Z2 and A2, (1, m).
    """
    Z1 = parameters["W1"] @ X + parameters["b1"]  # (n_h, m)
    A1 = tanh(Z1)
    Z2 = parameters["W2"] @ A1 + parameters["b2"]  # (1, m)
    A2 = sigmoid(Z2)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


def cost(A2: np.ndarray, Y: np.ndarray) -> float:
    """Average the cross-entropy -(y log a + (1 - y) log(1 - a)) over the m examples.

    Args:
        A2: probabilities, (1, m).
        Y: labels 0 or 1, (1, m).

    Returns:
        The cost, a number; finite even where A2 is exactly 0 or 1.
    """
    A2 = np.clip(A2, 1e-12, 1 - 1e-12)
    losses = -(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))  # (1, m)
    return float(np.mean(losses))


def backward(
    parameters: dict[str, np.ndarray], cache: dict[str, np.ndarray], X: np.ndarray, Y: np.ndarray
) -> dict[str, np.ndarray]:
    """Compute the slopes of the cost, from the output back to the input.

    dZ2 = A2 - Y, then dZ1 = W2^T dZ2 * (1 - A1^2); each layer's dW = dZ A_prev^T / m, and db = the mean of dZ.

    Args:
        parameters: W1, b1, W2 and b2.
        cache: A1 (n_h, m) and A2 (1, m), as `forward` returned them.
        X: examples in columns, (n_x, m).
        Y: labels 0 or 1, (1, m).

    Returns:
        A dict of dW1, db1, dW2 and db2, each in the shape of what it changes.
    """
    m = X.shape[1]
    A1, A2 = cache["A1"], cache["A2"]
    dZ2 = A2 - Y  # (1, m)
    dZ1 = parameters["W2"].T @ dZ2 * (1 - A1**2)  # (n_h, m)
    return {
        "dW1": dZ1 @ X.T / m,
        "db1": np.mean(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T / m,
        "db2": np.mean(dZ2, axis=1, keepdims=True),
    }


def update(
    parameters: dict[str, np.ndarray], grads: dict[str, np.ndarray], learning_rate: float
) -> dict[str, np.ndarray]:
    """Take one step down: each parameter p becomes p - learning_rate * dp.

    Args:
        parameters: W1, b1, W2 and b2; they stay as they are.
        grads: dW1, db1, dW2 and db2.
        learning_rate: size of the step.

    Returns:
        The new parameters, under the same names.
    """
    return {name: parameters[name] - learning_rate * grads["d" + name] for name in parameters}


def fit(
    X: np.ndarray, Y: np.ndarray, n_h: int, num_iterations: int, learning_rate: float, rng: np.random.Generator
) -> tuple[dict[str, np.ndarray], list[float]]:
    """Train a new network: initialize once, then forward, cost, backward, update, again and again.

    Args:
        X: examples in columns, (n_x, m).
        Y: labels 0 or 1, (1, m).
        n_h: number of hidden units.
        num_iterations: number of steps.
        learning_rate: size of a step.
        rng: the generator for the first weights.

    Returns:
        The final parameters, and the list of the costs before each step, num_iterations long.
    """
    parameters = initialize(X.shape[0], n_h, Y.shape[0], rng)
    costs = []
    for _ in range(num_iterations):
        A2, cache = forward(X, parameters)
        costs.append(cost(A2, Y))
        grads = backward(parameters, cache, X, Y)
        parameters = update(parameters, grads, learning_rate)
    return parameters, costs


def predict(parameters: dict[str, np.ndarray], X: np.ndarray) -> np.ndarray:
    """Answer 1 where the probability is above one half, and 0 elsewhere.

    Args:
        parameters: W1, b1, W2 and b2.
        X: examples in columns, (n_x, m).

    Returns:
        Answers 0 or 1, (1, m).
    """
    A2, _ = forward(X, parameters)
    return (A2 > 0.5).astype(int)


def relu(Z: np.ndarray) -> np.ndarray:
    """Let positive scores pass and cut the rest: max(0, z).

    Args:
        Z: scores, of any shape.

    Returns:
        The activations, in the shape of Z.
    """
    activations: np.ndarray = np.maximum(0, Z)
    return activations


def relu_derivative(Z: np.ndarray) -> np.ndarray:
    """Compute the slope of ReLU at every score: 1 where z > 0, else 0.

    Args:
        Z: scores, of any shape.

    Returns:
        The slopes, in the shape of Z.
    """
    return np.where(Z > 0, 1.0, 0.0)


def leaky_relu(Z: np.ndarray, alpha: float = 0.01) -> np.ndarray:
    """Let positive scores pass and shrink the rest: z where z > 0, else alpha z.

    Args:
        Z: scores, of any shape.
        alpha: slope of the negative side, between 0 and 1.

    Returns:
        The activations, in the shape of Z.
    """
    return np.where(Z > 0, Z, alpha * Z)


def leaky_relu_derivative(Z: np.ndarray, alpha: float = 0.01) -> np.ndarray:
    """Compute the slope of leaky ReLU at every score: 1 where z > 0, else alpha.

    Args:
        Z: scores, of any shape.
        alpha: slope of the negative side, between 0 and 1.

    Returns:
        The slopes, in the shape of Z.
    """
    return np.where(Z > 0, 1.0, alpha)


def elu(Z: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    """Let positive scores pass and bend the rest towards -alpha: z where z > 0, else alpha (e^z - 1).

    D.-A. Clevert, T. Unterthiner, S. Hochreiter, "Fast and Accurate Deep Network Learning by Exponential Linear
    Units (ELUs)" (2016).

    Args:
        Z: scores, of any shape.
        alpha: how far down the curve reaches.

    Returns:
        The activations, in the shape of Z.
    """
    negative = np.minimum(Z, 0)  # so that exp never sees a large positive score
    return np.where(Z > 0, Z, alpha * (np.exp(negative) - 1))


def elu_derivative(Z: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    """Compute the slope of ELU at every score: 1 where z > 0, else alpha e^z.

    Args:
        Z: scores, of any shape.
        alpha: how far down the curve reaches.

    Returns:
        The slopes, in the shape of Z.
    """
    negative = np.minimum(Z, 0)
    return np.where(Z > 0, 1.0, alpha * np.exp(negative))


def maxout(Z1: np.ndarray, Z2: np.ndarray) -> np.ndarray:
    """Take the larger of two scores, place by place: max(z1, z2).

    I. J. Goodfellow and others, "Maxout Networks" (2013).

    Args:
        Z1: scores of the first linear units, of any shape.
        Z2: scores of the second linear units, in the shape of Z1.

    Returns:
        The activations, in the shape of Z1.
    """
    larger: np.ndarray = np.maximum(Z1, Z2)
    return larger
