"""Every button of nbgrader's formgrader in a real browser, from release to feedback, without a network."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from dlkit.desk.workbook import exercise_of, read_notebook, source_of
from grader.authoring.authored import splice
from grader.gradebook import init_course
from grader.standby import standing_by

from .conftest import Lab, running_lab
from .test_feedback_page import run
from .test_jupyterlab import STORIES, source_of_function

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STORY = STORIES[0]
SLUG, WRITTEN, TITLE = STORY.slug, "why_not_accuracy", "a neuron that reads digits"
ANSWER = "A model that always says healthy is right in $\\frac{995}{1000}$ of all cases."
OF_THE_MARKER = "its recall is 0 / 50 = 0"  # of the model answer
JUDGING_SECONDS = 240


@dataclass
class Formgrader:
    """nbgrader's pages in one browser; `troubles` has what went wrong on any of them.

    Attributes:
        lab: the server, in the course folder.
        context: the browser's.
        screenshots: where pictures go.
        troubles: errors of scripts, requests that failed, and requests to anywhere else.
    """

    lab: Lab
    context: Any
    screenshots: Path
    troubles: list[str] = field(default_factory=list)

    def watch(self, page: Any) -> None:
        """Notes what goes wrong on a page of the formgrader; Jupyter's own pages have troubles of their own."""

        def note(trouble: str, why: str = "") -> None:
            if "/formgrader" in page.url and "ERR_ABORTED" not in why:  # which is a page that was left
                self.troubles.append(trouble)

        page.on("pageerror", lambda error: note(str(error)))
        page.on("requestfailed", lambda request: note(f"failed: {request.url}", request.failure or ""))
        page.on("response", lambda answer: note(f"{answer.status} {answer.url}") if answer.status >= 400 else None)

    @contextmanager
    def page(self, path: str = "manage_assignments") -> Iterator[Any]:
        """A page of the formgrader, which must have no trouble."""
        self.troubles.clear()
        page = self.context.new_page()
        page.goto(f"{self.lab.url}/formgrader/{path}")
        yield page
        page.screenshot(path=self.screenshots / f"formgrader-{re.sub('[^a-z]+', '-', path)}.png")
        page.close()
        assert self.troubles == []

    def click_and_read(self, page: Any, selector: str) -> str:
        """Clicks a button that starts a step of nbgrader, and returns what its box says, which is closed again."""
        page.locator(selector).click()
        box = page.locator(".modal.in")
        box.wait_for(timeout=JUDGING_SECONDS * 1000)
        told: str = box.inner_text()
        box.get_by_role("button", name="OK").click()
        box.wait_for(state="detached")
        return told


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course that nobody has worked in yet."""
    root = tmp_path_factory.mktemp("formgrader") / "course"
    init_course(root, slugs=[SLUG])
    exchange = root.parent / "exchange"
    exchange.mkdir()
    config = root / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}\nc.Exchange.root = {json.dumps(str(exchange))}\n")
    return root


@pytest.fixture(scope="module")
def formgrader(
    course: Path, browser: Any, screenshots: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """The formgrader of that course in a browser that reaches nothing else, with a judge that stands by as ever."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
        patch.setenv("DLKIT_STANDBY_SECONDS", "60")
        yield from _formgrader(course, browser, screenshots, tmp_path_factory)
        for standing in standing_by():
            os.kill(standing.pid, signal.SIGTERM)


