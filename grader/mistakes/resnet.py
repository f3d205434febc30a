"""Known wrong and other right answers for resnet."""

import keras
import numpy as np

from grader.catalogue import alternative, mistake
from solutions.resnet import *

# identity_block


@mistake(
    "identity_block",
    hint="The shortcut is missing: x never reaches the end of the block. Add x to the result of the second batch norm.",
)
def identity_without_shortcut(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    return keras.layers.ReLU()(y)


@mistake(
    "identity_block",
    hint="You add x after the last ReLU. Add it before: batch norm, then the addition, then ReLU.",
)
def identity_added_after_activation(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    return keras.layers.Add()([x, y])


@mistake(
    "identity_block",
    hint="There is one ReLU too many: both before and after the addition. What is added to x may be "
    "negative, or a block could only ever push values up. Keep the ReLU after the addition.",
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


@mistake("identity_block", hint="The block ends with the addition. One ReLU is still to come after it.")
def identity_without_last_activation(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    return keras.layers.Add()([x, y])


@mistake(
    "identity_block",
    hint="The ReLU between the two convolutions is missing. Without it two convolutions in a row do no "
    "more than one could.",
)
def identity_without_middle_activation(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([x, y])
    return keras.layers.ReLU()(y)


@mistake(
    "identity_block",
    hint="The second batch norm comes after the addition, so it rescales the shortcut too. Nothing may "
    "stand on the shortcut: normalise the second convolution first, then add x.",
)
def identity_normalised_after_addition(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.Add()([x, y])
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    return keras.layers.ReLU()(y)


@mistake(
    "identity_block",
    hint="In the middle ReLU comes before batch norm. The order is convolution, batch norm, ReLU.",
)
def identity_activated_before_batch_norm(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same", activation="relu")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([x, y])
    return keras.layers.ReLU()(y)


@mistake(
    "identity_block",
    hint="You concatenate x and the result: the channels stand side by side and become twice as many. A "
    "residual block adds the two, number by number, and the shape stays.",
)
def identity_concatenated(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Concatenate()([x, y])
    return keras.layers.ReLU()(y)


@mistake(
    "identity_block",
    hint="You multiply by the shortcut. Add it: then a branch that gives zero changes nothing.",
)
def identity_multiplied(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Multiply()([x, y])
    return keras.layers.ReLU()(y)


@mistake(
    "identity_block",
    hint="The convolutions are always 3x3, whatever kernel_size says. Pass kernel_size on to both of them.",
)
def identity_kernel_size_ignored(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, 3, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, 3, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([x, y])
    return keras.layers.ReLU()(y)


@mistake(
    "identity_block",
    hint="Without padding each convolution eats the border, the picture shrinks, and x no longer fits for "
    'the addition. Use padding="same" in both convolutions.',
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
    "identity_block",
    hint="There is a convolution on the shortcut. In the identity block x is added just as it came; the "
    "projection belongs to the next exercise.",
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
    "identity_block",
    hint="Batch norm works along the wrong axis. Each channel has its own gamma and beta, and channels are "
    "the last axis: axis=-1, which is the default.",
)
def identity_batch_norm_over_height(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    y = keras.layers.BatchNormalization(axis=1, epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(axis=1, epsilon=1.001e-5)(y)
    y = keras.layers.Add()([x, y])
    return keras.layers.ReLU()(y)


@mistake("identity_block", hint="There is no batch norm. One follows each of the two convolutions.")
def identity_without_batch_norm(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.Add()([x, y])
    return keras.layers.ReLU()(y)


@mistake(
    "identity_block",
    hint="The second convolution goes into the addition without a batch norm. Each of the two convolutions "
    "has its own.",
)
def identity_without_second_batch_norm(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.Add()([x, y])
    return keras.layers.ReLU()(y)


@mistake(
    "identity_block",
    hint="Your convolutions have no bias. That is a sound idea before a batch norm, but our house rules "
    "keep the biases, so that the parameters can be counted against Keras' own ResNet.",
)
def identity_without_bias(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="same", use_bias=False)(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same", use_bias=False)(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([x, y])
    return keras.layers.ReLU()(y)


@mistake(
    "identity_block",
    hint="One layer object is called twice, so both convolutions share one kernel. Make a new layer for each step.",
)
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
    "identity_block",
    hint="x is overwritten on the way, so in the end the branch is added to itself. Keep x under its own "
    "name until the addition.",
)
def identity_x_overwritten(x, filters, kernel_size):
    x = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(filters, kernel_size, padding="same")(x)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.Add()([x, x])
    return keras.layers.ReLU()(x)


@alternative("identity_block")
def identity_with_plus_and_activation_layers(x, filters, kernel_size):
    y = keras.layers.Conv2D(filters, kernel_size, padding="SAME", use_bias=True)(x)
    y = keras.layers.BatchNormalization(axis=-1, epsilon=1.001e-5)(y)
    y = keras.layers.Activation("relu")(y)
    y = keras.layers.Conv2D(filters, (kernel_size, kernel_size), strides=(1, 1), padding="same")(y)
    y = keras.layers.BatchNormalization(axis=3)(y)
    return keras.layers.Activation("relu")(y + x)


@alternative("identity_block")
def identity_with_functions(x, filters, kernel_size):
    y = x
    for last in (False, True):
        y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
        y = keras.layers.BatchNormalization()(y)
        y = keras.layers.add([y, x]) if last else y
        y = keras.activations.relu(y)
    return y


@alternative("identity_block")
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


# projection_block


@mistake(
    "projection_block",
    hint="The projection on the shortcut has no batch norm. Every convolution of this notebook is followed "
    "by one, this one too.",
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
    "projection_block",
    hint="On the branch the stride sits on the second convolution. It belongs to the first one, so that "
    "the second already works on the small picture.",
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
    "projection_block",
    hint="Both convolutions of the branch have the stride, so the branch shrinks twice and the shortcut "
    "once. Only the first convolution of the branch has it.",
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
    "projection_block",
    hint="The branch shrinks by the stride, but the shortcut does not, so the two cannot be added. The 1x1 "
    "convolution of the shortcut needs the same stride.",
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
    "projection_block",
    hint="The stride is not used, so height and width stay as they were. The first convolution of the "
    "branch and the 1x1 convolution of the shortcut both have it.",
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


@mistake("projection_block", hint="The stride is always 2, whatever the argument says. Pass stride on.")
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
    "projection_block",
    hint="The shortcut's convolution is as large as those of the branch. A projection only mixes channels: "
    "its kernel is 1x1, whatever kernel_size is.",
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
    "projection_block",
    hint="There is a ReLU on the shortcut. The projection is convolution and batch norm only; the one ReLU "
    "comes after the addition.",
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


@mistake(
    "projection_block",
    hint="You shrink the shortcut by pooling. Here the 1x1 convolution does it by its stride: it simply skips pixels.",
)
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


@mistake(
    "projection_block",
    hint="The shortcut is missing: the projection of x is never added to the branch.",
)
def projection_without_shortcut(x, filters, kernel_size, stride):
    y = keras.layers.Conv2D(filters, kernel_size, strides=stride, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    return keras.layers.ReLU()(y)


@mistake(
    "projection_block",
    hint="You add x as it came. Here it has another shape than the branch: first project it by a 1x1 "
    "convolution with the stride, and a batch norm.",
)
def projection_unprojected(x, filters, kernel_size, stride):
    y = keras.layers.Conv2D(filters, kernel_size, strides=stride, padding="same")(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([x, y])
    return keras.layers.ReLU()(y)


@mistake(
    "projection_block",
    hint="You add the shortcut after the last ReLU. Add it before: batch norm, then the addition, then ReLU.",
)
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


@mistake("projection_block", hint="The block ends with the addition. One ReLU is still to come after it.")
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
    "projection_block",
    hint="One batch norm comes after the addition instead of before it. The branch and the projection are "
    "each normalised on their own, then added.",
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


@mistake(
    "projection_block",
    hint="You concatenate: the channels of branch and shortcut stand side by side, twice as many. Add the two.",
)
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
    "projection_block",
    hint="The convolutions of the branch are always 3x3, whatever kernel_size says. Pass kernel_size on to "
    "both of them.",
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
    "projection_block",
    hint="The result has as many channels as x. It should have `filters` channels: pass filters to all "
    "three convolutions.",
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
    "projection_block",
    hint="The first convolution of the branch has too many channels or too few: both convolutions of the "
    "branch give `filters` channels, not only the second.",
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
    "projection_block",
    hint="Your convolutions have no bias. That is a sound idea before a batch norm, but our house rules "
    "keep the biases.",
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


@alternative("projection_block")
def projection_branch_first_and_plus(x, filters, kernel_size, stride):
    y = keras.layers.Conv2D(filters, kernel_size, (stride, stride), "same")(x)
    y = keras.layers.BatchNormalization()(y)
    y = keras.layers.Activation("relu")(y)
    y = keras.layers.Conv2D(filters, kernel_size, padding="same", use_bias=True)(y)
    y = keras.layers.BatchNormalization()(y)
    projected = keras.layers.Conv2D(filters, (1, 1), strides=(stride, stride), padding="same")(x)
    projected = keras.layers.BatchNormalization()(projected)
    return keras.activations.relu(y + projected)


@alternative("projection_block")
def projection_by_slicing(x, filters, kernel_size, stride):
    # A 1x1 convolution with a stride is a plain 1x1 convolution of every stride-th pixel.
    shortcut = keras.layers.Conv2D(filters, 1)(x[:, ::stride, ::stride, :])
    shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, kernel_size, strides=stride, padding="same")(x)
    y = keras.ops.relu(keras.layers.BatchNormalization(epsilon=1.001e-5)(y))
    y = keras.layers.Conv2D(filters, kernel_size, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    return keras.ops.maximum(keras.layers.add([y, shortcut]), 0.0)


# basic_block


@mistake(
    "basic_block",
    hint="Every block gets a projection. Where the shape stays the same, x fits as it is: use identity_block there.",
)
def basic_always_projected(x, filters, stride):
    return projection_block(x, filters, 3, stride)


@mistake(
    "basic_block",
    hint="A change in the number of channels needs a projection too, even at stride 1. Look at both: the "
    "stride and the channels of x.",
)
def basic_projected_for_stride_only(x, filters, stride):
    if stride == 1:
        return identity_block(x, filters, 3)
    return projection_block(x, filters, 3, stride)


@mistake(
    "basic_block",
    hint="A stride other than 1 needs a projection too, even if the channels stay. Look at both: the "
    "stride and the channels of x.",
)
def basic_projected_for_channels_only(x, filters, stride):
    if x.shape[-1] == filters:
        return identity_block(x, filters, 3)
    return projection_block(x, filters, 3, stride)


@mistake(
    "basic_block",
    hint="The two conditions are joined by `or`. The identity block fits only where the stride is 1 and, "
    "at the same time, the channels stay.",
)
def basic_conditions_joined_by_or(x, filters, stride):
    if stride == 1 or x.shape[-1] == filters:
        return identity_block(x, filters, 3)
    return projection_block(x, filters, 3, stride)


@mistake(
    "basic_block",
    hint="You never project. Where the stride or the number of channels changes the shape, x no longer fits.",
)
def basic_never_projected(x, filters, stride):
    return identity_block(x, filters, 3)


@mistake(
    "basic_block",
    hint="The choice is the wrong way round: the identity block is for the shape that stays, the "
    "projection for the shape that changes.",
)
def basic_choice_swapped(x, filters, stride):
    if stride == 1 and x.shape[-1] == filters:
        return projection_block(x, filters, 3, stride)
    return identity_block(x, filters, 3)


@mistake(
    "basic_block",
    hint="You compare filters with the height of x. The channels are the last axis: x.shape[-1].",
)
def basic_compares_height(x, filters, stride):
    if stride == 1 and x.shape[1] == filters:
        return identity_block(x, filters, 3)
    return projection_block(x, filters, 3, stride)


@mistake("basic_block", hint="The projection has stride 2 whatever the argument says. Pass stride on.")
def basic_stride_always_two(x, filters, stride):
    if stride == 1 and x.shape[-1] == filters:
        return identity_block(x, filters, 3)
    return projection_block(x, filters, 3, 2)


@mistake(
    "basic_block",
    hint="There is one block too many: after the projection block comes an identity block. A basic block is one block.",
)
def basic_two_blocks(x, filters, stride):
    if stride != 1 or x.shape[-1] != filters:
        x = projection_block(x, filters, 3, stride)
    return identity_block(x, filters, 3)


@mistake(
    "basic_block",
    hint="The kernels are not 3x3. A basic block has kernel_size 3 in both its convolutions.",
)
def basic_with_kernel_five(x, filters, stride):
    if stride == 1 and x.shape[-1] == filters:
        return identity_block(x, filters, 5)
    return projection_block(x, filters, 5, stride)


@mistake(
    "basic_block",
    hint="filters and kernel_size have changed places in your calls. The order is x, filters, kernel_size, stride.",
)
def basic_arguments_swapped(x, filters, stride):
    if stride == 1 and x.shape[-1] == filters:
        return identity_block(x, 3, filters)
    return projection_block(x, 3, filters, stride)


@alternative("basic_block")
def basic_by_keywords(x, filters, stride):
    channels = int(x.shape[3])
    same_shape = stride == 1 and channels == filters
    if not same_shape:
        return projection_block(x, filters=filters, kernel_size=3, stride=stride)
    return identity_block(x, filters=filters, kernel_size=3)


@alternative("basic_block")
def basic_written_out(x, filters, stride):
    shortcut = x
    if stride != 1 or keras.ops.shape(x)[-1] != filters:
        shortcut = keras.layers.BatchNormalization()(keras.layers.Conv2D(filters, 1, strides=stride)(x))
    y = keras.layers.BatchNormalization()(keras.layers.Conv2D(filters, 3, strides=stride, padding="same")(x))
    y = keras.layers.Activation("relu")(y)
    y = keras.layers.BatchNormalization()(keras.layers.Conv2D(filters, 3, padding="same")(y))
    return keras.layers.Activation("relu")(keras.layers.Add()([y, shortcut]))


# resnet


@mistake(
    "resnet",
    hint="Each stage has one block too many: the first block, the one with the stride, counts as one of `blocks`.",
)
def resnet_one_block_too_many(input_shape, classes, blocks):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(16, 3, padding="same")(inputs)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    for filters, first_stride in ((16, 1), (32, 2), (64, 2)):
        x = basic_block(x, filters, first_stride)
        for _ in range(blocks):
            x = basic_block(x, filters, 1)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))


@mistake(
    "resnet",
    hint="Every stage has the same number of filters. They double when the picture is halved: 16, 32, 64.",
)
def resnet_constant_width(input_shape, classes, blocks):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(16, 3, padding="same")(inputs)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    for first_stride in (1, 2, 2):
        x = basic_block(x, 16, first_stride)
        for _ in range(blocks - 1):
            x = basic_block(x, 16, 1)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))


@mistake(
    "resnet",
    hint="The first stage halves the picture as well. It keeps the full size; only the second and the "
    "third stage begin with stride 2.",
)
def resnet_first_stage_strided(input_shape, classes, blocks):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(16, 3, padding="same")(inputs)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    for filters in (16, 32, 64):
        x = basic_block(x, filters, 2)
        for _ in range(blocks - 1):
            x = basic_block(x, filters, 1)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))


@mistake(
    "resnet",
    hint="The picture is never halved. The first block of the second and of the third stage has stride 2.",
)
def resnet_without_strides(input_shape, classes, blocks):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(16, 3, padding="same")(inputs)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    for filters in (16, 32, 64):
        for _ in range(blocks):
            x = basic_block(x, filters, 1)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))


@mistake(
    "resnet",
    hint="Every block of the later stages has stride 2, so the picture shrinks away and each block needs a "
    "projection. Only the first block of a stage has the stride; the others have stride 1.",
)
def resnet_stride_in_every_block(input_shape, classes, blocks):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(16, 3, padding="same")(inputs)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    for filters, stride in ((16, 1), (32, 2), (64, 2)):
        for _ in range(blocks):
            x = basic_block(x, filters, stride)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))


@mistake(
    "resnet",
    hint="You flatten the last feature maps, and the last layer gets weights for every place. Average each "
    "channel over height and width instead: 64 numbers remain, whatever the size of the picture.",
)
def resnet_flattened(input_shape, classes, blocks):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(16, 3, padding="same")(inputs)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    for filters, first_stride in ((16, 1), (32, 2), (64, 2)):
        x = basic_block(x, filters, first_stride)
        for _ in range(blocks - 1):
            x = basic_block(x, filters, 1)
    x = keras.layers.Flatten()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))


@mistake(
    "resnet",
    hint="You take the largest value of each channel at the end. Take the average over height and width.",
)
def resnet_max_pooled(input_shape, classes, blocks):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(16, 3, padding="same")(inputs)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    for filters, first_stride in ((16, 1), (32, 2), (64, 2)):
        x = basic_block(x, filters, first_stride)
        for _ in range(blocks - 1):
            x = basic_block(x, filters, 1)
    x = keras.layers.GlobalMaxPooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))


@mistake(
    "resnet",
    hint="The model returns scores. It should return probabilities: the last layer needs a softmax.",
)
def resnet_without_softmax(input_shape, classes, blocks):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(16, 3, padding="same")(inputs)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    for filters, first_stride in ((16, 1), (32, 2), (64, 2)):
        x = basic_block(x, filters, first_stride)
        for _ in range(blocks - 1):
            x = basic_block(x, filters, 1)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


@mistake(
    "resnet",
    hint="The last layer has a sigmoid, so the answers for one picture do not add up to 1. One class out "
    "of several: softmax.",
)
def resnet_with_sigmoid(input_shape, classes, blocks):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(16, 3, padding="same")(inputs)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    for filters, first_stride in ((16, 1), (32, 2), (64, 2)):
        x = basic_block(x, filters, first_stride)
        for _ in range(blocks - 1):
            x = basic_block(x, filters, 1)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation="sigmoid")(x))


@mistake("resnet", hint="The number of classes is fixed at 10. Use the argument classes.")
def resnet_ten_classes(input_shape, classes, blocks):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(16, 3, padding="same")(inputs)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    for filters, first_stride in ((16, 1), (32, 2), (64, 2)):
        x = basic_block(x, filters, first_stride)
        for _ in range(blocks - 1):
            x = basic_block(x, filters, 1)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))


