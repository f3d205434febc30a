import keras

from grader.authoring import alternative, edited, everywhere, mistake

lenet_without_padding = edited(
    'The convolutions have no padding, so the picture shrinks by four pixels in each. Padding "same" keeps height '
    "and width.",
    everywhere(', padding="same"', ""),
)
lenet_with_average_pooling = edited(
    "You pool with averages, as LeNet did in 1998. The table asks for max pooling.",
    everywhere("MaxPooling2D", "AveragePooling2D"),
)
lenet_without_softmax = edited(
    "The model returns scores. It should return probabilities: the last layer needs a softmax.",
    ('keras.layers.Dense(classes, activation="softmax")', "keras.layers.Dense(classes)"),
)
lenet_with_sigmoid_at_the_end = edited(
    "The last layer ends with a sigmoid, which judges every class by itself. For one class out of several take "
    "softmax: the probabilities add up to 1.",
    ('"softmax"', '"sigmoid"'),
)
lenet_with_three_by_three = edited("The kernels are 3x3. LeNet's are 5x5.", everywhere(", 5,", ", 3,"))
lenet_with_numbers_of_filters_swapped = edited(
    "The numbers of filters have changed places: 6 in the first convolution, 16 in the second. Channels grow on the "
    "way in.",
    ("Conv2D(6", "Conv2D(16"),
    ("Conv2D(16", "Conv2D(6"),
)
lenet_of_ten_classes = edited(
    "The number of classes is fixed at 10. Use the argument classes.",
    ('keras.layers.Dense(classes, activation="softmax")', 'keras.layers.Dense(10, activation="softmax")'),
)
lenet_for_its_own_input_shape = edited(
    "The shape of the pictures is fixed. Use the argument input_shape.",
    ("keras.Input(input_shape)", "keras.Input((8, 8, 1))"),
)
lenet_not_flattened = edited(
    "Flatten is missing: the dense layers work at each place by itself, and there is an answer for every place. Put "
    "all numbers in one row first.",
    ("keras.layers.Flatten(),", ""),
)
lenet_averaged_not_flattened = edited(
    "You average each channel over the whole picture, and the places are lost. LeNet puts all numbers in one row: "
    "Flatten.",
    ("keras.layers.Flatten", "keras.layers.GlobalAveragePooling2D"),
)
lenet_with_linear_convolutions = edited(
    "The convolutions have no activation. Without a ReLU between them, layers in a row do no more than one could.",
    ('keras.layers.Conv2D(6, 5, padding="same", activation="relu")', 'keras.layers.Conv2D(6, 5, padding="same")'),
    ('keras.layers.Conv2D(16, 5, padding="same", activation="relu")', 'keras.layers.Conv2D(16, 5, padding="same")'),
)
lenet_with_linear_dense_layers = edited(
    "The first two dense layers have no activation: without ReLU, three dense layers in a row do no more than one "
    "could.",
    ('120, activation="relu"', "120"),
    ('84, activation="relu"', "84"),
)
lenet_with_tanh = edited("The activation is tanh, as in 1998. The table asks for ReLU.", everywhere('"relu"', '"tanh"'))
lenet_without_the_layer_of_84 = edited(
    "The dense layer of 84 units is missing. After flatten come three dense layers: 120, 84 and classes.",
    ('keras.layers.Dense(84, activation="relu"),', ""),
)
lenet_pooling_once = edited(
    "The second pooling is missing: each of the two convolutions is followed by one.",
    ("keras.layers.MaxPooling2D(2),  # (batch, height // 4, width // 4, 16)", ""),
)
lenet_pooling_with_stride_one = edited(
    "The pooling has stride 1 and hardly shrinks the picture. A 2x2 pooling with stride 2 halves height and width.",
    everywhere("MaxPooling2D(2)", "MaxPooling2D(2, strides=1)"),
)
lenet_pooling_with_padding = edited(
    "The pooling pads, so odd sides are rounded up. Pooling here has no padding of its own: half of an odd side is "
    "rounded down.",
    everywhere("MaxPooling2D(2)", 'MaxPooling2D(2, padding="same")'),
)
lenet_with_two_softmaxes = edited(
    "There are two softmaxes: the last dense layer has one already, and a layer does it again. Then all "
    "probabilities are nearly alike. One is enough.",
    ('"softmax"),', '"softmax"),', "keras.layers.Softmax(),"),
)


@mistake(
    "The model is compiled already. Leave that to train: it compiles with the learning rate that it is given, and "
    "only what is not compiled yet."
)
def lenet_compiled(input_shape, classes):
    model = keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(6, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(16, 5, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(120, activation="relu"),
            keras.layers.Dense(84, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


@alternative
def lenet_in_functional_style(input_shape, classes):
    inputs = keras.Input(shape=input_shape)
    x = inputs
    for filters in (6, 16):
        x = keras.layers.Conv2D(filters, (5, 5), strides=1, padding="same")(x)
        x = keras.layers.ReLU()(x)
        x = keras.layers.MaxPool2D(pool_size=(2, 2), strides=(2, 2))(x)
    x = keras.layers.Reshape((-1,))(x)
    for units in (120, 84):
        x = keras.layers.Activation("relu")(keras.layers.Dense(units)(x))
    return keras.Model(inputs, keras.layers.Softmax()(keras.layers.Dense(classes)(x)), name="lenet")


@alternative
def lenet_grown_layer_by_layer(input_shape, classes):
    model = keras.models.Sequential()
    model.add(keras.layers.Input(input_shape))
    model.add(keras.layers.Conv2D(filters=6, kernel_size=5, padding="same", activation=keras.activations.relu))
    model.add(keras.layers.MaxPooling2D())
    model.add(keras.layers.Conv2D(filters=16, kernel_size=5, padding="SAME", activation=keras.ops.relu))
    model.add(keras.layers.MaxPooling2D())
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(units=120, activation="relu", kernel_initializer="he_normal"))
    model.add(keras.layers.Dense(units=84, activation="relu"))
    model.add(keras.layers.Dense(units=classes, activation="softmax"))
    return model


@alternative
def lenet_as_a_class(input_shape, classes):
    class LeNet(keras.Model):
        def __init__(self):
            super().__init__()
            self.first = keras.layers.Conv2D(6, 5, padding="same")
            self.second = keras.layers.Conv2D(16, 5, padding="same")
            self.pool, self.flat = keras.layers.MaxPooling2D(2), keras.layers.Flatten()
            self.wide, self.narrow = keras.layers.Dense(120), keras.layers.Dense(84)
            self.last = keras.layers.Dense(classes)

        def call(self, x):
            x = self.pool(keras.ops.relu(self.first(x)))
            x = self.flat(self.pool(keras.ops.relu(self.second(x))))
            x = keras.ops.relu(self.narrow(keras.ops.relu(self.wide(x))))
            return keras.ops.softmax(self.last(x))

    inputs = keras.Input(input_shape)
    return keras.Model(inputs, LeNet()(inputs))
