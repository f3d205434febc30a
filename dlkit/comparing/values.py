"""Values as plain data: the one encoding behind the wire of the sandbox and behind `examples.json`.

`to_plain` turns arrays, tensors, numbers, strings, tuples, lists and dicts of these into a tree of
JSON types and bytes in which type and nesting can be read back by `from_plain`. Nothing in it is
ever pickled, evaluated or imported.
"""

from __future__ import annotations

import base64
import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from dlkit.comparing.text import clean_line, told_key

MAX_DEPTH = 32
MAX_NODES = 200_000
MAX_KEYS = 1_000  # of a dict whose keys are not all text: keys that collide cost their square
MAX_DIGITS = 5_000  # hexadecimal, of a whole number
MAX_AXES = 16
MAX_LAYERS = 32
MAX_KIND = 100  # characters of a handle's kind
_PART = 64  # bytes that a small object takes
_SAFE_DTYPES = frozenset(
    [
        "bool",
        "int8",
        "int16",
        "int32",
        "int64",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "float16",
        "float32",
        "float64",
        "complex64",
        "complex128",
    ]
)


class ValueFormatError(ValueError):
    """A value that cannot be written as plain data, or plain data that is not a value."""


@dataclass(frozen=True)
class KerasInput:
    """Stands for `keras.Input(shape)` in a call that builds a model: shape without the batch axis."""

    shape: tuple[int | None, ...]


# Each kind's class in keras.layers, the argument that the number is for, and its other arguments.
LAYERS: dict[str, tuple[str, str | None, dict[str, Any]]] = {
    "conv": ("Conv2D", "filters", {"kernel_size": 3, "padding": "same"}),
    "norm": ("BatchNormalization", None, {"momentum": 0.9}),
    "relu": ("ReLU", None, {}),
    "pool": ("MaxPooling2D", None, {}),
    "drop": ("Dropout", None, {"rate": 0.5}),
    "flatten": ("Flatten", None, {}),
    "average": ("GlobalAveragePooling2D", None, {}),
    "dense": ("Dense", "units", {}),
}

_MARKS, _NESTED = ("softmax", "frozen"), "nested"


@dataclass(frozen=True)
class KerasNetwork:
    """Stands for a small `keras.Model` in a call: it flattens its input, and has one dense layer.

    Where `layers` are given, these come before the dense layer instead, in a row, such as
    `("frozen conv 3", "norm", "relu", "pool", "flatten")`. Each is one of `LAYERS`, with a number where it takes one, and
    is named by its kind and how many of that kind there are: conv1, norm1, conv2. The dense layer at the end is `scores`.
    """

    shape: tuple[int, ...]  # of the input, without the batch axis
    units: int
    softmax: bool = False  # whether the dense layer has this activation; else none
    layers: tuple[str, ...] = ()
    nested: int = 0  # in how many models, one inside the other, `layers` stand; see `model_names`
    frozen: bool = False  # whether the whole is

    def parts(self) -> list[tuple[str, dict[str, Any]]]:
        """The layers, without the input: for each the name of its class in `keras.layers`, and its arguments.

        Raises:
            ValueFormatError: if a layer is of no known kind.
        """
        parts, counts = [], Counter[str]()
        for described in self.layers or ("flatten",):
            frozen, _, rest = described.rpartition("frozen ")
            kind, _, number = rest.partition(" ")
            if kind not in LAYERS or bool(number) != (LAYERS[kind][1] is not None) or frozen:
                raise ValueFormatError(f"malformed value: no layer is described by {clean_line(described)}")
            name, argument, others = LAYERS[kind]
            counts[kind] += 1
            given = {argument: int(number)} if argument else {}
            names = {"name": f"{kind}{counts[kind]}"} if self.layers else {}
            still = {"trainable": False} if rest != described else {}
            parts.append((name, {**given, **others, **names, **still}))
        return parts

    @property
    def model_names(self) -> list[str]:
        """The names of the models, one inside the other, in which the layers stand: the innermost first."""
        return ["features" if depth == 1 else f"features_{depth}" for depth in range(self.nested, 0, -1)]

    def last_part(self) -> tuple[str, dict[str, Any]]:
        """The dense layer at the end, likewise."""
        activation = {"activation": "softmax"} if self.softmax else {}
        return "Dense", {"units": self.units, **activation, **({"name": "scores"} if self.layers else {})}


@dataclass(frozen=True)
class Tensor:
    """A framework's tensor, read as the array of its numbers."""

    array: np.ndarray


@dataclass(frozen=True)
class Handle:
    """An object that stays where it lives; only its number and kind travel."""

    number: int
    kind: str


@dataclass(frozen=True)
class FunctionReference:
    """A function that stays where it lives and is called back by name."""

    name: str


