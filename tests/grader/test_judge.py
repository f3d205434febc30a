"""The judge as a whole: what each kind of submission scores, and what its student is told."""

import json
from dataclasses import replace

import pytest

from dlkit.comparing.outcome import Raised
from grader.judging.result import Result

FULL = 90.0  # all but the written answer
MINUS_FORGOTTEN = "def sigmoid(z):\n    return 1 / (1 + np.exp(np.asarray(z, dtype=float)))"
BUILT_ON_SIGMOID = ("predict_proba", "gradients", "optimize", "predict")


@pytest.fixture(scope="module")
def score(judge, hand_in, solved):
    """Judges a notebook that is right but for what is given; answers of None stay stubs."""

    def score(answers=None, **more):
        given = {**solved, **(answers or {})}
        data = hand_in({name: source for name, source in given.items() if source is not None}, **more)
        return judge.judge("ada", data)

    return score


def test_the_stub_scores_nothing(judge, hand_in):
    result = judge.judge("stub", hand_in())
    assert (result.status, result.score, result.max_score) == ("graded", 0, FULL)
    assert {exercise.status for exercise in result.exercises} == {"not_written"}
    assert all("is not written yet" in check.message for item in result.exercises for check in item.checks)


def test_the_solution_scores_everything(score):
    result = score()
    assert (result.status, result.score, result.reason, result.notes) == ("graded", FULL, "", ())
    assert all(item.status == "right" and item.first_failure is None for item in result.exercises)


def test_no_notebook_is_missing(judge):
    result = judge.judge("bob", None)
    assert (result.status, result.score, result.max_score) == ("missing", 0, FULL)
    assert result.reason == "No notebook was handed in."
    assert [item.status for item in result.exercises] == ["not_judged"] * 10


def test_a_broken_notebook_is_unreadable_with_a_reason(judge):
    result = judge.judge("eve", b'{"cells": [')
    assert (result.status, result.score) == ("unreadable", 0)
    assert "JSON is broken (line 1)" in result.reason


def test_each_check_earns_its_share(score):
    overflows = "def sigmoid(z):\n    return np.exp(z) / (1 + np.exp(z))"
    exercise = score({"sigmoid": overflows}).exercise("sigmoid")
    passed = sum(check.weight for check in exercise.checks if check.outcome == "passed")
    assert exercise.status == "partly_right"
    assert exercise.score == pytest.approx(8 * passed / sum(check.weight for check in exercise.checks), abs=1e-4)
    assert exercise.first_failure.mistake == "exp_overflows"


@pytest.mark.parametrize(
    "name", ["summed_not_averaged", "sigmoid_missing", "caller_weights_overwritten", "math_module"]
)
def test_a_known_mistake_gets_its_hint_and_costs_nothing_else(score, judge, name):
    entry = next(entry for entry in judge.authored.catalogue if entry.name == name)
    result = score({entry.exercise: entry.source})
    exercise = result.exercise(entry.exercise)
    assert exercise.score < exercise.points
    assert exercise.first_failure.mistake == name
    assert entry.hint in exercise.first_failure.message
    assert result.score == pytest.approx(FULL - exercise.points + exercise.score)


def test_a_mistake_costs_once_and_the_result_says_so(score):
    result = score({"sigmoid": MINUS_FORGOTTEN})
    assert result.exercise("sigmoid").score == 0
    assert result.score == FULL - 8
    for name in BUILT_ON_SIGMOID:
        exercise = result.exercise(name)
        assert (exercise.score, exercise.status) == (exercise.points, "right")
        assert "sigmoid" in exercise.followed_through
    assert result.exercise("cost").followed_through == ()


def test_a_mistake_of_its_own_is_told_without_the_one_that_it_builds_on(score):
    raising = "def sigmoid(z):\n    raise ValueError('of the sigmoid')"
    odd = "def predict_proba(w, b, X):\n    return sigmoid(w.T @ X + b) ** 3 + 0.125"
    result = score({"sigmoid": raising, "predict_proba": odd})
    exercise = result.exercise("predict_proba")
    assert (exercise.score, exercise.followed_through) == (0, ("sigmoid",))
    assert "of the sigmoid" not in exercise.first_failure.message


