"""One bad submission, or a bad disk, changes no other student's grade and does not stop the run."""

import shutil
import sqlite3
import subprocess
import threading
import time
import zipfile
from contextlib import suppress

import pytest

from dlkit.notebooks import MAX_BYTES
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.exports.spreadsheet import export_csv
from grader.judging.submitted_files import read_submitted_files
from grader.terminal.cli import _trouble_of_the_machine

from .conftest import SLUG, autograded, grades, nbgrader, put, score, submission_path, total
from .path_tricks import PATHS


@pytest.fixture
def course(empty_course, fill_in, tmp_path):
    """A course in which alice and zoe have handed in right answers."""
    root = tmp_path / "course"
    shutil.copytree(empty_course, root)
    for student in ("alice", "zoe"):
        put(root, student, fill_in())
    return root


@pytest.fixture
def unharmed(course, grade_here):
    """Grades the class and shows that alice and zoe have what they earned; gives what came of it."""

    def unharmed():
        run = grade_here(course)
        assert {name: (run.results[name].status, total(course, name)) for name in ("alice", "zoe")} == {
            "alice": ("graded", 90),
            "zoe": ("graded", 90),
        }
        return run

    return unharmed


def test_a_submission_that_writes_the_gradebook_and_the_autograded_folder_changes_nothing(course, unharmed, fill_in):
    unharmed()
    before = autograded(course, "alice")
    attack = f"""
import os, sqlite3
for folder in ({str(course)!r}, "/course", "..", "../..", "/tmp"):
    for name in ("gradebook.db", "autograded/alice/{SLUG}/{SLUG}.ipynb", "results/{SLUG}/alice.json", "nbgrader_config.py"):
        try:
            os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
            with open(os.path.join(folder, name), "w") as file:
                file.write("mine")
        except OSError:
            pass
def sigmoid(z):
    found = sorted(name for name in os.listdir("/") if os.path.exists(os.path.join("/", name, "gradebook.db")))
    raise ValueError("its own alone" if found == ["tmp"] else "others too")
"""
    put(course, "mallory", fill_in({"sigmoid": attack}))
    unharmed()
    assert autograded(course, "alice") == before
    assert total(course, "mallory") == 0
    # It found a gradebook only where it made one itself.
    assert "ValueError: its own alone" in str(autograded(course, "mallory"))


def test_a_forged_gradebook_configuration_and_result_in_the_submission_count_for_nothing(course, unharmed, fill_in):
    put(course, "mallory", fill_in({}))
    folder = submission_path(course, "mallory").parent
    shutil.copy(course / "gradebook.db", folder / "gradebook.db")
    (folder / "nbgrader_config.py").write_text("raise SystemExit('taken over')")
    (folder / "sitecustomize.py").write_text("raise SystemExit('taken over')")
    (folder / "numpy.py").write_text("raise SystemExit('taken over')")
    (folder / "autograded").mkdir()
    unharmed()
    assert total(course, "mallory") == 0
    assert nbgrader(course, "autograde", SLUG, "--student", "alice", "--force").returncode == 0
    assert total(course, "alice") == 90


@pytest.mark.parametrize("trick", PATHS, ids=lambda trick: trick.__name__.strip("_"))
def test_links_pipes_and_path_tricks_lead_nowhere(trick, course, unharmed, fill_in):
    put(course, "mallory", fill_in())
    folder = submission_path(course, "mallory").parent
    expected = trick(course, folder)
    run = unharmed()
    for closed in (folder.parent, folder):
        with suppress(FileNotFoundError):
            closed.chmod(0o700)
    result = run.results["mallory"]
    assert (result.status, result.score) == (expected, 90 if expected == "graded" else 0)
    assert expected == "graded" or result.reason
    assert not run.not_recorded
    copied = {path.name for path in (course / "autograded" / "mallory").rglob("*") if path.is_file()}
    assert not copied & {"everyone.db", "endless.csv", "nowhere.csv", "data.csv"}
    subprocess.run(["rm", "-rf", course / "submitted" / "mallory"], check=True)  # too deep for Python's own way


def test_a_zip_that_climbs_out_is_collected_and_graded_without_leaving_its_place(course, unharmed, fill_in, tmp_path):
    import json

    archive = course / "downloaded" / SLUG / "archive"
    archive.mkdir(parents=True)
    before = {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}
    with zipfile.ZipFile(archive / "class.zip", "w") as file:
        file.writestr(f"mallory_{SLUG}_attempt_2026-01-30-15-00-00_{SLUG}.ipynb", json.dumps(fill_in({})))
        for name in (
            "../../../gradebook.db",
            "../../../../escaped.txt",
            "/tmp/escaped.txt",
            "../../../submitted/alice/x.ipynb",
        ):
            file.writestr(name, "owned")
    nbgrader(course, "zip_collect", SLUG, "--force", check=False)
    changed = [path for path, data in before.items() if path.name != "gradebook.db" and path.read_bytes() != data]
    assert changed == []
    assert (course / "gradebook.db").read_bytes()[:6] == b"SQLite"
    assert not (tmp_path / "escaped.txt").exists()
    run = unharmed()
    assert set(run.results) <= {"alice", "mallory", "zoe"}
    assert "mallory" not in run.results or total(course, "mallory") == 0


