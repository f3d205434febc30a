"""The parts of the pages by themselves: outputs taken over, sentences of the table, requests for a regrade."""

import base64
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_markdown_cell, new_notebook
from traitlets import TraitError
from traitlets.config import Config

from grader.gradebook import feedback
from grader.gradebook.feedback import render_markdown
from grader.gradebook.graded_cells import GradedCell
from grader.gradebook.marks import Recorded, mark_of
from grader.gradebook.pages.feedback_page import FeedbackPage
from grader.gradebook.pages.marking_page import ModelAnswers, marking_page
from grader.gradebook.pages.overview import overview
from grader.gradebook.pages.regrade_requests import is_address, request
from grader.gradebook.returned_notebook import GivenCell, _read_cell, restored
from grader.gradebook.student_outputs import MAX_OUTPUTS, MAX_PICTURE_BYTES, MAX_TEXT, Allowance, harmless_outputs

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n and the rest").decode()


def shown(kind, data, **more):
    return {"output_type": "display_data", "data": {kind: data, **more}, "metadata": {}}


def taken(*outputs, size=6_000_000):
    found = harmless_outputs(list(outputs), Allowance(size))
    return [item.get("text") or next(iter(item.data)) for item in found]


@pytest.mark.parametrize(
    ("output", "kept"),
    [
        (shown("image/png", PNG), ["image/png"]),
        (shown("image/png", [PNG[:8], "\n", PNG[8:]]), ["image/png"]),
        (shown("image/jpeg", base64.b64encode(b"\xff\xd8\xff").decode()), ["image/jpeg"]),
        (shown("image/png", PNG, **{"text/html": "<b>", "text/plain": "<Figure>"}), ["image/png"]),
        (shown("image/png", base64.b64encode(b"<script>").decode()), []),
        (shown("image/png", 'x" onerror="alert(1)', **{"text/plain": "words"}), ["words"]),
        (shown("image/svg+xml", "<svg onload=alert(1)>"), []),
        (shown("text/html", "<script>", **{"text/plain": ["a ", "table"]}), ["a table"]),
        (shown("application/javascript", "alert(1)"), []),
        ({"output_type": "execute_result", "data": {"text/plain": "4.8"}}, ["4.8"]),
        ({"output_type": "stream", "text": ["1/3\r2/3\r3/3\n", "\x1b[31mred\x1b[0m"]}, ["3/3\nred"]),
        ({"output_type": "stream", "text": "1/3\b\b\b2/3\r\n"}, ["2/3\n"]),
        (
            {"output_type": "error", "ename": "ValueError", "evalue": "odd\nmore", "traceback": ["x"]},
            ["ValueError: odd"],
        ),
        ({"output_type": "error"}, []),
        ({"output_type": "stream", "text": " \n"}, []),
        ({"output_type": "stream", "text": 3}, []),
        ({"output_type": "display_data", "data": [1]}, []),
        ({}, []),
        ("text", []),
    ],
)
def test_outputs_are_taken_over_as_pictures_and_text(output, kept):
    assert taken(output) == kept


def test_what_is_taken_over_has_bounds():
    large = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(MAX_PICTURE_BYTES)).decode()
    assert taken(shown("image/png", large)) == []
    assert taken(*[shown("image/png", PNG)] * 5, size=3 * len(PNG)) == ["image/png"] * 3
    assert len(taken(*[shown("image/png", PNG)] * 100)) == MAX_OUTPUTS
    (text,) = taken({"output_type": "stream", "text": "x" * 10_000_000})
    assert len(text) == MAX_TEXT
    assert harmless_outputs("no list", Allowance()) == []


def test_no_output_of_a_student_stands_where_the_judge_writes():
    test = {"grade": True, "solution": False, "grade_id": "check-cost", "points": 10}
    answer = {"grade": False, "solution": True, "grade_id": "exercise-cost"}
    given = [GivenCell(marks["grade_id"], "code", "x", marks["grade"], marks) for marks in (answer, test)]
    raw = [
        {"cell_type": "code", "source": "y", "outputs": [shown("image/png", PNG)], "id": cell.identity}
        for cell in given
    ]
    cells = restored([_read_cell(cell, number, Allowance()) for number, cell in enumerate(raw)], given)
    assert [(cell.source, len(cell.outputs)) for cell in cells] == [("y", 1), ("x", 0)]


def test_a_page_has_no_more_of_pictures_than_it_may_however_often_they_are_shown(tmp_path, monkeypatch):
    monkeypatch.setattr(feedback, "MAX_ALL_EMBEDDED", 6_000_000)
    (tmp_path / "a.png").write_bytes(base64.b64decode(PNG) + bytes(1_900_000))
    attached, page = {"b.png": {"image/png": "A" * 2_500_000}}, {}
    shown_twice = [
        render_markdown(text * 40, attachments=attached, page=page, folder=tmp_path)
        for text in ("![p](a.png) ", "![p](attachment:b.png) ")
    ]
    assert sum(map(len, shown_twice)) < 9_000_000
    assert shown_twice[0].count('src="data:') == 3
    assert shown_twice[0].count('src="a.png"') == 37
    assert shown_twice[1].count("[picture: p]") == 40
    assert "<strong>" in render_markdown("**what follows**", page=page)