def test_an_exercise_left_out_does_not_cost_those_that_build_on_it(score):
    result = score({"sigmoid": None})
    assert result.exercise("sigmoid").status == "not_written"
    assert result.score == FULL - 8


def test_two_mistakes_cost_two_times(score):
    wrong = "def predict(w, b, X, threshold=0.5):\n    return predict_proba(w, b, X)"
    result = score({"sigmoid": MINUS_FORGOTTEN, "predict": wrong})
    assert result.score == FULL - 8 - 6
    assert result.exercise("predict").status == "wrong"
    assert result.exercise("predict").first_failure.mistake == "probabilities_returned"


def test_errors_in_other_cells_cost_nothing(score):
    cells = [
        "1 / 0",
        "this is no Python",
        "raise KeyboardInterrupt",
        "import sys; sys.exit(1)",
        "import no_such_module",
        "",
    ]
    result = score(first_cells=cells, extra_cells=cells)
    assert (result.status, result.score) == ("graded", FULL)


def test_prints_warnings_magics_and_shell_lines_cost_nothing(score, solved):
    noisy = """%matplotlib inline
!pip install numpy
import sys, warnings
def sigmoid(z):
    print("x" * 10_000)
    print("so many words", file=sys.stderr)
    warnings.warn("careful")
    display(z)
    return 0.5 * (1 + np.tanh(np.asarray(z) / 2))
sigmoid(3)
%timeit sigmoid(1)"""
    timed = "%%time\n" + solved["cost"]
    result = score(
        {"sigmoid": noisy, "cost": timed}, extra_cells=["%%bash\nexit 1", "%load_ext tensorboard", "?np.exp"]
    )
    assert (result.status, result.score) == ("graded", FULL)


def test_helpers_constants_and_imports_of_the_students_own_cost_nothing(score):
    answer = "def cost(A, Y):\n    return float(-mean(log(clipped(np.where(Y == 1, A, 1 - A)))))"
    helper = "from numpy import log, mean\nEPS = 1e-12\ndef clipped(x):\n    return np.clip(x, EPS, 1 - EPS)"
    assert score({"cost": answer}, first_cells=["import numpy as np\n" + helper]).score == FULL
    assert score({"cost": answer}, extra_cells=[helper]).score == FULL


def test_a_right_answer_with_decorators_defaults_and_types_is_right(score):
    answer = """from functools import lru_cache, wraps
def loud(function):
    @wraps(function)
    def inner(*args, **kwargs):
        print(function.__name__)
        return function(*args, **kwargs)
    return inner

@loud
def initialize(n_x: int, scale: float = 0.0) -> tuple[np.ndarray, float]:
    return scale * np.ones((n_x, 1)), 0.0"""
    assert score({"initialize": answer}).score == FULL


def test_numbers_of_the_other_byte_order_are_numbers(score):
    answer = "def initialize(n_x):\n    return np.zeros((n_x, 1), dtype='>f8'), np.zeros((), '>f4')"
    swapped = "def predict(w, b, X, threshold=0.5):\n    return (predict_proba(w, b, X) >= threshold).astype('>i4')"
    assert score({"initialize": answer, "predict": swapped}).score == FULL


def test_a_syntax_error_is_told_in_the_exercise_where_it_stands(score):
    result = score({"sigmoid": "def sigmoid(z):\n    return 1 / (1 + np.exp(-z)"})
    exercise = result.exercise("sigmoid")
    assert exercise.score == 0
    assert "SyntaxError" in exercise.first_failure.message
    assert result.score == FULL - 8


