"""The marks of a course as one table, from which every export is written."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dlkit.comparing import clean_line
from dlkit.course import CourseError, find_assignment
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.graded_cells import GradedCell, graded_cells
from grader.gradebook.late import read_extensions
from grader.gradebook.marks import COLUMNS, NOT_JUDGED, Mark, Recorded, mark_of, no_mark, read_recorded
from grader.gradebook.overrides import Override, standing_overrides
from grader.gradebook.roster.students import Student, read_students
from grader.gradebook.student_id import is_student_id, not_a_student_id
from grader.judging import Result

MISSING = "missing"
_NOT_HANDED_IN = (MISSING, "Nothing was handed in.")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # the wide ones in spreadsheets that speak Japanese
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", flags=re.ASCII)


@dataclass(frozen=True)
class Entry:
    """What one student has in one assignment.

    Attributes:
        mark: of what it is made; all 0 where nothing was handed in or judged.
        status: as the judging ended, "missing", "not_judged", or "needs a person".
        reason: why, as a sentence; empty where it ended well.
        needs_a_person: the titles of the cells that a person has yet to mark.
        handed_in, due: when, in UTC; None if that is not known.
        result: what the judge came to, in the kit's points; None if there is no result.
        overrides: what a person decided in place of the judge, and still stands.
    """

    mark: Mark
    status: str
    reason: str
    needs_a_person: tuple[str, ...] = ()
    handed_in: datetime | None = None
    due: datetime | None = None
    result: Result | None = None
    overrides: tuple[Override, ...] = ()

    @property
    def lateness(self) -> timedelta:
        """How long after it was due; nothing if it was in time, or no time is known."""
        if self.handed_in is None or self.due is None:
            return timedelta()
        return max(timedelta(), self.handed_in - self.due)

    @property
    def is_absent(self) -> bool:
        """Whether there is nothing to mark: neither handed in, nor a folder in which the judge found nothing."""
        return self.status == MISSING and self.result is None

    @property
    def is_open(self) -> bool:
        """Whether its mark is not the last word: there is work in it that nobody has marked, or that was not judged."""
        return bool(self.needs_a_person) or self.status == NOT_JUDGED

    def grade(self, now: datetime) -> float | None:
        """What a gradebook elsewhere gets: the mark; None for what is not judged, or not handed in and not due yet.

        Args:
            now: the time, in UTC.
        """
        waits = self.is_absent and self.due is not None and self.due > now
        return None if self.status == NOT_JUDGED or waits else self.mark.total


@dataclass(frozen=True)
class AssignmentMarks:
    """The marks of one assignment: an entry for each student of the table."""

    slug: str
    title: str
    points: float
    cells: Sequence[GradedCell]
    entries: Mapping[str, Entry]


@dataclass(frozen=True)
class MarksTable:
    """The marks of a course.

    Attributes:
        course: its name in nbgrader's configuration.
        students: those in the gradebook and those who handed something in, by id.
        assignments: those that are exported, in the kit's order.
    """

    course: str
    students: Sequence[Student]
    assignments: Sequence[AssignmentMarks]


def read_table(course: Path, slug: str | None = None) -> MarksTable:
    """Reads the marks of a course.

    Args:
        course: the course folder.
        slug: one assignment; if None, all that students have: those for which somebody has handed something in.

    Raises:
        CourseError: if this is no course folder, or the assignment is not in its gradebook.
    """
    folder = CourseFolder(course)
    if slug is not None:
        folder.require(slug)
    handed_in = {name: folder.handed_in(name) for name in folder.assignments() if slug in (None, name)}
    with folder.gradebook() as gradebook:
        recorded = {name: read_recorded(gradebook, name) for name in handed_in}
        wanted = [name for name in handed_in if slug is not None or handed_in[name] or recorded[name]]
        students = read_students(gradebook)
        students |= {name: Student(name) for slug in wanted for name in handed_in[slug] if name not in students}
        listed = [students[name] for name in sorted(students)]
        read = [_read(folder, gradebook, name, listed, recorded[name], handed_in[name]) for name in wanted]
    return MarksTable(folder.api.coursedir.course_id, listed, read)


def _read(
    folder: CourseFolder,
    gradebook: Any,
    slug: str,
    students: Sequence[Student],
    recorded: Mapping[str, Recorded],
    handed_in: Collection[str],
) -> AssignmentMarks:
    assignment = find_assignment(slug)
    cells = graded_cells(gradebook, assignment, taken=COLUMNS)
    due = gradebook.find_assignment(slug).duedate
    extended = {item.student: item.until for item in read_extensions(gradebook) if item.assignment == slug}
    overrides = standing_overrides(folder, slug, recorded)
    entries = {}
    for student in students:
        entry = _entry(
            folder,
            slug,
            student.id,
            cells,
            recorded.get(student.id),
            student.id in handed_in,
            extended.get(student.id, due),
        )
        entries[student.id] = replace(entry, overrides=tuple(overrides.get(student.id, ())))
    return AssignmentMarks(slug, assignment.title, sum(cell.points for cell in cells), cells, entries)


def _entry(
    folder: CourseFolder,
    slug: str,
    student: str,
    cells: Sequence[GradedCell],
    recorded: Recorded | None,
    is_there: bool,
    due: datetime | None,
) -> Entry:
    known = is_student_id(student)
    if recorded is None or recorded.is_empty:
        waiting = (NOT_JUDGED, f"It was handed in and not judged yet: grader autograde {slug}")
        status, reason = waiting if is_there else _NOT_HANDED_IN
        reason = reason if known else not_a_student_id(student)
        return Entry(no_mark(cells), status, reason, due=_utc(recorded.due if recorded else due))
    mark = mark_of(cells, recorded)
    kept = folder.results.find(slug, student) if known else None
    status, reason = mark.standing(kept.result if kept else None)
    wanted = [cell.title for cell in cells if cell.title in mark.needs_a_person and (kept or cell.kind == "by_hand")]
    return Entry(
        mark,
        status,
        reason if known else not_a_student_id(student),
        tuple(wanted),
        _utc(recorded.timestamp),
        _utc(recorded.due),
        kept.result if kept else None,
    )


def _utc(time: datetime | None) -> datetime | None:
    """A time of the gradebook's, which is in UTC and does not say so."""
    return time and time.replace(tzinfo=UTC)


