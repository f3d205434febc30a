"""Known wrong and other right answers for unet."""

import keras
import numpy as np

from grader.catalogue import alternative, mistake
from solutions.unet import *

# create_mask


@mistake(
    "create_mask",
    hint="You look for the largest along the rows. The scores of one pixel stand along the last axis: compare those.",
)
def mask_over_rows(logits):
    return keras.ops.argmax(logits, axis=1)


@mistake(
    "create_mask",
    hint="You compare the pictures of the batch with each other. Compare the classes of one pixel: the last axis.",
)
def mask_over_pictures(logits):
    return keras.ops.argmax(logits, axis=0)


@mistake(
    "create_mask",
    hint="Without an axis argmax looks at all numbers at once and finds one place. Say along which axis the classes stand.",
)
def mask_over_everything(logits):
    return keras.ops.argmax(logits)


@mistake(
    "create_mask",
    hint="This is how large the largest score is. The class is the place where it stands: argmax, not max.",
)
def mask_of_values(logits):
    return keras.ops.max(logits, axis=-1)


@mistake(
    "create_mask",
    hint="These are probabilities, one per class. A mask holds one whole number per pixel: the place of the largest.",
)
def mask_of_probabilities(logits):
    return keras.ops.softmax(logits, axis=-1)


@mistake(
    "create_mask",
    hint="The axis of the classes is still there, with length 1. A mask has the shape (m, height, width).",
)
def mask_with_an_axis_too_many(logits):
    return keras.ops.expand_dims(keras.ops.argmax(logits, axis=-1), -1)


@mistake(
    "create_mask",
    hint="Only the first picture is left. The batch may hold any number of them; the mask of each is wanted.",
)
def mask_of_the_first_picture(logits):
    return keras.ops.argmax(logits, axis=-1)[0]


@mistake(
    "create_mask",
    hint="This is the class with the smallest score. The larger a score, the more the network believes in the class.",
)
def mask_of_the_smallest(logits):
    return keras.ops.argmin(logits, axis=-1)


@mistake(
    "create_mask",
    hint="The classes are counted from 1. Count them from 0: class 0 is the background.",
)
def mask_counted_from_one(logits):
    return keras.ops.argmax(logits, axis=-1) + 1


@mistake(
    "create_mask",
    hint="exp of a large score is infinite, and infinity / infinity is NaN. You need no softmax: it keeps the order of the "
    "scores, so take argmax of the scores as they are.",
)
def mask_after_exponentials_in_numpy(logits):
    exponentials = np.exp(logits)
    return np.argmax(exponentials / np.sum(exponentials, axis=-1, keepdims=True), axis=-1)


@mistake(
    "create_mask",
    hint="You make probabilities first, and exp of a large score is infinite: what comes out is NaN. A softmax keeps the "
    "order of the scores, so leave it out and take argmax of the scores as they are.",
)
def mask_after_exponentials(logits):
    exponentials = keras.ops.exp(logits)
    return keras.ops.argmax(exponentials / keras.ops.sum(exponentials, axis=-1, keepdims=True), axis=-1)


@mistake(
    "create_mask",
    hint="You ask which scores are above a threshold, so that several classes of a pixel may be equal, or none is left. Let "
    "argmax look at the scores themselves.",
)
def mask_of_positive_scores(logits):
    return keras.ops.argmax(keras.ops.cast(logits > 0, "int32"), axis=-1)


@alternative("create_mask")
def mask_in_numpy(logits):
    return np.argmax(np.asarray(logits), axis=3)


@alternative("create_mask")
def mask_after_softmax_with_a_shift(logits):
    shifted = logits - keras.ops.max(logits, axis=-1, keepdims=True)
    return keras.ops.argmax(keras.ops.softmax(shifted), axis=-1)


@alternative("create_mask")
def mask_by_loops(logits):
    logits = np.asarray(logits)
    mask = np.zeros(logits.shape[:3])
    best = logits[..., 0].copy()
    for label in range(1, logits.shape[-1]):
        better = logits[..., label] > best
        mask[better] = label
        best[better] = logits[..., label][better]
    return mask


# mean_iou


@mistake(
    "mean_iou",
    hint="A class that neither mask holds counts as 0 here, so that even a perfect answer cannot reach 1. Leave it out of "
    "the mean.",
)
def iou_absent_classes_are_zero(y_true, y_pred, classes):
    ious = []
    for label in range(classes):
        truth, prediction = y_true == label, y_pred == label
        union = np.sum(truth | prediction)
        ious.append(np.sum(truth & prediction) / union if union else 0.0)
    return np.mean(ious)


@mistake(
    "mean_iou",
    hint="A class that neither mask holds counts as 1 here: points for classes that do not occur. Leave it out of the mean.",
)
def iou_absent_classes_are_one(y_true, y_pred, classes):
    ious = []
    for label in range(classes):
        truth, prediction = y_true == label, y_pred == label
        union = np.sum(truth | prediction)
        ious.append(np.sum(truth & prediction) / union if union else 1.0)
    return np.mean(ious)


@mistake(
    "mean_iou",
    hint="The result is NaN where a class is in neither mask: 0 / 0. Ask whether the union is empty before you divide.",
)
def iou_zero_by_zero(y_true, y_pred, classes):
    with np.errstate(invalid="ignore"):
        return np.mean(
            [
                np.sum((y_true == label) & (y_pred == label)) / np.sum((y_true == label) | (y_pred == label))
                for label in range(classes)
            ]
        )


@mistake(
    "mean_iou",
    hint="You leave out the classes that the truth does not hold. If one is predicted all the same, that is an error, and "
    "its IoU of 0 counts. Only a class that neither mask holds is left out.",
)
def iou_of_true_classes_only(y_true, y_pred, classes):
    ious = []
    for label in np.unique(y_true):
        truth, prediction = y_true == label, y_pred == label
        ious.append(np.sum(truth & prediction) / np.sum(truth | prediction))
    return np.mean(ious)


@mistake(
    "mean_iou",
    hint="You leave out the classes that are not predicted. If the truth holds one, it was missed, and its IoU of 0 "
    "counts. Only a class that neither mask holds is left out.",
)
def iou_of_predicted_classes_only(y_true, y_pred, classes):
    ious = []
    for label in np.unique(y_pred):
        truth, prediction = y_true == label, y_pred == label
        ious.append(np.sum(truth & prediction) / np.sum(truth | prediction))
    return np.mean(ious)


@mistake(
    "mean_iou",
    hint="This is the share of right pixels. It hardly sees the digits, for nearly all pixels are background. Take "
    "each class by itself first.",
)
def iou_pixel_accuracy(y_true, y_pred, classes):
    return np.mean(y_true == y_pred)


@mistake(
    "mean_iou",
    hint="You add the intersections and the unions of all classes and divide once, so that a class counts as much as it "
    "has pixels. Divide for each class, then take the mean.",
)
def iou_of_all_classes_at_once(y_true, y_pred, classes):
    intersection = np.sum(y_true == y_pred)
    return intersection / (2 * y_true.size - intersection)


@mistake(
    "mean_iou",
    hint="The classes are weighted by their pixels, so the background rules again. The mean is a plain one: each class that "
    "occurs counts the same.",
)
def iou_weighted_by_pixels(y_true, y_pred, classes):
    total = 0.0
    for label in range(classes):
        truth, prediction = y_true == label, y_pred == label
        union = np.sum(truth | prediction)
        if union:
            total += np.sum(truth) * np.sum(truth & prediction) / union
    return total / y_true.size


@mistake("mean_iou", hint="The background, class 0, is left out. It counts like the other classes.")
def iou_without_background(y_true, y_pred, classes):
    ious = []
    for label in range(1, classes):
        truth, prediction = y_true == label, y_pred == label
        union = np.sum(truth | prediction)
        if union:
            ious.append(np.sum(truth & prediction) / union)
    return np.mean(ious)


@mistake(
    "mean_iou",
    hint="You divide by the sum of both sizes, which counts what they share twice. A pixel belongs to the union once: take "
    "the intersection off.",
)
def iou_intersection_counted_twice(y_true, y_pred, classes):
    ious = []
    for label in range(classes):
        truth, prediction = y_true == label, y_pred == label
        sizes = np.sum(truth) + np.sum(prediction)
        if sizes:
            ious.append(np.sum(truth & prediction) / sizes)
    return np.mean(ious)


@mistake(
    "mean_iou",
    hint="This is dice, 2 * intersection / (size + size), and not IoU. Divide the intersection by the union.",
)
def iou_is_dice(y_true, y_pred, classes):
    quotients = []
    for label in range(classes):
        truth, prediction = y_true == label, y_pred == label
        sizes = np.sum(truth) + np.sum(prediction)
        if sizes:
            quotients.append(2 * np.sum(truth & prediction) / sizes)
    return np.mean(quotients)


@mistake(
    "mean_iou",
    hint="You divide by the true pixels of the class only. What is predicted beyond them is an error too: divide by the union.",
)
def iou_is_recall(y_true, y_pred, classes):
    ious = []
    for label in range(classes):
        truth, prediction = y_true == label, y_pred == label
        if np.any(truth | prediction):
            ious.append(np.sum(truth & prediction) / max(1, np.sum(truth)))
    return np.mean(ious)


