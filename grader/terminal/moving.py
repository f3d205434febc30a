"""`grader move-gradebook`: a course's gradebook taken to another database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from dlkit.desk import CleanConsole


def move_gradebook(
    db_url: Annotated[
        str,
        typer.Argument(
            metavar="DB_URL",
            help="An empty database, such as postgresql+psycopg://grader@db.example.org/deep_learning.",
        ),
    ],
    folder: Annotated[Path, typer.Option("--course", help="The course folder.")] = Path(),
) -> None:
    """Copy the gradebook into another database, all of it or nothing; the old one stays as it is."""
    from grader.gradebook.course_folder import CONFIG_NAME
    from grader.gradebook.moving import move_gradebook as move

    copied = move(folder, db_url)
    grades = f"{copied['student']} students, {copied['submitted_assignment']} submissions, {copied['grade']} grades"
    _say(f"copied {sum(copied.values())} rows: {grades}")
    _say(f"Next: at the end of {CONFIG_NAME} write this line, then grader export shows the same marks:")
    _say(f"c.CourseDirectory.db_url = {json.dumps(db_url)}")


def _say(line: str) -> None:
    CleanConsole().print(line, markup=False, highlight=False, soft_wrap=True)
