"""A diagnosis: why an answer is wrong, as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np

from dlkit.comparing.outcome import Raised
from dlkit.comparing.text import clean, shorten, told_integer, told_key, told_keys
from dlkit.comparing.values import KerasInput, KerasNetwork, Tensor

# How many characters of each field there are at most: whatever an answer was, this is all that is kept of it.
MAX_LENGTH = {
    "kind": 40,
    "message": 2_500,
    "perhaps": 1_000,
    "call": 1_000,
    "received": 500,
    "expected": 500,
    "traceback": 2_500,
    "mistake": 200,
    "trouble": 1_000,
}
MAX_PICTURE = 400  # numbers
MAX_PARTS = 8  # of a container that are described


@dataclass(frozen=True)
class Diagnosis:
    """Why an answer is wrong. Its texts are short and harmless, whatever they were made of.

    Attributes:
        kind: what is wrong in one word: `missing`, `not_run`, `not_written`, `raised`, `type`, `structure`, `shape`,
            `not_finite`, `transposed`, `sign`, `factor`, `offset`, `rounded`, `changed_argument`, `mistake`,
            `value`, `property`, `model`, `too_large`, or how the sandbox ended: `timed_out`, `out_of_memory`,
            `crashed`, `not_permitted`; `undecided` where the judge itself failed, `faulty_check` where the
            check did; `not_here`, in the notebook alone, where Keras is missing and nothing can be told.
        message: one to three sentences for the student.
        call: what was called and with what.
        received: what came back, in short; empty where there is nothing to show.
        expected: what should have come back; only ever filled for visible checks.
        traceback: the lines of the student's own code through which an error came.
        mistake: the name of the catalogued mistake that gives this very answer.
        explains: name and hint of every catalogued mistake that gives this very answer.
        perhaps: what may be the cause, where that is not sure; told behind the message.
        cause: what has caused it in one word, as far as this one comparison shows; empty if it shows none.
        plain: what can be told without that cause.
        evidence: about how many bits a mistake has in common with the answer that explains it.
        is_compared: whether it came of comparing an answer with the right one.
        changed: the arguments that were changed in place beside.
        picture: the received and the expected 2-D array, for a picture of the difference (visible checks).
        raised: the error that is told in the message, if it is one.
        trouble: what went wrong in the judge itself, for the staff; never shown to the student.
    """

    kind: str
    message: str
    call: str = ""
    received: str = ""
    expected: str = ""
    traceback: str = ""
    mistake: str = ""
    explains: tuple[tuple[str, str], ...] = ()
    perhaps: str = ""
    cause: str = ""
    plain: Diagnosis | None = None
    evidence: int = 0
    is_compared: bool = False
    changed: tuple[str, ...] = ()
    picture: tuple[np.ndarray, np.ndarray] | None = None
    raised: Raised | None = None
    trouble: str = ""

    def __post_init__(self) -> None:
        for name, limit in MAX_LENGTH.items():
            object.__setattr__(self, name, clean(getattr(self, name), limit=limit))
        if self.picture is not None and max(array.size for array in self.picture) > MAX_PICTURE:
            object.__setattr__(self, "picture", None)

    def without_expected(self) -> Diagnosis:
        """The same diagnosis fit for a hidden check: no expected value, no numbers that came back."""
        return replace(self, expected="", received="", picture=None)

    def with_more(self, sentence: str) -> Diagnosis:
        """The same diagnosis with a sentence more, whether its cause will be told or not."""
        plain = replace(self.plain, message=self.plain.message + sentence) if self.plain else None
        return replace(self, message=self.message + sentence, plain=plain)

    def without_cause(self) -> Diagnosis:
        """The same diagnosis without its cause: what is seen, and not why."""
        if self.plain is None:
            return self
        return replace(self, kind=self.plain.kind, message=self.plain.message, cause="", plain=None)

    @property
    def told(self) -> str:
        """All that is told: the message, and what may be the cause."""
        if not self.perhaps:
            return self.message
        ended = self.message if self.message.endswith((".", "?", "!")) else f"{self.message}."
        return f"{ended} Perhaps this is why: {self.perhaps}"

    def as_mistake(self, name: str) -> Diagnosis:
        """The same diagnosis with the hint of one of the mistakes that explain it; itself where that one does not."""
        hint = dict(self.explains).get(name)
        return self if hint is None else replace(self, kind="mistake", message=hint, mistake=name, perhaps="")

    def as_text(self) -> str:
        """The diagnosis as plain lines."""
        lines = [self.told]
        for label, text in (("called", self.call), ("got", self.received), ("expected", self.expected)):
            if text:
                lines.append(f"  {label + ':':<10}{text}")
        if self.traceback:
            lines += ["  your code:"] + [f"    {line}" for line in self.traceback.splitlines()]
        return "\n".join(lines)


class Mismatch(AssertionError):
    """Raised where an answer is wrong; carries the diagnosis."""

    def __init__(self, diagnosis: Diagnosis) -> None:
        super().__init__(diagnosis.message)
        self.diagnosis = diagnosis


def describe_call(name: str, names: Sequence[str], args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
    """One line that tells a call: `cost(A = array (1, 4), Y = array (1, 4))`."""
    labels = [names[i] if i < len(names) else "" for i in range(len(args))]
    parts = [f"{label} = {describe(arg)}" if label else describe(arg) for label, arg in zip(labels, args, strict=True)]
    parts += [f"{key} = {describe(value)}" for key, value in kwargs.items()]
    return f"{name}({', '.join(parts)})"


def describe(value: Any, *, limit: int = 160, numbers: int = 0) -> str:
    """A value in short: small ones as they are, arrays by shape, containers by their parts.

    Args:
        value: what to describe.
        limit: how many characters at most.
        numbers: how many of the first numbers of a larger array are shown.
    """
    told = ""
    for part in _described(value, numbers):
        told += part
        if len(told) > limit:
            break
    return shorten(told, limit)


def _described(value: Any, numbers: int) -> Iterator[str]:
    """The text of a value in short pieces: only as many are made as are read."""
    if isinstance(value, Tensor):
        yield "tensor "
        yield from _described(value.array, numbers)
    elif isinstance(value, KerasInput):
        yield f"keras.Input({value.shape})"
    elif isinstance(value, KerasNetwork):
        yield f"a keras.Model from {value.shape} to ({value.units},)"
    elif isinstance(value, np.random.Generator):
        yield "a random generator"
    elif isinstance(value, np.ndarray) and value.ndim > 0:
        yield _described_array(value, numbers)
    elif isinstance(value, (float, np.floating)) or (isinstance(value, np.ndarray) and value.dtype.kind == "f"):
        yield f"{float(value):.6g}"
    elif isinstance(value, (np.generic, np.ndarray)):
        yield str(value.item())
    elif isinstance(value, dict):
        yield "{"
        for place, (key, item) in enumerate(value.items()):
            yield f"{', ' if place else ''}{told_key(key)}: "
            yield from _described(item, numbers)
        yield "}"
    elif isinstance(value, (list, tuple)):
        left, right = "[]" if isinstance(value, list) else "()"
        yield left
        for place, item in enumerate(islice(value, MAX_PARTS)):
            yield ", " if place else ""
            yield from _described(item, numbers)
        yield (", …" if len(value) > MAX_PARTS else "") + right
    elif callable(value):
        yield f"the function {getattr(value, '__name__', 'given')}"
    elif isinstance(value, int) and not isinstance(value, bool):
        yield told_integer(value)
    else:
        yield shorten(repr(shorten(value, 80) if isinstance(value, str) else value), 80)


def _described_array(array: np.ndarray, numbers: int) -> str:
    if array.size <= 6 and (array.size > 0 or array.ndim == 1):
        return _nested(array.tolist())
    first = ", ".join(_number(item) for item in array.flat[: numbers if array.size else 0].tolist())
    return f"array {array.shape}" + (f" [{first}, …]" if first else "")


def _nested(values: Any) -> str:
    return "[" + ", ".join(map(_nested, values)) + "]" if isinstance(values, list) else _number(values)


def _number(value: Any) -> str:
    return f"{value:.5g}" if isinstance(value, float) else str(value)


def kind_of(value: Any) -> str:
    """What sort of thing a value is, in a student's words: "an array of shape (3, 4)", "a tuple of 2"."""
    if value is None:
        return "None"
    if isinstance(value, Tensor):
        return f"a tensor of shape {value.array.shape}"
    if isinstance(value, np.ndarray) and value.ndim > 0:
        return f"an array of shape {value.shape}"
    if isinstance(value, (bool, np.bool_)):
        return "a truth value"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, (int, float, complex, np.generic, np.ndarray)):
        return "a single number"
    if isinstance(value, dict):
        return f"a dict with the keys {told_keys(value)}" if value else "an empty dict"
    if isinstance(value, (list, tuple)):
        return f"a {type(value).__name__} of {len(value)}"
    return f"a {getattr(value, 'kind', None) or type(value).__name__}"
