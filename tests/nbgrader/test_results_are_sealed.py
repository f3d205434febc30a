"""A result in the course folder counts only as this course's grader wrote it, where it wrote it."""

import json
import os
import shutil
from dataclasses import replace

import pytest

from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.result_store import ResultStore
from grader.judging.result import CheckResult, ExerciseResult, Result, is_well_formed
from grader.running.fingerprints import fingerprints_of

from .conftest import SLUG, put, total

GOOD = Result(
    "ada", SLUG, "graded", 3.0, 8.0, 1.5,
    (ExerciseResult("sigmoid", 8.0, 3.0, "partly_right", (), (CheckResult("a value", "failed", "wrong"),)),),
)  # fmt: skip


@pytest.fixture
def store(tmp_path):
    """A store that holds one result."""
    store = ResultStore(tmp_path)
    store.keep(GOOD, digest="of files", fingerprints=fingerprints_of(SLUG))
    return store


def _full_marks(plain):
    plain["result"]["score"] = plain["result"]["exercises"][0]["score"] = 8.0


def _another(plain):
    plain["result"]["submission"] = "bob"


def _up_and_out(plain):
    plain["result"]["submission"] = "../../../owned"


def _no_seal(plain):
    del plain["seal"]


def _odd_seal(plain):
    plain["seal"] = 3


def _recorded(plain):
    plain["recorded"] = True


@pytest.mark.parametrize("change", [_full_marks, _another, _up_and_out, _no_seal, _odd_seal, _recorded])
def test_a_result_that_was_changed_is_none(store, change):
    path = store.path(SLUG, "ada")
    plain = json.loads(path.read_text())
    change(plain)
    path.write_text(json.dumps(plain))
    assert store.find(SLUG, "ada") is None
    (remark,) = store.remarks()
    assert f"results/{SLUG}/ada.json" in remark
    store.mark_recorded(GOOD, "a fingerprint")
    assert json.loads(path.read_text()) == plain


@pytest.mark.parametrize("text", ["", "[" * 100_000, "[]", "null", "\xff", '{"seal": "ü"}'])
def test_a_file_of_something_else_is_none(store, text):
    store.path(SLUG, "ada").write_text(text, encoding="latin-1")
    assert store.find(SLUG, "ada") is None
    assert store.remarks()


def test_a_pipe_a_link_and_a_folder_in_place_of_a_result_are_none(store, tmp_path):
    kept = store.path(SLUG, "ada").rename(tmp_path / "elsewhere.json")
    store.path(SLUG, "link").symlink_to(kept)
    os.mkfifo(store.path(SLUG, "pipe"))
    store.path(SLUG, "folder").mkdir()
    assert [store.find(SLUG, name) for name in ("ada", "link", "pipe", "folder")] == [None] * 4


def test_a_sealed_result_does_not_count_in_anothers_place_or_in_another_course(store, tmp_path):
    assert store.find(SLUG, "ada").result == GOOD
    shutil.copy(store.path(SLUG, "ada"), store.path(SLUG, "bob"))
    assert store.find(SLUG, "bob") is None
    other = ResultStore(tmp_path / "other")
    other.path(SLUG, "ada").parent.mkdir(parents=True)
    shutil.copy(store.path(SLUG, "ada"), other.path(SLUG, "ada"))
    assert other.find(SLUG, "ada") is None


@pytest.mark.parametrize("name", ["../ada", "..", ".", "", "a/b", "/ada", "ada\0", "a\nb"])
def test_a_result_is_written_nowhere_else(store, tmp_path, name):
    before = sorted(tmp_path.rglob("*"))
    for place in (replace(GOOD, submission=name), replace(GOOD, assignment=name)):
        with pytest.raises(ValueError, match="cannot be"):
            store.keep(place, digest="", fingerprints=fingerprints_of(SLUG))
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "change",
    [
        {"score": 9.0}, {"score": -1.0}, {"score": "3"}, {"score": True}, {"score": float("nan")}, {"max_score": float("inf")},
        {"max_score": 7.0}, {"seconds": -1.0}, {"status": "excellent"}, {"status": ["graded"]}, {"reason": None},
        {"notes": (3,)}, {"exercises": GOOD.exercises * 2}, {"exercises": (replace(GOOD.exercises[0], score=8.5),)},
        {"exercises": (replace(GOOD.exercises[0], status="fine"),)},
        {"exercises": (replace(GOOD.exercises[0], checks=(replace(GOOD.exercises[0].checks[0], outcome="perfect"),)),)},
    ],
    ids=str,
)  # fmt: skip
def test_numbers_out_of_range_and_unknown_words_do_not_fit(change):
    assert is_well_formed(GOOD)
    try:
        changed = replace(GOOD, **change)
    except TypeError:
        return  # nobody can even make such a result
    assert not is_well_formed(changed)


def test_what_was_forged_is_judged_again_and_said_in_one_sentence(empty_course, fill_in, grade_here, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(empty_course, root)
    for student in ("ada", "bob"):
        put(root, student, fill_in({}))
    grade_here(root)
    kept = CourseFolder(root).results.path(SLUG, "bob")
    plain = json.loads(kept.read_text())
    for exercise in plain["result"]["exercises"]:
        exercise["score"] = exercise["points"]
    kept.write_text(json.dumps({**plain, "recorded": False}))
    run = grade_here(root)
    assert run.reused == ("ada",)
    assert total(root, "bob") == 0
    (remark,) = run.remarks
    assert "judged again" in remark
    assert "bob" in remark
    assert grade_here(root).remarks == ()
