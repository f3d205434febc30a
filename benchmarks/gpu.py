"""What a GPU changes: nothing in the scores, it should be, and something in the minutes.

On a machine with a GPU that TensorFlow sees (`grader doctor`), and on one without, where what needs it is said to be left out:

    python -m benchmarks.gpu [--gpu 0] [--workers N] [--minutes M] [--part NAME ...] [SLUG ...]

Parts: `doctor`; `alternatives`, every other right answer of the catalogue (and the solution) judged with its sandbox on the
GPU; `class`, an invented class graded on the processor and again on the GPU; `notebooks`, the solved ones from top to bottom.
All that was found goes into one JSON file, after each step, so that a run that is cut off leaves what it had.
"""

from __future__ import annotations

import argparse
import copy
import json
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass, field
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

import nbclient

from dlkit.course import course
from grader.authoring import as_bytes, load_authored, solved_notebook
from grader.demo import run_demo
from grader.gradebook import autograde
from grader.judging import OF_THE_GATE
from grader.running import default_workers, local_workers
from grader.running.pool import warm_judge
from grader.sandbox import installed_gpus
from grader.terminal.doctor import examine

RESULTS = Path(__file__).parent / "results" / "gpu.json"
NO_GPU = "left out: this machine has no GPU"
PARTS = ("doctor", "alternatives", "class", "notebooks")
SOLUTION = "solution"


@dataclass
class Run:
    """One run of the benchmark: what was asked, what was found, and the file that it goes to."""

    slugs: Sequence[str]
    gpus: tuple[int, ...]  # one for each worker; none on a machine without
    workers: int
    students: int
    minutes: float
    output: Path
    found: dict[str, Any] = field(default_factory=dict)
    ends: float = field(init=False)

    def __post_init__(self) -> None:
        self.ends = time.monotonic() + 60 * self.minutes

    @property
    def is_over(self) -> bool:
        """Whether its minutes have passed: what is under way then is finished, and nothing begun."""
        return time.monotonic() > self.ends

    def keep(self, part: str, what: Any) -> None:
        """Writes what has been found so far."""
        self.found[part] = what
        self.output.parent.mkdir(parents=True, exist_ok=True)
        self.output.write_text(json.dumps(self.found, indent=1) + "\n", encoding="utf-8")


def machine() -> dict[str, Any]:
    """Where it was measured, with the versions that matter."""
    packages = ("tensorflow", "keras", "numpy", "nvidia-cudnn-cu12", "nvidia-cublas-cu12", "nvidia-cusolver-cu12")
    installed = {item.name: item.version for item in metadata.distributions()}
    versions = {name: installed[name] for name in packages if name in installed}
    return {"platform": platform.platform(), "processors": default_workers(), "gpus": installed_gpus(), **versions}


def doctor(run: Run) -> None:
    """What `grader doctor` says."""
    run.keep("doctor", [vars(finding) for finding in examine()])


def alternatives(run: Run) -> None:
    """Whether every other right answer scores full on the GPU; of one that does not, what it was told."""
    if not run.gpus:
        run.keep("alternatives", NO_GPU)
        return
    for slug in run.slugs:
        if not run.is_over:
            row = _alternatives_of(slug, run)
            run.keep("alternatives", {**run.found.get("alternatives", {}), slug: row})


def _alternatives_of(slug: str, run: Run) -> dict[str, Any]:
    authored, started = load_authored(slug), time.perf_counter()
    alternatives = [entry for entry in authored.catalogue if entry.role == "alternative"]
    names = [SOLUTION, *(f"{entry.exercise}/{entry.name}" for entry in alternatives)]
    refused: dict[str, str] = {}
    judged = 0
    executor = local_workers(run.workers, preload=authored.imports, gpus=run.gpus)
    try:
        for future in as_completed([executor.submit(judge_alternative, slug, name) for name in names]):
            name, told = future.result()
            judged += 1
            refused |= {name: told} if told else {}
            if run.is_over:
                break
    finally:
        executor.shutdown(cancel_futures=True)
    seconds = round(time.perf_counter() - started, 1)
    return {"entries": len(names), "judged": judged, "refused": refused, "seconds": seconds}


