"""What a class did not understand: a class of 200 whose misconceptions are known, and one that was really judged."""

import csv
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from dataclasses import asdict
from html.parser import HTMLParser

import numpy as np
import pytest

from dlkit.course import find_assignment
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.recording import Recorder
from grader.gradebook.report import read_reports, write_pages, write_tables
from grader.judging import CheckResult, ExerciseResult, Result, not_judged
from grader.running.fingerprints import fingerprints_of

from .conftest import REPOSITORY, SLUG, put

pytestmark = pytest.mark.slow  # half a minute to hand in and write down a class of 200

STUDENTS = [f"s{number:03}" for number in range(200)]
SCRIPT = "<script>alert(1)</script>"
HOSTILE = f"\"'><img src=x onerror=alert(1)>{SCRIPT}</style></svg>&amp;"
CHECKS = ("An ordinary case", "A case at the border", "A large case")
MISSING, UNREADABLE, TIMED_OUT = STUDENTS[:4], STUDENTS[4:7], STUDENTS[7:12]
FACTOR, RAISED = STUDENTS[100:118], STUDENTS[118:120]
HARD = "A case that nobody understands"


@pytest.fixture(scope="module")
def planted(authored):
    """Who made which catalogued mistake: eight of them, of 45 students down to one."""
    draw = random.Random(7)
    able = [name for name in STUDENTS if name not in {*MISSING, *UNREADABLE, *TIMED_OUT, *FACTOR, *RAISED}]
    exercises = ("sigmoid", "standardize", "cost", "gradients", "predict")
    entries = {name: [e for e in authored.catalogue if (e.role, e.exercise) == ("mistake", name)] for name in exercises}
    chosen = [entries["sigmoid"][0], entries["sigmoid"][1], entries["standardize"][0], entries["cost"][0]]
    chosen += [entries["cost"][1], entries["gradients"][0], entries["gradients"][1], entries["predict"][0]]
    made, taken = {}, {name: set() for name in exercises}
    for entry, count in zip(chosen, (45, 12, 30, 22, 9, 5, 2, 1), strict=True):
        free = [name for name in able if name not in taken[entry.exercise]]
        made[entry] = set(draw.sample(free, count))
        taken[entry.exercise] |= made[entry]
    return made


def _checks(failing=None):
    """The checks of an exercise: all passed, or the first two failed in a way."""
    return tuple(
        CheckResult(name, "failed", **failing) if failing and name != CHECKS[2] else CheckResult(name, "passed")
        for name in CHECKS
    )


def _answer(exercise, student, planted):
    """The result of one exercise of one student."""
    name, points = exercise.name, exercise.points
    failing = next(
        (
            {"kind": "mistake", "message": e.hint, "mistake": e.name}
            for e, who in planted.items()
            if e.exercise == name and student in who
        ),
        None,
    )
    if name == "cost" and student in FACTOR:
        failing = {
            "kind": "value",
            "message": f"cost has the right shape, but {int(student[1:])} of its 200 numbers are wrong.",
        }
    if name == "cost" and student in RAISED:
        failing = {"kind": "raised", "message": f"cost stopped: KeyError: {HOSTILE}", "traceback": HOSTILE}
    if name == "optimize" and student in TIMED_OUT:
        failing = {"kind": "timed_out", "message": "optimize did not come back within 10 seconds."}
    checks = _checks(failing)
    if name == "predict":
        checks += (CheckResult(HARD, "failed", kind="value", message="It is not right.", mistake="nobody_knows"),)
    passed = sum(check.outcome == "passed" for check in checks)
    status = "right" if passed == len(checks) else "partly_right"
    return ExerciseResult(name, points, round(points * passed / len(checks), 4), status, (), checks)


def _judged(student, planted):
    exercises = tuple(_answer(exercise, student, planted) for exercise in find_assignment(SLUG).exercises)
    score, points = sum(item.score for item in exercises), sum(item.points for item in exercises)
    return Result(student, SLUG, "graded", round(score, 4), points, 1.0, exercises)


