"""Comparison that says why: an outcome against the expected one, and against those of known mistakes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dlkit.comparing.diagnosis import Diagnosis, describe, describe_call, kind_of
from dlkit.comparing.outcome import Outcome, Raised, first_line, headline
from dlkit.comparing.text import told_key, told_keys
from dlkit.comparing.values import Handle, Tensor, leaves

FLOAT32_RTOL, FLOAT32_ATOL = 2e-4, 1e-5
FACTORS = (1e-12, 1e12)  # a constant factor beyond these is none that a person has in mind


@dataclass(frozen=True)
class Tolerance:
    """How near is right: |received - expected| <= atol + rtol |expected|; wider for float32 answers."""

    rtol: float = 1e-6
    atol: float = 1e-8


@dataclass(frozen=True)
class Known:
    """What a catalogued wrong implementation does on the same call."""

    name: str
    hint: str
    outcome: Outcome


@dataclass(frozen=True)
class Call:
    """One call that both sides answered."""

    function: str
    names: tuple[str, ...]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]

    def __str__(self) -> str:
        return describe_call(self.function, self.names, self.args, self.kwargs)

    def sizes(self) -> dict[int, str]:
        """The lengths of the array arguments' axes, each with words that tell where it is from."""
        found: dict[int, str] = {}
        labels = [*((self.names[i] if i < len(self.names) else f"argument {i + 1}") for i in range(len(self.args)))]
        for label, value in zip([*labels, *self.kwargs], [*self.args, *self.kwargs.values()], strict=True):
            for path, leaf in leaves(value):
                if isinstance(leaf, np.ndarray) and leaf.ndim:
                    axes = ("rows", "columns") if leaf.ndim == 2 else tuple(f"axis {i}" for i in range(leaf.ndim))
                    for axis, length in zip(axes, leaf.shape, strict=True):
                        found.setdefault(
                            length,
                            f"{length} is the size of {label}{path} along {axis}"
                            if axis.startswith("axis")
                            else f"{label}{path} has {length} {axis}",
                        )
        return found


def diagnose(
    actual: Outcome, expected: Outcome, call: Call, *, tolerance: Tolerance, known: Sequence[Known] = ()
) -> Diagnosis | None:
    """Says what is wrong with an outcome.

    Args:
        actual: what the student's function did.
        expected: what the reference did.
        call: the call, for the report.
        tolerance: how near is right.
        known: what catalogued wrong implementations do on this call.

    Returns:
        The diagnosis, or None where the outcome is right.
    """
    found = _find(actual, expected, call, tolerance)
    if found is None:
        return None
    telling = [item for item in known if not same_outcome(item.outcome, expected, tolerance)]
    return explain(found, call, [item for item in telling if same_outcome(actual, item.outcome, tolerance)])


def explain(found: Diagnosis, call: Call, matching: Sequence[Known]) -> Diagnosis:
    """Adds the call to a diagnosis, and the hints of the known mistakes that do the very same."""
    found = replace(found, call=str(call))
    if found.kind == "not_written" or not matching:
        return found
    return replace(found, explains=tuple((item.name, item.hint) for item in matching)).as_mistake(matching[0].name)


def same_outcome(actual: Outcome, other: Outcome, tolerance: Tolerance) -> bool:
    """Whether two calls did the same: the same value, the same error, the same arguments changed."""
    if actual.raised or other.raised:
        if not (actual.raised and other.raised):
            return False
        return (actual.raised.type, first_line(actual.raised.message)) == (
            other.raised.type,
            first_line(other.raised.message),
        )
    same_changes = set(actual.changed) == set(other.changed)
    return same_changes and difference(actual.value, other.value, tolerance) is None


