"""What bringing a course folder up to the kit would change: found first, written only afterwards."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dlkit.course import CourseError, course, find_assignment, unknown
from grader.gradebook.course_folder import CONFIG_NAME, CourseFolder, kit_config, kit_sources
from grader.gradebook.updating.configuration import THE_COURSES_OWN, merged_config, own_value
from grader.gradebook.updating.differences import EVERYTHING, TEXTS, Difference, Differences
from grader.gradebook.updating.notebooks import cell_names, cell_points, merged_notebook
from grader.gradebook.written_files import WrittenFiles
from grader.judging import points_text
from grader.running import fingerprints_of


@dataclass(frozen=True)
class FileUpdate:
    """One file that the kit writes.

    Attributes:
        path: where it is.
        name: what it is called among the files that the kit wrote.
        before: what is in it; None if it is not there.
        after: what is to be in it.
        kit: what the kit would write where nobody has changed anything.
        differences: where the course's and the kit's differ.
    """

    path: Path
    name: str
    before: bytes | None
    after: bytes
    kit: bytes
    differences: tuple[Difference, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether something comes into it."""
        return self.before != self.after


@dataclass(frozen=True)
class AssignmentUpdate:
    """What an update does to one assignment.

    Attributes:
        slug: the assignment.
        is_new: whether the course does not have it yet.
        left: why it is left as it is, as a sentence; empty if it is not.
        handed_in: how many have handed it in.
        judged_again: the exercises whose checks the kit has changed since submissions were judged; None if all.
        judged_before: how many submissions were judged with other checks than the kit has now.
        points: what each cell is worth now and is worth afterwards, of those whose points change.
        new_cells, gone_cells: the cells with a name in nbgrader that come and go.
        is_generated: whether nbgrader has generated it.
        is_text_changed: whether students would be given another notebook.
    """

    slug: str
    is_new: bool = False
    left: str = ""
    handed_in: int = 0
    judged_again: tuple[str, ...] | None = ()
    judged_before: int = 0
    points: dict[str, tuple[float, float]] = field(default_factory=dict)
    new_cells: tuple[str, ...] = ()
    gone_cells: tuple[str, ...] = ()
    is_generated: bool = False
    is_text_changed: bool = False


@dataclass(frozen=True)
class Update:
    """What an update is to change.

    Attributes:
        root: the course folder.
        files: the files that the kit writes.
        assignments: what it does to each assignment.
        is_known: whether the course keeps what the kit wrote into each of these files.
        not_here: the kit's assignments that the course does not have.
    """

    root: Path
    files: tuple[FileUpdate, ...]
    assignments: tuple[AssignmentUpdate, ...]
    is_known: bool
    not_here: tuple[str, ...]

    @property
    def changed(self) -> list[FileUpdate]:
        """The files into which something comes."""
        return [file for file in self.files if file.is_changed]


def plan_update(course_folder: Path, slugs: Sequence[str] | None = None, *, take: Collection[str] = ()) -> Update:
    """Finds what bringing a course folder up to the kit would change; nothing is written.

    Args:
        course_folder: the course folder.
        slugs: only these assignments, also such as the course does not have yet; all that it has if None.
        take: the names of differences of which the kit's version is taken, whoever changed it; `all` for every one.

    Raises:
        CourseError: if there is no such course folder, assignment or difference, or a file in it cannot be read.
    """
    folder = CourseFolder(course_folder)
    chosen = [find_assignment(slug).slug for slug in dict.fromkeys(slugs)] if slugs else _assignments_of(folder)
    files = [_config(folder, take)]
    assignments = []
    for slug in chosen:
        found, about = _assignment(folder, slug, take)
        files += found
        assignments.append(about)
    _require_known(files, take)
    written = WrittenFiles(folder.root)
    return Update(
        folder.root,
        tuple(files),
        tuple(assignments),
        all(file.before is None or written.find(file.name) is not None for file in files),
        tuple(slug for slug in course() if slug not in {*_assignments_of(folder), *chosen}),
    )


def _assignments_of(folder: CourseFolder) -> list[str]:
    return [slug for slug in course() if folder.source(slug).exists()]


def _require_known(files: Sequence[FileUpdate], take: Collection[str]) -> None:
    names = sorted({difference.name for file in files for difference in file.differences})
    for name in take:
        if name not in (EVERYTHING, TEXTS, *names):
            raise CourseError(unknown("difference", name, names, " between the course and the kit"))


def _config(folder: CourseFolder, take: Collection[str]) -> FileUpdate:
    path, base = folder.root / CONFIG_NAME, WrittenFiles(folder.root).find(CONFIG_NAME)
    before = path.read_bytes()
    try:
        kit = kit_config(*(own_value(before.decode("utf-8"), name) for name in THE_COURSES_OWN))
        after, found = merged_config(
            base.decode() if base else None, before.decode("utf-8"), kit, loaded=folder.api.config, take=take
        )
    except (SyntaxError, UnicodeDecodeError) as error:
        line = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
        raise CourseError(f"{path}{line}: it is not valid Python, so it cannot be brought up to the kit.") from None
    return FileUpdate(path, CONFIG_NAME, before, after.encode(), kit.encode(), tuple(found))


