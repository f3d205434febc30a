import numpy as np

from grader.authoring import alternative, edited
from solutions.deep_network import linear_backward

slope_missing = edited(
    "The error passes the layer as if it did not bend. Multiply dA by the slope of the activation, entry by entry.",
    ("dA * slope", "dA"),
)
always_the_slope_of_relu = edited(
    "The slope of ReLU is used whatever the name says. Look at the argument activation.",
    ("dA * slope", 'np.where(cache["Z"] > 0, dA, 0)'),
)
always_the_slope_of_tanh = edited(
    "The slope of tanh is used whatever the name says. Look at the argument activation.",
    ("dA * slope", 'dA * (1 - np.tanh(cache["Z"]) ** 2)'),
)
gate_opened_by_the_error = edited(
    "For ReLU you look where dA is positive. Whether the error gets through depends on the scores Z.",
    ("Z > 0", "dA > 0"),
)
activation_for_the_slope = edited(
    "For ReLU you multiply by the activation. Its slope is wanted: 1 where the score is positive, else 0.",
    ("np.where(Z > 0, 1.0, 0.0)", "np.maximum(0, Z)"),
)
gate_the_wrong_way_round = edited(
    "For ReLU the gate is the wrong way round: open where the score is positive.", ("Z > 0", "Z < 0")
)
gate_opened_by_the_input = edited(
    "The gate of ReLU looks at A_prev, the input of the layer. It should look at the layer's own scores, Z.",
    ("Z > 0", 'cache["A_prev"] > 0'),
)
square_of_the_score = edited(
    "For tanh you compute 1 minus the square of the score. It is 1 minus the square of tanh of the score.",
    ("np.tanh(Z)", 'cache["Z"]'),
)
square_missing = edited(
    "The square is missing in the slope of tanh: 1 minus tanh squared.", ("np.tanh(Z) ** 2", "np.tanh(Z)")
)
tanh_for_its_slope = edited(
    "For tanh you multiply by tanh itself. Its slope is wanted: 1 minus tanh squared.",
    ("1 - np.tanh(Z) ** 2", "np.tanh(Z)"),
)
slope_of_the_sigmoid = edited(
    "For tanh you use the slope of the sigmoid, s (1 - s). That of tanh is 1 - tanh squared.",
    ("1 - np.tanh(Z) ** 2", "1 / (1 + np.exp(-Z)) * (1 - 1 / (1 + np.exp(-Z)))"),
)
error_changed_in_place = edited(
    "The answer is right, but zeros are written into the caller's dA. Make a new array for dZ.",
    ("return linear_backward(dA * slope, cache)", "dA *= slope", "return linear_backward(dA, cache)"),
)
linear_part_missing = edited(
    "Only dZ comes back. Send it on through linear_backward, and return its three answers.",
    ("linear_backward(dA * slope, cache)", "dA * slope"),
)
slope_added = edited("The slope is added to dA. They are multiplied, entry by entry.", ("dA * slope", "dA + slope"))


@alternative
def zeros_into_a_copy(dA, cache, activation):
    dZ = np.array(dA, copy=True)
    if activation == "relu":
        dZ[cache["Z"] <= 0] = 0
    elif activation == "tanh":
        dZ /= np.cosh(cache["Z"]) ** 2
    return linear_backward(dZ, cache)


@alternative
def entry_after_entry(dA, cache, activation):
    dZ = np.zeros(dA.shape)
    for place in np.ndindex(dA.shape):
        z = cache["Z"][place]
        slope = (1 if z > 0 else 0) if activation == "relu" else 1 - np.tanh(z) * np.tanh(z)
        dZ[place] = dA[place] * slope
    dA_prev, dW, db = linear_backward(dZ, cache)
    return dA_prev, dW, db


@alternative
def all_by_itself(dA, cache, activation):
    A_prev, W, Z = cache["A_prev"], cache["W"], cache["Z"]
    dZ = dA * (np.sign(Z) + 1) / 2 if activation == "relu" else dA - dA * np.square(np.tanh(Z))
    m = dA.shape[1]
    return np.dot(W.T, dZ), 1 / m * np.dot(dZ, A_prev.T), 1 / m * np.sum(dZ, axis=1, keepdims=True)


@alternative
def layer_backward_in_float32(dA, cache, activation):
    cache = {name: np.asarray(cache[name], dtype=np.float32) for name in ("A_prev", "W", "b", "Z")}
    dA = dA.astype(np.float32)
    if activation == "relu":
        return linear_backward(np.where(cache["Z"] > 0, dA, np.float32(0)), cache)
    return linear_backward(dA * (1 - np.tanh(cache["Z"]) ** 2), cache)
