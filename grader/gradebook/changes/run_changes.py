"""What one run changes: made before it, asked after it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from dlkit.course import Assignment
from grader.gradebook.changes.causes import why_earlier
from grader.gradebook.changes.changed import Changes, change_of
from grader.gradebook.changes.reading import Judged, Reader, read_judged
from grader.gradebook.changes.standing import Standing
from grader.gradebook.changes.store import StandingStore
from grader.gradebook.course_folder import CourseFolder
from grader.judging import points_text


class RunChanges:
    """What a run changes of the marks of an assignment.

    Each mark is held against what the last run left of it. Where that is not kept, in a course made by an earlier
    kit, it is held against what the gradebook has as the run begins.

    Args:
        folder: the course folder.
        assignment: the assignment.
        students: those whose submissions the run is about.
    """

    def __init__(self, folder: CourseFolder, assignment: Assignment, students: Collection[str]) -> None:
        self.folder, self.assignment, self.slug = folder, assignment, assignment.slug
        self._reader = Reader(folder, assignment)
        self._store = StandingStore(folder.root, self.slug)
        self._kept = {name: found for name in students if (found := self._store.find(name))}
        unknown = [name for name in students if name not in self._kept]
        judged = {name: known for name in unknown if (known := read_judged(folder, self.slug, name))}
        self._before = self._kept | (self._reader.read(unknown, judged) if unknown else {})

    def after(self, judged: Mapping[str, Judged], *, untouched: Collection[str] = ()) -> Changes:
        """What has changed, of those who were judged and recorded; the next run is held against what is now.

        Args:
            judged: what came of the judging.
            untouched: those of whom nothing was recorded anew but a late penalty.
        """
        same = [name for name in untouched if name in self._kept and self._kept[name].files == judged[name].files]
        known = {name: self._kept[name] for name in same}
        now = self._reader.read(list(judged), judged, known=known)
        marks, first, look_again = [], [], []
        for student, standing in sorted(now.items()):
            before = self._before.get(student)
            if before is None:
                first.append(student)
                continue
            standing = now[student] = _with_earlier(before, standing)
            if change := change_of(student, before, standing, self.assignment):
                marks.append(change)
            look_again += self._look_again(student, standing)
        for student, standing in now.items():
            if standing != self._before.get(student):
                self._store.keep(student, standing)
        return Changes(tuple(marks), tuple(first), tuple(look_again))

    def _look_again(self, student: str, standing: Standing) -> list[str]:
        exercises = {item.name for item in self.assignment.exercises}
        told = []
        for title, cell in standing.cells.items():
            if not cell.earlier or cell.by_hand is None or not (cell.decided or title in exercises):
                continue
            what = f"The decision on {title}" if cell.decided else f"What a person gave for {title}"
            where = f"grader explain {student} {self.slug} {title}" if title in exercises else "the formgrader"
            given = f"{points_text(cell.by_hand)} of {points_text(cell.points)}"
            told.append(f"{what} for {student} ({given}) was made {cell.earlier}, and stays; look again: {where}")
        return told


def _with_earlier(before: Standing, standing: Standing) -> Standing:
    """A standing with what a person's points were given on, where that was something else."""
    cells = {
        title: replace(cell, earlier=why_earlier(before, standing, title)) for title, cell in standing.cells.items()
    }
    return replace(standing, cells=cells)
