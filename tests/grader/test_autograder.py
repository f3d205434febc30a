"""The zip that another platform runs: what is in it, and what it tells, whatever is handed in and whatever goes wrong."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest

from dlkit.course import course
from grader.autograder import autograder_zip
from grader.autograder.about import About
from grader.autograder.classroom50 import tests as classroom50_tests
from grader.autograder.gradescope import results, student_in
from grader.autograder.pages import NOT_JUDGED
from grader.judging import CheckResult, ExerciseResult, Result

from ..container import play, require_container

SLUG = "logistic_regression"
VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
# What Gradescope's own pages say of results.json.
RESULTS = {
    "type": "object",
    "additionalProperties": False,
    "required": ["score", "tests"],
    "properties": {
        "score": {"type": "number", "minimum": 0},
        "execution_time": {"type": "number", "minimum": 0},
        "output": {"type": "string", "minLength": 1},
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "score", "max_score", "status"],
                "properties": {
                    "score": {"type": "number", "minimum": 0},
                    "max_score": {"type": "number", "exclusiveMinimum": 0},
                    "status": {"enum": ["passed", "failed"]},
                    "name": {"type": "string", "minLength": 1},
                    "name_format": FORMAT,
                    "number": {"type": "string"},
                    "output": {"type": "string"},
                    "output_format": FORMAT,
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "visibility": VISIBILITY,
                    "extra_data": {"type": "object"},
                },
            },
        },
    },
}
METADATA = {
    "id": 1,
    "assignment": {"total_points": "90.0"},
    "users": [{"email": "ada@example.org", "id": 17, "name": "Ada"}],
}
MEANT = {"table [('cellpadding', '5')]", "thead", "tbody", "tr", "th", "td", "p", "b", "ul", "li", "code", "pre"}
SECRET = "not to be told"


def require_results(found, *, points=90.0):
    """A file that Gradescope takes, whose parts agree with one another."""
    jsonschema.validate(found, RESULTS)
    assert abs(sum(test["score"] for test in found["tests"]) - found["score"]) < 0.01
    assert sum(test["max_score"] for test in found["tests"]) == points
    assert all(0 <= test["score"] <= test["max_score"] for test in found["tests"])
    assert found["stdout_visibility"] == "hidden"
    for html in (found["output"], *(test.get("output", "") for test in found["tests"])):
        assert tags_of(html) <= MEANT


def tags_of(html):
    found = set()
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: found.add(tag if not attributes else f"{tag} {attributes}")
    parser.feed(html)
    return found


@pytest.fixture(scope="module")
def archive():
    return zipfile.ZipFile(io.BytesIO(autograder_zip(SLUG, "gradescope")))


# What is in it


def test_the_zip_holds_one_assignment_and_nothing_else(archive):
    names = archive.namelist()
    others = [slug for slug in course() if slug != SLUG]
    of_assignments = [
        name for name in names if not name.startswith("dlkit/")
    ]  # whose data and plots have such names, too
    assert [name for name in of_assignments if re.search(rf"/({'|'.join(others)})[/.]", name)] == []
    tops = {name.split("/")[0] for name in names}
    assert tops == {
        *("dlkit", "grader", "solutions", "assignments"),
        *("setup.sh", "run_autograder", "requirements.txt", "constraints.txt", "about.json", "not_judged.json"),
    }
    assert {f"solutions/{SLUG}.py", f"grader/checks/{SLUG}.py", f"grader/mistakes/{SLUG}/sigmoid.py"} <= set(names)
    assert f"assignments/{SLUG}/examples.json" in names
    assert not [name for name in names if "written/" in name or "gradebook" in name or "__pycache__" in name]
    assert sum(entry.compress_size for entry in archive.infolist()) < 3_000_000  # most of it the data of the course


def test_what_gradescope_starts_lies_at_the_root_and_can_be_started(archive):
    for name in ("setup.sh", "run_autograder"):
        assert archive.getinfo(name).external_attr >> 16 & 0o111
        assert archive.read(name).startswith(b"#!/usr/bin/env bash\n")


def test_no_script_of_it_names_a_host(archive):
    texts = {
        name: archive.read(name).decode()
        for name in ("setup.sh", "run_autograder", "requirements.txt", "constraints.txt")
    }
    assert [name for name, text in texts.items() if re.search(r"https?:|index-url", text)] == []


def test_all_that_the_kit_imports_is_installed(archive):
    """In a process that finds nothing of the kit's own checkout."""
    installed = archive.read("requirements.txt").decode()
    for name in ("numpy", "keras", "tensorflow", "msgpack", "psutil", "pytest", "jupytext", "jinja2", "ipython"):
        assert re.search(rf"^{name}\b", installed, re.MULTILINE), name
    assert "nbgrader" not in installed


