"""The solved notebook as text, read from the solution's file: nothing is imported, so no page waits for TensorFlow."""

from __future__ import annotations

import ast
from pathlib import Path

from dlkit.course import CourseError
from grader.authoring import Authored, splice


def written_answers(authored: Authored) -> dict[str, str]:
    """For each exercise the text of a solved cell: the stub's docstring, the solution's body.

    Args:
        authored: the assignment.

    Raises:
        CourseError: if a solution is missing.
    """
    path = Path(__file__).parents[2] / "solutions" / f"{authored.slug}.py"
    source = path.read_text(encoding="utf-8")
    functions = {node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}
    answers = {}
    for cell in authored.cells:
        if cell.role == "exercise":
            if cell.name not in functions:
                raise CourseError(f"{path} has no function {cell.name}.")
            found = functions[cell.name]
            text = "\n".join(source.splitlines()[found.lineno - 1 : found.end_lineno])
            answers[cell.name] = splice(cell.source, text)
    return answers
