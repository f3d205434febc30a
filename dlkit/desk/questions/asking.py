"""What a notebook calls: `ask("name", ...)`."""

from __future__ import annotations

from types import EllipsisType

from dlkit.course import Assignment, CourseError, unknown
from dlkit.desk.questions.display import show, show_sentence
from dlkit.desk.questions.reading import read_questions


def ask(assignment: Assignment, name: str, answer: object | EllipsisType = ...) -> None:
    """Shows a question of an assignment and what is to be said about an answer to it; nothing is raised.

    Args:
        assignment: the assignment.
        name: the question's name.
        answer: the student's answer; the three dots of Python, as they stand in the notebook, if there is none yet.
    """
    try:
        questions = read_questions(assignment)
    except CourseError as error:
        show_sentence(str(error))
        return
    question = questions.get(name) if isinstance(name, str) else None
    if question is None:
        show_sentence(unknown("question", str(name), list(questions), f" in {assignment.slug}"))
    else:
        show(question, None if answer is ... else question.mark(answer))
