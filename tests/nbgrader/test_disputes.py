"""A dispute over a mark: explained to the staff and to nobody else, and decided by a person so that it stays."""

import csv
import io
import re
from contextlib import nullcontext

import pytest
from typer.testing import CliRunner

from dlkit.course import CourseError
from grader.gradebook import CourseFolder, export_csv, read_overrides, regrade
from grader.terminal.cli import app

from .conftest import SLUG, grades, nbgrader, put

WHY = "The text of the exercise does not say which sign."


@pytest.fixture
def run(shared_judge, monkeypatch):
    """Runs a command of `grader` in this process, with the tests' one judge."""
    monkeypatch.setattr("grader.gradebook.disputes.Judge", lambda slug: nullcontext(shared_judge))

    def command(*arguments):
        found = CliRunner().invoke(app, list(map(str, arguments)), catch_exceptions=False)
        assert found.exit_code == 0, found.output
        return found.output

    return command


def _hidden_numbers(text):
    return set(re.findall(r"-?\d\.\d{12,}", text))


def test_explain_tells_the_staff_what_is_hidden_and_no_student(run, regraded, tmp_path):
    before = {path: path.read_bytes() for path in regraded.rglob("*") if path.is_file() and path.suffix != ".db"}
    told = run("explain", "mistaken", SLUG, "--course", regraded)
    page = regraded / "dispute.html"
    run("explain", "mistaken", SLUG, "sigmoid", "--course", regraded, "--html", page, "--data", tmp_path)
    after = {path: path.read_bytes() for path in regraded.rglob("*") if path.is_file() and path.suffix != ".db"}
    assert {path for path in after if after[path] != before.get(path)} == {page}
    nbgrader(regraded, "generate_feedback", SLUG)
    hidden = _hidden_numbers(told) & _hidden_numbers(page.read_text())
    assert len(hidden) > 10
    assert "The judge comes to the same points as are recorded." in told
    students = [path for name in ("release", "feedback", "autograded") for path in (regraded / name).rglob("*.*")]
    seen = [path for path in students if path.is_file() and path.suffix in (".html", ".ipynb")]
    assert len(seen) > 20
    assert not [path for path in seen if hidden & _hidden_numbers(path.read_text())]


@pytest.mark.parametrize("place", ["feedback/mistaken/page.html", "release/page.html", "source/page.html"])
def test_explain_writes_nothing_where_students_get_things_from(regraded, place):
    found = CliRunner().invoke(
        app, ["explain", "mistaken", SLUG, "--course", str(regraded), "--html", str(regraded / place)]
    )
    assert "not for them" in str(found.exception)
    assert not (regraded / place).exists()


def test_explain_says_that_nothing_can_be_judged(run, regraded):
    assert "unreadable: The file is not a notebook" in run("explain", "broken", SLUG, "--course", regraded)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["mistake", SLUG], "Did you mean 'mistaken'?"),
        (["mistaken", "logistic"], "Did you mean 'logistic_regression'?"),
        (["mistaken", SLUG, "sigmoi"], "Did you mean 'sigmoid'?"),
    ],
)
def test_explain_of_what_is_not_there_is_one_sentence(regraded, arguments, sentence):
    found = CliRunner().invoke(app, ["explain", *arguments, "--course", str(regraded)])
    assert isinstance(found.exception, CourseError)
    assert sentence in str(found.exception)


def _sigmoid(root):
    return grades(root)["mistaken", "check-sigmoid"]


def _row(root, student):
    return next(row for row in csv.DictReader(io.StringIO(export_csv(root, SLUG))) if row["student"] == student)


def test_a_decision_stays_over_later_runs(run, regraded, grade_here, fill_in):
    run("regrade", "mistaken", SLUG, "sigmoid", "--points", 6, "--because", WHY, "--course", regraded)
    assert _sigmoid(regraded) == (0, 6, False)
    grade_here(regraded, students=["mistaken"])
    grade_here(regraded, students=["mistaken"], force=True)
    assert _sigmoid(regraded) == (0, 6, False)
    put(regraded, "mistaken", fill_in())
    grade_here(regraded, students=["mistaken"])
    assert _sigmoid(regraded) == (8, 6, True)  # the judge gives other points now: a person is asked to look again
    assert _row(regraded, "mistaken")["sigmoid"] == "6"


@pytest.mark.slow
def test_a_decision_stays_over_a_run_of_nbgraders_own(regraded, shared_judge):
    regrade(regraded, "mistaken", SLUG, "sigmoid", points=6, because=WHY)
    nbgrader(regraded, "autograde", SLUG, "--student", "mistaken", "--force")
    assert _sigmoid(regraded)[1] == 6


