"""What the site's pages are made of: cleaned outputs, folded answers, links, kept notebooks, shorter style sheets."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import nbformat
import pytest

import dlkit
from dlkit.course import CourseError, course, find_assignment
from grader.authoring import load_authored
from grader.site import api_page as api
from grader.site import build_site, executed
from grader.site.assignment_page import assignment_page, said
from grader.site.links import with_links
from grader.site.navigation import SECTIONS
from grader.site.outputs import Figure, Markup, Text, pieces, plain
from grader.site.pruning import prune
from grader.site.solved import written_answers
from grader.site.sources import assemble, write_only

ROOT = Path(__file__).resolve().parents[2]
SLUG = "logistic_regression"
LONG = 25  # characters: a line that short may be in any text by chance


@pytest.fixture(scope="module")
def authored():
    return load_authored(SLUG)


@pytest.fixture(scope="module")
def page(authored):
    return assignment_page(authored, None).text


def output(kind, **parts):
    return nbformat.v4.new_output(kind, **parts)


def cell(*outputs):
    return nbformat.v4.new_code_cell("", outputs=list(outputs))


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("loops 8.5 ms, vectorised 0.019 ms: 455 times faster", "loops … ms, vectorised … ms: … times faster"),
        ("epoch  1: loss 1.8780 (15 s)", "epoch  1: loss 1.8780 (… s)"),
        ("2,037 steps, 34 seconds", "2,037 steps, … seconds"),
        ("49% of them are 8s, 3 sigmas, 1.2 times the first", "49% of them are 8s, 3 sigmas, 1.2 times the first"),
        ("<function f at 0x7f3a2b1c0d10>", "<function f at 0x…>"),
        (f"{ROOT}/dlkit/plot/axes.py:3: and /tmp/x1y2/a.csv", "axes.py:3: and a.csv"),
        ("\x1b[1mbold\x1b[0m", "bold"),
        ("1/2 [=>]\r2/2 [==]", "2/2 [==]"),
    ],
)
def test_what_differs_from_machine_to_machine_is_not_shown(printed, shown):
    assert plain(printed) == shown


def test_a_figure_keeps_its_words_and_is_no_longer_part_of_the_text():
    html = '<img src="data:image/png;base64,iVBORw0KGgo=" alt="A &quot;curve&quot; that falls">'
    (found,) = pieces(cell(output("display_data", data={"text/html": html, "image/png": "iVBORw0KGgo="})))
    assert found == Figure("png", b"\x89PNG\r\n\x1a\n", 'A "curve" that falls')


def test_a_figure_that_moves_stays_whole_and_a_coloured_table_becomes_plain():
    moving = '<figure class="dlkit-figure"><img src="data:image/png;base64,aaaa" alt="b"><script>1</script></figure>'
    table = output("display_data", data={"text/html": "<pre style='x'>T</pre>", "text/plain": "T"})
    still = {"text/html": moving, "image/png": "iVBORw0KGgo="}
    found = pieces(cell(output("display_data", data=still), table))
    assert found == [Markup(moving), Text("T\n")]


def test_stderr_is_not_shown_and_neighbouring_texts_are_one():
    streams = [output("stream", name=name, text=f"{name}\n") for name in ("stdout", "stderr", "stdout")]
    assert pieces(cell(*streams)) == [Text("stdout\nstdout\n")]


def test_an_answer_is_read_from_the_file_as_it_is_spliced_by_the_gate(authored):
    assert written_answers(authored) == authored.answers()


def test_each_exercise_has_stub_three_hints_and_solution_in_this_order(page, authored):
    blocks = page.split('<div class="exercise" id="exercise-')[1:]
    assert [block.partition('"')[0] for block in blocks] == [item.name for item in authored.assignment.exercises]
    for block in blocks:
        signs = ("NotImplementedError", "First hint", "Second hint", "Third hint", "Show the solution")
        places = [block.index(sign) for sign in signs]
        assert places == sorted(places)


def test_a_question_is_asked_and_its_answer_folded(page, authored):
    assert page.count('<div class="question">') == len(authored.questions) == page.count("Show the answer")
    assert "64 zeros, whatever the picture is." in page


def test_signs_of_markdown_in_a_hint_mean_themselves():
    assert said("a_b costs $3 [x], `c_d` and *this*") == r"a\_b costs \$3 \[x\], `c_d` and *this*"


def test_without_solutions_no_line_of_one_stands_in_any_source(tmp_path):
    assemble(tmp_path, executed_cache(), with_solutions=False)
    text = "\n".join(path.read_text() for path in tmp_path.rglob("*") if path.suffix in (".md", ".ipynb", ".html"))
    assert lines_of_answers(text) == []
    assert "Show the solution" not in text
    assert "Show the answer" not in text
    assert "Show a model answer" not in text
    assemble(tmp_path, executed_cache(), with_solutions=True)
    whole = "\n".join(path.read_text() for path in (tmp_path / "assignments").glob("*.md"))
    assert len(lines_of_answers(whole)) > 500  # so that the check above can fail


def test_no_line_of_a_hidden_check_stands_in_any_source(tmp_path):
    assemble(tmp_path, executed_cache(), with_solutions=True)
    shown = {line.strip() for path in tmp_path.rglob("*.md") for line in path.read_text().splitlines()}
    public = {line.strip() for path in (ROOT / "solutions").glob("*.py") for line in path.read_text().splitlines()}
    public |= {line.strip() for line in given().splitlines()} | IN_AUTHORING
    hidden = {
        line.strip() for path in (ROOT / "grader" / "checks").glob("*.py") for line in path.read_text().splitlines()
    }
    assert sorted(line for line in hidden & shown - public if len(line) > LONG) == []


def executed_cache():
    return ROOT / ".site" / "executed"


IN_AUTHORING = {
    line.strip()
    for name in ("authoring", "questions")
    for line in (ROOT / "docs" / f"{name}.md").read_text().splitlines()
}  # an author is shown how a check is written


def given():
    """All that students are given of all assignments: a notebook may hold what was an exercise in one before it."""
    hints = [hint for slug in course() for item in find_assignment(slug).exercises for hint in item.hints]
    asked = [question.text for slug in course() for question in load_authored(slug).questions.values()]
    return "\n".join(
        [*(path.read_text() for path in (ROOT / "assignments").glob("*/notebook.py")), *hints, *asked, *IN_AUTHORING]
    )


def lines_of_answers(text):
    """The lines of solutions' bodies that stand in a text and not in what students are given."""
    found = []
    public = given()
    for slug in course():
        source = (ROOT / "solutions" / f"{slug}.py").read_text()
        for name in (item.name for item in load_authored(slug).assignment.exercises):
            (node,) = [
                part for part in ast.parse(source).body if isinstance(part, ast.FunctionDef) and part.name == name
            ]
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            lines = source.splitlines()[body[0].lineno - 1 : node.end_lineno]
            bare = [line.partition("  #")[0].strip() for line in lines]
            found += [line for line in bare if len(line) > LONG and line not in public and line in text]
    return found


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[late](late.md#zones)", "[late](late.md#zones)"),
        ("[`yolo`](../assignments/yolo/yolo.ipynb)", "[`yolo`](assignments/yolo.md)"),
        ("[checks](../grader/checks/yolo.py)", "checks"),
        ("![a page](feedback.png)", "![a page](feedback.png)"),
        ("[out](https://example.org/a)", "[out](https://example.org/a)"),
        ("```\n[not](../a/link.md)\n```", "```\n[not](../a/link.md)\n```"),
        ("[gone](nowhere.md)", "[gone](nowhere.md)"),
    ],
)
def test_a_link_of_the_repository_becomes_one_of_the_site(written, shown):
    assert with_links(written, "docs/teaching.md", "teaching.md", ROOT) == shown


