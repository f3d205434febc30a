"""Bounds on what the judge itself spends on a call that student code asks for, with arguments of its choice."""

from __future__ import annotations

import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from dlkit.sandboxed.namespaces import private_memory

MEMORY_MB = 512


class TooLong(Exception):
    """The call took longer than it may."""


@contextmanager
def bounded(*, seconds: float, memory_mb: int = MEMORY_MB) -> Iterator[None]:
    """Bounds the time and the additional memory of what runs inside.

    Args:
        seconds: wall-clock time; it can only be held in the main thread.
        memory_mb: memory beyond what the process already has; more raises MemoryError.

    Raises:
        TooLong: when the time is over.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = private_memory() + (memory_mb << 20)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if soft == resource.RLIM_INFINITY else min(soft, wanted), hard))
    try:
        with _alarm(seconds):
            yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _ring(number: int, frame: FrameType | None) -> None:
    raise TooLong