@mistake(
    "resnet",
    hint="The stem lacks its batch norm. Before the first stage: convolution, batch norm, ReLU.",
)
def resnet_stem_without_batch_norm(input_shape, classes, blocks):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(16, 3, padding="same")(inputs)
    x = keras.layers.ReLU()(x)
    for filters, first_stride in ((16, 1), (32, 2), (64, 2)):
        x = basic_block(x, filters, first_stride)
        for _ in range(blocks - 1):
            x = basic_block(x, filters, 1)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))


@mistake("resnet", hint="The stem lacks its ReLU. Before the first stage: convolution, batch norm, ReLU.")
def resnet_stem_without_activation(input_shape, classes, blocks):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(16, 3, padding="same")(inputs)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    for filters, first_stride in ((16, 1), (32, 2), (64, 2)):
        x = basic_block(x, filters, first_stride)
        for _ in range(blocks - 1):
            x = basic_block(x, filters, 1)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))


@mistake(
    "resnet",
    hint="The stem is missing: the picture goes straight into the first block. First a 3x3 convolution to "
    "16 channels, batch norm, ReLU.",
)
def resnet_without_stem(input_shape, classes, blocks):
    inputs = x = keras.Input(input_shape)
    for filters, first_stride in ((16, 1), (32, 2), (64, 2)):
        x = basic_block(x, filters, first_stride)
        for _ in range(blocks - 1):
            x = basic_block(x, filters, 1)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))


