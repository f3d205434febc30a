"""An exercise's hints as they are shown; the last one, nearly the code, as a block of code."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from html import escape

from dlkit.checking import MUTED, box, code_block

_BETWEEN = re.compile(r";\s+|[,:]?\s+(?:and )?then\s+|\.\s+(?=[A-Z])|\.$")
_THEN = re.compile(r"^(?:and )?then\s+", re.IGNORECASE)
_OPEN, _CLOSE = "([{", ")]}"
_STYLE = (
    "background:color-mix(in srgb, currentColor 7%, transparent);padding:.5em .8em;margin:.3em 0;"
    "overflow-x:auto;white-space:pre;user-select:all"
)


def hint_as_code(hint: str) -> str:
    """A hint as text that is valid Python: its pieces of code as lines, its words as comments.

    As in a line of Python, what stands behind `for ...: a; b` in the same sentence belongs into the loop; a `return`
    is taken to come after it.

    Args:
        hint: code and words in one line.
    """
    lines: list[str] = []
    loop = within = ""
    for piece, ends in _pieces(hint):
        node = _as_code(piece)
        within = "" if isinstance(node, ast.Return) else within
        if node is None:
            margin = f"{loop}# "
            lines += textwrap.wrap(piece, 86, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False)
        elif isinstance(node, (ast.For, ast.While, ast.If)):
            body = node.body[0].col_offset
            lines += [within + piece[:body].rstrip(), f"{within}    {piece[body:]}"]
            within += "    "
            loop = "" if isinstance(node, ast.If) else within
        else:
            lines.append(within + piece)
        if ends or not within:
            loop = within = ""
    return "\n".join(lines)


def _pieces(hint: str) -> Iterator[tuple[str, bool]]:
    """The pieces between semicolons, ends of sentences and "then", where these stand in no bracket and no string.

    Yields:
        Each piece, and whether a sentence ends with it.
    """
    start = place = 0
    depth, quote = 0, ""
    while place < len(hint):
        letter = hint[place]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'" and not (letter == "'" and hint[place - 1 : place].isalpha()):  # "He's" opens no string
            quote = letter
        else:
            depth += (letter in _OPEN) - (letter in _CLOSE)
            if depth == 0 and (found := _BETWEEN.match(hint, place)):
                yield _THEN.sub("", hint[start:place].strip()), letter == "."
                start = place = found.end()
                continue
        place += 1
    if rest := hint[start:].strip():
        yield _THEN.sub("", rest), True


def _as_code(piece: str) -> ast.stmt | None:
    """The one statement of a piece that is code; None for words, "return a and b" and "that is all" among them."""
    try:
        body = ast.parse(piece).body
    except SyntaxError:
        return None
    if len(body) != 1:
        return None
    value = body[0].value if isinstance(body[0], (ast.Return, ast.Expr)) else None
    says_is = isinstance(value, ast.Compare) and isinstance(value.ops[0], ast.Is)
    return None if says_is or isinstance(value, ast.BoolOp) else body[0]


def hints_text(name: str, hints: tuple[str, ...], *, shown: int, after: str) -> str:
    """The first hints of an exercise as text, and what to do after them."""
    lines = []
    for number, hint in enumerate(hints[:shown], start=1):
        title = f"Hint {number} of {len(hints)} for {name}:"
        lines.append(
            f"{title}\n{textwrap.indent(hint_as_code(hint), '    ')}" if number == len(hints) else f"{title} {hint}"
        )
    return "\n".join([*lines, after])


def hints_html(name: str, hints: tuple[str, ...], *, shown: int, after: str) -> str:
    """The first hints of an exercise as HTML in which all text is escaped; earlier ones are fainter."""
    rows = []
    for number, hint in enumerate(hints[:shown], start=1):
        style = "" if number == shown else f' style="color:{MUTED}"'
        title = f"<b>Hint {number} of {len(hints)}</b>"
        told = code_html(hint_as_code(hint)) if number == len(hints) else f" {escape(hint)}"
        rows.append(f"<div{style}>{title}{told}</div>")
    faint = f'<div style="color:{MUTED};font-size:90%">{escape(after)}</div>'
    return box(f"<div>{escape(name)}</div>{''.join(rows)}{faint}")


def code_html(code: str) -> str:
    """A block of code: one click selects it whole, to be copied."""
    return code_block(code, style=_STYLE, title="A click selects it all")
