import numpy as np

from grader.authoring import alternative, edited, mistake

HEAD = "one_hot = np.zeros((len(ids), len(E)))"
PUT = "one_hot[np.arange(len(ids)), ids] = 1"

one_hot_as_wide_as_the_largest_number = edited(
    "The one-hot rows have as many places as the largest number asks for. They need one for each word of the vocabulary: the "
    "number of rows of E.",
    (HEAD, "one_hot = np.zeros((len(ids), max(ids) + 1))"),
    ("one_hot @ E", "one_hot @ E[: max(ids) + 1]"),
)
one_hot_columns = edited(
    "The one-hot rows stand upright, a column for each number. It is a row for each: (m, V).",
    ("return one_hot, one_hot @ E", "return one_hot.T, one_hot @ E"),
)
one_hot_in_whole_columns = edited(
    "The index [:, ids] fills whole columns. Each row has one place: [np.arange(m), ids].", (PUT, "one_hot[:, ids] = 1")
)
one_hot_swapped = edited(
    "The two results are swapped: first the one-hot rows, then the product.",
    ("return one_hot, one_hot @ E", "return one_hot @ E, one_hot"),
)
one_hot_alone = edited(
    "Only the one-hot rows came back. Return their product with E, too.",
    ("return one_hot, one_hot @ E", "return one_hot"),
)
product_alone = edited(
    "Only the product came back. Return the one-hot rows, too, and first.",
    ("return one_hot, one_hot @ E", "return one_hot @ E"),
)
one_hot_one_place_back = edited(
    "Every 1 stands one place too far to the left, that of the first word at the end: the first word has the number 0.",
    (PUT, "one_hot[np.arange(len(ids)), ids - 1] = 1"),
)
one_hot_one_place_on_to_the_right = edited(
    "Every 1 stands one place too far to the right: the first word has the number 0.",
    (PUT, "one_hot[np.arange(len(ids)), (ids + 1) % len(E)] = 1"),
)
numbers_for_ones = edited(
    "In the one-hot rows stands the number of the word. Put a 1 at its place.",
    (PUT, "one_hot[np.arange(len(ids)), ids] = ids"),
)


@mistake("One row holds a 1 for each of the numbers. Make a row for each number, (m, V).")
def all_in_one_row(ids, E):
    row = np.zeros(len(E))
    row[ids] = 1
    return row, row @ E


@alternative
def one_hot_from_the_identity(ids, E):
    one_hot = np.eye(len(E), dtype=np.float32)[ids]
    return one_hot, np.einsum("mv,vd->md", one_hot, E)


@alternative
def one_hot_by_comparison(ids, E):
    one_hot = np.asarray(ids)[:, None] == np.arange(E.shape[0])
    return one_hot.astype(int), one_hot @ E


@alternative
def one_hot_by_loops(ids, E):
    one_hot = [[1.0 if place == number else 0.0 for place in range(len(E))] for number in ids]
    return np.array(one_hot), np.array([E[number] for number in ids])
