import keras

from grader.authoring import alternative, edited, everywhere

encoder_skip_after_the_pool = edited(
    "The skip is taken after the pooling. Then it is as small and as blurred as what goes down, and there is nothing "
    "to hand across. Keep the tensor from before the pooling.",
    ("return down, skip", "return down, down"),
)
encoder_results_swapped = edited(
    "The two results have changed places. Return what goes down first, then the skip.",
    ("return down, skip", "return skip, down"),
)
encoder_without_skip = edited(
    "Only one tensor comes back. The block returns two: what goes down, and the skip.",
    ("return down, skip", "return down"),
)
encoder_always_pools = edited(
    "The block pools even where pool is False. The bottom of the U must not be halved once more.",
    ("keras.layers.MaxPooling2D(2)(skip) if pool else skip", "keras.layers.MaxPooling2D(2)(skip)"),
)
encoder_never_pools = edited(
    "The block never pools. Where pool is True, what goes down is half as high and half as wide.",
    ("down, skip", "skip, skip"),
)
encoder_average_pooling = edited(
    "You pool by the average. Max pooling keeps the strongest answer of the four.",
    ("keras.layers.MaxPooling2D", "keras.layers.AveragePooling2D"),
)
encoder_one_convolution = edited(
    "There is one convolution only. The block has two, each with its ReLU.",
    (
        'x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(x)\nskip',
        "skip",
    ),
)
encoder_without_activation = edited(
    "Neither convolution has a ReLU. Two convolutions with nothing between them do no more than one could.",
    everywhere(', activation="relu"', ""),
)
encoder_without_last_activation = edited(
    "The second convolution lacks its ReLU.",
    ('activation="relu", kernel_initializer="he_normal")(x)\nskip', 'kernel_initializer="he_normal")(x)', "skip"),
)
encoder_pools_three = edited(
    "The windows of the pooling are 3x3 and overlap. Here they are 2x2 with stride 2.",
    ("keras.layers.MaxPooling2D(2)", 'keras.layers.MaxPooling2D(3, 2, padding="same")'),
)
encoder_down_is_none = edited(
    "Without pooling you return None for what goes down. Then `down` is the skip itself.",
    ("keras.layers.MaxPooling2D(2)(skip) if pool else skip", "keras.layers.MaxPooling2D(2)(skip) if pool else None"),
)
encoder_pooling_not_called = edited(
    "You return a layer, not its output. A layer has to be called with a tensor: keras.layers.MaxPooling2D(2)(...).",
    ("keras.layers.MaxPooling2D(2)(skip)", "keras.layers.MaxPooling2D(2)"),
)
encoder_one_layer_twice = edited(
    "One layer is called twice, and so has the same weights both times. Make two convolutions: each has its own.",
    (
        'x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(x)\nx = keras.layers.Conv2D(filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(x)\nskip = keras.layers.Dropout(dropout)(x)  # (batch, height, width, filters)',
        'convolution = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")',
        "skip = keras.layers.Dropout(dropout)(convolution(convolution(x)))  # (batch, height, width, filters)",
    ),
)
encoder_without_padding = edited(
    'The convolutions nibble at the border: without padding="same" each of them takes two rows and two columns away.',
    (
        'padding="same", activation="relu", kernel_initializer="he_normal")(x)\nx',
        'activation="relu", kernel_initializer="he_normal")(x)',
        "x",
    ),
)
encoder_with_batch_norm = edited(
    "There is a batch norm that nobody asked for. This block is convolution, ReLU, convolution, ReLU, dropout.",
    everywhere(
        'activation="relu", kernel_initializer="he_normal")(x)',
        'kernel_initializer="he_normal")(x)',
        "x = keras.layers.BatchNormalization()(x)",
        "x = keras.layers.ReLU()(x)",
    ),
)
encoder_dropout_always_on = edited(
    "Dropout is always on, in use too: keras.random.dropout drops whenever it is called. The layer "
    "keras.layers.Dropout knows by itself whether the network is training.",
    ("keras.layers.Dropout(dropout)", "keras.layers.Lambda(lambda values: keras.random.dropout(values, dropout))"),
)
encoder_dropout_forgotten = edited(
    "The argument dropout is not used, so nothing is dropped while training. Dropout follows the second ReLU.",
    ("keras.layers.Dropout(dropout)(x)", "x"),
)
encoder_dropout_keeps_the_rate = edited(
    "You pass 1 - dropout to the layer. The rate of keras.layers.Dropout is the part that is dropped, not the part "
    "that is kept.",
    ("keras.layers.Dropout(dropout)", "keras.layers.Dropout(1 - dropout)"),
)
encoder_dropout_after_the_skip = edited(
    "Dropout acts on what goes down only. It comes before the ways part: the skip has it too.",
    ("keras.layers.Dropout(dropout)(x)", "x"),
    ("return down", "return keras.layers.Dropout(dropout)(down)"),
)
encoder_dropout_in_the_middle = edited(
    "Dropout stands between the two convolutions. It comes after both of them.",
    ('"he_normal")(x)\nx', '"he_normal")(x)', "x = keras.layers.Dropout(dropout)(x)", "x"),
    ("keras.layers.Dropout(dropout)(x)", "x"),
)


@alternative
def encoder_with_activation_layers(x, filters, dropout, pool):
    for _ in range(2):
        x = keras.layers.Conv2D(filters, (3, 3), padding="SAME")(x)
        x = keras.layers.Activation("relu")(x)
    if dropout > 0:
        x = keras.layers.Dropout(rate=dropout)(x)
    if not pool:
        return x, x
    return keras.layers.MaxPool2D((2, 2), strides=2)(x), x


@alternative
def encoder_as_sequential(x, filters, dropout, pool):
    body = keras.Sequential(
        [
            keras.layers.Conv2D(filters, 3, padding="same", kernel_initializer="glorot_normal"),
            keras.layers.ReLU(),
            keras.layers.Conv2D(filters, 3, padding="same", activation=keras.activations.relu),
            keras.layers.Dropout(dropout),
        ]
    )
    skip = body(x)
    return [keras.layers.MaxPooling2D()(skip) if pool else skip, skip]


@alternative
def encoder_with_operations(x, filters, dropout, pool):
    x = keras.ops.relu(keras.layers.Conv2D(filters, 3, 1, "same")(x))
    x = keras.ops.relu(keras.layers.Conv2D(filters, 3, 1, "same")(x))
    skip = keras.layers.Dropout(dropout)(x)
    down = keras.ops.max_pool(skip, 2, 2) if pool else skip
    return down, skip


@alternative
def encoder_of_a_subclass(x, filters, dropout, pool):
    class Twice(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.first = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")
            self.second = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")
            self.dropping = keras.layers.Dropout(dropout)

        def build(self, shape):
            self.first.build(shape)
            self.second.build((*shape[:-1], filters))

        def call(self, x, training=None):
            return self.dropping(self.second(self.first(x)), training=training)

    skip = Twice()(x)
    return (keras.layers.MaxPooling2D(2)(skip), skip) if pool else (skip, skip)