@mistake(
    "mean_iou",
    hint="You take the mean IoU of each picture and average those. Count the pixels of all pictures together: one "
    "intersection and one union for each class.",
)
def iou_picture_by_picture(y_true, y_pred, classes):
    means = []
    for one, other in zip(y_true, y_pred):
        ious = []
        for label in range(classes):
            union = np.sum((one == label) | (other == label))
            if union:
                ious.append(np.sum((one == label) & (other == label)) / union)
        means.append(np.mean(ious))
    return np.mean(means)


@mistake(
    "mean_iou",
    hint="logical_and and logical_or of the masks themselves only ask whether a pixel is background, and any two digits "
    "are alike to them. Compare the masks with one class first: y_true == label.",
)
def iou_of_whatever_is_not_background(y_true, y_pred, classes):
    return np.sum(np.logical_and(y_true, y_pred)) / np.sum(np.logical_or(y_true, y_pred))


@mistake(
    "mean_iou",
    hint="You leave out every class that truth and prediction do not share. A class that only one of them holds is an "
    "error, and its IoU of 0 counts. Ask whether the union is empty, not the intersection.",
)
def iou_of_shared_classes_only(y_true, y_pred, classes):
    ious = []
    for label in range(classes):
        intersection = np.sum((y_true == label) & (y_pred == label))
        if intersection:
            ious.append(intersection / np.sum((y_true == label) | (y_pred == label)))
    return np.mean(ious)


@mistake(
    "mean_iou",
    hint="Python reads & and | before ==, so it asks here whether a whole array is true. Put each comparison into "
    "parentheses: (...) & (...).",
)
def iou_without_parentheses(y_true, y_pred, classes):
    ious = []
    for label in range(classes):
        union = np.sum(y_true == label | y_pred == label)
        if union:
            ious.append(np.sum(y_true == label & y_pred == label) / union)
    return np.mean(ious)


@mistake(
    "mean_iou",
    hint="The intersection is that of all classes together: y_true == y_pred asks whether a pixel is right, whatever its "
    "class. Count the pixels where both masks hold this one class.",
)
def iou_with_all_right_pixels(y_true, y_pred, classes):
    ious = []
    for label in range(classes):
        union = np.sum((y_true == label) | (y_pred == label))
        if union:
            ious.append(np.sum(y_true == y_pred) / union)
    return np.mean(ious)


@mistake(
    "mean_iou",
    hint="You return one number for each class. Take their mean.",
)
def iou_of_each_class(y_true, y_pred, classes):
    ious = []
    for label in range(classes):
        truth, prediction = y_true == label, y_pred == label
        union = np.sum(truth | prediction)
        if union:
            ious.append(np.sum(truth & prediction) / union)
    return ious


@alternative("mean_iou")
def iou_from_a_confusion_matrix(y_true, y_pred, classes):
    places = classes * np.asarray(y_true, dtype=int).ravel() + np.asarray(y_pred, dtype=int).ravel()
    confusion = np.bincount(places, minlength=classes**2).reshape(classes, classes)
    both = np.diag(confusion)
    either = confusion.sum(axis=0) + confusion.sum(axis=1) - both
    return (both[either > 0] / either[either > 0]).mean()


@alternative("mean_iou")
def iou_by_sets(y_true, y_pred, classes):
    ious = []
    for label in range(classes):
        truth = set(np.flatnonzero(np.ravel(y_true) == label).tolist())
        prediction = set(np.flatnonzero(np.ravel(y_pred) == label).tolist())
        if truth or prediction:
            ious.append(len(truth & prediction) / len(truth | prediction))
    return sum(ious) / len(ious)


@alternative("mean_iou")
def iou_with_nanmean(y_true, y_pred, classes):
    labels = np.arange(classes)
    truth, prediction = y_true[..., None] == labels, y_pred[..., None] == labels
    both = np.logical_and(truth, prediction).sum((0, 1, 2))
    either = np.logical_or(truth, prediction).sum((0, 1, 2))
    return np.nanmean(both / either)


@alternative("mean_iou")
def iou_by_keras(y_true, y_pred, classes):
    metric = keras.metrics.MeanIoU(num_classes=classes)
    metric.update_state(y_true, y_pred)
    return metric.result()


# encoder_block


@mistake(
    "encoder_block",
    hint="The skip is taken after the pooling. Then it is as small and as blurred as what goes down, and there is nothing "
    "to hand across. Keep the tensor from before the pooling.",
)
def encoder_skip_after_the_pool(x, filters, dropout, pool):
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Dropout(dropout)(x)
    if pool:
        x = keras.layers.MaxPooling2D(2)(x)
    return x, x


@mistake(
    "encoder_block",
    hint="The two results have changed places. Return what goes down first, then the skip.",
)
def encoder_results_swapped(x, filters, dropout, pool):
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    skip = keras.layers.Dropout(dropout)(x)
    return skip, keras.layers.MaxPooling2D(2)(skip) if pool else skip


@mistake(
    "encoder_block",
    hint="Only one tensor comes back. The block returns two: what goes down, and the skip.",
)
def encoder_without_skip(x, filters, dropout, pool):
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Dropout(dropout)(x)
    return keras.layers.MaxPooling2D(2)(x) if pool else x


@mistake(
    "encoder_block",
    hint="The block pools even where pool is False. The bottom of the U must not be halved once more.",
)
def encoder_always_pools(x, filters, dropout, pool):
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    skip = keras.layers.Dropout(dropout)(x)
    return keras.layers.MaxPooling2D(2)(skip), skip


@mistake(
    "encoder_block",
    hint="The block never pools. Where pool is True, what goes down is half as high and half as wide.",
)
def encoder_never_pools(x, filters, dropout, pool):
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    skip = keras.layers.Dropout(dropout)(x)
    return skip, skip


@mistake(
    "encoder_block",
    hint="You pool by the average. Max pooling keeps the strongest answer of the four.",
)
def encoder_average_pooling(x, filters, dropout, pool):
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    skip = keras.layers.Dropout(dropout)(x)
    return keras.layers.AveragePooling2D(2)(skip) if pool else skip, skip


@mistake("encoder_block", hint="There is one convolution only. The block has two, each with its ReLU.")
def encoder_one_convolution(x, filters, dropout, pool):
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    skip = keras.layers.Dropout(dropout)(x)
    return keras.layers.MaxPooling2D(2)(skip) if pool else skip, skip


@mistake(
    "encoder_block",
    hint="Neither convolution has a ReLU. Two convolutions with nothing between them do no more than one could.",
)
def encoder_without_activation(x, filters, dropout, pool):
    x = keras.layers.Conv2D(filters, 3, padding="same")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same")(x)
    skip = keras.layers.Dropout(dropout)(x)
    return keras.layers.MaxPooling2D(2)(skip) if pool else skip, skip


@mistake("encoder_block", hint="The second convolution lacks its ReLU.")
def encoder_without_last_activation(x, filters, dropout, pool):
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same")(x)
    skip = keras.layers.Dropout(dropout)(x)
    return keras.layers.MaxPooling2D(2)(skip) if pool else skip, skip


@mistake("encoder_block", hint="The windows of the pooling are 3x3 and overlap. Here they are 2x2 with stride 2.")
def encoder_pools_three(x, filters, dropout, pool):
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    skip = keras.layers.Dropout(dropout)(x)
    return keras.layers.MaxPooling2D(3, strides=2, padding="same")(skip) if pool else skip, skip


@mistake(
    "encoder_block",
    hint="Without pooling you return None for what goes down. Then `down` is the skip itself.",
)
def encoder_down_is_none(x, filters, dropout, pool):
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    skip = keras.layers.Dropout(dropout)(x)
    return keras.layers.MaxPooling2D(2)(skip) if pool else None, skip


@mistake(
    "encoder_block",
    hint="You return a layer, not its output. A layer has to be called with a tensor: keras.layers.MaxPooling2D(2)(...).",
)
def encoder_pooling_not_called(x, filters, dropout, pool):
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    skip = keras.layers.Dropout(dropout)(x)
    return keras.layers.MaxPooling2D(2) if pool else skip, skip


@mistake(
    "encoder_block",
    hint="One layer is called twice, and so has the same weights both times. Make two convolutions: each has its own.",
)
def encoder_one_layer_twice(x, filters, dropout, pool):
    convolution = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")
    skip = keras.layers.Dropout(dropout)(convolution(convolution(x)))
    return keras.layers.MaxPooling2D(2)(skip) if pool else skip, skip


