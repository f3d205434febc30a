import keras
import numpy as np

from grader.catalogue import alternative, mistake
from solutions.convnet import cross_entropy


@mistake(
    "Wrong labels are not refused, or not first of all. Before anything else, raise a ValueError for whatever is not "
    "of the shape (m,): one-hot labels are not for the sparse loss."
)
def trained_without_looking_at_labels(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    history: dict[str, list[float]] = model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history
    return history


@mistake(
    "One-hot labels are refused, but a number of labels that is not the number of pictures is not. Compare len(y) "
    "with len(x), too."
)
def trained_refusing_one_hot_only(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1:
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    history: dict[str, list[float]] = model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history
    return history


@mistake("A wrong number of labels is refused, but one-hot labels are not. They have two axes: look at y.ndim, too.")
def trained_refusing_other_numbers_only(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    history: dict[str, list[float]] = model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history
    return history


@mistake(
    "You refuse with an AssertionError. Raise a ValueError: assertions are for what cannot happen, and Python can be "
    "told to skip them."
)
def trained_with_an_assertion(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    assert y.shape == (len(x),), "y should be whole numbers of shape (m,)."
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history


@mistake(
    "Each call compiles the model again. The new optimizer remembers nothing, so a second call does not go on where "
    "the first one stopped. Compile only if model.compiled is false."
)
def trained_compiled_each_time(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if True:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    history: dict[str, list[float]] = model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history
    return history


@mistake('The learning rate is ignored: "adam" takes 0.001. Give Adam the argument.')
def trained_with_the_usual_learning_rate(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    history: dict[str, list[float]] = model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history
    return history


@mistake("The optimizer is plain gradient descent. The exercise asks for Adam.")
def trained_with_plain_descent(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        model.compile(keras.optimizers.SGD(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    history: dict[str, list[float]] = model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history
    return history


@mistake("The batch size is ignored: fit takes 32. Hand batch_size on.")
def trained_with_the_usual_batch_size(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    history: dict[str, list[float]] = model.fit(x, y, epochs=epochs, verbose=0).history
    return history


@mistake("The number of epochs is ignored. Hand epochs on to fit.")
def trained_for_one_epoch(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    history: dict[str, list[float]] = model.fit(x, y, batch_size=batch_size, epochs=1, verbose=0).history
    return history


@mistake("There is no accuracy in the history: name it among the metrics when you compile.")
def trained_without_accuracy(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy")
    history: dict[str, list[float]] = model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history
    return history


@mistake(
    "The model is set to not trainable, which is not the same as training=False. Nothing is learned; leave trainable "
    "alone."
)
def trained_frozen(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError("y should be whole numbers of shape (m,).")
    model.trainable = False
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history


@mistake(
    "Some of the pictures are kept back: validation_split. Train with all that are given; how good the network is, "
    "we measure on other pictures."
)
def trained_on_some_of_the_pictures(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0, validation_split=0.1).history


@mistake("You return the object that fit gives back. Its attribute history is the dict that is asked for.")
def trained_returning_the_object(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0)


@mistake(
    "The loss is the categorical one, which wants one-hot rows. Our labels are whole numbers: take the sparse one."
)
def trained_with_the_loss_of_one_hot_labels(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "categorical_crossentropy", metrics=["accuracy"])
    return model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history


@mistake(
    "The loss takes the answers of the network for logits. They are probabilities: the network ends with a softmax. "
    "Keras only warns here, but leave from_logits out."
)
def trained_with_from_logits(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.Adam(learning_rate), loss, metrics=["accuracy"])
    return model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history


@mistake(
    "Only the numbers of the last epoch are returned. Return the lists of fit's history, with a number for each epoch."
)
def trained_returning_the_last_epoch(model, x, y, epochs, batch_size=32, learning_rate=0.001):
    if y.ndim != 1 or len(x) != len(y):
        raise ValueError(f"y should be whole numbers of shape ({len(x)},); received shape {y.shape}.")
    if not model.compiled:
        model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    past = model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history
    return {name: values[-1] for name, values in past.items()}


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
