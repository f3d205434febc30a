"""dlkit on a student's own machine: another system, no TensorFlow, no Jupyter (`elsewhere/sitecustomize.py`)."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import dlkit
from dlkit.checking import check_exercise
from dlkit.checking.display import as_text
from dlkit.course import course, find_assignment, read_toml
from dlkit.machine import INSTALL_KERAS, NotHere
from grader.authoring.authored import load_authored
from grader.authoring.notebooks import as_bytes, solved_notebook

ROOT = Path(__file__).resolve().parents[2]
ONLY_IN_THE_SANDBOX = {"__main__", "namespaces", "other_user", "quick_start", "server", "wire"}  # of dlkit.sandboxed
FOR_STUDENTS = sorted(path for path in (ROOT / "dlkit").rglob("*.py") if path.stem not in ONLY_IN_THE_SANDBOX)


def elsewhere(*arguments, cwd=ROOT, **environment):
    """Run Python as on another machine; return what it did."""
    paths = os.pathsep.join([str(Path(__file__).parent / "elsewhere"), str(ROOT)])
    environment = {**os.environ, "PYTHONPATH": paths, "MPLBACKEND": "Agg", "COLUMNS": "120", **environment}
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False
    )


def dlkit_elsewhere(*arguments, **options):
    return elsewhere("-m", "dlkit", *arguments, **options)


def hand_out(slug, folder):
    """The solved notebook of an assignment, where a student would have it."""
    path = folder / slug / f"{slug}.ipynb"
    path.parent.mkdir()
    path.write_bytes(as_bytes(solved_notebook(load_authored(slug))))


def module_name(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_every_module_that_students_import_can_be_imported():
    names = [module_name(path) for path in FOR_STUDENTS]
    assert "dlkit.sandboxed.notebook" in names  # `dlkit check` runs a notebook's cells with it
    done = elsewhere("-c", f"import importlib\nfor name in {names}: importlib.import_module(name)")
    assert done.returncode == 0, done.stderr


def test_the_other_machine_lacks_what_it_is_to_lack():
    for code in ("import keras", "from dlkit.sandboxed import namespaces", "import os; os.fork()"):
        assert elsewhere("-c", code).returncode == 1


def test_no_text_file_is_opened_without_its_encoding():
    """What Python takes without is not UTF-8 on Windows."""
    opening = {"open": 1, "read_text": 0, "write_text": 1, "NamedTemporaryFile": 0, "TextIOWrapper": 1, "fdopen": 1}
    bare = []
    for path in FOR_STUDENTS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            binary = any("b" in text and set(text) <= set("rwxab+") for text in texts)
            if name in opening and not binary and not any(word.arg == "encoding" for word in node.keywords):
                if (
                    name == "open"
                    and isinstance(node.func, ast.Attribute)
                    and getattr(node.func.value, "id", "") == "os"
                ):
                    continue
                bare.append(f"{path.name}:{node.lineno}")
    assert bare == []


def test_the_list_and_a_start_work(tmp_path):
    assert "logistic_regression" in dlkit_elsewhere("list", cwd=tmp_path).stdout
    done = dlkit_elsewhere("start", "logistic_regression", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    started = tmp_path / "logistic_regression" / "logistic_regression.ipynb"
    assert started.read_bytes() == find_assignment("logistic_regression").notebook.read_bytes()  # line ends too
    assert b"\r" not in started.read_bytes()


def test_a_start_says_what_is_missing_to_open_the_notebook(tmp_path):
    for slug, extras in (("unet", "keras,lab"), ("optimizers", "lab")):
        said = dlkit_elsewhere("start", slug, cwd=tmp_path).stdout
        assert f'Next: pip install "dlkit-course[{extras}]", then: jupyter lab {slug}/{slug}.ipynb' in said


@pytest.mark.slow
def test_a_solved_notebook_passes_but_for_its_keras_section_which_is_not_here(tmp_path):
    hand_out("logistic_regression", tmp_path)
    done = dlkit_elsewhere("check", "logistic_regression", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr + done.stdout
    (report,) = json.loads(done.stdout)["assignments"]
    status = {item["name"]: item["status"] for item in report["exercises"]}
    assert status.pop("keras_logistic_regression") == "not_here"
    assert set(status.values()) == {"passed"}
    assert report["passed"]
    assert report["score"] == report["max_score"] == sum(i["points"] for i in report["exercises"][:-1])
    (note,) = report["notes"]
    assert note.startswith("From here on Keras is needed, and keras is not installed here")
    in_words = dlkit_elsewhere("check", "logistic_regression", cwd=tmp_path).stdout
    assert "not here" in in_words
    assert f"Next: {INSTALL_KERAS}, then: dlkit check logistic_regression" in in_words


@pytest.mark.slow
def test_a_notebook_of_part_two_is_not_here_as_a_whole(tmp_path):
    hand_out("unet", tmp_path)
    done = dlkit_elsewhere("check", "unet", "--json", cwd=tmp_path)
    (report,) = json.loads(done.stdout)["assignments"]
    assert {item["status"] for item in report["exercises"]} == {"not_here"}
    assert len(report["notes"]) == 1


def test_what_a_notebook_prints_may_be_in_any_script(tmp_path):
    """On Windows a file's encoding is not UTF-8 by itself."""
    hand_out("logistic_regression", tmp_path)
    path = tmp_path / "logistic_regression" / "logistic_regression.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"].append(
        {
            "cell_type": "code",
            "id": "mine",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
            "source": "print('✓ σ')",
        }
    )
    path.write_text(json.dumps(notebook), encoding="utf-8")
    done = dlkit_elsewhere("check", "logistic_regression", "sigmoid", cwd=tmp_path, PYTHONIOENCODING="cp1252")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "? sigmoid" in done.stdout or "passed" in done.stdout
    assert "stops with an error" not in done.stdout


