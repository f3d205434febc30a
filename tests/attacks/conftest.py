"""Handing in the cases, and processes such as every submission gets."""

from dataclasses import replace

import pytest

from dlkit.outcome import Outcome
from grader.build import notebook_with
from grader.sandbox import Session

from .cases import FULL, QUICK, written


@pytest.fixture(scope="session")
def file_of(authored, solved):
    """The bytes of the notebook that a case hands in."""
    return lambda case: written(case, notebook_with(authored, {}), solved)


@pytest.fixture
def play(judge, file_of, hand_in, solved, monkeypatch):
    """Judges a case, and shows that the one who comes next is judged as if it had not been."""

    def play(case):
        monkeypatch.setattr(judge, "budget", replace(judge.budget, **{**QUICK, **case.budget}))
        parent = judge.parent.pid
        result = judge.judge("mallory", file_of(case))
        assert judge.judge("next", hand_in(solved)).score == FULL
        assert judge.parent.pid == parent
        return result

    return play


@pytest.fixture(scope="session")
def score(judge, hand_in):
    """Judges a notebook with these answers; the others stay stubs."""
    return lambda answers=None, **more: judge.judge("mallory", hand_in(answers, **more))


@pytest.fixture
def inside(judge):
    """Runs cells and calls their function `f` in a process such as every submission gets; gives what it returned."""
    sessions = []

    def inside(source, *args, **limits):
        session = Session(judge.parent, replace(judge.budget.limits, **limits), resident_mb=judge.budget.memory_mb)
        sessions.append(session)
        raised = session.run_cell(source, name="cell", seconds=20)
        assert raised is None, raised
        answer = session.call("f", args, {}, names=[], seconds=60)
        assert isinstance(answer, Outcome), answer
        assert answer.raised is None, answer.raised
        return answer.value

    yield inside
    for session in sessions:
        session.close()
