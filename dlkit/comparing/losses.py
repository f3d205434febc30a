"""Losses, observed by what training needs of them: their value, their gradient, and both as a graph.

A loss may have the right value and still teach nothing: computed with NumPy it has no gradient, and a division by
zero that was masked away leaves NaN in it. And `fit` does not call it on numbers, but makes a graph of it once, in
which neither the numbers nor the length of a batch are known: Python's `max`, `if` and `range` have nothing to go by there.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from dlkit.comparing.arrays import Tolerance
from dlkit.comparing.causes import same_outcome
from dlkit.comparing.compare import Call, Known, diagnose_error, explain, is_right
from dlkit.comparing.diagnosis import Diagnosis, describe
from dlkit.comparing.differences import ORDINALS, Context, difference
from dlkit.comparing.outcome import MAX_TEXT, Interruption, Outcome, Raised, describe_error, lasting_words
from dlkit.comparing.precision import full_float32
from dlkit.comparing.text import clean
from dlkit.comparing.values import Handle, Tensor

IN_GRAPH = (
    "{function} is right when it is called directly, but training makes a graph of it, in which neither the numbers nor the "
    "length of a batch are known yet. Use keras.ops on tensors, and keras.ops.shape(x)[0] for that length, in place of "
    "Python's max, if, len or range, and of NumPy."
)


def observe_loss(
    loss: Callable[..., Any],
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    *,
    gradient_of: Sequence[int],
    graph: bool = False,
) -> Outcome:
    """Computes a loss and the gradient of the sum of all its numbers.

    Args:
        loss: the loss; it gets a tensor for each array.
        args: positional arguments.
        kwargs: keyword arguments, likewise.
        gradient_of: the places of those positional arguments that the gradient is taken of; none to look at the value
            alone.
        graph: whether it is also run as `fit` runs it: as a graph, with batches of any length.

    Returns:
        An outcome whose value is a dict: `value`, and `gradients`, one for each place; None where the loss does
        not depend on the argument in a way that can be followed. With `graph`, the same of the graph under that name;
        or there, under `raised`, the error of which it died.

    Raises:
        ValueError: if a list of tensors is to be looked at in a graph, into which its numbers would go as constants.
    """
    parts = [part for arg in args if isinstance(arg, (list, tuple)) for part in arg]
    if graph and any(isinstance(part, (np.ndarray, Tensor)) for part in parts):
        raise ValueError("a loss of a list of tensors cannot be looked at as a graph; write graph=False")
    try:
        importlib.import_module("keras")  # for whatever is imported computes in full float32
        given = [as_tensors(arg) for arg in args]
        named = {name: as_tensors(value) for name, value in kwargs.items()}
        with full_float32():
            observed = _observed(*_value_and_gradients(partial(loss, **named), given, gradient_of))
    except (KeyboardInterrupt, MemoryError, Interruption):
        raise
    except BaseException as error:
        return Outcome(raised=describe_error(error))
    if graph:
        observed["graph"] = _observed_as_graph(partial(loss, **named), given, gradient_of)
    return Outcome(value=observed)


def _observed_as_graph(loss: Callable[..., Any], given: list[Any], gradient_of: Sequence[int]) -> dict[str, Any]:
    try:
        with full_float32():
            return _observed(*_value_and_gradients_as_graph(loss, given, gradient_of))
    except (KeyboardInterrupt, MemoryError, Interruption):
        raise
    except BaseException as error:
        return {"raised": vars(describe_error(error))}


def _observed(value: Any, gradients: Sequence[Any]) -> dict[str, Any]:
    return {"value": _as_array(value), "gradients": [_as_gradient(item) for item in gradients]}


def _as_gradient(value: Any) -> Any:
    """The array of a gradient; where the argument is a list of tensors, a list of arrays."""
    return [_as_array(item) for item in value] if isinstance(value, (list, tuple)) else _as_array(value)


def without_same_graph(outcome: Outcome) -> Outcome:
    """An observation that is shorter to keep, and shows nobody's code.

    Its graph is None where it gives the same as the direct call; of an error there, no line of code is left.
    """
    observed = outcome.value
    if not isinstance(observed, dict) or not isinstance(in_graph := observed.get("graph"), dict):
        return outcome
    kept: dict[str, Any] | None = in_graph
    if isinstance(raised := in_graph.get("raised"), dict):
        kept = {"raised": {**raised, "message": lasting_words(str(raised.get("message"))), "traceback": ""}}
    elif difference(in_graph, _direct(observed), Tolerance()) is None:
        kept = None
    return replace(outcome, value={**observed, "graph": kept})


def without_graph(outcome: Outcome) -> Outcome:
    """The observation of the direct call alone."""
    return replace(outcome, value=_direct(outcome.value)) if isinstance(outcome.value, dict) else outcome


def computes_right(outcome: Outcome, expected: Outcome, tolerance: Tolerance) -> bool:
    """Whether an observation is of a loss that does what it should, called directly and as a graph."""
    return is_right(_essence(outcome), _essence(expected), tolerance)


def same_loss(actual: Outcome, other: Outcome, expected: Outcome, tolerance: Tolerance) -> bool:
    """Whether two observations are of losses that do the same, called directly and as a graph."""
    return same_outcome(_essence(actual), _essence(other), _essence(expected), tolerance)


def _essence(outcome: Outcome) -> Outcome:
    """An observation in which a graph's error has no lines of code and names no tensor: those are of one way to write it."""
    observed = outcome.value
    if not isinstance(observed, dict) or "graph" not in observed:
        return outcome
    in_graph = observed["graph"] or _direct(observed)
    if isinstance(in_graph, dict) and isinstance(raised := in_graph.get("raised"), dict):
        in_graph = {"raised": f"{raised.get('type')}: {lasting_words(str(raised.get('message')))}"}
    return replace(outcome, value={**observed, "graph": in_graph})


