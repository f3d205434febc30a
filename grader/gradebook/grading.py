"""Grading a class: every submission judged on a pool, every result kept, one writer to the gradebook."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from dlkit.course import Assignment
from grader.authoring import load_authored
from grader.gradebook.changes import NO_FILES, Changes, Judged, RunChanges, write_changes
from grader.gradebook.conversion import time_of
from grader.gradebook.course_folder import CourseFolder
from grader.gradebook.graded_cells import changed_checks, graded_cells
from grader.gradebook.groups import Groups, share_marks
from grader.gradebook.late import complete_submissions, settings_in_force, stale_elsewhere
from grader.gradebook.marks import COLUMNS, Mark, no_mark, read_marks, read_recorded
from grader.gradebook.overrides import standing_overrides
from grader.gradebook.recording import Recorder
from grader.gradebook.result_store import Kept
from grader.gradebook.returned_notebook import own_cells, own_cells_digest
from grader.judging import OwnCell, Result, SubmittedFiles
from grader.running import Earlier, JudgePool, fingerprints_of

_OF_THE_DISK = (
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EROFS,
    errno.EIO,
    errno.EACCES,
    errno.EPERM,
    errno.EMFILE,
    errno.ENFILE,
)
Progress = Callable[[int, int, Result], None]


@dataclass(frozen=True)
class Autograded:
    """What came of grading a class.

    Attributes:
        results: the result of each student's submission, in the points that the course gives.
        marks: the mark of each, as the gradebook has it; none of those that it does not have.
        reused: those whose earlier result was still good.
        not_recorded: what nbgrader said of those it could not put into the gradebook.
        remarks: what was noticed in the course folder that somebody should see to, as sentences.
        seconds: how long it all took.
        changes: whose mark is another one than after the last run, and why.
        absent: the students in the gradebook who have handed in nothing, each with the mark that the export has for
            them, 0. Nothing is recorded of them, as nbgrader records nothing. None in a run over some students.
        late: in which other assignments late penalties are to change, as sentences.
        feedback_held: why no feedback may be returned yet, as a sentence; empty if it may be.
    """

    assignment: str
    results: dict[str, Result] = field(default_factory=dict)
    reused: tuple[str, ...] = ()
    not_recorded: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    remarks: tuple[str, ...] = ()
    marks: dict[str, Mark] = field(default_factory=dict)
    changes: Changes = field(default_factory=Changes)
    absent: dict[str, Mark] = field(default_factory=dict)
    late: tuple[str, ...] = ()
    feedback_held: str = ""

    @property
    def troubled(self) -> list[Result]:
        """The results that are not `graded`, by student."""
        return [result for _, result in sorted(self.results.items()) if result.status != "graded"]


def autograde(
    course: Path,
    slug: str,
    *,
    workers: int | None = None,
    force: bool = False,
    students: Collection[str] | None = None,
    progress: Progress | None = None,
    start: Callable[[int], Executor] | None = None,
) -> Autograded:
    """Judges the submissions of a course folder and writes them into its gradebook.

    A run that was stopped goes on where it was: a submission that has not changed since it was judged with
    the same kit is not judged again. What else decides its mark counts as it is now: the points and the tests in
    `source/`, the due date, extensions, the late penalty.

    Args:
        course: the course folder.
        slug: the assignment.
        workers: how many processes judge; one for each processor if None.
        force: judges everything again.
        students: only theirs; everyone's if None.
        progress: called after each submission with how many are done, how many there are, and its result.
        start: makes an executor of so many workers; processes of this machine if None.

    Returns:
        What came of it; one result for each submission, whatever was handed in.

    Raises:
        CourseError: if this is no course folder, the assignment is not in its gradebook, the course's plug-in for
            late penalties cannot be loaded, or its `late.toml` cannot be understood.
        SandboxUnavailable: if student code cannot be isolated here.
        WorkersUnavailable: if no worker can be started.
    """
    started = time.monotonic()
    folder = CourseFolder(course)
    assignment = folder.require(slug)
    settings = settings_in_force(folder)
    groups = folder.groups(slug)
    wanted = None if students is None else groups.with_members(students)
    submitted = {item.student: item for item in folder.submitted_files(slug, wanted)}
    folder.remarks += folder.passed_over(slug)
    changes = RunChanges(folder, assignment, submitted)
    folder.take_source(slug)
    with folder.gradebook() as gradebook:
        complete_submissions(gradebook, slug, submitted)
    with Recorder(folder, slug) as recorder:
        run = _Run(assignment, recorder, submitted, groups, progress)
        pool = JudgePool(
            assignment,
            seeds=folder.seeds(slug),
            workers=workers,
            start=start,
            own_cells=run.own_cells if run.own else None,
        )
        if not force:
            run.reuse()
        run.refuse()
        for result in pool.judge(run.waiting, earlier=run.earlier):
            run.judged(result)
        run.share_marks()
    with folder.gradebook() as gradebook:
        marks = read_marks(gradebook, assignment)
    absent = _absent(folder, assignment, submitted) if students is None else {}
    recorded = run.results.keys() - recorder.not_recorded.keys()
    changed = changes.after({name: run.judged_of(name) for name in recorded}, untouched=recorded.intersection(run.held))
    if changed.marks:
        changed = replace(changed, file=write_changes(folder.root, slug, changed.marks))
    return Autograded(
        slug,
        dict(sorted(run.results.items())),
        tuple(sorted(run.reused)),
        recorder.not_recorded,
        time.monotonic() - started,
        (*folder.remarks, *folder.results.remarks()),
        {name: marks[name] for name in sorted(recorded & marks.keys())},
        changed,
        absent,
        stale_elsewhere(folder, slug),
        settings.feedback_held(slug),
    )


def _absent(folder: CourseFolder, assignment: Assignment, there: Collection[str]) -> dict[str, Mark]:
    """The mark of each student of the gradebook who has handed in nothing; whose folder is gone is remarked on."""
    slug = assignment.slug
    with folder.gradebook() as gradebook:
        recorded = {name: found for name, found in read_recorded(gradebook, slug).items() if not found.is_empty}
        cells = graded_cells(gradebook, assignment, taken=COLUMNS)
        students = [student.id for student in gradebook.students if student.id not in there]
    if gone := sorted(name for name in students if name in recorded):
        names = ", ".join(gone[:5]) + (f" and {len(gone) - 5} more" if gone[5:] else "")
        folder.remarks.append(f"Marked earlier, and no longer in submitted/, so the mark stays as it is: {names}.")
    return {name: no_mark(cells) for name in sorted(students) if name not in recorded}


class _Run:
    """One run over a class: what is done, and what is known from earlier ones.

    Attributes:
        own: the autograded cells that the course's instructor added.
        points: what each exercise is worth in the course.
        held: those whose marks stand as the gradebook has them, but for late penalties.
    """

    def __init__(
        self,
        assignment: Assignment,
        recorder: Recorder,
        submitted: dict[str, SubmittedFiles],
        groups: Groups,
        progress: Progress | None,
    ) -> None:
        self.assignment, self.slug, self.groups = assignment, assignment.slug, groups
        self.recorder, self.submitted, self.progress = recorder, submitted, progress
        self.kept = recorder.folder.results
        self.fingerprints = fingerprints_of(self.slug)
        with recorder.folder.gradebook() as gradebook:
            cells = graded_cells(gradebook, assignment)
        checks = {cell.name: cell.source for cell in load_authored(self.slug).cells if cell.role == "check"}
        recorder.folder.remarks += changed_checks(cells, checks)
        self.own = [cell for cell in cells if cell.kind == "own"]
        self.digest_of_own = own_cells_digest(cells)
        self.points = {cell.title: cell.points for cell in cells if cell.kind == "exercise"}
        self.results: dict[str, Result] = {}
        self.earlier: dict[str, Earlier] = {}
        self.reused: list[str] = []
        self.held: list[str] = []

    @property
    def waiting(self) -> dict[str, SubmittedFiles]:
        """The submissions that are still to be judged, one of each group."""
        return {
            name: item
            for name, item in self.submitted.items()
            if name not in self.results and item.path and name == self.groups.first(name)
        }

    def own_cells(self, name: str) -> Sequence[OwnCell]:
        """The own cells of the course's instructor, for a submission."""
        return own_cells(self.submitted[name], self.recorder.given, self.own)

    def reuse(self) -> None:
        """Takes what earlier runs have judged, as far as it stands; records it if they did not come to it."""
        for name, item in self.submitted.items():
            if name == self.groups.first(name) and item.status == "graded" and (known := self._kept_of(name)):
                self._reuse_one(item, *known)
        self.recorder.settle(self.held)

    def _kept_of(self, name: str) -> tuple[Kept, tuple[str, ...]] | None:
        """What an earlier run has judged, and the exercises that are judged otherwise now.

        None also for what is no longer understood, and so judged again.
        """
        with suppress(KeyError, ValueError, TypeError, AttributeError):
            if kept := self.kept.find(self.slug, name):
                kept.result.in_points(self.points)
                changed = self.fingerprints.changed_since(kept.fingerprints)
                return None if changed is None else (kept, changed)
        return None

    def _reuse_one(self, item: SubmittedFiles, kept: Kept, changed: tuple[str, ...]) -> None:
        if changed or kept.digest != item.digest + self.digest_of_own:
            self.earlier[item.student] = Earlier(kept.result, changed)
            return
        self._take(item, kept)
        for mate in self._mates(item.student):
            known, same = self._kept_of(mate), replace(kept.result, submission=mate)
            if known and (known[0].result, known[0].digest) == (same, kept.digest):
                self._take(self.submitted[mate], known[0])
            else:
                self._keep(self.submitted[mate], same)

    def _take(self, item: SubmittedFiles, kept: Kept) -> None:
        """Takes a result that was kept, and records it unless the gradebook holds it."""
        result = kept.result.in_points(self.points)
        if self.recorder.holds(result, kept.recorded):
            self.held.append(item.student)
        else:
            self.recorder.record(item, result)
        self.reused.append(item.student)
        self._done(result)

    def _mates(self, name: str) -> list[str]:
        """The others of a student's group."""
        return [mate for mate in self.groups.members(name) if mate != name and mate in self.submitted]

    def share_marks(self) -> None:
        """Gives what a person gave one member of a group to the others; their late penalties may be others then."""
        self.recorder.flush()
        folder = self.recorder.folder
        with folder.gradebook() as gradebook:
            cells = graded_cells(gradebook, self.assignment, taken=COLUMNS)
            recorded = read_recorded(gradebook, self.slug)
            decided = {
                (student, item.exercise)
                for student, made in standing_overrides(folder, self.slug, recorded).items()
                for item in made
            }
            given, told = share_marks(gradebook, self.slug, self.groups, cells, recorded, decided)
        folder.remarks += [f"{name} has the group's marks for {', '.join(titles)}." for name, titles in given.items()]
        folder.remarks += told
        self.recorder.settle_anew(given)

    def judged_of(self, name: str) -> Judged:
        """What there is to know of the judging of a submission that is done."""
        return Judged(self.results[name], self.submitted[name].digest or NO_FILES, self.fingerprints)

    def refuse(self) -> None:
        """Records the submissions that hold no notebook to judge."""
        for item in self.submitted.values():
            if result := item.refused(self.assignment):
                self.judged(result)

    def judged(self, result: Result) -> None:
        """Keeps and records a new result."""
        item = self.submitted[result.submission]
        earlier = self.earlier.get(result.submission)
        same = earlier and (result.exercises, result.own_cells) == (earlier.result.exercises, earlier.result.own_cells)
        if earlier and same and not earlier.changed:
            self.reused.append(result.submission)
        result = item.with_note(result)
        self._keep(item, result)
        for mate in self._mates(item.student) if item.path else ():
            self._keep(self.submitted[mate], replace(result, submission=mate))

    def _keep(self, item: SubmittedFiles, result: Result) -> None:
        """Keeps a result, and records it in the points of the course."""
        try:
            self.kept.keep(
                result,
                digest=item.digest + self.digest_of_own,
                fingerprints=self.fingerprints,
                handed_in=time_of(self.recorder.folder.api.coursedir, self.slug, result.submission),
            )
        except OSError as error:
            if error.errno in _OF_THE_DISK:
                raise
            # A folder's name may be too long for a file's: the grade is recorded, and judged again next time.
        result = result.in_points(self.points)
        self.recorder.record(item, result)
        self._done(result)

    def _done(self, result: Result) -> None:
        self.results[result.submission] = result
        if self.progress:
            self.progress(len(self.results), len(self.submitted), result)