Extra = Callable[[Any], "dict[str, Any] | None"]
"""Encodes an object that `to_plain` does not know, or returns None."""


class _Encoder:
    def __init__(self, extra: Extra | None) -> None:
        self.extra = extra
        self.nodes = 0

    def encode(self, value: Any, depth: int = 0) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise ValueFormatError(f"a value nested deeper than {MAX_DEPTH} levels or with over {MAX_NODES:,} parts")
        kind = type(value)
        if value is None or kind is bool or kind is str:
            return value
        if kind is int:
            return value if -(2**63) <= value < 2**63 else _large_integer(value)
        if kind is float:
            return value if math.isfinite(value) else {"$float": repr(value)}
        if kind is list:
            return [self.encode(item, depth + 1) for item in value]
        if isinstance(value, tuple):
            return {"$tuple": [self.encode(item, depth + 1) for item in value]}
        if isinstance(value, dict):
            return self._dict(value, depth)
        return self._object(value)

    def _dict(self, value: dict[Any, Any], depth: int) -> Any:
        if all(type(key) is str and not key.startswith("$") for key in value):
            return {key: self.encode(item, depth + 1) for key, item in value.items()}
        if len(value) > MAX_KEYS:
            raise ValueFormatError(f"a dict of over {MAX_KEYS:,} keys that are not text")
        return {"$dict": [[self.encode(k, depth + 1), self.encode(v, depth + 1)] for k, v in value.items()]}

    def _object(self, value: Any) -> Any:
        if isinstance(value, np.str_):
            return str(value)
        if isinstance(value, np.ndarray) and value.dtype.kind == "U":
            return self.encode(value.tolist())
        if isinstance(value, np.ndarray):
            self.nodes += _ARRAY_NODES + value.ndim // 2
            return _array("$array", np.asarray(value))
        if isinstance(value, np.generic):
            return _array("$scalar", np.asarray(value))
        if isinstance(value, Tensor):
            self.nodes += _ARRAY_NODES + value.array.ndim // 2
            return _array("$tensor", value.array)
        if isinstance(value, KerasInput):
            return {"$input": list(value.shape)}
        if isinstance(value, KerasNetwork):
            marks = [mark for mark in _MARKS if getattr(value, mark)] + [_NESTED] * value.nested
            return {"$network": [*value.shape, value.units, *marks, *value.layers]}
        if isinstance(value, FunctionReference):
            return {"$function": value.name}
        if isinstance(value, Handle):
            return {"$handle": [value.number, value.kind]}
        if isinstance(value, np.random.Generator):
            return {"$rng": _rng_state(value)}
        if isinstance(value, (bool, int, float, str)):
            return self.encode(next(base for base in (bool, int, float, str) if isinstance(value, base))(value))
        encoded = self.extra(value) if self.extra else None
        if encoded is None and isinstance(value, list):
            return [self.encode(item, 1) for item in value]
        if encoded is None:
            raise ValueFormatError(f"a value of type {type(value).__name__}")
        return encoded


def _large_integer(value: int) -> dict[str, str]:
    if value.bit_length() > 4 * MAX_DIGITS:
        raise ValueFormatError(f"a whole number of over {MAX_DIGITS:,} hexadecimal digits")
    return {"$int": hex(value)}


_ARRAY_NODES = 4  # an array is written as several parts of a message, and each axis as one more


_name_of = cache(lambda dtype: dtype.name)  # NumPy puts it together each time


def _array(tag: str, array: np.ndarray) -> dict[str, Any]:
    if _name_of(array.dtype) == "bfloat16":
        array = array.astype(np.float32)
    name = _name_of(array.dtype)
    if name not in _SAFE_DTYPES:
        raise ValueFormatError(f"an array of dtype {array.dtype} (numbers are expected)")
    native = array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))
    return {tag: [name, list(array.shape), native.tobytes()]}  # in the order of the axes, however it lies in memory


def _rng_state(rng: np.random.Generator) -> dict[str, Any]:
    state = rng.bit_generator.state
    if state["bit_generator"] != "PCG64":
        raise ValueFormatError(f"a random generator of kind {state['bit_generator']} (PCG64 is expected)")
    return {
        "state": hex(state["state"]["state"]),
        "inc": hex(state["state"]["inc"]),
        "has_uint32": state["has_uint32"],
        "uinteger": state["uinteger"],
    }


def to_plain(value: Any, *, extra: Extra | None = None) -> Any:
    """Writes a value as a tree of None, bool, int, float, str, bytes, list and dict with string keys.

    Args:
        value: what to write.
        extra: encodes the objects of a framework (models, tensors) that this module does not know.

    Returns:
        The tree.

    Raises:
        ValueFormatError: if some part of the value has no plain form; the message names its type.
    """
    return _Encoder(extra).encode(value)


