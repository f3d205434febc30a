"""Late work in a real course: penalties, free days, extensions and held feedback, the same in every place."""

import csv
import io
import json
import re
import shutil

import pytest
from typer.testing import CliRunner

from dlkit.course import CourseError
from grader.gradebook import export_csv, export_marks, regrade
from grader.gradebook.course_folder import CONFIG_NAME, CourseFolder, generate_assignment, init_course
from grader.gradebook.grading import autograde
from grader.gradebook.late import LATE_NAME, LateChanges, change, extend, overview, remove_extension
from grader.terminal.cli import app

from .conftest import SLUG, Here, nbgrader, put, submission_path
from .test_one_verdict import in_the_gradebook, in_the_table, page_of

DUE = "2026-10-24 18:00"  # in Berlin, where the clocks are put back in the night after it: 16:00 UTC
HANDED_IN = {
    "ada": "2026-10-24 16:00:00",  # at the last second
    "bob": "2026-10-24 16:00:01",
    "cleo": "2026-10-25 17:00:00",  # 25 hours later, and a day by the clock
    "dan": "2026-10-25 17:00:01",
}
OTHERS = ("shallow_network", "deep_network")
WRITTEN = {"shallow_network": "why_it_bends", "deep_network": "four_observations"}


def hand_in_at(root, student, time):
    (submission_path(root, student).parent / "timestamp.txt").write_text(f"{time} UTC")


def changed(root, slug=SLUG, **changes):
    return change(root, slug, LateChanges(**changes))


@pytest.fixture(scope="module")
def once(empty_course, fill_in, grade_here, tmp_path_factory):
    root = tmp_path_factory.mktemp("late") / "course"
    shutil.copytree(empty_course, root)
    for student, time in HANDED_IN.items():
        put(root, student, fill_in(written=""))
        hand_in_at(root, student, time)
    changed(root, zone="Europe/Berlin", due=DUE)
    grade_here(root)
    return root


@pytest.fixture
def course(once, tmp_path):
    """A copy of a graded course in which late work costs nothing yet."""
    root = tmp_path / "course"
    shutil.copytree(once, root)
    return root


def penalties(root, run):
    """Everybody's late penalty, once gradebook, table and export have said the same."""
    exported = {row["student"]: row for row in csv.DictReader(io.StringIO(export_csv(root, SLUG)))}
    table, known = in_the_table(run), in_the_gradebook(root)
    for student, found in known.items():
        shown = f"{found.total:.2f}".rstrip("0").rstrip(".")
        assert float(exported[student]["late_penalty"]) == pytest.approx(found.penalty)
        assert float(exported[student]["total"]) == pytest.approx(found.total)
        assert table[student][1] == shown
    assert not any(item.is_stale for item in overview(root).penalties)
    return {student: found.penalty for student, found in known.items()}


def test_a_policy_counts_at_the_next_run_which_says_what_changed(course, grade_here, judged):
    assert set(penalties(course, grade_here(course)).values()) == {0}
    changed(course, policy="10% a day")
    assert [item.now for item in overview(course).penalties] == [9, 9, 18]
    run = grade_here(course)
    assert penalties(course, run) == {"ada": 0, "bob": 9, "cleo": 9, "dan": 18}
    assert CourseFolder(course).api.generate_feedback(SLUG)["success"]
    assert re.search(r"\b72 of 100 points.*late penalty −18\b", page_of(course, "dan"))
    assert [change.told for change in run.changes.marks] == [
        "bob: total 90 → 81: late penalty 0 → 9 (the policy is now 10% a day; due 2026-10-24 18:00, handed in "
        "2026-10-24 18:00:01: 1 day late)",
        "cleo: total 90 → 81: late penalty 0 → 9 (the policy is now 10% a day; due 2026-10-24 18:00, handed in "
        "2026-10-25 18:00: 1 day late)",
        "dan: total 90 → 72: late penalty 0 → 18 (the policy is now 10% a day; due 2026-10-24 18:00, handed in "
        "2026-10-25 18:00:01: 2 days late)",
    ]
    again = grade_here(course)
    assert (again.late, again.changes.marks) == ((), ())
    changed(course, policy="none after 1 day")
    assert penalties(course, grade_here(course)) == {"ada": 0, "bob": 0, "cleo": 0, "dan": 90}
    changed(course, slug=None, policy="2 points a day")
    assert penalties(course, grade_here(course))["dan"] == 90  # the assignment's own policy goes before the course's
    (course / LATE_NAME).write_text((course / LATE_NAME).read_text().replace('policy = "none after 1 day"\n', ""))
    assert penalties(course, grade_here(course)) == {"ada": 0, "bob": 2, "cleo": 2, "dan": 4}
    assert judged == []


