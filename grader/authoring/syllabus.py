"""The syllabus table of the README, made from what the assignments say of themselves."""

from __future__ import annotations

from pathlib import Path

from dlkit.course import course, find_assignment

_BEGIN, _END = "<!-- syllabus: made by `grader build` -->", "<!-- end of syllabus -->"


def syllabus() -> str:
    """The table in Markdown: assignment, what is built, minutes, points, exercises."""
    rows = ["| assignment | what is built | minutes | points | exercises |", "|---|---|--:|--:|--:|"]
    for slug in course():
        item = find_assignment(slug)
        link = f"[`{slug}`](assignments/{slug}/{slug}.ipynb)"
        rows.append(f"| {link} | {item.summary} | {item.minutes} | {item.max_points:g} | {len(item.exercises)} |")
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
