"""What the last run left of each mark, in the course's private folder."""

from __future__ import annotations

import json
import os
from pathlib import Path

from grader.gradebook.changes.standing import Standing
from grader.gradebook.student_id import is_student_id


class StandingStore:
    """The standings of an assignment: a file for each student, each written in one step.

    Args:
        root: the course folder.
        slug: the assignment.
    """

    def __init__(self, root: Path, slug: str) -> None:
        self._folder = root / ".dlkit" / "standings" / slug

    def find(self, student: str) -> Standing | None:
        """How a mark stood after the last run that told of it; None if that is not known."""
        if not is_student_id(student):
            return None
        try:
            return Standing.from_dict(json.loads(self._path(student).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def keep(self, student: str, standing: Standing) -> None:
        """Keeps how a mark stands, for the next run."""
        if not is_student_id(student):
            return
        path = self._path(student)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            fresh.write_text(json.dumps(standing.as_dict()) + "\n", encoding="utf-8")
            fresh.replace(path)
        except OSError:  # a name too long for a file: its changes are told from the gradebook alone
            fresh.unlink(missing_ok=True)

    def _path(self, student: str) -> Path:
        return self._folder / f"{student}.json"
