"""`grader catalogue`: wrong answers of a class that the catalogue does not know yet."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from dlkit.comparing import clean_line
from dlkit.desk import CleanConsole


def catalogue(
    slug: Annotated[str, typer.Argument(help="The assignment.")],
    folder: Annotated[Path, typer.Option("--from", help="The course folder whose class it is.")],
    exercise: Annotated[str | None, typer.Option(help="Only this exercise.")] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The page; catalogue_SLUG.html in the course folder if left out."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON for a program to read, and write no page.")
    ] = False,
) -> None:
    """Show the commonest wrong answers that no known mistake explains, grouped by what they return, ready to be catalogued."""
    from grader.gradebook import CourseFolder
    from grader.gradebook.candidates import find_candidates, page

    CourseFolder(folder).require_private_file(output)
    errors = CleanConsole(stderr=True)
    with errors.status("") as status:
        found = find_candidates(folder, slug, exercise, progress=_telling(status.update))
    if as_json:
        print(json.dumps(asdict(found), indent=1))
        return
    console = CleanConsole(highlight=False)

    def say(line: str) -> None:
        console.print(line, markup=False, soft_wrap=True)

    if not found.found:
        apart = f", {found.no_function} apart that define no function" if found.no_function else ""
        about = f"{slug}, {exercise}," if exercise else slug
        say(f"Of {found.judged} submissions of {about} no wrong answer is left that no known mistake explains{apart}.")
        return
    place = output or folder / f"catalogue_{slug}.html"
    place.write_text(page(found), encoding="utf-8")
    for item in found.found:
        who = "1 student" if item.students == 1 else f"{item.students} students"
        say(clean_line(f"{who:>12}  {item.exercise}: {item.told}"))
    say(f"wrote {os.path.relpath(place)}, for the staff alone")
    say(f"Next: open it, put an entry into {found.found[0].file} with a name and a hint, then: grader verify {slug}")


def _telling(update: Callable[[str], None]) -> Callable[[int, int], None]:
    return lambda done, total: update(f"{done} of {total} submissions with an unexplained answer")
