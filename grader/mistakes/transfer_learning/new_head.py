import keras

from grader.authoring import alternative, edited, mistake

HEAD = "keras.layers.Dense(classes)(x)"

head_on_thawed_features = edited(
    "The features are not frozen: training would change them, and its first steps are wild. Set features.trainable to "
    "False.",
    ("features.trainable = False", ""),
)
head_with_softmax = edited(
    "The head ends with a softmax. Scores are asked for: a dense layer without an activation.",
    (HEAD, 'keras.layers.Dense(classes, activation="softmax")(x)'),
)
head_with_relu = edited(
    "The head has a ReLU, so no score can be negative. It has no activation.",
    (HEAD, 'keras.layers.Dense(classes, activation="relu")(x)'),
)


@mistake(
    "Nothing can be trained, not even the head: the whole classifier is frozen. Freeze the features alone, before you "
    "build on them."
)
def head_frozen_too(features, classes):
    inputs = keras.Input(features.input_shape[1:])
    model = keras.Model(inputs, keras.layers.Dense(classes)(features(inputs)))
    model.trainable = False
    return model


@mistake(
    "The batch norms in the features are not frozen. They would go on with the statistics of the few new pictures: "
    "freeze the features as a whole."
)
def head_with_free_batch_norm(features, classes):
    for layer in features.layers:
        layer.trainable = isinstance(layer, keras.layers.BatchNormalization)
    inputs = keras.Input(features.input_shape[1:])
    return keras.Model(inputs, keras.layers.Dense(classes)(features(inputs)))


@mistake(
    "The head stands on a copy of the features, which has weights of its own: all that was learned is lost. Call the "
    "features that are passed in."
)
def head_on_a_copy(features, classes):
    copy = keras.models.clone_model(features)
    copy.trainable = False
    inputs = keras.Input(features.input_shape[1:])
    return keras.Model(inputs, keras.layers.Dense(classes)(copy(inputs)))


head_with_a_hidden_layer = edited(
    "There is a layer more. With ten pictures of a class, a single dense layer is asked for.",
    (HEAD, 'keras.layers.Dense(classes)(keras.layers.Dense(32, activation="relu")(x))'),
)
head_on_the_old_classes = edited(
    "The head has as many scores as the features have numbers. It needs one for each of the new classes.",
    (HEAD, "keras.layers.Dense(features.output_shape[-1])(x)"),
)
head_on_pixels = edited(
    "The head looks at the pixels, and the features are left out. Call features on the input.",
    ("x = features(inputs, training=False)", "x = keras.layers.Flatten()(inputs)"),
)
head_alone = edited(
    "This is the head alone: it takes features. The classifier takes pictures, so its input is that of the features.",
    ("keras.Input(features.input_shape[1:])", "keras.Input(features.output_shape[1:])"),
    ("x = features(inputs, training=False)", "x = inputs"),
)
head_without_a_bias = edited(
    "The dense layer has no bias. Leave Keras' default: one for each class.",
    (HEAD, "keras.layers.Dense(classes, use_bias=False)(x)"),
)


@alternative
def head_on_the_output(features, classes):
    features.trainable = False
    return keras.Model(features.inputs, keras.layers.Dense(classes, activation="linear")(features.output))


@alternative
def head_in_a_row(features, classes):
    for layer in features.layers:
        layer.trainable = False
    return keras.Sequential([keras.Input(features.input_shape[1:]), features, keras.layers.Dense(classes)])


@alternative
def head_frozen_afterwards(features, classes):
    inputs = keras.Input(shape=features.input_shape[1:])
    model = keras.Model(inputs, keras.layers.Dense(units=classes, name="new_scores")(features(inputs)))
    features.trainable = False
    return model
