"""The tables of a notebook: what has passed, and what every check says now; as text and as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from dlkit.checking import GREEN, MUTED, NOT_BEGUN, RED, CheckReport, box
from dlkit.comparing import Diagnosis
from dlkit.course import Assignment, Exercise
from dlkit.desk.progress import Progress

BAR = 24  # characters
_MARKS = {"passed": ("✓", GREEN), "failed": ("✗", RED), "open": ("○", MUTED)}
_NUMBER = "text-align:right;padding:.1em .9em"
_WORDS = "text-align:left;padding:.1em .9em"


@dataclass(frozen=True)
class Row:
    """One exercise in a table.

    Attributes:
        state: `passed`, `failed` or `open`.
        name: the exercise.
        points: what it is worth.
        told: what there is to say of it.
    """

    state: str
    name: str
    points: float
    told: str


def progress_rows(assignment: Assignment, done: Progress, notebook: str) -> list[Row]:
    """What was remembered of each exercise, in one notebook.

    Args:
        assignment: the assignment.
        done: what is remembered.
        notebook: the notebook's path from the folder of the progress file.
    """
    rows = []
    for exercise in assignment.exercises:
        found = done.of(assignment.slug, exercise.name)
        is_right = found.passed_at(notebook)
        parts = [_counted(found.attempts, "check"), _counted(found.hints, "hint")]
        if not found.attempts:
            parts[0] = "not tried yet"
        state = "passed" if is_right else "failed" if found.attempts else "open"
        if found.ever_passed and not is_right:
            parts.append("was right once")
        rows.append(Row(state, exercise.name, exercise.points, ", ".join(filter(None, parts))))
    return rows


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number > 1 else ''}" if number else ""


def check_rows(exercises: Sequence[Exercise], reports: Sequence[CheckReport]) -> list[Row]:
    """What the check of each exercise says, in a line."""
    rows = []
    for exercise, report in zip(exercises, reports, strict=True):
        state = "passed" if report.ok else "open" if _not_begun(report.diagnosis) else "failed"
        rows.append(Row(state, exercise.name, exercise.points, _in_a_line(report)))
    return rows


def _not_begun(diagnosis: Diagnosis | None) -> bool:
    return diagnosis is not None and diagnosis.kind in NOT_BEGUN


def _in_a_line(report: CheckReport) -> str:
    if report.diagnosis is None:
        return "right"
    if report.diagnosis.kind == "not_written":
        return "not written yet"
    first, stop, _ = report.diagnosis.message.partition(". ")
    return first + stop.strip()


def count(rows: Sequence[Row]) -> str:
    """How many are right, as `5 of 12`."""
    return f"{sum(row.state == 'passed' for row in rows)} of {len(rows)}"


def table_text(title: str, rows: Sequence[Row]) -> str:
    """A table with a bar, as lines of text."""
    width = max(len(row.name) for row in rows)
    filled = _share(rows) * BAR // 100
    lines = [title, f"{'█' * filled}{'░' * (BAR - filled)}  {_sum(rows)}"]
    lines += [f"{_MARKS[row.state][0]} {row.name:{width}}  {row.points:>4g}  {row.told}" for row in rows]
    return "\n".join(lines)


def table_html(title: str, rows: Sequence[Row]) -> str:
    """A table with a bar, as HTML in which all text is escaped."""
    done = f'<div style="width:{_share(rows)}%;height:100%;background:{GREEN}"></div>'
    frame = "width:20em;height:.7em;border:1px solid currentColor;border-radius:.4em;overflow:hidden"
    bar = f'<div role="img" aria-label="{_sum(rows)}" style="{frame}">{done}</div>'
    head = "".join(
        f'<th scope="col" style="{style}">{word}</th>'
        for word, style in (("", _WORDS), ("exercise", _WORDS), ("points", _NUMBER), ("", _WORDS))
    )
    body = "".join(
        f'<tr><td style="{_WORDS};color:{_MARKS[row.state][1]}">{_MARKS[row.state][0]}</td>'
        f'<th scope="row" style="{_WORDS};font-weight:normal"><code>{escape(row.name)}</code></th>'
        f'<td style="{_NUMBER}">{row.points:g}</td><td style="{_WORDS}">{escape(row.told)}</td></tr>'
        for row in rows
    )
    table = f'<table style="margin:.4em 0"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return box(f"<b>{escape(title)}</b>{bar}<div>{_sum(rows)}</div>{table}", colour=GREEN if _is_done(rows) else MUTED)


def _is_done(rows: Sequence[Row]) -> bool:
    return all(row.state == "passed" for row in rows)


def _share(rows: Sequence[Row]) -> int:
    """The percentage of the exercises that is right."""
    return 100 * sum(row.state == "passed" for row in rows) // len(rows)


def _sum(rows: Sequence[Row]) -> str:
    points = sum(row.points for row in rows if row.state == "passed")
    return f"{count(rows)} exercises, {points:g} of {sum(row.points for row in rows):g} points in the visible checks"
