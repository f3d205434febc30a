"""The glossary's page, made from the course's words, each looked up in the notebook that explains it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from dlkit.course import CourseError, course
from dlkit.desk.glossary import Term, glossary_path, read_glossary
from grader.authoring.authored import load_authored

_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_SECTION = re.compile(r"#+ (\d+)\. ")
_HEAD = """# Glossary

For whoever meets a word and does not know it. The words of the course in alphabetical order, each with its other names in
brackets and the notebook that explains it. In a terminal: `dlkit glossary TERM`.

<!-- made by `grader build` from assignments/glossary.toml -->
"""


def with_glossary() -> dict[Path, bytes]:
    """The glossary's page with the bytes that belong in it; nothing if the course has no words, or no docs.

    Raises:
        CourseError: if a word is not bold in the notebook that it names; the message names both.
    """
    folder, terms = Path(__file__).resolve().parents[2] / "docs", read_glossary()
    if not terms or not folder.exists():
        return {}
    bold = {slug: _bold_words(slug) for slug in course() if slug in {term.notebook for term in terms}}
    ordered = groupby(sorted(terms, key=lambda term: term.name.casefold()), key=_letter)
    parts = ["\n".join([f"## {letter}", "", *(_line(term, bold) for term in group), ""]) for letter, group in ordered]
    return {folder / "glossary.md": "\n".join([_HEAD, *parts]).encode()}


def _letter(term: Term) -> str:
    first = term.name[0].upper()
    return first if first.isalpha() else "0 to 9"


def _line(term: Term, bold: Mapping[str, Mapping[str, str]]) -> str:
    also = f" ({', '.join(term.also)})" if term.also else ""
    link = f"[`{term.notebook}`](../assignments/{term.notebook}/{term.notebook}.ipynb)"
    section = _section(term, bold)
    return f"- **{term.name}**{also}: {term.meaning} {link}{f', section {section}' if section else ''}"


def _section(term: Term, bold: Mapping[str, Mapping[str, str]]) -> str:
    """The number of the section in which a word first stands in bold; empty before the first one."""
    if term.notebook not in bold:
        raise CourseError(f'{glossary_path()}: "{term.name}" names the notebook {term.notebook}, which is none.')
    if _plain(term.bold) not in bold[term.notebook]:
        raise CourseError(
            f'{glossary_path()}: "{term.bold}" is nowhere bold in the text of {term.notebook}. Make it bold where '
            "it is explained, or name another notebook."
        )
    return bold[term.notebook][_plain(term.bold)]


def _bold_words(slug: str) -> dict[str, str]:
    """The bold words of a notebook's text, each with the section in which it stands first."""
    found: dict[str, str] = {}
    section = ""
    for cell in load_authored(slug).cells:
        if cell.is_code:
            continue
        for part in re.split(r"(?m)^(?=#+ )", cell.source):
            if numbered := _SECTION.match(part):
                section = numbered[1]
            for word in _BOLD.findall(part):
                found.setdefault(_plain(word), section)
    return found


def _plain(word: str) -> str:
    return " ".join(word.split()).casefold().rstrip(".,:;!?")
