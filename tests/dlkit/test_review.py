"""`dlkit review`: what comes again when, the round that is made, the bug in it, and what its notebook remembers."""

import json
import os
import re
from datetime import date, timedelta

import nbformat
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbclient import NotebookClient

from dlkit import review as open_review
from dlkit.course import CourseError, course, find_assignment
from dlkit.desk import progress, review, session, workbook
from dlkit.desk.progress import Progress

from .student_work import EXERCISES, NOTEBOOK, SLUG, assert_one_sentence, solution_of, write_cells

START = date(2026, 3, 2)
NUMPY_ONLY = EXERCISES[:-1]
NOTHING = Progress()


@pytest.fixture
def day(monkeypatch):
    """Sets the day on which the student works."""

    def set_day(after):
        monkeypatch.setattr(progress, "today", lambda: START + timedelta(days=after))

    set_day(0)
    return set_day


def passed(names=EXERCISES, slug=SLUG, done=NOTHING):
    for name in names:
        done = done.with_check(slug, name, passed=True)
    return done


# When


def test_what_has_passed_comes_again_after_a_day_three_a_week_and_then_every_month(day):
    done, now = passed(["sigmoid"]), 0
    for wait in (1, 3, 7, 30, 30):
        assert done.of(SLUG, "sigmoid").due == START + timedelta(days=now + wait)
        now += wait
        day(now)
        done = done.with_review(SLUG, "sigmoid", helped=False)


def test_a_review_before_its_day_changes_nothing_and_one_with_help_begins_anew(day):
    done = passed(["sigmoid"])
    assert done.with_review(SLUG, "sigmoid", helped=False) == done
    day(1)
    done = done.with_review(SLUG, "sigmoid", helped=False)
    day(4)
    done = done.with_review(SLUG, "sigmoid", helped=True)
    assert done.of(SLUG, "sigmoid").due == START + timedelta(days=5)


def test_a_later_check_of_what_has_passed_does_not_put_its_day_off(day):
    done = passed(["sigmoid"])
    day(1)
    assert passed(["sigmoid"], done=done).of(SLUG, "sigmoid").due == START + timedelta(days=1)
    assert Progress().of(SLUG, "sigmoid").due is None


def test_what_waited_longest_comes_first(day):
    done = passed(["cost"])
    day(1)
    done = passed(["sigmoid"], done=done)
    day(5)
    assignments = [find_assignment(slug) for slug in course()]
    assert [item.exercise for item in review.due_today(assignments, done)] == ["cost", "sigmoid"]
    day(1)
    assert [item.exercise for item in review.due_today(assignments, done)] == ["cost"]


def test_a_file_of_before_there_were_reviews_is_read_and_a_day_that_is_none_is_put_aside(tmp_path, day):
    progress.save(tmp_path, passed(["sigmoid"]), warn=pytest.fail)
    file = tmp_path / progress.FILE_NAME
    content = json.loads(file.read_text())
    kept = content["assignments"][SLUG]["sigmoid"]
    del kept["last"], kept["reviews"]
    file.write_text(json.dumps(content))
    assert progress.load(tmp_path, warn=pytest.fail).of(SLUG, "sigmoid").due == START
    kept["last"] = "yesterday"
    file.write_text(json.dumps(content))
    told = []
    assert progress.load(tmp_path, warn=told.append) == Progress()
    assert len(told) == 1


# Bugs


@given(st.sampled_from(NUMPY_ONLY), st.data())
def test_a_planted_bug_is_one_change_in_one_line_of_valid_python(name, data):
    source = "# my own\n" + solution_of(name)
    planted = review.plantable(source, name)
    assert planted
    item = data.draw(st.sampled_from(planted))
    before, after = source.splitlines(), item.source.splitlines()
    changed = [n for n, (old, new) in enumerate(zip(before, after, strict=True), start=1) if old != new]
    assert changed == [item.line]
    assert before[item.line - 1] == item.was
    compile(item.source, "<cell>", "exec")


