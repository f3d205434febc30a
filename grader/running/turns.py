"""What takes turns: checks too long for every run, of which each commit makes a share, chosen by its hash.

The rule stands here alone. `grader verify --notebook-turns 3` runs the solved notebooks of every third assignment,
`--catalogue-turns 3` judges the mistakes and alternatives of every third exercise; without the options all of them. A student walks through two of the notebooks in a browser
(`tests/browser/test_jupyterlab.py`). Tests over three seeds or more (`tests/conftest.py`) run one of them, and what is
marked `turns(5)`, such as a long training, runs for every fifth commit: by itself, or all that is marked
`together="demo"` at once; `make test-all` runs all. `DLKIT_TURN=all` takes
everything, `DLKIT_TURN=2` chooses a turn.
"""

from __future__ import annotations

import os
import subprocess
import zlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

from dlkit.course import CourseError

Item = TypeVar("Item")


def number_of_the_turn() -> int | None:
    """The number that chooses the turn: of the commit, or what `DLKIT_TURN` says; None for all of them.

    Raises:
        CourseError: if `DLKIT_TURN` is neither a number nor `all`.
    """
    said = os.environ.get("DLKIT_TURN", "")
    if not said:
        return _number_of_the_commit()
    if said != "all" and not said.isdecimal():
        raise CourseError(f"DLKIT_TURN is {said!r}; it should be a number, or all.")
    return None if said == "all" else int(said)


@cache
def _number_of_the_commit() -> int | None:
    """The hash of the commit as a number; None where there is no commit."""
    asked = ["git", "-C", str(Path(__file__).parent), "rev-parse", "HEAD"]
    try:
        return int(subprocess.run(asked, capture_output=True, text=True, check=True).stdout, 16)
    except (OSError, subprocess.CalledProcessError):
        return None


def of_this_turn(items: Sequence[Item], turns: int) -> list[Item]:
    """Those items whose turn it is: each is in one of so many turns, by its place."""
    number = number_of_the_turn()
    return [item for place, item in enumerate(items) if number is None or place % turns == number % turns]


def is_its_turn(name: str, turns: int) -> bool:
    """Whether it is the turn of something that has a name and no place among others."""
    number = number_of_the_turn()
    return number is None or (zlib.crc32(name.encode()) + number) % turns == 0
