"""What a student reads on another platform: HTML of plain elements, since platforms take styles away."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from dlkit.comparing import clean, clean_line
from grader.autograder.about import About
from grader.judging import ExerciseResult, Result, points_text

NOT_JUDGED = (
    "This submission could not be judged: something went wrong in the autograder, not in your work. The points shown are "
    "not your mark. The course staff can see what it was, and will have it judged again."
)
MAX_SENTENCE = 240


def overview(result: Result, about: About) -> str:
    """What is shown first: the table of exercises, and what was noticed.

    Args:
        result: what the judge came to.
        about: the autograder.
    """
    rows = [(exercise, _sentence(exercise)) for exercise in result.exercises]
    return _render("overview.html", result=result, about=about, rows=rows)


def not_judged() -> str:
    """What is shown where the autograder itself failed."""
    return _render("not_judged.html", told=NOT_JUDGED)


def diagnosis(exercise: ExerciseResult, result: Result) -> str:
    """What is shown of one exercise: why it is wrong, and what passed.

    Args:
        exercise: the exercise.
        result: what it is part of.
    """
    passed = [check.name for check in exercise.checks if check.outcome == "passed"]
    return _render("diagnosis.html", exercise=exercise, result=result, passed=passed)


def _sentence(exercise: ExerciseResult) -> str:
    failed = [check for check in exercise.checks if check.outcome == "failed"]
    told = next((check for check in failed if check.mistake), failed[0] if failed else None)
    if told is None and exercise.followed_through:
        return f"judged with a right {' and '.join(exercise.followed_through)} in place of yours"
    return clean_line(told.message.splitlines()[0], limit=MAX_SENTENCE) if told and told.message else ""


def _render(name: str, **values: Any) -> str:
    return clean(_environment().get_template(name).render(**values)).strip()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("grader.autograder"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["points"] = points_text
    environment.filters["words"] = lambda name, space=" ": name.replace("_", space)
    return environment
