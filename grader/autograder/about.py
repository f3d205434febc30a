"""What an autograder knows of its assignment before anything is imported: a small file in its zip."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

Platform = Literal["gradescope", "classroom50"]
Visibility = Literal["visible", "after_due_date", "after_published", "hidden"]
NAME = "about.json"


@dataclass(frozen=True)
class About:
    """One autograder.

    Attributes:
        platform: where it runs.
        slug, title: the assignment's.
        exercises: each with its points.
        written_points: what a person gives besides, for answers in words.
        visibility: from when on students see what came of it.
        secret: from which the variants of the hidden inputs are drawn, as hexadecimal digits.
        seconds: after which the judge is stopped.
    """

    platform: Platform
    slug: str
    title: str
    exercises: tuple[tuple[str, float], ...]
    written_points: float
    visibility: Visibility
    secret: str
    seconds: float

    @property
    def points(self) -> float:
        """The points of all exercises."""
        return sum(points for _, points in self.exercises)

    def as_text(self) -> str:
        """The file's text."""
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def read(cls, folder: Path) -> About:
        """Reads the file in a folder."""
        plain = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return cls(**{**plain, "exercises": tuple((name, points) for name, points in plain["exercises"])})
