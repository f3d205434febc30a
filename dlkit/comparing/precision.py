"""Full float32 for as long as a check computes, whatever the device and the backend.

A GPU multiplies float32 matrices with ten bits of their fraction (TF32) unless it is told otherwise. That is good
enough to train with, but a right answer is then off by up to a thousandth, and was refused where a processor's was not.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from typing import Any


@contextmanager
def full_float32() -> Iterator[None]:
    """Computes in full float32 inside, in those of TensorFlow, JAX and PyTorch that are imported; imports none of them.

    Afterwards each has the setting that it had, also if an error comes out.
    """
    with ExitStack() as stack:
        for name, switch in _SWITCHES.items():
            # Half imported, as after an import that failed, it has no such setting, and nothing that computes either.
            if (module := sys.modules.get(name)) is not None:
                with suppress(AttributeError):
                    stack.enter_context(switch(module))
        yield


def _of_tensorflow(tensorflow: Any) -> AbstractContextManager[None]:
    experimental = tensorflow.config.experimental
    return _set(experimental.tensor_float_32_execution_enabled, experimental.enable_tensor_float_32_execution, False)


def _of_jax(jax: Any) -> AbstractContextManager[None]:
    found: AbstractContextManager[None] = jax.default_matmul_precision("highest")
    return found


@contextmanager
def _of_torch(torch: Any) -> Iterator[None]:
    with _without_tf32(torch.backends.cuda.matmul), _without_tf32(torch.backends.cudnn):
        yield


def _without_tf32(backend: Any) -> AbstractContextManager[None]:
    return _set(lambda: backend.allow_tf32, lambda value: setattr(backend, "allow_tf32", value), False)


@contextmanager
def _set(read: Callable[[], Any], write: Callable[[Any], None], value: Any) -> Iterator[None]:
    before = read()
    write(value)
    try:
        yield
    finally:
        write(before)


_SWITCHES: dict[str, Callable[[Any], AbstractContextManager[None]]] = {
    "tensorflow": _of_tensorflow,
    "jax": _of_jax,
    "torch": _of_torch,
}
