"""The pages of `grader report`, `similar` and `catalogue` in a browser: alone, sorted by a click, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from dlkit.course import find_assignment
from dlkit.desk.progress import ExerciseProgress
from grader.gradebook.candidates import Candidate, Candidates
from grader.gradebook.candidates import page as candidates_page
from grader.gradebook.history import ExerciseVerdict, Verdict, verdict_of
from grader.gradebook.report import report_assignment, report_course, write_pages
from grader.gradebook.report.class_record import ClassRecord, Standing
from grader.gradebook.similarity import Pair, Shared, Similarities
from grader.gradebook.similarity import page as similarity_page
from grader.judging import CheckResult, ExerciseResult, Result

from .conftest import FAINTEST

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SLUGS = ("logistic_regression", "shallow_network")
PAGES = ("index.html", "logistic_regression.html", "similar.html", "catalogue.html")
HOSTILE = (
    "<img src='http://tracker.invalid/p.png' onerror='document.title=\"taken\"'><script>document.title='taken'</script>"
)
READABLE = 4.5  # WCAG's least contrast for ordinary text
COLUMN = "(cells, number) => cells.map(row => row.cells[number].dataset.key ?? row.cells[number].textContent.trim())"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of a class of 40, one of whom hands in markup."""
    records = [_record(slug) for slug in SLUGS]
    report = report_course("A course", records, [report_assignment(record) for record in records])
    place = tmp_path_factory.mktemp("report")
    write_pages(report, place)
    shared = Shared(
        "sigmoid", 20.0, (HOSTILE,), (f"def sigmoid(z):\n    return '{HOSTILE}'", HOSTILE), (((0, 20),), ((0, 9),))
    )
    pairs = tuple(Pair((HOSTILE, f"s{number}"), (shared,) * number) for number in (1, 3, 2))
    found = Similarities(SLUGS[0], 40, pairs, {"eve": HOSTILE})
    (place / "similar.html").write_text(similarity_page(found), encoding="utf-8")
    long = f"def sigmoid(z):\n    return '{HOSTILE}'" + " + z" * 60
    candidate = Candidate(
        "sigmoid", 3, ((long, 2), (HOSTILE, 1)), (HOSTILE, "B"), HOSTILE, long, "1.0 " * 90, "0", "", "a.py", long
    )
    found_too = Candidates(SLUGS[0], 40, 1, 1, (candidate,))
    (place / "catalogue.html").write_text(candidates_page(found_too), encoding="utf-8")
    return place


def _record(slug: str) -> ClassRecord:
    assignment = find_assignment(slug)
    standings = [_standing(slug, number) for number in range(40)]
    standings.append(Standing(f"{HOSTILE} (eve)", "unreadable", f"It says {HOSTILE}"))
    points = {item.name: item.points for item in assignment.exercises}
    return ClassRecord(slug, assignment.title, points, tuple(standings))


def _standing(slug: str, number: int) -> Standing:
    exercises = []
    for place, item in enumerate(find_assignment(slug).exercises):
        wrong = (number * 7 + place * 3) % 40 < 12 - place
        message, mistake = (f"Divide by m, not by n_{place}.", f"divided_by_n_{place}") if number % 3 else (HOSTILE, "")
        failed = CheckResult("An ordinary case", "failed", message, mistake, "mistake" if mistake else "raised")
        check = failed if wrong else CheckResult("An ordinary case", "passed")
        exercises.append(
            ExerciseResult(
                item.name, item.points, 0 if wrong else item.points, "wrong" if wrong else "right", (), (check,)
            )
        )
    score, most = sum(item.score for item in exercises), sum(item.points for item in exercises)
    result = Result(f"s{number}", slug, "graded", score, most, 1.0, tuple(exercises))
    before = Verdict("before", {"sigmoid": ExerciseVerdict("wrong", 0, ("divided_by_n_1",))}, "2026-11-06T09:00:00")
    now = verdict_of(result, handed_in=f"2026-11-{20 + number % 3}T09:00:00")
    progress = {"sigmoid": ExerciseProgress(attempts=number, first="right", hints=number % 3)}
    return Standing(f"Student {number} (s{number})", "graded", "", result, None, (before, now), progress)


