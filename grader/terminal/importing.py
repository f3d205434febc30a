"""`grader import`: what was handed in on a platform, brought into the course folder."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from dlkit.comparing import clean_line
from dlkit.course import CourseError
from dlkit.desk import CleanConsole

if TYPE_CHECKING:
    from grader.gradebook.importing.run import Imported, ImportReport

console = CleanConsole(width=None if sys.stdout.isatty() else 120)

_STATES = {
    "new": "new",
    "newer": "newer than what was there, and in its place",
    "unchanged": "unchanged",
    "time": "unchanged but for the time",
    "older": "older than what is there, and left out",
    "elsewhere": "left out: something else is there",
    "refused": "refused",
}


def import_(
    slug: Annotated[str, typer.Argument(help="The assignment.")],
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Zips of submissions, or folders with them; may be several.")
    ],
    platform: Annotated[
        Literal["canvas", "moodle", "zip"] | None,
        typer.Option(
            "--from", help="The platform; a zip that somebody made by hand is zip. Told by the names if left out."
        ),
    ] = None,
    folder: Annotated[Path, typer.Option("--course", help="The course folder.")] = Path(),
    lists: Annotated[
        list[Path] | None,
        typer.Option(
            "--map",
            metavar="FILE",
            help="Says who is who: Canvas's exported gradebook, Moodle's participants or grading worksheet; may be repeated.",
        ),
    ] = None,
    who: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NUMBER=STUDENT", help="Whose id a number or a name of the platform has; may be repeated."
        ),
    ] = None,
    file_times: Annotated[
        bool,
        typer.Option(
            "--file-times",
            help="Take the times of the files for those of the hand-ins. Canvas and Moodle write that of the download.",
        ),
    ] = False,
    replace: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STUDENT", help="Put this in the place of what is there, whatever it is; may be repeated."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")] = False,
) -> None:
    """Bring submissions from Canvas, Moodle or a zip into the course folder, and list what needs a person."""
    from grader.gradebook.importing.planning import Wishes, with_lists
    from grader.gradebook.importing.run import import_submissions

    wishes = with_lists(files, Wishes(platform, lists or [], _pairs(who or []), file_times))
    found = import_submissions(folder, slug, files, wishes, replace=replace or [], dry_run=dry_run)
    if as_json:
        print(json.dumps(found.as_dict(), indent=1))
    else:
        _show(found, dry_run)
    if found.needs_a_person:
        raise typer.Exit(1)


def _pairs(who: list[str]) -> dict[str, str]:
    pairs = [pair.rpartition("=") for pair in who]
    for key, equals, student in pairs:
        if not (key.strip() and equals and student.strip()):
            raise CourseError("Write --who NUMBER=STUDENT, such as --who 222=liwei2.")
    return {key.strip(): student.strip() for key, _, student in pairs}


def _show(found: ImportReport, dry_run: bool) -> None:
    if dry_run:
        _say("Nothing is done: this is what would be.")
    for state, words in _STATES.items():
        if students := [item for item in found.imported if item.state == state]:
            _say(f"{len(students)} {words}: {', '.join(_name(item) for item in students)}")
    _list("Late, as the platform says", [item.student for item in found.imported if item.is_late])
    _list(
        "Handed in more than once; passed over",
        [f"{item.student}: {', '.join(item.passed_over)}" for item in found.imported if item.passed_over],
    )
    _list(
        "To be seen to",
        [f"{item.student}: {' '.join(item.notes)}" for item in found.imported if item.notes and item.needs_a_person],
    )
    _list(
        "Noticed",
        [
            f"{item.student}: {' '.join(item.notes)}"
            for item in found.imported
            if item.notes and not item.needs_a_person
        ],
    )
    _list(
        "Files without a student (nobody was made up, and the files are where they were)",
        [f"{item.name}: {item.why} ({item.files}); {item.todo}" for item in found.strangers],
    )
    if found.without_file:
        _say(f"On the roster without a file: {', '.join(found.without_file)}")
    for remark in found.remarks:
        _say(remark)
    if found.needs_a_person:
        _say(f"Next: see to what is listed above and run the same again, or go on with: grader autograde {found.slug}")
    else:
        _say(f"Next: grader autograde {found.slug}")


def _name(item: Imported) -> str:
    mates = [member for member in item.members if member != item.student]
    return f"{item.student} (for {', '.join(mates)} too)" if mates else item.student


def _list(title: str, lines: list[str]) -> None:
    if len(lines) == 1:
        _say(f"{title}: {lines[0]}")
    elif lines:
        _say(f"{title}:")
        for line in lines:
            _say(f"  {line}")


def _say(line: str) -> None:
    indent = len(line) - len(line.lstrip())
    console.print(" " * indent + clean_line(line.strip()), markup=False, highlight=False, soft_wrap=True)
