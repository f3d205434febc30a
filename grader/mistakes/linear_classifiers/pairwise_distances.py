import numpy as np

from grader.authoring import alternative, edited, mistake

distances_without_root = edited(
    "These are the squares of the distances. Take the root at the end.",
    ("np.sqrt(np.maximum(squares, 0))", "np.maximum(squares, 0)"),
)
distances_not_cut_off = edited(
    "Rounding leaves some squares a little below zero, and the root of these is NaN. Cut off at zero before you take "
    "the root.",
    ("np.sqrt(np.maximum(squares, 0))", "np.sqrt(squares)"),
)
distances_added_product = edited(
    "The products are added. In |a - b|² they stand with a minus: |a|² + |b|² - 2 a·b.", ("- 2 * A", "+ 2 * A")
)
distances_product_once = edited(
    "The products are taken away once. In |a - b|² they stand twice: |a|² + |b|² - 2 a·b.", ("- 2 * A", "- A")
)
distances_transposed = edited(
    "The table is transposed: rows belong to A, columns to B.",
    ("return distances", "return distances.T"),
)
distances_of_absolute_values = edited(
    "These are sums of absolute differences (the L1 distance). The Euclidean distance is the root of the sum of squares.",
    (
        "squares = np.sum(A**2, axis=1)[:, np.newaxis] + np.sum(B**2, axis=1) - 2 * A @ B.T  # (m, 1) + (n,) - (m, n)",
        "sums = np.sum(np.abs(A[:, np.newaxis] - B), axis=2)",
    ),
    ("np.sqrt(np.maximum(squares, 0))", "sums"),
)
distances_averaged = edited(
    "The squares are averaged over the numbers of a row. A distance is the root of their sum.",
    ("np.maximum(squares, 0)", "np.maximum(squares, 0) / A.shape[1]"),
)
distances_largest_difference = edited(
    "Only the largest difference of each pair is left. A distance adds up all squared differences.",
    (
        "squares = np.sum(A**2, axis=1)[:, np.newaxis] + np.sum(B**2, axis=1) - 2 * A @ B.T  # (m, 1) + (n,) - (m, n)",
        "differences = np.max(np.abs(A[:, np.newaxis] - B), axis=2)",
    ),
    ("np.sqrt(np.maximum(squares, 0))", "differences"),
)


@mistake(
    "Each row of A is compared with one row of B only. Every row of A belongs with every row of B: a table (m, n)."
)
def distances_row_by_row(A, B):
    shorter = min(len(A), len(B))
    return np.sqrt(np.sum((A[:shorter] - B[:shorter]) ** 2, axis=1))


@mistake(
    "The sum has no axis, so the whole table shares one distance. Sum over the last axis only: a distance for each pair."
)
def distances_one_for_all(A, B):
    return np.sqrt(np.sum((A[:, np.newaxis] - B) ** 2))


@mistake("The squares are summed over the points of B, not over the numbers of a row. Sum over the last axis.")
def distances_over_the_wrong_axis(A, B):
    return np.sqrt(((A[:, np.newaxis] - B) ** 2).sum(axis=1))


@alternative
def distances_by_loops(A, B):
    table = np.zeros((len(A), len(B)))
    for i in range(len(A)):
        for j in range(len(B)):
            table[i, j] = np.linalg.norm(A[i] - B[j])
    return table


@alternative
def distances_by_broadcasting(A, B):
    return np.sqrt(((A[:, None, :] - B[None, :, :]) ** 2).sum(-1))


@alternative
def distances_root_of_absolute(A, B):
    return np.sqrt(np.abs((A**2).sum(axis=1, keepdims=True) - 2 * A.dot(B.T) + (B**2).sum(axis=1)))


@alternative
def distances_by_einsum(A, B):
    difference = A[:, None] - B[None]
    return np.einsum("mnd,mnd->mn", difference, difference) ** 0.5


@alternative
def distances_in_float32(A, B):
    A, B = A.astype(np.float32), B.astype(np.float32)
    squares = (A * A).sum(axis=1)[:, None] + (B * B).sum(axis=1)[None] - 2 * A @ B.T
    return np.sqrt(np.clip(squares, 0, None))


@alternative
def distances_row_after_row(A, B):
    return np.array([np.linalg.norm(a - B, axis=1) for a in A], dtype=np.float32)
