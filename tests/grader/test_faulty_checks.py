"""A check that stops over a fault of its own takes no points; what an answer brought about is the answer's."""

import copy
import zlib

import numpy as np
import pytest

from dlkit.comparing.diagnosis import Diagnosis, Mismatch
from grader.judging.check_session import CheckSession
from grader.judging.failure import FAULTY_CHECK, read_failure
from grader.judging.fixtures import Reference
from grader.judging.student_process import LocalBackend

CHECK = """
import numpy as np
import pytest


@pytest.mark.exercise("sigmoid")
def test_sigmoid_of_three(student, solution, compare):
    compare(student.sigmoid, solution.sigmoid, np.array([-1.0, 0.5, 2.0]))


@pytest.mark.exercise("sigmoid")
def test_it_grows({arguments}):
    values = student.sigmoid(np.array([-1.0, 0.5, 2.0]))
{body}
"""


@pytest.fixture
def collect(tmp_path, authored):
    def collect(body, arguments="student"):
        text = CHECK.format(arguments=arguments, body="\n".join(f"    {line}" for line in body.splitlines()))
        path = tmp_path / f"checks_{zlib.crc32((text + str(tmp_path)).encode())}.py"
        path.write_text(text)
        return CheckSession(path, Reference(authored.catalogue))

    return collect


def second(checks, authored, sigmoid):
    backend = LocalBackend({**vars(authored.solution), "sigmoid": sigmoid})
    return checks.run(backend, authored.solution, exercises=["sigmoid"])[1]


def falling(z):
    return 1 / (1 + np.exp(z))


FAULTY = [
    ('assert values[0] < values[2], f"It should grow, from {smalest}."', "NameError: name 'smalest' is not defined"),
    ('assert values[0] < values[2], "It should grow, from {:q}.".format(values[0])', "ValueError: "),
    ('assert values[0] < values[2], "It should grow, %d to %d." % values[0]', "TypeError: "),
    ("if values[0] > values[2]:\n    raise KeyError('what now')", "KeyError: 'what now'"),
    ('if values[0] > values[2]:\n    student.sigmoid.predict(values, verbose=0)', "AttributeError: "),
    ('if values[0] > values[2]:\n    np.nosuchthing(values)', "AttributeError: module 'numpy' has no attribute"),
    ('if values[0] > values[2]:\n    student.sigmod(0)', "AttributeError: module 'solutions.logistic_regression' has no"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "trouble"), FAULTY)
def test_what_only_a_wrong_answer_reaches_is_the_checks_fault(collect, authored, body, trouble):
    outcome = second(collect(body), authored, falling)
    assert outcome.is_faulty
    assert outcome.diagnosis.message == FAULTY_CHECK
    assert trouble in outcome.diagnosis.trouble
    assert ", line 1" in outcome.diagnosis.trouble


def test_a_fixture_that_does_not_exist_is_named(collect, authored):
    outcome = second(collect("assert len(values) == 3, 'Three.'", "student, solutions"), authored, falling)
    assert outcome.is_faulty
    assert "there is no fixture solutions" in outcome.diagnosis.trouble


@pytest.mark.parametrize(
    ("sigmoid", "told"),
    [
        (lambda z: 0.5, "array"),
        (lambda z: np.array([0.1, 0.5]), "(2,)"),
        (lambda z: np.full(3, np.nan), "nan"),
        (lambda z: {"value": 1}, "dict"),
        (lambda z: None, "None"),
    ],
)
def test_what_comes_of_an_answer_of_another_form_is_the_answers(collect, authored, sigmoid, told):
    body = "places = {-1.0: 0, 2.0: 2}\nassert int(1 / (values[2] - values[0]) * len(values)) > 0, 'It should grow.'"
    outcome = second(collect(body), authored, sigmoid)
    assert not outcome.is_faulty
    assert told.lower() in outcome.diagnosis.message.lower()


def a_model(z):
    import keras

    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])


@pytest.mark.parametrize("body", ["assert values.sum() > 0, 'Positive.'", "assert np.sum(values) / 2 > 0, 'Positive.'"])
def test_a_model_where_numbers_are_expected_is_the_answers_doing(collect, authored, body):
    outcome = second(collect(body), authored, a_model)
    assert not outcome.is_faulty
    assert "sigmoid returned a Keras model; it should return an array" in outcome.diagnosis.message


@pytest.mark.parametrize(
    "unlike", [Mismatch(Diagnosis("crashed", "It ended.")), AttributeError("layers"), ValueError("too odd")]
)
def test_an_answer_that_cannot_even_be_looked_at_fails_its_check_alone(tmp_path, unlike):
    def look():
        raise unlike

    found = read_failure(TypeError("unsupported"), "it grows", look, tmp_path / "checks.py")
    assert found.kind in ("crashed", "type")


def test_it_costs_nothing_and_the_staff_is_told(judge, collect, hand_in, solved):
    faulty = copy.copy(judge)
    faulty.checks = collect('assert values[0] > values[2], f"It should grow, from {smalest}."')
    result = faulty.judge("ada", hand_in(solved)).exercise("sigmoid")
    assert (result.score, result.status) == (result.points, "right")
    assert [check.weight for check in result.checks] == [1.0, 0.0]
    result = faulty.judge("ada", hand_in({**solved, "sigmoid": "def sigmoid(z):\n    return 0 * z"}))
    assert result.exercise("sigmoid").score == 0
    (trouble,) = result.troubles
    assert trouble.startswith("sigmoid: it grows: the check itself stops")