@mistake(
    "encoder_block",
    hint='The convolutions nibble at the border: without padding="same" each of them takes two rows and two columns away.',
)
def encoder_without_padding(x, filters, dropout, pool):
    x = keras.layers.Conv2D(filters, 3, activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    skip = keras.layers.Dropout(dropout)(x)
    return keras.layers.MaxPooling2D(2)(skip) if pool else skip, skip


@mistake(
    "encoder_block",
    hint="There is a batch norm that nobody asked for. This block is convolution, ReLU, convolution, ReLU, dropout.",
)
def encoder_with_batch_norm(x, filters, dropout, pool):
    for _ in range(2):
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.BatchNormalization()(x)
        x = keras.layers.ReLU()(x)
    skip = keras.layers.Dropout(dropout)(x)
    return keras.layers.MaxPooling2D(2)(skip) if pool else skip, skip


@mistake(
    "encoder_block",
    hint="Dropout is always on, in use too: keras.random.dropout drops whenever it is called. The layer "
    "keras.layers.Dropout knows by itself whether the network is training.",
)
def encoder_dropout_always_on(x, filters, dropout, pool):
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    skip = keras.layers.Lambda(lambda values: keras.random.dropout(values, dropout))(x)
    return keras.layers.MaxPooling2D(2)(skip) if pool else skip, skip


@mistake(
    "encoder_block",
    hint="The argument dropout is not used, so nothing is dropped while training. Dropout follows the second ReLU.",
)
def encoder_dropout_forgotten(x, filters, dropout, pool):
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    skip = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return keras.layers.MaxPooling2D(2)(skip) if pool else skip, skip


@mistake(
    "encoder_block",
    hint="You pass 1 - dropout to the layer. The rate of keras.layers.Dropout is the part that is dropped, not the part "
    "that is kept.",
)
def encoder_dropout_keeps_the_rate(x, filters, dropout, pool):
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    skip = keras.layers.Dropout(1 - dropout)(x) if dropout else x
    return keras.layers.MaxPooling2D(2)(skip) if pool else skip, skip


@mistake(
    "encoder_block",
    hint="Dropout acts on what goes down only. It comes before the ways part: the skip has it too.",
)
def encoder_dropout_after_the_skip(x, filters, dropout, pool):
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    skip = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    down = keras.layers.MaxPooling2D(2)(skip) if pool else skip
    return keras.layers.Dropout(dropout)(down), skip


@mistake(
    "encoder_block",
    hint="Dropout stands between the two convolutions. It comes after both of them.",
)
def encoder_dropout_in_the_middle(x, filters, dropout, pool):
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Dropout(dropout)(x)
    skip = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return keras.layers.MaxPooling2D(2)(skip) if pool else skip, skip


@alternative("encoder_block")
def encoder_with_activation_layers(x, filters, dropout, pool):
    for _ in range(2):
        x = keras.layers.Conv2D(filters, (3, 3), padding="SAME")(x)
        x = keras.layers.Activation("relu")(x)
    if dropout > 0:
        x = keras.layers.Dropout(rate=dropout)(x)
    if not pool:
        return x, x
    return keras.layers.MaxPool2D((2, 2), strides=2)(x), x


@alternative("encoder_block")
def encoder_as_sequential(x, filters, dropout, pool):
    body = keras.Sequential(
        [
            keras.layers.Conv2D(filters, 3, padding="same", kernel_initializer="glorot_normal"),
            keras.layers.ReLU(),
            keras.layers.Conv2D(filters, 3, padding="same", activation=keras.activations.relu),
            keras.layers.Dropout(dropout),
        ]
    )
    skip = body(x)
    return [keras.layers.MaxPooling2D()(skip) if pool else skip, skip]


@alternative("encoder_block")
def encoder_with_operations(x, filters, dropout, pool):
    x = keras.ops.relu(keras.layers.Conv2D(filters, 3, 1, "same")(x))
    x = keras.ops.relu(keras.layers.Conv2D(filters, 3, 1, "same")(x))
    skip = keras.layers.Dropout(dropout)(x)
    down = keras.ops.max_pool(skip, 2, 2) if pool else skip
    return down, skip


@alternative("encoder_block")
def encoder_of_a_subclass(x, filters, dropout, pool):
    class Twice(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.first = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")
            self.second = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")
            self.dropping = keras.layers.Dropout(dropout)

        def build(self, shape):
            self.first.build(shape)
            self.second.build((*shape[:-1], filters))

        def call(self, x, training=None):
            return self.dropping(self.second(self.first(x)), training=training)

    skip = Twice()(x)
    return (keras.layers.MaxPooling2D(2)(skip), skip) if pool else (skip, skip)


# decoder_block


@mistake(
    "decoder_block",
    hint="You add the skip. Lay it beside x along the channels instead: then the next kernel can treat the two differently.",
)
def decoder_adds(x, skip, filters):
    x = keras.layers.Conv2DTranspose(filters, 2, strides=2)(x)
    x = keras.layers.Add()([x, skip])
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)


@mistake(
    "decoder_block",
    hint="The skip is not used. Put it beside x, after the transposed convolution and before the two others.",
)
def decoder_ignores_the_skip(x, skip, filters):
    x = keras.layers.Conv2DTranspose(filters, 2, strides=2)(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)


@mistake(
    "decoder_block",
    hint="The order differs from the one that we agreed on: what comes from below first, then the skip.",
)
def decoder_skip_first(x, skip, filters):
    x = keras.layers.Conv2DTranspose(filters, 2, strides=2)(x)
    x = keras.layers.Concatenate()([skip, x])
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)


@mistake(
    "decoder_block",
    hint="You put the two below one another, along the height. They lie side by side along the channels, the last axis.",
)
def decoder_joined_along_the_height(x, skip, filters):
    x = keras.layers.Conv2DTranspose(filters, 2, strides=2)(x)
    x = keras.layers.Concatenate(axis=1)([x, skip])
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)


@mistake(
    "decoder_block",
    hint="The skip comes too late, after the convolutions: nobody makes one out of the two. Put it beside x before them.",
)
def decoder_joined_at_the_end(x, skip, filters):
    x = keras.layers.Conv2DTranspose(filters, 2, strides=2)(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return keras.layers.Concatenate()([x, skip])


@mistake(
    "decoder_block",
    hint="Upsampling copies each value four times and learns nothing. Use the transposed convolution, which has weights.",
)
def decoder_by_upsampling(x, skip, filters):
    x = keras.layers.UpSampling2D(2)(x)
    x = keras.layers.Concatenate()([x, skip])
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)


@mistake(
    "decoder_block",
    hint="You upsample and then convolve. It has as many parameters as the transposed convolution, but it is another "
    "operation: there each place is multiplied by the four entries of the kernel. Use Conv2DTranspose.",
)
def decoder_upsampling_and_convolution(x, skip, filters):
    x = keras.layers.UpSampling2D(2)(x)
    x = keras.layers.Conv2D(filters, 2, padding="same")(x)
    x = keras.layers.Concatenate()([x, skip])
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)


@mistake(
    "decoder_block",
    hint="The transposed convolution has a kernel of 3x3. Here it is 2x2, so that the windows do not overlap.",
)
def decoder_transposed_kernel_of_three(x, skip, filters):
    x = keras.layers.Conv2DTranspose(filters, 3, strides=2, padding="same")(x)
    x = keras.layers.Concatenate()([x, skip])
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)


@mistake(
    "decoder_block",
    hint="The transposed convolution has no stride, so x does not become twice as large and the skip does not fit.",
)
def decoder_without_stride(x, skip, filters):
    x = keras.layers.Conv2DTranspose(filters, 2, padding="same")(x)
    x = keras.layers.Concatenate()([x, skip])
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)


@mistake(
    "decoder_block",
    hint="The transposed convolution has a ReLU. It only makes x larger and has no activation.",
)
def decoder_activates_the_transposed(x, skip, filters):
    x = keras.layers.Conv2DTranspose(filters, 2, strides=2, activation="relu")(x)
    x = keras.layers.Concatenate()([x, skip])
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)


@mistake(
    "decoder_block", hint="There is one convolution only after the skip has joined. There are two, each with its ReLU."
)
def decoder_one_convolution(x, skip, filters):
    x = keras.layers.Conv2DTranspose(filters, 2, strides=2)(x)
    x = keras.layers.Concatenate()([x, skip])
    return keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)


@mistake(
    "decoder_block",
    hint="Neither convolution after the skip has a ReLU. Two convolutions with nothing between them do no more than one could.",
)
def decoder_without_activations(x, skip, filters):
    x = keras.layers.Conv2DTranspose(filters, 2, strides=2)(x)
    x = keras.layers.Concatenate()([x, skip])
    x = keras.layers.Conv2D(filters, 3, padding="same")(x)
    return keras.layers.Conv2D(filters, 3, padding="same")(x)


@mistake("decoder_block", hint="The first convolution after the skip lacks its ReLU.")
def decoder_without_first_activation(x, skip, filters):
    x = keras.layers.Conv2DTranspose(filters, 2, strides=2)(x)
    x = keras.layers.Concatenate()([x, skip])
    x = keras.layers.Conv2D(filters, 3, padding="same")(x)
    return keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)


@mistake(
    "decoder_block",
    hint='The convolutions nibble at the border: without padding="same" each of them takes two rows and two columns away.',
)
def decoder_without_padding(x, skip, filters):
    x = keras.layers.Conv2DTranspose(filters, 2, strides=2)(x)
    x = keras.layers.Concatenate()([x, skip])
    x = keras.layers.Conv2D(filters, 3, padding="valid", activation="relu")(x)
    return keras.layers.Conv2D(filters, 3, padding="valid", activation="relu")(x)


