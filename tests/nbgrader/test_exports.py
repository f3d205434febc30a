"""The marks in the formats of other programs, each read back by the rules of its format and not by ours."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile

import pytest

from dlkit.course import CourseError
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.exports.feedback import export_feedback
from grader.gradebook.exports.formats import export_marks
from grader.gradebook.exports.table import harmless, read_table
from grader.gradebook.overrides import regrade
from grader.judging import whole_points

from .conftest import SLUG, nbgrader, put

TITLE = "Logistic regression: a neuron that reads digits"
STUDENTS = ("right", "mistaken", "broken", "stub")


def change(root, **columns):
    """Changes what the gradebook has of students: a dict of columns by name."""
    with CourseFolder(root).gradebook() as gradebook:
        for student, values in columns.items():
            gradebook.update_or_create_student(student, **values)


@pytest.fixture(scope="module")
def marked(graded, tmp_path_factory):
    """The graded class: everybody has a name, an address and a number, and every written answer is marked."""
    root = tmp_path_factory.mktemp("marked") / "course"
    shutil.copytree(graded[0], root, symlinks=True)
    with CourseFolder(root).gradebook() as gradebook:
        for number, student in enumerate(sorted(item.id for item in gradebook.students), start=101):
            names = {"first_name": f"Zoë {student}", "last_name": "Müller", "email": f"{student}@example.org"}
            gradebook.update_or_create_student(student, lms_user_id=str(number), **names)
        for submission in gradebook.assignment_submissions(SLUG):
            for grade in submission.notebooks[0].grades:
                if grade.needs_manual_grade or (grade.auto_score is None and grade.manual_score is None):
                    grade.manual_score, grade.needs_manual_grade = 6.5, False
        gradebook.add_student("absent", first_name="Ab", last_name="Sent", email="a@example.org", lms_user_id="99")
        gradebook.db.commit()
    return root


@pytest.fixture
def course(marked, tmp_path):
    """A copy of the marked class that a test may change."""
    root = tmp_path / "course"
    shutil.copytree(marked, root, symlinks=True)
    return root


def total(root, student):
    """A student's mark as nbgrader itself has it."""
    with CourseFolder(root).gradebook() as gradebook:
        item = gradebook.find_submission(SLUG, student)
        return item.score - item.late_submission_penalty


def everybody(root):
    with CourseFolder(root).gradebook() as gradebook:
        return {item.student.id: total(root, item.student.id) for item in gradebook.assignment_submissions(SLUG)}


def exported(root, to, **options):
    return export_marks(root, to, **options)[0].decode()


