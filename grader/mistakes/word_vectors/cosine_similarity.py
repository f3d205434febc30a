import numpy as np

from grader.authoring import alternative, edited, mistake

LENGTHS = "lengths = np.linalg.norm(u) * np.linalg.norm(E, axis=1)"
LAST = "cosines: np.ndarray = E @ u / np.where(lengths > 0, lengths, 1)"

cosine_without_lengths = edited("These are scalar products. Divide by both lengths.", (LAST, "cosines = E @ u"))
cosine_without_the_rows_lengths = edited(
    "Divided by the length of u only. Each row has a length of its own.",
    (LENGTHS, "lengths = np.linalg.norm(u) * np.ones(len(E))"),
)
cosine_without_the_length_of_u = edited(
    "Divided by the lengths of the rows only, not by the length of u.", (LENGTHS, "lengths = np.linalg.norm(E, axis=1)")
)
cosine_by_the_length_of_all = edited(
    "np.linalg.norm without an axis takes all rows together as one. Each row has a length of its own: axis=1.",
    (LENGTHS, "lengths = np.linalg.norm(u) * np.linalg.norm(E) * np.ones(len(E))"),
)
cosine_by_squares = edited(
    "Divided by the squares of both lengths: the root is missing.",
    (LENGTHS, "lengths = np.sum(u**2) * np.sum(E**2, axis=1)"),
)
cosine_nan_of_zeros = edited(
    "Where a vector is all zeros, 0 / 0 is not a number. The cosine is 0 there, by our rule.",
    (LAST, "cosines = E @ u / lengths"),
)
cosine_as_a_distance = edited(
    "That is 1 minus the cosine: a distance. Asked for is the cosine itself.",
    (LAST, "cosines = 1 - E @ u / np.where(lengths > 0, lengths, 1)"),
)
cosine_without_a_sign = edited(
    "The sign is lost: opposite directions have the cosine -1.",
    (LAST, "cosines = np.abs(E @ u) / np.where(lengths > 0, lengths, 1)"),
)
cosine_as_an_angle = edited(
    "That is the angle. Asked for is its cosine.",
    (LAST, "cosines = np.arccos(np.clip(E @ u / np.where(lengths > 0, lengths, 1), -1, 1))"),
)
cosine_of_zeros_is_one = edited(
    "Where a vector is all zeros the cosine is 1 here. It is 0, by our rule: zeros have no direction.",
    (LAST, "cosines = np.where(lengths > 0, E @ u / np.where(lengths > 0, lengths, 1), 1)"),
)


@mistake("These are distances between points. Asked for is the cosine of the angle.")
def cosine_as_a_euclidean_distance(u, E):
    return np.linalg.norm(E - u, axis=1)


@alternative
def cosine_row_by_row(u, E):
    answers = []
    for row in E:
        length = np.sqrt(np.sum(row**2)) * np.sqrt(np.sum(u**2))
        answers.append(float(np.dot(row, u) / length) if length else 0.0)
    return np.array(answers)


@alternative
def cosine_of_units(u, E):
    lengths = np.linalg.norm(E, axis=1, keepdims=True)
    units = np.divide(E, lengths, out=np.zeros_like(E), where=lengths > 0)
    own = np.linalg.norm(u)
    return units @ (u / own if own > 0 else u)


@alternative
def cosine_in_float32(u, E):
    u, E = np.asarray(u, dtype=np.float32), np.asarray(E, dtype=np.float32)
    products, lengths = np.einsum("nd,d->n", E, u), np.sqrt(np.einsum("nd,nd->n", E, E) * np.dot(u, u))
    with np.errstate(all="ignore"):
        return np.nan_to_num(products / lengths)