def test_an_error_is_shown_with_the_students_own_lines_only(score):
    answer = "def scaled(x):\n    return x / undefined\n\ndef standardize(X, mean, std):\n    return scaled(X - mean)"
    failure = score({"standardize": answer}).exercise("standardize").first_failure
    assert failure.traceback.splitlines() == [
        "  in standardize, line 5",
        "    return scaled(X - mean)",
        "  in scaled, line 2",
        "    return x / undefined",
        "NameError: name 'undefined' is not defined",
    ]


def test_an_error_in_a_keras_layer_is_told_in_its_own_words(score):
    answer = (
        "def keras_logistic_regression(n_x):\n    import keras\n"
        "    return keras.layers.MaxPooling2D()(keras.Input((1, 1, n_x)))"
    )
    failure = score({"keras_logistic_regression": answer}).exercise("keras_logistic_regression").first_failure
    assert "zero or negative" in failure.message
    assert "Exception encountered" not in failure.message + failure.traceback


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ("import os; os._exit(0)", "crashed", "ended by itself"),
        ("import ctypes; ctypes.string_at(0)", "crashed", "SIGSEGV"),
        pytest.param("while True: pass", "timed_out", "did not come back", marks=pytest.mark.slow),
        ("kept = []\n    while True: kept.append(np.ones(10**7))", "out_of_memory", "memory"),
    ],
    ids=["exit", "segfault", "hang", "memory"],
)
def test_what_ends_the_process_costs_that_exercise_only(score, monkeypatch, judge, body, status, words):
    seconds = 2.0 if status == "timed_out" else 30.0  # a busy machine fills memory slowly
    monkeypatch.setattr(judge, "budget", replace(judge.budget, call_seconds=seconds, cell_seconds=3.0, memory_mb=1000))
    result = score({"cost": f"def cost(A, Y):\n    {body}"})
    assert result.status == status
    assert words in result.reason
    assert "what could be judged was" in result.reason
    assert result.exercise("cost").score == 0
    assert result.exercise("cost").first_failure.kind == status
    assert result.score == FULL - 10


def test_a_cell_that_ends_the_process_is_left_out(score, monkeypatch, judge):
    result = score(extra_cells=["import os\nos._exit(1)", "%%time\nos.abort()"])
    assert result.status == "crashed"
    assert result.score == FULL


def test_the_next_submission_is_judged_as_if_nothing_had_been(score):
    spoil = "import numpy, os\nnumpy.exp = numpy.mean = None\nopen('/tmp/left', 'w').write('x')"
    assert score(first_cells=[spoil]).score < FULL
    assert score(first_cells=["assert not __import__('os').path.exists('/tmp/left')"]).score == FULL


def test_the_warm_parent_is_started_again_if_it_was_ended(judge, score):
    judge.parent.close()
    assert score().score == FULL


def test_the_same_submission_gets_the_same_result(score):
    first, second = (score({"sigmoid": MINUS_FORGOTTEN, "cost": None}).as_dict() for _ in range(2))
    assert {**first, "seconds": 0} == {**second, "seconds": 0}


def test_a_result_is_plain_data_that_can_be_read_back(score):
    result = score({"sigmoid": MINUS_FORGOTTEN})
    text = json.dumps(result.as_dict(), allow_nan=False)
    assert Result.from_dict(json.loads(text)) == result


def test_half_a_letter_in_a_cell_costs_nothing(judge, hand_in, solved):
    data = json.loads(hand_in(solved))
    for cell in data["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] = ["# \ud83d\n", *cell["source"]]
    result = judge.judge("ada", json.dumps(data).encode())
    assert (result.status, result.score) == ("graded", FULL)


def test_raised_errors_are_the_only_thing_a_cell_may_leave(judge):
    from grader.sandbox import Session

    session = Session(judge.parent, judge.budget.limits, resident_mb=1000)
    try:
        assert session.run_cell("x = 1", name="cell", seconds=5) is None
        assert isinstance(session.run_cell("1 / 0", name="cell", seconds=5), Raised)
    finally:
        session.close()
