import keras

from grader.authoring import alternative, edited, mistake

no_mask_at_all = edited(
    "Some attention falls on padding: neither the layer that reads nor the attention knows the mask. Pass mask=mask to the one, and "
    "mask=[None, mask] to the other.",
    ("mask=[None, mask], ", ""),
    ("both_ways(read, mask=mask)", "both_ways(read)"),
)
no_mask_in_the_reading = edited(
    "More padding behind the text changes the scores: the layer that reads backward begins in the padding. Pass mask=mask to it. "
    "If it is a layer with go_backwards=True: its outputs come last letter first and have to be flipped.",
    ("both_ways(read, mask=mask)", "both_ways(read)"),
)
mask_turned_round = edited(
    "Attention falls on padding and not on the letters: the mask is the wrong way round. It is True where there is a letter.",
    ("keras.ops.not_equal(x, PADDING)", "keras.ops.equal(x, PADDING)"),
    ("both_ways(read, mask=mask)", "both_ways(read, mask=keras.ops.not_equal(x, PADDING))"),
)
reads_one_way = edited(
    "The letters are read in one direction only, by a layer of 2u units. Read in both, with u units each: Bidirectional.",
    (
        "keras.layers.Bidirectional(keras.layers.GRU(units, return_sequences=True))",
        "keras.layers.GRU(2 * units, return_sequences=True)",
    ),
)
directions_added = edited(
    "The two directions are added. They stand side by side: 2u numbers for each letter.",
    (
        "keras.layers.Bidirectional(keras.layers.GRU(units, return_sequences=True))",
        'keras.layers.Bidirectional(keras.layers.GRU(units, return_sequences=True), merge_mode="sum")',
    ),
)
writes_in_both_directions = edited(
    "The layer that writes knows what comes later: it is recurrent in both directions. It may know only what was written before.",
    (
        "keras.layers.GRU(units, return_sequences=True)(written)",
        'keras.layers.Bidirectional(keras.layers.GRU(units, return_sequences=True), merge_mode="ave")(written)',
    ),
)
writer_without_memory = edited(
    "The layer that writes has no memory: a Dense in the place of the GRU knows the last token alone.",
    (
        "keras.layers.GRU(units, return_sequences=True)(written)",
        'keras.layers.Dense(units, activation="tanh")(written)',
    ),
)
probabilities_at_the_end = edited(
    "There is an activation at the end, perhaps a softmax. The scores should be what the last Dense gives: the loss is told "
    "from_logits=True.",
    ("keras.layers.Dense(digits)(hidden)", 'keras.layers.Dense(digits, activation="softmax")(hidden)'),
)
tanh_missing = edited(
    "The Dense before the last does not give numbers from -1 to 1, on both sides of 0. It should have a tanh: is the activation missing, "
    "or is it another one?",
    ('keras.layers.Dense(units, activation="tanh")(merged)', "keras.layers.Dense(units)(merged)"),
)
states_left_out = edited(
    "The states of the layer that writes do not go to the end: put states and context side by side.",
    ("keras.layers.Concatenate()([states, context])", "keras.layers.Concatenate()([context])"),
)
context_left_out = edited(
    "The context goes nowhere, so the letters have no say in the scores. Put states and context side by side.",
    ("keras.layers.Concatenate()([states, context])", "keras.layers.Concatenate()([states, states, states])"),
)
keys_as_values = edited(
    "What is averaged are the keys, of u numbers. The values are the annotations, of 2u: the list is [query, value, key].",
    ("[query, annotations, keys]", "[query, keys, keys]"),
)
scores_alone = edited(
    "The model gives the scores alone. Give it two outputs, [scores, weights].",
    ("keras.Model([x, so_far], [scores, weights])", "keras.Model([x, so_far], scores)"),
)
outputs_turned_round = edited(
    "The two outputs have changed places. The scores come first.",
    ("keras.Model([x, so_far], [scores, weights])", "keras.Model([x, so_far], [weights, scores])"),
)
with_bias = edited(
    "There are 2u parameters too many. Do the layers that make queries and keys have a bias? Leave it out: use_bias=False. Or "
    "have both embeddings a row too many? They have one for each token: `letters` in the texts, `digits` in the answers.",
    ("keras.layers.Dense(units, use_bias=False)(states)", "keras.layers.Dense(units)(states)"),
    ("keras.layers.Dense(units, use_bias=False)(annotations)", "keras.layers.Dense(units)(annotations)"),
)
dot_product_attention = edited(
    "There are u parameters too few. Is it keras.layers.Attention, which has the scalar product for a score, and no v? The table has "
    "AdditiveAttention(), with its v (use_scale). Or has a Dense no bias that should have one?",
    ("keras.layers.AdditiveAttention()", "keras.layers.Attention()"),
)
one_row_too_many = edited(
    "There are u parameters too many. Has an embedding a row too many? It has one for each token: `letters` in the texts, `digits` "
    "in the answers. Or has one of the layers that make queries and keys a bias?",
    ("keras.layers.Embedding(letters, units)", "keras.layers.Embedding(letters + 1, units)"),
)


