"""The syllabus of the README, and its short form on the first page of the site, made from what the course says of itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from dlkit.course import Part, find_assignment, parts
from dlkit.paths import CoursePath, paths

_BEGIN, _END = "<!-- syllabus: made by `grader build` -->", "<!-- end of syllabus -->"
_SHORT = "<!-- course: made by `grader build` -->", "<!-- end of course -->"
_ROOT = Path(__file__).resolve().parents[2]
_ABOUT_PATHS = """### Less than all

Each path is some of the assignments, in their order: `dlkit list --path NAME` to learn, `grader init COURSE --path NAME` to teach."""


def syllabus() -> str:
    """The course in Markdown: a table for each part, and one of the paths."""
    tables = [f"### Part {part.numeral}: {part.title}\n\n{_part(part)}" for part in parts()]
    if known := paths():
        tables.append("\n\n".join([_ABOUT_PATHS, _paths(known)]))
    return "\n\n".join(tables)


def _part(part: Part) -> str:
    """Assignment, what is built, minutes, points, exercises."""
    rows = ["| assignment | what is built | minutes | points | exercises |", "|---|---|--:|--:|--:|"]
    for item in map(find_assignment, part.assignments):
        link = f"[`{item.slug}`]({_notebook(item.slug)})"
        rows.append(f"| {link} | {item.summary} | {item.minutes} | {item.max_points:g} | {len(item.exercises)} |")
    return "\n".join(rows)


def _paths(known: Sequence[CoursePath]) -> str:
    rows = ["| path | where it leads | assignments | hours |", "|---|---|---|--:|"]
    for path in known:
        about = f"{path.summary} {path.what_is_left_out}".strip()
        rows.append(f"| `{path.name}` | {about} | {', '.join(path.assignments)} | {path.hours:g} |")
    return "\n".join(rows)


def short_syllabus() -> str:
    """The course in a few lines: the assignments of each part by their titles."""
    lines = []
    for part in parts():
        items = [f"[{item.title}](../{_notebook(item.slug)})" for item in map(find_assignment, part.assignments)]
        lines.append(f"**Part {part.numeral}: {part.title}**\n\n" + "\n".join(f"- {item}" for item in items))
    return "\n\n".join(lines)


def _notebook(slug: str) -> str:
    return f"assignments/{slug}/{slug}.ipynb"


def with_syllabus() -> dict[Path, bytes]:
    """The README and the first page of the site with their syllabus brought up to date; no file that has no place for one."""
    places = ((_ROOT / "README.md", (_BEGIN, _END), syllabus), (_ROOT / "docs" / "index.md", _SHORT, short_syllabus))
    return {path: filled for path, marks, made in places if (filled := _filled(path, marks, made)) is not None}


def _filled(path: Path, marks: tuple[str, str], made: Callable[[], str]) -> bytes | None:
    begin, end = marks
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if begin not in text:
        return None
    head, rest = text.split(begin, 1)
    tail = rest.split(end, 1)[1]
    return f"{head}{begin}\n{made()}\n{end}{tail}".encode()
