"""Telling a student's cells apart: exercises, given cells, the student's own, and where each exercise is judged.

The judge stands in for "restart the kernel and run all". So an exercise is judged by what its name stands for when its
check cell would have run, whatever a later cell does to the name.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any, Literal

from dlkit.notebooks.reading import CodeCell, raw_cells
from dlkit.notebooks.statements import (
    MAX_PARSED,
    asked_question,
    bound_names,
    computed_names,
    definitions,
    is_unwritten,
    provided_names,
)

_WORD = re.compile(r"[^\W\d]\w*")
ALIKE = 0.6  # share of lines in common from which on a cell counts as a changed given one


GivenRole = Literal["setup", "exercise", "check", "demo", "question"]


@dataclass(frozen=True)
class GivenCell:
    """One code cell of an assignment's notebook as it is handed out.

    Attributes:
        role: what the cell is for.
        name: the exercise that it belongs to; empty for others.
        identity: its id.
        source: its text.
    """

    role: GivenRole
    name: str
    identity: str
    source: str


@dataclass(frozen=True)
class Cell:
    """One code cell to run.

    Attributes:
        role: `setup` for what was given and is as it was, `exercise` for an answer, `extra` for all else of the student's.
        name: the exercise, or what to call the cell.
        source: its text.
        keeps: the exercises whose checks would have run next: they are judged by what their names stand for then.
    """

    role: Literal["setup", "exercise", "extra"]
    name: str
    source: str
    keeps: tuple[str, ...] = ()


def given_cells(notebook: Mapping[str, Any]) -> list[GivenCell]:
    """The code cells of an assignment's notebook as it is handed out, told apart by their metadata.

    Args:
        notebook: its JSON.
    """
    found = []
    for cell in raw_cells(notebook):
        metadata = cell["metadata"]
        source = "".join(cell["source"])
        if cell["cell_type"] != "code":
            continue
        if "exercise" in metadata:
            found.append(GivenCell("exercise", metadata["exercise"], cell["id"], source))
        elif "check" in metadata:
            found.append(GivenCell("check", metadata["check"], cell["id"], source))
        else:
            tags = metadata.get("tags", ())
            role: GivenRole = "setup" if "setup" in tags else "question" if "question" in tags else "demo"
            found.append(GivenCell(role, "", cell["id"], source))
    return found


@dataclass
class _Sorted:
    """A cell of the student's: what is run of it, and what it says of exercises."""

    cells: list[Cell]
    bears: str = ""
    provides: Collection[str] = ()
    checks: str = ""
    unwritten: bool = False


