"""What this machine has and lacks for grading."""

from __future__ import annotations

import json
import os
import platform
import resource
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata

import psutil

from grader.errors import SandboxUnavailable
from grader.sandbox import SandboxEnd, Session, WarmParent, cgroup, installed_gpus, pinned, require_bubblewrap
from grader.standby import standing_by


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    text: str


def examine() -> list[Finding]:
    """Looks at the sandbox, the limits, the memory and the versions.

    Returns:
        The findings; grading is possible if all are ok.
    """
    return [
        _bubblewrap(),
        _isolation(),
        *_limits(),
        _held_memory(),
        _memory(),
        *_versions(),
        _tensorflow(),
        _gpus(),
        *_gpu_in_sandbox(),
        _chromium(),
        *_standing_by(),
    ]


def _bubblewrap() -> Finding:
    path = shutil.which("bwrap")
    if path is None:
        return Finding("bubblewrap", False, "not installed; on Debian or Ubuntu: apt-get install bubblewrap")
    version = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    try:
        require_bubblewrap()
    except SandboxUnavailable as error:
        return Finding("bubblewrap", False, str(error))
    return Finding("bubblewrap", True, f"{version}, can make its namespaces")


def _isolation() -> Finding:
    """Starts a real sandbox and asks it for a process of its own."""
    from grader.judging import Budget

    try:
        with WarmParent([]) as parent:
            session = Session(parent, Budget().limits, resident_mb=512)
            session.run_cell("import os\ndef number(): return os.getpid()", name="probe", seconds=10)
            answer = session.call("number", [], {}, names=[], seconds=10)
            session.close()
    except SandboxUnavailable as error:
        return Finding("isolation", False, str(error))
    alone = getattr(answer, "value", None) == 1
    return Finding(
        "isolation", alone, "each submission gets namespaces of its own" if alone else "no PID namespace of its own"
    )


def _memory() -> Finding:
    free = psutil.virtual_memory().available / 2**30
    enough = free > 2
    advice = "" if enough else "; a TensorFlow worker needs about 2 GB"
    return Finding("memory", enough, f"{free:.1f} GB free, {len(os.sched_getaffinity(0))} processors{advice}")


def _held_memory() -> Finding:
    """Says what keeps a submission within its memory; both do, the cgroup also what no process shows as its own."""
    return Finding("memory of a submission", True, cgroup.describe())


def _limits() -> list[Finding]:
    """What this shell allows; a submission never gets more than that, whatever an assignment's `[limits]` say."""
    from grader.judging import Budget

    budget = Budget()
    found = []
    for name, kind, needed in (
        ("open files", resource.RLIMIT_NOFILE, budget.open_files),
        ("processes", resource.RLIMIT_NPROC, budget.processes),
    ):
        soft, _ = resource.getrlimit(kind)
        allowed = "unlimited" if soft == resource.RLIM_INFINITY else str(soft)
        enough = soft == resource.RLIM_INFINITY or soft >= needed
        advice = "" if enough else f"; a submission may have {needed}: raise it with ulimit"
        found.append(Finding(name, enough, f"{allowed} allowed{advice}"))
    return found


_LOOK = """
import dlkit, tensorflow
from dlkit import cuda

def look():
    count = len(tensorflow.config.list_physical_devices("GPU"))
    return [count, "" if count else cuda.why_none()]
"""


def _gpus() -> Finding:
    numbers = installed_gpus()
    use = f"; use them with: grader autograde SLUG --gpus {','.join(map(str, numbers))}" if numbers else ""
    return Finding("GPUs", True, f"{', '.join(map(str, numbers)) or 'none'}{use}")


def _gpu_in_sandbox() -> list[Finding]:
    """Asks TensorFlow in a sandbox that has the first GPU; nothing where there is none."""
    from grader.judging import Budget

    budget = Budget()
    found = []
    for number in installed_gpus()[:1]:
        try:
            with pinned(number), WarmParent(["dlkit", "tensorflow"]) as parent:
                session = Session(parent, budget.limits, resident_mb=budget.memory_mb)
                session.run_cell(_LOOK, name="probe", seconds=60)
                answer = session.call("look", [], {}, names=[], seconds=60)
                session.close()
        except (SandboxUnavailable, SandboxEnd) as error:
            found.append(Finding("in the sandbox", False, f"GPU {number} cannot be tried: {error}"))
            continue
        value = getattr(answer, "value", None)
        ok, told = _seen(*value) if isinstance(value, list) else (False, f"cannot be asked: {answer}")
        found.append(Finding("in the sandbox", ok, told))
    return found


def _seen(count: int, why: str) -> tuple[bool, str]:
    """Whether that is as it should be, and in words: no GPU is a fault only where the machine has one."""
    if count:
        return True, f"TensorFlow sees {count} GPU{'s' if count > 1 else ''}"
    told = f"TensorFlow sees no GPU: {why}"
    return (False, f"{told}. It computes on the processor") if installed_gpus() else (True, told)


def _standing_by() -> list[Finding]:
    """Says which judges stand by, so that nobody wonders what holds the memory."""
    found = []
    for standing in standing_by():
        memory = _memory_with_children(standing.pid) / 2**30
        of = f"for {standing.course}" if standing.course else "for grader judge"
        ends = f"ends by itself when idle for ten minutes, or now: kill {standing.pid}"
        found.append(Finding("stands by", True, f"a judge {of}, {memory:.1f} GB; it {ends}"))
    return found


def _memory_with_children(pid: int) -> int:
    """The memory of a process and those below it, what they share counted once; 0 if they are gone."""
    total = 0
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        for item in (process, *process.children(recursive=True)):
            with suppress(psutil.Error):
                total += int(item.memory_full_info().pss)
    return total


def _chromium() -> Finding:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    return Finding("chromium", True, path or "not installed; only the kit's own browser tests need it")


def _versions() -> list[Finding]:
    found = [Finding("python", sys.version_info >= (3, 11), platform.python_version())]
    for name in ("dlkit-course", "tensorflow", "keras", "numpy", "nbgrader", "pytest", "jupytext"):
        try:
            found.append(Finding(name, True, metadata.version(name)))
        except metadata.PackageNotFoundError:
            found.append(Finding(name, False, "not installed; pip install -e '.[grader]'"))
    return found


def _tensorflow() -> Finding:
    """Asks TensorFlow in a process of its own, so that this one stays free of it."""
    code = f"{_LOOK}\nimport json\nprint(json.dumps(look()))"
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)
    if done.returncode != 0:
        return Finding("TensorFlow", False, done.stderr.strip().splitlines()[-1] if done.stderr else "does not start")
    ok, told = _seen(*json.loads(done.stdout.splitlines()[-1]))
    return Finding("TensorFlow", ok, f"starts; {told}")
