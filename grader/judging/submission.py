"""Reading a submitted notebook, whatever has become of it, into the cells to run."""

from __future__ import annotations

import ast
import gc
import hashlib
import json
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Literal

from dlkit.course import CourseError, course
from grader.authoring import Authored, AuthoredCell
from grader.sandbox import TooLong, bounded

ALIKE = 0.6  # share of lines in common from which on a cell counts as a changed given one
MAX_BYTES = 100 << 20
MAX_CELLS = 5_000
MAX_PARSED = 1 << 20  # of a cell's text: parsing takes a hundred times as much memory
READ_SECONDS, READ_MB = 30.0, 1024  # what reading a file may take: small parts grow sixtyfold
SORT_SECONDS = 20.0  # what telling its cells apart may take
_EXERCISE_ID = re.compile(r"exercise-(\w+)")
_NAMED_SLUG = re.compile(r"dlkit\.assignment\(\s*['\"](\w+)['\"]\s*\)")


class UnreadableSubmission(Exception):
    """The file is no notebook; the message is a sentence for the student."""


@dataclass(frozen=True)
class Cell:
    """One code cell to run."""

    role: Literal["setup", "exercise", "extra"]
    name: str
    source: str


@dataclass(frozen=True)
class Submission:
    """One submission, read: the cells to run in order, and what was noticed while reading."""

    name: str
    slug: str
    cells: tuple[Cell, ...]
    notes: tuple[str, ...] = ()

    @property
    def content(self) -> str:
        """A fingerprint of what is run, whatever else the file holds: outputs, texts, times."""
        cells = [(cell.role, cell.name, cell.source) for cell in self.cells]
        return hashlib.sha256(json.dumps([cells, self.notes]).encode()).hexdigest()


