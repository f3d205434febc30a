"""The commands for a dispute over a mark: `grader explain` and `grader regrade`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dlkit.course import CourseError
from dlkit.desk import CleanConsole

if TYPE_CHECKING:
    from grader.gradebook import Dispute
    from grader.terminal.explanations.story import Story

_console = CleanConsole()
Student = Annotated[str, typer.Argument(help="The student's id.")]
Slug = Annotated[str, typer.Argument(help="The assignment.")]
Course = Annotated[Path, typer.Option("--course", help="The course folder.")]
Html = Annotated[Path | None, typer.Option("--html", help="Write a page, large arrays beside it; prints nothing else.")]
DataFolder = Annotated[Path | None, typer.Option("--data", help="Where large arrays go, as .npz files.")]
Everything = Annotated[bool, typer.Option("--all", help="On the terminal, the calls of checks that passed too.")]


def explain(
    student: Student,
    slug: Slug,
    exercise: Annotated[str | None, typer.Argument(help="Only this exercise.")] = None,
    folder: Course = Path(),
    html: Html = None,
    data: DataFolder = None,
    everything: Everything = False,
) -> None:
    """Tell the whole story of a verdict, hidden inputs and expected values included: for the staff alone."""
    from grader.gradebook import CourseFolder, explain_submission

    course = CourseFolder(folder)
    course.require_private_file(html)
    course.require_private(data)
    dispute = explain_submission(folder, student, slug, exercise)
    show([_story_of(dispute)], html=html, data=data, everything=everything)
    _say(f"Next: grader regrade {student} {slug} {exercise or 'EXERCISE'} --points N --because '...'")


def _story_of(dispute: Dispute) -> Story:
    from grader.terminal.explanations.story import Story

    result = dispute.explanation.result
    return Story(f"{dispute.student}, {result.assignment}", dispute.explanation, tuple(_beside(dispute)))


def _beside(dispute: Dispute) -> list[str]:
    """What is recorded, and whether the judge would come to the same now."""
    from grader.judging import points_text

    lines = []
    if dispute.mark is not None:
        total, most = points_text(dispute.mark.total), points_text(dispute.mark.points)
        lines.append(f"The mark in the gradebook is {total} of {most} points.")
    recorded = {item.name: item.score for item in dispute.recorded.exercises} if dispute.recorded else {}
    judged = {item.name: item.score for item in dispute.explanation.result.exercises}
    changed = [name for name, score in judged.items() if abs(recorded.get(name, score) - score) > 1e-6]
    if dispute.recorded is None:
        lines.append("Nothing of it has been recorded by the judge yet.")
    elif changed:
        told = ", ".join(f"{n} {points_text(recorded[n])}, now {points_text(judged[n])}" for n in changed)
        lines.append(
            f"The judge's verdict is another than the recorded one: {told}. Run grader autograde to record it."
        )
    else:
        lines.append("The judge comes to the same points as are recorded.")
    return [*lines, *(f"{item.exercise}: {item.told}" for item in dispute.overrides)]


def show(stories: Sequence[Story], *, html: Path | None, data: Path | None, everything: bool) -> None:
    """Shows explanations on the terminal, or writes a page of them.

    Args:
        stories: what to show.
        html: the page's file; the terminal if None.
        data: where large arrays go.
        everything: whether the terminal shows the calls of checks that passed too.
    """
    from grader.terminal.explanations.lines import story_lines
    from grader.terminal.explanations.page import write_page
    from grader.terminal.explanations.story import Data

    if html is not None:
        arrays = write_page(list(stories), html, data)
        _say(f"wrote {html}, for the staff alone")
    else:
        arrays = Data(data, str(data or ""))
        for story in stories:
            for line in story_lines(story, arrays, everything=everything):
                _say(line)
    if arrays.written:
        _say(f"wrote {len(arrays.written)} files of arrays to {arrays.folder}")
    if arrays.has_left_out:
        _say("Large arrays are named and not shown: --data DIR writes them.")


def regrade(
    student: Student,
    slug: Slug,
    exercise: Annotated[str, typer.Argument(help="The exercise, or the written answer.")],
    points: Annotated[float | None, typer.Option(help="What it is given, whatever the judge comes to.")] = None,
    because: Annotated[str, typer.Option(help="The reason, which the student reads.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take the decision back: the judge's points count.")] = False,
    folder: Course = Path(),
) -> None:
    """Decide the points of an exercise by hand, with a reason; the decision stays over later runs."""
    from grader.gradebook import is_late, withdraw
    from grader.gradebook import regrade as decide

    if (points is None) != remove:
        raise CourseError('Give either --points 6 --because "...", or --remove.')
    if points is None:
        withdraw(folder, student, slug, exercise, because=because)
        _say(f"{student}, {exercise}: the decision is taken back, and the student reads it no more.")
    else:
        made = decide(folder, student, slug, exercise, points=points, because=because)
        _say(f"{student}, {exercise}: {made.told}")
    penalty = f"grader autograde {slug}, for the late penalty, then " if is_late(folder, student, slug) else ""
    _say(f"Next: {penalty}nbgrader generate_feedback {slug}")


def _say(line: str) -> None:
    _console.print(line, markup=False, highlight=False, soft_wrap=True)
