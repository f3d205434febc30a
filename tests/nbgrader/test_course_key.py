"""A course folder has one secret, that only its owner reads and from which each purpose gets its own key."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from dlkit.course import CourseError
from grader.gradebook.course_key import KEY_BYTES, CourseKey

from .conftest import REPOSITORY


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first = CourseKey(tmp_path).derive("results")
    assert len(first) == KEY_BYTES
    assert CourseKey(tmp_path).derive("results") == first
    assert (tmp_path / ".dlkit" / "key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / ".dlkit").stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in (tmp_path / ".dlkit").iterdir()) == [".gitignore", "key"]


def test_each_purpose_and_each_course_has_a_key_of_its_own(tmp_path):
    keys = {CourseKey(tmp_path / course).derive(purpose) for course in "ab" for purpose in ("results", "inputs")}
    assert len(keys) == 4


def test_those_who_make_a_key_at_the_same_time_get_the_same(tmp_path):
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(lambda _: CourseKey(tmp_path).derive("results"), range(32)))) == 1


def test_a_file_system_without_links_holds_a_key_too(tmp_path, monkeypatch):
    def refuse(*args):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    assert CourseKey(tmp_path).derive("results") == CourseKey(tmp_path).derive("results")
    assert (tmp_path / ".dlkit" / "key").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in (tmp_path / ".dlkit").iterdir()) == [".gitignore", "key"]


def test_another_process_derives_the_same_key(tmp_path):
    source = "import sys, pathlib, grader.gradebook.course_key as k; print(k.CourseKey(pathlib.Path(sys.argv[1])).derive('x').hex())"
    done = subprocess.run([sys.executable, "-c", source, tmp_path], cwd=REPOSITORY, capture_output=True, text=True)
    assert done.stdout.strip() == CourseKey(tmp_path).derive("x").hex()


@pytest.mark.parametrize("text", ["", "no key", "ab" * (KEY_BYTES - 1), "\xff" * 64])
def test_a_file_that_holds_no_key_is_said_to_hold_none(tmp_path, text):
    CourseKey(tmp_path).derive("results")
    (tmp_path / ".dlkit" / "key").write_text(text)
    with pytest.raises(CourseError, match="holds no key"):
        CourseKey(tmp_path).derive("results")
