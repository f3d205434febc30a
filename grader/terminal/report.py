"""`grader report`: what the class did not understand, as pages and a table."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from dlkit.comparing import clean_line
from dlkit.course import CourseError
from dlkit.desk import CleanConsole

if TYPE_CHECKING:
    from grader.gradebook.report import CourseReport

SHOWN = 10  # misconceptions on the terminal


def report(
    slug: Annotated[str | None, typer.Argument(help="The assignment; the whole course if left out.")] = None,
    folder: Annotated[Path, typer.Option("--course", help="The course folder.")] = Path(),
    to: Annotated[
        Path | None, typer.Option("--to", help="The folder to write to; `report` in the course folder if left out.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program to read; write nothing.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Write the tables as CSV, in place of the pages.")] = False,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Hide names: students get numbers, drawn by the course's key.")
    ] = False,
) -> None:
    """Report what a class did not understand: misconceptions, exercises, scores, who falls behind."""
    from grader.gradebook import CourseFolder
    from grader.gradebook.report import read_reports, write_pages, write_tables

    if as_json and as_csv:
        raise CourseError("Give one of --json and --csv: JSON is printed, CSV is written into a folder.")
    course = CourseFolder(folder)
    course.require_private(to)
    found = read_reports(course, slug, anonymous=anonymous)
    errors = CleanConsole(stderr=True)
    for remark in (*course.remarks, *course.results.remarks()):
        errors.print(clean_line(remark), markup=False, highlight=False, soft_wrap=True)
    if as_json:
        print(json.dumps(asdict(found), indent=1))
        return
    console = CleanConsole(width=None if sys.stdout.isatty() else 100)
    write = write_tables if as_csv else write_pages
    written = write(found, to or course.root / "report", slug=slug)
    console.print(
        _commonest(found) if any(item.misconceptions for item in found.assignments) else "No known mistake was made."
    )
    for path in written:
        console.print(f"wrote {os.path.relpath(path)}", highlight=False, markup=False, soft_wrap=True)
    if not as_csv:
        console.print(f"Next: open {os.path.relpath(written[0])}", highlight=False, markup=False, soft_wrap=True)


def _commonest(found: CourseReport) -> Table:
    """The commonest misconceptions of all assignments, a row for each."""
    rows = [(item.slug, made) for item in found.assignments for made in item.misconceptions]
    rows = [row for row in rows if row[1].students]
    rows.sort(key=lambda row: -len(row[1].students))
    more = f"; {len(rows) - SHOWN} more in the report" if len(rows) > SHOWN else ""
    table = Table(title=f"the commonest misconceptions{more}", title_justify="left")
    for header in ("assignment", "exercise", "students", "hint"):
        table.add_column(header, justify="right" if header == "students" else "left")
    for slug, made in rows[:SHOWN]:
        table.add_row(slug, made.exercise, f"{len(made.students)} of {made.tried}", escape(made.hint))
    return table
