"""A class of students with real nbgrader: handed in once, graded in each of the ways there are."""

import copy
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest

SLUG = "logistic_regression"
REPOSITORY = Path(__file__).resolve().parents[2]
ANSWER = "Because a model that always says 3 is right in nine of ten cases."
SCRIPT = "<script>alert('read me')</script>"


def nbgrader(root, *arguments, check=True):
    """Runs nbgrader's own command in a course folder, with nothing but the configuration there."""
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": str(REPOSITORY),
        "JUPYTER_CONFIG_DIR": str(root / ".jupyter"),
    }
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, timeout=600)
    assert not check or done.returncode == 0, done.stderr
    return done


def grades(root):
    """Every grade in a course's gradebook: student, cell, automatic and manual score, whether a person must look."""
    from grader.gradebook.course_folder import CourseFolder

    with CourseFolder(root).gradebook() as gradebook:
        return {
            (submission.student.id, grade.name): (grade.auto_score, grade.manual_score, grade.needs_manual_grade)
            for submission in gradebook.assignment_submissions(SLUG)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def score(root, student, exercise):
    """A student's automatic score for an exercise."""
    return grades(root)[student, f"check-{exercise}"][0]


def total(root, student):
    """A student's automatic score for all exercises."""
    return sum(auto or 0 for (name, _), (auto, _, _) in grades(root).items() if name == student)


def submission_path(root, student):
    """Where a student's notebook is handed in."""
    return root / "submitted" / student / SLUG / f"{SLUG}.ipynb"


def put(root, student, notebook):
    """Hands in a notebook: its JSON, or any text."""
    path = submission_path(root, student)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(notebook if isinstance(notebook, str) else json.dumps(notebook))


def cell_of(notebook, identity):
    """The cell with an id."""
    return next(cell for cell in notebook["cells"] if cell["id"] == identity)


def autograded(root, student):
    """The notebook that nbgrader keeps of a graded submission."""
    return read_joined(root / "autograded" / student / SLUG / f"{SLUG}.ipynb")


def read_joined(path):
    """A notebook file with each cell's text in one piece."""
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    return notebook


class Here(Executor):
    """An executor that does everything at once in this process."""

    def submit(self, function, /, *arguments):
        future = Future()
        try:
            future.set_result(function(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future


@pytest.fixture(scope="session")
def shared_judge(judge):
    """Makes whatever is judged in this process use the tests' one judge."""
    from grader.running import pool

    pool._judges[SLUG] = judge
    yield judge
    pool._judges.pop(SLUG, None)


@pytest.fixture(scope="session")
def grade_here(shared_judge):
    """`autograde` without worker processes."""
    from grader.gradebook.grading import autograde

    return lambda root, **options: autograde(root, SLUG, workers=1, start=lambda count: Here(), **options)


@pytest.fixture(scope="session")
def empty_course(tmp_path_factory):
    """A course in which the assignment has been generated and nobody has handed anything in."""
    from grader.gradebook.course_folder import generate_assignment, init_course

    folder = init_course(tmp_path_factory.mktemp("courses") / "deep-learning", slugs=[SLUG])
    generate_assignment(folder, SLUG)
    return folder.root


@pytest.fixture(scope="session")
def fill_in(empty_course, solved):
    """Fills in the released notebook: exercises by name, the written answer, and whatever a change does to it."""
    released = read_joined(empty_course / "release" / SLUG / f"{SLUG}.ipynb")

    def build(answers=solved, *, written=ANSWER, change=lambda notebook: None):
        notebook = copy.deepcopy(released)
        for name, source in answers.items():
            cell_of(notebook, f"exercise-{name}")["source"] = source
        if written:
            cell_of(notebook, "written-why_not_accuracy")["source"] = written
        change(notebook)
        return notebook

    return build


@pytest.fixture(scope="session")
def mistake(authored):
    """A catalogued mistake: a wrong sigmoid."""
    return next(entry for entry in authored.catalogue if entry.role == "mistake" and entry.exercise == "sigmoid")


def _duplicated(notebook):
    place = notebook["cells"].index(cell_of(notebook, "check-sigmoid"))
    double = copy.deepcopy(notebook["cells"][place])
    double["metadata"]["nbgrader"]["points"] = 1000
    notebook["cells"].insert(place, double)


def _deleted(notebook):
    gone = ("check-sigmoid", "setup-1", "written-why_not_accuracy")
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] not in gone]


def _forged(notebook):
    check = cell_of(notebook, "check-sigmoid")
    check.update(source="8.0", metadata={**check["metadata"], "tags": ["skip-execution"]})
    check["metadata"]["nbgrader"].update(points=50, grade=False, locked=False)
    cell_of(notebook, "check-cost").update(cell_type="markdown", metadata={})
    notebook["metadata"]["kernelspec"] = {"name": "mine", "display_name": SCRIPT, "language": "none"}


def _old_format(notebook):
    cells = [{**cell, "input": cell["source"], "outputs": []} for cell in notebook["cells"]]
    for cell in cells:
        cell.pop("id")
        cell.pop("source" if cell["cell_type"] == "code" else "input")
    notebook.clear()
    notebook.update(nbformat=3, nbformat_minor=0, metadata={}, worksheets=[{"cells": cells}])


@pytest.fixture(scope="session")
def handed_in(empty_course, fill_in, solved, mistake, tmp_path_factory):
    """The course with a class's work in `submitted/`: right, wrong, unfinished, broken, tampered with."""
    root = tmp_path_factory.mktemp("handed-in") / "course"
    shutil.copytree(empty_course, root)
    talking = (
        solved["sigmoid"] + "\nimport sys, warnings\nprint('careful', file=sys.stderr)\nwarnings.warn('careful')\n"
    )
    put(root, "right", fill_in())
    put(root, "stub", fill_in({}, written=""))
    put(
        root,
        "mistaken",
        fill_in({**solved, "sigmoid": mistake.source}, written=f"{SCRIPT}\n\n![gone](attachment:gone.png)"),
    )
    put(root, "broken", '{"cells": [ {"cell_type": "code",')
    put(root, "empty", "")
    put(root, "duplicated", fill_in(change=_duplicated))
    put(root, "deleted", fill_in(written="", change=_deleted))
    put(root, "forged", fill_in({**solved, "sigmoid": "sigmoid = 3"}, change=_forged))
    put(root, "talking", fill_in({**solved, "sigmoid": talking}))
    put(root, "old", fill_in(change=_old_format))
    put(root, "renamed", fill_in())
    path = submission_path(root, "renamed")
    path.rename(path.with_name("my homework (2).ipynb"))
    put(root, "nothing", "")
    submission_path(root, "nothing").unlink()
    put(root, "link", "")
    submission_path(root, "link").unlink()
    submission_path(root, "link").symlink_to(submission_path(root, "right"))
    put(root, "odd-time", fill_in())
    (submission_path(root, "odd-time").parent / "timestamp.txt").write_text("the day before yesterday")
    return root


@pytest.fixture(scope="session")
def graded(handed_in, tmp_path_factory):
    """The class, graded by `autograde` on a pool with real worker processes; with what it returned."""
    from grader.gradebook.grading import autograde

    root = tmp_path_factory.mktemp("graded") / "course"
    shutil.copytree(handed_in, root, symlinks=True)
    return root, autograde(root, SLUG, workers=1)


@pytest.fixture
def regraded(graded, tmp_path):
    """A copy of the graded class that a test may change."""
    root = tmp_path / "course"
    shutil.copytree(graded[0], root, symlinks=True)
    return root


@pytest.fixture
def judged(shared_judge, monkeypatch):
    """Notes which exercises the judge runs checks of, from now on."""
    found = []
    original = shared_judge.checks.run

    def run(*arguments, exercises, **options):
        found.append(tuple(exercises))
        return original(*arguments, exercises=exercises, **options)

    monkeypatch.setattr(shared_judge.checks, "run", run)
    return found
