"""GPUs for the sandbox: one for each worker, and no other in its sight.

A worker's own process stays on the CPU. TensorFlow has been imported but has not run when a submission's
process is forked, so no GPU is touched before the fork.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from dlkit.course import CourseError

_CHOSEN = "DLKIT_GPU"
_DRIVER = "libcuda.so.1"
_SHARED = ("/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools", "/dev/nvidia-modeset")


def read_gpus(text: str) -> tuple[int, ...]:
    """Reads what follows `--gpus`: numbers with commas between them.

    Raises:
        CourseError: if it is something else, or this machine has no such GPU.
    """
    try:
        numbers = tuple(int(part) for part in text.split(","))
    except ValueError:
        raise CourseError(f"--gpus takes numbers such as 0,1; received {text!r}.") from None
    if len(set(numbers)) != len(numbers):
        raise CourseError(f"--gpus names a GPU twice: {text}. Each gets one worker.")
    for number in numbers:
        if not _node(number).exists():
            raise CourseError(
                f"This machine has no GPU {number}: there is no {_node(number)}. `grader doctor` lists them."
            )
    return numbers


def pin_gpu(number: int) -> None:
    """Gives this worker's sandboxes one GPU, and keeps the worker itself off all of them."""
    os.environ[_CHOSEN] = str(number)
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"


def sandbox_environment() -> dict[str, str]:
    """The variables that tell TensorFlow in the sandbox which GPU it may use; none unless one was pinned."""
    chosen = os.environ.get(_CHOSEN)
    if chosen is None:
        return {"CUDA_VISIBLE_DEVICES": "-1"}
    found = {"CUDA_VISIBLE_DEVICES": _identity(int(chosen)), "TF_FORCE_GPU_ALLOW_GROWTH": "true"}
    return {**found, "LD_LIBRARY_PATH": ":".join(folders)} if (folders := driver_folders()) else found


def sandbox_devices() -> list[str]:
    """The devices through which the sandbox reaches the pinned GPU, and no other; none unless one was pinned."""
    chosen = os.environ.get(_CHOSEN)
    return [] if chosen is None else [str(_node(int(chosen))), *_SHARED]


def driver_folders() -> list[str]:
    """The folders of LD_LIBRARY_PATH in which a driver lies, as in a container; none where the loader knows it by itself."""
    folders = os.environ.get("LD_LIBRARY_PATH", "").split(":")
    return [folder for folder in folders if os.path.isabs(folder) and Path(folder, _DRIVER).exists()]


def is_pinned() -> bool:
    """Whether this process's sandboxes have a GPU."""
    return _CHOSEN in os.environ


@contextmanager
def pinned(number: int) -> Iterator[None]:
    """Gives this process's sandboxes a GPU for a while."""
    before = os.environ.get(_CHOSEN)
    os.environ[_CHOSEN] = str(number)
    try:
        yield
    finally:
        del os.environ[_CHOSEN]
        if before is not None:
            os.environ[_CHOSEN] = before


def installed_gpus() -> list[int]:
    """The numbers of this machine's NVIDIA GPUs."""
    names = (path.name.removeprefix("nvidia") for path in Path("/dev").glob("nvidia[0-9]*"))
    return sorted(int(name) for name in names if name.isdigit())


def _node(number: int) -> Path:
    return Path(f"/dev/nvidia{number}")


@cache
def _identity(number: int) -> str:
    """The name by which CUDA knows a GPU however many others it sees; the number where it cannot be asked."""
    if shutil.which("nvidia-smi") is None:
        return str(number)
    query = ["nvidia-smi", "--query-gpu=uuid", "--format=csv,noheader", "-i", str(number)]
    done = subprocess.run(query, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 and done.stdout.strip() else str(number)
