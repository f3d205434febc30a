"""A run ends with whose mark changed and why, and asks a person again only where something changed."""

import csv
import io
import json
import shutil
from dataclasses import replace

import pytest
from rich.console import Console
from typer.testing import CliRunner

from grader.gradebook import export_csv, regrade
from grader.gradebook.changes import Changes, MarkChange, PartChange
from grader.gradebook.changes.causes import NEW_VERSION
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.grading import Autograded
from grader.running.fingerprints import fingerprints_of
from grader.terminal.cli import app
from grader.terminal.tables import MOST_CHANGES, changes_lines, changes_table

from .conftest import ANSWER, SLUG, autograded, cell_of, grades, nbgrader, put, submission_path
from .test_one_verdict import change_source, mark, points_of

WRITTEN = "written-why_not_accuracy"
WHY = "The text does not say which sign."


@pytest.fixture(scope="module")
def once(empty_course, fill_in, solved, mistake, grade_here, tmp_path_factory):
    root = tmp_path_factory.mktemp("changes") / "course"
    shutil.copytree(empty_course, root)
    put(root, "ada", fill_in())
    put(root, "bob", fill_in({**solved, "sigmoid": mistake.source}))
    with CourseFolder(root).gradebook() as gradebook:
        gradebook.update_or_create_student("eve")
    return root, grade_here(root)


@pytest.fixture
def course(once, tmp_path):
    """A copy of a course in which ada has all right, bob's sigmoid is wrong and eve has handed in nothing."""
    root = tmp_path / "course"
    shutil.copytree(once[0], root)
    return root


def told(run):
    return [change.told for change in run.changes.marks]


@pytest.fixture
def command(grade_here, monkeypatch):
    """Runs `grader autograde` in this process, with the tests' one judge."""
    monkeypatch.setattr("grader.gradebook.autograde", lambda root, slug, **options: grade_here(root))
    return lambda *arguments: CliRunner().invoke(app, ["autograde", SLUG, *arguments], catch_exceptions=False)


def kinds(run):
    return [cause.kind for change in run.changes.marks for part in change.parts for cause in part.causes]


def checks_of_the_kit_change(monkeypatch, *names):
    now = fingerprints_of(SLUG)
    newer = replace(now, exercises={**now.exercises, **dict.fromkeys(names, "newer")})
    monkeypatch.setattr("grader.gradebook.grading.fingerprints_of", lambda slug: newer)


def earlier_kit_was_lenient(course, student):
    """Lets the last run have found the sigmoid right, as an earlier kit might have, with the gradebook to match."""
    folder = CourseFolder(course)
    kept = folder.results.find(SLUG, student)
    exercises = tuple(
        replace(item, score=8.0, status="right", checks=tuple(replace(c, outcome="passed") for c in item.checks))
        if item.name == "sigmoid"
        else item
        for item in kept.result.exercises
    )
    right = replace(kept.result, exercises=exercises, score=90.0)
    folder.results.keep(right, digest=kept.digest, fingerprints=kept.fingerprints)
    with folder.gradebook() as gradebook:
        gradebook.find_grade("check-sigmoid", SLUG, SLUG, student).auto_score = 8.0
        gradebook.db.commit()
    shutil.rmtree(course / ".dlkit" / "standings")


def test_the_first_run_tells_of_nobodys_change_and_the_second_of_none(once, course, grade_here):
    assert (once[1].changes.first, once[1].changes.marks) == (("ada", "bob"), ())
    run = grade_here(course)
    assert run.changes == Changes()
    assert "No mark has changed since the last run." in changes_lines(run)
    assert grade_here(course, force=True).changes == Changes()


def test_a_new_version_is_told_with_the_checks_that_came_out_otherwise(course, grade_here, fill_in):
    put(course, "bob", fill_in())
    run = grade_here(course)
    (change,) = run.changes.marks
    (part,) = change.parts
    assert (change.student, change.after, part.title, part.after, part.why) == (
        "bob",
        90,
        "sigmoid",
        8,
        NEW_VERSION.words,
    )
    assert part.checks
    assert all(check.startswith("now passed: ") for check in part.checks)
    (row, *_) = csv.DictReader(io.StringIO((course / run.changes.file).read_text(encoding="utf-8-sig")))
    assert (row["student"], row["what"], row["after"], row["why"]) == ("bob", "sigmoid", "8.0", NEW_VERSION.words)
    assert grade_here(course).changes == Changes()


