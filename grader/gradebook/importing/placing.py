"""Putting a hand-in into `submitted/`: in one step, never an older one over a newer one, and nothing twice.

What was imported is noted in `imported/SLUG/STUDENT.json`, with a digest of the files: what somebody has changed since is
known by it, and is not replaced unasked. Neither is what came by other means, unless both times are known.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Literal

from grader.gradebook.arrivals import TIME, Origin, note_origin, read_origin, read_time
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.importing.hand_ins import HandIn
from grader.judging import is_plain_file

State = Literal["new", "newer", "unchanged", "time", "older", "elsewhere", "refused"]


def origin_of(hand_in: HandIn, digest: str) -> Origin:
    """From where a hand-in is, whose files have a digest."""
    return Origin(hand_in.label.platform, hand_in.number, hand_in.moment.isoformat(), digest)


def state_of(folder: CourseFolder, slug: str, student: str, origin: Origin, time: datetime | None) -> State:
    """What is to be done with a hand-in.

    Args:
        folder: the course folder.
        slug: the assignment.
        student: whose.
        origin: from where it is, with the digest of its files.
        time: when it was handed in, in UTC; None if that is not known.
    """
    place = folder.submitted(slug, student)
    if not os.path.lexists(place):
        return "new"
    if place.is_symlink() or not place.is_dir():
        return "elsewhere"
    there, known = digest_below(place), read_time(place)
    if there == origin.digest:
        return "time" if time is not None and known != time else "unchanged"
    if not any(place.iterdir()):
        return "new"
    earlier = read_origin(folder.root, slug, student)
    if earlier is not None:
        changed = earlier.digest != there
        return "elsewhere" if changed else "older" if origin.is_older_than(earlier) else "newer"
    if time is not None and known is not None:
        return "newer" if time > known else "older"
    return "elsewhere"


def place_files(folder: CourseFolder, slug: str, student: str, fresh: Path, origin: Origin) -> None:
    """Puts a folder that was laid out into its place, and notes from where it is.

    Args:
        folder: the course folder.
        slug: the assignment.
        student: whose.
        fresh: the folder, beside its place.
        origin: from where it is.
    """
    place = folder.submitted(slug, student)
    gone = place.with_name(f".{slug}.{os.getpid()}.gone")
    if os.path.lexists(place):
        place.rename(gone)
    fresh.rename(place)
    if gone.is_symlink() or gone.is_file():
        gone.unlink()
    shutil.rmtree(gone, ignore_errors=True)
    note_origin(folder.root, slug, student, origin)


def fresh_folder(folder: CourseFolder, slug: str, student: str) -> Path:
    """An empty folder beside the place of a submission; what a run that was killed has left there is taken away."""
    place = folder.submitted(slug, student)
    place.parent.mkdir(parents=True, exist_ok=True)
    for left in place.parent.glob(f".{slug}.*"):
        if left.name.endswith(".gone") and not os.path.lexists(place):
            left.rename(place)  # killed between taking the old one away and putting the new one there
        else:
            shutil.rmtree(left, ignore_errors=True)
    fresh = place.with_name(f".{slug}.{os.getpid()}")
    fresh.mkdir()
    return fresh


def discard(fresh: Path) -> None:
    """Takes a fresh folder away, and the student's if nothing else is in it."""
    shutil.rmtree(fresh, ignore_errors=True)
    with suppress(OSError):
        fresh.parent.rmdir()


def digest_below(folder: Path) -> str:
    """One digest of the files below a folder, of names and contents, without the time."""
    found = hashlib.sha256()
    for path in _plain_files(folder):
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        found.update(os.fsencode(str(path.relative_to(folder))) + b":" + content.encode() + b"\n")
    return found.hexdigest()


def _plain_files(folder: Path) -> Iterator[Path]:
    for inner, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(inner, name)
            if is_plain_file(path) and path != folder / TIME:
                yield path


def note_origin_of(folder: CourseFolder, slug: str, student: str, origin: Origin) -> None:
    """Notes from where a submission that lies in its place is, unless that, or a newer one, is noted already."""
    known = read_origin(folder.root, slug, student)
    if known is None or known.digest != origin.digest or known.is_older_than(origin):
        note_origin(folder.root, slug, student, origin)
