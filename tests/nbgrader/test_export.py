"""The grades as CSV."""

import csv
import io

from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.exports.spreadsheet import export_csv, write_csv

from .conftest import SLUG


def _rows(text):
    return {row["student"]: row for row in csv.DictReader(io.StringIO(text))}


def test_there_is_a_row_for_each_student_with_points_status_and_reason(graded):
    rows = _rows(export_csv(graded[0], SLUG))
    assert set(rows) == set(graded[1].results)
    assert (rows["right"]["sigmoid"], rows["right"]["total"], rows["right"]["points"]) == ("8", "90", "100")
    assert (rows["broken"]["total"], rows["broken"]["status"]) == ("0", "unreadable")
    assert "JSON is broken" in rows["broken"]["reason"]


def test_a_written_answer_needs_a_person_until_it_is_marked_and_counts_then(regraded):
    row = _rows(export_csv(regraded, SLUG))["right"]
    assert (row["why_not_accuracy"], row["status"], row["total"]) == ("needs a person", "needs a person", "90")
    assert (row["needs_a_person"], row["reason"]) == (
        "why_not_accuracy",
        "A person has yet to mark why_not_accuracy.",
    )
    with CourseFolder(regraded).gradebook() as gradebook:
        gradebook.find_grade("written-why_not_accuracy", SLUG, SLUG, "right").manual_score = 7
        gradebook.add_student("absent", first_name="Ab", last_name="Sent, the")
        gradebook.db.commit()
    rows = _rows(export_csv(regraded, SLUG))
    assert (rows["right"]["why_not_accuracy"], rows["right"]["total"]) == ("7", "97")
    assert (rows["absent"]["total"], rows["absent"]["status"], rows["absent"]["last_name"]) == (
        "0",
        "missing",
        "Sent, the",
    )


def test_all_assignments_stand_side_by_side_under_their_names(graded, tmp_path):
    write_csv(graded[0], tmp_path / "grades.csv")
    rows = _rows((tmp_path / "grades.csv").read_text(encoding="utf-8-sig"))
    assert rows["right"][f"{SLUG}: sigmoid"] == "8"


def test_no_cell_is_a_formula(regraded):
    with CourseFolder(regraded).gradebook() as gradebook:
        gradebook.update_or_create_student("right", first_name='=HYPERLINK("http://example.org")', last_name="@me")
    row = _rows(export_csv(regraded))["right"]
    assert row["first_name"].startswith("'=")
    assert row["last_name"] == "'@me"
