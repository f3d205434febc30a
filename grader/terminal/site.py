"""`grader site`: the course's documentation site."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from dlkit.course import find_assignment
from dlkit.desk import CleanConsole

MEGABYTE = 1_000_000


def site(
    slugs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SLUG]...", help="Run only these assignments' notebooks; all of them if left out."),
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--out", help="The folder of the site; `.site/html` in the checkout if left out.")
    ] = None,
    without_solutions: Annotated[
        bool, typer.Option("--without-solutions", help="Leave out solutions, model answers and right answers.")
    ] = False,
    no_run: Annotated[
        bool, typer.Option("--no-run", help="Run no notebook: pages show the outputs that are kept, or none.")
    ] = False,
) -> None:
    """Build the course's site: every assignment with its figures, the docs, and what a notebook can call.

    A notebook is run only if something that decides its outputs has changed since it was run.
    """
    from grader.site import OUT, build_site

    for slug in slugs or ():
        find_assignment(slug)
    errors = CleanConsole(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as progress:
        task = progress.add_task("the site", total=None)

        def tell(what: str, done: int, total: int) -> None:
            progress.update(task, description=what, completed=done, total=total)
            if not errors.is_terminal:
                errors.print(what, highlight=False, markup=False)

        found = build_site(slugs or (), to or OUT, with_solutions=not without_solutions, run=not no_run, progress=tell)
    console = CleanConsole(width=None if sys.stdout.isatty() else 100)
    said = f"{found.pages} pages, {found.size / MEGABYTE:.1f} MB"
    if found.ran:
        said += f"; ran {', '.join(found.ran)}"
    if found.not_run:
        said += f"; {found.not_run} assignments have no figures: run `grader site` for those"
    console.print(said, highlight=False, markup=False, soft_wrap=True)
    place = os.path.relpath(found.folder / "index.html")
    console.print(f"Next: open {place}", highlight=False, markup=False, soft_wrap=True)
