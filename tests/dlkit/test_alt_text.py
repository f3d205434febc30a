"""Alternative texts: what a figure shows, said with its title and its numbers, in every notebook and every export."""

import re

import numpy as np
import pytest
from bs4 import BeautifulSoup
from matplotlib import pyplot

from dlkit import plot
from dlkit.checking.display import diagnosis_html
from dlkit.comparing import Diagnosis
from dlkit.plot.description import course, describe, number

RNG = np.random.default_rng(0)
CLASSES = np.arange(60) % 3
MASK = np.repeat([0, 2, 2, 2], 4).reshape(4, 4)
PLANE = RNG.normal(size=(2, 50))


@pytest.fixture(autouse=True)
def closed():
    yield
    pyplot.close("all")


def bowl(x, y):
    return x**2 + y**2


# Each function of dlkit.plot, and what its text must name: numbers that follow from what was drawn.
DRAWN = {
    "activation_function": (
        lambda: plot.activation_function(np.tanh, lambda z: 1 - np.tanh(z) ** 2, title="tanh", reach=4.0),
        ["tanh", "from -0.999 to 0.999", "from -4 to 4", "from 0.00134 to 1", "-4 to -2.2 and from 2.2 to 4"],
    ),
    "activation_histograms": (
        lambda: plot.activation_histograms({"Xavier": [np.array([-0.5, 0.5]), np.array([-0.25, 0.25])]}),
        ["Xavier", "0.5, 0.25"],
    ),
    "attention": (
        lambda: plot.attention([[0.1, 0.9], [0.75, 0.25]], "19", "a9", title="a date"),
        ["2 x 2", "a date", '"1" looks most at "9" in column 2, 0.9', '"9" looks most at "a" in column 1, 0.75'],
    ),
    "boxes": (
        lambda: plot.boxes(np.zeros((8, 9)), [[0.1, 0.2, 0.5, 0.75]], classes=[7], scores=[0.93], title="found"),
        ["found", "8 x 9 pixels", "1 box", "7 from (0.10, 0.20) to (0.50, 0.75)", "score 0.93"],
    ),
    "confusion_matrix": (
        lambda: plot.confusion_matrix([[30, 2], [5, 25]], labels=["cat", "dog"]),
        ["2 classes", "55 of 62 right", '"dog" taken for "cat": 5', '"cat" taken for "dog": 2'],
    ),
    "decision_boundary": (
        lambda: plot.decision_boundary(lambda p: p[0] > 0, PLANE, PLANE[0] > 0, title="moons"),
        ["moons", f"{np.sum(PLANE[0] > 0)} points of class 1", "100.0% on the right side"],
    ),
    "descent_paths": (
        lambda: plot.descent_paths(bowl, {"Adam": [(0.9, 0.5), (0.4, 0.1), (0, 0)]}, title="a bowl"),
        ["a bowl", "Adam goes in 2 steps from (0.9, 0.5) to (0, 0)"],
    ),
    "distance_histogram": (
        lambda: plot.distance_histogram([1.0, 2.0, 3.0, 5.0], [True, True, False, False], threshold=2.5, title="far"),
        ["far", "2 pairs of the same, on average 1.5 apart", "on average 4 apart", "2.5"],
    ),
    "embeddings": (
        lambda: plot.embeddings(RNG.normal(size=(60, 4)), CLASSES, title="digits"),
        ["digits", "60 points of 3 classes", "0, 1, 2"],
    ),
    "feature_maps": (
        lambda: plot.feature_maps(np.linspace(-2, 5, 40).reshape(5, 8, 1), labels=["Sobel"]),
        ["1 feature map of 5 x 8", "Sobel", "from -2 to 5"],
    ),
    "filters": (
        lambda: plot.filters(np.linspace(-1, 3, 18).reshape(3, 3, 2)),
        ["2 filters of 3 x 3", "from -1 to 3"],
    ),
    "images": (
        lambda: plot.images(np.zeros((3, 8, 9)), labels=[4, 0, 7]),
        ["3 pictures of 8 x 9 pixels", "4, 0, 7"],
    ),
    "learning_curves": (
        lambda: plot.learning_curves({"cost": np.linspace(0.69, 0.08, 2000)}).set_title("Training").axes,
        ["Training", '"cost" falls from 0.69 to 0.08', "iteration", "1 to 2,000"],
    ),
    "masks": (
        lambda: plot.masks(np.zeros((4, 4)), MASK, title="one digit"),
        ["one digit", "4 x 4 pixels", "class 1 covers 75%"],
    ),
    "precision_recall_curve": (
        lambda: plot.precision_recall_curve([0.9, 0.8, 0.3, 0.1], [True, False, True, False], positives=4, name="ours"),
        ["ours", "precision 0.50", "recall is 0.50", "1.00 at first"],
    ),
    "roc_curve": (
        lambda: plot.roc_curve(
            [1, 2, 3, 4], [0, 1, 0, 1], name="after", ax=plot.roc_curve([1, 2, 3], [1, 0, 1], name="before")
        ),
        ["before: area 0.500", "after: area 0.750"],
    ),
    "segmentation": (
        lambda: plot.segmentation(np.zeros((1, 4, 4)), MASK[None], np.full((1, 4, 4), 2)),
        ["1 picture", "right in 75.0% of the pixels", "classes 1"],
    ),
    "weights": (
        lambda: plot.weights(np.linspace(-1, 3, 64)),
        ["64 weights", "8 x 8", "from -1 to 3", "16 of them negative"],
    ),
    "word_map": (
        lambda: plot.word_map(np.eye(3), ["cat", "dog", "sun"], arrows=[("cat", "dog")], groups=["pet", "pet", "sky"]),
        ["A map of 3 words", "cat, dog, sun", "arrows from cat to dog", "in groups: pet, sky"],
    ),
}
LAYERS = ("layer_table", "animate_descent")  # tested by themselves below


