"""A round of review in a real JupyterLab: what is folded, the bug that is found, and the day on which it comes again."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

import pytest

from dlkit.course import find_assignment
from dlkit.desk import progress
from dlkit.desk.progress import Progress
from dlkit.desk.review import make_round
from dlkit.desk.solutions import solution_source
from dlkit.desk.workbook import start_workbook

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SLUG = "logistic_regression"


def test_a_round_is_made_of_ones_own_answers_and_done_in_the_notebook(open_notebook: Any, lab: Any) -> None:
    assignment = find_assignment(SLUG)
    book, _ = start_workbook(SLUG, assignment.notebook, lab.folder / "reviewed")
    content = json.loads(book.path.read_text(encoding="utf-8"))
    names = ["sigmoid", "cost"]
    done = Progress()
    for cell in content["cells"]:
        if (name := cell["metadata"].get("exercise")) in names:
            cell["source"] = solution_source(assignment, name)
            done = done.with_check(SLUG, name, passed=True)
    book.path.write_text(json.dumps(content), encoding="utf-8")
    progress.save(book.folder, done, warn=pytest.fail)

    made = make_round(assignment, book, names, due=[])
    assert [made.again, made.bug] == names
    with closing(open_notebook(made.path)) as notebook:
        assert notebook.run("before") == []
        notebook.run("exercise-cost")
        notebook.run("check-cost")
        assert "✗ cost" in notebook.text_below("check-cost")
        notebook.screenshot("review-bug", "before", "exercise-cost", "check-cost")
        for name in names:
            right = solution_source(assignment, name)
            assert right is not None
            notebook.write(f"exercise-{name}", right)
            notebook.run(f"exercise-{name}")
            notebook.run(f"check-{name}")
            assert f"✓ {name}: right in all" in notebook.text_below(f"check-{name}")
            assert "(It comes again tomorrow)" in notebook.text_below(f"check-{name}")
        notebook.screenshot("review-done", "exercise-sigmoid", "check-sigmoid")
