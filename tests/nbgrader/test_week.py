"""An instructor's week with real nbgrader, each step with the command that a person types, and each result read back.

The parts have tests of their own beside this one; here they meet: what one command writes is what the next one reads.
"""

import csv
import io
import json
import re
import shutil
from contextlib import nullcontext

import pytest
from typer.testing import CliRunner

from grader.gradebook.course_folder import CourseFolder
from grader.terminal.cli import app

from .conftest import SLUG, grades, nbgrader
from .test_exports import TITLE, canvas, moodle, play_gradescope, scores_file, unpacked, validated
from .test_one_verdict import page_of
from .test_similarity import OWN
from .test_zip_collect import packed

NOTEBOOK = f"{SLUG}.ipynb"
STUDENTS = """id,first_name,last_name,email,lms_user_id
ada,Ada,Lovelace,ada@example.org,10
li1,Wei,Li,li1@example.org,111
li2,Wei,Li,li2@example.org,222
jdoe,Jane,Doe,jdoe@example.org,333
zoe,Zoë,Müller,zoe@example.org,444
sean,Sean,O'Brien,sean@example.org,555
bo,Bo,Berg,bo@example.org,666
dee,Dee,Dahl,dee@example.org,777
gone,Greta,Gone,greta@example.org,888
"""
WHY = "The text of the exercise does not say which sign."


class Week:
    """A course in which every command is run as a person runs it, and what it said is kept."""

    def __init__(self, root, downloads):
        self.root = root
        self.downloads = downloads

    def grader(self, *words, status=0):
        """Runs a command of `grader` in the course folder; gives what it said."""
        found = CliRunner().invoke(app, [*map(str, words), "--course", str(self.root)], catch_exceptions=False)
        assert found.exit_code == status, found.output
        return re.sub(r"\s+", " ", found.output)

    def download(self, name, files):
        """A zip as it comes from a platform."""
        path = self.downloads / name
        path.write_bytes(packed(files))
        return path

    def read(self, *words):
        """What `grader export` writes, as bytes."""
        path = self.downloads / "export"
        self.grader("export", *words, "--output", path)
        return path.read_bytes()

    def marks(self):
        """Everybody's mark, as nbgrader's gradebook has it."""
        with CourseFolder(self.root).gradebook() as gradebook:
            submissions = gradebook.assignment_submissions(SLUG)
            return {item.student.id: item.score - item.late_submission_penalty for item in submissions}


@pytest.fixture(scope="module")
def week(empty_course, fill_in, solved, mistake, shared_judge, grade_here, tmp_path_factory):
    """The days up to the first marks: roster, groups, dates, three downloads, an extension, judging, marking."""
    root = tmp_path_factory.mktemp("week") / "course"
    shutil.copytree(empty_course, root)
    played = Week(root, tmp_path_factory.mktemp("downloads"))
    (root / "students.csv").write_text(STUDENTS, encoding="utf-8")
    nbgrader(root, "db", "student", "import", "students.csv")
    (root / "groups.csv").write_text("assignment,group,student\n,A,bo\n,A,dee\n")
    played.grader("late", "--zone", "Europe/Berlin", "--policy", "10% a day")
    played.grader("late", SLUG, "--due", "2026-10-24 18:00")
    wrong = fill_in({**solved, "sigmoid": mistake.source})
    copied = fill_in({**solved, **OWN})
    from_canvas = played.download(
        "submissions.zip",
        {
            f"lovelaceada_10_1_{NOTEBOOK}": fill_in({}),
            f"lovelaceada_10_2_{SLUG}-1.ipynb": fill_in(),
            f"liwei_111_3_{NOTEBOOK}": copied,
            f"liwei_222_4_{NOTEBOOK}": copied,
            f"doejane_LATE_333_5_{NOTEBOOK}": fill_in(),
            f"__MACOSX/._doejane_333_5_{NOTEBOOK}": "",
            f"stranger_999_6_{NOTEBOOK}": fill_in(),
        },
    )
    from_moodle = played.download(
        "moodle.zip",
        {
            f"Zoë Müller_71_assignsubmission_file_/{NOTEBOOK}": wrong,
            f"Sean O'Brien_72_assignsubmission_file_/{NOTEBOOK}": wrong,
        },
    )
    by_hand = played.download("box.zip", {f"bo/{NOTEBOOK}": fill_in()})
    played.told = {
        "canvas": played.grader("import", SLUG, from_canvas, "--from", "canvas", status=1),
        "moodle": played.grader("import", SLUG, from_moodle, "--from", "moodle", status=0),
        "zip": played.grader("import", SLUG, by_hand, "--from", "zip", status=0),
    }
    for student in ("ada", "li1", "li2", "jdoe", "zoe", "sean", "bo"):  # Canvas and Moodle do not write them in the zip
        time = "2026-10-25 17:30:00" if student in ("jdoe", "zoe") else "2026-10-24 12:00:00"
        (root / "submitted" / student / SLUG / "timestamp.txt").write_text(f"{time} UTC")
    played.grader("extend", "zoe", SLUG, "--days", 2)
    grade_here(root)
    with CourseFolder(root).gradebook() as gradebook:  # what a person does on formgrader's page
        for submission in gradebook.assignment_submissions(SLUG):
            for grade in submission.notebooks[0].grades:
                if grade.needs_manual_grade:
                    grade.manual_score, grade.needs_manual_grade = 10.0, False
        gradebook.db.commit()
    grade_here(root)
    return played


