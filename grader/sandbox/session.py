"""One submission's process: questions with a deadline, answers as untrusted data, an end with a reason."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from dlkit.comparing import (
    FunctionReference,
    Interruption,
    Outcome,
    Raised,
    ValueFormatError,
    as_arrays,
    from_plain,
    to_plain,
    with_plain_tensors,
)
from dlkit.sandboxed import (
    MAX_STOPPED,
    CellRun,
    Limits,
    Stopped,
    WireClosed,
    WireError,
    WireTimeout,
    receive_message,
    send_message,
)
from grader.sandbox.bounds import TooLong, bounded, waiting
from grader.sandbox.memory import MemoryWatch
from grader.sandbox.questions import Answer, Question, call_question, read_answer, read_error
from grader.sandbox.warm import Ending, Forks

UNHEEDED = 5.0  # seconds after a cell's time in which it may still come back, if it stops what takes too long
FILE_SECONDS = 10.0
MAX_LINE = 10_000_000
MAX_ASKED = 10_000  # calls of the judge's functions that one question may cause
Ended = Literal["timed_out", "out_of_memory", "crashed", "not_permitted"]


class SandboxEnd(Exception):
    """The untrusted process came to an end, with the status and a sentence that says why."""

    def __init__(self, status: Ended, reason: str) -> None:
        super().__init__(reason)
        self.status: Ended = status
        self.reason = reason

    @property
    def sentence(self) -> str:
        """The reason as the beginning of a sentence; a function's name stays as it is written."""
        begins_with_word = self.reason.startswith(("the ", "it "))
        return self.reason[0].upper() + self.reason[1:] if begins_with_word else self.reason