def test_an_extension_after_grading_counts_at_the_next_run(course, grade_here, judged):
    changed(course, policy="10% a day")
    grade_here(course)
    given = extend(course, "dan", SLUG, days=1)
    assert given.span.total_seconds() == 25 * 3600
    with CourseFolder(course).gradebook() as gradebook:
        assert gradebook.find_submission(SLUG, "dan").total_seconds_late == 1
    run = grade_here(course)
    assert penalties(course, run)["dan"] == 9
    assert [change.told for change in run.changes.marks] == [
        "dan: total 72 → 81: late penalty 18 → 9 (extended; due 2026-10-25 18:00 as extended, handed in 2026-10-25 "
        "18:00:01: 1 day late)"
    ]
    extend(course, "dan", SLUG, until="2026-10-25 18:00:01")
    assert penalties(course, grade_here(course))["dan"] == 0
    changed(course, due="2026-10-23 18:00")
    run = grade_here(course)
    assert penalties(course, run) == {"ada": 9, "bob": 18, "cleo": 18, "dan": 9}  # the extension moved with the date
    remove_extension(course, "dan", SLUG)
    assert penalties(course, grade_here(course))["dan"] == 27
    assert judged == []


def test_an_extension_of_who_has_not_handed_in_waits_for_the_work(course, fill_in, grade_here):
    changed(course, policy="10% a day")
    with CourseFolder(course).gradebook() as gradebook:
        gradebook.update_or_create_student("eve")
    before = export_csv(course, SLUG)
    extend(course, "eve", SLUG, days=2)
    folder = CourseFolder(course)
    rows = [line for line in export_csv(course, SLUG).splitlines() if line not in before.splitlines()]
    assert len(rows) == 1  # of eve's alone, and of hers the date
    assert rows[0].replace("2026-10-26 17:00:00", "2026-10-24 16:00:00") in before.splitlines()
    assert "eve" not in {item["student"] for item in folder.api.get_submissions(SLUG)}
    assert "eve" not in {item["student"] for item in folder.api.get_notebook_submissions(SLUG, SLUG)}
    assert not folder.api.get_submission(SLUG, "eve")["submitted"]
    put(course, "eve", fill_in(written=""))
    hand_in_at(course, "eve", "2026-10-26 17:00:01")
    assert penalties(course, grade_here(course))["eve"] == 9
    extend(course, "eve", SLUG, days=3)
    assert penalties(course, grade_here(course))["eve"] == 0


def test_taking_back_an_extension_of_who_has_not_handed_in_leaves_nothing(course):
    with CourseFolder(course).gradebook() as gradebook:
        gradebook.update_or_create_student("eve")
    extend(course, "eve", SLUG, days=2)
    remove_extension(course, "eve", SLUG)
    with CourseFolder(course).gradebook() as gradebook:
        assert {item.student.id for item in gradebook.assignment_submissions(SLUG)} == set(HANDED_IN)


@pytest.fixture(scope="module")
def three(once, tmp_path_factory):
    """The course with two more assignments, whose written answers a person marks; ada and bob hand all in late."""
    root = tmp_path_factory.mktemp("three") / "course"
    shutil.copytree(once, root)
    fresh = init_course(tmp_path_factory.mktemp("fresh") / "course", slugs=list(OTHERS)).root
    for slug in OTHERS:
        shutil.copytree(fresh / "source" / slug, root / "source" / slug)
        generate_assignment(CourseFolder(root), slug)
        for student in ("ada", "bob"):
            (root / "submitted" / student / slug).mkdir(parents=True)
    return root


