"""The students' notebooks in a real JupyterLab: what a check shows when an answer is missing, wrong or right."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dlkit.course import course, find_assignment
from dlkit.desk.workbook import exercise_of, read_notebook, source_of, start_workbook
from grader.authoring.authored import splice
from grader.running.turns import of_this_turn

pytestmark = [pytest.mark.browser, pytest.mark.slow]

REPOSITORY = Path(__file__).resolve().parents[2]
READABLE = 4.5  # WCAG's least contrast for ordinary text


@dataclass(frozen=True)
class Story:
    """One exercise of an assignment, and a catalogued mistake that a student makes in it.

    Attributes:
        slug: the assignment.
        exercise: the exercise.
        mistake: the name of the catalogued mistake.
        shown: what the diagnosis shows besides the hint.
        pictures: how many small pictures the diagnosis of the mistake has.
        setup: ids of the cells that come first.
        needs: the exercises that it calls, to be answered right.
    """

    slug: str
    exercise: str
    mistake: str
    shown: tuple[str, ...]
    pictures: int
    setup: tuple[str, ...] = ("setup-1",)
    needs: tuple[str, ...] = ()

    @property
    def hint(self) -> str:
        """The hint that the catalogue gives for the mistake."""
        return catalogue_of(self.slug)[self.exercise, self.mistake][0]

    @property
    def wrong(self) -> str:
        """The text of a cell with the mistake."""
        return catalogue_of(self.slug)[self.exercise, self.mistake][1]

    @property
    def right(self) -> str:
        """The text of a cell with the right answer."""
        return splice(self.stub, source_of_function(self.solutions, self.exercise))

    @property
    def stub(self) -> str:
        """The text of the cell as it is handed out."""
        notebook = read_notebook(find_assignment(self.slug).notebook)
        return next(source_of(cell) for cell in notebook["cells"] if exercise_of(cell) == self.exercise)

    @property
    def raising(self) -> str:
        """The text of a cell with a slip that raises an error."""
        return f"def {self.exercise}(*arguments):\n    return nobody_defined_this"

    @property
    def solutions(self) -> Path:
        """The file of the right answers; it is read and not imported."""
        return REPOSITORY / "solutions" / f"{self.slug}.py"


STORIES = (
    Story("logistic_regression", "gradients", "gradients_summed", ("called", "gradients(w = ", "got", "expected"), 3,
          needs=("sigmoid", "predict_proba")),
    Story("resnet", "identity_block", "identity_added_after_activation", ("called", "identity_block(x = keras.Input("), 0),
)  # fmt: skip


@pytest.fixture(scope="module", params=STORIES, ids=lambda story: story.slug)
def story(request: pytest.FixtureRequest) -> Story:
    """The story of one assignment."""
    story: Story = request.param
    return story


@pytest.fixture(scope="module")
def notebook(story: Story, open_notebook: Any, lab: Any) -> Any:
    """The student's notebook as `dlkit start` lays it down, open in JupyterLab, its setup run."""
    book, _ = start_workbook(story.slug, find_assignment(story.slug).notebook, lab.folder / "work")
    with closing(open_notebook(book.path)) as notebook:
        for cell in story.setup:
            assert notebook.run(cell) == [], "the setup cell prints something"
        for name in story.needs:
            answer(notebook, name, source_of_function(story.solutions, name))
        yield notebook


def test_an_exercise_nobody_has_written_is_said_to_be_not_written_without_a_traceback_of_ours(story, notebook):
    answer(notebook, story.exercise, story.stub)
    outputs = notebook.run(f"check-{story.exercise}")
    notebook.screenshot(f"{story.slug}-not-written", f"check-{story.exercise}")
    assert "not written yet" in notebook.text_below(f"check-{story.exercise}")
    assert_short_error(outputs)


