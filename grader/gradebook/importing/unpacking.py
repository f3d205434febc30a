"""The files of one hand-in, laid out in a folder: archives in it unpacked, within bounds that no student moves."""

from __future__ import annotations

import errno
import os
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from grader.gradebook.arrivals import TIME
from grader.gradebook.importing.downloads import ARCHIVES, Opened, Piece, entry_of, is_nothing
from grader.sandbox import TooLong, bounded

MAX_FILES, MAX_BYTES = 2_000, 300 << 20  # of one hand-in, unpacked
MAX_NESTED = 3  # archives in one another
SECONDS, MEMORY_MB = 60.0, 512  # what one archive may take
_OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)


class Refused(Exception):
    """A hand-in, or an archive in it, that cannot be taken; the message is the rest of a sentence."""


class _Room:
    """How much more of a hand-in there may be."""

    def __init__(self) -> None:
        self.files, self.bytes = MAX_FILES, MAX_BYTES

    def take(self, source: IO[bytes], target: Path) -> None:
        self.files -= 1
        if self.files < 0:
            raise Refused(f"there are more than {MAX_FILES:,} files in it")
        with target.open("xb") as file:
            while block := source.read(1 << 20):
                self.bytes -= len(block)
                if self.bytes < 0:
                    raise Refused(f"it holds more than {MAX_BYTES >> 20} MB, unpacked")
                file.write(block)


@dataclass
class Remarks:
    """What there is to say of a hand-in that was laid out, as sentences.

    Attributes:
        unreadable: what could not be read or unpacked.
        left_out: what was left out of it.
    """

    unreadable: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[str]:
        """All of them."""
        return self.unreadable + self.left_out


def lay_out(pieces: Sequence[Piece], folder: Path, downloads: Opened) -> Remarks:
    """Lays the files of a hand-in into a folder.

    Args:
        pieces: the files.
        folder: an empty folder.
        downloads: opens them.

    Returns:
        What was left out, or could not be unpacked.

    Raises:
        Refused: if nothing of it can be taken.
    """
    room, told = _Room(), Remarks()
    for piece in pieces:
        if piece.wrong:
            told.left_out.append(f"{piece.shown} {piece.wrong}, and was left out.")
            continue
        target = folder / piece.place
        try:
            with downloads.file(piece) as source:
                _make_room_for(target)
                room.take(source, target)
        except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
            _pass_on_trouble_of_the_disk(error)
            if target.is_file():
                target.unlink()
            told.unreadable.append(f"{piece.shown} cannot be read ({error}), and was left out.")
            continue
        if target.suffix.lower() in ARCHIVES:
            place = target.parent if len(pieces) == 1 else target.with_suffix("")
            _unpack(target, place, room, MAX_NESTED, told)
    if os.path.lexists(folder / TIME):  # nbgrader would believe when it says that it was handed in
        shutil.rmtree(folder / TIME) if (folder / TIME).is_dir() else (folder / TIME).unlink()
        told.left_out.append(f"{TIME}, which is the course's own, was left out.")
    if not any(path.is_file() for path in folder.rglob("*")):
        raise Refused(" ".join(told.all).rstrip(".") or "there is no file in it")
    return told


def _pass_on_trouble_of_the_disk(error: Exception) -> None:
    if isinstance(error, OSError) and error.errno in _OF_THE_DISK:
        raise error


def _make_room_for(target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)


def _unpack(archive: Path, place: Path, room: _Room, depth: int, told: Remarks) -> None:
    """Unpacks an archive of a student's and takes it away; one that cannot be unpacked stays as it was handed in."""
    fresh = Path(tempfile.mkdtemp(prefix=".unpacked-", dir=archive.parent))
    why = ""
    try:
        with bounded(seconds=SECONDS, memory_mb=MEMORY_MB):
            left_out = _unpack_into(archive, fresh, room)
    except (MemoryError, TooLong):
        why = "it is too large"
    except Refused as error:
        why = str(error)
    except (
        OSError,
        ValueError,
        zlib.error,
        RuntimeError,
        EOFError,
        struct.error,
        KeyError,
        zipfile.BadZipFile,
    ) as error:
        _pass_on_trouble_of_the_disk(error)
        why = "it is damaged, or no zip archive"
    if why:
        shutil.rmtree(fresh)
        told.unreadable.append(f"{archive.name} cannot be unpacked: {why}.")
        return
    told.left_out += left_out
    archive.unlink()
    for inner in _move(fresh, place if place == archive.parent else _free(place)):
        if depth > 1 and inner.suffix.lower() in ARCHIVES:
            _unpack(inner, inner.with_suffix(""), room, depth - 1, told)


def _unpack_into(archive: Path, folder: Path, room: _Room) -> list[str]:
    told = []
    with zipfile.ZipFile(archive) as source:
        members = [info for info in source.infolist() if not info.is_dir()]
        entries = [(info, entry_of(info)) for info in members]
        entries = [(info, entry) for info, entry in entries if not is_nothing(entry.parts)]
        if len(entries) > room.files:
            raise Refused(f"there are more than {MAX_FILES:,} files in it")
        if sum(info.file_size for info, _ in entries) > room.bytes:
            raise Refused(f"it holds more than {MAX_BYTES >> 20} MB, unpacked")
        for info, entry in entries:
            target = folder.joinpath(*entry.parts) if not entry.wrong else folder
            if entry.wrong or target.exists():
                told.append(f"{entry.shown} in {archive.name} {entry.wrong or 'is there twice'}, and was left out.")
                continue
            _make_room_for(target)
            with source.open(info) as file:
                room.take(file, target)
    if members and not any(path.is_file() for path in folder.rglob("*")):
        raise Refused(" ".join(told).rstrip(".") or "there is no file in it")
    return _few(told)


def _few(told: list[str]) -> list[str]:
    return told if len(told) <= 3 else [*told[:2], f"{len(told) - 2} more files in it were left out."]


def _free(place: Path) -> Path:
    """A place for what was unpacked where nothing lies yet: what is there may hold other files of the same names."""
    numbers = range(1, MAX_FILES + 2)
    names = (place.name, f"{place.name}-unpacked", *(f"{place.name}-unpacked-{number}" for number in numbers))
    return next(path for path in map(place.with_name, names) if not os.path.lexists(path))


def _move(folder: Path, place: Path) -> list[Path]:
    """Moves the files of a folder to a place where none of them is yet, and takes the folder away."""
    moved = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        target = place / path.relative_to(folder)
        _make_room_for(target)
        moved.append(path.replace(target))
    shutil.rmtree(folder)
    return moved
