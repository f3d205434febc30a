"""The results of a course: a sealed file for each submission, which a run that was stopped goes on from."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from grader.gradebook.course_key import CourseKey
from grader.gradebook.history import History, Verdict, now_in_utc, verdict_of
from grader.gradebook.student_id import is_student_id, not_a_student_id
from grader.judging import Result, is_well_formed, plain
from grader.running import Fingerprints, fingerprints_from

MAX_FILE_BYTES = 16 << 20


@dataclass(frozen=True)
class Kept:
    """A result of a course, and what it stands on.

    Attributes:
        result: the result.
        digest: of the files that were handed in, and of the own cells of the course's instructor.
        fingerprints: of what it was judged with.
        recorded: a fingerprint of what it was recorded with; empty if the gradebook does not have it.
    """

    result: Result
    digest: str
    fingerprints: Fingerprints
    recorded: str


class ResultStore:
    """The results of a course.

    Each file bears a seal made with the course's key: one that somebody wrote or changed by other means, or that
    lies in another's place, counts as none.

    Args:
        root: the course folder.

    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._distrusted: dict[Path, None] = {}
        self._unrecorded: dict[
            Path, tuple[str, dict[str, Any]]
        ] = {}  # what was written a moment ago: its text, and itself
        self._key = CourseKey(root)

    def path(self, slug: str, student: str) -> Path:
        """Where the result of a submission is kept.

        Raises:
            ValueError: if these are no names of an assignment and a student, which could lead out of the folder.
        """
        for name in (slug, student):
            if not is_student_id(name):
                raise ValueError(not_a_student_id(name))
        return self.root / "results" / slug / f"{student}.json"

    def find(self, slug: str, student: str) -> Kept | None:
        """What is kept of a submission: its latest result, and what that stands on; None if it cannot be believed."""
        kept = self._read(slug, student)
        try:
            return _kept(kept, slug, student) if kept else None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            self._distrusted[self.path(slug, student)] = None
            return None

    def remarks(self) -> list[str]:
        """What there is to say of the files that were found and not believed: nothing, or one sentence."""
        names = [path.relative_to(self.root).as_posix() for path in self._distrusted]
        if not names:
            return []
        shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        return [
            f"Not written by this course's grader as they are now, or lying in another's place, and judged again: {shown}."
        ]

    def keep(self, result: Result, *, digest: str, fingerprints: Fingerprints, handed_in: str = "") -> None:
        """Keeps a result that is not in the gradebook yet, and what it came to among the earlier ones.

        Args:
            result: the result.
            digest: of the files that were handed in, and of the own cells of the course's instructor.
            fingerprints: of what it was judged with.
            handed_in: when, in UTC, as `2026-11-27T09:00:00`; empty if that is not known.
        """
        history = self._history(result.assignment, result.submission)
        before = None if history.exists else self.find(result.assignment, result.submission)
        kept = {"result": plain(result), "digest": digest, "fingerprints": plain(fingerprints), "recorded": ""}
        text = self._write(result, kept)
        self._unrecorded[self.path(result.assignment, result.submission)] = text, kept
        if before is not None and before.result.content != result.content:  # of a course that began without a history
            history.add(verdict_of(before.result))
        history.add(verdict_of(result, handed_in=handed_in, judged=now_in_utc()))

    def history(self, slug: str, student: str) -> tuple[Verdict, ...]:
        """What the versions of a submission came to, in their order; nothing where it was not kept."""
        return self._history(slug, student).read()

    def _history(self, slug: str, student: str) -> History:
        result = self.path(slug, student)
        return History(result.parent / "history" / f"{student}.jsonl", self._key.derive("history"), (slug, student))

    def mark_recorded(self, result: Result, recorded: str) -> None:
        """Notes that the gradebook has a result.

        Args:
            result: the result.
            recorded: a fingerprint of what it was recorded with.
        """
        kept = self._read(result.assignment, result.submission)
        if kept and kept.get("recorded") != recorded:
            self._write(result, {**kept, "recorded": recorded})

    def _read(self, slug: str, student: str) -> dict[str, Any]:
        """What a file holds, without its seal; nothing if there is no file or the seal is not ours."""
        path = self.path(slug, student)
        text, written = self._unrecorded.pop(path, ("", {}))
        try:
            found = _read_plain(path)
            if found == text:
                return written
            kept = json.loads(found)
            seal = kept.pop("seal")
            if hmac.compare_digest(seal.encode(), self._seal(slug, student, _canonical(kept)).encode()):
                return dict(kept)
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, MemoryError):
            pass  # whatever else it is, it bears no seal of ours
        self._distrusted[path] = None
        return {}

    def _seal(self, slug: str, student: str, canonical: str) -> str:
        sealed = f"[{json.dumps(slug)}, {json.dumps(student)}, {canonical}]"
        return hmac.new(self._sealing_key, sealed.encode(), hashlib.sha256).hexdigest()

    @cached_property
    def _sealing_key(self) -> bytes:
        return self._key.derive("results")

    def _write(self, result: Result, kept: dict[str, Any]) -> str:
        """Writes in one step: a reader sees the old file or the new one, never half of it; returns what it wrote."""
        path = self.path(result.assignment, result.submission)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.{os.getpid()}")
        canonical = _canonical(kept)
        seal = self._seal(result.assignment, result.submission, canonical)
        text = f'{canonical[:-1]}, "seal": "{seal}"}}\n'
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)
        return text


def _canonical(kept: dict[str, Any]) -> str:
    """The one text of what is kept, which is sealed."""
    return json.dumps(kept, sort_keys=True)


def _read_plain(path: Path) -> str:
    """The text of a file.

    Raises:
        FileNotFoundError: if there is none.
        OSError: if it cannot be read.
        ValueError: if it is no plain file, too large or no text.
    """
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), encoding="utf-8") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_FILE_BYTES:
            raise ValueError("no plain file of a size that a result has")
        return file.read()


def _kept(plain: dict[str, Any], slug: str, student: str) -> Kept:
    """Reads back a result and shows that it is one of this submission.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: if it is not.
    """
    result = Result.from_dict(plain["result"])
    if (result.assignment, result.submission) != (slug, student) or not is_well_formed(result):
        raise ValueError("a result of something else, or none that a judge comes to")
    if not isinstance(plain["digest"], str) or not isinstance(plain["recorded"], (str, bool)):
        raise ValueError("a result without what it stands on")
    recorded = plain["recorded"] if isinstance(plain["recorded"], str) else ""  # of a course of December 2026: anew
    return Kept(result, plain["digest"], fingerprints_from(plain["fingerprints"]), recorded)
