"""The page that a student gets back from real nbgrader, looked at in a browser."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from dlkit.course import find_assignment
from dlkit.desk.workbook import exercise_of, read_notebook, source_of
from grader.authoring.authored import splice

from .conftest import FAINTEST, REPOSITORY
from .test_jupyterlab import STORIES, source_of_function

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STORY = STORIES[0]
SCRIPT = "<html xmlns='http://www.w3.org/1999/xhtml'><script>fetch('/api/contents'); document.title = 'taken'</script></html>"
TRAPS = ("evil.html", "evil.htm", "evil.xhtml", "evil", "evil.html.csv", "evil.csv", "my evil.html", "evil.js")
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
    hand_in_traps(root / "submitted" / "eve" / STORY.slug, notebook)
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


def hand_in_traps(folder: Path, notebook: dict[str, Any]) -> None:
    """Hands in a notebook whose text leads to pages beside it, in each way that Markdown has."""
    traps = [f"[{name}](<{name}>)" for name in TRAPS] + [f"# [{name}]({name})" for name in TRAPS if " " not in name]
    traps += [f"[a{number}]\n\n[a{number}]: <{name}>" for number, name in enumerate(TRAPS)]
    traps += ["![p](http://tracker.invalid/p.png)", "![p](evil.svg)", "[data](data.csv)", "$\\href{evil.html}{f}$"]
    traps += [
        "<img src='http://tracker.invalid/q.png'>",
        "[j](javascript:document.title='taken')",
        "<a href='evil.html'>raw</a>",
    ]
    cells = [{"cell_type": "markdown", "id": f"t{n}", "metadata": {}, "source": text} for n, text in enumerate(traps)]
    folder.mkdir(parents=True)
    (folder / f"{STORY.slug}.ipynb").write_text(
        json.dumps({**notebook, "cells": [*notebook["cells"], *cells]}), encoding="utf-8"
    )
    for name in (*TRAPS, "evil.svg", "data.csv"):
        (folder / name).write_text("1,2" if name == "data.csv" else SCRIPT, encoding="utf-8")


@pytest.fixture
def served(feedback: Path) -> Iterator[tuple[str, list[str]]]:
    """All that nbgrader made for the students, served as Jupyter serves it: on one origin, with an API."""
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            super().do_GET()

        def log_message(self, format: str, *arguments: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(feedback.parents[3])))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("step", ["feedback", "autograded"])
def test_no_click_on_what_a_student_wrote_runs_anything_here(step, browser, served, feedback):
    from playwright.sync_api import Error

    origin, asked = served
    requests: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: requests.append(request.url))
    page.route("**/*", lambda route: route.continue_() if route.request.url.startswith(origin) else route.abort())
    address = f"{origin}/feedback/eve/{STORY.slug}/{STORY.slug}.html"
    page.goto(address)
    links = set(page.eval_on_selector_all("a[href]", "links => links.map(link => link.href.split('#')[0])"))
    assert f"{origin}/feedback/eve/{STORY.slug}/data.csv" in links
    assert page.get_by_text("evil.html").count() > 0
    if step == "autograded":  # what the formgrader serves lies there
        links = {f"{origin}/autograded/eve/{STORY.slug}/{name}" for name in TRAPS}
    for link in links - {address}:
        with suppress(Error):  # a download, which is no page to go to
            page.goto(link, timeout=5_000)
        page.wait_for_timeout(50)
        assert page.title() != "taken"
    page.close()
    assert not [path for path in asked if path.startswith("/api/")]
    assert not [url for url in requests if "tracker.invalid" in url]
    folder = feedback.parents[3] / step / "eve" / STORY.slug
    assert sorted(path.name for path in folder.iterdir() if path.suffix not in (".html", ".ipynb")) == ["data.csv"]


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
