"""A name that could lead elsewhere, or run in nbgrader's pages, is no student's; its owner alone is left out."""

import os
import shutil

import pytest

from dlkit.course import CourseError
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.exports.spreadsheet import export_csv
from grader.gradebook.student_id import is_student_id, not_a_student_id

from .conftest import SLUG, grades, nbgrader, put

GOOD = ["ada", "Zoë", "学生", "a.b@c-d.org", "s_1", "@ada", "+1", "1234", "x" * 120]
BAD = [
    "", ".", "..", "../x", "a/b", ".hidden", "-rf", "a b", "a\n", "a\0", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "a'b", 'a"b', "a&lt;b", "=1+1", "a;b", "a*", "[a]", "a\u202eb", "\x1b[2Ja", os.fsdecode(b"caf\xe9"), "x" * 151, "ä" * 76,
]  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_letters_digits_and_a_few_signs_make_an_id(name):
    assert is_student_id(name)


@pytest.mark.parametrize("name", BAD, ids=ascii)
def test_anything_else_makes_none_and_is_named_without_steering_a_terminal(name):
    assert not is_student_id(name)
    sentence = not_a_student_id(name)
    assert sentence.isprintable()
    sentence.encode("utf-8")


@pytest.fixture
def course(empty_course, fill_in, tmp_path):
    """A course in which ada has handed in, and somebody with a page in place of a name, and one with half a letter."""
    root = tmp_path / "course"
    shutil.copytree(empty_course, root)
    for student in ("ada", "<img src=x onerror=alert(1)>", os.fsdecode(b"caf\xe9")):
        put(root, student, fill_in({}))
    return root


def test_a_folder_with_another_name_is_named_and_the_others_are_graded(course, grade_here):
    run = grade_here(course)
    assert set(run.results) == {"ada"}
    assert {student for student, _ in grades(course)} == {"ada"}
    assert len(run.remarks) == 2
    assert any("<img src=x" in remark for remark in run.remarks)
    assert sorted(os.listdir(course / "autograded")) == ["ada"]


def test_nbgraders_own_commands_leave_it_out_too_and_name_it(course):
    done = nbgrader(course, "autograde", SLUG)
    assert "cannot be a student's id" in done.stderr
    assert {student for student, _ in grades(course)} == {"ada"}
    shutil.copytree(course / "autograded" / "ada", course / "autograded" / "<b>")
    nbgrader(course, "generate_feedback", SLUG)
    assert sorted(os.listdir(course / "feedback")) == ["ada"]


@pytest.mark.parametrize("name", ["..", "../../x", "<b>"])
def test_the_option_for_one_student_takes_no_other_name(course, name):
    with pytest.raises(CourseError, match="cannot be a student's id"):
        CourseFolder(course).submitted_files(SLUG, [name])


def test_a_name_that_came_into_the_gradebook_by_itself_leads_the_export_nowhere(course):
    with CourseFolder(course).gradebook() as gradebook:
        gradebook.update_or_create_student("../../../etc")
        gradebook.update_or_create_submission(SLUG, "../../../etc")
    table = export_csv(course, SLUG)
    assert "'../../../etc' cannot be a student's id" in table
