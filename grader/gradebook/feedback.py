"""What a student reads: the diagnosis in a check cell's output, and Markdown as harmless HTML."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable, Sequence
from html import escape, unescape
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_markdown_cell

from dlkit.checking import GREEN, MUTED, diagnosis_html
from dlkit.comparing import Diagnosis, clean
from grader.gradebook.companion_files import PICTURES, is_harmless_name
from grader.gradebook.formulas import as_mathml
from grader.judging import ExerciseResult, OwnCellResult, Result, points_text
from grader.sandbox import TooLong, bounded

MAX_MARKDOWN, MAX_CODE = 20_000, 20_000  # characters of a cell
MAX_EMBEDDED = 2_000_000  # bytes of a picture that was handed in beside a notebook
MAX_ALL_EMBEDDED = 32_000_000  # bytes of all pictures in a page's texts, each as often as it is shown
PICTURE_KINDS = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
PARSING = 8e-6  # seconds a character: nbconvert parses the whole page once more
CELL_SECONDS, PAGE_SECONDS = 1.0, 10.0  # for a cell, and for all of a page
_SPENT, _EMBEDDED = "dlkit_seconds", "dlkit_embedded"
_NO_FORMULAS = "tex2jax_ignore mathjax_ignore"  # a diagnosis may quote a student's text, which is no formula of ours
_FORMULA_LINK = re.compile(
    r"\\(href|url|require|cssId|class|style|csname|mmlToken)(?![a-z])"
)  # MathJax makes links of them
VERDICT = "dlkit"  # in an output's metadata: what the judge says in short
HEADLINE = ' class="dlkit-headline"'
_LINE = "padding:.2em .8em;margin:.2em 0"


def check_outputs(exercise: ExerciseResult, result: Result) -> list[NotebookNode]:
    """The outputs of an exercise's check cell: the diagnosis to read, then the score for nbgrader.

    Args:
        exercise: the exercise, in the points that the course gives.
        result: the result that it is part of.

    Returns:
        A display of HTML and text, and an execution result whose text is the score as a number.
    """
    parts = [_headline(exercise), *_remarks(exercise, result)]
    failures = _failures(exercise)
    html = "".join(
        f'<div{"" if number else HEADLINE} style="{_LINE}">{escape(part)}</div>' for number, part in enumerate(parts)
    )
    html += "".join(diagnosis_html(diagnosis, title=exercise.name, description=about) for about, diagnosis in failures)
    text = "\n".join([*parts, *(f"✗ {about}: {diagnosis.as_text()}" for about, diagnosis in failures)])
    if passed := [check.name for check in exercise.checks if check.outcome == "passed"]:
        html += "".join(
            f'<div style="{_LINE};color:{MUTED}"><span style="color:{GREEN}">✓</span> {escape(name)}</div>'
            for name in passed
        )
        text += "".join(f"\n✓ {name}" for name in passed)
    passed_checks, checks = sum(check.outcome == "passed" for check in exercise.checks), len(exercise.checks)
    about = {"status": exercise.status, "why": _first_said(exercise), "passed": passed_checks, "checks": checks}
    return [_display(html, text, about), score_output(exercise.score)]


def _first_said(exercise: ExerciseResult) -> str:
    """What the verdict says first, in one line."""
    failure = exercise.first_failure
    said = failure.message if failure and exercise.status == "not_written" else exercise.why
    return clean(said.split("\n", 1)[0])


def own_cell_outputs(cell: OwnCellResult) -> list[NotebookNode]:
    """The outputs of an instructor's own autograded cell: what came of it, then the score for nbgrader.

    Args:
        cell: the result; one without a score gets 0 here, and `leave_to_a_person` takes that back in the gradebook.
    """
    score = "not judged" if cell.score is None else f"{points_text(cell.score)} of {points_text(cell.points)} points"
    text = f"{cell.name}: {score}. {cell.message}"
    about = {"status": own_cell_status(cell), "why": clean(cell.message)}
    return [_display(f'<div style="{_LINE}">{escape(text)}</div>', text, about), score_output(cell.score or 0.0)]


def own_cell_status(cell: OwnCellResult) -> str:
    """How an instructor's own autograded cell ended, in the words of an exercise."""
    if cell.score is None:
        return "not_judged"
    return "right" if cell.score >= cell.points else "partly_right" if cell.score > 0 else "wrong"


def _display(html: str, text: str, about: dict[str, Any]) -> NotebookNode:
    data = {"text/html": clean(f'<div class="{_NO_FORMULAS}">{html}</div>'), "text/plain": clean(text)}
    return from_dict({"output_type": "display_data", "data": data, "metadata": {VERDICT: about}})


