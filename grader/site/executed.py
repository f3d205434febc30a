"""Solved notebooks, run once and kept outside the repository's history, each under a fingerprint of what made it."""

from __future__ import annotations

import ast
import hashlib
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat

from dlkit.course import CourseError
from grader.authoring import Authored, notebook_with
from grader.site.solved import written_answers

ROOT = Path(__file__).resolve().parents[2]
SHOWN_BY = ("data", "inspecting", "interactive", "plot", "machine.py")  # of dlkit: what a demonstration draws with
_LIBRARIES = ("numpy", "matplotlib", "keras", "tensorflow")
_CELL_SECONDS = 1800


def solved(authored: Authored) -> nbformat.NotebookNode:
    """The notebook with every exercise answered, not yet run."""
    return notebook_with(authored, written_answers(authored))


def fingerprint(authored: Authored) -> str:
    """What decides the outputs: the cells, the assignment's data, the libraries, and what of dlkit draws and loads."""
    found = hashlib.sha256()
    for cell in solved(authored).cells:
        found.update(f"{cell.id}\0{cell.source}\0".encode())
    for name in _LIBRARIES:
        found.update(f"{name} {version(name)}\0".encode())
    rooms = [ROOT / "dlkit" / name for name in SHOWN_BY]
    sources = [path for room in rooms for path in (room.rglob("*") if room.is_dir() else [room])]
    data = authored.assignment.data.rglob("*")
    for path in sorted(path for path in [*sources, *data] if path.is_file() and path.suffix != ".pyc"):
        found.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + _what_counts(path))
    return found.hexdigest()[:16]


def _what_counts(path: Path) -> bytes:
    """The bytes of a file; of Python, without comments and docstrings, which draw nothing."""
    if path.suffix != ".py":
        return path.read_bytes()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree).encode()


def kept(authored: Authored, cache: Path) -> Path:
    """Where the executed notebook is kept, or will be."""
    return cache / f"{authored.slug}-{fingerprint(authored)}.ipynb"


def executed(authored: Authored, cache: Path) -> nbformat.NotebookNode | None:
    """The executed notebook; None if it has not been run since something that decides its outputs changed."""
    path = kept(authored, cache)
    return nbformat.read(path, as_version=4) if path.exists() else None


def run(authored: Authored, cache: Path) -> None:
    """Runs the solved notebook from top to bottom and keeps it, in place of what was kept of it before.

    Raises:
        CourseError: if a cell raises; the message names it.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError

    notebook = solved(authored)
    with tempfile.TemporaryDirectory() as folder:
        resources: dict[str, Any] = {"metadata": {"path": folder}}
        client = NotebookClient(notebook, timeout=_CELL_SECONDS, kernel_name="python3", resources=resources)
        try:
            client.execute()
        except (CellExecutionError, CellTimeoutError) as error:
            raise CourseError(f"The solved notebook of {authored.slug} does not run to its end: {error}") from None
    cache.mkdir(parents=True, exist_ok=True)
    path = kept(authored, cache)
    half = path.with_suffix(".half")
    nbformat.write(notebook, half)
    for old in cache.glob(f"{authored.slug}-*.ipynb"):
        old.unlink()
    half.replace(path)