def read(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


# csv


def test_a_spreadsheet_is_told_its_alphabet_and_has_who_when_how_late_and_both_scores(course):
    with CourseFolder(course).gradebook() as gradebook:
        gradebook.update_or_create_assignment(SLUG, duedate="2026-01-10 12:00:00 UTC")
        gradebook.update_or_create_submission(SLUG, "right", timestamp="2026-01-11 13:30:00 UTC")
        gradebook.find_submission_notebook(SLUG, SLUG, "right").late_submission_penalty = 10.0
        gradebook.db.commit()
    data, _ = export_marks(course, "csv", slug=SLUG)
    assert data.startswith(b"\xef\xbb\xbf")
    row = next(row for row in read(data.decode("utf-8-sig")) if row["student"] == "right")
    assert (row["first_name"], row["last_name"], row["email"]) == ("Zoë right", "Müller", "right@example.org")
    assert row["lms_user_id"].isdigit()
    assert (row["handed_in_utc"], row["due_utc"]) == ("2026-01-11 13:30:00", "2026-01-10 12:00:00")
    assert (row["hours_late"], row["raw"], row["late_penalty"], row["total"]) == ("25.50", "96.5", "10", "86.5")


def test_a_number_is_a_number_and_what_could_be_a_formula_is_not():
    assert [harmless(value) for value in ("-5", "-", "+1.5", "7", "a=b")] == ["-5", "-", "+1.5", "7", "a=b"]
    formulas = ("=1+1", "@SUM(A1)", "-1+cmd|' /C calc'!A0", "+A1", "\t=1", "\r=1", "＝1+1")
    assert not [value for value in formulas if harmless(value)[0] in "=+-@\t\r＝"]


def test_a_spreadsheet_with_a_decimal_comma_reads_the_same_numbers(course):
    regrade(course, "right", SLUG, "sigmoid", points=6.5, because="=1,5; half; a step")
    plain = read(exported(course, "csv", slug=SLUG).removeprefix("\ufeff"))
    text = exported(course, "csv", slug=SLUG, decimal_comma=True)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert next(row["sigmoid"] for row in rows if row["student"] == "right") == "6,5"
    for one, other in zip(plain, rows, strict=True):
        assert one.keys() == other.keys()
        changed = {key for key in one if one[key] != other[key]}
        assert all(float(one[key]) == float(other[key].replace(",", ".")) for key in changed)
    with pytest.raises(CourseError, match="--decimal-comma is of --to csv"):
        export_marks(course, "canvas", decimal_comma=True)


def test_what_was_handed_in_and_not_judged_is_not_called_missing_and_goes_nowhere_in_silence(course, fill_in):
    put(course, "late-comer", fill_in({}))
    row = next(row for row in read(exported(course, "csv", slug=SLUG)) if "late-comer" in row.values())
    assert (row["status"], row["reason"]) == (
        "not_judged",
        f"It was handed in and not judged yet: grader autograde {SLUG}",
    )
    with pytest.raises(CourseError, match="not judged: late-comer"):
        export_marks(course, "moodle")


def test_an_extension_that_was_granted_before_anything_was_handed_in_is_no_submission(course):
    with CourseFolder(course).gradebook() as gradebook:
        gradebook.update_or_create_submission(SLUG, "absent")
    row = next(row for row in read(exported(course, "csv", slug=SLUG)) if "absent" in row.values())
    assert row["status"] == "missing"


def test_an_assignment_that_nobody_has_handed_in_is_left_out(empty_course):
    assert [item.slug for item in read_table(empty_course).assignments] == []
    assert [item.slug for item in read_table(empty_course, SLUG).assignments] == [SLUG]
    with pytest.raises(CourseError, match="Nobody has handed anything in"):
        export_marks(empty_course, "csv")


# written answers that nobody has marked


@pytest.mark.parametrize("to", ["canvas", "moodle", "gradescope", "classroom50"])
def test_unmarked_answers_are_refused_with_names(regraded, to):
    with pytest.raises(CourseError, match=r"yet to mark why_not_accuracy of .*mistaken") as refused:
        export_marks(regraded, to, slug=SLUG)
    assert "--allow-unmarked" in str(refused.value)


def test_if_allowed_they_go_out_as_far_as_they_are_marked_and_it_is_said(course):
    with CourseFolder(course).gradebook() as gradebook:
        grade = gradebook.find_grade("written-why_not_accuracy", SLUG, SLUG, "right")
        grade.manual_score, grade.needs_manual_grade = None, True
        gradebook.db.commit()
    data, remarks = export_marks(course, "moodle", allow_unmarked=True)
    row = next(row for row in read(data.decode()) if row["Email address"] == "right@example.org")
    assert row[f"Assignment: {TITLE} (Real)"] == "90"
    assert remarks == [f"{SLUG}: a person has yet to mark why_not_accuracy of right."]


# Canvas


def canvas(text):
    """Scores by Canvas's number, as `gradebook_importer.rb` reads them: columns behind `Section`, points in row two."""
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert "Student" in header[0]
    assert "ID" in header[1]
    assert len(header) > 3
    width = 3 if not re.search(r"SIS\s+Login\s+ID", header[2]) else 4
    width = 5 if re.search(r"SIS\s+User\s+ID", header[2]) else width
    assert "Section" in header[width - 1]
    columns = [name for name in header[width:] if not re.search("Current Score|Final Score|Override Score", name)]
    assert "Points Possible" in rows[0][0]
    points = dict(zip(columns, rows[0][width:], strict=True))
    return points, {row[1]: dict(zip(columns, row[width:], strict=True)) for row in rows[1:]}


def numbers(root):
    with CourseFolder(root).gradebook() as gradebook:
        return {student.id: student.lms_user_id for student in gradebook.students}


def test_canvas_finds_each_student_by_its_number(course):
    points, scores = canvas(exported(course, "canvas"))
    assert points == {TITLE: "100"}
    assert len(scores) == len(numbers(course))
    for student, mark in everybody(course).items():
        assert float(scores[numbers(course)[student]][TITLE]) == pytest.approx(mark)
    assert scores["99"][TITLE] == "0"


def test_who_has_not_handed_in_yet_gets_no_grade_before_it_is_due(course):
    with CourseFolder(course).gradebook() as gradebook:
        gradebook.update_or_create_assignment(SLUG, duedate="2999-01-01 12:00:00 UTC")
    _, scores = canvas(exported(course, "canvas"))
    assert scores["99"][TITLE] == ""


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"lms_user_id": None}, "stub: no number in Canvas in the gradebook"),
        ({"lms_user_id": "ab12"}, "whole number"),
        ({"lms_user_id": "99"}, "have the same number in Canvas"),
    ],
)
def test_canvas_is_refused_where_a_number_is_missing_wrong_or_two_students_own(course, values, words):
    change(course, stub=values)
    with pytest.raises(CourseError, match=words):
        export_marks(course, "canvas")


