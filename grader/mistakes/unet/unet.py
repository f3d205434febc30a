import keras

from grader.authoring import alternative, edited, everywhere
from solutions.unet import decoder_block, encoder_block

unet_skips_not_reversed = edited(
    "The first block on the way up gets the first skip, which is from the top. It needs the one from its own level, "
    "the last that was made: take the skips backwards.",
    ("reversed(range(depth))", "range(depth)"),
    ("2**level)", "2**(depth - 1 - level))"),
)
unet_keeps_what_goes_down = edited(
    "You keep what goes down instead of the skip. It is pooled already, half as large as the decoder block needs.",
    ("skips.append(skip)", "skips.append(x)"),
)
unet_skip_goes_down = edited(
    "The skip goes down instead of the pooled tensor, so the picture never becomes smaller and the sizes do not fit.",
    ("x, skip = ", "_, x = "),
    ("append(skip)", "append(x)"),
)
unet_pools_at_the_bottom = edited(
    "The bottom is pooled too. It is the deepest place: no pooling there, or the first decoder block gets too small "
    "a tensor.",
    ("False", "True"),
)
unet_without_bottom = edited(
    "There is no block at the bottom: after the last pooling the way up begins at once. Add an encoder block with "
    "filters * 2**depth channels in between.",
    ("x, _ = encoder_block(x, filters * 2**depth, 0.3, False)  # the bottom", ""),
)
unet_with_softmax = edited(
    "The model returns probabilities. It should return logits: leave the softmax to the loss, or it is taken twice.",
    ("(classes, 1)", '(classes, 1, activation="softmax")'),
)
unet_with_sigmoid = edited(
    "The last convolution has a sigmoid. Here a pixel has one class out of several, and the loss takes logits: no "
    "activation at the end.",
    ("(classes, 1)", '(classes, 1, activation="sigmoid")'),
)
unet_with_relu_at_the_end = edited(
    "The last convolution has a ReLU. Logits may be negative: that is how the network says no.",
    ("(classes, 1)", '(classes, 1, activation="relu")'),
)
unet_last_convolution_of_three = edited(
    "The last convolution is 3x3. A 1x1 convolution is enough to turn the channels of a pixel into scores.",
    ("(classes, 1)", '(classes, 3, padding="same")'),
)
unet_without_last_convolution = edited(
    "The last convolution is missing: the model returns features, not one score for each class.",
    ("keras.Model(inputs, outputs)", "keras.Model(inputs, x)"),
)
unet_with_a_narrow_bottom = edited(
    "The bottom has no more channels than the level above it. It is one level deeper, so the channels double once "
    "more: filters * 2**depth.",
    ("2**depth", "2**max(depth - 1, 0)"),
)
unet_returns_a_tensor = edited(
    "You return the last tensor. Make a model of it, from the pictures to the logits: keras.Model(inputs, outputs).",
    ("keras.Model(inputs, outputs)", "outputs"),
)
unet_levels_not_reversed = edited(
    "You come up in the order in which you went down, so that a large skip meets a small tensor. The way up begins "
    "at the deepest level: go through the levels backwards.",
    ("reversed(range(depth))", "range(depth)"),
)
unet_filters_never_doubled = edited(
    "All levels have the same number of channels. Each level has twice as many as the one above it.",
    everywhere(" * 2**level", ""),
    (" * 2**depth", ""),
)
unet_filters_grow_evenly = edited(
    "The channels grow by the same number from level to level: filters * (level + 1). They double: filters * 2**level.",
    everywhere("2**level", "(level + 1)"),
    ("2**depth", "(depth + 1)"),
)
unet_decoders_too_wide = edited(
    "A decoder block has as many channels as the encoder block of its own level. Yours has those of the level below.",
    ("decoder_block(x, skips[level], filters * 2**level)", "decoder_block(x, skips[level], filters * 2**(level + 1))"),
)
unet_eleven_classes = edited(
    "The number of classes is fixed at 11. Use the argument classes.",
    ("keras.layers.Conv2D(classes, 1)", "keras.layers.Conv2D(11, 1)"),
)
unet_of_fixed_depth = edited(
    "The depth is fixed at 1. Use the argument depth: so many encoder and so many decoder blocks.",
    ("inputs = keras", "depth = 1", "inputs = keras"),
)


@alternative
def unet_with_a_stack(input_shape, classes, depth, filters):
    picture = keras.layers.Input(shape=input_shape, name="picture")
    stack, x, width = [], picture, filters
    for _ in range(depth):
        x, skip = encoder_block(x, width, dropout=0, pool=True)
        stack.append(skip)
        width *= 2
    _, x = encoder_block(x, width, dropout=0.3, pool=False)
    while stack:
        width //= 2
        x = decoder_block(x, stack.pop(), width)
    scores = keras.layers.Conv2D(classes, (1, 1), padding="same", activation=None, name="logits")(x)
    return keras.Model(inputs=picture, outputs=scores, name="unet")


@alternative
def unet_by_recursion(input_shape, classes, depth, filters):
    def below(x, level):
        if level == depth:
            return encoder_block(x, filters * 2**level, 0.3, False)[0]
        down, skip = encoder_block(x, filters * 2**level, 0.0, True)
        return decoder_block(below(down, level + 1), skip, filters * 2**level)

    inputs = keras.Input(input_shape)
    return keras.Model(inputs, keras.layers.Conv2D(classes, 1, activation="linear")(below(inputs, 0)))


@alternative
def unet_with_a_dense_layer(input_shape, classes, depth, filters):
    inputs = keras.Input(input_shape)
    widths = [filters * 2**level for level in range(depth + 1)]
    x, skips = inputs, {}
    for width in widths[:-1]:
        x, skips[width] = encoder_block(x, width, 0.0, True)
    x = encoder_block(x, widths[-1], 0.3, False)[1]
    for width in widths[-2::-1]:
        x = decoder_block(x, skips[width], width)
    model = keras.Model(inputs, keras.layers.Conv2D(classes, 1, strides=1)(x))
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model
