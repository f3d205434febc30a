"""What a check asks of a student's code, written down: for the staff who want the whole story of a verdict."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dlkit.comparing import Handle, KerasNetwork, Outcome, copy_values, footprint
from grader.judging.student_process import Backend
from grader.sandbox import Answer, Missing, SandboxEnd, Unreadable

MAX_ANSWER = 4 << 20  # bytes of an answer that is kept
FIRST, LAST = 10, 10  # of a check's questions that are kept: a measure may ask hundreds
Question = Literal["call", "model", "network", "use"]


@dataclass(frozen=True)
class Asked:
    """One question, and what came.

    Attributes:
        question: a call; a model or a loss that was made and observed; a network made for the check; or an operation
            on a model that stays in the student's process.
        function: what was called, or the operation.
        args, kwargs: what it was called with, as it was then.
        given: the keyword arguments themselves, by which a comparison knows its own question.
        outcome: what came; None where there is none.
        ended: why there is none, as a sentence; else empty.
        seconds: how long it took, the way to the sandbox and back included.
    """

    question: Question
    function: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    given: object
    outcome: Outcome | None
    ended: str
    seconds: float


class Watched:
    """A backend that writes down what it is asked and what it answers.

    Args:
        backend: the backend that answers.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._first: list[Asked] = []
        self._last: list[Asked] = []
        self.count = 0

    @property
    def asked(self) -> tuple[Asked, ...]:
        """The first questions and the last."""
        return (*self._first, *self._last)

    def call(self, function: str, args: Sequence[Any], kwargs: Mapping[str, Any], names: Sequence[str]) -> Answer:
        """Calls a function."""
        return self._watch("call", function, args, kwargs, lambda: self._backend.call(function, args, kwargs, names))

    def model(
        self, function: str, args: Sequence[Any], kwargs: Mapping[str, Any], options: Mapping[str, Any]
    ) -> Answer:
        """Builds a model with a function and observes it, or observes a loss."""
        return self._watch(
            "model", function, args, kwargs, lambda: self._backend.model(function, args, kwargs, options)
        )

    def use(self, handle: Handle, operation: str, args: Sequence[Any]) -> Answer:
        """Does a named operation on an object that a call returned."""
        return self._watch("use", operation, (handle, *args), {}, lambda: self._backend.use(handle, operation, args))

    def network(self, described: KerasNetwork) -> Answer:
        """Makes a network."""
        return self._watch("network", "network", (described,), {}, lambda: self._backend.network(described))

    def _watch(
        self,
        question: Question,
        function: str,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        ask: Callable[[], Answer],
    ) -> Answer:
        given = copy_values(list(args)), copy_values(dict(kwargs))  # a check may go on to change what it has given
        started = time.monotonic()
        outcome, ended = None, ""
        try:
            answer = ask()
            outcome, ended = _told(answer)
        except SandboxEnd as end:
            ended = f"{end.sentence}."
            raise
        finally:
            seconds = time.monotonic() - started
            self._keep(Asked(question, function, tuple(given[0]), given[1], kwargs, outcome, ended, seconds))
        return answer

    def _keep(self, asked: Asked) -> None:
        self.count += 1
        if len(self._first) < FIRST:
            self._first.append(asked)
        else:
            self._last = [*self._last, asked][-LAST:]


def _told(answer: Answer) -> tuple[Outcome | None, str]:
    if isinstance(answer, Missing):
        return None, f"It {answer.reason}."
    if isinstance(answer, Unreadable):
        return None, f"What came cannot be read: {answer.what}."
    if footprint(answer.value) > MAX_ANSWER:
        return None, f"It returned more than {MAX_ANSWER >> 20} MB, which is not kept here."
    return answer, ""
