"""A result: what the judge decided about one submission, as plain data."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass, replace
from typing import Any, Literal, get_args

from dlkit.comparing import clean, clean_line
from dlkit.course import Assignment

MAX_REASON = 2_000

Status = Literal[
    "graded", "unreadable", "missing", "wrong_assignment", "crashed", "timed_out", "out_of_memory", "not_permitted"
]
ExerciseStatus = Literal["right", "partly_right", "wrong", "not_written", "missing", "not_judged"]
ROUNDING = 0.01  # of a score


@dataclass(frozen=True)
class CheckResult:
    """One check: whether it passed, and if not, why.

    Attributes:
        name: what the check looks at, as a sentence.
        outcome: passed or failed.
        message: the diagnosis as text for the student; empty if it passed.
        mistake: the name of the catalogued mistake that gives this answer, or empty.
        kind: the diagnosis in one word, or empty.
        call: what was called, or empty.
        traceback: the student's own lines that raised, or empty.
        weight: its share of the exercise's points; 0 if it stopped over a fault of its own.
        trouble: what went wrong in the judge or in the check itself, so that it could not be decided; for the staff.
    """

    name: str
    outcome: Literal["passed", "failed"]
    message: str = ""
    mistake: str = ""
    kind: str = ""
    call: str = ""
    traceback: str = ""
    weight: float = 1.0
    trouble: str = ""


@dataclass(frozen=True)
class ExerciseResult:
    """One exercise: its points and its checks.

    Attributes:
        followed_through: the exercises that were replaced by right ones when this one was judged again,
            because it builds on them and they are wrong; empty where that gained and told nothing.
    """

    name: str
    points: float
    score: float
    status: ExerciseStatus
    followed_through: tuple[str, ...] = ()
    checks: tuple[CheckResult, ...] = ()

    @property
    def first_failure(self) -> CheckResult | None:
        """The first check that failed over the answer."""
        failed = (check for check in self.checks if check.outcome == "failed" and check.kind != "faulty_check")
        return next(failed, None)

    @property
    def failures(self) -> list[tuple[CheckResult, ...]]:
        """The checks that failed, those with one diagnosis together."""
        grouped: dict[tuple[str, str, str], list[CheckResult]] = {}
        for check in self.checks:
            if check.outcome == "failed":
                grouped.setdefault((check.kind, check.message, check.traceback), []).append(check)
        return [tuple(checks) for checks in grouped.values()]

    @property
    def followed_through_told(self) -> str:
        """That it was judged with right answers in place of what it builds on, as a sentence; empty if it was not."""
        if not self.followed_through:
            return ""
        *others, last = self.followed_through
        names = f"{', '.join(others)} and {last}" if others else last
        wrong, place = ("are", "right ones in their") if others else ("is", f"a right {last} in its")
        return f"It builds on {names}, which {wrong} not right yet; judged with {place} place, so that a mistake costs once."

    @property
    def why(self) -> str:
        """What a person needs to know of it: the first diagnosis, that of a known mistake before others."""
        if self.status == "not_written":
            return "not written yet"
        if self.followed_through:
            names = " and ".join(self.followed_through)
            told = f"; {self._first_told}" if self.first_failure else ""
            return f"judged with a right {names} in place of yours{told}"
        return self._first_told

    @property
    def _first_told(self) -> str:
        telling = [check for check in self.checks if check.outcome == "failed"]
        chosen = next((check for check in telling if check.mistake), telling[0] if telling else None)
        if chosen is None:
            return ""
        return chosen.message + (f"\n{chosen.traceback}" if chosen.traceback else "")


@dataclass(frozen=True)
class OwnCellResult:
    """One autograded cell that an instructor added to a course's notebook, and what came of running it.

    Attributes:
        name: the cell's name in the gradebook.
        points: what it is worth there.
        score: None if it was not judged, so that a person gives its points.
        message: what came of it, as a sentence.
    """

    name: str
    points: float
    score: float | None
    message: str


@dataclass(frozen=True)
class Result:
    """One submission judged.

    Attributes:
        score, max_score: of the exercises.
        own_cells: the autograded cells that the course's instructor added; they have points of their own.
        content: a fingerprint of the cells that were run; empty if none were.
    """

    submission: str
    assignment: str
    status: Status
    score: float
    max_score: float
    seconds: float
    exercises: tuple[ExerciseResult, ...]
    reason: str = ""
    notes: tuple[str, ...] = field(default=())
    content: str = ""
    own_cells: tuple[OwnCellResult, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "reason", clean(self.reason, limit=MAX_REASON))
        object.__setattr__(self, "notes", tuple(clean(note, limit=MAX_REASON) for note in self.notes))

    @property
    def troubles(self) -> list[str]:
        """What went wrong in the judge itself: a line for each check that could not be decided, for the staff."""
        return [
            clean_line(f"{exercise.name}: {check.name}: {check.trouble}")
            for exercise in self.exercises
            for check in exercise.checks
            if check.trouble
        ]

    def exercise(self, name: str) -> ExerciseResult:
        """The result of one exercise."""
        return next(item for item in self.exercises if item.name == name)

    def renamed(self, submission: str) -> Result:
        """The same result for a submission of another name."""
        return replace(self, submission=submission)

    def in_points(self, points: Mapping[str, float]) -> Result:
        """The same result in the points that a course gives.

        Args:
            points: what each exercise is worth in the course; one that is not named is no part of it.
        """
        exercises = tuple(
            replace(item, points=points[item.name], score=_scaled(item, points[item.name]))
            for item in self.exercises
            if item.name in points
        )
        score, most = sum(item.score for item in exercises), sum(item.points for item in exercises)
        return replace(self, exercises=exercises, score=round(score, 4), max_score=most)

    def as_dict(self) -> dict[str, Any]:
        """The result as JSON types."""
        found: dict[str, Any] = plain(self)
        return found

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> Result:
        """Reads back what `as_dict` wrote."""
        exercises = tuple(
            ExerciseResult(
                **{
                    **item,
                    "checks": tuple(CheckResult(**check) for check in item["checks"]),
                    "followed_through": tuple(item["followed_through"]),
                }
            )
            for item in plain["exercises"]
        )
        own_cells = tuple(OwnCellResult(**item) for item in plain.get("own_cells", ()))
        return cls(**{**plain, "exercises": exercises, "own_cells": own_cells, "notes": tuple(plain["notes"])})


def points_text(points: float) -> str:
    """Points as they are shown: with two decimals at most."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def whole_points(values: Sequence[float]) -> list[int]:
    """Points rounded so that they add up to their rounded sum: those with the largest remainders are rounded up."""
    rounded = [math.floor(value + 1e-9) for value in values]
    left = math.floor(sum(values) + 0.5 + 1e-9) - sum(rounded)
    order = sorted(range(len(values)), key=lambda place: rounded[place] - values[place])
    for place in order[:left]:
        rounded[place] += 1
    return rounded


