import numpy as np

from grader.authoring import alternative, edited

summed_not_averaged = edited(
    "This is the sum over the examples. Take the average: divide by m. Else twice the pictures mean twice the cost.",
    ("np.mean", "np.sum"),
)
averaged_twice = edited(
    "You divide by m twice: np.mean has divided already.",
    ("-(Y * np.log(A) + (1 - Y) * np.log(1 - A))", "-(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / Y.shape[1]"),
)
minus_sign_missing = edited(
    "The minus sign is missing. Logarithms of probabilities are negative, and a cost must be positive.",
    ("-(Y * np.log(A) + (1 - Y) * np.log(1 - A))", "Y * np.log(A) + (1 - Y) * np.log(1 - A)"),
)
second_term_missing = edited(
    "Examples of class 0 cost nothing here. The second term, (1 - y) log(1 - a), is missing.",
    ("Y * np.log(A) + (1 - Y) * np.log(1 - A)", "Y * np.log(A)"),
)
minus_on_one_term_only = edited(
    "The minus sign reaches only the first of the two terms. Put brackets around their sum.",
    ("-(Y * np.log(A) + (1 - Y) * np.log(1 - A))", "-Y * np.log(A) + (1 - Y) * np.log(1 - A)"),
)
log_of_zero = edited(
    "Where A is exactly 0 or 1, you take log(0), which is -inf, and 0 * -inf is nan. Keep A a tiny bit away from both.",
    ("A = np.clip(A, 1e-12, 1 - 1e-12)", ""),
)
logarithm_to_base_two = edited(
    "This is the logarithm to the base 2. The cross-entropy uses the natural logarithm, np.log.",
    ("Y * np.log(A) + (1 - Y) * np.log(1 - A)", "Y * np.log2(A) + (1 - Y) * np.log2(1 - A)"),
)
logarithm_to_base_ten = edited(
    "This is the logarithm to the base 10. The cross-entropy uses the natural logarithm, np.log.",
    ("Y * np.log(A) + (1 - Y) * np.log(1 - A)", "Y * np.log10(A) + (1 - Y) * np.log10(1 - A)"),
)
squared_error = edited(
    "This is the squared error. Here the cost is the cross-entropy: minus the logarithm of the probability of the "
    "right class.",
    ("-(Y * np.log(A) + (1 - Y) * np.log(1 - A))", "(A - Y) ** 2"),
)
labels_and_answers_swapped = edited(
    "The labels and the answers have changed places: the logarithm is of A, and Y chooses the term.",
    ("A = np.clip(A, 1e-12, 1 - 1e-12)", "A, Y = np.clip(Y, 1e-12, 1 - 1e-12), A"),
)
matrix_of_one_number = edited(
    "The value is right, but it is an array of shape (1, 1). Return a plain number, for instance with float(...) of "
    "its only entry.",
    ("float(np.mean(losses))", "np.mean(losses, keepdims=True)"),
)
one_cost_for_each_example = edited(
    "These are the costs of the single examples. Average them, so that one number remains.",
    ("float(np.mean(losses))", "losses"),
)
clipped_too_hard = edited(
    "You keep A so far away from 0 and 1 that ordinary probabilities are changed. Use a tiny margin, such as 1e-12.",
    ("np.clip(A, 1e-12, 1 - 1e-12)", "np.clip(A, 0.1, 0.9)"),
)


@alternative
def one_example_after_the_other(A, Y):
    import math

    total = 0
    for a, y in zip(A.ravel(), Y.ravel()):
        right = a if y == 1 else 1 - a
        total -= math.log(max(right, 1e-15))
    return total / Y.size


@alternative
def tiny_number_inside_the_logarithm(A, Y):
    m = Y.shape[1]
    return np.squeeze(-(np.dot(Y, np.log(A + 1e-8).T) + np.dot(1 - Y, np.log(1 - A + 1e-8).T)) / m)


@alternative
def probability_of_the_right_class(A, Y):
    right = np.where(Y == 1, A, 1 - A)
    return np.mean(-np.log(np.maximum(right, 1e-10)))


@alternative
def cost_in_float32(A, Y):
    A = np.clip(A.astype(np.float32), np.float32(1e-7), np.float32(1 - 1e-7))
    return np.float32(-np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A)))
