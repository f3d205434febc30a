"""What the failing comparisons of an exercise have in common: the one thing that may be said to be the cause.

A single comparison may fit a mistake by chance: a yes for a no, a dict without entries, an error in NumPy's words.
So a cause is told as one only if it explains every failing comparison, no comparison that passed speaks against it,
and the answers have more than one bit in common with what it gives. What explains most of them is told as a guess.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from dlkit.comparing.arrays import Tolerance, array_of, as_numbers, as_sequence, is_close
from dlkit.comparing.diagnosis import Diagnosis
from dlkit.comparing.outcome import Outcome, same_error
from dlkit.comparing.values import leaves

MATCHING_RTOL = (1e-6, 0.02)  # the least and the most by which a mistake's numbers may be missed relatively
NOTHING = 1e-14  # what rounding leaves where nothing should be
ONE_BIT, A_NUMBER = 1, 8  # what a yes or no, and a number with decimals, prove
ENOUGH = 2 * A_NUMBER
MAX_GUESSES = 2


def same_outcome(actual: Outcome, other: Outcome, expected: Outcome, tolerance: Tolerance) -> bool:
    """Whether a call did what a known mistake does: the same value or the same error, whatever arguments it changed.

    Args:
        actual: what the student's function did.
        other: what the mistake does.
        expected: what is right.
        tolerance: how near is right; a mistake must be met more narrowly.
    """
    if actual.raised or other.raised:
        return same_error(actual.raised, other.raised)
    return _same_value(actual.value, other.value, expected.value, tolerance)


def _same_value(actual: Any, other: Any, right: Any, tolerance: Tolerance) -> bool:
    actual, other, right = array_of(actual), array_of(other), array_of(right)
    if isinstance(other, dict):
        return isinstance(actual, dict) and _same_dict(actual, other, right, tolerance)
    if isinstance(other, (list, tuple)):
        actual = as_sequence(actual, other)
        if not isinstance(actual, (list, tuple)) or len(actual) != len(other):
            return False
        rights = list(right) if isinstance(right, (list, tuple)) and len(right) == len(other) else [None] * len(other)
        return all(map(_same_value, actual, other, rights, [tolerance] * len(other)))
    theirs, mine = as_numbers(other), as_numbers(actual)
    if theirs is None or mine is None:
        if theirs is not None or mine is not None or isinstance(actual, np.ndarray) or type(actual) is not type(other):
            return False
        kind = getattr(other, "kind", None)
        return bool(actual == other) if kind is None else bool(actual.kind == kind)
    return mine.shape == theirs.shape and is_close(mine, theirs, _narrow(tolerance, theirs))


def _same_dict(actual: dict[Any, Any], other: dict[Any, Any], right: Any, tolerance: Tolerance) -> bool:
    """Whether dicts have the same entries; a student's own, that neither the right one nor the mistake has, do not count."""
    right = right if isinstance(right, dict) else {}
    mine = actual.keys()
    if right and right.keys() <= mine:
        mine = mine & (right.keys() | other.keys())
    return mine == other.keys() and all(
        _same_value(actual[key], other[key], right.get(key), tolerance) for key in other
    )


def _narrow(tolerance: Tolerance, numbers: np.ndarray) -> Tolerance:
    """How near a mistake's numbers must be met: a check that lets any number pass shows no mistake either."""
    rtol = min(max(tolerance.rtol, MATCHING_RTOL[0]), MATCHING_RTOL[1])
    finite = np.abs(numbers[np.isfinite(numbers)])
    scale = float(finite.max()) if finite.size else 0.0
    return Tolerance(rtol, min(tolerance.atol, max(rtol * scale, NOTHING)))


def evidence_of(value: Any) -> int:
    """About how many bits another answer shares with this one by being the same: 1 for a yes or no, none for nothing.

    Beyond `ENOUGH` nobody counts: an answer may have a hundred thousand parts.
    """
    found = 0
    for _, leaf in leaves(value):
        found += _bits(array_of(leaf))
        if found >= ENOUGH:
            break
    return found


