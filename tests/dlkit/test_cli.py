"""The `dlkit` command, used as a student uses it: real notebooks in a folder of their own."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dlkit import course as course_module
from dlkit.course import course, find_assignment, parts
from dlkit.desk import hidden_checks, progress, solutions
from dlkit.paths import paths

from .student_work import EXERCISES, NOTEBOOK, ROOT, SLUG, assert_one_sentence, cell_of, solution_of, write_cells

# list


def test_list_names_every_assignment_and_ends_with_the_next_step(dlkit):
    result = dlkit("list")
    assert result.status == 0
    assert all(slug in result.out for slug in course())
    assert result.out.strip().splitlines()[-1] == f"Next: dlkit start {course()[0]}"


def test_list_shows_the_parts_each_above_its_assignments_and_names_the_paths(dlkit):
    lines = dlkit("list").out.splitlines()
    place = {text: next(n for n, line in enumerate(lines) if re.search(rf" {text}( |$)", line)) for text in course()}
    for part in parts():
        heading = next(n for n, line in enumerate(lines) if line.split() == [part.numeral, *part.title.split()])
        members = [place[slug] for slug in part.assignments]
        assert members == sorted(members)
        assert [slug for slug in course() if place[slug] > heading][: len(members)] == list(part.assignments)
    (told,) = [line for line in lines if line.startswith("Less than all:")]
    assert all(path.name in told for path in paths())


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.name)
def test_a_path_is_listed_with_where_it_leads_what_it_leaves_out_and_its_own_next_step(dlkit, path):
    told = dlkit("list", "--path", path.name).out
    assert " ".join(told.split()).startswith(f"{path.name}: {path.summary} About {path.hours:g} hours.")
    listed = {line.split()[1]: int(line.split()[0]) for line in told.splitlines() if re.match(r" *\d+  ", line)}
    assert listed == {slug: course().index(slug) + 1 for slug in path.assignments}
    assert all(slug in " ".join(told.split()).split("Left out")[1] for slug in path.left_out)
    assert ("Left out" in told) is bool(path.left_out)
    assert f"what comes next on this path: dlkit list --path {path.name}" in told
    assert told.strip().endswith(f"Next: dlkit start {path.assignments[0]}")


def test_where_a_path_is_done_the_course_is_not(dlkit, folder):
    path, done = paths()[0], progress.Progress()
    for slug in path.assignments:
        for exercise in find_assignment(slug).exercises:
            done = done.with_check(slug, exercise.name, passed=True)
    progress.save(folder, done, warn=pytest.fail)
    ended = "every exercise of this path has passed: hand in your notebooks"
    assert dlkit("list", "--path", path.name).out.strip().endswith(ended)
    assert "Next: dlkit start " in dlkit("list").out


def test_a_path_that_is_none_is_told_with_the_nearest(dlkit):
    result = dlkit("list", "--path", "vision_in_a_week")
    assert_one_sentence(result)
    assert "Did you mean 'vision_in_a_weekend'?" in result.err


def test_list_as_json_holds_parts_and_paths(dlkit):
    listed = json.loads(dlkit("list", "--json").out)
    told = [(part["number"], part["title"], tuple(part["assignments"])) for part in listed["parts"]]
    assert told == [(part.number, part.title, part.assignments) for part in parts()]
    assert [path["name"] for path in listed["paths"]] == [path.name for path in paths()]
    assert all(told["hours"] == path.hours for told, path in zip(listed["paths"], paths(), strict=True))
    assert all(told["minutes"] == path.minutes for told, path in zip(listed["paths"], paths(), strict=True))
    path = paths()[-1]
    listed = json.loads(dlkit("list", "--path", path.name, "--json").out)
    assert [found["name"] for found in listed["paths"]] == [path.name]
    assert [found["slug"] for found in listed["assignments"]] == list(path.assignments)
    assert [slug for part in listed["parts"] for slug in part["assignments"]] == list(path.assignments)
    assert all(found["needs"] == list(find_assignment(found["slug"]).needs) for found in listed["assignments"])


def test_list_as_json_holds_the_exercises_and_what_was_done(dlkit, folder):
    done = progress.Progress().with_check(SLUG, EXERCISES[0], passed=True).with_hint(SLUG, EXERCISES[1], shown=2)
    progress.save(folder, done, warn=pytest.fail)
    listed = json.loads(dlkit("list", "--json").out)["assignments"]
    assert [assignment["slug"] for assignment in listed] == course()
    exercises = next(assignment for assignment in listed if assignment["slug"] == SLUG)["exercises"]
    assert [exercise["name"] for exercise in exercises] == EXERCISES
    assert (exercises[0]["passed"], exercises[0]["attempts"]) == (True, 1)
    assert (exercises[1]["passed"], exercises[1]["hints_shown"]) == (False, 2)


def test_dlkit_alone_shows_its_commands(dlkit):
    result = dlkit()
    assert result.status == 0
    assert all(name in result.out for name in ("list", "start", "check", "hint", "solution", "answer", "reset"))


# start


def test_start_copies_the_notebook_and_says_how_to_open_it(dlkit, folder):
    result = dlkit("start", SLUG)
    assert result.status == 0
    assert (folder / NOTEBOOK).read_bytes() == find_assignment(SLUG).notebook.read_bytes()
    assert result.out.strip().splitlines()[-1] == f"Next: jupyter lab {NOTEBOOK}"


def test_start_puts_the_notebook_into_another_folder(dlkit, folder):
    result = dlkit("start", SLUG, "--to", "my course/first")
    assert (folder / "my course/first" / NOTEBOOK).is_file()
    assert f"jupyter lab 'my course/first/{NOTEBOOK}'" in result.out


def test_start_never_overwrites_work(dlkit, folder):
    dlkit("start", SLUG)
    (folder / NOTEBOOK).write_text("my work")
    for arguments in ([], ["--to", folder]):
        result = dlkit("start", SLUG, *arguments)
        assert result.status == 0
        assert "stays as it is" in result.out
        assert (folder / NOTEBOOK).read_text() == "my work"


def test_start_inside_an_assignments_folder_finds_the_notebook_there(dlkit, folder, monkeypatch):
    dlkit("start", SLUG)
    monkeypatch.chdir(folder / SLUG)
    assert f"Next: jupyter lab {SLUG}.ipynb" in dlkit("start", SLUG).out
    assert not (folder / SLUG / SLUG).exists()


def test_start_where_a_file_is_in_the_way_is_told_in_a_sentence(dlkit, folder):
    (folder / SLUG).write_text("a file")
    assert_one_sentence(dlkit("start", SLUG))
    assert (folder / SLUG).read_text() == "a file"


# unusable arguments


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["start", "logistic_regresion"], f"Did you mean '{SLUG}'?"),
        (["check", SLUG, "sigmoyd"], "Did you mean 'sigmoid'?"),
        (["hint", SLUG, "sigmiod"], "Did you mean 'sigmoid'?"),
        (["solution", SLUG, "costs"], "Did you mean 'cost'?"),
        (["check", "--al"], "--all"),
        (["reset", SLUG, "predikt"], "Did you mean 'predict'?"),
        (["chek"], "check"),
        (["start"], "SLUG"),
        (["list", "--jsn"], "--json"),
        (["start", "xyz"], SLUG),
    ],
)
def test_unusable_arguments_get_one_sentence_with_the_nearest_match(dlkit, arguments, advice):
    dlkit("start", SLUG)
    result = dlkit(*arguments)
    assert_one_sentence(result)
    assert advice in result.err


@pytest.mark.parametrize("arguments", [["check"], ["check", SLUG], ["reset", SLUG]])
def test_without_a_notebook_the_sentence_says_how_to_start(dlkit, arguments):
    result = dlkit(*arguments)
    assert_one_sentence(result)
    assert "dlkit start" in result.err


# check


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """A notebook with right, wrong, broken and unwritten answers, checked twice by the real command."""
    folder = tmp_path_factory.mktemp("student")
    (folder / SLUG).mkdir()
    shutil.copy(find_assignment(SLUG).notebook, folder / NOTEBOOK)
    answers = {
        "standardize": solution_of("standardize"),
        "sigmoid": "def sigmoid(z):\n    print('noise')\n    return 1 - 1 / (1 + np.exp(-z))",
        "initialize": "def initialize(n_x) return 0",
        "cost": "raise SystemExit('gone')",
    }
    write_cells(folder / NOTEBOOK, answers)
    command = [sys.executable, "-m", "dlkit", "check"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
    options = {
        "cwd": folder,
        "env": environment,
        "capture_output": True,
        "text": True,
        "timeout": 300,
        "check": False,
    }
    table = subprocess.run([*command, SLUG], **options)
    data = subprocess.run([*command, "--json"], **{**options, "cwd": folder / SLUG})
    return table, data, folder


def statuses(data):
    return {exercise["name"]: exercise["status"] for exercise in data["assignments"][0]["exercises"]}


@pytest.mark.slow
def test_check_tells_passed_failed_and_not_written_apart(checked):
    _, data, _ = checked
    found = statuses(json.loads(data.stdout))
    assert list(found) == EXERCISES
    assert found.pop("standardize") == "passed"
    assert [found.pop(name) for name in ("sigmoid", "initialize", "cost")] == ["failed"] * 3
    assert set(found.values()) == {"not_written"}


@pytest.mark.slow
def test_check_gives_the_points_of_the_exercises_that_passed(checked):
    _, data, _ = checked
    report = json.loads(data.stdout)["assignments"][0]
    points = {exercise.name: exercise.points for exercise in find_assignment(SLUG).exercises}
    assert report["score"] == points["standardize"]
    assert report["max_score"] == sum(points.values())


@pytest.mark.slow
def test_check_exits_with_1_if_something_is_not_right(checked):
    table, data, _ = checked
    assert (table.returncode, data.returncode) == (1, 1)


@pytest.mark.slow
def test_check_shows_what_is_wrong_under_the_exercise_and_then_the_next_step(checked):
    table, _, _ = checked
    lines = table.stdout.splitlines()
    row = {name: next(i for i, line in enumerate(lines) if f" {name} " in line) for name in EXERCISES}
    assert "✓" in lines[row["standardize"]]
    assert "✗" in lines[row["sigmoid"]]
    assert "sigmoid(" in "".join(lines[row["sigmoid"] : row["initialize"]])
    assert "SyntaxError" in "".join(lines[row["initialize"] : row["predict_proba"]])
    assert "not written" in lines[row["predict_proba"]]
    assert lines[-1] == f"Next: dlkit hint {SLUG} sigmoid"


@pytest.mark.slow
def test_check_shows_the_students_lines_and_none_of_ours(checked):
    table, data, _ = checked
    for text in (table.stdout, data.stdout):
        assert "SystemExit: gone" in text
        assert "dlkit/" not in text
        assert "noise" not in text


@pytest.mark.slow
def test_check_remembers_what_it_found_beside_the_notebooks(checked):
    _, _, folder = checked
    done = progress.load(folder, warn=pytest.fail)
    passed = progress.ExerciseProgress(
        attempts=2, passed_in=(NOTEBOOK.as_posix(),), ever_passed=True, last=progress.today().isoformat(), first="right"
    )
    assert done.of(SLUG, "standardize") == passed
    assert done.of(SLUG, "sigmoid") == progress.ExerciseProgress(attempts=2, first="wrong")
    assert done.of(SLUG, "predict") == progress.ExerciseProgress()


@pytest.mark.slow
def test_a_solved_notebook_passes_and_its_demo_cells_are_not_run(dlkit, folder):
    dlkit("start", SLUG)
    write_cells(folder / NOTEBOOK, {exercise: solution_of(exercise) for exercise in EXERCISES})
    notebook = json.loads((folder / NOTEBOOK).read_text())
    look = "assert to_columns and 'pixels_train' not in globals()\n"  # defined, and computed, by one demonstration
    extra = {"cell_type": "code", "metadata": {}, "source": ["my_own = 1\n", "%matplotlib inline\n", look]}
    notebook["cells"] += [extra]
    (folder / NOTEBOOK).write_text(json.dumps(notebook))
    result = dlkit("check", f"{SLUG}/")
    assert result.status == 0, result.out
    points = sum(exercise.points for exercise in find_assignment(SLUG).exercises)
    assert f"{points:g} of {points:g} points" in result.out
    assert "AssertionError" not in result.out
    assert "answer the written question" in result.out.splitlines()[-1]
    assert dlkit("solution", SLUG).status == 0


def minimal_notebook(source):
    cell = {"cell_type": "code", "metadata": {}, "source": source}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_one_exercise_can_be_checked_alone(dlkit, folder):
    dlkit("start", SLUG)
    (folder / NOTEBOOK).write_text(minimal_notebook("import numpy as np\n" + solution_of("sigmoid")))
    result = dlkit("check", SLUG, "sigmoid", "--json")
    assert result.status == 0
    assert statuses(json.loads(result.out)) == {"sigmoid": "passed"}


def test_what_demonstrations_compute_is_missed_by_no_cell_and_another_error_is_told(dlkit, folder):
    """Their definitions are run, and some of these need what is not: `tuning` has a class whose defaults are data."""
    dlkit("start", "tuning")
    path = folder / "tuning" / "tuning.ipynb"
    assert "stops with an error" not in dlkit("check", "tuning", "grid").out
    notebook = json.loads(path.read_text())
    for source in ("print(x_train.shape)", "print(no_such_name)"):
        notebook["cells"].append({"cell_type": "code", "metadata": {}, "source": source})
    path.write_text(json.dumps(notebook))
    told = dlkit("check", "tuning", "grid").out
    assert told.count("stops with an error") == 1
    assert "name 'no_such_name' is not defined" in told


def test_a_measured_exercise_passes_and_the_table_says_what_the_judge_looks_at_besides(dlkit, folder):
    dlkit("start", "regularization")
    source = "import numpy as np\n" + solution_of("cutout", "regularization")
    (folder / "regularization" / "regularization.ipynb").write_text(minimal_notebook(source))
    result = dlkit("check", "regularization", "cutout")
    assert result.status == 0, result.out
    assert "the judge also looks at thousands of pictures" in " ".join(result.out.split())


def test_a_missing_cell_is_told_with_the_way_to_get_it_back(dlkit, folder):
    dlkit("start", SLUG)
    (folder / NOTEBOOK).write_text(minimal_notebook("x = 1 / 0"))
    report = json.loads(dlkit("check", SLUG, "sigmoid", "--json").out)["assignments"][0]
    assert f"dlkit reset {SLUG} sigmoid" in report["exercises"][0]["message"]
    assert "ZeroDivisionError" in " ".join(report["notes"])


def checked_after(dlkit, folder, change, exercise="cost"):
    """The report on one exercise of a notebook in which it is answered right and then changed."""
    dlkit("start", SLUG)
    path = folder / NOTEBOOK
    write_cells(path, {name: solution_of(name) for name in ("sigmoid", "cost")})
    notebook = json.loads(path.read_text())
    change(notebook)
    path.write_text(json.dumps(notebook))
    result = dlkit("check", SLUG, exercise, "--json")
    assert result.out, result.err
    (report,) = json.loads(result.out)["assignments"]
    return report["exercises"][0]


def own_cell(source):
    return {"cell_type": "code", "id": "own", "metadata": {}, "source": source, "outputs": [], "execution_count": None}


@pytest.mark.parametrize(
    "later", ["cost = cost(np.full((1, 2), 0.5), np.ones((1, 2)))", "def cost(A, Y):\n    return 0", "del cost"]
)
def test_what_a_later_cell_does_to_a_name_is_no_concern_of_the_check(dlkit, folder, later):
    report = checked_after(dlkit, folder, lambda notebook: notebook["cells"].append(own_cell(later)))
    assert (report["status"], report["message"]) == ("passed", "")


def test_an_answer_above_an_untouched_stub_counts(dlkit, folder):
    def move(notebook):
        stub = cell_of(json.loads(find_assignment(SLUG).notebook.read_text()), "cost")
        place = notebook["cells"].index(cell_of(notebook, "cost"))
        notebook["cells"][place : place + 1] = [own_cell(cell_of(notebook, "cost")["source"]), stub]

    assert checked_after(dlkit, folder, move)["status"] == "passed"


@pytest.mark.parametrize("source", ["def costs(A, Y):\n    return 0", "cost = 3", "1 / 0"])
def test_a_cell_that_is_there_is_never_advised_to_be_reset(dlkit, folder, source):
    def write(notebook):
        cell_of(notebook, "cost")["source"] = source

    report = checked_after(dlkit, folder, write)
    assert report["status"] == "failed"
    assert "reset" not in report["message"]


def test_a_byte_order_mark_is_read(dlkit, folder):
    dlkit("start", SLUG)
    write_cells(folder / NOTEBOOK, {"sigmoid": solution_of("sigmoid")})
    (folder / NOTEBOOK).write_bytes(b"\xef\xbb\xbf" + (folder / NOTEBOOK).read_bytes())
    assert dlkit("check", SLUG, "sigmoid").status == 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("not JSON {", "its JSON is broken (line 1)"),
        ('{"cells": 3}', "it has no cells"),
        ("<!doctype html>", "a web page (HTML)"),
        (minimal_notebook("print('last words'); import os; os._exit(7)"), "status 7"),
        (minimal_notebook("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"), "SIGSEGV"),
    ],
)
def test_a_notebook_that_cannot_be_checked_is_told_with_a_reason(dlkit, folder, content, reason):
    dlkit("start", SLUG)
    (folder / NOTEBOOK).write_text(content)
    result = dlkit("check", SLUG)
    assert result.status == 1
    assert reason in " ".join(result.out.split())
    assert "Traceback" not in result.out + result.err
    assert result.out.splitlines()[-1].startswith("Next: ")


def test_an_endless_loop_is_stopped_with_ctrl_c_and_leaves_no_process(dlkit, folder):
    dlkit("start", SLUG)
    mark = "begun.txt"
    loop = f"import os, pathlib; pathlib.Path('{mark}').write_text(str(os.getpid()))\nwhile True: pass"
    (folder / NOTEBOOK).write_text(minimal_notebook(loop))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "dlkit", "check", SLUG]
    running = subprocess.Popen(
        command,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background job ignores it
    )
    begun = folder / SLUG / mark
    wait_until(lambda: begun.exists() and begun.read_text())
    running.send_signal(signal.SIGINT)
    _, complaint = running.communicate(timeout=30)
    assert running.returncode == 130
    assert complaint == "Stopped: nothing was remembered.\n"
    wait_until(lambda: not Path("/proc", begun.read_text()).exists())


def wait_until(condition, *, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


# which file


def put_notebook(path, answers=(), *, saved=None):
    """Lays a student's notebook at a path, answered right where it is said."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(find_assignment(SLUG).notebook, path)
    write_cells(path, {name: solution_of(name) for name in answers})
    if saved is not None:
        os.utime(path, (saved, saved))


