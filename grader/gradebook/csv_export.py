"""Grades for a spreadsheet or a learning-management system."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dlkit.comparing import clean
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.student_id import is_student_id, not_a_student_id

_STUDENT = ("student", "last_name", "first_name")
_SUMMARY = ("late_penalty", "total", "points", "status", "reason")


def export_csv(course: Path, slug: str | None = None) -> str:
    """The grades of a course as CSV: one row for each student in the gradebook.

    The columns are the student, then for each assignment its exercises, its written answers (empty until a
    person has marked them), the late penalty, the total after it, the points there are, the status and its
    reason. With more than one assignment their names stand before the columns' ones.

    Args:
        course: the course folder.
        slug: one assignment; all that are in the gradebook if None.

    Returns:
        The text, with a header.

    Raises:
        CourseError: if this is no course folder, or the assignment is not in its gradebook.
    """
    folder = CourseFolder(course)
    if slug is not None:
        folder.require(slug)
    slugs = folder.assignments() if slug is None else [slug]
    rows: dict[str, dict[str, Any]] = {}
    columns = list(_STUDENT)
    with folder.gradebook() as gradebook:
        for student in gradebook.students:
            names = (student.id, student.last_name or "", student.first_name or "")
            rows[student.id] = dict(zip(_STUDENT, names, strict=True))
        for name in slugs:
            prefix = f"{name}: " if slug is None else ""
            cells = _grade_cells(folder, gradebook, name)
            columns += [prefix + title for title in (*cells.values(), *_SUMMARY)]
            for student, row in rows.items():
                values = _values(folder, gradebook, name, student, cells)
                row.update({prefix + key: value for key, value in values.items()})
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _harmless(value) for key, value in row.items()} for _, row in sorted(rows.items()))
    return out.getvalue()


def _harmless(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: names and reasons may be a student's own words."""
    value = clean(value) if isinstance(value, str) else value
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def write_csv(course: Path, path: Path, slug: str | None = None) -> None:
    """Writes the grades of a course to a file; see `export_csv`."""
    path.write_text(export_csv(course, slug), encoding="utf-8")


def _grade_cells(folder: CourseFolder, gradebook: Any, slug: str) -> dict[str, str]:
    """Each graded cell of an assignment with its column's title, in the order of the assignment."""
    from dlkit.course import find_assignment

    assignment = find_assignment(slug)
    known = {cell.name for cell in gradebook.find_notebook(slug, slug).grade_cells}
    titles = {f"check-{exercise.name}": exercise.name for exercise in assignment.exercises}
    titles |= {f"written-{written.name}": written.name for written in assignment.written}
    return {cell: title for cell, title in titles.items() if cell in known}


def _values(folder: CourseFolder, gradebook: Any, slug: str, student: str, cells: Mapping[str, str]) -> dict[str, Any]:
    from nbgrader.api import MissingEntry

    points = _number(gradebook.find_assignment(slug).max_score)
    try:
        submission = gradebook.find_submission(slug, student)
        grades = {grade.name: grade for notebook in submission.notebooks for grade in notebook.grades}
    except MissingEntry:
        nothing = {"status": "missing", "reason": "Nothing was handed in."}
        return {**dict.fromkeys(cells.values(), 0), "late_penalty": 0, "total": 0, "points": points, **nothing}
    known = is_student_id(student)
    kept = folder.results.find(slug, student) if known else None
    penalty = submission.late_submission_penalty or 0.0
    return {
        **{title: _score(grades.get(cell)) for cell, title in cells.items()},
        "late_penalty": _number(penalty),
        "total": _number(max(0.0, submission.score - penalty)),
        "points": points,
        "status": kept.result.status if kept else "not_judged",
        "reason": kept.result.reason if kept else "" if known else not_a_student_id(student),
    }


def _score(grade: Any) -> str:
    """A grade as it counts; nothing where a person has yet to give it."""
    if grade is None or (grade.auto_score is None and grade.manual_score is None):
        return ""
    return _number(grade.score)


def _number(value: float) -> str:
    return f"{value:.10g}"
