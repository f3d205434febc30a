"""One notebook while it is open: which file it is, and what is remembered of it.

What is remembered lies in the progress file that the `dlkit` command uses too; where there can be none, in this process.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dlkit.checking import shell
from dlkit.desk import progress, workbook
from dlkit.desk.progress import ANY_NOTEBOOK, Progress

_IN_THIS_PROCESS: dict[Path, Progress] = {}
_WARNED: set[str] = set()


@dataclass(frozen=True)
class Place:
    """Where a student works.

    Attributes:
        folder: the folder of the progress file.
        notebook: the notebook's path from there; `ANY_NOTEBOOK` where it is not known.
        keeps: whether the folder is one in which a progress file belongs.
    """

    folder: Path
    notebook: str
    keeps: bool


def place_of(slug: str) -> Place:
    """Where the student is who works on an assignment in this process."""
    path = _open_notebook(slug)
    if path is not None:
        book = workbook.workbook_at(path, slug)
        return Place(book.folder, ANY_NOTEBOOK if workbook.is_review(path) else book.name, keeps=True)
    try:
        here = Path.cwd()
    except OSError:  # the folder was deleted
        return Place(Path(), ANY_NOTEBOOK, keeps=False)
    folder = workbook.progress_folder(here, slug)
    keeps = shell() is not None or here.name == slug or (folder / progress.FILE_NAME).is_file()
    return Place(folder, ANY_NOTEBOOK, keeps)


def _open_notebook(slug: str) -> Path | None:
    """The file of the notebook that this process is the kernel of, where Jupyter or VS Code says so."""
    running = shell()
    if running is None:
        return None
    said = running.user_ns.get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME", "")
    if not isinstance(said, str) or not said.endswith(".ipynb"):
        return None
    path = Path(said)
    if path.is_file():
        return path
    # It got another name while it was open.
    left = workbook.find_workbooks(slug, path.parent) if path.parent.is_dir() else []
    return next((book.path for book in left if book.path.parent == path.parent), None)


def recall(slug: str) -> tuple[Progress, Place]:
    """What is remembered where the student is, the notebook's own name in it."""
    place = place_of(slug)
    done = _IN_THIS_PROCESS.get(place.folder)
    if done is None:
        done = progress.load(place.folder, warn=_warn)
    return progress.with_name(done, place.folder, slug, place.notebook), place


def remember(slug: str, change: Callable[[Progress, str], Progress], *, checked: bool = False) -> Progress:
    """Changes what is remembered.

    Args:
        slug: the assignment.
        change: makes the new progress of the old one and the notebook's name.
        checked: whether something was checked in the notebook just now.

    Returns:
        The new progress.
    """
    before, place = recall(slug)
    done = change(before, place.notebook)
    if checked:
        done = done.with_notebook(place.notebook, slug, checked=time.time())
    troubles: list[str] = []
    if place.keeps and place.folder not in _IN_THIS_PROCESS:
        progress.save(place.folder, done, warn=troubles.append)
    if troubles:
        _warn(f"{troubles[0]} It is kept until the kernel ends.")
    if troubles or not place.keeps or place.folder in _IN_THIS_PROCESS:
        _IN_THIS_PROCESS[place.folder] = done
    return done


def _warn(sentence: str) -> None:
    """Says a sentence once, and not below every check."""
    if sentence not in _WARNED:
        _WARNED.add(sentence)
        print(sentence, file=sys.stdout)
