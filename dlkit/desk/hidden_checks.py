"""The hidden checks on one's own machine: the judge itself, in a process of its own, without a sandbox."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

from dlkit.course import Assignment, CourseError, solutions_folder
from dlkit.desk.notebook_check import ExerciseReport, NotebookReport, run_apart

CHILD = "import sys; from grader.judging.own_work import run; run(*sys.argv[1:])"
STATUS = {"right": "passed", "not_written": "not_written"}  # of the judge's; whatever else it says is `failed`


def require_hidden_checks() -> None:
    """Sees that this edition holds the hidden checks, and that they can be run here.

    Raises:
        CourseError: if not; the message says where they are.
    """
    if solutions_folder() is None or find_spec("grader") is None:
        raise CourseError(
            "The hidden checks are not in the students' package; the edition for self-study has them "
            "(the wheel dlkit_course_selfstudy)."
        )
    if sys.platform != "linux":
        raise CourseError(
            "The hidden checks run on Linux only: on Windows in WSL, on a Mac in a container or in Colab."
        )


def check_hidden(assignment: Assignment, notebook: Path, *, only: str | None = None) -> NotebookReport:
    """Judge a notebook by all checks, as `grader judge` does, but without a sandbox: it is one's own work.

    Args:
        assignment: the assignment that the notebook belongs to.
        notebook: the student's notebook.
        only: report this exercise alone.

    Returns:
        The report, with the judge's diagnosis of each exercise.
    """
    arguments = [assignment.slug, str(notebook.resolve()), *([only] if only else [])]
    found = run_apart(CHILD, *arguments, folder=notebook.parent, options=["-P"])
    if isinstance(found, str):
        return NotebookReport(assignment.slug, notebook, reason=found, hidden=True)
    exercises = tuple(
        ExerciseReport(
            item["name"], STATUS.get(item["status"], "failed"), item["points"], item["message"], item["score"]
        )
        for item in found["exercises"]
    )
    return NotebookReport(assignment.slug, notebook, exercises, found["reason"], tuple(found["notes"]), hidden=True)
