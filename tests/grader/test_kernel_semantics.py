"""The judge stands in for "restart the kernel and run all": what was right in the notebook keeps its points."""

import json
import time
from dataclasses import replace

import pytest
from nbformat import from_dict

FULL = 90.0  # all but the written answer
OLD_TRY = "# an earlier try of mine\ndef cost(A, Y):\n    return np.sum(Y * np.log(A))"


@pytest.fixture(scope="module")
def score(judge, hand_in, solved):
    """Judges a notebook that is right but for what is given; answers of None stay stubs."""

    def score(answers=None, *, files=None, **more):
        given = {**solved, **(answers or {})}
        data = hand_in({name: source for name, source in given.items() if source is not None}, **more)
        return judge.judge("ada", data, files=files)

    return score


def place(notebook, identity):
    return next(number for number, cell in enumerate(notebook.cells) if cell.id == identity)


def put(identity, *sources, before=False):
    """Puts cells of the student's own after a cell, or before it."""

    def change(notebook):
        from nbformat.v4 import new_code_cell

        at = place(notebook, identity) + (not before)
        notebook.cells[at:at] = [new_code_cell(source) for source in sources]

    return change


def change_cell(identity, change):
    def changed(notebook):
        cell = notebook.cells[place(notebook, identity)]
        cell.source = change(cell.source)

    return changed


def test_names_imported_in_a_demonstration_are_there(score, solved):
    answer = solved["optimize"].replace("    costs = []", "    costs = []\n    start = time.time()")
    answer = answer.replace("    return w, b, costs", "    plt.plot(costs)\n    plt.show()\n    print(time.time() - start)\n    return w, b, costs")  # fmt: skip
    assert "plt.show" in answer
    assert "time.time" in answer
    assert score({"optimize": answer}).score == FULL


def test_functions_and_constants_of_a_demonstration_are_there(score):
    answer = "def predict(w, b, X, threshold=0.5):\n    A = predict_proba_with_loops(w, b, X)\n    return (A >= threshold).astype(int) * (positive > negative)"
    assert score({"predict": answer}).score == FULL


def test_what_a_demonstration_computes_is_not_there_and_the_name_is_told(score):
    answer = "def cost(A, Y):\n    return float(-np.mean(np.where(Y_train == 1, np.log(A), np.log(1 - A))))"
    exercise = score({"cost": answer}).exercise("cost")
    assert exercise.score == 0
    assert "name 'Y_train' is not defined" in exercise.first_failure.message
    assert "a cell that only shows something makes it" in exercise.first_failure.message


def test_a_name_that_nothing_makes_is_not_blamed_on_a_demonstration(score):
    failure = score({"cost": "def cost(A, Y):\n    return undefined"}).exercise("cost").first_failure
    assert "name 'undefined' is not defined" in failure.message
    assert "only shows something" not in failure.message


LATER = {
    "the name is given to a number": "A = np.full((1, 2), 0.5)\ncost = cost(A, np.ones((1, 2)))\nprint(cost)",
    "an old try": OLD_TRY,
    "an old try as a lambda": "cost = lambda A, Y: 0.0",
    "the name is deleted": "del cost, sigmoid",
    "what it uses is something else": "sigmoid = 3\nnp = None\ndef predict_proba(*args):\n    return None",
    "a class of the name": "class cost:\n    pass",
    "a loop over the name": "for cost in range(3):\n    pass\nwith open('x', 'w') as gradients:\n    pass",
}


@pytest.mark.parametrize("cell", LATER.values(), ids=LATER.keys())
def test_what_a_later_cell_does_to_a_name_is_the_students_own_affair(cell, score):
    result = score(extra_cells=[cell])
    assert (result.status, result.score, result.reason) == ("graded", FULL, "")


@pytest.mark.parametrize("lost", [False, True], ids=["named", "without names"])
def test_an_old_try_at_the_end_is_none_however_the_notebook_was_saved(lost, score):
    def forget(notebook):
        for cell in notebook.cells if lost else ():
            cell.metadata, cell.id = {}, f"x{id(cell)}"

    assert score(extra_cells=[OLD_TRY], change=forget).score == FULL


