"""The steps of nbgrader's own conversion: how its autograde reads, restores and judges a submission.

nbgrader converts each submission twice: `submitted/` to `autograded/` with the sanitizing preprocessors, then
`autograded/` to itself with the grading ones. `SubmissionReader` reads in both, `RestoreCells` is all of the
first, and `JudgeCells` comes before nbgrader's own `SaveAutoGrades` in the second.
"""

from __future__ import annotations

import functools
import glob
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor

from dlkit.comparing import clean_line
from dlkit.course import CourseError, find_assignment
from grader.gradebook.arrivals import MAX_TIME, TIME
from grader.gradebook.changes import NO_FILES, Judged, RunChanges
from grader.gradebook.companion_files import copy_harmless
from grader.gradebook.course_folder import CourseFolder, seeds_of_course
from grader.gradebook.graded_cells import graded_cells, take_source
from grader.gradebook.groups import Group, counting_folder, read_groups
from grader.gradebook.late import complete_submissions
from grader.gradebook.marked_by_hand import MarkedByHand
from grader.gradebook.result_store import ResultStore
from grader.gradebook.returned_notebook import (
    given_cells,
    notebook_metadata,
    own_cells,
    own_cells_digest,
    put_judgement,
    read_cells,
    restored,
)
from grader.gradebook.student_id import is_student_id, not_a_student_id
from grader.judging import Result, SubmittedFiles, is_plain_file, read_submitted_files
from grader.running import fingerprints_of
from grader.standby import judge_by

_RESULT = "dlkit_result"
_NOTHING_THERE = ("missing", "unreadable", "wrong_assignment")
Resources = dict[str, Any]


class SubmissionReader(NotebookExporter):  # type: ignore[misc]
    """nbgrader's exporter, but it reads whatever was handed in: a broken file becomes an empty notebook."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _prepare(self.parent)

    def from_filename(self, filename: str, resources: Resources | None = None, **kwargs: Any) -> tuple[str, Resources]:
        """Reads and converts one file of `submitted/`, or the judge's own of `autograded/`.

        Args:
            filename: where the notebook should be.
            resources: what nbgrader knows of the submission.
            **kwargs: passed on.

        Returns:
            The converted notebook's text, and the resources.
        """
        path = Path(filename)
        resources = {**(resources or {}), "metadata": {"name": path.stem, "path": str(path.parent)}}
        if self.parent._sanitizing:
            submitted = _submitted_files(self.parent.coursedir, resources["nbgrader"])
            notebook = new_notebook(cells=read_cells(submitted))
        else:
            notebook = nbformat.read(path, as_version=4)
        text, resources = self.from_notebook_node(notebook, resources=resources, **kwargs)
        if result := resources.pop(_RESULT, None):
            about = resources["nbgrader"]
            with Gradebook(about["db_url"], self.parent.coursedir.course_id) as gradebook:
                names = (about["notebook"], about["assignment"], about["student"])
                recorded = gradebook.find_submission_notebook(*names)
                leave_to_a_person(recorded, result)
                if marked := self.parent.marked_by_hand.pop(about["student"], None):
                    marked.leave(recorded, nbformat.reads(text, as_version=4).cells)
                gradebook.db.commit()
            self.parent.tell_changes(about["student"], result)
        return text, resources


def leave_to_a_person(notebook: Any, result: Result) -> None:
    """Leaves to a person what nbgrader cannot be told to leave: own cells that were not judged, and its "tasks".

    Args:
        notebook: the submitted notebook in nbgrader's gradebook.
        result: what the judge came to.
    """
    names = {cell.name for cell in result.own_cells if cell.score is None}
    nothing_there = result.status in _NOTHING_THERE
    for grade in notebook.grades:
        if grade.cell.type == "TaskCell":
            grade.auto_score = 0.0 if nothing_there else None
        elif grade.name in names:
            grade.auto_score = None
        else:
            continue
        grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None


def _prepare(converter: Any) -> None:
    """Makes nbgrader's converter handle every submission: also one without a notebook or with an odd timestamp."""
    directory = converter.coursedir
    slug = directory.assignment_id
    for folder in glob.glob(converter._format_source(slug, directory.student_id)):
        if os.path.isdir(folder):
            converter.assignments[folder] = [os.path.join(folder, f"{slug}.ipynb")]
    leave_out_who_is_no_student(converter)
    if not hasattr(converter, "judged"):  # else `grader autograde` records each member by itself
        _take_groups(converter)
    take_any_timestamp(directory)
    _take_source(converter)
    converter.marked_by_hand, converter.changes = {}, {}
    converter.course = functools.cache(functools.partial(CourseFolder, Path(directory.root)))
    converter.tell_changes = functools.partial(_tell_changes, converter)
    converter.init_destination = functools.partial(_look_first, converter, converter.init_destination)
    converter.init_assignment = functools.partial(init_with_harmless_files, converter, converter.init_assignment)
    converter.pre_convert_hook = functools.partial(_forget_earlier_grades, converter, converter.pre_convert_hook)


