"""Checking an exercise by the visible checks that `examples.json` holds as data.

Each example is one call: the function, its arguments, the right outcome, and what known mistakes
return for the same arguments; or it is a measurement of the function, made by one of the assignment's measures.
No answer's source is needed, and no hidden check is known here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from dlkit.checking.report import CheckReport
from dlkit.comparing import Call, Diagnosis, Known, Outcome, Raised, Tolerance, diagnose, from_plain, observe
from dlkit.course import Assignment, CourseError


def check_exercise(assignment: Assignment, name: str, namespace: Mapping[str, Any]) -> CheckReport:
    """Runs the visible checks of one exercise on the functions in a namespace.

    Args:
        assignment: the assignment.
        name: the exercise.
        namespace: the student's names.

    Returns:
        The report. Where an exercise on which this one builds is wrong too, the message says so first.

    Raises:
        CourseError: if there is no such exercise.
    """
    exercise = assignment.exercise(name)
    report = _run_examples(assignment, name, namespace)
    if report.diagnosis is None or report.diagnosis.kind in ("missing", "not_written"):
        return report
    broken = [used for used in exercise.uses if not _run_examples(assignment, used, namespace).ok]
    if not broken:
        return report
    names = " and ".join(broken)
    first = f"{name} builds on {names}, which is not right yet. Mend {names} first, then check again. "
    diagnosis = Diagnosis(**{**vars(report.diagnosis), "message": first + report.diagnosis.message})
    return CheckReport(name, report.passed, report.total, report.description, diagnosis)


def _run_examples(assignment: Assignment, name: str, namespace: Mapping[str, Any]) -> CheckReport:
    examples = [example for example in assignment.examples if example["exercise"] == name]
    if not examples:
        raise CourseError(f"There is no visible check for {name}; run `grader build {assignment.slug}` to make them.")
    function = namespace.get(name)
    if not callable(function):
        what = "is not defined yet: run its cell" if name not in namespace else "is not a function: run its cell again"
        return CheckReport(name, 0, len(examples), "", Diagnosis("missing", f"{name} {what}, then check again."))
    passed, failed, description = 0, None, ""
    for example in examples:
        if example["kind"] == "measure":
            diagnosis = _run_measure(assignment, example, function)
        else:
            diagnosis = _run_example(example, function, namespace)
        if diagnosis is None:
            passed += 1
        elif failed is None:
            failed, description = diagnosis, example["description"]
    return CheckReport(name, passed, len(examples), description, failed, assignment.exercise(name).also)


class _NotGiven(Exception):
    """A function that an example hands over is not in the namespace; the argument is its name."""


def _given_function(name: str, namespace: Mapping[str, Any]) -> Callable[..., Any]:
    function: Callable[..., Any] | None = namespace.get(name)
    if not callable(function):
        raise _NotGiven(name)
    return function


def _run_example(
    example: Mapping[str, Any], function: Callable[..., Any], namespace: Mapping[str, Any]
) -> Diagnosis | None:
    find = partial(_given_function, namespace=namespace)
    try:
        args, kwargs = from_plain(example["args"], function=find), from_plain(example["kwargs"], function=find)
    except _NotGiven as missing:
        told = f"This check needs the function {missing}, which the notebook gives: run its cell, then check again."
        return Diagnosis("missing", told)
    call = Call(example["exercise"], tuple(example["names"]), tuple(args), kwargs)
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
        return diagnose_loss(actual, expected, call, tolerance=tolerance, known=known)
    from dlkit.comparing import with_plain_tensors

    actual = observe(function, args, kwargs, names=call.names)
    actual = replace(actual, value=with_plain_tensors(actual.value))
    return diagnose(actual, expected, call, tolerance=tolerance, known=known)


def _run_measure(assignment: Assignment, example: Mapping[str, Any], function: Callable[..., Any]) -> Diagnosis | None:
    from dlkit.comparing import diagnose_measure, load_measures, observe_measure, with_plain_tensors

    name, names = example["exercise"], tuple(example["names"])

    def ask(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Outcome:
        outcome = observe(function, args, kwargs, names=names)
        return replace(outcome, value=with_plain_tensors(outcome.value))

    options, forms = example["options"], example["forms"]
    measure = getattr(load_measures(assignment.measures), options["measure"])
    try:
        actual = observe_measure(measure, ask, draw=options["draw"], sizes=options["sizes"], forms=forms)
    except Exception as error:  # whatever a stranger's answer does to it
        told = f"This check stops while it looks at what {name} returns, with {type(error).__name__}: {error}"
        return Diagnosis("type", f"{told}. Do all parts of the answer hold what is asked for?")
    call, tolerance = Call(name, names, (), {}), Tolerance(**example["tolerance"])
    return diagnose_measure(actual, read_outcome(example["expected"]), call, tolerance=tolerance, known=_known(example))


def _known(example: Mapping[str, Any]) -> list[Known]:
    return [Known(item["name"], item["hint"], read_outcome(item["outcome"])) for item in example["mistakes"]]


def read_outcome(plain: Mapping[str, Any]) -> Outcome:
    """Reads an outcome as `examples.json` and the wire hold it."""
    if plain.get("raised"):
        return Outcome(raised=Raised(**plain["raised"]))
    return Outcome(value=from_plain(plain["value"]), changed=tuple(plain.get("changed", ())))