@pytest.fixture(autouse=True)
def one_judge(shared_judge, monkeypatch):
    """`grader explain` judges with the tests' one judge."""
    monkeypatch.setattr("grader.gradebook.disputes.Judge", lambda slug: nullcontext(shared_judge))


def test_monday_everybody_is_found_and_who_is_not_is_named(week):
    assert "stranger (999)" in week.told["canvas"]
    assert "Late, as the platform says: jdoe" in week.told["canvas"]
    assert "On the roster without a file" in week.told["canvas"]
    assert "bo (for dee too)" in week.told["zip"] or "dee" in week.told["zip"]
    with CourseFolder(week.root).gradebook() as gradebook:
        assert {student.id for student in gradebook.students} == {
            row["id"] for row in csv.DictReader(io.StringIO(STUDENTS))
        }


def test_tuesday_the_marks_are_those_of_the_newest_attempt_the_group_and_the_extension(week):
    marks = week.marks()
    assert "gone" not in marks
    assert marks == pytest.approx(
        {
            "ada": 100,
            "li1": 86,
            "li2": 86,
            "jdoe": 80,
            "bo": 100,
            "dee": 100,
            "zoe": marks["sean"],
            "sean": marks["sean"],
        }
    )
    assert 80 < marks["sean"] < 100


def test_wednesday_a_dispute_is_explained_and_decided_and_stays(week, grade_here):
    told = week.grader("explain", "sean", SLUG, "sigmoid")
    assert "sigmoid(" in told
    before = week.marks()["sean"]
    week.grader("regrade", "sean", SLUG, "sigmoid", "--points", 6, "--because", WHY)
    grade_here(week.root, students=["sean"], force=True)
    assert grades(week.root)["sean", "check-sigmoid"] == (0, 6, False)
    assert week.marks()["sean"] == before + 6


def test_thursday_the_kit_is_the_same_and_the_class_is_seen(week):
    assert "Everything is up to date" in week.grader("update", "--yes")
    week.grader("report", SLUG, "--to", week.downloads / "report")
    page = next(path for path in sorted((week.downloads / "report").rglob("*.html")) if SLUG in path.name).read_text()
    assert {name for name in ("sean", "zoe") if name in page} == {"sean", "zoe"}
    found = json.loads(
        CliRunner().invoke(app, ["similar", SLUG, "--json", "--course", str(week.root)], catch_exceptions=False).stdout
    )
    assert [pair["students"] for pair in found["pairs"]] == [["li1", "li2"]]  # bo and dee are a group


def test_friday_pages_and_marks_go_where_students_look(week, tmp_path):
    nbgrader(week.root, "generate_feedback", SLUG)
    assert WHY in page_of(week.root, "sean")
    assert WHY not in page_of(week.root, "zoe")
    marks = week.marks()
    sheet = {
        row["student"]: row
        for row in csv.DictReader(io.StringIO(week.read("--to", "csv", "--assignment", SLUG).decode("utf-8-sig")))
    }
    assert {student: float(sheet[student]["total"]) for student in marks} == pytest.approx(marks)
    assert sheet["gone"]["status"] == "missing"
    assert float(sheet["jdoe"]["late_penalty"]) == 20
    _, by_number = canvas(week.read("--to", "canvas").decode())
    numbers = {row["id"]: row["lms_user_id"] for row in csv.DictReader(io.StringIO(STUDENTS))}
    assert {student: float(by_number[numbers[student]][TITLE]) for student in marks} == pytest.approx(marks)
    users = {f"{row['email']}": row["id"] for row in csv.DictReader(io.StringIO(STUDENTS))}
    taken = moodle(week.read("--to", "moodle").decode(), "Email address", users, 100)
    assert {student: mark for (student, _), mark in taken.items() if student != "gone"} == pytest.approx(marks)
    for student in ("sean", "dee"):
        archive = week.read("--to", "gradescope", "--assignment", SLUG)
        _, results = play_gradescope(archive, tmp_path / student, f"{student}@example.org")
        assert results["score"] == pytest.approx(marks[student])
    given = scores_file(tmp_path / "scores.json", *marks)
    with CourseFolder(week.root).gradebook() as gradebook:
        kept = {student.id: student.lms_user_id for student in gradebook.students}
        for student in kept:
            gradebook.update_or_create_student(student, lms_user_id=student)
    entries = json.loads(week.read("--to", "classroom50", "--from", given))["assignments"]["logistic-regression"][
        "entries"
    ]
    assert {entry["owner"]: validated(entry["submissions"][0])["score"] for entry in entries} == pytest.approx(
        marks, abs=0.5
    )
    with CourseFolder(week.root).gradebook() as gradebook:
        for student, number in kept.items():
            gradebook.update_or_create_student(student, lms_user_id=number)
    pages = unpacked(
        week.read("--feedback-to", "canvas", "--assignment", SLUG, "--from", week.downloads / "submissions.zip")
    )
    assert any("_222_" in name for name in pages)
