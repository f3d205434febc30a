import keras
import numpy as np

from grader.authoring import alternative, edited, everywhere, mistake

KNOWN = "keras.ops.maximum(keras.ops.sum(mask, axis=0), 1)"

multi_task_unmasked = edited(
    "The mask is not used for the losses: a label that nobody knows is taken for a 0. Multiply each loss by its mask.",
    ("losses * mask", "losses"),
)
multi_task_over_all_pictures = edited(
    "You divide by the number of all pictures. Then a task with few labels hardly counts: divide by how many labels of "
    "the task are known.",
    (KNOWN, "keras.ops.sum(keras.ops.ones_like(mask), axis=0)"),
)
multi_task_over_all_labels = edited(
    "You divide both tasks by the number of known labels of both together. Each task is averaged over its own.",
    (KNOWN, "keras.ops.maximum(keras.ops.sum(mask), 1)"),
)
multi_task_summed = edited(
    "The losses are summed. Each task is averaged over its known labels.",
    ("keras.ops.sum(losses * mask, axis=0) / known", "keras.ops.sum(losses * mask, axis=0)"),
)
multi_task_without_a_guard = edited(
    "Where a task has no label at all, you divide 0 by 0, and NaN ruins every weight. Divide by at least 1.",
    (KNOWN, "keras.ops.sum(mask, axis=0)"),
)
multi_task_guarded_too_late = edited(
    "Where a task has no label at all, 0 / 0 is computed first and hidden afterwards: the value is right, but its "
    "gradient is NaN. Make the divisor at least 1 before you divide.",
    (KNOWN, "keras.ops.sum(mask, axis=0)"),
    (
        "keras.ops.sum(losses * mask, axis=0) / known",
        "keras.ops.where(known > 0, keras.ops.sum(losses * mask, axis=0) / known, 0)",
    ),
)


@mistake(
    "The loss of odd or even is a mean over all pictures, also those whose label is unknown. binary_crossentropy averages "
    "along the last axis: give it columns, labels[:, 1:] and y_pred[:, -1:], and it makes one loss for each picture."
)
def multi_task_of_rows(y_true, y_pred, mask):
    mask = keras.ops.cast(mask, y_pred.dtype)
    labels = keras.ops.where(mask > 0, keras.ops.cast(y_true, y_pred.dtype), 0)
    of_class = keras.losses.sparse_categorical_crossentropy(labels[:, 0], y_pred[:, :-1], from_logits=True)
    of_odd = keras.losses.binary_crossentropy(labels[:, 1], y_pred[:, -1], from_logits=True)
    known = keras.ops.maximum(keras.ops.sum(mask, axis=0), 1)
    return keras.ops.sum(of_class * mask[:, 0]) / known[0] + keras.ops.sum(of_odd * mask[:, 1]) / known[1]


multi_task_averaged = edited(
    "You average the two tasks. Their losses are added up.",
    ("return keras.ops.sum(", "return keras.ops.mean("),
)
multi_task_masked_too_late = edited(
    "What is unknown is multiplied by 0 at the end. But NaN times 0 is NaN: put something harmless in the place of "
    "unknown labels before you compute with them.",
    (
        "keras.ops.where(mask > 0, keras.ops.cast(y_true, y_pred.dtype), 0)",
        "keras.ops.maximum(keras.ops.cast(y_true, y_pred.dtype), 0)",
    ),
    (
        "of_class = keras.losses.sparse_categorical_crossentropy(labels[:, 0], y_pred[:, :-1], from_logits=True)",
        "classes = keras.ops.arange(y_pred.shape[-1] - 1, dtype=y_pred.dtype)",
        "one_hot = keras.ops.maximum(1 - keras.ops.absolute(labels[:, :1] - classes), 0)",
        "of_class = keras.losses.categorical_crossentropy(one_hot, y_pred[:, :-1], from_logits=True)",
    ),
)
multi_task_inverted = edited(
    "The mask is the wrong way round: 1 stands for known.",
    ("mask = keras.ops.cast(mask, y_pred.dtype)", "mask = 1 - keras.ops.cast(mask, y_pred.dtype)"),
    (
        "keras.ops.where(mask > 0, keras.ops.cast(y_true, y_pred.dtype), 0)",
        "keras.ops.maximum(keras.ops.nan_to_num(keras.ops.cast(y_true, y_pred.dtype)), 0)",
    ),
)
multi_task_of_probabilities = edited(
    "The scores are taken for probabilities. Tell both losses: from_logits=True.",
    everywhere(", from_logits=True", ""),
)
multi_task_with_odd_in_the_softmax = edited(
    "The score of odd takes part in the softmax over the classes. The classes are all columns but the last.",
    ("y_pred[:, :-1]", "y_pred"),
)
multi_task_class_alone = edited(
    "Only the first task counts. Add the loss of odd or even.",
    ("[of_class, of_odd]", "[of_class, 0 * of_odd]"),
)
multi_task_masks_swapped = edited(
    "The masks of the two tasks have changed places: column 0 says whether the class is known.",
    ("losses * mask", "losses * mask[:, ::-1]"),
)


