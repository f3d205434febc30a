"""The warm parent ends while a submission is judged: the submission is judged by the next one, and no other is touched.

Nothing that ends it is a check's outcome: before, the checks that were left counted as failed, and the status was
`graded`.
"""

import contextlib

import psutil
import pytest

from grader.errors import SandboxUnavailable
from grader.judging import Judge
from grader.judging.student_process import StudentProcess
from grader.sandbox import WarmParent


@pytest.fixture
def judge():
    with Judge("logistic_regression") as judge:
        yield judge


@pytest.fixture
def ends(judge, monkeypatch):
    """Ends so many warm parents, one after the other, each before the first call of a function."""

    def install(name, parents):
        original, ended = StudentProcess._ask, set()

        def ask(self, function, *args, **kwargs):
            if function == name and (judge.parent.pid in ended or len(ended) < parents):
                ended.add(judge.parent.pid)
                end_all(judge.parent.pid)
            return original(self, function, *args, **kwargs)

        monkeypatch.setattr(StudentProcess, "_ask", ask)

    return install


def end_all(pid):
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        for found in (*process.children(recursive=True), process):
            with contextlib.suppress(psutil.NoSuchProcess):
                found.kill()


def test_it_is_judged_by_the_next_sandbox(judge, ends, hand_in, solved):
    ends("cost", parents=1)
    result = judge.judge("ada", hand_in(solved))
    assert (result.status, result.score) == ("graded", result.max_score)


def test_one_that_always_ends_it_is_told_so_and_the_next_is_judged(judge, ends, hand_in, solved):
    ends("cost", parents=2)
    result = judge.judge("ada", hand_in(solved))
    assert (result.status, result.score) == ("crashed", 0)
    assert result.reason.startswith("The sandbox ended twice while this submission was judged")
    after = judge.judge("grace", hand_in(solved))
    assert (after.status, after.score) == ("graded", after.max_score)


def test_where_none_starts_the_run_stops_with_one_sentence(judge, hand_in, solved, monkeypatch):
    judge.parent.close()
    monkeypatch.setattr(WarmParent, "wait", _does_not_start)
    with pytest.raises(SandboxUnavailable, match="did not start"):
        judge.judge("ada", hand_in(solved))


def _does_not_start(self):
    raise SandboxUnavailable("The sandbox did not start.")
