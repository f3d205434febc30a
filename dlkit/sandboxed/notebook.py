"""Running a notebook's code cells in a fresh namespace, outside Jupyter."""

from __future__ import annotations

import ast
import builtins
import linecache
import re
import sys
import types
from pathlib import Path
from typing import Any

from dlkit.comparing import Raised, describe_error

# Cell magics that run their cell as it is; of all others IPython's shell, which is not here, would be asked.
_RUNNING_MAGIC = re.compile(r"\A(\s*)%%(?:time|timeit|capture|prun)\b[^\n]*")


class NotebookProcess:
    """One fresh `__main__` in which cells run one after the other, as in a kernel."""

    def __init__(self) -> None:
        module = types.ModuleType("__main__")
        sys.modules["__main__"] = module
        self.namespace: dict[str, Any] = module.__dict__
        self.namespace["__builtins__"] = builtins
        self.namespace["get_ipython"] = _Silent
        self.namespace["display"] = _ignore
        _silence_checks()

    def run(self, source: str, *, name: str) -> Raised | None:
        """Runs one cell.

        Args:
            source: the cell's text; magics and shell lines do nothing.
            name: what tracebacks call the cell.

        Returns:
            The error that stopped it, or None.
        """
        filename = f"<{name}>"
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        try:
            code = compile(_as_python(source), filename, "exec")
            exec(code, self.namespace)
        except (KeyboardInterrupt, MemoryError):
            raise
        except BaseException as error:
            return _syntax_error(error) if isinstance(error, SyntaxError) else describe_error(error)
        return None


def _as_python(source: str) -> ast.Module:
    """Parses a cell; IPython's own translation is asked only where it is no plain Python."""
    source = _RUNNING_MAGIC.sub(r"\1", source)
    try:
        return ast.parse(source)
    except SyntaxError:
        from IPython.core.inputtransformer2 import TransformerManager

        translated: str = TransformerManager().transform_cell(source)
        return ast.parse(translated)


def _syntax_error(error: SyntaxError) -> Raised:
    line = (error.text or "").rstrip()
    place = f"  in the cell, line {error.lineno}\n    {line.strip()}\n" if error.lineno else ""
    return Raised(
        type=type(error).__name__,
        message=str(error.msg),
        traceback=f"{place}{type(error).__name__}: {error.msg}",
    )


def _silence_checks() -> None:
    """Makes `check(...)` in a cell do nothing: the judge asks its own questions."""
    import dlkit

    vars(dlkit)["assignment"] = _Opened


def _ignore(*args: Any, **kwargs: Any) -> None:
    """Stands for what only makes sense in a notebook's page."""


class _Opened:
    """Stands for an assignment as the notebook opens it."""

    check = staticmethod(_ignore)

    def __init__(self, slug: str) -> None:
        self.slug = slug

    def path(self, name: str) -> Path:
        """Where a data file of the assignment's own lies here."""
        return Path(__file__).parents[2] / "assignments" / self.slug / "data" / name


class _Silent:
    """Stands for IPython's shell: every attribute is a method that does nothing."""

    def __getattr__(self, name: str) -> Any:
        return _ignore
