import keras

from grader.authoring import alternative, edited, everywhere

keep_prob_for_rate = edited(
    "The layers drop 1 - dropout. keras.layers.Dropout takes the share that is dropped, and that is what is passed in.",
    everywhere("Dropout(dropout)", "Dropout(1 - dropout if dropout > 0 else 0)"),
)
bias_regularizer_set = edited(
    "The biases are penalized too. Leave bias_regularizer away: biases are free.",
    everywhere("kernel_regularizer=penalty", "kernel_regularizer=penalty, bias_regularizer=penalty"),
)
penalty_forgotten = edited(
    "No weight is penalized: the argument l2 is not used. Give each kernel a regularizer.",
    everywhere(", kernel_regularizer=penalty", ""),
)
l1_for_l2 = edited(
    "This is the L1 penalty: it charges absolute values. Use keras.regularizers.L2.", ("L2(l2)", "L1(l2)")
)
strength_by_name = edited(
    'kernel_regularizer="l2" always has the strength 0.01. Pass keras.regularizers.L2(l2).',
    everywhere("kernel_regularizer=penalty", 'kernel_regularizer="l2"'),
)
last_layer_free = edited(
    "The last layer is not penalized. All three kernels carry the L2 penalty.",
    ('activation="sigmoid", kernel_regularizer=penalty', 'activation="sigmoid"'),
)
strength_halved = edited(
    "The L2 strength is halved. Keras adds l2 times the sum of squares; pass l2 as it comes.", ("L2(l2)", "L2(l2 / 2)")
)
activity_for_kernel = edited(
    "activity_regularizer penalizes what the units say, not their weights. Use kernel_regularizer.",
    everywhere("kernel_regularizer", "activity_regularizer"),
)
dropout_behind_the_second_only = edited(
    "Dropout stands behind the second hidden layer only. The first one needs it too.",
    ("keras.layers.Dropout(dropout),\nkeras.layers.Dense(100", "keras.layers.Dense(100"),
)
dropout_forgotten = edited(
    "There is no dropout in the model: the argument dropout is not used.",
    everywhere("keras.layers.Dropout(dropout),", ""),
)
dropout_on_the_inputs = edited(
    "Inputs are dropped too. Dropout stands behind the two hidden layers only.",
    ("keras.Input((n_x,)),", "keras.Input((n_x,)),", "keras.layers.Dropout(dropout),"),
)
mean_squared_error = edited(
    "The model is compiled with the mean squared error. The answer is a probability: use binary cross-entropy.",
    ("binary_crossentropy", "mse"),
)
relu_forgotten = edited(
    "The hidden layers have no ReLU, so together they are no more than one layer.",
    everywhere('activation="relu", ', ""),
)
sigmoid_forgotten = edited(
    "The answer is no probability: the last layer needs a sigmoid.",
    ('activation="sigmoid", ', ""),
    ('"binary_crossentropy"', "keras.losses.BinaryCrossentropy(from_logits=True)"),
)


@alternative
def functional_with_activation_layers(n_x, l2, dropout):
    x = inputs = keras.Input(shape=(n_x,))
    for units in (200, 100):
        x = keras.layers.Dense(units, kernel_regularizer=keras.regularizers.l2(l2))(x)
        x = keras.layers.Dropout(rate=dropout)(x)
        x = keras.layers.ReLU()(x)
    x = keras.layers.Dense(1, kernel_regularizer=keras.regularizers.L1L2(l2=l2))(x)
    model = keras.Model(inputs, keras.layers.Activation("sigmoid")(x))
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss=keras.losses.BinaryCrossentropy())
    return model


@alternative
def as_a_class(n_x, l2, dropout):
    class Wide(keras.Model):
        def __init__(self):
            super().__init__()
            penalty = keras.regularizers.L2(l2)
            self.first = keras.layers.Dense(200, activation="relu", kernel_regularizer=penalty)
            self.second = keras.layers.Dense(100, activation="relu", kernel_regularizer=penalty)
            self.answer = keras.layers.Dense(1, activation="sigmoid", kernel_regularizer=penalty)
            self.drop_first = keras.layers.Dropout(dropout, seed=3)
            self.drop_second = keras.layers.Dropout(dropout, seed=4)

        def call(self, x, training=None):
            x = self.drop_first(self.first(x), training=training)
            x = self.drop_second(self.second(x), training=training)
            return self.answer(x)

    model = Wide()
    model.build((None, n_x))
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="binary_crossentropy", metrics=["accuracy"])
    return model


@alternative
def with_a_penalty_of_its_own(n_x, l2, dropout):
    model = keras.Sequential(name="wide")
    model.add(keras.Input(shape=(n_x,), name="points"))
    for number, units in enumerate((200, 100)):
        model.add(
            keras.layers.Dense(
                units,
                activation=keras.activations.relu,
                kernel_initializer="he_normal",
                kernel_regularizer=lambda kernel: l2 * keras.ops.sum(kernel**2),
                name=f"hidden_{number}",
            )
        )
        model.add(keras.layers.Dropout(dropout))
    last = keras.layers.Dense(1, "sigmoid", kernel_regularizer=keras.regularizers.L2(l2=l2))
    model.add(last)
    model.compile("adam", keras.losses.binary_crossentropy, metrics=[keras.metrics.BinaryAccuracy()])
    model.summary()
    return model
