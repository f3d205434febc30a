import numpy as np

from grader.authoring import alternative, edited, everywhere, mistake
from solutions.linear_classifiers import (
    hinge_gradient,
    hinge_loss,
    linear_backward,
    scores,
    softmax_gradient,
    softmax_loss,
)

sgd_uphill = edited(
    "The gradients are added: the steps go uphill. Take them away.",
    ('W = W - learning_rate * grads["dW"]', 'W = W + learning_rate * grads["dW"]'),
    ('b = b - learning_rate * grads["db"]', 'b = b + learning_rate * grads["db"]'),
)
sgd_whole_set = edited(
    "Every step looks at all examples. Take the rows of the batch: X[rows], y[rows].",
    ("X_batch, y_batch = X[rows], y[rows]", "X_batch, y_batch = X, y"),
)
sgd_labels_unshuffled = edited(
    "The labels do not belong to the examples: X is taken by the row numbers, y is not. Both need y[rows].",
    ("X[rows], y[rows]", "X[rows], y[: len(rows)]"),
)
sgd_losses_without_penalty = edited(
    "The penalty is missing in the losses: add l2 / 2 times the sum of all squared weights.",
    ("value + l2 / 2 * np.sum(W**2)", "value"),
)
sgd_penalty_not_halved = edited(
    "The penalty in the losses is too large: l2 / 2 times the sum of squares.", ("l2 / 2 * np.sum", "l2 * np.sum")
)
sgd_loss_after_the_step = edited(
    "The penalty in the losses is that of the weights after the step. Note the loss before W changes.",
    ("losses.append(float(value + l2 / 2 * np.sum(W**2)))", ""),
    (
        'b = b - learning_rate * grads["db"]',
        'b = b - learning_rate * grads["db"]',
        "losses.append(float(value + l2 / 2 * np.sum(W**2)))",
    ),
)
sgd_losses_computed_after_the_step = edited(
    "The losses are those after the step. Note each before W and b change.",
    ("losses.append(float(value + l2 / 2 * np.sum(W**2)))", ""),
    (
        'b = b - learning_rate * grads["db"]',
        'b = b - learning_rate * grads["db"]',
        "S = scores(W, b, X_batch)",
        'value = hinge_loss(S, y_batch, 1.0) if loss == "hinge" else softmax_loss(S, y_batch)',
        "losses.append(float(value + l2 / 2 * np.sum(W**2)))",
    ),
)
sgd_losses_with_penalty_over_m = edited(
    "The penalty in the losses is divided by the size of the batch. It is l2 / 2 times the sum of squares, without an m.",
    ("l2 / 2 * np.sum(W**2)", "l2 / 2 * np.sum(W**2) / len(rows)"),
)
sgd_always_hinge = edited(
    'The hinge is used whatever `loss` says. For "softmax" take softmax_loss and softmax_gradient.',
    ('if loss == "hinge":', "if loss:"),
)
sgd_always_softmax = edited(
    'The softmax is used whatever `loss` says. For "hinge" take hinge_loss and hinge_gradient.',
    ('if loss == "hinge":', "if not loss:"),
)
sgd_bias_forgotten = edited(
    "The biases never change. They are learned like the weights: take learning_rate times db away.",
    ('b = b - learning_rate * grads["db"]', ""),
)
sgd_without_penalty = edited(
    "The weights are trained without the penalty: hand l2 to linear_backward.",
    ("linear_backward(dS, X_batch, W, l2)", "linear_backward(dS, X_batch, W, 0.0)"),
)
sgd_first_batch_only = edited(
    "Only the first batch is used. Does the return stand inside the loop? Every batch makes a step.",
    ('b = b - learning_rate * grads["db"]', 'b = b - learning_rate * grads["db"]', "return W, b, losses"),
    ("return W, b, losses", ""),
)
sgd_from_the_start_each_time = edited(
    "Each step starts from the first weights again. Go on from where the last step ended.",
    ("losses = []", "losses, W_first, b_first = [], W, b"),
    ("X_batch, y_batch = X[rows], y[rows]", "W, b = W_first, b_first", "X_batch, y_batch = X[rows], y[rows]"),
)
sgd_writes_into_W = edited(
    "The numbers are right, but -= writes into the caller's W and b. Make new arrays: W = W - ...",
    ('W = W - learning_rate * grads["dW"]', 'W -= learning_rate * grads["dW"]'),
    ('b = b - learning_rate * grads["db"]', 'b -= learning_rate * grads["db"]'),
)
sgd_step_over_batch_size = edited(
    "The steps are divided by the size of the batch. The average is in dS already: learning_rate times the gradient.",
    ('learning_rate * grads["dW"]', 'learning_rate * grads["dW"] / len(rows)'),
    ('learning_rate * grads["db"]', 'learning_rate * grads["db"] / len(rows)'),
)
sgd_last_loss_only = edited(
    "The last loss alone comes back. Return the list with the losses of all steps.",
    ("return W, b, losses", "return W, b, losses[-1] if losses else losses"),
)
sgd_margin_of_nothing = edited(
    "The margin of the hinge is 0 here. It should be 1.", everywhere("S, y_batch, 1.0", "S, y_batch, 0.0")
)


