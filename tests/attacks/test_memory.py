"""Memory that shows in no process's own account is counted all the same, by the watch and, where one can be made, by a cgroup."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dlkit.comparing.outcome import Outcome
from grader.running.pool import judge_one, local_workers
from grader.sandbox import SandboxEnd, Session, WarmParent, cgroup, warm
from grader.sandbox.cgroup import ControlGroup, NoControlGroup

from .cases import SLUG

TAKE = {
    "a child fills shared memory": "if os.fork() == 0:\n        kept = mmap.mmap(-1, SIZE)\n        fill(kept)\n        time.sleep(9)",
    "a child that is gone has filled shared memory": "kept = mmap.mmap(-1, SIZE)\n    child = os.fork()\n    if child == 0:\n        fill(kept)\n"
    "        os._exit(0)\n    os.waitpid(child, 0)",
    "shared memory in many small pieces": "kept = [mmap.mmap(-1, 1 << 20) for _ in range(SIZE >> 20)]\n    if os.fork() == 0:\n"
    "        [fill(piece) for piece in kept]\n        os._exit(0)",
    "shared memory of a process that cannot be looked into": "ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)\n    kept = mmap.mmap(-1, SIZE)\n    if os.fork() == 0:\n"
    "        fill(kept)\n        os._exit(0)",
    "shared memory that is /dev/zero": "device = os.open('/dev/zero', os.O_RDWR)\n    kept = mmap.mmap(device, SIZE)\n    if os.fork() == 0:\n"
    "        fill(kept)\n        os._exit(0)",
    "a child of a child": "if os.fork() == 0:\n        if os.fork() == 0:\n            kept = np.ones(SIZE // 8)\n            time.sleep(9)\n        time.sleep(9)",
    "the buffers of sockets": "for _ in range(20):\n        if os.fork() == 0:\n            fill_sockets()\n            time.sleep(9)",
}  # fmt: skip

HELPERS = """
import ctypes, mmap
def fill(memory):
    for place in range(0, len(memory), 4096):
        memory[place] = 1
def fill_sockets():
    kept = []
    with __import__('contextlib').suppress(OSError):
        while True:
            kept.append(socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM))
            for end in kept[-1]:
                end.setblocking(False)
                with __import__('contextlib').suppress(BlockingIOError):
                    while True:
                        end.send(bytes(100_000))
    globals()['kept'] = kept
"""


@pytest.mark.parametrize("cgroups", [True, False], ids=["with a cgroup", "without a cgroup"])
@pytest.mark.parametrize("take", TAKE.values(), ids=TAKE.keys())
def test_memory_that_is_nobodys_own_ends_what_took_it(take, cgroups, light, parent_of):
    session = light(
        f"{HELPERS}SIZE = 600 << 20\ndef f():\n    {take}\n    time.sleep(9)",
        parent=parent_of(cgroups),
        resident_mb=300,
    )
    with pytest.raises(
        SandboxEnd, match=r"of memory; the limit is 300 MB|more memory than the limit of 300 MB"
    ) as caught:
        session.call("f", [], {}, names=[], seconds=8)
    assert caught.value.status == "out_of_memory"


def test_what_is_taken_while_no_watch_looks_is_held_by_the_cgroup(light, group, light_parent, monkeypatch):
    """Between two looks of the watch, or where it does not see it."""
    session = light(
        f"{HELPERS}def f():\n    kept = mmap.mmap(-1, 900 << 20)\n    fill(kept)\n    return 1", resident_mb=200
    )
    monkeypatch.setattr(session._memory, "used_mb", lambda: 0.0)
    with pytest.raises(SandboxEnd, match="it used more memory than the limit of 200 MB") as caught:
        session.call("f", [], {}, names=[], seconds=20)
    assert caught.value.status == "out_of_memory"
    assert light_parent.alive
    assert light("def f():\n    return 1").call("f", [], {}, names=[], seconds=5).value == 1


@pytest.mark.parametrize("cgroups", [True, False], ids=["with a cgroup", "without a cgroup"])
def test_nothing_is_taken_between_two_questions(cgroups, light, parent_of):
    """An answer that takes the judge long to look at would give children the time to fill the machine."""
    take = "time.sleep(0.2)\n            kept = np.ones(100 << 17)\n            time.sleep(9)"
    session = light(
        f"def f():\n    for _ in range(6):\n        if os.fork() == 0:\n            {take}\n    return 1",
        parent=parent_of(cgroups),
        resident_mb=300,
    )
    assert session.call("f", [], {}, names=[], seconds=8).value == 1
    time.sleep(1.5)
    assert cgroups or session._memory.used_mb() < 300
    with pytest.raises(SandboxEnd, match=r"of memory; the limit is 300 MB|more memory than the limit of 300 MB"):
        session.run_cell("time.sleep(3)", name="next", seconds=8)


HARMLESS = {
    "memory within the limit": "return float(np.ones(20 << 20).sum())",
    "a sparse piece of shared memory": "import mmap\n    kept = mmap.mmap(-1, 100 << 20)\n    return len(kept)",
    "a pool of processes": "import multiprocessing\n    with multiprocessing.get_context('fork').Pool(4) as pool:\n        return pool.map(abs, range(8))",
    "an event loop": "import asyncio\n    return asyncio.run(asyncio.sleep(0.1, 1))",
    "an array in shared memory": "from multiprocessing import shared_memory\n    memory = shared_memory.SharedMemory(create=True, size=20 << 20)\n"
    "    memory.buf[:] = bytes(20 << 20)\n    memory.unlink()\n    return 1",
    "a hundred threads": "import threading\n    threads = [threading.Thread(target=time.sleep, args=(0.3,)) for _ in range(100)]\n"
    "    [thread.start() for thread in threads]\n    [thread.join() for thread in threads]\n    return 1",
    "a name that is no text": "import ctypes\n    ctypes.CDLL(None).prctl(15, b'\\xff', 0, 0, 0)\n    time.sleep(0.3)\n    return 1",
    "a few sockets": "pairs = [socket.socketpair() for _ in range(20)]\n    [pair[0].send(bytes(50_000)) for pair in pairs]\n    time.sleep(0.2)\n    return 1",
}  # fmt: skip


@pytest.mark.parametrize("work", HARMLESS.values(), ids=HARMLESS.keys())
def test_honest_use_of_the_same_means_is_left_alone(work, light):
    answer = light(f"def f():\n    {work}", resident_mb=300).call("f", [], {}, names=[], seconds=20)
    assert isinstance(answer, Outcome)
    assert answer.raised is None, answer.raised


def test_buffers_cannot_be_made_larger_than_the_watch_reckons(returned):
    source = """