def test_an_old_try_in_a_copy_of_the_exercises_cell_is_none(score):
    def copy(notebook):
        own = notebook.cells[place(notebook, "exercise-cost")]
        notebook.cells.append(from_dict({**own, "id": "copied", "source": OLD_TRY}))

    assert score(change=copy).score == FULL


def test_the_last_definition_above_the_check_counts(score, solved):
    wrong = put("exercise-cost", OLD_TRY)
    assert score(change=wrong).exercise("cost").status == "wrong"
    right = put("exercise-cost", solved["cost"])
    assert score({"cost": OLD_TRY}, change=right).score == FULL


def test_an_answer_in_a_new_cell_above_an_untouched_stub_counts(score, solved):
    change = put("exercise-sigmoid", "import numpy as np\n" + solved["sigmoid"], before=True)
    assert score({"sigmoid": None}, change=change).score == FULL


def test_an_answer_in_a_new_cell_below_the_check_of_an_untouched_stub_counts(score, solved):
    assert score({"sigmoid": None}, change=put("check-sigmoid", solved["sigmoid"])).score == FULL


def test_an_answer_in_the_checks_own_cell_counts(score, solved):
    change = change_cell("check-cost", lambda check: f"{solved['cost']}\n\n{check}\ncost = 'used up'")
    moved = change_cell("check-cost", lambda check: f"{solved['cost']}\n\n{check}")
    assert score({"cost": None}, change=moved).score == FULL
    assert score({"cost": None}, change=change).exercise("cost").score == 0  # its name stands for a text by then


def test_a_check_cell_with_more_in_it_stands_where_it_stands(score):
    check = change_cell(
        "check-cost", lambda check: f"{check}\nkept, cost = cost, cost(np.array([[0.5]]), np.array([[1]]))"
    )
    back = put("check-cost", "cost = kept")
    assert score(change=lambda notebook: (check(notebook), back(notebook))).score == FULL


def test_cells_in_another_order_are_judged_where_their_answers_are(score):
    def move(notebook):
        check = notebook.cells.pop(place(notebook, "check-cost"))
        notebook.cells.insert(1, check)

    assert score(change=move).score == FULL


def test_a_helper_below_the_check_is_found(score):
    answer = "def cost(A, Y):\n    return float(-mean(log(clipped(np.where(Y == 1, A, 1 - A)))))"
    helper = "from numpy import log, mean\nEPS = np.finfo(float).eps\ndef clipped(x):\n    return np.clip(x, EPS, 1)"
    assert score({"cost": answer}, extra_cells=[helper]).score == FULL


def test_a_constant_added_to_a_given_cell_is_there(score):
    answer = "def cost(A, Y):\n    A = np.clip(A, EPS, 1 - EPS)\n    return float(-np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A)))"
    change = change_cell("setup-1", lambda source: source + "\nEPS = np.finfo(float).eps\n")
    assert score({"cost": answer}, change=change).score == FULL


def test_a_changed_given_cell_runs_as_it_was_left_line_by_line(score, solved):
    answer = solved["cost"].replace("return ", "return TABLE[0] * ")
    for identity in ("setup-1", "demo-3"):
        change = change_cell(identity, lambda source: source + "\n1 / 0\nTABLE = [np.cos(0.0)]\nimport sys\nsys.exit()")
        assert score({"cost": answer}, change=change).score == FULL


LINES = {
    "a package": "import no_such_package_anywhere as pd",
    "a part of one": "from no_such_package_anywhere.notebook import tqdm",
    "colab": "from google.colab import drive\ndrive.mount('/content/drive')",
    "a keyboard": "name = input('Your name: ')",
    "a window": "import matplotlib\nmatplotlib.use('TkAgg')",
    "await": "import asyncio\nawait asyncio.sleep(0)\nasync def later():\n    return 3\nassert await later() == 3",
    "an await of what was begun": "import asyncio\ntask = asyncio.ensure_future(asyncio.sleep(0))",
    "a shell line": "files = !ls\nprint(files[0])",
    "a shell line of its own": "!ls",
    "an installation": "%pip install seaborn",
    "a network": "import urllib.request\nurllib.request.urlopen('http://example.com', timeout=1)",
    "a file": "open('data.csv').read()",
    "an exit": "import sys\nsys.exit('not here')",
    "an interrupt": "raise KeyboardInterrupt",
    "the future": "from __future__ import annotations",
    "help": "sigmoid?\n??np.exp",
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES.keys())
def test_a_line_above_the_answer_that_works_only_elsewhere_costs_nothing(line, score, solved):
    result = score({"sigmoid": f"{line}\n{solved['sigmoid']}"})
    assert (result.status, result.score) == ("graded", FULL)


