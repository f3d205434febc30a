"""What a case of the suite is: a small submission, and what must come of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dlkit.course import find_assignment

SLUG = "logistic_regression"
EXERCISES = tuple(exercise.name for exercise in find_assignment(SLUG).exercises)
FULL = 90.0  # all but the written answer


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
    only_here: str = ""


def every(body: str) -> dict[str, str]:
    """All exercises answered by functions with the same body."""
    text = "\n    ".join(body.strip().splitlines())
    return {name: f"def {name}(*args, **kwargs):\n    {text}" for name in EXERCISES}


def told(result: Any) -> str:
    """Everything that the student of a result is told."""
    checks = [check for exercise in result.exercises for check in exercise.checks]
    return "\n".join([result.reason, *result.notes, *(f"{check.message}\n{check.traceback}" for check in checks)])