def f():
    end, refused = socket.socket(socket.AF_UNIX), []
    before = [end.getsockopt(socket.SOL_SOCKET, option) for option in (socket.SO_SNDBUF, socket.SO_RCVBUF)]
    for option in (socket.SO_SNDBUF, socket.SO_RCVBUF, 32, 33):
        try:
            end.setsockopt(socket.SOL_SOCKET, option, 1 << 26)
        except OSError:
            refused.append(option)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    return refused, before == [end.getsockopt(socket.SOL_SOCKET, option) for option in (socket.SO_SNDBUF, socket.SO_RCVBUF)]
"""
    assert returned(source) == ([7, 8, 32, 33], True)


def test_no_semaphores_can_be_made_of_which_the_kernel_keeps_gigabytes(returned):
    """A set of 32,000 takes two megabytes that belong to no process, and there may be as many sets."""
    source = """
import ctypes
def f():
    kernel = ctypes.CDLL(None, use_errno=True)
    return [kernel.semget(0, 32_000, 0o600), ctypes.get_errno()]
"""
    assert returned(source) == [-1, 1]


def test_pages_cannot_be_left_in_pipes(returned):
    """A pipe holds a page by one byte of it, and where pages are large that is two megabytes."""
    source = """
import ctypes
def f():
    reader, writer = os.pipe()
    return ctypes.CDLL(None).vmsplice(writer, ctypes.byref((ctypes.c_size_t * 2)()), 1, 8)
