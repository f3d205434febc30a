"""What decides a result, as fingerprints: whether an earlier result still stands, and for which exercises."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from grader.judging import digest_of

_MARKS = ("exercise", "stand_in")


@dataclass(frozen=True)
class Fingerprints:
    """Fingerprints of what judges an assignment.

    Attributes:
        common: of what all exercises share: the judge, the versions of the libraries, the given cells, the limits,
            the measures.
        exercises: of what belongs to each exercise: its points, checks, solution, mistakes and alternatives.
    """

    common: str
    exercises: dict[str, str]

    def changed_since(self, earlier: Fingerprints) -> tuple[str, ...] | None:
        """The exercises that are judged otherwise now; None if all of them are."""
        if self.common != earlier.common or self.exercises.keys() != earlier.exercises.keys():
            return None
        return tuple(name for name, found in self.exercises.items() if earlier.exercises[name] != found)

    def as_text(self) -> str:
        """The fingerprints in one line, for a worker on another machine to compare with its own."""
        return _digest(self.common, json.dumps(self.exercises, sort_keys=True))


@cache
def fingerprints_of(slug: str) -> Fingerprints:
    """The fingerprints of an assignment of this installation.

    Raises:
        CourseError: if there is no such assignment.
    """
    from grader.authoring import load_authored

    package = Path(__file__).resolve().parents[1]
    repository = package.parent
    authored = load_authored(slug)
    assignment = authored.assignment
    names = {item.name for item in assignment.exercises}
    rooms = [package / "judging", package / "sandbox", package / "authoring", repository / "dlkit"]
    judge = digest_of(sorted(path for room in rooms for path in room.rglob("*.py")))
    versions = " ".join(f"{name} {version(name)}" for name in ("numpy", "keras", "tensorflow"))
    given = [cell.source for cell in authored.given if cell.role != "exercise"]
    data = digest_of(sorted(path for path in assignment.data.rglob("*") if path.is_file()))
    limits = json.dumps([assignment.limits, assignment.examples_count_alone], sort_keys=True)
    parts = [_Module(package / "checks" / f"{slug}.py"), _Module(repository / "solutions" / f"{slug}.py")]
    mistakes = package / "mistakes" / slug
    shared = [path for path in sorted(mistakes.glob("*.py")) if path.stem not in names]
    return Fingerprints(
        common=_digest(
            judge,
            versions,
            *given,
            limits,
            data,
            _without_comments(assignment.measures),
            *(part.rest for part in parts),
            *map(_without_comments, shared),
        ),
        exercises={
            item.name: _digest(
                str(item.points),
                *item.uses,
                *(part.belonging_to(item.name) for part in parts),
                _without_comments(mistakes / f"{item.name}.py"),
            )
            for item in assignment.exercises
        },
    )


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def _without_comments(path: Path) -> str:
    return ast.unparse(ast.parse(path.read_text(encoding="utf-8"))) if path.exists() else ""


class _Module:
    """The source of a module by what it defines, so that a change is traced to the exercises that it reaches."""

    def __init__(self, path: Path) -> None:
        self._nodes: dict[str, list[ast.stmt]] = {}
        rest: list[ast.stmt] = []
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names = list(_defined(node))
            for name in names:
                self._nodes.setdefault(name, []).append(node)
            if not names:
                rest.append(node)
        self.rest = "\n".join(map(ast.unparse, rest))

    def belonging_to(self, exercise: str) -> str:
        """The source of all that stands for an exercise, and of what it uses, however indirectly."""
        wanted = [name for name, nodes in self._nodes.items() if any(_exercise(node) == exercise for node in nodes)]
        wanted += [exercise] if exercise in self._nodes else []
        reached: dict[str, None] = {}
        while wanted:
            name = wanted.pop()
            if name not in reached:
                reached[name] = None
                wanted += [used for node in self._nodes[name] for used in _used(node) if used in self._nodes]
        return "\n".join(ast.unparse(node) for name in sorted(reached) for node in self._nodes[name])


def _defined(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from (found.id for target in targets for found in ast.walk(target) if isinstance(found, ast.Name))


def _exercise(node: ast.stmt) -> str | None:
    """The exercise that a definition is marked with."""
    for decorator in getattr(node, "decorator_list", ()):
        if isinstance(decorator, ast.Call) and decorator.args and _name(decorator.func) in _MARKS:
            argument = decorator.args[0]
            return str(argument.value) if isinstance(argument, ast.Constant) else None
    return None


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _used(node: ast.stmt) -> Iterator[str]:
    """The names that a definition reads; those that a test asks for as arguments are fixtures, and may be ours."""
    for found in ast.walk(node):
        if isinstance(found, ast.Name):
            yield found.id
        elif isinstance(found, ast.arg):
            yield found.arg


def fingerprints_from(plain: dict[str, Any]) -> Fingerprints:
    """Reads back what `dataclasses.asdict` made of fingerprints."""
    return Fingerprints(str(plain["common"]), {str(name): str(found) for name, found in plain["exercises"].items()})
