"""The warm parent as the judge sees it: started once, asked for a fresh process per submission."""

from __future__ import annotations

import array
import contextlib
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from dlkit.sandboxed.namespaces import Limits
from dlkit.wire import WireError, receive_message, send_message
from grader.sandbox import bubblewrap
from grader.sandbox.bubblewrap import SandboxUnavailable

START_SECONDS = 180.0


@dataclass(frozen=True)
class Ending:
    """How a process ended: its exit status, negative for a signal, and the processor time that it used."""

    status: int = 0
    cpu_seconds: float = 0.0


class WarmParent:
    """A process behind bubblewrap that has imported what submissions need, and forks one process for each.

    Args:
        modules: what to import beforehand.
        isolate: False runs everything without a sandbox; only for one's own work.

    Raises:
        SandboxUnavailable: if student code cannot be isolated here.
    """

    def __init__(self, modules: Sequence[str], *, isolate: bool = True) -> None:
        self.isolate = isolate
        if isolate:
            bubblewrap.require()
        self._control, inside = socket.socketpair()
        arguments = [str(inside.fileno()), "isolate" if isolate else "open", *modules]
        package_parent = str(Path(__file__).resolve().parents[2])
        self._process = subprocess.Popen(
            bubblewrap.command(arguments) if isolate else bubblewrap.python(arguments),
            env=bubblewrap.environment() if isolate else bubblewrap.environment(package_parent),
            pass_fds=[inside.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        inside.close()
        self._ready = False

    def wait(self) -> None:
        """Waits until the imports are done; meanwhile the caller may do its own.

        Raises:
            SandboxUnavailable: if the process ended over them.
        """
        if self._ready:
            return
        try:
            self._receive(START_SECONDS)
        except WireError as error:
            self.close()
            raise SandboxUnavailable(f"The sandbox did not start: {error}. {self._last_words()}") from None
        self._ready = True

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._process.pid

    def _receive(self, seconds: float) -> dict[str, Any]:
        message: dict[str, Any] = receive_message(self._control, deadline=time.monotonic() + seconds)
        return message

    def _last_words(self) -> str:
        assert self._process.stderr is not None
        return self._process.stderr.read().decode(errors="replace").strip()[-500:]

    def fork(self, limits: Limits) -> tuple[socket.socket, int, int]:
        """Forks a process for one submission.

        Args:
            limits: what it may use.

        Returns:
            The connection to it, its process number, and that of its guard.

        Raises:
            SandboxUnavailable: if the kernel refuses, or the warm parent is gone.
        """
        self.wait()
        ours, theirs = socket.socketpair()
        try:
            send_message(self._control, {"do": "fork", "limits": asdict(limits)})
            self._control.sendmsg([b"!"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [theirs.fileno()]))])
            answer = self._receive(30.0)
        except (WireError, OSError) as error:
            ours.close()
            self.close()
            raise SandboxUnavailable(f"The warm parent does not answer: {error}. {self._last_words()}") from None
        finally:
            theirs.close()
        if "error" in answer:
            ours.close()
            raise SandboxUnavailable(
                f"The kernel refused to isolate a submission ({answer['error']}); see `grader doctor`."
            )
        return ours, int(answer["pid"]), int(answer["guard"])

    def reap(self, guard: int) -> Ending:
        """Waits for a guard that is about to end; tells how its process ended."""
        try:
            send_message(self._control, {"do": "wait", "pid": guard})
            answer = self._receive(30.0)
            return Ending(int(answer["status"]), float(answer["cpu_seconds"]))
        except WireError:
            self.close()  # what it says later would be taken for the answer to the next question
            return Ending()

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """Ends the process and everything that it forked."""
        with contextlib.suppress(OSError):
            self._control.close()
        self._process.kill()
        self._process.wait()

    def __enter__(self) -> WarmParent:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
