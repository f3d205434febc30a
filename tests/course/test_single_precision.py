"""Who computes in float32 is right: each exercise of the course answered so, with all that builds on it."""

import copy

import pytest

from dlkit.course import course
from grader.authoring import as_bytes
from grader.authoring.authored import load_authored
from grader.authoring.notebooks import solved_notebook
from grader.judging import OF_THE_GATE
from grader.judging.judge import Judge
from grader.running.turns import of_this_turn

pytestmark = pytest.mark.slow

NEEDS_ALL_DIGITS = {("initialization", "to_vector"), ("initialization", "from_vector")}  # and their hint says so
CAST = """

def _single(value):
    import numpy

    if isinstance(value, (numpy.ndarray, numpy.float64)) and value.dtype == numpy.float64:
        return value.astype(numpy.float32)
    if type(value) is dict:
        return {key: _single(item) for key, item in value.items()}
    return type(value)(map(_single, value)) if type(value) in (tuple, list) else value


def _with_single(function):
    import functools

    return functools.wraps(function)(lambda *args, **kwargs: _single(function(*args, **kwargs)))


NAME = _with_single(NAME)
"""


@pytest.mark.parametrize("slug", of_this_turn(course(), 8))
def test_an_answer_of_float32_is_right_and_so_is_what_calls_it(slug):
    authored, lost = load_authored(slug), {}
    with Judge(slug) as judge:
        for name in (exercise.name for exercise in authored.assignment.exercises):
            notebook = copy.deepcopy(solved_notebook(authored))
            (cell,) = (cell for cell in notebook.cells if cell.metadata.get("exercise") == name)
            cell.source += CAST.replace("NAME", name)
            result = judge.judge(name, as_bytes(notebook), seed=OF_THE_GATE[0])
            assert result.status == "graded", result.reason
            for exercise in result.exercises:
                if exercise.score < exercise.points and (slug, exercise.name) not in NEEDS_ALL_DIGITS:
                    lost[name, exercise.name] = exercise.first_failure
    assert lost == {}
