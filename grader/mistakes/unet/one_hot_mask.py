import keras
import numpy as np

from grader.authoring import alternative, edited, mistake

one_hot_classes_first = edited(
    "The axis of the classes comes first. It should be the last: (m, height, width, classes).",
    ('keras.ops.cast(mask, "int32")[..., None]', "keras.ops.arange(classes)[..., :, None, None, None]"),
    ('keras.ops.arange(classes, dtype="int32")', 'keras.ops.cast(mask, dtype="int32")'),
)


@mistake("The axis of the classes comes second. It should be the last: (m, height, width, classes).")
def one_hot_classes_second(mask, classes):
    return keras.ops.one_hot(keras.ops.cast(mask, "int32"), classes, axis=1)


one_hot_of_present_classes = edited(
    "You count only as many classes as this mask happens to hold. Use the argument classes: the last ones may be "
    "absent.",
    (
        'keras.ops.cast(labels == keras.ops.arange(classes, dtype="int32"), "float32")',
        "keras.ops.one_hot(mask, int(np.max(np.asarray(mask))) + 1)",
    ),
)
one_hot_without_background = edited(
    "The background has no plane of its own: class 0 is a class like the others, with the first plane.",
    ('"float32")', '"float32")[..., 1:]'),
)
one_hot_counted_from_one = edited(
    "The planes are shifted by one, as if the classes began at 1. The background is class 0 and has the first plane.",
    ("[..., None]", "[..., None] - 1"),
)
one_hot_axis_too_many = edited(
    "An axis of length 1 is left between the columns and the classes. one_hot adds the axis of the classes by itself.",
    ("[..., None]", "[..., None, None]"),
)


@mistake(
    "NumPy cannot take 2.0 for a place in an array. Keras hands the mask over in decimal numbers: make whole numbers "
    "of them first, and use keras.ops throughout."
)
def one_hot_by_indexing(mask, classes):
    return np.eye(classes)[mask]


one_hot_with_labels_for_ones = edited(
    "The picture itself is spread over the planes: where the class is c you put c, not 1.",
    ('"float32")', '"float32") * keras.ops.cast(labels, "float32")'),
)
one_hot_without_a_cast = edited(
    "A tensor of decimal numbers cannot be compared with whole numbers. Inside a loss the mask holds 3.0 instead of "
    "3: cast it first.",
    ('keras.ops.cast(mask, "int32")', "mask"),
)


@alternative
def one_hot_by_keras(mask, classes):
    return keras.ops.one_hot(keras.ops.cast(mask, "uint8"), classes, dtype="float32")


@alternative
def one_hot_plane_by_plane(mask, classes):
    mask = keras.ops.cast(mask, "float32")
    planes = [keras.ops.where(keras.ops.equal(mask, float(label)), 1.0, 0.0) for label in range(classes)]
    return keras.ops.stack(planes, axis=-1)


@alternative
def one_hot_from_the_identity(mask, classes):
    return keras.ops.take(keras.ops.eye(classes), keras.ops.cast(mask, "int32"), axis=0)