@mistake("decoder_block", hint="The last convolution lacks its ReLU.")
def decoder_without_last_activation(x, skip, filters):
    x = keras.layers.Conv2DTranspose(filters, 2, strides=2)(x)
    x = keras.layers.Concatenate()([x, skip])
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return keras.layers.Conv2D(filters, 3, padding="same")(x)


@mistake(
    "decoder_block",
    hint="The transposed convolution keeps the channels of x. It has filters channels, like the two convolutions.",
)
def decoder_keeps_the_channels(x, skip, filters):
    x = keras.layers.Conv2DTranspose(x.shape[-1], 2, strides=2)(x)
    x = keras.layers.Concatenate()([x, skip])
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)


@alternative("decoder_block")
def decoder_with_functions(x, skip, filters):
    up = keras.layers.Conv2DTranspose(filters, (2, 2), strides=(2, 2), padding="same")(x)
    y = keras.layers.concatenate([up, skip], axis=3)
    for _ in range(2):
        y = keras.layers.ReLU()(keras.layers.Conv2D(filters, 3, padding="same")(y))
    return y


@alternative("decoder_block")
def decoder_with_operations(x, skip, filters):
    up = keras.layers.Conv2DTranspose(filters, 2, 2, kernel_initializer="he_normal")(x)
    y = keras.ops.concatenate([up, skip], axis=-1)
    y = keras.ops.relu(keras.layers.Conv2D(filters, 3, padding="same")(y))
    return keras.ops.relu(keras.layers.Conv2D(filters, 3, padding="same")(y))


@alternative("decoder_block")
def decoder_with_sequential(x, skip, filters):
    body = keras.Sequential()
    body.add(keras.layers.Conv2D(filters, 3, padding="same", activation="relu"))
    body.add(keras.layers.Conv2D(filters, 3, padding="same"))
    body.add(keras.layers.Activation(keras.activations.relu))
    up = keras.layers.Conv2DTranspose(filters, 2, strides=2, activation="linear")
    return body(keras.layers.Concatenate(axis=-1)([up(x), skip]))


# unet


@mistake(
    "unet",
    hint="The first block on the way up gets the first skip, which is from the top. It needs the one from its own level, "
    "the last that was made: take the skips backwards.",
)
def unet_skips_not_reversed(input_shape, classes, depth, filters):
    inputs = keras.Input(input_shape)
    x, skips = inputs, []
    for level in range(depth):
        x, skip = encoder_block(x, filters * 2**level, 0.0, True)
        skips.append(skip)
    x, _ = encoder_block(x, filters * 2**depth, 0.3, False)
    for level in range(depth):
        x = decoder_block(x, skips[level], filters * 2 ** (depth - 1 - level))
    return keras.Model(inputs, keras.layers.Conv2D(classes, 1)(x))


@mistake(
    "unet",
    hint="You keep what goes down instead of the skip. It is pooled already, half as large as the decoder block needs.",
)
def unet_keeps_what_goes_down(input_shape, classes, depth, filters):
    inputs = keras.Input(input_shape)
    x, skips = inputs, []
    for level in range(depth):
        x, _ = encoder_block(x, filters * 2**level, 0.0, True)
        skips.append(x)
    x, _ = encoder_block(x, filters * 2**depth, 0.3, False)
    for level in reversed(range(depth)):
        x = decoder_block(x, skips[level], filters * 2**level)
    return keras.Model(inputs, keras.layers.Conv2D(classes, 1)(x))


@mistake(
    "unet",
    hint="The skip goes down instead of the pooled tensor, so the picture never becomes smaller and the sizes do not fit.",
)
def unet_skip_goes_down(input_shape, classes, depth, filters):
    inputs = keras.Input(input_shape)
    x, skips = inputs, []
    for level in range(depth):
        _, x = encoder_block(x, filters * 2**level, 0.0, True)
        skips.append(x)
    x, _ = encoder_block(x, filters * 2**depth, 0.3, False)
    for level in reversed(range(depth)):
        x = decoder_block(x, skips[level], filters * 2**level)
    return keras.Model(inputs, keras.layers.Conv2D(classes, 1)(x))


@mistake(
    "unet",
    hint="The bottom is pooled too. It is the deepest place: no pooling there, or the first decoder block gets too small a "
    "tensor.",
)
def unet_pools_at_the_bottom(input_shape, classes, depth, filters):
    inputs = keras.Input(input_shape)
    x, skips = inputs, []
    for level in range(depth):
        x, skip = encoder_block(x, filters * 2**level, 0.0, True)
        skips.append(skip)
    x, _ = encoder_block(x, filters * 2**depth, 0.3, True)
    for level in reversed(range(depth)):
        x = decoder_block(x, skips[level], filters * 2**level)
    return keras.Model(inputs, keras.layers.Conv2D(classes, 1)(x))


@mistake(
    "unet",
    hint="There is no block at the bottom: after the last pooling the way up begins at once. Add an encoder block with "
    "filters * 2**depth channels in between.",
)
def unet_without_bottom(input_shape, classes, depth, filters):
    inputs = keras.Input(input_shape)
    x, skips = inputs, []
    for level in range(depth):
        x, skip = encoder_block(x, filters * 2**level, 0.0, True)
        skips.append(skip)
    for level in reversed(range(depth)):
        x = decoder_block(x, skips[level], filters * 2**level)
    return keras.Model(inputs, keras.layers.Conv2D(classes, 1)(x))


@mistake(
    "unet",
    hint="The model returns probabilities. It should return logits: leave the softmax to the loss, or it is taken twice.",
)
def unet_with_softmax(input_shape, classes, depth, filters):
    inputs = keras.Input(input_shape)
    x, skips = inputs, []
    for level in range(depth):
        x, skip = encoder_block(x, filters * 2**level, 0.0, True)
        skips.append(skip)
    x, _ = encoder_block(x, filters * 2**depth, 0.3, False)
    for level in reversed(range(depth)):
        x = decoder_block(x, skips[level], filters * 2**level)
    return keras.Model(inputs, keras.layers.Conv2D(classes, 1, activation="softmax")(x))


@mistake(
    "unet",
    hint="The last convolution has a sigmoid. Here a pixel has one class out of several, and the loss takes logits: no "
    "activation at the end.",
)
def unet_with_sigmoid(input_shape, classes, depth, filters):
    inputs = keras.Input(input_shape)
    x, skips = inputs, []
    for level in range(depth):
        x, skip = encoder_block(x, filters * 2**level, 0.0, True)
        skips.append(skip)
    x, _ = encoder_block(x, filters * 2**depth, 0.3, False)
    for level in reversed(range(depth)):
        x = decoder_block(x, skips[level], filters * 2**level)
    return keras.Model(inputs, keras.layers.Conv2D(classes, 1, activation="sigmoid")(x))


@mistake(
    "unet",
    hint="The last convolution has a ReLU. Logits may be negative: that is how the network says no.",
)
def unet_with_relu_at_the_end(input_shape, classes, depth, filters):
    inputs = keras.Input(input_shape)
    x, skips = inputs, []
    for level in range(depth):
        x, skip = encoder_block(x, filters * 2**level, 0.0, True)
        skips.append(skip)
    x, _ = encoder_block(x, filters * 2**depth, 0.3, False)
    for level in reversed(range(depth)):
        x = decoder_block(x, skips[level], filters * 2**level)
    return keras.Model(inputs, keras.layers.Conv2D(classes, 1, activation="relu")(x))


@mistake(
    "unet",
    hint="The last convolution is 3x3. A 1x1 convolution is enough to turn the channels of a pixel into scores.",
)
def unet_last_convolution_of_three(input_shape, classes, depth, filters):
    inputs = keras.Input(input_shape)
    x, skips = inputs, []
    for level in range(depth):
        x, skip = encoder_block(x, filters * 2**level, 0.0, True)
        skips.append(skip)
    x, _ = encoder_block(x, filters * 2**depth, 0.3, False)
    for level in reversed(range(depth)):
        x = decoder_block(x, skips[level], filters * 2**level)
    return keras.Model(inputs, keras.layers.Conv2D(classes, 3, padding="same")(x))


@mistake(
    "unet",
    hint="The last convolution is missing: the model returns features, not one score for each class.",
)
def unet_without_last_convolution(input_shape, classes, depth, filters):
    inputs = keras.Input(input_shape)
    x, skips = inputs, []
    for level in range(depth):
        x, skip = encoder_block(x, filters * 2**level, 0.0, True)
        skips.append(skip)
    x, _ = encoder_block(x, filters * 2**depth, 0.3, False)
    for level in reversed(range(depth)):
        x = decoder_block(x, skips[level], filters * 2**level)
    return keras.Model(inputs, x)


@mistake(
    "unet",
    hint="The bottom has no more channels than the level above it. It is one level deeper, so the channels double once more: "
    "filters * 2**depth.",
)
def unet_with_a_narrow_bottom(input_shape, classes, depth, filters):
    inputs = keras.Input(input_shape)
    x, skips = inputs, []
    for level in range(depth):
        x, skip = encoder_block(x, filters * 2**level, 0.0, True)
        skips.append(skip)
    x, _ = encoder_block(x, filters * 2 ** max(depth - 1, 0), 0.3, False)
    for level in reversed(range(depth)):
        x = decoder_block(x, skips[level], filters * 2**level)
    return keras.Model(inputs, keras.layers.Conv2D(classes, 1)(x))


