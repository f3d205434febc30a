"""Trainings over five seeds take turns: each run makes a fifth of them, by the rule of `grader.turns`."""

from grader.turns import number_of_the_turn, of_this_turn

SEEDS = range(5)


def pytest_report_header():
    number = number_of_the_turn()
    which = "all" if number is None else f"seed {number % len(SEEDS)}"
    return f"tests that train on five seeds: {which} in this turn; `make test-all` runs all five"


def pytest_collection_modifyitems(config, items):
    """Keeps the seed whose turn it is, of tests with `parametrize("seed", range(5))`."""
    now = of_this_turn(SEEDS, len(SEEDS))
    waiting = [item for item in items if _seed(item) not in (None, *now)]
    config.hook.pytest_deselected(items=waiting)
    items[:] = [item for item in items if item not in waiting]


def _seed(item):
    """The seed of a test that takes turns; None of any other."""
    marks = [mark for mark in item.iter_markers("parametrize") if mark.args == ("seed", SEEDS)]
    return item.callspec.params["seed"] if marks else None
