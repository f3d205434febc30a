"""Files beside a notebook: what a browser could run is copied nowhere, whichever command copies."""

import os
import shutil
import socket
import subprocess
import time

import pytest

from grader.gradebook.companion_files import MAX_ENTRIES, copy_harmless

from .conftest import SLUG, nbgrader, put, submission_path

PAGE = b"<script>fetch('/api/contents')</script>"
ACTIVE = [
    "evil.html", "evil.HTM", "evil.xhtml", "evil.xht", "evil.svg", "evil.xml", "evil.js", "evil.mjs", "evil.mhtml", "evil", ".html",
    "evil.html.csv", "evil.csv.html", "evil.svg.png", "evil.html .csv", "evil.", "evil.csv.", "evil.css", "evil.pdf", "evil.IPYNB",
    "evil\n.csv", "<b>.csv", os.fsdecode(b"caf\xe9.csv"),
]  # fmt: skip
SNIFFED = {
    "page.txt": PAGE,
    "spaces.csv": b" \t\r\n\x0c" + PAGE,
    "mark.txt": b"\xef\xbb\xbf" + PAGE,
    "wide.txt": "\ufeff<html>".encode("utf-16-le"),
    "doctype.json": b"<!DOCTYPE html>",
    "drawing.txt": b"<?xml version='1.0'?><svg onload='alert(1)'/>",
    "comment.tsv": b"<!-- --><script></script>",
    "picture.png": PAGE,
    "picture.jpg": b"GIF89a",
    "mail.txt": b"MIME-Version: 1.0\nContent-Type: multipart/related",
}
HARMLESS = {
    "data.csv": b"a,b\n1,<2\n",
    "data.v2.csv": b"1",
    "notes.txt": b"notes",
    "helper.py": b"import numpy\n",
    "picture.png": b"\x89PNG\r\n\x1a\n...",
    "folder/more/weights.npz": b"PK\x03\x04",
    "Größe und Maß.csv": b"1",
    "empty.txt": b"",
}


@pytest.fixture
def folder(tmp_path):
    """Makes a folder with files."""

    def make(files, name="submitted"):
        for path, content in files.items():
            (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / path).write_bytes(content)
        return tmp_path / name

    return make


def _copied(origin, **options):
    place = origin.with_name("copied")
    copy_harmless(origin, place, **options)
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def test_data_and_pictures_are_copied_as_they_are(folder):
    assert _copied(folder(HARMLESS)) == HARMLESS


def test_what_a_browser_runs_by_its_name_or_by_its_beginning_is_not(folder):
    assert _copied(folder(dict.fromkeys(ACTIVE, b"a,b"))) == {}
    assert _copied(folder(SNIFFED)) == {}


def test_a_page_that_was_released_is_copied_only_as_it_was_released(folder):
    released = folder({"style/guide.html": b"<b>ours</b>", "tool.html": b"<i>ours</i>"}, "release")
    mine = folder({"style/guide.html": b"<b>ours</b>", "tool.html": PAGE, "guide.html": b"<b>ours</b>"})
    assert _copied(mine, released=[released]) == {"style/guide.html": b"<b>ours</b>"}


def test_links_pipes_sockets_and_what_cannot_be_read_are_passed_over_at_once(folder, tmp_path):
    origin = folder({"data.csv": b"1", "closed.csv": b"1", "closed/inner.csv": b"1"})
    secret = folder({"secret.csv": b"secret"}, "elsewhere")
    (origin / "link.csv").symlink_to(secret / "secret.csv")
    (origin / "linked").symlink_to(secret)
    (origin / "round").symlink_to(origin)
    os.mkfifo(origin / "pipe.csv")
    with socket.socket(socket.AF_UNIX) as listening:
        here = os.getcwd()
        os.chdir(origin)  # a socket's path may be short only
        try:
            listening.bind("socket.csv")
        finally:
            os.chdir(here)
    (origin / "closed.csv").chmod(0)
    (origin / "closed").chmod(0)
    found = _copied(origin)
    (origin / "closed").chmod(0o700)
    assert set(found) - {"closed.csv", "closed/inner.csv"} == {"data.csv"}


def test_a_deep_tree_and_a_flood_of_files_end_soon(folder):
    origin = folder({"data.csv": b"1"})
    here = os.getcwd()
    os.chdir(origin)
    try:
        for _ in range(2_000):
            os.mkdir("d")
            os.chdir("d")
    finally:
        os.chdir(here)
    for number in range(2 * MAX_ENTRIES):
        (origin / f"{number}.csv").touch()
    started = time.monotonic()
    assert len(_copied(origin)) <= MAX_ENTRIES
    assert time.monotonic() - started < 10
    subprocess.run(["rm", "-r", origin], check=True)  # too deep for Python's own way


@pytest.fixture
def course(empty_course, fill_in, tmp_path):
    """A course in which eve has handed in a notebook, a page, a disguised page and a table."""
    root = tmp_path / "course"
    shutil.copytree(empty_course, root)
    put(root, "eve", fill_in({}))
    beside = submission_path(root, "eve").parent
    for name, content in {"evil.html": PAGE, "evil.csv": PAGE, "page/x.svg": PAGE, "data.csv": b"1"}.items():
        (beside / name).parent.mkdir(exist_ok=True)
        (beside / name).write_bytes(content)
    os.mkfifo(beside / "pipe.csv")
    (beside / os.fsdecode(b"caf\xe9.csv")).write_bytes(b"1")
    return root


def _files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_the_recorder_and_the_feedback_leave_the_pages_out(course, grade_here):
    assert not grade_here(course).not_recorded
    autograded = course / "autograded" / "eve" / SLUG
    assert _files(autograded) == ["data.csv", f"{SLUG}.ipynb"]
    (autograded / "older.html").write_bytes(PAGE)  # as earlier versions left it
    (autograded / "timestamp.txt").write_text("the day before yesterday")
    nbgrader(course, "generate_feedback", SLUG)
    nbgrader(course, "generate_feedback", SLUG)  # a second time nbgrader compares times
    assert _files(course / "feedback" / "eve" / SLUG) == ["data.csv", f"{SLUG}.html", "timestamp.txt"]


def test_nbgraders_own_autograde_leaves_them_out_too_and_keeps_the_sources_files(course):
    (course / "source" / SLUG / "guide.html").write_text("ours")
    (submission_path(course, "eve").parent / "guide.html").write_bytes(PAGE)
    nbgrader(course, "autograde", SLUG)
    autograded = course / "autograded" / "eve" / SLUG
    assert _files(autograded) == ["data.csv", "guide.html", f"{SLUG}.ipynb"]
    assert (autograded / "guide.html").read_text() == "ours"
