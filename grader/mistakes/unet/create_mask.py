import keras
import numpy as np

from grader.authoring import alternative, edited, mistake

mask_over_rows = edited(
    "You look for the largest along the rows. The scores of one pixel stand along the last axis: compare those.",
    ("-1", "1"),
)
mask_over_pictures = edited(
    "You compare the pictures of the batch with each other. Compare the classes of one pixel: the last axis.",
    ("-1", "0"),
)
mask_over_everything = edited(
    "Without an axis argmax looks at all numbers at once and finds one place. Say along which axis the classes stand.",
    ("keras.ops.argmax(logits, axis=-1)", "keras.ops.argmax(logits)"),
)
mask_of_values = edited(
    "This is how large the largest score is. The class is the place where it stands: argmax, not max.",
    ("keras.ops.argmax", "keras.ops.max"),
)
mask_of_probabilities = edited(
    "These are probabilities, one per class. A mask holds one whole number per pixel: the place of the largest.",
    ("keras.ops.argmax", "keras.ops.softmax"),
)
mask_with_an_axis_too_many = edited(
    "The axis of the classes is still there, with length 1. A mask has the shape (m, height, width).",
    ("keras.ops.argmax(logits, axis=-1)", "keras.ops.expand_dims(keras.ops.argmax(logits, axis=-1), -1)"),
)
mask_of_the_first_picture = edited(
    "Only the first picture is left. The batch may hold any number of them; the mask of each is wanted.",
    ("keras.ops.argmax(logits, axis=-1)", "keras.ops.argmax(logits, axis=-1)[0]"),
)
mask_of_the_smallest = edited(
    "This is the class with the smallest score. The larger a score, the more the network believes in the class.",
    ("keras.ops.argmax", "keras.ops.argmin"),
)
mask_counted_from_one = edited(
    "The classes are counted from 1. Count them from 0: class 0 is the background.",
    ("keras.ops.argmax(logits, axis=-1)", "keras.ops.argmax(logits, axis=-1) + 1"),
)


@mistake(
    "exp of a large score is infinite, and infinity / infinity is NaN. You need no softmax: it keeps the order of "
    "the scores, so take argmax of the scores as they are."
)
def mask_after_exponentials_in_numpy(logits):
    exponentials = np.exp(logits)
    return np.argmax(exponentials / np.sum(exponentials, axis=-1, keepdims=True), axis=-1)


mask_after_exponentials = edited(
    "You make probabilities first, and exp of a large score is infinite: what comes out is NaN. A softmax keeps the "
    "order of the scores, so leave it out and take argmax of the scores as they are.",
    ("logits, axis", "keras.ops.exp(logits) / keras.ops.sum(keras.ops.exp(logits), axis=-1, keepdims=True), axis"),
)
mask_of_positive_scores = edited(
    "You ask which scores are above a threshold, so that several classes of a pixel may be equal, or none is left. "
    "Let argmax look at the scores themselves.",
    ("logits, axis", 'keras.ops.cast(logits > 0, "int32"), axis'),
)


@alternative
def mask_in_numpy(logits):
    return np.argmax(np.asarray(logits), axis=3)


@alternative
def mask_after_softmax_with_a_shift(logits):
    shifted = logits - keras.ops.max(logits, axis=-1, keepdims=True)
    return keras.ops.argmax(keras.ops.softmax(shifted), axis=-1)


@alternative
def mask_by_loops(logits):
    logits = np.asarray(logits)
    mask = np.zeros(logits.shape[:3])
    best = logits[..., 0].copy()
    for label in range(1, logits.shape[-1]):
        better = logits[..., label] > best
        mask[better] = label
        best[better] = logits[..., label][better]
    return mask
