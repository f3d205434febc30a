import keras

from grader.authoring import alternative, edited, mistake

END = "keras.layers.Concatenate()(scores)"
OWN = 'own = keras.layers.Dense(hidden, activation="relu")(x)'

tasks_with_activations = edited(
    "The outputs go through a softmax and a sigmoid. Scores are asked for; the loss knows what to make of them.",
    (
        "scores.append(keras.layers.Dense(outputs)(own))",
        'scores.append(keras.layers.Dense(outputs, activation="softmax" if outputs == classes else "sigmoid")(own))',
    ),
)
tasks_without_own_layers = edited(
    "The tasks have no layer of their own: both scores stand straight on what is shared. Give each its own layer with "
    "a ReLU.",
    (OWN, "own = x"),
)


@mistake(
    "Each task has a shared part of its own: the second one is a copy, and learns nothing from the other's labels. Call "
    "shared once, and both tasks on what comes out."
)
def tasks_that_share_nothing(shared, classes, hidden):
    copy = keras.models.clone_model(shared)
    copy.name = "copy"
    inputs, scores = keras.Input(shared.input_shape[1:]), []
    for part, outputs in ((shared, classes), (copy, 1)):
        own = keras.layers.Dense(hidden, activation="relu")(part(inputs))
        scores.append(keras.layers.Dense(outputs)(own))
    return keras.Model(inputs, keras.layers.Concatenate()(scores))


@mistake(
    "The network stands on a copy of what is shared, with weights of its own: all that was learned is lost. Call shared "
    "itself on the input."
)
def tasks_on_a_copy(shared, classes, hidden):
    copy = keras.models.clone_model(shared)
    inputs, scores = keras.Input(shared.input_shape[1:]), []
    x = copy(inputs)
    for outputs in (classes, 1):
        own = keras.layers.Dense(hidden, activation="relu")(x)
        scores.append(keras.layers.Dense(outputs)(own))
    return keras.Model(inputs, keras.layers.Concatenate()(scores))


tasks_on_pixels = edited(
    "The tasks look at the pixels, and what is shared is left out. Call shared on the input.",
    ("x = shared(inputs)", "x = keras.layers.Flatten()(inputs)"),
)
tasks_in_the_other_order = edited(
    "The score of odd comes first. First the scores of the classes, and odd as the last.",
    (END, "keras.layers.Concatenate()(scores[::-1])"),
)
tasks_of_linear_own_layers = edited(
    "The own layers have no ReLU. Without one, each and its scores are one linear map.",
    (OWN, "own = keras.layers.Dense(hidden)(x)"),
)
tasks_with_two_outputs = edited(
    "The model has two outputs. Put their scores side by side: Concatenate.", (END, "scores")
)
tasks_with_two_scores_of_odd = edited(
    "There are two scores for odd and even. One is enough: odd where it is above 0.", ("(classes, 1)", "(classes, 2)")
)


@mistake("Both tasks share their second layer, too. Each should have one of its own, called on what is shared.")
def tasks_with_one_own_layer(shared, classes, hidden):
    inputs = keras.Input(shared.input_shape[1:])
    own = keras.layers.Dense(hidden, activation="relu")(shared(inputs))
    return keras.Model(inputs, keras.layers.Dense(classes + 1)(own))


@mistake("Odd is worked out from the scores of the classes. It gets its own layer, beside them, from what is shared.")
def tasks_in_a_chain(shared, classes, hidden):
    inputs = keras.Input(shared.input_shape[1:])
    digit = keras.layers.Dense(classes)(keras.layers.Dense(hidden, activation="relu")(shared(inputs)))
    odd = keras.layers.Dense(1)(keras.layers.Dense(hidden, activation="relu")(digit))
    return keras.Model(inputs, keras.layers.Concatenate()([digit, odd]))


tasks_on_a_frozen_part = edited(
    "What is shared is frozen here. It stays as it is: whoever hands it over decides whether it learns.",
    ("x = shared(inputs)", "shared.trainable = False", "x = shared(inputs)"),
)
tasks_with_one_unit_more = edited(
    "Each task has a layer too many: one of its own, with a ReLU, and its scores on top.",
    (OWN, OWN.replace("own", "first"), 'own = keras.layers.Dense(hidden, activation="relu")(first)'),
)


@alternative
def tasks_one_by_one(shared, classes, hidden):
    x = shared.output
    of_class = keras.layers.Dense(hidden, activation="relu", name="of_class")(x)
    of_odd = keras.layers.ReLU()(keras.layers.Dense(hidden, name="of_odd")(x))
    both = [keras.layers.Dense(classes)(of_class), keras.layers.Dense(1)(of_odd)]
    return keras.Model(shared.inputs, keras.layers.concatenate(both))


@alternative
def tasks_with_operations(shared, classes, hidden):
    inputs = keras.Input(shape=shared.input_shape[1:])
    x = shared(inputs)
    heads = [
        keras.Sequential([keras.layers.Dense(hidden, activation="relu"), keras.layers.Dense(size)])
        for size in (classes, 1)
    ]
    return keras.Model(inputs=inputs, outputs=keras.ops.concatenate([head(x) for head in heads], axis=-1))


@alternative
def tasks_as_subclass(shared, classes, hidden):
    class Tasks(keras.Model):
        def __init__(self):
            super().__init__()
            self.shared = shared
            self.own = [keras.layers.Dense(hidden, activation="relu") for _ in range(2)]
            self.scores = [keras.layers.Dense(size) for size in (classes, 1)]

        def call(self, x):
            x = self.shared(x)
            return keras.ops.concatenate([s(o(x)) for o, s in zip(self.own, self.scores, strict=True)], axis=1)

    return Tasks()
