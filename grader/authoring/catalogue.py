"""The catalogue of an assignment: known mistakes with their hints, other right answers, neutral stand-ins.

What is known of the exercise `gradients` of `logistic_regression` stands in `grader/mistakes/logistic_regression/gradients.py`.
Most mistakes are the solution with a line or two changed, and say just that; where one is built otherwise, it is a function:

```python
summed_not_averaged = edited("The gradients are averages over the m examples: divide by m.", everywhere(" / m", ""))
turned_round = edited("The sign is turned round: the answer minus the truth.", ("A - Y", "Y - A"))

@mistake("The slopes come back as a tuple. Return them in a dict.")
def as_a_tuple(w, b, X, Y): ...

@alternative
def with_einsum(w, b, X, Y): ...
```
"""

from __future__ import annotations

import ast
import inspect
import linecache
import sys
import textwrap
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from dlkit.course import CourseError, find_assignment
from grader.authoring.edits import Change, changed, plain_source
from grader.authoring.importing import import_written

Function = Callable[..., Any]
Role = Literal["mistake", "alternative", "stand_in"]
MISTAKES = Path(__file__).parents[1] / "mistakes"
# Errors of how Python is written, and not of what is computed.
SLIPS = ("TypeError", "NameError", "UnboundLocalError", "AttributeError")
_ATTRIBUTE = "__dlkit_mark__"


@dataclass(frozen=True)
class Entry:
    """One implementation of an exercise that is not the solution.

    Attributes:
        role: what it is there for.
        exercise: the exercise that it answers.
        name: its own name.
        function: the implementation.
        place: file and line where it stands.
        hint: for a mistake, what the student is told.
        raises: for a mistake, the slip of the pen that it stops with, as a student's code would; empty if it answers.
    """

    role: Role
    exercise: str
    name: str
    function: Function
    place: str
    hint: str = ""
    raises: str = ""

    @cached_property
    def source(self) -> str:
        """Its source as the student would have written it: no decorator, the exercise's name."""
        return function_source(self.function, rename=self.exercise)


@dataclass(frozen=True)
class _Mark:
    """What a decorator says of its function; the exercise is empty where the file names it."""

    role: Role
    exercise: str = ""
    hint: str = ""
    raises: str = ""

    def __call__(self, function: Function) -> Function:
        setattr(function, _ATTRIBUTE, self)
        return function


@dataclass(frozen=True)
class Edited:
    """A mistake that is the solution with changes, and the line where it says so."""

    hint: str
    changes: tuple[Change, ...]
    line: int
    raises: str = ""


def mistake(hint: str, *, raises: str = "") -> Callable[[Function], Function]:
    """Marks a known wrong implementation of the exercise that the file is named after.

    Args:
        hint: what a student who made this mistake is told: what is wrong and the idea, not the code.
        raises: see `edited`.
    """
    _require_hint(hint, "@mistake")
    return _Mark("mistake", hint=hint, raises=raises)


def edited(hint: str, *changes: Change, raises: str = "") -> Edited:
    """A mistake that is the solution with a line or two changed; the variable that holds it gives it its name.

    Args:
        hint: what a student who made this mistake is told: what is wrong and the idea, not the code.
        *changes: each is a text that stands exactly once in the solution, docstring and annotations of its head
            apart, and the line or lines that it becomes, or `everywhere(text, lines)`; see `grader.authoring.edits`.
        raises: one of `SLIPS`, such as "TypeError", if a student's code stops with it too whenever it is called. The
            gate asks for it, since as a rule such an error comes of the change, and not of what the hint is about.
    """
    _require_hint(hint, "edited")
    return Edited(hint, changes, sys._getframe(1).f_lineno, raises)


def _require_hint(hint: object, what: str) -> None:
    if not isinstance(hint, str) or not hint.strip():
        raise TypeError(f'{what} needs its hint first, a sentence for the student: {what}("The ...")')


