"""Checking an exercise in the notebook, from the visible checks that `examples.json` holds as data.

Each example is one call: the function, its arguments, the right outcome, and what known mistakes
return for the same arguments. No answer's source is needed, and no hidden check is known here.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from dlkit.comparing.compare import Call, Known, Tolerance, diagnose
from dlkit.course import Assignment, CourseError
from dlkit.comparing.diagnosis import Diagnosis
from dlkit.comparing.outcome import Outcome, Raised, observe
from dlkit.comparing.values import from_plain


class CheckFailed(Exception):
    """The answer is not right yet; the diagnosis has been shown above."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback: the diagnosis is above, our frames would teach nothing."""
        return [f"CheckFailed: {str(self).split(':', 1)[0]} is not right yet, see above."]


@dataclass(frozen=True)
class CheckReport:
    """How one exercise fares: how many of its checks passed, and why the first failing one fails."""

    exercise: str
    passed: int
    total: int
    description: str = ""
    diagnosis: Diagnosis | None = None

    @property
    def ok(self) -> bool:
        """Whether all of them passed."""
        return self.diagnosis is None


def check_in_notebook(assignment: Assignment, name: str, namespace: Mapping[str, Any] | None) -> None:
    """Checks an exercise against the namespace of the notebook that asks, and shows the report.

    Raises:
        CheckFailed: if it is not right.
        CourseError: if there is no such exercise.
    """
    from dlkit.checking.display import show

    report = check_exercise(assignment, name, namespace if namespace is not None else _callers_namespace())
    show(report, advice=f"Stuck? In a terminal: dlkit hint {assignment.slug} {name}")
    _remember(assignment, report)
    if not report.ok:
        assert report.diagnosis is not None
        raise CheckFailed(f"{name}: {report.diagnosis.message}")


def _remember(assignment: Assignment, report: CheckReport) -> None:
    """Adds the check to the progress beside the notebook, where `dlkit start` was used."""
    from dlkit.desk import progress
    from dlkit.desk import workbook

    book = workbook.find_workbook(assignment.slug, Path.cwd())
    if book is None:
        return
    written = report.diagnosis is None or report.diagnosis.kind not in ("missing", "not_written")
    done = progress.load(book.folder, warn=print).with_check(
        assignment.slug, report.exercise, passed=report.ok, written=written
    )
    progress.save(book.folder, done, warn=print)


def _callers_namespace() -> Mapping[str, Any]:
    """The globals of the first frame outside dlkit: in a notebook, its namespace."""
    frame = inspect.currentframe()
    while frame is not None and str(frame.f_globals.get("__name__", "")).split(".")[0] == "dlkit":
        frame = frame.f_back
    return frame.f_globals if frame is not None else vars(sys.modules["__main__"])


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
        diagnosis = _run_example(example, function, namespace)
        if diagnosis is None:
            passed += 1
        elif failed is None:
            failed, description = diagnosis, example["description"]
    return CheckReport(name, passed, len(examples), description, failed)


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
    known = [Known(item["name"], item["hint"], read_outcome(item["outcome"])) for item in example["mistakes"]]
    tolerance = Tolerance(**example["tolerance"])
    if example["kind"] == "model":
        from dlkit.comparing.models import diagnose_model, observe_model

        options = dict(example["options"])
        if isinstance(expected.value, dict):
            options["input_shapes"] = [[None, *shape] for shape in expected.value["input_shapes"]]
        actual = observe_model(function, args, kwargs, **options)
        return diagnose_model(actual, expected, call, tolerance=tolerance, known=known)
    if example["kind"] == "loss":
        from dlkit.comparing.losses import diagnose_loss, observe_loss

        actual = observe_loss(function, args, kwargs, **example["options"])
        return diagnose_loss(actual, expected, call, tolerance=tolerance, known=known)
    from dlkit.comparing.models import with_plain_tensors

    actual = observe(function, args, kwargs, names=call.names)
    actual = replace(actual, value=with_plain_tensors(actual.value))
    return diagnose(actual, expected, call, tolerance=tolerance, known=known)


def read_outcome(plain: Mapping[str, Any]) -> Outcome:
    """Reads an outcome as `examples.json` and the wire hold it."""
    if plain.get("raised"):
        return Outcome(raised=Raised(**plain["raised"]))
    return Outcome(value=from_plain(plain["value"]), changed=tuple(plain.get("changed", ())))
