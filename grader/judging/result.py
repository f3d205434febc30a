"""A result: what the judge decided about one submission, as plain data."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, get_args

from dlkit.comparing import clean, clean_line
from dlkit.course import Assignment

MAX_REASON = 2_000

Status = Literal["graded", "unreadable", "missing", "crashed", "timed_out", "out_of_memory", "not_permitted"]
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


@dataclass(frozen=True)
class Result:
    """One submission judged.

    Attributes:
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

    def as_dict(self) -> dict[str, Any]:
        """The result as JSON types."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain

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
        return cls(**{**plain, "exercises": exercises, "notes": tuple(plain["notes"])})


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
