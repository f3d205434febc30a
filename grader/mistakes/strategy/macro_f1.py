import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.strategy import f1_of

accuracy = edited(
    "This is the accuracy: every *picture* counts the same, and a rare class hardly counts. Let every *class* count the same.",
    ("np.mean([f1_of(y_hat, y, label)[2] for label in range(classes)])", "np.mean(y_hat == y)"),
)
weighted = edited(
    "Each class is weighted by how often it is there. In the macro F1 every class counts the same.",
    (
        "np.mean([f1_of(y_hat, y, label)[2] for label in range(classes)])",
        "sum(np.mean(y == label) * f1_of(y_hat, y, label)[2] for label in range(classes))",
    ),
)
classes_that_occur = edited(
    "Only classes that occur in y are averaged. All classes from 0 to classes - 1 count.",
    ("range(classes)", "np.unique(y)"),
)
classes_that_occur_anywhere = edited(
    "Only classes that occur in y or in y_hat are averaged. All classes from 0 to classes - 1 count.",
    ("range(classes)", "np.union1d(y, y_hat)"),
)
classes_up_to_the_largest = edited(
    "The number of classes is taken from the largest label in y. It is an argument.",
    ("range(classes)", "range(int(np.max(y)) + 1)"),
)
first_class_missing = edited(
    "Class 0 is left out, and there is one too many at the end: labels begin with 0.",
    ("range(classes)", "range(1, classes + 1)"),
)
last_class_missing = edited(
    "The last class is left out. range(classes) ends before classes by itself.",
    ("range(classes)", "range(classes - 1)"),
)
summed = edited("The F1 of all classes are added up. Divide by their number.", ("np.mean", "np.sum"))
precision_for_f1 = edited("You average the first number of f1_of, the precision. F1 is the third.", ("[2]", "[0]"))
recall_for_f1 = edited("You average the second number of f1_of, the recall. F1 is the third.", ("[2]", "[1]"))
everything_averaged = edited(
    "All three numbers of f1_of go into the mean. Take the third of each class, its F1.", ("[2]", "")
)
worst_class = edited("You return the worst class. The score is the mean over the classes.", ("np.mean", "np.min"))


@mistake(
    "You average precision and recall over the classes first, and make one F1 of them. Average the F1 of the classes."
)
def f1_of_the_means(y_hat, y, classes):
    means = np.mean([f1_of(y_hat, y, label)[:2] for label in range(classes)], axis=0)
    return float(2 * means[0] * means[1] / max(means.sum(), 1e-12))


@alternative
def with_loop(y_hat, y, classes):
    total = 0
    for label in range(classes):
        precision, recall, f1 = f1_of(y_hat, y, label)
        total += f1
    return total / classes


@alternative
def by_itself(y_hat, y, classes):
    table = np.zeros((classes, classes))
    np.add.at(table, (y, y_hat), 1)
    both = table.sum(axis=0) + table.sum(axis=1)
    return np.mean(np.divide(2 * np.diag(table), both, out=np.zeros(classes), where=both > 0))


@alternative
def averaged_table(y_hat, y, classes):
    three = np.array([f1_of(y_hat, y, label) for label in range(classes)], dtype=np.float32)
    return three.mean(axis=0)[2]


@mistake("Classes whose F1 is 0 are left out of the mean. They are what the score must not hide.")
def zeros_left_out(y_hat, y, classes):
    each = np.array([f1_of(y_hat, y, label)[2] for label in range(classes)])
    return float(each[each > 0].mean()) if np.any(each > 0) else 0.0


@mistake(
    "This is the mean recall of the classes that occur, the balanced accuracy. Average their F1, over all classes."
)
def balanced_accuracy(y_hat, y, classes):
    return float(np.mean([np.mean(y_hat[y == label] == label) for label in np.unique(y)]))
