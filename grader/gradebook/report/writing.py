"""Reading a course folder for its reports, and writing them: pages, or tables as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dlkit.course import CourseError, course, of_the_course
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.course_key import CourseKey
from grader.gradebook.exports.table import harmless
from grader.gradebook.report.assignment_report import AssignmentReport, report_assignment
from grader.gradebook.report.class_record import read_class
from grader.gradebook.report.course_report import CourseReport, report_course
from grader.gradebook.report.names import Names

COURSE_PAGE = "index.html"
_MARK = "\ufeff"  # by which Excel sees that a file is UTF-8


def read_reports(folder: CourseFolder, slug: str | None = None, *, anonymous: bool = False) -> CourseReport:
    """Reports on the assignments of a course folder.

    Args:
        folder: the course folder.
        slug: only this assignment; all that are in the gradebook if None.
        anonymous: whether students get numbers in place of their names.

    Raises:
        CourseError: if the assignment, or any at all, is not in the gradebook.
    """
    if slug is not None:
        folder.require(slug)
    slugs = folder.assignments() if slug is None else [slug]
    if not slugs:
        raise CourseError(
            f"There is nothing to report: no assignment is in the gradebook yet. In {folder.root} run: "
            "nbgrader generate_assignment SLUG"
        )
    with folder.gradebook() as gradebook:
        people = {item.id: (item.first_name or "", item.last_name or "") for item in gradebook.students}
        for name in slugs:
            people = dict.fromkeys(folder.handed_in(name), ("", "")) | people
        key = CourseKey(folder.root).derive("names in reports") if anonymous else None
        names = Names(people, key=key)
        students = sorted(people, key=lambda student: (names(student).casefold(), student))
        records = [read_class(folder, gradebook, name, names=names, students=students) for name in slugs]
        others = [item.name for item in gradebook.assignments if item.notebooks and item.name not in course()]
    if others and slug is None:
        told = " and ".join(sorted(others))
        folder.remarks.append(f"There is no report on {told}: the kit has no such assignment.")
    reports = [report_assignment(record, hide=names.hide) for record in records]
    return report_course(str(of_the_course("title")), records, reports)


def write_pages(report: CourseReport, place: Path, *, slug: str | None = None) -> list[Path]:
    """Writes a page for each assignment, and one for the course if it is not about one assignment.

    Args:
        report: what they tell.
        place: the folder; it is made if need be.
        slug: the one assignment that it is about.

    Returns:
        The files, the page to open first.
    """
    from grader.gradebook.report.page import assignment_page, course_page

    texts = {} if slug else {COURSE_PAGE: course_page(report)}
    back = "" if slug else COURSE_PAGE
    texts |= {f"{item.slug}.html": assignment_page(item, course_page=back) for item in report.assignments}
    return _write(texts, place)


def write_tables(report: CourseReport, place: Path, *, slug: str | None = None) -> list[Path]:
    """Writes the tables of the pages as CSV, with a header in each.

    Args:
        report: what they tell.
        place: the folder; it is made if need be.
        slug: the one assignment that it is about.

    Returns:
        The files.
    """
    texts = {} if slug else {"students.csv": _as_csv(_student_rows(report))}
    for item in report.assignments:
        texts |= {f"{item.slug}-{name}.csv": _as_csv(rows) for name, rows in _tables(item).items()}
    marked = {name: f"{_MARK}{text}" for name, text in texts.items() if text}
    return _write(marked, place)


def _tables(report: AssignmentReport) -> dict[str, list[dict[str, Any]]]:
    checks = [(item, "nobody") for item in report.never_failed] + [(item, "everybody") for item in report.always_failed]
    return {
        "exercises": [asdict(item) for item in report.exercises],
        "misconceptions": [_flat(asdict(item)) for item in report.misconceptions],
        "unexplained": [_flat(asdict(item)) for item in report.unexplained],
        "checks": [{**asdict(item), "failed_by": who} for item, who in checks],
        "statuses": [
            {"student": student, "status": item.status, "reason": reason}
            for item in report.statuses
            for student, reason in item.students
        ],
        "scores": [{"student": student, "score": score, "of": report.most} for student, score in report.scores.items()],
    }


def _student_rows(report: CourseReport) -> list[dict[str, Any]]:
    slugs = [item.slug for item in report.assignments]
    return [
        {
            "student": item.student,
            "mean": item.mean,
            "missing": item.missing,
            **dict(zip(slugs, item.shares, strict=True)),
            "behind": " ".join(item.behind),
        }
        for item in report.students
    ]


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """A row whose lists are texts, with a count of the students first."""
    texts = {key: "; ".join(value) if isinstance(value, (list, tuple)) else value for key, value in row.items()}
    return {"count": len(row["students"]), **texts}


def _as_csv(rows: Sequence[dict[str, Any]]) -> str:
    """Rows as CSV that no spreadsheet takes for formulas; empty if there are none."""
    if not rows:
        return ""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: harmless(value) for key, value in row.items()} for row in rows)
    return out.getvalue()


def _write(texts: dict[str, str], place: Path) -> list[Path]:
    place.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (place / name).write_text(text, encoding="utf-8")
    return [place / name for name in texts]
