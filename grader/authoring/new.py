"""A new assignment: a small one that already passes the gate, to be written over."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import tomlkit

from dlkit.course import CourseError, assignments_folder
from grader.authoring.course_faults import NAME

ROOT = Path(__file__).resolve().parents[2]

_FACTS = """title = "{title}"
summary = "say in one sentence what is built"
minutes = 30

[[exercises]]
name = "mean_squared_error"
points = 90
hints = [
    "How far is each prediction from the truth?",
    "Square the differences, then take their average.",
    "np.mean((y_hat - y) ** 2)",
]

[[written]]
name = "why_squared"
points = 10
"""

_NOTEBOOK = '''# %% [markdown]
# # {title}
#
# **You will build** one function. **You need** NumPy. **It takes** about 30 minutes.

# %% tags=["setup"]
import numpy as np

import dlkit

check, hint, solution, inputs, progress, ask = dlkit.assignment("{slug}").tools

# %% [markdown]
# ## 1. How wrong is a prediction?
#
# One number should say how far the predictions are from the truth. Differences of either sign count the
# same, so we square them; and more examples must not make it larger, so we take the average:
#
# $$ \\text{{MSE}} = \\frac{{1}}{{m}} \\sum_{{i=1}}^{{m}} (\\hat y_i - y_i)^2 $$


# %% exercise="mean_squared_error"
def mean_squared_error(y_hat, y):
    """Measure how far predictions are from the truth.

    Args:
        y_hat: predictions, array of shape (m,).
        y: truth, array of shape (m,).

    Returns:
        The mean squared error, a number.
    """
    raise NotImplementedError("mean_squared_error")


# %% check="mean_squared_error"
check("mean_squared_error")

# %% tags=["demo"]
print(mean_squared_error(np.array([1.0, 2.0, 4.0]), np.array([1.0, 2.0, 3.0])))

# %% [markdown]
# ## A question
#
# Why are the differences squared, and not just added?

# %% [markdown] written="why_squared"
# *Write your answer here.*
'''

_SOLUTION = '''"""Solutions of {slug}."""

import numpy as np


def mean_squared_error(y_hat: np.ndarray, y: np.ndarray) -> float:
    """Return the mean of (y_hat - y)^2 over arrays of shape (m,)."""
    return float(np.mean((y_hat - y) ** 2))
'''

_CHECKS = '''"""Hidden checks of {slug}.

A function that draws random numbers has no golden answer: write a measure for it into assignments/{slug}/measures.py and
hold it against the solution's with compare.measure; see dlkit/comparing/measures.py.
"""

import numpy as np
import pytest


@pytest.mark.exercise("mean_squared_error")
@pytest.mark.visible
def test_three_examples(student, solution, compare):
    compare(student.mean_squared_error, solution.mean_squared_error, np.array([1.0, 2.0, 5.0]), np.array([1.0, 4.0, 3.0]))


@pytest.mark.exercise("mean_squared_error", weight=2)
def test_many_random_examples(student, solution, rng, compare):
    compare(student.mean_squared_error, solution.mean_squared_error, rng.normal(size=17), rng.normal(size=17))
'''

_MISTAKES = """from grader.authoring import alternative, edited, mistake

summed_not_averaged = edited(
    "The squares are added up, but not averaged: divide by the number of examples.", ("np.mean", "np.sum")
)
not_squared = edited("The differences are not squared, so those of opposite sign cancel out.", (" ** 2", ""))
root_taken = edited(
    "This is the root of the mean squared error: leave out the square root at the end.",
    ("np.mean((y_hat - y) ** 2)", "np.sqrt(np.mean((y_hat - y) ** 2))"),
)


@mistake("The last prediction is left out: a loop over range(n) reaches n - 1, which is the last.")
def last_one_left_out(y_hat, y):
    total = 0.0
    for i in range(len(y) - 1):
        total += (y_hat[i] - y[i]) ** 2
    return total / len(y)


@alternative
def with_a_loop(y_hat, y):
    total = 0.0
    for a, b in zip(y_hat, y):
        total += (a - b) ** 2
    return total / len(y)


@alternative
def as_a_dot_product(y_hat, y):
    difference = y_hat - y
    return difference @ difference / y.size
"""

_MODEL_ANSWER = """## A model answer

Differences of either sign would cancel out: predictions that are too large by 1 and too small by 1 would seem perfect. Squares are
never negative, so only a perfect prediction has an error of 0. They also count one large error more than many small ones.

## What a marker looks for

| points | for |
|--:|---|
| 6 | differences of opposite sign would cancel out, squares do not |
| 4 | an example, or what squares do to large errors |

Half answers: "so that it is positive", with no word on what would cancel out: 3 of the first 6.
Wrong answers: "because it is faster", "because the cost must be large".
"""

_TEST = '''"""The solutions of {slug} against an independent oracle."""

import numpy as np
from sklearn.metrics import mean_squared_error as oracle

from solutions import {slug}


def test_the_error_is_that_of_scikit_learn():
    rng = np.random.default_rng(0)
    y_hat, y = rng.normal(size=(2, 50))
    np.testing.assert_allclose({slug}.mean_squared_error(y_hat, y), oracle(y, y_hat))
'''


def new_assignment(slug: str) -> list[Path]:
    """Writes the files of a new assignment and puts it at the end of the course, into its last part.

    Args:
        slug: its name: lower-case words joined by underscores.

    Returns:
        The files that were written.

    Raises:
        CourseError: if the name cannot be used, or one of its files is there already.
    """
    if not re.fullmatch(NAME, slug):
        raise CourseError(f"{slug!r} is no name for an assignment: use lower-case words joined by underscores.")
    files = {
        assignments_folder() / slug / "assignment.toml": _FACTS,
        assignments_folder() / slug / "notebook.py": _NOTEBOOK,
        ROOT / "solutions" / f"{slug}.py": _SOLUTION,
        ROOT / "solutions" / "written" / slug / "why_squared.md": _MODEL_ANSWER,
        ROOT / "grader" / "checks" / f"{slug}.py": _CHECKS,
        ROOT / "grader" / "mistakes" / slug / "mean_squared_error.py": _MISTAKES,
        ROOT / "tests" / "course" / f"test_{slug}.py": _TEST,
    }
    for path in files:
        if path.exists():
            raise CourseError(f"{path} is there already; choose another name, or remove it first.")
    _add_to_course(slug)
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.format(slug=slug, title=slug.replace("_", " ").capitalize()), encoding="utf-8")
    return list(files)


def _add_to_course(slug: str) -> None:
    path = assignments_folder() / "course.toml"
    document: Any = tomlkit.parse(path.read_text(encoding="utf-8"))
    listed = document.get("parts", [{}])[-1].get("assignments")
    if listed is None:
        raise CourseError(f"{path}: the last part has no list of assignments; write `assignments = []` into it.")
    listed.add_line(slug, indent="    ")
    path.write_text(tomlkit.dumps(document), encoding="utf-8")
