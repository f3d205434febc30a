import keras

from grader.authoring import alternative, edited
from solutions.resnet import bottleneck_block

resnet50_one_block_too_few = edited(
    "Each stage has one block too few: the first block, the one that changes the shape, is not the only one that "
    "counts. The stages have 3, 4, 6 and 3 blocks in all.",
    ("((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2))", "(64, 2, 1), (128, 3, 2), (256, 5, 2), (512, 2, 2)"),
)
resnet50_three_blocks_each = edited(
    "Every stage has 3 blocks. In ResNet-50 the stages have 3, 4, 6 and 3.",
    ("(128, 4, 2), (256, 6, 2)", "(128, 3, 2), (256, 3, 2)"),
)
resnet50_stem_without_batch_norm = edited(
    "The stem lacks its batch norm. The stem is padding, 7x7 convolution, batch norm, ReLU, padding, max pooling.",
    ("x = keras.layers.BatchNormalization(epsilon=1.001e-5)(x)", ""),
)
resnet50_small_stem = edited(
    "The first convolution is 3x3, as in the small network. Here it is 7x7, with stride 2.",
    ("ZeroPadding2D(3)", "ZeroPadding2D(1)"),
    ("64, 7", "64, 3"),
)
resnet50_without_max_pooling = edited(
    "The max pooling of the stem is missing, so all stages work on pictures twice as high and wide. No parameter "
    "tells; only the output does.",
    ("x = keras.layers.ZeroPadding2D(1)(x)", ""),
    ("x = keras.layers.MaxPooling2D(3, strides=2)(x)  # a quarter", ""),
)
resnet50_first_stage_strided = edited(
    "The first stage halves the picture too. The max pooling has just done that: the first stage begins with stride "
    "1, the other three with stride 2.",
    ("(64, 3, 1)", "(64, 3, 2)"),
)
resnet50_same_padding = edited(
    'In the stem you let padding="same" choose the padding. With a stride of 2 it pads left and right unequally. Pad '
    "by 3 on all sides before the convolution, and by 1 before the pooling.",
    ("keras.layers.ZeroPadding2D(3)(inputs)", "inputs"),
    ("7, strides=2", '7, strides=2, padding="same"'),
    ("x = keras.layers.ZeroPadding2D(1)(x)", ""),
    ("3, strides=2", '3, strides=2, padding="same"'),
)
resnet50_without_softmax = edited(
    "The model returns scores. It should return probabilities: the last layer needs a softmax.",
    (', activation="softmax"', ""),
)
resnet50_thousand_classes = edited(
    "The number of classes is fixed at 1000. Use the argument classes.", ("Dense(classes", "Dense(1000")
)
resnet50_flattened = edited(
    "You flatten the last feature maps, and the last layer gets weights for every place. Average each channel over "
    "height and width: 2,048 numbers remain.",
    ("GlobalAveragePooling2D", "Flatten"),
)


@alternative
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


@alternative
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


resnet50_windows_of_two_at_the_end = edited(
    "The end is written for pictures of 64x64: windows of 2x2 fit there, but not everywhere. Average each channel over all "
    "of its height and width, whatever they are.",
    (
        "x = keras.layers.GlobalAveragePooling2D()(x)  # (batch, 2048)",
        "x = keras.layers.AveragePooling2D(2)(x)",
        "x = keras.layers.Flatten()(x)",
    ),
)
