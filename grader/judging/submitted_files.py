"""What a student handed in, as files: which notebook to judge, what lies beside it, and whether there is one."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path, PurePosixPath

from dlkit.comparing import clean_line
from dlkit.course import Assignment, course, find_assignment
from dlkit.notebooks import (
    GivenCell,
    UnreadableNotebook,
    code_cells,
    given_cells,
    named_assignments,
    what_it_is,
)
from grader.judging.found_files import MAX_PATH, FoundFile, files_below, files_in, is_plain_file
from grader.judging.result import Result, Status, not_judged
from grader.judging.submission import read_notebook

MAX_NAME = 120  # characters of a file's name that are told
MAX_CANDIDATES = 20  # notebooks that are looked into
MAX_TOLD = 3  # files that are named in a reason
MAX_BESIDE = 200  # files that are there when the notebook runs
MAX_BESIDE_BYTES = 16 << 20  # of all of them; they lie in the scratch folder
_TIME = "timestamp.txt"  # nbgrader's own


@dataclass(frozen=True)
class SubmittedFiles:
    """What one student handed in for one assignment.

    Attributes:
        student: the student's identity, the name of their folder.
        path: the notebook to judge, or the archive that it is in; None if there is none.
        digest: tells whether anything has changed, the time of submission included.
        status: `graded` if it can be judged, else why not.
        reason: the same in words.
        note: what was noticed, for student and instructor.
        member: the notebook's name in the archive; empty if it is in none.
        others: the files beside the notebook that are there when it runs, by their path below its folder.
    """

    student: str
    path: Path | None
    digest: str = ""
    status: Status = "graded"
    reason: str = ""
    note: str = ""
    member: str = ""
    others: Mapping[str, FoundFile] = field(default_factory=dict)

    def refused(self, assignment: Assignment) -> Result | None:
        """The result, if it is known without judging: there is no notebook that could be judged."""
        return None if self.status == "graded" else not_judged(assignment, self.student, self.status, self.reason)

    def with_note(self, result: Result) -> Result:
        """A result with what was noticed here added to it."""
        known = not self.note or self.note in result.notes
        return result if known else replace(result, notes=(*result.notes, self.note))

    def notebook(self) -> bytes:
        """The bytes of the notebook, as far as the judge looks at them.

        Raises:
            OSError: if it cannot be read.
            ValueError: if it lies in an archive that cannot be read.
        """
        assert self.path is not None
        return FoundFile(PurePosixPath(self.path.name), self.path, self.member).read()

    def beside(self) -> dict[str, bytes]:
        """The content of the files beside the notebook.

        Raises:
            OSError: if one cannot be read.
            ValueError: if one lies in an archive that cannot be read.
        """
        return {name: file.read(MAX_BESIDE_BYTES) for name, file in self.others.items()}


def read_submitted_files(folder: Path, slug: str, student: str) -> SubmittedFiles:
    """Looks at the folder of one submission.

    The notebook is the one that says it is of this assignment, wherever it lies: under any name, in a folder below, in
    a zip archive. A link is never followed: it could lead to another student's work.

    Args:
        folder: where the files of the submission are.
        slug: the assignment.
        student: whose it is.
    """
    try:
        if folder.is_symlink() or folder.parent.is_symlink():
            reason = "The folder is a link; hand in the notebook itself."
            return SubmittedFiles(student, None, status="unreadable", reason=reason)
        return _look_at(folder, slug, student)
    except (OSError, ValueError) as error:
        reason = f"What was handed in cannot be read: {getattr(error, 'strerror', None) or error}."
        return SubmittedFiles(student, None, status="unreadable", reason=reason)


def _look_at(folder: Path, slug: str, student: str) -> SubmittedFiles:
    files = _all_files(folder, slug)
    notebooks = [file for file in files if file.is_notebook]
    if not notebooks:
        archives = [file for file in files if file.place.suffix.lower() == ".zip"]
        files += [file for archive in archives[:MAX_CANDIDATES] for file in files_in(archive)]
        notebooks = [file for file in files if file.is_notebook]
    if not notebooks:
        return _without_notebook(folder, files, student)
    chosen, note = _choose(notebooks, slug)
    if chosen is None:
        return SubmittedFiles(student, None, status="missing", reason=note)
    others, left_out = _beside(chosen, files)
    note = " ".join(filter(None, (note, left_out)))
    digest = _digest_of([chosen, *others.values(), FoundFile(PurePosixPath(_TIME), folder / _TIME)])
    return SubmittedFiles(student, chosen.path, digest, note=note, member=chosen.member, others=others)


def _all_files(folder: Path, slug: str) -> list[FoundFile]:
    try:
        return files_below(folder)
    except ValueError:
        # However much lies around it, a notebook that has the right name is found.
        named = folder / f"{slug}.ipynb"
        if not is_plain_file(named):
            raise
        return [FoundFile(PurePosixPath(named.name), named)]


def _without_notebook(folder: Path, files: Sequence[FoundFile], student: str) -> SubmittedFiles:
    """Says what was handed in where no notebook was."""
    with os.scandir(folder) as entries:
        odd = sorted(entry.name for entry in entries if entry.name.lower().endswith(".ipynb"))
    if odd := [name for name in odd if not name.startswith(".")]:
        reason = f"{_told(odd[0])} is not a file; hand in the notebook itself."
        return SubmittedFiles(student, None, status="unreadable", reason=reason)
    others = [file for file in files if file.place != PurePosixPath(_TIME)]
    if not others:
        return SubmittedFiles(student, None, status="missing", reason="No notebook was handed in.")
    what = what_it_is(others[0].read(1 << 16)) if len(others) == 1 else ""
    names = ", ".join(_told(str(file.place)) for file in others[:MAX_TOLD])
    more = f" and {len(others) - MAX_TOLD} more" if len(others) > MAX_TOLD else ""
    told = f"What was handed in, {names}{more}, is not a notebook"
    reason = f"{told} but {what}." if what else f"{told}: hand in the file that ends in .ipynb."
    digest = _digest_of([*others[:MAX_BESIDE], FoundFile(PurePosixPath(_TIME), folder / _TIME)])
    return SubmittedFiles(student, None, digest, status="unreadable", reason=reason)


def _choose(notebooks: Sequence[FoundFile], slug: str) -> tuple[FoundFile | None, str]:
    """The notebook to judge, and what there is to say of that; or None, and why none is."""
    named = [file for file in notebooks if file.place == PurePosixPath(f"{slug}.ipynb")]
    if len(notebooks) == 1:
        (chosen,) = notebooks
        if chosen.place.name == f"{slug}.ipynb":
            return chosen, ""
        return (
            chosen,
            f"The notebook was named {_told(str(chosen.place))}, not {slug}.ipynb; it was judged all the same.",
        )
    looks = [(file, _Look.at(file, slug)) for file in notebooks[:MAX_CANDIDATES]]
    fitting = [(look.rank(file, slug), file) for file, look in looks if slug in look.named]
    if not fitting:  # one that says nothing may still be it, if its name is right
        fitting = [(look.rank(file, slug), file) for file, look in looks if not look.named and file in named]
    if not fitting:
        others = ", ".join(f"{_told(str(file.place))} {look.told}" for file, look in looks[:MAX_TOLD])
        return None, f"None of the {len(notebooks)} notebooks handed in is one of {slug}: {others}."
    chosen = max(fitting, key=lambda ranked: ranked[0])[1]  # of equal ones the nearest
    return chosen, f"{len(notebooks)} notebooks were handed in; {_told(str(chosen.place))} was judged."


@dataclass(frozen=True)
class _Look:
    """What one of several notebooks says of itself.

    Attributes:
        named: the assignments that it says it is of.
        written: whether any exercise in it is more than the stub.
        told: the same in words.
    """

    named: tuple[str, ...]
    written: bool
    told: str

    @classmethod
    def at(cls, file: FoundFile, slug: str) -> _Look:
        try:
            notebook = read_notebook(file.read())
        except (UnreadableNotebook, OSError, ValueError):
            return cls((), False, "cannot be read")
        named = tuple(named_assignments(notebook, course()))
        stubs = {cell.name: cell.source.strip() for cell in _given(slug) if cell.role == "exercise"}
        written = any(
            cell.source.strip() != stubs[name]
            for cell in code_cells(notebook)
            for name in cell.named_exercises
            if name in stubs
        )
        return cls(named, written, f"is of {named[0]}" if named else "does not say which it is of")

    def rank(self, file: FoundFile, slug: str) -> tuple[bool, bool, list[tuple[bool, int, str]]]:
        """Which of several is the one: what was worked on, what has the right name, what has the highest number."""
        parts = re.split(r"(\d+)", file.place.name.lower())
        numbered = [(part.isdecimal(), int(part) if part.isdecimal() and len(part) < 19 else 0, part) for part in parts]
        return self.written, file.place.name == f"{slug}.ipynb", numbered


@cache
def _given(slug: str) -> list[GivenCell]:
    return given_cells(read_notebook(find_assignment(slug).notebook.read_bytes()))


def _beside(notebook: FoundFile, files: Iterable[FoundFile]) -> tuple[dict[str, FoundFile], str]:
    """The files that are there when a notebook runs, and a sentence on those that are too many or too large."""
    found: dict[str, FoundFile] = {}
    left, left_out = MAX_BESIDE_BYTES, list[str]()
    for file in files:
        if (
            file.is_notebook
            or file.place == PurePosixPath(_TIME)
            or not file.place.is_relative_to(notebook.place.parent)
        ):
            continue
        name = str(file.place.relative_to(notebook.place.parent))
        if (file.path, file.member) == (notebook.path, "") or not _is_plain_name(name):
            continue
        if len(found) >= MAX_BESIDE or file.size > left:
            left_out.append(name)
            continue
        left -= file.size
        found[name] = file
    if not left_out:
        return found, ""
    names = ", ".join(map(_told, left_out[:MAX_TOLD])) + (" ..." if len(left_out) > MAX_TOLD else "")
    limits = f"{MAX_BESIDE} files and {MAX_BESIDE_BYTES >> 20} MB beside the notebook are there when it runs"
    return found, f"At most {limits}; without {names}."


def read_loose_notebook(path: Path, slug: str) -> SubmittedFiles:
    """Looks at a notebook that lies anywhere: a file of its own, or in a zip archive.

    Of what lies beside it only what its code names is there when it runs: the rest may be others' work.

    Args:
        path: the file.
        slug: the assignment; empty if that is still to be found out.

    Raises:
        OSError: if it cannot be read.
        ValueError: if it is an archive without a notebook, or one that cannot be read.
    """
    here = FoundFile(PurePosixPath(path.name), path)
    if path.suffix.lower() == ".zip":
        files = files_in(here)
        notebooks = [file for file in files if file.is_notebook]
        chosen = _choose(notebooks, slug)[0] if notebooks else None
        if chosen is None:
            raise ValueError(f"the archive holds {len(notebooks) or 'no'} notebooks, and none of them is the one")
    else:
        chosen, files = here, []
        with suppress(OSError, ValueError):
            files = files_below(path.parent)
    try:
        text = "\n".join(cell.source for cell in code_cells(read_notebook(chosen.read())))
    except UnreadableNotebook:
        text = ""
    others, _ = _beside(chosen, [file for file in files if file.place.stem in text])
    return SubmittedFiles(path.name, chosen.path, member=chosen.member, others=others)


def _is_plain_name(name: str) -> bool:
    return len(name) <= MAX_PATH and clean_line(name) == name and name.encode("utf-8", "replace").decode() == name


def _told(name: str) -> str:
    return clean_line(name, limit=MAX_NAME)


def _digest_of(files: Iterable[FoundFile]) -> str:
    found = hashlib.sha256()
    for file in files:
        if is_plain_file(file.path):
            content = hashlib.sha256(file.read()).hexdigest().encode()
            found.update(os.fsencode(str(file.place)) + b":" + content + b"\n")  # a name need not be UTF-8
    return found.hexdigest()


def digest_of(paths: list[Path]) -> str:
    """One digest of the names and contents of files, of those that exist, as far as the judge looks at them.

    Raises:
        OSError: if one cannot be read.
    """
    return _digest_of(FoundFile(PurePosixPath(path.name), path) for path in paths)
