"""A call as Python code to paste: every value in full, large arrays by the file that holds them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dlkit.comparing import Call, FunctionReference, Handle, KerasInput, KerasNetwork, Tensor, clean, clean_line

INLINE = 64  # numbers of an array that are written out
MAX_STRING = 2_000  # characters of a text that are written out
MAX_PARTS = 2_000  # of one call that are written out: what is passed on may be what a student's code returned
_OF_SAVEZ = ("file", "allow_pickle")  # what np.savez calls its own arguments
_WORDS = {"nan": "np.nan", "inf": "np.inf", "-inf": "-np.inf"}


@dataclass(frozen=True)
class Snippet:
    """Code, and the arrays that it reads from a file: `data["x"]` is the array of that name.

    Attributes:
        code: the lines.
        arrays: what `data` holds; empty where all is written out.
    """

    code: str
    arrays: dict[str, np.ndarray] = field(default_factory=dict)


def call_as_code(call: Call) -> Snippet:
    """A call as lines of code: each argument under its name, then the call.

    Args:
        call: the call.
    """
    writer = _Writer("argument")
    lines, given = [], []
    for number, (name, value) in enumerate(call.arguments().items()):
        variable = _variable(name, number)
        lines.append(f"{variable} = {writer.write(value, variable)}")
        given.append(variable if number < len(call.args) else f"{name}={variable}")
    called = call.function if call.function.isidentifier() else f"# {clean_line(call.function)}"
    lines.append(f"{called}({', '.join(given)})")
    return Snippet(clean("\n".join([*writer.lines, *lines])), writer.arrays)


def value_as_code(value: Any, name: str) -> Snippet:
    """A value as code.

    Args:
        value: the value.
        name: what it is called, where it is an array in the file.
    """
    writer = _Writer(name)
    text = writer.write(value, name)
    return Snippet(clean("\n".join([*writer.lines, text])), writer.arrays)


def _variable(name: str, number: int) -> str:
    return name if name.isidentifier() else f"argument_{number + 1}"


class _Writer:
    """Writes values as expressions; what an expression cannot say goes to `lines` above it, large arrays to `arrays`."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.lines: list[str] = []
        self.arrays: dict[str, np.ndarray] = {}
        self.parts = 0

    def write(self, value: Any, name: str) -> str:
        self.parts += 1
        if self.parts > MAX_PARTS:
            return "..."
        if isinstance(value, np.ndarray):
            return self._array(value, name)
        if isinstance(value, Mapping):
            pairs = [f"{self.write(key, name)}: {self.write(item, f'{name}_{key}')}" for key, item in value.items()]
            return f"{{{', '.join(pairs)}}}"
        if isinstance(value, (list, tuple)):
            items = [self.write(item, f"{name}_{place}") for place, item in enumerate(value)]
            inner = ", ".join(items)
            return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' if len(items) == 1 else ''})"
        return self._single(value, name)

    def _single(self, value: Any, name: str) -> str:
        if isinstance(value, np.generic):
            return f"np.{value.dtype.name}({_number(value.item())})"
        if isinstance(value, (bool, int, float, complex)) or value is None:
            return _number(value)
        if isinstance(value, str):
            return repr(value[:MAX_STRING])
        if isinstance(value, Tensor):
            return f"keras.ops.convert_to_tensor({self._array(value.array, name)})"
        if isinstance(value, KerasInput):
            return f"keras.Input({value.shape})"
        if isinstance(value, KerasNetwork):
            return self._network(value)
        if isinstance(value, np.random.Generator):
            return self._generator(value)
        return self._elsewhere(value)

    def _array(self, array: np.ndarray, name: str) -> str:
        if array.size > INLINE:
            plain = name.isidentifier() and name.isascii() and name not in {*self.arrays, *_OF_SAVEZ}
            key = name if plain else f"{self.prefix}_{len(self.arrays)}"
            self.arrays[key] = array
            return f'data["{key}"]'
        kind = f", dtype=np.{array.dtype.name}"
        if not array.size:
            return f"np.zeros({array.shape}{kind})"
        return f"np.array({_numbers(array.tolist())}{kind})"

    def _generator(self, generator: np.random.Generator) -> str:
        kind, name = type(generator.bit_generator).__name__, f"rng_{len(self.lines) + 1}"
        state = repr(generator.bit_generator.state).replace("dtype=", "dtype=np.").replace("array(", "np.array(")
        self.lines.append(f"{name} = np.random.Generator(np.random.{kind}()); {name}.bit_generator.state = {state}")
        return name

    def _network(self, described: KerasNetwork) -> str:
        if not described.frozen:
            return _network(described)
        name = f"network_{len(self.lines) + 1}"
        self.lines.append(f"{name} = {_network(described)}; {name}.trainable = False")
        return name

    def _elsewhere(self, value: Any) -> str:
        if isinstance(value, Handle):
            name, told = f"object_{value.number}", f"a {value.kind} that stays in the student's process"
        else:
            own = value.name if isinstance(value, FunctionReference) else getattr(value, "__name__", "")
            own = own.rpartition(".")[2]
            name, told = own if own.isidentifier() else "function", "a function that the check passes on"
        line = f"# {name}: {clean_line(told)}"
        if line not in self.lines:
            self.lines.append(line)
        return name


def _network(described: KerasNetwork) -> str:
    parts = [_layer(*part) for part in described.parts()]
    for name in described.model_names:
        parts = [_chained(parts, described.shape, f', name="{name}"')]
    return _chained([*parts, _layer(*described.last_part())], described.shape)


def _chained(parts: Sequence[str], shape: tuple[int, ...], settings: str = "") -> str:
    outputs = "x"
    for part in parts:
        outputs = f"{part}({outputs})"
    return f"(lambda x: keras.Model(x, {outputs}{settings}))(keras.Input({shape}))"


def _layer(name: str, arguments: Mapping[str, Any]) -> str:
    first = {"filters", "units", "rate"}
    values = {key: f'"{value}"' if isinstance(value, str) else repr(value) for key, value in arguments.items()}
    given = [value if key in first else f"{key}={value}" for key, value in values.items()]
    return f"keras.layers.{name}({', '.join(given)})"


def _numbers(values: Any) -> str:
    return f"[{', '.join(map(_numbers, values))}]" if isinstance(values, list) else _number(values)


def _number(value: Any) -> str:
    if isinstance(value, complex):
        return f"complex({_number(value.real)}, {_number(value.imag)})"
    if isinstance(value, float) and not math.isfinite(value):
        return _WORDS[repr(float(value))]
    return repr(value)
