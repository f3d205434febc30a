"""The page of an assignment: what it is, and its solved notebook, in which whatever answers something is folded."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

from nbformat import NotebookNode

from dlkit.course import Assignment, find_assignment, parts
from dlkit.desk import model_answer
from dlkit.desk.questions import Question
from grader.authoring import Authored, AuthoredCell, colab_address
from grader.site.outputs import Figure, Markup, Piece, pieces
from grader.site.solved import written_answers

LONGEST_OPEN = 15  # lines of a demonstration's code; longer code is folded, its figure is not
_HINTS = ("First hint", "Second hint", "Third hint")
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
_IN_CODE = re.compile(r"(```.*?```|`[^`]*`)", re.DOTALL)
_SIGNS = re.compile(r"([\\$_<\[\]{}|~])")


@dataclass
class Page:
    """A page of the site, as MyST Markdown, with the figures on it.

    Attributes:
        text: the page.
        figures: the bytes of each figure, by its file name.
    """

    text: str
    figures: dict[str, bytes] = field(default_factory=dict)


def assignment_page(authored: Authored, executed: NotebookNode | None, *, with_solutions: bool = True) -> Page:
    """The page of an assignment.

    Args:
        authored: the assignment.
        executed: its solved notebook with outputs; None if it has not been run.
        with_solutions: whether solutions, model answers and right answers to questions are on the page, folded.
    """
    page = Page("")
    cells = {cell.id: cell for cell in executed.cells} if executed else {}
    answers = written_answers(authored) if with_solutions else {}
    blocks = [*_opening(authored, has_run=executed is not None)]
    for cell in authored.cells[1:]:
        output = pieces(cells[cell.identity]) if cell.identity in cells else []
        blocks += _cell(page, authored, cell, answers, output)
    page.text = "\n\n".join(blocks) + "\n"
    return page


def _opening(authored: Authored, *, has_run: bool) -> Iterator[str]:
    """Title, facts, what to download, and the text of the first cell."""
    assignment = authored.assignment
    title, _, text = authored.cells[0].source.partition("\n")
    yield title
    yield assignment.summary
    numeral = next(part.numeral for part in parts() if assignment.slug in part.assignments)
    facts = [
        f"Part {numeral}",
        f"{assignment.minutes} minutes",
        f"{assignment.max_points:g} points",
        f"{len(assignment.exercises)} exercises",
    ]
    yield f'<ul class="facts">\n{"".join(f"<li>{fact}</li>" for fact in facts)}\n</ul>'
    if assignment.needs:
        yield "Builds on: " + ", ".join(_link(find_assignment(slug)) for slug in assignment.needs) + "."
    buttons = [f'<a class="button" download href="../notebooks/{authored.slug}.ipynb">Download the notebook</a>']
    if address := colab_address(authored.slug):
        buttons.append(f'<a class="button" href="{escape(address)}">Open in Colab</a>')
    yield f'<p class="buttons">\n{" ".join(buttons)}\n</p>'
    if not has_run:
        yield '<p class="remark">\nThis page was made without running the notebook: it has no figures.\n</p>'
    yield _without_badge(text).strip("\n")


def _link(assignment: Assignment) -> str:
    return f"[{assignment.title}]({assignment.slug}.md)"


def _without_badge(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("[![Open in Colab]"))


def _cell(
    page: Page, authored: Authored, cell: AuthoredCell, answers: Mapping[str, str], output: list[Piece]
) -> Iterator[str]:
    with_solutions = bool(answers)
    match cell.role:
        case "text":
            yield cell.source
        case "exercise":
            yield from _exercise(authored, cell, answers.get(cell.name))
        case "question":
            yield from _question(authored.questions[cell.name], with_answer=with_solutions)
        case "written":
            if with_solutions and (answer := model_answer(authored.assignment, cell.name)):
                yield folded("Show a model answer", _HEADING.sub(r"**\1**", answer.strip()))
        case "setup" | "demo" if cell.identity != "install":
            is_long = cell.folded or cell.source.count("\n") >= LONGEST_OPEN
            yield folded("Show the code", code(cell.source)) if is_long else code(cell.source)
            yield from (_output(page, authored.slug, piece) for piece in output)


def _exercise(authored: Authored, cell: AuthoredCell, answer: str | None) -> Iterator[str]:
    """The stub with its three hints, and the solution, each folded."""
    exercise = authored.assignment.exercise(cell.name)
    built = f"; builds on {', '.join(f'<code>{name}</code>' for name in exercise.uses)}" if exercise.uses else ""
    yield (
        f'<div class="exercise" id="exercise-{cell.name}">\n<p class="label">Exercise <code>{cell.name}</code>, '
        f"{exercise.points:g} points{built}</p>\n"
    )
    yield code(cell.source)
    for title, hint in zip(_HINTS, exercise.hints, strict=False):
        yield folded(title, said(hint))
    if answer is not None:
        yield folded("Show the solution", code(answer))
    yield "</div>"


def _question(question: Question, *, with_answer: bool) -> Iterator[str]:
    yield '<div class="question">\n<p class="label">Question</p>\n'
    yield said(question.text)
    if question.choices:
        yield "\n".join(f"- **{letter}**: {said(choice)}" for letter, choice in question.choices.items())
    if with_answer:
        value = question.right.values[0]
        right = f"**{value}**" if question.choices else f"**{said(_value(value))}**"
        yield folded("Show the answer", f"{right}. {said(question.right.because)}")
    yield "</div>"


def _value(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def said(text: str) -> str:
    """A sentence of a hint or a question as MyST: code in backticks and emphasis are kept, all other signs mean themselves."""
    kept = [
        part if number % 2 else _SIGNS.sub(r"\\\1", part) for number, part in enumerate(_IN_CODE.split(text.strip()))
    ]
    return "".join(kept)


def _output(page: Page, slug: str, piece: Piece) -> str:
    if isinstance(piece, Figure):
        name = f"{len(page.figures) + 1:03}.{piece.kind}"
        page.figures[name] = piece.data
        width, height = _size(piece)
        return (
            f'<figure class="output">\n<img src="../figures/{slug}/{name}" alt="{escape(piece.alt)}" width="{width}" '
            f'height="{height}" loading="lazy">\n</figure>'
        )
    if isinstance(piece, Markup):
        return _fence(f'<div class="output">\n{piece.html}\n</div>', "{raw} html")
    return f'<div class="output">\n\n{_fence(piece.text.rstrip(), "text")}\n\n</div>'


def _size(figure: Figure) -> tuple[int, int]:
    """Width and height in pixels, read from the head of a PNG or a GIF."""
    if figure.kind == "png":
        width, height = struct.unpack(">II", figure.data[16:24])
    else:
        width, height = struct.unpack("<HH", figure.data[6:10])
    return width, height


def code(source: str) -> str:
    """Python as a block of its own; what only IPython reads is text."""
    is_python = not re.search(r"^\s*[%!]", source, re.MULTILINE)
    return _fence(source.strip("\n"), "python" if is_python else "ipython")


def _fence(text: str, language: str) -> str:
    longest = max((len(found) for found in re.findall(r"`+", text)), default=0)
    marks = "`" * max(3, longest + 1)
    return f"{marks}{language}\n{text}\n{marks}"


def folded(title: str, text: str) -> str:
    """A text that is out of sight until its title is chosen."""
    return f'<details class="fold">\n<summary>{title}</summary>\n\n{text}\n\n</details>'
