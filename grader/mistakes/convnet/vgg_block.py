import keras

from grader.authoring import alternative, edited, mistake

vgg_without_padding = edited(
    'The convolutions have no padding, so every one of them takes away two rows and two columns. Padding "same" '
    "keeps height and width.",
    (', padding="same"', ""),
)
vgg_without_activation = edited(
    "The ReLU is missing. Without it several convolutions in a row do no more than one could.",
    (', activation="relu"', ""),
)
vgg_of_one_convolution = edited(
    "There is only one convolution on the way. The block has as many as the argument convolutions says, and each "
    "gets what the one before it gives.",
    ("range(convolutions)", "range(min(convolutions, 1))"),
)
vgg_of_two_convolutions = edited(
    "There are always two convolutions. The block has as many as the argument convolutions says.",
    ("range(convolutions)", "range(2)"),
)
vgg_pooling_after_each = edited(
    "There is a pooling after each convolution, so the sides are halved again and again. One pooling stands at the "
    "end, after the loop.",
    ('"relu")(x)', '"relu")(x)', "x = keras.layers.MaxPooling2D(2)(x)"),
    ("return keras.layers.MaxPooling2D(2)(x)", "return x"),
)
vgg_without_pooling = edited(
    "The pooling at the end is missing: height and width should be halved.", ("keras.layers.MaxPooling2D(2)(x)", "x")
)
vgg_with_average_pooling = edited(
    "You pool with averages. VGG takes the maximum.", ("keras.layers.MaxPooling2D", "keras.layers.AveragePooling2D")
)
vgg_with_five_by_five = edited("The kernels are 5x5. Small kernels, 3x3, are the whole point of VGG.", ("3", "5"))


@mistake(
    "One and the same layer is applied several times, so all convolutions share their weights. Make a new layer in "
    "each round."
)
def vgg_with_one_shared_layer(x, filters, convolutions):
    x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    again = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")
    for _ in range(convolutions - 1):
        x = again(x)
    return keras.layers.MaxPooling2D(2)(x)


vgg_pooling_with_padding = edited(
    "The pooling pads, so odd sides are rounded up. Here half of an odd side is rounded down: the pooling has no "
    "padding of its own.",
    ("MaxPooling2D(2)", 'MaxPooling2D(2, padding="same")'),
)
vgg_doubling_inside = edited(
    "The number of filters grows inside the block. All its convolutions have `filters` filters.",
    ('"relu")(x)', '"relu")(x)', "filters *= 2"),
)
vgg_pooling_three_by_three = edited(
    "The pooling is 3x3. VGG's is 2x2, with stride 2.",
    ("MaxPooling2D(2)", 'MaxPooling2D(3, strides=2, padding="same")'),
)


@alternative
def vgg_with_layers_of_their_own(x, filters, convolutions):
    while convolutions > 0:
        x = keras.layers.Conv2D(filters, kernel_size=(3, 3), strides=(1, 1), padding="same")(x)
        x = keras.layers.Activation("relu")(x)
        convolutions -= 1
    return keras.layers.MaxPool2D((2, 2), strides=2)(x)


@alternative
def vgg_as_a_small_model(x, filters, convolutions):
    steps = [keras.layers.Conv2D(filters, 3, padding="same", activation="relu") for _ in range(convolutions)]
    return keras.Sequential([*steps, keras.layers.MaxPooling2D()])(x)


@alternative
def vgg_with_operations(x, filters, convolutions):
    for _ in range(convolutions):
        x = keras.ops.relu(keras.layers.Conv2D(filters, 3, padding="same")(x))
    return keras.ops.max_pool(x, 2, 2)