@mistake(
    "A picture counts only where both of its labels are known. One label is enough to learn that task: each task has "
    "its own mask."
)
def multi_task_where_both_are_known(y_true, y_pred, mask):
    mask = keras.ops.cast(mask, y_pred.dtype)
    both = keras.ops.prod(mask, axis=1, keepdims=True) * keras.ops.ones_like(mask)
    labels = keras.ops.where(both > 0, keras.ops.cast(y_true, y_pred.dtype), 0)
    of_class = keras.losses.sparse_categorical_crossentropy(labels[:, 0], y_pred[:, :-1], from_logits=True)
    of_odd = keras.losses.binary_crossentropy(labels[:, 1:], y_pred[:, -1:], from_logits=True)
    losses = keras.ops.stack([of_class, of_odd], axis=1)
    return keras.ops.sum(keras.ops.sum(losses * both, axis=0) / keras.ops.maximum(keras.ops.sum(both, axis=0), 1))


@mistake("The value is right, but NumPy computes it, so there is no gradient to train with. Use keras.ops.")
def multi_task_with_numpy(y_true, y_pred, mask):
    y_true, z, mask = (np.asarray(value, dtype=float) for value in (y_true, y_pred, mask))
    labels = np.where(mask > 0, y_true, 0)
    scores = z[:, :-1] - z[:, :-1].max(axis=1, keepdims=True)
    log_softmax = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    of_class = -log_softmax[np.arange(len(z)), labels[:, 0].astype(int)]
    of_odd = np.logaddexp(0, z[:, -1]) - labels[:, 1] * z[:, -1]
    losses = np.stack([of_class, of_odd], axis=1)
    return np.sum(np.sum(losses * mask, axis=0) / np.maximum(mask.sum(axis=0), 1))


@alternative
def multi_task_by_formula(y_true, y_pred, mask):
    mask = keras.ops.cast(mask, "float32")
    y_true = keras.ops.where(keras.ops.equal(mask, 1.0), keras.ops.cast(y_true, "float32"), keras.ops.zeros_like(mask))
    log_softmax = keras.ops.log_softmax(y_pred[:, :-1], axis=-1)
    one_hot = keras.ops.one_hot(keras.ops.cast(y_true[:, 0], "int32"), y_pred.shape[-1] - 1)
    of_class = -keras.ops.sum(one_hot * log_softmax, axis=-1)
    z = y_pred[:, -1]
    of_odd = keras.ops.softplus(z) - y_true[:, 1] * z
    total = 0.0
    for losses, known in ((of_class, mask[:, 0]), (of_odd, mask[:, 1])):
        total = total + keras.ops.sum(losses * known) / keras.ops.maximum(keras.ops.sum(known), 1.0)
    return total


@alternative
def multi_task_with_sample_weights(y_true, y_pred, mask):
    mask = keras.ops.cast(mask, y_pred.dtype)
    labels = keras.ops.where(mask > 0, keras.ops.cast(y_true, y_pred.dtype), 0)
    of_class = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="sum")
    of_odd = keras.losses.BinaryCrossentropy(from_logits=True, reduction="sum")
    known = keras.ops.maximum(keras.ops.sum(mask, axis=0), 1)
    first = of_class(labels[:, 0], y_pred[:, :-1], sample_weight=mask[:, 0]) / known[0]
    return first + of_odd(labels[:, 1:], y_pred[:, -1:], sample_weight=mask[:, 1]) / known[1]


@alternative
def multi_task_with_where(y_true, y_pred, mask):
    known = keras.ops.cast(mask, "bool")
    labels = keras.ops.cast(keras.ops.where(known, y_true, keras.ops.zeros_like(y_true)), "int32")
    classes = keras.losses.sparse_categorical_crossentropy(labels[:, 0], y_pred[:, :-1], from_logits=True)
    odd = keras.losses.binary_crossentropy(
        keras.ops.cast(labels[:, 1], "float32")[:, None], y_pred[:, -1][:, None], from_logits=True
    )
    counts = keras.ops.sum(keras.ops.cast(known, "float32"), axis=0)
    counts = keras.ops.where(counts == 0, 1.0, counts)
    classes, odd = keras.ops.where(known[:, 0], classes, 0.0), keras.ops.where(known[:, 1], odd, 0.0)
    return keras.ops.sum(classes) / counts[0] + keras.ops.sum(odd) / counts[1]
