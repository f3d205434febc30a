"""Planting a bug in a function: one small change, of the kinds that people make themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_OPERATORS: dict[type[ast.operator | ast.cmpop | ast.boolop], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.And: ("and", "or"),
    ast.Or: ("or", "and"),
}
_PAIRS = (
    ("mean", "sum"),
    ("max", "min"),
    ("argmax", "argmin"),
    ("maximum", "minimum"),
    ("zeros", "ones"),
    ("exp", "log"),
)
_FUNCTIONS = {name: other for pair in _PAIRS for name, other in (pair, pair[::-1])}
_COUNTED = {"axis", "ddof", "padding", "stride", "strides"}  # arguments whose number is easily another one


@dataclass(frozen=True)
class Planted:
    """A function with a bug.

    Attributes:
        source: the cell's text, with one small change.
        line: the changed line's number in it, from 1.
        was: the line before.
    """

    source: str
    line: int
    was: str


def plantable(source: str, name: str) -> list[Planted]:
    """All single changes of a function that may be a bug: which of them is one, its checks tell.

    An operator becomes its opposite, an axis the other one, a mean a sum; a transposition, a sign, a summand or a factor
    is left out; a number is off by one. A function with a `while` is left alone: it might never end.

    Args:
        source: a cell's text.
        name: the function in it.

    Returns:
        The changes in the order of their lines; none, if the text cannot be read or holds no such function.
    """
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError):
        return []
    functions = [node for node in body if isinstance(node, ast.FunctionDef) and node.name == name]
    if not functions or any(isinstance(node, ast.While) for node in ast.walk(functions[-1])):
        return []
    text = _Text(source)
    edits = {edit for statement in functions[-1].body for node in ast.walk(statement) for edit in _edits(node, text)}
    found = [text.with_edit(*edit) for edit in sorted(edits)]
    return [planted for planted in found if planted is not None]


_Edit = tuple[int, int, str]  # from where to where, in bytes, and what stands there instead


class _Text:
    """A source by the places that `ast` names: lines from 1, and bytes of UTF-8 in a line."""

    def __init__(self, source: str) -> None:
        self.data = source.encode()
        self._lines = [0]
        for line in self.data.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    def start(self, node: ast.expr) -> int:
        return self._lines[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr) -> int:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._lines[node.end_lineno - 1] + node.end_col_offset

    def of(self, node: ast.expr) -> str:
        return self.data[self.start(node) : self.end(node)].decode()

    def operator(self, left: ast.expr, right: ast.expr, sign: str) -> tuple[int, int] | None:
        """Where the sign between two parts stands; None if that is not plain to see."""
        start, end = self.end(left), self.start(right)
        between = self.data[start:end]
        if b"#" in between or between.count(sign.encode()) != 1:
            return None
        place = start + between.index(sign.encode())
        return place, place + len(sign)

    def with_edit(self, start: int, end: int, text: str) -> Planted | None:
        """The text with one change; None if it is no Python then."""
        changed = (self.data[:start] + text.encode() + self.data[end:]).decode()
        try:
            ast.parse(changed)
        except (SyntaxError, ValueError):
            return None
        number = self.data[:start].count(b"\n")
        return Planted(changed, number + 1, self.data.decode().splitlines()[number])


def _edits(node: ast.AST, text: _Text) -> Iterator[_Edit]:
    """The changes that a part of a function offers."""
    if isinstance(node, ast.BinOp):
        yield from _other_sign(node.op, node.left, node.right, text)
        if isinstance(node.op, (ast.Add, ast.Sub, ast.Mult, ast.Div)):
            yield text.end(node.left), text.end(node), ")" * _open_before(node.left, text, text.start(node))
    elif isinstance(node, ast.BoolOp):
        yield from _other_sign(node.op, node.values[0], node.values[1], text)
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield from _other_sign(node.ops[0], node.left, node.comparators[0], text)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield text.start(node), text.start(node.operand), ""
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield text.end(node.value), text.end(node), ""
    elif isinstance(node, ast.Call):
        yield from _other_call(node, text)
    elif isinstance(node, ast.Subscript):
        for index in ast.walk(node.slice):
            if (number := _whole(index)) is not None and isinstance(index, ast.Constant):
                yield text.start(index), text.end(index), str(number + 1)


def _other_sign(
    operator: ast.operator | ast.cmpop | ast.boolop, left: ast.expr, right: ast.expr, text: _Text
) -> Iterator[_Edit]:
    if type(operator) in _OPERATORS:
        sign, other = _OPERATORS[type(operator)]
        place = text.operator(left, right, sign)
        if place is not None:
            yield (*place, other)


def _open_before(left: ast.expr, text: _Text, start: int) -> int:
    """The brackets around the first part of an operation, which close behind it."""
    return text.data[start : text.start(left)].count(b"(")


def _other_call(node: ast.Call, text: _Text) -> Iterator[_Edit]:
    called = node.func
    if isinstance(called, ast.Attribute) and called.attr in _FUNCTIONS:
        end = text.end(called)
        yield end - len(called.attr.encode()), end, _FUNCTIONS[called.attr]
    for argument in node.keywords:
        value = argument.value
        if argument.arg == "keepdims" and isinstance(value, ast.Constant) and value.value is True:
            yield text.start(value), text.end(value), "False"
        elif argument.arg in _COUNTED and (number := _whole(value)) is not None:
            yield text.start(value), text.end(value), str(1 - number if argument.arg == "axis" else number + 1)
    if isinstance(called, ast.Name) and called.id == "range" and node.args:
        last = node.args[min(len(node.args), 2) - 1]
        yield text.end(last), text.end(last), " - 1"


def _whole(node: ast.AST) -> int | None:
    """The number that a constant is; None for whatever else."""
    return node.value if isinstance(node, ast.Constant) and type(node.value) is int else None
