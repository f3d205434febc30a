"""The file of visible checks: what is read is what was written, and what repeats stands once."""

import json
import re

import pytest

from dlkit.checking import read_outcome
from dlkit.comparing import Tolerance, computes_right, without_graph
from dlkit.course import CourseError, course, find_assignment, read_assignment
from dlkit.examples import SAME, read_examples, shortened, write_examples

GRADIENTS = {"value": {"dW": {"$array": ["float64", [2], [0.5, 0.25]]}, "db": 1.5}}
HALVED = {"value": {"dW": {"$array": ["float64", [2], [0.5, 0.25]]}, "db": 0.75}}
LIST = {"value": [0.5, {"$array": ["float64", [2], [0.5, 0.25]]}], "changed": ["x"]}
ERROR = {"raised": {"type": "ValueError", "message": "no", "traceback": ""}}


def example(name, *outcomes, **more):
    mistakes = [
        {"name": f"mistake_{number}", "hint": f"Hint {number}.", "outcome": outcome}
        for number, outcome in enumerate(outcomes)
    ]
    usual = {"returns": [], "args": [1.0], "kwargs": {}, "options": {}, "tolerance": {"rtol": 1e-6, "atol": 1e-8}}
    given = {"exercise": name, "description": "d", "kind": "call", "names": ["x"], **usual, "expected": GRADIENTS}
    return {**given, "mistakes": mistakes, **more}


@pytest.mark.parametrize("outcome", [HALVED, LIST, ERROR, GRADIENTS, {**GRADIENTS, "changed": ["x"]}, {"value": {}}])
def test_what_a_mistake_does_is_read_as_it_was_written(outcome):
    given = example("f", outcome)
    short = example("f", shortened(outcome, GRADIENTS))
    assert read_examples(write_examples("tiny", [short])) == [given]


def test_equal_parts_and_the_keys_of_a_dict_stand_once():
    assert shortened(HALVED, GRADIENTS) == {"value": {"$values": [SAME, 0.75]}}
    assert shortened({"value": {"db": 2.0}}, GRADIENTS) == {"value": {"db": 2.0}}


def test_a_hint_stands_once_however_many_examples_show_the_mistake():
    text = write_examples("tiny", [example("f", HALVED), example("f", ERROR, args=[2.0]), example("g", LIST)])
    assert text.count("Hint 0.") == 2  # of f and of g
    assert [found["mistakes"][0]["hint"] for found in read_examples(text)] == ["Hint 0."] * 3


def test_usual_settings_are_left_out_and_others_are_not():
    text = write_examples("tiny", [example("f"), example("f", tolerance={"rtol": 0, "atol": 1})])
    lines = [line for line in text.splitlines() if line.startswith('{"exercise"')]
    assert ["tolerance" in line for line in lines] == [False, True]
    assert [found["tolerance"]["atol"] for found in read_examples(text)] == [1e-8, 1]


@pytest.mark.parametrize(("head", "words"), [('"format": 1, ', "is of format 1"), ("", "is of no known format")])
def test_a_file_of_another_format_is_refused_in_one_sentence(tmp_path, head, words):
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "examples.json").write_text(f'{{{head}"examples": []}}')
    (folder / "assignment.toml").write_text('title = "t"\nminutes = 1\nexercises = []\n')
    with pytest.raises(CourseError, match=f"{words}, and this dlkit reads format 2; run `grader build tiny`") as told:
        read_assignment(folder).examples
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("slug", course())
def test_the_examples_of_every_assignment_are_small_and_one_call_is_one_line(slug):
    path = find_assignment(slug).folder / "examples.json"
    text = path.read_text(encoding="utf-8")
    assert len(text.encode()) < 100_000
    lines = [line for line in text.splitlines() if line.startswith('{"exercise"')]
    assert len(lines) == len(find_assignment(slug).examples)
    assert all(json.loads(re.sub(",$", "", line)) for line in lines)


def test_what_is_said_to_be_right_when_it_is_called_is_wrong_only_in_a_graph():
    told = [
        (example, mistake)
        for slug in course()
        for example in find_assignment(slug).examples
        for mistake in example["mistakes"]
        if "It is right when you call it" in mistake["hint"]
    ]
    assert told
    for example, mistake in told:
        assert "raised" not in mistake["outcome"], mistake["name"]
        known, expected = read_outcome(mistake["outcome"]), read_outcome(example["expected"])
        tolerance = Tolerance(**example["tolerance"])
        assert computes_right(without_graph(known), without_graph(expected), tolerance), mistake["name"]
