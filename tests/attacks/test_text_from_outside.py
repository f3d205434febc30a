"""Text from outside goes through every door - judge, table, class, export, feedback - and none of it acts at the end."""

import io
import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from dlkit.desk.terminal import CleanConsole
from grader.gradebook.exports.table import harmless
from grader.gradebook.feedback import check_outputs, remark_cell
from grader.judging.result import Result, not_judged
from grader.judging.submitted_files import read_submitted_files
from grader.terminal.tables import class_table, result_heading, result_table

from .cases import SLUG, told

ESCAPE, WINDOW, EIGHT_BIT, TURNED, TAG, LINE = (
    "\x1b[2J",
    "\x1b]0;owned\x07",
    "\x9b31m",
    "\u202e",
    "\U000e0041",
    "\u2028",
)
HOSTILE = ESCAPE + WINDOW + EIGHT_BIT + TURNED + TAG + LINE + "\u200b\x7f\r"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")  # what rich itself writes
REPOSITORY = Path(__file__).resolve().parents[2]


def acts(text):
    """The characters of a text that act on a terminal or deceive a reader, but for the colours of our own."""
    text = COLOUR.sub("", text)
    return {
        character
        for character in text
        if character != "\n" and unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    }


WAYS = {
    "an error": {"cost": f"def cost(A, Y):\n    raise ValueError({HOSTILE!r})"},
    "the name of an error": {"cost": f"E = type({HOSTILE!r}, (Exception,), {{}})\ndef cost(A, Y):\n    raise E('x')"},
    "a key": {"cost": f"def cost(A, Y):\n    return {{{HOSTILE!r}: 1}}"},
    "a missing key": {
        "precision_recall_f1": f"def precision_recall_f1(*args):\n    return {{{HOSTILE!r}: 1.0, 'b' + {HOSTILE!r}: 2}}"
    },
    "a text": {"cost": f"def cost(A, Y):\n    return {HOSTILE!r}"},
    "texts in a list": {"gradients": f"def gradients(*args):\n    return [{HOSTILE!r}, ({HOSTILE!r}, 1)]"},
    "the type of an object": {"cost": f"def cost(A, Y):\n    return type({HOSTILE!r}, (), {{}})()"},
    "the line of an error": {
        "cost": f"def cost(A, Y):\n    return int('{HOSTILE.replace(chr(13), '').replace(LINE, '')}')"
    },
    "the kind of a layer": {
        "keras_logistic_regression": f"""
def keras_logistic_regression(n_features):
    odd = type({HOSTILE!r}, (keras.layers.Dense,), {{}})
    return keras.Sequential([keras.Input((n_features,)), odd(3, name="a"), odd(1, name="b")])"""
    },
    "the name of a loss": {
        "keras_logistic_regression": f"""
def keras_logistic_regression(n_features):
    model = keras.Sequential([keras.Input((n_features,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(loss={HOSTILE!r}, optimizer="sgd")
    return model"""
    },
    "a cell without its function": {"cost": f"raise RuntimeError({HOSTILE!r})"},
    "an exit": {"cost": f"def cost(A, Y):\n    raise SystemExit({HOSTILE!r})"},
}


def shown(*renderables):
    """What a plain console makes of tables and lines: with no last door of its own."""
    console = Console(file=io.StringIO(), force_terminal=True, width=200)
    for renderable in renderables:
        console.print(renderable)
    return console.file.getvalue()


@pytest.mark.parametrize("way", WAYS)
def test_what_student_code_makes_reaches_every_door_harmless(way, score, solved):
    result = score({**solved, **WAYS[way]})
    assert result.score < 90
    assert acts(told(result).replace("\t", "")) == set()
    assert acts(shown(result_heading(result, name="alice"), result_table(result))) == set()
    for exercise in result.exercises:
        for output in check_outputs(exercise, result):
            assert acts("".join(str(text) for text in output["data"].values())) == set()


def test_a_result_is_clean_wherever_it_comes_from():
    from dlkit.course import find_assignment

    made = not_judged(find_assignment(SLUG), "mallory", "crashed", HOSTILE)
    plain = {**made.as_dict(), "reason": HOSTILE + "r" * 100_000, "notes": [HOSTILE]}
    result = Result.from_dict(plain)
    assert acts(result.reason + "".join(result.notes)) == set()
    assert len(result.reason) <= 2_000
    assert acts(remark_cell(result).source) == set()


@pytest.mark.parametrize("name", [HOSTILE.replace("\r", ""), "caf\udce9", "a\nbob: graded 90", "\u202egnp"])
def test_the_name_of_a_file_and_of_a_student_reaches_every_door_harmless(name, tmp_path):
    (tmp_path / f"{name}.ipynb").write_text("{}")
    handed_in = read_submitted_files(tmp_path, SLUG, name)
    assert (handed_in.status, acts(handed_in.note)) == ("graded", set())
    assert "\n" not in handed_in.note

    from dlkit.course import find_assignment
    from grader.gradebook.grading import Autograded

    result = handed_in.with_note(not_judged(find_assignment(SLUG), name, "unreadable", f"{name} is odd."))
    assert handed_in.with_note(result) == result
    run = Autograded(SLUG, {name: result})
    table = shown(class_table(run), result_heading(result, name=name))
    assert acts(table) == set()
    assert not re.search(r"^bob", table, flags=re.MULTILINE)
    assert acts(str(harmless(name))) == set()


def test_the_last_door_lets_nothing_through_that_the_others_forgot():
    console = CleanConsole(file=io.StringIO(), force_terminal=True, width=120)
    table = Table(title=HOSTILE)
    table.add_column(HOSTILE)
    table.add_row(HOSTILE, style="red")
    console.print(table)
    console.print(HOSTILE, markup=False, highlight=False, soft_wrap=True)
    assert acts(console.file.getvalue()) == set()
    assert "\x1b[31m" in console.file.getvalue()


@pytest.mark.parametrize("as_json", [False, True])
def test_the_terminal_gets_no_byte_that_acts_from_judging_a_loose_notebook(as_json, hand_in, solved, tmp_path):
    notebook = os.fsencode(tmp_path) + b"/caf\xe9\x1b[2J\xe2\x80\xae.ipynb"
    with open(notebook, "wb") as file:
        file.write(hand_in({**solved, **WAYS["an error"]}, first_cells=[f"# {HOSTILE.replace(chr(13), '')}"]))
    command = [sys.executable, "-m", "grader", "judge", notebook, *(["--json"] if as_json else [])]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONUTF8": "1"}
    done = subprocess.run(command, capture_output=True, env=environment, timeout=300, check=False)
    assert done.returncode == 1, done.stderr
    for printed in (done.stdout, done.stderr):
        assert acts(printed.decode("utf-8")) == set()
    assert b"Traceback" not in done.stderr
    if as_json:
        (result,) = json.loads(done.stdout)
        assert result["status"] == "graded"
