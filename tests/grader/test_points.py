"""Whose points stand: the notebook's examples alone, and a right answer that changes its arguments."""

from dataclasses import replace

import pytest

from dlkit.course import read_assignment
from grader.judging.disclosure import EXAMPLES_ALONE
from grader.judging.judge import IN_PLACE

TABLE = """
def sigmoid(z):
    known = np.asarray(z, dtype=float)
    if known.shape in ((2, 3), (1, 4), (5,), ()) and known.ravel()[0] in (-3.0, -800.0, -2.0):
        return 0.5 * (1 + np.tanh(known / 2))
    return 0.3 * np.cos(known)
"""
IN_PLACE_AND_WRONG = """
def standardize(X, mean, std):
    X -= mean
    X *= np.where(std == 0, 1.0, std)
    return X
"""
IN_PLACE_AND_RIGHT = IN_PLACE_AND_WRONG.replace("*=", "/=")


def answered(judge, hand_in, solved, name, source):
    return judge.judge("ada", hand_in({**solved, name: source}), exercises=[name]).exercise(name)


def test_a_table_of_the_examples_answers_earns_nothing(judge, hand_in, solved):
    found = answered(judge, hand_in, solved, "sigmoid", TABLE)
    assert found.score == 0
    assert [check.message for check in found.checks[:3]] == [EXAMPLES_ALONE] * 3


def test_it_earns_the_examples_points_where_the_author_says_so(judge, hand_in, solved, monkeypatch):
    counting = replace(judge.authored.assignment, examples_count_alone=True)
    monkeypatch.setattr(judge, "authored", replace(judge.authored, assignment=counting))
    found = answered(judge, hand_in, solved, "sigmoid", TABLE)
    assert found.status == "partly_right"
    assert found.score == pytest.approx(found.points / 3, abs=0.001)


def test_the_course_may_say_so_for_all_and_an_assignment_for_itself(judge, tmp_path, monkeypatch):
    folder = tmp_path / judge.authored.slug
    folder.mkdir()
    text = (judge.authored.assignment.folder / "assignment.toml").read_text()
    monkeypatch.setattr("dlkit.course.assignments_folder", lambda: tmp_path)
    for course, own, counts in (("", "", False), ("true", "", True), ("true", "false", False), ("", "true", True)):
        (tmp_path / "course.toml").write_text(f"examples_count_alone = {course}\n" if course else "")
        (folder / "assignment.toml").write_text((f"examples_count_alone = {own}\n" if own else "") + text)
        assert read_assignment(folder).examples_count_alone is counts


def test_right_values_with_an_argument_changed_lose_a_quarter_in_one_check_of_its_own(judge, hand_in, solved):
    found = answered(judge, hand_in, solved, "standardize", IN_PLACE_AND_RIGHT)
    assert found.score == pytest.approx(0.75 * found.points)
    assert [check.name for check in found.checks if check.outcome == "failed"] == [IN_PLACE]
    assert found.status == "partly_right"


def test_wrong_values_keep_their_hint_beside_it(judge, hand_in, solved):
    found = answered(judge, hand_in, solved, "standardize", IN_PLACE_AND_WRONG)
    alone = answered(judge, hand_in, solved, "standardize", IN_PLACE_AND_WRONG.replace("X -= mean", "X = X - mean"))
    assert found.checks[-1].name == IN_PLACE
    assert [check.message for check in found.checks[:-1]] == [check.message for check in alone.checks]


def test_one_that_leaves_its_arguments_alone_has_no_such_check(judge, hand_in, solved):
    found = answered(judge, hand_in, solved, "standardize", solved["standardize"])
    assert found.score == found.points
    assert IN_PLACE not in {check.name for check in found.checks}
