"""The known faults of nbgrader, Otter, dlai_grader and PrairieLearn, tried on this judge: none of them is here.

What concerns the gradebook and the batch is tried in `tests/nbgrader`.
"""

import re

import numpy as np
import pytest

from dlkit.comparing.values import leaves

from .cases import FULL

# nbgrader


def test_nbgrader_student_code_cannot_read_the_hidden_tests(inside, judge):
    source = """
import os
def f(needles):
    found = []
    for top, depth in (("/", 2), (os.getcwd(), 9), ("/course/dlkit", 9), (os.path.expanduser("~"), 9)):
        for folder, folders, files in os.walk(top):
            if folder.count("/") >= depth + top.count("/"):
                folders.clear()
            folders[:] = [name for name in folders if os.path.join(folder, name) not in ("/proc", "/sys", "/dev")]
            for name in files:
                try:
                    with open(os.path.join(folder, name), errors="replace") as file:
                        text = file.read(100_000)
                except OSError:
                    continue
                found += [os.path.join(folder, name) for needle in needles if needle in text]
    return found
"""
    needles = [judge.checks.checks[0].item.function.__name__, "pytest.mark.exercise"]
    assert inside(source, needles) == []


EQUAL_TO_EVERYTHING = """
class Equal{base}:
    def yes(self, *args, **kwargs):
        return True
    __eq__ = __le__ = __ge__ = __bool__ = __contains__ = __array_function__ = yes
    __hash__ = None
    def __ne__(self, other):
        return False
    def __array_ufunc__(self, *args, **kwargs):
        return True
    def __getattr__(self, name):
        if name.startswith("__array"):
            raise AttributeError(name)
        return self
    def __call__(self, *args, **kwargs):
        return self
"""


@pytest.mark.parametrize(
    ("base", "value"),
    [
        ("", "()"),
        ("(float)", "(-7.25)"),
        ("(dict)", "()"),
        ("(np.ndarray)", "((1, 4))"),
        ("(str)", "('x')"),
        ("(list)", "()"),
    ],
)
def test_nbgrader_an_object_that_equals_everything_earns_nothing(score, solved, base, value):
    source = EQUAL_TO_EVERYTHING.format(base=base)
    equal = {name: f"def {name}(*args, **kwargs):\n    return Equal{value}" for name in solved}
    result = score(equal, first_cells=["import numpy as np\n" + source])
    assert (result.status, result.score) == ("graded", 0)
    assert all(item.first_failure.message for item in result.exercises)


@pytest.mark.parametrize(
    "trick",
    [
        "get_ipython().input_transformers_cleanup.append(lambda lines: [])",
        "get_ipython().ast_transformers.append(lambda tree: None)",
        "from IPython.core.inputtransformer2 import TransformerManager\nTransformerManager.transform_cell = lambda *a: ''",
        "import ast\nast.parse = lambda *args, **kwargs: ast.Module([], [])",
        "import builtins\nbuiltins.exec = builtins.compile = lambda *args, **kwargs: None",
        "import dlkit.sandboxed.notebook as notebook\nnotebook._as_python = lambda source: notebook.ast.parse('')",
    ],
)
def test_nbgrader_an_input_transformer_that_empties_cells_earns_nothing(score, trick):
    assert score(first_cells=[trick]).score == 0


def tag_everything(notebook):
    for cell in notebook.cells:
        cell.metadata["tags"] = [*cell.metadata.get("tags", []), "skip-execution", "raises-exception", "remove-cell"]


def test_nbgrader_a_skip_execution_tag_changes_no_score(score, solved):
    assert score(change=tag_everything).score == 0
    assert score(solved, change=tag_everything).score == FULL


def test_nbgrader_text_on_stderr_turns_nothing_right_into_wrong(score, solved):
    noise = "import logging, os, sys, warnings\nwarnings.warn('old')\nlogging.error('E0000 cuda')\nos.write(2, b'TF-TRT Warning\\n')"
    loud = {name: f"{noise}\n{source}\nsys.stderr.write('done')" for name, source in solved.items()}
    result = score(loud, first_cells=[noise])
    assert (result.status, result.score) == ("graded", FULL)


def test_nbgrader_a_duplicated_test_cell_stops_nothing(score, solved):
    def duplicate(notebook):
        notebook.cells = [cell for cell in notebook.cells for _ in range(2)]

    assert score(solved, change=duplicate).score == FULL
    assert score(change=duplicate).score == 0


