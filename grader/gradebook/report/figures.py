"""The figures of a report: matplotlib's SVG, in the page's own colours, light or dark."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html import escape
from statistics import median

import matplotlib
import numpy as np
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from grader.gradebook.report.assignment_report import AssignmentReport
from grader.gradebook.report.course_report import CourseReport

# matplotlib writes each of these, and the page shows a colour of its own for it.
_COLOURS = {
    "ink": "#010101",
    "faint": "#020202",
    "right": "#030303",
    "partly": "#040404",
    "wrong": "#050505",
    "open": "#060606",
    "accent": "#070707",
}
MAX_BARS = 12
MAX_LINES = 200  # students whose lines are drawn one by one
WIDTH = 7.2  # inches
_SETTINGS = {
    "svg.fonttype": "none",
    "text.parse_math": False,
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.edgecolor": _COLOURS["faint"],
    "axes.labelcolor": _COLOURS["ink"],
    "axes.spines.right": False,
    "axes.spines.top": False,
    "text.color": _COLOURS["ink"],
    "xtick.color": _COLOURS["ink"],
    "ytick.color": _COLOURS["ink"],
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "legend.frameon": False,
}


def _drawn(draw: Callable[[Figure], None], *, height: float, about: str) -> str:
    """A figure as an SVG element.

    Args:
        draw: draws it.
        height: in inches.
        about: what it shows, for those who cannot see it.
    """
    with matplotlib.rc_context({**_SETTINGS, "svg.hashsalt": about}):
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        FigureCanvasSVG(figure)
        draw(figure)
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    svg = out.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font: ([^;\"]*?)'[^;\"]*", r"font: \1sans-serif", svg)  # the page's own letters
    for name, colour in _COLOURS.items():
        svg = svg.replace(colour, f"var(--{name})")
    return svg.replace("<svg", f'<svg role="img" aria-label="{escape(about)}"', 1)


def scores_figure(report: AssignmentReport) -> str:
    """How many students have how many points; empty if nobody has a score."""
    if not report.scores or not report.most:
        return ""
    shares = np.array([score / report.most for score in report.scores.values()])

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        axes.hist(np.clip(shares, 0, 1), bins=[place / 20 for place in range(21)], color=_COLOURS["accent"], rwidth=0.9)
        axes.axvline(float(median(shares)), color=_COLOURS["ink"], linestyle="--", linewidth=1)
        axes.set(xlabel=f"share of {report.most:g} points (dashed: the median)", ylabel="students", xlim=(0, 1))
        axes.xaxis.set_major_formatter(PercentFormatter(1.0))
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))

    low, middle, high = (f"{100 * share:.0f} %" for share in np.quantile(shares, (0.25, 0.5, 0.75)))
    about = (
        f"Distribution of {len(shares)} scores in {report.slug}: the median is {middle}, "
        f"the middle half of the students has {low} to {high}"
    )
    return _drawn(draw, height=2.4, about=about)


def exercises_figure(report: AssignmentReport) -> str:
    """For each exercise how many have it right, partly right, wrong, not written; empty if nothing was judged."""
    exercises = [item for item in report.exercises if item.judged]
    if not exercises:
        return ""

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        names = [item.name for item in exercises]
        parts = {
            "right": [item.right for item in exercises],
            "partly": [item.partly_right for item in exercises],
            "wrong": [item.wrong for item in exercises],
            "open": [item.not_written for item in exercises],
        }
        labels = {"right": "right", "partly": "partly right", "wrong": "wrong", "open": "not written"}
        left = np.zeros(len(names))
        for part, counts in parts.items():
            axes.barh(names, counts, left=left, color=_COLOURS[part], label=labels[part], height=0.7)
            left += np.array(counts)
        axes.invert_yaxis()
        axes.set_xlabel("students")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        figure.legend(loc="outside upper center", ncols=len(parts))

    return _drawn(
        draw,
        height=0.9 + 0.24 * len(exercises),
        about=f"How the exercises of {report.slug} went; the table below has the numbers",
    )


def misconceptions_figure(report: AssignmentReport) -> str:
    """The commonest misconceptions; empty if there is none."""
    commonest = [item for item in report.misconceptions if item.students][:MAX_BARS]
    if not commonest:
        return ""

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        names = [f"{item.exercise}: {item.mistake.replace('_', ' ')}" for item in commonest]
        bars = axes.barh(names, [len(item.students) for item in commonest], color=_COLOURS["wrong"], height=0.7)
        axes.bar_label(bars, padding=3)
        axes.invert_yaxis()
        axes.set_xlabel("students")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))

    about = f"The commonest misconceptions in {report.slug}; the table below has the numbers"
    return _drawn(draw, height=0.7 + 0.24 * len(commonest), about=about)


def progress_figure(report: CourseReport) -> str:
    """Each student's shares from assignment to assignment, and the median; empty with fewer than two assignments."""
    if len(report.assignments) < 2:
        return ""

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        places = range(len(report.assignments))
        for student in report.students[:MAX_LINES]:
            shares = [np.nan if share is None else share for share in student.shares]
            axes.plot(places, shares, color=_COLOURS["wrong" if student.behind else "faint"], linewidth=0.6, alpha=0.6)
        middle = [np.nan if share is None else share for share in report.medians]
        axes.plot(places, middle, color=_COLOURS["accent"], linewidth=2.5, marker="o", label="the median")
        axes.set_xticks(places, [item.slug for item in report.assignments], rotation=30, ha="right")
        axes.set(ylabel="share of the points", ylim=(-0.02, 1.05))
        axes.yaxis.set_major_formatter(PercentFormatter(1.0))
        axes.legend(loc="lower left")

    return _drawn(
        draw, height=3.4, about="Each student's scores from assignment to assignment; the table below has the numbers"
    )
