"""What a student handed in, as files: which notebook to judge, and whether there is one."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, replace
from pathlib import Path

from dlkit.comparing import clean_line
from dlkit.course import Assignment
from grader.judging.result import Result, Status, not_judged
from grader.judging.submission import MAX_BYTES

MAX_NAME = 120  # characters of a file's name that are told
MAX_ENTRIES = 10_000  # of a folder


@dataclass(frozen=True)
class SubmittedFiles:
    """What one student handed in for one assignment.

    Attributes:
        student: the student's identity, the name of their folder.
        path: the notebook to judge; None if there is none.
        digest: tells whether it has changed, the time of submission included.
        status: `graded` if it can be judged, else why not.
        reason: the same in words.
        note: what was noticed, for student and instructor.
    """

    student: str
    path: Path | None
    digest: str = ""
    status: Status = "graded"
    reason: str = ""
    note: str = ""

    def refused(self, assignment: Assignment) -> Result | None:
        """The result, if it is known without judging: there is no notebook that could be judged."""
        return None if self.status == "graded" else not_judged(assignment, self.student, self.status, self.reason)

    def with_note(self, result: Result) -> Result:
        """A result with what was noticed here added to it."""
        known = not self.note or self.note in result.notes
        return result if known else replace(result, notes=(*result.notes, self.note))


def read_submitted_files(folder: Path, slug: str, student: str) -> SubmittedFiles:
    """Looks at the folder of one submission.

    A notebook under another name is taken if it is the only one. A link is never followed: it could
    lead to another student's work.

    Args:
        folder: where the files of the submission are.
        slug: the assignment, after which the notebook should be named.
        student: whose it is.
    """
    try:
        return _look_at(folder, slug, student)
    except (OSError, ValueError) as error:
        reason = f"What was handed in cannot be read: {getattr(error, 'strerror', None) or error}."
        return SubmittedFiles(student, None, status="unreadable", reason=reason)


def _look_at(folder: Path, slug: str, student: str) -> SubmittedFiles:
    if folder.is_symlink() or folder.parent.is_symlink():
        return SubmittedFiles(
            student, None, status="unreadable", reason="The folder is a link; hand in the notebook itself."
        )
    path, note = folder / f"{slug}.ipynb", ""
    if not _exists(path):
        others = _notebooks_in(folder)
        if not others:
            return SubmittedFiles(student, None, status="missing", reason="No notebook was handed in.")
        if len(others) > 1:
            reason = f"None of the {len(others)} notebooks handed in is named {slug}.ipynb; rename the right one."
            return SubmittedFiles(student, None, status="missing", reason=reason)
        path = others[0]
        name = clean_line(path.name, limit=MAX_NAME)
        note = f"The notebook was named {name}, not {slug}.ipynb; it was judged all the same."
    if not is_plain_file(path):
        reason = f"{clean_line(path.name, limit=MAX_NAME)} is not a file; hand in the notebook itself."
        return SubmittedFiles(student, None, status="unreadable", reason=reason)
    digest = digest_of([path, folder / "timestamp.txt"])
    return SubmittedFiles(student, path, digest, note=note)


def _exists(path: Path) -> bool:
    """Whether there is anything of that name.

    Raises:
        OSError: if that cannot be told.
    """
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    return True


def _notebooks_in(folder: Path) -> list[Path]:
    """The notebooks that lie in a folder.

    Raises:
        OSError: if it cannot be read.
        ValueError: if there is no end to it.
    """
    found = []
    with os.scandir(folder) as entries:
        for number, entry in enumerate(entries, start=1):
            if number > MAX_ENTRIES:
                raise ValueError(
                    f"the folder holds more than {MAX_ENTRIES:,} files and no notebook named as it should be"
                )
            if entry.name.endswith(".ipynb"):
                found.append(folder / entry.name)
    return sorted(found)


def is_plain_file(path: Path) -> bool:
    """Whether a path is a file itself: no link, which may lead anywhere, and nothing that may block or never end."""
    return path.is_file() and not path.is_symlink()


def read_notebook_file(path: Path) -> bytes:
    """The bytes of a notebook, as far as the judge looks at them."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def digest_of(paths: list[Path]) -> str:
    """One digest of the names and contents of files, of those that exist, as far as the judge looks at them.

    Raises:
        OSError: if one cannot be read.
    """
    found = hashlib.sha256()
    for path in paths:
        if is_plain_file(path):
            content = hashlib.sha256(read_notebook_file(path)).hexdigest().encode()
            found.update(os.fsencode(path.name) + b":" + content + b"\n")  # a name need not be UTF-8
    return found.hexdigest()
