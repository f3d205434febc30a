"""Judging one's own notebook without a sandbox, for `dlkit check --all`, which reads what is written here."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from dlkit.course import CourseError
from dlkit.notebooks import UnreadableNotebook
from dlkit.sandboxed import die_with_parent
from grader.errors import ChecksError, SandboxUnavailable
from grader.judging.judge import Judge
from grader.judging.result import ExerciseResult
from grader.judging.submitted_files import read_loose_notebook
from grader.judging.variants import seed_of_the_day


def run(slug: str, notebook: str, result: str, only: str | None = None) -> None:
    """Judges a notebook in this process, which is thrown away afterwards, and writes what came of it as JSON.

    Args:
        slug: the assignment.
        notebook: the path of the notebook.
        result: the path of the file to write.
        only: an exercise, to report it alone; those that it builds on are judged for its sake.
    """
    die_with_parent()
    try:
        found = _judged(slug, Path(notebook), only)
    except (CourseError, ChecksError, SandboxUnavailable, UnreadableNotebook) as error:
        found = {"exercises": [], "reason": str(error), "notes": []}
    except (OSError, ValueError) as error:
        found = {"exercises": [], "reason": f"{notebook} cannot be judged: {error}.", "notes": []}
    unfinished = Path(f"{result}.part")
    unfinished.write_text(json.dumps(found), encoding="utf-8")
    unfinished.rename(result)
    sys.stdout.flush()
    os._exit(0)


def _judged(slug: str, notebook: Path, only: str | None) -> dict[str, Any]:
    submitted = read_loose_notebook(notebook, slug)
    with Judge(slug, isolate=False) as judge:
        wanted = {only, *judge.authored.assignment.uses(only)} if only else None
        result = judge.judge(
            notebook.name, submitted.notebook(), files=submitted.beside(), seed=seed_of_the_day(slug), exercises=wanted
        )
    exercises = [_told(item) for item in result.exercises if only in (None, item.name)]
    troubles = [f"The judge could not decide a check of {trouble}. Please report it." for trouble in result.troubles]
    return {"exercises": exercises, "reason": result.reason, "notes": [*result.notes, *troubles]}


def _told(exercise: ExerciseResult) -> dict[str, Any]:
    return {
        "name": exercise.name,
        "status": exercise.status,
        "points": exercise.points,
        "score": exercise.score,
        "message": "" if exercise.status in ("right", "not_written") else exercise.why,
    }
