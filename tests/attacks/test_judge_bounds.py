"""What a student's value may cost the judge: little memory, little time, and never more than the check it came from."""

import resource
import signal
import time
from dataclasses import replace

import numpy as np
import pytest

from dlkit.comparing.diagnosis import MAX_LENGTH
from dlkit.course import find_assignment
from grader.judging.failure import UNDECIDED
from grader.running.pool import failed
from grader.sandbox.bounds import TooLong, bounded_memory, bounded_time, unbounded_memory, waiting

from .cases import FULL, SLUG

COST = 10.0  # points of `cost`

LARGE = {
    "a text and empty ones": "['a' * 100_000] + [''] * 999",
    "the same in a list in a list": "[[['a' * 100_000] + [''] * 999] * 2]",
    "rows without numbers": "np.zeros((2_000_000, 0))",
    "a list of arrays without numbers": "[np.zeros((100_000, 0)) for _ in range(1_000)]",
    "sixteen axes without numbers": "np.zeros((20,) * 9 + (0,) + (2,) * 6)",
    "a key of megabytes": "{'k' * 8_000_000: 1}",
    "a hundred thousand keys": "{str(i): i for i in range(90_000)}",
    "whole numbers of many digits": "[16 ** 4_999] * 5_000",
    "ten thousand arrays": "tuple(np.ones((3, 3)) for _ in range(10_000))",
    "marks on one letter": "'a' + '\\u0301' * 4_000_000",
    "ten million bytes": "np.ones((1_250_000,))",
    "a column that meets a row": "np.ones((1_000_000, 1))",
    "half precision that overflows": "np.full((1, 1_000_000), np.float16(65504))",
    "numbers that overflow": "[1e308] * 100_000 + [complex(1e308, -1e308)]",
    "a subnormal": "-5e-324",
    "an error of megabytes": "(_ for _ in ()).throw(ValueError('e' * 8_000_000))",
    "wide and deep": "[[[[[0] * 10] * 10] * 10] * 10] * 10",
}


@pytest.mark.parametrize("form", LARGE)
def test_a_value_costs_the_judge_no_more_than_its_check(form, score, solved):
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    result = score({**solved, "cost": f"def cost(A, Y):\n    return {LARGE[form]}"})
    exercise = result.exercise("cost")
    assert (result.status, exercise.score) == ("graded", 0), result.reason
    assert result.score >= FULL - 2 * COST
    for check in exercise.checks:
        assert check.outcome == "failed"
        assert check.message
        assert not check.trouble
        assert all(
            len(getattr(check, name)) <= MAX_LENGTH[name] for name in ("message", "call", "traceback", "mistake")
        )
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 2_000_000  # kilobytes
    assert time.monotonic() - began < 120


def test_a_large_value_handed_to_the_next_function_is_refused_there(score, solved):
    large = "def predict_proba(w, b, X):\n    return np.ones((1, 7_000_000))"
    result = score({**solved, "predict_proba": large})
    assert result.status == "graded"
    assert result.exercise("sigmoid").score > 0
    assert result.exercise("predict_proba").score == 0


def test_a_large_value_in_every_exercise_costs_no_more_than_one(score, solved):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = score({name: f"def {name}(*args, **kwargs):\n    return np.ones(5_000_000)" for name in solved})
    assert (result.status, result.score) == ("graded", 0)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 2_000_000


def test_names_of_layers_without_end_are_told_in_short(score, solved):
    names = """
def keras_logistic_regression(n_features):
    layers = [keras.Input((n_features,))]
    for i in range(30):
        layers.append(type("L" * 50_000 + str(i), (keras.layers.Dense,), {})(3, name="n" * 50_000 + str(i)))
    return keras.Sequential(layers)
"""
    result = score({**solved, "keras_logistic_regression": names})
    check = result.exercise("keras_logistic_regression").first_failure
    assert result.status == "graded"
    assert len(check.message) <= MAX_LENGTH["message"]


def test_a_check_that_takes_the_judge_too_long_fails_alone(judge, score, solved, monkeypatch):
    from grader.judging import check_session as plugin
    from grader.judging import fixtures

    monkeypatch.setattr(plugin, "CHECK_SECONDS", 0.3)
    slow = fixtures.diagnose

    def hang(actual, expected, call, **options):
        while call.function == "cost":
            pass
        return slow(actual, expected, call, **options)

    monkeypatch.setattr(fixtures, "diagnose", hang)
    result = score(solved)
    cost = result.exercise("cost")
    assert {check.kind for check in cost.checks if check.outcome == "failed"} == {"too_large"}
    assert (result.status, result.exercise("sigmoid").status) == ("graded", "right")
    assert result.troubles == []
    monkeypatch.undo()
    assert score(solved).score == FULL


def test_memory_that_the_judge_does_not_get_fails_that_check_alone(score, solved, monkeypatch):
    from grader.judging import fixtures

    diagnose = fixtures.diagnose

    def greedy(actual, expected, call, **options):
        return np.ones(1 << 29) if call.function == "cost" else diagnose(actual, expected, call, **options)

    monkeypatch.setattr(fixtures, "diagnose", greedy)
    result = score(solved)
    assert {check.kind for check in result.exercise("cost").checks if check.outcome == "failed"} == {"too_large"}
    assert result.exercise("sigmoid").status == "right"


