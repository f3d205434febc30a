"""The same work on a Dask cluster: a real scheduler and two workers in processes of their own."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time

import psutil
import pytest

from grader.errors import WorkersUnavailable
from grader.gradebook.grading import autograde
from grader.running.machines import Cluster

from .conftest import REPOSITORY, SLUG, grades, put, total

STUDENTS = [f"student{number:02}" for number in range(16)]


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Machines:
    """A scheduler and its workers, each in a process of its own, possibly on another host."""

    def __init__(self, log, *, scheduler=(), worker=(), host="127.0.0.1"):
        self.log, self.worker_prefix, self.host = log, worker, host
        self.address = f"tcp://{host}:{_free_port()}"
        self.processes = []
        self.run(scheduler, "scheduler", "--host", host, "--port", self.address.rsplit(":", 1)[1], "--no-dashboard")

    def run(self, prefix, *arguments, kit=REPOSITORY):
        command = [*prefix, sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]]
        environment = {**os.environ, "PYTHONPATH": str(kit)}
        with self.log.open("a") as log:
            process = subprocess.Popen(command, env=environment, cwd=kit, stdout=log, stderr=log)
        self.processes.append(process)
        return process

    def add_worker(self, *more, **kit):
        options = ("--nthreads", "1", "--no-dashboard", "--no-nanny", *more)
        return self.run(self.worker_prefix, "worker", self.address, *options, **kit)

    def close(self):
        for process in self.processes:
            with contextlib.suppress(psutil.Error):
                for child in psutil.Process(process.pid).children(recursive=True):
                    child.kill()
            process.kill()
            process.wait()


@pytest.fixture
def machines(tmp_path):
    """A scheduler; workers are added by the test."""
    found = Machines(tmp_path / "dask.log")
    yield found
    found.close()


@pytest.fixture
def course(empty_course, fill_in, solved, mistake, tmp_path):
    """A class of which every fourth student made a mistake."""
    root = tmp_path / "course"
    shutil.copytree(empty_course, root)
    for number, student in enumerate(STUDENTS):
        put(root, student, fill_in({**solved, "sigmoid": mistake.source} if number % 4 == 0 else solved))
    return root


def _grade(root, address, progress=None):
    cluster = Cluster(address, SLUG)
    try:
        return autograde(root, SLUG, workers=cluster.workers, start=cluster.start, progress=progress)
    finally:
        cluster.close()


@pytest.mark.slow
def test_a_worker_that_is_killed_during_the_run_loses_nothing(machines, course, grade_here, tmp_path):
    local = tmp_path / "local"
    shutil.copytree(course, local)
    first, _ = machines.add_worker(), machines.add_worker()

    def kill_one(done, of, result):
        if done == 3:
            first.send_signal(signal.SIGKILL)

    run = _grade(course, machines.address, kill_one)
    assert first.wait(timeout=10) == -signal.SIGKILL
    assert sorted(run.results) == STUDENTS
    assert not run.troubled
    grade_here(local)
    assert grades(course) == grades(local)


def test_a_worker_with_another_kit_is_refused(machines, tmp_path):
    other = tmp_path / "other"
    for folder in ("grader", "dlkit", "solutions", "assignments"):
        shutil.copytree(REPOSITORY / folder, other / folder, ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "grader" / "judging" / "judge.py").open("a") as module:
        module.write("\nNEWER = True\n")
    machines.add_worker(kit=other)
    with pytest.raises(WorkersUnavailable, match=r"The worker tcp://\S+ has another version of the kit"):
        Cluster(machines.address, SLUG)


def test_a_scheduler_that_is_not_there_is_one_clear_sentence(monkeypatch):
    monkeypatch.setattr("grader.running.machines.CONNECT_SECONDS", 1.0)
    with pytest.raises(WorkersUnavailable, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9 "):
        Cluster("tcp://127.0.0.1:9", SLUG)


def test_a_scheduler_without_workers_says_how_to_start_one(machines, monkeypatch):
    monkeypatch.setattr("grader.running.machines.WORKER_SECONDS", 0.5)
    with pytest.raises(WorkersUnavailable, match="has no worker; start some with `dask worker"):
        Cluster(machines.address, SLUG)


def test_the_command_takes_one_way_of_finding_workers(course):
    command = [sys.executable, "-m", "grader", "autograde", SLUG, "--workers", "1", "--scheduler", "tcp://x:1"]
    done = subprocess.run([*command, "--course", str(course)], cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 2
    assert "one of --workers, --scheduler and --gpus" in done.stderr


def _ip(*arguments):
    return subprocess.run(["ip", *arguments], capture_output=True, text=True, check=False)


@pytest.fixture
def two_hosts():
    """Two hosts of our own: network namespaces joined by a cable."""
    if os.geteuid() != 0 or shutil.which("ip") is None or _ip("netns", "add", "dlkit-a").returncode != 0:
        pytest.skip("network namespaces cannot be made here")
    _ip("netns", "add", "dlkit-b")
    _ip("link", "add", "dlkit-va", "netns", "dlkit-a", "type", "veth", "peer", "name", "dlkit-vb", "netns", "dlkit-b")
    for host, address in (("a", "10.77.0.1"), ("b", "10.77.0.2")):
        _ip("-n", f"dlkit-{host}", "address", "add", f"{address}/24", "dev", f"dlkit-v{host}")
        _ip("-n", f"dlkit-{host}", "link", "set", f"dlkit-v{host}", "up")
        _ip("-n", f"dlkit-{host}", "link", "set", "lo", "up")
    yield ("ip", "netns", "exec", "dlkit-a"), ("ip", "netns", "exec", "dlkit-b")
    for host in "ab":
        _ip("netns", "delete", f"dlkit-{host}")


@pytest.mark.slow
def test_scheduler_and_worker_may_be_on_two_hosts(two_hosts, course, tmp_path):
    here, there = two_hosts
    machines = Machines(tmp_path / "dask.log", scheduler=here, worker=there, host="10.77.0.1")
    try:
        machines.add_worker("--host", "10.77.0.2")
        command = [*here, sys.executable, "-m", "grader", "autograde", SLUG, "--scheduler", machines.address]
        deadline = time.monotonic() + 240
        while True:  # the scheduler needs a moment
            done = subprocess.run(
                [*command, "--course", str(course)], cwd=REPOSITORY, capture_output=True, text=True, timeout=240
            )
            if "No Dask scheduler answers" not in done.stderr or time.monotonic() > deadline:
                break
    finally:
        machines.close()
    assert done.returncode == 0, done.stderr + (tmp_path / "dask.log").read_text()[-2000:]
    assert all(total(course, student) == 90 for student in STUDENTS[1:4])