def _formgrader(
    course: Path, browser: Any, screenshots: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    with running_lab(tmp_path_factory.mktemp("staff"), course) as lab:
        context = browser.browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(60_000)
        formgrader = Formgrader(lab, context, screenshots)
        context.route(
            "**/*", lambda route: route.continue_() if route.request.url.startswith(lab.url) else route.abort()
        )
        page = context.new_page()
        page.goto(f"{lab.url}/tree?token={lab.token}")  # as Jupyter's own link: it logs in
        page.close()
        context.on("page", formgrader.watch)
        yield formgrader
        context.close()


@pytest.fixture(scope="module")
def walked(formgrader: Formgrader, course: Path) -> Path:
    """The course after its first week, all of it by buttons; returns the folder of the student who submitted."""
    row = f"#main-table tr:has(td.name:has-text('{SLUG}'))"
    with formgrader.page() as page:
        page.locator(f"{row} .edit a").click()
        page.locator(".modal-duedate").fill("2031-12-01T18:00")
        page.locator(".modal-timezone").fill("+0000")
        page.get_by_role("button", name="Save").click()
        page.locator(row).filter(has_text="2031-12-01 18:00:00 UTC").wait_for()
        assert "Successfully created the student version" in formgrader.click_and_read(page, f"{row} .assign a")
        look_at_the_release(formgrader, page, row)
        assert "Successfully released" in formgrader.click_and_read(page, f"{row} .release a")
        assert "Successfully unreleased" in formgrader.click_and_read(page, f"{row} .release a")
        assert "Successfully released" in formgrader.click_and_read(page, f"{row} .release a")
    student = submit(course)
    hand_in(course, "ada", solved=True)
    with formgrader.page() as page:
        assert "Successfully collected" in formgrader.click_and_read(page, f"{row} .collect a")
        page.locator(f"{row} .num-submissions a").filter(has_text="2").click()
        page.locator("#main-table .autograde a").nth(1).wait_for()
        for number in range(2):
            told = formgrader.click_and_read(page, f"#main-table tr:nth-child({number + 1}) .autograde a")
            assert "Successfully autograded" in told
        assert [standing.course for standing in standing_by()] == [str(course.resolve())]
        assert page.locator("#main-table .label").all_inner_texts() == ["needs manual grading"] * 2
        page.screenshot(path=formgrader.screenshots / "formgrader-submissions.png")
    return student


def look_at_the_release(formgrader: Formgrader, page: Any, row: str) -> None:
    """Follows the assignment's name to its source, and Preview to the notebook as students get it."""
    for place in (".name a", ".preview a"):
        with formgrader.context.expect_page() as opened:
            page.locator(f"{row} {place}").click()
        folder = opened.value
        listed = folder.locator(".jp-DirListing-itemText").filter(has_text=f"{SLUG}.ipynb")
        listed.wait_for()
        if place == ".preview a":
            with formgrader.context.expect_page() as opened:
                listed.dblclick()
            opened.value.locator(".jp-RenderedMarkdown").get_by_text(TITLE).first.wait_for()
            opened.value.close()
        folder.close()


def submit(course: Path) -> Path:
    """Fetches, solves with one mistake, and submits as a student does; returns the student's folder."""
    student = course.parent / "student"
    student.mkdir()
    config = [
        f"c.CourseDirectory.course_id = {course.name!r}",
        f"c.Exchange.root = {str(course.parent / 'exchange')!r}",
    ]
    (student / "nbgrader_config.py").write_text("\n".join(["c = get_config()", *config, ""]))
    run("nbgrader", "fetch_assignment", SLUG, here=student)
    (student / SLUG / f"{SLUG}.ipynb").write_text(json.dumps(worked(student / SLUG / f"{SLUG}.ipynb", solved=False)))
    run("nbgrader", "submit", SLUG, here=student)
    return student


def hand_in(course: Path, name: str, *, solved: bool) -> None:
    """Puts a notebook where nbgrader looks for it."""
    place = course / "submitted" / name / SLUG / f"{SLUG}.ipynb"
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps(worked(course / "release" / SLUG / f"{SLUG}.ipynb", solved=solved)))


def worked(path: Path, *, solved: bool) -> dict[str, Any]:
    """The released notebook with the exercises and the written answer in it."""
    notebook = read_notebook(path)
    for cell in notebook["cells"]:
        if name := exercise_of(cell):
            solution = source_of_function(STORY.solutions, name)
            is_wrong = name == STORY.exercise and not solved
            cell["source"] = STORY.wrong if is_wrong else splice(source_of(cell), solution)
        if cell.get("id") == f"written-{WRITTEN}":
            cell["source"] = ANSWER
    return notebook


