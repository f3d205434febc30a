import keras

from grader.authoring import alternative, edited, everywhere

inception_without_bottlenecks = edited(
    "The 3x3 and the 5x5 convolution look at x directly. Before each stands a 1x1 convolution, the bottleneck.",
    ('keras.layers.Conv2D(three_reduce, 1, activation="relu")(x)', "x"),
    ('keras.layers.Conv2D(five_reduce, 1, activation="relu")(x)', "x"),
)
inception_linear_bottlenecks = edited(
    "The bottlenecks have no ReLU. Every convolution of the block has one.",
    ('keras.layers.Conv2D(three_reduce, 1, activation="relu")', "keras.layers.Conv2D(three_reduce, 1)"),
    ('keras.layers.Conv2D(five_reduce, 1, activation="relu")', "keras.layers.Conv2D(five_reduce, 1)"),
)
inception_without_activations = edited(
    "None of the convolutions has a ReLU. Every one of them should.", everywhere(', activation="relu"', "")
)
inception_reductions_swapped = edited(
    "The widths of the two bottlenecks have changed places. The order of filters is: one, three_reduce, three, "
    "five_reduce, five, pool.",
    ("one, three_reduce, three, five_reduce, five, pool", "one, five_reduce, three, three_reduce, five, pool"),
)
inception_filters_in_another_order = edited(
    "filters is taken apart in another order. It is: one, three_reduce, three, five_reduce, five, pool.",
    ("one, three_reduce, three, five_reduce, five, pool", "one, three, five, pool, three_reduce, five_reduce"),
)
inception_branches_in_another_order = edited(
    "The branches are joined in another order. From first to last: 1x1, 3x3, 5x5, pooling.",
    ("[a, b, c, d]", "[a, c, b, d]"),
)
inception_without_pooling_branch = edited(
    "The pooling branch is missing: four branches are joined.", ("[a, b, c, d]", "[a, b, c]")
)
inception_pooling_without_convolution = edited(
    "The pooling branch hands on all channels of x. A 1x1 convolution to `pool` channels follows the pooling.",
    ('d = keras.layers.Conv2D(pool, 1, activation="relu")(d)', ""),
)
inception_convolution_before_pooling = edited(
    "In the pooling branch the 1x1 convolution comes first. Pool first, then convolve.",
    ('keras.layers.MaxPooling2D(3, strides=1, padding="same")', 'keras.layers.Conv2D(pool, 1, activation="relu")'),
    ('keras.layers.Conv2D(pool, 1, activation="relu")', 'keras.layers.MaxPooling2D(3, strides=1, padding="same")'),
)
inception_with_average_pooling = edited(
    "The pooling branch takes averages. It takes the maximum.",
    ("keras.layers.MaxPooling2D", "keras.layers.AveragePooling2D"),
)
inception_pooling_two_by_two = edited(
    "The pooling looks at 2x2 places. It looks at 3x3, with stride 1.", ("MaxPooling2D(3", "MaxPooling2D(2")
)
inception_pooling_with_its_own_stride = edited(
    "The pooling shrinks the picture, so the branches cannot be joined. Its stride is its window if you say nothing: "
    "say strides=1.",
    ('keras.layers.MaxPooling2D(3, strides=1, padding="same")', "keras.layers.MaxPooling2D(3)"),
)
inception_five_as_three = edited("The third branch has a 3x3 kernel. It should be 5x5.", ("5", "3"))
inception_branches_in_a_row = edited(
    "The 5x5 branch starts from what the 3x3 branch gives. All four branches start from x, side by side.",
    ('five_reduce, 1, activation="relu")(x)', 'five_reduce, 1, activation="relu")(b)'),
)
inception_joined_side_by_side = edited(
    "The branches are joined along the height, not along the channels. Channels are the last axis.",
    ("keras.layers.Concatenate()", "keras.layers.Concatenate(axis=1)"),
)
inception_without_padding = edited(
    'The 3x3 and the 5x5 convolution have no padding, so their branches get smaller than the others. Padding "same" '
    "keeps height and width.",
    everywhere('padding="same", activation', "activation"),
)
inception_added = edited(
    "The branches are added. They have different numbers of channels, and each should keep its own: put them side by "
    "side, with Concatenate.",
    ("keras.layers.Concatenate", "keras.layers.Add"),
)
inception_linear_pooling_branch = edited(
    "The 1x1 convolution of the pooling branch has no ReLU. Every convolution of the block has one.",
    ('keras.layers.Conv2D(pool, 1, activation="relu")', "keras.layers.Conv2D(pool, 1)"),
)
inception_with_one_bottleneck = edited(
    "The two large kernels share one bottleneck. Each has a 1x1 convolution of its own, three_reduce and five_reduce "
    "wide.",
    ("b = keras.layers.Conv2D(three_reduce", "b = c = keras.layers.Conv2D(three_reduce"),
    ('c = keras.layers.Conv2D(five_reduce, 1, activation="relu")(x)', ""),
)


@alternative
def inception_joined_by_an_operation(x, filters):
    def convolution(number, size):
        return keras.layers.Conv2D(number, size, padding="same", activation=keras.activations.relu)

    a = convolution(filters[0], 1)(x)
    b = convolution(filters[2], 3)(convolution(filters[1], 1)(x))
    c = convolution(filters[4], 5)(convolution(filters[3], 1)(x))
    d = convolution(filters[5], 1)(keras.layers.MaxPool2D((3, 3), strides=(1, 1), padding="same")(x))
    return keras.ops.concatenate([a, b, c, d], axis=-1)


@alternative
def inception_with_activations_apart(x, filters):
    def convolve(y, number, size):
        y = keras.layers.Conv2D(number, (size, size), padding="same")(y)
        return keras.layers.ReLU()(y)

    branches = [convolve(x, filters[0], 1)]
    for reduce, number, size in ((filters[1], filters[2], 3), (filters[3], filters[4], 5)):
        branches.append(convolve(convolve(x, reduce, 1), number, size))
    branches.append(convolve(keras.layers.MaxPool2D((3, 3), 1, padding="same")(x), filters[5], 1))
    return keras.layers.concatenate(branches, axis=-1)


@alternative
def inception_from_bottom_to_top(x, filters):
    one, three_reduce, three, five_reduce, five, pool = filters
    d = keras.ops.max_pool(x, 3, strides=1, padding="same")
    d = keras.ops.relu(keras.layers.Conv2D(pool, 1)(d))
    c = keras.layers.Conv2D(five_reduce, 1, activation="relu")(x)
    c = keras.layers.Conv2D(five, 5, padding="same", activation="relu")(c)
    b = keras.layers.Conv2D(three_reduce, 1, activation="relu")(x)
    b = keras.layers.Conv2D(three, 3, padding="same", activation="relu")(b)
    a = keras.layers.Conv2D(one, 1, padding="same", activation="relu")(x)
    return keras.ops.concatenate([a, b, c, d], axis=3)
