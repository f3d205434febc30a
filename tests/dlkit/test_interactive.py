"""The numbers of the interactive figures, and what stands in their place where no script runs."""

import base64
import json
import re

import numpy as np
import pytest
from bs4 import BeautifulSoup

from dlkit import interactive
from dlkit.course import find_assignment
from dlkit.interactive import convolving, deciding, descending, embedding, fitting, overlapping
from dlkit.interactive.figure import STANDS_STILL

RNG = np.random.default_rng(0)
LABELS = RNG.integers(0, 2, 60)
CHANCES = np.clip(0.5 + 0.25 * (2 * LABELS - 1) + RNG.normal(scale=0.25, size=60), 0, 1)
PICTURE = RNG.random((9, 12))

FIGURES = {
    "learning_rate": interactive.learning_rate,
    "decision_threshold": lambda: interactive.decision_threshold(CHANCES, LABELS),
    "regularization_strength": interactive.regularization_strength,
    "intersection_over_union": interactive.intersection_over_union,
    "triplet_margin": interactive.triplet_margin,
    "convolution_kernel": lambda: interactive.convolution_kernel(PICTURE),
}
HOMES = {
    "learning_rate": "optimizers",
    "decision_threshold": "logistic_regression",
    "regularization_strength": "regularization",
    "intersection_over_union": "yolo",
    "triplet_margin": "siamese",
    "convolution_kernel": "convolution",
}


@pytest.fixture(scope="module", params=FIGURES)
def figure(request):
    return FIGURES[request.param]()


def test_every_figure_is_tested_here_and_stands_in_one_notebook():
    assert set(FIGURES) == set(HOMES) == {name for name in interactive.__all__ if name.islower()}
    for name, slug in HOMES.items():
        text = (find_assignment(slug).folder / "notebook.py").read_text(encoding="utf-8")
        assert text.count(f"\ndlkit.interactive.{name}(") == 1


def test_where_no_script_runs_a_still_figure_stands_with_its_text_and_one_sentence(figure):
    page = BeautifulSoup(re.sub(r"<script>.*</script>", "", figure.as_html(), flags=re.DOTALL), "html.parser")
    assert page.find("img")["alt"] == figure.description
    assert len(figure.description) > 60
    assert re.search(r"\d", figure.description)
    assert page.find("figcaption").get_text() == STANDS_STILL


def test_what_shows_no_html_has_the_still_figure_and_its_text(figure):
    shown = figure._repr_mimebundle_()
    assert base64.b64decode(shown["image/png"]).startswith(b"\x89PNG")
    assert shown["text/plain"] == f"{figure.title}. {figure.description}"


def test_two_figures_on_one_page_do_not_meet(figure):
    first, second = (BeautifulSoup(figure.as_html(), "html.parser").find("figure")["id"] for _ in range(2))
    assert first != second


def test_no_text_ends_the_script_before_its_end():
    figure = interactive.InteractiveFigure("ravine", "<b>", {"text": "</script><img src=x>"}, b"", '" onload="x')
    page = BeautifulSoup(figure.as_html(), "html.parser")
    assert [image["src"].split(",")[0] for image in page.find_all("img")] == ["data:image/png;base64"]
    assert "onload" not in page.find("img").attrs
    assert page.find("b").get_text() == "<b>"


def test_the_data_of_a_figure_are_plain_and_finite(figure):
    json.dumps(figure.data, allow_nan=False)
    assert len(figure.as_html()) < 200_000


def test_a_walk_is_gradient_descent():
    w = np.array(descending.START)
    for place in descending.walk(0.7):
        np.testing.assert_allclose(w, place, rtol=1e-12)
        w = w - 0.7 * np.array(descending.CURVATURES) * w


def test_the_height_has_the_slope_that_a_walk_follows():
    x, y, small = np.array([-3.0]), np.array([0.7]), 1e-5
    slope = (descending.height(x, y + small) - descending.height(x, y - small)) / (2 * small)
    np.testing.assert_allclose(slope, descending.CURVATURES[1] * y, rtol=1e-6)


