"""Results and verifications as tables in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from dlkit.comparing import clean_line
from grader.judging import Result, points_text

if TYPE_CHECKING:
    from grader.demo import Demo
    from grader.gradebook import Autograded, Mark
    from grader.gradebook.changes import MarkChange
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
    parts = [f"[bold]{escape(clean_line(name))}[/]"]
    if result.max_score:
        parts.append(f"{points_text(result.score)} / {points_text(result.max_score)} points for the exercises")
    if result.status != "graded":
        parts.append(f"[red]{result.status}: {escape(clean_line(result.reason))}[/]")
    return "  ".join(parts)


def result_table(result: Result) -> Table:
    """One submission: a row for each exercise, with the first diagnosis of those that are not right."""
    table = Table()
    for header in ("", "exercise", "points", "why"):
        table.add_column(header, justify="right" if header == "points" else "left")
    for exercise in result.exercises:
        points = f"{points_text(exercise.score)} / {points_text(exercise.points)}"
        table.add_row(_MARKS[exercise.status], exercise.name, points, escape(exercise.why))
    return table


def class_table(graded: Autograded) -> Table:
    """A class on one assignment: a row for each student, with the mark as the gradebook has it and of what it is made."""
    again = f", {len(graded.reused)} of them unchanged since they were judged" if graded.reused else ""
    title = f"{graded.assignment}: {len(graded.results)} submissions in {graded.seconds:.0f} s{again}"
    table = Table(title=title, title_justify="left")
    parts = _parts([*graded.marks.values(), *graded.absent.values()])
    for header in ("student", "status", *parts, "to mend"):
        table.add_column(header, justify="right" if header in parts else "left")
    for student, result in graded.results.items():
        open_ = [exercise.name for exercise in result.exercises if exercise.score < exercise.points]
        open_ += [
            escape(clean_line(cell.name))
            for cell in result.own_cells
            if cell.score is not None and cell.score < cell.points
        ]
        mark = graded.marks.get(student)
        scores = [read(mark) if mark else "" for read in parts.values()]
        table.add_row(escape(clean_line(student)), _status(graded, student), *scores, _some(open_))
    for student, mark in graded.absent.items():
        scores = [read(mark) for read in parts.values()]
        table.add_row(escape(clean_line(student)), "missing", *scores, "nothing handed in")
    return table


MOST_CHANGES = 20  # lines; the others are in the file
_MOST_CAUSES, _MOST_PARTS, _MOST_OF_A_CHECK = 5, 3, 60


def changes_table(graded: Autograded) -> Table | None:
    """Whose mark is another one than after the last run, and why, the largest change first; None if nobody's is."""
    changes = graded.changes.by_the_run
    if not changes:
        return None
    table = Table(title=f"what changed: {len(changes)} of {len(graded.results)} marks", title_justify="left")
    for header in ("student", "total", "what", "why"):
        table.add_column(header, justify="right" if header == "total" else "left")
    for change in changes[:MOST_CHANGES]:
        parts = [part.what for part in change.parts]
        table.add_row(
            escape(clean_line(change.student)),
            f"{points_text(change.before)} → {points_text(change.after)}",
            escape(clean_line(_some(parts, most=_MOST_PARTS))),
            escape("\n".join(_reasons(change))),
        )
    return table


def changes_lines(graded: Autograded) -> list[str]:
    """What else there is to say of changes, as lines."""
    changes = graded.changes
    told = []
    if len(changes.by_the_run) > MOST_CHANGES:
        told += [f"{count} × {line}" for line, count in changes.counted[:_MOST_CAUSES]]
        told.append(f"{len(changes.by_the_run) - MOST_CHANGES} more marks changed.")
    if marked := len(changes.marks) - len(changes.by_the_run):
        told.append(f"{marked} marked by a person since the last run.")
    if changes.file:
        told.append(f"All changes are listed in {changes.file}.")
    if changes.first:
        told.append(f"{len(changes.first)} judged for the first time.")
    elif not changes.marks:
        told.append("No mark has changed since the last run.")
    told += changes.look_again[:MOST_CHANGES]
    if len(changes.look_again) > MOST_CHANGES:
        told.append(f"{len(changes.look_again) - MOST_CHANGES} more decisions to look at again: --json names them.")
    return [clean_line(line) for line in told]


def _reasons(change: MarkChange) -> list[str]:
    """Why a mark changed: each cause once, with the first of the checks that came out otherwise."""
    found: dict[str, list[str]] = {}
    for part in change.parts:
        found.setdefault(part.why, []).extend(part.checks)
    return [clean_line(why + _first_check(checks)) for why, checks in found.items()]


