"""The Keras assignments on another backend: an optional job, run where JAX is installed (`pip install -e '.[jax]'`)."""

import importlib.util
import json
import os
import subprocess
import sys

import nbformat
import pytest

from dlkit.course import course
from grader.authoring.authored import load_authored
from grader.authoring.notebooks import solved_notebook

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("jax") is None, reason="JAX is not installed"),
]
BACKEND = "import keras\nassert keras.backend.backend() == 'jax', keras.backend.backend()"


@pytest.mark.parametrize("slug", [slug for slug in course() if "keras" in load_authored(slug).imports])
def test_the_solution_of_a_keras_assignment_gets_full_points_on_jax(slug, tmp_path):
    notebook = solved_notebook(load_authored(slug))
    notebook.cells.append(nbformat.v4.new_code_cell(BACKEND, id="which-backend"))
    nbformat.write(notebook, tmp_path / "solved.ipynb")
    judged = subprocess.run(
        [sys.executable, "-m", "grader", "judge", "--json", "--assignment", slug, tmp_path / "solved.ipynb"],
        env={**os.environ, "KERAS_BACKEND": "jax"},
        capture_output=True,
        text=True,
        check=False,
    )
    (result,) = json.loads(judged.stdout)
    assert result["status"] == "graded", result
    assert result["notes"] == [], "the notebook runs on another backend"
    assert {e["name"]: e["score"] for e in result["exercises"]} == {e["name"]: e["points"] for e in result["exercises"]}