@pytest.mark.parametrize(
    ("line", "became"),
    [
        ("a + b", {"a - b", "a"}),
        ("(a - 1) * 2", {"(a + 1) * 2", "(a - 1) / 2", "(a - 1)", "(a) * 2"}),
        ("x.mean(axis=0)", {"x.sum(axis=0)", "x.mean(axis=1)"}),
        ("x.T @ y", {"x @ y"}),
        ("-y", {"y"}),
        ("x[:, 0]", {"x[:, 1]"}),
        ("a < b and c", {"a <= b and c", "a < b or c"}),
        ("range(2, n)", {"range(2, n - 1)"}),
        ('"é" + a  # a + b', {'"é" - a  # a + b', '"é"  # a + b'}),
    ],
)
def test_the_changes_are_of_the_kinds_that_people_make(line, became):
    source = f"def f(a, b, c, x, y, n):\n    return {line}"
    assert {item.source.splitlines()[1].removeprefix("    return ") for item in review.plantable(source, "f")} == became


@pytest.mark.parametrize(
    "source", ["", "def f(:", "f = 3", "def f(n):\n    while n > 0:\n        n = n - 1\n    return n"]
)
def test_nothing_is_planted_in_what_cannot_be_read_or_might_never_end(source):
    assert review.plantable(source, "f") == []


# The command


@pytest.fixture
def learner(dlkit, folder, day):
    """A student who has solved the first assignment by day 0; gives the command and the folder."""
    dlkit("start", SLUG)
    write_cells(folder / NOTEBOOK, {name: solution_of(name) for name in EXERCISES})
    progress.save(folder, passed(NUMPY_ONLY), warn=pytest.fail)
    return dlkit, folder


def test_nothing_passed_and_nothing_due_are_told(dlkit, folder, day):
    command = dlkit
    assert_one_sentence(command("review"))
    assert_one_sentence(command("review", SLUG))
    progress.save(folder, passed(NUMPY_ONLY), warn=pytest.fail)
    result = command("review")
    assert result.status == 0
    assert result.out.startswith("Nothing is due today. Tomorrow: standardize, sigmoid, initialize and 6 more.")
    day(1)
    assert_one_sentence(command("review"))  # there is no notebook to make it of


def test_list_offers_a_review_when_something_is_due_and_then_what_comes_behind_what_was_begun(learner, day):
    command, folder = learner
    progress.save(folder, passed(EXERCISES), warn=pytest.fail)
    assert command("list").out.strip().endswith(f"Next: dlkit start {course()[1]}")
    day(1)
    due = "dlkit review (five minutes; due: standardize, sigmoid, initialize and 7 more)"
    assert command("list").out.strip().endswith(f"Next: {due}, then: dlkit start {course()[1]}")
    third = find_assignment(course()[2])
    progress.save(folder, passed([e.name for e in third.exercises], third.slug, passed()), warn=pytest.fail)
    assert command("list").out.strip().endswith(f"Next: dlkit start {course()[3]}")
    listed = json.loads(command("list", "--json").out)["assignments"][0]["exercises"][0]
    assert listed["review_on"] == str(START + timedelta(days=2))


