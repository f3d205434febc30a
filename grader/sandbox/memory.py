"""Memory of a process and everything below it, told apart from what it shares with the warm parent."""

from __future__ import annotations

import os
from collections.abc import Iterator

MAX_PROCESSES = 5_000
_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def tree_memory_mb(pid: int) -> float:
    """Resident memory of a process and its descendants in MB; of those that are gone, nothing.

    A page that several of them share since they were forked is counted for each: cheap, and never too little.
    """
    return sum(_resident_mb(process, is_root=process == pid) for process in _tree(pid))


def memory_beyond_mb(pid: int, baseline_mb: float, limit_mb: float) -> float:
    """The memory in MB that a process and its descendants use beyond what the process began with.

    The cheap sum decides while it is within the limit. Above it the kernel is asked for each process's
    proportional share, in which a page that several share since they were forked counts once.

    Args:
        pid: the process.
        baseline_mb: `tree_memory_mb` of the process when it began.
        limit_mb: up to where the cheap sum is good enough.
    """
    cheap = tree_memory_mb(pid) - baseline_mb
    processes = list(_tree(pid)) if cheap > limit_mb else []
    if len(processes) < 2:
        return cheap
    shares = [_proportional_mb(process) for process in processes]
    if None in shares:
        return cheap
    return min(cheap, sum(share for share in shares if share is not None) - baseline_mb)


def _tree(pid: int) -> Iterator[int]:
    waiting, seen = [pid], 0
    while waiting and seen < MAX_PROCESSES:
        current = waiting.pop()
        seen += 1
        yield current
        try:
            for thread in os.listdir(f"/proc/{current}/task"):
                with open(f"/proc/{current}/task/{thread}/children") as file:
                    waiting += [int(child) for child in file.read().split()]
        except OSError:
            continue


def _resident_mb(pid: int, *, is_root: bool) -> float:
    try:
        with open(f"/proc/{pid}/statm") as file:
            _, resident, shared, *_ = map(int, file.read().split())
    except OSError:
        return 0.0
    return (resident - (0 if is_root else shared)) * _PAGE_MB


def _proportional_mb(pid: int) -> float | None:
    """A process's proportional share; 0 if it is gone, None if the kernel does not tell."""
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            return next(float(line.split()[1]) / 1024 for line in file if line.startswith("Pss:"))
    except (ProcessLookupError, StopIteration):  # on its way out
        return 0.0
    except FileNotFoundError:
        return 0.0 if os.path.exists("/proc/self/smaps_rollup") else None
    except OSError:
        return None