@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.5, 0.99])
def test_precision_and_recall_are_those_of_scikit_learn(threshold):
    from sklearn.metrics import precision_score, recall_score

    yes = np.greater_equal(CHANCES, threshold)
    found = deciding.precision_and_recall(CHANCES, LABELS == 1, threshold)
    np.testing.assert_allclose(found, [precision_score(LABELS, yes), recall_score(LABELS, yes)])


@pytest.mark.parametrize(
    ("chances", "labels", "complaint"),
    [([[0.2, 0.4]], [1], r"\(1, 2\) and \(1,\)"), ([], [], "each example"), ([1.2], [1], "between 0 and 1")],
)
def test_probabilities_that_are_none_are_refused(chances, labels, complaint):
    with pytest.raises(ValueError, match=complaint):
        interactive.decision_threshold(chances, labels)


@pytest.mark.parametrize("strength", [1e-6, 0.01, 1.0, 50.0])
def test_a_fit_is_where_the_slope_of_its_cost_is_zero(strength):
    x, y, *_ = fitting.points()
    w, b = fitting.fit(x, y, strength)
    residue = fitting.powers(x) @ w + b - y
    slope = fitting.powers(x).T @ residue / x.size + strength / x.size * w
    assert np.abs([*slope, residue.mean()]).max() < 1e-9


def test_a_fit_without_a_price_is_the_least_squares_polynomial():
    x, y, *_ = fitting.points()
    w, b = fitting.fit(x, y, 0.0)
    best = np.polynomial.Polynomial.fit(x, y, fitting.DEGREE)
    np.testing.assert_allclose(fitting.powers(x) @ w + b, best(x), atol=1e-8)


def test_some_price_is_better_than_none_and_than_much():
    test = interactive.regularization_strength().data["test"]
    best = int(np.argmin(test))
    assert 0 < best < len(test) - 1
    assert test[0] > 1.5 * test[best]
    assert test[-1] > 1.5 * test[best]


@pytest.mark.parametrize(
    "second", [(0.3, 0.3, 0.7, 0.8), (0.4, 0.2, 0.8, 0.7), (0.4, 0.4, 0.5, 0.5), (0.7, 0.3, 0.9, 0.8), (0.8, 0, 1, 0.2)]
)
def test_the_areas_of_two_boxes_are_those_of_counting_squares(second):
    first = (0.3, 0.3, 0.7, 0.8)
    middles = (np.arange(1000) + 0.5) / 1000
    x, y = np.meshgrid(middles, middles)
    inside = [(box[0] <= x) & (x < box[2]) & (box[1] <= y) & (y < box[3]) for box in (first, second)]
    counted = [np.mean(inside[0] & inside[1]), np.mean(inside[0] | inside[1])]
    np.testing.assert_allclose(overlapping.areas(first, second), counted, atol=1e-9)


@pytest.mark.parametrize("margin", [0.0, 0.5, 2.0])
def test_the_kinds_of_negatives_and_their_losses_follow_the_notebook(margin):
    places = embedding.negatives()
    near = sum((a - p) ** 2 for a, p in zip(embedding.ANCHOR, embedding.POSITIVE, strict=True))
    for place, kind, loss in zip(places, *embedding.judge(places, margin), strict=True):
        far = sum((a - n) ** 2 for a, n in zip(embedding.ANCHOR, place, strict=True))
        assert kind == ("hard" if far <= near else "semi-hard" if far < near + margin else "easy")
        assert loss == pytest.approx(max(near - far + margin, 0))
        assert (loss > 0) == (far < near + margin)


@pytest.mark.parametrize("kernel", convolving.KERNELS.values())
def test_the_answers_of_a_filter_are_those_of_scipy(kernel):
    from scipy.signal import correlate2d

    np.testing.assert_allclose(convolving.answers(PICTURE, kernel), correlate2d(PICTURE, kernel, mode="valid"))


@pytest.mark.parametrize("image", [np.zeros((2, 9)), np.zeros((9, 201)), np.zeros((9, 9, 3)), np.full((9, 9), np.nan)])
def test_what_is_no_small_grey_picture_is_refused(image):
    with pytest.raises(ValueError, match="grey picture"):
        interactive.convolution_kernel(image)
