import numpy as np

from grader.authoring import alternative, edited, everywhere, mistake

precision_and_recall_swapped = edited(
    "Precision and recall have changed places. Precision looks at everything that was called 1, recall at everything "
    "that is 1.",
    ("return precision, recall", "return recall, precision"),
)


@mistake("When a denominator is 0, the result is nan. The notebook defines it as 0.0: look before you divide.")
def nan_for_zero_by_zero(Y_hat, Y):
    tp, fp, fn = np.sum(Y_hat * Y), np.sum(Y_hat * (1 - Y)), np.sum((1 - Y_hat) * Y)
    precision, recall = tp / (tp + fp), tp / (tp + fn)
    return precision, recall, 2 * precision * recall / (precision + recall)


stops_at_zero_by_zero = edited(
    "When a denominator is 0, Python stops with an error. The notebook defines the result as 0.0: look before you "
    "divide.",
    ("tp / (tp + fp) if tp + fp > 0 else 0.0", "tp / (tp + fp)"),
    ("tp / (tp + fn) if tp + fn > 0 else 0.0", "tp / (tp + fn)"),
    (
        "2 * precision * recall / (precision + recall) if precision + recall > 0 else 0.0",
        "2 * precision * recall / (precision + recall)",
    ),
)
one_for_zero_by_zero = edited(
    "Where nothing was called 1, or nothing is 1, you give 1.0. The notebook defines 0.0 there.",
    everywhere("else 0.0", "else 1.0"),
)
accuracy_for_precision = edited(
    "The first number is the accuracy. Precision looks only at the answers that are 1: how many of those are right?",
    ("tp / (tp + fp) if tp + fp > 0 else 0.0", "np.mean(Y_hat == Y)"),
)
f1_as_plain_mean = edited(
    "F1 is not the plain mean of precision and recall, but 2PR / (P + R), which stays low if one of the two is low.",
    ("2 * precision * recall / (precision + recall)", "(precision + recall) / 2"),
)
f1_without_the_two = edited(
    "The factor 2 is missing in F1: with perfect precision and recall it would be one half.",
    ("2 * precision", "precision"),
)
scores_of_class_zero = edited(
    "These are the scores of class 0. The positives are the examples with label 1.",
    ("tp = int", "Y_hat, Y = 1 - Y_hat, 1 - Y", "tp = int"),
)
divided_by_all_examples = edited(
    "You divide by the number of all examples. Divide by tp + fp for precision, and by tp + fn for recall.",
    ("(Y_hat == 1) & (Y == 0)", "(1 - Y_hat) * (1 - Y)"),
    ("tp / (tp + fp)", "tp / Y.size"),
    ("tp / (tp + fn) if tp + fn > 0 else 0.0", "fp / Y.size"),
)


@alternative
def counted_with_a_loop(Y_hat, Y):
    tp = fp = fn = 0
    for answer, label in zip(Y_hat[0], Y[0]):
        if answer == 1 and label == 1:
            tp += 1
        elif answer == 1:
            fp += 1
        elif label == 1:
            fn += 1
    precision = tp / (tp + fp) if tp + fp else 0
    recall = tp / (tp + fn) if tp + fn else 0
    return [precision, recall, 2 * tp / (2 * tp + fp + fn) if tp else 0]


@alternative
def tiny_number_in_the_denominators(Y_hat, Y):
    tp = np.sum(Y_hat * Y)
    precision, recall = tp / (np.sum(Y_hat) + 1e-12), tp / (np.sum(Y) + 1e-12)
    return precision, recall, 2 * precision * recall / (precision + recall + 1e-12)


@alternative
def logical_with_nan_to_num(Y_hat, Y):
    tp = np.sum(np.logical_and(Y_hat, Y))
    precision = np.nan_to_num(tp / np.sum(Y_hat))
    recall = np.nan_to_num(tp / np.sum(Y))
    return np.array([precision, recall, np.nan_to_num(2 * precision * recall / (precision + recall))])
