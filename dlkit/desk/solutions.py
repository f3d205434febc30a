"""The solutions, where this edition holds them."""

from __future__ import annotations

import ast

from dlkit.course import Assignment, solutions_folder


def solution_source(assignment: Assignment, name: str | None = None) -> str | None:
    """The text of a solution.

    Args:
        assignment: the assignment.
        name: one of its exercises; all of its solutions, if left out.

    Returns:
        The function, or the whole file; None where this edition holds no solutions.
    """
    folder = solutions_folder()
    path = folder / f"{assignment.slug}.py" if folder else None
    if path is None or not path.is_file():
        return None
    text = path.read_text(encoding="utf-8")
    if name is None:
        return text
    function = next(n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef) and n.name == name)
    return ast.get_source_segment(text, function)
