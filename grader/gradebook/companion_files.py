"""The files beside a notebook: which of them are harmless to show, found without trusting what is there.

nbgrader copies all of them to `autograded/` and `feedback/`, and Jupyter serves those on the origin of its own
API: a page handed in beside the notebook would run there with the instructor's rights at one click.
"""

from __future__ import annotations

import filecmp
import os
import re
import shutil
from collections import deque
from collections.abc import Collection, Iterator
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path
from typing import IO

from grader.judging import open_plain

MAX_DEPTH, MAX_ENTRIES, MAX_FILE_BYTES, MAX_BYTES = 12, 5_000, 100 << 20, 500 << 20
_BEGINNINGS = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF87a", b"GIF89a"),
    ".webp": (b"RIFF",),
}
PICTURES = frozenset(_BEGINNINGS)
HARMLESS = PICTURES | {".csv", ".h5", ".hdf5", ".json", ".keras", ".npy", ".npz", ".parquet", ".py", ".tsv", ".txt"}
_ACTIVE = frozenset(
    [
        "cjs",
        "hta",
        "htm",
        "html",
        "js",
        "jsx",
        "mht",
        "mhtml",
        "mjs",
        "php",
        "shtml",
        "svg",
        "svgz",
        "swf",
        "wasm",
        "xht",
        "xhtml",
        "xml",
        "xsl",
        "xslt",
    ]
)
_ODD = re.compile(r"[\x00-\x1f\x7f<>\"'`\\\ud800-\udfff]")


def is_harmless_name(name: str) -> bool:
    """Whether a file of this name is shown as data by every browser: a known ending, and no other one hidden in it."""
    endings = [ending.strip() for ending in name.lower().split(".")[1:]]
    return (
        f".{endings[-1] if endings else ''}" in HARMLESS and not _ACTIVE.intersection(endings) and not _ODD.search(name)
    )


def _begins_harmless(suffix: str, beginning: bytes) -> bool:
    """Whether a file begins as its ending says, and as no page would that a browser recognises by its beginning."""
    text = beginning.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\f\v").lower()
    is_page = text.startswith((b"<", b"mime-version:", b"%pdf"))
    return not is_page and beginning.startswith(_BEGINNINGS.get(suffix, b""))


def copy_harmless(origin: Path, place: Path, *, released: Collection[Path] = (), ignore: Collection[str] = ()) -> None:
    """Copies the harmless files of a folder; links, pipes and what cannot be read are left out, as is a flood.

    A file of another kind is copied only if it is, byte for byte, one that was released with the assignment.

    Args:
        origin: the folder.
        place: where the copies go; folders are made as they are needed.
        released: folders with what students were given.
        ignore: names, or patterns of names, that are left out.

    Raises:
        OSError: if a copy cannot be written.
    """
    room = MAX_BYTES
    for relative in _files(origin, ignore):
        copy = place / relative
        with suppress(FileNotFoundError, PermissionError), open_plain(origin / relative) as file:
            size = os.fstat(file.fileno()).st_size
            beginning = file.read(64)
            file.seek(0)
            suffix = relative.suffix.lower()
            harmless = all(not _ODD.search(part) for part in relative.parts[:-1]) and is_harmless_name(relative.name)
            if not (harmless and _begins_harmless(suffix, beginning)) and not _was_released(origin, relative, released):
                continue
            if size > min(room, MAX_FILE_BYTES):
                continue
            room -= size
            _write(file, copy, size)


def _write(file: IO[bytes], copy: Path, size: int) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.unlink(missing_ok=True)
    with copy.open("xb") as target:
        target.write(file.read(size)) if size < 1 << 20 else shutil.copyfileobj(file, target)


def _was_released(origin: Path, relative: Path, released: Collection[Path]) -> bool:
    return any(
        (folder / relative).is_file() and filecmp.cmp(folder / relative, origin / relative, shallow=False)
        for folder in released
    )


def _files(origin: Path, ignore: Collection[str]) -> Iterator[Path]:
    """The files below a folder, nearest first, relative to it: as deep and as many as anyone needs."""
    left, folders = MAX_ENTRIES, deque([Path()])
    while folders:
        folder = folders.popleft()
        with suppress(FileNotFoundError, PermissionError, NotADirectoryError), os.scandir(origin / folder) as entries:
            for entry in entries:
                left -= 1
                if left < 0:
                    return
                if entry.name.lower().endswith(".ipynb") or any(fnmatch(entry.name, each) for each in ignore):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if len(folder.parts) < MAX_DEPTH:
                        folders.append(folder / entry.name)
                elif entry.is_file(follow_symlinks=False):
                    yield folder / entry.name
