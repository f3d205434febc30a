"""`results.json` as Gradescope reads it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from grader.autograder import pages
from grader.autograder.about import About
from grader.judging import Result


def results(result: Result, about: About, *, seconds: float) -> dict[str, Any]:
    """What came of a submission: a test for each exercise, and the table of them first.

    Args:
        result: what the judge came to.
        about: the autograder.
        seconds: how long it took.
    """
    tests = [
        {
            "name": exercise.name,
            "name_format": "text",
            "score": exercise.score,
            "max_score": exercise.points,
            "status": "passed" if exercise.status == "right" else "failed",
            "output": pages.diagnosis(exercise, result),
            "output_format": "html",
            "visibility": about.visibility,
        }
        for exercise in result.exercises
    ]
    return {
        "score": result.score,
        "execution_time": round(seconds),
        "output": pages.overview(result, about),
        **_for_all(about),
        "extra_data": {"assignment": about.slug, "status": result.status},
        "tests": tests,
    }


def not_judged(about: About) -> dict[str, Any]:
    """What stands there from the beginning, and stays where the autograder fails: no points, and a sentence."""
    tests = [
        {"name": name, "score": 0.0, "max_score": points, "status": "failed", "visibility": about.visibility}
        for name, points in about.exercises
    ]
    return {
        "score": 0.0,
        "output": pages.not_judged(),
        **_for_all(about),
        "extra_data": {"assignment": about.slug, "status": "not_judged"},
        "tests": tests,
    }


def _for_all(about: About) -> dict[str, Any]:
    return {"output_format": "html", "visibility": about.visibility, "stdout_visibility": "hidden"}


def student_in(metadata: Path, about: About) -> tuple[str, list[str]]:
    """Whose submission it is, as a text that stays the same, and what the staff should know.

    Args:
        metadata: Gradescope's `submission_metadata.json`.
        about: the autograder.
    """
    told: list[str] = []
    try:
        known = json.loads(metadata.read_text(encoding="utf-8"))
        identities = sorted(str(user["id"]) for user in known["users"])
        total = float(known["assignment"]["total_points"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        return "", [f"{metadata.name} cannot be read ({type(error).__name__}); hidden inputs are those of nobody."]
    if min(abs(total - points) for points in (about.points, about.points + about.written_points)) > 0.01:
        told.append(
            f"This autograder gives up to {about.points:g} points, and the assignment here has {total:g}: set it to that."
        )
    return " ".join(identities), told
