"""Errors that beginners meet: their types, and their texts as Python, NumPy, Keras and TensorFlow word them.

Each pattern is the beginning of such a text, up to where it holds what may be anything. Its groups stand for names,
which are looked at before they are quoted, as are all numbers.
"""

from __future__ import annotations

import builtins
import re

ERROR_TYPES = frozenset(
    name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)
) | {
    *("LinAlgError", "AxisError", "UFuncTypeError", "_ArrayMemoryError", "_UFuncNoLoopError"),
    *("_UFuncOutputCastingError", "_UFuncInputCastingError", "_UFuncBinaryResolutionError"),
    *("InvalidArgumentError", "ResourceExhaustedError", "UnimplementedError", "NotFoundError", "FailedPreconditionError"),
    *("OperatorNotAllowedInGraphError", "SymbolicTensorAccessError", "JSONDecodeError", "UnidentifiedImageError"),
}  # fmt: skip

IN_A_DEMONSTRATION = "(a cell that only shows something makes it, and no check runs that cell: take it as an argument, or make it yourself)"
LIMIT_TEXT = re.compile(
    r"\((?:the files of a submission may take|a submission may use) \d+ MB(?: of memory)?\)$"
    r"|\(\d+ (?:files may be open|processes and threads may run) at a time\)$"
    rf"|{re.escape(IN_A_DEMONSTRATION)}$"
)