@mistake(
    "unet",
    hint="You return the last tensor. Make a model of it, from the pictures to the logits: keras.Model(inputs, outputs).",
)
def unet_returns_a_tensor(input_shape, classes, depth, filters):
    inputs = keras.Input(input_shape)
    x, skips = inputs, []
    for level in range(depth):
        x, skip = encoder_block(x, filters * 2**level, 0.0, True)
        skips.append(skip)
    x, _ = encoder_block(x, filters * 2**depth, 0.3, False)
    for level in reversed(range(depth)):
        x = decoder_block(x, skips[level], filters * 2**level)
    return keras.layers.Conv2D(classes, 1)(x)


@mistake(
    "unet",
    hint="You come up in the order in which you went down, so that a large skip meets a small tensor. The way up begins at "
    "the deepest level: go through the levels backwards.",
)
def unet_levels_not_reversed(input_shape, classes, depth, filters):
    inputs = keras.Input(input_shape)
    x, skips = inputs, []
    for level in range(depth):
        x, skip = encoder_block(x, filters * 2**level, 0.0, True)
        skips.append(skip)
    x, _ = encoder_block(x, filters * 2**depth, 0.3, False)
    for level in range(depth):
        x = decoder_block(x, skips[level], filters * 2**level)
    return keras.Model(inputs, keras.layers.Conv2D(classes, 1)(x))


@mistake(
    "unet",
    hint="All levels have the same number of channels. Each level has twice as many as the one above it.",
)
def unet_filters_never_doubled(input_shape, classes, depth, filters):
    inputs = keras.Input(input_shape)
    x, skips = inputs, []
    for _ in range(depth):
        x, skip = encoder_block(x, filters, 0.0, True)
        skips.append(skip)
    x, _ = encoder_block(x, filters, 0.3, False)
    for skip in reversed(skips):
        x = decoder_block(x, skip, filters)
    return keras.Model(inputs, keras.layers.Conv2D(classes, 1)(x))


@mistake(
    "unet",
    hint="The channels grow by the same number from level to level: filters * (level + 1). They double: filters * 2**level.",
)
def unet_filters_grow_evenly(input_shape, classes, depth, filters):
    inputs = keras.Input(input_shape)
    x, skips = inputs, []
    for level in range(depth):
        x, skip = encoder_block(x, filters * (level + 1), 0.0, True)
        skips.append(skip)
    x, _ = encoder_block(x, filters * (depth + 1), 0.3, False)
    for level in reversed(range(depth)):
        x = decoder_block(x, skips[level], filters * (level + 1))
    return keras.Model(inputs, keras.layers.Conv2D(classes, 1)(x))


@mistake(
    "unet",
    hint="A decoder block has as many channels as the encoder block of its own level. Yours has those of the level below.",
)
def unet_decoders_too_wide(input_shape, classes, depth, filters):
    inputs = keras.Input(input_shape)
    x, skips = inputs, []
    for level in range(depth):
        x, skip = encoder_block(x, filters * 2**level, 0.0, True)
        skips.append(skip)
    x, _ = encoder_block(x, filters * 2**depth, 0.3, False)
    for level in reversed(range(depth)):
        x = decoder_block(x, skips[level], filters * 2 ** (level + 1))
    return keras.Model(inputs, keras.layers.Conv2D(classes, 1)(x))


@mistake("unet", hint="The number of classes is fixed at 11. Use the argument classes.")
def unet_eleven_classes(input_shape, classes, depth, filters):
    inputs = keras.Input(input_shape)
    x, skips = inputs, []
    for level in range(depth):
        x, skip = encoder_block(x, filters * 2**level, 0.0, True)
        skips.append(skip)
    x, _ = encoder_block(x, filters * 2**depth, 0.3, False)
    for level in reversed(range(depth)):
        x = decoder_block(x, skips[level], filters * 2**level)
    return keras.Model(inputs, keras.layers.Conv2D(11, 1)(x))


@mistake("unet", hint="The depth is fixed at 1. Use the argument depth: so many encoder and so many decoder blocks.")
def unet_of_fixed_depth(input_shape, classes, depth, filters):
    inputs = keras.Input(input_shape)
    x, skip = encoder_block(inputs, filters, 0.0, True)
    x, _ = encoder_block(x, filters * 2, 0.3, False)
    x = decoder_block(x, skip, filters)
    return keras.Model(inputs, keras.layers.Conv2D(classes, 1)(x))


@alternative("unet")
def unet_with_a_stack(input_shape, classes, depth, filters):
    picture = keras.layers.Input(shape=input_shape, name="picture")
    stack, x, width = [], picture, filters
    for _ in range(depth):
        x, skip = encoder_block(x, width, dropout=0, pool=True)
        stack.append(skip)
        width *= 2
    _, x = encoder_block(x, width, dropout=0.3, pool=False)
    while stack:
        width //= 2
        x = decoder_block(x, stack.pop(), width)
    scores = keras.layers.Conv2D(classes, (1, 1), padding="same", activation=None, name="logits")(x)
    return keras.Model(inputs=picture, outputs=scores, name="unet")


@alternative("unet")
def unet_by_recursion(input_shape, classes, depth, filters):
    def below(x, level):
        if level == depth:
            return encoder_block(x, filters * 2**level, 0.3, False)[0]
        down, skip = encoder_block(x, filters * 2**level, 0.0, True)
        return decoder_block(below(down, level + 1), skip, filters * 2**level)

    inputs = keras.Input(input_shape)
    return keras.Model(inputs, keras.layers.Conv2D(classes, 1, activation="linear")(below(inputs, 0)))


@alternative("unet")
def unet_with_a_dense_layer(input_shape, classes, depth, filters):
    inputs = keras.Input(input_shape)
    widths = [filters * 2**level for level in range(depth + 1)]
    x, skips = inputs, {}
    for width in widths[:-1]:
        x, skips[width] = encoder_block(x, width, 0.0, True)
    x = encoder_block(x, widths[-1], 0.3, False)[1]
    for width in widths[-2::-1]:
        x = decoder_block(x, skips[width], width)
    model = keras.Model(inputs, keras.layers.Conv2D(classes, 1, strides=1)(x))
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model


# one_hot_mask


@mistake(
    "one_hot_mask",
    hint="The axis of the classes comes first. It should be the last: (m, height, width, classes).",
)
def one_hot_classes_first(mask, classes):
    labels = keras.ops.arange(classes)[:, None, None, None]
    return keras.ops.cast(keras.ops.cast(mask, "int32")[None] == labels, "float32")


@mistake(
    "one_hot_mask",
    hint="The axis of the classes comes second. It should be the last: (m, height, width, classes).",
)
def one_hot_classes_second(mask, classes):
    return keras.ops.one_hot(keras.ops.cast(mask, "int32"), classes, axis=1)


@mistake(
    "one_hot_mask",
    hint="You count only as many classes as this mask happens to hold. Use the argument classes: the last ones may be absent.",
)
def one_hot_of_present_classes(mask, classes):
    mask = keras.ops.cast(mask, "int32")
    return keras.ops.one_hot(mask, int(np.max(np.asarray(mask))) + 1)


@mistake(
    "one_hot_mask",
    hint="The background has no plane of its own: class 0 is a class like the others, with the first plane.",
)
def one_hot_without_background(mask, classes):
    return keras.ops.one_hot(keras.ops.cast(mask, "int32"), classes)[..., 1:]


@mistake(
    "one_hot_mask",
    hint="The planes are shifted by one, as if the classes began at 1. The background is class 0 and has the first plane.",
)
def one_hot_counted_from_one(mask, classes):
    return keras.ops.one_hot(keras.ops.cast(mask, "int32") - 1, classes)


@mistake(
    "one_hot_mask",
    hint="An axis of length 1 is left between the columns and the classes. one_hot adds the axis of the classes by itself.",
)
def one_hot_axis_too_many(mask, classes):
    return keras.ops.one_hot(keras.ops.cast(mask, "int32")[..., None], classes)


@mistake(
    "one_hot_mask",
    hint="NumPy cannot take 2.0 for a place in an array. Keras hands the mask over in decimal numbers: make whole numbers "
    "of them first, and use keras.ops throughout.",
)
def one_hot_by_indexing(mask, classes):
    return np.eye(classes)[mask]


@mistake(
    "one_hot_mask",
    hint="The picture itself is spread over the planes: where the class is c you put c, not 1.",
)
def one_hot_with_labels_for_ones(mask, classes):
    mask = keras.ops.cast(mask, "int32")
    return keras.ops.cast(mask, "float32")[..., None] * keras.ops.one_hot(mask, classes)


@mistake(
    "one_hot_mask",
    hint="A tensor of decimal numbers cannot be compared with whole numbers. Inside a loss the mask holds 3.0 instead of 3: "
    "cast it first.",
)
def one_hot_without_a_cast(mask, classes):
    return keras.ops.cast(mask[..., None] == keras.ops.arange(classes, dtype="int32"), "float32")


