"""Checking an exercise by the visible checks that `examples.json` holds as data.

Each example is one call: the function, its arguments, the right outcome, and what known mistakes
return for the same arguments; or it is a measurement of the function, made by one of the assignment's measures.
No answer's source is needed, and no hidden check is known here.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from typing import Any

from dlkit.checking.needs import needs_keras
from dlkit.checking.report import CheckReport
from dlkit.comparing import (
    Call,
    Diagnosis,
    Known,
    Mismatch,
    Outcome,
    Raised,
    Tolerance,
    diagnose,
    from_plain,
    is_right_of,
    listed,
    observe,
    settle,
)
from dlkit.course import Assignment, CourseError
from dlkit.examples import Example
from dlkit.machine import INSTALL_KERAS, missing_for_keras
from dlkit.notebooks import given_names


def check_exercise(assignment: Assignment, name: str, namespace: Mapping[str, Any]) -> CheckReport:
    """Runs the visible checks of one exercise on the functions in a namespace.

    Args:
        assignment: the assignment.
        name: the exercise.
        namespace: the student's names.

    Returns:
        The report. Where an exercise on which this one builds is wrong too, the message says so first. What needs
        Keras, where there is none, is neither right nor wrong: its diagnosis is of the kind `not_here`.

    Raises:
        CourseError: if there is no such exercise.
    """
    exercise = assignment.exercise(name)
    report = _run_examples(assignment, name, namespace)
    if report.diagnosis is None or report.diagnosis.kind in ("missing", "not_written", "not_here"):
        return report
    if told := _not_run_yet(assignment, name, report.diagnosis, namespace):
        return replace(report, description="", diagnosis=Diagnosis("missing", told))
    of_used = {
        used: _run_examples(assignment, used, namespace) for used in exercise.uses if callable(namespace.get(used))
    }
    broken = [used for used, found in of_used.items() if not (found.ok or found.not_here)]
    if not broken:
        return report
    names = " and ".join(broken)
    first = f"{name} builds on {names}, which is not right yet. Mend {names} first, then check again. "
    diagnosis = Diagnosis(**{**vars(report.diagnosis), "message": first + report.diagnosis.message})
    return replace(report, diagnosis=diagnosis)


def _not_run_yet(assignment: Assignment, name: str, found: Diagnosis, namespace: Mapping[str, Any]) -> str:
    """What to run first, where a function stops over a name that a cell of the notebook would have defined."""
    used = found.raised.undefined_name if found.raised is not None else ""
    if not used or used in namespace:
        return ""
    if used in {exercise.name for exercise in assignment.exercises}:
        return f"{name} uses {used}, which is not defined yet: run the cell of {used}, then check again."
    if near := get_close_matches(used, _arguments_of(namespace.get(name)), n=1):
        return f"{name} uses {used}, which is not defined. Is its argument {near[0]} meant?"
    if used in given_names(assignment.notebook.read_text(encoding="utf-8")):
        return f"{name} uses {used}, which a cell of the notebook defines: run that cell, then check again."
    return ""


def _arguments_of(function: Any) -> list[str]:
    try:
        return list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return []


def examples_of(assignment: Assignment, name: str) -> list[Example]:
    """The visible checks of one exercise.

    Raises:
        CourseError: if it has none; the message says how to make them.
    """
    examples = [example for example in assignment.examples if example["exercise"] == name]
    if not examples:
        raise CourseError(f"There is no visible check for {name}; run `grader build {assignment.slug}` to make them.")
    return examples


def _run_examples(assignment: Assignment, name: str, namespace: Mapping[str, Any]) -> CheckReport:
    examples = examples_of(assignment, name)
    is_needed = "keras" not in sys.modules and needs_keras(assignment, name)
    if is_needed and (missing := missing_for_keras()):
        sentence = f"{name} is not here to be checked: it needs Keras, and {missing} is not installed: {INSTALL_KERAS}"
        return CheckReport(name, 0, len(examples), "", Diagnosis("not_here", sentence))
    function = namespace.get(name)
    if not callable(function):
        what = "is not defined yet: run its cell" if name not in namespace else "is not a function: run its cell again"
        return CheckReport(name, 0, len(examples), "", Diagnosis("missing", f"{name} {what}, then check again."))
    found = [run_example(assignment, example, function, namespace) for example in examples]
    report = partial(CheckReport, name, also=assignment.exercise(name).also)
    in_place = [(example, item) for example, item in zip(examples, found, strict=True) if item and item.changed]
    wrong = [item is not None and item.kind != "changed_argument" for item in found]
    passed = [example for example, is_wrong in zip(examples, wrong, strict=True) if not is_wrong]
    if any(wrong):
        failing = [item for item, is_wrong in zip(found, wrong, strict=True) if item and is_wrong]
        settled = settle(failing, fits=partial(_passes, passed), some_passed=bool(passed))
        description = next(
            example["description"] for example, is_wrong in zip(examples, wrong, strict=True) if is_wrong
        )
        told = settled[0]
        if told.changed and told.is_compared:
            told = told.with_more(f" Beside that, it changes {listed(told.changed)} in place.")
        return report(len(passed), len(examples), description, told)
    if in_place:
        fits = partial(_changes_the_same, list(zip(examples, found, strict=True)))
        told = settle([item for _, item in in_place], fits=fits)[0]
        return report(len(passed), len(examples) + 1, "The arguments stay as they are", told)
    return report(len(passed), len(examples))


def _known(example: Mapping[str, Any]) -> list[Known]:
    return [Known(item["name"], item["hint"], read_outcome(item["outcome"])) for item in example["mistakes"]]


def _done_by(mistake: str, example: Mapping[str, Any]) -> Outcome | None:
    """What a mistake does in an example in which it does not do what is right; else None."""
    outcomes = (item["outcome"] for item in example["mistakes"] if item["name"] == mistake)
    return next(map(read_outcome, outcomes), None)


def _passes(examples: Sequence[Mapping[str, Any]], mistake: str) -> bool:
    """Whether a mistake passes in these examples."""
    for example in examples:
        known, right = _done_by(mistake, example), is_right_of(example["kind"])
        if known and not right(known, read_outcome(example["expected"]), Tolerance(**example["tolerance"])):
            return False
    return True


def _changes_the_same(ran: Sequence[tuple[Mapping[str, Any], Diagnosis | None]], mistake: str) -> bool:
    """Whether a mistake changes the same arguments in each of these examples."""
    for example, found in ran:
        known = _done_by(mistake, example)
        if set(known.changed if known else ()) != set(found.changed if found else ()):
            return False
    return True


class NotGiven(Exception):
    """A function that an example hands over is not in the namespace; the message says what to do."""


def _given_function(name: str, namespace: Mapping[str, Any]) -> Callable[..., Any]:
    function: Callable[..., Any] | None = namespace.get(name)
    if not callable(function):
        raise NotGiven(
            f"This check needs the function {name}, which the notebook gives: run its cell, then check again."
        )
    return function


def arguments_of(example: Mapping[str, Any], namespace: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """What an example calls with: positional arguments and those by name, made anew each time.

    Raises:
        NotGiven: if a function is among them that the namespace lacks.
    """
    find = partial(_given_function, namespace=namespace)
    return from_plain(example["args"], function=find), from_plain(example["kwargs"], function=find)


def run_example(
    assignment: Assignment, example: Mapping[str, Any], function: Callable[..., Any], namespace: Mapping[str, Any]
) -> Diagnosis | None:
    """Runs one visible check; returns why the answer is wrong, or None where it is right."""
    if example["kind"] == "measure":
        return _run_measure(assignment, example, function)
    try:
        args, kwargs = arguments_of(example, namespace)
    except NotGiven as missing:
        return Diagnosis("missing", str(missing))
    call = Call(example["exercise"], tuple(example["names"]), tuple(args), kwargs, tuple(example["returns"]))
    expected = read_outcome(example["expected"])
    known = _known(example)
    tolerance = Tolerance(**example["tolerance"])
    if example["kind"] == "model":
        from dlkit.comparing import diagnose_model, observe_model

        options = dict(example["options"])
        if isinstance(expected.value, dict):
            options["input_shapes"] = [[None, *shape] for shape in expected.value["input_shapes"]]
        actual = observe_model(function, args, kwargs, **options)
        return diagnose_model(actual, expected, call, tolerance=tolerance, known=known)
    if example["kind"] == "loss":
        from dlkit.comparing import diagnose_loss, observe_loss

        actual = observe_loss(function, args, kwargs, **example["options"])
        return diagnose_loss(
            actual, expected, call, tolerance=tolerance, known=known, gradient_of=example["options"]["gradient_of"]
        )
    from dlkit.comparing import with_plain_tensors

    actual = observe(function, args, kwargs, names=call.names)
    actual = replace(actual, value=with_plain_tensors(actual.value))
    return diagnose(actual, expected, call, tolerance=tolerance, known=known)


def _run_measure(assignment: Assignment, example: Mapping[str, Any], function: Callable[..., Any]) -> Diagnosis | None:
    from dlkit.comparing import FunctionHere, diagnose_measure, load_measures, observe_measure

    name, names = example["exercise"], tuple(example["names"])
    measured = FunctionHere(function, name, names)
    options, forms = example["options"], example["forms"]
    measure = getattr(load_measures(assignment.measures), options["measure"])
    try:
        actual = observe_measure(measure, measured, draw=options["draw"], sizes=options["sizes"], forms=forms)
    except Mismatch as stopped:
        return stopped.diagnosis
    except Exception as error:  # whatever a stranger's answer does to it
        told = f"This check stops while it looks at what {name} returns, with {type(error).__name__}: {error}"
        return Diagnosis("type", f"{told}. Do all parts of the answer hold what is asked for?")
    call, tolerance = Call(name, names, (), {}), Tolerance(**example["tolerance"])
    return diagnose_measure(actual, read_outcome(example["expected"]), call, tolerance=tolerance, known=_known(example))


def read_outcome(plain: Mapping[str, Any]) -> Outcome:
    """Reads an outcome as `examples.json` and the wire hold it."""
    if plain.get("raised"):
        return Outcome(raised=Raised(**plain["raised"]))
    return Outcome(value=from_plain(plain["value"]), changed=tuple(plain.get("changed", ())))
