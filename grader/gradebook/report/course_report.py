"""A course in numbers: its assignments side by side, each student's scores over time, and who falls behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

from grader.gradebook.marks import NOT_JUDGED
from grader.gradebook.report.assignment_report import AssignmentReport
from grader.gradebook.report.class_record import MISSING, ClassRecord

RECENT = 2  # assignments
FALLEN = 0.25  # of the points, as against the class
FAR_BELOW = 0.5  # of the class's median


@dataclass(frozen=True)
class StudentReport:
    """One student's way through a course.

    Attributes:
        student: what the student is called.
        shares: of the points of each assignment, in order; None where there is no score.
        missing: how many assignments that were due, and for which somebody has a score, the student has not handed in.
        mean: of the shares that there are; None if there are none.
        behind: why the student seems to fall behind, as sentences; empty for most.
    """

    student: str
    shares: tuple[float | None, ...]
    missing: int
    mean: float | None
    behind: tuple[str, ...]


@dataclass(frozen=True)
class CourseReport:
    """A course: its assignments in the kit's order, and its students."""

    title: str
    assignments: tuple[AssignmentReport, ...]
    students: tuple[StudentReport, ...]

    @property
    def behind(self) -> tuple[StudentReport, ...]:
        """Those who seem to fall behind."""
        return tuple(item for item in self.students if item.behind)

    @property
    def medians(self) -> tuple[float | None, ...]:
        """The class's median share of each assignment."""
        columns = [[item.shares[place] for item in self.students] for place in range(len(self.assignments))]
        return tuple(_median(column) for column in columns)


def report_course(title: str, records: Sequence[ClassRecord], reports: Sequence[AssignmentReport]) -> CourseReport:
    """Puts the assignments of a course together.

    Args:
        title: of the course.
        records: what the course folder holds of each assignment, in order, with the same students in each.
        reports: the report of each.
    """
    names = [item.student for item in records[0].standings]
    tables = [{item.student: record.share(item) for item in record.counted} for record in records]
    medians = [_median(list(table.values())) for table in tables]
    statuses = [{item.student: item.status for item in record.standings} for record in records]
    counting = [place for place, record in enumerate(records) if record.is_closed and medians[place] is not None]
    students = []
    for name in names:
        shares = [table.get(name) for table in tables]
        now = [table.get(name, MISSING) for table in statuses]
        missing = sum(now[place] == MISSING for place in counting)
        known = [share for share in shares if share is not None]
        behind = _behind([(records[place].slug, shares[place], now[place], medians[place]) for place in counting])
        students.append(StudentReport(name, tuple(shares), missing, fmean(known) if known else None, behind))
    return CourseReport(title, tuple(reports), tuple(students))


def _behind(way: Sequence[tuple[str, float | None, str, float | None]]) -> tuple[str, ...]:
    """Why a student seems to fall behind; see docs/report.md for the rules.

    Args:
        way: each assignment that was due, in order: its name, the student's share and status, the class's median.
    """
    if len(way) < RECENT:
        return ()
    recent, earlier = way[-RECENT:], way[:-RECENT]
    titles = " and ".join(slug for slug, *_ in recent)
    if all(share is None and status != NOT_JUDGED for _, share, status, _ in recent):
        return (f"Nothing that could be judged was handed in for {titles}.",)
    told = []
    if all(share is not None and middle and share < FAR_BELOW * middle for _, share, _, middle in recent):
        told.append(f"Less than half of the class's median in {titles}.")
    before, now = _against_the_class(earlier), _against_the_class(recent)
    if len(before) >= RECENT and len(now) == RECENT and fmean(now) <= fmean(before) - FALLEN:
        fallen = round(100 * (fmean(before) - fmean(now)))
        told.append(f"In {titles} {fallen} % of the points lower than before, as against the class's median.")
    return tuple(told)


def _against_the_class(way: Sequence[tuple[str, float | None, str, float | None]]) -> list[float]:
    return [share - middle for _, share, _, middle in way if share is not None and middle is not None]


def _median(shares: Sequence[float | None]) -> float | None:
    known = [share for share in shares if share is not None]
    return median(known) if known else None
