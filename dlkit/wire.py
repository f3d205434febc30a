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
    (length,) = _LENGTH.unpack(_read(connection, _LENGTH.size, deadline, tick, period))
    if length > MAX_MESSAGE:
        raise WireError(f"a message of {length >> 20} MB came; {MAX_MESSAGE >> 20} MB are allowed")
    body = _read(connection, length, deadline, tick, period)
    try:
        return msgpack.unpackb(body, raw=False, strict_map_key=True)
    except (ValueError, TypeError, msgpack.UnpackException, UnicodeDecodeError, RecursionError) as error:
        raise WireError(f"what came is not a message: {type(error).__name__}") from None


def _read(
    connection: socket.socket,
    size: int,
    deadline: float | None,
    tick: Callable[[], None] | None,
    period: float,
) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        if deadline is not None or tick is not None:
            _wait(connection, deadline, tick, period)
        try:
            part = connection.recv(min(size - len(parts), 1 << 20))
        except OSError as error:
            raise WireClosed(str(error)) from None
        if not part:
            raise WireClosed("the other side closed the connection")
        parts += part
    return bytes(parts)


def _wait(connection: socket.socket, deadline: float | None, tick: Callable[[], None] | None, period: float) -> None:
    waiting = select.poll()
    waiting.register(connection, select.POLLIN)
    while True:
        left = period if deadline is None else min(period, deadline - time.monotonic())
        if left <= 0:
            raise WireTimeout("no answer in time")
        if waiting.poll(1000 * left):
            return
        if tick:
            tick()
