import numpy as np

from grader.authoring import alternative, edited
from solutions.recurrent import lstm_gates

last_cell_state_forgotten = edited(
    "dc_last has no effect. The gradient for the cell state begins with it, at the last step.",
    ("np.zeros((m, n_h)), dc_last", "np.zeros((m, n_h)), np.zeros((m, n_h))"),
)
forget_gate_not_passed = edited(
    "The gradient for the cell state goes to the step before as it is. It passes the forget gate: dc * f.",
    ("dc = dc * f", "dc = dc * 1.0"),
)
cell_state_not_carried = edited(
    "Nothing of the gradient for the cell state goes to the step before. Hand on dc * f.",
    ("dc = dc * f", "dc = np.zeros((m, n_h))"),
)
state_not_carried = edited(
    "Nothing of the gradient for the state goes to the step before. Hand on dz @ Wh.T, and add dH[:, t] to it there.",
    ("dh = dh + dH[:, t]", "dh = dH[:, t]"),
)
cell_state_overwritten = edited(
    "In each step dc is set anew from dh alone. Add to the dc that came back from the later step.",
    ("dc = dc + dh * o", "dc = dc * 0 + dh * o"),
)
gradients_overwritten = edited(
    "The gradients of the parameters are those of step 0 alone: each step writes over the last. Add them up with +=.",
    ('grads["dWx"] += X', 'grads["dWx"] = X'),
    ('grads["dWh"] += h', 'grads["dWh"] = h'),
    ('grads["db"] += dz', 'grads["db"] = dz'),
)
cell_state_after = edited(
    "The gradient of the forget gate has the cell state after the step. The gate multiplied the one before it.",
    ("dz_f = dc * c * f", "dz_f = dc * C[:, t] * f"),
)
slope_at_the_cell_state = edited(
    "The slope of tanh is 1 minus the square of tanh(C[:, t]), not of C[:, t] itself.",
    ("(1 - tanh_c**2)", "(1 - C[:, t] ** 2)"),
)
slope_of_tanh_forgotten = edited(
    "On the way from the state to the cell state the slope of tanh is missing.", (" * o * (1 - tanh_c**2)", " * o")
)
another_order = edited(
    "Candidate and output gate have changed places in dz. The order is input gate, forget gate, candidate, output gate.",
    ("[dz_i, dz_f, dz_g, dz_o]", "[dz_i, dz_f, dz_o, dz_g]"),
)
candidate_with_the_slope_of_a_gate = edited(
    "The candidate has the slope of a sigmoid. It came from a tanh: 1 - g ** 2.", ("i * (1 - g**2)", "i * g * (1 - g)")
)
slopes_of_the_gates_forgotten = edited(
    "The slopes of the sigmoids are missing: i (1 - i), f (1 - f) and o (1 - o).",
    ("dc * g * i * (1 - i)", "dc * g"),
    ("dc * c * f * (1 - f)", "dc * c"),
    ("dh * tanh_c * o * (1 - o)", "dh * tanh_c"),
)
last_states_before_the_first = edited(
    "Before step 0 you took H[:, -1] and C[:, -1], which are the last: Python counts -1 from the end. Before step 0 there are "
    "zeros.",
    ("(H[:, t - 1], C[:, t - 1]) if t > 0 else (np.zeros((m, n_h)), np.zeros((m, n_h)))", "(H[:, t - 1], C[:, t - 1])"),
)
output_gate_from_the_cell_state = edited(
    "The gradient of the output gate has the cell state as it is. The gate multiplied its tanh.",
    ("dh * tanh_c * o", "dh * C[:, t] * o"),
)
from_the_front = edited(
    "The steps are taken from the first to the last. A gradient comes from what is later: begin with the last step.",
    ("reversed(range(T))", "range(T)"),
)
candidate_and_output_swapped = edited(
    "Candidate and output gate have changed places from the start. lstm_gates returns i, f, g, o, in this order.",
    ("i, f, g, o = lstm_gates", "i, f, o, g = lstm_gates"),
)
input_and_forget_swapped = edited(
    "Input gate and forget gate have changed places from the start. lstm_gates returns i, f, g, o, in this order.",
    ("i, f, g, o = lstm_gates", "f, i, g, o = lstm_gates"),
)
state_after_for_dWh = edited(
    "dWh is computed with the state after the step. The matrix met the state before it.", ("h.T @ dz", "H[:, t].T @ dz")
)
gates_of_the_state_after = edited(
    "The gates are computed with the state after the step. In step t they saw H[:, t - 1].",
    ("lstm_gates(X[:, t], h, parameters)", "lstm_gates(X[:, t], H[:, t], parameters)"),
)
output_gate_forgotten = edited(
    "On the way from the state to the cell state the output gate is missing: dh * o * (1 - tanh ** 2).",
    ("dc + dh * o * (1 - tanh_c**2)", "dc + dh * (1 - tanh_c**2)"),
)
loss_of_the_last_step_alone = edited(
    "Only the loss of the last step is sent back. Each step has a loss of its own: add dH[:, t] at every step.",
    ("dh = dh + dH[:, t]", "dh = dh + (dH[:, t] if t == T - 1 else 0)"),
)
forgotten_too_early = edited(
    "dc is multiplied by the forget gate before the gates get their gradients. That comes last, for the step before.",
    ("dc = dc + dh * o * (1 - tanh_c**2)", "dc = (dc + dh * o * (1 - tanh_c**2)) * f"),
    ("dc = dc * f", "dc = dc * 1.0"),
)


