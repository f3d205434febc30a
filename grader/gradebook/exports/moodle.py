"""The marks for Moodle: the CSV that its gradebook imports, or an assignment's own grading worksheet filled in.

Sources: `grade/import/csv/classes/load_data.php` and `mod/assign/feedback/offline/importgradeslib.php` of moodle. The
gradebook's import stops altogether at an unknown student and at a grade above the most there is; who imports chooses
which column names the student. The worksheet names them by `Identifier`, which only Moodle knows.
"""

from __future__ import annotations

from datetime import datetime

from dlkit.course import CourseError
from grader.gradebook.exports.spreadsheet import as_csv
from grader.gradebook.exports.table import AssignmentMarks, MarksTable, number, require_ids, require_rows
from grader.gradebook.roster.sheets import Sheet, as_number, match
from grader.gradebook.roster.students import Student

_PARTICIPANT = "Participant "


def moodle(table: MarksTable, now: datetime, sheet: Sheet | None = None) -> str:
    """The marks as Moodle imports them.

    Args:
        table: the marks.
        now: the time, in UTC: who has handed in nothing yet gets no grade before it is due.
        sheet: the grading worksheet of one assignment, to be filled in; without it, the gradebook's import is written.

    Raises:
        CourseError: if Moodle would not know a student, or would refuse a grade.
    """
    for assignment in table.assignments:
        for student, entry in assignment.entries.items():
            if entry.mark.total > assignment.points:
                raise CourseError(
                    f"{student} has {number(entry.mark.total)} of {number(assignment.points)} points in "
                    f"{assignment.slug}, and Moodle imports nothing at all where a grade is above the most there is."
                )
    return _filled(table, now, sheet) if sheet else _made(table, now)


def _made(table: MarksTable, now: datetime) -> str:
    if all(student.lms_user_id for student in table.students) and not all(student.email for student in table.students):
        require_ids(table, "lms_user_id", "ID number of Moodle")
    else:
        require_ids(table, "email", "e-mail address")
    grades = [f"Assignment: {item.title} (Real)" for item in table.assignments]
    header = ["First name", "Last name", "ID number", "Email address", *grades]
    rows = [
        [student.first_name, student.last_name, student.lms_user_id, student.email]
        + [number(item.entries[student.id].grade(now)) for item in table.assignments]
        for student in table.students
    ]
    return as_csv(header, rows)


def _filled(table: MarksTable, now: datetime, sheet: Sheet) -> str:
    sheet.require(["Identifier", "Grade", "Last modified (grade)"], "grading worksheet of Moodle")
    if len(table.assignments) != 1:
        raise CourseError(f"{sheet.name} is of one assignment; say which: --assignment SLUG")
    assignment = table.assignments[0]
    found = match_participants(sheet, table)
    require_rows(sheet.name, found, table, table.assignments)
    for student, row in found.items():
        row["Grade"] = _grade(sheet, row, assignment, student, now)
    return as_csv(sheet.header, [[row[name] for name in sheet.header] for row in sheet.rows], cell=str)


def match_participants(sheet: Sheet, table: MarksTable) -> dict[str, dict[str, str]]:
    """The rows of a grading worksheet by student: by e-mail, ID number, name, or participant's number."""

    def participant(student: Student) -> str:
        return f"{_PARTICIPANT}{student.id}"

    return match(
        sheet.rows,
        table.students,
        [
            ("Email address", lambda student: student.email),
            ("ID number", lambda student: student.lms_user_id),
            ("Full name", lambda student: student.name),
            ("Identifier", participant),
        ],
    )


def participant_of(row: dict[str, str]) -> str:
    """A participant's number, which a grading worksheet has as `Participant 4467`."""
    return row["Identifier"].removeprefix(_PARTICIPANT).strip()


def _grade(sheet: Sheet, row: dict[str, str], assignment: AssignmentMarks, student: str, now: datetime) -> str:
    most = row.get("Maximum Grade", "").strip().replace(",", ".")
    if most and as_number(most) != assignment.points:
        raise CourseError(
            f"{assignment.slug} has {number(assignment.points)} points here and {most} in {sheet.name}; make them the same."
        )
    grade = number(assignment.entries[student].grade(now))
    if row.get("Grade can be changed", "Yes").strip().casefold() == "no" and grade != row["Grade"]:
        raise CourseError(f"Moodle does not let the grade of {student} be changed; unlock it there, and export again.")
    return grade
