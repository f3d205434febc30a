"""Paths through the course, for those who want less than all of it."""

from __future__ import annotations

from dataclasses import dataclass

from dlkit.course import CourseError, assignments_folder, find_assignment, of_the_course, unknown


@dataclass(frozen=True)
class CoursePath:
    """Some of the course's assignments, in its order.

    Attributes:
        name: words joined by underscores.
        summary: one sentence: where it leads, and whom.
        assignments: their slugs, in order.
        left_out: on what they build and the path does not hold.
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
        """The same in hours, to the half."""
        return round(self.minutes / 30) / 2

    def built_on_it(self, slug: str) -> list[str]:
        """Which assignments of the path build on one."""
        return [member for member in self.assignments if slug in find_assignment(member).needs]

    @property
    def what_is_left_out(self) -> str:
        """A sentence on what its assignments build on and the path leaves out; empty where it holds all."""
        told = [f"{slug} ({' and '.join(self.built_on_it(slug))})" for slug in self.left_out]
        return f"Left out, though others build on it: {', '.join(told)}." if told else ""


def paths() -> list[CoursePath]:
    """The paths through the course.

    Raises:
        CourseError: if one of them lacks something; the message names the file and the key.
    """
    try:
        return [
            CoursePath(path["name"], path["summary"], tuple(path["assignments"]), tuple(path.get("left_out", ())))
            for path in of_the_course("paths") or ()
        ]
    except KeyError as error:
        raise CourseError(f"{assignments_folder() / 'course.toml'}: a path lacks the key {error}.") from None


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
