"""The page that a student gets back, made by nbgrader's own command and its button in the formgrader.

One file that stands alone: no script of anybody's but ours, no address that is loaded, formulas as MathML.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from nbconvert.exporters import Exporter, HTMLExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters.base import NbGraderException
from pygments.formatters import HtmlFormatter
from traitlets import TraitError, Unicode, validate

from dlkit.course import find_assignment
from grader.gradebook.conversion import (
    init_with_harmless_files,
    leave_out_who_is_no_student,
    released_folders,
    take_any_timestamp,
)
from grader.gradebook.current_pages import renew_changed_pages
from grader.gradebook.feedback import VERDICT
from grader.gradebook.graded_cells import graded_cells
from grader.gradebook.late import read_lateness, read_settings
from grader.gradebook.marks import COLUMNS, mark_of, read_recorded
from grader.gradebook.pages.overview import Row, overview
from grader.gradebook.pages.regrade_requests import RegradeRequest, is_address, request
from grader.gradebook.pages.sections import given_texts, is_test, sections
from grader.judging import points_text

TEMPLATES = Path(__file__).parent / "templates"


class FeedbackPage(HTMLExporter):  # type: ignore[misc]
    """nbgrader's exporter of feedback, with a page of ours; of the other files it hands on the harmless ones."""

    regrade_address = Unicode(
        "", help="Where students mail requests for a regrade; without one they copy them as text."
    ).tag(config=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _hold_back(self.parent)
        take_any_timestamp(self.parent.coursedir)
        leave_out_who_is_no_student(self.parent)
        renew_changed_pages(self.parent)
        self.parent.init_assignment = functools.partial(init_with_harmless_files, self.parent, _nothing_more)

    @validate("regrade_address")  # type: ignore[untyped-decorator]
    def _one_address(self, proposal: Any) -> str:
        address = str(proposal["value"]).strip()
        if address and not is_address(address):
            raise TraitError(f"c.FeedbackPage.regrade_address is {address!r}; it should be one e-mail address.")
        return address

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[str, dict[str, Any]]:
        """Makes the page of a submission.

        Args:
            nb: the autograded notebook.
            resources: what nbgrader knows of the submission.
            **kwargs: passed on.

        Returns:
            The page, and the resources.
        """
        nb, resources = Exporter.from_notebook_node(self, nb, resources, **kwargs)
        about = resources["nbgrader"]
        coursedir, slug, student = self.parent.coursedir, about["assignment"], about["student"]
        assignment, settings = find_assignment(slug), read_settings(Path(coursedir.root))
        with Gradebook(about["db_url"], coursedir.course_id) as gradebook:
            cells = graded_cells(gradebook, assignment, taken=COLUMNS)
            recorded = read_recorded(gradebook, slug, student)[student]
            late = read_lateness(gradebook, settings, student).get(student, {}).get(slug)
            person = gradebook.find_student(student)
            name = " ".join(filter(None, (person.first_name, person.last_name)))
        mark = mark_of(cells, recorded)
        rows = overview(cells, mark, recorded, _verdicts(nb), _comments(nb))
        given = given_texts(*(folder / f"{about['notebook']}.ipynb" for folder in released_folders(coursedir, slug)))
        path = resources.get("metadata", {}).get("path", "")
        html = render_page(
            course=coursedir.course_id,
            assignment=assignment,
            student=student,
            name=name,
            mark=mark,
            rows=rows,
            requests={row.name: _request(row, coursedir.course_id, slug, student) for row in rows},
            address=self.regrade_address,
            late=late.sentence(settings) if late else "",
            sections=sections(nb.cells, {row.name: row for row in rows}, given, Path(path) if path else None),
        )
        return html, resources


def _request(row: Row, course: str, slug: str, student: str) -> RegradeRequest:
    return request(
        course=course, assignment=slug, exercise=row.title, student=student, points=f"{row.score} points, {row.label}"
    )


def _verdicts(nb: NotebookNode) -> dict[str, dict[str, Any]]:
    """What the judge said of each cell in short."""
    return {
        cell.metadata.nbgrader.grade_id: dict(output.metadata[VERDICT])
        for cell in nb.cells
        if is_test(cell)
        for output in cell.outputs
        if isinstance(output.get("metadata", {}).get(VERDICT), dict)
    }


def _comments(nb: NotebookNode) -> dict[str, str]:
    marks = [cell.metadata.get("nbgrader", {}) for cell in nb.cells]
    return {mark["grade_id"]: mark["comment"] for mark in marks if mark.get("comment")}


def render_page(**values: Any) -> str:
    """The page as HTML.

    Args:
        **values: what the template names.
    """
    script = (TEMPLATES / "feedback.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    style = (TEMPLATES / "feedback.css").read_text(encoding="utf-8") + _code_colours()
    template = _environment().get_template("feedback.html")
    return template.render(style=Markup(style), script=Markup(script), script_digest=digest, **values)


@cache
def _code_colours() -> str:
    light = HtmlFormatter(style="xcode").get_style_defs(".highlight")
    dark = HtmlFormatter(style="github-dark").get_style_defs(".highlight")
    chosen = [[line for line in css.splitlines() if line.startswith(".highlight .")] for css in (light, dark)]
    return "\n".join([*chosen[0], "@media screen and (prefers-color-scheme: dark) {", *chosen[1], "}"])


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["points"] = points_text
    return environment


def _nothing_more(slug: str, student: str) -> None:
    """What else there is to do before feedback is written."""


def _hold_back(converter: Any) -> None:
    """Ends nbgrader's run before a page is written, with a sentence in its log, if feedback is not to be given yet."""
    directory = converter.coursedir
    if held := read_settings(Path(directory.root)).feedback_held(directory.assignment_id):
        converter.log.error(held)
        raise NbGraderException(held)
