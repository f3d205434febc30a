"""A student's text as HTML: it links to nothing that could run here, loads nothing, and takes no time to speak of."""

import re
import time

import pytest
from jinja2 import Environment
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook

from dlkit.course import course, find_assignment
from dlkit.desk.workbook import read_notebook
from grader.gradebook import feedback
from grader.gradebook.feedback import CELL_SECONDS, MAX_CODE, MAX_MARKDOWN, PAGE_SECONDS, markdown_as_html
from grader.judging.result import CheckResult, ExerciseResult, Result


@pytest.fixture(scope="module")
def render():
    """Renders Markdown as nbgrader's pages do."""
    environment = Environment()
    environment.filters["markdown"] = markdown_as_html
    template = environment.from_string("{{ source | markdown }}")
    return lambda source, **context: template.render(source=source, **{"cell": {}, **context})


SAFE = [
    "https://keras.io/api?a=1#b", "HTTP://example.org", "mailto:ada@example.org", "#part-2", "data.csv", "./folder/plot.png", "my%20data.csv",
]  # fmt: skip
UNSAFE = [
    "evil.html", "EVIL.HTM", "./evil.svg", "a/b/evil.xhtml", "evil", "evil.html#x.csv", "evil.html?x.csv", "evil%2Ehtml", "evil%252Ehtml",
    "evil&#46;html", "evil.html.csv", "evil.csv%00.html", "/api/contents/x.csv", "//evil.org/x.csv", "\\\\evil.org\\x.csv", "../bob/data.csv",
    "a/../../bob/data.csv", "..%2Fdata.csv", "http:evil.html", "https:/evil.html", "javascript:alert(1)", "java&#9;script:alert(1)",
    "data:text/html,x", "vbscript:x", "file:///etc/passwd", "blob:x", "ftp://x.org/y.csv", "tel:1", "?x.csv", "#x/../y<", "view-source:x.csv",
]  # fmt: skip


@pytest.mark.parametrize("url", SAFE)
def test_links_to_other_sites_to_the_page_and_to_data_stay_links(render, url):
    assert re.search(r'<a rel="noopener noreferrer" href="[^"]+">here</a>', render(f"[here]({url})"))


@pytest.mark.parametrize(
    "form",
    ["[here](<{}>)", "[here][x]\n\n[x]: <{}>", "# [here](<{}>)", "|a|\n|-|\n|[here](<{}>)|", "- *[here](<{}> 't')*"],
)
@pytest.mark.parametrize("url", UNSAFE)
def test_any_other_link_is_shown_as_text(render, form, url):
    html = render(form.format(url))
    assert "here" in html
    assert not re.findall(r"href=\"(?!#[^\"]*\")", html), html


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.org/pixel.png",
        "//evil.org/pixel.png",
        "evil.svg",
        "/api/x.png",
        "data:image/svg+xml,x",
        "../x.png",
        "x.csv",
        "cid:x",
    ],
)
@pytest.mark.parametrize("form", ["![p]({})", "![p][x]\n\n[x]: {}", "[![p]({})](https://example.org)"])
def test_no_picture_is_loaded_from_elsewhere(render, form, url):
    html = render(form.format(url))
    assert "[picture: p]" in html
    assert "<img" not in html


def test_pictures_that_were_handed_in_are_shown_and_break_out_of_nothing(render):
    assert '<img src="plot.png" alt="p" />' in render("![p](plot.png)")
    cell = {"attachments": {"a.png": {"image/png": 'x" onerror="alert(1)'}}}
    html = render("![p](attachment:a.png)", cell=cell)
    assert 'onerror="' not in html
    assert "data:image/png;base64,x" in html


@pytest.mark.parametrize("name", ["href", "url", "require", "cssId", "class", "style", "csname", "mmlToken"])
def test_a_formula_makes_no_link_either(render, name):
    for source in (
        f"$\\{name}{{x.html}}{{y}}$",
        f"$$\\{name}{{x}}$$",
        f"text \\{name}{{x}}",
        f"\\begin{{a}}\\{name}{{x}}\\end{{a}}",
    ):
        assert f"\\{name}" not in render(source)
    assert "<mi>α</mi>" in render("$\\displaystyle \\alpha$")


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("$\\frac{1}{m} \\sum_i y^{(i)}$", "<mfrac>"),
        ("$$a = \\sigma(z)$$", '<math display="block">'),
        ("\\begin{align} a &= b \\\\ c &= d \\end{align}", "<mtable"),
        ("$\\nosuchcommand{x}$", "<code>\\nosuchcommand{x}</code>"),
        ("$a <b> c$", "<mo>&lt;</mo>"),
        ("$\\text{<script>alert(1)</script>}$", "<mtext>&lt;script&gt;alert(1)&lt;/script&gt;</mtext>"),
        ("$" + "{" * 1_999 + "$", "<code>{{{"),
    ],
)
def test_formulas_are_mathml_or_shown_as_they_were_written(render, formula, shown):
    assert shown in render(formula)


