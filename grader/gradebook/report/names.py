"""What students are called in a report: by their names, or by numbers that say nothing of them."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from functools import cached_property

from dlkit.comparing import clean_line

MIN_HIDDEN = 3  # letters: shorter words are in every sentence
_PLACEHOLDER = "(name)"


class Names:
    """What the students of a course are called in its reports.

    Args:
        people: first and last name by student id, each empty where it is not known.
        key: with one, names are hidden: each student gets a number that the key draws, the same in each report as
            long as the class is the same. None shows names.
    """

    def __init__(self, people: Mapping[str, tuple[str, str]], *, key: bytes | None = None) -> None:
        self.people = people
        self._key = key

    def __call__(self, student: str) -> str:
        """What a student is called."""
        if self._key is not None:
            return self._numbers[student]
        name = clean_line(" ".join(filter(None, self.people.get(student, ())))).strip()
        return f"{name} ({student})" if name else student

    def hide(self, text: str, placeholder: str = _PLACEHOLDER) -> str:
        """A text that may quote a student's own code, without the name of anybody in the class if names are hidden.

        Args:
            text: the text.
            placeholder: what stands in the place of a name.
        """
        return self._named.sub(placeholder, text) if self._key is not None and self._named else text

    @cached_property
    def _numbers(self) -> dict[str, str]:
        key = self._key or b""
        drawn = sorted(self.people, key=lambda student: hmac.digest(key, student.encode(), hashlib.sha256))
        width = len(str(len(drawn)))
        return {student: f"student {number:0{width}}" for number, student in enumerate(drawn, start=1)}

    @cached_property
    def _named(self) -> re.Pattern[str] | None:
        words = set(self.people)
        words |= {word for names in self.people.values() for name in names for word in re.findall(r"[^\W\d_]+", name)}
        known = sorted((word for word in words if len(word) >= MIN_HIDDEN), key=len, reverse=True)
        if not known:
            return None
        return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, known))})(?![^\W_])", re.IGNORECASE)
