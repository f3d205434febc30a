"""Results and verifications as tables in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from dlkit.comparing import clean_line
from grader.judging import ExerciseResult, Result

if TYPE_CHECKING:
    from grader.demo import Demo
    from grader.gradebook import Autograded
    from grader.running import Verification

_MARKS = {
    "right": "[green]✓[/]",
    "partly_right": "[yellow]◐[/]",
    "not_written": "·",
    "missing": "·",
    "not_judged": "·",
    "wrong": "[red]✗[/]",
}


def result_heading(result: Result, *, name: str) -> str:
    """One submission in a line: its score and, if it is not simply graded, its status with the reason."""
    status = "" if result.status == "graded" else f"  [red]{result.status}: {escape(clean_line(result.reason))}[/]"
    return f"[bold]{escape(clean_line(name))}[/]  {result.score:g} / {result.max_score:g}{status}"


def result_table(result: Result) -> Table:
    """One submission: a row for each exercise, with the first diagnosis of those that are not right."""
    table = Table()
    for header in ("", "exercise", "points", "why"):
        table.add_column(header, justify="right" if header == "points" else "left")
    for exercise in result.exercises:
        points = f"{exercise.score:g} / {exercise.points:g}"
        table.add_row(_MARKS[exercise.status], exercise.name, points, escape(why(exercise)))
    return table


def why(exercise: ExerciseResult) -> str:
    """What a person needs to know of an exercise in one line."""
    if exercise.status == "not_written":
        return "not written yet"
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


def class_table(graded: Autograded) -> Table:
    """A class on one assignment: a row for each student."""
    again = f", {len(graded.reused)} of them unchanged since they were judged" if graded.reused else ""
    title = f"{graded.assignment}: {len(graded.results)} submissions in {graded.seconds:.0f} s{again}"
    table = Table(title=title, title_justify="left")
    for header in ("student", "status", "score", "to mend"):
        table.add_column(header, justify="right" if header == "score" else "left")
    for result in graded.results.values():
        open_ = [exercise.name for exercise in result.exercises if exercise.score < exercise.points]
        table.add_row(escape(clean_line(result.submission)), _status(result), f"{result.score:.4g}", _some(open_))
    return table


SIDE_BY_SIDE = 3  # assignments that find room in a terminal


def demo_tables(demo: Demo) -> list[Table]:
    """The class of a demonstration: a row for each student; of many assignments a row for each, too."""
    if len(demo.graded) > SIDE_BY_SIDE:
        return [_students_on_average(demo), _assignments(demo)]
    table = Table(title="the class", title_justify="left")
    table.add_column("student")
    table.add_column("what this student did")
    for slug in demo.graded:
        table.add_column(slug, justify="right")
    for student, story in demo.stories.items():
        results = [graded.results[student] for graded in demo.graded.values()]
        table.add_row(
            escape(clean_line(student)), escape(story), *(f"{result.score:.4g} {_status(result)}" for result in results)
        )
    return [table]


def _students_on_average(demo: Demo) -> Table:
    table = Table(title=f"the class, on {len(demo.graded)} assignments", title_justify="left")
    for header in ("student", "what this student did", "average", "status"):
        table.add_column(header, justify="right" if header == "average" else "left")
    for student, story in demo.stories.items():
        results = [graded.results[student] for graded in demo.graded.values()]
        points = sum(result.score for result in results) / len(results)
        statuses = dict.fromkeys(_status(result) for result in results)
        table.add_row(escape(clean_line(student)), escape(story), f"{points:.1f}", ", ".join(statuses))
    return table


def _assignments(demo: Demo) -> Table:
    table = Table(title="the assignments", title_justify="left")
    for header in ("assignment", "submissions", "graded", "average", "seconds"):
        table.add_column(header, justify="left" if header == "assignment" else "right")
    for slug, graded in demo.graded.items():
        results = list(graded.results.values())
        points = sum(result.score for result in results) / len(results)
        count = demo.statuses(slug)["graded"]
        table.add_row(slug, str(len(results)), str(count), f"{points:.1f}", f"{graded.seconds:.0f}")
    return table


def _status(result: Result) -> str:
    return "[green]graded[/]" if result.status == "graded" else f"[red]{result.status}[/]"


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def verification_table(verification: Verification) -> Table:
    """One assignment at the gate: a row for each exercise."""
    notebook = "" if verification.notebook_seconds is None else f", solved notebook {verification.notebook_seconds:g} s"
    verdict = "[green]green[/]" if verification.green else f"[red]{len(verification.faults)} faults[/]"
    table = Table(
        title=f"{verification.assignment}: {verdict} in {verification.seconds:g} s{notebook}",
        title_justify="left",
    )
    table.add_column("exercise")
    for header in ("checks", "mistakes", "caught", "own hint", "in notebook", "alternatives", "accepted"):
        table.add_column(header, justify="right")
    rows = [
        (r.checks, r.mistakes, r.caught, r.hinted, r.seen, r.alternatives, r.accepted) for r in verification.exercises
    ]
    for report, row in zip(verification.exercises, rows, strict=True):
        table.add_row(report.name, *(str(number) for number in row))
    table.add_section()
    table.add_row("all", *(str(sum(column)) for column in zip(*rows, strict=True)))
    return table
