"""What a call did: the value it returned, or the error it raised, and which arguments it changed."""

from __future__ import annotations

import copy
import inspect
import os
import re
import sysconfig
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dlkit.comparing.precision import full_float32

MAX_TEXT = 2_000
# Keras puts an error's own words in bold; of what comes from the sandbox, the character that begins it is replaced.
# The text may be a stranger's, made to keep us busy: no part of this may match in more than one way.
_KERAS_CALL = re.compile(
    r"Exception encountered when calling ([\w.]{1,100})\(\)\.\n\n[\x1b\ufffd]\[1m([^\x1b\ufffd]+)[\x1b\ufffd]\[0m"
)
# TensorFlow names the device and the function that it made of an operation, here and there and not everywhere.
_FUNCTION_NODE = re.compile(r"\{\{function_node [^}]{0,300}\}\}\s*")
# What it goes on to advise about its own compiler of Python helps nobody who calls it through Keras.
_COMPILER_ADVICE = re.compile(
    r"(is not allowed\.) You can attempt the following resolutions to the problem:.*", re.DOTALL
)
# Layers and tensors that have no name of their own are numbered anew in every process.
_NUMBER_OF_LAYER = re.compile(r"(\b(?:layer|name) ['\"][a-z][a-z0-9_]{0,100}?)_\d{1,9}(?=['\"])")
_NAME_OF_TENSOR = re.compile(r" \([\w/]{1,200}:\d{1,9}\)")
_NOT_STUDENT = tuple(
    {os.path.realpath(sysconfig.get_path(name)) + os.sep for name in ("stdlib", "purelib", "platlib")}
    | {os.path.dirname(os.path.dirname(os.path.realpath(__file__))) + os.sep}
)


class Interruption(BaseException):
    """Stops a call from outside: it is nothing that the called function did, and no outcome of it."""


_UNDEFINED = re.compile(r"name '(\w+)' is not defined")
_PLAIN = (bool, int, float, complex, str, np.generic)


@dataclass(frozen=True)
class Raised:
    """An error that a function raised: its type's name, its message, and the lines of the student's own code."""

    type: str
    message: str
    traceback: str = ""

    def is_stub_of(self, function: str) -> bool:
        """Whether it is the error of this function's own stub, and not of another that it calls."""
        return self.type == "NotImplementedError" and self.message.strip() in ("", function)

    @property
    def undefined_name(self) -> str:
        """The name that was used and is not defined; empty if it is another error."""
        found = _UNDEFINED.match(self.message) if self.type == "NameError" else None
        return found[1] if found else ""


@dataclass(frozen=True)
class Outcome:
    """What one call did."""

    value: Any = None
    raised: Raised | None = None
    changed: tuple[str, ...] = field(default=())  # names of the arguments that the call changed in place


def parameter_names(function: Callable[..., Any]) -> list[str]:
    """The names of a function's parameters, in order; empty where they cannot be known."""
    try:
        return list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return []


def observe(
    function: Callable[..., Any],
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    *,
    names: Sequence[str] | None = None,
) -> Outcome:
    """Calls a function on copies of the arguments and tells what happened.

    Args:
        function: what to call.
        args: positional arguments; they stay as they are.
        kwargs: keyword arguments; they stay as they are.
        names: the parameters' names for the report on changed arguments; the function's own if left out.

    Returns:
        The outcome. Errors of the function are part of it and are not raised, `SystemExit` included.
    """
    names = parameter_names(function) if names is None else names
    given_args, given_kwargs = copy_values(list(args)), copy_values(dict(kwargs))
    try:
        with full_float32():
            value = function(*given_args, **given_kwargs)
    except (KeyboardInterrupt, MemoryError, Interruption):
        raise
    except BaseException as error:
        return Outcome(raised=describe_error(error))
    before = [*args, *kwargs.values()]
    after = [*given_args, *given_kwargs.values()]
    labels = [*_positions(names, len(args)), *kwargs]
    changed = tuple(label for label, old, new in zip(labels, before, after, strict=True) if not unchanged(old, new))
    return Outcome(value=value, changed=changed)


def _positions(names: Sequence[str], count: int) -> list[str]:
    return [names[i] if i < len(names) else f"argument {i + 1}" for i in range(count)]