"""
    assert returned(source) == -1


# The cgroup


@pytest.fixture
def group(light_parent):
    """The cgroup of the light parent; without one there is nothing to test."""
    light_parent.wait()
    found = light_parent._forks._group
    if found is None:
        pytest.skip(cgroup.describe())
    return found


@pytest.fixture
def parent_of(light_parent, monkeypatch):
    """A warm parent with or without a cgroup."""
    with contextlib.ExitStack() as stack:

        def parent_of(cgroups):
            if cgroups:
                return light_parent

            def refuse(pid):
                raise NoControlGroup("the test wants none")

            monkeypatch.setattr(warm, "ControlGroup", refuse)
            return stack.enter_context(WarmParent(["numpy"]))

        yield parent_of


def _folders(group):
    return set(group._folders.values())


def test_every_submissions_processes_are_in_it_and_it_is_gone_afterwards(group):
    with WarmParent([]) as parent:
        session = Session(parent, _limits(), resident_mb=200)
        for forks in (parent._forks, parent.twin):
            forks.wait()
        folders = _folders(parent._forks._group) | _folders(parent.twin._group)
        inside = (parent._forks._group._folders["memory"] / "cgroup.procs").read_text().split()
        assert str(session.pid) in inside
        assert str(os.getpid()) not in inside
        assert all(folder.is_dir() for folder in folders)
    assert not any(folder.exists() for folder in folders)


def test_what_a_killed_judge_leaves_behind_is_removed_by_the_next(group):
    source = (
        "import sys, time\nfrom grader.sandbox import WarmParent\nparent = WarmParent([])\nparent.wait()\n"
        "print(*map(str, parent._forks._group._folders.values()), flush=True)\ntime.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, text=True) as judge:
        folders = [Path(word) for word in judge.stdout.readline().split()]
        judge.send_signal(signal.SIGKILL)
    assert folders
    deadline = time.monotonic() + 10
    while any(folder.exists() for folder in folders) and time.monotonic() < deadline:
        with WarmParent([]) as parent:
            parent.wait()
    assert not any(folder.exists() for folder in folders)


@pytest.mark.slow
def test_the_workers_of_a_run_leave_none_behind(group, hand_in):
    with local_workers(1) as executor:
        worker = executor.submit(os.getpid).result()
        executor.submit(judge_one, SLUG, "somebody", hand_in(), 0).result()
        assert _made_by(worker)
    assert not _made_by(worker)


def _made_by(pid):
    return [folder for _, above in cgroup._places("memory") for folder in above.glob(f"dlkit-{pid}-*")]


def test_what_belongs_to_a_judge_that_runs_is_not_removed(group):
    with WarmParent([]) as other:
        other.wait()
        assert all(folder.is_dir() for folder in _folders(group))


def test_its_limit_is_that_of_all_that_run_at_once(group, light):
    light(resident_mb=200, scratch_mb=10)
    light(resident_mb=300, scratch_mb=10)
    names = cgroup._VERSIONS[1 if "memory.limit_in_bytes" in os.listdir(group._folders["memory"]) else 2]
    limit = int((group._folders["memory"] / names.memory).read_text()) >> 20
    assert limit == 200 + 300 + 2 * 20 + cgroup.SLACK_MB


def test_a_machine_on_which_none_can_be_made_is_told_why(tmp_path, monkeypatch):
    monkeypatch.setattr(cgroup, "_MOUNTS", tmp_path / "none")
    (tmp_path / "none").write_text("1 0 0:1 / / rw - ext4 /dev/vda rw\n")
    with pytest.raises(NoControlGroup, match="no cgroup that this user may divide hands down the memory controller"):
        ControlGroup(os.getpid())
    assert cgroup.describe().startswith("watched every 50 ms; no cgroup can be made here because no cgroup")


@pytest.mark.parametrize(
    ("mounts", "own", "below", "found"),
    [
        ("30 25 0:30 / {root} rw - cgroup2 cgroup2 rw", "0::/user.slice/scope", {"": "memory pids", "user.slice": "memory", "user.slice/scope": ""},
         ["user.slice", ""]),
        ("30 25 0:30 / {root} rw - cgroup2 cgroup2 rw", "0::/a", {"": "cpu", "a": "cpu"}, []),
        ("30 25 0:30 /docker/x {root} rw - cgroup cgroup rw,memory", "4:memory:/docker/x", {}, [""]),
        ("30 25 0:30 / {root} rw - cgroup cgroup rw,memory", "4:cpu,memory:/a/b", {}, ["a/b"]),
        ("30 25 0:30 / {root} rw - cgroup cgroup rw,cpu", "4:cpu:/a/b", {}, []),
    ],
    ids=["version 2", "version 2 without the controller", "version 1 in a container", "version 1 beside another controller", "another controller"],
)  # fmt: skip
def test_a_place_for_it_is_found(mounts, own, below, found, tmp_path, monkeypatch):
    root = tmp_path / "cgroup"
    for folder, controllers in below.items():
        (root / folder).mkdir(parents=True, exist_ok=True)
        (root / folder / "cgroup.subtree_control").write_text(controllers)
    monkeypatch.setattr(cgroup, "_MOUNTS", tmp_path / "mounts")
    monkeypatch.setattr(cgroup, "_OWN", tmp_path / "own")
    (tmp_path / "mounts").write_text(mounts.format(root=root) + "\n")
    (tmp_path / "own").write_text(f"{own}\n")
    assert [place for _, place in cgroup._places("memory")] == [root / name if name else root for name in found]


def _limits():
    from grader.judging.student_process import Budget

    return Budget().limits
