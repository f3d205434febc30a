"""Gradebook, table, feedback page and export show the same mark, and whatever decides it counts at the next run."""

import copy
import csv
import io
import json
import re
import shutil
from html import unescape
from types import SimpleNamespace

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from rich.console import Console

from dlkit.course import CourseError, find_assignment
from grader.gradebook.course_folder import CONFIG_NAME, CourseFolder, generate_assignment, init_course
from grader.gradebook.exports.spreadsheet import export_csv
from grader.gradebook.grading import Autograded
from grader.gradebook.marks import read_marks
from grader.gradebook.recording import Recorder
from grader.judging.submitted_files import SubmittedFiles
from grader.running.fingerprints import fingerprints_of
from grader.terminal.tables import class_table

from .conftest import ANSWER, SLUG, cell_of, grades, nbgrader, put, read_joined, submission_path

OWN_TEST = """\
import warnings
warnings.warn("careful")
assert abs(float(sigmoid(0.0)) - 0.5) < 1e-9
### BEGIN HIDDEN TESTS
assert abs(float(sigmoid(2.0)) - 0.8807970779778823) < 1e-9, "the secret value"
### END HIDDEN TESTS
"""
PLUGIN = """\
from nbgrader.plugins import BasePlugin

class PerDay(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return {points} * total_seconds_late / 86400
"""
STUDENTS = ("ada", "bob", "cleo")


def own_cell(name, points, source):
    """An autograded cell as an instructor makes one in JupyterLab: its id is any."""
    marks = {"grade": True, "grade_id": name, "solution": False, "locked": True, "task": False}
    return new_code_cell(source, metadata={"nbgrader": {**marks, "points": points, "schema_version": 3}})


def change_source(root, change):
    """Lets an instructor change the source notebook, after or before it is released."""
    path = root / "source" / SLUG / f"{SLUG}.ipynb"
    notebook = json.loads(path.read_text())
    change(notebook)
    path.write_text(json.dumps(notebook))


def points_of(notebook, identity, points):
    cell_of(notebook, identity)["metadata"]["nbgrader"]["points"] = points


def configure(root, line):
    with (root / CONFIG_NAME).open("a") as config:
        config.write(f"\n{line}\n")


@pytest.fixture(scope="module")
def released(tmp_path_factory, mistake, solved):
    """A course with an instructor's own test, in which three have handed in their work; bob's was a day late."""
    root = init_course(tmp_path_factory.mktemp("own") / "course", slugs=[SLUG]).root
    place = {"after": "check-sigmoid"}

    def add(notebook):
        index = notebook["cells"].index(cell_of(notebook, place["after"]))
        notebook["cells"].insert(index + 1, own_cell("own-sigmoid", 5, OWN_TEST))

    change_source(root, add)
    generate_assignment(CourseFolder(root), SLUG)
    given = read_joined(root / "release" / SLUG / f"{SLUG}.ipynb")
    for student, answers, written in (
        ("ada", solved, ANSWER),
        ("bob", solved | {"sigmoid": mistake.source}, ANSWER),
        ("cleo", {}, ""),
    ):
        notebook = copy.deepcopy(given)
        for name, source in answers.items():
            cell_of(notebook, f"exercise-{name}")["source"] = source
        if written:
            cell_of(notebook, "written-why_not_accuracy")["source"] = written
        put(root, student, notebook)
        day = 11 if student == "bob" else 9
        (submission_path(root, student).parent / "timestamp.txt").write_text(f"2026-01-{day:02} 12:00:00 UTC")
    due(root, 10)
    return root


@pytest.fixture(scope="module")
def graded_once(released, grade_here):
    grade_here(released)
    return released


@pytest.fixture
def course(graded_once, tmp_path):
    """A copy of the graded course that a test may change."""
    root = tmp_path / "course"
    shutil.copytree(graded_once, root)
    return root


def due(root, day):
    with CourseFolder(root).gradebook() as gradebook:
        gradebook.update_or_create_assignment(SLUG, duedate=f"2026-01-{day:02} 12:00:00 UTC")


def mark(root, student, points, cell="written-why_not_accuracy"):
    """Gives points as the formgrader's page does."""
    with CourseFolder(root).gradebook() as gradebook:
        grade = gradebook.find_grade(cell, SLUG, SLUG, student)
        grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.db.commit()


