import keras

from grader.catalogue import alternative, mistake


@mistake(
    "The projection on the shortcut has no batch norm. Every convolution of this notebook is followed by one, this "
    "one too."
)
def projection_without_batch_norm(x, filters, kernel_size, stride):
    shortcut = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    y = keras.layers.Conv2D(filters, kernel_size, strides=stride, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


@mistake(
    "On the branch the stride sits on the second convolution. It belongs to the first one, so that the second "
    "already works on the small picture."
)
def projection_stride_on_second(x, filters, kernel_size, stride):
    shortcut = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, strides=stride, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


@mistake(
    "Both convolutions of the branch have the stride, so the branch shrinks twice and the shortcut once. Only the "
    "first convolution of the branch has it."
)
def projection_stride_on_both(x, filters, kernel_size, stride):
    shortcut = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, kernel_size, strides=stride, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, strides=stride, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


@mistake(
    "The branch shrinks by the stride, but the shortcut does not, so the two cannot be added. The 1x1 convolution of "
    "the shortcut needs the same stride."
)
def projection_shortcut_not_strided(x, filters, kernel_size, stride):
    shortcut = keras.layers.Conv2D(filters, 1)(x)
    shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, kernel_size, strides=stride, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


@mistake(
    "The stride is not used, so height and width stay as they were. The first convolution of the branch and the 1x1 "
    "convolution of the shortcut both have it."
)
def projection_stride_ignored(x, filters, kernel_size, stride):
    shortcut = keras.layers.Conv2D(filters, 1)(x)
    shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


@mistake("The stride is always 2, whatever the argument says. Pass stride on.")
def projection_stride_always_two(x, filters, kernel_size, stride):
    shortcut = keras.layers.Conv2D(filters, 1, strides=2)(x)
    shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, kernel_size, strides=2, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


@mistake(
    "The shortcut's convolution is as large as those of the branch. A projection only mixes channels: its kernel is "
    "1x1, whatever kernel_size is."
)
def projection_with_large_kernel(x, filters, kernel_size, stride):
    shortcut = keras.layers.Conv2D(filters, kernel_size, strides=stride, padding="same")(x)
    shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, kernel_size, strides=stride, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


@mistake(
    "There is a ReLU on the shortcut. The projection is convolution and batch norm only; the one ReLU comes after "
    "the addition."
)
def projection_activated(x, filters, kernel_size, stride):
    shortcut = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    shortcut = keras.layers.ReLU()(shortcut)
    y = keras.layers.Conv2D(filters, kernel_size, strides=stride, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


@mistake("You shrink the shortcut by pooling. Here the 1x1 convolution does it by its stride: it simply skips pixels.")
def projection_pooled(x, filters, kernel_size, stride):
    shortcut = keras.layers.AveragePooling2D(stride, padding="same")(x)
    shortcut = keras.layers.Conv2D(filters, 1)(shortcut)
    shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, kernel_size, strides=stride, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


@mistake("The shortcut is missing: the projection of x is never added to the branch.")
def projection_without_shortcut(x, filters, kernel_size, stride):
    y = keras.layers.Conv2D(filters, kernel_size, strides=stride, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    return keras.layers.ReLU()(y)


@mistake(
    "You add x as it came. Here it has another shape than the branch: first project it by a 1x1 convolution with the "
    "stride, and a batch norm."
)
def projection_unprojected(x, filters, kernel_size, stride):
    y = keras.layers.Conv2D(filters, kernel_size, strides=stride, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([x, y])
    return keras.layers.ReLU()(y)


@mistake("You add the shortcut after the last ReLU. Add it before: batch norm, then the addition, then ReLU.")
def projection_added_after_activation(x, filters, kernel_size, stride):
    shortcut = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, kernel_size, strides=stride, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    return keras.layers.Add()([shortcut, y])


@mistake("The block ends with the addition. One ReLU is still to come after it.")
def projection_without_last_activation(x, filters, kernel_size, stride):
    shortcut = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, kernel_size, strides=stride, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    return keras.layers.Add()([shortcut, y])


@mistake(
    "One batch norm comes after the addition instead of before it. The branch and the projection are each normalised "
    "on their own, then added."
)
def projection_normalised_after_addition(x, filters, kernel_size, stride):
    shortcut = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, kernel_size, strides=stride, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.Add()([shortcut, y])
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    return keras.layers.ReLU()(y)


@mistake("You concatenate: the channels of branch and shortcut stand side by side, twice as many. Add the two.")
def projection_concatenated(x, filters, kernel_size, stride):
    shortcut = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, kernel_size, strides=stride, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Concatenate()([shortcut, y])
    return keras.layers.ReLU()(y)


@mistake(
    "The convolutions of the branch are always 3x3, whatever kernel_size says. Pass kernel_size on to both of them."
)
def projection_kernel_size_ignored(x, filters, kernel_size, stride):
    shortcut = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, 3, strides=stride, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, 3, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


@mistake(
    "The result has as many channels as x. It should have `filters` channels: pass filters to all three convolutions."
)
def projection_filters_from_x(x, filters, kernel_size, stride):
    filters = x.shape[-1]
    shortcut = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, kernel_size, strides=stride, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


@mistake(
    "The first convolution of the branch has too many channels or too few: both convolutions of the branch give "
    "`filters` channels, not only the second."
)
def projection_first_keeps_channels(x, filters, kernel_size, stride):
    shortcut = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(x.shape[-1], kernel_size, strides=stride, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


@mistake(
    "Your convolutions have no bias. That is a sound idea before a batch norm, but our house rules keep the biases."
)
def projection_without_bias(x, filters, kernel_size, stride):
    shortcut = keras.layers.Conv2D(filters, 1, strides=stride, use_bias=False)(x)
    shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, kernel_size, strides=stride, padding="same", use_bias=False)(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same", use_bias=False)(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


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
