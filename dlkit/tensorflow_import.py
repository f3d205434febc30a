"""What is set for TensorFlow as it is imported: it is quiet, finds its GPU, and ends an epoch without waiting.

**Quiet.** Its C++ side prints pages of log lines while it loads. They go straight to file descriptor 2 before
TensorFlow reads its log level, so nothing but that descriptor can keep them out of a notebook. Errors of the
import itself are raised as ever.

**The GPU.** Where the driver shows one, NVIDIA's libraries are opened first, or TensorFlow may not find them: `dlkit.cuda`.
And memory is taken as it is needed. TensorFlow alone takes nearly all of it, and who opens a second notebook on the same
GPU is told "out of memory" at the first multiplication.

**No waiting.** `fit`, `evaluate` and `predict` read their data by way of `tf.data`, whose tuning thread sleeps
between its looks: 10 ms, then twice as long each time. Who closes the data waits for that thread, and it often
misses the call to wake up (seen in TensorFlow 2.21): an epoch of 6.6 s then takes 10.2 s, and every core is idle
meanwhile. What it would tune is a queue that arrays in memory never leave empty, so it is off unless it is asked for.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from importlib.abc import Loader, MetaPathFinder
from types import ModuleType
from typing import Any

from dlkit import cuda


class _Finder(MetaPathFinder):
    """Finds TensorFlow as ever, and wraps its loader."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != "tensorflow":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader, self._quiet)
        return spec


class _Loader(Loader):
    def __init__(self, loader: Loader, quiet: bool) -> None:
        self._loader = loader
        self._quiet = quiet

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        _find_gpu()
        with _nothing_on_stderr() if self._quiet else nullcontext():
            self._loader.exec_module(module)
        _tune_no_data(module)


def _find_gpu() -> None:
    if cuda.is_there():
        os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")
        cuda.open_libraries()  # what cannot be opened is told where somebody asks for the GPU


def _tune_no_data(tensorflow: Any) -> None:
    """Gives the public option `tf.data.Options().autotune.enabled` another default; who sets it gets what they set."""
    try:
        options = tensorflow.data.experimental.AutotuneOptions
    except AttributeError:  # a TensorFlow that has no such option has no need of it
        return
    given = options.enabled

    def enabled(self: Any) -> bool | None:
        chosen: bool | None = given.__get__(self)
        return False if chosen is None else chosen

    options.enabled = property(enabled, given.fset, None, given.__doc__)


@contextmanager
def _nothing_on_stderr() -> Iterator[None]:
    if sys.stderr is not None:
        sys.stderr.flush()
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


def prepare_import() -> None:
    """Sets what TensorFlow is to find when it is imported; it is quiet unless TF_CPP_MIN_LOG_LEVEL asks for its log."""
    quiet = os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3") == "3"
    if "tensorflow" in sys.modules:
        _find_gpu()
        _tune_no_data(sys.modules["tensorflow"])
    else:
        sys.meta_path.insert(0, _Finder(quiet))