def judge_alternative(slug: str, name: str) -> tuple[str, str]:
    """Judges the solved notebook with one other right answer in it, as EXERCISE/ALTERNATIVE, and gives its name.

    Gives too why it lost points, if it did.
    """
    judge = warm_judge(slug)
    notebook = copy.deepcopy(solved_notebook(judge.authored))
    entry = next((item for item in judge.authored.catalogue if f"{item.exercise}/{item.name}" == name), None)
    for cell in notebook.cells:
        if entry is not None and cell.metadata.get("exercise") == entry.exercise:
            cell.source = entry.source
    result = judge.judge(name, as_bytes(notebook), seed=OF_THE_GATE[0])
    failures = (item.first_failure for item in result.exercises if item.score < item.points)
    told = next((f"{found.name}: {found.message}" for found in failures if found), "")
    return name, told or result.reason


def same_class(run: Run) -> None:
    """Whether a class is given the same scores on the processor and on the GPU, submission by submission."""
    for slug in run.slugs:
        if not run.is_over:
            with tempfile.TemporaryDirectory() as scratch:
                run.keep(
                    "class", {**run.found.get("class", {}), slug: _same_class_of(slug, Path(scratch, "course"), run)}
                )


def _same_class_of(slug: str, root: Path, run: Run) -> dict[str, Any]:
    quiet: dict[str, Any] = {"say": _nothing, "progress": lambda slug: _nothing}
    made = run_demo(root, students=run.students, slugs=[slug], replace=True, workers=run.workers, **quiet)
    row = {"students": run.students, "processor_seconds": round(made.graded[slug].seconds, 1)}
    if not run.gpus:
        return {**row, "gpu": NO_GPU}
    start = partial(local_workers, preload=load_authored(slug).imports, gpus=run.gpus)
    again = autograde(root, slug, force=True, workers=run.workers, start=start)
    both = {name: (made.graded[slug].results[name], other) for name, other in again.results.items()}
    unlike = {
        name: [[item.score, item.status, item.reason] for item in results]
        for name, results in both.items()
        if len({(item.score, item.status) for item in results}) > 1
    }
    return {**row, "gpu_seconds": round(again.seconds, 1), "unlike": unlike}


def _nothing(*_: object) -> None:
    """Stands where a person would be told how far it is."""


def notebooks(run: Run) -> None:
    """How long the solved notebooks take from top to bottom, on the GPU where there is one."""
    for slug, seconds in _notebook_seconds(run):
        run.keep("notebooks", {**run.found.get("notebooks", {}), slug: seconds})


def _notebook_seconds(run: Run) -> Iterator[tuple[str, Any]]:
    for slug in run.slugs:
        if run.is_over:
            return
        authored, started = load_authored(slug), time.perf_counter()
        try:
            with tempfile.TemporaryDirectory() as folder:
                if authored.assignment.data.is_dir():
                    shutil.copytree(authored.assignment.data, f"{folder}/data")
                place = {"metadata": {"path": folder}}
                nbclient.NotebookClient(
                    solved_notebook(authored), timeout=1800, kernel_name="python3", resources=place
                ).execute()
            yield slug, round(time.perf_counter() - started, 1)
        except nbclient.exceptions.CellExecutionError as error:
            yield slug, f"stops: {error.ename}: {error.evalue}"


_DO: dict[str, Callable[[Run], None]] = dict(zip(PARTS, (doctor, alternatives, same_class, notebooks), strict=True))


def with_keras(slugs: Sequence[str]) -> list[str]:
    """Those assignments whose notebooks import Keras: the others never reach the GPU."""
    return [slug for slug in slugs if {"keras", "tensorflow"} & {*load_authored(slug).imports}]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures, and writes what it found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slugs", nargs="*", help="assignments; those that import Keras if left out")
    parser.add_argument("--gpu", type=int, default=0, help="the GPU's number")
    parser.add_argument("--workers", type=int, default=min(4, default_workers()), help="they share the GPU")
    parser.add_argument("--students", type=int, default=24)
    parser.add_argument("--minutes", type=float, default=60.0, help="nothing is begun after so many")
    parser.add_argument("--part", action="append", choices=PARTS, help="only this one; may be repeated")
    parser.add_argument("--output", type=Path, default=RESULTS)
    asked = parser.parse_args(arguments)
    gpus = (asked.gpu,) * asked.workers if asked.gpu in installed_gpus() else ()
    slugs = asked.slugs or with_keras(course())
    run = Run(slugs, gpus, asked.workers, asked.students, asked.minutes, asked.output)
    run.keep("machine", machine())
    for part in asked.part or PARTS:
        started = time.perf_counter()
        _DO[part](run)
        print(f"{part}: {time.perf_counter() - started:.0f} s", flush=True)
    print(f"wrote {run.output}")


if __name__ == "__main__":
    main()
