"""Late penalties as the course's plug-in says now: a moved due date, an extension, another rule count at the next run."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from nbgrader.preprocessors import AssignLatePenalties
from traitlets import TraitError

from dlkit.comparing import clean_line
from dlkit.course import CourseError


class LatePenalties:
    """The late penalties of a course.

    Args:
        api: nbgrader's interface to the course, configured as its commands are.
        root: the course folder.

    Raises:
        CourseError: if the plug-in that the configuration names cannot be loaded.
    """

    def __init__(self, api: Any, root: Path) -> None:
        named = api.config.AssignLatePenalties.get("plugin_class", "")
        without_bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # it may change within a second
        try:
            self._preprocessor = AssignLatePenalties(parent=api)
            self._preprocessor.init_plugin()
        except CourseError:
            raise
        except Exception as error:  # whatever the plug-in's own module does
            raise CourseError(
                f"The late-penalty plug-in {named} of nbgrader_config.py cannot be loaded ({_said(error)}). "
                f"It should be a subclass of nbgrader.plugins.BasePlugin in a module in {root}, or in an installed one."
            ) from None
        finally:
            sys.dont_write_bytecode = without_bytecode

    def assign(self, gradebook: Any, submission: Any, notebook: Any) -> None:
        """Gives a submission the penalty that it has now, or none.

        Args:
            gradebook: nbgrader's; what was changed in it is written first, for the penalty may depend on the score.
            submission: the submitted assignment.
            notebook: its notebook.
        """
        late = _seconds_late(submission)
        penalty = None
        self._preprocessor.gradebook, self._preprocessor.assignment_id = gradebook, submission.assignment.name
        if late > 0:
            gradebook.db.flush()
            gradebook.db.refresh(notebook)
            penalty = self._preprocessor.plugin_inst.late_submission_penalty(
                submission.student.id, notebook.score, late
            )
        if penalty is not None:
            penalty = self._preprocessor._check_late_penalty(notebook, penalty)
        if notebook.late_submission_penalty != penalty:
            notebook.late_submission_penalty = penalty


def _seconds_late(submission: Any) -> float:
    """How late a submission is, the student's extension counted; an extension of no date is none."""
    return 0.0 if submission.assignment.duedate is None else float(submission.total_seconds_late)


def _said(error: Exception) -> str:
    if isinstance(error, TraitError):
        return "there is no such class, or it is none of that kind"
    return clean_line(f"{type(error).__name__}: {next(iter(str(error).splitlines()), '')}", limit=200)
