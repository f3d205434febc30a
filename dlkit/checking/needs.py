"""What an exercise needs to be checked beside NumPy."""

from __future__ import annotations

import json

from dlkit.course import Assignment
from dlkit.notebooks import given_cells, imported_modules, read_notebook


def needs_keras(assignment: Assignment, name: str) -> bool:
    """Whether an exercise can only be checked where Keras is.

    So it is where a visible check looks at a model, a loss or a tensor, and in a notebook that begins with Keras.

    Args:
        assignment: the assignment.
        name: one of its exercises.
    """
    return begins_with_keras(assignment) or any(
        example["kind"] in ("model", "loss") or '"$tensor"' in json.dumps(example)
        for example in assignment.examples
        if example["exercise"] == name
    )


def begins_with_keras(assignment: Assignment) -> bool:
    """Whether the first setup cell of an assignment's notebook imports Keras: then nothing in it works without."""
    given = given_cells(read_notebook(assignment.notebook.read_bytes()))
    setup = next((cell.source for cell in given if cell.role == "setup"), "")
    return "keras" in imported_modules(setup)
