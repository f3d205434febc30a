import numpy as np

from grader.authoring import alternative, edited, everywhere
from solutions.shallow_network import forward, tanh_derivative

gradients_summed = edited(
    "The gradients are sums over the points. They are averages: divide by m.",
    everywhere(" / m", ""),
    everywhere("np.mean", "np.sum"),
)
hidden_layer_averaged_twice = edited(
    "The hidden layer is averaged twice: dZ2 has been divided by m already, and dZ1 comes from it. Divide at the "
    "very end only.",
    ("(1 - A1**2)", "(1 - A1**2) / m"),
)
truth_minus_answer = edited(
    "The sign is turned round. The error of the output is A2 - Y, answer minus truth.", ("A2 - Y", 'Y - cache["A2"]')
)
slope_of_tanh_missing = edited(
    "The error passes the hidden layer as if it did not bend. Multiply it by the slope of tanh, entry by entry.",
    ('parameters["W2"].T @ dZ2 * (1 - A1**2)', 'parameters["W2"].T @ dZ2'),
)
slope_from_the_score = edited(
    "The slope of tanh is computed from the wrong entry of the cache: 1 minus the square of the activation A1, not "
    "of the score Z1.",
    ("A1**2", 'cache["Z1"]**2'),
)
derivative_of_the_activation = edited(
    "tanh_derivative takes the score Z1. You pass it A1, so tanh is applied twice.", ("A1**2", "np.tanh(A1)**2")
)
slope_without_the_square = edited("The square is missing in the slope of tanh: 1 - A1 squared.", ("A1**2", "A1"))
slope_of_the_sigmoid_in_the_hidden_layer = edited(
    "A1 (1 - A1) is the slope of the sigmoid. The hidden layer bends with tanh: 1 - A1 squared.",
    ('parameters["W2"].T @ dZ2 * (1 - A1**2)', 'parameters["W2"].T @ dZ2 * A1 * (1 - A1)'),
)
slope_of_the_sigmoid_at_the_output = edited(
    "The factor A2 (1 - A2) does not belong into dZ2. With the cross-entropy it cancels, and A2 - Y remains.",
    ("A2 - Y", "(A2 - Y) * (1 - A2) * A2"),
)
error_not_sent_through_the_weights = edited(
    "The error of the output reaches every hidden unit alike. Share it out by the weights: W2 transposed times dZ2.",
    ('parameters["W2"].T @ dZ2', "dZ2"),
)
second_weights_from_the_scores = edited(
    "dW2 is the error times the input of its layer, and the second layer's input is A1, not the score Z1.",
    ("A1.T", 'cache["Z1"].T'),
)
bias_gradients_with_one_axis = edited(
    "The biases' gradients have lost an axis. keepdims=True keeps them columns, as the biases are.",
    everywhere(", keepdims=True", ""),
)
one_bias_gradient_for_all_units = edited(
    "db1 is one number for the whole layer. Each hidden unit has a bias of its own: average over the points only, "
    "axis=1.",
    everywhere(", axis=1, keepdims=True", ""),
)
bias_gradients_summed = edited(
    "The gradients of the biases are right in shape but summed. They are averages over the points, as those of the "
    "weights are.",
    everywhere("np.mean", "np.sum"),
)
bias_gradients_for_each_point = edited(
    "The gradients of the biases still have one column for each point. Average over the points.",
    ("np.mean(dZ1, axis=1, keepdims=True)", "dZ1"),
    ("np.mean(dZ2, axis=1, keepdims=True)", "dZ2"),
)
weight_gradients_transposed = edited(
    "The gradients of the weights lie on their side. They must have the shapes of W1 and W2: the error comes first, "
    "the input second and transposed.",
    ("dZ1 @ X.T", "X @ dZ1.T"),
    ("dZ2 @ A1.T", "A1 @ dZ2.T"),
)
divided_by_the_inputs = edited(
    "You divide by the number of rows of X, the coordinates. m is the number of points: X.shape[1].",
    ("X.shape[1]", "X.shape[0]"),
    everywhere("np.mean", "np.sum"),
    everywhere("keepdims=True)", "keepdims=True) / m"),
)
second_weights_not_transposed = edited(
    "W2 @ dZ2 does not fit: (1, n_h) meets (1, m). On the way back the weights are transposed.",
    ('parameters["W2"].T', 'parameters["W2"]'),
)
input_not_transposed = edited(
    "The product of dZ1 and X does not fit, because both hold the points in columns. Transpose the input: X.T.",
    ("X.T", "X"),
)
matrix_product_with_the_slope = edited(
    "The slope of tanh is multiplied with @, a matrix product. It belongs entry by entry: use the star.",
    ('parameters["W2"].T @ dZ2 * (1 - A1**2)', 'parameters["W2"].T @ dZ2 @ (1 - A1**2)'),
)
names_without_d = edited(
    'The names have no d in front. The slope for "W1" is called "dW1", and so on.', everywhere('"d', '"')
)


