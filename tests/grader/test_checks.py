"""A check is an ordinary pytest test: called as it is where that will do, else with all that pytest gives."""

import zlib
from dataclasses import replace

import numpy as np
import pytest

from grader.authoring.authored import load_authored
from grader.errors import ChecksError
from grader.judging.check_session import CheckSession
from grader.judging.fixtures import Reference
from grader.judging.student_process import LocalBackend

PLAIN = """
import numpy as np
import pytest


@pytest.mark.exercise("sigmoid")
@pytest.mark.parametrize("value", [0.0, 2.0])
def test_sigmoid_of_a_number(student, solution, compare, rng, value):
    compare(student.sigmoid, solution.sigmoid, value + rng.normal())


@pytest.mark.exercise("sigmoid")
def test_one_half(student):
    assert student.sigmoid(0.0) == 0.5, "sigmoid(0) is one half."
"""

MORE_OF_PYTEST = """
import numpy as np
import pytest


@pytest.fixture
def values(rng):
    return rng.normal(size=3)


@pytest.mark.exercise("sigmoid")
def test_a_fixture_of_its_own(student, solution, compare, values):
    compare(student.sigmoid, solution.sigmoid, values)


@pytest.mark.exercise("sigmoid")
def test_pytests_own_fixtures(student, solution, compare, tmp_path, monkeypatch):
    monkeypatch.setenv("PLACE", str(tmp_path))
    compare(student.sigmoid, solution.sigmoid, 1.0)


class TestInAClass:
    @pytest.mark.exercise("sigmoid")
    def test_a_method(self, student, solution, compare):
        compare(student.sigmoid, solution.sigmoid, 1.0)
"""

OWN_STUDENT = """
import pytest


@pytest.fixture
def student():
    return None


@pytest.mark.exercise("sigmoid")
def test_the_nearest_fixture_counts(student):
    assert student is None, "The file's own fixture stands before the judge's."
"""

WITHOUT_THE_SOLUTION = """
import pytest


@pytest.mark.exercise("sigmoid")
def test_the_author_forgot_something(student, compare):
    compare(student.sigmoid, 1.0)
"""


@pytest.fixture(scope="module")
def authored():
    return load_authored("logistic_regression")


@pytest.fixture
def collect(tmp_path, authored):
    """Collects a file of checks."""

    def collect(text):
        path = tmp_path / f"checks_{zlib.crc32(text.encode())}.py"  # a module is imported once by its name
        path.write_text(text)
        return CheckSession(path, Reference(authored.catalogue))

    return collect


def run(checks, authored, **wrong):
    """What the checks say to the solution with some functions replaced."""
    backend = LocalBackend({**vars(authored.solution), **wrong})
    return checks.run(backend, authored.solution, exercises=["sigmoid"])


def tanh(z):
    return np.tanh(z)


@pytest.mark.parametrize(("text", "plain"), [(PLAIN, True), (MORE_OF_PYTEST, False)])
def test_the_right_answer_passes_and_a_wrong_one_fails_every_check(collect, authored, text, plain):
    checks = collect(text)
    assert {check.plain for check in checks.checks} == {plain}
    for _ in range(2):
        assert [outcome.diagnosis for outcome in run(checks, authored)] == [None] * 3
        assert all(outcome.diagnosis for outcome in run(checks, authored, sigmoid=tanh))


def test_a_fixture_of_the_file_stands_before_the_judges_own(collect, authored):
    (outcome,) = run(collect(OWN_STUDENT), authored)
    assert outcome.diagnosis is None


def test_a_comparison_without_the_solution_is_the_authors_mistake(collect, authored):
    with pytest.raises(ChecksError, match="student's sigmoid, the solution's, and then"):
        run(collect(WITHOUT_THE_SOLUTION), authored)


def test_a_check_called_as_it_is_says_what_it_says_under_pytest(authored):
    checks = CheckSession(authored.checks_path, Reference(authored.catalogue))
    assert all(check.plain for check in checks.checks)
    called = [repr(outcome.diagnosis) for outcome in run(checks, authored, sigmoid=tanh)]
    checks.checks = [replace(check, plain=False) for check in checks.checks]
    assert [repr(outcome.diagnosis) for outcome in run(checks, authored, sigmoid=tanh)] == called
    assert any(said != "None" for said in called)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("def broken(:", r"checks_\d+\.py, line 2: SyntaxError: invalid syntax: def broken\(:$"),
        ("nowhere", r"checks_\d+\.py, line 2: NameError: name 'nowhere' is not defined$"),
        ("from dlkit import nothing", r"checks_\d+\.py, line 2: ImportError: cannot import name 'nothing'"),
    ],
)
def test_a_file_that_cannot_be_collected_is_told_in_a_line(collect, line, told):
    with pytest.raises(ChecksError, match=told):
        collect(f"\n{line}\n")
