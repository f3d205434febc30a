"""Solved notebooks, changed as students change them: where a plain kernel's checks are content, so is the judge.

Every change is of a kind that was met in real notebooks. A seed chooses which exercise gets which.
"""

import copy
import json
import random

import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell

from dlkit.notebooks.statements import definitions
from grader.authoring import load_authored, solved_notebook
from grader.judging import Judge

SLUGS = ("logistic_regression", "shallow_network")
WRONG = "def {name}(*args, **kwargs):\n    return None"
CHANGES = []


def change(function):
    CHANGES.append(function)
    return function


def at(notebook, identity):
    return next(number for number, cell in enumerate(notebook.cells) if cell.id == identity)


def own(notebook, name):
    return notebook.cells[at(notebook, f"exercise-{name}")]


def insert(notebook, place, *sources):
    notebook.cells[place:place] = [new_code_cell(source) for source in sources]


def renamed(source, name):
    return source.replace(f"def {name}(", f"def {name}_of_mine(")


@change
def an_old_try_at_the_end(notebook, name, draw):
    insert(notebook, len(notebook.cells), WRONG.format(name=name))


@change
def an_old_try_in_a_copy_of_the_cell(notebook, name, draw):
    copied = {**copy.deepcopy(own(notebook, name)), "id": f"copy-{name}", "source": WRONG.format(name=name)}
    notebook.cells.append(from_dict(copied))


@change
def an_old_try_above(notebook, name, draw):
    insert(notebook, at(notebook, f"exercise-{name}"), WRONG.format(name=name))


@change
def the_name_is_a_number_later(notebook, name, draw):
    insert(notebook, at(notebook, f"check-{name}") + 1, f"kept_{name} = {name}")
    insert(notebook, len(notebook.cells), f"{name} = {draw.random()}")


@change
def the_name_is_deleted_later(notebook, name, draw):
    insert(notebook, len(notebook.cells), f"del {name}")


@change
def wrapped_in_a_later_cell(notebook, name, draw):
    insert(notebook, len(notebook.cells), f"old_{name} = {name}\ndef {name}(*args):\n    print('called')\n    return 2")


@change
def a_constant_in_the_given_first_cell(notebook, name, draw):
    notebook.cells[at(notebook, "setup-1")].source += f"\nONE_{name} = np.finfo(float).eps * 0 + 1\n"
    cell = own(notebook, name)
    cell.source = cell.source.replace('    """\n', f'    """\n    assert ONE_{name} == 1\n', 1)


@change
def an_import_of_a_demonstration(notebook, name, draw):
    cell = own(notebook, name)
    cell.source = cell.source.replace(
        '    """\n', '    """\n    started = time.time()\n    plt.figure()\n    plt.close()\n', 1
    )


@change
def a_line_of_the_notebook_above(notebook, name, draw):
    lines = ["%matplotlib inline", "files = !ls", "import asyncio\nawait asyncio.sleep(0)", "from IPython.display import clear_output\nclear_output()", "%load_ext autoreload"]  # fmt: skip
    cell = own(notebook, name)
    cell.source = f"{draw.choice(lines)}\n{cell.source}"


@change
def timed(notebook, name, draw):
    cell = own(notebook, name)
    cell.source = f"{draw.choice(['%%time', '%%capture'])}\n{cell.source}"


@change
def an_experiment_below(notebook, name, draw):
    experiments = ["for epoch in range(5):\n    print(epoch)", f"print({name})", f"{name}_tried = [{name} for _ in range(3)]", "x = 1\nx += 1\nplt.plot([x])"]  # fmt: skip
    own(notebook, name).source += f"\n\n{draw.choice(experiments)}\n"


@change
def an_experiment_of_its_own(notebook, name, draw):
    cell = f"import warnings\nwarnings.warn('careful')\nnp.seterr(all='raise')\nnp.random.seed(3)\ntried = {name}"
    insert(notebook, at(notebook, f"check-{name}") + 1, cell, "1 / 0")
    insert(notebook, at(notebook, f"check-{name}") + 3, "np.seterr(all='warn')")


@change
def a_helper_above(notebook, name, draw):
    cell = own(notebook, name)
    insert(notebook, at(notebook, f"exercise-{name}"), renamed(cell.source, name))
    cell.source = f"def {name}(*args, **kwargs):\n    return {name}_of_mine(*args, **kwargs)"


