import keras

from grader.authoring import alternative, edited, mistake

normed_afterwards = edited(
    "The norms stand behind the sums. Here they stand in front of the two parts (pre-norm).",
    ("normed = keras.layers.LayerNormalization()(x)\nx = x +", "x = x +"),
    (
        "(normed, normed, use_causal_mask=causal)",
        "(x, x, use_causal_mask=causal)",
        "x = keras.layers.LayerNormalization()(x)",
    ),
    ("normed = keras.layers.LayerNormalization()(x)\nhidden", "hidden"),
    ('activation="gelu")(normed)', 'activation="gelu")(x)'),
    (
        "return x + keras.layers.Dense(depth)(hidden)",
        "return keras.layers.LayerNormalization()(x + keras.layers.Dense(depth)(hidden))",
    ),
)
never_causal = edited(
    "Every place sees every other, also where causal is True: hand on use_causal_mask=causal.",
    ("use_causal_mask=causal", "use_causal_mask=False"),
)
always_causal = edited(
    "The attention is causal, whatever the argument says. Hand causal on: use_causal_mask=causal.",
    ("use_causal_mask=causal", "use_causal_mask=True"),
)
causal_turned_round = edited(
    "causal is used the other way round.", ("use_causal_mask=causal", "use_causal_mask=not causal")
)
heads_of_the_whole_depth = edited(
    "Each head has depth numbers. It should have depth // heads, so that all heads together have depth.",
    ("(heads, depth // heads)", "(heads, depth)"),
)
key_dim_is_heads = edited(
    "The second argument of MultiHeadAttention is how many numbers a head has: depth // heads.",
    ("(heads, depth // heads)", "(heads, heads)"),
)
one_head = edited("There is one head only. Use heads.", ("(heads, depth // heads)", "(1, depth)"))
keys_not_normed = edited(
    "Keys and values come from x itself. Like the queries, they should come from the normalized x.",
    ("(normed, normed, use", "(normed, x, use"),
)
queries_not_normed = edited(
    "The queries come from x itself. Like keys and values, they should come from the normalized x.",
    ("(normed, normed, use", "(x, normed, use"),
)
relu_between = edited("The feed-forward part has ReLU. Use gelu.", ('"gelu"', '"relu"'))
nothing_between = edited(
    "There is no gelu between the two dense layers, so that both together are one linear layer.",
    (', activation="gelu"', ""),
)
gelu_twice = edited(
    "The second dense layer has a gelu, too. It has no activation.",
    ("keras.layers.Dense(depth)(hidden)", 'keras.layers.Dense(depth, activation="gelu")(hidden)'),
)
narrow_between = edited(
    "The first dense layer has depth units. It has four times as many.", ("Dense(4 * depth,", "Dense(depth,")
)
twice_as_wide_between = edited(
    "The first dense layer has 2 * depth units. It has 4 * depth.", ("Dense(4 * depth,", "Dense(2 * depth,")
)
first_sum_forgotten = edited("What the attention says replaces x. It is added to x.", ("x = x + keras", "x = keras"))
second_sum_forgotten = edited(
    "What the dense layers say replaces x. It is added to x.", ("return x + keras", "return keras")
)
normed_is_added_to = edited(
    "What the attention says is added to the normalized x. The shortcut takes x as it came in.",
    ("x = x + keras", "x = normed + keras"),
)
second_norm_forgotten = edited(
    "The norm in front of the dense layers is missing.",
    ("normed = keras.layers.LayerNormalization()(x)\nhidden", "hidden"),
    ('activation="gelu")(normed)', 'activation="gelu")(x)'),
)
one_norm_for_both = edited(
    "The same norm is used twice. Each part has a norm of its own, with gamma and beta of its own.",
    (
        "normed = keras.layers.LayerNormalization()(x)\nx = x +",
        "norm = keras.layers.LayerNormalization()\nnormed = norm(x)\nx = x +",
    ),
    ("normed = keras.layers.LayerNormalization()(x)\nhidden", "normed = norm(x)\nhidden"),
)


@mistake("The two parts stand side by side: the dense layers look at x as it came in. They stand one after the other.")
def parts_side_by_side(x, heads, causal):
    depth = x.shape[-1]
    a, b = keras.layers.LayerNormalization()(x), keras.layers.LayerNormalization()(x)
    seen = keras.layers.MultiHeadAttention(heads, depth // heads)(a, a, use_causal_mask=causal)
    hidden = keras.layers.Dense(4 * depth, activation="gelu")(b)
    return x + seen + keras.layers.Dense(depth)(hidden)


@mistake("The second shortcut begins at the x that came in, so what the attention said is lost. Add to the sum.")
def second_shortcut_from_the_start(x, heads, causal):
    depth = x.shape[-1]
    normed = keras.layers.LayerNormalization()(x)
    middle = x + keras.layers.MultiHeadAttention(heads, depth // heads)(normed, normed, use_causal_mask=causal)
    hidden = keras.layers.Dense(4 * depth, activation="gelu")(keras.layers.LayerNormalization()(middle))
    return x + keras.layers.Dense(depth)(hidden)


@alternative
def with_layers_for_everything(x, heads, causal):
    depth = int(x.shape[-1])
    y = keras.layers.LayerNormalization(axis=-1, epsilon=1e-3)(x)
    attention = keras.layers.MultiHeadAttention(num_heads=heads, key_dim=depth // heads)
    y = attention(query=y, value=y, key=y, use_causal_mask=causal)
    x = keras.layers.Add()([x, y])
    y = keras.layers.LayerNormalization()(x)
    y = keras.layers.Dense(depth * 4)(y)
    y = keras.layers.Activation("gelu")(y)
    y = keras.layers.Dense(depth)(y)
    return keras.layers.add([x, y])


@alternative
def with_ops_and_the_form_with_tanh(x, heads, causal):
    width = x.shape[2]
    first, second = keras.layers.LayerNormalization(), keras.layers.LayerNormalization(epsilon=1e-5)
    normed = first(x)
    seen, _ = keras.layers.MultiHeadAttention(heads, width // heads)(
        normed, normed, use_causal_mask=causal, return_attention_scores=True
    )
    middle = x + seen
    hidden = keras.ops.gelu(keras.layers.Dense(4 * width)(second(middle)))
    return middle + keras.layers.Dense(width)(hidden)


@alternative
def with_a_mask_of_its_own(x, heads, causal):
    n, depth = x.shape[1:]
    normed = keras.layers.LayerNormalization()(x)
    mask = keras.ops.tril(keras.ops.ones((1, n, n), dtype="bool")) if causal else None
    layer = keras.layers.MultiHeadAttention(heads, depth // heads, value_dim=depth // heads)
    x = x + layer(normed, normed, normed, attention_mask=mask)
    dense = keras.Sequential(
        [keras.layers.Dense(4 * depth, activation=keras.activations.gelu), keras.layers.Dense(depth)]
    )
    return x + dense(keras.layers.LayerNormalization()(x))