CANVAS = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Homework 0 (17),Logistic_regression (42),Final Score\n"
    ",,,,,,Manual Posting,\n"
    "    Points Possible,,,,,10,100,(read only)\n"
    '"Müller, =Zoë",7001,,right,Group 1,3,,55\n'
    '"Stub, S",7002,,STUB,Group 1,4,12,44\n'
    '"Other, O",7003,,other,Group 1,5,,\n'
)


def only(root, *students):
    """Leaves only these students in a course."""
    with CourseFolder(root).gradebook() as gradebook:
        for student in [item.id for item in gradebook.students]:
            if student not in students:
                gradebook.remove_student(student)
    for folder in (root / "submitted").iterdir():
        if folder.name not in students:
            shutil.rmtree(folder)


@pytest.mark.parametrize("separator", [",", ";"])
def test_canvass_own_export_is_filled_in_and_nothing_else_in_it_is_touched(course, tmp_path, separator):
    only(course, "right", "stub")
    lines = list(csv.reader(io.StringIO(CANVAS)))
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(lines)
    (tmp_path / "canvas.csv").write_text(out.getvalue(), encoding="utf-8", newline="")
    points, scores = canvas(exported(course, "canvas", given=tmp_path / "canvas.csv"))
    column = "Logistic_regression (42)"
    assert points == {column: "100"}
    assert scores == {"7001": {column: "96.5"}, "7002": {column: "0"}}
    assert "Müller, =Zoë" in exported(course, "canvas", given=tmp_path / "canvas.csv")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Logistic_regression (42)", "Else (42)", "no columns for logistic_regression"),
        ("10,100,", "10,50,", "100 points here and 50 in Canvas"),
        ("7001,,right", "7001,,wright", "has nothing of right"),
        ("7003,,other", "7003,,right", "Two rows are right's"),
        ("Section", "Class", "no export of Canvas's gradebook: it has no column Section"),
        ("Homework 0 (17)", "Logistic_regression (42)", "more than one column"),
    ],
)
def test_an_export_of_canvas_that_does_not_fit_is_refused_in_a_sentence(course, tmp_path, old, new, words):
    only(course, "right", "stub")
    (tmp_path / "canvas.csv").write_text(CANVAS.replace(old, new), encoding="utf-8")
    with pytest.raises(CourseError, match=re.escape(words)):
        export_marks(course, "canvas", given=tmp_path / "canvas.csv")


# Moodle


def moodle(text, mapping, users, most):
    """Grades by user, as `load_data.php` takes them: an unknown user, no number, or too much of it stops the import."""
    assert not text.startswith("\ufeff")
    found = {}
    for row in read(text):
        user = users[row[mapping]]
        for column, value in row.items():
            if column.startswith("Assignment: ") and value.strip() not in ("", "-"):
                assert 0 <= float(value) <= most
                found[user, column] = float(value)
    return found


