"""Grading a class through nbgrader: every way comes to the same gradebook, and nothing earlier stays in it."""

import shutil
from dataclasses import replace

import pytest

from grader.errors import SandboxUnavailable
from grader.gradebook.course_folder import CourseFolder
from grader.running.fingerprints import fingerprints_of

from .conftest import (
    ANSWER,
    SLUG,
    autograded,
    cell_of,
    grades,
    nbgrader,
    put,
    read_joined,
    score,
    submission_path,
    total,
)


def _by_command(root):
    nbgrader(root, "autograde", SLUG)


def _by_api(root):
    api = CourseFolder(root).api
    for student in sorted(path.name for path in (root / "submitted").iterdir()):
        api.autograde(SLUG, student)


@pytest.mark.slow
@pytest.mark.parametrize("way", [_by_command, _by_api])
def test_nbgrader_alone_comes_to_the_same_gradebook_and_notebooks(way, graded, handed_in, shared_judge, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(handed_in, root, symlinks=True)
    way(root)
    expected = grades(graded[0])
    if way is _by_api:  # asked for one student who handed in no notebook, nbgrader itself refuses
        expected = {key: value for key, value in expected.items() if key[0] != "nothing"}
    assert grades(root) == expected
    for student in {student for student, _ in expected}:
        assert autograded(root, student) == autograded(graded[0], student)


def test_every_submission_ends_with_a_status_and_a_reason(graded):
    _, run = graded
    statuses = {name: result.status for name, result in run.results.items()}
    assert {name: status for name, status in statuses.items() if status != "graded"} == {
        "broken": "unreadable",
        "empty": "unreadable",
        "link": "unreadable",
        "nothing": "missing",
    }
    assert len(statuses) == 14
    assert not run.not_recorded
    assert [result.submission for result in run.troubled] == ["broken", "empty", "link", "nothing"]
    assert all(result.reason for result in run.troubled)


@pytest.mark.parametrize("student", ["right", "duplicated", "deleted", "talking", "old", "renamed", "odd-time"])
def test_right_answers_get_full_points_whatever_became_of_the_notebook(graded, student):
    assert total(graded[0], student) == 90


@pytest.mark.parametrize("student", ["stub", "broken", "empty", "nothing", "link"])
def test_nothing_to_judge_gets_no_points_and_leaves_nothing_open(graded, student):
    mine = [value for (name, _), value in grades(graded[0]).items() if name == student]
    assert len(mine) == 11
    assert set(mine) == {(0, None, False)}


def test_a_mistake_costs_its_exercise_alone(graded):
    root, _ = graded
    assert score(root, "mistaken", "sigmoid") < 8
    assert total(root, "mistaken") == 82 + score(root, "mistaken", "sigmoid")


def test_forged_cells_are_put_back_as_they_were(graded):
    root, _ = graded
    assert score(root, "forged", "sigmoid") == 0
    assert total(root, "forged") == 82
    notebook = autograded(root, "forged")
    check = cell_of(notebook, "check-sigmoid")
    assert (check["source"], check["metadata"]["nbgrader"]["points"]) == ('check("sigmoid")', 8)
    assert cell_of(notebook, "check-cost")["cell_type"] == "code"
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"


def test_given_cells_stand_once_and_lost_ones_are_back(graded, empty_course):
    given = [cell["id"] for cell in read_joined(empty_course / "release" / SLUG / f"{SLUG}.ipynb")["cells"]]
    given = [name for name in given if name.startswith(("setup", "exercise", "check", "written"))]
    for student in ("right", "duplicated", "deleted", "broken", "old"):
        cells = [cell["id"] for cell in autograded(graded[0], student)["cells"] if "nbgrader" in cell["metadata"]]
        assert cells == given, student


def test_a_written_answer_waits_for_a_person_and_none_does_not(graded):
    everything = grades(graded[0])
    assert everything["right", "written-why_not_accuracy"] == (None, None, True)
    assert everything["old", "written-why_not_accuracy"] == (None, None, True)
    assert everything["deleted", "written-why_not_accuracy"] == (0, None, False)
    assert ANSWER in cell_of(autograded(graded[0], "right"), "written-why_not_accuracy")["source"]


def _mark(root, student, points):
    with CourseFolder(root).gradebook() as gradebook:
        gradebook.find_grade("written-why_not_accuracy", SLUG, SLUG, student).manual_score = points
        gradebook.db.commit()


def test_a_mark_given_by_a_person_survives_a_regrade(regraded, grade_here):
    _mark(regraded, "right", 7)
    grade_here(regraded, students=["right"], force=True)
    assert grades(regraded)["right", "written-why_not_accuracy"] == (None, 7, True)


def test_a_second_run_judges_only_what_has_changed(regraded, grade_here, fill_in, monkeypatch):
    judged = []
    monkeypatch.setattr(
        "grader.running.pool.judge_one", lambda slug, name, data, seed, earlier, files: judged.append(name)
    )
    before = grades(regraded)
    run = grade_here(regraded)
    assert (judged, len(run.results), len(run.reused)) == ([], 14, 12)
    assert grades(regraded) == before
    monkeypatch.undo()
    put(regraded, "stub", fill_in())
    assert "stub" not in grade_here(regraded).reused
    assert total(regraded, "stub") == 90


def test_a_run_that_was_stopped_before_recording_goes_on_without_judging(regraded, grade_here):
    with CourseFolder(regraded).gradebook() as gradebook:
        gradebook.find_grade("check-cost", SLUG, SLUG, "right").auto_score = None
        gradebook.db.commit()
    shutil.rmtree(regraded / "autograded" / "stub")
    run = grade_here(regraded, students=["right", "stub"])
    assert run.reused == ("right", "stub")
    assert total(regraded, "right") == 90
    assert autograded(regraded, "stub")


def test_a_changed_kit_judges_everything_again(regraded, grade_here, monkeypatch):
    newer = replace(fingerprints_of(SLUG), common="newer")
    monkeypatch.setattr("grader.gradebook.grading.fingerprints_of", lambda slug: newer)
    assert grade_here(regraded, students=["right"]).reused == ()


def test_progress_counts_every_submission(regraded, grade_here):
    seen = []
    grade_here(regraded, progress=lambda done, total, result: seen.append((done, total)))
    assert seen == [(number, 14) for number in range(1, 15)]


@pytest.mark.parametrize("notebook", ["no notebook at all", None])
def test_a_regrade_of_what_cannot_be_judged_leaves_no_earlier_score(regraded, grade_here, notebook):
    put(regraded, "right", notebook or "")
    if notebook is None:
        submission_path(regraded, "right").unlink()
    grade_here(regraded)
    assert total(regraded, "right") == 0
    assert "From the judge" in autograded(regraded, "right")["cells"][0]["source"]


def test_a_regrade_that_fails_in_nbgrader_leaves_no_earlier_score_and_stops_no_other(
    regraded, shared_judge, monkeypatch
):
    def judge_one(slug, name, data, seed, **more):
        if name == "right":
            raise SandboxUnavailable("no room")
        return shared_judge.judge(name, data, seed=seed)

    monkeypatch.setattr("grader.running.judge_one", judge_one)
    api = CourseFolder(regraded).api
    assert not api.autograde(SLUG, "right")["success"]
    assert api.autograde(SLUG, "mistaken")["success"]
    assert total(regraded, "right") == 0
    assert total(regraded, "mistaken") > 80


def test_what_nbgrader_refuses_is_reported_and_stops_no_other(regraded, grade_here, fill_in):
    put(regraded, "right", fill_in({}))
    shutil.rmtree(regraded / "autograded" / "right")
    (regraded / "autograded" / "right").write_text("in the way")
    put(regraded, "stub", fill_in())
    run = grade_here(regraded)
    assert list(run.not_recorded) == ["right"]
    assert (total(regraded, "right"), total(regraded, "stub")) == (0, 90)
