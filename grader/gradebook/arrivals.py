"""When a submission was handed in, and from where it was imported."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from grader.judging import is_plain_file

TIME = "timestamp.txt"
MAX_TIME = 1_000  # bytes


@dataclass(frozen=True)
class Origin:
    """From where a submission was imported.

    Attributes:
        platform: the platform.
        number: the highest of its numbers of the files; 0 if it has none.
        moment: the latest time of the files, in UTC, in ISO form.
        digest: of the files.
    """

    platform: str
    number: int
    moment: str
    digest: str

    def is_older_than(self, other: Origin) -> bool:
        """Whether another one from there is newer."""
        return self._age(other) < other._age(self)

    def _age(self, other: Origin) -> tuple[int, str]:
        numbered = self.platform == other.platform and self.number and other.number
        return (self.number, "") if numbered else (0, self.moment)


def write_time(folder: Path, time: datetime) -> None:
    """Writes when something was handed in, as nbgrader does.

    Args:
        folder: of the submission.
        time: in UTC.
    """
    fresh = folder / f".{TIME}.{os.getpid()}"
    fresh.write_text(time.isoformat(" "), encoding="utf-8")
    fresh.replace(folder / TIME)


def read_time(folder: Path) -> datetime | None:
    """When a submission was handed in, in UTC, as its file says; None if it does not."""
    from nbgrader.utils import parse_utc

    path = folder / TIME
    with suppress(OSError, ValueError, OverflowError, AttributeError, TypeError):
        if is_plain_file(path) and path.stat().st_size < MAX_TIME:
            found = parse_utc(path.read_text(encoding="utf-8").strip())
            return found if isinstance(found, datetime) else None
    return None


def _path(root: Path, slug: str, student: str) -> Path:
    return root / "imported" / slug / f"{student}.json"


def read_origin(root: Path, slug: str, student: str) -> Origin | None:
    """From where a submission was imported; None if it is not known.

    Args:
        root: the course folder.
        slug: the assignment.
        student: whose.
    """
    try:
        return Origin(**json.loads(_path(root, slug, student).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def note_origin(root: Path, slug: str, student: str, origin: Origin) -> None:
    """Notes from where a submission was imported."""
    path = _path(root, slug, student)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(json.dumps(asdict(origin)) + "\n", encoding="utf-8")
    fresh.replace(path)


def newest_of(root: Path, slug: str, folders: Mapping[str, Path]) -> str:
    """Which of several students' submissions came last: by their times, else by what the platform said, else as they lie.

    Args:
        root: the course folder.
        slug: the assignment.
        folders: the folder of each.
    """
    students = sorted(folders, reverse=True)
    times = {student: time for student in students if (time := read_time(folders[student]))}
    if len(times) == len(students):
        return max(students, key=lambda student: times[student])
    origins = {student: origin for student in students if (origin := read_origin(root, slug, student))}
    if len(origins) == len(students):
        newest = students[-1]
        for student in students:
            if origins[newest].is_older_than(origins[student]):
                newest = student
        return newest
    return max(students, key=lambda student: _written(folders[student]))


def _written(folder: Path) -> datetime:
    """When the last of the files of a folder was written."""
    with suppress(OSError), os.scandir(folder) as entries:
        times = [
            entry.stat(follow_symlinks=False).st_mtime for entry in entries if entry.is_file(follow_symlinks=False)
        ]
        if times:
            return datetime.fromtimestamp(max(times), UTC)
    return datetime.min.replace(tzinfo=UTC)