def _first_check(checks: Sequence[str]) -> str:
    if not checks:
        return ""
    more = f"; {len(checks) - 1} more checks" if len(checks) > 1 else ""
    return f" ({clean_line(checks[0], limit=_MOST_OF_A_CHECK)}{more})"


def _parts(marks: Collection[Mark]) -> dict[str, Callable[[Mark], str]]:
    """The columns of a mark: what it is of, and how to read it; those that are nothing for anybody are left out."""
    first = next(iter(marks), None)
    parts: dict[str, Callable[[Mark], str]] = {}
    if first and first.by_hand_points:
        parts[f"automatic\nof {points_text(first.automatic_points)}"] = lambda mark: points_text(mark.automatic)
        parts[f"by hand\nof {points_text(first.by_hand_points)}"] = lambda mark: points_text(mark.by_hand)
    if any(mark.late_penalty for mark in marks):
        parts["late\npenalty"] = lambda mark: f"−{points_text(mark.late_penalty)}" if mark.late_penalty else ""
    parts[f"total\nof {points_text(first.points)}" if first else "total"] = lambda mark: points_text(mark.total)
    return parts


SIDE_BY_SIDE = 3  # assignments that find room in a terminal
_OF_WHAT = "points of the exercises, without written answers"


def demo_tables(demo: Demo) -> list[Table]:
    """The class of a demonstration: a row for each student; of many assignments a row for each, too.

    The points are those of the exercises: nobody marks the written answers of a demonstration.
    """
    if len(demo.graded) > SIDE_BY_SIDE:
        return [_students_on_average(demo), _assignments(demo)]
    table = Table(title=f"the class: {_OF_WHAT}", title_justify="left")
    table.add_column("student")
    table.add_column("what this student did")
    for slug in demo.graded:
        table.add_column(slug, justify="right")
    for student, story in demo.stories.items():
        table.add_row(
            escape(clean_line(student)), escape(story), *(_total(graded, student) for graded in demo.graded.values())
        )
    return [table]


def _students_on_average(demo: Demo) -> Table:
    table = Table(title=f"the class, on {len(demo.graded)} assignments: {_OF_WHAT}", title_justify="left")
    for header in ("student", "what this student did", "average", "status"):
        table.add_column(header, justify="right" if header == "average" else "left")
    for student, story in demo.stories.items():
        points = sum(_points(graded, student) for graded in demo.graded.values()) / len(demo.graded)
        statuses = dict.fromkeys(_judged(graded, student) for graded in demo.graded.values())
        table.add_row(escape(clean_line(student)), escape(story), f"{points:.1f}", ", ".join(statuses))
    return table


def _assignments(demo: Demo) -> Table:
    table = Table(title=f"the assignments: {_OF_WHAT}", title_justify="left")
    for header in ("assignment", "submissions", "graded", "average", "seconds"):
        table.add_column(header, justify="left" if header == "assignment" else "right")
    for slug, graded in demo.graded.items():
        points = sum(_points(graded, student) for student in graded.results) / len(graded.results)
        count = demo.statuses(slug)["graded"]
        table.add_row(slug, str(len(graded.results)), str(count), f"{points:.1f}", f"{graded.seconds:.0f}")
    return table


def _total(graded: Autograded, student: str) -> str:
    return f"{points_text(_points(graded, student))} {_judged(graded, student)}"


def _points(graded: Autograded, student: str) -> float:
    """What a student has for the exercises, as the gradebook has it."""
    return graded.marks[student].automatic if student in graded.marks else 0.0


def _judged(graded: Autograded, student: str) -> str:
    status = graded.results[student].status
    return f"[{'green' if status == 'graded' else 'red'}]{status}[/]"


def _status(graded: Autograded, student: str) -> str:
    result, mark = graded.results[student], graded.marks.get(student)
    status = mark.standing(result)[0] if mark else result.status
    if student in graded.not_recorded:
        return "[red]not recorded[/]"
    colour = "green" if status == "graded" else "yellow" if result.status == "graded" else "red"
    return f"[{colour}]{status}[/]"


def _some(names: Sequence[str], *, most: int = 3) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


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
        judged = [str(row[0]), *["another turn", *[""] * (len(row) - 2)]] if report.waits else map(str, row)
        table.add_row(report.name, *judged)
    table.add_section()
    table.add_row("all", *(str(sum(column)) for column in zip(*rows, strict=True)))
    return table
