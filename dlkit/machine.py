"""The machine a notebook runs on: reproducible random numbers, which device computes, and whether Keras is there."""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlkit import cuda

if TYPE_CHECKING:
    import numpy as np

# NVIDIA, AMD, and either of them inside the Windows Subsystem for Linux.
GPU_DEVICE_FILES = ("nvidia[0-9]*", "kfd", "dxg")


def installing(*extras: str) -> str:
    """The command that installs parts of the kit beside what is there, in the quotes that every system's shell takes."""
    return f'pip install "dlkit-course[{",".join(extras)}]"'


INSTALL_KERAS = installing("keras")


def seed(n: int) -> np.random.Generator:
    """Seed Python, NumPy and Keras, so that a run can be repeated, and return a generator of your own.

    Keras is not imported for this. If it is imported later, its layers still start the same each time, for
    Keras takes its first seed from Python's `random`.

    Args:
        n: any whole number from 0 to 2**32 - 1.

    Returns:
        `np.random.default_rng(n)`.

    Raises:
        ValueError: if `n` is out of range.
    """
    import numpy as np

    if not 0 <= n < 2**32:
        raise ValueError(f"the seed should be a whole number from 0 to 2**32 - 1; received {n}.")
    random.seed(n)
    np.random.seed(n)  # np.random.rand and its like, which students find in other people's code
    keras = sys.modules.get("keras")
    if keras is not None:
        keras.utils.set_random_seed(n)
    return np.random.default_rng(n)


def device() -> str:
    """Return one line that names the GPU that TensorFlow computes on, or says that it computes on the CPU.

    Nothing is started on the GPU, and where none is to be seen, TensorFlow is not even imported.

    Returns:
        The line, such as `"CPU with 2 cores (no GPU found)"`.
    """
    files_seen = any(next(Path("/dev").glob(pattern), None) for pattern in GPU_DEVICE_FILES)
    # On a Mac a GPU has no device file.
    if "tensorflow" not in sys.modules and not files_seen and sys.platform != "darwin":
        return f"{_cpu()} (no GPU found)"
    try:
        import tensorflow
    except ImportError:
        return f"{_cpu()} (TensorFlow is not installed)"

    names = [_gpu_name(tensorflow, gpu) for gpu in tensorflow.config.list_physical_devices("GPU")]
    if names:
        return f"{'GPU' if len(names) == 1 else f'{len(names)} GPUs'}: {', '.join(names)}"
    if files_seen:
        why = cuda.why_none() if cuda.is_there() or cuda.is_hidden() else "TensorFlow cannot use it"
        return f"{_cpu()} (this machine has a GPU, but TensorFlow sees none: {why})"
    return f"{_cpu()} (no GPU found)"


class NotHere(ModuleNotFoundError):
    """Something that a cell needs is not installed; the message is one sentence that says what to do."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback: the sentence is all there is to say."""
        return [str(self)]


def missing_for_keras() -> str:
    """The module without which Keras cannot be imported here: its own, or its backend's; empty if it is there."""
    try:
        import keras  # noqa: F401
    except ModuleNotFoundError as error:
        return (error.name or "keras").partition(".")[0]
    return ""


def needs_keras() -> None:
    """Does nothing where Keras is installed, and otherwise says what to install.

    Raises:
        NotHere: if it, or TensorFlow under it, is not there; a notebook shows the sentence alone.
    """
    if missing := missing_for_keras():
        raise NotHere(
            f"From here on Keras is needed, and {missing} is not installed here: run {INSTALL_KERAS}, restart the "
            "kernel and run the notebook again."
        )


def _gpu_name(tensorflow: Any, gpu: Any) -> str:
    details = tensorflow.config.experimental.get_device_details(gpu)
    return str(details.get("device_name", gpu.name))


def _cpu() -> str:
    # A container or a cluster may allow fewer cores than the machine has.
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return f"CPU with {cores} {'core' if cores == 1 else 'cores'}"
