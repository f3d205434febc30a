"""NVIDIA's libraries for TensorFlow: opened where pip has put them, and what is missing if no GPU is seen.

TensorFlow opens these libraries by name when it first looks for a GPU. If one of them is not found it sees no GPU, and its
log does not say which. It looks where its own file tells it to, and the file of TensorFlow 2.21 leaves out
`nvidia/cusolver/lib` (2.20 had it). The loader takes a library that is open already for the one of that name. So
each is opened here first: without a variable to set before Python starts, whichever version leaves out whatever.
"""

from __future__ import annotations

import ctypes
import os
import re
from pathlib import Path

# As TensorFlow opens them, of CUDA 12; each needs only those before it.
LIBRARIES = (
    "libcudart.so.12",
    "libnvJitLink.so.12",
    "libcublasLt.so.12",
    "libcublas.so.12",
    "libcufft.so.11",
    "libcusparse.so.12",
    "libcusolver.so.11",
    "libcudnn.so.9",
)
ADVICE = "pip install 'dlkit-course[gpu]'"
DEVICES = "/dev"  # where a driver shows its GPUs: a file for each, or one for all in the Windows Subsystem for Linux
_PACKAGE = re.compile(r"nvidia-[\w.-]+")


def is_there() -> bool:
    """Whether the driver shows an NVIDIA GPU, and none of this process's variables hides it."""
    shown = any(next(Path(DEVICES).glob(pattern), None) for pattern in ("nvidia[0-9]*", "dxg"))
    return shown and not is_hidden()


def is_hidden() -> bool:
    """Whether CUDA_VISIBLE_DEVICES keeps this process off every GPU."""
    return os.environ.get("CUDA_VISIBLE_DEVICES", "0").strip() in ("", "-1")


def installed() -> dict[str, Path]:
    """The libraries in the packages that TensorFlow's own `and-cuda` names, by their names without version."""
    from importlib import metadata  # it costs 20 ms, and most machines have no GPU

    try:
        required = metadata.requires("tensorflow") or []
    except metadata.PackageNotFoundError:
        return {}
    stems = {name.split(".")[0] for name in LIBRARIES}
    found: dict[str, Path] = {}
    for package in filter(None, map(_PACKAGE.match, required)):
        try:
            files = metadata.files(package[0]) or []
        except metadata.PackageNotFoundError:
            continue
        for file in files:
            if (stem := file.name.split(".")[0]) in stems and ".so." in file.name:
                found[stem] = Path(str(file.locate()))
    return found


def open_libraries() -> dict[str, str]:
    """Opens the libraries, those of pip's packages if they are there, else the system's; they stay open.

    Returns:
        The names of those that cannot be opened, with what the loader says of each.
    """
    found, failed = installed(), {}
    for name in LIBRARIES:
        path = found.get(name.split(".")[0])
        try:
            ctypes.CDLL(str(path or name))
        except OSError as error:
            failed[path.name if path else name] = str(error)
    return failed


def why_none() -> str:
    """Why TensorFlow sees no GPU here, as the rest of a sentence after "sees no GPU: "."""
    if is_hidden():
        return f"CUDA_VISIBLE_DEVICES={os.environ['CUDA_VISIBLE_DEVICES']} hides it"
    if not is_there():
        return "the machine shows none"
    return _driver_trouble() or _library_trouble() or _of_tensorflow()


def _driver_trouble() -> str:
    try:
        driver = ctypes.CDLL("libcuda.so.1")
    except OSError as error:
        return f"there is no driver to be found ({error})"
    if (code := driver.cuInit(0)) == 0:
        return ""
    told = ctypes.c_char_p()
    driver.cuGetErrorString(code, ctypes.byref(told))
    return f"the driver does not start (error {code}: {(told.value or b'unknown').decode()})"


def _library_trouble() -> str:
    failed = open_libraries()
    if not failed:
        return ""
    first = next(iter(failed))
    others = f" and {len(failed) - 1} more" if len(failed) > 1 else ""
    return f"{first}{others} cannot be opened ({failed[first]}); {ADVICE} brings them"


def _of_tensorflow() -> str:
    import tensorflow

    if not tensorflow.test.is_built_with_cuda():
        return f"this TensorFlow was built without CUDA; try {ADVICE}"
    return "driver and libraries can be opened; TF_CPP_MIN_LOG_LEVEL=0 shows what TensorFlow says"
