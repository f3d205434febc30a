import keras

from grader.authoring import alternative, edited

softmax_missing = edited(
    "The model returns scores, not probabilities: the last layer has no softmax.",
    (', activation="softmax"', ""),
    ('"categorical_crossentropy"', "keras.losses.CategoricalCrossentropy(from_logits=True)"),
)
sigmoid_at_the_end = edited(
    "The last layer has a sigmoid, which looks at each class by itself. The probabilities of all classes should add up "
    "to 1: softmax.",
    ('"softmax"', '"sigmoid"'),
)
relu_at_the_end = edited(
    "The last layer ends in ReLU like the hidden ones. It should be softmax.", ('"softmax"', '"relu"')
)
hidden_layers_do_not_bend = edited(
    "The hidden layers have no activation. Without a bend all layers together are worth one: give them ReLU.",
    (', activation="relu"', ""),
)
tanh_in_keras = edited(
    "The hidden layers bend with tanh. Here it is ReLU, as in your own network.", ('"relu"', '"tanh"')
)
softmax_everywhere = edited(
    "Every layer ends in softmax. Only the last one should; the hidden ones have ReLU.", ('"relu"', '"softmax"')
)
layer_for_the_input = edited(
    "The input got a Dense layer of its own. layer_dims[0] is only the width of what comes in; the first layer with "
    "weights has layer_dims[1] units.",
    ("1:-1", ":-1"),
)
last_hidden_layer_missing = edited(
    "A hidden layer is missing: the last hidden width is left out. layer_dims[1:-1] has all.", ("1:-1", "1:-2")
)
output_layer_twice = edited("The output layer is there twice: the loop has made it already, with ReLU.", ("1:-1", "1:"))
always_the_digits = edited(
    "The widths are those of the digits, whatever comes in. Take them from layer_dims.",
    ("model = keras.Sequential", "layer_dims = [64, 48, 32, 10]", "model = keras.Sequential"),
)
biases_switched_off = edited(
    "The layers have no biases. Leave them their biases: they are your b.",
    ('"relu"', '"relu", use_bias=False'),
    ('"softmax"', '"softmax", use_bias=False'),
)
widths_turned_round = edited(
    "The hidden layers are in reversed order. The first width of layer_dims comes first.", ("1:-1", "-2:0:-1")
)
model_not_returned = edited(
    "The model is built but not returned: nothing comes back. End with return model.", ("return model", "")
)


@alternative
def functional_with_activations_as_layers(layer_dims):
    inputs = x = keras.Input(shape=(layer_dims[0],), name="pixels")
    for width in layer_dims[1:-1]:
        x = keras.layers.ReLU()(keras.layers.Dense(width, kernel_initializer="he_normal")(x))
    outputs = keras.layers.Softmax()(keras.layers.Dense(layer_dims[-1])(x))
    model = keras.Model(inputs, outputs, name="deep")
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.2), loss=keras.losses.CategoricalCrossentropy())
    return model


@alternative
def as_a_class(layer_dims):
    class Deep(keras.Model):
        def __init__(self):
            super().__init__()
            self.hidden = [keras.layers.Dense(width) for width in layer_dims[1:-1]]
            self.last = keras.layers.Dense(layer_dims[-1])

        def call(self, x):
            for layer in self.hidden:
                x = keras.ops.relu(layer(x))
            return keras.ops.softmax(self.last(x))

    model = Deep()
    model.build((None, layer_dims[0]))
    model.compile(optimizer=keras.optimizers.SGD(0.2), loss="categorical_crossentropy", metrics=["accuracy"])
    return model


@alternative
def list_of_layers(layer_dims):
    layers = [keras.layers.Dense(width, keras.activations.relu) for width in layer_dims[1:]]
    layers[-1] = keras.layers.Dense(layer_dims[-1], keras.activations.softmax, name="digits")
    model = keras.Sequential([keras.Input((layer_dims[0],)), *layers])
    model.compile(
        loss=keras.losses.categorical_crossentropy,
        optimizer=keras.optimizers.SGD(0.2, momentum=0.0),
        metrics=[keras.metrics.CategoricalAccuracy(), keras.metrics.TopKCategoricalAccuracy(k=2)],
    )
    model.summary()
    return model