@mistake(
    "resnet",
    hint="The stem shrinks the picture by a max pooling. Large photographs need that; here the first stage "
    "works at full size.",
)
def resnet_stem_pooled(input_shape, classes, blocks):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(16, 3, padding="same")(inputs)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.MaxPooling2D(2, padding="same")(x)
    for filters, first_stride in ((16, 1), (32, 2), (64, 2)):
        x = basic_block(x, filters, first_stride)
        for _ in range(blocks - 1):
            x = basic_block(x, filters, 1)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))


@mistake("resnet", hint="A fourth stage has crept in. There are three: 16, 32 and 64 filters.")
def resnet_four_stages(input_shape, classes, blocks):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(16, 3, padding="same")(inputs)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    for filters, first_stride in ((16, 1), (32, 2), (64, 2), (128, 2)):
        x = basic_block(x, filters, first_stride)
        for _ in range(blocks - 1):
            x = basic_block(x, filters, 1)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))


@alternative("resnet")
def resnet_by_conditions(input_shape, classes, blocks):
    picture = keras.layers.Input(shape=tuple(input_shape), name="picture")
    y = keras.layers.Conv2D(16, (3, 3), padding="same", use_bias=True)(picture)
    y = keras.layers.BatchNormalization()(y)
    y = keras.activations.relu(y)
    for stage in range(3):
        for block in range(blocks):
            y = basic_block(y, 16 * 2**stage, 2 if stage > 0 and block == 0 else 1)
    y = keras.ops.mean(y, axis=(1, 2))
    scores = keras.layers.Dense(classes)(y)
    return keras.Model(inputs=picture, outputs=keras.layers.Softmax()(scores), name="small_resnet")