def test_an_assignments_own_data_goes_along(monkeypatch, tmp_path):
    from grader.autograder import bundle

    data = tmp_path / "assignments" / SLUG / "data" / "points.csv"
    data.parent.mkdir(parents=True)
    data.write_text("1,2")
    monkeypatch.setattr(bundle, "KIT", tmp_path)
    assert bundle._belongs(data, SLUG)


# What it tells


@pytest.fixture
def about():
    return About("gradescope", SLUG, "Title", (("sigmoid", 8.0), ("cost", 2.0)), 10.0, "visible", "00" * 32, 60.0)


@pytest.fixture
def result():
    evil = "<img src=x onerror=alert(1)> & <script>alert(2)</script>\x1b[31m\x00"
    checks = (
        CheckResult("It is <b>bold</b>", "failed", message=evil, kind="raised", call=evil, traceback=evil),
        CheckResult(
            "undecided", "failed", message="This check could not be decided.", kind="undecided", trouble=SECRET
        ),
        CheckResult("right", "passed"),
    )
    exercises = (
        ExerciseResult("sigmoid", 8.0, 2.5, "partly_right", (), checks),
        ExerciseResult("cost", 2.0, 2.0, "right", ("sigmoid",), checks[2:]),
    )
    return Result("submission", SLUG, "graded", 4.5, 10.0, 1.0, exercises, notes=(evil,), content="x")


def test_a_students_text_is_text_and_trouble_of_ours_is_not_told(about, result):
    found = json.loads(json.dumps(results(result, about, seconds=12.3)))
    require_results(found, points=10.0)
    text = json.dumps(found)
    assert "onerror" in text
    assert SECRET not in text
    assert about.secret not in text
    assert "\\u001b" not in text
    assert "\\u0000" not in text
    assert [test["status"] for test in found["tests"]] == ["failed", "passed"]
    assert "not right yet; judged with a right " in found["tests"][1]["output"]
    assert "10 points besides" in found["output"]


def test_what_students_see_waits_if_that_was_asked_for(about, result):
    found = results(result, replace(about, visibility="after_due_date"), seconds=1)
    assert {found["visibility"], *(test["visibility"] for test in found["tests"])} == {"after_due_date"}


def test_whole_points_for_classroom50_add_up(about, result):
    found = classroom50_tests(result, about)
    assert (found["score"], found["max-score"]) == (5, 10)
    assert [type(test["score"]) for test in found["tests"]] == [int, int]
    assert [test["passed"] for test in found["tests"]] == [False, True]


def test_the_same_student_is_the_same_in_every_submission(about, tmp_path):
    path = tmp_path / "submission_metadata.json"
    users = [{"id": 2, "email": "b"}, {"id": 1, "email": "a"}]
    path.write_text(json.dumps({"assignment": {"total_points": "10.0"}, "users": users}))
    first = student_in(path, about)
    path.write_text(json.dumps({"assignment": {"total_points": "10.0"}, "users": users[::-1], "id": 7}))
    assert student_in(path, about) == first == ("1 2", [])


@pytest.mark.parametrize("text", ["", "[]", "{", '{"users": 3}', '{"users": [{}]}', "[" * 100_000])
def test_metadata_that_cannot_be_read_is_told_to_the_staff(about, tmp_path, text):
    path = tmp_path / "submission_metadata.json"
    path.write_text(text)
    assert "cannot be read" in student_in(path, about)[1][0]


def test_points_that_differ_from_the_platforms_are_told_to_the_staff(about, tmp_path):
    path = tmp_path / "submission_metadata.json"
    path.write_text(json.dumps({"assignment": {"total_points": "12.0"}, "users": [{"id": 1}]}))
    assert "up to 10 points, and the assignment here has 12" in student_in(path, about)[1][0]
    path.write_text(json.dumps({"assignment": {"total_points": "20.0"}, "users": [{"id": 1}]}))
    assert student_in(path, about) == ("1", [])  # with what a person gives for answers in words


# Played in a container


