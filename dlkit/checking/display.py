"""Showing a check's report: HTML in a notebook, plain text where there is none."""

from __future__ import annotations

import sys
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
NOT_BEGUN = ("missing", "not_written", "not_here")  # kinds of diagnosis in which nothing has gone wrong yet
_BOX = "border-left:4px solid {colour};padding:.4em .8em;margin:.3em 0;line-height:1.45"
_ROWS = "display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.2em .8em;margin:.3em 0"


def show(report: CheckReport, *, advice: str = "", so_far: str = "") -> None:
    """Shows a report in the notebook or, outside of one, prints it.

    Args:
        report: what to show.
        advice: where to go for help, shown below what is wrong.
        so_far: how many exercises are right, told behind what is right.
    """
    wrong = report.diagnosis is not None and report.diagnosis.kind not in NOT_BEGUN
    text, html = as_text(report, so_far=so_far), as_html(report, so_far=so_far)
    if wrong and advice:
        text += f"\n{advice}"
        html += f'<div style="color:{MUTED};font-size:90%;margin:.2em 0 .2em 1.1em">{escape(advice)}</div>'
    present(text, html)


def present(text: str, html: str) -> None:
    """Shows HTML in a notebook or, outside of one, prints the text that stands for it."""
    if shell() is None:
        print(text)
        return
    from IPython.display import display

    display({"text/html": html, "text/plain": text}, raw=True)


def shell() -> Any:
    """IPython's shell; None in plain Python."""
    if "IPython" not in sys.modules:
        return None
    from IPython.core.getipython import get_ipython

    return get_ipython()


def as_text(report: CheckReport, *, so_far: str = "") -> str:
    """The report as lines of text."""
    if report.diagnosis is None:
        return f"✓ {report.exercise}: {_praise(report)}" + (f" ({so_far})" if so_far else "")
    if report.diagnosis.kind in NOT_BEGUN:
        return f"○ {report.diagnosis.message}"
    title = f"✗ {report.exercise}" + (f" ({report.description})" if report.description else "")
    return f"{title}: {report.diagnosis.as_text()}"


def as_html(report: CheckReport, *, so_far: str = "") -> str:
    """The report as a fragment of HTML in which all text is escaped."""
    if report.diagnosis is None:
        praise = f"<b>✓ {escape(report.exercise)}</b>: {escape(_praise(report))}"
        count = f' <span style="color:{MUTED}">({escape(so_far)})</span>' if so_far else ""
        return box(f'<span style="color:{GREEN}">{praise}</span>{count}', colour=GREEN)
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
        return box(f"○ {escape(diagnosis.message)}")
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
        f"<details open><summary>your code</summary>{code_block(diagnosis.traceback)}</details>"
        if diagnosis.traceback
        else ""
    )
    picture = _picture(*diagnosis.picture) if diagnosis.picture else ""
    head = f'<b style="color:{RED}">✗ {escape(title)}</b>{about}'
    return box(f"{head}<div>{escape(diagnosis.told)}</div>{table}{trace}{picture}", colour=RED)


def code_block(code: str, *, style: str = "", title: str = "") -> str:
    """A block of code, in letters of one width wherever it is shown; `style` adds to how it looks."""
    tip = f' title="{escape(title)}"' if title else ""
    return f'<pre style="font-family:var(--jp-code-font-family,monospace);{style}"{tip}>{escape(code)}</pre>'


def box(html: str, *, colour: str = MUTED) -> str:
    """HTML with a bar of a colour at its left: what all that is shown has in common."""
    return f'<div style="{_BOX.format(colour=colour)}">{html}</div>'


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
        _heat_map(actual / largest, "got", _signs(actual)),
        _heat_map(expected / largest, "expected", _signs(expected)),
        _heat_map(wrong, "difference", _differences(wrong), legend=legend),
    ]
    return f'<div style="display:flex;flex-wrap:wrap;gap:.6em 2em;margin:.5em 0 .2em">{"".join(maps)}</div>'


def _signs(values: np.ndarray) -> str:
    """In words what the colours show, and no more: what was expected may be a hidden check's."""
    counts = {
        "above zero": np.sum(values > 0),
        "below zero": np.sum(values < 0),
        "zero": np.sum(values == 0),
        "not a number": np.sum(np.isnan(values)),
    }
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    finite = np.where(np.isfinite(values), np.abs(values), 0.0)
    row, column = np.unravel_index(np.argmax(finite), values.shape)
    strongest = f"; the strongest colour in row {row + 1}, column {column + 1}" if finite.max() else ""
    return f"{values.shape[0]} x {values.shape[1]} values, {told}{strongest}"


def _differences(wrong: np.ndarray) -> str:
    kinds = {"too large": wrong > 0, "too small": wrong < 0, "not a number": ~np.isfinite(wrong)}
    told = ", ".join(f"{np.sum(where)} {name}" for name, where in kinds.items() if where.any())
    differ = np.argwhere(np.any(list(kinds.values()), axis=0))
    if not len(differ):
        return "no value differs"
    row, column = differ[0]
    return f"{len(differ)} of {wrong.size} values differ: {told}; the first in row {row + 1}, column {column + 1}"


def _heat_map(values: np.ndarray, name: str, told: str, *, legend: str = "") -> str:
    rows, columns = values.shape
    size = max(4, min(22, 176 // max(rows, columns)))
    lines = "stroke:#999;stroke-width:.5;" if size >= 8 else ""
    cells = "".join(
        f'<rect x="{j * size}" y="{i * size}" width="{size}" height="{size}" fill="{_colour(values[i, j])}"/>'
        for i in range(rows)
        for j in range(columns)
    )
    return (
        f'<figure style="margin:0"><svg width="{columns * size}" height="{rows * size}" role="img" aria-label="{name}: {told}" '
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