@dataclass(frozen=True)
class Opened:
    """Opens pages in one context; `requests` has the address of all that they ask for."""

    context: Any
    folder: Path
    scheme: str
    requests: list[str] = field(default_factory=list)

    def __call__(self, name: str) -> Any:
        page = self.context.new_page()
        page.on("request", lambda sent: self.requests.append(sent.url))
        page.goto((self.folder / name).as_uri())
        return page


@pytest.fixture(scope="module", params=["light", "dark"])
def opened(request: pytest.FixtureRequest, pages: Path, browser: Any) -> Iterator[Opened]:
    """Opens a page by its name in a browser that prefers one of the schemes."""
    context = browser.browser.new_context(color_scheme=request.param, viewport={"width": 1280, "height": 900})

    yield Opened(context, pages, request.param)
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing_and_runs_nothing_of_a_student(name, opened, screenshots):
    page = opened(name)
    page.screenshot(path=screenshots / f"report-{name.removesuffix('.html')}-{opened.scheme}.png", full_page=True)
    assert {url.split(":")[0] for url in opened.requests} == {"file"}
    assert page.title() != "taken"
    assert page.locator("img").count() == 0
    assert HOSTILE in page.locator("body").text_content()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_read_in_light_and_dark_and_is_no_wider_than_the_window(name, opened):
    page = opened(name)
    page.locator("details").evaluate_all("all => all.forEach(part => part.open = true)")
    contrast, text = page.locator("body").evaluate(FAINTEST)
    assert contrast >= READABLE, text
    widths = page.locator("html, .wide").evaluate_all("all => all.map(part => [part.scrollWidth, part.clientWidth])")
    assert all(inner <= outer for inner, outer in widths), widths
    light = page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert light == (opened.scheme == "light")
    if name in PAGES[2:]:
        return
    bars = page.locator("figure svg path").evaluate_all("all => all.map(path => getComputedStyle(path).fill)")
    assert len(set(bars)) > 1
    assert all(colour.startswith("rgb") or colour == "none" for colour in bars)


def test_a_click_on_a_heading_sorts_and_a_second_one_turns_the_order_round(opened):
    page = opened("logistic_regression.html")
    for column, is_number in ((0, False), (3, True), (5, True)):
        heading = page.locator("#exercises th").nth(column)
        before = _column(page, column)
        orders = []
        for _ in range(2):
            heading.get_by_role("button").click()
            orders.append((heading.get_attribute("aria-sort"), _column(page, column)))
        key = float if is_number else str
        ascending, descending = sorted(before, key=key), sorted(before, key=key, reverse=True)
        assert dict(orders) == {"ascending": ascending, "descending": descending}
        assert orders[0][0] == ("descending" if is_number else "ascending")
    assert page.locator("#exercises th[aria-sort]").count() == 1


def test_the_pairs_are_sorted_by_a_click_too(opened):
    page = opened("similar.html")
    names = page.locator("#pairs tbody td:first-child a")
    assert [text.split(" and ")[-1] for text in names.all_text_contents()] == ["s1", "s3", "s2"]
    page.locator("#pairs th").nth(2).get_by_role("button").click()
    assert [text.split(" and ")[-1] for text in names.all_text_contents()] == ["s3", "s2", "s1"]


def test_the_courses_page_leads_to_an_assignments_and_back(opened):
    page = opened("index.html")
    page.get_by_role("link", name=find_assignment(SLUGS[1]).title).click()
    assert page.url.endswith("shallow_network.html")
    page.get_by_role("link", name="The course").click()
    assert page.url.endswith("index.html")


@pytest.mark.parametrize("name", PAGES[1:])
def test_a_page_is_printed_whole_with_all_that_is_folded(name, opened, screenshots):
    page = opened(name)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})  # of A4
    widths = page.locator("html, .wide").evaluate_all("all => all.map(part => [part.scrollWidth, part.clientWidth])")
    assert all(inner <= outer for inner, outer in widths), widths
    page.pdf(path=screenshots / "report.pdf")
    assert page.locator("details").count() > 0
    assert page.locator("details:not([open])").count() == 0


def _column(page: Any, number: int) -> list[str]:
    return page.locator("#exercises tbody tr").evaluate_all(COLUMN, number)