@alternative
def point_by_point(parameters, cache, X, Y):
    A1, A2, W2 = cache["A1"], cache["A2"], parameters["W2"]
    n_h, m = A1.shape
    grads = {f"d{name}": np.zeros(parameters[name].shape) for name in ("W1", "b1", "W2", "b2")}
    for i in range(m):
        error = A2[0, i] - Y[0, i]
        grads["db2"][0, 0] += error / m
        for j in range(n_h):
            grads["dW2"][0, j] += error * A1[j, i] / m
            blame = error * W2[0, j] * (1 - A1[j, i] ** 2)
            grads["db1"][j, 0] += blame / m
            for k in range(X.shape[0]):
                grads["dW1"][j, k] += blame * X[k, i] / m
    return grads


@alternative
def with_tanh_derivative_and_more_entries(parameters, cache, X, Y):
    m = X.shape[1]
    dZ2 = cache["A2"] - Y
    dA1 = np.dot(parameters["W2"].T, dZ2)
    dZ1 = np.multiply(dA1, tanh_derivative(cache["Z1"]))
    return {
        "dZ2": dZ2,
        "dW2": np.dot(dZ2, cache["A1"].T) / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dA1": dA1,
        "dZ1": dZ1,
        "dW1": np.dot(dZ1, X.T) / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }


@alternative
def divided_by_m_at_once_with_einsum(parameters, cache, X, Y):
    A1 = cache["A1"]
    dZ2 = (cache["A2"] - Y) / X.shape[1]
    dZ1 = np.einsum("oj,oi,ji->ji", parameters["W2"], dZ2, 1 - A1 * A1)
    return {
        "dW1": np.einsum("ji,ki->jk", dZ1, X),
        "db1": dZ1.sum(axis=1).reshape(-1, 1),
        "dW2": np.einsum("oi,ji->oj", dZ2, A1),
        "db2": dZ2.sum(axis=1).reshape(-1, 1),
    }


@alternative
def everything_computed_again(parameters, cache, X, Y):
    A2, own = forward(X, parameters)
    dZ2, m = A2 - Y, X.shape[1]
    dZ1 = parameters["W2"].T * dZ2 / np.cosh(np.arctanh(own["A1"])) ** 2  # one output: the outer product is enough
    return {
        "dW1": dZ1 @ X.T / m,
        "db1": dZ1 @ np.ones((m, 1)) / m,
        "dW2": dZ2 @ own["A1"].T / m,
        "db2": dZ2 @ np.ones((m, 1)) / m,
    }


@alternative
def gradients_in_float32_with_a_warning(parameters, cache, X, Y):
    import warnings

    warnings.warn("computing in float32")
    A1, A2, X, W2 = (np.asarray(part, dtype=np.float32) for part in (cache["A1"], cache["A2"], X, parameters["W2"]))
    m = np.float32(X.shape[1])
    dZ2 = A2 - Y.astype(np.float32)
    dZ1 = W2.T @ dZ2 * (1 - A1**2)
    return {
        "dW1": dZ1 @ X.T / m,
        "db1": np.mean(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T / m,
        "db2": np.mean(dZ2, axis=1, keepdims=True),
    }


activation_for_slope = edited(
    "The error is multiplied by the activation of the hidden layer, tanh of Z1. What it passes is the slope: 1 - A1 "
    "squared, or tanh_derivative of Z1.",
    ("(1 - A1**2)", "A1"),
)
error_sent_through_the_gradient = edited(
    "The error goes back through the gradient dW2. It goes back through the weights: W2 transposed.",
    ('parameters["W2"].T', "(dZ2 @ A1.T / m).T"),
)
slope_without_brackets = edited(
    "Brackets are missing around the slope: as it stands, A1 squared is subtracted from the product. Multiply by "
    "(1 - A1**2).",
    ("(1 - A1**2)", "1 - A1**2"),
)
bias_gradients_over_the_units = edited(
    "The gradients of the biases are averaged over axis 0, the units. Average over the points, axis 1: one number for "
    "each unit.",
    everywhere("axis=1", "axis=0"),
)
