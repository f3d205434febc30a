import keras

from grader.authoring import alternative, edited, everywhere
from solutions.unet import one_hot_mask

dice_without_epsilon = edited(
    "epsilon is not used. A class that is absent then has dice 0, however little of it is predicted, and at last 0 / "
    "0.",
    ("(2 * overlap + epsilon) / (sizes + epsilon)", "2 * overlap / sizes"),
)
dice_epsilon_below_only = edited(
    "epsilon stands below the line only. An absent class then has dice 0 for ever, even when none of it is "
    "predicted. Add it above the line too.",
    ("2 * overlap + epsilon", "2 * overlap"),
)
dice_epsilon_doubled = edited(
    "epsilon is multiplied by 2 as well. Above the line stands twice the overlap, plus epsilon once.",
    ("2 * overlap + epsilon", "2 * (overlap + epsilon)"),
)
dice_epsilon_fixed = edited(
    "epsilon is fixed at 1. Use the argument; 1.0 is only what it is if nobody says otherwise.",
    ("(2 * overlap + epsilon) / (sizes + epsilon)", "(2 * overlap + 1) / (sizes + 1)"),
)
dice_not_the_loss = edited(
    "This is dice, which is 1 for a perfect answer. The loss is 1 minus that.", ("1 - keras", "keras")
)
dice_without_two = edited(
    "The 2 is missing above the line. Without it even a perfect answer reaches only one half.",
    ("keras.ops.sum(t, axis=(0, 1, 2)) + keras.ops.sum(p, axis=(0, 1, 2))", "keras.ops.sum(t + p, axis=(0, 1, 2))"),
    ("2 * overlap", "overlap"),
)
dice_is_iou = edited(
    "This is the soft IoU: the overlap is taken off below the line. Dice divides twice the overlap by the sum of "
    "both sizes.",
    ("2 * overlap", "overlap"),
    ("sizes + epsilon", "sizes - overlap + epsilon"),
)
dice_of_all_classes_at_once = edited(
    "All classes are put into one sum, so the background rules. Sum over pictures, rows and columns only, and take "
    "the mean over the classes afterwards.",
    everywhere(", axis=(0, 1, 2)", ""),
)
dice_picture_by_picture = edited(
    "Each picture has its own dice here. The sums go over all pictures of the batch together: axis 0 too.",
    ("keras.ops.sum(t * p, axis=(0, 1, 2))", "keras.ops.sum(t * p, axis=(1, 2))"),
    ("keras.ops.sum(t, axis=(0, 1, 2)) + keras.ops.sum(p, axis=(0, 1, 2))", "keras.ops.sum(t + p, axis=(1, 2))"),
)
dice_pixel_by_pixel = edited(
    "The sums go over the classes, so that each pixel has its own dice. Sum over the pixels and keep the classes.",
    ("keras.ops.sum(t * p, axis=(0, 1, 2))", "keras.ops.sum(t * p, axis=-1)"),
    ("keras.ops.sum(t, axis=(0, 1, 2)) + keras.ops.sum(p, axis=(0, 1, 2))", "keras.ops.sum(t + p, axis=-1)"),
)
dice_of_logits = edited(
    "The logits go into the sums as they are. Dice counts probabilities: take the softmax first.",
    ("keras.ops.softmax(y_pred, axis=-1)", "y_pred"),
)
dice_with_sigmoid = edited(
    "You take a sigmoid. The classes of a pixel exclude one another: take the softmax over them.",
    ("keras.ops.softmax(y_pred, axis=-1)", "keras.ops.sigmoid(y_pred)"),
)
dice_softmax_over_rows = edited(
    "The softmax goes over the rows of the picture. It goes over the classes of a pixel: the last axis.",
    ("axis=-1", "axis=1"),
    ("keras.ops.sum(t, axis=(0, 1, 2)) + keras.ops.sum(p, axis=(0, 1, 2))", "keras.ops.sum(t + p, axis=(0, 1, 2))"),
)
dice_in_numpy = edited(
    "The value is right, but NumPy leaves no trace for the gradient, and nothing can be learned. Use keras.ops.",
    ("keras.ops.mean", "np.mean"),
)
dice_with_exponentials = edited(
    "exp of a logit of some hundred is infinite, and infinity / infinity is NaN. keras.ops.softmax takes the largest "
    "logit out first.",
    (
        "keras.ops.softmax(y_pred, axis=-1)",
        "keras.ops.exp(y_pred) / keras.ops.sum(keras.ops.exp(y_pred), axis=-1, keepdims=True)",
    ),
)
dice_without_background = edited(
    "The background, class 0, is left out. Some do that; here it counts like the other classes.",
    ("2 * overlap", "2 * overlap[1:]"),
    ("sizes + epsilon", "sizes[1:] + epsilon"),
)
dice_of_means = edited(
    "You take means over the pixels where sums belong. They are so small that epsilon outweighs them, and the loss "
    "hardly moves.",
    everywhere("keras.ops.sum", "keras.ops.mean"),
)
dice_summed_over_classes = edited(
    "The dice of the classes are added, not averaged, so that the loss falls far below 0. Take their mean.",
    ("keras.ops.mean", "keras.ops.sum"),
)
dice_epsilon_outside = edited(
    "epsilon is outside of the fraction. It stands above the line and below it, each in parentheses: (... + epsilon) "
    "/ (... + epsilon).",
    ("(2 * overlap + epsilon) / (sizes + epsilon)", "2 * overlap / sizes + epsilon"),
)
dice_of_the_winner = edited(
    "You count the winning class with argmax, which has no gradient. Count the probabilities.",
    ("keras.ops.softmax(y_pred, axis=-1)", "one_hot_mask(keras.ops.argmax(y_pred, axis=-1), y_pred.shape[-1])"),
)
dice_of_present_classes = edited(
    "Absent classes are left out, as in mean_iou. Here they stay in: whoever predicts them has to pay, and epsilon "
    "takes care of 0 / 0.",
    (
        "sizes = keras.ops.sum(t, axis=(0, 1, 2)) + keras.ops.sum(p, axis=(0, 1, 2))\nreturn 1 - keras.ops.mean((2 * overlap + epsilon) / (sizes + epsilon))",
        "sizes = keras.ops.sum(t + p, axis=(0, 1, 2))",
        'present = keras.ops.cast(keras.ops.sum(t, axis=(0, 1, 2)) > 0, "float32")',
        "return 1 - keras.ops.sum((present * (2 * overlap + epsilon)) / (sizes + epsilon)) / keras.ops.sum(present)",
    ),
)
dice_squared = edited(
    "The probabilities are squared below the line. That is another form of dice, that of V-Net; here they are not.",
    ("keras.ops.sum(t, axis=(0, 1, 2)) + keras.ops.sum(p, axis=(0, 1, 2))", "keras.ops.sum(t + p * p, axis=(0, 1, 2))"),
)
dice_swapped = edited(
    "y_true and y_pred have changed places. The first argument is the mask, the second one the logits.",
    ("p = keras.ops.softmax", "y_true, y_pred = y_pred, y_true", "p = keras.ops.softmax"),
    ("keras.ops.sum(t, axis=(0, 1, 2)) + keras.ops.sum(p, axis=(0, 1, 2))", "keras.ops.sum(t + p, axis=(0, 1, 2))"),
)
dice_of_each_class = edited(
    "You return one number for each class. Take their mean.",
    ("keras.ops.sum(t, axis=(0, 1, 2)) + keras.ops.sum(p, axis=(0, 1, 2))", "keras.ops.sum(t + p, axis=(0, 1, 2))"),
    ("keras.ops.mean", ""),
)
dice_of_eleven_classes = edited(
    "The number of classes is fixed at 11. Read it off the logits: the length of their last axis.",
    ("y_pred.shape[-1]", "11"),
    ("keras.ops.sum(t, axis=(0, 1, 2)) + keras.ops.sum(p, axis=(0, 1, 2))", "keras.ops.sum(t + p, axis=(0, 1, 2))"),
)


