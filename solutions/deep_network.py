"""A network of any depth, by hand: L layers forward, L layers backward, ten classes through softmax.

Examples are columns: X is (n[0], m), labels Y are one-hot columns (n[L], m). Layer l has weights W (n[l], n[l-1])
and biases b (n[l], 1), and computes Z = W A_prev + b. Hidden layers bend with ReLU, the last one ends in softmax.
Parameters are a dict of W1, b1, ..., WL, bL. The cache of a layer is a dict of A_prev, W, b and Z.
"""

import keras
import numpy as np


def initialize(layer_dims: list[int], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Draw the weights of every layer from the normal distribution with scale 1 / sqrt(n[l-1]); biases are zero.

    Y. LeCun and others, "Efficient BackProp" (1998).

    Args:
        layer_dims: the widths n[0], ..., n[L], the input first.
        rng: the generator that the weights are drawn with.

    Returns:
        A dict of W1 (n[1], n[0]), b1 (n[1], 1), ..., WL (n[L], n[L-1]), bL (n[L], 1).
    """
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n_prev, n = layer_dims[layer - 1], layer_dims[layer]
        parameters[f"W{layer}"] = rng.standard_normal((n, n_prev)) / np.sqrt(n_prev)
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


def linear_forward(A_prev: np.ndarray, W: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Compute the scores of one layer: Z = W A_prev + b.

    Args:
        A_prev: activations of the layer before, (n_prev, m).
        W: weights, (n, n_prev).
        b: biases, (n, 1).

    Returns:
        The scores Z, (n, m), and the cache: a dict of A_prev, W and b.
    """
    Z = W @ A_prev + b
    return Z, {"A_prev": A_prev, "W": W, "b": b}


def softmax(Z: np.ndarray) -> np.ndarray:
    """Turn the scores of each example into probabilities: exp(z_k) / sum_j exp(z_j), column by column.

    The largest score of each column is subtracted first. It changes nothing, and exp cannot overflow.

    Args:
        Z: scores, (n, m).

    Returns:
        Probabilities, (n, m); each column adds up to 1.
    """
    powers = np.exp(Z - np.max(Z, axis=0, keepdims=True))  # the largest is exp(0) = 1
    probabilities: np.ndarray = powers / np.sum(powers, axis=0, keepdims=True)
    return probabilities


def activation_forward(
    A_prev: np.ndarray, W: np.ndarray, b: np.ndarray, activation: str
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Compute one whole layer: the scores, and then the activation.

    Args:
        A_prev: activations of the layer before, (n_prev, m).
        W: weights, (n, n_prev).
        b: biases, (n, 1).
        activation: "relu", "tanh" or "softmax".

    Returns:
        The activations A, (n, m), and the cache: a dict of A_prev, W, b and the scores Z.
    """
    Z, cache = linear_forward(A_prev, W, b)
    if activation == "relu":
        A = np.maximum(0, Z)
    elif activation == "tanh":
        A = np.tanh(Z)
    else:
        A = softmax(Z)
    return A, {**cache, "Z": Z}


def model_forward(X: np.ndarray, parameters: dict[str, np.ndarray]) -> tuple[np.ndarray, list[dict[str, np.ndarray]]]:
    """Send the examples through all layers: ReLU in the hidden ones, softmax in the last.

    Args:
        X: examples in columns, (n[0], m).
        parameters: W1, b1, ..., WL, bL.

    Returns:
        The probabilities AL, (n[L], m), and the list of the L caches, that of layer 1 first.
    """
    L = len(parameters) // 2
    A, caches = X, []
    for layer in range(1, L + 1):
        activation = "softmax" if layer == L else "relu"
        A, cache = activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], activation)
        caches.append(cache)
    return A, caches


def cross_entropy(A: np.ndarray, Y: np.ndarray) -> float:
    """Average over the examples minus the logarithm of the probability that the right class got.

    Args:
        A: probabilities, (n, m).
        Y: one-hot labels, (n, m).

    Returns:
        The cost, a number; finite even where A is exactly 0.
    """
    losses = -np.sum(Y * np.log(np.maximum(A, 1e-12)), axis=0)  # (m,)
    return float(np.mean(losses))


def linear_backward(dZ: np.ndarray, cache: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Take the error of one layer's scores back to its input, its weights and its biases.

    dA_prev = W^T dZ, dW = dZ A_prev^T / m, db = the mean of dZ over the examples.

    Args:
        dZ: error of the scores, (n, m).
        cache: A_prev (n_prev, m), W (n, n_prev) and b (n, 1), as `linear_forward` returned them.

    Returns:
        dA_prev (n_prev, m), dW (n, n_prev) and db (n, 1).
    """
    A_prev, W = cache["A_prev"], cache["W"]
    m = A_prev.shape[1]
    dA_prev = W.T @ dZ
    dW = dZ @ A_prev.T / m
    db = np.mean(dZ, axis=1, keepdims=True)
    return dA_prev, dW, db


def activation_backward(
    dA: np.ndarray, cache: dict[str, np.ndarray], activation: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Take the error of one hidden layer's activations back: dZ = dA * g'(Z), and then the linear part.

    Args:
        dA: error of the activations, (n, m).
        cache: A_prev (n_prev, m), W (n, n_prev), b (n, 1) and Z (n, m), as `activation_forward` returned them.
        activation: "relu" or "tanh".

    Returns:
        dA_prev (n_prev, m), dW (n, n_prev) and db (n, 1).
    """
    Z = cache["Z"]
    slope = np.where(Z > 0, 1.0, 0.0) if activation == "relu" else 1 - np.tanh(Z) ** 2
    return linear_backward(dA * slope, cache)


def model_backward(AL: np.ndarray, Y: np.ndarray, caches: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Compute the slopes of the cost for every parameter, from the last layer back to the first.

    The error of the last scores is AL - Y: softmax and cross-entropy together.

    Args:
        AL: probabilities, (n[L], m), as `model_forward` returned them.
        Y: one-hot labels, (n[L], m).
        caches: the list of the L caches, as `model_forward` returned it.

    Returns:
        A dict of dW1, db1, ..., dWL, dbL, each in the shape of what it changes.
    """
    L = len(caches)
    grads = {}
    dA, grads[f"dW{L}"], grads[f"db{L}"] = linear_backward(AL - Y, caches[L - 1])
    for layer in range(L - 1, 0, -1):
        dA, grads[f"dW{layer}"], grads[f"db{layer}"] = activation_backward(dA, caches[layer - 1], "relu")
    return grads


def update(
    parameters: dict[str, np.ndarray], grads: dict[str, np.ndarray], learning_rate: float
) -> dict[str, np.ndarray]:
    """Take one step down: each parameter p becomes p - learning_rate * dp.

    Args:
        parameters: W1, b1, ..., WL, bL; they stay as they are.
        grads: dW1, db1, ..., dWL, dbL.
        learning_rate: size of the step.

    Returns:
        The new parameters, under the same names.
    """
    return {name: parameters[name] - learning_rate * grads[f"d{name}"] for name in parameters}


def predict(X: np.ndarray, parameters: dict[str, np.ndarray]) -> np.ndarray:
    """Answer with the class of the largest probability.

    Args:
        X: examples in columns, (n[0], m).
        parameters: W1, b1, ..., WL, bL.

    Returns:
        The class of each example, a whole number from 0, (m,).
    """
    AL, _ = model_forward(X, parameters)
    classes: np.ndarray = np.argmax(AL, axis=0)
    return classes


def keras_deep_network(layer_dims: list[int]) -> keras.Model:
    """Build the same network in Keras, compiled for plain gradient descent on the cross-entropy.

    Args:
        layer_dims: the widths n[0], ..., n[L], the input first.

    Returns:
        A compiled model from (batch, n[0]) to probabilities (batch, n[L]).
    """
    model = keras.Sequential([keras.Input((layer_dims[0],))])
    for width in layer_dims[1:-1]:
        model.add(keras.layers.Dense(width, activation="relu"))
    model.add(keras.layers.Dense(layer_dims[-1], activation="softmax"))
    model.compile(optimizer=keras.optimizers.SGD(0.2), loss="categorical_crossentropy", metrics=["accuracy"])
    return model
