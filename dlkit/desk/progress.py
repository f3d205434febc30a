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
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

FILE_NAME = ".dlkit-progress.json"
VERSION = 2
ANY_NOTEBOOK = ""  # the name of a notebook whose own is not known
COMES_AGAIN_AFTER = (1, 3, 7, 30)  # days since it passed, since its first review, ...; the last of them for ever


def today() -> date:
    """The day on which the student works."""
    return date.today()


@dataclass(frozen=True)
class ExerciseProgress:
    """What a student did on one exercise.

    Attributes:
        attempts: how many times it was checked when something was written.
        passed_in: the notebooks in which it passed when it was last checked there.
        ever_passed: whether it passed at any time.
        hints: how many of its hints were shown.
        asked: whether its solution, or the model answer, was asked for before there was an attempt of one's own.
        reviews: how many reviews in a row went without help.
        last: the day of the last of them, else the day on which it first passed; as `2026-11-27`, empty if not known.
        first: what the first check of something written came to, `right` or `wrong`; empty if not known.
    """

    attempts: int = 0
    passed_in: tuple[str, ...] = ()
    ever_passed: bool = False
    hints: int = 0
    asked: bool = False
    reviews: int = 0
    last: str = ""
    first: str = ""

    @property
    def due(self) -> date | None:
        """The day on which it comes again; None, if it has never passed."""
        if not self.ever_passed:
            return None
        days = COMES_AGAIN_AFTER[min(self.reviews, len(COMES_AGAIN_AFTER) - 1)]
        return date.fromisoformat(self.last) + timedelta(days=days) if self.last else today()

    @property
    def passed(self) -> bool:
        """Whether it passed, in one notebook at least, when it was last checked there."""
        return bool(self.passed_in)

    def passed_at(self, notebook: str) -> bool:
        """Whether it passed when it was last checked in a notebook, or in one that may be it."""
        return notebook in self.passed_in or (self.passed and ANY_NOTEBOOK in (notebook, *self.passed_in))


@dataclass(frozen=True)
class NotebookProgress:
    """What is remembered of one notebook.

    Attributes:
        slug: the assignment.
        checked: when something was last checked in it while it was open, in seconds since 1970; 0.0 for never.
    """

    slug: str = ""
    checked: float = 0.0


_Remembered = TypeVar("_Remembered", ExerciseProgress, NotebookProgress)


@dataclass(frozen=True)
class Progress:
    """All that is remembered.

    Attributes:
        exercises: by (slug, exercise name): hints and attempts are the student's, whatever the notebook.
        notebooks: by path, from the folder of the progress file.
    """

    exercises: dict[tuple[str, str], ExerciseProgress] = field(default_factory=dict)
    notebooks: dict[str, NotebookProgress] = field(default_factory=dict)

    def of(self, slug: str, exercise: str) -> ExerciseProgress:
        """Return what was done on an exercise; nothing yet, if it is not known."""
        return self.exercises.get((slug, exercise), ExerciseProgress())

    def with_check(
        self, slug: str, exercise: str, *, passed: bool, written: bool = True, notebook: str = ANY_NOTEBOOK
    ) -> Progress:
        """Return the progress after a check of an exercise in a notebook: in others it is as it was there."""
        before = self.of(slug, exercise)
        elsewhere = (
            [] if notebook == ANY_NOTEBOOK else [n for n in before.passed_in if n not in (notebook, ANY_NOTEBOOK)]
        )
        after = replace(
            before,
            attempts=before.attempts + written,
            passed_in=tuple(sorted([*elsewhere, *([notebook] if passed else [])])),
            ever_passed=before.ever_passed or passed,
            last=today().isoformat() if passed and not before.ever_passed else before.last,
            first=("right" if passed else "wrong") if written and not before.attempts else before.first,
        )
        return self.with_notebook(notebook, slug)._with(slug, exercise, after)

    def with_notebook(self, notebook: str, slug: str, *, checked: float = 0.0) -> Progress:
        """Return the progress with a notebook, and with the time at which something was last checked in it."""
        if notebook == ANY_NOTEBOOK:
            return self
        last = max(checked, self.notebooks.get(notebook, NotebookProgress()).checked)
        return replace(self, notebooks={**self.notebooks, notebook: NotebookProgress(slug, last)})

    def renamed(self, old: str, new: str) -> Progress:
        """Return the progress after a notebook got another name or place."""
        exercises = {
            key: replace(done, passed_in=tuple(sorted({new if name == old else name for name in done.passed_in})))
            for key, done in self.exercises.items()
        }
        return Progress(exercises, {new if name == old else name: found for name, found in self.notebooks.items()})

    def with_review(self, slug: str, exercise: str, *, helped: bool) -> Progress:
        """Return the progress after an exercise passed in a review: with help it begins anew, before its day nothing changes."""
        before = self.of(slug, exercise)
        if not helped and (before.due is None or before.due > today()):
            return self
        after = replace(before, reviews=0 if helped else before.reviews + 1, last=today().isoformat())
        return self._with(slug, exercise, after)

    def with_hint(self, slug: str, exercise: str, *, shown: int) -> Progress:
        """Return the progress after the first `shown` hints of an exercise were shown."""
        return self._with(slug, exercise, replace(self.of(slug, exercise), hints=shown))

    def with_question(self, slug: str, exercise: str) -> Progress:
        """Return the progress after the solution of an exercise, or a model answer, was asked for and not shown."""
        return self._with(slug, exercise, replace(self.of(slug, exercise), asked=True))

    def _with(self, slug: str, exercise: str, after: ExerciseProgress) -> Progress:
        return replace(self, exercises={**self.exercises, (slug, exercise): after})


