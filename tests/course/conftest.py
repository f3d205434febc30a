"""Trainings over five seeds take turns: each run makes a fifth of them, by the rule of `grader.turns`."""

from grader.turns import number_of_the_turn, of_this_turn

TURNS = 5


def pytest_report_header():
    number = number_of_the_turn()
    which = "all five" if number is None else f"number {number % TURNS + 1} of {TURNS}"
    return f"trainings over five seeds: {which} in this turn; `make test-all` runs all five"


def pytest_collection_modifyitems(config, items):
    """Keeps the seed whose turn it is, of tests with a `parametrize("seed", ...)` of five."""
    waiting = [item for item in items if _waits(item)]
    config.hook.pytest_deselected(items=waiting)
    items[:] = [item for item in items if item not in waiting]


def _waits(item):
    """Whether it is another seed's turn."""
    return any(
        mark.args[0] == "seed"
        and len(seeds := mark.args[1]) == TURNS
        and item.callspec.params["seed"] not in of_this_turn(seeds, TURNS)
        for mark in item.iter_markers("parametrize")
    )
