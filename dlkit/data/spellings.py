"""Dates as people write them, and their one form that machines write."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np

# None leaves a doubt: the month is a word, or dots stand behind the day, or the year comes first.
_LANGUAGES = ("de", "en", "en_GB", "es", "fr", "it", "nl", "pt", "sv")
_FORMS = ("full", "long", "medium")
_PATTERNS = ("dd.MM.y", "d.M.y", "y/MM/dd", "d MMM y")
_FIRST, _LAST = datetime.date(1900, 1, 1), datetime.date(2049, 12, 31)
_SHARE_OF_PATTERNS = 0.2


@dataclass(frozen=True)
class Dates:
    """The same dates in two spellings.

    Attributes:
        spellings: as people write them, in small letters, such as `"donnerstag, 3. mai 1979"`.
        iso: year, month and day by ISO 8601, such as `"1979-05-03"`.
    """

    spellings: tuple[str, ...]
    iso: tuple[str, ...]


def dates(n: int, rng: np.random.Generator) -> Dates:
    """Draw dates from 1900 to 2049 and write each as somebody would, in one of nine ways: eight languages, English in two.

    The spellings are those of the Unicode Common Locale Data Repository, in the version that the installed `babel`
    carries; another version may write some of them differently. Each can be read in one way only.

    Args:
        n: how many.
        rng: the generator they are drawn with.

    Returns:
        `Dates` with `spellings` and `iso`, tuples of n strings each.

    Raises:
        ValueError: if n is less than 1.

    Example:
        >>> some = dates(3, np.random.default_rng(1))
        >>> len(some.spellings), len(some.iso[0])
        (3, 10)
    """
    if n < 1:
        raise ValueError(f"n should be at least 1; received {n}.")
    days = rng.integers((_LAST - _FIRST).days + 1, size=n)
    drawn = [_FIRST + datetime.timedelta(days=int(day)) for day in days]
    return Dates(tuple(_spelled(date, rng) for date in drawn), tuple(date.isoformat() for date in drawn))


def _spelled(date: datetime.date, rng: np.random.Generator) -> str:
    from babel.dates import format_date

    language = _LANGUAGES[rng.integers(len(_LANGUAGES))]
    forms = _PATTERNS if rng.uniform() < _SHARE_OF_PATTERNS else _FORMS
    spelled = format_date(date, format=forms[rng.integers(len(forms))], locale=language)
    return " ".join(spelled.lower().split())  # some languages take a narrow space
