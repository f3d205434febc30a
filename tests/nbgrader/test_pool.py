"""A worker that dies loses no submission."""

import multiprocessing
import os
import threading
import time
from concurrent.futures import BrokenExecutor, Future

import psutil
import pytest

from dlkit.course import find_assignment
from grader.errors import WorkersUnavailable
from grader.judging import SubmittedFiles, not_judged
from grader.running.pool import JudgePool, _processors, local_workers

from .conftest import SLUG, Here


@pytest.fixture
def notebooks(tmp_path):
    """Twelve files to judge."""
    paths = {f"student-{number:02}": tmp_path / f"{number}.ipynb" for number in range(12)}
    for name, path in paths.items():
        path.write_text(name)
    return paths


class Fragile(Here):
    """An executor whose worker dies of some submissions, and takes with it what is judged beside them."""

    def __init__(self, count, deaths):
        self.count, self.deaths, self.held, self.broken = count, deaths, [], False

    def submit(self, function, /, *arguments):
        if self.broken:
            raise BrokenExecutor
        name = arguments[1] if len(arguments) > 1 else ""
        future = Future()
        if self.deaths.get(name, 0) > 0:
            self.deaths[name] -= 1
            self.broken = True
            future.set_exception(BrokenExecutor())
            for other in self.held:
                other.set_exception(BrokenExecutor())
        elif name == "student-03" and self.count > 1 and self.deaths:
            self.held.append(future)  # still being judged when its neighbour dies
        else:
            return super().submit(function, *arguments)
        return future


@pytest.fixture
def judged(monkeypatch):
    """Puts a judge that does nothing in the place of the real one."""
    monkeypatch.setattr("grader.running.pool._warm", lambda slug: None)
    monkeypatch.setattr(
        "grader.running.pool.judge_one",
        lambda slug, name, data, *more: not_judged(find_assignment(slug), name, "graded", data.decode()),
    )


def _handed_in(notebooks):
    return {name: SubmittedFiles(name, path) for name, path in notebooks.items()}


def _judge(notebooks, deaths, workers=2):
    pool = JudgePool(
        find_assignment(SLUG), seeds=lambda name: 0, workers=workers, start=lambda count: Fragile(count, deaths)
    )
    results = list(pool.judge(_handed_in(notebooks)))
    assert sorted(result.submission for result in results) == sorted(notebooks)
    return {result.submission: result.status for result in results if result.status != "graded"}


def test_what_was_judged_beside_the_one_that_killed_its_worker_is_graded(notebooks, judged):
    assert _judge(notebooks, {"student-04": 9}) == {"student-04": "crashed"}


def test_a_worker_that_dies_once_costs_nobody_anything(notebooks, judged):
    assert _judge(notebooks, {"student-04": 1}) == {}


def test_several_that_kill_their_workers_are_told_apart(notebooks, judged):
    assert set(_judge(notebooks, {"student-04": 9, "student-05": 9, "student-11": 9})) == {
        "student-04",
        "student-05",
        "student-11",
    }


def test_a_file_that_is_gone_is_unreadable_and_no_more(notebooks, judged):
    notebooks["student-07"].unlink()
    assert _judge(notebooks, {}) == {"student-07": "unreadable"}


def test_workers_that_never_start_are_an_error_and_nobodys_crash(notebooks, judged):
    with pytest.raises(WorkersUnavailable, match="memory"):
        _judge(notebooks, {"": 1})


@pytest.mark.slow
def test_a_real_worker_that_is_killed_is_replaced(tmp_path, hand_in, solved):
    names = ["first", "second", "third"]
    notebooks = {name: tmp_path / f"{name}.ipynb" for name in names}
    for path in notebooks.values():
        path.write_bytes(hand_in(solved))

    def kill():
        servers = [child for child in psutil.Process().children() if "forkserver" in str(child.cmdline())]
        (worker,) = [worker for server in servers for worker in server.children()]
        worker.kill()

    results = []
    for result in JudgePool(find_assignment(SLUG), seeds=lambda name: 0, workers=1).judge(_handed_in(notebooks)):
        results.append(result)
        if len(results) == 1:
            threading.Thread(target=kill).start()
            time.sleep(0.2)
    assert {result.submission: result.score for result in results} == dict.fromkeys(names, 90)


def _processors_of_a_worker(barrier):
    barrier.wait()
    return os.sched_getaffinity(0)


@pytest.mark.slow
def test_a_run_that_takes_the_whole_machine_keeps_each_worker_on_a_processor_of_its_own():
    processors = os.sched_getaffinity(0)
    count = len(processors)
    with multiprocessing.Manager() as manager, local_workers(count) as executor:
        barrier = manager.Barrier(count)
        found = [future.result() for future in [executor.submit(_processors_of_a_worker, barrier) for _ in processors]]
    assert sorted(processor for chosen in found for processor in chosen) == sorted(processors)


@pytest.mark.parametrize(("workers", "places"), [(1, [None]), (2, [None, None]), (3, [4, 5, 7]), (5, [4, 5, 7, 4, 5])])
def test_workers_that_leave_room_are_placed_by_the_system(monkeypatch, workers, places):
    monkeypatch.setattr("os.sched_getaffinity", lambda pid: {7, 4, 5})
    assert _processors(workers) == places
