import keras
import numpy as np

from grader.authoring import alternative, edited, everywhere, mistake

loss_boxes_everywhere = edited(
    "Places without an object are charged for their boxes. There is no right box there: multiply the box error by "
    "has_object.",
    ("has_object * (box_weight * box_error + ", "box_weight * box_error + has_object * ("),
)
loss_classes_everywhere = edited(
    "Places without an object are charged for their class. There is none: multiply the class error by has_object.",
    ("object_error + class_error)", "object_error) + class_error"),
)
loss_without_empty_places = edited(
    "Empty places pay nothing at all. Then the detector may claim objects everywhere: charge them for their object "
    "score, times no_object_weight.",
    (" + without_object", ""),
)
loss_without_no_object_weight = edited(
    "The object score counts in full at empty places: no_object_weight is missing.", (" * no_object_weight", "")
)
loss_no_object_weight_on_objects = edited(
    "no_object_weight is on the wrong side: it belongs to the places without an object, and those with one count in "
    "full.",
    ("box_error + object_error", "box_error + no_object_weight * object_error"),
    (" * no_object_weight", ""),
)
loss_without_box_weight = edited(
    "The box error is not multiplied by box_weight.", ("box_weight * box_error", "box_error")
)
loss_weights_in_the_code = edited(
    "The weights 5.0 and 0.5 are written into the code. Use the arguments box_weight and no_object_weight.",
    ("box_weight * box_error", "5.0 * box_error"),
    ("(1 - has_object) * no_object_weight", "(1 - has_object) * 0.5"),
)
loss_place_without_sigmoid = edited(
    "The raw x and y are compared with the target. They must go through the sigmoid first: the target is a place in "
    "the cell, from 0 to 1.",
    ("keras.ops.sigmoid(y_pred[..., 0:2])", "y_pred[..., 0:2]"),
)
loss_stretch_with_sigmoid = edited(
    "The stretches go through the sigmoid. They may be negative or large; only x and y are squeezed into the cell.",
    ("y_pred[..., 2:4]", "keras.ops.sigmoid(y_pred[..., 2:4])"),
)
loss_stretch_with_exp = edited(
    "exp is applied to the stretches before they are compared. The target holds logarithms already: compare them as "
    "they are.",
    ("y_pred[..., 2:4] - y_true[..., 2:4]", "keras.ops.exp(y_pred[..., 2:4]) - keras.ops.exp(y_true[..., 2:4])"),
)
loss_absolute_differences = edited(
    "The box error is made of absolute differences. Square them.", everywhere("square", "absolute")
)
loss_averaged_over_places = edited(
    "The loss is averaged over the places. Sum it: of 192 places only a few matter, and a mean would hide them.",
    ("sum(with_object", "mean(with_object"),
)
loss_of_the_batch = edited(
    "You return one number for the whole batch. Return one for each picture: sum over the axes 1, 2 and 3 only.",
    ("keras.ops.sum(with_object + without_object, axis=(1, 2, 3))", "keras.ops.sum(with_object + without_object)"),
)
loss_of_each_place = edited(
    "You return one number for each place. Add them up: sum over the axes 1, 2 and 3, so that one number is left for "
    "each picture.",
    ("keras.ops.sum(with_object + without_object, axis=(1, 2, 3))", "with_object + without_object"),
)
loss_by_number_of_objects = edited(
    "You divide by the number of objects. A picture without any object then has a loss of 0/0: divide by nothing.",
    ("axis=(1, 2, 3))", "axis=(1, 2, 3)) / keras.ops.sum(has_object, axis=(1, 2, 3))"),
)
loss_object_not_from_logits = edited(
    "The raw object number is taken for a probability: from_logits=True is missing in the binary cross-entropy.",
    ("y_pred[..., 4], from_logits=True", "y_pred[..., 4]"),
)
loss_object_sigmoid_twice = edited(
    "The sigmoid is applied twice to the object number: once by you, and once by from_logits=True. Hand over the raw "
    "number.",
    ("has_object, y_pred[..., 4]", "has_object, 1 / (1 + keras.ops.exp(-y_pred[..., 4]))"),
)
loss_classes_not_from_logits = edited(
    "The raw class numbers are taken for probabilities: from_logits=True is missing in the cross-entropy of the "
    "classes.",
    ("5:], from_logits=True", "5:]"),
)
loss_true_and_predicted_swapped = edited(
    "y_true and y_pred have changed places in the cross-entropy: the target comes first, then the raw number.",
    ("has_object, y_pred[..., 4]", "y_pred[..., 4], has_object"),
)
loss_classes_as_numbers = edited(
    "The classes are compared as numbers, as if 9 were nearer to 8 than to 1. Use the sparse cross-entropy: the "
    "label is a name, and the raw numbers are one score for each class.",
    (
        "keras.ops.sparse_categorical_crossentropy(labels, y_pred[..., 5:], from_logits=True)",
        "keras.ops.square(y_pred[..., 5] - y_true[..., 5])",
    ),
)
loss_categorical_for_sparse = edited(
    "Labels and one-hot rows are mixed: categorical_crossentropy wants one row of zeros and a one for each place, "
    "and the targets hold the number of the class. Use sparse_categorical_crossentropy.",
    ('keras.ops.cast(y_true[..., 5], "int32")', "y_true[..., 5]"),
    ("keras.ops.sparse_categorical_crossentropy", "keras.ops.categorical_crossentropy"),
)
loss_log_of_zero = edited(
    "The logarithms overflow where the detector is very sure: the sigmoid rounds to 0 or 1, and log(0) is infinite. "
    "Ask Keras for the cross-entropy, from the raw numbers.",
    ("box_error + object_error", "box_error - keras.ops.log(keras.ops.sigmoid(y_pred[..., 4]))"),
    ("no_object_weight * object_error", "no_object_weight * -keras.ops.log(1 - keras.ops.sigmoid(y_pred[..., 4]))"),
)


