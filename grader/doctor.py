"""What this machine has and lacks for grading."""

from __future__ import annotations

import os
import platform
import resource
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata

import psutil

from grader.sandbox import SandboxUnavailable, Session, WarmParent
from grader.sandbox.bubblewrap import require


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
    return [_bubblewrap(), _isolation(), _memory(), _files(), *_versions(), _tensorflow()]


def _bubblewrap() -> Finding:
    path = shutil.which("bwrap")
    if path is None:
        return Finding("bubblewrap", False, "not installed; on Debian or Ubuntu: apt-get install bubblewrap")
    version = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    try:
        require()
    except SandboxUnavailable as error:
        return Finding("bubblewrap", False, str(error))
    return Finding("bubblewrap", True, f"{version}, can make its namespaces")


def _isolation() -> Finding:
    """Starts a real sandbox and asks it for a process of its own."""
    from grader.attempt import Budget

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
    return Finding("memory", enough, f"{free:.1f} GB free, {os.cpu_count()} cores{advice}")


def _files() -> Finding:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return Finding("open files", soft >= 256, f"{soft} allowed")


def _versions() -> list[Finding]:
    found = [Finding("python", sys.version_info >= (3, 11), platform.python_version())]
    for name in ("dlkit-course", "tensorflow", "keras", "nbgrader", "pytest", "jupytext"):
        try:
            found.append(Finding(name, True, metadata.version(name)))
        except metadata.PackageNotFoundError:
            found.append(Finding(name, False, "not installed; pip install -e '.[grader]'"))
    return found


def _tensorflow() -> Finding:
    """Asks TensorFlow in a process of its own, so that this one stays free of it."""
    code = "import tensorflow as tf; print(len(tf.config.list_physical_devices('GPU')))"
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)
    if done.returncode != 0:
        return Finding("TensorFlow", False, done.stderr.strip().splitlines()[-1] if done.stderr else "does not start")
    count = int(done.stdout.split()[-1])
    return Finding("TensorFlow", True, f"starts; sees {count or 'no'} GPU{'s' if count > 1 else ''}")
