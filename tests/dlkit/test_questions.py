"""The questions of a notebook: what counts as which answer, what is said about it, and what is no question at all."""

import types
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from dlkit.course import CourseError, find_assignment
from dlkit.desk.questions import NEUTRAL, as_html, as_text, ask, read_questions
from dlkit.notebooks import GivenCell, Sorter, code_cells

QUESTIONS = """
[first_cost]
question = "All weights are 0. What is the cost before the first step?"
number = 0.693
within = 0.01
right = "Every probability is 1/2."
[[first_cost.wrong]]
number = 0.5
because = "That is the probability."
[[first_cost.wrong]]
number = 0.515
because = "That is nearly the probability."

[how_many]
question = "How many?"
number = 3
right = "Count them."
[[how_many.wrong]]
number = 2
because = "One is missing."

[which_way]
question = "Up or down?"
answer = "b"
choices = { a = "Up.", b = "Down.", c = "Not at all." }
because = { a = "Against the slope!", b = "The slope is positive.", c = "It has a share." }

[the_gap]
question = "What is this called?"
text = ["overfitting", "a high variance"]
right = "It fits the accidents."
[[the_gap.wrong]]
text = ["underfitting"]
because = "It fits too well, not too badly."

[shape_of_dW]
question = "Which shape?"
shape = [3, 14]
right = "As W."
[[shape_of_dW.wrong]]
shape = [14, 3]
because = "Turned round."
"""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """An assignment that has these questions."""
    return having(QUESTIONS, tmp_path_factory.mktemp("tiny"))


def having(text, folder):
    (folder / "questions.toml").write_text(text, encoding="utf-8")
    return replace(find_assignment("logistic_regression"), folder=folder)


def marked(assignment, name, answer):
    return read_questions(assignment)[name].mark(answer)


class LooksLikeANumber:
    """What a tensor is to us: something that NumPy can read."""

    def __array__(self, dtype=None, copy=None):
        return np.array([[0.69]])


class Malicious:
    def __array__(self, dtype=None, copy=None):
        raise RuntimeError

    def __iter__(self):
        raise RuntimeError

    def __eq__(self, other):
        return True

    __hash__ = None


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("first_cost", 0.69),
        ("first_cost", "0.7"),
        ("first_cost", np.float32(0.693)),
        ("first_cost", np.array([[0.6931]])),
        ("first_cost", Fraction(69, 100)),
        ("first_cost", LooksLikeANumber()),
        ("how_many", 3),
        ("how_many", 3.0),
        ("how_many", np.int64(3)),
        ("which_way", "b"),
        ("which_way", " B) "),
        ("which_way", "down."),
        ("the_gap", "Over-Fitting"),
        ("the_gap", "the over fitting!"),
        ("the_gap", "High  variance"),
        ("shape_of_dW", (3, 14)),
        ("shape_of_dW", [3, 14]),
        ("shape_of_dW", np.zeros((3, 14)).shape),
        ("shape_of_dW", np.array([3, 14])),
        ("shape_of_dW", "(3, 14)"),
        ("shape_of_dW", "3 x 14"),
    ],
)
def test_a_right_answer_is_right_in_many_forms(tiny, name, answer):
    found = marked(tiny, name, answer)
    assert found.right
    assert found.reason == read_questions(tiny)[name].right.because


@pytest.mark.parametrize(
    ("name", "answer", "reason"),
    [
        ("first_cost", 0.5, "That is the probability."),
        ("first_cost", 0.504, "That is the probability."),
        ("first_cost", 0.509, "That is nearly the probability."),  # within both: the nearer one is meant
        ("first_cost", 4.2, NEUTRAL),
        ("first_cost", -0.693, NEUTRAL),
        ("how_many", 2, "One is missing."),
        ("how_many", 3.001, NEUTRAL),
        ("which_way", "a", "Against the slope!"),
        ("which_way", "Not at all.", "It has a share."),
        ("the_gap", "under-fitting", "It fits too well, not too badly."),
        ("the_gap", "nonsense", NEUTRAL),
        ("shape_of_dW", (14, 3), "Turned round."),
        ("shape_of_dW", (31, 4), NEUTRAL),
        ("shape_of_dW", "(31, 4)", NEUTRAL),
        ("shape_of_dW", (), NEUTRAL),
    ],
)
def test_a_wrong_answer_gets_its_own_reason_or_a_neutral_one(tiny, name, answer, reason):
    found = marked(tiny, name, answer)
    assert (found.right, found.read) == (False, True)
    assert found.reason == reason


