"""The kinds of answers that a question may want: what is read as one, and how far two are apart."""

from __future__ import annotations

import math
import numbers
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

Value = float | str | tuple[int, ...]

ROUNDING = 1e-9  # two numbers that are this near, relatively, differ by rounding alone
_ARTICLES = ("a", "an", "the")
_SHAPE = re.compile(r"[\s\d,x×()\[\]]*")


@dataclass(frozen=True)
class Kind:
    """A kind of answer.

    Attributes:
        key: under which `questions.toml` holds the right one.
        wanted: what to call it to a student.
        written: what to call it to the author.
        read: reads an answer, given the choices; None if it cannot be read as one.
        distance: how far two values are apart; infinitely, if they are not numbers and not the same.
        types: what an author writes it as.
    """

    key: str
    wanted: str
    written: str
    read: Callable[[object, Mapping[str, str]], Value | None]
    distance: Callable[[Value, Value], float]
    types: tuple[type, ...]


def _number(answer: object, choices: Mapping[str, str]) -> float | None:
    if isinstance(answer, str):
        try:
            found = float(answer.replace("−", "-"))
        except ValueError:
            return None
    elif isinstance(answer, numbers.Real) and not isinstance(answer, bool):
        found = float(answer)
    else:
        array = np.asarray(answer)  # a cost that was computed may be an array of one number, or a tensor
        if array.size != 1 or array.dtype.kind not in "iuf":
            return None
        found = float(array.item())
    return found if math.isfinite(found) else None


def _choice(answer: object, choices: Mapping[str, str]) -> str | None:
    if not isinstance(answer, str):
        return None
    letter = answer.strip(" \t\n().:'\"`").casefold()
    if letter in choices:
        return letter
    return next((key for key, text in choices.items() if text.casefold() == answer.strip().casefold()), None)


def _words(answer: object, choices: Mapping[str, str]) -> str | None:
    """A few words without what may differ: case, spaces, hyphens, punctuation, articles."""
    if not isinstance(answer, str):
        return None
    text = unicodedata.normalize("NFKC", answer).casefold()
    words = re.findall(r"\d+(?:\.\d+)?|[^\W\d_]+", text)
    telling = [word for word in words if word not in _ARTICLES] or words
    return re.sub(r"(?<=[^\W\d]) (?=[^\W\d])", "", " ".join(telling)) or None


def _shape(answer: object, choices: Mapping[str, str]) -> tuple[int, ...] | None:
    if isinstance(answer, str):
        return tuple(map(int, re.findall(r"\d+", answer))) if answer.strip() and _SHAPE.fullmatch(answer) else None
    sizes: list[object] = (
        list(answer) if isinstance(answer, Iterable) else [answer]
    )  # (5) is 5 in Python, and meant as (5,)
    found = tuple(int(size) for size in sizes if isinstance(size, numbers.Integral) and not isinstance(size, bool))
    return found if len(found) == len(sizes) else None


def _difference(one: Value, other: Value) -> float:
    assert isinstance(one, float)
    assert isinstance(other, float)
    far = abs(one - other)
    return max(0.0, far - ROUNDING * max(abs(one), abs(other)))


def _same(one: Value, other: Value) -> float:
    return 0.0 if one == other else math.inf


_KINDS = (
    Kind("number", "a number", "a finite number", _number, _difference, (int, float)),
    Kind("choices", "the letter of one of them, in quotes,", "letters", _choice, _same, (str,)),
    Kind("text", "a word or two, in quotes,", "a list of texts", _words, _same, (str,)),
    Kind("shape", "a shape, which is a tuple of whole numbers,", "a list of whole numbers", _shape, _same, (list,)),
)
KINDS = {kind.key: kind for kind in _KINDS}
