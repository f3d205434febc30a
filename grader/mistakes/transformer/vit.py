import keras

from grader.authoring import alternative, edited, mistake
from solutions.transformer import AddPositions, keras_block

sees_only_what_came_before = edited(
    "The blocks are causal: a patch does not see those after it. In a picture every patch may see every other.",
    ("causal=False", "causal=True"),
)
without_positions = edited(
    "Nothing tells the patches apart: add the positions after the first dense layer.", ("x = AddPositions()(x)", "")
)
positions_computed = edited(
    "The positions are computed, by the formula of section 5. Here they are learned: AddPositions.",
    ("x = AddPositions()(x)", 'x = x + positional_encoding(count, depth).astype("float32")'),
)
positions_before_the_dense_layer = edited(
    "The positions are added to the patches themselves. Add them after the first dense layer.",
    ("x = keras.layers.Dense(depth)(inputs)", "x = keras.layers.Dense(depth)(AddPositions()(inputs))"),
    ("x = AddPositions()(x)", ""),
)
last_norm_forgotten = edited(
    "The norm after the last block is missing.", ("x = keras.layers.LayerNormalization()(x)", "")
)
largest_instead_of_mean = edited(
    "For each number the largest of all patches is kept. Take the mean over the patches.",
    ("GlobalAveragePooling1D", "GlobalMaxPooling1D"),
)
flattened = edited(
    "The patches are put into one long row. Take the mean over the patches: depth numbers are left.",
    ("GlobalAveragePooling1D", "Flatten"),
)
first_patch_only = edited(
    "Only the first patch is looked at. Take the mean over the patches.",
    ("keras.layers.GlobalAveragePooling1D()(x)", "x[:, 0]"),
)
last_patch_only = edited(
    "Only the last patch is looked at. Take the mean over the patches.",
    ("keras.layers.GlobalAveragePooling1D()(x)", "x[:, -1]"),
)
logits_for_probabilities = edited(
    "The softmax at the end is missing: here the model gives probabilities.", (', activation="softmax"', "")
)
one_block_only = edited(
    "There is one block only. There should be as many as layers says.", ("range(layers)", "range(1)")
)
heads_forgotten = edited("The blocks have one head only. Hand heads on.", ("(x, heads, causal", "(x, 1, causal"))
first_layer_with_an_activation = edited(
    "The first dense layer has an activation. It has none: it only brings each patch to depth numbers.",
    ("keras.layers.Dense(depth)(inputs)", 'keras.layers.Dense(depth, activation="gelu")(inputs)'),
)


@mistake("There is no first dense layer: the blocks work on the pixels. It brings each patch to depth numbers.")
def without_the_first_dense_layer(count, numbers, classes, depth, heads, layers):
    inputs = keras.Input((count, numbers))
    x = AddPositions()(inputs)
    for _ in range(layers):
        x = keras_block(x, 1, causal=False)
    x = keras.layers.GlobalAveragePooling1D()(keras.layers.LayerNormalization()(x))
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))


@mistake("The mean over the patches comes before the last norm. First the norm, then the mean.")
def norm_after_the_mean(count, numbers, classes, depth, heads, layers):
    inputs = keras.Input((count, numbers))
    x = AddPositions()(keras.layers.Dense(depth)(inputs))
    for _ in range(layers):
        x = keras_block(x, heads, causal=False)
    x = keras.layers.LayerNormalization()(keras.layers.GlobalAveragePooling1D()(x))
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))


@alternative
def with_operations(count, numbers, classes, depth, heads, layers):
    patches = keras.Input(shape=(count, numbers), name="patches")
    x = AddPositions()(keras.layers.Dense(depth, name="first")(patches))
    for _ in range(layers):
        x = keras_block(x, heads, False)
    x = keras.ops.mean(keras.layers.LayerNormalization()(x), axis=1)
    x = keras.layers.Dense(classes)(x)
    return keras.Model(patches, keras.layers.Softmax()(x))


@alternative
def with_time_distributed(count, numbers, classes, depth, heads, layers):
    inputs = keras.Input((count, numbers))
    x = keras.layers.TimeDistributed(keras.layers.Dense(depth))(inputs)
    x = AddPositions()(x)
    for number in range(layers):
        x = keras_block(x, heads=heads, causal=False)
    x = keras.layers.LayerNormalization(epsilon=1e-6)(x)
    pooled = keras.layers.GlobalAveragePooling1D(name="mean")(x)
    return keras.Model(inputs=[inputs], outputs=keras.layers.Dense(classes, "softmax")(pooled))


@alternative
def with_an_embedding_of_places(count, numbers, classes, depth, heads, layers):
    inputs = keras.Input((count, numbers))
    places = keras.ops.cumsum(keras.ops.ones_like(inputs[:, :, 0], dtype="int32"), axis=1) - 1
    x = keras.layers.Dense(depth)(inputs) + keras.layers.Embedding(count, depth)(places)
    for _ in range(layers):
        x = keras_block(x, heads, causal=False)
    x = keras.layers.LayerNormalization()(x)
    x = keras.layers.GlobalAvgPool1D()(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation=keras.activations.softmax)(x))