def _take_groups(converter: Any) -> None:
    """Takes all members of a group of whom one has handed in."""
    directory, slug = converter.coursedir, converter.coursedir.assignment_id
    try:
        groups = CourseFolder(Path(directory.root)).groups(slug)
    except CourseError as error:
        converter.log.error(str(error))
        raise NbGraderException(str(error)) from None
    for group in groups.groups:
        folders = [converter._format_source(slug, student) for student in group.members]
        if any(folder in converter.assignments for folder in folders):
            for folder in folders:
                converter.assignments.setdefault(folder, [os.path.join(folder, f"{slug}.ipynb")])


def _look_first(converter: Any, configured: Any, slug: str, student: str) -> bool:
    """Looks at what is recorded of a submission before nbgrader takes it away, to tell afterwards what has changed."""
    directory = converter.coursedir
    with Gradebook(directory.db_url, directory.course_id) as gradebook, suppress(MissingEntry):
        notebook = gradebook.find_submission_notebook(slug, slug, student)
        place = Path(directory.format_path(directory.autograded_directory, student, slug))
        converter.marked_by_hand[student] = MarkedByHand(notebook, place, slug)
    if not hasattr(converter, "judged"):  # else `grader autograde` tells it, of all together
        converter.changes[student] = RunChanges(converter.course(), find_assignment(slug), [student])
    return bool(configured(slug, student))


def _tell_changes(converter: Any, student: str, result: Result) -> None:
    """Tells in nbgrader's log what its autograde has changed of a mark, and why."""
    if changes := converter.changes.pop(student, None):
        slug = converter.coursedir.assignment_id
        files = _submitted_files(converter.coursedir, {"student": student, "assignment": slug}).digest or NO_FILES
        found = changes.after({student: Judged(result, files, fingerprints_of(slug))})
        for line in (*(change.told for change in found.marks), *found.look_again):
            converter.log.warning(clean_line(line, limit=1_000))


def _take_source(converter: Any) -> None:
    """Lets points and tests that were changed in `source/` count."""
    directory, slug = converter.coursedir, converter.coursedir.assignment_id
    source = Path(directory.format_path(directory.source_directory, ".", slug)) / f"{slug}.ipynb"
    with Gradebook(directory.db_url, directory.course_id) as gradebook, suppress(MissingEntry):
        for remark in take_source(gradebook, source, slug):
            converter.log.warning(remark)


def take_any_timestamp(directory: Any) -> None:
    """Makes nbgrader read each `timestamp.txt` as the judge does: one that holds no time ends nothing.

    For a group, that of what counts for all of it is read.
    """
    slug, groups = directory.assignment_id, read_groups(Path(directory.root), directory.assignment_id)
    counting = {
        directory.format_path(directory.submitted_directory, student, slug): str(
            counting_folder(directory, slug, student)
        )
        for group in groups.groups
        for student in group.members
    }

    def read(folder: str) -> Any:
        return read_timestamp(type(directory).get_existing_timestamp, directory, counting.get(folder, folder))

    directory.get_existing_timestamp = read


