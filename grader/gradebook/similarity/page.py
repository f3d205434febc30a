"""The page with the pairs side by side: one file that no network is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.gradebook.similarity.comparison import FEW, worth_a_look
from grader.gradebook.similarity.of_course import Similarities
from grader.gradebook.staff_pages import render

TEMPLATE = Path(__file__).parent / "templates" / "similar.html"


def page(found: Similarities) -> str:
    """The page of an assignment as HTML, in which all texts are escaped.

    Args:
        found: what was found.
    """
    return render(TEMPLATE, found=found, enough=worth_a_look(found.compared), few=FEW, pieces=pieces)


def pieces(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """A text in pieces, each with whether it is in common.

    Args:
        text: the text.
        spans: where what is in common begins and ends.
    """
    at = 0
    for start, stop in sorted(spans):
        start, stop = max(start, at), min(stop, len(text))
        if start < stop:
            yield text[at:start], False
            yield text[start:stop], True
            at = stop
    yield text[at:], False
