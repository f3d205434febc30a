"""One assignment in numbers: scores, exercises, misconceptions, checks, statuses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import StatisticsError, correlation, fmean, median

from grader.gradebook.marks import NEEDS_A_PERSON
from grader.gradebook.report.attempts import counted, first_of
from grader.gradebook.report.class_record import MISSING, ClassRecord, Standing
from grader.gradebook.report.misconceptions import (
    UNDECIDED,
    Misconception,
    Unexplained,
    has_written,
    misconceptions_of,
    unexplained_of,
)
from grader.judging import ExerciseResult

ENOUGH = 10  # answers: of fewer, neither a correlation nor "nobody" says anything


@dataclass(frozen=True)
class ExerciseReport:
    """One exercise.

    Attributes:
        points: what it is worth in the course.
        judged: how many submissions of it could be judged; the shares and the mean are of these.
        mean: of the points.
        right, partly_right, wrong, not_written: how many of each; one that is missing counts as not written.
        difficulty: the share of the points that was lost, from 0 to 1.
        discrimination: the corrected item-total correlation: of its points with those for the other exercises
            together. None where there are fewer than ten, or all have the same.
        timed_out: how many ran out of time in one of its checks.
        followed_through: how many were judged with right ones in place of exercises that it builds on.
        first_right, first_known: how many had it right in the first hand-in, of those of whom that is known.
        first_check_right, first_check_known: how many had it right at the first check in their notebook, of those
            whose progress file, handed in, says so.
        checks_made: the median of how often they checked it there, what was not written yet apart; None if nobody did.
        hinted, hints_known: how many asked for a hint there, of those who handed in a progress file.
    """

    name: str
    points: float
    judged: int
    mean: float
    right: int
    partly_right: int
    wrong: int
    not_written: int
    difficulty: float
    discrimination: float | None
    timed_out: int
    followed_through: int
    first_right: int = 0
    first_known: int = 0
    first_check_right: int = 0
    first_check_known: int = 0
    checks_made: float | None = None
    hinted: int = 0
    hints_known: int = 0


@dataclass(frozen=True)
class CheckReport:
    """A check that told nobody apart: `failed` of the `counted` who wrote its exercise."""

    exercise: str
    check: str
    failed: int
    counted: int


@dataclass(frozen=True)
class StatusReport:
    """A status, and who stands so, each with the reason."""

    status: str
    students: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AssignmentReport:
    """One assignment and a class.

    Attributes:
        students: how many the class has.
        handed_in: how many of them handed something in.
        automatic_only: whether scores are without what a person marks, because that is not done yet.
        most: the points that scores are of.
        scores: of each student who has one, by name.
        exercises: one for each exercise, in order.
        misconceptions: the commonest first.
        unexplained: wrong answers that no known mistake explains, the commonest first.
        never_failed, always_failed: checks that no, or every, student who wrote the exercise fails.
        statuses: those other than `graded`, with the students who stand so.
        graded: how many have the status `graded`.
        to_be_marked: how many wait for a person.
        handed_in_again: how many are known to have handed in more than one version.
        troubles: checks that could not be decided through no fault of the student.
    """

    slug: str
    title: str
    students: int
    handed_in: int
    automatic_only: bool
    most: float
    scores: dict[str, float]
    exercises: tuple[ExerciseReport, ...]
    misconceptions: tuple[Misconception, ...]
    unexplained: tuple[Unexplained, ...]
    never_failed: tuple[CheckReport, ...]
    always_failed: tuple[CheckReport, ...]
    statuses: tuple[StatusReport, ...]
    graded: int
    troubles: tuple[str, ...]
    to_be_marked: int = 0
    handed_in_again: int = 0

    @property
    def has_progress(self) -> bool:
        """Whether anybody's progress file was handed in."""
        return any(item.hints_known for item in self.exercises)

    @property
    def mean(self) -> float | None:
        """The mean score; None if nobody has one."""
        return fmean(self.scores.values()) if self.scores else None

    @property
    def median(self) -> float | None:
        """The median score; None if nobody has one."""
        return median(self.scores.values()) if self.scores else None


