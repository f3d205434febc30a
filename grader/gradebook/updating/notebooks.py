"""A source notebook brought up to the kit: the kit's cells, and in them what the instructor has changed.

Cells are told apart by their names (an exercise's, a check's, an instructor's own), others by their text: the kit
numbers them, and a new one moves all numbers after it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher
from typing import Any

import nbformat
from nbformat import NotebookNode

from grader.gradebook.updating.differences import Difference, Differences
from grader.judging import points_text

ALIKE = 0.6  # of two texts without a name, from which on one is the other, changed
_NAMED = re.compile(r"(exercise|check|written|question)-(.+)")
_OF_THE_KIT = re.compile(r"(exercise|check|written|question|text|setup|demo)-.+|install")
_MARKS = ("grade_id", "grade", "solution", "locked", "task")
NOTEBOOK = "notebook"  # what `--take` calls all that is not in a cell
MAX_SHOWN = 50  # characters of a cell


def merged_notebook(
    base: bytes | None, yours: bytes, kit: bytes, take: Collection[str]
) -> tuple[bytes, list[Difference]]:
    """Brings a source notebook up to the kit.

    Args:
        base: the notebook as the kit wrote it last; None if that is not known.
        yours: the course's.
        kit: the kit's.
        take: the names of cells of which the kit's version is taken, whoever changed it; `all` for every one.

    Returns:
        The notebook, the same bytes as `yours` if nothing comes into it; and where the two differ.

    Raises:
        ValueError: if the course's is no notebook.
    """
    mine, new = _read(yours), _read(kit)
    merge = _Merge(_read(base).cells if base else None, mine.cells, new.cells, take)
    cells = merge.cells()
    found = merge.differences.found
    told = list(map(_about, cells))
    if base is not None and base != kit and told == list(map(_about, new.cells)):
        if yours != kit and not found:
            found = [Difference(NOTEBOOK, "text", "how the kit writes the notebook, but no text", "kit", True)]
        return kit, found
    if told == list(map(_about, mine.cells)):
        return yours, found
    metadata = NotebookNode({**mine.metadata, "dlkit": new.metadata.dlkit})
    result = NotebookNode({**new, "cells": cells, "metadata": metadata})
    return (nbformat.writes(result) + "\n").encode(), found


def cell_names(notebook: bytes) -> set[str]:
    """The cells of a source notebook that nbgrader knows by name; it allows no others once something is handed in.

    Args:
        notebook: the notebook's bytes.
    """
    marks = [cell.metadata.get("nbgrader", {}) for cell in _read(notebook).cells]
    return {
        each["grade_id"] for each in marks if any(each.get(flag) for flag in ("grade", "solution", "locked", "task"))
    }


def cell_points(notebook: bytes) -> dict[str, float]:
    """The points of each cell of a source notebook that earns some, by its name.

    Args:
        notebook: the notebook's bytes.
    """
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id", ""): _points(cell) for cell in _read(notebook).cells}
    return {name: points for name, points in cells.items() if points is not None}


class _Merge:
    """One merge: which cell of the base is which of the course's and which of the kit's."""

    def __init__(
        self,
        base: Sequence[NotebookNode] | None,
        mine: Sequence[NotebookNode],
        kit: Sequence[NotebookNode],
        take: Collection[str],
    ) -> None:
        self.base = kit if base is None else base
        self.mine, self.kit, self.is_known = mine, kit, base is not None
        self.differences = Differences(take, is_known=self.is_known)
        self.to_mine, self.to_kit = _pairs(self.base, mine), _pairs(self.base, kit)
        self.from_kit = {there: here for here, there in self.to_kit.items()}
        self._add_what_both_have_anew()

    def _add_what_both_have_anew(self) -> None:
        """Cells that the base does not have and both others do, as after an update that was cut off."""
        self.both: dict[int, int] = {}
        new = [place for place in range(len(self.kit)) if place not in self.from_kit]
        own = self._own()
        for place in new:
            same = [number for number in own if _key(self.mine[number]) == _key(self.kit[place])]
            if same and same[0] not in self.both.values():
                self.both[place] = same[0]

    def _own(self) -> list[int]:
        return [number for number in range(len(self.mine)) if number not in self.to_mine.values()]

    def cells(self) -> list[NotebookNode]:
        """The cells of the merged notebook."""
        kept = {place: self._of_the_kit(place) for place in range(len(self.kit))}
        added = self._added()
        found = []
        for place in range(-1, len(self.kit)):
            if (cell := kept.get(place)) is not None:
                found.append(cell)
            found += added.get(place, [])
        return found

    def _of_the_kit(self, place: int) -> NotebookNode | None:
        """What stands where a cell of the kit stands; None if nothing does."""
        new = self.kit[place]
        if place in self.both:
            return self._joined(new, self.mine[self.both[place]], new)
        if place not in self.from_kit:
            self.differences.takes(_id(new), "new", f"new: {_shown(new)}", kit_changed=True, yours_changed=False)
            return copy.deepcopy(new)
        number = self.from_kit[place]
        base = self.base[number]
        if number in self.to_mine:
            return self._joined(base, self.mine[self.to_mine[number]], new)
        told = f"taken out here: {_shown(new)}" if self.is_known else f"not here: {_shown(new)}"
        changed = _about(base) != _about(new)
        taken = self.differences.takes(_id(new), "missing", told, kit_changed=changed, yours_changed=True)
        return copy.deepcopy(new) if taken else None

    def _joined(self, base: NotebookNode, mine: NotebookNode, new: NotebookNode) -> NotebookNode:
        """A cell that both have: of text and points each as whoever changed it has it."""
        name, take_text, take_points = _id(new), True, True
        if _text(mine) != _text(new):
            take_text = self.differences.takes(
                name,
                "text",
                f"text: {_shown(new)}",
                kit_changed=_text(base) != _text(new),
                yours_changed=_text(base) != _text(mine),
            )
        if _points(mine) != _points(new):
            take_points = self.differences.takes(
                name,
                "points",
                f"points: {_points_told(mine)} here, {_points_told(new)} in the kit",
                kit_changed=_points(base) != _points(new),
                yours_changed=_points(base) != _points(mine),
            )
        result = copy.deepcopy(new if take_text else mine)
        if not _name(new):  # numbered anew: another cell may have the number that this one had
            result["id"] = new.get("id", result.get("id"))
            if "nbgrader" in result.metadata and "nbgrader" in new.metadata:
                result.metadata.nbgrader.grade_id = new.metadata.nbgrader.grade_id
        points = _points(new if take_points else mine)
        if points is not None and _points(result) is not None:
            result.metadata.nbgrader.points = points
        return result

    def _added(self) -> dict[int, list[NotebookNode]]:
        """The course's cells that the kit has none for, by the place of the kit's cell after which they stand."""
        places = {self.to_mine[number]: place for place, number in self.from_kit.items() if number in self.to_mine}
        places |= {number: place for place, number in self.both.items()}
        lost = {self.to_mine[number]: number for number in self.to_mine if number not in self.to_kit}
        added: dict[int, list[NotebookNode]] = {}
        anchor = -1
        for number, cell in enumerate(self.mine):
            if number in places:
                anchor = places[number]
            elif not (self._is_gone(cell, lost[number]) if number in lost else self._is_left_over(cell)):
                added.setdefault(anchor, []).append(copy.deepcopy(cell))
        return added

    def _is_gone(self, cell: NotebookNode, number: int) -> bool:
        """Whether a cell that the kit has no more is taken out: not if the instructor has changed it."""
        changed = _about(cell) != _about(self.base[number])
        told = f"gone from the kit: {_shown(cell)}"
        return self.differences.takes(_id(cell), "gone", told, kit_changed=True, yours_changed=changed)

    def _is_left_over(self, cell: NotebookNode) -> bool:
        """Whether a cell that looks like one of an earlier kit is taken out: only if that is asked for."""
        if self.is_known or not _OF_THE_KIT.fullmatch(_id(cell)):
            return False
        told = f"only here: {_shown(cell)}"
        return self.differences.takes(_id(cell), "extra", told, kit_changed=True, yours_changed=True)


def _pairs(old: Sequence[NotebookNode], new: Sequence[NotebookNode]) -> dict[int, int]:
    """Which cell is which in a later version."""
    found: dict[int, int] = {}
    matcher = SequenceMatcher(None, list(map(_key, old)), list(map(_key, new)), autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            found |= dict(zip(range(start, end), range(new_start, new_end), strict=True))
        elif tag == "replace":
            found |= _changed(old, new, range(start, end), range(new_start, new_end))
    return found


def _changed(old: Sequence[NotebookNode], new: Sequence[NotebookNode], these: range, those: range) -> dict[int, int]:
    """Of cells that stand in the same place, those without a name that are one and the same, changed."""
    found: dict[int, int] = {}
    free = [place for place in those if not _name(new[place])]
    for number in (number for number in these if not _name(old[number])):
        alike = [place for place in free if old[number].cell_type == new[place].cell_type]
        ranked = [(_likeness(old[number], new[place]), place) for place in alike]
        best = max(ranked, key=lambda item: (item[0], -item[1]), default=(0.0, -1))
        if best[0] >= ALIKE:
            found[number] = best[1]
            free = [place for place in free if place > best[1]]
        elif same := [place for place in alike if _id(new[place]) == _id(old[number])]:
            found[number] = same[0]
            free = [place for place in free if place > same[0]]
    return found


def _likeness(old: NotebookNode, new: NotebookNode) -> float:
    return SequenceMatcher(None, old.source, new.source).ratio()


def _read(notebook: bytes) -> NotebookNode:
    try:
        found = nbformat.reads(notebook.decode("utf-8"), as_version=4)
        _ = [(cell.cell_type, cell.source, cell.metadata) for cell in found.cells]
    except (ValueError, AttributeError, KeyError, TypeError, nbformat.ValidationError) as error:
        raise ValueError(next(iter(str(error).splitlines()), type(error).__name__)) from None
    return found


def _id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id") or cell.get("id", ""))


def _name(cell: NotebookNode) -> str:
    """The name by which a cell is known in every version; empty for one that is known by its text."""
    identity = _id(cell)
    has_own_name = "nbgrader" in cell.metadata and not _OF_THE_KIT.fullmatch(identity)
    return identity if _NAMED.fullmatch(identity) or has_own_name else ""


def _key(cell: NotebookNode) -> tuple[str, ...]:
    return ("name", name) if (name := _name(cell)) else ("text", cell.cell_type, cell.source)


def _text(cell: NotebookNode) -> tuple[Any, ...]:
    """All that a person would call the cell's text, whatever Jupyter has saved with it."""
    marks = cell.metadata.get("nbgrader", {})
    return cell.cell_type, cell.source, *(marks.get(name) for name in _MARKS[1:])


def _points(cell: NotebookNode) -> float | None:
    marks = cell.metadata.get("nbgrader", {})
    return float(marks.get("points", 0)) if marks.get("grade") or marks.get("task") else None


def _about(cell: NotebookNode) -> tuple[Any, ...]:
    return *_text(cell), _name(cell), _points(cell)


def _points_told(cell: NotebookNode) -> str:
    points = _points(cell)
    return "none" if points is None else points_text(points)


def _shown(cell: NotebookNode) -> str:
    if named := _NAMED.fullmatch(_id(cell)):
        points = _points(cell)
        return f"{named[1]} {named[2]}" + (f", {points_text(points)} points" if points is not None else "")
    line = next((line.strip() for line in cell.source.splitlines() if line.strip()), "an empty cell")
    return f'"{line if len(line) <= MAX_SHOWN else line[:MAX_SHOWN] + "…"}"'