@alternative("one_hot_mask")
def one_hot_by_keras(mask, classes):
    return keras.ops.one_hot(keras.ops.cast(mask, "uint8"), classes, dtype="float32")


@alternative("one_hot_mask")
def one_hot_plane_by_plane(mask, classes):
    mask = keras.ops.cast(mask, "float32")
    planes = [keras.ops.where(keras.ops.equal(mask, float(label)), 1.0, 0.0) for label in range(classes)]
    return keras.ops.stack(planes, axis=-1)


@alternative("one_hot_mask")
def one_hot_from_the_identity(mask, classes):
    return keras.ops.take(keras.ops.eye(classes), keras.ops.cast(mask, "int32"), axis=0)


# pixel_cross_entropy


@mistake(
    "pixel_cross_entropy",
    hint="You add over all pixels. Take the mean, or the loss grows with the size of the picture and of the batch.",
)
def cross_entropy_summed(y_true, y_pred):
    log_p = keras.ops.log_softmax(y_pred, axis=-1)
    return -keras.ops.sum(one_hot_mask(y_true, y_pred.shape[-1]) * log_p)


@mistake(
    "pixel_cross_entropy",
    hint="The mean goes over the classes too, so the loss is too small by the number of classes. Add over the classes, "
    "then take the mean over the pixels.",
)
def cross_entropy_mean_over_classes(y_true, y_pred):
    log_p = keras.ops.log_softmax(y_pred, axis=-1)
    return -keras.ops.mean(one_hot_mask(y_true, y_pred.shape[-1]) * log_p)


@mistake(
    "pixel_cross_entropy",
    hint="You divide by the number of pictures only. Each pixel is an example: divide by the number of pixels too.",
)
def cross_entropy_per_picture(y_true, y_pred):
    log_p = keras.ops.log_softmax(y_pred, axis=-1)
    per_picture = keras.ops.sum(one_hot_mask(y_true, y_pred.shape[-1]) * log_p, axis=(1, 2, 3))
    return -keras.ops.mean(per_picture)


@mistake(
    "pixel_cross_entropy",
    hint="You return a loss for every pixel. One number is wanted: their mean.",
)
def cross_entropy_of_each_pixel(y_true, y_pred):
    log_p = keras.ops.log_softmax(y_pred, axis=-1)
    return -keras.ops.sum(one_hot_mask(y_true, y_pred.shape[-1]) * log_p, axis=-1)


@mistake(
    "pixel_cross_entropy",
    hint="The sign is missing. The log of a probability is negative; the loss is minus that.",
)
def cross_entropy_without_sign(y_true, y_pred):
    log_p = keras.ops.log_softmax(y_pred, axis=-1)
    return keras.ops.mean(keras.ops.sum(one_hot_mask(y_true, y_pred.shape[-1]) * log_p, axis=-1))


@mistake(
    "pixel_cross_entropy",
    hint="The loss of Keras takes y_pred for probabilities unless it is told otherwise. Here they are logits: from_logits.",
)
def cross_entropy_of_probabilities(y_true, y_pred):
    return keras.losses.SparseCategoricalCrossentropy()(y_true, y_pred)


@mistake(
    "pixel_cross_entropy",
    hint="The softmax is taken twice: y_pred is already a softmax when the loss takes one more. Pass the logits as they are.",
)
def cross_entropy_softmax_twice(y_true, y_pred):
    log_p = keras.ops.log_softmax(keras.ops.softmax(y_pred, axis=-1), axis=-1)
    return -keras.ops.mean(keras.ops.sum(one_hot_mask(y_true, y_pred.shape[-1]) * log_p, axis=-1))


@mistake(
    "pixel_cross_entropy",
    hint="The log of a softmax that has become 0 is minus infinity, and 0 times that is NaN. Use the log of the softmax "
    "in one piece: keras.ops.log_softmax.",
)
def cross_entropy_log_of_softmax(y_true, y_pred):
    log_p = keras.ops.log(keras.ops.softmax(y_pred, axis=-1))
    return -keras.ops.mean(keras.ops.sum(one_hot_mask(y_true, y_pred.shape[-1]) * log_p, axis=-1))


@mistake(
    "pixel_cross_entropy",
    hint="A small number inside the log avoids infinity, but where the network is sure and wrong the loss is capped and "
    "its gradient is gone, just where it is needed most. Use keras.ops.log_softmax.",
)
def cross_entropy_capped(y_true, y_pred):
    log_p = keras.ops.log(keras.ops.softmax(y_pred, axis=-1) + 1e-7)
    return -keras.ops.mean(keras.ops.sum(one_hot_mask(y_true, y_pred.shape[-1]) * log_p, axis=-1))


@mistake(
    "pixel_cross_entropy",
    hint="The softmax goes over the rows of the picture. It goes over the classes of a pixel: the last axis.",
)
def cross_entropy_softmax_over_rows(y_true, y_pred):
    log_p = keras.ops.log_softmax(y_pred, axis=1)
    return -keras.ops.mean(keras.ops.sum(one_hot_mask(y_true, y_pred.shape[-1]) * log_p, axis=-1))


@mistake(
    "pixel_cross_entropy",
    hint="This is the loss for several independent yes and no (a sigmoid for each class). A pixel has exactly one class: "
    "softmax, and only the true class has a term.",
)
def cross_entropy_binary(y_true, y_pred):
    truth = one_hot_mask(y_true, y_pred.shape[-1])
    terms = truth * keras.ops.log_sigmoid(y_pred) + (1 - truth) * keras.ops.log_sigmoid(-y_pred)
    return -keras.ops.mean(keras.ops.sum(terms, axis=-1))


@mistake(
    "pixel_cross_entropy",
    hint="y_true and y_pred have changed places. The first argument is the mask, the second one the logits.",
)
def cross_entropy_swapped(y_true, y_pred):
    y_true, y_pred = y_pred, y_true
    log_p = keras.ops.log_softmax(y_pred, axis=-1)
    return -keras.ops.mean(keras.ops.sum(one_hot_mask(y_true, y_pred.shape[-1]) * log_p, axis=-1))


@mistake(
    "pixel_cross_entropy",
    hint="The background does not count. Every pixel is an example, whatever it shows.",
)
def cross_entropy_without_background(y_true, y_pred):
    log_p = keras.ops.log_softmax(y_pred, axis=-1)
    truth = one_hot_mask(y_true, y_pred.shape[-1])
    return -keras.ops.mean(keras.ops.sum(truth[..., 1:] * log_p[..., 1:], axis=-1))


@mistake(
    "pixel_cross_entropy",
    hint="The value is right, but NumPy leaves no trace for the gradient, and nothing can be learned. Use keras.ops.",
)
def cross_entropy_in_numpy(y_true, y_pred):
    z = np.asarray(y_pred, dtype="float64")
    z = z - z.max(axis=-1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    labels = np.asarray(y_true).astype(int)[..., None]
    return -np.take_along_axis(log_p, labels, axis=-1).mean()


@mistake(
    "pixel_cross_entropy",
    hint="The formula is right, but the exp of a logit of some hundred is infinite. Take the largest logit out first, or let "
    "keras.ops.logsumexp do it.",
)
def cross_entropy_with_exponentials(y_true, y_pred):
    log_p = y_pred - keras.ops.log(keras.ops.sum(keras.ops.exp(y_pred), axis=-1, keepdims=True))
    return -keras.ops.mean(keras.ops.sum(one_hot_mask(y_true, y_pred.shape[-1]) * log_p, axis=-1))


@mistake(
    "pixel_cross_entropy",
    hint="logsumexp has taken the axis of the classes away, so the shapes do not fit. keepdims=True leaves it there, with "
    "length 1.",
)
def cross_entropy_without_keepdims(y_true, y_pred):
    log_p = y_pred - keras.ops.logsumexp(y_pred, axis=-1)
    return -keras.ops.mean(keras.ops.sum(one_hot_mask(y_true, y_pred.shape[-1]) * log_p, axis=-1))


@mistake(
    "pixel_cross_entropy",
    hint="logsumexp goes over all numbers at once. The sum below the line of the softmax has the classes of one pixel only: "
    "axis=-1, keepdims=True.",
)
def cross_entropy_with_one_sum_for_all(y_true, y_pred):
    log_p = y_pred - keras.ops.logsumexp(y_pred)
    return -keras.ops.mean(keras.ops.sum(one_hot_mask(y_true, y_pred.shape[-1]) * log_p, axis=-1))


@mistake(
    "pixel_cross_entropy",
    hint="The log is missing: this is minus the mean probability of the true class.",
)
def cross_entropy_without_log(y_true, y_pred):
    p = keras.ops.softmax(y_pred, axis=-1)
    return -keras.ops.mean(keras.ops.sum(one_hot_mask(y_true, y_pred.shape[-1]) * p, axis=-1))


@mistake(
    "pixel_cross_entropy",
    hint="You return one number for each picture. The mean goes over all pixels of all pictures: one number.",
)
def cross_entropy_of_each_picture(y_true, y_pred):
    log_p = keras.ops.log_softmax(y_pred, axis=-1)
    return -keras.ops.mean(keras.ops.sum(one_hot_mask(y_true, y_pred.shape[-1]) * log_p, axis=-1), axis=(1, 2))


@mistake(
    "pixel_cross_entropy",
    hint="The number of classes is fixed at 11. Read it off the logits: the length of their last axis.",
)
def cross_entropy_of_eleven_classes(y_true, y_pred):
    log_p = keras.ops.log_softmax(y_pred, axis=-1)
    return -keras.ops.mean(keras.ops.sum(one_hot_mask(y_true, 11) * log_p, axis=-1))


@alternative("pixel_cross_entropy")
def cross_entropy_by_keras(y_true, y_pred):
    return keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y_true, y_pred)


