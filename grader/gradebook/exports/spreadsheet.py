"""The marks for a spreadsheet: everything there is to say of them, in CSV that Excel opens as it is."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from grader.gradebook.exports.table import NUMBER, AssignmentMarks, Entry, MarksTable, harmless, number, read_table
from grader.gradebook.marks import COLUMNS, NEEDS_A_PERSON, NOT_JUDGED

BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes the file for one in the system's old alphabet
_STUDENT = ("student", "last_name", "first_name", "email", "lms_user_id")


def spreadsheet(table: MarksTable, *, prefixed: bool, decimal_comma: bool = False) -> str:
    """The marks as CSV: one row for each student.

    The columns are the student, then for each assignment its exercises, an instructor's own tests, its written
    answers, and the mark: when it was handed in and due, how many hours late, what was given automatically and by
    hand, both together, the late penalty, the total after it, the points there are, the status and its reason, and
    what a person has yet to mark.

    Args:
        table: the marks.
        prefixed: whether the assignments' names stand before the columns' ones.
        decimal_comma: whether numbers have a comma, and semicolons stand between cells.

    Returns:
        The text, with a header.
    """
    columns = list(_STUDENT)
    rows: dict[str, dict[str, Any]] = {
        student.id: dict(
            zip(
                _STUDENT,
                (student.id, student.last_name, student.first_name, student.email, student.lms_user_id),
                strict=True,
            )
        )
        for student in table.students
    }
    for assignment in table.assignments:
        prefix = f"{assignment.slug}: " if prefixed else ""
        columns += [prefix + title for title in (*(cell.title for cell in assignment.cells), *COLUMNS)]
        for student, entry in assignment.entries.items():
            rows[student] |= {prefix + key: value for key, value in _values(assignment, entry).items()}
    cells = [[row[column] for column in columns] for row in rows.values()]
    return as_csv(columns, cells, cell=_with_comma, separator=";") if decimal_comma else as_csv(columns, cells)


def _with_comma(value: Any) -> Any:
    """A harmless cell, a number with a decimal comma."""
    value = harmless(value)
    return value.replace(".", ",") if isinstance(value, str) and NUMBER.fullmatch(value) else value


def as_csv(
    header: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    cell: Callable[[Any], Any] = harmless,
    separator: str = ",",
) -> str:
    """Rows as CSV.

    Args:
        header: the columns' names.
        rows: the rows.
        cell: what is written for a value: by default nothing that a spreadsheet takes for a formula. What another
            program gave goes back to it as it was (`str`).
        separator: what stands between cells.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    writer.writerow([cell(name) for name in header])
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()


def export_csv(course: Path, slug: str | None = None) -> str:
    """The marks of a course as CSV; see `spreadsheet`. Of several assignments the names stand before the columns' ones.

    Args:
        course: the course folder.
        slug: one assignment; all that somebody has handed in if None.

    Raises:
        CourseError: if this is no course folder, or the assignment is not in its gradebook.
    """
    return spreadsheet(read_table(course, slug), prefixed=slug is None)


def write_csv(course: Path, path: Path, slug: str | None = None) -> None:
    """Writes the marks of a course to a file that Excel opens; see `export_csv`."""
    path.write_text(BYTE_ORDER_MARK + export_csv(course, slug), encoding="utf-8", newline="")


def _values(assignment: AssignmentMarks, entry: Entry) -> dict[str, str]:
    mark = entry.mark
    values = (
        _time(entry.handed_in),
        _time(entry.due),
        f"{math.ceil(entry.lateness.total_seconds() / 36) / 100:.2f}",  # never 0 where it is late
        *map(number, (mark.automatic, mark.by_hand, mark.raw, mark.late_penalty, mark.total, mark.points)),
        entry.status,
        entry.reason,
        ", ".join(entry.needs_a_person),
        "; ".join(f"{item.exercise}: {item.told}" for item in entry.overrides),
    )
    return {
        **{cell.title: _points(entry, cell.title) for cell in assignment.cells},
        **dict(zip(COLUMNS, values, strict=True)),
    }


def _points(entry: Entry, title: str) -> str:
    """A cell's points; if there are none, whether a person is to give them or the judge."""
    score = entry.mark.cells[title]
    if score is not None:
        return number(score)
    return NEEDS_A_PERSON if title in entry.needs_a_person else NOT_JUDGED


def _time(time: datetime | None) -> str:
    """A time in the one form that every spreadsheet takes for a time."""
    return f"{time:%Y-%m-%d %H:%M:%S}" if time else ""