def test_a_marker_is_led_to_what_is_to_be_marked_with_the_model_answer_beside_it(formgrader, walked):
    with formgrader.page("gradebook") as page:
        for _ in ("the assignment", "its notebook"):
            page.locator("#main-table").get_by_role("link", name=SLUG).click()
        page.wait_for_function("window.models?.loaded")
        page.get_by_role("button", name="Show All Names").click()
        page.get_by_text("Hide All Names").wait_for()
        page.locator("#main-table a:visible").first.click()
        box = page.locator(f"#written-{WRITTEN}")
        page.wait_for_function(f"document.activeElement?.id === 'written-{WRITTEN}'")
        page.wait_for_timeout(700)  # of scrolling
        beside = page.locator(".dlkit-model").filter(has_text=OF_THE_MARKER)
        mine, model = (
            part.bounding_box()
            for part in (box.locator("xpath=ancestor::div[contains(@class, 'nbgrader_cell')]"), beside)
        )
        assert 0 < mine["y"] < 900
        assert mine["x"] + mine["width"] <= model["x"]
        assert abs(mine["y"] - model["y"]) < 40
        assert page.locator("math mfrac").count() > 0
        labels = page.locator(".nbgrader-label").all_inner_texts()
        assert f"{STORY.exercise}: the student's answer" in labels
        assert f"{STORY.exercise}: the judge's verdict" in labels
        assert f"{WRITTEN}: written answer" in labels
        assert not [label for label in labels if "check-" in label]
        assert page.locator(".output_prompt").all_inner_texts() == [""] * page.locator(".output_prompt").count()
        page.screenshot(path=formgrader.screenshots / "formgrader-marking.png")


def test_points_and_comments_that_are_given_are_kept_and_the_next_one_follows(formgrader, walked):
    cell = f".nbgrader_cell:has(#written-{WRITTEN})"
    with formgrader.page(f"gradebook/{SLUG}/{SLUG}") as page:
        page.locator("#main-table a:visible").first.click()
        page.wait_for_function(f"document.activeElement?.id === 'written-{WRITTEN}'")
        for button, points in (("Full credit", "10"), ("No credit", "0")):
            with page.expect_response(re.compile("/api/grade/")):
                page.locator(cell).get_by_role("button", name=button).click()
            assert page.locator(f"#written-{WRITTEN}").input_value() == points
        page.locator(f"#written-{WRITTEN}").fill("7.5")
        with page.expect_response(re.compile("/api/grade/")):
            page.keyboard.press("Tab")
        page.locator(f"{cell} .comment").fill("Say **which** number instead.")
        with page.expect_response(re.compile("/api/comment/")):
            page.locator(f"{cell} .comment").blur()
        page.locator(".help").click()
        page.locator(".modal.in").get_by_text("Move to the next score").wait_for()
        page.locator(".modal.in button").last.click()
        page.locator(".modal.in").wait_for(state="detached")
        page.locator(".glyphicon-eye-open.name-hidden").click()
        assert page.locator("a.name-shown").is_visible()
        with formgrader.context.expect_page() as opened:
            page.locator("a.name-shown").click()
        opened.value.locator(".jp-RenderedMarkdown").get_by_text(TITLE).first.wait_for()
        opened.value.close()
        page.get_by_role("link", name="Next →").click()
        page.wait_for_function(f"document.activeElement?.id === 'written-{WRITTEN}'")
        with page.expect_response(re.compile("/api/grade/")):
            page.locator(cell).get_by_role("button", name="Full credit").click()
        page.get_by_role("link", name="← Prev").click()
        page.wait_for_function("window.formgrader?.grades?.loaded")
        assert page.locator(f"#written-{WRITTEN}").input_value() == "7.5"
        page.wait_for_function(  # comments are fetched by themselves
            "([place, text]) => document.querySelector(place)?.value === text",
            arg=[f"{cell} .comment", "Say **which** number instead."],
        )
        page.locator(".breadcrumb a").filter(has_text=SLUG).last.click()
        page.wait_for_function("window.models?.loaded")
        assert page.locator("#main-table tr").count() == 2


