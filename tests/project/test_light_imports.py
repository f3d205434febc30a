"""What a command imports to show its help: nothing that takes long. How long it takes, `benchmarks/latency.py` says."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {
    "keras",
    "matplotlib",
    "nbformat",
    "nbgrader",
    "numpy",
    "pytest",
    "scipy",
    "sklearn",
    "sqlalchemy",
    "tensorflow",
}
HELP_OF_ALL = """
import contextlib, importlib, io, json, sys
command_line = importlib.import_module(sys.argv[1])
names = [made.name or made.callback.__name__.rstrip("_").replace("_", "-") for made in command_line.app.registered_commands]
shown = {}
for words in ([], *([name] for name in names)):
    sys.argv = ["command", *words, "--help"]
    with contextlib.redirect_stdout(io.StringIO()) as page:
        try:
            command_line.main()
        except SystemExit as ended:
            assert not ended.code, words
    shown[" ".join(words)] = "Usage: " in page.getvalue()
print(json.dumps([shown, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


def run(code, *arguments):
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("module", ["grader.terminal.cli", "dlkit.desk.cli"])
def test_the_help_of_every_command_imports_nothing_heavy(module):
    shown, imported = run(HELP_OF_ALL, module)
    assert len(shown) > 8
    assert all(shown.values()), shown
    assert HEAVY.isdisjoint(imported)


def test_dlkit_alone_imports_nothing_but_the_standard_library():
    imported = run("import sys, json, dlkit; print(json.dumps(sorted({n.partition('.')[0] for n in sys.modules})))")
    assert HEAVY.isdisjoint(imported)
    assert {name for name in imported if name in ("rich", "typer")} == set()


def test_the_grader_leaves_out_a_grammar_that_takes_seconds():
    assert run("import sys, json, grader.authoring.authored as a; print(json.dumps('lark' in sys.modules))") is False
