"""Groups: students who hand in one notebook together, as the table `groups.csv` in the course folder says.

One of them hands in, or several do and the newest counts; all of them have it, its mark and its time.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dlkit.comparing import clean_line
from dlkit.course import CourseError, course, unknown
from grader.gradebook.arrivals import newest_of
from grader.gradebook.roster.sheets import read_sheet

GROUPS_NAME = "groups.csv"
COLUMNS = ("assignment", "group", "student")


@dataclass(frozen=True)
class Group:
    """Students who hand in together.

    Attributes:
        name: what the table calls it.
        members: the students, by id.
    """

    name: str
    members: tuple[str, ...]

    @property
    def shown(self) -> str:
        """All of them, as one."""
        return " + ".join(self.members)


@dataclass(frozen=True)
class Groups:
    """The groups of one assignment."""

    groups: tuple[Group, ...] = ()

    @functools.cached_property
    def _by_student(self) -> dict[str, Group]:
        return {student: group for group in self.groups for student in group.members}

    def of(self, student: str) -> Group | None:
        """The group of a student; None if the student works alone."""
        return self._by_student.get(student)

    def members(self, student: str) -> tuple[str, ...]:
        """Those who hand in together with a student, the student among them."""
        group = self.of(student)
        return group.members if group else (student,)

    def first(self, student: str) -> str:
        """The one of a student's group in whose name it is judged."""
        return self.members(student)[0]

    def shown(self, student: str) -> str:
        """A student, or all of the group, as one."""
        group = self.of(student)
        return group.shown if group else student

    def with_members(self, students: Collection[str]) -> set[str]:
        """These students and all that are in a group with one of them."""
        return {member for student in students for member in self.members(student)}


def read_groups(root: Path, slug: str, *, students: Collection[str] | None = None) -> Groups:
    """The groups of an assignment.

    An assignment with rows of its own has these groups; rows without an assignment count for all others.

    Args:
        root: the course folder.
        slug: the assignment.
        students: the students there are; not looked at if None.

    Raises:
        CourseError: if the table cannot be understood, as one sentence.
    """
    path = root / GROUPS_NAME
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return Groups()
    tables = _tables(path, found.st_mtime_ns, found.st_size)
    if students is not None:
        known = set(students)
        for groups in tables.values():
            for group in groups.groups:
                for student in group.members:
                    if student not in known:
                        raise CourseError(f"{path}: {unknown('student', student, _near(student, known))}")
    return tables.get(slug, tables.get("", Groups()))


def _near(student: str, known: Collection[str]) -> list[str]:
    """All names if they are few: a sentence has no room for a class."""
    return sorted(known) if len(known) <= 8 else difflib.get_close_matches(student, sorted(known), n=1, cutoff=0.5)


@functools.lru_cache(maxsize=8)
def _tables(path: Path, changed: int, size: int) -> Mapping[str, Groups]:
    """The groups of each assignment that has some of its own, and those of all others by the empty name."""
    sheet = read_sheet(path)
    sheet.require(["group", "student"], f"table of groups ({', '.join(COLUMNS)})")
    members: dict[str, dict[str, list[str]]] = {}
    for number, row in enumerate(sheet.rows, start=1):
        slug, group, student = (row.get(column, "").strip() for column in COLUMNS)
        if not group or not student:
            raise CourseError(f"{path}: row {number} below the header has no {'student' if group else 'group'}.")
        if slug and slug not in course():
            raise CourseError(f"{path}: {unknown('assignment', slug, course())}")
        groups = members.setdefault(slug, {})
        earlier = next((name for name, found in groups.items() if student in found), None)
        if earlier is not None:
            twice = f"is twice in group {group}" if earlier == group else f"is in two groups, {earlier} and {group}"
            told = f"{path}: {student} {twice}{f' of {slug}' if slug else ''}: leave one of the rows out."
            raise CourseError(clean_line(told))
        groups.setdefault(group, []).append(student)
    return {
        slug: Groups(tuple(Group(name, tuple(sorted(found))) for name, found in sorted(groups.items())))
        for slug, groups in members.items()
    }


def counting(root: Path, slug: str, groups: Groups, own: Mapping[str, Path]) -> dict[str, Path]:
    """Where what counts for each student lies: the newest of the group's.

    Args:
        root: the course folder.
        slug: the assignment.
        groups: its groups.
        own: the folder of each student who handed something in.
    """
    found = dict(own)
    for group in groups.groups:
        folders = {student: own[student] for student in group.members if student in own}
        if folders:
            newest = folders[newest_of(root, slug, folders)]
            found |= dict.fromkeys(group.members, newest)
    return found


def counting_folder(directory: Any, slug: str, student: str) -> Path:
    """Where what counts for one student lies.

    Args:
        directory: nbgrader's course directory.
        slug: the assignment.
        student: whose.
    """

    def own(name: str) -> Path:
        return Path(directory.format_path(directory.submitted_directory, name, slug))

    root = Path(directory.root)
    group = read_groups(root, slug).of(student)
    folders = {name: own(name) for name in group.members if own(name).is_dir()} if group else {}
    return folders[newest_of(root, slug, folders)] if folders else own(student)


def passed_over(root: Path, slug: str, groups: Groups, own: Mapping[str, Path]) -> list[str]:
    """What of groups was handed in and does not count, as sentences.

    Args:
        root: the course folder.
        slug: the assignment.
        groups: its groups.
        own: the folder of each student who handed something in.
    """
    told = []
    for group in groups.groups:
        folders = {student: own[student] for student in group.members if student in own}
        if len(folders) > 1:
            newest = newest_of(root, slug, folders)
            others = ", ".join(student for student in folders if student != newest)
            told.append(f"Group {group.name}: what {newest} handed in last counts for all, and not what {others} did.")
    return told
