"""Feedback pages say why, and neither what was expected nor how it was checked; students' text stays text."""

import re
from html import unescape

import pytest
from jinja2 import Environment

from grader.gradebook.feedback import markdown_as_html

from .conftest import SCRIPT, SLUG, nbgrader


@pytest.fixture(scope="module")
def pages(graded):
    """The feedback pages of the class, made by nbgrader's own command."""
    root, _ = graded
    nbgrader(root, "generate_feedback", SLUG)
    return {path.parents[1].name: path.read_text() for path in root.glob(f"feedback/*/{SLUG}/{SLUG}.html")}


def _text(page):
    page = re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def test_every_student_gets_a_page(pages, graded):
    assert set(pages) == set(graded[1].results)


def test_the_page_shows_the_hint_of_the_mistake_and_the_score(pages, mistake):
    assert mistake.hint in _text(pages["mistaken"])
    assert "sigmoid: 8 of 8 points" in _text(pages["right"])


def test_the_page_tells_why_a_notebook_was_not_judged_or_was_found_under_another_name(pages):
    assert "unreadable: The file is not a notebook" in _text(pages["broken"])
    assert "missing: No notebook was handed in." in _text(pages["nothing"])
    assert "The notebook was named my homework (2).ipynb" in _text(pages["renamed"])


def test_no_page_shows_hidden_code_expected_values_or_our_own_frames(pages, authored):
    hidden = [line.strip() for line in authored.checks_path.read_text().splitlines() if len(line.strip()) > 30]
    hidden = [line for line in hidden if not line.startswith(('"""', "#", '"'))]
    for student, page in pages.items():
        text = _text(page)
        assert not [line for line in hidden if re.sub(r"\s+", " ", line) in text], student
        assert "expected:" not in text
        assert "Traceback" not in text
        assert "/grader/" not in text


def test_what_a_student_writes_is_shown_and_not_run(pages):
    assert SCRIPT not in pages["mistaken"]
    assert SCRIPT in _text(pages["mistaken"])


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
        "```mermaid\n<script>alert(1)</script>\n```",
        "$<script>alert(1)</script>$",
        "# <script>alert(1)</script>",
        '![x](x"onerror=alert(1))',
        "![x](attachment:none.png)",
        "\\begin{align}<script>alert(1)</script>\\end{align}",
    ],
)
def test_markdown_never_becomes_active(source):
    environment = Environment()
    environment.filters["markdown"] = markdown_as_html
    html = environment.from_string("{{ source | markdown }}").render(source=source, cell={})
    assert not re.search(r"<script|<img[^>]* onerror|href=\"javascript", html), html


def test_markdown_keeps_formulas_tables_code_and_attached_pictures():
    environment = Environment()
    environment.filters["markdown"] = markdown_as_html
    source = "**so** $a < b$ and `a < b`\n\n|a|b|\n|-|-|\n|1|2|\n\n![p](attachment:p.png)"
    cell = {"attachments": {"p.png": {"image/png": "AAAA"}}}
    html = environment.from_string("{{ source | markdown }}").render(source=source, cell=cell)
    for part in (
        "<strong>so</strong>",
        "<mi>a</mi><mo>&lt;</mo><mi>b</mi>",
        "<code>a &lt; b</code>",
        "<table>",
        "data:image/png;base64,AAAA",
    ):
        assert part in html