@pytest.mark.parametrize("missing", ["lms_user_id", "email"])
def test_moodle_finds_each_student_by_address_or_by_number(course, missing):
    change(course, stub={missing: None})
    with CourseFolder(course).gradebook() as gradebook:
        users = {
            (student.lms_user_id if missing == "email" else student.email): student.id for student in gradebook.students
        }
    mapping = "ID number" if missing == "email" else "Email address"
    found = moodle(exported(course, "moodle"), mapping, users, 100)
    column = f"Assignment: {TITLE} (Real)"
    assert found == pytest.approx(
        {(name, column): mark for name, mark in everybody(course).items()} | {("absent", column): 0}
    )


def test_moodle_is_refused_where_it_would_know_somebody_by_nothing_or_stop_at_a_grade(course):
    with CourseFolder(course).gradebook() as gradebook:
        gradebook.find_grade("written-why_not_accuracy", SLUG, SLUG, "right").extra_credit = 20
        gradebook.db.commit()
    with pytest.raises(CourseError, match=r"right has 116\.5 of 100 points"):
        export_marks(course, "moodle")


@pytest.mark.parametrize("email", [None, "=cmd()@example.org", "right@example.org"])
def test_moodle_is_refused_for_an_address_that_is_missing_a_formula_or_anothers(course, email):
    change(course, stub={"email": email}, broken={"lms_user_id": None})
    with pytest.raises(CourseError, match="e-mail address"):
        export_marks(course, "moodle")


WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments\r\n"
    'Participant 4467,"Zoë right Müller",right@example.org,Submitted,,"100,00",Yes,"Monday, 5 January",-,"=a, ""b"""\r\n'
    'Participant 4468,Nobody,stub@example.org,Submitted,"3,00","100,00",Yes,-,-,\r\n'
    'Participant 4469,Who Else,else@example.org,-,,"100,00",Yes,-,-,\r\n'
)


def test_moodles_worksheet_comes_back_with_the_grades_in_it_and_otherwise_as_it_was(course, tmp_path):
    only(course, "right", "stub")
    path = tmp_path / "grades.csv"
    path.write_text(WORKSHEET, encoding="utf-8", newline="")
    before, after = read(WORKSHEET), read(exported(course, "moodle", given=path))
    assert [row.pop("Grade") for row in after] == ["96.5", "0", ""]
    assert [row.pop("Grade") for row in before] == ["", "3,00", ""]
    assert after == before


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("100,00", "50,00", "make them the same"),
        ("Yes,-,-,", "No,-,-,", "does not let the grade of stub be changed"),
        ("Identifier", "Id", "no column Identifier"),
    ],
)
def test_a_worksheet_that_does_not_fit_is_refused_in_a_sentence(course, tmp_path, old, new, words):
    only(course, "right", "stub")
    path = tmp_path / "grades.csv"
    path.write_text(WORKSHEET.replace(old, new), encoding="utf-8", newline="")
    with pytest.raises(CourseError, match=words):
        export_marks(course, "moodle", given=path)


# Gradescope


def play_gradescope(archive, root, *emails):
    """Lays out the folders as Gradescope does, runs the autograder, and gives what it did and its results."""
    root.mkdir()
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        file.extractall(root / "source")
        assert all(file.getinfo(name).external_attr >> 16 & 0o111 for name in ("setup.sh", "run_autograder"))
    (root / "submission_metadata.json").write_text(json.dumps({"users": [{"email": email} for email in emails]}))
    done = subprocess.run([sys.executable, "source/run_autograder"], cwd=root, capture_output=True, text=True)
    path = root / "results" / "results.json"
    return done, json.loads(path.read_text()) if path.exists() else None


