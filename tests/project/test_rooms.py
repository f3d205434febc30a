"""The rooms of both packages: each stands on those below it, and no two modules import each other in a circle."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def lint_imports(folder):
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    return subprocess.run([*command, "--no-cache"], cwd=folder, env={"PATH": ""}, capture_output=True, text=True)


def test_no_import_runs_up_and_none_in_a_circle():
    found = lint_imports(ROOT)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize(
    ("module", "line", "told"),
    [
        (
            "grader/sandbox/session.py",
            "from grader.judging import Result",
            "grader.sandbox.session -> grader.judging (l.",
        ),
        ("grader/errors.py", "import grader.terminal.cli", "grader.errors -> grader.terminal.cli (l."),
        ("grader/judging/result.py", "from grader.judging import judge", ".result -> .judge"),
        (
            "dlkit/course.py",
            "from dlkit.checking.check import check_exercise",
            "dlkit.course -> dlkit.checking.check (l.",
        ),
        (
            "dlkit/checking/report.py",
            "def f():\n    from dlkit.desk import progress",
            "dlkit.checking.report -> dlkit.desk",
        ),
        ("dlkit/machine.py", "import grader.errors", "dlkit.machine -> grader.errors (l."),
    ],
)
def test_an_arrow_that_runs_up_is_told_with_both_names(tmp_path, module, line, told):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in ("grader", "dlkit"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "mistakes"))
    path = tmp_path / module
    path.write_text(path.read_text() + f"\n{line}\n")
    found = lint_imports(tmp_path)
    assert found.returncode == 1
    assert told in found.stdout


@pytest.mark.parametrize("package", ["grader", "dlkit"])
def test_every_module_is_in_a_room_that_the_rule_names(package):
    """A new room, or a module beside the rooms, is under no rule until it is named in pyproject.toml."""
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    (contract,) = [item for item in linter["contracts"] if item["id"] == package]
    named = {name for layer in contract["layers"] for name in layer.split(" | ")}
    outside = {
        "__init__",
        "__main__",
        "nbgrader_plugin",
        "feedback",
        "staff",
        "checks",
        "mistakes",
    }  # entries, and texts
    found = {
        path.stem for path in (ROOT / package).iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert {f"{package}.{name}" for name in found - outside} == named
