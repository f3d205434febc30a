"""What each layer gives, and the gradient that reaches its weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from dlkit.inspecting.measured import LayerGradient, LayerSignal
from dlkit.inspecting.twin import Twin, Values

_FLAT_ENDS = {"sigmoid": (0.01, 0.99), "tanh": (-0.99, 0.99)}
_PASS_ON = ("Reshape", "Flatten", "Permute", "Dropout")  # give on what they get, in another shape
_SAME = 1e-6  # relative; what two units that are alike may differ by


def activation_of(operation: Any) -> str | None:
    """Return the name of a layer's activation function, "linear" where it has none; None where it cannot be told."""
    import keras

    kind = type(operation).__name__
    if kind in ("Softmax", "ReLU", "Relu", "Sigmoid", "Tanh"):
        return kind.lower()
    function = getattr(operation, "activation", None)
    if not callable(function):
        return None
    name = str(getattr(function, "__name__", None))
    return name if function is getattr(keras.activations, name, None) else None


def last_activation(model: Any) -> str | None:
    """Return the name of the activation function that the model ends with; None where it cannot be told."""
    outputs = getattr(model, "outputs", None)
    if not outputs or len(outputs) != 1:
        return None
    tensor = outputs[0]
    while (history := getattr(tensor, "_keras_history", None)) is not None:
        operation = history.operation
        if getattr(operation, "outputs", None) and hasattr(operation, "layers"):
            return last_activation(operation)
        if type(operation).__name__ not in _PASS_ON:
            return activation_of(operation)
        tensor = operation.input
    return None


def layer_signals(twin: Twin, x: Any) -> tuple[list[LayerSignal], Any]:
    """Compute the model's outputs in training mode, and what each layer contributes.

    Args:
        twin: the model.
        x: its inputs.

    Returns:
        A signal for each layer with weights or an activation, in the order in which they were called; the outputs.
    """
    import keras

    seen: list[LayerSignal] = []

    def look(operation: Any, given: Any, output: Any) -> None:
        if hasattr(operation, "layers") or not _is_float(output):
            return
        activation = activation_of(operation)
        has_weights = isinstance(operation, keras.layers.Layer) and bool(operation.weights)
        if has_weights or activation is not None:
            seen.append(_signal(operation.name, activation, has_weights, given, output))

    with _watched(look):
        outputs = twin.outputs(x)
    return seen, keras.tree.map_structure(keras.ops.convert_to_numpy, outputs)


@contextmanager
def _watched(look: Any) -> Iterator[None]:
    """Tells `look` of each call of a layer or operation of Keras: what was called, its first argument, its output."""
    import keras

    call = keras.Operation.__call__

    def watched_call(self: Any, *args: Any, **kwargs: Any) -> Any:
        output = call(self, *args, **kwargs)
        look(self, args[0] if args else None, output)
        return output

    keras.Operation.__call__ = watched_call
    try:
        yield
    finally:
        keras.Operation.__call__ = call


def _is_float(value: Any) -> bool:
    return hasattr(value, "dtype") and "float" in str(value.dtype) and len(getattr(value, "shape", ())) >= 2


def _signal(name: str, activation: str | None, has_weights: bool, given: Any, output: Any) -> LayerSignal:
    import keras

    values = keras.ops.convert_to_numpy(output).astype(np.float32)  # (examples, ..., units)
    units = values.shape[-1]
    dead = int(np.sum(np.all(values.reshape(-1, units) == 0, axis=0))) if activation in ("relu", "relu6") else 0
    low, high = _FLAT_ENDS.get(str(activation), (-np.inf, np.inf))
    return LayerSignal(
        name=name,
        activation=activation,
        has_weights=has_weights,
        size=_size(values),
        spread=_size(np.std(values, axis=0)),
        units=units,
        dead=dead,
        saturated=float(np.mean((values < low) | (values > high))),
        is_finite=bool(np.isfinite(values).all()),
        input_size=_size(keras.ops.convert_to_numpy(given)) if _is_float(given) else None,
    )


def layer_gradients(model: Any, moments: Sequence[tuple[Values, Values]]) -> list[LayerGradient]:
    """Gather what reached the kernels of each layer.

    Args:
        model: the model.
        moments: trainable values and their gradients, at one or two moments.

    Returns:
        An entry for each layer with trainable kernels, in the order of the model's variables.
    """
    import keras

    places: dict[str, list[int]] = {}
    for place, variable in enumerate(model.trainable_variables):
        if len(variable.shape) >= 2:
            places.setdefault(variable.path.rpartition("/")[0], []).append(place)
    found = []
    kernels = [place for own in places.values() for place in own]
    numbers = [
        [{place: keras.ops.convert_to_numpy(values[place]) for place in kernels} for values in moment]
        for moment in moments
    ]
    for path, own in places.items():
        weights, gradients = numbers[0]
        found.append(
            LayerGradient(
                name=path.rpartition("/")[2] or path,
                sizes=tuple(_size(np.concatenate([np.ravel(moment[1][i]) for i in own])) for moment in numbers),
                weights=_size(np.concatenate([np.ravel(weights[i]) for i in own])),
                is_symmetric=all(_all_alike(weights[i]) and _all_alike(gradients[i]) for i in own),
                units=int(weights[own[0]].shape[-1]),
            )
        )
    return found


def _all_alike(kernel: Any) -> bool:
    """Whether all units (the last axis) have the same numbers."""
    if kernel.shape[-1] < 2:
        return False
    return bool(np.max(np.abs(kernel - kernel[..., :1])) <= _SAME * max(np.max(np.abs(kernel)), 1e-30))


def _size(values: Any) -> float:
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.sqrt(np.mean(np.square(np.asarray(values, dtype=np.float64)))))
