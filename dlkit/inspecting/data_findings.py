"""What can be said of the data, and of how labels, loss and last layer fit each other."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlkit.inspecting.losses import KnownLoss
from dlkit.inspecting.measured import LayerSignal
from dlkit.inspecting.report import Finding
from dlkit.inspecting.sample import parts

LARGE, SMALL = 10.0, 0.01  # root mean square of what the first weights get; 0..255 is above, 0..1 by 255 again is below
_RANGES = {"sigmoid": (0.0, 1.0), "softmax": (0.0, 1.0), "tanh": (-1.0, 1.0), "relu": (0.0, np.inf)}
_BEFORE_WEIGHTS = ("Embedding", "Normalization", "BatchNormalization", "Rescaling", "LayerNormalization")


def about_inputs(x: Any, signals: list[LayerSignal], model: Any) -> Finding:
    """Say whether the inputs are numbers that differ, and of a size that suits a network.

    Args:
        x: all inputs.
        signals: what the layers get and give.
        model: the model.

    Returns:
        The one finding about them.
    """
    arrays = parts(x)
    if broken := _not_finite("inputs", "x", arrays):
        return broken
    if len(arrays[0]) > 1 and all(np.all(array == array[:1]) for array in arrays):
        return Finding(
            "inputs",
            "problem",
            f"All {len(arrays[0]):,} examples of x are the same.",
            "There is nothing in them by which one label could be told from another.",
            "Look at how x is made: print x[0] and x[1].",
        )
    count = f"{len(arrays[0]):,} examples; numbers from {min(a.min() for a in arrays):.4g} to "
    count += f"{max(a.max() for a in arrays):.4g}."
    first = next((signal for signal in signals if signal.has_weights), None)
    kinds = {layer.name: type(layer).__name__ for layer in _all_layers(model)}
    if first is None or first.input_size is None or kinds.get(first.name) in _BEFORE_WEIGHTS:
        return Finding("inputs", "fine", count)
    size = f"The first layer with weights gets numbers whose typical size (root mean square) is {first.input_size:.3g}."
    if first.input_size > LARGE:
        return Finding(
            "inputs",
            "problem",
            f"{count} {size}",
            "Networks start well with numbers of size about one; large ones make the first scores and gradients large.",
            "Divide by 255 if they are pixels, or subtract the training set's mean and divide by its standard deviation.",
        )
    if first.input_size < SMALL:
        return Finding(
            "inputs",
            "problem",
            f"{count} {size}",
            "Networks start well with numbers of size about one; such small ones hardly move the scores.",
            "Look whether x was divided twice; otherwise divide by the training set's standard deviation.",
        )
    return Finding("inputs", "fine", f"{count} {size}")


def _not_finite(topic: str, name: str, arrays: list[Any]) -> Finding | None:
    bad = sum(int(np.sum(~np.isfinite(array))) for array in arrays if array.dtype.kind == "f")
    if not bad:
        return None
    return Finding(
        topic,
        "problem",
        f"{bad:,} of the numbers in {name} are NaN or infinite.",
        "One of them makes the loss and then every weight NaN.",
        f"Find them with np.argwhere(~np.isfinite({name})), and leave these examples out.",
    )


def _all_layers(model: Any) -> list[Any]:
    found: list[Any] = list(model._flatten_layers())
    return found


def classes_of(y: Any, loss: KnownLoss | None) -> Any:
    """Return the class of each example (m,), where the loss is one for classes and there is one label for an example."""
    if not isinstance(y, np.ndarray) or loss is None or loss.family == "regression" or not np.isfinite(y).all():
        return None
    if y.ndim == 2 and y.shape[1] > 1 and loss.family in ("categorical", "sparse"):
        return y.argmax(axis=1)
    return y.reshape(-1) if y.ndim == 1 or (y.ndim == 2 and y.shape[1] == 1) else None


def about_labels(x: Any, y: Any, outputs: Any, loss: KnownLoss | None, activation: str | None) -> Finding:
    """Say whether the labels are what the loss and the outputs ask for.

    Args:
        x: all inputs.
        y: all labels.
        outputs: the model's outputs for some examples, an array if there is one output.
        loss: the loss, if it is known.
        activation: the last activation function, if it is known.

    Returns:
        The one finding about them.
    """
    arrays = parts(y)
    if broken := _not_finite("labels", "y", arrays):
        return broken
    if loss is None or len(arrays) != 1 or not isinstance(outputs, np.ndarray):
        return Finding(
            "labels", "fine", "All numbers in y are finite.", "The loss is your own: no more can be said of them."
        )
    labels, units = arrays[0], outputs.shape[-1]
    problem = _LABELS[loss.family](labels, outputs, units, loss)
    if problem is None and loss.family == "regression":
        problem = _out_of_reach(labels, activation)
    if problem is None and len(labels) > 1 and loss.family != "regression" and np.all(labels == labels[:1]):
        problem = (
            f"All {len(labels):,} labels are the same.",
            "A network learns from them to give one answer, whatever it is shown.",
            "Look at how y is made: np.unique(y, axis=0).",
        )
    problem = problem or _contradictions(x, classes_of(labels, loss))
    if problem is not None:
        return Finding("labels", "problem", *problem)
    return Finding(
        "labels", "fine", f"Labels of shape {labels.shape} suit {loss.name} and outputs of shape {_rows(outputs)}."
    )


Problem = tuple[str, str, str]


def _rows(outputs: Any) -> str:
    return "(m, " + ", ".join(str(n) for n in outputs.shape[1:]) + ("," if outputs.ndim == 1 else "") + ")"


def _sparse(labels: Any, outputs: Any, units: int, loss: KnownLoss) -> Problem | None:
    if labels.shape[1:] == outputs.shape[1:] and units > 1:
        return (
            f"y has shape {labels.shape}: a row of {units} numbers for an example.",
            f"{loss.name} wants one whole number, the class.",
            'Use the loss "categorical_crossentropy", or y.argmax(axis=-1).',
        )
    if labels.shape[1:] not in (outputs.shape[1:-1], (*outputs.shape[1:-1], 1)):
        return (
            f"y has shape {labels.shape}, the outputs have shape {_rows(outputs)}.",
            f"{loss.name} wants one whole number for each row of {units} outputs.",
            "Compare the shapes, and mend the one that you did not mean.",
        )
    used = labels[labels != loss.ignored] if loss.ignored is not None else labels
    if labels.dtype.kind == "f" and np.any(used != np.floor(used)):
        return (
            f"y holds {used[used != np.floor(used)].flat[0]:.4g}, which is no whole number.",
            f"{loss.name} takes labels for the numbers of classes.",
            'If y is a quantity, use the loss "mean_squared_error" and one output.',
        )
    if used.size and (used.min() < 0 or used.max() >= units):
        return (
            f"The labels go from {used.min():g} to {used.max():g}, and the model has {units} outputs.",
            f"With {units} outputs the classes are 0 to {units - 1}; another one has no output of its own.",
            "Count the classes from 0, or give the last layer as many units as there are classes.",
        )
    return None


def _categorical(labels: Any, outputs: Any, units: int, loss: KnownLoss) -> Problem | None:
    if labels.shape[1:] in (outputs.shape[1:-1], (*outputs.shape[1:-1], 1)) and units > 1:
        return (
            f"y has shape {labels.shape}: one number for an example.",
            f"{loss.name} wants a row of {units} numbers, with a 1 at the class (one-hot).",
            'Use the loss "sparse_categorical_crossentropy", or keras.utils.to_categorical(y).',
        )
    if labels.shape[1:] != outputs.shape[1:]:
        return _other_shape(labels, outputs, loss)
    sums = labels.sum(axis=-1)
    if labels.min() < 0 or np.max(np.abs(sums - 1)) > 1e-3:
        return (
            f"The rows of y add up to between {sums.min():.4g} and {sums.max():.4g}, the smallest number is {labels.min():g}.",
            f"{loss.name} takes each row for probabilities, which add up to 1.",
            'For several right answers at once use sigmoid and "binary_crossentropy".' if units > 1 else "",
        )
    return None


def _binary(labels: Any, outputs: Any, units: int, loss: KnownLoss) -> Problem | None:
    if labels.shape[1:] not in (outputs.shape[1:], outputs.shape[1:-1] if units == 1 else outputs.shape[1:]):
        return _other_shape(labels, outputs, loss)
    if labels.min() < 0 or labels.max() > 1:
        return (
            f"The labels go from {labels.min():g} to {labels.max():g}.",
            f"{loss.name} wants labels from 0 to 1; others give it no lowest point.",
            "Turn -1 and 1 into 0 and 1: (y + 1) / 2. For more classes than two use softmax, one unit for each class.",
        )
    return None


def _regression(labels: Any, outputs: Any, units: int, loss: KnownLoss) -> Problem | None:
    if labels.shape[1:] not in (outputs.shape[1:], outputs.shape[1:-1] if units == 1 else outputs.shape[1:]):
        return _other_shape(labels, outputs, loss)
    return None


def _other_shape(labels: Any, outputs: Any, loss: KnownLoss) -> Problem:
    return (
        f"y has shape {labels.shape}, the outputs have shape {_rows(outputs)}.",
        f"{loss.name} compares them number by number.",
        "Compare the shapes, and mend the one that you did not mean.",
    )


_LABELS = {"sparse": _sparse, "categorical": _categorical, "binary": _binary, "regression": _regression}


def _out_of_reach(labels: Any, activation: str | None) -> Problem | None:
    low, high = _RANGES.get(str(activation), (-np.inf, np.inf))
    outside = np.mean((labels < low) | (labels > high))
    if outside == 0:
        return None
    return (
        f"The labels go from {labels.min():.4g} to {labels.max():.4g}; the last layer ends with {activation}, "
        f"which gives {'numbers from 0 up' if high == np.inf else f'numbers from {low:g} to {high:g}'}.",
        f"{outside:.0%} of the labels are out of its reach."
        if outside >= 0.005
        else "Some labels are out of its reach.",
        "Leave the last layer without an activation, or bring the labels into its range.",
    )


def _contradictions(x: Any, classes: Any) -> Problem | None:
    if classes is None or not isinstance(x, np.ndarray):
        return None
    rows = np.ascontiguousarray(x).reshape(len(x), -1)
    seen: dict[bytes, set[float]] = {}
    keys = [row.tobytes() for row in rows[:10_000]]
    for key, label in zip(keys, classes[:10_000], strict=True):
        seen.setdefault(key, set()).add(float(label))
    torn = sum(len(seen[key]) > 1 for key in keys)
    if len(seen) == 1 or torn < 0.2 * len(keys):  # all the same: that is said of the inputs
        return None
    return (
        f"{torn:,} of {len(keys):,} examples occur again with another label.",
        "What is equal cannot be told apart: the loss has a floor that no training gets through.",
        "Look at how x and y are made, above all at how x was cut or rounded.",
    )


def about_last_layer(
    loss: KnownLoss | None, activation: str | None, outputs: Any, labels: Any, total: float | None
) -> Finding:
    """Say whether the last activation function is the one that the loss expects.

    Args:
        loss: the loss, if it is known.
        activation: the last activation function, if it is known.
        outputs: the model's outputs for some examples.
        labels: the labels of these examples.
        total: the loss that Keras computes of them, in training mode; None if it cannot.

    Returns:
        The one finding about them.
    """
    topic = "last layer and loss"
    if loss is None or activation is None or not isinstance(outputs, np.ndarray) or loss.family == "regression":
        return Finding(topic, "open", "The loss or the last activation is none of those whose match is known.")
    units, many = outputs.shape[-1], loss.family in ("sparse", "categorical")
    ends = "no activation (linear)" if activation == "linear" else activation
    if units == 1 and (many or activation == "softmax"):
        what = f"The last layer has one unit and {ends}, the loss is {loss.name}."
        means = (
            "Softmax over one number is always 1, whatever the weights."
            if activation == "softmax"
            else "With one unit this loss knows of one class only."
        )
        return Finding(
            topic, "problem", what, means, 'For two classes: one unit with sigmoid and "binary_crossentropy".'
        )
    if loss.from_logits and activation in ("softmax", "sigmoid"):
        return Finding(
            topic,
            "problem",
            f"The last layer ends with {activation}, and the loss has from_logits=True.",
            _applied_twice(loss, activation, outputs, labels, total),
            "Leave out from_logits=True, or leave the last layer without an activation: one of the two.",
        )
    wanted = "softmax" if many else "sigmoid"
    if not loss.from_logits and activation in ("linear", "relu", "tanh"):
        return Finding(
            topic,
            "problem",
            f"The last layer ends with {ends}, and {loss.name} has from_logits=False; "
            f"its outputs go from {outputs.min():.3g} to {outputs.max():.3g}.",
            "The loss takes them for probabilities, which they are not, and cuts off what is not between 0 and 1.",
            f'End with activation="{wanted}", or, with no activation, say from_logits=True.',
        )
    if loss.from_logits and activation in ("relu", "tanh"):
        return Finding(
            topic,
            "problem",
            f"The last layer ends with {activation}, and the loss takes what comes as scores (from_logits=True).",
            "Scores may be any number; this activation keeps them "
            + ("from being negative." if activation == "relu" else "between -1 and 1."),
            "Leave the last layer without an activation.",
        )
    if many and activation == "sigmoid":
        sums = outputs.sum(axis=-1)
        return Finding(
            topic,
            "problem",
            f"The last layer ends with sigmoid; a row of outputs adds up to between {sums.min():.3g} and {sums.max():.3g}.",
            f"{loss.name} is made for probabilities that add up to 1: one of the classes is right.",
            'End with activation="softmax"; for several right answers at once, keep sigmoid with "binary_crossentropy".',
        )
    return Finding(topic, "fine", f"{ends.capitalize()} suits {loss.name} with from_logits={loss.from_logits}.")


def _applied_twice(loss: KnownLoss, activation: str, outputs: Any, labels: Any, total: float | None) -> str:
    """Say whether the mix-up counts here: Keras on TensorFlow sees some of them, and computes with the scores."""
    seen = "Keras sees the mix-up here and computes with the scores; another backend, or a loss of your own, does not."
    twice = f"The loss applies {activation} a second time, and what comes of it is nearly the same for all classes."
    if loss.family != "sparse" or activation != "softmax" or total is None:
        return (
            "The loss expects scores and would apply the function a second time; Keras notices that in some cases only."
        )
    truth = np.asarray(labels).reshape(-1, 1).astype(int)
    if truth.min(initial=0) < 0 or truth.max(initial=0) >= outputs.shape[-1]:
        return (
            "The loss expects scores and would apply the function a second time; Keras notices that in some cases only."
        )
    rows = outputs.reshape(-1, outputs.shape[-1])
    once = -np.mean(np.log(np.maximum(np.take_along_axis(rows, truth, axis=1), 1e-7)))
    again = np.exp(rows) / np.exp(rows).sum(axis=1, keepdims=True)
    doubled = -np.mean(np.log(np.take_along_axis(again, truth, axis=1)))
    return seen if abs(total - once) <= abs(total - doubled) else twice
