import keras

from grader.authoring import alternative, edited, everywhere

decoder_adds = edited(
    "You add the skip. Lay it beside x along the channels instead: then the next kernel can treat the two differently.",
    ("keras.layers.Concatenate", "keras.layers.Add"),
)
decoder_ignores_the_skip = edited(
    "The skip is not used. Put it beside x, after the transposed convolution and before the two others.",
    ("x = keras.layers.Concatenate()([x, skip])  # (batch, 2 * height, 2 * width, filters + skip_channels)", ""),
)
decoder_skip_first = edited(
    "The order differs from the one that we agreed on: what comes from below first, then the skip.",
    ("[x, skip]", "[skip, x]"),
)
decoder_joined_along_the_height = edited(
    "You put the two below one another, along the height. They lie side by side along the channels, the last axis.",
    ("keras.layers.Concatenate()", "keras.layers.Concatenate(axis=1)"),
)
decoder_joined_at_the_end = edited(
    "The skip comes too late, after the convolutions: nobody makes one out of the two. Put it beside x before them.",
    ("keras.layers.Concatenate()([x, skip])", 'keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)'),
    (
        'return keras.layers.Conv2D(filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(x)',
        "return keras.layers.Concatenate()([x, skip])",
    ),
)
decoder_by_upsampling = edited(
    "Upsampling copies each value four times and learns nothing. Use the transposed convolution, which has weights.",
    ("keras.layers.Conv2DTranspose(filters, 2, strides=2)", "keras.layers.UpSampling2D(2)"),
)
decoder_upsampling_and_convolution = edited(
    "You upsample and then convolve. It has as many parameters as the transposed convolution, but it is another "
    "operation: there each place is multiplied by the four entries of the kernel. Use Conv2DTranspose.",
    (
        "keras.layers.Conv2DTranspose(filters, 2, strides=2)(x)",
        'keras.layers.Conv2D(filters, 2, padding="same")(keras.layers.UpSampling2D(2)(x))',
    ),
)
decoder_transposed_kernel_of_three = edited(
    "The transposed convolution has a kernel of 3x3. Here it is 2x2, so that the windows do not overlap.",
    ("filters, 2, strides=2", 'filters, 3, strides=2, padding="same"'),
)
decoder_without_stride = edited(
    "The transposed convolution has no stride, so x does not become twice as large and the skip does not fit.",
    ("strides=2", 'padding="same"'),
)
decoder_activates_the_transposed = edited(
    "The transposed convolution has a ReLU. It only makes x larger and has no activation.",
    ("strides=2", 'strides=2, activation="relu"'),
)
decoder_one_convolution = edited(
    "There is one convolution only after the skip has joined. There are two, each with its ReLU.",
    ('x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(x)', ""),
)
decoder_without_activations = edited(
    "Neither convolution after the skip has a ReLU. Two convolutions with nothing between them do no more than one "
    "could.",
    everywhere(', activation="relu"', ""),
)
decoder_without_first_activation = edited(
    "The first convolution after the skip lacks its ReLU.",
    (
        'x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu"',
        'x = keras.layers.Conv2D(filters, 3, padding="same"',
    ),
)
decoder_without_padding = edited(
    'The convolutions nibble at the border: without padding="same" each of them takes two rows and two columns away.',
    everywhere('padding="same"', 'padding="valid"'),
)
decoder_without_last_activation = edited(
    "The last convolution lacks its ReLU.",
    (
        'return keras.layers.Conv2D(filters, 3, padding="same", activation="relu"',
        'return keras.layers.Conv2D(filters, 3, padding="same"',
    ),
)
decoder_keeps_the_channels = edited(
    "The transposed convolution keeps the channels of x. It has filters channels, like the two convolutions.",
    ("keras.layers.Conv2DTranspose(filters, 2, strides=2)", "keras.layers.Conv2DTranspose(x.shape[-1], 2, strides=2)"),
)


@alternative
def decoder_with_functions(x, skip, filters):
    up = keras.layers.Conv2DTranspose(filters, (2, 2), strides=(2, 2), padding="same")(x)
    y = keras.layers.concatenate([up, skip], axis=3)
    for _ in range(2):
        y = keras.layers.ReLU()(keras.layers.Conv2D(filters, 3, padding="same")(y))
    return y


@alternative
def decoder_with_operations(x, skip, filters):
    up = keras.layers.Conv2DTranspose(filters, 2, 2, kernel_initializer="he_normal")(x)
    y = keras.ops.concatenate([up, skip], axis=-1)
    y = keras.ops.relu(keras.layers.Conv2D(filters, 3, padding="same")(y))
    return keras.ops.relu(keras.layers.Conv2D(filters, 3, padding="same")(y))


@alternative
def decoder_with_sequential(x, skip, filters):
    body = keras.Sequential()
    body.add(keras.layers.Conv2D(filters, 3, padding="same", activation="relu"))
    body.add(keras.layers.Conv2D(filters, 3, padding="same"))
    body.add(keras.layers.Activation(keras.activations.relu))
    up = keras.layers.Conv2DTranspose(filters, 2, strides=2, activation="linear")
    return body(keras.layers.Concatenate(axis=-1)([up(x), skip]))
