"""What a case of the suite is: a small submission, and what must come of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nbformat.v4 import new_code_cell

from dlkit.course import find_assignment
from grader.authoring.notebooks import as_bytes

SLUG = "logistic_regression"
EXERCISES = tuple(exercise.name for exercise in find_assignment(SLUG).exercises)
FULL = 90.0  # all but the written answer

QUICK = {"call_seconds": 5.0, "cell_seconds": 10.0, "total_seconds": 40.0, "memory_mb": 700, "cpu_seconds": 20}


@dataclass(frozen=True)
class Case:
    """One submission.

    Attributes:
        name: what it does, as a sentence.
        answers: the cell of each exercise that is answered; the others stay stubs.
        right: whether the other exercises are answered right instead.
        first: a cell before all others.
        last: a cell after all others.
        change: does whatever else to the notebook.
        raw: does whatever else to the bytes of the file.
        status: what must come of it.
        score: the points it must get.
        words: what the student must be told, among other things.
        budget: limits other than the assignment's, so that the case is quick.
        unbounded: what must come of it where the kernel does not count processes; the same if empty, `not tried`
            if it would take the machine with it there.
        only_here: why it is not tried on nbgrader itself; empty if it is.
    """

    name: str
    answers: Mapping[str, str] = field(default_factory=dict)
    right: bool = False
    first: str = ""
    last: str = ""
    change: Callable[[Any], None] | None = None
    raw: Callable[[bytes], bytes] | None = None
    status: str = "graded"
    score: float = 0.0
    words: tuple[str, ...] = ()
    budget: Mapping[str, Any] = field(default_factory=dict)
    unbounded: str = ""
    only_here: str = ""


def written(case: Case, notebook: Any, solution: Mapping[str, str]) -> bytes:
    """The file that a case hands in.

    Args:
        case: the case.
        notebook: an untouched notebook of the assignment; it is changed.
        solution: right answers to all exercises.
    """
    answers = {**(solution if case.right else {}), **case.answers}
    for cell in notebook.cells:
        cell.source = answers.get(cell.metadata.get("exercise"), cell.source)
    notebook.cells[:0] = [new_code_cell(case.first)] if case.first else []
    notebook.cells += [new_code_cell(case.last)] if case.last else []
    if case.change:
        case.change(notebook)
    data = as_bytes(notebook)
    return case.raw(data) if case.raw else data


def every(body: str) -> dict[str, str]:
    """All exercises answered by functions with the same body."""
    text = "\n    ".join(body.strip().splitlines())
    return {name: f"def {name}(*args, **kwargs):\n    {text}" for name in EXERCISES}


def told(result: Any) -> str:
    """Everything that the student of a result is told."""
    checks = [check for exercise in result.exercises for check in exercise.checks]
    return "\n".join([result.reason, *result.notes, *(f"{check.message}\n{check.traceback}" for check in checks)])
