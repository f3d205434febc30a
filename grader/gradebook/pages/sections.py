"""The body of a feedback page: the student's cells with their verdicts, the course's own text folded between them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from markupsafe import Markup
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution, is_task

from grader.gradebook.feedback import render_code, render_markdown
from grader.gradebook.pages.overview import NO_RESPONSE, Row
from grader.judging import visible_source

LONG_OUTPUT, LONG_CODE = 15, 80  # lines; more are folded
_PICTURES = ("image/png", "image/jpeg", "image/gif")


@dataclass(frozen=True)
class Output:
    """One output of a student's cell.

    Attributes:
        picture: its address, with the picture in it; empty if it is text.
        text: the text.
    """

    picture: str = ""
    text: str = ""

    @property
    def lines(self) -> int:
        """How many lines the text has."""
        return self.text.count("\n") + 1

    @property
    def is_long(self) -> bool:
        """Whether it is folded."""
        return self.lines > LONG_OUTPUT or len(self.text) > 100 * LONG_OUTPUT


@dataclass(frozen=True)
class Section:
    """One cell of the page, or several of the course's that stand together.

    Attributes:
        kind: `answer` (an exercise), `verdict`, `written`, `own` (the student's own), `note` (from the judge), `course`.
        name: the cell's name in the gradebook; empty if it has none.
        html: its text; empty where nothing of the student's was found.
        outputs: what was below it when it was handed in.
        verdict: the judge's words.
        comment: a person's.
        row: what stands of it in the table; None if it earns no points by itself.
        lines: how many lines of code it has; 0 if it is text.
        title: of the course's text, its first heading.
        cells: the course's cells.
    """

    kind: str
    name: str = ""
    html: Markup = field(default_factory=Markup)
    outputs: tuple[Output, ...] = ()
    verdict: Markup = field(default_factory=Markup)
    comment: Markup = field(default_factory=Markup)
    row: Row | None = None
    lines: int = 0
    title: str = ""
    cells: tuple[Section, ...] = ()

    @property
    def is_long(self) -> bool:
        """Whether its code is folded."""
        return self.lines > LONG_CODE

    @property
    def pictures(self) -> int:
        """How many pictures are in it."""
        return sum(bool(output.picture) for output in self.outputs) + sum(cell.pictures for cell in self.cells)


def given_texts(*notebooks: Path) -> frozenset[str]:
    """The texts that an assignment was handed out with, the stubs that students fill in among them.

    Args:
        *notebooks: where the notebook may lie; the first that can be read counts.
    """
    for path in notebooks:
        try:
            return frozenset(_bare(cell.source) for cell in nbformat.read(path, as_version=4).cells)
        except (OSError, ValueError, AttributeError, nbformat.ValidationError):
            continue
    return frozenset()


def sections(
    cells: Sequence[NotebookNode], rows: Mapping[str, Row], given: Collection[str], folder: Path | None
) -> list[Section]:
    """The cells as the page shows them.

    Args:
        cells: of the autograded notebook, with nbgrader's comments in their metadata.
        rows: of the table, by the names of cells.
        given: the course's own texts.
        folder: where the files lie that were handed in beside the notebook.
    """
    page: dict[str, Any] = {}
    made = [_section(cell, rows, given, folder, page) for cell in cells]
    return list(_grouped(made))


def _grouped(made: Sequence[Section]) -> Iterator[Section]:
    course: list[Section] = []
    for section in made:
        if section.kind == "course":
            course.append(section)
            continue
        if course:
            yield _together(course)
            course = []
        yield section
    if course:
        yield _together(course)


def _together(course: Sequence[Section]) -> Section:
    title = next((cell.title for cell in course if cell.title), "")
    return Section("course", title=title, cells=tuple(course))


def _section(
    cell: NotebookNode,
    rows: Mapping[str, Row],
    given: Collection[str],
    folder: Path | None,
    page: dict[str, Any],
) -> Section:
    marks = cell.metadata.get("nbgrader", {})
    name = marks.get("grade_id", "")
    is_code = cell.cell_type == "code"
    source = visible_source(cell.source) if is_test(cell) else cell.source
    if is_code:
        html = Markup(render_code(source, metadata=cell.metadata, page=page))
    else:
        html = Markup(render_markdown(source, attachments=cell.get("attachments"), page=page, folder=folder))
    about: dict[str, Any] = {"name": name, "html": html, "lines": source.count("\n") + 1 if is_code else 0}
    if (comment := marks.get("comment")) and not (comment.strip() == NO_RESPONSE and is_code):
        about["comment"] = Markup(render_markdown(comment, page=page))
    if is_test(cell):
        shown = html if not name.startswith("check-") else Markup()
        return Section("verdict", row=rows.get(name), verdict=_verdict(cell), **{**about, "html": shown})
    about["outputs"] = _outputs(cell)
    if is_grade(cell) or is_task(cell):
        return Section("written", row=rows.get(name), **about)
    if is_solution(cell):
        verdict = rows.get(name.replace("exercise-", "check-", 1))
        if verdict and verdict.state in ("not_judged", "missing") and _bare(source) in given:
            about |= {"html": Markup(), "lines": 0}
        return Section("answer", **about)
    if cell.get("id") == "from-the-judge":
        return Section("note", **about)
    if marks.get("locked") or _bare(cell.source) in given:
        return Section("course", title="" if is_code else _heading(cell.source), **about)
    return Section("own", **about) if cell.source.strip() or about["outputs"] else Section("course", **about)


def is_test(cell: NotebookNode) -> bool:
    """Whether a cell earns points by what the judge says of it.

    Args:
        cell: a cell of an autograded notebook.
    """
    return cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)


def _verdict(cell: NotebookNode) -> Markup:
    """The judge's words, which it wrote into the notebook with all of a student's text escaped."""
    shown = (item.data.get("text/html", "") for item in cell.outputs if item.output_type == "display_data")
    return Markup("".join(shown))


def _outputs(cell: NotebookNode) -> tuple[Output, ...]:
    return tuple(_output(item) for item in cell.get("outputs", ()))


def _output(item: NotebookNode) -> Output:
    data = item.get("data", {})
    for kind in _PICTURES:
        if kind in data:
            return Output(picture=f"data:{kind};base64,{data[kind]}")
    return Output(text=str(item.get("text", "") or data.get("text/plain", "")).rstrip())


def _heading(source: str) -> str:
    found = re.search(r"^#{1,6}\s+(.+?)\s*#*\s*$", source, flags=re.MULTILINE)
    return re.sub(r"[*_`$]", "", found[1]) if found else ""


def _bare(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().splitlines())
