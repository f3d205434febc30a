import keras
import numpy as np

from grader.authoring import alternative, edited, everywhere

detector_with_sigmoid = edited(
    "There is an activation on the last layer. It must give raw numbers: the loss and the decoding apply sigmoid and "
    "softmax where they belong.",
    ("(5 + classes), 1)", '(5 + classes), 1, activation="sigmoid")'),
)
detector_with_last_relu = edited(
    "There is a ReLU on the last layer. Raw numbers may be negative: a place without an object should answer with a "
    "very negative one.",
    ("(5 + classes), 1)", '(5 + classes), 1, activation="relu")'),
)
detector_filters_not_doubled = edited(
    "All stages have 16 filters. Double them from stage to stage: while the picture gets smaller, more is said about "
    "each place.",
    ("size, filters = size // 2, 2 * filters", "size = size // 2"),
)
detector_narrow_neck = edited(
    "The neck has as many filters as the last stage. It should have twice as many.",
    ('filters, 3, padding="same")(x)  # (batch, grid', 'filters // 2, 3, padding="same")(x)  # (batch, grid'),
)
detector_short_neck = edited(
    "The neck is too short: two convolutions follow after the last pooling, each with batch norm and ReLU.",
    ("range(2)", "range(1)"),
)
detector_without_batch_norm = edited(
    "There is no batch norm. One stands between each 3x3 convolution and its ReLU.",
    everywhere("x = keras.layers.BatchNormalization(momentum=0.9)(x)", ""),
)
detector_relu_before_batch_norm = edited(
    "ReLU comes before batch norm. The order is convolution, batch norm, ReLU.",
    everywhere('padding="same")', 'padding="same", activation="relu")'),
    everywhere("x = keras.layers.ReLU()(x)", ""),
)
detector_average_pooling = edited(
    "You pool by the average. Here it is max pooling: what stands out is what counts.",
    ("keras.layers.MaxPooling2D", "keras.layers.AveragePooling2D"),
)
detector_strided = edited(
    "You halve the picture with the stride of the convolution. Here the convolution has stride 1, and max pooling "
    "halves.",
    ('3, padding="same")(x)  # (batch, size', '3, 2, padding="same")(x)  # (batch, size'),
    ("x = keras.layers.MaxPooling2D(2)(x)", ""),
)
detector_without_reshape = edited(
    "The answer is not taken apart: reshape the last axis, so that anchors and their 5 + C numbers have an axis each.",
    ("keras.layers.Reshape((grid, grid, len(anchors), 5 + classes))(x)", "x"),
)
detector_without_object_score = edited(
    "Each anchor answers with the classes and four more numbers. There are five: four for the box and one for the "
    "object.",
    everywhere("5 + classes", "4 + classes"),
)
detector_three_stages = edited(
    "There are always three stages. How many are needed follows from input_shape and grid: go on until the picture "
    "is as small as the grid.",
    ("while size > grid:", "for _ in range(3):"),
    ("grid, grid, len", "size, size, len"),
)
detector_large_head = edited(
    "The last convolution looks at 3x3 cells. It should be 1x1: the neck has looked around already.",
    ("(5 + classes), 1)", '(5 + classes), 3, padding="same")'),
)
detector_without_bias = edited(
    "The 3x3 convolutions have no bias. Batch norm makes it superfluous, but the table asks for it: leave use_bias "
    "out.",
    everywhere('padding="same"', 'padding="same", use_bias=False'),
)
detector_growing_neck = edited(
    "The second convolution of the neck has twice as many filters as the first. Both have the same number: twice "
    "that of the last stage.",
    ("for _ in range(2):", "for filters in (filters, 2 * filters):"),
)
detector_without_padding = edited(
    'Each convolution makes the picture smaller by two, so it does not fit the grid in the end. padding="same" is '
    "missing.",
    everywhere(', padding="same"', ""),
)


@alternative
def detector_sequential(input_shape, grid, anchors, classes):
    model = keras.Sequential([keras.Input(input_shape)])
    stages = int(np.log2(input_shape[0] // grid))
    for i in range(stages + 2):
        model.add(keras.layers.Conv2D(16 * 2 ** min(i, stages), (3, 3), padding="same"))
        model.add(keras.layers.BatchNormalization(axis=-1, momentum=0.9))
        model.add(keras.layers.Activation("relu"))
        if i < stages:
            model.add(keras.layers.MaxPool2D(pool_size=(2, 2), strides=2))
    model.add(keras.layers.Conv2D(len(anchors) * (classes + 5), (1, 1), activation="linear"))
    model.add(keras.layers.Reshape((grid, grid, -1, classes + 5)))
    return model


@alternative
def detector_pools_before_relu(input_shape, grid, anchors, classes):
    def stage(x, filters):
        x = keras.layers.Conv2D(filters, 3, padding="same", kernel_initializer="he_normal")(x)
        return keras.layers.BatchNormalization()(x)

    inputs = keras.Input(input_shape, name="picture")
    x, filters = inputs, 16
    while x.shape[1] > grid:
        x = keras.ops.relu(keras.layers.MaxPooling2D()(stage(x, filters)))
        filters *= 2
    x = keras.ops.relu(stage(x, filters))
    x = keras.ops.relu(stage(x, filters))
    x = keras.layers.Conv2D(anchors.shape[0] * (5 + classes), 1, name="head")(x)
    x = keras.ops.reshape(x, (-1, grid, grid, anchors.shape[0], 5 + classes))
    return keras.Model(inputs, x, name="yolo")