def alternative(function: Function) -> Function:
    """Marks a right implementation that differs from the solution of the exercise that the file is named after."""
    return _Mark("alternative")(function)


def stand_in(exercise: str) -> Callable[[Function], Function]:
    """Marks a neutral implementation, nothing secret, with which the exercises that build on this one are judged.

    It serves both sides, student and reference, when the student's own answer to `exercise` is wrong. Only
    exercises whose results cannot travel (Keras graphs) need one.
    """
    return _Mark("stand_in", exercise)


def entries(module: ModuleType, *, exercise: str = "", solution: ModuleType | None = None) -> list[Entry]:
    """What a module says of exercises, in the order in which it stands.

    Args:
        module: the module.
        exercise: the exercise that the module is about.
        solution: the reference solutions, which its mistakes are changes of.

    Raises:
        CourseError: if changes cannot be made in the solution: a line for each such entry, with its place.
    """
    found, faults = [], []
    for name, value in vars(module).items():
        if isinstance(value, Edited):
            where = place(Path(str(module.__file__)), value.line)
            try:
                function = _edited_function(value, name, getattr(solution, exercise))
            except (CourseError, SyntaxError) as error:
                faults.append(f"{where}: mistake {name} of {exercise} cannot be made: {error}")
            else:
                found.append(Entry("mistake", exercise, name, function, where, value.hint, value.raises))
        elif inspect.isfunction(value) and isinstance(mark := vars(value).get(_ATTRIBUTE), _Mark):
            where = place(Path(value.__code__.co_filename), value.__code__.co_firstlineno)
            found.append(Entry(mark.role, mark.exercise or exercise, name, value, where, mark.hint, mark.raises))
    if faults:
        raise CourseError("\n".join(faults))
    return found


@cache
def load_catalogue(slug: str) -> list[Entry]:
    """The mistakes and alternatives of an assignment, one exercise after the other; empty where it has none yet.

    Raises:
        CourseError: if an entry cannot be made, or a file is named after no exercise.
    """
    exercises = [exercise.name for exercise in find_assignment(slug).exercises]
    solution = import_written(f"solutions.{slug}")
    found, faults = [], []
    for path in sorted((MISTAKES / slug).glob("*.py"), key=lambda path: (*exercises, path.stem).index(path.stem)):
        if path.stem not in exercises:
            faults.append(f"{place(path, 1)}: {path.stem} is no exercise of {slug}.")
            continue
        try:
            module = import_written(f"grader.mistakes.{slug}.{path.stem}")
            found += entries(module, exercise=path.stem, solution=solution)
        except CourseError as error:
            faults.append(str(error))
    if faults:
        raise CourseError("\n".join(faults))
    return found


def _edited_function(mistake: Edited, name: str, solution: Function) -> Function:
    """Compiles a changed solution where the solution's own names stand; `inspect` finds its source."""
    source = changed(_plain_source(solution), mistake.changes)
    file = f"<{solution.__module__}.{solution.__name__} with {name}>"
    namespace = dict(solution.__globals__)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # a known mistake may well call a number
        exec(compile(source, file, "exec"), namespace)
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    function: Function = namespace[solution.__name__]
    return function


_plain_source = cache(plain_source)


def place(path: Path, line: int) -> str:
    """A line of a file as sentences name it: from the repository's root, if it lies there."""
    root = MISTAKES.parents[1]
    return f"{path.relative_to(root) if path.is_relative_to(root) else path}, line {line}"


def function_source(function: Function, *, rename: str | None = None) -> str:
    """The source of a function without its decorators, under another name if one is given."""
    source = textwrap.dedent(inspect.getsource(function))
    node = ast.parse(source).body[0]
    assert isinstance(node, ast.FunctionDef)
    lines = source.splitlines()[node.lineno - 1 :]
    if rename is not None:
        lines[0] = lines[0].replace(f"def {node.name}(", f"def {rename}(", 1)
    return "\n".join(lines) + "\n"
