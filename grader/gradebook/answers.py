"""What a student wrote for each cell that earns points, as fingerprints of the notebook that was recorded."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from grader.gradebook.graded_cells import GradedCell


def recorded_cells(place: Path, slug: str) -> list[dict[str, Any]]:
    """The cells of the notebook in `autograded/`; none if it is not there or cannot be read.

    Args:
        place: the folder of the submission.
        slug: the assignment.
    """
    try:
        cells = json.loads((place / f"{slug}.ipynb").read_text(encoding="utf-8"))["cells"]
        return [{**cell, "source": "".join(cell["source"])} for cell in cells]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def answers(cells: Sequence[dict[str, Any]], graded: Iterable[GradedCell]) -> dict[str, str]:
    """A fingerprint of each answer, by the cell's title.

    That of an exercise is its own cell, and the student's own cells that give its name a meaning.

    Args:
        cells: the cells of a recorded notebook.
        graded: the cells that earn points.
    """
    given = {name: cell for cell in cells if (name := _name(cell))}
    own = [cell["source"] for cell in cells if not _name(cell) and cell.get("cell_type") == "code"]
    found = {}
    for cell in graded if cells else ():
        texts = [_text(given.get(cell.name))]
        if cell.kind == "exercise":
            texts = [_text(given.get(f"exercise-{cell.title}")), *binding_cells(own, cell.title)]
        found[cell.title] = hashlib.sha256("\0".join(texts).encode()).hexdigest()
    return found


def binding_cells(sources: Iterable[str], name: str) -> list[str]:
    """The cells of code that give a name a meaning: by a definition or an assignment.

    Args:
        sources: the texts of cells.
        name: the name.
    """
    word = re.escape(name)
    binds = re.compile(rf"^\s*(?:(?:async\s+)?def\s+{word}\b|{word}\s*(?::[^=\n]*)?=)", re.MULTILINE)
    return [source for source in sources if binds.search(source)]


def _name(cell: dict[str, Any]) -> str:
    return str(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", ""))


def _text(cell: dict[str, Any] | None) -> str:
    return json.dumps([cell["source"], cell.get("attachments")], sort_keys=True) if cell else ""