sgd_penalty_counted_twice = edited(
    "The penalty's slope is added to dW again, though linear_backward has added it already.",
    ('learning_rate * grads["dW"]', 'learning_rate * (grads["dW"] + l2 * W)'),
)
sgd_biases_penalized = edited(
    "The biases are penalized, too. The penalty is for the weights alone, and biases are free.",
    ('learning_rate * grads["db"]', 'learning_rate * (grads["db"] + l2 * b)'),
)
sgd_losses_first = edited(
    "The parts of the answer stand in another order: W, then b, then the losses.",
    ("return W, b, losses", "return losses, W, b"),
)


sgd_counts_the_batches = edited(
    "The loop counts the batches, and takes the count for a row. What stands in the list are arrays of row numbers: "
    "for rows in batches.",
    ("for rows in batches:", "for rows in range(len(batches)):"),
)


@alternative
def sgd_with_a_table_of_losses(W, b, X, y, batches, loss, learning_rate, l2):
    functions = {
        "hinge": (lambda S, y: hinge_loss(S, y, 1), lambda S, y: hinge_gradient(S, y, 1)),
        "softmax": (softmax_loss, softmax_gradient),
    }
    cost, slope = functions[loss]
    W, b, losses = W.copy(), b.copy(), np.zeros(len(batches))
    for step, rows in enumerate(batches):
        S = scores(W, b, X[rows])
        losses[step] = cost(S, y[rows]) + 0.5 * l2 * (W**2).sum()
        grads = linear_backward(slope(S, y[rows]), X[rows], W, l2)
        W -= learning_rate * grads["dW"]
        b -= learning_rate * grads["db"]
    return W, b, losses.tolist()


@alternative
def sgd_by_hand(W, b, X, y, batches, loss, learning_rate, l2):
    history = []
    for rows in batches:
        x, labels = X[rows], y[rows]
        S = x @ W + b
        if loss == "softmax":
            value, d = softmax_loss(S, labels), softmax_gradient(S, labels)
        elif loss == "hinge":
            value, d = hinge_loss(S, labels, 1.0), hinge_gradient(S, labels, 1.0)
        else:
            raise ValueError(loss)
        history = [*history, value + l2 * np.sum(W * W) / 2]
        W, b = (1 - learning_rate * l2) * W - learning_rate * x.T @ d, b - learning_rate * d.sum(axis=0)
    return W, b, history


@alternative
def sgd_with_tuples(W, b, X, y, batches, loss, learning_rate, l2):
    losses = []
    for k in range(len(batches)):
        X_k = np.array([X[i] for i in batches[k]])
        y_k = np.array([y[i] for i in batches[k]])
        S = scores(W, b, X_k)
        is_hinge = loss == "hinge"
        dS = hinge_gradient(S, y_k, 1.0) if is_hinge else softmax_gradient(S, y_k)
        value = hinge_loss(S, y_k, 1.0) if is_hinge else softmax_loss(S, y_k)
        losses.append(value + l2 / 2 * np.linalg.norm(W) ** 2)
        grads = linear_backward(dS, X_k, W, l2)
        W, b = np.subtract(W, learning_rate * grads["dW"]), np.subtract(b, learning_rate * grads["db"])
    return [W, b, losses]


@mistake("The batches are taken in another order than they stand in. One step for each, from the first to the last.")
def sgd_last_batch_first(W, b, X, y, batches, loss, learning_rate, l2):
    losses = []
    for rows in batches[::-1]:
        S = scores(W, b, X[rows])
        if loss == "hinge":
            value, dS = hinge_loss(S, y[rows], 1.0), hinge_gradient(S, y[rows], 1.0)
        else:
            value, dS = softmax_loss(S, y[rows]), softmax_gradient(S, y[rows])
        losses.append(float(value + l2 / 2 * np.sum(W**2)))
        grads = linear_backward(dS, X[rows], W, l2)
        W, b = W - learning_rate * grads["dW"], b - learning_rate * grads["db"]
    return W, b, losses
