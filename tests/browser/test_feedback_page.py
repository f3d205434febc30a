"""The page that a student gets back from real nbgrader, looked at in a browser."""

from __future__ import annotations

import base64
import copy
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from dlkit.course import find_assignment
from dlkit.desk.workbook import exercise_of, read_notebook, source_of
from grader.authoring.authored import splice
from grader.gradebook import init_course

from .conftest import FAINTEST, REPOSITORY
from .test_jupyterlab import STORIES, source_of_function


def picture_of(width: int) -> str:
    """A small picture as a notebook has it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header, pixels = struct.pack(">IIBBBBB", width, 1, 8, 0, 0, 0, 0), zlib.compress(b"\0" * (width + 1))
    whole = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return base64.b64encode(whole).decode()


pytestmark = [pytest.mark.browser, pytest.mark.slow]

STORY = STORIES[0]
SCRIPT = "<html xmlns='http://www.w3.org/1999/xhtml'><script>fetch('/api/contents'); document.title = 'taken'</script></html>"
TRAPS = ("evil.html", "evil.htm", "evil.xhtml", "evil", "evil.html.csv", "evil.csv", "my evil.html", "evil.js")
NOT_WRITTEN = find_assignment(STORY.slug).exercises[0].name
PIXELS = picture_of(3)
READABLE = 4.5  # WCAG's least contrast for ordinary text


@pytest.fixture(scope="module")
def feedback(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The feedback page of a student with one mistake, made by the commands that an instructor types."""
    root = tmp_path_factory.mktemp("class") / "course"
    init_course(root, slugs=[STORY.slug])
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
    hand_in_outputs(root / "submitted" / "kim" / STORY.slug, notebook)
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


