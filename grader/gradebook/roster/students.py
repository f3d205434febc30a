"""Students as nbgrader's gradebook has them: the one place where their names and ids are read."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Student:
    """A student as nbgrader's gradebook has them; what it does not have is empty."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""

    @property
    def name(self) -> str:
        """The name as people write it; empty if it is not known."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def sortable_name(self) -> str:
        """The name as lists are sorted; the id if it is not known."""
        return ", ".join(filter(None, (self.last_name, self.first_name))) or self.id


def read_students(gradebook: Any) -> dict[str, Student]:
    """The roster: everybody in the gradebook, by id.

    Args:
        gradebook: nbgrader's.
    """
    return {row.id: _student(row) for row in gradebook.students}


def _student(row: Any) -> Student:
    return Student(row.id, row.first_name or "", row.last_name or "", row.email or "", row.lms_user_id or "")


def squeezed(text: str) -> str:
    """A name without what platforms leave out of it: blanks, signs, capitals; `O'Brien, Zoë` becomes `obrienzoë`."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())
