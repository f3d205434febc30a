"""What a student may be told of a check: words of ours and of their own code, and nothing that the code made of its inputs.

Student code sees the hidden inputs and may put them into whatever comes back: an error's text, a type's name, a key,
a shape, a line of a traceback. With these in hand a table of answers could be written. So a sentence quotes an error's
text only where it stands in the submission or is one of the well-known ones, lines only where the submission has
them, and numbers only where they are known without running the code. Where an exercise is judged with right ones
in place of others, what comes back could be *their* answers; then nothing is quoted at all.
"""

from __future__ import annotations

import builtins
import inspect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from dlkit.comparing import (
    Call,
    Diagnosis,
    Raised,
    as_arrays,
    causes,
    compare,
    diagnosis,
    differences,
    headline,
    leaves,
    losses,
    measures,
    models,
    plain_words,
    values,
)
from dlkit.sandboxed import wire
from grader.judging import failure, fixtures
from grader.judging.fixtures import Compared
from grader.judging.known_errors import ERROR_TYPES, LIMIT_TEXT, well_known
from grader.judging.submission import Submission

EXAMPLES_ALONE = "No check with other inputs passed, so the notebook's examples do not count alone."
MAX_QUOTED = 200  # characters of an error's text
SHOWN_LINES = 2  # of a traceback: where the exercise was left, and where the error arose
SMALL = 9  # numbers up to this one tell nothing, as long as they are few
MAX_NUMBERS = 12  # in one text: two shapes of four axes, and where they differ
MAX_OWN = 6  # words of the student's own, and keys, in one sentence of ours
_OTHER = "…"
_WORD = re.compile(r"[^\W\d]\w*")
_NUMBER = re.compile(r"(?<![\w.])-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]?\d+)?(?!\w)")
_PADDED = re.compile(r"-?0\d|.{13}")  # one and the same number may be written in many ways
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_FRAME = re.compile(r"  in (?P<where>the cell|[^\W\d]\w*), line (?P<line>\d{1,5})\n    (?P<text>.*)")
_AFTER_THEM = " This was judged with right ones in place of those that it builds on."
_OF_THE_JUDGE = (
    *("missing", "not_written", "timed_out", "out_of_memory", "crashed", "not_permitted"),
    *("too_large", "undecided", "faulty_check"),
)
_GENERAL = {
    "raised": "It stops with an error.",
    "type": "What it returns is not of the right type.",
    "structure": "What it returns does not have the right parts.",
    "shape": "What it returns does not have the right shape.",
    "not_finite": "What it returns is not finite.",
    "changed_argument": "It changes an argument in place.",
    "model": "The model does not behave as it should.",
}
_LIMITS = frozenset(float(n) for n in (values.MAX_DEPTH, values.MAX_NODES, values.MAX_KEYS, wire.MAX_MESSAGE >> 20))
_SPEAKING = (
    causes,
    compare,
    diagnosis,
    differences,
    failure,
    fixtures,
    losses,
    measures,
    models,
    plain_words,
    values,
    wire,
)
_OURS = frozenset(_WORD.findall(" ".join(inspect.getsource(module) for module in _SPEAKING)))


