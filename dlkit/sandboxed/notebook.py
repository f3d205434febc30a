"""Running a notebook's code cells in a fresh namespace, outside Jupyter."""

from __future__ import annotations
import __future__

import ast
import asyncio
import builtins
import importlib
import inspect
import linecache
import signal
import sys
import threading
import types
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from dlkit.comparing import Raised, describe_cell_error
from dlkit.course import TOOLS
from dlkit.notebooks import RUNNING_MAGIC, is_definition, parsed

AGAIN = 1.0  # seconds after which a statement that swallowed the end of its time is stopped once more
MORE = 2.0  # seconds for the definitions below a statement that was stopped
MAX_STOPPED = 20  # statements of one cell that are told of
# Annotations are not evaluated: what they name need not be there.
_FLAGS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT | __future__.annotations.compiler_flag


class TimeOver(BaseException):
    """A cell has had its time; no error of the student's."""


@dataclass(frozen=True)
class Stopped:
    """One statement that did not come to its end.

    Attributes:
        line: where it stands in the cell.
        raised: its error.
    """

    line: int
    raised: Raised


@dataclass(frozen=True)
class CellRun:
    """What came of running one cell, statement by statement.

    Attributes:
        stopped: the statements that stopped with an error; those below them ran all the same.
        cut: whether something was left out, or not run to its end, because the time was over.
    """

    stopped: tuple[Stopped, ...] = ()
    cut: bool = False

    @property
    def raised(self) -> Raised | None:
        """The first error; None if there was none."""
        return self.stopped[0].raised if self.stopped else None


class NotebookProcess:
    """One fresh `__main__` in which cells run one after the other, as in a kernel."""

    def __init__(self) -> None:
        module = types.ModuleType("__main__")
        sys.modules["__main__"] = module
        self.namespace: dict[str, Any] = module.__dict__
        self.namespace["__builtins__"] = builtins
        self.namespace["get_ipython"] = lambda: _Shell(self)
        self.namespace["display"] = _ignore
        self._flags = _FLAGS
        self._kept: dict[str, dict[str, Any]] = {}
        self._settings: dict[str, list[Callable[[], object]]] = {}
        self._last: dict[str, Any] | None = None
        self._selected = ""
        self._loop: asyncio.AbstractEventLoop | None = None
        _silence_checks()

    def run(
        self,
        source: str,
        *,
        name: str,
        seconds: float | None = None,
        keeps: Sequence[str] = (),
        definitions_only: bool = False,
    ) -> CellRun:
        """Runs one cell, statement by statement: one that fails does not take the others with it.

        Args:
            source: the cell's text; magics and shell lines do nothing.
            name: what tracebacks call the cell.
            seconds: after which the statement that runs is stopped, and of those below it only what defines runs.
            keeps: the exercises to be judged by what their names stand for after this cell.
            definitions_only: leaves out what is no import, function, class or constant.
        """
        filename = f"<{name}>"
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        try:
            statements = _as_python(source).body
        except BaseException as error:
            statements = []
            raised = describe_cell_error(error)
            found = CellRun((Stopped(getattr(error, "lineno", None) or 1, raised),))
        else:
            try:
                found = self._run(statements, filename, seconds, definitions_only)
            except TimeOver:  # it came between two statements
                found = CellRun(cut=True)
        for exercise in keeps:
            self._kept[exercise] = dict(self.namespace)
            self._settings[exercise] = _settings()
        return found

    def _run(
        self, statements: Sequence[ast.stmt], filename: str, seconds: float | None, definitions_only: bool
    ) -> CellRun:
        stopped, cut = [], False
        with _time_limit(seconds) as clock:
            for statement in statements:
                if (definitions_only or cut) and not is_definition(statement):
                    cut = True
                    continue
                try:
                    self._execute(statement, filename)
                except TimeOver:
                    cut = True
                    clock.restart()
                except BaseException as error:
                    raised = describe_cell_error(error)
                    stopped.append(Stopped(statement.lineno, raised))
        return CellRun(tuple(stopped[:MAX_STOPPED]), cut)

    def _execute(self, statement: ast.stmt, filename: str) -> None:
        module = ast.Module([statement], [])
        code = compile(module, filename, "exec", flags=self._flags, dont_inherit=True)
        self._flags |= code.co_flags & _FUTURE  # `from __future__ import ...` holds for the cells that follow
        if code.co_flags & inspect.CO_COROUTINE:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                asyncio.set_event_loop(self._loop)
            self._loop.run_until_complete(eval(code, self.namespace))
        else:
            exec(code, self.namespace)

    def select(self, function: str) -> None:
        """Has every name stand for what it stood for when a function's check would have run.

        A name that was not there yet stands for what it does after the last cell: a helper below is found.

        Args:
            function: one of the exercises that were kept; for all others nothing changes.
        """
        if function in self._kept and function != self._selected:
            self._selected = function
            self.namespace.update({**self._after_all(), **self._kept[function]})
            for restore in self._settings[function]:
                with suppress(Exception):
                    restore()

    def replace(self, function: str, stand_in: Any) -> None:
        """Puts a stand-in for a function, at whatever time it is looked for."""
        for names in (self._after_all(), self.namespace, *self._kept.values()):
            names[function] = stand_in

    def _after_all(self) -> dict[str, Any]:
        """What the names stand for after the last cell, but for the exercises, which are as they are judged."""
        if self._last is None:
            answers = {name: kept[name] for name, kept in self._kept.items() if name in kept}
            self._last = {**self.namespace, **answers}
        return self._last


