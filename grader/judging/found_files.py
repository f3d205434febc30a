"""Files as they were handed in: found below a folder or in a zip archive, and read within bounds.

Nothing of it is trusted, and nothing is unpacked to a disk: links are not followed, names that lead elsewhere and files
that are none are left out, and every number and size has an end.
"""

from __future__ import annotations

import os
import re
import stat
import struct
import zipfile
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from dlkit.notebooks import MAX_BYTES
from grader.sandbox import TooLong, bounded

MAX_ENTRIES = 10_000  # of a folder and those below it
MAX_DEPTH = 4  # of folders in one another
MAX_MEMBERS = 2_000  # of an archive
MAX_PATH = 200  # characters of a file's path
ARCHIVE_SECONDS, ARCHIVE_MB = 10.0, 512  # what reading an archive may take
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others may take any memory
_ODD = re.compile(r"[\x00-\x1f\x7f\\:\ud800-\udfff]")


@dataclass(frozen=True)
class FoundFile:
    """One file that was handed in.

    Attributes:
        place: its path below the folder; of a member of an archive, the archive counts as a folder.
        path: the file on the disk: itself, or the archive that it is in.
        member: its name in the archive; empty if it is in none.
        size: its bytes, as far as that is known.
    """

    place: PurePosixPath
    path: Path
    member: str = ""
    size: int = 0

    @property
    def is_notebook(self) -> bool:
        """Whether its name says so."""
        return self.place.suffix.lower() == ".ipynb"

    def read(self, limit: int = MAX_BYTES) -> bytes:
        """Its content, or one byte more of it than the limit.

        Raises:
            OSError: if it cannot be read, or is no plain file.
            ValueError: if it lies in an archive that cannot be read.
        """
        if not self.member:
            with open_plain(self.path) as file:
                return file.read(limit + 1)
        with _archive(self.path) as archive, archive.open(self.member) as file:
            return file.read(limit + 1)


def files_below(folder: Path) -> list[FoundFile]:
    """The plain files below a folder, nearest first and by name; without what systems and editors keep for themselves.

    Raises:
        OSError: if the folder cannot be read.
        ValueError: if there is no end to it.
    """
    found, left, folders = [], MAX_ENTRIES, deque([PurePosixPath()])
    while folders:
        inner = folders.popleft()
        try:
            with os.scandir(folder / inner) as entries:
                listed = [entry for _, entry in zip(range(left + 1), entries, strict=False)]
        except OSError:
            if not inner.parts:
                raise
            continue
        left -= len(listed)
        if left < 0:
            raise ValueError(f"there are more than {MAX_ENTRIES:,} files in it")
        for entry in sorted(listed, key=lambda entry: entry.name):
            if is_kept_for_itself(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False):
                if len(inner.parts) < MAX_DEPTH - 1:
                    folders.append(inner / entry.name)
            elif entry.is_file(follow_symlinks=False):
                size = entry.stat(follow_symlinks=False).st_size
                found.append(FoundFile(inner / entry.name, folder / inner / entry.name, size=size))
    return found


def files_in(archive: FoundFile) -> list[FoundFile]:
    """The files in a zip archive: those of plain names, neither links nor locked.

    Args:
        archive: a file on the disk.

    Raises:
        OSError: if it cannot be read.
        ValueError: if it is no archive, or one without end.
    """
    with _archive(archive.path) as opened:
        members = opened.infolist()
    if len(members) > MAX_MEMBERS:
        raise ValueError(f"the archive holds more than {MAX_MEMBERS:,} files")
    return [
        FoundFile(archive.place / name, archive.path, member.filename, member.file_size)
        for member, name in _usable(members)
    ]


def _usable(members: Iterable[zipfile.ZipInfo]) -> Iterator[tuple[zipfile.ZipInfo, PurePosixPath]]:
    for member in members:
        name = PurePosixPath(member.filename)
        leads_elsewhere = name.is_absolute() or ".." in name.parts or _ODD.search(member.filename)
        is_link = stat.S_ISLNK(member.external_attr >> 16)
        if leads_elsewhere or is_link or member.is_dir() or member.flag_bits & 1:
            continue
        too_far = len(name.parts) > MAX_DEPTH or len(member.filename) > MAX_PATH
        if not too_far and member.compress_type in _METHODS and not any(map(is_kept_for_itself, name.parts)):
            yield member, name


def is_kept_for_itself(name: str) -> bool:
    """Whether a system or an editor keeps something under this name: `._hw.ipynb`, `.ipynb_checkpoints`, `__MACOSX`."""
    return name.startswith(".") or name in ("__MACOSX", "__pycache__")


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Opens a zip archive; whatever is wrong with it is a ValueError, and reading it has an end."""
    with open_plain(path) as file:
        try:
            with bounded(seconds=ARCHIVE_SECONDS, memory_mb=ARCHIVE_MB), zipfile.ZipFile(file) as archive:
                yield archive
        except (MemoryError, TooLong):
            raise ValueError("the archive is too large to be read") from None
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, struct.error, KeyError):
            raise ValueError("the archive is damaged") from None


def open_plain(path: Path) -> IO[bytes]:
    """Opens a file that is one: a link is not followed, and a pipe is not waited for.

    Raises:
        PermissionError: if it is none, or cannot be read.
    """
    try:
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except PermissionError:
        raise
    except OSError as error:  # a link, a socket, a name that is too long
        raise PermissionError(error.errno, error.strerror, str(path)) from None
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise PermissionError(f"{path} is no plain file")
    return os.fdopen(number, "rb")


def is_plain_file(path: Path) -> bool:
    """Whether a path is a file itself: no link, which may lead anywhere, and nothing that may block or never end."""
    return path.is_file() and not path.is_symlink()
