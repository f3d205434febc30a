import keras

from grader.authoring import alternative, edited, mistake
from solutions.transformer import AddPositions, keras_block

without_positions = edited(
    "Nothing tells the places apart: add the positions after the embedding.", ("x = AddPositions()(x)", "")
)
positions_computed = edited(
    "The positions are computed, by the formula of section 5. Here they are learned: AddPositions.",
    ("x = AddPositions()(x)", 'x = x + positional_encoding(length, depth).astype("float32")'),
)
positions_twice = edited(
    "Positions are added twice. Once is enough, after the embedding.",
    ("x = AddPositions()(x)", "x = AddPositions()(AddPositions()(x))"),
)
positions_in_every_layer = edited(
    "Positions are added before every block. Once is enough: the shortcuts carry them on.",
    ("x = AddPositions()(x)", ""),
    ("x = keras_block(x, heads, causal=True)", "x = keras_block(AddPositions()(x), heads, causal=True)"),
)
sees_what_comes = edited(
    "The blocks see what comes after: each place could look at the very token that it is to guess. causal=True.",
    ("causal=True", "causal=False"),
)
last_norm_forgotten = edited(
    "The norm after the last block is missing.", ("x = keras.layers.LayerNormalization()(x)", "")
)
probabilities_for_logits = edited(
    "There is a softmax at the end. Return the logits, as they come from the last dense layer.",
    ("Dense(vocabulary)", 'Dense(vocabulary, activation="softmax")'),
)
one_block_only = edited(
    "There is one block only. There should be as many as layers says.", ("range(layers)", "range(1)")
)
one_block_too_many = edited("There is one block too many.", ("range(layers)", "range(layers + 1)"))
depth_at_the_end = edited(
    "The last dense layer has depth units. It has one for each token of the vocabulary.",
    ("Dense(vocabulary)", "Dense(depth)"),
)
last_place_only = edited(
    "Only the last place gives logits. Every place does: each guesses the token after it.",
    ("logits = keras.layers.Dense(vocabulary)(x)", "logits = keras.layers.Dense(vocabulary)(x[:, -1])"),
)
places_averaged = edited(
    "The places are averaged before the last layer. Every place gives logits of its own.",
    (
        "logits = keras.layers.Dense(vocabulary)(x)",
        "logits = keras.layers.Dense(vocabulary)(keras.ops.mean(x, axis=1))",
    ),
)
no_bias_at_the_end = edited(
    "The last dense layer has no bias. It has one here.", ("Dense(vocabulary)", "Dense(vocabulary, use_bias=False)")
)
heads_forgotten = edited("The blocks have one head only. Hand heads on.", ("(x, heads, causal", "(x, 1, causal"))
embedding_scaled = edited(
    "The embedding is multiplied by the root of depth, as in the paper of 2017. Here it is added as it is.",
    ("Embedding(vocabulary, depth)(tokens)", "Embedding(vocabulary, depth)(tokens) * depth**0.5"),
)


@mistake(
    "One dense layer takes the place of the embedding. Each token should have a row in a table: keras.layers.Embedding."
)
def dense_for_an_embedding(vocabulary, length, depth, heads, layers):
    tokens = keras.Input((length,), dtype="int32")
    x = keras.layers.Dense(depth)(keras.ops.one_hot(tokens, vocabulary))
    x = AddPositions()(x)
    for _ in range(layers):
        x = keras_block(x, heads, True)
    return keras.Model(tokens, keras.layers.Dense(vocabulary)(keras.layers.LayerNormalization()(x)))


@alternative
def with_an_embedding_of_places(vocabulary, length, depth, heads, layers):
    inputs = keras.Input(shape=(length,), dtype="int64", name="tokens")
    places = keras.ops.cumsum(keras.ops.ones_like(inputs), axis=1) - 1
    x = keras.layers.Embedding(vocabulary, depth)(inputs) + keras.layers.Embedding(length, depth)(places)
    for _ in range(layers):
        x = keras_block(x, heads, causal=True)
    x = keras.layers.LayerNormalization(epsilon=1e-5)(x)
    return keras.Model(inputs=inputs, outputs=keras.layers.Dense(vocabulary, activation=None)(x), name="lm")


@alternative
def with_floats_that_are_tokens(vocabulary, length, depth, heads, layers):
    tokens = keras.Input((length,))
    x = keras.layers.Embedding(input_dim=vocabulary, output_dim=depth, input_length=None)(tokens)
    x = AddPositions(name="places")(x)
    number = 0
    while number < layers:
        x, number = keras_block(x, heads, True), number + 1
    x = keras.layers.LayerNormalization()(x)
    return keras.Model(tokens, keras.layers.Dense(vocabulary)(x))


@alternative
def with_time_distributed(vocabulary, length, depth, heads, layers):
    tokens = keras.Input((length,), dtype="int32")
    x = AddPositions()(keras.layers.Embedding(vocabulary, depth)(tokens))
    for layer in [keras_block] * layers:
        x = layer(x, heads, causal=True)
    x = keras.layers.LayerNormalization()(x)
    return keras.Model(tokens, keras.layers.TimeDistributed(keras.layers.Dense(vocabulary))(x))