def test_gradescope_gets_the_mark_of_each_and_why_and_nobody_elses(course, tmp_path):
    archive, _ = export_marks(course, "gradescope", slug=SLUG)
    for student, mark in everybody(course).items():
        done, results = play_gradescope(archive, tmp_path / student, f"{student.upper()}@example.org")
        assert done.returncode == 0, done.stderr
        assert results["score"] == pytest.approx(mark)
        assert sum(test["max_score"] for test in results["tests"]) == 100
        assert sum(test["score"] for test in results["tests"]) == pytest.approx(mark)
        assert {test.get("status", "passed") for test in results["tests"]} <= {"passed", "failed"}
    _, results = play_gradescope(archive, tmp_path / "again", "mistaken@example.org")
    told = {test["name"]: test.get("output", "") for test in results["tests"]}
    assert told["sigmoid"]
    assert not told["cost"]


def test_gradescope_is_told_of_a_penalty_and_of_who_has_no_mark(course, tmp_path):
    with CourseFolder(course).gradebook() as gradebook:
        gradebook.find_submission_notebook(SLUG, SLUG, "right").late_submission_penalty = 1000.0
        gradebook.db.commit()
    archive, _ = export_marks(course, "gradescope", slug=SLUG)
    _, results = play_gradescope(archive, tmp_path / "a", "right@example.org")
    assert results["score"] == 0
    assert results["tests"][-1]["output"] == "96.5 points are taken off for handing in late."
    done, results = play_gradescope(archive, tmp_path / "b", "a@example.org")
    assert done.returncode == 1
    assert results is None
    assert "a@example.org" in done.stderr


# Classroom 50


def scores_file(path, *owners, slug="logistic-regression"):
    """Writes a `scores.json` in which each owner has two submissions."""

    def result(owner, day):
        submission = f"submit/2026-01-{day:02}T10-00-00Z-abc"
        urls = dict.fromkeys(("commit", "release", "review"), f"https://example.org/{owner}/{day}")
        about = {"schema": "classroom50/result/v1", "classroom": "dl", "assignment": slug, "owner": owner}
        return about | urls | {
            "assignment_type": "individual", "submission": submission, "datetime": f"2026-01-{day:02}T10:00:00Z",
            "score": 0, "max-score": 0, "tests": [],
        }  # fmt: skip

    entries = [{"owner": owner, "submissions": [result(owner, 9), result(owner, 8)]} for owner in owners]
    content = {"schema": "classroom50/scores/v1", "assignments": {slug: {"type": "individual", "entries": entries}}}
    path.write_text(json.dumps(content))
    return path


def validated(result):
    """A result by the rules of Classroom 50's collector: whole numbers that are not below 0 nor above the most."""
    assert result["schema"] == "classroom50/result/v1"
    assert result["submission"].startswith("submit/")
    assert all(result[name] for name in ("classroom", "assignment", "commit", "release", "review", "datetime"))
    for item in (result, *result["tests"]):
        assert type(item["score"]) is type(item["max-score"]) is int
        assert 0 <= item["score"] <= item["max-score"]
    assert all(test["test-name"] and type(test["passed"]) is bool for test in result["tests"])
    for key in ("score", "max-score"):
        assert sum(test[key] for test in result["tests"]) == result[key]
    return result


def test_classroom_50s_scores_come_back_with_whole_points_and_are_kept_as_they_are(course, tmp_path):
    only(course, "right", "mistaken", "stub")
    change(course, right={"lms_user_id": "octo-cat"})
    path = scores_file(tmp_path / "scores.json", "Octo-Cat", "mistaken", "stub", "stranger")
    before = json.loads(path.read_text())["assignments"]["logistic-regression"]["entries"]
    after = json.loads(exported(course, "classroom50", given=path))["assignments"]["logistic-regression"]["entries"]
    assert after[3] == before[3]
    marks = everybody(course)
    for entry, old, student in zip(after, before, ("right", "mistaken", "stub"), strict=False):
        newest = validated(entry["submissions"][0])
        assert entry["override"] is True
        assert abs(newest["score"] - marks[student]) <= 0.5
        assert newest["max-score"] == 100
        assert entry["submissions"][1:] == old["submissions"][1:]
        assert newest["commit"] == old["submissions"][0]["commit"]


