"""Importing what authors write: whatever is wrong with a file is one sentence with its line."""

from __future__ import annotations

import importlib
import traceback
from types import ModuleType

from dlkit.course import CourseError


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


def import_fault(error: BaseException, file: str) -> str:
    """What kept a file from being imported, as a sentence that begins with file and line.

    Args:
        error: what the import raised.
        file: its path, or the end of it.
    """
    said = f"{type(error).__name__}: {error.msg if isinstance(error, SyntaxError) else error}"
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}, line {error.lineno}: {said}: {(error.text or '').strip()}"
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(file)]
    if own:
        return f"{own[-1].filename}, line {own[-1].lineno}: {said}"
    return f"{file} cannot be imported: {said}"