def test_an_error_of_the_judge_costs_its_check_alone_and_is_told_to_the_staff(score, solved, monkeypatch):
    from dlkit.comparing import differences

    close = differences.is_close

    def stumble(actual, expected, tolerance):
        if np.size(actual) and np.any(np.asarray(actual) == 12345.0):
            raise OverflowError("secret of the staff")
        return close(actual, expected, tolerance)

    monkeypatch.setattr(differences, "is_close", stumble)
    result = score({**solved, "cost": "def cost(A, Y):\n    return 12345.0"})
    failures = [check for check in result.exercise("cost").checks if check.outcome == "failed"]
    undecided = [check for check in failures if check.kind == "undecided"]
    assert undecided
    assert all(check.message == UNDECIDED and "secret" not in check.message for check in undecided)
    assert all(
        "OverflowError: secret of the staff (dlkit/comparing/compare.py" in check.trouble or check.trouble
        for check in undecided
    )
    assert len(result.troubles) == len(undecided)
    assert result.status == "graded"
    assert result.exercise("sigmoid").status == "right"


def test_an_answer_that_a_check_stumbles_over_is_the_answers_fault(score, solved):
    result = score({**solved, "initialize": "def initialize(n_features):\n    return 7"})
    assert all(check.kind != "undecided" for check in result.exercise("initialize").checks)
    assert result.troubles == []


def forever():
    while True:
        time.sleep(0.01)


def test_bounds_lie_in_one_another_and_end():
    with pytest.raises(TooLong), bounded_time(0.2), bounded_time(30):
        forever()
    with bounded_time(30):
        with pytest.raises(TooLong), bounded_time(0.05):
            forever()
        assert 20 < signal.getitimer(signal.ITIMER_REAL)[0] <= 30
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_waiting_for_another_process_stops_the_clock():
    def wait_and_then(do):
        with waiting():
            time.sleep(0.6)
        do()

    with bounded_time(0.3):
        wait_and_then(lambda: None)
    with pytest.raises(TooLong), bounded_time(0.3):
        wait_and_then(forever)


def test_an_interruption_that_was_swallowed_is_repeated():
    swallowed = []

    def swallow_once():
        try:
            forever()
        except BaseException as error:
            swallowed.append(error)
        forever()

    with pytest.raises(TooLong), bounded_time(0.1):
        swallow_once()
    assert len(swallowed) == 1


def test_the_bound_on_memory_is_lifted_for_the_judges_own_and_comes_back():
    limit = resource.getrlimit(resource.RLIMIT_DATA)
    with bounded_memory(64):
        with pytest.raises(MemoryError):
            np.ones(32 << 20)
        with unbounded_memory():
            assert np.ones(32 << 20).size
            with bounded_memory(32), pytest.raises(MemoryError):
                np.ones(32 << 20)
        with pytest.raises(MemoryError):
            np.ones(32 << 20)
    assert resource.getrlimit(resource.RLIMIT_DATA) == limit


def test_what_stays_of_the_judges_own_is_taken_from_no_bound_around():
    limit = resource.getrlimit(resource.RLIMIT_DATA)
    with bounded_memory(96):
        with bounded_memory(64):
            with unbounded_memory():
                stays = np.ones(32 << 20)
            assert np.ones(2 << 20).size
            with pytest.raises(MemoryError):
                np.ones(16 << 20)
        assert np.ones(8 << 20).size
        with pytest.raises(MemoryError):
            np.ones(16 << 20)
    assert stays.size
    assert resource.getrlimit(resource.RLIMIT_DATA) == limit


def test_an_interrupted_reference_is_not_remembered(judge, score, solved):
    from dlkit.comparing.compare import Call
    from grader.judging.fixtures import Reference

    reference = Reference([])
    call = Call("f", ("x",), (np.ones(3),), {})

    def endless(x):
        while True:
            pass

    with pytest.raises(TooLong), bounded_time(0.1):
        reference.outcome("solution", endless, "call", call, {})
    assert reference.outcome("solution", lambda x: x.sum(), "call", call, {}).value == 3


def test_an_error_over_one_loose_notebook_leaves_the_others(judge, hand_in, solved, tmp_path, monkeypatch):
    from grader.running import loose_notebooks as loose

    def stumble(name, data, **options):
        if name == "odd.ipynb":
            raise OverflowError("cannot convert float infinity to integer")
        return replace(failed(find_assignment(SLUG), name, ValueError()), status="graded")

    monkeypatch.setattr(loose, "Judge", lambda slug, isolate: judge)
    monkeypatch.setattr(judge, "judge", stumble)
    monkeypatch.setattr(judge, "close", lambda: None)
    for name in ("odd.ipynb", "next.ipynb"):
        (tmp_path / name).write_bytes(hand_in(solved))
    found = dict(loose.judge_notebooks([tmp_path / "odd.ipynb", tmp_path / "next.ipynb"], SLUG))
    assert [result.status for result in found.values()] == ["crashed", "graded"]
    assert "The judge failed on this submission" in found[tmp_path / "odd.ipynb"].reason
