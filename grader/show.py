"""Results and verifications as tables in a terminal."""

from __future__ import annotations

from rich.markup import escape
from rich.table import Table

from grader.result import ExerciseResult, Result
from grader.verify import Verification

_MARKS = {
    "right": "[green]✓[/]",
    "partly_right": "[yellow]◐[/]",
    "not_written": "·",
    "missing": "·",
    "not_judged": "·",
    "wrong": "[red]✗[/]",
}


def result_table(result: Result, *, title: str) -> Table:
    """One submission: a row for each exercise, with the first diagnosis of those that are not right."""
    status = "" if result.status == "graded" else f" [red]{result.status}: {escape(result.reason)}[/]"
    table = Table(
        title=f"{escape(title)}  {result.score:g} / {result.max_score:g}{status}",
        title_justify="left",
        show_lines=False,
    )
    for header, justify in (("", "left"), ("exercise", "left"), ("points", "right"), ("why", "left")):
        table.add_column(header, justify=justify)  # type: ignore[arg-type]
    for exercise in result.exercises:
        points = f"{exercise.score:g} / {exercise.points:g}"
        table.add_row(_MARKS[exercise.status], exercise.name, points, escape(why(exercise)))
    return table


def why(exercise: ExerciseResult) -> str:
    """What a person needs to know of an exercise in one line."""
    if exercise.followed_through:
        names = " and ".join(exercise.followed_through)
        return f"judged with a right {names} in place of yours" + (
            f"; {_first(exercise)}" if exercise.first_failure else ""
        )
    return _first(exercise)


def _first(exercise: ExerciseResult) -> str:
    telling = [check for check in exercise.checks if check.outcome == "failed"]
    chosen = next((check for check in telling if check.mistake), telling[0] if telling else None)
    if chosen is None:
        return ""
    return chosen.message + (f"\n{chosen.traceback}" if chosen.traceback else "")


def verification_table(verification: Verification) -> Table:
    """One assignment at the gate: a row for each exercise."""
    notebook = "" if verification.notebook_seconds is None else f", solved notebook {verification.notebook_seconds:g} s"
    verdict = "[green]green[/]" if verification.green else f"[red]{len(verification.faults)} faults[/]"
    table = Table(
        title=f"{verification.assignment}: {verdict} in {verification.seconds:g} s{notebook}",
        title_justify="left",
    )
    table.add_column("exercise")
    for header in ("checks", "mistakes", "caught", "own hint", "alternatives", "accepted"):
        table.add_column(header, justify="right")
    rows = [(r.checks, r.mistakes, r.caught, r.hinted, r.alternatives, r.accepted) for r in verification.exercises]
    for report, row in zip(verification.exercises, rows, strict=True):
        table.add_row(report.name, *(str(number) for number in row))
    table.add_section()
    table.add_row("all", *(str(sum(column)) for column in zip(*rows, strict=True)))
    return table
