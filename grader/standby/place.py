"""Where judges that stand by are found: a folder that its owner alone may enter."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import platform
import socket
import stat
import struct
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
LOCK, SOCKET = ".judge", ".socket"
MAX_NOTE = 10_000  # bytes of what a judge says of itself
# What of the environment decides how judging goes: two judges that differ in it are two.
_DECIDING = ("CUDA", "DLKIT", "JAX", "KERAS", "MKL", "NVIDIA", "OMP", "OPENBLAS", "PYTHONPATH", "TF_", "XLA")
_NOT_DECIDING = ("TF_CPP",)
_CREDENTIALS = struct.Struct("3i")  # of the other end of a socket: process, user, group


class NotPrivate(Exception):
    """The folder is open to others, or somebody else's."""


@dataclass(frozen=True)
class Standing:
    """A judge that stands by.

    Attributes:
        pid: its process.
        course: the course folder that it serves; empty if it judges loose notebooks.
    """

    pid: int
    course: str


def folder() -> Path:
    """The user's folder for such judges: below XDG_RUNTIME_DIR where that is the user's own, else below /tmp."""
    given = os.environ.get("XDG_RUNTIME_DIR", "")
    with suppress(OSError):
        if given and _is_private(os.stat(given, follow_symlinks=False)):
            return Path(given, "dlkit")
    return Path(tempfile.gettempdir(), f"dlkit-{os.getuid()}")


@contextmanager
def opened_folder(*, make: bool = False) -> Iterator[int]:
    """Opens the folder, so that what was looked at is what is used, whatever is put at its path meanwhile.

    Args:
        make: makes it if it is not there.

    Yields:
        A descriptor of it.

    Raises:
        NotPrivate: if it is a link, somebody else's, or open to others.
        OSError: if it is not there, or cannot be made.
    """
    path = folder()
    if make:
        with suppress(FileExistsError):
            path.mkdir(mode=0o700)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except NotADirectoryError:
        raise NotPrivate(f"{path} is no folder") from None
    try:
        if not _is_private(os.fstat(descriptor)):
            raise NotPrivate(f"{path} is open to others, or not yours")
        yield descriptor
    finally:
        os.close(descriptor)


def _is_private(found: os.stat_result) -> bool:
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and stat.S_IMODE(found.st_mode) == 0o700


def key_of(course: Path | None) -> str:
    """The name of the judge of a course folder, with this kit, this Python and this environment.

    Args:
        course: the folder; None for loose notebooks.
    """
    environment = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(_DECIDING) and not name.startswith(_NOT_DECIDING)
    }
    facts = [str(course.resolve()) if course else "", str(REPOSITORY), sys.executable, platform.python_version()]
    return hashlib.sha256(json.dumps([facts, environment], sort_keys=True).encode()).hexdigest()[:32]


def address(descriptor: int, key: str) -> str:
    """The path of a judge's socket by way of the folder's descriptor: short, and no other folder's."""
    return f"/proc/self/fd/{descriptor}/{key}{SOCKET}"


def take_lock(descriptor: int, key: str) -> int | None:
    """Takes the lock that one judge holds as long as it lives.

    Args:
        descriptor: of the folder.
        key: the judge's name.

    Returns:
        A descriptor of the lock's file; None if another judge holds it.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    lock = os.open(f"{key}{LOCK}", flags, 0o600, dir_fd=descriptor)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def standing_by() -> list[Standing]:
    """This user's judges that stand by, by their process number."""
    found = []
    with suppress(OSError, NotPrivate), opened_folder() as descriptor:
        for name in os.listdir(descriptor):
            if name.endswith(LOCK):
                with suppress(OSError, ValueError, KeyError, TypeError):
                    found += _standing(descriptor, name)
    return sorted(found, key=lambda item: item.pid)


def _standing(descriptor: int, name: str) -> list[Standing]:
    """The judge that holds a lock; none if nobody does."""
    lock = os.open(name, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=descriptor)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        note = json.loads(os.pread(lock, MAX_NOTE, 0))
        return [Standing(int(note["pid"]), str(note["course"]))]
    finally:
        os.close(lock)
    return []


def peer_of(connection: socket.socket) -> int:
    """The process at the other end of a connection.

    Raises:
        NotPrivate: if it is another user's, or in a user namespace of its own, as what runs in a sandbox is.
    """
    data = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    pid, user, _ = _CREDENTIALS.unpack(data)
    if user != os.getuid():
        raise NotPrivate("the other end is another user's")
    try:
        is_near = os.stat(f"/proc/{pid}/ns/user").st_ino == os.stat("/proc/self/ns/user").st_ino
    except OSError:
        is_near = False
    if not is_near:
        raise NotPrivate("the other end is in another namespace")
    return int(pid)