def copy_values(value: Any) -> Any:
    """Copies the containers, arrays and generators of a value; everything else is shared."""
    if isinstance(value, dict):
        return {key: copy_values(item) for key, item in value.items()}
    if isinstance(value, list):
        return [copy_values(item) for item in value]
    if isinstance(value, tuple):
        return tuple(copy_values(item) for item in value)
    if type(value) is np.ndarray and not value.dtype.hasobject:
        return value.copy(order="K")  # as `deepcopy` copies it, in a third of the time
    return copy.deepcopy(value) if isinstance(value, (np.ndarray, np.random.Generator)) else value


def unchanged(before: Any, after: Any) -> bool:
    """Whether two values are the same to the last bit; generators and functions count as the same."""
    if isinstance(before, np.ndarray):
        same_form = isinstance(after, np.ndarray) and before.shape == after.shape and before.dtype == after.dtype
        return same_form and before.tobytes() == after.tobytes()
    if isinstance(before, dict):
        same_keys = isinstance(after, dict) and list(before) == list(after)
        return same_keys and all(unchanged(before[key], after[key]) for key in before)
    if isinstance(before, (list, tuple)):
        same_length = isinstance(after, (list, tuple)) and len(before) == len(after)
        return same_length and all(unchanged(a, b) for a, b in zip(before, after, strict=True))
    if before is None or isinstance(before, _PLAIN):
        both_nan = before != before and after != after
        return before is after or (isinstance(after, _PLAIN) and bool(before == after or both_nan))
    return True


def describe_error(error: BaseException) -> Raised:
    """Reads an error without trusting it: its name, its message, and the frames of the student's own code."""
    try:
        message = _FUNCTION_NODE.sub("", str(error).encode("utf-8", "replace").decode("utf-8"))
        message = _COMPILER_ADVICE.sub(r"\1", message)
    except BaseException:
        message = "(the message of this error cannot be read)"
    try:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if _is_students(f.filename)]
        lines = [f"  {_place(frame)}\n    {frame.line or ''}".rstrip() for frame in frames[-8:]]
    except BaseException:
        lines = []
    name = str(type(error).__name__)
    first = headline(message)
    ending = f"{name}: {first}" if first else name
    return Raised(type=name[:100], message=message[:MAX_TEXT], traceback="\n".join([*lines, ending])[:MAX_TEXT])


def describe_cell_error(error: BaseException) -> Raised:
    """Reads the error of a whole cell: where it is no Python, the line that is none."""
    if not isinstance(error, SyntaxError):
        return describe_error(error)
    place = f"  in the cell, line {error.lineno}\n    {(error.text or '').strip()}\n" if error.lineno else ""
    name = type(error).__name__
    return Raised(type=name, message=str(error.msg), traceback=f"{place}{name}: {error.msg}")


def place_of(error: BaseException) -> str:
    """Where in the student's own code an error came up, as `in softmax, line 3`; empty where that was not in it."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if _is_students(f.filename)]
    return _place(frames[-1]) if frames else ""


def headline(message: str) -> str:
    """The first line of an error's own words, which Keras puts between where it happened and with what."""
    wrapped = _KERAS_CALL.match(message)
    own = first_line(wrapped[2]) if wrapped else ""
    return f"{own} (in {wrapped[1]})" if wrapped and own else first_line(message)


def lasting_words(message: str) -> str:
    """What an error says in every process alike: its own words without the numbers of layers and the names of tensors."""
    return _NAME_OF_TENSOR.sub("", _NUMBER_OF_LAYER.sub(r"\1", headline(message)))


def same_error(one: Raised | None, other: Raised | None) -> bool:
    """Whether there are two errors, of one type, that say the same."""
    if one is None or other is None:
        return False
    return (one.type, lasting_words(one.message)) == (other.type, lasting_words(other.message))


def first_line(text: str) -> str:
    """The first line of a text; nothing of an empty one."""
    return text.strip().splitlines()[0] if text.strip() else ""


def _place(frame: traceback.FrameSummary) -> str:
    where = "in the cell" if frame.name == "<module>" else f"in {frame.name}"
    return f"{where}, line {frame.lineno}"


def _is_students(filename: str) -> bool:
    if filename.startswith("<frozen"):
        return False
    return filename.startswith("<") or not os.path.realpath(filename).startswith(_NOT_STUDENT)
