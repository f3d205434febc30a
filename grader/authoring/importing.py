"""Importing what authors write: whatever is wrong with a file is one sentence with its line."""

from __future__ import annotations

import importlib
import sys
from importlib.util import find_spec
from types import ModuleType

from dlkit.course import CourseError, import_fault

if find_spec("dlkit.solutions") is not None:  # the edition for self-study keeps them inside dlkit
    sys.modules["solutions"] = importlib.import_module("dlkit.solutions")


def import_written(name: str) -> ModuleType:
    """Imports a module that an author wrote.

    Args:
        name: its full name, such as `solutions.resnet`.

    Raises:
        CourseError: if it is missing or cannot be imported; the message names file and line.
    """
    try:
        return importlib.import_module(name)
    except Exception as error:
        raise CourseError(import_fault(error, f"{name.replace('.', '/')}.py")) from error
