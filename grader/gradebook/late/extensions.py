"""Extensions, in nbgrader's own field: of who has handed in, and of who has not yet.

nbgrader knows extensions of submissions alone. Who has handed nothing in gets a submission without a notebook, which
nothing shows as a hand-in; it is completed as soon as there is one.
"""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from nbgrader import api
from nbgrader.api import MissingEntry

from dlkit.course import CourseError, find_assignment, unknown
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.late.local_time import moved, on_the_clock, read_local, shifted
from grader.gradebook.late.settings import LateSettings, read_settings
from grader.gradebook.student_id import is_student_id, not_a_student_id

MOST_DAYS = 1_000


@dataclass(frozen=True)
class Extension:
    """What one student was granted.

    Attributes:
        student, assignment: to whom, and for what.
        due: when it is due for everybody, in UTC; None if that has been taken back since.
        span: by how much later it is due for this student.
        handed_in: when it was handed in, in UTC; None if it was not, or that is not known.
    """

    student: str
    assignment: str
    due: datetime | None
    span: timedelta
    handed_in: datetime | None

    @property
    def until(self) -> datetime | None:
        """When it is due for this student, in UTC."""
        return None if self.due is None else self.due + self.span


def read_extensions(gradebook: Any) -> list[Extension]:
    """All that was granted, in the order of due dates and students.

    Args:
        gradebook: nbgrader's.
    """
    handed_in, assignment = api.SubmittedAssignment, api.Assignment
    columns = (handed_in.student_id, assignment.name, assignment.duedate, handed_in.extension, handed_in.timestamp)
    rows = gradebook.db.query(*columns).join(assignment, assignment.id == handed_in.assignment_id)
    rows = rows.filter(handed_in.extension.isnot(None))
    return [Extension(*row) for row in rows.order_by(assignment.duedate, assignment.name, handed_in.student_id)]


def extend(course: Path, student: str, slug: str, *, days: int | None = None, until: str | None = None) -> Extension:
    """Grants a student an extension, in place of any earlier one; it counts at the next `grader autograde`.

    Args:
        course: the course folder.
        student: to whom.
        slug: for which assignment.
        days: by how many days, to the same time of the course's clock.
        until: until when instead, in the course's time zone, such as `2026-12-01 18:00`.

    Raises:
        CourseError: if that is no extension, or there is no such student, assignment or due date.
    """
    if (days is None) == (until is None):
        raise CourseError('Give either --days 2 or --until "2026-12-01 18:00".')
    folder, settings = CourseFolder(course), read_settings(course)
    find_assignment(slug)
    with folder.gradebook() as gradebook:
        due = _due_date(gradebook, slug)
        span = _span(due, days, until, settings)
        _require_student(folder, gradebook, student, slug)
        submission = _find(gradebook, slug, student)
        if submission is None:
            submission = api.SubmittedAssignment(
                assignment=gradebook.find_assignment(slug), student=gradebook.update_or_create_student(student)
            )
            gradebook.db.add(submission)
        submission.extension = span
        gradebook.db.commit()
        return Extension(student, slug, due, span, submission.timestamp)


def remove_extension(course: Path, student: str, slug: str) -> None:
    """Takes an extension back; that counts at the next `grader autograde`.

    Args:
        course: the course folder.
        student: whose.
        slug: for which assignment.

    Raises:
        CourseError: if there is none.
    """
    folder = CourseFolder(course)
    find_assignment(slug)
    with folder.gradebook() as gradebook:
        submission = _find(gradebook, slug, student)
        if submission is None or submission.extension is None:
            known = [item.student for item in read_extensions(gradebook) if item.assignment == slug]
            raise CourseError(unknown("extension of", student, known, f" for {slug}"))
        submission.extension = None
        if not submission.notebooks:
            gradebook.db.delete(submission)
        gradebook.db.commit()


def complete_submissions(gradebook: Any, slug: str, students: Collection[str]) -> None:
    """Gives the submissions of those who had an extension before they handed in what others have from the start.

    Args:
        gradebook: nbgrader's.
        slug: the assignment.
        students: those who have handed in.
    """
    handed_in = api.SubmittedAssignment
    waiting = gradebook.db.query(handed_in).join(api.Assignment, api.Assignment.id == handed_in.assignment_id)
    for submission in waiting.filter(api.Assignment.name == slug, ~handed_in.notebooks.any()).all():
        if (student := submission.student_id) in students:
            span = submission.extension
            gradebook.db.delete(submission)
            gradebook.db.flush()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # nbgrader's own use of SQLAlchemy
                gradebook.add_submission(slug, student, extension=span)


def move_due_date(course: Path, slug: str, due: str | None) -> int:
    """Sets when an assignment is due; extensions move with it, as the course's clocks show them.

    Args:
        course: the course folder.
        slug: the assignment.
        due: the time in the course's time zone; None if it need not be in time.

    Returns:
        How many extensions moved.

    Raises:
        CourseError: if it is no time, or the gradebook has no such assignment.
    """
    folder, zone = CourseFolder(course), read_settings(course).zone
    find_assignment(slug)
    moment = None if due is None else read_local(due, zone)
    with folder.gradebook() as gradebook:
        assignment = _assignment(gradebook, slug)
        before, assignment.duedate = assignment.duedate, moment
        extended = [submission for submission in assignment.submissions if submission.extension]
        for submission in extended:
            if before is not None and moment is not None:
                span = on_the_clock(before + submission.extension, zone) - on_the_clock(before, zone)
                submission.extension = moved(moment, span, zone) - moment
        gradebook.db.commit()
    return len(extended)


def _span(due: datetime, days: int | None, until: str | None, settings: LateSettings) -> timedelta:
    if until is not None:
        span = read_local(until, settings.zone) - due
        if span <= timedelta():
            raise CourseError(f"{until} is no extension: it is due {settings.show(due)} for everybody.")
        return span
    if days is None or not 1 <= days <= MOST_DAYS:
        raise CourseError(f"--days {days} is no extension: give from 1 to {MOST_DAYS} days, or --remove.")
    return shifted(due, days, settings.zone) - due


def _find(gradebook: Any, slug: str, student: str) -> Any:
    try:
        return gradebook.find_submission(slug, student)
    except MissingEntry:
        return None


def _assignment(gradebook: Any, slug: str) -> Any:
    try:
        return gradebook.find_assignment(slug)
    except MissingEntry:
        raise CourseError(
            f"{slug} is not in the gradebook yet. In the course folder run: nbgrader generate_assignment {slug}"
        ) from None


def _due_date(gradebook: Any, slug: str) -> datetime:
    due: datetime | None = _assignment(gradebook, slug).duedate
    if due is None:
        raise CourseError(
            f'{slug} has no due date to extend. Give it one with: grader late {slug} --due "2026-12-01 18:00"'
        )
    return due


def _require_student(folder: CourseFolder, gradebook: Any, student: str, slug: str) -> None:
    known = {item.id for item in gradebook.students} | {item.student for item in folder.submitted_files(slug)}
    if student in known:
        return
    if not is_student_id(student):
        raise CourseError(not_a_student_id(student))
    near = difflib.get_close_matches(student, sorted(known), n=1)
    told = unknown("student", student, near) if near else f"There is no student {student!r} in the gradebook."
    raise CourseError(f"{told} Add one with: nbgrader db student add {student}")
