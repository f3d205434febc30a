"""Bounds on what the judge itself spends on a stranger's value, or on a call with arguments of a stranger's choice."""

from __future__ import annotations

import os
import resource
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from dlkit.comparing import Interruption

MEMORY_MB = 512
AGAIN = 1.0  # seconds after which an interruption that was swallowed on its way is repeated
PATIENCE = 10  # on the clock of a busy machine, so many times the processor time that is allowed
_deadlines: list[tuple[float, float]] = []  # processor and clock, of the bounds the main thread is in, innermost last
_limits: list[int] = []  # on memory, as they were before each bound that the process is in
_PAGE = os.sysconf("SC_PAGE_SIZE")


class TooLong(Interruption):
    """It took longer than it may."""


@contextmanager
def bounded(*, seconds: float, memory_mb: int = MEMORY_MB) -> Iterator[None]:
    """Bounds the time and the additional memory of what runs inside; bounds may lie in one another.

    Args:
        seconds: of processor time; it can only be held in the main thread.
        memory_mb: memory beyond what the process already has; more raises MemoryError.

    Raises:
        TooLong: when the time is over.
    """
    with bounded_memory(memory_mb), bounded_time(seconds):
        yield


@contextmanager
def bounded_memory(megabytes: int) -> Iterator[None]:
    """Bounds the additional memory of what runs inside; more raises MemoryError."""
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = _private_memory() + (megabytes << 20)
    _limits.append(soft)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if soft == resource.RLIM_INFINITY else min(soft, wanted), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (_limits.pop(), hard))


@contextmanager
def unbounded_memory() -> Iterator[None]:
    """Lifts the bound on memory for what is the judge's own: TensorFlow ends the process where it gets none.

    What stays of it, such as programs that JAX has compiled, is taken from no bound around.
    """
    if not _limits:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (_limits[0], hard))
    before = _private_memory()
    try:
        yield
    finally:
        stays = max(0, _private_memory() - before)
        _limits[1:] = [_raised(limit, stays) for limit in _limits[1:]]
        resource.setrlimit(resource.RLIMIT_DATA, (_raised(soft, stays), hard))


def _raised(limit: int, size: int) -> int:
    """A bound that is higher by so much, but no higher than what held before all bounds."""
    if limit == (highest := _limits[0]):
        return limit
    return limit + size if highest == resource.RLIM_INFINITY else min(limit + size, highest)


@contextmanager
def bounded_time(seconds: float) -> Iterator[None]:
    """Bounds the time of what runs inside, where that is the main thread.

    What counts is the processor time of this process: what others do on the machine makes nothing too long.

    Args:
        seconds: of processor time; on the clock it may take ten times as long.

    Raises:
        TooLong: when the time is over.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    depth, before = len(_deadlines), signal.signal(signal.SIGALRM, _ring)
    try:
        ours = (time.process_time() + seconds, time.monotonic() + PATIENCE * seconds)
        _deadlines.append(tuple(map(min, ours, _deadlines[-1] if _deadlines else ours)))  # type: ignore[arg-type]
        _arm()
        yield
    finally:
        try:
            del _deadlines[depth:]
        finally:  # also where it rang just before that line
            del _deadlines[depth:]
            _arm()
            signal.signal(signal.SIGALRM, before)


@contextmanager
def waiting() -> Iterator[None]:
    """Stops the clock of every bound while the judge waits for a process that has a time limit of its own."""
    if not _deadlines or threading.current_thread() is not threading.main_thread():
        yield
        return
    kept, used, began = list(_deadlines), time.process_time(), time.monotonic()
    _deadlines.clear()
    _arm()
    try:
        yield
    finally:
        used, waited = time.process_time() - used, time.monotonic() - began
        _deadlines[:] = [(processor + used, clock + waited) for processor, clock in kept]
        _arm()


def _arm() -> None:
    if _deadlines:
        signal.setitimer(signal.ITIMER_REAL, max(_left(), 1e-3), AGAIN)
    else:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _ring(number: int, frame: FrameType | None) -> None:
    if _deadlines:
        if _left() <= 1e-2:
            raise TooLong
        _arm()


def _left() -> float:
    """The shortest time after which the innermost bound may be reached."""
    processor, clock = _deadlines[-1]
    return min(processor - time.process_time(), clock - time.monotonic())


def _private_memory() -> int:
    """The private writable memory of this process in bytes; its stack is counted, too, which is small."""
    with open("/proc/self/statm", "rb") as sizes:
        return int(sizes.read().split()[5]) * _PAGE
