import numpy as np

from grader.authoring import alternative, edited, mistake

backward_divided_again = edited(
    "dW and db are divided by the number of examples, but the average is in dS already. Do not divide again.",
    ("X.T @ dS", "X.T @ dS / len(X)"),
    ("np.sum(dS, axis=0)", "np.mean(dS, axis=0)"),
)
backward_dW_divided_again = edited(
    "dW is divided by the number of examples, but the average is in dS already. Do not divide again.",
    ("X.T @ dS", "X.T @ dS / len(X)"),
)
backward_db_averaged = edited(
    "db is the average of dS over the examples. The average is in dS already: take the sum.",
    ("np.sum(dS, axis=0)", "np.mean(dS, axis=0)"),
)
backward_without_penalty = edited("The penalty is missing in dW: add l2 times W.", (" + l2 * W", ""))
backward_penalty_twice = edited(
    "The penalty counts twice. The slope of l2/2 times the square of w is l2 times w.", ("l2 * W", "2 * l2 * W")
)
backward_penalty_halved = edited(
    "The penalty counts half. The slope of l2/2 times the square of w is l2 times w.", ("l2 * W", "l2 / 2 * W")
)
backward_penalty_over_m = edited(
    "The penalty is divided by the number of examples. Here it is l2/2 times the sum of squares, without an m.",
    ("l2 * W", "l2 / len(X) * W"),
)
backward_penalty_subtracted = edited(
    "The penalty's slope is taken away, which makes weights grow. Add it.", ("+ l2 * W", "- l2 * W")
)
backward_transposed = edited(
    "dW is transposed. A gradient has the shape of what it belongs to: W is (n_x, C).",
    ("X.T @ dS + l2 * W", "(X.T @ dS + l2 * W).T"),
)
backward_db_over_classes = edited(
    "db is summed over the classes. Sum over the examples, axis 0: a number for each class.",
    ("np.sum(dS, axis=0)", "np.sum(dS, axis=1)"),
)
backward_db_one_number = edited(
    "db is a single number, since the sum has no axis. Each class has its own bias: axis=0.",
    ("np.sum(dS, axis=0)", "np.sum(dS)"),
)
backward_db_in_two_dimensions = edited(
    "db has a second axis. b has the shape (C,), and so has its gradient: no keepdims.",
    ("np.sum(dS, axis=0)", "np.sum(dS, axis=0, keepdims=True)"),
)


@mistake("Return the two gradients in a dict, with the names dW and db.")
def backward_as_a_tuple(dS, X, W, l2):
    return X.T @ dS + l2 * W, np.sum(dS, axis=0)


backward_penalty_of_squares = edited(
    "The penalty itself, l2/2 times the squares, is added to dW. Add its slope: l2 times W.",
    ("l2 * W", "l2 / 2 * W**2"),
)
backward_penalty_of_the_sum = edited(
    "The same number is added to all of dW: l2 times the sum of all weights. Each weight adds its own: l2 * W.",
    ("l2 * W", "l2 * np.sum(W)"),
)


@alternative
def backward_by_loops(dS, X, W, l2):
    dW, db = l2 * W, np.zeros(W.shape[1])
    for x, d in zip(X, dS, strict=True):
        dW = dW + np.outer(x, d)
        db = db + d
    return {"dW": dW, "db": db}


@alternative
def backward_by_einsum(dS, X, W, l2):
    return {"db": np.einsum("mc->c", dS), "dW": np.einsum("mk,mc->kc", X, dS) + W * l2}


@alternative
def backward_transposed_twice(dS, X, W, l2):
    dW = (dS.T @ X).T.astype(np.float32)
    return {"dW": dW + l2 * W, "db": dS.sum(0)}