def in_the_gradebook(root):
    with CourseFolder(root).gradebook() as gradebook:
        return {
            item.student.id: SimpleNamespace(
                total=item.score - item.late_submission_penalty,
                penalty=item.late_submission_penalty,
                points=item.max_score,
                needs_a_person=item.needs_manual_grade,
            )
            for item in gradebook.assignment_submissions(SLUG)
        }


def in_the_table(run):
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(class_table(run))
    lines = [[cell.strip() for cell in re.split("[│┃]", line)] for line in console.export_text().splitlines()]
    (place,) = {line.index("total") for line in lines if "total" in line}
    return {line[1]: (line[2], line[place]) for line in lines if line[1:] and line[1] in run.results}


def page_of(root, student):
    page = (root / "feedback" / student / SLUG / f"{SLUG}.html").read_text()
    page = re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def rows(root):
    return {row["student"]: row for row in csv.DictReader(io.StringIO(export_csv(root, SLUG)))}


def agree(root, run):
    """Shows that all four places say the same of everybody, and returns the export."""
    folder = CourseFolder(root)
    shutil.rmtree(root / "feedback", ignore_errors=True)
    assert folder.api.generate_feedback(SLUG)["success"]
    exported, table = rows(root), in_the_table(run)
    for student, known in in_the_gradebook(root).items():
        row, page = exported[student], page_of(root, student)
        assert float(row["total"]) == pytest.approx(known.total)
        assert float(row["points"]) == known.points
        assert float(row["late_penalty"]) == pytest.approx(known.penalty)
        assert float(row["automatic"]) + float(row["by_hand"]) - known.penalty == pytest.approx(known.total)
        shown = f"{known.total:.2f}".rstrip("0").rstrip(".")
        assert table[student] == (row["status"], shown)
        assert f"{shown} of {known.points:g} points" in page
        assert (f"late penalty −{known.penalty:g}" in page) == (known.penalty > 0)
        assert (row["needs_a_person"] != "") == known.needs_a_person == (row["status"] == "needs a person")
        assert ("Needs a person" in page) == known.needs_a_person
    return exported


def test_every_place_says_the_same_and_of_what(course, grade_here, judged):
    run = grade_here(course)
    found = agree(course, run)
    assert judged == []
    assert run.reused == STUDENTS
    assert (found["ada"]["own-sigmoid"], found["bob"]["own-sigmoid"], found["cleo"]["own-sigmoid"]) == ("5", "0", "0")
    assert (found["ada"]["automatic"], found["ada"]["total"], found["ada"]["points"]) == ("95", "95", "105")
    assert found["ada"]["why_not_accuracy"] == "needs a person"
    assert found["cleo"]["status"] == "graded"  # no answer is 0 points, and nobody need look at it
    assert run.results["ada"].exercise("sigmoid").points == 8


def test_points_changed_in_the_source_count_at_the_next_run(course, grade_here, judged):
    def change(notebook):
        points_of(notebook, "check-sigmoid", 20)
        points_of(notebook, "written-why_not_accuracy", 30)

    change_source(course, change)
    run = grade_here(course)
    found = agree(course, run)
    assert judged == []
    assert (found["ada"]["sigmoid"], found["ada"]["total"], found["ada"]["points"]) == ("20", "107", "137")
    assert found["cleo"]["status"] == "graded"
    assert any("check-sigmoid is worth 20 points now" in remark for remark in run.remarks)
    assert "sigmoid: 20 of 20 points" in page_of(course, "ada")
    assert not grade_here(course).remarks


def test_points_that_nbgrader_was_told_of_count_too(course, grade_here, judged):
    change_source(course, lambda notebook: points_of(notebook, "check-sigmoid", 4))
    generate_assignment(CourseFolder(course), SLUG)
    found = agree(course, grade_here(course))
    assert (judged, found["ada"]["sigmoid"], found["ada"]["total"]) == ([], "4", "91")


