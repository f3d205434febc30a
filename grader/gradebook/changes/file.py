"""The file that lists all that a run changed of marks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

from grader.gradebook.changes.changed import MarkChange
from grader.gradebook.exports.spreadsheet import BYTE_ORDER_MARK, as_csv

FOLDER = "changes"
_HEADER = ("student", "what", "before", "after", "points", "why", "checks", "total_before", "total_after")


def write_changes(root: Path, slug: str, marks: Collection[MarkChange]) -> str:
    """Writes all changes of a run into a file that a spreadsheet opens.

    Args:
        root: the course folder.
        slug: the assignment.
        marks: what changed.

    Returns:
        Where, from the course folder.
    """
    rows = [
        (
            *(change.student, part.title, part.before, part.after, part.points),
            *(part.why, "; ".join(part.checks), change.before, change.after),
        )
        for change in marks
        for part in change.parts
    ]
    path = root / FOLDER / slug / f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        BYTE_ORDER_MARK + as_csv(_HEADER, [["" if v is None else v for v in row] for row in rows]),
        encoding="utf-8",
        newline="",
    )
    return path.relative_to(root).as_posix()