def run_other(root, slug, day):
    """Grades an assignment that is due on the 1st and was handed in on a day of December, its answer marked with 10."""
    for student in ("ada", "bob"):
        (root / "submitted" / student / slug / "timestamp.txt").write_text(f"2026-12-{day:02} 12:00:00 UTC")
    run = autograde(root, slug, workers=1, start=lambda count: Here())
    with CourseFolder(root).gradebook() as gradebook:
        for student in ("ada", "bob"):
            grade = gradebook.find_grade(f"written-{WRITTEN[slug]}", slug, slug, student)
            grade.manual_score, grade.needs_manual_grade = 10.0, False
        gradebook.db.commit()
    run = autograde(root, slug, workers=1, start=lambda count: Here())
    exported = {row["student"]: row for row in csv.DictReader(io.StringIO(export_csv(root, slug)))}
    with CourseFolder(root).gradebook() as gradebook:
        for item in gradebook.assignment_submissions(slug):
            total = item.score - item.late_submission_penalty
            assert float(exported[item.student.id]["total"]) == pytest.approx(total)
            assert run.marks[item.student.id].total == pytest.approx(total)
    return {student: float(row["late_penalty"]) for student, row in exported.items() if student in ("ada", "bob")}


def test_free_days_go_to_assignments_in_the_order_of_their_due_dates(three, tmp_path, grade_here):
    course = tmp_path / "course"
    shutil.copytree(three, course)
    changed(course, slug=None, policy="10% a day", free_days=3)
    changed(course, "deep_network", due="2026-12-01 13:00")  # 12:00 UTC
    changed(course, "shallow_network", due="2026-11-30 13:00")
    assert run_other(course, "deep_network", day=4) == {"ada": 0, "bob": 1}  # three days; bob was late in October too
    assert run_other(course, "shallow_network", day=1) == {"ada": 0, "bob": 0}  # a day late, and due before it
    assert [item.now for item in overview(course, "deep_network").penalties] == [1, 2]
    run = grade_here(course)
    assert penalties_of(run)["bob"] == 0
    assert run.late == ("deep_network: late penalties are to change for ada, bob: run grader autograde deep_network.",)
    assert run_other(course, "deep_network", day=4) == {"ada": 1, "bob": 2}
    assert overview(course).used == {"ada": 3, "bob": 3, "cleo": 1, "dan": 2}
    extend(course, "bob", SLUG, days=1)
    assert "deep_network" in grade_here(course).late[-1]
    assert run_other(course, "deep_network", day=4) == {"ada": 1, "bob": 1}
    assert overview(course).used["bob"] == 3


def penalties_of(run):
    return {student: mark.late_penalty for student, mark in run.marks.items()}


@pytest.mark.slow
def test_nbgrader_alone_comes_to_the_same(course, fill_in):
    changed(course, slug=None, policy="10% a day", free_days=1)
    with CourseFolder(course).gradebook() as gradebook:
        gradebook.update_or_create_student("eve")
    extend(course, "eve", SLUG, days=1)
    put(course, "eve", fill_in(written=""))
    hand_in_at(course, "eve", "2026-10-28 17:00:00")
    nbgrader(course, "autograde", "--force", SLUG)
    found = {student: known.penalty for student, known in in_the_gradebook(course).items()}
    assert found == {"ada": 0, "bob": 0, "cleo": 0, "dan": 9, "eve": 18}
    assert not any(item.is_stale for item in overview(course).penalties)
    (course / LATE_NAME).write_text('policy = "much"')
    done = nbgrader(course, "autograde", "--force", "--student=dan", SLUG, check=False)
    assert "'much' is no policy for late work" in done.stderr


