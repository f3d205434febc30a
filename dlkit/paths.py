"""Paths through the course, for those who want less than all of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from dlkit.course import CourseError, assignments_folder, find_assignment, slugs_of, tables, unknown


@dataclass(frozen=True)
class CoursePath:
    """Some of the course's assignments, in its order.

    Attributes:
        name: words joined by underscores.
        summary: one sentence: where it leads, and whom.
        assignments: their slugs, in order.
        left_out: what they need and the path does not hold.
    """

    name: str
    summary: str
    assignments: tuple[str, ...]
    left_out: tuple[str, ...] = ()

    @property
    def minutes(self) -> int:
        """The minutes of all its assignments together."""
        return sum(find_assignment(slug).minutes for slug in self.assignments)

    @property
    def hours(self) -> float:
        """The same in hours, to the nearest half; up from the middle between two."""
        return math.floor(self.minutes / 30 + 0.5) / 2

    def built_on_it(self, slug: str) -> list[str]:
        """Which assignments of the path build on one."""
        return [member for member in self.assignments if slug in find_assignment(member).needs]

    @property
    def what_is_left_out(self) -> str:
        """A sentence on what its assignments need and the path leaves out; empty where it holds all."""
        from dlkit.comparing import listed  # NumPy comes with it

        users = {slug: self.built_on_it(slug) for slug in self.left_out}
        told = [
            f"{slug}, which {listed(names)} {'needs' if len(names) == 1 else 'need'}"
            for slug, names in users.items()
            if names
        ]
        return f"Left out: {'; '.join(told)}." if told else ""


def paths() -> list[CoursePath]:
    """The paths through the course.

    Raises:
        CourseError: if one of them lacks something; the message names the file, the path and the key.
    """
    where = assignments_folder() / "course.toml"
    found = []
    for number, path in enumerate(tables("paths"), start=1):
        try:
            left_out = slugs_of(path, "left_out") if "left_out" in path else ()
            found.append(CoursePath(path["name"], path["summary"], slugs_of(path, "assignments"), left_out))
        except KeyError as error:
            raise CourseError(f"{where}: path {number} lacks the key {error}.") from None
        except TypeError as error:
            raise CourseError(f"{where}: path {number}: {error}.") from None
    return found


def find_path(name: str) -> CoursePath:
    """Finds a path by its name.

    Raises:
        CourseError: if there is none; the message names the nearest.
    """
    known = paths()
    for path in known:
        if path.name == name:
            return path
    raise CourseError(unknown("path", name, [path.name for path in known]))
