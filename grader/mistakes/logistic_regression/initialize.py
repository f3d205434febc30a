import numpy as np

from grader.authoring import alternative, edited

weights_with_one_axis = edited(
    "w has the shape (n_x,), with one axis. Make it a column with two axes, (n_x, 1), so that w.T is a row.",
    ("(n_x, 1)", "n_x"),
)
weights_as_a_row = edited(
    "w is a row here. Make it a column, (n_x, 1): one row for each input.", ("(n_x, 1)", "(1, n_x)")
)
bias_as_a_matrix = edited(
    "b is an array of shape (1, 1) here. It should be a plain number, 0.0.", ("0.0", "np.zeros((1, 1))")
)
bias_for_each_input = edited(
    "There is one bias for the whole neuron, not one for each input: a plain number, 0.0.",
    ("0.0", "np.zeros((n_x, 1))"),
)
random_weights = edited(
    "These weights are random. A single neuron starts from zeros, so that its first cost is exactly ln 2.",
    ("np.zeros((n_x, 1))", "np.random.default_rng(0).normal(size=(n_x, 1))"),
)
ones = edited("These weights are ones. Start from zeros: then no pixel is preferred.", ("np.zeros", "np.ones"))
bias_first = edited(
    "The order is turned round: return the weights first, then the bias.",
    ("np.zeros((n_x, 1)), 0.0", "0.0, np.zeros((n_x, 1))"),
)
always_sixty_four = edited(
    "You always make 64 weights. The number of weights is n_x, whatever the pictures' size.", ("(n_x, 1)", "(64, 1)")
)
shape_without_brackets = edited(
    "np.zeros takes the whole shape as its first argument, so the shape needs brackets of its own: np.zeros((rows, "
    "columns)).",
    ("(n_x, 1)", "n_x, 1"),
    raises="TypeError",
)


@alternative
def from_lists(n_x):
    w = np.array([[0.0] for _ in range(n_x)])
    b = 0
    return [w, b]


@alternative
def zeros_in_float32(n_x):
    return np.zeros((n_x, 1), dtype=np.float32), np.float32(0)


@alternative
def reshaped_with_an_array_for_the_number(n_x):
    return np.zeros(n_x).reshape(-1, 1), np.array(0.0)
