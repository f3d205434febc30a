"""What the kit wrote into a course folder, kept so that what the instructor changed since can be told from it."""

from __future__ import annotations

import os
from pathlib import Path


class WrittenFiles:
    """The files that `grader init` and `grader update` wrote, as they wrote them, in the course's private folder.

    Args:
        root: the course folder.
    """

    def __init__(self, root: Path) -> None:
        self._folder = root / ".dlkit" / "written"

    def find(self, name: str) -> bytes | None:
        """A file as the kit wrote it last; None if it did not, or in a course made by an earlier kit.

        Args:
            name: `nbgrader_config.py`, or an assignment's slug and the path in its folder.
        """
        try:
            return (self._folder / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def keep(self, name: str, content: bytes) -> None:
        """Keeps a file as the kit has written it."""
        if self.find(name) != content:
            write_in_one_step(self._folder / name, content)


def write_in_one_step(path: Path, content: bytes) -> None:
    """Writes a file so that whoever looks, and whatever happens, there is the old one or the new one, never half of it.

    Args:
        path: the file; its folders are made. A link stays one.
        content: what is to be in it.
    """
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            fresh.chmod(path.stat().st_mode & 0o777)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
