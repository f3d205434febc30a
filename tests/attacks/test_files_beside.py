"""What is handed in beside a notebook, or in an archive, stays what it is: files for one sandbox, of a bounded size."""

import io
import os
import time
import zipfile
from pathlib import Path

import pytest

from grader.judging.found_files import MAX_DEPTH, MAX_MEMBERS
from grader.judging.submitted_files import MAX_BESIDE_BYTES, read_loose_notebook, read_submitted_files

from .cases import FULL, SLUG


@pytest.fixture
def folder(tmp_path, hand_in, solved):
    """A submission with a right notebook, beside a secret of somebody else's."""
    (tmp_path / "secret.txt").write_text("the secret")
    place = tmp_path / "mallory" / SLUG
    place.mkdir(parents=True)
    (place / f"{SLUG}.ipynb").write_bytes(hand_in(solved))
    return place


def look(folder):
    return read_submitted_files(folder, SLUG, "mallory")


def test_links_and_pipes_are_no_files(folder):
    secret = folder.parents[1] / "secret.txt"
    (folder / "link.txt").symlink_to(secret)
    (folder / "linked").symlink_to(folder.parents[1])
    (folder / "endless.csv").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.csv")
    assert look(folder).others == {}


def test_a_file_exchanged_for_a_link_after_it_was_found_is_not_read(folder):
    (folder / "data.txt").write_text("mine")
    found = look(folder)
    (folder / "data.txt").unlink()
    (folder / "data.txt").symlink_to(folder.parents[1] / "secret.txt")
    with pytest.raises(OSError):
        found.beside()


def test_a_notebook_that_is_a_link_is_none_in_a_folder_below_either(folder, hand_in, solved):
    (folder / f"{SLUG}.ipynb").unlink()
    other = folder.parents[1] / "alice.ipynb"
    other.write_bytes(hand_in(solved))
    (folder / "inner").mkdir()
    (folder / "inner" / "work.ipynb").symlink_to(other)
    assert look(folder).path is None


def test_deep_and_wide_trees_have_an_end(folder):
    inner = folder
    for _ in range(MAX_DEPTH + 3):
        inner = inner / "d"
        inner.mkdir()
        (inner / "x.txt").write_text("x")
    started = time.monotonic()
    assert max(name.count("/") for name in look(folder).others) < MAX_DEPTH
    assert time.monotonic() - started < 5


def archive_of(members, **options):
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", **options) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return box.getvalue()


def as_archive(folder, data):
    (folder / f"{SLUG}.ipynb").unlink()
    (folder / "work.zip").write_bytes(data)
    return look(folder)


def link_to(target):
    member = zipfile.ZipInfo("link.txt")
    member.external_attr = 0o120777 << 16
    return member, target


ODD_MEMBERS = [
    "../../../up.txt",
    "/etc/absolute.txt",
    "C:\\windows.txt",
    "a/../../b.txt",
    "..\\..\\c.txt",
    "new\nline.txt",
    ".hidden",
    "__MACOSX/x.txt",
    "/".join(["d"] * 20) + "/deep.txt",
    "x" * 300,
]


def test_names_in_an_archive_lead_nowhere(folder, hand_in, solved):
    odd = [(name, "odd") for name in ODD_MEMBERS] + [link_to("/etc/passwd")]
    found = as_archive(folder, archive_of([("hw.ipynb", hand_in(solved)), ("helpers.py", "one = 1"), *odd]))
    assert found.status == "graded"
    assert found.beside() == {"helpers.py": b"one = 1"}
    assert sorted(path.name for path in folder.rglob("*")) == ["work.zip"]


def test_an_archive_that_unpacks_to_gigabytes_takes_none(folder, hand_in, solved):
    bomb = bytes(600 << 20)
    packed = archive_of(
        [("hw.ipynb", hand_in(solved)), ("bomb.bin", bomb)], compression=zipfile.ZIP_DEFLATED, compresslevel=1
    )
    del bomb
    assert len(packed) < 8 << 20
    found = as_archive(folder, packed)
    assert found.status == "graded"
    assert found.others == {}
    assert "without bomb.bin" in found.note


def test_a_notebook_that_unpacks_to_gigabytes_is_read_to_its_limit(folder):
    packed = archive_of([("hw.ipynb", bytes(300 << 20))], compression=zipfile.ZIP_DEFLATED, compresslevel=1)
    found = as_archive(folder, packed)
    assert len(found.notebook()) == (100 << 20) + 1


def test_a_member_that_lies_about_its_size_is_not_believed(folder, hand_in, solved):
    packed = archive_of([("a.txt", "x" * 5_000), ("hw.ipynb", hand_in(solved))], compression=zipfile.ZIP_DEFLATED)
    entry = packed.rindex(b"PK\x01\x02", 0, packed.rindex(b"hw.ipynb"))
    entry = packed.rindex(b"PK\x01\x02", 0, entry)
    lie = packed[: entry + 24] + (10).to_bytes(4, "little") + packed[entry + 28 :]
    found = as_archive(folder, lie)
    assert found.status == "unreadable"
    assert "damaged" in found.reason


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_may_take_any_memory_are_not_used(method, folder, hand_in, solved):
    found = as_archive(folder, archive_of([("hw.ipynb", hand_in(solved))], compression=method))
    assert found.status == "unreadable"


