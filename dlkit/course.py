"""The course as files: which assignments there are, and what each one says of itself."""

from __future__ import annotations

import difflib
import tomllib
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from dlkit.examples import read_examples

MOST_LISTED = 20  # names in a sentence: a class may have hundreds
# What a notebook's first cell takes from its assignment, in this order.
TOOLS = ("check", "hint", "solution", "inputs", "progress", "ask")


class CourseError(Exception):
    """Something about the course cannot be found or read; the message says what to do."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback: the sentence alone."""
        return [str(self)]


@dataclass(frozen=True)
class Exercise:
    """One function that the student writes.

    Attributes:
        name: its name.
        points: what it is worth.
        uses: the exercises on which it builds.
        hints: from a nudge to nearly the code.
        also: what the judge looks at and the notebook's check cannot, as the end of "the judge also looks at ...".
    """

    name: str
    points: float
    uses: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    also: str = ""


@dataclass(frozen=True)
class Written:
    """One question that is answered in words and marked by a person."""

    name: str
    points: float


_Named = TypeVar("_Named", Exercise, Written)


@dataclass(frozen=True)
class Assignment:
    """What `assignment.toml` says, and where the files beside it are.

    Attributes:
        needs: the assignments on which it builds.
        examples_count_alone: whether the points of the notebook's examples stand where no other check passes and
            nothing explains why; see docs/points.md. `course.toml` may say it for all assignments.
    """

    slug: str
    folder: Path
    title: str
    minutes: int
    exercises: tuple[Exercise, ...]
    summary: str = ""
    needs: tuple[str, ...] = ()
    written: tuple[Written, ...] = ()
    limits: dict[str, Any] = field(default_factory=dict)
    examples_count_alone: bool = False

    @property
    def notebook(self) -> Path:
        """The student's notebook."""
        return self.folder / f"{self.slug}.ipynb"

    @cached_property
    def examples(self) -> list[dict[str, Any]]:
        """The visible checks as data; see `dlkit.checking` and `dlkit.examples`.

        Raises:
            CourseError: if their file is missing or of another format; the message says how to make it.
        """
        path = self.folder / "examples.json"
        if not path.exists():
            raise CourseError(f"{path} is missing; run `grader build {self.slug}` to make it.")
        try:
            return read_examples(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise CourseError(f"{path} {error}; run `grader build {self.slug}` to make it anew.") from None

    @property
    def measures(self) -> Path:
        """The functions that measure what has no golden answer; many an assignment has none."""
        return self.folder / "measures.py"

    @property
    def questions(self) -> Path:
        """The questions between the exercises; an assignment may have none."""
        return self.folder / "questions.toml"

    @property
    def data(self) -> Path:
        """The folder of its own data files; many an assignment has none."""
        return self.folder / "data"

    @property
    def model_answers(self) -> Path | None:
        """The folder of model answers to its written questions; None in the students' package."""
        folder = solutions_folder()
        return folder / "written" / self.slug if folder else None

    def path(self, name: str) -> Path:
        """Where a data file of the assignment's own lies: in the notebook, on every machine, and in the judge's sandbox.

        Args:
            name: its name in the assignment's folder `data`, such as `"points.csv"`.

        Raises:
            CourseError: if there is no such file; the message names the nearest.
        """
        found = self.data / name
        if not found.is_file():
            known = sorted(str(file.relative_to(self.data)) for file in self.data.rglob("*") if file.is_file())
            raise CourseError(unknown("data file", name, known, f" in {self.slug}"))
        return found

    @property
    def max_points(self) -> float:
        """The points of all exercises and written answers together."""
        return sum(item.points for item in self.exercises) + sum(item.points for item in self.written)

    def exercise(self, name: str) -> Exercise:
        """Finds an exercise by name.

        Raises:
            CourseError: if there is none; the message names the nearest.
        """
        return _named("exercise", name, self.exercises, self.slug)

    def question(self, name: str) -> Written:
        """Finds a written question by name.

        Raises:
            CourseError: if there is none; the message names the nearest.
        """
        return _named("written question", name, self.written, self.slug)

    def uses(self, name: str) -> set[str]:
        """The exercises on which one builds, directly or through others."""
        found: set[str] = set()
        waiting = list(self.exercise(name).uses)
        while waiting:
            if (used := waiting.pop()) not in found:
                found.add(used)
                waiting += self.exercise(used).uses
        return found


@dataclass(frozen=True)
class Part:
    """Some assignments of the course in a row, under a title of their own.

    Attributes:
        number: its place, from 1.
        title: what it is about, in lower-case words.
        assignments: their slugs, in order.
    """

    number: int
    title: str
    assignments: tuple[str, ...]

    @property
    def numeral(self) -> str:
        """Its number as the course writes it: I, II, III, IV."""
        text, left = "", self.number
        for value, letters in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
            text += letters * (left // value)
            left %= value
        return text


def _named(what: str, name: str, items: Sequence[_Named], slug: str) -> _Named:
    for item in items:
        if item.name == name:
            return item
    raise CourseError(unknown(what, name, [item.name for item in items], f" in {slug}"))


def unknown(what: str, name: str, known: list[str], where: str = "") -> str:
    """A sentence for a name that does not exist, with the nearest one that does."""
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    listed = ", ".join(known[:MOST_LISTED]) or "none"
    more = f" and {len(known) - MOST_LISTED} more" if len(known) > MOST_LISTED else ""
    hint = f"Did you mean {near[0]!r}?" if near else f"There are: {listed}{more}."
    return f"There is no {what} {name!r}{where}. {hint}"


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


def assignments_folder() -> Path:
    """Where the assignments are: inside the installed package, or beside it in a checkout.

    Raises:
        CourseError: if they are in neither place.
    """
    here = Path(__file__).resolve().parent
    for folder in (here / "assignments", here.parent / "assignments"):
        if (folder / "course.toml").exists():
            return folder
    raise CourseError("The assignments are missing from this installation; install dlkit-course again.")


def solutions_folder() -> Path | None:
    """Where the solutions and model answers are: in the edition for self-study, or beside the package in a checkout.

    Returns:
        The folder; None in the students' package, which holds none.
    """
    here = Path(__file__).resolve().parent
    folders = (here / "solutions", here.parent / "solutions")
    return next((folder for folder in folders if folder.is_dir()), None)


def read_toml(path: Path) -> dict[str, Any]:
    """Reads a TOML file.

    Raises:
        CourseError: if it is missing or broken; the message names the file and the line.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CourseError(f"{path} is missing.") from None
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{path} is not valid TOML: {error}.") from None


def tables(key: str) -> list[dict[str, Any]]:
    """The tables of one kind in the course's file, such as its parts; none where it has none.

    Raises:
        CourseError: if something else stands there; the message names the file and the key.
    """
    found = of_the_course(key)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
        raise CourseError(f"{assignments_folder() / 'course.toml'}: each of its {key} begins with [[{key}]].")
    return found


def slugs_of(table: dict[str, Any], key: str) -> tuple[str, ...]:
    """A list of slugs in a table of the course's file.

    Raises:
        KeyError: if the table has none.
        TypeError: if something else stands there.
    """
    found = table[key]
    if not isinstance(found, list) or not all(isinstance(slug, str) for slug in found):
        raise TypeError(f"{key} should be a list of names in quotes")
    return tuple(found)


def parts() -> list[Part]:
    """The parts of the course, in order.

    Raises:
        CourseError: if the course's file lacks something; the message names the part and the key.
    """
    path = assignments_folder() / "course.toml"
    if not (listed := tables("parts")):
        raise CourseError(f"{path} has no parts; each begins with [[parts]].")
    found = []
    for number, part in enumerate(listed, start=1):
        try:
            found.append(Part(number, part["title"], slugs_of(part, "assignments")))
        except KeyError as error:
            raise CourseError(f"{path}: part {number} lacks the key {error}.") from None
        except TypeError as error:
            raise CourseError(f"{path}: part {number}: {error}.") from None
    return found


def course() -> list[str]:
    """The slugs of the course's assignments, in order."""
    return [slug for part in parts() for slug in part.assignments]


def of_the_course(key: str) -> Any:
    """A setting of the whole course; None where it has none."""
    return read_toml(assignments_folder() / "course.toml").get(key)


def find_assignment(slug: str) -> Assignment:
    """Finds an assignment by its slug.

    Raises:
        CourseError: if there is none; the message names the nearest.
    """
    folder = assignments_folder() / slug
    if slug not in course():
        raise CourseError(unknown("assignment", slug, course()))
    return read_assignment(folder)


def read_assignment(folder: Path) -> Assignment:
    """Reads the `assignment.toml` of a folder.

    Raises:
        CourseError: if it lacks something; the message names the file and the key.
    """
    path = folder / "assignment.toml"
    facts = read_toml(path)
    try:
        exercises = tuple(
            Exercise(
                item["name"],
                float(item["points"]),
                tuple(item.get("uses", ())),
                tuple(item.get("hints", ())),
                item.get("also", ""),
            )
            for item in facts["exercises"]
        )
        assignment = Assignment(
            slug=folder.name,
            folder=folder,
            title=facts["title"],
            minutes=int(facts["minutes"]),
            exercises=exercises,
            summary=facts.get("summary", ""),
            needs=tuple(facts.get("needs", ())),
            written=tuple(Written(item["name"], float(item["points"])) for item in facts.get("written", ())),
            limits=facts.get("limits", {}),
            examples_count_alone=bool(facts.get("examples_count_alone", of_the_course("examples_count_alone"))),
        )
    except KeyError as error:
        raise CourseError(f"{path} lacks the key {error}.") from None
    for exercise in exercises:
        for used in exercise.uses:
            assignment.exercise(used)
    return assignment
