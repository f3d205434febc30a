"""The marks for Canvas: the CSV that its gradebook imports.

Source: `lib/gradebook_importer.rb` of canvas-lms. `Student` is the first column, `Section` the last of the student's,
and each assignment a column of its title; a student is found by Canvas's own number, `ID`. In the second row stand the
points. An assignment's column is found by the number in its title, or by the whole title, and made where there is none.
"""

from __future__ import annotations

import re
from datetime import datetime

from dlkit.course import CourseError
from grader.gradebook.exports.spreadsheet import as_csv
from grader.gradebook.exports.table import AssignmentMarks, MarksTable, number, require_ids, require_rows
from grader.gradebook.roster.sheets import Row, Sheet, as_number, match
from grader.gradebook.roster.students import Student

_POINTS = "    Points Possible"
_ABOUT = ("Student", "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Root Account", "Section")
_NUMBERED = re.compile(r"(.*?)\s*\(\d+\)")


def canvas(table: MarksTable, now: datetime, sheet: Sheet | None = None) -> str:
    """The marks as Canvas's gradebook imports them.

    Args:
        table: the marks.
        now: the time, in UTC: who has handed in nothing yet gets no grade before it is due.
        sheet: Canvas's own export of the gradebook, whose students and columns are taken; without it, students have
            their `lms_user_id`, and columns the assignments' titles.

    Raises:
        CourseError: if Canvas would not know a student or an assignment.
    """
    return _filled(table, now, sheet) if sheet else _made(table, now)


def _made(table: MarksTable, now: datetime) -> str:
    require_ids(table, "lms_user_id", "number in Canvas")
    for student in table.students:
        if not re.fullmatch(r"[1-9]\d*", student.lms_user_id, flags=re.ASCII):
            raise CourseError(
                f"{student.id}: the lms_user_id is {student.lms_user_id!r}, and Canvas's own ID is a whole number. "
                "Correct it in the gradebook, or give Canvas's exported gradebook with --from."
            )
    header = ["Student", "ID", "Section", *(item.title for item in table.assignments)]
    points = [_POINTS, "", "", *(number(item.points) for item in table.assignments)]
    rows = [
        [student.sortable_name, student.lms_user_id, "", *_grades(table, student, now)] for student in table.students
    ]
    return as_csv(header, [points, *rows])


def _filled(table: MarksTable, now: datetime, sheet: Sheet) -> str:
    sheet.require(["Student", "ID", "Section"], "export of Canvas's gradebook")
    columns = [_column(sheet, item) for item in table.assignments]
    about = [name for name in sheet.header if name in _ABOUT]
    found = match(
        [row for row in sheet.rows if not _is_points(row)],
        table.students,
        [
            ("ID", lambda student: student.lms_user_id),
            ("SIS User ID", lambda student: student.lms_user_id),
            ("SIS User ID", lambda student: student.id),
            ("SIS Login ID", lambda student: student.id),
            ("SIS Login ID", lambda student: student.email),
        ],
    )
    require_rows(sheet.name, found, table, table.assignments)
    students = {student.id: student for student in table.students}
    points = [[row[name] for name in [*about, *columns]] for row in sheet.rows if _is_points(row)]
    rows = [[*(row[name] for name in about), *_grades(table, students[student], now)] for student, row in found.items()]
    return as_csv([*about, *columns], [*points, *rows], cell=str)


def _is_points(row: Row) -> bool:
    return "Points Possible" in row["Student"]


def _column(sheet: Sheet, assignment: AssignmentMarks) -> str:
    """The column of an assignment in Canvas's export, which has its number behind its title."""
    wanted = {assignment.title.casefold(), assignment.slug.casefold()}
    columns = [name for name in sheet.header if _title(name) in wanted]
    if len(columns) != 1:
        raise CourseError(
            f"{sheet.name} has {len(columns) or 'no'} columns for {assignment.slug}: one assignment in Canvas must be "
            f"called {assignment.title!r} or {assignment.slug!r}."
        )
    worth = [row[columns[0]].strip() for row in sheet.rows if _is_points(row)]
    if worth and as_number(worth[0]) != assignment.points:
        raise CourseError(
            f"{assignment.slug} has {number(assignment.points)} points here and {worth[0] or 'none'} in Canvas; make them the same."
        )
    return columns[0]


def _title(column: str) -> str:
    found = _NUMBERED.fullmatch(column)
    return (found[1] if found else column).strip().casefold()


def _grades(table: MarksTable, student: Student, now: datetime) -> list[str]:
    return [number(item.entries[student.id].grade(now)) for item in table.assignments]
