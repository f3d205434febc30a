"""The `grader` command: it is installed with dlkit, but works only where all of the grader is."""

from __future__ import annotations

import importlib
import importlib.util
import sys

ONLY_FOR_STAFF = (
    "grader is for course staff and is not part of the students' package: "
    "clone the repository and run `pip install -e '.[grader]'` in it."
)


def main() -> None:
    """Run the grader's command line, or say where it can be had and exit with status 2."""
    if importlib.util.find_spec("grader") is None or importlib.util.find_spec("grader.terminal") is None:
        _stop(ONLY_FOR_STAFF)
    try:
        command_line = importlib.import_module("grader.terminal.cli")
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing == "grader":
            raise
        _stop(f"grader needs the package {missing!r}, which is not installed: run `pip install -e '.[grader]'`.")
    command_line.main()


def _stop(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    raise SystemExit(2)
