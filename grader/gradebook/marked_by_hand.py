"""What a person has marked is not asked for again, where it is what it was when they did.

nbgrader sends every submission in which a person gave points back to them each time it is graded.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_task

from grader.gradebook.answers import binding_cells
from grader.gradebook.held import same_score


class MarkedByHand:
    """The points that a person gave in one submission: made before it is recorded anew, asked once it is.

    Args:
        notebook: the submitted notebook in nbgrader's gradebook.
        place: the folder in `autograded/` where the notebook lies that the person has seen.
        slug: the assignment.
    """

    def __init__(self, notebook: Any, place: Path, slug: str) -> None:
        self._before = {
            grade.name: (grade.auto_score, grade.needs_manual_grade)
            for grade in notebook.grades
            if grade.manual_score is not None
        }
        self._earlier = _graded(_cells(place / f"{slug}.ipynb")) if self._before else {}

    def leave(self, notebook: Any, cells: Sequence[NotebookNode]) -> None:
        """Puts back whether a person is asked, where answer, points and the judge's own points are the same.

        Args:
            notebook: the submitted notebook in nbgrader's gradebook, with its new automatic scores.
            cells: the cells that are recorded now.
        """
        if not self._before:
            return
        now = _graded(cells)
        for grade in notebook.grades:
            automatic, needed = self._before.get(grade.name, (None, True))
            same = grade.name in now and self._earlier.get(grade.name) == now[grade.name]
            if same and grade.manual_score is not None and same_score(grade.auto_score, automatic):
                grade.needs_manual_grade = needed


def _cells(path: Path) -> list[NotebookNode]:
    try:
        return list(nbformat.read(path, as_version=4).cells)
    except (OSError, ValueError, AttributeError, nbformat.ValidationError):
        return []


def _graded(cells: Sequence[NotebookNode]) -> dict[str, tuple[list[str], float]]:
    """What was written for each cell that earns points, and the points."""
    given = {cell.metadata.nbgrader.grade_id: cell for cell in cells if "nbgrader" in cell.metadata}
    own = [cell.source for cell in cells if "nbgrader" not in cell.metadata and cell.cell_type == "code"]
    found = {}
    for name, cell in given.items():
        if is_grade(cell) or is_task(cell):
            exercise = name.removeprefix("check-")
            code = given.get(f"exercise-{exercise}")
            answer = [code.source, *binding_cells(own, exercise)] if code is not None else []
            found[name] = ([cell.source, *answer], float(cell.metadata.nbgrader.points))
    return found
