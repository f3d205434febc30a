import keras

from grader.authoring import alternative, edited, everywhere, mistake

activated_at_the_end = edited(
    "An activation stands behind the last convolution. The narrow end of the block is linear: convolution, batch norm, and no "
    "ReLU.",
    (
        "if stride == 1 and channels == filters:",
        "y = keras.layers.ReLU(6)(y)\nif stride == 1 and channels == filters:",
    ),
)
activated_after_the_addition = edited(
    "An activation stands behind the addition. In this block nothing follows it, unlike in a block of ResNet.",
    (
        "y = keras.layers.Add()([x, y])",
        "y = keras.layers.ReLU(6)(keras.layers.Add()([x, y]))",
    ),
)
without_shortcut = edited(
    "x is never added. With stride 1 and as many channels as filters, add it at the end.",
    ("y = keras.layers.Add()([x, y])", "pass"),
)
projected_shortcut = edited(
    "There is a shortcut where the shape changes, with a convolution on it. This block has none there: x is added only if it "
    "fits as it is.",
    (
        "if stride == 1 and channels == filters:",
        "if stride != 1 or channels != filters:",
        "    x = keras.layers.Conv2D(filters, 1, strides=stride, use_bias=False)(x)",
        "    x = keras.layers.BatchNormalization(momentum=0.9)(x)",
        "if True:",
    ),
)
stride_in_the_expansion = edited(
    "The stride stands in the first 1x1 convolution, which then throws away three of four places unseen. It belongs to the "
    "depthwise convolution.",
    ("keras.layers.Conv2D(expansion * channels, 1,", "keras.layers.Conv2D(expansion * channels, 1, strides=stride,"),
    (
        "keras.layers.DepthwiseConv2D(3, strides=stride,",
        "keras.layers.DepthwiseConv2D(3, strides=stride if expansion == 1 else 1,",
    ),
)
stride_in_the_projection = edited(
    "The stride stands in the last 1x1 convolution. It belongs to the depthwise convolution: then less is left to do.",
    ("keras.layers.DepthwiseConv2D(3, strides=stride,", "keras.layers.DepthwiseConv2D(3,"),
    ("keras.layers.Conv2D(filters, 1,", "keras.layers.Conv2D(filters, 1, strides=stride,"),
)
expanded_from_filters = edited(
    "In between there are expansion * filters channels. It is expansion times the channels that x has.",
    ("expansion * channels", "expansion * filters"),
)
expanded_always = edited(
    "With an expansion of 1 there is no first convolution: the depthwise one comes first.",
    ("if expansion != 1:", "if True:"),
)
relu_without_six = edited(
    "Your ReLU is not cut off at 6. Both activations are keras.layers.ReLU(6).",
    everywhere("ReLU(6)", "ReLU()"),
)
with_biases = edited(
    "The convolutions have a bias. Batch norm has a shift of its own right behind them: use_bias=False.",
    everywhere("use_bias=False", "use_bias=True"),
)
depthwise_with_bias = edited(
    "The depthwise convolution has a bias. None of the three has one: use_bias=False.",
    ('padding="same", use_bias=False', 'padding="same"'),
)
full_convolution = edited(
    "In the middle stands a full convolution, through all channels. DepthwiseConv2D looks at each channel alone; that is "
    "where the work is saved.",
    (
        'keras.layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(y)',
        'keras.layers.Conv2D(y.shape[-1], 3, strides=stride, padding="same", use_bias=False)(y)',
    ),
)
separable_convolution = edited(
    "Beside a right block, yours has a pointwise convolution more: SeparableConv2D is a depthwise and a pointwise one. Take "
    "DepthwiseConv2D.",
    (
        'keras.layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(y)',
        'keras.layers.SeparableConv2D(y.shape[-1], 3, strides=stride, padding="same", use_bias=False)(y)',
    ),
)
without_padding = edited(
    'The picture gets smaller by the border of the kernel. Give the depthwise convolution padding="same".',
    (', padding="same", use_bias', ', padding="valid", use_bias'),
)
shortcut_without_looking_at_the_channels = edited(
    "x is added wherever the stride is 1, even to another number of channels. Where x has a single channel that fits by "
    "accident; elsewhere it stops. Ask whether channels == filters, too.",
    ("stride == 1 and channels == filters", "stride == 1"),
)
expansion_without_batch_norm = edited(
    "Behind the first convolution the batch norm is missing. Each of the three is followed by one.",
    (
        "if expansion != 1:\n    y = keras.layers.Conv2D(expansion * channels, 1, use_bias=False)(y)  # (batch, height, width, wide)\n"
        "    y = keras.layers.BatchNormalization(momentum=0.9)(y)\n    y = keras.layers.ReLU(6)(y)",
        "if expansion != 1:",
        "    y = keras.layers.Conv2D(expansion * channels, 1, use_bias=False)(y)",
        "    y = keras.layers.ReLU(6)(y)",
    ),
)
projection_without_batch_norm = edited(
    "Behind the last convolution the batch norm is missing. Each of the three is followed by one; only the activation is left "
    "out there.",
    (
        "y = keras.layers.BatchNormalization(momentum=0.9)(y)\nif stride == 1",
        "if stride == 1",
    ),
)
without_any_batch_norm = edited(
    "There is no batch norm. Each of the three convolutions is followed by one.",
    everywhere("y = keras.layers.BatchNormalization(momentum=0.9)(y)", "pass"),
)
depthwise_without_activation = edited(
    "The ReLU behind the depthwise convolution is missing. Only behind the last convolution there is none.",
    (
        "y = keras.layers.ReLU(6)(y)\ny = keras.layers.Conv2D(filters",
        "y = keras.layers.Conv2D(filters",
    ),
)
linear_at_both_ends = edited(
    "The ReLU behind the first convolution is missing. Only behind the last convolution there is none.",
    (
        "if expansion != 1:\n    y = keras.layers.Conv2D(expansion * channels, 1, use_bias=False)(y)  # (batch, height, width, wide)\n"
        "    y = keras.layers.BatchNormalization(momentum=0.9)(y)\n    y = keras.layers.ReLU(6)(y)",
        "if expansion != 1:",
        "    y = keras.layers.Conv2D(expansion * channels, 1, use_bias=False)(y)",
        "    y = keras.layers.BatchNormalization(momentum=0.9)(y)",
    ),
)
concatenated = edited(
    "You put x beside the result, and the channels become more. Add the two, number by number.",
    ("keras.layers.Add()", "keras.layers.Concatenate()"),
)
expansion_ignored = edited(
    "The expansion is not used: in between there are as many channels as in x.",
    ("expansion * channels", "channels"),
)