def _scaled(exercise: ExerciseResult, points: float) -> float:
    share = exercise.score / exercise.points if exercise.points else 0.0
    return round(points * min(1.0, max(0.0, share)), 4)


def is_well_formed(result: Result) -> bool:
    """Whether a result that was read from outside holds what a judge may come to: kinds, names and numbers.

    Args:
        result: as `Result.from_dict` made it, which looks at the names of its parts only.
    """
    exercises = result.exercises
    return (
        result.status in get_args(Status)
        and all(isinstance(text, str) for text in (result.reason, result.content, *result.notes))
        and _between(0, result.score, result.max_score)
        and _between(0, result.seconds, float("inf"))
        and all(map(_fits, exercises))
        and all(map(_is_own_cell, result.own_cells))
        and len({exercise.name for exercise in exercises}) == len(exercises)
        and abs(sum(exercise.points for exercise in exercises) - result.max_score) < ROUNDING
        and abs(sum(exercise.score for exercise in exercises) - result.score) < ROUNDING * (1 + len(exercises))
    )


def _fits(exercise: ExerciseResult) -> bool:
    return (
        isinstance(exercise.name, str)
        and exercise.status in get_args(ExerciseStatus)
        and _between(0, exercise.score, exercise.points)
        and all(isinstance(name, str) for name in exercise.followed_through)
        and all(_is_check(check) for check in exercise.checks)
    )


def _is_own_cell(cell: OwnCellResult) -> bool:
    texts = isinstance(cell.name, str) and isinstance(cell.message, str)
    return texts and _between(0, 0 if cell.score is None else cell.score, cell.points)


def _is_check(check: CheckResult) -> bool:
    texts = (check.name, check.message, check.mistake, check.kind, check.call, check.traceback)
    return (
        check.outcome in ("passed", "failed")
        and all(isinstance(text, str) for text in texts)
        and _between(0, check.weight, float("inf"))
    )


def _between(low: float, number: object, high: object) -> bool:
    """Whether these are numbers in this order; True and False are none, nor is infinity a score."""
    kinds = (int, float)
    return type(number) in kinds and type(high) in kinds and number < float("inf") and low <= number <= high  # type: ignore[operator]


def not_judged(assignment: Assignment, submission: str, status: Status, reason: str) -> Result:
    """The result of a submission of which nothing could be judged: no points, and the reason."""
    exercises = tuple(ExerciseResult(item.name, item.points, 0.0, "not_judged") for item in assignment.exercises)
    return Result(
        submission=submission,
        assignment=assignment.slug,
        status=status,
        reason=reason,
        score=0.0,
        max_score=sum(item.points for item in exercises),
        seconds=0.0,
        exercises=exercises,
    )


def plain(value: Any) -> Any:
    """A value of dataclasses, tuples, lists and dicts as JSON has it; what `dataclasses.asdict` does, in a fifth of the time.

    Args:
        value: the value; the keys of its dicts are text.
    """
    if isinstance(value, (str, int, float, type(None))):
        return value
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if is_dataclass(value):
        return {name: plain(item) for name, item in vars(value).items()}
    raise TypeError(f"no JSON for a {type(value).__name__}")
