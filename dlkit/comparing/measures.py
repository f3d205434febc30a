"""Measuring what has no golden answer: functions that draw random numbers.

A measure is a plain function in `assignments/<slug>/measures.py`. It takes a function and a number from which it draws
its inputs, calls the function as often as it likes, and returns a dict: for each sentence that a student may be told,
a number. Where a number is not near the reference's, its sentence is told; what is to be told first stands first.

```python
def mask(dropout_mask, draw, *, examples=400):
    kept = dropout_mask((30, examples), 0.8, np.random.default_rng(draw))
    return {"Over many entries the share of ones is not keep_prob.": np.mean(kept != 0)}
```

A Keras model that comes back is a `ModelView`: a few named operations, the same in the notebook and in the judge. And
`function.network(shape, units)` makes a small network, which can be among the arguments of several calls.

A measure makes the same calls whatever comes back. Each value is held against the form of the reference's first, so it
may rely on types, parts and shapes. What is beyond that, it asserts, with a sentence for the student. That no argument
is changed is looked at by itself. Of a Keras model no form is known: that it is one, a measure asserts.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from dlkit.comparing.arrays import Tolerance
from dlkit.comparing.compare import Call, Known, diagnose, explain
from dlkit.comparing.diagnosis import Diagnosis, Mismatch
from dlkit.comparing.differences import difference
from dlkit.comparing.outcome import Outcome, Raised, lasting_words
from dlkit.comparing.values import KerasNetwork, Tensor, as_arrays
from dlkit.comparing.views import Measurable, ModelView
from dlkit.course import CourseError, import_fault

DIGITS = 4  # of a measured number: the rest is chance
_BATCH = re.compile(r"\((?:None|\d+)(?=,)")
_ANY_NUMBER = Tolerance(rtol=0.0, atol=float("inf"))


@dataclass(frozen=True)
class Measured(Outcome):
    """What measuring a function came to: its value is the dict of numbers, or a sentence where it came to none.

    Attributes:
        forms: of each value that came back, in order; at the end, what repeats stands once.
        nothing: whether it ended with a call that gave back None.
    """

    forms: tuple[Any, ...] = ()
    nothing: bool = False


class _EndedEarly(Exception):
    """A call after which there is nothing more to measure."""

    def __init__(self, *, raised: Raised | None = None, sentence: str = "", nothing: bool = False) -> None:
        self.raised = raised
        self.sentence = sentence
        self.nothing = nothing


class MeasuredFunction:
    """The function that a measure is given.

    Attributes:
        forms: of each value that came back, in order.
        changed: the names of the arguments that calls have changed.
    """

    def __init__(self, measured: Measurable, right: Sequence[Any]) -> None:
        self._measured = measured
        self._right = right
        self.forms: list[Any] = []
        self.changed: dict[str, None] = {}

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Calls it; a Keras model among the positional arguments or that comes back is a `ModelView`."""
        given = tuple(arg.itself if isinstance(arg, ModelView) else arg for arg in args)
        outcome = self._measured.outcome(given, kwargs)
        if outcome.raised:
            raise _EndedEarly(raised=outcome.raised)
        self.changed.update(dict.fromkeys(outcome.changed))
        value = as_arrays(outcome.value)
        right = self._right[min(len(self.forms), len(self._right) - 1)] if self._right else None
        self.forms.append(form_of(value))
        if right is not None and (unlike := difference(value, _example_of(right), _ANY_NUMBER)):
            raise _EndedEarly(sentence=unlike.message, nothing=value is None)
        return value

    def network(
        self,
        shape: tuple[int, ...],
        units: int,
        *,
        softmax: bool = False,
        layers: tuple[str, ...] = (),
        nested: int = 0,
        frozen: bool = False,
    ) -> ModelView:
        """Makes a network where the function lives, as `KerasNetwork` describes it.

        Args:
            shape: of its input, without the batch axis.
            units: of the dense layer at the end.
            softmax: whether that has this activation.
            layers: what comes before it; without them, a layer that flattens.
            nested: in how many models, one inside the other, `layers` stand.
            frozen: whether the whole is frozen.
        """
        return self._measured.network(KerasNetwork(shape, units, softmax, layers, nested, frozen))