def test_a_known_mistake_is_told_by_its_hint_with_the_call_and_what_came(story, notebook):
    check = f"check-{story.exercise}"
    answer(notebook, story.exercise, story.wrong)
    outputs = notebook.run(check)
    notebook.screenshot(f"{story.slug}-wrong", f"exercise-{story.exercise}", check)
    notebook.screenshot(f"{story.slug}-wrong-window")
    below = notebook.text_below(check)
    for text in (story.hint, *story.shown):
        assert text in below
    assert notebook.count_below(check, "svg[role=img]") == story.pictures
    assert_short_error(outputs)


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_a_diagnosis_can_be_read_on_a_light_and_on_a_dark_page(story, notebook, theme):
    answer(notebook, story.exercise, story.wrong)
    notebook.run(f"check-{story.exercise}")
    notebook.theme(theme)
    wrong = notebook.faintest(f"check-{story.exercise}")
    notebook.screenshot(f"{story.slug}-wrong-{theme.split()[-1].lower()}", f"check-{story.exercise}")
    answer(notebook, story.exercise, story.right)
    notebook.run(f"check-{story.exercise}")
    right = notebook.faintest(f"check-{story.exercise}")
    notebook.screenshot(f"{story.slug}-right-{theme.split()[-1].lower()}", f"check-{story.exercise}")
    notebook.theme("JupyterLab Light")
    assert min(wrong, right) >= (READABLE, "")


def test_an_error_in_an_answer_is_shown_with_the_students_lines_and_none_of_ours(story, notebook):
    check = f"check-{story.exercise}"
    answer(notebook, story.exercise, story.raising)
    outputs = notebook.run(check)
    notebook.screenshot(f"{story.slug}-raised", check)
    below = notebook.text_below(check)
    assert f"in {story.exercise}, line 2" in below
    assert "return nobody_defined_this" in below
    assert "NameError: name 'nobody_defined_this' is not defined" in below
    assert_short_error(outputs)


def test_a_right_answer_gets_the_green_line_and_no_noise(story, notebook, capsys):
    check = f"check-{story.exercise}"
    answer(notebook, story.exercise, story.right)
    outputs = notebook.run(check)
    notebook.screenshot(f"{story.slug}-right", check)
    assert [output["output_type"] for output in outputs] == ["display_data"]
    assert f"✓ {story.exercise}: right" in notebook.text_below(check)
    handed_out = notebook.source(check)
    notebook.write(
        check, f"from time import perf_counter\nstart = perf_counter()\n{handed_out}\nperf_counter() - start"
    )
    took = float(notebook.run(check)[-1]["data"]["text/plain"])
    notebook.write(check, handed_out)
    with capsys.disabled():
        print(f"\n{story.slug}: check({story.exercise!r}) took {took * 1000:.0f} ms in the kernel")


