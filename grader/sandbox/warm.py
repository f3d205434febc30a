"""The warm parent as the judge sees it: started once, asked for a fresh process per submission."""

from __future__ import annotations

import array
import contextlib
import os
import select
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any, Protocol, Self

from dlkit.sandboxed import Limits, WireError, receive_message, send_message
from grader.errors import SandboxUnavailable
from grader.sandbox import bubblewrap, other_user
from grader.sandbox.cgroup import ControlGroup, NoControlGroup
from grader.sandbox.other_user import OtherUser

START_SECONDS = 180.0


@dataclass(frozen=True)
class Ending:
    """How a process ended: its exit status, negative for a signal, and the processor time that it used."""

    status: int = 0
    cpu_seconds: float = 0.0


@dataclass(frozen=True)
class Forked:
    """A fresh process: the connection to it, its number, and that of its guard."""

    connection: socket.socket
    pid: int
    guard: int


class Forks(Protocol):
    """What gives a fresh process to each submission."""

    @property
    def isolate(self) -> bool:
        """Whether its processes are in a sandbox."""

    @property
    def killed(self) -> int:
        """How many of its processes the kernel has killed for the memory of all of them."""

    @property
    def is_counted(self) -> bool:
        """Whether the kernel counts the memory of its processes at all times."""

    def fork(self, limits: Limits, *, resident_mb: int) -> Forked:
        """Forks a process for one submission."""

    def reap(self, forked: Forked) -> Ending:
        """Waits for a process that is about to end; tells how it ended."""


class _Forks:
    """Asks one process for forks of itself.

    Args:
        control: the connection to it.
        isolate: whether the forks are in a sandbox.
        failed: ends everything, and gives the last words of what was ended.
    """

    def __init__(self, control: socket.socket, *, isolate: bool, failed: Callable[[], str]) -> None:
        self.isolate = isolate
        self._control = control
        self._failed = failed
        self._ready = False
        self._group: ControlGroup | None = None
        self._open: dict[int, tuple[int, int]] = {}  # by guard: the memory and the processes that it may have

    def wait(self) -> None:
        """Waits until it has announced itself, and puts it into a cgroup of its own where one can be made."""
        if self._ready:
            return
        try:
            pid = int(self._receive(START_SECONDS)["pid"])
        except WireError as error:
            raise SandboxUnavailable(f"The sandbox did not start: {error}. {self._failed()}") from None
        self._ready = True
        if self.isolate:
            with contextlib.suppress(NoControlGroup):
                self._group = ControlGroup(pid)

    @property
    def killed(self) -> int:
        """How many of its processes the kernel has killed for the memory of all of them."""
        return self._group.killed if self._group else 0

    @property
    def is_counted(self) -> bool:
        """Whether the kernel counts the memory of its processes at all times."""
        return self._group is not None

    def _receive(self, seconds: float) -> dict[str, Any]:
        message: dict[str, Any] = receive_message(self._control, deadline=time.monotonic() + seconds)
        return message

    def fork(self, limits: Limits, *, resident_mb: int) -> Forked:
        """Forks a process for one submission.

        Args:
            limits: what it may use.
            resident_mb: resident memory allowed to the whole process tree.

        Raises:
            SandboxUnavailable: if the kernel refuses, or the warm parent is gone.
        """
        self.wait()
        allowed = (resident_mb + 2 * limits.scratch_mb, limits.processes)
        self._allow([*self._open.values(), allowed])
        ours, theirs = socket.socketpair()
        try:
            send_message(self._control, {"do": "fork", "limits": asdict(limits)})
            self._hand_over(theirs.fileno())
            answer = self._receive(30.0)
        except (WireError, OSError) as error:
            ours.close()
            raise SandboxUnavailable(f"The warm parent does not answer: {error}. {self._failed()}") from None
        finally:
            theirs.close()
        if "error" in answer:
            ours.close()
            raise SandboxUnavailable(
                f"The kernel refused to isolate a submission ({answer['error']}); see `grader doctor`."
            )
        forked = Forked(ours, int(answer["pid"]), int(answer["guard"]))
        self._open[forked.guard] = allowed
        return forked

    def _allow(self, wanted: Sequence[tuple[int, int]]) -> None:
        if self._group:
            memory, processes = (sum(values) for values in zip(*wanted, strict=True))
            self._group.limit(memory_mb=memory, processes=processes)

    def branch(self, descriptors: Sequence[int], processor: int | None) -> int:
        """Has it make a branch of itself, which gets these descriptors; returns the number of its process."""
        try:
            send_message(self._control, {"do": "branch", "processor": processor})
            for descriptor in descriptors:
                self._hand_over(descriptor)
            answer = self._receive(30.0)
        except (WireError, OSError) as error:
            raise SandboxUnavailable(f"The warm parent does not answer: {error}. {self._failed()}") from None
        if "error" in answer:
            raise SandboxUnavailable(f"The warm parent does not branch: {answer['error']}.")
        return int(answer["pid"])

    def _hand_over(self, descriptor: int) -> None:
        self._control.sendmsg([b"!"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [descriptor]))])

    @property
    def hung_up(self) -> bool:
        """Whether nobody is at the other end any more."""
        poll = select.poll()
        poll.register(self._control, 0)
        return any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in poll.poll(0))

    def reap(self, forked: Forked) -> Ending:
        """Waits for a process that is about to end; tells how it ended."""
        self._open.pop(forked.guard, None)
        try:
            send_message(self._control, {"do": "wait", "pid": forked.guard})
            answer = self._receive(30.0)
            return Ending(int(answer["status"]), float(answer["cpu_seconds"]))
        except WireError:
            self._failed()  # what it says later would be taken for the answer to the next question
            return Ending()

    def close(self) -> None:
        """Lets go of the process, which must have been ended."""
        self._control.close()
        if self._group:
            self._group.remove()


