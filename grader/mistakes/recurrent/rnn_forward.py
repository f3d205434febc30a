import numpy as np

from grader.authoring import alternative, edited
from solutions.recurrent import rnn_step

state_not_handed_on = edited(
    "Every step begins with a state of zeros, so nothing is remembered. Hand each step the state of the one before.",
    ("h = rnn_step(X[:, t], h, parameters)", "h = rnn_step(X[:, t], np.zeros((m, n_h)), parameters)"),
)
last_state_alone = edited("Only the last state comes back. Return all of them, (m, T, n_h).", ("return H", "return h"))
from_the_end = edited(
    "The steps are taken from the last to the first. Begin with step 0.", ("range(T)", "reversed(range(T))")
)
state_before_kept = edited(
    "H[:, t] holds the state before step t. It should hold the state after it.",
    ("h = rnn_step(X[:, t], h, parameters)\nH[:, t] = h", "H[:, t] = h", "h = rnn_step(X[:, t], h, parameters)"),
)
first_state_included = edited(
    "The zeros from before the first step are among the states. H has T states: that after step 0 is the first.",
    ("return H", "return np.concatenate([np.zeros((m, 1, n_h)), H], axis=1)"),
)
time_first = edited(
    "The steps stand along the first axis. Examples are rows: (m, T, n_h).", ("return H", "return H.transpose(1, 0, 2)")
)
always_the_first_input = edited(
    "Every step sees X[:, 0]. Step t sees X[:, t].", ("rnn_step(X[:, t], h", "rnn_step(X[:, 0], h")
)
first_step_left_out = edited(
    "The first step is left out: its state is zero. The loop begins with t = 0.", ("range(T)", "range(1, T)")
)
last_step_left_out = edited(
    "The last step is left out: its state is zero. range(T) ends with T - 1 by itself.", ("range(T)", "range(T - 1)")
)
states_added_up = edited(
    "Each new state is added to the old one. The new state takes its place.",
    ("h = rnn_step(X[:, t], h, parameters)", "h = h + rnn_step(X[:, t], h, parameters)"),
)
along_the_examples = edited(
    "You go along the first axis, as if the examples were the steps. The steps stand along axis 1: X[:, t].",
    ("m, T, _ = X.shape", "T, m, _ = X.shape"),
    ("np.zeros((m, T, n_h))", "np.zeros((T, m, n_h))"),
    ("rnn_step(X[:, t], h", "rnn_step(X[t], h"),
    ("H[:, t] = h", "H[t] = h"),
)
begins_with_ones = edited(
    "The state before the first step is not zero. Begin with np.zeros((m, n_h)).",
    ("np.zeros((m, T, n_h)), np.zeros((m, n_h))", "np.zeros((m, T, n_h)), np.ones((m, n_h))"),
)


@alternative
def stacked(X, parameters):
    h, states = np.zeros((len(X), parameters["Wh"].shape[0])), []
    for x in np.swapaxes(X, 0, 1):
        h = rnn_step(x, h, parameters)
        states.append(h)
    return np.stack(states, axis=1)


@alternative
def without_the_step(X, parameters):
    seen = X @ parameters["Wx"] + parameters["b"]
    H = np.zeros((X.shape[0], X.shape[1], len(parameters["b"])))
    for t in range(X.shape[1]):
        H[:, t] = np.tanh(seen[:, t] + H[:, t - 1] @ parameters["Wh"]) if t else np.tanh(seen[:, 0])
    return H


@alternative
def one_sequence_after_the_other(X, parameters):
    H = []
    for sequence in X:
        h, states = np.zeros(len(parameters["b"])), []
        for x in sequence:
            h = np.tanh(x @ parameters["Wx"] + h @ parameters["Wh"] + parameters["b"])
            states.append(h)
        H.append(states)
    return np.array(H)


@alternative
def in_float32(X, parameters):
    small = {name: value.astype(np.float32) for name, value in parameters.items()}
    h, states = np.zeros((len(X), len(small["Wh"])), dtype=np.float32), []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t].astype(np.float32) @ small["Wx"] + h @ small["Wh"] + small["b"])
        states.append(h)
    return np.stack(states, axis=1)