@cache
def load_measures(path: Path) -> ModuleType:
    """The measures of an assignment.

    They travel with the notebook, and hold nothing of the solution. Whoever changes them on their own machine changes
    what their own notebook says, and nothing else: the judge runs those of its own installation.

    Args:
        path: their file.

    Raises:
        CourseError: if it is missing or cannot be imported; the message names file and line.
    """
    if not path.is_file():
        raise CourseError(f"{path} is missing: checks of {path.parent.name} ask for the measures that it should hold.")
    spec = importlib.util.spec_from_file_location(f"measures_of_{path.parent.name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise CourseError(import_fault(error, str(path))) from error
    return module


def observe_measure(
    measure: Callable[..., Mapping[str, Any]],
    measured: Measurable,
    *,
    draw: int,
    sizes: Mapping[str, Any],
    forms: Sequence[Any] = (),
) -> Measured:
    """Measures a function and tells what came of it.

    Args:
        measure: the measure.
        measured: the function.
        draw: the number from which the measure draws its inputs.
        sizes: further arguments of the measure.
        forms: of what the reference returned in each call, the last for all that follow; none where the reference
            itself is measured.

    Returns:
        The outcome: an error of the function is part of it, and so are the arguments that it changed.

    Raises:
        Mismatch: where there is no outcome of a call, or a model cannot be used; what is only of the wrong type is a
            sentence.
        Exception: what the measure itself raises, but for an `AssertionError`.
    """
    function = MeasuredFunction(measured, forms)
    value: Any = None
    raised, nothing = None, False
    try:
        numbers = measure(function, draw, **sizes)
        value = {sentence: float(f"{float(number):.{DIGITS}g}") for sentence, number in numbers.items()}
    except _EndedEarly as end:
        value, raised, nothing = end.sentence or None, end.raised, end.nothing
    except Mismatch as stopped:
        if stopped.diagnosis.kind != "type":
            raise
        value = stopped.diagnosis.message
    except AssertionError as error:
        value = str(error)
    seen = function.forms
    while len(seen) > 1 and seen[-1] == seen[-2]:
        seen.pop()
    return Measured(value, raised, tuple(function.changed), tuple(seen), nothing)


def form_of(value: Any) -> Any:
    """The form of a value as plain data: shapes and parts without the numbers; None for what is neither."""
    if isinstance(value, Tensor):
        value = value.array
    if isinstance(value, (bool, int, float, np.generic, np.ndarray)):
        return {"shape": list(np.shape(value))}
    if isinstance(value, (list, tuple)):
        return {type(value).__name__: [form_of(item) for item in value]}
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {"dict": {key: form_of(item) for key, item in value.items()}}
    return None


def _example_of(form: Mapping[str, Any] | None) -> Any:
    """A value of a form, of zeros; those of an array take the room of one."""
    if form is None:
        return None
    ((kind, parts),) = form.items()
    if kind == "shape":
        return np.broadcast_to(np.float64(0), parts) if parts else 0.0
    if kind == "dict":
        return {key: _example_of(part) for key, part in parts.items()}
    return [_example_of(part) for part in parts] if kind == "list" else tuple(_example_of(part) for part in parts)


def diagnose_measure(
    actual: Outcome, expected: Outcome, call: Call, *, tolerance: Tolerance, known: Sequence[Known] = ()
) -> Diagnosis | None:
    """Says what is wrong with a function that was measured.

    Args:
        actual: what measuring the student's came to.
        expected: what measuring the reference came to.
        call: names the function.
        tolerance: how near each number has to be.
        known: what measuring catalogued wrong implementations came to.

    Returns:
        The diagnosis, or None where all numbers are near and no argument was changed.
    """
    found = _find(actual, expected, call, tolerance)
    if found is None:
        return None
    if found.kind == "changed_argument":
        in_place = [item for item in known if set(item.outcome.changed) == set(actual.changed)]
        matching = [item for item in in_place if _are_near(item.outcome, expected, tolerance)]
    else:
        telling = [item for item in known if not _are_near(item.outcome, expected, tolerance)]
        matching = [item for item in telling if _are_near(actual, item.outcome, tolerance)]
    return replace(explain(found, call, actual, matching), call="")  # there were many


def _are_near(one: Outcome, other: Outcome, tolerance: Tolerance) -> bool:
    """Whether two functions measure the same: every number is near, or both came to the same error or sentence."""
    if one.raised or other.raised:
        errors = [(item.raised.type, _without_batch(item.raised)) for item in (one, other) if item.raised]
        return len(errors) == 2 and errors[0] == errors[1]
    return difference(one.value, other.value, tolerance) is None


def _without_batch(raised: Raised) -> str:
    """The first line of an error's message without the first number of each shape, which a graph does not know."""
    return _BATCH.sub("(batch", lasting_words(raised.message))


def _find(actual: Outcome, expected: Outcome, call: Call, tolerance: Tolerance) -> Diagnosis | None:
    of_the_calls = diagnose(replace(actual, value=None), replace(expected, value=None), call, tolerance=tolerance)
    if actual.raised:
        return of_the_calls
    if not isinstance(actual.value, dict):
        nothing = isinstance(actual, Measured) and actual.nothing
        return Diagnosis("property", str(actual.value), cause="nothing" if nothing else "")
    for sentence, right in expected.value.items():
        measured = actual.value.get(sentence, np.nan)
        if difference(measured, right, tolerance) is not None:
            is_share = right not in (0.0, 1.0)  # else it is a yes or a no
            received, about = (f"{measured:.3g}", f"about {right:.3g}") if is_share else ("", "")
            changed = of_the_calls.changed if of_the_calls else ()
            return Diagnosis("property", sentence, received=received, expected=about, changed=changed)
    return of_the_calls