def test_a_locked_archive_and_one_in_another_are_named_for_what_they_hold(folder, hand_in, solved):
    inner = archive_of([("hw.ipynb", hand_in(solved))])
    found = as_archive(folder, archive_of([("inner.zip", inner)]))
    assert found.status == "unreadable"
    assert "inner.zip" in found.reason


def test_a_flood_of_members_is_refused(folder):
    found = as_archive(folder, archive_of([(f"{number}.txt", "") for number in range(MAX_MEMBERS + 1)]))
    assert found.status == "unreadable"
    assert "more than 2,000 files" in found.reason


def test_what_lies_beside_runs_in_the_sandbox_alone_and_stays_there(judge, hand_in, solved, monkeypatch):
    spoil = (
        b"import os\nfor name in ('numpy.py', 'conftest.py'):\n    open(name, 'w').write('1 / 0')\n"
        b"open('/tmp/left', 'w').write('x')\ndef squash(z):\n    raise ValueError(os.getcwd())\n"
    )
    files = {"helpers.py": spoil, "sitecustomize.py": b"1 / 0", "numpy.py": b"1 / 0", "pytest.py": b"1 / 0"}
    answer = {"sigmoid": "from helpers import squash\ndef sigmoid(z):\n    return squash(z)"}
    here = sorted(os.listdir(Path.cwd()))
    result = judge.judge("mallory", hand_in({**solved, **answer}), files=files)
    assert (result.status, result.score) == ("graded", FULL - 8)
    assert sorted(os.listdir(Path.cwd())) == here
    look = "import os\nassert not os.path.exists('/tmp/left')\nassert not os.path.exists('helpers.py')\nseen = 1"
    used = solved["cost"].replace("return ", "return seen * ")
    assert judge.judge("next", hand_in({**solved, "cost": used}, first_cells=[look])).score == FULL


def test_files_can_be_read_and_not_written(judge, hand_in, solved):
    write = "try:\n        open('one.txt', 'a').write('2')\n    except PermissionError:\n        pass\n    "
    read = solved["cost"].replace("return ", f"{write}return float(open('one.txt').read()) * ")
    assert judge.judge("ada", hand_in({**solved, "cost": read}), files={"one.txt": b"1"}).score == FULL


def test_files_that_fill_the_scratch_folder_cost_no_one_else(judge, hand_in, solved):
    files = {f"{number}.bin": bytes(MAX_BESIDE_BYTES // 8) for number in range(8)}
    assert judge.judge("ada", hand_in(solved), files=files).score == FULL


def test_a_loose_notebook_reaches_no_notebook_of_anybody_else(tmp_path, hand_in, solved):
    reader = "open('bob.ipynb').read(); open('../up.txt'); open('.secret')"
    (tmp_path / "in").mkdir()
    (tmp_path / "up.txt").write_text("x")
    (tmp_path / "in" / ".secret").write_text("x")
    (tmp_path / "in" / "bob.ipynb").write_bytes(hand_in(solved))
    (tmp_path / "in" / "mallory.ipynb").write_bytes(hand_in(solved, first_cells=[reader]))
    assert read_loose_notebook(tmp_path / "in" / "mallory.ipynb", SLUG).others == {}


KEPT = {
    "what is kept of it is written over": "import sys\nprocess = None\nfor thing in __import__('gc').get_objects():\n"
    "    if type(thing).__name__ == 'NotebookProcess':\n        thing._kept.clear(); thing._last = {}; thing._settings.clear()",
    "the shell hands out the process": "get_ipython()._process._kept = {'cost': {'cost': lambda A, Y: 0.0}}",
    "a check that is called counts for nothing": "for name in ('sigmoid', 'cost'):\n    check(name)",
    "the name is an object that calls itself what it likes": "class Odd:\n    __call__ = lambda self, *a: 1.0\n"
    "    __name__ = 'cost'\n    __eq__ = lambda self, other: True\n    __hash__ = object.__hash__\nsigmoid = cost = Odd()",
    "the namespace is one that answers everything": "import sys\nsys.modules['__main__'].__dict__.update(dict.fromkeys(('cost', 'predict'), max))",
}


@pytest.mark.parametrize("cell", KEPT.values(), ids=KEPT.keys())
def test_nothing_is_earned_by_playing_with_what_is_kept(cell, judge, hand_in):
    result = judge.judge("mallory", hand_in(first_cells=[cell], extra_cells=[cell]))
    assert result.score == 0
    assert len(result.exercises) == 10
