"""Model answers on the formgrader's page: for whoever marks, and in no file that a student gets."""

from __future__ import annotations

from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from dlkit.course import Assignment, course, find_assignment
from dlkit.desk import model_answer

SHOWN_TO_MARKERS = "submission_id"  # what nbgrader hands to its page for marking, and to nothing else that it makes


class ModelAnswers(Preprocessor):  # type: ignore[misc]
    """Puts the model answer below each written answer of a page that nbgrader makes for marking.

    `nbgrader_config.py` names it for every page made of a notebook, so it looks for what only that page is given.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Adds cells to the notebook that is shown; its file stays as it is."""
        if SHOWN_TO_MARKERS not in resources or resources.get("assignment_id") not in course():
            return nb, resources
        assignment = find_assignment(resources["assignment_id"])
        nb.cells = [shown for cell in nb.cells for shown in (cell, *_answers_below(cell, assignment))]
        return nb, resources


def _answers_below(cell: NotebookNode, assignment: Assignment) -> list[NotebookNode]:
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
    named = [item.name for item in assignment.written if f"written-{item.name}" == grade_id]
    texts = [model_answer(assignment, name) for name in named]
    return [new_markdown_cell(f"*For the marker; students do not see this.*\n\n{text}") for text in texts if text]
