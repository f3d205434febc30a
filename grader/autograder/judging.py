"""Judging one folder that was handed in, in a process of its own: whatever ends it, another one tells of it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from grader.authoring import load_authored
from grader.autograder.about import About
from grader.errors import SandboxUnavailable
from grader.judging import Budget, Judge, Result, read_submitted_files, seeds_of
from grader.sandbox import OtherUser, Session, WarmParent, close_shared_places, what_is_lost


def judge_folder(about: About, folder: Path, student: str, *, secret: Sequence[Path]) -> Result:
    """Judges what lies in a folder.

    Args:
        about: the autograder.
        folder: what was handed in.
        student: whose it is.
        secret: what other users of this machine may not read.

    Raises:
        SandboxUnavailable: if student code cannot be isolated here.
    """
    submitted = read_submitted_files(folder, about.slug, "submission")
    assignment = load_authored(about.slug).assignment
    if (refused := submitted.refused(assignment)) is not None:
        return refused
    data, beside = submitted.notebook(), submitted.beside()
    with Judge(about.slug, parent=_warm_parent(about, secret)) as judge:
        seed = seeds_of(bytes.fromhex(about.secret), about.slug)(student)
        result = judge.judge("submission", data, files=beside, seed=seed)
    for trouble in result.troubles:
        _tell(f"The judge could not decide a check of {trouble}")
    return submitted.with_note(result)


def _warm_parent(about: About, secret: Sequence[Path]) -> WarmParent:
    """A warm parent behind namespaces; as another user where they cannot be made and the container is for one submission."""
    imports = load_authored(about.slug).imports
    try:
        with WarmParent([]) as probe:
            Session(probe, Budget().limits, resident_mb=Budget().memory_mb).close()
        return WarmParent(imports)
    except SandboxUnavailable as error:
        if about.platform != "gradescope":
            raise
        if os.geteuid() == 0:
            close_shared_places()
        parent = WarmParent(imports, as_other_user=OtherUser(tuple(secret)))
        _tell(f"{what_is_lost()} Why: {_first_sentence(error)}")
        return parent


def _first_sentence(error: SandboxUnavailable) -> str:
    return str(error).partition(". ")[0] + "."


def _tell(line: str) -> None:
    """Tells the staff; what starts this process keeps its output from students."""
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    """Judges what `python -m grader.autograder.judging FOLDER STUDENT OUT SECRET...` names, and writes the result to OUT."""
    folder, student, out, *secret = sys.argv[1:]
    about = About.read(Path(__file__).parents[2])
    result = judge_folder(about, Path(folder), student, secret=[Path(path) for path in secret])
    Path(out).write_text(json.dumps(result.as_dict()), encoding="utf-8")


if __name__ == "__main__":
    main()
