"""Answers without any thought: what a hidden check must not let pass, or points can be had by guessing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from dlkit.comparing import as_arrays
from grader.authoring import Authored
from grader.judging import CheckSession, LocalBackend

Function = Callable[..., Any]
SHAPE, MAX_INPUTS = (8,), 4_096  # of the input of a model that does nothing: the one in the call, if it is small


def trivial_functions(solution: Function) -> dict[str, Function]:
    """Some twenty functions that do nothing: identities, constants, copies of an argument.

    Args:
        solution: the reference; constants in the form of its answer are told by shape and keys alone.

    Returns:
        The functions by a name that says what each returns.
    """
    constants: dict[str, Any] = {
        "None": None,
        "True": True,
        "False": False,
        "an empty list": [],
        "an empty dict": {},
    }
    found: dict[str, Function] = {name: _constant(value) for name, value in constants.items()}
    found |= {f"the number {number:g}": _constant(number) for number in (0.0, 1.0, 0.5, -1.0)}
    found |= {f"its argument {place + 1}": _argument(place) for place in range(4)}
    found |= {"its last argument": _argument(-1), "all its arguments": lambda *args, **kwargs: args}
    for words, fill in (("zeros", 0.0), ("ones", 1.0), ("halves", 0.5)):
        found[f"{words} in the shape of its first argument"] = _filled(_argument(0), fill)
        found[f"{words} in the form of the answer"] = _filled(solution, fill)
    found["the negative of its first argument"] = lambda *args, **kwargs: -args[0]
    return found


def trivial_models() -> dict[str, Function]:
    """Builders of Keras models that do nothing, for exercises whose answer is a model or part of one."""

    def unchanged(*args: Any, **kwargs: Any) -> Any:
        return args[0]

    def one_layer(*args: Any, **kwargs: Any) -> Any:
        import keras

        given = next((arg for arg in args if isinstance(arg, (int, tuple))), SHAPE)
        shape = (given,) if isinstance(given, int) else given
        shape = shape if np.prod(shape) <= MAX_INPUTS else SHAPE
        return keras.Sequential([keras.Input(shape), keras.layers.Flatten(), keras.layers.Dense(1)])

    return {"None": _constant(None), "its input": unchanged, "a model of one dense layer": one_layer}


def passed_by_thoughtless_answers(authored: Authored, checks: CheckSession, exercise: str) -> Iterator[tuple[str, str]]:
    """Tries the trivial functions on every hidden check of an exercise; the other exercises stay right.

    Yields:
        Check and what the function returns, for each check that lets one pass.
    """
    checks = checks.with_reference(replace(checks.reference, catalogue=[]))  # nobody asks what mistake a guess is
    solution = getattr(authored.solution, exercise)
    builds = _builds_models(authored, checks, exercise)
    for name, function in (trivial_models() if builds else trivial_functions(solution)).items():
        backend = LocalBackend({**vars(authored.solution), exercise: function})
        outcomes = checks.run(backend, authored.solution, exercises=[exercise])
        right = all(outcome.diagnosis is None for outcome in outcomes)
        if right and any(outcome.compared for outcome in outcomes):
            continue  # weights that begin at zero are zeros
        for outcome in outcomes:
            if outcome.diagnosis is None and not outcome.check.visible:
                yield outcome.check.name, name


def _builds_models(authored: Authored, checks: CheckSession, exercise: str) -> bool:
    """Whether the answer of an exercise is a Keras model or a part of one."""
    backend = LocalBackend(vars(authored.solution))
    outcomes = checks.run(backend, authored.solution, exercises=[exercise])
    return bool(backend.objects) or any(item.kind == "model" for outcome in outcomes for item in outcome.compared)


def _constant(value: Any) -> Function:
    return lambda *args, **kwargs: value


def _argument(place: int) -> Function:
    def argument(*args: Any, **kwargs: Any) -> Any:
        return [*args, *kwargs.values()][place]

    return argument


def _filled(form: Function, fill: float) -> Function:
    """A function that returns a constant in the form of what another one returns."""

    def constant(*args: Any, **kwargs: Any) -> Any:
        try:
            value = form(*args, **kwargs)
        except Exception:  # a guess does not know which inputs are to be refused
            return None
        return _fill(as_arrays(value), fill)

    return constant


def _fill(value: Any, fill: float) -> Any:
    """The same form with every number replaced; nothing in place of a model."""
    if isinstance(value, dict):
        return {key: _fill(item, fill) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_fill(item, fill) for item in value)
    if isinstance(value, np.ndarray):
        return np.full_like(value, fill)
    return type(value)(fill) if isinstance(value, (bool, int, float, np.generic)) else None
