"""Cheats and faults on both sides: what nbgrader's own autograde gives for each, and what this judge gives.

nbgrader is set up as its documentation shows: each check cell holds its tests, asserts on a few inputs, and runs
them in the student's kernel. It works in a course of its own in a scratch folder, in a process of its own. What
would harm the machine or wait for long is not tried on it; the table says why.

Run: python -m benchmarks.attacks [WORD ...]    (only the cases whose names hold a word)
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from dlkit.course import find_assignment
from grader.authoring import as_bytes, load_authored, nbgrader_source, notebook_with
from grader.gradebook import CONFIG_NAME, CourseFolder, init_course
from grader.judging import Judge
from tests.attacks.cases import FULL, QUICK, SLUG, Case, written
from tests.attacks.cheats import CHEATS
from tests.attacks.faults import FAULTS

SECONDS = 60.0  # for one submission in nbgrader
KERAS = "keras_logistic_regression"
HONEST = Case("honest work", right=True, score=FULL)
SAME = """\
import numpy as np
def same(actual, expected):
    if isinstance(expected, dict):
        return actual.keys() == expected.keys() and all(same(actual[key], expected[key]) for key in expected)
    if isinstance(expected, (tuple, list)):
        return len(actual) == len(expected) and all(same(one, other) for one, other in zip(actual, expected))
    return np.allclose(actual, expected, atol=1e-5)
"""


def test_cells() -> dict[str, str]:
    """For each exercise the text of a check cell with plain asserts, from the examples of the notebook."""
    cells: dict[str, str] = {KERAS: f"assert {KERAS}(5).count_params() == 6"}
    for entry in find_assignment(SLUG).examples:
        if entry["kind"] == "call":
            begin = SAME + "from dlkit.comparing.values import from_plain\n"
            call = f"{entry['exercise']}(*from_plain({entry['args']!r}), **from_plain({entry['kwargs']!r}))"
            line = f"assert same({call}, from_plain({entry['expected']['value']!r}))\n"
            cells[entry["exercise"]] = cells.get(entry["exercise"], begin) + line
    return cells


def make_course(root: Path) -> None:
    """A course that nbgrader grades in its own way."""
    authored = load_authored(SLUG)
    folder = init_course(root, slugs=[SLUG])
    config = root / CONFIG_NAME
    config.write_text(config.read_text().split("# The judge reads")[0] + "c.ExecutePreprocessor.timeout = 30\n")
    notebook, tests = without_demos(nbgrader_source(authored)), test_cells()
    for cell in notebook.cells:
        if str(cell.get("id", "")).startswith("check-"):
            cell.source = tests[cell.id.removeprefix("check-")]
    (root / "source" / SLUG / f"{SLUG}.ipynb").write_bytes(as_bytes(notebook))
    CourseFolder(folder.root).api.generate_assignment(SLUG, force=True)


def without_demos(notebook: Any) -> Any:
    """The notebook without its demonstrations, which are no part of the comparison."""
    notebook.cells = [cell for cell in notebook.cells if "demo" not in cell.metadata.get("tags", [])]
    return notebook


def hand_in(root: Path, student: str, case: Case) -> None:
    """Puts a case's file into the course; Keras, which takes seconds to start, is used where the case is about it."""
    import nbformat

    authored = load_authored(SLUG)
    notebook = nbformat.read(root / "release" / SLUG / f"{SLUG}.ipynb", as_version=4)
    solution = {name: text for name, text in authored.answers().items() if name != KERAS}
    path = root / "submitted" / student / SLUG / f"{SLUG}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(written(case, notebook, solution))


def grade_with_nbgrader(root: str, student: str) -> str:
    """What nbgrader gives, in words."""
    os.chdir(root)
    folder = CourseFolder(Path(root))
    done = folder.api.autograde(SLUG, student)
    with folder.gradebook() as gradebook, suppress(Exception):
        submission = gradebook.find_submission(SLUG, student)
        if done["success"]:
            return f"{submission.score:g}"
        last = str(done.get("error") or done.get("log")).strip().splitlines()[-1]
        return f"{submission.score:g}, {last[:60]}"
    return "nothing"


def nbgrader_column(cases: Sequence[Case], root: Path) -> list[str]:
    """What nbgrader gives for each case."""
    make_course(root)
    found, pool = [], None
    for number, case in enumerate(cases):
        if case.only_here:
            found.append(f"not tried: {case.only_here}")
            continue
        student = f"student{number:03}"
        hand_in(root, student, case)
        pool = pool or ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        try:
            found.append(pool.submit(grade_with_nbgrader, str(root), student).result(SECONDS))
        except (BrokenExecutor, TimeoutError) as error:
            found.append("no end within a minute" if isinstance(error, TimeoutError) else "its process died")
            for process in list((pool._processes or {}).values()):
                process.kill()
            pool.shutdown(wait=False, cancel_futures=True)
            pool = None
    if pool:
        pool.shutdown()
    return found


def dlkit_column(cases: Sequence[Case]) -> list[str]:
    """What this judge gives for each case."""
    found = []
    with Judge(SLUG) as judge:
        budget, solution = judge.budget, judge.authored.answers()
        for case in cases:
            judge.budget = replace(budget, **{**QUICK, **case.budget})
            data = written(case, notebook_with(judge.authored, {}), solution)
            result = judge.judge("mallory", data)
            found.append(f"{result.score:g}" if result.status == "graded" else f"{result.score:g}, {result.status}")
    return found


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*")
    words = parser.parse_args().words
    every = [HONEST, *CHEATS, *FAULTS]
    cases = [case for case in every if not words or any(word in case.name for word in words)]
    ours = dlkit_column(cases)
    with tempfile.TemporaryDirectory() as scratch:
        theirs = nbgrader_column(cases, Path(scratch, "course"))
    table = Table(title="points out of 90; nbgrader's are out of 82: Keras is asked of it only where the case needs it")
    for header in ("case", "nbgrader gives", "dlkit gives"):
        table.add_column(header)
    for case, nbgrader, dlkit in zip(cases, theirs, ours, strict=True):
        table.add_row(case.name, nbgrader, dlkit)
    Console(width=160).print(table)
    tried = [case for case in cases if not case.only_here]
    print(f"{len(cases)} cases, {len(tried)} of them tried on nbgrader too")


if __name__ == "__main__":
    main()
