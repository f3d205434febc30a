import numpy as np

from grader.authoring import alternative, edited

summed_not_averaged = edited(
    "This is the sum over the examples. Take the average: divide by m.",
    ("Y * np.log(A2) + (1 - Y) * np.log(1 - A2)", "np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))"),
)
averaged_twice = edited(
    "You divide by m twice: np.mean has divided already.",
    ("-(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))", "-(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / Y.shape[1]"),
)
minus_sign_missing = edited(
    "The minus sign is missing. Logarithms of probabilities are negative, and a cost must be positive.",
    ("-(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))", "Y * np.log(A2) + (1 - Y) * np.log(1 - A2)"),
)
second_term_missing = edited(
    "Examples of class 0 cost nothing here. The second term, (1 - y) log(1 - a), is missing.",
    ("Y * np.log(A2) + (1 - Y) * np.log(1 - A2)", "Y * np.log(A2)"),
)
minus_on_one_term_only = edited(
    "The minus sign reaches only the first of the two terms. Put brackets around their sum.",
    ("-(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))", "-Y * np.log(A2) + (1 - Y) * np.log(1 - A2)"),
)
log_of_zero = edited(
    "Where A2 is exactly 0 or 1, you take log(0), which is -inf, and 0 * -inf is nan. Keep A2 a tiny bit away from "
    "both. (np.clip makes a new array: keep what it returns.)",
    ("A2 = np.clip(A2, 1e-12, 1 - 1e-12)", ""),
)
squared_error = edited(
    "This is the squared error. The cost is the cross-entropy: minus the logarithm of the probability of the right "
    "class.",
    ("-(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))", "(A2 - Y) ** 2"),
)
half_the_squared_error = edited(
    "This is half the squared error. The cost is the cross-entropy of the last notebook.",
    ("-(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))", "np.mean((A2 - Y) ** 2) / 2"),
)
labels_and_answers_swapped = edited(
    "The labels and the answers have changed places: the logarithm is of A2, and Y chooses the term.",
    ("A2 = np.clip(A2, 1e-12, 1 - 1e-12)", "A2, Y = np.clip(Y, 1e-12, 1 - 1e-12), A2"),
)
matrix_of_one_number = edited(
    "The value is right, but it is an array of shape (1, 1). Return a plain number, for instance with float(...).",
    ("-(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))", "-(Y @ np.log(A2).T + (1 - Y) @ np.log(1 - A2).T) / Y.shape[1]"),
    ("float(np.mean(losses))", "losses"),
)
one_cost_for_each_example = edited(
    "These are the costs of the single examples. Average them, so that one number remains.",
    ("float(np.mean(losses))", "losses"),
)
clipped_too_hard = edited(
    "You keep A2 so far away from 0 and 1 that ordinary probabilities are changed. Use a tiny margin, such as 1e-12.",
    ("np.clip(A2, 1e-12, 1 - 1e-12)", "np.clip(A2, 0.1, 0.9)"),
)


@alternative
def one_example_after_the_other(A2, Y):
    import math

    total = 0
    for a, y in zip(A2.ravel(), Y.ravel()):
        right = a if y == 1 else 1 - a
        total -= math.log(max(right, 1e-15))
    return total / Y.size


@alternative
def tiny_number_inside_the_logarithm(A2, Y):
    m = Y.shape[1]
    return np.squeeze(-(np.dot(Y, np.log(A2 + 1e-8).T) + np.dot(1 - Y, np.log(1 - A2 + 1e-8).T)) / m)


@alternative
def probability_of_the_right_class(A2, Y):
    right = np.where(Y == 1, A2, 1 - A2)
    return np.mean(-np.log(np.maximum(right, 1e-10)))


@alternative
def cost_in_float32(A2, Y):
    A2 = np.clip(A2.astype(np.float32), np.float32(1e-7), np.float32(1 - 1e-7))
    return np.float32(-np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)))


summed_and_log_of_zero = edited(
    "Two things are wrong. This is the sum over the examples, not their average: m is Y.shape[1]; len(Y) and Y.shape[0] "
    "are 1. And where A2 is exactly 0 or 1, log(0) is -inf, and 0 * -inf is nan.",
    ("A2 = np.clip(A2, 1e-12, 1 - 1e-12)", ""),
    ("Y * np.log(A2) + (1 - Y) * np.log(1 - A2)", "np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))"),
)
logarithm_to_the_base_ten = edited(
    "np.log10 is the logarithm to the base 10. The cross-entropy has the natural one, np.log.",
    ("Y * np.log(A2) + (1 - Y) * np.log(1 - A2)", "Y * np.log10(A2) + (1 - Y) * np.log10(1 - A2)"),
)
brackets_missing_around_one_minus_y = edited(
    "Brackets are missing: in 1 - Y * log(...) Python multiplies first. The second term begins with (1 - Y).",
    ("(1 - Y) * np.log(1 - A2)", "1 - Y * np.log(1 - A2)"),
)
