"""The page with the pairs side by side: one file, without a script, that no network is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from dlkit.comparing import clean
from grader.gradebook.similarity.comparison import Pair, Shared
from grader.gradebook.similarity.of_course import Similarities

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 75rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse } th, td { padding: .3rem .9rem; text-align: left; border-bottom: 1px solid #8886 }
td.number { text-align: right } details { margin: 1rem 0; border: 1px solid #8886; border-radius: .4rem; padding: .4rem 1rem }
summary { cursor: pointer } .two { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1rem }
pre { overflow-x: auto; padding: .6rem; border: 1px solid #8884; margin: .2rem 0 }
mark { background: #f5c51855; color: inherit }
"""
_EXPLAINED = (
    "What everybody is given or is known to write was taken away: the stub, the solution, the catalogue's right and wrong "
    "answers. Comments, names and layout do not count, nor the order of pieces. What is left and in common counts the more "
    "the fewer students have it, in bits: as much in common as one pair of the class in a thousand is ten bits. One function "
    "alone is never enough. Friends who learn together, a common tutor or the same page "
    "of the web explain much of this. So it is worth a look and a talk, and no verdict."
)


def page(found: Similarities) -> str:
    """The page of an assignment as HTML, in which all texts are escaped.

    Args:
        found: what was found.
    """
    title = f"{found.slug}: pairs worth a look"
    rows = "".join(
        f'<tr><td><a href="#pair-{number}">{_names(pair)}</a></td><td class="number">{pair.bits:.0f}</td>'
        f"<td>{escape(', '.join(item.exercise for item in pair.shared))}</td></tr>"
        for number, pair in enumerate(found.pairs, start=1)
    )
    table = (
        f'<table><thead><tr><th scope="col">students</th><th scope="col">bits</th><th scope="col">in</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
        if rows
        else "<p>No pair is worth a look.</p>"
    )
    left_out = "".join(f"<li>{_text(name)}: {_text(why)}</li>" for name, why in sorted(found.left_out.items()))
    rest = f"<h2>Not compared</h2><ul>{left_out}</ul>" if left_out else ""
    pairs = "".join(_pair(number, pair) for number, pair in enumerate(found.pairs, start=1))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>'
        f"<h1>{escape(title)}</h1><p>{found.compared} submissions were compared. {_EXPLAINED}</p>{table}{pairs}{rest}"
        "</body></html>\n"
    )


def _names(pair: Pair) -> str:
    return " and ".join(map(_text, pair.students))


def _pair(number: int, pair: Pair) -> str:
    parts = "".join(_exercise(item, pair.students) for item in pair.shared)
    return f'<h2 id="pair-{number}">{_names(pair)}</h2>{parts}'


def _exercise(item: Shared, students: Sequence[str]) -> str:
    outcomes = "".join(f"<li>{_text(told)}</li>" for told in item.outcomes)
    same = f"<p>The same wrong outcome, which no catalogued mistake has:</p><ul>{outcomes}</ul>" if outcomes else ""
    texts = "".join(
        f"<div>{_text(student)}<pre>{_marked(text, spans)}</pre></div>"
        for student, text, spans in zip(students, item.texts, item.spans, strict=True)
    )
    return (
        f"<details open><summary><code>{escape(item.exercise)}</code>, {item.bits:.0f} bits</summary>"
        f'{same}<div class="two">{texts}</div></details>'
    )


def _marked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """A text with the pieces in common marked."""
    parts, at = [], 0
    for start, stop in sorted(spans):
        start, stop = max(start, at), min(stop, len(text))
        if start < stop:
            parts += [_text(text[at:start]), f"<mark>{_text(text[start:stop])}</mark>"]
            at = stop
    return "".join([*parts, _text(text[at:])])


def _text(text: str) -> str:
    return escape(clean(text))
