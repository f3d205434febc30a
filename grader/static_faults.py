"""What the gate finds in an author's files before anything runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.authored import Authored
from grader.catalogue import MISTAKES, Entry, place
from grader.plugin import Check

HINTS = 3
MAX_VISIBLE = 1 / 3  # of an exercise's points


def author_faults(authored: Authored) -> list[str]:
    """What is wrong with the author's files before anything runs."""
    faults = _careless_lines(authored.checks_path) + lost_entries(MISTAKES / authored.slug)
    assignment = authored.assignment
    if assignment.max_points != 100:
        faults.append(f"the points add up to {assignment.max_points:g}, not to 100")
    for exercise in assignment.exercises:
        if len(exercise.hints) != HINTS:
            faults.append(f"{exercise.name} has {len(exercise.hints)} hints, not {HINTS}")
    hinted: dict[tuple[str, str], Entry] = {}
    for entry in authored.catalogue:
        if entry.role != "mistake":
            continue
        if len(entry.hint.split()) < 4:
            faults.append(f"{called(entry)} has a hint that says too little: {entry.hint!r}")
        earlier = hinted.setdefault((entry.exercise, entry.hint), entry)
        if earlier is not entry:
            faults.append(f"{called(entry)} has the hint of {earlier.name} too: {entry.hint!r}")
    return faults


def called(entry: Entry) -> str:
    """An entry of the catalogue, with file and line, for a sentence about it."""
    return f"{entry.place}: {entry.role} {entry.name} of {entry.exercise}"


def heavy_examples(checks: Sequence[Check]) -> Iterator[str]:
    """Exercises in which the notebook's examples, whose answers anybody can write down, carry too many points."""
    for name in dict.fromkeys(check.exercise for check in checks):
        own = [check for check in checks if check.exercise == name]
        share = sum(check.weight for check in own if check.visible) / sum(check.weight for check in own)
        if share > MAX_VISIBLE + 1e-9:
            yield (
                f"{name}: its visible checks carry {share:.0%} of the points, and may carry a third: "
                "give the hidden ones more weight, or add some"
            )


def lost_entries(folder: Path) -> list[str]:
    """Entries of a catalogue whose name another one below takes, so that nobody ever reads them."""
    faults = []
    for path in sorted(folder.glob("*.py")):
        lines: dict[str, int] = {}
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            names = [target.id for target in targets if isinstance(target, ast.Name)]
            for name in [node.name] if isinstance(node, ast.FunctionDef) else names:
                if name in lines:
                    faults.append(f"{place(path, lines[name])}: {name} is lost: line {node.lineno} takes its name")
                lines[name] = node.lineno
    return faults


def _careless_lines(path: Path) -> list[str]:
    """Lines of the checks that would tell a student nothing, or too much."""
    faults = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assert) and node.msg is None:
            faults.append(f"{path.name}, line {node.lineno}: this assert has no sentence for the student")
        if isinstance(node, ast.Attribute) and node.attr == "testing":
            faults.append(f"{path.name}, line {node.lineno}: numpy.testing would show expected values; use compare")
    return faults
