"""How long single things take: an import, a help page, a check, one notebook judged, the formgrader's button.

Each is done several times, and the least and the median are told, in seconds on the clock and of processors: those of
the command and of the judge that stands by; Jupyter's own server is not counted. "First" is without such a judge, "again"
with one.

Run: python -m benchmarks.latency [--times N] [--only WORD] [--no-write]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import nbformat
import psutil

from grader.authoring import as_bytes, load_authored, nbgrader_source, notebook_with
from grader.gradebook import generate_assignment, init_course
from grader.standby import standing_by

REPOSITORY = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).parent / "results" / "latency.json"
NUMPY, LIGHT, KERAS = "logistic_regression", "convolution", "resnet"
CHECKED = "sigmoid"
STUDENT = "ada"
CHECK = """
import json, sys, time
started = time.perf_counter()
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(cwd=sys.argv[1])
taken = []
code = "import time, dlkit\\ncheck = dlkit.assignment('{slug}').check\\n" + sys.argv[2]
client.execute_interactive(code, output_hook=lambda message: None, timeout=120)
for _ in range(3):
    told = []
    def hear(message):
        if message["msg_type"] == "stream":
            told.append(message["content"]["text"])
    client.execute_interactive(
        "_t = time.perf_counter(); check('{name}'); print('TOOK', time.perf_counter() - _t)", output_hook=hear, timeout=60
    )
    taken.append(float("".join(told).rpartition("TOOK")[2]))
client.stop_channels(); manager.shutdown_kernel(now=True)
print(json.dumps(taken))
"""


class Bench:
    """Measures, and keeps what it measured."""

    def __init__(self, times: int, only: str) -> None:
        self.times, self.only = times, only
        self.found: dict[str, dict[str, object]] = {}

    def measure(self, name: str, do: Callable[[], object], *, before: Callable[[], object] = lambda: None) -> None:
        """Does something several times."""
        if self.only not in name:
            return
        clock, processor = [], []
        for _ in range(self.times):
            before()
            used, started = _used(), time.perf_counter()
            do()
            clock.append(time.perf_counter() - started)
            processor.append(_used() - used)
        self.keep(name, clock, processor)

    def keep(self, name: str, clock: list[float], processor: list[float] | None = None) -> None:
        """Keeps and prints what was measured."""
        told = {"seconds": [round(value, 4) for value in clock]}
        if processor:
            told["processor_seconds"] = [round(value, 4) for value in processor]
        self.found[name] = told
        of_processors = f"{statistics.median(processor):8.2f}" if processor else "       -"
        print(f"{name:<56}{min(clock):8.3f}{statistics.median(clock):8.3f}{of_processors}", flush=True)


def _used() -> float:
    """Processor seconds of what this process has started, judges that stand by included."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    standing = 0.0
    for item in standing_by():
        with suppress(psutil.Error):
            process = psutil.Process(item.pid)
            for one in (process, *process.children(recursive=True)):
                standing += sum(one.cpu_times()[:4])
    return children.ru_utime + children.ru_stime + standing


def end_judges() -> None:
    """Ends those that stand by in this benchmark's own place."""
    for item in standing_by():
        with suppress(OSError):
            os.kill(item.pid, signal.SIGTERM)
    while standing_by():
        time.sleep(0.05)