def test_the_same_work_handed_in_later_changes_nothing(course, grade_here):
    (submission_path(course, "ada").parent / "timestamp.txt").write_text("2026-03-01 08:00:00 UTC")
    assert grade_here(course).changes == Changes()


def test_a_changed_check_of_the_kit_is_told_as_that(course, grade_here, monkeypatch):
    earlier_kit_was_lenient(course, "bob")
    checks_of_the_kit_change(monkeypatch, "sigmoid")
    run = grade_here(course)
    (change,) = run.changes.marks
    assert change.before == 90
    assert change.parts[0].why == "how the kit judges sigmoid changed"
    assert any(check.startswith("now failed: ") for check in change.parts[0].checks)


def test_what_is_not_known_is_judged_again_and_no_more(course, grade_here):
    earlier_kit_was_lenient(course, "bob")
    (line,) = told(grade_here(course, force=True))
    assert line.endswith("(judged again)")


def test_points_changed_in_the_source_are_told_as_that(course, grade_here, judged):
    change_source(course, lambda notebook: points_of(notebook, "check-cost", 20))
    run = grade_here(course)
    assert (judged, kinds(run)) == ([], ["points", "points"])
    assert told(run)[0].startswith("ada: total 90 → ")
    assert "worth 10 → 20 points in source/" in told(run)[0]


def test_a_decision_and_marks_of_a_person_are_told_apart(course, grade_here):
    regrade(course, "bob", SLUG, "sigmoid", points=6, because=WHY)
    mark(course, "ada", 7)
    run = grade_here(course)
    assert [change.student for change in run.changes.by_the_run] == ["bob"]
    assert run.changes.by_the_run[0].parts[0].why == f"decided by a person: {WHY}"
    assert "1 marked by a person since the last run." in changes_lines(run)


def test_a_decision_on_an_earlier_version_stays_and_is_told_until_it_is_made_anew(
    course, grade_here, fill_in, solved, mistake
):
    regrade(course, "bob", SLUG, "sigmoid", points=6, because=WHY)
    automatic = grades(course)["bob", "check-sigmoid"][0]
    assert grade_here(course).changes.look_again == ()
    put(course, "bob", fill_in({**solved, "sigmoid": mistake.source, "cost": "def cost(*a):\n    return 0"}))
    assert grade_here(course).changes.look_again == ()  # another exercise: the decision was not about it
    put(course, "bob", fill_in({**solved, "sigmoid": mistake.source + "\n# thought about it again"}))
    run = grade_here(course)
    sentence = (
        "The decision on sigmoid for bob (6 of 8) was made on an earlier version, and stays; look again: "
        f"grader explain bob {SLUG} sigmoid"
    )
    assert run.changes.look_again == (sentence,)
    assert sentence in changes_lines(run)
    assert grades(course)["bob", "check-sigmoid"] == (automatic, 6, True)
    assert grade_here(course).changes.look_again == (sentence,)
    regrade(course, "bob", SLUG, "sigmoid", points=6, because="Still so.")
    assert grade_here(course).changes.look_again == ()
    assert grades(course)["bob", "check-sigmoid"] == (automatic, 6, False)


def test_a_decision_is_told_of_when_the_judge_comes_to_other_points(course, grade_here, fill_in, monkeypatch):
    earlier_kit_was_lenient(course, "bob")
    grade_here(course)
    regrade(course, "bob", SLUG, "sigmoid", points=6, because=WHY)
    grade_here(course)
    checks_of_the_kit_change(monkeypatch, "sigmoid")
    (line,) = grade_here(course).changes.look_again
    assert "was made when the judge gave 8, and stays" in line


