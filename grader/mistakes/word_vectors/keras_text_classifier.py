import keras
import numpy as np

from grader.authoring import alternative, edited, mistake

COMPILE = 'model.compile(keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy", metrics=["accuracy"])'
INPUT = 'keras.Input((None,), dtype="int32"),'
POOLING = "keras.layers.GlobalAveragePooling1D(),"
DENSE = 'keras.layers.Dense(classes, activation="softmax"),'

classifier_that_counts_padding = edited(
    "Padding counts in the average: more zeros behind a text change the answer. Give the Embedding layer mask_zero=True.",
    (", mask_zero=True", ""),
)
classifier_from_random_vectors = edited(
    "The vectors do not start as E. Give the layer embeddings_initializer=keras.initializers.Constant(E).",
    (" embeddings_initializer=start,", ""),
)
classifier_always_trained = edited(
    "The vectors are trained whatever the argument says. Pass trainable on to the Embedding layer.",
    (", trainable=trainable", ""),
)
classifier_never_trained = edited(
    "The vectors are never trained. Pass trainable on to the Embedding layer.",
    ("trainable=trainable", "trainable=False"),
)
classifier_frozen_the_other_way = edited(
    "trainable is turned round: the vectors are trained where they should be kept.",
    ("trainable=trainable", "trainable=not trainable"),
)
classifier_frozen_as_a_whole = edited(
    "With trainable=False nothing learns, the dense layer neither. Freeze the Embedding layer only.",
    (", trainable=trainable", ""),
    (COMPILE, "model.trainable = trainable", COMPILE),
)
classifier_with_the_largest = edited(
    "The largest of each number is taken over the words. Take their average: GlobalAveragePooling1D.",
    (POOLING, "keras.layers.Lambda(lambda x: keras.ops.max(x, axis=1)),"),
)
classifier_with_sigmoids = edited(
    "The probabilities do not add up to 1: a text is of one kind. Use a softmax.", ('"softmax"', '"sigmoid"')
)
classifier_without_a_softmax = edited(
    "These are no probabilities: the dense layer has no activation. Use a softmax.", (', activation="softmax"', "")
)
classifier_with_another_optimizer = edited(
    "The optimizer is not Adam.", ("keras.optimizers.Adam(0.01)", "keras.optimizers.SGD(0.01)")
)
classifier_with_small_steps = edited(
    "The learning rate is not 0.01. Give it to Adam.", ("keras.optimizers.Adam(0.01)", '"adam"')
)
classifier_with_a_hidden_layer = edited(
    "There is a layer too many between the average and the classes, or its width is not the number of classes.",
    (DENSE, 'keras.layers.Dense(E.shape[1], activation="relu"),', DENSE),
)
classifier_compiled_with_squares = edited(
    "The loss is not the cross-entropy for labels that are numbers of classes.",
    ('loss="sparse_categorical_crossentropy"', "loss=lambda y, p: keras.ops.mean(keras.ops.square(p), axis=-1)"),
)


@mistake(
    "The model is not compiled. Call model.compile(...) with Adam and the loss for labels that are numbers of classes."
)
def classifier_not_compiled(E, classes, trainable):
    model = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(
                *E.shape, embeddings_initializer=keras.initializers.Constant(E), mask_zero=True, trainable=trainable
            ),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )
    return model


@alternative
def classifier_as_a_function(E, classes, trainable):
    ids = keras.Input((None,))
    table = keras.layers.Embedding(
        len(E), E.shape[1], embeddings_initializer=keras.initializers.Constant(E), mask_zero=True
    )
    table.trainable = trainable
    pooled = keras.layers.GlobalAveragePooling1D()(table(ids))
    model = keras.Model(ids, keras.layers.Dense(classes, "softmax")(pooled))
    model.compile(
        keras.optimizers.Adam(learning_rate=0.01),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    return model


@alternative
def classifier_with_weights_set(E, classes, trainable):
    table = keras.layers.Embedding(len(E), E.shape[1], mask_zero=True)
    model = keras.Sequential([keras.Input((None,), dtype="int64"), table, keras.layers.GlobalAveragePooling1D()])
    model.add(keras.layers.Dense(classes))
    model.add(keras.layers.Softmax())
    table.set_weights([np.asarray(E)])
    table.trainable = trainable
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


@alternative
def classifier_with_a_custom_average(E, classes, trainable):
    ids = keras.Input((None,), dtype="int32")
    table = keras.layers.Embedding(
        *E.shape,
        embeddings_initializer=lambda shape, dtype=None: keras.ops.convert_to_tensor(E, dtype),
        trainable=trainable,
    )
    is_word = keras.ops.cast(keras.ops.not_equal(ids, 0), "float32")[:, :, None]
    mean = keras.ops.sum(table(ids) * is_word, axis=1) / keras.ops.maximum(keras.ops.sum(is_word, axis=1), 1)
    model = keras.Model(ids, keras.layers.Dense(classes, activation="softmax")(mean))
    model.compile(keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
