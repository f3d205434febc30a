"""An assignment as its author wrote it: the notebook's cells, the solutions, the catalogue, the checks."""

from __future__ import annotations

import ast
import inspect
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from dlkit.course import Assignment, CourseError, find_assignment
from dlkit.desk.questions import Question, read_questions
from dlkit.notebooks import GivenCell, asked_question, computed_by_demonstrations, imported_modules
from grader.authoring.catalogue import Entry, Function, entries, function_source, load_catalogue
from grader.authoring.importing import import_written
from grader.authoring.opening import FORM_TITLE, installing_code, with_badge

Role = Literal["text", "setup", "exercise", "check", "demo", "question", "written"]


@dataclass(frozen=True)
class AuthoredCell:
    """One cell of `notebook.py`.

    Attributes:
        role: what the cell is for.
        name: the exercise, written answer or question it belongs to; empty for others.
        identity: the cell's id in every notebook that is built from it.
        source: its text.
        folded: whether its code is out of sight until it is asked for; its first line is then a title for Colab.
    """

    role: Role
    name: str
    identity: str
    source: str
    folded: bool = False

    @property
    def is_code(self) -> bool:
        """Whether it is a code cell."""
        return self.role not in ("text", "written")


@dataclass(frozen=True)
class Authored:
    """All that the staff knows of an assignment."""

    assignment: Assignment
    cells: tuple[AuthoredCell, ...]

    @property
    def slug(self) -> str:
        """The assignment's slug."""
        return self.assignment.slug

    @property
    def checks_path(self) -> Path:
        """The file of hidden checks."""
        return Path(__file__).parents[1] / "checks" / f"{self.slug}.py"

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The questions between the exercises, by name.

        Raises:
            CourseError: if one is not well-formed; the message names it.
        """
        return read_questions(self.assignment)

    @cached_property
    def solution(self) -> ModuleType:
        """The reference solutions.

        Raises:
            CourseError: if one is missing.
        """
        module = import_written(f"solutions.{self.slug}")
        for exercise in self.assignment.exercises:
            if not callable(getattr(module, exercise.name, None)):
                raise CourseError(f"{module.__name__} has no function {exercise.name}.")
        self._require_same_arguments(module)
        return module

    def _require_same_arguments(self, module: ModuleType) -> None:
        """The solution's body is spliced under the stub's head, so both must name their arguments alike."""
        for cell in self.cells:
            if cell.role == "exercise":
                ours = list(inspect.signature(getattr(module, cell.name)).parameters)
                theirs = [argument.arg for argument in _arguments(_function(cell.source))]
                if ours != theirs:
                    raise CourseError(
                        f"{module.__file__}: {cell.name} takes ({', '.join(ours)}), but ({', '.join(theirs)}) in the "
                        "notebook; name the arguments alike."
                    )

    @cached_property
    def catalogue(self) -> list[Entry]:
        """Known mistakes and alternatives.

        Raises:
            CourseError: if an entry cannot be made; the message names file and line.
        """
        _ = self.solution  # what is wrong with it comes first: most mistakes are changes of it
        return load_catalogue(self.slug)

    @cached_property
    def stand_ins(self) -> dict[str, Entry]:
        """The neutral stand-ins that the checks file gives, by exercise."""
        module = import_written(f"grader.checks.{self.slug}")
        return {entry.exercise: entry for entry in entries(module)}

    @cached_property
    def imports(self) -> list[str]:
        """The modules that a warm parent imports beforehand: what setup cells import, and the light ones of demonstrations."""
        found: dict[str, None] = {}
        for cell in self.cells:
            if cell.role in ("setup", "demo"):
                modules = imported_modules(cell.source)
                found |= {name: None for name in modules if cell.role == "setup" or name.split(".")[0] not in _LARGE}
        if any("dlkit.data" in cell.source for cell in self.cells if cell.role == "setup"):
            found["dlkit.data"] = None
        return list(found)

    @cached_property
    def given(self) -> list[GivenCell]:
        """The code cells of the notebook as students get it."""
        return [
            GivenCell(cell.role, "" if cell.role == "question" else cell.name, cell.identity, cell.source)
            for cell in self.cells
            if cell.role in ("setup", "exercise", "check", "demo", "question")
        ]

    @cached_property
    def computed(self) -> frozenset[str]:
        """The names of what the notebook's demonstrations compute, which no check runs."""
        return computed_by_demonstrations(self.given)

    @cached_property
    def given_functions(self) -> frozenset[str]:
        """The names of the functions that the notebook's setup cells define: visible checks may hand them over."""
        trees = [ast.parse(cell.source) for cell in self.cells if cell.role == "setup"]
        return frozenset(node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef))

    def solution_with(self, replaced: Mapping[str, Function]) -> ModuleType:
        """The reference solutions with some of their functions replaced, as the others call them."""
        if not replaced:
            return self.solution
        original = self.solution
        module = types.ModuleType(original.__name__)
        path = Path(str(original.__file__))
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), vars(module))
        vars(module).update(replaced)
        return module

    def answers(self) -> dict[str, str]:
        """For each exercise the text of a solved cell: the stub's docstring, the solution's body."""
        stubs = {cell.name: cell.source for cell in self.cells if cell.role == "exercise"}
        return {name: splice(stub, function_source(getattr(self.solution, name))) for name, stub in stubs.items()}


_LARGE = ("keras", "tensorflow", "sklearn", "scipy")  # their import takes longer than most submissions