def run(*words: str, folder: Path = REPOSITORY) -> None:
    """Runs a Python command and waits for it."""
    done = subprocess.run([sys.executable, *words], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")


@contextmanager
def formgrader(course: Path, home: Path) -> Iterator[Callable[[str, str], None]]:
    """A JupyterLab server in the course folder; yields what presses the button Autograde of a submission."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    places = {f"JUPYTER_{kind}_DIR": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")}
    environment = {**os.environ, **places, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    options = [f"--ServerApp.port={port}", "--ServerApp.ip=127.0.0.1", f"--IdentityProvider.token={token}"]
    options += [f"--ServerApp.root_dir={course}", "--ServerApp.allow_root=True", "--no-browser"]
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *options],
        cwd=course,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def ask(path: str, data: bytes | None = None) -> bytes:
        headers = {"Authorization": f"token {token}"}
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=data, headers=headers)
        with urllib.request.urlopen(request, timeout=300) as answer:
            return bytes(answer.read())

    def press(slug: str, student: str) -> None:
        told = json.loads(ask(f"/formgrader/api/submission/{slug}/{student}/autograde", data=b""))
        if not told["success"]:
            raise SystemExit(told.get("log") or told.get("error"))

    try:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            with suppress(OSError):
                ask("/formgrader/api/assignments")
                break
            time.sleep(0.2)
        yield press
    finally:
        server.terminate()
        server.wait()


def make_course(root: Path, slugs: list[str]) -> None:
    """A course in which one student has handed in right answers."""
    folder = init_course(root, slugs=slugs)
    for slug in slugs:
        generate_assignment(folder, slug)
        authored = load_authored(slug)
        notebook, answers = nbgrader_source(authored), authored.answers()
        for cell in notebook.cells:
            cell.source = answers.get(cell.metadata.get("exercise"), cell.source)
        place = root / "submitted" / STUDENT / slug
        place.mkdir(parents=True)
        (place / f"{slug}.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")


def commands(bench: Bench, desk: Path) -> None:
    """What students and staff type."""
    bench.measure("import dlkit", lambda: run("-c", "import dlkit"))
    for name in ("dlkit", "grader"):
        module = {"dlkit": "from dlkit.desk.cli import main", "grader": "from dlkit.staff import main"}[name]
        code = f"import sys; sys.argv = ['{name}', *sys.argv[1:]]; {module}; main()"
        bench.measure(f"{name} --help", lambda code=code: run("-c", code, "--help"))
    bench.measure("grader judge --help", lambda: run("-m", "grader", "judge", "--help"))
    check = "from dlkit.desk.cli import main; main()"
    for slug, kind in ((LIGHT, "NumPy alone"), (NUMPY, "Keras at its end"), (KERAS, "Keras")):
        bench.measure(f"dlkit check {slug} ({kind})", lambda slug=slug: run("-c", check, "check", slug, folder=desk))
    if bench.only in f"check() in a kernel: {CHECKED}":
        code = CHECK.format(slug=NUMPY, name=CHECKED)
        source = load_authored(NUMPY).answers()[CHECKED]
        words = [sys.executable, "-c", code, str(desk), f"import numpy as np\n{source}"]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        first, *others = json.loads(done.stdout)
        bench.keep(f"check() in a kernel: {CHECKED}, first", [first])
        bench.keep(f"check() in a kernel: {CHECKED}, again", others)


def judging(bench: Bench, desk: Path, course: Path, home: Path) -> None:
    """One submission judged, in each of the ways there are."""
    for slug in (NUMPY, KERAS):
        judge = ("-m", "grader", "judge", f"{slug}.ipynb")
        bench.measure(f"grader judge {slug}, first", lambda judge=judge: run(*judge, folder=desk), before=end_judges)
        bench.measure(f"grader judge {slug}, again", lambda judge=judge: run(*judge, folder=desk))
        autograde = ("-m", "nbgrader", "autograde", slug, "--student", STUDENT, "--force")
        name = f"nbgrader autograde {slug}"
        bench.measure(f"{name}, first", lambda words=autograde: run(*words, folder=course), before=end_judges)
        bench.measure(f"{name}, again", lambda words=autograde: run(*words, folder=course))
    if bench.only in "formgrader: Autograde":
        with formgrader(course, home) as press:
            for slug in (NUMPY, KERAS):
                name, pressed = f"formgrader: Autograde, {slug}", lambda slug=slug: press(slug, STUDENT)
                bench.measure(f"{name}, first", pressed, before=end_judges)
                bench.measure(f"{name}, again", pressed)


def main() -> None:
    """Measures, prints a table and writes `benchmarks/results/latency.json`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--only", default="", help="what has this word in its name")
    parser.add_argument("--no-write", action="store_true")
    options = parser.parse_args()
    bench = Bench(options.times, options.only)
    os.environ["PYTHONPATH"] = str(REPOSITORY)
    cores, load = len(os.sched_getaffinity(0)), os.getloadavg()[0]
    print(f"{cores} cores, Python {platform.python_version()}, {load:.1f} processes waiting for them at the start")
    print(f"{'':<56}{'least':>8}{'median':>8}{'of processors':>14}  (seconds)")
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["XDG_RUNTIME_DIR"] = scratch  # no judge but this benchmark's own is used, or ended
        desk, course, home = (Path(scratch, name) for name in ("desk", "course", "jupyter"))
        desk.mkdir()
        for slug in (LIGHT, NUMPY, KERAS):
            authored = load_authored(slug)
            (desk / f"{slug}.ipynb").write_bytes(as_bytes(notebook_with(authored, authored.answers())))
        make_course(course, [NUMPY, KERAS])
        try:
            commands(bench, desk)
            judging(bench, desk, course, home)
        finally:
            end_judges()
    told = {
        "cores": cores,
        "python": platform.python_version(),
        "load_at_start": round(load, 2),
        "times": options.times,
        "measured": bench.found,
    }
    if not options.no_write:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