def _find(actual: Outcome, expected: Outcome, call: Call, tolerance: Tolerance) -> Diagnosis | None:
    if actual.raised:
        if expected.raised and expected.raised.type == actual.raised.type:
            return None
        return diagnose_error(actual.raised, call.function)
    if expected.raised:
        return Diagnosis(
            "value",
            f"{call.function} should refuse this input with {expected.raised.type}, but it returned a value.",
            received=describe(actual.value, numbers=4),
        )
    found = difference(actual.value, expected.value, tolerance, sizes=call.sizes())
    if found is None and (changed := [name for name in actual.changed if name not in expected.changed]):
        what = " and ".join(changed)
        return Diagnosis(
            "changed_argument",
            f"{call.function} changes its argument {what} in place, so the caller's "
            f"{what} is different afterwards. Work on a copy, or make a new array.",
        )
    if found is None:
        return None
    return replace(
        found,
        received=found.received or describe(actual.value, numbers=4),
        expected=found.expected or describe(expected.value, numbers=4),
    )


def diagnose_error(raised: Raised, function: str, *, where: str = "") -> Diagnosis:
    """Says what an error means that a call of a function raised.

    Args:
        raised: the error.
        function: what was called.
        where: in which part of it, as the end of "stopped with an error ...", if that is to be told.
    """
    head = first_line(raised.message)
    if raised.is_stub_of(function):
        return Diagnosis(
            "not_written",
            f"{function} is not written yet: replace the line that raises NotImplementedError with your code.",
        )
    if raised.type == "NotImplementedError" and head.isidentifier():
        words = f"{function} calls {head}, which is not written yet."
        return Diagnosis("raised", words, traceback=raised.traceback)
    words = headline(raised.message)
    told = f"{raised.type}: {words}" if words else raised.type
    message = f"{function} stopped with an error{where}: {told}"
    return Diagnosis("raised", message, traceback=raised.traceback, raised=raised)


def difference(
    actual: Any,
    expected: Any,
    tolerance: Tolerance,
    *,
    sizes: Mapping[int, str] | None = None,
    path: str = "",
) -> Diagnosis | None:
    """Compares two values part by part and says how the first part that differs does differ.

    Args:
        actual: the student's value.
        expected: the right value.
        tolerance: how near is right.
        sizes: lengths that may explain a constant factor, with words for each.
        path: where in the answer this part stands.

    Returns:
        The diagnosis, or None where the values are the same.
    """
    where = f"The entry {path} of the answer" if path else "The answer"
    if isinstance(expected, dict):
        return _dict_difference(actual, expected, tolerance, sizes, path)
    if isinstance(expected, (list, tuple)):
        if isinstance(actual, Tensor):
            actual = actual.array
        if (
            isinstance(actual, np.ndarray)
            and actual.ndim > 0
            and len(actual) == len(expected)
            and not any(isinstance(item, (dict, list, tuple, np.ndarray)) for item in expected)
        ):
            actual = list(actual)
        if not isinstance(actual, (list, tuple)):
            return Diagnosis("structure", f"{where} should be {kind_of(expected)}, but it is {kind_of(actual)}.")
        if len(actual) != len(expected):
            return Diagnosis("structure", f"{where} should have {len(expected)} parts, but it has {len(actual)}.")
        pairs = enumerate(zip(actual, expected, strict=True))
        found = (difference(a, e, tolerance, sizes=sizes, path=f"{path}[{i}]") for i, (a, e) in pairs)
        return next((item for item in found if item is not None), None)
    if isinstance(expected, Tensor):
        expected = expected.array
    if isinstance(actual, Tensor):
        actual = actual.array
    numbers = _as_numbers(expected)
    if numbers is None:
        return _plain_difference(actual, expected, where)
    return _number_difference(actual, numbers, tolerance, sizes or {}, where)


def _dict_difference(
    actual: Any, expected: dict[Any, Any], tolerance: Tolerance, sizes: Mapping[int, str] | None, path: str
) -> Diagnosis | None:
    where = f"The entry {path} of the answer" if path else "The answer"
    if not isinstance(actual, dict):
        return Diagnosis("structure", f"{where} should be {kind_of(expected)}, but it is {kind_of(actual)}.")
    if missing := [key for key in expected if key not in actual]:
        names = ", ".join(map(told_key, missing))
        return Diagnosis("structure", f"{where} has no entry {names}; it has {told_keys(actual) or 'none'}.")
    found = (
        difference(actual[key], expected[key], tolerance, sizes=sizes, path=f"{path}[{told_key(key)}]")
        for key in expected
    )
    return next((item for item in found if item is not None), None)