def score_output(score: float) -> NotebookNode:
    """The output from which nbgrader reads a score."""
    data = {"text/plain": f"{score:.10g}"}
    return from_dict({"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None})


def _headline(exercise: ExerciseResult) -> str:
    passed = sum(check.outcome == "passed" for check in exercise.checks)
    counted = f" ({passed} of {len(exercise.checks)} checks passed)" if exercise.checks else ""
    return f"{exercise.name}: {points_text(exercise.score)} of {points_text(exercise.points)} points{counted}"


def _remarks(exercise: ExerciseResult, result: Result) -> list[str]:
    remarks = []
    if exercise.followed_through:
        remarks.append(exercise.followed_through_told)
    if exercise.status == "not_judged":
        remarks.append(f"It could not be judged. {result.reason}".rstrip())
    return remarks


def _failures(exercise: ExerciseResult) -> list[tuple[str, Diagnosis]]:
    """Each different diagnosis once, with what the checks that came to it look at."""
    return [
        (
            "; ".join(check.name for check in (first, *others)),
            Diagnosis(first.kind, first.message, call=first.call, traceback=first.traceback, mistake=first.mistake),
        )
        for first, *others in exercise.failures
    ]


def remark_cell(result: Result) -> NotebookNode | None:
    """A cell for the top of the notebook that tells how the judging ended, if there is anything to tell."""
    lines = list(result.notes)
    if result.status != "graded":
        lines.insert(0, f"**{result.status.replace('_', ' ')}:** {_as_markdown(result.reason)}")
        lines[1:] = map(_as_markdown, lines[1:])
    else:
        lines = list(map(_as_markdown, lines))
    return new_markdown_cell(clean("\n\n".join(["### From the judge", *lines])), id="from-the-judge") if lines else None


def _as_markdown(text: str) -> str:
    return "".join("\\" + character if character in "\\`*_[]<>$&#!|" else character for character in text)


class _SafeRenderer(IPythonRenderer):  # type: ignore[misc]
    """Renders Markdown with no HTML, no script and no address of the writer's own that does harm, and never fails."""

    def __init__(self, attachments: Any, folder: Path | None, page: dict[str, Any]) -> None:
        super().__init__(escape=True, allow_harmful_protocols=False, attachments=attachments, exclude_anchor_links=True)
        self.folder = folder
        self.page = page

    def block_mermaidjs(self, code: str) -> str:
        """A diagram, shown as its text."""
        return f"<pre>{escape(code)}</pre>"

    def block_math(self, body: str) -> str:
        """A formula on a line of its own, as MathML."""
        return as_mathml(body, is_block=True)

    def inline_math(self, body: str) -> str:
        """A formula in a line, as MathML."""
        return as_mathml(body, is_block=False)

    def latex_environment(self, name: str, body: str) -> str:
        """A formula of several lines, as MathML."""
        return as_mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", is_block=True)

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """A link, or its text and address where following it could run something here."""
        if not _is_safe_link(url):
            return f"{text} ({escape(url)})"
        made: str = super().link(text, url, title)
        return made.replace("<a ", '<a rel="noopener noreferrer" ', 1)

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """A picture that was handed in; any other is named, for loading it would tell its owner who looks and when."""
        source = self._attached(url) if url.startswith("attachment:") else self._beside(url)
        if not source:
            return f"[picture: {text or escape(url)}]"
        made: str = super().image(text, source, title)
        return made

    def _embed_image_or_attachment(self, src: str) -> str:
        return src

    def _beside(self, url: str) -> str:
        """The address of a picture that was handed in, or the picture itself if it can be read and is no large one."""
        if not _is_picture_beside(url):
            return ""
        path = self.folder and self.folder / unquote(unescape(url))
        try:
            if path and (size := path.stat().st_size) <= MAX_EMBEDDED and self._may_embed(size):
                kind = PICTURE_KINDS[path.suffix.lower()]
                return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
        except (OSError, ValueError, KeyError):
            pass
        return url

    def _attached(self, url: str) -> str:
        pictures = self.attachments.get(url.removeprefix("attachment:"), {})
        for kind, data in pictures.items():
            return f"data:{kind};base64,{data}" if self._may_embed(len(data) * 3 // 4) else ""
        return ""

    def _may_embed(self, size: int) -> bool:
        """Whether a picture of so many bytes may still be put into the page; if so, it is counted."""
        taken = self.page.get(_EMBEDDED, 0) + size
        if taken > MAX_ALL_EMBEDDED:
            return False
        self.page[_EMBEDDED] = taken
        return True


def _is_safe_link(url: str) -> bool:
    """Whether a link leads to another site, to a place on the page, or to a file of a harmless kind beside it."""
    plain = unquote(unescape(url))
    if re.match(r"(?:https?://|mailto:)[^\s\\]", plain, flags=re.IGNORECASE) or re.fullmatch(r"#[\w.:-]*", plain):
        return True
    return _is_beside(plain) and is_harmless_name(plain.rpartition("/")[2])


def _is_picture_beside(url: str) -> bool:
    plain = unquote(unescape(url))
    return _is_beside(plain) and is_harmless_name(plain) and PurePosixPath(plain.lower()).suffix in PICTURES


def _is_beside(plain: str) -> bool:
    """Whether an address is one of a file below the page: no site, no root, no way up, no question."""
    return not re.search(r"[:?#\\%\x00-\x1f]|^[/ ]|(?:^|/)\.\.(?:/|$)", plain)


def render_markdown(
    source: str, *, attachments: Any = None, page: dict[str, Any] | None = None, folder: Path | None = None
) -> str:
    """Markdown that cannot be trusted as HTML.

    A text that is longer than any that is written to be read, or takes too long, is shown as it is: there are
    texts on which every Markdown parser takes time in the square of their length.

    Args:
        source: the Markdown.
        attachments: the pictures of its cell.
        page: where the time and the pictures are kept that its page has taken; the same for all texts of a page.
        folder: where the files lie that were handed in with it, for their pictures to be put into the page.

    Returns:
        HTML in which formulas are MathML and the writer's own HTML is shown as text.
    """
    page = {} if page is None else page
    renderer = _SafeRenderer(attachments or {}, folder, page)
    html = _in_time(page, source, MAX_MARKDOWN, lambda: MarkdownWithMath(renderer=renderer).render(source))
    return _FORMULA_LINK.sub(r"\\&#8203;\1", html)


def render_code(
    source: str, *, language: str = "python", metadata: Any = None, page: dict[str, Any] | None = None
) -> str:
    """Code that cannot be trusted as coloured HTML: on blank lines alone the colouring takes time in their square.

    Args:
        source: the code.
        language: its language.
        metadata: its cell's.
        page: where the time is kept that its page has taken; the same for all texts of a page.

    Returns:
        HTML in which the code is coloured, or as it is where that takes too long.
    """
    colour = Highlight2HTML(pygments_lexer=language)
    return _in_time(page, source, MAX_CODE, lambda: colour(source, metadata=metadata))


@pass_context
def markdown_as_html(context: Context, source: str) -> str:
    """nbconvert's filter `markdown2html` for text that cannot be trusted.

    Args:
        context: the template's variables; the cell's attachments are taken from it, and the page's time is kept there.
        source: the Markdown.

    Returns:
        HTML; see `render_markdown`.
    """
    cell = context.get("cell", {})
    attachments = cell.get("attachments", {}) if isinstance(cell, dict) else {}
    return render_markdown(source, attachments=attachments, page=_page_of(context))


@pass_context
def code_as_html(context: Context, source: str, language: str | None = None, metadata: Any = None) -> str:
    """nbconvert's filter `highlight_code` for code that cannot be trusted.

    Args:
        context: the template's variables; the page's time is kept there.
        source: the code.
        language: as the filter is called by nbconvert; Python if left out.
        metadata: the cell's.

    Returns:
        HTML; see `render_code`.
    """
    return render_code(source, language=language or "python", metadata=metadata, page=_page_of(context))


def _page_of(context: Context) -> dict[str, Any] | None:
    page = context.get("resources")
    return page if isinstance(page, dict) else None


def _in_time(page: dict[str, Any] | None, source: str, limit: int, render: Callable[[], Any]) -> str:
    """What is rendered of a cell; its text as it is where that is too long, or takes longer than a cell or a page may."""
    page = {} if page is None else page
    left = PAGE_SECONDS - page.get(_SPENT, 0.0)
    if len(source) > limit or left <= 0:
        return _as_it_is(source)
    started, pictures = time.process_time(), page.get(_EMBEDDED, 0)
    try:
        with bounded(seconds=min(CELL_SECONDS, left)):
            html = str(render())
    except (TooLong, MemoryError, RecursionError, ValueError, AttributeError, TypeError, LookupError):
        html = _as_it_is(source)
    to_parse = max(0.0, len(html) - (page.get(_EMBEDDED, 0) - pictures) * 4 / 3)  # a picture is one word
    page[_SPENT] = page.get(_SPENT, 0.0) + time.process_time() - started + PARSING * to_parse
    return html


def _as_it_is(source: str) -> str:
    return f'<pre style="white-space:pre-wrap">{escape(source)}</pre>'


def fenced(lines: Sequence[str]) -> str:
    """Lines as a block of Markdown that shows them as they are."""
    return "\n".join(f"    {line}" for line in lines)
