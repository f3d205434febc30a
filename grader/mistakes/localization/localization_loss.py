import keras
import numpy as np

from grader.authoring import alternative, edited, everywhere, mistake
from solutions.localization import smooth_l1

RETURN = "return object_error + has_object * (box_weight * box_error + class_error)"

localization_box_charged_everywhere = edited(
    "The box is charged where there is no object, too. An empty picture has no box: multiply by the first number "
    "of y_true.",
    ("has_object * (box_weight * box_error + class_error)", "box_weight * box_error + has_object * class_error"),
)
localization_every_pair = edited(
    "The answer has a row and a column for each picture: (batch, 1) times (batch,) makes (batch, batch). Take the first "
    "column as y_true[:, 0], without a slice.",
    (RETURN, "return object_error + y_true[:, :1] * (box_weight * box_error + class_error)"),
)


@mistake(
    "A sigmoid or a softmax, and then a logarithm: of a very sure network the probability is 0, and log(0) is infinite. Give "
    "the raw numbers to Keras' cross-entropies, with from_logits=True."
)
def localization_logarithms_by_hand(y_true, y_pred, box_weight=4.0):
    p, said = y_true[:, 0], keras.ops.sigmoid(y_pred[:, 0])
    there = -p * keras.ops.log(said) - (1 - p) * keras.ops.log(1 - said)
    box = keras.ops.sum(smooth_l1(y_true[:, 1:5], y_pred[:, 1:5], 0.1), axis=1)
    label = -keras.ops.sum(y_true[:, 5:] * keras.ops.log(keras.ops.softmax(y_pred[:, 5:])), axis=1)
    return there + p * (box_weight * box + label)


localization_object_of_objects_only = edited(
    "Where there is no object, nothing at all is charged. Then nobody learns to say no: the object's "
    "cross-entropy counts for every picture.",
    (RETURN, "return has_object * (object_error + box_weight * box_error + class_error)"),
)
localization_weight_lost = edited(
    "box_weight changes nothing, or counts as 1: multiply the error of the box by it.",
    ("box_weight * box_error", "box_error"),
)
localization_weight_fixed = edited(
    "The box counts four times whatever box_weight is. Multiply its error by the argument.",
    ("box_weight * box_error", "4 * box_error"),
)
localization_weight_of_all = edited(
    "The class is multiplied by box_weight as well. Only the box is.",
    ("(box_weight * box_error + class_error)", "box_weight * (box_error + class_error)"),
)
localization_box_averaged = edited(
    "The errors of a box are averaged over its four numbers. Sum them.",
    ("keras.ops.sum(smooth_l1", "keras.ops.mean(smooth_l1"),
)
localization_beta_one = edited(
    "The error of the box is the one for beta = 1. Ours is 0.1: pass it on.",
    ("y_pred[:, 1:5], 0.1)", "y_pred[:, 1:5], 1.0)"),
)
localization_box_squared = edited(
    "The error of the box is the squared one. Use smooth_l1 with beta 0.1.",
    ("smooth_l1(y_true[:, 1:5], y_pred[:, 1:5], 0.1)", "keras.ops.square(y_true[:, 1:5] - y_pred[:, 1:5])"),
)
localization_of_probabilities = edited(
    "The raw numbers are taken for probabilities. Tell both cross-entropies: from_logits=True.",
    everywhere(", from_logits=True", ""),
)
localization_object_is_no_logit = edited(
    "The object's raw number is taken for a probability. Tell the binary cross-entropy: from_logits=True.",
    ("y_pred[:, 0], from_logits=True", "y_pred[:, 0]"),
)
localization_sigmoid_of_box = edited(
    "A sigmoid is taken of the numbers of the box. They are taken as they are.",
    ("smooth_l1(y_true[:, 1:5], y_pred[:, 1:5]", "smooth_l1(y_true[:, 1:5], keras.ops.sigmoid(y_pred[:, 1:5])"),
)
localization_three_numbers_of_box = edited(
    "One of the four numbers of the box is left out. Columns 1 to 4 are the slice 1:5.", everywhere("1:5", "1:4")
)
localization_averaged = edited(
    "The losses of all pictures are averaged. Return one for each picture; Keras takes the mean by itself.",
    (RETURN, f"return keras.ops.mean({RETURN[7:]})"),
)
localization_summed = edited(
    "The losses of all pictures are summed. Return one for each picture, of shape (batch,).",
    (RETURN, f"return keras.ops.sum({RETURN[7:]})"),
)
localization_multiplied_by_guess = edited(
    "Box and class are multiplied by what the network says, and not by what is true. Then a network that says no "
    "pays nothing.",
    ("return object_error + has_object *", "return object_error + keras.ops.sigmoid(y_pred[:, 0]) *"),
)


