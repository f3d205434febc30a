"""What a notebook's first cell opens: the assignment, with its check."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dlkit.checking import CheckReport, check_exercise, show
from dlkit.course import Assignment, find_assignment
from dlkit.desk import progress, workbook
from dlkit.plot.in_notebook import describe_figures


class CheckFailed(Exception):
    """The answer is not right yet; the diagnosis has been shown above."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback: the diagnosis is above, our frames would teach nothing."""
        return [f"CheckFailed: {str(self).split(':', 1)[0]} is not right yet, see above."]


class OpenAssignment(Assignment):
    """An assignment whose exercises the notebook that opened it can check."""

    def check(self, name: str, namespace: Mapping[str, Any] | None = None) -> None:
        """Checks one exercise and shows what is right or wrong.

        Args:
            name: the exercise's name.
            namespace: where the student's functions are; the caller's notebook if left out.

        Raises:
            CheckFailed: if the answer is wrong, after the diagnosis has been shown; not where it cannot be told for
                want of Keras.
            CourseError: if there is no such exercise.
        """
        report = check_exercise(self, name, namespace if namespace is not None else _callers_namespace())
        show(report, advice=f"Stuck? In a terminal: dlkit hint {self.slug} {name}")
        if report.not_here:
            return
        _remember(self, report)
        if not report.ok:
            assert report.diagnosis is not None
            raise CheckFailed(f"{name}: {report.diagnosis.told}")


def open_assignment(slug: str) -> OpenAssignment:
    """Finds an assignment by its slug. From then on the notebook's figures have alternative texts.

    Raises:
        CourseError: if there is none; the message names the nearest.
    """
    describe_figures()
    return OpenAssignment(**vars(find_assignment(slug)))


def _remember(assignment: Assignment, report: CheckReport) -> None:
    """Adds the check to the progress beside the notebook, where `dlkit start` was used."""
    book = workbook.find_workbook(assignment.slug, Path.cwd())
    if book is None:
        return
    written = report.diagnosis is None or report.diagnosis.kind not in ("missing", "not_written")
    done = progress.load(book.folder, warn=print).with_check(
        assignment.slug, report.exercise, passed=report.ok, written=written
    )
    progress.save(book.folder, done, warn=print)


def _callers_namespace() -> Mapping[str, Any]:
    """The globals of the first frame outside dlkit: in a notebook, its namespace."""
    frame = inspect.currentframe()
    while frame is not None and str(frame.f_globals.get("__name__", "")).split(".")[0] == "dlkit":
        frame = frame.f_back
    return frame.f_globals if frame is not None else vars(sys.modules["__main__"])
