"""Which notebook is judged, whatever was handed in and however it lies there."""

import io
import json
import subprocess
import sys
import zipfile

import pytest

from dlkit.notebooks import UnreadableNotebook, read_notebook
from grader.judging.submitted_files import MAX_BESIDE, MAX_BESIDE_BYTES, read_submitted_files

SLUG = "logistic_regression"
EMPTY = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


@pytest.fixture(scope="module")
def right(hand_in, solved):
    """The bytes of a right notebook."""
    return hand_in(solved)


@pytest.fixture(scope="module")
def other():
    """The bytes of another assignment's notebook."""
    from grader.authoring import as_bytes, load_authored, solved_notebook

    return as_bytes(solved_notebook(load_authored("shallow_network")))


def packed(files):
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return box.getvalue()


@pytest.fixture
def hand(tmp_path):
    """Hands in files, and looks at them as the judge does."""

    def hand(files):
        for name, content in files.items():
            path = tmp_path / "ada" / SLUG / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return read_submitted_files(tmp_path / "ada" / SLUG, SLUG, "ada")

    return hand


FORMS = {
    "as it should be": lambda nb: {f"{SLUG}.ipynb": nb},
    "another name": lambda nb: {"hw.ipynb": nb},
    "macOS's remarks": lambda nb: {"hw.ipynb": nb, "._hw.ipynb": b"\0\5\x16\7", "__MACOSX/hw.ipynb": b"x"},
    "an ending in capitals": lambda nb: {"Logistic_Regression.IPYNB": nb},
    "a folder deeper": lambda nb: {f"{SLUG}/{SLUG}.ipynb": nb},
    "two folders deeper": lambda nb: {f"hw/{SLUG}/{SLUG}.ipynb": nb},
    "a checkpoint beside it": lambda nb: {f"{SLUG}.ipynb": nb, f".ipynb_checkpoints/{SLUG}-checkpoint.ipynb": EMPTY},
    "an empty one beside it": lambda nb: {f"{SLUG}_final.ipynb": nb, "Untitled.ipynb": EMPTY},
    "a broken one beside it": lambda nb: {"mine.ipynb": nb, "broken.ipynb": b"{"},
    "a zip": lambda nb: {f"{SLUG}.zip": packed({f"{SLUG}/{SLUG}.ipynb": nb, f"__MACOSX/{SLUG}/._{SLUG}.ipynb": "x"})},
    "a zip a folder deeper": lambda nb: {"hw/hw.ZIP": packed({"work.ipynb": nb})},
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_the_notebook_is_found_wherever_it_lies(form, hand, right):
    found = hand(form(right))
    assert (found.status, found.reason) == ("graded", "")
    assert found.notebook() == right


def test_of_several_that_fit_the_latest_attempt_is_judged_and_it_is_said(hand, right):
    found = hand({f"{SLUG}-9.ipynb": right, f"{SLUG}-10.ipynb": right + b"\n"})
    assert found.notebook() == right + b"\n"
    assert found.note == f"2 notebooks were handed in; {SLUG}-10.ipynb was judged."


def test_of_equals_the_nearest_is_judged(hand, right):
    found = hand({f"a/{SLUG}.ipynb": right, f"a/b/{SLUG}.ipynb": right + b"\n"})
    assert found.notebook() == right


def test_an_untouched_copy_does_not_stand_in_the_way_of_the_work(hand, right, hand_in):
    found = hand({f"{SLUG}.ipynb": hand_in(), "my work.ipynb": right})
    assert found.notebook() == right


def test_another_assignments_notebook_beside_it_is_left_alone(hand, right, other):
    found = hand({f"{SLUG}.ipynb": other, "second.ipynb": right})
    assert found.notebook() == right


def test_where_none_fits_each_is_named_for_what_it_is(hand, other):
    found = hand({"a.ipynb": other, "b.ipynb": EMPTY, "c.ipynb": b"{"})
    assert (found.status, found.path) == ("missing", None)
    for words in ("a.ipynb is of shallow_network", "b.ipynb does not say", "c.ipynb cannot be read"):
        assert words in found.reason


NO_NOTEBOOKS = {
    "a Python file": ("logistic_regression.py", b"import numpy as np\nprint(1)", "Python code (a .py file)"),
    "a page": ("hw.html", b"<!DOCTYPE html>\n<html></html>", "a web page (HTML)"),
    "a picture": ("hw.png", b"\x89PNG\r\n\x1a\n", "a picture"),
    "a PDF": ("hw.pdf", b"%PDF-1.7", "a PDF"),
    "anything": ("hw.xyz", b"123", "hand in the file that ends in .ipynb"),
    "a broken zip": ("hw.zip", b"PK\x03\x04broken", "the archive is damaged"),
    "a zip of something else": ("hw.zip", packed({"notes.txt": "x"}), "is not a notebook"),
}


@pytest.mark.parametrize(("name", "content", "words"), NO_NOTEBOOKS.values(), ids=NO_NOTEBOOKS.keys())
def test_what_is_no_notebook_is_named_and_not_called_nothing(name, content, words, hand):
    found = hand({name: content, "timestamp.txt": b"2026-01-01"})
    assert found.status == "unreadable"
    assert words in found.reason
    assert name in found.reason or "damaged" in words


def test_nothing_but_the_time_is_nothing(hand):
    assert hand({"timestamp.txt": b"2026-01-01"}).reason == "No notebook was handed in."


NOT_JSON = {
    "a page": (b"\n <html><body>Sign in</body></html>", "a web page (HTML)"),
    "a zip": (packed({"a.ipynb": EMPTY}), "a zip archive: unpack it"),
    "a Git conflict": (
        b'{\n "cells": [\n<<<<<<< HEAD\n  1\n=======\n  2\n>>>>>>> other\n ]\n}',
        "a Git conflict in it",
    ),
    "a pointer of Git LFS": (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "Git LFS"),
    "UTF-16": (EMPTY.decode().encode("utf-16"), "text in UTF-16"),
    "UTF-16 without a mark": (EMPTY.decode().encode("utf-16-le"), "text in UTF-16"),
    "Python": (b"# coding: utf-8\n\nfrom math import pi\n", "Python code (a .py file)"),
    "packed": (b"\x1f\x8b\x08\x00", "a packed file (gzip)"),
}


@pytest.mark.parametrize(("data", "words"), NOT_JSON.values(), ids=NOT_JSON.keys())
def test_a_file_that_only_bears_the_name_of_a_notebook_is_named_for_what_it_is(data, words):
    with pytest.raises(UnreadableNotebook) as error:
        read_notebook(data)
    assert words in str(error.value)


def test_a_notebook_that_tells_of_such_things_is_a_notebook():
    cell = {"cell_type": "code", "source": "<html>\n<<<<<<< mine\n=======\n>>>>>>> theirs", "metadata": {}}
    assert read_notebook(json.dumps({"cells": [cell]}).encode())["cells"] == [cell]


def test_files_beside_the_notebook_go_with_it_and_no_others(hand, right):
    found = hand(
        {
            "hw/hw.ipynb": right,
            "hw/helpers.py": b"one = 1",
            "hw/data/points.csv": b"1,2",
            "hw/other.ipynb": EMPTY,
            "hw/.hidden.py": b"",
            "hw/__pycache__/helpers.pyc": b"",
            "elsewhere/secret.py": b"",
            "timestamp.txt": b"2026-01-01",
        }
    )
    assert found.beside() == {"helpers.py": b"one = 1", "data/points.csv": b"1,2"}


def test_a_changed_file_beside_it_is_another_submission(hand, right):
    before = hand({f"{SLUG}.ipynb": right, "helpers.py": b"one = 1"}).digest
    assert hand({"helpers.py": b"one = 2"}).digest != before
    assert hand({"helpers.py": b"one = 1"}).digest == before


def test_files_in_the_archive_go_with_the_notebook_in_it(hand, right):
    found = hand({"hw.zip": packed({"hw/hw.ipynb": right, "hw/helpers.py": "one = 1", "up.py": "x"})})
    assert found.beside() == {"helpers.py": b"one = 1"}


def test_more_than_there_is_room_for_is_left_out_and_it_is_said(hand, right):
    many = {f"{number:03}.txt": b"x" for number in range(MAX_BESIDE + 5)}
    found = hand({f"{SLUG}.ipynb": right, **many, "0.bin": bytes(MAX_BESIDE_BYTES + 1)})
    assert len(found.others) == MAX_BESIDE
    assert "0.bin" not in found.others
    assert "without 0.bin" in found.note


def test_a_loose_notebook_gets_only_what_its_code_names(tmp_path, hand_in, solved):
    from pathlib import Path

    from grader.judging import read_loose_notebook

    helped = {**solved, "sigmoid": "from helpers import squash\ndef sigmoid(z):\n    return squash(z)"}
    (tmp_path / "ada.ipynb").write_bytes(hand_in(helped))
    (tmp_path / "bob.ipynb").write_bytes(hand_in(solved))
    (tmp_path / "helpers.py").write_text("squash = abs")
    (tmp_path / "diary.txt").write_text("dear diary")
    assert read_loose_notebook(Path(tmp_path / "ada.ipynb"), SLUG).beside() == {"helpers.py": b"squash = abs"}
    assert read_loose_notebook(Path(tmp_path / "bob.ipynb"), SLUG).beside() == {}


@pytest.mark.slow
def test_a_bad_file_among_good_ones_is_shown_and_the_others_are_judged(tmp_path, right):
    (tmp_path / "good.ipynb").write_bytes(right)
    (tmp_path / "broken.ipynb").write_bytes(b'{"cells": [\n')
    (tmp_path / "packed.zip").write_bytes(packed({"hw/hw.ipynb": right}))
    names = ["broken.ipynb", "good.ipynb", "packed.zip"]
    done = subprocess.run(
        [sys.executable, "-m", "grader", "judge", *names], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "good.ipynb  90 / 90" in done.stdout
    assert "packed.zip  90 / 90" in done.stdout
    assert "broken.ipynb  unreadable: The file is not a notebook: its JSON is broken (line 2)" in done.stdout
