"""The source of a wrong answer, evenly written and without names, and what to paste into the catalogue."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from difflib import SequenceMatcher
from typing import Any

from dlkit.course import CourseError
from grader.authoring import changed, plain_source

HINT = "WRITE HERE what is wrong and the idea, not the code."
MAX_LINES = 3  # of a solution that an edit changes
_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
_DOCUMENTED = (*_FUNCTION, ast.ClassDef)


def even_source(cells: Sequence[str], name: str, *, hide: Callable[[str], str], spared: Collection[str] = ()) -> str:
    """The definition of a function as every student might have written it, with what it needs of its own cell.

    Comments, docstrings and the layout go, and whatever names somebody: in texts, and in names that the student chose.

    Args:
        cells: the texts of the cells that define it, in order.
        name: the function.
        hide: takes names out of a text.
        spared: texts and names that stay, because they are the assignment's.

    Returns:
        The source; empty if the function is not defined by a `def` in Python that can be parsed.
    """
    for cell in reversed(cells):
        with suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            tree = ast.parse("\n".join(line for line in cell.splitlines() if not line.lstrip().startswith(("%", "!"))))
            wanted = _needed(tree.body, name)
            if any(isinstance(node, ast.FunctionDef) and node.name == name for node in wanted):
                source = ast.unparse(_without_names(ast.Module(wanted, []), hide, {name, *spared}))
                ast.parse(source)  # with brackets that Python adds it may have more than Python reads
                return source
    return ""


def _needed(body: Sequence[ast.stmt], name: str) -> list[ast.stmt]:
    """The statements of a cell that define a function and what it uses there, in order."""
    wanted, found = [name], set[int]()
    while wanted:
        looked_for = wanted.pop()
        places = [place for place, node in enumerate(body) if looked_for in _binds(node) and place not in found]
        if places:
            found.add(places[-1])
            wanted += [node.id for node in ast.walk(body[places[-1]]) if isinstance(node, ast.Name)]
    return [body[place] for place in sorted(found)]


def _binds(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, _DOCUMENTED):
        yield node.name
    elif isinstance(node, ast.Assign):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from ((alias.asname or alias.name).split(".")[0] for alias in node.names)


def _without_names(tree: ast.Module, hide: Callable[[str], str], spared: Collection[str]) -> ast.Module:
    chosen = {name for node in ast.walk(tree) for name in _chosen(node)} - set(spared)
    for node in ast.walk(tree):
        if isinstance(node, _DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        for part, value in ast.iter_fields(node):
            is_text = isinstance(node, ast.Constant) and part == "value" and value not in spared
            if isinstance(value, str) and (is_text or value in chosen):
                setattr(node, part, hide(value))
    return tree


def _chosen(node: ast.AST) -> Iterator[str]:
    """The names that a part of a program gives to something."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, _DOCUMENTED):
        yield node.name


def to_paste(source: str, exercise: str, name: str, solution: Callable[..., Any]) -> str:
    """The entry of a wrong answer in the catalogue: an edit of the solution if it is nearly that, else a function.

    Args:
        source: the answer, as `even_source` gives it.
        exercise: its exercise.
        name: what to call the mistake.
        solution: the reference.
    """
    if edit := _edit(source, _solution_source(solution)):
        changes = "".join(f"\n    ({', '.join(map(repr, change))})," for change in edit)
        return f'{name} = edited(\n    "{HINT}",{changes}\n)'
    tree = ast.parse(source)
    lines = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == exercise:
            node.name = name
            lines.append(f'@mistake("{HINT}")\n{ast.unparse(node)}')
        else:
            lines.append(ast.unparse(node))
    return "\n\n\n".join(lines)


def words_of(solution: Callable[..., Any]) -> set[str]:
    """The words of a solution, which name nobody."""
    return set(re.findall(r"\w+", _solution_source(solution)))


def _solution_source(solution: Callable[..., Any]) -> str:
    """The source of a solution; empty where it is no plain function."""
    with suppress(OSError, TypeError, SyntaxError, AssertionError):
        return plain_source(solution)
    return ""


def _edit(source: str, solution: str) -> list[tuple[str, ...]]:
    """The changes that make an answer of the solution; none if there are many, or they make another one."""
    wanted = ast.unparse(ast.parse(source))
    before, after = ast.unparse(ast.parse(solution)).splitlines(), wanted.splitlines()
    changes: list[tuple[str, ...]] = []
    for kind, start, stop, begin, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if kind == "insert" or stop - start > MAX_LINES or len(changes) == MAX_LINES:
            return []
        old, new = before[start:stop], after[begin:end]
        indent = len(old[0]) - len(old[0].lstrip())
        changes.append(("\n".join(line[indent:] for line in old), *(line[indent:] for line in new or [""])))
    with suppress(CourseError, SyntaxError):
        if changes and ast.unparse(ast.parse(changed(solution, changes))) == wanted:
            return changes
    return []
