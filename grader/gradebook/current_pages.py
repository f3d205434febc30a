"""Feedback pages that say what the gradebook says: `nbgrader generate_feedback` writes anew what has changed since.

nbgrader leaves a page alone until its student hands in again, although points, penalties and comments may have changed.
Each page bears a stamp of what it was made of, as its last line.
"""

from __future__ import annotations

import functools
import hashlib
import re
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

from grader.gradebook.late.penalties import stale_penalties
from grader.gradebook.late.plugin import PLUGIN
from grader.gradebook.late.settings import read_settings

_STAMP = re.compile(rb"<!-- made of ([0-9a-f]{64}) -->\s*\Z")
_TAIL = 200  # bytes at the end of a page in which its stamp is


def renew_changed_pages(converter: Any) -> None:
    """Makes nbgrader's run write the pages anew of which something has changed, and say whose penalties will.

    Args:
        converter: nbgrader's converter that writes feedback.
    """
    converter.init_destination = functools.partial(_decide, converter, converter.init_destination)
    converter.write_single_notebook = functools.partial(_write, converter, converter.write_single_notebook)
    directory = converter.coursedir
    if str(converter.config.AssignLatePenalties.get("plugin_class", "")) != PLUGIN:
        return
    with Gradebook(directory.db_url, directory.course_id) as gradebook:
        for told in stale_penalties(gradebook, read_settings(Path(directory.root)), [directory.assignment_id]):
            converter.log.warning("%s Then write the pages.", told)


def is_current(directory: Any, slug: str, student: str) -> bool | None:
    """Whether a feedback page says what the gradebook says now; None if there is none, or it does not tell.

    Args:
        directory: nbgrader's course directory.
        slug: the assignment.
        student: whose page.
    """
    path = Path(directory.format_path(directory.feedback_directory, student, slug)) / f"{slug}.html"
    try:
        with path.open("rb") as page:
            page.seek(max(0, path.stat().st_size - _TAIL))
            found = _STAMP.search(page.read())
    except OSError:
        return None
    return found[1].decode() == _stamp(directory, slug, student) if found else None


def _decide(converter: Any, decide: Any, slug: str, student: str) -> bool:
    """nbgrader's decision whether a page is written; one that is there and not current is written as by --force."""
    before, folder = converter.force, Path(converter._format_dest(slug, student))
    converter.force = before or (folder.exists() and is_current(converter.coursedir, slug, student) is not True)
    try:
        return bool(decide(slug, student))
    finally:
        converter.force = before


def _write(converter: Any, write: Any, output: str, resources: dict[str, Any]) -> None:
    about = resources["nbgrader"]
    stamp = _stamp(converter.coursedir, about["assignment"], about["student"])
    write(f"{output}\n<!-- made of {stamp} -->\n", resources)


def _stamp(directory: Any, slug: str, student: str) -> str:
    """Of all that a page tells: the graded notebook, the rows of the gradebook, and what the course has set."""
    notebook = Path(directory.format_path(directory.autograded_directory, student, slug)) / f"{slug}.ipynb"
    told: list[Any] = [hashlib.sha256(notebook.read_bytes()).hexdigest() if notebook.is_file() else ""]
    told += [read_settings(Path(directory.root)).zone, directory.config.FeedbackPage.get("regrade_address", "")]
    with Gradebook(directory.db_url, directory.course_id) as gradebook:
        try:
            submission = gradebook.find_submission(slug, student)
        except MissingEntry:
            return ""
        person = submission.student
        told += [person.first_name, person.last_name, submission.duedate, submission.timestamp]
        for item in submission.notebooks:
            told += [item.late_submission_penalty]
            told += sorted(
                (grade.name, grade.score, grade.max_score, grade.needs_manual_grade, grade.manual_score is None)
                for grade in item.grades
            )
            told += sorted((comment.name, comment.comment or "") for comment in item.comments)
    return hashlib.sha256(repr(told).encode()).hexdigest()
