import numpy as np

from grader.authoring import alternative, edited

rows_and_columns_swapped = edited(
    "Rows and columns have changed places. The row is the true class, the column is the answer.",
    ("(y, y_hat)", "(y_hat, y)"),
)
repeated_pairs_counted_once = edited(
    "A pair that occurs several times is counted once. Add 1 each time it occurs. (counts[y, y_hat] += 1 reads all "
    "entries first and writes them once: use np.add.at, or a loop.)",
    ("np.add.at(counts, (y, y_hat), 1)", "counts[y, y_hat] += 1"),
)
shares_for_counts = edited(
    "The rows are divided by their sums. Counts are asked for, whole numbers.",
    ("return counts", "return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)"),
)
table_only_as_large_as_it_must_be = edited(
    "The table is only as large as the largest class that occurs. It has `classes` rows and columns, also for "
    "classes that do not occur.",
    ("counts = np.zeros", "classes = max(y.max(), y_hat.max()) + 1", "counts = np.zeros"),
)
only_right_answers_counted = edited(
    "Only right answers are counted, so all the confusion is lost. Count every pair of true class and answer.",
    ("(y, y_hat)", "(y[y == y_hat], y[y == y_hat])"),
)
only_wrong_answers_counted = edited(
    "Right answers are not counted. They belong on the diagonal.", ("(y, y_hat)", "(y[y != y_hat], y_hat[y != y_hat])")
)
table_of_ten_classes = edited(
    "The table always has ten rows and columns. Use the argument classes.", ("(classes, classes)", "(10, 10)")
)


@alternative
def confusion_as_a_histogram(y, y_hat, classes):
    return np.histogram2d(y, y_hat, bins=classes, range=[[0, classes], [0, classes]])[0]


@alternative
def confusion_with_a_loop(y, y_hat, classes):
    counts = [[0] * classes for _ in range(classes)]
    for true, answer in zip(y, y_hat):
        counts[int(true)][int(answer)] += 1
    return counts


@alternative
def confusion_with_bincount(y, y_hat, classes):
    return np.bincount(classes * y + y_hat, minlength=classes * classes).reshape(classes, classes)


@alternative
def confusion_as_a_product(y, y_hat, classes):
    return np.eye(classes)[y].T @ np.eye(classes)[y_hat]


@alternative
def confusion_by_sums(y, y_hat, classes):
    counts = np.empty((classes, classes), dtype="float32")
    for i in range(classes):
        for j in range(classes):
            counts[i, j] = np.sum((y == i) & (y_hat == j))
    return counts
