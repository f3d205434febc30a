import numpy as np

from grader.authoring import alternative, edited
from solutions.recurrent import lstm_gates

tanh_forgotten = edited(
    "The state is the output gate times the cell state itself. Take the tanh of the cell state first.",
    ("o * np.tanh(c_next)", "o * c_next"),
)
gates_swapped = edited(
    "Input gate and forget gate have changed places: f belongs to the old cell state, i to the candidate.",
    ("f * c + i * g", "i * c + f * g"),
)
input_gate_forgotten = edited(
    "The candidate comes in ungated. Multiply it by the input gate.", ("f * c + i * g", "f * c + g")
)
forget_gate_forgotten = edited(
    "The old cell state stays whole. Multiply it by the forget gate.", ("f * c + i * g", "c + i * g")
)
old_cell_state_shown = edited(
    "The state is made of the cell state before the step. Make it of the new one.", ("np.tanh(c_next)", "np.tanh(c)")
)
returned_in_another_order = edited(
    "State and cell state come back in another order. Return h_next first, then c_next.",
    ("return h_next, c_next", "return c_next, h_next"),
)
forget_turned_round = edited(
    "The forget gate is turned round: 1 means that the old cell state stays. Multiply by f, not by 1 - f.",
    ("f * c", "(1 - f) * c"),
)
one_gate_for_both = edited(
    "What comes in is gated by 1 - f. An LSTM has an input gate of its own: i.", ("i * g", "(1 - f) * g")
)
gate_inside_the_tanh = edited(
    "The output gate stands inside the tanh. It multiplies what the tanh gives.",
    ("o * np.tanh(c_next)", "np.tanh(o * c_next)"),
)
output_gate_forgotten = edited(
    "The state is shown whole. Multiply the tanh of the cell state by the output gate.",
    ("o * np.tanh(c_next)", "np.tanh(c_next)"),
)
state_for_the_cell_state = edited(
    "The forget gate multiplies the state h. It belongs to the cell state c.", ("f * c", "f * h")
)
state_alone = edited(
    "Only one of the two comes back. Return both: h_next and c_next.", ("return h_next, c_next", "return h_next")
)
candidate_and_output_swapped = edited(
    "Candidate and output gate have changed places. lstm_gates returns i, f, g, o, in this order.",
    ("i, f, g, o = lstm_gates", "i, f, o, g = lstm_gates"),
)


@alternative
def in_one_go(x, h, c, parameters):
    n = h.shape[1]
    z = x @ parameters["Wx"] + h @ parameters["Wh"] + parameters["b"]
    gates = 0.5 + 0.5 * np.tanh(z / 2)
    c = gates[:, n : 2 * n] * c + gates[:, :n] * np.tanh(z[:, 2 * n : 3 * n])
    return gates[:, 3 * n :] * np.tanh(c), c


@alternative
def with_multiply(x, h, c, parameters):
    i, f, g, o = lstm_gates(x, h, parameters)
    new = np.add(np.multiply(f, c), np.multiply(i, g))
    return [np.multiply(np.tanh(new), o), new]


@alternative
def row_by_row(x, h, c, parameters):
    gates = lstm_gates(x, h, parameters)
    h_next, c_next = np.zeros(h.shape), np.zeros(c.shape)
    for row in range(len(x)):
        i, f, g, o = (gate[row] for gate in gates)
        c_next[row] = c[row] * f + g * i
        h_next[row] = np.tanh(c_next[row]) * o
    return h_next, c_next
