import keras

from grader.authoring import alternative, edited, mistake

largest = edited(
    "You take the largest value of each channel. Squeeze takes the mean over all places: GlobalAveragePooling2D.",
    ("GlobalAveragePooling2D", "GlobalMaxPooling2D"),
)
without_sigmoid = edited(
    "The gates are not brought between 0 and 1: the second dense layer has a sigmoid.",
    ('keras.layers.Dense(channels, activation="sigmoid")', "keras.layers.Dense(channels)"),
)
without_relu = edited(
    "Between the two dense layers there is no ReLU. Without it, the two are no more than one.",
    (', activation="relu"', ""),
)
softmax_gates = edited(
    "The gates compete: with a softmax they add up to 1, and nearly every channel is dimmed. With a sigmoid each has its own.",
    ('"sigmoid"', '"softmax"'),
)
activations_swapped = edited(
    "The two activations have changed places: ReLU in the narrow layer, sigmoid for the gates.",
    ('activation="relu"', 'activation="sigmoid"'),
    ('channels, activation="sigmoid"', 'channels, activation="relu"'),
)
gates_added = edited(
    "The gates are added to x. A gate multiplies: 0 closes the channel, 1 lets it through.",
    ("keras.layers.Multiply()", "keras.layers.Add()"),
)
gates_returned = edited(
    "You return the gates. Multiply x by them.",
    ("return keras.layers.Multiply()([x, gates])", "return gates"),
)
not_squeezed = edited(
    "The narrow layer is as wide as x: the ratio is not used.",
    ("max(1, channels // ratio)", "channels"),
)
ratio_as_width = edited(
    "The narrow layer has `ratio` units. It has channels // ratio of them: ratio times fewer than channels.",
    ("max(1, channels // ratio)", "ratio"),
)
rounded_up = edited(
    "channels / ratio is rounded up, or to the nearest number. Here it is rounded down, to 1 at least.",
    ("max(1, channels // ratio)", "-(-channels // ratio)"),
)
one_more = edited(
    "The narrow layer has one unit more than channels // ratio. Only where that is 0 it is 1.",
    ("max(1, channels // ratio)", "channels // ratio + 1"),
)
shortcut_added = edited(
    "You add x to the product. Only the product is returned; a block around it may have a shortcut.",
    (
        "return keras.layers.Multiply()([x, gates])",
        "return keras.layers.Add()([x, keras.layers.Multiply()([x, gates])])",
    ),
)
one_dense_layer = edited(
    "There is one dense layer. Two are asked for: a narrow one with ReLU, and one with a gate for each channel.",
    ('gates = keras.layers.Dense(max(1, channels // ratio), activation="relu")(gates)', ""),
)
gates_of_each_place = edited(
    "Nothing is averaged: each place has gates of its own. Take the mean of each channel over all places first.",
    ("gates = keras.layers.GlobalAveragePooling2D()(x)", "gates = x"),
    ("gates = keras.layers.Reshape((1, 1, channels))(gates)", ""),
)
without_biases = edited(
    "The dense layers have no bias. Leave Keras' default: here no batch norm follows.",
    ("channels // ratio), ", "channels // ratio), use_bias=False, "),
    ("Dense(channels, ", "Dense(channels, use_bias=False, "),
)
swish_for_relu = edited(
    "The narrow layer has a swish (silu), as in EfficientNet. Here it is a ReLU.",
    ('activation="relu"', 'activation="silu"'),
)


@mistake(
    "Your two layers are convolutions of 1x1, it seems. They can compute the same, but their weights have another shape, and "
    "the check gives weights by their shape. Take keras.layers.Dense for both."
)
def convolutions_of_one_place(x, ratio):
    channels = x.shape[-1]
    gates = keras.layers.GlobalAveragePooling2D(keepdims=True)(x)
    gates = keras.layers.Conv2D(max(1, channels // ratio), 1, activation="relu")(gates)
    return x * keras.layers.Conv2D(channels, 1, activation="sigmoid")(gates)


@alternative
def with_keepdims(x, ratio):
    gates = keras.layers.GlobalAveragePooling2D(keepdims=True)(x)
    gates = keras.layers.Dense(max(x.shape[-1] // ratio, 1), activation="relu")(gates)
    return x * keras.layers.Dense(x.shape[-1], activation="sigmoid")(gates)


@alternative
def with_operations(x, ratio):
    channels = x.shape[-1]
    narrow = channels // ratio or 1
    mean = keras.ops.mean(x, axis=(1, 2))
    gates = keras.ops.sigmoid(keras.layers.Dense(channels)(keras.ops.relu(keras.layers.Dense(narrow)(mean))))
    return keras.layers.multiply([gates[:, None, None, :], x])


@alternative
def with_pooling_layer(x, ratio):
    _, height, width, channels = x.shape
    gates = keras.layers.Flatten()(keras.layers.AveragePooling2D((height, width))(x))
    hidden = keras.layers.Activation("relu")(keras.layers.Dense(int(max(1, channels // ratio)))(gates))
    gates = keras.layers.Activation("sigmoid")(keras.layers.Dense(channels)(hidden))
    return keras.layers.Multiply()([x, keras.layers.Reshape([1, 1, channels])(gates)])
