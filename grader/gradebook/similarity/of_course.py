"""The submissions of a course, read for comparison."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from dlkit.course import CourseError
from dlkit.notebooks import UnreadableNotebook
from grader.authoring import Authored, load_authored
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.similarity.comparison import Pair, Work, find_pairs
from grader.judging import Result, read_submission


@dataclass(frozen=True)
class Similarities:
    """What was found in the submissions of one assignment.

    Attributes:
        slug: the assignment.
        compared: how many submissions were compared, a group's as one.
        pairs: those worth a look.
        left_out: why a submission was not compared, by student.
    """

    slug: str
    compared: int
    pairs: tuple[Pair, ...]
    left_out: dict[str, str]


def similarities(course: Path, slug: str) -> Similarities:
    """Compares the submissions of an assignment with each other; a group's is one.

    Args:
        course: the course folder.
        slug: the assignment.

    Raises:
        CourseError: if this is no course folder, or there are no two submissions.
    """
    folder = CourseFolder(course)
    folder.require(slug)
    authored = load_authored(slug)
    works, left_out = [], {}
    groups = folder.groups(slug)
    for handed_in in folder.submitted_files(slug):
        if handed_in.student != groups.first(handed_in.student):
            continue
        name = groups.shown(handed_in.student)
        if handed_in.path is None:
            left_out[name] = handed_in.reason or handed_in.note
            continue
        try:
            submission = read_submission(handed_in.student, handed_in.notebook(), authored)
        except (UnreadableNotebook, OSError, ValueError) as error:
            left_out[name] = str(error)
            continue
        answers: dict[str, str] = defaultdict(str)
        for cell in submission.cells:
            if cell.role == "exercise":
                answers[cell.name] += f"{cell.source}\n"
        kept = folder.results.find(slug, handed_in.student)
        works.append(Work(name, dict(answers), unexplained(kept.result) if kept else {}))
    if len(works) < 2:
        raise CourseError(f"There are no two submissions of {slug} to compare in {folder.root}.")
    return Similarities(slug, len(works), tuple(find_pairs(works, known_texts(authored))), left_out)


def known_texts(authored: Authored) -> dict[str, list[str]]:
    """What says nothing when two have it: by exercise, the stub, the solution and the catalogue's answers."""
    found = defaultdict(list, {name: [text] for name, text in authored.answers().items()})
    for cell in authored.given:
        if cell.role == "exercise":
            found[cell.name].append(cell.source)
    for entry in authored.catalogue:
        found[entry.exercise].append(entry.source)
    return dict(found)


def unexplained(result: Result) -> dict[str, frozenset[str]]:
    """The wrong outcomes that no catalogued mistake explains, by exercise: what the judge said of them."""
    return {
        exercise.name: told
        for exercise in result.exercises
        if (
            told := frozenset(
                f"{check.name}: {check.message}"
                for check in exercise.checks
                if check.outcome == "failed" and not check.mistake and check.message and check.kind == "value"
            )
        )
    }