def run(path, **answers):
    """Run a round's notebook in a real kernel with answers in place of its cells, and give what each cell showed."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = answers.get(cell.metadata.get("exercise"), cell.source)
    nbformat.write(notebook, path)
    client = NotebookClient(notebook, allow_errors=True, resources={"metadata": {"path": str(path.parent)}})
    client.execute(env={**os.environ, "JPY_SESSION_NAME": str(path)})
    shown = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            text = output.get("text") or output.get("data", {}).get("text/plain") or output.get("evalue", "")
            shown[cell.id] = shown.get(cell.id, "") + text
    return shown


def test_a_round_is_done_in_its_notebook_and_moves_what_passed_to_its_next_day(learner, day):
    command, folder = learner
    day(1)
    result = command("review")
    path = folder / f"review/{SLUG}-2026-03-03.ipynb"
    assert result.out.strip().endswith(f"Next: jupyter lab {path.relative_to(folder)}")
    names = workbook.reviewed_functions(json.loads(path.read_text()))
    assert len(names) == 2
    assert all(name in result.out for name in names)
    assert command("review").out == result.out  # the same round, as long as it is not done

    # As it is made: one function is not written, the other has a bug; and the check sees both.
    again, bug = names
    shown = run(path)
    assert "not written yet" in shown[f"check-{again}"]
    assert f"✗ {bug}" in shown[f"check-{bug}"]
    day(0)
    assert progress.load(folder, warn=pytest.fail) == passed(NUMPY_ONLY)  # nothing is held against the assignment
    day(1)

    # As it should end.
    shown = run(path, **{name: solution_of(name) for name in names})
    done = progress.load(folder, warn=pytest.fail)
    for name in names:
        assert f"✓ {name}: right in all" in shown[f"check-{name}"]
        assert "(It comes again on " in shown[f"check-{name}"]
        assert done.of(SLUG, name).reviews == 1
    assert not {item.exercise for item in review.due_today([find_assignment(SLUG)], done)} & set(names)
    assert not set(workbook.reviewed_functions(json.loads(second(command, path).read_text()))) & set(names)


def second(command, first):
    """Ask for a round after the first one of the day is done."""
    command("review")
    return first.with_stem(f"{first.stem}-2")


def test_the_review_of_a_notebook_is_no_copy_of_the_assignments(learner, day):
    command, folder = learner
    day(1)
    command("review")
    path = next((folder / "review").glob("*.ipynb"))
    assert workbook.find_workbooks(SLUG, path.parent)[0].path.samefile(folder / NOTEBOOK)
    result = command("check", path.relative_to(folder))
    assert result.status == 1
    names = workbook.reviewed_functions(json.loads(path.read_text()))
    assert [name for name in EXERCISES if name in result.out] == sorted(names, key=EXERCISES.index)


def test_the_answers_that_no_longer_pass_are_left_out(learner, day):
    command, folder = learner
    write_cells(folder / NOTEBOOK, {"standardize": "def standardize(X, mean, std):\n    return X"})
    day(1)
    assert "write again        sigmoid" in command("review").out
    write_cells(folder / NOTEBOOK, dict.fromkeys(EXERCISES, "pass"))
    day(2)
    assert "passes its check now" in command("review").err


def test_own_helpers_and_answers_that_are_built_on_come_along(learner, day):
    command, folder = learner
    notebook = json.loads((folder / NOTEBOOK).read_text())
    helper = {"cell_type": "code", "id": "mine", "metadata": {}, "outputs": [], "execution_count": None}
    helper["source"] = "def halves(x):\n    return x / 2\n\n\nprint(1 / 0)"
    notebook["cells"].insert(3, helper)
    (folder / NOTEBOOK).write_text(json.dumps(notebook))
    own = (
        "def predict(w, b, X, threshold=0.5):\n    return (predict_proba(w, b, X) >= 2 * halves(threshold)).astype(int)"
    )
    write_cells(folder / NOTEBOOK, {"predict": own})
    progress.save(folder, passed(["predict"]), warn=pytest.fail)
    day(1)
    assert command("review").err == ""
    path = next((folder / "review").glob("*.ipynb"))
    before = json.loads(path.read_text())["cells"][1]["source"]
    assert "def halves" in before
    assert "def predict_proba" in before
    assert "def sigmoid" in before
    assert "print(1 / 0)" not in before
    assert "import keras" not in before
    shown = run(path, predict=own)
    assert "✓ predict: right in all" in shown["check-predict"]


def test_a_round_in_plain_python_remembers_what_passed_and_what_was_helped(tmp_path, monkeypatch, day, capsys):
    (tmp_path / SLUG).mkdir()
    monkeypatch.chdir(tmp_path / SLUG)
    monkeypatch.setattr(session, "_IN_THIS_PROCESS", {})
    progress.save(tmp_path, passed(["sigmoid", "cost"]), warn=pytest.fail)
    day(1)
    names = {"np": np, "__name__": "__main__"}
    names["check"], names["hint"], *_ = open_review(SLUG, "sigmoid", "cost").tools
    exec(solution_of("sigmoid"), names)
    exec("check('sigmoid')", names)
    assert "(It comes again on Friday, 2026-03-06)" in capsys.readouterr().out
    exec(solution_of("cost"), names)
    exec("hint(cost)\ncheck(cost)", names)
    assert "(It comes again tomorrow)" in capsys.readouterr().out
    exec("check()", names)
    table = capsys.readouterr().out
    assert re.findall(r"✓ (\w+)", table) == ["sigmoid", "cost"]
    assert progress.load(tmp_path, warn=pytest.fail).of(SLUG, "sigmoid").attempts == 1
    with pytest.raises(CourseError):
        open_review(SLUG, "sigmoyd")
