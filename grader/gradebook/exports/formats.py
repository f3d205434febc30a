"""The formats in which marks are exported."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from dlkit.course import CourseError
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.exports import Format
from grader.gradebook.exports.canvas import canvas
from grader.gradebook.exports.classroom50 import classroom50
from grader.gradebook.exports.gradescope import gradescope
from grader.gradebook.exports.moodle import moodle
from grader.gradebook.exports.spreadsheet import BYTE_ORDER_MARK, spreadsheet
from grader.gradebook.exports.table import open_marks, read_table, require_settled
from grader.gradebook.late.penalties import settings_in_force, stale_penalties
from grader.gradebook.roster.sheets import read_sheet


def export_marks(
    course: Path,
    to: Format,
    *,
    slug: str | None = None,
    given: Path | None = None,
    allow_unmarked: bool = False,
    decimal_comma: bool = False,
) -> tuple[bytes, list[str]]:
    """The marks of a course in a format.

    Args:
        course: the course folder.
        to: the format.
        slug: one assignment; all that somebody has handed in if None.
        given: the file that the other program gave, to be filled in.
        allow_unmarked: whether marks that are not the last word go out too. In CSV they always do, for their status
            stands beside them.
        decimal_comma: whether a CSV has numbers with a comma, for spreadsheets in German, French and others.

    Returns:
        The file, and what there is to say of it, as sentences.

    Raises:
        CourseError: if it cannot be exported so; the message says what to do.
    """
    if given is not None and to in ("csv", "gradescope"):
        raise CourseError(f"The format {to} is made without a file of another program: leave --from out.")
    if decimal_comma and to != "csv":
        raise CourseError(f"--decimal-comma is of --to csv; {to} is written as the platform wants it.")
    table = read_table(course, slug)
    if not table.assignments:
        raise CourseError("Nobody has handed anything in yet, so there are no marks; with --assignment SLUG there are.")
    folder = CourseFolder(course)
    with folder.gradebook() as gradebook:
        slugs = [item.slug for item in table.assignments]
        stale = stale_penalties(gradebook, settings_in_force(folder), slugs)
    if to == "csv":
        text = spreadsheet(table, prefixed=slug is None, decimal_comma=decimal_comma)
        return (BYTE_ORDER_MARK + text).encode(), stale
    if not allow_unmarked:
        require_settled(table)
        if stale:
            raise CourseError(" ".join(stale))
    remarks = [*(f"{told}." for told in open_marks(table)), *stale]
    if to == "gradescope":
        return gradescope(table), remarks
    if to == "classroom50":
        return classroom50(table, given).encode(), remarks
    write = canvas if to == "canvas" else moodle
    return write(table, datetime.now(UTC), read_sheet(given) if given else None).encode(), remarks