def checked_alone(dlkit, *arguments):
    """What a check of sigmoid tells, as data."""
    result = dlkit("check", *arguments, "sigmoid", "--json")
    assert result.out, result.err
    (report,) = json.loads(result.out)["assignments"]
    return Path(report["notebook"]).name, report["exercises"][0]["status"], report


def test_a_path_at_which_nothing_lies_is_told_as_that(dlkit, folder):
    result = dlkit("check", "week_1/nothing.ipynb")
    assert_one_sentence(result)
    assert "no file week_1/nothing.ipynb" in result.err


def test_a_notebook_is_checked_by_its_path_whatever_its_name(dlkit, folder):
    put_notebook(folder / NOTEBOOK)
    put_notebook(folder / "handed in" / "hw 1.ipynb", ["sigmoid"])
    assert checked_alone(dlkit, "handed in/hw 1.ipynb")[:2] == ("hw 1.ipynb", "passed")
    assert checked_alone(dlkit, NOTEBOOK)[:2] == (NOTEBOOK.name, "not_written")


def test_a_notebook_of_another_name_is_found_by_what_it_says_it_is(dlkit, folder):
    put_notebook(folder / SLUG / "mine.ipynb", ["sigmoid"])
    assert checked_alone(dlkit, SLUG)[:2] == ("mine.ipynb", "passed")


