"""What is wrong with the order of the course: its parts, its paths, and what builds on what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from dlkit.course import CourseError, assignments_folder, course, find_assignment, parts, unknown
from dlkit.paths import CoursePath, paths

NAME = r"[a-z][a-z0-9]*(_[a-z0-9]+)*"  # of an assignment, and of a path


def require_sound_course() -> None:
    """Refuses a course whose parts, paths and needs contradict each other.

    Raises:
        CourseError: if they do; the message is one sentence, which names the file.
    """
    if fault := next(_faults(), None):
        raise CourseError(fault)


def _faults() -> Iterator[str]:
    where = assignments_folder() / "course.toml"
    yield from (f"{where}: {fault}" for fault in _faults_of_parts())
    for slug in course():
        for fault in _faults_of_needs(slug):
            yield f"{assignments_folder() / slug / 'assignment.toml'}: {fault}"
    known = paths()
    for name, count in Counter(path.name for path in known).items():
        if count > 1:
            yield f"{where}: {count} paths have the name {name!r}; a path has a name of its own."
    for path in known:
        yield from (f"{where}: the path {path.name!r} {fault}" for fault in _faults_of_path(path))


def _faults_of_parts() -> Iterator[str]:
    listed = course()
    written = {path.parent.name for path in assignments_folder().glob("*/assignment.toml")}
    for title, count in Counter(part.title for part in parts()).items():
        if count > 1:
            yield f"{count} parts have the title {title!r}; a part has a title of its own."
    for part in parts():
        if not part.assignments:
            yield f"part {part.number} has no assignments."
    for slug, count in Counter(listed).items():
        if count > 1:
            yield f"{slug} stands in the parts {count} times; an assignment stands in one part, once."
        if slug not in written:
            yield f"a part names {slug}, of which there is no assignment.toml."
    for slug in sorted(written - set(listed)):
        yield f"{slug} stands in no part; put it into the one to which it belongs."


def _faults_of_needs(slug: str) -> Iterator[str]:
    listed = course()
    for needed in find_assignment(slug).needs:
        if needed not in listed:
            yield f"among its needs: {unknown('assignment', needed, listed)}"
        elif listed.index(needed) >= listed.index(slug):
            yield f"it needs {needed}, which does not come before it in the course."


def _faults_of_path(path: CoursePath) -> Iterator[str]:
    listed = course()
    if not re.fullmatch(NAME, str(path.name)):
        yield "has a name that is none: use lower-case words joined by underscores."
    if not path.assignments:
        yield "has no assignments."
    for slug in (*path.assignments, *path.left_out):
        if slug not in listed:
            yield f"names an assignment that is none: {unknown('assignment', slug, listed)}"
            return
    for slugs, place in ((path.assignments, ""), (path.left_out, " under left_out")):
        for slug, count in Counter(slugs).items():
            if count > 1:
                yield f"names {slug} {count} times{place}."
    for before, after in zip(path.assignments, path.assignments[1:], strict=False):
        if listed.index(before) >= listed.index(after):
            yield f"has {before} before {after}; in the parts they do not stand in this order."
    needed = {name: slug for slug in path.assignments for name in find_assignment(slug).needs}
    for name, slug in needed.items():
        if name not in (*path.assignments, *path.left_out):
            yield f"has {slug}, which needs {name}: put that on the path too, or name it under left_out."
    for name in path.left_out:
        if name in path.assignments:
            yield f"names {name} under left_out, but holds it."
        elif name not in needed:
            yield f"names {name} under left_out, but no assignment of the path needs it."
