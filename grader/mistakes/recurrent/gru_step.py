import numpy as np

from grader.authoring import alternative, edited
from solutions.recurrent import sigmoid

update_turned_round = edited(
    "The update gate is turned round: here z is the share of the old state that stays. (Some papers have it the other way.)",
    ("z * h + (1 - z) * candidate", "(1 - z) * h + z * candidate"),
)
reset_forgotten = edited(
    "The reset gate has no effect on the candidate.",
    ("r * from_h[:, 2 * n_h :] if", "from_h[:, 2 * n_h :] if"),
    ("(r * h) @", "h @"),
)
always_before = edited(
    "The reset gate acts before the matrix, whatever reset_after says. With reset_after=True it multiplies h @ Wh + bh.",
    (
        'r * from_h[:, 2 * n_h :] if reset_after else (r * h) @ parameters["Wh"][:, 2 * n_h :]',
        '(r * h) @ parameters["Wh"][:, 2 * n_h :] + (parameters["bh"][2 * n_h :] if reset_after else 0)',
    ),
)
always_after = edited(
    "The reset gate acts after the matrix, whatever reset_after says. With reset_after=False it multiplies h before.",
    (' if reset_after else (r * h) @ parameters["Wh"][:, 2 * n_h :]', ""),
)
forms_swapped = edited(
    "The two forms have changed places: reset_after=True means that the reset gate acts after the matrix.",
    (
        'r * from_h[:, 2 * n_h :] if reset_after else (r * h) @ parameters["Wh"][:, 2 * n_h :]',
        'r * from_h[:, 2 * n_h :] if not reset_after else (r * h) @ parameters["Wh"][:, 2 * n_h :] + parameters["bh"][2 * n_h :]',
    ),
)
second_bias_forgotten = edited(
    "With reset_after=True the bias bh has no effect. It is added to h @ Wh, in all three blocks.",
    ('(parameters["bh"] if reset_after else 0)', "0"),
)
second_bias_outside_of_the_reset = edited(
    "With reset_after=True the candidate's part of bh is added outside of the reset gate. The gate multiplies h @ Wh + bh.",
    ("r * from_h[:, 2 * n_h :] if", 'r * (h @ parameters["Wh"])[:, 2 * n_h :] + parameters["bh"][2 * n_h :] if'),
)
gates_swapped = edited(
    "Update gate and reset gate have changed blocks. The order is update gate, reset gate, candidate.",
    ("remembered = r *", "z, r = r, z", "remembered = r *"),
)
candidate_is_a_gate = edited(
    "The candidate has a sigmoid. It has a tanh, from -1 to 1.", ("np.tanh(from_x", "sigmoid(from_x")
)
bias_forgotten = edited("The bias b is missing.", (' + parameters["b"]', ""))
old_state_lost = edited(
    "Nothing of the old state stays. The new state is z * h + (1 - z) * candidate.",
    ("z * h + (1 - z) * candidate", "(1 - z) * candidate"),
)
update_for_the_reset = edited(
    "The candidate is reset by the update gate. That is the task of the reset gate r.",
    ("r * from_h[:, 2 * n_h :] if", "z * from_h[:, 2 * n_h :] if"),
    ("(r * h) @", "(z * h) @"),
)
second_bias_in_the_candidate_alone = edited(
    "With reset_after=True the two gates lack their part of bh. It is added to h @ Wh, in all three blocks.",
    (
        "z = sigmoid(from_x[:, :n_h] + from_h[:, :n_h])",
        'bare = h @ parameters["Wh"]',
        "z = sigmoid(from_x[:, :n_h] + bare[:, :n_h])",
    ),
    ("+ from_h[:, n_h : 2 * n_h])", "+ bare[:, n_h : 2 * n_h])"),
)


@alternative
def with_split(x, h, parameters, reset_after=False):
    xz, xr, xh = np.split(x @ parameters["Wx"] + parameters["b"], 3, axis=1)
    Uz, Ur, Uh = np.split(parameters["Wh"], 3, axis=1)
    bz, br, bh = np.split(parameters["bh"], 3) if reset_after else (0.0, 0.0, 0.0)
    z, r = (1 / (1 + np.exp(-s)) for s in (xz + h @ Uz + bz, xr + h @ Ur + br))
    inner = r * (h @ Uh + bh) if reset_after else (r * h) @ Uh
    new = np.tanh(xh + inner)
    return new + z * (h - new)


@alternative
def with_slices(x, h, parameters, reset_after=False):
    n = len(parameters["Wh"])
    z_columns, r_columns, last = slice(0, n), slice(n, 2 * n), slice(2 * n, None)
    bias = parameters["b"] + (parameters["bh"] if reset_after else 0 * parameters["b"])

    def gate(columns):
        s = x @ parameters["Wx"][:, columns] + h @ parameters["Wh"][:, columns] + bias[columns]
        return sigmoid(s)

    z, r = gate(z_columns), gate(r_columns)
    seen = x @ parameters["Wx"][:, last] + parameters["b"][last]
    if reset_after:
        seen = seen + r * (h @ parameters["Wh"][:, last] + parameters["bh"][last])
    else:
        seen = seen + np.multiply(r, h) @ parameters["Wh"][:, last]
    return h * z + np.tanh(seen) * (1 - z)


@alternative
def row_by_row(x, h, parameters, reset_after=False):
    rows, n = [], h.shape[1]
    for seen, old in zip(x, h, strict=True):
        a = seen @ parameters["Wx"] + parameters["b"]
        u = old @ parameters["Wh"] + (parameters["bh"] if reset_after else 0)
        z, r = sigmoid(a[:n] + u[:n]), sigmoid(a[n : 2 * n] + u[n : 2 * n])
        inner = r * u[2 * n :] if reset_after else (r * old) @ parameters["Wh"][:, 2 * n :]
        rows.append(z * old + (1 - z) * np.tanh(a[2 * n :] + inner))
    return np.array(rows)
