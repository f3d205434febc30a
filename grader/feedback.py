"""What a student reads: the diagnosis in a check cell's output, and Markdown as harmless HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_markdown_cell

from dlkit.diagnosis import Diagnosis
from dlkit.display import GREEN, MUTED, diagnosis_html
from dlkit.text import clean
from grader.result import CheckResult, ExerciseResult, Result

_LINE = "padding:.2em .8em;margin:.2em 0"


def check_outputs(exercise: ExerciseResult, result: Result, *, max_score: float) -> list[NotebookNode]:
    """The outputs of an exercise's check cell: the diagnosis to read, then the score for nbgrader.

    Args:
        exercise: the exercise.
        result: the result that it is part of.
        max_score: what the cell is worth in the gradebook.

    Returns:
        A display of HTML and text, and an execution result whose text is the score as a number.
    """
    score = scaled_score(exercise, max_score=max_score)
    parts = [_headline(exercise, score, max_score), *_remarks(exercise, result)]
    failures = _failures(exercise)
    html = "".join(f'<div style="{_LINE}">{escape(part)}</div>' for part in parts)
    html += "".join(diagnosis_html(diagnosis, title=exercise.name, description=about) for about, diagnosis in failures)
    text = "\n".join([*parts, *(f"✗ {about}: {diagnosis.as_text()}" for about, diagnosis in failures)])
    if passed := [check.name for check in exercise.checks if check.outcome == "passed"]:
        html += "".join(
            f'<div style="{_LINE};color:{MUTED}"><span style="color:{GREEN}">✓</span> {escape(name)}</div>'
            for name in passed
        )
        text += "".join(f"\n✓ {name}" for name in passed)
    data = {"text/html": readable(html), "text/plain": readable(text)}
    return [from_dict({"output_type": "display_data", "data": data, "metadata": {}}), score_output(score)]


def score_output(score: float) -> NotebookNode:
    """The output from which nbgrader reads a score."""
    data = {"text/plain": f"{score:.10g}"}
    return from_dict({"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None})


def scaled_score(exercise: ExerciseResult, *, max_score: float) -> float:
    """An exercise's score in the points that the gradebook gives for it."""
    share = exercise.score / exercise.points if exercise.points else 0.0
    return round(max_score * min(1.0, max(0.0, share)), 4)


def _headline(exercise: ExerciseResult, score: float, max_score: float) -> str:
    passed = sum(check.outcome == "passed" for check in exercise.checks)
    counted = f" ({passed} of {len(exercise.checks)} checks passed)" if exercise.checks else ""
    return f"{exercise.name}: {score:g} of {max_score:g} points{counted}"


def _remarks(exercise: ExerciseResult, result: Result) -> list[str]:
    remarks = []
    if exercise.followed_through:
        names = " and ".join(exercise.followed_through)
        remarks.append(
            f"It builds on {names}, which is not right yet; judged with a right {names} in its place, so that a mistake costs once."
        )
    if exercise.status == "not_judged":
        remarks.append(f"It could not be judged. {result.reason}".rstrip())
    return remarks


def _failures(exercise: ExerciseResult) -> list[tuple[str, Diagnosis]]:
    """Each different diagnosis once, with what the checks that came to it look at."""
    grouped: dict[tuple[str, str, str], list[CheckResult]] = {}
    for check in exercise.checks:
        if check.outcome == "failed":
            grouped.setdefault((check.kind, check.message, check.traceback), []).append(check)
    return [
        (
            "; ".join(check.name for check in checks),
            Diagnosis(kind, message, call=checks[0].call, traceback=traceback, mistake=checks[0].mistake),
        )
        for (kind, message, traceback), checks in grouped.items()
    ]


def remark_cell(result: Result) -> NotebookNode | None:
    """A cell for the top of the notebook that tells how the judging ended, if there is anything to tell."""
    lines = list(result.notes)
    if result.status != "graded":
        lines.insert(0, f"**{result.status.replace('_', ' ')}:** {_as_markdown(result.reason)}")
        lines[1:] = map(_as_markdown, lines[1:])
    else:
        lines = list(map(_as_markdown, lines))
    return (
        new_markdown_cell(readable("\n\n".join(["### From the judge", *lines])), id="from-the-judge") if lines else None
    )


def _as_markdown(text: str) -> str:
    return "".join("\\" + character if character in "\\`*_[]<>$&#!|" else character for character in text)


def readable(text: str) -> str:
    """Text that can be written as UTF-8 and that deceives no reader, whatever a student put into it."""
    return clean(text)


class _SafeRenderer(IPythonRenderer):  # type: ignore[misc]
    """Renders Markdown with no HTML and no script of the writer's own, and never fails."""

    def __init__(self, attachments: Any) -> None:
        super().__init__(escape=True, allow_harmful_protocols=False, attachments=attachments)

    def block_mermaidjs(self, code: str) -> str:
        """A diagram, shown as its text."""
        return f"<pre>{escape(code)}</pre>"

    def _embed_image_or_attachment(self, src: str) -> str:
        if not src.startswith("attachment:"):
            return src
        pictures = self.attachments.get(src.removeprefix("attachment:"), {})
        return next((f"data:{kind};base64,{data}" for kind, data in pictures.items()), "")


@pass_context
def markdown_as_html(context: Context, source: str) -> str:
    """nbconvert's filter `markdown2html` for text that cannot be trusted.

    Args:
        context: the template's variables; the cell's attachments are taken from it.
        source: the Markdown.

    Returns:
        HTML in which formulas stay as they are and the writer's own HTML is shown as text.
    """
    cell = context.get("cell", {})
    renderer = _SafeRenderer(cell.get("attachments", {}) if isinstance(cell, dict) else {})
    try:
        return str(MarkdownWithMath(renderer=renderer).render(source))
    except (RecursionError, ValueError, AttributeError, TypeError):
        return f"<pre>{escape(source)}</pre>"


def fenced(lines: Sequence[str]) -> str:
    """Lines as a block of Markdown that shows them as they are."""
    return "\n".join(f"    {line}" for line in lines)