def test_every_function_that_draws_has_a_test_here():
    assert {*DRAWN, *LAYERS} == {name for name in plot.__all__ if name.islower()}


@pytest.mark.parametrize("name", DRAWN)
def test_a_text_names_the_title_and_the_numbers(name):
    draw, named = DRAWN[name]
    text = describe(draw().figure)
    for part in named:
        assert part in text
    assert "\n" not in text


def test_an_animation_says_where_its_paths_go():
    moving = plot.animate_descent(bowl, {"Adam": [(0.9, 0.5), (0.4, 0.1), (0, 0)]}, title="a bowl")
    assert "a bowl" in moving.description
    assert "Adam goes in 2 steps from (0.9, 0.5) to (0, 0)" in moving.description


@pytest.mark.slow
def test_a_layer_table_says_how_many_parameters_and_what_differs():
    import keras

    def network(*units):
        return keras.Sequential([keras.Input((3,)), *(keras.layers.Dense(n) for n in units)])

    text = describe(plot.layer_table(network(4, 5, 2), beside=network(4, 2)).figure)
    for part in ("3 layers", "53 parameters", "only here Dense with output 5"):
        assert part in text


def test_a_plain_figure_is_read_from_its_axes():
    figure, (first, second, third) = pyplot.subplots(1, 3)
    first.plot([0, 10, 20], [5, 1, 3], label="$J$")
    first.set(title="Costs", xlabel="epoch")
    second.bar(["Adam", "SGD"], [0.97, 0.88])
    drawn = third.imshow([[0.0, 7.5], [1.0, 2.0]])
    figure.colorbar(drawn)
    figure.suptitle("The race")
    text = describe(figure)
    assert text.startswith("The race: 3 pictures.")  # the colour bar is none of them
    for part in ('"Costs"', '"J" falls from 5 to 3 (its lowest 1) as epoch goes from 0 to 20', "Adam: 0.97, SGD: 0.88"):
        assert part in text
    assert "2 x 2 pixels, values from 0 to 7.5" in text


def test_points_and_histograms_are_told_with_their_ranges():
    figure, (first, second) = pyplot.subplots(1, 2)
    first.scatter([1, 2, 4], [0, -1, 3], label="class 1")
    second.hist(np.repeat(np.arange(20), np.arange(1, 21)), bins=20)
    text = describe(figure)
    assert '"class 1" 3 points, x from 1 to 4, y from -1 to 3' in text
    assert "20 bars from 1 to 20" in text


def test_helping_lines_and_values_that_are_no_numbers_are_left_out():
    figure, ax = pyplot.subplots()
    ax.axhline(0.3)
    ax.plot([1, 2, 3], [np.nan, 4, 2])
    assert describe(figure) == "A line chart: falls from 4 to 2 for x from 2 to 3."


def test_of_many_series_the_first_are_told_and_the_others_counted():
    figure, ax = pyplot.subplots()
    for index in range(40):
        ax.plot([0, index + 1], label=f"a series with a long name, number {index}")
    text = describe(figure)
    assert "34 more are left out" in text
    assert len(text) <= 900