def test_classroom_50_is_refused_without_its_own_record(course, tmp_path):
    with pytest.raises(CourseError, match=r"give its scores.json with --from"):
        export_marks(course, "classroom50")
    with pytest.raises(CourseError, match=r"has nothing of .*broken"):
        export_marks(course, "classroom50", given=scores_file(tmp_path / "a.json", "right"))
    with pytest.raises(CourseError, match="has no assignment"):
        export_marks(course, "classroom50", given=scores_file(tmp_path / "b.json", "right", slug="hello"))
    (tmp_path / "c.json").write_text("[]")
    with pytest.raises(CourseError, match=r"is no scores.json"):
        export_marks(course, "classroom50", given=tmp_path / "c.json")


@pytest.mark.parametrize("values", [[], [0.5, 0.5], [8 / 3, 8 / 3, 8 / 3], [7.99, 0.01], [1 / 3] * 7, [5.0, 90.0]])
def test_rounded_points_add_up_to_the_rounded_mark_and_none_is_a_point_away(values):
    rounded = whole_points(values)
    assert sum(rounded) == int(sum(values) + 0.5)
    assert all(abs(one - other) < 1 for one, other in zip(rounded, values, strict=True))


# feedback pages


@pytest.fixture
def paged(course):
    """A class of two with feedback pages."""
    only(course, "right", "stub")
    for student in ("right", "stub"):
        page = course / "feedback" / student / SLUG / f"{SLUG}.html"
        page.parent.mkdir(parents=True)
        page.write_text(f"page of {student}")
    return course


def download(path, *names):
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "{}")
    return path