def test_magics_and_shell_lines_of_a_notebook_need_no_ipython(tmp_path):
    code = (
        "from dlkit.sandboxed import NotebookProcess\n"
        "process = NotebookProcess()\n"
        "run = process.run('%matplotlib inline\\n!pip list\\nx = 1', name='cell')\n"
        "print(run.raised, process.namespace['x'])"
    )
    assert elsewhere("-c", code).stdout.strip() == "None 1"


def test_a_check_without_keras_is_neither_right_nor_wrong(monkeypatch, capsys):
    monkeypatch.delitem(sys.modules, "keras", raising=False)
    monkeypatch.setattr(dlkit.checking.check, "missing_for_keras", lambda: "tensorflow")
    assignment = dlkit.assignment("logistic_regression")
    report = check_exercise(assignment, "keras_logistic_regression", {"keras_logistic_regression": lambda n_x: None})
    assert report.not_here
    assert not report.ok
    assert as_text(report).startswith(
        "○ keras_logistic_regression is not here to be checked: it needs Keras, and tensorflow"
    )
    assignment.check("keras_logistic_regression", {"keras_logistic_regression": lambda n_x: None})  # does not raise
    assert INSTALL_KERAS in capsys.readouterr().out


def test_what_needs_no_keras_is_checked_without_looking_for_it(monkeypatch):
    monkeypatch.delitem(sys.modules, "keras", raising=False)
    monkeypatch.setattr(dlkit.checking.check, "missing_for_keras", lambda: pytest.fail("it was looked for"))
    assert check_exercise(dlkit.assignment("logistic_regression"), "sigmoid", {}).diagnosis.kind == "missing"


def test_where_keras_begins_one_sentence_says_what_to_install():
    done = elsewhere(
        "-c", "import dlkit\ntry: dlkit.needs_keras()\nexcept ImportError as e: print(*e._render_traceback_())"
    )
    (sentence,) = done.stdout.splitlines()
    assert INSTALL_KERAS in sentence
    assert issubclass(NotHere, ModuleNotFoundError)


@pytest.mark.parametrize("slug", course())
def test_every_notebook_says_so_before_it_imports_keras(slug):
    cells = [cell for cell in load_authored(slug).cells if cell.is_code]
    with_keras = [cell for cell in cells if "import keras" in cell.source]
    assert all("dlkit.needs_keras()" in cell.source.split("import keras")[0] for cell in with_keras[:1])
    begins_with_it = with_keras[:1] == [cell for cell in cells if cell.role == "setup"][:1]
    assert begins_with_it == (read_toml(find_assignment(slug).folder / "assignment.toml")["kind"] == "keras")
