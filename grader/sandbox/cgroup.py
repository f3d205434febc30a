"""A cgroup around a warm parent and its forks: the kernel counts memory there that belongs to no process's own."""

from __future__ import annotations

import contextlib
import itertools
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SLACK_MB = 64  # the kernel's own records of the processes
_MOUNTS = Path("/proc/self/mountinfo")
_OWN = Path("/proc/self/cgroup")
_PREFIX = "dlkit"
_numbers = itertools.count()


class NoControlGroup(Exception):
    """No cgroup can be made here; the message says why, as the end of "because ..."."""


@dataclass(frozen=True)
class _Names:
    """What the files of a version are called."""

    memory: str
    swap: tuple[str, str]
    events: str
    processes: str = "pids.max"


_VERSIONS = {
    1: _Names("memory.limit_in_bytes", ("memory.swappiness", "0"), "memory.oom_control"),
    2: _Names("memory.max", ("memory.swap.max", "0"), "memory.events"),
}


class ControlGroup:
    """A cgroup that holds one process and all that it forks from now on; a limit on their number too where there can be.

    Args:
        pid: the process.

    Raises:
        NoControlGroup: if none can be made.
    """

    def __init__(self, pid: int) -> None:
        _remove_stale()
        self._folders: dict[str, Path] = {}
        self._set: tuple[int, int] = (0, 0)
        try:
            version, self._folders["memory"] = _make("memory", pid)
        except OSError as error:
            raise NoControlGroup(f"{error.filename}: {error.strerror}") from None
        self._names = _VERSIONS[version]
        # Where the processes cannot be counted, RLIMIT_NPROC and the watchdog remain.
        with contextlib.suppress(OSError, NoControlGroup):
            if version == 1:
                self._folders["pids"] = _make("pids", pid)[1]
            elif (self._folders["memory"] / "pids.max").exists():
                self._folders["pids"] = self._folders["memory"]
        with contextlib.suppress(OSError):
            self._write("memory", *self._names.swap)
        self._already = self._count()

    def limit(self, *, memory_mb: int, processes: int) -> None:
        """Sets what all processes forked from now on may use together; a no-op if that is set already."""
        if (memory_mb, processes) == self._set:
            return
        # A limit below what is still being given back is refused; the earlier one then stands for another submission.
        with contextlib.suppress(OSError):
            self._write("memory", self._names.memory, str((memory_mb + SLACK_MB) << 20))
            if self.counts:
                self._write("pids", self._names.processes, str(processes + self._already))
            self._set = (memory_mb, processes)

    @property
    def killed(self) -> int:
        """How many of its processes the kernel has killed for the memory of all of them."""
        try:
            text = (self._folders["memory"] / self._names.events).read_text()
        except OSError:
            return 0
        return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("oom_kill ")), 0)

    @property
    def counts(self) -> bool:
        """Whether it limits the number of processes too."""
        return "pids" in self._folders

    def _count(self) -> int:
        return int((self._folders["pids"] / "pids.current").read_text()) if self.counts else 0

    def _write(self, controller: str, name: str, text: str) -> None:
        (self._folders[controller] / name).write_text(text)

    def remove(self) -> None:
        """Removes it, once its processes are gone."""
        deadline = time.monotonic() + 2.0
        for folder in set(self._folders.values()):
            while not _removed(folder) and time.monotonic() < deadline:
                time.sleep(0.01)


def describe() -> str:
    """How the memory of a submission is held within its limit here, for `grader doctor`."""
    sleeper = os.fork()
    if sleeper == 0:
        time.sleep(60)
        os._exit(0)
    try:
        group = ControlGroup(sleeper)
    except NoControlGroup as error:
        return f"watched every 50 ms; no cgroup can be made here because {error}"
    finally:
        os.kill(sleeper, 9)
        os.waitpid(sleeper, 0)
    group.remove()
    return "held by a cgroup"


def _make(controller: str, pid: int) -> tuple[int, Path]:
    """Makes a cgroup in which a controller works, and moves a process into it; gives the version and the folder."""
    refused: OSError | None = None
    for version, above in _places(controller):
        folder = above / f"{_PREFIX}-{os.getpid()}-{next(_numbers)}"
        try:
            folder.mkdir()
            (folder / "cgroup.procs").write_text(str(pid))
        except OSError as error:
            refused = refused or error
            _removed(folder)
        else:
            return version, folder
    raise refused or NoControlGroup(f"no cgroup that this user may divide hands down the {controller} controller")


def _places(controller: str) -> Iterator[tuple[int, Path]]:
    """The cgroups in which one with this controller could be made, the nearest first."""
    own = {tuple(line.split(":", 2)[1].split(",")): line.split(":", 2)[2] for line in _OWN.read_text().splitlines()}
    for line in _MOUNTS.read_text().splitlines():
        before, _, after = line.partition(" - ")
        root, mounted = before.split()[3:5]
        kind, _, options = after.split(" ", 2)
        version = {"cgroup": 1, "cgroup2": 2}.get(kind)
        path = next(
            (path for names, path in own.items() if (controller in names if version == 1 else names == ("",))), None
        )
        if version is None or path is None or (version == 1 and controller not in options.split(",")):
            continue
        below = os.path.relpath(path, root)
        here = Path(mounted) / ("" if below.startswith("..") else below)
        if version == 1:
            yield 1, here
            continue
        for folder in (here, *here.parents):
            handed_down = folder / "cgroup.subtree_control"
            if not handed_down.exists():
                break
            if controller in handed_down.read_text().split():
                yield 2, folder


def _remove_stale() -> None:
    """Removes what judges that were killed have left behind."""
    for controller in ("memory", "pids"):
        for _, above in _places(controller):
            for folder in above.glob(f"{_PREFIX}-*-*"):
                owner = folder.name.split("-")[1]
                if owner.isdigit() and not os.path.exists(f"/proc/{owner}"):
                    _removed(folder)


def _removed(folder: Path) -> bool:
    """Removes a cgroup; whether it is gone."""
    try:
        folder.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True
