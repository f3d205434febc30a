import keras

from grader.authoring import alternative, edited, everywhere, mistake

embedding_not_normalised = edited(
    "The last layer is missing: each embedding is divided by its own length, so that it has length one.",
    ("x = keras.layers.Dense(dimension)(x)", "outputs = keras.layers.Dense(dimension)(x)"),
    ("outputs = keras.layers.UnitNormalization()(x)", ""),
)
embedding_with_relu = edited(
    "The dense layer has a ReLU, so no number of an embedding is negative and half of the sphere stays empty. It has "
    "no activation.",
    ("keras.layers.Dense(dimension)", 'keras.layers.Dense(dimension, activation="relu")'),
)
embedding_with_softmax = edited(
    "A softmax makes the numbers sum to one, as probabilities. An embedding is no list of probabilities: divide by "
    "its length instead.",
    ("Dense(dimension)", 'Dense(dimension, activation="softmax")'),
    ("keras.layers.UnitNormalization()(x)", "x"),
)
embedding_normalised_over_the_batch = edited(
    "The length is taken over the whole batch (axis 0). Each picture is divided by the length of its own embedding, "
    "the last axis.",
    ("keras.layers.UnitNormalization()", "keras.layers.UnitNormalization(axis=0)"),
)
embedding_over_squared_length = edited(
    "You divide by the squared length. Take the root: |z| is the root of the sum of squares.",
    ("keras.layers.UnitNormalization()(x)", "x / keras.ops.sum(keras.ops.square(x), axis=-1, keepdims=True)"),
)
embedding_over_sum_of_absolutes = edited(
    "You divide by the sum of the absolute values. The length is the root of the sum of squares.",
    ("keras.layers.UnitNormalization()(x)", "keras.ops.normalize(x, axis=-1, order=1)"),
)
embedding_normalised_too_early = edited(
    "The division comes before the dense layer, which then changes the length again. It is the very last step.",
    ("keras.layers.Dense(dimension)", "keras.layers.UnitNormalization()"),
    ("keras.layers.UnitNormalization()", "keras.layers.Dense(dimension)"),
)
embedding_without_activations = edited(
    "Your convolutions have no ReLU. Without it, all layers together are hardly more than one linear map.",
    ('keras.layers.Conv2D(32, 3, padding="same", activation="relu")', 'keras.layers.Conv2D(32, 3, padding="same")'),
    ('keras.layers.Conv2D(64, 3, padding="same", activation="relu")', 'keras.layers.Conv2D(64, 3, padding="same")'),
)


@mistake('The convolutions eat the border of the picture. Give both padding="same".')
def embedding_without_padding(input_shape, dimension):
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(32, 3, activation="relu")(inputs)
    x = keras.layers.MaxPooling2D(2, padding="same")(x)
    x = keras.layers.Conv2D(64, 3, activation="relu", padding="valid" if min(x.shape[1:3]) > 3 else "same")(x)
    x = keras.layers.MaxPooling2D(2, padding="same")(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(dimension)(x)
    return keras.Model(inputs, keras.layers.UnitNormalization()(x))


embedding_with_one_pooling = edited(
    "The second pooling is missing: there is one after each of the two convolutions.",
    ("x = keras.layers.MaxPooling2D(2)(x)  # a quarter", ""),
)
embedding_with_average_pooling = edited(
    "You pool by average. The table says max pooling.", everywhere("MaxPooling2D", "AveragePooling2D")
)
embedding_of_32_numbers = edited(
    "The embedding always has 32 numbers. Use dimension.", ("keras.layers.Dense(dimension)", "keras.layers.Dense(32)")
)
embedding_with_global_pooling = edited(
    "Global average pooling is no flattening: it keeps one number for each channel and forgets where it was. Pool by "
    "2x2, then Flatten.",
    ("x = keras.layers.MaxPooling2D(2)(x)  # a quarter", ""),
    ("keras.layers.Flatten", "keras.layers.GlobalAveragePooling2D"),
)
embedding_with_tanh = edited(
    "The dense layer has a tanh, which bends every embedding towards the corners. It has no activation.",
    ("keras.layers.Dense(dimension)", 'keras.layers.Dense(dimension, activation="tanh")'),
)


@alternative
def embedding_as_sequential(input_shape, dimension):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Conv2D(32, 3, padding="same"),
            keras.layers.ReLU(),
            keras.layers.MaxPool2D(),
            keras.layers.Conv2D(64, (3, 3), padding="same"),
            keras.layers.Activation("relu"),
            keras.layers.MaxPool2D((2, 2)),
            keras.layers.Flatten(),
            keras.layers.Dense(dimension, activation=None),
            keras.layers.UnitNormalization(axis=-1),
        ]
    )


@alternative
def embedding_with_operations(input_shape, dimension):
    inputs = x = keras.Input(shape=input_shape, name="picture")
    for filters in (32, 64):
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.ops.relu(x)
        x = keras.layers.MaxPool2D(pool_size=(2, 2), strides=2)(x)
    x = keras.layers.Reshape((-1,))(x)
    z = keras.layers.Dense(dimension, name="embedding")(x)
    outputs = z / keras.ops.sqrt(keras.ops.sum(z**2, axis=-1, keepdims=True))
    return keras.Model(inputs=inputs, outputs=outputs, name="embedding_model")


@alternative
def embedding_as_subclass(input_shape, dimension):
    class Embedding(keras.Model):
        def __init__(self):
            super().__init__()
            self.first = keras.layers.Conv2D(32, 3, padding="same", activation="relu")
            self.pool = keras.layers.MaxPooling2D()
            self.second = keras.layers.Conv2D(64, 3, padding="same", activation="relu")
            self.dense = keras.layers.Dense(dimension)

        def call(self, pictures):
            x = self.pool(self.second(self.pool(self.first(pictures))))
            x = keras.ops.reshape(x, (keras.ops.shape(x)[0], x.shape[1] * x.shape[2] * x.shape[3]))
            return keras.ops.normalize(self.dense(x), axis=-1)

    return Embedding()