class Parent(ABC):
    """A process that has imported what submissions need, and forks one process for each.

    Attributes:
        isolate: whether its forks are in a sandbox.
        as_other_user: how, where there are no namespaces.
        twin: a fork of it from before it served anybody; for solutions alone, never for a submission.
    """

    isolate: bool
    as_other_user: OtherUser | None = None
    twin: _Forks
    _forks: _Forks

    def wait(self) -> None:
        """Waits until the imports are done; meanwhile the caller may do its own.

        Raises:
            SandboxUnavailable: if the process ended over them.
        """
        self._forks.wait()

    @property
    def killed(self) -> int:
        """How many of its processes the kernel has killed for the memory of all of them."""
        return self._forks.killed

    @property
    def is_counted(self) -> bool:
        """Whether the kernel counts the memory of its processes at all times."""
        return self._forks.is_counted

    def fork(self, limits: Limits, *, resident_mb: int) -> Forked:
        """Forks a process for one submission.

        Args:
            limits: what it may use.
            resident_mb: resident memory allowed to the whole process tree.

        Raises:
            SandboxUnavailable: if the kernel refuses, or the warm parent is gone.
        """
        return self._forks.fork(limits, resident_mb=resident_mb)

    def reap(self, forked: Forked) -> Ending:
        """Waits for a process that is about to end; tells how it ended."""
        return self._forks.reap(forked)

    @property
    @abstractmethod
    def pid(self) -> int:
        """Its process number."""

    @property
    @abstractmethod
    def alive(self) -> bool:
        """Whether the process still runs."""

    def _fail(self) -> str:
        """Ends it; gives its last words, if there are any."""
        self.close()
        return ""

    @abstractmethod
    def close(self) -> None:
        """Ends the process and everything that it forked."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass(frozen=True)
class BranchConnections:
    """The connections to a branch and to its twin; they can be handed to another process of this machine."""

    control: socket.socket
    twin: socket.socket
    pid: int


class WarmParent(Parent):
    """A process behind bubblewrap that has imported what submissions need, and forks one process for each.

    Args:
        modules: what to import beforehand.
        isolate: False runs everything without a sandbox; only for one's own work.
        as_other_user: asks for the weaker sandbox without namespaces; see `grader.sandbox.other_user`.

    Raises:
        SandboxUnavailable: if student code cannot be isolated here.
    """

    def __init__(self, modules: Sequence[str], *, isolate: bool = True, as_other_user: OtherUser | None = None) -> None:
        self.isolate = isolate
        self.as_other_user = as_other_user
        if isolate and not as_other_user:
            bubblewrap.require_bubblewrap()
        self._prepared = contextlib.ExitStack()
        control, inside = socket.socketpair()
        twin_control, twin_inside = socket.socketpair()
        descriptors = [inside.fileno(), twin_inside.fileno()]
        how = "other_user" if as_other_user else "isolate" if isolate else "open"
        with self._command([*map(str, descriptors), how, *modules]) as (words, more, variables):
            self._process = subprocess.Popen(
                words,
                env=bubblewrap.environment() | variables,
                pass_fds=[*descriptors, *more],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
        inside.close()
        twin_inside.close()
        self._forks = _Forks(control, isolate=isolate, failed=self._fail)
        self.twin = _Forks(twin_control, isolate=isolate, failed=self._fail)

    @contextlib.contextmanager
    def _command(self, arguments: Sequence[str]) -> Iterator[tuple[list[str], list[int], dict[str, str]]]:
        if self.as_other_user:
            folder = self._prepared.enter_context(other_user.prepared(self.as_other_user, bubblewrap.REPOSITORY))
            home = {name: str(folder / "home") for name in ("HOME", "TMPDIR", "MPLCONFIGDIR", "KERAS_HOME")}
            yield bubblewrap.python(arguments, package_parent=str(folder)), [], home
        elif self.isolate:
            with bubblewrap.command(arguments) as (words, descriptors):
                yield words, descriptors, {}
        else:
            yield bubblewrap.python(arguments, package_parent=str(bubblewrap.REPOSITORY)), [], {}

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def _fail(self) -> str:
        self.close()
        assert self._process.stderr is not None
        return self._process.stderr.read().decode(errors="replace").strip()[-500:]

    def close(self) -> None:
        """Ends the process and everything that it forked."""
        self._process.kill()
        self._process.wait()
        for forks in (self._forks, self.twin):
            forks.close()
        self._prepared.close()

    def branch(self, *, processor: int | None = None) -> BranchConnections:
        """Makes a branch: a fork that serves a judge of its own, in this process or another one.

        What was imported is there once for all branches. They end with this parent.

        Args:
            processor: on which it and its forks are to run; on any if None.

        Raises:
            SandboxUnavailable: if the warm parent is gone, or cannot branch.
        """
        self.wait()
        (control, inner), (twin, inner_twin) = socket.socketpair(), socket.socketpair()
        with inner, inner_twin:
            pid = self._forks.branch((inner.fileno(), inner_twin.fileno()), processor)
        return BranchConnections(control, twin, pid)


class Branch(Parent):
    """A branch of a warm parent, which may belong to another process.

    Args:
        connections: those to it.
    """

    def __init__(self, connections: BranchConnections) -> None:
        self.isolate = True
        self._pid = connections.pid
        self._forks = _Forks(connections.control, isolate=True, failed=self._fail)
        self.twin = _Forks(connections.twin, isolate=True, failed=self._fail)
        self._closed = False

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._pid

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return not self._closed and not self._forks.hung_up

    def close(self) -> None:
        """Ends the process and everything that it forked."""
        if self._closed:
            return
        self._closed = True
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if not self._forks.hung_up:  # else its number may be another's by now
                os.kill(self._pid, signal.SIGKILL)
        for forks in (self._forks, self.twin):
            forks.close()
