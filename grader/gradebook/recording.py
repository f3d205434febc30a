"""Putting results into nbgrader's gradebook and `autograded/`: many at once, as nbgrader's own converter would.

nbgrader converts each submission twice and opens the gradebook a dozen times for it, which takes longer than
judging it. Here one writer keeps the gradebook open, writes each notebook once and commits in batches. Where a
course configures nbgrader's autograde in its own way, or the gradebook refuses a batch, nbgrader's converter
does the work, one submission after the other; tests show that both come to the same.
"""

from __future__ import annotations

import json
import os
import shutil
import time
import warnings
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import nbformat
from nbformat.v4 import new_notebook
from nbgrader.converters import Autograde
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import capture_log, determine_grade, find_all_files, is_grade, is_solution, is_task
from nbgrader.utils import compute_checksum as checksum

from dlkit.comparing import clean, clean_line
from grader.gradebook.companion_files import copy_harmless
from grader.gradebook.conversion import instead, read_timestamp, released_folders
from grader.gradebook.course_folder import CourseFolder, is_configured_as_made
from grader.gradebook.feedback import scaled_score
from grader.gradebook.returned_notebook import given_cells, notebook_metadata, put_judgement, read_cells, restored
from grader.judging import Result, SubmittedFiles

BATCH = 10
BATCH_SECONDS = 2.0
MAX_TROUBLE = 500  # characters of what nbgrader says of a submission
Recording = tuple[SubmittedFiles, Result]


