"""The guide of a term names commands that exist, with options that they have, and pages that are there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
import typer
from nbgrader.apps.nbgraderapp import NbGraderApp

from grader.terminal.cli import app

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDE = (DOCS / "teaching.md").read_text(encoding="utf-8")
NOT_YET = {
    "commands": {"autograder", "catalogue", "import", "update"},
    "pages": {"autograder.md", "feedback.md", "import.md", "updating.md"},
}
_BLOCK = re.compile(r"^```(?:sh)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
_IN_TEXT = re.compile(r"`((?:grader|nbgrader) [^`]+)`")


def commands(program):
    """The commands of a program that the guide shows, as lists of words."""
    lines = [line.strip("() ") for block in _BLOCK.findall(GUIDE) for line in block.splitlines()]
    lines += [told.replace("...", "").strip() for told in _IN_TEXT.findall(GUIDE)]
    pieces = [piece.strip() for line in lines for piece in line.split("&&")]
    found = [shlex.split(piece, comments=True) for piece in pieces if piece.startswith(f"{program} ")]
    assert len(found) > 10
    return [words[1:] for words in found]


def test_each_command_of_ours_takes_what_the_guide_gives_it():
    group = typer.main.get_command(app)
    missing = set()
    for name, *arguments in commands("grader"):
        if name not in group.commands:
            missing.add(name)
            continue
        command = group.commands[name]
        try:
            command.make_context(name, [*arguments], resilient_parsing=False).close()
        except click.MissingParameter:
            assert arguments == [], f"grader {name} {arguments}"  # named in a sentence, without what it is about
        except click.UsageError as error:
            pytest.fail(f"grader {name} {' '.join(arguments)}: {error.format_message()}")
    assert missing <= NOT_YET["commands"]


def _classes(known):
    return {name: found[0] for name, found in known.items()}


def test_each_command_of_nbgraders_is_one_of_its_own():
    for words in commands("nbgrader"):
        kind = NbGraderApp
        while words and words[0] in kind.subcommands:
            kind = _classes(kind.subcommands)[words.pop(0)]
        assert kind is not NbGraderApp, words
        assert not kind.subcommands, words
        for option in (word for word in words if word.startswith("--")):
            name = option.removeprefix("--").partition("=")[0]
            assert name in {*kind.flags, *kind.aliases}, (kind, option)


def test_each_page_and_each_place_in_it_is_there():
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", GUIDE):
        page, _, place = target.partition("#")
        if page in NOT_YET["pages"] and not (DOCS / page).exists():
            continue
        text = (DOCS / page).read_text(encoding="utf-8") if page else GUIDE
        titles = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
        known = {re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-") for title in titles}
        assert not place or place in known, target
