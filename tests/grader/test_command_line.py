"""The `grader` command as people and programs meet it: exit statuses, JSON, sentences."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def grader(*arguments, root=ROOT, cwd=None, **environment):
    """Run the command from a checkout; without colour and wide enough for its tables."""
    return subprocess.run(
        [sys.executable, "-m", "grader", *map(str, arguments)],
        cwd=cwd or root,
        env={**os.environ, "PYTHONPATH": str(root), "COLUMNS": "200", "NO_COLOR": "1", **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory, hand_in, solved):
    folder = tmp_path_factory.mktemp("notebooks")
    (folder / "right.ipynb").write_bytes(hand_in(solved))
    (folder / "stub.ipynb").write_bytes(hand_in())
    (folder / "broken.ipynb").write_bytes(b'{"cells": [')
    (folder / "homework.ipynb").write_text('{"cells": []}')
    return folder


@pytest.mark.slow
def test_judging_right_answers_ends_with_0(notebooks):
    done = grader("judge", "right.ipynb", cwd=notebooks)
    assert (done.returncode, done.stderr) == (0, "")
    assert "right.ipynb  90 / 90" in done.stdout
    assert done.stdout.rstrip().endswith("Everything is right.")


@pytest.mark.slow
def test_judging_wrong_answers_ends_with_1_and_prints_json_for_a_program(notebooks):
    names = ("broken.ipynb", "right.ipynb", "stub.ipynb")
    given = ("--assignment", "logistic_regression", "--json", *names)
    done = grader("judge", *given, cwd=notebooks, PYTEST_ADDOPTS="--no-such-option")
    assert (done.returncode, done.stderr) == (1, "")
    broken, right, stub = json.loads(done.stdout)
    assert [item["submission"] for item in (broken, right, stub)] == list(names)
    assert (right["score"], right["status"]) == (90, "graded")
    assert (broken["score"], broken["status"]) == (0, "unreadable")
    assert "JSON is broken" in broken["reason"]
    assert [item["status"] for item in stub["exercises"]] == ["not_written"] * 10


@pytest.mark.slow
def test_verbose_tells_the_whole_story_of_a_loose_notebook(notebooks, hand_in, solved):
    wrong = {**solved, "cost": "def cost(A, Y):\n    return 0.5"}
    (notebooks / "wrong.ipynb").write_bytes(hand_in(wrong))
    done = grader("judge", "--verbose", "wrong.ipynb", cwd=notebooks)
    assert (done.returncode, done.stderr) == (1, "")
    for part in (
        "cost: 0 of 10 points, wrong",
        "A = np.array(",
        "cost(A, Y)",
        "first difference: 1 of 1 numbers differ",
    ):
        assert part in done.stdout
    assert grader("judge", "--verbose", "--json", "wrong.ipynb", cwd=notebooks).returncode == 2


@pytest.mark.slow
def test_a_file_that_cannot_be_judged_leaves_the_others(notebooks):
    done = grader("judge", "nowhere.ipynb", "homework.ipynb", "right.ipynb", cwd=notebooks)
    assert done.returncode == 2
    assert "right.ipynb  90 / 90" in done.stdout
    assert "nowhere.ipynb does not exist." in done.stderr
    assert "homework.ipynb: It cannot be told which assignment" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["judge", "nowhere.ipynb"], "nowhere.ipynb does not exist."),
        (["judge", "{folder}"], "cannot be read"),
        (["judge", "{folder}/homework.ipynb"], "cannot be told which assignment"),
        (["judge", "{folder}/right.ipynb", "--assignment", "logistic"], "Did you mean 'logistic_regression'?"),
        (["build", "logistic_regresion"], "Did you mean 'logistic_regression'?"),
        (["verify", "nothing"], "There is no assignment 'nothing'"),
    ],
)
def test_what_cannot_be_used_ends_with_2_and_one_sentence(notebooks, arguments, sentence):
    done = grader(*(argument.replace("{folder}", str(notebooks)) for argument in arguments))
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("grader: ")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_unknown_argument_ends_with_2():
    done = grader("judge", "x.ipynb", "--colour")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_without_bubblewrap_it_ends_with_2_and_says_what_to_install(notebooks):
    done = grader("judge", notebooks / "right.ipynb", PATH="/nowhere")
    assert done.returncode == 2
    assert "apt-get install bubblewrap" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A copy of the course in which files may be changed."""
    root = tmp_path_factory.mktemp("checkout")
    for name in ("dlkit", "grader", "solutions", "assignments"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "README.md", root)
    return root


@pytest.mark.slow
def test_build_with_check_names_a_stale_file_and_writes_nothing(checkout):
    folder = checkout / "assignments" / "logistic_regression"
    page = folder / "notebook.py"
    page.write_text(page.read_text().replace("You will build", "You will make", 1))
    stale = grader("build", "--check", "logistic_regression", root=checkout)
    assert stale.returncode == 1, stale.stderr
    assert "stale: assignments/logistic_regression/logistic_regression.ipynb" in stale.stdout
    assert "examples.json" not in stale.stdout
    assert "Next: grader build" in stale.stdout
    assert "You will make" not in (folder / "logistic_regression.ipynb").read_text()


@pytest.mark.slow
def test_verify_ends_with_1_and_names_the_faults(checkout):
    catalogue = checkout / "grader" / "mistakes" / "logistic_regression"
    shutil.rmtree(catalogue)
    catalogue.mkdir()
    harmless = """
import numpy as np
from grader.authoring.catalogue import mistake


@mistake("This is a right answer after all.")
def harmless(n_x):
    return np.zeros((n_x, 1)), 0
"""
    (catalogue / "initialize.py").write_text(harmless)
    done = grader("verify", "--no-notebook", "--json", "logistic_regression", root=checkout)
    assert done.returncode == 1, done.stderr
    (verification,) = json.loads(done.stdout)
    assert verification["green"] is False
    (fault,) = [fault for fault in verification["faults"] if "mistake harmless of initialize loses no points" in fault]
    assert fault.startswith("grader/mistakes/logistic_regression/initialize.py, line 6: ")


@pytest.mark.parametrize(
    "words", [["--help"], ["verify", "--help"], ["judge", "--no-such-option"], ["no_such_command"]]
)
def test_help_and_errors_of_usage_import_nothing_heavy(words):
    code = (
        "import sys, grader.terminal.cli\n"
        f"sys.argv = ['grader', *{words!r}]\n"
        "try:\n    grader.terminal.cli.main()\nexcept SystemExit:\n    pass\n"
        "print('heavy:', *[name for name in ('numpy', 'keras', 'tensorflow', 'nbformat') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.stdout.splitlines()[-1] == "heavy:", done.stderr
