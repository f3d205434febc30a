"""How one value differs from another: part by part, and what is true of the first part that does.

Each sentence is a fact about the two values. Where the fact is one that has a cause (rows and columns swapped, a
constant factor ...), the diagnosis names it as `cause` and keeps in `plain` what can be said without it: whether the
cause is told is decided when all failing comparisons of an exercise are known; see `dlkit.comparing.causes`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from dlkit.comparing.arrays import (
    Tolerance,
    array_of,
    as_numbers,
    as_sequence,
    close_numbers,
    constant_factor,
    constant_offset,
    is_close,
    is_rounded,
    signed,
)
from dlkit.comparing.diagnosis import Diagnosis, kind_of
from dlkit.comparing.text import told_key, told_keys
from dlkit.comparing.values import Handle

VAGUE = 0.01  # from here on an absolute tolerance lets pass numbers that nobody would call right
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
MAX_RIGHT = 6  # right parts that are named beside a wrong one
Path = tuple[Any, ...]


@dataclass(frozen=True)
class Context:
    """What is known of the call whose values are compared.

    Attributes:
        names: what the parts of an answer of several are called.
        sizes: lengths that may explain a constant factor, with words for each.
        arguments: the arrays that were handed in, each with its name.
    """

    names: Sequence[str] = ()
    sizes: Mapping[int, str] = field(default_factory=dict)
    arguments: Sequence[tuple[str, np.ndarray]] = ()


def difference(
    actual: Any, expected: Any, tolerance: Tolerance, *, context: Context | None = None, noun: str = "The answer"
) -> Diagnosis | None:
    """Compares two values part by part and says how the first part that differs does differ.

    Args:
        actual: the student's value.
        expected: the right value.
        tolerance: how near is right.
        context: what is known of the call.
        noun: what the value is, as a sentence begins.

    Returns:
        The diagnosis, or None where the values are the same. Its cause is one that all wrong parts have.
    """
    comparison = _Comparison(tolerance, context or Context(), noun)
    parts = list(comparison.parts(actual, expected, ()))
    path, found = next(((path, found) for path, found in parts if found is not None), ((), None))
    if found is None:
        return None
    if any(other is not None and other.cause != found.cause for _, other in parts):
        found = found.without_cause()
    return found.with_more(comparison.right_beside(path, parts))


@dataclass(frozen=True)
class _Comparison:
    tolerance: Tolerance
    context: Context
    noun: str

    def parts(self, actual: Any, expected: Any, path: Path) -> Iterator[tuple[Path, Diagnosis | None]]:
        """Every part of the right value with what is wrong in the other; of one that is no such part, that alone."""
        if isinstance(expected, dict):
            if (found := self._unlike_dict(actual, expected, path)) is not None:
                yield path, found
                return
            for key, item in expected.items():
                yield from self.parts(actual[key], item, (*path, key))
        elif isinstance(expected, (list, tuple)):
            actual = as_sequence(actual, expected)
            if (found := self._unlike_sequence(actual, expected, path)) is not None:
                yield path, found
                return
            for place, (item, right) in enumerate(zip(actual, expected, strict=True)):
                yield from self.parts(item, right, (*path, place))
        else:
            yield path, self._leaf(array_of(actual), array_of(expected), path)

    def _unlike_dict(self, actual: Any, expected: dict[Any, Any], path: Path) -> Diagnosis | None:
        if not isinstance(actual, dict):
            return self._unlike_kind(actual, expected, path, "structure")
        if missing := [key for key in expected if key not in actual]:
            entries = f"{'entry' if len(missing) == 1 else 'entries'} {', '.join(map(told_key, missing))}"
            return Diagnosis(
                "structure", f"{self._where(path)} has no {entries}; it has {told_keys(actual) or 'none'}."
            )
        return None

    def _unlike_sequence(self, actual: Any, expected: Sequence[Any], path: Path) -> Diagnosis | None:
        if not isinstance(actual, (list, tuple)):
            return self._unlike_kind(actual, expected, path, "structure")
        if len(actual) != len(expected):
            sentence = f"{self._where(path)} should have {_counted(len(expected))}, but it has {len(actual)}."
            return Diagnosis("structure", sentence)
        return None

    def _unlike_kind(self, actual: Any, expected: Any, path: Path, kind: str) -> Diagnosis:
        plain = f"{self._where(path)} should be {kind_of(expected)}, but it is {kind_of(actual)}."
        if actual is not None:
            return Diagnosis(kind, plain)
        if path:
            return Diagnosis(kind, plain + " There is no value in it: was it computed?")
        asked = plain + " Is there a return at the end?"
        return Diagnosis(kind, asked, cause="nothing", plain=Diagnosis(kind, plain))

    def _leaf(self, actual: Any, expected: Any, path: Path) -> Diagnosis | None:
        numbers = as_numbers(expected)
        if numbers is None:
            return self._plain(actual, expected, path)
        array = as_numbers(actual)
        if array is None:
            return self._unlike_kind(actual, numbers, path, "type")
        if array.shape == numbers.shape and is_close(array, numbers, self.tolerance):
            return None
        with np.errstate(all="ignore"):
            if array.shape != numbers.shape:
                return self._shape(array, numbers, path)
            found = self._value(array, numbers, path)
        return replace(found, picture=(array, numbers)) if array.ndim == 2 else found

    def _plain(self, actual: Any, expected: Any, path: Path) -> Diagnosis | None:
        if isinstance(actual, np.ndarray) or type(actual) is not type(expected):
            return self._unlike_kind(actual, expected, path, "type")
        if isinstance(expected, Handle):
            if actual.kind == expected.kind:
                return None
            return Diagnosis("type", f"{self._where(path)} should be a {expected.kind}, but it is a {actual.kind}.")
        return None if actual == expected else Diagnosis("value", f"{self._where(path)} is not the right one.")

    def _shape(self, actual: np.ndarray, expected: np.ndarray, path: Path) -> Diagnosis:
        where = self._where(path)
        sentence = f"{where} should have shape {expected.shape}, but it has shape {actual.shape}."
        if expected.ndim == 0:
            sentence = f"{where} should be a single number, but it is an array of shape {actual.shape}."
        elif actual.ndim == 0:
            sentence = f"{where} should be an array of shape {expected.shape}, but it is a single number."
        if actual.ndim >= 2 and actual.T.shape == expected.shape and is_close(actual.T, expected, self.tolerance):
            told = sentence + " The numbers are right, but rows and columns are swapped."
            return Diagnosis("transposed", told, cause="transposed", plain=Diagnosis("shape", sentence))
        if actual.size == expected.size and is_close(actual.reshape(expected.shape), expected, self.tolerance):
            return Diagnosis("shape", sentence + " The numbers are right; only the shape is not.")
        return Diagnosis("shape", sentence)

    def _value(self, actual: np.ndarray, expected: np.ndarray, path: Path) -> Diagnosis:
        where, dtype = self._where(path), actual.dtype
        actual, expected = signed(actual), signed(expected)
        finite = np.isfinite(expected)
        if np.any(bad := ~np.isfinite(actual) & finite):
            what = "NaN (not a number)" if np.any(np.isnan(actual[bad])) else "infinite"
            amount = "" if expected.ndim == 0 else f" in {int(bad.sum())} of {bad.size} places"
            advice = "Look for a division by zero, the log of zero, or an exp that grows too large."
            if what == "NaN (not a number)":
                advice = (
                    "Look for a division by zero, the log of zero, an exp that grows too large, or an empty slice "
                    "of which an average is taken."
                )
            return Diagnosis("not_finite", f"{where} is {what}{amount}. {advice}")
        plain = Diagnosis("value", self._counted_numbers(actual, expected, path, truth=dtype.kind == "b"))
        if (caused := self._cause(actual, expected, dtype)) is None:
            return plain
        kind, words = caused
        return Diagnosis(kind, f"{where} {words}", cause=kind, plain=plain)

    def _cause(self, actual: np.ndarray, expected: np.ndarray, dtype: np.dtype[Any]) -> tuple[str, str] | None:
        """What all numbers have in common: the cause in one word, and the sentence about it."""
        if actual.ndim == 2 and actual.shape == actual.T.shape and is_close(actual.T, expected, self.tolerance):
            return "transposed", "has rows and columns swapped."
        if is_close(-actual, expected, self.tolerance):
            return "sign", "has the wrong sign: every number is the negative of what it should be."
        if (factor := constant_factor(actual, expected)) is not None:
            words = f"every number is {_times(factor)} what it should be.{_explain(factor, self.context.sizes)}"
            return "factor", f"is off by a constant factor: {words}"
        if dtype.kind in "iu" and expected.dtype.kind == "f" and is_rounded(actual, expected):
            return "rounded", f"holds whole numbers (dtype {dtype}): the decimals were cut off."
        if (offset := constant_offset(actual, expected, self.tolerance)) is not None:
            words = f"every number is too {'large' if offset > 0 else 'small'} by the same amount."
            return "offset", f"is off by a constant: {words}"
        return None

    def _counted_numbers(self, actual: np.ndarray, expected: np.ndarray, path: Path, *, truth: bool) -> str:
        """What can be seen of wrong numbers of the right shape: how many, where, and what they are instead."""
        where = self._where(path)
        if expected.size == 1:
            number, right = actual.ravel()[0], expected.ravel()[0]
            if "c" in (actual.dtype.kind, expected.dtype.kind):
                return f"{where} is not right."
            if truth:
                return f"{where} is {bool(number)} where it should be {not number}."
            zero = "0, and that is " if number == 0 else ""
            return f"{where} is {zero}too {'large' if number > right else 'small'}."
        if as_it_came := self._argument_like(actual):
            return f"{where} has the right shape, but its numbers are those of {as_it_came}, as they came in."
        if np.all(actual == actual.flat[0]):
            number = actual.flat[0]
            told = f"it is {_told(number, truth)} everywhere" if number in (0, 1) else "its numbers are all the same"
            return f"{where} has the right shape, but {told}."
        if self._is_vague:
            return f"{where} has the right shape, but not all of its numbers are near what they should be."
        wrong = ~close_numbers(actual, expected, self.tolerance)
        count, real = int(wrong.sum()), "c" not in (actual.dtype.kind, expected.dtype.kind)
        if real and count > 2 and is_close(np.sort(actual, None), np.sort(expected, None), self.tolerance):
            return f"{where} holds the right numbers, but they stand in another order."
        if count == wrong.size:
            direction = _direction(actual, expected) if real else ""
            return f"{where} has the right shape, but none of its {count} numbers is right{direction}."
        first = ", ".join(str(int(i)) for i in np.argwhere(wrong)[0]) if count else "0"
        return (
            f"{where} has the right shape, but {count} of its {wrong.size} numbers {'is' if count == 1 else 'are'} "
            f"wrong; the first of them stands at [{first}]."
        )

    @property
    def _is_vague(self) -> bool:
        """Whether so much passes, as of what is drawn at random, that a part that passes cannot be called right."""
        return self.tolerance.atol >= VAGUE

    def _argument_like(self, actual: np.ndarray) -> str:
        """The argument, or the part of one, that an array repeats; empty if it repeats none."""
        if np.all(actual == actual.flat[0]):
            return ""
        for name, given in self.context.arguments:
            if given.shape == actual.shape and given.dtype.kind in "biufc" and np.array_equal(given, actual):
                return name
        return ""

    def _where(self, path: Path) -> str:
        """The part of an answer at a path, as a sentence begins."""
        whole = f"{self.noun[0].lower()}{self.noun[1:]}"
        match path:
            case ():
                return self.noun
            case (str() as key,):
                return f"The entry {_quoted(key)} of {whole}"
            case (int() as place,) if place < len(ORDINALS):
                part = f"the {ORDINALS[place]} part of {whole}"
                return f"{name}, {part}," if (name := self._name(place)) else f"{part[0].upper()}{part[1:]}"
            case (int() as place, str() as key) if place < len(ORDINALS):
                return f"{_quoted(key)}, in the {ORDINALS[place]} part of {whole},"
        return f"The entry {''.join(f'[{told_key(step)}]' for step in path)} of {whole}"

    def _name(self, place: int) -> str:
        names = self.context.names
        return f"`{names[place]}`" if place < len(names) and names[place] else ""

    def right_beside(self, path: Path, parts: Sequence[tuple[Path, Diagnosis | None]]) -> str:
        """Which parts beside a wrong one are right, as a sentence; empty if none are, or too many to name."""
        if self._is_vague:
            return ""
        beside = [other for other, found in parts if found is None and other[:-1] == path[:-1]]
        if len(path) == 2 and not beside:
            wrong = {other[0] for other, found in parts if found is not None}
            beside = list(dict.fromkeys((other[0],) for other, _ in parts if other[0] not in wrong))
        names = [self._short(other) for other in beside if other]
        return f" Right: {listed(names)}." if names and len(names) <= MAX_RIGHT and all(names) else ""

    def _short(self, path: Path) -> str:
        """The name of a part where its neighbour has been told; empty where that takes more words."""
        match path[-1]:
            case str() as key:
                return _quoted(key)
            case int() as place if len(path) == 1 and place < len(ORDINALS):
                # a name among nameless parts reads like an entry of the part that is wrong
                name = self._name(place) if all(self.context.names) else ""
                return name or f"the {ORDINALS[place]} part"
        return ""


def _quoted(key: str) -> str:
    return f"`{told_key(key)[1:-1]}`"


def listed(names: Sequence[str]) -> str:
    """Names in a row: "W1, b1 and W2"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _counted(parts: int) -> str:
    return "1 part" if parts == 1 else f"{parts} parts"


def _told(number: Any, truth: bool) -> str:
    return str(bool(number) if truth else int(number.real))


def _direction(actual: np.ndarray, expected: np.ndarray) -> str:
    if np.all(actual > expected):
        return ": all of them are too large"
    return ": all of them are too small" if np.all(actual < expected) else ""


def _times(factor: float) -> str:
    for value, words in ((factor, "{} times"), (1 / factor, "1/{} of")):
        if value > 1.5 and abs(value - round(value)) < 1e-5 * value:
            return words.format(round(value))
    words = f"{factor:.4g}"
    return f"{words if words != '1' else f'{factor:.8g}'} times"


def _explain(factor: float, sizes: Mapping[int, str]) -> str:
    larger = max(factor, 1 / factor)
    whole = round(larger)
    if whole < 2 or abs(larger - whole) > 1e-5 * larger or whole not in sizes:
        return ""
    return f" ({sizes[whole]}: is a sum taken for an average, or the other way round?)"