@mistake(
    "The value is right, but it was computed with NumPy, so no gradient flows back, and nothing would be learned. "
    "Use keras.ops from beginning to end."
)
def loss_with_numpy(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    y_true, raw = np.asarray(y_true, dtype="float64"), np.asarray(y_pred, dtype="float64")
    has_object = y_true[..., 4]
    place = (1 / (1 + np.exp(-raw[..., 0:2])) - y_true[..., 0:2]) ** 2
    box_error = np.sum(place + (raw[..., 2:4] - y_true[..., 2:4]) ** 2, axis=-1)
    object_error = np.logaddexp(0, raw[..., 4]) - has_object * raw[..., 4]
    chosen = np.take_along_axis(raw[..., 5:], y_true[..., 5:].astype(int), axis=-1)[..., 0]
    class_error = np.logaddexp.reduce(raw[..., 5:], axis=-1) - chosen
    with_object = has_object * (box_weight * box_error + object_error + class_error)
    total = np.sum(with_object + (1 - has_object) * no_object_weight * object_error, axis=(1, 2, 3))
    return keras.ops.convert_to_tensor(total.astype("float32"))


loss_mean_of_box_errors = edited(
    "The squares of a box are averaged. Add them up: x, y, width and height each count in full.",
    ("keras.ops.sum(place + stretch, axis=-1)", "keras.ops.mean(place + stretch, axis=-1)"),
)
loss_object_among_classes = edited(
    "The classes begin one too early: y_pred[..., 4] is the object number, the classes are y_pred[..., 5:].",
    ("5:", "4:"),
)


@alternative
def loss_by_softplus(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    has_object = keras.ops.equal(y_true[..., 4:5], 1.0)
    answer = keras.ops.concatenate([keras.ops.sigmoid(y_pred[..., :2]), y_pred[..., 2:4]], axis=-1)
    boxes = keras.ops.sum((answer - y_true[..., :4]) ** 2, axis=-1, keepdims=True)
    sure = keras.ops.softplus(-y_pred[..., 4:5])
    empty = keras.ops.softplus(y_pred[..., 4:5])
    one_hot = keras.ops.one_hot(keras.ops.cast(y_true[..., 5], "int32"), y_pred.shape[-1] - 5)
    logits = y_pred[..., 5:]
    classes = keras.ops.logsumexp(logits, axis=-1, keepdims=True) - keras.ops.sum(
        one_hot * logits, axis=-1, keepdims=True
    )
    places = keras.ops.where(has_object, box_weight * boxes + sure + classes, no_object_weight * empty)
    return keras.ops.sum(places, axis=[1, 2, 3, 4])


@mistake(
    "It is right when you call it, but training makes a graph of it, in which y_true.shape[0] is None: a loop cannot go over "
    "the pictures. Compute all of them at once, with sums over the axes 1 to 4."
)
def loss_picture_by_picture(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    losses = []
    for i in range(y_true.shape[0]):
        truth = keras.ops.reshape(y_true[i], (-1, 6))
        raw = keras.ops.reshape(y_pred[i], (-1, y_pred.shape[-1]))
        mask = truth[:, 4]
        total = box_weight * keras.ops.sum(mask * keras.ops.square(keras.ops.sigmoid(raw[:, 0]) - truth[:, 0]))
        total += box_weight * keras.ops.sum(mask * keras.ops.square(keras.ops.sigmoid(raw[:, 1]) - truth[:, 1]))
        total += box_weight * keras.ops.sum(mask * keras.ops.square(raw[:, 2] - truth[:, 2]))
        total += box_weight * keras.ops.sum(mask * keras.ops.square(raw[:, 3] - truth[:, 3]))
        weights = mask + no_object_weight * (1 - mask)
        total += keras.ops.sum(weights * keras.ops.binary_crossentropy(mask, raw[:, 4], from_logits=True))
        log_probabilities = keras.ops.log_softmax(raw[:, 5:], axis=-1)
        labels = keras.ops.cast(truth[:, 5:6], "int32")
        total -= keras.ops.sum(mask * keras.ops.take_along_axis(log_probabilities, labels, axis=1)[:, 0])
        losses.append(total)
    return keras.ops.stack(losses)


@alternative
def loss_by_loss_objects(y_true, y_pred, box_weight=5.0, no_object_weight=0.5):
    binary = keras.losses.BinaryCrossentropy(from_logits=True, reduction="none")
    sparse = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")
    mask = y_true[..., 4]
    object_error = binary(y_true[..., 4:5], y_pred[..., 4:5])
    class_error = sparse(y_true[..., 5], y_pred[..., 5:])
    xy = keras.losses.mean_squared_error(y_true[..., :2], keras.ops.sigmoid(y_pred[..., :2]))
    wh = keras.losses.mean_squared_error(y_true[..., 2:4], y_pred[..., 2:4])
    losses = mask * 2 * box_weight * (xy + wh) + mask * class_error
    losses = losses + keras.ops.where(mask > 0, 1.0, no_object_weight) * object_error
    return keras.ops.sum(losses, axis=(1, 2, 3))