class Recorder:
    """The one writer of a run; use it as a context manager, which records what is left at the end.

    Args:
        folder: the course folder.
        slug: the assignment.

    Attributes:
        not_recorded: what nbgrader said of those it could not put into the gradebook, by student.
    """

    def __init__(self, folder: CourseFolder, slug: str) -> None:
        self.folder, self.slug = folder, slug
        self.not_recorded: dict[str, str] = {}
        self._waiting: list[Recording] = []
        self._since = time.monotonic()
        self._batch = _Batch(folder, slug) if is_configured_as_made(folder.api) else None

    def holds(self, result: Result) -> bool:
        """Whether the gradebook and `autograded/` hold a result that was recorded once."""
        return self._held.holds(result)

    @property
    def _held(self) -> _Held:
        if not hasattr(self, "_held_once"):
            self._held_once = _Held(self.folder, self.slug)
        return self._held_once

    def record(self, submitted: SubmittedFiles, result: Result) -> None:
        """Records a result, at once or together with the next ones.

        Args:
            submitted: what the student handed in.
            result: what came of it.
        """
        self._waiting.append((submitted, result))
        if len(self._waiting) >= BATCH or time.monotonic() - self._since > BATCH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Records what waits."""
        waiting, self._waiting = self._waiting, []
        if waiting and not (self._batch and self._batch.record(waiting)):
            self._record_singly(waiting)
        for _, result in waiting:
            if result.submission not in self.not_recorded:
                self.folder.results.mark_recorded(result)
        self._since = time.monotonic()

    def _record_singly(self, waiting: Sequence[Recording]) -> None:
        for _, result in waiting:
            try:
                trouble = record_by_converter(self.folder, result)
            except Exception as error:  # whatever it is, it is this student's, and the next one's turn comes
                trouble = _in_a_line(error)
            if trouble:
                self.not_recorded[result.submission] = _end_of(clean(trouble))

    def __enter__(self) -> Recorder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.flush()
        finally:
            if self._batch:
                self._batch.close()


def _end_of(log: str) -> str:
    """The end of what nbgrader says: what stopped it stands there."""
    return log if len(log) <= MAX_TROUBLE else f"…{log[1 - MAX_TROUBLE :]}"


def _in_a_line(error: Exception) -> str:
    """What an error says, in one line."""
    said = clean_line(next(iter(str(error).splitlines()), ""))
    return said or f"It could not be written down ({type(error).__name__})."


class _Held:
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
        return (autograded_folder(self.folder, result) / f"{result.assignment}.ipynb").exists()


class _Batch:
    """Writes many results in one transaction, and each notebook once."""

    def __init__(self, folder: CourseFolder, slug: str) -> None:
        self.folder, self.slug = folder, slug
        self.directory = folder.api.coursedir
        self.source = Path(self.directory.format_path(self.directory.source_directory, ".", slug))
        self.gradebook: Any = folder.gradebook()
        # nbgrader's own functions commit after every step; here a batch is one transaction.
        session = self.gradebook.db.registry()
        self.commit, session.commit = session.commit, session.flush
        about = {"notebook": slug, "assignment": slug}
        self.given = given_cells(self.gradebook, about, self.source / f"{slug}.ipynb")
        self.kernel = json.loads(self.gradebook.find_notebook(slug, slug).kernelspec or "{}")
        self.penalties = AssignLatePenalties(parent=folder.api)
        self.penalties.init_plugin()

    def record(self, recordings: Sequence[Recording]) -> bool:
        """Records results; returns False, with the gradebook as it was, if that is not possible."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # nbgrader's own use of SQLAlchemy
                for submitted, result in recordings:
                    self._record(submitted, result)
                self.commit()
        except Exception:  # one of them is to blame: which, is found out when each is recorded by itself
            self.gradebook.db.rollback()
            return False
        finally:
            self.gradebook.db.expunge_all()
        return True

    def _record(self, submitted: SubmittedFiles, result: Result) -> None:
        folder = Path(
            self.directory.format_path(self.directory.submitted_directory, result.submission, result.assignment)
        )
        cells = put_judgement(restored(read_cells(submitted), self.given), result)
        self._record_grades(cells, folder, result.submission)
        notebook = new_notebook(cells=cells, metadata=notebook_metadata(self.kernel))
        self._write(nbformat.writes(notebook, version=4) + "\n", folder, autograded_folder(self.folder, result))

    def _record_grades(self, cells: Sequence[Any], folder: Path, student: str) -> None:
        self.gradebook.update_or_create_student(student)
        read = type(self.directory).get_existing_timestamp
        timestamp = read_timestamp(read, self.directory, str(folder))
        options = {"timestamp": timestamp} if timestamp else {}
        submission = self.gradebook.update_or_create_submission(self.slug, student, **options)
        (notebook,) = (item for item in submission.notebooks if item.notebook.name == self.slug)
        grades = {grade.cell.name: grade for grade in notebook.grades}
        comments = {comment.cell.name: comment for comment in notebook.comments}
        for cell in cells:
            if is_grade(cell):
                grade = grades[cell.metadata.nbgrader.grade_id]
                grade.auto_score, _ = determine_grade(cell, self.penalties.log)
                grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
            if is_solution(cell) or is_task(cell):
                untouched = cell.metadata.nbgrader.get("checksum") == checksum(cell) and not is_task(cell)
                comments[cell.metadata.nbgrader.grade_id].auto_comment = "No response." if untouched else None
        self._record_lateness(submission, notebook, student)

    def _record_lateness(self, submission: Any, notebook: Any, student: str) -> None:
        notebook.late_submission_penalty = None
        late = submission.total_seconds_late
        if late > 0:
            self.gradebook.db.flush()
            self.gradebook.db.refresh(notebook)
            penalty = self.penalties.plugin_inst.late_submission_penalty(student, notebook.score, late)
            if penalty is not None:
                notebook.late_submission_penalty = self.penalties._check_late_penalty(notebook, penalty)

    def _write(self, text: str, submitted: Path, place: Path) -> None:
        """Puts the notebook and the other files in place; whoever looks sees the old folder, the new one, or none."""
        fresh = place.with_name(f".{place.name}.{os.getpid()}")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        ignore = [*self.directory.ignore, "*.ipynb"]
        copy_harmless(submitted, fresh, released=released_folders(self.directory, self.slug), ignore=ignore)
        for name in find_all_files(str(self.source), ignore):
            copy = fresh / os.path.relpath(name, self.source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.unlink(missing_ok=True)
            shutil.copy(name, copy)
        (fresh / f"{self.slug}.ipynb").write_text(text, encoding="utf-8")
        self._set_permissions(fresh)
        shutil.rmtree(place, ignore_errors=True)
        fresh.rename(place)

    def _set_permissions(self, folder: Path) -> None:
        shared = self.directory.groupshared
        for inner, _, names in os.walk(folder):
            for name in names:
                os.chmod(os.path.join(inner, name), 0o664 if shared else 0o444)
            if shared:
                with suppress(PermissionError):
                    os.chmod(inner, (os.stat(inner).st_mode | 0o2770) & 0o2777)

    def close(self) -> None:
        """Closes the gradebook."""
        self.gradebook.close()


def autograded_folder(folder: CourseFolder, result: Result) -> Path:
    """Where nbgrader keeps the autograded notebook of a submission."""
    directory = folder.api.coursedir
    return Path(directory.format_path(directory.autograded_directory, result.submission, result.assignment))


class _Converter(Autograde):  # type: ignore[misc]
    """nbgrader's own autograde of one submission, with the result in hand."""

    judged: Result

    def init_notebooks(self) -> None:
        """Takes the one submission, whether there is a notebook in it or not."""
        folder = self._format_source(self.judged.assignment, self.judged.submission)
        self.assignments = {folder: [str(Path(folder) / f"{self.judged.assignment}.ipynb")]}


def record_by_converter(folder: CourseFolder, result: Result) -> str:
    """Records a result with nbgrader's converter, configured as `nbgrader autograde` is.

    Args:
        folder: the course folder.
        result: the result.

    Returns:
        Nothing if it was recorded, else what nbgrader said.
    """
    api = folder.api
    with instead(api.coursedir, assignment_id=result.assignment, student_id=result.submission):
        converter = _Converter(coursedir=api.coursedir, parent=api)
        converter.judged, converter.force = result, True
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # nbgrader's own use of SQLAlchemy
            answer: dict[str, Any] = capture_log(converter)
    return "" if answer["success"] else str(answer.get("log") or answer.get("error"))
