"""Files that another program gave, to be filled in: tables with a header, and which student each row is of."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dlkit.comparing import clean_line
from dlkit.course import CourseError
from grader.gradebook.roster.students import Student

MAX_BYTES = 50 << 20
Row = dict[str, str]
Key = Callable[[Student], str]


@dataclass(frozen=True)
class Sheet:
    """A table that another program wrote."""

    name: str
    header: Sequence[str]
    rows: Sequence[Row]

    def require(self, columns: Collection[str], what: str) -> None:
        """Shows that the table has some columns.

        Args:
            columns: the columns.
            what: what a file with these columns is.

        Raises:
            CourseError: if one is missing.
        """
        if missing := [column for column in columns if column not in self.header]:
            raise CourseError(f"{self.name} is no {what}: it has no column {' and no '.join(missing)}.")


def read_sheet(path: Path) -> Sheet:
    """Reads a CSV file with commas or semicolons, with or without a byte order mark.

    Raises:
        CourseError: if it cannot be read as one, or two columns have the same name.
    """
    text = read_text(path)
    first = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        header, *rows = [line for line in lines if any(cell.strip() for cell in line)]
    except (ValueError, csv.Error):
        raise CourseError(f"{path} is no table in CSV.") from None
    if twice := sorted({name for name in header if header.count(name) > 1}):
        raise CourseError(f"{path} has more than one column {clean_line(twice[0], limit=80)}.")
    return Sheet(
        path.name, header, [dict(zip(header, [*row, *[""] * (len(header) - len(row))], strict=False)) for row in rows]
    )


def read_text(path: Path) -> str:
    """The text of a file in UTF-8.

    Raises:
        CourseError: if it is none, or there is no such file.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CourseError(f"{path} is larger than any list of a class.")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CourseError(f"{path} is no text in UTF-8; export it again, and let no spreadsheet save it.") from None
    except OSError as error:
        raise CourseError(f"{path}: {error.strerror}.") from None


def as_number(text: str) -> float | None:
    """A number as another program wrote it, perhaps with a decimal comma; None if it is none."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def match(rows: Iterable[Row], students: Sequence[Student], keys: Sequence[tuple[str, Key]]) -> dict[str, Row]:
    """Which row is whose.

    A row belongs to the one student whom the first of the keys that names anybody names.

    Args:
        rows: the rows.
        students: those whom a row may be of.
        keys: a column, and what of a student stands there; from the surest to the least.

    Returns:
        Rows by student; who has none is left out.

    Raises:
        CourseError: if a row could be two students', or two rows are one student's.
    """
    owners_by = [(column, _index(students, key)) for column, key in keys]
    found: dict[str, Row] = {}
    for row in rows:
        column, owners = next(
            ((column, index[value]) for column, index in owners_by if (value := _plain(row.get(column, ""))) in index),
            ("", []),
        )
        if len(owners) > 1:
            raise CourseError(
                f"{column} {clean_line(row[column], limit=60)!r} could be any of {', '.join(owners[:5])}."
            )
        for owner in owners:
            if owner in found:
                raise CourseError(f"Two rows are {owner}'s, the second by {column}.")
            found[owner] = row
    return found


def _index(students: Sequence[Student], key: Key) -> dict[str, list[str]]:
    """The ids of the students of each value of a key; who has none is left out."""
    index: dict[str, list[str]] = {}
    for student in students:
        if value := _plain(key(student)):
            index.setdefault(value, []).append(student.id)
    return index


def _plain(text: str) -> str:
    return text.strip().casefold()
