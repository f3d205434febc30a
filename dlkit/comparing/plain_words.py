"""What errors of Python, NumPy and Keras mean, in a plain sentence: those that beginners meet most.

Each sentence is true wherever that error arises. Lengths and shapes in it are those of the error's own text.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from dlkit.comparing.outcome import Raised, headline

_SHAPE = r"\((?:\d+)?(?:, ?\d+){0,15},?\)"
_MAX_OF_TWO = re.compile(r"(?!if |while |elif ).*(?<![\w.])(?P<name>max|min)\([^()]*,")
_REDUCED_BY = re.compile(r"\b(?:np|numpy)\.a?(?P<name>max|min)\([^()]*,")
_QUOTED_INDEX = re.compile(r"[\w\])]\[[\"']")
_OTHER_INDEX = re.compile(r"[\w\])]\[[^\"']")
Meaning = Callable[[re.Match[str], str], str]


def plain_words(raised: Raised) -> str:
    """One sentence or two on what an error means; empty if nothing is known of it.

    Args:
        raised: the error; the last line of code in its traceback may tell more.
    """
    text = headline(raised.message)
    for pattern, meaning in _MEANINGS:
        if match := pattern.match(text):
            return meaning if isinstance(meaning, str) else meaning(match, _last_line(raised.traceback))
    return ""


def _last_line(traceback: str) -> str:
    """The innermost line of code that a traceback shows."""
    lines = [line for line in traceback.splitlines() if line.startswith("    ")]
    return lines[-1].strip() if lines else ""


def _lengths(shape: str) -> list[int]:
    return [int(length) for length in re.findall(r"\d+", shape)]


def _broadcast(match: re.Match[str], line: str) -> str:
    shapes = re.findall(_SHAPE, match[0])
    rule = "counted from the last axis, lengths must be equal, or one of them 1"
    if len(shapes) != 2:
        return f"Arrays of these shapes do not go together number by number: {rule}."
    first, second = shapes
    told = f"Arrays of shape {first} and {second} do not go together number by number: {rule}"
    pairs = zip(reversed(_lengths(first)), reversed(_lengths(second)), strict=False)
    unequal = next(((a, b) for a, b in pairs if a != b and 1 not in (a, b)), None)
    return f"{told}, and here {unequal[0]} meets {unequal[1]}." if unequal else f"{told}."


def _written(match: re.Match[str], line: str) -> str:
    source, target = match["source"], match["target"]
    told = f"What is written has shape {source}, and the place that it is written to has shape {target}."
    if 0 in _lengths(source) and 0 not in _lengths(target):
        return f"{told} A length of 0 comes of an empty slice, as x[p:-p] is for p = 0, because -0 is 0."
    if 0 in _lengths(target) and 0 not in _lengths(source):
        return f"{told} A length of 0 comes of an empty slice: one that begins where the array ends, or ends before it begins."
    return told


def _aligned(match: re.Match[str], line: str) -> str:
    return (
        f"A matrix product needs as many columns on the left as there are rows on the right: {match['left']} and "
        f"{match['right']} are not the same. Which of the two should come first, or be transposed?"
    )


def _one_number(match: re.Match[str], line: str) -> str:
    return (
        "An array stands where one plain number belongs, as in a single place of an array, or in float(...) or "
        "int(...). Even an array of one entry is no plain number: take the entry out by its index, or bring an array of "
        "many down to one number."
    )


def _truth(match: re.Match[str], line: str) -> str:
    if found := _MAX_OF_TWO.match(line):
        name = found["name"]
        return f"Python's {name} asks which of two is larger as a whole, and of arrays that cannot be said. np.{name}imum goes number by number."
    return (
        "An array of many numbers stands where one yes or no is asked for: after if, while, and, or, not. np.where or "
        "a mask goes number by number; np.all or np.any makes one of many."
    )


def _symbolic(match: re.Match[str], line: str) -> str:
    return (
        "While a model is built there are no numbers yet, only the shapes that will flow, and neither NumPy nor plain "
        "TensorFlow can compute with these. Use a layer, or keras.ops."
    )


def _none(match: re.Match[str], line: str) -> str:
    return (
        "Something is None where a value is needed: a variable into which nothing was put, or what a function without "
        "a return gave back."
    )


def _unbound(match: re.Match[str], line: str) -> str:
    return (
        "For this input a name is read before anything was put into it: it gets its value in a branch that was not "
        "taken (is there an else?) or in a loop that did not run."
    )


def _index(match: re.Match[str], line: str) -> str:
    size = int(match["size"])
    if not size:
        return "There is nothing to choose from along this axis: its length is 0."
    if size == 1:
        return "Along this axis there is one entry, and its number is 0."
    return f"Along this axis there are {size} entries, numbered from 0 to {size - 1}."


def _largest(match: re.Match[str], line: str) -> str:
    found = _REDUCED_BY.search(line)
    if not found:
        return ""
    name, sought = found["name"], {"max": "largest", "min": "smallest"}[found["name"]]
    return (
        f"np.{name} looks for the {sought} entry inside one array; its second argument is an axis. np.{name}imum "
        "compares two arrays entry by entry."
    )


def _sequence(match: re.Match[str], line: str) -> str:
    return (
        "A text or a list is multiplied by a number with decimals. An array can be, and of a list np.array makes one; "
        "who goes through a dict is given its names, and what stands under a name is d[name]."
    )


def _index_kind(match: re.Match[str], line: str) -> str:
    is_name = _QUOTED_INDEX.search(line) and not _OTHER_INDEX.search(line)
    return _NAME_INDEX if is_name else _WHOLE_INDEX


def _reshaped(match: re.Match[str], line: str) -> str:
    return f"An array of {match['size']} numbers cannot take the shape {match['shape']}: that holds another number of them."


_NAME_INDEX = (
    "A name in quotes finds an entry of a dict, but here it stands behind an array, whose places have numbers. Are two "
    "arguments in the wrong order, or is this variable not the dict?"
)
_DICT_IN_A_FORMULA = (
    "A dict cannot be added, subtracted, multiplied or divided as a whole. Go through its names, and compute with the "
    "array that stands under each."
)
_NAMES_FOR_VALUES = (
    "A text stands where numbers belong. Who goes through a dict, or takes it apart, is given its names: what stands "
    "under a name is d[name], and .items() gives both."
)
_CARET = "In Python ^ is not a power but something for bits. A power is written **."
_WHOLE_INDEX = (
    "An index must be a whole number, a slice, or an array of these: one with a decimal point, such as 2.0 or the "
    "result of /, is none. // divides to a whole number."
)
_MEANINGS: tuple[tuple[re.Pattern[str], str | Meaning], ...] = tuple(
    (re.compile(pattern), meaning)
    for pattern, meaning in (
        (rf"operands could not be broadcast together with (?:remapped )?shapes?[^(]*(?: ?{_SHAPE}){{1,4}}", _broadcast),
        (rf"could not broadcast input array from shape (?P<source>{_SHAPE}) into shape (?P<target>{_SHAPE})", _written),
        (
            rf"non-broadcastable output operand with shape (?P<target>{_SHAPE}) doesn't match the broadcast shape "
            rf"(?P<source>{_SHAPE})",
            _written,
        ),
        (
            rf"shapes {_SHAPE} and {_SHAPE} not aligned: (?P<left>\d+) \(dim \d+\) != (?P<right>\d+) \(dim \d+\)",
            _aligned,
        ),
        (
            r"matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature .*"
            r"\(size (?P<right>\d+) is different from (?P<left>\d+)\)",
            _aligned,
        ),
        (r"only (?:length-1|size-1|0-dimensional) arrays can be converted to Python scalars", _one_number),
        (
            r"setting an array element with a sequence\. The requested array has an inhomogeneous shape",
            "An array is to be made of parts of unequal shapes; each row of an array must be as long as the others.",
        ),
        (r"setting an array element with a sequence", _one_number),
        (r"The truth value of an array with more than one element is ambiguous", _truth),
        (r"only integers, slices|.{0,80}is not a valid index", _index_kind),
        (r"arrays used as indices must be of integer", _WHOLE_INDEX),
        (r"only integer scalar arrays can be converted to a scalar index", _largest),
        (r"ufunc 'bitwise_xor' not supported|unsupported operand type\(s\) for \^", _CARET),
        (
            r"unsupported operand type\(s\) for (?:[-+*/@]|\*\*)=?: (?:'dict' and|'[\w.]+' and 'dict')",
            _DICT_IN_A_FORMULA,
        ),
        (r"ufunc '\w+' did not contain a loop with signature matching types .*dtype\('<U\d+'\)", _NAMES_FOR_VALUES),
        (r"can't multiply sequence by non-int of type '(?:numpy\.)?float\d*'", _sequence),
        (r"(?:list|tuple|string) indices must be integers or slices, not (?:numpy\.)?float", _WHOLE_INDEX),
        (r"'(?:numpy\.)?float\d*' object cannot be interpreted as an integer", _WHOLE_INDEX),
        (r"index -?\d+ is out of bounds for axis \d+ with size (?P<size>\d+)", _index),
        (
            r"too many indices for array",
            "The array has fewer axes than there are indices in the brackets.",
        ),
        (rf"cannot reshape array of size (?P<size>\d+) into shape (?P<shape>{_SHAPE})", _reshaped),
        (
            r"zero-size array to reduction operation",
            "The largest or smallest of no numbers at all is asked for: a slice is empty here. From where to where does it go?",
        ),
        (
            r"A KerasTensor (?:cannot be used as input|is symbolic)|.*\bKerasTensor\b.*(?:method|abs\(\)|operand)",
            _symbolic,
        ),
        (r"bad operand type for .*'KerasTensor'", _symbolic),
        (r".*'NoneType'", _none),
        (r"cannot access .*where it is not associated with a value", _unbound),
        (
            r"Cannot cast ufunc .* output from dtype\('float\d+'\) to dtype\('u?int\d+'\)",
            "An array of whole numbers cannot take in decimals by -=, /= and the like. old - step makes a new array.",
        ),
        (
            r"\(34, 'Numerical result out of range'\)|math range error",
            "A number grew too large for a computer: Python's own power and exp stop where those of NumPy go on with inf.",
        ),
        (
            r"axes don't match array|axis -?\d+ is out of bounds for array of dimension",
            "The array has fewer axes than are named here.",
        ),
        (
            r"(?:One of the dimensions in the output is <= 0|Computed output size would be (?:zero or )?negative)",
            "A window is larger than what is left of the picture at this point: height and width have shrunk too far.",
        ),
    )
)
