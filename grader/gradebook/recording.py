"""Putting results into nbgrader's gradebook and `autograded/`: many at once, as nbgrader's own converter would.

nbgrader converts each submission twice and opens the gradebook a dozen times for it, which takes longer than
judging it. Here one writer keeps the gradebook open, writes each notebook once and commits in batches. Where a
course configures nbgrader's autograde in its own way, or the gradebook refuses a batch, nbgrader's converter
does the work, one submission after the other; tests show that both come to the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
import warnings
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

from nbformat.v4 import new_notebook
from nbgrader.converters import Autograde
from nbgrader.utils import capture_log, determine_grade, find_all_files, is_grade, is_solution, is_task
from nbgrader.utils import compute_checksum as checksum

from dlkit.comparing import clean, clean_line
from grader.gradebook.companion_files import copy_harmless
from grader.gradebook.conversion import instead, leave_to_a_person, read_timestamp, released_folders
from grader.gradebook.course_folder import CourseFolder, is_configured_as_made
from grader.gradebook.groups import counting_folder
from grader.gradebook.held import Held, leaves_penalties_to_nbgrader, own_configuration
from grader.gradebook.late_penalties import LatePenalties
from grader.gradebook.marked_by_hand import MarkedByHand
from grader.gradebook.returned_notebook import (
    GivenCell,
    given_cells,
    notebook_metadata,
    notebook_text,
    put_judgement,
    read_cells,
    restored,
)
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
        self._own_way = not is_configured_as_made(folder.api)
        self._batch = _Batch(folder, slug)

    def holds(self, result: Result, recorded: str) -> bool:
        """Whether the gradebook and `autograded/` hold a result that was recorded once, as it would be recorded now.

        Args:
            result: the result, in the course's points.
            recorded: a fingerprint of what it was recorded with.
        """
        return recorded == self._fingerprint(result.submission) and self._held.holds(result)

    def settle(self, students: Collection[str]) -> None:
        """Gives those whose marks stand the late penalties that they have now.

        Args:
            students: whose.
        """
        if not self._own_way or leaves_penalties_to_nbgrader(self.folder.api):
            self.not_recorded |= self._batch.settle(list(filter(self._held.may_be_late, students)))

    def settle_anew(self, students: Collection[str]) -> None:
        """Gives those whose marks have just changed the late penalties that they have now.

        Args:
            students: whose.
        """
        if not self._own_way or leaves_penalties_to_nbgrader(self.folder.api):
            self.not_recorded |= self._batch.settle(students)

    def _fingerprint(self, student: str) -> str:
        """Of all that decides what is recorded of a result, but for its scores and a late penalty of nbgrader's making."""
        own_penalties = self._own_way and not leaves_penalties_to_nbgrader(self.folder.api)
        due = self._held.due(student) if own_penalties else ""
        return hashlib.sha256(f"{self._of_the_course} {due}".encode()).hexdigest()

    @cached_property
    def _of_the_course(self) -> str:
        return self._batch.about + (own_configuration(self.folder) if self._own_way else "")

    @property
    def given(self) -> list[GivenCell]:
        """The cells of the assignment that nbgrader knows, in order."""
        return self._batch.given

    @cached_property
    def _held(self) -> Held:
        return Held(self.folder, self.slug)

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
        if waiting and (self._own_way or not self._batch.record(waiting)):
            self._record_singly(waiting)
        for _, result in waiting:
            if result.submission not in self.not_recorded:
                self.folder.results.mark_recorded(result, self._fingerprint(result.submission))
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
            self._batch.close()


def _end_of(log: str) -> str:
    """The end of what nbgrader says: what stopped it stands there."""
    return log if len(log) <= MAX_TROUBLE else f"…{log[1 - MAX_TROUBLE :]}"


def _in_a_line(error: Exception) -> str:
    """What an error says, in one line."""
    said = clean_line(next(iter(str(error).splitlines()), ""))
    return said or f"It could not be written down ({type(error).__name__})."


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
        self.about = json.dumps([[asdict(cell) for cell in self.given], self.kernel], sort_keys=True)
        self.penalties = LatePenalties(folder.api, folder.root)
        self.gradebook.db.rollback()  # only one of the two writers has a transaction at a time

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

    def settle(self, students: Collection[str]) -> dict[str, str]:
        """Gives marks that stand the late penalties that they have now; returns what went wrong, by student."""
        wrong = {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # nbgrader's own use of SQLAlchemy
            for student in students:
                notebook = self.gradebook.find_submission_notebook(self.slug, self.slug, student)
                try:
                    self.penalties.assign(self.gradebook, notebook.assignment, notebook)
                except Exception as error:  # the plug-in's, and this student's
                    notebook.late_submission_penalty = None
                    wrong[student] = f"The late-penalty plug-in failed ({type(error).__name__}: {_in_a_line(error)})."
            self.commit()
        self.gradebook.db.expunge_all()
        return wrong

    def _record(self, submitted: SubmittedFiles, result: Result) -> None:
        folder = counting_folder(self.directory, result.assignment, result.submission)
        cells = put_judgement(restored(read_cells(submitted), self.given), result)
        self._record_grades(cells, folder, result)
        notebook = new_notebook(cells=cells, metadata=notebook_metadata(self.kernel))
        place = self.folder.autograded(result.assignment, result.submission)
        self._write(notebook_text(notebook), folder, place)

    def _record_grades(self, cells: Sequence[Any], folder: Path, result: Result) -> None:
        student = result.submission
        self.gradebook.update_or_create_student(student)
        read = type(self.directory).get_existing_timestamp
        timestamp = read_timestamp(read, self.directory, str(folder))
        options = {"timestamp": timestamp} if timestamp else {}
        submission = self.gradebook.update_or_create_submission(self.slug, student, **options)
        (notebook,) = (item for item in submission.notebooks if item.notebook.name == self.slug)
        grades = {grade.cell.name: grade for grade in notebook.grades}
        comments = {comment.cell.name: comment for comment in notebook.comments}
        marked = MarkedByHand(notebook, self.folder.autograded(self.slug, student), self.slug)
        for cell in cells:
            if is_grade(cell):
                grade = grades[cell.metadata.nbgrader.grade_id]
                grade.auto_score, _ = determine_grade(cell, self.folder.api.log)
                grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
            if is_solution(cell) or is_task(cell):
                untouched = cell.metadata.nbgrader.get("checksum") == checksum(cell) and not is_task(cell)
                comments[cell.metadata.nbgrader.grade_id].auto_comment = "No response." if untouched else None
        leave_to_a_person(notebook, result)
        marked.leave(notebook, cells)
        self.penalties.assign(self.gradebook, submission, notebook)

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
