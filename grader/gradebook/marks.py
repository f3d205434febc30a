"""What a submission's mark is, and of what: the one place from which table, page and export take it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from nbgrader import api

from dlkit.course import Assignment
from grader.gradebook.graded_cells import GradedCell, graded_cells
from grader.judging import Result

NEEDS_A_PERSON, NOT_JUDGED = "needs a person", "not_judged"
COLUMNS = (
    *("handed_in_utc", "due_utc", "hours_late", "automatic", "by_hand", "raw", "late_penalty", "total", "points"),
    *("status", "reason", "needs_a_person", "overrides"),
)


@dataclass(frozen=True)
class Mark:
    """The mark of one submission, as the gradebook has it.

    Attributes:
        cells: the points of each cell by its title, changes by a person and extra credit included; None where a
            person has yet to give them.
        automatic, automatic_points: of the exercises and an instructor's own tests, and of how many.
        by_hand, by_hand_points: of written answers and whatever else a person marks, as far as it has been marked.
        late_penalty: what is taken off for handing in late.
        total, points: what is left, and of how many.
        needs_a_person: the titles of the cells that a person has yet to mark, or to look at again.
    """

    cells: dict[str, float | None]
    automatic: float
    automatic_points: float
    by_hand: float
    by_hand_points: float
    late_penalty: float
    total: float
    points: float
    needs_a_person: tuple[str, ...] = ()

    @property
    def raw(self) -> float:
        """What was given, before anything is taken off for handing in late."""
        return self.automatic + self.by_hand

    def as_dict(self) -> dict[str, Any]:
        """The mark as JSON types."""
        return asdict(self) | {"needs_a_person": list(self.needs_a_person)}

    def standing(self, result: Result | None) -> tuple[str, str]:
        """How a submission stands, and the reason: as the judge left it, or that a person is wanted.

        Args:
            result: what the judge came to; None if it has not judged it.
        """
        if result is None or result.status != "graded":
            return (result.status, result.reason) if result else (NOT_JUDGED, "")
        if self.needs_a_person:
            return NEEDS_A_PERSON, f"A person has yet to mark {', '.join(self.needs_a_person)}."
        return "graded", ""


@dataclass(frozen=True)
class Recorded:
    """What the gradebook has of one submission, read in a few queries for a whole class.

    Attributes:
        grades: the row of each cell that earns points, by its name: `auto_score`, `manual_score`, `score` and
            `needs_manual_grade`, as nbgrader's `Grade` has them.
        penalty: what is taken off for handing in late.
        timestamp: when it was handed in; None if that is not known.
        due: when it was due, the extension counted; None if it need not be in time.
        extension: what was granted, or None.
    """

    grades: dict[str, Any]
    penalty: float
    timestamp: datetime | None
    due: datetime | None
    extension: timedelta | None

    @property
    def is_late(self) -> bool:
        """Whether it was handed in after it was due."""
        return self.timestamp is not None and self.due is not None and self.timestamp > self.due

    @property
    def is_empty(self) -> bool:
        """Whether it is only a row, such as an extension makes before anything is handed in."""
        given = (score for grade in self.grades.values() for score in (grade.auto_score, grade.manual_score))
        return self.timestamp is None and all(score is None for score in given)


def read_recorded(gradebook: Any, slug: str, student: str | None = None) -> dict[str, Recorded]:
    """What the gradebook has of an assignment, by student.

    Args:
        gradebook: nbgrader's.
        slug: the assignment.
        student: only this one; everyone if None.
    """
    handed_in, notebook = api.SubmittedAssignment, api.SubmittedNotebook
    wanted = [notebook.notebook_id == gradebook.find_notebook(slug, slug).id]
    wanted += [handed_in.student_id == student] if student is not None else []
    columns = (handed_in.student_id, notebook.late_submission_penalty, handed_in.timestamp, handed_in.extension)
    joined = gradebook.db.query(*columns).join(notebook, notebook.assignment_id == handed_in.id)
    duedate = gradebook.find_assignment(slug).duedate
    found = {
        name: Recorded({}, penalty or 0.0, timestamp, duedate and duedate + (extension or timedelta()), extension)
        for name, penalty, timestamp, extension in joined.filter(*wanted)
    }
    grade = api.Grade
    values = (grade.auto_score, grade.manual_score, grade.score.label("score"), grade.needs_manual_grade)
    rows = gradebook.db.query(handed_in.student_id, api.BaseCell.name, *values)
    rows = rows.select_from(grade).join(notebook, notebook.id == grade.notebook_id)
    rows = rows.join(handed_in, handed_in.id == notebook.assignment_id).join(
        api.BaseCell, api.BaseCell.id == grade.cell_id
    )
    for row in rows.filter(*wanted):
        found[row[0]].grades[row[1]] = row
    return found


def read_marks(gradebook: Any, assignment: Assignment, student: str | None = None) -> dict[str, Mark]:
    """The marks of those who handed in an assignment, as the gradebook has them.

    Args:
        gradebook: nbgrader's.
        assignment: the assignment.
        student: only this one's; everyone's if None.
    """
    cells = graded_cells(gradebook, assignment, taken=COLUMNS)
    return {name: mark_of(cells, found) for name, found in read_recorded(gradebook, assignment.slug, student).items()}


def no_mark(cells: Sequence[GradedCell]) -> Mark:
    """The mark of who handed nothing in.

    Args:
        cells: the cells that earn points.
    """
    return _mark(cells, {cell.name: 0.0 for cell in cells}, 0.0, ())


def mark_of(cells: Sequence[GradedCell], found: Recorded) -> Mark:
    """The mark of one submission.

    Args:
        cells: the cells that earn points.
        found: what the gradebook has of it.
    """
    scores = {cell.name: _score(found.grades.get(cell.name)) for cell in cells}
    wanted = [cell.title for cell in cells if _needs_a_person(found.grades.get(cell.name))]
    return _mark(cells, scores, found.penalty, wanted)


def _score(grade: Any) -> float | None:
    """A grade as it counts; None where a person has yet to give it."""
    if grade is None or (grade.auto_score is None and grade.manual_score is None):
        return None
    return float(grade.score)


def _needs_a_person(grade: Any) -> bool:
    return grade is None or bool(grade.needs_manual_grade) or (grade.auto_score is None and grade.manual_score is None)


def _mark(
    cells: Sequence[GradedCell], scores: Mapping[str, float | None], penalty: float, wanted: Sequence[str]
) -> Mark:
    def sums(*, by_hand: bool) -> tuple[float, float]:
        chosen = [cell for cell in cells if (cell.kind == "by_hand") == by_hand]
        return sum(scores[cell.name] or 0.0 for cell in chosen), sum(cell.points for cell in chosen)

    (automatic, automatic_points), (given, given_points) = sums(by_hand=False), sums(by_hand=True)
    return Mark(
        cells={cell.title: scores[cell.name] for cell in cells},
        automatic=automatic,
        automatic_points=automatic_points,
        by_hand=given,
        by_hand_points=given_points,
        late_penalty=penalty,
        total=max(0.0, automatic + given - penalty),
        points=automatic_points + given_points,
        needs_a_person=tuple(wanted),
    )
