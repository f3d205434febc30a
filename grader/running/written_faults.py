"""What the gate finds in the model answers to written questions, `solutions/written/SLUG/QUESTION.md`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from dlkit.course import Assignment

ANSWER, MARKING = "## A model answer", "## What a marker looks for"
FEWEST_WORDS = 15  # of a model answer
_POINTS = re.compile(r"^\|\s*(\d+(?:\.\d+)?)\s*\|", re.MULTILINE)


def written_faults(assignment: Assignment) -> Iterator[str]:
    """Written questions without a model answer, answers without a question, and tables of points that do not add up.

    Args:
        assignment: the assignment.
    """
    folder = assignment.model_answers
    found = {path.stem: path for path in folder.glob("*.md")} if folder else {}
    for item in assignment.written:
        if item.name in found:
            yield from _faults(found[item.name], item.points)
        else:
            yield f"{item.name} is a written question without a model answer: write solutions/written/{assignment.slug}/{item.name}.md"
    for name in sorted(found.keys() - {item.name for item in assignment.written}):
        yield f"{_place(found[name])} is no answer to a written question of {assignment.slug}"


def _faults(path: Path, points: float) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    answer, heading, marking = text.partition(MARKING)
    if not answer.startswith(ANSWER) or not heading:
        yield f'{_place(path)} should have two parts, "{ANSWER}" and "{MARKING}"'
        return
    words = len(answer.removeprefix(ANSWER).split())
    if words < FEWEST_WORDS:
        yield f"{_place(path)} has a model answer of {words} words"
    total = sum(map(float, _POINTS.findall(marking)))
    if total != points:
        yield f"{_place(path)}: the points of its table add up to {total:g}, and the question is worth {points:g}"


def _place(path: Path) -> str:
    return "/".join(path.parts[-4:])
