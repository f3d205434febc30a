"""The interactive figures in a real browser: their numbers are Python's, and they move by mouse, finger and keyboard."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dlkit import interactive
from dlkit.course import find_assignment
from dlkit.desk.workbook import read_notebook, source_of, start_workbook
from dlkit.interactive import convolving, deciding, descending, embedding, overlapping
from dlkit.interactive.figure import script

from .conftest import FAINTEST

pytestmark = [pytest.mark.browser, pytest.mark.slow]

READABLE = 4.5  # WCAG's least contrast for ordinary text
THEMES = {"light": ("white", "#111"), "dark": ("#111", "#ddd")}
RNG = np.random.default_rng(0)
LABELS = RNG.integers(0, 2, 60)
CHANCES = np.clip(0.5 + 0.25 * (2 * LABELS - 1) + RNG.normal(scale=0.25, size=60), 0, 1).round(2)
PICTURE = RNG.random((40, 60))


@pytest.fixture(scope="module")
def figures() -> list[interactive.InteractiveFigure]:
    """All six."""
    return [
        interactive.learning_rate(),
        interactive.decision_threshold(CHANCES, LABELS),
        interactive.regularization_strength(),
        interactive.intersection_over_union(),
        interactive.triplet_margin(),
        interactive.convolution_kernel(PICTURE),
    ]


@pytest.fixture
def exported(browser: Any, figures: Any, tmp_path: Path) -> Any:
    """A page with all six, as an export has them: no kernel, no JupyterLab, no network."""
    pages: list[Any] = []
    errors: list[str] = []

    def open_page(theme: str = "light") -> Any:
        ground, text = THEMES[theme]
        path = tmp_path / f"{theme}.html"
        body = "".join(figure.as_html() for figure in figures)
        path.write_text(f"<meta charset='utf-8'><body style='background:{ground};color:{text}'>{body}", "utf-8")
        page = browser.new_page()
        pages.append(page)
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(path.as_uri())
        return page

    yield open_page
    for page in pages:
        page.close()
    assert errors == []


@pytest.fixture(scope="module")
def computed(browser: Any) -> Any:
    """Computes an expression with the functions of a figure's script."""
    page = browser.new_page()
    yield lambda name, expression, *args: page.evaluate(
        f"args => {{ {script(name)}; return ({expression})(...args) }}", list(args)
    )
    page.close()


def figure_named(page: Any, title: str) -> Any:
    return page.get_by_role("group", name=title)


def number_of(figure: Any, name: str) -> float:
    """A number that stands below a figure."""
    pair = figure.locator(".numbers div").filter(has=figure.page.get_by_text(name, exact=True))
    return float(pair.locator("b").inner_text())


@pytest.mark.parametrize("rate", [0.05, 0.92, 1.03])
def test_the_walk_is_the_one_of_python(rate, figures, computed):
    path = computed("ravine", "ravine.path", figures[0].data, rate)
    np.testing.assert_allclose(path, descending.walk(rate), rtol=1e-9)
    place = np.array(path[7])
    height = computed("ravine", "ravine.height", figures[0].data, path[7])
    assert height == pytest.approx(float(descending.height(place[0], place[1])))


@pytest.mark.parametrize("threshold", [0.0, 0.25, 0.5, 1.0])
def test_precision_and_recall_are_those_of_python(threshold, figures, computed):
    scores = computed(
        "threshold", "(data, t) => threshold.scores(threshold.counts(data, t))", figures[1].data, threshold
    )
    expected = deciding.precision_and_recall(CHANCES, LABELS == 1, threshold)
    assert (scores["precision"], scores["recall"]) == pytest.approx(expected)


def test_the_areas_of_many_boxes_are_those_of_python(computed):
    corners = RNG.random((50, 2, 2, 2))
    pairs = np.concatenate([corners.min(axis=2), corners.max(axis=2)], axis=2).tolist()
    found = computed("overlap", "pairs => pairs.map(overlap.areas)", pairs)
    expected = [overlapping.areas(*pair) for pair in pairs]
    np.testing.assert_allclose([(item["intersection"], item["union"]) for item in found], expected, atol=1e-12)


@pytest.mark.parametrize("margin", [0.0, 0.5, 2.5])
def test_the_triplets_are_judged_as_in_python(margin, figures, computed):
    found = computed("triplet", "triplet.judge", figures[4].data, margin)
    kinds, losses = embedding.judge(embedding.negatives(), margin)
    assert [item["kind"] for item in found] == kinds.tolist()
    np.testing.assert_allclose([item["loss"] for item in found], losses, atol=1e-12)


@pytest.mark.parametrize("name", convolving.KERNELS)
def test_the_answers_of_a_filter_are_those_of_python(name, figures, computed):
    weights = np.array(convolving.KERNELS[name], dtype=float)
    expression = "(data, weights) => [...kernel.answers(data, kernel.shades(data), weights)]"
    found = computed("kernel", expression, figures[5].data, weights.ravel().tolist())
    shades = (255 * PICTURE).round() / 255
    np.testing.assert_allclose(found, convolving.answers(shades, weights).ravel(), atol=1e-9)


@pytest.mark.parametrize("theme", THEMES)
def test_in_an_exported_page_all_six_move_and_can_be_read(theme, exported, figures, screenshots):
    page = exported(theme)
    assert page.locator("figure svg, figure canvas").count() == 7
    assert page.locator("figure img").count() == 0  # the still ones are gone
    page.screenshot(path=screenshots / f"interactive-{theme}.png", full_page=True)
    contrast, text = page.locator("body").evaluate(FAINTEST)
    assert contrast >= READABLE, text


