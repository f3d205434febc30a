"""What the statements of a cell do to its names, told without running them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import suppress

MAX_PARSED = 1 << 20  # of a cell's text: parsing takes a hundred times as much memory
# Cell magics that run their cell as it is; all others do something else with it.
RUNNING_MAGIC = re.compile(r"\A(\s*)%%(?:time|timeit|capture|prun)\b[^\n]*")
_SHELL_LINE = re.compile(r"(?m)^(\s*)(?:[%!?].*|[\w, ]+=\s*[%!].*|.*\?)$")
_FUNCTION = re.compile(r"^(?:async )?def (\w+)\s*\(", re.MULTILINE)
_DEFINING = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Pass)
_CONSTANT = (
    *(ast.Constant, ast.Name, ast.Tuple, ast.List, ast.Set, ast.Dict, ast.UnaryOp, ast.BinOp, ast.BoolOp),
    *(ast.Compare, ast.Lambda, ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context),
)
_OWN_SCOPE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.comprehension)
_OWN_SCOPE_EXPRESSION = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def parsed(source: str) -> ast.Module | None:
    """A cell's statements; None if it is no plain Python, or too long to be parsed.

    Magics that run their cell, and single lines of magics and for the shell, are left out.

    Args:
        source: the cell's text.
    """
    if len(source) > MAX_PARSED:
        return None
    source = RUNNING_MAGIC.sub(r"\1", source)
    if source.lstrip().startswith("%%"):
        return None
    for text in (source, _SHELL_LINE.sub(r"\1pass", source)):
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None


def is_definition(node: ast.stmt) -> bool:
    """Whether a statement only makes names: an import, a function, a class, a constant, or a choice among such.

    What a constant is made of may be names and arithmetic, but nothing that is called, read out of something or
    raised to a power: that may take any time.

    Args:
        node: a statement of a cell.
    """
    try:
        return _is_definition(node)
    except RecursionError:
        return False


def _is_definition(node: ast.stmt) -> bool:
    if isinstance(node, ast.Try):
        handled = [statement for handler in node.handlers for statement in handler.body]
        return all(map(_is_definition, [*node.body, *handled, *node.orelse, *node.finalbody]))
    if isinstance(node, ast.If):
        return _is_constant(node.test) and all(map(_is_definition, [*node.body, *node.orelse]))
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return node.value is not None and _is_constant(node.value) and all(map(_is_plain_target, targets))
    return isinstance(node, _DEFINING)


def _is_constant(node: ast.expr) -> bool:
    if isinstance(node, ast.Lambda):
        return True
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Pow, ast.LShift)) and not _is_small(node):
        return False
    return isinstance(node, _CONSTANT) and all(
        _is_constant(child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)
    )


def _is_small(node: ast.BinOp) -> bool:
    """Whether a power or a shift is one of a plain number by a plain small one, as in `2**10` or `1e-8`."""
    right = node.right.operand if isinstance(node.right, ast.UnaryOp) else node.right
    return isinstance(node.left, ast.Constant) and isinstance(right, ast.Constant) and right.value in range(65)


def _is_plain_target(node: ast.expr) -> bool:
    if isinstance(node, (ast.Tuple, ast.List)):
        return all(map(_is_plain_target, node.elts))
    return isinstance(node, ast.Name)


def definitions(source: str) -> list[tuple[frozenset[str], str]]:
    """The imports, functions, classes and constants of a cell, without the statements that do something.

    Args:
        source: the cell's text.

    Returns:
        Each as text, with the names that it makes if it is an import.
    """
    tree = parsed(source)
    nodes = [] if tree is None else [node for node in tree.body if is_definition(node)]
    return [(_imported(node), ast.unparse(node)) for node in nodes]


def _imported(node: ast.stmt) -> frozenset[str]:
    aliases = node.names if isinstance(node, (ast.Import, ast.ImportFrom)) else []
    return frozenset(alias.asname or alias.name.split(".")[0] for alias in aliases)


def imported_modules(source: str) -> list[str]:
    """The modules that a cell's statements import, wherever they stand in it.

    Args:
        source: the cell's text.
    """
    found = []
    for node in ast.walk(parsed(source) or ast.Module([], [])):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
    return found


def provided_names(source: str) -> list[str]:
    """The names under which a cell leaves something that can be called, as far as that can be told.

    A number given to a name, and what is made by calling the name itself (`cost = cost(A, Y)`), is no function.

    Args:
        source: the cell's text.
    """
    tree = parsed(source)
    with suppress(RecursionError):
        if tree is not None:
            return [name for node in tree.body for name in _provided(node)]
    return [] if RUNNING_MAGIC.sub("", source).lstrip().startswith("%%") else _FUNCTION.findall(source)


def _provided(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, ast.ImportFrom):
        yield from (alias.asname or alias.name for alias in node.names)
    elif isinstance(node, ast.Assign):
        names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        read = {found.id for found in ast.walk(node.value) if isinstance(found, ast.Name)}
        is_number = not isinstance(node.value, (ast.Lambda, ast.Name)) and _is_constant(node.value)
        yield from (name for name in names if name not in read and not is_number)
    elif isinstance(node, (ast.If, ast.Try, ast.With)):
        handled = [item for handler in getattr(node, "handlers", ()) for item in handler.body]
        for inner in [*node.body, *handled, *getattr(node, "orelse", ()), *getattr(node, "finalbody", ())]:
            yield from _provided(inner)


def bound_names(source: str) -> set[str]:
    """The names that a cell binds when it runs: imports, functions, classes, and what it computes.

    Args:
        source: the cell's text.
    """
    tree = parsed(source)
    return {name for node in (tree.body if tree else []) for name in _bound(node)}


def _bound(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from _imported(node)
    else:
        yield from _stored(node)


def computed_names(source: str) -> set[str]:
    """The names that a cell gives to what it computes: those that are there only when its statements run.

    Args:
        source: the cell's text.
    """
    tree = parsed(source)
    nodes = [] if tree is None else [node for node in tree.body if not is_definition(node)]
    return {name for node in nodes for name in _stored(node)}


def _stored(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    if not isinstance(node, (*_OWN_SCOPE, *_OWN_SCOPE_EXPRESSION)):
        for child in ast.iter_child_nodes(node):
            yield from _stored(child)


def is_unwritten(source: str, name: str) -> bool:
    """Whether a cell holds nothing but a function of this name that only says that it is not written.

    Args:
        source: the cell's text.
        name: the function.
    """
    if "NotImplementedError" not in source or (tree := parsed(source)) is None or len(tree.body) != 1:
        return False
    function = tree.body[0]
    if not isinstance(function, ast.FunctionDef) or function.name != name:
        return False
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    raised = body[0].exc if len(body) == 1 and isinstance(body[0], ast.Raise) else None
    kind = raised.func if isinstance(raised, ast.Call) else raised
    return isinstance(kind, ast.Name) and kind.id == "NotImplementedError"


def asked_question(source: str) -> str:
    """The name of the question that a cell asks, `ask("NAME", ...)`, where it does nothing else; else empty.

    Args:
        source: the cell's text.
    """
    tree = parsed(source) if source.lstrip().startswith(("ask", "#")) else None
    if tree is None or len(tree.body) != 1 or not isinstance(statement := tree.body[0], ast.Expr):
        return ""
    called = statement.value
    if not isinstance(called, ast.Call) or not isinstance(called.func, ast.Name) or called.func.id != "ask":
        return ""
    name = called.args[0] if called.args else None
    return name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else ""