def test_a_line_that_stops_is_noted(score, solved):
    result = score(
        {"sigmoid": f"import no_such_package\n{solved['sigmoid']}"},
        first_cells=["import seaborn_not_here as sns\nimport math"],
    )
    assert result.score == FULL
    notes = " ".join(result.notes)
    assert "Line 1 of the cell of sigmoid stops with ModuleNotFoundError: No module named 'no_such_package'" in notes
    assert "Line 1 of a cell of your own stops with ModuleNotFoundError: No module named 'seaborn_not_here'" in notes


def test_what_follows_a_missing_package_in_an_own_cell_is_there(score, solved):
    answer = solved["sigmoid"].replace("np.exp(", "np.power(math.e, ")
    assert "math.e" in answer
    assert score({"sigmoid": answer}, change=put("setup-1", "import seaborn_not_here\nimport math")).score == FULL


def test_an_error_that_takes_the_function_with_it_is_told(score):
    result = score({"sigmoid": "import numpy\n@undefined\ndef sigmoid(z):\n    return z"})
    assert "name 'undefined' is not defined" in result.exercise("sigmoid").first_failure.message


def test_an_awaited_value_and_a_later_cell_share_one_loop(score, solved):
    cells = ["import asyncio\nqueue = asyncio.Queue()\nawait queue.put(1.0)", "one = await queue.get()"]
    answer = f"{solved['sigmoid']}\nsigmoid_alone = sigmoid\ndef sigmoid(z):\n    return one * sigmoid_alone(z)"
    assert score({"sigmoid": answer}, first_cells=cells).score == FULL


@pytest.fixture
def hurried(judge, monkeypatch):
    """A judge with little time for what cells do by themselves."""
    monkeypatch.setattr(judge, "budget", replace(judge.budget, cell_seconds=1.0, own_seconds=2.5))


def test_own_cells_that_train_for_long_are_cut_off_and_cost_nothing(score, hurried):
    cells = [f"import time\ntime.sleep(0.9)  # training run {number}\nfirst_{number} = 1" for number in range(9)]
    started = time.monotonic()
    result = score(change=put("setup-1", *cells))
    assert (result.status, result.score) == ("graded", FULL)
    assert any("Your own cells and experiments have 2.5 seconds" in note for note in result.notes)
    assert time.monotonic() - started < 9 * 0.9 + 20


@pytest.mark.parametrize("experiment", ["for epoch in range(100):\n    time.sleep(0.1)", "while True:\n    pass"])
def test_an_experiment_under_the_answer_is_cut_off_and_costs_nothing(experiment, score, hurried, solved):
    answer = f"{solved['sigmoid']}\nimport time\n{experiment}\nlater = sigmoid(0.0)\nEPS = 1.0"
    used = solved["cost"].replace("return ", "return EPS * ")
    result = score({"sigmoid": answer, "cost": used})
    assert (result.status, result.score) == ("graded", FULL)
    assert any("cut off" in note for note in result.notes)


@pytest.mark.slow
def test_an_experiment_that_does_not_heed_the_end_of_its_time_costs_nothing(score, hurried, solved, monkeypatch):
    monkeypatch.setattr("grader.sandbox.session.UNHEEDED", 1.0)
    deaf = "import time\nwhile True:\n    try:\n        time.sleep(5)\n    except BaseException:\n        pass\n"
    result = score({"sigmoid": f"{deaf}{solved['sigmoid']}"})
    assert (result.status, result.score) == ("timed_out", FULL)
    assert "the cell sigmoid did not come back" in result.reason.lower()