def from_plain(plain: Any, *, function: Callable[[str], Any] | None = None) -> Any:
    """Reads a value back from its tree. Everything is checked: the tree may come from an enemy.

    Args:
        plain: the tree that `to_plain` wrote.
        function: finds the function behind a name; without it a `FunctionReference` is returned.

    Returns:
        The value; arrays are fresh and may be written to.

    Raises:
        ValueFormatError: if the tree is not one that `to_plain` writes.
    """
    try:
        return _decode(plain, 0, [0], function)
    except ValueFormatError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        raise ValueFormatError("malformed value") from None


def _decode(plain: Any, depth: int, nodes: list[int], function: Callable[[str], Any] | None) -> Any:
    nodes[0] += 1
    if depth > MAX_DEPTH + 1 or nodes[0] > MAX_NODES:
        raise ValueFormatError("malformed value: nested too deeply or too large")
    if plain is None or isinstance(plain, (bool, int, float, str)):
        return plain
    if isinstance(plain, list):
        return [_decode(item, depth + 1, nodes, function) for item in plain]
    if not isinstance(plain, dict):
        raise ValueFormatError(f"malformed value: {type(plain).__name__}")
    tag = next(iter(plain), "")
    if not (isinstance(tag, str) and tag.startswith("$")):
        return {_text(key): _decode(item, depth + 1, nodes, function) for key, item in plain.items()}
    body = plain[tag]
    if len(plain) != 1:
        raise ValueFormatError("malformed value: a tag with company")
    if tag == "$tuple":
        return tuple(_decode(item, depth + 1, nodes, function) for item in _items(body))
    if tag == "$dict":
        pairs = [_items(pair, 2) for pair in _items(body)]
        if len(pairs) > MAX_KEYS:
            raise ValueFormatError("malformed value: a dict of too many keys")
        return {_decode(k, depth + 1, nodes, function): _decode(v, depth + 1, nodes, function) for k, v in pairs}
    if tag == "$function" and function is not None:
        return function(_text(body))
    return _decode_leaf(tag, body)


def _decode_leaf(tag: str, body: Any) -> Any:
    match tag:
        case "$array":
            return _read_array(body)
        case "$scalar":
            return _read_array(body)[()]
        case "$tensor":
            return Tensor(_read_array(body))
        case "$int":
            return _read_large_integer(_text(body))
        case "$float":
            return float(_text(body)[:40])
        case "$input":
            return KerasInput(tuple(None if n is None else int(n) for n in _axes(body)))
        case "$network":
            return _read_network(_items(body))
        case "$function":
            return FunctionReference(_text(body))
        case "$handle":
            number, kind = _items(body, 2)
            return Handle(int(number), clean_line(_text(kind), limit=MAX_KIND))
        case "$rng":
            return _read_rng(body)
    raise ValueFormatError("malformed value: unknown tag")


def _read_large_integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS + 3:  # a sign and 0x
        raise ValueFormatError("malformed value: a number of too many digits")
    return int(digits, 16)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueFormatError("malformed value: text is expected")
    return value


def _items(value: Any, count: int | None = None) -> list[Any]:
    if not isinstance(value, list) or (count is not None and len(value) != count):
        raise ValueFormatError("malformed value: a list is expected")
    return value


def _read_network(body: list[Any]) -> KerasNetwork:
    *shape, units = (int(n) for n in _axes([item for item in body if not isinstance(item, str)]))
    words = [item for item in body if isinstance(item, str)]
    if len(words) > MAX_LAYERS:
        raise ValueFormatError("malformed value: a network of too many layers")
    layers = tuple(word for word in words if word not in {*_MARKS, _NESTED})
    marks = {mark: mark in words for mark in _MARKS}
    return KerasNetwork(tuple(shape), units, layers=layers, nested=words.count(_NESTED), **marks)


def _axes(body: Any) -> list[Any]:
    if len(_items(body)) > MAX_AXES:
        raise ValueFormatError("malformed value: a shape of too many axes")
    return _items(body)


def _read_array(body: Any) -> np.ndarray:
    name, shape, data = _items(body, 3)
    if name not in _SAFE_DTYPES:
        raise ValueFormatError("malformed array: dtype")
    dtype = np.dtype(name)
    if not isinstance(shape, list) or len(shape) > MAX_AXES or not all(type(n) is int and n >= 0 for n in shape):
        raise ValueFormatError("malformed array: shape")
    if isinstance(data, str):
        data = base64.b64decode(data, validate=True)
        for kind in _SHORTER:
            size = np.dtype(kind).itemsize
            if dtype.kind == "f" and size < dtype.itemsize and len(data) == math.prod(shape) * size:
                return np.frombuffer(data, dtype=kind).reshape(shape).astype(dtype)
    if isinstance(data, list):
        if not all(isinstance(item, (bool, int, float)) for item in data):
            raise ValueFormatError("malformed array: numbers are expected")
        return np.array(data, dtype=dtype).reshape(shape)
    if not isinstance(data, bytes) or len(data) != math.prod(shape) * dtype.itemsize:
        raise ValueFormatError("malformed array: size")
    if name == "bool":  # a byte that is neither 0 nor 1 would be a truth value like no other
        return np.not_equal(np.frombuffer(data, dtype=np.uint8), 0).reshape(shape)
    return np.frombuffer(data, dtype=dtype).reshape(shape).copy()


