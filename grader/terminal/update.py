"""The command that brings a course folder up to the kit: `grader update`."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dlkit.comparing import clean_line
from dlkit.course import CourseError
from dlkit.desk import CleanConsole

if TYPE_CHECKING:
    from grader.gradebook.updating import AssignmentUpdate, Difference, FileUpdate, Update

_console = CleanConsole(width=None if sys.stdout.isatty() else 120)
MOST_LINES = 15  # of each kind and file
Slugs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SLUG]...", help="Assignments, also such as the course does not have yet; all that it has if left out."
    ),
]
_SINGLY = ("points", "setting", "file")
_COUNTED = {
    "text": ("text", "texts"),
    "missing": ("cell of the kit that is not here", "cells of the kit that are not here"),
    "extra": ("cell of an earlier kit", "cells of an earlier kit"),
    "gone": ("cell that is gone from the kit", "cells that are gone from the kit"),
}
_YOURS = {
    "both": "changed here and in the kit",
    "unknown": "not as in the kit, and not known who changed it",
    "yours": "changed here",
}


def update(
    slugs: Slugs = None,
    folder: Annotated[Path, typer.Option("--course", help="The course folder.")] = Path(),
    take: Annotated[
        list[str] | None,
        typer.Option(help="Take the kit's version of this, whoever changed it; may be repeated; `texts`, `all`."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON for a program to read; changes nothing without --yes.")
    ] = False,
) -> None:
    """Bring a course folder up to the kit, saying first what changes; what you changed yourself stays."""
    from grader.gradebook.updating import plan_update, write_update

    if dry_run and yes:
        raise CourseError("Give one of --dry-run and --yes.")
    plan = plan_update(folder, slugs, take=take or ())
    if as_json:
        backup = write_update(plan) if yes else None
        print(json.dumps(_plain(plan, applied=yes, backup=backup), indent=1))
        return
    _show(plan)
    if dry_run:
        _say("Nothing was changed (--dry-run).")
        return
    if plan.changed and not yes:
        if not _can_ask():
            raise CourseError("Nothing was changed: this is no terminal to ask on. To go on, add --yes.")
        if not typer.confirm("Go on?", default=False):
            _say("Nothing was changed.")
            return
    backup = write_update(plan)
    if plan.changed:
        _say(f"Changed: {', '.join(_from_here(file.path) for file in plan.changed)}.")
    if backup:
        _say(f"What they held before is in {_from_here(backup)}; to go back, copy a file from there to its place.")
    for line in _next(plan):
        _say(line)


def _can_ask() -> bool:
    return sys.stdin.isatty()


def _show(plan: Update) -> None:
    left = {about.slug: about.left for about in plan.assignments if about.left}
    new = {about.slug for about in plan.assignments if about.is_new}
    for file in plan.files:
        if any(file.name.startswith(f"{slug}/") for slug in new):
            continue
        _show_file(file)
    for slug in sorted(new):
        _say(f"{slug}: comes into the course, as grader init writes it")
    for slug, why in left.items():
        _say(f"{slug}: left as it is. {why}")
    if not plan.changed:
        _say("Everything is up to date." if not _open(plan) else "Nothing else is to change.")
    if _open(plan):
        if not plan.is_known:
            _say(
                "This course was made before the kit kept what it wrote, so who changed what is marked so is not known: "
                "it stays."
            )
        _say(
            "To take the kit's version of one: --take NAME, the name in brackets; of all in notebooks but points: "
            "--take texts; of all: --take all."
        )
    for about in plan.assignments:
        for line in _of_an_assignment(about):
            _say(line)


def _show_file(file: FileUpdate) -> None:
    taken = [item for item in file.differences if item.is_taken]
    waiting = [item for item in file.differences if item.is_open]
    yours = [item for item in file.differences if item.whose == "yours" and not item.is_taken]
    if taken or waiting:
        _say(f"{_from_here(file.path)}:")
    _list(f"  + {item.told}" + ("" if item.name in item.told else f" [{item.name}]") for item in taken)
    told = [item for item in waiting if item.whose == "both" or item.kind in _SINGLY]
    counts = Counter(item.kind for item in waiting if item not in told)
    _list(f"  kept, {_YOURS[item.whose]}: {item.told} [{item.name}]" for item in told)
    if counts:
        count = ", ".join(f"{number} {_COUNTED[kind][number > 1]}" for kind, number in counts.items())
        _say(f"  kept, {_YOURS['unknown']}: {count} (--json names them)")
    if yours:
        names = ", ".join(item.name for item in yours[:MOST_LINES])
        more = f" and {len(yours) - MOST_LINES} more" if yours[MOST_LINES:] else ""
        _say(f"{_from_here(file.path)}: kept as you have it: {names}{more}")


def _list(lines: Iterable[str]) -> None:
    found = list(lines)
    for line in found[:MOST_LINES]:
        _say(line)
    if len(found) > MOST_LINES:
        _say(f"    and {len(found) - MOST_LINES} more: --json names them all")


def _open(plan: Update) -> list[Difference]:
    return [item for file in plan.files for item in file.differences if item.is_open]


def _of_an_assignment(about: AssignmentUpdate) -> list[str]:
    """Whose scores may change, and what becomes of what students have already."""
    from grader.gradebook.updating import points_told

    told = []
    if about.points and about.handed_in:
        told.append(f"{about.slug}: {about.handed_in} have handed in; their marks change with {points_told(about)}.")
    if about.judged_before:
        which = "all exercises" if about.judged_again is None else ", ".join(about.judged_again)
        told.append(
            f"{about.slug}: {about.judged_before} were judged by another state of the kit; grader autograde judges "
            f"{which} again and says whose mark changed."
        )
    if about.is_text_changed and about.is_generated:
        told.append(
            f"{about.slug}: copies that students have stay as they are, and are judged as before: exercises are found "
            "by their names, wherever they stand."
        )
        if exercises := [name.removeprefix("exercise-") for name in about.new_cells if name.startswith("exercise-")]:
            told.append(
                f"{about.slug}: an older copy has no cell for {', '.join(exercises)}, which is then not written."
            )
    return told


def _next(plan: Update) -> list[str]:
    told = []
    for about in plan.assignments:
        if about.is_new:
            told.append(f"Next: nbgrader generate_assignment {about.slug}")
        elif about.is_text_changed and about.is_generated:
            released = f", and nbgrader release_assignment --force {about.slug} if it is released"
            told.append(f"Next: nbgrader generate_assignment --force {about.slug}{released}")
        elif about.is_text_changed:
            told.append(f"Next: nbgrader generate_assignment {about.slug}")
        if about.handed_in and (about.judged_before or about.points):
            told.append(f"Next: grader autograde {about.slug}")
    if plan.not_here:
        told.append(f"The kit also has {', '.join(plan.not_here)}: grader update SLUG brings one into the course.")
    return told


def _plain(plan: Update, *, applied: bool, backup: Path | None) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "applied": applied,
        "backup": str(backup) if backup else None,
        "files": [
            {
                "path": str(file.path),
                "changed": file.is_changed,
                "differences": [asdict(item) for item in file.differences],
            }
            for file in plan.files
        ],
        "assignments": [asdict(about) for about in plan.assignments],
        "not_in_the_course": list(plan.not_here),
        "next": _next(plan),
    }


def _from_here(path: Path) -> str:
    return os.path.relpath(path)


def _say(line: str) -> None:
    _console.print(
        clean_line(line) if not line.startswith(" ") else line, markup=False, highlight=False, soft_wrap=True
    )
