import keras

from grader.authoring import alternative, edited

last_state_alone = edited(
    "The LSTM gives back its last state only, so there is one guess for a whole sequence. Set return_sequences=True.",
    ("units, return_sequences=True", "units"),
)
softmax_at_the_end = edited(
    "The last layer has a softmax, and the loss takes logits. Leave the activation away.",
    ("keras.layers.Dense(vocabulary)", 'keras.layers.Dense(vocabulary, activation="softmax")'),
)
taken_for_probabilities = edited(
    "The loss takes logits for probabilities. Set from_logits=True.",
    ("from_logits=True, ", ""),
)
summed = edited(
    "The loss is a sum over all steps. Leave reduction away: it should be the mean over the steps that count.",
    ("ignore_class=-1)", 'ignore_class=-1, reduction="sum")'),
)
gru_for_lstm = edited("The cell is a GRU. Take keras.layers.LSTM.", ("keras.layers.LSTM", "keras.layers.GRU"))
plain_cell = edited("The cell is a plain one. Take keras.layers.LSTM.", ("keras.layers.LSTM", "keras.layers.SimpleRNN"))
both_ends = edited(
    "The model reads from both ends, so it sees the letter that it has to guess. A language model reads from the left alone.",
    (
        "keras.layers.LSTM(units, return_sequences=True)",
        "keras.layers.Bidirectional(keras.layers.LSTM(units, return_sequences=True))",
    ),
)
usual_learning_rate = edited(
    "The learning rate is not 0.003. Compile with keras.optimizers.Adam(0.003).",
    ("keras.optimizers.Adam(0.003)", "keras.optimizers.Adam()"),
)
not_compiled = edited(
    "The model is not compiled. Call model.compile(...) with optimizer and loss before you return it.",
    ("model.compile(optimizer=keras.optimizers.Adam(0.003), loss=loss)", ""),
)
logits_of_the_units = edited(
    "The last layer has as many outputs as the LSTM has units. It needs one for each symbol: vocabulary.",
    ("keras.layers.Dense(vocabulary)", "keras.layers.Dense(units)"),
)
tanh_on_the_logits = edited(
    "The logits go through a tanh, so none is larger than 1. Leave the activation away.",
    ("keras.layers.Dense(vocabulary)", 'keras.layers.Dense(vocabulary, activation="tanh")'),
)
two_lstms = edited(
    "There are two LSTMs. The model has one.",
    (
        "keras.layers.LSTM(units, return_sequences=True),",
        "keras.layers.LSTM(units, return_sequences=True),",
        "keras.layers.LSTM(units, return_sequences=True),",
    ),
)


@alternative
def functional(vocabulary, units):
    seen = keras.Input(shape=(None, vocabulary), name="seen")
    states = keras.layers.LSTM(units, return_sequences=True, name="memory")(seen)
    model = keras.Model(seen, keras.layers.Dense(vocabulary, activation="linear")(states))
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=3e-3),
        loss=keras.losses.SparseCategoricalCrossentropy(ignore_class=-1, from_logits=True),
        metrics=["accuracy"],
    )
    return model


@alternative
def layer_at_each_step(vocabulary, units):
    model = keras.Sequential()
    model.add(keras.layers.InputLayer((None, vocabulary)))
    model.add(keras.layers.RNN(keras.layers.LSTMCell(units), return_sequences=True))
    model.add(keras.layers.TimeDistributed(keras.layers.Dense(vocabulary)))
    model.compile(keras.optimizers.Adam(0.003), keras.losses.SparseCategoricalCrossentropy(True, -1))
    return model


@alternative
def with_a_loss_of_its_own(vocabulary, units):
    def loss(y, logits):
        counted = keras.ops.cast(keras.ops.not_equal(y, -1), "float32")
        y = keras.ops.maximum(keras.ops.cast(y, "int32"), 0)
        each = keras.losses.sparse_categorical_crossentropy(y, logits, from_logits=True)
        return keras.ops.sum(each * counted) / keras.ops.maximum(keras.ops.sum(counted), 1.0)

    inputs = keras.Input((None, vocabulary))
    x = keras.layers.LSTM(units, return_sequences=True, unit_forget_bias=False)(inputs)
    outputs = keras.layers.Dense(vocabulary)(x)
    model = keras.Model(inputs=inputs, outputs=outputs)
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss=loss)
    return model