def unpacked(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_page_goes_to_the_student_and_the_file_that_canvas_reads_from_its_name(paged, tmp_path):
    change(paged, right={"lms_user_id": "1201"}, stub={"lms_user_id": None})
    names = ["x_9_muller_1201_55_work.ipynb", "mullerzoe_1201_501_work.ipynb", "mullerzoe_LATE_1201_733_work-1.ipynb"]
    given = download(tmp_path / "submissions.zip", *names[1:], "stub_1202_502_12_13_x.ipynb")
    files, remarks = export_feedback(paged, SLUG, "canvas", given)
    read = {
        tuple(part for part in name.split("_") if part.isdigit())[:2]: text for name, text in unpacked(files).items()
    }
    assert read == {("1201", "733"): "page of right", ("1202", "502"): "page of stub"}
    assert all(name.endswith(".html") and not name.rpartition("_")[2].startswith("link") for name in unpacked(files))
    assert remarks == []


def test_a_page_goes_to_the_participant_whom_moodle_reads_from_its_folder(paged, tmp_path):
    given = download(
        tmp_path / "submissions.zip",
        f"Zoë right Müller_4467_assignsubmission_file/{SLUG}.ipynb",
        f"stub_4468_assignsubmission_file_/{SLUG}.ipynb",
    )
    change(paged, stub={"first_name": "stub", "last_name": None})
    (tmp_path / "sheet.csv").write_text(WORKSHEET, encoding="utf-8", newline="")
    for source in (given, tmp_path / "sheet.csv"):
        files, _ = export_feedback(paged, SLUG, "moodle", source)
        read = {}
        for name, text in unpacked(files).items():
            about, file = name.split("/")
            parts = about.split("_", 4)
            assert parts[2:] == ["assignsubmission", "file"]
            read[parts[1]] = (file, text)
        assert read == {"4467": (f"{SLUG}.html", "page of right"), "4468": (f"{SLUG}.html", "page of stub")}


def test_what_lies_in_the_course_for_zip_collect_is_taken_by_itself(paged):
    archive = paged / "downloaded" / SLUG / "archive"
    archive.mkdir(parents=True)
    with pytest.raises(CourseError, match="Nothing that was downloaded lies in"):
        export_feedback(paged, SLUG, "canvas")
    download(archive / "submissions.zip", "right_1_2_a.ipynb", "stub_3_4_a.ipynb")
    assert len(unpacked(export_feedback(paged, SLUG, "canvas")[0])) == 2


def test_a_page_that_is_missing_is_named_and_one_that_could_be_two_students_goes_to_none(paged, tmp_path):
    shutil.rmtree(paged / "feedback" / "stub")
    given = download(tmp_path / "a.zip", "right_1_2_a.ipynb", "stub_3_4_a.ipynb")
    files, remarks = export_feedback(paged, SLUG, "canvas", given)
    assert (len(unpacked(files)), remarks) == (1, [f"There is no page of stub: nbgrader generate_feedback {SLUG}"])
    change(paged, right={"lms_user_id": None}, stub={"lms_user_id": None})
    with pytest.raises(CourseError, match="has nothing of right, stub"):
        export_feedback(paged, SLUG, "canvas", download(tmp_path / "b.zip", "right_1_2_a.ipynb", "right_3_4_a.ipynb"))


def test_who_handed_in_another_way_is_named_and_keeps_nobody_elses_page_back(paged, tmp_path):
    given = download(tmp_path / "c.zip", "right_1_2_a.ipynb")
    files, remarks = export_feedback(paged, SLUG, "canvas", given)
    assert [*unpacked(files)] == [f"feedback_1_2_{SLUG}.html"]
    (told,) = remarks
    assert told.startswith("c.zip has nothing of stub, so their pages are not in this zip.")


def test_pages_that_are_older_than_their_marks_are_not_sent(course, tmp_path):
    only(course, "right", "stub")
    for folder in (course / "autograded").iterdir():
        if folder.name not in ("right", "stub"):
            shutil.rmtree(folder)
    assert CourseFolder(course).api.generate_feedback(SLUG)["success"]
    given = download(tmp_path / "a.zip", "right_1_2_a.ipynb", "stub_3_4_a.ipynb")
    assert len(unpacked(export_feedback(course, SLUG, "canvas", given)[0])) == 2
    page = course / "feedback" / "stub" / SLUG / f"{SLUG}.html"
    untouched = page.stat().st_ino
    regrade(course, "right", SLUG, "sigmoid", points=1.5, because="Half steps.")
    with pytest.raises(CourseError, match="The pages of right are older than their marks"):
        export_feedback(course, SLUG, "canvas", given)
    nbgrader(course, "generate_feedback", SLUG)
    sent = unpacked(export_feedback(course, SLUG, "canvas", given)[0])
    assert "Half steps." in sent[f"feedback_1_2_{SLUG}.html"]
    assert page.stat().st_ino == untouched


# the command


def test_the_command_writes_files_and_refuses_in_a_sentence(course, tmp_path):
    def grader(*arguments):
        command = [sys.executable, "-m", "grader", "export", "--course", course, *arguments]
        return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)

    done = grader("--to", "canvas", "-o", tmp_path / "canvas.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert canvas((tmp_path / "canvas.csv").read_text())[0] == {TITLE: "100"}
    assert grader().stdout.startswith("student,")
    done = grader("--to", "gradescope", "--assignment", SLUG)
    assert (done.returncode, done.stderr) == (2, "grader: This is a zip file: say where it goes, with --output FILE.\n")
    assert grader("--feedback-to", "canvas").returncode == 2
    assert grader("--to", "blackboard").returncode == 2


def test_two_students_of_one_name_are_told_apart_or_refused(course, tmp_path):
    only(course, "right", "stub")
    twin = {"first_name": "Ann", "last_name": "Lee"}
    change(course, right=twin, stub=twin | {"email": "lee2@example.org"})
    sheet = WORKSHEET.replace('"Zoë right Müller",right@example.org', "Ann Lee,{}").replace(
        "stub@example.org", "lee2@example.org"
    )
    path = tmp_path / "grades.csv"
    path.write_text(sheet.replace("{}", "right@example.org"), encoding="utf-8", newline="")
    assert [row["Grade"] for row in read(exported(course, "moodle", given=path))] == ["96.5", "0", ""]
    path.write_text(sheet.replace("{}", "unknown@example.org"), encoding="utf-8", newline="")
    with pytest.raises(CourseError, match="Full name 'Ann Lee' could be any of right, stub"):
        export_marks(course, "moodle", given=path)