@pytest.fixture(scope="module")
def laid_out(archive, tmp_path_factory):
    """Makes what Gradescope calls /autograder, for a class of tests."""

    def laid_out(files=None, metadata=METADATA):
        require_container()
        place = tmp_path_factory.mktemp("autograder")
        place.chmod(0o755)
        for name in ("source", "submission", "results"):
            (place / name).mkdir(mode=0o755)
        archive.extractall(place / "source")
        (place / "run_autograder").write_bytes(archive.read("run_autograder"))
        (place / "run_autograder").chmod(0o755)
        (place / "submission_metadata.json").write_text(json.dumps(metadata))
        for name, content in (files or {}).items():
            (place / "submission" / name).write_bytes(content)
        return place

    return laid_out


def judged(place, **more):
    done = play(place, "bash", "-c", "bash source/setup.sh && ./run_autograder", **more)
    assert done.returncode == 0, done.stderr
    return json.loads((place / "results" / "results.json").read_text()), done.stdout + done.stderr


@pytest.mark.slow
def test_a_wrong_notebook_is_judged_as_another_user_where_there_are_no_namespaces(laid_out, hand_in, solved):
    answers = solved | {
        "sigmoid": "def sigmoid(z):\n    return 2 / (1 + np.exp(-z))",
        "cost": "def cost(A, Y):\n    raise ValueError('<script>alert(1)</script>')",
    }
    answers.pop("predict")
    look = "import os\nseen = [os.path.exists('/autograder/source/solutions'), os.getuid()]\nassert seen[1] >= 50_000 and not seen[0], seen"
    place = laid_out({"mine.ipynb": hand_in(answers, first_cells=[look])})
    found, told = judged(place, namespaces=False)
    require_results(found)
    scores = {test["name"]: test["score"] for test in found["tests"]}
    assert (scores["sigmoid"], scores["cost"], scores["predict"]) == (0, 0, 0)
    assert scores["predict_proba"] == 10  # judged with a right sigmoid
    assert 0 < found["score"] < 90
    outputs = {test["name"]: test["output"] for test in found["tests"]}
    assert "every number is 2 times what it should be" in outputs["sigmoid"]
    assert "&lt;script&gt;" in outputs["cost"]
    assert "seen" not in found["output"]  # the cell that looked was right
    assert "ran as another user" in told
    assert "another user" not in json.dumps(found)
    assert "points in" in told


@pytest.mark.slow
@pytest.mark.turns(2)
def test_a_right_notebook_has_all_points_behind_namespaces(laid_out, hand_in, solved):
    place = laid_out({f"{SLUG}.ipynb": hand_in(solved)})
    found, told = judged(place, namespaces=True)
    require_results(found)
    assert found["score"] == 90
    assert {test["status"] for test in found["tests"]} == {"passed"}
    assert "another user" not in told


EACH = """
bash source/setup.sh
mkdir out
for case in cases/*/; do
    name=$(basename "$case")
    find submission -mindepth 1 -delete
    cp -r source kept
    echo '{"score": 90.0, "tests": []}' >results/results.json
    cp -r "$case/." .
    [ -e "$case/change.sh" ] && bash "$case/change.sh"
    ./run_autograder >"out/$name.told" 2>&1
    cp results/results.json "out/$name.json"
    rm -rf source && mv kept source
done
chmod -R a+rX out
"""
OTHER = b'{"cells": [{"cell_type": "code", "source": "import dlkit\\ncheck = dlkit.assignment(\\"resnet\\").check"}], "nbformat": 4}'
FULL = f"""
import json, sys
result = dict(submission="", assignment="{SLUG}", status="graded", score=90, max_score=90, seconds=1, exercises=[], notes=[])
open(sys.argv[3], "w").write(json.dumps(result))
"""
HANDED_IN = {  # what was handed in, and what the student reads of it
    "nothing": ({}, "No notebook was handed in."),
    "broken": ({"logistic_regression.ipynb": b'{"cells": ['}, "its JSON is broken"),
    "text": ({"essay.txt": b"I think so"}, "essay.txt, is not a notebook"),
    "two of others": (
        {"a.ipynb": OTHER, "b.ipynb": OTHER},
        "None of the 2 notebooks handed in is one of logistic_regression",
    ),
}
FAULTS = {  # what is wrong with the autograder, and what the staff reads of it
    "a crash of ours": (
        "echo 'raise RuntimeError(\"a fault of ours\")' >source/grader/judging/judge.py",
        "a fault of ours",
    ),
    "too slow": ('sed -i \'s/"seconds": [0-9.]*/"seconds": 0.2/\' source/about.json', "stopped after 0.2 seconds"),
    "killed": ("echo 'import os; os.kill(os.getpid(), 9)' >source/grader/authoring/authored.py", "status -9"),
    "no result": ("echo 'pass' >source/grader/autograder/judging.py", "left no result"),
    "no Python": ("echo /nowhere/python >source/python-path", "status 127"),
    "a full score of nobody": ("cp full.py source/grader/autograder/judging.py", "no result of this assignment"),
    "no kit": ("rm -r source/dlkit source/grader", "was ended"),
    "open secrets": (
        "sed -i 's/else 0o700/else 0o755/' source/grader/autograder/supervising.py",
        "can be read by every user",
    ),
}


