"""What judging costs beside the students' code: processor time on the judge's side and in the sandbox.

Three classes of one assignment, judged by one judge that has begun: all right; a mixed one, in which most have one of
the catalogue's mistakes in turn or stop halfway, so that it is diagnosed and judged again with right stand-ins; and
right answers each of which is a little different, as no two students' are: every number that they return has another
last bit, so that no check may be taken for one that was judged already.

Run: python -m benchmarks.judging [--submissions N] [SLUG ...]
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import time
from collections.abc import Iterator, Mapping
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import nbformat
from rich.console import Console
from rich.table import Table

from grader.authoring import Authored, nbgrader_source
from grader.judging import Judge

RESULTS = Path(__file__).parent / "results" / "judging.json"
CLASSES = ("right", "mixed", "each a little different")
# Wraps every answer of the cell: arrays of floats get another last bit in one place, which is within every tolerance.
ANOTHER_LAST_BIT = """

def _with_another_last_bit(function, place={number}):
    import functools

    @functools.wraps(function)
    def wrapped(*args, **kwargs):
        import numpy as np

        def moved(value):
            if isinstance(value, np.ndarray) and value.dtype == np.float64 and value.size:
                value = value.copy()
                flat = value.reshape(-1)
                flat[place % flat.size] = np.nextafter(flat[place % flat.size], np.inf)
                return value
            if type(value) is float:
                return float(np.nextafter(value, np.inf))
            if type(value) in (tuple, list):
                return type(value)(map(moved, value))
            if type(value) is dict:
                return {{key: moved(part) for key, part in value.items()}}
            return value

        return moved(function(*args, **kwargs))

    return wrapped


{name} = _with_another_last_bit({name})
"""


def notebook(authored: Authored, answers: Mapping[str, str]) -> bytes:
    """A notebook with these answers."""
    made = nbgrader_source(authored)
    for cell in made.cells:
        name = cell.metadata.get("exercise")
        if name in answers:
            cell.source = answers[name]
    text: str = nbformat.writes(made)
    return text.encode()


def submissions(authored: Authored, kind: str) -> Iterator[bytes]:
    """The notebooks of a class, without an end."""
    right = authored.answers()
    names = list(right)
    mistakes = cycle(entry for entry in authored.catalogue if entry.role == "mistake")
    number = 0
    while True:
        answers = dict(right)
        if kind == "mixed" and number % 4 == 3:
            answers = {name: right[name] for name in names[: len(names) // 2]}
        elif kind == "mixed" and number % 4:
            wrong = next(mistakes)
            answers[wrong.exercise] = wrong.source
        elif kind == CLASSES[2]:
            numpy_only = [name for name in names if "keras" not in right[name]]
            answers |= {name: right[name] + ANOTHER_LAST_BIT.format(number=number, name=name) for name in numpy_only}
        yield notebook(authored, answers)
        number += 1


def measure(slug: str, count: int) -> dict[str, Any]:
    """Milliseconds of the processor for each submission, on either side, for each class."""
    found: dict[str, Any] = {}
    with Judge(slug) as judge:
        judge.parent.wait()
        sandbox = _count_sandbox(judge)
        for kind in CLASSES:
            texts = list(islice(submissions(judge.authored, kind), count))
            for seed in range(8):  # the reference's answers for each variant of the inputs
                judge.judge("warm", texts[0], seed=seed)
            gc.freeze()
            sandbox[0], used, began = 0.0, time.process_time(), time.perf_counter()
            results = [judge.judge(f"student{number}", text, seed=number % 8) for number, text in enumerate(texts)]
            judging, seconds = time.process_time() - used, time.perf_counter() - began
            found[kind] = {
                "judge_ms": round(1000 * judging / count, 1),
                "sandbox_ms": round(1000 * sandbox[0] / count, 1),
                "judge_to_sandbox": round(judging / sandbox[0], 2),
                "wall_ms": round(1000 * seconds / count, 1),
                "mean_score": round(sum(result.score for result in results) / count, 1),
            }
    whole = {kind: found[kind]["judge_ms"] + found[kind]["sandbox_ms"] for kind in CLASSES}
    for kind in CLASSES:
        found[kind]["to_right"] = round(whole[kind] / whole["right"], 2)
    return found


def _count_sandbox(judge: Judge) -> list[float]:
    """Adds up the processor time of the judge's processes in the sandbox, those of the twin included."""
    used = [0.0]
    for forks in (judge.parent, judge.parent.twin):
        reap = forks.reap

        def counting(forked: Any, reap: Any = reap) -> Any:
            ending = reap(forked)
            used[0] += ending.cpu_seconds
            return ending

        forks.reap = counting  # type: ignore[method-assign]
    return used


def main() -> None:
    """Measures, prints the table and writes the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slugs", nargs="*", default=["logistic_regression", "optimizers", "resnet"])
    parser.add_argument("--submissions", type=int, default=40)
    options = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    found = {slug: measure(slug, options.submissions) for slug in options.slugs}
    table = Table(title=f"processor time for each of {options.submissions} submissions")
    for header in ("assignment", "class", "judge ms", "sandbox ms", "judge / sandbox", "all / all right", "mean score"):
        table.add_column(header, justify="left" if header in ("assignment", "class") else "right")
    for slug, kinds in found.items():
        for kind, row in kinds.items():
            keys = ("judge_ms", "sandbox_ms", "judge_to_sandbox", "to_right", "mean_score")
            table.add_row(slug, kind, *(str(row[key]) for key in keys))
    Console().print(table)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {RESULTS}")


if __name__ == "__main__":
    main()