class Session:
    """Talks to one forked process.

    Args:
        parent: what to fork from.
        limits: what the process may use.
        resident_mb: resident memory allowed to the whole process tree beyond what it shares with the parent.
        extra_seconds: what its questions may take in all beyond their own seconds: for a GPU's start, and for what is
            compiled for it when it is first used.
    """

    def __init__(self, parent: Forks, limits: Limits, *, resident_mb: int, extra_seconds: float = 0.0) -> None:
        self._parent = parent
        self._limits = limits
        self._resident_mb = resident_mb
        self._extra_seconds = extra_seconds
        self._killed = parent.killed
        self._forked = parent.fork(limits, resident_mb=resident_mb)
        self._connection, self.pid = self._forked.connection, self._forked.pid
        self._memory = MemoryWatch(self.pid, resident_mb)
        self._functions: dict[str, Callable[..., Any]] = {}
        self._stopped: list[int] = []
        self.open = True

    def run_cell(self, source: str, *, name: str, seconds: float) -> Raised | None:
        """Runs one cell, which has to come to its end in time; returns the first error.

        Raises:
            SandboxEnd: if the process came to an end over it.
        """
        question: dict[str, Any] = {
            "source": source,
            "name": name,
            "seconds": None,
            "keeps": [],
            "definitions_only": False,
        }
        return self._cell(question, seconds).raised

    def run_statements(
        self, source: str, *, name: str, seconds: float, keeps: Sequence[str] = (), definitions_only: bool = False
    ) -> CellRun:
        """Runs one cell, statement by statement: what stops, or takes too long, does not take the rest with it.

        Args:
            source: the cell's text.
            name: what tracebacks call it.
            seconds: after which the statement that runs is stopped.
            keeps: the functions to be called as they are after this cell.
            definitions_only: leaves out what is no import, function, class or constant.

        Raises:
            SandboxEnd: if the process came to an end over it, or does not heed the end of its time.
        """
        question = {"source": source, "name": name, "seconds": seconds, "definitions_only": definitions_only}
        return self._cell({**question, "keeps": list(keeps)}, seconds + UNHEEDED)

    def _cell(self, question: dict[str, Any], seconds: float) -> CellRun:
        answer = self._ask({"do": "cell", **question}, seconds, f"the cell {question['name']}")
        try:
            stopped = tuple(Stopped(_line(item["line"]), read_error(item)) for item in answer["stopped"][:MAX_STOPPED])
            return CellRun(stopped, answer["cut"] is True)
        except (KeyError, TypeError, AttributeError):
            outcome = self.read(Question(question["name"], {}), answer)
            raised = outcome.raised if isinstance(outcome, Outcome) else None
            return CellRun((Stopped(1, raised),) if raised else ())

    def put_files(self, files: Mapping[str, bytes]) -> None:
        """Puts files where the cells run; they can be read there, and belong to this process alone.

        Args:
            files: the content of each, by its path below the folder.

        Raises:
            SandboxEnd: if the process came to an end over it.
        """
        for name, content in files.items():
            self._ask({"do": "files", "files": {name: content}}, FILE_SECONDS, f"the file {name}")

    def ask(self, question: Question, *, seconds: float) -> dict[str, Any]:
        """Asks; the answer is as it came, from a stranger: `read` reads it.

        Raises:
            SandboxEnd: if the process came to an end over it.
        """
        return self._ask(question.fields, seconds, question.what)

    def read(self, question: Question, answer: dict[str, Any]) -> Answer:
        """Reads the answer to a question.

        Raises:
            SandboxEnd: if it is none; that ends the process.
        """
        try:
            return read_answer(question, answer)
        except ValueFormatError as error:
            raise self._end("not_permitted", f"the process sent something that is no answer ({error})") from None

    def call(
        self, function: str, args: Sequence[Any], kwargs: Mapping[str, Any], *, names: Sequence[str], seconds: float
    ) -> Answer:
        """Calls a function of the submission; functions among the arguments stay here, and are asked for by name.

        Raises:
            SandboxEnd: if the process came to an end over it.
        """
        question = call_question(function, args, kwargs, names, lend=self._lend)
        return self.read(question, self.ask(question, seconds=seconds))

    def replace(
        self, function: str, *, source: str | None = None, with_function: Callable[..., Any] | None = None
    ) -> None:
        """Replaces a function of the submission by neutral source, or by one that asks `with_function` here."""
        if with_function is not None:
            self._functions[function] = with_function
        self._ask({"do": "replace", "function": function, "source": source}, 30.0, function)

    def _lend(self, value: Any) -> dict[str, Any] | None:
        """Encodes a function among the arguments: it stays here, and the other side asks for it by name."""
        if not callable(value):
            return None
        name = f"{getattr(value, '__name__', 'function')}_{len(self._functions)}"
        self._functions[name] = value
        plain: dict[str, Any] = to_plain(FunctionReference(name))
        return plain

    def _ask(self, question: Mapping[str, Any], seconds: float, what: str) -> dict[str, Any]:
        number = secrets.randbits(48)
        began, wanted, seconds = time.monotonic(), seconds, seconds + self._extra_seconds
        deadline = began + seconds
        self._connection.settimeout(seconds)
        try:
            self._go_on()
            self._send({"id": number, **question})
            for _ in range(MAX_ASKED):
                with waiting():
                    answer = receive_message(self._connection, deadline=deadline, tick=self._watch)
                self._stop()
                if not (isinstance(answer, dict) and "ask" in answer):
                    break
                reply = self._reply(answer, deadline)
                self._go_on()
                send_message(self._connection, reply)
        except (WireTimeout, TooLong):
            raise self._end("timed_out", f"{what} did not come back within {seconds:g} seconds") from None
        except WireClosed:
            raise self._died(what) from None
        except WireError as error:
            raise self._end("not_permitted", f"{what} sent something that is no answer ({error})") from None
        except (MemoryError, Interruption):  # in the middle of a message: what comes next is no answer to anything
            self.close()
            raise
        self._extra_seconds -= min(max(time.monotonic() - began - wanted, 0.0), self._extra_seconds)
        if not isinstance(answer, dict) or answer.get("id") != number:
            raise self._end("not_permitted", f"{what} sent an answer to a question that was not asked")
        return answer

    def _stop(self) -> None:
        """Lets nothing go on behind the judge's back: what runs between two questions could take any memory unseen."""
        if self._parent.isolate and not self._parent.is_counted:
            self._stopped = self._memory.stop()

    def _go_on(self) -> None:
        for pid in self._stopped:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        self._stopped = []

    def _send(self, question: dict[str, Any]) -> None:
        try:
            send_message(self._connection, question)
        except (WireClosed, WireTimeout):
            raise
        except WireError as error:  # it was never sent: what an earlier call returned is too large to be handed on
            raise ValueFormatError(str(error)) from None

    def _reply(self, asked: dict[str, Any], deadline: float) -> dict[str, Any]:
        """Answers with a value, or with a sentence of its own: an error's text would tell what happened on this side."""
        try:
            function = self._functions[asked["ask"]]
            with bounded(seconds=deadline - time.monotonic()):
                args, kwargs = as_arrays(from_plain(asked["args"])), as_arrays(from_plain(asked["kwargs"]))
                return {"value": to_plain(with_plain_tensors(function(*args, **kwargs)))}
        except TooLong:
            raise
        except MemoryError:
            return {"raised": "There was not enough memory for this call."}
        except Exception:
            return {"raised": "It cannot be called with these arguments."}

    def _watch(self) -> None:
        if self._parent.killed > self._killed:
            raise self._end("out_of_memory", self._beyond())
        used = self._memory.used_mb()
        if used > self._resident_mb:
            raise self._end(
                "out_of_memory", f"it used {_amount(used)} of memory; the limit is {_amount(self._resident_mb)}"
            )
        # The kernel refuses one too many, but not to the machine's root, whatever it is called in a user namespace.
        limit = self._limits.processes
        if (running := self._memory.running()) > 2 * limit:
            told = f"{running} processes and threads ran at once; {limit} processes and threads may run at a time"
            raise self._end("not_permitted", told)

    def _beyond(self) -> str:
        return f"it used more memory than the limit of {_amount(self._resident_mb)}"

    def _died(self, what: str) -> SandboxEnd:
        # Give a process that is on its way out the time to get there, so that its own end is what is told.
        deadline = time.monotonic() + 1.0
        while time.monotonic() < deadline and _runs(self.pid):
            time.sleep(0.005)
        ending = self.close()
        limit = self._limits.cpu_seconds
        if ending.cpu_seconds >= limit - 0.5 and ending.status in (-signal.SIGKILL, -signal.SIGXCPU):
            used = f"{ending.cpu_seconds:.1f} seconds of processor time; the limit is {limit} seconds"
            return SandboxEnd("timed_out", f"{what} used {used}")
        if ending.status == -signal.SIGKILL and self._parent.killed > self._killed:
            return SandboxEnd("out_of_memory", self._beyond())
        if ending.status == -signal.SIGKILL:
            return SandboxEnd("crashed", f"the process closed its connection to the judge, or was killed, in {what}")
        if ending.status < 0 or ending.status == signal.SIGABRT:
            name = signal.Signals(abs(ending.status)).name
            return SandboxEnd("crashed", f"the process died of {name} in {what}")
        return SandboxEnd("crashed", f"the process ended by itself (exit status {ending.status}) in {what}")

    def _end(self, status: Ended, reason: str) -> SandboxEnd:
        self.close()
        return SandboxEnd(status, reason)

    def close(self) -> Ending:
        """Ends the process and all that it started; tells how it ended."""
        if not self.open:
            return Ending()
        self.open = False
        self._connection.close()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            (os.kill if self._parent.isolate else os.killpg)(self.pid, signal.SIGKILL)
        return self._parent.reap(self._forked)


def _amount(megabytes: float) -> str:
    return f"{megabytes:,.0f} MB" if megabytes < 1000 else f"{megabytes / 1000:.3g} GB"


def _runs(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", errors="replace") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def _line(value: Any) -> int:
    if type(value) is not int or not 0 < value < MAX_LINE:
        raise TypeError("the number of a line is expected")
    return value
