import numpy as np

from grader.authoring import alternative, edited

tanh_forgotten = edited(
    "The tanh around the sum is missing.",
    (
        'np.tanh(x @ parameters["Wx"] + h @ parameters["Wh"] + parameters["b"])',
        'x @ parameters["Wx"] + h @ parameters["Wh"] + parameters["b"]',
    ),
)
bias_forgotten = edited("The bias b is missing.", (' + parameters["b"]', ""))
bias_twice = edited(
    "The bias is added twice. There is one, for both products together.", ('parameters["b"]', '2 * parameters["b"]')
)
state_forgotten = edited("The state before has no say: add h @ Wh inside the tanh.", (' + h @ parameters["Wh"]', ""))
input_forgotten = edited("What is seen has no say: add x @ Wx inside the tanh.", ('x @ parameters["Wx"] + ', ""))
Wh_transposed = edited(
    "Wh is transposed. Examples are rows, so it is h @ Wh, as it stands.",
    ('h @ parameters["Wh"]', 'h @ parameters["Wh"].T'),
)
state_added_without_Wh = edited(
    "The state is added as it is. It goes through its matrix first: h @ Wh.", ('h @ parameters["Wh"]', "h")
)
sigmoid_for_tanh = edited(
    "You used a sigmoid, from 0 to 1. The plain cell has a tanh, from -1 to 1.",
    (
        'np.tanh(x @ parameters["Wx"] + h @ parameters["Wh"] + parameters["b"])',
        '1 / (1 + np.exp(-(x @ parameters["Wx"] + h @ parameters["Wh"] + parameters["b"])))',
    ),
)
relu_for_tanh = edited(
    "You used a ReLU: nothing is negative. The plain cell has a tanh.",
    (
        'np.tanh(x @ parameters["Wx"] + h @ parameters["Wh"] + parameters["b"])',
        'np.maximum(x @ parameters["Wx"] + h @ parameters["Wh"] + parameters["b"], 0)',
    ),
)
two_tanhs = edited(
    "Each part has a tanh of its own. There is one tanh, around the sum.",
    (
        'np.tanh(x @ parameters["Wx"] + h @ parameters["Wh"] + parameters["b"])',
        'np.tanh(x @ parameters["Wx"] + parameters["b"]) + np.tanh(h @ parameters["Wh"])',
    ),
)
old_state_added = edited(
    "The old state is added to the new one. The plain cell writes its state anew.",
    ("return h_next", "return h + h_next"),
)
bias_outside = edited(
    "The bias is added outside of the tanh. It belongs inside.",
    (' + parameters["b"])', ') + parameters["b"]'),
)


@alternative
def side_by_side(x, h, parameters):
    both = np.concatenate([x, h], axis=1)
    return np.tanh(both @ np.concatenate([parameters["Wx"], parameters["Wh"]]) + parameters["b"])


@alternative
def with_einsum(x, h, parameters):
    z = np.einsum("mi,ij->mj", x, parameters["Wx"]) + np.einsum("mi,ij->mj", h, parameters["Wh"])
    return 1 - 2 / (np.exp(2 * (z + parameters["b"])) + 1)


@alternative
def by_loops_over_rows(x, h, parameters):
    rows = []
    for seen, state in zip(x, h, strict=True):
        rows.append(np.tanh(seen @ parameters["Wx"] + state @ parameters["Wh"] + parameters["b"]))
    return np.stack(rows)


@alternative
def in_float32(x, h, parameters):
    Wx, Wh, b = (parameters[name].astype(np.float32) for name in ("Wx", "Wh", "b"))
    return np.tanh(x.astype(np.float32) @ Wx + h.astype(np.float32) @ Wh + b)
