"""What a course holds of marks that were recorded earlier, and whether it would record them otherwise now."""

from __future__ import annotations

import json
from typing import Any

from nbgrader.preprocessors import AssignLatePenalties

from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.marks import read_recorded
from grader.judging import Result, digest_of


class Held:
    """What the gradebook and `autograded/` hold of an assignment, read once.

    Args:
        folder: the course folder.
        slug: the assignment.
    """

    def __init__(self, folder: CourseFolder, slug: str) -> None:
        self.folder = folder
        with folder.gradebook() as gradebook:
            self.recorded = read_recorded(gradebook, slug)
            self._due = str(gradebook.find_assignment(slug).duedate)

    def holds(self, result: Result) -> bool:
        """Whether a result, in the course's points, has been recorded."""
        found = self.recorded.get(result.submission)
        recorded = {name: grade.auto_score for name, grade in found.grades.items()} if found else {}
        wanted: dict[str, float | None] = {f"check-{exercise.name}": exercise.score for exercise in result.exercises}
        wanted |= {cell.name: cell.score for cell in result.own_cells}
        if any(not same_score(recorded.get(name, -1.0), score) for name, score in wanted.items()):
            return False
        return (self.folder.autograded(result.assignment, result.submission) / f"{result.assignment}.ipynb").exists()

    def due(self, student: str) -> str:
        """When a student's work is due: the date, and the extension."""
        found = self.recorded.get(student)
        return f"{self._due} {found.extension if found else None}"

    def may_be_late(self, student: str) -> bool:
        """Whether a submission has a late penalty, or may get one."""
        found = self.recorded.get(student)
        return found is not None and (found.is_late or found.penalty != 0)


def same_score(one: float | None, other: float | None) -> bool:
    """Whether two automatic scores are the same; None is one that was not given."""
    if one is None or other is None:
        return one is other
    return abs(one - other) < 1e-6


def leaves_penalties_to_nbgrader(api: Any) -> bool:
    """Whether nbgrader's own step gives the late penalties in a course that configures autograde in its own way.

    Args:
        api: nbgrader's interface to the course.
    """
    steps = api.config.Autograde.get("autograde_preprocessors", [AssignLatePenalties])
    return any(step is AssignLatePenalties or str(step).endswith(".AssignLatePenalties") for step in steps)


def own_configuration(folder: CourseFolder) -> str:
    """All that decides how a course records in its own way: its configuration, and the modules in its folder.

    Args:
        folder: the course folder.
    """
    config = json.dumps(
        folder.api.config, sort_keys=True, default=lambda value: getattr(value, "__qualname__", str(value))
    )
    return config + digest_of(sorted(folder.root.glob("*.py")))
