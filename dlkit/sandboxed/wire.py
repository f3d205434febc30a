"""Messages between the judge and the sandbox: a length, then msgpack. Never pickle."""

from __future__ import annotations

import select
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

import msgpack

MAX_MESSAGE = 64 << 20
MAX_PARTS = 800_000  # in one message, four for each part of a value: a byte of it may become an object of sixty
_LENGTH = struct.Struct(">Q")


class WireError(Exception):
    """The other side sent something that is not a message, or too large a one."""


class WireClosed(WireError):
    """The other side is gone."""


class WireTimeout(WireError):
    """No whole message came in time."""


def send_message(connection: socket.socket, message: Any) -> None:
    """Sends one message of plain data.

    Raises:
        WireError: if the message is larger than the limit or cannot be written.
        WireClosed: if nobody reads any more.
    """
    try:
        body = msgpack.packb(message, use_bin_type=True)
    except (ValueError, TypeError, OverflowError) as error:
        raise WireError(f"the message cannot be written: {error}") from None
    if len(body) > MAX_MESSAGE:
        raise WireError(f"the message has {len(body) >> 20} MB; {MAX_MESSAGE >> 20} MB are allowed")
    try:
        connection.sendall(_LENGTH.pack(len(body)) + body)
    except TimeoutError:
        raise WireTimeout("the other side does not read") from None
    except OSError as error:
        raise WireClosed(str(error)) from None


def receive_message(
    connection: socket.socket,
    *,
    deadline: float | None = None,
    tick: Callable[[], None] | None = None,
    period: float = 0.05,
) -> Any:
    """Waits for one message.

    Args:
        connection: a stream socket.
        deadline: by `time.monotonic()`, when to give up; None waits for ever.
        tick: called every `period` seconds while waiting; what it raises ends the wait.
        period: seconds between ticks.

    Raises:
        WireTimeout: at the deadline.
        WireClosed: if the other side closed.
        WireError: if what came is not a message.
    """
    waiting = _Waiting(connection, deadline, tick, period)
    (length,) = _LENGTH.unpack(waiting.read(_LENGTH.size))
    if length > MAX_MESSAGE:
        raise WireError(f"a message of {length >> 20} MB came; {MAX_MESSAGE >> 20} MB are allowed")
    body = waiting.read(length)
    try:
        return _unpack(body)
    except (ValueError, TypeError, msgpack.UnpackException, UnicodeDecodeError, RecursionError) as error:
        raise WireError(f"what came is not a message: {type(error).__name__}") from None


def _unpack(body: bytes) -> Any:
    """Reads a message; one of far more parts than bytes of its own is given up on the way."""
    if len(body) <= MAX_PARTS:
        return msgpack.unpackb(body, raw=False, strict_map_key=True)
    parts = 0

    def count(container: Any) -> Any:
        nonlocal parts
        parts += len(container) + 1
        if parts > MAX_PARTS:
            raise ValueError("too many parts")
        return container

    limits = {"max_array_len": MAX_PARTS, "max_map_len": MAX_PARTS}
    return msgpack.unpackb(body, raw=False, strict_map_key=True, list_hook=count, object_hook=count, **limits)


class _Waiting:
    """Reads from a socket until a deadline, with a tick every so often, however little comes at a time."""

    def __init__(
        self, connection: socket.socket, deadline: float | None, tick: Callable[[], None] | None, period: float
    ) -> None:
        self.connection, self.deadline, self.tick, self.period = connection, deadline, tick, period
        self.next_tick = time.monotonic() + period
        self.poll = select.poll()
        self.poll.register(connection, select.POLLIN)

    def read(self, size: int) -> bytes:
        """Reads so many bytes."""
        parts = bytearray()
        while len(parts) < size:
            if self.deadline is not None or self.tick is not None:
                self._wait()
            try:
                part = self.connection.recv(min(size - len(parts), 1 << 20))
            except OSError as error:
                raise WireClosed(str(error)) from None
            if not part:
                raise WireClosed("the other side closed the connection")
            parts += part
        return bytes(parts)

    def _wait(self) -> None:
        while True:
            now = time.monotonic()
            if self.deadline is not None and now >= self.deadline:
                raise WireTimeout("no answer in time")
            if self.tick and now >= self.next_tick:
                self.tick()
                ended = time.monotonic()
                self.next_tick = ended + max(self.period, ended - now)  # never more than half of the time
            until = self.next_tick if self.deadline is None else min(self.next_tick, self.deadline)
            if self.poll.poll(max(0.0, 1000 * (until - time.monotonic()))):
                return
            if not self.tick:
                self.next_tick = now + 2 * self.period
