"""A new assignment passes the gate as it is written, and its own data files travel with it everywhere."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
SETUP = "import dlkit\n"
WITH_DATA = """import dlkit

POINTS = np.loadtxt(dlkit.assignment("tiny").path("points.csv"), delimiter=",")
"""
STUB = 'raise NotImplementedError("mean_squared_error")'


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Runs a command in a copy of the repository in which `grader new tiny` was called."""
    copy = tmp_path_factory.mktemp("repository")
    for name in ("dlkit", "grader", "assignments", "solutions"):
        ignored = shutil.ignore_patterns("__pycache__", *(["mistakes"] if name == "grader" else []))
        shutil.copytree(ROOT / name, copy / name, ignore=ignored)
    (copy / "tests" / "course").mkdir(parents=True)
    environment = {**os.environ, "PYTHONPATH": str(copy), "TF_CPP_MIN_LOG_LEVEL": "3"}

    def run(*words, status=0, cwd=copy):
        command = [sys.executable, "-m", *map(str, words)]
        done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    run.copy = copy
    run("grader", "new", "tiny")
    data = copy / "assignments" / "tiny" / "data"
    data.mkdir()
    (data / "points.csv").write_text("1,2\n3,4\n")
    notebook = copy / "assignments" / "tiny" / "notebook.py"
    text = notebook.read_text()
    assert SETUP in text
    # The function uses the data too, so that a submission without them is wrong.
    notebook.write_text(text.replace(SETUP, WITH_DATA, 1))
    run("grader", "build", "tiny")
    return run


def test_it_is_green(run):
    assert "tiny: green" in run("grader", "verify", "tiny")


def test_a_notebook_that_reads_them_is_judged_with_them(run, tmp_path):
    notebook = nbformat.read(run.copy / "assignments" / "tiny" / "tiny.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace(STUB, "assert POINTS.shape == (2, 2)\n    return ((y_hat - y) ** 2).mean()")
    path = tmp_path / "tiny.ipynb"
    nbformat.write(notebook, path)
    run("grader", "judge", path)


def test_they_lie_beside_the_notebook_that_a_student_starts(run, tmp_path):
    run("dlkit", "start", "tiny", "--to", tmp_path)
    copied = tmp_path / "tiny" / "data" / "points.csv"
    assert copied.read_text() == "1,2\n3,4\n"
    copied.write_text("mine\n")
    run("dlkit", "start", "tiny", "--to", tmp_path)
    assert copied.read_text() == "mine\n"


def test_they_are_released_with_the_assignment(run, tmp_path):
    course = tmp_path / "course"
    run("grader", "init", course)
    assert (course / "source" / "tiny" / "data" / "points.csv").exists()
    run("nbgrader", "generate_assignment", "tiny", cwd=course)
    assert (course / "release" / "tiny" / "data" / "points.csv").exists()


def test_a_file_that_is_not_there_is_told_with_the_nearest(run):
    script = "import dlkit; dlkit.assignment('tiny').path('point.csv')"
    told = run("timeit", "-n1", "-r1", script, status=1)
    assert "There is no data file 'point.csv' in tiny. Did you mean 'points.csv'?" in told


def test_a_solved_notebook_that_stops_is_told_in_one_line_without_colours(run):
    path = run.copy / "assignments" / "tiny" / "notebook.py"
    text = path.read_text()
    try:
        path.write_text(text.replace('path("points.csv")', 'path("pints.csv")'))
        told = run("grader", "verify", "tiny", status=1)
    finally:
        path.write_text(text)
    assert "the solved notebook stops: CourseError: There is no data file 'pints.csv'" in " ".join(told.split())
    assert "\x1b[" not in told


BROKEN = "def broken(:\n"
FAULTS = [
    ("grader/checks/tiny.py", None, BROKEN, "build", r"grader/checks/tiny\.py, line \d+: SyntaxError: .*def broken\(:"),
    ("solutions/tiny.py", "y_hat", "predicted", "build", r"takes \(predicted, y\), but \(y_hat, y\) in the notebook"),
    (
        "grader/checks/tiny.py",
        "def test_many_random_examples(student,",
        "def test_many_random_examples(students, student,",
        "verify",
        r"the check itself stops, checks/tiny\.py: FixtureLookupError: there is no fixture students",
    ),
    (
        "solutions/written/tiny/why_squared.md",
        "| 6 |",
        "| 5 |",
        "verify",
        r"why_squared\.md: the points of its table add up to 9",
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "command", "told"), FAULTS)
def test_what_is_wrong_with_an_authors_file_is_one_sentence_with_its_line(run, name, old, new, command, told):
    path = run.copy / name.replace("{mistakes}", "grader/mistakes/tiny/mean_squared_error.py")
    text = path.read_text()
    try:
        path.write_text(f"{text}\n\n{new}" if old is None else text.replace(old, new))
        assert path.read_text() != text
        options = ("--no-notebook",) if command == "verify" else ()
        said = run("grader", command, "tiny", *options, status=1 if command == "verify" else 2)
    finally:
        path.write_text(text)
    assert re.search(told, " ".join(said.split())), said
    assert "Traceback" not in said
