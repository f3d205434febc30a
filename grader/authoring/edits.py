"""A solution with a line or two changed: what most of the known mistakes are."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from dlkit.course import CourseError


@dataclass(frozen=True)
class Everywhere:
    """A change made each time that its text stands in the solution, which it does twice or more."""

    change: tuple[str, ...]


Change = tuple[str, ...] | Everywhere


def everywhere(text: str, *becomes: str) -> Everywhere:
    """A change made each time that its text stands in the solution; see `changed`."""
    return Everywhere((text, *becomes))


def plain_source(function: Callable[..., Any]) -> str:
    """The source of a function as a student would have written it: no docstring, no annotations in its head."""
    source = textwrap.dedent(inspect.getsource(function))
    node = ast.parse(source).body[0]
    assert isinstance(node, ast.FunctionDef)
    for argument in ast.walk(node.args):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    documented = ast.get_docstring(node) is not None
    first = node.body[0].end_lineno if documented else node.body[0].lineno - 1
    body = "\n".join(source.splitlines()[first:]).strip("\n")
    return f"def {node.name}({ast.unparse(node.args)}):\n{body}\n"


def changed(source: str, changes: Iterable[Change]) -> str:
    """Makes changes in the source of a function.

    Args:
        source: the source, as `plain_source` gives it.
        changes: each is a text, which stands exactly once in the source, and the line or lines that it becomes.
            Further lines are indented from the line in which the text begins. A line whose whole text becomes
            nothing (`""`) goes. The text of one made `everywhere` stands there twice or more.

    Returns:
        The source with all of the changes.

    Raises:
        CourseError: if a text does not stand there as often as it should, two of them overlap, or a change is none.
    """
    places = sorted(placed for change in changes for placed in _placed(source, change))
    parts, reached = [], 0
    for start, end, new in places:
        if start < reached:
            raise CourseError(f"the text {source[start:end]!r} overlaps with that of another change.")
        line = source.rfind("\n", 0, start) + 1
        if not new and not source[line:start].strip() and source[end] == "\n":
            start, end = line, end + 1
        parts += [source[reached:start], new.replace("\n", "\n" + _indent(source, start))]
        reached = end
    return "".join([*parts, source[reached:]])


def _placed(source: str, change: Change) -> Iterator[tuple[int, int, str]]:
    """Where the old text of a change begins and ends, and the new one; again for each place of one made everywhere."""
    written = change.change if isinstance(change, Everywhere) else change
    if not isinstance(written, tuple) or len(written) < 2:
        raise CourseError(f"{written!r} is no change; write (text, what it becomes).")
    text, *becomes = written
    found = list(_places(source, text))
    often = {0: "nowhere", 1: "once"}.get(len(found), f"{len(found)} times")
    if isinstance(change, Everywhere) and len(found) < 2:
        raise CourseError(f"the text {text!r} stands {often} in the solution; what is changed everywhere stands twice.")
    if not isinstance(change, Everywhere) and len(found) != 1:
        raise CourseError(f"the text {text!r} stands {often} in the solution; it should stand there once.")
    for start, end in found:
        yield start, end, "\n".join(becomes)


def _places(source: str, text: str) -> Iterator[tuple[int, int]]:
    """Where each occurrence of a text begins and ends."""
    start = source.find(text.split("\n", 1)[0])
    while text and start != -1:
        indented = text.replace("\n", "\n" + _indent(source, start))
        if source.startswith(indented, start):
            yield start, start + len(indented)
        start = source.find(text.split("\n", 1)[0], start + 1)


def _indent(source: str, position: int) -> str:
    line = source[source.rfind("\n", 0, position) + 1 :]
    return line[: len(line) - len(line.lstrip(" "))]
