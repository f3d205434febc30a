"""A course whose gradebook is a real PostgreSQL server, the whole way: init, generate, autograde, feedback, export."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader.gradebook.course_folder import CONFIG_NAME, CourseFolder, generate_assignment, init_course
from grader.gradebook.exports.spreadsheet import export_csv
from grader.gradebook.late import LateChanges, change, extend, read_extensions
from grader.gradebook.overrides import regrade
from grader.terminal.cli import app

from .conftest import SLUG, autograded, grades, nbgrader, put, score, submission_path, total


def _programs():
    found = shutil.which("initdb") or next(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), None)
    return Path(found).resolve().parent if found else None


@pytest.fixture(scope="module")
def server():
    """Starts a server that listens on a socket in a folder of its own; gives the URL of an empty database."""
    import tempfile

    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed; on Debian or Ubuntu: apt-get install postgresql")
    user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    folder = Path(tempfile.mkdtemp(prefix="dlkit-pg-", dir="/tmp"))
    shutil.chown(folder, user)

    def run(name, *arguments):
        switch = ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"]
        command = [*(switch if os.geteuid() == 0 else []), str(programs / name), *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr

    data = folder / "data"
    run("initdb", "-D", str(data), "-U", "dlkit", "--auth=trust", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    run("pg_ctl", "-D", str(data), "-l", str(folder / "log"), "-o", options, "-w", "start")
    try:
        for database in ("gradebook", "moved", "restored"):
            run("createdb", "-h", str(folder), "-U", "dlkit", database)
        yield f"postgresql+psycopg://dlkit@/gradebook?host={folder}"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def course(server, tmp_path, fill_in, solved, mistake):
    """A course on that server, with three students' work handed in."""
    root = tmp_path / "course"
    folder = init_course(root, slugs=[SLUG], db_url=server)
    generate_assignment(folder, SLUG)
    put(root, "ada", fill_in())
    put(root, "bob", fill_in({**solved, "sigmoid": mistake.source}))
    put(root, "broken", "{")
    return root


@pytest.mark.slow
def test_the_whole_way_works_with_postgresql(course, grade_here, monkeypatch):
    monkeypatch.setattr(
        "grader.gradebook.recording.record_by_converter", lambda folder, result: "the batch was refused"
    )
    run = grade_here(course)
    assert not run.not_recorded
    assert not (course / "gradebook.db").exists()
    assert total(course, "ada") == 90
    assert total(course, "bob") == 82 + score(course, "bob", "sigmoid")
    before = grades(course)
    assert grade_here(course).reused == ("ada", "bob", "broken")
    grade_here(course, force=True)
    assert grades(course) == before
    monkeypatch.undo()
    nbgrader(course, "autograde", SLUG, "--force")  # nbgrader by itself, on the same server
    assert grades(course) == before
    nbgrader(course, "generate_feedback", SLUG)
    assert (course / "feedback" / "ada" / SLUG / f"{SLUG}.html").exists()
    assert "ada" in export_csv(course, SLUG)
    assert autograded(course, "ada")["cells"]
    assert "postgresql" in (course / CONFIG_NAME).read_text()
    assert CourseFolder(course).assignments() == [SLUG]


def _save_and_restore(server, dump):
    """Takes the database `moved` to `restored` by a dump, as the guide does."""
    at = ("--host", server.partition("host=")[2], "--username", "dlkit")
    for name, *arguments in (
        ("pg_dump", "--format=custom", f"--file={dump}", "moved"),
        ("pg_restore", "--dbname=restored", dump),
    ):
        subprocess.run([_programs() / name, *at, *arguments], check=True, capture_output=True, timeout=120)


@pytest.mark.slow
def test_a_gradebook_moves_to_postgresql_with_all_that_persons_decided(server, regraded, grade_here):
    change(regraded, None, LateChanges(zone="Europe/Berlin", policy="10% a day"))
    change(regraded, SLUG, LateChanges(due="2026-10-24 18:00"))
    (submission_path(regraded, "right").parent / "timestamp.txt").write_text("2026-10-26 12:00:00 UTC")
    with CourseFolder(regraded).gradebook() as gradebook:
        gradebook.update_or_create_student("eve", first_name="Zoë", last_name="Müller")
    extend(regraded, "eve", SLUG, days=2)
    regrade(regraded, "mistaken", SLUG, "sigmoid", points=6.5, because="Äußerst knapp.")
    grade_here(regraded, students=["right"], force=True)
    exported, known = export_csv(regraded, SLUG), grades(regraded)
    address = server.replace("/gradebook", "/moved")

    def move(to):
        return CliRunner().invoke(app, ["move-gradebook", to, "--course", str(regraded)])

    for wrong, told in (("moved", "no address of a database"), ("mysql://x/y", "no address of a database")):
        assert told in str(move(wrong).exception)
    done = move(address)
    assert done.exit_code == 0, done.output
    assert "is not empty" in str(move(address).exception)
    assert export_csv(regraded, SLUG) == exported  # the old one stays
    with (regraded / CONFIG_NAME).open("a") as config:
        config.write(done.output.splitlines()[-1] + "\n")
    (regraded / "gradebook.db").unlink()
    assert "there already" in str(move(address).exception)
    assert export_csv(regraded, SLUG) == exported
    assert grades(regraded) == known
    run = grade_here(regraded)
    assert set(run.reused) >= {"right", "mistaken"}
    assert (export_csv(regraded, SLUG), grades(regraded)) == (exported, known)
    _save_and_restore(server, regraded / "gradebook.dump")
    config = regraded / CONFIG_NAME
    config.write_text(config.read_text().replace("/moved", "/restored"))
    assert export_csv(regraded, SLUG) == exported
    with CourseFolder(regraded).gradebook() as gradebook:
        assert [(item.student, item.span.days) for item in read_extensions(gradebook)] == [("eve", 2)]
    assert not (regraded / "gradebook.db").exists()
