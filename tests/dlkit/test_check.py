"""`check` in a notebook: finds the function, runs the examples, shows the report."""

import time
import types
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook

import dlkit
from dlkit.checking import CheckReport, check_exercise
from dlkit.checking.display import as_html, as_text
from dlkit.comparing.diagnosis import Diagnosis
from dlkit.course import CourseError, unknown

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def assignment():
    return dlkit.assignment("logistic_regression")


def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, 1 / (1 + e), e / (1 + e))


def predict_proba(w, b, X):
    return sigmoid(w.T @ X + b)


def stub(z):
    raise NotImplementedError("sigmoid")


def minus_forgotten(z):
    return 1 / (1 + np.exp(np.asarray(z, dtype=float)))


def diagnosis(assignment, name, **namespace):
    return check_exercise(assignment, name, namespace).diagnosis


def test_a_right_answer_passes_every_visible_check(assignment):
    report = check_exercise(assignment, "sigmoid", {"sigmoid": sigmoid})
    assert report.ok
    assert report.passed == report.total == 4
    assert as_text(report) == "✓ sigmoid: right in all 4 checks"


@pytest.mark.parametrize(
    ("namespace", "kind", "words"),
    [
        ({}, "missing", "not defined yet"),
        ({"sigmoid": 3}, "missing", "not a function"),
        ({"sigmoid": stub}, "not_written", "NotImplementedError"),
        ({"sigmoid": lambda z: None}, "type", "return"),
        ({"sigmoid": lambda z: sigmoid(z)[0]}, "shape", "(2, 3)"),
        ({"sigmoid": lambda: 1}, "raised", "TypeError"),
        ({"sigmoid": lambda z: sigmoid(z) + 0.125}, "value", "Perhaps this is why"),
        ({"predict_proba": lambda w, b, X: sigmoid(w.T @ X + b) + 0.125}, "offset", "by the same amount"),
        ({"sigmoid": lambda z: sigmoid(z) < 0.7}, "value", "numbers is right"),
    ],
)
def test_what_is_not_right_is_told_why(assignment, namespace, kind, words):
    exercise = "predict_proba" if "predict_proba" in namespace else "sigmoid"
    found = diagnosis(assignment, exercise, **namespace)
    assert found.kind == kind
    assert words in found.told


def test_a_known_mistake_is_told_by_its_hint_with_call_and_values(assignment):
    found = diagnosis(assignment, "sigmoid", sigmoid=minus_forgotten)
    assert (found.kind, found.mistake) == ("mistake", "minus_forgotten")
    assert found.call.startswith("sigmoid(z = ")
    assert found.received
    assert found.expected


def test_the_green_line_says_what_the_judge_looks_at_besides():
    report = CheckReport("mixup", 3, 3, also="many <masks>")
    assert as_text(report) == "✓ mixup: right in all 3 checks; the judge also looks at many <masks>"
    assert "right in all 3 checks; the judge also looks at many &lt;masks&gt;" in as_html(report)
    assert as_text(CheckReport("mixup", 1, 1)) == "✓ mixup: right in 1 check"


@pytest.fixture(scope="module")
def regularization():
    return dlkit.assignment("regularization")


def coins(shape, keep_prob, rng):
    return (rng.random(shape) < keep_prob).astype(int)


def test_a_function_that_draws_is_measured_in_the_notebook(regularization):
    assert check_exercise(regularization, "dropout_mask", {"dropout_mask": coins}).ok

    def one_coin_per_unit(shape, keep_prob, rng):
        return np.broadcast_to(coins((shape[0], 1), keep_prob, rng), shape)

    found = diagnosis(regularization, "dropout_mask", dropout_mask=one_coin_per_unit)
    assert (found.kind, found.mistake) == ("mistake", "one_coin_per_unit")


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (lambda shape, keep_prob, rng: coins(shape, keep_prob**2, rng), "property", "the share of ones is not keep_prob"),
        (lambda shape, keep_prob, rng: coins(shape, 2 * keep_prob if keep_prob < 0.5 else keep_prob, rng),
         "property", "With a small keep_prob"),
        (lambda shape, keep_prob, rng: coins(shape, keep_prob, rng) if shape[1] < 9 else shape.nothing,
         "raised", "AttributeError"),
        (lambda shape, keep_prob, rng: coins(shape if shape[1] < 9 else shape[::-1], keep_prob, rng),
         "property", "should have shape"),
        (lambda shape, keep_prob, rng: coins(shape, keep_prob, np.random), "mistake", "rng"),
    ],
)  # fmt: skip
def test_what_a_measure_finds_is_told_as_any_other_fault(regularization, answer, kind, words):
    found = diagnosis(regularization, "dropout_mask", dropout_mask=answer)
    assert found.kind == kind
    assert words in found.message
    assert not found.call


