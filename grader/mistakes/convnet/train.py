import keras
import numpy as np

from grader.authoring import alternative, edited
from solutions.convnet import cross_entropy

trained_without_looking_at_labels = edited(
    "Wrong labels are not refused, or not first of all. Before anything else, raise a ValueError for whatever is not "
    "of the shape (m,): one-hot labels are not for the sparse loss.",
    (
        'if y.ndim != 1 or len(x) != len(y):\n    raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")',
        "",
    ),
    raises="AttributeError",
)
trained_refusing_one_hot_only = edited(
    "One-hot labels are refused, but a number of labels that is not the number of pictures is not. Compare len(y) "
    "with len(x), too.",
    ("y.ndim != 1 or len(x) != len(y)", "y.ndim != 1"),
    raises="AttributeError",
)
trained_refusing_other_numbers_only = edited(
    "A wrong number of labels is refused, but one-hot labels are not. They have two axes: look at y.ndim, too.",
    ("y.ndim != 1 or len(x) != len(y)", "len(x) != len(y)"),
    raises="AttributeError",
)
trained_with_an_assertion = edited(
    "You refuse with an AssertionError. Raise a ValueError: assertions are for what cannot happen, and Python can be "
    "told to skip them.",
    (
        'if y.ndim != 1 or len(x) != len(y):\n    raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")',
        'assert y.shape == (len(x),), "y should be whole numbers of shape (m,)."',
    ),
)
trained_compiled_each_time = edited(
    "Each call compiles the model again. The new optimizer remembers nothing, so a second call does not go on where "
    "the first one stopped. Compile only if model.compiled is false.",
    ("not model.compiled", "True"),
)
trained_with_the_usual_learning_rate = edited(
    'The learning rate is ignored: "adam" takes 0.001. Give Adam the argument.',
    ("keras.optimizers.Adam(learning_rate)", '"adam"'),
)
trained_with_plain_descent = edited(
    "The optimizer is plain gradient descent. The exercise asks for Adam.",
    ("keras.optimizers.Adam", "keras.optimizers.SGD"),
)
trained_with_the_usual_batch_size = edited(
    "The batch size is ignored: fit takes 32. Hand batch_size on.",
    ("model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0)", "model.fit(x, y, epochs=epochs, verbose=0)"),
)
trained_for_one_epoch = edited("The number of epochs is ignored. Hand epochs on to fit.", ("epochs=epochs", "epochs=1"))
trained_without_accuracy = edited(
    "There is no accuracy in the history: name it among the metrics when you compile.", (', metrics=["accuracy"]', "")
)
trained_frozen = edited(
    "The model is set to not trainable, which is not the same as training=False. Nothing is learned; leave trainable "
    "alone.",
    ("if not model.compiled:", "model.trainable = False", "if not model.compiled:"),
)
trained_on_some_of_the_pictures = edited(
    "Some of the pictures are kept back: validation_split. Train with all that are given; how good the network is, "
    "we measure on other pictures.",
    ("verbose=0", "verbose=0, validation_split=0.1"),
)
trained_returning_the_object = edited(
    "You return the object that fit gives back. Its attribute history is the dict that is asked for.",
    ("verbose=0).history", "verbose=0)"),
)
trained_with_the_loss_of_one_hot_labels = edited(
    "The loss is the categorical one, which wants one-hot rows. Our labels are whole numbers: take the sparse one.",
    ('"sparse_categorical_crossentropy"', '"categorical_crossentropy"'),
)
trained_with_from_logits = edited(
    "The loss takes the answers of the network for logits. They are probabilities: the network ends with a softmax. "
    "Keras only warns here, but leave from_logits out.",
    ('"sparse_categorical_crossentropy"', "keras.losses.SparseCategoricalCrossentropy(from_logits=True)"),
)
trained_returning_the_last_epoch = edited(
    "Only the numbers of the last epoch are returned. Return the lists of fit's history, with a number for each epoch.",
    ("return history", "return {name: values[-1] for name, values in history.items()}"),
)


@alternative
def trained_from_the_object(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    m = x.shape[0]
    if y.shape != (m,) or not np.issubdtype(y.dtype, np.integer):
        raise ValueError(f"y should hold {m} whole numbers")
    if not model.compiled:
        model.compile(
            optimizer=keras.optimizers.Adam(learning_rate=learning_rate),
            loss=keras.losses.sparse_categorical_crossentropy,
            metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
        )
    model.fit(x, y, epochs=epochs, batch_size=batch_size, verbose=0)
    return model.history.history


@alternative
def trained_with_loss_objects(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if np.shape(y) != (x.shape[0],):
        raise ValueError("One whole number for each picture, please.")
    if not model.compiled:
        optimizer = keras.optimizers.Adam(learning_rate=learning_rate, beta_1=0.9)
        loss = keras.losses.SparseCategoricalCrossentropy()
        model.compile(optimizer=optimizer, loss=loss, metrics=["accuracy"])
    result = model.fit(x, y, batch_size, epochs, verbose=0, shuffle=True)
    print("trained for", epochs, "epochs")
    return {"loss": result.history["loss"], "accuracy": np.array(result.history["accuracy"])}


@alternative
def trained_epoch_by_epoch(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if len(np.shape(y)) != 1 or len(y) != len(x):
        raise ValueError(f"received labels of shape {np.shape(y)}")
    if not model.compiled:
        model.compile(
            keras.optimizers.Adam(learning_rate),
            lambda y_true, y_pred: cross_entropy(keras.ops.reshape(y_true, (-1,)), y_pred, False),
            metrics=["accuracy"],
        )
    history = {"loss": [], "accuracy": [], "epoch": []}
    for epoch in range(epochs):
        past = model.fit(x, y, batch_size=batch_size, epochs=1, verbose=0).history
        history["loss"].append(past["loss"][0])
        history["accuracy"].append(past["accuracy"][0])
        history["epoch"].append(epoch)
    return history