def test_a_marked_answer_is_asked_for_again_only_when_it_changes(course, grade_here, fill_in, solved, monkeypatch):
    mark(course, "ada", 7)
    checks_of_the_kit_change(monkeypatch, "sigmoid", "cost")
    grade_here(course)
    grade_here(course, force=True)
    assert grades(course)["ada", WRITTEN] == (None, 7, False)
    put(course, "ada", fill_in({**solved, "sigmoid": solved["sigmoid"] + "\n# neater"}))
    grade_here(course)
    assert grades(course)["ada", WRITTEN] == (None, 7, False)
    put(course, "ada", fill_in(written="Something else."))
    run = grade_here(course)
    assert grades(course)["ada", WRITTEN] == (None, 7, True)
    assert told(run) == [
        "ada: total 97 → 97: why_not_accuracy 7, needs a person (a new version was handed in)",
    ]


@pytest.mark.slow
def test_nbgraders_own_run_asks_no_more_and_tells_the_same(course, fill_in, solved, mistake):
    mark(course, "ada", 7)
    regrade(course, "bob", SLUG, "sigmoid", points=6, because=WHY)
    nbgrader(course, "autograde", SLUG, "--force")
    assert grades(course)["ada", WRITTEN] == (None, 7, False)
    assert grades(course)["bob", "check-sigmoid"][1:] == (6, False)
    put(course, "ada", fill_in({**solved, "sigmoid": mistake.source}, written=ANSWER + " And more."))
    put(course, "bob", fill_in({**solved, "sigmoid": mistake.source + "\n# again"}))
    log = nbgrader(course, "autograde", SLUG, "--force").stderr
    assert grades(course)["ada", WRITTEN] == (None, 7, True)
    assert "ada: total 97 → " in log
    assert "(a new version was handed in)" in log
    assert "The decision on sigmoid for bob (6 of 8) was made on an earlier version, and stays" in log


def test_a_change_that_a_stopped_run_did_not_tell_is_told_by_the_next(course, grade_here, fill_in, monkeypatch):
    put(course, "bob", fill_in())
    with monkeypatch.context() as patch:
        patch.setattr("grader.gradebook.changes.run_changes.RunChanges.after", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            grade_here(course)
    assert grades(course)["bob", "check-sigmoid"][0] == 8
    assert [change.student for change in grade_here(course).changes.marks] == ["bob"]


def test_who_handed_in_nothing_is_among_the_rows_and_nothing_is_recorded_of_them(course, grade_here, command):
    run = grade_here(course)
    assert {student: mark.total for student, mark in run.absent.items()} == {"eve": 0}
    assert {student for student, _ in grades(course)} == {"ada", "bob"}
    done = command("--course", str(course))
    assert any("eve" in line and "missing" in line for line in done.output.splitlines())
    assert done.exit_code == 0
    row = next(row for row in csv.DictReader(io.StringIO(export_csv(course, SLUG))) if row["student"] == "eve")
    assert (row["status"], row["total"]) == ("missing", "0")
    assert grade_here(course, students=["ada"]).absent == {}


def test_json_holds_rows_changes_and_causes(course, fill_in, command):
    put(course, "bob", fill_in())
    done = command("--course", str(course), "--json")
    found = json.loads(done.output)
    assert list(found["absent"]) == ["eve"]
    (change,) = found["changes"]["marks"]
    assert change["parts"][0]["causes"] == [{"kind": "new_version", "words": "a new version was handed in"}]


def test_of_a_large_class_few_lines_are_shown_and_the_rest_is_counted():
    part = PartChange("sigmoid", 8, 0, 8, (NEW_VERSION,))
    marks = tuple(MarkChange(f"s{number:03}", 90, 82, (part,)) for number in range(57))
    run = Autograded(SLUG, changes=Changes(marks, file="changes/x.csv"))
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(changes_table(run))
    assert sum("s0" in line for line in console.export_text().splitlines()) == MOST_CHANGES
    assert changes_lines(run) == [
        "57 × sigmoid: a new version was handed in",
        "37 more marks changed.",
        "All changes are listed in changes/x.csv.",
    ]


def test_the_text_that_was_marked_is_the_one_that_was_recorded(course):
    assert cell_of(autograded(course, "ada"), WRITTEN)["source"] == ANSWER
