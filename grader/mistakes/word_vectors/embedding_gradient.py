import numpy as np

from grader.authoring import alternative, edited, mistake

ZEROS = "dE = np.zeros((size, d_rows.shape[1]), dtype=d_rows.dtype)"
ADD = "np.add.at(dE, ids, d_rows)"

gradient_added_once = edited(
    "A word that was looked up several times has the gradient of only one of these places. dE[ids] += ... or dE[ids] = ... "
    "writes just one: use np.add.at, or a loop.",
    (ADD, "dE[ids] += d_rows"),
)
gradient_averaged = edited(
    "The gradients of a word that was looked up several times are averaged. They add up.",
    (
        ADD,
        "np.add.at(dE, ids, d_rows)",
        "dE = dE / np.maximum(np.bincount(ids, minlength=size), 1)[:, np.newaxis]",
    ),
)
gradient_divided_by_m = edited(
    "The gradient is divided by the number of places. Its rows come with all factors: just add them up.",
    (ADD, "np.add.at(dE, ids, d_rows / len(ids))"),
)
gradient_of_the_words_that_occur = edited(
    "Only words that occur have a row. The gradient has the shape of the table: (size, d).",
    ("return dE", "return dE[np.unique(ids)]"),
)
gradient_as_long_as_the_largest_number = edited(
    "The gradient ends with the last word that occurs. It has the shape of the table: (size, d).",
    ("return dE", "return dE[: max(ids) + 1]"),
)
gradient_rows_as_they_came = edited(
    "These are the rows that came in. Add each to the row of its word.", ("return dE", "return d_rows")
)
gradient_turned_round = edited("The sign is turned round.", (ADD, "np.subtract.at(dE, ids, d_rows)"))
gradient_of_ones = edited("The table was not started with zeros.", (ZEROS, "dE = np.ones((size, d_rows.shape[1]))"))
gradient_one_row_on = edited(
    "Everything lies one row too far up or down: the first word has the number 0.",
    (ADD, "np.add.at(dE, ids - 1, d_rows)"),
)
gradient_transposed = edited(
    "A column for each word came back. It is a row for each: (size, d).", ("return dE", "return dE.T")
)
gradient_counted_again = edited(
    "Each gradient is multiplied by how often its word comes, and added up besides: once is enough.",
    (ADD, "np.add.at(dE, ids, d_rows * np.bincount(ids)[ids][:, np.newaxis])"),
)


@mistake("All numbers of a row's gradient are added together. Add row to row, and keep the d numbers apart.")
def gradient_with_its_numbers_summed(ids, d_rows, size):
    dE = np.zeros((size, d_rows.shape[1]))
    for place, row in zip(ids, d_rows, strict=True):
        dE[place] += np.sum(row)
    return dE


@alternative
def gradient_by_a_loop(ids, d_rows, size):
    dE = np.zeros((size, d_rows.shape[1]))
    for place, row in zip(ids, d_rows, strict=True):
        dE[place] += row
    return dE


@alternative
def gradient_by_one_hot(ids, d_rows, size):
    return np.eye(size, dtype=np.float32)[ids].T @ d_rows


@alternative
def gradient_by_bincount(ids, d_rows, size):
    columns = [np.bincount(ids, weights=column, minlength=size) for column in d_rows.T]
    return np.stack(columns, axis=1)
