"""Nothing that one submission leaves is there for the next, and none can reach what it was forked from."""

import os
import time
from pathlib import Path

import pytest

from dlkit.course import CourseError
from grader.judging.student_process import Budget, budget_of
from grader.sandbox import SandboxEnd, Session, WarmParent
from grader.sandbox.memory import MemoryWatch, tree_memory_mb

KINDS = ("user", "pid", "mnt", "ipc", "net")


def _namespaces(pid="self"):
    return {kind: os.readlink(f"/proc/{pid}/ns/{kind}") for kind in KINDS}


def test_each_submission_has_namespaces_of_its_own(inside):
    source = f"import os\ndef f():\n    return {{kind: os.readlink('/proc/self/ns/' + kind) for kind in {KINDS}}}"
    first, second, ours = inside(source), inside(source), _namespaces()
    for kind in KINDS:
        assert len({first[kind], second[kind], ours[kind]}) == 3, kind


LEFT = {
    "files": (
        "for place in ('/tmp', '/dev/shm', '.', os.path.expanduser('~')):\n        open(place + '/left', 'w').close()",
        "[place for place in ('/tmp', '/dev/shm', '.', os.path.expanduser('~')) if os.listdir(place)]",
    ),
    "shared memory": (
        "from multiprocessing import shared_memory\n    memory = shared_memory.SharedMemory('left', create=True, size=1000)\n    memory.buf[0] = 7",
        "os.listdir('/dev/shm') + [line for line in open('/proc/sysvipc/shm').read().splitlines()[1:]]",
    ),
    "processes": (
        "os.fork() or (os.setsid(), os.fork(), time.sleep(600))",
        "[name for name in os.listdir('/proc') if name.isdigit() and int(name) != os.getpid()]",
    ),
    "environment": ("os.environ['LEFT'] = '1'\n    os.putenv('LEFT', '1')", "[name for name in os.environ if name == 'LEFT']"),
    "modules": ("sys.modules['left'] = np.left = np", "[name for name in sys.modules if name == 'left'] + [1] * hasattr(np, 'left')"),
    "limits": (
        "resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9))\n    os.nice(19)\n    os.umask(0o777)\n    signal.signal(15, signal.SIG_IGN)",
        "[what for what, wrong in {'files': resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 9, 'nice': os.nice(0) > 10,"
        " 'umask': os.umask(0o22) == 0o777, 'signal': signal.getsignal(15) == signal.SIG_IGN}.items() if wrong]",
    ),
    "a listening socket": (
        "global s\n    s = socket.socket(socket.AF_UNIX)\n    s.bind('\\0left')\n    s.listen()",
        "[line for line in open('/proc/net/unix') if 'left' in line]",
    ),
}  # fmt: skip


@pytest.mark.parametrize("leave", LEFT.values(), ids=LEFT.keys())
def test_nothing_is_left_for_the_next(leave, inside):
    do, look = leave
    prelude = "import os, resource, signal, socket, sys, time\nimport numpy as np\n"
    inside(f"{prelude}def f():\n    {do}")
    assert inside(f"{prelude}def f():\n    return {look}") == []


def test_the_warm_parent_stays_as_it_was(judge, inside):
    """Fifty submissions that spoil what they can leave it with the same memory, files and children."""

    def state():
        pids = [judge.parent.pid, *_below(judge.parent.pid)]
        files = sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in pids)
        return len(pids), files, tree_memory_mb(judge.parent.pid)

    spoil = "import builtins, gc, os, sys\nimport numpy as np\ngc.unfreeze()\nnp.exp = None\nbuiltins.left = 1\ndef f():\n    return 1"
    session = Session(judge.parent, judge.budget.limits, resident_mb=500)
    session.close()
    before = state()
    for _ in range(50):
        session = Session(judge.parent, judge.budget.limits, resident_mb=500)
        session.run_cell(spoil, name="cell", seconds=5)
        session.close()
    after = state()
    assert after[:2] == before[:2]
    assert after[2] < before[2] + 5


def _below(pid):
    found = []
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/children") as file:
            for child in map(int, file.read().split()):
                found += [child, *_below(child)]
    return found


def test_pages_that_forks_share_count_once(judge):
    """Eight processes on one array of 160 MB use 160 MB, not 1.3 GB."""
    session = Session(judge.parent, judge.budget.limits, resident_mb=400)
    watch = MemoryWatch(session.pid, 300)
    source = "import os, time\nimport numpy as np\nkept = np.ones(2 * 10**7)\ndef f():\n    for _ in range(8):\n        os.fork() or time.sleep(9)\n    time.sleep(0.5)\n    return 1"
    session.run_cell(source, name="cell", seconds=20)
    assert session.call("f", [], {}, names=[], seconds=20).value == 1
    assert tree_memory_mb(session.pid) > 1000
    assert watch.used_mb() < tree_memory_mb(session.pid) / 2
    session.close()


def test_memory_that_forks_take_each_for_itself_is_told_with_its_limit(judge):
    """By the watchdog, or by the kernel where it comes first: a cgroup says no amount."""
    session = Session(judge.parent, judge.budget.limits, resident_mb=400)
    source = "import os, time\nimport numpy as np\ndef f():\n    for _ in range(8):\n        if os.fork() == 0:\n            kept = np.ones(10**7)\n            time.sleep(9)\n    time.sleep(9)"
    session.run_cell(source, name="cell", seconds=20)
    with pytest.raises(SandboxEnd, match=r"it used (.* of memory; the limit is|more memory than the limit of) 400 MB"):
        session.call("f", [], {}, names=[], seconds=20)


def test_the_watchdog_costs_next_to_nothing(judge):
    session = Session(judge.parent, judge.budget.limits, resident_mb=400)
    watch = MemoryWatch(session.pid, 400)
    started = time.process_time()
    for _ in range(100):
        watch.used_mb()
    assert (time.process_time() - started) / 100 < 0.002  # of every 50 milliseconds
    session.close()


# Limits of an assignment


@pytest.fixture
def limits(authored):
    """The budget of an assignment with these limits."""
    from dataclasses import replace

    return lambda given: budget_of(replace(authored.assignment, limits=given))


def test_limits_are_set_per_assignment(limits):
    assert limits({}) == Budget()
    assert limits({"memory_mb": 512, "call_seconds": 2}) == Budget(memory_mb=512, call_seconds=2)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"memory": 3}, r"\[limits\] has 'memory', which is no limit; known are call_seconds, .*memory_mb"),
        ({"memory_mb": "2 GB"}, r"memory_mb is '2 GB'; it should be a whole number above 0\."),
        ({"memory_mb": 1.5}, r"memory_mb is 1\.5; it should be a whole number above 0\."),
        ({"call_seconds": 0}, r"call_seconds is 0; it should be a number above 0\."),
        ({"processes": True}, r"processes is True; it should be a whole number above 0\."),
        ({"call_seconds": float("nan")}, r"call_seconds is nan; it should be a number above 0\."),
        ([1], r"\[limits\] is \[1\]; it should be a table"),
    ],
)
def test_a_limit_that_is_none_gets_one_clear_sentence(limits, given, words):
    with pytest.raises(CourseError, match=rf"assignment\.toml: {words}|{words}"):
        limits(given)


def test_the_environment_of_the_judge_is_not_that_of_a_submission(monkeypatch):
    monkeypatch.setenv("COURSE_TOKEN", "secret")
    with WarmParent([]) as parent:
        environ = Path(f"/proc/{parent.pid}/environ").read_text()
    assert "secret" not in environ