def leave_out_who_is_no_student(converter: Any) -> None:
    """Of what nbgrader would convert, takes those whose folder bears a student's id; its log names the others."""
    slug = converter.coursedir.assignment_id
    pattern = re.compile(converter._format_source(re.escape(slug), "(?P<student>.*)", escape=True), flags=re.DOTALL)
    for folder in list(converter.assignments):
        match = pattern.fullmatch(folder)
        if match and not is_student_id(match["student"]):
            converter.log.error(not_a_student_id(match["student"]))
            del converter.assignments[folder]


def init_with_harmless_files(converter: Any, init: Any, slug: str, student: str) -> None:
    """nbgrader copies whatever else was handed in, however much it is; here what is harmless to show is copied."""
    directory = converter.coursedir
    submitted = Path(converter._format_source(slug, student))
    if converter._input_directory == directory.submitted_directory:
        submitted = counting_folder(directory, slug, student)
    copy_harmless(
        submitted,
        Path(converter._format_dest(slug, student)),
        released=released_folders(directory, slug),
        ignore=directory.ignore,
    )
    time = directory.get_existing_timestamp(str(submitted))
    nothing = str(Path(os.devnull) / "nothing")  # nbgrader finds no file there to copy
    with (
        instead(converter, _format_source=lambda *names, **options: nothing),
        instead(directory, get_existing_timestamp=lambda folder: time),
    ):
        init(slug, student)


