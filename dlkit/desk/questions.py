"""The quick questions of a notebook."""

from __future__ import annotations

from typing import Any

from dlkit.course import Assignment, CourseError, read_toml, unknown


def ask(assignment: Assignment, name: str, answer: Any = ...) -> None:
    """Shows the text of a question.

    Args:
        assignment: the assignment.
        name: the question.
        answer: the student's; `...` for none yet.

    Raises:
        CourseError: if the assignment has no questions, or none of this name.
    """
    path = assignment.folder / "questions.toml"
    if not path.is_file():
        raise CourseError(f"There are no questions in {assignment.slug} yet.")
    questions = {item["name"]: item["text"] for item in read_toml(path)["questions"]}
    if name not in questions:
        raise CourseError(unknown("question", name, list(questions), f" in {assignment.slug}"))
    print(questions[name])