def _read_rng(body: dict[str, Any]) -> np.random.Generator:
    generator = np.random.PCG64()
    generator.state = {
        "bit_generator": "PCG64",
        "state": {"state": _read_large_integer(_text(body["state"])), "inc": _read_large_integer(_text(body["inc"]))},
        "has_uint32": int(body["has_uint32"]),
        "uinteger": int(body["uinteger"]),
    }
    return np.random.Generator(generator)


_SHORTER_FROM = (("float16", 5, 1e-3), ("float32", 9, 1e-7))  # up to how many digits, and how near they must be
_SHORTER = tuple(kind for kind, _, _ in _SHORTER_FROM)


def to_json(plain: Any, *, readable: int = 32, digits: int | None = None) -> Any:
    """Makes a tree of `to_plain` fit for JSON.

    Args:
        plain: the tree.
        readable: arrays of up to so many numbers become lists, larger ones base64.
        digits: how many digits of a number are kept, all if None; a large array is written as float16 or float32
            where that holds three or seven of them.
    """
    if isinstance(plain, dict):
        if (tag := next(iter(plain), "")) in ("$array", "$scalar", "$tensor"):
            name, shape, data = plain[tag]
            return {tag: [name, shape, _json_numbers(np.frombuffer(data, dtype=name), readable, digits)]}
        return {key: to_json(item, readable=readable, digits=digits) for key, item in plain.items()}
    if isinstance(plain, list):
        return [to_json(item, readable=readable, digits=digits) for item in plain]
    return _rounded(plain, digits)


def _json_numbers(numbers: np.ndarray, readable: int, digits: int | None) -> list[Any] | str:
    if numbers.size <= readable and numbers.dtype.kind in "biuf" and np.all(np.isfinite(numbers)):
        return [_rounded(item.item(), digits) for item in numbers]
    for kind, least, rtol in _SHORTER_FROM:
        if digits and digits <= least and numbers.dtype.kind == "f" and np.dtype(kind).itemsize < numbers.itemsize:
            with np.errstate(over="ignore", under="ignore"):
                shorter = numbers.astype(kind)
            if np.allclose(shorter.astype(numbers.dtype), numbers, rtol, 0, equal_nan=True):
                numbers = shorter
                break
    return base64.b64encode(numbers.tobytes()).decode("ascii")


def _rounded(value: Any, digits: int | None) -> Any:
    return float(f"{value:.{digits}g}") if digits and isinstance(value, float) else value


def leaves(value: Any, path: str = "") -> Iterable[tuple[str, Any]]:
    """Yields every part of a nested value that is not a container, with its path such as `['dw']` or `[0]`."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{path}[{told_key(key)}]")
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from leaves(item, f"{path}[{index}]")
    else:
        yield path, value


def footprint(value: Any) -> int:
    """About how many bytes of memory a value takes."""
    waiting, found = [value], 0
    while waiting:
        item = waiting.pop()
        found += _PART
        if isinstance(item, (np.ndarray, Tensor)):
            found += (item.array if isinstance(item, Tensor) else item).nbytes
        elif isinstance(item, str):
            found += len(item)
        elif isinstance(item, dict):
            waiting += item.keys()
            waiting += item.values()
        elif isinstance(item, (list, tuple)):
            waiting += item
    return found


def text_array_bytes(value: Any) -> int:
    """The bytes of the largest array that NumPy would make of a list in a value that holds texts: all take the longest's room."""
    if isinstance(value, dict):
        return max(map(text_array_bytes, value.values()), default=0)
    waiting, count, longest = [value], 0, 0
    while waiting:
        item = waiting.pop()
        if isinstance(item, (list, tuple)):
            waiting += item
        else:
            count += 1
            longest = max(longest, len(item)) if isinstance(item, str) else longest
    return 4 * longest * count


def as_arrays(value: Any) -> Any:
    """The same value with every tensor replaced by the array of its numbers."""
    if isinstance(value, Tensor):
        return value.array
    if isinstance(value, dict):
        return {key: as_arrays(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(as_arrays(item) for item in value)
    return value
