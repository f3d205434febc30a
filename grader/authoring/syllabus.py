"""The syllabus of the README, made from what the course and its assignments say of themselves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dlkit.course import Part, find_assignment, parts
from dlkit.paths import CoursePath, paths

_BEGIN, _END = "<!-- syllabus: made by `grader build` -->", "<!-- end of syllabus -->"
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
        link = f"[`{item.slug}`](assignments/{item.slug}/{item.slug}.ipynb)"
        rows.append(f"| {link} | {item.summary} | {item.minutes} | {item.max_points:g} | {len(item.exercises)} |")
    return "\n".join(rows)


def _paths(known: Sequence[CoursePath]) -> str:
    rows = ["| path | where it leads | assignments | hours |", "|---|---|---|--:|"]
    for path in known:
        about = f"{path.summary} {path.what_is_left_out}".strip()
        rows.append(f"| `{path.name}` | {about} | {', '.join(path.assignments)} | {path.hours:g} |")
    return "\n".join(rows)


def with_syllabus() -> dict[Path, bytes]:
    """The README with its syllabus brought up to date, as a file to write; nothing if it has no place for one."""
    path = Path(__file__).resolve().parents[2] / "README.md"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if _BEGIN not in text:
        return {}
    head, rest = text.split(_BEGIN, 1)
    tail = rest.split(_END, 1)[1]
    return {path: f"{head}{_BEGIN}\n{syllabus()}\n{_END}{tail}".encode()}
