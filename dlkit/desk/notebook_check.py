"""Checking a student's notebook from the command line: its cells run in a process of their own.

It is the student's own machine and code, so a plain process is enough; the judge's sandbox is another thing.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from dlkit.course import Assignment, CourseError, find_assignment
from dlkit.desk.workbook import Notebook, WorkbookError, read_notebook, reviewed_functions
from dlkit.machine import NotHere
from dlkit.notebooks import Cell, Sorter, code_cells, given_cells, given_names

CLOCKS_DIFFER = 2.0  # seconds: a file server's clock is not the kernel's
LAST_LINES = 8  # of what a process printed before it died
CHILD = "import sys; from dlkit.desk.notebook_check import run_child; run_child(*sys.argv[1:])"


@dataclass(frozen=True)
class ExerciseReport:
    """How one exercise of a notebook fares in the visible checks, or in all.

    Attributes:
        name: the exercise.
        status: `passed`, `failed`, `not_written` or `not_here`: it needs Keras, and there is none.
        points: what the exercise is worth.
        message: what is wrong, or what to install, in lines of text.
        earned: its points, where hidden checks gave a part of them; None leaves it to the status.
    """

    name: str
    status: str
    points: float
    message: str = ""
    earned: float | None = None

    @property
    def passed(self) -> bool:
        """Whether all its checks that were run passed."""
        return self.status == "passed"

    @property
    def score(self) -> float:
        """Its points: all if it passed, else what was earned, or 0."""
        if self.earned is not None:
            return self.earned
        return self.points if self.passed else 0.0

    def as_data(self) -> dict[str, Any]:
        """Return the report as plain data."""
        told = {name: value for name, value in asdict(self).items() if name != "earned"}
        return {**told, "score": self.score}


@dataclass(frozen=True)
class NotebookReport:
    """How a notebook fares in the visible checks, or in all.

    Attributes:
        slug: the assignment.
        notebook: the file that was run.
        exercises: a report for each exercise that was checked.
        reason: why the notebook could not be checked; empty if it could.
        notes: errors in cells that belong to no exercise.
        hidden: whether the hidden checks were run too.
        saved: when the file was saved, in seconds since 1970.
        used: when something was last checked in the notebook itself; 0.0 if that is not known.
        others: further notebooks of the assignment here, which were not run.
    """

    slug: str
    notebook: Path
    exercises: tuple[ExerciseReport, ...] = ()
    reason: str = ""
    notes: tuple[str, ...] = ()
    hidden: bool = False
    saved: float = 0.0
    used: float = 0.0
    others: tuple[Path, ...] = ()

    @property
    def has_unsaved_changes(self) -> bool:
        """Whether the notebook was used after it was saved: what was run then, outputs at least, is not in the file."""
        return self.used > self.saved + CLOCKS_DIFFER

    @property
    def passed(self) -> bool:
        """Whether the notebook could be checked and every exercise passed that could be checked here."""
        return not self.reason and all(exercise.passed for exercise in self.checked)

    @property
    def checked(self) -> tuple[ExerciseReport, ...]:
        """The exercises that could be checked here."""
        return tuple(exercise for exercise in self.exercises if exercise.status != "not_here")

    @property
    def score(self) -> float:
        """The points of the exercises that passed."""
        return sum(exercise.score for exercise in self.exercises)

    @property
    def max_score(self) -> float:
        """The points of all exercises that were checked."""
        return sum(exercise.points for exercise in self.checked)

    def as_data(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return {
            "slug": self.slug,
            "notebook": str(self.notebook),
            "saved": datetime.fromtimestamp(self.saved).astimezone().isoformat(timespec="seconds"),
            "has_unsaved_changes": self.has_unsaved_changes,
            "passed": self.passed,
            "score": self.score,
            "max_score": self.max_score,
            "reason": self.reason,
            "notes": list(self.notes),
            "exercises": [exercise.as_data() for exercise in self.exercises],
        }


def check_notebook(assignment: Assignment, notebook: Path, *, only: str | None = None) -> NotebookReport:
    """Run a notebook's code cells in a separate process and check its exercises there.

    Cells that only show something (tagged `demo`) and the check cells themselves are left out.

    Args:
        assignment: the assignment that the notebook belongs to.
        notebook: the student's notebook.
        only: check this exercise alone.

    Returns:
        The report. A notebook that cannot be read, or ends its process, is reported with a reason.
    """
    arguments = [assignment.slug, str(notebook.resolve())]
    found = run_apart(CHILD, *arguments, *([only] if only else []), folder=notebook.parent)
    if isinstance(found, str):
        return NotebookReport(assignment.slug, notebook, reason=found)
    exercises = tuple(ExerciseReport(**exercise) for exercise in found["exercises"])
    return NotebookReport(assignment.slug, notebook, exercises, found["reason"], tuple(found["notes"]))


def run_apart(
    code: str, slug: str, notebook: str, *more: str, folder: Path, options: Sequence[str] = ()
) -> dict[str, Any] | str:
    """Run code in a Python of its own that writes what it found as JSON.

    Args:
        code: is given the assignment, the notebook, the file to write, and what more there is.
        slug: the assignment.
        notebook: the path of the notebook.
        more: such as an exercise, if one is asked for.
        folder: where it runs.
        options: of that Python.

    Returns:
        What it found; if it ended before it wrote anything, how, and its last words.
    """
    with tempfile.TemporaryDirectory() as results:
        result, output = Path(results, "result.json"), Path(results, "output.txt")
        arguments = [slug, notebook, str(result), *more]
        with output.open("wb") as printed:
            ended = subprocess.run(
                [sys.executable, *options, "-c", code, *arguments],
                cwd=folder,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if not result.is_file():
            last = output.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-LAST_LINES:]
            return "\n".join([_how_it_ended(ended.returncode), *last])
        found: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        return found


def run_child(slug: str, notebook: str, result: str, only: str | None = None) -> None:
    """Run a notebook in this process, which is thrown away afterwards, and write what came of it as JSON."""
    found: dict[str, Any] = {"exercises": [], "reason": "", "notes": []}
    with ending_with(result, found):
        found["exercises"], found["notes"] = _run(find_assignment(slug), read_notebook(Path(notebook)), only)


@contextmanager
def ending_with(result: str, found: dict[str, Any]) -> Iterator[None]:
    """Runs a block that runs a student's code, writes what was found as JSON, and ends the process.

    Args:
        result: the file to write.
        found: what the block finds; under `reason`, why it could not.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the student's code may catch every error
    if sys.platform == "linux":
        from dlkit.sandboxed import die_with_parent

        die_with_parent()  # an endless loop must not outlive the command that was to stop it
    try:
        yield
    except (WorkbookError, CourseError) as error:
        found["reason"] = str(error)
    unfinished = Path(f"{result}.part")
    unfinished.write_text(json.dumps(found), encoding="utf-8")
    unfinished.rename(result)
    sys.stdout.flush()
    os._exit(0)  # threads that the student's code left running must not keep the result back


