"""Answers that were judged before are not judged again: the verdict is the one that it would be."""

from dataclasses import replace

import pytest

from grader.judging import remembered
from grader.judging.remembered import Remembered
from grader.judging.student_process import Reply
from grader.sandbox import call_question

SUMMED = "def cost(w, b, X, Y):\n    return 7 * np.sum(Y)"
TIRES = """
calls = []
def sigmoid(z):
    calls.append(1)
    if len(calls) > 4:
        raise ValueError("tired")
    return np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))))
"""
LEAVES = "def sigmoid(z):\n    import os\n    os._exit(3)"
NOTHING = "def sigmoid(z):\n    return z * np.nan"
IN_PLACE = "def standardize(X):\n    X -= X.mean()\n    return X"


@pytest.fixture
def begin_anew(judge, monkeypatch):
    """Lets the judge forget all answers."""
    return lambda: monkeypatch.setattr(judge.checks, "_remembered", Remembered())


@pytest.fixture
def runs(judge, monkeypatch):
    """The checks that were run, and not only remembered."""
    found, original = [], judge.checks._run_one

    def run(check, *arguments):
        found.append(check.name)
        return original(check, *arguments)

    monkeypatch.setattr(judge.checks, "_run_one", run)
    return found


def test_the_same_answers_are_judged_once(judge, hand_in, solved, begin_anew, runs):
    begin_anew()
    first = judge.judge("ada", hand_in(solved))
    once = len(runs)
    second = judge.judge("ada", hand_in(solved))
    assert replace(second, seconds=0) == replace(first, seconds=0)
    assert len(runs) - once < once / 5  # those that lend the student a function are run again


@pytest.mark.parametrize(
    "answer",
    [{"cost": SUMMED}, {"sigmoid": TIRES}, {"sigmoid": LEAVES}, {"sigmoid": NOTHING}, {"standardize": IN_PLACE}],
)
def test_a_wrong_answer_is_told_the_same_after_others_were_judged(judge, hand_in, solved, begin_anew, answer):
    begin_anew()
    alone = judge.judge("ada", hand_in({**solved, **answer}))
    begin_anew()
    for before in ({}, {"cost": SUMMED}, {"sigmoid": TIRES}, answer):
        judge.judge("before", hand_in({**solved, **before}))
    after = judge.judge("ada", hand_in({**solved, **answer}))
    assert replace(after, seconds=0) == replace(alone, seconds=0)
    assert alone.score < 90


def test_another_variant_of_the_inputs_is_another_path(judge, hand_in, solved, begin_anew, runs):
    begin_anew()
    judge.judge("ada", hand_in(solved), seed=1)
    hidden = {check.name for check in judge.checks.checks if not check.visible}
    del runs[:]
    judge.judge("ada", hand_in(solved), seed=2)
    assert set(runs) >= hidden


def test_what_is_kept_has_a_bound(monkeypatch):
    monkeypatch.setattr(remembered, "MAX_KEPT", 10)
    kept = Remembered()
    for number in range(30):
        reply = Reply(call_question("f", [number], {}, []))
        reply.set_key("an answer")
        kept.keep(str(number).encode(), [reply], f"outcome {number}")
    assert len(kept._next) == 10


def test_a_path_that_is_too_large_is_not_kept(monkeypatch):
    monkeypatch.setattr(remembered, "MAX_PATH_BYTES", 2_000)
    kept = Remembered()
    reply = Reply(call_question("f", ["long" * 1000], {}, []))
    reply.set_key("an answer")
    kept.keep(b"start", [reply], "outcome")
    assert not kept._next
