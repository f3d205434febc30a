"""What a course folder holds of a class and one assignment: each student's result, mark and status."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from dlkit.comparing import clean_line
from dlkit.course import find_assignment
from dlkit.desk.progress import ExerciseProgress
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.graded_cells import graded_cells
from grader.gradebook.history import Verdict, verdict_of
from grader.gradebook.late import read_settings
from grader.gradebook.marks import COLUMNS, NOT_JUDGED, Mark, Recorded, mark_of, read_recorded
from grader.gradebook.report.attempts import read_progress
from grader.gradebook.report.names import Names
from grader.judging import ExerciseResult, Result

MISSING = "missing"
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True)
class Standing:
    """One student and one assignment.

    Attributes:
        student: what the student is called in the report.
        status: as the table of `grader autograde` has it; `missing` if nothing was handed in, `not_judged` if it was and
            has not been judged yet.
        reason: of the status.
        result: what the judge came to, in the points of the course; None if it has not judged it.
        mark: the mark; None if the gradebook has none.
        versions: what its versions came to as far as it is known, the last one as it counts now.
        progress: what the student's own progress file says, by exercise; empty if it was not handed in.
    """

    student: str
    status: str
    reason: str = ""
    result: Result | None = None
    mark: Mark | None = None
    versions: tuple[Verdict, ...] = ()
    progress: Mapping[str, ExerciseProgress] = field(default_factory=dict)

    @cached_property
    def exercises(self) -> dict[str, ExerciseResult]:
        """The exercises that could be judged, by name."""
        found = self.result.exercises if self.result else ()
        return {item.name: item for item in found if item.status != "not_judged"}

    @property
    def counts(self) -> bool:
        """Whether it has a score: something of it was judged, or a person gave points."""
        return bool(self.exercises) or bool(self.mark and self.mark.total)

    def points(self, exercise: str) -> float:
        """The points for an exercise that was judged, as the gradebook has them."""
        given = self.mark.cells.get(exercise) if self.mark else None
        return self.exercises[exercise].score if given is None else given


@dataclass(frozen=True)
class ClassRecord:
    """A class and one assignment.

    Attributes:
        exercises: the points of each exercise that the course has, in order.
        standings: one for each student.
        is_closed: whether it was due already, or need not be in time.
        zone: the course's time zone.
    """

    slug: str
    title: str
    exercises: dict[str, float]
    standings: tuple[Standing, ...]
    is_closed: bool = True
    zone: ZoneInfo = _UTC

    @cached_property
    def counted(self) -> list[Standing]:
        """Those that have a score."""
        return [item for item in self.standings if item.counts]

    @cached_property
    def needs_a_person(self) -> bool:
        """Whether a person has yet to mark something, so that totals are not what they will be."""
        return any(item.mark is not None and item.mark.needs_a_person for item in self.counted)

    def score(self, standing: Standing) -> float:
        """A student's score: the total, or the automatic part of it as long as a person has yet to mark something."""
        mark = standing.mark
        if mark is None:
            return standing.result.score if standing.result else 0.0
        return mark.automatic if self.needs_a_person else mark.total

    def share(self, standing: Standing) -> float:
        """The same as a share of the points there are, from 0 to 1, or more with extra credit."""
        return self.score(standing) / self.most if self.most else 0.0

    @cached_property
    def most(self) -> float:
        """The points that `score` is of."""
        mark = next((item.mark for item in self.counted if item.mark), None)
        if mark is None:
            return sum(self.exercises.values())
        return mark.automatic_points if self.needs_a_person else mark.points


def read_class(
    folder: CourseFolder, gradebook: Any, slug: str, *, names: Names, students: Collection[str]
) -> ClassRecord:
    """Reads what a course folder holds of an assignment.

    Args:
        folder: the course folder.
        gradebook: nbgrader's, open.
        slug: the assignment, which is in the gradebook.
        names: what students are called.
        students: the class.
    """
    assignment = find_assignment(slug)
    cells = graded_cells(gradebook, assignment, taken=COLUMNS)
    points = {cell.title: cell.points for cell in cells if cell.kind == "exercise"}
    recorded = read_recorded(gradebook, slug)
    marks = {student: mark_of(cells, found) for student, found in recorded.items()}
    handed_in = folder.handed_in(slug) | marks.keys()
    due = gradebook.find_assignment(slug).duedate
    standings = []
    for student in students:
        kept = folder.results.find(slug, student) if student in handed_in else None
        result = kept.result.in_points(points) if kept else None
        mark = marks.get(student)
        status, reason = (MISSING, "") if student not in handed_in else (NOT_JUDGED, "")
        if mark is not None:
            status, reason = mark.standing(result)
        elif result is not None:
            status, reason = result.status, result.reason
        standings.append(
            Standing(
                names(student),
                status,
                names.hide(clean_line(reason)),
                result,
                mark,
                _versions(folder, result, recorded.get(student)) if result else (),
                read_progress(folder, slug, student) if student in handed_in else {},
            )
        )
    closed = due is None or due <= datetime.now(UTC).replace(tzinfo=None)
    return ClassRecord(slug, assignment.title, points, tuple(standings), closed, read_settings(folder.root).zone)


def _versions(folder: CourseFolder, result: Result, recorded: Recorded | None) -> tuple[Verdict, ...]:
    """The versions of a submission, the last one as its result is now; that one alone in a course without a history."""
    handed_in = recorded.timestamp.isoformat(timespec="seconds") if recorded and recorded.timestamp else ""
    known, now = folder.results.history(result.assignment, result.submission), verdict_of(result, handed_in=handed_in)
    if known and known[-1].content == now.content:
        return (*known[:-1], replace(known[-1], exercises=now.exercises))
    return (*known, now) if now.exercises else known