def _settings() -> list[Callable[[], object]]:
    """What sets NumPy's and Keras's own settings to what they are now."""
    found: list[Callable[[], object]] = []
    with suppress(Exception):  # the student's code may have put anything in their places
        found.append(partial(np.seterr, **np.geterr()))
    if (keras := sys.modules.get("keras")) is not None:
        with suppress(Exception):
            found.append(partial(keras.config.set_floatx, keras.config.floatx()))
            found.append(partial(keras.config.set_dtype_policy, keras.config.dtype_policy()))
            found.append(partial(keras.config.set_image_data_format, keras.config.image_data_format()))
    return found


_FUTURE = 0
for _feature in __future__.all_feature_names:
    _FUTURE |= getattr(__future__, _feature).compiler_flag


class _Clock:
    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds

    def restart(self) -> None:
        """Starts to count; the second time, for what defines something below, a short time."""
        if self.seconds is not None:
            signal.setitimer(signal.ITIMER_REAL, self.seconds, AGAIN)
            self.seconds = min(self.seconds, MORE)


@contextmanager
def _time_limit(seconds: float | None) -> Iterator[_Clock]:
    """Stops what runs inside after a time; a courtesy, for the judge ends what does not heed it."""
    if seconds is None or threading.current_thread() is not threading.main_thread():
        yield _Clock(None)
        return

    def ring(number: int, frame: Any) -> None:
        raise TimeOver

    before = signal.signal(signal.SIGALRM, ring)
    clock = _Clock(seconds)
    try:
        clock.restart()
        yield clock
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _as_python(source: str) -> ast.Module:
    """Parses a cell; IPython's own translation is asked only where it is no plain Python.

    Where there is no IPython, lines of magics and for the shell are left out.
    """
    source = RUNNING_MAGIC.sub(r"\1", source)
    try:
        return ast.parse(source)
    except SyntaxError:
        try:
            from IPython.core.inputtransformer2 import TransformerManager
        except ModuleNotFoundError:
            if (tree := parsed(source)) is None:
                raise
            return tree

        translated: str = TransformerManager().transform_cell(source)
        return ast.parse(translated)


def _silence_checks() -> None:
    """Makes `check(...)` and its like in a cell do nothing: the judge asks its own questions."""
    import dlkit

    vars(dlkit).update(assignment=_Opened, review=lambda slug, *functions: _Opened(slug))


def _ignore(*args: Any, **kwargs: Any) -> None:
    """Stands for what only makes sense in a notebook's page."""


class _Opened:
    """Stands for an assignment as the notebook opens it."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        self.tools = (_ignore,) * len(TOOLS)
        vars(self).update(zip(TOOLS, self.tools, strict=True))

    def path(self, name: str) -> Path:
        """Where a data file of the assignment's own lies here."""
        return Path(__file__).parents[2] / "assignments" / self.slug / "data" / name


class _Shell:
    """Stands for IPython's shell: it writes and runs files; every other attribute is a method that does nothing."""

    def __init__(self, process: NotebookProcess) -> None:
        self._process = process

    def __getattr__(self, name: str) -> Callable[..., None]:
        return _ignore

    def getoutput(self, command: str, **options: Any) -> list[str]:
        """What a shell's command prints: nothing, for there is no shell here."""
        return []

    def run_cell_magic(self, magic: str, line: str, cell: str) -> None:
        """Does `%%writefile`; no other cell magic does anything."""
        if magic in ("writefile", "file"):
            words = line.split()
            place = Path(words[-1].strip("'\""))
            appended = place.read_text(encoding="utf-8") if "-a" in words[:-1] and place.exists() else ""
            place.unlink(missing_ok=True)  # what was handed in beside the notebook can only be read
            place.write_text(appended + cell, encoding="utf-8")
            importlib.invalidate_caches()

    def run_line_magic(self, magic: str, line: str, *more: Any) -> None:
        """Does `%run FILE`; no other line magic does anything."""
        if magic == "run" and line.split():
            place = Path(line.split()[-1].strip("'\""))
            exec(compile(place.read_bytes(), str(place), "exec"), self._process.namespace)
