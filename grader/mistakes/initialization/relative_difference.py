import numpy as np

from grader.authoring import alternative, edited

absolute_difference = edited(
    "This is the absolute difference. Divide it by the lengths of the two: a tiny difference of tiny slopes may "
    "still be a factor of two.",
    ("np.linalg.norm(a - b) / size", "np.linalg.norm(a - b)"),
)
nan_for_zeros = edited(
    "Two arrays of zeros give 0 / 0, which is nan. They are equal: return 0.", ("if size == 0:\n    return 0.0", "")
)
small_number_added = edited(
    "A small number in the denominator avoids 0 / 0, but it makes all tiny slopes look right. Ask whether both "
    "lengths are zero instead.",
    ("np.linalg.norm(a) + np.linalg.norm(b)", "np.linalg.norm(a) + np.linalg.norm(b) + 1e-8"),
)
sum_without_brackets = edited(
    "Brackets are missing: the length of a divides, but the length of b is added. Put the sum of the two lengths "
    "into brackets.",
    (" + np.linalg.norm(b)", ""),
    ("/ size", "/ size + np.linalg.norm(b)"),
)
divided_by_b_alone = edited(
    "You divide by the length of b alone. Divide by the sum of both lengths, so that it does not matter which comes "
    "first.",
    ("np.linalg.norm(a - b) / size", "np.linalg.norm(a - b) / np.linalg.norm(b)"),
)
divided_by_a_alone = edited(
    "You divide by the length of a alone. Divide by the sum of both lengths, so that it does not matter which comes "
    "first.",
    (" + np.linalg.norm(b)", ""),
)
divided_by_the_larger = edited(
    "You divide by the larger of the two lengths, as some people do. In this notebook it is their sum.",
    ("np.linalg.norm(a - b) / size", "np.linalg.norm(a - b) / max(np.linalg.norm(a), np.linalg.norm(b))"),
)
length_of_the_sum = edited(
    "You divide by the length of the sum, which is zero for opposite numbers. Divide by the sum of the lengths.",
    ("np.linalg.norm(a) + np.linalg.norm(b)", "np.linalg.norm(a + b)"),
)
difference_of_lengths = edited(
    "The lengths are subtracted, but arrays of the same length can be quite different. Subtract the arrays first, "
    "then take the length.",
    ("a - b", "np.linalg.norm(a) - np.linalg.norm(b)"),
)
squares_of_lengths = edited(
    "The squares of the lengths are divided. The root is missing: np.linalg.norm takes it.",
    ("float(np.linalg.norm(a - b) / size)", "np.sum((a - b) ** 2) / (np.sum(a**2) + np.sum(b**2))"),
)
sums_of_absolute_values = edited(
    "Absolute values are added up here. The length of an array is the root of the sum of squares, np.linalg.norm.",
    ("float(np.linalg.norm(a - b) / size)", "np.sum(np.abs(a - b)) / (np.sum(np.abs(a)) + np.sum(np.abs(b)))"),
)
largest_entries = edited(
    "The largest entry is taken for the length. The length is the root of the sum of all squares, np.linalg.norm.",
    ("float(np.linalg.norm(a - b) / size)", "np.max(np.abs(a - b)) / (np.max(np.abs(a)) + np.max(np.abs(b)))"),
)
entry_by_entry = edited(
    "This compares entry by entry and gives an array. One number for the whole arrays is asked for: use their lengths.",
    ("np.linalg.norm(a) + np.linalg.norm(b)", "np.abs(a) + np.abs(b)"),
    ("if size == 0:\n    return 0.0", ""),
    ("float(np.linalg.norm(a - b) / size)", "np.abs(a - b) / np.where(size == 0, 1.0, size)"),
)
sum_for_difference = edited("The arrays are added in the numerator. Their difference is asked for.", ("a - b", "a + b"))


@alternative
def with_roots_of_sums(a, b):
    difference = np.sqrt(np.sum((a - b) ** 2))
    size = np.sqrt(np.sum(a**2)) + np.sqrt(np.sum(b**2))
    return difference / size if size > 0 else 0


@alternative
def number_by_number(a, b):
    difference = length_a = length_b = 0.0
    for x, y in zip(np.ravel(a), np.ravel(b)):
        difference += (x - y) ** 2
        length_a += x * x
        length_b += y * y
    if length_a == 0 and length_b == 0:
        return 0.0
    return difference**0.5 / (length_a**0.5 + length_b**0.5)


@alternative
def zero_dimensional(a, b):
    a, b = np.asarray(a).ravel(), np.asarray(b).ravel()
    if np.array_equal(a, b):
        return np.array(0.0)
    print("they differ")
    return np.array(np.sqrt((a - b) @ (a - b)) / (np.sqrt(a @ a) + np.sqrt(b @ b)))


@alternative
def divided_where_possible(a, b):
    size = np.linalg.norm(a) + np.linalg.norm(b)
    return np.divide(np.linalg.norm(a - b), size, out=np.zeros(()), where=size > 0)
