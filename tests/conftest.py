"""What many tests share: one judge, started once, and a way to hand in notebooks to it."""

import os
import sys

import pytest
from hypothesis import settings

from grader.running.turns import is_its_turn, number_of_the_turn, of_this_turn

MANY_SEEDS = (
    3  # a test over so many seeds, or more, takes turns by the rule of `grader.running.turns`: one seed in each run
)

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("DLKIT_STANDBY_SECONDS", "0")  # no test leaves a judge behind, but those that are about it

# The suite tries the same examples in every run, so that a failure is the change's and not chance's.
# HYPOTHESIS_PROFILE=explore looks for new ones.
settings.register_profile("suite", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


def pytest_report_header():
    number = number_of_the_turn()
    which = "all of them" if number is None else f"one of them, by the commit (of five number {number % 5 + 1})"
    return f"tests over several seeds: {which}; `make test-all` runs all"


def pytest_collection_modifyitems(config, items):
    """Keeps the seed whose turn it is, of tests with a `parametrize("seed", ...)` of many, and `turns` whose turn it is."""
    waiting = [item for item in items if _waits(item)]
    config.hook.pytest_deselected(items=waiting)
    items[:] = [item for item in items if item not in waiting]


def _waits(item):
    """Whether it is the turn of another seed, or of another test."""
    marked = item.get_closest_marker("turns")
    if marked is not None and not is_its_turn(marked.kwargs.get("together", item.nodeid), *marked.args):
        return True
    return any(
        mark.args[0] == "seed"
        and len(seeds := mark.args[1]) >= MANY_SEEDS
        and item.callspec.params["seed"] not in of_this_turn(seeds, len(seeds))
        for mark in item.iter_markers("parametrize")
    )


@pytest.fixture(autouse=True)
def same_weights():
    """Draws the same initial weights in every run: a small network may well be drawn dead."""
    if "keras" in sys.modules:
        sys.modules["keras"].utils.set_random_seed(0)


@pytest.fixture(scope="session")
def judge():
    """The judge of logistic_regression, with its real sandbox."""
    from grader.judging.judge import Judge

    with Judge("logistic_regression") as judge:
        yield judge


@pytest.fixture(autouse=True)
def _nothing_remembered(request):
    """Where a test changes how judging goes, the judge remembers no answers from before, nor afterwards those of the test."""
    if {"judge", "monkeypatch"} <= {*request.fixturenames}:
        from grader.judging.remembered import Remembered

        checks = request.getfixturevalue("judge").checks
        checks._remembered = Remembered()
        yield
        checks._remembered = Remembered()
    else:
        yield


@pytest.fixture(scope="session")
def authored():
    """What the author of logistic_regression wrote."""
    from grader.authoring.authored import load_authored

    return load_authored("logistic_regression")


@pytest.fixture(scope="session")
def solved(authored):
    """A right answer to every exercise: name to the text of its cell."""
    return authored.answers()


@pytest.fixture(scope="session")
def hand_in(authored):
    """Builds the bytes of a submission."""
    from nbformat.v4 import new_code_cell

    from grader.authoring.notebooks import as_bytes, notebook_with

    def build(answers=None, *, first_cells=(), extra_cells=(), change=None):
        """Fill in a notebook.

        Args:
            answers: the text of the cell for each exercise that is answered; the others stay stubs.
            first_cells: texts of code cells to put before all others.
            extra_cells: texts of code cells to put after all others.
            change: does whatever else to the notebook, in place.
        """
        notebook = notebook_with(authored, answers or {})
        notebook.cells[:0] = [new_code_cell(source) for source in first_cells]
        notebook.cells += [new_code_cell(source) for source in extra_cells]
        if change is not None:
            change(notebook)
        return as_bytes(notebook)

    return build