@alternative("resnet")
def resnet_as_a_class(input_shape, classes, blocks):
    class SmallResNet(keras.Model):
        def __init__(self):
            super().__init__()
            x = features = keras.Input(input_shape)
            x = keras.layers.Conv2D(16, 3, padding="same")(x)
            x = keras.layers.ReLU()(keras.layers.BatchNormalization()(x))
            for filters in (16, 32, 64):
                x = basic_block(x, filters, 1 if filters == 16 else 2)
                for _ in range(1, blocks):
                    x = basic_block(x, filters, 1)
            self.features = keras.Model(features, x)
            self.pool = keras.layers.GlobalAveragePooling2D()
            self.top = keras.layers.Dense(classes, activation="softmax")

        def call(self, x, training=False):
            return self.top(self.pool(self.features(x, training=training)))

    model = SmallResNet()
    model.build((None, *input_shape))
    return model


@alternative("resnet")
def resnet_average_by_reshape(input_shape, classes, blocks):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(16, 3, padding="same")(inputs)
    x = keras.layers.BatchNormalization()(x)
    x = keras.layers.Activation("relu")(x)
    plan = [(16, 1)] * blocks + [(32, 2)] + [(32, 1)] * (blocks - 1) + [(64, 2)] + [(64, 1)] * (blocks - 1)
    for filters, stride in plan:
        x = basic_block(x, filters, stride)
    x = keras.layers.GlobalAveragePooling2D(keepdims=True)(x)
    x = keras.layers.Flatten()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation=keras.activations.softmax)(x))


