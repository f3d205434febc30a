"""A student's notebook of the first assignment, as tests write into it."""

import ast
import json
from pathlib import Path

from dlkit.course import find_assignment

ROOT = Path(__file__).resolve().parents[2]
SLUG = "logistic_regression"
EXERCISES = [exercise.name for exercise in find_assignment(SLUG).exercises]
NOTEBOOK = Path(SLUG, f"{SLUG}.ipynb")


def cell_of(notebook, exercise):
    return next(cell for cell in notebook["cells"] if cell["metadata"].get("exercise") == exercise)


def write_cells(path, sources):
    """Write the student's answers into the exercise cells of a notebook."""
    notebook = json.loads(path.read_text())
    for exercise, source in sources.items():
        cell_of(notebook, exercise)["source"] = source
    path.write_text(json.dumps(notebook))


def solution_of(exercise, slug=SLUG):
    text = (ROOT / "solutions" / f"{slug}.py").read_text()
    functions = {node.name: node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}
    return ast.get_source_segment(text, functions[exercise])


def assert_one_sentence(result, *, status=2):
    assert result.status == status
    assert result.out == ""
    assert len(result.err.splitlines()) == 1
    assert "Traceback" not in result.err
