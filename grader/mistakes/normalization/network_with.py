import keras

from grader.authoring import alternative, edited, everywhere

network_layer_norm_over_the_last_axis = edited(
    "Keras' LayerNormalization works on the last axis alone unless it is told: on a picture that is the channels of one "
    "pixel. Give it axis=(1, 2, 3), the whole picture.",
    ("LayerNormalization(axis=(1, 2, 3))", "LayerNormalization()"),
)
network_layer_norm_over_places_only = edited(
    "Layer norm goes over height and width, each channel by itself. It takes the whole picture: axis=(1, 2, 3).",
    ("axis=(1, 2, 3)", "axis=(1, 2)"),
)
network_layer_norm_as_one_group = edited(
    "Layer norm is written as group norm with one group. The means are the same, but gamma and beta are not: here each "
    "place of each channel has its own.",
    ("LayerNormalization(axis=(1, 2, 3))", "GroupNormalization(groups=1)"),
)
network_batch_norm_over_the_height = edited(
    "Batch norm works along the wrong axis. Channels are the last axis: axis=-1, which is the default.",
    ("BatchNormalization()", "BatchNormalization(axis=1)"),
)
network_groups_of_another_number = edited(
    "The group norm has two groups. Here it has four.", ("GroupNormalization(groups=4)", "GroupNormalization(groups=2)")
)
network_instance_norm_with_one_group = edited(
    "Instance norm has one group. It has as many groups as channels; Keras takes groups=-1 for that.",
    ("groups=-1", "groups=1"),
)
network_instance_norm_with_four_groups = edited(
    "Instance norm has four groups. It has as many groups as channels; Keras takes groups=-1 for that.",
    ("groups=-1", "groups=4"),
)
network_instance_norm_with_eight_groups = edited(
    "Instance norm has eight groups in both blocks. The second block has 16 channels, and each is a group of its own: "
    "Keras takes groups=-1 for that.",
    ("groups=-1", "groups=8"),
)
network_pooled_globally = edited(
    "Global average pooling is no flattening: it keeps one number for each channel and forgets where it was. Use Flatten.",
    ("keras.layers.Flatten", "keras.layers.GlobalAveragePooling2D"),
)
network_norm_after_the_activation = edited(
    "The norm comes after the ReLU. The order is convolution, norm, ReLU.",
    ("x = layers[norm]()(x)\nx = keras.layers.ReLU()(x)", "x = keras.layers.ReLU()(x)", "x = layers[norm]()(x)"),
)
network_norm_after_the_pooling = edited(
    "The norm comes last in each block. The order is convolution, norm, ReLU, pooling.",
    (
        "x = layers[norm]()(x)\nx = keras.layers.ReLU()(x)\nx = keras.layers.MaxPooling2D(2)(x)",
        "x = keras.layers.ReLU()(x)",
        "x = keras.layers.MaxPooling2D(2)(x)",
        "x = layers[norm]()(x)",
    ),
)
network_with_biases_everywhere = edited(
    "All convolutions have biases. Only those of the network without a norm have them: beta does that work.",
    ('use_bias=norm == "none"', "use_bias=True"),
)
network_without_any_biases = edited(
    "No convolution has biases. In the network without a norm there is no beta, so there they are needed.",
    ('use_bias=norm == "none"', "use_bias=False"),
)
network_always_with_batch_norm = edited(
    'It is batch norm, whatever is asked for. Look at norm; for "none" there is no norm at all.',
    ("layers[norm]()(x)", 'layers["batch"]()(x)'),
)
network_with_one_norm = edited(
    "Only the first block has a norm. Both have one, each its own.",
    ("x = layers[norm]()(x)", "x = layers[norm]()(x) if filters == 8 else x"),
)
network_with_one_layer_for_both_blocks = edited(
    "One norm layer is used in both blocks, but it was made for the 8 channels of the first. Make a new one in each.",
    everywhere("lambda: ", ""),
    ("layers[norm]()(x)", "layers[norm](x)"),
)
network_without_padding = edited(
    'The convolutions eat the border of the picture. Give both padding="same".',
    ('padding="same"', 'padding="valid"'),
)
network_without_softmax = edited(
    "The last layer has no softmax, so its outputs are no probabilities.", (', activation="softmax"', "")
)
network_with_ten_classes = edited(
    "The last layer always has ten outputs. Use classes.", ("keras.layers.Dense(classes", "keras.layers.Dense(10")
)
network_without_activation = edited("There is no ReLU. It follows each norm.", ("x = keras.layers.ReLU()(x)", ""))


@alternative
def network_as_sequential(norm, input_shape=(8, 8, 1), classes=10):
    model = keras.Sequential([keras.Input(input_shape)])
    for filters in (8, 16):
        model.add(keras.layers.Conv2D(filters, (3, 3), padding="same", use_bias=(norm == "none")))
        if norm == "batch":
            model.add(keras.layers.BatchNormalization(momentum=0.9, epsilon=1e-5))
        elif norm == "layer":
            model.add(keras.layers.LayerNormalization(axis=[1, 2, 3], epsilon=1e-5))
        elif norm == "group":
            model.add(keras.layers.GroupNormalization(4, epsilon=1e-5))
        elif norm == "instance":
            model.add(keras.layers.GroupNormalization(groups=filters, epsilon=1e-5))
        model.add(keras.layers.Activation("relu"))
        model.add(keras.layers.MaxPool2D())
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(classes))
    model.add(keras.layers.Softmax())
    return model


@alternative
def network_with_operations(norm, input_shape=(8, 8, 1), classes=10):
    inputs = x = keras.Input(shape=input_shape)
    for filters in (8, 16):
        x = keras.layers.Conv2D(filters, 3, padding="same", use_bias=norm == "none")(x)
        match norm:
            case "batch":
                x = keras.layers.BatchNormalization(axis=3)(x)
            case "layer":
                x = keras.layers.LayerNormalization(axis=(-3, -2, -1))(x)
            case "group":
                x = keras.layers.GroupNormalization(groups=4, axis=-1)(x)
            case "instance":
                x = keras.layers.GroupNormalization(groups=x.shape[-1])(x)
        x = keras.ops.relu(x)
        x = keras.ops.max_pool(x, 2)
    x = keras.layers.Reshape((-1,))(x)
    return keras.Model(inputs, keras.ops.softmax(keras.layers.Dense(classes)(x)))


@alternative
def network_in_one_go(norm, input_shape=(8, 8, 1), classes=10):
    def block(x, filters):
        options = {} if norm == "none" else {"use_bias": False}
        x = keras.layers.Convolution2D(filters, 3, padding="SAME", **options)(x)
        if norm != "none":
            layer = {
                "batch": keras.layers.BatchNormalization(),
                "layer": keras.layers.LayerNormalization(axis=[1, 2, 3]),
                "group": keras.layers.GroupNormalization(groups=4),
                "instance": keras.layers.GroupNormalization(groups=-1),
            }[norm]
            x = layer(x)
        return keras.layers.MaxPooling2D((2, 2), strides=2)(keras.activations.relu(x))

    inputs = keras.Input(input_shape, name="pictures")
    x = keras.layers.Flatten()(block(block(inputs, 8), 16))
    return keras.Model(inputs, keras.layers.Dense(classes, "softmax")(x), name="network")
