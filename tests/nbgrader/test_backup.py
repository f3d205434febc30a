"""A course saved, lost and brought back by the very commands of the guide."""

import os
import re
import shutil
import stat
import subprocess
import sys

import pytest

from grader.gradebook import regrade
from grader.gradebook.course_folder import init_course
from grader.gradebook.exports.formats import export_marks
from grader.gradebook.late import LateChanges, change

from .conftest import REPOSITORY, SLUG, grades


def commands(name):
    """The commands of the guide below a mark."""
    guide = (REPOSITORY / "docs" / "teaching.md").read_text()
    return re.search(rf"<!-- {name} -->\n```\n(.*?)```", guide, re.DOTALL)[1]


def run(script, folder):
    path = os.pathsep.join([str(folder / "bin"), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture
def place(regraded, tmp_path):
    """A folder with the course `deep-learning`, in which persons have decided things, and `grader` on the path."""
    folder = tmp_path / "place"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "grader").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m grader "$@"\n')
    (folder / "bin" / "grader").chmod(0o755)
    shutil.move(regraded, folder / "deep-learning")
    return folder


@pytest.mark.slow
def test_a_course_that_was_saved_and_lost_comes_back_with_the_same_marks(place, grade_here):
    course = place / "deep-learning"
    change(course, None, LateChanges(zone="Europe/Berlin", policy="10% a day"))
    regrade(course, "mistaken", SLUG, "sigmoid", points=6.5, because="Äußerst knapp.")
    regrade(course, "right", SLUG, "why_not_accuracy", points=7.5, because="Half.")
    grade_here(course)
    before, known = export_marks(course, "csv")[0], grades(course)
    run(commands("backup"), place)
    archive = place / "deep-learning.tar.gz"
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    shutil.rmtree(course)
    told = run(commands("restore").replace("grader autograde", "! grader autograde"), place)  # some are unreadable
    everything_but = {"nothing", "link"}  # there is no notebook in them, so there is nothing that was judged
    same = len(list((course / "submitted").iterdir())) - len(everything_but)
    assert f", {same} of them unchanged since they were judged" in told
    assert (course / "grades.csv").read_bytes() == before
    assert grades(course) == known


@pytest.mark.slow
def test_without_what_can_be_made_again_no_mark_is_lost(place, grade_here):
    course = place / "deep-learning"
    regrade(course, "mistaken", SLUG, "sigmoid", points=6.5, because="Äußerst knapp.")
    grade_here(course)
    before, known = export_marks(course, "csv")[0], grades(course)
    for name in ("release", "feedback", "results"):
        shutil.rmtree(course / name, ignore_errors=True)
    grade_here(course)
    assert export_marks(course, "csv")[0] == before
    assert grades(course) == known


def test_a_fresh_course_folder_is_nobody_elses(tmp_path):
    root = init_course(tmp_path / "deep-learning", slugs=[]).root
    assert stat.S_IMODE(root.stat().st_mode) == 0o700