@mistake(
    "Where there is no object, the class is charged all the same, as if it were class 0: the largest of nothing "
    "but zeros stands at 0. Multiply by the first number of y_true."
)
def localization_empty_is_class_zero(y_true, y_pred, box_weight=4.0):
    there = keras.ops.binary_crossentropy(y_true[:, 0], y_pred[:, 0], from_logits=True)
    box = keras.ops.sum(smooth_l1(y_true[:, 1:5], y_pred[:, 1:5], 0.1), axis=1)
    labels = keras.ops.argmax(y_true[:, 5:], axis=-1)
    label = keras.ops.sparse_categorical_crossentropy(labels, y_pred[:, 5:], from_logits=True)
    return there + y_true[:, 0] * box_weight * box + label


@mistake(
    "Where there is no object, box and class are charged all the same; an empty picture counts as class 0. "
    "Multiply both by the first number of y_true."
)
def localization_charged_everywhere(y_true, y_pred, box_weight=4.0):
    there = keras.ops.binary_crossentropy(y_true[:, 0], y_pred[:, 0], from_logits=True)
    box = keras.ops.sum(smooth_l1(y_true[:, 1:5], y_pred[:, 1:5], 0.1), axis=1)
    labels = keras.ops.argmax(y_true[:, 5:], axis=-1)
    label = keras.ops.sparse_categorical_crossentropy(labels, y_pred[:, 5:], from_logits=True)
    return there + box_weight * box + label


@mistake("The value is right, but NumPy computes it, so there is no gradient to train with. Use keras.ops.")
def localization_with_numpy(y_true, y_pred, box_weight=4.0):
    y, z = np.asarray(y_true, dtype=float), np.asarray(y_pred, dtype=float)
    error = np.abs(y[:, 1:5] - z[:, 1:5])
    box = np.where(error < 0.1, error**2 / 0.2, error - 0.05).sum(axis=1)
    shifted = z[:, 5:] - z[:, 5:].max(axis=1, keepdims=True)
    log_softmax = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    there = np.logaddexp(0, z[:, 0]) - y[:, 0] * z[:, 0]
    return there + y[:, 0] * (box_weight * box - np.sum(y[:, 5:] * log_softmax, axis=1))


@mistake(
    "The cross-entropy of the object is averaged over all pictures, so each picture pays the same for it: "
    "keras.losses.binary_crossentropy averages along the last axis, which is the batch here. "
    "keras.ops.binary_crossentropy does not."
)
def localization_object_averaged(y_true, y_pred, box_weight=4.0):
    there = keras.losses.binary_crossentropy(y_true[:, 0], y_pred[:, 0], from_logits=True)
    box = keras.ops.sum(smooth_l1(y_true[:, 1:5], y_pred[:, 1:5], 0.1), axis=1)
    label = keras.ops.categorical_crossentropy(y_true[:, 5:], y_pred[:, 5:], from_logits=True)
    return there + y_true[:, 0] * (box_weight * box + label)


@alternative
def localization_by_formula(y_true, y_pred, box_weight=4.0):
    p, z = y_true[:, 0], y_pred[:, 0]
    there = keras.ops.softplus(z) - p * z
    box = keras.ops.sum(smooth_l1(y_true[:, 1:5], y_pred[:, 1:5], beta=0.1), axis=-1)
    label = -keras.ops.sum(y_true[:, 5:] * keras.ops.log_softmax(y_pred[:, 5:], axis=-1), axis=-1)
    return there + p * box_weight * box + label  # the label of an empty picture is all zeros


@alternative
def localization_with_where(y_true, y_pred, box_weight=4.0):
    is_there = y_true[:, 0] > 0.5
    there = keras.losses.binary_crossentropy(y_true[:, :1], y_pred[:, :1], from_logits=True)
    errors = smooth_l1(y_pred[..., 1:5], y_true[..., 1:5], 0.1)
    box = errors[:, 0] + errors[:, 1] + errors[:, 2] + errors[:, 3]
    label = keras.losses.categorical_crossentropy(y_true[:, 5:], y_pred[:, 5:], from_logits=True)
    return there + keras.ops.where(is_there, box_weight * box + label, 0.0)


@alternative
def localization_with_labels(y_true, y_pred, box_weight=4.0):
    p = keras.ops.cast(y_true[:, :1], "float32")
    there = keras.ops.binary_crossentropy(p, y_pred[:, :1], from_logits=True)
    box = keras.ops.sum(smooth_l1(y_true[:, 1:5], y_pred[:, 1:5], 0.1), axis=1, keepdims=True)
    labels = keras.ops.argmax(y_true[:, 5:], axis=-1)
    of_class = keras.ops.sparse_categorical_crossentropy(labels, y_pred[:, 5:], from_logits=True)
    return keras.ops.squeeze(there + p * box_weight * box, axis=1) + p[:, 0] * of_class