def test_every_formula_of_the_course_can_be_shown(render):
    texts = [cell["source"] for slug in course() for cell in read_notebook(find_assignment(slug).notebook)["cells"]]
    texts = [text if isinstance(text, str) else "".join(text) for text in texts]
    formulas = {
        found for text in texts for found in re.findall(r"\$\$.+?\$\$|(?<![\\$`])\$[^$`\n]+\$", text, flags=re.DOTALL)
    }
    assert len(formulas) > 300
    assert [found for found in sorted(formulas) if "<math" not in render(found)] == []


def _nested(depth):
    return "".join("  " * level + "- a\n" for level in range(depth))


HEAVY = {
    "environments": "\\begin{a}" * 20_000, "brackets": "[" * 180_000, "pictures": "![" * 90_000, "stars": "*a **b " * 26_000,
    "underscores": "_a __b " * 26_000, "backticks": "".join("`" * n + "a" for n in range(1, 600)), "quotes": "> " * 90_000,
    "lists": _nested(400), "dollars": "$a " * 60_000, "double dollars": "$$a\n\n" * 36_000, "definitions": "[a]: b\n" * 26_000,
    "headings": "# a\n" * 45_000, "tables": "|a|b|\n|-|-|\n" * 15_000, "links": "[a](" * 45_000, "entities": "&a" * 90_000,
    "tildes": "~~a" * 60_000, "html": "<a " * 60_000, "addresses": "http://a." * 20_000, "brackets and parentheses": "\\\\(a" * 36_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HEAVY)
@pytest.mark.parametrize("length", [MAX_MARKDOWN, 180_000])
def test_a_text_made_to_take_long_is_shown_as_it_is(render, name, length):
    started = time.process_time()
    html = render(HEAVY[name][:length])
    assert time.process_time() - started < CELL_SECONDS + 4
    assert html


def test_a_page_of_such_cells_has_an_end_too(render):
    page, source = {}, HEAVY["environments"][: MAX_MARKDOWN - 1]
    started = time.process_time()
    pages = [render(source, resources=page) for _ in range(200)]
    assert time.process_time() - started < PAGE_SECONDS + 10
    assert pages[-1].startswith("<pre")
    assert "<strong>so</strong>" in render("**so**", resources={})


def test_what_a_diagnosis_quotes_is_no_formula():
    """MathJax looks at every text of a page but code: an error's own words could make a link."""
    words = "$\\href{/files/submitted/mallory/evil.html}{your grade}$"
    check = CheckResult("a value", "failed", f"sigmoid stopped with an error: ValueError: {words}", kind="raised")
    exercise = ExerciseResult("sigmoid", 8.0, 0.0, "wrong", (), (check,))
    result = Result("mallory", "logistic_regression", "graded", 0.0, 8.0, 1.0, (exercise,))
    html = feedback.check_outputs(exercise, result)[0].data["text/html"]
    assert words in html
    assert html.startswith('<div class="tex2jax_ignore ')
    assert html.count("<div") == html.count("</div>")


# Code


@pytest.fixture(scope="module")
def page():
    """A page of code cells as nbgrader's pages show them."""
    exporter = HTMLExporter(
        filters={"highlight_code": "grader.nbgrader_plugin.code_as_html"}, template_name="basic", exclude_output=True
    )
    return lambda *sources: exporter.from_notebook_node(new_notebook(cells=[new_code_cell(s) for s in sources]))[0]


SLOW_CODE = {
    "blank lines": (" " * 50 + "\n") * 900,
    "dots": "a." * (MAX_CODE // 2 - 1),
    "calls of a format": "'" + "{a[" * 15_000 + "'",
    "a long cell": "x = 1\n" * (1 << 20),
}


@pytest.mark.parametrize("source", SLOW_CODE.values(), ids=SLOW_CODE.keys())
def test_no_code_takes_a_page_much_time(page, source):
    started = time.process_time()
    html = page(source)
    assert time.process_time() - started < 20  # of processor time, which is minutes without a limit
    assert source.split("\n")[0].strip()[:9] in re.sub("<[^>]+>", "", html)


def test_all_code_of_a_page_has_one_time(page, monkeypatch):
    monkeypatch.setattr(feedback, "PAGE_SECONDS", 2.0)
    started = time.process_time()
    page(*[SLOW_CODE["blank lines"][: MAX_CODE - 1]] * 40)
    assert time.process_time() - started < 8


def test_code_is_coloured_and_escaped(page):
    html = page("def f(x):\n    return '<b>' if x else 1")
    assert '<span class="k">def</span>' in html
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in page("<script>" + " " * MAX_CODE)
