"""`grader catalogue`: wrong answers that nothing explains are found in a class, grouped by what they return, without a name."""

import ast
import json
import linecache
import os
import shutil
import subprocess
import sys
from types import ModuleType

import numpy as np
import pytest

from dlkit.course import CourseError
from grader.authoring import edited, mistake, plain_source
from grader.authoring.catalogue import entries
from grader.gradebook.candidates import find_candidates, page
from grader.gradebook.candidates.sources import even_source, to_paste, words_of
from grader.gradebook.course_folder import CourseFolder
from solutions import logistic_regression

from .conftest import REPOSITORY, SLUG, put

STEEP = "def sigmoid(z):\n    return 1 / (1 + np.exp(-3 * np.clip(z, -200, 200)))  # by Grace Hopper\n"
STEEP_TOO = (
    "def sigmoid(z):\n    '''Grace wrote this.'''\n    hopper_steps = 3 * np.clip(np.asarray(z), -200, 200)\n"
    "    note = 'for ghopper'\n    small = np.exp(-hopper_steps)\n    return 1 / (1 + small)\n"
)
THIRD = "def cost(A, Y):\n    return float(np.mean(A + 3 * Y))\n"
STUDENTS = {"ghopper": ("Grace", "Hopper"), "steep2": ("Max", "Planck"), "steep3": ("", ""), "third": ("", "")}


@pytest.fixture(scope="module")
def judged_class(empty_course, fill_in, solved, authored, grade_here, tmp_path_factory):
    """Two wrong answers that the catalogue does not know, given by three students and by one; one that it knows; right ones."""
    root = tmp_path_factory.mktemp("candidates") / "course"
    known = next(entry for entry in authored.catalogue if (entry.role, entry.exercise) == ("mistake", "sigmoid"))
    shutil.copytree(empty_course, root)
    for student, answers in {
        "ghopper": {"sigmoid": STEEP_TOO},
        "steep2": {"sigmoid": STEEP},
        "steep3": {"sigmoid": STEEP},
        "third": {"cost": THIRD},
        "known": {"sigmoid": known.source},
        "right": {},
        "unfinished": {"predict": "def predict(w, b, X, threshold=0.5:"},
    }.items():
        put(root, student, fill_in({**solved, **answers}))
    put(root, "broken", "{")
    grade_here(root)
    with CourseFolder(root).gradebook() as gradebook:
        for student, (first, last) in STUDENTS.items():
            gradebook.update_or_create_student(student, first_name=first, last_name=last)
    return root


@pytest.fixture(scope="module")
def found(judged_class, shared_judge):
    return find_candidates(judged_class, SLUG, judge=shared_judge)


def test_two_planted_answers_are_found_grouped_by_what_they_return_and_a_known_one_is_not(found):
    assert [(item.exercise, item.students) for item in found.found] == [("sigmoid", 3), ("cost", 1)]
    assert found.found[0].ways[0] == (
        "def sigmoid(z):\n    return 1 / (1 + np.exp(-3 * np.clip(z, -200, 200)))",
        2,
    )
    assert [count for _, count in found.found[0].ways] == [2, 1]
    assert (found.judged, found.explained, found.no_function) == (8, 0, 1)


def test_a_candidate_tells_the_call_what_came_what_was_expected_and_the_check_that_fails(found):
    steep, third = found.found
    lines = steep.call.splitlines()
    values = {"np": np, "right": logistic_regression.sigmoid}
    exec(
        "\n".join(
            [
                steep.ways[0][0],
                *lines[:-1],
                f"came = {lines[-1]}",
                f"expected = {lines[-1].replace('sigmoid', 'right')}",
            ]
        ),
        values,
    )
    assert np.allclose(values["came"], eval(steep.came, values))
    assert np.allclose(values["expected"], eval(steep.expected, values))
    assert steep.checks
    assert third.difference


def test_nobody_is_named(found):
    text = json.dumps([vars(item) for item in found.found]) + page(found)
    for name in ("grace", "hopper", "steep2", "planck", "Max "):
        assert name not in text.lower().replace("np.max", ""), name
    assert "somebody_steps" in text
    assert "np.exp" in text


def test_what_is_pasted_is_an_entry_of_the_catalogue_once_it_has_its_hint(found):
    for item in found.found:
        assert (REPOSITORY / item.file).is_file()
        module, file = ModuleType(f"pasted_{item.exercise}"), f"<pasted {item.exercise}>"
        linecache.cache[file] = (len(item.entry), None, item.entry.splitlines(keepends=True), file)
        vars(module).update(np=np, mistake=mistake, edited=edited, __file__=file)
        exec(compile(item.entry, file, "exec"), vars(module))
        (entry,) = entries(module, exercise=item.exercise, solution=logistic_regression)
        assert entry.role == "mistake"
        assert ast.unparse(ast.parse(entry.source)) == item.ways[0][0]


def test_an_answer_that_is_nearly_the_solution_becomes_an_edit_of_it():
    source = plain_source(logistic_regression.cost)
    wrong = even_source([source.replace("np.mean", "np.sum")], "cost", hide=str)
    entry = to_paste(wrong, "cost", "unnamed_1", logistic_regression.cost)
    assert entry.startswith("unnamed_1 = edited(")
    assert "np.sum" in entry


def test_what_a_function_needs_of_its_cell_comes_along_and_the_names_of_libraries_stay():
    cell = (
        "%matplotlib inline\nimport math\nunused = 3\n\ndef max_helper(v):\n    return np.max(v) + math.pi\n\n"
        "def cost(A, Y):\n    # by Max\n    return max_helper(A)\n"
    )
    source = even_source(
        [cell], "cost", hide=lambda text: text.replace("max", "somebody"), spared=words_of(logistic_regression.cost)
    )
    assert "import math" in source
    assert "somebody_helper" in source
    assert "np.max(v)" in source
    assert "unused" not in source
    assert even_source(["def cost(A, Y:"], "cost", hide=str) == ""
    assert even_source(["cost = lambda A, Y: 0"], "cost", hide=str) == ""


def test_an_answer_that_cannot_be_written_evenly_stops_nobody_elses():
    cell = f"def cost(A, Y):\n    {'print(y := ' * 150}1{')' * 150}\n    return 5"
    assert ast.parse(cell)
    assert even_source([cell], "cost", hide=str) == ""


def test_the_command_writes_a_page_or_says_in_a_sentence_that_there_is_nothing(judged_class, tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}

    def run(*arguments, root=judged_class):
        command = [sys.executable, "-m", "grader", "catalogue", SLUG, "--from", str(root), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True)

    done = run("--output", str(tmp_path / "page.html"))
    assert done.returncode == 0, done.stderr
    assert "3 students  sigmoid: " in done.stdout
    text = (tmp_path / "page.html").read_text()
    assert "@mistake" in text
    assert '<h2 id="candidate-2"><code>cost</code>: 1 student</h2>' in text
    none = run("--exercise", "gradients")
    assert (
        none.stdout.strip()
        == f"Of 8 submissions of {SLUG}, gradients, no wrong answer is left that no known mistake explains."
    )
    assert not (judged_class / f"catalogue_{SLUG}.html").exists()
    refused = run("--output", str(judged_class / "feedback" / "page.html"))
    assert refused.returncode == 2
    assert "students get their files" in refused.stderr


def test_an_unknown_exercise_and_a_class_that_was_not_judged_are_refused(judged_class, empty_course):
    with pytest.raises(CourseError, match="sigmoid"):
        find_candidates(judged_class, SLUG, "sigmoidd")
    with pytest.raises(CourseError, match="grader autograde"):
        find_candidates(empty_course, SLUG)