def with_name(progress: Progress, folder: Path, slug: str, notebook: str) -> Progress:
    """Return the progress with a notebook's name in it: if it is new and another one's file is gone, it is that one, renamed.

    Args:
        progress: what was read of a folder.
        folder: that folder.
        slug: the assignment.
        notebook: the notebook's path from the folder.
    """
    if notebook in progress.notebooks or notebook == ANY_NOTEBOOK:
        return progress
    gone = [n for n, known in progress.notebooks.items() if known.slug == slug and not (folder / n).exists()]
    if not gone:
        return progress.with_notebook(notebook, slug)
    return progress.renamed(max(gone, key=lambda name: progress.notebooks[name].checked), notebook)


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
        return read(path.read_text(encoding="utf-8"))
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


def read(text: str) -> Progress:
    """Read the text of a progress file.

    Raises:
        ValueError, TypeError, KeyError, AttributeError, RecursionError: if it is none that can be used.
    """
    return _decode(json.loads(text))


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
    notebooks = {name: asdict(found) for name, found in sorted(progress.notebooks.items())}
    content = {"version": VERSION, "assignments": assignments, "notebooks": notebooks}
    return json.dumps(content, indent=2) + "\n"


def _decode(content: Any) -> Progress:
    if content["version"] not in (1, VERSION):
        raise ValueError("written by another version")
    exercises = {
        (slug, exercise): _decode_exercise(done)
        for slug, exercises in content["assignments"].items()
        for exercise, done in exercises.items()
    }
    notebooks = {
        name: _with_types_of(NotebookProgress(), NotebookProgress(**found))
        for name, found in content.get("notebooks", {}).items()
    }
    return Progress(exercises, notebooks)


def _decode_exercise(done: dict[str, Any]) -> ExerciseProgress:
    found = dict(done)
    passed = found.pop("passed", False)  # version 1 did not know in which notebook
    found["passed_in"] = tuple(found.get("passed_in", [ANY_NOTEBOOK] if passed is True else []))
    if type(passed) is not bool or not all(type(name) is str for name in found["passed_in"]):
        raise ValueError(f"passed is {passed!r}, in {found['passed_in']!r}")
    if last := found.get("last"):
        date.fromisoformat(last)
    return _with_types_of(ExerciseProgress(), ExerciseProgress(**found))


def _with_types_of(default: _Remembered, found: _Remembered) -> _Remembered:
    """What was read of a file, which anybody may have changed.

    Raises:
        ValueError: if a part of it is of another type than it should be, or a number below 0.
    """
    for name, usual in vars(default).items():
        value = getattr(found, name)
        if type(value) is not type(usual) or (isinstance(value, (int, float)) and not value >= 0):
            raise ValueError(f"{name} is {value!r}")
    return found