@change
def a_helper_in_a_file_that_a_cell_writes(notebook, name, draw):
    cell = own(notebook, name)
    setups = "import numpy as np\nimport time\n"
    insert(notebook, at(notebook, f"exercise-{name}"), f"%%writefile my_{name}.py\n{setups}{cell.source}")
    used = f"import my_{name}\nvars(my_{name}).update({{k: v for k, v in globals().items() if k not in ('{name}',) and not k.startswith('__')}})\n"
    cell.source = f"{used}{name} = my_{name}.{name}"


@change
def the_answer_in_a_new_cell_and_the_exercises_cell_empty(notebook, name, draw):
    cell = own(notebook, name)
    insert(notebook, at(notebook, f"exercise-{name}"), cell.source)
    cell.source = draw.choice(["", "# see above", "print('done above')"])


@change
def the_cell_has_lost_its_name(notebook, name, draw):
    cell = own(notebook, name)
    cell.id, cell.metadata = f"lost-{name}", NotebookNode()


@change
def more_in_the_checks_cell(notebook, name, draw):
    cell = notebook.cells[at(notebook, f"check-{name}")]
    cell.source = f"# now it must be right\n{cell.source}\nprint('it is')\n{name}_before, {name} = {name}, 'right'\n{name} = {name}_before"


@change
def the_check_twice(notebook, name, draw):
    place = at(notebook, f"check-{name}")
    copied = {**copy.deepcopy(notebook.cells[place]), "id": f"check-again-{name}", "metadata": {}}
    notebook.cells.insert(place, from_dict(copied))


@change
def other_names_of_libraries(notebook, name, draw):
    cell = own(notebook, name)
    cell.source = f"from __future__ import annotations\nimport numpy\n{cell.source.replace('np.', 'numpy.')}"
    insert(notebook, len(notebook.cells), "numpy = None\nnp = None")


@change
def typed_and_decorated(notebook, name, draw):
    cell = own(notebook, name)
    cell.source = f"import functools\ndef loud_{name}(f):\n    @functools.wraps(f)\n    def inner(*a, **k):\n        print('.')\n        return f(*a, **k)\n    return inner\n\n@loud_{name}\n{cell.source}"


@change
def a_choice_around_it(notebook, name, draw):
    cell = own(notebook, name)
    body = "\n".join(f"    {line}" if line else line for line in cell.source.splitlines())
    cell.source = f"try:\n{body}\nexcept ImportError:\n    {name} = None"


def mutated(slug, seed):
    """The solved notebook of an assignment with a change of each of several exercises, and what was changed."""
    notebook = from_dict(json.loads(json.dumps(solved_notebook(load_authored(slug)))))
    draw = random.Random(f"{slug} {seed}")
    names = [exercise.name for exercise in load_authored(slug).assignment.exercises]
    kinds = draw.sample(CHANGES, len(CHANGES))
    done = {}
    for name, kind in zip(draw.sample(names, len(names)), kinds, strict=False):
        kind(notebook, name, draw)
        done[name] = kind.__name__
    return notebook, done


def demonstrations_shortened(notebook):
    """The same notebook, its demonstrations without what they compute: that takes most of the time and is not judged."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if cell.id.startswith("demo-"):
            cell.source = "\n".join(text for _, text in definitions(cell.source))
    return notebook


def content(notebook, folder):
    """The exercises with whose answers the check cells of a plain kernel are content, run from top to bottom."""
    run = demonstrations_shortened(notebook)
    NotebookClient(run, timeout=120, allow_errors=True, resources={"metadata": {"path": str(folder)}}).execute()
    failed = {
        cell.metadata.get("check")
        for cell in run.cells
        if any(o.output_type == "error" for o in cell.get("outputs", ()))
    }
    return {name for cell in run.cells if (name := cell.metadata.get("check")) and name not in failed}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("slug", SLUGS)
def test_where_the_notebooks_own_checks_are_content_the_judge_gives_all_points(slug, seed, tmp_path):
    notebook, done = mutated(slug, seed)
    right = content(notebook, tmp_path)
    with Judge(slug) as judge:
        result = judge.judge("ada", json.dumps(notebook).encode())
    told = {
        item.name: (done.get(item.name), item.score, item.first_failure.message if item.first_failure else "")
        for item in result.exercises
        if item.name in right and item.score < item.points
    }
    assert told == {}
    assert result.status == "graded"
    assert len(right) >= 0.7 * len(result.exercises), done.keys() - right