@pytest.mark.parametrize(
    ("name", "answer", "wanted"),
    [
        *(("first_cost", answer, "a number.") for answer in (None, True, "x", float("nan"), [1, 2], 1j, Malicious())),
        *(("which_way", answer, "the letter of one of them, in quotes.") for answer in ("d", "", 2, np.zeros(3))),
        *(("the_gap", answer, "a word or two, in quotes.") for answer in (3, "!?", None, Malicious())),
        *(("shape_of_dW", answer, "whole numbers.") for answer in (3.5, (3, None), "three", None, Malicious())),
    ],
)
def test_what_is_no_answer_is_told_what_one_is(tiny, name, answer, wanted):
    found = marked(tiny, name, answer)
    assert (found.right, found.read) == (False, False)
    assert found.reason.startswith("The answer should be ")
    assert found.reason.endswith(wanted)


def test_a_shape_of_one_axis_is_understood_without_its_comma(tmp_path):
    text = '[s]\nquestion = "?"\nshape = [5]\nright = "r"\n[[s.wrong]]\nshape = []\nbecause = "b"\n'
    assert all(marked(having(text, tmp_path), "s", answer).right for answer in (5, (5,), "(5,)", "5"))
    assert marked(having(text, tmp_path), "s", "()").reason == "b"


def test_the_cell_shows_the_question_until_it_is_answered(tiny, capsys):
    ask(tiny, "which_way", ...)
    shown = capsys.readouterr().out
    assert "Up or down?" in shown
    assert "  a)  Up." in shown
    assert "Put the letter of one of them, in quotes, in place of the three dots" in " ".join(shown.split())
    ask(tiny, "which_way", "a")
    shown = capsys.readouterr().out
    assert "> a)  Up." in shown
    assert "✗ No. Against the slope!" in shown
    ask(tiny, "which_way", "b")
    assert "✓ Yes. The slope is positive." in capsys.readouterr().out


@pytest.mark.parametrize("name", ["which_wy", "", 3, None])
def test_a_name_that_is_none_is_one_sentence(tiny, capsys, name):
    ask(tiny, name, "a")
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"There is no question {str(name)!r} in logistic_regression.")
    assert "which_way" in line


def test_a_broken_file_stops_no_notebook(tmp_path, capsys):
    ask(having("[which_way\n", tmp_path), "which_way", "a")
    assert "is not valid TOML" in capsys.readouterr().out
    assert read_questions(having("", tmp_path)) == {}


def test_an_assignment_without_the_file_has_no_question(tmp_path):
    assert read_questions(replace(find_assignment("logistic_regression"), folder=tmp_path)) == {}


MARKED_UP = '''
[tag]
question = """
<script>x</script> is `a < b` *here* &
wrapped, 3 * 4 * 5?
```
for x in y:
    x & 1
```
And now?"""
answer = "a"
[tag.choices]
a = "`<b>`"
b = "<i>"
[tag.because]
a = "a < `b`:\\n```\\n1 < 2\\n```"
b = "<b>"
'''


