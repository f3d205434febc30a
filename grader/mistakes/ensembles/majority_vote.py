import numpy as np

from grader.authoring import alternative, edited, mistake

largest_in_a_tie = edited(
    "In a tie you take the largest class. Of equals the smallest should win.",
    (
        "np.argmax(counts, axis=1)  # the first of the largest",
        "counts.shape[1] - 1 - np.argmax(counts[:, ::-1], axis=1)",
    ),
)


@mistake(
    "In a tie you take the class that a member names first. The order of the members should not matter: the smallest."
)
def first_named_in_a_tie(votes, classes):
    return np.array([max(column.tolist(), key=column.tolist().count) for column in votes.T])


@mistake(
    "In a tie the last class that reached the count wins. The smallest of the equals should: use a strict comparison."
)
def last_named_in_a_tie(votes, classes):
    result = []
    for column in votes.T:
        best, most = 0, 0
        for vote in column:
            if np.sum(column == vote) >= most:
                best, most = vote, np.sum(column == vote)
        result.append(best)
    return np.array(result)


@mistake(
    "In a tie the order of a set decides, which is no order of numbers: 8 may stand before 1. Of equals take the "
    "smallest."
)
def order_of_a_set_in_a_tie(votes, classes):
    return np.array([max(set(column.tolist()), key=column.tolist().count) for column in votes.T])


counted_over_the_pictures = edited(
    "You count along a row, over the pictures of one member, and get an answer for each member. Count down each "
    "column: the votes for one picture.",
    (
        "np.sum(votes[:, :, np.newaxis] == np.arange(classes), axis=0)  # (m, classes)",
        "np.sum(votes[:, :, np.newaxis] == np.arange(classes), axis=1)",
    ),
)


@mistake(
    "All votes of all pictures are thrown together, and one class wins everywhere. Count for each picture by itself."
)
def one_election_for_all(votes, classes):
    winner = np.bincount(votes.ravel(), minlength=classes).argmax()
    return np.full(votes.shape[1], winner)


@mistake("These are means of class numbers. A 2 and a 4 make no 3: count how often each class is named.")
def mean_of_the_classes(votes, classes):
    return np.round(votes.mean(axis=0)).astype(int)


@mistake("This is the median of class numbers. Classes have no order: count how often each is named.")
def median_of_the_classes(votes, classes):
    return np.median(votes, axis=0).astype(int)


@mistake("These are numbers of votes, not classes. Return the class that has most of them: argmax, not max.")
def votes_of_the_winner(votes, classes):
    counts = np.sum(votes[:, :, None] == np.arange(classes), axis=0)
    return counts.max(axis=1)


@mistake("This is the table of the counts. Return the class that has the largest count in each row.")
def table_of_counts(votes, classes):
    return np.sum(votes[:, :, None] == np.arange(classes), axis=0)


@mistake(
    "Where no class has more than half of the votes, you return 0. The winner needs more votes than any other "
    "class, and no more than that."
)
def more_than_half_or_nothing(votes, classes):
    counts = np.sum(votes[:, :, None] == np.arange(classes), axis=0)
    winner = counts.argmax(axis=1)
    return np.where(counts.max(axis=1) > len(votes) / 2, winner, 0)


class_zero_forgotten = edited(
    "Class 0 never wins: the count begins with class 1. Classes are numbered from 0.",
    ("np.argmax(counts, axis=1)  # the first of the largest", "1 + np.argmax(counts[:, 1:], axis=1)"),
)
last_class_forgotten = edited(
    "The last class never wins: the count ends before it. Classes go from 0 to classes - 1.",
    ("np.argmax(counts, axis=1)  # the first of the largest", "np.argmax(counts[:, :-1], axis=1)"),
)
fewest_votes_win = edited(
    "The class with the fewest votes wins. Take the largest count.",
    ("np.argmax(counts, axis=1)", "np.argmin(counts, axis=1)"),
)


@alternative
def with_bincount(votes, classes):
    return np.array([np.bincount(votes[:, i], minlength=classes).argmax() for i in range(votes.shape[1])])


@alternative
def with_one_hot(votes, classes):
    return np.eye(classes)[votes].sum(axis=0).argmax(axis=-1)


@alternative
def with_scipy(votes, classes):
    from scipy import stats

    return stats.mode(votes, axis=0, keepdims=False).mode


@alternative
def counted_in_python(votes, classes):
    result = []
    for column in votes.T.tolist():
        most = max(column.count(c) for c in range(classes))
        result.append(min(c for c in range(classes) if column.count(c) == most))
    return np.array(result, dtype=float)
