"""Which misconceptions a class holds: the known mistake behind each wrong answer, and wrong answers that none explains."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from dlkit.comparing import clean
from grader.gradebook.report.attempts import day, made_before, since
from grader.gradebook.report.class_record import ClassRecord, Standing
from grader.judging import CheckResult, ExerciseResult

UNDECIDED = ("undecided", "faulty_check")  # the judge's own failures
# Kinds of diagnosis in which there is no answer to explain.
NO_ANSWER = (
    *("missing", "not_run", "not_written", "too_large", *UNDECIDED),
    *("timed_out", "out_of_memory", "crashed", "not_permitted"),
)
NOT_BEGUN = ("not_written", "missing", "not_judged")  # statuses of an exercise
_BY_INPUTS = (
    "value",
    "not_finite",
    "gradient",
)  # kinds whose sentences count numbers, which are other ones for each student
_NUMBERS = re.compile(r"\d+(?:, ?\d+)*")
MAX_TOLD = 400  # characters of a sentence


@dataclass(frozen=True)
class Misconception:
    """A known mistake, and who made it.

    Attributes:
        exercise, mistake: its exercise and its name in the catalogue.
        hint: what those who made it were told; empty where nobody makes it any more.
        students: who made it.
        since: for each of them the day from which on each hand-in has it; empty where that is not known.
        overcome: who made it in an earlier hand-in, and does not in the last.
        tried: how many have written the exercise.
        next_exercise: the one after it; empty if it is the last.
        next_right, next_tried: how many of those who made the mistake have the next exercise right, and wrote it.
        others_right, others_tried: the same of all who wrote this exercise and did not make the mistake.
    """

    exercise: str
    mistake: str
    hint: str
    students: tuple[str, ...]
    tried: int
    since: tuple[str, ...] = ()
    overcome: tuple[str, ...] = ()
    next_exercise: str = ""
    next_right: int = 0
    next_tried: int = 0
    others_right: int = 0
    others_tried: int = 0


@dataclass(frozen=True)
class Unexplained:
    """Wrong answers to an exercise that no known mistake explains, and that look the same in what the results hold.

    Attributes:
        exercise: the exercise.
        checks: the checks that failed.
        told: what was told of them, each sentence once: the words of the first student.
        students: whose answers they are.
    """

    exercise: str
    checks: tuple[str, ...]
    told: tuple[str, ...]
    students: tuple[str, ...]


def misconceptions_of(record: ClassRecord) -> tuple[Misconception, ...]:
    """The known mistakes that a class made, the commonest first; also those that nobody makes any more."""
    found: dict[tuple[str, str], dict[str, Standing]] = {}
    overcome: dict[tuple[str, str], list[str]] = {}
    hints: dict[tuple[str, str], str] = {}
    for standing in record.standings:
        for exercise in standing.exercises.values():
            for check in exercise.checks:
                if check.outcome == "failed" and check.mistake:
                    key = exercise.name, check.mistake
                    hints.setdefault(key, check.message)
                    found.setdefault(key, {})[standing.student] = standing
        for key in made_before(standing.versions):
            if key[0] in standing.exercises and standing.student not in found.get(key, {}):
                found.setdefault(key, {})
                overcome.setdefault(key, []).append(standing.student)
    order = list(record.exercises)
    told = [
        replace(_misconception(record, key, hints.get(key, ""), made), overcome=tuple(overcome.get(key, ())))
        for key, made in found.items()
    ]
    return tuple(
        sorted(
            told, key=lambda item: (-len(item.students), -len(item.overcome), order.index(item.exercise), item.mistake)
        )
    )


def _misconception(record: ClassRecord, key: tuple[str, str], hint: str, made: Mapping[str, Standing]) -> Misconception:
    name, mistake = key
    order = list(record.exercises)
    following = order[order.index(name) + 1] if order.index(name) + 1 < len(order) else ""
    tried = [item for item in record.standings if has_written(item, name)]
    others = [item for item in tried if item.student not in made]
    return Misconception(
        exercise=name,
        mistake=mistake,
        hint=hint,
        students=tuple(made),
        since=tuple(day(since(item.versions, name, mistake), record.zone) for item in made.values()),
        tried=len(tried),
        next_exercise=following,
        next_right=sum(_is_right(item, following) for item in made.values()),
        next_tried=sum(has_written(item, following) for item in made.values()),
        others_right=sum(_is_right(item, following) for item in others),
        others_tried=sum(has_written(item, following) for item in others),
    )


def has_written(standing: Standing, exercise: str) -> bool:
    """Whether a student wrote an exercise that could be judged."""
    found = standing.exercises.get(exercise)
    return found is not None and found.status not in NOT_BEGUN


def _is_right(standing: Standing, exercise: str) -> bool:
    found = standing.exercises.get(exercise)
    return found is not None and found.status == "right"


def unexplained_of(record: ClassRecord, *, hide: Callable[[str], str] = str) -> tuple[Unexplained, ...]:
    """The wrong answers that no known mistake explains, grouped, the commonest first.

    What came back is no part of a result. Two answers count as the same where the same checks failed with the same
    sentences, numbers apart where they count what depends on a student's own inputs.

    Args:
        record: the class.
        hide: takes names out of a text that may quote a student.
    """
    groups: dict[tuple[str, tuple[tuple[str, str, str], ...]], list[tuple[str, tuple[CheckResult, ...]]]] = {}
    for standing in record.standings:
        for exercise in standing.exercises.values():
            if failed := unexplained_checks(exercise):
                key = exercise.name, tuple(sorted({_looks(check) for check in failed}))
                groups.setdefault(key, []).append((standing.student, failed))
    order = list(record.exercises)
    found = [_group(name, made, hide) for (name, _), made in groups.items()]
    return tuple(sorted(found, key=lambda item: (-len(item.students), order.index(item.exercise), item.told)))


def unexplained_checks(exercise: ExerciseResult) -> tuple[CheckResult, ...]:
    """The failed checks of a wrong answer of which none names a mistake; none if one does, or if nothing was answered."""
    failed = [check for check in exercise.checks if check.outcome == "failed"]
    if exercise.status in NOT_BEGUN or any(check.mistake for check in failed):
        return ()
    return tuple(check for check in failed if check.kind not in NO_ANSWER)


def _looks(check: CheckResult) -> tuple[str, str, str]:
    told = _NUMBERS.sub("…", check.message) if check.kind in _BY_INPUTS else check.message
    return check.name, check.kind, told


def _group(name: str, made: Sequence[tuple[str, tuple[CheckResult, ...]]], hide: Callable[[str], str]) -> Unexplained:
    _, first = made[0]
    told = dict.fromkeys(hide(clean(check.message, limit=MAX_TOLD)) for check in first)
    checks = tuple(check.name for check in first)
    return Unexplained(name, checks, tuple(told), tuple(student for student, _ in made))
