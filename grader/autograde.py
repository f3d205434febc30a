"""Grading a class: every submission judged on a pool, every result kept, one writer to the gradebook."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Collection
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader.converters import Autograde
from nbgrader.utils import capture_log, temp_attrs

from grader.course_folder import CourseFolder, kit_fingerprint
from grader.feedback import scaled_score
from grader.handed_in import HandedIn
from grader.pool import JudgePool, local_workers
from grader.result import Result

Progress = Callable[[int, int, Result], None]


@dataclass(frozen=True)
class Autograded:
    """What came of grading a class.

    Attributes:
        results: the result of each student's submission.
        reused: those whose earlier result was still good.
        not_recorded: what nbgrader said of those it could not put into the gradebook.
        seconds: how long it all took.
    """

    assignment: str
    results: dict[str, Result] = field(default_factory=dict)
    reused: tuple[str, ...] = ()
    not_recorded: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def troubled(self) -> list[Result]:
        """The results that are not `graded`, by student."""
        return [result for _, result in sorted(self.results.items()) if result.status != "graded"]


def autograde(
    course: Path,
    slug: str,
    *,
    workers: int | None = None,
    force: bool = False,
    students: Collection[str] | None = None,
    progress: Progress | None = None,
    start: Callable[[int], Executor] = local_workers,
) -> Autograded:
    """Judges the submissions of a course folder and writes them into its gradebook.

    A run that was stopped goes on where it was: a submission that has not changed since it was judged with
    the same kit is not judged again.

    Args:
        course: the course folder.
        slug: the assignment.
        workers: how many processes judge; one for each processor if None.
        force: judges everything again.
        students: only theirs; everyone's if None.
        progress: called after each submission with how many are done, how many there are, and its result.
        start: makes an executor of so many workers.

    Returns:
        What came of it; one result for each submission, whatever was handed in.

    Raises:
        CourseError: if this is no course folder, or the assignment is not in its gradebook.
        SandboxUnavailable: if student code cannot be isolated here.
        WorkersUnavailable: if no worker can be started.
    """
    started = time.monotonic()
    folder = CourseFolder(course)
    folder.require(slug)
    run = _Run(folder, slug, {item.student: item for item in folder.handed_in(slug, students)}, progress)
    if not force:
        run.reuse()
    run.refuse()
    pool = JudgePool(slug, workers=workers, start=start)
    for result in pool.judge(run.waiting):
        run.judged(result)
    return Autograded(
        slug, dict(sorted(run.results.items())), tuple(run.reused), run.not_recorded, time.monotonic() - started
    )


class _Run:
    """One run over a class: what is done, and the one writer of results and gradebook."""

    def __init__(
        self, folder: CourseFolder, slug: str, handed_in: dict[str, HandedIn], progress: Progress | None
    ) -> None:
        self.folder, self.slug, self.handed_in, self.progress = folder, slug, handed_in, progress
        self.kit = kit_fingerprint(slug)
        self.results: dict[str, Result] = {}
        self.reused: list[str] = []
        self.not_recorded: dict[str, str] = {}

    @property
    def waiting(self) -> dict[str, Path]:
        """The notebooks that are still to be judged."""
        return {name: item.path for name, item in self.handed_in.items() if name not in self.results and item.path}

    def reuse(self) -> None:
        """Takes what an earlier run has judged; records it if that run did not come to it."""
        recorded = _Recorded(self.folder, self.slug)
        for name, item in self.handed_in.items():
            result = self.folder.results.find_current(item, self.slug, kit=self.kit)
            if result is None or item.status != "graded":
                continue
            self.reused.append(name)
            if not recorded.holds(result):
                self._record(result)
            self._done(result)

    def refuse(self) -> None:
        """Records the submissions that hold no notebook to judge."""
        for item in self.handed_in.values():
            if result := item.refused(self.slug):
                self.judged(result)

    def judged(self, result: Result) -> None:
        """Keeps and records a new result."""
        item = self.handed_in[result.submission]
        result = item.with_note(result)
        self.folder.results.keep(result, digest=item.digest, kit=self.kit)
        self._record(result)
        self._done(result)

    def _record(self, result: Result) -> None:
        if trouble := record(self.folder, result):
            self.not_recorded[result.submission] = trouble

    def _done(self, result: Result) -> None:
        self.results[result.submission] = result
        if self.progress:
            self.progress(len(self.results), len(self.handed_in), result)


class _Recorded:
    """What the gradebook and `autograded/` hold of an assignment, read once."""

    def __init__(self, folder: CourseFolder, slug: str) -> None:
        self.folder = folder
        with folder.gradebook() as gradebook:
            cells = gradebook.find_notebook(slug, slug).grade_cells
            self.points = {cell.name: cell.max_score for cell in cells}
            self.scores = {
                submission.student.id: {grade.name: grade.auto_score for grade in submission.grades}
                for submission in gradebook.notebook_submissions(slug, slug)
            }

    def holds(self, result: Result) -> bool:
        """Whether a result has been recorded."""
        scores = self.scores.get(result.submission, {})
        for exercise in result.exercises:
            name = f"check-{exercise.name}"
            recorded = scores.get(name)
            if recorded is None or abs(recorded - scaled_score(exercise, max_score=self.points[name])) > 1e-6:
                return False
        return autograded_path(self.folder, result).exists()


def autograded_path(folder: CourseFolder, result: Result) -> Path:
    """Where nbgrader keeps the autograded notebook of a submission."""
    directory = folder.api.coursedir
    place: str = directory.format_path(directory.autograded_directory, result.submission, result.assignment)
    return Path(place) / f"{result.assignment}.ipynb"


class _Recorder(Autograde):  # type: ignore[misc]
    """nbgrader's own autograde of one submission, with the result in hand."""

    judged: Result

    def init_notebooks(self) -> None:
        """Takes the one submission, whether there is a notebook in it or not."""
        folder = self._format_source(self.judged.assignment, self.judged.submission)
        self.assignments = {folder: [str(Path(folder) / f"{self.judged.assignment}.ipynb")]}


def record(folder: CourseFolder, result: Result) -> str:
    """Puts a result into nbgrader's gradebook and its notebook into `autograded/`, in place of all earlier ones.

    It is nbgrader's converter that does it, configured as `nbgrader autograde` is, so that both come to the
    same gradebook.

    Args:
        folder: the course folder.
        result: the result.

    Returns:
        Nothing if it was recorded, else what nbgrader said.
    """
    api = folder.api
    with temp_attrs(api.coursedir, assignment_id=result.assignment, student_id=result.submission):
        converter = _Recorder(coursedir=api.coursedir, parent=api)
        converter.judged, converter.force = result, True
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # nbgrader's own use of SQLAlchemy
            answer: dict[str, Any] = capture_log(converter)
    return "" if answer["success"] else str(answer.get("log") or answer.get("error"))
