"""One submission being judged: its process, started again where student code ended it."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, Protocol

import msgpack

from dlkit.comparing import (
    Diagnosis,
    Handle,
    KerasNetwork,
    Outcome,
    Raised,
    clean_line,
    headline,
    observe,
    observe_loss,
    observe_model,
    operate,
    with_keras_inputs,
    with_plain_tensors,
)
from dlkit.course import Assignment, CourseError
from dlkit.notebooks import Cell
from dlkit.sandboxed import CellRun, Limits
from grader.judging.known_errors import IN_A_DEMONSTRATION
from grader.judging.submission import Submission
from grader.sandbox import (
    Answer,
    Forks,
    Missing,
    Question,
    SandboxEnd,
    Session,
    is_pinned,
    model_question,
    network_question,
    read_answer,
    use_question,
)

MAX_STARTS = 24
MAX_REDUCED = 3  # cells that end their process before nothing but definitions is run of all of them
MAX_NOTES = 6
MAX_TOLD = 200  # characters of an error in a note
NOTICEABLE = 0.2  # seconds
LONG = 0.5  # seconds of experiments from which on they may be what ended a call
_NOT_HERE = ("ModuleNotFoundError", "ImportError")


@dataclass(frozen=True)
class Budget:
    """What one submission may use: `[limits]` in `assignment.toml` changes any of it.

    Attributes:
        call_seconds: wall-clock time of one call of a student's function.
        cell_seconds: wall-clock time of one cell.
        own_seconds: wall-clock time of all that the student's cells do by themselves. What takes longer is cut off;
            it does not count against `total_seconds`.
        total_seconds: wall-clock time of the whole submission.
        gpu_start_seconds: on a GPU, what calls and cells of a fresh process may take beyond that, in all: the first of them
            start the GPU and compile for it.
        memory_mb: resident memory of its whole process tree, beyond what it shares.
        cpu_seconds, processes, scratch_mb, open_files: see `dlkit.sandboxed.namespaces.Limits`.
    """

    call_seconds: float = 10.0
    cell_seconds: float = 20.0
    own_seconds: float = 60.0
    total_seconds: float = 300.0
    gpu_start_seconds: float = 30.0
    memory_mb: int = 2048
    cpu_seconds: int = 240
    processes: int = 256
    scratch_mb: int = 64
    open_files: int = 128

    @property
    def limits(self) -> Limits:
        """The part that the kernel enforces; the resident memory is watched from outside."""
        return Limits(
            cpu_seconds=self.cpu_seconds,
            memory_mb=2 * self.memory_mb,
            processes=self.processes,
            scratch_mb=self.scratch_mb,
            open_files=self.open_files,
        )


def budget_of(assignment: Assignment) -> Budget:
    """The limits of an assignment.

    Raises:
        CourseError: if its `[limits]` name something that is no limit, or give it a value that is none.
    """
    place, given = f"{assignment.folder / 'assignment.toml'}: [limits]", assignment.limits
    known = {item.name: type(item.default) for item in fields(Budget)}
    if not isinstance(given, dict):
        raise CourseError(f"{place} is {given!r}; it should be a table with keys such as call_seconds.")
    for name, value in given.items():
        if name not in known:
            raise CourseError(f"{place} has {name!r}, which is no limit; known are {', '.join(known)}.")
        whole = known[name] is int
        if type(value) not in ((int,) if whole else (int, float)) or not 0 < value < math.inf:
            kind = "a whole number" if whole else "a number"
            raise CourseError(f"{place} {name} is {value!r}; it should be {kind} above 0.")
    return Budget(**given)


_LIMIT_OF_ERROR = {
    "No space left on device": "the files of a submission may take {scratch_mb} MB",
    "File too large": "the files of a submission may take {scratch_mb} MB",
    "Too many open files": "{open_files} files may be open at a time",
    "can't start new thread": "{processes} processes and threads may run at a time",
    "Resource temporarily unavailable": "{processes} processes and threads may run at a time",
    "Unable to allocate": "a submission may use {memory_mb} MB of memory",
    "There was not enough memory": "a submission may use {memory_mb} MB of memory",
}


def with_limit(raised: Raised, budget: Budget) -> Raised:
    """An error with the limit that it met in its message, if it is one of those that limits lead to."""
    for words, limit in _LIMIT_OF_ERROR.items():
        if words in raised.message:
            told = limit.format(**vars(budget))
            return replace(raised, message=f"{raised.message.rstrip('.')} ({told})")
    return raised


def with_reason(raised: Raised, computed: Collection[str]) -> Raised:
    """An error with its reason in its message, if it is that a name is not there because a demonstration makes it."""
    is_shown = raised.undefined_name in computed
    return replace(raised, message=f"{raised.message} {IN_A_DEMONSTRATION}") if is_shown else raised


class Backend(Protocol):
    """Answers the questions that checks ask of a student's code."""

    def call(self, function: str, args: Sequence[Any], kwargs: Mapping[str, Any], names: Sequence[str]) -> Answer:
        """Calls a function."""

    def model(
        self, function: str, args: Sequence[Any], kwargs: Mapping[str, Any], options: Mapping[str, Any]
    ) -> Answer:
        """Builds a model with a function and observes it; or observes a loss, where options name `gradient_of`."""

    def use(self, handle: Handle, operation: str, args: Sequence[Any]) -> Answer:
        """Does a named operation on an object that a call returned."""

    def network(self, described: KerasNetwork) -> Answer:
        """Makes a network, which stays where the functions live; its handle can be among the arguments of calls."""


