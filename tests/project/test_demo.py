"""A whole class, end to end, as `make demo` plays it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.turns(3, together="demo")]
DEMONSTRATED = ("logistic_regression", "resnet")  # as the Makefile has it
README = Path(__file__).resolve().parents[2] / "README.md"
STATUSES = {"graded", "unreadable", "missing", "crashed", "timed_out"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """What `make demo` prints, and the course folder that it made."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    command = [sys.executable, "-m", "grader", "demo", str(folder), "--students", "24"]
    command += [word for slug in DEMONSTRATED for word in ("--assignment", slug)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout, folder


def results(folder, slug):
    stored = (json.loads(path.read_text())["result"] for path in sorted((folder / "results" / slug).glob("*.json")))
    return {result["submission"]: result for result in stored}


def test_every_submission_has_a_status_and_those_not_graded_a_reason(demo):
    _, folder = demo
    for slug in DEMONSTRATED:
        found = results(folder, slug)
        assert len(found) == 24
        assert {result["status"] for result in found.values()} == STATUSES
        assert all(result["reason"] for result in found.values() if result["status"] != "graded")


def test_right_answers_in_every_style_get_all_points(demo):
    _, folder = demo
    for slug in DEMONSTRATED:
        found = results(folder, slug)
        for student in ("ada", "alan", "claude", "frances", "ida", "leonhard", "olga", "rosalind", "tim"):
            assert found[student]["score"] == found[student]["max_score"], (slug, student)


def test_the_cheat_earns_nothing(demo):
    _, folder = demo
    assert all(results(folder, slug)["niels"]["score"] == 0 for slug in DEMONSTRATED)


def test_there_is_a_feedback_page_for_every_submission(demo):
    _, folder = demo
    assert len(list((folder / "feedback").glob("*/*/*.html"))) == 24 * len(DEMONSTRATED)


def test_the_grades_are_exported_with_a_row_for_every_student(demo):
    _, folder = demo
    rows = list(csv.DictReader((folder / "grades.csv").open(encoding="utf-8-sig")))
    assert len(rows) == 24


def test_grading_again_judges_nothing_again(demo):
    _, folder = demo
    slug = DEMONSTRATED[0]
    done = subprocess.run(
        [sys.executable, "-m", "grader", "autograde", slug, "--course", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "23 of them unchanged" in done.stdout  # all but the one that handed nothing in


def test_it_refuses_to_replace_a_folder_that_is_not_its_own(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    command = [sys.executable, "-m", "grader", "demo", str(tmp_path), "--replace"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "not empty" in done.stderr
    assert (tmp_path / "thesis.txt").exists()


def test_the_class_is_the_one_that_the_readme_shows(demo):
    printed, _ = demo
    text = README.read_text(encoding="utf-8")
    assert text.split("<!-- demo -->")[1].split("<!-- end of demo -->")[0].strip().strip("`").strip("\n") in printed
