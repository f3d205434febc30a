"""A dispute over a mark: the submission judged once more, with all that led to its verdict, beside what is recorded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from dlkit.course import CourseError, unknown
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.graded_cells import graded_cells
from grader.gradebook.marks import COLUMNS, Mark, read_marks, read_recorded
from grader.gradebook.overrides import Override, standing_overrides
from grader.judging import Explanation, Judge, Result, explain


@dataclass(frozen=True)
class Dispute:
    """What the staff needs to settle a dispute.

    Attributes:
        student: whose submission it is.
        explanation: the verdict as it is now, in the points of the course, with all that led to it.
        recorded: the judge's verdict as it was recorded, in the points of the course; None if there is none.
        mark: the mark in the gradebook; None if there is none.
        overrides: what a person decided and still stands.
    """

    student: str
    explanation: Explanation
    recorded: Result | None
    mark: Mark | None
    overrides: tuple[Override, ...] = ()


def explain_submission(course: Path, student: str, slug: str, exercise: str | None = None) -> Dispute:
    """Judges a submission of a course folder once more, and keeps all that leads to the verdict; nothing is recorded.

    Args:
        course: the course folder.
        student: whose submission.
        slug: the assignment.
        exercise: only this one; all of them if None.

    Raises:
        CourseError: if there is no such course folder, assignment, submission or exercise.
        SandboxUnavailable: if student code cannot be isolated here.
    """
    folder = CourseFolder(course)
    assignment = folder.require(slug)
    names = [item.name for item in assignment.exercises]
    if exercise is not None and exercise not in names:
        raise CourseError(unknown("exercise", exercise, names, f" in {slug}"))
    (submitted,) = folder.submitted_files(slug, [student])
    with folder.gradebook() as gradebook:
        cells = graded_cells(gradebook, assignment, taken=COLUMNS)
        mark = read_marks(gradebook, assignment, student).get(student)
        recorded = read_recorded(gradebook, slug, student)
        overrides = standing_overrides(folder, slug, recorded).get(student, [])
    points = {cell.title: cell.points for cell in cells if cell.kind == "exercise"}
    kept = folder.results.find(slug, student)
    seed = folder.seeds(slug)(student)
    with Judge(slug) as judge:
        if refused := submitted.refused(assignment):
            explanation = Explanation(refused, judge.budget, seed, ())
        else:
            explanation = explain(
                judge, student, submitted.notebook(), files=submitted.beside(), seed=seed, exercise=exercise
            )
    noted = replace(explanation, result=submitted.with_note(explanation.result))
    return Dispute(
        student, noted.in_points(points), kept.result.in_points(points) if kept else None, mark, tuple(overrides)
    )