@pytest.mark.slow
def test_what_an_experiment_holds_is_not_charged_to_an_exercise(judge, hand_in, solved, monkeypatch):
    monkeypatch.setattr(judge, "budget", replace(judge.budget, memory_mb=600))
    hoard = "kept = np.ones(48_000_000)\nkept += 1\nimport time\ntime.sleep(0.5)"  # 384 MB
    needs = solved["cost"].replace(
        "    return ", "    room = np.ones(32_000_000)\n    room += 1\n    return ", 1
    )  # 256 MB
    data = hand_in({**solved, "cost": needs}, change=put("setup-1", hoard))
    result = judge.judge("ada", data, exercises=["cost"])
    assert (result.status, result.exercise("cost").status) == ("graded", "right")


SQUASH = "import numpy as np\ndef squash(z):\n    e = np.exp(-np.abs(z))\n    return np.where(np.asarray(z) >= 0, 1 / (1 + e), e / (1 + e))\n"
HELPED = "from helpers import squash\ndef sigmoid(z):\n    return squash(z)"


def test_a_module_handed_in_beside_the_notebook_can_be_imported(score):
    assert score({"sigmoid": HELPED}, files={"helpers.py": SQUASH.encode()}).score == FULL
    assert score({"sigmoid": HELPED}).exercise("sigmoid").score == 0


def test_a_module_that_a_cell_writes_can_be_imported_and_replaces_the_one_handed_in(score):
    written = put("setup-1", f"%%writefile helpers.py\n{SQUASH}")
    assert score({"sigmoid": HELPED}, change=written).score == FULL
    assert score({"sigmoid": HELPED}, change=written, files={"helpers.py": b"1 / 0"}).score == FULL


def test_a_file_that_a_cell_writes_or_runs_is_there(score, solved):
    cells = [f"%%writefile -a more.py\n{solved['sigmoid']}", "%run more.py"]
    assert score({"sigmoid": "# in the file"}, change=put("setup-1", *cells)).score == FULL
    read = solved["cost"].replace("return ", "return float(open('data/one.txt').read()) * ")
    assert score({"cost": read}, files={"data/one.txt": b"1.0"}).score == FULL


def test_a_change_of_a_file_beside_it_changes_what_a_submission_is(judge, hand_in):
    from grader.judging.submission import read_submission

    read = [
        read_submission("ada", hand_in(), judge.authored, files=files).content
        for files in ({}, {"a.py": b"1"}, {"a.py": b"2"})
    ]
    assert len(set(read)) == 3


def test_numpy_made_strict_below_does_not_reach_up(score):
    assert score(extra_cells=["np.seterr(all='raise')"]).score == FULL


def test_another_assignments_notebook_is_said_to_be_that(judge):
    from grader.authoring import as_bytes, load_authored, solved_notebook

    result = judge.judge("ada", as_bytes(solved_notebook(load_authored("shallow_network"))))
    assert (result.status, result.score) == ("wrong_assignment", 0)
    assert "this is the notebook of shallow_network" in result.reason.lower()


def test_a_notebook_that_names_two_assignments_is_judged_as_each(judge, hand_in, solved):
    notebook = json.loads(hand_in(solved))
    notebook["metadata"]["dlkit"] = {"assignment": "shallow_network"}  # pasted into another notebook
    assert judge.judge("ada", json.dumps(notebook).encode()).score == FULL


@pytest.mark.parametrize(
    "setup",
    [
        'check, hint, solution, inputs, progress, ask = dlkit.assignment("logistic_regression").tools',
        'check = dlkit.assignment("logistic_regression").check',  # as it stood in earlier notebooks
        'opened = dlkit.assignment("logistic_regression")\ncheck, hint, ask = opened.check, opened.hint, opened.ask',
    ],
)
def test_the_tools_of_a_notebook_do_nothing_here_wherever_they_are_called(score, setup):
    calls = ['check("sigmoid")', "check(sigmoid)", "check()"]
    if "hint" in setup:
        calls += ['hint("sigmoid")', 'ask("a_question", 3)', 'ask("a_question", ...)']
    if "inputs" in setup:
        calls += ['solution("sigmoid")', 'values = inputs("sigmoid")', "progress()"]
    own = "\n".join(["import dlkit", setup, *calls])
    result = score(change=lambda notebook: (put("exercise-sigmoid", own)(notebook), put("check-cost", own)(notebook)))
    assert result.score == FULL
    assert result.notes == score().notes
