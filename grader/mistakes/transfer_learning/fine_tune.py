import keras
import numpy as np

from grader.authoring import alternative, edited, mistake

FREEZING = "if isinstance(layer, keras.layers.BatchNormalization):\n    layer.trainable = False"

tuned_with_free_batch_norm = edited(
    "Batch norm is trained along: its moving averages follow a handful of pictures. Freeze each batch norm layer before "
    "you train.",
    (FREEZING, ""),
)


@mistake(
    "Only the batch norms among the model's own layers are frozen. There are more in a model that is one of its layers: "
    "look into it, too."
)
def tuned_with_inner_batch_norm_free(model, x, y, learning_rate, epochs, batch_size):
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False
    model.compile(keras.optimizers.Adam(learning_rate), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history["loss"]


@mistake(
    "You look into a model that is one of the layers, but not into a model inside that one. Let the loop go on into "
    "what it finds."
)
def tuned_with_norm_free_two_models_deep(model, x, y, learning_rate, epochs, batch_size):
    for layer in model.layers:
        for one in layer.layers if isinstance(layer, keras.Model) else [layer]:
            if isinstance(one, keras.layers.BatchNormalization):
                one.trainable = False
    model.compile(keras.optimizers.Adam(learning_rate), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history["loss"]


tuned_with_all_thawed = edited(
    "You thaw the whole model. What was frozen before the call stays frozen: take trainable from batch norm alone.",
    (FREEZING, "layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)"),
)
tuned_with_all_frozen = edited(
    "The whole model is frozen, so nothing is learned. Only batch norm is frozen here.",
    (FREEZING, "layer.trainable = False"),
)


@mistake(
    "The models inside the model are frozen as a whole. Only their batch norms should be; the other layers are to be "
    "tuned."
)
def tuned_with_inner_models_frozen(model, x, y, learning_rate, epochs, batch_size):
    for layer in model.layers:
        if isinstance(layer, (keras.Model, keras.layers.BatchNormalization)):
            layer.trainable = False
    model.compile(keras.optimizers.Adam(learning_rate), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history["loss"]


tuned_at_the_usual_rate = edited(
    "The learning rate is ignored: Adam by itself takes 0.001. Give it the argument.",
    ("keras.optimizers.Adam(learning_rate)", '"adam"'),
)
tuned_by_plain_descent = edited(
    "The optimizer is plain gradient descent. The exercise asks for Adam.",
    ("keras.optimizers.Adam", "keras.optimizers.SGD"),
)
tuned_on_probabilities = edited(
    "The loss takes the scores for probabilities. Tell it what they are: from_logits=True.",
    ("(from_logits=True)", "()"),
)
tuned_with_the_usual_batch_size = edited(
    "The batch size is ignored: all five pictures make one step. Hand batch_size on.", ("batch_size=batch_size, ", "")
)
tuned_for_one_epoch = edited("The number of epochs is ignored. Hand epochs on to fit.", ("epochs=epochs", "epochs=1"))
tuned_returning_the_object = edited(
    'You return the object that fit gives back. The losses stand in its history: history.history["loss"].',
    ('return [float(value) for value in history["loss"]]', "return model.history"),
)
tuned_returning_the_dict = edited(
    'You return a dict. Asked for is the list of losses in it: history["loss"].',
    ('return [float(value) for value in history["loss"]]', "return history"),
)
tuned_returning_the_last_loss = edited(
    "Only the last loss is returned. Return the list, one for each epoch.",
    ('return [float(value) for value in history["loss"]]', 'return float(history["loss"][-1])'),
)
tuned_compiled_once = edited(
    "A model that is compiled already keeps its old optimizer and learning rate. Compile in each call.",
    (
        "model.compile(keras.optimizers.Adam(learning_rate), loss)",
        "if not model.compiled:\n    model.compile(keras.optimizers.Adam(learning_rate), loss)",
    ),
)


@alternative
def tuned_with_flat_layers(model, x, y, learning_rate, epochs, batch_size):
    todo = list(model.layers)
    while todo:
        layer = todo.pop()
        todo.extend(getattr(layer, "layers", []))
        if "BatchNorm" in type(layer).__name__:
            layer.trainable = False
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=learning_rate),
        loss=lambda y_true, y_pred: keras.losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits=True),
        metrics=["accuracy"],
    )
    return model.fit(x, y, epochs=epochs, batch_size=batch_size, verbose=0, shuffle=True).history["loss"]


@alternative
def tuned_with_private_list(model, x, y, learning_rate, epochs, batch_size):
    for layer in model._flatten_layers():
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(learning_rate, beta_1=0.9), loss)
    model.fit(x, y, batch_size, epochs, verbose=0)
    return np.array(model.history.history["loss"])


@alternative
def tuned_epoch_by_epoch(model, x, y, learning_rate, epochs, batch_size):
    for layer in model._flatten_layers():
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False
    model.compile(keras.optimizers.Adam(learning_rate), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    losses = []
    for _ in range(epochs):
        losses.append(model.fit(x, y, batch_size=batch_size, verbose=0).history["loss"][0])
    return losses
