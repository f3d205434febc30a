"""The commands about time: `grader late` and `grader extend`."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from dlkit.comparing import clean_line
from dlkit.course import CourseError
from dlkit.desk import CleanConsole

if TYPE_CHECKING:
    from grader.gradebook.late import Extension, LateOverview, LateSettings, Penalty

console = CleanConsole(width=None if sys.stdout.isatty() else 120)

Course = Annotated[Path, typer.Option("--course", help="The course folder.")]


def late(
    slug: Annotated[str | None, typer.Argument(help="The assignment; all of them if left out.")] = None,
    policy: Annotated[
        str | None,
        typer.Option(help='What late work costs: "10% a day", "2 points a day", "none after 3 days", "none".'),
    ] = None,
    free_days: Annotated[
        int | None, typer.Option(help="Days that each student may be late in the whole course at no cost.", min=0)
    ] = None,
    due: Annotated[str | None, typer.Option(help='When it is due, such as "2026-12-01 18:00"; or "none".')] = None,
    feedback_after: Annotated[
        str | None, typer.Option(help='Return no feedback before then, such as "2026-12-08 12:00"; or "none".')
    ] = None,
    zone: Annotated[str | None, typer.Option(help="The course's time zone, such as Europe/Berlin.")] = None,
    folder: Course = Path(),
    as_json: Annotated[bool, typer.Option("--json", help="Show what holds and who is late as JSON.")] = False,
) -> None:
    """Say what late work costs and when feedback is returned; without an option, what holds and who is late."""
    from grader.gradebook.late import LateChanges, change, overview

    changes = LateChanges(zone, free_days, policy, due, feedback_after)
    if as_json and not changes.are_none:
        raise CourseError("--json shows what holds; change it first, then run grader late --json.")
    if as_json:
        print(json.dumps(overview(folder, slug).as_dict(), indent=1))
        return
    if changes.are_none:
        _show(overview(folder, slug))
        return
    for line in change(folder, slug, changes):
        _say(line)
    if changes.are_of_penalties:
        console.print(f"Next: grader autograde {slug or 'SLUG'}, which says what that changes", highlight=False)


def extend(
    student: Annotated[str | None, typer.Argument(help="To whom.")] = None,
    slug: Annotated[str | None, typer.Argument(help="For which assignment.")] = None,
    days: Annotated[int | None, typer.Option(help="By how many days, to the same time of the clock.")] = None,
    until: Annotated[str | None, typer.Option(help='Until when instead, such as "2026-12-01 18:00".')] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take the extension back.")] = False,
    folder: Course = Path(),
) -> None:
    """Give a student more time, in place of what was given before; without a student, list who has more."""
    from grader.gradebook import late as rules
    from grader.gradebook.course_folder import CourseFolder

    settings = rules.read_settings(folder)
    if student is None or slug is None:
        if student is not None or days is not None or until is not None or remove:
            raise CourseError("Say to whom and for which assignment: grader extend STUDENT SLUG --days 2")
        with CourseFolder(folder).gradebook() as gradebook:
            _list(rules.read_extensions(gradebook), settings)
        return
    if remove:
        if days is not None or until is not None:
            raise CourseError("Give one of --days, --until and --remove.")
        rules.remove_extension(folder, student, slug)
        _say(f"{student} has no extension for {slug} any more.")
    else:
        given = rules.extend(folder, student, slug, days=days, until=until)
        late_by = " It has been handed in later than that." if _is_later(given) else ""
        _say(f"{student} has until {_time(given.until, settings)} ({settings.zone.key}) for {slug}.{late_by}")
    console.print(f"Next: grader autograde {slug}, which says what that changes", highlight=False)


def _is_later(given: Extension) -> bool:
    return given.handed_in is not None and given.until is not None and given.handed_in > given.until


def _list(extensions: list[Extension], settings: LateSettings) -> None:
    if not extensions:
        console.print("Nobody has an extension. Give one with: grader extend STUDENT SLUG --days 2", highlight=False)
        return
    table = _table(
        f"extensions, times in {settings.zone.key}", "student", "assignment", "due", "extended to", "handed in"
    )
    for item in extensions:
        times = (item.due, item.until, item.handed_in)
        _row(table, item.student, item.assignment, *(_time(time, settings) for time in times))
    console.print(table)


def _show(found: LateOverview) -> None:
    settings = found.settings
    title = f"late work, times in {settings.zone.key}"
    table = _table(title, "assignment", "due", "late work", "feedback after", "late")
    for slug, due in found.due.items():
        count = sum(item.lateness.assignment == slug and item.lateness.days > 0 for item in found.penalties)
        held = settings.feedback_after.get(slug)
        _row(table, slug, _time(due, settings), found.policy_of(slug), _time(held, settings), str(count or ""))
    console.print(table)
    if found.penalties:
        console.print(_late_table(found.penalties, settings))
    if settings.free_days:
        left = ", ".join(f"{student} {settings.free_days - used}" for student, used in sorted(found.used.items()))
        _say(f"Free days of each student: {settings.free_days}. {f'Left: {left}.' if left else 'None are used.'}")
    if found.untimed:
        told = "; ".join(f"{slug}: {', '.join(names)}" for slug, names in found.untimed.items())
        _say(f"Handed in without a time, so counted as in time: {told}.")
    if any(item.is_stale for item in found.penalties):
        slugs = dict.fromkeys(item.lateness.assignment for item in found.penalties if item.is_stale)
        _say(f"Next: grader autograde {', then '.join(slugs)}: penalties there are to change.")


def _late_table(penalties: list[Penalty], settings: LateSettings) -> Table:
    from grader.judging import points_text

    table = _table("", "student", "assignment", "due", "handed in", "days late", "free", "penalty", "at the next run")
    for item in penalties:
        late = item.lateness
        _row(
            table,
            late.student,
            late.assignment,
            _time(late.due, settings) + (" *" if late.extension else ""),
            _time(late.handed_in, settings),
            str(late.days),
            str(late.free_days or ""),
            points_text(item.recorded),
            points_text(item.now) if item.now is not None and item.is_stale else "",
        )
    if any(item.lateness.extension for item in penalties):
        table.caption = "* extended"
    return table


def _time(moment: datetime | None, settings: LateSettings) -> str:
    return "" if moment is None else settings.show(moment)


def _table(title: str, *headers: str) -> Table:
    table = Table(title=title or None, title_justify="left")
    for header in headers:
        table.add_column(header, no_wrap=header == "assignment")
    return table


def _row(table: Table, *texts: str) -> None:
    table.add_row(*(escape(clean_line(text)) for text in texts))


def _say(line: str) -> None:
    console.print(clean_line(line), markup=False, highlight=False, soft_wrap=True)