def test_feedback_is_held_back_until_its_time(course, grade_here, tmp_path):
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    at = f"--Exchange.root={exchange}"
    folder = CourseFolder(course)
    assert folder.api.generate_feedback(SLUG)["success"]
    (told,) = changed(course, feedback_after="2126-12-01 12:00")
    assert told == f"Feedback on {SLUG} is held back until 2126-12-01 12:00 (Europe/Berlin), as {LATE_NAME} says."
    assert grade_here(course).feedback_held == told
    done = nbgrader(course, "release_feedback", at, SLUG, check=False)
    assert done.returncode != 0
    assert told in done.stderr
    assert not list(exchange.rglob("*.html"))
    shutil.rmtree(course / "feedback")
    answer = folder.api.generate_feedback(SLUG)
    assert not answer["success"]
    assert told in answer["log"]
    assert not list(course.glob("feedback/**/*.html"))
    changed(course, feedback_after="2026-01-01 12:00")
    assert grade_here(course).feedback_held == ""
    assert folder.api.generate_feedback(SLUG)["success"]
    changed(course, feedback_after="none")
    assert "feedback_after" not in (course / LATE_NAME).read_text()
    for name in ("timestamp.txt", "submission_secret.txt"):  # as nbgrader leaves them of what the exchange brought
        (course / "feedback" / "ada" / SLUG / name).write_text("2026-10-27 17:00:00 UTC")
    done = nbgrader(course, "release_feedback", at, SLUG)
    assert re.search(r"Not handed in through the exchange, .*: bob, ", done.stderr)
    assert len(list(exchange.rglob("*.html"))) == 1


def test_making_the_configuration_anew_keeps_what_was_settled(course):
    changed(course, policy="10% a day")
    before = (course / LATE_NAME).read_bytes()
    (course / CONFIG_NAME).unlink()
    shutil.rmtree(course / "source")
    init_course(course, slugs=[SLUG])
    assert (course / LATE_NAME).read_bytes() == before
    assert overview(course, SLUG).policy_of(SLUG) == "10% a day"
    with CourseFolder(course).gradebook() as gradebook:
        assert gradebook.find_assignment(SLUG).duedate is not None


def test_a_course_with_another_plug_in_is_told_which_line_it_needs(course, grade_here):
    changed(course, policy="10% a day")
    with (course / CONFIG_NAME).open("a") as config:
        config.write('\nc.AssignLatePenalties.plugin_class = "nbgrader.plugins.LateSubmissionPlugin"\n')
    with pytest.raises(CourseError, match=r'c\.AssignLatePenalties\.plugin_class = "grader\.nbgrader_plugin\.LatePol'):
        changed(course, policy="none")
    assert set(penalties(course, grade_here(course)).values()) == {0}


def test_a_broken_file_stops_a_run_with_one_sentence(course, grade_here):
    (course / LATE_NAME).write_text('policy = "much"')
    with pytest.raises(CourseError, match=r"late\.toml cannot be understood: 'much' is no policy"):
        grade_here(course)


def test_a_mark_whose_penalty_is_to_change_does_not_go_out_in_silence(course, grade_here):
    changed(course, policy="10% a day")
    grade_here(course)
    with CourseFolder(course).gradebook() as gradebook:
        for number, student in enumerate(HANDED_IN, start=1):
            gradebook.update_or_create_student(student, lms_user_id=str(number))
    regrade(course, "dan", SLUG, "sigmoid", points=3, because="Copied.")
    told = f"{SLUG}: late penalties are to change for dan: run grader autograde {SLUG}."
    with pytest.raises(CourseError, match=told):
        export_marks(course, "canvas")
    assert export_marks(course, "canvas", allow_unmarked=True)[1] == [told]
    assert export_marks(course, "csv")[1] == [told]
    assert told in nbgrader(course, "generate_feedback", SLUG).stderr
    assert "late penalty −18" in page_of(course, "dan")
    grade_here(course)
    assert export_marks(course, "canvas")[1] == export_marks(course, "csv")[1] == []
    assert told not in nbgrader(course, "generate_feedback", SLUG).stderr
    assert re.search(r"\b68 of 100 points.*late penalty −17\b", page_of(course, "dan"))


def test_who_has_more_time_and_has_not_handed_in_has_no_grade_until_then(course):
    with CourseFolder(course).gradebook() as gradebook:
        for number, student in enumerate((*HANDED_IN, "eve", "fay"), start=1):
            gradebook.update_or_create_student(student, lms_user_id=str(number))
    extend(course, "eve", SLUG, until="2126-12-01 12:00")
    rows = list(csv.DictReader(io.StringIO(export_marks(course, "canvas")[0].decode())))
    grades = {row["Student"]: list(row.values())[-1] for row in rows}
    assert (grades["eve"], grades["fay"]) == ("", "0")
    exported = {row["student"]: row for row in csv.DictReader(io.StringIO(export_csv(course, SLUG)))}
    assert exported["eve"]["due_utc"] == "2126-12-01 11:00:00"


