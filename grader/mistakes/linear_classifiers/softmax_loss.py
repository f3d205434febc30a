import numpy as np

from grader.authoring import alternative, edited, everywhere, mistake

loss_overflows = edited(
    "exp of a large score overflows. Take the largest score of each row away first; the loss does not change.",
    ("S - np.max(S, axis=1, keepdims=True)  # the largest becomes 0: nothing overflows", "S"),
)
loss_one_maximum_for_all = edited(
    "One maximum of the whole table is taken away from all rows. A row far below it becomes all zeros, and the log of 0 is "
    "infinite: take each row's own maximum.",
    ("np.max(S, axis=1, keepdims=True)", "np.max(S)"),
)
loss_summed = edited("The losses are summed. Take their average over the examples.", ("np.mean(", "np.sum("))
loss_turned_round = edited(
    "The sign is turned round. The loss is minus the logarithm of the right probability: 0 or more.",
    ("log_sums - shifted[np.arange(m), y]", "shifted[np.arange(m), y] - log_sums"),
)
loss_per_example = edited(
    "This is one loss for each example. Return their average, a single number.",
    ("float(np.mean(log_sums - shifted[np.arange(m), y]))", "log_sums - shifted[np.arange(m), y]"),
)
loss_over_the_columns = edited(
    "The sum runs down the columns, across the examples. The classes of an example stand in its row: axis=1.",
    ("np.sum(np.exp(shifted), axis=1)", "np.sum(np.exp(shifted), axis=0)"),
)
loss_all_over_the_columns = edited(
    "Maximum and sum run down the columns, across the examples. The classes of an example stand in its row: axis=1.",
    everywhere("axis=1", "axis=0"),
)
loss_base_two = edited(
    "The logarithm has the base 2. It should be the natural one: np.log.",
    ("np.mean(log_sums - shifted[np.arange(m), y])", "np.mean(log_sums - shifted[np.arange(m), y]) / np.log(2)"),
)
loss_of_the_probability = edited(
    "This is the average probability of the right class. The loss is minus its logarithm.",
    ("np.mean(log_sums - shifted[np.arange(m), y])", "np.mean(np.exp(shifted[np.arange(m), y] - log_sums))"),
)
loss_without_the_sum = edited(
    "This is the largest score minus the right one, without the sum of the powers. It is 0 for every right answer, however "
    "close.",
    ("log_sums - shifted[np.arange(m), y]", "-shifted[np.arange(m), y]"),
)
loss_averaged_over_classes = edited(
    "The average goes over the classes, too. Each example has one loss: divide by m only.",
    (
        "np.mean(log_sums - shifted[np.arange(m), y])",
        "np.mean(log_sums - shifted[np.arange(m), y]) / S.shape[1]",
    ),
)
loss_maximum_added_back_once = edited(
    "The maximum goes away from only one of the two parts. Take both from the shifted scores, or add it back to the "
    "logarithm.",
    ("- shifted[np.arange(m), y]", "- S[np.arange(m), y]"),
)


@mistake(
    "The probability is rounded to 0 where the right class is far behind, and the log of 0 is infinite, or cut off by your "
    "small number. Use log(sum of exp) minus the shifted right score: nothing is rounded there."
)
def loss_with_a_small_number(S, y):
    E = np.exp(S - np.max(S, axis=1, keepdims=True))
    P = E / np.sum(E, axis=1, keepdims=True)
    return float(-np.mean(np.log(P[np.arange(len(y)), y] + 1e-12)))


loss_log_of_the_average = edited(
    "The probabilities are averaged before the logarithm. Each example has its own loss; average these.",
    (
        "np.mean(log_sums - shifted[np.arange(m), y])",
        "-np.log(np.mean(np.exp(shifted[np.arange(m), y] - log_sums)))",
    ),
)
loss_of_whole_columns = edited(
    "shifted[:, y] picks a column for every label, (m, m). Each example has one right score: [np.arange(m), y].",
    ("log_sums - shifted[np.arange(m), y]", "log_sums[:, np.newaxis] - shifted[:, y]"),
)
loss_log_of_zero = edited(
    "Where the right class is far behind, its probability is rounded to 0, and the log of 0 is infinite. Use log(sum of "
    "exp) minus the shifted right score: nothing is rounded there.",
    (
        "np.mean(log_sums - shifted[np.arange(m), y])",
        "np.mean(-np.log(np.exp(shifted)[np.arange(m), y] / np.sum(np.exp(shifted), axis=1)))",
    ),
)


@alternative
def loss_by_logsumexp(S, y):
    from scipy.special import logsumexp

    return np.mean(logsumexp(S, axis=1) - S[np.arange(len(y)), y])


@alternative
def loss_by_loops(S, y):
    total = 0.0
    for row, label in zip(S, y, strict=True):
        top = max(row)
        total += np.log(sum(np.exp(s - top) for s in row)) + top - row[label]
    return total / len(S)


@alternative
def loss_in_float32(S, y):
    S = S.astype(np.float32)
    highest = S.max(axis=1)
    sums = np.exp(S - highest[:, np.newaxis]).sum(axis=1)
    return float(np.mean(np.log(sums) + (highest - S[np.arange(len(S)), y])))


@alternative
def loss_by_logaddexp(S, y):
    return np.float32(np.mean(np.logaddexp.reduce(S, axis=1) - np.take_along_axis(S, y[:, None], axis=1)[:, 0]))