def _assignment(folder: CourseFolder, slug: str, take: Collection[str]) -> tuple[list[FileUpdate], AssignmentUpdate]:
    place, written = folder.source(slug).parent, WrittenFiles(folder.root)
    notebook, files = f"{slug}.ipynb", []
    for name, kit in kit_sources(slug).items():
        base, before = written.find(f"{slug}/{name}"), _content(place / name)
        try:
            after, found = (
                _file(name, base, before, kit, take)
                if name != notebook or before is None
                else (merged_notebook(base, before, kit, take))
            )
        except ValueError as error:
            raise CourseError(f"{place / name} cannot be read as a notebook: {error}") from None
        files.append(FileUpdate(place / name, f"{slug}/{name}", before, after, kit, tuple(found)))
    about = _about(folder, slug, next(file for file in files if file.path.name == notebook))
    if about.left:
        files = [_as_it_is(file) for file in files]
    return files, about


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _file(
    name: str, base: bytes | None, before: bytes | None, kit: bytes, take: Collection[str]
) -> tuple[bytes, list[Difference]]:
    """A file that is taken as a whole or not at all."""
    if before == kit:
        return kit, []
    if before is None:
        return kit, [Difference(name, "new", f"new: {name}", "kit", True)]
    differences = Differences(take, is_known=base is not None)
    taken = differences.takes(name, "file", f"file: {name}", kit_changed=base != kit, yours_changed=base != before)
    return kit if taken else before, differences.found


def _as_it_is(file: FileUpdate) -> FileUpdate:
    return file if file.before is None else FileUpdate(file.path, file.name, file.before, file.before, file.kit)


def _about(folder: CourseFolder, slug: str, notebook: FileUpdate) -> AssignmentUpdate:
    if notebook.before is None:
        return AssignmentUpdate(slug, is_new=True)
    names, points = cell_names(notebook.after), cell_points(notebook.after)
    before, points_before = cell_names(notebook.before), cell_points(notebook.before)
    changed = {
        name: (points_before[name], points[name])
        for name in points
        if name in points_before and points_before[name] != points[name]
    }
    new, gone = tuple(sorted(names - before)), tuple(sorted(before - names))
    is_generated, handed_in = _in_the_gradebook(folder, slug)
    left = _why_left(slug, handed_in, new, gone) if handed_in and (new or gone) else ""
    judged_before, judged_again = _judged_otherwise(folder, slug)
    return AssignmentUpdate(
        slug,
        left=left,
        handed_in=max(handed_in, len(folder.handed_in(slug))),
        judged_again=judged_again,
        judged_before=judged_before,
        points={} if left else changed,
        new_cells=() if left else new,
        gone_cells=() if left else gone,
        is_generated=is_generated,
        is_text_changed=notebook.is_changed and not left,
    )


def _why_left(slug: str, handed_in: int, new: Sequence[str], gone: Sequence[str]) -> str:
    """Why an assignment is left as it is, and what becomes of it, as sentences."""
    known = {f"check-{exercise.name}" for exercise in find_assignment(slug).exercises}
    lost = [name.removeprefix("check-") for name in gone if name.startswith("check-") and name not in known]
    judged = (
        f"The kit no longer judges {', '.join(lost)}: a person is to mark it." if lost else "It is judged as before."
    )
    return (
        f"nbgrader allows no other cells ({'; '.join(filter(None, (_named('new', new), _named('gone', gone))))}) once "
        f"there are submissions, and the gradebook has {handed_in}. {judged} Take the new one into the next course."
    )


def _named(what: str, names: Sequence[str]) -> str:
    return f"{what}: {', '.join(names)}" if names else ""


def _in_the_gradebook(folder: CourseFolder, slug: str) -> tuple[bool, int]:
    """Whether nbgrader has generated an assignment, and how many submissions it has of it."""
    with folder.gradebook() as gradebook:
        notebooks = [
            notebook
            for assignment in gradebook.assignments
            if assignment.name == slug
            for notebook in assignment.notebooks
        ]
        return bool(notebooks), sum(len(notebook.submissions) for notebook in notebooks)


def _judged_otherwise(folder: CourseFolder, slug: str) -> tuple[int, tuple[str, ...] | None]:
    """How many submissions were judged with other checks than the kit has now, and of which exercises; None for all."""
    now = fingerprints_of(slug)
    found: list[Any] = []
    for student in sorted(folder.handed_in(slug)):
        kept = folder.results.find(slug, student)
        if kept and (changed := now.changed_since(kept.fingerprints)) != ():
            found.append(changed)
    if any(changed is None for changed in found):
        return len(found), None
    return len(found), tuple(dict.fromkeys(name for changed in found for name in changed))


def points_told(about: AssignmentUpdate) -> str:
    """Which points change, in words."""
    return ", ".join(
        f"{name} {points_text(old)} → {points_text(new)}" for name, (old, new) in sorted(about.points.items())
    )
