"""The student's own copies of the notebooks: finding one, beginning one, putting one back."""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from dlkit import notebooks
from dlkit.course import course
from dlkit.desk import progress

Notebook = dict[str, Any]
Cell = dict[str, Any]
_BACKUP = re.compile(r"-backup-\d{8}-\d{6}(?:-\d+)?$")


class WorkbookError(Exception):
    """A notebook cannot be used; the message is a sentence for the student."""


@dataclass(frozen=True)
class Workbook:
    """A student's copy of one assignment's notebook.

    Attributes:
        folder: the folder that holds the student's assignments, and the progress file.
        slug: the assignment.
        path: the notebook.
    """

    folder: Path
    slug: str
    path: Path

    @property
    def name(self) -> str:
        """What the progress file calls the notebook: its path from the folder."""
        return Path(os.path.relpath(self.path, self.folder)).as_posix()


def workbook_at(path: Path, slug: str) -> Workbook:
    """Return a notebook of an assignment, wherever it lies, with the folder of its progress file."""
    return Workbook(progress_folder(path.parent, slug), slug, path)


def find_workbook(slug: str, start: Path) -> Workbook | None:
    """Find a student's copy of a notebook; of several, the one that was saved last. See `find_workbooks`."""
    return next(iter(find_workbooks(slug, start)), None)


def find_workbooks(slug: str, start: Path) -> list[Workbook]:
    """Find a student's copies of a notebook, whatever their names: by the assignment that they say they belong to.

    Args:
        slug: the assignment.
        start: where to begin, usually the current folder.

    Returns:
        Those in the folder and in its folder SLUG, else those in the nearest folder SLUG upwards; the one that was
        saved last comes first. Copies that `reset` has put aside, and rounds of review, are left out.
    """
    for folder in (start, *start.parents):
        places = [folder / slug, *([start] if folder == start else [])]
        paths = [path for place in places for path in sorted(place.glob("*.ipynb")) if _belongs(path, slug)]
        if paths:
            paths.sort(key=lambda path: (path.stat().st_mtime, path.stem == slug), reverse=True)
            return [workbook_at(path, slug) for path in paths]
    return []


def reviewed_functions(notebook: Notebook) -> list[str]:
    """Return the exercises of a round of review that a notebook holds; none, if it is no round."""
    kit = metadata_of(notebook).get("dlkit")
    parts = kit.get("review") if isinstance(kit, dict) else None
    names = [parts.get(part) for part in ("again", "bug")] if isinstance(parts, dict) else []
    return [name for name in names if isinstance(name, str) and name]


def named_assignment(path: Path) -> str | None:
    """Return the assignment that a notebook says it belongs to; None if it says none, or cannot be read."""
    return _facts(path)[0]


def is_review(path: Path) -> bool:
    """Return whether a notebook is a round of review."""
    return _facts(path)[1]


def _facts(path: Path) -> tuple[str | None, bool]:
    try:
        return _facts_as_saved(path, path.stat().st_mtime_ns)
    except OSError:
        return None, False


@lru_cache(maxsize=256)
def _facts_as_saved(path: Path, saved: int) -> tuple[str | None, bool]:
    try:
        notebook = notebooks.read_notebook(path.read_bytes())
    except notebooks.UnreadableNotebook:
        return None, False
    return next(iter(notebooks.named_assignments(notebook, course())), None), bool(reviewed_functions(notebook))


def _belongs(path: Path, slug: str) -> bool:
    if not path.is_file() or _BACKUP.search(path.stem) or is_review(path):
        return False
    return (named_assignment(path) or path.stem) == slug


def progress_folder(place: Path, slug: str) -> Path:
    """Return the folder of the progress file of a notebook in a folder: above a folder SLUG, else the nearest that has one."""
    return place.parent if place.name == slug else find_progress_folder(place)


def find_progress_folder(start: Path) -> Path:
    """Return the nearest folder upwards that has a progress file, or `start` if none has."""
    return next((f for f in (start, *start.parents) if (f / progress.FILE_NAME).is_file()), start)


def start_workbook(slug: str, original: Path, folder: Path) -> tuple[Workbook, bool]:
    """Copy an assignment's notebook to `folder/SLUG/SLUG.ipynb`, unless one is there, and its data files beside it.

    Args:
        slug: the assignment.
        original: the notebook as it is handed out.
        folder: where the student keeps the assignments; it is made if it does not exist.

    Returns:
        The student's copy, and whether it is new. A copy that was there is left as it is.

    Raises:
        WorkbookError: if the folder cannot be written to, or the notebook is not there to be copied.
    """
    workbook = Workbook(folder, slug, folder / slug / f"{slug}.ipynb")
    try:
        content = original.read_bytes()
        workbook.path.parent.mkdir(parents=True, exist_ok=True)
        data, copied = original.parent / "data", workbook.path.parent / "data"
        if data.is_dir() and not copied.exists():  # what is there may have been changed
            shutil.copytree(data, copied)
        with workbook.path.open("xb") as file:
            try:
                file.write(content)
                file.flush()
            except OSError:
                workbook.path.unlink()  # a part of a notebook would pass for the student's own
                raise
    except FileExistsError:
        if workbook.path.is_file():
            return workbook, False
        raise WorkbookError(f"{workbook.path} cannot be written: something else has that name.") from None
    except OSError as error:
        raise _unusable(error, workbook.path) from None
    return workbook, True


