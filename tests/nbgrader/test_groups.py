"""Groups: one hand-in of several students, judged once and recorded for each, in every place that shows marks."""

import csv
import io
import json
import shutil
import zipfile
from contextlib import nullcontext

import pytest
from typer.testing import CliRunner

from dlkit.course import CourseError
from grader.gradebook import export_csv, export_feedback, regrade
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.groups import GROUPS_NAME, read_groups
from grader.gradebook.importing.planning import Wishes
from grader.gradebook.importing.run import import_submissions
from grader.gradebook.late import LateChanges, change, extend
from grader.gradebook.report import read_reports
from grader.gradebook.similarity import of_course
from grader.terminal.cli import app

from .conftest import SLUG, grades, nbgrader, put, submission_path
from .test_late import hand_in_at
from .test_one_verdict import in_the_gradebook, page_of
from .test_similarity import OWN
from .test_zip_collect import packed

NAME = f"{SLUG}.ipynb"
STUDENTS = ("ada", "bo", "cy", "dee")
TABLE = "assignment,group,student\n,A,bo\n,A,ada\nshallow_network,B,ada\nshallow_network,B,cy\n"


@pytest.fixture(scope="module")
def in_groups(empty_course, tmp_path_factory):
    root = tmp_path_factory.mktemp("groups") / "course"
    shutil.copytree(empty_course, root)
    with CourseFolder(root).gradebook() as gradebook:
        for student in STUDENTS:
            gradebook.add_student(student, first_name=student.title(), last_name="Person")
    (root / GROUPS_NAME).write_text(TABLE)
    return root


@pytest.fixture(scope="module")
def once(in_groups, fill_in, solved, mistake, grade_here, tmp_path_factory):
    """Bo hands in for ada too, with a mistake, and is graded; cy works alone, and dee hands in nothing."""
    root = tmp_path_factory.mktemp("graded-groups") / "course"
    shutil.copytree(in_groups, root)
    put(root, "bo", fill_in({**solved, **OWN, "sigmoid": mistake.source}))
    (submission_path(root, "bo").parent / "notes.csv").write_text("1")
    hand_in_at(root, "bo", "2026-01-02 12:00:00")
    put(root, "cy", fill_in({**solved}))
    change(root, SLUG, LateChanges(due="2026-01-01 12:00"))
    change(root, None, LateChanges(policy="10% a day"))
    grade_here(root)
    return root


@pytest.fixture
def course(once, tmp_path):
    """A copy of the graded course."""
    root = tmp_path / "course"
    shutil.copytree(once, root)
    return root


def automatic(root, student):
    return {name: auto for (whose, name), (auto, _, _) in grades(root).items() if whose == student}


def rows(root):
    return {row["student"]: row for row in csv.DictReader(io.StringIO(export_csv(root, SLUG)))}


def test_a_group_is_judged_once_and_all_members_have_its_score_its_time_and_its_page(course, grade_here, judged):
    assert automatic(course, "ada") == automatic(course, "bo") != automatic(course, "cy")
    assert not (course / "submitted" / "ada").exists()
    (course / "submitted" / "cy" / SLUG / NAME).unlink()
    run = grade_here(course, force=True)
    assert len({tuple(names) for names in judged}) == len(judged) > 0  # each set of exercises once, for the two of them
    assert run.results["ada"].exercises == run.results["bo"].exercises
    assert automatic(course, "ada") == automatic(course, "bo")
    exported = rows(course)
    assert exported["ada"]["handed_in_utc"] == exported["bo"]["handed_in_utc"] != ""
    assert exported["ada"]["late_penalty"] == exported["bo"]["late_penalty"] != "0"
    assert exported["dee"]["status"] == "missing"
    assert (course / "autograded" / "ada" / SLUG / "notes.csv").read_text() == "1"
    assert CourseFolder(course).api.generate_feedback(SLUG)["success"]
    assert page_of(course, "ada").count("wrong") == page_of(course, "bo").count("wrong")


def test_a_second_run_judges_nobody_again_and_a_new_member_gets_what_is_there(course, grade_here, judged):
    run = grade_here(course)
    assert judged == []
    assert set(run.reused) == {"ada", "bo", "cy"}
    (course / GROUPS_NAME).write_text(TABLE + ",A,dee\n")
    run = grade_here(course)
    assert judged == []
    assert automatic(course, "dee") == automatic(course, "ada")
    (course / GROUPS_NAME).write_text(TABLE)
    assert "Marked earlier, and no longer in submitted/, so the mark stays as it is: dee." in grade_here(course).remarks


def test_lateness_is_the_hand_ins_and_an_extension_is_one_members_own(course, grade_here):
    before = {name: item.penalty for name, item in in_the_gradebook(course).items()}
    assert before["ada"] == before["bo"] > 0
    extend(course, "ada", SLUG, days=3)
    grade_here(course)
    after = {name: item.penalty for name, item in in_the_gradebook(course).items()}
    assert after["ada"] == 0
    assert after["bo"] == before["bo"]


