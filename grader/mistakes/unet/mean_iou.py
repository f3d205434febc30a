import keras
import numpy as np

from grader.authoring import alternative, edited, mistake

iou_absent_classes_are_zero = edited(
    "A class that neither mask holds counts as 0 here, so that even a perfect answer cannot reach 1. Leave it out of "
    "the mean.",
    ("if union > 0:", "if union == 0:", "    ious.append(0.0)", "else:"),
)
iou_absent_classes_are_one = edited(
    "A class that neither mask holds counts as 1 here: points for classes that do not occur. Leave it out of the mean.",
    ("if union > 0:", "if union == 0:", "    ious.append(1.0)", "else:"),
)
iou_zero_by_zero = edited(
    "The result is NaN where a class is in neither mask: 0 / 0. Ask whether the union is empty before you divide.",
    ("if union > 0:\n    ious", "ious"),
)
iou_of_true_classes_only = edited(
    "You leave out the classes that the truth does not hold. If one is predicted all the same, that is an error, and "
    "its IoU of 0 counts. Only a class that neither mask holds is left out.",
    ("range(classes)", "np.unique(y_true)"),
)
iou_of_predicted_classes_only = edited(
    "You leave out the classes that are not predicted. If the truth holds one, it was missed, and its IoU of 0 "
    "counts. Only a class that neither mask holds is left out.",
    ("range(classes)", "np.unique(y_pred)"),
)
iou_pixel_accuracy = edited(
    "This is the share of right pixels. It hardly sees the digits, for nearly all pixels are background. Take each "
    "class by itself first.",
    ("np.mean(ious)", "np.mean(y_true == y_pred)"),
)


@mistake(
    "You add the intersections and the unions of all classes and divide once, so that a class counts as much as it "
    "has pixels. Divide for each class, then take the mean."
)
def iou_of_all_classes_at_once(y_true, y_pred, classes):
    intersection = np.sum(y_true == y_pred)
    return intersection / (2 * y_true.size - intersection)


iou_weighted_by_pixels = edited(
    "The classes are weighted by their pixels, so the background rules again. The mean is a plain one: each class "
    "that occurs counts the same.",
    ("ious.append(", "ious.append(np.sum(truth) * "),
    ("np.mean(ious)", "np.sum(ious) / y_true.size"),
)
iou_without_background = edited(
    "The background, class 0, is left out. It counts like the other classes.", ("range(classes)", "range(1, classes)")
)
iou_intersection_counted_twice = edited(
    "You divide by the sum of both sizes, which counts what they share twice. A pixel belongs to the union once: "
    "take the intersection off.",
    ("np.sum(truth | prediction)", "np.sum(truth) + np.sum(prediction)"),
)
iou_is_dice = edited(
    "This is dice, 2 * intersection / (size + size), and not IoU. Divide the intersection by the union.",
    ("np.sum(truth | prediction)", "np.sum(truth) + np.sum(prediction)"),
    ("np.sum(truth & prediction)", "2 * np.sum(truth & prediction)"),
)
iou_is_recall = edited(
    "You divide by the true pixels of the class only. What is predicted beyond them is an error too: divide by the "
    "union.",
    ("if union > 0:", "if union > 0:", "    union = max(1, np.sum(truth))"),
)


@mistake(
    "You take the mean IoU of each picture and average those. Count the pixels of all pictures together: one "
    "intersection and one union for each class."
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


iou_of_whatever_is_not_background = edited(
    "logical_and and logical_or of the masks themselves only ask whether a pixel is background, and any two digits "
    "are alike to them. Compare the masks with one class first: y_true == label.",
    ("float(np.mean(ious))", "np.sum(np.logical_and(y_true, y_pred)) / np.sum(np.logical_or(y_true, y_pred))"),
)
iou_of_shared_classes_only = edited(
    "You leave out every class that truth and prediction do not share. A class that only one of them holds is an "
    "error, and its IoU of 0 counts. Ask whether the union is empty, not the intersection.",
    ("union > 0", "np.any(truth & prediction)"),
)
iou_without_parentheses = edited(
    "Python reads & and | before ==, so it asks here whether a whole array is true. Put each comparison into "
    "parentheses: (...) & (...).",
    ("truth | prediction", "y_true == label | y_pred == label"),
)
iou_with_all_right_pixels = edited(
    "The intersection is that of all classes together: y_true == y_pred asks whether a pixel is right, whatever its "
    "class. Count the pixels where both masks hold this one class.",
    ("truth & prediction", "y_true == y_pred"),
)
iou_of_each_class = edited(
    "You return one number for each class. Take their mean.", ("union > 0", "union"), ("float(np.mean(ious))", "ious")
)


@alternative
def iou_from_a_confusion_matrix(y_true, y_pred, classes):
    places = classes * np.asarray(y_true, dtype=int).ravel() + np.asarray(y_pred, dtype=int).ravel()
    confusion = np.bincount(places, minlength=classes**2).reshape(classes, classes)
    both = np.diag(confusion)
    either = confusion.sum(axis=0) + confusion.sum(axis=1) - both
    return (both[either > 0] / either[either > 0]).mean()


@alternative
def iou_by_sets(y_true, y_pred, classes):
    ious = []
    for label in range(classes):
        truth = set(np.flatnonzero(np.ravel(y_true) == label).tolist())
        prediction = set(np.flatnonzero(np.ravel(y_pred) == label).tolist())
        if truth or prediction:
            ious.append(len(truth & prediction) / len(truth | prediction))
    return sum(ious) / len(ious)


@alternative
def iou_with_nanmean(y_true, y_pred, classes):
    labels = np.arange(classes)
    truth, prediction = y_true[..., None] == labels, y_pred[..., None] == labels
    both = np.logical_and(truth, prediction).sum((0, 1, 2))
    either = np.logical_or(truth, prediction).sum((0, 1, 2))
    return np.nanmean(both / either)


@alternative
def iou_by_keras(y_true, y_pred, classes):
    metric = keras.metrics.MeanIoU(num_classes=classes)
    metric.update_state(y_true, y_pred)
    return metric.result()
