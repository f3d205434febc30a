"""What the versions of a submission came to: a sealed line for each verdict, only ever added to.

A course keeps the latest result whole, and of those before it what tells how a class came there: when it was handed in,
how each exercise stood, and which known mistakes were made. Everything works without it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from grader.judging import Result

MAX_VERDICTS = 100  # of a submission; of later ones only the latest result is kept
MAX_FILE_BYTES = 4 << 20
_TIME = "seconds"


@dataclass(frozen=True)
class ExerciseVerdict:
    """How one exercise stood.

    Attributes:
        status: as in `ExerciseResult`.
        share: of its points, from 0 to 1.
        mistakes: the known mistakes that were made.
    """

    status: str
    share: float
    mistakes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What one version of a submission came to.

    Attributes:
        content: a fingerprint of the cells that were run: what has the same is the same version.
        exercises: those that could be judged, by name.
        handed_in: when, in UTC, as `2026-11-27T09:00:00`; empty if that is not known.
        judged: when it was judged, in the same form; empty if that is not known.
    """

    content: str
    exercises: Mapping[str, ExerciseVerdict]
    handed_in: str = ""
    judged: str = ""

    @property
    def time(self) -> str:
        """When it was handed in, or, where that is not known, judged."""
        return self.handed_in or self.judged


def verdict_of(result: Result, *, handed_in: str = "", judged: str = "") -> Verdict:
    """What is remembered of a result.

    Args:
        result: the result.
        handed_in, judged: when; see `Verdict`.
    """
    exercises = {
        item.name: ExerciseVerdict(
            item.status,
            round(item.score / item.points, 4) if item.points else 0.0,
            tuple(sorted({check.mistake for check in item.checks if check.outcome == "failed" and check.mistake})),
        )
        for item in result.exercises
        if item.status != "not_judged"
    }
    return Verdict(result.content, exercises, handed_in, judged)


def now_in_utc() -> str:
    """This moment in UTC, as verdicts have it."""
    return datetime.now(UTC).replace(tzinfo=None).isoformat(timespec=_TIME)


class History:
    """The verdicts on one submission, in a file of lines.

    A line that was not written by this course, or not to its end, counts as none.

    Args:
        path: the file.
        key: the course's, for the seals.
        about: assignment and student, which a line is sealed together with.
    """

    def __init__(self, path: Path, key: bytes, about: tuple[str, str]) -> None:
        self.path, self._key, self._about = path, key, about

    @property
    def exists(self) -> bool:
        """Whether there is a file."""
        return os.path.isfile(self.path)  # also where its name is longer than the disk takes

    def read(self) -> tuple[Verdict, ...]:
        """The versions in their order, each with the latest verdict on it, and the time at which it first came."""
        versions: list[Verdict] = []
        for verdict in filter(None, map(self._verdict, self._lines())):
            if versions and versions[-1].content == verdict.content:
                first = versions.pop()
                verdict = replace(verdict, handed_in=first.handed_in, judged=first.judged)
            versions.append(verdict)
        return tuple(versions)

    def add(self, verdict: Verdict) -> None:
        """Adds a verdict, unless nothing was judged, it says what the last one says, or there are many already.

        Raises:
            OSError: if it cannot be written.
        """
        lines = self._lines()
        last = next(filter(None, map(self._verdict, reversed(lines))), None)
        said = last and (last.content, last.exercises) == (verdict.content, verdict.exercises)
        if said or not verdict.exercises or len(lines) >= MAX_VERDICTS:
            return
        plain = json.loads(json.dumps(asdict(verdict)))
        line = json.dumps({**plain, "seal": self._seal(plain)})
        self.path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        with open(os.open(self.path, flags, 0o666), "a", encoding="utf-8") as file:
            file.write(f"\n{line}\n" if lines and lines[-1] and not self._verdict(lines[-1]) else f"{line}\n")

    def _lines(self) -> list[str]:
        try:
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            with open(os.open(self.path, flags), encoding="utf-8") as file:
                found = os.fstat(file.fileno())
                if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_FILE_BYTES:
                    return []
                return file.read().splitlines()
        except (OSError, ValueError):
            return []

    def _verdict(self, line: str) -> Verdict | None:
        try:
            plain = json.loads(line)
            seal = plain.pop("seal")
            if not hmac.compare_digest(seal.encode(), self._seal(plain).encode()):
                return None
            exercises = {
                name: ExerciseVerdict(item["status"], item["share"], tuple(item["mistakes"]))
                for name, item in plain["exercises"].items()
            }
            return Verdict(**{**plain, "exercises": exercises})
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def _seal(self, plain: dict[str, Any]) -> str:
        sealed = json.dumps([*self._about, plain], sort_keys=True)
        return hmac.new(self._key, sealed.encode(), hashlib.sha256).hexdigest()
