import keras

from grader.authoring import alternative, edited, everywhere
from solutions.efficient_networks import inverted_residual, make_divisible

alpha_ignored = edited(
    "alpha is not used. Every number of channels but the 128 goes through make_divisible(... * alpha, 8).",
    everywhere(" * alpha, 8", ", 8"),
)
stem_not_scaled = edited(
    "The stem always has 16 channels. alpha scales it, too: make_divisible(16 * alpha, 8).",
    ("make_divisible(16 * alpha, 8)", "16"),
)
not_divisible = edited(
    "Some numbers of channels are not divisible by 8. All but the 128 go through make_divisible(... * alpha, 8).",
    ("make_divisible(16 * alpha, 8)", "int(16 * alpha)"),
    ("make_divisible(filters * alpha, 8)", "int(filters * alpha)"),
)
without_the_rule = edited(
    "Channels times alpha are rounded to the nearest multiple of 8, but without the rule of the nine tenths. make_divisible "
    "knows it.",
    ("make_divisible(16 * alpha, 8)", "max(8, int(16 * alpha + 4) // 8 * 8)"),
    ("make_divisible(filters * alpha, 8)", "max(8, int(filters * alpha + 4) // 8 * 8)"),
)
rounded_up = edited(
    "Channels times alpha are always rounded up to a multiple of 8. make_divisible takes the nearest, and goes up only where "
    "too much would be lost.",
    ("make_divisible(16 * alpha, 8)", "math.ceil(16 * alpha / 8) * 8"),
    ("make_divisible(filters * alpha, 8)", "math.ceil(filters * alpha / 8) * 8"),
)
head_scaled = edited(
    "alpha scales the last convolution, too. It always has 128 channels.",
    ("Conv2D(128,", "Conv2D(make_divisible(128 * alpha, 8),"),
)
without_head = edited(
    "The 1x1 convolution to 128 channels, with its batch norm and ReLU, is missing before the pooling.",
    ("x = keras.layers.Conv2D(128, 1, use_bias=False)(x)  # a quarter of the height and width", ""),
    (
        "x = keras.layers.BatchNormalization(momentum=0.9)(x)\nx = keras.layers.ReLU(6)(x)\nx = keras.layers.GlobalAverage",
        "x = keras.layers.GlobalAverage",
    ),
)
stem_without_stride = edited(
    "The stem has stride 1, which makes everything behind it four times as much work. Its stride is 2.",
    ("3, strides=2", "3, strides=1"),
)
stem_with_bias = edited(
    "The stem's convolution has a bias. Batch norm follows: use_bias=False.",
    ('padding="same", use_bias=False', 'padding="same"'),
)
head_with_bias = edited(
    "The last 1x1 convolution has a bias. Batch norm follows: use_bias=False.",
    ("Conv2D(128, 1, use_bias=False)", "Conv2D(128, 1)"),
)
both_with_bias = edited(
    "The convolutions of stem and head have a bias. Batch norm follows both: use_bias=False.",
    everywhere(", use_bias=False", ""),
)
head_without_batch_norm = edited(
    "Behind the last 1x1 convolution the batch norm is missing.",
    (
        "x = keras.layers.BatchNormalization(momentum=0.9)(x)\nx = keras.layers.ReLU(6)(x)\nx = keras.layers.GlobalAverage",
        "x = keras.layers.ReLU(6)(x)\nx = keras.layers.GlobalAverage",
    ),
)
stem_without_padding = edited(
    'The stem is not padded. It has padding="same", as all convolutions here.',
    ('padding="same", use_bias', 'padding="valid", use_bias'),
)
stride_in_the_second_block = edited(
    "The second block of 24 channels has the stride 2; it is the first.",
    ("(24, 2, 4), (24, 1, 4)", "(24, 1, 4), (24, 2, 4)"),
)
stem_without_batch_norm = edited(
    "Behind the stem's convolution the batch norm is missing.",
    (
        "x = keras.layers.BatchNormalization(momentum=0.9)(x)\nx = keras.layers.ReLU(6)(x)\nfor",
        "x = keras.layers.ReLU(6)(x)\nfor",
    ),
)
flattened = edited(
    "You flatten the last maps. Global average pooling is asked for: one number for each channel.",
    ("keras.layers.GlobalAveragePooling2D()", "keras.layers.Flatten()"),
)
largest = edited(
    "You take the largest value of each map. Global *average* pooling is asked for.",
    ("GlobalAveragePooling2D", "GlobalMaxPooling2D"),
)
softmax = edited(
    "Probabilities come out. Scores are asked for: the last layer has no activation.",
    ("keras.layers.Dense(classes)", 'keras.layers.Dense(classes, activation="softmax")'),
)
first_block_expanded = edited(
    "The first block expands, too. Its expansion is 1.",
    ("(16, 1, 1)", "(16, 1, 4)"),
)
stride_everywhere = edited(
    "Every block with new channels has stride 2. Only the first block of 24 channels has: look at the table.",
    ("(40, 1, 4), (40, 1, 4)", "(40, 2, 4), (40, 1, 4)"),
)
strides_forgotten = edited(
    "All blocks have stride 1. The first block of 24 channels has stride 2.",
    ("(24, 2, 4)", "(24, 1, 4)"),
)
block_missing = edited(
    "The blocks of 40 channels come twice; one of them is missing.",
    ("(40, 1, 4), (40, 1, 4)", "(40, 1, 4)"),
)
head_without_activation = edited(
    "Behind the last 1x1 convolution the ReLU is missing. Only the narrow ends of the blocks are linear.",
    ("x = keras.layers.ReLU(6)(x)\nx = keras.layers.GlobalAverage", "x = keras.layers.GlobalAverage"),
)


