"""Messages over a socket: whole ones arrive, everything else ends in an error of its own kind."""

import pickle
import socket
import struct
import threading
import time

import msgpack
import pytest

from dlkit.comparing.values import ValueFormatError, from_plain
from dlkit.sandboxed.wire import MAX_MESSAGE, WireClosed, WireError, WireTimeout, receive_message, send_message


@pytest.fixture
def ends():
    left, right = socket.socketpair()
    with left, right:
        yield left, right


def send_raw(connection, body, length=None):
    connection.sendall(struct.pack(">Q", len(body) if length is None else length) + body)


def test_a_message_arrives_as_it_was_sent(ends):
    message = {"id": 2**47, "do": "call", "args": [None, True, 1.5, "ü", b"\0\xff", {"a": []}]}
    send_message(ends[0], message)
    assert receive_message(ends[1]) == message


def test_messages_arrive_in_order_and_whole_however_large(ends):
    messages = [b"x" * 5_000_000, 1, "two"]
    sender = threading.Thread(target=lambda: [send_message(ends[0], message) for message in messages])
    sender.start()
    assert [receive_message(ends[1], deadline=time.monotonic() + 20) for _ in messages] == messages
    sender.join()


def test_what_is_no_plain_data_is_not_sent(ends):
    for message in (object(), {1, 2}, 2**70, "\ud800"):
        with pytest.raises(WireError):
            send_message(ends[0], message)


def test_a_message_over_the_limit_is_neither_sent_nor_read(ends):
    with pytest.raises(WireError, match="MB"):
        send_message(ends[0], b"x" * (MAX_MESSAGE + 1))
    send_raw(ends[0], b"", length=1 << 40)
    with pytest.raises(WireError, match="MB"):
        receive_message(ends[1], deadline=time.monotonic() + 5)


@pytest.mark.parametrize(
    "body",
    [b"", b"\xc1", b"\xda\xff\xff", b"\x91" * 5000 + b"\xc0", b"\xa2\xff\xff", b"\x81\x01\x02", b"\xc0\xc0"],
    ids=["empty", "reserved", "cut off", "too deep", "no UTF-8", "a number as key", "two values"],
)
def test_what_is_no_message_is_an_error(ends, body):
    send_raw(ends[0], body)
    with pytest.raises(WireError):
        receive_message(ends[1], deadline=time.monotonic() + 5)


def test_a_pickle_on_the_wire_is_never_loaded(ends, tmp_path):
    class Attack:
        def __reduce__(self):
            return (open, (str(tmp_path / "owned"), "w"))

    attack = pickle.dumps(Attack())
    send_raw(ends[0], attack)
    with pytest.raises(WireError):
        receive_message(ends[1], deadline=time.monotonic() + 5)
    for wrapped in (attack, msgpack.ExtType(1, attack)):
        send_message(ends[0], {"value": wrapped})
        with pytest.raises(ValueFormatError):
            from_plain(receive_message(ends[1], deadline=time.monotonic() + 5)["value"])
    assert not (tmp_path / "owned").exists()


def test_silence_ends_at_the_deadline(ends):
    started = time.monotonic()
    with pytest.raises(WireTimeout):
        receive_message(ends[1], deadline=started + 0.2)
    assert time.monotonic() - started < 2


def test_a_message_in_drops_does_not_outlive_the_deadline(ends):
    stop = threading.Event()

    def drip():
        ends[0].sendall(struct.pack(">Q", 10_000))
        while not stop.wait(0.02):
            ends[0].sendall(b"\x00")

    dripping = threading.Thread(target=drip)
    dripping.start()
    try:
        with pytest.raises(WireTimeout):
            receive_message(ends[1], deadline=time.monotonic() + 0.3)
    finally:
        stop.set()
        dripping.join()


def test_the_other_side_gone_is_told(ends):
    ends[0].sendall(b"\0\0")
    ends[0].close()
    with pytest.raises(WireClosed):
        receive_message(ends[1])
    with pytest.raises(WireClosed):
        send_message(ends[1], b"x" * 10_000_000)


def test_a_reader_that_never_reads_is_told(ends):
    ends[0].settimeout(0.2)
    with pytest.raises(WireTimeout):
        send_message(ends[0], b"x" * 10_000_000)


def test_what_the_watch_raises_ends_the_wait(ends):
    def watch():
        raise RuntimeError("too much memory")

    with pytest.raises(RuntimeError, match="too much memory"):
        receive_message(ends[1], tick=watch, period=0.01)


def test_the_clock_ticks_however_little_comes_at_a_time():
    ours, theirs = socket.socketpair()
    ticks = []

    def dribble():
        body = msgpack.packb("x" * 100)
        for byte in struct.pack(">Q", len(body)) + body:
            theirs.sendall(bytes([byte]))
            time.sleep(0.003)

    sending = threading.Thread(target=dribble)
    sending.start()
    assert receive_message(ours, deadline=time.monotonic() + 10, tick=lambda: ticks.append(1), period=0.05) == "x" * 100
    sending.join()
    assert len(ticks) > 2


@pytest.mark.parametrize("part", [b"\x90", b"\x80", b"\x91\xc0"], ids=["lists", "dicts", "lists of one"])
def test_a_message_of_too_many_parts_is_given_up(part):
    ours, theirs = socket.socketpair()
    count = 1_000_000
    body = b"\xdd" + struct.pack(">I", count) + part * count
    threading.Thread(target=theirs.sendall, args=(struct.pack(">Q", len(body)) + body,), daemon=True).start()
    with pytest.raises(WireError, match="not a message"):
        receive_message(ours, deadline=time.monotonic() + 10)
