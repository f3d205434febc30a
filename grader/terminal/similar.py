"""`grader similar`: which submissions have something in common that few others have."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from dlkit.comparing import clean_line
from dlkit.desk import CleanConsole


def similar(
    slug: Annotated[str, typer.Argument(help="The assignment.")],
    folder: Annotated[Path, typer.Option("--course", help="The course folder.")] = Path(),
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The page; similar_SLUG.html in the course folder if left out."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON for a program to read, and write no page.")
    ] = False,
) -> None:
    """Find pairs of submissions that are worth a look: much in common that few others have. Never a verdict."""
    from grader.gradebook import CourseFolder
    from grader.gradebook.similarity import page, similarities

    CourseFolder(folder).require_private_file(output)
    found = similarities(folder, slug)
    if as_json:
        pairs = [
            {
                "students": list(pair.students),
                "bits": round(pair.bits, 1),
                "exercises": {item.exercise: round(item.bits, 1) for item in pair.shared},
            }
            for pair in found.pairs
        ]
        report = {"assignment": slug, "compared": found.compared, "pairs": pairs, "left_out": found.left_out}
        print(json.dumps(report, indent=1))
        return
    console = CleanConsole(highlight=False)
    place = output or folder / f"similar_{slug}.html"
    place.write_text(page(found), encoding="utf-8")
    for pair in found.pairs:
        where = ", ".join(item.exercise for item in pair.shared)
        line = clean_line(f"{pair.bits:4.0f} bits  {' and '.join(pair.students)}: {where}")
        console.print(line, markup=False, soft_wrap=True)
    count = len(found.pairs)
    told = f"{count} {'pair is' if count == 1 else 'pairs are'} worth a look" if count else "no pair is worth a look"
    console.print(f"{found.compared} submissions compared: {told}.", markup=False, soft_wrap=True)
    console.print(f"Next: open {os.path.relpath(place)}", markup=False, soft_wrap=True)