def test_of_two_copies_the_one_saved_last_is_checked_and_the_other_is_named(dlkit, folder):
    put_notebook(folder / NOTEBOOK, saved=1_700_000_000)
    put_notebook(folder / SLUG / "copy.ipynb", ["sigmoid"], saved=1_700_000_060)
    assert checked_alone(dlkit, SLUG)[:2] == ("copy.ipynb", "passed")
    told = dlkit("check", SLUG, "sigmoid").out
    assert f"{SLUG}/copy.ipynb, as saved on 2023-11-" in told
    assert f"Not checked: {NOTEBOOK}" in told


def test_a_copy_leaves_what_passed_in_the_other_notebook_as_it_was(dlkit, folder):
    put_notebook(folder / NOTEBOOK, ["sigmoid"])
    put_notebook(folder / SLUG / "copy.ipynb")
    dlkit("check", NOTEBOOK, "sigmoid")
    dlkit("check", f"{SLUG}/copy.ipynb", "sigmoid")
    found = progress.load(folder, warn=pytest.fail).of(SLUG, "sigmoid")
    assert (found.passed_at(NOTEBOOK.as_posix()), found.passed_at(f"{SLUG}/copy.ipynb")) == (True, False)


def test_two_copies_in_two_folders_have_each_their_own_progress(dlkit, folder):
    for name in ("first", "second"):
        put_notebook(folder / name / NOTEBOOK, ["sigmoid"] if name == "first" else [])
        dlkit("check", folder / name / NOTEBOOK, "sigmoid")
    found = [progress.load(folder / name, warn=pytest.fail).of(SLUG, "sigmoid") for name in ("first", "second")]
    assert [(done.passed, done.attempts) for done in found] == [(True, 1), (False, 0)]


