"""The students' notebooks in a real JupyterLab: what a check shows when an answer is missing, wrong or right."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dlkit.course import find_assignment
from dlkit.workbook import start_workbook

pytestmark = [pytest.mark.browser, pytest.mark.slow]

REPOSITORY = Path(__file__).resolve().parents[2]
EARLY = 14  # that many exercise, check and demo cells of the solved notebook are looked at after Run All


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
        decorator = _function(self.catalogue, self.mistake).decorator_list[0]
        assert isinstance(decorator, ast.Call)
        return str(ast.literal_eval(decorator.keywords[0].value))

    @property
    def wrong(self) -> str:
        """The text of a cell with the mistake."""
        return _source(self.catalogue, self.mistake).replace(f"def {self.mistake}(", f"def {self.exercise}(")

    @property
    def right(self) -> str:
        """The text of a cell with the right answer."""
        return _source(REPOSITORY / "solutions" / f"{self.slug}.py", self.exercise)

    @property
    def catalogue(self) -> Path:
        """The file of known mistakes; it is read and not imported, which would bring TensorFlow in here."""
        return REPOSITORY / "grader" / "mistakes" / f"{self.slug}.py"


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
def notebook(story: Story, lab: Any, open_notebook: Any) -> Any:
    """The student's notebook as `dlkit start` lays it down, open in JupyterLab, its setup run."""
    book, _ = start_workbook(story.slug, find_assignment(story.slug).notebook, lab.folder / "work")
    notebook = open_notebook(book.path)
    for cell in story.setup:
        assert notebook.run(cell) == [], "the setup cell prints something"
    for name in story.needs:
        notebook.write(f"exercise-{name}", _source(REPOSITORY / "solutions" / f"{story.slug}.py", name))
        notebook.run(f"exercise-{name}")
    return notebook


def test_an_exercise_nobody_has_written_is_said_to_be_not_written_without_a_traceback_of_ours(story, notebook):
    assert notebook.run(f"exercise-{story.exercise}") == []
    outputs = notebook.run(f"check-{story.exercise}")
    notebook.screenshot(f"{story.slug}-not-written", f"check-{story.exercise}")
    assert "not written yet" in notebook.text_below(f"check-{story.exercise}")
    _assert_short_error(outputs)


def test_a_known_mistake_is_told_by_its_hint_with_the_call_and_what_came(story, notebook):
    notebook.write(f"exercise-{story.exercise}", story.wrong)
    notebook.run(f"exercise-{story.exercise}")
    outputs = notebook.run(f"check-{story.exercise}")
    check = f"check-{story.exercise}"
    notebook.screenshot(f"{story.slug}-wrong", check)
    notebook.screenshot(f"{story.slug}-wrong-window")
    below = notebook.text_below(check)
    for text in (story.hint, *story.shown):
        assert text in below
    assert notebook.count_below(check, "svg[role=img]") == story.pictures
    _assert_short_error(outputs)
    notebook.menu("apputils:change-theme", theme="JupyterLab Dark")
    notebook.page.wait_for_selector("body[data-jp-theme-light=false]")
    notebook.page.wait_for_timeout(700)
    notebook.screenshot(f"{story.slug}-wrong-dark", check)
    _assert_readable(notebook, check)
    notebook.menu("apputils:change-theme", theme="JupyterLab Light")
    notebook.page.wait_for_selector("body[data-jp-theme-light=true]")


def test_a_right_answer_gets_the_green_line_and_no_noise(story, notebook, capsys):
    notebook.write(f"exercise-{story.exercise}", story.right)
    notebook.run(f"exercise-{story.exercise}")
    outputs = notebook.run(f"check-{story.exercise}")
    notebook.screenshot(f"{story.slug}-right", f"check-{story.exercise}")
    assert [output["output_type"] for output in outputs] == ["display_data"]
    assert f"✓ {story.exercise}: right" in notebook.text_below(f"check-{story.exercise}")
    timed = f'from time import perf_counter\nstart = perf_counter()\ncheck("{story.exercise}")\nprint(perf_counter() - start)'
    notebook.write(f"check-{story.exercise}", timed)
    seconds = float(_streams(notebook.run(f"check-{story.exercise}")))
    with capsys.disabled():
        print(f"\ncheck({story.exercise!r}) took {seconds * 1000:.0f} ms in the kernel")


def _assert_short_error(outputs):
    """The last output is the one line of our error; nothing of our code, and no log, is shown."""
    assert [output["output_type"] for output in outputs] == ["display_data", "error"]
    assert outputs[-1]["ename"] == "CheckFailed"
    assert len(outputs[-1]["traceback"]) == 1
    shown = json.dumps(outputs)
    assert "site-packages" not in shown
    assert "dlkit/" not in shown


def _streams(outputs):
    return "".join(output["text"] if isinstance(output["text"], str) else "".join(output["text"])
                   for output in outputs if output["output_type"] == "stream")  # fmt: skip


def _function(path: Path, name: str) -> ast.FunctionDef:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)


def _source(path: Path, name: str) -> str:
    """The text of a function of a module, without its decorators."""
    node = _function(path, name)
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(lines[node.lineno - 1 : node.end_lineno])


def _assert_readable(notebook, cell):
    pass
