"""Whoever marks finds the model answer below the student's; no student does, in release, feedback or elsewhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from html import unescape

import pytest

from dlkit.course import find_assignment
from dlkit.desk import model_answer

from .conftest import ANSWER, REPOSITORY, SLUG, nbgrader, put

TOKEN = "for-this-test-alone"
START_SECONDS = 60
MODEL = model_answer(find_assignment(SLUG), "why_not_accuracy")
SENTENCE = "It finds none of the ill: its recall is 0 / 50 = 0."


@pytest.fixture(scope="module")
def marked_course(empty_course, tmp_path_factory, grade_here, fill_in):
    """A course in which one student has handed in, and the judge has graded."""
    root = tmp_path_factory.mktemp("marked") / "course"
    shutil.copytree(empty_course, root)
    put(root, "ada", fill_in())
    grade_here(root)
    return root


@pytest.fixture(scope="module")
def formgrader(marked_course):
    """Gets a page of nbgrader's formgrader from a real Jupyter server in the course folder."""
    log = marked_course / "server.log"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "JUPYTER_CONFIG_DIR": str(marked_course / ".jupyter")}
    options = [
        "--no-browser",
        "--allow-root",
        "--port=0",
        f"--IdentityProvider.token={TOKEN}",
        "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}",
    ]
    with log.open("w") as output:
        command = [sys.executable, "-m", "jupyter_server", *options]
        server = subprocess.Popen(command, cwd=marked_course, env=environment, stdout=output, stderr=output)
    try:
        address = _address(log)
        yield lambda path: urllib.request.urlopen(f"{address}/{path}?token={TOKEN}", timeout=30).read().decode()
    finally:
        server.terminate()
        server.wait()


def _address(log):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if found := re.search(r"http://(?:127\.0\.0\.1|localhost):\d+", log.read_text()):
            return found[0]
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def _text(page):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


@pytest.mark.slow
def test_whoever_marks_finds_it_below_the_students_answer(marked_course, formgrader):
    from grader.gradebook import CourseFolder

    with CourseFolder(marked_course).gradebook() as gradebook:
        (notebook,) = gradebook.find_submission(SLUG, "ada").notebooks
    text = _text(formgrader(f"formgrader/submissions/{notebook.id}/"))
    assert SENTENCE in text
    assert text.index(ANSWER) < text.index("For the marker; students do not see this.") < text.index(SENTENCE)
    assert "Precision and recall exchanged" in text


@pytest.mark.slow
def test_no_file_that_a_student_gets_holds_it(marked_course):
    nbgrader(marked_course, "generate_feedback", SLUG)
    pages = list(marked_course.glob(f"feedback/ada/{SLUG}/*.html"))
    assert len(pages) == 1
    assert SENTENCE in MODEL
    for path in (*pages, *marked_course.rglob("*.ipynb")):
        text = _text(path.read_text(encoding="utf-8"))
        assert "its recall is 0 / 50" not in text, path
        assert "For the marker" not in text, path
