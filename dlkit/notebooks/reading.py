"""Reading the bytes of an `.ipynb` as far as its code can be found, and saying what a file is that is none."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

MAX_BYTES = 100 << 20
MAX_CELLS = 5_000
_LOOKED_AT = 1 << 16  # bytes of a file that is no notebook, to tell what it is
_EXERCISE_ID = re.compile(r"exercise-(\w+)")
_NAMED_SLUG = re.compile(r"dlkit\.assignment\(\s*['\"](\w+)['\"]\s*\)")
_BEGINNINGS = {
    b"PK\x03\x04": "a zip archive: unpack it and hand in the notebook that is in it",
    b"PK\x05\x06": "an empty zip archive: hand in the notebook itself",
    b"\x1f\x8b": "a packed file (gzip): unpack it and hand in the notebook that is in it",
    b"%PDF": "a PDF: hand in the notebook itself, not a print of it",
    b"\x89PNG": "a picture: hand in the notebook itself",
    b"\xff\xd8\xff": "a picture: hand in the notebook itself",
    b"\x00\x05\x16\x07": "a file in which macOS keeps remarks on another (its name begins with ._): hand in the other",
    b"\xff\xfe": "text in UTF-16: save the notebook from Jupyter, which writes UTF-8",
    b"\xfe\xff": "text in UTF-16: save the notebook from Jupyter, which writes UTF-8",
    b"{\x00": "text in UTF-16: save the notebook from Jupyter, which writes UTF-8",
    b"\x00{": "text in UTF-16: save the notebook from Jupyter, which writes UTF-8",
}
_CONFLICT = "a notebook with a Git conflict in it (the lines from <<<<<<< to >>>>>>>): choose one side, save it and hand it in again"
_LFS = "a pointer of Git LFS, not the file that it stands for: run `git lfs pull` and hand in the notebook"
_PAGE = "a web page (HTML): download the notebook itself, not the page that shows it"
_PYTHON = "Python code (a .py file): hand in the notebook, which ends in .ipynb"
_STATEMENT = re.compile(
    rb"(?:import|from|def|class|async|if|for|try|with|print|return) ?[\w(:]|[@%!]\w|\"\"\"|'''|\w+ = "
)


class UnreadableNotebook(Exception):
    """The file is no notebook; the message is a sentence for the student."""


@dataclass(frozen=True)
class CodeCell:
    """One code cell as it was found.

    Attributes:
        identity: its id; empty if it has none.
        metadata: its metadata.
        source: its text.
    """

    identity: str
    metadata: Mapping[str, Any]
    source: str

    @property
    def named_exercises(self) -> list[str]:
        """The exercise that its metadata or id name, in the order in which they are believed."""
        named = [self.metadata.get("exercise"), _exercise_of(self._grade_id), _exercise_of(self.identity)]
        return [name for name in named if isinstance(name, str)]

    @property
    def given_identity(self) -> str:
        """The name of the given cell that it says it is."""
        grade_id = self._grade_id
        return grade_id if isinstance(grade_id, str) else self.identity

    @property
    def _grade_id(self) -> Any:
        nbgrader = self.metadata.get("nbgrader")
        return nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None


def _exercise_of(identity: Any) -> str | None:
    match = _EXERCISE_ID.fullmatch(identity) if isinstance(identity, str) else None
    return match[1] if match else None


def read_notebook(data: bytes) -> dict[str, Any]:
    """Reads the bytes of an `.ipynb` as far as its code can be found.

    Args:
        data: the file's bytes.

    Returns:
        The notebook's JSON, of format 4 or of the older format 3.

    Raises:
        UnreadableNotebook: if it is no notebook; the message says what it is, where that can be told.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableNotebook(
            f"The file has {len(data) >> 20} MB, more than {MAX_BYTES >> 20}; clear its outputs and hand it in again."
        )
    if not data.strip():
        raise UnreadableNotebook("The file is empty; save the notebook and hand it in again.")
    try:
        notebook = json.loads(data.decode("utf-8-sig", errors="replace"))
    except (ValueError, RecursionError) as error:
        if what := what_it_is(data):
            raise UnreadableNotebook(f"The file is not a notebook but {what}.") from None
        place = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise UnreadableNotebook(
            f"The file is not a notebook: its JSON is broken{place}; save it from Jupyter and hand it in again."
        ) from None
    cells = raw_cells(notebook) if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise UnreadableNotebook("The file is JSON, but not a notebook: it has no cells.")
    if len(cells) > MAX_CELLS:
        raise UnreadableNotebook(
            f"The notebook has {len(cells):,} cells, more than {MAX_CELLS:,}; delete what is not needed and hand it in again."
        )
    return dict(notebook)


def what_it_is(data: bytes) -> str:
    """What a file is that is no notebook, and what to do about it; empty if that cannot be told.

    Args:
        data: the file's bytes.
    """
    for beginning, what in _BEGINNINGS.items():
        if data.startswith(beginning):
            return what
    text = data[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"\n<<<<<<< " in b"\n" + data and b"\n>>>>>>> " in data:
        return _CONFLICT
    if text.startswith(b"version https://git-lfs.github.com/"):
        return _LFS
    if text[:9].lower().startswith((b"<!doctype", b"<html", b"<head", b"<?xml", b"<!--")):
        return _PAGE
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith(b"#"))
    return _PYTHON if _STATEMENT.match(next(lines, b"")) else ""


def raw_cells(notebook: Mapping[str, Any]) -> Any:
    """What stands in place of a notebook's cells, of format 4 or of the older format 3; None if there is nothing.

    Args:
        notebook: its JSON.
    """
    if "cells" in notebook:
        return notebook["cells"]
    sheets = notebook.get("worksheets")
    if isinstance(sheets, list):
        pages = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        return [cell for page in pages if isinstance(page, list) for cell in page]
    return None


def code_cells(notebook: Mapping[str, Any]) -> list[CodeCell]:
    """The code cells of a notebook, with everything malformed left out.

    An exercise's cell counts whatever its type: one key turns a cell into text by accident.

    Args:
        notebook: its JSON.
    """
    found = []
    for cell in raw_cells(notebook):
        if not isinstance(cell, dict):
            continue
        source = cell.get("source", cell.get("input", ""))
        if isinstance(source, list):
            source = "".join(part for part in source if isinstance(part, str))
        if not isinstance(source, str):
            continue
        source = source.encode("utf-8", errors="replace").decode("utf-8")  # half a letter is none
        metadata = cell["metadata"] if isinstance(cell.get("metadata"), dict) else {}
        identity = cell["id"] if isinstance(cell.get("id"), str) else ""
        read = CodeCell(identity, metadata, source)
        if cell.get("cell_type") == "code" or read.named_exercises:
            found.append(read)
    return found


def named_assignments(notebook: Mapping[str, Any], slugs: Collection[str]) -> list[str]:
    """The assignments that a notebook says it belongs to: in its metadata, and in its first call of dlkit.

    Args:
        notebook: its JSON.
        slugs: the assignments that there are.
    """
    metadata = notebook.get("metadata")
    kit = metadata.get("dlkit") if isinstance(metadata, dict) else None
    named = [str(kit.get("assignment"))] if isinstance(kit, dict) else []
    calls = (_NAMED_SLUG.search(cell.source) for cell in code_cells(notebook))
    first = next((call[1] for call in calls if call and call[1] in slugs), "")
    return [slug for slug in dict.fromkeys([*named, first]) if slug in slugs]
