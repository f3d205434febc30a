"""Showing a check's report: HTML in a notebook, plain text where there is none."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np

from dlkit.checking.report import CheckReport
from dlkit.comparing import MAX_PICTURE, Diagnosis

# Mixed with the text's own colour, so that they are dark on a light page and light on a dark one.
GREEN = "color-mix(in srgb, #16844a 72%, currentColor)"
RED = "color-mix(in srgb, #d93025 72%, currentColor)"
AMBER = "color-mix(in srgb, #b06000 72%, currentColor)"
MUTED = "color-mix(in srgb, currentColor 72%, transparent)"
NOT_BEGUN = ("missing", "not_written")  # kinds of diagnosis in which nothing has gone wrong yet
_BOX = "border-left:4px solid {colour};padding:.4em .8em;margin:.3em 0;line-height:1.45"
_ROWS = "display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.2em .8em;margin:.3em 0"


def show(report: CheckReport, *, advice: str = "") -> None:
    """Shows a report in the notebook or, outside of one, prints it.

    Args:
        report: what to show.
        advice: where to go for help, shown below what is wrong.
    """
    wrong = report.diagnosis is not None and report.diagnosis.kind not in NOT_BEGUN
    text, html = as_text(report), as_html(report)
    if wrong and advice:
        text += f"\n{advice}"
        html += f'<div style="color:{MUTED};font-size:90%;margin:.2em 0 .2em 1.1em">{escape(advice)}</div>'
    present(text, html)


def present(text: str, html: str) -> None:
    """Shows HTML in a notebook or, outside of one, prints the text that stands for it."""
    from IPython.core.getipython import get_ipython

    if get_ipython() is None:
        print(text)
        return
    from IPython.display import display

    display({"text/html": html, "text/plain": text}, raw=True)


def box(html: str, *, colour: str = MUTED) -> str:
    """HTML with a bar of a colour at its left: what all that is shown has in common."""
    return f'<div style="{_BOX.format(colour=colour)}">{html}</div>'


def as_text(report: CheckReport) -> str:
    """The report as lines of text."""
    if report.diagnosis is None:
        return f"✓ {report.exercise}: {_praise(report)}"
    if report.diagnosis.kind in NOT_BEGUN:
        return f"○ {report.diagnosis.message}"
    title = f"✗ {report.exercise}" + (f" ({report.description})" if report.description else "")
    return f"{title}: {report.diagnosis.as_text()}"


def as_html(report: CheckReport) -> str:
    """The report as a fragment of HTML in which all text is escaped."""
    if report.diagnosis is None:
        praise = escape(_praise(report))
        return (
            f'<div style="{_BOX.format(colour=GREEN)};color:{GREEN}"><b>✓ {escape(report.exercise)}</b>: {praise}</div>'
        )
    return diagnosis_html(report.diagnosis, title=report.exercise, description=report.description)


def _praise(report: CheckReport) -> str:
    praise = "right in 1 check" if report.total == 1 else f"right in all {report.total} checks"
    return f"{praise}; the judge also looks at {report.also}" if report.also else praise


def diagnosis_html(diagnosis: Diagnosis, *, title: str, description: str = "") -> str:
    """A diagnosis as a fragment of HTML: the message, the call, what came, what was expected, a picture.

    Args:
        diagnosis: what to show.
        title: the exercise's name.
        description: what the failing check looks at.

    Returns:
        HTML in which all text is escaped.
    """
    if diagnosis.kind in NOT_BEGUN:
        return f'<div style="{_BOX.format(colour=MUTED)}">○ {escape(diagnosis.message)}</div>'
    about = f' <span style="color:{MUTED}">({escape(description)})</span>' if description else ""
    same_words = diagnosis.received == diagnosis.expected  # "array (3, 5)" twice would say nothing
    rows = "".join(
        f'<div style="color:{MUTED}">{label}</div><div><code style="overflow-wrap:anywhere">{escape(text)}</code></div>'
        for label, text in (
            ("called", diagnosis.call),
            ("got", "" if same_words else diagnosis.received),
            ("expected", "" if same_words else diagnosis.expected),
        )
        if text
    )
    table = f'<div style="{_ROWS}">{rows}</div>' if rows else ""
    trace = (
        f"<details open><summary>your code</summary><pre>{escape(diagnosis.traceback)}</pre></details>"
        if diagnosis.traceback
        else ""
    )
    picture = _picture(*diagnosis.picture) if diagnosis.picture else ""
    return (
        f'<div style="{_BOX.format(colour=RED)}"><b style="color:{RED}">✗ {escape(title)}</b>{about}'
        f"<div>{escape(diagnosis.told)}</div>{table}{trace}{picture}</div>"
    )


def _picture(actual: np.ndarray, expected: np.ndarray) -> str:
    """Three small heat maps side by side: got, expected, and where they differ."""
    if actual.size > MAX_PICTURE or actual.size < 2 or actual.dtype.kind == "c":
        return ""
    actual, expected = actual.astype(float), expected.astype(float)
    with np.errstate(invalid="ignore"):
        largest = (
            max(
                (float(np.max(np.abs(a[np.isfinite(a)]), initial=0.0)) for a in (actual, expected)),
                default=1.0,
            )
            or 1.0
        )
        wrong = np.where(np.isclose(actual, expected, rtol=1e-5, atol=1e-8), 0.0, np.sign(actual - expected))
    legend = ": orange too large, blue too small" + ("" if np.isfinite(wrong).all() else ", grey not a number")
    maps = [
        _heat_map(actual / largest, "got"),
        _heat_map(expected / largest, "expected"),
        _heat_map(wrong, "difference", legend=legend),
    ]
    return f'<div style="display:flex;flex-wrap:wrap;gap:.6em 2em;margin:.5em 0 .2em">{"".join(maps)}</div>'


def _heat_map(values: np.ndarray, name: str, *, legend: str = "") -> str:
    rows, columns = values.shape
    size = max(4, min(22, 176 // max(rows, columns)))
    lines = "stroke:#999;stroke-width:.5;" if size >= 8 else ""
    cells = "".join(
        f'<rect x="{j * size}" y="{i * size}" width="{size}" height="{size}" fill="{_colour(values[i, j])}"/>'
        for i in range(rows)
        for j in range(columns)
    )
    return (
        f'<figure style="margin:0"><svg width="{columns * size}" height="{rows * size}" role="img" aria-label="{name}" '
        f'style="{lines}border:1px solid #999">{cells}</svg>'
        f'<figcaption style="font-size:85%;color:{MUTED}">{name}{legend}</figcaption></figure>'
    )


def _colour(value: Any) -> str:
    """Blue for negative, white for zero, orange for positive, grey where it is no number."""
    if not np.isfinite(value):
        return "#9e9e9e"
    end = (213, 94, 0) if value > 0 else (0, 114, 178)
    strength = min(1.0, abs(float(value)))
    return "#" + "".join(f"{round(255 + (channel - 255) * strength):02x}" for channel in end)
