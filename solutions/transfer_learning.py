"""Transfer learning: features of another network, freezing, new heads, fine-tuning, and two tasks with missing labels."""

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray


def few_of_each(y: NDArray[np.int64], k: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return the places of k examples of each class, drawn at random, none of them twice.

    `y` is (m,), the result (classes * k,).
    """
    return np.concatenate([rng.choice(np.flatnonzero(y == label), k, replace=False) for label in np.unique(y)])


def feature_extractor(model: keras.Model, layer: str) -> keras.Model:
    """Return the part of a model from its input to the output of the layer of that name; the weights are shared."""
    return keras.Model(model.inputs, model.get_layer(layer).output)


def count_trainable(model: keras.Model) -> tuple[int, int]:
    """Return how many numbers of a model training may change, and how many it leaves alone."""
    trainable = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
    return trainable, model.count_params() - trainable


def freeze(model: keras.Model, until: str | None) -> keras.Model:
    """Freeze a model's layers from the first to the one named `until`, thaw those behind it, and return the model.

    Where `until` is None, all layers are thawed.
    """
    model.trainable = True
    is_frozen = until is not None
    for layer in model.layers:
        layer.trainable = not is_frozen
        if layer.name == until:
            is_frozen = False
    return model


def new_head(features: keras.Model, classes: int) -> keras.Model:
    """Return a classifier that puts one dense layer, without an activation, on features that are frozen.

    The features run in inference mode, whatever mode the classifier runs in. Input as `features` takes it, output
    (batch, classes).
    """
    features.trainable = False
    inputs = keras.Input(features.input_shape[1:])
    x = features(inputs, training=False)
    x = keras.layers.Flatten()(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


def fine_tune(
    model: keras.Model, x: NDArray[Any], y: NDArray[np.int64], learning_rate: float, epochs: int, batch_size: int
) -> list[float]:
    """Train what is not frozen with Adam, keep every batch norm as it is, and return the loss of each epoch.

    `x` is (m, ...), `y` is (m,) whole numbers; the model answers with scores (m, classes).
    """
    _freeze_batch_norm(model)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(learning_rate), loss)
    history = model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0).history
    return [float(value) for value in history["loss"]]


def _freeze_batch_norm(model: keras.Model) -> None:
    """Freeze each batch norm layer, also those of models inside the model."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            _freeze_batch_norm(layer)
        elif isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False


def masked_multi_task_loss(y_true: Any, y_pred: Any, mask: Any) -> Any:
    """Return the cross-entropy of two tasks, each averaged over its known labels, added up.

    `y_true` is (m, 2): the class, and 1 for odd or 0 for even. `y_pred` is (m, classes + 1): a score for each class,
    and the score of odd. `mask` is (m, 2), 1 where a label is known. An unknown label may be any number.
    """
    mask = keras.ops.cast(mask, y_pred.dtype)
    labels = keras.ops.where(mask > 0, keras.ops.cast(y_true, y_pred.dtype), 0)  # what is unknown becomes harmless
    of_class = keras.losses.sparse_categorical_crossentropy(labels[:, 0], y_pred[:, :-1], from_logits=True)
    of_odd = keras.losses.binary_crossentropy(labels[:, 1:], y_pred[:, -1:], from_logits=True)
    losses = keras.ops.stack([of_class, of_odd], axis=1)  # (m, 2)
    known = keras.ops.maximum(keras.ops.sum(mask, axis=0), 1)  # (2,)
    return keras.ops.sum(keras.ops.sum(losses * mask, axis=0) / known)


def multi_task_model(n: int, classes: int, hidden: int) -> keras.Model:
    """Return a network that answers two questions: a shared layer, a layer of its own for each, and their scores.

    Input (batch, n), output (batch, classes + 1): a score for each class, then the score of odd.
    """
    inputs = keras.Input((n,))
    shared = keras.layers.Dense(hidden, activation="relu")(inputs)
    scores = []
    for outputs in (classes, 1):
        own = keras.layers.Dense(hidden // 2, activation="relu")(shared)
        scores.append(keras.layers.Dense(outputs)(own))
    return keras.Model(inputs, keras.layers.Concatenate()(scores))


def contrast_of_tasks(alone: NDArray[Any], together: NDArray[Any]) -> dict[str, Any]:
    """Return for each task what training together has gained, its standard error, and a verdict.

    `alone` and `together` are accuracies (seeds, tasks), row by row from the same seeds. The answer holds `gain` and
    `error`, both (tasks,), and `verdict`, a list: "helps" or "hurts" where the gain is more than two errors away from
    0, else "unclear".
    """
    gains = together - alone
    gain = gains.mean(axis=0)
    error = gains.std(axis=0, ddof=1) / np.sqrt(len(gains))
    verdict = ["helps" if g > 2 * e else "hurts" if g < -2 * e else "unclear" for g, e in zip(gain, error, strict=True)]
    return {"gain": gain, "error": error, "verdict": verdict}
