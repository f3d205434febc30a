import numpy as np

from grader.authoring import alternative, edited, everywhere, mistake

probabilities_not_averaged = edited(
    "The loss is an average over the examples, so its slope is one, too: divide by m.", ("dS / m", "dS")
)
probabilities_divided_twice = edited("The slope is divided by m twice.", ("dS / m", "dS / m**2"))
probabilities_averaged_over_all = edited(
    "The slope is divided by the number of all entries of S. The loss is an average over the m examples: divide by m.",
    ("dS / m", "dS / dS.size"),
)
probabilities_without_truth = edited(
    "These are the probabilities alone, over m. Take 1 away at the place of the right class.",
    ("dS[np.arange(m), y] -= 1", ""),
)
probabilities_turned_round = edited(
    "The sign is turned round: it is what you say minus what is true.", ("dS / m", "-dS / m")
)
probabilities_truth_added = edited(
    "The 1 of the right class is added. Take it away.", ("dS[np.arange(m), y] -= 1", "dS[np.arange(m), y] += 1")
)
probabilities_overflow = edited(
    "exp of a large score overflows, and inf / inf is NaN. Take the largest score of each row away first.",
    ("np.exp(S - np.max(S, axis=1, keepdims=True))", "np.exp(S)"),
)
probabilities_one_maximum = edited(
    "One maximum of the whole table is taken away from all rows. A row far below it becomes all zeros, and 0 / 0 is NaN: take "
    "each row's own maximum.",
    ("np.max(S, axis=1, keepdims=True)", "np.max(S)"),
)
probabilities_down_the_columns = edited(
    "The probabilities add up to 1 down the columns, across the examples. The classes of an example stand in its row: "
    "axis=1.",
    everywhere("axis=1", "axis=0"),
)
probabilities_over_the_whole_table = edited(
    "The sum has no axis, so all examples share one total. Each row adds up to 1 by itself: axis=1, keepdims=True.",
    ("np.sum(E, axis=1, keepdims=True)", "np.sum(E)"),
)
probabilities_of_columns = edited(
    "dS[:, y] -= 1 takes 1 away from whole columns. Each row has one right place: dS[np.arange(m), y].",
    ("dS[np.arange(m), y] -= 1", "dS[:, y] -= 1"),
)
probabilities_of_the_right_class_only = edited(
    "Only the right classes have a slope here. The wrong scores push the loss up, too: each gets its probability.",
    ("dS / m", "np.where(np.arange(dS.shape[1]) == y[:, np.newaxis], dS, 0) / m"),
)


@mistake(
    "This is the slope of the sigmoid's loss, class by class. With a softmax the probabilities of a row add up to 1."
)
def probabilities_of_sigmoids(S, y):
    P = 1 / (1 + np.exp(-np.clip(S, -700, 700)))
    P[np.arange(len(y)), y] -= 1
    return P / len(y)


probabilities_with_a_second_slope = edited(
    "There is a factor p (1 - p) too much: the slope of the softmax is in p minus the truth already.",
    ("dS / m", "dS * (E / np.sum(E, axis=1, keepdims=True)) * (1 - E / np.sum(E, axis=1, keepdims=True)) / m"),
)


@mistake(
    "The one-hot table has only as many columns as the largest label that occurs. The number of classes is S.shape[1]."
)
def probabilities_with_too_few_classes(S, y):
    E = np.exp(S - np.max(S, axis=1, keepdims=True))
    return (E / np.sum(E, axis=1, keepdims=True) - np.eye(np.max(y) + 1)[y]) / len(y)


@alternative
def gradient_with_one_hot(S, y):
    E = np.exp(S - S.max(axis=1)[:, None])
    return (E / E.sum(axis=1)[:, None] - np.eye(S.shape[1])[y]) / S.shape[0]


@alternative
def gradient_by_loops(S, y):
    m, classes = S.shape
    dS = np.zeros((m, classes), dtype=np.float32)
    for i in range(m):
        powers = [np.exp(s - max(S[i])) for s in S[i]]
        for j in range(classes):
            dS[i, j] = (powers[j] / sum(powers) - (j == y[i])) / m
    return dS


@alternative
def gradient_in_float32(S, y):
    S = S.astype(np.float32)
    P = np.exp(S - S.max(axis=1, keepdims=True))
    P /= P.sum(axis=1, keepdims=True)
    P[np.arange(len(y)), y] -= 1
    return P / len(y)


@alternative
def gradient_by_scipy(S, y):
    from scipy.special import softmax

    P = softmax(S, axis=1)
    truth = np.zeros(S.shape)
    truth[np.arange(len(y)), y] = 1
    return (P - truth) / len(y)
