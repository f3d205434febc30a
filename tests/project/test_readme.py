"""What the README quotes is what the commands print."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_that_is_named_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`?make (\w+)", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for program in ("grader", "dlkit"):
        known = subprocess.run(
            [sys.executable, "-m", program, "--help"], capture_output=True, text=True, check=True, cwd=ROOT
        ).stdout
        for command in re.findall(rf"^(?:.*&& )?{program} (\w+)", README, re.MULTILINE):
            assert re.search(rf"\b{command}\b", known), f"{program} {command}"


def test_every_file_that_is_linked_exists():
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_page_on_many_machines_names_options_that_are_there():
    page = (ROOT / "docs" / "many_machines.md").read_text()
    for command, options in {"autograde": ("--scheduler", "--gpus"), "init": ("--db-url",)}.items():
        shown = subprocess.run(
            [sys.executable, "-m", "grader", command, "--help"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            env={**os.environ, "COLUMNS": "200"},
        ).stdout
        for option in options:
            assert option in page
            assert option in shown
