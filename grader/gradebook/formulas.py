"""Formulas as MathML, which browsers draw by themselves: a page with formulas needs no script and no network."""

from __future__ import annotations

import re
from functools import cache
from html import escape

from math_core import LatexError, LatexToMathML

MAX_FORMULA = 2_000  # characters
_TAGS = (
    "annotation|math|menclose|merror|mfrac|mi|mmultiscripts|mn|mo|mover|mpadded|mphantom|mprescripts|mroot|mrow|ms|"
    "mspace|msqrt|mstyle|msub|msubsup|msup|mtable|mtd|mtext|mtr|munder|munderover|semantics"
)
_HARMLESS = re.compile(rf'(?:[^<>]|</(?:{_TAGS})>|<(?:{_TAGS})(?: [a-z]+="[\w #%+,.:;/\-]*")*/?>)*')


def as_mathml(formula: str, *, is_block: bool) -> str:
    """A formula as MathML; as it was written, where it cannot be understood.

    Args:
        formula: in the language of LaTeX, without the signs around it.
        is_block: whether it stands on a line of its own.

    Returns:
        HTML that holds no link, no script and no address, whatever the formula says.
    """
    if len(formula) <= MAX_FORMULA:
        try:
            made = _converter().convert_with_local_state(formula, displaystyle=is_block)
        except LatexError:
            made = ""
        if made and _HARMLESS.fullmatch(made):
            return made
    return f"<code>{escape(formula.strip(), quote=False)}</code>"


@cache
def _converter() -> LatexToMathML:
    return LatexToMathML(fancy_error=False)