def report_assignment(record: ClassRecord, *, hide: Callable[[str], str] = str) -> AssignmentReport:
    """Counts what a class did in an assignment.

    Args:
        record: what the course folder holds.
        hide: takes names out of a text that may quote a student.
    """
    never, always = _checks_that_tell_nobody_apart(record)
    return AssignmentReport(
        slug=record.slug,
        title=record.title,
        students=len(record.standings),
        handed_in=sum(item.status != MISSING for item in record.standings),
        automatic_only=record.needs_a_person,
        most=record.most,
        scores={item.student: round(record.score(item), 4) for item in record.counted},
        exercises=tuple(_exercise(record, name) for name in record.exercises),
        misconceptions=misconceptions_of(record),
        unexplained=unexplained_of(record, hide=hide),
        never_failed=never,
        always_failed=always,
        statuses=_statuses(record.standings),
        graded=sum(item.status == "graded" for item in record.standings),
        troubles=_troubles(record, hide),
        to_be_marked=sum(item.status == NEEDS_A_PERSON for item in record.standings),
        handed_in_again=sum(len(item.versions) > 1 for item in record.standings),
    )


def _exercise(record: ClassRecord, name: str) -> ExerciseReport:
    points = record.exercises[name]
    judged = [item for item in record.standings if name in item.exercises]
    results = [item.exercises[name] for item in judged]
    statuses = [result.status for result in results]
    mean = fmean(item.points(name) for item in judged) if judged else 0.0
    firsts = [status for item in judged if (status := first_of(item.versions, name))]
    told = [item.progress for item in record.standings if item.progress]
    first_checks = [done[name].first for done in told if name in done and done[name].first]
    checks = [count for done in told if (count := counted(done, name))]
    return ExerciseReport(
        name=name,
        points=points,
        judged=len(judged),
        mean=mean,
        right=statuses.count("right"),
        partly_right=statuses.count("partly_right"),
        wrong=statuses.count("wrong"),
        not_written=statuses.count("not_written") + statuses.count("missing"),
        difficulty=min(1.0, max(0.0, 1 - mean / points)) if points and judged else 0.0,
        discrimination=_discrimination(judged, name),
        timed_out=sum(any(check.kind == "timed_out" for check in result.checks) for result in results),
        followed_through=sum(bool(result.followed_through) for result in results),
        first_right=firsts.count("right"),
        first_known=len(firsts),
        first_check_right=first_checks.count("right"),
        first_check_known=len(first_checks),
        checks_made=median(checks) if checks else None,
        hinted=sum(name in done and done[name].hints > 0 for done in told),
        hints_known=len(told),
    )


def _discrimination(judged: Sequence[Standing], name: str) -> float | None:
    """The corrected item-total correlation of an exercise; of who has no other one that was judged, nothing counts."""
    known = [item for item in judged if any(other.points for other in _others(item, name))]
    if len(known) < ENOUGH:
        return None
    own = [item.points(name) for item in known]
    rest = [
        sum(item.points(other.name) for other in _others(item, name)) / sum(o.points for o in _others(item, name))
        for item in known
    ]
    try:
        return correlation(own, rest)
    except StatisticsError:  # all have the same
        return None


def _others(standing: Standing, name: str) -> list[ExerciseResult]:
    return [item for item in standing.exercises.values() if item.name != name]


def _checks_that_tell_nobody_apart(record: ClassRecord) -> tuple[tuple[CheckReport, ...], tuple[CheckReport, ...]]:
    """The checks that nobody fails, and those that everybody fails who wrote the exercise.

    A check that is there only where it fails, such as that of arguments changed in place, is not one that all fail:
    who does not have it has passed it.
    """
    never: list[CheckReport] = []
    always: list[CheckReport] = []
    for name in record.exercises:
        written = [item.exercises[name] for item in record.standings if has_written(item, name)]
        if len(written) < ENOUGH:
            continue
        decided = [check for result in written for check in result.checks if check.kind not in UNDECIDED]
        for about in dict.fromkeys(check.name for check in decided):
            failed = sum(check.name == about and check.outcome == "failed" for check in decided)
            if failed in (0, len(written)):
                (always if failed else never).append(CheckReport(name, about, failed, len(written)))
    return tuple(never), tuple(always)


def _statuses(standings: Sequence[Standing]) -> tuple[StatusReport, ...]:
    found: dict[str, list[tuple[str, str]]] = {}
    for item in standings:
        if item.status != "graded":
            found.setdefault(item.status, []).append((item.student, item.reason))
    return tuple(StatusReport(status, tuple(found[status])) for status in sorted(found))


def _troubles(record: ClassRecord, hide: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(
        f"{item.student}: {hide(trouble)}"
        for item in record.standings
        if item.result
        for trouble in item.result.troubles
    )