@pytest.mark.parametrize("slug", of_this_turn(course(), max(1, len(course()) // 2)))
def test_a_student_who_errs_in_every_exercise_is_told_how_and_comes_through(slug, open_notebook, lab):
    assignment = find_assignment(slug)
    mistakes = first_mistakes(assignment)
    book, _ = start_workbook(slug, assignment.notebook, lab.folder / "walks")
    troubles = []
    with closing(open_notebook(book.path)) as notebook:
        for cell in setup_cells(assignment):
            assert notebook.run(cell) == [], "the setup cell prints something"
        for name in (exercise.name for exercise in assignment.exercises):
            story = Story(slug, name, mistakes[name], (), 0)
            answer(notebook, name, story.wrong)
            notebook.run(f"check-{name}")
            if story.hint not in notebook.text_below(f"check-{name}"):
                notebook.screenshot(f"{slug}-{name}-without-its-hint", f"exercise-{name}", f"check-{name}")
                troubles.append(f"{name}: {story.mistake} does not get its hint")
            answer(notebook, name, story.right)
            notebook.run(f"check-{name}")
            if f"✓ {name}: right" not in notebook.text_below(f"check-{name}"):
                troubles.append(f"{name}: the right answer is not taken")
    assert troubles == []


def test_the_solved_notebook_runs_from_top_to_bottom_without_a_warning(open_notebook, lab):
    slug = "logistic_regression"
    path = lab.folder / "solved" / f"{slug}.ipynb"
    cells = json.loads(find_assignment(slug).notebook.read_text(encoding="utf-8"))
    for cell in cells["cells"]:
        if name := exercise_of(cell):
            solution = source_of_function(REPOSITORY / "solutions" / f"{slug}.py", name)
            cell["source"] = splice(source_of(cell), solution)
    path.parent.mkdir()
    path.write_text(json.dumps(cells), encoding="utf-8")
    with closing(open_notebook(path)) as notebook:
        outputs = notebook.run_all()
        notebook.screenshot("solved-window")
    errors = {cell: [o for o in found if o["output_type"] == "error"] for cell, found in outputs.items()}
    assert not any(errors.values()), errors
    assert "".join(o["text"] for found in outputs.values() for o in found if o.get("name") == "stderr") == ""
    checks = {cell: found for cell, found in outputs.items() if cell.startswith("check-")}
    assert checks
    assert all("✓" in found[0]["data"]["text/plain"] for found in checks.values())


def test_in_a_terminal_a_check_answers_in_plain_text(tmp_path):
    story = STORIES[0]
    needed = [source_of_function(story.solutions, name) for name in story.needs]
    setup = f'import numpy as np, dlkit\ncheck = dlkit.assignment("{story.slug}").check'
    (tmp_path / "session.py").write_text("\n\n\n".join([setup, *needed, story.wrong]), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "IPython", "--simple-prompt", "--no-banner", "--colors=nocolor"],
        input=f'%run -i session.py\ncheck("{story.exercise}")\n',
        cwd=tmp_path,
        env={**os.environ, "IPYTHONDIR": str(tmp_path), "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stderr == ""
    assert f"✗ {story.exercise}" in ran.stdout
    assert story.hint in ran.stdout
    for label in ("called:", "got:", "expected:"):
        assert f"  {label}" in ran.stdout
    assert "<" not in ran.stdout
    assert "Traceback" not in ran.stdout


def first_mistakes(assignment):
    """For each exercise the first catalogued mistake that its first visible example shows."""
    found = {}
    for example in assignment.examples:
        for mistake in example["mistakes"]:
            found.setdefault(example["exercise"], mistake["name"])
    return found


def setup_cells(assignment):
    """The ids of the cells that set the notebook up."""
    cells = read_notebook(assignment.notebook)["cells"]
    return [cell["id"] for cell in cells if "setup" in cell["metadata"].get("tags", [])]


def answer(notebook, exercise, source):
    """Writes an answer into the exercise's cell and runs it."""
    notebook.write(f"exercise-{exercise}", source)
    assert notebook.run(f"exercise-{exercise}") == [], "the exercise cell itself prints or raises something"


def assert_short_error(outputs):
    """The last output is the one line of our error; nothing of our code, and no log, is shown."""
    assert [output["output_type"] for output in outputs] == ["display_data", "error"]
    assert outputs[-1]["ename"] == "CheckFailed"
    assert len(outputs[-1]["traceback"]) == 1
    shown = json.dumps(outputs)
    assert "site-packages" not in shown
    assert "dlkit/" not in shown


CATALOGUE = """
import json, sys
from grader.authoring.authored import load_authored
entries = load_authored(sys.argv[1]).catalogue
print(json.dumps([[entry.exercise, entry.name, entry.hint, entry.source] for entry in entries]))
"""


@cache
def catalogue_of(slug: str) -> dict[tuple[str, str], tuple[str, str]]:
    """Hint and text of each entry of a catalogue, read by another process: it would bring TensorFlow in here."""
    ran = subprocess.run([sys.executable, "-c", CATALOGUE, slug], cwd=REPOSITORY, capture_output=True, check=True)
    return {(exercise, name): (hint, source) for exercise, name, hint, source in json.loads(ran.stdout)}


def source_of_function(path: Path, name: str) -> str:
    """The text of a function of a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    node = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(lines[node.lineno - 1 : node.end_lineno])