def test_when_several_members_hand_in_the_newest_counts_and_it_is_said(course, grade_here, fill_in):
    put(course, "ada", fill_in({}))
    hand_in_at(course, "ada", "2026-01-01 11:00:00")
    run = grade_here(course)
    assert "Group A: what bo handed in last counts for all, and not what ada did." in run.remarks
    assert run.results["ada"].score > 0
    hand_in_at(course, "ada", "2026-01-03 11:00:00")
    run = grade_here(course)
    assert "Group A: what ada handed in last counts for all, and not what bo did." in run.remarks
    assert run.results["bo"].score == run.results["ada"].score == 0
    assert submission_path(course, "bo").exists()  # nothing is lost


def test_one_student_by_name_brings_the_group_along(course, grade_here):
    assert set(grade_here(course, students=["ada"]).results) == {"ada", "bo"}


@pytest.fixture
def mark(course):
    """Marks the written answer of a student, as a person does in the formgrader."""

    def mark(student, points):
        name = "written-why_not_accuracy"
        with CourseFolder(course).gradebook() as gradebook:
            grade = gradebook.find_grade(name, SLUG, SLUG, student)
            grade.manual_score, grade.needs_manual_grade = points, False
            gradebook.find_comment(name, SLUG, SLUG, student).manual_comment = "Well said."
            gradebook.db.commit()

    return mark


def test_another_written_answer_is_marked_once_too_and_a_decision_on_one_member_stays(
    course, grade_here, mark, fill_in
):
    name = "written-why_not_accuracy"
    (course / GROUPS_NAME).write_text(TABLE + ",A,dee\n")
    mark("bo", 7)
    grade_here(course)
    regrade(course, "dee", SLUG, "why_not_accuracy", points=3, because="Took no part in it.")
    put(course, "bo", fill_in(written="Another answer."))
    grade_here(course)
    assert [grades(course)[student, name] for student in ("ada", "bo")] == [(None, 7, True)] * 2
    mark("bo", 9)
    assert "ada has the group's marks for why_not_accuracy." in grade_here(course).remarks
    assert grades(course)["ada", name] == (None, 9, False)
    assert grades(course)["dee", name][1] == 3


def test_a_written_answer_is_marked_once_and_a_difference_stays(course, grade_here, mark):
    name = "written-why_not_accuracy"
    mark("bo", 7)
    before = in_the_gradebook(course)["ada"].penalty
    run = grade_here(course)
    assert "ada has the group's marks for why_not_accuracy." in run.remarks
    assert grades(course)["ada", name] == (None, 7, False)
    assert grades(course)["cy", name][1] is None
    assert in_the_gradebook(course)["ada"].penalty == pytest.approx(before + 0.7)
    assert CourseFolder(course).api.generate_feedback(SLUG)["success"]
    assert "Well said." in page_of(course, "ada")
    mark("ada", 5)
    run = grade_here(course)
    assert any("different marks for why_not_accuracy: ada 5, bo 7" in remark for remark in run.remarks)
    assert (grades(course)["ada", name][1], grades(course)["bo", name][1]) == (5, 7)