def test_nbgrader_deleted_test_cells_change_no_score(score, solved):
    def delete(notebook):
        notebook.cells = [cell for cell in notebook.cells if not cell.source.startswith("check(")]

    assert score(solved, change=delete).score == FULL
    assert score(change=delete).score == 0


def test_nbgrader_a_killed_kernel_leaves_a_score_and_a_reason(score, solved):
    killed = {
        **solved,
        "cost": "def cost(A, Y):\n    import os, signal\n    os.kill(os.getpid(), signal.SIGKILL)\n    os._exit(9)",
    }
    result = score(killed)
    assert result.status in ("crashed", "timed_out")
    assert result.reason
    assert result.score == FULL - 10
    assert result.exercise("cost").first_failure.message.startswith("Cost") or "cost" in result.reason


RAISING = "def {0}(*args, **kwargs):\n    def inner():\n        raise ValueError([a for a in args])\n    inner()"


def test_nbgrader_no_traceback_shows_hidden_code_or_where_it_is(score, solved, judge):
    result = score({name: RAISING.format(name) for name in solved})
    source = judge.authored.checks_path.read_text()
    hidden = {line.strip() for line in source.splitlines() if len(line.strip()) > 25 and '"""' not in line}
    for exercise in result.exercises:
        for check in exercise.checks:
            told = "\n".join((check.message, check.traceback))
            assert "raise ValueError" in check.traceback
            assert not [line for line in hidden if line in told]
            assert not re.search(
                r"/|grader|site-packages|compare\(|pytest|sandboxed", check.traceback.split("ValueError:")[0]
            )


# Otter

FORGERIES = {
    "send_message": "server.send_message = lambda connection, answer: wire.send_message(connection, {**answer, 'value': True, 'raised': None})",
    "send a pass": "server.send_message = lambda connection, answer: wire.send_message(connection, {'id': answer['id'], 'passed': True, 'outcome': 'passed', 'score': 100, 'value': None})",
    "the answer": "server._Server.answer = lambda self, question: {'value': None, 'outcome': 'passed'}",
    "the encoding": "server._Server._encode = lambda self, outcome: {'value': {'$tuple': []}, 'changed': []}",
    "the comparison": "import dlkit.comparing.compare, dlkit.comparing.models, numpy\ndlkit.comparing.compare.diagnose = dlkit.comparing.compare.difference = dlkit.comparing.models.diagnose_model = lambda *a, **k: None\nnumpy.allclose = lambda *a, **k: True",
    "observe": "server.observe = lambda *a, **k: server.Outcome(value=None)\nserver.models.observe_model = server.observe",
    "the notebook's check": "import dlkit\ndlkit.assignment = lambda slug: None\ncheck = lambda name: None",
    "pytest": "import sys, types\nsys.modules['pytest'] = sys.modules['grader'] = types.ModuleType('grader')",
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES.keys())
def test_otter_patching_one_method_forges_no_result(score, forgery):
    result = score(
        first_cells=["import dlkit.sandboxed.server as server\nimport dlkit.sandboxed.wire as wire\n" + forgery]
    )
    assert result.score == 0
    assert result.max_score == FULL


def test_otter_no_pickle_of_a_student_is_ever_loaded(score, solved, tmp_path):
    owned = tmp_path / "owned"
    attack = f"""
class Attack:
    def __reduce__(self):
        return (open, ({str(owned)!r}, "w"))
    __getstate__ = __reduce_ex__ = lambda self, *args: self.__reduce__()
"""
    pickled = {name: f"def {name}(*args):\n    return Attack()" for name in solved}
    bytes_of_it = {name: f"def {name}(*args):\n    import pickle\n    return pickle.dumps(Attack())" for name in solved}
    objects = {name: f"def {name}(*args):\n    return np.array([Attack()], dtype=object)" for name in solved}
    for answers in (pickled, bytes_of_it, objects):
        assert score(answers, first_cells=[attack]).score == 0
    assert not owned.exists()


# dlai_grader