def test_a_renamed_notebook_keeps_what_passed_in_it(dlkit, folder):
    put_notebook(folder / NOTEBOOK, ["sigmoid"])
    dlkit("check", NOTEBOOK, "sigmoid")
    (folder / NOTEBOOK).rename(folder / SLUG / "renamed.ipynb")
    dlkit("check", f"{SLUG}/renamed.ipynb", "cost")
    done = progress.load(folder, warn=pytest.fail)
    assert list(done.notebooks) == [f"{SLUG}/renamed.ipynb"]
    assert done.of(SLUG, "sigmoid").passed_at(f"{SLUG}/renamed.ipynb")


def test_what_was_done_in_a_notebook_after_it_was_saved_is_told(dlkit, folder):
    put_notebook(folder / NOTEBOOK, ["sigmoid"])
    dlkit("check", NOTEBOOK, "sigmoid")
    assert not checked_alone(dlkit, NOTEBOOK)[2]["has_unsaved_changes"]
    done = progress.load(folder, warn=pytest.fail)
    later = done.with_notebook(NOTEBOOK.as_posix(), SLUG, checked=time.time() + 60)
    progress.save(folder, later, warn=pytest.fail)
    assert checked_alone(dlkit, NOTEBOOK)[2]["has_unsaved_changes"]
    assert "The notebook has unsaved changes" in dlkit("check", NOTEBOOK, "sigmoid").out


