"""A check that stops over a fault of its own takes no points; what an answer brought about is the answer's."""

import copy
import zlib

import numpy as np
import pytest

from dlkit.comparing.diagnosis import Diagnosis, Mismatch
from dlkit.course import CourseError
from grader.errors import ChecksError
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


# Measures


MEASURED = """
import numpy as np
import pytest


@pytest.mark.exercise("sigmoid")
def test_sigmoid_is_measured(student, solution, compare, measures):
    compare.measure(student.sigmoid, solution.sigmoid, measures.{name}, 3, near=0.01)
"""
MEASURES = """
import numpy as np


def half(sigmoid, draw):
    values = sigmoid(np.random.default_rng(draw).normal(size=1000))
    return {"Half of the answers should lie above one half.": np.mean(values > 0.5)}


def odd(sigmoid, draw):
    return {"Something.": sigmoid(np.zeros(3))["a"]}
"""


@pytest.fixture
def measuring(tmp_path, authored, monkeypatch):
    """Collects a check that asks for a measure of this name, beside these measures."""
    monkeypatch.setattr("grader.judging.check_session.assignments_folder", lambda: tmp_path)

    def collect(name, text=MEASURES):
        path = tmp_path / f"measuring_{zlib.crc32(str((tmp_path, name)).encode())}.py"
        path.write_text(MEASURED.format(name=name))
        (tmp_path / path.stem).mkdir()
        if text is not None:
            (tmp_path / path.stem / "measures.py").write_text(text)
        return CheckSession(path, Reference(authored.catalogue))

    return collect


def outcome_of(checks, authored, sigmoid):
    backend = LocalBackend({**vars(authored.solution), "sigmoid": sigmoid})
    (found,) = checks.run(backend, authored.solution, exercises=["sigmoid"])
    return found


def test_a_measured_function_fails_with_the_sentence_of_its_measure(measuring, authored):
    checks = measuring("half")
    assert outcome_of(checks, authored, authored.solution.sigmoid).diagnosis is None
    found = outcome_of(checks, authored, lambda z: authored.solution.sigmoid(z - 0.7))
    assert found.diagnosis.message == "Half of the answers should lie above one half."
    assert [item.kind for item in found.compared] == ["measure"]


def test_a_known_mistake_is_known_by_what_it_measures(measuring, authored):
    checks = measuring("half")
    own = [entry for entry in authored.catalogue if (entry.role, entry.exercise) == ("mistake", "sigmoid")]
    found = {entry.name: outcome_of(checks, authored, entry.function).diagnosis for entry in own}
    failing = {name: diagnosis for name, diagnosis in found.items() if diagnosis}
    assert failing
    assert all(name in dict(diagnosis.explains) for name, diagnosis in failing.items())


@pytest.mark.parametrize(
    ("text", "words"),
    [(None, "measures.py is missing: checks of measuring_"), ("def half(:\n", "measures.py, line 1: SyntaxError")],
)
def test_measures_that_cannot_be_had_are_told_when_the_checks_are_read(measuring, text, words):
    with pytest.raises(CourseError) as told:
        measuring("half", text)
    assert words in str(told.value)


def test_a_measure_of_a_misspelt_name_is_the_checks_own_fault(measuring, authored):
    found = outcome_of(measuring("hlaf"), authored, authored.solution.sigmoid)
    assert found.is_faulty
    assert ", line 8: AttributeError" in found.diagnosis.trouble


def test_a_measure_that_stops_for_the_solution_is_told_as_such(measuring, authored):
    with pytest.raises(ChecksError, match="The measure odd comes to nothing for the solution"):
        outcome_of(measuring("odd"), authored, authored.solution.sigmoid)