@pytest.fixture(scope="module")
def course(empty_course, fill_in, planted, tmp_path_factory):
    """The class of 200 in a course folder: notebooks handed in, results kept and sealed, the gradebook written."""
    root = tmp_path_factory.mktemp("two-hundred") / "course"
    shutil.copytree(empty_course, root)
    right = json.dumps(fill_in())
    for student in STUDENTS:
        if student not in MISSING:
            put(root, student, HOSTILE if student in UNREADABLE else right)
    folder, made_with = CourseFolder(root), fingerprints_of(SLUG)
    with Recorder(folder, SLUG) as recorder:
        for item in folder.submitted_files(SLUG):
            result = _judged(item.student, planted)
            if item.student in UNREADABLE:
                result = not_judged(find_assignment(SLUG), item.student, "unreadable", f"It says {HOSTILE}")
            folder.results.keep(result, digest=item.digest, fingerprints=made_with)
            recorder.record(item, result)
    assert recorder.not_recorded == {}
    with folder.gradebook() as gradebook:
        for student in MISSING:
            gradebook.add_student(student)
        gradebook.update_or_create_student("s150", first_name=HOSTILE, last_name="=HYPERLINK(1)")
        gradebook.update_or_create_student("s042", first_name="Zebedee", last_name="Quux")
    return root


@pytest.fixture(scope="module")
def report(course):
    return read_reports(CourseFolder(course), SLUG)


def _ids(students):
    return {re.search(r"s\d{3}", name)[0] for name in students}


def test_each_planted_misconception_is_found_with_its_students_and_its_hint(report, planted):
    found = {(m.exercise, m.mistake): m for m in report.assignments[0].misconceptions}
    assert {(e.exercise, e.name): who for e, who in planted.items()} == {
        key: _ids(m.students) for key, m in found.items() if key[1] != "nobody_knows"
    }
    assert all(found[e.exercise, e.name].hint == e.hint for e in planted)
    counts = [len(m.students) for m in report.assignments[0].misconceptions]
    assert counts == sorted(counts, reverse=True)


def test_a_misconception_tells_how_the_next_exercise_went(report, planted):
    assignment = report.assignments[0]
    order = [exercise.name for exercise in find_assignment(SLUG).exercises]
    results = {name: _judged(name, planted) for name in STUDENTS if name not in {*MISSING, *UNREADABLE}}
    for made in assignment.misconceptions[1:]:
        place = order.index(made.exercise) + 1
        assert made.next_exercise == order[place]
        right = {name for name, result in results.items() if result.exercises[place].status == "right"}
        who = _ids(made.students)
        assert (made.next_right, made.next_tried) == (len(right & who), len(who))
        assert (made.others_right, made.others_tried) == (len(right - who), len(results.keys() - who))


def test_wrong_answers_that_nothing_explains_are_grouped_whatever_the_numbers(report):
    groups = {item.exercise: [] for item in report.assignments[0].unexplained}
    for item in report.assignments[0].unexplained:
        groups[item.exercise].append(item)
    assert list(groups) == ["cost"]
    assert [_ids(item.students) for item in groups["cost"]] == [set(FACTOR), set(RAISED)]
    assert groups["cost"][0].checks == CHECKS[:2]
    assert groups["cost"][0].told == ("cost has the right shape, but 100 of its 200 numbers are wrong.",)


def test_statuses_and_time_outs_are_told_with_names_and_reasons(report):
    assignment = report.assignments[0]
    statuses = {item.status: item.students for item in assignment.statuses}
    assert {status: len(who) for status, who in statuses.items()} == {
        "missing": 4,
        "needs a person": 193,
        "unreadable": 3,
    }
    assert _ids(name for name, _ in statuses["missing"]) == set(MISSING)
    assert all(reason.startswith("It says") for _, reason in statuses["unreadable"])
    assert (assignment.students, assignment.handed_in, len(assignment.scores)) == (200, 196, 193)
    assert {item.name: item.timed_out for item in assignment.exercises if item.timed_out} == {"optimize": 5}


def test_checks_that_everybody_fails_or_nobody_are_named(report):
    assignment = report.assignments[0]
    assert [(item.exercise, item.check, item.counted) for item in assignment.always_failed] == [("predict", HARD, 193)]
    never = {(item.exercise, item.check) for item in assignment.never_failed}
    assert ("sigmoid", CHECKS[2]) in never
    assert not never & {("sigmoid", CHECKS[0]), ("predict", HARD)}


def test_exercises_have_their_mean_share_difficulty_and_discrimination(report, planted):
    results = [_judged(name, planted) for name in STUDENTS if name not in {*MISSING, *UNREADABLE}]
    scores = np.array([[exercise.score for exercise in result.exercises] for result in results])
    for place, found in enumerate(report.assignments[0].exercises):
        own, rest = scores[:, place], scores.sum(axis=1) - scores[:, place]
        assert found.mean == pytest.approx(own.mean())
        assert found.difficulty == pytest.approx(1 - own.mean() / found.points)
        assert found.right == sum(result.exercises[place].status == "right" for result in results)
        if own.std():
            assert found.discrimination == pytest.approx(np.corrcoef(own, rest)[0, 1])
        else:
            assert found.discrimination is None