def reset_workbook(workbook: Workbook, original: Path) -> Path:
    """Put the notebook back as it was handed out, and keep the student's version beside it.

    Returns:
        The backup copy.

    Raises:
        WorkbookError: if a file cannot be read or written; the student's notebook is then as it was.
    """
    try:
        text = original.read_text(encoding="utf-8")
        backup = _back_up(workbook.path)
        progress.write_atomically(workbook.path, text)
    except OSError as error:
        raise _unusable(error, workbook.path) from None
    return backup


def reset_exercise(workbook: Workbook, original: Path, exercise: str) -> Path:
    """Put one exercise's cell back to its stub, and keep the student's version of the notebook beside it.

    Copies of the cell, which would be run after it, are taken out. A cell that was deleted comes back.

    Returns:
        The backup copy.

    Raises:
        WorkbookError: if a file cannot be read or written; the student's notebook is then as it was.
    """
    restored = with_stub(read_notebook(workbook.path), read_notebook(original), exercise)
    try:
        backup = _back_up(workbook.path)
        text = json.dumps(restored, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        progress.write_atomically(workbook.path, text)
    except OSError as error:
        raise _unusable(error, workbook.path) from None
    return backup


def read_notebook(path: Path) -> Notebook:
    """Read a notebook and see that it has cells.

    Raises:
        WorkbookError: if it cannot be read, or is not a notebook.
    """
    try:
        notebook = notebooks.read_notebook(path.read_bytes())
    except OSError as error:
        raise WorkbookError(f"{path} cannot be read: {error.strerror}.") from None
    except notebooks.UnreadableNotebook as error:
        raise WorkbookError(f"{path}: {error}") from None
    cells = notebook.get("cells")
    if cells is None:
        raise WorkbookError(f"{path} has a very old format: open it in Jupyter and save it.")
    if not all(isinstance(cell, dict) for cell in cells):
        raise WorkbookError(f"{path} is not a Jupyter notebook, or it is damaged.")
    return notebook


def with_stub(notebook: Notebook, original: Notebook, exercise: str) -> Notebook:
    """Return a notebook with one exercise's cell as it was handed out.

    Args:
        notebook: the student's.
        original: the notebook as it is handed out.
        exercise: the name of an exercise of the original.
    """
    handed_out = original["cells"]
    position = next(i for i, cell in enumerate(handed_out) if exercise_of(cell) == exercise)
    stub = copy.deepcopy(handed_out[position])
    cells = notebook["cells"]
    places = [i for i, cell in enumerate(cells) if exercise_of(cell) == exercise]
    # A deleted cell goes before the first cell that used to follow it.
    followers = {cell.get("id") for cell in handed_out[position + 1 :]} - {None}
    following = next((i for i, cell in enumerate(cells) if cell.get("id") in followers), len(cells))
    place = places[0] if places else following
    kept_before = [cell for cell in cells[:place] if exercise_of(cell) != exercise]
    kept_after = [cell for cell in cells[place:] if exercise_of(cell) != exercise]
    return {**notebook, "cells": [*kept_before, stub, *kept_after]}


def is_answered(workbook: Workbook, original: Path, question: str) -> bool:
    """Whether a notebook, as it was saved, holds an answer to a written question.

    Args:
        workbook: the student's copy.
        original: the notebook as it is handed out.
        question: the name of one of its written questions.

    Raises:
        WorkbookError: if one of them cannot be read.
    """
    given = {source_of(cell).strip() for cell in read_notebook(original)["cells"]} - {""}
    cells = [cell for cell in read_notebook(workbook.path)["cells"] if cell.get("id") == f"written-{question}"]
    return any(source_of(cell).strip() not in given for cell in cells)


def exercise_of(cell: Cell) -> str | None:
    """Return the name of the exercise that a code cell belongs to, or None."""
    name = metadata_of(cell).get("exercise")
    return name if isinstance(name, str) and cell.get("cell_type") == "code" else None


def metadata_of(part: Cell | Notebook) -> dict[str, Any]:
    """Return the metadata of a cell or notebook; none, where they are not what they should be."""
    metadata = part.get("metadata")
    return metadata if isinstance(metadata, dict) else {}


def source_of(cell: Cell) -> str:
    """Return a cell's text, which a notebook may hold as one string or as lines."""
    source = cell.get("source", "")
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def _unusable(error: OSError, path: Path) -> WorkbookError:
    return WorkbookError(f"{error.filename or path} cannot be used: {error.strerror}.")


def _back_up(path: Path) -> Path:
    backup = progress.free_name(path.with_name(f"{path.stem}-backup-{datetime.now():%Y%m%d-%H%M%S}.ipynb"))
    shutil.copy2(path, backup)
    return backup
