"""Starts the judge, waits for it, and tells what came of it: whatever happens there, this ends with an answer."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from grader.autograder import classroom50, gradescope
from grader.autograder.about import About
from grader.judging import Result, is_well_formed
from grader.sandbox import end_other_users

KIT = Path(__file__).resolve().parents[2]


class NotJudged(Exception):
    """The judge came to no result; the message tells the staff why."""


def run_on_gradescope(place: Path) -> None:
    """Judges what was handed in, as Gradescope lays it out, and writes `results.json`.

    Args:
        place: the folder that Gradescope calls `/autograder`.
    """
    started = time.monotonic()
    about = About.read(KIT)
    target = place / "results" / "results.json"
    _write(target, gradescope.not_judged(about))
    try:
        metadata = place / "submission_metadata.json"
        secret = [metadata, *(place / name for name in ("source", "submission", "results"))]
        for path in secret:
            with suppress(OSError):  # where that matters, it is looked at before anything runs
                path.chmod(0o600 if path == metadata else 0o700)
        with suppress(OSError):
            place.chmod(place.stat().st_mode & 0o7775)
        student, told = gradescope.student_in(metadata, about)
        for line in told:
            print(line, flush=True)
        result = judged(about, place / "submission", student, secret=secret)
        content = gradescope.results(result, about, seconds=time.monotonic() - started)
        _write(target, content)
        print(f"{result.status}: {result.score:g} of {result.max_score:g} points in {time.monotonic() - started:.1f} s")
    except Exception:
        print("This submission was not judged. What went wrong:", flush=True)
        traceback.print_exc(file=sys.stdout)


def judge_for_classroom50(folder: Path, student: str) -> None:
    """Judges what lies in a student's checkout and prints what `result.json` is to say of it.

    Args:
        folder: the checkout.
        student: whose it is.

    Raises:
        NotJudged: if the judge came to no result.
    """
    about = About.read(KIT)
    result = judged(about, folder, student, secret=[])
    print(json.dumps(classroom50.tests(result, about)))


def judged(about: About, folder: Path, student: str, *, secret: Sequence[Path]) -> Result:
    """Judges in a process of its own.

    Args:
        about: the autograder.
        folder: what was handed in.
        student: whose it is.
        secret: what other users of this machine may not read.

    Raises:
        NotJudged: if it came to no result, or to one that is none.
    """
    with tempfile.TemporaryDirectory(prefix="dlkit-") as private:
        out = Path(private) / "result.json"
        command = [sys.executable, "-P", "-m", "grader.autograder.judging", str(folder), student, str(out)]
        process = subprocess.Popen(
            [*command, *map(str, secret)],
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr if about.platform == "classroom50" else None,
            stderr=None if about.platform == "classroom50" else subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            status = process.wait(about.seconds)
        except subprocess.TimeoutExpired:
            status = None
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if about.platform == "gradescope" and os.geteuid() == 0:
                end_other_users()
        if status is None:
            raise NotJudged(f"The judge was stopped after {about.seconds:g} seconds.")
        if status != 0:
            raise NotJudged(f"The judge ended with status {status}; -9 is often for want of memory.")
        return _read(out, about)


def _read(path: Path, about: About) -> Result:
    try:
        result = Result.from_dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotJudged(f"The judge left no result ({type(error).__name__}: {error}).") from None
    exercises = tuple((exercise.name, exercise.points) for exercise in result.exercises)
    if not is_well_formed(result) or result.assignment != about.slug or exercises != about.exercises:
        raise NotJudged("What the judge left is no result of this assignment.")
    return result


def _write(path: Path, content: dict[str, Any]) -> None:
    """Writes a file so that it is there as a whole or as it was before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(".results.json")
    fresh.write_text(json.dumps(content, indent=1, allow_nan=False), encoding="utf-8")
    os.replace(fresh, path)
