"""What a course remembers of earlier hand-ins, and what the report tells of it: right at first, since when, overcome."""

import json
import shutil
from dataclasses import replace

import pytest

from dlkit.desk.progress import FILE_NAME
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.history import MAX_VERDICTS, ExerciseVerdict, History, Verdict, verdict_of
from grader.gradebook.late import write_setting
from grader.gradebook.report import read_reports, write_pages

from .conftest import SLUG, put, submission_path

VERDICT = Verdict("abc", {"sigmoid": ExerciseVerdict("wrong", 0.25, ("minus_forgotten",))}, "2026-11-20T23:30:00")


@pytest.fixture
def history(tmp_path):
    return History(tmp_path / "history" / "ada.jsonl", b"key", (SLUG, "ada"))


def test_a_history_gives_back_each_version_with_its_first_time_and_its_last_verdict(history):
    again = replace(VERDICT, exercises={"sigmoid": ExerciseVerdict("right", 1.0)}, handed_in="2026-11-21T08:00:00")
    other = replace(VERDICT, content="def")
    for verdict in (VERDICT, VERDICT, again, other):
        history.add(verdict)
    assert history.read() == (replace(again, handed_in=VERDICT.handed_in), other)
    assert len(history.path.read_text().splitlines()) == 3


def test_a_line_of_somebody_else_or_half_a_line_counts_as_none_and_harms_no_other(history, tmp_path):
    history.add(VERDICT)
    line = history.path.read_text()
    history.path.write_text(f"{line.replace('0.25', '1.0')}{line}[1]\n\n{line[:50]}")
    assert history.read() == (VERDICT,)
    history.add(replace(VERDICT, content="def"))
    assert [item.content for item in history.read()] == ["abc", "def"]
    elsewhere = History(tmp_path / "ben.jsonl", b"key", (SLUG, "ben"))
    elsewhere.path.write_text(line)
    assert elsewhere.read() == ()


def test_a_history_is_only_added_to_and_does_not_grow_without_end(history):
    for number in range(MAX_VERDICTS + 3):
        before = history.path.read_text() if history.exists else ""
        history.add(replace(VERDICT, content=str(number)))
        assert history.path.read_text().startswith(before)
    assert len(history.read()) == MAX_VERDICTS


def test_of_a_submission_in_which_nothing_was_judged_nothing_is_remembered(history):
    history.add(replace(VERDICT, exercises={}))
    assert not history.exists


@pytest.fixture(scope="module")
def handed_in_again(empty_course, fill_in, solved, authored, grade_here, tmp_path_factory):
    """Three weeks of a class: ada learns, ben does not, cyd unlearns, eve hands in once, of fay there was no history yet."""
    root = tmp_path_factory.mktemp("history") / "course"
    shutil.copytree(empty_course, root)
    write_setting(root, "time_zone", "Europe/Berlin")
    wrong = next(e for e in authored.catalogue if (e.role, e.exercise) == ("mistake", "sigmoid")).source
    weeks = {
        "2026-11-06 23:30:00 UTC": {"ada": wrong, "ben": wrong, "cyd": solved["sigmoid"], "fay": wrong},
        "2026-11-13 12:00:00 UTC": {"ada": f"{wrong}\n", "ben": f"# again\n{wrong}", "cyd": wrong},
        "2026-11-20 12:00:00 UTC": {"ada": solved["sigmoid"], "eve": solved["sigmoid"], "fay": f"# again\n{wrong}"},
    }
    for time, answers in weeks.items():
        for student, source in answers.items():
            put(root, student, fill_in({**solved, "sigmoid": source}))
            (submission_path(root, student).parent / "timestamp.txt").write_text(time)
        grade_here(root)
        if time.startswith("2026-11-06"):
            (root / "results" / SLUG / "history" / "fay.jsonl").unlink()
    progress = {"attempts": 4, "passed_in": ["n.ipynb"], "ever_passed": True, "hints": 1, "first": "wrong"}
    content = {"version": 2, "assignments": {SLUG: {"sigmoid": progress}}, "notebooks": {}}
    (submission_path(root, "ada").parent / FILE_NAME).write_text(json.dumps(content))
    content["assignments"][SLUG] = {"sigmoid": {"attempts": 10**400, "first": "right"}}
    (submission_path(root, "ben").parent / FILE_NAME).write_text(json.dumps(content))
    (submission_path(root, "cyd").parent / FILE_NAME).write_text('{"version": 2, "assignments": {"a": 1}}')
    (submission_path(root, "eve").parent / FILE_NAME).symlink_to(submission_path(root, "ada").parent / FILE_NAME)
    return root


@pytest.fixture(scope="module")
def told(handed_in_again):
    return read_reports(CourseFolder(handed_in_again), SLUG).assignments[0]


def test_since_when_a_misconception_is_there_and_who_has_overcome_it(told):
    (made,) = told.misconceptions
    assert dict(zip(made.students, made.since, strict=True)) == {"ben": "2026-11-07", "cyd": "2026-11-13", "fay": ""}
    assert made.overcome == ("ada",)


def test_right_at_first_and_in_the_end(told):
    sigmoid = next(item for item in told.exercises if item.name == "sigmoid")
    cost = next(item for item in told.exercises if item.name == "cost")
    assert (sigmoid.first_right, sigmoid.first_known, sigmoid.right) == (2, 5, 2)
    assert (cost.first_right, cost.first_known, cost.right) == (5, 5, 5)
    assert told.handed_in_again == 4


def test_progress_files_tell_of_the_notebook_as_far_as_they_can_be_used(told):
    sigmoid = next(item for item in told.exercises if item.name == "sigmoid")
    assert (sigmoid.first_check_right, sigmoid.first_check_known) == (1, 2)
    assert (sigmoid.hinted, sigmoid.hints_known) == (1, 2)
    assert sigmoid.checks_made < 10**6


def test_the_page_says_from_what_it_is_known(handed_in_again, empty_course, told, tmp_path):
    report = read_reports(CourseFolder(handed_in_again), SLUG)
    (page,) = write_pages(report, tmp_path, slug=SLUG)
    text = page.read_text()
    assert '2026-11-07</span> <span class="day">to 2026-11-13' in text
    assert "Of 4 students more than one version was." in text
    assert "as the progress files say that students handed in" in text
    (page,) = write_pages(read_reports(CourseFolder(empty_course), SLUG), tmp_path / "empty", slug=SLUG)
    assert "Of nobody more than one version is known to have been judged" in page.read_text()
    assert "Nobody's progress file was handed in" in page.read_text()


def test_a_course_without_a_history_is_told_by_its_results(handed_in_again, told, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(handed_in_again, root, symlinks=True)
    shutil.rmtree(root / "results" / SLUG / "history")
    old = read_reports(CourseFolder(root), SLUG).assignments[0]
    (made,) = old.misconceptions
    assert dict(zip(made.students, made.since, strict=True)) == {
        "ben": "2026-11-13",
        "cyd": "2026-11-13",
        "fay": "2026-11-20",
    }
    assert (made.overcome, old.handed_in_again) == ((), 0)
    assert old.scores == told.scores


def test_what_is_remembered_is_of_the_latest_verdict_on_each_version(handed_in_again):
    results = CourseFolder(handed_in_again).results
    versions = results.history(SLUG, "ada")
    assert len(versions) == 3
    latest = verdict_of(results.find(SLUG, "ada").result)
    assert (versions[-1].content, versions[-1].exercises) == (latest.content, latest.exercises)
    assert [version.handed_in for version in versions] == [
        "2026-11-06T23:30:00",
        "2026-11-13T12:00:00",
        "2026-11-20T12:00:00",
    ]