class Sorter:
    """Sorts the code cells of one notebook; each is added in turn.

    An exercise's cell is found by its metadata, then by its id, then by the function that it defines. Given cells are
    the assignment's own: setup cells whole, demonstrations and their like without what they compute. One that the
    student changed runs besides as the student left it. Checks and answers to questions are not run; every other cell is
    the student's own.

    Args:
        given: the assignment's code cells as they are handed out.
        cells: the student's code cells.
    """

    def __init__(self, given: Iterable[GivenCell], cells: Sequence[CodeCell]) -> None:
        given = list(given)
        self.stubs = {cell.name: cell.source for cell in given if cell.role == "exercise"}
        self.exercises = list(self.stubs)
        self.given = {cell.identity: cell for cell in given if cell.role != "exercise"}
        self.questions = {asked_question(cell.source) for cell in given if cell.role == "question"}
        self.by_source = {_squeeze(cell.source): cell for cell in self.given.values()}
        self.lines = {name: _squeeze(cell.source).splitlines() for name, cell in self.given.items()}
        self.counts = {name: Counter(lines) for name, lines in self.lines.items()}
        self.with_line: dict[str, list[str]] = {}
        for name, counted in self.counts.items():
            for line in counted:
                self.with_line.setdefault(line, []).append(name)
        # The exercises whose own cells hold more than what was given.
        self.written = {
            name
            for cell in cells
            if (name := self._borne(cell)) and _squeeze(cell.source) != _squeeze(self.stubs[name])
        }
        self.words: set[str] = set()  # of all cells that are not as they were given
        self.used: set[str] = set()
        self.notes: list[str] = []
        self._sorted: list[_Sorted] = []

    def _borne(self, cell: CodeCell) -> str:
        return next((name for name in cell.named_exercises if name in self.stubs), "")

    def add(self, cell: CodeCell) -> None:
        """Sorts the next cell of the notebook."""
        bears, squeezed = self._borne(cell), _squeeze(cell.source)
        given = None if bears else self.by_source.get(squeezed)
        if given is not None:
            self._sorted.append(_Sorted(self._as_given(given), checks=given.name))
            return
        if not bears and asked_question(cell.source) in self.questions:
            self._sorted.append(_Sorted([]))
            return
        self.words.update(_WORD.findall(cell.source))
        provides = [name for name in provided_names(cell.source) if name in self.stubs]
        if not bears:
            given = self.given.get(cell.given_identity)
            # A function of an exercise whose cell has lost its name, or was left as it was.
            bears = next((name for name in provides if name not in self.written), "")
        if not (bears or given):
            given = self._much_like(cell.source)
        role: Literal["exercise", "extra"] = "exercise" if bears else "extra"
        name = bears or (given.identity if given else f"extra {len(self._sorted) + 1}")
        before = self._as_given(given) if given is not None else []
        self._sorted.append(
            _Sorted(
                [*before, Cell(role, name, cell.source)],
                bears,
                provides,
                given.name if given else "",
                bool(bears) and (squeezed == _squeeze(self.stubs[bears]) or is_unwritten(cell.source, bears)),
            )
        )

    def _much_like(self, source: str) -> GivenCell | None:
        """The given cell that a cell without its name was made from, if most of its lines are still there."""
        lines = _squeeze(source).splitlines() if len(source) < MAX_PARSED else []
        counted = Counter(lines)
        sharing = {name for line in counted for name in self.with_line.get(line, ())}
        for name in (name for name in self.given if name in sharing):
            given = self.lines[name]
            needed, comparable = ALIKE * (len(lines) + len(given)) / 2, 1 < len(lines) < 3 * len(given)
            if not comparable or min(len(lines), len(given)) <= needed:
                continue
            # What is in common whatever its order is no less than in the same order, and quicker to count.
            if (counted & self.counts[name]).total() > needed and SequenceMatcher(None, lines, given).ratio() > ALIKE:
                return self.given[name]
        return None

    def _as_given(self, cell: GivenCell) -> list[Cell]:
        """What is run of a given cell as it was given: once, wherever and however often it stands."""
        if cell.identity in self.used:
            return []
        self.used.add(cell.identity)
        return [Cell("setup", cell.identity, cell.source)]

    def _to_run(self, cells: Iterable[Cell]) -> list[Cell]:
        """What is run of cells: of a given one that is no setup, what it defines, and the imports that anybody uses."""
        found = []
        for cell in cells:
            given = self.given.get(cell.name) if cell.role == "setup" else None
            if given is not None and given.role != "setup":
                parts = [text for names, text in _definitions_of(given) if not names or names & self.words]
                cell = replace(cell, source="\n\n".join(parts))
            if cell.source.strip():
                found.append(cell)
        return found

    def finish(self) -> tuple[Cell, ...]:
        """The cells in order, with given cells that the student lost put back at the start."""
        lost = [cell for cell in self.given.values() if cell.identity not in self.used]
        if any(cell.role == "setup" for cell in lost):
            self.notes.append("Given cells were missing; they were run as they were given.")
        back = [part for cell in lost for part in self._as_given(cell)]
        answered = {name: self._answers(name) for name in self.exercises}
        found = {item.bears for item in self._sorted} | {name for name, places in answered.items() if places}
        if absent := [name for name in self.exercises if name not in found]:
            self.notes.append(f"There is no cell for {', '.join(absent)}.")
        judged = {name: self._place(name, answered[name]) for name in self.exercises}
        cells = self._to_run(back)
        for number, item in enumerate(self._sorted):
            keeps = [name for name, place in judged.items() if place == number]
            if item.checks in keeps and item.checks not in item.provides:
                _keep(cells, [item.checks])  # before what the student added to the check's cell
                keeps.remove(item.checks)
            # An answer in a cell of its own counts, and the empty one that was given for it is nothing.
            if not (item.unwritten and answered[item.bears]):
                cells += self._to_run(item.cells)
            _keep(cells, keeps)
        return tuple(cells)

    def _answers(self, name: str) -> list[int]:
        """The places of the cells that answer an exercise."""
        return [
            number
            for number, item in enumerate(self._sorted)
            if not (item.unwritten and item.bears == name) and (item.bears == name or name in item.provides)
        ]

    def _place(self, name: str, answers: Sequence[int]) -> int:
        """The last cell that runs before an exercise is judged: its check's, or one below that holds the answer."""
        own = [number for number in answers if self._sorted[number].bears == name]
        borne = [number for number, item in enumerate(self._sorted) if item.bears == name]
        checks = [number for number, item in enumerate(self._sorted) if item.checks == name]
        last = len(self._sorted) - 1
        # A check that was copied elsewhere is none: the one that belongs to the answer comes next after it.
        check = next((place for place in checks if borne and place > borne[0]), checks[-1] if checks else None)
        if check is None:
            check = own[-1] if own else last
        if own and own[0] > check:
            return own[-1]
        if any(number <= check for number in answers):
            return check
        return answers[-1] if answers else check


def _keep(cells: list[Cell], exercises: Sequence[str]) -> None:
    """Has exercises judged by what their names stand for after the last of these cells."""
    if cells and exercises:
        cells[-1] = replace(cells[-1], keeps=(*cells[-1].keeps, *exercises))


_DEFINITIONS: dict[str, list[tuple[frozenset[str], str]]] = {}


def _definitions_of(cell: GivenCell) -> list[tuple[frozenset[str], str]]:
    """The definitions of a given cell: the same for all who were given it."""
    if cell.source not in _DEFINITIONS:
        _DEFINITIONS[cell.source] = definitions(cell.source)
    return _DEFINITIONS[cell.source]


@lru_cache(maxsize=32)
def given_names(text: str) -> frozenset[str]:
    """The names that the cells of an assignment's notebook bind when they run, exercises' own left out.

    Args:
        text: the notebook's file as it is handed out.
    """
    given = given_cells(json.loads(text))
    return frozenset(name for cell in given if cell.role != "exercise" for name in bound_names(cell.source))


def computed_by_demonstrations(given: Iterable[GivenCell]) -> frozenset[str]:
    """The names of what demonstrations compute, which no check runs.

    Args:
        given: the assignment's code cells as they are handed out.
    """
    demos = [cell.source for cell in given if cell.role == "demo"]
    return frozenset(name for source in demos for name in computed_names(source))


def _squeeze(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().splitlines())
