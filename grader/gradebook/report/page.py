"""The pages of a report: HTML that stands alone, whatever students have written."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from grader.gradebook.report.assignment_report import ENOUGH, AssignmentReport
from grader.gradebook.report.course_report import CourseReport
from grader.gradebook.report.figures import exercises_figure, misconceptions_figure, progress_figure, scores_figure
from grader.judging import points_text

TEMPLATES = Path(__file__).parent / "templates"
MAX_SHOWN = 30  # groups of unexplained answers


def assignment_page(report: AssignmentReport, *, course_page: str = "") -> str:
    """The page of one assignment.

    Args:
        report: what it tells.
        course_page: the file of the course's page, for a link; no link if empty.
    """
    figures = {
        "scores": scores_figure(report),
        "exercises": exercises_figure(report),
        "misconceptions": misconceptions_figure(report),
    }
    return _render("assignment.html", report=report, figures=figures, course_page=course_page)


def course_page(report: CourseReport) -> str:
    """The page of a course, with a link to that of each assignment.

    Args:
        report: what it tells.
    """
    return _render("course.html", report=report, figures={"progress": progress_figure(report)})


def _render(name: str, *, figures: dict[str, str], **values: Any) -> str:
    script = (TEMPLATES / "sort.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        _environment()
        .get_template(name)
        .render(
            **values,
            figures={key: Markup(svg) for key, svg in figures.items()},
            style=Markup((TEMPLATES / "page.css").read_text(encoding="utf-8")),
            script=Markup(script),
            script_digest=digest,
            enough=ENOUGH,
            max_shown=MAX_SHOWN,
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"points": points_text, "percent": _percent}
    return environment


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.0f} %"
