"""Where each page of the site stands: the sections, and a page for each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dlkit.course import Part, find_assignment, parts
from dlkit.paths import paths


@dataclass(frozen=True)
class Section:
    """A section of the site.

    Attributes:
        name: the name of its page.
        title: what the navigation calls it.
        about: what is found there.
        pages: its pages, in order.
    """

    name: str
    title: str
    about: str
    pages: tuple[str, ...]


SECTIONS = (
    Section(
        "learn",
        "Learn",
        "For those who work on the notebooks, in a course or alone.",
        ("installing", "inspect", "glossary"),
    ),
    Section(
        "teach",
        "Teach",
        "For those who run a course: a term from the first notebook to the last mark, and what stands behind each step.",
        (
            "teaching",
            "import",
            "late",
            "marks",
            "points",
            "feedback",
            "disputes",
            "report",
            "similarity",
            "export",
            "autograder",
            "updating",
            "many_machines",
            "gpu",
            "safety",
        ),
    ),
    Section(
        "author",
        "Write",
        "For those who write an assignment, or make one better.",
        ("authoring", "questions", "catalogue", "site"),
    ),
    Section(
        "how",
        "How it works",
        "How a submission is judged, how a notebook is read, and what was measured.",
        ("judging", "notebooks", "numbers"),
    ),
    Section("reference", "Reference", "What a notebook can call, and what has changed.", ("api", "changelog")),
)


def section_page(section: Section) -> str:
    """The page of a section: its pages with their titles."""
    return f"# {section.title}\n\n{section.about}\n\n{_tree(section.pages, maxdepth=1)}\n"


def course_page() -> str:
    """The page of all assignments: a table for each part, and the paths."""
    blocks = [
        "# The course",
        "What is built, in order. Each page is the solved notebook, in which the solutions are folded.",
    ]
    for part in parts():
        blocks += [f"## Part {part.numeral}: {part.title}", _table(part)]
    if paths():
        blocks += ["## Less than all", "Each path is some of the assignments, in their order."]
        for path in paths():
            links = ", ".join(f"[{find_assignment(slug).title}](assignments/{slug}.md)" for slug in path.assignments)
            blocks += [
                f"### {path.name.replace('_', ' ').capitalize()}",
                f"{path.summary} {path.what_is_left_out}".strip(),
            ]
            blocks += [f"{path.hours:g} hours: {links}."]
    for part in parts():
        slugs = [f"assignments/{slug}" for slug in part.assignments]
        blocks.append(_tree(slugs, hidden=True, caption=f"Part {part.numeral}: {part.title}"))
    return "\n\n".join(blocks) + "\n"


def _table(part: Part) -> str:
    rows = ["| assignment | what is built | minutes | points |", "|---|---|--:|--:|"]
    for item in map(find_assignment, part.assignments):
        link = f"[{item.title}](assignments/{item.slug}.md)"
        rows.append(f"| {link} | {item.summary} | {item.minutes} | {item.max_points:g} |")
    return "\n".join(rows)


def root_tree() -> str:
    """The table of contents that stands, unseen, on the first page: what the navigation shows."""
    return _tree(["course", "Mistakes <misconceptions/index>", *(section.name for section in SECTIONS)], hidden=True)


def generated_pages(misconceptions: Mapping[str, str]) -> dict[str, str]:
    """The pages that hold no text of their own, by path."""
    return {
        "course.md": course_page(),
        **{f"{item.name}.md": section_page(item) for item in SECTIONS},
        **misconceptions,
    }


def _tree(pages: Iterable[str], *, hidden: bool = False, maxdepth: int = 2, caption: str = "") -> str:
    options = [
        f":maxdepth: {maxdepth}",
        *([":hidden:"] if hidden else []),
        *([f":caption: '{caption}'"] if caption else []),
    ]
    return "\n".join(["```{toctree}", *options, "", *pages, "```"])
