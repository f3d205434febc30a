import keras

from grader.authoring import alternative, edited, everywhere

bottleneck_stride_on_middle = edited(
    "The stride sits on the 3x3 convolution. Many later networks do it so, but the first version, which Keras "
    "follows, has it on the first 1x1 convolution.",
    ("1, strides=stride)(x)  # narrow", "1)(x)  # narrow"),
    ("filters, 3", "filters, 3, strides=stride"),
)
bottleneck_always_projected = edited(
    "Every block gets a projection. Where the stride is 1 and x already has 4 * filters channels, add x as it is.",
    ("stride != 1 or x.shape[-1] != 4 * filters", "True"),
)
bottleneck_projected_for_stride_only = edited(
    "You project only where the stride is not 1. The first block of ResNet-50 has stride 1 and still widens from 64 "
    "to 256 channels: look at the channels of x as well.",
    ("stride != 1 or x.shape[-1] != 4 * filters", "stride != 1"),
)
bottleneck_projected_for_channels_only = edited(
    "You project only where the channels change. With a stride the picture shrinks, and x does not fit either.",
    ("stride != 1 or x.shape[-1] != 4 * filters", "x.shape[-1] != 4 * filters"),
)
bottleneck_compares_filters = edited(
    "You compare the channels of x with filters. The block returns 4 * filters channels: that is what x must have to "
    "be added as it is.",
    ("x.shape[-1] != 4 * filters", "x.shape[-1] != filters"),
)
bottleneck_not_widened = edited(
    "The block does not widen at the end. The last 1x1 convolution and the projection have 4 * filters channels.",
    everywhere("4 * filters", "filters"),
)
bottleneck_wide_everywhere = edited(
    "The middle of the block is not narrow: all three convolutions have 4 * filters channels. The first two have "
    "filters channels; that is the bottleneck.",
    ("Conv2D(filters, 1", "Conv2D(4 * filters, 1"),
    ("Conv2D(filters, 3", "Conv2D(4 * filters, 3"),
)
bottleneck_projection_without_batch_norm = edited(
    "The projection on the shortcut has no batch norm. Every convolution of this notebook is followed by one.",
    ("shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)", ""),
)
bottleneck_without_shortcut = edited(
    "The shortcut is missing: x never reaches the end of the block.", ("y = keras.layers.Add()([shortcut, y])", "")
)
bottleneck_added_after_activation = edited(
    "You add the shortcut after the last ReLU. Add it before: batch norm, then the addition, then ReLU.",
    ("keras.layers.Add()([shortcut, y])", "keras.layers.ReLU()(y)"),
    ("return keras.layers.ReLU()(y)", "return keras.layers.Add()([shortcut, y])"),
)
bottleneck_without_last_activation = edited(
    "The block ends with the addition. One ReLU is still to come after it.",
    ("y = keras.layers.Add()([shortcut, y])", "return keras.layers.Add()([shortcut, y])"),
    ("return keras.layers.ReLU()(y)", ""),
)
bottleneck_without_second_activation = edited(
    "There is no ReLU between the 3x3 convolution and the last 1x1 convolution. After each batch norm of the branch "
    "but the last comes a ReLU.",
    ("y = keras.layers.ReLU()(y)\ny = keras.layers.Conv2D(4", "y = keras.layers.Conv2D(4"),
)
bottleneck_normalised_after_addition = edited(
    "The last batch norm comes after the addition, so it rescales the shortcut too. Normalise the branch first, then "
    "add.",
    (
        "y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)\ny = keras.layers.Add()([shortcut, y])",
        "y = keras.layers.Add()([shortcut, y])",
        "y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)",
    ),
)
bottleneck_without_padding = edited(
    'The 3x3 convolution has no padding, so it eats the border and the shortcut no longer fits. Use padding="same" '
    "there.",
    ('keras.layers.Conv2D(filters, 3, padding="same")', "keras.layers.Conv2D(filters, 3)"),
)
bottleneck_without_bias = edited(
    "Your convolutions have no bias. That is a sound idea before a batch norm, but then the parameters are fewer "
    "than those of Keras' own ResNet-50, which keeps the biases.",
    everywhere("1, strides=stride", "1, strides=stride, use_bias=False"),
    ('padding="same"', 'padding="same", use_bias=False'),
    ("filters, 1)", "filters, 1, use_bias=False)"),
)


@alternative
def bottleneck_by_loop(x, filters, stride):
    y = x
    for channels, size, step in ((filters, 1, stride), (filters, 3, 1), (4 * filters, 1, 1)):
        y = keras.layers.Conv2D(channels, size, strides=step, padding="same")(y)
        y = keras.layers.BatchNormalization()(y)
        if channels == filters:
            y = keras.layers.Activation("relu")(y)
    if not (stride == 1 and x.shape[-1] == filters * 4):
        x = keras.layers.Conv2D(filters * 4, 1, strides=stride, padding="same")(x)
        x = keras.layers.BatchNormalization()(x)
    return keras.activations.relu(x + y)


@alternative
def bottleneck_padded_by_hand(x, filters, stride):
    y = keras.layers.Conv2D(filters, (1, 1), strides=(stride, stride))(x)
    y = keras.ops.relu(keras.layers.BatchNormalization(epsilon=1.001e-5)(y))
    y = keras.layers.Conv2D(filters, 3, padding="valid")(keras.layers.ZeroPadding2D(1)(y))
    y = keras.ops.relu(keras.layers.BatchNormalization(epsilon=1.001e-5)(y))
    y = keras.layers.Conv2D(4 * filters, (1, 1))(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    if x.shape == y.shape:
        return keras.ops.relu(keras.layers.add([x, y]))
    projected = keras.layers.Conv2D(4 * filters, (1, 1), strides=(stride, stride))(x)
    projected = keras.layers.BatchNormalization(epsilon=1.001e-5)(projected)
    return keras.ops.relu(keras.layers.add([projected, y]))