def _bits(leaf: Any) -> int:
    if isinstance(leaf, str):
        return 2
    array = as_numbers(leaf)
    if array is None or array.size == 0:
        return 0
    if np.all(array == array.flat[0]) and array.flat[0] in (0, 1):
        return ONE_BIT  # all yes, all no, all zeros
    if np.isin(array, (0, 1)).all():
        return int(array.size)
    return 2 if array.size == 1 and array.dtype.kind in "biu" else A_NUMBER


def settle(
    failing: Sequence[Diagnosis], *, fits: Callable[[str], bool] = lambda name: True, some_passed: bool = False
) -> list[Diagnosis]:
    """Decides which cause is told of all failing comparisons of one exercise.

    Args:
        failing: the diagnoses; those that came of no comparison stay as they are.
        fits: whether a catalogued mistake passes where the answer passed.
        some_passed: whether some comparison did pass.

    Returns:
        The diagnoses as they are told, in the same order.
    """
    compared = [item for item in failing if _is_compared(item)]
    if not compared:
        return list(failing)
    found = Counter(name for item in compared for name, _ in item.explains)
    likely = [name for name in found if _is_likely(name, compared)]
    fitting = {name: fits(name) for name in likely}
    ranked = sorted(likely, key=lambda name: (not fitting[name], -found[name]))
    if ranked and fitting[ranked[0]] and _is_sure(ranked[0], compared):
        return [item.as_mistake(ranked[0]) if _is_compared(item) else item for item in failing]
    guesses = [name for name in ranked if (fitting[name], found[name]) == (fitting[ranked[0]], found[ranked[0]])]
    told = [_with_general_cause(item, compared, some_passed) if item.is_compared else item for item in failing]
    return [_with_guesses(item, guesses[:MAX_GUESSES]) for item in told]


def _is_compared(item: Diagnosis) -> bool:
    """Whether a diagnosis came of a comparison; one that a check measured may bring what explains it along."""
    return item.is_compared or bool(item.explains)


def _evidence(item: Diagnosis) -> int:
    if item.raised is not None:
        return 0  # many things end with the same words
    return item.evidence if item.is_compared else A_NUMBER


def _explained_by(name: str, compared: Sequence[Diagnosis]) -> list[Diagnosis]:
    return [item for item in compared if name in dict(item.explains)]


def _is_sure(name: str, compared: Sequence[Diagnosis]) -> bool:
    """Whether a mistake explains every comparison, and not by one bit alone."""
    explained = _explained_by(name, compared)
    return len(explained) == len(compared) and sum(map(_evidence, explained)) > ONE_BIT


def _is_likely(name: str, compared: Sequence[Diagnosis]) -> bool:
    """Whether a mistake explains every comparison, or most of them, those with numbers by such as nobody meets by chance."""
    explained = _explained_by(name, compared)
    numbers = [_evidence(item) for item in explained if item.raised is None]
    by_numbers = bool(numbers) and min(numbers) >= A_NUMBER
    return len(explained) == len(compared) or (len(explained) > len(compared) / 2 and by_numbers)


def _with_general_cause(item: Diagnosis, compared: Sequence[Diagnosis], some_passed: bool) -> Diagnosis:
    """A diagnosis with its cause if all have it; else with what is seen, and with the cause as a guess if most have it."""
    if not item.cause:
        return item
    sharing = [other for other in compared if other.cause == item.cause]
    if item.cause == "nothing":
        others_came = some_passed or any(other.cause != "nothing" and other.raised is None for other in compared)
        more = " For other inputs something came back: is there a way through, an if without its else, that ends without a return?"
        return item.without_cause().with_more(more) if others_came else item
    if len(sharing) == len(compared) and sum(other.evidence for other in sharing) > ONE_BIT:
        return item
    plain = item.without_cause()
    cause = item.message.removeprefix(plain.message).strip()
    return replace(plain, perhaps=cause) if len(sharing) > len(compared) / 2 else plain


def _with_guesses(item: Diagnosis, names: Sequence[str]) -> Diagnosis:
    """A diagnosis with the hints of mistakes that may be the cause and give its answer, and the first one's name."""
    hints = dict(item.explains)
    offered = [name for name in names if name in hints]
    if not offered:
        return item
    news = [hints[name] for name in offered if hints[name] not in item.message]
    return replace(item, mistake=offered[0], perhaps=" Or: ".join(news))
