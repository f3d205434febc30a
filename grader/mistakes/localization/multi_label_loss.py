import keras
import numpy as np

from grader.authoring import alternative, edited, mistake

COUNT = "keras.ops.maximum(keras.ops.sum(known), 1)"
CLEAN = "y_true = keras.ops.cast(y_true, y_pred.dtype) * known  # what is unknown becomes 0, which is harmless"
LOSSES = "losses = keras.ops.binary_crossentropy(y_true, y_pred, from_logits=True)  # (m, tags)"

multi_label_unknown_is_no = edited(
    "Unknown tags count as a no. Multiply each cross-entropy by `known`, and divide by how many tags are known.",
    ("keras.ops.sum(losses * known) / " + COUNT, "keras.ops.mean(losses)"),
)
multi_label_not_masked = edited(
    "Unknown tags count, whatever stands in y_true: -1 for example. Multiply each cross-entropy by `known`, and "
    "divide by how many are known.",
    (CLEAN, "y_true = keras.ops.cast(y_true, y_pred.dtype)"),
    ("keras.ops.sum(losses * known) / " + COUNT, "keras.ops.mean(losses)"),
)
multi_label_over_all_tags = edited(
    "You divide by the number of all tags. Divide by how many are known.",
    (COUNT, "keras.ops.sum(keras.ops.ones_like(known))"),
)
multi_label_sum_not_masked = edited(
    "You divide by how many tags are known, but the sum holds the unknown ones, too. Multiply each cross-entropy "
    "by `known`.",
    ("losses * known", "losses"),
)
multi_label_over_pictures = edited(
    "You divide by the number of pictures. Divide by how many tags are known, in all pictures together.",
    (COUNT, "keras.ops.sum(keras.ops.ones_like(known[:, 0]))"),
)
multi_label_summed = edited("The cross-entropies are summed. Divide by how many tags are known.", (f" / {COUNT}", ""))
multi_label_without_guard = edited(
    "Where nothing is known, you divide 0 by 0, and NaN ruins every weight. Divide by at least 1.",
    (COUNT, "keras.ops.sum(known)"),
)
multi_label_of_probabilities = edited(
    "The scores are taken for probabilities. Tell the cross-entropy: from_logits=True.", (", from_logits=True", "")
)
multi_label_softmax = edited(
    "The tags compete in a softmax. Each is a yes or no of its own: take the binary cross-entropy.",
    (LOSSES, "losses = -y_true * keras.ops.log_softmax(y_pred, axis=-1)"),
)
multi_label_yes_only = edited(
    "Only tags that are true are charged. A no is an answer, too: the binary cross-entropy has a second term, for"
    " y = 0.",
    (LOSSES, "losses = y_true * keras.ops.softplus(-y_pred)"),
)
multi_label_inverted = edited(
    "The unknown tags count, and the known ones do not. In `known`, 1 stands for known.",
    ("known = keras.ops.cast(known, y_pred.dtype)", "known = 1 - keras.ops.cast(known, y_pred.dtype)"),
)


@mistake(
    "Each tag is averaged over its own known pictures, and then the tags are. There is one mean over all known "
    "tags together."
)
def multi_label_mean_of_tags(y_true, y_pred, known):
    known = keras.ops.cast(known, y_pred.dtype)
    losses = (
        keras.ops.binary_crossentropy(keras.ops.cast(y_true, y_pred.dtype) * known, y_pred, from_logits=True) * known
    )
    return keras.ops.mean(keras.ops.sum(losses, axis=0) / keras.ops.maximum(keras.ops.sum(known, axis=0), 1))


@mistake(
    "Each picture is averaged over its own known tags, and then the pictures are. There is one mean over all "
    "known tags together."
)
def multi_label_mean_of_pictures(y_true, y_pred, known):
    known = keras.ops.cast(known, y_pred.dtype)
    losses = (
        keras.ops.binary_crossentropy(keras.ops.cast(y_true, y_pred.dtype) * known, y_pred, from_logits=True) * known
    )
    return keras.ops.mean(keras.ops.sum(losses, axis=1) / keras.ops.maximum(keras.ops.sum(known, axis=1), 1))


@mistake(
    "A sigmoid and a logarithm one after the other: for a score of a hundred the probability is 1, and log(0) is "
    "infinite. Let Keras do both: from_logits=True."
)
def multi_label_logarithm_by_hand(y_true, y_pred, known):
    known = keras.ops.cast(known, y_pred.dtype)
    y_true = keras.ops.cast(y_true, y_pred.dtype) * known
    p = keras.ops.sigmoid(y_pred)
    losses = -y_true * keras.ops.log(p) - (1 - y_true) * keras.ops.log(1 - p)
    return keras.ops.sum(losses * known) / keras.ops.maximum(keras.ops.sum(known), 1)


@mistake("The value is right, but NumPy computes it, so there is no gradient to train with. Use keras.ops.")
def multi_label_with_numpy(y_true, y_pred, known):
    y, z, k = (np.asarray(value, dtype=float) for value in (y_true, y_pred, known))
    return np.sum(k * (np.logaddexp(0, z) - y * z)) / max(1.0, k.sum())


@mistake(
    "`known` is not used: what counts is read off y_true. But only `known` says what somebody has looked at; a 0 "
    "or a 1 may stand for nothing."
)
def multi_label_known_from_y_true(y_true, y_pred, known):
    is_tag = keras.ops.cast(y_true >= 0, y_pred.dtype)
    losses = keras.ops.binary_crossentropy(keras.ops.cast(y_true, y_pred.dtype) * is_tag, y_pred, from_logits=True)
    return keras.ops.sum(losses * is_tag) / keras.ops.maximum(keras.ops.sum(is_tag), 1)


@alternative
def multi_label_by_the_stable_formula(y_true, y_pred, known):
    known = keras.ops.cast(known, y_pred.dtype)
    y = keras.ops.cast(y_true, y_pred.dtype) * known
    losses = keras.ops.maximum(y_pred, 0) - y_pred * y + keras.ops.log1p(keras.ops.exp(-keras.ops.abs(y_pred)))
    return keras.ops.sum(losses * known) / keras.ops.maximum(keras.ops.sum(known), 1)


@alternative
def multi_label_by_formula(y_true, y_pred, known):
    known = keras.ops.cast(known, "float32")
    losses = keras.ops.softplus(y_pred) - keras.ops.cast(y_true, "float32") * y_pred
    return keras.ops.sum(losses * known) / keras.ops.maximum(keras.ops.sum(known), 1.0)


@alternative
def multi_label_with_sample_weights(y_true, y_pred, known):
    known = keras.ops.cast(known, "float32")
    loss = keras.losses.BinaryCrossentropy(from_logits=True, reduction="sum")
    total = loss(keras.ops.expand_dims(y_true, -1), keras.ops.expand_dims(y_pred, -1), sample_weight=known)
    return total / keras.ops.maximum(keras.ops.sum(known), 1.0)


@alternative
def multi_label_with_where(y_true, y_pred, known):
    is_known = keras.ops.cast(known, "bool")
    y_true = keras.ops.where(is_known, keras.ops.cast(y_true, y_pred.dtype), 0.0)
    losses = keras.ops.where(is_known, keras.ops.binary_crossentropy(y_true, y_pred, from_logits=True), 0.0)
    count = keras.ops.sum(keras.ops.cast(is_known, y_pred.dtype))
    return keras.ops.sum(losses) / keras.ops.where(count == 0, 1.0, count)
