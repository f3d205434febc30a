"""The page of what a notebook can call, from the names that dlkit gives and their docstrings."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from types import ModuleType

from dlkit.course import TOOLS

_MODULES = ("dlkit.data", "dlkit.plot", "dlkit.interactive")
_ALONE = ("assignment", "inspect", "review", "device", "seed", "needs_keras")


def api_page() -> str:
    """The page, as MyST Markdown with autodoc's directives."""
    blocks = [
        "# What a notebook can call",
        "A notebook begins with `import dlkit` and opens its assignment:",
        f'```python\n{", ".join(TOOLS)} = (\n    dlkit.assignment("logistic_regression").tools\n)\n```',
        "## `dlkit`",
        _rst(f".. autofunction:: dlkit.{name}" for name in _ALONE),
        "## The tools of an assignment",
        "Each is a method of what `dlkit.assignment` returns, and stands in the notebook under its own name.",
        _rst(f".. automethod:: dlkit.desk.OpenAssignment.{name}" for name in TOOLS),
    ]
    for name in _MODULES:
        module = importlib.import_module(name)
        blocks += [f"## `{name}`", " ".join((module.__doc__ or "").split("\n\n")[0].split()), _of(module)]
    return "\n\n".join(blocks) + "\n"


def _of(module: ModuleType) -> str:
    """Functions and classes of a module; a constant has no docstring of its own."""
    lines = []
    for name in sorted(module.__all__, key=str.casefold):
        found = getattr(module, name)
        if isinstance(found, type):
            lines.append(f".. autoclass:: {module.__name__}.{name}")
        elif callable(found):
            lines.append(f".. autofunction:: {module.__name__}.{name}")
    return _rst(lines)


def _rst(lines: Iterable[str]) -> str:
    return "```{eval-rst}\n" + "\n\n".join(lines) + "\n```"