def _plain_difference(actual: Any, expected: Any, where: str) -> Diagnosis | None:
    if isinstance(actual, np.ndarray) or type(actual) is not type(expected):
        return Diagnosis("type", f"{where} should be {kind_of(expected)}, but it is {kind_of(actual)}.")
    if isinstance(expected, Handle):
        return (
            None
            if actual.kind == expected.kind
            else Diagnosis("type", f"{where} should be a {expected.kind}, but it is a {actual.kind}.")
        )
    return None if actual == expected else Diagnosis("value", f"{where} is not the right one.")


def _number_difference(
    actual: Any, expected: np.ndarray, tolerance: Tolerance, sizes: Mapping[int, str], where: str
) -> Diagnosis | None:
    array = _as_numbers(actual)
    if array is None:
        return Diagnosis(
            "type",
            f"{where} should be {kind_of(expected)}, but it is {kind_of(actual)}."
            + (" Is there a return at the end?" if actual is None else ""),
        )
    picture = (array, expected) if array.shape == expected.shape and array.ndim == 2 else None
    if array.shape != expected.shape:
        return replace(_shape_difference(array, expected, tolerance, where), picture=picture)
    if _close(array, expected, tolerance):
        return None
    with np.errstate(all="ignore"):
        return replace(_value_difference(array, expected, tolerance, sizes, where), picture=picture)


def _as_numbers(value: Any) -> np.ndarray | None:
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


def _close(actual: np.ndarray, expected: np.ndarray, tolerance: Tolerance) -> bool:
    rtol, atol = tolerance.rtol, tolerance.atol
    if actual.dtype in (np.float32, np.float16) or expected.dtype in (np.float32, np.float16):
        rtol, atol = max(rtol, FLOAT32_RTOL), max(atol, FLOAT32_ATOL)
    with np.errstate(all="ignore"):
        return bool(np.allclose(actual, expected, rtol=rtol, atol=atol, equal_nan=True))


def _shape_difference(actual: np.ndarray, expected: np.ndarray, tolerance: Tolerance, where: str) -> Diagnosis:
    sentence = f"{where} should have shape {expected.shape}, but it has shape {actual.shape}."
    if expected.ndim == 0:
        sentence = f"{where} should be a single number, but it is an array of shape {actual.shape}."
    elif actual.ndim == 0:
        sentence = f"{where} should be an array of shape {expected.shape}, but it is a single number."
    if actual.ndim >= 2 and actual.T.shape == expected.shape and _close(actual.T, expected, tolerance):
        return Diagnosis("transposed", sentence + " The numbers are right, but rows and columns are swapped.")
    if actual.size == expected.size and _close(actual.reshape(expected.shape), expected, tolerance):
        return Diagnosis("shape", sentence + " The numbers are right; only the shape is not.")
    return Diagnosis("shape", sentence)


def _value_difference(
    actual: np.ndarray, expected: np.ndarray, tolerance: Tolerance, sizes: Mapping[int, str], where: str
) -> Diagnosis:
    dtype, actual, expected = actual.dtype, _signed(actual), _signed(expected)
    finite = np.isfinite(expected)
    if np.any(bad := ~np.isfinite(actual) & finite):
        what = "NaN (not a number)" if np.any(np.isnan(actual[bad])) else "infinite"
        amount = "" if expected.ndim == 0 else f" in {int(bad.sum())} of {bad.size} places"
        return Diagnosis(
            "not_finite",
            f"{where} is {what}{amount}. Look for a division by zero, the log of zero, or an exp that grows too large.",
        )
    if actual.ndim == 2 and actual.shape == actual.T.shape and _close(actual.T, expected, tolerance):
        return Diagnosis("transposed", f"{where} has rows and columns swapped.")
    if _close(-actual, expected, tolerance):
        return Diagnosis("sign", f"{where} has the wrong sign: every number is the negative of what it should be.")
    if (factor := _constant_factor(actual, expected)) is not None:
        return Diagnosis(
            "factor",
            f"{where} is off by a constant factor: every number is {_times(factor)} "
            f"what it should be.{_explain(factor, sizes)}",
        )
    if dtype.kind in "iu" and expected.dtype.kind == "f" and np.all(np.abs(actual - expected) <= 1):
        return Diagnosis("rounded", f"{where} holds whole numbers (dtype {dtype}): the decimals were cut off.")
    if (offset := _constant_offset(actual, expected, tolerance)) is not None and expected.size > 1:
        return Diagnosis(
            "offset",
            f"{where} is off by a constant: every number is too "
            f"{'large' if offset > 0 else 'small'} by the same amount.",
        )
    return _count_differences(actual, expected, tolerance, where)


