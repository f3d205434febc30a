"""A gradebook taken to another database, row by row, such as from the file in the course folder to PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.api import Base, Gradebook
from sqlalchemy import func, insert, select
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from dlkit.comparing import clean_line
from dlkit.course import CourseError
from grader.gradebook.course_folder import CourseFolder

_AT_ONCE = 1_000  # rows


def move_gradebook(course: Path, db_url: str) -> dict[str, int]:
    """Copies a course's gradebook to another database, which must not have anything of it yet; the old one stays.

    Everything is copied, or nothing is.

    Args:
        course: the course folder.
        db_url: where to, such as `postgresql+psycopg://grader@db.example.org/deep_learning`.

    Returns:
        How many rows were copied, by table.

    Raises:
        CourseError: if that is no address of a database, the course's own, or one that is in use.
    """
    folder = CourseFolder(course)
    with folder.gradebook() as before, _opened(db_url, folder) as after:
        if before.engine.url == after.engine.url:
            raise CourseError("The course's gradebook is there already.")
        tables = Base.metadata.sorted_tables
        course_table = Base.metadata.tables["course"]
        with before.engine.connect() as source, after.engine.begin() as target:
            if used := [table.name for table in tables if table is not course_table and _count(target, table)]:
                raise CourseError(
                    f"The database is in use: its table {used[0]} is not empty. Give the address of an empty one."
                )
            target.execute(course_table.delete())  # nbgrader has put the course's name there
            copied = {table.name: _copy(table, source, target) for table in tables}
            if wrong := [table.name for table in tables if _count(source, table) != _count(target, table)]:
                raise CourseError(f"The gradebook was changed meanwhile ({wrong[0]}): nothing is copied; try again.")
    return copied


def _opened(db_url: str, folder: CourseFolder) -> Any:
    try:
        return Gradebook(db_url, folder.api.coursedir.course_id)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise CourseError(
            f"That is no address of a database ({clean_line(str(error), limit=200)}); write one such as "
            "postgresql+psycopg://grader@db.example.org/deep_learning"
        ) from None


def _count(connection: Any, table: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _copy(table: Any, source: Any, target: Any) -> int:
    copied = 0
    for rows in source.execute(select(table)).mappings().partitions(_AT_ONCE):
        target.execute(insert(table), [dict(row) for row in rows])
        copied += len(rows)
    return copied
