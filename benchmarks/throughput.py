"""Throughput of `grader autograde` against nbgrader's own `autograde`, on the same submissions.

nbgrader's own way runs every notebook in a kernel of its own, with the visible checks in its check cells;
demonstration cells are left out of its notebooks, so that both sides do the same work. The class is one that
both must score alike: right answers and untouched notebooks.

Our side is the command as it is typed, its start included; of nbgrader's the start is left out. Beside the clock on
the wall stand the processor seconds of the whole process trees, which do not move with what else the machine does.

Run: python -m benchmarks.throughput [--submissions N] [--nbgrader N] [SLUG ...]
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from rich.console import Console
from rich.table import Table

from benchmarks.processes import adopt_orphans, processor_seconds, run, wait_for_orphans
from grader.authoring import Authored, load_authored, nbgrader_source
from grader.gradebook import CONFIG_NAME, CourseFolder, generate_assignment, init_course

RESULTS = Path(__file__).parent / "results" / "throughput.json"
ASSIGNMENTS = ("logistic_regression", "optimizers", "resnet")  # NumPy and some Keras, NumPy alone, Keras alone
IN_THEIR_OWN_WAY = "--in-nbgraders-own-way"  # what this module is started with for that side


def submission(authored: Authored, number: int) -> str:
    """A right notebook, or for every fourth student an untouched one, without its demonstration cells."""
    notebook = nbgrader_source(authored)
    answers: Mapping[str, str] = {} if number % 4 == 3 else authored.answers()
    notebook.cells = [cell for cell in notebook.cells if "demo" not in cell.metadata.get("tags", [])]
    for cell in notebook.cells:
        name = cell.metadata.get("exercise")
        cell.source = answers.get(name, cell.source) if name else cell.source
    text: str = nbformat.writes(notebook)
    return text


def make_course(root: Path, authored: Authored, submissions: int) -> CourseFolder:
    """A course folder with a class that has handed in."""
    folder = init_course(root, slugs=[authored.slug])
    generate_assignment(folder, authored.slug)
    texts = [submission(authored, number) for number in range(4)]
    for number in range(submissions):
        place = root / "submitted" / f"student{number:05}" / authored.slug
        place.mkdir(parents=True)
        (place / f"{authored.slug}.ipynb").write_text(texts[number % 4], encoding="utf-8")
    return folder


def scores(folder: CourseFolder, slug: str) -> dict[str, float]:
    """The automatic score of each student in nbgrader's gradebook."""
    with folder.gradebook() as gradebook:
        return {s.student.id: float(s.score) for s in gradebook.assignment_submissions(slug)}


def nbgraders_own_way(root: Path, slug: str) -> None:
    """Grades a class in nbgrader's own way; prints what each submission took, the start left out."""
    config = root / CONFIG_NAME
    own_way = [line for line in config.read_text().split("# The judge reads")[0].splitlines() if line]
    config.write_text("\n".join([*own_way, "c.ExecutePreprocessor.timeout = 600", ""]))
    folder = CourseFolder(root)
    students = sorted(path.name for path in (root / "submitted").iterdir())
    adopt_orphans()
    began, used = time.perf_counter(), processor_seconds()
    for student in students:
        folder.api.autograde(slug, student)
    seconds = time.perf_counter() - began
    wait_for_orphans()
    print(json.dumps({"seconds": seconds / len(students), "processor": (processor_seconds() - used) / len(students)}))


def measure(slug: str, submissions: int, nbgrader_submissions: int, workers: int) -> dict[str, Any]:
    """Measures one assignment; nbgrader's figures are those per submission times the submissions."""
    authored = load_authored(slug)
    with tempfile.TemporaryDirectory() as scratch:
        their_root, our_root = Path(scratch, "theirs"), Path(scratch, "ours")
        their_folder = make_course(their_root, authored, nbgrader_submissions)
        our_folder = make_course(our_root, authored, submissions)
        here = {"PYTHONPATH": str(Path(__file__).parents[1])}
        own_way = [sys.executable, "-m", "benchmarks.throughput", IN_THEIR_OWN_WAY, str(their_root), slug]
        theirs = json.loads(run(own_way, variables=here).output.splitlines()[-1])
        command = [sys.executable, "-m", "grader", "autograde", slug, "--workers", str(workers)]
        first = run(command, folder=our_root, variables=here)
        again = run(command, folder=our_root, variables=here)
        their_scores, our_scores = scores(their_folder, slug), scores(our_folder, slug)
    return {
        "submissions": submissions,
        "nbgrader_submissions_run": nbgrader_submissions,
        "nbgrader_seconds": round(theirs["seconds"] * submissions, 2),
        "grader_seconds": round(first.seconds, 2),
        "ratio": round(theirs["seconds"] * submissions / first.seconds, 1),
        "nbgrader_processor_seconds": round(theirs["processor"] * submissions, 2),
        "grader_processor_seconds": round(first.processor, 2),
        "processor_ratio": round(theirs["processor"] * submissions / first.processor, 1),
        "again_seconds": round(again.seconds, 2),
        "again_ratio": round(first.seconds / again.seconds, 1),
        "scores_agree": all(abs(our_scores[name] - score) < 1e-6 for name, score in their_scores.items()),
    }


def main() -> None:
    """Measures, prints the table and writes the results."""
    if sys.argv[1:2] == [IN_THEIR_OWN_WAY]:
        nbgraders_own_way(Path(sys.argv[2]), sys.argv[3])
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slugs", nargs="*", default=ASSIGNMENTS)
    parser.add_argument("--submissions", type=int, default=100)
    parser.add_argument(
        "--nbgrader", type=int, default=4, help="how many of them nbgrader grades; its time is scaled up"
    )
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    found = {slug: measure(slug, options.submissions, options.nbgrader, options.workers) for slug in options.slugs}
    processors = len(os.sched_getaffinity(0))
    table = Table(title=f"{options.submissions} submissions, {options.workers} workers, {processors} processors")
    columns = {
        "nbgrader_seconds": "nbgrader s",
        "grader_seconds": "grader s",
        "ratio": "ratio",
        "nbgrader_processor_seconds": "nbgrader processor s",
        "grader_processor_seconds": "grader processor s",
        "processor_ratio": "ratio",
        "again_seconds": "again s",
        "again_ratio": "ratio",
        "scores_agree": "scores agree",
    }
    table.add_column("assignment")
    for header in columns.values():
        table.add_column(header, justify="right")
    for slug, row in found.items():
        table.add_row(slug, *(str(row[key]) for key in columns))
    Console().print(table)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {RESULTS}")


if __name__ == "__main__":
    main()