def test_a_copy_that_reset_put_aside_is_not_taken_for_the_students(dlkit, folder):
    put_notebook(folder / NOTEBOOK, ["sigmoid"], saved=1_700_000_000)
    dlkit("reset", SLUG, "sigmoid")
    os.utime(folder / NOTEBOOK, (1_600_000_000, 1_600_000_000))
    assert checked_alone(dlkit, SLUG)[:2] == (NOTEBOOK.name, "not_written")


def test_a_notebook_that_is_not_there_is_told_in_a_sentence(dlkit, folder):
    assert_one_sentence(dlkit("check", "nowhere.ipynb"))


def test_progress_of_the_version_before_is_read(folder):
    before = {"attempts": 2, "passed": True, "ever_passed": True, "hints": 1}
    text = json.dumps({"version": 1, "assignments": {SLUG: {"sigmoid": before}}})
    (folder / progress.FILE_NAME).write_text(text)
    found = progress.load(folder, warn=pytest.fail).of(SLUG, "sigmoid")
    assert (found.attempts, found.hints, found.passed_at(NOTEBOOK.as_posix())) == (2, 1, True)


def test_what_the_first_check_of_something_written_came_to_is_remembered_and_not_guessed_later():
    fresh, begun = progress.Progress(), progress.Progress({(SLUG, "sigmoid"): progress.ExerciseProgress(attempts=1)})
    for before, checks, first in (
        (fresh, [(False, False), (True, True), (False, True)], "right"),
        (fresh, [(False, True), (True, True)], "wrong"),
        (fresh, [(False, False)], ""),
        (begun, [(True, True)], ""),
    ):
        for passed, written in checks:
            before = before.with_check(SLUG, "sigmoid", passed=passed, written=written)
        assert before.of(SLUG, "sigmoid").first == first