zero_is_padding_in_the_answer = edited(
    "The layer that writes skips the digit 0: is mask_zero set for the digits? Token 0 is padding in the texts, and a digit in the "
    "answers.",
    ("keras.layers.Embedding(digits, units)", "keras.layers.Embedding(digits, units, mask_zero=True)"),
)
queries_without_memory = edited(
    "What a place looks at depends on its own digit alone: are the queries made of the embedded digits? Make them of the states, "
    "which remember what came before.",
    ("keras.layers.Dense(units, use_bias=False)(states)", "keras.layers.Dense(units, use_bias=False)(written)"),
)


@mistake(
    "What one place looks at does not depend on the digits so far: the queries are not made of the states of the layer that writes."
)
def asks_nothing(letters, digits, units):
    x, so_far = keras.Input((None,), dtype="int32"), keras.Input((None,), dtype="int32")
    mask = keras.ops.not_equal(x, 0)
    read = keras.layers.Embedding(letters, units)(x)
    annotations = keras.layers.Bidirectional(keras.layers.GRU(units, return_sequences=True))(read, mask=mask)
    written = keras.layers.Embedding(digits, units)(so_far)
    states = keras.layers.GRU(units, return_sequences=True)(written)
    query = keras.layers.Dense(units, use_bias=False)(keras.ops.ones_like(states))
    keys = keras.layers.Dense(units, use_bias=False)(annotations)
    context, weights = keras.layers.AdditiveAttention()(
        [query, annotations, keys], mask=[None, mask], return_attention_scores=True
    )
    hidden = keras.layers.Dense(units, activation="tanh")(keras.layers.Concatenate()([states, context]))
    return keras.Model([x, so_far], [keras.layers.Dense(digits)(hidden), weights])


@alternative
def with_mask_zero(letters, digits, units):
    x, so_far = keras.Input(shape=(None,)), keras.Input(shape=(None,))
    read = keras.layers.Embedding(letters, units, mask_zero=True)(x)
    annotations = keras.layers.Bidirectional(keras.layers.GRU(units, return_sequences=True))(read)
    states = keras.layers.GRU(units, return_sequences=True)(keras.layers.Embedding(digits, units)(so_far))
    query = keras.layers.Dense(units, use_bias=False)(states)
    keys = keras.layers.Dense(units, use_bias=False)(annotations)
    context, weights = keras.layers.AdditiveAttention()([query, annotations, keys], return_attention_scores=True)
    both = keras.layers.Concatenate(axis=-1)([context, states])
    hidden = keras.layers.Activation("tanh")(keras.layers.Dense(units)(both))
    return keras.Model(inputs=[x, so_far], outputs=[keras.layers.Dense(digits)(hidden), weights])


@alternative
def with_two_grus(letters, digits, units):
    x, so_far = keras.Input((None,), dtype="int64"), keras.Input((None,), dtype="int64")
    is_letter = x != 0
    read = keras.layers.Embedding(letters, units)(x)
    forward = keras.layers.GRU(units, return_sequences=True)(read, mask=is_letter)
    backward = keras.layers.GRU(units, return_sequences=True, go_backwards=True)(read, mask=is_letter)
    backward = keras.ops.flip(backward, axis=1)
    annotations = keras.ops.concatenate([forward, backward], axis=-1)
    states = keras.layers.GRU(units, return_sequences=True)(keras.layers.Embedding(digits, units)(so_far))
    query = keras.layers.Dense(units, use_bias=False, name="query")(states)
    keys = keras.layers.Dense(units, use_bias=False, name="key")(annotations)
    look = keras.layers.AdditiveAttention(name="look")
    context, weights = look([query, annotations, keys], mask=[None, is_letter], return_attention_scores=True)
    merged = keras.ops.concatenate([states, context], axis=-1)
    scores = keras.layers.Dense(digits)(keras.ops.tanh(keras.layers.Dense(units)(merged)))
    return keras.Model([x, so_far], (scores, weights))


@alternative
def with_scores_by_hand(letters, digits, units):
    x, so_far = keras.Input((None,), dtype="int32"), keras.Input((None,), dtype="int32")
    mask = keras.ops.not_equal(x, 0)
    annotations = keras.layers.Bidirectional(keras.layers.GRU(units, return_sequences=True))(
        keras.layers.Embedding(letters, units)(x), mask=mask
    )
    states = keras.layers.GRU(units, return_sequences=True)(keras.layers.Embedding(digits, units)(so_far))
    query = keras.ops.expand_dims(keras.layers.Dense(units, use_bias=False)(states), 2)
    keys = keras.ops.expand_dims(keras.layers.Dense(units, use_bias=False)(annotations), 1)
    scores = keras.layers.Dense(1, use_bias=False)(keras.ops.tanh(query + keys))[..., 0]
    lowered = scores - 1e9 * keras.ops.cast(keras.ops.logical_not(mask), "float32")[:, None, :]
    weights = keras.ops.softmax(lowered, axis=-1)
    merged = keras.ops.concatenate([states, keras.ops.matmul(weights, annotations)], axis=-1)
    hidden = keras.layers.Dense(units, activation="tanh")(merged)
    return keras.Model([x, so_far], [keras.layers.Dense(digits)(hidden), weights])
