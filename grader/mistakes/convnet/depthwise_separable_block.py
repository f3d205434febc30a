import keras

from grader.authoring import alternative, edited, everywhere, mistake

separable_with_an_ordinary_convolution = edited(
    "The first convolution is an ordinary one, which mixes all channels, at nine times the price. Take "
    "DepthwiseConv2D.",
    ("keras.layers.DepthwiseConv2D", "keras.layers.Conv2D"),
    ("3", "x.shape[-1], 3"),
)


@mistake(
    "SeparableConv2D does both convolutions with nothing between them. Here batch norm and ReLU stand in between: "
    "make two layers."
)
def separable_in_one_layer(x, filters, stride):
    x = keras.layers.SeparableConv2D(filters, 3, strides=stride, padding="same", use_bias=False)(x)
    x = keras.layers.BatchNormalization()(x)
    return keras.layers.ReLU()(x)


separable_with_biases = edited(
    "The convolutions have biases. Batch norm subtracts a constant anyway: use_bias=False.",
    everywhere(", use_bias=False", ""),
)
separable_with_a_bias_in_one = edited(
    "The 1x1 convolution still has a bias. Batch norm follows it, too: use_bias=False in both.",
    ("keras.layers.Conv2D(filters, 1, use_bias=False)", "keras.layers.Conv2D(filters, 1)"),
)
separable_stride_on_the_second = edited(
    "The stride sits on the 1x1 convolution, which then skips places that were computed for nothing. Put it on the "
    "depthwise one.",
    (", strides=stride", ""),
    ("filters, 1", "filters, 1, strides=stride"),
)
separable_stride_on_both = edited(
    "Both convolutions have the stride, so the picture shrinks twice. Only the depthwise one has it.",
    ("filters, 1", "filters, 1, strides=stride"),
)
separable_stride_ignored = edited(
    "The stride is ignored. Give it to the depthwise convolution.", (", strides=stride", "")
)
separable_without_padding = edited(
    'The depthwise convolution has no padding, and two rows and columns are lost. Use padding "same".',
    (', padding="same"', ""),
)
separable_without_the_first_batch_norm = edited(
    "There is no batch norm between the two convolutions. Each convolution is followed by batch norm and ReLU.",
    (
        'padding="same", use_bias=False)(x)\nx = keras.layers.BatchNormalization()(x)',
        'padding="same", use_bias=False)(x)',
    ),
)
separable_without_the_first_activation = edited(
    "There is no ReLU between the two convolutions. Each convolution is followed by batch norm and ReLU.",
    ("x = keras.layers.ReLU()(x)  # (batch, h, w, channels)", ""),
)
separable_without_the_last_activation = edited(
    "The block ends with batch norm. One ReLU is still to come.", ("return keras.layers.ReLU()(x)", "return x")
)
separable_activation_before_batch_norm = edited(
    "ReLU comes before batch norm. The order is: convolution, batch norm, ReLU.",
    everywhere("keras.layers.BatchNormalization()(x)", "keras.layers.BatchNormalization()(keras.layers.ReLU()(x))"),
    ("x = keras.layers.ReLU()(x)  # (batch, h, w, channels)", ""),
    ("return keras.layers.ReLU()(x)", "return x"),
)


@mistake("The 1x1 convolution comes first. Look around in each channel first, then mix.")
def separable_mixing_first(x, filters, stride):
    x = keras.layers.Conv2D(filters, 1, use_bias=False)(x)
    x = keras.layers.ReLU()(keras.layers.BatchNormalization()(x))
    x = keras.layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
    return keras.layers.ReLU()(keras.layers.BatchNormalization()(x))


separable_batch_norm_not_trainable = edited(
    "The batch norm layers are not trainable, so gamma and beta never learn. trainable is not training: leave both "
    "alone, and fit and predict choose the mode.",
    everywhere("BatchNormalization()", "BatchNormalization(trainable=False)"),
)
separable_batch_norm_over_the_width = edited(
    "Batch norm works on the axis of the width. Channels are the last axis, axis=-1, which is what it takes by itself.",
    everywhere("BatchNormalization()", "BatchNormalization(axis=2)"),
)
separable_cut_off_at_six = edited(
    "The ReLU also cuts off above, at 6. MobileNet was published like that, for arithmetic with few bits; here the "
    "plain ReLU is asked for.",
    everywhere("ReLU()", "ReLU(6.0)"),
)
separable_looking_around_twice = edited(
    "The second convolution is 3x3. It only mixes the channels at each place: 1x1.",
    ("filters, 1", 'filters, 3, padding="same"'),
)
separable_always_in_training_mode = edited(
    "Batch norm is told training=True where the block is built, so it may stay in that mode for good. Leave training "
    "out: fit and predict choose the mode.",
    everywhere("BatchNormalization()(x)", "BatchNormalization()(x, training=True)"),
)


@alternative
def separable_with_a_loop(x, filters, stride):
    depthwise = keras.layers.DepthwiseConv2D((3, 3), strides=(stride, stride), padding="same", use_bias=False)
    pointwise = keras.layers.Conv2D(filters, (1, 1), padding="same", use_bias=False)
    for convolution in (depthwise, pointwise):
        x = keras.layers.BatchNormalization(axis=-1)(convolution(x))
        x = keras.layers.Activation("relu")(x)
    return x


@alternative
def separable_with_groups(x, filters, stride):
    x = keras.layers.Conv2D(x.shape[-1], 3, strides=stride, padding="same", groups=x.shape[-1], use_bias=False)(x)
    x = keras.layers.Activation("relu")(keras.layers.BatchNormalization(axis=-1)(x))
    x = keras.layers.Conv2D(filters, (1, 1), padding="same", use_bias=False)(x)
    return keras.ops.relu(keras.layers.BatchNormalization()(x))


@alternative
def separable_as_a_small_model(x, filters, stride):
    return keras.Sequential(
        [
            keras.layers.DepthwiseConv2D((3, 3), (stride, stride), "same", use_bias=False),
            keras.layers.BatchNormalization(),
            keras.layers.ReLU(),
            keras.layers.Conv2D(filters, 1, use_bias=False),
            keras.layers.BatchNormalization(),
            keras.layers.ReLU(),
        ]
    )(x)