# bottleneck_block


@mistake(
    "bottleneck_block",
    hint="The stride sits on the 3x3 convolution. Many later networks do it so, but the first version, "
    "which Keras follows, has it on the first 1x1 convolution.",
)
def bottleneck_stride_on_middle(x, filters, stride):
    shortcut = x
    if stride != 1 or x.shape[-1] != 4 * filters:
        shortcut = keras.layers.Conv2D(4 * filters, 1, strides=stride)(x)
        shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, 1)(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, 3, strides=stride, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(4 * filters, 1)(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


@mistake(
    "bottleneck_block",
    hint="Every block gets a projection. Where the stride is 1 and x already has 4 * filters channels, add x as it is.",
)
def bottleneck_always_projected(x, filters, stride):
    shortcut = keras.layers.Conv2D(4 * filters, 1, strides=stride)(x)
    shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, 3, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(4 * filters, 1)(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


@mistake(
    "bottleneck_block",
    hint="You project only where the stride is not 1. The first block of ResNet-50 has stride 1 and still "
    "widens from 64 to 256 channels: look at the channels of x as well.",
)
def bottleneck_projected_for_stride_only(x, filters, stride):
    shortcut = x
    if stride != 1:
        shortcut = keras.layers.Conv2D(4 * filters, 1, strides=stride)(x)
        shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, 3, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(4 * filters, 1)(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


@mistake(
    "bottleneck_block",
    hint="You project only where the channels change. With a stride the picture shrinks, and x does not fit either.",
)
def bottleneck_projected_for_channels_only(x, filters, stride):
    shortcut = x
    if x.shape[-1] != 4 * filters:
        shortcut = keras.layers.Conv2D(4 * filters, 1, strides=stride)(x)
        shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, 3, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(4 * filters, 1)(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


@mistake(
    "bottleneck_block",
    hint="You compare the channels of x with filters. The block returns 4 * filters channels: that is what "
    "x must have to be added as it is.",
)
def bottleneck_compares_filters(x, filters, stride):
    shortcut = x
    if stride != 1 or x.shape[-1] != filters:
        shortcut = keras.layers.Conv2D(4 * filters, 1, strides=stride)(x)
        shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, 3, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(4 * filters, 1)(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


@mistake(
    "bottleneck_block",
    hint="The block does not widen at the end. The last 1x1 convolution and the projection have 4 * filters channels.",
)
def bottleneck_not_widened(x, filters, stride):
    shortcut = x
    if stride != 1 or x.shape[-1] != filters:
        shortcut = keras.layers.Conv2D(filters, 1, strides=stride)(x)
        shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, 3, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, 1)(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


@mistake(
    "bottleneck_block",
    hint="The middle of the block is not narrow: all three convolutions have 4 * filters channels. The "
    "first two have filters channels; that is the bottleneck.",
)
def bottleneck_wide_everywhere(x, filters, stride):
    shortcut = x
    if stride != 1 or x.shape[-1] != 4 * filters:
        shortcut = keras.layers.Conv2D(4 * filters, 1, strides=stride)(x)
        shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(4 * filters, 1, strides=stride)(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(4 * filters, 3, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(4 * filters, 1)(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


@mistake(
    "bottleneck_block",
    hint="The projection on the shortcut has no batch norm. Every convolution of this notebook is followed by one.",
)
def bottleneck_projection_without_batch_norm(x, filters, stride):
    shortcut = x
    if stride != 1 or x.shape[-1] != 4 * filters:
        shortcut = keras.layers.Conv2D(4 * filters, 1, strides=stride)(x)
    y = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, 3, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(4 * filters, 1)(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


@mistake("bottleneck_block", hint="The shortcut is missing: x never reaches the end of the block.")
def bottleneck_without_shortcut(x, filters, stride):
    y = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, 3, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(4 * filters, 1)(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    return keras.layers.ReLU()(y)


@mistake(
    "bottleneck_block",
    hint="You add the shortcut after the last ReLU. Add it before: batch norm, then the addition, then ReLU.",
)
def bottleneck_added_after_activation(x, filters, stride):
    shortcut = x
    if stride != 1 or x.shape[-1] != 4 * filters:
        shortcut = keras.layers.Conv2D(4 * filters, 1, strides=stride)(x)
        shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, 3, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(4 * filters, 1)(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    return keras.layers.Add()([shortcut, y])


@mistake("bottleneck_block", hint="The block ends with the addition. One ReLU is still to come after it.")
def bottleneck_without_last_activation(x, filters, stride):
    shortcut = x
    if stride != 1 or x.shape[-1] != 4 * filters:
        shortcut = keras.layers.Conv2D(4 * filters, 1, strides=stride)(x)
        shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, 3, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(4 * filters, 1)(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    return keras.layers.Add()([shortcut, y])


@mistake(
    "bottleneck_block",
    hint="There is no ReLU between the 3x3 convolution and the last 1x1 convolution. After each batch norm "
    "of the branch but the last comes a ReLU.",
)
def bottleneck_without_second_activation(x, filters, stride):
    shortcut = x
    if stride != 1 or x.shape[-1] != 4 * filters:
        shortcut = keras.layers.Conv2D(4 * filters, 1, strides=stride)(x)
        shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, 3, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Conv2D(4 * filters, 1)(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


@mistake(
    "bottleneck_block",
    hint="The last batch norm comes after the addition, so it rescales the shortcut too. Normalise the "
    "branch first, then add.",
)
def bottleneck_normalised_after_addition(x, filters, stride):
    shortcut = x
    if stride != 1 or x.shape[-1] != 4 * filters:
        shortcut = keras.layers.Conv2D(4 * filters, 1, strides=stride)(x)
        shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, 3, padding="same")(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(4 * filters, 1)(y)
    y = keras.layers.Add()([shortcut, y])
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    return keras.layers.ReLU()(y)


@mistake(
    "bottleneck_block",
    hint="The 3x3 convolution has no padding, so it eats the border and the shortcut no longer fits. Use "
    'padding="same" there.',
)
def bottleneck_without_padding(x, filters, stride):
    shortcut = x
    if stride != 1 or x.shape[-1] != 4 * filters:
        shortcut = keras.layers.Conv2D(4 * filters, 1, strides=stride)(x)
        shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, 3)(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(4 * filters, 1)(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


@mistake(
    "bottleneck_block",
    hint="Your convolutions have no bias. That is a sound idea before a batch norm, but then the "
    "parameters are fewer than those of Keras' own ResNet-50, which keeps the biases.",
)
def bottleneck_without_bias(x, filters, stride):
    shortcut = x
    if stride != 1 or x.shape[-1] != 4 * filters:
        shortcut = keras.layers.Conv2D(4 * filters, 1, strides=stride, use_bias=False)(x)
        shortcut = keras.layers.BatchNormalization(epsilon=1.001e-5)(shortcut)
    y = keras.layers.Conv2D(filters, 1, strides=stride, use_bias=False)(x)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(filters, 3, padding="same", use_bias=False)(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.ReLU()(y)
    y = keras.layers.Conv2D(4 * filters, 1, use_bias=False)(y)
    y = keras.layers.BatchNormalization(epsilon=1.001e-5)(y)
    y = keras.layers.Add()([shortcut, y])
    return keras.layers.ReLU()(y)


@alternative("bottleneck_block")
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


@alternative("bottleneck_block")
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


# resnet50


@mistake(
    "resnet50",
    hint="Each stage has one block too few: the first block, the one that changes the shape, is not the "
    "only one that counts. The stages have 3, 4, 6 and 3 blocks in all.",
)
def resnet50_one_block_too_few(input_shape, classes):
    inputs = keras.Input(input_shape)
    x = keras.layers.ZeroPadding2D(3)(inputs)
    x = keras.layers.Conv2D(64, 7, strides=2)(x)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.ZeroPadding2D(1)(x)
    x = keras.layers.MaxPooling2D(3, strides=2)(x)
    for filters, blocks, first_stride in ((64, 2, 1), (128, 3, 2), (256, 5, 2), (512, 2, 2)):
        x = bottleneck_block(x, filters, first_stride)
        for _ in range(blocks - 1):
            x = bottleneck_block(x, filters, 1)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))


@mistake("resnet50", hint="Every stage has 3 blocks. In ResNet-50 the stages have 3, 4, 6 and 3.")
def resnet50_three_blocks_each(input_shape, classes):
    inputs = keras.Input(input_shape)
    x = keras.layers.ZeroPadding2D(3)(inputs)
    x = keras.layers.Conv2D(64, 7, strides=2)(x)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.ZeroPadding2D(1)(x)
    x = keras.layers.MaxPooling2D(3, strides=2)(x)
    for filters, first_stride in ((64, 1), (128, 2), (256, 2), (512, 2)):
        for block in range(3):
            x = bottleneck_block(x, filters, first_stride if block == 0 else 1)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))


@mistake(
    "resnet50",
    hint="The stem lacks its batch norm. The stem is padding, 7x7 convolution, batch norm, ReLU, padding, max pooling.",
)
def resnet50_stem_without_batch_norm(input_shape, classes):
    inputs = keras.Input(input_shape)
    x = keras.layers.ZeroPadding2D(3)(inputs)
    x = keras.layers.Conv2D(64, 7, strides=2)(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.ZeroPadding2D(1)(x)
    x = keras.layers.MaxPooling2D(3, strides=2)(x)
    for filters, blocks, first_stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for block in range(blocks):
            x = bottleneck_block(x, filters, first_stride if block == 0 else 1)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))


@mistake(
    "resnet50",
    hint="The first convolution is 3x3, as in the small network. Here it is 7x7, with stride 2.",
)
def resnet50_small_stem(input_shape, classes):
    inputs = keras.Input(input_shape)
    x = keras.layers.ZeroPadding2D(1)(inputs)
    x = keras.layers.Conv2D(64, 3, strides=2)(x)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.ZeroPadding2D(1)(x)
    x = keras.layers.MaxPooling2D(3, strides=2)(x)
    for filters, blocks, first_stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for block in range(blocks):
            x = bottleneck_block(x, filters, first_stride if block == 0 else 1)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))


@mistake(
    "resnet50",
    hint="The max pooling of the stem is missing, so all stages work on pictures twice as high and wide. "
    "No parameter tells; only the output does.",
)
def resnet50_without_max_pooling(input_shape, classes):
    inputs = keras.Input(input_shape)
    x = keras.layers.ZeroPadding2D(3)(inputs)
    x = keras.layers.Conv2D(64, 7, strides=2)(x)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    for filters, blocks, first_stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for block in range(blocks):
            x = bottleneck_block(x, filters, first_stride if block == 0 else 1)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))


@mistake(
    "resnet50",
    hint="The first stage halves the picture too. The max pooling has just done that: the first stage "
    "begins with stride 1, the other three with stride 2.",
)
def resnet50_first_stage_strided(input_shape, classes):
    inputs = keras.Input(input_shape)
    x = keras.layers.ZeroPadding2D(3)(inputs)
    x = keras.layers.Conv2D(64, 7, strides=2)(x)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.ZeroPadding2D(1)(x)
    x = keras.layers.MaxPooling2D(3, strides=2)(x)
    for filters, blocks in ((64, 3), (128, 4), (256, 6), (512, 3)):
        for block in range(blocks):
            x = bottleneck_block(x, filters, 2 if block == 0 else 1)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))


@mistake(
    "resnet50",
    hint='In the stem you let padding="same" choose the padding. With a stride of 2 it pads left and right '
    "unequally. Pad by 3 on all sides before the convolution, and by 1 before the pooling.",
)
def resnet50_same_padding(input_shape, classes):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(64, 7, strides=2, padding="same")(inputs)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.MaxPooling2D(3, strides=2, padding="same")(x)
    for filters, blocks, first_stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for block in range(blocks):
            x = bottleneck_block(x, filters, first_stride if block == 0 else 1)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))


@mistake(
    "resnet50",
    hint="The model returns scores. It should return probabilities: the last layer needs a softmax.",
)
def resnet50_without_softmax(input_shape, classes):
    inputs = keras.Input(input_shape)
    x = keras.layers.ZeroPadding2D(3)(inputs)
    x = keras.layers.Conv2D(64, 7, strides=2)(x)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.ZeroPadding2D(1)(x)
    x = keras.layers.MaxPooling2D(3, strides=2)(x)
    for filters, blocks, first_stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for block in range(blocks):
            x = bottleneck_block(x, filters, first_stride if block == 0 else 1)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


@mistake("resnet50", hint="The number of classes is fixed at 1000. Use the argument classes.")
def resnet50_thousand_classes(input_shape, classes):
    inputs = keras.Input(input_shape)
    x = keras.layers.ZeroPadding2D(3)(inputs)
    x = keras.layers.Conv2D(64, 7, strides=2)(x)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.ZeroPadding2D(1)(x)
    x = keras.layers.MaxPooling2D(3, strides=2)(x)
    for filters, blocks, first_stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for block in range(blocks):
            x = bottleneck_block(x, filters, first_stride if block == 0 else 1)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(1000, activation="softmax")(x))


@mistake(
    "resnet50",
    hint="You flatten the last feature maps, and the last layer gets weights for every place. Average each "
    "channel over height and width: 2,048 numbers remain.",
)
def resnet50_flattened(input_shape, classes):
    inputs = keras.Input(input_shape)
    x = keras.layers.ZeroPadding2D(3)(inputs)
    x = keras.layers.Conv2D(64, 7, strides=2)(x)
    x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.ZeroPadding2D(1)(x)
    x = keras.layers.MaxPooling2D(3, strides=2)(x)
    for filters, blocks, first_stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for block in range(blocks):
            x = bottleneck_block(x, filters, first_stride if block == 0 else 1)
    x = keras.layers.Flatten()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))


