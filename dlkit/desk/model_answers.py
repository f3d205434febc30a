"""The model answers to written questions, where this edition holds them."""

from __future__ import annotations

from dlkit.course import Assignment


def model_answer(assignment: Assignment, name: str) -> str | None:
    """A model answer to a written question, and what a marker looks for, in Markdown.

    Args:
        assignment: the assignment.
        name: one of its written questions.

    Returns:
        The text; None where this edition holds none.
    """
    path = assignment.model_answers / f"{name}.md" if assignment.model_answers else None
    return path.read_text(encoding="utf-8") if path and path.is_file() else None