def test_nbgraders_own_autograde_comes_to_the_same(once, in_groups, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(in_groups, root)
    for student in ("bo", "cy"):
        shutil.copytree(once / "submitted" / student, root / "submitted" / student)
    shutil.copytree(once / ".dlkit", root / ".dlkit", dirs_exist_ok=True)
    shutil.copy(once / "late.toml", root)
    change(root, SLUG, LateChanges(due="2026-01-01 12:00"))
    nbgrader(root, "autograde", SLUG)
    assert grades(root) == grades(once)
    assert in_the_gradebook(root) == in_the_gradebook(once)
    assert (root / "autograded" / "ada" / SLUG / "notes.csv").exists()
    nbgrader(root, "autograde", SLUG)  # nothing to do


def test_members_are_no_copies_of_each_other_and_each_counts_in_the_report(course, monkeypatch):
    compared = []
    monkeypatch.setattr(of_course, "find_pairs", lambda works, known: compared.extend(works) or [])
    assert of_course.similarities(course, SLUG).compared == 2
    assert [work.student for work in compared] == ["ada + bo", "cy"]
    (reported,) = read_reports(CourseFolder(course), SLUG).assignments
    (found,) = [item for item in reported.misconceptions if item.exercise == "sigmoid"]
    assert len(found.students) == 2


def test_the_groups_page_goes_to_the_member_whom_the_platform_knows(course, tmp_path):
    assert CourseFolder(course).api.generate_feedback(SLUG)["success"]
    given = tmp_path / "download.zip"
    given.write_bytes(packed({f"personbo_2_9_{NAME}": "x", f"personcy_3_6_{NAME}": "x"}))
    files, remarks = export_feedback(course, SLUG, "canvas", given)
    with zipfile.ZipFile(io.BytesIO(files)) as archive:
        assert archive.namelist() == [f"feedback_2_9_{SLUG}.html", f"feedback_3_6_{SLUG}.html"]
    assert remarks == []


def test_explain_tells_each_member_the_story_of_the_groups_notebook(course, shared_judge, monkeypatch):
    monkeypatch.setattr("grader.gradebook.disputes.Judge", lambda slug: nullcontext(shared_judge))
    for student in ("ada", "bo"):
        done = CliRunner().invoke(app, ["explain", student, SLUG, "sigmoid", "--course", str(course)])
        assert done.exit_code == 0, done.output
        assert "The judge comes to the same points as are recorded." in done.output


def test_an_import_counts_any_members_file_and_a_folder_that_bears_the_groups_name(in_groups, tmp_path):
    root, path = tmp_path / "course", tmp_path / "download.zip"
    shutil.copytree(in_groups, root)
    path.write_bytes(
        packed({f"personada_1_5_{NAME}": "older", f"personbo_2_9_{NAME}": "newest", f"cy_3_6_{NAME}": "Cy's"})
    )
    found = import_submissions(root, SLUG, [path], Wishes())
    assert {item.student: item.members for item in found.imported} == {"bo": ("ada", "bo"), "cy": ("cy",)}
    assert found.without_file == ("dee",)
    assert any(f"personada_1_5_{NAME}" in told for item in found.imported for told in item.passed_over)
    assert json.loads(submission_path(root, "bo").read_text()) == "newest"
    assert not (root / "submitted" / "ada").exists()
    path.write_bytes(packed({f"A_17_assignsubmission_file/{NAME}": ("the group's", 9)}))
    found = import_submissions(root, SLUG, [path], Wishes())
    assert [(item.student, item.state) for item in found.imported] == [("ada", "new")]
    done = CliRunner().invoke(app, ["import", SLUG, str(path), "--course", str(root)])
    assert "1 unchanged: ada (for bo too)" in done.output


def test_an_import_goes_by_the_times_that_a_list_says(in_groups, tmp_path):
    root, path, worksheet = tmp_path / "course", tmp_path / "download.zip", tmp_path / "worksheet.csv"
    shutil.copytree(in_groups, root)
    folders = [f"{name} Person_{number}_assignsubmission_file_/{NAME}" for number, name in enumerate(("Ada", "Bo"), 1)]
    path.write_bytes(packed({folders[0]: ("older", 9), folders[1]: ("newer", 9)}))
    worksheet.write_text(
        "Identifier,Full name,Last modified (submission)\n"
        "Participant 1,Ada Person,2026-01-02 18:00\nParticipant 2,Bo Person,2026-01-02 20:00\n"
    )
    found = import_submissions(root, SLUG, [path], Wishes(lists=[worksheet]))
    assert [item.student for item in found.imported] == ["bo"]
    assert json.loads(submission_path(root, "bo").read_text()) == "newer"


def test_an_assignment_with_rows_of_its_own_has_these_groups(in_groups):
    assert read_groups(in_groups, "shallow_network").members("ada") == ("ada", "cy")
    assert read_groups(in_groups, "shallow_network").members("bo") == ("bo",)
    assert read_groups(in_groups, "deep_network").members("bo") == ("ada", "bo")


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("group,name\nA,ada\n", "is no table of groups .assignment, group, student.: it has no column student"),
        ("group,student\nA,ada\nA,\n", "row 2 below the header has no student"),
        ("group,student\n,ada\n", "row 1 below the header has no group"),
        ("group,student\nA,adda\n", "There is no student 'adda'. Did you mean 'ada'?"),
        ("group,student\nA,ada\nB,ada\n", "ada is in two groups, A and B: leave one of the rows out"),
        ("group,student\nA,ada\nA,ada\n", "ada is twice in group A"),
        ("assignment,group,student\nlogistic,A,ada\n", "There is no assignment 'logistic'"),
        ("", "is no table in CSV"),
    ],
)
def test_a_table_that_cannot_be_meant_is_told_in_one_sentence(in_groups, fill_in, tmp_path, table, told):
    root = tmp_path / "course"
    shutil.copytree(in_groups, root)
    put(root, "ada", fill_in({}))
    (root / GROUPS_NAME).write_text(table)
    with pytest.raises(CourseError, match=told):
        CourseFolder(root).handed_in(SLUG)


def test_nbgrader_tells_it_too(in_groups, fill_in, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(in_groups, root)
    put(root, "ada", fill_in({}))
    (root / GROUPS_NAME).write_text("group,student\nA,ada\nB,ada\n")
    done = nbgrader(root, "autograde", SLUG, check=False)
    assert done.returncode != 0
    assert "ada is in two groups" in done.stderr
    assert "Traceback" not in done.stderr
