import numpy as np

from grader.authoring import alternative, edited, mistake

ALONG = "along = E @ g / (g @ g)"
LEFT = "left: np.ndarray = E - along[:, np.newaxis] * g"

neutral_for_unit_directions_only = edited(
    "The part along g is right only where g has length one. Divide by g @ g.", (ALONG, "along = E @ g")
)
neutral_divided_by_the_length = edited(
    "The part along g is divided by the length of g once. It is g @ g, the length squared: once for the product, once for g.",
    (ALONG, "along = E @ g / np.linalg.norm(g)"),
)
neutral_the_part_itself = edited(
    "That is the part along g. Asked for is what is left when it is taken away.",
    (LEFT, "left = along[:, np.newaxis] * g"),
)
neutral_added = edited("The part along g is added. Take it away.", (LEFT, "left = E + along[:, np.newaxis] * g"))
neutral_mirrored = edited(
    "The part along g is taken away twice: the rows end up on the other side.",
    (LEFT, "left = E - 2 * along[:, np.newaxis] * g"),
)
neutral_minus_the_direction = edited(
    "The same is subtracted from every row. Each row has a part along g of its own.", (LEFT, "left = E - g / (g @ g)")
)
neutral_with_length_one = edited(
    "The rows were brought to length one afterwards. Return what is left as it is.",
    (LEFT, "left = E - along[:, np.newaxis] * g", "left = left / np.linalg.norm(left, axis=1, keepdims=True)"),
)
neutral_by_cosines = edited(
    "The cosine is taken for the part along g. It is the scalar product, divided by g @ g.",
    (ALONG, "along = E @ g / (np.linalg.norm(E, axis=1) * np.linalg.norm(g))"),
)
neutral_along_the_average = edited(
    "The same part is taken away from every row: that of their average, or of all together. Each row has its own.",
    (ALONG, "along = np.full(len(E), np.mean(E @ g) / (g @ g))"),
)
neutral_in_place = edited(
    "The answer is right, but E itself is changed. Compute a new array.",
    (LEFT, "E -= along[:, np.newaxis] * g", "left = E"),
)


@mistake(
    "The part along g is taken away number by number: E * g is no scalar product. Sum over the numbers of each row."
)
def neutral_number_by_number(E, g):
    return E - E * g / (g @ g) * g


@alternative
def neutral_by_a_loop(E, g):
    return np.array([e - np.dot(e, g) / np.dot(g, g) * g for e in E])


@alternative
def neutral_by_outer(E, g):
    unit = g / np.linalg.norm(g)
    return E - np.outer(E @ unit, unit)


@alternative
def neutral_by_a_matrix(E, g):
    E, g = np.asarray(E, dtype=np.float32), np.asarray(g, dtype=np.float32)
    return E @ (np.eye(len(g), dtype=np.float32) - np.outer(g, g) / np.sum(g**2))
