"""What Classroom 50's `result.json` says of the tests: whole points, and a page for the release."""

from __future__ import annotations

from typing import Any

from grader.autograder import pages
from grader.autograder.about import About
from grader.judging import Result, whole_points


def tests(result: Result, about: About) -> dict[str, Any]:
    """The part of `result.json` that the judge decides, and the text of the release under `page`.

    Args:
        result: what the judge came to.
        about: the autograder.
    """
    scores = whole_points([exercise.score for exercise in result.exercises])
    found = [
        {
            "test-name": exercise.name,
            "passed": exercise.status == "right",
            "score": score,
            "max-score": int(exercise.points),
        }
        for exercise, score in zip(result.exercises, scores, strict=True)
    ]
    parts = [pages.overview(result, about)]
    for exercise in result.exercises:
        if result.content and exercise.status != "right":
            parts.append(f"### {exercise.name}\n\n{pages.diagnosis(exercise, result)}")
    return {
        "score": sum(scores),
        "max-score": int(about.points),
        "tests": found,
        "page": "\n\n".join(parts) + "\n",
    }
