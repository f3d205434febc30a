"""The formgrader's page for marking: cells by their names, and the model answer beside each written one.

Model answers are for whoever marks, and in no file that a student gets.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from dlkit.course import Assignment, course, find_assignment
from dlkit.desk import model_answer

MARKING_TEMPLATE = "dlkit_marking"
SHOWN_TO_MARKERS = "submission_id"  # what nbgrader hands to its page for marking, and to nothing else that it makes


def marking_page() -> dict[str, Any]:
    """What `nbgrader_config.py` says of nbgrader's HTML exporter, so that the page for marking is ours.

    nbgrader writes its own names there before it reads that file, and others again before it writes feedback.
    """
    spec = find_spec("nbgrader")
    places = spec.submodule_search_locations if spec else None
    of_nbgrader = [Path(place) / "server_extensions" / "formgrader" / "templates" for place in places or ()]
    return {
        "template_name": MARKING_TEMPLATE,
        "extra_template_basedirs": [str(Path(__file__).parent / "templates"), *map(str, of_nbgrader)],
        "extra_template_paths": [str(path) for place in of_nbgrader for path in (place, place / "formgrade")],
    }


class ModelAnswers(Preprocessor):  # type: ignore[misc]
    """Says on a page that nbgrader makes for marking what each cell is, and puts the model answers in.

    `nbgrader_config.py` names it for every page made of a notebook, so it looks for what only that page is given.
    A course that does not name our template has the model answers below the written ones.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Changes the notebook that is shown; its file stays as it is."""
        if SHOWN_TO_MARKERS not in resources:
            return nb, resources
        slug = resources.get("assignment_id")
        assignment = find_assignment(slug) if slug in course() else None  # else one that the kit does not have
        titles = _titles(assignment) if assignment else {}
        beside = getattr(self.parent, "template_name", "") == MARKING_TEMPLATE
        shown = []
        for cell in nb.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            answer = _model_answer(name, assignment) if assignment else ""
            cell.metadata.dlkit = NotebookNode(title=titles.get(name, name), model_answer=answer if beside else "")
            shown.append(cell)
            if answer and not beside:
                shown.append(new_markdown_cell(f"*For the marker; students do not see this.*\n\n{answer}"))
        nb.cells = shown
        return nb, resources


def _titles(assignment: Assignment) -> dict[str, str]:
    titles = {f"{kind}-{item.name}": item.name for item in assignment.exercises for kind in ("exercise", "check")}
    return titles | {f"written-{item.name}": item.name for item in assignment.written}


def _model_answer(name: str, assignment: Assignment) -> str:
    named = [item.name for item in assignment.written if f"written-{item.name}" == name]
    return "\n\n".join(filter(None, (model_answer(assignment, item) for item in named)))
