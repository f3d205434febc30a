import numpy as np

from grader.authoring import alternative, edited
from solutions.recurrent import lstm_step

cell_state_not_handed_on = edited(
    "Every step begins with a cell state of zeros. Hand each step the cell state of the one before.",
    ("lstm_step(X[:, t], h, c, parameters)", "lstm_step(X[:, t], h, np.zeros((m, n_h)), parameters)"),
)
state_not_handed_on = edited(
    "Every step begins with a state h of zeros. Hand each step the state of the one before.",
    ("lstm_step(X[:, t], h, c, parameters)", "lstm_step(X[:, t], np.zeros((m, n_h)), c, parameters)"),
)
state_for_the_cell_state = edited(
    "Each step gets the state h as its cell state, too. It is handed c of the step before.",
    ("lstm_step(X[:, t], h, c, parameters)", "lstm_step(X[:, t], h, h, parameters)"),
)
last_ones_alone = edited(
    "Only the last state and cell state come back. Return all of them, each (m, T, n_h).",
    ("return H, C", "return h, c"),
)
swapped = edited("H and C have changed places. Return H first, then C.", ("return H, C", "return C, H"))
from_the_end = edited(
    "The steps are taken from the last to the first. Begin with step 0.", ("range(T)", "reversed(range(T))")
)
states_before_kept = edited(
    "H[:, t] and C[:, t] hold what there was before step t. They should hold what there is after it.",
    (
        "h, c = lstm_step(X[:, t], h, c, parameters)\nH[:, t], C[:, t] = h, c",
        "H[:, t], C[:, t] = h, c",
        "h, c = lstm_step(X[:, t], h, c, parameters)",
    ),
)
states_alone = edited("Only the states come back. Return both: H and C.", ("return H, C", "return H"))
time_first = edited(
    "The steps stand along the first axis. Examples are rows: (m, T, n_h).",
    ("return H, C", "return H.transpose(1, 0, 2), C.transpose(1, 0, 2)"),
)
first_step_left_out = edited(
    "The first step is left out: its states are zero. The loop begins with t = 0.", ("range(T)", "range(1, T)")
)
always_the_first_input = edited("Every step sees X[:, 0]. Step t sees X[:, t].", ("X[:, t], h", "X[:, 0], h"))
begins_with_ones = edited(
    "What there is before the first step is not zero. Begin with np.zeros((m, n_h)), twice.",
    ("h, c = np.zeros((m, n_h)), np.zeros((m, n_h))", "h, c = np.ones((m, n_h)), np.ones((m, n_h))"),
)


@alternative
def stacked(X, parameters):
    h = c = np.zeros((len(X), parameters["Wh"].shape[0]))
    both = []
    for x in X.swapaxes(0, 1):
        h, c = lstm_step(x, h, c, parameters)
        both.append((h, c))
    H, C = zip(*both, strict=True)
    return np.stack(H, axis=1), np.stack(C, axis=1)


@alternative
def without_the_step(X, parameters):
    n, Wh = len(parameters["Wh"]), parameters["Wh"]
    Z = X @ parameters["Wx"] + parameters["b"]
    H, C = np.zeros((*X.shape[:2], n)), np.zeros((*X.shape[:2], n))
    h, c = np.zeros((len(X), n)), np.zeros((len(X), n))
    for t in range(X.shape[1]):
        z = Z[:, t] + h @ Wh
        i, f, o = (0.5 + 0.5 * np.tanh(z[:, k * n : (k + 1) * n] / 2) for k in (0, 1, 3))
        c = f * c + i * np.tanh(z[:, 2 * n : 3 * n])
        h = o * np.tanh(c)
        H[:, t], C[:, t] = h, c
    return H, C


@alternative
def step_after_step(X, parameters):
    n = len(parameters["Wh"])
    states = [(np.zeros((len(X), n)), np.zeros((len(X), n)))]
    for t in range(X.shape[1]):
        states.append(lstm_step(X[:, t], *states[-1], parameters))
    together = np.array(states[1:]).transpose(1, 2, 0, 3)
    return list(together)
