"""Resident memory of a process and everything below it."""

from __future__ import annotations

import os

_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def tree_memory_mb(pid: int) -> float:
    """Resident memory of a process and its descendants in MB; of those that are gone, nothing."""
    total, waiting, seen = 0.0, [pid], 0
    while waiting and seen < 5_000:
        current = waiting.pop()
        seen += 1
        try:
            with open(f"/proc/{current}/statm") as file:
                fields = file.read().split()
            total += (int(fields[1]) - (int(fields[2]) if current != pid else 0)) * _PAGE_MB
            for thread in os.listdir(f"/proc/{current}/task"):
                with open(f"/proc/{current}/task/{thread}/children") as file:
                    waiting += [int(child) for child in file.read().split()]
        except OSError:
            continue
    return total
