"""The page of the candidates, for the staff alone: hidden inputs and expected values are on it."""

from __future__ import annotations

from pathlib import Path

from grader.gradebook.candidates.finding import Candidates
from grader.gradebook.staff_pages import render

TEMPLATE = Path(__file__).parent / "templates" / "candidates.html"


def page(found: Candidates) -> str:
    """The page of an assignment as HTML.

    Args:
        found: what was found.
    """
    return render(TEMPLATE, found=found)