def test_a_moved_date_and_an_extension_count_at_the_next_run(course, grade_here, judged):
    (course / "late_rule.py").write_text(PLUGIN.format(points=7))
    configure(course, 'c.AssignLatePenalties.plugin_class = "late_rule.PerDay"')
    before = agree(course, grade_here(course))
    assert (before["bob"]["late_penalty"], before["ada"]["late_penalty"]) == ("7", "0")
    due(course, 8)
    found = agree(course, grade_here(course))
    assert (found["bob"]["late_penalty"], found["ada"]["late_penalty"]) == ("21", "7")
    assert float(found["bob"]["total"]) == pytest.approx(float(before["bob"]["total"]) - 14)
    with CourseFolder(course).gradebook() as gradebook:
        gradebook.grant_extension(SLUG, "bob", days=2)
    found = agree(course, grade_here(course))
    assert (found["bob"]["late_penalty"], found["ada"]["late_penalty"]) == ("7", "7")
    assert judged == []


def test_a_changed_rule_counts_at_the_next_run(course, grade_here, judged):
    configure(course, 'c.AssignLatePenalties.plugin_class = "late_rule.PerDay"')
    for points in (3, 5):
        (course / "late_rule.py").write_text(PLUGIN.format(points=points))
        assert agree(course, grade_here(course))["bob"]["late_penalty"] == str(points)
    configure(course, 'del c.AssignLatePenalties.plugin_class\nc.LateSubmissionPlugin.penalty_method = "zero"')
    assert agree(course, grade_here(course))["bob"]["total"] == "0"
    assert judged == []


def test_a_mark_given_by_a_person_counts_in_every_place_and_is_not_asked_for_again(course, grade_here, judged):
    due(course, 10)
    configure(course, 'c.LateSubmissionPlugin.penalty_method = "zero"')
    agree(course, grade_here(course))
    mark(course, "ada", 7)
    mark(course, "bob", 9)
    found = agree(course, grade_here(course))  # the penalty is the whole score, and that has grown
    assert (found["ada"]["why_not_accuracy"], found["ada"]["total"], found["ada"]["status"]) == ("7", "102", "graded")
    assert found["bob"]["total"] == "0"
    change_source(course, lambda notebook: points_of(notebook, "check-sigmoid", 20))
    found = agree(course, grade_here(course))
    assert (found["ada"]["total"], found["ada"]["status"]) == ("114", "graded")
    change_source(course, lambda notebook: points_of(notebook, "written-why_not_accuracy", 20))
    assert agree(course, grade_here(course))["ada"]["status"] == "needs a person"
    assert judged == []


def test_an_own_test_that_changes_is_run_again_and_nothing_else(course, grade_here, judged):
    def change(notebook):
        (cell,) = [
            cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == "own-sigmoid"
        ]
        cell["source"] = "assert float(sigmoid(0.0)) < 1  \n2.5"

    change_source(course, change)
    found = agree(course, grade_here(course))
    assert (found["ada"]["own-sigmoid"], found["cleo"]["own-sigmoid"]) == ("2.5", "0")
    assert judged == []


def test_an_own_test_that_cannot_be_run_is_left_to_a_person_in_every_place(course, grade_here, shared_judge):
    def change(notebook):
        (cell,) = [
            cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == "own-sigmoid"
        ]
        cell["source"] = 'check("sigmoid")'

    change_source(course, change)
    found = agree(course, grade_here(course))
    assert (found["cleo"]["own-sigmoid"], found["cleo"]["status"]) == ("needs a person", "needs a person")
    assert "own-sigmoid: not judged. It calls check()" in page_of(course, "cleo")
    before = grades(course)
    api = CourseFolder(course).api
    for student in STUDENTS:
        assert api.autograde(SLUG, student)["success"]
    assert grades(course) == before


def test_no_page_shows_the_hidden_part_of_an_own_test(course, grade_here):
    agree(course, grade_here(course, force=True))
    for student in STUDENTS:
        assert "secret value" not in page_of(course, student)
    assert "own-sigmoid: 5 of 5 points. It ran without an error." in page_of(course, "ada")
    assert "own-sigmoid: 0 of 5 points. It stopped: AssertionError." in page_of(course, "bob")
    assert "secret value" not in (course / "release" / SLUG / f"{SLUG}.ipynb").read_text()


