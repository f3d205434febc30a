"""An instructor's own autograded cells: run in the sandbox after what stands above them, as nbgrader would run them.

Such a cell is run among the student's cells, in their process, as nbgrader runs it in their kernel: what it finds is
what that process says, and who wants to cheat can read the cell and make it pass. So each runs in a process
of its own, which holds no hidden check and no solution of the kit, and tells nothing of what those come to.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dlkit.comparing import Outcome, Raised, headline
from dlkit.notebooks import Cell, UnreadableNotebook
from grader.authoring import Authored
from grader.judging.known_errors import ERROR_TYPES, IN_A_DEMONSTRATION
from grader.judging.result import OwnCellResult, points_text
from grader.judging.student_process import Budget, StudentProcess, TimeLeft
from grader.judging.submission import Submission, read_submission
from grader.sandbox import Answer, Forks, SandboxEnd, Unreadable

CELL_SECONDS = 30.0  # as nbgrader has it
MAX_QUOTED = 200  # characters of an error's text
BY_HAND = "so a person gives its points"
_TELLING_TOOLS = ("check", "ask", "inputs")  # those of the notebook's tools from which something follows
_FUNCTION = "dlkit_own_cell"
_VALUE = "dlkit_own_cell_value"
_DEFINITION = """\
def {function}():
    exec(compile({source!r}, "<{name}>", "exec"), globals())
    return globals().get({value!r})
"""


@dataclass(frozen=True)
class OwnCell:
    """An autograded cell that an instructor added to a course's notebook.

    Attributes:
        name: its name in the gradebook.
        points: what it is worth there.
        source: its text, hidden tests included.
        above: a notebook, as bytes, with what stands above it in the submission.
    """

    name: str
    points: float
    source: str
    above: bytes


def visible_source(source: str) -> str:
    """The text of a cell without what nbgrader takes out of it before it is released: the hidden tests.

    Args:
        source: the text as it stands in `source/`.
    """
    lines, hidden = [], False
    for line in source.splitlines():
        if "BEGIN HIDDEN TESTS" in line:
            hidden = True
        elif "END HIDDEN TESTS" in line:
            hidden = False
        elif not hidden:
            lines.append(line)
    return "\n".join(lines)


def run_own_cells(
    cells: Sequence[OwnCell], authored: Authored, parent: Forks, budget: Budget, files: Mapping[str, bytes]
) -> tuple[OwnCellResult, ...]:
    """Runs the own cells of a course on one submission, each in a process of its own.

    A cell that ends without an error earns its points; one whose last line is a number from 0 to them earns that
    many, as with nbgrader. What a cell writes, warnings included, costs nothing.

    Args:
        cells: the cells, each with what stands above it in the submission.
        authored: the assignment.
        parent: what to fork from.
        budget: what they may use; its time is for all of them together.
        files: what was handed in beside the notebook, by path.

    Raises:
        SandboxUnavailable: if there is no sandbox to be had.
    """
    budget = replace(budget, call_seconds=max(budget.call_seconds, CELL_SECONDS))
    left = TimeLeft.of(budget)
    return tuple(_run(cell, authored, parent, budget, files, left) for cell in cells)


def _run(
    cell: OwnCell, authored: Authored, parent: Forks, budget: Budget, files: Mapping[str, bytes], left: TimeLeft
) -> OwnCellResult:
    try:
        source = _with_value(cell.source)
    except SyntaxError as error:
        return _left(cell, f"It is not valid Python ({error.msg}, line {error.lineno}) and was not run, {BY_HAND}.")
    if silent := _does_nothing_here(source):
        return _left(cell, f"It {silent}, which does nothing where the judge runs a notebook, {BY_HAND}.")
    try:
        above = read_submission(cell.name, cell.above, authored, files=files)
    except UnreadableNotebook as error:
        return OwnCellResult(cell.name, cell.points, 0.0, f"It was not run. {error}")
    definition = _DEFINITION.format(function=_FUNCTION, source=source, name=cell.name, value=_VALUE)
    asked = replace(above, cells=(*above.cells, Cell("extra", cell.name, definition)))
    process = StudentProcess(asked, parent, budget, left)
    try:
        answer = process.call(_FUNCTION, [], {}, ())
    except SandboxEnd as end:
        return OwnCellResult(cell.name, cell.points, 0.0, f"It was not run to its end: {_ended(end)}.")
    finally:
        process.close()
    return _read(cell, answer, above)


def _ended(end: SandboxEnd) -> str:
    return end.reason.replace(_FUNCTION, "it")


def left_to_a_person(cells: Sequence[OwnCell], why: str) -> tuple[OwnCellResult, ...]:
    """The results of own cells that were not judged.

    Args:
        cells: the cells.
        why: the beginning of a sentence that tells why.
    """
    return tuple(_left(cell, f"{why}, {BY_HAND}.") for cell in cells)


def _left(cell: OwnCell, message: str) -> OwnCellResult:
    return OwnCellResult(cell.name, cell.points, None, message)


def _with_value(source: str) -> str:
    """A cell's text in plain Python, with the value of its last line kept where it can be asked for.

    Raises:
        SyntaxError: if it is none, for a notebook either.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        from IPython.core.inputtransformer2 import TransformerManager

        tree = ast.parse(TransformerManager().transform_cell(source))
    if tree.body and isinstance(last := tree.body[-1], ast.Expr) and not source.rstrip().endswith(";"):
        tree.body[-1] = ast.Assign([ast.Name(_VALUE, ast.Store())], last.value)
    text = ast.unparse(ast.fix_missing_locations(tree))
    compile(text, "<own cell>", "exec")
    return text