narrow_inside = edited(
    "The block is narrower inside, like a bottleneck of ResNet. Here it is `expansion` times as wide as x.",
    ("expansion * channels", "max(1, channels // expansion)"),
)


@mistake("Batch norm stands behind the activation. The order is convolution, batch norm, ReLU6.")
def activation_before_batch_norm(x, filters, stride, expansion):
    channels, y = x.shape[-1], x
    if expansion != 1:
        y = keras.layers.Conv2D(expansion * channels, 1, use_bias=False)(y)
        y = keras.layers.BatchNormalization(momentum=0.9)(keras.layers.ReLU(6)(y))
    y = keras.layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(y)
    y = keras.layers.BatchNormalization(momentum=0.9)(keras.layers.ReLU(6)(y))
    y = keras.layers.BatchNormalization(momentum=0.9)(keras.layers.Conv2D(filters, 1, use_bias=False)(y))
    return keras.layers.Add()([x, y]) if stride == 1 and channels == filters else y


@alternative
def with_the_epsilon_of_resnet(x, filters, stride, expansion):
    def normalised(y, layer, last=False):
        y = keras.layers.BatchNormalization(epsilon=1.001e-5, momentum=0.9)(layer(y))
        return y if last else keras.layers.ReLU(6)(y)

    y = x
    if expansion > 1:
        y = normalised(y, keras.layers.Conv2D(expansion * x.shape[-1], 1, use_bias=False))
    y = normalised(y, keras.layers.DepthwiseConv2D(3, stride, "same", use_bias=False))
    y = normalised(y, keras.layers.Conv2D(filters, 1, use_bias=False), last=True)
    return keras.layers.Add()([x, y]) if stride == 1 and x.shape[-1] == filters else y


@alternative
def with_functions(x, filters, stride, expansion):
    y = x
    if expansion > 1:
        y = keras.layers.Conv2D(x.shape[3] * expansion, (1, 1), padding="same", use_bias=False)(y)
        y = keras.activations.relu(keras.layers.BatchNormalization()(y), max_value=6)
    y = keras.layers.DepthwiseConv2D((3, 3), strides=(stride, stride), padding="SAME", use_bias=False)(y)
    y = keras.ops.relu6(keras.layers.BatchNormalization(axis=-1)(y))
    y = keras.layers.BatchNormalization()(keras.layers.Conv2D(filters, 1, use_bias=False)(y))
    return y + x if (stride, x.shape[-1]) == (1, filters) else y


@alternative
def with_grouped_convolution(x, filters, stride, expansion):
    def normalised(y, layer, last=False):
        y = keras.layers.BatchNormalization(epsilon=1e-3, momentum=0.999)(layer(y))
        return y if last else keras.layers.Activation("relu6")(y)

    wide = int(expansion * x.shape[-1])
    y = x if expansion == 1 else normalised(x, keras.layers.Conv2D(wide, 1, use_bias=False))
    grouped = keras.layers.Conv2D(wide, 3, strides=stride, padding="same", groups=wide, use_bias=False)
    y = normalised(normalised(y, grouped), keras.layers.Conv2D(filters, 1, use_bias=False), last=True)
    return keras.layers.add([x, y]) if x.shape[1:] == y.shape[1:] else y


@alternative
def with_a_list_of_layers(x, filters, stride, expansion):
    first = [
        keras.layers.Conv2D(expansion * x.shape[-1], 1, use_bias=False),
        keras.layers.BatchNormalization(),
        keras.layers.ReLU(max_value=6.0),
    ]
    others = [
        keras.layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False),
        keras.layers.BatchNormalization(),
        keras.layers.ReLU(max_value=6.0),
        keras.layers.Conv2D(filters, 1, use_bias=False),
        keras.layers.BatchNormalization(),
    ]
    y = x
    for layer in others if expansion == 1 else first + others:
        y = layer(y)
    if stride != 1 or x.shape[-1] != filters:
        return y
    return keras.layers.Add()([y, x])
