"""Written answers of groups: marked once by a person, given to all members."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from nbgrader.api import MissingEntry

from grader.gradebook.graded_cells import GradedCell
from grader.gradebook.groups.table import Group, Groups
from grader.gradebook.marks import Recorded
from grader.judging import points_text


def share_marks(
    gradebook: Any,
    slug: str,
    groups: Groups,
    cells: list[GradedCell],
    recorded: Mapping[str, Recorded],
    decided: Collection[tuple[str, str]],
) -> tuple[dict[str, list[str]], list[str]]:
    """Gives what a person has given one member of a group to those of the others who wait for a person.

    Args:
        gradebook: nbgrader's.
        slug: the assignment.
        groups: its groups.
        cells: the cells that earn points.
        recorded: what the gradebook has of the assignment.
        decided: students and titles of cells of which `grader regrade` has decided; these are nobody else's.

    Returns:
        The titles of the cells that were given, by student; and what there is to say, as sentences: whose marks differ.
    """
    if not groups.groups:
        return {}, []
    given: dict[str, list[str]] = {}
    told = []
    for group in groups.groups:
        for cell in (cell for cell in cells if cell.kind == "by_hand"):
            marks = _marks(group, recorded, cell, decided)
            if len(set(marks.values())) > 1:
                each = ", ".join(f"{student} {points_text(points)}" for student, points in sorted(marks.items()))
                told.append(f"Group {group.name} has different marks for {cell.title}: {each}. They stay as they are.")
            elif marks:
                giver = next(iter(marks))
                for student in group.members:
                    if student in recorded and (student, cell.title) not in decided and _waits(recorded[student], cell):
                        _give(gradebook, slug, cell, giver, student)
                        given.setdefault(student, []).append(cell.title)
    gradebook.db.commit()
    return given, told


def _marks(
    group: Group, recorded: Mapping[str, Recorded], cell: GradedCell, decided: Collection[tuple[str, str]]
) -> dict[str, float]:
    """What a person has given the members, where nobody is to look at it again."""
    grades = {student: recorded[student].grades.get(cell.name) for student in group.members if student in recorded}
    return {
        student: grade.manual_score
        for student, grade in grades.items()
        if (student, cell.title) not in decided
        and grade is not None
        and grade.manual_score is not None
        and not grade.needs_manual_grade
    }


def _waits(found: Recorded, cell: GradedCell) -> bool:
    grade = found.grades.get(cell.name)
    return grade is not None and bool(grade.needs_manual_grade)


def _give(gradebook: Any, slug: str, cell: GradedCell, giver: str, student: str) -> None:
    grade = gradebook.find_grade(cell.name, slug, slug, student)
    grade.manual_score = gradebook.find_grade(cell.name, slug, slug, giver).manual_score
    grade.needs_manual_grade = False
    try:
        said = gradebook.find_comment(cell.name, slug, slug, giver).manual_comment
        comment = gradebook.find_comment(cell.name, slug, slug, student)
    except MissingEntry:
        return
    comment.manual_comment = comment.manual_comment or said