# hint


def test_hints_come_one_after_the_other_and_are_remembered(dlkit):
    hints = find_assignment(SLUG).exercise("sigmoid").hints
    for number in (1, 2, 3, 3):
        result = dlkit("hint", SLUG, "sigmoid")
        text = " ".join(result.out.split())
        assert result.status == 0
        assert [" ".join(hint.split()) in text for hint in hints] == [i < number for i in range(3)]
    assert result.out.splitlines()[-1] == f"Next: that was the last hint: dlkit solution {SLUG} sigmoid"


# solution


@pytest.mark.parametrize("insisted", [[("solution", SLUG, "sigmoid")], [("solution", SLUG, "sigmoid", "--yes")]])
def test_the_solution_is_shown_before_it_passed_at_the_second_asking_or_if_insisted_on(dlkit, insisted):
    refused = dlkit("solution", SLUG, "sigmoid")
    assert_one_sentence(refused)
    assert "give the same command again" in refused.err
    for arguments in insisted:
        result = dlkit(*arguments)
    assert result.status == 0
    assert solution_of("sigmoid") in result.out
    assert result.out.splitlines()[-1].startswith("Next: ")


def test_asking_twice_for_one_solution_shows_no_other(dlkit):
    for _ in range(2):
        dlkit("solution", SLUG, "sigmoid")
    assert_one_sentence(dlkit("solution", SLUG, "cost"))
    assert_one_sentence(dlkit("solution", SLUG))
    assert solution_of("cost") in dlkit("solution", SLUG).out


