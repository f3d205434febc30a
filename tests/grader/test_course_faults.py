"""The course's parts and paths: each contradiction is refused with one sentence, before anything is built or verified."""

import re
import shutil
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from dlkit.course import Part, assignments_folder, course, find_assignment, parts
from dlkit.paths import find_path, paths
from grader.authoring import require_sound_course
from grader.authoring.new import _add_to_course
from grader.authoring.syllabus import syllabus
from grader.terminal.cli import app

LEFT_OUT = 'left_out = ["shallow_network"]\n'


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of what the assignments say of themselves, to be broken."""
    folder = assignments_folder()
    shutil.copy(folder / "course.toml", tmp_path)
    for slug in course():
        (tmp_path / slug).mkdir()
        shutil.copy(folder / slug / "assignment.toml", tmp_path / slug)
    for module in ("dlkit.course", "dlkit.paths", "grader.authoring.course_faults", "grader.authoring.new"):
        monkeypatch.setattr(f"{module}.assignments_folder", lambda: tmp_path)
    return tmp_path


def test_the_course_is_sound(copied):
    require_sound_course()


FAULTS = [
    ("course.toml", '    "unet",\n', "", "unet stands in no part"),
    ("course.toml", '    "unet",\n', '    "unet",\n    "resnet",\n', "resnet stands in the parts 2 times"),
    (
        "course.toml",
        '    "unet",\n',
        '    "unet",\n    "vnet",\n',
        "a part names vnet, of which there is no assignment.toml",
    ),
    (
        "course.toml",
        '["convnet", "resnet"',
        '["convnet", "resnett"',
        "'vision_with_keras' names .* Did you mean 'resnet'?",
    ),
    ("course.toml", '["convnet", "resnet"', '["resnet", "convnet"', "has resnet before convnet; in the parts"),
    (
        "course.toml",
        LEFT_OUT,
        "",
        "'vision_in_a_weekend' has .*, which needs shallow_network: put that on the path too",
    ),
    ("course.toml", LEFT_OUT, 'left_out = ["shallow_network", "unet"]\n', "names unet under left_out"),
    ("course.toml", LEFT_OUT, 'left_out = ["shallow_network", "convnet"]\n', "names convnet under left_out"),
    ("course.toml", 'name = "vision_with_keras"', 'name = "vision_in_a_weekend"', "2 paths have the name"),
    ("course.toml", 'name = "vision_with_keras"', "", "a path lacks the key 'name'"),
    ("course.toml", 'title = "by hand"', "", "lacks the key 'title'"),
    (
        "convnet/assignment.toml",
        '"deep_network", ',
        '"deep_netwrk", ',
        "among its needs: .* Did you mean 'deep_network'?",
    ),
    ("convnet/assignment.toml", '"deep_network", ', '"yolo", ', "it needs yolo, which does not come before it"),
    ("convnet/assignment.toml", '"deep_network", ', '"convnet", ', "it needs convnet, which does not come before it"),
]


@pytest.mark.parametrize(("name", "old", "new", "told"), FAULTS)
@pytest.mark.parametrize("command", ["build", "verify"])
def test_what_contradicts_itself_is_one_sentence_with_its_file(copied, name, old, new, told, command):
    path = copied / name
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))
    said = str(CliRunner().invoke(app, [command]).exception)
    assert said.startswith(str(path))
    assert re.search(told, said)
    assert "\n" not in said


def test_each_path_holds_what_its_assignments_need_or_names_it():
    for path in paths():
        needed = {name for slug in path.assignments for name in find_assignment(slug).needs}
        assert needed - set(path.assignments) == set(path.left_out)
        assert all(slug in path.what_is_left_out for slug in path.left_out)


def test_parts_are_numbered_in_roman():
    assert [Part(n, "", ()).numeral for n in (1, 2, 3, 4, 5, 9, 10, 14)] == [
        "I",
        "II",
        "III",
        "IV",
        "V",
        "IX",
        "X",
        "XIV",
    ]


def test_a_new_assignment_goes_to_the_end_of_the_last_part_and_paths_stay(copied):
    before, known = parts(), paths()
    _add_to_course("tiny")
    assert parts()[:-1] == before[:-1]
    assert parts()[-1].assignments == (*before[-1].assignments, "tiny")
    assert paths() == known


def test_the_syllabus_has_a_table_for_each_part_and_one_of_the_paths():
    sections = re.split(r"(?m)^### ", syllabus())[1:]
    assert [text.splitlines()[0] for text in sections[:-1]] == [
        f"Part {part.numeral}: {part.title}" for part in parts()
    ]
    for text, part in zip(sections, parts(), strict=False):
        assert re.findall(r"(?m)^\| \[`(\w+)`\]", text) == list(part.assignments)
    assert re.findall(r"(?m)^\| `(\w+)`", sections[-1]) == [path.name for path in paths()]


def init(*arguments):
    command = [sys.executable, "-m", "grader", "init", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_init_makes_a_course_of_one_path(tmp_path):
    name = paths()[0].name
    done = init(tmp_path / "course", "--path", name)
    assert f"with {', '.join(find_path(name).assignments)}" in " ".join(done.stdout.split())
    assert {path.name for path in (tmp_path / "course" / "source").iterdir()} == set(find_path(name).assignments)


def test_init_names_the_nearest_path(tmp_path):
    done = init(tmp_path / "course", "--path", "vision_in_a_week")
    assert done.returncode == 2
    assert "Did you mean 'vision_in_a_weekend'?" in " ".join(done.stderr.split())
    assert not (tmp_path / "course").exists()
