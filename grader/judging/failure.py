"""Why a hidden check failed, read from what it raised: the student's answer, its size, or the judge itself."""

from __future__ import annotations

import traceback
from pathlib import Path

from dlkit.comparing import Diagnosis, Mismatch, ValueFormatError, clean_line
from grader.errors import ChecksError
from grader.sandbox import TooLong

_GRADER = Path(__file__).resolve().parents[1]
_DLKIT = _GRADER.parent / "dlkit"
_WITH_ANSWERS = (_GRADER.parent / "solutions", _GRADER / "checks", _GRADER / "mistakes")  # what they do, answers cause
MAX_SAID = 100  # characters of an error's own words that the student is told

UNDECIDED = (
    "This check could not be decided: the judge itself stopped while it looked at the answer. "
    "That says nothing about your code; the course staff is told of it."
)


def read_failure(error: BaseException, name: str) -> Diagnosis:
    """The diagnosis of a check that raised.

    Args:
        error: what it raised.
        name: the check's name as a sentence.

    Raises:
        ChecksError: if no check may raise that.
        KeyboardInterrupt: if that is what it is.
    """
    if isinstance(error, Mismatch):
        return error.diagnosis
    if isinstance(error, AssertionError):
        return Diagnosis("property", str(error) or f"This does not hold: {name}.")
    if isinstance(error, (TooLong, MemoryError)):
        what = "takes far too long" if isinstance(error, TooLong) else "takes far too much memory"
        return Diagnosis(
            "too_large",
            f"What came back is too large, or of too many parts: to look at it {what}. Return what is asked.",
        )
    if isinstance(error, (KeyboardInterrupt, ChecksError)):
        raise error
    if not isinstance(error, Exception):
        raise ChecksError(f"{name} ends with {type(error).__name__}; a check fails by compare or assert alone.")
    if not isinstance(error, ValueFormatError) and (place := _place_in_the_judge(error)):
        return Diagnosis("undecided", UNDECIDED, trouble=f"{type(error).__name__}: {_said(error)} ({place})")
    return Diagnosis("type", f"What came back cannot be used: {type(error).__name__}.")


def _said(error: BaseException) -> str:
    try:
        return clean_line(next(iter(str(error).splitlines()), ""), limit=MAX_SAID)
    except ValueError:  # numbers of too many digits to be written
        return ""


def _place_in_the_judge(error: BaseException) -> str:
    """Where in the judge's own code an error arose; empty if a check or a reference met it in an answer."""
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        path = Path(frame.f_code.co_filename)
        if any(path.is_relative_to(folder) for folder in _WITH_ANSWERS):
            return ""
        if path.is_relative_to(_GRADER) or path.is_relative_to(_DLKIT):
            return f"{path.relative_to(_GRADER.parent)}, line {line}"
    return ""
