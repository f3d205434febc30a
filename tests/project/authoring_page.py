"""Follows docs/authoring.md as an author would: writes its files, runs its commands, looks at what they say.

`python -m tests.project.authoring_page` puts what they say now into the page.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "authoring.md"
_BLOCK = re.compile(
    r"(?:<!-- (?P<what>file|add to): (?P<path>\S+) -->\n)?```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.M | re.S
)
_SECONDS = re.compile(r"\b\d+(\.\d+)? s\b")


def copied(folder: Path) -> Path:
    """A copy of the repository without other assignments' mistakes, for `grader new` to write into."""
    for name in ("dlkit", "grader", "assignments", "solutions"):
        ignored = shutil.ignore_patterns("__pycache__", *(["mistakes"] if name == "grader" else []))
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    (folder / "tests" / "course").mkdir(parents=True)
    return folder


def followed(page: str, folder: Path) -> Iterator[tuple[str, str, str]]:
    """Does what the page does; yields of each command what it is, what the page shows of it, and what it said."""
    for block in _BLOCK.finditer(page):
        shown = re.findall(r"^\$ .*\n((?:(?!\$ ).*\n)*)", block["text"], re.M)
        for (command, printed), text in zip(_done(block, folder), shown, strict=False):
            yield command, plain(text), plain(printed)


def _done(block: re.Match[str], folder: Path) -> Iterator[tuple[str, str]]:
    """Writes a file, or runs commands; yields each command and what it said."""
    if block["path"]:
        path = folder / block["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        before = f"{path.read_text()}\n\n" if block["what"] == "add to" else ""
        path.write_text(before + block["text"])
    elif block["kind"] == "console":
        for command in re.findall(r"^\$ (.*)$", block["text"], re.M):
            yield command, run(command, folder)


def run(command: str, folder: Path) -> str:
    """Runs one command line: a `grader` of the copy, or `rm`."""
    program, *words = shlex.split(command)
    if program == "rm":
        for word in words:
            (folder / word).unlink()
        return ""
    assert program == "grader", command
    environment = {**os.environ, "PYTHONPATH": str(folder), "TF_CPP_MIN_LOG_LEVEL": "3", "COLUMNS": "90"}
    words = [sys.executable, "-m", "grader", *words]
    said = subprocess.run(words, cwd=folder, env=environment, text=True, capture_output=True, check=False).stdout
    return "".join(f"{line.rstrip()}\n" for line in said.splitlines() if line.strip())


def plain(text: str) -> str:
    """What is said, but for seconds, and where lines are broken."""
    lines = (" ".join(line.split()) for line in _SECONDS.sub("N s", text).splitlines())
    return " ".join(line for line in lines if line)


def written_anew(page: str, folder: Path) -> str:
    """The page with what its commands say now."""
    parts, end = [], 0
    for block in _BLOCK.finditer(page):
        said = list(_done(block, folder))
        if said:
            told = "".join(f"$ {command}\n{printed}" for command, printed in said)
            parts += [page[end : block.start("text")], told]
            end = block.end("text")
    return "".join([*parts, page[end:]])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        PAGE.write_text(written_anew(PAGE.read_text(encoding="utf-8"), copied(Path(scratch))), encoding="utf-8")