def test_answers_in_code_and_tasks_of_an_instructor_wait_for_a_person(tmp_path, grade_here):
    root = init_course(tmp_path / "course", slugs=[SLUG]).root
    marks = {"schema_version": 3, "locked": False}
    answer = {**marks, "grade_id": "own-answer", "points": 3, "grade": True, "solution": True, "task": False}
    task = {**marks, "grade_id": "own-task", "points": 4, "grade": False, "solution": False, "task": True}
    cells = [
        new_code_cell("# your answer", metadata={"nbgrader": answer}),
        new_markdown_cell("Draw it.", metadata={"nbgrader": task}),
    ]
    change_source(root, lambda notebook: notebook["cells"].extend(cells))
    generate_assignment(CourseFolder(root), SLUG)
    notebook = read_joined(root / "release" / SLUG / f"{SLUG}.ipynb")
    put(root, "cleo", notebook)
    notebook["cells"][-2]["source"] = "1 + 1"
    put(root, "ada", notebook)
    put(root, "bob", "no notebook")
    found = agree(root, grade_here(root))
    assert {student: row["needs_a_person"] for student, row in found.items()} == {
        "ada": "own-answer, own-task",
        "bob": "",
        "cleo": "own-task",
    }
    assert (found["ada"]["own-answer"], found["cleo"]["own-answer"], found["bob"]["own-task"]) == (
        "needs a person",
        "0",
        "0",
    )
    before = grades(root)
    for student in STUDENTS:
        assert CourseFolder(root).api.autograde(SLUG, student)["success"]
    assert grades(root) == before


def test_a_wrong_assignment_says_so_in_every_place(course, grade_here):
    reason = "This is the notebook of shallow_network; hand in the one of logistic_regression."
    submitted = SubmittedFiles("ada", None, status="wrong_assignment", reason=reason)
    result = submitted.refused(find_assignment(SLUG))
    folder = CourseFolder(course)
    folder.results.keep(result, digest="", fingerprints=fingerprints_of(SLUG))
    with Recorder(folder, SLUG) as recorder:
        recorder.record(submitted, result)
    with folder.gradebook() as gradebook:
        marks = read_marks(gradebook, find_assignment(SLUG))
    kept = {student: folder.results.find(SLUG, student).result for student in STUDENTS}
    found = agree(course, Autograded(SLUG, kept, marks=marks))
    assert (found["ada"]["status"], found["ada"]["reason"], found["ada"]["total"]) == ("wrong_assignment", reason, "0")
    assert f"wrong assignment: {reason}" in page_of(course, "ada")


@pytest.mark.slow
def test_nbgrader_alone_comes_to_the_same(course, grade_here):
    (course / "late_rule.py").write_text(PLUGIN.format(points=7))
    configure(course, 'c.AssignLatePenalties.plugin_class = "late_rule.PerDay"')
    change_source(course, lambda notebook: points_of(notebook, "check-sigmoid", 20))
    nbgrader(course, "autograde", "--force", SLUG)
    by_nbgrader = (grades(course), in_the_gradebook(course))
    run = grade_here(course)
    assert (grades(course), in_the_gradebook(course)) == by_nbgrader
    assert agree(course, run)["bob"]["late_penalty"] == "7"


def test_a_plug_in_that_is_not_there_is_told_in_one_sentence(course, grade_here):
    configure(course, 'c.AssignLatePenalties.plugin_class = "nowhere.PerDay"')
    with pytest.raises(CourseError, match=r"plug-in nowhere\.PerDay of nbgrader_config\.py cannot be loaded"):
        grade_here(course)
    (course / "broken_rule.py").write_text("def (")
    configure(course, 'c.AssignLatePenalties.plugin_class = "broken_rule.PerDay"')
    with pytest.raises(CourseError, match="SyntaxError"):
        grade_here(course)


def test_a_plug_in_that_fails_is_told_and_leaves_no_earlier_penalty(course, grade_here):
    (course / "late_rule.py").write_text(PLUGIN.format(points=7))
    configure(course, 'c.AssignLatePenalties.plugin_class = "late_rule.PerDay"')
    grade_here(course)
    (course / "late_rule.py").write_text(PLUGIN.format(points="1 / 0"))
    run = grade_here(course)
    assert "division by zero" in run.not_recorded["bob"]
    assert in_the_gradebook(course)["bob"].penalty == 0
