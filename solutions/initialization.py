"""Start right, and prove your gradients: how to draw the first weights, and how to test a backward pass.

Examples are columns: X is (n_x, m), Y is (C, m). `layer_dims` lists the widths from the input to the output, and
`parameters` is {"W1", "b1", "W2", ...} with W[l] of shape (n[l], n[l-1]) and b[l] of shape (n[l], 1). The functions
that are no exercise (`identity`, `relu`, `halve`, `cubes`, `valley`, `toy_cost`, `buggy_backward`) are given in the
notebook.
"""

from collections.abc import Callable, Sequence

import numpy as np


def initialize_zeros(layer_dims: Sequence[int]) -> dict[str, np.ndarray]:
    """Make weights and biases of zero.

    Args:
        layer_dims: the widths of the layers, the input's first.

    Returns:
        A dict of W[l] (n[l], n[l-1]) and b[l] (n[l], 1), all zero.
    """
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.zeros((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


def initialize_normal(layer_dims: Sequence[int], scale: float, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Draw the weights from the normal distribution, with one standard deviation for all layers; biases are zero.

    Args:
        layer_dims: the widths of the layers, the input's first.
        scale: the standard deviation of every weight.
        rng: the generator that the weights are drawn with.

    Returns:
        A dict of W[l] (n[l], n[l-1]) and b[l] (n[l], 1).
    """
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = scale * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


def initialize_xavier(layer_dims: Sequence[int], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Draw weights with the variance 2 / (n[l-1] + n[l]); biases are zero.

    X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010).

    Args:
        layer_dims: the widths of the layers, the input's first.
        rng: the generator that the weights are drawn with.

    Returns:
        A dict of W[l] (n[l], n[l-1]) and b[l] (n[l], 1).
    """
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(2 / (n_before + n)) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


def initialize_he(layer_dims: Sequence[int], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Draw weights with the variance 2 / n[l-1]; biases are zero.

    K. He, X. Zhang, S. Ren, J. Sun, "Delving Deep into Rectifiers" (2015).

    Args:
        layer_dims: the widths of the layers, the input's first.
        rng: the generator that the weights are drawn with.

    Returns:
        A dict of W[l] (n[l], n[l-1]) and b[l] (n[l], 1).
    """
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_before = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = np.sqrt(2 / n_before) * rng.standard_normal((n, n_before))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


def identity(Z: np.ndarray) -> np.ndarray:
    """Let every score pass as it is.

    Args:
        Z: scores, of any shape.

    Returns:
        The same scores.
    """
    return Z


def relu(Z: np.ndarray) -> np.ndarray:
    """Let positive scores pass and cut the rest: max(0, z).

    Args:
        Z: scores, of any shape.

    Returns:
        The activations, in the shape of Z.
    """
    activations: np.ndarray = np.maximum(0, Z)
    return activations


def halve(layer_dims: Sequence[int], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Connect every unit with one unit of the layer before, with the weight 1/2: a toy whose spread is known.

    Args:
        layer_dims: the widths of the layers, the input's first.
        rng: a generator; nothing is drawn.

    Returns:
        A dict of W[l] (n[l], n[l-1]) and b[l] (n[l], 1).
    """
    parameters = {}
    for layer in range(1, len(layer_dims)):
        parameters[f"W{layer}"] = 0.5 * np.eye(layer_dims[layer], layer_dims[layer - 1])
        parameters[f"b{layer}"] = np.zeros((layer_dims[layer], 1))
    return parameters


def activation_spread(
    layer_dims: Sequence[int],
    initializer: Callable[[Sequence[int], np.random.Generator], dict[str, np.ndarray]],
    activation: Callable[[np.ndarray], np.ndarray],
    rng: np.random.Generator,
) -> list[float]:
    """Send 1,000 random examples through a fresh network; measure the standard deviation of every layer's activations.

    Args:
        layer_dims: the widths of the layers, the input's first.
        initializer: called with layer_dims and rng, returns the parameters.
        activation: takes scores, returns activations of the same shape; used in every layer.
        rng: the generator for the examples (normal, mean 0, standard deviation 1) and the initializer.

    Returns:
        The standard deviations of A[1], A[2], ... over all units and examples of the layer.
    """
    parameters = initializer(layer_dims, rng)
    A = rng.standard_normal((layer_dims[0], 1000))  # (n[0], 1000)
    spread = []
    for layer in range(1, len(layer_dims)):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]  # (n[l], 1000)
        A = activation(Z)
        spread.append(float(np.std(A)))
    return spread


def to_vector(parameters: dict[str, np.ndarray]) -> np.ndarray:
    """Put all numbers of a dict of arrays into one row: array after array, each row by row.

    Args:
        parameters: arrays of any shapes, by name.

    Returns:
        All their numbers in the order of the dict, (n,).
    """
    return np.concatenate([array.ravel() for array in parameters.values()])


def from_vector(theta: np.ndarray, template: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Undo `to_vector`: cut a row of numbers into arrays with the names and shapes of a template.

    Args:
        theta: n numbers, (n,).
        template: arrays that hold n numbers in all; only names, order and shapes count.

    Returns:
        New arrays with the numbers of theta, by name.
    """
    parameters, start = {}, 0
    for name, array in template.items():
        end = start + array.size
        parameters[name] = theta[start:end].reshape(array.shape).copy()
        start = end
    return parameters


def cubes(theta: np.ndarray) -> float:
    """Add up the cubes of all entries: a function whose slopes are known, 3 theta^2.

    Args:
        theta: n numbers, (n,).

    Returns:
        The sum.
    """
    return float(np.sum(theta**3))


def valley(theta: np.ndarray) -> float:
    """Compute (theta_0 - 2 theta_1)^2 + theta_0 theta_2: a function in which the entries depend on each other.

    Args:
        theta: three numbers, (3,).

    Returns:
        The height of the valley at theta.
    """
    return float((theta[0] - 2 * theta[1]) ** 2 + theta[0] * theta[2])


def numerical_gradient(f: Callable[[np.ndarray], float], theta: np.ndarray, epsilon: float) -> np.ndarray:
    """Measure the slope of f for every entry of theta: (f(theta + epsilon e_i) - f(theta - epsilon e_i)) / (2 epsilon).

    Args:
        f: takes n numbers, (n,), and returns one.
        theta: where to measure, (n,).
        epsilon: how far every entry is moved to both sides.

    Returns:
        The slopes, (n,).
    """
    slopes = np.zeros(len(theta))
    for i in range(len(theta)):
        step = np.zeros(len(theta))
        step[i] = epsilon
        slopes[i] = (f(theta + step) - f(theta - step)) / (2 * epsilon)
    return slopes


def relative_difference(a: np.ndarray, b: np.ndarray) -> float:
    """Compare two arrays: ||a - b|| / (||a|| + ||b||), with the Euclidean norm over all entries.

    Args:
        a: numbers, of any shape.
        b: numbers, in the shape of a.

    Returns:
        0 for equal arrays (two arrays of zeros too), 1 for arrays of opposite sign, else between.
    """
    size = np.linalg.norm(a) + np.linalg.norm(b)
    if size == 0:
        return 0.0
    return float(np.linalg.norm(a - b) / size)


def toy_cost(parameters: dict[str, np.ndarray]) -> float:
    """Compute the sum of b_i W_ij^2: a cost of two parameters whose gradients are known.

    Args:
        parameters: W1 (n, k) and b1 (n, 1).

    Returns:
        The cost, a number.
    """
    return float(np.sum(parameters["b1"] * parameters["W1"] ** 2))


def gradient_check(
    parameters: dict[str, np.ndarray],
    grads: dict[str, np.ndarray],
    cost_of: Callable[[dict[str, np.ndarray]], float],
) -> dict[str, float]:
    """Compare gradients with the measured slopes of the cost, parameter by parameter.

    Args:
        parameters: arrays by name, such as W1.
        grads: the gradients to be tested, by name with a d in front, such as dW1.
        cost_of: takes parameters, returns their cost.

    Returns:
        For every gradient, by its name, its relative difference from the slopes measured with epsilon = 1e-5.
    """
    theta = to_vector(parameters)
    slopes = numerical_gradient(lambda moved: cost_of(from_vector(moved, parameters)), theta, 1e-5)
    measured = from_vector(slopes, parameters)
    return {"d" + name: relative_difference(grads["d" + name], measured[name]) for name in parameters}


def buggy_backward(
    parameters: dict[str, np.ndarray], activations: Sequence[np.ndarray], Y: np.ndarray
) -> dict[str, np.ndarray]:
    """Compute the gradients of a network with three layers, with three mistakes.

    Args:
        parameters: W1, b1, W2, b2, W3 and b3.
        activations: A0 (the examples), A1, A2 (tanh) and A3 (softmax), each (n[l], m).
        Y: labels, (n[3], m): a 1 in the row of the right class.

    Returns:
        A dict of dW3, db3, dW2, db2, dW1 and db1, each in the shape of its parameter.
    """
    m = Y.shape[1]
    A0, A1, A2, A3 = activations
    grads = {}

    dZ3 = A3 - Y
    grads["dW3"] = dZ3 @ A2.T / m
    grads["db3"] = np.sum(dZ3, axis=1, keepdims=True)

    dZ2 = (parameters["W3"].T @ dZ3) * (1 - A2)
    grads["dW2"] = dZ2 @ A1.T / m
    grads["db2"] = np.sum(dZ2, axis=1, keepdims=True) / m

    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A2**2)
    grads["dW1"] = dZ1 @ A0.T / m
    grads["db1"] = np.sum(dZ1, axis=1, keepdims=True) / m
    return grads


def fixed_backward(
    parameters: dict[str, np.ndarray], activations: Sequence[np.ndarray], Y: np.ndarray
) -> dict[str, np.ndarray]:
    """Compute the gradients of the cross-entropy of a network with three layers.

    dZ3 = A3 - Y; dZ[l] = W[l+1]^T dZ[l+1] * (1 - A[l]^2); dW[l] = dZ[l] A[l-1]^T / m; db[l] = the mean of dZ[l].

    Args:
        parameters: W1, b1, W2, b2, W3 and b3.
        activations: A0 (the examples), A1, A2 (tanh) and A3 (softmax), each (n[l], m).
        Y: labels, (n[3], m): a 1 in the row of the right class.

    Returns:
        A dict of dW3, db3, dW2, db2, dW1 and db1, each in the shape of its parameter.
    """
    m = Y.shape[1]
    A0, A1, A2, A3 = activations
    grads = {}

    dZ3 = A3 - Y
    grads["dW3"] = dZ3 @ A2.T / m
    grads["db3"] = np.sum(dZ3, axis=1, keepdims=True) / m  # an average, like the others

    dZ2 = (parameters["W3"].T @ dZ3) * (1 - A2**2)  # the slope of tanh has a square
    grads["dW2"] = dZ2 @ A1.T / m
    grads["db2"] = np.sum(dZ2, axis=1, keepdims=True) / m

    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A1**2)  # the slope at this layer, not at the next
    grads["dW1"] = dZ1 @ A0.T / m
    grads["db1"] = np.sum(dZ1, axis=1, keepdims=True) / m
    return grads
