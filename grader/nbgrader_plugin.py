"""What `nbgrader_config.py` names: how nbgrader's autograde reads, restores and judges a submission.

nbgrader converts each submission twice: `submitted/` to `autograded/` with the sanitizing preprocessors, then
`autograded/` to itself with the grading ones. `SubmissionReader` reads in both, `RestoreCells` is all of the
first, and `JudgeCells` comes before nbgrader's own `SaveAutoGrades` in the second.
"""

from __future__ import annotations

import functools
import glob
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import temp_attrs

from dlkit.text import clean_line
from grader.course_folder import ResultStore, seeds_of_course
from grader.handed_in import HandedIn, is_plain_file, read_handed_in, read_notebook_file
from grader.kit import kit_of
from grader.result import Result
from grader.returned_notebook import given_cells, notebook_metadata, put_judgement, read_cells, restored

MAX_TIMESTAMP = 1_000  # bytes
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
            handed_in = _handed_in(self.parent.coursedir, resources["nbgrader"])
            notebook = new_notebook(cells=read_cells(handed_in))
        else:
            notebook = nbformat.read(path, as_version=4)
        converted: tuple[str, Resources] = self.from_notebook_node(notebook, resources=resources, **kwargs)
        return converted


def _prepare(converter: Any) -> None:
    """Makes nbgrader's converter handle every submission: also one without a notebook or with an odd timestamp."""
    directory = converter.coursedir
    slug = directory.assignment_id
    for folder in glob.glob(converter._format_source(slug, directory.student_id)):
        if os.path.isdir(folder):
            converter.assignments[folder] = [os.path.join(folder, f"{slug}.ipynb")]
    directory.get_existing_timestamp = functools.partial(
        read_timestamp, type(directory).get_existing_timestamp, directory
    )
    converter.init_assignment = functools.partial(_init_without_links, converter, converter.init_assignment)
    converter.pre_convert_hook = functools.partial(_forget_earlier_grades, converter, converter.pre_convert_hook)


def _init_without_links(converter: Any, init: Any, slug: str, student: str) -> None:
    """nbgrader copies what else was handed in; what is no plain file may lead anywhere, or never end."""
    found = Path(converter._format_source(slug, student)).rglob("*")
    odd = [glob.escape(path.name) for path in found if not path.is_dir() and not is_plain_file(path)]
    with temp_attrs(converter.coursedir, ignore=[*converter.coursedir.ignore, *odd]):
        init(slug, student)


def read_timestamp(read: Any, directory: Any, folder: str) -> Any:
    """A submission's time, or None where its file does not hold one."""
    path = Path(folder, "timestamp.txt")
    try:
        if os.path.lexists(path) and not (is_plain_file(path) and path.stat().st_size < MAX_TIMESTAMP):
            raise ValueError("no plain file")
        return read(directory, folder)
    except (AttributeError, OverflowError, OSError, ValueError):
        directory.log.warning(
            "%s holds no time; the submission counts as one without a time.",
            clean_line(os.path.join(folder, "timestamp.txt")),
        )
        return None


def _forget_earlier_grades(converter: Any, configured: Any, *, notebooks: Sequence[str], **names: Any) -> None:
    """Takes back the automatic scores of an earlier run, so that none survives if this one fails."""
    about = converter.init_single_notebook_resources(notebooks[0])["nbgrader"]
    with Gradebook(about["db_url"], converter.coursedir.course_id) as gradebook:
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


def _handed_in(directory: Any, about: Mapping[str, str]) -> HandedIn:
    folder = directory.format_path(directory.submitted_directory, about["student"], about["assignment"])
    return read_handed_in(Path(folder), about["assignment"], about["student"])


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
        return nb, resources


def judge_here(directory: Any, about: Mapping[str, str]) -> Result:
    """Judges a submission in nbgrader's own process and keeps the result in the course folder.

    Args:
        directory: nbgrader's course directory.
        about: names student and assignment.
    """
    from grader.pool import judge_one

    slug = about["assignment"]
    handed_in = _handed_in(directory, about)
    result = handed_in.refused(slug)
    if result is None:
        assert handed_in.path is not None
        seed = seeds_of_course(Path(directory.root), slug)(handed_in.student)
        result = handed_in.with_note(judge_one(slug, handed_in.student, read_notebook_file(handed_in.path), seed))
    ResultStore(Path(directory.root)).keep(result, digest=handed_in.digest, kit=kit_of(slug))
    return result
