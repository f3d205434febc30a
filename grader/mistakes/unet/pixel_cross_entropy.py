import keras
import numpy as np

from grader.authoring import alternative, edited, mistake
from solutions.unet import one_hot_mask

cross_entropy_summed = edited(
    "You add over all pixels. Take the mean, or the loss grows with the size of the picture and of the batch.",
    ("keras.ops.mean(keras.ops.sum(truth * log_p, axis=-1))", "keras.ops.sum(truth * log_p)"),
)
cross_entropy_mean_over_classes = edited(
    "The mean goes over the classes too, so the loss is too small by the number of classes. Add over the classes, "
    "then take the mean over the pixels.",
    ("keras.ops.sum(truth * log_p, axis=-1)", "truth * log_p"),
)
cross_entropy_per_picture = edited(
    "You divide by the number of pictures only. Each pixel is an example: divide by the number of pixels too.",
    ("axis=-1))", "axis=(1, 2, 3)))"),
)
cross_entropy_of_each_pixel = edited(
    "You return a loss for every pixel. One number is wanted: their mean.",
    ("keras.ops.mean(keras.ops.sum(truth * log_p, axis=-1))", "keras.ops.sum(truth * log_p, axis=-1)"),
)
cross_entropy_without_sign = edited(
    "The sign is missing. The log of a probability is negative; the loss is minus that.",
    ("-keras.ops.mean(keras.ops.sum(truth * log_p, axis=-1))", "keras.ops.mean(keras.ops.sum(truth * log_p, axis=-1))"),
)


@mistake(
    "The loss of Keras takes y_pred for probabilities unless it is told otherwise. Here they are logits: from_logits."
)
def cross_entropy_of_probabilities(y_true, y_pred):
    return keras.losses.SparseCategoricalCrossentropy()(y_true, y_pred)


cross_entropy_softmax_twice = edited(
    "The softmax is taken twice: y_pred is already a softmax when the loss takes one more. Pass the logits as they "
    "are.",
    ("keras.ops.log_softmax(y_pred, axis=-1)", "keras.ops.log_softmax(keras.ops.softmax(y_pred, axis=-1), axis=-1)"),
)
cross_entropy_log_of_softmax = edited(
    "The log of a softmax that has become 0 is minus infinity, and 0 times that is NaN. Use the log of the softmax "
    "in one piece: keras.ops.log_softmax.",
    ("keras.ops.log_softmax(y_pred, axis=-1)", "keras.ops.log(keras.ops.softmax(y_pred, axis=-1))"),
)
cross_entropy_capped = edited(
    "A small number inside the log avoids infinity, but where the network is sure and wrong the loss is capped and "
    "its gradient is gone, just where it is needed most. Use keras.ops.log_softmax.",
    ("keras.ops.log_softmax(y_pred, axis=-1)", "keras.ops.log(keras.ops.softmax(y_pred, axis=-1) + 1e-7)"),
)
cross_entropy_softmax_over_rows = edited(
    "The softmax goes over the rows of the picture. It goes over the classes of a pixel: the last axis.",
    ("keras.ops.log_softmax(y_pred, axis=-1)", "keras.ops.log_softmax(y_pred, axis=1)"),
)
cross_entropy_binary = edited(
    "This is the loss for several independent yes and no (a sigmoid for each class). A pixel has exactly one class: "
    "softmax, and only the true class has a term.",
    ("truth * log_p", "truth * keras.ops.log_sigmoid(y_pred) + (1 - truth) * keras.ops.log_sigmoid(-y_pred)"),
)
cross_entropy_swapped = edited(
    "y_true and y_pred have changed places. The first argument is the mask, the second one the logits.",
    ("log_p = keras", "y_true, y_pred = y_pred, y_true", "log_p = keras"),
)
cross_entropy_without_background = edited(
    "The background does not count. Every pixel is an example, whatever it shows.",
    ("truth * log_p", "truth[..., 1:] * log_p[..., 1:]"),
)


@mistake("The value is right, but NumPy leaves no trace for the gradient, and nothing can be learned. Use keras.ops.")
def cross_entropy_in_numpy(y_true, y_pred):
    z = np.asarray(y_pred, dtype="float64")
    z = z - z.max(axis=-1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    labels = np.asarray(y_true).astype(int)[..., None]
    return -np.take_along_axis(log_p, labels, axis=-1).mean()


cross_entropy_with_exponentials = edited(
    "The formula is right, but the exp of a logit of some hundred is infinite. Take the largest logit out first, or "
    "let keras.ops.logsumexp do it.",
    (
        "keras.ops.log_softmax(y_pred, axis=-1)",
        "y_pred - keras.ops.log(keras.ops.sum(keras.ops.exp(y_pred), axis=-1, keepdims=True))",
    ),
)
cross_entropy_without_keepdims = edited(
    "logsumexp has taken the axis of the classes away, so the shapes do not fit. keepdims=True leaves it there, with "
    "length 1.",
    ("keras.ops.log_softmax(y_pred, axis=-1)", "y_pred - keras.ops.logsumexp(y_pred, axis=-1)"),
)
cross_entropy_with_one_sum_for_all = edited(
    "logsumexp goes over all numbers at once. The sum below the line of the softmax has the classes of one pixel "
    "only: axis=-1, keepdims=True.",
    ("keras.ops.log_softmax(y_pred, axis=-1)", "y_pred - keras.ops.logsumexp(y_pred)"),
)
cross_entropy_without_log = edited(
    "The log is missing: this is minus the mean probability of the true class.",
    ("keras.ops.log_softmax", "keras.ops.softmax"),
)
cross_entropy_of_each_picture = edited(
    "You return one number for each picture. The mean goes over all pixels of all pictures: one number.",
    ("keras.ops.sum(truth * log_p, axis=-1)", "keras.ops.sum(truth * log_p, axis=-1), axis=(1, 2)"),
)
cross_entropy_of_eleven_classes = edited(
    "The number of classes is fixed at 11. Read it off the logits: the length of their last axis.",
    ("y_pred.shape[-1]", "11"),
)


@alternative
def cross_entropy_by_keras(y_true, y_pred):
    return keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y_true, y_pred)


@alternative
def cross_entropy_with_logsumexp(y_true, y_pred):
    log_p = y_pred - keras.ops.logsumexp(y_pred, axis=-1, keepdims=True)
    pixels = keras.ops.cast(keras.ops.size(y_true), "float32")
    return -keras.ops.sum(one_hot_mask(y_true, y_pred.shape[3]) * log_p) / pixels


@alternative
def cross_entropy_by_taking(y_true, y_pred):
    labels = keras.ops.cast(y_true, "int32")[..., None]
    true_logit = keras.ops.take_along_axis(y_pred, labels, axis=-1)[..., 0]
    return keras.ops.mean(keras.ops.logsumexp(y_pred, axis=-1) - true_logit)


@alternative
def cross_entropy_by_the_function(y_true, y_pred):
    truth = one_hot_mask(y_true, y_pred.shape[-1])
    return keras.ops.mean(keras.losses.categorical_crossentropy(truth, y_pred, from_logits=True))
