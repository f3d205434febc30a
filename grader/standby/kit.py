"""Whether the kit is still what a process has imported: a judge of old checks must give no verdict."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from grader.standby.place import REPOSITORY

_PARTS = ("assignments", "dlkit", "grader", "solutions")
_LIBRARIES = ("keras", "numpy", "tensorflow", "scipy", "pytest")


def state_of_the_kit() -> int:
    """What changes whenever a file of the kit is written, made or taken away, or a library that judges is another."""
    files = (found for part in _PARTS for found in _files(str(REPOSITORY / part)))
    return hash((frozenset(files), tuple(map(_version, _LIBRARIES))))


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith((".", "__pycache__")) or entry.name.endswith(".pyc"):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path)
        else:
            found = entry.stat(follow_symlinks=False)
            yield entry.path, found.st_size, found.st_mtime_ns


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