def test_a_changed_mark_counts_as_the_gradebook_has_it(course, report, planted, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(course, root)
    student = next(
        name for name in STUDENTS[150:] if name != "s150" and not any(name in who for who in planted.values())
    )
    points = find_assignment(SLUG).exercise("sigmoid").points
    with CourseFolder(root).gradebook() as gradebook:
        gradebook.find_grade("check-sigmoid", SLUG, SLUG, student).manual_score = 1
        gradebook.db.commit()
    again, before = read_reports(CourseFolder(root), SLUG).assignments[0], report.assignments[0]
    assert again.scores[student] == 1 + before.scores[student] - points
    means = [{item.name: item.mean for item in found.exercises} for found in (before, again)]
    assert means[1]["sigmoid"] == pytest.approx(means[0]["sigmoid"] - (points - 1) / 193)


class _Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_a_page_is_small_soon_written_and_nothing_on_it_is_a_students_markup(course, tmp_path, record_property):
    folder = CourseFolder(course)
    started = time.perf_counter()
    pages = write_pages(read_reports(folder, SLUG), tmp_path, slug=SLUG)
    record_property("seconds for a page of 200 students", round(time.perf_counter() - started, 2))
    pages += write_pages(read_reports(folder), tmp_path / "course")
    for page in pages:
        assert page.stat().st_size < 1_000_000
        text = page.read_text()
        tags = _Tags(text).found
        assert [attrs for tag, attrs in tags if tag == "script"] == [{}]
        assert not [tag for tag, attrs in tags if tag == "img" or any(name.startswith("on") for name in attrs)]
        assert not re.search(r"(?:src|href)=\"(?!\w+\.html\"|#)", text.replace("xlink:", ""))
        assert "&lt;img src=x onerror=alert(1)&gt;" in text


def test_an_anonymous_report_names_nobody_and_counts_the_same(course, report, tmp_path):
    hidden = read_reports(CourseFolder(course), anonymous=True)
    written = [*write_pages(hidden, tmp_path), *write_tables(hidden, tmp_path)]
    texts = [json.dumps(asdict(hidden)), *(path.read_text() for path in written)]
    for text in texts:
        assert not re.search(r"\bs\d{3}\b|Zebedee|Quux|HYPERLINK", text)
    shown, masked = report.assignments[0], hidden.assignments[0]
    assert [len(m.students) for m in masked.misconceptions] == [len(m.students) for m in shown.misconceptions]
    assert sorted(masked.scores.values()) == sorted(shown.scores.values())
    assert list(masked.scores.values()) != list(shown.scores.values())
    assert hidden == read_reports(CourseFolder(course), anonymous=True)


def test_the_tables_are_csv_without_formulas(course, tmp_path):
    report = read_reports(CourseFolder(course))
    paths = {path.name: path for path in write_tables(report, tmp_path)}
    rows = {name: list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))) for name, path in paths.items()}
    assert len(rows["students.csv"]) == 200
    assert [int(row["count"]) for row in rows[f"{SLUG}-misconceptions.csv"]] == [
        len(made.students) for made in report.assignments[0].misconceptions
    ]
    cells = [cell for table in rows.values() for row in table for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@")) or re.match(r"-\D", cell)]


def test_of_a_class_that_was_really_judged_the_command_tells_the_mistake_and_whose(graded, mistake):
    command = [sys.executable, "-m", "grader", "report", SLUG, "--course", str(graded[0])]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "COLUMNS": "200"}
    done = subprocess.run([*command, "--json"], env=environment, capture_output=True, text=True, check=True)
    (assignment,) = json.loads(done.stdout)["assignments"]
    (made,) = [item for item in assignment["misconceptions"] if item["exercise"] == "sigmoid"]
    assert (made["mistake"], made["hint"], made["students"]) == (mistake.name, mistake.hint, ["mistaken"])
    statuses = {item["status"]: [name for name, _ in item["students"]] for item in assignment["statuses"]}
    assert {"broken", "empty"} <= set(statuses["unreadable"])
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    page = graded[0] / "report" / f"{SLUG}.html"
    assert "wrote " in done.stdout
    assert mistake.name.replace("_", " ") in page.read_text()
