"""Grades for a spreadsheet or a learning-management system."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dlkit.comparing import clean
from dlkit.course import find_assignment
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.graded_cells import GradedCell, graded_cells
from grader.gradebook.marks import COLUMNS, NEEDS_A_PERSON, NOT_JUDGED, Mark, no_mark, read_marks, read_recorded
from grader.gradebook.overrides import Override, standing_overrides
from grader.gradebook.student_id import is_student_id, not_a_student_id

_STUDENT = ("student", "last_name", "first_name")
_NOT_HANDED_IN = ("missing", "Nothing was handed in.")


def export_csv(course: Path, slug: str | None = None) -> str:
    """The grades of a course as CSV: one row for each student in the gradebook.

    The columns are the student, then for each assignment its exercises, an instructor's own tests, its written
    answers, and the mark: what was given automatically and by hand, the late penalty, the total after it, the points
    there are, the status and its reason, what a person has yet to mark, and what one has decided in place of the judge. With more than one assignment their
    names stand before the columns' ones.

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
            cells = graded_cells(gradebook, find_assignment(name), taken=COLUMNS)
            columns += [prefix + title for title in (*(cell.title for cell in cells), *COLUMNS)]
            marks = read_marks(gradebook, find_assignment(name))
            overrides = standing_overrides(folder, name, read_recorded(gradebook, name))
            for student, row in rows.items():
                values = _values(folder, name, student, marks.get(student), cells, overrides.get(student, ()))
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


def _values(
    folder: CourseFolder,
    slug: str,
    student: str,
    mark: Mark | None,
    cells: Sequence[GradedCell],
    overrides: Sequence[Override],
) -> dict[str, Any]:
    handed_in, known = mark is not None, is_student_id(student)
    mark = mark or no_mark(cells)
    kept = folder.results.find(slug, student) if known and handed_in else None
    status, reason = mark.standing(kept.result if kept else None) if handed_in else _NOT_HANDED_IN
    wanted = [cell.title for cell in cells if cell.title in mark.needs_a_person and (kept or cell.kind == "by_hand")]
    return {
        **{title: _points(score, wanted=title in wanted) for title, score in mark.cells.items()},
        "automatic": _number(mark.automatic),
        "by_hand": _number(mark.by_hand),
        "late_penalty": _number(mark.late_penalty),
        "total": _number(mark.total),
        "points": _number(mark.points),
        "status": status,
        "reason": reason if known else not_a_student_id(student),
        "needs_a_person": ", ".join(wanted),
        "overrides": "; ".join(f"{item.exercise}: {item.told}" for item in overrides),
    }


def _points(score: float | None, *, wanted: bool) -> str:
    """A cell's points; if there are none, whether a person is to give them or the judge."""
    return _number(score) if score is not None else NEEDS_A_PERSON if wanted else NOT_JUDGED


def _number(value: float) -> str:
    return f"{value:.10g}"