def require_settled(table: MarksTable) -> None:
    """Shows that every mark is the last word, so that none goes out as less than it will be.

    Raises:
        CourseError: if work was not judged, or a person has yet to mark some.
    """
    if waiting := open_marks(table):
        raise CourseError(
            f"{'; '.join(waiting)}. Mark and judge them first, or add --allow-unmarked: then a mark goes out as far "
            "as it is given, and what is not judged without one."
        )


def open_marks(table: MarksTable) -> list[str]:
    """Which marks are not the last word: half a sentence for each assignment and reason."""
    told = []
    for assignment in table.assignments:
        entries = [(student.id, assignment.entries[student.id]) for student in table.students]
        if names := [name for name, entry in entries if entry.status == NOT_JUDGED]:
            told.append(f"{assignment.slug}: not judged: {listed(names)}")
        if names := [name for name, entry in entries if entry.needs_a_person and entry.status != NOT_JUDGED]:
            cells = dict.fromkeys(title for _, entry in entries for title in entry.needs_a_person)
            told.append(f"{assignment.slug}: a person has yet to mark {listed(list(cells))} of {listed(names)}")
    return told


def listed(names: Sequence[str], most: int = 5) -> str:
    """Names in a sentence: the first few, and how many more."""
    shown = ", ".join(clean_line(name, limit=60) for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def require_ids(table: MarksTable, field: str, what: str) -> None:
    """Shows that every student has an id of their own, by which another program knows them.

    Args:
        table: the marks.
        field: which: "email" or "lms_user_id".
        what: what the other program calls it.

    Raises:
        CourseError: if one is missing, is two students', or begins as a spreadsheet's formula does.
    """
    owners: dict[str, list[str]] = {}
    for student in table.students:
        owners.setdefault(getattr(student, field), []).append(student.id)
    if missing := owners.pop("", []):
        raise CourseError(
            f"{listed(missing)}: no {what} in the gradebook ({field}). Write a CSV with the columns id and {field}, and: "
            "nbgrader db student import FILE"
        )
    for value, names in owners.items():
        if len(names) > 1:
            raise CourseError(f"{listed(names)} have the same {what} in the gradebook: {clean_line(value, limit=60)}.")
        if value != harmless(value):
            raise CourseError(
                f"{names[0]}: a spreadsheet would take the {what} {clean_line(value, limit=60)!r} for a formula, or it "
                "holds characters that do not show. Correct it in the gradebook."
            )


def require_rows(name: str, found: Collection[str], table: MarksTable, assignments: Sequence[AssignmentMarks]) -> None:
    """Shows that nobody who handed something in is left out.

    Raises:
        CourseError: if somebody has no row.
    """
    lost = [
        student.id
        for student in table.students
        if student.id not in found and not all(item.entries[student.id].is_absent for item in assignments)
    ]
    if lost:
        raise CourseError(
            f"{name} has nothing of {listed(lost)}, who handed something in: by none of e-mail, name, id and "
            "lms_user_id in the gradebook is it found there. Correct them."
        )


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: names and reasons may be a student's own words."""
    from dlkit.comparing import clean

    if not isinstance(value, str) or NUMBER.fullmatch(value):
        return value
    value = clean(value)
    return f"'{value}" if value.startswith(_FORMULA) and value != "-" else value


def number(value: float | None) -> str:
    """Points as a program reads them, exactly; empty for None."""
    return "" if value is None else f"{value:.10g}"
