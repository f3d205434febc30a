import numpy as np

from grader.authoring import alternative, edited
from solutions.recurrent import rnn_forward

not_turned_back = edited(
    "The states of the second cell stand in the order in which it read. Turn them round again along the time axis.",
    ("backward_parameters)[:, ::-1]", "backward_parameters)"),
)
never_turned = edited(
    "Both cells read from the left. The second gets X turned round along the time axis: X[:, ::-1]. (X[::-1] turns the "
    "examples round, which changes nothing.)",
    ("X[:, ::-1]", "X"),
    ("backward_parameters)[:, ::-1]", "backward_parameters)"),
)
turned_back_alone = edited(
    "The second cell reads from the left, and then its states are turned round. Turn X round first, too.",
    ("X[:, ::-1]", "X"),
)
numbers_turned_too = edited(
    "The states of the second cell are turned round along their units as well. Only the time axis is turned.",
    ("backward_parameters)[:, ::-1]", "backward_parameters)[:, ::-1, ::-1]"),
)
second_cell_first = edited(
    "The two have changed places: first the states of the cell that reads from the left.",
    ("[from_left, from_right]", "[from_right, from_left]"),
)
parameters_swapped = edited(
    "The two cells have changed parameters: forward_parameters belong to the cell that reads from the left.",
    ("rnn_forward(X, forward_parameters)", "rnn_forward(X, backward_parameters)"),
    ("rnn_forward(X[:, ::-1], backward_parameters)", "rnn_forward(X[:, ::-1], forward_parameters)"),
)
same_parameters = edited(
    "Both cells have the parameters of the first. The second has its own.",
    ("X[:, ::-1], backward_parameters", "X[:, ::-1], forward_parameters"),
)
last_state_of_the_second = edited(
    "At every step stands the last state of the second cell. At step t belongs what it knew when it had read step t.",
    (
        "return np.concatenate(",
        "from_right = np.repeat(from_right[:, :1], X.shape[1], axis=1)",
        "return np.concatenate(",
    ),
)
one_after_the_other = edited(
    "The second cell reads the states of the first. Both read X.",
    ("rnn_forward(X[:, ::-1], backward_parameters)", "rnn_forward(from_left[:, ::-1], backward_parameters)"),
)
states_added_up = edited(
    "The states of the two cells are added up. Lay them side by side, along the last axis.",
    ("np.concatenate([from_left, from_right], axis=2)", "from_left + from_right"),
)


@alternative
def with_flip(X, forward_parameters, backward_parameters):
    turned = np.flip(rnn_forward(np.flip(X, axis=1), backward_parameters), axis=1)
    return np.dstack([rnn_forward(X, forward_parameters), turned])


@alternative
def with_a_loop(X, forward_parameters, backward_parameters):
    m, T, _ = X.shape
    n = len(forward_parameters["b"])
    B = np.zeros((m, T, n + len(backward_parameters["b"])))
    B[:, :, :n] = rnn_forward(X, forward_parameters)
    h = np.zeros((m, len(backward_parameters["b"])))
    for t in range(T - 1, -1, -1):
        h = np.tanh(X[:, t] @ backward_parameters["Wx"] + h @ backward_parameters["Wh"] + backward_parameters["b"])
        B[:, t, n:] = h
    return B


@alternative
def by_index(X, forward_parameters, backward_parameters):
    order = list(range(X.shape[1]))[::-1]
    second = rnn_forward(X[:, order, :], backward_parameters)[:, order, :]
    return np.append(rnn_forward(X, forward_parameters), second, axis=-1)