@alternative("resnet50")
def resnet50_stages_by_index(input_shape, classes):
    picture = keras.layers.Input(shape=input_shape)
    x = keras.layers.Conv2D(64, (7, 7), strides=(2, 2), name="stem")(keras.layers.ZeroPadding2D((3, 3))(picture))
    x = keras.layers.Activation("relu")(keras.layers.BatchNormalization(axis=-1)(x))
    x = keras.layers.MaxPooling2D((3, 3), strides=(2, 2))(keras.layers.ZeroPadding2D((1, 1))(x))
    for stage, blocks in enumerate([3, 4, 6, 3]):
        for block in range(blocks):
            x = bottleneck_block(x, 64 * 2**stage, 2 if stage and not block else 1)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(picture, keras.layers.Softmax()(keras.layers.Dense(classes)(x)), name="resnet50")


@alternative("resnet50")
def resnet50_with_operations(input_shape, classes):
    inputs = keras.Input(input_shape)
    x = keras.ops.pad(inputs, ((0, 0), (3, 3), (3, 3), (0, 0)))
    x = keras.layers.Conv2D(64, 7, 2)(x)
    x = keras.ops.relu(keras.layers.BatchNormalization(epsilon=1.001e-5)(x))
    x = keras.ops.max_pool(keras.ops.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0))), 3, 2)
    plan = [(64, 1)] * 3 + [(128, 2)] + [(128, 1)] * 3 + [(256, 2)] + [(256, 1)] * 5 + [(512, 2)] + [(512, 1)] * 2
    for filters, stride in plan:
        x = bottleneck_block(x, filters, stride)
    x = keras.ops.mean(x, axis=(1, 2))
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))


