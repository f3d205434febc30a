"""Losses, observed by what training needs of them: their value, and its gradient.

A loss may have the right value and still teach nothing: computed with NumPy it has no gradient, and a division by
zero that was masked away leaves NaN in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from dlkit.comparing.arrays import Tolerance
from dlkit.comparing.causes import same_outcome
from dlkit.comparing.compare import Call, Known, diagnose_error, explain, is_right
from dlkit.comparing.diagnosis import Diagnosis, describe
from dlkit.comparing.differences import Context, difference
from dlkit.comparing.outcome import Interruption, Outcome, describe_error
from dlkit.comparing.values import Handle, Tensor


def observe_loss(
    loss: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any], *, gradient_of: Sequence[int]
) -> Outcome:
    """Computes a loss and the gradient of the sum of all its numbers.

    Args:
        loss: the loss; it gets a tensor for each array.
        args: positional arguments.
        kwargs: keyword arguments, likewise.
        gradient_of: the places of those positional arguments that the gradient is taken of; none to look at the value
            alone.

    Returns:
        An outcome whose value is a dict: `value`, and `gradients`, one for each place; None where the loss does
        not depend on the argument in a way that can be followed.
    """
    try:
        given = [_as_tensors(arg) for arg in args]
        named = {name: _as_tensors(value) for name, value in kwargs.items()}

        def with_moved(*moved: Any) -> Any:
            placed = dict(zip(gradient_of, moved, strict=True))
            return loss(*(placed.get(place, arg) for place, arg in enumerate(given)), **named)

        value, gradients = _value_and_gradients(with_moved, [given[place] for place in gradient_of])
    except (KeyboardInterrupt, MemoryError, Interruption):
        raise
    except BaseException as error:
        return Outcome(raised=describe_error(error))
    return Outcome(value={"value": _as_array(value), "gradients": [_as_array(item) for item in gradients]})


def _as_tensors(value: Any) -> Any:
    import keras

    if isinstance(value, dict):
        return {key: _as_tensors(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_as_tensors(item) for item in value)
    if isinstance(value, Tensor):
        value = value.array
    if not isinstance(value, np.ndarray):
        return value
    return keras.ops.convert_to_tensor(value.astype(keras.config.floatx()) if value.dtype.kind == "f" else value)


def _as_array(value: Any) -> Any:
    import keras

    if keras.ops.is_tensor(value) and not isinstance(value, keras.KerasTensor):
        return np.asarray(keras.ops.convert_to_numpy(value))
    if value is None or isinstance(value, (bool, int, float, np.generic, np.ndarray)):
        return value
    return Handle(0, type(value).__name__)


def _value_and_gradients(function: Callable[..., Any], tensors: list[Any]) -> tuple[Any, Sequence[Any]]:
    import keras

    if not tensors:
        return function(), []
    if keras.backend.backend() == "jax":
        import jax

        value = function(*tensors)
        if not keras.ops.is_tensor(value):
            return value, [None] * len(tensors)
        places = tuple(range(len(tensors)))
        return value, jax.grad(lambda *moved: keras.ops.sum(function(*moved)), places)(*tensors)
    import tensorflow as tf

    with tf.GradientTape() as tape:
        tape.watch(tensors)
        value = function(*tensors)
    return value, tape.gradient(value, tensors) if tf.is_tensor(value) else [None] * len(tensors)


def diagnose_loss(
    actual: Outcome,
    expected: Outcome,
    call: Call,
    *,
    tolerance: Tolerance,
    known: Sequence[Known] = (),
    gradient_of: Sequence[int],
) -> Diagnosis | None:
    """Says what is wrong with a loss, from the two observations of `observe_loss`.

    Args:
        actual: the student's observation.
        expected: the reference's.
        call: the call, for the report.
        tolerance: how near is right.
        known: the observations of catalogued wrong losses.
        gradient_of: the places of the arguments that the gradients are taken of.

    Returns:
        The diagnosis, or None where value and gradients are right.
    """
    found = _find(actual, expected, call, tolerance, [_name(call, place) for place in gradient_of])
    if found is None:
        return None
    telling = [item for item in known if not is_right(item.outcome, expected, tolerance)]
    matching = [item for item in telling if same_outcome(actual, item.outcome, expected, tolerance)]
    return explain(found, call, actual, matching)


def _find(
    actual: Outcome, expected: Outcome, call: Call, tolerance: Tolerance, moved: Sequence[str]
) -> Diagnosis | None:
    if actual.raised:
        return diagnose_error(actual.raised, call.function)
    observed, right = actual.value, expected.value
    if not isinstance(observed, dict) or not isinstance(
        observed.get("gradients"), list
    ):  # the sandbox may send anything
        return Diagnosis("type", f"{call.function} should return a tensor of numbers.")
    value = observed.get("value")
    if isinstance(value, Handle):
        return Diagnosis("type", f"{call.function} should return a tensor of numbers, but it returned a {value.kind}.")
    found = difference(value, right["value"], tolerance, context=Context(sizes=call.sizes()))
    if found is not None:
        return replace(found, received=describe(value, numbers=4), expected=describe(right["value"], numbers=4))
    if len(observed["gradients"]) != len(right["gradients"]):
        return Diagnosis("type", f"{call.function} should return a tensor of numbers.")
    found_of = {
        name: _gradient_difference(mine, theirs, tolerance)
        for name, mine, theirs in zip(moved, observed["gradients"], right["gradients"], strict=True)
    }
    for name, found in found_of.items():
        if found is not None:
            causes = {other.cause for other in found_of.values() if other is not None}
            found = found if len(causes) == 1 else found.without_cause()
            first = f"The value of {call.function} is right, but the gradient for `{name}` is not. "
            plain = replace(found.plain, message=first + found.plain.message) if found.plain else None
            return replace(found, message=first + found.message, plain=plain)
    return None


def _name(call: Call, place: int) -> str:
    return call.names[place] if place < len(call.names) else f"argument {place + 1}"


def _gradient_difference(mine: Any, theirs: Any, tolerance: Tolerance) -> Diagnosis | None:
    if mine is None and theirs is not None:
        return Diagnosis(
            "gradient",
            "There is none: training could not follow the computation. Compute with keras.ops from beginning to end, "
            "and not with NumPy, comparisons or rounding.",
        )
    found = difference(mine, theirs, tolerance, noun="The gradient")
    if found is None:
        return None
    if found.kind == "not_finite":
        words = "It is NaN or infinite in some places, where something is divided by zero, or the log or root of zero "
        return replace(found, message=words + "is taken, even if the result is masked away afterwards.")
    return replace(found, kind="gradient", plain=found.plain and replace(found.plain, kind="gradient"))
