"""The inputs of an exercise's visible checks, as values to play with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dlkit.checking.check import NotGiven, arguments_of, examples_of, run_example
from dlkit.comparing import as_tensors, describe_call, with_keras_inputs
from dlkit.course import Assignment, CourseError


@dataclass(frozen=True)
class Inputs:
    """What one visible check calls an exercise with.

    Attributes:
        values: the arguments by their names, made anew: they may be changed.
        call: the call in one line.
        description: what the check looks at.
        fails: whether the function of the namespace fails in it.
    """

    values: dict[str, Any]
    call: str
    description: str
    fails: bool


def visible_inputs(assignment: Assignment, name: str, namespace: Mapping[str, Any]) -> Inputs:
    """Finds the inputs of the first visible check in which a function fails, or of the first one where it fails in none.

    Args:
        assignment: the assignment.
        name: the exercise.
        namespace: the student's names.

    Raises:
        CourseError: if no check of this exercise has inputs of its own, or the notebook's cell that makes one has not been
            run; the message says so.
    """
    examples = [example for example in examples_of(assignment, name) if example["kind"] != "measure"]
    if not examples:
        raise CourseError(f"The checks of {name} draw their inputs at random: there are none to hand out.")
    function = namespace.get(name)
    failing = (item for item in examples if callable(function) and run_example(assignment, item, function, namespace))
    first = next(failing, None)
    example = first or examples[0]
    try:
        args, kwargs = arguments_of(example, namespace)
    except NotGiven as missing:
        raise CourseError(str(missing)) from None
    names = [*example["names"], *(f"argument {number + 1}" for number in range(len(example["names"]), len(args)))]
    given = {**dict(zip(names, args, strict=False)), **kwargs}
    values = as_tensors(given) if example["kind"] == "loss" else with_keras_inputs(given, [])
    call = describe_call(name, example["names"], args, kwargs)
    return Inputs(values, call, example["description"], first is not None)
