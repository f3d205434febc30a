"""How the `dlkit` command shows things: tables, reports, the next step."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.segment import Segment
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from dlkit.comparing import clean
from dlkit.course import Assignment, course, parts, solutions_folder
from dlkit.desk.notebook_check import NotebookReport
from dlkit.desk.progress import Progress
from dlkit.machine import INSTALL_KERAS

if TYPE_CHECKING:
    from dlkit.desk.review import Due, Round
    from dlkit.paths import CoursePath

STATUS = {
    "passed": ("✓", "passed", "green"),
    "failed": ("✗", "failed", "red"),
    "not_written": ("·", "not written", "dim"),
    "not_here": ("○", "not here", "dim"),
}


class CleanConsole(Console):
    """A console that prints no character of others' texts that acts on a terminal: the last door, for what passed the others."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Renders a thing; the escape sequences of colours are made of the segments later."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(clean(segment.text), segment.style)


console = CleanConsole(highlight=False)


def course_table(assignments: Sequence[Assignment], done: Progress) -> Table:
    """Return the assignments under their parts, with their numbers and how many exercises of each have passed."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("", justify="right")
    table.add_column("assignment", no_wrap=True)
    table.add_column("what it is")
    table.add_column("minutes", justify="right")
    table.add_column("passed", justify="right", no_wrap=True)
    numbers = {slug: number for number, slug in enumerate(course(), start=1)}
    for part in parts():
        members = [assignment for assignment in assignments if assignment.slug in part.assignments]
        if members:
            table.add_section()
            table.add_row(Text(part.numeral, "bold"), Text(part.title, "bold"))
        for assignment in members:
            passed, total = len(_passed(assignment, done)), len(assignment.exercises)
            style = "green" if passed == total else "yellow" if passed else "dim"
            number, score = str(numbers[assignment.slug]), Text(f"{passed} of {total}", style)
            table.add_row(number, assignment.slug, Text(assignment.title), str(assignment.minutes), score)
    return table


def print_path(path: CoursePath) -> None:
    """Print what a path is: its name, where it leads, how long it takes, and what it leaves out."""
    console.print(Text.assemble((path.name, "bold"), f": {path.summary} About {path.hours:g} hours."))
    if path.what_is_left_out:
        console.print(Text(path.what_is_left_out, "dim"))
    told = f"dlkit check leads through the whole course; what comes next on this path: dlkit list --path {path.name}"
    console.print(Text(told, "dim"), soft_wrap=True)


def print_paths(paths: Sequence[CoursePath]) -> None:
    """Print the names of the paths, for who wants less than all."""
    if paths:
        names = ", ".join(path.name for path in paths)
        console.print(Text(f"Less than all: {names}; see dlkit list --path NAME", "dim"), soft_wrap=True)


def course_as_data(assignments: Sequence[Assignment], paths: Sequence[CoursePath], done: Progress) -> dict[str, Any]:
    """Return assignments, the parts in which they stand, and paths as plain data."""
    slugs = {assignment.slug for assignment in assignments}
    return {
        "parts": [
            {
                "number": part.number,
                "title": part.title,
                "assignments": [slug for slug in part.assignments if slug in slugs],
            }
            for part in parts()
            if not slugs.isdisjoint(part.assignments)
        ],
        "paths": [{**asdict(path), "minutes": path.minutes, "hours": path.hours} for path in paths],
        "assignments": [assignment_as_data(assignment, done) for assignment in assignments],
    }


def assignment_as_data(assignment: Assignment, done: Progress) -> dict[str, Any]:
    """Return an assignment and what was done on it as plain data."""
    return {
        "slug": assignment.slug,
        "title": assignment.title,
        "summary": assignment.summary,
        "minutes": assignment.minutes,
        "needs": assignment.needs,
        "exercises": [
            {
                "name": exercise.name,
                "points": exercise.points,
                "attempts": done.of(assignment.slug, exercise.name).attempts,
                "passed": done.of(assignment.slug, exercise.name).passed,
                "hints_shown": done.of(assignment.slug, exercise.name).hints,
                "review_on": str(done.of(assignment.slug, exercise.name).due or ""),
            }
            for exercise in assignment.exercises
        ],
    }


def print_report(assignment: Assignment, report: NotebookReport) -> None:
    """Print a table of the exercises: which passed, the points, and under a failed one what is wrong."""
    console.print()
    console.print(Text(assignment.title, "bold"))
    for sentence in _as_saved(report):
        console.print(Text(sentence, "dim"), soft_wrap=True)
    if report.reason:
        console.print(Padding(Text(report.reason, "red"), (1, 0, 0, 2)))
    for note in report.notes:
        console.print(Padding(Text(note, "yellow"), (1, 0, 0, 2)))
    if not report.exercises:
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    table.add_column("exercise", overflow="fold")
    table.add_column("result", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    for result in report.exercises:
        mark, word, style = STATUS[result.status]
        name: RenderableType = Text(result.name)
        if result.status == "failed":
            name = Group(Text(result.name, "bold"), Padding(Text(result.message), (0, 0, 1, 0)))
        elif result.status == "not_here":
            name = Group(name, Text(result.message, "dim"))
        elif result.passed and not report.hidden and (also := assignment.exercise(result.name).also):
            name = Group(name, Text(f"the judge also looks at {also}", "dim"))
        table.add_row(Text(mark, style), name, Text(word, style), f"{result.score:g} / {result.points:g}")
    console.print(table)
    which = "all checks, hidden ones too" if report.hidden else "the visible checks"
    console.print(f"{report.score:g} of {report.max_score:g} points in {which}.")


def _as_saved(report: NotebookReport) -> Iterator[str]:
    """Which file was checked, and what is not in it."""
    yield f"{shown(report.notebook)}, as saved {_when(report.saved)}"
    if report.has_unsaved_changes:
        yield f"The notebook has unsaved changes: something was checked in it {_when(report.used)}. Save it, then check again."
    if report.others:
        found = ", ".join(shown(path) for path in report.others)
        yield f"Not checked: {found}. To check that: dlkit check {quoted(report.others[0])}"


def _when(seconds: float) -> str:
    then = datetime.fromtimestamp(seconds)
    return f"at {then:%H:%M}" if then.date() == datetime.now().date() else f"on {then:%Y-%m-%d at %H:%M}"


def next_after_check(reports: Sequence[NotebookReport], assignments: Sequence[Assignment], done: Progress) -> str:
    """Return what to do after a check: the first thing that is wrong, or what comes after all is right."""
    for report in reports:
        if report.reason:
            return f"mend it in {shown(report.notebook)}, then: dlkit check {report.slug}"
        for result in report.exercises:
            if result.status == "failed":
                return f"dlkit hint {report.slug} {result.name}"
            if result.status == "not_written":
                where = shown(report.notebook)
                return f"write {result.name} in {where}, then: dlkit check {report.slug} {result.name}"
    for report in reports:
        if len(report.checked) < len(report.exercises):
            return f"{INSTALL_KERAS}, then: dlkit check {report.slug}"
    after = next_in_course(assignments, done)
    for assignment in assignments:
        finished = len(_passed(assignment, done)) == len(assignment.exercises)
        notebook = next((report.notebook for report in reports if report.slug == assignment.slug), None)
        if finished and assignment.written and notebook:
            marking = "a person marks it"
            if solutions_folder():
                marking = f"to compare yours: dlkit answer {assignment.slug}"
            return f"answer the written question in {shown(notebook)} ({marking}), then: {after}"
    return after


def next_step(assignments: Sequence[Assignment], done: Progress, due: Sequence[Due], of: str = "") -> str:
    """Return the command for a review where something is due, and for what comes next in the course."""
    step = next_in_course(assignments, done, of)
    if not due:
        return step
    return f"dlkit review (five minutes; due: {named(due)}), then: {step}"


def named(due: Sequence[Due]) -> str:
    """Return the exercises that come again, in words: the first three, and how many more there are."""
    first = ", ".join(item.exercise for item in due[:3])
    return f"{first} and {len(due) - 3} more" if len(due) > 3 else first


def round_table(made: Round) -> Table:
    """Return what is in a round of review."""
    table = Table.grid(padding=(0, 2))
    for what, name in (
        ("write again", made.again),
        ("answer a question", made.question),
        ("find the bug", made.bug or "none: no small change of your other answers is one that their checks see"),
    ):
        if name:
            table.add_row(what, Text(name))
    return table


def next_in_course(assignments: Sequence[Assignment], done: Progress, of: str = "") -> str:
    """Return the command for what was begun and is not finished; else for the next assignment behind those that were.

    Args:
        assignments: in their order.
        done: what was done on them.
        of: what they are, where they are not the whole course.
    """
    begun = [a for a in assignments if any(done.of(a.slug, e.name).attempts for e in a.exercises)]
    for assignment in begun:
        passed = _passed(assignment, done)
        for exercise in assignment.exercises:
            if exercise.name not in passed:
                return f"dlkit check {assignment.slug} {exercise.name}"
    last = max((assignments.index(assignment) for assignment in begun), default=-1)
    for assignment in [*assignments[last + 1 :], *assignments[: last + 1]]:
        if assignment not in begun:
            return f"dlkit start {assignment.slug}"
    return f"every exercise{of} has passed: hand in your notebooks"


def _passed(assignment: Assignment, done: Progress) -> list[str]:
    return [e.name for e in assignment.exercises if done.of(assignment.slug, e.name).passed]


def print_next(step: str) -> None:
    """Print the next step, in one line so that it can be copied."""
    console.print(Text.assemble("\n", ("Next: ", "bold"), step), soft_wrap=True)


def print_python(source: str) -> None:
    """Print Python code, in colours where a person reads it."""
    if console.is_terminal:
        console.print(Syntax(source, "python", theme="ansi_dark", background_color="default", word_wrap=True))
    else:
        print(clean(source))


def print_markdown(text: str) -> None:
    """Print Markdown, laid out where a person reads it; formulas stay as they are written."""
    if console.is_terminal:
        console.print(Markdown(clean(text)))
    else:
        print(clean(text))


def print_json(data: dict[str, Any]) -> None:
    """Print data as JSON, in characters that every encoding has."""
    print(clean(json.dumps(data, indent=2)))


def busy(doing: str, *, silent: bool) -> AbstractContextManager[object]:
    """Show that something is going on while the block runs."""
    return nullcontext() if silent or not console.is_terminal else console.status(Text(f"{doing} (Ctrl-C stops it)"))


def shown(path: Path) -> str:
    """Return a path as one would type it here."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith(os.path.join("..", "..")) else relative


def quoted(path: Path) -> str:
    """Return a path as one would type it here in a command."""
    return subprocess.list2cmdline([shown(path)]) if os.name == "nt" else shlex.quote(shown(path))