@pytest.fixture(scope="module", params=["light", "dark"])
def kims(request: Any, browser: Any, feedback: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The page of who left an exercise out and handed in outputs of all kinds: the one file alone, from a disk."""
    alone = tmp_path_factory.mktemp("mailed") / "page.html"
    shutil.copy(feedback.parents[2] / "kim" / STORY.slug / f"{STORY.slug}.html", alone)
    context = browser.browser.new_context(color_scheme=request.param, viewport={"width": 1100, "height": 900})
    page, asked = context.new_page(), []
    page.on("request", lambda sent: asked.append(sent.url))
    page.on("pageerror", lambda error: asked.append(str(error)))
    page.goto(alone.as_uri())
    yield page
    context.close()
    assert [url for url in asked if not url.startswith("data:")] == [alone.as_uri()]


def test_the_page_shows_the_diagnosis_of_the_mistake_and_the_points(page, screenshots):
    text = diagnosis(page).inner_text()
    page.screenshot(path=screenshots / "feedback-page.png")
    assert STORY.hint in text
    assert f"called\n{STORY.exercise}(w = " in text
    points = find_assignment(STORY.slug).exercise(STORY.exercise).points
    assert re.search(rf"{STORY.exercise}\s.*[\d.]+ of {points:g} points", text, flags=re.DOTALL)
    assert "Traceback" not in page.locator("body").inner_text()


def test_the_table_at_the_top_leads_to_each_exercise(page):
    assignment = find_assignment(STORY.slug)
    rows = [cells.split("\t") for cells in page.locator(".exercises tbody tr").all_inner_texts()]
    assert [row[0] for row in rows] == [item.name for item in (*assignment.exercises, *assignment.written)]
    told = dict(zip((row[0] for row in rows), rows, strict=True))
    assert "wrong" in told[STORY.exercise][2] or "partly right" in told[STORY.exercise][2]
    assert told[STORY.exercise][3] == STORY.hint.split("\n")[0]
    page.locator(".exercises a").get_by_text(STORY.exercise, exact=True).click()
    place = page.locator(":target").bounding_box()
    assert page.locator(":target h3").inner_text() == STORY.exercise
    assert -5 < place["y"] < 900
    page.get_by_title("to the table").first.click()


def test_outputs_are_kept_as_pictures_and_text_and_nothing_of_them_runs(kims, screenshots):
    kims.screenshot(path=screenshots / "feedback-kim.png", full_page=True)
    own = kims.locator("section.own").filter(has_text="my own experiment")
    assert own.locator("img").evaluate_all("all => all.map(picture => picture.naturalWidth)") == [3]
    assert [text.strip() for text in own.locator("pre.output").all_inner_texts()] == ["a table", "ValueError: odd"]
    long = own.locator("details.output")
    assert long.locator("summary").inner_text() == "200 lines of output"
    assert not long.locator("pre").is_visible()
    assert kims.title() == f"{STORY.slug}: feedback for kim"
    assert "Out[" not in kims.locator("body").inner_text()


def test_formulas_are_drawn_without_a_script_or_a_network(kims):
    formula = kims.locator("section.own math").first
    assert formula.locator("mfrac").count() == 1
    assert formula.bounding_box()["height"] > 20
    assert "$" not in kims.locator("section.own").filter(has_text="My note").inner_text()


def test_what_is_not_written_is_grey_and_what_is_wrong_is_not(kims):
    colour = "state => getComputedStyle(state).color"
    states = {
        name: kims.locator(f"tr:has(a[href='#exercise-{name}']) .state") for name in (NOT_WRITTEN, STORY.exercise)
    }
    red, green, blue = map(int, re.findall(r"\d+", states[NOT_WRITTEN].evaluate(colour))[:3])
    assert "not written" in states[NOT_WRITTEN].inner_text()
    assert max(red, green, blue) - min(red, green, blue) < 40
    red, green, blue = map(int, re.findall(r"\d+", states[STORY.exercise].evaluate(colour))[:3])
    assert red - min(green, blue) > 40


def test_a_request_for_a_regrade_is_copied_where_no_address_is_configured(kims):
    place = kims.locator(f"#check-{STORY.exercise} .regrade")
    assert place.locator("a").count() == 0
    place.locator("summary").click()
    place.get_by_role("button", name="Copy").click()
    place.get_by_text("copied").wait_for()
    kims.keyboard.press("End")
    text = place.locator("textarea").input_value()
    assert text.startswith(f"Regrade request: course, {STORY.slug}, {STORY.exercise}, kim\n")
    assert "What I think" in text
    place.locator("summary").click()


def test_the_courses_text_is_folded_and_printed_with_all_else(kims, screenshots):
    course = kims.locator("details.course")
    assert course.count() > 5
    assert kims.locator("details.course[open]").count() == 0
    assert "of yours)" in " ".join(course.all_inner_texts())
    contrast, text = kims.locator("body").evaluate(FAINTEST)
    assert contrast >= READABLE, text
    kims.pdf(path=screenshots / "feedback.pdf")
    assert kims.locator("details:not([open])").count() == 0
    contrast, text = kims.locator("body").evaluate(FAINTEST)
    assert contrast >= READABLE, text
    widths = kims.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1]


def test_a_page_is_small(feedback):
    assert feedback.stat().st_size < 300_000


def test_a_request_is_mailed_where_an_address_is_configured(browser, feedback):
    root = feedback.parents[3]
    config = root / "nbgrader_config.py"
    before = config.read_text()
    config.write_text(before + '\nc.FeedbackPage.regrade_address = "course+help@example.org"\n')
    run("nbgrader", "generate_feedback", STORY.slug, "--student", "ada", "--force", here=root)
    page = browser.new_page()
    page.goto(feedback.as_uri())
    address = urlsplit(page.locator(f"#check-{STORY.exercise} .regrade a").get_attribute("href"))
    page.close()
    config.write_text(before)
    asked = parse_qs(address.query)
    assert (address.scheme, address.path) == ("mailto", "course+help@example.org")
    assert asked["subject"] == [f"Regrade request: course, {STORY.slug}, {STORY.exercise}, ada"]
    assert "What I think, and why:" in asked["body"][0]
    assert STORY.hint not in asked["body"][0]


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


def hand_in_outputs(folder: Path, notebook: dict[str, Any]) -> None:
    """Hands in a notebook that lacks an exercise, with outputs of all kinds below a cell of the student's own."""
    cells = copy.deepcopy(notebook["cells"])
    released = {cell["id"]: source_of(cell) for cell in read_notebook(find_assignment(STORY.slug).notebook)["cells"]}
    for cell in cells:
        if cell.get("id") == f"exercise-{NOT_WRITTEN}":
            cell["source"] = released[cell["id"]]
        if "demo" in cell["metadata"].get("tags", ()):
            cell["outputs"] = [_shown("image/png", PIXELS)]
    harm = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
    outputs = [
        _shown("image/png", PIXELS),
        _shown("image/png", "PHNjcmlwdD4="),
        {**_shown("text/html", harm), "data": {"text/html": harm, "text/plain": "a table"}},
        _shown("application/javascript", "document.title='taken'"),
        _shown("image/svg+xml", f"<svg xmlns='http://www.w3.org/2000/svg'>{harm}</svg>"),
        {"output_type": "stream", "name": "stdout", "text": "".join(f"epoch {n}\n" for n in range(200))},
        {"output_type": "error", "ename": "ValueError", "evalue": "odd", "traceback": [harm]},
    ]
    own = {"cell_type": "code", "id": "own", "metadata": {}, "execution_count": 1, "source": "# my own experiment"}
    note = {"cell_type": "markdown", "id": "note", "metadata": {}, "source": "My note: $$a = \\frac{1}{1 + e^{-z}}$$"}
    folder.mkdir(parents=True)
    whole = {**notebook, "cells": [*cells, {**own, "outputs": outputs}, note]}
    (folder / f"{STORY.slug}.ipynb").write_text(json.dumps(whole), encoding="utf-8")


def _shown(kind: str, data: str) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {kind: data}, "metadata": {}}


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
    box = page.locator("section.verdict").filter(has_text=STORY.hint).first
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