_NAME = r"([^\W\d][\w.]{0,60})"
_SHAPE = r"\((?:None|\d+)?(?:, ?(?:None|\d+)){0,5},?\)"
_DIMENSIONS = r"\[\d+(?:,\d+){0,5}\]"
_TEXTS = (
    # Python
    rf"name '{_NAME}' is not defined",
    rf"cannot access local variable '{_NAME}' where it is not associated with a value",
    rf"cannot access free variable '{_NAME}' where it is not associated with a value in enclosing scope",
    rf"'{_NAME}' object is not (?:subscriptable|iterable|callable|an iterator|reversible)",
    rf"'{_NAME}' object cannot be interpreted as an integer",
    rf"'{_NAME}' object does not support (?:item assignment|item deletion|the context manager protocol)",
    rf"(?:'{_NAME}' object|module '{_NAME}') has no attribute '{_NAME}'",
    rf"No module named '{_NAME}'|cannot import name '{_NAME}' from '{_NAME}'",
    rf"{_NAME}\(\) missing \d+ required (?:positional|keyword-only) arguments?: '{_NAME}'(?:(?:,| and|, and) '{_NAME}')?",
    rf"{_NAME}\(\) takes (?:from )?\d+ (?:to \d+ )?positional arguments? but \d+ (?:was|were) given",
    rf"{_NAME}\(\) got (?:an unexpected keyword|multiple values for) argument '{_NAME}'",
    rf"unsupported operand type\(s\) for (?:[+\-*/%@&|^<>=]{{1,3}}|\*\* or pow\(\)): '{_NAME}' and '{_NAME}'",
    rf"bad operand type for unary [+~-]: '{_NAME}'|bad operand type for abs\(\): '{_NAME}'",
    rf"'[<>=]{{1,2}}' not supported between instances of '{_NAME}' and '{_NAME}'",
    rf"cannot unpack non-iterable {_NAME} object|can't multiply sequence by non-int of type '{_NAME}'",
    rf"can only concatenate {_NAME} \(not \"{_NAME}\"\) to {_NAME}",
    rf"{_NAME} indices must be integers(?: or slices)?, not '?{_NAME}'?",
    rf"argument of type '{_NAME}' is not (?:iterable|a container or iterable)",
    rf"object of type '{_NAME}' has no len\(\)|unhashable type: '{_NAME}'",
    rf"(?:int|float)\(\) argument must be a string(?:, a bytes-like object)?,? or a (?:real )?number, not '{_NAME}'",
    r"not enough values to unpack \(expected (?:at least )?\d+, got \d+\)",
    r"too many values to unpack \(expected \d+(?:, got \d+)?\)",
    rf"'{_NAME}'",  # a KeyError's key
    r"(?:list|tuple|string|range object) (?:assignment )?index out of range|pop from empty list",
    r"(?:(?:float|integer|complex) )?(?:division|modulo|division or modulo) by zero|float floor division by zero",
    r"math (?:domain|range) error|expected a (?:nonnegative|positive) input",
    r"maximum recursion depth exceeded(?: while calling a Python object| in comparison)?",
    r"There was not enough memory\.?|Unable to allocate|can't start new thread",
    r"\[Errno \d+\] (?:No such file or directory|Permission denied|Read-only file system|No space left on device"
    r"|File too large|Too many open files|Resource temporarily unavailable|Network is unreachable)",
    r"The answer cannot be sent: the message has \d+ MB; \d+ MB are allowed",
    # NumPy
    rf"operands could not be broadcast together with (?:remapped )?shapes?(?: ?\[original->remapped\]:)?(?: ?{_SHAPE}){{1,4}}",
    rf"non-broadcastable output operand with shape {_SHAPE} doesn't match the broadcast shape {_SHAPE}",
    rf"could not broadcast input array from shape {_SHAPE} into shape {_SHAPE}",
    rf"shapes {_SHAPE} and {_SHAPE} not aligned: \d+ \(dim \d+\) != \d+ \(dim \d+\)",
    r"matmul: Input operand \d+ has a mismatch in its core dimension \d+, with gufunc signature "
    r"\(n\?,k\),\(k,m\?\)->\(n\?,m\?\) \(size \d+ is different from \d+\)",
    r"matmul: Input operand \d+ does not have enough dimensions",
    rf"cannot reshape array of size \d+ into shape {_SHAPE}",
    r"index -?\d+ is out of bounds for axis \d+ with size \d+",
    r"too many indices for array: array is \d+-dimensional, but \d+ were indexed",
    r"boolean index did not match indexed array along (?:dimension|axis) \d+",
    r"axis -?\d+ is out of bounds for array of dimension \d+|axes don't match array",
    r"all the input array dimensions except for the concatenation axis must match exactly",
    r"all the input arrays must have same number of dimensions|need at least one array to (?:concatenate|stack)",
    r"all input arrays must have the same shape",
    r"zero-size array to reduction operation (?:maximum|minimum|fmax|fmin) which has no identity",
    r"setting an array element with a sequence\.(?: The requested array has an inhomogeneous shape after \d+ dimensions\.)?",
    r"only (?:length-1|0-dimensional) arrays can be converted to Python scalars",
    r"only integer scalar arrays can be converted to a scalar index",
    r"only integers, slices \(`:`\), ellipsis \(`\.\.\.`\), numpy\.newaxis \(`None`\) and integer or boolean arrays are valid indices",
    r"arrays used as indices must be of integer \(or boolean\) type",
    r"The truth value of an array with more than one element is ambiguous\. Use a\.any\(\) or a\.all\(\)",
    rf"Cannot cast ufunc '{_NAME}' output from dtype\('{_NAME}'\) to dtype\('{_NAME}'\) with casting rule 'same_kind'",
    rf"ufunc '{_NAME}' (?:not supported for the input types|did not contain a loop with signature matching types)",
    rf"loop of ufunc does not support argument \d+ of type {_NAME} which has no callable {_NAME} method",
    r"assignment destination is read-only|Singular matrix|Last 2 dimensions of the array must be square",
    r"a must be 1-dimensional(?: or an integer)?|probabilities do not sum to 1|'a' and 'p' must have same size",
    # Keras and TensorFlow
    r"Computed output size would be (?:zero or )?negative",
    r"One of the dimensions in the output is <= 0",
    r"Input \d+ of layer \"[^\"\s]{1,40}\" is incompatible with the layer",
    r"Layer \"[^\"\s]{1,40}\" expects \d+ input\(s\), but it received \d+ input tensors",
    rf"A `{_NAME}` layer requires inputs with matching shapes|A `{_NAME}` layer should be called on a list",
    r"Inputs have incompatible shapes|Dimensions must be equal, but are \d+ and \d+",
    rf"Incompatible shapes: {_DIMENSIONS} vs\. {_DIMENSIONS}|Matrix size-incompatible",
    rf"Unrecognized keyword arguments? passed to {_NAME}",
    r"A KerasTensor cannot be used as input to a TensorFlow function",
    r"You must call `compile\(\)` before|Using a symbolic `tf\.Tensor` as a Python `bool` is not allowed",
    rf"Could not interpret (?:activation|initializer|loss|optimizer|metric)|The `{_NAME}` argument",
    rf"cannot compute {_NAME} as input #\d+",
)  # fmt: skip
_PATTERNS = tuple(re.compile(text) for text in _TEXTS)


def well_known(text: str) -> re.Match[str] | None:
    """The longest beginning of an error's text that is one of the well-known ones, if any is."""
    return max(
        filter(None, (pattern.match(text) for pattern in _PATTERNS)), key=lambda found: found.end(), default=None
    )