class Balanced(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.tags, self.text = [], [], ""

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("answer", [None, "a", "b", 5])
def test_the_page_escapes_everything_and_shows_code(tmp_path, answer):
    question = read_questions(having(MARKED_UP, tmp_path))["tag"]
    page = Balanced()
    page.feed(as_html(question, None if answer is None else question.mark(answer)))
    assert page.open == []
    assert set(page.tags) <= {"div", "b", "code", "pre", "em"}
    assert "<script>x</script> is a < b here & wrapped, 3 * 4 * 5?" in page.text
    assert "for x in y:\n    x & 1" in page.text


def test_the_plain_form_keeps_blocks_of_code(tmp_path):
    question = read_questions(having(MARKED_UP, tmp_path))["tag"]
    lines = as_text(question, question.mark("a")).splitlines()
    assert lines[:4] == [
        "<script>x</script> is `a < b` *here* & wrapped, 3 * 4 * 5?",
        "    for x in y:",
        "        x & 1",
        "And now?",
    ]
    assert lines[-2:] == ["✓ Yes. a < `b`:", "    1 < 2"]


NUMBER = '[q]\nquestion = "?"\nnumber = {number}\n{more}\nright = "r"\n[[q.wrong]]\nnumber = {wrong}\nbecause = "b"\n'
CHOICE = '[q]\nquestion = "?"\nanswer = "{answer}"\nchoices = {choices}\nbecause = {because}\n{more}'
AB = '{ a = "x", b = "y" }'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("q = 3", "is 3 and no table: begin it with [q]"),
        ('["a b"]\nquestion = "?"', "should have a name of at most 50 letters"),
        (f"[{'q' * 51}]\nquestion = '?'", "should have a name of at most 50 letters"),
        ('[q]\nquestion = "?"', "has no answer: give it one of number, choices, text, shape"),
        ('[q]\nquestion = "?"\nnumber = 3\nshape = [3]', "has the keys number and shape"),
        ("[q]\nnumber = 3", "lacks the text of 'question'"),
        ('[q]\nquestion = " "\nnumber = 3', "lacks the text of 'question'"),
        ('[q]\nquestion = "?"\nnumber = 3\nright = "r"', "names no wrong answer that people give"),
        (NUMBER.format(number="3", more="rigth = 1", wrong="4"), "has the key 'rigth', but may have"),
        (NUMBER.format(number='"3"', more="", wrong="4"), "has number = '3', which should be a finite number"),
        (NUMBER.format(number="nan", more="", wrong="4"), "which should be a finite number"),
        (NUMBER.format(number="true", more="", wrong="4"), "which should be a finite number"),
        (NUMBER.format(number="0.5", more="", wrong="4"), "no whole number, so it should say how far"),
        (NUMBER.format(number="0.5", more="within = -1", wrong="4"), "has within = -1, which should be a number"),
        (NUMBER.format(number="3", more="within = 1", wrong="4"), "lists 4.0 as wrong, which it takes for right"),
        (
            NUMBER.format(number="3", more="", wrong="4") + '[[q.wrong]]\nnumber = 4\nbecause = "b"',
            "for another wrong one",
        ),
        (NUMBER.format(number="3", more="", wrong="4") + "[[q.wrong]]\nnumber = 5", "lacks the text of 'because'"),
        (NUMBER.format(number="3", more="", wrong="4") + '[[q.wrong]]\nbecause = "b"', "a wrong answer without number"),
        (NUMBER.format(number="3", more="", wrong="4") + '[[q.wrong]]\nshape = [5]\nbecause = "b"', "the key 'shape'"),
        (
            CHOICE.format(answer="c", choices=AB, because=AB, more=""),
            "has the answer 'c', which is none of its choices a, b",
        ),
        (CHOICE.format(answer="a", choices=AB, because='{ a = "x" }', more=""), "gives no reason for b"),
        (CHOICE.format(answer="a", choices=AB, because='{ a = "x", b = "" }', more=""), "lacks the text of 'b'"),
        (
            CHOICE.format(answer="a", choices=AB, because='{ a = "x", b = "y", c = "z" }', more=""),
            "gives a reason for c",
        ),
        (CHOICE.format(answer="a", choices='{ a = "x" }', because=AB, more=""), "should have two to 5 choices"),
        (
            CHOICE.format(answer="a", choices='{ a = "x", c = "y" }', because=AB, more=""),
            "should have two to 5 choices",
        ),
        (CHOICE.format(answer="a", choices='{ a = "x", b = "x" }', because=AB, more=""), "has the same choice twice"),
        (CHOICE.format(answer="a", choices=AB, because=AB, more='right = "r"'), "has the key 'right'"),
        (
            '[q]\nquestion = "?"\ntext = "x"\nright = "r"\n[[q.wrong]]\ntext = ["y"]\nbecause = "b"',
            "should be a list of texts",
        ),
        (
            '[q]\nquestion = "?"\ntext = []\nright = "r"\n[[q.wrong]]\ntext = ["y"]\nbecause = "b"',
            "should be a list of texts",
        ),
        (
            '[q]\nquestion = "?"\nshape = 3\nright = "r"\n[[q.wrong]]\nshape = [4]\nbecause = "b"',
            "a list of whole numbers",
        ),
        ('[q]\nquestion = "`x"\nnumber = 3', "has a backtick in 'question' that is not closed"),
        ("[q]\nquestion = '''x\n```\ny'''\nnumber = 3", "has a backtick in 'question' that is not closed"),
    ],
)
def test_what_is_not_well_formed_is_told_its_author_in_one_sentence(tmp_path, text, told):
    with pytest.raises(CourseError) as error:
        read_questions(having(text, tmp_path))
    assert told in str(error.value)
    assert str(tmp_path / "questions.toml") in str(error.value)
    assert "\n" not in str(error.value)


