"""`grader autograder`: the zip with which another platform judges one assignment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from dlkit.comparing import clean_line
from dlkit.course import CourseError
from dlkit.desk import CleanConsole
from grader.autograder.about import Platform, Visibility


def autograder(
    slug: Annotated[str, typer.Argument(help="The assignment.")],
    platform: Annotated[Platform, typer.Option("--for", help="What is to run it.")],
    visibility: Annotated[
        Visibility, typer.Option(help="From when on students see what came of it, on Gradescope.")
    ] = "visible",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The zip file; SLUG_PLATFORM.zip here if left out.")
    ] = None,
    folder: Annotated[Path, typer.Option("--course", help="The course folder, if there is one.")] = Path(),
) -> None:
    """Make the zip with which Gradescope or Classroom 50 judges an assignment by itself: for the staff alone."""
    from grader.autograder import autograder_zip
    from grader.gradebook import CONFIG_NAME, CourseFolder

    path = output or Path(f"{slug}_{platform}.zip")
    if (folder / CONFIG_NAME).exists():
        CourseFolder(folder).require_private(path)
    data = autograder_zip(slug, platform, visibility=visibility)
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(data)
    except OSError as error:
        raise CourseError(f"{path} cannot be written: {error.strerror}. Name another file with --output.") from None
    _say(f"wrote {path} ({len(data) / 1e6:.1f} MB). It holds the solutions and hidden checks: for the staff alone.")
    _say(
        "Next: upload it in Gradescope under Configure Autograder (docs/autograder.md)"
        if platform == "gradescope"
        else "Next: unpack runner/ on a runner of your own, and put autograder.py into the classroom (docs/autograder.md)"
    )


def _say(line: str) -> None:
    CleanConsole().print(clean_line(line), markup=False, highlight=False, soft_wrap=True)
