"""The page that a student gets back from real nbgrader, looked at in a browser."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dlkit.course import find_assignment
from dlkit.workbook import exercise_of, read_notebook, source_of
from grader.authored import splice

from .conftest import FAINTEST, REPOSITORY
from .test_jupyterlab import STORIES, source_of_function

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STORY = STORIES[0]
READABLE = 4.5  # WCAG's least contrast for ordinary text


@pytest.fixture(scope="module")
def feedback(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The feedback page of a student with one mistake, made by the commands that an instructor types."""
    root = tmp_path_factory.mktemp("class") / "course"
    run("grader", "init", str(root), here=root.parent)
    run("nbgrader", "generate_assignment", STORY.slug, here=root)
    notebook = read_notebook(root / "release" / STORY.slug / f"{STORY.slug}.ipynb")
    for cell in notebook["cells"]:
        if name := exercise_of(cell):
            solution = source_of_function(STORY.solutions, name)
            cell["source"] = STORY.wrong if name == STORY.exercise else splice(source_of(cell), solution)
    handed_in = root / "submitted" / "ada" / STORY.slug / f"{STORY.slug}.ipynb"
    handed_in.parent.mkdir(parents=True)
    handed_in.write_text(json.dumps(notebook), encoding="utf-8")
    run("grader", "autograde", STORY.slug, "--workers", "1", here=root)
    run("nbgrader", "generate_feedback", STORY.slug, here=root)
    return root / "feedback" / "ada" / STORY.slug / f"{STORY.slug}.html"


@pytest.fixture(scope="module")
def page(browser: Any, feedback: Path) -> Any:
    """The feedback page in the browser."""
    page = browser.new_page()
    page.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    page.goto(feedback.as_uri())
    yield page
    page.close()


def test_the_page_shows_the_diagnosis_of_the_mistake_and_the_points(page, screenshots):
    text = diagnosis(page).inner_text()
    page.screenshot(path=screenshots / "feedback-page.png")
    assert STORY.hint in text
    assert f"called\n{STORY.exercise}(w = " in text
    points = find_assignment(STORY.slug).exercise(STORY.exercise).points
    assert re.search(rf"{STORY.exercise}: [\d.]+ of {points:g} points", text)
    assert "Traceback" not in page.locator("body").inner_text()


def test_nothing_on_the_page_is_wider_than_the_window(page):
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


def test_the_diagnosis_can_be_read(page):
    contrast, text = diagnosis(page).evaluate(FAINTEST)
    assert contrast >= READABLE, text


def diagnosis(page: Any) -> Any:
    """The judge's output below the check cell, scrolled into view."""
    box = page.locator(".output_html").filter(has_text=STORY.hint).first
    box.evaluate("box => box.scrollIntoView({block: 'center'})")
    return box


def run(command: str, *arguments: str, here: Path) -> None:
    """Runs a command of ours or of nbgrader in a folder."""
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": str(REPOSITORY),
        "JUPYTER_CONFIG_DIR": str(here / ".jupyter"),
    }
    done = subprocess.run(
        [sys.executable, "-m", command, *arguments], cwd=here, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
