"""How a mark stands, and all that it stands on: what a run keeps of it, for the next to be held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

UNKNOWN = ""  # of what a course made by an earlier kit did not keep


@dataclass(frozen=True)
class CellStanding:
    """The points of one cell.

    Attributes:
        points: what it is worth.
        automatic: what the judge gave; None if it gave none.
        by_hand: what a person gave in its place; None if nobody did.
        waits: whether a person is to look at it.
        answer: a fingerprint of what the student wrote for it.
        test: a fingerprint of an instructor's own test.
        decided: when a person decided on it with a reason that still stands, in ISO format.
        because: that reason.
        earlier: what a person's points were given on, if it was something else: a phrase, as "on an earlier version".
    """

    points: float
    automatic: float | None
    by_hand: float | None
    waits: bool
    answer: str = UNKNOWN
    test: str = UNKNOWN
    decided: str = ""
    because: str = ""
    earlier: str = ""

    @property
    def score(self) -> float | None:
        """What counts; None if nobody has given anything yet."""
        return self.automatic if self.by_hand is None else self.by_hand


@dataclass(frozen=True)
class Lateness:
    """What a late penalty stands on.

    Attributes:
        handed_in, due: when, as people read it.
        extension: what was granted, in seconds.
        rule: the policy, or the plug-in and how it is configured.
        free_days: how many days are free.
        told: all of it in words.
    """

    handed_in: str = UNKNOWN
    due: str = UNKNOWN
    extension: str = UNKNOWN
    rule: str = UNKNOWN
    free_days: int = 0
    told: str = ""


@dataclass(frozen=True)
class Standing:
    """The mark of one submission, and what it stands on.

    Attributes:
        cells: the cells that earn points, by title.
        penalty: what is taken off for handing in late.
        total: what is left.
        status: how the judging ended.
        files: a fingerprint of all that was handed in, and when.
        content: a fingerprint of the code that was run.
        common, exercises: fingerprints of what judged it, as `Fingerprints` has them.
        hidden_inputs: a fingerprint of the variant of the hidden inputs.
        checks: for each exercise how its checks came out: name, outcome, weight.
        lateness: what the late penalty stands on.
    """

    cells: dict[str, CellStanding]
    penalty: float
    total: float
    status: str = UNKNOWN
    files: str = UNKNOWN
    content: str = UNKNOWN
    common: str = UNKNOWN
    exercises: dict[str, str] = field(default_factory=dict)
    hidden_inputs: str = UNKNOWN
    checks: dict[str, list[list[Any]]] = field(default_factory=dict)
    lateness: Lateness = field(default_factory=Lateness)

    def as_dict(self) -> dict[str, Any]:
        """The standing as JSON types."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Standing:
        """Reads back what `as_dict` wrote.

        Raises:
            TypeError, KeyError, AttributeError: if it is something else.
        """
        cells = {str(title): CellStanding(**cell) for title, cell in plain["cells"].items()}
        return cls(**{**plain, "cells": cells, "lateness": Lateness(**plain["lateness"])})
