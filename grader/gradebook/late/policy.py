"""What late work costs, as a person writes it: `10% a day, at most 50%`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from dlkit.comparing import clean_line
from dlkit.course import CourseError

_NUMBER = r"(\d{1,6}(?:\.\d{1,6})?)"
_CLAUSES = {
    "percent": re.compile(rf"{_NUMBER} ?% (?:a|per) day"),
    "points": re.compile(rf"{_NUMBER} points? (?:a|per) day"),
    "most": re.compile(rf"at most {_NUMBER} ?%"),
    "nothing_after": re.compile(r"none after (\d{1,4}) days?"),
}
KEEPS_ALL = "none"
FORMS = '"10% a day", "2 points a day", "none after 3 days", "10% a day, at most 50%" or "none"'


@dataclass(frozen=True)
class Policy:
    """What is taken off for each day late that has begun.

    Attributes:
        text: as it was written.
        percent: of what the work would earn in time, for each day.
        points: for each day.
        most: what the two take at most, in percent.
        nothing_after: the days after which nothing is left; None if there are none.
    """

    text: str
    percent: float = 0.0
    points: float = 0.0
    most: float = 100.0
    nothing_after: int | None = None

    def penalty(self, score: float, days: int) -> float:
        """What is taken off.

        Args:
            score: what the work would earn in time.
            days: how many days late it is, those that are free taken away.
        """
        if self._is_nothing(days):
            return score
        return min(score * self.most / 100, score * self.percent * days / 100 + self.points * days)

    def days_that_save(self, late: int, left: int) -> int:
        """How many free days are used: as many as make the penalty smaller, and no more.

        Args:
            late: how many days late the work is.
            left: how many free days there are.
        """
        most = min(late, left)
        best = self._loss(late - most)
        return next(days for days in range(most + 1) if self._loss(late - days) == best)

    def _is_nothing(self, days: int) -> bool:
        return self.nothing_after is not None and days > self.nothing_after

    def _loss(self, days: int) -> tuple[float, float]:
        return (100.0, 0.0) if self._is_nothing(days) else (min(self.most, self.percent * days), self.points * days)


def read_policy(text: str) -> Policy:
    """A policy from its text: clauses joined by commas, each at most once.

    Raises:
        CourseError: if it is none; the message shows what there is.
    """
    clauses = [" ".join(clause.lower().split()) for clause in text.split(",")]
    if clauses == [KEEPS_ALL]:
        return Policy(text)
    found: dict[str, Any] = {}
    for clause in clauses:
        name, match = next(
            ((name, match) for name, form in _CLAUSES.items() if (match := form.fullmatch(clause))), ("", None)
        )
        if match is None or name in found:
            raise _no_policy(text)
        number = float(match[1])
        if (name in ("percent", "most") and not 0 < number <= 100) or (name == "points" and not number):
            raise _no_policy(text)
        found[name] = int(number) if name == "nothing_after" else number
    if found.keys() == {"most"}:
        raise _no_policy(text)
    return Policy(text, **found)


def _no_policy(text: str) -> CourseError:
    return CourseError(f"{clean_line(text, limit=100)!r} is no policy for late work: write {FORMS}.")