@pytest.fixture(scope="module")
def cases(laid_out, hand_in):
    """One container in which many things are handed in and many things go wrong, one after the other."""
    place = laid_out()
    (place / "full.py").write_text(FULL)
    for name, (files, _) in HANDED_IN.items():
        folder = place / "cases" / name / "submission"
        folder.mkdir(parents=True)
        for file, content in files.items():
            (folder / file).write_bytes(content)
    for name, (change, _) in FAULTS.items():
        folder = place / "cases" / name / "submission"
        folder.mkdir(parents=True)
        (folder / f"{SLUG}.ipynb").write_bytes(hand_in())
        (folder.parent / "change.sh").write_text(change)
    done = play(place, "bash", "-c", EACH, namespaces=False)
    assert done.returncode == 0, done.stderr
    return {
        path.stem: (json.loads(path.read_text()), path.with_suffix(".told").read_text())
        for path in (place / "out").glob("*.json")
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", HANDED_IN)
def test_what_cannot_be_judged_is_named_and_has_no_points(cases, name):
    found, told = cases[name]
    require_results(found)
    assert found["score"] == 0
    assert HANDED_IN[name][1] in found["output"]
    assert "Traceback" not in told


@pytest.mark.slow
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_ours_is_a_neutral_sentence_for_students_and_the_whole_of_it_for_the_staff(cases, name):
    found, told = cases[name]
    require_results(found)
    assert found["score"] == 0
    assert NOT_JUDGED in found["output"]
    assert FAULTS[name][1] in told
    assert "Traceback" not in json.dumps(found)


# Classroom 50

RESULT = {
    "type": "object",
    "required": [
        *("schema", "classroom", "assignment", "assignment_type", "owner", "submission", "commit", "release", "review"),
        *("datetime", "score", "max-score", "tests"),
    ],
    "properties": {
        "schema": {"const": "classroom50/result/v1"},
        "assignment_type": {"enum": ["individual", "group"]},
        **{
            name: {"type": "string", "minLength": 1}
            for name in ("classroom", "assignment", "owner", "submission", "commit", "release", "review")
        },
        "datetime": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "graded_at": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "score": {"type": "integer", "minimum": 0},
        "max-score": {"type": "integer", "minimum": 0},
        "tests": {
            "type": "array",
            "items": {
                "required": ["test-name", "passed", "score", "max-score"],
                "properties": {
                    "test-name": {"type": "string"},
                    "passed": {"type": "boolean"},
                    "score": {"type": "integer"},
                    "max-score": {"type": "integer"},
                },
            },
        },
    },
}
FROM_THE_RUNNER = {
    "CLASSROOM": "deep-learning",
    "ASSIGNMENT": "logistic-regression",
    "OWNER": "ada",
    "SUBMISSION_TAG": "submit/2026-06-01T14-32-05Z-a1b2c3d",
    "COMMIT_URL": "https://example.org/commit/a1b2c3d",
    "RELEASE_URL": "https://example.org/releases/a1b2c3d",
    "ASSIGNMENT_TYPE": "individual",
}


@pytest.fixture(scope="module")
def runner(tmp_path_factory):
    """A runner on which the judge lies, and the file that Classroom 50 has."""
    place = tmp_path_factory.mktemp("runner")
    zipfile.ZipFile(io.BytesIO(autograder_zip(SLUG, "classroom50"))).extractall(place)
    (place / "runner" / "judge").chmod(0o755)
    environment = {**os.environ, "DLKIT_PYTHON": sys.executable}
    subprocess.run(["bash", str(place / "runner" / "setup.sh")], env=environment, check=True)
    return place


def started(runner, checkout, **more):
    environment = {**os.environ, **FROM_THE_RUNNER, "DLKIT_JUDGE": str(runner / "runner" / "judge"), **more}
    command = [sys.executable, str(runner / "autograder.py")]
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)


def test_the_file_that_classroom50_publishes_tells_no_secret(runner):
    assert {path.name for path in runner.iterdir()} == {"autograder.py", "runner"}
    text = (runner / "autograder.py").read_text()
    assert f"/opt/dlkit/{SLUG}/judge" in text
    assert json.loads((runner / "runner" / "about.json").read_text())["secret"] not in text
    assert (runner / "runner").stat().st_mode & 0o077 == 0


