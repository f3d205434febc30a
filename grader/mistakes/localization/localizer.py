import keras

from grader.authoring import alternative, edited, mistake

WHAT = "keras.layers.GlobalMaxPooling2D()(x)"
WHERE = "keras.layers.Flatten()(x)"
ORDER = "[what[:, :1], where, what[:, 1:]]"
STAGE_NORM = "x = keras.layers.BatchNormalization(momentum=0.9)(x)"
STAGE_RELU = "x = keras.layers.ReLU()(x)"

localizer_average_for_max = edited(
    "Object and classes come from the averages of the channels. Take the largest value: GlobalMaxPooling2D.",
    (WHAT, "keras.layers.GlobalAveragePooling2D()(x)"),
)
localizer_where_from_pooled = edited(
    "The box is made from globally pooled channels, which do not say where the largest value stood: flatten the "
    "last stage instead.",
    (WHERE, WHAT),
)
localizer_what_from_flat = edited(
    "Object and classes are made from all places, flattened. Take the largest value of each channel first: "
    "GlobalMaxPooling2D.",
    (WHAT, WHERE),
)
localizer_order = edited(
    "The box comes last in the answer. The order is object, box, classes: the box stands between the first number"
    " of `what` and the rest.",
    (ORDER, "[what, where]"),
)
localizer_box_first = edited(
    "The box comes first in the answer. The order is object, box, classes: the box stands between the first "
    "number of `what` and the rest.",
    (ORDER, "[where, what]"),
)
localizer_with_softmax = edited(
    "There is a softmax at the end. The loss wants raw numbers: leave the last layers without an activation.",
    ("keras.layers.Dense(1 + classes)", 'keras.layers.Dense(1 + classes, activation="softmax")'),
)
localizer_with_sigmoid_box = edited(
    "The box goes through a sigmoid. The loss takes its numbers as they are: no activation.",
    ("keras.layers.Dense(4)", 'keras.layers.Dense(4, activation="sigmoid")'),
)
localizer_with_relu_box = edited(
    "The box goes through a ReLU, which makes all that is below zero zero. Leave the last layer without an activation.",
    ("keras.layers.Dense(4)", 'keras.layers.Dense(4, activation="relu")'),
)
localizer_without_batch_norm = edited(
    "The stages have no batch norm. It stands in each of them, behind the convolution.", (STAGE_NORM, "")
)
localizer_box_without_batch_norm = edited(
    "The 64 units of the box have no batch norm. It stands between the dense layer and its ReLU.",
    ("where = keras.layers.BatchNormalization(momentum=0.9)(where)", ""),
)
localizer_without_relu = edited("The stages have no ReLU. It stands behind the batch norm.", (STAGE_RELU, ""))
localizer_relu_before_norm = edited(
    "In the stages ReLU stands before the batch norm. The order is convolution, batch norm, ReLU, pooling.",
    (STAGE_NORM, STAGE_RELU),
    (STAGE_RELU, STAGE_NORM),
)
localizer_units_without_relu = edited(
    "The 64 units of the box have no ReLU, so their two dense layers do no more than one.",
    ("keras.layers.Dense(4)(keras.layers.ReLU()(where))", "keras.layers.Dense(4)(where)"),
)
localizer_valid_padding = edited(
    'The convolutions have no padding, so each of them makes the picture smaller. Write padding="same".',
    (', padding="same"', ""),
)
localizer_no_object = edited(
    "The way of the classes has no number for the object. It is a dense layer of 1 + classes, of which the first "
    "says whether there is one.",
    ("keras.layers.Dense(1 + classes)", "keras.layers.Dense(classes)"),
)
localizer_pools_four_times = edited(
    "The fourth stage pools, too. Only the first three do: the box wants to see more places than that leaves.",
    ("if filters < 128:", "if filters:"),
)


@mistake(
    "Object and classes have a dense layer each. That can do the same, but the table has one layer of 1 + "
    "classes, and the checks set the weights layer by layer: use one."
)
def localizer_with_two_heads(input_shape, classes):
    inputs = keras.Input(input_shape)
    x = inputs
    for filters in (16, 32, 64, 128):
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.ReLU()(keras.layers.BatchNormalization(momentum=0.9)(x))
        if filters < 128:
            x = keras.layers.MaxPooling2D(2)(x)
    pooled = keras.layers.GlobalMaxPooling2D()(x)
    there, label = keras.layers.Dense(1)(pooled), keras.layers.Dense(classes)(pooled)
    where = keras.layers.BatchNormalization(momentum=0.9)(keras.layers.Dense(64)(keras.layers.Flatten()(x)))
    box = keras.layers.Dense(4)(keras.layers.ReLU()(where))
    return keras.Model(inputs, keras.layers.Concatenate()([there, box, label]))


@alternative
def localizer_by_pieces(input_shape, classes):
    inputs = keras.Input(shape=input_shape)
    x = inputs
    for number in range(4):
        if number > 0:
            x = keras.layers.MaxPooling2D((2, 2), strides=2)(x)
        x = keras.layers.Conv2D(16 * 2**number, (3, 3), padding="same", kernel_initializer="he_normal")(x)
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
        x = keras.layers.Activation("relu")(x)
    box = keras.layers.Dense(64)(keras.layers.Flatten()(x))
    box = keras.layers.Activation("relu")(keras.layers.BatchNormalization(momentum=0.9)(box))
    box = keras.layers.Dense(4, activation="linear")(box)
    what = keras.layers.Dense(classes + 1)(keras.layers.GlobalMaxPooling2D()(x))
    return keras.Model(inputs=inputs, outputs=keras.ops.concatenate([what[:, 0:1], box, what[:, 1:]], axis=-1))


@alternative
def localizer_with_functions(input_shape, classes):
    def block(x, filters):
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        return keras.ops.relu(keras.layers.BatchNormalization(momentum=0.9)(x))

    inputs = keras.Input(input_shape)
    x = inputs
    for filters in [16, 32, 64]:
        x = keras.layers.MaxPooling2D()(block(x, filters))
    x = block(x, 128)
    what = keras.layers.Dense(1 + classes)(keras.ops.max(x, axis=(1, 2)))
    box = keras.layers.BatchNormalization()(keras.layers.Dense(64)(keras.layers.Flatten()(x)))
    box = keras.layers.Dense(4)(keras.ops.relu(box))
    return keras.Model(inputs, keras.layers.Concatenate()([what[:, :1], box, what[:, 1:]]))


@alternative
def localizer_from_a_sequential(input_shape, classes):
    stages = keras.Sequential([keras.Input(input_shape)])
    for filters in (16, 32, 64):
        stages.add(keras.layers.Conv2D(filters, 3, padding="same"))
        stages.add(keras.layers.BatchNormalization())
        stages.add(keras.layers.ReLU())
        stages.add(keras.layers.MaxPooling2D(2))
    stages.add(keras.layers.Conv2D(128, 3, padding="same"))
    stages.add(keras.layers.BatchNormalization())
    stages.add(keras.layers.ReLU())
    x = stages.outputs[0]
    what = keras.layers.Dense(1 + classes)(keras.layers.GlobalMaxPooling2D()(x))
    where = keras.layers.BatchNormalization()(keras.layers.Dense(64)(keras.layers.Flatten()(x)))
    where = keras.layers.Dense(4)(keras.layers.ReLU()(where))
    return keras.Model(stages.inputs, keras.layers.Concatenate(axis=1)([what[:, :1], where, what[:, 1:]]))