def test_feedback_goes_back_by_buttons_and_holds_nothing_of_the_markers(formgrader, walked, course):
    row = f"#main-table tr:has(td.name:has-text('{SLUG}'))"
    with formgrader.page(f"manage_submissions/{SLUG}") as page:
        for column, told in (("generate-feedback", "generated feedback"), ("release-feedback", "released feedback")):
            assert told in formgrader.click_and_read(page, f"#main-table tr:nth-child(2) .{column} a")
    with formgrader.page() as page:
        for column, told in (("generate-feedback", "generated feedback"), ("release-feedback", "released feedback")):
            assert told in formgrader.click_and_read(page, f"{row} .{column} a")
    run("nbgrader", "fetch_feedback", SLUG, here=walked)
    (returned,) = walked.rglob("*.html")
    assert f'id="check-{STORY.exercise}"' in returned.read_text()
    given = [*course.parent.glob("exchange/**/*"), *course.glob("feedback/**/*"), *course.glob("release/**/*")]
    files = [path for path in (*given, *walked.rglob("*")) if path.is_file() and path.suffix in (".html", ".ipynb")]
    assert len(files) >= 6
    for path in files:
        text = path.read_text()
        assert OF_THE_MARKER not in text, path
        assert "For the marker" not in text, path


def test_students_are_listed_added_and_changed(formgrader, walked):
    with formgrader.page("manage_students") as page:
        page.locator("#main-table tr").nth(1).wait_for()
        page.get_by_role("link", name="Add new student...").click()
        for name, value in (("id", "bob"), ("first-name", "Bob"), ("last-name", "Ross"), ("email", "bob@example.org")):
            page.locator(f".modal .{name}").fill(value)
        page.get_by_role("button", name="Save").click()
        line = page.locator("#main-table tr").filter(has_text="bob@example.org")
        line.locator(".edit a").click()
        page.locator(".modal .modal-first-name").fill("Robert")
        page.get_by_role("button", name="Save").click()
        page.get_by_text("Ross, Robert").wait_for()
        page.locator("#main-table tr").filter(has_text="ada").locator(".name a").click()
        page.get_by_role("link", name=SLUG).click()
        page.get_by_role("link", name=SLUG).last.click()
        page.locator(f"#written-{WRITTEN}").wait_for()


def test_the_other_controls_of_the_list_of_assignments(formgrader, walked):
    with formgrader.page() as page:
        page.locator(f"td.name:has-text('{SLUG}')").wait_for()
        page.get_by_role("button", name="Instructions (click to expand)").click()
        page.locator("#collapseOne.in").wait_for()
        page.get_by_role("searchbox").fill("siamese")
        assert page.locator("#main-table tr").count() == 1
        page.get_by_role("searchbox").fill("")
        page.get_by_text("Due Date").click()
        page.get_by_role("link", name="Add new assignment...").click()
        page.get_by_role("button", name="Cancel").click()
        page.locator(".modal").wait_for(state="detached")


def test_preview_and_live_notebook_open_in_jupyterlab(formgrader, walked):
    page = formgrader.context.new_page()
    page.goto(f"{formgrader.lab.url}/lab")
    page.wait_for_function("window.jupyterapp && document.querySelector('.jp-DirListing')")
    page.evaluate("jupyterapp.commands.execute('nbgrader:open-formgrader')")
    inside = page.frame_locator("iframe[src*=formgrader]")
    inside.locator(f"#main-table tr:has(td.name:has-text('{SLUG}')) .preview a").click()
    page.locator(".jp-FileBrowser-crumbs").get_by_text(SLUG).wait_for()
    page.locator(".jp-DirListing-itemText").get_by_text(f"{SLUG}.ipynb").dblclick()
    page.locator(".jp-RenderedMarkdown").get_by_text(TITLE).first.wait_for()
    page.screenshot(path=formgrader.screenshots / "formgrader-in-lab.png")
    page.close()
    assert formgrader.troubles == []