def _run(assignment: Assignment, notebook: Notebook, only: str | None) -> tuple[list[dict[str, Any]], list[str]]:
    from dlkit.checking import check_exercise
    from dlkit.sandboxed import NotebookProcess

    process = NotebookProcess()
    stopped: dict[str, str] = {}
    cells, notes = cells_to_run(assignment, notebook)
    # Of these names, what demonstrations compute is not here.
    in_the_notebook = given_names(assignment.notebook.read_text(encoding="utf-8"))
    for cell in cells:
        found = process.run(cell.source, name=cell.name, keeps=cell.keeps)
        if found.raised and cell.role == "exercise":
            stopped.setdefault(cell.name, found.raised.traceback)
        elif found.raised and found.raised.type == NotHere.__name__:
            notes.append(found.raised.message)
        elif found.raised and found.raised.undefined_name not in in_the_notebook:
            notes.append(f"A cell of the notebook stops with an error:\n{found.raised.traceback}")
    answered = {cell.name for cell in cells if cell.role == "exercise"}
    reviewed = reviewed_functions(notebook)
    reports = []
    for item in assignment.exercises:
        if only in (None, item.name) and (not reviewed or item.name in reviewed):
            process.select(item.name)
            report = check_exercise(assignment, item.name, process.namespace)
            status, message = "passed", ""
            if report.diagnosis is not None:
                kind = report.diagnosis.kind
                status = kind if kind in ("not_written", "not_here") else "failed"
                message = "" if kind == "not_written" else report.diagnosis.as_text()
            is_missing = not (report.ok or report.not_here or callable(process.namespace.get(item.name)))
            if is_missing and item.name in stopped:
                message = f"The cell of {item.name} stops with an error:\n{stopped[item.name]}"
            elif is_missing:
                message = f"The cell of {item.name} is missing: run `dlkit reset {assignment.slug} {item.name}`."
                if item.name in answered:
                    message = f"The cell of {item.name} defines no function of that name: is it spelled so there?"
            reports.append(asdict(ExerciseReport(item.name, status, item.points, message)))
    return reports, [] if reviewed else notes  # a round lacks most of the cells, and should


def cells_to_run(assignment: Assignment, notebook: Notebook) -> tuple[list[Cell], list[str]]:
    """Return what the judge runs too, and what was noticed."""
    given = given_cells(read_notebook(assignment.notebook))
    cells = code_cells(notebook)
    sorter = Sorter(given, cells)
    for cell in cells:
        sorter.add(cell)
    return list(sorter.finish()), list(sorter.notes)


def _environment() -> dict[str, str]:
    """Return the environment of the child: this very dlkit, no windows, no log lines of TensorFlow."""
    package_home = str(Path(__file__).resolve().parents[2])
    paths: Sequence[str] = [package_home, *filter(None, [os.environ.get("PYTHONPATH")])]
    # What its cells print goes to a file, and that is UTF-8 on no Windows by itself.
    quiet = {
        "PYTHONIOENCODING": "utf-8",
        "MPLBACKEND": "Agg",
        "TF_CPP_MIN_LOG_LEVEL": os.environ.get("TF_CPP_MIN_LOG_LEVEL", "3"),
    }
    return {**os.environ, **quiet, "PYTHONPATH": os.pathsep.join(paths)}


def _how_it_ended(status: int) -> str:
    if status < 0:
        name = signal.Signals(-status).name
        memory = " (often: not enough memory)" if name == "SIGKILL" else ""
        return f"The process that ran your notebook was ended by {name}{memory}. It printed last:"
    return f"The process that ran your notebook ended early, with status {status}. It printed last:"