# fold_batch_norm


@mistake(
    "fold_batch_norm",
    hint="epsilon is lost. It is added to the variance, under the root; where the variance is tiny it decides.",
)
def fold_without_epsilon(kernel, bias, gamma, beta, mean, variance, epsilon):
    scale = gamma / np.sqrt(variance)
    return kernel * scale, (bias - mean) * scale + beta


@mistake(
    "fold_batch_norm",
    hint="epsilon stands outside the root. It is added to the variance first, then the root is taken.",
)
def fold_epsilon_outside_root(kernel, bias, gamma, beta, mean, variance, epsilon):
    scale = gamma / (np.sqrt(variance) + epsilon)
    return kernel * scale, (bias - mean) * scale + beta


@mistake(
    "fold_batch_norm",
    hint="You divide by the variance. Divide by its square root, the standard deviation.",
)
def fold_without_root(kernel, bias, gamma, beta, mean, variance, epsilon):
    scale = gamma / (variance + epsilon)
    return kernel * scale, (bias - mean) * scale + beta


@mistake("fold_batch_norm", hint="You multiply by the standard deviation. Batch norm divides by it.")
def fold_multiplies_by_deviation(kernel, bias, gamma, beta, mean, variance, epsilon):
    scale = gamma * np.sqrt(variance + epsilon)
    return kernel * scale, (bias - mean) * scale + beta


@mistake("fold_batch_norm", hint="The mean has the wrong sign: batch norm subtracts it.")
def fold_mean_added(kernel, bias, gamma, beta, mean, variance, epsilon):
    scale = gamma / np.sqrt(variance + epsilon)
    return kernel * scale, (bias + mean) * scale + beta