@alternative("pixel_cross_entropy")
def cross_entropy_with_logsumexp(y_true, y_pred):
    log_p = y_pred - keras.ops.logsumexp(y_pred, axis=-1, keepdims=True)
    pixels = keras.ops.cast(keras.ops.size(y_true), "float32")
    return -keras.ops.sum(one_hot_mask(y_true, y_pred.shape[3]) * log_p) / pixels


@alternative("pixel_cross_entropy")
def cross_entropy_by_taking(y_true, y_pred):
    labels = keras.ops.cast(y_true, "int32")[..., None]
    true_logit = keras.ops.take_along_axis(y_pred, labels, axis=-1)[..., 0]
    return keras.ops.mean(keras.ops.logsumexp(y_pred, axis=-1) - true_logit)


@alternative("pixel_cross_entropy")
def cross_entropy_by_the_function(y_true, y_pred):
    truth = one_hot_mask(y_true, y_pred.shape[-1])
    return keras.ops.mean(keras.losses.categorical_crossentropy(truth, y_pred, from_logits=True))


# dice_loss


@mistake(
    "dice_loss",
    hint="epsilon is not used. A class that is absent then has dice 0, however little of it is predicted, and at last 0 / 0.",
)
def dice_without_epsilon(y_true, y_pred, epsilon=1.0):
    p = keras.ops.softmax(y_pred, axis=-1)
    t = one_hot_mask(y_true, y_pred.shape[-1])
    overlap, sizes = keras.ops.sum(t * p, axis=(0, 1, 2)), keras.ops.sum(t + p, axis=(0, 1, 2))
    return 1 - keras.ops.mean(2 * overlap / sizes)


@mistake(
    "dice_loss",
    hint="epsilon stands below the line only. An absent class then has dice 0 for ever, even when none of it is predicted. "
    "Add it above the line too.",
)
def dice_epsilon_below_only(y_true, y_pred, epsilon=1.0):
    p = keras.ops.softmax(y_pred, axis=-1)
    t = one_hot_mask(y_true, y_pred.shape[-1])
    overlap, sizes = keras.ops.sum(t * p, axis=(0, 1, 2)), keras.ops.sum(t + p, axis=(0, 1, 2))
    return 1 - keras.ops.mean(2 * overlap / (sizes + epsilon))


@mistake(
    "dice_loss",
    hint="epsilon is multiplied by 2 as well. Above the line stands twice the overlap, plus epsilon once.",
)
def dice_epsilon_doubled(y_true, y_pred, epsilon=1.0):
    p = keras.ops.softmax(y_pred, axis=-1)
    t = one_hot_mask(y_true, y_pred.shape[-1])
    overlap, sizes = keras.ops.sum(t * p, axis=(0, 1, 2)), keras.ops.sum(t + p, axis=(0, 1, 2))
    return 1 - keras.ops.mean(2 * (overlap + epsilon) / (sizes + epsilon))


@mistake("dice_loss", hint="epsilon is fixed at 1. Use the argument; 1.0 is only what it is if nobody says otherwise.")
def dice_epsilon_fixed(y_true, y_pred, epsilon=1.0):
    p = keras.ops.softmax(y_pred, axis=-1)
    t = one_hot_mask(y_true, y_pred.shape[-1])
    overlap, sizes = keras.ops.sum(t * p, axis=(0, 1, 2)), keras.ops.sum(t + p, axis=(0, 1, 2))
    return 1 - keras.ops.mean((2 * overlap + 1) / (sizes + 1))


@mistake(
    "dice_loss",
    hint="This is dice, which is 1 for a perfect answer. The loss is 1 minus that.",
)
def dice_not_the_loss(y_true, y_pred, epsilon=1.0):
    p = keras.ops.softmax(y_pred, axis=-1)
    t = one_hot_mask(y_true, y_pred.shape[-1])
    overlap, sizes = keras.ops.sum(t * p, axis=(0, 1, 2)), keras.ops.sum(t + p, axis=(0, 1, 2))
    return keras.ops.mean((2 * overlap + epsilon) / (sizes + epsilon))


@mistake(
    "dice_loss",
    hint="The 2 is missing above the line. Without it even a perfect answer reaches only one half.",
)
def dice_without_two(y_true, y_pred, epsilon=1.0):
    p = keras.ops.softmax(y_pred, axis=-1)
    t = one_hot_mask(y_true, y_pred.shape[-1])
    overlap, sizes = keras.ops.sum(t * p, axis=(0, 1, 2)), keras.ops.sum(t + p, axis=(0, 1, 2))
    return 1 - keras.ops.mean((overlap + epsilon) / (sizes + epsilon))


@mistake(
    "dice_loss",
    hint="This is the soft IoU: the overlap is taken off below the line. Dice divides twice the overlap by the sum of both "
    "sizes.",
)
def dice_is_iou(y_true, y_pred, epsilon=1.0):
    p = keras.ops.softmax(y_pred, axis=-1)
    t = one_hot_mask(y_true, y_pred.shape[-1])
    overlap, sizes = keras.ops.sum(t * p, axis=(0, 1, 2)), keras.ops.sum(t + p, axis=(0, 1, 2))
    return 1 - keras.ops.mean((overlap + epsilon) / (sizes - overlap + epsilon))


@mistake(
    "dice_loss",
    hint="All classes are put into one sum, so the background rules. Sum over pictures, rows and columns only, and take the "
    "mean over the classes afterwards.",
)
def dice_of_all_classes_at_once(y_true, y_pred, epsilon=1.0):
    p = keras.ops.softmax(y_pred, axis=-1)
    t = one_hot_mask(y_true, y_pred.shape[-1])
    return 1 - (2 * keras.ops.sum(t * p) + epsilon) / (keras.ops.sum(t) + keras.ops.sum(p) + epsilon)


@mistake(
    "dice_loss",
    hint="Each picture has its own dice here. The sums go over all pictures of the batch together: axis 0 too.",
)
def dice_picture_by_picture(y_true, y_pred, epsilon=1.0):
    p = keras.ops.softmax(y_pred, axis=-1)
    t = one_hot_mask(y_true, y_pred.shape[-1])
    overlap, sizes = keras.ops.sum(t * p, axis=(1, 2)), keras.ops.sum(t + p, axis=(1, 2))
    return 1 - keras.ops.mean((2 * overlap + epsilon) / (sizes + epsilon))


@mistake(
    "dice_loss",
    hint="The sums go over the classes, so that each pixel has its own dice. Sum over the pixels and keep the classes.",
)
def dice_pixel_by_pixel(y_true, y_pred, epsilon=1.0):
    p = keras.ops.softmax(y_pred, axis=-1)
    t = one_hot_mask(y_true, y_pred.shape[-1])
    overlap, sizes = keras.ops.sum(t * p, axis=-1), keras.ops.sum(t + p, axis=-1)
    return 1 - keras.ops.mean((2 * overlap + epsilon) / (sizes + epsilon))


@mistake(
    "dice_loss",
    hint="The logits go into the sums as they are. Dice counts probabilities: take the softmax first.",
)
def dice_of_logits(y_true, y_pred, epsilon=1.0):
    t = one_hot_mask(y_true, y_pred.shape[-1])
    overlap, sizes = keras.ops.sum(t * y_pred, axis=(0, 1, 2)), keras.ops.sum(t + y_pred, axis=(0, 1, 2))
    return 1 - keras.ops.mean((2 * overlap + epsilon) / (sizes + epsilon))


@mistake(
    "dice_loss",
    hint="You take a sigmoid. The classes of a pixel exclude one another: take the softmax over them.",
)
def dice_with_sigmoid(y_true, y_pred, epsilon=1.0):
    p = keras.ops.sigmoid(y_pred)
    t = one_hot_mask(y_true, y_pred.shape[-1])
    overlap, sizes = keras.ops.sum(t * p, axis=(0, 1, 2)), keras.ops.sum(t + p, axis=(0, 1, 2))
    return 1 - keras.ops.mean((2 * overlap + epsilon) / (sizes + epsilon))


@mistake(
    "dice_loss",
    hint="The softmax goes over the rows of the picture. It goes over the classes of a pixel: the last axis.",
)
def dice_softmax_over_rows(y_true, y_pred, epsilon=1.0):
    p = keras.ops.softmax(y_pred, axis=1)
    t = one_hot_mask(y_true, y_pred.shape[-1])
    overlap, sizes = keras.ops.sum(t * p, axis=(0, 1, 2)), keras.ops.sum(t + p, axis=(0, 1, 2))
    return 1 - keras.ops.mean((2 * overlap + epsilon) / (sizes + epsilon))


