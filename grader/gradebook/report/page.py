"""The pages of a report."""

from __future__ import annotations

from pathlib import Path

from grader.gradebook.report.assignment_report import ENOUGH, AssignmentReport
from grader.gradebook.report.course_report import CourseReport
from grader.gradebook.report.figures import exercises_figure, misconceptions_figure, progress_figure, scores_figure
from grader.gradebook.staff_pages import render

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
    shown = {"course_page": course_page, "enough": ENOUGH, "max_shown": MAX_SHOWN}
    return render(TEMPLATES / "assignment.html", figures=figures, report=report, **shown)


def course_page(report: CourseReport) -> str:
    """The page of a course, with a link to that of each assignment.

    Args:
        report: what it tells.
    """
    return render(TEMPLATES / "course.html", figures={"progress": progress_figure(report)}, report=report)
