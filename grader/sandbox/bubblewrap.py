"""The command line that puts the warm parent behind bubblewrap."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from grader.errors import SandboxUnavailable
from grader.sandbox.gpus import sandbox_devices, sandbox_environment
from grader.sandbox.view import INSIDE, View, sandbox_view, this_interpreter

REPOSITORY = Path(__file__).resolve().parents[2]
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
_DEVICE_LINKS = {
    "fd": "/proc/self/fd",
    "stdin": "/proc/self/fd/0",
    "stdout": "/proc/self/fd/1",
    "stderr": "/proc/self/fd/2",
}
# The kit is first for as long as it takes to find it, and last ever after: nothing there takes the place of a library's module.
_START = (
    "import runpy, sys; sys.path.insert(0, {place!r}); import dlkit; sys.path.append(sys.path.pop(0)); "
    "runpy.run_module('dlkit.sandboxed', run_name='__main__')"
)


@contextlib.contextmanager
def command(arguments: Sequence[str]) -> Iterator[tuple[list[str], list[int]]]:
    """The full command that runs the warm parent inside bubblewrap.

    The inside sees the system's libraries, the Python environment and the package `dlkit`, all
    read-only, no network, and no other folder: no grader, no solutions, no course. Only /tmp and /dev/shm can
    be written, and every fork has its own.

    Args:
        arguments: what follows the start of the module.

    Yields:
        The command, and the descriptors that it must inherit; they are closed afterwards.

    Raises:
        SandboxUnavailable: if bubblewrap is not installed.
    """
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise SandboxUnavailable(
            "bubblewrap (the command bwrap) is not installed. On Debian or Ubuntu: apt-get install bubblewrap. "
            "To judge only your own work without a sandbox: --unsafe-no-sandbox."
        )
    interpreter, devices = this_interpreter(), sandbox_devices()
    view = sandbox_view(REPOSITORY, interpreter, toolkit=bool(devices))
    with contextlib.ExitStack() as stack:
        descriptors: list[int] = []

        def given(texts: dict[str, bytes], option: str) -> list[str]:
            words = []
            for place, text in texts.items():
                descriptors.append(_descriptor(text, stack))
                words += ["--perms", "0444", option, str(descriptors[-1]), place]
            return words

        yield (
            [
                bwrap,
                *_namespaces(),
                *_file_system(view),
                *given(view.texts, "--file"),
                *given(view.replaced, "--ro-bind-data"),
                *_devices(devices),
                *(word for folder in view.covered for word in ("--tmpfs", folder, "--remount-ro", folder)),
                *("--remount-ro", "/dev", "--remount-ro", "/"),
                *("--chdir", "/tmp", "--die-with-parent", "--new-session", "--"),
                *python(arguments, executable=interpreter.inside),
            ],
            descriptors,
        )


def python(arguments: Sequence[str], *, executable: str = sys.executable, package_parent: str = INSIDE) -> list[str]:
    """The command that runs the warm parent itself."""
    return [executable, "-s", "-P", "-c", _START.format(place=package_parent), *arguments]


def environment() -> dict[str, str]:
    """The whole environment of the untrusted side: nothing of the judge's own is passed on."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": "/tmp",
        "LANG": "C.UTF-8",
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


def _descriptor(text: bytes, stack: contextlib.ExitStack) -> int:
    """A descriptor from which the text can be read."""
    number = os.memfd_create("text", 0)
    stack.callback(os.close, number)
    os.write(number, text)
    os.lseek(number, 0, os.SEEK_SET)
    return number


def _namespaces() -> list[str]:
    flags = ["--unshare-ipc", "--unshare-net", "--unshare-uts", "--hostname", "sandbox", "--unshare-cgroup-try"]
    if os.getuid() == 0:
        # Root builds the view itself; the warm parent then becomes nobody before it forks.
        return [*flags, "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return ["--unshare-user", *flags]


def _file_system(view: View) -> list[str]:
    # For an ordinary user the folders above a mount must be passable; bubblewrap's own would be root's alone.
    words = [word for folder in view.parents for word in ("--perms", "0755", "--dir", folder)]
    words += [word for place, target in view.links.items() for word in ("--symlink", target, place)]
    words += [word for place, path in sorted(view.folders.items()) for word in ("--ro-bind", path, place)]
    # The kernel lets a process mount a fresh /proc for its own PID namespace only where a whole one is in
    # sight, so the warm parent sees the machine's; each fork mounts its own over it before it serves.
    words += ["--bind", "/proc", "/proc"]
    # The warm parent's imports may write here; each fork mounts its own over it.
    words += ["--tmpfs", "/tmp"]
    cpus = "/sys/devices/system/cpu"
    for parent in reversed(Path(cpus).parents[:-1]):
        words += ["--perms", "0755", "--dir", str(parent)]
    return [*words, "--ro-bind-try", cpus, cpus]


def _devices(gpus: Sequence[str]) -> list[str]:
    """The devices that hold nothing, and those of the GPU; no terminals, which all forks would share."""
    words = ["--perms", "0755", "--tmpfs", "/dev"]
    for device in (*_DEVICES, *gpus):
        if os.path.exists(device):
            words += ["--dev-bind", device, device]
    for name, target in _DEVICE_LINKS.items():
        words += ["--symlink", target, f"/dev/{name}"]
    return [*words, "--tmpfs", "/dev/shm"]


@cache
def require_bubblewrap() -> None:
    """Makes sure that bubblewrap and user namespaces work here.

    Raises:
        SandboxUnavailable: if they do not; the message says what to do.
    """
    with command(["--version"]) as (words, descriptors):
        probe = [*words[: words.index("--") + 2], "--version"]
        done = subprocess.run(probe, capture_output=True, text=True, check=False, pass_fds=descriptors)
    if done.returncode != 0:
        raise SandboxUnavailable(
            f"bubblewrap cannot make its namespaces here ({done.stderr.strip() or 'no reason given'}). Allow unprivileged user "
            "namespaces (sysctl kernel.unprivileged_userns_clone=1, or kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu), "
            "or run the grader where they are allowed. To judge only your own work without a sandbox: --unsafe-no-sandbox."
        )
