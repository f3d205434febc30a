"""Why a hidden check failed, read from what it raised: the student's answer, its size, or the judge itself."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from dlkit.comparing import Diagnosis, Mismatch, ValueFormatError, clean_line
from dlkit.course import assignments_folder, solutions_folder
from grader.errors import ChecksError
from grader.judging.fixtures import Compare, Student, StudentFunction
from grader.sandbox import TooLong

_GRADER = Path(__file__).resolve().parents[1]
_DLKIT = _GRADER.parent / "dlkit"
# What these do, answers cause.
_WITH_ANSWERS = (
    solutions_folder() or _GRADER.parent / "solutions",
    _GRADER / "checks",
    _GRADER / "mistakes",
    assignments_folder(),
)
_OF_A_FIXTURE = re.compile(r"(?:StudentFunction|ModelView|StudentModel|Compare)\.\w+\(\) ")
MAX_SAID = 100  # characters of an error's own words that the student is told

UNDECIDED = (
    "This check could not be decided: the judge itself stopped while it looked at the answer. "
    "That says nothing about your code; the course staff is told of it."
)


FAULTY_CHECK = (
    "This check has a fault of its own and does not count. That says nothing about your code; the course staff is told "
    "of it."
)


def read_failure(error: BaseException, name: str, unlike: Callable[[], Diagnosis | None], path: Path) -> Diagnosis:
    """The diagnosis of a check that raised.

    An error of any other kind than these two is the check's own fault, unless what the student's functions returned
    is of another form than what the solution returns: then it may well have come of that.

    Args:
        error: what it raised.
        name: the check's name as a sentence.
        unlike: finds out how the form of what came back differs from the solution's; None if it does not.
        path: the file of the check.

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
    if isinstance(error, ValueFormatError):
        return Diagnosis("type", f"What came back cannot be used: {type(error).__name__}.")
    if not _is_no_answers_doing(error) and (place := _place_in_the_judge(error, path)):
        return Diagnosis("undecided", UNDECIDED, trouble=f"{type(error).__name__}: {_said(error)} ({place})")
    found = None if _is_no_answers_doing(error) else _found_by(unlike)
    if found is None:
        line = _line_in(path, error)
        trouble = (
            f"the check itself stops, {path.parent.name}/{path.name}{line}: {type(error).__name__}: {_said(error)}"
        )
        return Diagnosis("faulty_check", FAULTY_CHECK, trouble=trouble)
    return found


def _found_by(unlike: Callable[[], Diagnosis | None]) -> Diagnosis | None:
    """What `unlike` finds; where the answer lets it come to no end, that is what is wrong with the answer."""
    try:
        return unlike()
    except Mismatch as mismatch:
        return mismatch.diagnosis
    except Exception as error:
        return Diagnosis("type", f"What came back cannot be used: {type(error).__name__}.")


def _is_no_answers_doing(error: Exception) -> bool:
    """Whether an error is one that no value can cause: a misspelt name, a fixture or an argument that there is not."""
    if isinstance(error, (NameError, ImportError, pytest.FixtureLookupError)):
        return True
    if isinstance(error, AttributeError):
        return isinstance(error.obj, (ModuleType, Student, StudentFunction, Compare))
    return isinstance(error, TypeError) and _OF_A_FIXTURE.match(str(error)) is not None


def _line_in(path: Path, error: BaseException) -> str:
    lines = [line for frame, line in traceback.walk_tb(error.__traceback__) if Path(frame.f_code.co_filename) == path]
    return f", line {lines[-1]}" if lines else ""


def _said(error: BaseException) -> str:
    if isinstance(error, pytest.FixtureLookupError):
        return f"there is no fixture {error.argname}"
    try:
        return clean_line(next(iter(str(error).splitlines()), ""), limit=MAX_SAID)
    except ValueError:  # numbers of too many digits to be written
        return ""


def _place_in_the_judge(error: BaseException, check: Path) -> str:
    """Where in the judge's own code an error arose; empty if a check or a reference met it in an answer."""
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        path = Path(frame.f_code.co_filename)
        if path == check or any(path.is_relative_to(folder) for folder in _WITH_ANSWERS):
            return ""
        if path.is_relative_to(_GRADER) or path.is_relative_to(_DLKIT):
            return f"{path.relative_to(_GRADER.parent)}, line {line}"
    return ""
