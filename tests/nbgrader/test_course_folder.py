"""A course folder made by `init_course` is one in which nbgrader's own commands work."""

import json
import shutil
import subprocess
import sys
import zipfile

import pytest

from dlkit.course import CourseError
from grader.gradebook import autograde
from grader.gradebook.course_folder import CONFIG_NAME, CourseFolder, init_course

from .conftest import SLUG, nbgrader, put, read_joined, submission_path


def test_nbgrader_generates_the_assignment_also_after_the_folder_was_moved(tmp_path):
    init_course(tmp_path / "old-place", slugs=[SLUG])
    root = (tmp_path / "old-place").rename(tmp_path / "new place")
    nbgrader(root, "generate_assignment", SLUG)
    with CourseFolder(root).gradebook() as gradebook:
        assignment = gradebook.find_assignment(SLUG)
        assert (assignment.max_score, len(assignment.notebooks)) == (100, 1)


def test_nothing_is_judged_with_a_configuration_that_fails(empty_course, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(empty_course, root)
    with (root / CONFIG_NAME).open("a") as file:
        file.write("no_such_name\n")
    with pytest.raises(CourseError, match=r"fails when it is run .NameError: name 'no_such_name' is not defined"):
        autograde(root, SLUG)


def test_the_configuration_holds_no_path_and_the_assignment_is_listed_before_it_is_generated(tmp_path):
    folder = init_course(tmp_path / "course", slugs=[SLUG])
    assert str(tmp_path) not in (folder.root / CONFIG_NAME).read_text()
    assert [item["name"] for item in folder.api.get_assignments()] == [SLUG]
    assert folder.assignments() == []


def test_what_is_released_holds_the_stubs_and_neither_answers_nor_hidden_checks(empty_course, authored):
    released = read_joined(empty_course / "release" / SLUG / f"{SLUG}.ipynb")
    sources = {cell["id"]: cell["source"] for cell in released["cells"]}
    for cell in authored.cells:
        assert sources[cell.identity] == cell.source
    assert "pytest" not in json.dumps(released)


def test_a_course_folder_is_not_overwritten(empty_course):
    with pytest.raises(CourseError, match="is a course folder already"):
        init_course(empty_course)


def test_another_folder_is_told_how_to_become_one(tmp_path):
    with pytest.raises(CourseError, match="grader init"):
        CourseFolder(tmp_path)


def test_an_assignment_that_was_not_generated_is_told_how(tmp_path):
    folder = init_course(tmp_path / "course", slugs=[SLUG])
    with pytest.raises(CourseError, match=f"nbgrader generate_assignment {SLUG}"):
        folder.require(SLUG)


def test_a_student_without_a_submission_is_named(handed_in):
    with pytest.raises(CourseError, match="Did you mean 'mistaken'"):
        CourseFolder(handed_in).submitted_files(SLUG, ["mistake"])


@pytest.mark.slow
def test_the_exchange_and_zip_collection_bring_submissions_in(empty_course, fill_in, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(empty_course, root)
    exchange = tmp_path / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    at = f"--Exchange.root={exchange}"
    nbgrader(root, "release_assignment", SLUG, at)
    home = tmp_path / "student"
    home.mkdir()
    shutil.copy(root / CONFIG_NAME, home)
    nbgrader(home, "fetch_assignment", SLUG, at)
    nbgrader(home, "submit", SLUG, at)
    nbgrader(root, "collect", SLUG, at)
    student = next((root / "submitted").iterdir()).name
    assert submission_path(root, student).exists()

    put(tmp_path, "ada", fill_in())
    archive = root / "downloaded" / SLUG / "archive" / "notebooks.zip"
    archive.parent.mkdir(parents=True)
    with zipfile.ZipFile(archive, "w") as file:
        file.write(submission_path(tmp_path, "ada"), f"ada_1234_5678_{SLUG}-2.ipynb")
    nbgrader(root, "zip_collect", SLUG)
    assert [item.student for item in CourseFolder(root).submitted_files(SLUG)] == sorted(["ada", student])


@pytest.mark.parametrize(
    "command",
    [
        ("similar", SLUG, "-o", "release/similar.html"),
        ("report", "--to", "feedback/report"),
        ("export", "--to", "csv", "-o", "source/../release/grades.csv"),
        ("explain", "ada", SLUG, "--html", "submitted/ada.html"),
    ],
)
def test_what_is_for_the_staff_is_not_written_where_students_get_their_files_from(empty_course, command):
    done = subprocess.run(
        [sys.executable, "-m", "grader", *command], cwd=empty_course, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "is where students get their files from" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_file_in_a_folder_that_is_not_there_is_refused_before_anything_is_judged(empty_course):
    folder = CourseFolder(empty_course)
    folder.require_private_file(empty_course / "page.html")
    with pytest.raises(CourseError, match=r"There is no folder .*nowhere: make it first, or name another file"):
        folder.require_private_file(empty_course / "nowhere" / "page.html")
    with pytest.raises(CourseError, match="is where students get their files from"):
        folder.require_private_file(empty_course / "feedback" / "page.html")