def _does_nothing_here(source: str) -> str:
    """What a cell does that would pass unseen here: it calls a tool of the notebook's, or a magic holds all of it."""
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    names = {func.id if isinstance(func, ast.Name) else getattr(func, "attr", "") for func in calls}
    called = next((f"calls {name}()" for name in _TELLING_TOOLS if name in names), "")
    return called or ("begins with %%" if "run_cell_magic" in names else "")


def _read(cell: OwnCell, answer: Answer, above: Submission) -> OwnCellResult:
    if isinstance(answer, Unreadable):  # its last line is no plain data, and so no number
        return _passed(cell)
    if not isinstance(answer, Outcome):
        return _failed(cell, "what stands above it prevents it")
    if answer.raised is not None and answer.raised.message.endswith(IN_A_DEMONSTRATION):
        return _left(cell, f"It needs what a demonstration computes, which the judge does not run, {BY_HAND}.")
    if answer.raised is not None:
        return _failed(cell, _error(answer.raised, [visible_source(cell.source), *(c.source for c in above.cells)]))
    number = _number(answer.value)
    if number is None:
        return _passed(cell)
    if not 0 <= number <= cell.points:
        return _left(cell, f"Its last line is no number from 0 to {points_text(cell.points)}, {BY_HAND}.")
    return OwnCellResult(cell.name, cell.points, round(number, 4), f"It gives {points_text(number)}.")


def _passed(cell: OwnCell) -> OwnCellResult:
    return OwnCellResult(cell.name, cell.points, cell.points, "It ran without an error.")


def _failed(cell: OwnCell, why: str) -> OwnCellResult:
    return OwnCellResult(cell.name, cell.points, 0.0, f"It stopped: {why}.")


def _number(value: Any) -> float | None:
    if isinstance(value, np.ndarray) and value.shape == ():
        value = value[()]
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
        return None
    return float(value) if math.isfinite(value) else math.inf


def _error(raised: Raised, texts: Sequence[str]) -> str:
    """An error in words: its own text only where the student can read it anyway, for it may hold the hidden tests."""
    kind = raised.type if raised.type in ERROR_TYPES else "an error of its own"
    text = headline(raised.message)[:MAX_QUOTED].rstrip(".")
    return f"{kind}: {text}" if text and any(text in source for source in texts) else kind