def test_an_empty_figure_has_no_text():
    assert describe(pyplot.figure()) == ""


@pytest.mark.parametrize(
    ("value", "read"), [(2000, "2,000"), (0.123456, "0.123"), (1e-7, "1e-07"), (-3.0, "-3"), (np.nan, "not a number")]
)
def test_a_number_is_written_as_it_is_read(value, read):
    assert number(value) == read


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([3, 3], "stays at 3"),
        ([1, 4, 2], "rises from 1 to 2 (its highest 4)"),
        ([2, 0, 5, 2], "goes from 2 to 2 (its lowest 0 and its highest 5)"),
    ],
)
def test_a_course_names_its_ends_and_its_turns(values, told):
    assert course(values) == told


NOTEBOOK = (
    'import dlkit\ncheck = dlkit.assignment("optimizers").check',
    "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])\nplt.title('A <b>title</b>')\nplt.show()",
    'ax = dlkit.plot.learning_curves({"cost": [3, 2, 1]})',
    "%config InlineBackend.figure_formats = ['retina']\nfig, ax = plt.subplots()\nax.plot([4, 5])\nfig",
    "%config InlineBackend.figure_formats = ['svg']\nplt.plot([6, 7])\nplt.show()",
)
TEXTS = [
    'A line chart, "A <b>title</b>": rises from 1 to 3 for x from 0 to 2.',
    'A line chart: "cost" falls from 3 to 1 as iteration goes from 1 to 3.',
    "A line chart: rises from 4 to 5 for x from 0 to 1.",
    "A line chart: rises from 4 to 5 for x from 0 to 1.",  # the value of the cell, and the figure at its end
    "A line chart: rises from 6 to 7 for x from 0 to 1.",
]


@pytest.fixture(scope="module")
def notebook():
    """A notebook that a real kernel has run: figures of our own and plain ones, shown in each way."""
    import nbformat
    from nbclient import NotebookClient

    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in NOTEBOOK])
    NotebookClient(book).execute()
    return book


@pytest.mark.slow
@pytest.mark.parametrize("template", ["lab", "classic"])  # nbgrader's feedback pages extend "classic"
def test_an_exported_page_has_the_texts(notebook, template):
    from nbconvert import HTMLExporter

    page, _ = HTMLExporter(template_name=template).from_notebook_node(notebook)
    assert [image.get("alt") for image in BeautifulSoup(page, "html.parser").find_all("img")] == TEXTS


@pytest.mark.slow
def test_a_figure_is_drawn_once_and_its_picture_stays_beside_the_html(notebook):
    """What shows no HTML, such as an export by LaTeX, has the picture as before."""
    shown = [output for cell in notebook.cells for output in cell.outputs if "image/png" in output.get("data", {})]
    assert [output["metadata"]["image/png"]["alt"] for output in shown] == TEXTS[:4]
    for output in shown:
        assert output["data"]["image/png"].strip() in output["data"]["text/html"]
    assert 'width="' in shown[-1]["data"]["text/html"]  # a picture for fine screens keeps its size


@pytest.mark.slow
def test_a_figure_shown_as_svg_stays_svg(notebook):
    data = notebook.cells[-1].outputs[0]["data"]
    assert "image/png" not in data
    assert data["text/html"].startswith('<img src="data:image/svg+xml')


def test_a_verdicts_picture_says_what_its_colours_show_and_no_expected_value():
    got, expected = np.array([[1.0, -2.0], [0.0, 47.11]]), np.array([[1.0, 2.0], [0.0, 12.34]])
    html = diagnosis_html(Diagnosis("values", "wrong", picture=(got, expected)), title="gradients")
    labels = re.findall(r'aria-label="([^"]*)"', html)
    assert labels[0] == "got: 2 x 2 values, 2 above zero, 1 below zero, 1 zero; the strongest colour in row 2, column 2"
    assert labels[1].startswith("expected: 2 x 2 values, 3 above zero, 1 zero")
    assert labels[2] == "difference: 2 of 4 values differ: 1 too large, 1 too small; the first in row 1, column 2"
    assert not [label for label in labels if "12.34" in label]


def test_values_that_are_no_numbers_are_counted_in_a_verdicts_picture():
    got = np.array([[np.nan, 2.0], [0.0, 1.0]])
    html = diagnosis_html(Diagnosis("values", "wrong", picture=(got, np.ones((2, 2)))), title="gradients")
    assert "1 not a number" in html