def test_the_solution_is_shown_once_the_exercise_has_passed(dlkit, folder):
    done = progress.Progress().with_check(SLUG, "sigmoid", passed=True).with_check(SLUG, "sigmoid", passed=False)
    progress.save(folder, done, warn=pytest.fail)
    assert solution_of("sigmoid") in dlkit("solution", SLUG, "sigmoid").out
    assert_one_sentence(dlkit("solution", SLUG))


@pytest.mark.parametrize(
    "arguments", [["solution", SLUG, "sigmoid", "--yes"], ["answer", SLUG, "--yes"], ["check", SLUG, "--all"]]
)
def test_where_the_answers_are_missing_a_sentence_says_which_edition_has_them(dlkit, folder, monkeypatch, arguments):
    dlkit("start", SLUG)
    for module in (solutions, course_module, hidden_checks):
        monkeypatch.setattr(module, "solutions_folder", lambda: None)
    result = dlkit(*arguments)
    assert_one_sentence(result)
    assert "edition for self-study" in result.err


# answer


QUESTION = find_assignment(SLUG).written[0].name


def model_answer_of(question):
    return (ROOT / "solutions" / "written" / SLUG / f"{question}.md").read_text()


def test_a_model_answer_is_shown_once_the_students_is_written_and_saved(dlkit, folder):
    dlkit("start", SLUG)
    notebook = json.loads((folder / NOTEBOOK).read_text())
    cell = next(cell for cell in notebook["cells"] if cell["id"] == f"written-{QUESTION}")
    cell["source"] = ["A model that says no to everybody ", "is right in 99.5 percent."]
    (folder / NOTEBOOK).write_text(json.dumps(notebook))
    for arguments in ([QUESTION], []):
        result = dlkit("answer", SLUG, *arguments)
        assert result.status == 0
        assert model_answer_of(QUESTION) in result.out


def test_a_model_answer_is_shown_before_that_only_at_the_second_asking(dlkit):
    dlkit("start", SLUG)
    refused = dlkit("answer", SLUG)
    assert_one_sentence(refused)
    assert QUESTION in refused.err
    assert model_answer_of(QUESTION) in dlkit("answer", SLUG, QUESTION).out


def test_a_written_question_that_does_not_exist_is_told_with_the_nearest(dlkit):
    result = dlkit("answer", SLUG, "why_not_acuracy")
    assert_one_sentence(result)
    assert f"Did you mean '{QUESTION}'?" in result.err


# reset


def test_reset_puts_one_cell_back_and_keeps_the_other_answers_and_a_copy(dlkit, folder):
    dlkit("start", SLUG)
    write_cells(folder / NOTEBOOK, {"sigmoid": "mine = 1", "cost": "mine = 2"})
    before = (folder / NOTEBOOK).read_bytes()
    result = dlkit("reset", SLUG, "sigmoid")
    after = json.loads((folder / NOTEBOOK).read_text())
    original = json.loads(find_assignment(SLUG).notebook.read_text())
    assert result.status == 0
    assert cell_of(after, "sigmoid") == cell_of(original, "sigmoid")
    assert cell_of(after, "cost")["source"] == "mine = 2"
    assert len(after["cells"]) == len(original["cells"])
    (backup,) = (folder / SLUG).glob("*-backup-*.ipynb")
    assert backup.read_bytes() == before
    assert backup.name in result.out


def test_reset_of_a_whole_notebook_twice_in_a_second_keeps_two_copies(dlkit, folder):
    dlkit("start", SLUG)
    for text in ("first", "second"):
        (folder / NOTEBOOK).write_text(text)
        assert dlkit("reset", SLUG).status == 0
        assert (folder / NOTEBOOK).read_bytes() == find_assignment(SLUG).notebook.read_bytes()
    assert {path.read_text() for path in (folder / SLUG).glob("*-backup-*.ipynb")} == {"first", "second"}


