"""Names that no file system was made for: each student's work ends with a status, and the others are graded."""

import os
import shutil
import unicodedata

import pytest

from grader.gradebook.exports.spreadsheet import export_csv
from grader.judging import SubmittedFiles
from grader.running import pool

from .conftest import put, submission_path, total

NOT_UTF_8 = os.fsdecode(b"caf\xe9.ipynb")


@pytest.fixture
def course(empty_course, fill_in, tmp_path):
    """A course in which alice has handed in right answers."""
    root = tmp_path / "course"
    shutil.copytree(empty_course, root)
    put(root, "alice", fill_in())
    return root


def hand_in_as(course, student, fill_in, name):
    """Hands in a right notebook under a name of its own."""
    put(course, student, fill_in())
    path = submission_path(course, student)
    path.rename(path.with_name(name))


@pytest.mark.parametrize("name", [NOT_UTF_8, "a\nb.ipynb", "\x1b[2J.ipynb", "\u202egnp.ipynb", "x" * 249 + ".ipynb"])
def test_a_notebook_of_an_odd_name_is_judged_and_stops_nobody(name, course, fill_in, grade_here):
    hand_in_as(course, "mallory", fill_in, name)
    run = grade_here(course)
    assert (run.results["alice"].status, total(course, "alice")) == ("graded", 90)
    assert (run.results["mallory"].status, run.not_recorded) == ("graded", {})
    (note,) = [note for note in run.results["mallory"].notes if "was named" in note]
    assert "\n" not in note
    assert all(
        unicodedata.category(character) not in ("Cc", "Cf", "Cs")
        for character in note + export_csv(course).replace("\n", "")
    )
    assert set(grade_here(course).reused) == {"alice", "mallory"}


@pytest.mark.parametrize("student", ["s" * 255, "\x1b[2J", "bob: graded\n90", os.fsdecode(b"\xff")])
def test_a_student_of_an_odd_name_stops_nobody(student, course, fill_in, grade_here):
    put(course, student, fill_in())
    run = grade_here(course)
    assert (run.results["alice"].status, total(course, "alice")) == ("graded", 90)
    assert student not in run.results
    (remark,) = run.remarks
    assert not {unicodedata.category(character) for character in remark} & {"Cc", "Cf", "Cs"}


def test_a_submission_over_which_the_judge_fails_stops_nobody(course, fill_in, grade_here, judge, monkeypatch):
    put(course, "mallory", fill_in({}))
    judged = judge.judge

    def stumble(name, data, **options):
        if name == "mallory":
            raise OverflowError("cannot convert float infinity to integer")
        return judged(name, data, **options)

    monkeypatch.setattr(judge, "judge", stumble)
    run = grade_here(course)
    assert (run.results["alice"].status, total(course, "alice")) == ("graded", 90)
    assert run.results["mallory"].status == "crashed"
    assert "OverflowError" in run.results["mallory"].reason


@pytest.mark.parametrize(
    ("place", "step"), [(SubmittedFiles, "notebook"), (SubmittedFiles, "beside"), (pool, "judge_one")]
)
def test_an_error_in_any_step_is_that_students_status(place, step, course, fill_in, grade_here, monkeypatch):
    put(course, "mallory", fill_in({}))
    real = getattr(place, step)

    def stumble(*args):
        if "mallory" in map(str, args) or getattr(args[0], "student", "") == "mallory":
            raise ValueError("odd")
        return real(*args)

    monkeypatch.setattr(place, step, stumble)
    run = grade_here(course)
    assert (run.results["alice"].status, total(course, "alice")) == ("graded", 90)
    assert run.results["mallory"].status != "graded"
    assert "odd" in run.results["mallory"].reason


def test_an_error_while_one_is_recorded_leaves_the_others_in_the_gradebook(course, fill_in, grade_here, monkeypatch):
    from grader.gradebook import recording

    put(course, "mallory", fill_in({}))
    put_judgement = recording.put_judgement

    def stumble(cells, result):
        if result.submission == "mallory":
            raise IndexError("odd")
        return put_judgement(cells, result)

    monkeypatch.setattr(recording, "BATCH_SECONDS", 600.0)  # both in one batch, however slow the machine is
    monkeypatch.setattr(recording, "put_judgement", stumble)
    monkeypatch.setattr(recording, "BATCH_SECONDS", 600.0)  # both in one batch, however slow the machine is
    monkeypatch.setattr(recording, "record_by_converter", lambda folder, result: _record(result))

    recorded = []

    def _record(result):
        if result.submission == "mallory":
            raise IndexError("odd")
        recorded.append(result.submission)
        return ""

    run = grade_here(course)
    assert recorded == ["alice"]
    assert run.not_recorded == {"mallory": "odd"}