def _signed(array: np.ndarray) -> np.ndarray:
    """Truth values and counts as numbers that have a negative."""
    return array.astype(np.int64) if array.dtype.kind in "bu" else array


def _count_differences(actual: np.ndarray, expected: np.ndarray, tolerance: Tolerance, where: str) -> Diagnosis:
    if expected.ndim == 0:
        return Diagnosis(
            "value",
            f"{where} is too {'large' if actual > expected else 'small'}."
            if actual.dtype.kind != "c"
            else f"{where} is not right.",
        )
    with np.errstate(all="ignore"):
        wrong = ~np.isclose(
            actual, expected, rtol=max(tolerance.rtol, 1e-6), atol=max(tolerance.atol, 1e-8), equal_nan=True
        )
    count = int(wrong.sum())
    if count == wrong.size:
        return Diagnosis("value", f"{where} has the right shape, but none of its {count} numbers is right.")
    first = ", ".join(str(int(i)) for i in np.argwhere(wrong)[0]) if count else "0"
    return Diagnosis(
        "value",
        f"{where} has the right shape, but {count} of its {wrong.size} numbers are wrong; "
        f"the first of them stands at [{first}].",
    )


def _constant_factor(actual: np.ndarray, expected: np.ndarray) -> float | None:
    if expected.dtype.kind not in "fiu" or actual.dtype.kind not in "fiu":
        return None
    weight = np.abs(expected)
    big = weight > 1e-6 * weight.max(initial=0.0)
    if not np.any(big) or (expected.size < 2 and expected.dtype.kind != "f"):
        return None
    ratios = actual[big].astype(float) / expected[big].astype(float)
    factor = float(np.median(ratios))
    if not FACTORS[0] <= factor <= FACTORS[1] or (expected.size == 1 and not _is_simple(factor)):
        return None
    return factor if np.allclose(actual, factor * expected, rtol=1e-5, atol=1e-12) else None


def _is_simple(factor: float) -> bool:
    larger = max(factor, 1 / factor)
    return larger > 1.5 and abs(larger - round(larger)) < 1e-6 * larger and larger < 10_000


def _constant_offset(actual: np.ndarray, expected: np.ndarray, tolerance: Tolerance) -> float | None:
    if expected.dtype.kind not in "fiu" or actual.dtype.kind not in "fiu":
        return None
    offset = float(np.median(actual.astype(float) - expected.astype(float)))
    return offset if offset and _close(actual - offset, expected, tolerance) else None


def _times(factor: float) -> str:
    for value, words in ((factor, "{} times"), (1 / factor, "1/{} of")):
        if value > 1 and abs(value - round(value)) < 1e-5 * value:
            return words.format(round(value))
    words = f"{factor:.4g}"
    return f"{words if words != '1' else f'{factor:.8g}'} times"


def _explain(factor: float, sizes: Mapping[int, str]) -> str:
    larger = max(factor, 1 / factor)
    whole = round(larger)
    if whole < 2 or abs(larger - whole) > 1e-5 * larger or whole not in sizes:
        return ""
    return f" ({sizes[whole][0].upper()}{sizes[whole][1:]}: is a sum taken for an average, or the other way round?)"
