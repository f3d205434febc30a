"""The course's parts and paths: each contradiction is refused with one sentence, before anything is built or verified."""

import re
import shutil
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from dlkit.course import CourseError, Part, assignments_folder, course, parts
from dlkit.paths import CoursePath, find_path, paths
from grader.authoring import require_sound_course
from grader.authoring.new import _add_to_course
from grader.authoring.syllabus import syllabus
from grader.terminal.cli import app

LEFT_OUT = 'left_out = ["shallow_network"]\n'
BY_HAND = 'title = "by hand"\nassignments = ['


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of what the assignments say of themselves, to be broken."""
    original = assignments_folder
    folder = original()
    shutil.copy(folder / "course.toml", tmp_path)
    for slug in course():
        (tmp_path / slug).mkdir()
        shutil.copy(folder / slug / "assignment.toml", tmp_path / slug)
    for module in list(sys.modules.values()):  # each that has it under its own name
        if getattr(module, "__dict__", {}).get("assignments_folder") is original:
            monkeypatch.setattr(module, "assignments_folder", lambda: tmp_path)
    return tmp_path


def test_the_course_is_sound(copied):
    require_sound_course()


@pytest.mark.parametrize("key", ["parts", "paths"])
def test_one_pair_of_brackets_is_told_from_two(copied, key):
    path = copied / "course.toml"
    tables = re.split(r"(?m)^(?=\[\[)", path.read_text())
    first = next(table for table in tables if table.startswith(f"[[{key}]]"))
    others = [table for table in tables if not table.startswith(f"[[{key}]]")]
    path.write_text("".join([*others, first.replace(f"[[{key}]]", f"[{key}]")]))
    with pytest.raises(CourseError, match=re.escape(f"each of its {key} begins with [[{key}]]")):
        require_sound_course()


def test_a_course_without_parts_says_how_they_begin(copied):
    (copied / "course.toml").write_text("")
    with pytest.raises(CourseError, match=r"has no parts; each begins with \[\[parts\]\]"):
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
    (
        "course.toml",
        LEFT_OUT,
        'left_out = ["shallow_network", "unet"]\n',
        "names unet under left_out, but no assignment of the path needs it",
    ),
    (
        "course.toml",
        LEFT_OUT,
        'left_out = ["shallow_network", "convnet"]\n',
        "names convnet under left_out, but holds it",
    ),
    ("course.toml", 'name = "vision_with_keras"', 'name = "vision_in_a_weekend"', "2 paths have the name"),
    ("course.toml", 'name = "vision_with_keras"', "", "path 3 lacks the key 'name'"),
    ("course.toml", 'title = "by hand"', "", "part 1 lacks the key 'title'"),
    ("course.toml", BY_HAND, BY_HAND.replace("assignments", "assignment"), "part 1 lacks the key 'assignments'"),
    (
        "course.toml",
        BY_HAND,
        'title = "by hand"\nassignments = 3\nothers = [',
        "part 1: assignments should be a list of names",
    ),
    (
        "course.toml",
        BY_HAND,
        'title = "by hand"\nassignments = "unet"\nothers = [',
        "part 1: assignments should be a list of names",
    ),
    ("course.toml", BY_HAND, 'title = "by hand"\nassignments = []\nothers = [', "part 1 has no assignments"),
    ("course.toml", 'title = "by hand"', 'title = "convolutional networks"', "2 parts have the title"),
    ("course.toml", '["convnet", "resnet"', '["convnet", "convnet", "resnet"', "names convnet 2 times"),
    (
        "course.toml",
        LEFT_OUT,
        'left_out = ["shallow_network", "shallow_network"]\n',
        "names shallow_network 2 times under left_out",
    ),
    ("course.toml", LEFT_OUT, "left_out = 3\n", "path 1: left_out should be a list of names"),
    (
        "course.toml",
        '["convnet", "resnet", "yolo", "unet", "siamese"]\nleft_out = ["deep_network", "convolution"]',
        "[]",
        "has no assignments",
    ),
    (
        "course.toml",
        'name = "vision_with_keras"',
        'name = "vision with keras"',
        "'vision with keras' has a name that is none",
    ),
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


def test_what_a_path_leaves_out_is_told_with_who_needs_it():
    for path in paths():
        assert all(f"{slug}, which " in path.what_is_left_out for slug in path.left_out)
    one = CoursePath("one", "", ("convnet", "resnet"), ("deep_network", "convolution"))
    assert one.what_is_left_out == "Left out: deep_network, which convnet needs; convolution, which convnet needs."
    several = CoursePath("several", "", ("regularization", "normalization"), ("deep_network",))
    assert several.what_is_left_out == "Left out: deep_network, which regularization and normalization need."


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


@pytest.mark.parametrize(
    ("last", "members"),
    [
        ("assignments = []\n", ()),
        ("assignments = [\n]\n", ()),
        ('assignments = ["unet"]  # and "more"\n', ("unet",)),
        ('assignments = [\n    "unet",  # as "siamese", later [?]\n]\n', ("unet",)),
    ],
)
@pytest.mark.parametrize("has_paths", [True, False])
def test_a_new_assignment_goes_into_a_last_part_of_any_form(copied, last, members, has_paths):
    path = copied / "course.toml"
    text, of_paths = re.split(r"(?m)^(?=\[\[paths\]\])", path.read_text(), maxsplit=1)
    part = f'[[parts]]\ntitle = "what comes last"\n{last}'
    path.write_text(f"{text}{part}{of_paths if has_paths else ''}")
    known = paths()
    _add_to_course("tiny")
    assert parts()[-1].title == "what comes last"
    assert parts()[-1].assignments == (*members, "tiny")
    assert paths() == known


def test_a_last_part_without_a_list_is_told(copied):
    path = copied / "course.toml"
    path.write_text(f'{path.read_text()}\n[[parts]]\ntitle = "empty"\n')
    with pytest.raises(CourseError, match="the last part has no list of assignments"):
        _add_to_course("tiny")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[parts]\ntitle = "one"\n', "course.toml is not valid TOML"),
        ("parts = []\n", "the last part has no list of assignments"),
        ("", "the last part has no list of assignments"),
    ],
)
def test_a_course_file_that_cannot_be_added_to_is_told_and_left_alone(copied, text, said):
    path = copied / "course.toml"
    path.write_text(text)
    with pytest.raises(CourseError, match=said):
        _add_to_course("tiny")
    assert path.read_text() == text


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


@pytest.mark.parametrize(("minutes", "hours"), [(44, 0.5), (45, 1.0), (74, 1.0), (75, 1.5), (105, 2.0)])
def test_hours_are_to_the_nearest_half_and_up_from_the_middle(monkeypatch, minutes, hours):
    monkeypatch.setattr(CoursePath, "minutes", minutes)
    assert CoursePath("some", "", ()).hours == hours