def test_work_without_a_time_is_named_and_what_holds_is_told_as_json(course, fill_in, grade_here):
    put(course, "eve", fill_in(written=""))
    changed(course, policy="10% a day", free_days=1)
    grade_here(course)
    done = CliRunner().invoke(app, ["late", SLUG, "--course", str(course)])
    assert f"Handed in without a time, so counted as in time: {SLUG}: eve." in done.output
    told = json.loads(CliRunner().invoke(app, ["late", SLUG, "--json", "--course", str(course)]).output)
    (assignment,) = told["assignments"]
    assert (told["time_zone"], told["free_days"], told["free_days_used"]["dan"]) == ("Europe/Berlin", 1, 1)
    assert (assignment["due_utc"], assignment["without_a_time"]) == ("2026-10-24T16:00:00", ["eve"])
    assert {late["student"]: (late["days"], late["penalty"]) for late in told["late"]} == {
        **{"bob": (1, 0), "cleo": (1, 0)},
        "dan": (2, 9),
    }
    refused = CliRunner().invoke(app, ["late", SLUG, "--json", "--policy", "none", "--course", str(course)])
    assert "change it first" in str(refused.exception)


NONSENSE = {
    ("late", SLUG, "--policy", "a lot"): "is no policy for late work",
    ("late", SLUG, "--due", "soon"): "is no date with a time",
    ("late", "--due", DUE): "--due is of one assignment",
    ("late", "--feedback-after", DUE): "--feedback-after is of one assignment",
    ("late", "--zone", "Bonn"): "There is no time zone 'Bonn'",
    ("late", "--policy", "none", "--zone", "Bonn"): "There is no time zone 'Bonn'",
    ("late", "logistic"): "There is no assignment 'logistic'",
    ("extend", "bob"): "Say to whom and for which assignment",
    ("extend", "bob", SLUG): "Give either --days 2 or --until",
    ("extend", "bob", SLUG, "--days", "0"): "--days 0 is no extension",
    ("extend", "bob", SLUG, "--days", "-3"): "--days -3 is no extension",
    ("extend", "bob", SLUG, "--days", "9999999999"): "is no extension",
    ("extend", "bob", SLUG, "--until", "2026-10-24 17:00"): "it is due 2026-10-24 18:00 for everybody",
    ("extend", "bob", SLUG, "--days", "1", "--remove"): "Give one of --days, --until and --remove",
    ("extend", "bob", SLUG, "--remove"): "There is no extension of 'bob'",
    ("extend", "bop", SLUG, "--days", "1"): "There is no student 'bop'. Did you mean 'bob'?",
    ("extend", "../bob", SLUG, "--days", "1"): "cannot be a student's id",
    ("extend", "bob", "unet", "--days", "1"): "unet",
}


def test_nonsense_is_told_in_one_sentence_and_changes_nothing(course):
    before = (course / LATE_NAME).read_bytes()
    for arguments, told in NONSENSE.items():
        done = CliRunner().invoke(app, [*arguments, "--course", str(course)])
        assert isinstance(done.exception, CourseError), (arguments, done.output)
        assert told in str(done.exception)
        assert "\n" not in str(done.exception)
    assert (course / LATE_NAME).read_bytes() == before
    assert "Nobody has an extension." in CliRunner().invoke(app, ["extend", "--course", str(course)]).output


def test_the_commands_list_what_holds_and_who_is_late(course):
    def told(*arguments):
        done = CliRunner().invoke(app, [*arguments, "--course", str(course)])
        assert done.exit_code == 0, done.output
        return done.output

    assert "says what that changes" in told("late", SLUG, "--policy", "10% a day", "--free-days", "1")
    assert "bob has until 2026-10-26 18:00 (Europe/Berlin)" in told("extend", "bob", SLUG, "--days", "2")
    assert "2026-10-26 18:00" in told("extend")
    listed = told("late", SLUG)
    assert "10% a day" in listed
    assert "Free days of each student: 1. Left: cleo 0, dan 0." in listed
    assert f"Next: grader autograde {SLUG}: penalties there are to change." in listed
