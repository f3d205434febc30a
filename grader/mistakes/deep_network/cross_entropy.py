import numpy as np

from grader.authoring import alternative, edited

summed_not_averaged = edited(
    "This is the sum over the examples. Take the average: divide by m.",
    ("np.sum(Y * np.log(np.maximum(A, 1e-12)), axis=0)", "np.sum(Y * np.log(np.maximum(A, 1e-12)))"),
)
averaged_over_the_classes_too = edited(
    "You average over all entries, classes and examples together. Add up over the classes, and average over the "
    "examples only.",
    ("np.sum", "np.mean"),
)
divided_by_the_classes = edited(
    "You divide by the number of classes. Divide by the number of examples, the columns.",
    ("-np.sum(Y * np.log(np.maximum(A, 1e-12)), axis=0)", "-np.sum(Y * np.log(np.maximum(A, 1e-12))) / Y.shape[0]"),
)
minus_sign_missing = edited(
    "The minus sign is missing. Logarithms of probabilities are negative, and a cost must be positive.",
    ("-np.sum(Y * np.log(np.maximum(A, 1e-12)), axis=0)", "np.sum(Y * np.log(np.maximum(A, 1e-12)), axis=0)"),
)
log_of_zero = edited(
    "Where A is exactly 0 you take log(0), which is -inf, and 0 * -inf is nan. Keep A at least a tiny number.",
    ("np.maximum(A, 1e-12)", "A"),
)
two_class_formula = edited(
    "This is the cost of two classes, with a second term (1 - y) log(1 - a). With one-hot labels the first term is "
    "enough.",
    ("losses =", "A = np.clip(A, 1e-12, 1 - 1e-12)", "losses ="),
    ("Y * np.log(np.maximum(A, 1e-12))", "Y * np.log(A) + (1 - Y) * np.log(1 - A)"),
)
labels_and_answers_swapped = edited(
    "The labels and the answers have changed places: the logarithm is of A, and Y chooses the term.",
    ("Y * np.log(np.maximum(A, 1e-12))", "A * np.log(np.maximum(Y, 1e-12))"),
)
squared_error = edited(
    "This is the squared error. The cost is minus the logarithm of the right class's share.",
    ("-np.sum(Y * np.log(np.maximum(A, 1e-12)), axis=0)", "np.sum((A - Y) ** 2) / Y.shape[1]"),
)
logarithm_missing = edited(
    "The logarithm is missing: this is one minus the probability of the right class.",
    ("-np.sum(Y * np.log(np.maximum(A, 1e-12)), axis=0)", "1 - np.sum(Y * A) / Y.shape[1]"),
)
base_two = edited("This is a logarithm to the base 2. Use the natural one, np.log.", ("np.log", "np.log2"))
share_of_wrong_answers = edited(
    "This counts the share of wrong answers. The cost looks at the probability of the right class instead.",
    ("-np.sum(Y * np.log(np.maximum(A, 1e-12)), axis=0)", "np.argmax(A, axis=0) != np.argmax(Y, axis=0)"),
)
one_cost_for_each_example = edited(
    "These are the costs of the single examples. Average them, so that one number remains.",
    ("float(np.mean(losses))", "losses"),
)
one_cost_for_each_class = edited(
    "You add up over the examples first and keep one number for each class. One number is left in the end.",
    ("axis=0", "axis=1"),
    ("float(np.mean(losses))", "losses / Y.shape[1]"),
)
clipped_too_hard = edited(
    "You keep A so far away from 0 that ordinary probabilities are changed. Use a tiny number, such as 1e-12.",
    ("1e-12", "0.2"),
)
labels_ignored = edited(
    "Y is not used: the logarithms of all classes are added up. Multiply by Y, so that only the right class is left.",
    ("Y * np.log(np.maximum(A, 1e-12))", "np.log(np.maximum(A, 1e-12))"),
)


@alternative
def one_example_after_the_other(A, Y):
    import math

    total = 0
    for a, y in zip(A.T, Y.T):
        total -= math.log(max(a[list(y).index(1)], 1e-15))
    return total / len(A.T)


@alternative
def probability_of_the_right_class(A, Y):
    right = A[np.argmax(Y, axis=0), np.arange(A.shape[1])]
    return np.mean(-np.log(right + 1e-8))


@alternative
def selected_first_then_the_logarithm(A, Y):
    m = A.shape[1]
    return np.array(-np.log(np.clip((A * Y).sum(axis=0), 1e-10, None)) @ np.ones(m) / m)


@alternative
def cost_in_float32(A, Y):
    A = np.clip(A.astype(np.float32), np.float32(1e-7), np.float32(1))
    return np.float32(-np.einsum("ki,ki->", Y.astype(np.float32), np.log(A)) / Y.shape[1])
