"""Throughput of `grader autograde` against nbgrader's own `autograde`, on the same submissions.

nbgrader's own way runs every notebook in a kernel of its own, with the visible checks in its check cells;
demonstration cells are left out of its notebooks, so that both sides do the same work. The class is one that
both must score alike: right answers and untouched notebooks.

Run: python -m benchmarks.throughput [--submissions N] [--nbgrader N] [SLUG ...]
"""

from __future__ import annotations

import argparse
import gc
import json
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from rich.console import Console
from rich.table import Table

from dlkit.course import course
from grader.authoring import Authored, load_authored, nbgrader_source
from grader.gradebook import CONFIG_NAME, CourseFolder, autograde, generate_assignment, init_course

RESULTS = Path(__file__).parent / "results" / "throughput.json"


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
    for number in range(submissions):
        place = root / "submitted" / f"student{number:04}" / authored.slug
        place.mkdir(parents=True)
        (place / f"{authored.slug}.ipynb").write_text(submission(authored, number), encoding="utf-8")
    return folder


def scores(folder: CourseFolder, slug: str) -> dict[str, float]:
    """The automatic score of each student in nbgrader's gradebook."""
    with folder.gradebook() as gradebook:
        return {s.student.id: float(s.score) for s in gradebook.assignment_submissions(slug)}


def run_nbgrader(root: Path, authored: Authored, submissions: int) -> tuple[float, dict[str, float]]:
    """Grades a class in nbgrader's own way; returns seconds and scores."""
    folder = make_course(root, authored, submissions)
    config = root / CONFIG_NAME
    own_way = [line for line in config.read_text().split("# The judge reads")[0].splitlines() if line]
    config.write_text("\n".join([*own_way, "c.ExecutePreprocessor.timeout = 600", ""]))
    plain = CourseFolder(root)
    started = time.perf_counter()
    for number in range(submissions):
        plain.api.autograde(authored.slug, f"student{number:04}")
    seconds = time.perf_counter() - started
    return seconds, scores(folder, authored.slug)


def measure(slug: str, submissions: int, nbgrader_submissions: int, workers: int) -> dict[str, Any]:
    """Measures one assignment; the seconds are per submission times the submissions."""
    authored = load_authored(slug)
    with tempfile.TemporaryDirectory() as scratch:
        theirs, their_scores = run_nbgrader(Path(scratch, "theirs"), authored, nbgrader_submissions)
        ours_root = Path(scratch, "ours")
        folder = make_course(ours_root, authored, submissions)
        gc.freeze()  # making the class has imported TensorFlow into this process; `grader autograde` never does
        graded = autograde(ours_root, slug, workers=workers)
        our_scores = scores(folder, slug)
    nbgrader_seconds = theirs / nbgrader_submissions * submissions
    return {
        "submissions": submissions,
        "nbgrader_seconds": round(nbgrader_seconds, 2),
        "nbgrader_submissions_run": nbgrader_submissions,
        "grader_seconds": round(graded.seconds, 2),
        "ratio": round(nbgrader_seconds / graded.seconds, 2),
        "scores_agree": all(abs(our_scores[name] - score) < 1e-6 for name, score in their_scores.items()),
    }


def main() -> None:
    """Measures, prints the table and writes the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slugs", nargs="*", default=course())
    parser.add_argument("--submissions", type=int, default=24)
    parser.add_argument(
        "--nbgrader", type=int, default=4, help="how many of them nbgrader grades; its time is scaled up"
    )
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    found = {slug: measure(slug, options.submissions, options.nbgrader, options.workers) for slug in options.slugs}
    table = Table(title=f"{options.submissions} submissions, {options.workers} workers")
    for header in ("assignment", "nbgrader s", "grader s", "ratio", "scores agree"):
        table.add_column(header, justify="left" if header == "assignment" else "right")
    for slug, row in found.items():
        table.add_row(slug, *(str(row[key]) for key in ("nbgrader_seconds", "grader_seconds", "ratio", "scores_agree")))
    Console().print(table)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {RESULTS}")


if __name__ == "__main__":
    main()