@dataclass(frozen=True)
class Disclosure:
    """Makes diagnoses fit for the student of one submission.

    Args:
        submission: whose code it is.
        checks: the source of the checks and measures, whose author chose their words and numbers.
        limits: the numbers in the limits of the assignment.
        cell_errors: errors of cells, which ran before any hidden input was there.
        followed: whether the exercise was judged with right ones in place of others.
    """

    submission: Submission
    checks: str
    limits: frozenset[float] = frozenset()
    cell_errors: tuple[Raised, ...] = ()
    followed: bool = False

    def tell(self, found: Diagnosis, compared: Sequence[Compared]) -> Diagnosis:
        """The diagnosis as the student gets it.

        Args:
            found: the diagnosis.
            compared: the comparisons that the check made.
        """
        found = found.without_expected()
        if found.kind in _OF_THE_JUDGE or found.message == EXAMPLES_ALONE:
            return found
        if self.followed:
            return self._after_others(found)
        if found.perhaps and not found.mistake:  # of the answer, not of a catalogue
            guess = self.tell(replace(found, message=found.perhaps, perhaps="", raised=None), compared)
            found = replace(found, perhaps=guess.message)
        if found.raised in self.cell_errors and found.raised is not None:
            return found
        traceback = self._traceback(found)
        if found.kind == "mistake":
            return replace(found, traceback=traceback)
        known = _Known.of(compared, self.checks)
        if found.raised is not None:
            told = f"{found.raised.type}: {headline(found.raised.message)}".removesuffix(": ")
            ours = found.message.removesuffix(told) if found.message.endswith(told) else _general(found.kind)
            error = self._error(found.raised, known)
            lines = "\n".join(filter(None, (traceback, error)))
            left = iter(range(MAX_NUMBERS))
            message = _with_numbers(ours.rstrip(" :."), known.numbers, left)
            return replace(found, message=f"{message}: {self._error(found.raised, known, left)}", traceback=lines)
        own = set(_WORD.findall(found.message)) - known.words - _OURS
        if own - self._words or len(own) > MAX_OWN:
            return replace(found, message=_general(found.kind), traceback=traceback)
        told = self._with_keys(found.message, known) if found.kind in ("structure", "type") else found.message
        return replace(found, message=_with_numbers(told, known.numbers), traceback=traceback)

    def _with_keys(self, text: str, known: _Known) -> str:
        """A text in which what is quoted, a key of a dict, is left out unless it is known or one of a few words of the code."""
        left = iter(range(MAX_OWN))

        def told(quoted: re.Match[str]) -> str:
            is_own = quoted[0][1:-1] in self._words and next(left, None) is not None
            return quoted[0] if is_own or quoted[0] in known.text else repr(_OTHER)

        return _QUOTED.sub(told, text)

    def _after_others(self, found: Diagnosis) -> Diagnosis:
        message = found.message if found.kind == "mistake" else _general(found.kind) + _AFTER_THEM
        return replace(found, message=message, traceback="", perhaps=found.perhaps if found.mistake else "")

    def _error(self, raised: Raised, known: _Known, left: Iterator[int] | None = None) -> str:
        kind = raised.type if raised.type in ERROR_TYPES else "an error of its own"
        limit = LIMIT_TEXT.search(raised.message)
        if limit and not _numbers_in(limit[0]) <= self.limits:  # none of ours
            limit = None
        text = headline(raised.message[: limit.start()] if limit else raised.message)[:MAX_QUOTED]
        quoted = text if self._holds(text) else self._well_known(text, known, left)
        told = f"{kind}: {quoted}" if quoted else kind
        return told + (f" {limit[0]}" if limit else "")

    def _well_known(self, text: str, known: _Known, left: Iterator[int] | None) -> str:
        """A text that Python, NumPy or Keras have for this, with the names and numbers that are known; else nothing."""
        match = well_known(text)
        if match is None:
            return ""
        if not all(self._is_name(group, known) for group in match.groups() if group):
            return ""
        rest = "" if match.end() == len(text.rstrip(". ")) else f" {_OTHER}"
        return _with_numbers(match[0], known.numbers, left) + rest

    def _is_name(self, name: str, known: _Known) -> bool:
        """Whether a name is known or one of the code; of a dotted one the whole must stand there, or be a library's."""
        libraries = _OURS | ERROR_TYPES | _TYPES
        return name in libraries | known.words | self._words or set(name.split(".")) <= _TYPES or self._holds(name)

    def _holds(self, text: str) -> bool:
        return bool(text) and any(text in source for source in self._sources)

    def _traceback(self, found: Diagnosis) -> str:
        """The lines of a traceback that the submission has, the outermost and the innermost."""
        frames = [match for match in _FRAME.finditer(found.traceback) if self._has(match)]
        if len(frames) > SHOWN_LINES:
            frames = [frames[0], *frames[1 - SHOWN_LINES :]]
        return "\n".join(match[0] for match in frames)

    def _has(self, frame: re.Match[str]) -> bool:
        number = int(frame["line"])
        named = frame["where"] == "the cell" or frame["where"] in self._words
        return named and any(
            number <= len(lines) and lines[number - 1].strip() == frame["text"].strip() for lines in self._lines
        )

    @cached_property
    def _sources(self) -> list[str]:
        return [cell.source for cell in self.submission.cells]

    @cached_property
    def _lines(self) -> list[list[str]]:
        return [source.splitlines() for source in self._sources]

    @cached_property
    def _words(self) -> set[str]:
        return {word for source in self._sources for word in _WORD.findall(source)}


