import keras

from grader.authoring import alternative, edited, mistake
from solutions.resnet import identity_block, projection_block

basic_always_projected = edited(
    "Every block gets a projection. Where the shape stays the same, x fits as it is: use identity_block there.",
    ("if stride == 1 and x.shape[-1] == filters:\n    return identity_block(x, filters, 3)", ""),
)
basic_projected_for_stride_only = edited(
    "A change in the number of channels needs a projection too, even at stride 1. Look at both: the stride and the "
    "channels of x.",
    ("stride == 1 and x.shape[-1] == filters", "stride == 1"),
)
basic_projected_for_channels_only = edited(
    "A stride other than 1 needs a projection too, even if the channels stay. Look at both: the stride and the "
    "channels of x.",
    ("stride == 1 and x.shape[-1] == filters", "x.shape[-1] == filters"),
)
basic_conditions_joined_by_or = edited(
    "The two conditions are joined by `or`. The identity block fits only where the stride is 1 and, at the same "
    "time, the channels stay.",
    ("stride == 1 and x.shape[-1] == filters", "stride == 1 or (x.shape[-1] == filters)"),
)


@mistake("You never project. Where the stride or the number of channels changes the shape, x no longer fits.")
def basic_never_projected(x, filters, stride):
    return identity_block(x, filters, 3)


basic_choice_swapped = edited(
    "The choice is the wrong way round: the identity block is for the shape that stays, the projection for the shape "
    "that changes.",
    ("stride == 1 and x.shape[-1] == filters", "stride != 1 or x.shape[-1] != filters"),
)
basic_compares_height = edited(
    "You compare filters with the height of x. The channels are the last axis: x.shape[-1].", ("-1", "1")
)
basic_stride_always_two = edited(
    "The projection has stride 2 whatever the argument says. Pass stride on.",
    ("projection_block(x, filters, 3, stride)", "projection_block(x, filters, 3, 2)"),
)
basic_two_blocks = edited(
    "There is one block too many: after the projection block comes an identity block. A basic block is one block.",
    (
        "return projection_block(x, filters, 3, stride)",
        "return identity_block(projection_block(x, filters, 3, stride), filters, 3)",
    ),
)
basic_with_kernel_five = edited(
    "The kernels are not 3x3. A basic block has kernel_size 3 in both its convolutions.",
    ("identity_block(x, filters, 3)", "identity_block(x, filters, 5)"),
    ("projection_block(x, filters, 3, stride)", "projection_block(x, filters, 5, stride)"),
)
basic_arguments_swapped = edited(
    "filters and kernel_size have changed places in your calls. The order is x, filters, kernel_size, stride.",
    ("identity_block(x, filters, 3)", "identity_block(x, 3, filters)"),
    ("projection_block(x, filters, 3, stride)", "projection_block(x, 3, filters, stride)"),
)


@alternative
def basic_by_keywords(x, filters, stride):
    channels = int(x.shape[3])
    same_shape = stride == 1 and channels == filters
    if not same_shape:
        return projection_block(x, filters=filters, kernel_size=3, stride=stride)
    return identity_block(x, filters=filters, kernel_size=3)


@alternative
def basic_written_out(x, filters, stride):
    shortcut = x
    if stride != 1 or keras.ops.shape(x)[-1] != filters:
        shortcut = keras.layers.BatchNormalization()(keras.layers.Conv2D(filters, 1, strides=stride)(x))
    y = keras.layers.BatchNormalization()(keras.layers.Conv2D(filters, 3, strides=stride, padding="same")(x))
    y = keras.layers.Activation("relu")(y)
    y = keras.layers.BatchNormalization()(keras.layers.Conv2D(filters, 3, padding="same")(y))
    return keras.layers.Activation("relu")(keras.layers.Add()([y, shortcut]))
