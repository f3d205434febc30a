"""What an author is told of questions that notebook and file do not agree on, and what a built notebook holds of them."""

import re
import shutil
from dataclasses import replace

import pytest

from dlkit.course import CourseError, find_assignment
from dlkit.notebooks import given_cells
from grader.authoring import authored, load_authored, nbgrader_source, student_notebook
from grader.running.static_faults import author_faults


@pytest.fixture
def edited(tmp_path, monkeypatch):
    """Reads an assignment after its notebook, or its questions, have been changed."""
    original = find_assignment("logistic_regression")

    def read(notebook=None, questions=None):
        for name, edit in (("notebook.py", notebook), ("questions.toml", questions)):
            shutil.copy(original.folder / name, tmp_path / name)
            text = (tmp_path / name).read_text(encoding="utf-8")
            if edit:
                assert edit(text) != text
                (tmp_path / name).write_text(edit(text), encoding="utf-8")
        monkeypatch.setattr(authored, "find_assignment", lambda slug: replace(original, folder=tmp_path))
        return load_authored("logistic_regression")

    return read


CELL = '# %% tags=["question"]\nask("shape_of_the_star", ...)\n'


@pytest.mark.parametrize(
    ("notebook", "told"),
    [
        (lambda text: text.replace(CELL, ""), "holds shape_of_the_star, which no cell of notebook.py asks"),
        (lambda text: text.replace(CELL, CELL + CELL), "asks shape_of_the_star more than once"),
        (
            lambda text: text.replace("shape_of_the_star", "shape_of_a_star"),
            "asks shape_of_a_star, which questions.toml does not",
        ),
        (lambda text: text.replace(CELL, "") + f"\n{CELL}", "asks its questions in another order than questions.toml"),
        (lambda text: text.replace('_star", ...)', '_star", 3)'), 'holds ask("NAME", ...) and nothing else'),
        (lambda text: text.replace('_star", ...)', '_star", ...)\nx = 3'), 'holds ask("NAME", ...) and nothing else'),
        (lambda text: text.replace('ask("shape_of_the_star"', "ask(name"), 'holds ask("NAME", ...) and nothing else'),
    ],
)
def test_a_notebook_that_asks_other_questions_than_the_file_holds_is_refused(edited, notebook, told):
    with pytest.raises(CourseError) as error:
        edited(notebook=notebook)
    assert told in str(error.value)


def test_a_question_that_is_not_well_formed_is_refused(edited):
    with pytest.raises(CourseError, match="the question shape_of_the_star has the key 'rigth'"):
        edited(questions=lambda text: text.replace("shape = [64, 10]\nright", "shape = [64, 10]\nrigth"))


def test_fewer_than_six_are_a_fault(edited):
    kept = list(load_authored("logistic_regression").questions)[:5]
    cell = re.compile(r'# %% tags=\["question"\]\nask\("(\w+)", \.\.\.\)\n\n')
    few = edited(
        notebook=lambda text: cell.sub(lambda found: found[0] if found[1] in kept else "", text),
        questions=lambda text: text[: text.index("[first_cost_when_eights_are_rare]")],
    )
    assert list(few.questions) == kept
    assert any("5 questions, fewer than 6" in fault for fault in author_faults(few, []))
    assert not any("questions, fewer" in fault for fault in author_faults(edited(), []))


def test_a_built_notebook_names_its_questions_and_nothing_of_them_is_graded(edited):
    built = edited()
    cells = [cell for cell in student_notebook(built).cells if "question" in cell.metadata.get("tags", ())]
    assert len(cells) == len(built.questions)
    assert all(
        "nbgrader" not in cell.metadata for cell in nbgrader_source(built).cells if cell.id.startswith("question-")
    )
    given = {cell.identity: cell.role for cell in given_cells(student_notebook(built))}
    assert given == {cell.identity: cell.role for cell in built.given}
