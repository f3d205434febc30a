"""Where no namespaces can be made: a forked process becomes another user, one that no other process has (Linux, as root)."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from dlkit.sandboxed import namespaces

FIRST, LAST = 50_000, 59_999  # the numbers of the users that submissions become, each of them once
SCRATCH = "/dev/shm"  # a file system of its own, so that its size is all that a submission can write
ROUNDS = 400  # in which all processes of a user are killed, before they are given up
_SCRATCH_VARIABLES = {"HOME": "", "TMPDIR": "", "MPLCONFIGDIR": "matplotlib", "KERAS_HOME": "keras"}


@dataclass
class Users:
    """Numbers of users, none of which is given twice.

    Attributes:
        numbers: those that are left, the next one last.
    """

    numbers: list[int] = field(default_factory=lambda: list(range(LAST - 1, FIRST - 1, -2)))

    def of_the_twin(self) -> Users:
        """As many others, none of which is one of these."""
        return Users([number + 1 for number in self.numbers])

    def next(self) -> int:
        """A number that no process has had.

        Raises:
            SandboxError: if all have been given.
        """
        if not self.numbers:
            raise namespaces.SandboxError(0, "no number of a user is left")
        return self.numbers.pop()


def become_other_user(user: int, *, report: int) -> None:
    """Makes the calling process, freshly forked and single-threaded, and root, another user in a child.

    Returns only in a child that is the user, leads a session of its own, has an empty folder to write to, holds no
    capability and can get none, and may make no connection to elsewhere. The caller's process waits for that child,
    kills all that the user still runs, removes all that it wrote, and ends with the child's status.

    Args:
        user: the number of the user, and of its group.
        report: where the outer process writes `ok NUMBER`, the number of the inner one, once that is ready.

    Raises:
        SandboxError: if the kernel refuses a step.
    """
    namespaces.die_with_parent()
    namespaces.adopt_orphans()
    scratch = Path(tempfile.mkdtemp(prefix="dlkit-", dir=SCRATCH))  # of a name that nobody can take beforehand
    os.chown(scratch, user, user)
    ready, done = os.pipe()
    child = os.fork()
    if child:
        os.close(done)
        namespaces.guard(child, ready, report, tidy=lambda: end_user(user))
    os.close(ready)
    os.setsid()
    with open("/proc/self/oom_score_adj", "w") as file:  # where memory runs out, it is this process that has to go
        file.write("1000")
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    namespaces.show_own_entries()
    namespaces.die_with_parent()
    namespaces.adopt_orphans()
    namespaces.drop_capabilities()
    namespaces.refuse_system_calls(required=True)
    os.environ |= {name: str(scratch / place) for name, place in _SCRATCH_VARIABLES.items()}
    tempfile.tempdir = None  # found anew, in the scratch
    os.chdir(scratch)
    os.write(done, b"!")


def end_user(user: int, *, kill: Callable[[int], None] | None = None) -> bool:
    """Kills every process of a user and removes what the user wrote; needs root.

    One process of the user's own kills all others at once: no process can start others faster than that. Since they may
    kill that one too, it is repeated, and each is killed by its number besides.

    Args:
        user: the number of the user.
        kill: starts a process that is the user and kills all others; forks this one if left out.

    Returns:
        Whether none is left.
    """
    for _ in range(ROUNDS):
        if not (pids := processes_of(user)):
            break
        (kill or _kill_as)(user)
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if kill is None:
            with contextlib.suppress(ChildProcessError):  # those that were adopted
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
        time.sleep(0.002)
    for path in [path for path, owner in written().items() if owner == user]:
        if os.path.isdir(path) and not os.path.islink(path):
            os.spawnv(os.P_WAIT, _REMOVE, ["rm", "-rf", "--one-file-system", "--", path])  # however deep they are
        else:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)
    return not processes_of(user)


_REMOVE = shutil.which("rm") or "/bin/rm"


def _kill_as(user: int) -> None:
    killer = os.fork()
    if killer == 0:
        try:
            os.setgroups([])
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
            os.kill(-1, signal.SIGKILL)
        finally:
            os._exit(0)
    os.waitpid(killer, 0)


def written() -> dict[str, int]:
    """What lies in the scratch, by its path, each with the number of its owner; others may write and remove meanwhile."""
    found = {}
    with os.scandir(SCRATCH) as entries:
        for entry in entries:
            with contextlib.suppress(FileNotFoundError):
                found[entry.path] = entry.stat(follow_symlinks=False).st_uid
    return found


def processes_of(user: int) -> list[int]:
    """The numbers of all processes that a user has, but for those that have ended."""
    return [number for number, users in running().items() if user in users]


def running() -> dict[int, set[int]]:
    """All processes that have not ended, by their numbers, each with the users that it is in any way.

    A process names itself, in whatever bytes.
    """
    found = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{name}/status", errors="replace") as status:
            fields = dict(line.split(":", 1) for line in status if line.startswith(("State:", "Uid:")))
            if fields["State"].split()[0] not in "ZX":
                found[int(name)] = set(map(int, fields["Uid"].split()))
    return found
