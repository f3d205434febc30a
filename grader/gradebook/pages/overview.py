"""The table at the top of a feedback page: each exercise with its points, its state and what is said of it first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grader.gradebook.graded_cells import GradedCell
from grader.gradebook.marks import Mark, Recorded
from grader.judging import points_text

# What a reader sees, the sign in front of it and its colour.
STATES = {
    "right": ("right", "✓", "right"),
    "partly_right": ("partly right", "◐", "partly"),
    "wrong": ("wrong", "✗", "wrong"),
    "not_written": ("not written", "○", "open"),
    "missing": ("not there", "○", "open"),
    "not_judged": ("not judged", "○", "open"),
    "unknown": ("judged", "·", "open"),
    "to_mark": ("not marked yet", "…", "open"),
    "no_answer": ("no answer", "○", "open"),
    "marked": ("marked", "✓", "right"),
    "decided": ("decided by a person", "✎", "decided"),
}
NO_RESPONSE = "No response."  # nbgrader's words


@dataclass(frozen=True)
class Row:
    """One cell that earns points.

    Attributes:
        name: the cell's name in the gradebook.
        title: what people call it.
        anchor: the place on the page to go to.
        points, most: what was given, None where that is open, and of how many.
        state: one of `STATES`.
        words: one sentence, or empty.
        checks: how many of how many checks passed, in words, or empty.
    """

    name: str
    title: str
    anchor: str
    points: float | None
    most: float
    state: str
    words: str
    checks: str = ""

    @property
    def label(self) -> str:
        """Its state as a reader sees it."""
        return STATES[self.state][0]

    @property
    def sign(self) -> str:
        """The sign in front of it."""
        return STATES[self.state][1]

    @property
    def colour(self) -> str:
        """The name of its colour."""
        return STATES[self.state][2]

    @property
    def score(self) -> str:
        """Points of points, as they are shown."""
        given = "–" if self.points is None else points_text(self.points)
        return f"{given} of {points_text(self.most)}"


def overview(
    cells: Sequence[GradedCell],
    mark: Mark,
    recorded: Recorded,
    verdicts: Mapping[str, Mapping[str, Any]],
    comments: Mapping[str, str],
) -> list[Row]:
    """A row for each cell that earns points.

    Args:
        cells: the cells that earn points, in order.
        mark: the mark.
        recorded: what the gradebook has of the submission.
        verdicts: what the judge says in short, by the names of cells.
        comments: the comments of persons, by the names of cells.
    """
    names = {cell.title for cell in cells}
    rows = [_row(cell, mark, recorded, verdicts.get(cell.name, {}), comments) for cell in cells]
    return [replace(row, words=_sentence(row.words, names)) for row in rows]


def _row(
    cell: GradedCell, mark: Mark, recorded: Recorded, verdict: Mapping[str, Any], comments: Mapping[str, str]
) -> Row:
    points, grade = mark.cells[cell.title], recorded.grades.get(cell.name)
    anchor = cell.name.replace("check-", "exercise-", 1) if cell.kind == "exercise" else cell.name
    if cell.kind == "by_hand":
        state, words = _by_hand(cell, mark, comments.get(cell.name, ""))
        return Row(cell.name, cell.title, anchor, points, cell.points, state, words)
    state = verdict.get("status", "unknown")
    state = state if state in STATES else "unknown"
    checks = _told_checks(verdict) if STATES[state][2] != "open" else ""
    words = str(verdict.get("why", ""))
    if grade is not None and grade.manual_score is not None:
        judge = "" if grade.auto_score is None else f"The judge gave {points_text(grade.auto_score)}."
        told = " The reason is below." if comments.get(f"exercise-{cell.title}") else ""
        return Row(cell.name, cell.title, anchor, points, cell.points, "decided", f"{judge}{told}".strip(), checks)
    if points is None or cell.title in mark.needs_a_person:
        state, words = "to_mark", words or "A person has yet to look at it."
    elif state == "right" and not words:
        words = checks
    return Row(cell.name, cell.title, anchor, points, cell.points, state, words, checks)


def _by_hand(cell: GradedCell, mark: Mark, comment: str) -> tuple[str, str]:
    if cell.title in mark.needs_a_person:
        given = mark.cells[cell.title]
        return "to_mark", "A person has yet to mark it." if given is None else "A person has yet to look at it again."
    if comment.strip() == NO_RESPONSE:
        return "no_answer", "It was left as it was given."
    return "marked", "There is a comment below." if comment.strip() else ""


def _told_checks(verdict: Mapping[str, Any]) -> str:
    passed, checks = verdict.get("passed"), verdict.get("checks")
    if not isinstance(passed, int) or not isinstance(checks, int) or not checks:
        return ""
    if passed == checks:
        return f"all {checks} checks passed" if checks > 1 else "its check passed"
    return f"{passed} of {checks} checks passed"


def _sentence(text: str, names: Collection[str]) -> str:
    """A text as a sentence: with a capital, unless it begins with the name of a function, and a full stop."""
    text = text.strip()
    if text and text.split(maxsplit=1)[0].strip(":,()") not in names:
        text = text[0].upper() + text[1:]
    return f"{text}." if text and text[-1] not in ".!?:…" else text
