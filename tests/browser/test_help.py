"""Help in a real JupyterLab: hint, solution, inputs, progress, and what a check says of a cell that failed or was stopped."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from typing import Any

import pytest

from dlkit.course import find_assignment
from dlkit.desk import progress
from dlkit.desk.workbook import start_workbook

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SLUG = "logistic_regression"
CHECK = "check-sigmoid"
CELL = "exercise-sigmoid"
RIGHT = "def sigmoid(z):\n    e = np.exp(-np.abs(z))\n    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))"
WRONG = "def sigmoid(z):\n    return 1 / (1 + np.exp(z))"


@pytest.fixture(scope="module")
def book(lab: Any) -> Any:
    """The student's copy, as `dlkit start` lays it down."""
    return start_workbook(SLUG, find_assignment(SLUG).notebook, lab.folder / "help")[0]


@pytest.fixture(scope="module")
def notebook(book: Any, open_notebook: Any) -> Any:
    """That copy, open in JupyterLab, its first cell run."""
    with closing(open_notebook(book.path)) as notebook:
        assert notebook.run("setup-1") == []
        yield notebook


def ran(notebook: Any, cell: str, source: str) -> str:
    """What stands below a cell after a text was written into it and run."""
    notebook.write(cell, source)
    notebook.run(cell)
    return str(notebook.text_below(cell))


def test_each_hint_follows_the_one_before_and_the_last_is_a_block_of_code(notebook):
    assert "Hint 1 of 3" in ran(notebook, CHECK, 'hint("sigmoid")')
    assert "Hint 2 of 3" in ran(notebook, CHECK, 'hint("sigmoid")')
    assert "Hint 3 of 3" in ran(notebook, CHECK, 'hint("sigmoid")')
    assert notebook.count_below(CHECK, "pre[title]") == 1
    notebook.screenshot("help-hint", CHECK)
    assert notebook.faintest(CHECK)[0] >= 4.5


def test_the_inputs_of_the_failing_check_can_be_played_with(notebook):
    ran(notebook, CELL, WRONG)
    below = ran(notebook, CHECK, 'values = inputs("sigmoid")\nsigmoid(**values).shape')
    notebook.screenshot("help-inputs", CELL, CHECK)
    assert "The first check that fails (" in below
    assert "(2, 3)" in below


def test_the_solution_is_shown_when_it_is_asked_for_twice(notebook):
    assert "has not passed a check yet" in ran(notebook, CHECK, 'solution("sigmoid")')
    assert "def sigmoid(" in ran(notebook, CHECK, 'solution("sigmoid")')
    notebook.screenshot("help-solution", CHECK)


def test_the_green_line_and_the_table_say_how_far_one_is(notebook):
    ran(notebook, CELL, RIGHT)
    assert "right in all 4 checks (1 of 10 exercises)" in ran(notebook, CHECK, "check(sigmoid)")
    notebook.screenshot("help-right", CELL, CHECK)
    assert "1 of 10 exercises, 8 of 90 points" in ran(notebook, CHECK, "progress()")
    notebook.screenshot("help-progress", CHECK)
    assert "standardize is not defined yet" in ran(notebook, CHECK, "check()")
    notebook.screenshot("help-table", CHECK)


def test_a_cell_that_is_no_python_is_told_instead_of_the_older_function(notebook):
    ran(notebook, CELL, RIGHT.replace("(z):", "(z:"))
    below = ran(notebook, CHECK, 'check("sigmoid")')
    notebook.screenshot("help-syntax-error", CELL, CHECK)
    assert "sigmoid is still what it was before that" in below
    assert "SyntaxError" in below
    assert "CheckFailed: sigmoid cannot be checked yet, see above." in below


def test_a_cell_that_defines_another_name_is_told_as_that(notebook):
    ran(notebook, "exercise-cost", "def costs(A, Y):\n    return 1")
    assert "The cell of cost was run, but it defines no cost" in ran(notebook, "check-cost", 'check("cost")')


def test_a_loop_without_end_is_stopped_and_its_line_is_told(notebook):
    ran(notebook, CELL, "def sigmoid(z):\n    while True:\n        z = z + 0")
    notebook.write(CHECK, 'check("sigmoid")')
    notebook.page.keyboard.press("Shift+Enter")
    notebook.page.wait_for_timeout(2_000)
    notebook.menu("notebook:interrupt-kernel")
    for _ in range(60):
        notebook.page.wait_for_timeout(250)
        if outputs := notebook.outputs(CHECK):
            break
    notebook.screenshot("help-stopped", CELL, CHECK)
    assert [output["output_type"] for output in outputs] == ["error"]
    assert outputs[0]["traceback"] in (["Stopped in sigmoid, line 2."], ["Stopped in sigmoid, line 3."])
    ran(notebook, CELL, RIGHT)


def test_what_is_remembered_is_the_notebooks_own_and_a_renamed_copy_has_its_own(notebook, book, open_notebook):
    assert "✓ sigmoid" in ran(notebook, CHECK, 'check("sigmoid")')
    copy = book.path.with_name("my copy.ipynb")
    shutil.copy(find_assignment(SLUG).notebook, copy)
    with closing(open_notebook(copy)) as other:
        other.run("setup-1")
        ran(other, CELL, WRONG)
        assert "✗ sigmoid" in ran(other, CHECK, 'check("sigmoid")')
        assert "0 of 10 exercises" in ran(other, CHECK, "progress()")
    assert "1 of 10 exercises" in ran(notebook, CHECK, "progress()")
    done = progress.load(book.folder, warn=pytest.fail)
    assert done.of(SLUG, "sigmoid").passed_in == (book.name,)
    assert set(done.notebooks) == {book.name, f"{SLUG}/my copy.ipynb"}


def test_run_all_with_stubs_stops_at_the_first_and_shows_nothing_of_ours(lab, open_notebook):
    stubs, _ = start_workbook(SLUG, find_assignment(SLUG).notebook, lab.folder / "stubs")
    with closing(open_notebook(stubs.path)) as notebook:
        outputs = notebook.run_all()
        notebook.screenshot("help-run-all")
    failed = {cell: found for cell, found in outputs.items() if any(o["output_type"] == "error" for o in found)}
    assert list(failed) == ["check-standardize"]
    assert failed["check-standardize"][-1]["traceback"] == ["CheckFailed: standardize is not written yet, see above."]
    assert "dlkit/" not in json.dumps(outputs)
