import keras

from grader.catalogue import alternative, mistake


@mistake("The shortcut is missing: x never reaches the end of the block. Add x to the result of the second batch norm.")
def identity_without_shortcut(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    return keras.layers.ReLU()(y)


@mistake("You add x after the last ReLU. Add it before: batch norm, then the addition, then ReLU.")
def identity_added_after_activation(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    return keras.layers.Add()([x, y])


@mistake(
    "There is one ReLU too many: both before and after the addition. What is added to x may be negative, or a block "
    "could only ever push values up. Keep the ReLU after the addition."
)
def identity_activated_before_and_after(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Add()([x, y])
    return keras.layers.ReLU()(y)


@mistake("The block ends with the addition. One ReLU is still to come after it.")
def identity_without_last_activation(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    return keras.layers.Add()([x, y])


@mistake(
    "The ReLU between the two convolutions is missing. Without it two convolutions in a row do no more than one could."
)
def identity_without_middle_activation(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([x, y])
    return keras.layers.ReLU()(y)


@mistake(
    "The second batch norm comes after the addition, so it rescales the shortcut too. Nothing may stand on the "
    "shortcut: normalise the second convolution first, then add x."
)
def identity_normalised_after_addition(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.Add()([x, y])
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    return keras.layers.ReLU()(y)


@mistake("In the middle ReLU comes before batch norm. The order is convolution, batch norm, ReLU.")
def identity_activated_before_batch_norm(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same", activation="relu")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([x, y])
    return keras.layers.ReLU()(y)


@mistake(
    "You concatenate x and the result: the channels stand side by side and become twice as many. A residual block "
    "adds the two, number by number, and the shape stays."
)
def identity_concatenated(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Concatenate()([x, y])
    return keras.layers.ReLU()(y)


@mistake("You multiply by the shortcut. Add it: then a branch that gives zero changes nothing.")
def identity_multiplied(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Multiply()([x, y])
    return keras.layers.ReLU()(y)


@mistake("The convolutions are always 3x3, whatever kernel_size says. Pass kernel_size on to both of them.")
def identity_kernel_size_ignored(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, 3, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, 3, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([x, y])
    return keras.layers.ReLU()(y)


@mistake(
    "Without padding each convolution eats the border, the picture shrinks, and x no longer fits for the addition. "
    'Use padding="same" in both convolutions.'
)
def identity_without_padding(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size)(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size)(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([x, y])
    return keras.layers.ReLU()(y)


@mistake(
    "There is a convolution on the shortcut. In the identity block x is added just as it came; the projection "
    "belongs to the next exercise."
)
def identity_with_projection(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    shortcut = keras.layers.Conv2D(filters, 1)(x)
    shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


@mistake(
    "Batch norm works along the wrong axis. Each channel has its own gamma and beta, and channels are the last axis: "
    "axis=-1, which is the default."
)
def identity_batch_norm_over_height(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    y = keras.layers.BatchNormalization(axis=1, epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(axis=1, epsilon=1.001e-5)(y)
    y = keras.layers.Add()([x, y])
    return keras.layers.ReLU()(y)


@mistake("There is no batch norm. One follows each of the two convolutions.")
def identity_without_batch_norm(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.Add()([x, y])
    return keras.layers.ReLU()(y)


@mistake(
    "The second convolution goes into the addition without a batch norm. Each of the two convolutions has its own."
)
def identity_without_second_batch_norm(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.Add()([x, y])
    return keras.layers.ReLU()(y)


@mistake(
    "Your convolutions have no bias. That is a sound idea before a batch norm, but our house rules keep the biases, "
    "so that the parameters can be counted against Keras' own ResNet."
)
def identity_without_bias(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same", use_bias=False)(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same", use_bias=False)(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([x, y])
    return keras.layers.ReLU()(y)


@mistake("One layer object is called twice, so both convolutions share one kernel. Make a new layer for each step.")
def identity_shared_layers(x, filters, kernel_size):
    convolution = keras.layers.Conv2D(filters, kernel_size, padding="same")
    y = convolution(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = convolution(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([x, y])
    return keras.layers.ReLU()(y)


@mistake(
    "x is overwritten on the way, so in the end the branch is added to itself. Keep x under its own name until the "
    "addition."
)
def identity_x_overwritten(x, filters, kernel_size):
    x = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.Add()([x, x])
    return keras.layers.ReLU()(x)


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
        [
            keras.layers.Conv2D(filters, kernel_size, padding="same"),
            keras.layers.BatchNormalization(epsilon=1.001e-5),
        ]
    )
    return keras.ops.relu(keras.ops.add(x, second(first(x))))
