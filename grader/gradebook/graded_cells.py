"""The cells that earn points in a course: who gives their points, what they are worth, and what `source/` says of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum, is_grade, is_solution, is_task

from dlkit.comparing import clean_line
from dlkit.course import Assignment

Kind = Literal["exercise", "own", "by_hand"]


@dataclass(frozen=True)
class GradedCell:
    """One cell that earns points.

    Attributes:
        name: its name in the gradebook.
        title: what people call it.
        points: what it is worth.
        kind: who gives its points: the judge's checks of an exercise, the cell itself when it is run (an instructor's
            own test), or a person.
        source: its text, hidden tests included.
    """

    name: str
    title: str
    points: float
    kind: Kind
    source: str


def graded_cells(gradebook: Any, assignment: Assignment, *, taken: Collection[str] = ()) -> list[GradedCell]:
    """The cells of an assignment that earn points in a course: the exercises, then an instructor's own, then the written.

    Args:
        gradebook: nbgrader's.
        assignment: the assignment.
        taken: what no title may be.
    """
    notebook = gradebook.find_notebook(assignment.slug, assignment.slug)
    titles = {f"check-{item.name}": item.name for item in assignment.exercises}
    written = {f"written-{item.name}": item.name for item in assignment.written}
    solutions = {cell.name for cell in notebook.solution_cells}
    sources = {cell.name: cell.source or "" for cell in notebook.source_cells}
    taken = {*taken, *titles.values(), *written.values()}

    def read(cell: Any, kind: Kind) -> GradedCell:
        own_title = f"cell {cell.name}" if cell.name in taken else cell.name
        title = (titles | written).get(cell.name, own_title)
        return GradedCell(cell.name, title, float(cell.max_score), kind, sources.get(cell.name, ""))

    def kind(cell: Any) -> Kind:
        if cell.name in solutions or cell.cell_type != "code":
            return "by_hand"
        return "exercise" if cell.name in titles else "own"

    found = [read(cell, kind(cell)) for cell in notebook.grade_cells]
    found += [read(cell, "by_hand") for cell in notebook.task_cells]
    kinds, known = ("exercise", "own", "by_hand"), [*titles, *written]
    return sorted(
        found,
        key=lambda cell: (
            kinds.index(cell.kind),
            known.index(cell.name) if cell.name in known else len(known),
            cell.name,
        ),
    )


def take_source(gradebook: Any, path: Path, slug: str) -> list[str]:
    """Takes into the gradebook what a source notebook says now of the graded cells that are in both.

    These are their points and the text of tests. Which cells there are, and what students were given, changes with
    `nbgrader generate_assignment` alone.

    Args:
        gradebook: nbgrader's.
        path: the notebook in `source/`.
        slug: the assignment.

    Returns:
        What was taken, and what could not be, as sentences.
    """
    try:
        cells = {
            cell.metadata.nbgrader.grade_id: cell for cell in nbformat.read(path, as_version=4).cells if _counts(cell)
        }
        points = {name: float(cell.metadata.nbgrader.points) for name, cell in cells.items()}
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, AttributeError, KeyError, nbformat.ValidationError) as error:
        told = clean_line(next(iter(str(error).splitlines()), ""), limit=200)
        return [f"{path} cannot be read, so points are as the gradebook has them: {told}"]
    notebook = gradebook.find_notebook(slug, slug)
    known = {cell.name: cell for cell in (*notebook.grade_cells, *notebook.task_cells)}
    texts = {cell.name: cell for cell in notebook.source_cells}
    remarks = []
    for name in sorted(known.keys() & cells.keys()):
        before = (known[name].max_score, texts[name].source)
        _take(cells[name], points[name], known[name], texts[name])
        if before[0] != known[name].max_score:
            remarks.append(f"{name} is worth {points[name]:g} points now, as source/ says; before, {before[0]:g}.")
        if before[1] != texts[name].source:
            remarks.append(f"The test in {name} is now the one in source/.")
    gradebook.db.commit()
    return [*remarks, *_differences(known.keys(), cells.keys(), slug)]


def changed_checks(cells: Collection[GradedCell], checks: Mapping[str, str]) -> list[str]:
    """What there is to say of check cells in which an instructor has written: that it is not run.

    Args:
        cells: the cells that earn points.
        checks: the text of each exercise's check cell, as the kit has it.
    """
    changed = [cell for cell in cells if cell.kind == "exercise" and cell.source.strip() != checks[cell.title].strip()]
    return [
        f"{cell.name} has another text in source/ than in the kit. The kit's hidden checks give its points, and what "
        "stands there is not run; tests of your own go into a cell of their own."
        for cell in changed
    ]


def _counts(cell: NotebookNode) -> bool:
    return bool(is_grade(cell) or is_task(cell))


def _take(cell: NotebookNode, points: float, known: Any, text: Any) -> None:
    is_test = cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)
    source = cell.source if is_test else text.source
    if (known.max_score, text.source) != (points, source):
        known.max_score, text.source = points, source
        if text.checksum is not None:  # whether an answer was given is told by it, and it counts the points too
            text.checksum = compute_checksum(NotebookNode({**cell, "source": source}))


def _differences(known: Collection[str], found: Collection[str], slug: str) -> list[str]:
    """What only `nbgrader generate_assignment` can take, which refuses it once there are submissions."""
    advice = f"To take that over, run nbgrader generate_assignment --force {slug}, before anything is graded"
    remarks = []
    if new := sorted(set(found) - set(known)):
        remarks.append(f"source/ has cells with points that the gradebook does not know: {', '.join(new)}. {advice}.")
    if gone := sorted(set(known) - set(found)):
        remarks.append(f"The gradebook has cells with points that source/ has no more: {', '.join(gone)}. {advice}.")
    return remarks
