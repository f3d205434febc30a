"""Comparison that says why: an outcome against the expected one, and against those of known mistakes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dlkit.comparing.arrays import Tolerance
from dlkit.comparing.causes import evidence_of, same_outcome
from dlkit.comparing.diagnosis import Diagnosis, describe, describe_call
from dlkit.comparing.differences import Context, difference, listed
from dlkit.comparing.outcome import Outcome, Raised, first_line, headline
from dlkit.comparing.plain_words import plain_words
from dlkit.comparing.values import leaves


@dataclass(frozen=True)
class Known:
    """What a catalogued wrong implementation does on the same call."""

    name: str
    hint: str
    outcome: Outcome


@dataclass(frozen=True)
class Call:
    """One call that both sides answered.

    Attributes:
        function: what was called.
        names: what its parameters are called.
        args: positional arguments.
        kwargs: keyword arguments.
        returns: what the parts of its answer are called, if it is one of several; empty where a part has no name.
    """

    function: str
    names: tuple[str, ...]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    returns: tuple[str, ...] = ()

    def __str__(self) -> str:
        return describe_call(self.function, self.names, self.args, self.kwargs)

    def arguments(self) -> dict[str, Any]:
        """The arguments by name."""
        labels = [self.names[i] if i < len(self.names) else f"argument {i + 1}" for i in range(len(self.args))]
        return {**dict(zip(labels, self.args, strict=True)), **self.kwargs}

    def arrays(self) -> list[tuple[str, np.ndarray]]:
        """The arrays among the arguments and in them, each with its name."""
        return [
            (f"{label}{path}", leaf)
            for label, value in self.arguments().items()
            for path, leaf in leaves(value)
            if isinstance(leaf, np.ndarray) and leaf.ndim
        ]

    def sizes(self) -> dict[int, str]:
        """The lengths of the array arguments' axes, each with words that tell where it is from."""
        found: dict[int, str] = {}
        for name, array in self.arrays():
            axes = ("rows", "columns") if array.ndim == 2 else tuple(f"axis {i}" for i in range(array.ndim))
            for axis, length in zip(axes, array.shape, strict=True):
                along = f"{length} is the size of {name} along {axis}"
                found.setdefault(length, along if axis.startswith("axis") else f"{name} has {length} {axis}")
        return found

    def context(self) -> Context:
        """What is known of the call when its answers are compared."""
        return Context(self.returns, self.sizes(), self.arrays())


def diagnose(
    actual: Outcome, expected: Outcome, call: Call, *, tolerance: Tolerance, known: Sequence[Known] = ()
) -> Diagnosis | None:
    """Says what is wrong with an outcome.

    Args:
        actual: what the student's function did.
        expected: what the reference did.
        call: the call, for the report.
        tolerance: how near is right.
        known: what catalogued wrong implementations do on this call.

    Returns:
        The diagnosis, or None where the outcome is right. Of kind `changed_argument` it is where the value is right
        and an argument was changed in place.
    """
    found = _find(actual, expected, call, tolerance)
    if found is None:
        return None
    if found.kind == "changed_argument":
        matching = [item for item in known if changes_the_same(item.outcome, actual, expected, tolerance)]
    else:
        telling = [item for item in known if not is_right(item.outcome, expected, tolerance)]
        matching = [item for item in telling if same_outcome(actual, item.outcome, expected, tolerance)]
        # Of two that return the same, the one that changes the same arguments is the likelier.
        matching.sort(key=lambda item: set(item.outcome.changed) != set(actual.changed))
    return explain(found, call, actual, matching)


def explain(found: Diagnosis, call: Call, actual: Outcome, matching: Sequence[Known]) -> Diagnosis:
    """Adds to a diagnosis the call, the known mistakes that do the very same, and how much that proves."""
    if found.kind == "not_written":
        return replace(found, call=str(call))
    return replace(
        found,
        call=str(call),
        explains=tuple((item.name, item.hint) for item in matching),
        evidence=0 if actual.raised else evidence_of(actual.value),
        is_compared=True,
    )


def is_right(outcome: Outcome, expected: Outcome, tolerance: Tolerance) -> bool:
    """Whether an outcome is the right one, whatever arguments were changed on the way."""
    if outcome.raised or expected.raised:
        return bool(outcome.raised and expected.raised) and outcome.raised.type == expected.raised.type  # type: ignore[union-attr]
    return difference(outcome.value, expected.value, tolerance) is None


def changes_the_same(known: Outcome, actual: Outcome, expected: Outcome, tolerance: Tolerance) -> bool:
    """Whether a known mistake has the right value and changes the very arguments that were changed."""
    return set(known.changed) == set(actual.changed) and is_right(known, expected, tolerance)


def _find(actual: Outcome, expected: Outcome, call: Call, tolerance: Tolerance) -> Diagnosis | None:
    if actual.raised:
        if expected.raised and expected.raised.type == actual.raised.type:
            return None
        return diagnose_error(actual.raised, call.function)
    if expected.raised:
        return Diagnosis(
            "value",
            f"{call.function} should refuse this input with {expected.raised.type}, but it returned a value.",
            received=describe(actual.value, numbers=4),
        )
    found = difference(actual.value, expected.value, tolerance, context=call.context())
    changed = tuple(name for name in actual.changed if name not in expected.changed)
    if found is None:
        return changed_in_place(call, changed) if changed else None
    return replace(
        found,
        received=found.received or describe(actual.value, numbers=4),
        expected=found.expected or describe(expected.value, numbers=4),
        changed=changed,
    )


def changed_in_place(call: Call, changed: Sequence[str]) -> Diagnosis:
    """Says which arguments a call changed, and what helps."""
    arguments = call.arguments()
    several = len(changed) > 1 or (changed[0].endswith("s") and isinstance(arguments.get(changed[0]), (dict, list)))
    advice = "`old - step` makes a new array; -=, += and the like write into the old one"
    if any(isinstance(arguments.get(name), dict) for name in changed):
        advice += ", and a copied dict still holds the same arrays"
    message = (
        f"{call.function} changes {'arguments' if len(changed) > 1 else 'an argument'} in place: "
        f"the caller's {listed(changed)} {'are' if several else 'is'} different afterwards. {advice}."
    )
    return Diagnosis("changed_argument", message, call=str(call), changed=tuple(changed))


def diagnose_call(outcome: Outcome, call: Call) -> Diagnosis | None:
    """Says what is wrong with a call, whatever its value: an error, or arguments that it changed; else None."""
    if outcome.raised:
        return replace(diagnose_error(outcome.raised, call.function), call=str(call))
    return changed_in_place(call, outcome.changed) if outcome.changed else None


def diagnose_error(raised: Raised, function: str, *, where: str = "") -> Diagnosis:
    """Says what an error means that a call of a function raised.

    Args:
        raised: the error.
        function: what was called.
        where: in which part of it, as the end of "stopped with an error ...", if that is to be told.
    """
    head = first_line(raised.message)
    if raised.is_stub_of(function):
        return Diagnosis(
            "not_written",
            f"{function} is not written yet: replace the line that raises NotImplementedError with your code.",
        )
    if raised.type == "NotImplementedError" and head.isidentifier():
        words = f"{function} calls {head}, which is not written yet."
        return Diagnosis("raised", words, traceback=raised.traceback)
    words = headline(raised.message)
    told = f"{raised.type}: {words}" if words else raised.type
    meaning = plain_words(raised)
    message = f"{meaning}{' ' if meaning else ''}{function} stopped with an error{where}: {told}"
    return Diagnosis("raised", message, traceback=raised.traceback, raised=raised)
