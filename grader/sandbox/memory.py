"""Memory of a process and everything below it, told apart from what it shares with the warm parent."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MAX_PROCESSES = 5_000
_OUTSIDE = 3  # processes that share what a fork began with: the warm parent, its twin, and the fork's guard
_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / (1 << 20)
_COUNTED = ("RssAnon", "RssShmem", "VmPTE")
_SHARED_ANONYMOUS = re.compile(rb"(?m)^([0-9a-f]+)-([0-9a-f]+) ...s \S+ \S+ (\d+) +/dev/zero ")


@dataclass(frozen=True)
class _Process:
    """One process: the memory that it has in use, and the addresses it has given to anything but private data."""

    pid: int
    used_mb: float
    addresses_mb: float


class MemoryWatch:
    """Watches what a process and its descendants use beyond what the process began with.

    What is cheap to know decides while it is within the limit. Above it the kernel is asked for each process's
    proportional share, in which a page that several share counts once. Shared memory that one process has
    filled and another one holds belongs to neither in the kernel's tables: it counts as large as it may become.
    So do the buffers of sockets.

    Args:
        pid: the process, before it has done anything.
        limit_mb: the memory that it may use.
    """

    def __init__(self, pid: int, limit_mb: float) -> None:
        self.pid = pid
        self.limit_mb = limit_mb
        began = _root(pid)
        self.baseline_mb, self._addresses_mb = began.used_mb, began.addresses_mb
        self._held: dict[int, tuple[float, dict[int, float]]] = {}

    def stop(self) -> list[int]:
        """Stops the process and all that it has started, for as long as nobody looks; gives their numbers."""
        stopped: dict[int, None] = {}
        while fresh := [pid for pid in _tree(self.pid) if pid not in stopped]:  # what one started before it stood still
            for pid in fresh:
                stopped[pid] = None
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGSTOP)
        return list(stopped)

    def running(self) -> int:
        """How many processes and threads there are."""
        return sum(_threads(pid) for pid in _tree(self.pid))

    def used_mb(self) -> float:
        """The memory in MB that is in use."""
        processes = [_root(self.pid), *(_child(pid) for pid in _tree(self.pid) if pid != self.pid)]
        sockets = _sockets_mb(self.pid)
        cheap = sum(process.used_mb for process in processes) - self.baseline_mb + sockets
        mapped = sum(max(0.0, process.addresses_mb - self._addresses_mb) for process in processes)
        if cheap + mapped <= self.limit_mb:
            return cheap
        held = self._held_mb(processes)
        if cheap > self.limit_mb and len(processes) > 1:
            shares = [_memory_of(process.pid, "smaps_rollup", ("Pss", "Pss_Shmem")) for process in processes]
            if None not in shares:
                whole, shared = (sum(share[place] for share in shares if share) for place in (0, 1))
                inherited = self.baseline_mb * len(processes) / (len(processes) + _OUTSIDE)
                return min(cheap, whole - inherited + sockets) + max(0.0, held - shared)
        seen = (_memory_of(process.pid, "status", ("RssShmem",)) or [0.0] for process in processes)
        return cheap + max(0.0, held - sum(share[0] for share in seen))

    def _held_mb(self, processes: list[_Process]) -> float:
        """The size of all shared memory that has no file; each process is asked again when its addresses change."""
        objects: dict[int, float] = {}
        for process in processes:
            before, held = self._held.get(process.pid, (-1.0, {}))
            if before != process.addresses_mb:
                # One that hides them may hold all that it has mapped.
                most = {-process.pid: max(0.0, process.addresses_mb - self._addresses_mb)}
                found = _shared_objects(process.pid)
                held = most if found is None else found
                self._held[process.pid] = (process.addresses_mb, held)
            for number, size in held.items():
                objects[number] = max(size, objects.get(number, 0.0))
        return sum(objects.values())


def tree_memory_mb(pid: int) -> float:
    """Memory in use by a process and its descendants in MB; of those that are gone, nothing.

    A page that several of them share since they were forked is counted for each: cheap, and never too little.
    """
    return _root(pid).used_mb + sum(_child(process).used_mb for process in _tree(pid) if process != pid)


def _tree(pid: int) -> Iterator[int]:
    waiting, seen = [pid], 0
    while waiting and seen < MAX_PROCESSES:
        current = waiting.pop()
        seen += 1
        yield current
        try:
            for thread in os.listdir(f"/proc/{current}/task"):
                waiting += _children(f"/proc/{current}/task/{thread}/children")
        except OSError:
            continue


def _children(path: str) -> list[int]:
    """The numbers in a file of the kernel's; this is done for each thread between all questions, so without `open`."""
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        text = b""
        while part := os.read(file, 1 << 16):
            text += part
    finally:
        os.close(file)
    return [int(child) for child in text.split()]


def _threads(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/stat", errors="replace") as file:  # a process names itself, in whatever bytes
            return int(file.read().rsplit(")", 1)[1].split()[17])
    except OSError:
        return 0


def _root(pid: int) -> _Process:
    """The first process; of it all that is resident counts, since what it began with is taken off."""
    try:
        with open(f"/proc/{pid}/statm") as file:
            size, resident, _, _, _, data, _ = map(int, file.read().split())
    except OSError:
        return _Process(pid, 0.0, 0.0)
    return _Process(pid, resident * _PAGE_MB, (size - data) * _PAGE_MB)


def _child(pid: int) -> _Process:
    """Any other one: of files, it has in use what everybody has."""
    used = _memory_of(pid, "status", _COUNTED) or [0.0]
    return _Process(pid, sum(used), _root(pid).addresses_mb)


def _memory_of(pid: int, table: str, names: tuple[str, ...]) -> list[float] | None:
    """Entries of a table of the kernel's about a process in MB; 0 for one that is gone, None if it does not tell."""
    try:
        lines = Path(f"/proc/{pid}/{table}").read_text(errors="replace").splitlines()
    except ProcessLookupError:  # on its way out
        return [0.0] * len(names)
    except FileNotFoundError:
        return [0.0] * len(names) if os.path.exists(f"/proc/self/{table}") else None
    except OSError:
        return None
    found = {line.split(":")[0]: line for line in lines}
    return [float(found[name].split()[1]) / 1024 if name in found else 0.0 for name in names]


def _shared_objects(pid: int) -> dict[int, float] | None:
    """The size in MB of each piece of shared memory without a file that a process has mapped, by its number."""
    try:
        text = Path(f"/proc/{pid}/maps").read_bytes()
    except (ProcessLookupError, FileNotFoundError):
        return {}
    except OSError:
        return None
    objects: dict[int, float] = {}
    for start, end, number in _SHARED_ANONYMOUS.findall(text):
        objects[int(number)] = objects.get(int(number), 0.0) + (int(end, 16) - int(start, 16)) / (1 << 20)
    return objects


def _sockets_mb(pid: int) -> float:
    """What the sockets of a process's network namespace may hold; the sandbox refuses larger buffers."""
    try:
        with open(f"/proc/{pid}/net/sockstat") as file:
            count = int(file.readline().split()[2])
    except (OSError, ValueError, IndexError):
        return 0.0
    return 2 * count * _buffer_mb()  # a message as large as the whole buffer may come on top of an almost full one


@cache
def _buffer_mb() -> float:
    """What one socket buffers by default; containers do not always see the setting."""
    try:
        return int(Path("/proc/sys/net/core/wmem_default").read_text()) / (1 << 20)
    except OSError:
        return 212_992 / (1 << 20)
