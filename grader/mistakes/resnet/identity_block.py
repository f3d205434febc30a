import keras

from grader.authoring import alternative, edited, everywhere

identity_without_shortcut = edited(
    "The shortcut is missing: x never reaches the end of the block. Add x to the result of the second batch norm.",
    ("y = keras.layers.Add()([x, y])", ""),
)
identity_added_after_activation = edited(
    "You add x after the last ReLU. Add it before: batch norm, then the addition, then ReLU.",
    ("keras.layers.Add()([x, y])", "keras.layers.ReLU()(y)"),
    ("return keras.layers.ReLU()(y)", "return keras.layers.Add()([x, y])"),
)
identity_activated_before_and_after = edited(
    "There is one ReLU too many: both before and after the addition. What is added to x may be negative, or a block "
    "could only ever push values up. Keep the ReLU after the addition.",
    ("y = keras.layers.Add()([x, y])", "y = keras.layers.ReLU()(y)", "y = keras.layers.Add()([x, y])"),
)
identity_without_last_activation = edited(
    "The block ends with the addition. One ReLU is still to come after it.",
    ("y = keras.layers.Add()([x, y])", "return keras.layers.Add()([x, y])"),
    ("return keras.layers.ReLU()(y)", ""),
)
identity_without_middle_activation = edited(
    "The ReLU between the two convolutions is missing. Without it two convolutions in a row do no more than one could.",
    ("y = keras.layers.ReLU()(y)", ""),
)
identity_normalised_after_addition = edited(
    "The second batch norm comes after the addition, so it rescales the shortcut too. Nothing may stand on the "
    "shortcut: normalise the second convolution first, then add x.",
    (
        "y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)\ny = keras.layers.Add()([x, y])",
        "y = keras.layers.Add()([x, y])",
        "y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)",
    ),
)
identity_activated_before_batch_norm = edited(
    "In the middle ReLU comes before batch norm. The order is convolution, batch norm, ReLU.",
    ('padding="same")(x)', 'padding="same", activation="relu")(x)'),
    ("y = keras.layers.ReLU()(y)", ""),
)
identity_concatenated = edited(
    "You concatenate x and the result: the channels stand side by side and become twice as many. A residual block "
    "adds the two, number by number, and the shape stays.",
    ("keras.layers.Add", "keras.layers.Concatenate"),
)
identity_multiplied = edited(
    "You multiply by the shortcut. Add it: then a branch that gives zero changes nothing.",
    ("keras.layers.Add", "keras.layers.Multiply"),
)
identity_kernel_size_ignored = edited(
    "The convolutions are always 3x3, whatever kernel_size says. Pass kernel_size on to both of them.",
    everywhere("kernel_size, padding", "3, padding"),
)
identity_without_padding = edited(
    "Without padding each convolution eats the border, the picture shrinks, and x no longer fits for the addition. "
    'Use padding="same" in both convolutions.',
    everywhere(', padding="same"', ""),
)
identity_with_projection = edited(
    "There is a convolution on the shortcut. In the identity block x is added just as it came; the projection "
    "belongs to the next exercise.",
    (
        "y = keras.layers.Add()([x, y])",
        "shortcut = keras.layers.Conv2D(filters, 1)(x)",
        "shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)",
        "y = keras.layers.Add()([shortcut, y])",
    ),
)
identity_batch_norm_over_height = edited(
    "Batch norm works along the wrong axis. Each channel has its own gamma and beta, and channels are the last axis: "
    "axis=-1, which is the default.",
    everywhere("(epsilon", "(axis=1, epsilon"),
)
identity_without_batch_norm = edited(
    "There is no batch norm. One follows each of the two convolutions.",
    everywhere("y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)", ""),
)
identity_without_second_batch_norm = edited(
    "The second convolution goes into the addition without a batch norm. Each of the two convolutions has its own.",
    ("y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)\ny = keras.layers.Add()", "y = keras.layers.Add()"),
)
identity_without_bias = edited(
    "Your convolutions have no bias. That is a sound idea before a batch norm, but our house rules keep the biases, "
    "so that the parameters can be counted against Keras' own ResNet.",
    everywhere('padding="same"', 'padding="same", use_bias=False'),
)
identity_shared_layers = edited(
    "One layer object is called twice, so both convolutions share one kernel. Make a new layer for each step.",
    (
        'y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)',
        'convolution = keras.layers.Conv2D(filters, kernel_size, padding="same")',
        "y = convolution(x)",
    ),
    ('keras.layers.Conv2D(filters, kernel_size, padding="same")(y)', "convolution(y)"),
)
identity_x_overwritten = edited(
    "x is overwritten on the way, so in the end the branch is added to itself. Keep x under its own name until the "
    "addition.",
    ("[x, y]", "[y, y]"),
)


@alternative
def identity_with_plus_and_activation_layers(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="SAME", use_bias=True)(x)
    y = keras.layers.BatchNormalization(axis=-1, epsilon=1.001e-5)(y)
    y = keras.layers.Activation("relu")(y)
    y = keras.layers.Conv2D(filters, (kernel_size, kernel_size), strides=(1, 1), padding="same")(y)
    y = keras.layers.BatchNormalization(axis=3)(y)
    return keras.layers.Activation("relu")(y + x)


@alternative
def identity_with_functions(x, filters, kernel_size):
    y = x
    for last in (False, True):
        y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
        y = keras.layers.BatchNormalization()(y)
        y = keras.layers.add([y, x]) if last else y
        y = keras.activations.relu(y)
    return y


@alternative
def identity_with_operations(x, filters, kernel_size):
    print("building a block")
    first = keras.Sequential(
        [
            keras.layers.Conv2D(filters, kernel_size, padding="same"),
            keras.layers.BatchNormalization(epsilon=1.001e-5),
            keras.layers.ReLU(),
        ]
    )
    second = keras.Sequential(
        [keras.layers.Conv2D(filters, kernel_size, padding="same"), keras.layers.BatchNormalization(epsilon=1.001e-5)]
    )
    return keras.ops.relu(keras.ops.add(x, second(first(x))))
