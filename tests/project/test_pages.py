"""The long pages of docs/ say what is so, and the first one's picture is what its script draws."""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import asdict
from typing import get_args

import pytest

from grader.judging.result import ExerciseStatus, Status
from grader.judging.student_process import Budget
from grader.site.landing_picture import MOVING, STILL, drawn
from tests.project.authoring_page import PAGE, ROOT, copied, followed

JUDGING = (ROOT / "docs" / "judging.md").read_text(encoding="utf-8")
FIRST = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
PAGES = sorted((ROOT / "docs").glob("*.md"))


@pytest.mark.slow
@pytest.mark.turns(2)
def test_an_author_who_follows_the_page_is_told_what_it_shows(tmp_path):
    found = list(followed(PAGE.read_text(encoding="utf-8"), copied(tmp_path)))
    assert [shown for _, shown, _ in found] == [said for _, _, said in found]
    assert "robust_loss: green" in found[-1][2]
    assert "loses no points" in found[4][2]


def test_every_fault_that_the_page_names_is_one_of_the_gates():
    table = PAGE.read_text(encoding="utf-8").split("<!-- faults")[1].split("<!-- end of faults")[0]
    named = re.findall(r"^\| (.+?) \| .+ \|$", table, re.MULTILINE)[1:]
    assert len(named) > 8
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "grader" / "running").glob("*.py"))
    said = re.sub(r'"\s*\n\s*f?"', "", sources)
    assert [words for words in named if words not in said] == []


def test_the_limits_are_those_of_the_sandbox():
    table = JUDGING.split("<!-- limits")[1].split("<!-- end of limits")[0]
    shown = {name: float(number) for name, number in re.findall(r"^\| `(\w+)`.*\| (\d+)", table, re.MULTILINE)}
    assert shown == {name: float(value) for name, value in asdict(Budget()).items()}


def test_every_status_is_explained_and_none_that_there_is_not():
    table = JUDGING.split("## What becomes of a submission")[1]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(get_args(Status))
    (sentence,) = re.findall(r"And each exercise has one: (.*)", JUDGING)
    assert re.findall(r"`(\w+)`", sentence) == list(get_args(ExerciseStatus))


def test_each_door_of_the_first_page_has_the_commands_of_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [
        line
        for block in re.findall(r"^```\n(.*?)^```$", FIRST, re.MULTILINE | re.DOTALL)
        for line in re.sub(r" \\\n\s+", " ", block).splitlines()
    ]
    assert len(commands) == 6
    assert [line for line in commands if line not in readme] == []


def test_scripts_that_are_named_are_there():
    page = (ROOT / "docs" / "numbers.md").read_text(encoding="utf-8")
    named = set(re.findall(r"benchmarks[/.](\w+)", page)) - {"results"}
    assert named == {path.stem for path in (ROOT / "benchmarks").glob("*.py")} - {"__init__"}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_links_to_what_is_there(path):
    made_for_the_site = {"api.md", "misconceptions/index.md"}
    for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", path.read_text(encoding="utf-8")):
        assert target in made_for_the_site or (path.parent / target).exists(), target


@pytest.mark.parametrize("name", ["_static/learning.svg", "_static/learning_still.svg", "two_processes.svg"])
def test_a_picture_is_small_and_says_what_it_shows(name):
    path = ROOT / "docs" / name
    assert path.stat().st_size < 60_000
    root = ElementTree.parse(path).getroot()
    words = {child.tag.split("}")[1]: child.text for child in root}
    assert len(words["title"]) > 20
    assert len(words["desc"]) > 100
    assert root.attrib["role"] == "img"


def test_the_moving_picture_is_what_the_course_draws_and_holds_still_for_who_asks():
    """The captions are compared, for the last digit of a boundary is the processor's own."""
    text, kept = MOVING.read_text(encoding="utf-8"), STILL.read_text(encoding="utf-8")
    captions = re.findall(r"<text [^>]*>([^<]+)<", text)
    assert captions == re.findall(r"<text [^>]*>([^<]+)<", drawn())
    assert captions[-1].endswith("98 of 100 right")
    assert re.findall(r"<text [^>]*>([^<]+)<", kept) == captions[-1:]
    assert "animation" not in kept
    assert 'media="(prefers-reduced-motion: reduce)" srcset="_static/learning_still.svg"' in FIRST
    still, moving = text.split("@media (prefers-reduced-motion: no-preference)")
    assert "animation:" not in still
    seconds = [float(found) for found in re.findall(r"animation(?:-delay)?: (?:\w+ )?([\d.]+)s", moving)]
    assert 3 < max(seconds) < 5  # what moves for longer needs a way to stop it