@alternative
def with_slices(dH, dc_last, X, H, C, parameters):
    n, zeros = H.shape[2], np.zeros((len(H), 1, H.shape[2]))
    H_before, C_before = (np.concatenate([zeros, states[:, :-1]], axis=1) for states in (H, C))
    Z = X @ parameters["Wx"] + H_before @ parameters["Wh"] + parameters["b"]
    gates = 0.5 + 0.5 * np.tanh(Z / 2)
    i_all, f_all, o_all = gates[..., :n], gates[..., n : 2 * n], gates[..., 3 * n :]
    g_all = np.tanh(Z[..., 2 * n : 3 * n])
    dZ, dh, dc = np.zeros(Z.shape), 0.0, dc_last
    for t in range(H.shape[1] - 1, -1, -1):
        i, f, g, o, shown = i_all[:, t], f_all[:, t], g_all[:, t], o_all[:, t], np.tanh(C[:, t])
        dh = dH[:, t] + dh
        dc = dc + dh * o / np.cosh(C[:, t]) ** 2
        dZ[:, t, :n] = dc * g * i * (1 - i)
        dZ[:, t, n : 2 * n] = dc * C_before[:, t] * f * (1 - f)
        dZ[:, t, 2 * n : 3 * n] = dc * i * (1 - g * g)
        dZ[:, t, 3 * n :] = dh * shown * o * (1 - o)
        dh, dc = dZ[:, t] @ parameters["Wh"].T, dc * f
    grads = {"dWx": np.einsum("mti,mtj->ij", X, dZ), "dWh": np.einsum("mti,mtj->ij", H_before, dZ)}
    return dZ @ parameters["Wx"].T, {**grads, "db": dZ.sum(axis=(0, 1))}


@alternative
def in_lists(dH, dc_last, X, H, C, parameters):
    m, T, n = H.shape
    nothing, dXs, total = np.zeros((m, n)), [], {}
    dh, dc = nothing, dc_last
    for t in range(T)[::-1]:
        h, c = (nothing, nothing) if t == 0 else (H[:, t - 1], C[:, t - 1])
        i, f, g, o = lstm_gates(X[:, t], h, parameters)
        up = dH[:, t] + dh
        through = dc + up * o * (1 - np.tanh(C[:, t]) ** 2)
        dz = np.hstack(
            [
                through * g * (i - i**2),
                through * c * (f - f**2),
                through * i * (1 - g**2),
                up * np.tanh(C[:, t]) * (o - o**2),
            ]
        )
        for name, part in (("dWx", X[:, t].T @ dz), ("dWh", h.T @ dz), ("db", dz.sum(axis=0))):
            total[name] = total.get(name, 0.0) + part
        dXs.append(dz @ parameters["Wx"].T)
        dh, dc = dz @ parameters["Wh"].T, through * f
    return np.stack(dXs[::-1], axis=1), total


@alternative
def gate_by_gate(dH, dc_last, X, H, C, parameters):
    m, T, n = H.shape
    Wx, Wh = np.split(parameters["Wx"], 4, axis=1), np.split(parameters["Wh"], 4, axis=1)
    grads = {
        name: np.zeros(value.shape)
        for name, value in (("dWx", parameters["Wx"]), ("dWh", parameters["Wh"]), ("db", parameters["b"]))
    }
    dX, dh, dc = np.zeros(X.shape), np.zeros((m, n)), np.array(dc_last)
    for t in range(T - 1, -1, -1):
        h, c = (H[:, t - 1], C[:, t - 1]) if t else (np.zeros((m, n)), np.zeros((m, n)))
        i, f, g, o = lstm_gates(X[:, t], h, parameters)
        dh = dh + dH[:, t]
        dc = dc + dh * o * (1 - np.tanh(C[:, t]) ** 2)
        four = (dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g**2), dh * np.tanh(C[:, t]) * o * (1 - o))
        for k, dz in enumerate(four):
            columns = slice(k * n, (k + 1) * n)
            grads["dWx"][:, columns] += X[:, t].T @ dz
            grads["dWh"][:, columns] += h.T @ dz
            grads["db"][columns] += dz.sum(axis=0)
            dX[:, t] += dz @ Wx[k].T
        dh = sum(dz @ Wh[k].T for k, dz in enumerate(four))
        dc = dc * f
    return dX, grads
