"""The notebook that a student gets back: their own text in cells as they were released, and the judgement in it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode, from_dict
from nbformat.v4.rwbase import split_lines
from nbgrader.utils import is_grade, is_solution

from dlkit.comparing import clean
from dlkit.notebooks import UnreadableNotebook, raw_cells
from grader.gradebook.feedback import (
    check_outputs,
    fenced,
    own_cell_outputs,
    remark_cell,
    score_output,
)
from grader.gradebook.graded_cells import GradedCell
from grader.gradebook.student_outputs import Allowance, harmless_outputs
from grader.judging import OwnCell, Result, SubmittedFiles, read_notebook

_PICTURES = ("image/png", "image/jpeg", "image/gif")


def read_cells(submitted: SubmittedFiles) -> list[NotebookNode]:
    """The cells of a submission with their text, the pictures and texts below them, and nothing else of the student's.

    Args:
        submitted: the submission.

    Returns:
        Cells without metadata, but for `claims`: the names of given cells that a cell bears. None
        if the file cannot be read as a notebook.
    """
    if submitted.path is None or submitted.status != "graded":
        return []
    try:
        notebook = read_notebook(submitted.notebook())
    except (UnreadableNotebook, OSError, ValueError):
        return []
    raw, allowance = enumerate(raw_cells(notebook), start=1), Allowance()
    return [_read_cell(cell, number, allowance) for number, cell in raw if isinstance(cell, dict)]


def _read_cell(raw: Mapping[str, Any], number: int, allowance: Allowance) -> NotebookNode:
    source = raw.get("source", raw.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    source = clean(source) if isinstance(source, str) else ""
    identity, metadata = f"cell-{number}", {"claims": _claims(raw)}
    if raw.get("cell_type") == "code":
        cell = _cell("code", source, identity, metadata)
        cell.outputs = harmless_outputs(raw.get("outputs"), allowance)
        return cell
    if raw.get("cell_type") not in ("markdown", "heading"):
        source = fenced(source.splitlines())
    cell = _cell("markdown", source, identity, metadata)
    if pictures := _pictures(raw.get("attachments")):
        cell.attachments = pictures
    return cell


def _claims(raw: Mapping[str, Any]) -> list[str]:
    """The names of given cells that a cell bears: its exercise, its nbgrader name, its id."""
    metadata = raw.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    nbgrader = metadata.get("nbgrader")
    exercise = metadata.get("exercise")
    found = [f"exercise-{exercise}" if isinstance(exercise, str) else None]
    found += [nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None, raw.get("id")]
    return [clean(claim) for claim in found if isinstance(claim, str)]


def _pictures(attachments: Any) -> dict[str, dict[str, str]]:
    if not isinstance(attachments, dict):
        return {}
    found = {
        clean(name): {
            kind: data for kind, data in item.items() if kind in _PICTURES and isinstance(data, str) and data.isascii()
        }
        for name, item in attachments.items()
        if isinstance(item, dict)
    }
    return {name: item for name, item in found.items() if item}


@dataclass(frozen=True)
class GivenCell:
    """A cell that nbgrader knows, as it was released."""

    identity: str
    cell_type: str
    source: str
    locked: bool
    marks: dict[str, Any]


def given_cells(gradebook: Any, about: Mapping[str, str], source: Path) -> list[GivenCell]:
    """The cells of an assignment that nbgrader knows, in the order of the source notebook.

    Args:
        gradebook: nbgrader's.
        about: names the notebook and the assignment.
        source: the notebook in `source/`; without it the order is the gradebook's.
    """
    notebook = gradebook.find_notebook(about["notebook"], about["assignment"])
    tasks = {cell.name: cell.max_score for cell in notebook.task_cells}
    points = {cell.name: cell.max_score for cell in notebook.grade_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    order = [_name(cell) for cell in nbformat.read(source, as_version=4).cells] if source.exists() else []
    cells = sorted(notebook.source_cells, key=lambda cell: order.index(cell.name) if cell.name in order else len(order))
    found = []
    for cell in cells:
        marks = {
            "grade": cell.name in points,
            "grade_id": cell.name,
            "solution": cell.name in solutions,
            "locked": cell.locked,
            "task": cell.name in tasks,
            "schema_version": 3,
            "cell_type": cell.cell_type,
            "checksum": cell.checksum,
        }
        if cell.name in points or cell.name in tasks:
            marks["points"] = points.get(cell.name, tasks.get(cell.name))
        found.append(GivenCell(cell.name, cell.cell_type, cell.source, bool(cell.locked), marks))
    return found


def _name(cell: NotebookNode) -> str:
    """What nbgrader calls a cell of a source notebook; an instructor's own one has another id there."""
    name = cell.metadata.get("nbgrader", {}).get("grade_id") or cell.get("id", "")
    return str(name)


def own_cells(
    submitted: SubmittedFiles, given: Sequence[GivenCell], graded: Sequence[GradedCell]
) -> tuple[OwnCell, ...]:
    """The autograded cells that an instructor added, each with what stands above it in a submission.

    Args:
        submitted: the submission.
        given: the cells as they were released, in order.
        graded: the cells that earn points.
    """
    own = [cell for cell in graded if cell.kind == "own"]
    cells = restored(read_cells(submitted), given) if own else []
    places = {cell.metadata.nbgrader.grade_id: place for place, cell in enumerate(cells) if "nbgrader" in cell.metadata}
    return tuple(OwnCell(cell.name, cell.points, cell.source, _notebook(cells[: places[cell.name]])) for cell in own)


