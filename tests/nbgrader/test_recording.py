"""One writer puts a class into the gradebook in batches, and comes to what nbgrader's converter comes to."""

import os
import shutil
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import OperationalError

from grader.gradebook.course_folder import CONFIG_NAME, CourseFolder
from grader.gradebook.recording import _Batch

from .conftest import SLUG, autograded, grades, put, submission_path, total


@pytest.fixture
def course(empty_course, fill_in, solved, mistake, tmp_path):
    """A small class that nobody has graded."""
    root = tmp_path / "course"
    shutil.copytree(empty_course, root)
    put(root, "ada", fill_in())
    put(root, "bob", fill_in({**solved, "sigmoid": mistake.source}))
    put(root, "cleo", fill_in({}, written=""))
    return root


@pytest.fixture
def without_converter(monkeypatch):
    """Makes every use of nbgrader's converter an error."""

    def refuse(folder, result):
        raise AssertionError(f"{result.submission} was recorded by the converter")

    monkeypatch.setattr("grader.gradebook.recording.record_by_converter", refuse)


def _configure(root, line):
    with (root / CONFIG_NAME).open("a") as config:
        config.write(f"\n{line}\n")


def _everything(root):
    students = sorted(path.name for path in (root / "submitted").iterdir())
    return grades(root), {student: autograded(root, student) for student in students}


def test_a_class_is_recorded_without_the_converter(course, grade_here, without_converter):
    assert not grade_here(course).not_recorded
    assert total(course, "ada") == 90


def test_both_ways_of_recording_come_to_the_same(course, grade_here, monkeypatch, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(course, other)
    grade_here(course)
    monkeypatch.setattr("grader.gradebook.recording.is_configured_as_made", lambda api: False)
    grade_here(other)
    assert _everything(course) == _everything(other)


def test_a_course_that_configures_autograde_in_its_own_way_gets_it(course, grade_here):
    _configure(course, 'c.Autograde.autograde_preprocessors.append("nbgrader.preprocessors.ClearOutput")')
    grade_here(course)
    outputs = [output for cell in autograded(course, "bob")["cells"] for output in cell.get("outputs", [])]
    assert outputs == []
    assert total(course, "ada") == 90


def test_what_the_gradebook_refuses_in_a_batch_is_recorded_one_by_one(course, grade_here, monkeypatch):
    original = _Batch._record_grades

    def refusing(self, cells, folder, result):
        original(self, cells, folder, result)
        if result.submission == "bob":
            raise OperationalError("INSERT", {}, Exception("database is locked"))

    monkeypatch.setattr(_Batch, "_record_grades", refusing)
    run = grade_here(course)
    assert not run.not_recorded
    assert total(course, "ada") == 90
    assert 0 < total(course, "bob") < 90


def test_a_late_submission_is_penalised_as_the_course_says(course, grade_here):
    _configure(course, 'c.LateSubmissionPlugin.penalty_method = "zero"')
    with CourseFolder(course).gradebook() as gradebook:
        gradebook.update_or_create_assignment(SLUG, duedate="2026-01-10 12:00:00 UTC")
    for student, day in (("ada", 9), ("bob", 11)):
        (submission_path(course, student).parent / "timestamp.txt").write_text(f"2026-01-{day:02} 12:00:00 UTC")
    grade_here(course)
    with CourseFolder(course).gradebook() as gradebook:
        found = {
            submission.student.id: (submission.timestamp, submission.late_submission_penalty)
            for submission in gradebook.assignment_submissions(SLUG)
        }
    assert found["ada"] == (datetime(2026, 1, 9, 12, tzinfo=UTC).replace(tzinfo=None), 0)
    assert found["bob"][1] == pytest.approx(total(course, "bob"))


def test_other_files_are_kept_and_links_are_not_followed(course, grade_here, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the solutions")
    folder = submission_path(course, "ada").parent
    (folder / "data").mkdir()
    (folder / "data" / "notes.txt").write_text("mine")
    (folder / "stolen.txt").symlink_to(secret)
    (folder / "elsewhere").symlink_to(tmp_path)
    grade_here(course)
    kept = course / "autograded" / "ada" / SLUG
    assert (kept / "data" / "notes.txt").read_text() == "mine"
    assert sorted(path.name for path in kept.iterdir()) == ["data", f"{SLUG}.ipynb"]
    assert (kept / f"{SLUG}.ipynb").stat().st_mode & 0o777 == 0o444


def test_nothing_half_written_is_left_beside_the_notebooks(course, grade_here):
    grade_here(course)
    grade_here(course, force=True)
    assert sorted(os.listdir(course / "autograded" / "ada")) == [SLUG]