@mistake(
    "fold_batch_norm",
    hint="The mean is lost. Batch norm subtracts it from what the convolution gives, bias included.",
)
def fold_mean_ignored(kernel, bias, gamma, beta, mean, variance, epsilon):
    scale = gamma / np.sqrt(variance + epsilon)
    return kernel * scale, bias * scale + beta


@mistake(
    "fold_batch_norm",
    hint="The convolution's own bias is lost. It is part of what batch norm shifts and scales.",
)
def fold_bias_ignored(kernel, bias, gamma, beta, mean, variance, epsilon):
    scale = gamma / np.sqrt(variance + epsilon)
    return kernel * scale, beta - mean * scale


@mistake(
    "fold_batch_norm",
    hint="The convolution's own bias is added after the scaling. It goes through batch norm with "
    "everything else: scale it too.",
)
def fold_bias_not_scaled(kernel, bias, gamma, beta, mean, variance, epsilon):
    scale = gamma / np.sqrt(variance + epsilon)
    return kernel * scale, bias - mean * scale + beta


@mistake(
    "fold_batch_norm",
    hint="beta is lost. Batch norm adds it at the very end, so it is part of the new bias.",
)
def fold_beta_ignored(kernel, bias, gamma, beta, mean, variance, epsilon):
    scale = gamma / np.sqrt(variance + epsilon)
    return kernel * scale, (bias - mean) * scale


@mistake("fold_batch_norm", hint="beta is scaled as well. Batch norm adds it after the scaling, as it is.")
def fold_beta_scaled(kernel, bias, gamma, beta, mean, variance, epsilon):
    scale = gamma / np.sqrt(variance + epsilon)
    return kernel * scale, (bias - mean + beta) * scale


@mistake(
    "fold_batch_norm",
    hint="gamma is lost. The scale of a channel is gamma divided by the standard deviation.",
)
def fold_gamma_ignored(kernel, bias, gamma, beta, mean, variance, epsilon):
    scale = 1 / np.sqrt(variance + epsilon)
    return kernel * scale, (bias - mean) * scale + beta


@mistake(
    "fold_batch_norm",
    hint="The new bias is not scaled: bias minus mean has to be multiplied by the scale, as the kernel is.",
)
def fold_shift_not_scaled(kernel, bias, gamma, beta, mean, variance, epsilon):
    scale = gamma / np.sqrt(variance + epsilon)
    return kernel * scale, bias - mean + beta


@mistake(
    "fold_batch_norm",
    hint="The kernel is unchanged. Each of its filters has to be multiplied by the scale of its channel.",
)
def fold_kernel_not_scaled(kernel, bias, gamma, beta, mean, variance, epsilon):
    scale = gamma / np.sqrt(variance + epsilon)
    return kernel, (bias - mean) * scale + beta


@mistake(
    "fold_batch_norm",
    hint="The scale goes along the channels that come in. Batch norm follows the convolution, so there is "
    "one scale for each filter, each channel that goes out: the last axis of the kernel.",
)
def fold_over_input_channels(kernel, bias, gamma, beta, mean, variance, epsilon):
    scale = gamma / np.sqrt(variance + epsilon)
    return kernel * scale.reshape(1, 1, -1, 1), (bias - mean) * scale + beta


@mistake(
    "fold_batch_norm",
    hint="The scale goes along the first axis of the kernel, as other libraries order it. In Keras a "
    "kernel is (height, width, channels, filters): the filters are the last axis.",
)
def fold_over_first_axis(kernel, bias, gamma, beta, mean, variance, epsilon):
    scale = gamma / np.sqrt(variance + epsilon)
    return kernel * scale.reshape(-1, 1, 1, 1), (bias - mean) * scale + beta


@mistake(
    "fold_batch_norm",
    hint="The arrays that were passed in are changed. Make new ones: the trained network still needs its own.",
)
def fold_in_place(kernel, bias, gamma, beta, mean, variance, epsilon):
    scale = gamma / np.sqrt(variance + epsilon)
    kernel *= scale
    bias -= mean
    bias *= scale
    bias += beta
    return kernel, bias


@mistake(
    "fold_batch_norm",
    hint="Kernel and bias have changed places. Return the kernel first, then the bias.",
)
def fold_answers_swapped(kernel, bias, gamma, beta, mean, variance, epsilon):
    scale = gamma / np.sqrt(variance + epsilon)
    return (bias - mean) * scale + beta, kernel * scale


@alternative("fold_batch_norm")
def fold_with_loops(kernel, bias, gamma, beta, mean, variance, epsilon):
    new_kernel, new_bias = np.empty_like(kernel), np.empty_like(bias)
    for channel in range(len(bias)):
        deviation = (variance[channel] + epsilon) ** 0.5
        new_kernel[:, :, :, channel] = kernel[:, :, :, channel] * gamma[channel] / deviation
        new_bias[channel] = gamma[channel] * (bias[channel] - mean[channel]) / deviation + beta[channel]
    return [new_kernel, new_bias]


@alternative("fold_batch_norm")
def fold_with_einsum(kernel, bias, gamma, beta, mean, variance, epsilon):
    scale = gamma * np.power(variance + epsilon, -0.5)
    return np.einsum("hwio,o->hwio", kernel, scale), beta + scale * bias - scale * mean


@alternative("fold_batch_norm")
def fold_in_keras(kernel, bias, gamma, beta, mean, variance, epsilon):
    scale = keras.ops.cast(gamma, "float32") * keras.ops.rsqrt(keras.ops.cast(variance + epsilon, "float32"))
    new_bias = keras.ops.cast(bias - mean, "float32") * scale + keras.ops.cast(beta, "float32")
    return keras.ops.cast(kernel, "float32") * scale, new_bias