def test_dlai_grader_no_feedback_holds_an_expected_value(score, solved, judge):
    score(solved)
    wrong = {
        name: f"{source}\n\n_right_{name} = {name}\ndef {name}(*args):\n    return spoiled(_right_{name}(*args))"
        for name, source in solved.items()
    }
    spoil = """
def spoiled(value):
    if isinstance(value, dict):
        return {key: spoiled(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(spoiled(item) for item in value)
    return value ** 2 + 0.123 if isinstance(value, (int, float, np.ndarray)) else value
"""
    result = score(wrong, extra_cells=[spoil])
    assert result.score < FULL / 4
    told = "\n".join(check.message + check.traceback for item in result.exercises for check in item.checks)
    expected = {
        f"{number:.4g}"
        for (owner, _), outcome in judge.reference._kept.items()
        if owner.startswith("solution")
        for _, leaf in leaves(outcome.value)
        if isinstance(leaf, (float, np.ndarray, np.floating)) and np.asarray(leaf).dtype.kind == "f"
        for number in np.ravel(leaf)
    }
    telling = {number for number in expected if len(number.strip("-0.")) >= 3}
    assert len(telling) > 50
    assert [number for number in telling if number in told] == []


# PrairieLearn


def test_prairielearn_no_frame_module_or_live_object_leads_to_the_reference(inside, judge):
    source = """
import gc, inspect, sys, types
def f(names):
    found = [name for name in sys.modules if name.split(".")[0] in ("grader", "solutions", "pytest", "_pytest", "tests")]
    frame = sys._getframe()
    while frame is not None:
        for name, value in [*frame.f_locals.items(), *frame.f_globals.items()]:
            if isinstance(value, types.FunctionType) and value.__name__ in names:
                found.append(name)
        frame = frame.f_back
    for thing in gc.get_objects():
        if type(thing) is types.FunctionType and thing.__name__ in names:
            found.append(thing.__name__)
        if type(thing) is types.ModuleType and thing.__name__.split(".")[0] in ("grader", "solutions"):
            found.append(thing.__name__)
    return found
"""
    ours = [*(entry.name for entry in judge.authored.catalogue), *judge.authored.answers()]
    names = [name for name in ours if name.count("_") >= 2]
    assert inside(source, names) == []


@pytest.mark.slow
def test_prairielearn_the_memory_of_the_process_holds_no_hidden_check(inside, judge):
    source = """
def f(needles):
    # Each needle comes in two halves and is never put together: it would find itself.
    needles = [(left.encode(), right.encode()) for left, right in needles]
    found, scanned = [], 0
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
        for line in maps:
            place, rights = line.split()[:2]
            if not rights.startswith("rw"):
                continue
            start, end = (int(part, 16) for part in place.split("-"))
            while start < end:
                try:
                    memory.seek(start)
                    block = memory.read(min(end - start, 1 << 24))
                except (OSError, ValueError, OverflowError):
                    break
                if not block:
                    break
                scanned += len(block)
                for number, (left, right) in enumerate(needles):
                    at = block.find(left)
                    while at >= 0:
                        if block.startswith(right, at + len(left)):
                            found.append(number)
                            break
                        at = block.find(left, at + 1)
                start += len(block)
    return sorted(set(found)), scanned
"""
    entry = next(entry for entry in judge.authored.catalogue if entry.name == "gradients_averaged_twice")
    hidden = [entry.name, entry.hint, judge.checks.checks[-1].item.function.__name__, "Hidden checks of logistic"]
    texts = ("dlkit.sandboxed.server", *hidden)
    found, scanned = inside(source, [(text[: len(text) // 2], text[len(text) // 2 :]) for text in texts])
    assert scanned > 10_000_000
    assert found == [0]


def test_prairielearn_a_stand_in_is_a_question_not_the_reference(score, solved):
    """The stand-in for a wrong exercise is a function in the student's namespace: it holds nothing to look into."""
    look = """
def predict_proba(w, b, X):
    import inspect
    parts = [repr(cell.cell_contents) for cell in sigmoid.__closure__ or ()]
    raise ValueError(inspect.getsource(sigmoid)[:900] + "|".join(parts))
"""
    wrong = "def sigmoid(z):\n    return 1 / (1 + np.exp(np.asarray(z, dtype=float)))"
    result = score({**solved, "sigmoid": wrong, "predict_proba": look})
    told = "".join(check.message + check.traceback for check in result.exercise("predict_proba").checks)
    assert "np.where" not in told
    assert "solutions" not in told
    assert result.exercise("predict_proba").score == 0
