import numpy as np

from grader.authoring import alternative, edited, everywhere, mistake
from solutions.initialization import buggy_backward


@mistake(
    "All three bugs are still there. Begin at the top of your report: which gradient nearest to the output is wrong?"
)
def nothing_mended(parameters, activations, Y):
    return buggy_backward(parameters, activations, Y)


bias_still_summed = edited(
    "One bug is left, in db3: it is a sum over the m examples, and the other biases get an average.",
    ("np.sum(dZ3, axis=1, keepdims=True) / m", "np.sum(dZ3, axis=1, keepdims=True)"),
)
square_still_missing = edited(
    "One bug is left, in dZ2: look at the slope of tanh, and at what the formula does with A.", ("A2**2", "A2")
)
slope_of_the_wrong_layer = edited(
    "One bug is left, in dZ1: the slope of tanh must be that of this layer, but it is taken from the layer behind it.",
    ("A1**2", "A2**2"),
)
first_and_second_left = edited(
    "Two bugs are left: one in db3, and one in the slope of tanh in dZ2. Begin with db3.",
    ("np.sum(dZ3, axis=1, keepdims=True) / m", "np.sum(dZ3, axis=1, keepdims=True)"),
    ("A2**2", "A2"),
)
first_and_third_left = edited(
    "Two bugs are left: one in db3, and one in dZ1. Begin with db3.",
    ("np.sum(dZ3, axis=1, keepdims=True) / m", "np.sum(dZ3, axis=1, keepdims=True)"),
    ("A1**2", "A2**2"),
)
second_and_third_left = edited(
    "Two bugs are left: one in dZ2, and one in dZ1. Begin with dZ2: what is behind it cannot be right before.",
    ("A2**2", "A2"),
    ("A1**2", "A2**2"),
)
all_biases_summed = edited(
    "The biases fit each other now, but the wrong way: all three are sums. Average all of them over the m examples.",
    everywhere("keepdims=True) / m", "keepdims=True)"),
)
square_lost_in_the_first_layer = edited(
    "dZ1 takes the right activations now, A1, but its square is lost: the slope of tanh is 1 minus the square.",
    ("A1**2", "A1"),
)
both_slopes_of_the_first_layer = edited(
    "dZ2 uses A1 now. It was right to use A2 there: each layer takes its own slope.", ("A2**2", "A1**2")
)
average_over_everything = edited(
    "db3 is averaged over everything, classes too. Average over the examples only, axis=1, and keep the column.",
    ("np.sum(dZ3, axis=1, keepdims=True) / m", "np.mean(dZ3, keepdims=True)"),
)
column_lost = edited(
    "db3 has lost its second axis. Keep the column: keepdims=True.",
    ("np.sum(dZ3, axis=1, keepdims=True) / m", "np.mean(dZ3, axis=1)"),
)
truth_minus_answer = edited("dZ3 is turned round: answer minus truth, A3 - Y, was right.", ("A3 - Y", "Y - A3"))
divided_by_m_twice = edited(
    "Now everything is divided by m twice: once in dZ3 and once in each gradient. Once is enough.",
    ("A3 - Y", "(A3 - Y) / m"),
)
sigmoid_slopes = edited(
    "This is the slope of the sigmoid, A (1 - A). The hidden layers use tanh: 1 minus the square of A.",
    ("1 - A2**2", "A2 * (1 - A2)"),
    ("1 - A1**2", "A1 * (1 - A1)"),
)
relu_slopes = edited(
    "This is the slope of ReLU. The hidden layers use tanh: 1 minus the square of A.",
    ("1 - A2**2", "A2 > 0"),
    ("1 - A1**2", "A1 > 0"),
)
tanh_of_activations = edited(
    "tanh is applied to A once more. A is the tanh of Z already: the slope is 1 minus the square of A.",
    ("A2**2", "np.tanh(A2) ** 2"),
    ("A1**2", "np.tanh(A1) ** 2"),
)


@alternative
def by_means(parameters, activations, Y):
    m = Y.shape[1]
    A0, A1, A2, A3 = activations
    dZ3 = A3 - Y
    dZ2 = (parameters["W3"].T @ dZ3) * (1 - A2 * A2)
    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A1) * (1 + A1)
    return {
        "dW3": dZ3 @ A2.T / m,
        "db3": dZ3.mean(axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T / m,
        "db2": dZ2.mean(axis=1, keepdims=True),
        "dW1": dZ1 @ A0.T / m,
        "db1": dZ1.mean(axis=1, keepdims=True),
    }


@alternative
def averaged_at_the_start(parameters, activations, Y):
    m = Y.shape[1]
    A0, A1, A2, A3 = activations
    dZ3 = (A3 - Y) / m
    dZ2 = (parameters["W3"].T @ dZ3) * (1 - A2**2)
    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A1**2)
    return {
        "dW3": dZ3 @ A2.T,
        "db3": dZ3.sum(axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T,
        "db2": dZ2.sum(axis=1, keepdims=True),
        "dW1": dZ1 @ A0.T,
        "db1": dZ1.sum(axis=1, keepdims=True),
    }


@alternative
def backward_in_a_loop(parameters, activations, Y):
    grads, dZ = {}, activations[3] - Y
    for layer in (3, 2, 1):
        A_before = activations[layer - 1]
        grads[f"dW{layer}"] = np.einsum("ik,jk->ij", dZ, A_before) / Y.shape[1]
        grads[f"db{layer}"] = np.average(dZ, axis=1)[:, None]
        if layer > 1:
            dZ = np.dot(parameters[f"W{layer}"].T, dZ) * (1 - np.square(A_before))
    return grads


@alternative
def backward_in_float32(parameters, activations, Y):
    A0, A1, A2, A3 = (np.asarray(A, dtype=np.float32) for A in activations)
    W2, W3 = parameters["W2"].astype(np.float32), parameters["W3"].astype(np.float32)
    m, dZ3 = np.float32(Y.shape[1]), A3 - Y.astype(np.float32)
    dZ2 = (W3.T @ dZ3) * (1 - A2**2)
    dZ1 = (W2.T @ dZ2) * (1 - A1**2)
    pairs = zip("321", (dZ3, dZ2, dZ1), (A2, A1, A0))
    grads = {}
    for layer, dZ, A in pairs:
        grads["dW" + layer], grads["db" + layer] = dZ @ A.T / m, dZ.mean(axis=1, keepdims=True)
    return {**grads, "dZ1": dZ1}