class LocalBackend:
    """Answers from functions of this very process: for the author's own solutions, never for a student's code."""

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        self.namespace = namespace
        self.objects: list[Any] = []

    def call(self, function: str, args: Sequence[Any], kwargs: Mapping[str, Any], names: Sequence[str]) -> Answer:
        """Calls a function."""
        args = [self.objects[arg.number] if isinstance(arg, Handle) else arg for arg in args]
        args, kwargs = with_keras_inputs([list(args), dict(kwargs)], [])
        outcome = observe(self.namespace[function], args, kwargs, names=names)
        import keras

        if isinstance(outcome.value, keras.Model):
            return Outcome(self._handle(outcome.value), changed=outcome.changed)
        return replace(outcome, value=with_plain_tensors(outcome.value))

    def model(
        self, function: str, args: Sequence[Any], kwargs: Mapping[str, Any], options: Mapping[str, Any]
    ) -> Answer:
        """Builds a model with a function and observes it."""
        observe_keras: Callable[..., Outcome] = observe_loss if "gradient_of" in options else observe_model
        return observe_keras(self.namespace[function], args, kwargs, **options)

    def use(self, handle: Handle, operation: str, args: Sequence[Any]) -> Answer:
        """Does a named operation on an object that a call returned."""
        return Outcome(operate(self.objects[handle.number], operation, args))

    def network(self, described: KerasNetwork) -> Answer:
        """Makes a network."""
        return Outcome(self._handle(with_keras_inputs(described, [])))

    def _handle(self, model: Any) -> Handle:
        self.objects.append(model)
        return Handle(len(self.objects) - 1, "Keras model")


_NOT_READ = Outcome()
_OF_A_VALUE = {"id", "value", "changed"}


class Reply:
    """What came of a question.

    Attributes:
        question: the question.
        key: the same for the same answer; empty where it cannot be told.
        size: of the answer in bytes.
        came: what came, as it came.
    """

    def __init__(self, question: Question) -> None:
        self.question = question
        self.key = b""
        self.size = 0
        self.came: dict[str, Any] = {}
        self._answer: Answer | None = None

    @property
    def answer(self) -> Answer:
        """The answer; read from what came, where it is known that it can be."""
        if self._answer is None:
            self._answer = read_answer(self.question, self.came)
        return self._answer

    @answer.setter
    def answer(self, answer: Answer) -> None:
        self._answer = answer

    def set_key(self, said: Any) -> None:
        """Makes the key of what was said, the number of the question left out."""
        packed = msgpack.packb(said)
        self.key, self.size = hashlib.blake2b(packed, digest_size=16).digest(), len(packed)


@dataclass
class StandIn:
    """What takes the place of a wrong exercise: neutral source, or a function that is asked on this side."""

    source: str | None = None
    function: Callable[..., Any] | None = None


@dataclass
class TimeLeft:
    """What is left of a submission's time, in whatever process it is spent.

    Attributes:
        deadline: by `time.monotonic()`, when the time of its exercises is over.
        own: seconds for what the student's cells do by themselves; they move the deadline.
    """

    deadline: float
    own: float

    @classmethod
    def of(cls, budget: Budget) -> TimeLeft:
        """All the time that a submission has, from now on."""
        return cls(time.monotonic() + budget.total_seconds, budget.own_seconds)


