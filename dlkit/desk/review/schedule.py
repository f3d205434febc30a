"""When what has passed comes again: after a day, three, a week, and then every month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dlkit.course import Assignment
from dlkit.desk import progress
from dlkit.desk.progress import Progress


@dataclass(frozen=True)
class Due:
    """One exercise that comes again.

    Attributes:
        slug: the assignment.
        exercise: the exercise.
        on: the day on which it comes again, or should have.
    """

    slug: str
    exercise: str
    on: date


def coming(assignments: Iterable[Assignment], done: Progress) -> list[Due]:
    """All that has ever passed, what comes first before what comes later."""
    found = [
        Due(assignment.slug, exercise.name, on)
        for assignment in assignments
        for exercise in assignment.exercises
        if (on := done.of(assignment.slug, exercise.name).due) is not None
    ]
    return sorted(found, key=lambda item: item.on)


def due_today(assignments: Iterable[Assignment], done: Progress) -> list[Due]:
    """What should be done again today, what has waited longest first."""
    return [item for item in coming(assignments, done) if item.on <= progress.today()]


def when(day: date) -> str:
    """A day in words, such as `tomorrow` or `on Monday, 2026-11-30`."""
    days = (day - progress.today()).days
    return {0: "today", 1: "tomorrow"}.get(days, f"on {day:%A}, {day.isoformat()}")
