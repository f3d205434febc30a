"""An instructor's own autograded cells: run as nbgrader would, each in a sandbox of its own."""

import pytest

from grader.judging.own_cells import OwnCell, visible_source

HIDDEN = "assert sigmoid(0) == 0.5\n### BEGIN HIDDEN TESTS\nsecret = 'lighthouse'\nassert sigmoid(3) == secret\n### END HIDDEN TESTS"


@pytest.fixture
def run(judge, hand_in, solved):
    """Runs one own cell worth 5 points below a notebook; gives its score and what is said of it."""

    def run(source, answers=None, **notebook):
        above = hand_in(solved | (answers or {}), **notebook)
        (found,) = judge.run_own_cells([OwnCell("own", 5.0, source, above)])
        assert (found.name, found.points) == ("own", 5.0)
        return found.score, found.message

    return run


@pytest.mark.parametrize(
    ("source", "score"),
    [
        ("assert abs(sigmoid(0.0) - 0.5) < 1e-9", 5),
        ("assert sigmoid(0.0) == 3", 0),
        ("x = sigmoid(0.0)\n2.5", 2.5),
        ("import numpy as np\nnp.float64(1.5)", 1.5),
        ("sigmoid(0.0) == 0.5", 5),
        ("'any text'", 5),
        ("object()", 5),
        ("", 5),
        ("%matplotlib inline\nx: int = 3\n!ls\nassert x == 3", 5),
        ("import sys, warnings\nwarnings.warn('careful')\nprint('careful', file=sys.stderr)", 5),
        ("from math import *\nassert floor(2.5) == 2", 5),
        ("import os\nos._exit(0)", 0),
        ("0", 0),
    ],
)
def test_a_cell_earns_what_nbgrader_would_give_and_warnings_cost_nothing(run, source, score):
    assert run(source)[0] == score


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("assert (", "not valid Python"),
        ('check("sigmoid")', "calls check()"),
        ('dlkit.assignment("logistic_regression").check("sigmoid")', "calls check()"),
        ('ask("learning_rate", 0.1)', "calls ask()"),
        ('assert len(inputs("sigmoid")) == 1', "calls inputs()"),
        ("%%time\nassert False", "begins with %%"),
        ("7", "no number from 0 to 5"),
        ("-1.0", "no number from 0 to 5"),
        ("float('nan')", "no number from 0 to 5"),
    ],
)
def test_what_cannot_be_judged_is_left_to_a_person_and_says_why(run, source, why):
    score, message = run(source)
    assert score is None
    assert why in message
    assert message.endswith("so a person gives its points.")


def test_it_sees_what_stands_above_it_and_not_what_another_own_cell_left(judge, hand_in, solved):
    above = hand_in(solved, extra_cells=["own_name = 4"])
    cells = [
        OwnCell("first", 1.0, "own_name += 1\nassert own_name == 5", above),
        OwnCell("second", 1.0, "assert own_name == 4", above),
    ]
    assert [cell.score for cell in judge.run_own_cells(cells)] == [1, 1]


def test_an_error_is_told_and_its_text_where_it_can_be_read_anyway(run):
    assert run('assert sigmoid(0) == 3, "Did you divide by two?"') == (
        0,
        "It stopped: AssertionError: Did you divide by two?.",
    )
    raising = "def sigmoid(z):\n    raise ValueError('not my day')"
    assert run("sigmoid(0)", {"sigmoid": raising}) == (0, "It stopped: ValueError: not my day.")


def test_a_hidden_test_that_a_student_reads_is_not_told(run):
    spying = """
def sigmoid(z):
    import sys
    class Found(Exception): pass
    frame = sys._getframe()
    while frame:
        if 'secret' in frame.f_globals:
            raise Found(frame.f_globals['secret'])
        frame = frame.f_back
    return 0.5
"""
    score, message = run(HIDDEN, {"sigmoid": spying})
    assert (score, message) == (0, "It stopped: an error of its own.")
    assert visible_source(HIDDEN) == "assert sigmoid(0) == 0.5"


def test_who_makes_a_cell_pass_gets_its_points_and_no_others(judge, hand_in, solved, run):
    cheat = (
        solved["sigmoid"] + "\nimport builtins\nreal = compile\n"
        "builtins.compile = lambda source, *args, **options: real(\n"
        "    'None' if isinstance(source, str) and len(args) == 2 else source, *args, **options\n"
        ")\n"
    )
    assert run("assert False", {"sigmoid": cheat})[0] == 5
    wrong = {name: source for name, source in solved.items() if name != "cost"} | {"sigmoid": cheat}
    result = judge.judge("mallory", hand_in(wrong))
    assert result.exercise("cost").score == 0


def test_no_hidden_check_and_no_solution_lies_where_a_cell_runs(run):
    looking = """
import os, sys
found = [os.path.join(place, name) for place, _, names in os.walk("/") for name in names]
assert "/course/dlkit/sandboxed/server.py" in found
assert not [path for path in found if path.endswith(("checks/logistic_regression.py", "solutions/logistic_regression.py"))]
assert not [name for name in sys.modules if name.startswith(("grader", "solutions"))]
"""
    assert run(looking) == (5, "It ran without an error.")


def test_a_cell_that_never_comes_back_costs_its_points_alone(judge, hand_in, solved, monkeypatch):
    monkeypatch.setattr("grader.judging.own_cells.CELL_SECONDS", 1.0)
    monkeypatch.setattr(judge, "budget", judge.budget.__class__(call_seconds=1.0))
    above = hand_in(solved)
    cells = [OwnCell("hangs", 1.0, "while True: pass", above), OwnCell("own", 1.0, "assert True", above)]
    first, second = judge.run_own_cells(cells)
    assert (first.score, second.score) == (0, 1)
    assert "did not come back within 1 seconds" in first.message
