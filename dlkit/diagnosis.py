"""A diagnosis: why an answer is wrong, as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dlkit.outcome import Raised
from dlkit.values import KerasInput, KerasNetwork, Tensor


@dataclass(frozen=True)
class Diagnosis:
    """Why an answer is wrong.

    Attributes:
        kind: what is wrong in one word: `missing`, `not_written`, `raised`, `type`, `structure`, `shape`,
            `not_finite`, `transposed`, `sign`, `factor`, `offset`, `rounded`, `changed_argument`, `mistake`,
            `value`, `property`, `model`, or how the sandbox ended: `timed_out`, `out_of_memory`, `crashed`,
            `not_permitted`.
        message: one to three sentences for the student.
        call: what was called and with what.
        received: what came back, in short; empty where there is nothing to show.
        expected: what should have come back; only ever filled for visible checks.
        traceback: the lines of the student's own code through which an error came.
        mistake: the name of the catalogued mistake that gives this very answer.
        explains: name and hint of every catalogued mistake that gives this very answer.
        picture: the received and the expected 2-D array, for a picture of the difference (visible checks).
        raised: the error that is told in the message, if it is one.
    """

    kind: str
    message: str
    call: str = ""
    received: str = ""
    expected: str = ""
    traceback: str = ""
    mistake: str = ""
    explains: tuple[tuple[str, str], ...] = ()
    picture: tuple[np.ndarray, np.ndarray] | None = None
    raised: Raised | None = None

    def without_expected(self) -> Diagnosis:
        """The same diagnosis fit for a hidden check: no expected value, no numbers that came back."""
        return replace(self, expected="", received="", picture=None)

    def as_mistake(self, name: str) -> Diagnosis:
        """The same diagnosis with the hint of one of the mistakes that explain it; itself where that one does not."""
        hint = dict(self.explains).get(name)
        return self if hint is None else replace(self, kind="mistake", message=hint, mistake=name)

    def as_text(self) -> str:
        """The diagnosis as plain lines."""
        lines = [self.message]
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
    return _shorten(_describe(value, numbers), limit)


def _shorten(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _describe(value: Any, numbers: int) -> str:
    if isinstance(value, Tensor):
        return "tensor " + _describe(value.array, numbers)
    if isinstance(value, KerasInput):
        return f"keras.Input({value.shape})"
    if isinstance(value, KerasNetwork):
        return f"a keras.Model from {value.shape} to ({value.units},)"
    if isinstance(value, np.random.Generator):
        return "a random generator"
    if isinstance(value, np.ndarray) and value.ndim > 0:
        return _describe_array(value, numbers)
    if isinstance(value, (float, np.floating)) or (isinstance(value, np.ndarray) and value.dtype.kind == "f"):
        return f"{float(value):.6g}"
    if isinstance(value, (np.generic, np.ndarray)):
        return str(value.item())
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {_describe(item, numbers)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        left, right = "[]" if isinstance(value, list) else "()"
        shown = [_describe(item, numbers) for item in value[:8]] + (["…"] if len(value) > 8 else [])
        return left + ", ".join(shown) + right
    if callable(value):
        return f"the function {getattr(value, '__name__', 'given')}"
    return _shorten(repr(value), 80)


def _describe_array(array: np.ndarray, numbers: int) -> str:
    if array.size <= 6:
        return _nested(array.tolist())
    first = ", ".join(_number(item) for item in array.ravel()[:numbers].tolist())
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
    if isinstance(value, (int, float, complex, np.generic, np.ndarray)):
        return "a single number"
    if isinstance(value, dict):
        return "a dict with the keys " + (", ".join(repr(key) for key in value) or "(none)")
    if isinstance(value, (list, tuple)):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, str):
        return "a text"
    return f"a {getattr(value, 'kind', None) or type(value).__name__}"