def test_a_measure_that_stops_over_an_answer_says_so(regularization, monkeypatch):
    (example,) = (item for item in regularization.examples if item["options"].get("measure") == "mask")
    shape = tuple(example["forms"][0]["shape"])

    def stops(dropout_mask, draw, *, examples):
        return {"A sentence.": [1.0][int(dropout_mask(shape, 0.5, np.random.default_rng(draw))[0, 0]) + 7]}

    monkeypatch.setattr("dlkit.comparing.load_measures", lambda path: types.SimpleNamespace(mask=stops))
    found = diagnosis(regularization, "dropout_mask", dropout_mask=coins)
    assert "This check stops while it looks at what dropout_mask returns, with IndexError" in found.message


def divided_in_place(X, mean, std):
    X -= mean
    X /= np.where(std == 0, 1.0, std)
    return X


def multiplied_in_place(X, mean, std):
    X -= mean
    X *= np.where(std == 0, 1.0, std)
    return X


def test_right_values_with_an_argument_changed_are_not_called_right(assignment):
    report = check_exercise(assignment, "standardize", {"standardize": divided_in_place})
    assert (report.passed, report.total, report.description) == (3, 4, "The arguments stay as they are")
    assert "write into it" in report.diagnosis.message


def test_a_change_in_place_is_told_beside_a_wrong_value(assignment):
    found = diagnosis(assignment, "standardize", standardize=multiplied_in_place)
    alone = diagnosis(assignment, "standardize", standardize=lambda X, m, s: multiplied_in_place(X.copy(), m, s))
    assert found.message == f"{alone.message} Beside that, it changes X in place."


def test_a_mistake_that_another_example_contradicts_is_not_told_as_the_cause(assignment):
    def half_and_half(z):
        return minus_forgotten(z) if np.ndim(z) == 1 else np.cos(z)

    found = diagnosis(assignment, "sigmoid", sigmoid=half_and_half)
    assert (found.kind, found.mistake, found.perhaps) == ("value", "", "")


@pytest.fixture
def slope_assignment(assignment, monkeypatch):
    """An assignment whose one example hands over a function of the notebook's."""
    example = {
        "exercise": "sigmoid",
        "description": "The slope of a cube",
        "kind": "call",
        "names": ["f", "x"],
        "returns": [],
        "args": [{"$function": "cube"}, 2.0],
        "kwargs": {},
        "options": {},
        "tolerance": {"rtol": 1e-6, "atol": 1e-8},
        "expected": {"value": 12.0},
        "mistakes": [],
    }
    monkeypatch.setitem(vars(assignment), "examples", [example])
    return assignment


def test_an_example_hands_over_a_function_that_the_notebook_defines(slope_assignment):
    def sigmoid(f, x):
        return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4

    def cube(x):
        return x**3

    assert check_exercise(slope_assignment, "sigmoid", {"sigmoid": sigmoid, "cube": cube}).ok
    found = check_exercise(slope_assignment, "sigmoid", {"sigmoid": lambda f, x: f(x), "cube": cube}).diagnosis
    assert found.kind == "value"
    assert "f = the function cube" in found.call


def test_a_function_that_an_example_needs_and_does_not_find_is_named(slope_assignment):
    found = check_exercise(slope_assignment, "sigmoid", {"sigmoid": lambda f, x: f(x)}).diagnosis
    assert found.kind == "missing"
    assert "the function cube" in found.message
    assert "run its cell" in found.message


def test_an_exercise_that_builds_on_a_wrong_one_says_so_first(assignment):
    wrong = {"sigmoid": minus_forgotten, "predict_proba": lambda w, b, X: minus_forgotten(w.T @ X + b)}
    message = check_exercise(assignment, "predict_proba", wrong).diagnosis.message
    assert message.startswith("predict_proba builds on sigmoid")
    right = {**wrong, "sigmoid": sigmoid}
    assert "builds on" not in check_exercise(assignment, "predict_proba", right).diagnosis.message


