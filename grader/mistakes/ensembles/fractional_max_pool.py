import numpy as np

from grader.authoring import alternative, edited, mistake

mean_for_max = edited("This is the mean of each region. Keep the largest number.", ("np.max", "np.mean"))
overlapping = edited(
    "The regions overlap: each also takes the first row and column of the next one. It ends before edges[i + 1].",
    (
        "row_edges[i + 1], column_edges[j] : column_edges[j + 1]]",
        "row_edges[i + 1] + 1, column_edges[j] : column_edges[j + 1] + 1]",
    ),
)
rows_and_columns_exchanged = edited(
    "The edges of rows and columns are exchanged: the second axis of X is cut by row_edges, the third by column_edges.",
    ("n_rows, n_columns =", "row_edges, column_edges = column_edges, row_edges", "n_rows, n_columns ="),
)
over_the_channels = edited(
    "The largest number is taken over the channels too. Each channel has its own: the max runs over axes 1 and 2 only.",
    ("np.max(region, axis=(1, 2))", "np.max(region, axis=(1, 2, 3))[:, np.newaxis]"),
)
over_the_pictures = edited(
    "The largest number is taken over all pictures. Each picture has its own: the max runs over axes 1 and 2 only.",
    ("np.max(region, axis=(1, 2))", "np.max(region, axis=(0, 1, 2))"),
)
never_below_zero = edited(
    "No number below zero comes out: the comparison begins with 0. The largest of a region may be negative.",
    ("np.max(region, axis=(1, 2))", "np.maximum(np.max(region, axis=(1, 2)), 0)"),
)
row_edges_twice = edited(
    "The columns are cut by row_edges, too. They have edges of their own.",
    ("n_rows, n_columns =", "column_edges = np.minimum(row_edges, X.shape[2])", "n_rows, n_columns ="),
    ("np.max(region, axis=(1, 2))", "np.max(region, axis=(1, 2)) if region.size else 0"),
)
first_number = edited(
    "This is the first number of each region, not the largest.", ("np.max(region, axis=(1, 2))", "region[:, 0, 0]")
)
smallest_number = edited("This is the smallest number of each region. Keep the largest.", ("np.max", "np.min"))
one_too_few = edited(
    "The last row and column of the result are missing, or stay 0: there are len(edges) - 1 regions.",
    ("range(n_rows)", "range(n_rows - 1)"),
    ("range(n_columns)", "range(n_columns - 1)"),
)


@mistake("These are windows of 2 x 2 at fixed places. The edges say where each region begins and ends.")
def two_by_two(X, row_edges, column_edges):
    n_rows, n_columns = len(row_edges) - 1, len(column_edges) - 1
    result = np.zeros((len(X), n_rows, n_columns, X.shape[3]))
    for i in range(n_rows):
        for j in range(n_columns):
            window = X[:, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
            result[:, i, j] = window.max(axis=(1, 2)) if window.size else 0
    return result


@mistake(
    "Every region begins at its edge and is 2 x 2. Some have one row or column only: they end before the next edge."
)
def always_two(X, row_edges, column_edges):
    n_rows, n_columns = len(row_edges) - 1, len(column_edges) - 1
    result = np.zeros((len(X), n_rows, n_columns, X.shape[3]))
    for i, top in enumerate(row_edges[:-1]):
        for j, left in enumerate(column_edges[:-1]):
            result[:, i, j] = X[:, top : top + 2, left : left + 2].max(axis=(1, 2))
    return result


@alternative
def with_reduceat(X, row_edges, column_edges):
    return np.maximum.reduceat(np.maximum.reduceat(X, row_edges[:-1], axis=1), column_edges[:-1], axis=2)


@alternative
def rows_first(X, row_edges, column_edges):
    rows = np.stack([X[:, a:b].max(axis=1) for a, b in zip(row_edges[:-1], row_edges[1:], strict=True)], axis=1)
    return np.stack([rows[:, :, a:b].max(axis=2) for a, b in zip(column_edges, column_edges[1:])], axis=2)


@alternative
def number_by_number(X, row_edges, column_edges):
    m, _, _, channels = X.shape
    pooled = np.full((m, len(row_edges) - 1, len(column_edges) - 1, channels), -np.inf, dtype=np.float32)
    for i in range(pooled.shape[1]):
        for j in range(pooled.shape[2]):
            for r in range(row_edges[i], row_edges[i + 1]):
                for s in range(column_edges[j], column_edges[j + 1]):
                    pooled[:, i, j] = np.maximum(pooled[:, i, j], X[:, r, s])
    return pooled