@contextmanager
def instead(holder: Any, **values: Any) -> Iterator[None]:
    """Gives an object other attributes for a while; unlike nbgrader's `temp_attrs` also until an error.

    Args:
        holder: the object.
        **values: its attributes.
    """
    before = {name: getattr(holder, name) for name in values}
    try:
        for name, value in values.items():
            setattr(holder, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(holder, name, value)


def released_folders(directory: Any, slug: str) -> list[Path]:
    """Where what students were given for an assignment lies.

    Args:
        directory: nbgrader's course directory.
        slug: the assignment.
    """
    steps = (directory.source_directory, directory.release_directory)
    return [Path(directory.format_path(step, ".", slug)) for step in steps]


def read_timestamp(read: Any, directory: Any, folder: str) -> Any:
    """A submission's time, or None where its file does not hold one."""
    path = Path(folder, TIME)
    try:
        if os.path.lexists(path) and not (is_plain_file(path) and path.stat().st_size < MAX_TIME):
            raise ValueError("no plain file")
        return read(directory, folder)
    except (AttributeError, OverflowError, OSError, ValueError):
        directory.log.warning(
            "%s holds no time; the submission counts as one without a time.",
            clean_line(os.path.join(folder, TIME)),
        )
        return None


def time_of(directory: Any, slug: str, student: str) -> str:
    """When what counts for a student was handed in, in UTC, as `2026-11-27T09:00:00`; empty if nothing there says it.

    Args:
        directory: nbgrader's course directory.
        slug: the assignment.
        student: whose submission.
    """
    folder = str(counting_folder(directory, slug, student))
    path = Path(folder, TIME)
    with suppress(AttributeError, OverflowError, OSError, ValueError):
        if is_plain_file(path) and path.stat().st_size < MAX_TIME:
            return str(type(directory).get_existing_timestamp(directory, folder).isoformat(timespec="seconds"))
    return ""


def _forget_earlier_grades(converter: Any, configured: Any, *, notebooks: Sequence[str], **names: Any) -> None:
    """Takes back the automatic scores of an earlier run, so that none survives if this one fails."""
    about = converter.init_single_notebook_resources(notebooks[0])["nbgrader"]
    with Gradebook(about["db_url"], converter.coursedir.course_id) as gradebook:
        complete_submissions(gradebook, about["assignment"], [about["student"]])
        try:
            submission = gradebook.find_submission(about["assignment"], about["student"])
        except MissingEntry:
            submission = None
        for notebook in submission.notebooks if submission else ():
            for grade in notebook.grades:
                grade.auto_score, grade.needs_manual_grade = None, True
        gradebook.db.commit()
    if configured:
        configured(notebooks=notebooks, **names)


def _submitted_files(directory: Any, about: Mapping[str, str]) -> SubmittedFiles:
    folder = counting_folder(directory, about["assignment"], about["student"])
    return read_submitted_files(folder, about["assignment"], about["student"])


class RestoreCells(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts the given cells of an assignment back as they were released, around what the student wrote."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Restores a notebook."""
        about, directory = resources["nbgrader"], self.parent.parent.coursedir
        folder = directory.format_path(directory.source_directory, ".", about["assignment"])
        with Gradebook(about["db_url"], directory.course_id) as gradebook:
            given = given_cells(gradebook, about, Path(folder) / f"{about['notebook']}.ipynb")
            kernel = json.loads(gradebook.find_notebook(about["notebook"], about["assignment"]).kernelspec or "{}")
        nb.cells = restored(nb.cells, given)
        nb.metadata = notebook_metadata(kernel)
        return nb, resources


class JudgeCells(NbGraderPreprocessor):  # type: ignore[misc]
    """Judges the submission and writes what came of it as the outputs of its check cells."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Judges a notebook, unless its result was handed to the converter already."""
        converter, about = self.parent.parent, resources["nbgrader"]
        result = getattr(converter, "judged", None) or judge_here(converter.coursedir, about)
        nb.cells = put_judgement(nb.cells, result)
        return nb, {**resources, _RESULT: result}


_judged_here: dict[tuple[str, str, str], tuple[str, Result]] = {}


def _of_the_group(group: Group | None, directory: Any, slug: str, student: str, digest: str) -> Result | None:
    """What this process has come to for another member of a group, from the same files; None if it has not."""
    for member in group.members if group else ():
        known, result = _judged_here.get((str(directory.root), slug, member), ("", None))
        if member != student and known == digest and result is not None:
            return replace(result, submission=student)
    return None


def judge_here(directory: Any, about: Mapping[str, str]) -> Result:
    """Judges a submission, by the judge that stands by for this course, and keeps the result in the course folder.

    Args:
        directory: nbgrader's course directory.
        about: names student and assignment.
    """
    slug = about["assignment"]
    assignment, submitted = find_assignment(slug), _submitted_files(directory, about)
    with Gradebook(directory.db_url, directory.course_id) as gradebook:
        graded = graded_cells(gradebook, assignment)
        folder = directory.format_path(directory.source_directory, ".", slug)
        given = given_cells(gradebook, about, Path(folder) / f"{about['notebook']}.ipynb")
    result = submitted.refused(assignment)
    fingerprints = None
    digest, handed_in = submitted.digest + own_cells_digest(graded), time_of(directory, slug, submitted.student)
    if result is None:
        groups = read_groups(Path(directory.root), slug)
        group = groups.of(submitted.student)
        judged = _of_the_group(group, directory, slug, submitted.student, digest)
        if judged is None:
            seed = seeds_of_course(Path(directory.root), slug, groups)(submitted.student)
            own, files = own_cells(submitted, given, graded), submitted.beside()
            asked = (slug, submitted.student, submitted.notebook(), seed)
            found = judge_by(Path(directory.root), *asked, files=files, own_cells=own)
            judged, fingerprints = found.result, found.fingerprints
        result = submitted.with_note(judged)
        if group:
            _judged_here[str(directory.root), slug, submitted.student] = digest, result
    store = ResultStore(Path(directory.root))
    store.keep(result, digest=digest, fingerprints=fingerprints or fingerprints_of(slug), handed_in=handed_in)
    return result