def test_a_name_that_does_not_exist_is_answered_with_the_nearest(assignment):
    with pytest.raises(CourseError, match=r"no exercise 'sigmod'.*Did you mean 'sigmoid'"):
        assignment.check("sigmod", {})


def test_check_reads_the_namespace_of_whoever_calls_it(capsys):
    namespace = {"sigmoid": sigmoid, "check": dlkit.assignment("logistic_regression").check, "__name__": "__main__"}
    exec("check('sigmoid')", namespace)
    assert "✓ sigmoid" in capsys.readouterr().out


def test_a_failed_check_prints_the_diagnosis_and_raises(assignment, capsys):
    with pytest.raises(dlkit.CheckFailed, match="sigmoid: The sign of the exponent"):
        assignment.check("sigmoid", {"sigmoid": minus_forgotten})
    printed = capsys.readouterr().out
    assert printed.startswith("✗ sigmoid (")
    assert "called:" in printed
    assert "expected:" in printed


def test_a_check_takes_a_moment(assignment):
    names = {"sigmoid": sigmoid, "predict_proba": predict_proba}
    for name in names:
        check_exercise(assignment, name, names)
        started = time.perf_counter()
        check_exercise(assignment, name, names)
        seconds = time.perf_counter() - started
        print(f"check({name!r}): {1000 * seconds:.1f} ms")
        assert seconds < 1


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.seen, self.open = [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.seen.append(tag)
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_html_holds_nothing_that_came_from_the_student_as_markup():
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>&\"'"
    report = CheckReport(evil, 0, 1, evil, Diagnosis("raised", evil, evil, evil, evil, evil))
    tags = Tags(as_html(report))
    assert not {"script", "img"} & set(tags.seen)
    assert tags.open == []
    assert "onerror=alert(2)>" not in as_html(report)
    assert "<script" not in as_html(CheckReport(evil, 1, 1))


def test_an_error_of_the_student_is_escaped_on_its_way_to_the_page(assignment):
    def evil(z):
        raise ValueError("<b onclick='alert(1)'>")

    html = as_html(check_exercise(assignment, "sigmoid", {"sigmoid": evil}))
    assert "<b onclick" not in html
    assert "&lt;b onclick" in html


@pytest.mark.parametrize("bad", [np.nan, np.inf, 0.5, True])
def test_an_array_is_shown_as_pictures_of_what_came_what_was_expected_and_the_difference(bad):
    actual = np.full((3, 4), bad)
    report = CheckReport("f", 0, 1, "", Diagnosis("value", "wrong", picture=(actual, np.eye(3, 4))))
    html = as_html(report)
    assert [html.count(f'aria-label="{name}: ') for name in ("got", "expected", "difference")] == [1, 1, 1]
    assert html.count("<rect") == 3 * 12
    assert Tags(html).open == []


def test_a_large_array_gets_no_picture():
    actual = np.zeros((100, 100))
    assert "<svg" not in as_html(CheckReport("f", 0, 1, "", Diagnosis("value", "wrong", picture=(actual, actual + 1))))


@pytest.mark.slow
def test_in_a_kernel_a_failed_check_shows_html_and_none_of_our_frames(monkeypatch, tmp_path):
    import nbclient

    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.chdir(tmp_path)
    cells = [
        "import dlkit\ncheck = dlkit.assignment('logistic_regression').check",
        "def sigmoid(z):\n    return undefined_name(z)",
        "check('sigmoid')",
    ]
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3", allow_errors=True).execute()
    shown, error = notebook.cells[2].outputs
    assert "✗ sigmoid" in shown.data["text/html"]
    assert "return undefined_name(z)" in shown.data["text/html"]
    assert "NameError" in shown.data["text/plain"]
    assert error.ename == "CheckFailed"
    assert len(error.traceback) == 1
    assert "dlkit/" not in str(error.traceback) + str(shown.data)


def test_a_name_that_is_unknown_is_not_answered_with_a_whole_class():
    told = unknown("submission of", "zoe", [f"student{number}" for number in range(600)])
    assert told.endswith("student19 and 580 more.")
    assert unknown("submission of", "zoe", ["ada", "bob"]).endswith("There are: ada, bob.")
