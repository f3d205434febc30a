"""What may lie in place of a submission, or beside it: each trick is played on a folder and gives the status that is due."""

import os
import shutil
import socket

from grader.judging.found_files import MAX_ENTRIES

from .conftest import SLUG


def _link_to_another(course, folder):
    shutil.rmtree(folder)
    folder.symlink_to(course / "submitted" / "alice" / SLUG)
    return "unreadable"


def _linked_student(course, folder):
    shutil.rmtree(folder.parent)
    folder.parent.symlink_to(course / "submitted" / "alice")
    return "unreadable"


def _links(course, folder):
    (folder / "everyone.db").symlink_to(course / "gradebook.db")
    (folder / "endless.csv").symlink_to("/dev/zero")
    (folder / "nowhere.csv").symlink_to("/nowhere")
    (folder / "round").symlink_to(folder)
    return "graded"


def _endless_time(course, folder):
    (folder / "timestamp.txt").symlink_to("/dev/zero")
    return "graded"


def _pipes(course, folder):
    os.mkfifo(folder / "timestamp.txt")
    os.mkfifo(folder / "data.csv")
    return "graded"


def _folder_as_notebook(course, folder):
    (folder / f"{SLUG}.ipynb").unlink()
    (folder / f"{SLUG}.ipynb").mkdir()
    return "unreadable"


def _pipe_as_notebook(course, folder):
    (folder / f"{SLUG}.ipynb").unlink()
    os.mkfifo(folder / f"{SLUG}.ipynb")
    return "unreadable"


def _closed_folder(course, folder):
    folder.chmod(0)
    return "graded" if os.access(folder, os.R_OK) else "unreadable"  # nothing is closed to root


def _closed_student(course, folder):
    folder.parent.chmod(0)
    return "graded" if os.access(folder, os.R_OK) else "unreadable"


def _names_without_paths(course, folder):
    (folder / f"{SLUG}.ipynb").rename(folder / "work.ipynb")
    folder.chmod(0o600)  # what is in it can be listed and not be looked at
    return "graded" if os.access(folder, os.X_OK) else "unreadable"


def _names_that_are_no_text(course, folder):
    for name in (b"caf\xe9.csv", b"caf\xe9.html", b"\xff"):
        (folder / os.fsdecode(name)).write_text("1")
    (folder / os.fsdecode(b"\xe9")).mkdir()
    return "graded"


def _socket(course, folder):
    here = os.getcwd()
    os.chdir(folder)  # a socket's path may be short only
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("data.csv")
    finally:
        os.chdir(here)
    return "graded"


def _deep_tree(course, folder):
    here = os.getcwd()
    os.chdir(folder)
    try:
        for _ in range(2_000):
            os.mkdir("d")
            os.chdir("d")
    finally:
        os.chdir(here)
    return "graded"


def _flood(course, folder):
    (folder / f"{SLUG}.ipynb").rename(folder / "work.ipynb")
    for number in range(MAX_ENTRIES):
        (folder / f"{number}.txt").touch()
    return "unreadable"


PATHS = (
    _link_to_another, _linked_student, _links, _endless_time, _pipes, _folder_as_notebook, _pipe_as_notebook, _closed_folder,
    _closed_student, _names_without_paths, _names_that_are_no_text, _socket, _deep_tree, _flood,
)  # fmt: skip
