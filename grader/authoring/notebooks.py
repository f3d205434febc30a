"""The notebooks of an assignment: the student's, the solved one and nbgrader's source, each with answers spliced in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.authoring.authored import Authored, AuthoredCell

_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_FOLDED = {"jupyter": {"source_hidden": True}, "cellView": "form"}  # as Jupyter says it, and as Colab does


def student_notebook(authored: Authored) -> nbformat.NotebookNode:
    """The notebook that students work in: stubs, no outputs, deterministic ids."""
    return _notebook(authored, {}, nbgrader=False)


def solved_notebook(authored: Authored) -> nbformat.NotebookNode:
    """The same notebook with the solutions spliced into its exercise cells."""
    return _notebook(authored, authored.answers(), nbgrader=False)


def nbgrader_source(authored: Authored) -> nbformat.NotebookNode:
    """The same notebook with nbgrader's metadata, as it stands in a course's `source/`."""
    return _notebook(authored, {}, nbgrader=True)


def notebook_with(authored: Authored, answers: Mapping[str, str]) -> nbformat.NotebookNode:
    """The student's notebook with some exercise cells filled in.

    Args:
        authored: the assignment.
        answers: the text of the cell for each exercise that is answered.
    """
    return _notebook(authored, answers, nbgrader=False)


def _notebook(authored: Authored, answers: Mapping[str, str], *, nbgrader: bool) -> nbformat.NotebookNode:
    cells = []
    for cell in authored.cells:
        source = answers.get(cell.name, cell.source) if cell.role == "exercise" else cell.source
        make = new_code_cell if cell.is_code else new_markdown_cell
        metadata = _cell_metadata(cell)
        if nbgrader and (marks := _nbgrader_metadata(authored, cell)):
            metadata["nbgrader"] = marks
        cells.append(make(source, id=cell.identity, metadata=metadata))
    metadata = {**_METADATA, "dlkit": {"assignment": authored.slug}}
    return new_notebook(cells=cells, metadata=metadata, nbformat_minor=5)


def _cell_metadata(cell: AuthoredCell) -> dict[str, Any]:
    if cell.role in ("exercise", "check"):
        return {cell.role: cell.name}
    if cell.role in ("setup", "demo", "question"):
        return {"tags": [cell.role], **(_FOLDED if cell.folded else {})}
    return {}


def _nbgrader_metadata(authored: Authored, cell: AuthoredCell) -> dict[str, Any]:
    marks: dict[str, Any] = {"schema_version": 3, "grade_id": cell.identity, "task": False}
    assignment = authored.assignment
    match cell.role:
        case "exercise":
            return {**marks, "grade": False, "solution": True, "locked": False}
        case "check":
            return {
                **marks,
                "grade": True,
                "solution": False,
                "locked": True,
                "points": assignment.exercise(cell.name).points,
            }
        case "written":
            points = next(item.points for item in assignment.written if item.name == cell.name)
            return {**marks, "grade": True, "solution": True, "locked": False, "points": points}
        case "setup":
            return {**marks, "grade": False, "solution": False, "locked": True}
    return {}


def as_bytes(notebook: nbformat.NotebookNode) -> bytes:
    """A notebook as the bytes of its file."""
    text: str = nbformat.writes(notebook)
    return (text + "\n").encode("utf-8")


def staff_files(authored: Authored, folder: Path) -> dict[Path, bytes]:
    """The notebooks that only the staff needs, to be written into a folder of their choice."""
    return {
        folder / f"{authored.slug}.solved.ipynb": as_bytes(solved_notebook(authored)),
        folder / f"{authored.slug}.source.ipynb": as_bytes(nbgrader_source(authored)),
    }
