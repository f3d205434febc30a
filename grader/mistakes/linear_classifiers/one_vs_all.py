import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.linear_classifiers import sgd

against_no_minus_yes = edited(
    "Yes and no have changed places: this is by how much no is ahead of yes. The label 1 is for the class itself, and its column "
    "comes first: column 1 minus column 0.",
    ("W_two[:, 1] - W_two[:, 0]", "W_two[:, 0] - W_two[:, 1]"),
    ("b_two[1] - b_two[0]", "b_two[0] - b_two[1]"),
)
against_yes_only = edited(
    "This is half of what it should be, as the column of yes alone is. What counts is by how much yes is ahead: yes minus no.",
    ("W_two[:, 1] - W_two[:, 0]", "W_two[:, 1]"),
    ("b_two[1] - b_two[0]", "b_two[1]"),
)
against_bias_of_yes_only = edited(
    "The biases are half of what they should be, as that of yes alone is. Take the bias of no away, as with the weights.",
    ("b_two[1] - b_two[0]", "b_two[1]"),
)
against_bias_forgotten = edited(
    "The biases stay zero. Put b_yes - b_no of each class at its place.", ("b[k] = b_two[1] - b_two[0]", "")
)
against_transposed = edited(
    "W is transposed: a column for each class, (n_x, classes).", ("return W, b", "return W.T, b")
)
against_counted_from_one = edited(
    "The classes are counted from 1 here. They run from 0 to classes - 1.",
    ("y == k", "y == k + 1"),
)
against_learns_on = edited(
    "Each class goes on from the weights of the one before. Every classifier starts from zeros.",
    ("n_x = X.shape[1]", "n_x = X.shape[1]", "W_two, b_two = np.zeros((n_x, 2)), np.zeros(2)"),
    ("sgd(np.zeros((n_x, 2)), np.zeros(2), X", "sgd(W_two, b_two, X"),
)
against_always_hinge = edited(
    "The hinge is used whatever `loss` says. Hand the argument on to sgd.",
    ("is_k, batches, loss,", 'is_k, batches, "hinge",'),
)
against_always_softmax = edited(
    "The softmax is used whatever `loss` says. Hand the argument on to sgd.",
    ("is_k, batches, loss,", 'is_k, batches, "softmax",'),
)
against_without_penalty = edited(
    "The penalty is not handed on: l2 is 0 in sgd here.",
    ("is_k, batches, loss, learning_rate, l2", "is_k, batches, loss, learning_rate, 0.0"),
)
against_last_class_left_out = edited(
    "The last class is left out. range(classes) runs over all of them.", ("range(classes)", "range(classes - 1)")
)


@mistake("This trains all classes together. Train one classifier for each class, on yes and no.")
def against_all_together(X, y, classes, batches, loss, learning_rate, l2):
    W, b, _ = sgd(np.zeros((X.shape[1], classes)), np.zeros(classes), X, y, batches, loss, learning_rate, l2)
    return W, b


against_classes_that_occur = edited(
    "Classes of which there is no example are left out. For them, too, a classifier is trained: it learns to say no.",
    ("range(classes)", "np.unique(y)"),
)
against_truth_values = edited(
    "y == k is an array of truth values. As an index, these do not mean 1 and 0: they choose which entries to keep. Make "
    "integers of them: (y == k).astype(int).",
    ("(y == k).astype(int)", "y == k"),
)


against_minus_one_for_no = edited(
    "The labels are 1 and -1. As an index, -1 is the last column, so that both mean yes. Use 1 and 0.",
    ("(y == k).astype(int)", "np.where(y == k, 1, -1)"),
)


@alternative
def against_in_lists(X, y, classes, batches, loss, learning_rate, l2):
    columns, biases = [], []
    for k in range(classes):
        start = np.zeros((X.shape[1], 2)), np.zeros(2)
        W_two, b_two, _ = sgd(*start, X, np.where(y == k, 1, 0), batches, loss, learning_rate, l2)
        columns.append(W_two @ [-1, 1])
        biases.append(float(b_two @ [-1, 1]))
    return np.stack(columns, axis=1), np.array(biases)


@alternative
def against_with_no_at_one(X, y, classes, batches, loss, learning_rate, l2):
    found = [
        sgd(np.zeros((X.shape[1], 2)), np.zeros(2), X, 1 - (y == k), batches, loss, learning_rate, l2)
        for k in range(classes)
    ]
    return np.array([W[:, 0] - W[:, 1] for W, _, _ in found]).T, np.array([b[0] - b[1] for _, b, _ in found])


@alternative
def against_with_diff(X, y, classes, batches, loss, learning_rate, l2):
    W, b = np.empty((X.shape[1], classes), dtype=np.float32), np.empty(classes, dtype=np.float32)
    for k in range(classes):
        two = sgd(np.zeros((X.shape[1], 2)), np.zeros(2), X, (y == k) * 1, batches, loss, learning_rate, l2)
        W[:, k : k + 1], b[k] = np.diff(two[0], axis=1), np.diff(two[1])[0]
    return W, b