_TYPES = frozenset(name for name in vars(builtins) if name[0].islower()) | {
    *("ndarray", "NoneType", "function", "module", "method", "builtin_function_or_method", "generator", "Generator"),
    *("dtype", "float16", "float32", "float64", "int32", "int64", "uint8", "builtins", "keras", "numpy", "tensorflow"),
    *("KerasTensor", "EagerTensor", "Tensor", "Variable", "Functional", "Sequential", "Model"),
}


@lru_cache(1000)
def _words_in(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))


@lru_cache(1000)
def _numbers_in(text: str) -> frozenset[float]:
    return frozenset(map(_as_number, _NUMBER.findall(text)))


def _as_number(text: str) -> float:
    return abs(float(text.replace(",", "")))


@dataclass(frozen=True)
class _Known:
    """What is known without running the student's code: the author's words and numbers, and those of the call."""

    text: str
    words: frozenset[str]
    numbers: frozenset[float]

    @classmethod
    def of(cls, compared: Sequence[Compared], checks: str) -> _Known:
        text, words, numbers = checks, set(_words_in(checks)), {*_LIMITS, *map(float, range(SMALL + 1))}
        numbers |= _numbers_in(checks)
        for item in compared[-1:]:
            called = " ".join([str(item.call), *item.call.returns, *_keys(item.call), *_keys(item.expected.value)])
            sizes = {*_sizes(item.call), *_sizes(as_arrays(item.expected.value))}
            text += called
            words |= _words_in(called)
            numbers |= _numbers_in(called) | sizes | {a * b for a in sizes for b in sizes}
        return cls(text, frozenset(words), frozenset(numbers))


def _keys(value: Any) -> Iterator[str]:
    values = [value.args, value.kwargs] if isinstance(value, Call) else [value]
    for part in values:
        yield from (path for path, _ in leaves(as_arrays(part)))


def _sizes(value: Any) -> Iterator[float]:
    """The lengths of the axes of every array in a value, and how many numbers it holds."""
    parts: Iterable[Any] = [*value.args, *value.kwargs.values()] if isinstance(value, Call) else [value]
    for part in parts:
        for _, leaf in leaves(part):
            if isinstance(leaf, np.ndarray):
                yield from (float(length) for length in (*leaf.shape, leaf.size))
            elif isinstance(leaf, (int, np.integer)) and abs(int(leaf)) < 10**6:
                yield float(leaf)


def _with_numbers(text: str, known: frozenset[float], left: Iterator[int] | None = None) -> str:
    """A text in which every number that is not known is left out, and all after the first few: together they could spell anything."""
    left = iter(range(MAX_NUMBERS)) if left is None else left

    def told(number: re.Match[str]) -> str:
        is_known = not _PADDED.match(number[0]) and _as_number(number[0]) in known
        return number[0] if is_known and next(left, None) is not None else _OTHER

    return _NUMBER.sub(told, text)


def _general(kind: str) -> str:
    return _GENERAL.get(kind, "What it returns is not right.")
