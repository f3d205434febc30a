"""What checks came to, by the answers that they were given: the same answers need not be judged twice.

A check is a function of the answers that it gets: it draws its inputs from a generator of its own, and asks nobody
else. In a class many answers are the same to the last bit, and an unwritten exercise says the same everywhere. So the
course of a check is kept as a path: a question, the answer to it, the next question, until its outcome. Each
submission is asked one question after the other, as ever; only what the check computes in between is left out.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar

from dlkit.comparing import Handle, KerasNetwork, ValueFormatError
from grader.judging.student_process import Backend, Reply
from grader.sandbox import (
    Answer,
    Question,
    SandboxEnd,
    call_question,
    model_question,
    network_question,
    use_question,
)

MAX_KEPT = 20_000  # questions and outcomes
MAX_BYTES = 96 << 20  # of all questions that are kept, and of the answers that their outcomes hold
ENTRY_BYTES = 1_000  # that one of them takes beside what it holds
MAX_PATH_BYTES = 1 << 20  # of what one check asks and is told, to be kept

Found = TypeVar("Found")


class Asking(Backend, Protocol):
    """A backend that can be asked a question in the form in which it crosses."""

    def ask(self, question: Question, is_known: Callable[[bytes], bool] = ...) -> Reply:
        """Asks; where `is_known` says yes of the answer's key, the answer is not read before somebody wants it."""


class Remembered(Generic[Found]):
    """The paths of checks, as far as they are known."""

    def __init__(self) -> None:
        self._next: OrderedDict[bytes, tuple[Question | Found, int]] = OrderedDict()
        self._bytes = 0

    def follow(self, start: bytes, backend: Asking) -> tuple[Found | None, list[Reply | SandboxEnd]]:
        """Asks along a known path.

        Args:
            start: what is asked: the check, and the variant of its inputs.
            backend: answers.

        Returns:
            The outcome, if the path is known to its end; else None, and what was answered so far.
        """
        place, replies = start, list[Reply | SandboxEnd]()
        while (known := self._next.get(place)) is not None:
            self._next.move_to_end(place)
            if not isinstance(known[0], Question):
                return known[0], replies
            here = place
            try:
                reply = backend.ask(known[0], lambda key, here=here: _after(here, key) in self._next)  # type: ignore[misc]
            except SandboxEnd as end:
                return None, [*replies, end]
            replies.append(reply)
            if not reply.key:
                break
            place = _after(place, reply.key)
        return None, replies

    def keep(self, start: bytes, path: Sequence[Reply], found: Found) -> None:
        """Keeps a path and what it led to; nothing if it is too large."""
        sizes = [len(reply.question.packed) + reply.size + ENTRY_BYTES for reply in path]
        if sum(sizes) > MAX_PATH_BYTES:
            return
        place = start
        for reply, size in zip(path, sizes, strict=True):
            self._put(place, reply.question, size)
            place = _after(place, reply.key)
        self._put(place, found, sum(sizes))
        while len(self._next) > MAX_KEPT or self._bytes > MAX_BYTES:
            self._bytes -= self._next.popitem(last=False)[1][1]

    def _put(self, place: bytes, what: Question | Found, size: int) -> None:
        if place in self._next:
            self._next.move_to_end(place)
        else:
            self._next[place] = (what, size)
            self._bytes += size


def _after(place: bytes, key: bytes) -> bytes:
    return hashlib.blake2b(place + key, digest_size=16).digest()


class Noting:
    """A backend that first gives the answers that are there already, then asks, and writes down the path.

    Attributes:
        path: what was asked and answered; None if it cannot be told again: a question lent a function, which stays
            on this side, or an answer has no key, or the process came to an end.

    Args:
        backend: answers what is not answered yet.
        answered: the first answers, to be given if the same questions are asked.
    """

    def __init__(self, backend: Asking, answered: Sequence[Reply | SandboxEnd]) -> None:
        self._backend = backend
        self._answered = list(answered)
        self.path: list[Reply] | None = []

    def call(self, function: str, args: Sequence[Any], kwargs: Mapping[str, Any], names: Sequence[str]) -> Answer:
        """Calls a function."""
        try:
            question = call_question(function, args, kwargs, names)
        except ValueFormatError:  # there is a function among the arguments
            self._answered, self.path = [], None
            return self._backend.call(function, args, kwargs, names)
        return self._ask(question)

    def model(
        self, function: str, args: Sequence[Any], kwargs: Mapping[str, Any], options: Mapping[str, Any]
    ) -> Answer:
        """Builds a model with a function and observes it, or observes a loss."""
        return self._ask(model_question(function, args, kwargs, options))

    def use(self, handle: Handle, operation: str, args: Sequence[Any]) -> Answer:
        """Does a named operation on an object that a call returned."""
        return self._ask(use_question(handle, operation, args))

    def network(self, described: KerasNetwork) -> Answer:
        """Makes a network."""
        return self._ask(network_question(described))

    def _ask(self, question: Question) -> Answer:
        reply = self._answered.pop(0) if self._answered else None
        if isinstance(reply, SandboxEnd):
            self.path = None
            raise reply
        if reply is None or reply.question.packed != question.packed:
            self._answered = []
            try:
                reply = self._backend.ask(question)
            except SandboxEnd:
                self.path = None
                raise
        if self.path is not None:
            self.path = [*self.path, reply] if reply.key else None
        return reply.answer
