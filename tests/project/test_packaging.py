"""What students install: the notebooks and what they import, and nothing that the staff keeps."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from dlkit.course import course, find_assignment

from .conftest import built

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return built(ROOT, tmp_path_factory.mktemp("wheel"))


def test_the_wheel_holds_no_solution_and_no_hidden_check(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    forbidden = ("grader/", "solutions/", "tests/", "dlkit/solutions/")
    assert not [name for name in names if name.startswith(forbidden) or "written/" in name]


def test_the_wheel_carries_every_notebook_with_its_examples(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for slug in course():
        assert {f"dlkit/assignments/{slug}/{slug}.ipynb", f"dlkit/assignments/{slug}/examples.json"} <= names


def test_the_wheel_carries_the_scripts_of_the_interactive_figures(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    scripts = {f"dlkit/interactive/{path.name}" for path in (ROOT / "dlkit" / "interactive").glob("*.[jc]s*")}
    assert len(scripts) == 8
    assert scripts <= names


def test_the_wheel_carries_the_measures_that_examples_ask_for(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    asking = [slug for slug in course() if any(e["kind"] == "measure" for e in find_assignment(slug).examples)]
    assert asking
    assert {f"dlkit/assignments/{slug}/measures.py" for slug in asking} <= names


def test_a_notebook_is_started_and_checked_from_the_unpacked_wheel_alone(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    run = [sys.executable, "-P", "-m", "dlkit"]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PYTHONPATH": str(tmp_path / "site")}
    work = tmp_path / "work"
    work.mkdir()
    slug = course()[0]
    started = subprocess.run(
        [*run, "start", slug], cwd=work, env=environment, capture_output=True, text=True, check=False
    )
    assert started.returncode == 0, started.stderr
    solution = subprocess.run(
        [*run, "solution", slug], cwd=work, env=environment, capture_output=True, text=True, check=False
    )
    assert solution.returncode == 2
    assert "edition for self-study" in solution.stderr


def project(folder):
    """What the `pyproject.toml` of a folder says of its package."""
    return tomllib.loads((folder / "pyproject.toml").read_text())["project"]


def test_the_versions_agree():
    import dlkit

    edition = project(ROOT / "selfstudy")
    assert project(ROOT)["version"] == edition["version"] == dlkit.__version__
    assert f"dlkit-course[keras]=={dlkit.__version__}" in edition["dependencies"]


def test_the_addresses_agree():
    address = tomllib.loads((ROOT / "assignments" / "course.toml").read_text())["url"]
    assert set(project(ROOT)["urls"].values()) == set(project(ROOT / "selfstudy")["urls"].values()) == {address}


def test_the_edition_for_self_study_asks_for_what_the_judge_does():
    asked = {name for name in project(ROOT / "selfstudy")["dependencies"] if not name.startswith("dlkit-course")}
    assert asked <= set(project(ROOT)["optional-dependencies"]["grader"])
    assert project(ROOT / "selfstudy")["requires-python"] == project(ROOT)["requires-python"]


def test_the_gpu_extra_brings_what_tensorflow_asks_for_in_pinned_versions(wheel):
    """`dlkit.cuda` opens the libraries of those packages."""
    from email.parser import Parser
    from importlib import metadata

    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        asked = Parser().parsestr(archive.read(name).decode()).get_all("Requires-Dist", [])
    assert [line for line in asked if line.startswith("tensorflow[and-cuda]") and "extra == 'gpu'" in line]
    pinned = {line.split("==")[0] for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line}
    needed = {line.split("<")[0] for line in metadata.requires("tensorflow") if line.startswith("nvidia-")}
    assert needed
    assert needed <= pinned
