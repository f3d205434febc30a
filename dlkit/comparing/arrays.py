"""Arrays of numbers: what counts as one, when two are the same, and what all numbers of two have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dlkit.comparing.values import Tensor

FLOAT32_RTOL, FLOAT32_ATOL = 2e-4, 1e-5
HELD_RTOL, HELD_ATOL = 1e-5, 1e-6  # for numbers of float32 in float64's array; the second times the largest number
FEW_DIGITS = 12  # zeros at the end of float32's 24 binary digits: who has as many was not cut to float32
FACTORS = (1e-12, 1e12)  # a constant factor beyond these is none that a person has in mind
FACTOR_RTOL = 1e-5  # how near to one and the same factor all numbers must be


@dataclass(frozen=True)
class Tolerance:
    """How near is right: |received - expected| <= atol + rtol |expected|; wider for float32 answers."""

    rtol: float = 1e-6
    atol: float = 1e-8


def array_of(value: Any) -> Any:
    """A tensor's array, and a text of NumPy's as a text; any other value as it is."""
    if isinstance(value, Tensor):
        return value.array
    if isinstance(value, np.str_) or (isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind == "U"):
        return str(value)
    return value


def as_sequence(actual: Any, expected: Sequence[Any]) -> Any:
    """An array that stands for a list of as many numbers as are expected, as that list; any other value as it is."""
    actual = array_of(actual)
    if (
        isinstance(actual, np.ndarray)
        and actual.ndim > 0
        and len(actual) == len(expected)
        and not any(isinstance(item, (dict, list, tuple, np.ndarray)) for item in expected)
    ):
        return list(actual)
    return actual


def as_numbers(value: Any) -> np.ndarray | None:
    """A value of numbers alone as an array; None if it is none."""
    if not _holds_numbers_alone(value):
        return None
    try:
        array = np.asarray(value)
        if array.dtype.kind == "O":  # whole numbers beyond 64 bits
            array = array.astype(np.float64)
    except (ValueError, TypeError, OverflowError):
        return None
    return array if array.dtype.kind in "biufc" else None


def _holds_numbers_alone(value: Any) -> bool:
    """Whether NumPy may look at a value: an array made of texts takes the longest one's room for each of them."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, (list, tuple)):
            waiting += item
        elif not isinstance(item, (bool, int, float, complex, np.number, np.bool_, np.ndarray)):
            return False
    return True


def is_close(actual: np.ndarray, expected: np.ndarray, tolerance: Tolerance) -> bool:
    """Whether arrays of one shape are the same within a tolerance, which float32 widens."""
    with np.errstate(all="ignore"):
        return bool(close_numbers(actual, expected, tolerance).all())


def close_numbers(actual: np.ndarray, expected: np.ndarray, tolerance: Tolerance) -> np.ndarray:
    """Which numbers of two arrays are the same within a tolerance, which float32 widens."""
    rtol, atol = tolerance.rtol, tolerance.atol
    if actual.dtype in (np.float32, np.float16) or expected.dtype in (np.float32, np.float16):
        rtol, atol = max(rtol, FLOAT32_RTOL), max(atol, FLOAT32_ATOL)
    with np.errstate(all="ignore"):
        close: np.ndarray = np.isclose(actual, expected, rtol=rtol, atol=atol, equal_nan=True)
        if not close.all() and holds_float32(actual):
            atol = max(atol, HELD_ATOL * float(np.abs(expected).max(initial=0.0, where=np.isfinite(expected))))
            close = np.isclose(actual, expected, rtol=max(rtol, HELD_RTOL), atol=atol, equal_nan=True)
    return close


def holds_float32(array: np.ndarray) -> bool:
    """Whether numbers of float32 have been put into an array of float64, as into one of `np.zeros`.

    Each of them is a number of float32, and they have not only a few binary digits, as 0.5 and whole numbers have.
    """
    if array.dtype != np.float64:
        return False
    with np.errstate(all="ignore"):
        single = array.astype(np.float32)
    if not np.array_equal(single, array, equal_nan=True):
        return False
    numbers = np.abs(single[np.isfinite(single) & (single != 0)])
    digits = (np.frexp(numbers)[0] * 2.0**24).astype(np.int64)  # 24 binary ones
    return bool(digits.size and np.median(digits & -digits) < 2**FEW_DIGITS)


def signed(array: np.ndarray) -> np.ndarray:
    """Truth values and counts as numbers that have a negative."""
    return array.astype(np.int64) if array.dtype.kind in "bu" else array


def constant_factor(actual: np.ndarray, expected: np.ndarray) -> float | None:
    """The factor between two arrays, if it is the same for all numbers; None if it is not."""
    if expected.dtype.kind not in "fiu" or actual.dtype.kind not in "fiu":
        return None
    weight = np.abs(expected)
    big = weight > 1e-6 * weight.max(initial=0.0)
    one_number = expected.size == 1 or np.all(expected == expected.flat[0])
    if not np.any(big) or (one_number and expected.dtype.kind != "f"):
        return None
    ratios = actual[big].astype(float) / expected[big].astype(float)
    factor = float(np.median(ratios))
    if not FACTORS[0] <= factor <= FACTORS[1] or (one_number and not _is_simple(factor)):
        return None
    if abs(factor - 1) <= FACTOR_RTOL:
        return None  # near to 1, and nearer than could be told
    return factor if np.allclose(actual, factor * expected, rtol=FACTOR_RTOL, atol=1e-12) else None


def _is_simple(factor: float) -> bool:
    larger = max(factor, 1 / factor)
    return larger > 1.5 and abs(larger - round(larger)) < 1e-6 * larger and larger < 10_000


def constant_offset(actual: np.ndarray, expected: np.ndarray, tolerance: Tolerance) -> float | None:
    """What all numbers of an array are too large by; None if it is not the same for all."""
    if expected.dtype.kind not in "fiu" or actual.dtype.kind not in "fiu":
        return None
    if expected.size < 2 or np.all(expected == expected.flat[0]):
        return None  # one number, or one and the same, is off by something or other
    offset = float(np.median(actual.astype(float) - expected.astype(float)))
    return offset if offset and is_close(actual - offset, expected, tolerance) else None


def is_rounded(actual: np.ndarray, expected: np.ndarray) -> bool:
    """Whether whole numbers are the others without their decimals; one and the same number all over proves nothing."""
    ways = (np.trunc, np.floor, np.ceil, np.round)
    return bool(np.any(actual != actual.flat[0])) and any(np.array_equal(actual, way(expected)) for way in ways)
