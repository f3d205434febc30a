"""A request to look at a mark again, as a student mails or copies it: who, what, and room for what they think."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)*", flags=re.ASCII)


@dataclass(frozen=True)
class RegradeRequest:
    """A letter to begin with.

    Attributes:
        subject: course, assignment, exercise and student.
        body: the same, the points, and where to write.
    """

    subject: str
    body: str

    @property
    def text(self) -> str:
        """The whole as text to be copied."""
        return f"{self.subject}\n\n{self.body}"

    def mailto(self, address: str) -> str:
        """A link that begins a mail.

        Args:
            address: to whom.
        """
        return f"mailto:{quote(address, safe='@+')}?subject={quote(self.subject)}&body={quote(self.body)}".replace(
            "%0A", "%0D%0A"
        )


def request(*, course: str, assignment: str, exercise: str, student: str, points: str) -> RegradeRequest:
    """A request for one exercise.

    Args:
        course: the course's name.
        assignment: the assignment's.
        exercise: the exercise, or the written answer.
        student: whose.
        points: what was given, in words.
    """
    subject = f"Regrade request: {course}, {assignment}, {exercise}, {student}"
    body = f"Exercise: {exercise} ({points})\nStudent: {student}\n\nWhat I think, and why:\n\n"
    return RegradeRequest(subject, body)


def is_address(text: str) -> bool:
    """Whether a text is one e-mail address.

    Args:
        text: the text.
    """
    return _ADDRESS.fullmatch(text) is not None