def load_authored(slug: str) -> Authored:
    """Reads what an author wrote.

    Raises:
        CourseError: if something is missing or contradicts itself; the message names file and cell.
    """
    assignment = find_assignment(slug)
    path = assignment.folder / "notebook.py"
    if not path.exists():
        raise CourseError(f"{path} is missing.")
    cells = _with_opening(slug, _read_cells(path))
    authored = Authored(assignment, cells)
    _require_agreement(authored, path)
    return authored


def _read_cells(path: Path) -> tuple[AuthoredCell, ...]:
    import jupytext  # with half of Jupyter: who only asks a judge that stands by needs none of it

    notebook = jupytext.reads(path.read_text(encoding="utf-8"), fmt="py:percent")
    cells, counts = [], dict[str, int]()
    for cell in notebook.cells:
        role, name = _role(cell, path)
        stem = f"{role}-{name}" if name else role
        counts[stem] = counts.get(stem, 0) + 1
        identity = stem if name and role != "demo" else f"{stem}-{counts[stem]}"
        cells.append(AuthoredCell(role, name, identity, cell.source, _is_folded(cell, path)))
    return tuple(cells)


def _is_folded(cell: Any, path: Path) -> bool:
    folded = "fold" in cell.metadata.get("tags", [])
    if folded and not cell.source.startswith(FORM_TITLE):
        raise CourseError(
            f'{path}: the folded cell that begins "{cell.source.partition(chr(10))[0]}" needs a title, which stands where '
            f'its code is out of sight: begin it with "{FORM_TITLE}..."'
        )
    return folded


def _with_opening(slug: str, cells: Sequence[AuthoredCell]) -> tuple[AuthoredCell, ...]:
    """The cells with what the build adds: below the title a badge, and a cell that installs the kit; the judge runs neither."""
    title, *rest = cells
    setup = next((cell.source for cell in rest if cell.role == "setup"), "")
    pretrained = any("dlkit.data.pretrained(" in cell.source for cell in rest)
    install = AuthoredCell("demo", "", "install", installing_code(setup, pretrained=pretrained), folded=True)
    return replace(title, source=with_badge(title.source, slug)), install, *rest


def _role(cell: Any, path: Path) -> tuple[Role, str]:
    metadata = cell.metadata
    if cell.cell_type == "markdown":
        return ("written", metadata["written"]) if "written" in metadata else ("text", "")
    if "exercise" in metadata:
        return "exercise", metadata["exercise"]
    if "check" in metadata:
        return "check", metadata["check"]
    tags = metadata.get("tags", [])
    if "setup" in tags:
        return "setup", ""
    if "demo" in tags:
        return "demo", ""
    if "question" in tags:
        return "question", _question(cell.source, path)
    first = cell.source.splitlines()[0] if cell.source else ""
    raise CourseError(
        f'{path}: the code cell that begins "{first}" needs a role: exercise, check, or a tag setup, demo or question.'
    )


def _question(source: str, path: Path) -> str:
    name = asked_question(source)
    if not name or source.strip() != f'ask("{name}", ...)':
        raise CourseError(
            f'{path}: a cell with the tag question holds ask("NAME", ...) and nothing else, not:\n{source}'
        )
    return name


def _require_agreement(authored: Authored, path: Path) -> None:
    named = [exercise.name for exercise in authored.assignment.exercises]
    for role in ("exercise", "check"):
        found = [cell.name for cell in authored.cells if cell.role == role]
        if found != named:
            raise CourseError(f"{path}: its {role} cells are {found}, but assignment.toml names {named}.")
    written = [cell.name for cell in authored.cells if cell.role == "written"]
    if written != [item.name for item in authored.assignment.written]:
        raise CourseError(f"{path}: its written cells are {written}, but assignment.toml names others.")
    asked, known = [cell.name for cell in authored.cells if cell.role == "question"], authored.questions
    file = authored.assignment.questions
    if unknown := [name for name in asked if name not in known]:
        raise CourseError(f"{path} asks {', '.join(unknown)}, which {file.name} does not hold.")
    if silent := [name for name in known if name not in asked]:
        raise CourseError(f"{file} holds {', '.join(silent)}, which no cell of {path.name} asks.")
    if asked != list(known):
        twice = [name for name in known if asked.count(name) > 1]
        told = (
            f"asks {', '.join(twice)} more than once"
            if twice
            else f"asks its questions in another order than {file.name}"
        )
        raise CourseError(f"{path} {told}.")


def splice(stub: str, solution: str) -> str:
    """Puts a solution's body under a stub's signature and docstring.

    Args:
        stub: the exercise cell.
        solution: the source of the solution's function.

    Returns:
        The text of the solved cell.
    """
    stub_node, solution_node = _function(stub), _function(solution)
    body = solution_node.body[1:] if ast.get_docstring(solution_node) is not None else solution_node.body
    if not body:
        raise CourseError(f"the solution of {solution_node.name} has no body.")
    after_docstring = solution_node.body[0].end_lineno if body is not solution_node.body else None
    solution_lines, stub_lines = solution.splitlines(), stub.splitlines()
    first = after_docstring if after_docstring is not None else body[0].lineno - 1
    raising = stub_node.body[-1]
    head, tail = stub_lines[: raising.lineno - 1], stub_lines[raising.end_lineno :]
    return "\n".join([*head, *solution_lines[first:], *tail]).rstrip("\n")


def _arguments(function: ast.FunctionDef) -> list[ast.arg]:
    given = function.args
    stars = [star for star in (given.vararg,) if star]
    return [*given.posonlyargs, *given.args, *stars, *given.kwonlyargs, *([given.kwarg] if given.kwarg else [])]


def _function(source: str) -> ast.FunctionDef:
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            return node
    raise CourseError("an exercise cell must define a function.")