def _direct(observed: dict[str, Any]) -> dict[str, Any]:
    return {name: observed.get(name) for name in ("value", "gradients")}


def as_tensors(value: Any) -> Any:
    """A value as a loss gets it: every array a tensor, numbers with a fraction as Keras has them."""
    import keras

    if isinstance(value, dict):
        return {key: as_tensors(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(as_tensors(item) for item in value)
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


def _value_and_gradients(
    loss: Callable[..., Any], given: list[Any], gradient_of: Sequence[int]
) -> tuple[Any, Sequence[Any]]:
    """The loss of some arguments, and the gradient of the sum of its numbers for each of those that are named."""
    import keras

    moved = [given[place] for place in gradient_of]

    def with_moved(*tensors: Any) -> Any:
        placed = dict(zip(gradient_of, tensors, strict=True))
        return loss(*(placed.get(place, arg) for place, arg in enumerate(given)))

    if not moved:
        return with_moved(), []
    if keras.backend.backend() == "jax":
        import jax

        value = with_moved(*moved)
        if not keras.ops.is_tensor(value):
            return value, [None] * len(moved)
        places = tuple(range(len(moved)))
        return value, jax.grad(lambda *tensors: keras.ops.sum(with_moved(*tensors)), places)(*moved)
    import tensorflow as tf

    with tf.GradientTape() as tape:
        tape.watch(moved)
        value = with_moved(*moved)
    return value, tape.gradient(value, moved) if tf.is_tensor(value) else [None] * len(moved)


def _value_and_gradients_as_graph(
    loss: Callable[..., Any], given: list[Any], gradient_of: Sequence[int]
) -> tuple[Any, Sequence[Any]]:
    """The same from a graph made as `fit` makes one: of every tensor it knows the shape, but not how many examples it holds."""
    import keras

    places = [place for place, arg in enumerate(given) if keras.ops.is_tensor(arg)]

    def with_tensors(*tensors: Any) -> tuple[Any, Sequence[Any]]:
        placed = dict(zip(places, tensors, strict=True))
        return _value_and_gradients(loss, [placed.get(place, arg) for place, arg in enumerate(given)], gradient_of)

    tensors = [given[place] for place in places]
    if keras.backend.backend() == "jax":
        import jax

        compiled: Callable[..., tuple[Any, Sequence[Any]]] = jax.jit(with_tensors)
        return compiled(*tensors)
    import tensorflow as tf

    of_any_length = [tf.TensorSpec(_without_length(tensor.shape), tensor.dtype) for tensor in tensors]
    # Called by way of the traced function, for TensorFlow warns where one piece of code is made a graph of again and again.
    as_graph: Callable[..., tuple[Any, Sequence[Any]]] = tf.function(
        with_tensors, autograph=False
    ).get_concrete_function(*of_any_length)
    return as_graph(*tensors)


def _without_length(shape: Sequence[int]) -> list[int | None]:
    """The shape of a batch of any length; of an empty one as it is, for `fit` has none."""
    return [None, *shape[1:]] if len(shape) and shape[0] else list(shape)


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
    telling = [item for item in known if not computes_right(item.outcome, expected, tolerance)]
    if not computes_right(without_graph(actual), without_graph(expected), tolerance):
        actual = without_graph(actual)  # its graph tells nothing more
        telling = [replace(item, outcome=without_graph(item.outcome)) for item in telling]
    matching = [item for item in telling if same_loss(actual, item.outcome, expected, tolerance)]
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
    found = _find_direct(observed, right, call, tolerance, moved)
    return (
        _find_in_graph(observed.get("graph"), right, call, tolerance) if found is None and "graph" in right else found
    )


def _find_direct(
    observed: dict[str, Any], right: dict[str, Any], call: Call, tolerance: Tolerance, moved: Sequence[str]
) -> Diagnosis | None:
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


def _find_in_graph(in_graph: Any, right: dict[str, Any], call: Call, tolerance: Tolerance) -> Diagnosis | None:
    """What is wrong with a loss as a graph that is right when it is called directly."""
    if isinstance(in_graph, dict) and isinstance(fields := in_graph.get("raised"), dict):
        told = (clean(str(fields.get(name, "")), limit=MAX_TEXT) for name in ("type", "message", "traceback"))
        raised = Raised(*told)
        found = diagnose_error(raised, call.function, where=" in a graph")
        return replace(found, message=f"{IN_GRAPH.format(function=call.function)} {found.message}")
    if difference(in_graph, _direct(right), tolerance) is None:
        return None
    other = "There its value or its gradient is not the same."
    return Diagnosis("gradient", f"{IN_GRAPH.format(function=call.function)} {other}")


def _name(call: Call, place: int) -> str:
    return call.names[place] if place < len(call.names) else f"argument {place + 1}"


def _gradient_difference(mine: Any, theirs: Any, tolerance: Tolerance) -> Diagnosis | None:
    of_list = isinstance(mine, list) and isinstance(theirs, list)
    pairs = list(zip(mine, theirs, strict=False)) if of_list else [(mine, theirs)]
    lost = [place for place, (one, other) in enumerate(pairs) if one is None and other is not None]
    if lost:
        where = f" for its {ORDINALS[lost[0]]} part" if of_list and lost[0] < len(ORDINALS) else ""
        return Diagnosis(
            "gradient",
            f"There is none{where}: training could not follow the computation. Compute with keras.ops from beginning to end, "
            "and not with NumPy, comparisons or rounding.",
        )
    found = difference(mine, theirs, tolerance, noun="The gradient")
    if found is None:
        return None
    if found.kind == "not_finite":
        words = "It is NaN or infinite in some places, where something is divided by zero, or the log or root of zero "
        return replace(found, message=words + "is taken, even if the result is masked away afterwards.")
    return replace(found, kind="gradient", plain=found.plain and replace(found.plain, kind="gradient"))