def test_every_page_of_the_docs_stands_in_one_section():
    written = {path.stem for path in (ROOT / "docs").glob("*.md")} - {"index"}
    made = {"api", "changelog"}
    named = [name for section in SECTIONS for name in section.pages]
    assert sorted(named) == sorted(written | made)


def test_every_name_of_dlkit_is_on_the_page_of_the_api():
    page = api.api_page()
    constants = {"MASK_COLOURS", "PALETTE"}
    for module in (dlkit.data, dlkit.plot, dlkit.interactive):
        for name in set(module.__all__) - constants:
            assert re.search(rf":: {module.__name__}\.{name}$", page, re.MULTILINE), name
    for name in set(dlkit.__all__) - {"CheckFailed", "data", "interactive", "plot"}:
        assert f":: dlkit.{name}\n" in page, name


def test_what_decides_the_outputs_decides_the_fingerprint(authored, monkeypatch, tmp_path):
    before = executed.fingerprint(authored)
    monkeypatch.setattr(executed, "version", lambda name: "0")
    assert executed.fingerprint(authored) != before
    monkeypatch.undo()
    assert executed.fingerprint(authored) == before
    module = tmp_path / "a.py"
    module.write_text('"""One."""\nx = 1  # why\n')
    first = executed._what_counts(module)
    module.write_text('"""Two."""\nx = 1\n')
    assert executed._what_counts(module) == first
    module.write_text("x = 2\n")
    assert executed._what_counts(module) != first


def test_a_file_that_stays_the_same_is_not_written_and_an_old_one_goes(tmp_path):
    same, old = tmp_path / "a" / "same", tmp_path / "b" / "old"
    write_only({same: b"1", old: b"2"}, tmp_path)
    time = same.stat().st_mtime_ns
    write_only({same: b"1"}, tmp_path)
    assert same.stat().st_mtime_ns == time
    assert not old.parent.exists()


def test_a_style_sheet_keeps_what_a_page_uses(tmp_path):
    (tmp_path / "a.html").write_text('<p class="used here">')
    sheet = tmp_path / "a.css"
    sheet.write_text(
        "p{margin:0} .used,.idle{color:red} .idle>.used{color:blue} a:not(.idle){top:0}"
        "@media print{.idle{color:red}.here{top:1px}} @font-face{font-family:x;src:url(x.woff2)}"
    )
    prune(tmp_path)
    kept = sheet.read_text()
    assert kept.split() == ["p{margin:0}", ".used{color:red}", "a:not(.idle){top:0}", "@media", "print{.here{top:1px}}"]


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(CourseError, match="something else than a site"):
        build_site([], tmp_path, run=False)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]
