import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.linear_classifiers import hinge_of_one

hinge_with_the_right_class = edited(
    "The right classes are counted as rivals of themselves, so the loss is too large by the margin. Put a 0 at their "
    "places.",
    ("lacking[rows, y] = 0  # the right class is no rival of itself", ""),
)
hinge_summed = edited("The loss is summed over the examples. Take the average: divide by m.", (" / m", ""))
hinge_averaged_over_all = edited(
    "The average goes over classes, too. It is the sum over the classes, averaged over the examples: divide by m only.",
    ("np.sum(lacking) / m", "np.mean(lacking)"),
)
hinge_margin_of_one = edited("The margin is always 1 here. Use the argument.", ("+ margin", "+ 1"))
hinge_margin_subtracted = edited(
    "The margin is taken away, so that a rival may even be ahead. Add it.", ("+ margin", "- margin")
)
hinge_swapped = edited(
    "The scores are swapped: this charges the right class for being ahead. It is S - right + margin.",
    ("S - right", "right - S"),
)
hinge_not_cut_off = edited(
    "Nothing is cut off at zero: rivals that are far behind make up for others. Cut off each term.",
    ("np.maximum(S - right + margin, 0)", "S - right + margin"),
)
hinge_maximum = edited(
    "Only the strongest rival of each example is charged: the maximum over the wrong classes, as in Keras. Ours is the "
    "sum.",
    ("np.sum(lacking)", "np.sum(np.max(lacking, axis=1))"),
)
hinge_squared = edited("Each term is squared. The hinge loss has no square.", ("np.sum(lacking)", "np.sum(lacking**2)"))
hinge_per_example = edited(
    "This is one loss for each example. Return their average, a single number.",
    ("float(np.sum(lacking) / m)", "np.sum(lacking, axis=1)"),
)
hinge_class_of_the_first = edited(
    "The class of the first example is taken to be the right one of every row. Each row has its own right score: "
    "S[np.arange(m), y].",
    ("right = S[rows, y][:, np.newaxis]  # (m, 1)", "right = S[:, y[:1]]"),
)
hinge_cut_off_at_the_end = edited(
    "The terms of a row are summed first, and then cut off at zero. Cut off each term, then sum.",
    ("np.maximum(S - right + margin, 0)", "S - right + margin"),
    ("np.sum(lacking)", "np.sum(np.maximum(np.sum(lacking, axis=1), 0))"),
)
hinge_writes_into_S = edited(
    "The number is right, but the caller's S is changed. Compute a new table.",
    ("lacking = np.maximum(S - right + margin, 0)  # (m, C)", "S -= right - margin", "lacking = np.maximum(S, 0)"),
)


hinge_zero_in_whole_columns = edited(
    "The index [:, y] clears whole columns. Each row has one right place: [np.arange(m), y].",
    ("lacking[rows, y] = 0", "lacking[:, y] = 0"),
)
hinge_over_classes = edited(
    "The sum is divided by the number of classes. Divide by the number of examples.", ("/ m", "/ S.shape[1]")
)
hinge_right_scores_in_a_row = edited(
    "Without a new axis the right scores lie along the rows, a score for each column. Make a column of them, (m, 1), so that "
    "each is taken away from its own row.",
    ("right = S[rows, y][:, np.newaxis]", "right = S[rows, y]"),
)


hinge_averaged_over_rivals = edited(
    "The loss of each example is divided by the number of its rivals. It is their sum: divide by m only.",
    ("/ m", "/ (m * (S.shape[1] - 1))"),
)


hinge_level_rivals_skipped = edited(
    "A rival with the very score of the right class is left out, too: it should cost the margin. Leave out the places [rows, "
    "y], not a value.",
    ("lacking[rows, y] = 0  # the right class is no rival of itself", "lacking[lacking == margin] = 0"),
)


@mistake(
    "S[:, y] picks a column for every label, (m, m), and not one score for each row. The right scores are "
    "S[np.arange(m), y]."
)
def hinge_right_scores_by_columns(S, y, margin):
    right = S[:, y]
    lacking = np.maximum(S - right + margin, 0)
    lacking[np.arange(len(y)), y] = 0
    return np.sum(lacking) / len(y)


@alternative
def hinge_by_loops(S, y, margin):
    total = 0.0
    for i in range(S.shape[0]):
        for j in range(S.shape[1]):
            if j != y[i]:
                total += max(0.0, S[i, j] - S[i, y[i]] + margin)
    return total / S.shape[0]


@alternative
def hinge_with_the_margin_taken_away(S, y, margin):
    right = np.take_along_axis(S, y.reshape(-1, 1), axis=1)
    return np.mean(np.clip(S - right + margin, 0, None).sum(axis=1)) - margin


@alternative
def hinge_one_by_one(S, y, margin):
    return np.mean([hinge_of_one(s, int(label), margin) for s, label in zip(S, y, strict=True)])


@alternative
def hinge_with_one_hot(S, y, margin):
    truth = np.eye(S.shape[1], dtype=np.float32)[y]
    right = np.sum(truth * S, axis=1, keepdims=True)
    return np.sum(np.maximum(0, S - right + margin) * (1 - truth)) / len(S)
