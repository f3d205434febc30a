"""Running something with all that it starts, and adding up what it took: wall-clock and processor seconds.

Wall-clock ratios move with whatever else runs on a machine; processor seconds of whole process trees hardly do.
"""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_SET_CHILD_SUBREAPER = 36  # of prctl(2): who is left without a parent below this process becomes its child


@dataclass(frozen=True)
class Took:
    """What a run took.

    Attributes:
        seconds: by the clock on the wall.
        processor: of its processes, all that they started included: user's and system's.
        output: what it printed.
    """

    seconds: float
    processor: float
    output: str


def run(command: Sequence[str], *, folder: Path | None = None, variables: Mapping[str, str] | None = None) -> Took:
    """Runs a command to its end, and waits until all that it started has ended too.

    Args:
        command: its words.
        folder: where it runs.
        variables: added to the environment.

    Raises:
        RuntimeError: if it fails; with what it said.
    """
    adopt_orphans()
    before, started = _children(), time.perf_counter()
    found = subprocess.run(
        command, cwd=folder, env={**os.environ, **(variables or {})}, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - started
    if found.returncode not in (0, 1):
        raise RuntimeError(
            f"{' '.join(command)} ended with {found.returncode}:\n{found.stdout[-2000:]}\n{found.stderr[-4000:]}"
        )
    wait_for_orphans()
    return Took(seconds, _children() - before, found.stdout)


def adopt_orphans() -> None:
    """Has processes whose parent ends before they do become children of this one, so that they are counted."""
    if ctypes.CDLL(None, use_errno=True).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        sys.exit("The kernel does not say what became of orphans (prctl); processor seconds cannot be measured here.")


def wait_for_orphans(patience: float = 30.0) -> None:
    """Waits for those whose parent has ended."""
    deadline = time.monotonic() + patience
    with suppress(ChildProcessError):
        while time.monotonic() < deadline:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.05)


def processor_seconds() -> float:
    """Of this process and of all its children that have ended."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime + _children()


def _children() -> float:
    found = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found.ru_utime + found.ru_stime
