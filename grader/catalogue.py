"""The catalogue of an assignment: known mistakes with their hints, other right answers, neutral stand-ins.

```python
@mistake("gradients", hint="The gradients are averages over the m examples: divide by m.")
def summed_not_averaged(w, b, X, Y): ...

@alternative("gradients")
def with_einsum(w, b, X, Y): ...
```
"""

from __future__ import annotations

import ast
import importlib
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Literal

Function = Callable[..., Any]
_ATTRIBUTE = "__dlkit_entry__"


@dataclass(frozen=True)
class Entry:
    """One implementation of an exercise that is not the solution.

    Attributes:
        role: what it is there for.
        exercise: the exercise that it answers.
        name: its own name.
        function: the implementation.
        hint: for a mistake, what the student is told.
    """

    role: Literal["mistake", "alternative", "stand_in"]
    exercise: str
    name: str
    function: Function
    hint: str = ""

    @property
    def source(self) -> str:
        """Its source as the student would have written it: no decorator, the exercise's name."""
        return function_source(self.function, rename=self.exercise)


def mistake(exercise: str, *, hint: str) -> Callable[[Function], Function]:
    """Marks a known wrong implementation of an exercise.

    Args:
        exercise: the exercise.
        hint: what a student who made this mistake is told: what is wrong and the idea, not the code.
    """
    return _mark("mistake", exercise, hint)


def alternative(exercise: str) -> Callable[[Function], Function]:
    """Marks a right implementation of an exercise that differs from the solution."""
    return _mark("alternative", exercise)


def stand_in(exercise: str) -> Callable[[Function], Function]:
    """Marks a neutral implementation, nothing secret, with which the exercises that build on this one are judged.

    It serves both sides, student and reference, when the student's own answer to `exercise` is wrong. Only
    exercises whose results cannot travel (Keras graphs) need one.
    """
    return _mark("stand_in", exercise)


def _mark(
    role: Literal["mistake", "alternative", "stand_in"], exercise: str, hint: str = ""
) -> Callable[[Function], Function]:
    def decorate(function: Function) -> Function:
        setattr(function, _ATTRIBUTE, Entry(role, exercise, function.__name__, function, hint))
        return function

    return decorate


def entries(module: ModuleType) -> list[Entry]:
    """The marked functions of a module, in the order in which they stand."""
    found = (vars(value).get(_ATTRIBUTE) for value in vars(module).values() if inspect.isfunction(value))
    return [entry for entry in found if entry is not None]


def load_catalogue(slug: str) -> list[Entry]:
    """The mistakes and alternatives of an assignment; empty where it has none yet."""
    try:
        return entries(importlib.import_module(f"grader.mistakes.{slug}"))
    except ModuleNotFoundError as error:
        if error.name != f"grader.mistakes.{slug}":
            raise
        return []


def function_source(function: Function, *, rename: str | None = None) -> str:
    """The source of a function without its decorators, under another name if one is given."""
    source = textwrap.dedent(inspect.getsource(function))
    node = ast.parse(source).body[0]
    assert isinstance(node, ast.FunctionDef)
    lines = source.splitlines()[node.lineno - 1 :]
    if rename is not None:
        lines[0] = lines[0].replace(f"def {node.name}(", f"def {rename}(", 1)
    return "\n".join(lines) + "\n"
