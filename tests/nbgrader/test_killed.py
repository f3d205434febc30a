"""A run that is killed at any moment loses nothing, doubles nothing, and leaves no process behind."""

import contextlib
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time

import psutil
import pytest

from grader.gradebook.course_folder import CourseFolder

from .conftest import REPOSITORY, SLUG, grades, put, total

KILLS = int(os.environ.get("DLKIT_KILLS", "3"))
STUDENTS = [f"student{number:02}" for number in range(24)]


@pytest.fixture
def course(empty_course, fill_in, solved, mistake, tmp_path):
    """A class of which every fourth student made a mistake."""
    root = tmp_path / "course"
    shutil.copytree(empty_course, root)
    for number, student in enumerate(STUDENTS):
        answers = {**solved, "sigmoid": mistake.source} if number % 4 == 0 else solved
        put(root, student, fill_in(answers))
    return root


class Run:
    """A real `grader autograde` in a process of its own, and all processes that it ever had."""

    def __init__(self, root):
        self.root = root
        command = [sys.executable, "-m", "grader", "autograde", SLUG, "--course", str(root), "--workers", "2"]
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        self.main = psutil.Popen(
            command, cwd=REPOSITORY, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.seen = {self.main}
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self):
        while self.main.is_running():
            self.processes()
            time.sleep(0.05)

    def processes(self):
        try:
            self.seen.update(found := [self.main, *self.main.children(recursive=True)])
        except psutil.Error:
            return []
        return found

    def wait_until(self, done):
        while self.main.poll() is None and _done(self.root) < done:
            time.sleep(0.01)

    def leftover(self):
        """What still runs a while after the end."""
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            alive = [process for process in self.seen if _runs(process)]
            if not alive:
                return []
            time.sleep(0.1)
        return alive


def _runs(process):
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _done(root):
    return len(list((root / "results" / SLUG).glob("*.json")))


def _require_whole(root):
    """Every result can be read; no student has more than one submission, or a grade twice."""
    for path in (root / "results" / SLUG).glob("*.json"):
        json.loads(path.read_text())
    with CourseFolder(root).gradebook() as gradebook:
        for submission in gradebook.assignment_submissions(SLUG):
            names = [grade.name for notebook in submission.notebooks for grade in notebook.grades]
            assert len(names) == len(set(names)) == 11, submission.student.id
        students = [submission.student.id for submission in gradebook.assignment_submissions(SLUG)]
        assert len(students) == len(set(students))


@pytest.mark.slow
def test_a_run_killed_at_random_moments_ends_as_if_it_had_not_been(course):
    rng = random.Random(11)
    for number in range(KILLS):
        if _done(course) == len(STUDENTS):
            shutil.rmtree(course / "results")
        run = Run(course)
        run.wait_until(_done(course) + rng.randint(0, 8))
        time.sleep(rng.uniform(0, 0.3))
        victims = [run.main] if number % 2 == 0 else run.processes()
        with contextlib.suppress(psutil.Error, IndexError):
            rng.choice(victims).kill()
        run.main.wait(timeout=300)  # where another process of it died, it goes on by itself
        assert run.leftover() == []
        _require_whole(course)
    last = Run(course)
    assert last.main.wait(timeout=300) == 0
    assert last.leftover() == []
    _require_whole(course)
    assert {student for student, _ in grades(course)} == set(STUDENTS)
    for number, student in enumerate(STUDENTS):
        assert (total(course, student) == 90) == (number % 4 != 0), student
        folder = course / "autograded" / student
        assert sorted(os.listdir(folder)) == [SLUG]
