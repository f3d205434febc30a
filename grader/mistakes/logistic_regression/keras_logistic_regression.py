import keras

from grader.authoring import alternative, edited

sigmoid_missing = edited(
    "The model returns scores, not probabilities: the sigmoid is missing from it. Give the layer a sigmoid activation.",
    ('keras.layers.Dense(1, activation="sigmoid")', "keras.layers.Dense(1)"),
    ('"binary_crossentropy"', "keras.losses.BinaryCrossentropy(from_logits=True)"),
)
softmax_over_one_unit = edited(
    "Softmax shares 100 percent among the units of a layer. With a single unit the answer is always 1. Use a sigmoid.",
    ('"sigmoid"', '"softmax"'),
)
two_units = edited(
    "The layer has two units, one for each class. One neuron is enough: it gives the probability of class 1, and the "
    "rest is for class 0.",
    ('1, activation="sigmoid"', '2, activation="softmax"'),
    ("binary_crossentropy", "sparse_categorical_crossentropy"),
)
hidden_layer = edited(
    "There is a hidden layer before the neuron. This model is one neuron only: a single Dense layer.",
    ("keras.Input((n_x,))", 'keras.Input((n_x,)), keras.layers.Dense(n_x, activation="relu")'),
)
input_of_sixty_four = edited("The input is always 64 wide here. Its width is n_x.", ("(n_x,)", "(64,)"))
a_unit_for_each_input = edited(
    "The layer has one unit for each input. One neuron is one unit; it already has a weight for each input.",
    ('keras.layers.Dense(1, activation="sigmoid")', 'keras.layers.Dense(n_x, activation="sigmoid")'),
)
bias_switched_off = edited(
    "The neuron has no bias. Leave the layer its bias: it is the b of your own neuron.",
    ('"sigmoid"', '"sigmoid", use_bias=False'),
)
relu_for_sigmoid = edited(
    "ReLU cuts off at 0 but has no upper end, so its values are no probabilities. Use a sigmoid.",
    ('"sigmoid"', '"relu"'),
)
model_not_returned = edited(
    "The model is built but not returned: nothing comes back. End with return model.", ("return model", "")
)


@alternative
def functional_with_sigmoid_as_a_layer(n_x):
    inputs = keras.Input(shape=(n_x,), name="pixels")
    scores = keras.layers.Dense(1, kernel_initializer="zeros")(inputs)
    outputs = keras.layers.Activation("sigmoid")(scores)
    model = keras.Model(inputs, outputs)
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss=keras.losses.BinaryCrossentropy())
    return model


@alternative
def as_a_class(n_x):
    class Neuron(keras.Model):
        def __init__(self):
            super().__init__()
            self.score = keras.layers.Dense(1)

        def call(self, x):
            return keras.ops.sigmoid(self.score(x))

    model = Neuron()
    model.build((None, n_x))
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss="binary_crossentropy", metrics=["accuracy"])
    return model


@alternative
def added_step_by_step(n_x):
    model = keras.Sequential(name="neuron")
    model.add(keras.Input(shape=(n_x,)))
    model.add(keras.layers.Dense(units=1, activation=keras.activations.sigmoid, name="the_neuron"))
    model.compile(
        loss=keras.losses.binary_crossentropy,
        optimizer=keras.optimizers.SGD(learning_rate=0.1, momentum=0.0),
        metrics=[keras.metrics.BinaryAccuracy(), keras.metrics.Precision()],
    )
    model.summary()
    return model
