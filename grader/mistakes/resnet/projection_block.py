import keras

from grader.authoring import alternative, edited, everywhere

projection_without_batch_norm = edited(
    "The projection on the shortcut has no batch norm. Every convolution of this notebook is followed by one, this "
    "one too.",
    ("shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)", ""),
)
projection_stride_on_second = edited(
    "On the branch the stride sits on the second convolution. It belongs to the first one, so that the second "
    "already works on the small picture.",
    ("kernel_size, strides=stride", "kernel_size"),
    ("kernel_size, padding", "kernel_size, strides=stride, padding"),
)
projection_stride_on_both = edited(
    "Both convolutions of the branch have the stride, so the branch shrinks twice and the shortcut once. Only the "
    "first convolution of the branch has it.",
    ("kernel_size, padding", "kernel_size, strides=stride, padding"),
)
projection_shortcut_not_strided = edited(
    "The branch shrinks by the stride, but the shortcut does not, so the two cannot be added. The 1x1 convolution of "
    "the shortcut needs the same stride.",
    ("keras.layers.Conv2D(filters, 1, strides=stride)", "keras.layers.Conv2D(filters, 1)"),
)
projection_stride_ignored = edited(
    "The stride is not used, so height and width stay as they were. The first convolution of the branch and the 1x1 "
    "convolution of the shortcut both have it.",
    everywhere(", strides=stride", ""),
)
projection_stride_always_two = edited(
    "The stride is always 2, whatever the argument says. Pass stride on.", everywhere("strides=stride", "strides=2")
)
projection_with_large_kernel = edited(
    "The shortcut's convolution is as large as those of the branch. A projection only mixes channels: its kernel is "
    "1x1, whatever kernel_size is.",
    ("1, strides=stride", 'kernel_size, strides=stride, padding="same"'),
)
projection_activated = edited(
    "There is a ReLU on the shortcut. The projection is convolution and batch norm only; the one ReLU comes after "
    "the addition.",
    ("(shortcut)", "(shortcut)", "shortcut = keras.layers.ReLU()(shortcut)"),
)
projection_pooled = edited(
    "You shrink the shortcut by pooling. Here the 1x1 convolution does it by its stride: it simply skips pixels.",
    (
        "keras.layers.Conv2D(filters, 1, strides=stride)(x)",
        'keras.layers.Conv2D(filters, 1)(keras.layers.AveragePooling2D(stride, padding="same")(x))',
    ),
)
projection_without_shortcut = edited(
    "The shortcut is missing: the projection of x is never added to the branch.",
    ("y = keras.layers.Add()([shortcut, y])", ""),
)
projection_unprojected = edited(
    "You add x as it came. Here it has another shape than the branch: first project it by a 1x1 convolution with the "
    "stride, and a batch norm.",
    ("[shortcut, y]", "[x, y]"),
)
projection_added_after_activation = edited(
    "You add the shortcut after the last ReLU. Add it before: batch norm, then the addition, then ReLU.",
    ("keras.layers.Add()([shortcut, y])", "keras.layers.ReLU()(y)"),
    ("return keras.layers.ReLU()(y)", "return keras.layers.Add()([shortcut, y])"),
)
projection_without_last_activation = edited(
    "The block ends with the addition. One ReLU is still to come after it.",
    ("y = keras.layers.Add()([shortcut, y])", "return keras.layers.Add()([shortcut, y])"),
    ("return keras.layers.ReLU()(y)", ""),
)
projection_normalised_after_addition = edited(
    "One batch norm comes after the addition instead of before it. The branch and the projection are each normalised "
    "on their own, then added.",
    (
        "y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)\ny = keras.layers.Add()([shortcut, y])",
        "y = keras.layers.Add()([shortcut, y])",
        "y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)",
    ),
)
projection_concatenated = edited(
    "You concatenate: the channels of branch and shortcut stand side by side, twice as many. Add the two.",
    ("keras.layers.Add", "keras.layers.Concatenate"),
)
projection_kernel_size_ignored = edited(
    "The convolutions of the branch are always 3x3, whatever kernel_size says. Pass kernel_size on to both of them.",
    everywhere("(filters, kernel_size", "(filters, 3"),
)
projection_filters_from_x = edited(
    "The result has as many channels as x. It should have `filters` channels: pass filters to all three convolutions.",
    ("shortcut = keras.layers.Conv2D", "filters = x.shape[-1]", "shortcut = keras.layers.Conv2D"),
)
projection_first_keeps_channels = edited(
    "The first convolution of the branch has too many channels or too few: both convolutions of the branch give "
    "`filters` channels, not only the second.",
    ("filters, kernel_size, strides", "x.shape[-1], kernel_size, strides"),
)
projection_without_bias = edited(
    "Your convolutions have no bias. That is a sound idea before a batch norm, but our house rules keep the biases.",
    ("1, strides=stride", "1, strides=stride, use_bias=False"),
    everywhere('padding="same"', 'padding="same", use_bias=False'),
)


@alternative
def projection_branch_first_and_plus(x, filters, kernel_size, stride):
    y = keras.layers.Conv2D(filters, kernel_size, (stride, stride), "same")(x)
    y = keras.layers.BatchNormalization()(y)
    y = keras.layers.Activation("relu")(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same", use_bias=True)(y)
    y = keras.layers.BatchNormalization()(y)
    projected = keras.layers.Conv2D(filters, (1, 1), strides=(stride, stride), padding="same")(x)
    projected = keras.layers.BatchNormalization()(projected)
    return keras.activations.relu(y + projected)


@alternative
def projection_by_slicing(x, filters, kernel_size, stride):
    # A 1x1 convolution with a stride is a plain 1x1 convolution of every stride-th pixel.
    shortcut = keras.layers.Conv2D(filters, 1)(x[:, ::stride, ::stride, :])
    shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, kernel_size, strides=stride, padding="same")(x)
    y = keras.ops.relu(keras.layers.BatchNormalization(epsilon=1.001e-5)(y))
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    return keras.ops.maximum(keras.layers.add([y, shortcut]), 0.0)
