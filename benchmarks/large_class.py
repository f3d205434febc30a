"""A class of many thousands in one course folder: memory, the rate of the writes, and going on after a crash.

The command runs as it is typed. Halfway it is killed, with all its processes, and started again. Each tenth of the
class is told apart: how long it took, and what of the processor the process that writes the gradebook took for each
submission, which would grow if writing became slower.

Run: python -m benchmarks.large_class [--submissions N] [--workers N] [--db-url postgresql://...] [SLUG]
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import psutil

from benchmarks.judging import submissions
from benchmarks.throughput import scores
from grader.authoring import load_authored
from grader.gradebook import CourseFolder, generate_assignment, init_course

RESULTS = Path(__file__).parent / "results" / "large_class.json"
TEXTS = 200  # different notebooks; student n hands in the one of n modulo this
LOOK_SECONDS = 1.0


@dataclass
class Look:
    """What was seen at one moment."""

    at: float
    done: int
    writer_cpu: float
    writer_mb: float
    judges_mb: float


@dataclass
class Watched:
    """One run of the command."""

    seconds: float
    until_first: float
    looks: list[Look] = field(default_factory=list)


def make_course(root: Path, slug: str, count: int, db_url: str) -> CourseFolder:
    """A course folder in which a class has handed in: right, wrong, unfinished."""
    authored = load_authored(slug)
    folder = init_course(root, slugs=[slug])
    if db_url:
        with (root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
            config.write(f"\nc.CourseDirectory.db_url = {db_url!r}\n")
        folder = CourseFolder(root)
    generate_assignment(folder, slug)
    texts = [*islice(submissions(authored, "mixed"), TEXTS // 2)]
    texts += islice(submissions(authored, "each a little different"), TEXTS - len(texts))
    for number in range(count):
        place = root / "submitted" / f"student{number:06}" / slug
        place.mkdir(parents=True)
        (place / f"{slug}.ipynb").write_bytes(texts[number % TEXTS])
    return folder


def watch(root: Path, slug: str, workers: int, *, kill_at: int | None = None) -> Watched:
    """Runs the command and looks at it once a second; kills it with all it started when so many are done."""
    results = root / "results" / slug
    command = [sys.executable, "-m", "grader", "autograde", slug, "--workers", str(workers), "--json"]
    before, started = _count(results), time.perf_counter()
    found = Watched(0.0, 0.0)
    with (root / "output").open("w") as output:
        process = psutil.Popen(command, cwd=root, stdout=output, stderr=subprocess.DEVNULL, start_new_session=True)
        while process.poll() is None:
            time.sleep(LOOK_SECONDS if found.until_first else 0.1)
            done, now = _count(results), time.perf_counter() - started
            if done > before and not found.until_first:
                found.until_first = now
            with suppress(psutil.Error):
                found.looks.append(_look(process, now, done))
            if kill_at is not None and done >= kill_at:
                for each in [*process.children(recursive=True), process]:
                    with suppress(psutil.Error):
                        each.kill()
                process.wait()
                break
    found.seconds = time.perf_counter() - started
    if kill_at is None and process.returncode not in (0, 1):
        raise RuntimeError(f"the command ended with {process.returncode}")
    return found


def _count(results: Path) -> int:
    with suppress(FileNotFoundError):
        return sum(1 for entry in os.scandir(results) if entry.name.endswith(".json") and entry.name[0] != ".")
    return 0


def _look(process: psutil.Process, at: float, done: int) -> Look:
    used = process.cpu_times()
    judges = 0.0
    for child in process.children(recursive=True):
        with suppress(psutil.Error):
            if "forkserver" in " ".join(child.cmdline()):
                judges += child.memory_full_info().uss / 2**20
    return Look(at, done, used.user + used.system, process.memory_info().rss / 2**20, judges)


def tenths(looks: list[Look]) -> list[dict[str, float]]:
    """What each tenth of a run took for each submission, and the largest memory in it."""
    first, last = looks[0].done, looks[-1].done
    bounds = [first + (last - first) * part // 10 for part in range(11)]
    found = []
    for low, high in pairwise(bounds):
        inside = [look for look in looks if low <= look.done <= high]
        if len(inside) < 2 or inside[-1].done == inside[0].done:
            continue
        count = inside[-1].done - inside[0].done
        found.append(
            {
                "done": inside[-1].done,
                "ms_each": round(1000 * (inside[-1].at - inside[0].at) / count, 1),
                "writer_cpu_ms_each": round(1000 * (inside[-1].writer_cpu - inside[0].writer_cpu) / count, 1),
                "writer_mb": round(max(look.writer_mb for look in inside)),
                "judges_mb": round(max(look.judges_mb for look in inside)),
            }
        )
    return found


def main() -> None:
    """Hands in, grades, kills, grades on, and tells what was seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slug", nargs="?", default="optimizers")
    parser.add_argument("--submissions", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--db-url", default="", help="another gradebook than SQLite in the course folder")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch, "course")
        folder = make_course(root, options.slug, options.submissions, options.db_url)
        halfway = options.submissions // 2
        first = watch(root, options.slug, options.workers, kill_at=halfway)
        rest = watch(root, options.slug, options.workers)
        again = watch(root, options.slug, options.workers)
        recorded = len(scores(folder, options.slug))
    found: dict[str, Any] = {
        "assignment": options.slug,
        "submissions": options.submissions,
        "gradebook": options.db_url.split(":")[0] or "sqlite",
        "recorded": recorded,
        "seconds_to_halfway": round(first.seconds, 1),
        "seconds_until_it_went_on": round(rest.until_first, 1),
        "seconds_of_the_rest": round(rest.seconds, 1),
        "seconds_with_nothing_changed": round(again.seconds, 1),
        "first_half": tenths(first.looks),
        "second_half": tenths(rest.looks),
        "processors": len(os.sched_getaffinity(0)),
    }
    print(json.dumps(found, indent=1))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