def test_a_picture_that_was_handed_in_is_put_into_the_page(tmp_path):
    (tmp_path / "my plot.png").write_bytes(base64.b64decode(PNG))
    assert f'src="data:image/png;base64,{PNG}"' in render_markdown("![p](my%20plot.png)", folder=tmp_path)
    assert 'src="none.png"' in render_markdown("![p](none.png)", folder=tmp_path)
    assert "[picture: p]" in render_markdown("![p](../x.png)", folder=tmp_path / "inner")


def test_an_assignment_that_the_kit_does_not_have_can_be_marked():
    marks = {"grade": True, "solution": True, "grade_id": "q1", "points": 3, "locked": False, "task": False}
    notebook = new_notebook(cells=[new_markdown_cell("words", metadata={"nbgrader": marks})])
    exporter = HTMLExporter(config=Config(HTMLExporter={**marking_page(), "preprocessors": [ModelAnswers]}))
    known = dict.fromkeys(("base_url", "mathjax_url", "notebook_id", "student", "first_name", "last_name"), "x")
    resources = {**known, "submission_id": "x", "assignment_id": "own", "index": 0, "total": 1, "resources": {}}
    html, _ = exporter.from_notebook_node(notebook, resources=resources)
    assert "<b>q1</b>: written answer" in html
    assert "For the marker" not in html


CELLS = [GradedCell("check-cost", "cost", 10, "exercise", ""), GradedCell("written-why", "why", 5, "by_hand", "")]


def row(verdict=None, *, comments=None, place=0, **grade):
    grades = {cell.name: grade_of() for cell in CELLS} | {CELLS[place].name: grade_of(**grade)}
    recorded = Recorded(grades, 0.0, None, None, None)
    found = overview(CELLS, mark_of(CELLS, recorded), recorded, {"check-cost": verdict or {}}, comments or {})
    return found[place]


def grade_of(auto_score=4.0, manual_score=None, needs_manual_grade=False):
    score = auto_score if manual_score is None else manual_score
    return SimpleNamespace(
        auto_score=auto_score, manual_score=manual_score, score=score, needs_manual_grade=needs_manual_grade
    )


@pytest.mark.parametrize(
    ("found", "label", "words"),
    [
        (row({"status": "right", "why": "", "passed": 3, "checks": 3}), "right", "All 3 checks passed."),
        (row({"status": "wrong", "why": "divide by m", "passed": 1, "checks": 3}), "wrong", "Divide by m."),
        (row({"status": "wrong", "why": "cost returned a list."}), "wrong", "cost returned a list."),
        (row({"status": "not_written", "why": "cost is not written yet."}), "not written", "cost is not written yet."),
        (row({}), "judged", ""),
        (row({"status": "wrong"}, manual_score=7.0), "decided by a person", "The judge gave 4."),
        (row({"status": "wrong"}, manual_score=7.0, comments={"exercise-cost": "So."}), "decided by a person", "The judge gave 4. The reason is below."),
        (row(place=1, auto_score=None, needs_manual_grade=True), "not marked yet", "A person has yet to mark it."),
        (row(place=1, auto_score=None, manual_score=4.0), "marked", ""),
        (row(place=1, auto_score=None, manual_score=4.0, comments={"written-why": "Good."}), "marked", "There is a comment below."),
        (row(place=1, auto_score=0.0, comments={"written-why": "No response."}), "no answer", "It was left as it was given."),
    ],
)  # fmt: skip
def test_each_row_says_how_it_stands(found, label, words):
    assert (found.label, found.words) == (label, words)


def test_a_request_for_a_regrade_is_a_mail_whatever_stands_in_it():
    made = request(
        course="a & b?", assignment="x", exercise="cost", student="zoë+1@x.org", points="1 of 2 points, wrong"
    )
    link = urlsplit(made.mailto("course+help@example.org"))
    asked = parse_qs(link.query, strict_parsing=True)
    assert link.path == "course+help@example.org"
    assert asked["subject"] == ["Regrade request: a & b?, x, cost, zoë+1@x.org"]
    assert asked["body"][0].startswith("Exercise: cost (1 of 2 points, wrong)\r\n")
    assert made.text.startswith(made.subject)


@pytest.mark.parametrize("text", ["a@b.org", "deep-learning+x@cs.example.org"])
def test_an_address_is_known_as_one(text):
    assert is_address(text)


@pytest.mark.parametrize("text", ["a", "a@b.org, c@d.org", "a@b.org?cc=c@d.org", "a b@c.org", "<a@b.org>", "a@"])
def test_what_is_no_address_is_refused_with_a_sentence(text):
    assert not is_address(text)
    with pytest.raises(TraitError, match=r"c\.FeedbackPage\.regrade_address is .*; it should be one e-mail address"):
        FeedbackPage(config=Config(FeedbackPage={"regrade_address": text}))
