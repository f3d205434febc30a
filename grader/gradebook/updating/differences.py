"""What is to be told of two versions of a file that differ, and which of them is taken."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

EVERYTHING, TEXTS = "all", "texts"
Kind = Literal["text", "points", "new", "gone", "missing", "extra", "setting", "file"]
Whose = Literal["kit", "yours", "both", "unknown"]


@dataclass(frozen=True)
class Difference:
    """One place where a course's file and the kit's differ.

    Attributes:
        name: what `--take` takes: a cell's id, a name of the configuration, a data file's path.
        kind: what differs: the text or the points of a cell; a cell or file that is new in the kit, gone from it,
            missing in the course, or extra there; a setting; a file.
        told: what the difference is, as a phrase.
        whose: who changed it: the kit since it wrote the file, the course's instructor, both, or nobody knows.
        is_taken: whether the kit's version comes into the course.
    """

    name: str
    kind: Kind
    told: str
    whose: Whose
    is_taken: bool

    @property
    def is_open(self) -> bool:
        """Whether somebody should look which version is to stand."""
        return not self.is_taken and self.whose in ("both", "unknown")


class Differences:
    """Collects differences, and decides of each whose version is taken.

    Args:
        take: the names of which the kit's version is to be taken, whoever changed it; `all` for every one, `texts`
            for all in notebooks but points.
        is_known: whether it is known what the kit wrote last.
    """

    def __init__(self, take: Collection[str], *, is_known: bool) -> None:
        self.found: list[Difference] = []
        self._take, self._is_known = take, is_known

    def takes(self, name: str, kind: Kind, told: str, *, kit_changed: bool, yours_changed: bool) -> bool:
        """Notes a difference; returns whether the kit's version is taken.

        Args:
            name: what `--take` calls it.
            kind: what differs.
            told: what it is, as a phrase.
            kit_changed: whether the kit has changed it since it wrote the file.
            yours_changed: whether the instructor has changed it since.
        """
        whose: Whose = "both" if kit_changed and yours_changed else "kit" if kit_changed else "yours"
        if not self._is_known:
            whose = "unknown"
        is_text = kind not in ("points", "setting", "file")
        named = name in self._take or EVERYTHING in self._take or (is_text and TEXTS in self._take)
        taken = whose == "kit" or named
        self.found.append(Difference(name, kind, told, whose, taken))
        return taken