def own_cells_digest(graded: Sequence[GradedCell]) -> str:
    """A fingerprint of the autograded cells that an instructor added; empty if there are none.

    Args:
        graded: the cells that earn points.
    """
    own = [(cell.name, cell.points, cell.source) for cell in graded if cell.kind == "own"]
    return hashlib.sha256(json.dumps(own).encode()).hexdigest() if own else ""


def _notebook(cells: Sequence[NotebookNode]) -> bytes:
    cells = [NotebookNode({**cell, "outputs": []}) if "outputs" in cell else cell for cell in cells]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def restored(cells: Sequence[NotebookNode], given: Sequence[GivenCell]) -> list[NotebookNode]:
    """A submission's cells with each given cell exactly once, with the type, marks and locked text it had.

    Of several cells with the same name the last one counts, as it does when the notebook is run, but for a
    written answer the last that says anything. The others stay as the student's own cells. A cell that is gone
    is put back after the one that it followed.

    Args:
        cells: the cells, with their `claims`; they are changed.
        given: the cells as they were released, in order.
    """
    by_name = _claimed(cells, {cell.identity for cell in given})
    chosen = {}
    for cell in given:
        candidates = by_name.get(cell.identity, [])
        written = [candidate for candidate in candidates if candidate.source != cell.source]
        best = written if cell.cell_type == "markdown" and written else candidates
        if best:
            chosen[cell.identity] = best[-1]
    for found in cells:
        found.metadata = NotebookNode()
    places = {id(found): number for number, found in enumerate(cells)}
    result, added, place = list(cells), dict[int, list[NotebookNode]](), 0
    for cell in given:
        old = chosen.get(cell.identity)
        if old is not None:
            place = places[id(old)] + 1
            result[place - 1] = _given_cell(cell, cell.source if cell.locked else old.source, old)
        else:
            added.setdefault(place, []).append(_given_cell(cell, cell.source, None))
    return [
        each for number in range(len(result) + 1) for each in (*added.get(number, ()), *result[number : number + 1])
    ]


def _claimed(cells: Sequence[NotebookNode], names: set[str]) -> dict[str, list[NotebookNode]]:
    """For each given cell the student's cells that stand for it: by name, else by the function they define."""
    found: dict[str, list[NotebookNode]] = {}
    for cell in cells:
        name = next((claim for claim in cell.metadata.claims if claim in names), None)
        if name:
            found.setdefault(name, []).append(cell)
    for cell in cells:
        if cell.cell_type == "code" and not set(cell.metadata.claims) & names:
            defined = [f"exercise-{name}" for name in re.findall(r"^def (\w+)\s*\(", cell.source, flags=re.MULTILINE)]
            name = next((name for name in defined if name in names and name not in found), None)
            if name:
                found[name] = [cell]
    return found


def _given_cell(given: GivenCell, source: str, old: Mapping[str, Any] | None) -> NotebookNode:
    metadata = {"nbgrader": dict(given.marks), "deletable": False}
    cell = _cell(given.cell_type, source, given.identity, metadata)
    if old and old.get("attachments") and given.cell_type == "markdown":
        cell.attachments = old["attachments"]
    if old and old.get("outputs") and given.cell_type == "code" and not _is_test(cell):  # the judge writes a test's
        cell.outputs = old["outputs"]
    return cell


def _cell(kind: str, source: str, identity: str, metadata: dict[str, Any]) -> NotebookNode:
    """A cell without nbformat's check of each by itself: the notebook is checked as a whole when it is written."""
    own: dict[str, Any] = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return from_dict({"id": identity, "cell_type": kind, "metadata": metadata, "source": source, **own})


def put_judgement(cells: Sequence[NotebookNode], result: Result) -> list[NotebookNode]:
    """Writes a result as the outputs of the test cells, and above them all what else there is to say.

    Args:
        cells: restored cells; their outputs are changed.
        result: the result, in whatever points.
    """
    tests = {cell.metadata.nbgrader.grade_id: cell for cell in cells if _is_test(cell)}
    points = {name.removeprefix("check-"): float(cell.metadata.nbgrader.points) for name, cell in tests.items()}
    result = result.in_points(points)
    exercises = {f"check-{exercise.name}": exercise for exercise in result.exercises}
    own = {cell.name: cell for cell in result.own_cells}
    for name, cell in tests.items():
        if name in exercises:
            cell.outputs = check_outputs(exercises[name], result)
        elif name in own:
            cell.outputs = own_cell_outputs(own[name])
        else:  # nothing could be judged; the remark says why
            cell.outputs = [score_output(0)]
    remark = remark_cell(result)
    return [remark, *cells] if remark else list(cells)


def _is_test(cell: NotebookNode) -> bool:
    """Whether a cell earns points by being run; an answer in code earns them from a person."""
    return cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)


def notebook_metadata(kernel: Mapping[str, Any]) -> NotebookNode:
    """The metadata of the notebook that is given back, from the kernel that the assignment was released with."""
    return NotebookNode({"kernelspec": dict(kernel), "language_info": {"name": "python"}} if kernel else {})


def notebook_text(notebook: NotebookNode) -> str:
    """The text of a notebook that nobody needs any more: a line for each cell, which is quickly written.

    Args:
        notebook: the notebook; its sources become lists of lines.

    Raises:
        nbformat.ValidationError: if it is no notebook.
    """
    nbformat.validate(notebook)
    plain = split_lines(notebook)

    def text(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, sort_keys=True)

    cells = ",\n".join(map(text, plain.cells))
    rest = "".join(f",\n{text(name)}: {text(plain[name])}" for name in sorted(plain) if name != "cells")
    return f'{{"cells": [\n{cells}\n]{rest}}}\n'