def test_the_arrow_keys_move_a_slider_and_the_numbers_follow(exported, figures):
    page = exported()
    figure = figure_named(page, figures[0].title)
    slider = figure.get_by_label("learning rate")
    slider.focus()
    for _ in range(11):
        page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "1.03"
    assert number_of(figure, "after 40 steps") == pytest.approx(
        float(descending.height(*descending.walk(1.03)[40])), rel=5e-3
    )


def test_a_slider_at_its_end_shows_the_last_fit(exported, figures):
    page = exported()
    figure, data = figure_named(page, figures[2].title), figures[2].data
    figure.get_by_label("strength of the penalty").press("End")
    assert number_of(figure, "error on 200 new points") == pytest.approx(data["test"][-1], abs=5e-4)
    figure.get_by_label("strength of the penalty").press("Home")
    assert number_of(figure, "error on these points") == pytest.approx(data["training"][0], abs=5e-4)


def test_the_arrow_keys_move_a_box_and_with_shift_change_its_size(exported, figures):
    page = exported()
    figure = figure_named(page, figures[3].title)
    page.get_by_role("application", name=re.compile("box B")).focus()
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    for _ in range(10):
        page.keyboard.press("ArrowDown")
    assert number_of(figure, "IoU") == pytest.approx(1.0)  # the two now lie on each other
    for _ in range(20):
        page.keyboard.press("Shift+ArrowLeft")
    assert number_of(figure, "IoU") == pytest.approx(0.5)


def test_a_box_that_is_dragged_far_stays_in_the_picture(exported, figures):
    page = exported()
    box = page.get_by_role("application", name=re.compile("box A"))
    drag(page, box, -900, 400, at=(0.1, 0.9))
    assert box.get_attribute("aria-label") == "box A, from 0.00, 0.50 to 0.40, 1.00"


def test_a_number_of_the_filter_can_be_typed(exported, figures):
    page = exported()
    figure = figure_named(page, figures[5].title)
    figure.get_by_label("a filter to begin with").select_option("nothing")
    assert number_of(figure, "sum of the filter") == 1
    figure.get_by_label("row 2, column 2").fill("-3")
    shades = (255 * PICTURE).round() / 255
    assert number_of(figure, "smallest answer") == pytest.approx(-3 * shades[1:-1, 1:-1].max(), rel=5e-3)


def test_in_jupyterlab_a_slider_moves_and_a_box_is_dragged(open_notebook, lab, screenshots):
    assignment = find_assignment("optimizers")
    book, _ = start_workbook("optimizers", assignment.notebook, lab.folder / "moved")
    cells = {source_of(cell): cell for cell in read_notebook(book.path)["cells"]}
    setup = next(cell["id"] for cell in cells.values() if "setup" in cell["metadata"].get("tags", []))
    shown = cells["dlkit.interactive.learning_rate()"]["id"]
    with closing(open_notebook(book.path)) as notebook:
        page = notebook.page
        notebook.run(setup)
        notebook.run(shown)
        figure = page.get_by_role("group", name="One learning rate for two directions")
        before = number_of(figure, "after 40 steps")
        slider = figure.get_by_label("learning rate")
        middle = slider.bounding_box()
        page.mouse.click(middle["x"] + 0.3 * middle["width"], middle["y"] + middle["height"] / 2)
        rate = float(slider.input_value())
        assert 0.2 < rate < 0.5
        assert number_of(figure, "after 40 steps") != before
        assert number_of(figure, "after 40 steps") == pytest.approx(
            float(descending.height(*descending.walk(rate)[40])), rel=5e-3
        )
        names = figure.locator(".numbers span").evaluate_all("spans => spans.map(span => span.getClientRects().length)")
        assert names == [1, 1, 1, 1]  # JupyterLab's own style breaks none into lines
        for theme in ("Light", "Dark"):
            notebook.theme(f"JupyterLab {theme}")
            assert notebook.faintest(shown) >= (READABLE, "")
            notebook.screenshot(f"interactive-jupyterlab-slider-{theme.lower()}", shown)
        notebook.write(shown, "dlkit.interactive.intersection_over_union()")
        notebook.run(shown)
        box = page.get_by_role("application", name=re.compile("box B"))
        drag(page, box, -30, 20, at=(0.9, 0.1))
        notebook.screenshot("interactive-jupyterlab-box", shown)
        figure = page.get_by_role("group", name="Drag the boxes")
        corners = [float(text) for text in re.findall(r"\d\.\d+", box.get_attribute("aria-label"))]
        assert corners[0] < 0.4
        assert corners[1] > 0.2
        intersection, union = overlapping.areas(overlapping.FIRST, tuple(corners))
        assert number_of(figure, "IoU") == pytest.approx(intersection / union, abs=0.05)
        assert abs(number_of(figure, "IoU") - 0.429) > 0.05


def drag(page: Any, box: Any, across: float, down: float, *, at: tuple[float, float]) -> None:
    """Drags a box by the mouse, by so many pixels, from near a corner that the other one does not cover."""
    box.scroll_into_view_if_needed()
    place = box.bounding_box()
    x, y = place["x"] + at[0] * place["width"], place["y"] + at[1] * place["height"]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across / 2, y + down / 2)
    page.mouse.move(x + across, y + down)
    page.mouse.up()
