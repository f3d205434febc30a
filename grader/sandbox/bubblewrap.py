"""The command line that puts the warm parent behind bubblewrap: what it can see, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from grader.gpus import sandbox_devices, sandbox_environment

INSIDE = "/course"  # where the sandbox finds the package dlkit
# A virtual environment may lie anywhere, under /tmp too, which is the sandbox's own; inside it lies here.
ENVIRONMENT = f"{INSIDE}/environment"
_SYSTEM = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_ETC = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime", "/etc/fonts")


class SandboxUnavailable(RuntimeError):
    """Student code cannot be isolated on this machine; the message says what to install."""


def command(arguments: list[str]) -> list[str]:
    """The full command that runs `python -m dlkit.sandboxed ARGUMENTS` inside bubblewrap.

    The inside sees the system's libraries, the Python environment and the package `dlkit`, all
    read-only, an empty `/tmp`, no network, and no other folder: no grader, no solutions, no course.

    Args:
        arguments: what follows the module's name.

    Returns:
        The command.

    Raises:
        SandboxUnavailable: if bubblewrap is not installed.
    """
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise SandboxUnavailable(
            "bubblewrap (the command bwrap) is not installed. On Debian or Ubuntu: apt-get install bubblewrap. "
            "To judge only your own work without a sandbox: --unsafe-no-sandbox."
        )
    package = Path(__file__).resolve().parents[2] / "dlkit"
    return [
        bwrap,
        *_namespaces(),
        *_file_system(),
        *sandbox_devices(),
        *_hidden(package.parent),
        *_visible_parents(f"{INSIDE}/dlkit"),
        *("--ro-bind", str(package), f"{INSIDE}/dlkit"),
        *("--chdir", "/tmp", "--die-with-parent", "--new-session", "--"),
        *python(arguments, executable=_inner_executable()),
    ]


def python(arguments: list[str], *, executable: str = sys.executable) -> list[str]:
    """The command that runs the warm parent itself."""
    return [executable, "-m", "dlkit.sandboxed", *arguments]


def _inner_executable() -> str:
    if sys.prefix == sys.base_prefix:
        return sys.executable
    return f"{ENVIRONMENT}/{Path(sys.executable).relative_to(sys.prefix)}"


def environment(package_parent: str = INSIDE) -> dict[str, str]:
    """The whole environment of the untrusted side: nothing of the judge's own is passed on."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": "/tmp",
        "LANG": "C.UTF-8",
        "PYTHONPATH": package_parent,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": "/tmp/matplotlib",
        "KERAS_HOME": "/tmp/keras",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        # One submission runs on one processor; there are as many workers as processors.
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        # Most processes live for a tenth of a second: code made to measure at run time would not pay for itself.
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "TENSORFLOW_USE_CUSTOM_CONTRACTION_KERNEL": "false",
        # Both sides compute with the same backend of Keras: TensorFlow if no other is named.
        "KERAS_BACKEND": os.environ.get("KERAS_BACKEND", "tensorflow"),
        **sandbox_environment(),
    }


def _namespaces() -> list[str]:
    flags = ["--unshare-ipc", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    if os.getuid() == 0:
        # Root builds the view itself; the warm parent then becomes nobody before it forks.
        return [*flags, "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return ["--unshare-user", *flags]


def _file_system() -> list[str]:
    options = ["--ro-bind", "/usr", "/usr"]
    for folder in _SYSTEM:
        if os.path.islink(folder):
            options += ["--symlink", os.readlink(folder), folder]
        elif os.path.isdir(folder):
            options += ["--ro-bind", folder, folder]
    for path in _ETC:
        options += ["--ro-bind-try", path, path]
    base = os.path.realpath(sys.base_prefix)
    if not Path(base).is_relative_to("/usr"):
        options += [*_visible_parents(base), "--ro-bind", base, base]
    if sys.prefix != sys.base_prefix:
        options += [*_visible_parents(ENVIRONMENT), "--ro-bind", sys.prefix, ENVIRONMENT]
    # The kernel lets a process mount a fresh /proc for its own PID namespace only where a whole one is in
    # sight, so the warm parent sees the machine's; each fork mounts its own over it before it serves.
    return [
        *options,
        "--bind",
        "/proc",
        "/proc",
        "--dev",
        "/dev",
        "--tmpfs",
        "/tmp",
        "--ro-bind-try",
        "/sys/devices/system/cpu",
        "/sys/devices/system/cpu",
    ]


def _hidden(repository: Path) -> list[str]:
    """Covers the checkout wherever it lies under a folder that is in sight: the reference is in it."""
    seen = {Path(place).resolve(): place for place in ("/usr", *_SYSTEM)}
    seen[Path(sys.base_prefix).resolve()] = os.path.realpath(sys.base_prefix)
    if sys.prefix != sys.base_prefix:
        seen[Path(sys.prefix).resolve()] = ENVIRONMENT
    return [
        word
        for place, inside in seen.items()
        if repository.is_relative_to(place)
        for word in ("--tmpfs", str(Path(inside) / repository.relative_to(place)))
    ]


def _visible_parents(path: str) -> list[str]:
    """Makes the folders above a mount passable for an ordinary user; bubblewrap's own would be root's alone."""
    parents = [str(parent) for parent in reversed(Path(path).parents) if str(parent) != "/"]
    return [word for parent in parents for word in ("--perms", "0755", "--dir", parent)]


@cache
def require() -> None:
    """Makes sure that bubblewrap and user namespaces work here.

    Raises:
        SandboxUnavailable: if they do not; the message says what to do.
    """
    probe = command([])
    probe = [*probe[: probe.index("--") + 1], "/bin/true"]
    done = subprocess.run(probe, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SandboxUnavailable(
            f"bubblewrap cannot make its namespaces here ({done.stderr.strip() or 'no reason given'}). Allow unprivileged user "
            "namespaces (sysctl kernel.unprivileged_userns_clone=1, or kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu), "
            "or run the grader where they are allowed. To judge only your own work without a sandbox: --unsafe-no-sandbox."
        )