@pytest.mark.slow
@pytest.mark.turns(3)
def test_a_checkout_gets_a_result_that_classroom50_takes(runner, tmp_path, hand_in, solved):
    answers = solved | {"sigmoid": "def sigmoid(z):\n    return 2 / (1 + np.exp(-z))"}
    (tmp_path / f"{SLUG}.ipynb").write_bytes(hand_in(answers))
    (tmp_path / "result.json").write_text('{"score": 90}')
    done = started(runner, tmp_path)
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "result.json").read_text())
    jsonschema.validate(found, RESULT)
    assert (found["score"], found["max-score"]) == (82, 90)
    assert sum(test["score"] for test in found["tests"]) == 82
    assert found["owner"] == "ada"
    page = (tmp_path / "release-body.md").read_text()
    assert "### sigmoid" in page
    assert "2 times what it should be" in page


def test_where_the_judge_fails_there_is_no_result_and_no_old_one(runner, tmp_path):
    (tmp_path / "result.json").write_text('{"score": 90}')
    broken = tmp_path / "judge"
    broken.write_text("#!/bin/sh\necho '{\"score\": 90}'\nexit 3\n")
    broken.chmod(0o755)
    done = started(runner, tmp_path, DLKIT_JUDGE=str(broken))
    assert done.returncode == 1
    assert "did not come to a result" in done.stderr
    assert not (tmp_path / "result.json").exists()


def test_the_runners_user_sets_no_variable_of_what_runs_as_root(runner, tmp_path):
    judge, asked = tmp_path / "judge", tmp_path / "asked"
    judge.touch(mode=0o600)
    (tmp_path / "sudo").write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >{asked}\nexit 1\n')
    (tmp_path / "sudo").chmod(0o755)
    started(runner, tmp_path, DLKIT_JUDGE=str(judge), PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert asked.read_text().split() == ["-n", str(judge), "ada"]
    assert "SETENV:" not in (Path(__file__).parents[2] / "docs" / "autograder.md").read_text()


def test_a_fault_is_told_to_the_staff_and_not_in_the_workflows_log(runner, tmp_path):
    shutil.copytree(runner, tmp_path / "copy")
    kit, checkout = tmp_path / "copy" / "runner", tmp_path / "checkout"
    (kit / "grader" / "autograder" / "judging.py").write_text(f"raise RuntimeError({SECRET!r})\n")
    checkout.mkdir()
    done = started(tmp_path / "copy", checkout)
    assert done.returncode == 1
    assert "did not come to a result" in done.stderr
    assert SECRET not in done.stdout + done.stderr
    assert SECRET in (kit / "judge.log").read_text()


# The command


def run(*words, cwd):
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2]), "COLUMNS": "200"}
    command = [sys.executable, "-m", "grader", "autograder", *words]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_the_command_writes_a_file_for_the_staff_alone_and_says_what_comes_next(tmp_path):
    done = run(SLUG, "--for", "gradescope", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    path = tmp_path / f"{SLUG}_gradescope.zip"
    assert path.stat().st_mode & 0o077 == 0
    assert "for the staff alone" in done.stdout
    assert done.stdout.rstrip().splitlines()[-1].startswith("Next: upload it")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["sigmoid", "--for", "gradescope"], "There is no assignment 'sigmoid'"),
        ([SLUG, "--for", "gradescope", "-o", "nowhere/a.zip"], "nowhere/a.zip cannot be written"),
        ([SLUG, "--for", "gradescope", "-o", "."], ". cannot be written: Is a directory"),
        ([SLUG], "Missing option '--for'"),
        ([SLUG, "--for", "canvas"], "'canvas' is not one of 'gradescope', 'classroom50'"),
    ],
)
def test_what_cannot_be_made_is_told_in_a_sentence(words, told, tmp_path):
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert told in " ".join(done.stderr.replace("│", " ").split())
    assert list(tmp_path.iterdir()) == []
    assert tmp_path.stat().st_mode & 0o700 == 0o700


def test_it_is_not_written_where_students_get_their_files_from(tmp_path):
    (tmp_path / "nbgrader_config.py").touch()
    (tmp_path / "release").mkdir()
    done = run(SLUG, "--for", "gradescope", "-o", "release/autograder.zip", cwd=tmp_path)
    assert done.returncode == 2
    assert "where students get their files from" in done.stderr
