"""The marks for Classroom 50: its own `scores.json` with our marks in it, kept against its next collection.

Each entry is of one repository's owner and holds results in the form `classroom50/result/v1`, newest first, whose
points are whole numbers. An entry with `override` is left as it is when scores are collected anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dlkit.course import CourseError
from grader.gradebook.exports.table import AssignmentMarks, Entry, MarksTable, number, require_rows
from grader.gradebook.marks import NOT_JUDGED
from grader.gradebook.roster.sheets import match, read_text
from grader.judging import whole_points

SCORES, RESULT = "classroom50/scores/v1", "classroom50/result/v1"


def classroom50(table: MarksTable, path: Path | None) -> str:
    """Classroom 50's scores with the marks in them.

    Points are rounded so that the tests add up to the rounded mark; what is taken off for being late is taken off
    every test in proportion.

    Args:
        table: the marks.
        path: its `scores.json`, which alone says what was handed in, and where.

    Raises:
        CourseError: if there is no such file, or it does not know an assignment or a student.
    """
    if path is None:
        raise CourseError(
            "Only Classroom 50 knows which commit each mark is of: give its scores.json with --from FILE."
        )
    scores = _read(path)
    for assignment in table.assignments:
        for cell in assignment.cells:
            if cell.points != int(cell.points):
                raise CourseError(
                    f"{cell.title} has {number(cell.points)} points, and Classroom 50 takes whole ones only."
                )
        entries = _entries(scores, assignment.slug, path)
        found = match(
            [{"owner": owner} for owner in entries],
            table.students,
            [("owner", lambda student: student.lms_user_id), ("owner", lambda student: student.id)],
        )
        require_rows(path.name, found, table, [assignment])
        for student, row in found.items():
            _put(entries[row["owner"]], assignment, student, path)
    return json.dumps(scores, indent=2, ensure_ascii=False) + "\n"


def _read(path: Path) -> dict[str, Any]:
    try:
        scores = json.loads(read_text(path))
    except (ValueError, RecursionError):
        scores = None
    if (
        not isinstance(scores, dict)
        or scores.get("schema") != SCORES
        or not isinstance(scores.get("assignments"), dict)
    ):
        raise CourseError(f"{path} is no scores.json of Classroom 50 ({SCORES}).")
    return scores


def _entries(scores: dict[str, Any], slug: str, path: Path) -> dict[str, dict[str, Any]]:
    """The entries of an assignment by their owner; its name may have hyphens there."""
    names = [name for name in scores["assignments"] if name.replace("-", "_").casefold() == slug]
    if len(names) != 1:
        raise CourseError(f"{path} has no assignment {slug} or {slug.replace('_', '-')}.")
    try:
        return {entry["owner"]: entry for entry in scores["assignments"][names[0]]["entries"]}
    except (TypeError, KeyError):
        raise CourseError(f"{path} has an entry of {slug} without an owner.") from None


def _put(record: dict[str, Any], assignment: AssignmentMarks, student: str, path: Path) -> None:
    """Puts a mark into the newest result of an owner's, and keeps it from being collected anew."""
    entry = assignment.entries[student]
    if entry.is_absent or entry.status == NOT_JUDGED:
        return
    results = record.get("submissions")
    if not results:
        raise CourseError(f"{path} has no submission of {student} for {assignment.slug}, who handed something in here.")
    if results[0].get("schema") != RESULT:
        raise CourseError(f"{path} has a result of {student} that is not of the form {RESULT}.")
    tests = _tests(assignment, entry, student)
    sums = {key: sum(test[key] for test in tests) for key in ("score", "max-score")}
    results[0] |= {**sums, "tests": tests}
    record["override"] = True


def _tests(assignment: AssignmentMarks, entry: Entry, student: str) -> list[dict[str, Any]]:
    mark = entry.mark
    share = mark.total / mark.raw if mark.raw else 0.0
    scores = whole_points([(mark.cells[cell.title] or 0.0) * share for cell in assignment.cells])
    tests = []
    for cell, score in zip(assignment.cells, scores, strict=True):
        if not 0 <= score <= cell.points:
            raise CourseError(
                f"{student} has {number(mark.cells[cell.title])} of {number(cell.points)} points for {cell.title}, "
                "and Classroom 50 takes none above the most there is or below 0."
            )
        passed = (mark.cells[cell.title] or 0.0) >= cell.points
        tests.append({"test-name": cell.title, "passed": passed, "score": score, "max-score": int(cell.points)})
    return tests
