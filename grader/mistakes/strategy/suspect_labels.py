import numpy as np

from grader.authoring import alternative, edited, mistake

least_suspicious_first = edited(
    "The order is turned round: the least suspicious comes first. Sort by minus the difference.",
    ("np.argsort(-suspicion", "np.argsort(suspicion"),
)
equal_ones_turned = edited(
    "Equal ones come in the wrong order: turning a sorted list round turns them, too. Sort by minus the difference, with a stable sort.",
    ('np.argsort(-suspicion, kind="stable")', 'np.argsort(suspicion, kind="stable")[::-1]'),
)
everybody = edited(
    "All rows are in the list, also those that the network believes. Keep those with a difference above 0.",
    ("ranked[suspicion[ranked] > 0]", "ranked"),
)
by_the_label_alone = edited(
    "You sort by the probability of the label alone. What counts is how much more probable another class is.",
    ("np.argsort(-suspicion", "np.argsort(of_label"),
)
by_the_other_alone = edited(
    "You sort by the largest probability alone. Take that of the label away from it.",
    ("np.argsort(-suspicion", "np.argsort(-probabilities.max(axis=1)"),
)
in_the_order_of_rows = edited(
    "These are the right rows in the order in which they stand. Sort them: a person begins at the top of the list.",
    ('np.argsort(-suspicion, kind="stable")', "np.arange(len(labels))"),
)
a_mask = edited(
    "This is a mask of True and False over all rows. Return the numbers of rows, in the order in which to look.",
    ("ranked[suspicion[ranked] > 0]", "suspicion > 0"),
)
differences_returned = edited(
    "You return the differences. Return the numbers of the rows.",
    ("ranked[suspicion[ranked] > 0]", "suspicion[ranked][suspicion[ranked] > 0]"),
)
believed_rows = edited(
    "These are the rows where the network *agrees* with the label.",
    ("suspicion[ranked] > 0", "suspicion[ranked] == 0"),
)
threshold_of_one_half = edited(
    "You keep rows whose label has less than 0.5. With many classes a label may have less and still be the most probable: "
    "compare with the largest of the row.",
    ("suspicion[ranked] > 0", "of_label[ranked] < 0.5"),
)
only_the_clear_ones = edited(
    "Only rows where another class has more than 0.5 are in the list. Any row counts whose label is less probable than another class.",
    ("suspicion[ranked] > 0", "(suspicion[ranked] > 0) & (probabilities.max(axis=1)[ranked] > 0.5)"),
)
largest_of_all = edited(
    "The largest probability is taken over all rows and classes. Each row has its own: axis=1.",
    ("probabilities.max(axis=1)", "probabilities.max()"),
)


@mistake(
    "The rows are sorted by how sure the network is: the difference of its two largest. Take the difference to the *label*."
)
def by_the_margin(probabilities, labels):
    two = np.sort(probabilities, axis=1)
    margin = two[:, -1] - two[:, -2]
    rows = np.argsort(-margin, kind="stable")
    return rows[probabilities.argmax(axis=1)[rows] != labels[rows]]


@mistake(
    "The rows are sorted by how many times as probable the other class is. Sort by the difference, as the text says."
)
def by_the_ratio(probabilities, labels):
    of_label = probabilities[np.arange(len(labels)), labels]
    rows = np.argsort(-probabilities.max(axis=1) / (of_label + 1e-9), kind="stable")
    return rows[probabilities.max(axis=1)[rows] > of_label[rows]]


@mistake(
    "argmax takes the first of equal classes, so a label that is as probable as the largest is in your list. Ask whether "
    "the difference is above 0."
)
def argmax_is_another(probabilities, labels):
    suspicion = probabilities.max(axis=1) - probabilities[np.arange(len(labels)), labels]
    rows = np.argsort(-suspicion, kind="stable")
    return rows[probabilities.argmax(axis=1)[rows] != labels[rows]]


@mistake(
    "Two things: you sort by the probability of the label alone, and a label that is as probable as the largest is in "
    "your list. Take the difference of the two, for both: sort by it, and ask whether it is above 0."
)
def argmax_is_another_by_the_label(probabilities, labels):
    of_label = probabilities[np.arange(len(labels)), labels]
    rows = np.argsort(of_label, kind="stable")
    return rows[probabilities.argmax(axis=1)[rows] != labels[rows]]


@mistake("The classes that the network believes in come back. Return the numbers of the suspicious rows.")
def classes_returned(probabilities, labels):
    suspicion = probabilities.max(axis=1) - probabilities[np.arange(len(labels)), labels]
    rows = np.argsort(-suspicion, kind="stable")
    return probabilities.argmax(axis=1)[rows[suspicion[rows] > 0]]


@alternative
def with_sorted(probabilities, labels):
    found = []
    for i in range(len(labels)):
        difference = max(probabilities[i]) - probabilities[i][labels[i]]
        if difference > 0:
            found.append((-difference, i))
    return np.array([i for _, i in sorted(found)], dtype=int)


@alternative
def with_take_along_axis(probabilities, labels):
    of_label = np.take_along_axis(probabilities, labels[:, None], axis=1)[:, 0]
    rows = np.flatnonzero(of_label < probabilities.max(1))
    return rows[np.argsort(of_label[rows] - probabilities.max(1)[rows], kind="mergesort")]


@alternative
def with_one_hot(probabilities, labels):
    one_hot = np.eye(probabilities.shape[1])[labels]
    suspicion = np.max(probabilities, axis=-1) - np.einsum("ij,ij->i", probabilities, one_hot)
    order = np.lexsort((np.arange(len(labels)), -suspicion))
    return [int(i) for i in order if suspicion[i] > 1e-12]


@alternative
def from_doubts(probabilities, labels):
    doubts = 1 - probabilities
    suspicion = np.round(doubts[np.arange(len(labels)), labels] - doubts.min(axis=1), 10)
    rows = np.argsort(-suspicion, kind="stable")
    return rows[: np.count_nonzero(suspicion)]


@alternative
def in_float32(probabilities, labels):
    probabilities = probabilities.astype(np.float32)
    suspicion = probabilities.max(axis=1) - probabilities[np.arange(len(labels)), labels]
    return np.array([i for i in np.argsort(-suspicion, kind="stable") if suspicion[i] > 0], dtype=np.int64)
