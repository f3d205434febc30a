"""The words of the course: what each means, what else it is called, and which notebook explains it."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

from dlkit.course import CourseError, assignments_folder, read_toml


@dataclass(frozen=True)
class Term:
    """A word of the course.

    Attributes:
        name: the word, as the glossary has it.
        meaning: a sentence or two.
        notebook: the slug of the assignment that explains it.
        bold: how it stands in that notebook, in bold.
        also: what else the field calls it.
    """

    name: str
    meaning: str
    notebook: str
    bold: str
    also: tuple[str, ...] = ()


def glossary_path() -> Path:
    """The file of the course's words; a course may have none."""
    return assignments_folder() / "glossary.toml"


def read_glossary() -> list[Term]:
    """The course's words in the order of their file; none where there is no such file.

    Raises:
        CourseError: if a word lacks its meaning or its notebook; the message names the file and the word.
    """
    path = glossary_path()
    if not path.exists():
        return []
    return [_term(path, name, facts) for name, facts in read_toml(path).items()]


def _term(path: Path, name: str, facts: dict[str, object]) -> Term:
    also = facts.get("also", [])
    texts = [facts.get("meaning"), facts.get("notebook"), facts.get("bold", name)]
    if not all(isinstance(text, str) and text.strip() for text in texts) or not isinstance(also, list):
        raise CourseError(
            f'{path}: "{name}" needs texts meaning and notebook; bold is a text, and also a list of them.'
        )
    if strange := sorted(set(facts) - {"meaning", "notebook", "bold", "also"}):
        raise CourseError(f'{path}: "{name}" has {", ".join(strange)}, which nobody reads.')
    meaning, notebook, bold = map(str, texts)
    return Term(name, meaning.strip(), notebook, bold, tuple(map(str, also)))


def find_terms(word: str) -> list[Term]:
    """The words that are called so, by their own name or by another; capitals and plurals in s do not matter.

    Raises:
        CourseError: if there is none; the message names the nearest.
    """
    terms = read_glossary()
    found = [term for term in terms if _plain(word) in {_plain(name) for name in (term.name, *term.also)}]
    if not found:
        names = [name for term in terms for name in (term.name, *term.also)]
        near = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
        hint = f"Did you mean {near[0]!r}?" if near else "`dlkit glossary` without a word lists them all."
        raise CourseError(f"The glossary has no {word!r}. {hint}")
    return found


def _plain(word: str) -> str:
    return word.casefold().strip().removesuffix("s")
