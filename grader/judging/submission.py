"""A submission: the cells of a notebook, read within bounds, and the files that were handed in beside it."""

from __future__ import annotations

import gc
import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dlkit.course import course
from dlkit.notebooks import (
    Cell,
    Sorter,
    UnreadableNotebook,
    code_cells,
    named_assignments,
)
from dlkit.notebooks import read_notebook as parse_notebook
from grader.authoring import Authored
from grader.sandbox import TooLong, bounded

READ_SECONDS, READ_MB = 30.0, 1024  # what reading a file may take: small parts grow sixtyfold
SORT_SECONDS = 20.0  # what telling its cells apart may take


class WrongAssignment(UnreadableNotebook):
    """The notebook is another assignment's."""


@dataclass(frozen=True)
class Submission:
    """One submission, read: the cells to run in order, and what was noticed while reading.

    Attributes:
        name: what it is called.
        slug: the assignment.
        cells: what to run.
        notes: what was noticed, for student and instructor.
        files: what was handed in beside the notebook, by path.
        computed: the names of what demonstrations compute, which are not run.
    """

    name: str
    slug: str
    cells: tuple[Cell, ...]
    notes: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    computed: frozenset[str] = frozenset()

    @property
    def content(self) -> str:
        """A fingerprint of what is run, whatever else the file holds: outputs, texts, times."""
        cells = [(cell.role, cell.name, cell.source, cell.keeps) for cell in self.cells]
        files = {name: hashlib.sha256(content).hexdigest() for name, content in self.files.items()}
        return hashlib.sha256(json.dumps([cells, self.notes, files], sort_keys=True).encode()).hexdigest()


def read_notebook(data: bytes) -> dict[str, Any]:
    """Reads the bytes of an `.ipynb` as far as its code can be found, in bounded time and memory.

    Args:
        data: the file's bytes.

    Returns:
        The notebook's JSON, of format 4 or of the older format 3.

    Raises:
        UnreadableNotebook: if it is no notebook.
    """
    try:
        with _no_collection(), bounded(seconds=READ_SECONDS, memory_mb=READ_MB):
            return parse_notebook(data)
    except (MemoryError, TooLong):
        raise UnreadableNotebook(
            "The file has too many parts to be read; clear its outputs and hand it in again."
        ) from None


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keeps Python from searching millions of fresh parts for garbage: that takes longer than reading them."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def find_slug(data: bytes, path: Path | None = None) -> str:
    """Which assignment a notebook belongs to: by its metadata, its first call of dlkit, or its file name.

    Returns:
        The slug; empty if none of them tells.

    Raises:
        UnreadableNotebook: if it is no notebook.
    """
    named = named_assignments(read_notebook(data), course())
    return named[0] if named else slug_in_name(path) if path else ""


def slug_in_name(path: Path) -> str:
    """The assignment that a file's name begins with; empty if it is none's."""
    stem = path.stem.lower()
    return max((slug for slug in course() if stem.startswith(slug)), key=len, default="")


def read_submission(
    name: str, data: bytes, authored: Authored, *, files: Mapping[str, bytes] | None = None
) -> Submission:
    """Reads a submission of one assignment; `dlkit.notebooks.Sorter` says how its cells are told apart.

    Args:
        name: what to call the submission.
        data: the bytes of the `.ipynb`.
        authored: the assignment.
        files: what was handed in beside it, by path.

    Raises:
        UnreadableNotebook: if it is no notebook.
        WrongAssignment: if it is another assignment's.
    """
    notebook = read_notebook(data)
    named = named_assignments(notebook, course())
    if named and authored.slug not in named:
        raise WrongAssignment(f"This is the notebook of {named[0]}, not of {authored.slug}.")
    cells = code_cells(notebook)
    sorter = Sorter(authored.given, cells)
    deadline = time.monotonic() + SORT_SECONDS
    for cell in cells:
        if time.monotonic() > deadline:
            raise UnreadableNotebook(
                f"Its cells cannot be told apart in {SORT_SECONDS:g} seconds; delete what is not needed and hand it in again."
            )
        sorter.add(cell)
    return Submission(name, authored.slug, sorter.finish(), tuple(sorter.notes), files or {}, authored.computed)
