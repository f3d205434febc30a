"""The weaker sandbox, where a container allows no namespaces: student code runs as another user of the same machine.

It is used only where it is asked for, as the autograder of another platform does: what is secret must be readable by
root alone, and other things that lie open on the machine are in sight.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pwd
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dlkit.sandboxed import filters_system_calls, other_user
from grader.errors import SandboxUnavailable
from grader.sandbox.view import shared_files

SHARED_PLACES = ("/tmp", "/var/tmp", "/run/lock", "/run/shm", "/dev/mqueue", "/var/lock", "/var/crash")
_LOCK = "/run/dlkit-users.lock"
_WHAT_IS_LOST = (
    "No sandbox with namespaces can be made in this container, so student code ran as another user of it, under the same limits of "
    "time, memory and processes. Lost: it sees which processes run and every file that is open to all users, and what keeps "
    "it from the network is a filter of system calls alone. It may write to /dev/shm alone, which holds {megabytes} MB."
)
_LOOK = """
import json, os, sys
asked = json.load(sys.stdin)
def seen(path):
    return os.access(path, os.R_OK) or os.path.isdir(path) and os.access(path, os.X_OK)
print(json.dumps({
    "open": [path for path in asked["secret"] if seen(path)],
    "closed": [path for path in asked["needed"] if not os.access(path, os.R_OK)],
    "writable": [path for path in asked["places"] if os.path.realpath(path) != asked["scratch"] and os.access(path, os.W_OK)],
}))
"""


@dataclass(frozen=True)
class OtherUser:
    """That student code may run as another user of this machine.

    Attributes:
        secret: folders and files that no other user may read, the kit's own besides.
    """

    secret: tuple[Path, ...] = ()


def what_is_lost() -> str:
    """What the weaker sandbox lacks, for the staff."""
    scratch = os.statvfs(other_user.SCRATCH)
    return _WHAT_IS_LOST.format(megabytes=scratch.f_blocks * scratch.f_frsize >> 20)


@contextlib.contextmanager
def prepared(wanted: OtherUser, repository: Path) -> Iterator[Path]:
    """Makes sure that student code can run as another user, and makes a copy of what it imports, open to all.

    Args:
        wanted: what is secret.
        repository: the folder of the kit.

    Yields:
        The folder of the copy. Afterwards no process of those users is left, nor a file.

    Raises:
        SandboxUnavailable: if it cannot; the message says why.
    """
    _require_root_and_filter()
    with contextlib.ExitStack() as stack:
        stack.enter_context(_alone())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dlkit-")))
        folder.chmod(0o755)
        _copy(repository, folder)
        _require_closed([*wanted.secret, *_secret_parts(repository)], folder)
        stack.callback(end_other_users)
        yield folder


def _require_root_and_filter() -> None:
    if os.geteuid() != 0:
        raise SandboxUnavailable(
            "Namespaces are not allowed here, and student code cannot run as another user, since the judge is not root. "
            "Nothing is judged: both in one process would be no sandbox."
        )
    if not filters_system_calls():
        raise SandboxUnavailable(
            "Namespaces are not allowed here, and system calls cannot be filtered on this processor."
        )
    if not os.path.ismount(other_user.SCRATCH):
        raise SandboxUnavailable(
            f"{other_user.SCRATCH} is no file system of its own, so that nothing would bound what student code writes."
        )


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Makes sure that nobody else has the users' numbers, nor another judge on this machine."""
    lock = os.open(_LOCK, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise SandboxUnavailable("Another judge uses other users on this machine; wait until it is done.") from None
    try:
        numbers = range(other_user.FIRST, other_user.LAST + 1)
        known = next((user for user in pwd.getpwall() if user.pw_uid in numbers), None)
        if known or _running(numbers):
            raise SandboxUnavailable(
                f"Users from {numbers.start} on are to be the students', but {known.pw_name if known else 'somebody'} is one."
            )
        yield
    finally:
        os.close(lock)


def _copy(repository: Path, folder: Path) -> None:
    for place, content in shared_files(repository).items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (folder / "home").mkdir()
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _secret_parts(repository: Path) -> list[Path]:
    """The kit's own secrets, wherever they lie among what Python imports."""
    names = ("grader", "solutions", "dlkit/solutions")
    return [Path(place, name) for place in dict.fromkeys((str(repository), *filter(None, sys.path))) for name in names]


def _require_closed(secret: Sequence[Path], folder: Path) -> None:
    """Looks as such a user: at what must be closed, at what must be open, and at where it could write."""
    needed = [str(folder / "dlkit" / "__init__.py"), os.__file__, np.__file__]
    asked = {
        "secret": [str(path) for path in secret if path.exists()],
        "needed": needed,
        "places": [*SHARED_PLACES, *_above([*secret, *map(Path, filter(None, sys.path))])],
        "scratch": other_user.SCRATCH,
    }
    user = other_user.LAST
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _LOOK],
            input=json.dumps(asked),
            user=user,
            group=user,
            extra_groups=[],
            env={},
            capture_output=True,
            text=True,
            check=True,
            cwd="/",
        )
        found = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        raise SandboxUnavailable(
            f"Another user cannot run {sys.executable}: the Python that judges must lie where everybody may read."
        ) from None
    if found["open"]:
        raise SandboxUnavailable(
            f"{', '.join(found['open'])} can be read by every user of this machine, and so by student code: close them "
            "to all but root (chmod 700). Nothing is judged."
        )
    if found["closed"]:
        raise SandboxUnavailable(f"{', '.join(found['closed'])} cannot be read by other users, and must be.")
    if found["writable"]:
        raise SandboxUnavailable(
            f"{', '.join(found['writable'])} can be written by every user, and so by student code: chmod o-w."
        )


def _above(paths: Sequence[Path]) -> list[str]:
    """Folders, and those above them: who may write to one may put something else in the place of what lies in it."""
    return sorted({str(place) for path in paths for place in (path, *path.resolve().parents) if place.is_dir()})


def close_shared_places() -> None:
    """Takes the right to write to the machine's shared places from all but root: for a container of one submission."""
    for place in SHARED_PLACES:
        with contextlib.suppress(OSError):
            if os.path.realpath(place) != other_user.SCRATCH:
                os.chmod(place, os.stat(place).st_mode & 0o7775)


def end_other_users() -> None:
    """Kills whatever the users of submissions still run, and removes what they wrote; needs root.

    Where no judge has made such users on this machine, those of these numbers are real ones, and are left alone.
    """
    if not os.path.exists(_LOCK):
        return
    numbers = range(other_user.FIRST, other_user.LAST + 1)
    for user in sorted(set(numbers).intersection(other_user.written().values()) | _running(numbers)):
        other_user.end_user(user, kill=_kill_as)


def _running(numbers: range) -> set[int]:
    """Those of some users that have a process."""
    return {user for users in other_user.running().values() for user in users if user in numbers}


def _kill_as(user: int) -> None:
    kill = [sys.executable, "-I", "-S", "-c", "import os, signal; os.kill(-1, signal.SIGKILL)"]
    subprocess.run(kill, user=user, group=user, extra_groups=[], env={}, cwd="/", check=False)
