"""`grader export`: marks and feedback pages for a spreadsheet or another program."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from dlkit.comparing import clean_line
from dlkit.course import CourseError
from dlkit.desk import CleanConsole
from grader.gradebook.exports import Format, Platform


def export(
    to: Annotated[Format, typer.Option("--to", help="The format.")] = "csv",
    feedback_to: Annotated[
        Platform | None,
        typer.Option(help="Export no marks but the feedback pages of --assignment, as a zip for this platform."),
    ] = None,
    folder: Annotated[Path, typer.Option("--course", help="The course folder.")] = Path(),
    assignment: Annotated[
        str | None, typer.Option(help="Only this assignment; all that somebody has handed in if left out.")
    ] = None,
    given: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="What the platform gave, to be filled in: Canvas's exported gradebook, Moodle's grading worksheet, "
            "Classroom 50's scores.json; for feedback, the zip of submissions.",
        ),
    ] = None,
    allow_unmarked: Annotated[
        bool, typer.Option("--allow-unmarked", help="Export marks that still need a person, as they stand.")
    ] = False,
    decimal_comma: Annotated[
        bool,
        typer.Option("--decimal-comma", help="In a CSV 6,5 between semicolons, as German or French Excel wants it."),
    ] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file; the terminal if left out.")] = None,
) -> None:
    """Export the marks of a course folder, or its feedback pages."""
    from grader.gradebook import CourseFolder, export_feedback, export_marks

    CourseFolder(folder).require_private_file(output)
    if feedback_to is not None:
        if assignment is None:
            raise CourseError("Feedback pages are exported for one assignment; say which: --assignment SLUG")
        data, remarks = export_feedback(folder, assignment, feedback_to, given)
    else:
        data, remarks = export_marks(
            folder, to, slug=assignment, given=given, allow_unmarked=allow_unmarked, decimal_comma=decimal_comma
        )
    for remark in remarks:
        _say(remark, error=True)
    is_archive = feedback_to is not None or to == "gradescope"
    if output is None and is_archive:
        raise CourseError("This is a zip file: say where it goes, with --output FILE.")
    if output is None:
        sys.stdout.write(data.decode("utf-8-sig"))
        return
    output.write_bytes(data)
    _say(f"wrote {output}")


def _say(line: str, *, error: bool = False) -> None:
    CleanConsole(stderr=error).print(clean_line(line), markup=False, highlight=False, soft_wrap=True)