@pytest.mark.parametrize("exercise", [EXERCISES[0], "sigmoid", EXERCISES[-1]])
def test_reset_brings_a_deleted_cell_back_to_its_place(dlkit, folder, exercise):
    dlkit("start", SLUG)
    original = json.loads((folder / NOTEBOOK).read_text())
    cells = [cell for cell in original["cells"] if cell["metadata"].get("exercise") != exercise]
    (folder / NOTEBOOK).write_text(json.dumps({**original, "cells": cells}))
    dlkit("reset", SLUG, exercise)
    assert json.loads((folder / NOTEBOOK).read_text()) == original


def test_reset_takes_out_copies_of_the_cell_that_would_run_after_it(dlkit, folder):
    dlkit("start", SLUG)
    original = json.loads((folder / NOTEBOOK).read_text())
    twice = {**cell_of(original, "sigmoid"), "id": "a-copy", "source": "def sigmoid(z): return z"}
    (folder / NOTEBOOK).write_text(json.dumps({**original, "cells": [*original["cells"], twice]}))
    dlkit("reset", SLUG, "sigmoid")
    assert json.loads((folder / NOTEBOOK).read_text()) == original


def test_reset_of_an_untouched_cell_changes_no_byte(dlkit, folder):
    dlkit("start", SLUG)
    before = (folder / NOTEBOOK).read_bytes()
    dlkit("reset", SLUG, "sigmoid")
    assert (folder / NOTEBOOK).read_bytes() == before


def test_reset_of_a_cell_in_a_damaged_notebook_leaves_the_file_alone(dlkit, folder):
    dlkit("start", SLUG)
    (folder / NOTEBOOK).write_text("{ damaged")
    assert_one_sentence(dlkit("reset", SLUG, "sigmoid"))
    assert (folder / NOTEBOOK).read_text() == "{ damaged"


# progress


@pytest.mark.parametrize(
    "content",
    [
        "{ broken",
        "[]",
        '{"version": 9, "assignments": {}}',
        '{"version": 1, "assignments": {"a": {"b": {"hints": "x"}}}}',
        "\0\xff",
    ],
)
def test_a_broken_progress_file_is_kept_aside_with_one_sentence(dlkit, folder, content):
    (folder / progress.FILE_NAME).write_bytes(content.encode("latin-1"))
    result = dlkit("hint", SLUG, "sigmoid")
    assert result.status == 0
    assert "Hint 1 of 3" in result.out
    assert len(result.err.splitlines()) == 1
    (aside,) = folder.glob(".dlkit-progress.broken-*.json")
    assert aside.name in result.err
    assert aside.read_bytes() == content.encode("latin-1")
    assert "Hint 2 of 3" in dlkit("hint", SLUG, "sigmoid").out


def test_where_progress_cannot_be_kept_the_command_works_and_says_so(dlkit, folder):
    (folder / progress.FILE_NAME).mkdir()
    result = dlkit("hint", SLUG, "sigmoid")
    assert result.status == 0
    assert "Hint 1 of 3" in result.out
    assert "could not be remembered" in result.err


def test_progress_is_found_from_inside_an_assignments_folder(dlkit, folder, monkeypatch):
    dlkit("start", SLUG)
    dlkit("hint", SLUG, "sigmoid")
    monkeypatch.chdir(folder / SLUG)
    assert "Hint 2 of 3" in dlkit("hint", SLUG, "sigmoid").out
    assert list(folder.rglob(progress.FILE_NAME)) == [folder / progress.FILE_NAME]


def test_saving_progress_leaves_nothing_but_the_file(folder):
    done = progress.Progress().with_hint(SLUG, "sigmoid", shown=1)
    progress.save(folder, done, warn=pytest.fail)
    assert [path.name for path in folder.iterdir()] == [progress.FILE_NAME]
    assert progress.load(folder, warn=pytest.fail) == done


# grader


def test_without_the_grader_its_command_says_where_it_can_be_had(tmp_path):
    shutil.copytree(ROOT / "dlkit", tmp_path / "dlkit", ignore=shutil.ignore_patterns("__pycache__"))
    command = [
        sys.executable,
        "-S",
        "-c",
        "from dlkit.staff import main; main()",
    ]  # -S: no installed packages
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "pip install -e '.[grader]'" in done.stderr
    assert len(done.stderr.splitlines()) == 1
