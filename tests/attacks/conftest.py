"""Handing in the cases, and processes such as every submission gets."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from dlkit.comparing.outcome import Outcome
from dlkit.sandboxed.namespaces import Limits
from grader.authoring.notebooks import notebook_with
from grader.sandbox import Session, WarmParent

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


@pytest.fixture(scope="session")
def processes_are_counted(judge):
    """Whether the kernel counts the processes of a submission: not those of the machine's root by another name."""
    judge.parent.wait()
    (_, outside, _), *_ = (line.split() for line in Path("/proc/self/uid_map").read_text().splitlines())
    return os.getuid() == 0 or outside != "0" or bool(judge.parent._forks._group and judge.parent._forks._group.counts)


@pytest.fixture(scope="session")
def light_parent():
    """A warm parent without TensorFlow."""
    with WarmParent(["numpy"]) as parent:
        yield parent


@pytest.fixture
def light(light_parent):
    """Starts a process that has imported little, and runs a cell in it."""
    sessions = []

    def light(source="", *, parent=light_parent, resident_mb=300, **limits):
        session = Session(parent, Limits(**limits), resident_mb=resident_mb)
        sessions.append(session)
        prelude = "import os, socket, sys, time\nimport numpy as np\n"
        raised = session.run_cell(prelude + source, name="cell", seconds=20)
        assert raised is None, raised
        return session

    yield light
    for session in sessions:
        session.close()


@pytest.fixture
def returned(light):
    """Runs a cell in a process of its own and gives what its function `f` returned."""

    def returned(source, **limits):
        answer = light(source, **limits).call("f", [], {}, names=[], seconds=20)
        assert isinstance(answer, Outcome), answer
        assert answer.raised is None, answer.raised
        return answer.value

    return returned


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
