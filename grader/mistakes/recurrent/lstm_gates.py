import numpy as np

from grader.authoring import alternative, edited
from solutions.recurrent import sigmoid

output_before_candidate = edited(
    "The last two blocks have changed places. The order is input gate, forget gate, candidate, output gate.",
    ("z_i, z_f, z_g, z_o = np", "z_i, z_f, z_o, z_g = np"),
)
forget_before_input = edited(
    "The first two blocks have changed places. The order is input gate, forget gate, candidate, output gate.",
    ("z_i, z_f, z_g, z_o = np", "z_f, z_i, z_g, z_o = np"),
)
candidate_second = edited(
    "The candidate and the forget gate have changed blocks. The order is input gate, forget gate, candidate, output gate.",
    ("z_i, z_f, z_g, z_o = np", "z_i, z_g, z_f, z_o = np"),
)
returned_in_another_order = edited(
    "The four are right, and come back in another order. Return i, f, g, o.", ("return i, f, g, o", "return i, f, o, g")
)
candidate_is_a_gate = edited(
    "The candidate has a sigmoid. It is no gate: it has a tanh, from -1 to 1.", ("np.tanh(z_g)", "sigmoid(z_g)")
)
all_tanh = edited(
    "The gates have a tanh. A gate goes from 0 to 1: it has a sigmoid.",
    (
        "sigmoid(z_i), sigmoid(z_f), np.tanh(z_g), sigmoid(z_o)",
        "np.tanh(z_i), np.tanh(z_f), np.tanh(z_g), np.tanh(z_o)",
    ),
)
output_gate_is_tanh = edited(
    "The output gate has a tanh. It is a gate, from 0 to 1: it has a sigmoid.", ("sigmoid(z_o)", "np.tanh(z_o)")
)
activations_forgotten = edited(
    "The four come back as they are before sigmoid and tanh.",
    ("sigmoid(z_i), sigmoid(z_f), np.tanh(z_g), sigmoid(z_o)", "z_i, z_f, z_g, z_o"),
)
bias_forgotten = edited("The bias b is missing.", (' + parameters["b"]', ""))
state_forgotten = edited("The state before has no say: add h @ Wh.", (' + h @ parameters["Wh"]', ""))
columns_taken_in_turns = edited(
    "You take the columns in turns: every fourth one. The four blocks of n_h columns stand side by side.",
    ("np.split(z, 4, axis=1)", "(z[:, k::4] for k in range(4))"),
)
one_array = edited(
    "The four come back as one array. Return a tuple of four, each (m, n_h).",
    ("return i, f, g, o", "return np.concatenate([i, f, g, o], axis=1)"),
)


@alternative
def with_slices(x, h, parameters):
    n = h.shape[1]
    z = np.dot(x, parameters["Wx"]) + np.dot(h, parameters["Wh"]) + parameters["b"]

    def gate(k):
        return 0.5 * (1 + np.tanh(0.5 * z[:, k * n : (k + 1) * n]))

    return gate(0), gate(1), np.tanh(z[:, 2 * n : 3 * n]), gate(3)


@alternative
def four_products(x, h, parameters):
    blocks = zip(*(np.split(parameters[name], 4, axis=-1) for name in ("Wx", "Wh", "b")), strict=True)
    i, f, g, o = (x @ Wx + h @ Wh + b for Wx, Wh, b in blocks)
    return [sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)]


@alternative
def by_a_reshape(x, h, parameters):
    from scipy.special import expit

    z = (x @ parameters["Wx"] + h @ parameters["Wh"] + parameters["b"]).reshape(len(x), 4, h.shape[1])
    return expit(z[:, 0]), expit(z[:, 1]), np.tanh(z[:, 2]), expit(z[:, 3])


@alternative
def in_float32(x, h, parameters):
    Wx, Wh, b = (parameters[name].astype(np.float32) for name in ("Wx", "Wh", "b"))
    i, f, g, o = np.split(x.astype(np.float32) @ Wx + h.astype(np.float32) @ Wh + b, 4, axis=1)
    return sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
