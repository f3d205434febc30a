"""Shortening the first steps of TensorFlow in a process that lives for a tenth of a second."""

from __future__ import annotations

import importlib
from typing import Any


def prepare_tensorflow() -> None:
    """Does once, before the fork, what every child would do for itself; it starts nothing.

    TensorFlow must have been imported and not been used. Its registries are filled: of kernels, and of the
    operations that it knows by name. And its children will call each operation's kernel as it is: by default
    TensorFlow makes a function of every operation that it meets for the first time, and optimizes that, which
    takes two thirds of the time of a small model's first step and pays for itself only where it runs often.
    """
    importlib.import_module("tensorflow.python.framework.kernels").get_registered_kernels_for_op("NoOp")
    importlib.import_module("tensorflow.python.framework.op_def_registry").get("none has this name")
    _call_kernels_directly()


def _call_kernels_directly() -> None:
    """Sets TensorFlow's own switch for it, which has no public name, as soon as a process starts TensorFlow."""
    runtime = importlib.import_module("tensorflow.python.pywrap_tfe")
    context = importlib.import_module("tensorflow.python.eager.context").Context
    if not hasattr(runtime, "TFE_ContextSetRunEagerOpAsFunction"):
        return
    start = context.ensure_initialized

    def start_with_direct_calls(self: Any) -> None:
        started = self._context_handle is not None
        start(self)
        if not started:
            runtime.TFE_ContextSetRunEagerOpAsFunction(self._context_handle, False)

    context.ensure_initialized = start_with_direct_calls