@alternative
def dice_class_by_class(y_true, y_pred, epsilon=1.0):
    p = keras.activations.softmax(y_pred)
    mask = keras.ops.cast(y_true, "int32")
    losses = []
    for label in range(y_pred.shape[-1]):
        t = keras.ops.cast(keras.ops.equal(mask, label), "float32")
        overlap = keras.ops.sum(keras.ops.where(mask == label, p[..., label], 0.0))
        losses.append(1 - (2 * overlap + epsilon) / (keras.ops.sum(t) + keras.ops.sum(p[..., label]) + epsilon))
    return sum(losses) / len(losses)


@alternative
def dice_with_einsum(y_true, y_pred, epsilon=1.0):
    p = keras.ops.exp(keras.ops.log_softmax(y_pred, axis=-1))
    t = one_hot_mask(y_true, y_pred.shape[-1])
    overlap = keras.ops.einsum("ihwc,ihwc->c", t, p)
    return 1.0 - keras.ops.mean((2 * overlap + epsilon) / (keras.ops.einsum("ihwc->c", t + p) + epsilon))


@alternative
def dice_of_flat_pixels(y_true, y_pred, epsilon=1.0):
    classes = y_pred.shape[-1]
    p = keras.ops.reshape(keras.ops.softmax(y_pred), (-1, classes))
    t = keras.ops.reshape(one_hot_mask(y_true, classes), (-1, classes))
    dice = (2 * keras.ops.sum(t * p, 0) + epsilon) / (keras.ops.sum(t, 0) + keras.ops.sum(p, 0) + epsilon)
    return keras.ops.mean(1 - dice)
