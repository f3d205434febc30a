"""The warm parent: imports once, then forks a fresh process for each submission it is handed.

Started by the judge with `CONTROL_FD TWIN_FD HOW MODULE...`, where HOW is one of `isolate` (namespaces), `other_user` and `open`. It never runs student code itself, so nothing
that a submission does can reach the next one. Its twin, forked before all others, serves the solutions alone. Where several
judges work at once, each has a branch of it: a fork that does as it does.
"""

from __future__ import annotations

import array
import contextlib
import gc
import importlib
import os
import socket
import struct
import sys
import traceback
from typing import Any, Literal, get_args

from dlkit.sandboxed import namespaces, other_user, quick_start
from dlkit.sandboxed.wire import WireClosed, receive_message, send_message

# What each child would import for itself: parts that NumPy and this package load when they are first asked for.
_NEEDED_LATER = (
    "IPython.core.inputtransformer2",
    "dlkit.machine",
    "dlkit.sandboxed.server",
    "numpy.linalg",
    "numpy.random",
    "numpy.random._pickle",
)

How = Literal["isolate", "other_user", "open"]


def main() -> None:
    """Imports, then serves until the judge is gone."""
    control, twin_control = (socket.socket(fileno=int(number)) for number in sys.argv[1:3])
    (how,) = (how for how in get_args(How) if how == sys.argv[3])
    users = other_user.Users()
    namespaces.die_with_parent()
    _import(sys.argv[4:])
    if how == "isolate":
        namespaces.become_nobody()
        namespaces.die_with_parent()
    _serve(control, twin_control, how, users)


def _serve(control: socket.socket, twin_control: socket.socket, how: How, users: other_user.Users) -> None:
    """Forks its twin, announces itself, then forks on request until the judge is gone; never returns."""
    if os.fork() == 0:
        namespaces.die_with_parent()
        control, twin_control = twin_control, control
        users = users.of_the_twin()
    twin_control.close()
    send_message(control, {"ready": True, "pid": os.getpid()})
    with contextlib.suppress(WireClosed):
        while True:
            request = receive_message(control)
            if request["do"] == "branch":
                send_message(control, _branch(control, request["processor"], how, users))
            elif request["do"] == "fork":
                send_message(control, _fork(control, request, how, users))
            else:
                send_message(control, _wait(request["pid"]))
    os._exit(0)


def _branch(control: socket.socket, processor: int | None, how: How, users: other_user.Users) -> dict[str, Any]:
    """Forks a process that serves another judge, over the connections that come with the request."""
    inner, twin = (socket.socket(fileno=_receive_descriptor(control)) for _ in range(2))
    if how == "other_user":
        return {"error": "the users of submissions are numbered in one place"}
    if (pid := os.fork()) == 0:
        namespaces.die_with_parent()
        control.close()
        if processor is not None:
            os.sched_setaffinity(0, {processor})
        _serve(inner, twin, how, users)
    inner.close()
    twin.close()
    return {"pid": pid}


def _import(modules: list[str]) -> None:
    gc.disable()  # it takes two fifths of the time that TensorFlow's import takes, and finds nothing
    for name in modules:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    if "dlkit.data" in sys.modules:
        sys.modules["dlkit.data"].digits()
    for name in _NEEDED_LATER:
        importlib.import_module(name)
    if "tensorflow" in sys.modules:
        quick_start.prepare_tensorflow()
    # What has been imported is no garbage: no fork need look through it.
    gc.collect()
    gc.freeze()
    gc.enable()


def _wait(pid: int) -> dict[str, Any]:
    """How a child ended: its exit status, negative for a signal, and its processor time."""
    _, status, usage = os.wait4(pid, 0)
    return {"status": os.waitstatus_to_exitcode(status), "cpu_seconds": usage.ru_utime + usage.ru_stime}


def _fork(control: socket.socket, request: dict[str, Any], how: How, users: other_user.Users) -> dict[str, Any]:
    """Forks a process for one submission; answers with its number, and with that of its outer guard."""
    connection = _receive_descriptor(control)
    reader, writer = os.pipe()
    user = users.next() if how == "other_user" else 0
    guard = os.fork()
    if guard == 0:
        os.close(reader)
        _become_sandbox(connection, writer, namespaces.Limits(**request["limits"]), how, user)
    os.close(writer)
    os.close(connection)
    with os.fdopen(reader, "rb") as report:
        text = report.read().decode()
    if text.startswith("ok "):
        return {"guard": guard, "pid": int(text[3:])}
    os.waitpid(guard, 0)
    return {"error": text or "the process ended before it was ready"}


def _receive_descriptor(control: socket.socket) -> int:
    size = array.array("i").itemsize
    _, ancillary, _, _ = control.recvmsg(1, socket.CMSG_LEN(size))
    (descriptor,) = struct.unpack("i", ancillary[0][2][:size])
    return int(descriptor)


def _become_sandbox(connection: int, report: int, limits: namespaces.Limits, how: How, user: int) -> None:
    """Turns the forked process into a sandbox and serves; never returns."""
    try:
        if how == "isolate":
            namespaces.enter_namespaces(limits, report=report)
            os.chdir("/tmp")
        elif how == "other_user":
            other_user.become_other_user(user, report=report)
        else:
            os.chdir("/tmp")
            os.setsid()
            os.write(report, f"ok {os.getpid()}".encode())
        namespaces.close_all_but({connection})
        _redirect_standard_streams()
        namespaces.set_limits(limits)
        sys.path.insert(0, "")  # as in Jupyter: what a cell writes, a later one can import
    except BaseException:
        with contextlib.suppress(OSError):
            os.write(report, traceback.format_exc(limit=1).strip().splitlines()[-1].encode())
        os._exit(70)
    from dlkit.sandboxed.server import serve

    try:
        serve(socket.socket(fileno=connection))
    finally:
        os._exit(0)


def _redirect_standard_streams() -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    if nothing > 2:
        os.close(nothing)
    # They live as long as the process does.
    sys.stdin = open(0, closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115


if __name__ == "__main__":
    main()
