"""A question of a notebook, and how an answer to it fares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dlkit.desk.questions.answers import Kind, Value

FENCE = "```"  # before and after a block of code in a text
NEUTRAL = "Think it through once more, or try it out in a cell of your own; then answer again."


@dataclass(frozen=True)
class KnownAnswer:
    """An answer that the author thought of.

    Attributes:
        values: what is given as this answer, in one form or another.
        because: why it is right, or why not.
    """

    values: tuple[Value, ...]
    because: str


@dataclass(frozen=True)
class Marked:
    """What came of an answer.

    Attributes:
        right: whether it is right.
        reason: why, or why not; a neutral sentence where nobody thought of this answer.
        choice: the letter that was chosen; empty where there is no choice.
        read: whether it could be read as an answer at all; the reason then says how to give one.
    """

    right: bool
    reason: str
    choice: str = ""
    read: bool = True


@dataclass(frozen=True)
class Question:
    """One question of a notebook.

    Attributes:
        name: what `ask` is called with.
        text: the question, in which `code` stands in backticks, and a block of it between two lines of three.
        kind: the kind of answer that it wants.
        right: the right answer.
        wrong: wrong answers that people give.
        within: how far a number may be off.
        choices: what there is to choose from, by letter; empty for the other kinds.
    """

    name: str
    text: str
    kind: Kind
    right: KnownAnswer
    wrong: tuple[KnownAnswer, ...]
    within: float
    choices: Mapping[str, str]

    @property
    def how(self) -> str:
        """How to answer."""
        return f"Put {self.kind.wanted} in place of the three dots, and run the cell again."

    def mark(self, answer: object) -> Marked:
        """Tells whether an answer is right, and why; whatever it is, nothing is raised.

        Args:
            answer: a number, a letter, a few words or a shape; in a string or as itself.
        """
        try:
            value = self.kind.read(answer, self.choices)
        except Exception:  # an object of the student's may do anything when it is looked at
            value = None
        if value is None:
            return Marked(False, f"The answer should be {self.kind.wanted.rstrip(',')}.", read=False)
        choice = value if self.choices and isinstance(value, str) else ""
        if self.distance(self.right, value) <= self.within:
            return Marked(True, self.right.because, choice)
        nearest = min(self.wrong, key=lambda known: self.distance(known, value))
        is_known = self.distance(nearest, value) <= self.within
        return Marked(False, nearest.because if is_known else NEUTRAL, choice)

    def distance(self, known: KnownAnswer, value: Value) -> float:
        """How far a value is from a known answer: infinitely, unless it is a number or the same."""
        return min(self.kind.distance(one, value) for one in known.values)
