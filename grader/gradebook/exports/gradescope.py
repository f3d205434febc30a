"""The marks for Gradescope: an autograder that gives each student the mark that they have here.

Gradescope imports no marks; it runs an autograder on each submission and reads `results.json`. So this is a zip as
Gradescope wants it, whose `run_autograder` runs nothing that a student wrote: it looks the student up by e-mail.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from dlkit.comparing import clean
from dlkit.course import CourseError
from grader.gradebook.exports.table import AssignmentMarks, Entry, MarksTable, require_ids
from grader.gradebook.graded_cells import GradedCell
from grader.gradebook.marks import NEEDS_A_PERSON
from grader.judging import points_text

SETUP = "#!/usr/bin/env bash\ncommand -v python3 || { apt-get update && apt-get install -y python3; }\n"
RUN = '''\
#!/usr/bin/env python3
"""Writes the mark of who handed this in, as the course's own grader gave it."""

import json
import sys
from pathlib import Path

marks = json.loads(Path("source/marks.json").read_text(encoding="utf-8"))
users = json.loads(Path("submission_metadata.json").read_text(encoding="utf-8"))["users"]
found = [marks[user["email"].casefold()] for user in users if user["email"].casefold() in marks]
if not found:
    sys.exit("None of those who handed this in has a mark: " + ", ".join(user["email"] for user in users))
Path("results").mkdir(exist_ok=True)
Path("results/results.json").write_text(json.dumps(found[0], indent=1), encoding="utf-8")
'''


def gradescope(table: MarksTable) -> bytes:
    """The zip of an autograder that gives the marks of one assignment.

    Args:
        table: the marks.

    Raises:
        CourseError: if there is more than one assignment, or a student without an e-mail address of their own.
    """
    if len(table.assignments) != 1:
        raise CourseError("An autograder of Gradescope is of one assignment; say which: --assignment SLUG")
    require_ids(table, "email", "e-mail address")
    assignment = table.assignments[0]
    marks = {
        student.email.casefold(): _result(assignment, assignment.entries[student.id])
        for student in table.students
        if not assignment.entries[student.id].is_absent
    }
    files = {"setup.sh": SETUP, "run_autograder": RUN, "marks.json": json.dumps(marks, indent=1)}
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            about = zipfile.ZipInfo(name)
            about.external_attr = (0o644 if name.endswith(".json") else 0o755) << 16
            archive.writestr(about, text)
    return data.getvalue()


def _result(assignment: AssignmentMarks, entry: Entry) -> dict[str, Any]:
    told = {exercise.name: exercise.why for exercise in entry.result.exercises} if entry.result else {}
    tests = [
        _test(entry, cell, told.get(cell.title, "") if cell.kind == "exercise" else "") for cell in assignment.cells
    ]
    if entry.mark.late_penalty:
        taken = entry.mark.raw - entry.mark.total
        text = f"{points_text(taken)} points are taken off for handing in late."
        tests.append({"name": "late penalty", "score": -taken, "max_score": 0, "status": "failed", "output": text})
    return {
        "score": entry.mark.total,
        "output": clean(f"{entry.status.replace('_', ' ')}. {entry.reason}".strip()),
        "output_format": "text",
        "visibility": "after_published",
        "tests": tests,
    }


def _test(entry: Entry, cell: GradedCell, why: str) -> dict[str, Any]:
    score = entry.mark.cells[cell.title]
    test: dict[str, Any] = {"name": cell.title, "score": score or 0.0, "max_score": cell.points}
    if cell.title in entry.needs_a_person or score is None:
        return test | {"output": f"{NEEDS_A_PERSON.capitalize()}.", "status": "failed"}
    return test | {"output": clean(why)} if score < cell.points else test
