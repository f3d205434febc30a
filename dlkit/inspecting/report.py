"""What an inspection found: a table for the notebook and the terminal, and a picture."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from dlkit.inspecting.measured import Measured

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Status = Literal["problem", "note", "fine", "open"]
SIGNS = {"problem": "✗", "note": "•", "fine": "✓", "open": "○"}
WORDS = {"problem": "a problem", "note": "worth knowing", "fine": "fine", "open": "not measured"}
UNSEEN = "Not to be seen from here: whether each x has its own y, whether there are enough data, and how it does on new ones."
_WIDTH = 100  # characters in a line of the terminal
_COLOURS = {  # mixed with the text's own colour, so that they can be read on a light and on a dark page
    "problem": "color-mix(in srgb, #d93025 72%, currentColor)",
    "note": "color-mix(in srgb, #b26a00 72%, currentColor)",
    "fine": "color-mix(in srgb, #16844a 72%, currentColor)",
    "open": "color-mix(in srgb, currentColor 72%, transparent)",
}


@dataclass(frozen=True)
class Finding:
    """One line of the table.

    Attributes:
        topic: what was looked at, such as "learning rate".
        status: "problem"; "note", for what is right in one place and wrong in another; "fine"; or "open", not measured.
        measured: what was measured, a sentence.
        means: what that means, a sentence; empty where it goes without saying.
        advice: what to do, a sentence; empty where there is nothing to do.
    """

    topic: str
    status: Status
    measured: str
    means: str = ""
    advice: str = ""

    def __str__(self) -> str:
        told = " ".join(part for part in (self.measured, self.means, self.advice) if part)
        return f"{SIGNS[self.status]} {self.topic}: {told}"


@dataclass(frozen=True)
class Inspection:
    """What `dlkit.inspect` found. In a notebook it shows itself as a table, and `print` prints it.

    Attributes:
        findings: all of them, in the order in which one would look.
        measured: the numbers behind them, for `plot`.
        seconds: how long it took.
    """

    findings: tuple[Finding, ...]
    measured: Measured
    seconds: float

    @property
    def problems(self) -> tuple[Finding, ...]:
        """The findings that say what is wrong; empty where nothing is."""
        return tuple(finding for finding in self.findings if finding.status == "problem")

    def plot(self) -> Figure:
        """Draw the loss while learning one batch and with the model's own optimizer, and each layer's signal.

        Returns:
            The figure with four pictures.
        """
        from dlkit.inspecting.picture import draw

        return draw(self.measured)

    @property
    def headline(self) -> str:
        """One line: how many problems there are, or that none was found."""
        found = len(self.problems)
        count = {0: "no problem found", 1: "one problem found"}.get(found, f"{found} problems found")
        return f"{count} in {self.seconds:.0f} s"

    def __str__(self) -> str:
        lines = [self.headline]
        for finding in self.findings:
            lines += textwrap.wrap(str(finding), _WIDTH, subsequent_indent="    ", break_long_words=False)
        return "\n".join([*lines, *textwrap.wrap(UNSEEN, _WIDTH)])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        cell = "text-align:left;vertical-align:top;padding:.25em .7em;white-space:normal"
        heads = "".join(f'<th style="{cell}">{head}</th>' for head in ("", "looked at", "measured", "means", "to do"))
        rows = "".join(f"<tr>{_cells(finding, cell)}</tr>" for finding in self.findings)
        return (
            f'<div><b>{escape(self.headline)}</b><table style="border-collapse:collapse;line-height:1.4">'
            f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
            f'<div style="font-size:90%;color:{_COLOURS["open"]}">{escape(UNSEEN)}</div></div>'
        )


def _cells(finding: Finding, cell: str) -> str:
    colour = _COLOURS[finding.status]
    sign = f'<span role="img" aria-label="{WORDS[finding.status]}">{SIGNS[finding.status]}</span>'
    texts: list[Any] = [
        f'<b style="color:{colour}">{sign}</b>',
        f'<b style="color:{colour}">{escape(finding.topic)}</b>',
        *(escape(part) for part in (finding.measured, finding.means, finding.advice)),
    ]
    return "".join(f'<td style="{cell}">{text}</td>' for text in texts)
