"""What takes turns: over all turns everything comes once, and whoever wants everything gets it."""

import pytest

from dlkit.course import CourseError
from grader.running.turns import is_its_turn, number_of_the_turn, of_this_turn


@pytest.mark.parametrize("turns", [1, 2, 3, 5])
def test_over_all_turns_everything_comes_once(monkeypatch, turns):
    items, seen, named = [f"item {place}" for place in range(12)], [], []
    for number in range(7, 7 + turns):
        monkeypatch.setenv("DLKIT_TURN", str(number))
        seen += of_this_turn(items, turns)
        named += [item for item in items if is_its_turn(item, turns)]
    assert sorted(seen) == sorted(named) == sorted(items)


def test_all_takes_everything(monkeypatch):
    monkeypatch.setenv("DLKIT_TURN", "all")
    assert of_this_turn("abcde", 5) == [*"abcde"]
    assert is_its_turn("a", 5)


def test_one_commit_has_one_turn(monkeypatch):
    monkeypatch.delenv("DLKIT_TURN", raising=False)
    assert number_of_the_turn() == number_of_the_turn()


def test_another_word_is_a_mistake(monkeypatch):
    monkeypatch.setenv("DLKIT_TURN", "some")
    with pytest.raises(CourseError, match="it should be a number, or all"):
        number_of_the_turn()
