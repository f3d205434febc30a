"""Points that a person gave in place of the judge's, each with its reason.

nbgrader's gradebook holds the points and the words for the student, as if they had been given in the formgrader; the
course folder holds who was given what, why and when, also of earlier decisions.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry

from dlkit.comparing import clean
from dlkit.course import CourseError, unknown
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.graded_cells import GradedCell, graded_cells
from grader.gradebook.marks import COLUMNS, Recorded, read_recorded
from grader.gradebook.student_id import is_student_id, not_a_student_id
from grader.judging import points_text

MAX_REASON = 2_000  # characters


@dataclass(frozen=True)
class Override:
    """One decision of a person.

    Attributes:
        exercise: the title of the exercise, or of the written answer.
        points, most: what was given, and of how many.
        automatic: what the judge had given; None if it gives none.
        because: the reason.
        at: when, in ISO format with the time zone.
        is_withdrawal: whether it takes the decision before it back, so that the judge's points count again.
    """

    exercise: str
    points: float
    most: float
    automatic: float | None
    because: str
    at: str
    is_withdrawal: bool = False

    @property
    def told(self) -> str:
        """What the student reads: the points, and why."""
        judge = "" if self.automatic is None else f"; the judge gave {points_text(self.automatic)}"
        given = f"{points_text(self.points)} of {points_text(self.most)} points, decided by a person{judge}"
        return f"{given}. {self.because}"


def regrade(course: Path, student: str, slug: str, exercise: str, *, points: float, because: str) -> Override:
    """Gives points for an exercise in place of the judge's; they stay, whatever it comes to later.

    Args:
        course: the course folder.
        student: whose.
        slug: the assignment.
        exercise: the exercise, or a written answer.
        points: how many, from 0 to what it is worth.
        because: the reason, which the student reads.

    Returns:
        What was recorded.

    Raises:
        CourseError: if one of them is not what it should be, or nothing of the student's has been graded.
    """
    folder = CourseFolder(course)
    assignment = folder.require(slug)
    because = clean(because.strip(), limit=MAX_REASON)
    if not because:
        raise CourseError('A regrade needs its reason, which the student reads: --because "...".')
    if not is_student_id(student):
        raise CourseError(not_a_student_id(student))
    with folder.gradebook() as gradebook:
        recorded = read_recorded(gradebook, slug)
        if student not in recorded:
            raise CourseError(unknown("graded submission of", student, sorted(recorded), f" for {slug}"))
        cell = _cell(graded_cells(gradebook, assignment, taken=COLUMNS), exercise, slug)
        if not (math.isfinite(points) and 0 <= points <= cell.points):
            most = points_text(cell.points)
            raise CourseError(f"{exercise} is worth {most} points, so --points is a number from 0 to {most}.")
        grade = recorded[student].grades.get(cell.name)
        automatic = grade.auto_score if grade else None
        now = datetime.now(UTC).isoformat(timespec="seconds")
        made = Override(exercise, points, cell.points, automatic, because, now)
        earlier = read_overrides(folder, slug, student)
        _keep(folder, slug, student, [*earlier, made])  # first: what is in the gradebook alone has no reason
        _put(gradebook, slug, student, cell, made, earlier)
    return made


def withdraw(course: Path, student: str, slug: str, exercise: str, *, because: str = "") -> Override:
    """Takes the decision on an exercise back, and what the student reads of it: the judge's points count again.

    Args:
        course: the course folder.
        student: whose.
        slug: the assignment.
        exercise: the exercise, or a written answer, which then needs a person again.
        because: the reason, which is kept and not told.

    Returns:
        What was taken back.

    Raises:
        CourseError: if there is no decision that stands.
    """
    folder = CourseFolder(course)
    assignment = folder.require(slug)
    with folder.gradebook() as gradebook:
        recorded = read_recorded(gradebook, slug, student)
        standing = standing_overrides(folder, slug, recorded).get(student, [])
        made = next((item for item in standing if item.exercise == exercise), None)
        if made is None:
            raise CourseError(unknown("decision on", exercise, [item.exercise for item in standing], f" of {student}"))
        cell = _cell(graded_cells(gradebook, assignment, taken=COLUMNS), exercise, slug)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        because = clean(because.strip(), limit=MAX_REASON)
        earlier = read_overrides(folder, slug, student)
        _keep(folder, slug, student, [*earlier, replace(made, because=because, at=now, is_withdrawal=True)])
        grade = gradebook.find_grade(cell.name, slug, slug, student)
        grade.manual_score, grade.needs_manual_grade = None, grade.auto_score is None
        _tell(gradebook, slug, student, cell, exercise, earlier)
        gradebook.db.commit()
    return made


def _cell(cells: list[GradedCell], exercise: str, slug: str) -> GradedCell:
    """The cell of an exercise or a written answer.

    Raises:
        CourseError: if there is none; an instructor's own test has no place for the reason.
    """
    known = {cell.title: cell for cell in cells if cell.kind != "own"}
    if exercise in known:
        return known[exercise]
    if any(cell.title == exercise for cell in cells):
        raise CourseError(
            f"{exercise} is a test of your own, which has no place for a reason: mark it in the formgrader."
        )
    raise CourseError(unknown("exercise", exercise, list(known), f" in {slug}"))


def _put(gradebook: Any, slug: str, student: str, cell: GradedCell, made: Override, earlier: list[Override]) -> None:
    """Gives the points and says why, below whatever else a person has written to the student there."""
    grade = gradebook.find_grade(cell.name, slug, slug, student)
    grade.manual_score, grade.needs_manual_grade = made.points, False
    _tell(gradebook, slug, student, cell, made.exercise, earlier, made.told)
    gradebook.db.commit()


def _tell(
    gradebook: Any, slug: str, student: str, cell: GradedCell, exercise: str, earlier: list[Override], told: str = ""
) -> None:
    """Puts what a student reads of a decision in place of what is there of earlier ones."""
    for name in (f"exercise-{exercise}", cell.name):
        try:
            comment = gradebook.find_comment(name, slug, slug, student)
        except MissingEntry:
            continue
        text = comment.manual_comment or ""
        for item in earlier:
            text = text.replace(item.told, "").strip()
        comment.manual_comment = "\n\n".join(filter(None, (text, told))) or None
        break


def _path(folder: CourseFolder, slug: str, student: str) -> Path:
    return folder.root / "overrides" / slug / f"{student}.json"


def _keep(folder: CourseFolder, slug: str, student: str, made: list[Override]) -> None:
    path = _path(folder, slug, student)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(json.dumps([asdict(item) for item in made], indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    fresh.replace(path)


def read_overrides(folder: CourseFolder, slug: str, student: str) -> list[Override]:
    """What persons have decided on a submission, the earliest first.

    Args:
        folder: the course folder.
        slug: the assignment.
        student: whose.

    Raises:
        CourseError: if the file that says so cannot be read.
    """
    path = _path(folder, slug, student)
    if not is_student_id(student):
        return []
    try:
        return [Override(**item) for item in json.loads(path.read_text(encoding="utf-8"))]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except (OSError, ValueError, TypeError) as error:
        raise CourseError(f"{path} cannot be read ({type(error).__name__}): restore it, or take it away.") from None


def standing_overrides(folder: CourseFolder, slug: str, recorded: Mapping[str, Recorded]) -> dict[str, list[Override]]:
    """The decisions that still stand, by student: the last on each exercise, unless its points were changed since.

    Args:
        folder: the course folder.
        slug: the assignment.
        recorded: what the gradebook has.
    """
    return {student: _standing(read_overrides(folder, slug, student), found) for student, found in recorded.items()}


def _standing(made: list[Override], found: Recorded) -> list[Override]:
    last = {item.exercise: item for item in made}
    kept = [item for item in last.values() if not item.is_withdrawal]
    return [item for item in kept if item.points in _given(found, item.exercise)]


def _given(found: Recorded, exercise: str) -> list[float]:
    """The points that a person has given for an exercise or a written answer; none if nobody has."""
    grades = [found.grades.get(name) for name in (f"check-{exercise}", f"written-{exercise}", exercise)]
    return [grade.manual_score for grade in grades if grade is not None and grade.manual_score is not None]


def is_late(course: Path, student: str, slug: str) -> bool:
    """Whether a submission was handed in late, so that its penalty may go by its points."""
    folder = CourseFolder(course)
    with folder.gradebook() as gradebook:
        return read_recorded(gradebook, slug, student)[student].is_late