@mistake(
    "dice_loss",
    hint="The value is right, but NumPy leaves no trace for the gradient, and nothing can be learned. Use keras.ops.",
)
def dice_in_numpy(y_true, y_pred, epsilon=1.0):
    z = np.asarray(y_pred)
    p = np.exp(z - z.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    t = np.eye(z.shape[-1])[np.asarray(y_true).astype(int)]
    overlap, sizes = (t * p).sum(axis=(0, 1, 2)), (t + p).sum(axis=(0, 1, 2))
    return 1 - np.mean((2 * overlap + epsilon) / (sizes + epsilon))


@mistake(
    "dice_loss",
    hint="exp of a logit of some hundred is infinite, and infinity / infinity is NaN. keras.ops.softmax takes the largest "
    "logit out first.",
)
def dice_with_exponentials(y_true, y_pred, epsilon=1.0):
    p = keras.ops.exp(y_pred) / keras.ops.sum(keras.ops.exp(y_pred), axis=-1, keepdims=True)
    t = one_hot_mask(y_true, y_pred.shape[-1])
    overlap, sizes = keras.ops.sum(t * p, axis=(0, 1, 2)), keras.ops.sum(t + p, axis=(0, 1, 2))
    return 1 - keras.ops.mean((2 * overlap + epsilon) / (sizes + epsilon))


@mistake(
    "dice_loss",
    hint="The background, class 0, is left out. Some do that; here it counts like the other classes.",
)
def dice_without_background(y_true, y_pred, epsilon=1.0):
    p = keras.ops.softmax(y_pred, axis=-1)
    t = one_hot_mask(y_true, y_pred.shape[-1])
    overlap, sizes = keras.ops.sum(t * p, axis=(0, 1, 2)), keras.ops.sum(t + p, axis=(0, 1, 2))
    return 1 - keras.ops.mean((2 * overlap[1:] + epsilon) / (sizes[1:] + epsilon))


@mistake(
    "dice_loss",
    hint="You take means over the pixels where sums belong. They are so small that epsilon outweighs them, and the loss "
    "hardly moves.",
)
def dice_of_means(y_true, y_pred, epsilon=1.0):
    p = keras.ops.softmax(y_pred, axis=-1)
    t = one_hot_mask(y_true, y_pred.shape[-1])
    overlap, sizes = keras.ops.mean(t * p, axis=(0, 1, 2)), keras.ops.mean(t + p, axis=(0, 1, 2))
    return 1 - keras.ops.mean((2 * overlap + epsilon) / (sizes + epsilon))


@mistake(
    "dice_loss",
    hint="The dice of the classes are added, not averaged, so that the loss falls far below 0. Take their mean.",
)
def dice_summed_over_classes(y_true, y_pred, epsilon=1.0):
    p = keras.ops.softmax(y_pred, axis=-1)
    t = one_hot_mask(y_true, y_pred.shape[-1])
    overlap, sizes = keras.ops.sum(t * p, axis=(0, 1, 2)), keras.ops.sum(t + p, axis=(0, 1, 2))
    return 1 - keras.ops.sum((2 * overlap + epsilon) / (sizes + epsilon))


@mistake(
    "dice_loss",
    hint="epsilon is outside of the fraction. It stands above the line and below it, each in parentheses: "
    "(... + epsilon) / (... + epsilon).",
)
def dice_epsilon_outside(y_true, y_pred, epsilon=1.0):
    p = keras.ops.softmax(y_pred, axis=-1)
    t = one_hot_mask(y_true, y_pred.shape[-1])
    overlap, sizes = keras.ops.sum(t * p, axis=(0, 1, 2)), keras.ops.sum(t + p, axis=(0, 1, 2))
    return 1 - keras.ops.mean(2 * overlap / sizes + epsilon)


@mistake(
    "dice_loss",
    hint="You count the winning class with argmax, which has no gradient. Count the probabilities.",
)
def dice_of_the_winner(y_true, y_pred, epsilon=1.0):
    classes = y_pred.shape[-1]
    p, t = one_hot_mask(keras.ops.argmax(y_pred, axis=-1), classes), one_hot_mask(y_true, classes)
    overlap, sizes = keras.ops.sum(t * p, axis=(0, 1, 2)), keras.ops.sum(t + p, axis=(0, 1, 2))
    return 1 - keras.ops.mean((2 * overlap + epsilon) / (sizes + epsilon))


@mistake(
    "dice_loss",
    hint="Absent classes are left out, as in mean_iou. Here they stay in: whoever predicts them has to pay, and epsilon takes "
    "care of 0 / 0.",
)
def dice_of_present_classes(y_true, y_pred, epsilon=1.0):
    p = keras.ops.softmax(y_pred, axis=-1)
    t = one_hot_mask(y_true, y_pred.shape[-1])
    overlap, sizes = keras.ops.sum(t * p, axis=(0, 1, 2)), keras.ops.sum(t + p, axis=(0, 1, 2))
    present = keras.ops.cast(keras.ops.sum(t, axis=(0, 1, 2)) > 0, "float32")
    return 1 - keras.ops.sum(present * (2 * overlap + epsilon) / (sizes + epsilon)) / keras.ops.sum(present)


@mistake(
    "dice_loss",
    hint="The probabilities are squared below the line. That is another form of dice, that of V-Net; here they are not.",
)
def dice_squared(y_true, y_pred, epsilon=1.0):
    p = keras.ops.softmax(y_pred, axis=-1)
    t = one_hot_mask(y_true, y_pred.shape[-1])
    overlap, sizes = keras.ops.sum(t * p, axis=(0, 1, 2)), keras.ops.sum(t + p * p, axis=(0, 1, 2))
    return 1 - keras.ops.mean((2 * overlap + epsilon) / (sizes + epsilon))


@mistake(
    "dice_loss",
    hint="y_true and y_pred have changed places. The first argument is the mask, the second one the logits.",
)
def dice_swapped(y_true, y_pred, epsilon=1.0):
    y_true, y_pred = y_pred, y_true
    p = keras.ops.softmax(y_pred, axis=-1)
    t = one_hot_mask(y_true, y_pred.shape[-1])
    overlap, sizes = keras.ops.sum(t * p, axis=(0, 1, 2)), keras.ops.sum(t + p, axis=(0, 1, 2))
    return 1 - keras.ops.mean((2 * overlap + epsilon) / (sizes + epsilon))


@mistake("dice_loss", hint="You return one number for each class. Take their mean.")
def dice_of_each_class(y_true, y_pred, epsilon=1.0):
    p = keras.ops.softmax(y_pred, axis=-1)
    t = one_hot_mask(y_true, y_pred.shape[-1])
    overlap, sizes = keras.ops.sum(t * p, axis=(0, 1, 2)), keras.ops.sum(t + p, axis=(0, 1, 2))
    return 1 - (2 * overlap + epsilon) / (sizes + epsilon)


@mistake(
    "dice_loss", hint="The number of classes is fixed at 11. Read it off the logits: the length of their last axis."
)
def dice_of_eleven_classes(y_true, y_pred, epsilon=1.0):
    p = keras.ops.softmax(y_pred, axis=-1)
    t = one_hot_mask(y_true, 11)
    overlap, sizes = keras.ops.sum(t * p, axis=(0, 1, 2)), keras.ops.sum(t + p, axis=(0, 1, 2))
    return 1 - keras.ops.mean((2 * overlap + epsilon) / (sizes + epsilon))


@alternative("dice_loss")
def dice_class_by_class(y_true, y_pred, epsilon=1.0):
    p = keras.activations.softmax(y_pred)
    mask = keras.ops.cast(y_true, "int32")
    losses = []
    for label in range(y_pred.shape[-1]):
        t = keras.ops.cast(keras.ops.equal(mask, label), "float32")
        overlap = keras.ops.sum(keras.ops.where(mask == label, p[..., label], 0.0))
        losses.append(1 - (2 * overlap + epsilon) / (keras.ops.sum(t) + keras.ops.sum(p[..., label]) + epsilon))
    return sum(losses) / len(losses)


@alternative("dice_loss")
def dice_with_einsum(y_true, y_pred, epsilon=1.0):
    p = keras.ops.exp(keras.ops.log_softmax(y_pred, axis=-1))
    t = one_hot_mask(y_true, y_pred.shape[-1])
    overlap = keras.ops.einsum("ihwc,ihwc->c", t, p)
    return 1.0 - keras.ops.mean((2 * overlap + epsilon) / (keras.ops.einsum("ihwc->c", t + p) + epsilon))


@alternative("dice_loss")
def dice_of_flat_pixels(y_true, y_pred, epsilon=1.0):
    classes = y_pred.shape[-1]
    p = keras.ops.reshape(keras.ops.softmax(y_pred), (-1, classes))
    t = keras.ops.reshape(one_hot_mask(y_true, classes), (-1, classes))
    dice = (2 * keras.ops.sum(t * p, 0) + epsilon) / (keras.ops.sum(t, 0) + keras.ops.sum(p, 0) + epsilon)
    return keras.ops.mean(1 - dice)
