"""What has been judged is not judged again: not an unchanged submission, not an unchanged exercise."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from grader.gradebook.course_folder import CourseFolder
from grader.running import fingerprints as module
from grader.running.fingerprints import fingerprints_of

from .conftest import SLUG, grades, put, score, submission_path, total


@pytest.fixture
def course(empty_course, fill_in, solved, mistake, grade_here, tmp_path):
    """A small class that has been graded."""
    root = tmp_path / "course"
    shutil.copytree(empty_course, root)
    put(root, "ada", fill_in())
    put(root, "bob", fill_in({**solved, "sigmoid": mistake.source}))
    grade_here(root)
    return root


def _changed(monkeypatch, *names):
    now = fingerprints_of(SLUG)
    newer = replace(now, exercises={**now.exercises, **dict.fromkeys(names, "newer")})
    monkeypatch.setattr("grader.gradebook.grading.fingerprints_of", lambda slug: newer)


def test_a_notebook_saved_with_other_outputs_is_not_judged_again(course, grade_here, fill_in, judged):
    def with_output(notebook):
        notebook["cells"][1]["metadata"]["collapsed"] = True
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell["execution_count"] = 7

    put(course, "ada", fill_in(written="Another answer.", change=with_output))
    run = grade_here(course)
    assert judged == []
    assert run.reused == ("ada", "bob")
    assert "Another answer." in (course / "autograded" / "ada" / SLUG / f"{SLUG}.ipynb").read_text()


def test_the_same_work_handed_in_later_gets_the_new_time(course, grade_here, judged):
    (submission_path(course, "ada").parent / "timestamp.txt").write_text("2026-03-01 08:00:00 UTC")
    grade_here(course)
    assert judged == []
    with CourseFolder(course).gradebook() as gradebook:
        assert gradebook.find_submission(SLUG, "ada").timestamp.month == 3


def test_a_changed_check_judges_its_exercise_and_no_other(course, grade_here, judged, monkeypatch):
    before = grades(course)
    _changed(monkeypatch, "precision_recall_f1")
    run = grade_here(course)
    assert judged == [("precision_recall_f1",)] * 2
    assert run.reused == ()
    assert grades(course) == before
    assert grade_here(course).reused == ("ada", "bob")


def test_what_leans_on_a_changed_exercise_is_judged_with_it(course, grade_here, judged, monkeypatch):
    _changed(monkeypatch, "sigmoid")
    grade_here(course)
    assert ("sigmoid",) in judged  # ada's other exercises are right by themselves
    assert any({"sigmoid", "predict_proba"} <= set(names) for names in judged)  # bob's were not
    assert total(course, "ada") == 90
    assert total(course, "bob") == 82 + score(course, "bob", "sigmoid")


def test_a_changed_answer_is_judged_whole(course, grade_here, judged, fill_in):
    put(course, "bob", fill_in())
    grade_here(course)
    assert len(judged) == 1
    assert total(course, "bob") == 90


def test_force_judges_all(course, grade_here, judged):
    assert grade_here(course, force=True).reused == ()
    assert len(judged) >= 2


MODULE = """
import numpy as np

LIMIT = 3
def helper(rng): return rng.normal(size=LIMIT)

@pytest.mark.exercise("one")
def test_one(student, rng): helper(rng)

@pytest.mark.exercise("two", weight=2)
def test_two(student): pass
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("LIMIT = 3", "LIMIT = 4", {"one"}),
        ("rng.normal", "rng.uniform", {"one"}),
        ("weight=2", "weight=3", {"two"}),
        ("def test_one", "@pytest.mark.visible\ndef test_one", {"one"}),
        ("import numpy as np", "import numpy", {"rest"}),
        ("LIMIT = 3", "LIMIT = 3  # a comment", set()),
    ],
)
def test_a_change_is_traced_to_the_exercises_that_it_reaches(tmp_path, old, new, expected):
    def parts(text):
        path = tmp_path / "module.py"
        path.write_text(text)
        parsed = module._Module(path)
        return {"one": parsed.belonging_to("one"), "two": parsed.belonging_to("two"), "rest": parsed.rest}

    before, after = parts(MODULE), parts(MODULE.replace(old, new))
    assert {name for name in before if before[name] != after[name]} == expected


@pytest.fixture
def fingerprints(tmp_path, monkeypatch):
    """The fingerprints of a copy of what judges, as it is when they are asked for."""
    repository = Path(module.__file__).parents[2]
    for name in ("grader", "dlkit", "solutions"):
        shutil.copytree(repository / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(module, "__file__", str(tmp_path / "grader" / "running" / "fingerprints.py"))
    return lambda: fingerprints_of.__wrapped__(SLUG)


@pytest.mark.parametrize(
    ("exercise", "old", "new", "expected"),
    [
        ("cost", "np.sum", "np.max", ("cost",)),
        ("cost", "divide by m", "divide by the number of examples", ("cost",)),
        ("cost", "def one_example_after_the_other", "def one_by_one", ("cost",)),
        ("cost", "@alternative", "# a comment\n@alternative", ()),
        ("sigmoid", "np.tanh(z)", "np.cosh(z)", ("sigmoid",)),
    ],
)
def test_a_change_of_one_entry_reaches_its_exercise_and_no_other(fingerprints, tmp_path, exercise, old, new, expected):
    before = fingerprints()
    path = tmp_path / "grader" / "mistakes" / SLUG / f"{exercise}.py"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    assert fingerprints().changed_since(before) == expected


def test_a_change_of_the_measures_reaches_every_exercise_and_a_comment_none(fingerprints, tmp_path, monkeypatch):
    path = tmp_path / "measures.py"
    monkeypatch.setattr("dlkit.course.Assignment.measures", path)
    found = []
    for text in ("NEAR = 1\n", "NEAR = 1  # as it was\n", "NEAR = 2\n"):
        path.write_text(text)
        found.append(fingerprints())
    assert found[1].changed_since(found[0]) == ()
    assert found[2].changed_since(found[0]) is None
