"""What has changed of marks: plain data, from which table, file and JSON are made."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from dlkit.course import Assignment
from grader.gradebook.changes.causes import Cause, causes_of_cell, causes_of_penalty, changed_checks, differs
from grader.gradebook.changes.standing import Standing
from grader.judging import points_text

PENALTY, ALONE = "late penalty", "marked"


@dataclass(frozen=True)
class PartChange:
    """One cell, or the late penalty, that is another one.

    Attributes:
        title: the exercise, the written answer, the instructor's own test, or "late penalty".
        before, after: the points; None where nobody had, or has, given any.
        points: what it is worth; None for a penalty.
        causes: why.
        checks: which checks came out otherwise, as phrases.
        waits: whether a person is to look at it, who was not before.
    """

    title: str
    before: float | None
    after: float | None
    points: float | None
    causes: tuple[Cause, ...]
    checks: tuple[str, ...] = ()
    waits: bool = False

    @property
    def what(self) -> str:
        """What changed, in a few words."""
        if not differs(self.before, self.after):
            return f"{self.title} {_told(self.after)}, needs a person"
        return f"{self.title} {_told(self.before)} → {_told(self.after)}" + (", needs a person" if self.waits else "")

    @property
    def why(self) -> str:
        """Why, in words."""
        return "; ".join(cause.words for cause in self.causes)


@dataclass(frozen=True)
class MarkChange:
    """One mark that is another one.

    Attributes:
        student: whose.
        before, after: the total.
        parts: of what.
    """

    student: str
    before: float
    after: float
    parts: tuple[PartChange, ...]

    @property
    def is_by_a_person_alone(self) -> bool:
        """Whether nothing but points that a person gave in the formgrader has changed."""
        return all(cause.kind == ALONE for part in self.parts for cause in part.causes)

    @property
    def told(self) -> str:
        """The change in a line."""
        parts = "; ".join(f"{part.what} ({part.why})" for part in self.parts)
        return f"{self.student}: total {points_text(self.before)} → {points_text(self.after)}: {parts}"


@dataclass(frozen=True)
class Changes:
    """What a run changed of marks.

    Attributes:
        marks: the marks that are others than after the last run, by student.
        first: who has been judged for the first time.
        look_again: points of a person's that were given on something else than there is now, as sentences.
        file: where all changes are listed; empty if there are none.
    """

    marks: tuple[MarkChange, ...] = ()
    first: tuple[str, ...] = ()
    look_again: tuple[str, ...] = ()
    file: str = ""

    @property
    def by_the_run(self) -> list[MarkChange]:
        """Those of which something else changed than a person's points, the largest change first."""
        found = [change for change in self.marks if not change.is_by_a_person_alone]
        return sorted(found, key=lambda change: (-abs(change.after - change.before), change.student))

    @property
    def counted(self) -> list[tuple[str, int]]:
        """How many marks each cause changed, the commonest first: what, and why."""
        counts = Counter(
            line
            for change in self.by_the_run
            for line in dict.fromkeys(f"{part.title}: {part.why}" for part in change.parts)
        )
        return counts.most_common()

    def as_dict(self) -> dict[str, Any]:
        """The changes as JSON types."""
        return asdict(self)


def change_of(student: str, before: Standing, after: Standing, assignment: Assignment) -> MarkChange | None:
    """What changed of a mark; None if it is what it was.

    Args:
        student: whose.
        before, after: how it stood, and how it stands.
        assignment: the assignment.
    """
    parts = []
    for title, new in after.cells.items():
        old = before.cells.get(title)
        if old is None:
            parts.append(
                PartChange(title, None, new.score, new.points, (Cause("new_cell", "a new cell in the assignment"),))
            )
            continue
        waits = new.waits and not old.waits
        if waits or differs(old.score, new.score) or (differs(old.automatic, new.automatic) and new.waits):
            causes = causes_of_cell(before, after, old, new, title, assignment)
            checks = changed_checks(before, after, title) if differs(old.automatic, new.automatic) else []
            parts.append(PartChange(title, old.score, new.score, new.points, tuple(causes), tuple(checks), waits))
    parts += [
        PartChange(title, old.score, None, None, (Cause("cell_gone", "the assignment has it no more"),))
        for title, old in before.cells.items()
        if title not in after.cells
    ]
    if differs(before.penalty, after.penalty):
        parts.append(PartChange(PENALTY, before.penalty, after.penalty, None, tuple(causes_of_penalty(before, after))))
    return MarkChange(student, before.total, after.total, tuple(parts)) if parts else None


def _told(score: float | None) -> str:
    return "open" if score is None else points_text(score)
