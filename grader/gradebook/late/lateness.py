"""How late what was handed in is, and how many of a student's free days that takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from nbgrader import api

from grader.gradebook.late.local_time import days_begun
from grader.gradebook.late.settings import LateSettings


@dataclass(frozen=True)
class Lateness:
    """One submission that has a due date and a time.

    Attributes:
        student, assignment: whose, and of what.
        due: when it was due for this student, in UTC.
        extension: what was granted, and is in `due` already.
        handed_in: when it was handed in, in UTC.
        days: how many days late it is by the course's clocks; one that has begun counts.
        free_days: how many of them are free.
    """

    student: str
    assignment: str
    due: datetime
    extension: timedelta | None
    handed_in: datetime
    days: int
    free_days: int

    def sentence(self, settings: LateSettings) -> str:
        """In words, when it was due and how late it is."""
        told = f"due {settings.show(self.due)}" + (" as extended" if self.extension else "")
        told += f", handed in {settings.show(self.handed_in)}"
        if self.days:
            told += f": {in_days(self.days)} late" + (f", {self.free_days} free" if self.free_days else "")
        return told


def in_days(number: int) -> str:
    """A number of days in words."""
    return "1 day" if number == 1 else f"{number} days"


def read_lateness(gradebook: Any, settings: LateSettings, student: str | None = None) -> dict[str, dict[str, Lateness]]:
    """How late each submission in a gradebook is, by student and then by assignment in the order of due dates.

    Free days go to a student's assignments in the order of their due dates, extensions left aside: to each as many
    as make its penalty smaller, as long as there are some.

    Args:
        gradebook: nbgrader's.
        settings: the course's.
        student: only this one; everyone if None.
    """
    handed_in, assignment = api.SubmittedAssignment, api.Assignment
    columns = (
        handed_in.student_id,
        assignment.name,
        assignment.duedate,
        handed_in.extension,
        handed_in.timestamp,
    )
    rows = gradebook.db.query(*columns).join(assignment, assignment.id == handed_in.assignment_id)
    rows = rows.filter(assignment.duedate.isnot(None), handed_in.timestamp.isnot(None))
    if student is not None:
        rows = rows.filter(handed_in.student_id == student)
    by_student: dict[str, list[Any]] = {}
    for row in rows.order_by(assignment.duedate, assignment.name):
        by_student.setdefault(row[0], []).append(row)
    return {name: _of_a_student(found, settings) for name, found in by_student.items()}


def _of_a_student(rows: Iterable[Any], settings: LateSettings) -> dict[str, Lateness]:
    left, found = settings.free_days, {}
    for student, slug, duedate, extension, handed_in in rows:
        due = duedate + (extension or timedelta())
        days = days_begun(due, handed_in, settings.zone)
        policy = settings.policy_of(slug)
        free = policy.days_that_save(days, left) if policy else 0
        left -= free
        found[slug] = Lateness(student, slug, due, extension, handed_in, days, free)
    return found
