"""A thousand submissions of a mixed class in one run: time, and whether memory, files and processes stay flat.

The class: right answers, each notebook a little different; every catalogued mistake in turn; untouched and half
finished notebooks; broken files; code that crashes, hangs, and asks for more memory than there is.

Run: python -m benchmarks.thousand [--submissions N] [--workers N] [SLUG]
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import nbformat
import psutil

from benchmarks.throughput import scores
from grader.authoring import Authored, load_authored, nbgrader_source
from grader.gradebook import CourseFolder, autograde, generate_assignment, init_course

CRASH = "import os\nos._exit(3)\n"
HANG = "while True:\n    pass\n"
MEMORY = "hoard = [bytearray(1 << 20) for _ in range(1 << 20)]\n"


def mixed_class(authored: Authored, count: int) -> Iterator[str]:
    """The files that a class hands in."""
    right = authored.answers()
    names = list(right)
    mistakes = cycle(entry for entry in authored.catalogue if entry.role == "mistake")
    for number in range(count):
        answers = dict(right)
        if number % 100 == 0:
            yield '{"cells": ['
            continue
        if number % 200 in (1, 2, 3):
            answers[names[0]] = f"{(CRASH, HANG, MEMORY)[number % 200 - 1]}\n{answers[names[0]]}"
        elif number % 10 == 4:
            answers = {}
        elif number % 10 == 5:
            answers = {name: right[name] for name in names[: len(names) // 2]}
        elif number % 10 in (6, 7, 8):
            wrong = next(mistakes)
            answers[wrong.exercise] = wrong.source
        notebook = nbgrader_source(authored)
        for cell in notebook.cells:
            name = cell.metadata.get("exercise")
            if name in answers:
                cell.source = f"{answers[name]}\n# student {number}\n"
        yield nbformat.writes(notebook)


class Watch(threading.Thread):
    """Looks at this process and those below it once a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.me, self.over = psutil.Process(), threading.Event()
        self.main_mb: list[float] = []
        self.workers_mb: list[float] = []
        self.descriptors: list[int] = []
        self.children_mb: list[float] = []

    def run(self) -> None:
        """Notes what it sees until told that it is over."""
        while not self.over.wait(1.0):
            self.main_mb.append(self.me.memory_info().rss / 2**20)
            self.descriptors.append(self.me.num_fds())
            workers, children = 0.0, 0.0
            for process in self.me.children(recursive=True):
                try:
                    command = " ".join(process.cmdline())
                    if "forkserver" in command:
                        workers += process.memory_info().rss / 2**20
                    elif "dlkit.sandboxed" in command and process.ppid() != 1:
                        children = max(children, process.memory_full_info().uss / 2**20)
                except psutil.Error:
                    continue
            self.workers_mb.append(workers)
            self.children_mb.append(children)


def main() -> None:
    """Hands in, grades, and prints what was seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slug", nargs="?", default="logistic_regression")
    parser.add_argument("--submissions", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    authored = load_authored(options.slug)
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch, "course")
        folder = init_course(root, slugs=[options.slug])
        generate_assignment(folder, options.slug)
        for number, text in enumerate(mixed_class(authored, options.submissions)):
            place = root / "submitted" / f"student{number:04}" / options.slug
            place.mkdir(parents=True)
            (place / f"{options.slug}.ipynb").write_text(text, encoding="utf-8")
        watch = Watch()
        watch.start()
        started = time.perf_counter()
        graded = autograde(root, options.slug, workers=options.workers)
        seconds = time.perf_counter() - started
        watch.over.set()
        watch.join()
        recorded = len(scores(CourseFolder(root), options.slug))
    time.sleep(2)
    servers = ("forkserver", "resource_tracker")  # Python's own, which end with this process
    commands = [" ".join(process.cmdline()) for process in psutil.Process().children(recursive=True)]
    left = [command for command in commands if not any(name in command for name in servers)]
    quarter = max(1, len(watch.main_mb) // 4)

    def ends(values: list[float]) -> list[int]:
        """The largest of the second quarter, when all is warm, and of the last."""
        return [round(max(values[quarter : 2 * quarter])), round(max(values[-quarter:]))]

    print(
        json.dumps(
            {
                "assignment": options.slug,
                "submissions": len(graded.results),
                "recorded": recorded,
                "not_recorded": len(graded.not_recorded),
                "statuses": Counter(result.status for result in graded.results.values()),
                "seconds": round(seconds, 1),
                "per_second": round(len(graded.results) / seconds, 2),
                "main_mb": ends(watch.main_mb),
                "workers_mb": ends(watch.workers_mb),
                "largest_child_private_mb": round(max(watch.children_mb)),
                "descriptors": ends([float(count) for count in watch.descriptors]),
                "processes_left": left,
                "processors": len(os.sched_getaffinity(0)),
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