def read_notebook(data: bytes) -> dict[str, Any]:
    """Reads the bytes of an `.ipynb` as far as its code can be found.

    Args:
        data: the file's bytes.

    Returns:
        The notebook's JSON, of format 4 or of the older format 3.

    Raises:
        UnreadableSubmission: if it is no notebook.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableSubmission(
            f"The file has {len(data) >> 20} MB, more than {MAX_BYTES >> 20}; clear its outputs and hand it in again."
        )
    if not data.strip():
        raise UnreadableSubmission("The file is empty; save the notebook and hand it in again.")
    try:
        with _no_collection(), bounded(seconds=READ_SECONDS, memory_mb=READ_MB):
            notebook = json.loads(data.decode("utf-8-sig", errors="replace"))
    except (MemoryError, TooLong):
        raise UnreadableSubmission(
            "The file has too many parts to be read; clear its outputs and hand it in again."
        ) from None
    except (ValueError, RecursionError) as error:
        place = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise UnreadableSubmission(
            f"The file is not a notebook: its JSON is broken{place}; save it from Jupyter and hand it in again."
        ) from None
    cells = raw_cells(notebook) if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise UnreadableSubmission("The file is JSON, but not a notebook: it has no cells.")
    if len(cells) > MAX_CELLS:
        raise UnreadableSubmission(
            f"The notebook has {len(cells):,} cells, more than {MAX_CELLS:,}; delete what is not needed and hand it in again."
        )
    return dict(notebook)


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


def code_cells(notebook: Mapping[str, Any]) -> list[tuple[str, dict[str, Any], str]]:
    """Id, metadata and source of each code cell, with everything malformed left out.

    An exercise's cell counts whatever its type: one key turns a cell into text by accident.
    """
    found = []
    for cell in raw_cells(notebook):
        if not isinstance(cell, dict):
            continue
        source = cell.get("source", cell.get("input", ""))
        if isinstance(source, list):
            source = "".join(part for part in source if isinstance(part, str))
        metadata = cell["metadata"] if isinstance(cell.get("metadata"), dict) else {}
        identity = cell["id"] if isinstance(cell.get("id"), str) else ""
        is_code = cell.get("cell_type") == "code" or any(_named_exercises(identity, metadata))
        if is_code and isinstance(source, str):
            source = source.encode("utf-8", errors="replace").decode("utf-8")  # half a letter is none
            found.append((identity, metadata, source))
    return found


def find_slug(data: bytes, path: Path | None = None) -> str:
    """Which assignment a notebook belongs to: by its metadata, its first call of dlkit, or its file name.

    Raises:
        UnreadableSubmission: if none of them tells.
    """
    notebook = read_notebook(data)
    slugs = course()
    metadata = notebook.get("metadata")
    kit = metadata.get("dlkit") if isinstance(metadata, dict) else None
    if isinstance(kit, dict) and kit.get("assignment") in slugs:
        return str(kit["assignment"])
    for _, _, source in code_cells(notebook):
        if (match := _NAMED_SLUG.search(source)) and match[1] in slugs:
            return match[1]
    if path is not None:
        for slug in slugs:
            if path.stem == slug or path.stem.startswith(slug):
                return slug
    raise UnreadableSubmission(
        "It cannot be told which assignment this notebook belongs to; name it with --assignment."
    )


def read_submission(name: str, data: bytes, authored: Authored) -> Submission:
    """Reads a submission of one assignment.

    Exercise cells are found by their metadata, then by their id, then by the function they define. Given
    cells are taken from the assignment, not from the submission; check and demonstration cells are left
    out; every other code cell is the student's own and is kept.

    Args:
        name: what to call the submission.
        data: the bytes of the `.ipynb`.
        authored: the assignment.

    Raises:
        UnreadableSubmission: if it is no notebook.
    """
    reader = _Reader(authored)
    deadline = time.monotonic() + SORT_SECONDS
    for identity, metadata, source in code_cells(read_notebook(data)):
        if time.monotonic() > deadline:
            raise UnreadableSubmission(
                f"Its cells cannot be told apart in {SORT_SECONDS:g} seconds; delete what is not needed and hand it in again."
            )
        reader.add(identity, metadata, source)
    return Submission(name, authored.slug, reader.finish(), tuple(reader.notes))


class _Reader:
    def __init__(self, authored: Authored) -> None:
        self.exercises = [exercise.name for exercise in authored.assignment.exercises]
        self.given = {cell.identity: cell for cell in authored.cells if cell.is_code and cell.role != "exercise"}
        self.by_source = {_squeeze(cell.source): cell for cell in self.given.values()}
        self.lines = {name: _squeeze(cell.source).splitlines() for name, cell in self.given.items()}
        self.counts = {name: Counter(lines) for name, lines in self.lines.items()}
        self.with_line: dict[str, list[str]] = {}
        for name, counted in self.counts.items():
            for line in counted:
                self.with_line.setdefault(line, []).append(name)
        self.used: set[str] = set()
        self.cells: list[Cell] = []
        self.notes: list[str] = []

    def add(self, identity: str, metadata: Mapping[str, Any], source: str) -> None:
        """Sorts one code cell of the submission."""
        exercise = self._exercise(identity, metadata, source)
        if exercise is not None:
            self.cells.append(Cell("exercise", exercise, source))
            return
        given = (
            self.by_source.get(_squeeze(source))
            or self.given.get(_identity(identity, metadata))
            or self._much_like(source)
        )
        if given is None:
            self.cells.append(Cell("extra", f"extra {len(self.cells) + 1}", source))
            return
        if given.role == "setup":
            self._add_given(given)
        if _squeeze(source) != _squeeze(given.source) and (defined := _definitions(source)):
            # What a changed given cell does is not done again, but what it defines may be needed.
            self.cells.append(Cell("extra", given.identity, defined))

    def _much_like(self, source: str) -> AuthoredCell | None:
        """The given cell that a cell without its name was made from, if most of its lines are still there."""
        lines = _squeeze(source).splitlines() if len(source) < MAX_PARSED else []
        counted = Counter(lines)
        sharing = {name for line in counted for name in self.with_line.get(line, ())}
        for name in (name for name in self.given if name in sharing):
            given = self.lines[name]
            needed, comparable = ALIKE * (len(lines) + len(given)) / 2, 1 < len(lines) < 3 * len(given)
            if not comparable or min(len(lines), len(given)) <= needed:
                continue
            # What is in common whatever its order is no less than in the same order, and quicker to count.
            if (counted & self.counts[name]).total() > needed and SequenceMatcher(None, lines, given).ratio() > ALIKE:
                return self.given[name]
        return None

    def _add_given(self, cell: AuthoredCell) -> None:
        if cell.identity not in self.used:
            self.used.add(cell.identity)
            self.cells.append(Cell("setup", cell.identity, cell.source))

    def _exercise(self, identity: str, metadata: Mapping[str, Any], source: str) -> str | None:
        candidates = _named_exercises(identity, metadata)
        for candidate in candidates:
            if candidate in self.exercises:
                return candidate
        return next((name for name in _defined(source) if name in self.exercises), None)

    def finish(self) -> tuple[Cell, ...]:
        """The cells in order, with given cells that the student lost put back at the start."""
        missing = [
            Cell("setup", cell.identity, cell.source)
            for cell in self.given.values()
            if cell.role == "setup" and cell.identity not in self.used
        ]
        if missing:
            self.notes.append("Given cells were missing or changed; the judge used its own.")
        found = [cell.name for cell in self.cells if cell.role == "exercise"]
        if absent := [name for name in self.exercises if name not in found]:
            self.notes.append(f"There is no cell for {', '.join(absent)}.")
        return (*missing, *self.cells)


def _named_exercises(identity: str, metadata: Mapping[str, Any]) -> list[str]:
    """The exercise that a cell's metadata or id name, in the order in which they are believed."""
    nbgrader = metadata.get("nbgrader")
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    named = [metadata.get("exercise"), _exercise_of(grade_id), _exercise_of(identity)]
    return [name for name in named if isinstance(name, str)]


def _identity(identity: str, metadata: Mapping[str, Any]) -> str:
    nbgrader = metadata.get("nbgrader")
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return grade_id if isinstance(grade_id, str) else identity


def _exercise_of(identity: Any) -> str | None:
    match = _EXERCISE_ID.fullmatch(identity) if isinstance(identity, str) else None
    return match[1] if match else None


def _squeeze(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def _defined(source: str) -> list[str]:
    """The functions that a cell defines, magics and broken lines notwithstanding."""
    try:
        if len(source) > MAX_PARSED:
            raise ValueError("too long to be parsed")
        return [node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return re.findall(r"^def (\w+)\s*\(", source, flags=re.MULTILINE)


def _definitions(source: str) -> str:
    """The imports, functions, classes and constants of a cell, without the statements that do something."""
    try:
        if len(source) > MAX_PARSED:
            raise ValueError("too long to be parsed")
        return "\n\n".join(ast.unparse(node) for node in ast.parse(source).body if _defines(node))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""


def _defines(node: ast.stmt) -> bool:
    if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
        return isinstance(node.value, ast.Lambda) or _is_literal(node.value)
    return isinstance(node, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef))


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return False
    return True


def slug_of(path: Path, data: bytes) -> str:
    """The assignment of a notebook file, with an error that names the file.

    Raises:
        CourseError: if it cannot be told.
    """
    try:
        return find_slug(data, path)
    except UnreadableSubmission as error:
        raise CourseError(f"{path}: {error}") from None