STRANGE = ["Zoë.Ångström", "学生_2", "@grace", "+1", "x" * 120]


def test_unicode_and_spaces_in_every_name(course, unharmed, fill_in, mistake):
    for student in STRANGE:
        put(course, student, fill_in({"sigmoid": mistake.source}))
        path = submission_path(course, student)
        path.rename(path.with_name("мой ноутбук [1] 🙂 %20.ipynb"))
        (path.parent / "Größe und Maß.csv").write_text("1")
    put(course, "[bold][blink]", fill_in({}))
    run = unharmed()
    assert not run.not_recorded
    for student in STRANGE:
        assert run.results[student].status == "graded"
        assert score(course, student, "sigmoid") == run.results[student].exercise("sigmoid").score
    assert all(student in export_csv(course) for student in STRANGE)
    assert "'[bold][blink]' cannot be a student's id" in " ".join(run.remarks)


def test_a_file_of_a_terabyte_is_not_read_to_its_end(tmp_path):
    """A zip of a few megabytes unpacks to as many zeros as its writer likes."""
    with (tmp_path / f"{SLUG}.ipynb").open("wb") as file:
        file.truncate(1 << 40)
    started = time.monotonic()
    found = read_submitted_files(tmp_path, SLUG, "mallory")
    assert found.status == "graded"  # the judge then says how large it is
    assert len(found.notebook()) == MAX_BYTES + 1
    assert time.monotonic() - started < 10


def test_a_missing_timestamp_is_a_submission_without_a_time(course, unharmed):
    assert not (submission_path(course, "alice").parent / "timestamp.txt").exists()
    unharmed()
    with CourseFolder(course).gradebook() as gradebook:
        assert gradebook.find_submission(SLUG, "alice").timestamp is None


def test_a_locked_gradebook_is_waited_for(course, unharmed):
    lock = sqlite3.connect(course / "gradebook.db", check_same_thread=False, isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")

    def release():
        time.sleep(1.5)
        lock.rollback()
        lock.close()

    releasing = threading.Timer(0, release)
    # The run itself begins with a look at the gradebook, which waits as well.
    releasing.start()
    unharmed()
    releasing.join()


@pytest.mark.slow
def test_a_gradebook_that_stays_locked_loses_no_result(course, grade_here, unharmed, monkeypatch):
    lock = sqlite3.connect(course / "gradebook.db", isolation_level=None)
    monkeypatch.setattr("grader.gradebook.recording.BATCH_SECONDS", 0.0)

    def begin(done, total, result):
        if done == 1:
            lock.execute("BEGIN IMMEDIATE")

    run = grade_here(course, progress=begin)
    lock.rollback()
    lock.close()
    assert run.not_recorded
    assert all("locked" in why for why in run.not_recorded.values())
    assert {result.status for result in run.results.values()} == {"graded"}
    assert set(unharmed().reused) == {"alice", "zoe"}


@pytest.fixture
def small_disk(tmp_path):
    """A file system of its own, of which the test may take what it likes."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "none", place], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("no file system can be mounted here: it takes root")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def _fill(folder):
    with open(folder / "filler", "wb") as file:
        try:
            while True:
                file.write(bytes(4096))
                file.flush()
        except OSError:
            pass


@pytest.mark.slow
def test_a_full_disk_is_told_and_the_next_run_goes_on(course, small_disk, grade_here, fill_in):
    root = small_disk / "course"
    shutil.copytree(course, root)
    full = []

    def fill(done, total, result):
        if not full:
            full.append(_fill(small_disk))

    with suppress(OSError):
        assert grade_here(root, progress=fill).not_recorded
    (small_disk / "filler").unlink()
    grade_here(root)
    assert (total(root, "alice"), total(root, "zoe")) == (90, 90)


def test_a_gradebook_that_can_only_be_read_is_told_in_a_sentence(course, small_disk, grade_here):
    root = small_disk / "course"
    shutil.copytree(course, root)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(Exception, match=r"(?i)read-?only") as caught:
        grade_here(root)
    sentence = _trouble_of_the_machine(caught.value)
    assert "ead-only" in sentence or "readonly" in sentence
    assert "run the same command again" in sentence
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    grade_here(root)
    assert (total(root, "alice"), total(root, "zoe")) == (90, 90)


def test_grades_of_the_others_stay_to_the_last_bit_whoever_is_beside_them(course, unharmed, fill_in, shared_judge):
    unharmed()
    before = {key: value for key, value in grades(course).items() if key[0] in ("alice", "zoe")}
    put(course, "bomb", fill_in({"sigmoid": "import os\nos.kill(0, 9)\nos._exit(1)"}))
    put(course, "broken", '{"cells": [')
    run = unharmed()
    assert (run.results["bomb"].status, run.results["broken"].status) == ("crashed", "unreadable")
    assert {key: value for key, value in grades(course).items() if key[0] in ("alice", "zoe")} == before
