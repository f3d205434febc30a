import numpy as np

from grader.authoring import alternative, edited

slope_not_averaged = edited(
    "The loss is an average over the examples, so its slope is one, too: divide by m.", ("dS / m", "dS")
)
slope_divided_twice = edited("The slope is divided by m twice.", ("dS / m", "dS / m**2"))
slope_averaged_over_all = edited(
    "The slope is divided by the number of all entries of S. The loss is an average over the m examples: divide by m.",
    ("dS / m", "dS / dS.size"),
)
slope_right_class_empty = edited(
    "The right classes get a slope of 0. Each stands in every term of its row, with a minus: minus the number of ones.",
    ("dS[rows, y] = -np.sum(dS, axis=1)", ""),
)
slope_right_class_minus_one = edited(
    "The right class always gets -1. It stands in every term that is above zero: minus the number of ones in its row.",
    ("-np.sum(dS, axis=1)", "-1"),
)
slope_right_class_at_most_one = edited(
    "The right class gets -1, however many rivals are too near. It stands in every term that is above zero: minus the number "
    "of ones in its row.",
    ("-np.sum(dS, axis=1)", "-np.minimum(np.sum(dS, axis=1), 1)"),
)
slope_right_class_counted = edited(
    "The right class is counted among its own rivals: its slope is too low by 1/m. Put a 0 at its place before you count.",
    ("dS[rows, y] = 0", ""),
)
slope_right_class_plus = edited(
    "The right class gets the number of ones with a plus. It should be pushed up, and the rivals down: a minus.",
    ("-np.sum(dS, axis=1)", "np.sum(dS, axis=1)"),
)
slope_of_everybody = edited(
    "Every wrong class gets a slope of 1/m, also where the margin is kept. Only terms above zero count.",
    ("(S - right + margin > 0).astype(float)", "np.ones(S.shape)"),
)
slope_is_the_loss = edited(
    "These are the terms of the loss themselves. Their slope is 1 where a term is above zero, however large it is.",
    ("(S - right + margin > 0).astype(float)", "np.maximum(S - right + margin, 0)"),
)
slope_margin_of_one = edited("The margin is always 1 here. Use the argument.", ("+ margin", "+ 1"))
slope_without_margin = edited(
    "The margin is missing: only rivals that are ahead are pushed. Those that are too near should be, too.",
    (" + margin", ""),
)
slope_turned_round = edited(
    "The sign is turned round: a step against this slope would push the right class down.",
    ("dS / m", "-dS / m"),
)
slope_of_the_maximum = edited(
    "Only the strongest rival of each example is pushed, as with Keras' maximum. In the sum, each that is too near counts.",
    (
        "dS[rows, y] = -np.sum(dS, axis=1)",
        "rivals = np.where(np.arange(S.shape[1]) == y[:, np.newaxis], -np.inf, S)",
        "dS = dS * (np.arange(S.shape[1]) == np.argmax(rivals, axis=1)[:, np.newaxis])",
        "dS[rows, y] = -np.sum(dS, axis=1)",
    ),
)


slope_right_class_all_rivals = edited(
    "The right class gets minus the number of all its rivals. Only those count that are too near: the ones in its row.",
    ("-np.sum(dS, axis=1)", "-(S.shape[1] - 1)"),
)
slope_right_class_of_all_rows = edited(
    "The right classes get minus the number of ones in the whole table. Count row by row: axis=1.",
    ("-np.sum(dS, axis=1)", "-np.sum(dS)"),
)
slope_zero_in_whole_columns = edited(
    "The index [:, y] clears whole columns. Each row has one right place: [np.arange(m), y].",
    ("dS[rows, y] = 0", "dS[:, y] = 0"),
)
slope_right_scores_in_a_row = edited(
    "Without a new axis the right scores lie along the rows, a score for each column. Make a column of them, (m, 1), so that "
    "each is taken away from its own row.",
    ("right = S[rows, y][:, np.newaxis]", "right = S[rows, y]"),
)


@alternative
def slope_by_loops(S, y, margin):
    m, classes = S.shape
    dS = np.zeros((m, classes))
    for i in range(m):
        for j in range(classes):
            if j != y[i] and S[i, j] - S[i, y[i]] + margin > 0:
                dS[i, j] += 1 / m
                dS[i, y[i]] -= 1 / m
    return dS


@alternative
def slope_with_one_hot(S, y, margin):
    truth = np.eye(S.shape[1])[y]
    lacking = (S - np.sum(truth * S, axis=1, keepdims=True) + margin) * (1 - truth)
    pushed = (lacking > 0) * 1.0
    return (pushed - truth * pushed.sum(axis=1, keepdims=True)) / len(y)


@alternative
def slope_in_float32(S, y, margin):
    right = np.take_along_axis(S, y[:, None], axis=1)
    dS = np.where(S - right + margin >= 0, 1, 0).astype(np.float32)
    dS[np.arange(len(y)), y] -= dS.sum(axis=1)
    return dS / S.shape[0]
