"""The edition for self-study, installed beside the students' wheel: solutions, model answers, hidden checks."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from dlkit.course import find_assignment

from .conftest import built

ROOT = Path(__file__).resolve().parents[2]
SLUG = "convolution"  # its mistakes import the solutions


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """The students' wheel, and the one that is installed beside it."""
    return [built(folder, tmp_path_factory.mktemp("wheel")) for folder in (ROOT, ROOT / "selfstudy")]


@pytest.fixture(scope="module")
def installed(wheels, tmp_path_factory):
    """The `dlkit` command of a fresh environment that holds both wheels, and sees the libraries of this one."""
    folder = tmp_path_factory.mktemp("self-study")
    venv.create(folder / "venv", with_pip=False)
    (site,) = (folder / "venv").glob("lib/python*/site-packages")
    install = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python", folder / "venv"]
    subprocess.run([*install, "install", "--no-index", "--no-deps", *wheels], check=True)
    libraries = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    # As lines of a .pth file they come last, and of the editable install there nothing is followed.
    (site / "libraries.pth").write_text("".join(f"{path}\n" for path in libraries))
    work = folder / "work"
    work.mkdir()
    environment = {"PATH": os.defpath, "HOME": str(folder), "TF_CPP_MIN_LOG_LEVEL": "3"}

    def run(*arguments, status=0):
        command = [folder / "venv" / "bin" / "dlkit", *arguments]
        done = subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True, timeout=500)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    where = [folder / "venv" / "bin" / "python", "-c", "import dlkit, grader; print(dlkit.__file__, grader.__file__)"]
    found = subprocess.run(where, cwd=work, env=environment, capture_output=True, text=True, check=True).stdout
    assert all(path.startswith(str(site)) for path in found.split()), found
    run.work = work
    run("start", SLUG)
    return run


def test_the_two_wheels_share_no_file(wheels):
    ours, theirs = (set(zipfile.ZipFile(path).namelist()) for path in wheels)
    assert not ours & theirs
    assert f"dlkit/solutions/written/{SLUG}/{find_assignment(SLUG).written[0].name}.md" in theirs
    assert f"grader/checks/{SLUG}.py" in theirs
    assert not [name for name in theirs if name.startswith(("grader/gradebook", "grader/terminal", "tests/"))]


def test_the_solution_of_an_exercise_is_shown(installed):
    source = (ROOT / "solutions" / f"{SLUG}.py").read_text()
    functions = {node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}
    installed("solution", SLUG, "zero_pad", status=2)
    assert ast.get_source_segment(source, functions["zero_pad"]) in installed("solution", SLUG, "zero_pad")


def test_the_model_answer_is_shown(installed):
    name = find_assignment(SLUG).written[0].name
    installed("answer", SLUG, status=2)
    shown = installed("answer", SLUG)
    assert (ROOT / "solutions" / "written" / SLUG / f"{name}.md").read_text() in shown


def test_the_staffs_command_says_where_it_can_be_had(installed):
    grader = installed.work.parent / "venv" / "bin" / "grader"
    done = subprocess.run([grader, "doctor"], capture_output=True, text=True, env={"PATH": os.defpath})
    assert (done.returncode, done.stdout) == (2, "")
    assert "clone the repository" in done.stderr


@pytest.mark.slow
def test_the_hidden_checks_say_what_the_judge_says(installed):
    from grader.authoring import load_catalogue

    mistakes = [entry for entry in load_catalogue(SLUG) if entry.role == "mistake"]
    wrong = next(entry for entry in mistakes if entry.exercise == "output_size")
    source = (ROOT / "solutions" / f"{SLUG}.py").read_text()
    functions = {node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}
    right = ast.get_source_segment(source, functions["zero_pad"])
    path = installed.work / SLUG / f"{SLUG}.ipynb"
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        answers = {"output_size": wrong.source, "zero_pad": right}
        cell["source"] = answers.get(cell["metadata"].get("exercise"), cell["source"])
    path.write_text(json.dumps(notebook))
    found = json.loads(installed("check", SLUG, "--all", "--json", status=1))["assignments"][0]
    exercises = {exercise["name"]: exercise for exercise in found["exercises"]}
    assert wrong.hint in exercises["output_size"]["message"]
    assert exercises["output_size"]["status"] == "failed"
    assert exercises["zero_pad"]["status"] == "passed"
    assert exercises["zero_pad"]["score"] == find_assignment(SLUG).exercise("zero_pad").points
    assert exercises["conv_step"]["status"] == "not_written"
