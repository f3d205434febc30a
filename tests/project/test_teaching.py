"""The guide of a term names commands that exist, with options that they have, and pages that are there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import typer
from nbgrader.apps.nbgraderapp import NbGraderApp

from grader.terminal.cli import app

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDE = (DOCS / "teaching.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_IN_TEXT = re.compile(r"`((?:grader|nbgrader) [^`]+)`")


def commands(program):
    """The commands of a program that the guide shows, as lists of words."""
    blocks = [block for language, block in _BLOCK.findall(GUIDE) if language in ("", "sh")]
    lines = [line.strip("() ") for block in blocks for line in block.splitlines()]
    lines += _IN_TEXT.findall(GUIDE)
    pieces = [piece.strip() for line in lines for piece in line.split("&&")]
    found = [shlex.split(piece, comments=True) for piece in pieces if piece.startswith(f"{program} ")]
    assert len(found) > 10
    return [words[1:] for words in found]


def test_each_command_of_ours_takes_what_the_guide_gives_it():
    group = typer.main.get_command(app)
    for name, *arguments in commands("grader"):
        command = group.commands[name]
        if not arguments or "..." in arguments:  # only spoken of
            known = {option for parameter in command.params for option in parameter.opts}
            assert {word for word in arguments if word.startswith("--")} <= known, arguments
            continue
        try:
            command.make_context(name, [*arguments]).close()
        except typer.BadParameter.__base__ as error:  # an option that it does not know, an argument that is missing
            raise AssertionError(f"grader {name} {' '.join(arguments)}: {error.format_message()}") from None


def test_each_command_of_nbgraders_is_one_of_its_own():
    for words in commands("nbgrader"):
        program = NbGraderApp()
        while words and words[0] in program.subcommands:
            program = program.subcommands[words.pop(0)][0]()
        assert not isinstance(program, NbGraderApp), words
        assert not program.subcommands, words
        for option in (word for word in words if word.startswith("--")):
            name = option.removeprefix("--").partition("=")[0]
            assert name in {*program.flags, *program.aliases}, (program, option)


def test_each_page_and_each_place_in_it_is_there():
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", GUIDE):
        page, _, place = target.partition("#")
        text = (DOCS / page).read_text(encoding="utf-8") if page else GUIDE
        titles = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
        known = {re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-") for title in titles}
        assert not place or place in known, target
