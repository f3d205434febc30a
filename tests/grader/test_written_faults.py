"""The gate finds a written question without a model answer, and one whose points do not add up."""

from dataclasses import replace

import pytest

from dlkit import course as course_module
from dlkit.course import Written, course, find_assignment
from grader.running.written_faults import ANSWER, MARKING, written_faults

TEXT = f"{ANSWER}\n\n{'word ' * 20}\n\n{MARKING}\n\n| points | for |\n|--:|---|\n| 6 | one |\n| 4 | two |\n"


@pytest.fixture
def faults(tmp_path, monkeypatch):
    """What the gate says of one question of ten points, given the files of model answers."""
    monkeypatch.setattr(course_module, "solutions_folder", lambda: tmp_path)
    assignment = replace(find_assignment("resnet"), written=(Written("why", 10.0),))

    def find(**texts):
        folder = tmp_path / "written" / "resnet"
        folder.mkdir(parents=True)
        for name, text in texts.items():
            (folder / f"{name}.md").write_text(text)
        return list(written_faults(assignment))

    return find


@pytest.mark.parametrize("slug", course())
def test_every_written_question_of_the_course_has_a_model_answer(slug):
    assert list(written_faults(find_assignment(slug))) == []


def test_a_question_with_its_model_answer_is_no_fault(faults):
    assert faults(why=TEXT) == []


def test_a_question_without_one_is(faults):
    assert faults() == [
        "why is a written question without a model answer: write solutions/written/resnet/why.md",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (TEXT.replace("| 4 |", "| 3 |"), "add up to 9, and the question is worth 10"),
        (TEXT.replace(MARKING, "## Marks"), "should have two parts"),
        (TEXT.replace("word " * 20, "short"), "model answer of 1 words"),
    ],
)
def test_what_is_wrong_with_one_is_told_with_its_file(faults, text, told):
    (fault,) = faults(why=text)
    assert "written/resnet/why.md" in fault
    assert told in fault


def test_an_answer_to_no_question_is_a_fault(faults):
    (fault,) = faults(why=TEXT, whi=TEXT)
    assert "whi.md is no answer to a written question of resnet" in fault
