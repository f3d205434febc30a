"""A whole class, end to end, in a fresh folder: release, submissions, grades, feedback, export."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dlkit.course import CourseError, course
from grader.authoring import load_authored
from grader.demo.classroom import Homework, play_class
from grader.gradebook import (
    CONFIG_NAME,
    KEY_BYTES,
    Autograded,
    CourseFolder,
    CourseKey,
    Progress,
    autograde,
    generate_assignment,
    init_course,
    write_csv,
)

Say = Callable[[str], None]
MARK = ".dlkit-demo"  # tells a folder of ours, which may be replaced, from anybody's course


@dataclass(frozen=True)
class Demo:
    """What the demonstration made.

    Attributes:
        folder: the course folder.
        stories: what each student did, by student.
        graded: what came of each assignment.
        feedback: one feedback page to open.
        grades: the CSV file of all grades.
        seconds: how long it all took.
    """

    folder: CourseFolder
    stories: dict[str, str]
    graded: dict[str, Autograded] = field(default_factory=dict)
    feedback: Path | None = None
    grades: Path | None = None
    seconds: float = 0.0

    def statuses(self, slug: str) -> Counter[str]:
        """How many submissions ended in which way."""
        return Counter(result.status for result in self.graded[slug].results.values())


def run_demo(
    root: Path,
    *,
    students: int,
    slugs: Sequence[str] | None = None,
    replace: bool,
    workers: int | None = None,
    say: Say,
    progress: Callable[[str], Progress],
) -> Demo:
    """Makes a course, lets a class work in it, and grades it.

    Args:
        root: the folder to make.
        students: how many students the class has.
        slugs: the assignments that it works on; all of the course if None.
        replace: whether an earlier demonstration in that folder is thrown away.
        workers: how many processes judge; one for each processor if None.
        say: called with one line at each step.
        progress: gives for an assignment what is called after each of its submissions.

    Returns:
        What was made.

    Raises:
        CourseError: if the folder is there already, or no submission can be judged.
    """
    started = time.monotonic()
    _make_way(root, replace=replace)
    slugs = list(slugs or course())
    _write_key(root)
    folder = init_course(root, slugs=slugs)
    (root / MARK).touch()
    say(f"made the course folder {root}")
    stories: dict[str, str] = {}
    graded = {}
    for slug in slugs:
        generate_assignment(folder, slug)
        say(f"released {slug}")
        submitted = play_class(load_authored(slug), students)
        stories |= {work.student: work.story for work in submitted}
        _hand_in(folder, slug, submitted)
        graded[slug] = autograde(root, slug, workers=workers, progress=progress(slug))
        _require_graded(graded[slug])
        say(f"graded {len(graded[slug].results)} submissions of {slug} in {graded[slug].seconds:.0f} s")
    pages = _feedback(folder, list(graded), say)
    mistaken = {student for student, story in stories.items() if story == "one mistake"}
    page = next((page for page in pages if page.parent.parent.name in mistaken), pages[0] if pages else None)
    grades = root / "grades.csv"
    write_csv(root, grades)
    say(f"exported the grades to {grades}")
    return Demo(folder, stories, graded, page, grades, time.monotonic() - started)


def _write_key(root: Path) -> None:
    """Gives every demonstration the same key, and so the same hidden inputs: two of them come to the same."""
    path = CourseKey(root).path
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_text("00" * KEY_BYTES, encoding="ascii")


def _require_graded(graded: Autograded) -> None:
    """A class in which nobody could be judged shows a broken machine, not a class."""
    if not any(result.status == "graded" for result in graded.results.values()):
        reason = next(iter(graded.results.values())).reason
        raise CourseError(f"No submission of {graded.assignment} could be judged ({reason}). See: grader doctor")


def _make_way(root: Path, *, replace: bool) -> None:
    if not root.exists() or not any(root.iterdir()):
        return
    if replace and (root / MARK).exists():
        shutil.rmtree(root)
        return
    what = "a course folder" if (root / CONFIG_NAME).exists() else "not empty"
    advice = "; add --replace to make it anew" if (root / MARK).exists() else ""
    raise CourseError(f"{root} is {what} already. Name another folder{advice}.")


def _hand_in(folder: CourseFolder, slug: str, submitted: list[Homework]) -> None:
    """Lays the notebooks where nbgrader's `collect` and `zip_collect` put them."""
    for number, work in enumerate(submitted):
        place = folder.root / "submitted" / work.student / slug
        place.mkdir(parents=True)
        (place / "timestamp.txt").write_text(f"2026-03-02 {9 + number // 60:02}:{number % 60:02}:00 UTC\n")
        if work.data is not None:
            (place / f"{slug}.ipynb").write_bytes(work.data)


def _feedback(folder: CourseFolder, slugs: list[str], say: Say) -> list[Path]:
    for slug in slugs:
        answer = folder.api.generate_feedback(slug)
        if not answer["success"]:
            say(f"nbgrader could not write all feedback for {slug}: {answer.get('error') or answer.get('log')}")
    pages = sorted((folder.root / "feedback").glob("*/*/*.html"))
    say(f"wrote {len(pages)} feedback pages")
    return pages
