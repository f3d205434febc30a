import keras
import numpy as np

from grader.authoring import alternative, edited, everywhere, mistake

labels_always_whole_numbers = edited(
    "You take the sparse loss for every kind of labels. One-hot rows, labels with two axes, need the categorical one.",
    ("losses.categorical_crossentropy", "losses.sparse_categorical_crossentropy"),
)
labels_always_one_hot = edited(
    "You take the categorical loss for every kind of labels. Whole numbers, labels with one axis, need the sparse one.",
    ("sparse_categorical_crossentropy", "categorical_crossentropy"),
)
losses_swapped = edited(
    "The two losses have changed places: sparse is the one for whole numbers.",
    ("len(y_true.shape) == 1", "len(y_true.shape) != 1"),
)
from_logits_forgotten = edited(
    "from_logits does not reach Keras, which then takes scores for probabilities. Hand it on.",
    everywhere(", from_logits=from_logits", ""),
)
from_logits_always = edited(
    "Probabilities get a second softmax: they are treated as logits, whatever from_logits says. Do as it says.",
    everywhere("=from_logits", "=True"),
)
from_logits_inverted = edited(
    "from_logits is handed on inverted: it is True when y_pred holds scores.",
    everywhere("=from_logits", "=not from_logits"),
)
loss_summed = edited(
    "The losses are summed. The loss of a batch is their mean, so that it does not depend on the size of the batch.",
    ("keras.ops.mean", "keras.ops.sum"),
)
loss_of_each_example = edited(
    "There is one loss for each example. Return their mean, a single number.", ("keras.ops.mean(losses)", "losses")
)
loss_averaged_over_classes = edited(
    "The loss is divided by the number of classes as well. Average over the m examples alone.",
    ("keras.ops.mean(losses)", "keras.ops.mean(losses) / y_pred.shape[1]"),
)


@mistake(
    "The softmax has already rounded to 0 when you take its logarithm, so the loss is infinite or NaN. Do both in "
    "one step: keras.ops.log_softmax, or Keras' loss with from_logits."
)
def log_of_softmax_in_two_steps(y_true, y_pred, from_logits):
    if len(y_true.shape) == 1:
        y_true = keras.ops.one_hot(y_true, y_pred.shape[1])
    p = keras.ops.softmax(y_pred) if from_logits else keras.ops.convert_to_tensor(y_pred)
    y_true = keras.ops.cast(y_true, p.dtype)
    return -keras.ops.mean(keras.ops.sum(y_true * keras.ops.log(p), axis=1))


loss_without_minus = edited(
    "The sign is wrong. The logarithm of a probability is negative, and the loss is minus that.",
    ("keras.ops.mean(losses)", "-keras.ops.mean(losses)"),
)
label_form_by_dtype = edited(
    "You tell the two forms of labels by their type of number. One-hot rows may be stored as whole numbers, too: "
    "look at the number of axes.",
    ("len(y_true.shape) == 1", '"int" in str(y_true.dtype)'),
)


@mistake(
    "This is the mean squared error. For classes take the cross-entropy: minus the logarithm of the probability of "
    "the true class."
)
def squared_error_for_entropy(y_true, y_pred, from_logits):
    if len(y_true.shape) == 1:
        y_true = keras.ops.one_hot(y_true, y_pred.shape[1])
    p = keras.ops.softmax(y_pred) if from_logits else keras.ops.convert_to_tensor(y_pred)
    return keras.ops.mean(keras.ops.square(keras.ops.cast(y_true, p.dtype) - p))


@mistake(
    "The value is right, but training cannot follow it, and there is no gradient: on the way the tensor became "
    "NumPy's or Python's number. Use keras.ops or keras.losses from beginning to end."
)
def loss_with_numpy(y_true, y_pred, from_logits):
    y_true, y_pred = np.asarray(y_true), np.asarray(y_pred, dtype=np.float64)
    if y_true.ndim == 1:
        y_true = np.eye(y_pred.shape[1])[y_true]
    if from_logits:
        y_pred = y_pred - y_pred.max(axis=1, keepdims=True)
        log_p = y_pred - np.log(np.exp(y_pred).sum(axis=1, keepdims=True))
    else:
        log_p = np.log(y_pred)
    return -(y_true * log_p).sum(axis=1).mean()


labels_read_down_the_columns = edited(
    "One-hot rows are read along the wrong axis. Each row is an example, so the class is the place of the 1 along "
    "the last axis.",
    (
        "losses = keras.losses.categorical_crossentropy",
        "y_true = keras.ops.argmax(y_true, axis=0)",
        "losses = keras.losses.sparse_categorical_crossentropy",
    ),
)
binary_for_categorical = edited(
    "This is the binary cross-entropy, which judges each class by itself, as yes or no. For one class out of several "
    "take the categorical one.",
    ("sparse_categorical_crossentropy(y_true", "binary_crossentropy(keras.ops.one_hot(y_true, y_pred.shape[-1])"),
    ("losses.categorical_crossentropy", "losses.binary_crossentropy"),
)


@alternative
def loss_by_hand_with_log_softmax(y_true, y_pred, from_logits):
    y_pred = keras.ops.convert_to_tensor(y_pred)
    if len(y_true.shape) == 1:
        y_true = keras.ops.one_hot(y_true, y_pred.shape[-1])
    log_p = keras.ops.log_softmax(y_pred, axis=-1) if from_logits else keras.ops.log(y_pred)
    return -keras.ops.sum(keras.ops.cast(y_true, log_p.dtype) * log_p) / y_pred.shape[0]


@alternative
def loss_by_keras_classes(y_true, y_pred, from_logits):
    if len(y_true.shape) == 1:
        return keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)(y_true, y_pred)
    return keras.losses.CategoricalCrossentropy(from_logits=from_logits)(y_true, y_pred)


@alternative
def loss_of_labels_made_whole_numbers(y_true, y_pred, from_logits):
    if len(y_true.shape) == 2:
        y_true = keras.ops.argmax(y_true, axis=1)
    return keras.ops.mean(keras.ops.sparse_categorical_crossentropy(y_true, y_pred, from_logits=from_logits))