STUB = 'def f(x):\n    raise NotImplementedError("f")'
GIVEN = [
    GivenCell("setup", "", "setup-1", "ask = print"),
    GivenCell("exercise", "f", "exercise-f", STUB),
    GivenCell("check", "f", "check-f", 'check("f")'),
    GivenCell("question", "", "question-f", 'ask("f", ...)'),
]


def run_of(source, identity="question-f"):
    """What is run of a notebook in which the question's cell reads like this, as (role, source)."""
    cells = [
        {"cell_type": "code", "id": item.identity, "metadata": {}, "source": item.source}
        for item in GIVEN
        if item.role != "question"
    ]
    cells.append({"cell_type": "code", "id": identity, "metadata": {}, "source": source})
    found = code_cells({"cells": cells})
    sorter = Sorter(GIVEN, found)
    for each in found:
        sorter.add(each)
    return [(cell.role, cell.source) for cell in sorter.finish()], sorter.notes


@pytest.mark.parametrize("identity", ["question-f", "", "of-my-own"])
@pytest.mark.parametrize(
    "answer",
    [
        'ask("f", ...)',
        'ask("f", 0.5)',
        'ask("f", computed_by_a_demonstration.mean())',
        '# thought long\nask("f",  1 / 0)',
    ],
)
def test_the_judge_runs_nothing_of_an_answer_to_a_question(answer, identity):
    """Not even of one that is named as an exercise is."""
    assert run_of(answer, identity) == ([("setup", "ask = print"), ("exercise", STUB)], [])


def test_what_stands_beside_an_answer_is_the_students_own():
    source = 'def f(x):\n    return 2 * x\n\nask("f", f(1))'
    cells, _ = run_of(source)
    assert ("exercise", source) in cells
    assert run_of('ask("unknown", 3)', "")[0][-1] == ("extra", 'ask("unknown", 3)')


def test_in_the_sandbox_a_question_does_nothing():
    import dlkit.sandboxed.notebook as sandboxed

    assert sandboxed._Opened("logistic_regression").ask("first_cost", 3) is None


def test_a_question_is_shown_as_a_page_in_a_notebook(tiny, monkeypatch):
    from IPython import display
    from IPython.core import getipython

    shown = []
    monkeypatch.setattr(getipython, "get_ipython", lambda: types.SimpleNamespace())
    monkeypatch.setattr(display, "display", lambda bundle, raw: shown.append(bundle))
    ask(tiny, "first_cost", 0.5)
    (bundle,) = shown
    assert bundle["text/plain"].endswith("✗ No. That is the probability.")
    assert "<b>No.</b> That is the probability." in bundle["text/html"]


def test_the_examples_for_authors_are_well_formed(tmp_path):
    page = (Path(__file__).parents[2] / "docs" / "questions.md").read_text(encoding="utf-8")
    text = page.split("```toml\n")[1].split("```")[0]
    kinds = [question.kind.key for question in read_questions(having(text, tmp_path)).values()]
    assert sorted(kinds) == ["choices", "number", "shape", "text"]