@alternative
def line_by_line(input_shape, classes, alpha):
    def normalised(x):
        return keras.layers.Activation("relu6")(keras.layers.BatchNormalization()(x))

    def wide(filters):
        return make_divisible(alpha * filters, 8)

    inputs = x = keras.Input(shape=input_shape)
    x = normalised(keras.layers.Conv2D(wide(16), (3, 3), strides=(2, 2), padding="same", use_bias=False)(x))
    x = inverted_residual(x, wide(16), 1, 1)
    x = inverted_residual(x, wide(24), 2, 4)
    x = inverted_residual(x, wide(24), 1, 4)
    x = inverted_residual(x, wide(40), 1, 4)
    x = inverted_residual(x, wide(40), 1, 4)
    x = normalised(keras.layers.Conv2D(128, 1, use_bias=False)(x))
    x = keras.ops.mean(x, axis=(1, 2))
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


@alternative
def by_stages(input_shape, classes, alpha):
    inputs = keras.layers.Input(input_shape)
    x = keras.layers.Conv2D(make_divisible(16 * alpha, 8), 3, 2, "same", use_bias=False)(inputs)
    x = keras.layers.ReLU(max_value=6)(keras.layers.BatchNormalization(momentum=0.9)(x))
    for filters, blocks, stride, expansion in ((16, 1, 1, 1), (24, 2, 2, 4), (40, 2, 1, 4)):
        for block in range(blocks):
            x = inverted_residual(x, make_divisible(filters * alpha, 8), 1 if block else stride, expansion)
    x = keras.layers.Conv2D(128, 1, use_bias=False, padding="same")(x)
    x = keras.ops.relu6(keras.layers.BatchNormalization()(x))
    outputs = keras.layers.Dense(classes, activation="linear")(keras.layers.GlobalAvgPool2D()(x))
    return keras.Model(inputs=inputs, outputs=outputs)


@alternative
def as_sequence_of_lists(input_shape, classes, alpha):
    widths = [make_divisible(filters * alpha, 8) for filters in (16, 16, 24, 24, 40, 40)]
    inputs = keras.Input(tuple(input_shape))
    x = keras.Sequential(
        [
            keras.layers.Conv2D(widths[0], 3, strides=2, padding="same", use_bias=False),
            keras.layers.BatchNormalization(momentum=0.9),
            keras.layers.ReLU(6),
        ]
    )(inputs)
    for filters, stride, expansion in zip(widths[1:], (1, 2, 1, 1, 1), (1, 4, 4, 4, 4)):
        x = inverted_residual(x, filters, stride, expansion)
    for layer in (keras.layers.Conv2D(128, 1, use_bias=False), keras.layers.BatchNormalization(), keras.layers.ReLU(6)):
        x = layer(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(keras.layers.GlobalAveragePooling2D()(x)))


@alternative
def with_the_epsilon_of_resnet(input_shape, classes, alpha):
    def normalised(x, layer, last=False):
        x = keras.layers.BatchNormalization(epsilon=1.001e-5, momentum=0.9)(layer(x))
        return x if last else keras.layers.ReLU(6)(x)

    inputs = keras.Input(input_shape)
    x = normalised(inputs, keras.layers.Conv2D(make_divisible(16 * alpha, 8), 3, 2, "same", use_bias=False))
    for filters, stride, expansion in ((16, 1, 1), (24, 2, 4), (24, 1, 4), (40, 1, 4), (40, 1, 4)):
        x = inverted_residual(x, make_divisible(filters * alpha, 8), stride, expansion)
    x = normalised(x, keras.layers.Conv2D(128, 1, use_bias=False))
    return keras.Model(inputs, keras.layers.Dense(classes)(keras.layers.GlobalAveragePooling2D()(x)))
