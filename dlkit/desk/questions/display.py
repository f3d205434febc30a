"""Showing a question and what is said about an answer: HTML in a notebook, plain text where there is none."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from html import escape

from dlkit.checking import AMBER, GREEN, MUTED, box, code_block, present
from dlkit.desk.questions.question import FENCE, Marked, Question

WIDTH = 88
_EMPHASIS = re.compile(r"(?<![\w*])\*(\w(?:[^*]*\w)?)\*(?![\w*])")
_ROWS = "display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.15em .7em;margin:.3em 0"


def show(question: Question, marked: Marked | None) -> None:
    """Shows a question and, below it, what is said about an answer, or how to give one.

    Args:
        question: the question.
        marked: what came of the answer; None if there is none yet.
    """
    present(as_text(question, marked), as_html(question, marked))


def show_sentence(sentence: str) -> None:
    """Shows a sentence in place of a question."""
    present(sentence, box(escape(sentence)))


def as_text(question: Question, marked: Marked | None) -> str:
    """A question and what is said about an answer as lines of text."""
    lines = [_block_as_text(part, is_code) for part, is_code in _blocks(question.text)]
    for letter, choice in question.choices.items():
        sign = ">" if marked and marked.choice == letter else " "
        lines.append(_wrapped(choice, first=f"{sign} {letter})  ", rest="      "))
    sign, word, _, said = _verdict(question, marked)
    told = "\n".join(_block_as_text(part, is_code) for part, is_code in _blocks(f"{word} {said}"))
    return "\n".join([*lines, f"{sign} {told}"])


def as_html(question: Question, marked: Marked | None) -> str:
    """A question and what is said about an answer as a fragment of HTML in which all text is escaped."""
    asked = "".join(_block_as_html(part, is_code) for part, is_code in _blocks(question.text))
    rows = "".join(
        f"<div>{'▸' if marked and marked.choice == letter else ''} <b>{letter}</b></div><div>{_inline(choice)}</div>"
        for letter, choice in question.choices.items()
    )
    choices = f'<div style="{_ROWS}">{rows}</div>' if rows else ""
    sign, word, colour, said = _verdict(question, marked)
    told = "".join(_block_as_html(part, is_code) for part, is_code in _blocks(said))
    verdict = f'<div style="{_ROWS};color:{colour}"><div>{sign}</div><div>{f"<b>{word}</b> " if word else ""}{told}</div></div>'
    return box(asked + choices + verdict, colour=colour)


def _verdict(question: Question, marked: Marked | None) -> tuple[str, str, str, str]:
    """The sign, the word, the colour and the sentences below a question."""
    if marked is None or not marked.read:
        return "○", "", MUTED, marked.reason if marked else question.how
    return ("✓", "Yes.", GREEN, marked.reason) if marked.right else ("✗", "No.", AMBER, marked.reason)


def _blocks(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of a text, each with whether it is a block of code; elsewhere the ends of lines count as spaces."""
    for number, part in enumerate(text.split(FENCE)):
        if number % 2:
            yield part.strip("\n").rstrip(), True
        elif part.strip():
            yield " ".join(part.split()), False


def _block_as_text(part: str, is_code: bool) -> str:
    return textwrap.indent(part, "    ") if is_code else _wrapped(part)


def _wrapped(text: str, *, first: str = "", rest: str = "") -> str:
    line = " ".join(text.split())
    return textwrap.fill(line, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False)


def _block_as_html(part: str, is_code: bool) -> str:
    return code_block(part, style="margin:.3em 0 .3em 1em") if is_code else _inline(part)


def _inline(text: str) -> str:
    """A text with what stands in backticks as code, and words between two stars emphasized."""
    parts = (escape(part) for part in " ".join(text.split()).split("`"))
    return "".join(
        f'<code style="overflow-wrap:anywhere">{part}</code>' if number % 2 else _EMPHASIS.sub(r"<em>\1</em>", part)
        for number, part in enumerate(parts)
    )