def test_the_student_reads_it_once_and_the_export_has_it(regraded):
    regrade(regraded, "mistaken", SLUG, "sigmoid", points=3, because="A first look.")
    made = regrade(regraded, "mistaken", SLUG, "sigmoid", points=6, because=WHY)
    regrade(regraded, "mistaken", SLUG, "why_not_accuracy", points=5, because="Half of it.")
    nbgrader(regraded, "generate_feedback", SLUG, "--student", "mistaken")
    page = (regraded / "feedback" / "mistaken" / SLUG / f"{SLUG}.html").read_text()
    assert page.count(WHY) == page.count(made.told) == page.count("Half of it.") == 1
    assert "A first look." not in page
    row = _row(regraded, "mistaken")
    assert (row["sigmoid"], row["why_not_accuracy"]) == ("6", "5")
    assert f"sigmoid: {made.told}" in row["overrides"]
    assert "A first look." not in row["overrides"]
    kept = read_overrides(CourseFolder(regraded), SLUG, "mistaken")
    assert [(item.exercise, item.points, item.because) for item in kept] == [
        ("sigmoid", 3, "A first look."),
        ("sigmoid", 6, WHY),
        ("why_not_accuracy", 5, "Half of it."),
    ]
    assert _row(regraded, "right")["overrides"] == ""


def test_what_a_person_wrote_before_stays_and_a_later_change_in_the_formgrader_counts(regraded):
    with CourseFolder(regraded).gradebook() as gradebook:
        comment = gradebook.find_comment("exercise-sigmoid", SLUG, SLUG, "mistaken")
        comment.manual_comment = "Nice names."
        gradebook.db.commit()
    regrade(regraded, "mistaken", SLUG, "sigmoid", points=3, because="A first look.")
    made = regrade(regraded, "mistaken", SLUG, "sigmoid", points=6, because=WHY)
    with CourseFolder(regraded).gradebook() as gradebook:
        comment = gradebook.find_comment("exercise-sigmoid", SLUG, SLUG, "mistaken")
        assert comment.manual_comment == f"Nice names.\n\n{made.told}"
        gradebook.find_grade("check-sigmoid", SLUG, SLUG, "mistaken").manual_score = 7
        gradebook.db.commit()
    assert (_row(regraded, "mistaken")["sigmoid"], _row(regraded, "mistaken")["overrides"]) == ("7", "")


def test_a_decision_for_the_wrong_student_is_taken_back_and_leaves_nothing_but_its_record(run, regraded, grade_here):
    before, page = grades(regraded), regraded / "feedback" / "mistaken" / SLUG / f"{SLUG}.html"
    at = ("--course", regraded)
    run("regrade", "mistaken", SLUG, "sigmoid", "--points", 6, "--because", WHY, *at)
    run("regrade", "mistaken", SLUG, "why_not_accuracy", "--points", 7.5, "--because", "Half a step.", *at)
    nbgrader(regraded, "generate_feedback", SLUG, "--student", "mistaken")
    assert WHY in page.read_text()
    assert _row(regraded, "mistaken")["why_not_accuracy"] == "7.5"
    for exercise in ("sigmoid", "why_not_accuracy"):
        assert "taken back" in run("regrade", "mistaken", SLUG, exercise, "--remove", *at)
    assert grades(regraded) == before
    assert _row(regraded, "mistaken")["overrides"] == ""
    nbgrader(regraded, "generate_feedback", SLUG, "--student", "mistaken")  # no --force: the page has changed
    assert WHY not in page.read_text()
    assert [item.is_withdrawal for item in read_overrides(CourseFolder(regraded), SLUG, "mistaken")] == [
        *(False, False),
        *(True, True),
    ]
    for given in (("--remove",), ("--remove", "--points", "6"), ()):
        done = CliRunner().invoke(app, ["regrade", "mistaken", SLUG, "sigmoid", *given, "--course", str(regraded)])
        assert isinstance(done.exception, CourseError)
    made = regrade(regraded, "mistaken", SLUG, "sigmoid", points=5, because="Looked at again.")
    grade_here(regraded, students=["mistaken"])
    assert f"sigmoid: {made.told}" in _row(regraded, "mistaken")["overrides"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"points": 8.5}, "sigmoid is worth 8 points, so --points is a number from 0 to 8."),
        ({"points": -1}, "from 0 to 8"),
        ({"points": float("nan")}, "from 0 to 8"),
        ({"because": " \n"}, "needs its reason"),
        ({"student": "mistake"}, "Did you mean 'mistaken'?"),
        ({"student": "../mistaken"}, "cannot be a student's id"),
        ({"slug": "logistic"}, "Did you mean 'logistic_regression'?"),
        ({"exercise": "sigmoids"}, "Did you mean 'sigmoid'?"),
    ],
)
def test_what_cannot_be_decided_is_one_sentence_and_changes_nothing(regraded, change, sentence):
    before = grades(regraded)
    given = {"student": "mistaken", "slug": SLUG, "exercise": "sigmoid", "points": 6.0, "because": WHY, **change}
    names = [given.pop(name) for name in ("student", "slug", "exercise")]
    with pytest.raises(CourseError) as error:
        regrade(regraded, *names, **given)
    assert sentence in str(error.value)
    assert len(str(error.value).splitlines()) == 1
    assert grades(regraded) == before
    assert not (regraded / "overrides").exists()
