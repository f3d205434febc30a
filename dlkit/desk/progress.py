"""What a student has done so far, in a small JSON file beside the notebooks.

The file is a convenience: everything works without it. So a broken one is kept aside, never an error.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

FILE_NAME = ".dlkit-progress.json"
VERSION = 1


@dataclass(frozen=True)
class ExerciseProgress:
    """What a student did on one exercise.

    Attributes:
        attempts: how many times it was checked when something was written.
        passed: whether it passed when it was last checked.
        ever_passed: whether it passed at any time.
        hints: how many of its hints were shown.
        asked: whether its solution, or the model answer, was asked for before there was an attempt of one's own.
    """

    attempts: int = 0
    passed: bool = False
    ever_passed: bool = False
    hints: int = 0
    asked: bool = False


@dataclass(frozen=True)
class Progress:
    """All that is remembered: exercise by (slug, exercise name)."""

    exercises: dict[tuple[str, str], ExerciseProgress] = field(default_factory=dict)

    def of(self, slug: str, exercise: str) -> ExerciseProgress:
        """Return what was done on an exercise; nothing yet, if it is not known."""
        return self.exercises.get((slug, exercise), ExerciseProgress())

    def with_check(self, slug: str, exercise: str, *, passed: bool, written: bool = True) -> Progress:
        """Return the progress after a check of an exercise."""
        before = self.of(slug, exercise)
        after = replace(
            before,
            attempts=before.attempts + written,
            passed=passed,
            ever_passed=before.ever_passed or passed,
        )
        return self._with(slug, exercise, after)

    def with_hint(self, slug: str, exercise: str, *, shown: int) -> Progress:
        """Return the progress after the first `shown` hints of an exercise were shown."""
        return self._with(slug, exercise, replace(self.of(slug, exercise), hints=shown))

    def with_question(self, slug: str, exercise: str) -> Progress:
        """Return the progress after the solution of an exercise, or a model answer, was asked for and not shown."""
        return self._with(slug, exercise, replace(self.of(slug, exercise), asked=True))

    def _with(self, slug: str, exercise: str, after: ExerciseProgress) -> Progress:
        return Progress({**self.exercises, (slug, exercise): after})


def load(folder: Path, *, warn: Callable[[str], None]) -> Progress:
    """Read the progress file of a folder.

    Args:
        folder: where the notebooks are.
        warn: is called with one sentence if the file cannot be used. A broken file is then renamed, so that
            nothing in it is lost.

    Returns:
        The progress; an empty one if there is no file, or none that can be used.
    """
    path = folder / FILE_NAME
    try:
        return _decode(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Progress()
    except OSError as error:
        warn(f"Your progress in {path} cannot be read ({error.strerror}); the command works without it.")
        return Progress()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        aside = free_name(folder / f".dlkit-progress.broken-{datetime.now():%Y%m%d-%H%M%S}.json")
        try:
            path.rename(aside)
        except OSError as error:
            warn(f"Your progress in {path} cannot be understood or moved aside ({error.strerror}).")
        else:
            warn(f"Your progress file cannot be understood: it is kept as {aside.name}; a new one is begun.")
        return Progress()


def save(folder: Path, progress: Progress, *, warn: Callable[[str], None]) -> None:
    """Write the progress file of a folder in one step: a reader sees the old or the new one, never a part.

    Args:
        folder: where the notebooks are.
        progress: what to remember.
        warn: is called with one sentence if the file cannot be written.
    """
    path = folder / FILE_NAME
    try:
        write_atomically(path, _encode(progress))
    except OSError as error:
        warn(f"Your progress could not be remembered in {path} ({error.strerror}).")


def write_atomically(path: Path, text: str) -> None:
    """Replace a file's text in one step, keeping its permissions; the folder must exist.

    Raises:
        OSError: if the folder cannot be written to; the old file is then as it was.
    """
    mode = path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~_umask()
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def free_name(path: Path) -> Path:
    """Return the path, or the first of path-2, path-3, ... that does not exist."""
    candidate, number = path, 2
    while candidate.exists():
        candidate, number = path.with_name(f"{path.stem}-{number}{path.suffix}"), number + 1
    return candidate


def _encode(progress: Progress) -> str:
    assignments: dict[str, dict[str, Any]] = {}
    for (slug, exercise), done in sorted(progress.exercises.items()):
        assignments.setdefault(slug, {})[exercise] = asdict(done)
    return json.dumps({"version": VERSION, "assignments": assignments}, indent=2) + "\n"


def _decode(content: Any) -> Progress:
    if content["version"] != VERSION:
        raise ValueError("written by another version")
    return Progress(
        {
            (slug, exercise): _decode_exercise(done)
            for slug, exercises in content["assignments"].items()
            for exercise, done in exercises.items()
        }
    )


def _decode_exercise(done: dict[str, Any]) -> ExerciseProgress:
    exercise = ExerciseProgress(**done)
    for name, default in asdict(ExerciseProgress()).items():
        value = getattr(exercise, name)
        if type(value) is not type(default) or value < 0:
            raise ValueError(f"{name} is {value!r}")
    return exercise