@dataclass
class StudentProcess:
    """One submission in its process.

    Student code may end the process at any time. Then the question fails with the reason, the function that did it
    is left out, and the next question starts a fresh process. Of a cell that did it only the definitions are run the
    next time, and if they do it too, nothing. What is left out stays left out, so a submission is never judged by a
    call that never comes back twice.

    Attributes:
        left: what is left of the submission's time.
        ends: how and in what the process ended, in order.
        cell_errors: for each exercise, the first error in its cell.
        notes: what of the student's cells was not run to its end.
    """

    submission: Submission
    parent: Forks
    budget: Budget
    left: TimeLeft
    stand_ins: Mapping[str, StandIn] = field(default_factory=dict)
    ends: list[SandboxEnd] = field(default_factory=list)
    cell_errors: dict[str, Raised] = field(default_factory=dict)
    _session: Session | None = None
    _starts: int = 0
    _own_seconds: float = 0.0  # what the student's cells took in this process
    _lean: bool = False  # whether of the student's cells only the definitions are run
    _reduced: dict[int, Literal["definitions", "nothing"]] = field(default_factory=dict)
    _runs: dict[int, CellRun] = field(default_factory=dict)
    _ended_functions: dict[str, SandboxEnd] = field(default_factory=dict)

    def call(self, function: str, args: Sequence[Any], kwargs: Mapping[str, Any], names: Sequence[str]) -> Answer:
        """Calls a function of the submission."""
        return self._ask(
            function,
            lambda session, seconds: session.call(function, args, kwargs, names=names, seconds=seconds),
            again=not any(isinstance(arg, Handle) for arg in args),  # a fresh process does not know it
        )

    def model(
        self, function: str, args: Sequence[Any], kwargs: Mapping[str, Any], options: Mapping[str, Any]
    ) -> Answer:
        """Builds a model with a function of the submission and observes it."""
        return self.ask(model_question(function, args, kwargs, options)).answer

    def use(self, handle: Handle, operation: str, args: Sequence[Any]) -> Answer:
        """Does a named operation on an object that a call returned."""
        return self.ask(use_question(handle, operation, args)).answer

    def network(self, described: KerasNetwork) -> Answer:
        """Makes a network in the submission's process."""
        return self.ask(network_question(described)).answer

    def ask(self, question: Question, is_known: Callable[[bytes], bool] = lambda key: False) -> Reply:
        """Asks a question.

        Args:
            question: the question.
            is_known: tells whether an answer with this key need not be read: it is the same as an earlier one.
        """
        if self._session is None and question.fields["do"] == "use":
            raise self.ends[-1]
        reply = Reply(question)

        def ask(session: Session, seconds: float) -> Answer:
            reply.came = session.ask(question, seconds=seconds)
            if reply.came.keys() <= _OF_A_VALUE:
                reply.set_key({**reply.came, "id": 0})
            if reply.key and is_known(reply.key):
                return _NOT_READ
            return session.read(question, reply.came)

        found = self._ask(question.what, ask, again=question.again)
        if found is not _NOT_READ:
            reply.answer = found
        if not isinstance(found, Outcome) or found.raised:
            reply.set_key(repr(found))
        return reply

    def _ask(self, function: str, question: Callable[[Session, float], Answer], *, again: bool = True) -> Answer:
        if function in self._ended_functions:
            raise self._ended_functions[function]
        session = self._ready()
        try:
            answer = question(session, self._seconds(self.budget.call_seconds))
        except SandboxEnd as end:
            self.close()
            has_time = self.left.deadline - time.monotonic() > NOTICEABLE
            if again and has_time and not self._lean and self._own_seconds > LONG:
                # Without the experiments in the way: what they hold or have started may be what ended it.
                return self._ask_lean(function, question, end)
            self.ends.append(end)
            self._ended_functions[function] = end
            raise
        if isinstance(answer, Missing) and function in self.cell_errors:
            answer = Outcome(raised=self.cell_errors[function])
        if isinstance(answer, Outcome) and answer.raised:
            raised = with_reason(answer.raised, self.submission.computed)
            return replace(answer, raised=with_limit(raised, self.budget))
        return answer

    def _ask_lean(self, function: str, question: Callable[[Session, float], Answer], end: SandboxEnd) -> Answer:
        """Asks once more where only the definitions of the student's cells have run."""
        self._lean = True
        try:
            return self._ask(function, question)
        except SandboxEnd:
            self._lean = False
            raise end from None

    def _seconds(self, wanted: float) -> float:
        left = self.left.deadline - time.monotonic()
        if left <= 0:
            raise SandboxEnd(
                "timed_out", f"the whole submission took longer than {self.budget.total_seconds:g} seconds"
            )
        return min(wanted, left)

    def _ready(self) -> Session:
        if self._session is not None and not self._session.open:
            self._session = None  # it was given up in the middle of an answer
        while self._session is None:
            if self._starts >= MAX_STARTS:
                raise self.ends[-1]
            self._starts += 1
            self._session = self._start()
        return self._session

    def _start(self) -> Session | None:
        session = Session(
            self.parent,
            self.budget.limits,
            resident_mb=self.budget.memory_mb,
            extra_seconds=self.budget.gpu_start_seconds if is_pinned() else 0.0,
        )
        self._own_seconds = 0.0
        index = -1
        try:
            session.put_files(self.submission.files)
            for index, cell in enumerate(self.submission.cells):
                self._run(session, index, cell)
            for name, stand_in in self.stand_ins.items():
                session.replace(name, source=stand_in.source, with_function=stand_in.function)
        except SandboxEnd as end:
            session.close()
            self._reduce(index)
            self.ends.append(end)
            return None
        except BaseException:
            session.close()
            raise
        return session

    def _run(self, session: Session, index: int, cell: Cell) -> None:
        is_own, reduced = cell.role != "setup", self._reduced.get(index)
        definitions_only = is_own and (self._lean or reduced is not None or self.left.own < NOTICEABLE)
        seconds = self.budget.cell_seconds
        seconds = min(seconds, self.left.own) if is_own and not definitions_only else self._seconds(seconds)
        source = "" if reduced == "nothing" else cell.source
        started = time.monotonic()
        try:
            found = session.run_statements(
                source, name=cell.name, seconds=seconds, keeps=cell.keeps, definitions_only=definitions_only
            )
        finally:
            took = time.monotonic() - started
            if is_own and not definitions_only:
                self.left.own -= took
                self.left.deadline += took
                self._own_seconds += took
        if is_own:
            self._runs.setdefault(index, found)
        if found.raised and cell.role == "exercise":
            self.cell_errors.setdefault(cell.name, found.raised)

    def _reduce(self, index: int) -> None:
        """Runs less of a cell the next time, since it ended the process; of all own cells, if several did."""
        is_own = 0 <= index < len(self.submission.cells) and self.submission.cells[index].role != "setup"
        self._reduced[index] = "definitions" if is_own and index not in self._reduced else "nothing"
        self._lean = self._lean or len(self._reduced) > MAX_REDUCED

    @property
    def notes(self) -> tuple[str, ...]:
        """What of the student's cells was not run to its end, in sentences."""
        runs = [(self.submission.cells[index], run) for index, run in sorted(self._runs.items())]
        stopped = [
            f"Line {item.line} of {_place(cell)} stops with {_error(item.raised)}; what stands below it was run."
            for cell, run in runs
            for item in run.stopped
            if (cell.role == "exercise" or item.raised.type in _NOT_HERE) and item.raised.type != "SyntaxError"
        ]
        if any(run.cut for _, run in runs):
            stopped.append(
                f"Your own cells and experiments have {self.budget.own_seconds:g} seconds here, and one cell "
                f"{self.budget.cell_seconds:g}: what took longer was cut off. It costs no points."
            )
        return tuple(stopped[-MAX_NOTES:])

    def close(self) -> None:
        """Ends the process, if there is one."""
        if self._session is not None:
            self._session.close()
            self._session = None


def _place(cell: Cell) -> str:
    return f"the cell of {cell.name}" if cell.role == "exercise" else "a cell of your own"


def _error(raised: Raised) -> str:
    return clean_line(f"{raised.type}: {headline(raised.message)}".removesuffix(": "), limit=MAX_TOLD)


def ended_diagnosis(end: SandboxEnd) -> Diagnosis:
    """The diagnosis of a question whose process came to an end."""
    advice = {
        "timed_out": " Look for a loop that never ends, or one that does far more work than it needs.",
        "out_of_memory": " Look for an array much larger than it needs to be, or a list that only grows.",
        "crashed": " Code in a notebook must not end its own process.",
        "not_permitted": "",
    }[end.status]
    return Diagnosis(end.status, f"{end.sentence}.{advice}")
